"""What the pages, slides and workbooks show: pure functions `(connection, Filter, …) -> small tidy DataFrame`.

No Streamlit, no drawing. `connection` comes from app/tables.py, the filter must be resolved (`Filter.resolved`). A
target is counted once wherever it stands; values of different units never meet in one number. Rows keep the order of
the documents. Every frame has a fresh index; text that is absent is None. Columns of each:

    headline              one row: tasks, measured_tasks, qualitative_tasks, targets, goals, quantities, ratios,
                          deadlines, rules, dated_goals, undated_goals, departments, named_departments,
                          entries (责任分工条数), documents
    targets_by_limit      limit, category, targets, total (of the limit), position
    targets_by_state      state, targets, position
    tasks_by_lead         lead, lead_basis, measured, qualitative, tasks, targets, position
    quantity_goals        card, doc_id, document, task_no, lead, indicator, shown, action, per, due, due_kind, target_id
    targets_by_department department, collective, leads, supports, targets, position
    target_count, task_count, ledger_count                                          a number
    target_rows           the ledger's columns (`ROW_COLUMNS`) of one page, sorted
    target_detail         one row: all of TARGETS, task_text, place, label (document), category, state
    task_rows             doc_id, document, task_no, section, text, departments, collective, lead, lead_basis, theme,
                          targets, place
    conservation          one row: numbers, targets, ledger, tasks
    ledger_by_reason      reason, title, entries, position
    ledger_rows           mention_id, document, task_no, quote, reason, title, rule, text, start, end
    task_marks            start, end, place (目标 or the reason's title), category, id: one task's numbers in order
    documents             every document of the tables and what is known of it
    options               values that each filter can have, with `offered_limits`
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from app.filter_model import Filter
from app.sql import Condition, state_sql, targets_where, tasks_where
from app.wording import FROM_DATE, NO_DEPARTMENT, STATES, UNDATED, limit_word, span_word
from etl.schema import REASON_TITLES

MOST_LIMITS = 12
"""With more distinct time limits than this, charts count by year; the exact limits stay in the rows."""
MOST_OFFERED = 200
"""With more distinct time limits than this, the filter offers years and months."""

ROW_COLUMNS = (
    "target_id", "doc_id", "document", "task_no", "category", "indicator", "shown", "action", "due", "due_kind",
    "state", "lead", "lead_basis", "departments", "theme", "sentence", "quote", "review", "value", "value_max", "unit",
    "op", "change", "per", "base", "region", "issuer", "published",
)  # fmt: skip
SORTS = {
    "文件顺序": "ordinal",
    "时限": "due_date NULLS LAST, ordinal",
    "牵头或首列单位": "lead NULLS LAST, ordinal",
    "任务领域": "theme, ordinal",
    "目标类别": "category, ordinal",
    "数值（同单位内）": "unit NULLS LAST, value DESC NULLS LAST, ordinal",
}
"""How the ledger can be sorted. Values are compared within one unit only."""


def run(connection: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None) -> pd.DataFrame:
    """The rows of a query, on a cursor of its own; absent text is None."""
    frame = connection.cursor().execute(sql, params or {}).df()
    for name in frame.columns:
        if frame[name].dtype in ("object", "str"):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame


def headline(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The counts of the headline strip, each of distinct tasks, targets or departments."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    sql = f"""
        WITH seen AS (
            SELECT doc_id, task_no, category, role, due_date, len(departments) AS entries
            FROM targets WHERE {targets.sql}
        ), task AS (
            SELECT *, (doc_id, task_no) IN (SELECT (doc_id, task_no) FROM seen) AS measured FROM tasks WHERE {tasks.sql}
        ), office AS (
            SELECT DISTINCT unnest(departments) AS name, unnest(collective) AS collective FROM task
        )
        SELECT counted.*, asked.*, offices.* FROM (
            SELECT count(*) AS targets, count(*) FILTER (role = 'goal') AS goals,
                count(*) FILTER (category = '数量目标') AS quantities,
                count(*) FILTER (category = '比率目标') AS ratios,
                count(*) FILTER (category = '时限任务') AS deadlines,
                count(*) FILTER (category = '政策标准') AS rules,
                count(*) FILTER (role = 'goal' AND due_date IS NOT NULL) AS dated_goals,
                count(*) FILTER (role = 'goal' AND due_date IS NULL) AS undated_goals,
                coalesce(sum(entries), 0)::BIGINT AS entries FROM seen
        ) AS counted, (
            SELECT count(*) AS tasks, count(*) FILTER (measured) AS measured_tasks,
                count(*) FILTER (NOT measured) AS qualitative_tasks, count(DISTINCT doc_id) AS documents FROM task
        ) AS asked, (
            SELECT count(DISTINCT name) AS departments,
                count(DISTINCT name) FILTER (NOT collective) AS named_departments FROM office
        ) AS offices"""
    return run(connection, sql, targets.params | tasks.params)


def targets_by_limit(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by time limit and category: exact limits where they are few, else years; 自…起 and undated come last."""
    condition = targets_where(chosen)
    counts = run(
        connection,
        f"""SELECT due, due_kind, due_year, max(due_date) AS due_date, category, count(*) AS targets
            FROM targets WHERE {condition.sql} GROUP BY ALL""",
        condition.params,
    )
    dated = counts[counts["due"].notna() & (counts["due_kind"] != "from")]
    exact = len(dated[["due", "due_kind"]].drop_duplicates()) <= MOST_LIMITS
    counts["limit"] = [_limit_group(row, exact=exact) for row in counts.to_dict("records")]
    group = counts.groupby(["limit", "category"], as_index=False).agg(
        targets=("targets", "sum"), last=("due_date", "max")
    )
    group["total"] = group.groupby("limit")["targets"].transform("sum")
    group["late"] = group["limit"].map({FROM_DATE: 1, UNDATED: 2}).fillna(0)
    group["last"] = group.groupby("limit")["last"].transform("max")
    group = group.sort_values(["late", "last", "limit", "category"], kind="stable").reset_index(drop=True)
    group["position"] = group["limit"].map({limit: n for n, limit in enumerate(dict.fromkeys(group["limit"]))})
    return group[["limit", "category", "targets", "total", "position"]]


def _limit_group(row: dict[Any, Any], *, exact: bool) -> str:
    if not row["due"]:
        return UNDATED
    if row["due_kind"] == "from":
        return FROM_DATE
    return limit_word(row["due"], row["due_kind"]) if exact else span_word(row["due"][:4])


def targets_by_state(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Goals by state at 统计截至, all five states in their order; rules have none."""
    condition = targets_where(chosen)
    state = state_sql(condition, chosen)
    counts = run(
        connection,
        f"""SELECT {state} AS state, count(*) AS targets FROM targets
            WHERE {condition.sql} AND role = 'goal' GROUP BY ALL""",
        condition.params,
    )
    found = dict(zip(counts["state"], counts["targets"], strict=True))
    return pd.DataFrame(
        {"state": STATES, "targets": [int(found.get(state, 0)) for state in STATES], "position": range(len(STATES))}
    )


def tasks_by_lead(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Tasks by their first department, with and without targets in view; most first, 未注明责任单位 last."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    return run(
        connection,
        f"""
        WITH seen AS (SELECT doc_id, task_no, count(*) AS n FROM targets WHERE {targets.sql} GROUP BY ALL),
        lead AS (
            SELECT coalesce(lead, '{NO_DEPARTMENT}') AS lead, string_agg(DISTINCT lead_basis, ',') AS lead_basis,
                count(n) AS measured, count(*) - count(n) AS qualitative, count(*) AS tasks,
                coalesce(sum(n), 0)::BIGINT AS targets
            FROM (SELECT doc_id, task_no, lead, lead_basis FROM tasks WHERE {tasks.sql})
            LEFT JOIN seen USING (doc_id, task_no)
            GROUP BY 1
        )
        SELECT *, row_number() OVER (ORDER BY lead = '{NO_DEPARTMENT}', tasks DESC, measured DESC, lead) - 1 AS position
        FROM lead ORDER BY position""",
        targets.params | tasks.params,
    )


def targets_by_department(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by department, led or supported; most first. The rows overlap: their sum is no number of targets."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""
        WITH seen AS (SELECT ordinal, departments, lead FROM targets WHERE {condition.sql}),
        entry AS (SELECT DISTINCT ordinal, lead, unnest(departments) AS department FROM seen),
        office AS (
            SELECT department, count(*) FILTER (department = lead) AS leads,
                count(*) FILTER (department IS DISTINCT FROM lead) AS supports, count(*) AS targets
            FROM entry GROUP BY department
            UNION ALL
            SELECT '{NO_DEPARTMENT}', 0, 0, count(*) FROM seen WHERE len(departments) = 0 HAVING count(*) > 0
        ), kinds AS (
            SELECT name, bool_and(collective) AS collective
            FROM (SELECT unnest(departments) AS name, unnest(collective) AS collective FROM tasks) GROUP BY name
        )
        SELECT department, coalesce(collective, FALSE) AS collective, leads, supports, office.targets,
            row_number() OVER (
                ORDER BY department = '{NO_DEPARTMENT}', office.targets DESC, leads DESC, department
            ) - 1 AS position
        FROM office LEFT JOIN kinds ON name = department ORDER BY position""",
        condition.params,
    )


def quantity_goals(connection: duckdb.DuckDBPyConnection, chosen: Filter, cards: int = 8) -> pd.DataFrame:
    """The quantity goals of at most `cards` tasks: those with most of them, then shown in the documents' order."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""
        WITH goal AS (SELECT * FROM targets WHERE {condition.sql} AND category = '数量目标'),
        task AS (
            SELECT doc_id, task_no, min(ordinal) AS first FROM goal
            GROUP BY ALL ORDER BY count(*) DESC, first LIMIT {cards:d}
        ), card AS (SELECT doc_id, task_no, row_number() OVER (ORDER BY first) - 1 AS card FROM task)
        SELECT card, doc_id, label AS document, task_no, lead, indicator, shown, action, per, due, due_kind, target_id
        FROM goal JOIN card USING (doc_id, task_no) JOIN documents USING (doc_id) ORDER BY card, ordinal""",
        condition.params,
    )


def target_count(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> int:
    """How many targets the view holds."""
    return _count(connection, "targets", targets_where(chosen))


def task_count(connection: duckdb.DuckDBPyConnection, chosen: Filter, measured: bool | None = None) -> int:
    """How many tasks the view holds; `measured` True or False for those with or without targets in view."""
    return _count(connection, "tasks", _measured(tasks_where(chosen), chosen, measured))


def target_rows(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, sort: str = "文件顺序", limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of the ledger, sorted by one of `SORTS`."""
    condition = targets_where(chosen)
    state = state_sql(condition, chosen)
    # the page's row numbers first, from narrow columns; then the wide text of those few rows alone
    return run(
        connection,
        f"""
        WITH page AS (
            SELECT ordinal FROM targets WHERE {condition.sql} ORDER BY {SORTS[sort]} LIMIT {limit:d} OFFSET {offset:d}
        ), wide AS (
            SELECT targets.*, label AS document, {state} AS state
            FROM targets JOIN documents USING (doc_id) WHERE ordinal IN (SELECT ordinal FROM page)
        )
        SELECT {", ".join(ROW_COLUMNS)} FROM wide ORDER BY {SORTS[sort]}""",
        condition.params,
    )


def target_detail(connection: duckdb.DuckDBPyConnection, chosen: Filter, target_id: str) -> pd.DataFrame:
    """Everything known of one target, whatever the filter holds (only its date is used); no row for an unknown id."""
    condition = Condition()
    state, wanted = state_sql(condition, chosen), condition.bind(target_id)
    return run(
        connection,
        f"""
        SELECT targets.*, {state} AS state, label AS document, file, tasks.text AS task_text, tasks.place, section,
            tasks.departments AS task_departments
        FROM (SELECT * FROM targets WHERE target_id = {wanted}) AS targets JOIN documents USING (doc_id)
        LEFT JOIN tasks USING (doc_id, task_no)""",
        condition.params,
    )


def task_rows(
    connection: duckdb.DuckDBPyConnection,
    chosen: Filter,
    measured: bool | None = None,
    limit: int = 100,
    offset: int = 0,
) -> pd.DataFrame:
    """One page of tasks, qualitative ones too, in the documents' order; `targets` counts all of a task's targets."""
    condition = _measured(tasks_where(chosen), chosen, measured)
    return run(
        connection,
        f"""
        SELECT doc_id, label AS document, task_no, section, text, departments, collective, lead, lead_basis, theme,
            tasks.targets, place
        FROM (SELECT * FROM tasks WHERE {condition.sql} ORDER BY ordinal LIMIT {limit:d} OFFSET {offset:d}) AS tasks
        JOIN documents USING (doc_id) ORDER BY ordinal""",
        condition.params,
    )


def conservation(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Numbers of the tasks in view, and where they went: numbers = targets + ledger. Target-only filters are off."""
    condition = tasks_where(chosen.task_level())
    return run(
        connection,
        f"""
        WITH task AS (SELECT doc_id, task_no FROM tasks WHERE {condition.sql}),
        counted AS (
            SELECT (SELECT count(*) FROM targets SEMI JOIN task USING (doc_id, task_no)) AS targets,
                (SELECT count(*) FROM ledger SEMI JOIN task USING (doc_id, task_no)) AS ledger,
                (SELECT count(*) FROM task) AS tasks
        )
        SELECT targets + ledger AS numbers, targets, ledger, tasks FROM counted""",
        condition.params,
    )


def ledger_by_reason(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Entries that are no target by reason, every reason in the schema's order."""
    condition = tasks_where(chosen.task_level())
    counts = run(
        connection,
        f"""SELECT reason, count(*) AS entries FROM ledger
            WHERE (doc_id, task_no) IN (SELECT (doc_id, task_no) FROM tasks WHERE {condition.sql}) GROUP BY reason""",
        condition.params,
    )
    found = dict(zip(counts["reason"], counts["entries"], strict=True))
    reasons = list(REASON_TITLES)
    return pd.DataFrame(
        {
            "reason": reasons,
            "title": [REASON_TITLES[reason] for reason in reasons],
            "entries": [int(found.get(reason, 0)) for reason in reasons],
            "position": range(len(reasons)),
        }
    )


def ledger_count(connection: duckdb.DuckDBPyConnection, chosen: Filter, reasons: tuple[str, ...]) -> int:
    """How many entries of these reasons the tasks in view have."""
    return _count(connection, "ledger", _entries(chosen, reasons))


def ledger_rows(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, reasons: tuple[str, ...], limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of entries with the task's text, in the documents' order."""
    condition = _entries(chosen, reasons)
    frame = run(
        connection,
        f"""
        SELECT mention_id, doc_id, label AS document, entry.task_no, quote, reason, rule, text, "start", "end"
        FROM (SELECT * FROM ledger WHERE {condition.sql} ORDER BY ordinal LIMIT {limit:d} OFFSET {offset:d}) AS entry
        JOIN documents USING (doc_id) LEFT JOIN tasks USING (doc_id, task_no) ORDER BY entry.ordinal""",
        condition.params,
    )
    frame.insert(6, "title", frame["reason"].map(dict(REASON_TITLES)))
    return frame


def task_marks(connection: duckdb.DuckDBPyConnection, doc_id: str, task_no: str) -> pd.DataFrame:
    """Where each number of one task went, in the text's order; spans are offsets into the task's text."""
    frame = run(
        connection,
        """
        SELECT "start", "end", NULL AS reason, category, target_id AS id, rule, shown FROM targets
        WHERE doc_id = $doc_id AND task_no = $task_no
        UNION ALL
        SELECT "start", "end", reason, NULL, mention_id, rule, quote FROM ledger
        WHERE doc_id = $doc_id AND task_no = $task_no ORDER BY "start", "end" """,
        {"doc_id": doc_id, "task_no": task_no},
    )
    frame["place"] = frame["category"].where(frame["category"].notna(), frame["reason"].map(dict(REASON_TITLES)))
    return frame


def documents(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every document of the tables in order; absent facts are None."""
    return run(connection, "SELECT * FROM documents ORDER BY position")


def options(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """The values that each list of the filter can have in these tables, in the order of display.

    `limits` is every word that a link may hold; `offered_limits` what the filter offers (fewer where there are many).
    """
    dues = run(
        connection,
        """SELECT due, due_kind, max(due_date) AS last FROM targets GROUP BY ALL
           ORDER BY last DESC NULLS LAST, due_kind""",
    )
    dated = [row for row in dues.to_dict("records") if row["due"] and row["due_kind"] != "from"]
    exact = [limit_word(row["due"], row["due_kind"]) for row in dated]
    years = [span_word(year) for year in dict.fromkeys(row["due"][:4] for row in dated)]
    months = [span_word(month) for month in dict.fromkeys(row["due"][:7] for row in dated if len(row["due"]) >= 7)]
    apart = [FROM_DATE] if (dues["due_kind"] == "from").any() else []
    apart += [UNDATED] if dues["due"].isna().any() else []
    offered = years + (exact if len(exact) <= MOST_OFFERED else months) + apart
    offices = _column(connection, "SELECT unnest(departments) AS value FROM tasks", by_count=True)
    bare = run(connection, "SELECT count(*) AS n FROM tasks WHERE len(departments) = 0")["n"][0]
    return {
        "departments": (*offices, *([NO_DEPARTMENT] if bare else [])),
        "leads": (
            *_column(connection, "SELECT lead AS value FROM tasks", by_count=True), *([NO_DEPARTMENT] if bare else []),
        ),
        "supports": offices,
        "limits": tuple(dict.fromkeys([*years, *exact, *months, *apart])),
        "offered_limits": tuple(dict.fromkeys(offered)),
        "themes": _column(connection, "SELECT theme AS value FROM tasks", by_count=True),
        "categories": _column(connection, "SELECT category AS value FROM targets", by_count=True),
        "units": _column(connection, "SELECT unit AS value FROM targets", by_count=True),
        "documents": tuple(documents(connection)["label"]),
        "regions": _column(connection, "SELECT region AS value FROM documents", by_count=False),
    }  # fmt: skip


def _column(connection: duckdb.DuckDBPyConnection, values: str, *, by_count: bool) -> tuple[str, ...]:
    order = "count(*) DESC, value" if by_count else "value"
    frame = run(connection, f"SELECT value FROM ({values}) WHERE value IS NOT NULL GROUP BY value ORDER BY {order}")
    return tuple(frame["value"])


def _count(connection: duckdb.DuckDBPyConnection, table: str, condition: Condition) -> int:
    return int(run(connection, f"SELECT count(*) AS n FROM {table} WHERE {condition.sql}", condition.params)["n"][0])


def _entries(chosen: Filter, reasons: tuple[str, ...]) -> Condition:
    condition = tasks_where(chosen.task_level())
    condition.parts = [f"(doc_id, task_no) IN (SELECT (doc_id, task_no) FROM tasks WHERE {condition.sql})"]
    condition.parts.append(f"list_contains({condition.bind(list(reasons))}, reason)")
    return condition


def _measured(condition: Condition, chosen: Filter, measured: bool | None) -> Condition:
    """Keep the tasks with (True) or without (False) targets in view."""
    if measured is not None:
        targets = targets_where(chosen, prefix="m")
        inside = "IN" if measured else "NOT IN"
        condition.parts.append(
            f"(doc_id, task_no) {inside} (SELECT (doc_id, task_no) FROM targets WHERE {targets.sql})"
        )
        condition.params |= targets.params
    return condition
