"""Tables of an object store: copied once a change by pyarrow's own client, never in half, kept while it is away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_runs import open_page, texts
from object_store import Store, object_store
from small_tables import write_tables

from app.query import overview
from app.query.filter_model import Filter
from app.query.remote import LOOK_SECONDS, Copy
from app.query.sql import Condition
from app.query.tables import TablesError, count, open_tables
from benchmarks import synthetic
from etl.schema import TABLES

ADDRESS = "s3://offices/tables"
FILES = [f"{table}.parquet" for table in TABLES]


@pytest.fixture
def bucket(tmp_path: Path) -> Path:
    """The folder of the bucket, with small tables in `tables`."""
    write_tables(tmp_path / "store" / "offices" / "tables")
    return tmp_path / "store" / "offices"


@pytest.fixture
def store(bucket: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with object_store(bucket.parent) as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Copy:
    return Copy(ADDRESS, store.environ, tmp_path / "copies")


def targets(folder: Path) -> int:
    return count(open_tables(folder), "targets", Condition())


def fetched(store: Store) -> list[str]:
    return [asked for asked in store.asked if asked.startswith("GET /offices/tables/")]


def write_others(folder: Path, names: list[str] | None = None) -> None:
    """Put the tables of another build over those in `folder`, or some of their files."""
    made = folder.parent / "made"
    synthetic.write_tables(made, targets=50, documents=2, seed=1)
    for name in names or FILES:
        shutil.copy(made / name, folder / name)
        os.utime(folder / name, (2e9, 2e9))
    shutil.rmtree(made)


def test_the_copy_is_what_the_store_holds(copy: Copy, bucket: Path) -> None:
    folder = copy.folder(0)
    for name in FILES:
        assert (folder / name).read_bytes() == (bucket / "tables" / name).read_bytes()
    chosen = Filter(as_of=date(2024, 1, 1))
    here, there = (overview.headline(open_tables(place), chosen) for place in (bucket / "tables", folder))
    assert here.equals(there)


def test_a_rebuilt_table_is_copied_at_the_next_look_and_nothing_is_asked_before(
    copy: Copy, store: Store, bucket: Path
) -> None:
    before = targets(copy.folder(0))
    write_others(bucket / "tables")
    asked = len(store.asked)
    assert targets(copy.folder(LOOK_SECONDS - 1)) == before
    assert len(store.asked) == asked
    assert targets(copy.folder(LOOK_SECONDS)) == 50 != before


def test_what_has_not_changed_is_not_copied_again(copy: Copy, store: Store) -> None:
    copy.folder(0)
    del store.asked[:]
    copy.folder(LOOK_SECONDS)
    assert fetched(store) == []


def test_a_build_that_is_half_uploaded_is_not_taken(copy: Copy, bucket: Path) -> None:
    write_others(bucket / "tables")
    assert targets(copy.folder(0)) == 50
    synthetic.write_tables(bucket / "next", targets=70, documents=2, seed=1)
    shutil.copy(bucket / "next" / "targets.parquet", bucket / "tables")
    assert targets(copy.folder(LOOK_SECONDS)) == 50
    assert ADDRESS in copy.trouble
    for name in FILES:
        shutil.copy(bucket / "next" / name, bucket / "tables")
    assert targets(copy.folder(2 * LOOK_SECONDS)) == 70
    assert not copy.trouble


def test_a_store_that_goes_away_leaves_the_copy(copy: Copy, store: Store) -> None:
    before = targets(copy.folder(0))
    store.is_away = True
    assert targets(copy.folder(LOOK_SECONDS)) == before
    assert ADDRESS in copy.trouble
    store.is_away = False
    copy.folder(2 * LOOK_SECONDS)
    assert not copy.trouble


@pytest.mark.parametrize(("address", "said"), [(ADDRESS, "AWS_ENDPOINT_URL"), ("s3://offices/other", "没有数据表")])
def test_an_address_that_gives_nothing_is_named_with_what_to_do(
    address: str, said: str, store: Store, tmp_path: Path
) -> None:
    store.is_away = address == ADDRESS
    with pytest.raises(TablesError, match=said) as error:
        Copy(address, store.environ, tmp_path / "copies").folder(0)
    assert address in str(error.value)


def test_two_servers_of_a_machine_share_a_copy(copy: Copy, store: Store, tmp_path: Path) -> None:
    copy.folder(0)
    del store.asked[:]
    other = Copy(ADDRESS, store.environ, tmp_path / "copies")
    assert other.folder(0) == copy.folder(0)
    assert store.asked
    assert fetched(store) == []


def test_the_pages_read_an_address_and_say_where_it_cannot_be_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_resource.clear()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("app.query.remote.LOOK_SECONDS", 0.0)
    monkeypatch.setenv("TARGETS_DATA", ADDRESS)
    store.is_away = True
    run = open_page("overview")
    assert [ADDRESS in error.value and "AWS_ACCESS_KEY_ID" in error.value for error in run.error] == [True]
    store.is_away = False
    run = open_page("overview")
    assert not run.error
    assert not run.exception
    assert "样例市2023年重点工作清单" in str(run.multiselect(key="doc").options)
    store.is_away = True
    run = open_page("overview")
    assert [ADDRESS in warning.value and "此前取得的数据" in warning.value for warning in run.warning] == [True]
    store.is_away = False
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert ["DATABASE_URL" in warning.value for warning in open_page("review").warning] == [True]
    assert "文件导入已关闭" in texts(open_page("intake"))
    st.cache_resource.clear()


def test_the_former_name_of_the_variable_and_the_name_of_a_file_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.screen import data

    folder = write_tables(tmp_path)
    monkeypatch.delenv("TARGETS_DATA", raising=False)
    monkeypatch.setenv("POLICY_TARGETS_DATA", str(folder))
    assert data.folder() == folder
    monkeypatch.setenv("TARGETS_DATA", str(folder / "targets.parquet"))
    assert data.folder() == folder
