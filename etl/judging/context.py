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
from etl.lexicon.words import cue, roles, trie_pattern
from etl.lexing.model import Mention

_CUE = roles("cue")
DUTY_BRACKET = rf"（(?=[^（）\n]*\d)[^（）\n]*{trie_pattern(roles('due')['duty'])}[^（）\n]*）"
"""A bracket behind a sentence that says who does it by when: it speaks of that sentence."""

LONGEST = 1200
"""Characters after which a sentence is cut before its next mention: no policy writes one so long, and its numbers are
compared with each other, so the time stays linear in the text."""

LONGEST_BARE = 10 * LONGEST
"""Characters after which a sentence is cut wherever it stands, but within no mention: each of its numbers looks at what
stands around it, up to the sentence's end."""

_SENTENCE = re.compile(rf"[^。！？\n]{{1,{LONGEST_BARE}}}(?:[。！？]?[”’）]?(?:(?<=。){DUTY_BRACKET})?)|[。！？\n]")
_LEGAL_TITLE = re.compile(cue("legal title"))
_LEGAL_HEAD = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+条")
_PAST_TITLE, _REPORT_TITLE = re.compile(cue("past title")), re.compile(cue("report title"))
_PAST_SECTION = re.compile(cue("past section"))
_FUTURE_SECTION = re.compile(cue("future section"))
_PAST_SHAPES = (
    rf"连续[\d一二三四五六七八九十]+年{cue('held on')}|过去[一二三四五两几\d]*年?|截至\d+月"
    rf"|取得[^，。；]{{0,16}}{cue('won')}"
)
_FUTURE_SHAPES = r"到“?十[四五六]五”?末|对.{1,20}的，"
_CUES = re.compile(
    f"(?P<past>{cue('past')}|{_PAST_SHAPES})|(?P<weak>{cue('weak past')})|(?P<future>{cue('future')}|{_FUTURE_SHAPES})"
)
_GOAL_WORDS = re.compile(cue("goal"))
_TENSE_WORDS = re.compile(
    f"(?P<past>{cue('past')})|(?P<weak>{cue('weak past')})|(?P<goal>{cue('goal')})|(?P<future>{cue('future')})"
)
_FIRST_SIGNS = {word[0] for group in ("past", "weak past", "future") for word in _CUE[group]}
_CUE_STARTS = re.compile(f"[{''.join(sorted(_FIRST_SIGNS))}连过截取到对]")
"""The first signs of all cues: a cue is looked for only where one of them stands, at each of them, overlapping too."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a task: its text is `task text[start:end]`, its mentions have offsets into the task's text."""

    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]


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
    past, review = bool(_PAST_TITLE.search(document.title)), False
    if _PAST_SECTION.search(section):
        past = review = True
    elif _FUTURE_SECTION.search(section):
        past = False
    legal = bool(_LEGAL_TITLE.search(document.title)) or bool(_LEGAL_HEAD.match(task.text))
    report = _REPORT_TITLE.search(document.title) is not None
    return Setting(document_year(document), legal, past, report, review, document.published or "")


def document_year(document: Document) -> int | None:
    """The year that a document speaks from: of its publication, else of its list, else the latest in its title.

    A list for next year that is issued in December speaks from its own year.
    """
    listed = list_year(document)
    if document.published and document.published[:4].isdigit():
        published = int(document.published[:4])
        looks_back = _PAST_TITLE.search(document.title) is not None  # 2024年总结和2025年计划
        return listed if listed == published + 1 and not looks_back else published
    return listed or max((int(found[1]) for found in YEAR.finditer(document.title)), default=None)


def list_year(document: Document) -> int | None:
    """The year that a list's dates without one are of: that in its title, else that of its publication."""
    for stated in (document.period, document.published):
        if stated and stated[:4].isdigit() and "/" not in stated:
            return int(stated[:4])
    return None


def find_sentences(text: str, mentions: tuple[Mention, ...]) -> list[Sentence]:
    """The sentences of a folded text that hold mentions; a sentence ends at `。！？` or a line break.

    A stop inside a mention does not end one, and a list head (`1.`) begins one.
    """
    sentences: list[Sentence] = []
    start = taken = 0
    for end in _ends(text, mentions):
        first = taken
        while taken < len(mentions) and mentions[taken].start < end:
            taken += 1
        if taken > first:
            sentences.append(Sentence(start, end, text[start:end], mentions[first:taken]))
        start = end
    return sentences


def _ends(text: str, mentions: tuple[Mention, ...]) -> Iterator[int]:
    """Where sentences end: at a stop outside every mention, before a mention after LONGEST, else after LONGEST_BARE."""
    start = place = 0
    for found in _SENTENCE.finditer(text):
        end = found.end()
        while place < len(mentions) and mentions[place].end <= end:
            if mentions[place].start - start > LONGEST:
                start = mentions[place].start
                yield start
            place += 1
        if place < len(mentions) and mentions[place].start < end:
            continue
        start = end
        yield end
    if start < len(text):
        yield len(text)


_REVIEW = re.compile(rf"[^，。；]{{0,6}}过去的?[一二三四五几\d]年|{cue('review')}")
_TURN = re.compile(rf"{cue('turn')}|到\d{{4}}年")


def turn(setting: Setting, sentence_text: str, document_past: bool) -> Setting:
    """The setting of the sentences from here on.

    A review (`过去一年，…`) lasts until the text turns to what is to come.
    """
    if _REVIEW.match(sentence_text):
        return replace(setting, past=True, review=True)
    if setting.past and not document_past and _TURN.search(sentence_text):
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
    cues = sorted([*_word_cues(sentence.text, setting.past or setting.report), *years])
    default = _default_past(sentence, setting, cues)
    past = [
        mention.sort != "word" and (_is_past(sentence, mention, cues, default) if cues else default)
        for mention in sentence.mentions
    ]
    ahead = not all(tense for _, tense in cues) or _GOAL_WORDS.search(sentence.text) is not None
    over = [place for place, _ in years if not sentence.text.startswith(("到", "至"), place)]
    return Times(past, ahead, None if ahead else min(over, default=None))


_Cue = tuple[int, bool]
"""Where a cue stands in its sentence, and whether it speaks of the past."""


def count_tenses(text: str) -> Counter[str]:
    """How many words of a text speak of the `past`, of a comparison with it (`weak`), of a `goal`, of the `future`."""
    return Counter(found.lastgroup or "" for found in _TENSE_WORDS.finditer(text))


@lru_cache(maxsize=64)
def find_tenses(text: str) -> tuple[tuple[int, str, str], ...]:
    """The tense words of a sentence in order: where each stands, the word, and its tense (past, weak, future)."""
    found = (_CUES.match(text, start.start()) for start in _CUE_STARTS.finditer(text))
    return tuple((cue.start(), cue[0], cue.lastgroup or "") for cue in found if cue)


def _word_cues(text: str, weak_past: bool) -> Iterator[_Cue]:
    """The tense words of a sentence; 累计 counts as past only with `weak_past`."""
    for place, _, tense in find_tenses(text):
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
    return setting.review or (setting.past and not bound and _GOAL_WORDS.search(sentence.text) is None)


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
    return bool(later) and not _PART_END.search(sentence.text, at, later[0])


_PART_END = re.compile("[；。]")
_BASE_LEFT = re.compile(rf"{cue('before base date')}\s?$")
_BASE_RIGHT = re.compile(
    rf"\s?(?:的?{cue('after base date')}|[^，。；]{{0,12}}?{cue('base number')}|的[^，。]{{1,8}}(?:一年|之年))"
)
_ATTRIBUTIVE_LEFT = re.compile(rf"{cue('before its noun')}\s?$")
_BUILT_BEFORE = re.compile(rf"(?:{cue('built before')})?的(?![^，。；]{{0,6}}{cue('aim')}|\d)")
"""2000年以前建成的老旧小区"""


def is_base_date(sentence: Sentence, mention: Mention) -> bool:
    """Whether a date is only compared with, or names another document or edition: it governs nothing."""
    date = mention.date
    if date is None or (date.kind in ("by", "from") and not date.span):
        return False
    text, at, end = sentence.text, mention.start - sentence.start, mention.end - sentence.start
    if text[at] in "从自":
        return True
    return bool(_BASE_LEFT.search(text[max(0, at - 8) : at]) or _BASE_RIGHT.match(text[end : end + 20]))


def is_attributive(sentence: Sentence, mention: Mention) -> bool:
    """Whether a bare year only belongs to the noun that follows it: `完成2024年度绿化项目`."""
    date = mention.date
    if date is None:
        return False
    text, at, end = sentence.text, mention.start - sentence.start, mention.end - sentence.start
    if date.kind == "by" and _BUILT_BEFORE.match(text, end):
        return True
    if not date.attributive or date.month or text.startswith("，", end):
        return False
    return bool(_ATTRIBUTIVE_LEFT.search(text[max(0, at - 4) : at]))
