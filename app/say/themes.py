"""The sentences of 任务领域, the names of figures that share an axis, the tables of figures and tasks."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from app.say import tabulate
from app.wording import limit_word, task_word

MOST_PLACES = 4
"""Differing places of a group's names that its label lists."""


def group_label(rows: pd.DataFrame) -> str:
    """What a group counts: the name that all share, or all their names in one; and the unit."""
    unit = rows["unit"].iloc[0]
    measured = f"单位：{unit}" if unit else "无单位"
    per = f"，每{rows['per'].iloc[0]}" if rows["per"].iloc[0] else ""
    names = rows["indicator"].unique()
    if len(names) == 1:
        return f"{names[0]}（{measured}{per}）"
    return f"{shared_name([str(name) for name in names])}（{measured}{per}）"


def shared_name(names: list[str]) -> str:
    """Names of one kind as one, with the places in which they differ side by side; … for many.

    >>> shared_name(["高水平中职学校", "高水平高职学校"]), shared_name(["城镇居民收入", "农村居民收入"])
    ('高水平中、高职学校', '城镇、农村居民收入')
    """
    before = _alike(names)
    after = _alike([name[len(before) :][::-1] for name in names])
    places = list(dict.fromkeys(name[len(before) : len(name) - len(after)] for name in names))
    middle = "、".join(places) if all(places) and len(places) <= MOST_PLACES else "…"
    return f"{before}{middle}{after[::-1]}"


def _alike(names: list[str]) -> str:
    """What all names begin with."""
    length = next((n for n, letters in enumerate(zip(*names, strict=False)) if len(set(letters)) > 1), None)
    return names[0][: min(map(len, names)) if length is None else length]


def row_labels(rows: pd.DataFrame, say: Callable[[str], str] = str) -> list[str]:
    """What each figure of a group is called: only what sets it apart from the others. `say`: as in app.draw.figures."""
    parts: list[list[str]] = []
    if len(set(rows["indicator"])) > 1:
        parts.append([str(name) for name in rows["indicator"]])
    if len(set(rows["doc_id"])) > 1:
        parts.append([str(name) for name in rows["document"]])
    limits = [say(limit_word(due, kind)) for due, kind in zip(rows["due"], rows["due_kind"], strict=True)]
    if len(set(limits)) > 1:
        parts.append(limits)
    labels = [" · ".join(texts) for texts in zip(*parts, strict=True)]
    twice = {label for label in labels if labels.count(label) > 1}
    return [
        f"{label} · {say(task_word(task))}" if label in twice else label
        for label, task in zip(labels, rows["task_no"], strict=True)
    ]


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


def overlap_note(themes: pd.DataFrame, tasks: int) -> str:
    """That tasks stand under several themes, where some do; "" where none does. Frame: tasks_by_theme."""
    listed = int(themes["tasks"].sum())
    if listed <= tasks:
        return ""
    return f"目标按各自的领域计数；含多个领域目标的任务在各领域分别列出：{tasks:,}项任务共列{listed:,}次。"


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


def figure_list(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures in the text's words, sorted by theme. Frame: query.themes.other_figures."""
    columns = ("indicator", "shown", "limit", "lead", "category", "theme")
    several = ("document",) if len(set(rows["document"])) > 1 else ()
    return tabulate.targets(rows, ("task_no", *columns, *several))


def qualitative(rows: pd.DataFrame) -> pd.DataFrame:
    """Tasks without targets: where they stand, what they say, who is responsible. Frame: listings.task_rows."""
    return tabulate.tasks(rows).drop(columns="目标数")
