"""完成时限 cells: when a task falls due, and the dated task that a list's row is where its text has no number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.documents import list_sources, read_document
from etl.judging.cells import read_due_cell
from etl.targets.build import build_document
from etl.targets.rows import DocumentRows, make_rows

CELLS = {
    # as in a sentence
    "12月底前": "2025-12 by 12月底前",
    "2026年6月底": "2026-06 by 2026年6月底",
    "第三季度": "2025-09 by 第三季度",
    "上半年": "2025-06 by 上半年",
    "10月": "2025-10 in 10月",
    "5月上旬": "2025-05 in 5月上旬",
    "2025年": "2025 in 2025年",
    "2025年—2027年": "2027 by 2025年—2027年",
    "“十四五”末": "2025 by “十四五”末",
    "次年3月底前": "2026-03 by 次年3月底前",
    # a day is the last one
    "2025年11月30日": "2025-11-30 by 2025年11月30日",
    "即日起至12月31日": "2025-12-31 by 至12月31日",
    # figures alone
    "2025.12.31": "2025-12-31 by 2025.12.31",
    "2025/6/30前": "2025-06-30 by 2025/6/30前",
    "2025-10": "2025-10 in 2025-10",
    "2025.10底": "2025-10 by 2025.10底",
    "2025": "2025 in 2025",
    "2025.6-2025.12": "2025-12 by 2025.6-2025.12",
    "2025.3-10": "2025-10 by 2025.3-10",
    "12.31前": "2025-12-31 by 12.31前",
    # several: the last, unless it goes on from there
    "6月底前启动，12月底前完成": "2025-12 by 12月底前",
    "10月底前完成；长期坚持": "2025-10 by 10月底前",
    "3月启动，持续推进": "2025-03 from 3月",
    # words that mean the list's year
    "年底前": "2025 by ",
    "全年": "2025 in ",
    "年内完成": "2025 in ",
    "今年年底": "2025 by ",
    "当年": "2025 in ",
    "明年年底前": "2026 by ",
    "5月底开始，长期坚持": "2025-05 from 5月底开始",
    # none
    "长期坚持": None,
    "每月": None,
    "每季度末月25日前": None,
    "印发后3个月内": None,
    "2025年2月30日前": None,
    "2025.13": None,
    "已完成": None,
}


@pytest.mark.parametrize("cell", CELLS)
def test_cell(cell: str) -> None:
    due = read_due_cell(cell, 2025)
    assert (None if due is None else f"{due.due} {due.kind} {cell[due.start : due.end]}") == CELLS[cell]


@pytest.mark.parametrize("cell", ["12月底前", "12.31前", "年底前"])
def test_a_date_without_a_year_needs_that_of_its_list(cell: str) -> None:
    assert read_due_cell(cell, None) is None


def read_list(tmp_path: Path, title: str, *rows: str) -> DocumentRows:
    """The rows of a list with the columns 序号, 工作任务, 责任单位, 完成时限."""
    lines = ["序号,工作任务,责任单位,完成时限", *rows]
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    listed = f'[[source]]\nfile = "list.csv"\nid = "list"\ntitle = "{title}"\n'
    (tmp_path / "sources.toml").write_text(listed, encoding="utf-8")
    listing = next(iter(list_sources(tmp_path)))
    document = read_document(listing.path, listing.source)
    assert build_document(document).tables is not None  # the contract holds, and every numeral of the file is kept once
    return make_rows(document)


def pick(row: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    return tuple(row[column] for column in columns)


def test_a_task_without_a_number_is_due_by_its_cell(tmp_path: Path) -> None:
    read = read_list(tmp_path, "2025年督查任务清单", "1,完成泵站主体工程,县水利局,10月底前")
    [target] = read.targets
    assert pick(target, "kind", "role", "due", "due_kind", "due_source") == (
        "deadline", "goal", "2025-10", "by", "column",
    )  # fmt: skip
    assert pick(target, "action", "indicator", "departments") == ("完成", "泵站主体工程", ["县水利局"])
    assert pick(target, "quote", "shown") == ("10月底前", "10月底前")
    assert target["sentence"] == read.tasks[0]["text"] == "完成泵站主体工程\n完成时限：10月底前"
    assert target["evidence"] == ["+完成时限栏“10月底前”"]
    assert read.ledger == []


def test_of_a_task_with_a_number_the_cell_is_a_date_of_the_ledger(tmp_path: Path) -> None:
    read = read_list(tmp_path, "2025年督查任务清单", "1,新建泵站3座,县水利局,10月底前")
    assert [pick(target, "quote", "due", "due_source") for target in read.targets] == [("3座", "2025-10", "column")]
    assert [pick(entry, "quote", "reason") for entry in read.ledger] == [("10月底前", "date")]


def test_equal_rows_have_identifiers_of_their_own(tmp_path: Path) -> None:
    rows = ["1,完成三期改造,县住建局,6月底前启动；10月底前完成", "2,完成三期改造,县住建局,6月底前启动；10月底前完成"]
    read = read_list(tmp_path, "2025年督查任务清单", *rows)
    assert [pick(target, "task_no", "quote", "due") for target in read.targets] == [
        ("1", "10月底前", "2025-10"),
        ("2", "10月底前", "2025-10"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "1,推进作风建设,县纪委,长期坚持",
        "1,开展人口普查,县统计局,全年",
        "1,开展创建活动,县文明办,3月启动，持续推进",
        "1,6月底前完成普查报告,县统计局,6月底前",
    ],
)
def test_no_row_for_a_cell_without_a_date_or_beside_one_in_the_text(tmp_path: Path, row: str) -> None:
    read = read_list(tmp_path, "2025年督查任务清单", row)
    assert all(target["due_source"] == "sentence" for target in read.targets)


def test_what_has_been_done_is_no_task(tmp_path: Path) -> None:
    assert read_list(tmp_path, "2024年任务完成情况通报", "1,完成泵站主体工程,县水利局,2024年10月底").targets == []


def test_a_section_row_right_below_the_header_gives_its_year(tmp_path: Path) -> None:
    rows = ["一、2026年工作任务,,,", "1,新建泵站3座,县水利局,", "2,完成堤防加固,县水利局,9月底前"]
    read = read_list(tmp_path, "县水利局工作安排", *rows)
    assert [pick(target, "quote", "due", "due_kind", "due_source") for target in read.targets] == [
        ("3座", "2026", "in", "section"),
        ("9月底前", "2026-09", "by", "column"),
    ]


def test_a_sections_year_is_that_of_its_dates(tmp_path: Path) -> None:
    lines = [
        "某县教育局2024年工作总结和2025年工作计划", "某县教育局", "2024年12月20日", "一、2024年工作总结",
        "新建学校3所，8月底前投用。", "二、2025年工作安排", "8月底前完成第四小学主体工程。年底前建成幼儿园2所。",
    ]  # fmt: skip
    (tmp_path / "plan.txt").write_text("\n".join(lines), encoding="utf-8")
    listing = next(iter(list_sources(tmp_path)))
    read = make_rows(read_document(listing.path, listing.source))
    assert [pick(target, "quote", "kind", "due") for target in read.targets] == [
        ("8月底前", "deadline", "2025-08"),
        ("2所", "quantity", "2025"),
    ]


def test_a_row_of_an_indicator_table_has_its_cell_in_its_own_text(tmp_path: Path) -> None:
    rows = ["1,高新技术企业,新增30家,市科技局,10月底前", "2,市民中心,建成投用,市住建局,9月底前"]
    lines = ["序号,主要指标,2025年目标,责任单位,完成时限", *rows]
    (tmp_path / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    listing = next(iter(list_sources(tmp_path)))
    document = read_document(listing.path, listing.source)
    assert build_document(document).tables is not None
    assert all(task.whole == task.text for task in document.tasks)
