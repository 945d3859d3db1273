"""One row of an indicator table → its targets and its ledger: what each cell is has been told by the table's header.

In: a `Task` with a `row` and its `Document`. Out: a `TaskReading`. The judge is not asked: a value in a target column
is a goal, one in a base column a fact. Words of the name and of the cell say how the value binds; its unit comes from
the cell, the unit column, the name, the header or the table, whichever says it first. A target cell that is a sentence
is read as any other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple, cast, get_args

from etl.documents.headings import read_marker
from etl.documents.model import Document, TableCell, TableRow, Task
from etl.lexicon.folding import for_matching
from etl.lexicon.numerals import NUMERALS
from etl.lexicon.tokens import read_tokens
from etl.lexicon.words import read_table
from etl.lexing.mentions import find_mentions
from etl.lexing.model import Mention
from etl.naming.plausibility import is_plausible
from etl.naming.verbs import action_class
from etl.schema import DueKind, DueSource, Nature, Reason
from etl.targets.measures import Measure, read_measure
from etl.targets.model import Entry, Span, Target, TaskReading, make_span
from etl.targets.row_names import LEAD_IN, RowName, read_row_name, words_of_names
from etl.targets.writer import UNSURE

SURE, TOLD_BY_YEARS, WITHOUT_HEADER = 0.95, 0.85, 0.8
"""The confidence of a target whose column is headed as one; only names a year; has no header."""

_YEARLY, _CUMULATIVE = words_of_names("yearly"), words_of_names("cumulative")
PIECE = re.compile("[^，、；]+")
MOST_AROUND = 2
"""So many signs beside its number and marker words may a value of a list have."""

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
REASONS: dict[str, tuple[Reason, str]] = {
    "base": ("fact", "table base"),
    "target": ("fact", "table cell"),
    "total": ("fact", "table cell"),
    "number": ("ordinal", "table serial"),
    "unit": ("idiom", "table unit"),
    "header": ("name", "table header"),
    "name": ("name", "table name"),
    "due": ("date", "table date"),
}
"""What a number is that no target takes, by its cell's role, and the rule that says so."""

Read = Callable[[Task], TaskReading]


class _When(NamedTuple):
    due: str | None = None
    kind: DueKind | None = None
    source: DueSource | None = None


def read_table_row(task: Task, document: Document, read: Read) -> TaskReading:
    """Every mention of a table's row once; `read` is how a text that is no row is read."""
    row = task.row
    assert row is not None, task  # noqa: S101  # whoever calls has asked
    reader = _Reader(task, row, document)
    targets: list[Target] = []
    ledger: list[Entry] = []
    for cell in row.cells:
        made = reader.read_value(cell, read) if cell.role in ("target", "total") else None
        if made is None or not reader.is_whole(cell, made):
            ledger += reader.write_entries(cell)
        else:
            targets += made.targets
            ledger += made.ledger
    return TaskReading(tuple(targets), tuple(ledger))


class _Reader:
    """What the cells of one row share: its name, its unit, its nature."""

    def __init__(self, task: Task, row: TableRow, document: Document) -> None:
        self.task, self.row, self.document = task, row, document
        self.text = for_matching(task.text)
        self.name_cell = next((cell for cell in row.cells if cell.role == "name"), None)
        written = self._words(self.name_cell) if self.name_cell else row.context[-1] if row.context else ""
        above = row.context if self.name_cell else row.context[:-1]
        self.name: RowName = read_row_name(written, above)
        self.unit = for_matching(row.unit).strip("（）-—–－/ ")

    def _words(self, cell: TableCell) -> str:
        return self.text[cell.start : cell.end]

    def read_value(self, cell: TableCell, read: Read) -> TaskReading | None:
        """The target of a value's cell with the entries beside it; None where the cell holds no value."""
        words = self._words(cell)
        if not any(sign in NUMERALS for sign in words):
            return None
        measure = read_measure(words, self._units(cell), is_rate=self._is_rate(cell, words))
        if measure is not None:
            return TaskReading((self._target(cell, measure),))
        dates = [mention for mention in _mentions(words) if mention.sort == "date"]
        if dates and len(dates) == len(_mentions(words)):
            return self._deadline(cell, dates)
        return self._read_pieces(cell, words) or self._read_text(cell, read)

    def _read_pieces(self, cell: TableCell, words: str) -> TaskReading | None:
        """The targets of a cell that lists values of one thing: `15300亿元、增长6%左右`; None where it says more."""
        targets: list[Target] = []
        taken: list[tuple[int, int]] = []
        for piece in PIECE.finditer(words):
            units = self._units(cell) if not piece.start() else ()
            measure = read_measure(piece[0], units, is_rate=not piece.start() and self._is_rate(cell, words))
            if measure is None and not any(one.sort == "number" for one in _mentions(piece[0])):
                continue
            if measure is None or measure.around > MOST_AROUND or (measure.unit is None and piece.start()):
                return None
            moved = measure._replace(start=measure.start + piece.start(), end=measure.end + piece.start())
            targets.append(self._target(cell, moved))
            taken.append((moved.start, moved.end))
        if not targets:
            return None
        entries = [
            entry
            for entry in self.write_entries(cell)
            if not any(start <= entry.start - cell.start < end for start, end in taken)
        ]
        return TaskReading(tuple(targets), tuple(entries))

    def _units(self, cell: TableCell) -> tuple[str, ...]:
        """The units that may go with a cell's value, the nearest first."""
        header = read_row_name(cell.header, ()).unit
        near = (header, self.unit, self.name.unit) if cell.role == "total" else (self.unit, self.name.unit, header)
        group = read_row_name(self.row.context[-1], ()).unit if self.row.context else ""
        return tuple(filter(None, (*near, group, for_matching(self.row.table_unit))))

    def _is_rate(self, cell: TableCell, words: str) -> bool:
        """Whether a value is a yearly growth in percent beside a level: `年均 6.5` of a sum of money."""
        yearly = (
            cell.role == "total"
            and read_tokens(cell.header).has(_YEARLY)
            and not words.startswith(("[", "〔", "【", "（"))
        )
        return yearly and not read_row_name(cell.header, ()).unit and not self.name.change and self.name.is_level

    def _target(self, cell: TableCell, measure: Measure) -> Target:
        name = self.name
        when = self._when(cell)
        is_rate = self._is_rate(cell, self._words(cell))
        header_change = read_row_name(cell.header, ()).change if cell.role == "total" else None
        change = measure.change or name.change or ("increase" if is_rate else header_change) or "level"
        is_yearly = _is_yearly(cell) and not measure.cumulative
        is_yearly = is_yearly and (change != "level" or not read_tokens(cell.header).has(_CUMULATIVE))
        sure = SURE if cell.header else WITHOUT_HEADER
        sure = min(sure, TOLD_BY_YEARS) if cell.guessed and cell.role == "target" else sure
        indicator = name.indicator or self.task.text[:40]
        action = measure.verb or name.verb
        return Target(
            **self._span(cell, measure.start, measure.end),
            shown=measure.shown,
            kind="ratio" if measure.is_ratio else "quantity",
            role="goal",
            action=action,
            action_class=action_class(action),
            indicator=indicator,
            value=measure.value,
            value_max=measure.value_max,
            unit=measure.unit,
            op=measure.op,
            change=change,
            per=measure.per or name.per or ("年" if is_yearly or name.yearly else None),
            due=when.due,
            due_kind=when.kind,
            due_source=when.source,
            rule="table target",
            confidence=sure if is_plausible(indicator) else min(sure, UNSURE),
            evidence=self._evidence(cell),
            nature=self._nature(),
        )  # fmt: skip

    def _deadline(self, cell: TableCell, dates: list[Mention]) -> TaskReading | None:
        """A target cell that is a date: the indicator is a deliverable."""
        date, due = dates[-1], dates[-1].date and dates[-1].date.due(self._year())
        if due is None or date.date is None:
            return None
        start, end = date.start, date.end
        target = Target(
            **self._span(cell, start, end),
            shown=self.task.text[cell.start + start : cell.start + end],
            kind="deadline",
            role="goal",
            action=self.name.verb,
            action_class=action_class(self.name.verb),
            indicator=self.name.indicator or self.task.text[:40],
            due=due,
            due_kind=date.date.kind or "by",
            due_source="column",
            rule="table target",
            confidence=SURE,
            evidence=self._evidence(cell),
            nature=self._nature(),
        )
        others = [entry for entry in self.write_entries(cell) if not start <= entry.start - cell.start < end]
        return TaskReading((target,), tuple(others))

    def _read_text(self, cell: TableCell, read: Read) -> TaskReading:
        """A target cell that is a sentence, read as such; its spans are then those of the row."""
        words = self.task.text[cell.start : cell.end]
        text = replace(self.task, text=words, row=None, due_shared=True)  # the cell is in the row's text
        made, when = read(text), self._when(cell)
        targets = []
        for target in made.targets:
            moved = target._replace(**self._moved(target, cell), nature=self._nature())
            if moved.due is None and moved.role == "goal" and moved.kind != "deadline":
                moved = moved._replace(due=when.due, due_kind=when.kind, due_source=when.source)
            targets.append(moved)
        return TaskReading(tuple(targets), tuple(entry._replace(**self._moved(entry, cell)) for entry in made.ledger))

    def _moved(self, row: Target | Entry, cell: TableCell) -> dict[str, Any]:
        """The places of a row that was read from a cell's own text, in the task's text."""
        return {
            "start": row.start + cell.start,
            "end": row.end + cell.start,
            "anchor": row.anchor + cell.start,
            "numerals": tuple(place + cell.start for place in row.numerals),
            "sentence": self.task.text,
            "sentence_start": 0,
        }

    def _when(self, cell: TableCell) -> _When:
        """When a target falls due: by its column, its 完成时限 cell, the table's title, the document's period."""
        year = cell.year[-4:] or (self.row.until if cell.role == "total" else "")
        months = [one.date.month for one in _mentions(cell.header) if one.date and one.date.month]
        if months:
            known = year or (str(self._year()) if self._year() else "")
            return _When(f"{known}-{months[0]:02}", "by", "column") if known else _When()
        for mention in _mentions(for_matching(self.task.due_text)):
            due = mention.date.due(int(year) if year else self._year()) if mention.date else None
            if due and mention.date and mention.date.kind and due.startswith(year):
                return _When(due, mention.date.kind, "column")
        if year:
            return _When(year, "by", "column")
        years = YEAR.findall(self.row.caption)
        years += [last for words, _, last in read_table("five_year_plans") if words in self.row.caption]
        if years:
            return _When(years[-1], "by", "section")
        if self.document.period:
            return _When(self.document.period.split("/")[-1], "by", "document")
        titled = YEAR.findall(self.document.title)
        return _When(titled[-1], "by", "document") if titled else _When()

    def _year(self) -> int | None:
        """The year that a date without one belongs to."""
        known = self.document.published or self.document.period
        return int(known[:4]) if known else None

    def _nature(self) -> Nature | None:
        """约束性 or 预期性, by the row's own cell, else by its name or the titles above it."""
        own = [self.row.nature]
        own += [self._words(self.name_cell)] if self.name_cell else []
        for words in [*own, *reversed(self.row.context), self.row.caption]:
            found = {nature for nature in get_args(Nature) if nature in words}
            if len(found) == 1:
                return cast("Nature", found.pop())
        return None

    def _evidence(self, cell: TableCell) -> tuple[str, ...]:
        said = [f"+表头“{cell.header}”"] if cell.header else []
        return (*said, *([f"+指标属性“{nature}”"] if (nature := self._nature()) else []))

    def is_whole(self, cell: TableCell, made: TaskReading) -> bool:
        """Whether the rows of a cell hold each of its numerals once."""
        rows: list[Target | Entry] = [*made.targets, *made.ledger]
        held = [place for row in rows for place in row.numerals]
        return sorted(held) == [place for place in range(cell.start, cell.end) if self.task.text[place] in NUMERALS]

    def write_entries(self, cell: TableCell) -> list[Entry]:
        """The ledger's rows of a cell that is no target."""
        entries = []
        for mention in _mentions(self._words(cell)):
            reason, rule = REASONS.get(cell.role, (mention.reason or "fact", "table cell"))
            at = mention.start
            marker = read_marker(self._words(cell)) if cell.role == "name" else None
            if marker is not None and at < marker.length:
                reason, rule = "ordinal", "table serial"
            elif cell.role == "name" and self.name.per_span[0] <= at < self.name.per_span[1]:
                reason, rule = "per", "table per"
            elif cell.role == "name" and at >= len(self._words(cell)) - len(self.name.bracket):
                reason, rule = "idiom", "table unit"
            elif mention.sort == "date" and cell.role not in ("base", "number"):
                reason, rule = "date", "table date" if cell.role != "header" else rule
            elif cell.role in ("header", "name") and mention.reason:
                reason = mention.reason
            elif cell.role == "other" and mention.sort == "number":
                reason = "fact"
            entries.append(Entry(**self._span(cell, at, mention.end), reason=reason, rule=rule))
        return entries

    def _span(self, cell: TableCell, start: int, end: int) -> Span:
        """The shared fields of a row; `start` and `end` are places in its cell."""
        return make_span(self.task.text, cell.start + start, cell.start + end, (self.task.text, 0))


def _is_yearly(cell: TableCell) -> bool:
    """Whether a total is told as a yearly mean."""
    return cell.role == "total" and read_tokens(cell.header).has(_YEARLY)


def _mentions(words: str) -> list[Mention]:
    """The mentions of a cell, with places in it."""
    moved = len(LEAD_IN)
    return [
        mention._replace(start=max(mention.start - moved, 0), end=mention.end - moved)
        for mention in find_mentions(LEAD_IN + words)
    ]
