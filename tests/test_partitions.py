"""Tables in folders by region and year: the same rows for the dashboard, for check, diff and a build on top of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pyarrow.dataset as ds
import pytest
from object_store import object_store
from records_scenes import Scene
from test_build import TEXTS, write_folder

from app.query import listings, overview
from app.query.filter_model import Filter
from app.query.remote import LOOK_SECONDS, Copy
from app.query.tables import TablesError, open_tables
from benchmarks import synthetic
from etl.__main__ import main
from etl.documents.model import Document
from etl.schema import POINTER, TABLES, arrow_schema
from etl.targets import build as building
from etl.targets import partitions
from etl.targets.parquet import find_file_breaches, is_as_written, read_metadata
from etl.targets.stored import read_documents

LISTING = """
[[source]]
file = "a.csv"
id = "first"
title = "甲省2023年工作清单"
region = "山东"
published = "2023-02"
[[source]]
file = "c.csv"
id = "third"
title = "乙省2024年工作清单"
region = "江苏"
published = "2024"
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three documents of two regions; the second says neither where nor when."""
    folder = tmp_path_factory.mktemp("made") / "sources"
    write_folder(folder, a=TEXTS, b=["新建泵站7座。"], c=[*TEXTS, "改造管网30公里。"])
    (folder / "sources.toml").write_text(LISTING, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(sources: Path) -> Path:
    out = sources.parent / "plain"
    assert main(["build", str(sources), "--out", str(out)]) == 0
    return out


@pytest.fixture
def parted(sources: Path, tmp_path: Path) -> Path:
    assert main(["build", str(sources), "--out", str(tmp_path / "parted"), "--partitioned"]) == 0
    return tmp_path / "parted"


def view(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    return connection.table(table).order("ordinal").fetchall()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_folders_are_named_by_region_and_year(parted: Path) -> None:
    parts = partitions.read_pointer(parted)
    assert parts is not None
    assert names(parted) == sorted([parts["parts"].name, POINTER])
    for table in TABLES:
        found = {path.parent.relative_to(parts["parts"] / table).as_posix()
                 for path in (parts["parts"] / table).rglob("*.parquet")}  # fmt: skip
        assert found <= set(partitions.list_partitions(parts["parts"]))
    nowhere = "region=__HIVE_DEFAULT_PARTITION__/year=__HIVE_DEFAULT_PARTITION__"
    found = {unquote(name) for name in partitions.list_partitions(parts["parts"])}
    assert found == {nowhere, "region=山东/year=2023", "region=江苏/year=2024"}


def test_the_dashboard_reads_the_same_rows_in_the_same_places(plain: Path, parted: Path) -> None:
    one, other = open_tables(plain), open_tables(parted)
    for table in ("targets", "tasks", "ledger", "target_index", "task_index"):
        assert view(one, table) == view(other, table)
        assert view(one, table)
    chosen = Filter(as_of=date(2024, 1, 1))
    assert overview.headline(one, chosen).equals(overview.headline(other, chosen))
    assert listings.options(one) == listings.options(other)


def test_check_and_diff_take_both_alike(
    sources: Path, plain: Path, parted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(sources), "--out", str(parted)]) == 0
    assert main(["diff", str(plain), str(parted)]) == 0
    assert "same 10" in capsys.readouterr().out
    assert dict(read_documents(parted)) == dict(read_documents(plain))


def test_a_build_on_top_reads_no_unchanged_document_and_goes_back_to_files(
    sources: Path, plain: Path, parted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> Document:
        raise AssertionError

    monkeypatch.setattr(building, "read_document", fail)
    assert is_as_written(parted)
    building.build(sources, parted)
    assert {name: (parted / name).read_bytes() for name in names(parted)} == {
        name: (plain / name).read_bytes() for name in names(plain)
    }


def test_the_same_rows_give_the_same_bytes(sources: Path, parted: Path) -> None:
    before = (parted / POINTER).read_bytes()
    building.build(sources, parted, fresh=True, partitioned=True)
    assert (parted / POINTER).read_bytes() == before
    assert is_as_written(parted)


def test_a_build_that_fails_while_it_writes_leaves_what_was_there(
    sources: Path, parted: Path, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset = ds.write_dataset

    def fill_the_disk(batches: object, to: Path, **given: object) -> None:
        write_dataset(batches, to, **given)
        if to.name == "ledger":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.dataset.write_dataset", fill_the_disk)
    for out in (parted, plain):
        before = names(out)
        assert main(["build", str(sources), "--out", str(out), "--partitioned", "--fresh"]) == 2
        assert names(out) == before
        assert find_file_breaches(out) == []


def test_large_tables_are_partitioned_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PARTITION_FROM", 300)
    monkeypatch.setattr(partitions, "ROW_GROUP", 16)
    synthetic.write_tables(tmp_path / "small", targets=300, documents=20, seed=1)
    synthetic.write_tables(tmp_path / "large", targets=301, documents=20, seed=1)
    assert not (tmp_path / "small" / POINTER).exists()
    assert (tmp_path / "large" / POINTER).exists()
    assert sum(len(rows["targets"]) for _, rows in read_documents(tmp_path / "large")) == 301
    assert len(list(read_documents(tmp_path / "large"))) == 20


def test_every_file_holds_the_columns_of_the_contract_for_other_tools(parted: Path) -> None:
    told = partitions.read_pointer(parted)
    assert told is not None
    whole = ds.dataset(told["parts"] / "targets", partitioning="hive").to_table()
    assert set(arrow_schema("targets").names) | {"ordinal", "year"} == set(whole.column_names)
    assert set(whole["region"].to_pylist()) == {None, "山东", "江苏"}


@pytest.mark.parametrize("harm", ["lost", "cut", "pointer"])
def test_a_damaged_folder_is_told(harm: str, sources: Path, parted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if harm == "pointer":
        (parted / POINTER).write_text("{", encoding="utf-8")
        with pytest.raises(TablesError, match=r"tables\.json.*etl build"):
            open_tables(parted)
    else:
        path = min(parted.glob("parts-*/targets/**/*.parquet"))
        path.unlink() if harm == "lost" else path.write_bytes(path.read_bytes()[:-9])
    assert main(["check", str(sources), "--out", str(parted)]) == 1
    assert (POINTER if harm == "pointer" else "targets") in capsys.readouterr().out
    assert main(["build", str(sources), "--out", str(parted), "--partitioned"]) == 0
    assert main(["check", str(sources), "--out", str(parted)]) == 0


def test_a_decision_reaches_partitioned_tables(sources: Path, parted: Path) -> None:
    scene = Scene(sources, parted)
    scene.decide("confirm", "7座")
    checked = [row["quote"] for _, rows in read_documents(parted) for row in rows["targets"]
               if row["review"] == "checked"]  # fmt: skip
    scene.close()
    assert checked == ["7座"]
    assert (parted / POINTER).exists()
    assert "decisions" in read_metadata(parted)


def test_partitioned_tables_are_copied_from_an_object_store(sources: Path, plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store" / "bucket" / "tables"
    building.build(sources, folder, partitioned=True)
    with object_store(tmp_path / "store") as store:
        copy = Copy("s3://bucket/tables", store.environ, tmp_path / "copies")
        one = open_tables(copy.folder(0))
        assert view(one, "targets") == view(open_tables(plain), "targets")
        told = (folder / POINTER).read_text(encoding="utf-8")
        (folder / POINTER).write_text(told.replace('"parts-', '"../parts-', 1), encoding="utf-8")
        copy.folder(LOOK_SECONDS)
        assert "s3://bucket/tables" in copy.trouble
        building.build(sources, folder, partitioned=False)
        again = copy.folder(2 * LOOK_SECONDS)
        assert not copy.trouble
        assert not (again / POINTER).exists()
        assert view(open_tables(again), "targets") == view(open_tables(plain), "targets")
