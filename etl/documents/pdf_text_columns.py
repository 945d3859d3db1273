"""Pages with two columns of text: the left one is read first, then the right one.

In: a page's lines, each of which may hold pieces of both columns. Out: lines in the order of reading, the right column
moved below the left one, so that a paragraph goes on from the foot of one to the head of the other, and both as wide
as the page, so that a line that its width broke is known by its end as elsewhere. What reaches over
the gap between the columns (a title, a wide paragraph) parts the page into bands that are read one after the other.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from etl.documents.pdf_page import Piece, TextLine

LEAST_LINES = 6
"""A column has at least so many lines."""

FULL, MOSTLY = 0.8, 0.5
"""At least the second share of a column's lines reach the first share of its width: cells of a table do not."""

LEAST_CHARACTERS = 10
"""A column is at least so many character heights wide."""

MIDDLE = (0.3, 0.7)
"""The gap lies in this part of the text's width."""

BIN = 2.0


def stack_columns(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines of a page without tables, its columns of text one below the other; as they are where it has none."""
    gap = _find_gap(lines)
    if gap is None:
        return tuple(lines)
    stacked: list[TextLine] = []
    edge = max(line.x1 for line in lines)
    lower = 0.0
    for band in _bands(lines, gap):
        parts = [(_part(line, gap, left=True), _part(line, gap, left=False)) for line in band]
        left = [part for part, _ in parts if part is not None]
        right = [part for _, part in parts if part is not None]
        if not left or not right or any(_crosses(line, gap) for line in band):
            stacked += [replace(line, base=line.base + lower) for line in band]
            continue
        pitch = min((below.base - above.base for above, below in pairwise(left)), default=left[0].height * 1.5)
        down = left[-1].base + pitch - right[0].base
        across = min(line.x0 for line in left) - min(line.x0 for line in right)
        stacked += [_moved(line, 0.0, lower, edge - max(line.x1 for line in left)) for line in left]
        stacked += [_moved(line, across, down + lower, edge - max(line.x1 for line in right)) for line in right]
        lower += down + right[-1].base - max(left[-1].base, right[-1].base)
    return tuple(stacked)


def _find_gap(lines: Sequence[TextLine]) -> float | None:
    """Where the white stretch between two columns lies, None for a page in one column."""
    if len(lines) < LEAST_LINES:
        return None
    start, end = min(line.x0 for line in lines), max(line.x1 for line in lines)
    places = range(int((start + MIDDLE[0] * (end - start)) / BIN), int((start + MIDDLE[1] * (end - start)) / BIN))
    covered = dict.fromkeys(places, 0)
    for line in lines:
        for piece in line.pieces:
            for place in range(int(piece.x0 / BIN), int(piece.x1 / BIN) + 1):
                if place in covered:
                    covered[place] += 1
    if not covered:
        return None
    least = min(covered.values())
    free = [place for place in places if covered[place] == least]
    gap = (free[len(free) // 2] + 0.5) * BIN
    sides = [line for line in lines if not _crosses(line, gap)]
    left = [part for line in sides if (part := _part(line, gap, left=True)) is not None]
    right = [part for line in sides if (part := _part(line, gap, left=False)) is not None]
    return gap if _is_column(left) and _is_column(right) and len(sides) * 2 > len(lines) else None


def _is_column(lines: list[TextLine]) -> bool:
    """Whether the lines of one side read like prose: many, wide, and mostly as wide as their column."""
    if len(lines) < LEAST_LINES:
        return False
    start = min(line.x0 for line in lines)
    width = max(line.x1 for line in lines) - start
    full = sum(line.x1 - start >= FULL * width for line in lines)
    whole = sum(len(line.pieces) == 1 for line in lines)
    return width >= LEAST_CHARACTERS * lines[0].height and full >= MOSTLY * len(lines) <= whole


def _bands(lines: Sequence[TextLine], gap: float) -> list[list[TextLine]]:
    """Runs of lines that all cross the gap, or all do not."""
    bands: list[list[TextLine]] = []
    for line in lines:
        if bands and _crosses(bands[-1][-1], gap) == _crosses(line, gap):
            bands[-1].append(line)
        else:
            bands.append([line])
    return bands


def _crosses(line: TextLine, gap: float) -> bool:
    return any(piece.x0 < gap < piece.x1 for piece in line.pieces)


def _part(line: TextLine, gap: float, *, left: bool) -> TextLine | None:
    """The pieces of a line on one side of the gap."""
    pieces = tuple(piece for piece in line.pieces if (piece.x1 <= gap) == left)
    return replace(line, pieces=pieces) if pieces else None


def _moved(line: TextLine, across: float, down: float, short: float) -> TextLine:
    """A line moved; its end by `short`, so that it is as far from the page's right edge as from its column's."""
    pieces = tuple(
        Piece(piece.text, piece.x0 + across, piece.x1 + across, array("f", (start + across for start in piece.starts)))
        for piece in line.pieces
    )
    last = replace(pieces[-1], x1=line.x1 + short)
    return replace(line, pieces=(*pieces[:-1], last), base=line.base + down)
