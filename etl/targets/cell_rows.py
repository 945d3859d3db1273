"""The rows of a 完成时限 cell: the dated deliverable that its task is, where the task has no target of its own.

In: a task and what its cell says (see `etl.judging.cells`). Out: rows whose spans lie in the task's whole text, of
which the cell is the last line. Every numeral of the cell is in one of them: a date that no row of its own is made of
stands in the ledger.
"""

from __future__ import annotations

from etl.documents.model import Document, Task
from etl.judging.cells import CellDue
from etl.judging.context import list_year, read_setting
from etl.judging.deadlines import sort_deadline
from etl.judging.frames import TaskFrame
from etl.judging.judge import Judge
from etl.lexicon.folding import for_matching
from etl.lexing.mentions import find_mentions
from etl.naming.deliverables import name_deliverable
from etl.naming.verbs import action_class
from etl.targets.model import Entry, Span, Target, make_span

LONGEST_SENTENCE = 160
"""Of a task so long at most, the row of its cell has all words for its sentence; of a longer one the cell's line."""

LONGEST_TOLD = 20
"""So many characters of a cell are told as evidence."""


def read_cell(task: Task, due: CellDue | None, judge: Judge) -> tuple[list[Target], list[Entry]]:
    """The rows of a task's 完成时限 cell; `due` is its date where that makes a row (see `falls_due`), else None."""
    if not task.due_text or task.due_shared:
        return [], []
    whole, line = task.whole, len(task.text) + 1
    offset = len(whole) - len(task.due_text)
    mentions = [(max(m.start, line), m.end) for m in find_mentions(for_matching(whole)) if m.end > line]
    targets = []
    indicator, action = name_deliverable(task.text) if due else ("", None)
    if due and indicator:
        start, end = due.start + offset, due.end + offset
        own = [m for m in mentions if m[1] > start and m[0] < end]
        mentions = [m for m in mentions if m not in own]
        start, end = min([start, *(m[0] for m in own)]), max([end, *(m[1] for m in own)])
        of_all = judge.shares.get("deadline", 1.0)
        share = judge.shares.get(sort_deadline(due.due, due.kind), of_all)
        targets.append(
            _write_deadline(task, due, make_span(whole, start, end, _sentence(task)), indicator, action, share)
        )
    own_line = whole[line:], line
    ledger = [Entry(**make_span(whole, start, end, own_line), reason="date", rule="date") for start, end in mentions]
    return targets, ledger


def falls_due(due: CellDue | None, task: Task, document: Document, frame: TaskFrame) -> bool:
    """Whether a task without a target of its own is still to be done at its cell's date.

    It is not in a look back or an article of law, and not where the date is words alone, only begins something, or is
    over.
    """
    if due is None or not due.end or due.kind == "from" or frame.frame == "回顾":
        return False
    setting = read_setting(document, task)
    return not setting.past and not setting.legal and int(due.due[:4]) >= (list_year(document) or 0)


def _sentence(task: Task) -> tuple[str, int]:
    """The sentence of the row, and where it begins in the task's whole text."""
    start = 0 if len(task.whole) <= LONGEST_SENTENCE else len(task.text) + 1
    return task.whole[start:], start


def _write_deadline(
    task: Task, due: CellDue, span: Span, indicator: str, action: str | None, confidence: float
) -> Target:
    return Target(
        **span,
        shown=span["quote"],
        kind="deadline",
        role="rule" if due.yearly else "goal",
        action=action,
        action_class=action_class(action),
        indicator=indicator,
        per="年" if due.yearly else None,
        due=due.due,
        due_kind=due.kind,
        due_source="column",
        rule="deadline",
        confidence=confidence,
        evidence=(f"+完成时限栏“{task.due_text[:LONGEST_TOLD]}”",),
    )
