"""Sentences that every page and slide may need: the source note, entries and targets, nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from app.query.filter_model import Filter
from app.wording import chinese_date, review_word


def entries_note(head: pd.Series) -> str:
    """How entries and the targets that name a department relate, where departments overlap: `93条分工对应31项`."""
    return f"{head['entries']:,}条分工对应{head['assigned']:,}项"


def chart_subtitle(unit: str, whole: str, chosen: Filter) -> str:
    """The grey line under a chart's title: unit, what all of it is, filter.

    >>> chart_subtitle("项", "31项目标与标准", Filter(themes=("教育",)))
    '单位：项 · 共31项目标与标准 · 任务领域：教育'
    """
    filtered = "" if chosen.describe() == "全部" else chosen.describe()
    return " · ".join(
        part for part in (f"单位：{unit}" if unit else "", f"共{whole}" if whole else "", filtered) if part
    )


def source_note(title: str, documents: int, chosen: Filter, review: str, *, filtered: bool = True) -> str:
    """The line under every chart and on every slide: source, date, filter, state of checking.

    `title` is that of the first of so many documents; `review`: app.wording.review_word; without `filtered` the filter
    is said elsewhere.
    """
    if not documents:
        return f"统计截至{chinese_date(chosen.day().isoformat())}"
    source = title if documents == 1 else f"{title}等{documents:,}份文件"
    parts = [f"来源：{source}", f"统计截至{chinese_date(chosen.day().isoformat())}"]
    if filtered and chosen.describe() != "全部":
        parts.append(f"筛选：{chosen.describe()}")
    return "；".join([*parts, review] if review else parts)


def together(names: Sequence[str]) -> str:
    """At most three names, and 各 where there are several, for what each of them has.

    >>> together(["甲局"]), together(["甲局", "乙局"]), together(["甲局", "乙局", "丙局", "丁局"])
    ('甲局', '甲局、乙局各', '甲局、乙局、丙局等各')
    """
    return "、".join(names[:3]) + ("等" if len(names) > 3 else "") + ("各" if len(names) > 1 else "")


def subject(sources: pd.Series, chosen: Filter) -> str:
    """What a page shows, under its title: documents, filter, 统计截至, state of checking.

    `sources`: the row of query.documents.sources_in_view.
    """
    documents = {0: "没有文件", 1: sources["title"]}.get(int(sources["documents"]), f"{sources['documents']:,}份文件")
    shown = "全部内容" if chosen.describe() == "全部" else chosen.describe()
    review = review_word(int(sources["checked"]), int(sources["targets"]))
    return f"{documents} · {shown} · 统计截至{chinese_date(chosen.day().isoformat())} · {review}"


def no_targets(tasks: int) -> str:
    """What stands in place of charts of targets where the view's tasks have none."""
    return f"当前范围内{tasks:,}项工作任务均为定性要求，没有量化或时限目标；放宽上方的筛选可看到更多。"
