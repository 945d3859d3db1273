"""Several readers of one server, and folders of made-up documents, by the tools of benchmarks/."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import run_apart
from small_tables import write_tables
from websockets.asyncio.client import connect

from benchmarks import load, scaling
from benchmarks.serving import dashboard_command, running
from etl.__main__ import main

ROOT = Path(__file__).resolve().parent.parent
COUNTED = re.compile(r"pt-number'>(\d+)<")


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
        run_apart(load.measure_round([server], themes, 1, 0.1, None))  # the first page of all takes long
        figures, memory = run_apart(load.measure_round([server], themes, 3, 12.0, rebuild))
    assert figures.errors == []
    assert len(figures.presses) >= 3
    assert len(memory) == 4
    assert written > [before]


def test_nobody_sees_half_of_a_build(tables: Path, tmp_path: Path) -> None:
    """The files of a build are put in place one by one, slowly; a page holds the counts of one build, never of two."""
    other = write_tables(tmp_path / "other")
    names = [f"{name}.parquet" for name in ("targets", "tasks", "ledger")]
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in names:
        shutil.copy(tables / name, kept)
    seen = list[tuple[str, ...]]()

    async def read(address: str, until: asyncio.Event) -> None:
        async with connect(
            address.replace("http", "ws") + "/_stcore/stream", subprotocols=["streamlit"], max_size=load.LONGEST,  # type: ignore[list-item]
            origin=address,  # type: ignore[arg-type]
        ) as socket:  # fmt: skip
            session = load.Session(socket, figures)
            while not until.is_set():
                await session.open("asof=2020-06-30")
                seen.append(tuple(COUNTED.findall("".join(session.drawn))))

    async def rebuild(until: asyncio.Event) -> None:
        while not seen:
            await asyncio.sleep(0.1)
        for source in (other, kept, other):
            for name in names:
                shutil.copyfile(source / name, tables / "new")
                (tables / "new").replace(tables / name)
                await asyncio.sleep(0.3)
            await asyncio.sleep(1)
        until.set()

    async def run(address: str) -> None:
        until = asyncio.Event()
        await asyncio.gather(read(address, until), read(address, until), rebuild(until))

    figures = load.Figures()
    with running(dashboard_command(tables), tmp_path / "log") as server:
        run_apart(run(server.address))
    assert figures.errors == []
    assert len(set(seen)) == 2, seen


def test_what_a_made_up_folder_holds_is_found(tmp_path: Path) -> None:
    known = scaling.write_sources(tmp_path / "sources", 5)
    assert known.total() == 5 * scaling.TARGETS_A_DOCUMENT
    run = scaling.build(tmp_path / "sources", tmp_path / "out", 1)
    assert scaling.found_share(tmp_path / "out", known) == 1
    assert run.print_of_rows == scaling.build(tmp_path / "sources", tmp_path / "again", 2).print_of_rows
    assert scaling.found_share(tmp_path / "out", known + known) == 0.5
