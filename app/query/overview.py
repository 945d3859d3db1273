"""What 总体情况 counts, and other pages and slides alike.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    headline              one row: tasks, measured_tasks, qualitative_tasks, targets, goals, quantities, ratios,
                          deadlines, rules, past, soon, later, starting, undated_goals (of goals), departments,
                          named_departments, entries (责任分工条数), assigned (targets that name a department), checked
                          (targets that a person has checked), documents
    targets_by_limit, goals_by_limit    limit, category, targets, total (of the limit), position
    tasks_by_lead         lead, lead_basis, measured, qualitative, tasks, targets, goals, position
    key_figures           card, doc_id, document, task_no, lead, indicator, shown, action, per, due, due_kind, nature,
                          target_id
"""

from __future__ import annotations

from collections import Counter, defaultdict

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import in_themes, state_sql, targets_where, tasks_where
from app.query.tables import run
from app.wording import (
    FROM_DATE,
    LATER,
    NO_DEPARTMENT,
    PAST,
    SOON,
    UNDATED,
    limit_among,
    limit_word,
    span_word,
    until_word,
)

MOST_LIMITS = 12
"""With more distinct time limits than this, charts count by year, and with more years the first ones together."""


def headline(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The counts of the headline strip, each of distinct tasks, targets or departments."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    whole = targets_where(chosen.of_any_theme(), prefix="m")
    in_view = "ordinal IN (SELECT ordinal FROM task)" if tasks.parts else "TRUE"
    state = state_sql(targets, chosen)
    sql = f"""
        WITH seen AS (
            SELECT task, category, role, {state} AS state, review, len(departments) AS entries
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
                count(*) FILTER (state = '{PAST}') AS past, count(*) FILTER (state = '{SOON}') AS soon,
                count(*) FILTER (state = '{LATER}') AS later, count(*) FILTER (state = '{FROM_DATE}') AS starting,
                count(*) FILTER (state = '{UNDATED}') AS undated_goals,
                count(*) FILTER (review = 'checked') AS checked,
                count(*) FILTER (entries > 0) AS assigned, coalesce(sum(entries), 0)::BIGINT AS entries FROM seen
        ) AS counted, (
            SELECT count(*) AS tasks, count(*) FILTER (measured) AS measured_tasks,
                count(*) FILTER (NOT measured) AS qualitative_tasks, count(DISTINCT doc_id) AS documents FROM task
        ) AS asked, (
            SELECT count(*) AS departments, count(*) FILTER (NOT collective) AS named_departments FROM named
        ) AS offices"""
    return run(connection, sql, targets.params | tasks.params | whole.params)


def targets_by_limit(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Targets by time limit and category: exact limits where they are few, else years; 自…起, undated last."""
    condition = targets_where(chosen)
    counts = run(
        connection,
        f"""SELECT due, due_kind, max(due_date)::VARCHAR AS last, category, count(*) AS targets
            FROM target_index WHERE {condition.sql} GROUP BY ALL""",
        condition.params,
    )
    rows = counts.to_dict("records")
    limits = {(row["due"], row["due_kind"]) for row in rows if row["due"] and row["due_kind"] != "from"}
    groups = _limit_groups(limits)
    found = defaultdict[tuple[str, str], int](int)
    totals, last = Counter[str](), defaultdict[str, str](str)
    for row in rows:
        limit = limit_among(groups, row["due"], row["due_kind"])
        found[limit, row["category"]] += row["targets"]
        totals[limit] += row["targets"]
        last[limit] = max(last[limit], row["last"] or "")
    order = sorted(totals, key=lambda limit: ({FROM_DATE: 1, UNDATED: 2}.get(limit, 0), last[limit], limit))
    position = {limit: number for number, limit in enumerate(order)}
    shown = [(limit, name, targets, totals[limit], position[limit]) for (limit, name), targets in found.items()]
    shown.sort(key=lambda row: (row[-1], row[1]))
    return pd.DataFrame(shown, columns=["limit", "category", "targets", "total", "position"])


def goals_by_limit(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """`targets_by_limit` of the view's goals alone; of its rules where it has no goal."""
    goals = targets_by_limit(connection, chosen.goals())
    return targets_by_limit(connection, chosen) if goals.empty else goals


def _limit_groups(limits: set[tuple[str, str]]) -> list[str]:
    """The words under which time limits are counted: each its own where they are few, else years, the latest apart."""
    if len(limits) <= MOST_LIMITS:
        return [limit_word(due, kind) for due, kind in limits]
    years = sorted({due[:4] for due, _kind in limits})
    early, late = years[: 1 - MOST_LIMITS], years[1 - MOST_LIMITS :]
    return [*([until_word(early[-1])] if early else []), *map(span_word, late)]


def tasks_by_lead(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Tasks by their first department, with and without targets in view; most first, 未注明责任单位 last."""
    targets, tasks = targets_where(chosen.of_any_theme(), prefix="t"), tasks_where(chosen)
    own = in_themes(targets, chosen)
    return run(
        connection,
        f"""
        WITH seen AS (
            SELECT task AS ordinal, count(*) FILTER ({own}) AS n, count(*) FILTER (role = 'goal' AND {own}) AS held
            FROM target_index WHERE {targets.sql} GROUP BY task
        ), lead AS (
            SELECT coalesce(lead, '{NO_DEPARTMENT}') AS lead, string_agg(DISTINCT lead_basis, ',') AS lead_basis,
                count(n) AS measured, count(*) - count(n) AS qualitative, count(*) AS tasks,
                coalesce(sum(n), 0)::BIGINT AS targets, coalesce(sum(held), 0)::BIGINT AS goals
            FROM (SELECT ordinal, lead, lead_basis FROM task_index WHERE {tasks.sql}) LEFT JOIN seen USING (ordinal)
            GROUP BY 1
        )
        SELECT *, row_number() OVER (ORDER BY lead = '{NO_DEPARTMENT}', tasks DESC, measured DESC, lead) - 1 AS position
        FROM lead ORDER BY position""",
        targets.params | tasks.params,
    )


def key_figures(connection: duckdb.DuckDBPyConnection, chosen: Filter, most: int = 8) -> pd.DataFrame:
    """At most so many goals with a number, the documents taking turns and then in their order.

    In each document binding goals come first, then those that are surely read, then the text's order. Figures of one
    task that stand together share a `card`.
    """
    condition = targets_where(chosen)
    rows = run(
        connection,
        f"""
        WITH goal AS (
            SELECT ordinal, doc_id, nature, confidence FROM target_index
            WHERE {condition.sql} AND category IN ('数量目标', '比率目标')
        ), place AS (
            SELECT ordinal, row_number() OVER (
                PARTITION BY doc_id ORDER BY nature = '约束性' DESC NULLS LAST, confidence >= 0.8 DESC, ordinal
            ) AS place FROM goal
        ), first AS (SELECT ordinal, place FROM place ORDER BY place, ordinal LIMIT {most:d})
        SELECT doc_id, label AS document, task_no, lead, indicator, shown, action, per, due, due_kind, nature, target_id
        FROM (SELECT * FROM targets WHERE ordinal IN (SELECT ordinal FROM first)) JOIN first USING (ordinal)
        JOIN documents USING (doc_id) ORDER BY position, place""",
        condition.params,
    )
    task = rows["doc_id"] + " " + rows["task_no"]
    return rows.assign(card=(task != task.shift()).cumsum() - 1)
