"""Task tables in .xlsx, .docx and .html files: header words, section rows, merged cells, department columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from document_writing import Rows, fill_table, write_html, write_xlsx

from etl.documents import Unreadable, read_document
from etl.documents.columns import role_of
from etl.documents.model import Document, Task
from etl.lexicon.words import read_table

HEAD = ("序号", "工作任务", "责任单位", "完成时限")


def read_sheet(tmp_path: Path, rows: Rows, *merged: str) -> Document:
    path = tmp_path / "list.xlsx"
    write_xlsx(path, rows, merged)
    return read_document(path)


def read_html(tmp_path: Path, table: str) -> Document:
    path = tmp_path / "list.html"
    path.write_text(f"<html><head><meta charset=utf-8></head><body>{table}</body></html>", encoding="utf-8")
    return read_document(path)


def only(document: Document) -> Task:
    (task,) = document.tasks
    return task


class TestHeaderWords:
    @pytest.mark.parametrize(
        ("header", "role"),
        [
            ("工作任务", "text"),
            ("重点任务", "text"),
            ("主要任务", "text"),
            ("任务内容", "text"),
            ("目标任务", "text"),
            ("政策内容", "text"),
            ("2024年工作任务", "text"),
            ("工 作 任 务", "text"),
            ("责任部门", "departments"),
            ("责任单位", "departments"),
            ("责任单位（排第一位的为牵头单位）", "departments"),
            ("?任部?", "departments"),
            ("市级责任单位", "departments"),
            ("牵头单位", "lead"),
            ("配合单位", "support"),
            ("完成时限", "due"),
            ("序号", "number"),
            ("备注", "aside"),
            ("金额（万元）", None),
            ("??", None),
        ],
    )
    def test_gives_the_column_its_role(self, header: str, role: str | None) -> None:
        assert role_of(header) == role

    def test_no_word_has_two_roles(self) -> None:
        words = [word for word, *_ in read_table("headers")]
        assert sorted(set(words)) == sorted(words)


class TestSheets:
    def test_lines_above_the_header_and_notes_below_the_rows_are_no_tasks(self, tmp_path: Path) -> None:
        rows = [
            ("某市2024年重点工作任务分解表", "", "", ""),
            ("（2024年2月1日）", "", "", ""),
            ("", "", "", ""),
            HEAD,
            ("1", "建设50所学校。", "市教育局", ""),
            ("注：责任单位排第一位的为牵头单位。", "", "", ""),
            ("合计", "50", "", ""),
        ]
        document = read_sheet(tmp_path, rows, "A1:D1", "A2:D2", "A6:D6")
        assert (document.title, document.published, document.period) == (
            "某市2024年重点工作任务分解表", "2024-02-01", "2024",
        )  # fmt: skip
        assert only(document) == Task("1", "建设50所学校。", "市教育局", place=("list.xlsx 第5行",))

    @pytest.mark.parametrize(
        ("row", "merged"),
        [
            (("一、民生保障", "", "", ""), ("A2:D2",)),
            (("一、民生保障", "", "", ""), ()),
            (("一", "民生保障", "", ""), ()),
        ],
        ids=["merged", "one cell", "number beside title"],
    )
    def test_a_section_row_is_the_path_of_the_rows_below(
        self, row: tuple[str, ...], merged: tuple[str, ...], tmp_path: Path
    ) -> None:
        document = read_sheet(tmp_path, [HEAD, row, ("1", "建设50所学校。", "市教育局", "")], *merged)
        assert only(document).section == "一、民生保障"

    def test_sections_are_nested_by_their_markers(self, tmp_path: Path) -> None:
        rows = [
            HEAD,
            ("一、民生", "", "", ""),
            ("（一）教育", "", "", ""),
            ("1", "建设50所学校。", "甲局", ""),
            ("二、经济", "", "", ""),
            ("2", "培育30家企业。", "乙局", ""),
        ]
        tasks = read_sheet(tmp_path, rows, "A2:D2", "A3:D3", "A5:D5").tasks
        assert [task.section for task in tasks] == ["一、民生 > （一）教育", "二、经济"]

    def test_lead_and_support_come_labelled_from_their_columns(self, tmp_path: Path) -> None:
        rows = [
            ("序号", "工作任务", "责任分工", "", "完成时限"),
            ("", "", "牵头单位", "配合单位", ""),
            ("1", "建设50所学校。", "市教育局", "市财政局\n市住房城乡建设局", "12月底前"),
        ]
        merged = ("A1:A2", "B1:B2", "C1:D1", "E1:E2")
        task = only(read_sheet(tmp_path, rows, *merged))
        assert task.departments_text == "牵头单位：市教育局；配合单位：市财政局\n市住房城乡建设局"
        assert task.due_text == "12月底前"

    def test_lead_support_and_responsible_columns_together(self, tmp_path: Path) -> None:
        rows = [("工作任务", "责任单位", "配合单位", "牵头单位"), ("建设50所学校。", "乙局", "丙局", "甲局")]
        assert only(read_sheet(tmp_path, rows)).departments_text == "牵头单位：甲局；责任单位：乙局；配合单位：丙局"

    def test_a_task_merged_down_has_the_departments_of_all_its_rows(self, tmp_path: Path) -> None:
        rows = [HEAD, ("1", "建设50所学校。", "市教育局", "6月底"), ("", "", "市财政局", "12月底")]
        task = only(read_sheet(tmp_path, rows, "A2:A3", "B2:B3"))
        assert (task.departments_text, task.due_text) == ("市教育局\n市财政局", "6月底\n12月底")

    def test_departments_merged_down_hold_for_every_row(self, tmp_path: Path) -> None:
        rows = [HEAD, ("1", "建设50所学校。", "市教育局", ""), ("2", "培训300名教师。", "", "")]
        assert [t.departments_text for t in read_sheet(tmp_path, rows, "C2:C3").tasks] == ["市教育局", "市教育局"]

    @pytest.mark.parametrize("merged", [("B2:B3",), ()], ids=["merged", "left blank"])
    def test_a_grouping_column_is_the_path(self, merged: tuple[str, ...], tmp_path: Path) -> None:
        rows = [
            ("序号", "重点任务", "具体措施", "责任单位"),
            ("1", "扩大学位", "新建中小学50所，新增学位5万个。", "市教育局"),
            ("2", "", "改造幼儿园20所，普惠率达到90%以上。", "市教育局"),
        ]
        document = read_sheet(tmp_path, rows, *merged)
        assert [(task.section, task.text) for task in document.tasks] == [
            ("扩大学位", "新建中小学50所，新增学位5万个。"),
            ("扩大学位", "改造幼儿园20所，普惠率达到90%以上。"),
        ]

    def test_a_goal_column_is_a_line_of_the_task(self, tmp_path: Path) -> None:
        rows = [
            ("序号", "工作任务", "年度目标", "责任单位"),
            ("1", "推进义务教育优质均衡发展。", "新建学校50所。", "市教育局"),
        ]
        assert only(read_sheet(tmp_path, rows)).text == "推进义务教育优质均衡发展。\n新建学校50所。"

    def test_columns_of_persons_and_remarks_are_left_aside(self, tmp_path: Path) -> None:
        rows = [
            ("序号", "工作任务", "责任领导", "责任单位", "备注"),
            ("1", "建设50所学校。", "某领导", "市教育局", "第3次修改"),
        ]
        assert only(read_sheet(tmp_path, rows)) == Task("1", "建设50所学校。", "市教育局", place=("list.xlsx 第2行",))

    def test_values_are_read_as_the_sheet_shows_them(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (
            ("序号", "工作任务", "年度目标", "完成时限"),
            (1.0, "提高普惠率", 0.925, date(2025, 6, 30)),
            (2, "建设", 50, date(2025, 12, 1)),
        ):
            sheet.append(row)
        sheet["C2"].number_format = "0.0%"
        sheet["D3"].number_format = 'yyyy"年"m"月"'
        book.save(tmp_path / "list.xlsx")
        tasks = read_document(tmp_path / "list.xlsx").tasks
        assert [(task.task_no, task.text, task.due_text) for task in tasks] == [
            ("1", "提高普惠率\n92.5%", "2025年6月30日"),
            ("2", "建设\n50", "2025年12月"),
        ]

    def test_every_visible_sheet_is_read_and_hidden_ones_are_named(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        first.title = "教育"
        for title in ("卫生", "草稿"):
            book.create_sheet(title)
        for sheet in book.worksheets:
            sheet.append(HEAD)
            sheet.append(("1", f"建设50个{sheet.title}项目。", "甲局", ""))
        book["草稿"].sheet_state = "hidden"
        book.save(tmp_path / "list.xlsx")
        document = read_document(tmp_path / "list.xlsx")
        assert [(task.task_no, task.place) for task in document.tasks] == [
            ("1", ("list.xlsx 工作表“教育” 第2行",)),
            ("1-2", ("list.xlsx 工作表“卫生” 第2行",)),
        ]
        assert "list.xlsx: hidden sheets were not read: 草稿" in document.warnings

    def test_a_formula_without_its_result_is_named(self, tmp_path: Path) -> None:
        document = read_sheet(tmp_path, [HEAD, ("1", "建设50所学校。", "甲局", ""), ("2", "=CONCAT(B2)", "甲局", "")])
        assert any("the cell B3 holds a formula" in warning for warning in document.warnings)

    def test_a_sheet_without_a_task_header_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable) as refused:
            read_sheet(tmp_path, [("学校", "地址", "电话"), ("第一中学", "解放路50号", "5550100")])
        assert refused.value.code == "no_header"

    def test_a_number_merged_over_several_tasks_gets_suffixes(self, tmp_path: Path) -> None:
        rows = [HEAD, ("1", "建设50所学校。", "甲局", ""), ("", "培训300名教师。", "甲局", "")]
        assert [task.task_no for task in read_sheet(tmp_path, rows, "A2:A3").tasks] == ["1", "1-2"]


class TestWordTables:
    def test_a_nested_table_is_part_of_its_cell(self, tmp_path: Path) -> None:
        document = docx.Document()
        table = document.add_table(rows=2, cols=3)
        fill_table(table, [("序号", "工作任务", "责任单位"), ("1", "建设学校：", "市教育局")])
        inner = table.cell(1, 1).add_table(rows=2, cols=2)
        fill_table(inner, [("小学", "30所"), ("中学", "20所")])
        document.save(str(tmp_path / "list.docx"))
        assert only(read_document(tmp_path / "list.docx")).text == "建设学校：\n小学 30所\n中学 20所"

    def test_a_table_that_lays_out_the_page_is_looked_through(self, tmp_path: Path) -> None:
        document = docx.Document()
        outer = document.add_table(rows=1, cols=1)
        outer.cell(0, 0).text = "某市重点工作清单"
        inner = outer.cell(0, 0).add_table(rows=2, cols=3)
        fill_table(inner, [("序号", "工作任务", "责任单位"), ("1", "建设50所学校。", "市教育局")])
        document.save(str(tmp_path / "list.docx"))
        read = read_document(tmp_path / "list.docx")
        assert (read.title, only(read).text) == ("某市重点工作清单", "建设50所学校。")

    def test_numbers_that_word_draws_are_the_task_numbers(self, tmp_path: Path) -> None:
        document = docx.Document()
        table = document.add_table(rows=3, cols=2)
        fill_table(table, [("序号", "工作任务"), ("", "建设50所学校。"), ("", "培训300名教师。")])
        for row in (1, 2):
            table.cell(row, 0).paragraphs[0].style = "List Number"
        document.save(str(tmp_path / "list.docx"))
        assert [task.task_no for task in read_document(tmp_path / "list.docx").tasks] == ["1", "2"]

    def test_a_table_of_figures_is_left_aside_and_named(self, tmp_path: Path) -> None:
        document = docx.Document()
        fill_table(document.add_table(rows=2, cols=2), [("年份", "学校数"), ("2023", "480所")])
        fill_table(document.add_table(rows=2, cols=2), [("工作任务", "责任单位"), ("建设50所学校。", "市教育局")])
        document.save(str(tmp_path / "list.docx"))
        read = read_document(tmp_path / "list.docx")
        assert only(read).text == "建设50所学校。"
        assert read.warnings == ("list.docx: tables without a task column, left aside: 1, with 7 numerals",)


class TestWebTables:
    def test_cells_over_rows_and_columns_are_filled(self, tmp_path: Path) -> None:
        table = """<table>
        <tr><th rowspan=2>序号</th><th rowspan=2>工作任务</th><th colspan=2>分工</th></tr>
        <tr><th>牵头单位</th><th>配合单位</th></tr>
        <tr><td colspan=4>一、民生</td></tr>
        <tr><td>1</td><td>建设50所学校。</td><td rowspan=2>市教育局</td><td>市财政局</td></tr>
        <tr><td>2</td><td>培训300名<br>教师。</td><td></td></tr></table>"""
        tasks = read_html(tmp_path, table).tasks
        assert [(task.section, task.text, task.departments_text) for task in tasks] == [
            ("一、民生", "建设50所学校。", "牵头单位：市教育局；配合单位：市财政局"),
            ("一、民生", "培训300名\n教师。", "牵头单位：市教育局"),
        ]

    def test_site_around_the_article_is_dropped(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        write_html(path, "某市重点任务清单", [("序号", "工作任务", "责任单位"), ("1", "建设50所学校。", "市教育局")])
        document = read_document(path)
        assert (document.title, document.warnings) == ("某市重点任务清单", ())
        assert only(document).text == "建设50所学校。"

    def test_prose_of_a_page_is_read_with_its_headings_and_lists(self, tmp_path: Path) -> None:
        body = """<h1>某市教育提升行动方案</h1><nav>首页 2024年</nav><script>var a = "100个";</script>
        <h2>一、主要任务</h2><p>建设50所<b>学校</b>，
        培训300名教师。</p><ol><li>新增学位2万个。</li><li>改造校舍30处。</li></ol>
        <p style="display:none">隐藏900个。</p>"""
        tasks = read_html(tmp_path, body).tasks
        assert [(task.task_no, task.section, task.text) for task in tasks] == [
            ("一第1段", "一、主要任务", "建设50所学校，培训300名教师。"),
            ("一1", "一、主要任务", "新增学位2万个。"),
            ("一2", "一、主要任务", "改造校舍30处。"),
        ]

    def test_title_and_date_are_read_from_the_pages_metadata(self, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_text(
            '<html><head><meta name="ArticleTitle" content="某市2024年重点工作安排">'
            '<meta name="PubDate" content="2024-03-05 09:30"></head><body><p>建设50所学校。</p></body></html>',
            encoding="utf-8",
        )
        document = read_document(path)
        assert (document.title, document.published, document.period) == ("某市2024年重点工作安排", "2024-03-05", "2024")

    def test_depth_of_nesting_does_not_matter(self, tmp_path: Path) -> None:
        deep = "<div>" * 5000 + "<p>建设50所学校。</p>" + "</div>" * 5000
        assert only(read_html(tmp_path, deep)).text == "建设50所学校。"

    def test_tables_in_tables_without_end_are_read_to_a_depth(self, tmp_path: Path) -> None:
        deep = "<table><tr><td>甲</td><td>" * 300 + "建设50所学校。" + "</td></tr></table>" * 300
        assert read_html(tmp_path, "<p>培训300名教师。</p>" + deep).tasks[0].text == "培训300名教师。"
