"""Reader of .docx files: paragraphs with their automatic numbers and heading styles, tables with their merged cells.

python-docx opens the package; the body's XML is walked here, because content controls, tracked changes and text boxes
are not among python-docx's paragraphs. Insertions are read, deletions and hidden text are not.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from etl.documents.blocks import Block, Cell, Content, Grid, Paragraph, Row
from etl.documents.columns import find_columns
from etl.documents.footnotes import read_raised
from etl.documents.limits import CHARACTERS, ROWS, TABLE_DEPTH, check_archive, check_count, check_markup
from etl.documents.notices import Unreadable
from etl.documents.numbering import Numbering, W
from etl.documents.tally import Tally, count_numerals
from etl.lexicon.folding import clean, fold
from etl.lexicon.numerals import NUMERALS

BROKEN = (
    PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, EOFError, etree.XMLSyntaxError, AttributeError,
)  # fmt: skip
"""What python-docx raises for a damaged package."""

TRANSPARENT = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt"))
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT_BOX = f"{W}txbxContent"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
CONTENTS = -2
"""The level of a table of contents' lines, which are no text of the document."""

HEADING = re.compile(r"(?:(?:heading|标题) ?([1-9])|title|(?:文档|公文)?标题)$", re.IGNORECASE)
"""The name of a heading's style with its level, or that of a title's."""

MOST_SPAN = 200


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style, with those that it is based on, says of its paragraphs."""

    level: int = 0
    number_id: str = ""
    number_level: int = 0


def read_word(path: Path) -> Content:
    """Paragraphs and tables in order; raises `Unreadable`."""
    check_archive(path)
    check_markup(path)
    try:
        package = docx.Document(str(path))
        body: Any = package.element.body
        styles = _read_styles(package.styles.element)
        numbering = Numbering(_numbering_of(package))
    except BROKEN as error:
        raise Unreadable(path.name, "truncated") from error
    walker = _Walker(path.name, styles, numbering)
    content = Content(list(walker.blocks(body, 0)))
    content.aside.update(_count_parts(package))
    if body.find(f".//{W}ins") is not None or body.find(f".//{W}del") is not None:
        content.warn("tracked_changes")
    return content


def _count_parts(package: Any) -> Tally:
    """The numerals of footnotes and endnotes, and of the pages' headers and footers, each part once."""
    tally: Tally = Counter()
    for relation in package.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        place = {"footnotes": "notes", "endnotes": "notes", "header": "margins", "footer": "margins"}.get(kind)
        if place is not None:
            root = etree.fromstring(relation.target_part.blob)
            tally[place] += count_numerals(fold("".join(text for text, _ in _words(root))))
    return tally


def _numbering_of(package: Any) -> etree._Element | None:
    """The numbering part, None for a document without lists (asking python-docx for it would add one)."""
    for relation in package.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            element: etree._Element = relation.target_part.element
            return element
    return None


def _read_styles(styles: etree._Element) -> dict[str, Style]:
    """Style id → what it says, what it inherits included."""
    found = {str(style.get(f"{W}styleId")): style for style in styles.iterfind(f"{W}style")}
    known: dict[str, Style] = {}

    def resolve(style_id: str, depth: int) -> Style:
        if style_id in known or style_id not in found or depth > TABLE_DEPTH:
            return known.get(style_id, Style())
        style = found[style_id]
        based = style.find(f"{W}basedOn")
        base = resolve(str(based.get(f"{W}val")), depth + 1) if based is not None else Style()
        named = style.find(f"{W}name")
        name = str(named.get(f"{W}val", "")) if named is not None else ""
        heading = HEADING.match(name)
        if heading:
            base = replace(base, level=int(heading[1] or -1))
        elif name.lower().startswith("toc"):
            base = replace(base, level=CONTENTS)
        known[style_id] = _with_properties(base, style.find(f"{W}pPr"))
        return known[style_id]

    for style_id in found:
        resolve(style_id, 0)
    return known


def _with_properties(style: Style, properties: etree._Element | None) -> Style:
    """A style with a paragraph's own outline level and list."""
    if properties is None:
        return style
    outline = properties.find(f"{W}outlineLvl")
    if outline is not None and style.level >= 0:
        level = int(outline.get(f"{W}val", "9")) + 1
        style = replace(style, level=level if level <= 9 else 0)
    numbers = properties.find(f"{W}numPr")
    if numbers is not None:
        number, level_of = numbers.find(f"{W}numId"), numbers.find(f"{W}ilvl")
        style = replace(
            style,
            number_id=str(number.get(f"{W}val")) if number is not None else style.number_id,
            number_level=int(level_of.get(f"{W}val", "0")) if level_of is not None else style.number_level,
        )
    return style


class _Walker:
    """Goes through the body once, in order, and counts paragraphs, tables and automatic numbers."""

    def __init__(self, name: str, styles: dict[str, Style], numbering: Numbering) -> None:
        self.name, self.styles, self.numbering = name, styles, numbering
        self.default = next((style for style_id, style in styles.items() if style_id in ("Normal", "a")), Style())
        self.paragraphs = self.tables = self.characters = 0

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[Block]:
        """The blocks of a body, a content control, a text box or the cell of a layout table."""
        if depth > TABLE_DEPTH:
            return
        for child in parent:
            if child.tag == f"{W}p":
                self.paragraphs += 1
                place = f"第{self.paragraphs}段"
                text, level = self.paragraph(child)
                if text:
                    yield Paragraph(text, place, level)
                for box in _text_boxes(child):
                    yield from self.blocks(box, depth + 1)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, depth)
            elif child.tag in TRANSPARENT:
                yield from self.blocks(child, depth)

    def paragraph(self, element: etree._Element) -> tuple[str, int]:
        """A paragraph's text, its automatic number before it, and its level."""
        properties = element.find(f"{W}pPr")
        named = properties.find(f"{W}pStyle") if properties is not None else None
        style = self.styles.get(str(named.get(f"{W}val")), Style()) if named is not None else self.default
        style = _with_properties(style, properties)
        text = clean(_text(element))
        self.characters += len(text)
        check_count(self.name, "too_many_characters", self.characters, CHARACTERS)
        if style.level == CONTENTS:
            return "", 0
        if style.number_id in ("", "0"):
            return text, style.level
        label = clean(self.numbering.label(style.number_id, style.number_level))
        if not text:
            return label if _in_cell(element) else "", style.level
        # A label without a stop (`1`, `一`, `1.2`) would run into the text.
        joint = (" " if "." in label else "、") if not NUMERALS.isdisjoint(label[-1:]) else ""
        return label + joint + text, style.level

    def table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        """A task table as a grid; a table that only lays out the page as the blocks in its cells."""
        self.tables += 1
        where = f"表{self.tables}"
        nested = element.find(f".//{W}tc//{W}tbl") is not None
        if not nested and len(_cells(element)) > 1:
            yield Grid(tuple(self.rows(element, where)))
            return
        before = (self.numbering.counts.copy(), self.paragraphs, self.characters)
        grid = Grid(tuple(self.rows(element, where)))
        if any(find_columns(row) is not None for row in grid.rows):
            yield grid
            return
        self.numbering.counts, self.paragraphs, self.characters = before
        for cell in _cells(element):
            yield from self.blocks(cell, depth + 1)

    def rows(self, table: etree._Element, where: str) -> Iterator[Row]:
        """The rows of a table, merged cells filled in."""
        above: dict[int, Cell] = {}
        for number, row in enumerate(_children(table, f"{W}tr"), 1):
            check_count(self.name, "too_many_rows", number, ROWS)
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            cells: list[Cell] = [Cell("", (number, column)) for column in range(_skipped(properties))]
            for cell in _children(row, f"{W}tc"):
                span, goes_on = _merges(cell)
                column = len(cells)
                from_above = above.get(column) if goes_on else None
                made = from_above or Cell(self.cell_text(cell), (number, column))
                cells += [made] * span
            above = dict(enumerate(cells))
            yield Row(tuple(cells), f"{where}第{number}行")

    def cell_text(self, cell: etree._Element) -> str:
        """The paragraphs of a cell as lines; those of a table within it too, its cells parted by blanks."""
        lines: list[str] = []
        for child in _flat_children(cell):
            if child.tag == f"{W}p":
                lines.append(self.paragraph(child)[0])
                for box in _text_boxes(child):
                    lines += [self.paragraph(paragraph)[0] for paragraph in box.iter(f"{W}p")]
            elif child.tag == f"{W}tbl":
                lines += [
                    " ".join(filter(None, map(self.cell_text, _children(row, f"{W}tc"))))
                    for row in _children(child, f"{W}tr")
                ]
        return clean("\n".join(filter(None, lines)))


def _text(paragraph: etree._Element) -> str:
    """A paragraph's words; raised ones as `read_raised` has them."""
    text = ""
    for words, raised in _words(paragraph):
        text += read_raised(text, words) if raised else words
    return text


def _words(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """The pieces of text within a paragraph in order, each with whether it is raised."""
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or "", _is_raised(element)
        elif child.tag in SIGNS:
            yield "" if child.get(f"{W}type") == "page" else SIGNS[child.tag], False
        elif child.tag in GONE or child.tag in (TEXT_BOX, FALLBACK) or not isinstance(child.tag, str) or _hidden(child):
            continue
        else:
            yield from _words(child)


def _is_raised(run: etree._Element) -> bool:
    place = run.find(f"{W}rPr/{W}vertAlign")
    return place is not None and place.get(f"{W}val") == "superscript"


def _hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val", "true") not in ("0", "false")


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, without their copies for old programs."""
    for box in paragraph.iter(TEXT_BOX):
        ancestors = list(box.iterancestors())
        inner = ancestors[: ancestors.index(paragraph)]
        if not any(ancestor.tag in (FALLBACK, TEXT_BOX) for ancestor in inner):
            yield box


def _in_cell(paragraph: etree._Element) -> bool:
    parent = paragraph.getparent()
    return parent is not None and parent.tag == f"{W}tc"


def _flat_children(parent: etree._Element) -> Iterator[etree._Element]:
    """An element's children, those of content controls and insertions in their place."""
    for child in parent:
        if child.tag in TRANSPARENT:
            yield from _flat_children(child)
        else:
            yield child


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    return (child for child in _flat_children(parent) if child.tag == tag)


def _cells(table: etree._Element) -> list[etree._Element]:
    return [cell for row in _children(table, f"{W}tr") for cell in _children(row, f"{W}tc")]


def _merges(cell: etree._Element) -> tuple[int, bool]:
    """How many columns a cell spans, and whether it goes on from the cell above."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return 1, False
    span, merge = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
    width = int(span.get(f"{W}val", "1")) if span is not None else 1
    return min(max(width, 1), MOST_SPAN), merge is not None and merge.get(f"{W}val", "continue") != "restart"


def _skipped(properties: etree._Element | None) -> int:
    """Columns that a row leaves out at its beginning."""
    before = properties.find(f"{W}gridBefore") if properties is not None else None
    return min(int(before.get(f"{W}val", "0")), MOST_SPAN) if before is not None else 0
