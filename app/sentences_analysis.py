"""The sentences over the charts of 分析, made from the frames of app/queries_analysis.py. Frames in, Chinese out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pandas as pd

from app.sentences import entries_note
from app.wording import FROM_DATE, NO_DEPARTMENT, PAST, QUALITATIVE, SOON, UNDATED, chinese_date, lead_title


def lead_name(bases: Iterable[str | None]) -> str:
    """What the main part of a department's bar is called: 牵头 only where the text says so.

    >>> lead_name(["first"]), lead_name(["first", "stated"])
    ('首列单位', '牵头·首列')
    """
    return {"首列单位": "首列单位", "牵头单位（文件明确）": "牵头（文件明确）"}.get(lead_title(bases), "牵头·首列")


def departments_title(departments: pd.DataFrame, head: pd.Series, lead: str) -> str:
    """Who takes part in most targets, and how entries and targets relate. Frame: departments_apart."""
    named = departments[departments["group"] == "named"]
    if departments.empty:
        return "按责任单位的目标"
    if named.empty:
        return f"{head['targets']:,}项目标与标准均未落到具名单位"
    most = named.iloc[0]
    bare = int(departments.loc[departments["group"] == "none", "targets"].sum())
    rest = f"；另有{bare:,}项未注明责任单位" if bare else ""
    return (
        f"{most['department']}承担{head['targets']:,}项中的{most['targets']:,}项（{lead}{most['leads']:,}项）；"
        f"{entries_note(head)}{rest}"
    )


def departments_note(departments: pd.DataFrame, drawn: int) -> str:
    """How to read overlapping bars, and how many of the departments are drawn."""
    rest = f"图中列出{drawn:,}个，其余见右表。" if drawn < len(departments) else ""
    return f"一项目标有几个责任单位就在几条中各计一次，各条之和不等于目标总数。{rest}"


def office_label(office: pd.Series) -> str:
    """How a department is offered for its list of tasks.

    >>> office_label(pd.Series({"department": "省财政厅", "tasks": 17, "targets": 16}))
    '省财政厅（17项任务，16项目标与标准）'
    """
    return f"{office['department']}（{office['tasks']:,}项任务，{office['targets']:,}项目标与标准）"


def office_summary(office: pd.Series, measured: int, lead: str) -> str:
    """What one department has to do: led and supported tasks, qualitative ones, targets. `office`: a row of offices."""
    named = office["department"] != NO_DEPARTMENT
    parts = f"{lead}{office['leads']:,}项，配合{office['supports']:,}项；" if named else ""
    kind = "；集体称谓，不指明单一单位" if office["collective"] else ""
    return (
        f"{office['department']}共{office['tasks']:,}项任务：{parts}含量化或时限要求{measured:,}项，"
        f"{QUALITATIVE}{office['tasks'] - measured:,}项；目标与标准{office['targets']:,}项{kind}。"
    )


def dated_title(shape: pd.Series, years: pd.DataFrame) -> str:
    """How many targets have a date, and when most fall due. Frames: a row of dated_shape, targets_by_year."""
    if not shape["targets"]:
        return "当前范围内没有写明时限的目标"
    due = int(shape["targets"] - shape["starting"])
    if not due:
        return f"{shape['starting']:,}项目标与标准自…起实施，没有到期时限"
    starting = f"；另有{shape['starting']:,}项自…起实施" if shape["starting"] else ""
    dated = years[~years["year"].isin([FROM_DATE, UNDATED])].drop_duplicates("year")
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    when = f"{first['year']}到期的最多（{first['total']:,}项）" if len(dated) > 1 else f"均在{first['year']}到期"
    return f"{due:,}项目标与标准写明了到期时限，{when}{starting}"


def undated_title(undated: pd.DataFrame, targets: int) -> str:
    """How many of the view's targets have no date, and whose most of them are. Frame: undated_by_lead."""
    total = int(undated["targets"].sum())
    if not total:
        return "所有目标与标准都有文件时限"
    named = undated[undated["lead"] != NO_DEPARTMENT]
    if named.empty:
        return f"{targets:,}项中{total:,}项文件未注明时限，也未注明责任单位"
    first = named.iloc[0]
    most = f"按{lead_title(named['lead_basis'])}，{first['lead']}{first['total']:,}项"
    return f"{targets:,}项中{total:,}项文件未注明时限；{most}"


def states_title(states: pd.DataFrame, day: date) -> str:
    """Goals by what 统计截至 makes of their date. Frame: queries.targets_by_state."""
    found = dict(zip(states["state"], states["targets"], strict=True))
    total = sum(found.values())
    if not total:
        return "当前范围内没有需要实现的目标"
    soon = f"，近期到期{found[SOON]:,}项" if found[SOON] else ""
    past = f"{total:,}项目标中{found[PAST]:,}项文件时限已过（完成情况未录入）"
    return f"统计截至{chinese_date(day.isoformat())}，{past}{soon}"


def years_title(years: pd.DataFrame) -> str:
    """In which year most targets fall due. Frame: targets_by_year of all documents together."""
    totals = years.drop_duplicates("year")
    dated = totals[~totals["year"].isin([FROM_DATE, UNDATED])]
    if dated.empty:
        return "当前范围内没有写明到期年份的目标"
    if len(dated) <= 3:
        return "、".join(f"{row['year']}到期{row['total']:,}项" for row in dated.to_dict("records"))
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    return f"{first['year']}到期的最多（{first['total']:,}项）"


def panels_title(panels: pd.DataFrame, documents: int) -> str:
    """That documents are compared, and how many of them are drawn. Frame: targets_by_year by document."""
    drawn = panels["document"].nunique()
    rest = f"，此处为目标最多的{drawn}份" if drawn < documents else ""
    return f"{documents:,}份文件各年到期的目标与标准{rest}"


def themes_title(themes: pd.DataFrame) -> str:
    """Which theme has most targets, and how many have none. Frame: tasks_by_theme."""
    if themes.empty:
        return "按任务领域的工作任务"
    most = themes.iloc[0]
    if len(themes) == 1:
        return f"{most['theme']}：{most['tasks']:,}项任务，{most['targets']:,}项目标与标准"
    none = int((themes["targets"] == 0).sum())
    if not most["targets"]:
        return f"{len(themes)}个任务领域均无量化或时限目标"
    ends = f"；{none}个领域没有量化或时限目标" if none else ""
    return f"{len(themes)}个任务领域中，{most['theme']}的目标与标准最多（{most['targets']:,}项）{ends}"


def shared_title(drawn: pd.DataFrame) -> str:
    """Which figures share an axis, in the text's words where it is a single group. Frame: shared_figures."""
    groups = drawn["group"].nunique()
    if not groups:
        return "没有单位和对象都相同、可以同轴比较的数值"
    known = int(drawn["groups"].max())
    if groups == 1:
        return "、".join(f"{row['indicator']}{row['shown']}" for row in drawn.to_dict("records")[:3]) + "：同一坐标轴"
    rest = f"，此处为其中{groups}组" if known > groups else ""
    return f"单位和对象都相同、可以同轴比较的数值有{known:,}组{rest}"


def no_targets(tasks: int) -> str:
    """What stands in place of charts of targets where the view's tasks have none."""
    return f"当前范围内{tasks:,}项工作任务均为定性要求，没有量化或时限目标；放宽上方的筛选可看到更多。"
