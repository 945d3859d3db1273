"""The workbook's form: what is locked, what may be filled in, how it is laid out for paper, and the way back."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from briefing_decks import DAY, case, connect, workbook_blob
from openpyxl.cell.cell import Cell

from app import query
from app.briefing import sheets
from app.briefing.returned import read_filled
from app.briefing.workbook import ALL_ROWS, ID, NAME, TO_FILL, UNIT, form_table, target_table
from app.draw.style import LIGHT
from app.draw.text_fit import width
from app.query import listings
from app.query.filter_model import Filter
from app.say import progress
from app.wording import RULES
from etl.documents import legacy

SAID, VALUE, EVIDENCE, BY, AS_OF = TO_FILL
LEAST_SCALE = {"目标": 0.8, "目标明细": 0.6, "任务": 0.7, "数字核对": 0.8}
"""How large a sheet must be printed."""
WIDE_DIGITS = 8.48 / 7
"""How much wider columns are where the sheets' font is missing and one with wide digits takes its place."""
PAPER = (297 / 25.4 - 2 * sheets.MARGIN) * 72
TYPED: dict[str, dict[str, object]] = {
    "年培训量": {VALUE: 350, EVIDENCE: "统计表", BY: "省教育厅", AS_OF: date(2020, 4, 30)},
    "教学名师": {VALUE: 120.5, SAID: "已评选两批", AS_OF: datetime(2020, 5, 1, 9, 30)},  # noqa: DTZ001 as cells have it
    "高水平中职学校": {VALUE: "48所", AS_OF: "2020年4月30日"},
    "在线开放精品课程": {VALUE: "约两千门", AS_OF: "2020-4-30"},
    "所有学校办学条件全部达标": {SAID: "已达标九成", AS_OF: date(2020, 4, 30)},
}
READ = {
    "年培训量": ("", 350, "万人次", "统计表", "省教育厅", "2020-04-30"),
    "教学名师": ("已评选两批", 120.5, "名", "", "", "2020-05-01"),
    "高水平中职学校": ("", 48, "所", "", "", "2020-04-30"),
    "在线开放精品课程": ("约两千门", None, None, "", "", "2020-04-30"),
    "所有学校办学条件全部达标": ("已达标九成", None, None, "", "", "2020-04-30"),
}


def opened(blob: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(blob))


def rows_by_indicator(sheet: Any) -> dict[str, dict[str, Cell]]:
    titles = [cell.value for cell in sheet[3]]
    rows = [dict(zip(titles, row, strict=False)) for row in sheet.iter_rows(min_row=4)]
    return {row[NAME].value: row for row in rows}


def printed_head(sheet: Any) -> tuple[Cell, ...]:
    first, last = sheet.print_area.split("!")[1].replace("$", "").split(":")
    return tuple(sheet[f"A{sheets.HEAD + 1}:{re.sub('[0-9]', '', last)}{sheets.HEAD + 1}"][0]) if first == "A1" else ()


def points(sheet: Any) -> float:
    """How wide the printed columns are."""
    wide = {
        number: dimension.width * 7 * 0.75
        for dimension in sheet.column_dimensions.values()
        for number in range(dimension.min, dimension.max + 1)
    }
    return float(sum(wide[cell.column] for cell in printed_head(sheet)))


def filled(blob: bytes, typed: dict[str, dict[str, object]]) -> bytes:
    """The workbook with what a person typed into 目标, by indicator and column."""
    book = opened(blob)
    rows = rows_by_indicator(book["目标"])
    for indicator, values in typed.items():
        for title, value in values.items():
            rows[indicator][title].value = value  # type: ignore[assignment]
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def of_earlier_layout(blob: bytes) -> bytes:
    """A workbook as it was before: all columns on 目标, those to be filled in last, no 填报单位, nothing locked."""
    connection, chosen = case("own")
    table = target_table(connection, chosen, listings.target_rows(connection, chosen, limit=ALL_ROWS))
    book = opened(blob)
    book.remove(book["目标"])
    sheet = book.create_sheet("目标", 0)
    sheet.append(["本表只反映文件要求"])
    sheet.append(["来源"])
    sheet.append([*table.columns, *TO_FILL])
    for values in table.astype(object).where(table.notna(), None).itertuples(index=False):
        sheet.append(list(values))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def judged(read: pd.DataFrame) -> dict[str, str]:
    found = query.progress.goals(connect("own"), Filter().resolved(DAY), tuple(read["target_id"]))
    verdicts = progress.read_back(read, found, {})
    return {name: verdict for name, (verdict, _) in zip(read["indicator"], verdicts, strict=True)}


def as_read(read: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    columns = ["said", "value", "unit", "evidence", "department", "as_of"]
    return {row["indicator"]: tuple(row[column] for column in columns) for row in read.to_dict("records")}


@pytest.fixture(scope="module")
def blob() -> bytes:
    return workbook_blob("own")


def test_what_was_typed_comes_back(blob: bytes) -> None:
    read = read_filled("填好.xlsx", filled(blob, TYPED))
    assert as_read(read) == READ
    assert set(judged(read).values()) == {progress.SAVABLE}


def test_nothing_typed_is_nothing_read(blob: bytes) -> None:
    assert read_filled("空.xlsx", blob).empty


def test_a_workbook_of_the_earlier_layout_is_still_read(blob: bytes) -> None:
    read = read_filled("旧.xlsx", filled(of_earlier_layout(blob), TYPED))
    assert as_read(read) == READ | {
        "年培训量": ("", 350, None, "统计表", "省教育厅", "2020-04-30"),
        "教学名师": ("已评选两批", 120.5, None, "", "", "2020-05-01"),
    }
    assert judged(read) == dict.fromkeys(READ, progress.SAVABLE) | {"年培训量": "“完成值”须写明单位，例如 350万人次"}


def test_a_typed_unit_is_worth_more_than_the_columns(blob: bytes) -> None:
    typed: dict[str, dict[str, object]] = {"年培训量": {VALUE: "3,500,000人次", AS_OF: "2020-04-30"}}
    [(_, value, unit, *_rest)] = as_read(read_filled("填好.xlsx", filled(blob, typed))).values()
    assert (value, unit) == (3_500_000, "人次")


def test_a_percentage_is_read_as_it_is_shown(blob: bytes) -> None:
    book = opened(blob)
    cell = rows_by_indicator(book["目标"])["教学名师"][VALUE]
    cell.value, cell.number_format = 0.625, "0.0%"
    sink = io.BytesIO()
    book.save(sink)
    [(_, value, unit, *_rest)] = as_read(read_filled("填好.xlsx", sink.getvalue())).values()
    assert (value, unit) == (62.5, "%")


def test_a_rule_that_was_filled_in_all_the_same_is_refused(blob: bytes) -> None:
    read = read_filled("填好.xlsx", filled(blob, {"公办职业院校绩效工资水平": {SAID: "已执行", AS_OF: "2020-04-30"}}))
    assert "政策标准（不报告进展）" in judged(read)["公办职业院校绩效工资水平"]


def test_only_what_can_be_reported_may_be_filled_in(blob: bytes) -> None:
    sheet = opened(blob)["目标"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    allowed = ("autoFilter", "formatColumns", "formatRows")
    assert [getattr(sheet.protection, name) for name in allowed] == [False] * 3  # False: not forbidden
    rows = listings.target_rows(*case("own"), limit=1000)
    kinds = dict(zip(rows["target_id"], rows["category"], strict=True))
    assert {"数量目标", "时限任务", RULES} <= set(kinds.values())
    for row in rows_by_indicator(sheet).values():
        kind = kinds[str(row[ID].value)]
        may = set() if kind == RULES else set(TO_FILL) - ({VALUE} if kind == "时限任务" else set())
        assert {title for title, cell in row.items() if not cell.protection.locked} == may
        assert {row[title].fill.fgColor.rgb for title in may} <= {f"FF{LIGHT.pale[1:]}"}
        assert {row[title].fill.fgColor.rgb for title in {*TO_FILL} - may} <= {f"FF{LIGHT.line[1:]}"}
        assert (row[UNIT].value is None) == (VALUE not in may)


def test_units_stand_beside_the_values_as_the_text_writes_them(blob: bytes) -> None:
    rows = rows_by_indicator(opened(blob)["目标"])
    assert rows["年培训量"][UNIT].value == "万人次"
    assert rows["年培训量"]["目标值"].value == "400万人次以上（每年）"
    assert rows["教学名师"][UNIT].value == "名"


def test_numbers_and_days_are_checked_while_they_are_typed(blob: bytes) -> None:
    sheet = opened(blob)["目标"]
    titles = [cell.value for cell in sheet[3]]
    checks = {titles[next(iter(rule.sqref.ranges)).min_col - 1]: rule for rule in sheet.data_validations.dataValidation}
    assert {title: rule.type for title, rule in checks.items()} == {VALUE: "decimal", AS_OF: "date"}
    for rule in checks.values():
        [reach] = rule.sqref.ranges
        assert (reach.min_row, reach.max_row) == (4, sheet.max_row)
        assert rule.allowBlank
        assert rule.errorStyle in {None, "stop"}
    assert f"“{UNIT}”" in checks[VALUE].error
    assert f"“{UNIT}”" in checks[VALUE].prompt
    assert "2020-06-30" in checks[AS_OF].error


@pytest.mark.parametrize("name", ["own", "large"])
def test_columns_to_be_filled_in_stand_beside_the_target(name: str) -> None:
    table, _ = form_table(listings.target_rows(*case(name), limit=ALL_ROWS))
    several = ["文件"] if name == "large" else []
    reading = [*several, "序号", "动作", NAME, "目标值", "时限", "责任单位"]
    assert list(table.columns) == [*reading, SAID, VALUE, UNIT, EVIDENCE, BY, AS_OF, ID]


@pytest.mark.parametrize("name", ["own", "large", "none"])
def test_sheets_are_printed_on_a4_one_page_wide(name: str) -> None:
    book = opened(workbook_blob(name))
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        assert max(sheet.page_margins.left, sheet.page_margins.right) <= sheets.MARGIN
    for title, scale in LEAST_SCALE.items():
        sheet = book[title]
        assert PAPER / (points(sheet) * WIDE_DIGITS) >= scale, title


@pytest.mark.parametrize("name", ["own", "large", "none"])
def test_remarks_have_the_room_that_they_need(name: str) -> None:
    book = opened(workbook_blob(name))
    for title in LEAST_SCALE:
        sheet = book[title]
        for row, size in ((1, sheets.TITLE_SIZE), (2, sheets.SIZE)):
            merged = next(str(part) for part in sheet.merged_cells.ranges if part.min_row == row)
            assert merged.split(":")[1] == f"{printed_head(sheet)[-1].column_letter}{row}"
            assert sheet.cell(row, 1).alignment.wrap_text
            lines = ceil(width(sheet.cell(row, 1).value, size) / points(sheet))
            assert sheet.row_dimensions[row].height >= lines * size * 1.3


def test_rows_grow_with_what_is_typed(blob: bytes) -> None:
    """Heights are given, since not every program finds them, but none is fixed."""
    with zipfile.ZipFile(io.BytesIO(blob)) as package:
        form = package.read("xl/worksheets/sheet1.xml").decode()
    rows = re.findall(r"<row [^>]*>", form)[sheets.HEAD + 1 :]
    assert len(rows) == 31
    assert all('ht="' in row and "customHeight" not in row for row in rows)
    tall = [float(match[1]) for row in rows if (match := re.search(r'ht="([\d.]+)"', row))]
    assert max(tall) > 2 * min(tall)


def test_an_empty_view_says_so() -> None:
    book = opened(workbook_blob("none"))
    assert book["目标"]["A1"].value.startswith(sheets.NOTHING)
    assert book["目标"].max_row == sheets.HEAD + 1


def test_another_program_keeps_the_form(blob: bytes, tmp_path: Path) -> None:
    converter = legacy.find_converter()
    if converter is None or legacy.lacks(converter, legacy.CALC):
        pytest.skip("LibreOffice Calc is not installed")
    (tmp_path / "form.xlsx").write_bytes(filled(blob, TYPED))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        converter,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "saved"),
        "form.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=200)
    saved = (tmp_path / "saved/form.xlsx").read_bytes()
    assert as_read(read_filled("form.xlsx", saved)) == READ
    sheet = opened(saved)["目标"]
    assert sheet.protection.sheet
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"decimal", "date"}
    rows = rows_by_indicator(sheet)
    assert not rows["年培训量"][VALUE].protection.locked
    assert rows["年培训量"][UNIT].protection.locked
    assert rows["所有学校办学条件全部达标"][VALUE].protection.locked
