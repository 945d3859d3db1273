"""Indicator tables within lines of text: cells parted by tabs, bars or wide blanks, or pasted one a line.

In: lines as they stand, of a .txt file or of a PDF without ruled tables. Out: the tables with the lines that they take;
all other lines are left to `lines`. A table begins at its header; without one, each of its rows ends with 约束性 or
预期性.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from etl.documents.blocks import Block, Grid, Paragraph, Row, grid_row
from etl.documents.dates import DATE_LINE
from etl.documents.headings import STOPS, read_marker
from etl.documents.indicator_columns import NATURES, VALUES, Head, Horizon, find_heads, is_head, is_nature
from etl.documents.indicator_rows import TABLE_UNIT, goes_on_noting
from etl.documents.line_paragraphs import Line
from etl.documents.task_rows import NOTE
from etl.lexicon.folding import clean
from etl.lexicon.numerals import NUMERAL
from etl.lexicon.words import class_patterns, read_table, trie_pattern, words_by_class

WIDE = re.compile(r"\t|[ \u3000\xa0]{2,}|\u3000")
VALUE = re.compile(r"[-—–－/]+|(?=.*\d)[^。；，、]{1,16}")
UNIT = re.compile(rf"[十百千万亿]*(?:{trie_pattern(unit for unit, *_ in read_table('units'))})(?:/.{{1,6}})?")
UNIT_BROKEN_OFF = re.compile(r"[^（）\d]{0,8}（[^（）]{1,10}）|[^（）\d]{0,8}）")
SEPARATORS = ("\t", "|", " / ", "wide", "blank")
"""What parts the cells of a line; of the first three an empty cell keeps its place."""

WORDS, SAID = class_patterns("document_words"), words_by_class("document_words")
TABLE_TITLE = re.compile(rf"^(?:附?表|{WORDS['box']})\s?\d|{WORDS['indicator']}[^，、]{{0,6}}$")
LONGEST_CELL, LONGEST_TITLE, LONGEST_LINE = 40, 30, 400
LEAST_WRAPPED, LEAST_TITLE = 8, 8
MOST_STACKED = 7
"""Most cells of a row that is pasted one cell a line."""


@dataclass(frozen=True, slots=True)
class _Tidy:
    """A line as it stands, its place, and its clean text."""

    text: str
    place: str
    tidy: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table within lines: the lines `start:end` are its own, those from `above` on its title."""

    above: int
    start: int
    end: int
    grid: Grid


def split_tables(lines: Sequence[Line]) -> Iterator[Grid | list[Line]]:
    """The indicator tables of a text and the lines between them, in order."""
    low = 0
    for table in find_tables(lines):
        for first, end in ((low, table.above), (table.above, table.start)):
            if first < end:
                yield list(lines[first:end])
        yield table.grid
        low = table.end
    if low < len(lines) or not lines:
        yield list(lines[low:])


def lift_tables(blocks: Sequence[Block]) -> list[Block]:
    """Blocks with the indicator tables that were typed or pasted into paragraphs as tables."""
    made: list[Block] = []
    for is_run, run in groupby(blocks, lambda block: isinstance(block, Paragraph) and not block.level):
        own = list(run)
        low = 0
        for table in find_tables([Line(p.text, p.place) for p in own if isinstance(p, Paragraph)]) if is_run else ():
            made += [*own[low : table.start], table.grid]
            low = table.end
        made += own[low:]
    return made


def find_tables(given: Sequence[Line], *, wrapped: bool = False) -> list[Table]:
    """The indicator tables of a text, in order; `wrapped` where a cell's text may go on in the next line."""
    tables: list[Table] = []
    lines = [_Tidy(line.text, line.place, clean(line.text)) for line in given]
    natures = any(nature in line.tidy for line in lines for nature in NATURES)
    at = 0
    while at < len(lines):
        table = None
        if lines[at].tidy and len(lines[at].tidy) <= LONGEST_LINE:
            table = (
                _separated(lines, at, wrapped=wrapped)
                or _stacked(lines, at)
                or (_without_header(lines, at) if natures else None)
            )
        if table is not None:
            low = tables[-1].end if tables else 0
            tables.append(replace(table, above=_title_above(lines, at, low)))
        at = table.end if table is not None else at + 1
    return tables


def _title_above(lines: Sequence[_Tidy], start: int, low: int) -> int:
    """Where the title begins that stands right above a table (`表1 主要指标`); `start` where none does."""
    for index in range(start - 1, max(low, start - 4) - 1, -1):
        text = lines[index].tidy
        if text and not TABLE_UNIT.fullmatch(text):
            is_title = len(text) <= LONGEST_CELL and STOPS.isdisjoint(text) and TABLE_TITLE.search(text)
            return index if is_title else start
    return start


def _split(text: str, separator: str) -> list[str]:
    """The cells of a line; tabs and bars keep empty ones."""
    if separator == "\t":
        return [clean(cell) for cell in text.rstrip().split("\t")]
    if separator == "|":
        stripped = text.strip().replace("｜", "|")
        inner = stripped.removeprefix("|").removesuffix("|") if stripped.startswith("|") else stripped
        return [clean(cell).replace("**", "") for cell in inner.split("|")]
    if separator == " / ":
        return [clean(cell) for cell in text.split(separator)]
    parts = WIDE.split(text.strip()) if separator == "wide" else text.split()
    return [cell for part in parts if (cell := clean(part))]


def _separated(lines: Sequence[_Tidy], at: int, *, wrapped: bool) -> Table | None:
    """A table whose header stands on one line."""
    text = lines[at].text
    if not any(word in text for word in SAID["header"]):  # one of them stands in every header
        return None
    for separator in SEPARATORS:
        cells = _split(text, separator)
        if len(cells) < 2 or len(text) > LONGEST_CELL * len(cells):
            continue
        heads = find_heads([grid_row(0, cells, "")], 0, Horizon())
        if heads is None:
            continue
        table = _below(lines, at, separator, heads[0], wrapped=wrapped)
        if table is not None:
            return table
    return None


def _below(lines: Sequence[_Tidy], at: int, separator: str, heads: tuple[Head, ...], *, wrapped: bool) -> Table | None:
    """The table that goes on from its header as long as its lines have cells; titles and notes between them too."""
    width = len(heads)
    rows = [grid_row(at, _split(lines[at].text, separator), lines[at].place)]
    end = at + 1
    pending: list[Row] = []
    noted = ""
    for index in range(at + 1, len(lines)):
        text = lines[index].tidy
        if not text:
            continue
        cells = _fill(_split(lines[index].text, separator), width, heads, exact=separator in SEPARATORS[:3])
        if cells is not None:
            rows += [*pending, grid_row(index, cells, lines[index].place)]
            pending, end = [], index + 1
        elif not pending and (NOTE.match(text) or (noted and goes_on_noting(text, noted))):
            noted = text
            rows.append(grid_row(index, [text, *[""] * (width - 1)], lines[index].place))
            end = index + 1
        elif len(rows) > 1 and not pending and _is_rest(text, rows, heads, wrapped=wrapped):
            rows[-1] = _with_name_end(rows[-1], heads, text)
            end = index + 1
        elif not pending and len(text) <= LONGEST_TITLE and STOPS.isdisjoint(text):
            pending = [grid_row(index, [text, *[""] * (width - 1)], lines[index].place)]
        else:
            break
    grid = Grid(tuple(rows))
    return Table(at, at, end, grid) if len(rows) > 1 and find_heads(grid.rows, 0, Horizon()) is not None else None


def _is_rest(text: str, rows: list[Row], heads: tuple[Head, ...], *, wrapped: bool) -> bool:
    """Whether a line without cells is the rest of the name above: a unit, or what a narrow column broke off."""
    if UNIT_BROKEN_OFF.fullmatch(text):
        return True
    at = next(column for column, head in enumerate(heads) if head.role == "name")
    is_long = len(rows[-1].cells[at].text) >= LEAST_WRAPPED
    is_piece = len(text) <= LONGEST_TITLE and "，" not in text and STOPS.isdisjoint(text)
    return wrapped and is_long and is_piece and read_marker(text) is None and NOTE.match(text) is None


def _with_name_end(row: Row, heads: tuple[Head, ...], text: str) -> Row:
    """A row whose name went on in the next line."""
    at = next(column for column, head in enumerate(heads) if head.role == "name")
    cells = list(row.cells)
    cells[at] = replace(cells[at], text=cells[at].text + text)
    return replace(row, cells=tuple(cells))


def _fill(cells: list[str], width: int, heads: tuple[Head, ...], *, exact: bool) -> list[str] | None:
    """A row's cells in as many columns as the header has; None where the line is no row."""
    if sum(bool(cell) for cell in cells) < 2:
        return None
    if exact:
        return [*cells, *[""] * width][:width] if len(cells) <= width + 1 else None
    shared = sum(head.role == "category" for head in heads)
    missing = width - len(cells)
    if missing == 0:
        return cells
    if not 0 < missing <= max(shared, 1) or not any(NUMERAL.search(cell) for cell in cells[1:]):
        return None
    return [*[""] * missing, *cells] if missing <= shared else [*cells, *[""] * missing]


def _stacked(lines: Sequence[_Tidy], at: int) -> Table | None:
    """A table pasted one cell a line: the words of its header, then as many lines a row."""
    if not is_head(lines[at].tidy):
        return None
    filled = [(index, text) for index in range(at, min(at + 4 * MOST_STACKED, len(lines)))
              if (text := lines[index].tidy)]  # fmt: skip
    header = []
    for _, text in filled[: MOST_STACKED + 1]:
        if not is_head(text):
            break
        header.append(text)
    if len(header) > 2 and len(header[0]) >= LEAST_TITLE and find_heads([grid_row(0, header[1:], "")], 0, Horizon()):
        return None  # the table's title, which says 指标 too
    found = None
    while len(header) > 2 and found is None:
        found = find_heads([grid_row(0, header, "")], 0, Horizon())
        header = header if found is not None else header[:-1]
    if found is None:
        return None
    heads, width = found[0], len(header)
    rows = [grid_row(at, header, lines[at].place)]
    end = filled[width - 1][0] + 1
    ends_with_nature = heads[-1].role == "nature" or header[-1].endswith(words_by_class("indicator_headers")["nature"])
    while (taken := _take_row(lines, end, width, heads, by_nature=ends_with_nature)) is not None:
        title, cells, start, end = taken
        rows += [grid_row(start, [title, *[""] * (width - 1)], lines[start].place)] if title else []
        rows.append(grid_row(end, cells, lines[start].place))
    return Table(at, at, end, Grid(tuple(rows))) if len(rows) > 1 else None


def _take_row(
    lines: Sequence[_Tidy], low: int, width: int, heads: tuple[Head, ...], *, by_nature: bool
) -> tuple[str, list[str], int, int] | None:
    """The next row of a stacked table: a title above it, its cells, its first line, where the next begins."""
    texts: list[tuple[int, str]] = []
    for index in range(low, len(lines)):
        text = lines[index].tidy
        if not text:
            continue
        if len(text) > LONGEST_CELL or len(texts) > width:
            return None
        texts.append((index, text))
        if (by_nature and is_nature(text)) or (not by_nature and len(texts) == width):
            break
    else:
        return None
    cells = [text for _, text in texts]
    title = ""
    if len(cells) == width + 1:
        title, cells = cells[0], cells[1:]
    missing = width - len(cells)
    if missing:
        shared = sum(head.role == "category" for head in heads)
        if missing > max(shared, 1):
            return None
        cells = [*[""] * missing, *cells] if shared else [cells[0], *[""] * missing, *cells[1:]]
    values = [cell for cell, head in zip(cells, heads, strict=True) if head.role in VALUES]
    if not any(NUMERAL.search(cell) for cell in values) or any(len(cell) > LONGEST_CELL // 2 for cell in values):
        return None
    return title, cells, texts[0][0], texts[-1][0] + 1


def _without_header(lines: Sequence[_Tidy], at: int) -> Table | None:
    """Rows that end with 约束性 or 预期性, of cells on one line or one a line, below no header."""
    rows: list[list[str]] = []
    places: list[str] = []
    end = at
    while end < len(lines):
        taken = _row_with_nature(lines, end, len(rows[0]) if rows else 0)
        if taken is None:
            break
        cells, below = taken
        rows.append(cells)
        places.append(lines[end].place)
        end = below
    if not rows:
        return None
    roles = _roles(rows[0])
    made = tuple(
        grid_row(at + number, cells, place) for number, (cells, place) in enumerate(zip(rows, places, strict=True))
    )
    return Table(at, at, end, Grid(made, roles=roles))


def _row_with_nature(lines: Sequence[_Tidy], at: int, width: int) -> tuple[list[str], int] | None:
    """The cells of a row that ends with its nature (`width` of them, if not 0), and where the next begins."""
    for separator in SEPARATORS:
        cells = _split(lines[at].text, separator)
        if len(cells) > 2 and is_nature(cells[-1]) and width in (0, len(cells)) and _is_row(cells):
            return cells, at + 1
    return _stacked_row(lines, at, width)


def _stacked_row(lines: Sequence[_Tidy], at: int, width: int) -> tuple[list[str], int] | None:
    """The same for cells that stand one a line: a name, perhaps a unit, values, the nature."""
    cells: list[str] = []
    for index in range(at, min(at + 2 * MOST_STACKED, len(lines))):
        text = lines[index].tidy
        if not text:
            continue
        if is_nature(text):
            fits = 2 < len(cells) + 1 <= MOST_STACKED and width in (0, len(cells) + 1)
            return ([*cells, text], index + 1) if fits and _is_row([*cells, text]) else None
        is_value = VALUE.fullmatch(text) is not None and not DATE_LINE.fullmatch(text)
        is_unit = len(cells) == 1 and UNIT.fullmatch(text) is not None
        if len(text) > LONGEST_CELL or (cells and not is_value and not is_unit) or (not cells and is_value):
            return None
        cells.append(text)
    return None


def _is_row(cells: list[str]) -> bool:
    """Whether the cells before the nature are a name and values."""
    return (
        not cells[0][:1].isdigit()
        and not any(is_nature(cell) or not STOPS.isdisjoint(cell) for cell in cells[:-1])
        and NUMERAL.search(cells[-2]) is not None
        and not any(len(cell) > LONGEST_CELL // 2 for cell in cells[1:-1])
    )


def _roles(cells: list[str]) -> tuple[str, ...]:
    """The roles of cells without a header: name, unit, values of which the last is the target, nature."""
    middle = ["base"] * (len(cells) - 3) + ["target"]
    if len(middle) > 1 and not any(sign.isdigit() for sign in cells[1]):
        middle[0] = "unit"
    return ("name", *middle, "nature")
