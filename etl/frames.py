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

_REPORT_COSTS = ((0, 10, 12, 6), (14, 0, 8, 6), (14, 8, 0, 6), (6, 6, 6, 0))
"""The same for a work report, which looks back and then plans, once or twice."""

_HIGH_HEADING = re.compile("[一二三四五六七八九十]+、|第.{1,3}[编篇章部]")


def read_frames(document: Document) -> tuple[TaskFrame, ...]:
    """The frame of each task of a document, in their order."""
    year = document_year(document)
    evidence = _gather(document, year)
    report = "工作报告" in document.title
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


def _gather(document: Document, year: int | None) -> list[_Evidence]:
    title = score_title(document.title)
    known: dict[str, Statement] = {}
    gathered = []
    for task in document.tasks:
        headings = tuple(task.section.split(OPEN_HEADINGS)) if task.section else ()
        listed = not headings and not task.task_no.endswith("段")
        for heading in headings:
            if heading not in known:
                known[heading] = read_heading(heading, year)
        statement = _inherit([known[heading] for heading in headings])
        opening, wording = read_opening(task.text, year), score_wording(task.text, year)
        gathered.append(_Evidence(headings, listed, statement, opening, wording, title))
    return gathered


def _inherit(statements: list[Statement]) -> Statement:
    """What the headings above a paragraph say, outermost first: the innermost that says something, and its year.

    A heading without a year of its own goes on with the outer one's, unless they speak of different frames.
    """
    inherited = Statement()
    for statement in statements:
        if statement.score == NOTHING:
            continue
        goes_on = statement.year is None and (statement.score[PLAN] > 0) == (inherited.score[PLAN] > 0)
        inherited = statement._replace(year=inherited.year) if goes_on else statement
    return inherited


def _decode(evidence: Sequence[_Evidence], costs: tuple[Score, ...]) -> list[int]:
    """The run of frames with the most evidence less the costs of its turns; the first of equals."""
    best: list[int] = []
    back: list[list[int]] = []
    before: _Evidence | None = None
    for own in evidence:
        total = own.total
        if before is not None:
            ease = _ease(before, own)
            paid = [[old != new and max(costs[old][new] - ease, 1) for old in range(4)] for new in range(4)]
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


def _ease(before: _Evidence, own: _Evidence) -> int:
    """By how much a turn is cheaper: at a new heading (more the higher it stands), between rows of a list."""
    if before.listed and own.listed:
        return sum(max(_REPORT_COSTS))
    if before.headings == own.headings:
        return 0
    turned = before.headings[:1] != own.headings[:1]
    return 4 if turned and own.headings and _HIGH_HEADING.match(own.headings[0]) else 1


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

    In a work report it holds on under the next heading too, as long as the report goes on planning.
    """
    years: list[int | None] = []
    year: int | None = None
    before: _Evidence | None = None
    for own, frame in zip(evidence, frames, strict=True):
        if before is None or before.heading != own.heading or before.headings[:1] != own.headings[:1]:
            if own.heading.year is not None:
                year = own.heading.year
            elif own.heading.score[PLAN] or not report:
                year = None
        if own.opening.year is not None:
            year = own.opening.year
        if frame == REVIEW:
            year = own.heading.year
        years.append(year if frame == PLAN else None)
        before = own
    return years
