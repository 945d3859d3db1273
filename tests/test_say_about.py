"""What 数据说明 says of the published accuracy, from a small invented file, whole and with keys missing."""

from __future__ import annotations

from typing import Any

import pytest
from measured import MEASURED

from app.say import about

WHOLE, EXTRACTS = "整份样例", "摘录样例"


def cells(measured: dict[str, Any], name: str) -> dict[str, str | None]:
    """What both tables say of a set."""
    found: dict[str, str | None] = {}
    for table in (about.accuracy(measured), about.field_accuracy(measured)):
        found |= {str(column): value for column, value in table[table["标注集"] == name].iloc[0].items()}
    return found


def test_sets_of_whole_documents_stand_first() -> None:
    for table in (about.accuracy(MEASURED), about.field_accuracy(MEASURED)):
        assert list(table["标注集"]) == [WHOLE, EXTRACTS]


def test_each_set_says_what_it_holds_and_how_it_was_scored() -> None:
    whole, extracts = cells(MEASURED, WHOLE), cells(MEASURED, EXTRACTS)
    assert (whole["读取范围"], whole["测法"]) == ("整份文件", "交叉验证（按文件划分）")
    assert (extracts["读取范围"], extracts["测法"]) == ("单独任务", "自测（编写时用过）")
    assert (whole["提取准确率"], whole["完整率"], whole["综合（F1）"], whole["整行全对（F1）"]) == (
        "80.0%", "80.0%", "80.0%", "60.0%",
    )  # fmt: skip


def test_a_field_has_its_sample_and_one_that_a_set_lacks_is_empty() -> None:
    whole, extracts = cells(MEASURED, WHOLE), cells(MEASURED, EXTRACTS)
    assert (whole["界限"], whole["样本数"], extracts["界限"]) == ("95.0%", "240", None)
    assert (extracts["性质"], extracts["时限"], extracts["样本数"]) == ("100.0%", "—", "18")


def test_bands_are_listed_the_surest_first() -> None:
    tables = dict(about.confidence_tables(MEASURED))
    assert list(tables) == [f"{WHOLE}：目标与标准", f"{WHOLE}：不计为目标"]
    targets, ledger = tables.values()
    assert targets.to_dict("list") == {
        "可信度区间": ["0.95—1.00", "0.80—0.95", "0.50—0.80"],
        "行数": ["1,200", "0", "60"],
        "确为目标": ["1,164（97.0%）", "0（—）", "36（60.0%）"],
    }
    assert ledger.to_dict("list") == {"可信度区间": ["0.95—1.00"], "行数": ["900"], "确不为目标": ["99.0%"]}


def test_bands_are_those_of_all_sets_where_they_were_pooled() -> None:
    pooled = MEASURED["sets"][1] | {"name": "合计", "kind": "pooled"}
    tables = dict(about.confidence_tables({"sets": [*MEASURED["sets"], pooled]}))
    assert [title.partition("：")[2] for title in tables] == ["目标与标准", "不计为目标"]
    assert all(title.startswith("合计") for title in tables)


def test_sets_of_one_name_are_told_apart() -> None:
    extracts, whole = MEASURED["sets"]
    same = {"sets": [extracts | {"name": WHOLE}, whole, whole | {"found": {"precision": 0.5}}]}
    table = about.accuracy(same)
    assert list(table["标注集"]) == [f"{WHOLE} · 整份文件", f"{WHOLE} · 整份文件 #2", f"{WHOLE} · 单独任务"]
    assert list(table["提取准确率"]) == ["80.0%", "50.0%", "90.0%"]
    titles = [title for title, _ in about.confidence_tables(same)]
    assert len({*titles}) == len(titles) == 4


def test_cross_validation_is_explained_only_where_there_was_any() -> None:
    assert about.accuracy_notes(MEASURED) == [about.ACCURACY_NOTE, about.CROSS_NOTE]
    assert about.accuracy_notes({"sets": MEASURED["sets"][:1]}) == [about.ACCURACY_NOTE]


@pytest.mark.parametrize(
    "measured",
    [{}, {"sets": []}, {"sets": [{"name": "旧"}]}, {"sets": [{"name": "旧", "validation": "other", "bands": []}]}],
    ids=str,
)
def test_missing_keys_are_no_error(measured: dict[str, Any]) -> None:
    table = about.accuracy(measured)
    assert set(table.columns) & {"读取范围", "测法"} == set()
    assert about.confidence_tables(measured) == []
    assert about.accuracy_notes(measured) == [about.ACCURACY_NOTE]


def test_a_set_that_only_a_file_names_is_named_in_chinese() -> None:
    """In the order of the figures; within whole documents and task by task it is one set."""
    measured = {"sets": [{"name": "b", "whole": True}, {"name": "a"}, {"name": "b"}, {"name": "项目标注集"}]}
    assert list(about._titled(measured)) == [
        "给定标注集1 · 整份文件",
        "给定标注集2",
        "给定标注集1 · 单独任务",
        "项目标注集",
    ]
