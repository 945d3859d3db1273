"""A build that is ended in the middle: the old tables stay whole, and the next build goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_build import TEXTS, read_bytes, write_folder, write_tasks

import etl.targets.build
from etl.__main__ import main
from etl.documents import Source, read_document
from etl.documents.model import Document
from etl.targets.build import JOURNAL_FROM, PARALLEL_FROM, build
from etl.targets.journal import FOLDER

ROOT = Path(__file__).resolve().parent.parent
COUNT, BEFORE = JOURNAL_FROM + 5, 12


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on; the reading of the `BEFORE`th is interrupted, once."""
    files: list[str] = []

    def note(path: Path, source: Source) -> Document:
        files.append(path.name)
        if len(files) == BEFORE + 1:
            raise KeyboardInterrupt
        return read_document(path, source)

    monkeypatch.setattr(etl.targets.build, "read_document", note)
    return files


def folder_of(tmp_path: Path, count: int = COUNT) -> Path:
    plans = {f"plan{number:03}": [*TEXTS, f"建设{number}个站点。"] for number in range(count)}
    return write_folder(tmp_path / "sources", **plans)


def interrupted(folder: Path, out: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(folder, out)


def assert_as_a_fresh_build(folder: Path, out: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "fresh", fresh=True)
    assert read_bytes(out) == read_bytes(tmp_path / "fresh")
    assert not (out / FOLDER).exists()


def test_the_next_build_reads_what_was_not_read_yet(tmp_path: Path, read: list[str]) -> None:
    folder, out = folder_of(tmp_path), tmp_path / "out"
    interrupted(folder, out)
    assert not list(out.glob("*.parquet"))
    assert len(list((out / FOLDER).iterdir())) == BEFORE
    del read[:]
    read.append("done")
    read *= 100  # past the interruption
    build(folder, out)
    assert read[100:] == [f"plan{number:03}.csv" for number in range(BEFORE, COUNT)]
    assert_as_a_fresh_build(folder, out, tmp_path)


def test_the_old_tables_stay_whole(tmp_path: Path, read: list[str]) -> None:
    folder, out = folder_of(tmp_path, 5), tmp_path / "out"
    build(folder, out)
    before = read_bytes(out)
    folder_of(tmp_path)
    del read[:]
    interrupted(folder, out)
    assert (out / FOLDER).is_dir()
    assert {path.name: path.read_bytes() for path in out.glob("*.parquet")} == before


def test_what_changed_since_is_read_again(tmp_path: Path, read: list[str]) -> None:
    folder, out = folder_of(tmp_path), tmp_path / "out"
    interrupted(folder, out)
    write_tasks(folder / "plan003.csv", ["新建泵站7座。"])
    read *= 100
    at = len(read)
    build(folder, out)
    assert read[at:] == ["plan003.csv", *(f"plan{number:03}.csv" for number in range(BEFORE, COUNT))]
    assert_as_a_fresh_build(folder, out, tmp_path)


@pytest.mark.parametrize("damage", [b"", b"no arrow", None], ids=["empty", "foreign", "cut"])
def test_a_damaged_file_of_the_journal_is_read_again(damage: bytes | None, tmp_path: Path, read: list[str]) -> None:
    folder, out = folder_of(tmp_path), tmp_path / "out"
    interrupted(folder, out)
    path = min((out / FOLDER).iterdir())
    path.write_bytes(path.read_bytes()[:-900] if damage is None else damage)
    read *= 100
    at = len(read)
    build(folder, out)
    assert len(read[at:]) == COUNT - BEFORE + 1
    assert_as_a_fresh_build(folder, out, tmp_path)


def test_fresh_reads_all(tmp_path: Path, read: list[str]) -> None:
    folder, out = folder_of(tmp_path), tmp_path / "out"
    interrupted(folder, out)
    read *= 100
    at = len(read)
    build(folder, out, fresh=True)
    assert len(read[at:]) == COUNT


def test_a_small_folder_leaves_no_journal(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--jobs", "2"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "ledger.parquet", "targets.parquet", "tasks.parquet",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_a_build_of_several_processes_that_is_killed_is_gone_on_with(tmp_path: Path) -> None:
    folder, out = folder_of(tmp_path, 3 * PARALLEL_FROM), tmp_path / "out"
    command = [sys.executable, "-m", "etl", "build", str(folder), "--out", str(out), "--jobs", "2"]
    killed = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    until = time.monotonic() + 120
    while not list((out / FOLDER).glob("*.arrow")) and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    held = len(list((out / FOLDER).glob("*.arrow")))
    assert held
    assert not list(out.glob("*.parquet"))
    subprocess.run(command, cwd=ROOT, capture_output=True, timeout=200, check=True)
    assert_as_a_fresh_build(folder, out, tmp_path)
