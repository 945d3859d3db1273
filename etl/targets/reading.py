"""From a task to its targets and its ledger: the stage that completes what mentions and the judge found.

In: a `Task`, its `Document` and its frame. Out: a `TaskReading`, with every mention once. Each sentence is judged, then
named, then written.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from etl.documents.model import Document, Task
from etl.judging.cells import CellDue, read_due_cell
from etl.judging.context import list_year
from etl.judging.deadlines import sort_deadline
from etl.judging.frames import TaskFrame, read_frames
from etl.judging.judge import Judge, load_judge
from etl.judging.scenes import Judged, judge_sentences
from etl.lexing.sentences import read_sentences
from etl.naming.sentences import Names, name_sentence
from etl.targets.cell_rows import falls_due, read_cell
from etl.targets.model import Entry, Target, TaskReading
from etl.targets.table_reading import read_table_row
from etl.targets.writer import Dated, Writer


def read_task(
    task: Task, document: Document, frame: TaskFrame | None = None, judge: Judge | None = None, *, facts: bool = True
) -> TaskReading:
    """Every mention of the task's text once: as a target, or in the ledger with its reason.

    `frame` is the task's among its document's (see frames.py; None: read from the task alone), `judge` holds the
    weights (None: the shipped ones). Without `facts` the judge alone says that a number is one. Rows of indicator
    tables have a reader of their own.
    """
    if task.row is not None:
        return read_table_row(task, document, partial(read_task, document=document, judge=judge))
    frame = frame or read_frames(replace(document, tasks=(task,)))[0]
    judge = judge or load_judge()
    sentences = judge_sentences(read_sentences(task.text), task, document, frame, judge, facts=facts)
    cell = read_due_cell(task.due_text, list_year(document) or frame.year) if task.due_text else None
    elsewhere = _due_elsewhere(cell, document, frame, sentences[0].scene.setting.year if sentences else None)
    targets: list[Target] = []
    ledger: list[Entry] = []
    opening = Dated()
    for place, judged in enumerate(sentences):
        writer = Writer(judged.sentence, task, opening if opening.due else elsewhere)
        if judged.dues:
            opening = Dated() if place else _opening(judged)
        own_targets, own_ledger = _write(judged, name_sentence(judged), writer, judge)
        targets += own_targets
        ledger += own_ledger
    due = cell if not targets and falls_due(cell, task, document, frame) else None
    own_targets, own_ledger = read_cell(task, due, judge)
    return TaskReading((*targets, *own_targets), (*ledger, *own_ledger))


def _opening(judged: Judged) -> Dated:
    """The date that opens an item (`到2027年，…。培育5家以上…`): it governs the item's following sentences too."""
    first = judged.dues[0]
    opens = len(judged.dues) == 1 and not judged.sentence.text[: first.at - judged.sentence.start].strip()
    return Dated(first.due, first.kind, "section") if opens and first.kind != "from" else Dated()


def _write(judged: Judged, names: Names, writer: Writer, judge: Judge) -> tuple[list[Target], list[Entry]]:
    """The rows of a sentence, each list in the order of the text."""
    by_start = {number.mention.start: number for number in judged.scene.numbers}
    writer.bases = frozenset(start for start, number in by_start.items() if judged.reason(number) == "per")
    targets = [
        writer.write_number(by_start[at], judged.judgements[at], judged.governed[at], name)
        for at, name in names.numbers.items()
    ]
    taken = set(names.numbers)
    for deadline, name in zip(judged.deadlines, names.deadlines, strict=True):
        if name.indicator:
            of_all = judge.shares.get("deadline", 1.0)
            share = judge.shares.get(sort_deadline(deadline.due.due, deadline.due.kind), of_all)
            targets.append(writer.write_deadline(deadline, name, share))
            taken.add(deadline.mention.start)
    ledger = [
        writer.write_entry(m, by_start.get(m.start), judged.judgements.get(m.start))
        for m in judged.sentence.mentions
        if m.start not in taken
    ]
    return sorted(targets, key=lambda target: target.anchor), ledger


def _due_elsewhere(cell: CellDue | None, document: Document, frame: TaskFrame, year: int | None) -> Dated:
    """The date of the 完成时限 cell, else the year that the section states, else the end of the title's period."""
    if cell is not None:
        return Dated(cell.due, cell.kind, "column")
    if frame.year is not None:
        is_far = year is not None and frame.year > year + 1  # the end of a period, not the year to come
        return Dated(str(frame.year), "by" if is_far else "in", "section")
    if document.period:
        return Dated(document.period.split("/")[-1], "by" if "/" in document.period else "in", "document")
    return Dated()


def explain(text: str, year: int | None) -> list[tuple[str, str, Target | Entry]]:
    """Each mention of a text with the rule that claimed it and the row it became, in order."""
    published = None if year is None else str(year)
    document = Document("show", "", "", None, None, published, None, (), "")
    reading = read_task(Task("1", text), document)
    rows: list[Target | Entry] = [*reading.targets, *reading.ledger]
    return [(row.quote, row.rule, row) for row in sorted(rows, key=lambda row: row.anchor)]
