"""The three tables as Parquet files: written in a stream, all three or none. `stored` reads them back.

While a build runs, its files grow in a hidden folder beside the tables (the same file system), in row groups of a fixed
size, so that memory does not grow with the number of documents. Only `TableWriter.commit` moves them, synced, over the
old ones. A build that fails or is killed before that leaves the old tables as they are. Three renames are not one: a
machine that stops between them leaves tables of two builds, which their common `build` fingerprint gives away
(`find_file_breaches`). The same rows give the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from etl import ContractError
from etl.schema import METADATA_KEY, POINTER, TABLES, arrow_schema
from etl.targets import partitions
from etl.targets.contract import Row

WORKING = ".building"
"""The hidden folder beside the tables in which a build runs; the next build clears what a killed one left there."""

ROW_GROUP = 16_384
PACKED = 64
"""Documents whose waiting rows become one table: a small table's columns take ten times the memory of what they say."""

CHUNK = 1 << 20
TAIL = 8
"""Bytes at a Parquet file's end: its footer's length, its sign."""


class OutputBusyError(Exception):
    """Another build is writing to the same folder."""


def pack_rows(table: str, rows: list[Row]) -> pa.Table:
    """Rows as an Arrow table of the contract's schema. Raises ContractError for a value that it cannot hold."""
    try:
        return pa.Table.from_pylist(rows, schema=arrow_schema(table))
    except (pa.ArrowException, OverflowError, UnicodeError) as error:
        raise ContractError(f"{table}, document {rows[0]['doc_id']}: {error}") from error


class TableWriter:
    """Writes the three tables of one build into `out`: `write` for each document, then `commit`; else nothing changes.

    A context manager. Raises OutputBusyError on entering where another build is writing to `out`.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._working = out / WORKING
        self._files: dict[str, _TableFile] = {}

    def __enter__(self) -> Self:
        self._is_new = not self._out.exists()
        self._working.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self._out)
        self._working.mkdir(exist_ok=True)  # a build that ended meanwhile took it along
        self._files = {table: _TableFile(self._path(table), table) for table in TABLES}
        return self

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add the rows of one document, by table."""
        for table, rows in tables.items():
            self._files[table].add(rows)

    def commit(self, metadata: dict[str, Any], *, partitioned: bool | None = None) -> None:
        """Complete the three files with the common metadata and move them over the old ones.

        `partitioned`: put them there in folders by region and year; None: where they are large.
        """
        prints = [self._files[table].flush() for table in TABLES]
        metadata = {"build": hashlib.sha256("".join(prints).encode()).hexdigest(), **metadata}
        for file in self._files.values():
            file.close(json.dumps(metadata, ensure_ascii=False))
        if self._files["targets"].written > partitions.PARTITION_FROM if partitioned is None else partitioned:
            partitions.write(self._working, self._out, metadata)
        else:
            for table in TABLES:
                self._path(table).replace(self._out / f"{table}.parquet")
            partitions.remove(self._out)
        _sync_folder(self._out)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.discard()
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self._lock)
        shutil.rmtree(self._working, ignore_errors=True)
        if sys.platform != "win32":
            os.close(self._lock)
        if self._is_new and kind is not None:
            with contextlib.suppress(OSError):  # it holds something after all
                self._out.rmdir()

    def _path(self, table: str) -> Path:
        return self._working / f"{table}.parquet"


class _TableFile:
    """One Parquet file that grows by whole row groups; rows that fill none yet wait."""

    def __init__(self, path: Path, table: str) -> None:
        self._file = _HashedFile(path)
        # No Arrow schema beside Parquet's own: it adds nothing here, and would hide the metadata from read_schema.
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self._file, mode="w"), arrow_schema(table), compression="zstd", store_schema=False
        )
        self._waiting: list[pa.Table] = []
        self._loose: list[pa.Table] = []
        self._rows = 0
        self.written = 0

    def add(self, rows: pa.Table) -> None:
        self._loose.append(rows)
        self._rows += rows.num_rows
        self.written += rows.num_rows
        if len(self._loose) == PACKED:
            self._pack()
        while self._rows >= ROW_GROUP:
            self._write_group(ROW_GROUP)

    def flush(self) -> str:
        """Write what waits; the hex SHA-256 of all the rows' bytes."""
        if self._rows:
            self._write_group(self._rows)
        return self._file.digest.hexdigest()

    def close(self, metadata: str) -> None:
        self._writer.add_key_value_metadata({METADATA_KEY: metadata.encode()})
        self._writer.close()
        self._file.sync()
        self._file.close()

    def discard(self) -> None:
        """Let go of the file, whole or not; what is wrong with it then has been raised before."""
        with contextlib.suppress(OSError, pa.ArrowException):
            self._writer.close()
        with contextlib.suppress(OSError):
            self._file.close()

    def _pack(self) -> None:
        if self._loose:
            self._waiting.append(pa.concat_tables(self._loose).combine_chunks())
            self._loose = []

    def _write_group(self, rows: int) -> None:
        self._pack()
        # One chunk a column, so that the bytes do not depend on how the rows arrived.
        waiting = pa.concat_tables(self._waiting).combine_chunks()
        self._writer.write_table(waiting.slice(0, rows), row_group_size=ROW_GROUP)
        self._rows -= rows
        self._waiting = [waiting.slice(rows)] if self._rows else []


class _HashedFile(io.RawIOBase):
    """A binary file that keeps the SHA-256 of what is written to it."""

    def __init__(self, path: Path) -> None:
        self.digest = hashlib.sha256()
        self._file = path.open("wb")

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.digest.update(data)
        return self._file.write(data)

    def sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        try:
            self._file.close()
        finally:
            super().close()


def _lock(out: Path) -> int:
    """Hold `out` for one build and give the handle; the system lets go of it even where the build is killed.

    `filelock` was weighed: it locks a file that it leaves where it was, beside the tables; here the folder is locked.
    """
    locked = out / WORKING / "lock" if sys.platform == "win32" else out  # folders cannot be opened there
    handle = os.open(locked, os.O_RDWR | os.O_CREAT if sys.platform == "win32" else os.O_RDONLY)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        os.close(handle)
        raise OutputBusyError(f"another build is writing to {out}: wait until it has ended") from error
    return handle


def _sync_folder(folder: Path) -> None:
    """Make the renames in `folder` last through a loss of power, where the system can."""
    if sys.platform == "win32":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_metadata(path: Path) -> dict[str, Any]:
    """The project's own metadata of the tables in a folder, or of a table's file; empty where it has none."""
    if path.is_dir():
        told = partitions.read_pointer(path)
        return dict(told["metadata"]) if told else read_metadata(path / "targets.parquet")
    stored = pq.read_metadata(path).metadata or {}
    metadata: dict[str, Any] = json.loads(stored.get(METADATA_KEY, b"{}"))
    return metadata


def is_as_written(folder: Path) -> bool:
    """Whether the rows' bytes of the three files are those that the build has fingerprinted."""
    if told := partitions.read_pointer(folder):
        return partitions.hash_parts(told["parts"]) == str(told["print"])
    prints = [_hash_rows(folder / f"{table}.parquet") for table in TABLES]
    fingerprint = hashlib.sha256("".join(prints).encode()).hexdigest()
    return bool(fingerprint == read_metadata(folder / "targets.parquet").get("build"))


def _hash_rows(path: Path) -> str:
    """SHA-256 of what stands before a file's footer, as `_TableFile.flush` gives it."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(-TAIL, os.SEEK_END)
        left = file.tell() - int.from_bytes(file.read(TAIL)[:4], "little")
        file.seek(0)
        while left > 0 and (chunk := file.read(min(left, CHUNK))):
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def find_file_breaches(folder: Path) -> list[str]:
    """Whether the three files are there, of one build, and of the contract's schema; breaches in words."""
    breaches, builds = [], set()
    try:
        if told := partitions.read_pointer(folder):
            return [*partitions.find_breaches(told["parts"], told["metadata"]["sources"])]
    except (ValueError, KeyError) as error:
        return [f"{folder / POINTER} is damaged: {error}"]
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            schema = pq.read_schema(path)
            builds.add(read_metadata(path).get("build"))
        except FileNotFoundError:
            breaches.append(f"{path} is missing")
        except (OSError, pa.ArrowInvalid, ValueError) as error:
            breaches.append(f"{path} cannot be read: {error}")
        else:
            breaches += [f"{path}: {breach}" for breach in _find_schema_breaches(table, schema)]
    if not breaches and (len(builds) > 1 or None in builds):
        breaches.append(f"the tables in {folder} are not of one build")
    return breaches


def _find_schema_breaches(table: str, schema: pa.Schema) -> Iterator[str]:
    expected = arrow_schema(table)
    if schema.names != expected.names:
        missing = [name for name in expected.names if name not in schema.names]
        unknown = [name for name in schema.names if name not in expected.names]
        yield f"columns differ from the schema: missing {missing}, unknown {unknown}, or in another order"
        return
    for field, right in zip(schema, expected, strict=True):
        if not field.equals(right):
            yield f"column {field.name} is {_describe(field)}, the schema says {_describe(right)}"


def _describe(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' not null'}"
