"""A workbook that departments filled in, read back: the rows of 目标 whose columns TO_FILL hold something.

Columns are found by their titles, wherever they stand. A number has the unit that is written with it, else that of the
column 填报单位, which workbooks of earlier days lack.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.briefing.workbook import ID, NAME, SHEET, TO_FILL, UNIT

MOST_BYTES = 50_000_000
COLUMNS = ("line", "target_id", "indicator", "said", "value", "unit", "evidence", "department", "as_of")
_SAID, _VALUE, _EVIDENCE, _BY, _AS_OF = TO_FILL
_FIGURE = re.compile(r"\s*([-+]?[\d,，]*\d(?:\.\d+)?)\s*(\D{0,12}?)\s*")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


class NotOursError(Exception):
    """The file is no such workbook. `chinese` says what to hand in."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.chinese = f"{name}：{reason}。请使用从本看板下载的工作簿，在“{SHEET}”表中填写后上传。"


def read_filled(name: str, content: bytes) -> pd.DataFrame:
    """The filled rows: COLUMNS; value a number or None, unit None where none is written, as_of ISO text or "".

    Raises NotOursError.
    """
    if len(content) > MOST_BYTES:
        raise NotOursError(name, f"文件超过{MOST_BYTES // 1_000_000}MB")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise NotOursError(name, "不是可读的 xlsx 文件") from error
    if SHEET not in book.sheetnames:
        raise NotOursError(name, f"没有“{SHEET}”表")
    lines = enumerate(book[SHEET].iter_rows(), start=1)
    heads = ([_text(cell.value) for cell in row] for _, row in lines)
    head = next((titles for titles in heads if ID in titles), [])
    missing = [title for title in (ID, NAME, *TO_FILL) if title not in head]
    if missing:
        raise NotOursError(name, f"“{SHEET}”表缺少列“{'”“'.join(missing)}”")
    places = {title: head.index(title) for title in (ID, NAME, *TO_FILL, UNIT) if title in head}
    rows = []
    for number, cells in lines:
        row = {title: cells[at] for title, at in places.items() if at < len(cells)}
        texts = {title: _text(row[title].value) if title in row else "" for title in (ID, NAME, *TO_FILL, UNIT)}
        if any(texts[title] for title in TO_FILL):
            value, unit, said = _figure(row.get(_VALUE), texts[UNIT])
            words = "；".join(part for part in (texts[_SAID], said) if part)
            rows.append(
                (number, texts[ID], texts[NAME], words, value, unit, texts[_EVIDENCE], texts[_BY], _day(texts[_AS_OF]))
            )
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    return made.astype({"value": object, "unit": object}).where(made.notna(), None)


def _figure(cell: Any, beside: str) -> tuple[float | None, str | None, str]:
    """A number and its unit: as written with it, else that beside it; what is no number are words.

    What is typed as 62.5% a spreadsheet keeps as 0.625, shown as a percentage.
    """
    value = None if cell is None else cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if "%" in (cell.number_format or ""):
            return round(value * 100, 10), "%", ""
        return float(value), beside or None, ""
    found = _FIGURE.fullmatch(_text(value))
    if found is None:
        return None, None, _text(value)
    return float(found[1].replace(",", "").replace("，", "")), found[2] or beside or None, ""


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _text(value: Any) -> str:
    """A cell's value as text; a day as 2020-04-30."""
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    return "" if value is None else str(value).strip()
