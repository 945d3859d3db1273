"""Indicator tables of every format → targets with all that the table says of them, and a ledger of all else.

The tables are invented and written by code. `rows_of` gives the fields that a table decides, so that each case shows
whole rows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from document_writing import PdfWriter, fill_table, write_csv, write_docx, write_html, write_xlsx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from etl.documents import read_document
from etl.documents.model import Document
from etl.documents.sources import Source
from etl.targets.build import build_document
from etl.targets.conservation import NUMERAL
from etl.targets.rows import DocumentRows, make_rows

TITLE = "青禾市“十四五”发展规划"
INTRODUCTION = "全市上下要认真落实各项任务，主要指标见下表。"
PLAN = [
    ["指标", "单位", "2020年", "2025年", "属性"],
    ["森林覆盖率", "%", "31.4", "33.5", "约束性"],
    ["城镇新增就业", "万人", "〔18〕", "〔20〕", "预期性"],
    ["单位地区生产总值能耗降低", "%", "—", "≥14", "约束性"],
    ["每千人口拥有注册护士数", "人", "3.1", "3.9", "预期性"],
]
FIELDS = ("indicator", "value", "unit", "op", "change", "per", "due", "due_source", "nature", "shown", "quote")
PLAN_TARGETS = [
    ("森林覆盖率", 33.5, "%", "=", "level", None, "2025", "column", "约束性", "33.5%", "33.5"),
    ("城镇新增就业", 200000.0, "人", "=", "increase", None, "2025", "column", "预期性", "20万人", "20"),
    ("单位地区生产总值能耗", 14.0, "%", ">=", "decrease", None, "2025", "column", "约束性", "≥14%", "≥14"),
    ("注册护士数", 3.9, "人", "=", "level", "千人口", "2025", "column", "预期性", "3.9人", "3.9"),
]
PLAN_LEDGER = [
    ("2020年", "date"), ("2025年", "date"), ("31.4", "fact"), ("万人", "idiom"), ("18", "fact"), ("千人口", "per"),
    ("3.1", "fact"),
]  # fmt: skip


def rows_of(document: Document) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in FIELDS) for row in make_rows(document).targets]


def read_as(path: Path, write: Callable[[Path], object], **known: str) -> tuple[Document, DocumentRows]:
    """The document that `write` made, built as a build would, so that contract and conservation are asked too."""
    write(path)
    document = read_document(path, Source(path.name, path.stem, **known))
    build_document(document)
    return document, make_rows(document)


def read_sheet(folder: Path, rows: list[list[str]], merged: tuple[str, ...] = (), **known: str) -> DocumentRows:
    return read_as(folder / "sheet.xlsx", lambda path: write_xlsx(path, rows, merged), **known)[1]


def shown(rows: DocumentRows, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields) for row in rows.targets]


def write_text(separator: str, *, rule: bool = False) -> Callable[[Path], object]:
    lines = [separator.join(row) for row in PLAN]
    if separator == " | ":
        lines = [f"| {line} |" for line in lines]
    if rule:
        lines.insert(1, "|---|:-:|---|---|---|")
    return lambda path: path.write_text("\n".join([TITLE, "", INTRODUCTION, "", *lines, ""]), encoding="utf-8")


def write_plan_pdf(path: Path, *, ruled: bool) -> None:
    writer = PdfWriter(path)
    writer.title(TITLE)
    writer.paragraph(INTRODUCTION)
    writer.table(PLAN, ruled=ruled, widths=(190.0, 50.0, 70.0, 70.0, 70.0))
    writer.save()


FORMATS: dict[str, Callable[[Path], object]] = {
    "plan.docx": lambda path: write_docx(path, [TITLE, INTRODUCTION], PLAN),
    "plan.xlsx": lambda path: write_xlsx(path, [[TITLE], *PLAN]),
    "plan.html": lambda path: write_html(path, TITLE, PLAN),
    "plan.csv": lambda path: write_csv(path, PLAN),
    "ruled.pdf": lambda path: write_plan_pdf(path, ruled=True),
    "unruled.pdf": lambda path: write_plan_pdf(path, ruled=False),
    "tabs.txt": write_text("\t"),
    "wide.txt": write_text("    "),
    "bars.txt": write_text("|"),
    "markdown.md": write_text(" | ", rule=True),
    "stacked.txt": write_text("\n"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_table_is_read_alike_in_every_format(name: str, tmp_path: Path) -> None:
    document, rows = read_as(tmp_path / name, FORMATS[name])
    assert rows_of(document) == PLAN_TARGETS
    assert [(row["quote"], row["reason"]) for row in rows.ledger] == PLAN_LEDGER
    assert [row["kind"] for row in rows.targets] == ["ratio", "quantity", "ratio", "quantity"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_is_a_task_in_its_own_words(name: str, tmp_path: Path) -> None:
    document, rows = read_as(tmp_path / name, FORMATS[name])
    tasks = [task for task in document.tasks if task.row is not None]
    assert [task.text for task in tasks] == [" | ".join(row) for row in PLAN]
    assert [task.task_no for task in tasks] == ["表头", "指标1", "指标2", "指标3", "指标4"]
    for task in tasks:
        assert task.row is not None
        assert [task.text[cell.start : cell.end] for cell in task.row.cells] == task.text.split(" | ")
    assert {row["task_no"]: row["frame"] for row in rows.tasks if "指标" in row["task_no"]} == {
        f"指标{number}": "部署" for number in range(1, 5)
    }


def test_prose_around_a_table_is_read_too(tmp_path: Path) -> None:
    above = [TITLE, "一、总体目标", "到2025年，新建公园12个。", "专栏1 主要指标"]
    document, rows = read_as(tmp_path / "plan.docx", lambda path: write_docx(path, above, PLAN))
    assert [row["indicator"] for row in rows.targets][:2] == ["公园", "森林覆盖率"]
    assert {task.section for task in document.tasks if task.row} == {"专栏1 主要指标"}


def test_categories_that_are_merged_or_left_empty_hold_for_the_rows_below(tmp_path: Path) -> None:
    rows = read_sheet(
        tmp_path,
        [
            ["青禾市“十四五”主要指标", "", "", "", "", ""],
            ["类别", "指标", "2020年", "2025年", "年均/累计", "属性"],
            ["经济发展", "1.地区生产总值（亿元）", "820", "1150", ">7", "预期性"],
            ["", "2.常住人口城镇化率（%）", "58.2", "63", "[4.8]", "预期性"],
            ["绿色生态", "3.单位地区生产总值能耗降低（%）", "—", "—", "〔13.5〕", "约束性"],
            ["", "4.细颗粒物浓度（微克/立方米）", "36", "≤33", "", "约束性"],
        ],
        ("A1:F1", "A3:A4"),
    )
    assert shown(rows, "task_no", "indicator", "value", "unit", "op", "change", "per", "due", "nature") == [
        ("指标1", "地区生产总值", 1150e8, "元", "=", "level", None, "2025", "预期性"),
        ("指标1", "地区生产总值", 7.0, "%", ">=", "increase", "年", "2025", "预期性"),
        ("指标2", "常住人口城镇化率", 63.0, "%", "=", "level", None, "2025", "预期性"),
        ("指标2", "常住人口城镇化率", 4.8, "%", "=", "level", None, "2025", "预期性"),
        ("指标3", "单位地区生产总值能耗", 13.5, "%", "=", "decrease", None, "2025", "约束性"),
        ("指标4", "细颗粒物浓度", 33.0, "微克/立方米", "<=", "level", None, "2025", "约束性"),
    ]
    assert [row["section"] for row in rows.tasks][1:] == ["经济发展", "经济发展", "绿色生态", "绿色生态"]


def test_years_under_a_group_of_targets(tmp_path: Path) -> None:
    rows = read_sheet(
        tmp_path,
        [
            ["序号", "指标名称", "单位", "基期", "目标值", "", "牵头单位"],
            ["", "", "", "2022年", "2024年", "2026年", ""],
            ["1", "社区养老设施覆盖率", "%", "71", "85", "95以上", "市民政局"],
            ["2", "新建口袋公园", "个", "8", "20", "30左右", "市住房城乡建设局、市城管局"],
        ],
        ("A1:A2", "B1:B2", "C1:C2", "E1:F1", "G1:G2"),
    )
    assert shown(rows, "indicator", "value", "op", "due", "departments", "lead_basis", "action") == [
        ("社区养老设施覆盖率", 85.0, "=", "2024", ["市民政局"], "stated", None),
        ("社区养老设施覆盖率", 95.0, ">=", "2026", ["市民政局"], "stated", None),
        ("新建口袋公园", 20.0, "=", "2024", ["市住房城乡建设局", "市城管局"], "stated", "新建"),
        ("新建口袋公园", 30.0, "≈", "2026", ["市住房城乡建设局", "市城管局"], "stated", "新建"),
    ]
    assert {(row["quote"], row["reason"]) for row in rows.ledger if row["task_no"] in "12"} == {
        ("1", "ordinal"), ("71", "fact"), ("2", "ordinal"), ("8", "fact"),
    }  # fmt: skip


def test_performance_targets_with_three_levels_of_indicators(tmp_path: Path) -> None:
    rows = read_sheet(
        tmp_path,
        [
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "改造老旧管网长度", "≥120公里"],
            ["", "质量指标", "工程验收合格率", "100%"],
            ["", "时效指标", "管网改造", "2025年11月底前"],
            ["满意度指标", "服务对象满意度指标", "居民满意度", "≥90%"],
        ],
        ("A2:A4",),
        published="2025-02",
    )
    assert shown(rows, "kind", "indicator", "value", "unit", "op", "due") == [
        ("quantity", "改造老旧管网长度", 120.0, "公里", ">=", None),
        ("ratio", "工程验收合格率", 100.0, "%", "=", None),
        ("deadline", "管网改造", None, None, None, "2025-11"),
        ("ratio", "居民满意度", 90.0, "%", ">=", None),
    ]
    assert [row["section"] for row in rows.tasks][1] == "产出指标 > 数量指标"


def test_a_name_that_says_nothing_alone_takes_its_category(tmp_path: Path) -> None:
    head = ["类别", "指标", "单位", "2025年目标"]
    rows = read_sheet(tmp_path, [head, ["数字经济核心产业", "增加值", "亿元", "300"], ["", "占比", "%", "10"]])
    assert shown(rows, "indicator") == [("数字经济核心产业增加值",), ("数字经济核心产业占比",)]


def test_titles_within_a_table_are_the_section_of_the_rows_below(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    rows = [["指标", "2020年", "2025年"], ["一、约束性指标", "", ""], ["耕地保有量（万亩）", "95", "95"],
            ["二、预期性指标", "", ""], ["旅游人数（万人次）", "300", "500"]]  # fmt: skip
    fill_table(document.add_table(rows=5, cols=3), rows)
    document.save(str(tmp_path / "plan.docx"))
    made = make_rows(read_document(tmp_path / "plan.docx"))
    assert shown(made, "indicator", "value", "unit", "nature") == [
        ("耕地保有量", 950000.0, "亩", "约束性"), ("旅游人数", 5000000.0, "人次", "预期性"),
    ]  # fmt: skip
    assert [row["section"] for row in made.tasks][1:] == ["一、约束性指标", "二、预期性指标"]


def test_rows_pasted_one_cell_a_line_without_a_header(tmp_path: Path) -> None:
    text = "青禾市安全生产考核办法\n青禾市应急管理局\n2025年4月1日\n火灾事故起数\n下降12%\n约束性\n"
    _, rows = read_as(tmp_path / "list.txt", lambda path: path.write_text(text, encoding="utf-8"))
    assert shown(rows, "indicator", "value", "change", "nature") == [("火灾事故起数", 12.0, "decrease", "约束性")]


@pytest.mark.parametrize(
    ("name", "unit", "cell", "expected"),
    [
        ("粮食产量", "万吨", "52.5左右", (525000.0, None, "吨", "≈", "level", None)),
        ("研发经费投入强度", "%", "2.5—2.8", (2.5, 2.8, "%", "range", "level", None)),
        ("城镇调查失业率", "%", "<5.5", (5.5, None, "%", "<=", "level", None)),
        ("发明专利拥有量", "件/万人", "12", (12.0, None, "件", "=", "level", "万人")),
        ("人均预期寿命", "岁", "79.2", (79.2, None, "岁", "=", "level", None)),
        ("城镇化率提高", "个百分点", "3.2", (3.2, None, "个百分点", "=", "increase", None)),
        ("社会消费品零售总额增长", "%", "6以上", (6.0, None, "%", ">=", "increase", None)),
        ("主要污染物排放量", "吨", "下降8%", (8.0, None, "%", "=", "decrease", None)),
        ("医疗机构床位数", "张", "不少于1,200", (1200.0, None, "张", ">=", "level", None)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_values(name: str, unit: str, cell: str, expected: tuple[Any, ...], tmp_path: Path) -> None:
    rows = read_sheet(tmp_path, [["指标名称", "单位", "2025年目标"], [name, unit, cell]])
    assert shown(rows, "value", "value_max", "unit", "op", "change", "per") == [expected]


@pytest.mark.parametrize("cell", ["—", "完成省下达任务", "持续改善", ""])
def test_a_cell_without_a_number_is_no_target(cell: str, tmp_path: Path) -> None:
    rows = read_sheet(tmp_path, [["指标名称", "单位", "2025年目标"], ["空气质量", "天", cell], ["林地", "亩", "9"]])
    assert shown(rows, "indicator") == [("林地",)]


def test_a_bare_year_is_a_base_before_the_plan_and_a_target_within_it(tmp_path: Path) -> None:
    table = [["指标", "2023年", "2024年", "2025年", "2027年"], ["高铁里程（公里）", "60", "66", "70", "90"]]
    rows = read_sheet(tmp_path, table, period="2025/2027")
    assert shown(rows, "value", "due") == [(70.0, "2025"), (90.0, "2027")]


@pytest.mark.parametrize(
    "head", [["工作任务", "年度目标"], ["目标任务", "具体指标"], ["重点工作", "2025年目标"]], ids="、".join
)
def test_a_table_of_tasks_stays_one(head: list[str], tmp_path: Path) -> None:
    cells = ["推进学校建设", "新建学校5所"] if head[1] != "具体指标" else ["新建学校5所", "按时完工"]
    rows = read_sheet(tmp_path, [["序号", *head, "责任单位"], ["1", *cells, "市教育局"]])
    assert [row["task_no"] for row in rows.tasks] == ["1"]
    assert shown(rows, "indicator", "value") == [("学校", 5.0)]


def numerals_of(document: docx.document.Document) -> int:
    """The numerals of a Word document's body and footnotes, counted from its cells and paragraphs alone."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return sum(len(NUMERAL.findall(text)) for text in texts)


def test_the_numerals_of_a_file_are_all_accounted_for(tmp_path: Path) -> None:
    document = docx.Document()
    for text in [TITLE, "一、总体目标", "（一）新建公园12个。（责任单位：市第二园林处）", "二、主要指标"]:
        document.add_paragraph(text)
    fill_table(document.add_table(rows=len(PLAN), cols=5), PLAN)
    other = [["姓名", "电话"], ["王一", "5550123"]]
    fill_table(document.add_table(rows=2, cols=2), other)
    tasks = [["序号", "工作任务", "责任单位", "备注"], ["1", "培训教师300名", "市教育局", "2024年培训200名"]]
    fill_table(document.add_table(rows=2, cols=4), tasks)
    document.add_paragraph("2025年3月")
    document.save(str(tmp_path / "plan.docx"))
    read = read_document(tmp_path / "plan.docx")
    kept = dict(read.numerals)
    assert sum(kept.values()) == numerals_of(document)
    assert kept["tables"] == len("一5550123")
    assert kept["columns"] == len("2024200")
    assert kept["tasks"] == sum(len(NUMERAL.findall(task.text)) for task in read.tasks)
    said = " ".join(read.warnings)
    assert "tables without a task column, left aside: 1, with 8 numerals" in said
    assert "numerals in columns beside the tasks that are none of theirs, left aside: 7" in said


@pytest.mark.parametrize("name", FORMATS)
def test_the_numerals_of_every_format_add_up(name: str, tmp_path: Path) -> None:
    document, _ = read_as(tmp_path / name, FORMATS[name])
    kept = dict(document.numerals)
    kept.pop("margins", None)
    title = 0 if name == "plan.csv" else len(NUMERAL.findall(TITLE))
    assert sum(kept.values()) == title + sum(len(NUMERAL.findall(cell)) for row in PLAN for cell in row) + (
        0 if name in ("plan.csv", "plan.xlsx", "plan.html") else len(NUMERAL.findall(INTRODUCTION))
    )


def test_notes_under_a_table_are_counted(tmp_path: Path) -> None:
    rows = [["指标", "单位", "2025年目标"], ["林地", "万亩", "9"], ["注：2020年为快报数。", "", ""]]
    document, _ = read_as(tmp_path / "sheet.xlsx", lambda path: write_xlsx(path, rows, ("A3:C3",)))
    assert dict(document.numerals)["notes"] == 4
    assert any("numerals in notes under tables and in footnotes, left aside: 4" in text for text in document.warnings)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("到2025年，森林覆盖率达到24.1%（约束性指标）。", "约束性"),
        ("约束性指标：到2025年，耕地保有量不低于95万亩。", "约束性"),
        ("到2025年，城镇化率达到63%，为预期性指标。", "预期性"),
        ("到2025年，城镇化率达到63%。", None),
    ],
)
def test_nature_in_prose(text: str, nature: str | None, tmp_path: Path) -> None:
    lines = f"{TITLE}\n\n一、主要目标\n{text}\n"
    _, rows = read_as(tmp_path / "plan.txt", lambda path: path.write_text(lines, encoding="utf-8"))
    assert [row["nature"] for row in rows.targets] == [nature]


def test_a_name_that_a_page_breaks_goes_on_in_the_next_line(tmp_path: Path) -> None:
    names = ["规模以上工业企业研发经费支出占营业收入比重", "每万人口高价值发明专利拥有量"]
    rows = [["指标", "单位", "2024年", "2027年"], [names[0], "%", "1.4", "1.9"], [names[1], "件", "8", "12"]]

    def write(path: Path) -> None:
        writer = PdfWriter(path)
        writer.title("青禾市科技创新规划（2025—2027年）")
        writer.paragraph(INTRODUCTION)
        writer.table(rows, ruled=False, widths=(150.0, 60.0, 80.0, 80.0))
        writer.paragraph("下一步，要新建实验室5个，各级各部门要落实责任，确保完成全年任务。")
        writer.save()

    document, made = read_as(tmp_path / "plan.pdf", write)
    assert shown(made, "indicator", "value", "per", "due")[-2:] == [
        ("规模以上工业企业研发经费支出占营业收入比重", 1.9, None, "2027"),
        ("高价值发明专利拥有量", 12.0, "万人口", "2027"),
    ]
    assert document.tasks[1].text.startswith("下一步，要新建实验室5个")


def test_footnotes_of_a_word_document_are_counted(tmp_path: Path) -> None:
    document = docx.Document()
    for text in [TITLE, "一、主要目标", "新建公园12个。"]:
        document.add_paragraph(text)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = f'<w:footnotes xmlns:w="{space}"><w:footnote><w:p><w:r><w:t>2020年为30个。</w:t></w:r></w:p></w:footnote>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, f"{notes}</w:footnotes>".encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "plan.docx"))
    read = read_document(tmp_path / "plan.docx")
    assert dict(read.numerals)["notes"] == 6
    assert any("in notes under tables and in footnotes, left aside: 6" in text for text in read.warnings)
