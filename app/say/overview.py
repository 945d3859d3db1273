"""The sentences of 总体情况: the summary, titles over its charts, the headline strip."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app.say.sentences import together
from app.wording import (
    FROM_DATE,
    LATER,
    MEASURED,
    NO_DEPARTMENT,
    PAST,
    QUALITATIVE,
    RULES,
    SOON,
    SOON_DAYS,
    UNDATED,
    lead_title,
)


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
    names = together(list(most["lead"]))
    return f"按{lead_title(named['lead_basis'])}，{names}{most['targets'].iloc[0]:,}项"


def leads_title(leads: pd.DataFrame, tasks: int, most: int) -> str:
    """The sentence over tasks by first department, of which the chart shows `most`."""
    named = leads[leads["lead"] != NO_DEPARTMENT]
    if leads.empty:
        return "按单位的工作任务"
    if named.empty:
        return f"{tasks:,}项工作任务均未注明责任单位"
    first = named[named["tasks"] == named["tasks"].max()]
    names = together(list(first["lead"]))
    rest = f"（共{len(leads)}个，列前{most}个）" if len(leads) > most else ""
    share = f"{tasks:,}项工作任务中的{first['tasks'].iloc[0]:,}项"
    return f"按{lead_title(named['lead_basis'])}，{names}承担{share}{rest}"


def limits_title(limits: pd.DataFrame, targets: int) -> str:
    """The sentence over targets by time limit: the fullest dated limit, and how many are undated."""
    if limits.empty:
        return "按时限的目标"
    what = "项目标与标准" if (limits["category"] == RULES).any() else "项目标"
    totals = limits.drop_duplicates("limit")
    dated = totals[~totals["limit"].isin([FROM_DATE, UNDATED])]
    undated = int(totals.loc[totals["limit"] == UNDATED, "total"].sum())
    if dated.empty:
        return f"{targets:,}{what}中，{undated:,}项文件未注明时限"
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    rest = f"，{undated:,}项文件未注明时限" if undated else "，均有文件时限"
    return f"{targets:,}{what}中，{first['limit']}的最多（{first['total']:,}项）{rest}"


@dataclass(frozen=True, slots=True)
class Tile:
    """One count of the leaders' strip. `opens` names what it counts: a state, a department, or "" for all goals."""

    title: str
    number: int
    unit: str
    remark: str
    opens: str


def tiles(head: pd.Series, leads: pd.DataFrame) -> list[Tile]:
    """The leaders' strip: the goals, the same goals by state, and who is named first for most of them.

    `head`: the row of query.overview.headline; `leads`: query.overview.tasks_by_lead.
    """
    kinds = [("数量", "quantities"), ("比率", "ratios"), ("时限", "deadlines")]
    parts = " ".join(f"{name}{head[column]:,}" for name, column in kinds if head[column])
    starting = f"另有{head['starting']:,}项自…起实施" if head["starting"] else ""
    states = [
        Tile("文件时限已过", int(head["past"]), "项", "完成情况未录入", PAST),
        Tile("近期到期", int(head["soon"]), "项", f"{SOON_DAYS}天内", SOON),
        Tile("未到时限", int(head["later"]), "项", starting, LATER),
        Tile("文件未注明时限", int(head["undated_goals"]), "项", "", UNDATED),
    ]
    named = leads[leads["lead"] != NO_DEPARTMENT]
    most = named[named["goals"] == named["goals"].max()] if len(named) and named["goals"].max() else named.head(0)
    if most.empty:
        last = Tile(NO_DEPARTMENT, int(leads["goals"].sum()), "项", "", NO_DEPARTMENT)
    else:
        names = together(list(most["lead"]))
        last = Tile(
            f"{lead_title(named['lead_basis'])}最多",
            int(most["goals"].iloc[0]),
            "项",
            names,
            most["lead"].iloc[0],
        )
    return [Tile("目标", int(head["goals"]), "项", parts, ""), *states, last]


def counts(head: pd.Series) -> dict[str, str]:
    """The smaller counts under the strip, of tasks and of rules: which rows → their words."""
    parts = f"{MEASURED}{head['measured_tasks']:,}，{QUALITATIVE}{head['qualitative_tasks']:,}"
    return {"tasks": f"工作任务{head['tasks']:,}项（{parts}）", "targets": f"{RULES}{head['rules']:,}项"}


def offices(head: pd.Series) -> str:
    """How many departments have tasks in view, and how many of them are offices with a name."""
    return f"责任单位{head['departments']:,}个（具名{head['named_departments']:,}）"
