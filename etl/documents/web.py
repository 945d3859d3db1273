"""Reader of .html and .mht files (saved pages): the article's paragraphs, headings, lists and tables.

The site around the article is dropped. selectolax parses; the tree is walked without recursion, so that no depth of
nesting matters. Scripts, forms, navigation and what the page hides are no text of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from etl.documents.blocks import Block, Cell, Content, Grid, Paragraph, Row
from etl.documents.columns import find_columns
from etl.documents.dates import iso_date
from etl.documents.encodings import decode, read_text
from etl.documents.footnotes import read_raised
from etl.documents.limits import (
    CHARACTERS,
    COLUMNS,
    ROWS,
    SAVED_PAGE_BYTES,
    TABLE_DEPTH,
    check_count,
    check_size,
)  # fmt: skip
from etl.documents.notices import Unreadable
from etl.lexicon.folding import clean, clean_line

DROPPED = (
    "script, style, noscript, template, iframe, object, svg, canvas, button, select, input, textarea, nav, "
    "header, footer, aside, menu, dialog, [hidden], [aria-hidden=true], [role=navigation], [role=banner], "
    "[role=contentinfo], [role=search], [style*='display:none'], [style*='display: none']"
)
SURROUNDINGS = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|crumbs?|sidebar|footer|share|related|recommend|copyright|toolbar|"
    r"pager|pagination|login|search|comments?|advert|banner|qrcode|weixin|position|location|dqwz)(?:$|[-_ \d])",
    re.IGNORECASE,
)
ARTICLES = ("article", "#UCAP-CONTENT", ".TRS_Editor", "#zoom", "#Zoom", ".article-content", ".pages_content", "main")
"""Where the article stands on pages of government sites, most telling first."""

LEAST_ARTICLE = 0.5
"""An article holds at least this share of the page's text; else the whole body is read."""

BLOCK_TAGS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul", "caption",
    }
)  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
TITLES = ("meta[name=ArticleTitle]", "meta[name='article:title']")
DATES = ("meta[name=PubDate]", "meta[name=publishdate]", "meta[name='article:published_time']")
TEXT, COMMENT = "-text", "-comment"
MOST_SPAN = 1000
LONGEST_NAMES = 500
PAGE_TAGS = frozenset({"html", "body", "form", "table", "tbody", "tr", "td"})
"""What may hold the whole page, whatever its class says."""


def read_web(path: Path) -> Content:
    """The blocks of a saved page; raises `Unreadable`."""
    return _read_page(read_text(path), path.name)


def read_saved_page(path: Path) -> Content:
    """The same of a page that was saved in one file with its pictures (MHTML); raises `Unreadable`."""
    check_size(path, SAVED_PAGE_BYTES)
    with path.open("rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                return _read_page(decode(data, path.name), path.name)
    raise Unreadable(path.name, "no_tasks")


def _read_page(text: str, name: str) -> Content:
    check_count(name, "too_many_characters", len(text), CHARACTERS)
    if "<!ENTITY" in text[:CHARACTERS]:
        raise Unreadable(name, "external_entity")
    page = LexborHTMLParser(text)
    content = Content(title=_meta_title(page), published=_meta_date(page))
    if page.body is None:
        raise Unreadable(name, "no_tasks")
    dropped = _dropped(page)
    content.blocks = list(_Walker(name, dropped).blocks(_article(page, dropped)))
    return content


def _meta_title(page: LexborHTMLParser) -> str | None:
    for selector in TITLES:
        node = page.css_first(selector)
        if node is not None:
            return clean_line(node.attributes.get("content") or "") or None
    return None


def _meta_date(page: LexborHTMLParser) -> str | None:
    for selector in DATES:
        node = page.css_first(selector)
        words = clean_line(node.attributes.get("content") or "") if node is not None else ""
        date = iso_date(words)
        if date is not None:
            return date
    return None


def _dropped(page: LexborHTMLParser) -> frozenset[int]:
    """The elements that are no text of the document; what holds the article is kept, whatever its name."""
    kept: set[int] = set()
    for selector in ARTICLES:
        node = page.css_first(selector)
        while node is not None and node.mem_id not in kept:
            kept.add(node.mem_id)
            node = node.parent
    dropped = {node.mem_id for node in page.css(DROPPED) if node.tag not in PAGE_TAGS}
    dropped |= {
        node.mem_id for node in page.css("[class], [id]") if node.tag not in PAGE_TAGS and _is_surrounding(node)
    }
    return frozenset(dropped - kept)


def _is_surrounding(node: LexborNode) -> bool:
    """Whether the names of an element say navigation or the like."""
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return bool(SURROUNDINGS.search(names[:LONGEST_NAMES]))


def _article(page: LexborHTMLParser, dropped: frozenset[int]) -> LexborNode:
    """The element that holds the article, else the body."""
    body = page.body
    assert body is not None  # noqa: S101  # read_web has asked
    whole = _length(body, dropped)
    for selector in ARTICLES:
        node = page.css_first(selector)
        if node is not None and _length(node, dropped) >= LEAST_ARTICLE * whole:
            return node
    return body


def _length(root: LexborNode, dropped: frozenset[int]) -> int:
    """How many characters of text an element holds."""
    return sum(
        len((node.text_content or "").strip()) for node, _ in _walk(root, dropped, into_tables=True) if node.tag == TEXT
    )


@dataclass(slots=True)
class _List:
    """An open list: its next number, None for one with bullets."""

    count: int | None = None


@dataclass(slots=True)
class _Walker:
    """Makes blocks of a tree; `pieces` are the words of the paragraph that is being read."""

    name: str
    dropped: frozenset[int]
    paragraphs: int = 0
    tables: int = 0
    pieces: list[str] = field(default_factory=list)
    prefix: str = ""

    def blocks(self, root: LexborNode, depth: int = 0) -> Iterator[Block]:
        """The blocks within an element."""
        levels: list[int] = [0]
        lists: list[_List] = []
        for node, enters in _walk(root, self.dropped):
            tag = node.tag
            if tag == TEXT:
                self.pieces.append(_words(node, "".join(self.pieces[-2:])))
            elif tag == "br":
                yield from self._paragraph(levels[-1])
            elif tag == "table" and node is not root and enters:
                yield from self._paragraph(levels[-1])
                yield from self._table(node, depth)
            elif tag in BLOCK_TAGS:
                yield from self._paragraph(levels[-1])
                if tag in HEADINGS:
                    levels = [*levels, HEADINGS[tag]] if enters else levels[:-1] or [0]
                elif tag in ("ol", "ul"):
                    lists = [*lists, _List(_start(node) if tag == "ol" else None)] if enters else lists[:-1]
                elif tag == "li" and enters and lists and (number := lists[-1].count) is not None:
                    self.prefix = f"{number}."
                    lists[-1].count = number + 1
        yield from self._paragraph(0)

    def _paragraph(self, level: int) -> Iterator[Paragraph]:
        text = clean_line("".join(self.pieces))
        self.pieces.clear()
        if text:
            self.paragraphs += 1
            yield Paragraph(self.prefix + text, f"第{self.paragraphs}段", level)
            self.prefix = ""

    def _table(self, table: LexborNode, depth: int) -> Iterator[Block]:
        """A table of tasks or data as a grid; one that lays out the page as the blocks of its cells."""
        cells = [cell for row in _rows(table) for cell in _cells(row)]
        nested = any(cell.css_first("table") is not None for cell in cells)
        grid = Grid(tuple(self._grid(table))) if len(cells) > 1 else None
        if grid is not None and (not nested or any(find_columns(row) is not None for row in grid.rows)):
            self.tables += 1
            yield grid
        elif depth < TABLE_DEPTH:
            for cell in cells:
                yield from self.blocks(cell, depth + 1)

    def _grid(self, table: LexborNode) -> Iterator[Row]:
        """The rows of a table; a cell that spans several fills them all."""
        open_cells: dict[int, tuple[Cell, int]] = {}
        for number, row in enumerate(_rows(table), 1):
            check_count(self.name, "too_many_rows", number, ROWS)
            made: list[Cell] = []
            waiting = _cells(row)
            while len(made) < COLUMNS:
                column = len(made)
                if column in open_cells:
                    cell, left = open_cells.pop(column)
                    made.append(cell)
                    if left > 1:
                        open_cells[column] = (cell, left - 1)
                elif waiting:
                    node = waiting.pop(0)
                    cell = Cell(_cell_text(node, self.dropped), (number, column))
                    down, across = _span(node, "rowspan"), _span(node, "colspan")
                    made.append(cell)
                    for place in range(column, min(column + across, COLUMNS)):
                        if down > 1:
                            open_cells[place] = (cell, down - 1)
                        if place > column:
                            made.append(cell)
                else:
                    break
            yield Row(tuple(made), f"表{self.tables + 1}第{number}行")


def _walk(root: LexborNode, dropped: frozenset[int], *, into_tables: bool = False) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below `root` on entering and, for elements, on leaving; a table is left to its reader."""
    stack = _children(root, dropped)
    while stack:
        node, enters = stack.pop()
        yield node, enters
        if enters and node.tag not in (TEXT, COMMENT) and (into_tables or node.tag != "table"):
            stack.append((node, False))
            stack += _children(node, dropped)


def _children(node: LexborNode, dropped: frozenset[int]) -> list[tuple[LexborNode, bool]]:
    """The children that are read, last first."""
    return [(child, True) for child in node.iter(include_text=True) if child.mem_id not in dropped][::-1]


def _words(node: LexborNode, before: str) -> str:
    """The words of a text node behind others; raised ones as `read_raised` has them."""
    words = _blank(node.text_content or "")
    parent = node.parent
    if parent is not None and parent.tag == "a":
        parent = parent.parent
    return read_raised(before.rstrip(), words) if parent is not None and parent.tag == "sup" else words


def _blank(text: str) -> str:
    """Line breaks of the page's source are blanks; between Chinese characters they are nothing."""
    return re.sub(r"(?<=[\u2e80-\uffef])\s*[\r\n]\s*(?=[\u2e80-\uffef])", "", text).replace("\n", " ")


def _start(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return int(start) if start.isdigit() and len(start) < 6 else 1


def _rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table without those of tables inside it."""
    rows: list[LexborNode] = []
    for child in table.iter():
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [row for row in child.iter() if row.tag == "tr"]
    return rows


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _span(cell: LexborNode, name: str) -> int:
    span = (cell.attributes.get(name) or "1").strip()
    return min(max(int(span), 1), MOST_SPAN) if span.isdigit() and len(span) < 6 else 1


def _cell_text(cell: LexborNode, dropped: frozenset[int]) -> str:
    """The paragraphs of a cell as lines."""
    lines: list[str] = []
    pieces: list[str] = []
    for node, _ in _walk(cell, dropped, into_tables=True):
        if node.tag == TEXT:
            pieces.append(_words(node, "".join(pieces[-2:])))
        elif node.tag in BLOCK_TAGS or node.tag == "br":
            lines.append(clean_line("".join(pieces)))
            pieces.clear()
    lines.append(clean_line("".join(pieces)))
    return clean("\n".join(filter(None, lines)))
