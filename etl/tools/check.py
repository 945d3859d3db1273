"""Whether the tables in a folder are sound and fresh: of one build, of the schema, conserved, made from these sources.

Reads one document at a time. Freshness is by content, since a clone's file times say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl import SourceError
from etl.documents import list_sources
from etl.documents.sources import NAME as LISTING_NAME
from etl.documents.sources import hash_file
from etl.schema import TABLES
from etl.targets.contract import find_document_breaches, find_numeral_breaches
from etl.targets.parquet import find_file_breaches, read_metadata
from etl.targets.stored import list_files, read_documents


def find_faults(sources: Path, out: Path) -> Iterator[str]:
    """What is wrong with the tables in `out` as made from those in `sources`, in words; nothing where all is well."""
    breaches = find_file_breaches(out)
    if breaches:
        yield from breaches
        return
    yield from _find_stale(sources, out)
    files = [path for table in TABLES for path in list_files(out, table)]
    damaged = [fault for path in files if (fault := _find_damage(path))]
    yield from damaged or _find_row_faults(out)


def _find_damage(path: Path) -> str | None:
    """What is wrong with a table whose rows cannot be read, though its schema can."""
    try:
        for batch in pq.ParquetFile(path).iter_batches():
            batch.validate(full=True)
    except (OSError, ValueError, pa.ArrowException) as error:
        return f"{path} cannot be read: {' '.join(str(error).split())}; build the tables: python -m etl build"
    return None


def _find_stale(sources: Path, out: Path) -> Iterator[str]:
    """Sources that are new, gone or changed since the tables were built."""
    try:
        listings = list_sources(sources)
        listing = hash_file(sources / LISTING_NAME) if (sources / LISTING_NAME).exists() else None
    except SourceError as error:
        yield str(error)
        return
    metadata = read_metadata(out)
    built = {facts["file"]: facts["sha256"] for facts in [*metadata["sources"], *metadata["unreadable"]]}
    now = {entry.source.file: entry.sha256 for entry in listings}
    yield from (f"{sources / file} is not in the tables: build them" for file in now if file not in built)
    yield from (f"{sources / file} is in the tables and has gone: build them" for file in built if file not in now)
    changed = [file for file in now if file in built and now[file] != built[file]]
    yield from (f"{sources / file} has changed since the tables were built: build them" for file in changed)
    if listing != metadata["listing"]:
        yield f"{sources / LISTING_NAME} has changed since the tables were built: build them"


def _find_row_faults(out: Path) -> Iterator[str]:
    """Rows that break the contract, and documents whose counts differ from the metadata."""
    expected = {facts["id"]: facts for facts in read_metadata(out)["sources"]}
    for doc_id, rows in read_documents(out):
        yield from find_document_breaches(rows["targets"], rows["tasks"], rows["ledger"])
        facts = expected.pop(doc_id, {"tasks": 0, "targets": 0, "mentions": 0})
        if "numerals" in facts:
            yield from (f"document {doc_id}: {b}" for b in find_numeral_breaches(facts["numerals"], rows["tasks"]))
        counts = {table: len(rows[table]) for table in TABLES}
        if (counts["tasks"], counts["targets"], counts["targets"] + counts["ledger"]) != (
            facts["tasks"],
            facts["targets"],
            facts["mentions"],
        ):
            yield f"document {doc_id or 'without tasks'}: {counts} rows, the metadata says otherwise"
    missing = [doc_id for doc_id, facts in expected.items() if facts["tasks"]]
    yield from (f"document {doc_id}: no rows, the metadata counts some" for doc_id in missing)
