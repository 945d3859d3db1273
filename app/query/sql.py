"""From a `Filter` to SQL: conditions on targets and on tasks, and the state of a target at 统计截至.

A `Condition` is SQL text with named parameters; nothing that a reader typed ever stands in the text itself. It holds
for the view on the file as well as for the index in memory (app/query/tables.py); counts should ask the index,
which is ten times as fast.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.query.filter_model import TARGET_ONLY, Filter
from app.query.search import NEAR, Reading, Term, parse_search
from app.query.spelling import FUNCTION, is_spelling
from app.wording import BANDS, FROM_DATE, LATER, NO_DEPARTMENT, NO_REGION, PAST, SOON, SOON_DAYS, UNDATED, parse_limit

TARGET_WORDS = ("sentence", "indicator", "shown")
TASK_WORDS = ("text",)
_WITHIN = [f"WHEN confidence >= CAST({least} AS FLOAT) THEN '{word}'" for word, least in BANDS.items()]
BAND = f"CASE {' '.join(_WITHIN)} END"
"""An expression for the band of a row's confidence. Compared as the column is stored: as a double, 0.95 is more."""


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
    """Which targets the view holds. `prefix` begins the parameters' names."""
    condition = Condition(prefix=prefix)
    _departments(condition, chosen, "target_office")
    _lists(condition, chosen, ("themes", "theme"), ("categories", "category"), ("units", "unit"), ("natures", "nature"))
    _place(condition, chosen, "targets")
    if chosen.limits:
        condition.parts.append(" OR ".join(_limit(condition, word) for word in chosen.limits))
    if chosen.states:
        condition.parts.append(f"list_contains({condition.bind(list(chosen.states))}, {state_sql(condition, chosen)})")
    if chosen.confidences:
        of_confidence(condition, chosen)
    for term in parse_search(chosen.search):
        words = _words(condition, term, "targets", TARGET_WORDS)
        condition.parts.append(" OR ".join([*words, *_numbers(condition, term)]))
    return condition


def tasks_where(chosen: Filter, prefix: str = "p") -> Condition:
    """Which tasks the view holds. `prefix` begins the parameters' names.

    Words are looked for in the task's text, numbers among its targets. A task is of its own theme and of its targets'.
    Where the filter asks for what only a target has
    (a time limit, a category, a unit, a state, a nature, a confidence), a task passes if one of its targets passes all.
    """
    if any(getattr(chosen, name) for name in TARGET_ONLY):
        condition = targets_where(chosen, prefix)
        condition.parts = [_task_of_target(condition.sql)]
        return condition
    condition = Condition(prefix=prefix)
    _departments(condition, chosen, "task_office")
    if chosen.themes:
        condition.parts.append(f"ordinal IN (SELECT ordinal FROM task_theme WHERE {in_themes(condition, chosen)})")
    _place(condition, chosen, "tasks")
    for term in parse_search(chosen.search):
        numbers = [_task_of_target(test) for test in _numbers(condition, term)]
        condition.parts.append(" OR ".join([*_words(condition, term, "tasks", TASK_WORDS), *numbers]))
    return condition


def _task_of_target(test: str) -> str:
    return f"ordinal IN (SELECT task FROM target_index WHERE {test})"


def state_sql(condition: Condition, chosen: Filter) -> str:
    """An expression for a target's state at 统计截至; NULL for rules, which have none."""
    day = condition.bind(chosen.day())
    return f"""CASE WHEN role = 'rule' THEN NULL WHEN due_kind = 'from' THEN '{FROM_DATE}'
        WHEN due_date IS NULL THEN '{UNDATED}' WHEN due_date < CAST({day} AS DATE) THEN '{PAST}'
        WHEN due_date <= CAST({day} AS DATE) + {SOON_DAYS} THEN '{SOON}' ELSE '{LATER}' END"""


def in_themes(condition: Condition, chosen: Filter) -> str:
    """A test for a row whose `theme` is one of those that are chosen; all where none is."""
    return f"list_contains({condition.bind(list(chosen.themes))}, theme)" if chosen.themes else "TRUE"


def of_confidence(condition: Condition, chosen: Filter) -> None:
    """Keep the targets or the ledger's entries whose confidence lies in one of the bands that are chosen."""
    condition.parts.append(f"list_contains({condition.bind(list(chosen.confidences))}, {BAND})")


def _lists(condition: Condition, chosen: Filter, *pairs: tuple[str, str]) -> None:
    for name, column in pairs:
        if values := getattr(chosen, name):
            condition.parts.append(f"list_contains({condition.bind(list(values))}, {column})")


def _place(condition: Condition, chosen: Filter, table: str) -> None:
    """Documents (by label, region, level, year), frames and task numbers. A province holds its cities and counties."""
    region = f"coalesce(region, '{NO_REGION}')"
    of_documents = (
        (chosen.documents, ("label",)),
        (chosen.regions, (region, f"split_part({region}, '·', 1)")),
        (chosen.levels, ("level",)),
        (chosen.years, ("year",)),
    )
    for values, columns in of_documents:
        if values:
            wanted = condition.bind(list(values))
            tests = " OR ".join(f"list_contains({wanted}, {column})" for column in columns)
            condition.parts.append(f"doc_id IN (SELECT doc_id FROM documents WHERE {tests})")
    if chosen.frames:
        wanted, index = condition.bind(list(chosen.frames)), f"{table.removesuffix('s')}_index"
        condition.parts.append(f"ordinal IN (SELECT ordinal FROM {index} WHERE list_contains({wanted}, frame))")
    if chosen.tasks:
        wanted = condition.bind(list(chosen.tasks))
        condition.parts.append(f"ordinal IN (SELECT ordinal FROM {table} WHERE list_contains({wanted}, task_no))")


def _departments(condition: Condition, chosen: Filter, table: str) -> None:
    """责任单位 with its part, 牵头或首列单位, 配合单位 and 参与单位. `table` has a row for each department."""
    parts = {"任一": "TRUE", "牵头·首列": "led", "配合": "led IS DISTINCT FROM TRUE"}
    asked = (
        (chosen.departments, parts[chosen.part]),
        (chosen.leads, parts["牵头·首列"]),
        (chosen.supports, parts["配合"]),
        (chosen.partners, parts["任一"]),
    )
    for names, part in asked:
        if not names:
            continue
        choices = ["len(departments) = 0"] if NO_DEPARTMENT in names else []
        wanted = condition.bind(list(names))
        meant = f"SELECT office::office FROM office_called WHERE list_contains({wanted}, called)"
        choices.append(f"ordinal IN (SELECT ordinal FROM {table} WHERE office IN ({meant}) AND {part})")
        condition.parts.append(" OR ".join(choices))


def _limit(condition: Condition, word: str) -> str:
    limit = parse_limit(word)
    if limit is None:
        return "FALSE"
    if limit.kind == "none":
        return "due IS NULL"
    if limit.kind == "from":
        return "due_kind = 'from'"
    if limit.kind == "until":
        return f"due_kind <> 'from' AND due_year <= {condition.bind(int(limit.due))}"
    due = condition.bind(limit.due)
    if limit.kind == "span":
        return f"due_kind <> 'from' AND starts_with(due, {due})"
    return f"due_kind = {condition.bind(limit.kind)} AND due = {due}"


def _words(condition: Condition, term: Term, table: str, columns: tuple[str, ...]) -> list[str]:
    """Rows whose text, document's title or one of whose departments holds the words, or is spelt so in pinyin.

    Only words with letters that have case are compared in lower case: lowering a million sentences takes a while.
    """
    if not term.words:
        return []
    word = condition.bind(term.words)
    cased = term.words.upper() != term.words
    texts = " OR ".join(f"contains({f'lower({column})' if cased else column}, {word})" for column in columns)
    offices = f"SELECT ordinal FROM {table.removesuffix('s')}_office WHERE contains(lower(office), {word})"
    if is_spelling(term.words):
        offices += f" OR office::VARCHAR IN ({spelt_offices(word)})"
    titles = f"SELECT doc_id FROM documents WHERE contains(lower(title), {word})"
    return [
        f"ordinal IN (SELECT ordinal FROM {table} WHERE {texts} UNION ALL {offices})",
        f"doc_id IN ({titles})",
    ]


def spelt_offices(word: str) -> str:
    """A query for the names that a word of Latin letters spells; `word` is the parameter that holds it."""
    return f"SELECT name FROM (SELECT unnest(enum_range(NULL::office))::VARCHAR AS name) WHERE {FUNCTION}(name, {word})"


def _numbers(condition: Condition, term: Term) -> list[str]:
    return [_reading(condition, term, reading) for reading in term.readings]


def _reading(condition: Condition, term: Term, reading: Reading) -> str:
    """The number's test within its own unit; a range passes where any of its values does."""
    value, most = reading.value, reading.most
    if term.comparison == "≈":
        value, most = value * (1 - NEAR), value * (1 + NEAR)
    number = f"CAST({condition.bind(value)} AS DOUBLE)"
    end = number if most is None else f"CAST({condition.bind(most)} AS DOUBLE)"
    top = "coalesce(value_max, value)"
    within = f"value <= {end} AND {top} >= {number}"
    tests = {
        "range": within, "≈": within,
        "=": f"value <= {number} AND {top} >= {number}",
        ">=": f"{top} >= {number}", ">": f"{top} > {number}",
        "<=": f"value <= {number}", "<": f"value < {number}",
    }  # fmt: skip
    unit = f" AND lower(unit) = {condition.bind(reading.unit)}" if reading.unit else ""
    return f"(value IS NOT NULL AND {tests[term.comparison]}{unit})"
