"""From text to mentions: every numeral lies in exactly one, and nothing is judged yet.

In: the folded text of a task. Out: `Mention`s in order, each a number expression with its magnitude, unit and right-hand
marker, a date, a reference, an ordinal, or a word or name that merely holds numerals. The longest reading wins; where a
word of the table and a number are equally long, the word does.
"""

from __future__ import annotations

import re

from etl.dates import DateReading, find_date
from etl.model import Mention
from etl.names import (
    FIRST_SHAPES,
    QUOTED,
    SHAPES,
    STANDARD,
    STANDARDS,
    read_code,
    read_head,
    read_quoted,
    read_reference,
    read_word,
)
from etl.numbers import CHINESE, read_number, read_plain
from etl.numerals import NUMERAL

_DAY_OF_MONTH = re.compile(r"\d{1,2}日(?:之?前|以前|起|至\d{1,2}日)")


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every mention of the folded text, in order; none overlap."""
    mentions: list[Mention] = []
    passed = 0
    quoted = [found.span() for found in QUOTED.finditer(text)] if "“" in text or "《" in text or '"' in text else []
    low = 0
    while numeral := NUMERAL.search(text, low):
        at = numeral.start()
        while passed < len(quoted) and quoted[passed][1] <= at:
            passed += 1
        span = quoted[passed] if passed < len(quoted) and quoted[passed][0] < at else None
        mention = _read(text, at, low, span)
        mentions.append(mention)
        low = max(mention.end, at + 1)
    return tuple(mentions)


_LONG_RUN = re.compile(rf"\d{{20,}}|[{CHINESE}]{{20,}}")


def _read(text: str, at: int, low: int, quoted: tuple[int, int] | None) -> Mention:
    if run := _LONG_RUN.match(text, at):  # no number of a policy is so long: a code, or noise
        return Mention("word", at, run.end(), "long run", reason="name")
    if quoted is None and (plain := read_plain(text, at)):
        return plain
    if quoted and (name := read_quoted(text, at, low, quoted)):
        return name
    if reference := read_reference(text, at, low):
        return reference
    if head := read_head(text, at, low):
        return head
    if date := find_date(text, at):
        return Mention("date", max(low, date.start), date.end, "date", date=date)
    if (
        (standard := STANDARD.search(text, max(low, at - 6), at + 14))
        and standard.start() < at < standard.end()
        and standard[0][:2] in STANDARDS
    ):
        return Mention("word", standard.start(), standard.end(), "standard", reason="reference")
    if at >= 2 and text[at - 2 : at] in ("次月", "每月", "当月") and (day := _DAY_OF_MONTH.match(text, at)):
        return Mention(
            "date", at, day.end(), "day of each month", date=DateReading(at, day.end(), None, None, None, None)
        )
    if code := read_code(text, at, low):
        return code
    for pattern, reason, found in FIRST_SHAPES:
        if shape := pattern.match(text, at):
            return Mention("word", at, shape.end(), found, reason=reason)
    word = read_word(text, at, low)
    number = read_number(text, at, low)
    if word and (not number or word.end >= number.end):
        return word
    for pattern, reason, found in SHAPES:
        if (shape := pattern.match(text, at)) and (not number or shape.end() > number.end or found == "big"):
            return Mention("word", at, shape.end(), found, reason=reason)
    return number or Mention("word", at, at + 1, "numeral in a word", reason="idiom")
