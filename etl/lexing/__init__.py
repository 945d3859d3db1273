"""A task's text → every number expression in it, with its unit, bounds and date, unjudged.

In: folded text. Out: `Mention`s in order; no two overlap, and every numeral lies in one. Judging and targets import
this.

model      the `Mention`
names      names and set words that hold numerals
numbers    numbers with their units
dates      dates
mentions   the three together
"""
