"""Files under the endings of old office programs that hold something else; pages in the state's own format; quiet."""

from __future__ import annotations

import zipfile
from pathlib import Path

import document_writing as writing
import docx
import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from test_documents_bad import ROWS, add_part, write_good

from etl.documents import Unreadable, read_document
from etl.documents.model import Document

TEXTS = ["建设50所学校。", "培训300名教师。"]


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


class TestOldEndings:
    @pytest.mark.parametrize("real", [".html", ".mht", ".docx", ".xlsx"])
    @pytest.mark.parametrize("said", [".doc", ".wps", ".xls", ".et"])
    def test_that_hold_another_format_are_read_with_a_note(self, real: str, said: str, tmp_path: Path) -> None:
        good = tmp_path / f"list{real}"
        write_good(good)
        document = read_document(good.rename(tmp_path / f"list{said}"))
        assert texts(document) == TEXTS
        (warning,) = document.warnings
        assert warning == f"list{said}: the ending says {said}, the content is {real}, and was read as that"

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    def test_of_a_sheet_that_hold_lines_with_tabs(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "list.xls"
        path.write_bytes("\n".join("\t".join(row) for row in ROWS).encode(encoding))
        assert texts(read_document(path)) == TEXTS

    def test_of_a_text_that_hold_plain_text(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.doc"
        path.write_bytes("1.建设50所学校。\n2.培训300名教师。\n".encode("gb18030"))
        assert texts(read_document(path)) == TEXTS


class TestOfd:
    def write(self, path: Path) -> dict[str, str]:
        write_good(path)
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    def rewrite(self, path: Path, parts: dict[str, str]) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

    def test_other_programs_write_other_namespaces_and_places(self, tmp_path: Path) -> None:
        path = tmp_path / "list.ofd"
        parts = {name: text.replace("/2016", "") for name, text in self.write(path).items()}
        document = parts["Doc_0/Document.xml"]
        parts["Doc_0/Document.xml"] = document.replace('BaseLoc="Pages', 'BaseLoc="/Doc_0/Pages')
        assert texts(read_document(self.rewrite(path, parts))) == TEXTS

    def test_a_page_that_is_missing_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "list.ofd"
        parts = self.write(path)
        del parts["Doc_0/Pages/Page_0/Content.xml"]
        with pytest.raises(Unreadable, match=r"list\.ofd: the file is cut off or damaged"):
            read_document(self.rewrite(path, parts))

    def test_a_page_of_pictures_has_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "scan.ofd"
        parts = self.write(path)
        page = "Doc_0/Pages/Page_0/Content.xml"
        head = parts[page].split("<ofd:Layer>")[0]
        parts[page] = f'{head}<ofd:Layer><ofd:ImageObject ID="9"/></ofd:Layer></ofd:Content></ofd:Page>'
        with pytest.raises(Unreadable) as refused:
            read_document(self.rewrite(path, parts))
        assert refused.value.code == "scanned"

    def test_entities_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "list.ofd"
        write_good(path)
        add_part(path, "OFD.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', replaced=True)
        with pytest.raises(Unreadable) as refused:
            read_document(path)
        assert refused.value.code == "external_entity"

    def test_prose_is_joined_as_in_a_pdf(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.ofd"
        writer = writing.PdfWriter(path)
        writer.title("云溪市养老服务方案")
        writer.paragraph(
            "一、到2027年，全市新建养老院20所以上，改造提升乡镇敬老院35所，培训护理员3000名，护理型床位占比达到65%。"
        )
        writer.paragraph("二、每千名老人拥有床位40张。")
        writer.save()
        document = read_document(path)
        assert document.title == "云溪市养老服务方案"
        assert texts(document) == [
            "到2027年，全市新建养老院20所以上，改造提升乡镇敬老院35所，培训护理员3000名，护理型床位占比达到65%。",
            "每千名老人拥有床位40张。",
        ]


class TestMarkdown:
    def test_marks_are_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.md"
        path.write_text(
            "---\nlayout: default\n---\n# 云溪市**养老**方案\n\n## 一、目标\n\n- 新建[养老院](a.html)`5`所。\n"
            "* **培训**护理员300名\\.[^1]\n\n---\n\n> 二、保障到位\n\n| 序号 | 工作任务 | 责任单位 |\n|:--|---|--:|\n"
            "| 1 | 筹资2亿元。 | 市财政局<br>市民政局 |\n",
            encoding="utf-8",
        )
        document = read_document(path)
        assert document.title == "云溪市养老方案"
        assert [(task.text, task.departments_text) for task in document.tasks] == [
            ("筹资2亿元。", "市财政局\n市民政局"),
            ("新建养老院5所。", ""),
            ("培训护理员300名.", ""),
            ("保障到位", ""),
        ]


class TestTerminal:
    def test_libraries_say_nothing(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "list.xlsx"
        write_good(path)
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        rule = DataValidation(type="list", formula1='"甲,乙"')
        sheet.add_data_validation(rule)
        rule.add("C2")
        book.save(path)
        add_part(path, "xl/unknown.xml", b"<a/>")
        for made in (path, tmp_path / "list.pdf", tmp_path / "list.docx"):
            if made != path:
                write_good(made)
            assert texts(read_document(made)) == TEXTS
        assert capfd.readouterr() == ("", "")


def test_a_word_file_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.docx"
    docx.Document().save(str(path))
    with pytest.raises(Unreadable):
        read_document(path)
