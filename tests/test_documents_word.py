"""What Word keeps beside a paragraph's plain text: its own numbers, changes, hidden text, controls, boxes, contents."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from etl.documents import read_document
from etl.documents.model import Document
from etl.documents.numbering import write_number

W = nsdecls("w")
MARKUP = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)


@pytest.fixture
def document() -> Docx:
    return docx.Document()


def read(document: Docx, tmp_path: Path) -> Document:
    path = tmp_path / "plan.docx"
    document.save(str(path))
    return read_document(path)


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


def add_list(document: Docx, levels: list[tuple[str, str]]) -> str:
    """An automatic list with number formats and texts by level; its id."""
    numbering = document.part.numbering_part.element
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{made}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return "90"


def add_item(document: Docx, text: str, number_id: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'))


def add_xml(document: Docx, xml: str) -> None:
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml))


class TestNumbers:
    def test_drawn_numbers_are_read_as_typed_ones(self, document: Docx, tmp_path: Path) -> None:
        list_id = add_list(
            document, [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
        )
        for text, level in (
            ("主要任务", 0), ("发展教育", 1), ("建设50所学校。", 2), ("培训300名教师。", 2), ("发展卫生", 1),
            ("新增床位1000张。", 2), ("保障措施", 0), ("筹资2亿元。", 2),
        ):  # fmt: skip
            add_item(document, text, list_id, level)
        assert [(task.task_no, task.section) for task in read(document, tmp_path).tasks] == [
            ("一（一）1", "一、主要任务 > （一）发展教育"),
            ("一（一）2", "一、主要任务 > （一）发展教育"),
            ("一（二）1", "一、主要任务 > （二）发展卫生"),
            ("二1", "二、保障措施"),
        ]

    def test_a_number_of_upper_levels_is_spelled_out(self, document: Docx, tmp_path: Path) -> None:
        list_id = add_list(document, [("decimal", "%1."), ("decimal", "%1.%2 ")])
        for text, level in (("教育", 0), ("建设50所学校。", 1), ("培训300名教师。", 1)):
            add_item(document, text, list_id, level)
        assert [task.task_no for task in read(document, tmp_path).tasks] == ["1.1", "1.2"]

    def test_a_bare_number_does_not_run_into_the_text(self, document: Docx, tmp_path: Path) -> None:
        list_id = add_list(document, [("decimal", "%1")])
        add_item(document, "000元补贴50户。", list_id, 0)
        (task,) = read(document, tmp_path).tasks
        assert (task.task_no, task.text) == ("1", "000元补贴50户。")

    def test_bullets_are_no_numbers(self, document: Docx, tmp_path: Path) -> None:
        for text in ("建设50所学校。", "培训300名教师。"):
            document.add_paragraph(text, style="List Bullet")
        assert [(task.task_no, task.text) for task in read(document, tmp_path).tasks] == [
            ("1", "建设50所学校。"),
            ("2", "培训300名教师。"),
        ]

    @pytest.mark.parametrize(
        ("count", "form", "written"),
        [
            (1, "decimal", "1"),
            (10, "chineseCounting", "十"),
            (20, "chineseCountingThousand", "二十"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (20, "decimalEnclosedCircleChinese", "⑳"),
            (28, "lowerLetter", "bb"),
            (49, "upperRoman", "XLIX"),
            (7, "unknownFormat", "7"),
        ],
    )
    def test_number_formats(self, count: int, form: str, written: str) -> None:
        assert write_number(count, form) == written


class TestMarkup:
    def test_tracked_changes_are_read_as_accepted(self, document: Docx, tmp_path: Path) -> None:
        add_xml(
            document,
            f'<w:p {W}><w:r><w:t>建设</w:t></w:r><w:del w:author="a"><w:r><w:delText>30所</w:delText></w:r></w:del>'
            '<w:ins w:author="a"><w:r><w:t>50所</w:t></w:r></w:ins><w:r><w:t>学校。</w:t></w:r></w:p>',
        )
        made = read(document, tmp_path)
        assert texts(made) == ["建设50所学校。"]
        assert "tracked changes, which were read as accepted" in made.warnings[0]

    def test_hidden_text_is_left_out(self, document: Docx, tmp_path: Path) -> None:
        add_xml(
            document,
            f"<w:p {W}><w:r><w:t>建设50所学校。</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>备注900。</w:t></w:r>"
            "</w:p>",
        )
        assert texts(read(document, tmp_path)) == ["建设50所学校。"]

    def test_field_codes_are_left_out_and_their_results_read(self, document: Docx, tmp_path: Path) -> None:
        add_xml(
            document,
            f'<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x 2019</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>建设50所</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:hyperlink><w:r><w:t>学校。</w:t></w:r></w:hyperlink></w:p>',
        )
        assert texts(read(document, tmp_path)) == ["建设50所学校。"]

    def test_content_controls_are_looked_through(self, document: Docx, tmp_path: Path) -> None:
        add_xml(
            document,
            f"<w:sdt {W}><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>建设50所学校。</w:t></w:r></w:sdtContent>"
            "</w:sdt></w:p></w:sdtContent></w:sdt>",
        )
        assert texts(read(document, tmp_path)) == ["建设50所学校。"]

    def test_a_text_box_is_read_once(self, document: Docx, tmp_path: Path) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>建设50所学校。</w:t></w:r></w:p></w:txbxContent>"
        add_xml(
            document,
            f"<w:p {W} {MARKUP}><w:r><w:t>培训300名教师。</w:t></w:r><w:r>"
            f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        )
        assert texts(read(document, tmp_path)) == ["培训300名教师。", "建设50所学校。"]

    def test_a_table_of_contents_is_no_text(self, document: Docx, tmp_path: Path) -> None:
        document.styles.add_style("toc 1", 1)
        document.add_paragraph("一、主要任务\t1", style="toc 1")
        document.add_paragraph("一、主要任务")
        document.add_paragraph("建设50所学校。")
        assert texts(read(document, tmp_path)) == ["建设50所学校。"]

    def test_breaks_and_tabs_within_a_paragraph(self, document: Docx, tmp_path: Path) -> None:
        document.add_paragraph("建设50所学校。\n培训\t300名教师。")
        assert texts(read(document, tmp_path)) == ["建设50所学校。\n培训 300名教师。"]

    def test_title_style_is_the_title(self, document: Docx, tmp_path: Path) -> None:
        document.add_paragraph("某市教育", style="Title")
        document.add_paragraph("提升若干举措", style="Title")
        document.add_paragraph("建设50所学校。")
        made = read(document, tmp_path)
        assert (made.title, texts(made)) == ("某市教育提升若干举措", ["建设50所学校。"])

    def test_a_deleted_row_is_gone(self, document: Docx, tmp_path: Path) -> None:
        table = document.add_table(rows=3, cols=2)
        for row, cells in zip(
            table.rows, (("工作任务", "责任单位"), ("建设50所学校。", "甲局"), ("培训300名教师。", "乙局")), strict=True
        ):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        table.rows[2]._tr.get_or_add_trPr().append(parse_xml(f'<w:del {W} w:author="a"/>'))
        assert texts(read(document, tmp_path)) == ["建设50所学校。"]

    def test_a_row_may_leave_out_its_first_cells(self, document: Docx, tmp_path: Path) -> None:
        table = document.add_table(rows=3, cols=3)
        for row, cells in zip(
            table.rows,
            (("序号", "工作任务", "责任单位"), ("1", "建设50所学校。", "甲局"), ("2", "", "乙局")),
            strict=True,
        ):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        last = table.rows[2]._tr
        for cell in last.findall(qn("w:tc"))[:2]:
            last.remove(cell)
        last.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {W} w:val="2"/>'))
        (task,) = read(document, tmp_path).tasks
        assert task.departments_text == "甲局\n乙局"
