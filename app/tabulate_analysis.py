"""Tables of the pages of 分析 as a reader sees them: department × time limit, a department's tasks, the figure list."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import pandas as pd

from app import tabulate
from app.style import Look
from app.wording import FROM_DATE, NO_DEPARTMENT, UNDATED

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

OFFICE, TOTAL = "责任单位", "合计"
ALL_ROWS = "全部（按目标去重）"
SHORT_LIMITS = {UNDATED: "未注明", FROM_DATE: "自…起"}
"""Headers of narrow columns; the other limits stand as they are."""


def matrix(departments: pd.DataFrame, cells: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Department × time limit: a row a department, a column a limit; distinct targets stand first in both.

    Frames: queries_analysis.departments_apart and limits_of_departments, queries.targets_by_limit.
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


def shade(table: pd.DataFrame, look: Look) -> Styler:
    """The matrix with each number's cell shaded by its size; zeros are left blank."""
    numbers: list[Hashable] = [name for name in table.columns if name not in {OFFICE, TOTAL}]
    inner = table.iloc[1:][numbers]
    most = max(int(inner.to_numpy().max()) if inner.size else 0, 1)

    def colours(column: pd.Series) -> list[str]:
        # the root, since one large number would otherwise leave all others pale
        return [
            f"background-color: {look.shade((value / most) ** 0.5)}; color: {look.text}" if value and row else ""
            for row, value in enumerate(column)
        ]

    return table.style.apply(colours, subset=numbers).format(
        lambda value: f"{value:,}" if value else "", subset=[*numbers, TOTAL]
    )


def office_tasks(rows: pd.DataFrame) -> pd.DataFrame:
    """单位任务单: rows of queries_analysis.office_tasks with Chinese headers."""
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
    return made.drop(columns="文件") if made["文件"].nunique() < 2 else made


def figure_list(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures in the text's words, sorted by theme. Frame: queries_analysis.other_figures."""
    columns = ("indicator", "shown", "limit", "lead", "category", "theme")
    several = ("document",) if len(set(rows["document"])) > 1 else ()
    return tabulate.targets(rows, ("task_no", *columns, *several))


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Targets beside the axis of time. Frame: queries_analysis.dated_targets."""
    made = pd.DataFrame(
        {
            "时限": rows["limit"],
            "指标名称": rows["indicator"],
            "目标值": rows["shown"],
            "单位": rows["lead"].fillna(NO_DEPARTMENT),
            "文件": rows["document"],
        }
    )
    return made.drop(columns="文件") if made["文件"].nunique() < 2 else made


def qualitative(rows: pd.DataFrame) -> pd.DataFrame:
    """Tasks without targets: where they stand, what they say, who is responsible. Frame: listings.task_rows."""
    return tabulate.tasks(rows).drop(columns="目标数")
