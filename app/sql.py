"""From a `Filter` to SQL: conditions on `targets` and on `tasks`, and the state of a target at 统计截至.

A `Condition` is SQL text with named parameters; nothing that a reader typed ever stands in the text itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.filter_model import TARGET_ONLY, Filter
from app.search import Reading, Term, parse_search
from app.wording import FROM_DATE, LATER, NO_DEPARTMENT, PAST, SOON, SOON_DAYS, UNDATED, parse_limit

TARGET_WORDS = ("sentence", "indicator", "quote", "shown", "doc_title", "array_to_string(departments, '、')")
TASK_WORDS = ("text", "array_to_string(departments, '、')")


@dataclass(slots=True)
class Condition:
    """A part of a WHERE clause; `sql` is "TRUE" where everything passes."""

    parts: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    prefix: str = "p"

    @property
    def sql(self) -> str:
        """All parts joined with AND."""
        return " AND ".join(f"({part})" for part in self.parts) or "TRUE"

    def bind(self, value: Any) -> str:
        """Keep a value and give the name that stands for it."""
        name = f"{self.prefix}{len(self.params)}"
        self.params[name] = value
        return f"${name}"


def targets_where(chosen: Filter, prefix: str = "p") -> Condition:
    """Which rows of `targets` the view holds. `prefix` begins the parameters' names."""
    condition = Condition(prefix=prefix)
    _departments(condition, chosen)
    _lists(condition, chosen, ("themes", "theme"), ("categories", "category"), ("units", "unit"), ("regions", "region"))
    _place(condition, chosen)
    if chosen.limits:
        condition.parts.append(" OR ".join(_limit(condition, word) for word in chosen.limits))
    if chosen.states:
        condition.parts.append(f"list_contains({condition.bind(list(chosen.states))}, {state_sql(condition, chosen)})")
    for term in parse_search(chosen.search):
        condition.parts.append(" OR ".join([*_words(condition, term, TARGET_WORDS), *_numbers(condition, term)]))
    return condition


def tasks_where(chosen: Filter) -> Condition:
    """Which rows of `tasks` the view holds.

    Words are looked for in the task's text, numbers among its targets. Where the filter asks for what only a target has
    (a time limit, a category, a unit, a state), a task passes if one of its targets passes everything.
    """
    if any(getattr(chosen, name) for name in TARGET_ONLY):
        condition = targets_where(chosen)
        condition.parts = [_task_of_target(condition.sql)]
        return condition
    condition = Condition()
    _departments(condition, chosen)
    _lists(condition, chosen, ("themes", "theme"))
    _place(condition, chosen)
    if chosen.regions:
        regions = condition.bind(list(chosen.regions))
        condition.parts.append(f"doc_id IN (SELECT doc_id FROM documents WHERE list_contains({regions}, region))")
    for term in parse_search(chosen.search):
        numbers = [_task_of_target(test) for test in _numbers(condition, term)]
        condition.parts.append(" OR ".join([*_words(condition, term, TASK_WORDS), *numbers]))
    return condition


def _task_of_target(test: str) -> str:
    return f"(doc_id, task_no) IN (SELECT (doc_id, task_no) FROM targets WHERE {test})"


def state_sql(condition: Condition, chosen: Filter) -> str:
    """An expression for a target's state at 统计截至; NULL for rules, which have none."""
    day = condition.bind(chosen.day())
    return f"""CASE WHEN role = 'rule' THEN NULL WHEN due_kind = 'from' THEN '{FROM_DATE}'
        WHEN due_date IS NULL THEN '{UNDATED}' WHEN due_date < CAST({day} AS DATE) THEN '{PAST}'
        WHEN due_date <= CAST({day} AS DATE) + {SOON_DAYS} THEN '{SOON}' ELSE '{LATER}' END"""


def _lists(condition: Condition, chosen: Filter, *pairs: tuple[str, str]) -> None:
    for name, column in pairs:
        if values := getattr(chosen, name):
            condition.parts.append(f"list_contains({condition.bind(list(values))}, {column})")


def _place(condition: Condition, chosen: Filter) -> None:
    """Documents (by their label) and task numbers."""
    if chosen.documents:
        labels = condition.bind(list(chosen.documents))
        condition.parts.append(f"doc_id IN (SELECT doc_id FROM documents WHERE list_contains({labels}, label))")
    if chosen.tasks:
        condition.parts.append(f"list_contains({condition.bind(list(chosen.tasks))}, task_no)")


def _departments(condition: Condition, chosen: Filter) -> None:
    """责任单位 with its part, 牵头或首列单位, 配合单位 and 参与单位."""
    if chosen.departments:
        named = [name for name in chosen.departments if name != NO_DEPARTMENT]
        choices = ["len(departments) = 0"] if len(named) < len(chosen.departments) else []
        if named:
            tests = {"任一": _takes_part, "牵头·首列": _leads, "配合": _supports}
            choices.append(tests[chosen.part](condition, named))
        condition.parts.append(" OR ".join(choices))
    if chosen.leads:
        named = [name for name in chosen.leads if name != NO_DEPARTMENT]
        choices = ["lead IS NULL"] if len(named) < len(chosen.leads) else []
        condition.parts.append(" OR ".join([*choices, *([_leads(condition, named)] if named else [])]))
    if chosen.supports:
        condition.parts.append(_supports(condition, list(chosen.supports)))
    if chosen.partners:
        condition.parts.append(_takes_part(condition, list(chosen.partners)))


def _takes_part(condition: Condition, names: list[str]) -> str:
    return f"list_has_any(departments, {condition.bind(names)})"


def _leads(condition: Condition, names: list[str]) -> str:
    return f"coalesce(list_contains({condition.bind(names)}, lead), FALSE)"


def _supports(condition: Condition, names: list[str]) -> str:
    tests = [
        f"(list_contains(departments, {name}) AND lead IS DISTINCT FROM {name})" for name in map(condition.bind, names)
    ]
    return " OR ".join(tests)


def _limit(condition: Condition, word: str) -> str:
    limit = parse_limit(word)
    if limit is None:
        return "FALSE"
    if limit.kind == "none":
        return "due IS NULL"
    if limit.kind == "from":
        return "due_kind = 'from'"
    due = condition.bind(limit.due)
    if limit.kind == "span":
        return f"due_kind <> 'from' AND starts_with(due, {due})"
    return f"due_kind = {condition.bind(limit.kind)} AND due = {due}"


def _words(condition: Condition, term: Term, columns: tuple[str, ...]) -> list[str]:
    if not term.words:
        return []
    word = condition.bind(term.words)
    return [f"contains(lower({column}), {word})" for column in columns]


def _numbers(condition: Condition, term: Term) -> list[str]:
    return [_reading(condition, term, reading) for reading in term.readings]


def _reading(condition: Condition, term: Term, reading: Reading) -> str:
    """The number's test within its own unit; a range passes where any of its values does."""
    number = f"CAST({condition.bind(reading.value)} AS DOUBLE)"
    top = "coalesce(value_max, value)"
    tests = {
        "=": f"value <= {number} AND {top} >= {number}",
        ">=": f"{top} >= {number}", ">": f"{top} > {number}",
        "<=": f"value <= {number}", "<": f"value < {number}",
    }  # fmt: skip
    unit = f" AND lower(unit) = {condition.bind(reading.unit)}" if reading.unit else ""
    return f"(value IS NOT NULL AND {tests[term.comparison]}{unit})"
