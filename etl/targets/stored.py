"""The tables of a folder read back document by document, from three files or from partitions."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from etl.schema import TABLES, arrow_schema
from etl.targets import partitions
from etl.targets.contract import Row


def read_documents(folder: Path) -> Iterator[tuple[str, dict[str, list[Row]]]]:
    """Every document's id and rows by table, one document at a time, in the tables' order, partition by partition.

    Rows of targets and ledger that no task's document claims, in order, come last under the id "".
    """
    for batches in _iter_pieces(folder):
        tasks = _Rows(batches["tasks"])
        others = {table: _Rows(batches[table]) for table in TABLES if table != "tasks"}
        while (doc_id := tasks.next_document()) is not None:
            yield doc_id, {"tasks": tasks.take(doc_id)} | {table: rows.take(doc_id) for table, rows in others.items()}
        rest = {table: rows.take_rest() for table, rows in others.items()}
        if any(rest.values()):
            yield "", {"tasks": []} | rest


def read_rows(folder: Path, table: str) -> Iterator[Row]:
    """Every row of a table, in the tables' order, partition by partition."""
    for batches in _iter_pieces(folder):
        for batch in batches[table]:
            yield from batch.to_pylist()


def list_files(folder: Path, table: str) -> list[Path]:
    """The files that hold a table: one, or those of its partitions."""
    told = partitions.read_pointer(folder)
    return [folder / f"{table}.parquet"] if told is None else sorted((told["parts"] / table).rglob("*.parquet"))


def _iter_pieces(folder: Path) -> Iterator[dict[str, Iterator[pa.RecordBatch]]]:
    """The batches of each table that hold the same documents: of each partition, or of the three files."""
    told = partitions.read_pointer(folder)
    if told is None:
        yield {
            table: pq.ParquetFile(folder / f"{table}.parquet").iter_batches(batch_size=partitions.BATCH)
            for table in TABLES
        }
        return
    for partition in partitions.list_partitions(told["parts"]):
        yield {table: partitions.iter_batches(told["parts"], table, partition) for table in TABLES}


class _Rows:
    """The rows of one file in order, a batch at a time."""

    def __init__(self, batches: Iterator[pa.RecordBatch]) -> None:
        self._rows = itertools.chain.from_iterable(batch.to_pylist() for batch in batches)
        self._next: Row | None = next(self._rows, None)

    def next_document(self) -> str | None:
        return None if self._next is None else self._next["doc_id"]

    def take(self, doc_id: str) -> list[Row]:
        taken = []
        while self._next is not None and self._next["doc_id"] == doc_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def take_rest(self) -> list[Row]:
        return [] if self._next is None else [self._next, *self._rows]


class StoredRows:
    """The rows of a folder's tables by document. Asked in the tables' order, each row group is read once."""

    def __init__(self, folder: Path) -> None:
        told = partitions.read_pointer(folder)
        self._parts = told["parts"] if told else None
        sources = told["metadata"]["sources"] if told else []
        self._places = {source["id"]: partitions.find_place(source) for source in sources}
        self._tables = {} if told else {t: _StoredTable(folder / f"{t}.parquet", t) for t in TABLES}

    def of(self, doc_id: str) -> dict[str, pa.Table]:
        """The rows of one document, by table."""
        if self._parts is not None:
            place = self._places[doc_id]
            return {table: partitions.rows_of(self._parts, table, place, doc_id) for table in TABLES}
        return {table: rows.of(doc_id) for table, rows in self._tables.items()}


class _StoredTable:
    """One file, which holds each document's rows without a gap. It is open only while it is read."""

    def __init__(self, path: Path, table: str) -> None:
        self._path, self._schema = path, arrow_schema(table)
        self._places: dict[str, tuple[int, int]] | None = None
        footer = pq.read_metadata(path)
        groups = (footer.row_group(group).num_rows for group in range(footer.num_row_groups))
        self._begins = [*itertools.accumulate(groups, initial=0)]
        self._group: tuple[int, pa.Table] | None = None

    def of(self, doc_id: str) -> pa.Table:
        if self._places is None:
            self._places = self._find_places()
        at, count = self._places.get(doc_id, (0, 0))
        taken = []
        while count:
            group = bisect.bisect_right(self._begins, at) - 1
            part = self._read_group(group).slice(at - self._begins[group], count)
            taken.append(part)
            at, count = at + part.num_rows, count - part.num_rows
        return pa.concat_tables(taken) if taken else self._schema.empty_table()

    def _find_places(self) -> dict[str, tuple[int, int]]:
        """Where each document's rows begin, and how many there are."""
        places: dict[str, tuple[int, int]] = {}
        runs = pa.compute.run_end_encode(pq.read_table(self._path, columns=["doc_id"])["doc_id"].combine_chunks())
        at = 0
        for doc_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            places[doc_id] = (at, end - at)
            at = end
        return places

    def _read_group(self, number: int) -> pa.Table:
        if self._group is None or self._group[0] != number:
            with pq.ParquetFile(self._path) as file:
                self._group = number, file.read_row_group(number).cast(self._schema)
        return self._group[1]
