"""The tables in folders by region and year of their documents, for those that are large: etl.schema.POINTER says how.

A folder `parts-…` holds all three tables of one build; the pointer beside it is moved in place once that folder is
whole, so that readers see the one build or the other. Every partition holds whole documents, in the tables' order.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from etl.schema import ORDINAL, PARTITIONS, POINTER, TABLES, arrow_schema

PARTITION_FROM = 1_000_000
"""Tables with more targets are partitioned, where nothing else is asked for."""

BATCH = 1_024
"""Rows that are read at a time."""

ROW_GROUP = 4_096
"""Rows of a row group; so many may wait in memory for each partition. A quarter of it makes files twice as large."""
Place = tuple[str | None, str | None]
_NOTHING = "__HIVE_DEFAULT_PARTITION__"
"""What stands in a path for a region or year that is not known; pyarrow, DuckDB and Spark read it as null."""
_NAME = "part-{i}.parquet"


def find_place(source: dict[str, Any]) -> Place:
    """The region and the year by which a document of the metadata is filed; None for what it does not say."""
    return source.get("region"), (source.get("published") or source.get("period") or "")[:4] or None


def read_pointer(folder: Path) -> dict[str, Any] | None:
    """What the pointer says: `parts` (as a Path), `metadata`, `print`; None where the tables are not partitioned.

    Raises ValueError where it is damaged.
    """
    try:
        told: dict[str, Any] = json.loads((folder / POINTER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if not {"parts", "metadata", "print"} <= told.keys():
        raise ValueError(f"{folder / POINTER} names no tables")
    return told | {"parts": folder / told["parts"]}


def write(files: Path, out: Path, metadata: dict[str, Any]) -> None:
    """Put the tables of `files`, in three files, into `out` in partitions: all of them or none."""
    places = {source["id"]: find_place(source) for source in metadata["sources"]}
    parts = files / "parts"
    shutil.rmtree(parts, ignore_errors=True)
    for table in TABLES:
        _partition(files / f"{table}.parquet", table, parts / table, places)
    fingerprint = hash_parts(parts)
    name = f"parts-{fingerprint[:12]}"
    if not ((out / name).exists() and hash_parts(out / name) == fingerprint):  # the same rows may be there already
        _sync(parts)
        shutil.rmtree(out / name, ignore_errors=True)
        parts.replace(out / name)
    pointer = files / POINTER
    told = {"parts": name, "print": fingerprint, "metadata": metadata}
    pointer.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    _sync(pointer)
    pointer.replace(out / POINTER)
    for table in TABLES:
        (out / f"{table}.parquet").unlink(missing_ok=True)
    remove(out, but=name)


def _sync(place: Path) -> None:
    """Make a file, or the files of a folder, last through a loss of power."""
    for path in _files(place) if place.is_dir() else [place]:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def remove(out: Path, but: str = "") -> None:
    """Take the partitioned tables away, but for one folder; without one the pointer goes first."""
    if not but:
        (out / POINTER).unlink(missing_ok=True)
    for old in out.glob("parts-*"):
        if old.name != but:
            shutil.rmtree(old, ignore_errors=True)


def _partition(path: Path, table: str, to: Path, places: dict[str, Place]) -> None:
    import pyarrow.dataset as ds  # takes a third of a second, which most runs need not

    plain = arrow_schema(table)
    fields = [plain.field(name) for name in plain.names if name not in PARTITIONS]
    schema = pa.schema([*fields, (ORDINAL, pa.int64()), *((name, pa.string()) for name in PARTITIONS)])

    def batches() -> Iterator[pa.RecordBatch]:
        at = 0
        for batch in pq.ParquetFile(path).iter_batches(batch_size=16 * BATCH):
            found = [places[doc_id] for doc_id in batch["doc_id"].to_pylist()]
            columns = [batch[field.name] for field in fields]
            columns.append(pa.array(range(at, at + batch.num_rows), pa.int64()))
            columns += [pa.array([place[number] for place in found], pa.string()) for number in range(len(PARTITIONS))]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
            at += batch.num_rows

    written = ds.ParquetFileFormat().make_write_options(compression="zstd")
    ds.write_dataset(
        batches(), to, schema=schema, format="parquet", file_options=written, partitioning=_hive(), preserve_order=True,
        use_threads=False, max_partitions=100_000, max_rows_per_group=ROW_GROUP, min_rows_per_group=ROW_GROUP,
        basename_template=_NAME,
    )  # fmt: skip


def _hive() -> Any:
    import pyarrow.dataset as ds

    return ds.partitioning(pa.schema([(name, pa.string()) for name in PARTITIONS]), flavor="hive")


def hash_parts(parts: Path) -> str:
    """SHA-256 over the names and bytes of all files."""
    digest = hashlib.sha256()
    for path in sorted(parts.rglob("*.parquet")):
        digest.update(f"{path.relative_to(parts).as_posix()}\n".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def list_partitions(parts: Path) -> list[str]:
    """The partitions, each as its path below the folder of a table, in a fixed order."""
    found = {path.parent.relative_to(parts / table).as_posix() for table in TABLES for path in _files(parts / table)}
    return sorted(found)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.parquet"), key=lambda path: (path.parent, len(path.name), path.name))


def iter_batches(parts: Path, table: str, partition: str, size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """The rows of a partition in order, in the columns of the contract."""
    import pyarrow.dataset as ds

    for path in _files(parts / table / partition):
        own = ds.dataset(path, schema=_read_schema(table), partitioning=_hive(), partition_base_dir=str(parts / table))
        for batch in own.to_batches(columns=arrow_schema(table).names, batch_size=size, use_threads=False):
            yield batch.cast(arrow_schema(table))


def rows_of(parts: Path, table: str, place: Place, doc_id: str) -> pa.Table:
    """The rows of one document of a partition."""
    import pyarrow.dataset as ds

    written = [_NOTHING if value is None else quote(value, safe="") for value in place]
    folder = parts.joinpath(table, *map("=".join, zip(PARTITIONS, written, strict=True)))
    if not folder.is_dir():
        return arrow_schema(table).empty_table()
    own = ds.dataset(
        _files(folder), schema=_read_schema(table), partitioning=_hive(), partition_base_dir=str(parts / table)
    )
    rows = own.to_table(columns=[*arrow_schema(table).names, ORDINAL], filter=ds.field("doc_id") == doc_id)
    return rows.sort_by(ORDINAL).drop_columns(ORDINAL).cast(arrow_schema(table))


def open_dataset(folder: Path, table: str) -> Any:
    """A table of a folder, in one file or partitioned, for a search; its rows come in no order."""
    import pyarrow.dataset as ds

    told = read_pointer(folder)
    if told is None:
        return ds.dataset(folder / f"{table}.parquet")
    return ds.dataset(told["parts"] / table, schema=_read_schema(table), partitioning=_hive())


def _read_schema(table: str) -> pa.Schema:
    plain = arrow_schema(table)
    return pa.schema([plain.field(name).with_nullable(True) for name in plain.names] + [(ORDINAL, pa.int64())])


def find_breaches(parts: Path, sources: list[dict[str, Any]]) -> Iterator[str]:
    """Files that are missing, cannot be read or are of another schema, in words."""
    for table in TABLES:
        wanted = [field for field in arrow_schema(table) if field.name not in PARTITIONS]
        rows = 0
        for path in _files(parts / table):
            try:
                footer = pq.read_metadata(path)
            except (OSError, pa.ArrowException) as error:
                yield f"{path} cannot be read: {error}"
                continue
            rows += footer.num_rows
            found = footer.schema.to_arrow_schema()
            if [(one.name, one.type) for one in found][:-1] != [(one.name, one.type) for one in wanted]:
                yield f"{path}: its columns differ from the schema"
        counted = {"tasks": "tasks", "targets": "targets"}.get(table)
        if counted and rows != sum(source[counted] for source in sources):
            yield f"{parts / table} holds {rows} rows, the metadata counts otherwise: a file may be missing"
