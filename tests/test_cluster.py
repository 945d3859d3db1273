"""A build by the workers of a Dask cluster: the same tables, also where a worker is killed; what is said without."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_build import TEXTS, read_bytes, write_folder

from etl.__main__ import main
from etl.targets.journal import FOLDER

ROOT = Path(__file__).resolve().parent.parent
COUNT = 150
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="requirements-cluster.txt is not installed"
)


def start(*command: str, threads: int = 1) -> subprocess.Popen[bytes]:
    """A scheduler or a worker on this machine."""
    further = ["--nthreads", str(threads), "--no-nanny"] if command[0] == "dask_worker" else ["--host", "127.0.0.1"]
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:], *further, "--no-dashboard"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def end(*processes: subprocess.Popen[bytes]) -> None:
    for process in processes:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start("dask_scheduler", "--port", str(port))
    yield f"tcp://127.0.0.1:{port}"
    end(process)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plans = {f"plan{number:03}": [*TEXTS, f"建设{number}个站点。"] for number in range(COUNT)}
    folder = write_folder(tmp_path_factory.mktemp("many") / "sources", **plans)
    (folder / "broken.docx").write_bytes(b"no document")
    return folder


def build_with(scheduler: str, sources: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "etl", "build", str(sources), "--out", str(out), "--scheduler", scheduler]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@needs_dask
def test_a_killed_worker_changes_nothing_of_the_tables(scheduler: str, sources: Path, tmp_path: Path) -> None:
    workers = [start("dask_worker", scheduler) for _ in range(2)]
    build = build_with(scheduler, sources, tmp_path / "out")
    until = time.monotonic() + 120
    while not list((tmp_path / "out" / FOLDER).glob("*.arrow")) and build.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert build.poll() is None, build.communicate()
    workers[0].kill()
    said = build.communicate(timeout=200)
    end(*workers)
    assert build.returncode == 1, said  # broken.docx
    assert main(["build", str(sources), "--out", str(tmp_path / "plain"), "--jobs", "1"]) == 1
    assert read_bytes(tmp_path / "out") == read_bytes(tmp_path / "plain")


@needs_dask
def test_a_worker_of_several_threads_is_refused(scheduler: str, sources: Path, tmp_path: Path) -> None:
    worker = start("dask_worker", scheduler, threads=2)
    build = build_with(scheduler, sources, tmp_path)
    said = build.communicate(timeout=100)[1]
    end(worker)
    assert build.returncode == 2
    assert "--nthreads 1" in said
    assert len(said.strip().splitlines()) == 1


@needs_dask
def test_a_scheduler_that_does_not_answer_is_named(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("etl.targets.cluster.SECONDS", 1)
    assert main(["build", str(sources), "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err


def test_without_the_package_one_line_says_what_to_install(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["build", str(sources), "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    said = capsys.readouterr().err
    assert said == "--scheduler needs Dask: .venv/bin/pip install -r requirements-cluster.txt\n"
