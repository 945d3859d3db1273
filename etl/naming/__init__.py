"""What a number counts, and what is to be done with it: indicator, verb, base, theme.

In: a sentence and the places of its numbers (`slots`). Out: `Phrase`s; a theme for a task. Judging and targets import
this.

slots          a number's place in its sentence
phrases        a noun phrase beside a place: where it begins and ends
indicators     the phrase that says what a number counts
pairs          indicator and number in `A、B分别达到…`
grants         what a grant's figure is of
receivers      who gets it
plausibility   whether an indicator can be one
actions        the verb and its class
themes         a document's domain, a task's theme, a target's own
"""
