"""Who is responsible: lists of departments, beside a task or at its end → standard names.

In: text. Out: `Departments`, and a task's text without its closing list. Documents and targets import this.

names         one office's name: whether it is one, its level, its standard form
duties        what says who does it: clauses of a list, sentences, headings
closing       the list that closes a task's text, taken out of it
layout        labels, brackets and lines of a list
lists         a line → its offices
departments   all of it for one task
"""
