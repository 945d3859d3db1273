"""Rows of a table → tasks: the header is found, section rows become the path, merged and split rows come together.

In: one `Grid`. Out: its `Item`s in order, or None where it is no task table. The cells' wording is kept; only a closing
list of departments leaves the text (see `offices`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from etl.documents.blocks import Cell, Grid, Item, Row
from etl.documents.columns import Columns, find_columns, role_of
from etl.documents.dates import YEAR
from etl.documents.headings import CHINESE, STOPS, Heading, Path, read_marker
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, words_by_class
from etl.offices.closing import same_words, split_closing
from etl.offices.departments import join_duty
from etl.offices.duties import read_heading_duty

NOTE = re.compile(rf"{class_patterns('document_words')['note']}\s*[\d一二三]?[:：.、]|[*※①②③]")
TOTALS = words_by_class("document_words")["total"]
SECTION_NUMBER = re.compile(rf"[（(]?({CHINESE})[)）]?[、.．]?")
LONGEST_TITLE = 40
LOOKED_AT = 2000
"""So many rows below a header decide how its columns are used."""

LABELS = {"lead": "牵头单位", "departments": "责任单位", "support": "配合单位"}
"""The labels under which separate department columns are written down, in this order."""


@dataclass(slots=True)
class Draft:
    """A task while its rows are read; `offices` by role and `due` hold the cells of all its rows, each once.

    `duty` is what its section's row says of all tasks below it (`市教育局牵头工作`).
    """

    number: str
    texts: list[str]
    origin: tuple[int, int] | None
    section: tuple[str, ...]
    place: str
    duty: str = ""
    offices: dict[str, dict[str, None]] = field(default_factory=dict)
    due: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a table's columns are used: `texts` make the task's text, `sections` its path."""

    columns: Columns
    texts: tuple[int, ...]
    sections: tuple[int, ...]


def read_grid(grid: Grid) -> list[Item] | None:
    """The tasks of a table, None where no row of it is the header of a task table."""
    drafts: list[Draft] = []
    path, shape = Path(), None
    carried: dict[int, str] = {}
    skip_to = 0
    for index, (row, below) in enumerate(zip_longest(grid.rows, grid.rows[1:])):
        if index < skip_to:
            continue
        header = find_columns(row, below)
        if header is not None:
            columns, height = header
            if shape is None or shape.columns != columns:
                shape = _shape(columns, grid.rows[index + height : index + height + LOOKED_AT])
            skip_to = index + height
            carried.clear()
        elif shape is not None:
            _read_row(row, shape, path, carried, drafts)
    return None if shape is None else [_finish(draft) for draft in drafts]


def find_preface(grid: Grid) -> list[str]:
    """The texts above a task table's header within the table (a title, a date); empty where there is no header."""
    lines: list[str] = []
    for row, below in zip_longest(grid.rows, grid.rows[1:]):
        if find_columns(row, below) is not None:
            return lines
        lines += [cell.line for cell in row.filled]
    return []


def _shape(columns: Columns, body: tuple[Row, ...]) -> Shape:
    """Which text columns hold the task and which only group the rows (merged down, or short beside a long one)."""
    texts, sections = list(columns.of("text", "goal")), list(columns.of("section"))
    plain = [column for column in texts if columns.roles[column] == "text"]
    rows = [row.cells for row in body if len(row.cells) == len(columns.roles)]
    if len(texts) > 1 and rows:
        widest = max(_mean_length(rows, column) for column in texts)
        for column in plain:
            length = _mean_length(rows, column)
            if len(texts) > 1 and length < widest and (_is_grouping(rows, column) or length * 2 < min(widest, 60)):
                texts.remove(column)
                sections.append(column)
    return Shape(columns, tuple(texts), tuple(sorted(sections)))


def _mean_length(rows: list[tuple[Cell, ...]], column: int) -> float:
    filled = [len(row[column].text) for row in rows if row[column].text]
    return sum(filled) / max(len(filled), 1)


def _is_grouping(rows: list[tuple[Cell, ...]], column: int) -> bool:
    """Whether cells of this column reach over several rows, by merging or by blanks below them."""
    origins = {row[column].origin for row in rows}
    blanks = sum(not row[column].text for row in rows)
    return len(origins) < len(rows) or blanks * 3 > len(rows)


def _read_row(row: Row, shape: Shape, path: Path, carried: dict[int, str], drafts: list[Draft]) -> None:
    """Adds one body row: to the path, to the last task, or as a new task."""
    cells = dict(enumerate(row.cells[: len(shape.columns.roles)]))
    filled = row.filled
    if not filled or _is_note(filled):
        return
    number = _number(next((cells[c].text for c in shape.columns.of("number") if c in cells), ""))
    texts = [cells[c] for c in shape.texts if c in cells and cells[c].text]
    title = _section_title(row, filled, number, texts, shape)
    if title is not None:
        path.enter(title)
        carried.clear()
        return
    last = drafts[-1] if drafts else None
    if texts and last is not None and texts[0].origin == last.origin:
        _add(last, cells, shape)  # one merged task cell beside several rows of departments
        last.texts += [cell.text for cell in texts[1:] if cell.text not in last.texts]
        return
    if not texts:
        if last is not None and not number:
            _add(last, cells, shape)
        return
    for column in shape.sections:
        if column in cells and cells[column].text:
            carried[column] = cells[column].line
    section = path.titles + tuple(carried[column] for column in shape.sections if column in carried)
    unique = list(dict.fromkeys(cell.text for cell in texts))
    drafts.append(Draft(number, unique, texts[0].origin, section, row.place, path.departments[0]))
    _add(drafts[-1], cells, shape)


def _is_note(filled: list[Cell]) -> bool:
    """Whether a row is a note under the table or a row of totals."""
    first = squeeze(filled[0].text)
    return first in TOTALS or (len(filled) == 1 and NOTE.match(first) is not None)


def _section_title(row: Row, filled: list[Cell], number: str, texts: list[Cell], shape: Shape) -> Heading | None:
    """The heading that a row is, where it is no task: one merged cell, or a Chinese number beside a short title."""
    beside = shape.columns.of("departments", "lead", "support", "due")
    if any(row.cells[column].text for column in beside if column < len(row.cells)) and len(filled) > 1:
        return None
    if len(filled) == 1:
        title = filled[0].line
        is_beside = any(row.cells[column] is filled[0] for column in beside if column < len(row.cells))
        marker = read_marker(title)
        is_header = role_of(title) is not None and marker is None
        if len(title) > LONGEST_TITLE * 2 or is_header or (is_beside and not _spreads(row)):
            return None
        is_title = (
            len(title) <= LONGEST_TITLE and STOPS.isdisjoint(title) and not any(map(str.isdigit, YEAR.sub("", title)))
        )
        heading = _heading(title)
        if _spreads(row) or (marker is not None and is_title) or (is_title and bool(shape.columns.of("number"))):
            return heading
        return heading if heading.departments else None
    match = SECTION_NUMBER.fullmatch(number)
    is_short = bool(texts) and len(texts[0].text) <= LONGEST_TITLE and STOPS.isdisjoint(texts[0].text)
    if match and len(filled) == 2 and is_short:
        return Heading("chinese", match[1], texts[0].line)
    return None


def _spreads(row: Row) -> bool:
    """Whether the one filled cell of a row covers several columns."""
    return sum(bool(cell.text) for cell in row.cells) > 1


def _heading(title: str) -> Heading:
    marker = read_marker(title)
    kind, label = (marker.kind, marker.label) if marker is not None else ("style", "")
    words = title[marker.length :].strip() if marker is not None else title
    duty = split_closing(words).departments or read_heading_duty(words, numbered=marker is not None)
    return Heading(kind, label, words, departments=duty)


def _add(draft: Draft, cells: dict[int, Cell], shape: Shape) -> None:
    """Adds a row's departments and time limit to a task, each merged cell once."""
    for role in LABELS:
        for column in shape.columns.of(role):
            text = cells[column].text if column in cells else ""
            if text:
                draft.offices.setdefault(role, {})[text] = None
    for column in shape.columns.of("due"):
        text = cells[column].text if column in cells else ""
        if text:
            draft.due[text] = None


def _finish(draft: Draft) -> Item:
    closing = split_closing("\n".join(draft.texts))
    written = write_offices(draft.offices)
    if not written:
        written = closing.all_departments
    elif closing.departments and not same_words(closing.departments, written):
        # Named in both places: the cell leads, and the text's list follows where it says more.
        bare = closing.departments.split("：", 1)[-1]
        written = written if squeeze(bare) in squeeze(written) else f"{written}\n{closing.departments}"
    due = "\n".join(draft.due) or closing.due
    return Item(draft.number, closing.text, join_duty(draft.duty, written), due, draft.section, draft.place)


def write_offices(offices: dict[str, dict[str, None]]) -> str:
    """Department cells as one text: a single 责任单位 column as written, separate columns under their labels."""
    written = {role: "\n".join(pieces) for role, pieces in offices.items() if pieces}
    if set(written) <= {"departments"}:
        return written.get("departments", "")
    return "；".join(
        text if text.startswith(label) else f"{label}：{text}"
        for role, label in LABELS.items()
        if (text := written.get(role))
    )


def _number(text: str) -> str:
    """A number cell as one word: `1.0` of a spreadsheet is `1`."""
    text = squeeze(text).rstrip("、.．")
    whole, _, decimals = text.partition(".")
    return whole if whole.isdecimal() and decimals.strip("0") == "" else text
