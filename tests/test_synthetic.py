"""The made-up tables that measure speed: as many rows as asked for, by the contract, and the same each time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.rows import write_rows
from benchmarks.synthetic import read_departments, write_tables
from etl.schema import TABLES, UNCLASSIFIED
from etl.targets.contract import find_document_breaches
from etl.targets.parquet import find_file_breaches
from etl.targets.stored import read_documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synthetic")
    write_tables(out, targets=3_000, documents=100, seed=1)
    return out


def test_they_hold_what_was_asked_for(folder: Path) -> None:
    targets = pq.read_table(folder / "targets.parquet")
    assert targets.num_rows == 3_000
    assert len(set(pq.read_table(folder / "tasks.parquet")["doc_id"].to_pylist())) == 100


def test_they_fit_the_contract_and_conserve_every_numeral(folder: Path) -> None:
    assert find_file_breaches(folder) == []
    for _, rows in read_documents(folder):
        assert find_document_breaches(rows["targets"], rows["tasks"], rows["ledger"]) == []


def test_they_are_spread_like_real_lists(folder: Path) -> None:
    targets = pq.read_table(folder / "targets.parquet").to_pylist()
    leads = Counter(row["lead"] for row in targets)
    assert leads.most_common(1)[0][1] > 5 * sorted(leads.values())[len(leads) // 2]
    assert 0.35 < sum(row["due"] is None for row in targets) / len(targets) < 0.6
    assert {row["kind"] for row in targets} == {"quantity", "ratio", "deadline"}
    assert {row["role"] for row in targets} == {"goal", "rule"}
    assert len({row["unit"] for row in targets}) > 20
    assert 0.6 < sum(row["confidence"] >= 0.95 for row in targets) / len(targets) < 0.9
    assert any(row["confidence"] < 0.8 for row in targets)
    assert UNCLASSIFIED not in {row["theme"] for row in targets}


def test_sixty_departments_are_at_work(folder: Path) -> None:
    tasks = pq.read_table(folder / "tasks.parquet").to_pylist()
    assert len(read_departments()) == 60
    assert {name for row in tasks for name in row["departments"]} == {name for name, _ in read_departments()}
    assert any(not row["departments"] for row in tasks)


def test_the_same_arguments_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_tables(tmp_path, targets=3_000, documents=100, seed=1)
    for table in TABLES:
        assert (tmp_path / f"{table}.parquet").read_bytes() == (folder / f"{table}.parquet").read_bytes()


def test_repeated_rows_make_tables_of_any_size(tmp_path: Path) -> None:
    assert write_rows(tmp_path, 2_500) == 50
    assert find_file_breaches(tmp_path) == []
    documents = dict(read_documents(tmp_path))
    found = [row["target_id"] for rows in documents.values() for row in rows["targets"]]
    assert len(found) == len(set(found)) == 2_500
    assert len({row["region"] for rows in documents.values() for row in rows["targets"]}) > 1
    for rows in documents.values():
        tasks = [row["task_no"] for row in rows["tasks"]]
        assert len(tasks) == len(set(tasks))
        assert {row["task_no"] for row in (*rows["targets"], *rows["ledger"])} <= set(tasks)
