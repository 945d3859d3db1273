"""What the readers make of a file: a `Document` of `Task`s. Nothing here can be changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellRole = Literal["name", "unit", "base", "target", "total", "nature", "duty", "due", "number", "header", "other"]
"""What a cell of an indicator table is to its row; `total` is a value for the whole period (年均/累计)."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of an indicator table: its span in the task's text, its role, its column's header in the file's words.

    `year` is the header's: `2025`, a period's `2021/2025`, empty where it names none. `guessed` tells that the header
    names only a year, so that base and target were told apart by the years.
    """

    start: int
    end: int
    role: CellRole
    header: str = ""
    year: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """What is known of a task that is one row of an indicator table.

    `context` are the names and categories that the row shares with others, outermost first; `caption` is the table's
    title, `until` the last year of its target columns. `unit` and `nature` are those of the row's columns, also where
    their cells are merged with the row above; `table_unit` is what the table states for all its rows.
    """

    cells: tuple[TableCell, ...]
    context: tuple[str, ...] = ()
    caption: str = ""
    unit: str = ""
    until: str = ""
    nature: str = ""
    table_unit: str = ""


DUE_LABEL = "完成时限："


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task as its file holds it.

    `text` is folded (full width to half, one character to one) and free of invisible characters; every span is an
    offset into it, or into `whole`. `departments_text` is what stands beside it; columns come labelled as prose has
    them (`牵头单位：…；配合单位：…`). `due_text` is a 完成时限 cell, or the time limit of a closing bracket.
    `due_shared` where that is also another task's, which has it in its text. `place` has one entry for each place in
    the file. `ocr` is how surely the text of a scanned page was recognised (0 to 1), None for text that was no
    picture. `row` is there for a row of an indicator table: its text is the row's cells, joined by ` | `.
    """

    task_no: str
    text: str
    departments_text: str = ""
    due_text: str = ""
    section: str | None = None
    place: tuple[str, ...] = ()
    ocr: float | None = None
    row: TableRow | None = None
    due_shared: bool = False

    @property
    def whole(self) -> str:
        r"""The text as the tables hold it: with the 完成时限 cell, where there is one, as its last line.

        >>> Task("1", "完成主体工程", due_text="12月底前").whole
        '完成主体工程\n完成时限：12月底前'
        """
        is_beside = self.due_text and not self.due_shared and self.row is None
        return f"{self.text}\n{DUE_LABEL}{self.due_text}" if is_beside else self.text


@dataclass(frozen=True, slots=True)
class Document:
    """One policy file: what sources.toml or the file itself says of it, and its tasks in order.

    `published` and `period` are ISO text as precise as known (`2020`, `2020-03`; `2020/2023`). `warnings` are sentences
    about what was odd in the file. `sha256` is of the file's bytes. `numerals` counts the numerals of the file by where
    they are kept (the kinds of `NUMERAL_PLACES`), those of no kind left out.
    """

    doc_id: str
    file: str
    title: str
    issuer: str | None
    region: str | None
    published: str | None
    period: str | None
    tasks: tuple[Task, ...]
    sha256: str
    warnings: tuple[str, ...] = ()
    numerals: tuple[tuple[str, int], ...] = ()
