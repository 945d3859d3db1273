"""What a build takes over from the tables before it: rows of documents of which nothing has changed, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_build import TEXTS, read_bytes, write_folder, write_tasks

import etl.targets.build
import etl.targets.earlier
from etl.__main__ import main
from etl.documents import Source, read_document
from etl.documents.model import Document
from etl.targets.build import build
from etl.targets.parquet import read_metadata

OTHERS = ["每年举办5场招聘会。", "到2026年，新增托位2000个。"]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    files: list[str] = []

    def note(path: Path, source: Source) -> Document:
        files.append(path.name)
        return read_document(path, source)

    monkeypatch.setattr(etl.targets.build, "read_document", note)
    return files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents, built into `out`."""
    made = write_folder(tmp_path / "sources", a=TEXTS, b=TEXTS[:2], c=OTHERS)
    build(made, tmp_path / "out")
    return made


def assert_as_a_fresh_build(folder: Path, out: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "fresh", fresh=True)
    assert read_bytes(out) == read_bytes(tmp_path / "fresh")


def test_nothing_is_read_where_nothing_has_changed(folder: Path, tmp_path: Path, read: list[str]) -> None:
    before = read_bytes(tmp_path / "out")
    summary = build(folder, tmp_path / "out")
    assert read == []
    assert read_bytes(tmp_path / "out") == before
    assert summary == build(folder, tmp_path / "out", fresh=True)
    assert read == ["a.csv", "b.csv", "c.csv"]


@pytest.mark.parametrize("name", ["aa", "bb", "d"])
def test_a_new_document_alone_is_read(folder: Path, tmp_path: Path, read: list[str], name: str) -> None:
    write_tasks(folder / f"{name}.csv", TEXTS[1:] + OTHERS)
    build(folder, tmp_path / "out")
    assert read == [f"{name}.csv"]
    assert_as_a_fresh_build(folder, tmp_path / "out", tmp_path)


def test_a_changed_and_a_removed_document(folder: Path, tmp_path: Path, read: list[str]) -> None:
    write_tasks(folder / "b.csv", OTHERS)
    (folder / "c.csv").unlink()
    build(folder, tmp_path / "out")
    assert read == ["b.csv"]
    assert_as_a_fresh_build(folder, tmp_path / "out", tmp_path)


def test_a_fact_of_the_listing_has_its_document_read_again(folder: Path, tmp_path: Path, read: list[str]) -> None:
    (folder / "sources.toml").write_text('[[source]]\nfile = "b.csv"\nid = "b"\nregion = "山东"\n', "utf-8")
    build(folder, tmp_path / "out")
    assert read == ["b.csv"]
    assert_as_a_fresh_build(folder, tmp_path / "out", tmp_path)


def test_what_could_not_be_read_is_tried_again(folder: Path, tmp_path: Path, read: list[str]) -> None:
    (folder / "b.csv").write_bytes(b"")
    build(folder, tmp_path / "out")
    build(folder, tmp_path / "out")
    assert read == ["b.csv", "b.csv"]
    write_tasks(folder / "b.csv", TEXTS[:2])
    build(folder, tmp_path / "out")
    assert_as_a_fresh_build(folder, tmp_path / "out", tmp_path)


def test_another_extractor_reads_all(
    folder: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.targets.earlier, "extractor", lambda: "another")
    build(folder, tmp_path / "out")
    assert read == ["a.csv", "b.csv", "c.csv"]


def test_rows_that_were_changed_by_hand_are_made_anew(folder: Path, tmp_path: Path, read: list[str]) -> None:
    before = read_bytes(tmp_path / "out")
    path = tmp_path / "out" / "ledger.parquet"
    content = bytearray(before[path.name])
    content[60] ^= 1
    path.write_bytes(content)
    build(folder, tmp_path / "out")
    assert read == ["a.csv", "b.csv", "c.csv"]
    assert read_bytes(tmp_path / "out") == before


def test_fresh_is_an_option_of_the_command(folder: Path, tmp_path: Path, read: list[str]) -> None:
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--fresh"]) == 0
    assert read == ["a.csv", "b.csv", "c.csv"]


def test_the_extractors_fingerprint_covers_code_words_and_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("naming/a.py", "lexicon/b.tsv", "judging/c.npz", "tools/d.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"1\r\n")
    monkeypatch.setattr(etl.targets.earlier, "PACKAGE", tmp_path)
    compute = etl.targets.earlier.extractor.__wrapped__
    prints = [compute()]
    (tmp_path / "naming/a.py").write_bytes(b"1\n")
    (tmp_path / "tools/d.py").write_bytes(b"2")
    assert compute() == prints[0]
    for name in ("naming/a.py", "lexicon/b.tsv", "judging/c.npz"):
        (tmp_path / name).write_bytes(b"2")
        prints.append(compute())
    assert len({*prints}) == 4


@pytest.mark.usefixtures("folder")
def test_what_rows_were_made_from_stands_in_the_metadata(tmp_path: Path) -> None:
    made = read_metadata(tmp_path / "out" / "targets.parquet")["made"]
    assert [*made] == ["a.csv", "b.csv", "c.csv"]
    assert len({*made.values()}) == 3
