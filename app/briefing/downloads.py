"""The view as files: every target of a filter as CSV, Parquet or JSON. Pure: `(connection, Filter) -> bytes`.

Parquet and JSON hold the columns of etl/schema.py, as the table does: a department by its name, its region beside it.
The CSV is for Excel: Chinese headers, words for codes, a byte-order mark, numbers apart from their units, and no cell
that a spreadsheet would take for a formula. Same
tables and filter give the same bytes.
"""

from __future__ import annotations

import io

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from app.draw.figures import file_name
from app.query.filter_model import Filter
from app.query.listings import target_rows
from app.query.sql import targets_where
from app.say.tabulate import TARGET_TITLES, as_text, targets
from app.wording import CHECKED_NOTE
from etl.schema import TARGETS, arrow_schema

ALL_ROWS = 2**62
MOST_CELLS_DOWN = 1_048_576 - 3
"""Rows of a sheet that Excel can hold below the two remarks and the head."""
LONGEST_NAME = 60
STEMS = {"pptx": "政策目标汇报", "docx": "呈阅件", "xlsx": "政策目标工作簿", "png": "汇报图片"}


def csv_bytes(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> bytes:
    """The view as CSV (UTF-8 with a byte-order mark). The state's header names 统计截至."""
    rows = target_rows(connection, chosen, limit=ALL_ROWS)
    table = targets(rows, tuple(TARGET_TITLES))
    table = table.rename(columns={"时限状态": f"时限状态（统计截至{chosen.day().isoformat()}）"})
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = table[name].map(as_text)
    return str(table.to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")


def parquet_bytes(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> bytes:
    """The view as Parquet with the contract's schema."""
    sink = io.BytesIO()
    pq.write_table(_table(connection, chosen), sink, compression="zstd")
    return sink.getvalue()


def json_bytes(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> bytes:
    """The view as JSON: a list of objects with the contract's column names, dates as ISO text."""
    frame = _table(connection, chosen).to_pandas(date_as_object=False)
    frame["due_date"] = frame["due_date"].dt.strftime("%Y-%m-%d")
    frame["confidence"] = frame["confidence"].astype(float).round(4)  # 0.95 and not 0.949999988
    text = frame.to_json(orient="records", force_ascii=False, double_precision=15)
    return str(text).encode("utf-8")


def name_file(chosen: Filter, count: int, ending: str, review: str, stem: str = "") -> str:
    """A file's name: what was chosen, how many targets, until when, and how far people have checked it.

    stem: what it begins with; "" for that of its kind.
    """
    words = file_name(chosen.describe().replace("责任单位：", ""))[:LONGEST_NAME].strip("_；")
    scope = "" if chosen.describe() == "全部" else f"_{words}"
    remark = "" if review == CHECKED_NOTE else f"_{review.replace('，', '')}"
    return (
        f"{stem or STEMS.get(ending, '目标台账')}{scope}_{count}项_统计截至{chosen.day().isoformat()}{remark}.{ending}"
    )


def _table(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pa.Table:
    condition = targets_where(chosen)
    columns = ", ".join(f'"{column.name}"' for column in TARGETS)
    schema = arrow_schema("targets")
    seen = f"SELECT ordinal FROM target_index WHERE {condition.sql}"
    sql = f"SELECT {columns} FROM targets_file WHERE ordinal IN ({seen}) ORDER BY ordinal"
    table: pa.Table = connection.cursor().sql(sql, params=condition.params).to_arrow_table()
    return table.cast(schema)
