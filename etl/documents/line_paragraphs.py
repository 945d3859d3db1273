"""Lines of prose → paragraphs: joined where the width or a page broke them, parted where an office did.

In: numbered lines as they stand. Out: `Paragraph`s. A hard-wrapped text is known by its many lines of one length; there
a short line ends its paragraph. Elsewhere each line is one, but where it plainly breaks off. Page numbers fall away.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from etl.documents.blocks import Paragraph
from etl.documents.frame import PAGE_NUMBER, is_site_line
from etl.documents.headings import read_marker, strip_bullet
from etl.lexicon.folding import clean, close_gaps, join_lines
from etl.offices.closing import read_departments_line

ENDED = tuple("。！？；;!?：:”）)")
OPEN_ENDS = tuple("，、（")
NO_BEGINNING = tuple("，。、；：）％%")
MAGNITUDES = tuple("万亿%％")
PAIRS = (("（", "）"), ("(", ")"))
SENTENCE_MARKS = "，。；"
SHORT = 60
LONG = 15
BROKEN_ITEM = re.compile(r".{0,5}到\d{4}年[^。；]*[^。；：！？）”]")
"""A sentence that opens with a date and is not ended: no heading."""

FULL_LINE = 0.88
"""A line of at least this share of the text's width was broken by the width."""

UNFINISHED = 0.6
"""A line within a sentence was broken by the width where it has at least this share of it: digits are narrow."""

WIDTH_SHARE = 0.35
"""At least this share of a hard-wrapped text's lines are full."""

NARROWEST, WIDEST = 30, 160
"""A text whose lines are not between so many half characters wide is not broken by hand or page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: raw text (tabs kept), where it stands, and whether it is indented."""

    text: str
    place: str

    @property
    def indented(self) -> bool:
        """Whether it begins with the blanks of a new paragraph."""
        return self.text[:1] in "\u3000\u00a0" or self.text.startswith("  ")


@dataclass(frozen=True, slots=True)
class Width:
    """How long a text's lines are at most: in half characters (see `_measure`), and in signs."""

    measure: int
    signs: int


def read_paragraphs(lines: list[Line]) -> list[Paragraph]:
    """Prose: lines joined where the width broke them, parted at blank lines, indents, markers and full stops."""
    lines, broken = _without_page_numbers(lines)
    filled = [line for line in lines if clean(line.text)]
    blank_after = {id(line) for line, after in pairwise(lines) if not clean(after.text)}
    blanks_part = sum(id(line) in blank_after for line in filled) < 0.8 * len(filled)
    added = {id(line) for line in filled if is_site_line(clean(line.text))}
    width = _width([line for line in filled if id(line) not in added])
    indents = sum(line.indented for line in filled) * 10 > len(filled)
    groups: list[list[Line]] = []
    for line in filled:
        before = groups[-1][-1] if groups else None
        starts = (
            before is None
            or bool(added & {id(before), id(line)})
            or (blanks_part and id(before) in blank_after)
            or _parts(before, line, width, indents=indents)
        ) and not (before and id(line) in broken and _page_goes_on(before, line))
        if starts:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [
        Paragraph(join_lines(_flat(line, layer=width is not None) for line in group), group[0].place)
        for group in groups
    ]


def _without_page_numbers(lines: list[Line]) -> tuple[list[Line], set[int]]:
    """The lines without page numbers and the blank lines around them; and which then follow a page break, by `id`."""
    texts = [clean(line.text) for line in lines]
    dropped: set[int] = set()
    broken: set[int] = set()
    for index, text in enumerate(texts):
        is_number, is_bare = PAGE_NUMBER.fullmatch(text), len(text) < 4 and text.isdecimal()
        if not is_number and not is_bare:
            continue
        above = next((at for at in range(index - 1, -1, -1) if texts[at]), -1)
        below = next((at for at in range(index + 1, len(texts)) if texts[at]), len(texts))
        if is_number or _is_between_pages(texts, index, above, below):
            dropped.update(range(above + 1, below))
            broken.update(id(line) for line in lines[below : below + 1])
    return [line for index, line in enumerate(lines) if index not in dropped], broken


def _is_between_pages(texts: list[str], index: int, above: int, below: int) -> bool:
    """Whether a bare number stands apart between two long lines."""
    if above in (-1, index - 1) or below in (len(texts), index + 1):
        return False
    return min(len(texts[above]), len(texts[below])) >= LONG


def _flat(line: Line, *, layer: bool) -> str:
    text = clean(line.text.replace("\t", " "))
    return close_gaps(text) if layer else text


def _width(lines: list[Line]) -> Width | None:
    """The width at which a hard-wrapped text breaks its lines, None for a text with free lines."""
    if len(lines) < 4:
        return None
    place = int(len(lines) * 0.95) - 1 if len(lines) > 20 else -1
    measures = sorted(_measure(line.text) for line in lines)
    width = Width(measures[place], sorted(len(line.text.rstrip()) for line in lines)[place])
    full = [clean(line.text) for line in lines if _fills(line.text, width)]
    ended = sum(text.endswith(ENDED) for text in full)
    is_wrapped = NARROWEST <= width.measure <= WIDEST and len(full) >= WIDTH_SHARE * len(lines)
    return width if is_wrapped and 2 * ended <= len(full) else None


def _fills(text: str, width: Width) -> bool:
    """Whether a line is as long as the width allows: by its measure, or where digits are wide by its signs."""
    return _measure(text) >= FULL_LINE * width.measure or len(text.rstrip()) >= FULL_LINE * width.signs


def _measure(text: str) -> int:
    """The width of a line in half characters, its indent included: a Chinese character is two wide."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WFA") for sign in text.rstrip())


def _parts(before: Line, line: Line, width: Width | None, *, indents: bool) -> bool:
    """Whether a new paragraph begins at `line`, which follows `before` without a blank line."""
    text, previous = clean(line.text), clean(before.text)
    if width is None:
        return not _goes_on(previous, text)
    if line.indented or read_departments_line(text) is not None:
        return True
    full = _fills(before.text, width)
    if read_marker(text) is not None or strip_bullet(text) != text:
        return not full or previous.endswith(ENDED)
    if _goes_on(previous, text) or (_measure(before.text) >= UNFINISHED * width.measure and _is_unfinished(previous)):
        return False
    if indents and full:
        return False
    return not full


def _page_goes_on(before: Line, line: Line) -> bool:
    """Whether a sentence goes on over a page break."""
    text, previous = clean(line.text), clean(before.text)
    return read_marker(text) is None and (_is_unfinished(previous) or _goes_on(previous, text))


def _is_unfinished(text: str) -> bool:
    """Whether a line ends within a sentence, by its marks: no heading has a comma, no paragraph ends without a stop."""
    return not text.endswith(ENDED) and any(mark in text for mark in SENTENCE_MARKS)


def _goes_on(before: str, text: str) -> bool:
    """Whether a line of a text with free lines goes on in the next: broken in a clause, a bracket or a number."""
    if before.endswith(OPEN_ENDS) or text.startswith(NO_BEGINNING):
        return True
    if before[-1:].isdigit() and text.startswith(MAGNITUDES):
        return True
    if BROKEN_ITEM.fullmatch(before) and read_marker(text) is None:
        return True
    opened = (
        before.rfind(opening) > before.rfind(closing) and (closing in text or len(text) <= SHORT)
        for opening, closing in PAIRS
    )
    return any(opened)
