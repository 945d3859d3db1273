"""What every reader makes of its format: paragraphs and tables in the document's order, with their places.

Readers know formats and no policy; the modules after them (`columns`, `task_rows`, `prose`, `facts`) know how offices
write and no formats. Texts are clean (see `folding`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from etl.documents.model import TableRow
from etl.lexicon.folding import join_lines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `level` is 1… where the file's own style makes it a heading, 0 elsewhere, -1 for a title.

    `place` is where it stands in the file (`第12行`, `第3页`).
    """

    text: str
    place: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `origin` is the same for all the positions that one merged cell covers."""

    text: str
    origin: tuple[int, int]

    @property
    def line(self) -> str:
        """Its text on one line."""
        return join_lines(self.text.split("\n"))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table and where it stands in the file."""

    cells: tuple[Cell, ...]
    place: str

    @property
    def filled(self) -> list[Cell]:
        """Its cells that hold a text, each merged one once."""
        return list({cell.origin: cell for cell in self.cells if cell.text}.values())


@dataclass(frozen=True, slots=True)
class Grid:
    """One table; `name` is its sheet's, where it has one.

    `roles` are those of the columns of an indicator table that has no header, by the look of its cells.
    """

    rows: tuple[Row, ...]
    name: str = ""
    roles: tuple[str, ...] = ()


Block = Paragraph | Grid


@dataclass(slots=True)
class Content:
    """What a reader hands on: blocks in order, what was odd (codes of notices), what the file's metadata states.

    `aside` counts the numerals that stand in no block, by the kinds of `NUMERAL_PLACES`.
    """

    blocks: list[Block] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    title: str | None = None
    published: str | None = None
    scanned: dict[str, float] = field(default_factory=dict)
    """How surely the text of a place was recognised, for places that were scanned."""
    aside: Counter[str] = field(default_factory=Counter)

    def warn(self, code: str, **values: object) -> None:
        """Notes something odd; `code` and `values` as for `notices.say`."""
        self.warnings.append((code, values))


@dataclass(frozen=True, slots=True)
class Item:
    """One task as it stands in the file, before it has a number that is its own and before repeats are merged.

    `due_shared` as in `Task`.
    """

    number: str
    text: str
    departments: str
    due: str
    section: tuple[str, ...]
    place: str
    row: TableRow | None = None
    due_shared: bool = False


def grid_row(number: int, texts: list[str], place: str) -> Row:
    """A row without merged cells.

    >>> grid_row(3, ["1", "建设50所学校"], "第4行").cells[1]
    Cell(text='建设50所学校', origin=(3, 1))
    """
    return Row(tuple(Cell(text, (number, column)) for column, text in enumerate(texts)), place)
