"""Two invented documents, a plan as .docx and a work report as .pdf, are read as their readers would read them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from document_writing import PdfWriter, fill_table
from docx.document import Document as Docx

from etl.documents import read_document
from etl.documents.model import Document, Task

SAMPLES = Path(__file__).parent / "samples"
PLAN_TABLE = (
    ("序号", "重点任务", "工作内容", "责任单位", "责任单位", "完成时限"),
    ("序号", "重点任务", "工作内容", "牵头单位", "配合单位", "完成时限"),
    ("一、载体建设",) * 6,
    ("1", "基地", "建成公共实训基地2个。", "市人力资源社会保障局", "市财政局", "2024年12月"),
    ("2", "基地", "认定县级培训站点8个。\n新增实训工位500个。", "各县（市、区）人民政府", "", "2025年6月底前"),
    ("二、师资建设",) * 6,
    ("3", "教师", "培训带头人60名。", "市教育局", "市人力资源社会保障局\n市财政局", "持续推进"),
)
"""Cells that say the same beside or below each other are merged; `wide` rows are one cell."""


def write_plan(path: Path) -> None:
    """The plan with Word's heading styles, its automatic numbers and a table of merged cells."""
    document = docx.Document()
    for line in (SAMPLES / "plan.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("附件："):
            document.add_paragraph(line)
            continue
        mark, _, text = line.partition(" ")
        if mark in ("#", "##"):
            document.add_heading(text, len(mark))
        else:
            document.add_paragraph(text if mark == "*" else line, style="List Number" if mark == "*" else None)
    add_table(document)
    document.save(str(path))


def add_table(document: Docx) -> None:
    table = document.add_table(rows=len(PLAN_TABLE), cols=len(PLAN_TABLE[0]))
    fill_table(table, PLAN_TABLE)
    for row, column, last_row, last_column in (
        (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4), (0, 5, 1, 5), (2, 0, 2, 5), (3, 1, 4, 1), (5, 0, 5, 5),
    ):  # fmt: skip
        text = PLAN_TABLE[row][column]
        table.cell(row, column).merge(table.cell(last_row, last_column)).text = text


def write_report(path: Path) -> None:
    """The report with a page header and page numbers, on pages of broken lines."""
    writer = PdfWriter(path, page_header="样例市政府工作报告", leading=28)
    for line in (SAMPLES / "report.txt").read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark in ("=", "-"):
            (writer.title if mark == "=" else writer.paragraph)(text)
        else:
            writer.paragraph(text if mark in ("#", "##") else line)
    writer.save()


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("plan") / "样例计划.docx"
    write_plan(path)
    return read_document(path)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("report") / "样例报告.pdf"
    write_report(path)
    return read_document(path)


def find_task(document: Document, words: str) -> Task:
    return next(task for task in document.tasks if words in task.text)


class TestPlan:
    def test_states_its_title_issuer_dates(self, plan: Document) -> None:
        assert plan.title == (
            "样例市人民政府办公室关于印发样例市技能提升行动计划（2024—2026年）的通知（样政办发〔2024〕8号）"
        )
        assert (plan.issuer, plan.published, plan.period) == ("样例市人民政府办公室", "2024-03-12", "2024/2026")

    def test_has_its_towns_name_for_region_where_no_province_is_named(self, plan: Document) -> None:
        assert plan.region == "样例市"

    def test_every_task_has_its_number(self, plan: Document) -> None:
        assert [task.task_no for task in plan.tasks] == [
            "1", "2", "3", "一第1段", "二（一）1", "二（一）2", "二（二）第1段", "二（二）第2段",
            "二（三）", "三（一）",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "section", "departments", "due"),
        [
            ("全市累计", "一、总体目标", "", ""),
            ("新建公共实训基地", "二、主要任务 > （一）建设培训载体", "责任单位：市人力资源社会保障局", ""),
            (
                "遴选企业",
                "二、主要任务 > （一）建设培训载体",
                "牵头单位：市工业和信息化局；配合单位：市财政局、市国资委",
                "",
            ),
            (
                "修订培训目录",
                "二、主要任务 > （二）完善培训制度",
                "责任单位：市教育局、市人力资源社会保障局",
                "",
            ),
            (
                "建立学分银行",
                "二、主要任务 > （二）完善培训制度",
                "责任单位：市教育局、市人力资源社会保障局",
                "",
            ),
            ("强化师资", "二、主要任务", "市教育局、市人力资源社会保障局按职责分工负责", ""),
            ("加强资金保障", "三、保障措施", "责任单位：市财政局", "2024年12月底前"),
            (
                "建成公共实训基地2个",
                "一、载体建设 > 基地",
                "牵头单位：市人力资源社会保障局；配合单位：市财政局",
                "2024年12月",
            ),
            ("认定县级", "一、载体建设 > 基地", "牵头单位：各县（市、区）人民政府", "2025年6月底前"),
            (
                "培训带头人",
                "二、师资建设 > 教师",
                "牵头单位：市教育局；配合单位：市人力资源社会保障局\n市财政局",
                "持续推进",
            ),
        ],
    )
    def test_task_has_its_section_departments_and_time_limit(
        self, plan: Document, words: str, section: str, departments: str, due: str
    ) -> None:
        task = find_task(plan, words)
        assert (task.section, task.departments_text, task.due_text) == (section, departments, due)

    def test_departments_leave_the_text(self, plan: Document) -> None:
        assert find_task(plan, "强化师资").text.endswith("实践时间不少于2个月。")
        assert not any("单位：" in task.text for task in plan.tasks)

    def test_paragraphs_of_a_cell_are_lines(self, plan: Document) -> None:
        assert find_task(plan, "认定县级").text == "认定县级培训站点8个。\n新增实训工位500个。"

    def test_the_frame_is_no_task(self, plan: Document) -> None:
        texts = " ".join(task.text for task in plan.tasks)
        assert not any(words in texts for words in ("公开发布", "各直属机构", "附件", "样政办发", "2024年3月12日"))

    def test_says_what_it_left_aside(self, plan: Document) -> None:
        said = "样例计划.docx: paragraphs with numerals beside the task table, not read as tasks: 1, with 3 numerals"
        assert plan.warnings == (said,)


class TestReport:
    def test_states_its_title_and_date(self, report: Document) -> None:
        assert (report.title, report.published) == ("样例市2024年政府工作报告（样例）", "2024-01-18")

    def test_a_report_states_no_period(self, report: Document) -> None:
        assert (report.issuer, report.period) == ("样例市人民政府", None)

    def test_broken_lines_are_joined_to_the_paragraphs_of_the_source(self, report: Document) -> None:
        source = [
            line.split("（牵头单位")[0].lstrip("1234").lstrip(".")
            for line in (SAMPLES / "report.txt").read_text(encoding="utf-8").splitlines()
            if line[0] not in "=-#" and not line.endswith("：")
        ]
        assert [task.text for task in report.tasks] == source

    def test_page_headers_and_numbers_are_left_out(self, report: Document) -> None:
        texts = " ".join(task.text for task in report.tasks)
        assert "样例市政府工作报告" not in texts
        assert "—" not in texts

    def test_place_is_the_page(self, report: Document) -> None:
        assert report.tasks[0].place == ("样例报告.pdf 第1页",)
        assert report.tasks[-1].place == ("样例报告.pdf 第2页",)

    @pytest.mark.parametrize(
        ("words", "number", "section", "departments"),
        [
            ("本报告为测试样例", "第1段", None, ""),
            ("过去一年", "一第1段", "一、2023年工作回顾", ""),
            ("优化营商环境", "三（一）第2段", "三、2024年重点工作 > （一）着力扩大有效投资", ""),
            (
                "新建公办幼儿园",
                "三（三）2",
                "三、2024年重点工作 > （三）着力办好民生实事",
                "牵头单位：市教育局；配合单位：市住房城乡建设局、市财政局",
            ),
            (
                "加装电梯",
                "三（三）3",
                "三、2024年重点工作 > （三）着力办好民生实事",
                "牵头单位：市住房城乡建设局",
            ),
        ],
    )
    def test_paragraph_has_its_number_section_and_departments(
        self, report: Document, words: str, number: str, section: str | None, departments: str
    ) -> None:
        task = find_task(report, words)
        assert (task.task_no, task.section, task.departments_text) == (number, section, departments)
