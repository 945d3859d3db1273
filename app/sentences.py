"""The sentences that the data make: titles of charts, the summary, source notes. Frames in, Chinese text out.

Each number in a sentence comes from the frame of a query, never from adding up rows that overlap.
"""

from __future__ import annotations

import pandas as pd

from app.filter_model import Filter
from app.wording import FROM_DATE, NO_DEPARTMENT, UNCHECKED_NOTE, UNDATED, chinese_date, lead_title

CONSERVATION = (
    "文件中每一处数字（含中文数字）恰好归入一处：或为目标与标准，或列入下表并写明原因。"
    "生成数据时逐项任务核对，有一处对不上，该文件的数据就不写出。"
)


def summary(head: pd.Series, leads: pd.DataFrame) -> str:
    """Two sentences of the leaders' page: how many goals carry no date, who is named first most often.

    `head`: the row of queries.headline; `leads`: queries.tasks_by_lead.
    """
    if not head["targets"]:
        return f"当前范围内{head['tasks']:,}项工作任务均为定性要求，没有量化或时限目标。" if head["tasks"] else ""
    undated = f"{head['goals']:,}项目标中，{head['undated_goals']:,}项文件未注明时限" if head["goals"] else ""
    if head["goals"] and not head["undated_goals"]:
        undated = f"{head['goals']:,}项目标均有文件时限"
    rules = f"{head['rules']:,}项均为政策标准" if not head["goals"] else ""
    return f"{undated or rules}；{most_targets(leads)}。"


def most_targets(leads: pd.DataFrame) -> str:
    """Who carries most targets as first department.

    >>> most_targets(pd.DataFrame({"lead": ["甲局"], "lead_basis": ["first"], "targets": [3]}))
    '按首列单位，甲局3项'
    """
    named = leads[leads["lead"] != NO_DEPARTMENT]
    if named.empty or not named["targets"].max():
        return "文件未注明责任单位"
    most = named[named["targets"] == named["targets"].max()]
    names, each = _names(list(most["lead"]))
    return f"按{lead_title(named['lead_basis'])}，{names}{each}{most['targets'].iloc[0]:,}项"


def leads_title(leads: pd.DataFrame, tasks: int, most: int) -> str:
    """The sentence over tasks by first department, of which the chart shows `most`."""
    named = leads[leads["lead"] != NO_DEPARTMENT]
    if leads.empty:
        return "按单位的工作任务"
    if named.empty:
        return f"{tasks:,}项工作任务均未注明责任单位"
    first = named[named["tasks"] == named["tasks"].max()]
    names, each = _names(list(first["lead"]))
    rest = f"（共{len(leads)}个，列前{most}个）" if len(leads) > most else ""
    share = f"{tasks:,}项工作任务中的{first['tasks'].iloc[0]:,}项"
    return f"按{lead_title(named['lead_basis'])}，{names}{each}承担{share}{rest}"


def _names(names: list[str]) -> tuple[str, str]:
    """At most three names, and 各 where there are several."""
    return "、".join(names[:3]) + ("等" if len(names) > 3 else ""), "各" if len(names) > 1 else ""


def limits_title(limits: pd.DataFrame, targets: int) -> str:
    """The sentence over targets by time limit: the fullest dated limit, and how many are undated."""
    if limits.empty:
        return "按时限的目标"
    totals = limits.drop_duplicates("limit")
    dated = totals[~totals["limit"].isin([FROM_DATE, UNDATED])]
    undated = int(totals.loc[totals["limit"] == UNDATED, "total"].sum())
    if dated.empty:
        return f"{targets:,}项目标与标准中，{undated:,}项文件未注明时限"
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    rest = f"，{undated:,}项文件未注明时限" if undated else "，均有文件时限"
    return f"{targets:,}项目标与标准中，{first['limit']}的最多（{first['total']:,}项）{rest}"


def conservation_items(sums: pd.Series) -> list[tuple[str, int, str]]:
    """The sum on 数字核对: sign, number, what it counts. Frame: queries.conservation."""
    return [
        ("", int(sums["numbers"]), f"{sums['tasks']:,}项任务中的数字"),
        ("=", int(sums["targets"]), "目标与标准"),
        ("+", int(sums["ledger"]), "不计为目标（均列明原因）"),
    ]


def reasons_title(reasons: pd.DataFrame) -> str:
    """The sentence over the numbers that are no target. Frame: queries.ledger_by_reason."""
    total = int(reasons["entries"].sum())
    if not total:
        return "所有数字都计为目标"
    first = reasons.sort_values("entries", ascending=False, kind="stable").iloc[0]
    return f"{total:,}处数字不计为目标，其中{first['title']}最多（{first['entries']:,}处）"


def entries_note(head: pd.Series) -> str:
    """How entries and targets relate where departments overlap: `93条分工对应31项`."""
    return f"{head['entries']:,}条分工对应{head['targets']:,}项"


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


def headline_items(head: pd.Series) -> list[tuple[str, int, str, str]]:
    """The headline strip: title, number, unit, remark. 比率目标 only where there are any."""
    items = [
        (
            "工作任务",
            head["tasks"],
            "项",
            f"含量化或时限要求{head['measured_tasks']:,}，定性{head['qualitative_tasks']:,}",
        ),
        ("数量目标", head["quantities"], "项", ""),
        ("比率目标", head["ratios"], "项", ""),
        ("时限任务", head["deadlines"], "项", ""),
        ("政策标准", head["rules"], "项", "政策执行时适用，不设完成状态"),
        ("责任单位", head["departments"], "个", f"具名{head['named_departments']:,}"),
    ]
    return [
        (title, int(number), unit, remark) for title, number, unit, remark in items if title != "比率目标" or number
    ]
