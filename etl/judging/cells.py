"""A 完成时限 cell, or the time limit of a duty's bracket: when a task falls due that states no date itself.

In: the cell's text and the year that its list is for. Out: a `CellDue`, None where it states no date (`长期坚持`)
or none whose year is known. A bare day is the last one (`by`), a bare month or year binds as in a sentence (`in`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon.folding import for_matching
from etl.lexicon.numerals import NUMERAL
from etl.lexicon.tokens import Tokens, read_tokens, words_of
from etl.lexing.dates import DateReading, find_date, write_iso
from etl.schema import DueKind

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_SIGN = r"[.\-/]"
_END = r"\s*(?P<end>底?前|底|之前)?\s*"
_POINT_IN_FIGURES = re.compile(
    rf"\s*{_YEAR}(?:年?度?|(?P<s>{_SIGN})(?P<m>{_MONTH})(?:(?P=s)(?P<d>{_DAY}))?|年(?P<m2>{_MONTH})){_END}"
)
_SPAN_IN_FIGURES = re.compile(
    rf"\s*(?P<y1>(?:19|20)\d\d){_SIGN}{_MONTH}(?:{_SIGN}{_DAY})?\s*[—～~至到-]+\s*"
    rf"(?:{_YEAR}{_SIGN})?(?P<m>{_MONTH})(?:{_SIGN}(?P<d>{_DAY}))?{_END}"
)
_DAY_IN_FIGURES = re.compile(rf"\s*(?P<m>{_MONTH})[./](?P<d>{_DAY})日?{_END}")
"""Cells that are a date in figures alone: 2025, 2025.10, 2025/10/31前; 2025.6-2025.12 (its end counts); 12.31前."""

_BEGINS, _GOES_ON = words_of("date", "from") | words_of("due", "beginning"), words_of("due", "going on")
_ENDS = words_of("due", "end of year", "end before a deed")
_YEARS = _ENDS | words_of("due", "this year", "this year in a cell", "next year", "within year")


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
    tokens = read_tokens(text)
    if figures := _read_figures(text, year):
        return figures
    found: CellDue | None = None
    low = 0
    while numeral := NUMERAL.search(text, low):
        date = find_date(tokens, numeral.start())
        low = max(date.end if date else 0, numeral.end())
        if date is None:
            continue
        year = date.year or year
        found = _read(date._replace(kind="from") if _goes_on(tokens, date.end) else date, year) or found
    word = tokens.first(_YEARS)
    if found is None and year is not None and word and not text.startswith("每", max(word.start - 1, 0)):
        return CellDue(str(year + (word.role == "next year")), "by" if tokens.has(_ENDS) else "in")
    return found


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether something begins at a date and goes on: `3月启动，持续推进`."""
    begins = tokens.starting(_BEGINS, at + tokens.text.startswith(("底", "初"), at))
    return begins is not None and tokens.has(_GOES_ON, begins.end)


def _read(date: DateReading, year: int | None) -> CellDue | None:
    """A date of a cell, None where it never falls due or its year is not known."""
    due = date.due(year)
    if due is None or date.kind is None:
        return None
    kind = "by" if date.kind == "in" and date.day else date.kind
    return CellDue(due, kind, date.start, date.end, date.yearly)


def _read_figures(text: str, year: int | None) -> CellDue | None:
    """The date of a cell that is nothing else, in figures."""
    patterns = (_POINT_IN_FIGURES, _SPAN_IN_FIGURES, _DAY_IN_FIGURES)
    cell = next((found for pattern in patterns if (found := pattern.fullmatch(text))), None)
    if cell is None:
        return None
    parts = cell.groupdict()
    month, day = parts["m"] or parts.get("m2"), parts["d"]
    year = int(parts.get("y") or parts.get("y1") or year or 0)
    due = write_iso(year, int(month) if month else None, int(day) if day else None) if year else None
    if due is None:
        return None
    is_open = cell.re is _POINT_IN_FIGURES and not day and not parts["end"]
    return CellDue(due, "in" if is_open else "by", len(text) - len(text.lstrip()), len(text.rstrip()))
