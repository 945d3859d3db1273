"""Files that are handed in: safe names, what is refused before it is read, pasted texts, facts in people's words."""

from __future__ import annotations

import stat
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_documents_bad import OLE, write_good
from test_documents_bad import ROWS as TABLE

from etl.documents import Unreadable, limits, read_document
from etl.documents.receiving import DROP_BYTES, LONGEST_NAME, MOST_FILES, check_drop, check_facts, paste, receive

TEXT = "\n".join("\t".join(row) for row in TABLE).encode()


def refuse(name: str, content: bytes = TEXT) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        receive(name, content)
    assert "：" in refused.value.zh
    return refused.value


def rewrite(path: Path, added: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A good file of the path's ending, with further parts."""
    write_good(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in added.items():
            archive.writestr(name, content)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("工作清单.txt", "工作清单.txt"),
        ("...隐藏.txt", "隐藏.txt"),
        ("~$锁.txt", "$锁.txt"),
        ("清单.txt. ", "清单.txt"),
        ("a\u202etxt.清单.txt", "atxt.清单.txt"),
        ("零\u200b宽\ufeff.txt", "零宽.txt"),
        ("第2.5稿.txt", "第2.5稿.txt"),
        ('问?星*号"引<角>竖|.txt', "问_星_号_引_角_竖_.txt"),
        ("CON.txt", "_CON.txt"),
        ("com1.清单.txt", "_com1.清单.txt"),
        ("e\u0301.txt", "é.txt"),
        ("全　角\u00a0空.txt", "全 角 空.txt"),
    ],
)
def test_a_harmless_name_is_made_safe(name: str, safe: str) -> None:
    assert receive(name, TEXT).name == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = receive("很长的文件名" * 60 + ".txt", TEXT).name
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= 200
    assert name.startswith("很长的文件名")
    assert name.endswith(".txt")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../../x.txt", "bad_name"), ("..\\x.txt", "bad_name"), ("C:\\x.txt", "bad_name"), ("C:x.txt", "bad_name"),
        ("/etc/x.txt", "bad_name"), ("a\0.txt", "bad_name"), ("a\n.txt", "bad_name"), ("..", "bad_name"),
        ("", "no_ending"), (".txt", "no_ending"), ("没有扩展名", "no_ending"),
        ("a.pdf.exe", "two_endings"), ("a.exe.pdf", "two_endings"), ("清单.docx.txt", "two_endings"),
        ("清单.docm", "macros"), ("清单.XLSM", "macros"),
        ("清单.exe", "unsupported"), ("清单.zip", "unsupported"), ("sources.toml", "unsupported"),
        ("a\u202etxt.exe", "unsupported"),
    ],
)  # fmt: skip
def test_a_name_that_means_harm_is_refused(name: str, code: str) -> None:
    assert refuse(name).code == code


def test_an_empty_file_a_large_one_and_another_content_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refuse("空.docx", b"").code == "empty"
    assert refuse("图.docx", b"\x89PNG\r\n").code == "wrong_extension"
    assert refuse("程序.pdf", b"MZ\x90\x00\x03").code == "not_what_it_says"
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    monkeypatch.setattr(limits.check_size, "__defaults__", (10,))
    assert refuse("大.txt").code == "too_large"


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "xl/vbaData.xml"])
def test_macros_are_refused_under_a_plain_ending(tmp_path: Path, name: str) -> None:
    assert refuse("清单.docx", rewrite(tmp_path / "a.docx", {name: b"x"})).code == "macros"


def test_a_workbook_that_calls_itself_one_with_macros_is_refused(tmp_path: Path) -> None:
    write_good(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    assert parts["[Content_Types].xml"] != types
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    assert refuse("清单.xlsx", (tmp_path / "b.xlsx").read_bytes()).code == "macros"


def test_macros_of_old_office_files_are_refused() -> None:
    content = OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le")
    assert refuse("清单.doc", content).code == "macros"


def test_a_password_and_a_bomb_are_refused(tmp_path: Path) -> None:
    protected = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    assert refuse("密.docx", protected).code == "encrypted"
    bomb = rewrite(tmp_path / "a.docx", {"word/media/a.xml": b"\0" * (60 * limits.MB)})
    assert len(bomb) < limits.MB
    assert refuse("弹.docx", bomb).code == "zip_bomb"


def test_paths_links_and_archives_inside_a_file_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("word/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    for added, code in (
        ({"../../x.xml": b"x"}, "odd_parts"),
        ({"/etc/x.xml": b"x"}, "odd_parts"),
        ({"..\\x.xml": b"x"}, "odd_parts"),
        ({link: b"/etc/passwd"}, "odd_parts"),
        ({"word/embeddings/a.zip": b"PK"}, "nested_archive"),
    ):
        path = tmp_path / "a.docx"
        path.unlink(missing_ok=True)
        assert refuse("清单.docx", rewrite(path, added)).code == code  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pdf", ".ofd", ".html", ".mht", ".md", ".csv", ".txt"])
def test_good_files_of_every_format_are_taken(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"清单{ending}"
    write_good(path)
    received = receive(path.name, path.read_bytes())
    assert (received.name, received.content) == (path.name, path.read_bytes())


def test_more_than_is_taken_at_once_is_refused() -> None:
    check_drop([1] * MOST_FILES)
    for sizes, code in (([1] * (MOST_FILES + 1), "too_many_files"), ([DROP_BYTES, 1], "drop_too_large")):
        with pytest.raises(Unreadable) as refused:
            check_drop(sizes)
        assert refused.value.code == code


class TestPasted:
    def test_text_is_named_by_its_first_line(self, tmp_path: Path) -> None:
        name, content = paste("\n某县2024年工作要点/初稿\n（一）新建公园3座。责任单位：县住建局。")
        assert name == "某县2024年工作要点 初稿.txt"
        (tmp_path / name).write_bytes(content)
        assert "公园3座" in read_document(tmp_path / name).tasks[-1].text

    def test_a_pages_source_is_a_page_whatever_encoding_it_names(self, tmp_path: Path) -> None:
        page = (
            "<!DOCTYPE html><html><head><meta charset='gb2312'><title>某市 工作清单</title></head><body>"
            "<h1>某市工作清单</h1><p>1．新建公园3座。（责任单位：市园林局）</p></body></html>"
        )
        name, content = paste(page)
        assert name == "某市 工作清单.html"
        received = receive(name, content)
        (tmp_path / name).write_bytes(received.content)
        document = read_document(tmp_path / name)
        assert ["公园3座" in task.text for task in document.tasks] == [True]

    @pytest.mark.parametrize("text", ["", " \n\t "])
    def test_nothing_is_refused(self, text: str) -> None:
        with pytest.raises(Unreadable) as refused:
            paste(text)
        assert refused.value.code == "empty"

    def test_odd_signs_make_no_odd_name(self) -> None:
        name, content = paste("../..\u202e\0\ud800清单：\n建3座。")
        assert receive(name, content).name == "清单：.txt"


@pytest.mark.parametrize(
    ("name", "written", "iso"),
    [
        ("published", "2024年", "2024"), ("published", "2024年3月", "2024-03"), ("published", "2024.3.5", "2024-03-05"),
        ("published", "２０２４年３月５日", "2024-03-05"), ("published", "", ""),
        ("published", "2024-03-05", "2024-03-05"),
        ("period", "2021—2025年", "2021/2025"), ("period", "2021-2025", "2021/2025"), ("period", "2024年", "2024"),
        ("period", "2024年3月至2025年6月", "2024-03/2025-06"), ("period", "2021/2025", "2021/2025"),
    ],
)  # fmt: skip
def test_facts_in_peoples_words(name: str, written: str, iso: str) -> None:
    assert check_facts({name: written}) == ({name: iso}, {})


@pytest.mark.parametrize(
    ("name", "written", "fault"),
    [
        ("published", "2024年13月", "date"), ("published", "昨天", "date"), ("published", "2021—2025", "date"),
        ("period", "2025—2021", "period"), ("period", "2021—", "period"), ("period", "十四五", "period"),
        ("title", "长" * 301, "long"),
    ],
)  # fmt: skip
def test_facts_that_cannot_be_meant(name: str, written: str, fault: str) -> None:
    assert check_facts({name: written})[1] == {name: fault}


def test_no_beginning_of_a_page_takes_long() -> None:
    """Each took longer the longer it was, without an end; a timer cannot stop a regular expression."""
    begun = time.process_time()
    assert refuse("注释.docx", b"<!---->" * 500).code == "not_what_it_says"
    assert paste("<!-- -->" * 900 + "x")[0].endswith(".txt")
    assert paste("<html>" + "<title>" * 250_000)[0].endswith(".html")
    assert paste("<!-- 甲 -->\n<!-- 乙 --><html><title>某市清单</title>")[0] == "某市清单.html"
    assert time.process_time() - begun < 5
