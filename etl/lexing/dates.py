"""Dates of policy text: which characters are one, and the day, month or year that it falls due.

In: the tokens of a folded text and the place of a numeral. Out: a `DateReading`, or None where no date stands there.
Which numbers a date governs is decided in governing.py, whether it is a deadline in deadlines.py.
"""

from __future__ import annotations

import re
from calendar import monthrange
from typing import NamedTuple

from etl.lexicon.numerals import parse_number
from etl.lexicon.tokens import Tokens, words_of
from etl.lexicon.words import role_patterns
from etl.schema import DueKind

_WORD, _HALF_YEARS = role_patterns("date"), words_of("date", "half year")
_LEADING = words_of("date", "yearly", "to", "out of")
_TRAILING = words_of("date", "before", "from", "since")
_CLOCK_WORDS, _OF_PLAN, _NO_PERIOD = (words_of("date", r) for r in ("before clock", "of a plan", "plan of years"))
_TO_COME, _THIS_YEAR, _NEXT_YEAR = (words_of("date", role) for role in ("to come", "this year", "next year"))
_WITHIN, _REPORTED, _SEASON = (words_of("date", role) for role in ("within", "reported", "season"))
_YEAR = r"(?:(?:19|20)\d\d|二[〇零○][〇零一二三四五六七八九]{2}|一九[〇零一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"(?:—+|-+|～|至|到)"
_YEARS_WRITTEN = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_SPAN_OF_YEARS = re.compile(
    rf"{_YEAR}(?:年度?(?:{_MONTH}月(?:{_DAY}日)?)?)?{_TO}"
    rf"(?P<y>{_YEAR})年?度?(?:(?P<m>{_MONTH})月(?:(?P<d>{_DAY})日)?)?(?:底前?|前)?"
)
_SPAN_OF_MONTHS = re.compile(
    rf"(?:(?P<y>{_YEAR})年)?{_MONTH}月?(?:份|{_DAY}日)?{_TO}(?P<m>{_MONTH})月(?:份|(?P<d>{_DAY})日)?底?"
)
_YEARLESS = rf"(?P<m>{_MONTH})月(?:份)?"
_POINT = re.compile(
    rf"(?:(?P<y>{_YEAR})\s?年(?:度(?!假))?)?"
    rf"(?:{_YEARLESS}(?:(?P<d>{_DAY})(?:日|号|(?=前))|(?P<x>[上中下]{{1,2}}旬)|(?P<e>底|末|初))?"
    rf"|[第前]?(?P<q>[一二三四1-4]){_WORD['quarter']}|(?P<h>{_WORD['half year']})"
    r"|(?P<ye>年?[底末]|初|以?内))?"
)
_NUMERIC = re.compile(
    rf"(?P<y>{_YEAR})(?P<s>[.\-/])(?P<m>1[0-2]|0?[1-9])(?P=s)(?P<d>3[01]|[12]\d|0?[1-9])"
    rf"(?:\s?[0-2]?\d[:：][0-5]\d(?:[:：][0-5]\d)?|(?!\d))"
)
_PLAN = re.compile("“?十(?P<n>[一二三四五六])五”?")
_HOUR = r"(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}[:：][0-5]\d(?!\d)"
_CLOCK = re.compile(rf"{_TIME}(?:(?:—|-|～|至|到){_TIME})?|{_HOUR}(?:时|点)(?:[0-5]?\d分|整|半|至|到|—|-|前|起)")
_COLON = frozenset(":：")
_MAY_BE = re.compile(r"[\d〇零○一二两三四五六七八九十]+(?:[\s年月季时点:：.\-/—～至到]|个月)|十[一二三四五六]五|半")
"""What every date begins with, at its first numeral: numbers that are none are told apart at once."""
_YEARS_ON = re.compile(rf"(?:，|的)?(?P<n>{_YEARS_WRITTEN})年")
_YEARS_TO_COME = re.compile(rf"(?:{_YEARS_WRITTEN}{_TO})?{_YEARS_WRITTEN}年(?:里|内|时?间)?")
_FIRST_MONTHS = re.compile(rf"(?P<n>1[01]|[2-9]|[两二三四五六七八九]|十一?){_WORD['months']}(?![内的以])")
_OPENS_MONTHS = frozenset(["", *"，。；：、（\n\t "])
"""What may stand before `前2个月`; nothing does at the beginning of a text."""
_QUARTER_END = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_PLAN_END = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}


class DateReading(NamedTuple):
    """A date as written: `start:end` covers its words, with 到, 自, 截至 and 前, 底, 起.

    `year` is None where the text states none; `month` and `day` likewise. `kind` is None for what never falls due
    (`…以来`, `…后`, a clock time). `span` marks a period with two ends, `yearly` a date of every year, `attributive` a
    bare date without 到 or 前, which may belong to the noun that follows it. `later` counts the years from the year
    that is meant otherwise (`次年1月`).
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    kind: DueKind | None
    span: bool = False
    yearly: bool = False
    attributive: bool = False
    later: int = 0

    def due(self, default_year: int | None) -> str | None:
        """ISO text as precise as the text; None where the year is not known, or the month has no such day.

        >>> DateReading(0, 5, None, 6, None, "by").due(2020), DateReading(0, 5, None, 6, 31, "by").due(2020)
        ('2020-06', None)
        """
        year = self.year or default_year
        if year is None or self.kind is None:
            return None
        return write_iso(year + self.later, self.month, self.day)


def write_iso(year: int, month: int | None, day: int | None) -> str | None:
    """ISO text as precise as what is given; None where the month has no such day.

    >>> write_iso(2025, 6, None), write_iso(2025, 2, 30)
    ('2025-06', None)
    """
    if month and day and day > monthrange(year, month)[1]:
        return None
    return f"{year:04d}" + "".join(f"-{part:02d}" for part in (month, day) if part)


def find_date(tokens: Tokens, at: int) -> DateReading | None:
    """The date whose first numeral is at `at`, or None."""
    text = tokens.text
    if not _MAY_BE.match(text, at):
        return None
    if clock := _CLOCK.match(text, at):
        if not _COLON.isdisjoint(clock[0]) and not _looks_like_clock(tokens, clock):
            return None
        return DateReading(clock.start(), clock.end(), None, None, None, None)
    if at and tokens.starting(_HALF_YEARS, at - 1):
        return _read_point(tokens, at - 1)
    if (to_come := _read_years_to_come(tokens, at)) or (to_come := _read_first_months(tokens, at)):
        return to_come
    return _read_span(tokens, at) or _read_plan(tokens, at) or _read_numeric(tokens, at) or _read_point(tokens, at)


def _looks_like_clock(tokens: Tokens, clock: re.Match[str]) -> bool:
    """A ratio (`1:20`) is no clock time: hours and minutes stand beside 时刻, 上午, or as a span."""
    return len(clock[0]) > 5 or tokens.ending(_CLOCK_WORDS, _before_blank(tokens.text, clock.start())) is not None


def _before_blank(text: str, at: int) -> int:
    """Where what stands before a place ends: a blank between does not count."""
    return at - text[at - 1 : at].isspace()


def _read_years_to_come(tokens: Tokens, at: int) -> DateReading | None:
    """Years that begin with the text (`未来五年`, `今后3—5年内`): a span whose end nobody states."""
    text = tokens.text
    found = _YEARS_TO_COME.match(text, at)
    word = tokens.ending(_TO_COME, at - text.endswith("的", 0, at)) if found else None
    if not found or not word or tokens.starting(_NO_PERIOD, found.end()):
        return None
    return DateReading(word.start, found.end(), None, None, None, None, span=True)


def _read_first_months(tokens: Tokens, at: int) -> DateReading | None:
    """The first months of a year (`前2个月`), due at the end of the last of them."""
    text = tokens.text
    if text[at - 1 : at] != "前" or not (found := _FIRST_MONTHS.match(text, at)):
        return None
    opens = text[max(0, at - 2) : at - 1] in _OPENS_MONTHS or tokens.ending(_THIS_YEAR, at - 1)
    if not opens and not (text[at - 2] == "年" and text[at - 3 : at - 2].isdecimal()):
        return None
    return DateReading(at - 1, found.end(), None, _number(found["n"]), None, "by", span=True)


def _read_span(tokens: Tokens, at: int) -> DateReading | None:
    """A span of years or months (`2022年至2024年`, `3—5月`), due at its end."""
    text = tokens.text
    found = _SPAN_OF_YEARS.match(text, at) or _SPAN_OF_MONTHS.match(text, at)
    if not found:
        return None
    year, month, day = (_number(found[part]) for part in "ymd")
    tail = tokens.starting(_OF_PLAN, found.end())  # 期间
    return DateReading(_leading(tokens, at)[0], tail.end if tail else found.end(), year, month, day, "by", span=True)


def _read_plan(tokens: Tokens, at: int) -> DateReading | None:
    """A five-year plan's period or its end (`“十四五”末`), due in its last year."""
    text = tokens.text
    found = (_PLAN.match(text, at - 1) if text[at - 1 : at] == "“" else None) or _PLAN.match(text, at)
    tail = tokens.starting(_OF_PLAN, found.end()) if found else None
    if not found or not tail:
        return None
    kind: DueKind | None = None if tokens.starting(_TRAILING, tail.start) else "by"  # 以来
    start = _leading(tokens, found.start())[0]
    return DateReading(start, tail.end, _PLAN_END[found["n"]], None, None, kind, span="末" not in tail.word)


def _number(written: str | None) -> int | None:
    """A year, month or day as a whole number."""
    number = parse_number(written.replace("○", "〇")) if written else None
    return None if number is None else int(number)


def _leading(tokens: Tokens, at: int) -> tuple[int, str]:
    """Where the date's own leading word begins (到, 自, 每年), and its role: to, out of, yearly or none."""
    word = tokens.ending(_LEADING, _before_blank(tokens.text, at))
    return (word.start, word.role) if word else (at, "")


def _read_numeric(tokens: Tokens, at: int) -> DateReading | None:
    """A day in figures (`2024.5.1`, `2024-05-01`)."""
    found = _NUMERIC.match(tokens.text, at)
    if not found:
        return None
    start, sort = _leading(tokens, at)
    end, kind = _bound(tokens, found.end(), sort)
    return DateReading(start, end, int(found["y"]), int(found["m"]), int(found["d"]), kind)


def _read_point(tokens: Tokens, at: int) -> DateReading | None:
    """A year, half-year, quarter, month or day in words, with what begins or ends it."""
    text = tokens.text
    found = _POINT.match(text, at)
    if not found or not (found["y"] or found["m"] or found["q"] or found["h"]):
        return None
    if (
        found["m"]
        and not found["y"]
        and text.startswith("月", found.end("m"))
        and text[at - 1 : at] in ("个", "上", "下")
    ):
        return None
    start, sort = _leading(tokens, at)
    if sort == "" and found["q"] and start and text[start - 1] in "第前":
        start, sort = _leading(tokens, start - 1)
    season = None if found["m"] or found["q"] or found["h"] or found["ye"] else tokens.starting(_SEASON, found.end())
    end, kind = _bound(tokens, season.end if season else found.end(), sort)
    if kind == "in" and (found["e"] or found["ye"] or "")[-1:] in ("底", "末"):
        kind = "by"
    if kind == "in" and (found["q"] or found["h"]):
        kind = "by"
    year = _number(found["y"])
    years = _YEARS_ON.match(text, end) if kind == "from" and year else None
    if years and year and (within := tokens.starting(_WITHIN, years.end())):  # 2012年起5年内
        number = parse_number(years["n"]) or 1
        return DateReading(start, within.end, year + int(number) - 1, None, None, "by", span=True)
    attributive = kind == "in" and not sort
    yearly = sort == "yearly"
    if (found["q"] or found["h"]) and tokens.starting(_REPORTED, end + text.startswith("的", end)):
        kind = None
    next_year = None
    if year is None and found["m"]:
        next_year = tokens.ending(_NEXT_YEAR, start - text.endswith("的", 0, start))
    month, day, later = _month(found), _number(found["d"]), 1 if next_year else 0
    start = next_year.start if next_year else start
    return DateReading(start, end, year, month, day, kind, False, yearly, attributive, later)


def _month(found: re.Match[str]) -> int | None:
    """The month of a point in time; of a quarter or half-year its last."""
    if found["q"]:
        return _QUARTER_END[found["q"]]
    if found["h"]:
        return 6 if found["h"][0] == "上" else 12
    return _number(found["m"])


def _bound(tokens: Tokens, end: int, sort: str) -> tuple[int, DueKind | None]:
    """Where the words behind a date end (前, 起, 以来), and how it binds by them and by what leads it."""
    word = tokens.starting(_TRAILING, end)
    if word is None or (word.role == "before" and tokens.text[word.end : word.end + 1].isdecimal()):
        return end, "by" if sort == "to" else "in"
    return word.end, _KINDS[word.role]


_KINDS: dict[str, DueKind | None] = {"before": "by", "from": "from", "since": None}
