"""What a person's decision on a row needs of the text and of what the stages derive: no row of a build is made here.

In: a task's text and a span that a person marked, or a value that a person gave. Out: the sentence, what the machine
would write there, the columns that follow from a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from etl.documents.model import Document, Task
from etl.judging.judge import Judge, load_judge
from etl.lexicon.folding import for_matching
from etl.lexing.sentences import read_sentences
from etl.naming.verbs import action_class
from etl.schema import ActionClass, Op
from etl.targets.measures import read_measure
from etl.targets.reading import read_task
from etl.targets.rows import find_due_date

Row = dict[str, Any]
TOLD = (
    "kind", "role", "nature", "action", "action_class", "indicator", "base", "value", "value_max", "unit", "op",
    "change", "per", "due", "due_kind", "due_source", "shown",
)  # fmt: skip
"""The columns of a target that its own text tells."""


def find_sentence(text: str, start: int, end: int) -> str:
    """The sentence of a task's text in which a span stands; the lines between where it reaches over several.

    >>> find_sentence("一是规划。二是建设50所学校。", 8, 11)
    '二是建设50所学校。'
    """
    for sentence in read_sentences(text):
        if sentence.start <= start and end <= sentence.end:
            return text[sentence.start : sentence.end]
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    return text[low : len(text) if high < 0 else high]


def classify_action(verb: str | None) -> ActionClass:
    """The class of a verb that a person gave."""
    return action_class(verb)


def due_columns(due: str | None, due_kind: str | None) -> Row:
    """The columns that follow from a due date. Raises ValueError where it is none."""
    if due is None:
        return {"due_date": None, "due_year": None}
    day = find_due_date(due, due_kind or "by")
    return {"due_date": day, "due_year": None if due_kind == "from" else day.year}


def reads_as(words: str, value: float, value_max: float | None, unit: str | None, op: Op | None) -> bool:
    """Whether some words say these figures.

    >>> reads_as("不少于30万元", 300_000, None, "元", ">="), reads_as("30万元", 30, None, "元", "=")
    (True, False)
    """
    read = read_measure(for_matching(words), ())
    return read is not None and (read.value, read.value_max, read.unit or None, read.op) == (value, value_max, unit, op)


def suggest_columns(text: str, start: int, end: int, about: Mapping[str, Any]) -> Row:
    """What a target at a span of a task's text would say, as the machine reads it when told that it is one.

    `about` are the document's facts (published, period). The columns are those that the text tells; a number without
    a reading of its own is only named, for a person to complete.

    >>> row = suggest_columns("依托现有的3家龙头企业，带动农户。", 5, 7, {})
    >>> row["value"], row["unit"], row["indicator"]
    (3.0, '家', '龙头企业')
    """
    period, published = about.get("period"), about.get("published")
    document = Document("", "", "", None, None, published, period, (), "")
    for verdict in ("goal", "fact"):  # where no number is a target, a date can be one
        reading = read_task(Task("1", text), document, judge=_insist(verdict), facts=False)
        own = [target for target in reading.targets if start <= target.anchor < end]
        if own:
            found = own[-1]._asdict()
            return {name: found[name] for name in TOLD}
    named: Row = dict.fromkeys(TOLD)
    named |= {
        "kind": "quantity", "role": "goal", "action_class": "其他", "op": "=", "change": "level",
        "indicator": find_sentence(text, start, end).strip(" 。；，")[:40], "shown": text[start:end],
    }  # fmt: skip
    read = read_measure(for_matching(text[start:end]), ())
    if read is not None:
        named |= {"kind": "ratio" if read.is_ratio else "quantity", "value": read.value, "value_max": read.value_max}
        named |= {"unit": read.unit or None, "op": read.op}
    return named


@cache
def _insist(verdict: str) -> Judge:
    """A judge to whom every number is the same."""
    judge = load_judge()
    return replace(judge, bias=np.array([40.0 * (own == verdict) for own in judge.verdicts], dtype=np.float32))
