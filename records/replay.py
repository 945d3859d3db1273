"""Decisions over the machine's rows of a document: what each row then is, and which decisions no longer find theirs.

Pure: in come rows as dicts by table and `Decision`s in the order in which they were made, out go rows that fit the
contract, conserved as the machine's were, in the order that a build gives them. A decision is applied by its
`target_id`, which holds as long as its sentence says the same. Where it cannot be applied, the row stays the machine's
and the decision is pending: the row is gone, or does not fit the decision any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal, NamedTuple

from etl.schema import TARGETS
from etl.targets.conservation import NUMERAL, assign_numerals, claim_entry, claim_target
from etl.targets.contract import find_row_breaches
from records.errors import RefusedError
from records.fields import EDITABLE, RULE, change_entry, change_target, parse

Row = dict[str, Any]
Rows = dict[str, list[Row]]
DecisionKind = Literal["confirm", "correct", "reject", "promote", "add", "undo"]
Cause = Literal["gone", "unfit"]
"""Why a decision is pending: its row is not in the tables, or the decision does not fit the row any more."""

IDS = {"targets": "target_id", "ledger": "mention_id"}
PLACED = ("absorbs", "before", "after", "sentence")
"""What a promoted or added row's decision holds beside columns: the entries that it takes in, how far its quote begins
before and ends after its first entry, its sentence."""

_DOCUMENT = {"doc_title": "title", "issuer": "issuer", "region": "region", "published": "published"}
_OF_TASK = (
    "doc_id", "task_no", "departments", "departments_written", "lead", "lead_basis", "theme", "theme_word",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it is kept. `field` and `new` say what it sets: see records/decisions.py. `at` is UTC.

    `sentence` and `quote` are the text on which it was made; those of one act share `batch`; `key` is the same
    wherever the decision is copied to. `stands` is False for one that was undone.
    """

    id: int
    key: str
    at: str
    who: str
    target_id: str
    doc_id: str
    task_no: str
    kind: DecisionKind
    field: str
    old: Any
    new: Any
    why: str
    undoes: int | None
    batch: str
    sentence: str
    quote: str
    stands: bool = True


class MachineRow(NamedTuple):
    """A row as the machine made it, with the table that holds it."""

    table: str
    row: Row


class Pending(NamedTuple):
    """A decision that was not applied; `reason` says why in Chinese."""

    decision: Decision
    cause: Cause
    reason: str


@dataclass(slots=True)
class Applied:
    """A document's rows under its decisions. `touched` are the numbers of the tasks that any decision reached."""

    rows: Rows
    applied: list[Decision] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)


def find_standing(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions in force, of all that were made, in their order; undos, which leave nothing to apply, are not."""
    return [decision for decision in find_in_force(decisions) if decision.kind != "undo"]


def find_in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions and undos that no undo in force undoes, in their order."""
    undone: set[int] = set()
    force = []
    for decision in sorted(decisions, key=lambda decision: -decision.id):
        if decision.id not in undone:
            force.append(decision)
            if decision.undoes is not None:
                undone.add(decision.undoes)
    return force[::-1]


def apply(rows: Rows, decisions: Iterable[Decision], about: Mapping[str, Any]) -> Applied:
    """The machine's rows of one document under the standing decisions on it.

    `about` are the document's facts (title, issuer, region, published). Rows given in are left as they are.
    """
    state = _State(rows, about)
    result = Applied(rows)
    done: dict[str, list[Decision]] = {}
    for (_, target_id), group in groupby(decisions, key=lambda decision: (decision.batch, decision.target_id)):
        own = list(group)
        try:
            task_no = state.take(target_id, own)
        except RefusedError as error:
            result.pending += [Pending(decision, "unfit", error.chinese) for decision in own]
        except LookupError:
            gone = "原句已改变，或该数字已不在表中"
            result.pending += [Pending(decision, "gone", gone) for decision in own]
        else:
            done.setdefault(task_no, []).extend(own)
    for task_no, own in done.items():
        breaches = state.find_breaches(task_no)
        if breaches:
            state.forget(task_no)
            reason = f"与该任务的其他数字冲突：{breaches[0]}"
            result.pending += [Pending(decision, "unfit", reason) for decision in own]
        else:
            result.applied += own
    result.applied.sort(key=lambda decision: decision.id)
    result.touched = set(done)
    result.rows = state.give(result.touched)
    return result


def restore(rows: Rows, machine: Mapping[str, MachineRow]) -> Rows:
    """The machine's rows of a document, from its rows under decisions and the machine's rows of those decided on."""
    if not machine:
        return rows
    touched = {kept.row["task_no"] for kept in machine.values()}
    restored = {
        table: [row for row in rows[table] if row[name] not in machine]
        + [kept.row for kept in machine.values() if kept.table == table]
        for table, name in IDS.items()
    }
    return _order({"tasks": rows["tasks"], **restored}, touched)


class _State:
    """The rows of a document while decisions are applied to them: by task, table and identifier."""

    def __init__(self, rows: Rows, about: Mapping[str, Any]) -> None:
        self._machine, self._about = rows, about
        self._tasks = {task["task_no"]: task for task in rows["tasks"]}
        self._rows: dict[str, dict[str, dict[str, Row]]] = {no: {table: {} for table in IDS} for no in self._tasks}
        self._task_of: dict[str, str] = {}
        for table, name in IDS.items():
            for row in rows[table]:
                self._rows[row["task_no"]][table][row[name]] = row
                self._task_of[row[name]] = row["task_no"]

    def take(self, target_id: str, decisions: Sequence[Decision]) -> str:
        """Apply what one act decided on one row; the number of its task. Raises LookupError, RefusedError."""
        kind, task_no = decisions[0].kind, self._task_of[target_id]
        targets, ledger = self._rows[task_no]["targets"], self._rows[task_no]["ledger"]
        row = targets.get(target_id) or ledger[target_id]
        is_target = target_id in targets
        changes = {decision.field: decision.new for decision in decisions if decision.field}
        if kind == "reject":
            ledger[target_id] = _reject(row, changes, ledger) if is_target else change_entry(row, changes)
            targets.pop(target_id, None)
        elif kind in ("promote", "add"):
            given = decisions[0].new
            if is_target:
                targets[target_id] = change_target(row, {k: v for k, v in given.items() if k in EDITABLE})
            else:
                targets[target_id] = self._promote(row, given, ledger)
                for absorbed in given["absorbs"]:
                    del ledger[absorbed]
        elif is_target:
            targets[target_id] = change_target(row, changes)
        elif set(changes) == {"reason"}:
            ledger[target_id] = change_entry(row, changes)
        elif kind != "confirm":  # that it is no target is what the ledger says already
            raise LookupError(target_id)
        return task_no

    def _promote(self, entry: Row, given: Row, ledger: Mapping[str, Row]) -> Row:
        """An entry of the ledger, with others that its quote takes in, as a target.

        Raises LookupError where the text is another now, RefusedError where the columns do not fit.
        """
        task = self._tasks[entry["task_no"]]
        start, end = entry["start"] - given["before"], entry["end"] + given["after"]
        taken = [ledger[name] for name in given["absorbs"]]
        if given["sentence"] not in task["text"] or not all(start <= o["start"] and o["end"] <= end for o in taken):
            raise LookupError(entry["mention_id"])
        quote = task["text"][start:end]
        row: Row = dict.fromkeys(column.name for column in TARGETS)
        row |= {name: task[name] for name in _OF_TASK} | {name: self._about.get(key) for name, key in _DOCUMENT.items()}
        row |= {
            "target_id": entry["mention_id"], "sentence": given["sentence"], "quote": quote, "start": start, "end": end,
            "shown": quote, "kind": "quantity", "role": "goal", "action_class": "其他", "indicator": "", "rule": RULE,
            **_turn(entry),
        }  # fmt: skip
        return change_target(row, {name: value for name, value in given.items() if name in EDITABLE})

    def find_breaches(self, task_no: str) -> list[str]:
        """Breaches of conservation in a task, and of the contract in its ledger."""
        own, others = self._rows[task_no]["targets"].values(), self._rows[task_no]["ledger"].values()
        claims = [claim_target(row["start"], row["end"], row["quote"], row["per"]) for row in own]
        claims += [claim_entry(row["start"], row["end"], row["quote"], row["reason"]) for row in others]
        _, breaches = assign_numerals(self._tasks[task_no]["text"], claims)
        return [breach for row in others for breach in find_row_breaches("ledger", row)] + breaches

    def forget(self, task_no: str) -> None:
        """Make a task's rows the machine's again."""
        for table, name in IDS.items():
            self._rows[task_no][table] = {row[name]: row for row in self._machine[table] if row["task_no"] == task_no}

    def give(self, touched: set[str]) -> Rows:
        """All rows, those of the touched tasks in the order of their text."""
        rows = {table: [row for own in self._rows.values() for row in own[table].values()] for table in IDS}
        return _order({"tasks": self._machine["tasks"], **rows}, touched)


def _reject(row: Row, changes: Row, ledger: Mapping[str, Row]) -> Row:
    """A target as an entry of the ledger. Its quote leaves to others what is theirs (`每两月` of `每两月至少一次`)."""
    overlapping = [
        other["end"] for other in ledger.values() if other["start"] < row["end"] and row["start"] < other["end"]
    ]
    start = max([row["start"], *overlapping])
    return {
        "mention_id": row["target_id"], "doc_id": row["doc_id"], "task_no": row["task_no"],
        "quote": row["quote"][start - row["start"] :], "start": start, "end": row["end"],
        "reason": parse("reason", changes["reason"]), "rule": RULE, **_turn(row),
    }  # fmt: skip


def _turn(row: Row) -> Row:
    """How sure the machine is of what a person said against it, and what spoke for and against that."""
    turned = {"+": "-", "-": "+"}
    evidence = [turned.get(thing[:1], thing[:1]) + thing[1:] for thing in row["evidence"]]
    return {"confidence": 1 - row["confidence"], "evidence": evidence}


def _order(rows: Rows, touched: set[str]) -> Rows:
    """Rows in the order of the text, as every build gives them, with the counts of the touched tasks."""
    if not touched:
        return rows
    places = {task["task_no"]: place for place, task in enumerate(rows["tasks"])}
    ordered = {table: sorted(rows[table], key=lambda row: (places[row["task_no"]], row["start"])) for table in IDS}
    counts = dict.fromkeys(touched, 0)
    for row in ordered["targets"]:
        if row["task_no"] in touched:
            counts[row["task_no"]] += 1
    tasks = [
        {**task, "targets": counts[task["task_no"]]} if task["task_no"] in touched else task for task in rows["tasks"]
    ]
    return {"tasks": tasks, **ordered}


def find_nearest(decision: Decision, rows: Rows) -> str | None:
    """The row of the same document that says most nearly what a decision was made on; None where none does.

    Its own row, where the machine reads it otherwise now; else of the same task first.
    """
    if any(row[name] == decision.target_id for table, name in IDS.items() for row in rows[table]):
        return decision.target_id
    texts = {task["task_no"]: task["text"] for task in rows["tasks"]}
    wanted = _pairs(decision.sentence)
    best: tuple[float, str] | None = None
    for row, name in _candidates(rows):
        around = row.get("sentence") or texts[row["task_no"]][max(row["start"] - 40, 0) : row["end"] + 40]
        own = _pairs(around)
        score = len(wanted & own) / max(len(wanted | own), 1)
        score += 0.5 * (row["quote"] == decision.quote) + 0.25 * (row["task_no"] == decision.task_no)
        if best is None or score > best[0]:
            best = (score, row[name])
    return best[1] if best is not None and best[0] >= NEAR else None


NEAR = 0.5
"""How near (shared pairs of signs, the same quote, the same task) a row must be to be named."""


def _candidates(rows: Rows) -> Iterator[tuple[Row, str]]:
    for table, name in IDS.items():
        yield from ((row, name) for row in rows[table])


def _pairs(text: str) -> set[str]:
    text = NUMERAL.sub("", "".join(text.split()))
    return {text[at : at + 2] for at in range(len(text) - 1)}
