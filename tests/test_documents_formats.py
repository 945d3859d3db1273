"""The first document's list, written in every format, is read as the same tasks and gives the same targets."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import document_writing as writing
import pyarrow.parquet as pq
import pytest

from etl.documents import read_document
from etl.documents.legacy import find_converter
from etl.documents.model import Document, Task
from etl.lexicon.folding import clean_line, squeeze
from etl.offices.closing import split_closing
from etl.targets.build import build

SOURCES = Path(__file__).resolve().parent.parent / "data" / "sources"
CORPUS = Path(__file__).resolve().parent / "corpus"
FIRST = SOURCES / "附件2 山东省工作任务清单.txt"
ABOVE = ("附件2", "山东省工作任务清单")
TITLE = "山东省工作任务清单"
DOC_ID = "shandong-2020"


@pytest.fixture(scope="module")
def first() -> Document:
    return read_document(FIRST)


def write_csv(path: Path, document: Document) -> None:
    writing.write_csv(path, [writing.HEADER, *writing.table_rows(document.tasks)])


def write_xlsx(path: Path, document: Document) -> None:
    rows = [[TITLE, "", ""], ["制表单位：某处室", "", ""], writing.HEADER, *writing.table_rows(document.tasks)]
    writing.write_xlsx(path, rows, merged=("A1:C1", "A2:C2"))


def write_docx(path: Path, document: Document) -> None:
    writing.write_docx(path, ABOVE, [writing.HEADER, *writing.table_rows(document.tasks)])


def write_html(path: Path, document: Document) -> None:
    writing.write_html(path, TITLE, [writing.HEADER, *writing.table_rows(document.tasks)])


def write_prose(path: Path, document: Document) -> None:
    writing.write_prose(path, ABOVE, document.tasks)


def write_ruled(path: Path, document: Document) -> None:
    writing.write_pdf(path, ABOVE, [writing.HEADER, *writing.table_rows(document.tasks)], ruled=True)


def write_unruled(path: Path, document: Document) -> None:
    writing.write_pdf(path, ABOVE, [writing.HEADER, *writing.table_rows(document.tasks)], ruled=False)


def write_centred(path: Path, document: Document) -> None:
    writing.write_pdf(path, ABOVE, [writing.HEADER, *writing.table_rows(document.tasks)], ruled=False, middle=True)


def write_markdown(path: Path, document: Document) -> None:
    writing.write_markdown(path, TITLE, [writing.HEADER, *writing.table_rows(document.tasks)])


def write_mht(path: Path, document: Document) -> None:
    writing.write_mht(path, TITLE, [writing.HEADER, *writing.table_rows(document.tasks)])


FORMATS: dict[str, tuple[str, Callable[[Path, Document], None]]] = {
    "csv": (".csv", write_csv),
    "xlsx": (".xlsx", write_xlsx),
    "docx": (".docx", write_docx),
    "html": (".html", write_html),
    "prose txt": (".txt", write_prose),
    "md": (".md", write_markdown),
    "mht": (".mht", write_mht),
    "html under an old ending": (".xls", write_html),
    "ruled pdf": (".pdf", write_ruled),
    "ruled ofd": (".ofd", write_ruled),
    "unruled ofd": (".ofd", write_unruled),
    "unruled pdf": (".pdf", write_unruled),
    "unruled pdf with centred numbers": (".pdf", write_centred),
}


@pytest.mark.parametrize("name", FORMATS)
class TestEveryFormat:
    def test_gives_the_same_tasks(self, name: str, first: Document, tmp_path: Path) -> None:
        ending, write = FORMATS[name]
        path = tmp_path / f"list{ending}"
        write(path, first)
        read = read_document(path)
        label = "责任单位：" if name == "prose txt" else ""
        assert [(task.task_no, task.text, task.departments_text) for task in read.tasks] == [
            (task.task_no, task.text, label + task.departments_text) for task in first.tasks
        ]
        assert all(len(task.place) == 1 and task.place[0].startswith(f"list{ending} ") for task in read.tasks)

    def test_gives_the_same_targets(self, name: str, first: Document, tmp_path: Path) -> None:
        ending, write = FORMATS[name]
        folder = tmp_path / "sources"
        folder.mkdir()
        write(folder / f"list{ending}", first)
        toml = (SOURCES / "sources.toml").read_text(encoding="utf-8").replace(FIRST.name, f"list{ending}")
        (folder / "sources.toml").write_text(toml, encoding="utf-8")
        build(folder, tmp_path / "out")
        build(SOURCES, tmp_path / "first")
        made = pq.read_table(tmp_path / "out" / "targets.parquet").to_pylist()
        assert len(made) == 31
        assert made == pq.read_table(tmp_path / "first" / "targets.parquet").to_pylist()


@pytest.fixture(scope="module")
def varied() -> Document:
    """A list of tasks made of the corpus's sentences: every shape of number, unit, bracket and mark that it has."""
    sentences = [
        clean_line(case["text"])
        for path in sorted(CORPUS.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]
    texts = ["".join(sentences[start : start + 4]) for start in range(0, min(len(sentences), 400), 4)]
    texts = [text for text in texts if split_closing(text).text == text]
    tasks = tuple(Task(str(number), text, "市教育局、市财政局") for number, text in enumerate(texts, 1))
    return Document("varied", "varied", TITLE, None, None, None, None, tasks, "")


@pytest.mark.parametrize("name", FORMATS)
def test_every_character_of_varied_text_comes_through(name: str, varied: Document, tmp_path: Path) -> None:
    ending, write = FORMATS[name]
    path = tmp_path / f"varied{ending}"
    write(path, varied)
    read = read_document(path)
    # A PDF's blanks beside Chinese characters may be its justification: they are closed.
    assert [(t.task_no, squeeze(t.text)) for t in read.tasks] == [(t.task_no, squeeze(t.text)) for t in varied.tasks]


@pytest.mark.parametrize("name", ["ruled pdf", "unruled pdf"])
def test_a_pdf_row_is_placed_on_its_page(name: str, first: Document, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    FORMATS[name][1](path, first)
    pages = [int(task.place[0].removeprefix("list.pdf 第").removesuffix("页")) for task in read_document(path).tasks]
    assert pages == sorted(pages)
    assert pages[0] == 1 < pages[-1]


@pytest.mark.parametrize("ending", [".doc", ".rtf", ".wps"])
def test_an_old_word_file_is_read_through_libreoffice(ending: str, first: Document, tmp_path: Path) -> None:
    converter = find_converter()
    if converter is None:
        pytest.skip("LibreOffice is not installed")
    made = tmp_path / "list.docx"
    write_docx(made, first)
    old = convert(converter, made, {".wps": "doc"}.get(ending, ending[1:]))
    path = tmp_path / f"old{ending}"
    shutil.move(old, path)
    assert [(t.text, t.departments_text) for t in read_document(path).tasks] == [
        (t.text, t.departments_text) for t in first.tasks
    ]


def convert(converter: str, path: Path, ending: str) -> Path:
    """What LibreOffice makes of a file."""
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [converter, f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending, "--outdir",
         str(path.parent), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return path.with_suffix(f".{ending}")
