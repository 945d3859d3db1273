"""What 责任单位 counts.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    departments_apart     department, collective, leads, supports, targets, group (named, collective, none), position
    limits_of_departments department, limit, targets: one row a cell of department × time limit, zeros left out
    offices               department, collective, leads, supports, tasks, targets, position: of tasks in view
    office_tasks          columns of listings.task_rows, part, figures, limits: one page of a department's tasks
    targets_by_department department, collective, leads, supports, targets, position
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import duckdb
import pandas as pd

from app.query import listings
from app.query.filter_model import Filter
from app.query.sql import targets_where, tasks_where
from app.query.tables import run
from app.wording import COLLECTIVE, NO_DEPARTMENT, limit_among, limit_word

GROUPS = ("named", "collective", "none")
MOST_DEPARTMENTS, MOST_COLLECTIVE = 18, 6


def targets_by_department(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by department, led or supported; most first. The rows overlap: their sum is no number of targets."""
    condition = targets_where(chosen)
    in_view = "ordinal IN (SELECT ordinal FROM seen)" if condition.parts else "TRUE"
    return run(
        connection,
        f"""
        WITH seen AS (SELECT ordinal, departments FROM target_index WHERE {condition.sql}),
        entry AS (
            SELECT office, count(*) FILTER (led) AS leads, count(*) AS targets
            FROM target_office WHERE {in_view} GROUP BY office
        ), office AS (
            SELECT office::VARCHAR AS department, leads, targets - leads AS supports, targets FROM entry
            UNION ALL
            SELECT '{NO_DEPARTMENT}', 0, 0, count(*) FROM seen WHERE len(departments) = 0 HAVING count(*) > 0
        ), kinds AS (
            SELECT office::VARCHAR AS name, bool_and(collective) AS collective FROM task_office GROUP BY office
        )
        SELECT department, coalesce(collective, FALSE) AS collective, leads, supports, office.targets,
            row_number() OVER (
                ORDER BY department = '{NO_DEPARTMENT}', office.targets DESC, leads DESC, department
            ) - 1 AS position
        FROM office LEFT JOIN kinds ON name = department ORDER BY position""",
        condition.params,
    )


def departments_apart(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by department: offices with a name first, then collective entries, then 未注明责任单位."""
    frame = targets_by_department(connection, chosen)
    frame["group"] = frame["collective"].map({True: "collective", False: "named"}).astype(object)
    frame.loc[frame["department"] == NO_DEPARTMENT, "group"] = "none"
    frame = frame.sort_values("group", key=lambda group: group.map(GROUPS.index), kind="stable", ignore_index=True)
    return frame.assign(position=range(len(frame)))


def top_departments(frame: pd.DataFrame) -> pd.DataFrame:
    """The departments that are drawn, with a `heading` over the first of a group and a free position for it.

    Frame: departments_apart, whose row numbers stay. Adds `heading` ("" for none).
    """
    if frame.empty:
        return frame.assign(heading="")
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
    """Targets of each department by time limit, grouped into `limits`, those of query.overview.targets_by_limit."""
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
    counts["limit"] = [
        limit_among(limits, due, kind) for due, kind in zip(counts["due"], counts["due_kind"], strict=True)
    ]
    return counts.groupby(["department", "limit"], as_index=False).agg(targets=("targets", "sum"))


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
