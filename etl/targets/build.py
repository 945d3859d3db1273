"""From a folder of documents to the three tables: every document read, its rows made and checked, the tables written.

Documents are read one at a time, or in batches by several processes; their order and the bytes written are the same. A
document of which nothing has changed since an earlier build is not read again (`earlier`), nor is one that a build had
read before it was ended (`journal`). One that cannot be read, whose rows break the contract or over which a stage fails
is noted with the reason, and the rest is built: one odd number never stops a build. Where an earlier build had read it,
its rows of that build are kept. Two documents with one id are a fault of sources.toml: they stop the build, and the old
tables stay.

The tables' metadata (etl.schema.METADATA_KEY) is JSON: `build` (fingerprint of all rows), `listing` (SHA-256 of
sources.toml or null), `sources` (one object a document: file, id, title, issuer, region, level: see
`documents.regions.read_level`, national: those of its departments that belong to no region, published, period, sha256,
tasks, targets, mentions, numerals: see `Document`, warnings, warnings_zh), `made` (file → `earlier.made_from`),
`unreadable` (file, fault: one of `Fault`, reason, reason_zh, sha256, kept: whether rows of an earlier build stand in)
and, where they were used, `weights` (the SHA-256 of an installation's own). A `Decider` adds its own.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess, parent_process
from pathlib import Path
from typing import Any, Literal, Protocol

import pyarrow as pa
from tqdm import tqdm

from etl import ContractError, SourceError
from etl.documents import Listing, list_sources, read_document
from etl.documents.model import Document
from etl.documents.notices import say
from etl.documents.regions import read_level
from etl.documents.sources import NAME as LISTING_NAME
from etl.documents.sources import hash_file
from etl.judging.judge import Judge, find_installed, load_judge
from etl.offices.names import is_national
from etl.schema import category
from etl.targets.cluster import read_on_cluster
from etl.targets.contract import find_document_breaches, find_numeral_breaches
from etl.targets.earlier import EarlierBuild, made_from
from etl.targets.journal import Journal
from etl.targets.parquet import TableWriter, pack_rows
from etl.targets.rows import DocumentRows, make_rows

Fault = Literal["file", "contract", "stage"]
"""Why a document has no rows: the file cannot be read, its rows break the contract, a stage failed over it."""

PACKAGE = Path(__file__).resolve().parents[1]
DOCUMENTS_A_BATCH = 16
PARALLEL_FROM = 4 * DOCUMENTS_A_BATCH
"""A folder with fewer documents is read by one process: starting others would take longer."""

JOURNAL_FROM = 20
"""A folder with fewer documents is read again, where a build of it was ended."""

PROGRESS_FROM = 20
"""A folder with fewer documents is read before a progress bar could be looked at."""


@dataclass(slots=True)
class Summary:
    """What a build has done: facts as in the metadata (`sources` by id), and targets by category, ledger by reason."""

    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    categories: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def total(self, count: str) -> int:
        """The sum of `tasks`, `targets` or `mentions` over all documents."""
        return sum(source[count] for source in self.sources.values())


@dataclass(frozen=True, slots=True)
class Built:
    """One document's tables and facts, and what they were made from; or, without tables, why it has none."""

    facts: dict[str, Any]
    tables: dict[str, pa.Table] | None
    made_from: str = ""
    kept: bool = False
    """Are these the rows of an earlier build, with what people had decided then?"""


class Decider(Protocol):
    """What people decided on rows, which lies outside: asked for each document before it is written."""

    def decide(self, built: Built, *, kept: bool) -> Built:
        """A document's tables and facts under the decisions; `kept`: its rows are those of an earlier build."""

    def metadata(self) -> dict[str, Any]:
        """What the tables' metadata says of the decisions, beside its own keys, as `decisions`; {} without any."""


def build(
    sources: Path,
    out: Path,
    *,
    workers: int | str = 1,
    show_progress: bool = False,
    fresh: bool = False,
    decider: Decider | None = None,
    partitioned: bool | None = None,
) -> Summary:
    """Read the documents in `sources` and write the tables to `out`; with many documents by up to `workers` processes.

    `workers` may be the address of a Dask scheduler (see `cluster`), whose workers then read them.
    Rows of unchanged documents are taken from the tables in `out`, unless `fresh` asks for all to be read.
    `partitioned`: the tables in folders by region and year; None: where they are large.

    Raises SourceError where nothing can be read (no folder, no documents, a wrong sources.toml), ContractError where
    two documents have one id, OutputBusyError and OSError for an output that cannot be written. The tables in `out`
    are then as they were.
    """
    listings = list_sources(sources)
    if not listings:
        raise SourceError(f"{sources}: holds no documents; put the files to be read there")
    show_bar = show_progress and len(listings) >= PROGRESS_FROM
    summary = Summary()
    earlier, journal = EarlierBuild(out), Journal(out)
    made: dict[str, str] = {}
    with TableWriter(out) as writer:
        weights = find_installed(out)
        reusable = None if fresh or earlier.is_decided_without(decider) else earlier
        if fresh:
            journal.clear()
        documents = _read_changed(listings, reusable, journal, workers, weights)
        for read in tqdm(documents, total=len(listings), disable=not show_bar, unit=" documents"):
            built = _keep_rows(earlier, read.facts, summary) if read.tables is None else read
            if decider is not None and built is not None:
                built = decider.decide(built, kept=built.kept)
            if built is not None and built.tables is not None:
                _note_source(summary, built.facts)
                if built.made_from:
                    made[built.facts["file"]] = built.made_from
                writer.write(built.tables)
                _count(summary, built.tables)
        if len(summary.unreadable) == len(listings):
            raise SourceError(_list_reasons(sources, summary))
        listing = hash_file(sources / LISTING_NAME) if (sources / LISTING_NAME).exists() else None
        facts = {"sources": [*summary.sources.values()], "unreadable": summary.unreadable, "made": made}
        facts |= {"weights": hash_file(weights)} if weights else {}
        told = {"listing": listing, **facts, **(decider.metadata() if decider is not None else {})}
        writer.commit(told, partitioned=partitioned)
        journal.clear()
    return summary


def build_document(document: Document, judge: Judge | None = None) -> Built:
    """A document's tables and facts; `judge` holds the weights (None: the shipped ones).

    Raises ContractError for rows that break the contract.
    """
    rows = make_rows(document, judge)
    breaches = find_document_breaches(rows.targets, rows.tasks, rows.ledger)
    if document.numerals:
        breaches += find_numeral_breaches(dict(document.numerals), rows.tasks)
    if breaches:
        more = f" (and {len(breaches) - 3} more)" if len(breaches) > 3 else ""
        raise ContractError(f"{'; '.join(breaches[:3])}{more}")
    tables = {
        "targets": pack_rows("targets", rows.targets),
        "tasks": pack_rows("tasks", rows.tasks),
        "ledger": pack_rows("ledger", rows.ledger),
    }
    return Built(_describe_source(document, rows), tables)


def _describe_source(document: Document, rows: DocumentRows) -> dict[str, Any]:
    return {
        "file": document.file,
        "id": document.doc_id,
        "title": document.title,
        "issuer": document.issuer,
        "region": document.region,
        "level": read_level(document.region),
        "national": sorted({name for task in rows.tasks for name in task["departments"] if is_national(name)}),
        "published": document.published,
        "period": document.period,
        "sha256": document.sha256,
        "tasks": len(rows.tasks),
        "targets": len(rows.targets),
        "mentions": len(rows.targets) + len(rows.ledger),
        "numerals": dict(document.numerals),
        "warnings": [str(warning) for warning in document.warnings],
        "warnings_zh": [getattr(warning, "zh", str(warning)) for warning in document.warnings],
    }


def read_one(listing: Listing, weights: Path | None = None) -> Built:
    """One document's tables, or what is wrong with it: the one boundary that no fault of a document passes."""
    file = listing.source.file
    try:
        judge = load_judge(weights) if weights else None
        built = build_document(read_document(listing.path, listing.source), judge)
        return replace(built, made_from=made_from(listing, weights))
    except SourceError as error:
        return _without_tables(listing, "file", str(error), getattr(error, "zh", str(error)))
    except ContractError as error:
        notice = say(file, "broken_rows", error=error)
        return _without_tables(listing, "contract", str(notice), notice.zh)
    except MemoryError:
        notice = say(file, "too_much_memory")
        return _without_tables(listing, "file", str(notice), notice.zh)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other documents are to be built
        notice = say(file, "stage_failed", error=_describe_exception(error))
        return _without_tables(listing, "stage", str(notice), notice.zh)


def _without_tables(listing: Listing, fault: Fault, reason: str, reason_zh: str) -> Built:
    facts = {"file": listing.source.file, "fault": fault, "reason": reason, "reason_zh": reason_zh}
    return Built(facts | {"sha256": listing.sha256}, None)


def _describe_exception(error: Exception) -> str:
    """What was raised and the last line of this package that it passed: `IndexError in etl/naming/pairs.py:88: …`."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    file, line = [(path, line) for path, line in frames if path.is_relative_to(PACKAGE)][-1]
    place = f"{file.relative_to(PACKAGE.parent).as_posix()}:{line}"
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__} in {place}" + (f": {said}" if said else "")


def _read_changed(
    listings: Sequence[Listing],
    earlier: EarlierBuild | None,
    journal: Journal,
    workers: int | str,
    weights: Path | None,
) -> Iterator[Built]:
    """Every document in the order of `listings`; what is unchanged comes from the earlier build, or one that was ended.

    Of a folder of many documents, each that is read is noted in the journal.
    """
    made = {listing.source.file: made_from(listing, weights) for listing in listings}
    kept = {file for file, one in made.items() if earlier is not None and earlier.is_unchanged(file, one)}
    ended = {file for file, one in made.items() if file not in kept and journal.holds(one)}
    read = _read_all([one for one in listings if one.source.file not in kept | ended], workers, weights)
    for listing in listings:
        file = listing.source.file
        facts = earlier.facts_of(file) if earlier is not None and file in kept else None
        if earlier is not None and facts is not None:
            yield Built(facts, earlier.rows_of(file), made[file], kept=True)
            continue
        known = journal.take(made[file]) if file in ended else None
        if known is not None:
            yield Built(*known, made[file])
            continue
        built = read_one(listing, weights) if file in ended else next(read)  # what the journal held is damaged
        if built.tables is not None and len(listings) >= JOURNAL_FROM:
            journal.keep(built.made_from, built.facts, built.tables)
        yield built


def _read_batch(listings: Sequence[Listing], weights: Path | None) -> list[Built]:
    return [read_one(listing, weights) for listing in listings]


def _read_all(listings: Sequence[Listing], workers: int | str, weights: Path | None) -> Iterator[Built]:
    """Every document in the order of `listings`, read here, by several processes or by a cluster."""
    if not isinstance(workers, str) and (workers < 2 or len(listings) < PARALLEL_FROM):
        yield from (read_one(listing, weights) for listing in listings)
        return
    batches = [listings[at : at + DOCUMENTS_A_BATCH] for at in range(0, len(listings), DOCUMENTS_A_BATCH)]
    if isinstance(workers, str):
        yield from read_on_cluster(_read_batch, batches, weights, workers)
        return
    # Fresh processes (spawn): the only way on every system, and safe beside the dashboard's threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, len(batches)), mp_context=context, initializer=_follow_parent)
    try:
        running: deque[Future[list[Built]]] = deque()
        for batch in batches:
            with _hold_interrupts():
                running.append(pool.submit(_read_batch, batch, weights))
            if len(running) >= 2 * workers:  # so that results never pile up before they are written
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Start processes to which an interrupt means nothing: it is for the build's own to answer, once this is left."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow_parent() -> None:
    """End this process with the build's own, even where that is killed."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=[parent], daemon=True).start()


def _exit_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)


def _keep_rows(earlier: EarlierBuild, facts: dict[str, Any], summary: Summary) -> Built | None:
    """Note a document without tables; its rows of the earlier build, or None where there are none."""
    source = earlier.facts_of(facts["file"])
    summary.unreadable.append(facts | {"kept": source is not None})
    return None if source is None else Built(source, earlier.rows_of(facts["file"]), kept=True)


def _note_source(summary: Summary, facts: dict[str, Any]) -> None:
    other = summary.sources.setdefault(facts["id"], facts)
    if other is not facts:
        raise ContractError(
            f"{other['file']} and {facts['file']} have one id, {facts['id']}: give each its own in {LISTING_NAME}"
        )


def _count(summary: Summary, tables: dict[str, pa.Table]) -> None:
    targets = tables["targets"].select(["kind", "role"]).to_pylist()
    summary.categories.update(category(row["kind"], row["role"]) for row in targets)
    summary.reasons.update(tables["ledger"]["reason"].to_pylist())


def _list_reasons(sources: Path, summary: Summary) -> str:
    reasons = "\n".join(f"  {facts['reason']}" for facts in summary.unreadable)
    return f"{sources}: none of its documents could be read, nothing was written\n{reasons}"
