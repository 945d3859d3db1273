"""The table of documents on 总体情况, and the line over it."""

from __future__ import annotations

import pandas as pd

from app.say import tabulate
from app.wording import NO_DEPARTMENT, shown_confidence

NAME = "文件"
COUNTS = {
    "tasks": "工作任务", "goals": "目标", "rules": "政策标准", "binding": "约束性", "soon": "近期到期",
    "past": "时限已过", "undated": "未注明时限", "bare": NO_DEPARTMENT.removesuffix("责任单位") + "单位",
}  # fmt: skip
"""Column of query.documents.documents_overview → header; 未注明单位 counts goals and rules."""
MEAN = "平均可信度"
WIDTHS = {NAME: 196, "地区": 64, "层级": 46, "年份": 62, MEAN: 56} | dict.fromkeys(COUNTS.values(), 54)
"""Least width of a column, in pixels."""


def documents_title(rows: pd.DataFrame) -> str:
    """How many documents the view holds, and which has most goals. Frame: documents_overview from its first row on."""
    first, documents = rows.iloc[0], int(rows["documents"].iloc[0])
    most = f"，{first['document']}的目标最多（{first['goals']:,}项）" if first["goals"] else ""
    return f"共{documents:,}份文件{most}"


def documents_remark(rows: pd.DataFrame, in_sight: int) -> str:
    """How the rows are ranked, and where those are that cannot be seen at once."""
    documents = int(rows["documents"].iloc[0])
    rest = "，滚动可见其余" if in_sight < len(rows) else ""
    rest += f"（至第{len(rows):,}份，用上方的筛选可见其他）" if len(rows) < documents else ""
    return f"　点选一行，只看这份文件{rest}"


def documents_table(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a document with Chinese headers; what every one of them has alike is left out. Confidence: mean, 0–1."""
    made = pd.DataFrame(
        {
            NAME: rows["document"],
            "地区": rows["region"],
            "层级": rows["level"],
            "年份": rows["year"],
            **{title: rows[column] for column, title in COUNTS.items()},
            MEAN: [None if pd.isna(mean) else shown_confidence(mean) for mean in rows["confidence"]],
        }
    )
    return tabulate.without_constants(made, "层级")
