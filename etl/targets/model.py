"""What a task's text says: targets and entries of the ledger, as named tuples, since they are made by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from etl.lexicon.numerals import NUMERALS

if TYPE_CHECKING:
    from etl.schema import ActionClass, Change, DueKind, DueSource, Kind, Nature, Op, Reason, Role


class Span(TypedDict):
    """The fields that every row has: its quote, its numerals and its sentence."""

    quote: str
    start: int
    end: int
    anchor: int
    numerals: tuple[int, ...]
    sentence: str
    sentence_start: int


def make_span(text: str, start: int, end: int, sentence: tuple[str, int], first: int | None = None) -> Span:
    """The shared fields of a row that is `text[start:end]`.

    `sentence` is its sentence and where that starts; its numerals are looked for from `first` on, else from `start`.
    """
    numerals = tuple([place for place in range(start if first is None else first, end) if text[place] in NUMERALS])
    return {
        "quote": text[start:end],
        "start": start,
        "end": end,
        "anchor": numerals[0],
        "numerals": numerals,
        "sentence": sentence[0],
        "sentence_start": sentence[1],
    }


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
    rule: str
    base: str | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    op: Op | None = None
    change: Change | None = None
    per: str | None = None
    due: str | None = None
    due_kind: DueKind | None = None
    due_source: DueSource | None = None
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
