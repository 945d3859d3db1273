"""Filters by what the extractor says of its own verdicts: frames of paragraphs and bands of confidence, with pandas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from small_tables import write_tables

from app import query, say
from app.query import listings
from app.query.filter_model import Filter
from app.query.tables import open_tables
from benchmarks import synthetic

DAY = date(2020, 5, 1)
ALL = 10_000
Rows = Callable[[pd.DataFrame], Any]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return open_tables(write_tables(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 2,000 targets of 60 made-up documents."""
    made = tmp_path_factory.mktemp("large")
    synthetic.write_tables(made, targets=2000, documents=60, seed=1)
    return made


@pytest.fixture(scope="module")
def large(folder: Path) -> duckdb.DuckDBPyConnection:
    return open_tables(folder)


@pytest.fixture(scope="module")
def frames(folder: Path) -> dict[str, pd.DataFrame]:
    return {table: pd.read_parquet(folder / f"{table}.parquet") for table in ("targets", "tasks", "ledger")}


def in_tasks(rows: pd.DataFrame, tasks: pd.DataFrame) -> pd.DataFrame:
    """The rows whose task is one of `tasks`, in their order."""
    return rows.merge(tasks[["doc_id", "task_no"]], on=["doc_id", "task_no"])


BANDS: list[tuple[str, Rows]] = [
    ("高（≥0.95）", lambda rows: rows["confidence"] >= np.float32(0.95)),
    ("中（0.8–0.95）", lambda rows: (rows["confidence"] >= np.float32(0.8)) & (rows["confidence"] < np.float32(0.95))),
    ("低（<0.8）", lambda rows: rows["confidence"] < np.float32(0.8)),
]


@pytest.mark.parametrize(("band", "wanted"), BANDS, ids=[band for band, _ in BANDS])
def test_a_band_keeps_the_targets_that_pandas_keeps(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame], band: str, wanted: Rows
) -> None:
    chosen = Filter(confidences=(band,)).resolved(DAY)
    kept = frames["targets"][wanted(frames["targets"])]
    assert 0 < len(kept) < len(frames["targets"])
    assert list(listings.target_rows(large, chosen, limit=ALL)["target_id"]) == list(kept["target_id"])
    assert listings.task_count(large, chosen) == len(kept[["doc_id", "task_no"]].drop_duplicates())
    assert listings.task_count(large, chosen, measured=False) == 0


@pytest.mark.parametrize(("band", "wanted"), BANDS, ids=[band for band, _ in BANDS])
def test_a_band_keeps_the_entries_that_pandas_keeps(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame], band: str, wanted: Rows
) -> None:
    chosen, reasons = Filter(confidences=(band,)).resolved(DAY), tuple(frames["ledger"]["reason"].unique())
    kept = frames["ledger"][wanted(frames["ledger"])]
    assert 0 < len(kept) < len(frames["ledger"])
    assert query.reconciliation.ledger_count(large, chosen, reasons) == len(kept)
    found = query.reconciliation.ledger_rows(large, chosen, reasons, limit=ALL)
    assert list(found["mention_id"]) == list(kept["mention_id"])
    assert list(found["confidence"]) == list(kept["confidence"])


def test_bands_are_alternatives_and_together_everything(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame]
) -> None:
    every = Filter(confidences=tuple(band for band, _ in BANDS)).resolved(DAY)
    assert listings.target_count(large, every) == len(frames["targets"])


def test_the_border_belongs_to_the_band_above(small: duckdb.DuckDBPyConnection) -> None:
    rows = listings.target_rows(small, Filter(confidences=("高（≥0.95）",)).resolved(DAY))
    assert "80%以上" in set(rows["shown"])  # 0.95, which as a float32 is a little less


def test_the_check_of_numbers_stays_whole_under_a_band(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame]
) -> None:
    sums = query.reconciliation.conservation(large, Filter(confidences=("低（<0.8）",)).resolved(DAY)).iloc[0]
    assert (sums["targets"], sums["ledger"]) == (len(frames["targets"]), len(frames["ledger"]))


@pytest.mark.parametrize("words", [("部署",), ("规定", "回顾")], ids="、".join)
def test_a_frame_keeps_its_tasks_and_their_numbers(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame], words: tuple[str, ...]
) -> None:
    chosen = Filter(frames=words).resolved(DAY)
    tasks = frames["tasks"][frames["tasks"]["frame"].isin(words)]
    targets = in_tasks(frames["targets"], tasks)
    assert 0 < len(tasks) < len(frames["tasks"])
    assert listings.task_count(large, chosen) == len(tasks)
    assert set(listings.task_rows(large, chosen, limit=ALL)["frame"]) == set(words)
    assert list(listings.target_rows(large, chosen, limit=ALL)["target_id"]) == list(targets["target_id"])
    sums = query.reconciliation.conservation(large, chosen).iloc[0]
    assert (sums["tasks"], sums["targets"]) == (len(tasks), len(targets))
    assert sums["ledger"] == len(in_tasks(frames["ledger"], tasks))


def test_a_nature_keeps_its_targets(small: duckdb.DuckDBPyConnection) -> None:
    rows = listings.target_rows(small, Filter(natures=("约束性",)).resolved(DAY))
    assert list(rows["shown"]) == ["30—50个"]
    assert set(rows["nature"]) == {"约束性"}
    assert listings.options(small)["natures"] == ("约束性",)
    assert listings.task_count(small, Filter(natures=("预期性",)).resolved(DAY)) == 0


def test_the_numerals_of_the_files_are_summed_by_where_they_are_kept(small: duckdb.DuckDBPyConnection) -> None:
    kept = query.reconciliation.file_numerals(small, Filter().resolved(DAY))
    assert list(zip(kept["place"], kept["numerals"], strict=True)) == [("tasks", 30), ("headings", 4), ("tables", 9)]
    assert say.reconciliation.file_numerals(kept).startswith(
        "文件全文共读出43个数字字符：任务文字30 + 标题、表头、类别4 + 不是任务或指标的表格9。"
    )


def test_only_frames_and_bands_that_occur_are_offered(
    small: duckdb.DuckDBPyConnection, large: duckdb.DuckDBPyConnection
) -> None:
    first, second = listings.options(small), listings.options(large)
    assert (first["frames"], second["frames"]) == (("部署", "规定", "其他"), ("回顾", "部署", "规定", "其他"))
    assert first["confidences"] == second["confidences"] == tuple(band for band, _ in BANDS)


def test_the_least_sure_come_first_where_that_is_asked_for(
    large: duckdb.DuckDBPyConnection, frames: dict[str, pd.DataFrame]
) -> None:
    rows = listings.target_rows(large, Filter().resolved(DAY), "可信度（低的在前）", limit=100)
    assert list(rows["confidence"]) == sorted(frames["targets"]["confidence"])[:100]
