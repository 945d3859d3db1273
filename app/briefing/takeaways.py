"""The sentences over slides that no page has; beside those of app/sentences.py. Frames in, Chinese text out.

Each number comes from the frame of a query, never from adding up rows that overlap.
"""

from __future__ import annotations

import pandas as pd

from app.wording import LATER, NO_DEPARTMENT, PAST, SOON, chinese_date, lead_title

NOTHING = "当前筛选下没有数据"


def cover_title(region: str | None) -> str:
    """What the deck is called.

    >>> cover_title("山东"), cover_title(None)
    ('山东政策目标汇报材料', '政策目标汇报材料')
    """
    return f"{region or ''}政策目标汇报材料"


def counts(head: pd.Series) -> str:
    """How much the view holds, by category. `head`: the row of queries.headline."""
    if not head["tasks"]:
        return NOTHING
    kinds = [("数量目标", "quantities"), ("比率目标", "ratios"), ("时限任务", "deadlines"), ("政策标准", "rules")]
    listed = "、".join(f"{title}{head[name]:,}项" for title, name in kinds if head[name])
    targets = f"，目标与标准{head['targets']:,}项" + (f"（{listed}）" if listed else "")
    return f"工作任务{head['tasks']:,}项{targets}，责任单位{head['departments']:,}个"


def core_title(goals: pd.DataFrame, head: pd.Series, tasks: int) -> str:
    """Over the key figures. `goals`: queries.quantity_goals; `tasks`: how many tasks have a quantity goal."""
    if goals.empty:
        return "当前范围内没有数量目标"
    shown = goals["card"].nunique()
    rest = f"，此处列目标数最多的{shown}项任务" if shown < tasks else ""
    return f"{head['quantities']:,}项数量目标分布在{tasks:,}项任务中{rest}"


def departments_title(departments: pd.DataFrame, head: pd.Series) -> str:
    """Over targets by department: who takes part most, and that the bars overlap."""
    named = departments[departments["department"] != NO_DEPARTMENT]
    if named.empty:
        return "文件未注明责任单位" if len(departments) else "按单位的目标"
    most = named[named["targets"] == named["targets"].max()]
    names = "、".join(most["department"][:3]) + ("等" if len(most) > 3 else "")
    each = "各" if len(most) > 1 else ""
    return (
        f"{head['targets']:,}项目标与标准涉及{len(named):,}个责任单位，"
        f"{names}{each}参与最多（{most['targets'].iloc[0]:,}项）"
    )


def states_title(states: pd.DataFrame, day: str) -> str:
    """Over goals by state at 统计截至 (ISO text): what is past, near and later. Never whether anything was achieved.

    >>> states_title(pd.DataFrame({"state": [PAST, SOON, LATER], "targets": [0, 2, 10]}), "2020-06-30")
    '截至2020年6月30日：近期到期（90天内）2项，未到时限10项'
    """
    parts = [
        f"{row['state']}{row['targets']:,}项"
        for row in states.to_dict("records")
        if row["targets"] and row["state"] in {PAST, SOON, LATER}
    ]
    return f"截至{chinese_date(day)}：" + ("，".join(parts) or "没有写明时限的目标")


def themes_title(themes: pd.DataFrame, head: pd.Series) -> str:
    """Over tasks by theme: which holds most targets. Frame: queries_analysis.tasks_by_theme."""
    if not themes["targets"].sum():
        return f"{head['tasks']:,}项工作任务分属{len(themes):,}个领域，均为定性要求" if len(themes) else NOTHING
    most = themes[themes["targets"] == themes["targets"].max()]
    names = "、".join(most["theme"][:3]) + ("等" if len(most) > 3 else "")
    each = "各" if len(most) > 1 else ""
    return (
        f"{head['tasks']:,}项工作任务分属{len(themes):,}个领域，"
        f"{names}的目标与标准最多（{each}{most['targets'].iloc[0]:,}项）"
    )


def dated_title(dated: int, targets: int) -> str:
    """Over the list of targets in order of time.

    >>> dated_title(15, 31)
    '31项目标与标准中，15项写明时限'
    """
    return f"{targets:,}项目标与标准中，{dated:,}项写明时限"


def list_title(count: int, listed: int) -> str:
    """Over the list of targets.

    >>> list_title(31, 31), list_title(5000, 3000)
    ('目标清单：31项目标与标准', '目标清单：5,000项目标与标准，列前3,000项，全部见工作簿')
    """
    rest = f"，列前{listed:,}项，全部见工作簿" if listed < count else ""
    return f"目标清单：{count:,}项目标与标准{rest}"


def sheet_title(department: str, tasks: int, leads: int, lead_bases: pd.Series, targets: int) -> str:
    """Over one department's tasks: how many, how many of them it leads, how many targets they hold.

    >>> sheet_title("甲局", 5, 2, pd.Series(["first"]), 7)
    '甲局：工作任务5项（首列单位2项，配合3项），目标与标准7项'
    """
    if department == NO_DEPARTMENT:
        return f"{department}：工作任务{tasks:,}项，目标与标准{targets:,}项"
    parts = [(lead_title(lead_bases), leads), ("配合", tasks - leads)]
    listed = "，".join(f"{title}{number:,}项" for title, number in parts if number)
    return f"{department}：工作任务{tasks:,}项（{listed}），目标与标准{targets:,}项"
