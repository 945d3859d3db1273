"""What 总体情况 counts, and other pages and slides alike.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    headline              one row: tasks, measured_tasks, qualitative_tasks, targets, goals, quantities, ratios,
                          deadlines, rules, undated_goals, departments, named_departments,
                          entries (责任分工条数), checked (targets that a person has checked), documents
    targets_by_limit      limit, category, targets, total (of the limit), position
    tasks_by_lead         lead, lead_basis, measured, qualitative, tasks, targets, position
    quantity_goals        card, doc_id, document, task_no, lead, indicator, shown, action, per, due, due_kind, target_id
    tasks_with_quantities a number
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import in_themes, targets_where, tasks_where
from app.query.tables import count, run
from app.wording import FROM_DATE, NO_DEPARTMENT, UNDATED, limit_word, span_word

MOST_LIMITS = 12
"""With more distinct time limits than this, charts count by year; the exact limits stay in the rows."""


def headline(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The counts of the headline strip, each of distinct tasks, targets or departments."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    whole = targets_where(chosen.of_any_theme(), prefix="m")
    in_view = "ordinal IN (SELECT ordinal FROM task)" if tasks.parts else "TRUE"
    sql = f"""
        WITH seen AS (
            SELECT task, category, role, due_date, review, len(departments) AS entries
            FROM target_index WHERE {targets.sql}
        ), task AS (
            SELECT ordinal, doc_id, ordinal IN (SELECT task FROM target_index WHERE {whole.sql}) AS measured
            FROM task_index WHERE {tasks.sql}
        ), named AS (
            SELECT office, bool_and(collective) AS collective FROM task_office
            WHERE {in_view} GROUP BY office
        )
        SELECT counted.*, asked.*, offices.* FROM (
            SELECT count(*) AS targets, count(*) FILTER (role = 'goal') AS goals,
                count(*) FILTER (category = '数量目标') AS quantities,
                count(*) FILTER (category = '比率目标') AS ratios,
                count(*) FILTER (category = '时限任务') AS deadlines,
                count(*) FILTER (category = '政策标准') AS rules,
                count(*) FILTER (role = 'goal' AND due_date IS NULL) AS undated_goals,
                count(*) FILTER (review = 'checked') AS checked,
                coalesce(sum(entries), 0)::BIGINT AS entries FROM seen
        ) AS counted, (
            SELECT count(*) AS tasks, count(*) FILTER (measured) AS measured_tasks,
                count(*) FILTER (NOT measured) AS qualitative_tasks, count(DISTINCT doc_id) AS documents FROM task
        ) AS asked, (
            SELECT count(*) AS departments, count(*) FILTER (NOT collective) AS named_departments FROM named
        ) AS offices"""
    return run(connection, sql, targets.params | tasks.params | whole.params)


def targets_by_limit(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by time limit and category: exact limits where they are few, else years; 自…起 and undated come last."""
    condition = targets_where(chosen)
    counts = run(
        connection,
        f"""SELECT due, due_kind, max(due_date)::VARCHAR AS last, category, count(*) AS targets
            FROM target_index WHERE {condition.sql} GROUP BY ALL""",
        condition.params,
    )
    rows = counts.to_dict("records")
    limits = {(row["due"], row["due_kind"]) for row in rows if row["due"] and row["due_kind"] != "from"}
    exact = len(limits) <= MOST_LIMITS
    found = defaultdict[tuple[str, str], int](int)
    totals, last = Counter[str](), defaultdict[str, str](str)
    for row in rows:
        limit = _limit_group(row, exact=exact)
        found[limit, row["category"]] += row["targets"]
        totals[limit] += row["targets"]
        last[limit] = max(last[limit], row["last"] or "")
    order = sorted(totals, key=lambda limit: ({FROM_DATE: 1, UNDATED: 2}.get(limit, 0), last[limit], limit))
    position = {limit: number for number, limit in enumerate(order)}
    shown = [(limit, name, targets, totals[limit], position[limit]) for (limit, name), targets in found.items()]
    shown.sort(key=lambda row: (row[-1], row[1]))
    return pd.DataFrame(shown, columns=["limit", "category", "targets", "total", "position"])


def _limit_group(row: dict[Any, Any], *, exact: bool) -> str:
    if not row["due"]:
        return UNDATED
    if row["due_kind"] == "from":
        return FROM_DATE
    return limit_word(row["due"], row["due_kind"]) if exact else span_word(row["due"][:4])


def tasks_by_lead(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Tasks by their first department, with and without targets in view; most first, 未注明责任单位 last."""
    targets, tasks = targets_where(chosen.of_any_theme(), prefix="t"), tasks_where(chosen)
    own = in_themes(targets, chosen)
    return run(
        connection,
        f"""
        WITH seen AS (
            SELECT task AS ordinal, count(*) FILTER ({own}) AS n FROM target_index WHERE {targets.sql} GROUP BY task
        ), lead AS (
            SELECT coalesce(lead, '{NO_DEPARTMENT}') AS lead, string_agg(DISTINCT lead_basis, ',') AS lead_basis,
                count(n) AS measured, count(*) - count(n) AS qualitative, count(*) AS tasks,
                coalesce(sum(n), 0)::BIGINT AS targets
            FROM (SELECT ordinal, lead, lead_basis FROM task_index WHERE {tasks.sql}) LEFT JOIN seen USING (ordinal)
            GROUP BY 1
        )
        SELECT *, row_number() OVER (ORDER BY lead = '{NO_DEPARTMENT}', tasks DESC, measured DESC, lead) - 1 AS position
        FROM lead ORDER BY position""",
        targets.params | tasks.params,
    )


def quantity_goals(connection: duckdb.DuckDBPyConnection, chosen: Filter, cards: int = 8) -> pd.DataFrame:
    """The quantity goals of at most `cards` tasks: those with most of them, then shown in the documents' order."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""
        WITH goal AS (SELECT ordinal, task FROM target_index WHERE {condition.sql} AND category = '数量目标'),
        first AS (
            SELECT task, min(ordinal) AS ordinal FROM goal
            GROUP BY task ORDER BY count(*) DESC, min(ordinal) LIMIT {cards:d}
        ), card AS (SELECT task, row_number() OVER (ORDER BY ordinal) - 1 AS card FROM first),
        shown AS (SELECT goal.ordinal, card FROM goal JOIN card USING (task))
        SELECT card, doc_id, label AS document, task_no, lead, indicator, shown, action, per, due, due_kind, target_id
        FROM (SELECT * FROM targets WHERE ordinal IN (SELECT ordinal FROM shown)) JOIN shown USING (ordinal)
        JOIN documents USING (doc_id) ORDER BY card, ordinal""",
        condition.params,
    )


def tasks_with_quantities(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> int:
    """How many tasks have a quantity goal in view."""
    condition = targets_where(chosen)
    condition.parts.append("category = '数量目标'")
    return count(connection, "target_index", condition, "DISTINCT task")
