"""Who does it: sixty and more brackets, lines and headings, invented after the ways of real lists (tests/duties.tsv).

A row's `departments` are the standard names in order, parted by spaces; a star marks the one of whom it is stated that
it leads. `left` is what stays of a task's text, `due` the time limit that stood in its list.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents import list_sources, read_document
from etl.documents.blocks import Item, Paragraph
from etl.documents.prose import read_prose
from etl.offices.closing import goes_on, split_closing
from etl.offices.departments import parse_departments

TABLE = Path(__file__).with_name("duties.tsv")
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
DUTIES = [pytest.param(*row[1:], id=row[1]) for row in ROWS if row[0] != "heading"]
HEADINGS = [pytest.param(row[1], row[3], id=row[1]) for row in ROWS if row[0] == "heading"]


def write_departments(text: str) -> str:
    """The departments of a list as the table writes them."""
    departments = parse_departments(text)
    led = departments.lead if departments.lead_basis == "stated" else None
    return " ".join(f"*{name}" if name == led else name for name in departments.names)


def read_lines(*lines: str) -> list[Item]:
    return read_prose([Paragraph(line, f"第{number}行") for number, line in enumerate(lines, 1)])


@pytest.mark.parametrize(("text", "left", "departments", "due"), DUTIES)
def test_duty_of_a_task(text: str, left: str, departments: str, due: str) -> None:
    closing = split_closing(text.replace("\\n", "\n"))
    assert (closing.text, write_departments(closing.all_departments), closing.due) == (left, departments, due)


@pytest.mark.parametrize(("heading", "departments"), HEADINGS)
def test_duty_of_a_heading(heading: str, departments: str) -> None:
    items = read_lines(heading, "1.新建泵站3座。", "2.整治河道6条。")
    assert [write_departments(item.departments) for item in items] == [departments] * 2


def test_a_list_of_its_own_goes_before_the_headings() -> None:
    items = read_lines(
        "一、县水利局牵头工作", "1.新建泵站3座。（责任单位：县住建局）", "2.整治河道6条。（配合单位：县财政局）"
    )
    assert [write_departments(item.departments) for item in items] == ["县住房城乡建设局", "*县水利局 县财政局"]


def test_a_sentence_of_duty_holds_for_its_item() -> None:
    items = read_lines(
        "一、水利", "1.新建泵站3座。", "区水务局负责编制规划，所在街道办事处组织实施。", "2.整治河道6条。"
    )
    assert [write_departments(item.departments) for item in items] == ["区水务局 所在街道办事处"] * 2 + [""]


def test_a_list_that_a_page_breaks_is_one() -> None:
    items = read_lines("一、水利", "1.新建泵站3座。（责任单位：县水利局、县住", "建局）", "2.整治河道6条。")
    assert [(item.text, write_departments(item.departments)) for item in items] == [
        ("新建泵站3座。", "县水利局 县住房城乡建设局"),
        ("整治河道6条。", ""),
    ]


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("新建泵站3座（含改造", "1座）。"),
        ("新建泵站3座。（责任单位：县水利局）", "县住建局）"),
        ("新建泵站。", "县水利局）"),
    ],
)
def test_other_brackets_go_on_by_themselves(text: str, following: str) -> None:
    assert not goes_on(text, following)


def test_a_section_row_of_a_table_gives_its_duty(tmp_path: Path) -> None:
    rows = ["序号,工作任务,责任单位", "一、县水利局牵头工作（2项）,,", "1,新建泵站3座。,", "2,整治河道6条。,县住建局"]
    (tmp_path / "list.csv").write_text("\n".join(rows), encoding="utf-8")
    listing = next(iter(list_sources(tmp_path)))
    tasks = read_document(listing.path, listing.source).tasks
    assert [write_departments(task.departments_text) for task in tasks] == ["*县水利局", "县住房城乡建设局"]


def read_dues(*lines: str) -> list[tuple[str, bool]]:
    return [(item.due, item.due_shared) for item in read_lines(*lines)]


def test_a_headings_time_limit_stands_in_its_first_item() -> None:
    dues = read_dues("一、改革（县改革办，10月底前完成）", "1.修订章程。", "2.公布清单。", "二、监管", "1.开展检查。")
    assert dues == [("10月底前完成", False), ("10月底前完成", True), ("", False)]


def test_the_time_limit_of_a_last_paragraph_is_that_of_the_whole_item() -> None:
    dues = read_dues("一、改革", "1.修订章程。", "公布清单。（县改革办负责，9月底前完成）", "2.开展检查。")
    assert dues == [("9月底前完成", True), ("9月底前完成", False), ("", False)]


def test_a_line_gives_its_time_limit_to_the_items_above_it() -> None:
    dues = read_dues("一、改革", "1.修订章程。", "2.公布清单。", "完成时限：9月底前")
    assert dues == [("9月底前", True), ("9月底前", False)]
