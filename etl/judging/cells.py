"""A 完成时限 cell, or the time limit of a duty's bracket: when a task falls due that states no date itself.

In: the cell's text and the year that its list is for. Out: a `CellDue`, None where it states no date (`长期坚持`)
or none whose year is known. A bare day is the last one (`by`), a bare month or year binds as in a sentence (`in`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon.folding import for_matching
from etl.lexicon.numerals import NUMERAL
from etl.lexing.dates import DateReading, find_date
from etl.schema import DueKind

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH_DAY = r"(?P<m>1[0-2]|0?[1-9])(?:[.\-/](?P<d>3[01]|[12]\d|0?[1-9]))?"
_SHORT = re.compile(rf"\s*{_YEAR}(?:年?度?|[.\-/]{_MONTH_DAY}|年(?P<m2>1[0-2]|0?[1-9]))\s*(?P<end>底?前|底|之前)?\s*")
"""A cell that is a date in figures alone: 2025, 2025.10, 2025/10/31前."""

_WORDS = re.compile("(?P<end>年底|年末)|(?<!每)(?:今年|本年度?|当年|年内|全年)")


class CellDue(NamedTuple):
    """A due date as ISO text, how it binds, and which characters of the cell say so; none where only words do (年内).

    `yearly` where it comes again every year.
    """

    due: str
    kind: DueKind
    start: int = 0
    end: int = 0
    yearly: bool = False


def read_due_cell(cell: str, year: int | None) -> CellDue | None:
    """When a cell says that its task falls due; of several dates the last, at which all is done.

    >>> read_due_cell("12月底前", 2025), read_due_cell("2025.12.31", None)
    (CellDue(due='2025-12', kind='by', start=0, end=5, yearly=False), \
CellDue(due='2025-12-31', kind='by', start=0, end=10, yearly=False))
    >>> read_due_cell("6月底前启动，第三季度完成", 2025).due, read_due_cell("长期坚持", 2025)
    ('2025-09', None)
    """
    text = for_matching(cell)
    if short := _SHORT.fullmatch(text):
        parts = [short["y"], short["m"] or short["m2"], short["d"]]
        kind: DueKind = "by" if short["d"] or short["end"] else "in"
        return CellDue("-".join(part.zfill(2) for part in parts if part), kind, *_trim(short))
    found: CellDue | None = None
    low = 0
    while numeral := NUMERAL.search(text, low):
        date = find_date(text, numeral.start())
        low = max(date.end if date else 0, numeral.end())
        if date is None:
            continue
        year = date.year or year
        found = _read(date, year) or found
    if found is None and year is not None and (word := _WORDS.search(text)):
        return CellDue(str(year), "by" if word["end"] else "in")
    return found


def _read(date: DateReading, year: int | None) -> CellDue | None:
    """A date of a cell, None where it never falls due or its year is not known."""
    due = date.due(year)
    if due is None or date.kind is None:
        return None
    kind = "by" if date.kind == "in" and date.day else date.kind
    return CellDue(due, kind, date.start, date.end, date.yearly)


def _trim(short: re.Match[str]) -> tuple[int, int]:
    """Where the date of a cell begins and ends without blanks."""
    return short.start("y"), len(short[0].rstrip())
