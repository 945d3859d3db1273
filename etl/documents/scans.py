"""Pictures of pages → characters with their places and ruled tables, as a PDF's text layer would give them.

Text is recognised by RapidOCR with the models in its package (requirements-ocr.txt; nothing is fetched). A page that
lies askew is turned by the slope of its lines. Distances are in points from the page's top left corner.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl.documents.limits import PAGES, PICTURE_POINTS, check_count
from etl.documents.notices import Unreadable
from etl.documents.pdf_page import Glyph, PdfPage, fill_tables, make_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from PIL.Image import Image

DPI = 200
LEAST_SCORE = 0.5
"""A line that is less sure than this is a stamp or a stain."""

BASELINE, SIZE = 0.30, 0.78
"""A line's baseline lies so many box heights below its middle; a character is so many box heights high."""

ALIKE = 0.25
"""Boxes whose heights differ by no more than this share are of one size of type."""

LONG_RULE, BRIDGE = 0.03, 5
"""A rule is at least this share of the page's longer side long; gaps of so many pixels in it are closed."""

SNAP = 6.0


class _Line(NamedTuple):
    """A recognised line: its characters with their left and right edges, its middle, the height of its box."""

    characters: list[tuple[str, float, float]]
    middle: float
    height: float
    score: float


def can_recognise() -> bool:
    """Whether the optional packages for text recognition are installed."""
    return _engine() is not None


@cache
def _engine() -> Any | None:
    try:
        from rapidocr import RapidOCR
    except ImportError:
        return None
    return RapidOCR(params={"Global.log_level": "critical"})


def read_pictures(path: Path) -> Iterator[Image]:
    """The pages of a picture file, one by one; a .tif may hold several. Raises `Unreadable`: too large, broken."""
    from PIL import Image, ImageOps, ImageSequence

    try:
        with Image.open(path) as picture:
            check_count(path.name, "too_many_pages", getattr(picture, "n_frames", 1), PAGES)
            check_count(path.name, "too_many_points", picture.width * picture.height, PICTURE_POINTS)
            for frame in ImageSequence.Iterator(picture):
                yield ImageOps.exif_transpose(frame.convert("RGB"))
    except (OSError, Image.DecompressionBombError) as error:
        raise Unreadable(path.name, "truncated") from error


def read_scan(picture: Image, number: int, dpi: float = DPI) -> PdfPage:
    """The text and the ruled tables of a page's picture; `number` is its page's."""
    import numpy as np

    engine = _engine()
    assert engine is not None, "can_recognise has not been asked"  # noqa: S101
    pixels = np.asarray(picture.convert("RGB"))[:, :, ::-1]
    found = engine(pixels, return_word_box=True, return_single_char_box=True)
    boxes = found.boxes if found.boxes is not None else ()
    slope = _slope(boxes)
    scale = 72 / dpi
    words = found.word_results or ()
    lines = [
        line
        for box, score, characters in zip(boxes, found.scores or (), words, strict=False)
        if score >= LEAST_SCORE and (line := _line(box, float(score), characters, slope, scale))
    ]
    glyphs = _glyphs(lines)
    rules = _rules(pixels, slope, scale)
    tables, outside = fill_tables(_cells(rules), glyphs, number)
    letters = sum(len(line.characters) for line in lines)
    sure = sum(line.score * len(line.characters) for line in lines) / letters if letters else 0.0
    return PdfPage(
        number, picture.width * scale, picture.height * scale, tuple(make_lines(outside, number)), tuple(tables),
        letters, 0, has_picture=True, ocr=sure,
    )  # fmt: skip


def _slope(boxes: Sequence[np.ndarray]) -> float:
    """How far the page's lines rise or fall: the middle slope of its wide boxes."""
    wide = [box for box in boxes if box[1][0] - box[0][0] > 4 * abs(box[3][1] - box[0][1])]
    slopes = sorted((box[1][1] - box[0][1]) / (box[1][0] - box[0][0]) for box in wide)
    return float(slopes[len(slopes) // 2]) if slopes else 0.0


def _turn(x: float, y: float, slope: float, scale: float) -> tuple[float, float]:
    """A point of the picture on the straightened page, in points."""
    angle = math.atan(slope)
    cos, sin = math.cos(angle), math.sin(angle)
    return (x * cos + y * sin) * scale, (y * cos - x * sin) * scale


def _line(box: np.ndarray, score: float, characters: Any, slope: float, scale: float) -> _Line | None:
    corners = [_turn(float(x), float(y), slope, scale) for x, y in box]
    middle = sum(y for _, y in corners) / 4
    height = (corners[3][1] + corners[2][1] - corners[0][1] - corners[1][1]) / 2
    placed = []
    for text, _, edges in characters:
        left = _turn(float(edges[0][0]), float(edges[0][1]), slope, scale)[0]
        right = _turn(float(edges[1][0]), float(edges[1][1]), slope, scale)[0]
        if text.strip():
            placed += [(sign, left, right) for sign in text]
    return _Line(placed, middle, height, score) if placed else None


def _glyphs(lines: list[_Line]) -> list[Glyph]:
    """The characters of all lines; lines of nearly one height have the same size of type."""
    heights = sorted(line.height for line in lines)
    usual = heights[len(heights) // 2] if heights else 0.0
    glyphs = []
    for line in lines:
        height = usual if abs(line.height - usual) <= ALIKE * usual else line.height
        base = line.middle + BASELINE * height
        glyphs += [Glyph(text, left, right, base, SIZE * height, spaced=False) for text, left, right in line.characters]
    return glyphs


def _rules(pixels: np.ndarray, slope: float, scale: float) -> list[dict[str, Any]]:
    """The straight dark lines of a page, as pdfplumber knows edges."""
    import cv2
    import numpy as np

    high, wide = pixels.shape[:2]
    turn = np.array([[math.cos(math.atan(slope)), math.sin(math.atan(slope)), 0.0],
                     [-math.sin(math.atan(slope)), math.cos(math.atan(slope)), 0.0]])  # fmt: skip
    grey = cv2.warpAffine(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), turn, (wide, high), borderValue=255)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    length = int(LONG_RULE * max(high, wide))
    edges = []
    for across in (True, False):
        bridge, least = [np.ones((1, size) if across else (size, 1), np.uint8) for size in (BRIDGE, length)]
        kept = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, bridge), cv2.MORPH_OPEN, least)
        count, _, boxes, _ = cv2.connectedComponentsWithStats(kept)
        for left, top, width, height, _ in boxes[1:count]:
            x0, x1, y0, y1 = left * scale, (left + width) * scale, top * scale, (top + height) * scale
            if across:
                y0 = y1 = (y0 + y1) / 2
            else:
                x0 = x1 = (x0 + x1) / 2
            edges.append({
                "x0": x0, "x1": x1, "top": y0, "bottom": y1, "width": x1 - x0, "height": y1 - y0,
                "orientation": "h" if across else "v",
            })  # fmt: skip
    return edges


def _cells(edges: list[dict[str, Any]]) -> list[list[tuple[float, float, float, float]]]:
    """The cells of each table that the rules make."""
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    crossings = edges_to_intersections(merged, SNAP, SNAP)
    return cells_to_tables(intersections_to_cells(crossings)) if crossings else []
