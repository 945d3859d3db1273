"""Where a sentence stands in time and in law: what its document, its section and its own words say.

In: a document, a task, a sentence. Out: a `Setting`, and for each mention whether what stands there has already
happened. A work report tells what was done and what will be done with the same verbs; tense words (the lexicon's
cues), years, headings and titles decide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from etl.documents.model import Document, Task
from etl.judging.frame_evidence import YEAR
from etl.lexicon.tokens import Tokens, read_tokens, words_of
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE, PART, Sentence

_LEGAL_TITLE, _PAST_TITLE, _REPORT_TITLE = (words_of("cue", f"{sort} title") for sort in ("legal", "past", "report"))
_LEGAL_HEAD = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+条")
_PAST_SECTION, _FUTURE_SECTION = words_of("cue", "past section"), words_of("cue", "future section")
_TENSES, _GOALS = words_of("cue", "past", "weak past", "future"), words_of("cue", "goal")
_COUNTED = words_of("cue", "past", "weak past", "goal", "future")
_HELD_ON, _WON = words_of("cue", "held on"), words_of("cue", "won")
_PERIODS = re.compile(
    r"(?P<past>过去[一二三四五两几\d]*年?|截至\d+月)|(?P<running>连续[\d一二三四五六七八九十]+年)"
    r"|(?P<future>到“?十[四五六]五”?末|对[^，]{1,20}的，)"
)
"""Times that tell of the past or of what is to come; years on end do where something was held on to."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document says of all its sentences. `year` is the year of publication, None where it is not known.

    `past` where its title tells of progress, `review` where a heading or a sentence opens a look back: there only a
    cue of the future makes a goal, elsewhere a bound does too. `published` is the date of publication, as precise as
    known, where it is.
    """

    year: int | None
    legal: bool
    past: bool
    report: bool
    review: bool = False
    published: str = ""


def read_setting(document: Document, task: Task) -> Setting:
    """The setting of a task, from its document's title and date and from its own heading."""
    section = task.section or ""
    title, heading = read_tokens(document.title), read_tokens(section)
    past, review = title.has(_PAST_TITLE), False
    if heading.has(_PAST_SECTION):
        past = review = True
    elif heading.has(_FUTURE_SECTION):
        past = False
    legal = title.has(_LEGAL_TITLE) or _LEGAL_HEAD.match(task.text) is not None
    report = title.has(_REPORT_TITLE)
    return Setting(document_year(document), legal, past, report, review, document.published or "")


def document_year(document: Document) -> int | None:
    """The year that a document speaks from: of its publication, else of its list, else the latest in its title.

    A list for next year that is issued in December speaks from its own year.
    """
    listed = list_year(document)
    if document.published and document.published[:4].isdigit():
        published = int(document.published[:4])
        looks_back = read_tokens(document.title).has(_PAST_TITLE)  # 2024年总结和2025年计划
        return listed if listed == published + 1 and not looks_back else published
    return listed or max((int(found[1]) for found in YEAR.finditer(document.title)), default=None)


def list_year(document: Document) -> int | None:
    """The year that a list's dates without one are of: that in its title, else that of its publication."""
    for stated in (document.period, document.published):
        if stated and stated[:4].isdigit() and "/" not in stated:
            return int(stated[:4])
    return None


_YEARS_BACK = re.compile(r"[^，。；]{0,6}过去的?[一二三四五几\d]年")
_REVIEW, _TURN, _TO_YEAR = words_of("cue", "review"), words_of("cue", "turn"), re.compile(r"到\d{4}年")


def turn(setting: Setting, sentence: Sentence, document_past: bool) -> Setting:
    """The setting of the sentences from here on.

    A review (`过去一年，…`) lasts until the text turns to what is to come.
    """
    if sentence.tokens.starting(_REVIEW, 0) or _YEARS_BACK.match(sentence.text):
        return replace(setting, past=True, review=True)
    ahead = sentence.tokens.has(_TURN) or _TO_YEAR.search(sentence.text)
    if setting.past and not document_past and ahead:
        return replace(setting, past=False, review=False)
    return setting


class Times(NamedTuple):
    """When what a sentence says takes place.

    past: for each mention, whether it has already happened. ahead: whether a date or a word speaks of what is to come.
    over: from where on a sentence that does not look ahead tells of a year or a plan's time that is over, None for
    never; a date by which something is due is none of these, since a list may be issued again after it.
    """

    past: list[bool]
    ahead: bool
    over: int | None


def read_times(sentence: Sentence, setting: Setting) -> Times:
    """The times of a sentence.

    The last cue before a mention decides whether it is past; where there is none, a past cue after it, then the
    document's own time. A year before publication is a past cue, a later one a cue of the future; a base year
    (`比2015年`) is neither.
    """
    years = [*_year_cues(sentence, setting.year)]
    cues = sorted([*_word_cues(sentence.tokens, setting.past or setting.report), *years])
    default = _default_past(sentence, setting, cues)
    past = [
        mention.sort != "word" and (_is_past(sentence, mention, cues, default) if cues else default)
        for mention in sentence.mentions
    ]
    ahead = not all(tense for _, tense in cues) or sentence.tokens.has(_GOALS)
    over = [place for place, _ in years if not sentence.text.startswith(("到", "至"), place)]
    return Times(past, ahead, None if ahead else min(over, default=None))


_Cue = tuple[int, bool]
"""Where a cue stands in its sentence, and whether it speaks of the past."""


def count_tenses(tokens: Tokens) -> Counter[str]:
    """How many words of a text speak of the `past`, of a comparison with it (`weak`), of a `goal`, of the `future`."""
    return Counter(_TENSE.get(token.role, token.role) for token in tokens.find(_COUNTED))


_TENSE = {"weak past": "weak"}


@lru_cache(maxsize=64)
def find_tenses(tokens: Tokens) -> tuple[tuple[int, str, str], ...]:
    """The tense words of a sentence in order: where each stands, the word, and its tense (past, weak, future)."""
    found = {token.start: (token.word, _TENSE.get(token.role, token.role)) for token in tokens.every(_TENSES)}
    text = tokens.text
    for period in _PERIODS.finditer(text):
        at, end = period.span()
        if period.lastgroup != "running":
            found.setdefault(at, (period[0], period.lastgroup or ""))
        elif held := tokens.starting(_HELD_ON, end):
            found.setdefault(at, (text[at : held.end], "past"))
    for won in tokens.find(_WON):
        at = text.rfind("取得", tokens.behind_last(CLAUSE, won.start), won.start)
        if at >= 0:
            found.setdefault(at, (text[at : won.end], "past"))
    return tuple((at, *found[at]) for at in sorted(found))


def _word_cues(tokens: Tokens, weak_past: bool) -> Iterator[_Cue]:
    """The tense words of a sentence; 累计 counts as past only with `weak_past`."""
    for place, _, tense in find_tenses(tokens):
        if tense != "weak" or weak_past:
            yield place, tense != "future"


def _year_cues(sentence: Sentence, year: int | None) -> Iterator[_Cue]:
    """The dates of a sentence that tell its time, seen from the year of publication."""
    if year is None:
        return
    for mention in sentence.mentions:
        date = mention.date
        if date is None or date.kind == "from" or is_base_date(sentence, mention) or is_attributive(sentence, mention):
            continue
        ends = date.kind == "by" and not date.span
        if date.year is not None and (date.year != year or ends):
            yield mention.start - sentence.start, date.year < year
        elif date.year is None and ends and date.month:
            yield mention.start - sentence.start, False


def _default_past(sentence: Sentence, setting: Setting, cues: list[_Cue]) -> bool:
    """Whether a place before every cue is past.

    It is where only past cues follow, or where a review goes on and nothing marks a goal.
    """
    if cues and all(past for _, past in cues):
        return True
    bound = any(mention.op in (">=", "≈") for mention in sentence.mentions if mention.sort == "number")
    return setting.review or (setting.past and not bound and not sentence.tokens.has(_GOALS))


def _is_past(sentence: Sentence, mention: Mention, cues: list[_Cue], default: bool) -> bool:
    """Whether a mention stands in the past: by the last cue before it, else by the default or the cue after it."""
    at = mention.start - sentence.start
    before = [past for place, past in cues if place <= at]
    if before:
        return before[-1]
    if default:
        return True
    after = [past for place, past in cues if at < place <= at + len(mention.found) + 12]
    return bool(after) and after[0] and _same_clause(sentence, mention, cues)


def _same_clause(sentence: Sentence, mention: Mention, cues: list[_Cue]) -> bool:
    """Whether the next past cue after a mention still stands in its part of the sentence."""
    at = mention.end - sentence.start
    later = [place for place, past in cues if past and place >= at]
    return bool(later) and not sentence.tokens.has(PART, at, later[0])


_BEFORE_BASE, _AFTER_BASE = words_of("cue", "before base date"), words_of("cue", "after base date")
_BASE_NUMBER, _BEFORE_NOUN = words_of("cue", "base number"), words_of("cue", "before its noun")
_BUILT_BEFORE, _AIM = words_of("cue", "built before"), words_of("cue", "aim")
_YEAR_NAMED = re.compile(r"的[^，。]{1,8}(?:一年|之年)")


def is_idle(sentence: Sentence, mention: Mention) -> bool:
    """Whether a mention is a date that governs nothing: it binds to no time, is compared with, or is its noun's."""
    date = mention.date
    return date is not None and (
        date.kind is None or is_base_date(sentence, mention) or is_attributive(sentence, mention)
    )


def is_base_date(sentence: Sentence, mention: Mention) -> bool:
    """Whether a date is only compared with, or names another document or edition: it governs nothing."""
    date = mention.date
    if date is None or (date.kind in ("by", "from") and not date.span):
        return False
    text, tokens, (at, end) = sentence.text, sentence.tokens, sentence.place(mention)
    if text[at] in "从自" or tokens.ending(_BEFORE_BASE, at - (text[at - 1 : at] == " ")):
        return True
    end += text.startswith(" ", end)
    if tokens.starting(_AFTER_BASE, end + text.startswith("的", end)) or _YEAR_NAMED.match(text, end):
        return True
    return tokens.has(_BASE_NUMBER, end, tokens.first_of(CLAUSE, end))


def is_attributive(sentence: Sentence, mention: Mention) -> bool:
    """Whether a bare year only belongs to the noun that follows it: `完成2024年度绿化项目`, `2000年以前建成的小区`."""
    date = mention.date
    if date is None:
        return False
    text, tokens, (at, end) = sentence.text, sentence.tokens, sentence.place(mention)
    if date.kind == "by":
        built = tokens.starting(_BUILT_BEFORE, end)
        behind = (built.end if built else end) + 1
        if text.startswith("的", behind - 1) and not text[behind : behind + 1].isdecimal():
            return not tokens.has(_AIM, behind, tokens.first_of(CLAUSE, behind))
    if not date.attributive or date.month or text.startswith("，", end):
        return False
    return tokens.ending(_BEFORE_NOUN, at - (text[at - 1 : at] == " ")) is not None
