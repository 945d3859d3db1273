"""Whether rows fit the contract of the tables (etl/schema.py), row by row and document by document.

Rows are dicts by column name, as etl/targets/rows.py makes them and as the tables give them back. The functions return
breaches in words, empty where all is well; `build` refuses to write such rows and `check` reports them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from etl.documents.model import DUE_LABEL
from etl.schema import NUMERAL_PLACES, TABLES
from etl.targets.conservation import NUMERAL, assign_numerals, claim_entry, claim_target

Row = dict[str, Any]

IDENTIFIER = re.compile(r"[0-9a-f]{12}")
DUE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
REQUIRED = {table: [column.name for column in columns if not column.nullable] for table, columns in TABLES.items()}
ALLOWED = {
    table: [(column.name, frozenset(column.allowed)) for column in columns if column.allowed]
    for table, columns in TABLES.items()
}
NOT_OF_A_DEADLINE = ("value", "value_max", "unit", "op", "change")
NEEDED_BY_A_NUMBER = ("value", "op", "change")
TOGETHER = ("due", "due_date", "due_kind", "due_source")


def find_document_breaches(targets: list[Row], tasks: list[Row], ledger: list[Row]) -> list[str]:
    """Breaches of one document's rows: of each row, of its identifiers and counts, and of conservation in each task."""
    breaches = []
    for table, rows in (("targets", targets), ("tasks", tasks), ("ledger", ledger)):
        for row in rows:
            breaches += [f"{table}, {_name(row)}: {breach}" for breach in find_row_breaches(table, row)]
    if not breaches:  # what follows relies on rows that are whole
        identifiers = [row["target_id"] for row in targets] + [row["mention_id"] for row in ledger]
        breaches += _find_repeats("identifier", identifiers)
        breaches += _find_repeats("task number", [row["task_no"] for row in tasks])
        breaches += _find_task_breaches(targets, tasks, ledger)
    return breaches


def find_numeral_breaches(kept: dict[str, int], tasks: list[Row]) -> list[str]:
    """Breaches of a file's count of numerals: unknown places, and tasks that hold other than it says."""
    breaches = [f"numerals: {place} is no place that is known" for place in kept if place not in NUMERAL_PLACES]
    texts = (task["text"].split(f"\n{DUE_LABEL}")[0] for task in tasks)  # a 完成时限 cell is kept beside its task
    held = sum(len(NUMERAL.findall(text)) for text in texts)
    if held != kept.get("tasks", 0):
        breaches.append(f"numerals: the tasks hold {held}, the file's count says {kept.get('tasks', 0)}")
    return breaches


def find_row_breaches(table: str, row: Row) -> Iterator[str]:
    """Breaches of one row: nulls where none may be, values outside their closed set, columns at odds."""
    empty = [column for column in REQUIRED[table] if row[column] is None]
    if empty:
        yield f"{', '.join(empty)} must not be null"
        return
    for column, allowed in ALLOWED[table]:
        if row[column] is not None and row[column] not in allowed:
            yield f"{column} is {row[column]!r}, allowed are {', '.join(sorted(allowed))}"
    for what, holds in RULES[table]:
        if not holds(row):
            yield what


def _fits_its_kind(row: Row) -> bool:
    if row["kind"] == "deadline":
        return all(row[column] is None for column in NOT_OF_A_DEADLINE)
    return all(row[column] is not None for column in NEEDED_BY_A_NUMBER)


def _has_whole_due(row: Row) -> bool:
    if len({row[column] is None for column in TOGETHER}) != 1:
        return False
    if row["due"] is None or row["due_kind"] == "from":
        return row["due_year"] is None
    return DUE.fullmatch(row["due"]) is not None and row["due_year"] == row["due_date"].year


def _has_parallel_departments(row: Row) -> bool:
    lists = [row[column] for column in ("departments", "departments_written", "collective") if column in row]
    return len({*map(len, lists)}) == 1 and not any(None in values for values in lists)


def _has_its_lead(row: Row) -> bool:
    names, lead, basis = row["departments"], row["lead"], row["lead_basis"]
    if not names or lead is None or basis is None:
        return not names and lead is None and basis is None
    return lead == names[0] if basis == "first" else lead in names


DEPARTMENT_RULES: list[tuple[str, Callable[[Row], bool]]] = [
    ("departments, departments_written and collective must run in parallel, without nulls", _has_parallel_departments),
    ("lead must be one of departments, the first for lead_basis first; else both are null", _has_its_lead),
]
CERTAINTY: tuple[str, Callable[[Row], bool]] = (
    "confidence must be from 0 to 1",
    lambda row: 0 <= row["confidence"] <= 1,
)
RULES: dict[str, list[tuple[str, Callable[[Row], bool]]]] = {
    "targets": [
        ("target_id must be 12 hex digits", lambda row: IDENTIFIER.fullmatch(row["target_id"]) is not None),
        ("quote must stand in sentence", lambda row: row["quote"] in row["sentence"]),
        ("a deadline has no value, unit, op or change; any other kind has value, op and change", _fits_its_kind),
        ("value_max goes with op range only", lambda row: (row["value_max"] is None) == (row["op"] != "range")),
        ("due, due_date, due_kind and due_source go together; due_year is null for from", _has_whole_due),
        CERTAINTY,
        *DEPARTMENT_RULES,
    ],
    "tasks": DEPARTMENT_RULES,
    "ledger": [
        ("mention_id must be 12 hex digits", lambda row: IDENTIFIER.fullmatch(row["mention_id"]) is not None),
        CERTAINTY,
    ],
}


def _find_task_breaches(targets: list[Row], tasks: list[Row], ledger: list[Row]) -> Iterator[str]:
    """Rows whose task is not there, wrong counts of targets, and conservation, recomputed from the tasks' texts."""
    targets_of, ledger_of = _group_by_task(targets), _group_by_task(ledger)
    for task in tasks:
        own, others = targets_of.pop(task["task_no"], []), ledger_of.pop(task["task_no"], [])
        if task["targets"] != len(own):
            yield f"tasks, {_name(task)}: counts {task['targets']} targets, the targets table holds {len(own)}"
        claims = [claim_target(row["start"], row["end"], row["quote"], row["per"]) for row in own]
        claims += [claim_entry(row["start"], row["end"], row["quote"], row["reason"]) for row in others]
        _, breaches = assign_numerals(task["text"], claims)
        yield from (f"conservation, {_name(task)}: {breach}" for breach in breaches)
    for table, rest in (("targets", targets_of), ("ledger", ledger_of)):
        for rows in rest.values():
            yield f"{table}, {_name(rows[0])}: no such task in the tasks table"


def _group_by_task(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["task_no"], []).append(row)
    return groups


def _find_repeats(what: str, values: list[str]) -> Iterator[str]:
    return (f"{what} {value} occurs {count} times" for value, count in Counter(values).items() if count > 1)


def _name(row: Row) -> str:
    """Name a row for a message: document, task and, where it has one, the quote."""
    quote = f" {row['quote']!r}" if row.get("quote") else ""
    return f"document {row['doc_id']} task {row['task_no']}{quote}"
