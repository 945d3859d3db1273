"""What speaks for a paragraph's frame: its headings, its document's title, its opening words, its wording.

In: texts, and the document's year. Out: `Score`s, one number for each frame, and the year that a heading or an opening
states. Words with their weights are in the lexicon, kind `frame`; a weight is about how many times likelier the word
makes its frame, in halvings. Shapes (years, precise figures, articles) are here. `frames` puts the evidence together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from etl.lexicon.tokens import Group, Tokens, group_of
from etl.lexicon.words import NONE, lexicon, read_table, roles, trie_pattern
from etl.schema import Frame

FRAMES: tuple[Frame, ...] = ("回顾", "部署", "规定", "其他")
REVIEW, PLAN, RULE, OTHER = range(4)
Score = tuple[int, int, int, int]
"""One weight for each frame, in the order of FRAMES."""

NOTHING: Score = (0, 0, 0, 0)
MOST = 12
"""What one source of evidence says at most: a long paragraph has many words."""

FIRM = 7
"""A heading with at least this weight says its frame also where an outer one says another."""

_BOTH = 4
"""A heading with this weight for a second frame speaks of both."""

ANNOUNCES = 8
"""An opening with at least this weight announces its frame."""

OPENING = 36
"""How many characters of a paragraph may hold its lead-in."""


class Statement(NamedTuple):
    """What a heading or an opening says: for which frame, and the years of its plans."""

    score: Score = NOTHING
    years: frozenset[int] = frozenset()

    @property
    def year(self) -> int | None:
        """The one year that it states; None for none, or for several."""
        return next(iter(self.years)) if len(self.years) == 1 else None


class _Place(NamedTuple):
    """The words of one place, and what each says there: frames with weights."""

    words: Group
    said: dict[str, list[tuple[int, int]]]

    def score(self, text: str) -> list[int]:
        """The weights of a text's words, each word once."""
        score = [0, 0, 0, 0]
        for word in {token.word for token in Tokens(text).find(self.words)}:
            for frame, weight in self.said[word]:
                score[frame] += weight
        return score


def _at_place(place: str) -> _Place:
    """The words of the lexicon for a place: `title`, `heading`, `lead`, `annual`, `text`."""
    rows = [row for row in lexicon("frame") if row.side == place]
    said: dict[str, list[tuple[int, int]]] = {row.word: [] for row in rows}
    for row in rows:
        if row.role != NONE:
            said[row.word].append((FRAMES.index(row.role), int(row.weight)))
    return _Place(group_of(rows), said)


_TITLE, _HEADING, _LEAD, _ANNUAL, _TEXT = map(_at_place, ("title", "heading", "lead", "annual", "text"))


def _capped(score: list[int]) -> Score:
    return min(score[0], MOST), min(score[1], MOST), min(score[2], MOST), min(score[3], MOST)


@cache
def score_title(title: str) -> Score:
    """What a document's title says of its paragraphs: its last words in full, those before them by half.

    >>> score_title("甲市城市管理条例"), score_title("甲市政策和新闻资料汇编"), score_title("甲市政府工作报告")
    ((0, 0, 5, 0), (2, 0, 2, 0), (0, 0, -5, 0))
    """
    words = _COVER.sub("", title)
    score = _TITLE.score(words)
    last = _TITLE.score(words[-_GENRE:])
    return _capped([(one + other) // 2 if one > other else one for one, other in zip(score, last, strict=True)])


def read_heading(heading: str, year: int | None) -> Statement:
    """What one heading says; a heading of two frames (`2025年工作回顾和2026年工作安排`) says nothing.

    >>> read_heading("三、2026年重点工作", 2026).score, read_heading("三、2026年重点工作", 2026).year
    ((0, 9, 0, 0), 2026)
    """
    score = _HEADING.score(heading)
    if year is not None:
        for found in YEAR.finditer(heading):
            score[REVIEW if int(found[1]) < year else PLAN] += 2
    ordered = sorted(score, reverse=True)
    if ordered[0] - ordered[1] < 2 or ordered[1] >= _BOTH:
        return Statement()
    best = score.index(ordered[0])
    only = [0, 0, 0, 0]
    only[best] = min(ordered[0] + 1, MOST)
    years = _stated_years(heading, year) | _plan_years(heading, _PLAN_OF_HEADING) if best == PLAN else frozenset()
    return Statement(_capped(only), years)


def read_opening(text: str, year: int | None, *, report: bool) -> Statement:
    """What a paragraph's first words say: `过去一年，…`, `今年是…`, `2026年发展的主要预期目标是：…`.

    In a work report the expected targets and the work of government are the year's, also without its number.
    """
    opening = _with_chinese_stops(_opening(text))
    score = _LEAD.score(opening)
    if year is not None and (found := _YEAR_OPENS.match(opening)):
        score[REVIEW if int(found[1]) < year else PLAN] += 5
    if found := _BY_YEAR_OPENS.match(opening):
        score[PLAN] += 7 if year is None or int(found[1]) >= year else 0
    years: frozenset[int] = frozenset()
    if score[PLAN] > score[REVIEW] and score[PLAN] >= ANNOUNCES:
        years = _stated_years(opening, year) or _plan_years(opening, _PLAN_TIME)
        if not years and report and year is not None and Tokens(opening).has(_ANNUAL.words):
            years = frozenset([year])
    return Statement(_capped(score), years)


def score_wording(text: str, year: int | None) -> Score:
    """What a paragraph's own words, years and figures say."""
    score = _TEXT.score("。" + _with_chinese_stops(text))
    if year is not None:
        _add_years(text, year, score)
    _add_figures(text, score)
    if _ARTICLE.match(text):
        score[RULE] += 5
    score[RULE] += 2 * min(len(_WHOM.findall(text)), 2)
    return _capped(score)


def turns(sentence: Tokens) -> int | None:
    """The frame that a sentence opens by its first words, as a place in FRAMES; None where it goes on as before."""
    found = sentence.starting(_LEAD.words, _opens(sentence.text))
    strong = [frame for frame, weight in _LEAD.said[found.word] if weight >= ANNOUNCES] if found else []
    return strong[0] if strong else None


_GENRE = 6
_CUES = roles("cue")
_COVER = re.compile(rf"(?:的{trie_pattern(_CUES['cover'])}|[（(][^（()）]*[)）]|\s)+$")
_ADDRESS = re.compile(
    rf"[\s“—●]*(?:{trie_pattern(_CUES['address'])}[，,！!。：:]\s*)?(?:[（(][一二三四五六七八九十]+[）)])?"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_YEAR_OPENS = re.compile(rf"((?:19|20)\d\d)年(?:[是，,]|{trie_pattern(_CUES['of a year'])})")
_BY_YEAR_OPENS = re.compile(rf"{trie_pattern(roles('due')['before date'])}?[到至](20\d\d)年[底末前，]")
_PLAN_TIME = re.compile(f"(十[一二三四五六]五)”?(?:{trie_pattern(_CUES['plan time'])}|末)")
_PLAN_OF_HEADING = re.compile(f"(十[一二三四五六]五)(?!”?(?:规划|计划)?{trie_pattern(_CUES['plan done'])})")
_BY_YEAR = re.compile(r"[到至](20\d\d)年(?!的)")
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*[年月日])")
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百\d]+条")
_WHOM = re.compile(r"(?:^|[，。；])对[^，。；]{2,40}的[，（]")


def _with_chinese_stops(text: str) -> str:
    """A text with the stops that the table's words have, and with line breaks as full stops."""
    return text.replace(",", "，").replace(";", "；").replace(":", "：").replace("\n", "。")


def _opening(text: str) -> str:
    """The first words of a paragraph, without an address to the audience."""
    at = _opens(text)
    return text[at : at + OPENING]


def _opens(text: str) -> int:
    """Where a text's first words begin, behind an address to the audience."""
    start = _ADDRESS.match(text)
    return start.end() if start else 0


def _add_years(text: str, year: int, score: list[int]) -> None:
    """Years before the document's tell of what was, later ones of what shall be; so do five-year plans."""
    stated = [int(found[1]) for found in YEAR.finditer(text)]
    past = sum(one < year for one in stated)
    score[REVIEW] += min(past + 1, 3) if past else 0
    score[PLAN] += 2 * any(one > year for one in stated)
    score[PLAN] += 6 * any(int(found[1]) >= year for found in _BY_YEAR.finditer(text))
    for words, _, last in read_table("five_year_plans"):
        if words in text:
            score[REVIEW] += int(last) < year
            score[PLAN] += int(last) > year + 2


def _add_figures(text: str, score: list[int]) -> None:
    """Precise figures (`58.09%`, `1287公里`) tell of what was, round ones (`300个`, `5000元`) do not."""
    figures = [found[0] for found in _FIGURE.finditer(text)]
    decimal = sum("." in figure for figure in figures)
    whole = [figure.rstrip("0") for figure in figures if "." not in figure]
    precise = sum(len(digits) >= 3 for digits in whole)
    round_ones = sum(len(digits) == 1 for digits in whole) - sum(len(figure) == 1 for figure in figures)
    score[REVIEW] += sum(decimal >= least for least in (1, 2, 4)) + (precise >= 1) + (precise >= 3)
    score[REVIEW] -= (round_ones >= 2) + (round_ones >= 4)


def _stated_years(words: str, year: int | None) -> frozenset[int]:
    """The years, this one or later, that words state: `2026年`, `今年`, `明年`."""
    years = {int(found[1]) for found in YEAR.finditer(words)}
    if year is not None:
        years = {stated for stated in years if stated >= year}
        years |= {year} if "今年" in words else set()
        years |= {year + 1} if "明年" in words else set()
    return frozenset(years)


def _plan_years(words: str, pattern: re.Pattern[str]) -> frozenset[int]:
    """The last years of the five-year plans whose time words name: `“十五五”时期`, `“十五五”末`."""
    named = {found[1] for found in pattern.finditer(words)}
    return frozenset([int(last) for plan, _, last in read_table("five_year_plans") if plan in named])
