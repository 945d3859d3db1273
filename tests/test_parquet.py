"""The writer of the three tables: all or none, the same bytes, one build at a time; and their reader."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sample_rows import make_rows

from etl import ContractError
from etl.schema import TABLES, arrow_schema
from etl.targets import parquet
from etl.targets.parquet import (
    WORKING,
    OutputBusyError,
    TableWriter,
    find_file_breaches,
    is_as_written,
    pack_rows,
    read_metadata,
)
from etl.targets.stored import StoredRows, read_documents

ROOT = Path(__file__).resolve().parent.parent


def pack(doc_id: str, **changes: object) -> dict[str, pa.Table]:
    return {table: pack_rows(table, rows) for table, rows in make_rows(doc_id, **changes).items()}


def write(out: Path, *doc_ids: str) -> None:
    with TableWriter(out) as writer:
        for doc_id in doc_ids:
            writer.write(pack(doc_id))
        writer.commit({"sources": [*doc_ids]})


def write_one_and_fail(writer: TableWriter) -> None:
    writer.write(pack("b"))
    writer.commit({"share": 1 // 0})


def read_bytes(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    assert dict(read_documents(tmp_path)) == {"a": make_rows("a"), "b": make_rows("b")}


def test_the_files_have_the_contracts_schema_and_the_metadata(tmp_path: Path) -> None:
    write(tmp_path, "a")
    assert find_file_breaches(tmp_path) == []
    assert {table: pq.read_schema(tmp_path / f"{table}.parquet") for table in TABLES} == {
        table: arrow_schema(table) for table in TABLES
    }
    assert read_metadata(tmp_path / "ledger.parquet")["sources"] == ["a"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one", "a", "b")
    write(tmp_path / "two", "a", "b")
    assert read_bytes(tmp_path / "one") == read_bytes(tmp_path / "two")


def test_rows_wait_for_whole_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", 4)
    doc_ids = [f"d{number}" for number in range(10)]
    write(tmp_path, *doc_ids)
    footer = pq.read_metadata(tmp_path / "targets.parquet")
    assert [footer.row_group(group).num_rows for group in range(footer.num_row_groups)] == [4, 4, 2]
    assert [doc_id for doc_id, _ in read_documents(tmp_path)] == doc_ids


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not say what a process holds")
def test_rows_that_wait_take_little_more_memory_than_they_say(tmp_path: Path) -> None:
    """A table of a few rows takes 0.1 MB, as one of a thousand: 1,500 of them must not wait as they came."""
    program = f"""
import sys
sys.path[:0] = {[str(ROOT), str(ROOT / "tests")]!r}
from pathlib import Path
from test_parquet import pack, TableWriter
def held(): return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
with TableWriter(Path({str(tmp_path)!r})) as writer:
    for number in range(1700):
        before = held() if number == 200 else before if number else 0.0
        writer.write(pack(f"d{{number}}"))
    print(held() - before)
"""
    grown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=True)
    assert float(grown.stdout) < 40


def test_other_rows_have_another_fingerprint(tmp_path: Path) -> None:
    for out, changes in ((tmp_path / "one", {}), (tmp_path / "two", {"indicator": "中职学校"})):
        with TableWriter(out) as writer:
            writer.write(pack("a", **changes))
            writer.commit({})
    prints = [read_metadata(tmp_path / out / "tasks.parquet")["build"] for out in ("one", "two")]
    assert prints[0] != prints[1]


def test_a_build_that_fails_leaves_the_old_tables(tmp_path: Path) -> None:
    write(tmp_path, "a")
    before = read_bytes(tmp_path)
    with pytest.raises(ZeroDivisionError), TableWriter(tmp_path) as writer:
        write_one_and_fail(writer)
    assert read_bytes(tmp_path) == before
    assert not (tmp_path / WORKING).exists()


def test_a_build_that_never_commits_writes_nothing(tmp_path: Path) -> None:
    with TableWriter(tmp_path) as writer:
        writer.write(pack("b"))
    assert [*tmp_path.iterdir()] == []


def test_a_second_build_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with TableWriter(tmp_path) as first:
        with pytest.raises(OutputBusyError, match="another build is writing to"), TableWriter(tmp_path):
            pass
        first.write(pack("a"))
        first.commit({})
    assert find_file_breaches(tmp_path) == []


def test_remains_of_a_killed_build_are_cleared(tmp_path: Path) -> None:
    (tmp_path / WORKING).mkdir()
    (tmp_path / WORKING / "targets.parquet").write_bytes(b"half a file")
    write(tmp_path, "a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.parquet", "targets.parquet", "tasks.parquet"]


@pytest.mark.parametrize("table", TABLES)
def test_a_stop_between_the_renames_is_noticed(tmp_path: Path, table: str) -> None:
    write(tmp_path / "old", "a")
    write(tmp_path / "new", "b")
    shutil.copy(tmp_path / "new" / f"{table}.parquet", tmp_path / "old")
    assert find_file_breaches(tmp_path / "old") == [f"the tables in {tmp_path / 'old'} are not of one build"]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    write(tmp_path, "a")
    (tmp_path / f"{table}.parquet").unlink()
    assert find_file_breaches(tmp_path) == [f"{tmp_path / table}.parquet is missing"]


def test_a_truncated_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a")
    path = tmp_path / "tasks.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    [breach] = find_file_breaches(tmp_path)
    assert breach.startswith(f"{path} cannot be read: ")


def test_another_schema_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a")
    path = tmp_path / "ledger.parquet"
    table = pq.read_table(path)
    pq.write_table(table.set_column(4, "start", table["start"].cast(pa.int64())), path)
    assert find_file_breaches(tmp_path) == [f"{path}: column start is int64, the schema says int32 not null"]


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(ContractError, match="targets, document a: "):
        pack("a", value="fifty")


@pytest.mark.parametrize("size", [3, 16_384])
def test_one_documents_rows_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(parquet, "ROW_GROUP", size)
    write(tmp_path, "a", "b", "c")
    stored = StoredRows(tmp_path)
    for doc_id in ("b", "c", "a"):
        assert {table: rows.to_pylist() for table, rows in stored.of(doc_id).items()} == make_rows(doc_id)
    assert {table: rows.num_rows for table, rows in stored.of("d").items()} == dict.fromkeys(TABLES, 0)


def test_rows_that_were_changed_since_they_were_written_are_noticed(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    assert is_as_written(tmp_path)
    path = tmp_path / "tasks.parquet"
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    assert not is_as_written(tmp_path)


def test_rows_of_no_tasks_document_come_last(tmp_path: Path) -> None:
    with TableWriter(tmp_path) as writer:
        writer.write(pack("a") | {"tasks": pack_rows("tasks", [])})
        writer.commit({})
    assert dict(read_documents(tmp_path)) == {"": make_rows("a") | {"tasks": []}}
