"""What 任务领域 counts and compares.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    tasks_by_theme        theme, measured, qualitative, tasks, targets, position
    shared_figures        columns of listings.target_rows, kind, role, group (of app/query/series.py), groups (how many
                          there are): what is drawn on shared axes, by group
    figure_count          a number
    other_figures         columns of listings.target_rows: one page, sorted by theme
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query import listings, series
from app.query.filter_model import TARGET_ONLY, Filter
from app.query.sql import Condition, in_themes, targets_where, tasks_where
from app.query.tables import count, run

MOST_FIGURES = 2000
"""Figures that are searched for shared axes, in the documents' order."""
MOST_IN_GROUP, MOST_BARS = 6, 18
"""Figures that are drawn on one shared axis, and on all of them together."""


def tasks_by_theme(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Tasks by theme, with and without targets in view, and the targets of the theme itself.

    A task stands under its own theme and under those of its targets: the rows overlap, their targets do not. Filters
    that only a target can pass take tasks away, never a theme: it stays with no task.
    """
    targets, tasks = targets_where(chosen, "t"), Condition()
    whole, scope = targets_where(chosen.of_any_theme(), "m"), tasks_where(chosen.task_level(), "s")
    if any(getattr(chosen, name) for name in TARGET_ONLY):
        member = f"SELECT DISTINCT task AS ordinal, theme FROM target_index WHERE task IS NOT NULL AND {targets.sql}"
    else:
        tasks = tasks_where(chosen)
        member = f"""SELECT ordinal, theme FROM task_theme
            WHERE ordinal IN (SELECT ordinal FROM task_index WHERE {tasks.sql}) AND {in_themes(tasks, chosen)}"""
    return run(
        connection,
        f"""
        WITH own AS (SELECT theme, count(*) AS targets FROM target_index WHERE {targets.sql} GROUP BY theme),
        known AS (
            SELECT DISTINCT theme FROM task_theme
            WHERE ordinal IN (SELECT ordinal FROM task_index WHERE {scope.sql}) AND {in_themes(scope, chosen)}
        ), seen AS (SELECT DISTINCT task FROM target_index WHERE {whole.sql}),
        counted AS (
            SELECT theme, count(task) AS measured, count(*) - count(task) AS qualitative, count(*) AS tasks
            FROM ({member}) LEFT JOIN seen ON task = ordinal GROUP BY theme
        )
        SELECT theme::VARCHAR AS theme, coalesce(measured, 0) AS measured, coalesce(qualitative, 0) AS qualitative,
            coalesce(tasks, 0) AS tasks, coalesce(targets, 0) AS targets,
            row_number() OVER (ORDER BY coalesce(targets, 0) DESC, coalesce(tasks, 0) DESC, theme) - 1 AS position
        FROM known LEFT JOIN counted USING (theme) LEFT JOIN own USING (theme) ORDER BY position""",
        targets.params | tasks.params | whole.params | scope.params,
    )


def shared_figures(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The figures that are drawn on shared axes: the first of the largest groups among the view's first MOST_FIGURES.

    Rows bear their number among those figures.
    """
    rows = _figure_rows(connection, _figures_where(chosen), "ordinal", f"LIMIT {MOST_FIGURES:d}")
    rows["group"] = series.share_axes(rows)
    grouped = rows[rows["group"] >= 0]
    sizes = grouped.groupby("group")["group"].transform("size").clip(upper=MOST_IN_GROUP)
    largest = sizes.groupby(grouped["group"]).first().sort_values(ascending=False, kind="stable")
    order = largest.index[largest.cumsum() <= MOST_BARS]
    place = grouped.groupby("group").cumcount()
    drawn = grouped[grouped["group"].isin(order) & (place < MOST_IN_GROUP)].sort_values("group", kind="stable")
    return drawn.assign(groups=len(largest))


def figure_count(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> int:
    """How many quantities and ratios the view holds."""
    return count(connection, "target_index", _figures_where(chosen))


def other_figures(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, drawn: tuple[str, ...], limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of the view's quantities and ratios without those that are drawn (their target_id)."""
    condition = _figures_where(chosen)
    if drawn:
        ids = condition.bind(list(drawn))
        condition.parts.append(f"ordinal NOT IN (SELECT ordinal FROM targets WHERE list_contains({ids}, target_id))")
    return _figure_rows(connection, condition, "theme, ordinal", f"LIMIT {limit:d} OFFSET {offset:d}")


def _figures_where(chosen: Filter) -> Condition:
    condition = targets_where(chosen)
    condition.parts.append("kind <> 'deadline'")
    return condition


def _figure_rows(connection: duckdb.DuckDBPyConnection, condition: Condition, order: str, part: str) -> pd.DataFrame:
    """The row numbers first, from narrow columns; then the wide text of those few rows alone."""
    columns = ", ".join(name for name in listings.ROW_COLUMNS if name not in {"document", "state"})
    return run(
        connection,
        f"""
        WITH page AS (SELECT ordinal FROM target_index WHERE {condition.sql} ORDER BY {order} {part}),
        wide AS (
            SELECT targets.*, label AS document FROM targets JOIN documents USING (doc_id)
            WHERE ordinal IN (SELECT ordinal FROM page)
        )
        SELECT {columns}, document, NULL AS state, kind, role FROM wide ORDER BY {order}""",
        condition.params,
    )
