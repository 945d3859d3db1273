"""对比: which indicators are the same, the frames against the rows themselves, two documents target by target."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import small_tables
from compared_tables import DOCUMENTS, ROWS, write_compared

from app import query, say
from app.query import indicators, tables
from app.query.filter_model import Filter

ALL = Filter(as_of=date(2026, 6, 1))
GROWTH, WHEAT = "地区生产总值增长（%）", "粮食产量（斤）"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    opened = tables.open_tables(write_compared(tmp_path_factory.mktemp("compared")))
    yield opened
    opened.close()


# --- the rule of same names


def measure(name: str, unit: str | None = "%", change: str = "level", **more: Any) -> indicators.Measure | None:
    return indicators.read_measure(name, unit, change, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("全省地区生产总值", "%", "increase"), ("GDP增速", "%", "level")),
        (("国内生产总值", "%", "increase"), ("我市生产总值增长率", "%", "increase")),
        (("居民消费价格涨幅", "%", "level"), ("CPI", "%", "increase")),
        (("居民消费价格总水平上涨幅度", "%", "level"), ("居民消费价格指数", "%", "increase")),
        (("研究与试验发展经费支出占国内生产总值的比例", "%", "level"), ("全社会研发经费投入强度", "%", "level")),
        (("R&D经费投入强度", "%", "level"), ("研发投入强度", "%", "level")),
        (("规上工业增加值", "%", "increase"), ("规模以上工业增加值增速", "%", "level")),
        (("城镇新增就业人数", "人", "level"), ("新增城镇就业", "人", "increase")),
        (("粮食总产量", "斤", "level"), ("全年粮食产量", "斤", "level")),
        (("细颗粒物（PM2.5）平均浓度", "微克/立方米", "level"), ("PM2.5年均浓度", "微克/立方米", "level")),
        (("万元地区生产总值能耗", "%", "decrease"), ("单位GDP能源消耗降幅", "%", "level")),
        (("服务业增加值占GDP的比重", "%", "level"), ("服务业增加值占地区生产总值比例", "%", "level")),
        (("“花园”社区", "个", "level"), ("花园社区", "个", "level")),
    ],
    ids=lambda case: case[0],
)
def test_wordings_of_one_indicator_are_one(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert measure(*one) == measure(*other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("地区生产总值", "%", "increase"), ("地区生产总值", "元", "level")),
        (("地区生产总值", "%", "increase"), ("人均地区生产总值", "%", "increase")),
        (("地区生产总值", "%", "increase"), ("单位地区生产总值能耗", "%", "increase")),
        (("地区生产总值年均增长", "%", "increase"), ("地区生产总值增长", "%", "increase")),
        (("城镇登记失业率", "%", "level"), ("城镇调查失业率", "%", "level")),
        (("粮食产量", "斤", "level"), ("粮食产量", "吨", "level")),
        (("粮食产量", "斤", "level"), ("粮食播种面积", "亩", "level")),
        (("煤炭消费量", "吨", "level"), ("煤炭消费量", "吨", "decrease")),
        (("研发经费投入", "%", "increase"), ("研发经费投入强度", "%", "level")),
        (("城镇居民人均可支配收入", "元", "level"), ("农村居民人均可支配收入", "元", "level")),
    ],
    ids=lambda case: case[0],
)
def test_what_differs_in_thing_kind_or_unit_stays_apart(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert measure(*one) != measure(*other)


def test_a_documents_own_region_is_no_part_of_the_name() -> None:
    assert measure("甲省造林面积", "亩", region="甲省") == measure("造林面积", "亩")
    assert measure("丙市造林面积", "亩", region="丙") == measure("造林面积", "亩")
    assert measure("乙省造林面积", "亩", region="甲省") != measure("造林面积", "亩")


def test_a_share_takes_its_base_into_its_name() -> None:
    assert measure("服务业增加值比重", base="GDP") == measure("服务业增加值占国内生产总值比重")


@pytest.mark.parametrize("name", ["方面", "方面的工作", "项目"])
def test_a_name_that_says_nothing_is_no_indicator(name: str) -> None:
    assert measure(name, "个") is None


@pytest.mark.parametrize("name", ["", "增长", "全省", "增速增速", "占", "占比重"])
def test_a_name_of_such_words_alone_keeps_something(name: str) -> None:
    found = measure(name)
    assert found is not None
    assert found.name or not name


def test_every_word_stands_once_in_its_kind() -> None:
    lines = Path(indicators.__file__).with_name("indicator_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    keys = [tuple(line.split("\t")[:2]) for line in lines]
    assert sorted(keys) == sorted(set(keys))


def test_another_wording_never_stands_for_a_third() -> None:
    same = {line[1]: line[2] for line in map(_fields, _lines()) if line[0] == "same"}
    assert [word for word in same.values() if same.get(word, word) != word] == []


def _lines() -> list[str]:
    return Path(indicators.__file__).with_name("indicator_words.tsv").read_text(encoding="utf-8").splitlines()[1:]


def _fields(line: str) -> list[str]:
    return line.split("\t")


# --- frames


def figures() -> list[tuple[indicators.Measure, dict[str, Any]]]:
    """Every row that measures something, with what it measures."""
    regions = {document["id"]: document["region"] for document in DOCUMENTS}
    found = [
        (
            indicators.read_measure(
                row["indicator"], row["unit"], row["change"], row["per"], region=regions[row["doc_id"]]
            ),
            row,
        )
        for row in ROWS
    ]
    return [(one, row) for one, row in found if one is not None]


def test_options_count_documents_and_come_shared_first(connection: duckdb.DuckDBPyConnection) -> None:
    options = query.compare.indicator_options(connection, ALL)
    documents: dict[indicators.Measure, set[str]] = {}
    for one, row in figures():
        documents.setdefault(one, set()).add(row["doc_id"])
    assert sorted(options["documents"]) == sorted(map(len, documents.values()))
    assert list(options["documents"]) == sorted(options["documents"], reverse=True)
    first = options.iloc[0]
    assert (first["label"], first["documents"], first["regions"]) == (GROWTH, 4, 3)
    assert set(first["wordings"]) == {"地区生产总值", "全省GDP", "地区生产总值增速"}


def test_a_label_stays_whatever_the_view(connection: duckdb.DuckDBPyConnection) -> None:
    everything = set(query.compare.indicator_options(connection, ALL)["label"])
    one = query.compare.indicator_options(connection, Filter(as_of=ALL.as_of, regions=("乙省",)))
    assert set(one["label"]) == everything
    assert one.set_index("label")["documents"][GROWTH] == 1


def test_comparison_holds_the_wanted_figures_of_the_view(connection: duckdb.DuckDBPyConnection) -> None:
    rows = query.compare.comparison(connection, ALL, (GROWTH,))
    wanted = [row for one, row in figures() if (one.name, one.unit, one.per) == ("地区生产总值", "%", None)]
    assert {row["target_id"] for row in wanted} > set(rows["target_id"])  # one is said twice
    assert sorted(zip(rows["doc_id"], rows["shown"], strict=True)) == sorted(
        {(row["doc_id"], row["shown"]) for row in wanted}
    )
    assert set(rows["label"]) == {GROWTH}
    narrowed = query.compare.comparison(connection, Filter(as_of=ALL.as_of, regions=("丙省",)), (GROWTH, WHEAT))
    assert set(narrowed["region"]) == {"丙省"}
    assert query.compare.comparison(connection, ALL, ()).empty


def test_units_never_meet_under_one_label(connection: duckdb.DuckDBPyConnection) -> None:
    labels = tuple(query.compare.indicator_options(connection, ALL)["label"])
    rows = query.compare.comparison(connection, ALL, labels)
    assert rows.groupby("label")["unit"].nunique(dropna=False).eq(1).all()
    assert {label for label in labels if label.startswith("粮食产量")} == {WHEAT, "粮食产量（吨）"}


def test_matrix_has_the_texts_words_and_says_what_is_missing(connection: duckdb.DuckDBPyConnection) -> None:
    documents = query.compare.documents(connection, ALL)
    rows = query.compare.comparison(connection, ALL, (GROWTH, WHEAT))
    names = query.compare.holders(documents, "region")
    table = say.compare.matrix(rows, (GROWTH, WHEAT), names, "region")
    assert list(table.columns) == ["指标", "甲省", "乙省", "丙省"]
    assert table.to_numpy().tolist() == [
        [GROWTH, "5%左右（2025年内） · 5%以上（2026年内）", "4.5%—5%", "6%左右"],
        [WHEAT, "400亿斤 · 420亿斤以上", "—", "—"],
    ]
    assert say.compare.cell_targets(rows, table, 1, "乙省", "region") == ()
    assert len(say.compare.cell_targets(rows, table, 0, "甲省", "region")) == 2
    by_year = say.compare.matrix(rows, (WHEAT,), query.compare.holders(documents, "year"), "year")
    assert by_year.to_numpy().tolist() == [[WHEAT, "400亿斤", "420亿斤以上"]]


def test_many_regions_stand_below_each_other() -> None:
    rows = pd.DataFrame(
        [("增长", f"区{n}", f"{n}%", None, None, float(n), f"id{n}") for n in range(14)],
        columns=["label", "region", "shown", "due", "due_kind", "value", "target_id"],
    )
    names = (*rows["region"], "空区")
    table = say.compare.matrix(rows, ("增长",), names, "region")
    assert list(table.columns) == ["地区", "增长"]
    assert len(table) == 14
    assert say.compare.cell_targets(rows, table, 3, "增长", "region") == ("id3",)
    assert "1个地区" in say.compare.left_out_line(("空区",), table, "region")


def test_ranking_takes_a_regions_newest_document_and_the_highest_first(connection: duckdb.DuckDBPyConnection) -> None:
    rows = query.compare.comparison(connection, ALL, (GROWTH,))
    ranked = query.compare.ranking(rows, "region")
    assert list(ranked["name"]) == ["丙省", "甲省", "乙省"]
    assert list(ranked["shown"]) == ["6%左右", "5%以上", "4.5%—5%"]
    assert (ranked["low"][2], ranked["high"][2]) == (4.5, 5.0)
    in_time = query.compare.ranking(rows, "year")
    assert list(in_time["name"]) == sorted(rows["year"])
    title = say.compare.ranking_title(ranked, GROWTH, "region", 1)
    assert title == f"{GROWTH}：4个地区中3个提出，丙省最高（6%左右），乙省最低（4.5%—5%）"


# --- two documents


def test_the_years_of_one_document_are_found(connection: duckdb.DuckDBPyConnection) -> None:
    documents = query.compare.documents(connection, ALL)
    pairs = query.versions.versions(documents)
    assert pairs[["older", "newer"]].to_numpy().tolist() == [["甲省2025年工作要点", "甲省2026年工作要点"]]
    assert query.versions.is_version(documents, "甲省2025年工作要点", "甲省2026年工作要点")
    assert not query.versions.is_version(documents, "甲省2026年工作要点", "乙省2026年工作要点")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2026年甲市政府工作报告", "甲市政府工作报告"),
        ("甲市政府工作报告（2025年）", "甲市政府工作报告"),
        ("甲市国民经济和社会发展第十四个五年规划", "甲市国民经济和社会发展第十四个五年规划"),
        ("甲市“十五五”教育规划", "甲市教育规划"),
        ("甲市2023—2025年行动方案", "甲市行动方案"),
        ("甲市2025年度任务清单", "甲市任务清单"),
    ],
)
def test_a_title_without_its_years(title: str, name: str) -> None:
    assert query.versions.family(title) == name


def test_differences_of_two_years(connection: duckdb.DuckDBPyConnection) -> None:
    found = query.versions.differences(connection, ALL, "甲省2025年工作要点", "甲省2026年工作要点")
    groups = {
        group: [
            (row["old_name"], row["old_shown"], row["new_name"], row["new_shown"]) for row in part.to_dict("records")
        ]
        for group, part in found.groupby("group", sort=False)
    }
    assert groups == {
        "提高": [("粮食总产量", "400亿斤", "粮食产量", "420亿斤以上")],
        "降低": [("城镇老旧小区改造", "90个", "既有老旧小区", "60个")],
        "措辞变化": [("地区生产总值", "5%左右", "地区生产总值", "5%以上")],
        "新增": [(None, None, "造林", "30万亩")],
        "取消": [("农村公路", "800公里", None, None)],
        "未变": [("城镇调查失业率", "5.5%左右", "城镇调查失业率", "5.5%左右")],
    }
    sides = say.compare.side_names(
        query.compare.documents(connection, ALL).set_index("document"), "甲省2025年工作要点", "甲省2026年工作要点"
    )
    assert sides == ("2025年", "2026年")
    raised = say.compare.differences(found[found["group"] == "提高"], "提高", *sides)
    assert raised.to_numpy().tolist() == [["粮食产量（2025年写作“粮食总产量”）", "400亿斤", "420亿斤以上"]]
    added = say.compare.differences(found[found["group"] == "新增"], "新增", *sides)
    assert added.to_dict("records") == [{"指标": "造林", "2026年": "30万亩"}]


def test_differences_turn_round_with_the_documents(connection: duckdb.DuckDBPyConnection) -> None:
    forth = query.versions.differences(connection, ALL, "甲省2025年工作要点", "甲省2026年工作要点")["group"]
    back = query.versions.differences(connection, ALL, "甲省2026年工作要点", "甲省2025年工作要点")["group"]
    turned = {"提高": "降低", "降低": "提高", "新增": "取消", "取消": "新增"}
    assert sorted(turned.get(group, group) for group in forth) == sorted(back)


@pytest.mark.parametrize(
    ("old", "new", "group"),
    [
        ((5, None, "5%"), (5, 6, "5%—6%"), "提高"),
        ((5, 6, "5%—6%"), (5, None, "5%左右"), "降低"),
        ((4, 7, "4%—7%"), (5, 6, "5%—6%"), "措辞变化"),
        ((5, None, "5%左右"), (5, None, "5%"), "措辞变化"),
        ((5, None, "5%"), (5, None, "5%"), "未变"),
    ],
)
def test_groups_of_two_figures(
    old: tuple[float, float | None, str], new: tuple[float, float | None, str], group: str, tmp_path: Path
) -> None:
    made = [
        {"doc_id": doc, "indicator": "能耗", "unit": "%", "change": "decrease", "op": "=", "value": float(figure[0]),
         "value_max": figure[1], "shown": figure[2], "target_id": f"{doc}0".rjust(12, "0")}
        for doc, figure in (("a25", old), ("a26", new))
    ]  # fmt: skip
    opened = tables.open_tables(write_compared(tmp_path, made))
    found = query.versions.differences(opened, ALL, "甲省2025年工作要点", "甲省2026年工作要点")
    assert list(found["group"]) == [group]


def test_small_tables_without_anything_shared_still_have_options(tmp_path: Path) -> None:
    opened = tables.open_tables(small_tables.write_tables(tmp_path))
    options = query.compare.indicator_options(opened, ALL)
    assert options.set_index("label")["documents"]["公园（个）"] == 2
    nothing = query.compare.indicator_options(opened, Filter(as_of=ALL.as_of, search="没有的词"))
    assert (list(nothing["targets"]), list(nothing["wordings"])) == ([0] * len(options), [()] * len(options))


def test_rows_of_the_chart_name_the_limit_only_where_it_is_not_the_documents_year(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rows = query.compare.comparison(connection, ALL, (GROWTH, "地区生产总值年均增长（%）"))
    ranked = query.compare.ranking(rows, "region")
    names = dict(zip(ranked["target_id"], say.compare.row_names(ranked, "region"), strict=True))
    assert sorted(names.values()) == ["丙省", "乙省", "乙省 · 2030年内", "甲省"]
    in_time = query.compare.ranking(rows[rows["label"] == GROWTH], "year")
    assert say.compare.row_names(in_time, "year")[:2] == ["2025年", "2026年 · 丙省"]
