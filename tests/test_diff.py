"""What `diff` finds between two builds: each kind of difference under its task, and nothing where only places moved."""

from pathlib import Path
from typing import Any

import pytest
from sample_rows import make_rows

from etl import SourceError
from etl.targets.parquet import TableWriter, pack_rows
from etl.tools.diff import describe, find_difference


def write(out: Path, *documents: dict[str, Any]) -> Path:
    with TableWriter(out) as writer:
        for changes in documents:
            writer.write({table: pack_rows(table, rows) for table, rows in make_rows(**changes).items()})
        writer.commit({})
    return out


def report(old: Path, new: Path) -> list[str]:
    return [*describe(find_difference(old, new))]


SHOWN = "50所左右 · 高水平中职学校 · quantity goal · 2022 by"


def test_equal_tables_differ_in_nothing(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"doc_id": "a"}), write(tmp_path / "new", {"doc_id": "a"})
    assert report(old, new) == ["gained 0 · lost 0 · changed 0 · same 1"]


def test_a_target_that_only_moved_in_its_text_is_the_same(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"start": 16}), write(tmp_path / "new", {"start": 17})
    assert report(old, new) == ["gained 0 · lost 0 · changed 0 · same 1"]


def test_gained_and_lost_targets_stand_under_their_tasks(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"doc_id": "a"}), write(tmp_path / "new", {"doc_id": "b"})
    assert report(old, new) == [
        "b task 1",
        f"  + gained   {SHOWN}",
        "a task 1",
        f"  - lost     {SHOWN}",
        "gained 1 · lost 1 · changed 0 · same 0",
    ]


def test_a_changed_target_shows_each_column_that_differs(tmp_path: Path) -> None:
    old = write(tmp_path / "old", {"doc_id": "a", "op": "=", "per": "设区的市"}, {"doc_id": "b"})
    new = write(tmp_path / "new", {"doc_id": "a", "departments": ["省教育厅", "省财政厅"]}, {"doc_id": "b"})
    assert report(old, new) == [
        "a task 1",
        f"  ~ changed  {SHOWN}",
        "      op: = → ≈",
        "      per: 设区的市 → none",
        "      departments: 省教育厅 → 省教育厅、省财政厅",
        "gained 0 · lost 0 · changed 1 · same 1",
    ]


@pytest.mark.parametrize(("confidence", "same"), [(0.875, 1), (0.83, 1), (0.825, 0), (0.92, 1), (0.99, 0)])
def test_a_confidence_that_moves_a_little_is_no_change(tmp_path: Path, confidence: float, same: int) -> None:
    old, new = write(tmp_path / "old", {}), write(tmp_path / "new", {"confidence": confidence})
    lines = report(old, new)
    assert lines[-1] == f"gained 0 · lost 0 · changed {1 - same} · same {same}"
    assert lines[:-1] == [] if same else lines[2] == f"      confidence: 0.875 → {confidence}"


def test_a_small_move_is_not_told_beside_another_change(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {}), write(tmp_path / "new", {"confidence": 0.9, "op": "="})
    assert report(old, new)[2:-1] == ["      op: ≈ → ="]


def test_a_file_is_compared_like_its_folder(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old", {"op": "="}), write(tmp_path / "new", {})
    assert report(old / "targets.parquet", new / "targets.parquet") == report(old, new)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"targets\.parquet: is not there"):
        find_difference(tmp_path, tmp_path)


def test_another_table_is_named(tmp_path: Path) -> None:
    out = write(tmp_path, {})
    with pytest.raises(SourceError, match=r"tasks\.parquet: is no targets table"):
        find_difference(out, out / "tasks.parquet")


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "targets.parquet"
    broken.write_text("no table")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        find_difference(broken, broken)
