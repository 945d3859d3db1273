"""What each paragraph of a document is: a look back (回顾), what shall be done (部署), what applies (规定), or neither.

In: a `Document`. Out: one `TaskFrame` a task, in order. Headings, title, opening words and wording speak for a frame
(`frame_evidence`); neighbours agree, and a report turns once or twice, so the frames of a document are read together:
the run of frames with the most evidence, less what each turn costs (Viterbi's way, linear in the paragraphs).
"""

from __future__ import annotations

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

_TURN = 7
_BETWEEN_PLAN_AND_RULE = 4
_BACK_TO_REVIEW = 2
_FROM_NOTHING = 3
_ROWS = 7


def read_frames(document: Document) -> tuple[TaskFrame, ...]:
    """The frame of each task of a document, in their order."""
    year = document_year(document)
    evidence = _gather(document, year)
    frames = _decode(evidence)
    years = _section_years(evidence, frames, report="工作报告" in document.title)
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
        statement = Statement()
        for heading in reversed(headings):
            if heading not in known:
                known[heading] = read_heading(heading, year)
            statement = known[heading]
            if statement.score != NOTHING:
                break
        opening, wording = read_opening(task.text, year), score_wording(task.text, year)
        gathered.append(_Evidence(headings, listed, statement, opening, wording, title))
    return gathered


def _decode(evidence: Sequence[_Evidence]) -> list[int]:
    """The run of frames with the most evidence less the cost of its turns; the first of equals."""
    best: list[int] = []
    back: list[list[int]] = []
    before: _Evidence | None = None
    for own in evidence:
        total = own.total
        if before is None:
            best = total
        else:
            ease = _ease(before, own)
            froms = [max(range(4), key=lambda old: best[old] - _cost(old, new, ease)) for new in range(4)]
            best = [best[old] - _cost(old, new, ease) + total[new] for new, old in enumerate(froms)]
            back.append(froms)
        before = own
    if not best:
        return []
    path = [best.index(max(best))]
    for froms in reversed(back):
        path.append(froms[path[-1]])
    return path[::-1]


def _ease(before: _Evidence, own: _Evidence) -> int:
    """By how much a turn is cheaper: at a new heading (more the higher it stands), between rows of a list."""
    if before.listed and own.listed:
        return _ROWS
    if before.headings == own.headings:
        return 0
    return 4 if before.headings[:1] != own.headings[:1] else 1


def _cost(old: int, new: int, ease: int) -> int:
    """What the run pays for going from one frame to another."""
    if old == new:
        return 0
    if OTHER in (old, new):
        cost = _FROM_NOTHING
    elif REVIEW not in (old, new):
        cost = _BETWEEN_PLAN_AND_RULE
    else:
        cost = _TURN + (_BACK_TO_REVIEW if new == REVIEW else 0)
    return max(cost - ease, 1)


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
