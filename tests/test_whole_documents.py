"""A long work report and a long plan, made up for these tests (tests/samples/long_*.txt), read as whole documents.

What a single sentence says is tested elsewhere; here it is what only a whole document shows: its sections, which of
them look back, its measures with their departments, and what an analyst reads off its rows.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from etl.documents import read_document
from etl.targets.build import Summary, build
from etl.targets.contract import find_document_breaches
from etl.targets.rows import make_rows
from etl.targets.stored import read_documents

SAMPLES = Path(__file__).parent / "samples"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources = tmp_path_factory.mktemp("sources")
    for name in ("long_plan.txt", "long_report.txt"):
        shutil.copy(SAMPLES / name, sources)
    return sources


@pytest.fixture(scope="module")
def summary(folder: Path) -> Summary:
    return build(folder, folder / "out")


@pytest.fixture(scope="module")
def tables(folder: Path, summary: Summary) -> dict[str, dict[str, list[Row]]]:
    assert len(summary.sources) == 2
    return dict(read_documents(folder / "out"))


@pytest.fixture(scope="module")
def plan(tables: dict[str, dict[str, list[Row]]]) -> dict[str, list[Row]]:
    return tables["long_plan"]


@pytest.fixture(scope="module")
def report(tables: dict[str, dict[str, list[Row]]]) -> dict[str, list[Row]]:
    return tables["long_report"]


def read(rows: list[Row], task_no: str, *fields: str) -> list[tuple[Any, ...]]:
    """The fields of a task's rows, in the order of the text."""
    own = sorted((row for row in rows if row["task_no"] == task_no), key=lambda row: row["start"])
    return [tuple(row[name] for name in fields) for row in own]


def test_both_are_read_without_a_warning(summary: Summary) -> None:
    assert summary.unreadable == []
    assert [source["warnings"] for source in summary.sources.values()] == [[], []]


def test_every_numeral_is_accounted_for(tables: dict[str, dict[str, list[Row]]]) -> None:
    for rows in tables.values():
        assert find_document_breaches(rows["targets"], rows["tasks"], rows["ledger"]) == []


def test_their_heads_say_when_they_were_published(summary: Summary) -> None:
    facts = {source["file"]: (source["published"], source["period"]) for source in summary.sources.values()}
    assert facts["long_plan.txt"] == ("2025-03-18", "2025/2027")
    assert facts["long_report.txt"][0] == "2025-01-16"


def test_the_yearly_goals_of_the_report(report: dict[str, list[Row]]) -> None:
    assert read(report["targets"], "二第2段", "shown", "value", "unit", "op", "due") == [
        ("6.5%左右", 6.5, "%", "≈", "2025"),
        ("9%以上", 9, "%", ">=", "2025"),
        ("8%", 8, "%", "=", "2025"),
        ("7%", 7, "%", "=", "2025"),
        ("5%", 5, "%", "=", "2025"),
        ("突破150亿元", 15_000_000_000, "元", ">=", "2025"),
        ("4万人以上", 40_000, "人", ">=", "2025"),
        ("5.5%以内", 5.5, "%", "<=", "2025"),
        ("2%左右", 2, "%", "≈", "2025"),
        ("5.5%以上", 5.5, "%", ">=", "2025"),
        ("7%以上", 7, "%", ">=", "2025"),
        ("168万吨以上", 1_680_000, "吨", ">=", "2025"),
        ("3%左右", 3, "%", "≈", "2025"),
    ]


def test_the_main_goals_of_the_plan(plan: dict[str, list[Row]]) -> None:
    assert read(plan["targets"], "一（二）", "value", "unit", "op", "due") == [
        (80, "%", "=", "2025"),
        (2_500, "个", "=", "2025"),
        (42_000, "张", "=", "2027"),
        (65, "%", ">=", "2027"),
        (6_000, "张", "=", "2027"),
        (5, "个", ">=", "2027"),
        (80, "%", ">=", "2027"),
        (20_000, "人次", "=", "2027"),
        (2, "倍", "=", "2027"),
    ]


def test_what_the_plan_says_of_the_present_is_no_target(plan: dict[str, list[Row]]) -> None:
    present = {"96.8万人", "21.3%", "9.4万人", "143家", "3.4万张", "218家", "1.3万个"}
    assert {
        quote for quote, reason in read(plan["ledger"], "一（一）", "quote", "reason") if reason == "fact"
    } == present


def test_every_measure_of_the_plan_has_its_departments(plan: dict[str, list[Row]]) -> None:
    measures = {task["task_no"]: task for task in plan["tasks"] if (task["section"] or "").startswith("二、重点任务")}
    led = [task["lead"] for task in measures.values() if task["departments"]]
    assert len(led) == 23
    assert measures["二（二）7"]["departments"] == ["市人力资源社会保障局", "市民政局", "市教育局", "市财政局"]
    assert (measures["二（二）7"]["lead"], measures["二（二）7"]["lead_basis"]) == ("市人力资源社会保障局", "stated")
    assert (measures["二（三）9"]["lead"], measures["二（三）9"]["lead_basis"]) == ("市医疗保障局", "first")


def test_the_livelihood_list_at_the_end_of_the_report(report: dict[str, list[Row]]) -> None:
    items = [task["task_no"] for task in report["tasks"] if task["task_no"].removeprefix("三（七）").isdigit()]
    assert items == [f"三（七）{number}" for number in range(1, 11)]
    shown = [
        *("4万人以上", "46个", "1.5万户", "3000个", "1.5万个", "6.2万名", "90%以上", "500公里", "35座", "60处"),
        *("3000件", "5000户", "最高3000元", "1200个", "2万个", "15个", "8个", "2万名", "97%以上"),
    ]
    assert [value for item in items for (value,) in read(report["targets"], item, "shown")] == shown


def test_what_the_report_looks_back_on_is_no_target(report: dict[str, list[Row]]) -> None:
    review = {task["task_no"] for task in report["tasks"] if (task["section"] or "").startswith("一、2024年工作回顾")}
    assert len(review) >= 10
    assert [row["quote"] for row in report["targets"] if row["task_no"] in review] == []


def test_each_year_of_a_list_is_the_due_date_of_its_own_number(plan: dict[str, list[Row]]) -> None:
    rows = read(plan["targets"], "二（七）4", "value", "due")
    assert [row for row in rows if row[0] in (1_200, 1_500, 1_300)] == [
        (1_200, "2025"),
        (1_500, "2026"),
        (1_300, "2027"),
    ]


def test_a_comparison_with_last_year_leaves_goals_goals(report: dict[str, list[Row]]) -> None:
    shown = {value for (value,) in read(report["targets"], "三（七）第6段", "shown")}
    assert {"8座", "1个", "5个", "40%", "0.5个百分点", "15场次", "1000场", "3.1平方米"} <= shown


def test_a_budgets_review_holds_no_target_though_its_figures_are_round() -> None:
    document = read_document(SAMPLES / "budget.txt")
    rows = make_rows(document)
    sections = {task.task_no: (task.section or "").split(" > ")[0] for task in document.tasks}
    counts = Counter(sections[row["task_no"]] for row in rows.targets)
    assert counts["一、2025年预算执行情况"] == 0
    assert counts["二、2026年预算草案"] >= 15
    assert counts["三、2026年财政重点工作"] == 6
    assert {row["due"] for row in rows.targets if row["role"] == "goal"} == {"2026"}
