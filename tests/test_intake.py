"""An import from end to end without a browser: preview, save, the same content again, undo; and all that goes wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from document_writing import write_docx
from test_build import TEXTS, read_bytes, write_folder

from etl import SourceError
from etl.documents import Unreadable
from etl.documents.receiving import Received, receive
from etl.documents.sources import read_sources
from etl.targets import intake
from etl.targets.apart import LONGER_SECONDS, run_apart
from etl.targets.build import build
from etl.targets.intake import IMPORTS, Batch, Chosen, find_same, preview, read_batches, save, undo
from etl.targets.parquet import TableWriter, read_metadata
from etl.targets.stored import read_documents

WHEN, LATER = "2026-05-04T09:30:00+08:00", "2026-05-04T10:00:00+08:00"
ROWS = [
    ("序号", "政策内容", "责任部门"),
    ("1", "到2027年，新建公园12个以上。", "市园林局"),
    ("2", "加强养护。", "某某人"),
]
HEAD = '# 人写的说明\n[[source]]\nfile = "plan.csv"\nid = "plan"\ntitle = "原有清单"\n\n# 末尾的说明\n'


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with one document and a commented sources.toml, built into `out` beside it."""
    return write_sources(tmp_path)


def write_sources(folder: Path) -> Path:
    sources = write_folder(folder / "sources", plan=TEXTS)
    (sources / "sources.toml").write_text(HEAD, encoding="utf-8")
    build(sources, folder / "out")
    return sources


@pytest.fixture
def out(sources: Path) -> Path:
    return sources.parent / "out"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Batch]:
    """Such a folder after one import, of 公园清单.docx as 甲, and that import; nobody changes it."""
    folder = tmp_path_factory.mktemp("once")
    sources = write_sources(folder)
    return folder, saved(sources, folder / "out", Chosen(make(folder), {"title": "甲"}))


@pytest.fixture
def batch(once: tuple[Path, Batch], sources: Path, out: Path) -> Batch:
    """An import that was done in `sources` and `out`."""
    for own in (sources, out):
        shutil.rmtree(own)
        shutil.copytree(once[0] / own.name, own)
    return once[1]


def make(tmp_path: Path, name: str = "公园清单.docx", title: str = "某市公园建设清单") -> Received:
    path = tmp_path / "written.docx"
    write_docx(path, [title], ROWS)
    return receive(name, path.read_bytes())


def text(name: str, content: str) -> Received:
    return receive(name, content.encode())


def saved(sources: Path, out: Path, *chosen: Chosen, when: str = WHEN) -> Batch:
    batch = save(sources, out, chosen, when).batch
    assert batch is not None
    return batch


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != IMPORTS)


def titles(out: Path) -> dict[str, str]:
    return {facts["id"]: facts["title"] for facts in read_metadata(out / "targets.parquet")["sources"]}


def test_a_preview_holds_facts_rows_and_names_that_are_no_office_and_stores_nothing(
    tmp_path: Path, sources: Path, out: Path
) -> None:
    before = read_bytes(out), listed(sources)
    steps: list[float] = []
    found = preview(out, make(tmp_path), {"published": "2026-03"}, steps.append)
    assert (found.facts["title"], found.facts["published"], found.facts["tasks"]) == ("某市公园建设清单", "2026-03", 2)
    assert [row["quote"] for row in found.rows["targets"]] == ["12个以上"]
    assert found.unknown == ("某某人",)
    assert steps
    assert steps == sorted(steps)
    assert (read_bytes(out), listed(sources)) == before


def test_a_file_without_tasks_says_why_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(intake.ReadingError, match="no task is found") as refused:
        preview(tmp_path, text("空话.txt", " \n。\n"), {})
    assert refused.value.zh.startswith("空话.txt：没有找到任务")


@pytest.mark.skipif(sys.platform == "win32", reason="processes are looked up in /proc")
def test_a_file_that_takes_too_long_is_given_up_and_its_process_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "READ_SECONDS", 0)
    begun: list[int] = []
    popen = subprocess.Popen

    def note(*args: object, **kwargs: object) -> object:
        process = popen(*args, **kwargs)  # type: ignore[call-overload]
        begun.append(process.pid)
        return process

    monkeypatch.setattr(subprocess, "Popen", note)
    with pytest.raises(Unreadable) as refused:
        preview(tmp_path, text("慢.txt", "1．新建公园3座。"), {})
    assert refused.value.code == "read_timeout"
    assert not Path(f"/proc/{begun[0]}").exists()


def test_a_save_writes_file_facts_and_rows_and_leaves_the_rest(tmp_path: Path, sources: Path, out: Path) -> None:
    before = dict(read_documents(out))
    facts = {"title": '某市"公园"清单\\甲', "region": "山东·济南市", "published": "2026-03", "issuer": "", "period": ""}
    received = make(tmp_path)
    batch = saved(sources, out, Chosen(received, facts))
    assert (sources / "公园清单.docx").read_bytes() == received.content
    written = (sources / "sources.toml").read_text(encoding="utf-8")
    assert written.startswith(HEAD)
    source = read_sources(sources)["公园清单.docx"]
    assert (source.doc_id, source.title, source.region) == ("公园清单", facts["title"], "山东·济南市")
    assert source.issuer is None
    rows = dict(read_documents(out))
    assert rows["plan"] == before["plan"]
    assert {row["published"] for row in rows["公园清单"]["targets"]} == {"2026-03"}
    assert [(kept.file, kept.doc_id, kept.title) for kept in batch.files] == [
        ("公园清单.docx", "公园清单", facts["title"])
    ]
    build(sources, tmp_path / "fresh", fresh=True)
    assert read_bytes(out) == read_bytes(tmp_path / "fresh")


def test_an_undo_takes_it_back_whole_and_loses_nothing(tmp_path: Path, sources: Path, out: Path) -> None:
    before = read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources)
    received = make(tmp_path)
    batch = saved(sources, out, Chosen(received, {"title": "甲"}), Chosen(text("二.txt", "1．新建桥3座。"), {}))
    assert [*titles(out)] == ["plan", "二", "公园清单"]
    [stored] = read_batches(sources)  # as after a restart: all is on the disk
    assert stored == batch
    undone = undo(sources, out, batch.batch_id, LATER)
    assert (read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources)) == before
    assert (sources / IMPORTS / batch.batch_id / "公园清单.docx").read_bytes() == received.content
    assert [one.undone for one in read_batches(sources)] == [undone.undone] == [LATER]
    with pytest.raises(Unreadable) as refused:
        undo(sources, out, batch.batch_id, LATER)
    assert refused.value.code == "import_unknown"
    again = saved(sources, out, Chosen(received, {}), when=LATER)
    assert [one.batch_id for one in read_batches(sources)] == [again.batch_id, batch.batch_id]


def test_an_undo_of_the_earlier_of_two_imports_leaves_the_later(sources: Path, out: Path, batch: Batch) -> None:
    saved(sources, out, Chosen(text("二.txt", "1．新建桥3座。"), {"title": "乙"}), when=LATER)
    undo(sources, out, batch.batch_id, LATER)
    assert [*titles(out)] == ["plan", "二"]
    assert read_sources(sources).keys() == {"plan.csv", "二.txt"}
    assert (sources / "sources.toml").read_text("utf-8").startswith(HEAD)


def test_an_undo_finds_an_entry_that_was_changed_by_hand(sources: Path, out: Path, batch: Batch) -> None:
    path = sources / "sources.toml"
    path.write_text(path.read_text("utf-8").replace('"甲"', '"改过"') + "# 后记\n", "utf-8")
    undo(sources, out, batch.batch_id, LATER)
    assert read_sources(sources).keys() == {"plan.csv"}
    assert path.read_text("utf-8").startswith(HEAD)
    assert path.read_text("utf-8").endswith("# 后记\n")


@pytest.mark.usefixtures("batch")
def test_the_same_content_is_known_under_another_name(sources: Path, out: Path) -> None:
    other = receive("另名.docx", (sources / "公园清单.docx").read_bytes())
    known = find_same(sources, out, other.sha256)
    assert known is not None
    assert (known.file, known.doc_id, known.title) == ("公园清单.docx", "公园清单", "甲")
    before = read_bytes(out), listed(sources)
    outcome = save(sources, out, [Chosen(other, {})], LATER)
    assert (outcome.batch, outcome.same) == (None, (known,))
    assert (read_bytes(out), listed(sources)) == before


def test_a_save_says_before_what_else_is_read_again(sources: Path, out: Path) -> None:
    assert intake.count_stale(sources, out) == 0
    (sources / "more.csv").write_bytes((sources / "plan.csv").read_bytes())
    assert intake.count_stale(sources, out) == 1


def test_equal_names_of_different_contents_are_kept_apart(sources: Path, out: Path) -> None:
    chosen = [Chosen(text("清单.txt", f"1．新建公园{number}座。"), {}) for number in (3, 4)]
    batch = saved(sources, out, *chosen, Chosen(text("PLAN.CSV", "序号,政策内容\n1,新建桥5座。\n"), {}))
    assert [kept.file for kept in batch.files] == ["清单.txt", "清单（2）.txt", "PLAN（2）.CSV"]
    assert len({*titles(out)}) == 4


def test_a_link_in_the_folder_is_not_written_through(tmp_path: Path, sources: Path, out: Path) -> None:
    outside = tmp_path / "outside.txt"
    (sources / "清单.txt").symlink_to(outside)
    batch = saved(sources, out, Chosen(text("清单.txt", "1．新建公园3座。"), {}))
    assert [kept.file for kept in batch.files] == ["清单（2）.txt"]
    assert not outside.exists()
    shutil.rmtree(sources / IMPORTS)
    (sources / IMPORTS).symlink_to(tmp_path)
    with pytest.raises(Unreadable) as refused:
        save(sources, out, [Chosen(text("二.txt", "1．新建桥3座。"), {})], LATER)
    assert refused.value.code == "import_folder"


def break_the_listing(sources: Path) -> None:
    (sources / "sources.toml").write_text("[[source]\n", "utf-8")


def remove_a_document(sources: Path) -> None:
    (sources / "plan.csv").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [(break_the_listing, "sources.toml：.*请修正 TOML 语法"), (remove_a_document, "plan.csv 等文件不在")],
)
def test_what_stands_against_a_save_changes_nothing(
    sources: Path, out: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(sources)
    before = read_bytes(out), {path.name: path.read_bytes() for path in sources.iterdir() if path.is_file()}
    with pytest.raises(Unreadable) as refused:
        save(sources, out, [Chosen(text("二.txt", "1．新建桥3座。"), {})], WHEN)
    assert re.search(said, refused.value.zh)
    after = read_bytes(out), {path.name: path.read_bytes() for path in sources.iterdir() if path.is_file()}
    assert after == before
    assert read_batches(sources) == ()


def test_a_build_that_fails_puts_everything_back(
    sources: Path, out: Path, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources), read_batches(sources)
    with TableWriter(out) as writer:  # another build writes
        for attempt in (
            lambda: save(sources, out, [Chosen(text("二.txt", "1．新建桥3座。"), {})], LATER),
            lambda: undo(sources, out, batch.batch_id, LATER),
        ):
            with pytest.raises(Unreadable) as refused:
                attempt()
            assert refused.value.code == "build_busy"
        del writer
    monkeypatch.setattr(intake, "BUILD_SECONDS", 0)
    with pytest.raises(Unreadable) as refused:
        save(sources, out, [Chosen(text("二.txt", "1．新建桥3座。"), {})], LATER)
    assert refused.value.code == "build_timeout"
    assert (read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources), read_batches(sources)) == before


def test_a_file_that_the_build_cannot_read_is_taken_out_again(sources: Path, out: Path) -> None:
    before = read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources)
    with pytest.raises(SourceError) as refused:
        save(sources, out, [Chosen(text("空话.txt", " \n。\n"), {})], WHEN)
    assert getattr(refused.value, "zh", "").startswith("空话.txt：没有找到任务")
    assert (read_bytes(out), (sources / "sources.toml").read_bytes(), listed(sources)) == before


def test_the_only_documents_cannot_be_undone(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sources")
    batch = saved(folder, tmp_path / "out", Chosen(text("一.txt", "1．新建公园3座。"), {}))
    with pytest.raises(Unreadable) as refused:
        undo(folder, tmp_path / "out", batch.batch_id, LATER)
    assert refused.value.code == "import_last"
    assert [*titles(tmp_path / "out")] == ["一"]


def test_two_sessions_that_save_at_once_both_come_through(sources: Path, out: Path) -> None:
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            save(sources, out, [Chosen(text("清单.txt", f"1．新建公园{number}座。"), {"title": f"第{number}份"})], WHEN)
        except SourceError as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=[number]) for number in (3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert {*titles(out).values()} == {"原有清单", "第3份", "第4份"}
    assert listed(sources) == ["plan.csv", "sources.toml", "清单.txt", "清单（2）.txt"]
    assert len(read_batches(sources)) == 2


def test_what_is_no_batch_is_passed_over(sources: Path, batch: Batch) -> None:
    folder = sources / IMPORTS
    stored = json.loads((folder / f"{batch.batch_id}.json").read_text("utf-8"))
    (folder / "half.json").write_text("{", "utf-8")
    (folder / "20260101-00000000.json").write_text("[]", "utf-8")
    for number, file in enumerate(("../plan.csv", "sources.toml", "/etc/passwd"), 1):
        name = f"2026010{number}-00000000"
        forged = stored | {"batch_id": name, "files": [stored["files"][0] | {"file": file}]}
        (folder / f"{name}.json").write_text(json.dumps(forged), "utf-8")
    assert read_batches(sources) == (batch,)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_named(sources: Path, out: Path) -> None:
    sources.chmod(0o500)
    try:
        with pytest.raises(Unreadable) as refused:
            save(sources, out, [Chosen(text("一.txt", "1．新建公园3座。"), {})], WHEN)
    finally:
        sources.chmod(0o700)
    assert refused.value.code == "import_unwritten"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process that runs already")
def test_reading_in_too_little_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "READ_MEMORY", 64 * 1024**2)
    with pytest.raises(Unreadable) as refused:
        preview(tmp_path, text("清单.txt", "1．建设50所学校。"), {})
    assert refused.value.code == "read_stopped"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process that runs already")
def test_a_process_that_nobody_waits_for_any_more_ends_too(tmp_path: Path) -> None:
    import resource

    limits: list[int] = []

    def look(_waited: float) -> None:
        children = Path("/proc/thread-self/children").read_text(encoding="utf-8").split()
        limits.extend(resource.prlimit(int(child), resource.RLIMIT_CPU)[0] for child in children)

    run_apart(["check", "--out", str(tmp_path)], 60, look)
    assert (60 + LONGER_SECONDS) * (os.cpu_count() or 1) in limits


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process that runs already")
def test_a_file_for_which_the_memory_does_not_last_is_named(tmp_path: Path) -> None:
    (tmp_path / "长.txt").write_text("建设50所学校。" * 400_000, encoding="utf-8")
    read = """
import resource, sys
from pathlib import Path
from etl.documents import Listing, Source
from etl.targets.build import read_one
used = next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmData"))
resource.setrlimit(resource.RLIMIT_DATA, (used + 2_000_000, resource.RLIM_INFINITY))
print(read_one(Listing(Path(sys.argv[1]), Source("长.txt", "long"), "")).facts["reason"])
"""
    command = [sys.executable, "-X", "utf8", "-c", read, str(tmp_path / "长.txt")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith("长.txt: reading it takes more memory than there is")
