"""What a number counts, and what is to be done with it: indicator, verb, base, theme.

In: a judged sentence. Out: the `Names` of its rows; a theme for a task. Targets import this.

sentences      a judged sentence → the name of each of its rows
slots          a number's place in its sentence
phrases        a noun phrase beside a place: where it begins and ends
indicators     the phrase that says what a number counts
pairs          indicator and number in `A、B分别达到…`
grants         what a grant's figure is of
receivers      who gets it
plausibility   whether an indicator can be one
actions        the verb and its class
deliverables   what falls due at a date
themes         a document's domain, a task's theme, a target's own
"""
