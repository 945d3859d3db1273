"""A task's text → its sentences with every number expression in them, with its unit, bounds and date, unjudged.

In: folded text. Out: `Mention`s in order; no two overlap, and every numeral lies in one; `Sentence`s with mentions and
tokens. Judging and all rooms after it import this.

model      the `Mention`
names      names and set words that hold numerals
numbers    numbers with their units
dates      dates
mentions   the three together
sentences  where sentences end; their mentions and tokens
"""
