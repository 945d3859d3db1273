"""What each paragraph of a document is: a look back (回顾), what shall be done (部署), what applies (规定), or neither.

In: a `Document`. Out: one `TaskFrame` a task, in order. Headings, title, opening words and wording speak for a frame
(`frame_evidence`); neighbours agree, and a report turns once or twice, so the frames of a document are read together:
the run of frames with the most evidence, less what each turn costs (Viterbi's way, linear in the paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from etl.documents.model import Document
from etl.judging.context import document_year
from etl.judging.frame_evidence import (
    ANNOUNCES,
    FIRM,
    FRAMES,
    NOTHING,
    OTHER,
    PLAN,
    REVIEW,
    Score,
    Statement,
    read_heading,
    read_opening,
    score_title,
    score_wording,
    turns,
)
from etl.lexicon.tokens import Tokens, read_tokens, words_of
from etl.schema import Frame

FrameSource = Literal["heading", "lead-in", "run", "title", "sentence", "none"]
OPEN_HEADINGS = " > "


class TaskFrame(NamedTuple):
    """A paragraph's frame and what decided; `year` is the year that its section's heading or lead-in states for goals.

    `run` where the neighbours decided against or without the paragraph's own words, `none` where nothing speaks.
    """

    frame: Frame
    source: FrameSource
    year: int | None


class _Evidence(NamedTuple):
    """What speaks for a paragraph's frame, by source; its headings, and whether it is a row of a list without any."""

    headings: tuple[str, ...]
    listed: bool
    heading: Statement
    dated_by: str
    opening: Statement
    wording: Score
    title: Score

    @property
    def total(self) -> list[int]:
        """The weight of each frame, all sources together."""
        scores = (self.heading.score, self.opening.score, self.wording, self.title, _REST)
        return [sum(weights) for weights in zip(*scores, strict=True)]


_REST: Score = (0, 0, 0, 1)
"""A paragraph of which nothing speaks is 其他."""

_COSTS = ((0, 7, 7, 4), (9, 0, 4, 4), (9, 4, 0, 4), (4, 4, 4, 0), (0, 0, 0, 0))
"""What a run pays to go from one frame (row) to another (column), in the order of FRAMES; last, to begin with it."""

_REPORT_COSTS = ((0, 40, 40, 40), (38, 0, 10, 20), (38, 10, 0, 20), (4, 20, 20, 0), (0, 16, 16, 0))
"""The same for a work report: it looks back, then plans, and says so where it turns."""

_FREE = 100
"""More than any cost: the rows of a list without headings are each a document of their own."""

_BY_HEADING, _BY_OPENING = 38, 30
"""By how much a turn is cheaper that a new heading or the opening words announce."""

_REPORT = words_of("cue", "work report")
_HIGH_HEADING = re.compile("[一二三四五六七八九十]+、|第.{1,3}[编篇章部]")


def read_frames(document: Document) -> tuple[TaskFrame, ...]:
    """The frame of each task of a document, in their order."""
    year = document_year(document)
    report = read_tokens(document.title).has(_REPORT)
    evidence = _gather(document, year, report=report)
    frames = _decode(evidence, _REPORT_COSTS if report else _COSTS)
    years = _section_years(evidence, frames, report=report)
    return tuple(
        TaskFrame(FRAMES[frame], _source(own, frame), stated)
        for own, frame, stated in zip(evidence, frames, years, strict=True)
    )


def frame_of_sentence(frame: TaskFrame, sentence: Tokens) -> Frame:
    """The frame of one sentence of a paragraph: its own where it opens with a turn, else the paragraph's.

    A turn holds for the sentences after it: hand on `frame._replace(frame=…)` to the next.

    >>> frame_of_sentence(TaskFrame("部署", "heading", 2026), Tokens("过去一年，全县新增就业3万人。"))
    '回顾'
    """
    turned = turns(sentence)
    return frame.frame if turned is None else FRAMES[turned]


def _gather(document: Document, year: int | None, *, report: bool) -> list[_Evidence]:
    title = score_title(document.title)
    known: dict[str, Statement] = {}
    gathered = []
    for task in document.tasks:
        headings = tuple(task.section.split(OPEN_HEADINGS)) if task.section else ()
        listed = not headings and not task.task_no.endswith("段")
        for heading in headings:
            if heading not in known:
                known[heading] = read_heading(heading, year)
        statement, dated_by = _inherit([(heading, known[heading]) for heading in headings])
        opening, wording = read_opening(task.text, year, report=report), score_wording(task.text, year)
        gathered.append(_Evidence(headings, listed, statement, dated_by, opening, wording, title))
    return gathered


def _inherit(above: list[tuple[str, Statement]]) -> tuple[Statement, str]:
    """What the headings above a paragraph say, and which of them states the year.

    In: the headings with their statements, outermost first. The innermost that says something holds, if it says it
    firmly or first; one without a year of its own goes on with the outer one's.
    """
    inherited, dated_by = Statement(), ""
    for heading, statement in above:
        if statement.years:
            dated_by = heading
        if statement.score != NOTHING and (inherited.score == NOTHING or max(statement.score) >= FIRM):
            inherited = statement if statement.years else statement._replace(years=inherited.years)
    return inherited, dated_by


def _decode(evidence: Sequence[_Evidence], costs: tuple[Score, ...]) -> list[int]:
    """The run of frames with the most evidence less the costs of its turns; the first of equals."""
    best: list[int] = []
    back: list[list[int]] = []
    before: _Evidence | None = None
    for own in evidence:
        ease, total = _ease(before, own), own.total
        if before is None:
            best = [weight - max(cost - less, 0) for weight, cost, less in zip(total, costs[-1], ease, strict=True)]
        else:
            paid = [[old != new and max(costs[old][new] - ease[new], 1) for old in range(4)] for new in range(4)]
            left = [[have - pay for have, pay in zip(best, to, strict=True)] for to in paid]
            back.append([worth.index(max(worth)) for worth in left])
            best = [max(worth) + weight for worth, weight in zip(left, total, strict=True)]
        before = own
    if not best:
        return []
    path = [best.index(max(best))]
    for froms in reversed(back):
        path.append(froms[path[-1]])
    return path[::-1]


def _ease(before: _Evidence | None, own: _Evidence) -> list[int]:
    """By how much a turn to each frame is cheaper: where announced, at a new heading, between rows of a list."""
    if own.listed and (before is None or before.listed):
        return [_FREE] * 4
    above = before.headings if before is not None else ()
    ease = int(above != own.headings)
    if above[:1] != own.headings[:1] and own.headings and _HIGH_HEADING.match(own.headings[0]):
        ease = 4
    enters = before is None or before.heading != own.heading
    return [
        ease + max(_BY_OPENING * (opening >= ANNOUNCES), _BY_HEADING * (enters and heading > 0))
        for opening, heading in zip(own.opening.score, own.heading.score, strict=True)
    ]


def _source(own: _Evidence, frame: int) -> FrameSource:
    """What decided a paragraph's frame: the source that says most for it, or the run where its own words do not."""
    total = own.total
    said: list[tuple[int, FrameSource]] = [
        (own.heading.score[frame], "heading"),
        (own.opening.score[frame], "lead-in"),
        (own.wording[frame], "sentence"),
        (own.title[frame], "title"),
    ]
    most, source = max(said, key=lambda pair: pair[0])
    if total[frame] < max(total) or most <= 0:
        return "none" if frame == OTHER else "run"
    return source


def _section_years(evidence: Sequence[_Evidence], frames: Sequence[int], *, report: bool) -> list[int | None]:
    """The year stated for each paragraph's goals, by its heading or by a lead-in above it in its section.

    In a work report it holds on under the next heading too, as long as that states no other and the report plans.
    """
    years: list[int | None] = []
    year: int | None = None
    above: tuple[str, ...] | None = None
    dated_by = ""
    for own, frame in zip(evidence, frames, strict=True):
        if own.dated_by and own.dated_by != dated_by:
            year, dated_by = own.heading.year, own.dated_by
        elif own.headings[:1] != above and not own.dated_by and not report:
            year = None
        if own.opening.years:
            year = own.opening.year
        if frame == REVIEW:
            year = own.heading.year
        years.append(year if frame == PLAN else None)
        above = own.headings[:1]
    return years
