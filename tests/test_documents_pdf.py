"""What stands on PDF pages beside plain lines: watermarks, imitated bold, turned pages, open and split tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_writing import FONT, LEADING, LEFT, PADDING, SIZE, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics

from etl.documents import read_document
from etl.documents.model import Document

HEAD = ("序号", "政策内容", "责任部门")
PROSE = "到2025年，全市建设标准化学校50所，培训教师3000名，新增学位2万个，普惠率达到90%以上，教育质量走在前列。"
X = (70.0, 110.0, 380.0, 520.0)
"""Edges of the three columns."""


@pytest.fixture
def writer(tmp_path: Path) -> PdfWriter:
    return PdfWriter(tmp_path / "plan.pdf")


def read(writer: PdfWriter) -> Document:
    writer.save()
    return read_document(writer.path)


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


def draw_row(writer: PdfWriter, cells: tuple[str, ...], edges: tuple[float, ...] = X, lines: int = 1) -> None:
    """The words of a row at the left of their columns; `lines` is how high the row is."""
    for text, x in zip(cells, edges, strict=False):
        for number, line in enumerate(text.split("\n")):
            writer.canvas.drawString(x + PADDING, writer.y - SIZE - number * LEADING, line)
    writer.y -= lines * LEADING + PADDING


class TestCharacters:
    def test_a_slanted_watermark_is_no_text(self, writer: PdfWriter) -> None:
        writer.paragraph(PROSE)
        writer.canvas.saveState()
        writer.canvas.translate(200, 600)
        writer.canvas.rotate(45)
        writer.canvas.drawString(0, 0, "内部资料2024")
        writer.canvas.restoreState()
        assert texts(read(writer)) == [PROSE]

    def test_imitated_bold_is_read_once(self, writer: PdfWriter) -> None:
        for shift in (0, 0.3, 0.6):
            writer.canvas.drawString(LEFT + shift, writer.y, "建设11所学校，培训22名教师。")
        assert texts(read(writer)) == ["建设11所学校，培训22名教师。"]

    def test_letters_drawn_apart_are_one_word(self, writer: PdfWriter) -> None:
        x = LEFT
        for sign in "建设500所学校。":
            writer.canvas.drawString(x, writer.y, sign)
            x += pdfmetrics.stringWidth(sign, FONT, SIZE) + 1.5
        assert texts(read(writer)) == ["建设500所学校。"]

    def test_latin_words_keep_their_blanks(self, writer: PdfWriter) -> None:
        writer.paragraph("建设 open source 社区 50 个。")
        assert texts(read(writer)) == ["建设open source社区50个。"]

    @pytest.mark.parametrize("rotation", [90, 180, 270])
    def test_a_page_is_read_as_it_is_shown(self, rotation: int, writer: PdfWriter) -> None:
        writer.canvas.setPageRotation(rotation)
        width, height = A4
        writer.canvas.saveState()
        # What is drawn turned against the page's rotation is shown upright.
        origin = {90: (width - 100, 100), 180: (width - 100, height - 100), 270: (100, height - 100)}[rotation]
        writer.canvas.translate(*origin)
        writer.canvas.rotate(rotation)
        writer.canvas.drawString(0, 0, "建设50所学校，")
        writer.canvas.drawString(0, -LEADING, "培训300名教师。")
        writer.canvas.restoreState()
        assert "".join(texts(read(writer))) == "建设50所学校，培训300名教师。"


class TestParagraphs:
    def test_a_paragraph_goes_on_over_a_page(self, writer: PdfWriter) -> None:
        for _ in range(50):
            writer.paragraph(PROSE)
        document = read(writer)
        assert texts(document) == [PROSE] * 50
        assert {task.place[0] for task in document.tasks} == {f"plan.pdf 第{page}页" for page in (1, 2, 3)}

    def test_headings_and_items_part_paragraphs(self, writer: PdfWriter) -> None:
        for line in ("一、主要任务", "（一）扩大学位", f"1.{PROSE}", f"2.{PROSE}"):
            writer.paragraph(line)
        assert [(task.task_no, task.section, task.text) for task in read(writer).tasks] == [
            ("一（一）1", "一、主要任务 > （一）扩大学位", PROSE),
            ("一（一）2", "一、主要任务 > （一）扩大学位", PROSE),
        ]


class TestTables:
    def rule(self, writer: PdfWriter, x0: float, y0: float, x1: float, y1: float) -> None:
        writer.canvas.line(x0, y0, x1, y1)

    def test_a_table_without_its_outer_sides(self, writer: PdfWriter) -> None:
        top = writer.y
        levels = [top]
        for cells in (HEAD, ("1", "建设50所学校。", "甲局"), ("2", "培训300名教师。", "乙局")):
            draw_row(writer, cells)
            levels.append(writer.y)
        for level in levels:
            self.rule(writer, X[0], level, X[-1], level)
        for x in X[1:-1]:
            self.rule(writer, x, top, x, writer.y)
        assert [(t.task_no, t.text, t.departments_text) for t in read(writer).tasks] == [
            ("1", "建设50所学校。", "甲局"), ("2", "培训300名教师。", "乙局"),
        ]  # fmt: skip

    def test_a_table_with_rules_between_rows_alone(self, writer: PdfWriter) -> None:
        for cells in (HEAD, ("1", "建设50所学校。", "甲局"), ("2", "培训300名教师。", "乙局")):
            self.rule(writer, X[0], writer.y, X[-1], writer.y)
            draw_row(writer, cells)
        self.rule(writer, X[0], writer.y, X[-1], writer.y)
        assert [(t.task_no, t.text, t.departments_text) for t in read(writer).tasks] == [
            ("1", "建设50所学校。", "甲局"), ("2", "培训300名教师。", "乙局"),
        ]  # fmt: skip

    def test_merged_cells_and_section_rows(self, writer: PdfWriter) -> None:
        edges = (70.0, 110.0, 330.0, 430.0, 520.0)
        top = writer.y
        draw_row(writer, ("序号", "工作任务", "责任分工"), edges)
        middle = writer.y
        draw_row(writer, ("", "", "牵头单位", "配合单位"), edges)
        section = writer.y
        draw_row(writer, ("一、教育",), edges)
        row = writer.y
        draw_row(writer, ("1", "建设50所学校。", "甲局", "乙局"), edges)
        for level in (top, section, row, writer.y):
            self.rule(writer, edges[0], level, edges[-1], level)
        self.rule(writer, edges[2], middle, edges[-1], middle)
        for x in (edges[0], edges[-1]):
            self.rule(writer, x, top, x, writer.y)
        for x in edges[1:3]:
            self.rule(writer, x, top, x, section)
            self.rule(writer, x, row, x, writer.y)
        self.rule(writer, edges[3], middle, edges[3], section)
        self.rule(writer, edges[3], row, edges[3], writer.y)
        (task,) = read(writer).tasks
        assert (task.section, task.text, task.departments_text) == (
            "一、教育", "建设50所学校。", "牵头单位：甲局；配合单位：乙局",
        )  # fmt: skip

    @pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "unruled"])
    def test_a_row_goes_on_over_a_page(self, ruled: bool, writer: PdfWriter) -> None:
        long = "，".join(f"建设第{n}批标准化学校{n}所" for n in range(10, 110)) + "。"
        rows = [HEAD, ("1", PROSE, "甲局、乙局"), ("2", long, "甲局"), ("3", PROSE, "乙局")]
        writer.table(rows, ruled=ruled)
        document = read(writer)
        assert [(t.task_no, t.text, t.departments_text) for t in document.tasks] == rows[1:]
        assert document.tasks[1].place == ("plan.pdf 第1页",)

    def test_a_header_is_known_by_spaced_words(self, writer: PdfWriter) -> None:
        draw_row(writer, ("序 号", "政  策  内  容", "责 任 部 门"))
        draw_row(writer, ("1", "建设50所学校。", "甲局"))
        draw_row(writer, ("2", "培训300名教师。", "乙局"))
        assert [(t.task_no, t.departments_text) for t in read(writer).tasks] == [("1", "甲局"), ("2", "乙局")]

    def test_a_table_ends_where_lines_run_across_its_columns(self, writer: PdfWriter) -> None:
        draw_row(writer, HEAD)
        draw_row(writer, ("1", "建设50所学校。", "甲局"))
        draw_row(writer, ("2", "培训300名教师。", "乙局"))
        writer.paragraph("有关要求：" + PROSE)
        document = read(writer)
        assert texts(document) == ["建设50所学校。", "培训300名教师。"]
        said = "plan.pdf: paragraphs with numerals beside the task table, not read as tasks: 1, with 14 numerals"
        assert document.warnings == (said,)

    def test_a_time_limit_column(self, writer: PdfWriter) -> None:
        edges = (70.0, 110.0, 300.0, 420.0, 520.0)
        draw_row(writer, ("序号", "工作任务", "责任单位", "完成时限"), edges)
        draw_row(writer, ("1", "建设50所学校，\n完善配套。", "市教育局、\n市财政局", "2025年\n12月底"), edges, lines=2)
        (task,) = read(writer).tasks
        assert (task.text, task.departments_text, task.due_text) == (
            "建设50所学校，完善配套。", "市教育局、市财政局", "2025年12月底",
        )  # fmt: skip
