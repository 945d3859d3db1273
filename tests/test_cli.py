"""The command line as a user meets it: exit codes, what is printed where, and no traceback."""

import csv
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import etl.targets.rows
from etl.__main__ import main
from etl.documents.model import Document, Task
from etl.targets.model import TaskReading
from etl.targets.parquet import WORKING, TableWriter
from etl.targets.reading import read_task

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ["到2025年，新建市级实训中心12个以上。", "统一规划，健全第三方评价机制。"]


def write_plan(path: Path, texts: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    rows = [["序号", "政策内容", "责任部门"], *([str(n), text, "省教育厅"] for n, text in enumerate(texts, 1))]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_plan(tmp_path / "sources" / "plan.csv", TEXTS)
    return tmp_path / "sources"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def run_process(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_here(capsys: pytest.CaptureFixture[str]) -> Run:
    """As run_process, without a process of its own, whose start takes a second."""

    def go(*arguments: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        code = run(*arguments)
        return subprocess.CompletedProcess([*map(str, arguments)], code, *capsys.readouterr())

    return go


class TestBuild:
    def test_exits_0_and_sums_up(self, folder: Path, out: Path) -> None:
        done = run_process("build", folder, "--out", out)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == [
            "documents 1, not read 0, warnings 0",
            "tasks     2",
            "mentions  4",
            "targets   1: 数量目标 1 · 比率目标 0 · 时限任务 0 · 政策标准 0",
            "ledger    3: ordinal 1 · date 1 · idiom 1",
            f"written to {out}",
        ]

    def test_exits_1_and_names_a_file_that_was_not_read(self, folder: Path, out: Path, run_here: Run) -> None:
        (folder / "empty.csv").write_bytes(b"")
        done = run_here("build", folder, "--out", out)
        assert done.returncode == 1
        assert done.stderr.startswith("not read: empty.csv: the file is empty")
        assert done.stdout.startswith("documents 1, not read 1, ")

    def test_exits_1_and_names_a_document_that_a_stage_failed_over(
        self, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail_over_odd(task: Task, document: Document, *judged: Any) -> TaskReading:
            return read_task(task if document.doc_id != "odd" else task.text, document, *judged)  # type: ignore[arg-type]

        write_plan(folder / "odd.csv", TEXTS)
        monkeypatch.setattr(etl.targets.rows, "read_task", fail_over_odd)
        assert run("build", folder, "--out", out) == 1
        printed = capsys.readouterr()
        assert printed.err.startswith("not read: odd.csv: the extractor failed over it; this is a fault")
        assert "AttributeError in etl/" in printed.err
        assert printed.out.startswith("documents 1, not read 1, ")
        assert run("check", folder, "--out", out) == 0

    def test_says_where_the_rows_of_an_earlier_build_are_kept(
        self, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_plan(folder / "other.csv", TEXTS)
        run("build", folder, "--out", out)
        (folder / "other.csv").write_bytes(b"")
        capsys.readouterr()
        assert run("build", folder, "--out", out) == 1
        printed = capsys.readouterr()
        assert printed.err.strip().endswith("its rows of the earlier build are kept")
        assert printed.out.startswith("documents 2, not read 1, ")

    def test_prints_warnings_by_file(self, tmp_path: Path, out: Path, run_here: Run) -> None:
        folder = tmp_path / "first"
        shutil.copytree(ROOT / "data" / "sources", folder)
        done = run_here("build", folder, "--out", out)
        assert (done.returncode, done.stderr.count("warning: 附件2 山东省工作任务清单.txt: ")) == (0, 1)

    @pytest.mark.parametrize(
        ("prepare", "message"),
        [
            (shutil.rmtree, "sources"),
            (lambda folder: (folder / "plan.csv").unlink(), "holds no documents"),
            (lambda folder: (folder / "plan.csv").write_bytes(b""), "none of its documents could be read"),
            (lambda folder: (folder / "sources.toml").write_text("[[source"), "sources.toml"),
        ],
        ids=["no folder", "no documents", "no document that can be read", "a wrong sources.toml"],
    )
    def test_exits_2_and_writes_nothing(
        self, folder: Path, out: Path, run_here: Run, prepare: object, message: str
    ) -> None:
        assert callable(prepare)
        prepare(folder)
        done = run_here("build", folder, "--out", out)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert not out.exists()

    def test_exits_2_where_the_output_is_a_file(self, folder: Path, out: Path, run_here: Run) -> None:
        out.write_text("in the way")
        done = run_here("build", folder, "--out", out)
        assert done.returncode == 2
        assert done.stderr.startswith(f"the tables cannot be written to {out}: ")

    def test_exits_2_while_another_build_is_writing(self, folder: Path, out: Path) -> None:
        with TableWriter(out):
            done = run_process("build", folder, "--out", out)
        assert (done.returncode, done.stderr) == (2, f"another build is writing to {out}: wait until it has ended\n")

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
    def test_exits_2_on_a_full_disk_and_leaves_the_old_tables(self, folder: Path, out: Path) -> None:
        import resource

        run("build", folder, "--out", out)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        write_plan(folder / "more.csv", TEXTS)
        done = subprocess.run(
            [sys.executable, "-B", "-m", "etl", "build", str(folder), "--out", str(out)],
            cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.startswith(f"the tables cannot be written to {out}: ")
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before

    @pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
    @pytest.mark.parametrize("workers", [1, 2])
    def test_exits_2_when_interrupted_and_leaves_the_old_tables(self, folder: Path, out: Path, workers: int) -> None:
        run("build", folder, "--out", out)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        for number in range(200):
            write_plan(folder / f"more{number}.csv", TEXTS * 20)
        command = [sys.executable, "-m", "etl", "build", str(folder), "--out", str(out), "--workers", str(workers)]
        before_all = signal.signal(signal.SIGINT, signal.SIG_DFL)  # a run in the background hands on that it is ignored
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)
        signal.signal(signal.SIGINT, before_all)
        while not (out / WORKING / "targets.parquet").exists():
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(0.5)  # into the reading
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (2, "interrupted; the tables are as they were\n")
        # beside them only what was read so far, in a folder of its own
        assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before

    def test_shows_no_progress_bar_away_from_a_terminal(self, folder: Path, out: Path) -> None:
        for number in range(30):
            write_plan(folder / f"more{number}.csv", TEXTS)
        assert run_process("build", folder, "--out", out).stderr == ""


class TestCheck:
    @pytest.fixture(autouse=True)
    def _built(self, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("build", folder, "--out", out)
        capsys.readouterr()

    def test_exits_0_on_fresh_tables(self, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("check", folder, "--out", out) == 0
        assert capsys.readouterr().out == f"the tables in {out} fit the schema, the texts and the sources\n"

    def test_exits_0_where_only_file_times_differ(self, folder: Path, out: Path) -> None:
        os.utime(folder / "plan.csv", (0, 0))
        assert run("check", folder, "--out", out) == 0

    def test_exits_0_while_an_unreadable_file_stays_as_it_was(self, folder: Path, out: Path) -> None:
        write_plan(folder / "other.csv", TEXTS)
        run("build", folder, "--out", out)
        (folder / "other.csv").write_bytes(b"")
        run("build", folder, "--out", out)
        assert run("check", folder, "--out", out) == 0
        write_plan(folder / "other.csv", TEXTS)
        assert run("check", folder, "--out", out) == 1

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (lambda folder, _: write_plan(folder / "plan.csv", TEXTS[:1]), "plan.csv has changed"),
            (lambda folder, _: write_plan(folder / "new.csv", TEXTS), "new.csv is not in the tables"),
            (lambda folder, _: (folder / "plan.csv").unlink(), "plan.csv is in the tables and has gone"),
            (lambda folder, _: (folder / "sources.toml").write_text(""), "sources.toml has changed"),
            (lambda folder, _: shutil.rmtree(folder), "sources"),
            (lambda _, out: (out / "ledger.parquet").unlink(), "ledger.parquet is missing"),
            (lambda _, out: (out / "tasks.parquet").write_bytes(b"PAR1"), "tasks.parquet cannot be read"),
            (lambda _, out: shutil.rmtree(out), "targets.parquet is missing"),
        ],
        ids=[
            "a changed source", "a new source", "a removed source", "a changed sources.toml", "no sources",
            "a missing table", "a broken table", "no tables",
        ],
    )  # fmt: skip
    def test_exits_1_and_says_why(
        self, folder: Path, out: Path, capsys: pytest.CaptureFixture[str], change: object, fault: str
    ) -> None:
        assert callable(change)
        change(folder, out)
        assert run("check", folder, "--out", out) == 1
        assert fault in capsys.readouterr().out


class TestDiff:
    def test_exits_0_on_the_same_targets(self, folder: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("build", folder, "--out", out)
        capsys.readouterr()
        assert run("diff", out, out / "targets.parquet") == 0
        assert capsys.readouterr().out == "gained 0 · lost 0 · changed 0 · same 1\n"

    def test_exits_1_on_others(self, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run("build", folder, "--out", tmp_path / "old")
        write_plan(folder / "plan.csv", [*TEXTS, "新建站点3座。"])
        run("build", folder, "--out", tmp_path / "new")
        capsys.readouterr()
        assert run("diff", tmp_path / "old", tmp_path / "new") == 1
        printed = capsys.readouterr().out.splitlines()
        assert printed[0] == "plan task 3"
        assert printed[1].startswith("  + gained   ")
        assert printed[-1] == "gained 1 · lost 0 · changed 0 · same 1"

    def test_exits_2_without_a_table(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("diff", tmp_path, tmp_path) == 2
        assert capsys.readouterr().err.startswith(f"{tmp_path / 'targets.parquet'}: is not there")


class TestShow:
    def test_explains_each_mention(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("show", "到2022年修订开发500个左右具有地方特色的专业教学标准。") == 0
        printed = capsys.readouterr().out.splitlines()
        assert printed[0] == "到2022年修订开发500个左右具有地方特色的专业教学标准。"
        assert "1. 到2022年" in printed
        assert "2. 500个左右" in printed
        assert any(line.endswith("→ ledger: date (日期（已作时限或仅指时期）)") for line in printed)
        assert any(line.endswith("→ target: 数量目标 (quantity, goal)") for line in printed)
        assert "     value         数值        500" in printed
        assert "     due           时限        2022" in printed
        assert printed[-1] == "mentions 2 = targets 1 + ledger 1"

    def test_reads_standard_input(self) -> None:
        command = [sys.executable, "-m", "etl", "show", "-"]
        done = subprocess.run(command, cwd=ROOT, input="无数字。\n", capture_output=True, encoding="utf-8", check=True)
        assert done.stdout == "无数字。\n\nmentions 0 = targets 0 + ledger 0\n"

    def test_takes_the_year_of_publication(self, capsys: pytest.CaptureFixture[str]) -> None:
        run("show", "年内新建站点3座。", "--year", "2021")
        assert "     due           时限        2021" in capsys.readouterr().out.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_leaves_is_no_error() -> None:
    command = f"{shlex.quote(sys.executable)} -m etl show - | head -1"
    text = "新建站点3座。" * 2_000  # what follows is more than a pipe holds
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, input=text, capture_output=True, encoding="utf-8", check=True
    )
    assert (done.stdout, done.stderr) == (text + "\n", "")


@pytest.mark.parametrize(
    "arguments",
    [[], ["rebuild"], ["build", "a", "b"], ["build", "--workers", "0"], ["diff", "old"], ["show"], ["show", "--year"]],
    ids=" ".join,
)
def test_wrong_usage_exits_2_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m etl")
