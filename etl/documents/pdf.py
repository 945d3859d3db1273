"""Reader of .pdf files: ruled and unruled tables, hard-broken prose; page headers, footers and numbers are left out.

Pages are read one at a time, and only their lines and cells are kept. Pages that are pictures are read by text
recognition where it is installed (see `scans`); where it is not, a PDF of pictures is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from etl.documents.blocks import Block, Cell, Content, Grid, Paragraph, Row
from etl.documents.columns import find_columns
from etl.documents.headings import read_marker, strip_bullet
from etl.documents.indicator_lines import find_tables
from etl.documents.limits import CHARACTERS, PAGES, PICTURE_POINTS, check_count
from etl.documents.line_paragraphs import ENDED, Line
from etl.documents.notices import Unreadable
from etl.documents.pdf_columns import header_of, read_unruled
from etl.documents.pdf_margins import without_margins
from etl.documents.pdf_page import (
    PdfPage,
    Ruled,
    TextLine,
    has_picture,
    has_rules,
    make_lines,
    pitch,
    read_glyphs,
    read_tables,
)  # fmt: skip
from etl.documents.pdf_text_columns import stack_columns
from etl.documents.scans import DPI, can_recognise, read_pictures, read_scan
from etl.documents.tally import count_grid, count_numerals, set_aside
from etl.lexicon.folding import join_lines
from etl.offices.closing import SENTENCE_END, read_departments_line

LEAST_A_PAGE = 8
"""A document with fewer characters a page than this, and pictures, was scanned."""

UNMAPPED = 0.2
INDENT = 1.2
SHORT = 2.0
"""A line that ends so many characters before the right edge ends its paragraph."""


def read_pdf(path: Path) -> Content:
    """The blocks of a PDF; raises `Unreadable` (password, pictures only, too long, broken)."""
    content = Content()
    pages = list(_read_pages(path, content))
    glyphs = sum(page.glyphs for page in pages)
    if glyphs < LEAST_A_PAGE * len(pages):
        raise Unreadable(path.name, "scanned" if any(page.has_picture for page in pages) else "no_tasks")
    if sum(page.unmapped for page in pages) > UNMAPPED * glyphs:
        raise Unreadable(path.name, "garbled_font")
    empty = [page.number for page in pages if page.glyphs < LEAST_A_PAGE and page.has_picture and page.ocr is None]
    if empty:
        content.warn("no_text_layer", pages="、".join(map(str, empty)))
    fill(content, pages)
    return content


def read_picture(path: Path) -> Content:
    """The blocks of a picture file (.jpg, .png, .tif …); raises `Unreadable` where no text recognition is installed."""
    if not can_recognise():
        raise Unreadable(path.name, "scanned")
    pages = [read_scan(picture, number) for number, picture in enumerate(read_pictures(path), 1)]
    if not any(page.glyphs for page in pages):
        raise Unreadable(path.name, "no_tasks")
    content = Content()
    fill(content, pages)
    return content


def fill(content: Content, pages: list[PdfPage]) -> None:
    """Give a file the tables and paragraphs of its pages, without page numbers, headers and footers."""
    content.scanned.update({f"第{page.number}页": page.ocr for page in pages if page.ocr is not None})
    kept = without_margins(pages)
    content.aside["margins"] += _count(pages) - _count(kept)
    content.blocks = _blocks([_in_reading_order(page) for page in kept])
    lines = (line.text for page in pages for line in page.lines)
    set_aside(content, lines, sum(count_grid(_grid(table)) for page in pages for table in page.tables))


def _in_reading_order(page: PdfPage) -> PdfPage:
    """A page whose columns of text stand one below the other; one with a table stays as it is."""
    if page.tables or any(header_of(line) is not None for line in page.lines):
        return page
    return replace(page, lines=stack_columns(page.lines))


def _read_pages(path: Path, content: Content) -> Iterator[PdfPage]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(path.name, "encrypted" if "assword" in str(error) else "truncated") from error
    with ExitStack() as stack:
        stack.callback(document.close)
        check_count(path.name, "too_many_pages", len(document), PAGES)
        plumber: PDF | None = None
        characters = 0
        for index in range(len(document)):
            page = _load(document, index, path.name)
            glyphs = read_glyphs(page)
            characters += len(glyphs)
            check_count(path.name, "too_many_characters", characters, CHARACTERS)
            ruled = has_rules(page) if glyphs else False
            if ruled is None:
                content.warn("drawing_page", pages=index + 1)
            tables: list[Ruled] = []
            outside = glyphs
            if len(glyphs) < LEAST_A_PAGE and has_picture(page) and can_recognise():
                yield _recognise(page, index + 1, path.name)
                page.close()
                continue
            if ruled:
                try:
                    # Its own closing reads all pages again, and leaves the file open where it cannot be read.
                    plumber = plumber or pdfplumber.open(stack.enter_context(path.open("rb")))
                    tables, outside = read_tables(plumber.pages[index], glyphs, index + 1)
                    plumber.pages[index].close()
                except (
                    PDFException,
                    PdfminerException,
                    MalformedPDFException,
                    ValueError,
                    KeyError,
                    TypeError,
                    IndexError,
                ):
                    content.warn("drawing_page", pages=index + 1)
            yield PdfPage(
                index + 1, page.get_width(), page.get_height(), tuple(make_lines(outside, index + 1)), tuple(tables),
                len(glyphs), sum(_is_unmapped(glyph.text) for glyph in glyphs), has_picture(page),
            )  # fmt: skip
            page.close()


def _recognise(page: pypdfium2.PdfPage, number: int, name: str) -> PdfPage:
    """A page that is a picture, by text recognition."""
    scale = DPI / 72
    check_count(name, "too_many_points", int(page.get_width() * page.get_height() * scale**2), PICTURE_POINTS)
    return read_scan(page.render(scale=scale).to_pil(), number)


def _grid(table: Ruled) -> Grid:
    return Grid(tuple(Row(cells, "") for cells in table.rows))


def _count(pages: list[PdfPage]) -> int:
    """The numerals of the pages' lines."""
    return sum(count_numerals(line.text) for page in pages for line in page.lines)


def _load(document: pypdfium2.PdfDocument, index: int, name: str) -> pypdfium2.PdfPage:
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(name, "truncated") from error


def _is_unmapped(character: str) -> bool:
    """Whether a font gave no Unicode for what it drew: a replacement or private character."""
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _blocks(pages: list[PdfPage]) -> list[Block]:
    """Lines and tables of all pages in order; a table that goes on over a page is one grid."""
    blocks: list[Block] = []
    waiting: list[TextLine] = []
    last: Ruled | None = None
    rows: list[tuple[tuple[Cell, ...], str]] = []

    def close_table() -> None:
        if rows:
            blocks.append(Grid(tuple(Row(cells, place) for cells, place in rows)))
            rows.clear()

    for page in pages:
        parts: list[TextLine | Ruled] = sorted(
            [*page.lines, *page.tables], key=lambda part: part.base if isinstance(part, TextLine) else part.top
        )
        for part in parts:
            if isinstance(part, TextLine):
                close_table()
                waiting.append(part)
                last = None
                continue
            blocks += _read_text(waiting)
            waiting.clear()
            new = [(cells, f"第{part.page}页") for cells in part.rows]
            if last is not None and _goes_on(last, part):
                _append(rows, new)
            else:
                close_table()
                rows.extend(new)
            last = part
    close_table()
    blocks += _read_text(waiting)
    return blocks


def _goes_on(above: Ruled, below: Ruled) -> bool:
    """Whether a table goes on in the next one, on the same or the next page."""
    return below.page - above.page <= 1 and len(above.edges) == len(below.edges)


def _append(rows: list[tuple[tuple[Cell, ...], str]], new: list[tuple[tuple[Cell, ...], str]]) -> None:
    """Adds the rows of the next page: its repeated header is dropped, a row that the page broke is joined."""
    header = next((cells for cells, _ in rows if find_columns(Row(cells, "")) is not None), None)
    if header is not None and new and [cell.text for cell in new[0][0]] == [cell.text for cell in header]:
        new = new[1:]
    if header is not None and rows and new and _is_broken(header, rows[-1][0], new[0][0]):
        upper, lower = rows[-1][0], new[0][0]
        joined = tuple(
            Cell(_join(above.text, below.text), above.origin) for above, below in zip(upper, lower, strict=True)
        )
        rows[-1] = (joined, rows[-1][1])
        new = new[1:]
    rows.extend(new)


def _is_broken(header: tuple[Cell, ...], upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> bool:
    """Whether two rows are the halves of one: only one has a number; without numbers, the upper text is unfinished."""
    found = find_columns(Row(header, ""))
    if found is None or len({cell.origin for cell in lower}) < len(lower):
        return False
    columns = found[0]
    text = columns.of("text", "goal")[0]
    ended = upper[text].text.endswith(tuple(SENTENCE_END))
    numbers = columns.of("number")
    if not numbers:
        return not ended and any(not cell.text for cell in lower)
    above, below = upper[numbers[0]].text, lower[numbers[0]].text
    if not below:
        return bool(above) or not ended
    return not above and not ended


def _join(above: str, below: str) -> str:
    """Two halves of a cell."""
    if not above or not below:
        return above or below
    return join_lines([above, below])


def _read_text(lines: list[TextLine]) -> list[Block]:
    """Lines outside ruled tables: unruled tables and paragraphs."""
    written = [Line("\t".join(piece.text for piece in line.pieces), f"第{line.page}页") for line in lines]
    blocks: list[Block] = []
    low = 0
    for table in find_tables(written, wrapped=True):
        blocks += [*_read_tasks(lines[low : table.above]), *_paragraphs(lines[table.above : table.start]), table.grid]
        low = table.end
    return blocks + _read_tasks(lines[low:])


def _read_tasks(lines: list[TextLine]) -> list[Block]:
    """Lines without indicators: unruled task tables and paragraphs."""
    blocks: list[Block] = []
    start = index = 0
    while index < len(lines):
        if header_of(lines[index]) is None:
            index += 1
            continue
        blocks += _paragraphs(lines[start:index])
        grid, taken = read_unruled(lines[index:])
        blocks.append(grid)
        start = index = index + taken
    return blocks + list(_paragraphs(lines[start:]))


def _paragraphs(lines: list[TextLine]) -> list[Paragraph]:
    """Lines → paragraphs, by indents, short last lines, sizes and gaps."""
    lefts: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        lefts[line.page].append(line.x0)
    right = sorted(line.x1 for line in lines)[int(len(lines) * 0.9)] if lines else 0.0
    usual = pitch(lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and not _starts(groups[-1][-1], line, min(lefts[line.page]), right, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(join_lines(line.text for line in group), f"第{group[0].page}页") for group in groups]


def _starts(before: TextLine, line: TextLine, left: float, right: float, pitch: float) -> bool:
    """Whether a paragraph begins at `line`."""
    if abs(before.height - line.height) > 0.15 * max(before.height, line.height):
        return True
    if before.page == line.page and pitch and line.base - before.base > 1.7 * pitch:
        return True
    if before.x1 < right - SHORT * before.height or read_departments_line(line.text) is not None:
        return True
    ended = before.text.endswith(ENDED)
    marked = read_marker(line.text) is not None or strip_bullet(line.text) != line.text
    return ended and (marked or line.x0 > left + INDENT * line.height)
