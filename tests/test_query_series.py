"""The rule of shared axes: which figures may stand side by side, and what each of them is called."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from app import say
from app.query import series


@pytest.mark.parametrize(
    ("one", "other", "places"),
    [
        ("高水平中职学校", "高水平高职学校", ("中", "高")),
        ("高水平中职专业（群）", "高水平高职专业（群）", ("中", "高")),
        ("国家级“双师型”教师培训基地", "省级“双师型”教师培训基地", ("国家", "省")),
        ("城镇居民人均可支配收入", "农村居民人均可支配收入", ("城镇", "农村")),
        ("普通公路", "高速公路", ("普通", "高速")),
    ],
)
def test_names_with_one_head_and_one_short_difference_belong_together(
    one: str, other: str, places: tuple[str, str]
) -> None:
    assert series.contrast(one, other) == places
    assert series.contrast(other, one) == places[::-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("产教融合实训基地", "示范性职教集团"),
        ("教学资源库", "试点市、县（市、区）"),
        ("重点项目", "招商项目"),
        ("绿化面积", "建筑面积"),
        ("电影", "电视"),
        ("博士", "硕士"),
        ("公园", "口袋公园"),
        ("新能源公交车辆", "非物质文化遗产展示车辆"),
        ("年培训量", "年培训量"),
    ],
)
def test_names_of_two_things_stay_apart(one: str, other: str) -> None:
    assert series.contrast(one, other) is None


def figure(indicator: str, value: float | None = 10.0, **changes: Any) -> dict[str, Any]:
    same: dict[str, Any] = {
        "indicator": indicator, "value": value, "value_max": None, "unit": "所", "kind": "quantity", "role": "goal",
        "change": "level", "per": None, "base": None, "due": None, "due_kind": None, "doc_id": "a", "document": "甲",
        "task_no": "1", "shown": "10所",
    }  # fmt: skip
    return same | changes


SCHOOL = figure("高水平中职学校", 50)


@pytest.mark.parametrize(
    ("other", "groups"),
    [
        pytest.param(figure("高水平高职学校"), [0, 0], id="same unit and head"),
        pytest.param(figure("高水平高职学校", unit="个"), [-1, -1], id="another unit"),
        pytest.param(figure("高水平高职学校", role="rule"), [-1, -1], id="a standard beside a goal"),
        pytest.param(figure("高水平高职学校", change="increase"), [-1, -1], id="an increase beside a level"),
        pytest.param(figure("高水平高职学校", per="年"), [-1, -1], id="a number a year beside a total"),
        pytest.param(figure("高水平高职学校", None, kind="deadline"), [-1, -1], id="a deadline has no value"),
        pytest.param(figure("高水平中职学校", due="2022", due_kind="by"), [0, 0], id="the same for another date"),
        pytest.param(figure("高水平中职学校", doc_id="b"), [0, 0], id="the same in another document"),
        pytest.param(figure("高水平中职学校", task_no="2"), [-1, -1], id="the same said twice"),
    ],
)
def test_an_axis_is_shared_where_everything_but_one_thing_agrees(other: dict[str, Any], groups: list[int]) -> None:
    assert list(series.share_axes(pd.DataFrame([SCHOOL, other]))) == groups


def test_every_name_of_a_series_agrees_with_every_other() -> None:
    names = ["甲类重点学校", "乙类重点学校", "乙类示范学校"]
    assert list(series.share_axes(pd.DataFrame([figure(name) for name in names]))) == [0, 0, -1]


def test_figures_of_a_group_are_called_by_what_sets_them_apart() -> None:
    pair = pd.DataFrame([SCHOOL, figure("高水平高职学校")])
    assert say.themes.row_labels(pair) == ["高水平中职学校", "高水平高职学校"]
    assert say.themes.group_label(pair) == "高水平中、高职学校（单位：所）"
    years = pd.DataFrame([SCHOOL | {"due": "2020", "due_kind": "by"}, SCHOOL | {"due": "2022", "due_kind": "by"}])
    assert say.themes.row_labels(years) == ["到2020年", "到2022年"]
    assert say.themes.group_label(years) == "高水平中职学校（单位：所）"
    places = pd.DataFrame([SCHOOL, SCHOOL | {"doc_id": "b", "document": "乙"}])
    assert say.themes.row_labels(places) == ["甲", "乙"]
