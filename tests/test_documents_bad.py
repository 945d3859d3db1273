"""Files that are no documents, or would do harm: each is refused by name and cause, at once, in little memory."""

from __future__ import annotations

import os
import re
import struct
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import docx
import pytest
from document_writing import HEADER, PdfWriter, write_docx, write_html, write_markdown, write_mht, write_pdf, write_xlsx
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from etl import SourceError
from etl.documents import Unreadable, limits, read_document
from etl.documents.legacy import read_legacy

ROWS = [HEADER, ("1", "建设50所学校。", "市教育局"), ("2", "培训300名教师。", "市教育局")]
MB = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def write_good(path: Path) -> None:
    """A small task list in the format of the path's ending."""
    write: dict[str, Callable[[], object]] = {
        ".docx": lambda: write_docx(path, ["某市工作清单"], ROWS),
        ".xlsx": lambda: write_xlsx(path, ROWS),
        ".pdf": lambda: write_pdf(path, ["某市工作清单"], ROWS, ruled=True),
        ".ofd": lambda: write_pdf(path, ["某市工作清单"], ROWS, ruled=True),
        ".html": lambda: write_html(path, "某市工作清单", ROWS),
        ".mht": lambda: write_mht(path, "某市工作清单", ROWS),
        ".md": lambda: write_markdown(path, "某市工作清单", ROWS),
        ".csv": lambda: path.write_text("\n".join(",".join(row) for row in ROWS), encoding="utf-8"),
        ".txt": lambda: path.write_text("\n".join("\t".join(row) for row in ROWS), encoding="utf-8"),
    }
    write[path.suffix]()


def refuse(path: Path) -> Unreadable:
    """The error that reading a file ends with; it names the file and says the same in Chinese."""
    with pytest.raises(SourceError) as refused:
        read_document(path)
    error = refused.value
    assert isinstance(error, Unreadable)
    assert str(error).startswith(f"{path.name}: ")
    assert error.zh.startswith(f"{path.name}：")
    return error


def refuse_cheaply(path: Path) -> Unreadable:
    """The same, in at most 30 seconds of processor time (tracing makes it slow) and 150 MB."""
    begun = time.process_time()
    tracemalloc.start()
    try:
        error = refuse(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 150 * MB
    assert time.process_time() - begun < 30
    return error


def write_sheet(path: Path, rows: Iterable[bytes], after: bytes = b"") -> None:
    """An .xlsx file whose one sheet has these rows as they stand in its XML."""
    write_good(path)
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    del parts[SHEET]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open(SHEET, "w") as part:
            part.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">')
            part.write(b'<dimension ref="A1:C1048576"/><sheetData>')
            for row in rows:
                part.write(row)
            part.write(b"</sheetData>" + after + b"</worksheet>")


def sheet_row(number: int, *texts: str) -> bytes:
    cells = "".join(
        f'<c r="{"ABC"[n]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for n, text in enumerate(texts)
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def add_part(path: Path, name: str, data: bytes, *, replaced: bool = False) -> None:
    """Adds or replaces a part of an Office file."""
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    assert (name in parts) == replaced
    parts[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


class TestWrongEnding:
    @pytest.mark.parametrize(
        ("real", "said"),
        [(".docx", ".pdf"), (".pdf", ".docx"), (".xlsx", ".docx"), (".docx", ".xlsx"), (".pdf", ".txt"),
         (".xlsx", ".csv"),
         (".html", ".txt"), (".html", ".csv"), (".docx", ".html"), (".html", ".xlsx")],
    )  # fmt: skip
    def test_is_refused_with_the_right_one(self, real: str, said: str, tmp_path: Path) -> None:
        good = tmp_path / f"list{real}"
        write_good(good)
        path = good.rename(tmp_path / f"wrong{said}")
        assert str(refuse(path)) == f"{path.name}: the ending says {said}, the content is {real}; rename it to {real}"

    @pytest.mark.parametrize("said", [".docx", ".xlsx", ".pdf"])
    def test_text_under_another_ending_is_refused(self, said: str, tmp_path: Path) -> None:
        path = tmp_path / f"list{said}"
        path.write_text("建设50所学校。", encoding="utf-8")
        assert refuse(path).code == "not_what_it_says"

    @pytest.mark.parametrize("name", ["list.webp", "list.zip", "list.pptx", "list", "list.exe"])
    def test_other_formats_are_not_read(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        path.write_bytes(b"\x89PNG")
        assert refuse(path).code == "unsupported"

    @pytest.mark.parametrize("ending", [".txt", ".csv", ".html", ".pdf"])
    def test_a_picture_under_another_ending_is_refused(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"scan{ending}"
        Image.new("L", (20, 20)).save(path, "PNG")
        assert refuse(path).code == "wrong_extension"


ENDINGS = [".docx", ".xlsx", ".pdf", ".ofd", ".html", ".mht", ".csv", ".md", ".txt"]


class TestEmptyAndTruncated:
    @pytest.mark.parametrize("ending", [*ENDINGS, ".doc", ".rtf"])
    def test_an_empty_file_is_refused(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"empty{ending}"
        path.touch()
        assert refuse(path).code == "empty"

    @pytest.mark.parametrize("text", [" \n\n\t\n", "\ufeff", "，。；\n"])
    def test_a_file_without_words_is_refused(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "blank.txt"
        path.write_text(text, encoding="utf-8")
        assert refuse(path).code in ("no_tasks", "empty")

    @pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pdf", ".ofd"])
    @pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
    def test_a_file_cut_off_is_refused(self, ending: str, share: float, tmp_path: Path) -> None:
        path = tmp_path / f"cut{ending}"
        write_good(path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        assert refuse(path).code in ("truncated", "no_tasks")

    def test_a_text_cut_within_a_character_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "cut.txt"
        path.write_bytes("到2025年建设50所标准化学校，培训教师3000名".encode()[:-1])
        assert refuse(path).code in ("truncated", "encoding")

    def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row(self, tmp_path: Path) -> None:
        path = tmp_path / "cut.csv"
        path.write_text(
            '序号,政策内容,责任部门\n1,建设50所学校。,甲局\n2,"培训300名教师。,乙局\n3,丙,丁局\n', encoding="utf-8"
        )
        assert str(refuse(path)).startswith("cut.csv: a quotation mark that is opened in row 3 is never closed")

    def test_a_folder_in_place_of_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "list.csv").mkdir()
        assert refuse(tmp_path / "list.csv").code == "missing"

    @pytest.mark.skipif(
        sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root reads all"
    )
    def test_a_file_that_may_not_be_read_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        write_good(path)
        path.chmod(0)
        assert refuse(path).code == "unopened"


class TestProtected:
    def test_a_pdf_with_a_password(self, tmp_path: Path) -> None:
        path = tmp_path / "locked.pdf"
        canvas = Canvas(str(path), encrypt=StandardEncryption("secret", strength=128))
        canvas.drawString(100, 700, "50")
        canvas.save()
        assert refuse(path).code == "encrypted"

    @pytest.mark.parametrize("ending", [".docx", ".xlsx", ".doc", ".xls"])
    def test_an_office_file_with_a_password(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"locked{ending}"
        path.write_bytes(OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 1000)
        assert refuse(path).code == "encrypted"

    def test_an_archive_with_a_password(self, tmp_path: Path) -> None:
        path = tmp_path / "locked.docx"
        write_good(path)
        data = bytearray(path.read_bytes())
        place = data.index(b"PK\x01\x02")
        data[place + 8] |= 1  # the directory's flag for encryption
        path.write_bytes(data)
        assert refuse(path).code == "encrypted"


class TestTooMuch:
    """What would unpack or grow without end."""

    @pytest.mark.parametrize("ending", [".docx", ".xlsx"])
    def test_zip_bomb(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"bomb{ending}"
        write_good(path)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.xml", "w") as part:
            for _ in range(64):
                part.write(b"0" * MB)
        assert refuse_cheaply(path).code == "zip_bomb"

    def test_zip_bomb_that_lies_about_its_size(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.xlsx"
        write_good(path)
        add_part(path, SHEET, b" " * (32 * MB), replaced=True)
        data = bytearray(path.read_bytes())
        at = data.index(b"PK\x01\x02")
        while not data[at + 46 :].startswith(SHEET.encode()):
            at = data.index(b"PK\x01\x02", at + 4)
        data[at + 24 : at + 28] = struct.pack("<I", 1000)
        path.write_bytes(data)
        assert refuse_cheaply(path).code == "truncated"

    def test_archive_of_too_many_parts(self, tmp_path: Path) -> None:
        path = tmp_path / "parts.docx"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(limits.PARTS + 1):
                archive.writestr(f"p{number}", b"")
        assert refuse_cheaply(path).code == "too_many_parts"

    @pytest.mark.parametrize("ending", [".docx", ".xlsx"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
    def test_external_entity(self, ending: str, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / f"entity{ending}"
        write_good(path)
        part = {".docx": "word/document.xml", ".xlsx": SHEET}[ending]
        text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
        add_part(path, part, text.encode(encoding), replaced=True)
        assert refuse_cheaply(path).code == "external_entity"

    def test_entities_that_grow(self, tmp_path: Path) -> None:
        path = tmp_path / "grow.docx"
        write_good(path)
        entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{entities}]><a>&e9;</a>'
        add_part(path, "word/document.xml", text.encode(), replaced=True)
        assert refuse_cheaply(path).code == "external_entity"

    def test_html_entities_are_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "entity.html"
        path.write_text('<!DOCTYPE html [<!ENTITY b SYSTEM "file:///etc/passwd">]><html><p>建设50所&b;</p></html>')
        assert refuse_cheaply(path).code == "external_entity"

    def test_sheet_of_too_many_rows(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.xlsx"
        write_sheet(path, (sheet_row(n, str(n * 7919 % 1_000_003), "建设") for n in range(1, limits.ROWS + 3)))
        assert refuse_cheaply(path).code == "too_many_rows"

    def test_a_sheet_formatted_and_merged_to_its_last_row_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "formatted.xlsx"
        filled = [sheet_row(n, *row) for n, row in enumerate(ROWS, 1)]
        empty = [b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in (100, 10_000, 1_048_576)]
        merged = b'<mergeCells count="1"><mergeCell ref="A10:XFD1048576"/></mergeCells>'
        write_sheet(path, filled + empty, merged)
        assert [task.task_no for task in read_document(path).tasks] == ["1", "2"]

    def test_a_sheet_merged_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "merged.xlsx"
        rows = (sheet_row(n, str(n), f"建设{n}所", "") for n in range(1, 5_200))
        merged = b'<mergeCells count="1"><mergeCell ref="C1:XFD1048576"/></mergeCells>'
        write_sheet(path, rows, merged)
        assert refuse_cheaply(path).code == "merged_cells"

    def test_csv_of_too_many_rows(self, tmp_path: Path) -> None:
        path = tmp_path / "rows.csv"
        path.write_text("序号,政策内容\n" + "1,建\n" * (limits.ROWS + 2), encoding="utf-8")
        assert refuse_cheaply(path).code == "too_many_rows"

    def test_cell_without_end(self, tmp_path: Path) -> None:
        path = tmp_path / "cell.csv"
        path.write_text("序号,政策内容\n1," + "建" * (limits.CELL_CHARACTERS + 1), encoding="utf-8")
        assert str(refuse_cheaply(path)).startswith("cell.csv: a cell in row 2 has more than 100,000 characters")

    def test_ten_thousand_pages(self, tmp_path: Path) -> None:
        path = tmp_path / "pages.pdf"
        canvas = Canvas(str(path))
        for _ in range(10_000):
            canvas.showPage()
        canvas.save()
        error = refuse_cheaply(path)
        assert str(error) == "pages.pdf: the file has 10,000 pages, more than 2,000; split it"

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "large.txt"
        with path.open("wb") as file:
            file.truncate(limits.TEXT_BYTES + 1)
        assert str(refuse_cheaply(path)).startswith("large.txt: the file has 16.0 MB, more than the 16 MB that are")

    @pytest.mark.parametrize("text", ["建设50所学校。" * 800_000, "建设50所学校，\n" * 700_000])
    def test_too_many_characters(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "long.txt"
        path.write_text(text, encoding="utf-8")
        assert refuse_cheaply(path).code in ("too_many_characters", "too_large")

    @pytest.mark.parametrize("sign", ["1", "（", "“", "一", "责任单位：", "、", "1.", "\t1\n"])
    def test_equal_signs_without_end_are_read_or_refused_in_linear_time(self, sign: str, tmp_path: Path) -> None:
        path = tmp_path / "signs.txt"
        path.write_text("序号\t工作任务\t责任单位\n1\t" + sign * (250_000 // len(sign.encode())), encoding="utf-8")
        begun = time.process_time()
        try:
            read_document(path)
        except Unreadable as error:
            assert error.code in ("no_tasks", "too_many_rows")  # noqa: PT017
        assert time.process_time() - begun < 20


@pytest.fixture
def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without the packages of requirements-ocr.txt."""
    monkeypatch.setattr("etl.documents.pdf.can_recognise", lambda: False)


class TestPdf:
    @pytest.mark.usefixtures("without_recognition")
    def test_scanned(self, tmp_path: Path) -> None:
        picture = tmp_path / "page.png"
        Image.new("L", (400, 600), 200).save(picture)
        path = tmp_path / "scan.pdf"
        canvas = Canvas(str(path))
        for _ in range(3):
            canvas.drawImage(str(picture), 0, 0, 590, 840)
            canvas.showPage()
        canvas.save()
        error = refuse(path)
        assert error.code == "scanned"
        assert "requirements-ocr.txt" in str(error)
        assert "扫描" in error.zh
        assert "requirements-ocr.txt" in error.zh
        assert refuse(picture).code == "scanned"

    @pytest.mark.usefixtures("without_recognition")
    def test_one_scanned_page_is_named(self, tmp_path: Path) -> None:
        picture = tmp_path / "page.png"
        Image.new("L", (400, 600), 200).save(picture)
        writer = PdfWriter(tmp_path / "part.pdf", page_header="")
        writer.paragraph("到2025年，全市建设标准化学校50所，培训教师3000名，新增学位2万个，普惠率达到90%以上。")
        writer.canvas.showPage()
        writer.canvas.drawImage(str(picture), 0, 0, 590, 840)
        writer.save()
        document = read_document(tmp_path / "part.pdf")
        assert document.warnings == (
            (
                "part.pdf: page 2 of the PDF is a picture and was not read; "
                "install text recognition: .venv/bin/pip install -r requirements-ocr.txt"
            ),
        )

    def test_pages_without_anything(self, tmp_path: Path) -> None:
        canvas = Canvas(str(tmp_path / "blank.pdf"))
        canvas.showPage()
        canvas.save()
        assert refuse(tmp_path / "blank.pdf").code == "no_tasks"

    def test_a_page_of_drawings_is_read_as_text(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("etl.documents.pdf_page.PDF_RULES", 20)
        writer = PdfWriter(tmp_path / "drawing.pdf", page_header="")
        writer.paragraph("到2025年，全市建设标准化学校50所，培训教师3000名。")
        for x in range(50):
            writer.canvas.line(x, 100, x, 200)
        writer.save()
        document = read_document(tmp_path / "drawing.pdf")
        assert [task.text for task in document.tasks] == ["到2025年，全市建设标准化学校50所，培训教师3000名。"]
        assert "page 1 has too many characters and lines" in document.warnings[0]


class TestLegacy:
    def test_without_libreoffice_the_message_says_what_to_do(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr("etl.documents.legacy.PLACES", ())
        path = tmp_path / "old.doc"
        path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
        assert str(refuse(path)).startswith(
            "old.doc: .doc files are read through LibreOffice, which is not installed; install it"
        )

    def write_converter(self, tmp_path: Path, script: str) -> str:
        converter = tmp_path / "converter"
        converter.write_text(f"#!/bin/sh\n{script}\n")
        converter.chmod(0o755)
        return str(converter)

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
    def test_a_converter_that_hangs_is_ended_with_its_children(self, tmp_path: Path) -> None:
        path = tmp_path / "old.doc"
        path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
        converter = self.write_converter(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; wait")
        begun = time.perf_counter()
        with pytest.raises(Unreadable, match="took longer than 1 seconds"):
            read_legacy(path, converter, seconds=1)
        assert time.perf_counter() - begun < 20
        child = int((tmp_path / "child").read_text())
        for _ in range(100):
            if not is_running(child):
                break
            time.sleep(0.05)
        assert not is_running(child)

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
    @pytest.mark.parametrize(
        ("ending", "library", "said"),
        [
            (".wps", "libsclo.so", "LibreOffice Writer is missing, which reads .wps files"),
            (".xls", "libswlo.so", "LibreOffice Calc is missing, which reads .xls files"),
            (".doc", "libswlo.so", "LibreOffice could not convert it; open it and save it as .docx"),
        ],
    )
    def test_a_part_that_is_not_installed_is_named(self, ending: str, library: str, said: str, tmp_path: Path) -> None:
        path = tmp_path / f"old{ending}"
        path.write_bytes(OLE)
        (tmp_path / library).touch()
        with pytest.raises(Unreadable, match=re.escape(said)):
            read_legacy(path, self.write_converter(tmp_path, "exit 0"))

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
    def test_a_converter_that_makes_nothing_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "old.rtf"
        path.write_text("{\\rtf1 x}")
        with pytest.raises(Unreadable, match=r"old\.rtf: LibreOffice could not convert it"):
            read_legacy(path, self.write_converter(tmp_path, "exit 1"))

    def test_a_converted_file_is_named_by_its_own_name(self, tmp_path: Path) -> None:
        if sys.platform == "win32":
            pytest.skip("needs a shell")
        empty = tmp_path / "empty.docx"
        docx.Document().save(str(empty))
        empty.write_bytes(empty.read_bytes()[:500])
        path = tmp_path / "old.doc"
        path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
        # The folder for the result comes before the file.
        converter = self.write_converter(
            tmp_path, f'for last; do before="$here"; here="$last"; done; cp {empty} "${{last%.doc}}.docx"'
        )
        with pytest.raises(Unreadable, match=r"^old\.doc: the file is cut off or damaged"):
            read_legacy(path, converter)


def is_running(process: int) -> bool:
    """Whether a process runs: a zombie that nobody waits for does not."""
    stat = Path(f"/proc/{process}/stat")
    if stat.parent.parent.exists() and not stat.exists():
        return False
    if stat.exists():
        return stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
