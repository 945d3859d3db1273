"""The plain data that travels between the stages, and the errors they raise.

documents → `Document` of `Task`s → mentions → verdicts → targets → rows. Nothing here can be changed: a stage returns
something new. What is made by the hundred thousand is a named tuple, since those are made in a third of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:  # readers and the extractor need no Arrow
    from etl.dates import DateReading
    from etl.schema import ActionClass, Change, DueKind, DueSource, Kind, Nature, Op, Reason, Role


Sort = Literal["number", "date", "word"]
"""What a mention is before anything is judged."""


class SourceError(Exception):
    """A file, table or contract that cannot be used: names the file, the place in it, and how to mend it."""


class ContractError(Exception):
    """What the stages made does not fit the contract of the tables: names document, task, value."""


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task as its file holds it.

    `text` is folded (full width to half, one character to one) and free of invisible characters; every span is an
    offset into it. `departments_text` is what stands beside it; columns come labelled as prose has them
    (`牵头单位：…；配合单位：…`). `due_text` is a 完成时限 cell. `place` has one entry for each place in the file.
    """

    task_no: str
    text: str
    departments_text: str = ""
    due_text: str = ""
    section: str | None = None
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One policy file: what sources.toml or the file itself says of it, and its tasks in order.

    `published` and `period` are ISO text as precise as known (`2020`, `2020-03`; `2020/2023`). `warnings` are sentences
    about what was odd in the file. `sha256` is of the file's bytes.
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


@dataclass(frozen=True, slots=True)
class Departments:
    """The responsible departments of a task; the three tuples run in parallel. `lead` is None where there are none."""

    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    collective: tuple[bool, ...] = ()
    lead: str | None = None
    lead_basis: str | None = None


class Mention(NamedTuple):
    """One number expression: `start:end` covers its numerals, its unit and its right-hand marker.

    For a number: `unit` as written with its class in units.tsv, `per` the base after `/`, `op` what the words inside or
    to the right say, None where they say nothing. For a word: `reason`, with the name of what found it in `found`. A
    number that cannot be read has `value` None.
    """

    sort: Sort
    start: int
    end: int
    found: str
    reason: Reason | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    unit_class: str = ""
    per: str | None = None
    op: Op | None = None
    date: DateReading | None = None


class Target(NamedTuple):
    """A mention that the document sets as something to be reached, kept, granted or not exceeded.

    The fields are those of the targets table that come from the text (see etl/schema.py). `quote == text[start:end]`.
    `numerals` are the offsets in the task's text of every numeral that belongs to this mention, `anchor` is the first
    of them. `sentence` is the sentence as it stands in the text, from `sentence_start` on. `confidence` is the
    probability that the verdict is right, 0 to 1.
    """

    quote: str
    start: int
    end: int
    anchor: int
    numerals: tuple[int, ...]
    sentence: str
    sentence_start: int
    shown: str
    kind: Kind
    role: Role
    action: str | None
    action_class: ActionClass
    indicator: str
    base: str | None
    value: float | None
    value_max: float | None
    unit: str | None
    op: Op | None
    change: Change | None
    per: str | None
    due: str | None
    due_kind: DueKind | None
    due_source: DueSource | None
    rule: str
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()
    nature: Nature | None = None


class Entry(NamedTuple):
    """A mention that is no target, with the reason. Spans, numerals, sentence and confidence are as in `Target`."""

    quote: str
    start: int
    end: int
    anchor: int
    numerals: tuple[int, ...]
    sentence: str
    sentence_start: int
    reason: Reason
    rule: str
    confidence: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskReading:
    """What one task's text says: every mention once, as a target or in the ledger, each in the order of the text."""

    targets: tuple[Target, ...] = ()
    ledger: tuple[Entry, ...] = ()
