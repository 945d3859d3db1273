"""The build: what it makes of the first document, the same bytes, lasting identifiers, no half results."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl.targets.build
import etl.targets.rows
from etl import SourceError
from etl.documents import Source, read_document
from etl.documents.model import Document, Task
from etl.schema import TABLES, category
from etl.targets.build import PARALLEL_FROM, build, build_document
from etl.targets.model import TaskReading
from etl.targets.parquet import WORKING, read_metadata
from etl.targets.reading import read_task
from etl.targets.rows import find_due_date
from etl.targets.stored import read_documents

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FIRST = "shandong-2020"
Reading = Callable[[Task, Document], TaskReading]
TEXTS = [
    "到2025年，新建市级实训中心12个以上。",
    "每年培训乡村教师300人次，每季度通报一次。",
    "统一规划，健全第三方评价；2024年6月底前出台管理办法。",
]


def write_tasks(path: Path, texts: Iterable[str], numbers: Iterable[str] | None = None) -> None:
    """Write a CSV task table with the texts as tasks 1, 2, … or with the numbers given."""
    texts = [*texts]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["序号", "政策内容", "责任部门"])
        for number, text in zip(numbers or range(1, len(texts) + 1), texts, strict=True):
            rows.writerow([number, text, "省教育厅、省财政厅"])


def write_folder(folder: Path, **documents: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, texts in documents.items():
        write_tasks(folder / f"{name}.csv", texts)
    return folder


def read_bytes(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def read_ids(out: Path) -> dict[tuple[str, str], list[str]]:
    """Every mention's identifiers by document and quote, in order."""
    ids: dict[tuple[str, str], list[str]] = {}
    for doc_id, rows in read_documents(out):
        for row in rows["targets"]:
            ids.setdefault((doc_id, row["quote"]), []).append(row["target_id"])
        for row in rows["ledger"]:
            ids.setdefault((doc_id, row["quote"]), []).append(row["mention_id"])
    return ids


def build_ids(folder: Path, out: Path) -> dict[tuple[str, str], list[str]]:
    build(folder, out)
    return read_ids(out)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a fresh build of the first document."""
    out = tmp_path_factory.mktemp("first")
    build(DATA / "sources", out)
    return out


class TestFirstDocument:
    def test_has_its_tasks_and_targets(self, first: Path) -> None:
        [(doc_id, rows)] = read_documents(first)
        assert (doc_id, len(rows["tasks"]), len(rows["targets"])) == (FIRST, 45, 31)
        assert Counter(category(row["kind"], row["role"]) for row in rows["targets"]) == {
            "数量目标": 16, "时限任务": 11, "政策标准": 4,
        }  # fmt: skip

    def test_repeated_tasks_keep_both_places(self, first: Path) -> None:
        [(_, rows)] = read_documents(first)
        assert [row["task_no"] for row in rows["tasks"] if len(row["place"]) == 2] == ["1", "2", "3", "4"]

    def test_is_described_in_the_metadata(self, first: Path) -> None:
        metadata = read_metadata(first / "targets.parquet")
        [source] = metadata["sources"]
        assert source["title"] == "附件2 山东省工作任务清单"
        assert (source["id"], source["region"], source["published"], source["issuer"]) == (FIRST, "山东", "2020", None)
        assert (source["tasks"], source["targets"]) == (45, 31)
        assert source["mentions"] == 31 + pq.read_metadata(first / "ledger.parquet").num_rows
        assert metadata["unreadable"] == []

    @pytest.mark.parametrize("table", TABLES)
    def test_fresh_build_equals_the_committed_tables(self, first: Path, table: str) -> None:
        committed, fresh = DATA / f"{table}.parquet", first / f"{table}.parquet"
        assert pq.read_table(fresh).equals(pq.read_table(committed), check_metadata=False)
        for key in ("sources", "unreadable", "listing"):
            assert read_metadata(fresh)[key] == read_metadata(committed)[key]


def test_two_builds_are_byte_equal(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sources", one=TEXTS, two=TEXTS[::-1])
    build(folder, tmp_path / "first")
    build(folder, tmp_path / "second")
    build(folder, tmp_path / "second")
    assert read_bytes(tmp_path / "first") == read_bytes(tmp_path / "second")


def test_several_processes_write_the_same_bytes_as_one_under_the_dashboard_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process imports the main module of the one that started it, and Streamlit puts dashboard.py in its place."""
    plans = {f"plan{number:03}": [*TEXTS, f"建设{number}个站点。"] for number in range(PARALLEL_FROM)}
    folder = write_folder(tmp_path / "sources", **plans)
    (folder / "plan007.csv").write_bytes(b"")
    one = build(folder, tmp_path / "one", workers=1)
    main = ModuleType("__main__")
    main.__file__ = str(ROOT / "dashboard.py")
    monkeypatch.setitem(sys.modules, "__main__", main)
    several = build(folder, tmp_path / "several", workers=2)
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "several")
    assert one == several
    assert len(one.sources) == PARALLEL_FROM - 1


class TestIdentifiers:
    def test_are_of_twelve_hex_digits_and_unique(self, first: Path) -> None:
        ids = [identifier for found in read_ids(first).values() for identifier in found]
        assert len({*ids}) == len(ids)
        assert all(len(identifier) == 12 and int(identifier, 16) >= 0 for identifier in ids)

    def test_outlive_a_rebuild(self, first: Path, tmp_path: Path) -> None:
        assert build_ids(DATA / "sources", tmp_path) == read_ids(first)

    def test_outlive_another_order_and_other_numbers_of_tasks(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", plan=TEXTS)
        before = build_ids(folder, tmp_path / "before")
        write_tasks(folder / "plan.csv", TEXTS[::-1], ["7", "8", "9"])
        assert build_ids(folder, tmp_path / "after") == before

    def test_outlive_a_change_elsewhere(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", plan=TEXTS)
        before = build_ids(folder, tmp_path / "before")
        write_folder(folder, plan=["新增20个岗位。" + TEXTS[0], "再建3座。", *TEXTS[1:]], another=TEXTS)
        after = build_ids(folder, tmp_path / "after")
        assert {place: after[place] for place in before} == before

    def test_outlive_white_space_in_the_sentence(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", plan=TEXTS)
        before = build_ids(folder, tmp_path / "before")
        write_folder(folder, plan=[TEXTS[0].replace("市级", "市级 "), *TEXTS[1:]])
        assert build_ids(folder, tmp_path / "after") == before

    def test_tell_equal_sentences_of_a_document_apart(self, tmp_path: Path) -> None:
        once = build_ids(write_folder(tmp_path / "once", plan=TEXTS[:1]), tmp_path / "out1")
        twice = build_ids(write_folder(tmp_path / "twice", plan=[TEXTS[0] * 2, TEXTS[0]]), tmp_path / "out2")
        found = twice["plan", "12个以上"]
        assert len({*found}) == 3
        assert found[:1] == once["plan", "12个以上"]

    def test_differ_between_documents(self, tmp_path: Path) -> None:
        ids = build_ids(write_folder(tmp_path / "sources", one=TEXTS, two=TEXTS), tmp_path / "out")
        assert ids["one", "12个以上"] != ids["two", "12个以上"]


@pytest.mark.parametrize(
    ("due", "due_kind", "day"),
    [
        ("2022", "by", date(2022, 12, 31)),
        ("2020", "in", date(2020, 12, 31)),
        ("2020-02", "by", date(2020, 2, 29)),
        ("2020-06-15", "by", date(2020, 6, 15)),
        ("2019-01-01", "from", date(2019, 1, 1)),
        ("2019-03", "from", date(2019, 3, 1)),
        ("2019", "from", date(2019, 1, 1)),
    ],
)
def test_a_due_date_is_the_last_day_or_the_first_of_from(due: str, due_kind: str, day: date) -> None:
    assert find_due_date(due, due_kind) == day


class TestUnreadable:
    def test_a_file_is_named_and_the_rest_is_built(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", plan=TEXTS)
        (folder / "empty.csv").write_bytes(b"")
        summary = build(folder, tmp_path / "out")
        assert [*summary.sources] == ["plan"]
        [unread] = read_metadata(tmp_path / "out" / "targets.parquet")["unreadable"]
        assert (unread["file"], unread["kept"]) == ("empty.csv", False)
        assert unread["reason"].startswith("empty.csv: the file is empty")

    def test_rows_of_an_earlier_build_are_kept(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", a=TEXTS, b=TEXTS[:2], c=TEXTS[2:])
        build(folder, tmp_path / "out")
        before = dict(read_documents(tmp_path / "out"))
        (folder / "b.csv").write_bytes(b"")
        summary = build(folder, tmp_path / "out")
        assert dict(read_documents(tmp_path / "out")) == before
        assert [(facts["file"], facts["kept"]) for facts in summary.unreadable] == [("b.csv", True)]

    def test_rows_of_a_removed_file_are_not_kept(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", a=TEXTS, b=TEXTS)
        build(folder, tmp_path / "out")
        (folder / "b.csv").unlink()
        build(folder, tmp_path / "out")
        assert [doc_id for doc_id, _ in read_documents(tmp_path / "out")] == ["a"]

    def test_a_folder_in_which_nothing_can_be_read_leaves_the_old_tables(self, tmp_path: Path) -> None:
        folder = write_folder(tmp_path / "sources", a=TEXTS)
        build(folder, tmp_path / "out")
        before = read_bytes(tmp_path / "out")
        (folder / "a.csv").write_bytes(b"")
        with pytest.raises(SourceError, match=r"none of its documents could be read(.|\n)*a\.csv: the file is empty"):
            build(folder, tmp_path / "out")
        assert read_bytes(tmp_path / "out") == before

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="holds no documents"):
            build(write_folder(tmp_path / "sources"), tmp_path / "out")
        assert not (tmp_path / "out").exists()


ODD = "第9号"
"""Words that the faults below strike at; every other document of a folder stays sound."""


def lose_the_last_target(task: Task, document: Document, *judged: Any) -> TaskReading:
    reading = read_task(task, document, *judged)
    return TaskReading(reading.targets[:-1], reading.ledger) if ODD in task.text else reading


def double_the_first_target(task: Task, document: Document, *judged: Any) -> TaskReading:
    reading = read_task(task, document, *judged)
    return TaskReading(reading.targets[:1] + reading.targets, reading.ledger) if ODD in task.text else reading


def _change_targets(task: Task, document: Document, *judged: Any, **changes: Any) -> TaskReading:
    reading = read_task(task, document, *judged)
    targets = tuple(target._replace(**changes) for target in reading.targets)
    return TaskReading(targets, reading.ledger) if ODD in task.text else reading


def break_the_contract(task: Task, document: Document, *judged: Any) -> TaskReading:
    return _change_targets(task, document, *judged, op="range")


def give_a_number_that_no_column_holds(task: Task, document: Document, *judged: Any) -> TaskReading:
    return _change_targets(task, document, *judged, value=10**30)


def give_half_a_character(task: Task, document: Document, *judged: Any) -> TaskReading:
    return _change_targets(task, document, *judged, unit="\ud800")


def give_a_day_that_is_none(task: Task, document: Document, *judged: Any) -> TaskReading:
    return _change_targets(task, document, *judged, due="2025-13", due_kind="by", due_source="sentence")


def fail(task: Task, document: Document, *judged: Any) -> TaskReading:
    if ODD in task.text:
        [][len(task.text)]
    return read_task(task, document, *judged)


def fail_without_words(task: Task, document: Document, *judged: Any) -> TaskReading:
    if ODD in task.text:
        raise RecursionError
    return read_task(task, document, *judged)


FAULTS: list[tuple[Reading, str, str]] = [
    (lose_the_last_target, "contract", "document odd, task 2: the numerals are not conserved: numeral '1' at 19"),
    (double_the_first_target, "contract", "document odd, task 2: the numerals are not conserved: numeral '1' at 19"),
    (break_the_contract, "contract", "targets, document odd task 2 '12个以上': value_max goes with op range only"),
    (give_a_number_that_no_column_holds, "contract", "targets, document odd: "),
    (give_half_a_character, "contract", "targets, document odd: "),
    (give_a_day_that_is_none, "contract", "document odd, task 2: the due date '2025-13' of '12个以上' is none"),
    (fail, "stage", "IndexError in etl/targets/rows.py:"),
    (fail_without_words, "stage", "RecursionError in etl/targets/rows.py:"),
]


class TestFaultsOfOneDocument:
    """One odd number never stops a build: whatever goes wrong over a document is that document's alone."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        odd = ["完善制度。", TEXTS[0].replace("新建", f"按{ODD}新建")]
        return write_folder(tmp_path / "sources", before=TEXTS, odd=odd, then=TEXTS[:2])

    @pytest.mark.parametrize(("reading", "fault", "said"), FAULTS, ids=[case[0].__name__ for case in FAULTS])
    def test_name_it_and_leave_the_others(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: Reading, fault: str, said: str
    ) -> None:
        monkeypatch.setattr(etl.targets.rows, "read_task", reading)
        summary = build(folder, tmp_path / "out")
        assert [*summary.sources] == ["before", "then"]
        assert [doc_id for doc_id, _ in read_documents(tmp_path / "out")] == ["before", "then"]
        [facts] = read_metadata(tmp_path / "out" / "targets.parquet")["unreadable"]
        assert (facts["file"], facts["fault"], facts["kept"]) == ("odd.csv", fault, False)
        assert facts["reason"].startswith("odd.csv: the ")
        assert f"report it with the file and these words: {said}" in facts["reason"]
        assert facts["reason_zh"].startswith("odd.csv：提取")
        assert f"请把文件连同以下信息交给程序维护人员：{said}" in facts["reason_zh"]
        assert str(ROOT) not in facts["reason"]

    @pytest.mark.parametrize("reading", [break_the_contract, fail])
    def test_keep_its_rows_of_the_earlier_build(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: Reading
    ) -> None:
        build(folder, tmp_path / "out")
        before = dict(read_documents(tmp_path / "out"))
        monkeypatch.setattr(etl.targets.rows, "read_task", reading)
        summary = build(folder, tmp_path / "out", fresh=True)
        assert dict(read_documents(tmp_path / "out")) == before
        assert [(facts["file"], facts["kept"]) for facts in summary.unreadable] == [("odd.csv", True)]

    def test_of_a_reader_are_named(self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def read(path: Path, source: Source) -> Document:
            if path.stem == "odd":
                raise NotImplementedError(ODD)
            return read_document(path, source)

        monkeypatch.setattr(etl.targets.build, "read_document", read)
        summary = build(folder, tmp_path / "out")
        assert [*summary.sources] == ["before", "then"]
        assert "NotImplementedError in etl/targets/build.py" in summary.unreadable[0]["reason"]

    def test_leave_the_old_tables_where_no_document_is_sound(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = write_folder(tmp_path / "sources", odd=[f"按{ODD}新建站点3座。"])
        build(folder, tmp_path / "out")
        before = read_bytes(tmp_path / "out")
        monkeypatch.setattr(etl.targets.rows, "read_task", fail)
        with pytest.raises(
            SourceError, match=r"none of its documents could be read(.|\n)*odd\.csv: the extractor failed"
        ):
            build(folder, tmp_path / "out", fresh=True)
        assert read_bytes(tmp_path / "out") == before


def test_a_number_of_any_size_builds(tmp_path: Path) -> None:
    sizes = [
        "算力达到10.36百亿亿次/秒。",
        "总量达到" + "9" * 400 + "吨。",
        "达到9亿亿亿亿亿亿亿亿吨。",
        "占0." + "0" * 400 + "1%。",
    ]
    summary = build(write_folder(tmp_path / "sources", good=TEXTS, odd=sizes), tmp_path / "out")
    assert "good" in summary.sources


def test_two_documents_of_one_id_stop_the_build(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "sources", plan=TEXTS)
    build(folder, tmp_path / "out")
    before = read_bytes(tmp_path / "out")
    write_tasks(folder / "other.csv", TEXTS)
    (folder / "sources.toml").write_text(
        "".join(f'[[source]]\nfile = "{name}.csv"\nid = "one"\n' for name in ("plan", "other")), "utf-8"
    )
    with pytest.raises(SourceError, match='"one"'):
        build(folder, tmp_path / "out")
    assert read_bytes(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_build_leaves_the_old_tables_and_the_next_one_works(tmp_path: Path) -> None:
    folder, out = write_folder(tmp_path / "sources", plan=TEXTS), tmp_path / "out"
    build(folder, out)
    before = read_bytes(out)
    write_folder(folder, **{f"more{number:04}": TEXTS * 20 for number in range(400)})
    command = [sys.executable, "-m", "etl", "build", str(folder), "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while not (out / WORKING / "targets.parquet").exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert {name: (out / name).read_bytes() for name in before} == before
    build(write_folder(tmp_path / "few", plan=TEXTS), out)
    assert read_bytes(out) == before


pieces = st.sampled_from([*TEXTS, "每两月", "一批", "50%", "—", "3", "所", "2020年", "到", "。", "，", "“", "”", "\n"])
texts = st.lists(pieces).map("".join)


@settings(deadline=None)
@given(st.lists(texts | st.text(), max_size=3))
def test_any_text_builds(contents: list[str]) -> None:
    tasks = tuple(Task(str(number), text) for number, text in enumerate(contents))
    document = Document("any", "any.txt", "任意", None, None, "2020", None, tasks, "0" * 64)
    facts = build_document(document).facts
    assert facts["tasks"] == len(contents)
