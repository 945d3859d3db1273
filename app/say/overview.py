"""The sentences of 总体情况: the summary, titles over its charts, the headline strip."""

from __future__ import annotations

import pandas as pd

from app.wording import FROM_DATE, NO_DEPARTMENT, UNDATED, lead_title


def summary(head: pd.Series, leads: pd.DataFrame) -> str:
    """Two sentences of the leaders' page: how many goals carry no date, who is named first most often.

    `head`: the row of query.overview.headline; `leads`: query.overview.tasks_by_lead.
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
