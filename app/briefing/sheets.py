"""Frames as the sheets of a workbook: laid out for paper, with cells that others fill in.

A sheet is two remarks, a head, and a row a record. It prints on A4 landscape, one page wide, with its head on every
page. Text is written as text, whatever it begins with, so that no cell of a document becomes a formula. Where columns
are to be filled in, everything else of the sheet is locked, without a password. Cells are written row by row, as a
workbook that does not stay in memory needs them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from math import ceil
from typing import Any, Literal

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.briefing.palette import FONT
from app.draw.style import LIGHT
from app.draw.text_fit import width, wrap

LONGEST_TEXT = 32_767
"""Characters of a cell that Excel can hold."""
HEAD = 2
"""The row of the head, counted from 0; above it stand the remarks."""
SIZE, TITLE_SIZE = 10, 11
LONG = 60
"""Texts of more characters are measured and not broken, to tell how high they stand."""
LINE = 1.45
"""From line to line in a cell, in sizes."""
TALLEST = 400.0
"""Of rows, in points; Excel takes no more than 409."""
USUAL_WIDTH = 10.0
PADDING = 4.0
"""What a cell keeps free beside its text, in points."""
PAPER, MARGIN = 297 / 25.4, 0.4
"""A4 landscape from left to right and its margin on either side, in inches."""
FARTHEST = 1e15
"""What is typed in as a number lies between minus and plus this."""
FIRST_DAY = date(1980, 1, 1)
NOTHING = "当前范围内没有符合条件的项。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A column that is filled in: for each row, whether its cell may be; what it takes, and how that is said.

    `given` is a column that goes with one that is filled in and is locked itself. Cells that may not be filled in are
    locked and grey. `hint` appears beside the chosen cell, `refusal` where something else was typed.
    """

    rows: Sequence[bool]
    takes: Literal["words", "number", "day", "given"] = "words"
    hint: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet stands on screen and paper. Widths are in Excel's characters; other columns have USUAL_WIDTH.

    A title is looked for without what stands in （） behind it. frozen: the last column that stays in sight · printed:
    the last that is printed, "" for all · one_line: a column whose texts shrink rather than take a second line.
    """

    widths: Mapping[str, float]
    frozen: str = "序号"
    printed: str = ""
    one_line: str = ""

    def of(self, columns: Sequence[str]) -> list[float]:
        """The widths of these columns."""
        return [self.widths.get(title.split("（")[0], USUAL_WIDTH) for title in columns]


def column_points(characters: float) -> float:
    """How wide a column of so many characters is, in points; a digit of FONT at SIZE is seven pixels wide.

    >>> column_points(10)
    56.25
    """
    return int(characters * 7 + 5) * 0.75


class _Growing(Worksheet):  # type: ignore[misc]  # the library tells no types
    """A sheet whose rows below the head have the height that is given and grow when something longer is typed in."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]] | None = None) -> None:
        given = dict(attributes or ())
        if tag == "row" and given["r"] > HEAD + 1:
            given.pop("customHeight", None)
        super()._xml_start_tag_unencoded(tag, list(given.items()))


class Sheets:
    """A workbook under way: `note` stands on every sheet, `day` dates the file; `sparing` keeps no sheet in memory."""

    def __init__(self, title: str, note: str, day: date, *, sparing: bool = False) -> None:
        self._sink = io.BytesIO()
        self._book = Workbook(
            self._sink,
            {
                "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                "constant_memory": sparing, "default_date_format": "yyyy-mm-dd",
                # a column's width is told in digits of this font
                "default_format_properties": {"font_name": FONT, "font_size": SIZE},
            },
        )  # fmt: skip
        self._book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
        self._note = note
        self._until = f"统计截至{day.isoformat()}"
        base = {"font_name": FONT, "font_size": SIZE, "valign": "top", "text_wrap": True}
        edge = base | {"border": 1, "border_color": LIGHT.line}
        days, ours = {"num_format": "yyyy-mm-dd", "align": "left"}, {"bg_color": LIGHT.pale, "locked": False}
        numbers = {"num_format": "#,##0.##########", "align": "right", "indent": 1}
        tight = {"text_wrap": False, "shrink": True}
        head = edge | {"bold": True, "valign": "vcenter"}
        made = {
            "plain": edge, "one line": edge | tight, "number": edge | tight | numbers, "day": edge | days | tight,
            "open": edge | ours, "open day": edge | ours | days | tight, "shut": edge | {"bg_color": LIGHT.line},
            "head": head | {"bg_color": LIGHT.panel}, "asked": head | {"bg_color": LIGHT.mark},
            "title": base | {"bold": True, "font_size": TITLE_SIZE}, "muted": base | {"font_color": LIGHT.muted},
        }  # fmt: skip
        self._looks = {name: self._book.add_format(look) for name, look in made.items()}

    def close(self) -> bytes:
        """The file."""
        self._book.close()
        return self._sink.getvalue()

    def table(
        self, name: str, table: pd.DataFrame, remark: str, layout: Layout, asked: Mapping[str, Asked] | None = None
    ) -> None:
        """A sheet of one table; `asked` says which of its columns are filled in."""
        sheet, columns, asked = self._open(name, _Growing), list(table.columns), asked or {}
        widths = layout.of(columns)
        printed = columns.index(layout.printed) + 1 if layout.printed else len(columns)
        rooms = list(map(column_points, widths))
        for at, wide in enumerate(widths):
            sheet.set_column(at, at, wide)
        remark = remark if len(table) else NOTHING + remark
        for row, (text, look, size) in enumerate(((remark, "title", TITLE_SIZE), (self._note, "muted", SIZE))):
            sheet.set_row(row, _height([(text, sum(rooms[:printed]))], size))
            self._cell(sheet, row, 0, text, look, until=printed - 1)
        sheet.set_row(HEAD, _height(zip(columns, rooms, strict=True)))
        for at, title in enumerate(columns):
            self._cell(sheet, HEAD, at, title, "asked" if title in asked else "head")
        last = max(HEAD + 1, len(table) + HEAD)
        sheet.autofilter(HEAD, 0, last, len(columns) - 1)
        sheet.freeze_panes(HEAD + 1, columns.index(layout.frozen) + 1)
        sheet.repeat_rows(HEAD)
        sheet.print_area(0, 0, last, printed - 1)
        if asked:
            sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        for at, title in enumerate(columns):
            if title in asked:
                _check(sheet, at, last, title, asked[title])
        values = [table[title].tolist() for title in columns]
        looks = [_looks(asked.get(title), len(table), one_line=title == layout.one_line) for title in columns]
        tall = [(at, rooms[at]) for at, title in enumerate(columns) if title != layout.one_line]
        for row in range(len(table)):
            sheet.set_row(HEAD + 1 + row, _height((_shown(values[at][row]), room) for at, room in tall))
            for at, column in enumerate(values):
                self._cell(sheet, HEAD + 1 + row, at, column[row], looks[at][row])

    def tables(self, name: str, tables: Sequence[tuple[str, pd.DataFrame]], widths: Sequence[float]) -> None:
        """A sheet of small tables below each other, each with its heading; of two columns the second takes all room."""
        sheet = self._open(name)
        for at, wide in enumerate(widths):
            sheet.set_column(at, at, wide)
        row = 0
        for title, table in tables:
            self._cell(sheet, row, 0, title, "title")
            rooms = [column_points(wide) for wide in widths[: len(table.columns)]]
            rooms += [column_points(USUAL_WIDTH)] * (len(table.columns) - len(rooms))
            if len(rooms) == 2:
                rooms[1] = sum(map(column_points, widths[1:]))
            lines = [tuple(table.columns), *table.itertuples(index=False, name=None)]
            for number, values in enumerate(lines, start=row + 1):
                sheet.set_row(
                    number, _height([(_shown(value), room) for value, room in zip(values, rooms, strict=True)])
                )
                for at, value in enumerate(values):
                    self._cell(
                        sheet,
                        number,
                        at,
                        value,
                        "head" if number == row + 1 else "",
                        until=len(widths) - 1 if (at, len(rooms)) == (1, 2) else 0,
                    )
            row += len(lines) + 2

    def _cell(self, sheet: Any, row: int, at: int, value: Any, look: str = "", *, until: int = 0) -> None:
        """One value as what it is: number, date, text, or nothing; across the columns until `until`."""
        if until > at:
            sheet.merge_range(row, at, row, until, "", self._looks[look or "plain"])
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            sheet.write_blank(row, at, None, self._looks[look or "plain"])
        elif isinstance(value, str):
            text = value[: LONGEST_TEXT - 1] + "…" if len(value) > LONGEST_TEXT else value
            sheet.write_string(row, at, text, self._looks[look or "plain"])
        elif isinstance(value, date):  # also pandas' own, which is a date with a time
            day = datetime(value.year, value.month, value.day)  # noqa: DTZ001 cells know no time zone
            sheet.write_datetime(row, at, day, self._looks[look or "day"])
        else:
            sheet.write_number(row, at, float(value), self._looks[look or "number"])

    def _open(self, name: str, kind: type[Worksheet] = Worksheet) -> Any:
        sheet = self._book.add_worksheet(name, worksheet_class=kind)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=MARGIN, right=MARGIN, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&A&C第 &P 页，共 &N 页&R{self._until}", {"margin": 0.3})
        return sheet


def _looks(asked: Asked | None, rows: int, *, one_line: bool) -> Sequence[str]:
    """The look of each cell of a column; "" for that of its value."""
    if asked is None:
        return ["one line" if one_line else ""] * rows
    open_cell = {"given": "", "day": "open day"}.get(asked.takes, "open")
    return [open_cell if may else "shut" for may in asked.rows]


def _check(sheet: Any, at: int, last: int, title: str, form: Asked) -> None:
    """Numbers and days are checked while they are typed."""
    limits: dict[str, Any] = {
        "number": {"validate": "decimal", "criteria": "between", "minimum": -FARTHEST, "maximum": FARTHEST},
        "day": {"validate": "date", "criteria": ">=", "value": FIRST_DAY},
    }.get(form.takes, {})
    if limits:
        said = {"input_title": title, "input_message": form.hint, "error_title": title, "error_message": form.refusal}
        sheet.data_validation(HEAD + 1, at, last, at, limits | said)


def _height(cells: Iterable[tuple[str, float]], size: int = SIZE) -> float:
    """How high a row must be for texts, each with the room that it has in points."""
    lines = max(_lines(text, room - PADDING, size) for text, room in cells)
    return min(TALLEST, lines * size * LINE + 3)


@lru_cache(maxsize=1 << 14)
def _lines(text: str, room: float, size: int) -> int:
    """On how many lines a text stands; a long one has half a character a line to spare, which is quicker to tell."""
    if len(text) * size <= room and "\n" not in text:
        return 1
    if len(text) <= LONG:
        return len(wrap(text, room, size))
    wide = [width(part, size) for part in text.split("\n")]
    return sum(1 if long <= room else ceil(long / (room - size / 2)) for long in wide)


def _shown(value: Any) -> str:
    """A value as far as it can take more than a line."""
    return value if isinstance(value, str) else ""
