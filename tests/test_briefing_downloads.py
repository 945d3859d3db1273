"""The view as files: the same rows in CSV, Parquet and JSON, by the contract, with nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_tables import TARGETS, write_tables

from app.briefing.downloads import csv_bytes, json_bytes, name_file, parquet_bytes
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.wording import review_word
from etl.schema import TARGETS as COLUMNS
from etl.schema import arrow_schema

VIEW = Filter(as_of=date(2024, 1, 1))


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return open_tables(write_tables(tmp_path_factory.mktemp("tables")))


def read_csv(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_parquet_has_the_contract_and_every_row(connection: duckdb.DuckDBPyConnection) -> None:
    table = pq.read_table(io.BytesIO(parquet_bytes(connection, VIEW)))
    assert table.schema.equals(arrow_schema("targets"))
    assert table.equals(pa.Table.from_pylist(TARGETS, schema=arrow_schema("targets")))


def test_json_has_every_column_with_dates_as_text(connection: duckdb.DuckDBPyConnection) -> None:
    rows = json.loads(json_bytes(connection, VIEW))
    assert [row["target_id"] for row in rows] == [row["target_id"] for row in TARGETS]
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert rows[0]["due_date"] == "2025-12-31"
    assert (rows[0]["value"], rows[0]["value_max"], rows[0]["departments"]) == (30, 50, TARGETS[0]["departments"])
    assert rows[1]["due_date"] is None


def test_csv_is_for_readers(connection: duckdb.DuckDBPyConnection) -> None:
    rows = read_csv(csv_bytes(connection, VIEW))
    assert len(rows) == len(TARGETS)
    first = rows[0]
    assert (first["序号"], first["目标值"], first["数值"], first["数值上限"], first["计量单位"]) == (
        "1", "30—50个", "30.0", "50.0", "个"
    )  # fmt: skip
    assert first["责任单位"] == "市园林局、市财政局、各区人民政府"
    assert first["界限"] == "区间"
    assert first["时限"] == "到2025年"
    assert first["时限状态（统计截至2024-01-01）"] == "未到时限"
    assert rows[-1]["责任单位"] == "未注明责任单位"
    assert (rows[-1]["校核状态"], rows[-2]["校核状态"]) == ("机器提取", "已校核")


def test_a_file_holds_the_view_alone(connection: duckdb.DuckDBPyConnection) -> None:
    view = Filter(as_of=VIEW.as_of, regions=("样例县",))
    assert len(read_csv(csv_bytes(connection, view))) == 2
    assert pq.read_table(io.BytesIO(parquet_bytes(connection, view))).num_rows == 2
    assert len(json.loads(json_bytes(connection, view))) == 2


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", "\tx"])
def test_no_text_becomes_a_formula(text: str, tmp_path: Path) -> None:
    folder = write_tables(tmp_path, targets=[TARGETS[0] | {"indicator": text}])
    assert read_csv(csv_bytes(open_tables(folder), VIEW))[0]["指标名称"] == f"'{text}"


def test_same_tables_and_filter_give_same_bytes(connection: duckdb.DuckDBPyConnection) -> None:
    for make in (csv_bytes, parquet_bytes, json_bytes):
        assert make(connection, VIEW) == make(connection, VIEW)


def test_an_empty_view_gives_a_file_with_headers(connection: duckdb.DuckDBPyConnection) -> None:
    nothing = Filter(as_of=VIEW.as_of, search="没有这个词")
    assert csv_bytes(connection, nothing).decode("utf-8-sig").count("\r\n") == 1
    assert pq.read_table(io.BytesIO(parquet_bytes(connection, nothing))).schema.equals(arrow_schema("targets"))
    assert json.loads(json_bytes(connection, nothing)) == []


def test_a_files_name_says_what_it_holds_and_whether_it_was_checked() -> None:
    assert name_file(VIEW, 3, "csv", review_word(0, 3)) == "目标台账_3项_统计截至2024-01-01_机器提取未经校核.csv"
    assert "_机器提取3项中已校核1项." in name_file(VIEW, 3, "csv", review_word(1, 3))
    assert name_file(VIEW, 3, "csv", review_word(3, 3)) == "目标台账_3项_统计截至2024-01-01.csv"
