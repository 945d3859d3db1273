"""Several readers of one server, and folders of made-up documents, by the tools of benchmarks/."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import load, scaling
from benchmarks.serving import dashboard_command, running
from etl.__main__ import main

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for path in (ROOT / "data").glob("*.parquet"):
        shutil.copy(path, folder)
    return folder


def test_every_press_is_answered_while_the_tables_are_written_anew(tables: Path, tmp_path: Path) -> None:
    themes = sorted(set(pq.read_table(tables / "targets.parquet", columns=["theme"])["theme"].to_pylist()))
    written = []

    def rebuild() -> None:
        assert main(["build", str(ROOT / "data" / "sources"), "--out", str(tables), "--fresh"]) == 0
        written.append((tables / "targets.parquet").stat().st_mtime_ns)

    before = (tables / "targets.parquet").stat().st_mtime_ns
    with running(dashboard_command(tables), tmp_path / "log") as server:
        asyncio.run(load.measure_round([server], themes, 1, 0.1, None))  # the first page of all takes long
        figures, memory = asyncio.run(load.measure_round([server], themes, 3, 12.0, rebuild))
    assert figures.errors == []
    assert len(figures.presses) >= 3
    assert len(memory) == 4
    assert written > [before]


def test_what_a_made_up_folder_holds_is_found(tmp_path: Path) -> None:
    known = scaling.write_sources(tmp_path / "sources", 5)
    assert known.total() == 5 * scaling.TARGETS_A_DOCUMENT
    run = scaling.build(tmp_path / "sources", tmp_path / "out", 1)
    assert scaling.found_share(tmp_path / "out", known) == 1
    assert run.print_of_rows == scaling.build(tmp_path / "sources", tmp_path / "again", 2).print_of_rows
    assert scaling.found_share(tmp_path / "out", known + known) == 0.5
