"""Every number of the tasks in view and where it went: targets and ledger together, in the text's order.

Columns: document, task_no, quote, place (目标与标准：category, or the reason's title), sentence, rule,
confidence, id, start.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import tasks_where
from app.query.tables import run
from app.say import markup
from etl.schema import REASON_TITLES


def mention_rows(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """As many rows as query.reconciliation.conservation counts numbers; without filters for targets, as there."""
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
    frame["sentence"] = [
        markup.sentence_around(text, start) for text, start in zip(frame["text"], frame["start"], strict=True)
    ]
    return frame.drop(columns=["text", "category", "reason"])
