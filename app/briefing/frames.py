"""What the slides and sheets of one view show: the frames of the dashboard's own queries, each asked for once.

A number on a slide is therefore the number on the page. `View(connection, chosen)` is cheap; its frames are fetched
when a part asks for them. The filter must be resolved (`Filter.resolved`).
"""

from __future__ import annotations

from functools import cached_property

import duckdb
import pandas as pd

from app import query
from app.briefing.takeaways import quotes
from app.query import listings
from app.query.filter_model import Filter
from app.say import sentences
from app.wording import chinese_date, review_word

MOST_FIGURES = 16
MOST_ROWS = 3000
"""Slides list no more targets or tasks than these; the workbook holds all."""


class View:
    """One filter's frames. Columns: app/query and app/query/listings.py."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, chosen: Filter) -> None:
        self.connection = connection
        self.chosen = chosen

    @cached_property
    def head(self) -> pd.Series:
        """The one row of query.overview.headline."""
        return query.overview.headline(self.connection, self.chosen).iloc[0]

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The documents in view."""
        return query.documents.documents_in_view(self.connection, self.chosen)

    @cached_property
    def limits(self) -> pd.DataFrame:
        """Goals, or rules where there is no goal, by time limit and category."""
        return query.overview.goals_by_limit(self.connection, self.chosen)

    @cached_property
    def states(self) -> pd.DataFrame:
        """Goals by state at 统计截至."""
        return query.timeline.targets_by_state(self.connection, self.chosen)

    @cached_property
    def leads(self) -> pd.DataFrame:
        """Tasks by their first department."""
        return query.overview.tasks_by_lead(self.connection, self.chosen)

    @cached_property
    def departments(self) -> pd.DataFrame:
        """Targets by department, led or supported: offices, collective entries, 未注明责任单位."""
        return query.departments.departments_apart(self.connection, self.chosen)

    @cached_property
    def goals(self) -> pd.DataFrame:
        """The key figures."""
        return query.overview.key_figures(self.connection, self.chosen, MOST_FIGURES)

    @cached_property
    def shared(self) -> pd.DataFrame:
        """The figures that are drawn on shared axes."""
        return query.themes.shared_figures(self.connection, self.chosen)

    @cached_property
    def dated_shape(self) -> pd.Series:
        """The one row of query.timeline.dated_shape."""
        return query.timeline.dated_shape(self.connection, self.chosen).iloc[0]

    @cached_property
    def years(self) -> pd.DataFrame:
        """Targets by due year and category, all documents together."""
        return query.timeline.targets_by_year(self.connection, self.chosen)

    @cached_property
    def sums(self) -> pd.Series:
        """The one row of query.reconciliation.conservation."""
        return query.reconciliation.conservation(self.connection, self.chosen).iloc[0]

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets row by row, at most `MOST_ROWS`, in the documents' order."""
        return listings.target_rows(self.connection, self.chosen, limit=MOST_ROWS)

    @cached_property
    def quotes(self) -> str:
        """The sentences of all those targets, for the speaker's notes."""
        return quotes(self.targets)

    @cached_property
    def dated(self) -> pd.DataFrame:
        """The targets that have a date, in order of time, 自…起 last, at most `MOST_ROWS`."""
        return query.timeline.dated_targets(self.connection, self.chosen, MOST_ROWS)

    @cached_property
    def offices(self) -> pd.DataFrame:
        """Departments of the tasks in view, with tasks led and supported and targets; most tasks first."""
        return query.departments.offices(self.connection, self.chosen)

    @cached_property
    def themes(self) -> pd.DataFrame:
        """Tasks by theme."""
        return query.themes.tasks_by_theme(self.connection, self.chosen)

    @cached_property
    def tasks(self) -> pd.DataFrame:
        """The tasks row by row, qualitative ones too, at most `MOST_ROWS`."""
        return listings.task_rows(self.connection, self.chosen, limit=MOST_ROWS)

    @property
    def review(self) -> str:
        """How far people have checked the targets in view."""
        return review_word(int(self.head["checked"]), int(self.head["targets"]))

    @property
    def with_document(self) -> bool:
        """Does the view hold several documents, so that a task must be named with its own?"""
        return len(self.documents) > 1

    def note_parts(self) -> tuple[str, ...]:
        """The line under every slide, part by part: source, 统计截至, filter, state of checking."""
        day = f"统计截至{chinese_date(self.chosen.day().isoformat())}"
        title = next(iter(self.documents["title"]), "")
        source = sentences.source_note(title, len(self.documents), self.chosen, "").split(f"；{day}")[0]
        parts = (source, day) if source != day else (day,)
        return (*parts, f"筛选：{self.chosen.describe()}", self.review)

    def source_note(self) -> str:
        """The same as one line."""
        return "；".join(self.note_parts())
