"""Rows of an indicator table → tasks: each row one, its text the row's cells in their words, with what each cell is.

In: one `Grid` and the years of its document. Out: its `Item`s in order (the header too where it holds a numeral), or
None where it is no indicator table. Categories that several rows share, and rows that only title those below, go into
the path of headings; nothing is written that is not in the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.documents.blocks import Cell, Grid, Item, Row
from etl.documents.columns import find_columns
from etl.documents.headings import STOPS
from etl.documents.indicator_columns import OFFICES, VALUES, Head, Horizon, find_heads, looks_back
from etl.documents.model import CellRole, TableCell, TableRow
from etl.documents.task_rows import NOTE, SECTION_NUMBER, TOTALS, write_offices
from etl.lexicon.folding import squeeze
from etl.lexicon.numerals import NUMERAL
from etl.lexicon.words import class_patterns

JOINT = " | "
WORDS = class_patterns("document_words")
NOTE_NUMBER = re.compile(rf"(?:{WORDS['note']}\s*[:：]?\s*)?(?:[（(]?(\d{{1,2}})[.、．）)]|([①-⑳]))")
RULE_SIGNS = frozenset("-:—= ")
TABLE_UNIT = re.compile(rf"[（(]?{class_patterns('indicator_headers')['unit']}[:：]\s*([^\s，。；、）)]{{1,12}})[）)]?")
LONGEST_CAPTION = 60
HEADER_WITHIN = 40
HEADER = "表头"


@dataclass(slots=True)
class Found:
    """What an indicator table gave: its items, the texts above its header, and its notes, which are no items."""

    items: list[Item] = field(default_factory=list)
    preface: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    headers: int = 0


@dataclass(slots=True)
class _Open:
    """What stays open over the rows: the header's columns, title rows, and the cells that reach over several rows."""

    heads: tuple[Head, ...]
    header: tuple[str, ...]
    titles: tuple[str, ...] = ()
    shared: dict[int, str] = field(default_factory=dict)
    name: str = ""
    above: set[tuple[tuple[int, int], str]] = field(default_factory=set)


def read_indicators(grid: Grid, horizon: Horizon, caption: str = "", unit: str = "") -> Found | None:
    """The rows of an indicator table; `caption` and `unit` are what the paragraph above the table says."""
    found = Found()
    if looks_back(caption):
        horizon = horizon._replace(looks_back=True)
    state = _Open(tuple(Head(role) for role in grid.roles), ()) if grid.roles else None
    rows = [row for row in grid.rows if not _is_ruler(row)]
    skip_to = 0
    for index, row in enumerate(rows):
        if index < skip_to:
            continue
        header = find_heads(rows, index, horizon) if not grid.roles else None
        if header is not None:
            heads, height = header
            skip_to = index + height
            texts = tuple(cell.text for cell in row.cells)
            if state is not None and texts == state.header:
                continue  # a page's repeated header
            state = _Open(heads, texts)
            found.items += _header_items(rows[index : index + height], caption)
            found.headers += 1
        elif state is None:
            found.preface += [cell.line for cell in row.filled]
        else:
            _read_row(row, state, found, caption, unit or _unit_of(found.preface))
            state.above = {(cell.origin, cell.text) for cell in row.cells}
    return found if state is not None else None


def is_indicator_table(grid: Grid) -> bool:
    """Whether a table's header, which stands near its top, is that of indicators and not of tasks."""
    if grid.roles:
        return True
    for index, row in enumerate(grid.rows[:HEADER_WITHIN]):
        if find_heads(grid.rows, index, Horizon()) is not None:
            return True
        if find_columns(row, grid.rows[index + 1] if index + 1 < len(grid.rows) else None) is not None:
            return False
    return False


def find_indicator_preface(grid: Grid) -> list[str]:
    """The texts above an indicator table's header within the table."""
    lines: list[str] = []
    for index, row in enumerate(grid.rows[:HEADER_WITHIN]):
        if grid.roles or find_heads(grid.rows, index, Horizon()) is not None:
            break
        lines += [cell.line for cell in row.filled]
    return lines


def _is_ruler(row: Row) -> bool:
    """Whether a row only draws the line under a header (`|---|---|` of a markdown table)."""
    texts = [cell.text for cell in row.cells if cell.text]
    return len(texts) > 1 and all(RULE_SIGNS.issuperset(text) and len(text) > 1 for text in texts)


def _unit_of(lines: Sequence[str]) -> str:
    """The unit that a line above a table states for all of it (`单位：万元`), empty where none does."""
    return next((match[1] for line in lines if (match := TABLE_UNIT.fullmatch(line.strip()))), "")


def read_caption(texts: Sequence[str]) -> tuple[str, str]:
    """The title and the unit that the paragraphs right above a table give it, nearest last.

    >>> read_caption(["一、总体要求。", "专栏1 主要指标", "单位：万元"])
    ('专栏1 主要指标', '万元')
    """
    unit = ""
    for text in reversed(texts):
        if not unit and (match := TABLE_UNIT.fullmatch(text)):
            unit = match[1]
        elif len(text) <= LONGEST_CAPTION and STOPS.isdisjoint(text) and text[-1:] not in ("：", ":"):
            return text, unit
        else:
            break
    return "", unit


def goes_on_noting(text: str, before: str) -> bool:
    """Whether a line counts on from the note above it.

    >>> goes_on_noting("2.数据为预计数。", "注：1.〔〕内为累计数。")
    True
    >>> goes_on_noting("1.建设学校5所。", "注：〔〕内为累计数。")
    False
    """
    numbers = [NOTE_NUMBER.match(line) for line in (before, text)]
    above, own = (_note_number(found) if found is not None else None for found in numbers)
    return above is not None and own == above + 1


def _note_number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else ord(found[2]) - ord("①") + 1


def _header_items(rows: Sequence[Row], caption: str) -> list[Item]:
    """The header as an item, where it holds a numeral."""
    cells = list({cell.origin: cell for row in rows for cell in row.cells if cell.text}.values())
    texts = [cell.line for cell in cells]
    if not any(NUMERAL.search(text) for text in texts):
        return []
    text, spans = _join(texts)
    made = tuple(TableCell(start, end, "header") for start, end in spans)
    section = (caption,) if caption else ()
    return [Item(HEADER, text, "", "", section, rows[0].place, TableRow(made, caption=caption))]


def _read_row(row: Row, state: _Open, found: Found, caption: str, unit: str) -> None:
    """One row below a header: a title, a note, or an item."""
    filled = row.filled
    if not filled:
        return
    goes_on = bool(found.notes) and goes_on_noting(filled[0].text, found.notes[-1])
    if (len(filled) == 1 and (goes_on or NOTE.match(filled[0].text))) or squeeze(filled[0].text) in TOTALS:
        found.notes += [cell.text for cell in filled if (cell.origin, cell.text) not in state.above]
        return
    cells = row.cells[: len(state.heads)]
    values = [cell for cell, head in zip(cells, state.heads, strict=False) if head.role in VALUES and cell.text]
    if not values and _is_title(row, filled, state.heads):
        state.titles, state.shared, state.name = ("".join(cell.line for cell in filled),), {}, ""
        return
    item = _item(row, state, caption, unit)
    if item is not None:
        found.items.append(item)


def _is_title(row: Row, filled: list[Cell], heads: tuple[Head, ...]) -> bool:
    """Whether a row without values only titles those below: one cell, or a Chinese number beside one."""
    if len(filled) == 1:
        return True
    numbers = [cell for cell, head in zip(row.cells, heads, strict=False) if head.role == "number"]
    return len(filled) == 2 and filled[0] in numbers and SECTION_NUMBER.fullmatch(filled[0].text) is not None


def _item(row: Row, state: _Open, caption: str, unit: str) -> Item | None:
    """A row's item; cells that a row above has given are not written again."""
    cells = dict(enumerate(row.cells[: len(state.heads)]))
    context = _context(cells, state)
    new: dict[tuple[int, int], tuple[Head, Cell]] = {}
    for column, cell in cells.items():
        head = state.heads[column]
        if cell.text and (cell.origin, cell.text) not in state.above and head.role != "category":
            new.setdefault(cell.origin, (head, cell))
    kept = list(new.values())
    if not kept:
        return None
    text, spans = _join([cell.line for _, cell in kept])
    made = tuple(
        TableCell(start, end, _role(head), head.words, head.year, head.guessed)
        for (start, end), (head, _) in zip(spans, kept, strict=True)
    )
    section = tuple(dict.fromkeys(filter(None, (caption, *context))))
    number = next((cell.text for head, cell in kept if head.role == "number"), "")
    due = "\n".join(cell.text for column, cell in cells.items() if state.heads[column].role == "due" and cell.text)
    until = max((head.year[-4:] for head in state.heads if head.role in ("target", "total")), default="")
    merged = {state.heads[column].role: cell.line for column, cell in cells.items() if cell.text}
    about = TableRow(made, tuple(context), caption, merged.get("unit", ""), until, merged.get("nature", ""), unit)
    return Item(number, text, _offices(cells, state.heads), due, section, row.place, about)


def _context(cells: dict[int, Cell], state: _Open) -> list[str]:
    """The titles, categories and names that a row shares with those above it; `state` keeps them for those below."""
    name_at = next(column for column, head in enumerate(state.heads) if head.role == "name")
    own = cells.get(name_at)
    for column, head in enumerate(state.heads):
        if head.role == "category" and column in cells and cells[column].text:
            if own is not None and cells[column].origin == own.origin:
                state.shared.pop(column, None)
            else:
                state.shared[column] = cells[column].line
            for later in [c for c in state.shared if c > column]:
                del state.shared[later]
    context = [*state.titles, *(state.shared[column] for column in sorted(state.shared))]
    if own is not None and own.text and (own.origin, own.text) not in state.above:
        state.name = own.line
    elif state.name:
        context.append(state.name)
    return context


def _offices(cells: dict[int, Cell], heads: tuple[Head, ...]) -> str:
    """The department cells as one text; merged ones hold for each of their rows."""
    offices: dict[str, dict[str, None]] = {}
    for column, cell in cells.items():
        if heads[column].role in OFFICES and cell.text:
            offices.setdefault(heads[column].role, {})[cell.text] = None
    return write_offices(offices)


def _role(head: Head) -> CellRole:
    if head.role in OFFICES:
        return "duty"
    if head.role in ("category", "year", "goal", "weak"):
        return "other"
    return head.role  # type: ignore[return-value]  # the other roles of a head are those of a cell


def _join(texts: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The cells in one text, and where each stands in it."""
    spans = []
    at = 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + len(JOINT)
    return JOINT.join(texts), spans
