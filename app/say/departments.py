"""The sentences and tables of 责任单位: who carries what, department × time limit, a department's tasks."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from app.say import tabulate
from app.say.sentences import entries_note, together
from app.wording import NO_DEPARTMENT, QUALITATIVE, SHORT_LIMITS, lead_title

OFFICE, TOTAL = "责任单位", "合计"
ALL_ROWS = "全部（按目标去重）"


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
    most, lead_most = named[named["targets"] == named["targets"].max()], int(named["leads"].iloc[0])
    part = f"（{lead}{lead_most:,}项）" if len(most) == 1 else ""
    bare = int(departments.loc[departments["group"] == "none", "targets"].sum())
    rest = f"；另有{bare:,}项未注明责任单位" if bare else ""
    return (
        f"{together(list(most['department']))}承担{head['targets']:,}项中的{most['targets'].iloc[0]:,}项{part}；"
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


def matrix(departments: pd.DataFrame, cells: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Department × time limit: a row a department, a column a limit; distinct targets stand first in both.

    Frames: query.departments.departments_apart and limits_of_departments, query.overview.targets_by_limit.
    """
    totals = limits.drop_duplicates("limit")
    wide = cells.pivot_table(index="department", columns="limit", values="targets", aggfunc="sum", fill_value=0)
    wide = wide.reindex(index=departments["department"], columns=list(totals["limit"]), fill_value=0)
    wide.insert(0, TOTAL, list(departments["targets"]))
    whole = pd.DataFrame([[int(totals["total"].sum()), *totals["total"]]], [ALL_ROWS], wide.columns)
    wide = pd.concat([whole, wide]).astype(int).rename(columns=SHORT_LIMITS)
    wide.columns.name = None
    return wide.rename_axis(OFFICE).reset_index()


def limit_of(column: str) -> str:
    """The time limit that a column of the matrix stands for; "" for the total."""
    named = {short: limit for limit, short in SHORT_LIMITS.items()}
    return "" if column in {TOTAL, OFFICE} else named.get(column, column)


def office_tasks(rows: pd.DataFrame) -> pd.DataFrame:
    """单位任务单: rows of query.departments.office_tasks with Chinese headers."""
    made = pd.DataFrame(
        {
            "序号": rows["task_no"],
            "任务内容": rows["text"],
            "参与方式": rows["part"],
            "目标与标准": ["；".join(figures) or None for figures in rows["figures"]],
            "时限": ["、".join(limits) or None for limits in rows["limits"]],
            "任务领域": rows["theme"],
            "责任单位": [tabulate.joined(names) for names in rows["departments"]],
            "文件": rows["document"],
        }
    )
    return tabulate.without_constants(made, "文件")
