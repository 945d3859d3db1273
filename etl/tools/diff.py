"""What changed between two builds: targets gained, lost and changed, by task.

Targets are matched by `target_id`, which outlives changed rules, task numbers and sentences elsewhere. `start` and
`end` are where a target stands, not what it says: a shift alone is no change. Nor is a confidence that moved by less
than `LEAST_MOVE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl import SourceError
from etl.schema import POINTER, TARGETS, arrow_schema
from etl.targets.parquet import find_file_breaches
from etl.targets.stored import read_rows

Row = dict[str, Any]
Place = tuple[str, str]
COMPARED = [column.name for column in TARGETS if column.name not in ("target_id", "start", "end", "confidence")]
LEAST_MOVE = 0.05
"""Each training of the judge moves every confidence a little; from this much on it says something else."""


@dataclass(slots=True)
class TaskDifference:
    """One task's targets that differ; `changed` holds the old and the new row."""

    gained: list[Row] = field(default_factory=list)
    lost: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """All differences by document and task (a changed target under its new task), and how many targets are the same."""

    tasks: dict[Place, TaskDifference]
    same: int

    def count(self, what: str) -> int:
        """How many targets were `gained`, `lost` or `changed`."""
        return sum(len(getattr(task, what)) for task in self.tasks.values())


def find_difference(old: Path, new: Path) -> Difference:
    """Compare two targets tables, each a folder with a targets.parquet or such a file.

    Raises SourceError where one is none.
    """
    digests, new_digests = _read_digests(old), _read_digests(new)
    same = {target_id for target_id, was in digests.items() if _says_the_same(was, new_digests.get(target_id))}
    before, after = _read_other_rows(old, same), _read_other_rows(new, same)
    tasks: dict[Place, TaskDifference] = {}
    for target_id, row in after.items():
        if target_id in before:
            _place(tasks, row).changed.append((before[target_id], row))
        else:
            _place(tasks, row).gained.append(row)
    for target_id, row in before.items():
        if target_id not in after:
            _place(tasks, row).lost.append(row)
    return Difference(tasks, len(same))


def find_changes(old: Row, new: Row) -> dict[str, tuple[Any, Any]]:
    """The columns in which two rows of one target differ, with the old and the new value."""
    changes = {name: (old[name], new[name]) for name in COMPARED if old[name] != new[name]}
    if _has_moved(old["confidence"], new["confidence"]):
        changes["confidence"] = (round(old["confidence"], 4), round(new["confidence"], 4))
    return changes


def describe(difference: Difference) -> Iterator[str]:
    """Yield the lines of a report: the differences task by task, and the counts last."""
    for (doc_id, task_no), task in difference.tasks.items():
        yield f"{doc_id} task {task_no}"
        yield from (f"  + gained   {_describe_row(row)}" for row in task.gained)
        yield from (f"  - lost     {_describe_row(row)}" for row in task.lost)
        for old, new in task.changed:
            yield f"  ~ changed  {_describe_row(new)}"
            for name, (was, now) in find_changes(old, new).items():
                yield f"      {name}: {_describe_value(was)} → {_describe_value(now)}"
    counts = " · ".join(f"{what} {difference.count(what)}" for what in ("gained", "lost", "changed"))
    yield f"{counts} · same {difference.same}"


def _read_digests(path: Path) -> dict[str, tuple[bytes, float]]:
    """What each target says, as a digest, and its confidence, by its id: two large tables are compared without rows."""
    return {
        row["target_id"]: (sha256(repr([row[name] for name in COMPARED]).encode()).digest(), row["confidence"])
        for row in _read(path)
    }


def _says_the_same(old: tuple[bytes, float], new: tuple[bytes, float] | None) -> bool:
    return new is not None and old[0] == new[0] and not _has_moved(old[1], new[1])


def _has_moved(old: float, new: float) -> bool:
    return round(abs(old - new), 4) >= LEAST_MOVE  # rounded, since the tables hold float32


def _read_other_rows(path: Path, same: AbstractSet[str]) -> dict[str, Row]:
    """The targets whose id is not in `same`, by id, in the table's order."""
    return {row["target_id"]: row for row in _read(path) if row["target_id"] not in same}


def _read(path: Path) -> Iterator[Row]:
    """A targets table's rows. Raises SourceError for what is no targets table of this schema."""
    if (path / POINTER).exists():
        breaches = find_file_breaches(path)
        if breaches:
            raise SourceError(f"{breaches[0]}; build it anew")
        yield from read_rows(path, "targets")
        return
    file = path / "targets.parquet" if path.is_dir() else path
    try:
        table = pq.ParquetFile(file)
        if not table.schema_arrow.equals(arrow_schema("targets")):
            raise SourceError(f"{file}: is no targets table of this schema; build it anew")
        for batch in table.iter_batches():
            yield from batch.to_pylist()
    except FileNotFoundError as error:
        raise SourceError(f"{file}: is not there; give a folder with a targets.parquet, or such a file") from error
    except (OSError, pa.ArrowException) as error:
        raise SourceError(f"{file}: cannot be read as Parquet: {error}") from error


def _place(tasks: dict[Place, TaskDifference], row: Row) -> TaskDifference:
    return tasks.setdefault((row["doc_id"], row["task_no"]), TaskDifference())


def _describe_row(row: Row) -> str:
    due = f" · {row['due']} {row['due_kind']}" if row["due"] is not None else ""
    return f"{row['quote']} · {row['indicator']} · {row['kind']} {row['role']}{due}"


def _describe_value(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(value) or "none"
    return "none" if value is None else str(value)
