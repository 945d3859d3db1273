"""One document → its rows of the three tables, with their fixed identifiers and derived dates.

What comes in is a `Document`; the stages for departments, themes and targets are called here, task by task. What goes
out are plain rows (dicts by column name) that fit etl/schema.py, checked for conservation. Nothing is written here.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from math import floor
from typing import Any

from etl import ContractError
from etl.documents.model import Document, TableRow, Task
from etl.judging.frames import TaskFrame, read_frames
from etl.judging.judge import Judge
from etl.naming.themes import choose_domain, find_target_theme, find_theme
from etl.offices.departments import Departments, learn_first_leads, learn_names, parse_departments
from etl.schema import Frame
from etl.targets.conservation import find_reading_breaches
from etl.targets.model import Entry, Target, TaskReading
from etl.targets.reading import read_task

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """A document's rows, in the order of its text: tasks as in the file, mentions as in their task."""

    targets: list[Row]
    tasks: list[Row]
    ledger: list[Row]


def make_rows(document: Document, judge: Judge | None = None) -> DocumentRows:
    """Read every task of a document and make its rows; `judge` holds the weights (None: the shipped ones).

    Raises ContractError where a task's reading breaks conservation, a due date is none, or two mentions share an
    identifier: names document and task.
    """
    beside = [task.departments_text for task in document.tasks]
    known, first_leads = learn_names(beside), learn_first_leads(beside)
    domain = choose_domain(document.title, [task.text for task in document.tasks])
    identifiers = Identifiers(document.doc_id)
    rows = DocumentRows([], [], [])
    for task, frame in _with_frames(document):
        reading = _recognised(read_task(task, document, frame, judge), task.ocr)
        _require_conservation(document, task, reading)
        departments = parse_departments(task.departments_text, known, first_leads=first_leads)
        theme, theme_word = find_theme(task.text, domain)
        about = {"doc_id": document.doc_id, "task_no": task.task_no}
        shared = about | _department_columns(departments) | {"theme": theme, "theme_word": theme_word}
        ids = identifiers.name(reading)
        for target in reading.targets:
            own = _theme_columns(target, (theme, theme_word), domain)
            rows.targets.append(
                shared | own | _document_columns(document) | _target_columns(target, ids, document, task)
            )
        for entry in reading.ledger:
            rows.ledger.append(about | _entry_columns(entry, ids))
        rows.tasks.append(shared | _task_columns(task, frame.frame, departments, reading))
    return rows


def _recognised(reading: TaskReading, ocr: float | None) -> TaskReading:
    """The reading of a scanned task: no row is surer than its text was recognised, and each says so."""
    if ocr is None:
        return reading

    said = f"-扫描识别：{floor(ocr * 100) / 100:.2f}"
    return TaskReading(
        tuple(row._replace(confidence=row.confidence * ocr, evidence=(*row.evidence, said)) for row in reading.targets),
        tuple(row._replace(confidence=row.confidence * ocr, evidence=(*row.evidence, said)) for row in reading.ledger),
    )


def _with_frames(document: Document) -> Iterator[tuple[Task, TaskFrame]]:
    """Each task with its frame; rows of indicator tables stand outside the text's frames: they plan."""
    prose = [task for task in document.tasks if task.row is None]
    frames = iter(read_frames(replace(document, tasks=tuple(prose))))
    for task in document.tasks:
        yield task, next(frames) if task.row is None else TaskFrame(_frame_of(task.row), "none", None)


def _frame_of(row: TableRow) -> Frame:
    """What a row of an indicator table does: it plans where it has a target, tells where it has only a base."""
    roles = {cell.role for cell in row.cells}
    return "部署" if roles & {"target", "total"} else "回顾" if "base" in roles else "其他"


class Identifiers:
    """Gives the mentions of one document their identifiers.

    An identifier is made of the document's id, the sentence without white space, the offset in it of the mention's
    first numeral, and the count of earlier equal sentences in the document: a changed rule, task number or other
    sentence leaves it as it is, and a mention keeps it when a decision moves it between targets and ledger.
    """

    def __init__(self, doc_id: str) -> None:
        self._doc_id = doc_id
        self._seen: Counter[str] = Counter()
        self._given: set[str] = set()

    def name(self, reading: TaskReading) -> dict[int, str]:
        """The identifiers of the document's next task, by the mentions' anchors.

        Raises ContractError where two mentions would share one.
        """
        mentions: list[Target | Entry] = sorted([*reading.targets, *reading.ledger], key=lambda mention: mention.anchor)
        earlier: dict[tuple[int, str], int] = {}  # a sentence and its place → how many equal ones came before it
        ids = {}
        for mention in mentions:
            sentence = _squeeze(mention.sentence)
            place = (mention.sentence_start, sentence)
            if place not in earlier:
                earlier[place] = self._seen[sentence]
                self._seen[sentence] += 1
            before = _squeeze(mention.sentence[: mention.anchor - mention.sentence_start])
            parts = (self._doc_id, sentence, str(len(before)), str(earlier[place]))
            ids[mention.anchor] = sha256("\n".join(parts).encode()).hexdigest()[:12]
        if len(ids) != len(mentions) or not self._given.isdisjoint(ids.values()):
            raise ContractError(
                f"document {self._doc_id}: two mentions have one identifier near {mentions[0].sentence[:30]!r}"
            )
        self._given.update(ids.values())
        return ids


def find_due_date(due: str, due_kind: str) -> date:
    """The last day of a due date as precise as its text, for `from` the first. Raises ValueError where it is no date.

    >>> find_due_date("2020-06", "by"), find_due_date("2019", "from")
    (datetime.date(2020, 6, 30), datetime.date(2019, 1, 1))
    """
    year, month, day = ([int(part) for part in due.split("-")] + [0, 0])[:3]
    if due_kind == "from":
        return date(year, month or 1, day or 1)
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def _squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def _require_conservation(document: Document, task: Task, reading: TaskReading) -> None:
    breaches = find_reading_breaches(task.whole, reading)
    if breaches:
        more = f" (and {len(breaches) - 3} more)" if len(breaches) > 3 else ""
        raise ContractError(
            f"document {document.doc_id}, task {task.task_no}: the numerals are not conserved: "
            f"{'; '.join(breaches[:3])}{more}"
        )


def _document_columns(document: Document) -> Row:
    return {
        "doc_title": document.title,
        "issuer": document.issuer,
        "region": document.region,
        "published": document.published,
    }


def _department_columns(departments: Departments) -> Row:
    return {
        "departments": list(departments.names),
        "departments_written": list(departments.written),
        "lead": departments.lead,
        "lead_basis": departments.lead_basis,
    }


def _theme_columns(target: Target, of_task: tuple[str, str | None], domain: str) -> Row:
    """A target's own theme; its task's where its words tell none."""
    place = (target.start - target.sentence_start, target.end - target.sentence_start)
    theme, word = find_target_theme(target.indicator, target.sentence, place, of_task, domain)
    return {"theme": theme, "theme_word": word}


def _target_columns(target: Target, ids: dict[int, str], document: Document, task: Task) -> Row:
    due_date = None
    if target.due is not None:
        try:
            due_date = find_due_date(target.due, target.due_kind or "by")
        except ValueError as error:
            raise ContractError(
                f"document {document.doc_id}, task {task.task_no}: the due date {target.due!r} of "
                f"{target.quote!r} is none: {error}"
            ) from error
    return {
        "target_id": ids[target.anchor],
        "sentence": target.sentence,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "shown": target.shown,
        "kind": target.kind,
        "role": target.role,
        "nature": target.nature,
        "action": target.action,
        "action_class": target.action_class,
        "indicator": target.indicator,
        "base": target.base,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "op": target.op,
        "change": target.change,
        "per": target.per,
        "due": target.due,
        "due_date": due_date,
        "due_year": due_date.year if due_date is not None and target.due_kind != "from" else None,
        "due_kind": target.due_kind,
        "due_source": target.due_source,
        "rule": target.rule,
        "confidence": target.confidence,
        "evidence": list(target.evidence),
        "review": "machine",
    }


def _entry_columns(entry: Entry, ids: dict[int, str]) -> Row:
    return {
        "mention_id": ids[entry.anchor],
        "quote": entry.quote,
        "start": entry.start,
        "end": entry.end,
        "reason": entry.reason,
        "rule": entry.rule,
        "confidence": entry.confidence,
        "evidence": list(entry.evidence),
    }


def _task_columns(task: Task, frame: Frame, departments: Departments, reading: TaskReading) -> Row:
    return {
        "section": task.section,
        "frame": frame,
        "text": task.whole,
        "collective": list(departments.collective),
        "targets": len(reading.targets),
        "place": list(task.place),
        "ocr": task.ocr,
    }
