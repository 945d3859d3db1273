"""How many numerals a file holds and where each is kept: in a task's text, or aside, by the kinds of `NUMERAL_PLACES`.

In: blocks, and what the other modules made of them. Out: counts by kind, which add up to the numerals of the file. A
numeral is one character, as in etl/targets/conservation.py, so that nothing is judged here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from etl.documents.blocks import Cell, Grid, Item, Row
from etl.documents.columns import BESIDE, Columns, find_columns
from etl.lexicon.numerals import NUMERALS

Tally = Counter[str]


def count_numerals(text: str) -> int:
    """The numerals of a text.

    >>> count_numerals("建设50所，统一标准")
    3
    """
    return sum(sign in NUMERALS for sign in text)


def count_items(items: Iterable[Item]) -> int:
    """The numerals of the items' texts."""
    return sum(count_numerals(item.text) for item in items)


def count_grid(grid: Grid) -> int:
    """The numerals of a table, a merged cell once."""
    return sum(count_numerals(cell.text) for _, cells in new_cells(grid.rows) for _, cell in cells)


def new_cells(rows: Iterable[Row]) -> Iterator[tuple[Row, list[tuple[int, Cell]]]]:
    """Each row with the cells, by column, that it does not share with the row above or with a column to the left."""
    above: set[tuple[tuple[int, int], str]] = set()
    for row in rows:
        here: dict[tuple[int, int], tuple[int, Cell]] = {}
        for column, cell in enumerate(row.cells):
            if (cell.origin, cell.text) not in above:
                here.setdefault(cell.origin, (column, cell))
        yield row, list(here.values())
        above = {(cell.origin, cell.text) for cell in row.cells}


def tally_task_table(grid: Grid, items: list[Item], *, with_preface: bool) -> Tally:
    """Where the numerals of a task table that are in no task are kept; those above its header only `with_preface`."""
    tally: Tally = Counter()
    used = count_items(items)
    texts = 0
    columns: Columns | None = None
    skip = 0
    for index, (row, cells) in enumerate(new_cells(grid.rows)):
        count = sum(count_numerals(cell.text) for _, cell in cells)
        below = grid.rows[index + 1] if index + 1 < len(grid.rows) else None
        header = find_columns(row, below) if not skip else None
        if header is not None:
            columns, skip = header
        if skip:
            skip -= 1
            tally["headings"] += count
        elif columns is None:
            tally["headings"] += count if with_preface else 0
        elif sum(bool(cell.text) for _, cell in cells) == 1 and cells[0][1].text and len(row.cells) > 1:
            texts += count
        else:
            texts += _tally_row(cells, columns, tally)
    tally["headings"] += max(texts - used, 0)
    return tally


def _tally_row(cells: list[tuple[int, Cell]], columns: Columns, tally: Tally) -> int:
    """Adds what stands beside a row's task; gives the numerals of its text and section columns."""
    texts = 0
    for column, cell in cells:
        role = columns.roles[column] if column < len(columns.roles) else None
        count = count_numerals(cell.text)
        if role in BESIDE:
            tally["beside"] += count
        elif role in ("text", "goal", "section"):
            texts += count
        else:
            tally["columns"] += count
    return texts


def tally_indicators(grid: Grid, items: list[Item], notes: list[str], preface: list[str]) -> Tally:
    """Where the numerals of an indicator table that are in no task are kept, without those above its header."""
    whole, used = count_grid(grid), count_items(items)
    aside = sum(map(count_numerals, notes))
    above = sum(map(count_numerals, preface))
    return Counter(notes=aside, headings=max(whole - used - aside - above, 0))
