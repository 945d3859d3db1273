"""One PDF page → lines of text with their places, and the tables that are ruled on it.

PDFium gives every character with its box; pdfplumber finds the ruled cells, on pages that have rules at all. Distances
are in points from the page's top left corner, as it is shown.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pdfplumber.page import Page as PlumberPage

from etl.documents.blocks import Cell
from etl.documents.footnotes import read_raised
from etl.documents.limits import PDF_GLYPHS, PDF_RULES
from etl.lexicon.folding import clean, close_gaps, join_lines

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

PIECE_GAP = 0.35
"""A gap of so many character heights parts two pieces of a line; smaller ones are the justification's."""

SPACE_GAP = 0.2
SAME_LINE = 0.32
RAISED, LIFT = 0.75, 0.1
"""Characters of at most this share of the usual height that stand this share of it higher are raised."""

TWICE_DRAWN = 0.3
"""A character drawn again within so many of its heights is an imitated bold."""

LEAST_RULES = 3
PATH_SEGMENTS = 8
FORM_DEPTH = 4
EDGE = 3.0
LEAN = 0.2
"""A character belongs to the cell in which this part of it lies: closing marks may hang over the cell's right edge."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its box and its baseline, from the top; `spaced` where a blank stands before it."""

    text: str
    x0: float
    x1: float
    base: float
    height: float
    spaced: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line without a wide gap; `starts` are its characters' left edges."""

    text: str
    x0: float
    x1: float
    starts: array[float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page (counted from 1): its pieces from left to right, its baseline, its height."""

    pieces: tuple[Piece, ...]
    base: float
    height: float
    page: int

    @property
    def x0(self) -> float:
        """Its left end."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Its right end."""
        return self.pieces[-1].x1

    @property
    def text(self) -> str:
        """The whole line, without the gaps of its layout beside Chinese characters."""
        return close_gaps(clean(" ".join(piece.text for piece in self.pieces)))


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruled table: its grid of cells (merged ones share their origin) and where it stands."""

    rows: tuple[tuple[Cell, ...], ...]
    edges: tuple[float, ...]
    top: float
    bottom: float
    page: int


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What stands on a page: lines outside its tables, tables, its size, what it lacks, how surely a scan was read."""

    number: int
    width: float
    height: float
    lines: tuple[TextLine, ...]
    tables: tuple[Ruled, ...]
    glyphs: int
    unmapped: int
    has_picture: bool
    ocr: float | None = None


def read_glyphs(page: pypdfium2.PdfPage) -> list[Glyph]:
    """The characters of a page in drawing order, without blanks, slanted watermarks and characters drawn twice."""
    text_page = page.get_textpage()
    left, bottom, right, top = page.get_mediabox()
    width, height = right - left, top - bottom
    rotation = page.get_rotation()
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    glyphs: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    spaced = False
    for index in range(min(text_page.count_chars(), PDF_GLYPHS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 32 or 0xD800 <= code < 0xE000 or code == 0xFFFE or chr(code).isspace():
            spaced = spaced or not pdfium.FPDFText_IsGenerated(text_page, index)
            continue
        angle = pdfium.FPDFText_GetCharAngle(text_page, index)
        if abs((math.cos if rotation in (90, 270) else math.sin)(angle)) > 0.1:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        corners = (box.left - left, box.bottom - bottom, box.right - left, box.top - bottom)
        x0, x1, size, base = _turned(corners, (x.value - left, y.value - bottom), (width, height), rotation)
        glyph = Glyph(chr(code), x0, x1, base, size, spaced)
        spaced = False
        near = max(TWICE_DRAWN * size, 0.5)
        key = (glyph.text, round(x0 / near), round(base / near))
        twin = seen.get(key)
        if twin is None or abs(twin.x0 - x0) > near or abs(twin.base - base) > near:
            seen[key] = glyph
            glyphs.append(glyph)
    text_page.close()
    return glyphs


def _turned(
    box: tuple[float, float, float, float], origin: tuple[float, float], size: tuple[float, float], rotation: int
) -> tuple[float, float, float, float]:
    """Left, right, height and baseline (from the top) of a character box as the page is shown."""
    left, bottom, right, top = box
    x, y = origin
    width, height = size
    if rotation == 90:
        return bottom, top, right - left, x
    if rotation == 180:
        return width - right, width - left, top - bottom, y
    if rotation == 270:
        return height - top, height - bottom, right - left, width - x
    return left, right, top - bottom, height - y


def make_lines(glyphs: Iterable[Glyph], page: int) -> list[TextLine]:
    """Characters → lines from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.base, glyph.x0)):
        if rows and glyph.base - rows[-1][0].base <= SAME_LINE * max(glyph.height, rows[-1][0].height):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    for above, below in pairwise(list(rows)):
        if _is_raised(above, below):
            below.extend(above)
            above.clear()
    return [_make_line(sorted(row, key=lambda glyph: glyph.x0), page) for row in rows if row]


def _is_raised(above: list[Glyph], below: list[Glyph]) -> bool:
    """Whether the characters of a row are small ones that are set a little above the next row's."""
    if not above:
        return False
    height = max(glyph.height for glyph in below)
    lift = below[0].base - above[0].base
    small = all(glyph.height <= RAISED * height for glyph in above)
    return small and lift < height / 2 and below[0].x0 < above[0].x0


def _read_raised(glyphs: list[Glyph]) -> list[Glyph]:
    """The characters of a row from left to right, without footnotes' marks; the power of a unit as one character."""
    usual = sorted(glyphs, key=lambda glyph: glyph.height)[len(glyphs) // 2]
    kept: list[Glyph] = []
    for is_raised, run in groupby(
        glyphs,
        key=lambda glyph: glyph.height <= RAISED * usual.height and glyph.base < usual.base - LIFT * usual.height,
    ):
        group = list(run)
        if not is_raised or not kept:
            kept += group
            continue
        raised = "".join(glyph.text for glyph in group)
        read = read_raised("".join(glyph.text for glyph in kept[-2:]), raised)
        kept += group if read == raised else _powers(kept[-1], group, read)
    return kept


def _powers(before: Glyph, raised: list[Glyph], signs: str) -> list[Glyph]:
    """The signs of a power right behind the character before them."""
    return [replace(glyph, text=sign, x0=before.x1, spaced=False) for glyph, sign in zip(raised, signs, strict=False)]


def _make_line(glyphs: list[Glyph], page: int) -> TextLine:
    glyphs = _read_raised(glyphs)
    height = sorted(glyph.height for glyph in glyphs)[len(glyphs) // 2]
    groups: list[list[Glyph]] = []
    for glyph in glyphs:
        if groups and glyph.x0 - groups[-1][-1].x1 <= PIECE_GAP * height:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return TextLine(
        tuple(_make_piece(group, height) for group in groups), max(glyph.base for glyph in glyphs), height, page
    )


def _make_piece(glyphs: list[Glyph], height: float) -> Piece:
    """The characters of a piece, with a blank where Latin words or numbers stand apart."""
    text = glyphs[0].text
    starts = array("f", [glyphs[0].x0] * len(text))
    for before, glyph in pairwise(glyphs):
        is_gap = glyph.spaced or glyph.x0 - before.x1 > SPACE_GAP * height
        apart = is_gap and before.text < "\u2e80" and glyph.text < "\u2e80"
        added = (" " if apart else "") + glyph.text
        text += added
        starts.extend([glyph.x0] * len(added))
    return Piece(text, glyphs[0].x0, max(glyph.x1 for glyph in glyphs), starts)


def pitch(lines: list[TextLine]) -> float:
    """The usual distance between two lines."""
    gaps = sorted(b.base - a.base for a, b in pairwise(lines) if a.page == b.page)
    return gaps[len(gaps) // 2] if gaps else 0.0


def cut_piece(piece: Piece, at: float) -> tuple[Piece, Piece] | None:
    """The two parts of a piece left and right of `at`, None where all of it is on one side."""
    count = bisect_left(piece.starts, at)
    left, right = piece.text[:count].rstrip(), piece.text[count:].strip()
    if not left or not right:
        return None
    return (
        Piece(left, piece.x0, piece.starts[count], piece.starts[:count]),
        Piece(right, piece.starts[count], piece.x1, piece.starts[count:]),
    )


def has_rules(page: pypdfium2.PdfPage) -> bool | None:
    """Whether the page draws enough lines for a table; None where it draws so many that it is a picture."""
    rules = 0
    for count, item in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=FORM_DEPTH)):
        rules += 1 if pdfium.FPDFPath_CountSegments(item) <= PATH_SEGMENTS else LEAST_RULES
        if count > PDF_RULES:
            return None
    return rules >= LEAST_RULES


def has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether the page shows a raster picture."""
    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=FORM_DEPTH)), None) is not None


def read_tables(page: PlumberPage, glyphs: list[Glyph], number: int) -> tuple[list[Ruled], list[Glyph]]:
    """The ruled tables of a page with their text, and the characters outside them."""
    return fill_tables([found.cells for found in page.find_tables(_missing_rules(page))], glyphs, number)


def fill_tables(found: Iterable[Sequence[Box]], glyphs: list[Glyph], number: int) -> tuple[list[Ruled], list[Glyph]]:
    """The tables made of cells, each with the characters that lie in it, and the characters outside them all."""
    tables: list[Ruled] = []
    for cells in found:
        boxes = [box for box in cells if box[2] - box[0] > EDGE and box[3] - box[1] > EDGE]
        if len({round(box[0] / EDGE) for box in boxes}) < 2:
            continue  # a frame, or rules between rows alone
        x0, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        x1, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        inside = [g for g in glyphs if x0 <= g.x0 + LEAN * g.height <= x1 and top <= g.base - g.height / 3 <= bottom]
        if not inside:
            continue
        known = set(map(id, inside))
        glyphs = [glyph for glyph in glyphs if id(glyph) not in known]
        edges, rows = _grid(boxes, inside, number)
        tables.append(Ruled(rows, edges, top, bottom, number))
    return sorted(tables, key=lambda table: table.top), glyphs


def _missing_rules(page: PlumberPage) -> dict[str, Any]:
    """Settings for pdfplumber that close a table which a page break or a style left open at an edge."""
    across = [edge for edge in page.edges if edge["orientation"] == "h"]
    down = [edge for edge in page.edges if edge["orientation"] == "v"]
    return {
        "explicit_horizontal_lines": [
            *_open_ends(down, "top", {round(edge["top"] / EDGE) for edge in across}),
            *_open_ends(down, "bottom", {round(edge["top"] / EDGE) for edge in across}),
        ],
        "explicit_vertical_lines": [
            *_open_ends(across, "x0", {round(edge["x0"] / EDGE) for edge in down}),
            *_open_ends(across, "x1", {round(edge["x0"] / EDGE) for edge in down}),
        ],
    }


def _open_ends(edges: list[dict[str, Any]], side: str, crossed: set[int]) -> list[float]:
    """Where at least so many rules end together that a table ends there, and no rule runs across."""
    ends: dict[int, list[float]] = {}
    for edge in edges:
        ends.setdefault(round(edge[side] / EDGE), []).append(edge[side])
    return [
        values[0]
        for place, values in ends.items()
        if len(values) >= LEAST_RULES and not crossed & {place - 1, place, place + 1}
    ]


def _grid(boxes: list[Box], glyphs: list[Glyph], page: int) -> tuple[tuple[float, ...], tuple[tuple[Cell, ...], ...]]:
    """The table's column edges, and its rows: every position of the grid has the cell that covers it."""
    edges = _distinct([box[0] for box in boxes] + [box[2] for box in boxes])
    levels = _distinct([box[1] for box in boxes] + [box[3] for box in boxes])
    slots: dict[tuple[int, int], int] = {}
    for index, (left, top, right, bottom) in enumerate(boxes):
        rows_of = range(_slot(levels, top + EDGE), _slot(levels, bottom - EDGE) + 1)
        columns_of = range(_slot(edges, left + EDGE), _slot(edges, right - EDGE) + 1)
        slots.update(((row, column), index) for row in rows_of for column in columns_of)
    inside: list[list[Glyph]] = [[] for _ in boxes]
    for glyph in glyphs:
        place = _slot(levels, glyph.base - glyph.height / 3), _slot(edges, glyph.x0 + LEAN * glyph.height)
        if place in slots:
            inside[slots[place]].append(glyph)
    texts = [
        cell_text(make_lines(held, page), box[2] - box[0]) if held else ""
        for held, box in zip(inside, boxes, strict=True)
    ]
    rows = tuple(
        tuple(
            Cell(texts[at], (page, at)) if (at := slots.get((row, column), -1)) >= 0 else Cell("", (row, -column - 1))
            for column in range(len(edges) - 1)
        )
        for row in range(len(levels) - 1)
    )
    return tuple(edges), rows


def _slot(edges: list[float], at: float) -> int:
    """Which stretch between two edges a coordinate lies in."""
    return bisect_right(edges, at) - 1


def cell_text(lines: list[TextLine], width: float) -> str:
    """The lines of a cell in one: parted only where a line ends with a full stop well before the cell's width."""
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    width = min(width, widest * 1.05)
    groups: list[list[str]] = [[]]
    for line in lines:
        groups[-1].append(line.text)
        if line.text.endswith(("。", "；")) and line.x1 - lines[0].x0 < width - 2.5 * line.height and len(lines) > 1:
            groups.append([])
    return "\n".join(join_lines(group) for group in groups if group)


def _distinct(values: list[float]) -> list[float]:
    """Coordinates in order, near ones as one."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > EDGE:
            kept.append(value)
    return kept
