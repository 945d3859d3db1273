"""Extracted targets against labelled tasks: how many were found, and how many of those are right in each field.

A predicted row matches a labelled one of the same task where kind, value, value_max and unit agree, for a deadline kind
and due. Each row is matched once, the most alike first. `found` counts these matches, `row` those with every field of
FIELDS right too; a field's figure is its share of right values among the matched rows. Where two labellers differed, a
label carries `alt` (a field's other right reading) or is `optional` (counted neither way). Rows of a labelled document
whose task no label has are extra.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.judging.deadlines import sort_deadline
from etl.offices.names import standard_name

Row = dict[str, Any]
Place = tuple[str, str]

FIELDS = ("role", "op", "change", "per", "due", "due_kind", "indicator")
NOT_OF_A_DEADLINE = ("op", "change", "per")
ALIKE, CONTAINED = 0.7, 0.5
"""Two indicators agree from this overlap of their characters on, or from the second where one contains the other."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one label, or of one row that no label asked for.

    `result` is `right`, `wrong` (found, but `fields` differ), `missed` or `extra`; `kind` and `confidence` are the
    row's, None where it was missed; `sort` is a deadline's (see deadlines.py).
    """

    doc_id: str
    task_no: str
    quote: str
    result: str
    fields: tuple[str, ...] = ()
    kind: str | None = None
    confidence: float | None = None
    sort: str | None = None


@dataclass(slots=True)
class Score:
    """Counts over one labelled set; `field_right` and `matched` give a field's accuracy and its sample size."""

    labelled: int = 0
    predicted: int = 0
    matched: int = 0
    field_right: Counter[str] = field(default_factory=Counter)
    department_tasks: int = 0
    departments_right: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def right(self) -> int:
        """Matched rows with every field right."""
        return sum(outcome.result == "right" for outcome in self.outcomes)


def score_targets(labelled: Iterable[Row], targets: Iterable[Row], tasks: Iterable[Row]) -> Score:
    """Score the rows of a build against labelled tasks (one dict a task: doc, task_no, targets, departments)."""
    score = Score()
    predicted: dict[Place, list[Row]] = {}
    for row in targets:
        predicted.setdefault((row["doc_id"], row["task_no"]), []).append(row)
    departments = {(row["doc_id"], row["task_no"]): row["departments"] for row in tasks}
    documents = set()
    for task in labelled:
        place = (task["doc"], str(task["task_no"]))
        documents.add(task["doc"])
        _score_task(score, place, task["targets"], predicted.pop(place, []))
        if task.get("departments"):
            score.department_tasks += 1
            # A label may have a short name as the text has it: 市发改委 is 市发展改革委.
            score.departments_right += [*map(standard_name, task["departments"])] == departments.get(place)
    for place, rows in predicted.items():
        if place[0] in documents:
            _note_extra(score, place, rows)
    return score


def _score_task(score: Score, place: Place, labels: Sequence[Row], rows: Sequence[Row]) -> None:
    pairs = _match(labels, rows)
    for number, label in enumerate(labels):
        if label.get("optional"):
            continue
        score.labelled += 1
        if number not in pairs:
            score.outcomes.append(Outcome(*place, label["quote"], "missed"))
            continue
        row = rows[pairs[number]]
        wrong = tuple(name for name in FIELDS if not agrees(name, label, row))
        score.predicted += 1
        score.matched += 1
        score.field_right.update(name for name in FIELDS if name not in wrong)
        score.outcomes.append(_note(place, row, label["quote"], wrong))
    taken = {*pairs.values()}
    _note_extra(score, place, [row for number, row in enumerate(rows) if number not in taken])


def _note_extra(score: Score, place: Place, rows: Sequence[Row]) -> None:
    score.predicted += len(rows)
    score.outcomes += [_note(place, row, row["quote"], (), "extra") for row in rows]


def _note(place: Place, row: Row, quote: str, wrong: tuple[str, ...], result: str = "") -> Outcome:
    due, due_kind = row.get("due"), row.get("due_kind")  # another engine may tell neither
    sort = sort_deadline(due, due_kind) if row["kind"] == "deadline" and due and due_kind else None
    result = result or ("wrong" if wrong else "right")
    return Outcome(*place, quote, result, wrong, row["kind"], row.get("confidence"), sort)


def _match(labels: Sequence[Row], rows: Sequence[Row]) -> dict[int, int]:
    """Which row each label gets, by number: sure labels before optional ones, the most alike first."""
    candidates = []
    for at, label in enumerate(labels):
        keys = {_find_key(label), _find_key(label | (label.get("alt") or {}))}
        for row_at, row in enumerate(rows):
            if _find_key(row) in keys:
                right = sum(agrees(name, label, row) for name in FIELDS)
                alike = right + measure_overlap(label["quote"], row["quote"])
                candidates.append((bool(label.get("optional")), -alike, at, row_at))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, at, row_at in sorted(candidates):
        if at not in pairs and row_at not in taken:
            pairs[at] = row_at
            taken.add(row_at)
    return pairs


def _find_key(row: Row) -> tuple[Any, ...]:
    """What must agree for a row to be the labelled one."""
    if row["kind"] == "deadline":
        return ("deadline", row.get("due"))
    return (row["kind"], _round(row.get("value")), _round(row.get("value_max")), row.get("unit") or None)


def _round(value: float | None) -> float | None:
    """A number cut to five significant digits: 33.3333 and 33.33333 agree."""
    return None if value is None else float(f"{value:.5g}")


def agrees(name: str, label: Row, row: Row) -> bool:
    """Whether a row's field is right by the label or by its other reading."""
    alternatives = label.get("alt") or {}
    return _agrees(name, label, row) or (name in alternatives and _agrees(name, label | alternatives, row))


def _agrees(name: str, label: Row, row: Row) -> bool:
    expected, found = label.get(name) or None, row.get(name) or None
    if name == "indicator":
        return _is_same_indicator(expected or "", found or "")
    if label["kind"] == "deadline" and name in NOT_OF_A_DEADLINE:
        return True
    if name in ("due", "due_kind") and expected is None and row.get("due_source") in ("document", "column", "section"):
        return True  # labels are made of the task's text alone
    return bool(expected == found)


def _is_same_indicator(expected: str, found: str) -> bool:
    overlap = measure_overlap(expected, found)
    contained = bool(expected and found) and (expected in found or found in expected)
    return overlap >= ALIKE or (contained and overlap >= CONTAINED)


def measure_overlap(one: str, other: str) -> float:
    """Dice overlap of two texts' characters, white space apart: 0 for nothing in common, 1 for the same characters.

    >>> measure_overlap("高水平中职学校", "中职学校")
    0.7272727272727273
    """
    first, second = Counter("".join(one.split())), Counter("".join(other.split()))
    if not first or not second:
        return float(first == second)
    return 2 * (first & second).total() / (first.total() + second.total())
