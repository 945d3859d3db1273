"""A workbook that departments filled in, read back: the rows of 目标 whose columns TO_FILL hold something."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.briefing.workbook import TO_FILL

SHEET, ID, NAME = "目标", "目标编号", "指标名称"
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
    lines = enumerate(book[SHEET].iter_rows(values_only=True), start=1)
    head: list[str] = next(([str(cell) for cell in row] for _, row in lines if ID in row), [])
    missing = [title for title in (ID, NAME, *TO_FILL) if title not in head]
    if missing:
        raise NotOursError(name, f"“{SHEET}”表缺少列“{'”“'.join(missing)}”")
    places = {title: head.index(title) for title in (ID, NAME, *TO_FILL)}
    rows = []
    for number, cells in lines:
        row = {title: cells[at] if at < len(cells) else None for title, at in places.items()}
        if any(row[title] not in (None, "") for title in TO_FILL):
            value, unit, said = _figure(row[_VALUE])
            words = "；".join(part for part in (_text(row[_SAID]), said) if part)
            rows.append(
                (number, _text(row[ID]), _text(row[NAME]), words, value, unit, _text(row[_EVIDENCE]), _text(row[_BY]),
                 _day(row[_AS_OF]))
            )  # fmt: skip
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    return made.astype({"value": object, "unit": object}).where(made.notna(), None)


def _figure(cell: Any) -> tuple[float | None, str | None, str]:
    """A number and its unit, as written; what is no number are words."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell), None, ""
    found = _FIGURE.fullmatch(_text(cell))
    if found is None:
        return None, None, _text(cell)
    return float(found[1].replace(",", "").replace("，", "")), found[2] or None, ""


def _day(cell: Any) -> str:
    if isinstance(cell, (datetime, date)):
        return cell.strftime("%Y-%m-%d")
    found = _DAY.fullmatch(_text(cell))
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
