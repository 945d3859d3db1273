"""Which figures truly share an axis: the same thing counted in the same way, in two places, times or documents.

`share_axes(rows)` puts figures into groups. Two of them share an axis where kind, role, unit, change, base and what the
number repeats over are equal, and the indicators

- are the same words, for another date or in another document: `研发投入强度` 2.5% by 2020, 3% by 2022; or
- have the same head noun and differ in one short place only: `高水平中职学校`, `高水平高职学校`.

Sharing a measure word is not enough: 100个产教融合实训基地 and 30个示范性职教集团 stay apart. Pure, no data access.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import pandas as pd

LONGEST_CONTRAST = 4
"""Characters in which two names of one series may differ at most: 中|高, 国家|省, 普通|高速."""
SHORTEST_HEAD = 2
GENERAL_HEADS = {
    "项目", "工程", "工作", "活动", "任务", "目标", "计划", "平台", "中心", "机制", "体系", "服务", "数据", "人员",
    "比例", "比重", "占比", "数量", "总量", "总数", "人数", "人次", "次数", "面积", "规模", "水平", "指数",
    "增速", "增长", "收入", "产值", "资金", "投资",
}  # fmt: skip
"""Heads that say nothing of what is counted: 重点项目 and 招商项目 are two things."""
SAME = ("kind", "role", "unit", "change", "per", "base")
Row = dict[Hashable, Any]


def contrast(one: str, other: str) -> tuple[str, str] | None:
    """The two short places in which two names of the same head noun differ; None where they are not such a pair.

    >>> contrast("高水平中职学校", "高水平高职学校")
    ('中', '高')
    >>> contrast("国家级“双师型”教师培训基地", "省级“双师型”教师培训基地")
    ('国家', '省')
    >>> contrast("产教融合实训基地", "示范性职教集团") is None
    True
    """
    if one == other:
        return None
    short = min(len(one), len(other))
    before = next((n for n in range(short) if one[n] != other[n]), short)
    after = next((n for n in range(short - before) if one[-1 - n] != other[-1 - n]), short - before)
    places = one[before : len(one) - after], other[before : len(other) - after]
    head = one[len(one) - after :]
    longest = max(map(len, places))
    if not all(places) or longest > LONGEST_CONTRAST or before + after < longest:
        return None
    return None if after < SHORTEST_HEAD or (head in GENERAL_HEADS and not before) else places


def share_axes(rows: pd.DataFrame) -> pd.Series:
    """The number of each figure's group, by the rows' index, in the order of the groups' first rows; -1 for none.

    rows: figures with the columns of listings.target_rows and `kind`, `role`; deadlines have no value and no group.
    """
    alike: dict[tuple[Any, ...], list[tuple[Hashable, Row]]] = defaultdict(list)
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        if not pd.isna(row["value"]):
            alike[tuple(None if pd.isna(row[name]) else row[name] for name in SAME)].append((index, row))
    found = [group for members in alike.values() for group in _groups(members)]
    order = {index: number for number, index in enumerate(rows.index)}
    found.sort(key=lambda group: min(order[index] for index in group))
    numbers = {index: number for number, group in enumerate(found) for index in group}
    return pd.Series([numbers.get(index, -1) for index in rows.index], index=rows.index, dtype=int)


def _groups(members: list[tuple[Hashable, Row]]) -> list[list[Hashable]]:
    """Groups of at least two of figures that are alike in all but their names, dates and documents."""
    by_name: dict[str, list[tuple[Hashable, Row]]] = defaultdict(list)
    for index, row in members:
        by_name[row["indicator"]].append((index, row))
    series: list[list[str]] = []
    for name in by_name:
        fitting = (one for one in series if all(contrast(name, other) for other in one))
        found = next(fitting, None)
        if found is None:
            series.append([name])
        else:
            found.append(name)
    groups = []
    for names in series:
        figures = [figure for name in names for figure in by_name[name]]
        if len(names) > 1 or _differ(figures):
            groups.append([index for index, _row in figures])
    return groups


def _differ(figures: list[tuple[Hashable, Row]]) -> bool:
    """Do figures of one name stand in several documents, or fall due at several dates?"""
    return len({row["doc_id"] for _index, row in figures}) > 1 or len({row["due"] for _index, row in figures}) > 1
