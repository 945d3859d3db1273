"""Which date governs which number.

In: a sentence, its setting, its numbers. Out: a due date for each number, None where it has none. A date governs what
follows it up to the next date; numbers before the first date have none, unless no number follows that date; under 分别
dates and numbers pair off. Dates that make a row of their own are found in deadlines.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl.judging.context import Setting, is_idle
from etl.lexicon.tokens import Token, words_of
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE, Sentence
from etl.schema import DueKind

_WORDED = words_of("due", "this year", "next year", "end of year", "end before a deed", "within year")
_TO_ITS_END = re.compile("年?底前?|内|度")
_YEARS_TASK = re.compile(r"全年[^，。；\d]{0,6}任务")
_DEEDS = words_of("verb", "出台制定", "研究谋划", "启动推进", "开展举办")
_AFTERWARDS = re.compile("[，；][此其之以]后")
_CONDITION = re.compile("[^，。；]{0,40}的(?=，)")
"""Of a condition (`对全年登记达10件以上的，给予…`) a year is no due date."""

_BRACKET_ENDS = re.compile("[^（，；）]{0,4}）")
_CLAUSE_END = re.compile("[，；、（）]")
_JOINS = ("、", "和", "及", "，", "以及")


class Due(NamedTuple):
    """A due date as ISO text, how it binds, and the date mention it came from (None for 今年, 年内 and the like)."""

    due: str
    kind: DueKind
    at: int
    end: int
    mention: Mention | None = None


def find_dues(sentence: Sentence, setting: Setting) -> list[Due]:
    """The dates of a sentence that can govern, in order; positions are in the task's text."""
    dues = _dated_dues(sentence, setting)
    if setting.year is not None and not setting.legal:
        dues += _worded_dues(sentence, setting.year)
        dues.sort(key=lambda due: due.at)
    return dues


def _dated_dues(sentence: Sentence, setting: Setting) -> list[Due]:
    """The dues that are written as dates; one without a year takes that of the date before it."""
    dues: list[Due] = []
    year = None
    for mention in sentence.mentions:
        date = mention.date
        if date is None:
            continue
        year = date.year or year
        due = date.due(year or setting.year)
        if due is None or date.kind is None or is_idle(sentence, mention):
            continue
        reviewed = date.span and date.year is None and date.month and setting.past  # 1—9月, in a review
        over = setting.year and date.year is not None and date.year < setting.year and date.kind == "in"
        if reviewed or over:
            continue
        kind = date.kind
        if kind == "in" and dues and dues[-1].kind == "by":  # 到2025年、2030年
            between = sentence.text[dues[-1].end - sentence.start : mention.start - sentence.start]
            kind = "by" if between in ("、", "和", "及") else kind
        dues.append(Due(due, kind, mention.start, mention.end, mention))
    return dues


def _worded_dues(sentence: Sentence, year: int) -> Iterator[Due]:
    """The dues that words say, seen from the year of publication: 今年, 年底前, 明年."""
    text, low = sentence.text, 0
    for word in sentence.tokens.find(_WORDED):
        to_its_end = _TO_ITS_END.match(text, word.end) if word.role in ("this year", "next year") else None
        end = to_its_end.end() if to_its_end else word.end
        if word.start < low or _is_no_due(text, word) or _CONDITION.match(text, end):
            continue
        at, low = sentence.start + word.start, end
        if any(m.start <= at < m.end for m in sentence.mentions):
            continue
        kind: DueKind = "by" if {"底", "末"} & set(text[word.start : end]) else "in"
        yield Due(str(year + (word.role == "next year")), kind, at, sentence.start + end)


def _is_no_due(text: str, word: Token) -> bool:
    """Whether a word of a year tells of every year, of a year's task, or of its end without a deed behind it."""
    before = text[max(word.start - 1, 0) : word.start]
    alone = word.role == "end before a deed" and not text.startswith(tuple("，完建实基达投竣开力确"), word.end)
    return before == "每" or before.isdecimal() or alone or _YEARS_TASK.match(text, word.start) is not None


def govern(sentence: Sentence, dues: list[Due], numbers: list[Mention]) -> list[Due | None]:
    """The due date of each number, None where none governs it."""
    if not dues or not numbers:
        return [None] * len(numbers)
    if paired := _paired(sentence, dues, numbers):
        return paired
    if bracketed := _bracketed(sentence, dues, numbers):
        return bracketed
    result = [
        next((due for due in reversed(dues) if due.at < number.start and not _is_over(sentence, due, number)), None)
        for number in numbers
    ]
    if any(due is not None for due in result):
        return result
    following = [next((due for due in dues if due.at > number.start), None) for number in numbers]
    return [
        due if due and _closes(sentence, number, due) else None for number, due in zip(numbers, following, strict=True)
    ]


def _bracketed(sentence: Sentence, dues: list[Due], numbers: list[Mention]) -> list[Due | None] | None:
    """`新建风电5万千瓦（2026年底前）、光伏8万千瓦（2027年底前）`: a date in a bracket governs the number before it."""
    own: dict[int, Due] = {}
    for due in dues:
        at, end = due.at - sentence.start, due.end - sentence.start
        before = [number for number in numbers if number.end <= due.at]
        if before and sentence.text[:at].endswith("（") and _BRACKET_ENDS.match(sentence.text, end):
            gap = sentence.text[before[-1].end - sentence.start : at - 1]
            if not _CLAUSE_END.search(gap):
                own[before[-1].start] = due
    closes = len(own) == 1 and numbers[-1].start in own  # of a last bracket all that stands before it may be meant
    if not own or len(own) < len(dues) or closes:
        return None
    return [own.get(number.start) for number in numbers]


def _closes(sentence: Sentence, number: Mention, due: Due) -> bool:
    """Whether a date after all numbers still speaks of them: no `；` stands between, and no other deed follows it."""
    between = sentence.text[number.end - sentence.start : due.at - sentence.start]
    end = due.end - sentence.start
    deed = sentence.tokens.starting(_DEEDS, end) if due.kind == "in" and "，" in between else None
    return "；" not in between and (deed is None or sentence.tokens.first_of(CLAUSE, deed.end) < deed.end + 4)


def _is_over(sentence: Sentence, due: Due, number: Mention) -> bool:
    """Whether a date before a number is over there: `2025年9月底前发布清单，此后每半年更新一次`."""
    return _AFTERWARDS.search(sentence.text, due.end - sentence.start, number.start - sentence.start) is not None


def _paired(sentence: Sentence, dues: list[Due], numbers: list[Mention]) -> list[Due | None] | None:
    """`2023年、2025年分别达到50%、60%`: as many dates in a row as numbers after 分别."""
    place = sentence.text.find("分别")
    if place < 0 or len(dues) < 2:
        return None
    at = sentence.start + place
    before = [due for due in dues if due.at < at]
    row = before[-1:]
    for due in reversed(before[:-1]):
        gap = sentence.text[due.end - sentence.start : row[0].at - sentence.start]
        if gap.strip(" ") not in _JOINS:
            break
        row.insert(0, due)
    after = [number for number in numbers if number.start > at]
    if len(row) < 2 or len(after) < len(row):
        return None
    paired = dict(zip((number.start for number in after), row, strict=False))
    return [paired.get(number.start) for number in numbers]
