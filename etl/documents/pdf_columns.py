"""Task tables of a PDF that have no rules: columns are told by the header's words and the white space below them.

In: lines of text in order, page by page. Out: for each header found, the rows below it. A row begins at its number;
where numbers stand in the middle of their rows, the rows' edges follow from the distances between the numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from etl.documents.blocks import Grid, Row, grid_row
from etl.documents.columns import Columns, find_columns, role_of
from etl.documents.headings import STOPS, read_marker
from etl.documents.pdf_page import Piece, TextLine, cell_text, cut_piece
from etl.lexicon.folding import clean, close_gaps
from etl.offices.closing import SENTENCE_END

NUMBER = re.compile(r"\d{1,4}[.、．]?")
BIN = 2.0
LOOKED_AT = 400
"""So many lines below a header decide where the columns part."""

LONGEST_SECTION = 40
MOST_PIECES = 40
HANGING = "，。、；：）”！？"
"""Marks that may hang over the right edge of their column."""

ROW_GAP = 1.12
"""Rows are parted by more than so many times the distance of two lines, where cells are padded."""

CHARACTER = 0.909
"""The width of a Chinese character as a share of its box's height (see `TextLine`)."""

LEAST_GAP = 0.15
"""Columns are at least so many character heights apart; words that run across have no gap."""


@dataclass(slots=True)
class _Draft:
    """The lines of one row, by column."""

    columns: dict[int, list[TextLine]] = field(default_factory=dict)
    page: int = 0

    def add(self, column: int, line: TextLine) -> None:
        self.columns.setdefault(column, []).append(line)
        self.page = self.page or line.page


@dataclass(frozen=True, slots=True)
class Header:
    """A line that heads a table: its words with their places, and the columns that they name."""

    words: tuple[Piece, ...]
    columns: Columns


def header_of(line: TextLine) -> Header | None:
    """The header that a line is, None for any other line; words may be spaced out (`序 号`)."""
    if not 2 <= len(line.pieces) <= MOST_PIECES:
        return None
    words = _header_words(line.pieces)
    if words is None or len(words) < 2:
        return None
    found = find_columns(grid_row(0, [clean(word.text) for word in words], ""))
    return Header(tuple(words), found[0]) if found is not None else None


def _header_words(pieces: tuple[Piece, ...]) -> list[Piece] | None:
    """Neighbouring pieces run together so that each run is a header word, as many as possible; else None."""
    best: list[list[Piece] | None] = [[]] + [None] * len(pieces)
    for end in range(1, len(pieces) + 1):
        for start in range(end):
            before = best[start]
            run = pieces[start:end]
            text = "".join(piece.text for piece in run)
            if before is None or role_of(clean(text)) is None:
                continue
            here = best[end]
            if here is None or len(before) + 1 > len(here):
                best[end] = [*before, Piece(text, run[0].x0, run[-1].x1, run[0].starts)]
    return best[-1]


def read_unruled(lines: list[TextLine]) -> tuple[Grid, int]:
    """The table whose header is the first of `lines`, and how many lines it takes."""
    header = header_of(lines[0])
    assert header is not None, lines[0]  # noqa: S101  # the caller has asked
    bounds = _bounds(header.words, lines[: LOOKED_AT + 1])
    starts = _starts_of(bounds, lines[: LOOKED_AT + 1])
    words = [clean(word.text) for word in header.words]
    taken = 1
    body: list[list[TextLine]] = []
    for line in lines[1:]:
        parts = _share(line, bounds, starts)
        if parts is None and not _is_section(line):
            break
        taken += 1
        if header_of(line) is None:
            body.append([line] if parts is None else parts)
    rows = _rows(body, header.columns)
    return Grid((grid_row(0, words, f"第{lines[0].page}页"), *rows)), taken


def _bounds(words: tuple[Piece, ...], lines: list[TextLine]) -> list[float]:
    """Where the columns part: the emptiest stretch between the middles of two header words."""
    covered: dict[int, int] = {}
    for line in lines:
        for piece in line.pieces:
            for character, start in zip(piece.text, piece.starts, strict=True):
                for place in range(int(start / BIN), int((start + _width(character, line.height)) / BIN) + 1):
                    covered[place] = covered.get(place, 0) + 1
    bounds = []
    for left, right in pairwise(words):
        places = range(int((left.x0 + left.x1) / 2 / BIN), int((right.x0 + right.x1) / 2 / BIN) + 1)
        least = min(covered.get(place, 0) for place in places)
        runs: list[list[int]] = []
        for place in places:
            if covered.get(place, 0) <= least:
                if runs and runs[-1][-1] == place - 1:
                    runs[-1].append(place)
                else:
                    runs.append([place])
        widest = max(runs, key=len)
        bounds.append((widest[0] + widest[-1] + 1) / 2 * BIN)
    return bounds


def _starts_of(bounds: list[float], lines: list[TextLine]) -> set[int]:
    """Where the words of each column usually begin, in whole points, and a point beside."""
    counts: dict[int, Counter[int]] = {}
    for line in lines:
        for piece in line.pieces:
            column = bisect_right(bounds, piece.x0)
            counts.setdefault(column, Counter())[round(piece.x0)] += 1
    usual = [count.most_common(1)[0][0] for count in counts.values()]
    return {start + shift for start in usual for shift in (-1, 0, 1)}


def _share(line: TextLine, bounds: list[float], starts: set[int]) -> list[TextLine] | None:
    """A line cut into its columns, None for one that runs across them."""
    parts: dict[int, list[Piece]] = {}
    waiting = list(line.pieces)
    while waiting:
        piece = waiting.pop(0)
        height = line.height
        crossed = next((bound for bound in bounds if piece.x0 + height / 2 < bound < piece.x1 - height / 2), None)
        cut = cut_piece(piece, crossed) if crossed is not None else None
        if cut is not None:
            left, right = cut
            gap = right.x0 - left.starts[len(left.text) - 1] - CHARACTER * height
            hangs = left.text[-1] in HANGING and round(right.x0) in starts
            if gap < LEAST_GAP * height and not hangs:
                return None
            waiting[:0] = cut
            continue
        column = bisect_right(bounds, (piece.x0 + piece.x1) / 2)
        parts.setdefault(column, []).append(piece)
    empty = TextLine((), line.base, line.height, line.page)
    return [
        TextLine(tuple(parts[column]), line.base, line.height, line.page) if column in parts else empty
        for column in range(len(bounds) + 1)
    ]


def _width(character: str, height: float) -> float:
    """About how wide a character is: PDFium's box is a tenth higher than the character, a Latin one half as wide."""
    return height * CHARACTER * (1 if character > "\u2e7f" and character not in HANGING else 0.5)


def _is_section(line: TextLine) -> bool:
    text = line.text
    return len(text) <= LONGEST_SECTION and STOPS.isdisjoint(text) and read_marker(text) is not None


def _rows(body: list[list[TextLine]], columns: Columns) -> list[Row]:
    """Body lines, cut into columns, as rows; a line that was not cut is a section's title."""
    width = len(columns.roles)
    rows: list[Row] = []
    block: list[list[TextLine]] = []
    for parts in [*body, []]:
        if len(parts) == width:
            block.append(parts)
            continue
        rows += [_make_row(len(rows) + index, draft, width) for index, draft in enumerate(_group(block, columns), 1)]
        block = []
        if parts:
            rows.append(grid_row(len(rows) + 1, [parts[0].text] + [""] * (width - 1), f"第{parts[0].page}页"))
    return rows


def _make_row(number: int, draft: _Draft, width: int) -> Row:
    cells = []
    for column in range(width):
        lines = draft.columns.get(column, [])
        cells.append(close_gaps(cell_text(lines, max((line.x1 - line.x0 for line in lines), default=0.0))))
    return grid_row(number, cells, f"第{draft.page}页")


def _group(block: list[list[TextLine]], columns: Columns) -> list[_Draft]:
    """The lines of each row."""
    numbers = columns.of("number")
    text = columns.of("text", "goal")[0]
    starts = _starts(block, numbers[0] if numbers else None, text)
    drafts: list[_Draft] = []
    for index, parts in enumerate(block):
        if index in starts or not drafts:
            drafts.append(_Draft())
        for column, part in enumerate(parts):
            if part.pieces:
                drafts[-1].add(column, part)
    return drafts


def _starts(block: list[list[TextLine]], number: int | None, text: int) -> set[int]:
    """The lines at which rows begin."""
    ended = _ended(block, text)
    if number is None:
        beside = [column for column in range(len(block[0]) if block else 0) if column != text]
        return {
            index
            for index, parts in enumerate(block)
            if ended[index] and any(parts[column].pieces for column in beside)
        }
    at = [index for index, parts in enumerate(block) if parts[number].pieces and NUMBER.fullmatch(parts[number].text)]
    by_gaps = _starts_by_gaps(block, at, text)
    if by_gaps is not None:
        return by_gaps
    if sum(ended[index] for index in at) * 3 >= len(at) * 2:
        return set(at)
    starts: list[int] = [0]
    for before, here in pairwise(at):
        starts.append(_border(ended, starts[-1], before, here))
    return set(starts)


def _starts_by_gaps(block: list[list[TextLine]], at: list[int], text: int) -> set[int] | None:
    """The lines after a wider gap, where each stretch between two such gaps has just one number; else None."""
    lines = [next(part for part in parts if part.pieces) for parts in block]
    texts = [parts[text] for parts in block if parts[text].pieces]
    pitches = sorted(below.base - above.base for above, below in pairwise(texts) if above.page == below.page)
    if not pitches or not at:
        return None
    pitch = pitches[len(pitches) // 2]
    starts = [0]
    numbered = set(at)
    for index, (above, below) in enumerate(pairwise(lines), 1):
        if above.page == below.page and below.base - above.base <= ROW_GAP * pitch:
            continue
        has_number = any(place in numbered for place in range(starts[-1], index))
        following = next((place for place in at if place >= index), len(block))
        if above.page == below.page or (has_number and not _goes_on(lines, index, following, pitch)):
            starts.append(index)
    ends = [*starts[1:], len(block)]
    counts = [sum(start <= place < end for place in at) for start, end in zip(starts, ends, strict=True)]
    return set(starts) if all(count == 1 for count in counts) else None


def _goes_on(lines: list[TextLine], index: int, following: int, pitch: float) -> bool:
    """Whether the row above a page break goes on below it: a gap comes before the next number, or no number comes."""
    return following >= len(lines) or any(
        below.base - above.base > ROW_GAP * pitch for above, below in pairwise(lines[index : following + 1])
    )


def _ended(block: list[list[TextLine]], text: int) -> list[bool]:
    """For each line, whether a task can begin there: it has text, and the text above has come to its end."""
    above = "。"
    ended = []
    for parts in block:
        here = parts[text]
        ended.append(bool(here.pieces) and above.endswith(tuple(SENTENCE_END)))
        above = here.text if here.pieces else above
    return ended


def _border(ended: list[bool], start: int, before: int, here: int) -> int:
    """Where the row of the number in line `here` begins: the row above is as long below its number as above it."""
    expected = 2 * before - start + 1
    places = range(before + 1, here + 1)
    best = min((abs(index - expected), index) for index in [at for at in places if ended[at]] or places)
    return best[1]
