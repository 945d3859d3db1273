"""Reports on targets: a series in the target's unit, whether a value reaches it; what review changed, by confidence."""

from typing import Any

import pytest
from records_scenes import Scene

import records
from records.gain import measure_gain
from records.reports import convert

Row = dict[str, Any]
BANDS = {"高": 0.95, "中": 0.8, "低": 0.0}


def make_target(**columns: Any) -> Row:
    return {
        "kind": "quantity", "role": "goal", "value": 100.0, "value_max": None, "unit": "所", "op": "=",
        "change": "level", "quote": "100所", "action": "建设", **columns,
    }  # fmt: skip


RATIO = {"kind": "ratio", "unit": "%", "value": 90.0}


@pytest.mark.parametrize(
    ("columns", "value", "answer"),
    [
        ({"op": ">="}, 100, "已达到"),
        ({"op": ">="}, 99.9, "未达到"),
        ({"op": "<="}, 100, "已达到"),
        ({"op": "<="}, 101, "未达到"),
        ({"op": "≈"}, 95, "已达到"),
        ({"op": "≈"}, 94, "无法判定"),
        ({"op": "≈"}, 106, "无法判定"),
        ({"op": "range", "value_max": 120.0}, 99, "未达到"),
        ({"op": "range", "value_max": 120.0}, 120, "已达到"),
        ({"op": "range", "value_max": 120.0}, 121, "无法判定"),
        ({}, 100, "已达到"),
        ({}, 99, "未达到"),
        ({"change": "decrease"}, 101, "已达到"),
        ({**RATIO, "quote": "达到90%"}, 91, "已达到"),
        ({**RATIO, "quote": "达到90%"}, 89, "未达到"),
        ({**RATIO, "quote": "降到90%", "action": "降到"}, 91, "未达到"),
        ({**RATIO, "quote": "降到90%", "action": "降到"}, 89, "已达到"),
        ({**RATIO, "quote": "90%", "action": None}, 90, "已达到"),
        ({**RATIO, "quote": "90%", "action": None}, 91, "无法判定"),
        ({**RATIO, "change": "increase", "quote": "提高90%"}, 89, "未达到"),
        ({"role": "rule"}, 100, "无法判定"),
        ({"kind": "deadline", "value": None, "op": None, "change": None}, 100, "无法判定"),
        ({}, None, "无法判定"),
    ],
)
def test_what_a_value_reaches(columns: Row, value: float | None, answer: str) -> None:
    assert records.reached(make_target(**columns), value) == answer


@pytest.mark.parametrize(
    ("unit", "value", "given", "converted"),
    [
        ("人次", 3.5, "万人次", 35_000),
        ("元", 1.2, "亿元", 120_000_000),
        ("所", 3, "所", 3),
        ("%", 85.5, "%", 85.5),
        (None, 1.02, "", 1.02),
    ],
)
def test_a_value_in_another_magnitude_is_converted(
    unit: str | None, value: float, given: str, converted: float
) -> None:
    assert convert(make_target(unit=unit), value, given) == converted


@pytest.mark.parametrize(
    ("unit", "given"), [("所", "个"), ("人次", "人"), ("%", "个"), ("元", ""), (None, "所"), ("公里", "米")]
)
def test_a_value_in_another_unit_is_refused_with_both_units(unit: str | None, given: str) -> None:
    with pytest.raises(records.UnitError) as refused:
        convert(make_target(unit=unit), 3, given)
    assert f"“{unit or '无'}”" in refused.value.chinese
    assert f"“{given or '无'}”" in refused.value.chinese


def test_reports_are_a_series_to_which_is_only_added(scene: Scene) -> None:
    target = scene.row("300人次")
    for day, value in (("2024-06-30", 0.01), ("2024-03-31", 0.005), ("2024-06-30", 0.02)):
        progress = records.Progress(day, "省教育厅", value, "万人次", evidence="培训名册", link="https://example.org/a")
        records.report(scene.engine, target, progress, "张三")
    made = records.series(scene.engine, target["id"])
    assert [(own.as_of, own.value, own.unit) for own in made] == [
        ("2024-03-31", 50, "人次"), ("2024-06-30", 100, "人次"), ("2024-06-30", 200, "人次"),
    ]  # fmt: skip
    assert records.latest(scene.engine) == {target["id"]: made[-1]}
    assert made[-1].evidence == "培训名册"


@pytest.mark.parametrize(
    ("quote", "progress", "said"),
    [
        ("12个以上", {"value": 3, "unit": "所"}, "单位"),
        ("2024年6月底前", {"value": 3}, "文字"),
        ("12个以上", {}, "报告值或进展"),
        ("12个以上", {"said": "在建", "as_of": "去年"}, "截至日期"),
        ("12个以上", {"said": "在建", "link": "javascript:alert(1)"}, "链接"),
        ("12个以上", {"value": float("nan"), "unit": "个"}, "数字"),
    ],
)
def test_a_report_that_cannot_be_is_refused(scene: Scene, quote: str, progress: Row, said: str) -> None:
    columns: Row = {"as_of": "2024-06-30", **progress}
    given = records.Progress(**columns)
    with pytest.raises(records.RecordsError) as refused:
        records.report(scene.engine, scene.row(quote), given, "张三")
    assert said in refused.value.chinese
    assert records.latest(scene.engine) == {}


def test_reports_in_words_outlive_a_rebuild_and_a_decision(scene: Scene) -> None:
    target = scene.row("2024年6月底前")
    records.report(scene.engine, target, records.Progress("2024-06-30", said="已印发"), "张三")
    scene.decide("correct", "2024年6月底前", {"due": "2024-07"})
    scene.build()
    assert [own.said for own in records.series(scene.engine, scene.row("2024年6月底前")["id"])] == ["已印发"]


def test_review_shows_what_it_changed_by_how_sure_the_machine_was(scene: Scene) -> None:
    sure = {quote: scene.row(quote)["confidence"] for quote in ("12个以上", "300人次", "3家")}
    scene.decide("confirm", "12个以上")
    made = scene.decide("correct", "300人次", {"value": 301})
    scene.decide("reject", "达到80%左右", {"reason": "fact"})
    counts = measure_gain(scene.engine, BANDS)
    assert (sum(own.reviewed for own in counts), sum(own.changed for own in counts)) == (3, 2)
    for band, least in BANDS.items():
        alone = next(own for own in counts if own.band == band)
        assert alone.share is None or 0 <= alone.share <= 1
        assert (alone.reviewed > 0) or not any(value >= least for value in sure.values() if least == 0.95)
    records.undo(scene.engine, scene.out, made[0].id, "张三")
    assert sum(own.reviewed for own in measure_gain(scene.engine, BANDS)) == 2
