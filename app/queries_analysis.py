"""What the pages of 分析 count: by department, by time, by theme. Functions as in app/queries.py, same rules.

Columns of each:

    departments_apart     department, collective, leads, supports, targets, group (named, collective, none), position
    limits_of_departments department, limit, targets: one row a cell of department × time limit, zeros left out
    offices               department, collective, leads, supports, tasks, targets, position: of tasks in view
    office_tasks          columns of listings.task_rows, part, figures, limits: one page of a department's tasks
    dated_targets         target_id, doc_id, document, task_no, category, indicator, shown, action, due, due_kind,
                          due_date, lead, limit, is_from, is_past, band (year; month of a single year), stack (place
                          in its band), position
    dated_shape           one row: targets, limits (distinct), starting (自…起), past
    months                month (its first day), year_alone, category, targets: what has a date, 自…起 left out
    undated_by_lead       lead, lead_basis, category, targets, total, position
    targets_by_year       document, year, category, targets, total (of the year), position
    tasks_by_theme        theme, measured, qualitative, tasks, targets, position
    shared_figures        columns of listings.target_rows, kind, role, group (of app/series.py), groups (how many there
                          are): what is drawn on shared axes, by group
    figure_count          a number
    other_figures         columns of listings.target_rows: one page, sorted by theme
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb
import pandas as pd

from app import listings, queries, series
from app.filter_model import Filter
from app.sql import Condition, targets_where, tasks_where
from app.tables import run
from app.wording import COLLECTIVE, FROM_DATE, NO_DEPARTMENT, UNDATED, limit_word, span_word

MOST_FIGURES = 2000
"""Figures that are searched for shared axes, in the documents' order."""
_IN_TIME = "due_kind = 'from', due_date, length(due) DESC, due_kind::VARCHAR, ordinal"
GROUPS = ("named", "collective", "none")
MOST_DEPARTMENTS, MOST_COLLECTIVE = 18, 6
MOST_IN_GROUP, MOST_BARS = 6, 18
"""Figures that are drawn on one shared axis, and on all of them together."""


def departments_apart(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by department: offices with a name first, then collective entries, then 未注明责任单位."""
    frame = queries.targets_by_department(connection, chosen)
    frame["group"] = frame["collective"].map({True: "collective", False: "named"}).astype(object)
    frame.loc[frame["department"] == NO_DEPARTMENT, "group"] = "none"
    frame = frame.sort_values("group", key=lambda group: group.map(GROUPS.index), kind="stable", ignore_index=True)
    return frame.assign(position=range(len(frame)))


def top_departments(frame: pd.DataFrame) -> pd.DataFrame:
    """The departments that are drawn, with a `heading` over the first of a group and a free position for it.

    Frame: departments_apart, whose row numbers stay. Adds `heading` ("" for none).
    """
    most = {"named": MOST_DEPARTMENTS, "collective": MOST_COLLECTIVE, "none": 1}
    place = frame.groupby("group").cumcount()
    shown = frame[place < frame["group"].map(most)]
    heads = {"named": "", "collective": f"{COLLECTIVE}（不指明单一单位，另列）", "none": ""}
    first = ~shown["group"].duplicated()
    heading = shown["group"].map(heads).where(first, "")
    places = (heading != "").cumsum() + pd.Series(range(len(shown)), index=shown.index)
    return shown.assign(heading=heading, position=places)


def limits_of_departments(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, limits: tuple[str, ...]
) -> pd.DataFrame:
    """Targets of each department by time limit, grouped into `limits`, those of queries.targets_by_limit."""
    condition = targets_where(chosen)
    counts = run(
        connection,
        f"""
        WITH seen AS (SELECT ordinal, departments, due, due_kind FROM target_index WHERE {condition.sql})
        SELECT office::VARCHAR AS department, due, due_kind, targets FROM (
            SELECT office, due, due_kind, count(*) AS targets
            FROM seen JOIN target_office USING (ordinal) GROUP BY ALL
        )
        UNION ALL
        SELECT '{NO_DEPARTMENT}', due, due_kind, count(*) FROM seen WHERE len(departments) = 0 GROUP BY ALL""",
        condition.params,
    )
    counts["limit"] = [_limit_in(limits, row) for row in counts.to_dict("records")]
    return counts.groupby(["department", "limit"], as_index=False).agg(targets=("targets", "sum"))


def _limit_in(words: tuple[str, ...], row: dict[Any, Any]) -> str:
    """Which of the words a time limit belongs to: its own where it is there, else its year."""
    word = limit_word(row["due"], row["due_kind"])
    if row["due_kind"] == "from":
        return FROM_DATE
    return word if word in words else span_word(row["due"][:4])


def offices(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Departments of the tasks in view with their tasks, led and supported, and targets; most tasks first."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    tasks_in = "ordinal IN (SELECT ordinal FROM task)" if tasks.parts else "TRUE"
    targets_in = "ordinal IN (SELECT ordinal FROM goal)" if targets.parts else "TRUE"
    return run(
        connection,
        f"""
        WITH task AS (SELECT ordinal, departments FROM task_index WHERE {tasks.sql}),
        goal AS (SELECT ordinal, departments FROM target_index WHERE {targets.sql}),
        office AS (
            SELECT office, bool_and(collective) AS collective, count(*) AS tasks, count(*) FILTER (led) AS leads
            FROM task_office WHERE {tasks_in} GROUP BY office
        ), held AS (
            SELECT office, count(*) AS targets FROM target_office WHERE {targets_in} GROUP BY office
        ), counted AS (
            SELECT office::VARCHAR AS department, collective, leads, tasks - leads AS supports, tasks,
                coalesce(targets, 0) AS targets
            FROM office LEFT JOIN held USING (office)
            UNION ALL
            SELECT '{NO_DEPARTMENT}', FALSE, 0, 0, count(*),
                (SELECT count(*) FROM goal WHERE len(departments) = 0)
            FROM task WHERE len(departments) = 0 HAVING count(*) > 0
        )
        SELECT *, row_number() OVER (ORDER BY tasks DESC, leads DESC, department) - 1 AS position
        FROM counted ORDER BY position""",
        targets.params | tasks.params,
    )


def office_tasks(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, department: str, limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of what a department has to do, qualitative tasks too; `figures` are those targets that are in view.

    chosen: the view, to which the department belongs already (Filter.taking_part).
    """
    rows = listings.task_rows(connection, chosen, limit=limit, offset=offset)
    condition = targets_where(chosen)
    ids, numbers = condition.bind(list(rows["doc_id"].unique())), condition.bind(list(rows["task_no"].unique()))
    goals = run(
        connection,
        f"""
        SELECT doc_id, task_no, indicator, shown, kind, due, due_kind FROM targets
        WHERE list_contains({ids}, doc_id) AND list_contains({numbers}, task_no)
            AND ordinal IN (SELECT ordinal FROM target_index WHERE {condition.sql}) ORDER BY ordinal""",
        condition.params,
    )
    figures, limits = defaultdict[Any, list[str]](list), defaultdict[Any, list[str]](list)
    for goal in goals.to_dict("records"):
        place = goal["doc_id"], goal["task_no"]
        figures[place].append(f"{goal['indicator']} {goal['shown']}")
        if goal["due"]:
            limits[place].append(limit_word(goal["due"], goal["due_kind"]))
    places = list(zip(rows["doc_id"], rows["task_no"], strict=True))
    rows["part"] = [_part(row, department) for row in rows.to_dict("records")]
    rows["figures"] = [figures[place] for place in places]
    rows["limits"] = [list(dict.fromkeys(limits[place])) for place in places]
    return rows


def _part(row: dict[Any, Any], department: str) -> str | None:
    """A department's part in a task: 牵头 only where the text says so; None where the task names nobody."""
    if department == NO_DEPARTMENT:
        return None
    if row["lead"] != department:
        return "配合"
    return "牵头（文件明确）" if row["lead_basis"] == "stated" else "首列单位"


def dated_targets(connection: duckdb.DuckDBPyConnection, chosen: Filter, limit: int, offset: int = 0) -> pd.DataFrame:
    """At most `limit` targets that have a date, from `offset` on, in order of time; 自…起 comes last."""
    condition = targets_where(chosen)
    day = condition.bind(chosen.day())
    frame = run(
        connection,
        f"""
        WITH dated AS (
            SELECT ordinal FROM target_index WHERE ({condition.sql}) AND due IS NOT NULL
            ORDER BY {_IN_TIME} LIMIT {limit:d} OFFSET {offset:d}
        )
        SELECT target_id, doc_id, label AS document, task_no, category, indicator, shown, action, due, due_kind,
            due_date, lead, due_kind = 'from' AS is_from, due_date < CAST({day} AS DATE) AS is_past
        FROM (SELECT * FROM targets WHERE ordinal IN (SELECT ordinal FROM dated)) JOIN documents USING (doc_id)
        ORDER BY {_IN_TIME}""",
        condition.params,
    )
    frame["limit"] = [limit_word(*pair) for pair in zip(frame["due"], frame["due_kind"], strict=True)]
    whole_years = len(set(frame.loc[~frame["is_from"].astype(bool), "due"].str[:4])) > 1
    frame["band"] = [_band(row, whole_years=whole_years) for row in frame.to_dict("records")]
    return frame.assign(stack=frame.groupby("band").cumcount(), position=range(len(frame)))


def _band(row: dict[Any, Any], *, whole_years: bool) -> str:
    """The year of a target's date; within a single year its month, or the limit itself where it names no month."""
    if row["is_from"]:
        return FROM_DATE
    if whole_years:
        return span_word(row["due"][:4])
    return span_word(row["due"][:7]) if len(row["due"]) > 4 else str(row["limit"])


def dated_shape(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """How many targets have a date, their distinct limits, those of 自…起, and those due before 统计截至."""
    condition = targets_where(chosen)
    day = condition.bind(chosen.day())
    return run(
        connection,
        f"""SELECT count(*) AS targets, count(DISTINCT (due, due_kind)) AS limits,
                count(*) FILTER (due_kind = 'from') AS starting,
                count(*) FILTER (due_kind <> 'from' AND due_date < CAST({day} AS DATE)) AS past
            FROM target_index WHERE {condition.sql} AND due IS NOT NULL""",
        condition.params,
    )


def months(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by the month in which they fall due and category; what names a year alone stands in its December."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""SELECT date_trunc('month', due_date)::DATE AS month, length(due::VARCHAR) = 4 AS year_alone, category,
                count(*) AS targets
            FROM target_index WHERE {condition.sql} AND due IS NOT NULL AND due_kind <> 'from'
            GROUP BY ALL ORDER BY month, year_alone, category""",
        condition.params,
    )


def undated_by_lead(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets without a date by first department and category; each counted once, 未注明责任单位 last."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""
        WITH counted AS (
            SELECT coalesce(lead, '{NO_DEPARTMENT}') AS lead, category, count(*) AS targets,
                string_agg(DISTINCT lead_basis, ',') AS lead_basis
            FROM target_index WHERE {condition.sql} AND due IS NULL GROUP BY ALL
        ), summed AS (
            SELECT *, CAST(sum(targets) OVER (PARTITION BY lead) AS BIGINT) AS total FROM counted
        )
        SELECT lead, lead_basis, category, targets, total,
            dense_rank() OVER (ORDER BY lead = '{NO_DEPARTMENT}', total DESC, lead) - 1 AS position
        FROM summed ORDER BY position, category""",
        condition.params,
    )


def targets_by_year(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, *, by_document: bool = False, most: int = 6
) -> pd.DataFrame:
    """Targets by due year and category; 自…起 and undated stand behind the years.

    by_document: apart for the `most` documents with most targets, which come in the documents' order; else document
    is None.
    """
    condition = targets_where(chosen)
    document = "doc_id" if by_document else "NULL::VARCHAR"
    counts = run(
        connection,
        f"""
        WITH seen AS (
            SELECT {document} AS doc_id, due, due_kind, due_year, category FROM target_index WHERE {condition.sql}
        ),
        kept AS (SELECT doc_id FROM seen GROUP BY doc_id ORDER BY count(*) DESC, doc_id LIMIT {most:d})
        SELECT label AS document, CASE WHEN due IS NULL THEN '{UNDATED}' WHEN due_kind = 'from' THEN '{FROM_DATE}'
                ELSE due_year || '年' END AS year, category, count(*) AS targets,
            min(coalesce(documents.position, 0)) AS place
        FROM seen SEMI JOIN kept ON seen.doc_id IS NOT DISTINCT FROM kept.doc_id
        LEFT JOIN documents ON documents.doc_id = seen.doc_id GROUP BY ALL""",
        condition.params,
    )
    counts["late"] = counts["year"].map({FROM_DATE: 1, UNDATED: 2}).fillna(0)
    counts = counts.sort_values(["place", "late", "year", "category"], kind="stable", ignore_index=True)
    order = counts.sort_values(["late", "year"], kind="stable")["year"].drop_duplicates()
    counts["position"] = counts["year"].map({year: number for number, year in enumerate(order)})
    counts["total"] = counts.groupby(["document", "year"], dropna=False)["targets"].transform("sum")
    return counts[["document", "year", "category", "targets", "total", "position"]]


def tasks_by_theme(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Tasks by theme, with and without targets in view, and how many targets; every theme of the scope stays.

    Filters that only a target can pass take tasks away, never a theme: it stays with no task.
    """
    targets, tasks = targets_where(chosen, "t"), tasks_where(chosen)
    scope = tasks_where(chosen.task_level(), "s")
    return run(
        connection,
        f"""
        WITH seen AS (SELECT task AS ordinal, count(*) AS n FROM target_index WHERE {targets.sql} GROUP BY ALL),
        known AS (SELECT DISTINCT theme FROM task_index WHERE {scope.sql}),
        counted AS (
            SELECT theme, count(n) AS measured, count(*) - count(n) AS qualitative, count(*) AS tasks,
                coalesce(sum(n), 0)::BIGINT AS targets
            FROM (SELECT ordinal, theme FROM task_index WHERE {tasks.sql}) LEFT JOIN seen USING (ordinal)
            GROUP BY theme
        )
        SELECT theme::VARCHAR AS theme, coalesce(measured, 0) AS measured, coalesce(qualitative, 0) AS qualitative,
            coalesce(tasks, 0) AS tasks, coalesce(targets, 0) AS targets,
            row_number() OVER (ORDER BY coalesce(targets, 0) DESC, coalesce(tasks, 0) DESC, theme) - 1 AS position
        FROM known LEFT JOIN counted USING (theme) ORDER BY position""",
        targets.params | tasks.params | scope.params,
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
    condition = _figures_where(chosen)
    return int(
        run(connection, f"SELECT count(*) AS n FROM target_index WHERE {condition.sql}", condition.params)["n"][0]
    )


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
