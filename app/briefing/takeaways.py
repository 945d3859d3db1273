"""What a slide says that no page does: titles beside those of app/say, and the quotes in the speaker's notes.

Each number comes from the frame of a query, never from adding up rows that overlap.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pandas as pd

from app.wording import NO_DEPARTMENT, lead_title, task_word

NOTHING = "当前筛选下没有数据"
QUALITATIVE_TASK = "定性任务"
MOST_SENTENCES = 40
"""A note holds no more sentences than these; the list of targets and the workbook hold all."""
SENTENCE = ("doc_id", "document", "task_no", "sentence")


def cover_title(region: str | None) -> str:
    """What the deck is called.

    >>> cover_title("山东"), cover_title(None)
    ('山东政策目标汇报材料', '政策目标汇报材料')
    """
    return f"{region or ''}政策目标汇报材料"


def counts(head: pd.Series) -> str:
    """How much the view holds, by category. `head`: the row of query.overview.headline."""
    if not head["tasks"]:
        return NOTHING
    named = [("数量目标", "quantities"), ("比率目标", "ratios"), ("时限任务", "deadlines"), ("政策标准", "rules")]
    listed = "、".join(f"{title}{head[name]:,}项" for title, name in named if head[name])
    targets = f"，目标与标准{head['targets']:,}项" + (f"（{listed}）" if listed else "")
    return f"工作任务{head['tasks']:,}项{targets}，责任单位{head['departments']:,}个"


def core_title(goals: pd.DataFrame, head: pd.Series) -> str:
    """Over the key figures. `goals`: query.overview.key_figures; `head`: the row of query.overview.headline."""
    known = int(head["quantities"] + head["ratios"])
    if goals.empty:
        return "当前范围内没有数量或比率目标"
    more = f"，此处列{len(goals):,}项（各文件轮流取，约束性的在前）" if len(goals) < known else ""
    return f"{'和'.join(kinds(head))}目标{known:,}项{more}"


def kinds(head: pd.Series) -> list[str]:
    """Which kinds of figures the view's goals have. `head`: the row of query.overview.headline."""
    return [word for word, column in (("数量", "quantities"), ("比率", "ratios")) if head[column]]


def list_title(count: int, listed: int) -> str:
    """Over the list of targets.

    >>> list_title(31, 31), list_title(5000, 3000)
    ('目标清单：31项目标与标准', '目标清单：5,000项目标与标准，列前3,000项，其余见工作簿')
    """
    return f"目标清单：{count:,}项目标与标准{rest(count, listed)}"


def rest(count: int, listed: int, unit: str = "项") -> str:
    """What the title of a list adds where it holds the first rows alone; "" where it holds all."""
    return f"，列前{listed:,}{unit}，其余见工作簿" if listed < count else ""


def sheet_title(department: str, tasks: int, leads: int, lead_bases: Iterable[str | None], targets: int) -> str:
    """Over one department's tasks: how many, how many of them it leads, how many targets they hold.

    >>> sheet_title("甲局", 5, 2, ["first"], 7)
    '甲局：工作任务5项（首列单位2项，配合3项），目标与标准7项'
    """
    if department == NO_DEPARTMENT:
        return f"{department}：工作任务{tasks:,}项，目标与标准{targets:,}项"
    parts = [(lead_title(lead_bases), leads), ("配合", tasks - leads)]
    listed = "，".join(f"{title}{number:,}项" for title, number in parts if number)
    return f"{department}：工作任务{tasks:,}项（{listed}），目标与标准{targets:,}项"


def no_goals(task: dict[Any, Any]) -> str:
    """What stands beside a task in place of targets. `task`: a row of listings.task_rows.

    >>> no_goals({"targets": 0}), no_goals({"targets": 2})
    ('定性任务', '2项目标与标准不在当前筛选内')
    """
    return f"{task['targets']:,}项目标与标准不在当前筛选内" if task["targets"] else QUALITATIVE_TASK


def quotes(rows: pd.DataFrame) -> str:
    """The sentences that the figures stand in, each once, with its task. Frame: listings.target_rows.

    A line is `第13项〔50所左右、10所左右〕建设50所左右高水平中职学校…`.
    """
    if rows.empty:
        return ""
    several = len(set(rows["document"])) > 1
    grouped: dict[tuple[str, ...], list[str]] = {}
    for *where, quote in zip(*(rows[name] for name in (*SENTENCE, "quote")), strict=True):
        grouped.setdefault(tuple(where), []).append(quote)
    lines = [
        f"{f'{document} ' if several else ''}{task_word(number)}〔{'、'.join(quoted)}〕{sentence}"
        for (_doc, document, number, sentence), quoted in islice(grouped.items(), MOST_SENTENCES)
    ]
    more = len(grouped) - MOST_SENTENCES
    return "\n".join(["原文：", *lines, *([f"另有{more:,}句，见工作簿“目标明细”表。"] if more > 0 else [])])
