"""What is known of the documents, and what each of them holds.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    documents, documents_in_view    a row a document and what is known of it (columns: app/query/tables.py)
    documents_overview    document (its label), region, level, year, tasks, targets, goals, rules, binding (约束性),
                          past, soon, undated (goals), bare (targets without a department), confidence (the mean of
                          its targets'; NaN without any), documents (how many are in view), position
    sources_in_view       one row: title (of the first document), documents, targets, checked (targets that a person has
                          checked)
    unreadable            file, reason
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import state_sql, targets_where, tasks_where
from app.query.tables import run
from app.wording import NO_REGION, PAST, SOON, UNDATED

ORDER = "goals DESC, targets DESC, tasks DESC, place"


def documents(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every document of the tables in order; absent facts are None."""
    return run(connection, "SELECT * FROM documents ORDER BY position")


def unreadable(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Documents that the last build could not read: file, reason."""
    return run(connection, "SELECT file, reason FROM unreadable")


def documents_in_view(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The documents that have a task in view, in order; columns as `documents`."""
    condition = tasks_where(chosen)
    return run(
        connection,
        f"""SELECT * FROM documents WHERE doc_id IN (SELECT doc_id FROM task_index WHERE {condition.sql})
            ORDER BY position""",
        condition.params,
    )


def sources_in_view(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """What the note under a chart says of the view."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    return run(
        connection,
        f"""SELECT * FROM
            (SELECT arg_min(title, position) AS title, count(*) AS documents FROM documents
             WHERE doc_id IN (SELECT doc_id FROM task_index WHERE {tasks.sql})),
            (SELECT count(*) AS targets, count(*) FILTER (review = 'checked') AS checked
             FROM target_index WHERE {targets.sql})""",
        targets.params | tasks.params,
    )


def documents_overview(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, limit: int, offset: int = 0
) -> pd.DataFrame:
    """What each document of the view holds of it, those with most goals first: `limit` of them, from `offset` on."""
    targets, tasks = targets_where(chosen, prefix="t"), tasks_where(chosen)
    state = state_sql(targets, chosen)
    return run(
        connection,
        f"""
        WITH seen AS (
            SELECT doc_id, role, nature, len(departments) AS offices, confidence, {state} AS state
            FROM target_index WHERE {targets.sql}
        ), held AS (
            SELECT doc_id, count(*) AS targets, count(*) FILTER (role = 'goal') AS goals,
                count(*) FILTER (role = 'rule') AS rules, count(*) FILTER (nature = '约束性') AS binding,
                count(*) FILTER (state = '{PAST}') AS past, count(*) FILTER (state = '{SOON}') AS soon,
                count(*) FILTER (state = '{UNDATED}') AS undated, count(*) FILTER (offices = 0) AS bare,
                avg(confidence) AS confidence
            FROM seen GROUP BY doc_id
        ), counted AS (
            SELECT doc_id, count(*) AS tasks, min(ordinal) AS place FROM task_index WHERE {tasks.sql} GROUP BY doc_id
        ), ranked AS (
            SELECT doc_id, tasks, coalesce(targets, 0) AS targets, coalesce(goals, 0) AS goals,
                coalesce(rules, 0) AS rules, coalesce(binding, 0) AS binding, coalesce(past, 0) AS past,
                coalesce(soon, 0) AS soon, coalesce(undated, 0) AS undated, coalesce(bare, 0) AS bare, confidence,
                count(*) OVER () AS documents, place
            FROM counted LEFT JOIN held USING (doc_id) ORDER BY {ORDER} LIMIT {limit:d} OFFSET {offset:d}
        )
        SELECT label AS document, coalesce(region, '{NO_REGION}') AS region, level, year,
            ranked.* EXCLUDE (doc_id, place), {offset:d} + row_number() OVER (ORDER BY {ORDER}) - 1 AS position
        FROM ranked JOIN (SELECT doc_id, label, region, level, year FROM documents) USING (doc_id) ORDER BY position""",
        targets.params | tasks.params,
    )
