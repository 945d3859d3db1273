"""The dashboard: queries on the tables, figures, looks, filters, and what leaves the screen as slides and workbooks.

`data` reads the tables, `queries` count, `figures` draw, `filters` and `components` are the widgets, `briefing` makes
files.
"""
