"""What the slides and sheets of one view show: the frames of the dashboard's own queries, each asked for once.

A number on a slide is therefore the number on the page. `View(connection, chosen)` is cheap; its frames are fetched
when a part asks for them. The filter must be resolved (`Filter.resolved`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import duckdb
import pandas as pd

from app import query, say
from app.briefing.takeaways import quotes
from app.query import listings
from app.query.compare import By
from app.query.filter_model import Filter
from app.say import sentences
from app.wording import LATER, NO_DEPARTMENT, PAST, SOON, chinese_date, review_word
from records.reports import Report

MOST_FIGURES, MOST_NEXT = 16, 8
MOST_SIDES = 7
"""Columns of a comparison that can be read beside other things."""
MOST_ROWS = 3000
"""Slides list no more targets or tasks than these; the workbook holds all."""


class View:
    """One filter's frames. Columns: app/query and app/query/listings.py."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        chosen: Filter,
        asked: tuple[str, ...] = (),
        latest: Mapping[str, Report] | None = None,
    ) -> None:
        """asked: the indicators to compare. latest: the last report on each target that has one."""
        self.latest = latest or {}
        self.connection = connection
        self.chosen = chosen
        self.asked = asked

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
    def next_due(self) -> tuple[str, pd.DataFrame]:
        """The state that a meeting looks at first, and its next goals in order of time.

        What is due soon, else what is due later, else what is past; "" where no goal has a date.
        """
        state = next((state for state in (SOON, LATER, PAST) if self.in_state[state]), "")
        return state, self.goals_in(state, MOST_NEXT, latest=state == PAST)

    @cached_property
    def in_state(self) -> dict[str, int]:
        """How many goals each state has."""
        return dict(zip(self.states["state"], map(int, self.states["targets"]), strict=True))

    def goals_in(self, state: str, most: int, *, latest: bool = False) -> pd.DataFrame:
        """The first goals of a state in order of time; or the last ones, the very last first. None for no state."""
        view, count = self.chosen.narrowed(states=(state,)), self.in_state.get(state, 0)
        most = min(most, count)  # a state that the view leaves out has none
        rows = query.timeline.dated_targets(self.connection, view, most, count - most if latest else 0)
        return rows.iloc[::-1] if latest else rows

    @cached_property
    def reported(self) -> pd.DataFrame:
        """The goals that have a report."""
        return query.progress.goals(self.connection, self.chosen, tuple(sorted(self.latest)))

    @cached_property
    def compared(self) -> pd.DataFrame:
        """The figures of the compared indicators, one document beside the other."""
        return query.compare.comparison(self.connection, self.chosen, self.indicators)

    @cached_property
    def by(self) -> By:
        """What is compared: regions, or documents where all are of one region."""
        return "region" if len(set(self.documents["region"])) > 1 else "document"

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Indicators by region or document in the texts' words (say.compare.matrix); empty for a single document."""
        if not self.with_document or self.compared.empty:
            return pd.DataFrame()
        documents = query.compare.documents(self.connection, self.chosen)
        return say.compare.matrix(self.compared, self.indicators, query.compare.holders(documents, self.by), self.by)

    @property
    def is_compared(self) -> bool:
        """Do so few documents or regions, with an indicator in common, stand side by side that this is what to show?"""
        table = self.matrix
        if table.empty or table.columns[0] != say.compare.INDICATOR or table.shape[1] > MOST_SIDES:
            return False
        return bool((table.iloc[:, 1:] != say.compare.MISSING).sum(axis=1).max() > 1)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that are compared: those asked for, else those of most documents."""
        if self.asked:
            return self.asked
        return query.compare.usual_indicators(query.compare.indicator_options(self.connection, self.chosen))

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

    @cached_property
    def tasks_of(self) -> dict[str, list[dict[Any, Any]]]:
        """The rows of `tasks` by department; those without one under 未注明责任单位."""
        held: dict[str, list[dict[Any, Any]]] = defaultdict(list)
        for row in self.tasks.to_dict("records"):
            for name in row["departments"] if len(row["departments"]) else (NO_DEPARTMENT,):
                held[name].append(row)
        return held

    @cached_property
    def goals_of(self) -> dict[tuple[str, str], list[dict[Any, Any]]]:
        """The rows of `targets` by document and task number."""
        held: dict[tuple[str, str], list[dict[Any, Any]]] = defaultdict(list)
        for row in self.targets.to_dict("records"):
            held[row["doc_id"], row["task_no"]].append(row)
        return held

    @property
    def review(self) -> str:
        """How far people have checked the targets in view."""
        return review_word(int(self.head["checked"]), int(self.head["targets"]))

    @cached_property
    def short_names(self) -> dict[str, str]:
        """What each document in view is called beside its figures: its region where that tells it apart."""
        regions = self.documents["region"].where(self.documents["region"].notna(), None)
        apart = regions.notna() & ~regions.duplicated(keep=False)
        names = regions.where(apart, self.documents["label"])
        return dict(zip(self.documents["label"], names, strict=True))

    @property
    def region(self) -> str | None:
        """The only region of the documents in view."""
        regions = [region for region in self.documents["region"].dropna().unique() if region]
        return regions[0] if len(regions) == 1 else None

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
