"""What a person's decision on a row needs of the text and of what the stages derive: no row of a build is made here.

In: a task's text and a span that a person marked, or a value that a person gave. Out: the sentence, what the machine
would write there, the columns that follow from a value.
"""

from __future__ import annotations

from typing import Any

from etl.judging.context import find_sentences
from etl.lexicon.folding import for_matching
from etl.lexing.mentions import find_mentions
from etl.naming.phrases import action_class
from etl.schema import ActionClass, Op
from etl.targets.measures import read_measure
from etl.targets.natures import find_nature
from etl.targets.rows import find_due_date

Row = dict[str, Any]


def find_sentence(text: str, start: int, end: int) -> str:
    """The sentence of a task's text in which a span stands; the lines between where it reaches over several.

    >>> find_sentence("一是规划。二是建设50所学校。", 8, 11)
    '二是建设50所学校。'
    """
    folded = for_matching(text)
    for sentence in find_sentences(folded, find_mentions(folded)):
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


def suggest_columns(text: str, start: int, end: int) -> Row:
    """What a target at a span of a task's text would say: kind, figures, date; a person completes and corrects it."""
    quote, sentence = text[start:end], find_sentence(text, start, end)
    place = sentence.find(quote)
    columns: Row = {
        "kind": "quantity", "role": "goal", "nature": find_nature(sentence, place, place + len(quote), None),
        "action": None, "indicator": sentence.strip(" 。；，")[:40], "base": None, "value": None, "value_max": None,
        "unit": None, "op": None, "change": None, "per": None, "due": None, "due_kind": None, "due_source": None,
        "shown": quote, "sentence": sentence,
    }  # fmt: skip
    folded = for_matching(text)
    dates = [m.date for m in find_mentions(folded) if m.sort == "date" and start <= m.start and m.end <= end]
    read = read_measure(for_matching(quote), ())
    if read is not None:
        columns |= {
            "kind": "ratio" if read.is_ratio else "quantity", "value": read.value, "value_max": read.value_max,
            "unit": read.unit or None, "op": read.op, "change": read.change or "level", "per": read.per,
            "shown": read.shown,
        }  # fmt: skip
    elif dates and dates[0] is not None:
        columns |= {"kind": "deadline"}
    return columns
