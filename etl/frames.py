"""What each paragraph of a document is: a look back (回顾), what shall be done (部署), what applies (规定), or neither.

In: a `Document`. Out: one `TaskFrame` a task, in order. Headings, title, opening words and wording speak for a frame
(`frame_evidence`); neighbours agree, and a report turns once or twice, so the frames of a document are read together:
the run of frames with the most evidence, less what each turn costs (Viterbi's way, linear in the paragraphs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from etl.frame_evidence import (
    ANNOUNCES,
    FRAMES,
    NOTHING,
    OTHER,
    PLAN,
    REVIEW,
    YEAR,
    Score,
    Statement,
    read_heading,
    read_opening,
    score_title,
    score_wording,
    turns,
)
from etl.model import Document
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

_COSTS = ((0, 7, 7, 4), (9, 0, 4, 4), (9, 4, 0, 4), (4, 4, 4, 0))
"""What a run pays for going from one frame (row) to another (column), in the order of FRAMES."""

_REPORT_COSTS = ((0, 40, 40, 40), (34, 0, 10, 20), (34, 10, 0, 20), (6, 6, 8, 0))
"""The same for a work report: it looks back, then plans, and says so where it turns."""

_SAID = 16
"""By how much a turn that the opening words or a new heading announce is cheaper."""

_HIGH_HEADING = re.compile("[一二三四五六七八九十]+、|第.{1,3}[编篇章部]")


def read_frames(document: Document) -> tuple[TaskFrame, ...]:
    """The frame of each task of a document, in their order."""
    year = document_year(document)
    report = "工作报告" in document.title
    evidence = _gather(document, year, report=report)
    frames = _decode(evidence, _REPORT_COSTS if report else _COSTS)
    years = _section_years(evidence, frames, report=report)
    return tuple(
        TaskFrame(FRAMES[frame], _source(own, frame), stated)
        for own, frame, stated in zip(evidence, frames, years, strict=True)
    )


def frame_of_sentence(frame: TaskFrame, sentence: str) -> Frame:
    """The frame of one sentence of a paragraph: its own where it opens with a turn, else the paragraph's.

    A turn holds for the sentences after it: hand on `frame._replace(frame=…)` to the next.

    >>> frame_of_sentence(TaskFrame("部署", "heading", 2026), "过去一年，全县新增就业3万人。")
    '回顾'
    """
    turned = turns(sentence)
    return frame.frame if turned is None else FRAMES[turned]


def document_year(document: Document) -> int | None:
    """The year that a document speaks from: of its publication, else the latest in its title."""
    if document.published and document.published[:4].isdigit():
        return int(document.published[:4])
    return max((int(found[1]) for found in YEAR.finditer(document.title)), default=None)


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

    In: the headings with their statements, outermost first. The innermost that says something holds; one without a year
    of its own goes on with the outer one's.
    """
    inherited, dated_by = Statement(), ""
    for heading, statement in above:
        if statement.years:
            dated_by = heading
        if statement.score != NOTHING:
            inherited = statement if statement.years else statement._replace(years=inherited.years)
    return inherited, dated_by


def _decode(evidence: Sequence[_Evidence], costs: tuple[Score, ...]) -> list[int]:
    """The run of frames with the most evidence less the costs of its turns; the first of equals."""
    best: list[int] = []
    back: list[list[int]] = []
    before: _Evidence | None = None
    for own in evidence:
        total = own.total
        if before is not None:
            ease = _ease(before, own)
            paid = [[old != new and max(costs[old][new] - ease[new], 1) for old in range(4)] for new in range(4)]
            left = [[have - pay for have, pay in zip(best, to, strict=True)] for to in paid]
            froms = [worth.index(max(worth)) for worth in left]
            total = [max(worth) + weight for worth, weight in zip(left, total, strict=True)]
            back.append(froms)
        best, before = total, own
    if not best:
        return []
    path = [best.index(max(best))]
    for froms in reversed(back):
        path.append(froms[path[-1]])
    return path[::-1]


def _ease(before: _Evidence, own: _Evidence) -> list[int]:
    """By how much a turn to each frame is cheaper: where announced, at a new heading, between rows of a list."""
    if before.listed and own.listed:
        return [sum(max(_REPORT_COSTS))] * 4
    enters = before.headings != own.headings
    high = enters and before.headings[:1] != own.headings[:1] and own.headings and _HIGH_HEADING.match(own.headings[0])
    ease = 4 if high else int(enters)
    announced = zip(own.opening.score, own.heading.score, strict=True)
    return [
        ease + _SAID * (opening >= ANNOUNCES or (enters and own.heading != before.heading and heading > 0))
        for opening, heading in announced
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
