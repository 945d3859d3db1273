"""What is counted and listed: pure functions `(connection, Filter, …) -> small tidy DataFrame`.

In: the parquet files of etl/schema.py, opened by `tables`, and a resolved `Filter` (`filter_model`), which `search` and
`sql` turn into conditions. Out: frames with a fresh index, where absent text is None; a page's own in the module of its
name, rows one by one in `listings`. A target is counted once wherever it stands; values of different units never meet
in one number. The search box reads numbers with the units and numerals of etl.lexicon.
May import: app.wording. Imported by: say, briefing, screen, pages.
"""

from app.query import compare, departments, documents, overview, progress, reconciliation, themes, timeline, versions

__all__ = [
    "compare",
    "departments",
    "documents",
    "overview",
    "progress",
    "reconciliation",
    "themes",
    "timeline",
    "versions",
]
