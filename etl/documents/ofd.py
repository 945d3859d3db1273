"""Reader of .ofd files (GB/T 33190): the state's own format for finished pages, a zip archive of XML.

OFD.xml names documents, a document its pages, a page its text objects, each with its place, and the paths that draw its
rules. From there on a page is read as a PDF's is. Distances are millimetres in the file and points here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from etl.documents.blocks import Content
from etl.documents.limits import CHARACTERS, PAGES, PDF_GLYPHS, PDF_RULES, check_archive, check_count, check_markup
from etl.documents.notices import Unreadable
from etl.documents.pdf import LEAST_A_PAGE, fill
from etl.documents.pdf_page import EDGE, Glyph, PdfPage, Ruled, fill_tables, make_lines

ROOT = "OFD.xml"
POINTS = 72 / 25.4
BOX_OF_SIZE = 1.1
"""The height of a character's box, as a PDF's fonts have it, by its size."""

SLANT = 0.1
THIN = 1.0
"""A filled box of at most so many millimetres is a rule."""

A4 = (0.0, 0.0, 210.0, 297.0)
UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
STEP = re.compile(r"[MSLC]|-?\d+(?:\.\d*)?(?:[eE]-?\d+)?|-?\.\d+|[A-Za-z]")
Matrix = tuple[float, ...]
Edge = dict[str, Any]


def read_ofd(path: Path) -> Content:
    """The blocks of an OFD document; raises `Unreadable` (password, pictures only, too long, broken)."""
    names = {_key(name): name for name in check_archive(path)}
    check_markup(path)
    content = Content()
    pages: list[PdfPage] = []
    with zipfile.ZipFile(path) as archive:
        package = _Package(path.name, archive, names)
        if any("encrypt" in name for name in names):
            raise Unreadable(path.name, "encrypted")
        root = package.read(ROOT)
        characters = 0
        for number, (page, box) in enumerate(_pages(package, root), 1):
            check_count(path.name, "too_many_pages", number, PAGES)
            pages.append(_read_page(page, number, box))
            characters += pages[-1].glyphs
            check_count(path.name, "too_many_characters", characters, CHARACTERS)
    if characters < LEAST_A_PAGE * len(pages) or not pages:
        raise Unreadable(path.name, "scanned" if any(page.has_picture for page in pages) else "no_tasks")
    fill(content, pages)
    return content


@dataclass(frozen=True, slots=True)
class _Package:
    """The archive, and its parts by their names in lower case without a leading slash."""

    file: str
    archive: zipfile.ZipFile
    names: dict[str, str]

    def read(self, name: str) -> etree._Element:
        """A part's XML; raises `Unreadable` where it is missing or broken."""
        try:
            data = self.archive.read(self.names[_key(name)])
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as error:
            raise Unreadable(self.file, "truncated") from error

    def locate(self, base: str, location: str) -> str:
        """The part that a location written in the part `base` means; some programs write it from the root."""
        near = posixpath.normpath(posixpath.join(posixpath.dirname(base), location))
        return near if not location.startswith("/") and _key(near) in self.names else location


def _key(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _find(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names within another, in whatever namespace: programs write several."""
    return (found for found in element.iter() if isinstance(found.tag, str) and etree.QName(found).localname in names)


def _pages(package: _Package, root: etree._Element) -> Iterator[tuple[etree._Element, Matrix]]:
    """Each page's XML with its box, in order."""
    for body in _find(root, "DocRoot"):
        name = package.locate(ROOT, (body.text or "").strip())
        document = package.read(name)
        usual = _numbers(next((box.text for box in _find(document, "PhysicalBox")), None)) or A4
        for page in _find(document, "Page"):
            location = page.get("BaseLoc")
            if location:
                content = package.read(package.locate(name, location))
                box = _numbers(next((found.text for found in _find(content, "PhysicalBox")), None))
                yield content, box if len(box) == 4 else usual


def _read_page(page: etree._Element, number: int, box: Matrix) -> PdfPage:
    """One page: its characters in lines, and its ruled tables."""
    glyphs = list(_glyphs(page))[:PDF_GLYPHS]
    edges = [edge for path in _find(page, "PathObject") for edge in _edges(path)]
    tables: list[Ruled] = []
    outside = glyphs
    if 0 < len(edges) <= PDF_RULES:
        merged = merge_edges(edges, EDGE, EDGE, EDGE, EDGE)
        cells = intersections_to_cells(edges_to_intersections(merged, EDGE, EDGE))
        tables, outside = fill_tables(cells_to_tables(cells) if cells else [], glyphs, number)
    has_picture = next(_find(page, "ImageObject"), None) is not None
    lines = tuple(make_lines(outside, number))
    return PdfPage(
        number, box[2] * POINTS, box[3] * POINTS, lines, tuple(tables), len(glyphs), 0, has_picture
    )  # fmt: skip


def _glyphs(page: etree._Element) -> Iterator[Glyph]:
    """The characters of a page, without blanks and slanted watermarks."""
    for item in _find(page, "TextObject"):
        matrix = _matrix(item)
        if abs(matrix[1]) > SLANT * abs(matrix[0]):
            continue
        size = _number(item.get("Size"), 1.0)
        for code in _find(item, "TextCode"):
            yield from _glyphs_of(code, size, matrix)


def _glyphs_of(code: etree._Element, size: float, matrix: Matrix) -> Iterator[Glyph]:
    """The characters of one stretch of text; a step to the next is given, or the character's own width."""
    text = code.text or ""
    across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
    x, y = _number(code.get("X"), 0.0), _number(code.get("Y"), 0.0)
    spaced = False
    for at, sign in enumerate(text):
        width = size if sign >= "\u2e80" else size / 2
        step = across[at] if at < len(across) else (0.0 if down else width)
        if sign.isspace():
            spaced = True
        else:
            left, base = _place(x, y, matrix)
            right, _ = _place(x + min(width, step or width), y, matrix)
            yield Glyph(sign, left, right, base, size * abs(matrix[3]) * POINTS * BOX_OF_SIZE, spaced)
            spaced = False
        x += step
        y += down[at] if at < len(down) else 0.0


def _edges(path: etree._Element) -> Iterator[Edge]:
    """The straight rules that a path draws across or down the page."""
    matrix = _matrix(path)
    data = next((found.text for found in _find(path, "AbbreviatedData")), None) or ""
    points: list[tuple[float, float]] = []
    filled = path.get("Fill") in ("true", "1")
    stroked = path.get("Stroke", "true") in ("true", "1")
    for command, numbers in _commands(data):
        if command in "MS" or (command not in "LC"):
            yield from _rules(points, stroked=stroked, filled=filled)
            points = []
        if command in "MSL" and len(numbers) == 2:
            points.append(_place(*numbers, matrix))
        elif command == "C" and points:
            points.append(points[0])
    yield from _rules(points, stroked=stroked, filled=filled)


def _rules(points: list[tuple[float, float]], *, stroked: bool, filled: bool) -> Iterator[Edge]:
    """The edges of one stroke; a filled box counts where it is as thin as a rule."""
    if filled and not stroked:
        wide = max((x for x, _ in points), default=0.0) - min((x for x, _ in points), default=0.0)
        high = max((y for _, y in points), default=0.0) - min((y for _, y in points), default=0.0)
        if min(wide, high) > THIN * POINTS:
            return
    for (x0, y0), (x1, y1) in pairwise(points):
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right - left > EDGE and bottom - top < THIN:
            yield {"x0": left, "x1": right, "top": top, "bottom": top, "width": right - left, "orientation": "h"}
        elif bottom - top > EDGE and right - left < THIN:
            yield {"x0": left, "x1": left, "top": top, "bottom": bottom, "height": bottom - top, "orientation": "v"}


def _commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """A path's letters with their numbers: `M 0 0 L 100 0 C`."""
    command = ""
    numbers: list[float] = []
    for word in STEP.findall(data):
        if word.isalpha():
            if command:
                yield command, tuple(numbers)
            command, numbers = word, []
        else:
            numbers.append(float(word))
    if command:
        yield command, tuple(numbers)


def _matrix(item: etree._Element) -> Matrix:
    """How an object's own coordinates lie on the page: its transformation, then its boundary's corner."""
    matrix = _numbers(item.get("CTM"))
    corner = _numbers(item.get("Boundary"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else UPRIGHT
    return a, b, c, d, e + (corner[0] if corner else 0.0), f + (corner[1] if len(corner) > 1 else 0.0)


def _place(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """A point of an object on the page, in points."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * POINTS, (b * x + d * y + f) * POINTS


def _steps(written: str | None, most: int) -> list[float]:
    """The distances between characters; `g 3 5.0` stands for three times 5.0.

    >>> _steps("4 g 2 5.5 3", 10)
    [4.0, 5.5, 5.5, 3.0]
    """
    steps: list[float] = []
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            count, step = _number(next(words, None), 0.0), _number(next(words, None), 0.0)
            steps += [step] * min(max(int(count), 0), most)
        else:
            steps.append(_number(word, 0.0))
    return steps[:most]


def _numbers(written: str | None) -> Matrix:
    return tuple(_number(word, 0.0) for word in (written or "").split())


def _number(written: str | None, otherwise: float) -> float:
    try:
        number = float(written) if written else otherwise
    except ValueError:
        return otherwise
    return number if abs(number) < 1e6 else otherwise
