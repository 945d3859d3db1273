"""The workbook, opened again and compared cell by cell with the page's tables."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from briefing_decks import DAY, case, connect, workbook_blob
from small_tables import write_tables

from app import query
from app.briefing import workbook
from app.briefing.workbook import (
    ALL_ROWS,
    ID,
    TO_FILL,
    form_table,
    mention_table,
    target_table,
    task_table,
    workbook_bytes,
)
from app.query import listings
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.say import tabulate
from app.wording import UNCHECKED_NOTE
from etl.schema import TABLES

SHEETS: dict[str, Callable[..., pd.DataFrame]] = {
    "目标": lambda connection, chosen: form_table(rows_of(connection, chosen))[0],
    "目标明细": lambda connection, chosen: target_table(connection, chosen, rows_of(connection, chosen)),
    "任务": task_table,
    "数字核对": mention_table,
}


def rows_of(connection: Any, chosen: Filter) -> pd.DataFrame:
    return listings.target_rows(connection, chosen, limit=ALL_ROWS)


@functools.cache
def opened(name: str) -> Any:
    """The workbook of a case, read again; nobody changes it."""
    return openpyxl.load_workbook(io.BytesIO(workbook_blob(name)))


def as_cell(value: Any) -> Any:
    """What openpyxl gives back for a value of a frame."""
    if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "":
        return None
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 cells know no time zone
    return value


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", ["own", "large", "none"])
def test_every_cell_is_the_tables(name: str, sheet: str) -> None:
    connection, chosen = case(name)
    table = SHEETS[sheet](connection, chosen)
    rows = list(opened(name)[sheet].iter_rows(min_row=3, values_only=True))
    assert list(rows[0][: len(table.columns)]) == list(table.columns)
    assert len(rows) - 1 == len(table)
    for number, (row, values) in enumerate(zip(rows[1:], table.itertuples(index=False), strict=True)):
        assert list(row[: len(table.columns)]) == [as_cell(value) for value in values], number


def test_sheets_agree_with_the_page() -> None:
    connection, chosen = case("own")
    head = query.overview.headline(connection, chosen).iloc[0]
    sums = query.reconciliation.conservation(connection, chosen).iloc[0]
    book = opened("own")
    assert book.sheetnames == ["目标", "目标明细", "任务", "数字核对", "说明"]
    assert book["目标"].max_row - 3 == book["目标明细"].max_row - 3 == head["targets"]
    assert book["任务"].max_row - 3 == head["tasks"]
    assert book["数字核对"].max_row - 3 == sums["numbers"]
    assert book["数字核对"]["A1"].value.startswith(f"{sums['tasks']}项任务中的数字{sums['numbers']}处 = 目标与标准")
    rows = listings.target_rows(connection, chosen)
    page = tabulate.targets(rows)
    heads = [cell.value for cell in book["目标明细"][3]]
    for title in page.columns:
        cells = [row[heads.index(title)].value for row in book["目标明细"].iter_rows(min_row=4)]
        assert cells == [as_cell(value) for value in page[title]]


def test_the_two_sheets_of_targets_are_joined_by_their_identifiers() -> None:
    ids = {}
    for sheet in opened("large").worksheets[:2]:
        head, *rows = sheet.iter_rows(min_row=3, values_only=True)
        ids[sheet.title] = [row[head.index(ID)] for row in rows]
    assert ids["目标"] == ids["目标明细"]
    assert len(set(ids["目标"])) == 1000


def test_target_filters_leave_the_check_of_numbers_whole() -> None:
    connection = connect("own")
    chosen = Filter(categories=("数量目标",)).resolved(DAY)
    sums = query.reconciliation.conservation(connection, chosen).iloc[0]
    table = mention_table(connection, chosen)
    assert len(table) == sums["numbers"]
    assert table["去向"].str.startswith("目标与标准").sum() == sums["targets"]
    assert table["编号"].is_unique


@pytest.mark.parametrize("name", ["own", "large", "none"])
def test_head_is_frozen_and_filtered(name: str) -> None:
    book = opened(name)
    for sheet in SHEETS:
        assert book[sheet].freeze_panes.endswith("4")
        assert book[sheet].auto_filter.ref.startswith("A3:")
        assert book[sheet].print_title_rows == "$3:$3"


def test_columns_to_be_filled_in_are_empty() -> None:
    sheet = opened("own")["目标"]
    heads = [cell.value for cell in sheet[3]]
    for title in TO_FILL:
        assert {row[heads.index(title)].value for row in sheet.iter_rows(min_row=4)} == {None}
    assert "本表只反映文件要求" in sheet["A1"].value
    assert UNCHECKED_NOTE in sheet["A2"].value
    assert "统计截至2020年6月30日" in sheet["A2"].value


def test_numbers_are_numbers_and_dates_are_dates() -> None:
    connection, chosen = case("own")
    sheet = opened("own")["目标明细"]
    heads = [cell.value for cell in sheet[3]]
    kinds = {
        title: {type(row[heads.index(title)].value) for row in sheet.iter_rows(min_row=4)} - {type(None)}
        for title in ("数值", "时限日期", "计量单位", "目标值")
    }
    assert kinds["数值"] <= {int, float}
    assert kinds["时限日期"] == {datetime}
    assert kinds["计量单位"] == kinds["目标值"] == {str}
    dates = connection.cursor().execute("SELECT due_date FROM targets ORDER BY ordinal").fetchall()
    cells = [row[heads.index("时限日期")].value for row in sheet.iter_rows(min_row=4)]
    assert [cell.date() if cell else None for cell in cells] == [day for (day,) in dates]
    assert chosen.as_of == DAY


@pytest.mark.parametrize("text", ["=1+1", "+8618", "-2", "@SUM(A1)", "http://example.org", "00123", "{=A1}"])
def test_text_never_becomes_a_formula_number_or_link(text: str, tmp_path: Any) -> None:
    write_tables(tmp_path)
    path = tmp_path / "targets.parquet"
    table = pq.read_table(path)
    at = table.schema.get_field_index("indicator")
    changed = table.set_column(at, table.schema.field(at), pa.array([text] * len(table)))
    pq.write_table(changed.replace_schema_metadata(table.schema.metadata), path)
    blob = workbook_bytes(open_tables(tmp_path), Filter().resolved(DAY))
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        sheets = "".join(package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name)
    assert "<f>" not in sheets
    assert "<hyperlink" not in sheets
    for sheet in openpyxl.load_workbook(io.BytesIO(blob)).worksheets[:2]:
        heads = [cell.value for cell in sheet[3]]
        cells = [row[heads.index("指标名称")] for row in sheet.iter_rows(min_row=4)]
        assert {cell.value for cell in cells} == {text}
        assert {cell.data_type for cell in cells} == {"s"}


def test_notes_hold_the_schemas_dictionary() -> None:
    rows = list(opened("own")["说明"].iter_rows(values_only=True))
    cells = {(row[0], row[1]) for row in rows}
    for columns in TABLES.values():
        assert {(column.title, column.name) for column in columns} <= cells
    assert ("统计截至", "2020年6月30日") in cells


def test_same_view_gives_the_same_bytes() -> None:
    assert workbook_bytes(*case("own")) == workbook_bytes(*case("own"))


def test_a_view_too_large_for_a_sheet_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS_DOWN", 10)
    with pytest.raises(workbook.TooLargeError, match="narrow the filter") as caught:
        workbook_bytes(*case("own"))
    assert "缩小筛选范围" in caught.value.chinese


def test_rows_written_one_by_one_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = opened("own")
    monkeypatch.setattr(workbook, "IN_MEMORY", 0)
    sparing = openpyxl.load_workbook(io.BytesIO(workbook_bytes(*case("own"))))
    for sheet in usual.sheetnames:
        assert list(sparing[sheet].iter_rows(values_only=True)) == list(usual[sheet].iter_rows(values_only=True))
        assert kept_of(sparing[sheet]) == kept_of(usual[sheet])


def kept_of(sheet: Any) -> tuple[object, ...]:
    """What a sheet has beside its values: heights, merged cells, locks, checks."""
    heights = {number: row.height for number, row in sheet.row_dimensions.items()}
    checks = [(str(rule.sqref), rule.type, rule.error) for rule in sheet.data_validations.dataValidation]
    unlocked = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    return heights, sorted(map(str, sheet.merged_cells.ranges)), sheet.protection.sheet, checks, unlocked
