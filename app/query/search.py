"""The search box: words, and numbers with units and comparisons (`教师 >= 50 所`, `大于五十所`, `50-100所`, `≤20%`).

Parts stand apart by white space and must all hold; what stands in quotation marks is words. A part with a comparison
before it (`≥`, `超过`, …) or behind it (`以上`, `以内`, …) is a number only; one without (`50所`) finds equal values as
well as the words themselves. Values are compared only where the unit is the same; without a unit (`>=50`) each row is
compared in its own unit. Units and Chinese numerals are read as the documents' are, by etl.lexicon. Nothing here knows
the tables: app/query/sql.py makes conditions of the terms, app/say/searching.py says how they were read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from etl.lexicon.numerals import parse_number
from etl.lexicon.words import class_by_word

Comparison = Literal[">=", "<=", ">", "<", "=", "≈", "range"]
NEAR = 0.1
"""`约50所` finds what lies within a tenth of 50."""
BEFORE: dict[str, Comparison] = {
    ">=": ">=", "=>": ">=", "大于等于": ">=", "大于或等于": ">=", "不少于": ">=", "不低于": ">=", "不小于": ">=",
    "至少": ">=", "最少": ">=", "<=": "<=", "=<": "<=", "小于等于": "<=", "小于或等于": "<=", "不超过": "<=",
    "不多于": "<=", "不高于": "<=", "不大于": "<=", "至多": "<=", "最多": "<=", ">": ">", "大于": ">", "超过": ">",
    "多于": ">", "高于": ">", "<": "<", "小于": "<", "少于": "<", "低于": "<", "不足": "<", "不到": "<", "=": "=",
    "等于": "=", "约": "≈", "大约": "≈",
}  # fmt: skip
"""What stands before a number."""
BEHIND: dict[str, Comparison] = {
    "以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<=", "之内": "<=", "左右": "≈", "上下": "≈",
}  # fmt: skip
"""What stands behind a number and its unit."""

_FOLDED = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "≥": ">=", "≤": "<="}
)
_MAGNITUDES = "十百千万亿"
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


def _longest_first(words: dict[str, Comparison]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_SIGN, _AFTER = _longest_first(BEFORE), _longest_first(BEHIND)
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_CHINESE = "[〇零一二两三四五六七八九十百千万亿]+"
_AMOUNT = rf"(?:{_DIGITS}|{_CHINESE})"
_TO = "[-—–~至到]"
_NUMBER = re.compile(
    rf"(?P<sign>{_SIGN})?(?P<share>百分之)?(?P<low>{_AMOUNT})(?:(?P<unit>[^\d\s]{{0,4}}?){_TO}(?P<high>{_AMOUNT}))?"
    rf"(?P<rest>\D*?)(?P<after>{_AFTER})?"
)
_SPACED = (  # >= 50 所 以上 is one part; a word that is no unit stands apart
    re.compile(rf"(?:(?<=\s)|^)({_SIGN})\s+(?={_AMOUNT}|百分之)"),
    re.compile(rf"({_AMOUNT})\s+(?={_TO}\s*{_AMOUNT})"),
    re.compile(rf"({_AMOUNT}{_TO})\s+(?={_AMOUNT})"),
    re.compile(rf"({_AMOUNT})\s+(?=(?:{_AFTER})(?:\s|$))"),
)
_SPACED_UNIT = re.compile(
    rf"(?:(?<=\s)|^)((?:{_SIGN})?{_AMOUNT}(?:{_TO}{_AMOUNT})?)\s*(?P<unit>\S+?)\s*(?P<after>{_AFTER})?(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a number: `value` in base units, `unit` as in the table, or None where none was written.

    `most` is the upper end of a range.
    """

    value: float
    unit: str | None
    most: float | None = None


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

    >>> parse_search(">= 50 所") == parse_search("不少于50所") == parse_search("50所以上")
    True
    >>> parse_search("50所以上")
    (Term(words='', comparison='>=', readings=(Reading(value=50.0, unit='所', most=None),)),)
    >>> [(reading.value, reading.unit) for reading in parse_search("400万人次")[0].readings]
    [(400.0, '万人次'), (4000000.0, '人次')]
    >>> parse_search("教师 “50 所以上”")
    (Term(words='50 所以上', comparison='=', readings=()), Term(words='教师', comparison='=', readings=()))
    """
    folded = fold(text)
    quoted = [Term(words.strip()) for words in _QUOTED.findall(folded) if words.strip()]
    rest = _QUOTED.sub(" ", folded)
    for spaced in _SPACED:
        rest = spaced.sub(r"\1", rest)
    rest = _SPACED_UNIT.sub(_joined, rest)
    return (*quoted, *(term for part in rest.split() for term in _parse_part(part)))


def _joined(found: re.Match[str]) -> str:
    """A number and its unit without the space between them; other words stay apart."""
    is_unit = found["unit"].lstrip(_MAGNITUDES) in _units()
    return f"{found[1]}{found['unit']}{found['after'] or ''}" if is_unit else found[0]


def _parse_part(part: str) -> list[Term]:
    found = _NUMBER.fullmatch(part)
    if found is None:
        return [Term(part)]
    last = found["high"] or found["low"]
    tail, others = last[len(_core(last)) :] + found["rest"], ""
    is_compared = bool(found["sign"] or found["after"])
    if found["share"]:
        tail, others = "%", found["rest"]
    elif is_compared or found["high"]:
        others = _behind_unit(_divisions(tail)[-1][1])
        tail = tail.removesuffix(others)
    unit = _divisions(tail)[-1][1]
    is_figure = found["low"][0].isdecimal() or bool(found["share"])
    readings = _readings(found, tail)
    if not readings or not (is_figure or unit in _units() or (is_compared and not unit)):
        return [Term(part)]  # 一体化, 三农: a word that begins with a numeral
    rest = [Term(others)] if others else []
    if found["high"]:
        return [Term("" if is_compared or others else part, "range", readings), *rest]
    if not is_compared:
        return [Term("" if others else part, "=", readings), *rest]
    sign = BEFORE[found["sign"]] if found["sign"] else BEHIND[found["after"]]
    return [Term("", sign, readings), *rest]


def _readings(found: re.Match[str], tail: str) -> tuple[Reading, ...]:
    """Every way to divide what follows the number into magnitude and unit: 万人次 → (万人次), (人次 × 10,000)."""
    low = _core(found["low"])
    own = found["low"][len(low) :] or "".join(sign for sign in (found["unit"] or "")[:1] if sign in _MAGNITUDES)
    readings = []
    for magnitudes, unit in _divisions(tail):
        if found["share"]:
            value, most = parse_number(found["low"]), None
        elif found["high"]:
            value, most = parse_number(low + (own or magnitudes)), parse_number(_core(found["high"]) + magnitudes)
            if value is None or most is None or most < value:
                continue
        else:
            value, most = parse_number(low + magnitudes), None
        if value is not None:
            readings.append(Reading(value, unit or None, most))
    return tuple(readings)


def _core(amount: str) -> str:
    """A number without the magnitudes at its end, which may belong to the unit: 五千 of 五千瓦."""
    return amount.rstrip(_MAGNITUDES)


def _divisions(tail: str) -> list[tuple[str, str]]:
    """万人次 → ("", 万人次), (万, 人次); a bare magnitude is no unit."""
    made = [("", tail)]
    while made[-1][1] and made[-1][1][0] in _MAGNITUDES:
        magnitudes, unit = made[-1]
        made.append((magnitudes + unit[0], unit[1:]))
    return made if made[-1][1] else made[-1:]


def _behind_unit(name: str) -> str:
    """What stands behind the longest unit that a text begins with; "" where it begins with none."""
    known = _units()
    ends = (end for end in range(len(name), 0, -1) if name[:end] in known)
    return name[next(ends, len(name)) :]


@cache
def _units() -> frozenset[str]:
    """Every unit that documents are read with, as searches are folded."""
    return frozenset(fold(unit) for unit in class_by_word("units"))
