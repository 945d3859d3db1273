"""Reader of .csv and .tsv files: one table, separated by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from etl.documents.blocks import Content, Grid, Row, grid_row
from etl.documents.columns import find_columns
from etl.documents.encodings import read_text
from etl.documents.indicator_columns import Horizon, find_heads
from etl.documents.limits import CELL_CHARACTERS, CHARACTERS, COLUMNS, ROWS, check_count
from etl.documents.notices import Unreadable
from etl.lexicon.folding import clean

SEPARATORS = ",\t;|，"
HEAD_CHARACTERS = 20_000
"""How much of the file is looked at to find its separator."""


def read_csv(path: Path) -> Content:
    """The one table of a CSV file; raises `Unreadable` (no header, an unclosed quotation mark, too long)."""
    text = read_text(path)
    check_count(path.name, "too_many_characters", len(text), CHARACTERS)
    separator = _find_separator(text[:HEAD_CHARACTERS])
    if separator is None:
        raise Unreadable(path.name, "no_header")
    content = Content()
    try:
        rows = _read_rows(path.name, text, separator, strict=True)
    except csv.Error:
        rows = _read_rows(path.name, text, separator, strict=False)
        content.warn("stray_quotes")
    content.blocks.append(Grid(tuple(rows)))
    return content


def _read_rows(name: str, text: str, separator: str, *, strict: bool) -> list[Row]:
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    before = csv.field_size_limit(CELL_CHARACTERS)
    try:
        for number, cells in enumerate(reader, 1):
            check_count(name, "too_many_rows", number, ROWS)
            rows.append(grid_row(number, [clean(cell) for cell in cells[:COLUMNS]], f"第{number}行"))
    except csv.Error as error:
        row = len(rows) + 1
        if "unexpected end" in str(error):
            raise Unreadable(name, "unclosed_quote", row=row) from error
        if "field larger" in str(error):
            raise Unreadable(name, "cell_too_long", row=row, most=f"{CELL_CHARACTERS:,}") from error
        raise
    finally:
        csv.field_size_limit(before)
    return rows


def _find_separator(head: str) -> str | None:
    """The separator with which some row near the beginning is the header of a table of tasks or indicators."""
    for separator in SEPARATORS:
        try:
            for cells in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
                row = grid_row(0, [clean(cell) for cell in cells], "")
                if len(cells) > 1 and (find_columns(row) is not None or find_heads([row], 0, Horizon()) is not None):
                    return separator
        except csv.Error:
            continue
    return None
