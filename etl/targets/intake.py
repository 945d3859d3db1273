"""An import: what a file that was handed in holds, its place among the sources, and the way back.

`preview` reads a file without storing it, `save` puts files into the folder of the sources and their facts into
sources.toml and builds the tables anew, `undo` takes such a batch out again. Each is whole or has not been: where the
build fails, files and sources.toml are as they were. What a batch was is kept as JSON in the hidden folder `.imports`
of the sources; a file that is taken out moves there, so nothing is lost. One import at a time, over all sessions.

Reading and building run in processes of their own under a time limit (`apart`). The time of day comes in as text.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from etl import SourceError
from etl.documents import Source, list_sources
from etl.documents.notices import Unreadable
from etl.documents.receiving import Received, free_name
from etl.documents.sources import NAME as LISTING_NAME
from etl.documents.sources import add_entry, free_id, read_sources, remove_entry
from etl.judging.judge import find_installed
from etl.schema import TABLES
from etl.targets.apart import READ_MEMORY, Waiting, run_apart
from etl.targets.earlier import EarlierBuild, made_from
from etl.targets.parquet import find_file_breaches, read_metadata

IMPORTS = ".imports"
READ_SECONDS = 180
"""Longest time that one file may take to be read; a conversion by LibreOffice has its own, shorter one."""

BUILD_SECONDS = 900
LOCK_SECONDS = 60
BATCH_ID = re.compile(r"[0-9]{8,14}-[0-9a-f]{8}")
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds: its document's facts and rows, as in the tables, and names beside tasks that are no office."""

    facts: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A document whose content is among the sources already."""

    file: str
    doc_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file to be saved, and the facts that a person gave it (title, issuer, region, published, period)."""

    received: Received
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a batch: its name and id among the sources, its hash, and its [[source]] as it was appended."""

    file: str
    doc_id: str
    title: str
    sha256: str
    entry: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What was saved at once, when (ISO text); `undone` is when it was taken out, None where it was not."""

    batch_id: str
    saved: str
    files: tuple[Kept, ...]
    undone: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of a save: the batch, None where every file was there already; and those that were."""

    batch: Batch | None
    same: tuple[Known, ...] = field(default=())


def preview(out: Path, received: Received, facts: Mapping[str, str], waiting: Waiting = lambda _: None) -> Preview:
    """Read a file as a build into `out` would; `facts` go before what it says of itself.

    Raises `SourceError` where it cannot be read in time.
    """
    with tempfile.TemporaryDirectory(prefix="policy-targets-") as folder:
        path = Path(folder) / received.name
        path.write_bytes(received.content)
        given = [f"--{name}={value}" for name, value in facts.items() if value]
        try:
            command = ["read", str(path), "--out", str(out.resolve()), *given]
            _, printed, _ = run_apart(command, READ_SECONDS, waiting, READ_MEMORY)
        except TimeoutError:
            raise Unreadable(received.name, "read_timeout", seconds=READ_SECONDS) from None
    try:
        found = json.loads(printed)
    except ValueError:
        raise Unreadable(received.name, "read_stopped") from None
    if "tasks" not in found:
        raise ReadingError(found["facts"])
    return Preview(found["facts"], {table: found[table] for table in TABLES}, tuple(found["unknown"]))


class ReadingError(SourceError):
    """A file without rows; `zh` says why in Chinese."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.zh = facts["reason_zh"]
        super().__init__(facts["reason"])


def find_same(sources: Path, out: Path, sha256: str) -> Known | None:
    """The document among the sources that has this content, under whatever name; None where there is none."""
    return _contents(sources, out).get(sha256)


def count_stale(sources: Path, out: Path) -> int:
    """How many documents of the folder a build would read again: changed ones, all of them after a new extractor."""
    earlier, weights = EarlierBuild(out), find_installed(out)
    listings = list_sources(sources)
    return sum(not earlier.is_unchanged(one.source.file, made_from(one, weights)) for one in listings)


def save(sources: Path, out: Path, chosen: Sequence[Chosen], when: str, waiting: Waiting = lambda _: None) -> Saved:
    """Put files among the sources and build the tables in `out` anew; `when` is the time of day as ISO text.

    A file whose content is there already is left out. Raises `SourceError` where something stands against it; then
    nothing has changed.
    """
    with _alone(sources):
        _require_complete(sources, out)
        contents = _contents(sources, out)
        by_content = {one.received.sha256: one for one in chosen}
        same = tuple(contents[sha256] for sha256 in by_content if sha256 in contents)
        new = [one for sha256, one in by_content.items() if sha256 not in contents]
        if not new:
            return Saved(None, same)
        try:
            batch = _put_all(sources, out, new, when, waiting)
        except ReadingError:  # the tables were built without it, and now name a file that is not there
            _build(sources, out, waiting, set())
            raise
        titles = {facts["file"]: facts["title"] for facts in _built(out)}
        batch = replace(batch, files=tuple(replace(kept, title=titles[kept.file]) for kept in batch.files))
        _write(sources, batch)
        return Saved(batch, same)


def undo(sources: Path, out: Path, batch_id: str, when: str, waiting: Waiting = lambda _: None) -> Batch:
    """Take a batch out again: its files move into `.imports`, its tables leave sources.toml, the tables are built anew.

    What was changed or removed by hand since is left as it is. Raises `SourceError`; then nothing has changed.
    """
    with _alone(sources):
        batch = next((one for one in read_batches(sources) if one.batch_id == batch_id), None)
        if batch is None or batch.undone is not None:
            raise Unreadable(batch_id[:30], "import_unknown")
        mine = {kept.file for kept in batch.files}
        if not {listing.source.file for listing in list_sources(sources)} - mine:
            raise Unreadable(sources.name, "import_last")
        _require_complete(sources, out, but=mine)
        aside = _folder(sources) / batch_id
        aside.mkdir(exist_ok=True)
        with contextlib.ExitStack() as back:
            listing = sources / LISTING_NAME
            if listing.exists():
                back.callback(listing.write_bytes, listing.read_bytes())
            for kept in batch.files:
                remove_entry(sources, kept.file, kept.entry)
                if (sources / kept.file).is_file():
                    (sources / kept.file).replace(aside / kept.file)
                    back.callback((aside / kept.file).replace, sources / kept.file)
            _build(sources, out, waiting, set())
            back.pop_all()
        batch = replace(batch, undone=when)
        _write(sources, batch)
        return batch


def read_batches(sources: Path) -> tuple[Batch, ...]:
    """Every batch, the latest first. What is no batch is passed over: the folder is open to people as well."""
    found = []
    for path in (sources / IMPORTS).glob("*.json"):
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(Kept(**one) for one in stored.pop("files"))
            batch = Batch(files=files, **stored)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
        whole = batch.batch_id == path.stem and BATCH_ID.fullmatch(path.stem)
        if whole and all(Path(kept.file).name == kept.file and kept.file != LISTING_NAME for kept in files):
            found.append(batch)
    return tuple(sorted(found, key=lambda batch: (batch.saved, batch.batch_id), reverse=True))


def _put_all(sources: Path, out: Path, new: Sequence[Chosen], when: str, waiting: Waiting) -> Batch:
    """Files, sources.toml and tables; whatever fails, what was done before it is undone."""
    batch = _plan(sources, new, when)
    with contextlib.ExitStack() as back:
        back.callback((_folder(sources) / f"{batch.batch_id}.json").unlink, missing_ok=True)
        _write(sources, batch)  # first: however this process ends, the batch can be undone
        files = []
        for one, kept in zip(new, batch.files, strict=True):
            _put(sources / kept.file, one.received.content, back)
            source = Source(kept.file, kept.doc_id, **{name: value or None for name, value in one.facts.items()})
            entry = add_entry(sources, source)
            back.callback(remove_entry, sources, kept.file, entry)
            files.append(replace(kept, entry=entry))
        batch = replace(batch, files=tuple(files))
        _write(sources, batch)
        _build(sources, out, waiting, {kept.file for kept in batch.files})
        back.pop_all()
    return batch


def _plan(sources: Path, new: Sequence[Chosen], when: str) -> Batch:
    """The batch before anything is written: names and ids that no source has."""
    names = {path.name for path in sources.iterdir()} | {*read_sources(sources)}
    ids = {listing.source.doc_id for listing in list_sources(sources)}
    files = []
    for one in new:
        name = free_name(one.received.name, names)
        doc_id = free_id(name, ids)
        names.add(name)
        ids.add(doc_id)
        files.append(Kept(name, doc_id, one.facts.get("title") or name, one.received.sha256, ""))
    digits = re.sub(r"\D", "", when)[:14]
    return Batch(f"{digits}-{files[0].sha256[:8]}", when, tuple(files))


def _put(path: Path, content: bytes, back: contextlib.ExitStack) -> None:
    """Write a new file. A name that anything has, a link into nowhere as well, is never written through."""
    with path.open("xb") as file:
        back.callback(path.unlink, missing_ok=True)
        file.write(content)


def _build(sources: Path, out: Path, waiting: Waiting, files: set[str]) -> None:
    """Build the tables. Raises `SourceError` where none were written, or where one of `files` was not read."""
    command = ["build", str(sources.resolve()), "--out", str(out.resolve()), "--workers", "2"]
    try:
        code, _, said = run_apart(command, BUILD_SECONDS, waiting)
    except TimeoutError:
        raise Unreadable(out.name, "build_timeout", seconds=BUILD_SECONDS) from None
    if code not in {0, 1}:
        if "another build is writing" in said:
            raise Unreadable(out.name, "build_busy")
        last = (said.strip().splitlines() or ["?"])[-1]
        raise Unreadable(out.name, "build_failed", error=last[:300])
    unread = [facts for facts in read_metadata(out)["unreadable"] if facts["file"] in files]
    if unread:
        raise ReadingError(unread[0])


def _contents(sources: Path, out: Path) -> dict[str, Known]:
    """Every document of the folder by the hash of its content."""
    titles = {facts["file"]: facts["title"] for facts in _built(out)}
    named = [(listing.sha256, listing.source) for listing in list_sources(sources) if listing.sha256]
    return {sha256: Known(source.file, source.doc_id, titles.get(source.file, source.file)) for sha256, source in named}


def _built(out: Path) -> list[dict[str, Any]]:
    """What the tables' metadata say of their documents."""
    if find_file_breaches(out):
        return []
    sources: list[dict[str, Any]] = read_metadata(out)["sources"]
    return sources


def _require_complete(sources: Path, out: Path, but: frozenset[str] | set[str] = frozenset()) -> None:
    """Raises `Unreadable` where the tables hold documents that a build of this folder would lose."""
    files = [facts["file"] for facts in _built(out)]
    missing = [file for file in files if file not in but and not (sources / file).is_file()]
    if missing:
        raise Unreadable(sources.name, "import_missing", value="、".join(missing[:MOST_NAMED]))


@contextlib.contextmanager
def _alone(sources: Path) -> Iterator[None]:
    """Hold the folder of the sources against every other import; what the system says against writing is a notice."""
    if not sources.is_dir():
        raise Unreadable(sources.name, "import_folder")
    try:
        with FileLock(_folder(sources) / "lock", timeout=LOCK_SECONDS):
            yield
    except Timeout:
        raise Unreadable(sources.name, "import_busy") from None
    except OSError as error:
        raise Unreadable(sources.name, "import_unwritten", error=error.strerror or error) from error


def _folder(sources: Path) -> Path:
    """The hidden folder of the imports. Raises `Unreadable` where it is a link."""
    folder = sources / IMPORTS
    if folder.is_symlink():
        raise Unreadable(folder.name, "import_folder")
    folder.mkdir(exist_ok=True)
    return folder


def _write(sources: Path, batch: Batch) -> None:
    path = _folder(sources) / f"{batch.batch_id}.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(batch), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)
