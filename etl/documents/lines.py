"""Lines of text → paragraphs and tables, for formats that know neither: .txt files and the text layers of PDFs.

In: numbered lines as they stand. Out: blocks. A task table is known by its header words; its rows are cells split by
tabs and line breaks, or the lines of a text layer, where only the next row number and the look of a list of offices
tell the cells apart. Anything else is prose: lines that were broken at the page's width are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from etl.documents.blocks import Block, Grid, Row, grid_row
from etl.documents.columns import Columns, find_columns, role_of
from etl.documents.frame import ANNEX, PAGE_NUMBER
from etl.documents.headings import read_marker
from etl.documents.line_paragraphs import FULL_LINE, Line, read_paragraphs
from etl.lexicon.folding import clean, close_gaps, join_lines, squeeze
from etl.offices.closing import SENTENCE_END
from etl.offices.duties import looks_like_due, looks_like_offices

NUMBER = re.compile(r"(\d{1,4})(?:[.、．]?|[.、． ]+(\S.*))")
"""A row's number, alone or before its text."""

LEAST_BLANKS, MOST_PARTED = 3, 0.7
"""Bars or blanks part the cells where the header has at least so many words, and so many lines as many as it."""

MOST_OFFICE_LINES = 40
"""A row's list of offices takes at most so many lines."""


@dataclass(frozen=True, slots=True)
class Header:
    """A table header within the lines: its words by column, and the lines that it covers."""

    words: tuple[str, ...]
    start: int
    end: int


def read_lines(lines: list[Line]) -> list[Block]:
    """The blocks of a text: its task tables where it has any, with the prose around them; else prose alone."""
    headers = _find_headers(lines)
    if not headers:
        return list(read_paragraphs(lines))
    preambles = _preambles(lines, headers)
    blocks: list[Block] = list(read_paragraphs(lines[: headers[0].start]))
    last = 0
    for index, header in enumerate(headers):
        end = preambles[index + 1] if index + 1 < len(headers) else len(lines)
        rows, last = _read_body(lines[header.end : end], header, last)
        blocks.append(Grid((grid_row(0, list(header.words), lines[header.start].place), *rows)))
    return blocks


def _find_headers(lines: list[Line]) -> list[Header]:
    """Header rows: the words on one line, or one a line, blank lines between them aside."""
    headers: list[Header] = []
    index = 0
    while index < len(lines):
        words = _words(lines[index].text)
        header = _header(words, index, index + 1)
        if header is None and len(words) == 1 and role_of(words[0]) is not None:
            header = _header_down(lines, index)
        if header is None:
            index += 1
        else:
            headers.append(header)
            index = header.end
    return headers


def _header_down(lines: list[Line], start: int) -> Header | None:
    """A header whose words stand one below the other."""
    words: list[str] = []
    end = start
    for index in range(start, len(lines)):
        word = clean(lines[index].text)
        if not word:
            continue
        if role_of(word) is None:
            break
        words.append(word)
        end = index + 1
    return _header(words, start, end)


def _header(words: list[str], start: int, end: int) -> Header | None:
    found = find_columns(grid_row(0, words, "")) if len(words) > 1 else None
    if found is None or any(role is None for role in found[0].roles):
        return None
    return Header(tuple(words), start, end)


def _words(text: str) -> list[str]:
    """A line's cells: split by tabs, else by bars, else by blanks."""
    for separator in ("\t", "|", None):
        cells = [cell for part in clean_keep_tabs(text).split(separator) if (cell := part.strip())]
        if len(cells) > 1:
            return cells
    return cells


def clean_keep_tabs(text: str) -> str:
    """`clean` for a line whose tabs part its cells."""
    return "\t".join(clean(part) for part in text.split("\t"))


def _preambles(lines: list[Line], headers: list[Header]) -> list[int]:
    """Where the lines above each header (附件2, a title) begin; those of a repeated table repeat the first table's."""
    first = {squeeze(line.text) for line in lines[: headers[0].start] if line.text.strip()}
    starts = [0]
    for before, header in pairwise(headers):
        start = header.start
        while start > before.end:
            text = squeeze(clean(lines[start - 1].text))
            is_preamble = not text or text in first or ANNEX.fullmatch(text) or PAGE_NUMBER.fullmatch(text)
            if not is_preamble:
                break
            start -= 1
        starts.append(start)
    return starts


def _read_body(lines: list[Line], header: Header, last: int) -> tuple[list[Row], int]:
    """The rows below a header, and the last row number; `last` is that of the table above."""
    found = find_columns(grid_row(0, list(header.words), ""))
    assert found is not None, header  # noqa: S101  # _header has asked it
    columns = found[0]
    lines = _with_tabs(lines, len(header.words))
    tabbed = [line for line in lines if "\t" in line.text.strip(" ")]
    if tabbed and sum(len(_words(line.text)) > 1 for line in tabbed) * 2 >= len(tabbed):
        return _rows_of_lines(lines, len(header.words)), last
    if tabbed:
        return _rows_of_cells(lines, columns), last
    return _rows_of_layer(lines, columns, last)


def _with_tabs(lines: list[Line], width: int) -> list[Line]:
    """The lines with tabs between their cells, where bars part them, or blanks as many as the header has."""
    filled = [line for line in lines if clean(line.text)]
    if any("\t" in line.text.strip(" ") for line in filled):
        return lines
    for separator in ("|", None):
        parted = [len(line.text.strip("| \u3000").split(separator)) == width for line in filled]
        if width >= LEAST_BLANKS and parted and sum(parted) >= MOST_PARTED * len(parted):
            return [Line("\t".join(line.text.strip("| \u3000").split(separator)), line.place) for line in lines]
    return lines


def _rows_of_lines(lines: list[Line], width: int) -> list[Row]:
    """One row a line, cells split by tabs; a line without a tab goes on in the last cell of the row above."""
    rows: list[tuple[list[list[str]], str]] = []
    for line in lines:
        if not clean(line.text):
            continue
        cells = [clean(cell) for cell in line.text.split("\t")]
        if len(cells) > 1 or not rows or read_marker(cells[0]) is not None:
            if len(cells) > width and not cells[0]:
                cells = cells[1:]
            rows.append(([[cell] for cell in (cells + [""] * width)[:width]], line.place))
        else:
            pieces = rows[-1][0]
            filled = max((column for column, texts in enumerate(pieces) if texts[0]), default=0)
            pieces[filled].append(cells[0])
    return [
        grid_row(number, [join_lines(texts) for texts in pieces], place)
        for number, (pieces, place) in enumerate(rows, 1)
    ]


def _rows_of_cells(lines: list[Line], columns: Columns) -> list[Row]:
    """One cell a line, begun by a tab; a row begins at a cell that is only a number, or when the row above is full."""
    width = len(columns.roles)
    numbered = columns.roles[0] == "number"
    rows: list[list[tuple[list[str], str]]] = []
    for line in lines:
        text = clean(line.text)
        if not text:
            continue
        row = rows[-1] if rows else []
        number = NUMBER.fullmatch(text)
        if not line.text.lstrip(" ").startswith("\t") and row:
            row[-1][0].append(text)
        elif not rows or (numbered and number is not None and number[2] is None) or len(row) >= width:
            rows.append([([text], line.place)])
        else:
            row.append(([text], line.place))
    return [
        _row(number, [(join_lines(texts), place) for texts, place in row], width, columns)
        for number, row in enumerate(rows, 1)
    ]


def _row(number: int, cells: list[tuple[str, str]], width: int, columns: Columns) -> Row:
    texts = [text for text, _ in cells] + [""] * width
    at = columns.of("text", "goal")[0]
    place = cells[at][1] if at < len(cells) else cells[0][1]
    return grid_row(number, texts[:width], place)


def _rows_of_layer(lines: list[Line], columns: Columns, last: int) -> tuple[list[Row], int]:
    """A PDF's text layer: a row begins at the next number, its cells are told apart by their look."""
    rows: list[tuple[str, list[Line]]] = []
    expected = {1, last + 1}
    for line in lines:
        text = clean(line.text)
        if not text or PAGE_NUMBER.fullmatch(text):
            continue
        match = NUMBER.fullmatch(text)
        if match is not None and int(match[1]) in expected:
            last = int(match[1])
            expected = {last + 1}
            rows.append((match[1], [Line(match[2], line.place)] if match[2] else []))
        elif rows:
            rows[-1][1].append(line)
    made = [_layer_row(index, number, parts, columns) for index, (number, parts) in enumerate(rows, 1) if parts]
    return made, last


def _layer_row(index: int, number: str, lines: list[Line], columns: Columns) -> Row:
    """One row of a text layer: its lines shared out to the number, text, departments and time limit columns."""
    texts = [close_gaps(clean(line.text)) for line in lines]
    due = ""
    if columns.of("due") and len(texts) > 1 and looks_like_due(texts[-1]):
        due = texts.pop()
    cut = _split(texts)
    cells = [""] * len(columns.roles)
    offices = columns.of("departments", "lead", "support")
    for roles, text in ((("number",), number), (("text", "goal"), _join_cell(texts[:cut])), (("due",), due)):
        if places := columns.of(*roles):
            cells[places[0]] = text
    if offices:
        cells[offices[0]] = join_lines(texts[cut:])
    elif texts[cut:]:
        cells[columns.of("text", "goal")[0]] = _join_cell(texts)
    return grid_row(index, cells, lines[0].place)


def _split(texts: list[str]) -> int:
    """How many of a row's lines are the task; the rest is its list of offices."""
    last = range(max(1, len(texts) - MOST_OFFICE_LINES), len(texts))
    candidates = [cut for cut in last if looks_like_offices(join_lines(texts[cut:]))]
    ended = [cut for cut in candidates if texts[cut - 1].endswith(tuple(SENTENCE_END))]
    if ended:
        return ended[0]
    whole = [cut for cut in candidates if not texts[cut - 1].endswith(("、", "，", ","))]
    return whole[0] if whole else len(texts)


def _join_cell(texts: list[str]) -> str:
    """The lines of one cell: joined, but for a real end of paragraph (a full stop well before the width)."""
    width = max(map(len, texts), default=0)
    groups: list[list[str]] = [[]]
    for text in texts:
        groups[-1].append(text)
        if text.endswith("。") and len(text) < FULL_LINE * width:
            groups.append([])
    return "\n".join(join_lines(group) for group in groups if group)
