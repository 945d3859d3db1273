"""The search box: words, and numbers with units and comparisons (`教师 >=50所`, `400万人次`, `≤20%`).

Parts stand apart by white space and must all hold. A part that begins with a comparison is a number only; a number
without one (`50所`) finds equal values as well as the words themselves. Values are compared only where the unit is the
same; without a unit (`>=50`) each row is compared in its own unit. Nothing here knows the tables: app/query/sql.py
makes conditions of the terms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Comparison = Literal[">=", "<=", ">", "<", "="]
_FOLDED = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "≥": ">=", "≤": "<="}
)
_MAGNITUDES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(r"(?P<op>>=|<=|=>|=<|>|<|=)?(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)(?P<rest>\D*)")
_SPACED_COMPARISON = re.compile(r"(>=|<=|=>|=<|>|<|=)\s+(?=\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a number: `value` in base units, `unit` as in the table, or None where none was written."""

    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """One part of the search. `words` is "" where only the number counts; `readings` is empty where there is none.

    A magnitude before a unit can be read in two ways (5千瓦 is 5 `千瓦` or 5000 `瓦`): any reading may hold.
    """

    words: str
    comparison: Comparison = "="
    readings: tuple[Reading, ...] = ()


def fold(text: str) -> str:
    """Full width to half width and lower case, as words are compared.

    >>> fold("１Ｘ证书　≥５０％")
    '1x证书 >=50%'
    """
    return text.translate(_FOLDED).lower()


def parse_search(text: str) -> tuple[Term, ...]:
    """The terms of what was typed; none for white space.

    >>> parse_search(">= 50所")
    (Term(words='', comparison='>=', readings=(Reading(value=50.0, unit='所'),)),)
    >>> parse_search("400万人次")[0].readings
    (Reading(value=400.0, unit='万人次'), Reading(value=4000000.0, unit='人次'))
    >>> parse_search("教师 培训")
    (Term(words='教师', comparison='=', readings=()), Term(words='培训', comparison='=', readings=()))
    """
    folded = _SPACED_COMPARISON.sub(r"\1", fold(text))
    return tuple(_parse_term(part) for part in folded.split())


def _parse_term(part: str) -> Term:
    found = _NUMBER.fullmatch(part)
    if found is None:
        return Term(part)
    readings = _readings(float(found["digits"].replace(",", "")), found["rest"])
    op = found["op"]
    if op is None:
        return Term(part, "=", readings)
    swapped: dict[str, Comparison] = {"=>": ">=", "=<": "<=", ">=": ">=", "<=": "<=", ">": ">", "<": "<", "=": "="}
    return Term("", swapped[op], readings)


def _readings(number: float, rest: str) -> tuple[Reading, ...]:
    """Every way to divide what follows the digits into magnitude and unit: 万人次 → (万人次), (人次 × 10,000)."""
    readings = [Reading(number, rest or None)]
    while rest and rest[0] in _MAGNITUDES:
        number *= _MAGNITUDES[rest[0]]
        rest = rest[1:]
        readings.append(Reading(number, rest or None))
    if len(readings) > 1 and readings[-1].unit is None:
        return tuple(readings[-1:])  # a bare magnitude is no unit: >=50万
    return tuple(readings)
