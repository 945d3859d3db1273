"""Goals for 进展: those that reports were made on, and those that fall due soon.

Columns of both: target_id, doc_id, document, task_no, indicator, shown, quote, action, kind, role, change, op, value,
value_max, unit, due, due_kind, due_date, state, lead, departments.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import state_sql, targets_where
from app.query.tables import run

COLUMNS = (
    "target_id", "doc_id", "document", "task_no", "indicator", "shown", "quote", "action", "kind", "role", "change",
    "op", "value", "value_max", "unit", "due", "due_kind", "due_date", "state", "lead", "departments",
)  # fmt: skip


def goals(connection: duckdb.DuckDBPyConnection, chosen: Filter, ids: tuple[str, ...]) -> pd.DataFrame:
    """The goals of the view that bear one of these identifiers, in the documents' order."""
    return _rows(connection, chosen, "target_id IN (SELECT unnest($ids))", "ordinal", {"ids": list(ids)})


def due_goals(connection: duckdb.DuckDBPyConnection, chosen: Filter, days: int) -> pd.DataFrame:
    """The goals of the view that fall due within so many days after 统计截至, the next first."""
    condition = "due_kind <> 'from' AND due_date BETWEEN $today AND $today + $days::INTEGER"
    return _rows(connection, chosen, condition, "due_date, ordinal", {"today": chosen.day(), "days": days})


def _rows(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, wanted: str, order: str, params: dict[str, object]
) -> pd.DataFrame:
    condition = targets_where(chosen.goals())
    state = state_sql(condition, chosen)
    return run(
        connection,
        f"""SELECT {", ".join(COLUMNS)} FROM (
                SELECT targets.*, label AS document, {state} AS state FROM targets JOIN documents USING (doc_id)
                WHERE ordinal IN (SELECT ordinal FROM target_index WHERE {condition.sql}) AND role = 'goal' AND {wanted}
            ) ORDER BY {order}""",
        condition.params | params,
    )
