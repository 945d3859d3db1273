"""What stands in the margins of pages and is no text of the document: numbers, headers, footers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from etl.documents.frame import PAGE_NUMBER
from etl.documents.pdf_columns import header_of
from etl.documents.pdf_page import PdfPage, TextLine, pitch
from etl.lexicon.folding import squeeze

MARGIN = 0.12
"""Share of the page's height at its top and bottom where headers, footers and page numbers stand."""

OUTERMOST = 2
SAME_HEIGHT = 3.0
APART, FAR = 1.2, 2.2
"""They are more than so many times the distance of two lines, or so many character heights, away from the text."""

REPEATED = 0.3
"""A header or footer stands on at least this share of the pages."""

SMALL = 0.85
"""A line of so much smaller characters that stands alone in the margin is a header or footer on one page too."""

NOTE = re.compile(r"[①-⑳*＊※]|[\[〔]\d{1,2}[\]〕]|\d{1,2} ?[\u4e00-\u9fff]")
"""What a footnote at the foot of a page begins with."""

DIGITS = re.compile(r"\d+")


def without_margins(pages: list[PdfPage]) -> list[PdfPage]:
    """The pages without their numbers and the lines that repeat at the top and bottom of many."""
    repeated: Counter[tuple[str, int]] = Counter()
    for page in pages:
        repeated.update({_margin_key(line) for line in _outermost(page)})
    least = max(2, REPEATED * len(pages))
    usual = _usual_height(pages)
    small = SMALL * usual
    apart = min(APART * pitch([line for page in pages for line in page.lines]), FAR * usual)
    kept = []
    for page in pages:
        found = {
            id(line)
            for line in _outermost(page)
            if header_of(line) is None and sum(repeated[_margin_key(line, shift)] for shift in (-1, 0, 1)) >= least
        }
        dropped = _footnotes(page, small) | {
            id(line)
            for line in _outermost(page)
            if _is_page_number(line, page)
            or (line.height < small and _stands_apart(line, page, 2 * line.height, set()))
            or (id(line) in found and _stands_apart(line, page, apart, found))
        }
        kept.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in dropped)))
    return kept


def _footnotes(page: PdfPage, small: float) -> set[int]:
    """The small lines at the foot of a page, from the first that begins with a footnote's mark."""
    foot = len(page.lines)
    while foot and page.lines[foot - 1].height < small:
        foot -= 1
    lines = page.lines[foot:] if foot else ()
    first = next((at for at, line in enumerate(lines) if NOTE.match(line.text)), len(lines))
    return {id(line) for line in lines[first:]}


def _outermost(page: PdfPage) -> list[TextLine]:
    """The first and last lines of a page that stand in its margins."""
    lines = page.lines
    top = [line for line in lines[:OUTERMOST] if line.base < MARGIN * page.height]
    bottom = [line for line in lines[-OUTERMOST:] if line.base > (1 - MARGIN) * page.height]
    return top + [line for line in bottom if all(line is not other for other in top)]


def _usual_height(pages: list[PdfPage]) -> float:
    """The height of most characters outside tables."""
    characters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            characters[round(line.height)] += sum(len(piece.text) for piece in line.pieces)
    return characters.most_common(1)[0][0] if characters else 0.0


def _stands_apart(line: TextLine, page: PdfPage, distance: float, aside: set[int]) -> bool:
    """Whether no line of the page, but those `aside`, is within a distance."""
    return all(other is line or id(other) in aside or abs(other.base - line.base) > distance for other in page.lines)


def _margin_key(line: TextLine, shift: int = 0) -> tuple[str, int]:
    return DIGITS.sub("#", squeeze(line.text)), round(line.base / SAME_HEIGHT) + shift


def _is_page_number(line: TextLine, page: PdfPage) -> bool:
    text = squeeze(line.text)
    is_bare = len(text) < 5 and text.isdecimal() and abs(int(text) - page.number) <= 20
    return is_bare or PAGE_NUMBER.fullmatch(text) is not None
