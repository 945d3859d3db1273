"""Sentences that every page and slide may need: the source note, entries and targets, nothing to draw."""

from __future__ import annotations

import pandas as pd

from app.query.filter_model import Filter
from app.wording import (
    UNCHECKED_NOTE,
    chinese_date,
)


def entries_note(head: pd.Series) -> str:
    """How entries and the targets that name a department relate, where departments overlap: `93条分工对应31项`."""
    return f"{head['entries']:,}条分工对应{head['assigned']:,}项"


def source_note(title: str, documents: int, chosen: Filter, *, checked: bool) -> str:
    """The line under every chart and on every slide: source, date, filter, state of checking.

    `title` is that of the first of so many documents.
    """
    if not documents:
        return f"统计截至{chinese_date(chosen.day().isoformat())}"
    source = title if documents == 1 else f"{title}等{documents:,}份文件"
    parts = [f"来源：{source}", f"统计截至{chinese_date(chosen.day().isoformat())}"]
    if chosen.describe() != "全部":
        parts.append(f"筛选：{chosen.describe()}")
    if not checked:
        parts.append(UNCHECKED_NOTE)
    return "；".join(parts)


def no_targets(tasks: int) -> str:
    """What stands in place of charts of targets where the view's tasks have none."""
    return f"当前范围内{tasks:,}项工作任务均为定性要求，没有量化或时限目标；放宽上方的筛选可看到更多。"
