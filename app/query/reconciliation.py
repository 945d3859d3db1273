"""What 数字核对 counts and lists: every number and where it went.

What holds for all of them is said in app/query/__init__.py. Columns of each:

    conservation          one row: numbers, targets, ledger, tasks
    file_numerals         place, title, numerals, documents: numeral characters of whole files by where they are kept
    ledger_by_reason      reason, title, entries, position
    ledger_count          a number
    ledger_rows           mention_id, doc_id, document, task_no, quote, reason, title, rule, confidence, text, start,
                          end
    mention_rows          document, task_no, quote, place (目标与标准：category, or the reason's title), text, rule,
                          confidence, id, start
    task_marks            start, end, reason, category, shown, place: one task's numbers in order; place is
                          the category of a target or the title of a reason
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import Condition, of_confidence, tasks_where
from app.query.tables import count, run
from etl.schema import NUMERAL_PLACES, REASON_TITLES


def conservation(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Numbers of the tasks in view, and where they went: numbers = targets + ledger. Target-only filters are off."""
    condition = tasks_where(chosen.task_level())
    in_view = "task IN (SELECT ordinal FROM task)" if condition.parts else "TRUE"
    return run(
        connection,
        f"""
        WITH task AS (SELECT ordinal FROM task_index WHERE {condition.sql}),
        counted AS (
            SELECT (SELECT count(*) FROM target_index WHERE {in_view}) AS targets,
                (SELECT count(*) FROM ledger_index WHERE {in_view}) AS ledger, (SELECT count(*) FROM task) AS tasks
        )
        SELECT targets + ledger AS numbers, targets, ledger, tasks FROM counted""",
        condition.params,
    )


def file_numerals(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The numeral characters of the files that have a task in view, by where they are kept, in the schema's order."""
    condition = tasks_where(chosen.task_level())
    found = run(
        connection,
        f"""WITH kept AS (
                SELECT doc_id, unnest(map_entries(numerals)) AS entry FROM documents
                WHERE doc_id IN (SELECT doc_id FROM task_index WHERE {condition.sql})
            )
            SELECT entry.key AS place, sum(entry.value)::BIGINT AS numerals, count(DISTINCT doc_id) AS documents
            FROM kept GROUP BY ALL""",
        condition.params,
    ).set_index("place")
    places = [place for place in NUMERAL_PLACES if place in found.index]
    return pd.DataFrame(
        {
            "place": places,
            "title": [NUMERAL_PLACES[place] for place in places],
            "numerals": [int(found["numerals"][place]) for place in places],
            "documents": [int(found["documents"][place]) for place in places],
        }
    )


def ledger_by_reason(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Entries that are no target by reason, every reason in the schema's order."""
    condition = tasks_where(chosen.task_level())
    counts = run(
        connection,
        f"""SELECT reason, count(*) AS entries FROM ledger_index
            WHERE task IN (SELECT ordinal FROM task_index WHERE {condition.sql}) GROUP BY reason""",
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
    """How many entries of these reasons, and of the confidence that is chosen, the tasks in view have."""
    return count(connection, "ledger_index", _entries(chosen, reasons))


def ledger_rows(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, reasons: tuple[str, ...], limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of entries with the task's text, in the documents' order."""
    condition = _entries(chosen, reasons)
    frame = run(
        connection,
        f"""
        SELECT mention_id, doc_id, label AS document, entry.task_no, quote, reason, rule, confidence, text, "start",
            "end"
        FROM (
            SELECT * FROM ledger WHERE ordinal IN (
                SELECT ordinal FROM ledger_index WHERE {condition.sql}
                ORDER BY ordinal LIMIT {limit:d} OFFSET {offset:d}
            )
        ) AS entry
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
        SELECT "start", "end", NULL AS reason, category, shown FROM targets
        WHERE doc_id = $doc_id AND task_no = $task_no
        UNION ALL
        SELECT "start", "end", reason, NULL, quote FROM ledger
        WHERE doc_id = $doc_id AND task_no = $task_no ORDER BY "start", "end" """,
        {"doc_id": doc_id, "task_no": task_no},
    )
    frame["place"] = frame["category"].where(frame["category"].notna(), frame["reason"].map(dict(REASON_TITLES)))
    return frame


def mention_rows(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """As many rows as conservation counts numbers, in the text's order; without filters for targets, as there."""
    condition = tasks_where(chosen.task_level())
    frame = run(
        connection,
        f"""
        WITH task AS (SELECT doc_id, task_no, text, ordinal FROM tasks WHERE {condition.sql}),
        mention AS (
            SELECT doc_id, task_no, quote, "start", category, NULL AS reason, rule, confidence, target_id AS id
            FROM targets
            UNION ALL
            SELECT doc_id, task_no, quote, "start", NULL, reason, rule, confidence, mention_id FROM ledger
        )
        SELECT label AS document, mention.task_no, quote, category, reason, text, rule, confidence, id,
            "start"
        FROM mention JOIN task USING (doc_id, task_no) JOIN documents USING (doc_id)
        ORDER BY documents.position, task.ordinal, "start", id""",
        condition.params,
    )
    reasons = frame["reason"].map(dict(REASON_TITLES))
    frame["place"] = ("目标与标准：" + frame["category"]).where(frame["category"].notna(), reasons)
    return frame.drop(columns=["category", "reason"])


def _entries(chosen: Filter, reasons: tuple[str, ...]) -> Condition:
    condition = tasks_where(chosen.task_level())
    condition.parts = [f"task IN (SELECT ordinal FROM task_index WHERE {condition.sql})"]
    condition.parts.append(f"list_contains({condition.bind(list(reasons))}, reason)")
    if chosen.confidences:
        of_confidence(condition, chosen)
    return condition
