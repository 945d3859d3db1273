"""What people have yet to check, the least certain first, and one row as the tables hold it.

Departments stand here by their plain names, as in the parquet files, since decisions are made on those. Columns:

    waiting       target_id: the targets of the view that nobody has checked, of one kind of doubt (DOUBTS)
    doubts        doubt, waiting: how many of the view's unchecked targets each kind of doubt holds, but for the first
    target        one row: all columns of the table of targets; none for an unknown id
    entry         one row: all columns of the ledger, sentence's task: text; none for an unknown id
    known_names   offices, themes, units: the values (lists) that the tables hold, those of the document first
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.sql import targets_where
from app.query.tables import run
from app.wording import BANDS
from etl.naming.plausibility import is_plausible

IMPLAUSIBLE = "指标名称存疑"
DOUBTS = {
    "全部未校核": "TRUE",
    "可信度低": f"confidence < {sorted(BANDS.values())[1]}",
    "有相反迹象": "list_any_value(list_filter(evidence, lambda one: one[1] = '-')) IS NOT NULL",
    IMPLAUSIBLE: "TRUE",
    "未注明责任单位": "len(departments) = 0",
    "扫描识别": "(doc_id, task_no) IN (SELECT (doc_id, task_no) FROM tasks_file WHERE ocr IS NOT NULL)",
}
"""What can make a row doubtful → its condition on the file of targets; that of names is is_plausible."""
MOST_WAITING = 2000


def waiting(connection: duckdb.DuckDBPyConnection, chosen: Filter, doubt: str) -> pd.DataFrame:
    """The first `MOST_WAITING` rows to be checked."""
    condition = targets_where(chosen)
    seen = f"SELECT ordinal FROM target_index WHERE review = 'machine' AND {condition.sql}"
    most = "" if doubt == IMPLAUSIBLE else f"LIMIT {MOST_WAITING}"
    rows = run(
        connection,
        f"""SELECT target_id, indicator FROM targets_file WHERE ordinal IN ({seen}) AND {DOUBTS[doubt]}
            ORDER BY confidence, ordinal {most}""",
        condition.params,
    )
    if doubt == IMPLAUSIBLE:
        rows = rows[~rows["indicator"].map(is_plausible).astype(bool)]
    return rows[["target_id"]].head(MOST_WAITING).reset_index(drop=True)


def doubts(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Counts by kind of doubt, the largest first; one target may be in several."""
    condition = targets_where(chosen)
    rows = f"""FROM targets_file WHERE ordinal IN (
        SELECT ordinal FROM target_index WHERE review = 'machine' AND {condition.sql})"""
    kinds = {name: f"d{place}" for place, name in enumerate(DOUBTS) if place and name != IMPLAUSIBLE}
    each = ", ".join(f"{DOUBTS[name]} AS {column}" for name, column in kinds.items())
    sums = ", ".join(f"count_if({column}) AS {column}" for column in kinds.values())
    counted = run(connection, f"SELECT {sums} FROM (SELECT {each} {rows})", condition.params).iloc[0]
    names = run(connection, f"SELECT indicator, count(*) AS times {rows} GROUP BY indicator", condition.params)
    found = {name: int(counted[column]) for name, column in kinds.items()}
    found[IMPLAUSIBLE] = int(names.loc[~names["indicator"].map(is_plausible).astype(bool), "times"].sum())
    return (
        pd.DataFrame(list(found.items()), columns=["doubt", "waiting"])
        .sort_values("waiting", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def target(connection: duckdb.DuckDBPyConnection, target_id: str) -> pd.DataFrame:
    """A target as the table holds it."""
    return run(connection, "SELECT * FROM targets_file WHERE target_id = $id", {"id": target_id})


def entry(connection: duckdb.DuckDBPyConnection, mention_id: str) -> pd.DataFrame:
    """An entry of the ledger as the table holds it, with its task's text."""
    return run(
        connection,
        "SELECT ledger.*, text FROM ledger JOIN tasks_file USING (doc_id, task_no) WHERE mention_id = $id",
        {"id": mention_id},
    )


def known_names(connection: duckdb.DuckDBPyConnection, doc_id: str) -> pd.DataFrame:
    """One row of three lists."""
    return run(
        connection,
        """WITH offices AS (
               SELECT office, bool_or(here) AS here FROM (
                   SELECT unnest(departments) AS office, doc_id = $doc AS here FROM tasks_file
               ) GROUP BY office
           )
           SELECT (SELECT list(office ORDER BY here DESC, office) FROM offices) AS offices,
               (SELECT list(DISTINCT theme ORDER BY theme) FROM targets_file) AS themes,
               (SELECT list(DISTINCT unit ORDER BY unit) FROM targets_file WHERE unit IS NOT NULL) AS units""",
        {"doc": doc_id},
    )
