"""sources.toml and the folder: what is listed, what is refused and what is said then, what goes on."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from etl import SourceError
from etl.documents import Unreadable, list_sources, read_document, read_folder
from etl.documents.model import Document
from etl.lexicon.words import read_table

TABLE = "序号,政策内容,责任部门\n1,建设50所学校。,甲局\n"
GOOD = '[[source]]\nfile = "a.csv"\nid = "plan-a"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(TABLE, encoding="utf-8")
    return tmp_path


def write_toml(folder: Path, text: str) -> None:
    (folder / "sources.toml").write_text(text, encoding="utf-8")


class TestListing:
    def test_names_every_document_with_its_hash(self, folder: Path) -> None:
        digest = hashlib.sha256(TABLE.encode()).hexdigest()
        assert [(one.source.file, one.source.doc_id, one.sha256) for one in list_sources(folder)] == [
            ("a.csv", "a", digest),
            ("b.csv", "b", digest),
        ]

    def test_what_sources_toml_says_wins(self, folder: Path) -> None:
        write_toml(
            folder,
            GOOD
            + 'title = "某市2024年清单"\nissuer = "某市政府"\nregion = "山东"\n'
            + 'published = "2024-03"\nperiod = "2023/2025"\n',
        )
        (_, document), _ = read_folder(folder)
        assert isinstance(document, Document)
        assert (document.doc_id, document.title, document.issuer) == ("plan-a", "某市2024年清单", "某市政府")
        assert (document.region, document.published, document.period) == ("山东", "2024-03", "2023/2025")

    def test_an_empty_value_is_none(self, folder: Path) -> None:
        write_toml(folder, GOOD + 'issuer = ""\n')
        assert list_sources(folder)[0].source.issuer is None

    def test_files_of_one_name_get_ids_of_their_own(self, folder: Path) -> None:
        (folder / "a.txt").write_text("建设50所学校。", encoding="utf-8")
        write_toml(folder, '[[source]]\nfile = "b.csv"\nid = "a"\n')
        assert [one.source.doc_id for one in list_sources(folder)] == ["a.csv", "a.txt", "a"]

    @pytest.mark.parametrize("name", [".hidden.csv", "~$a.docx", "Thumbs.db", "desktop.ini"])
    def test_files_that_are_no_documents_are_left_out(self, name: str, folder: Path) -> None:
        (folder / name).write_text("x", encoding="utf-8")
        assert [one.source.file for one in list_sources(folder)] == ["a.csv", "b.csv"]

    def test_order_is_that_of_the_names(self, folder: Path) -> None:
        write_toml(folder, '[[source]]\nfile = "b.csv"\nid = "1"\n' + GOOD)
        assert [one.source.file for one in list_sources(folder)] == ["a.csv", "b.csv"]


BAD_TOML = {
    "syntax": ("[[source]\n", "sources.toml: "),
    "not UTF-8": ("[[source]]\nfile = \"a.csv\"\nid = \"甲\"\n", "sources.toml: "),
    "unknown key": (GOOD + 'colour = "red"\n', "sources.toml: line 4: unknown key colour; known are file, id, title"),
    "unknown table": (GOOD + "[other]\nx = 1\n", "sources.toml: line 4: unknown table or key other; only [[source]]"),
    "one table": ('[source]\nfile = "a.csv"\nid = "a"\n', "sources.toml: line 1: unknown table or key source"),
    "no text": (GOOD + "published = 2024\n", "sources.toml: line 4: published is 2024, not text; put it in"),
    "no id": ('[[source]]\nfile = "a.csv"\n', 'sources.toml: line 1: this [[source]] has no id; add id = "…"'),
    "no file": ('[[source]]\nid = "a"\n', "sources.toml: line 1: this [[source]] has no file"),
    "path": ('[[source]]\nfile = "../a.csv"\nid = "a"\n', 'sources.toml: line 2: file is "../a.csv", not a file name'),
    "blank in id": ('[[source]]\nfile = "a.csv"\nid = "a b"\n', 'sources.toml: line 3: id "a b" has blanks'),
    "doubled id": (
        GOOD + '[[source]]\nfile = "b.csv"\nid = "plan-a"\n',
        'sources.toml: line 6: id "plan-a" is already used in line 3; give each source its own id',
    ),
    "doubled file": (
        GOOD + '[[source]]\nfile = "a.csv"\nid = "b"\n', 'sources.toml: line 5: file "a.csv" is already used in line 2',
    ),
    "no month": (GOOD + 'published = "2024-13"\n', 'sources.toml: line 4: published is "2024-13", not a date; write'),
    "no date": (GOOD + 'published = "2024年"\n', 'sources.toml: line 4: published is "2024年", not a date'),
    "no period": (GOOD + 'period = "2025/2023"\n', 'sources.toml: line 4: period is "2025/2023", not a period'),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_TOML)
def test_a_bad_sources_toml_is_refused_with_its_line(name: str, folder: Path) -> None:
    text, message = BAD_TOML[name]
    (folder / "sources.toml").write_bytes(text.encode("gb18030" if name == "not UTF-8" else "utf-8"))
    with pytest.raises(SourceError) as refused:
        read_folder(folder)
    assert str(refused.value).startswith(message)


class TestFolder:
    def test_a_bad_file_is_named_and_the_rest_is_read(self, folder: Path) -> None:
        (folder / "a.csv").write_bytes(b"")
        (first, error), (second, document) = read_folder(folder)
        assert (first, second) == ("a.csv", "b.csv")
        assert isinstance(error, Unreadable)
        assert (str(error), error.zh) == (
            "a.csv: the file is empty; send it again or remove it", "a.csv：文件是空的；请重新保存或移走该文件",
        )  # fmt: skip
        assert isinstance(document, Document)

    def test_a_missing_file_is_named_and_the_rest_is_read(self, folder: Path) -> None:
        write_toml(folder, '[[source]]\nfile = "gone.csv"\nid = "gone"\n')
        *_, (name, error) = read_folder(folder)
        assert name == "gone.csv"
        assert str(error).startswith("gone.csv: sources.toml names this file, but it is not in the folder")

    def test_a_missing_folder_is_refused_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="there is no such folder"):
            read_folder(tmp_path / "none")

    def test_reading_twice_gives_the_same(self, folder: Path) -> None:
        assert list(read_folder(folder)) == list(read_folder(folder))

    def test_the_hash_is_the_files(self, folder: Path) -> None:
        assert read_document(folder / "a.csv").sha256 == list_sources(folder)[0].sha256


class TestNotices:
    def test_each_code_has_words_in_both_languages(self) -> None:
        for code, cause, cure, cause_zh, cure_zh in read_table("notices"):
            assert cause, code
            assert cause_zh, code
            assert bool(cure) == bool(cure_zh), code

    def test_both_languages_name_the_same_values(self) -> None:
        import string

        def names(text: str) -> set[str]:
            return {name for _, name, _, _ in string.Formatter().parse(text) if name}

        for code, cause, cure, cause_zh, cure_zh in read_table("notices"):
            assert names(cause + cure) == names(cause_zh + cure_zh), code

    def test_an_error_survives_another_process(self) -> None:
        import pickle

        error = pickle.loads(pickle.dumps(Unreadable("a.pdf", "too_many_pages", count="9,999", most="2,000")))  # noqa: S301
        assert isinstance(error, Unreadable)
        assert str(error) == "a.pdf: the file has 9,999 pages, more than 2,000; split it"
        assert error.zh == "a.pdf：文件有 9,999 页，超过 2,000 页；请拆分文件"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("1．建设50所学校。", encoding="utf-8")
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "inside.txt").write_text("1．建设30所学校。", encoding="utf-8")
    (folder / "alias.txt").symlink_to(folder / "inside.txt")
    (folder / "link.txt").symlink_to(outside)
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "sources.toml").write_text('[[source]]\nfile = "loop.txt"\nid = "loop"\n', encoding="utf-8")
    read = dict(read_folder(folder))
    assert isinstance(read["alias.txt"], Document)
    assert str(read["link.txt"]).startswith("link.txt: the file is a link that leads out of its folder; copy the file")
    assert isinstance(read["loop.txt"], Unreadable)
    (tmp_path / "also").symlink_to(folder)
    assert isinstance(dict(read_folder(tmp_path / "also"))["inside.txt"], Document)
