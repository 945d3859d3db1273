"""What 时间节点 counts.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    targets_by_state      state, targets, position
    dated_targets         target_id, doc_id, document, task_no, category, indicator, shown, action, due, due_kind,
                          due_date, lead, limit, is_from, is_past, band (year; month of a single year), stack (place
                          in its band), position
    dated_shape           one row: targets, limits (distinct), starting (自…起)
    months                month (its first day), year_alone, category, targets: what has a date, 自…起 left out
    undated_by_lead       lead, lead_basis, category, targets, total, position
    targets_by_year       document, year, category, targets, total (of the year), position
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import state_sql, targets_where
from app.query.tables import run
from app.wording import FROM_DATE, NO_DEPARTMENT, STATES, UNDATED, limit_word, span_word

_IN_TIME = "due_kind = 'from', due_date, length(due) DESC, due_kind::VARCHAR, ordinal"


def targets_by_state(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Goals by state at 统计截至, all five states in their order; rules have none."""
    condition = targets_where(chosen)
    state = state_sql(condition, chosen)
    counts = run(
        connection,
        f"""SELECT {state} AS state, count(*) AS targets FROM target_index
            WHERE {condition.sql} AND role = 'goal' GROUP BY ALL""",
        condition.params,
    )
    found = dict(zip(counts["state"], counts["targets"], strict=True))
    return pd.DataFrame(
        {"state": STATES, "targets": [int(found.get(state, 0)) for state in STATES], "position": range(len(STATES))}
    )


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
    """How many targets have a date, their distinct limits, and those of 自…起."""
    condition = targets_where(chosen)
    return run(
        connection,
        f"""SELECT count(*) AS targets, count(DISTINCT (due, due_kind)) AS limits,
                count(*) FILTER (due_kind = 'from') AS starting
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
