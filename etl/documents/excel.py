"""Reader of .xlsx files: each visible sheet is a table; merged cells are filled, dates and percentages written out.

Values are streamed (openpyxl's read-only mode), so that a sheet formatted down to its last row costs little. That mode
does not know merged cells: they are read from the sheet's own XML, which is streamed too.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from etl.documents.blocks import Cell, Content, Grid, Row
from etl.documents.limits import (
    BLANK_ROWS,
    CELL_CHARACTERS,
    CHARACTERS,
    COLUMNS,
    MERGED_CELLS,
    ROWS,
    check_archive,
    check_count,
    check_markup,
)  # fmt: skip
from etl.documents.notices import Unreadable
from etl.lexicon.folding import clean

CHUNK = 1 << 20
OVERLAP = 4096
MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
UNSAVED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<v\s*/>|<v></v>)?\s*</(?:\w+:)?c>"
)
BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, EOFError, SyntaxError)
"""What openpyxl raises for a damaged workbook (lxml's syntax error is a SyntaxError)."""


def read_excel(path: Path) -> Content:
    """One table a visible sheet; raises `Unreadable`."""
    check_archive(path)
    check_markup(path)
    content = Content()
    with path.open("rb") as file:  # openpyxl leaves a file open that it opened itself and cannot read
        try:
            _read_workbook(path, load_workbook(file, read_only=True, data_only=True), content)
        except BROKEN as error:
            raise Unreadable(path.name, "truncated") from error
    return content


def _read_workbook(path: Path, workbook: Workbook, content: Content) -> None:
    """Adds a grid for each visible sheet to `content`."""
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        content.warn("hidden_sheets", names="、".join(hidden))
    for sheet in sheets:
        where = f"工作表“{sheet.title}” " if len(sheets) > 1 else ""
        texts = _read_texts(path.name, sheet)
        part = str(cast("Any", sheet)._worksheet_path)  # noqa: SLF001  # the part has no public name
        origins, unsaved = _read_markup(path, part, len(texts))
        if unsaved:
            content.warn("formula", cell=unsaved)
        content.blocks.append(Grid(tuple(_rows(texts, origins, where)), sheet.title))


def _read_texts(name: str, sheet: Any) -> list[list[str]]:
    """The cells of a sheet as text, without the empty rows and columns at its end."""
    rows: list[list[str]] = []
    filled = characters = 0
    sheet.reset_dimensions()  # some programs state them wrongly
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number - filled > BLANK_ROWS:
            break
        texts = [_text(cell) for cell in cells[:COLUMNS]]
        if any(texts):
            filled = number
            check_count(name, "too_many_rows", number, ROWS)
            characters += sum(map(len, texts))
            check_count(name, "too_many_characters", characters, CHARACTERS)
            if any(len(text) > CELL_CHARACTERS for text in texts):
                raise Unreadable(name, "cell_too_long", row=number, most=f"{CELL_CHARACTERS:,}")
        rows.append(texts)
    rows = rows[:filled]
    width = max((column + 1 for row in rows for column, text in enumerate(row) if text), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def _text(cell: object) -> str:
    """A cell's value as the sheet shows it: dates in Chinese, percentages with their sign."""
    value, shown = getattr(cell, "value", None), str(getattr(cell, "number_format", "") or "")
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime | date):
        year, month, day = f"{value.year}年", f"{value.month}月", f"{value.day}日"
        shown = shown.lower()
        return year + (month if "m" in shown else "") + (day if "d" in shown or "m" not in shown else "")
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if "%" in shown else f"{value:.15g}"
    return clean(str(value))


def _read_markup(path: Path, part: str, rows: int) -> tuple[dict[tuple[int, int], tuple[int, int]], str]:
    """Cell → anchor of its merged range (both counted from 0), for the rows read; and a formula without its result."""
    origins: dict[tuple[int, int], tuple[int, int]] = {}
    unsaved = ""
    for text in _chunks(path, part):
        for match in MERGED.finditer(text):
            left, top, right, bottom = (int(edge or 0) - 1 for edge in range_boundaries(match[1].decode()))
            right, bottom = min(right, COLUMNS - 1), min(bottom, rows - 1)
            check_count(path.name, "merged_cells", len(origins) + (right - left + 1) * (bottom - top + 1), MERGED_CELLS)
            origins.update(
                ((row, column), (top, left)) for row in range(top, bottom + 1) for column in range(left, right + 1)
            )
        found = UNSAVED.search(text) if not unsaved else None
        unsaved = found[1].decode() if found else unsaved
    return origins, unsaved


def _chunks(path: Path, part: str) -> Iterator[bytes]:
    """A part of the archive in pieces that overlap, so that no element is cut in all of them."""
    with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as file:
        tail = b""
        while chunk := file.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def _rows(texts: list[list[str]], origins: dict[tuple[int, int], tuple[int, int]], where: str) -> Iterator[Row]:
    for number, row in enumerate(texts):
        cells = []
        for column in range(len(row)):
            top, left = origins.get((number, column), (number, column))
            cells.append(Cell(texts[top][left] if left < len(texts[top]) else "", (top, left)))
        yield Row(tuple(cells), f"{where}第{number + 1}行")
