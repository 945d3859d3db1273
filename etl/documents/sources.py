"""`sources.toml`: what is known of a folder's files, checked; and the list of a folder's documents with their hashes.

`[[source]]` tables hold `file`, `id` and what else is known (`title`, `issuer`, `region`, `published`, `period`; all
text). A file that no table names is listed too, with an id made from its name. Nothing of a document is read here.
`add_entry` and `remove_entry` write single tables, and leave every other byte of the file as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Collection
from dataclasses import astuple, dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path

from etl.documents.notices import Unreadable
from etl.lexicon.folding import clean_line

NAME = "sources.toml"
KEYS = ("file", "id", "title", "issuer", "region", "published", "period")
NEEDED = ("file", "id")
LONGEST_ID = 100
CHUNK = 1 << 20

DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
SOURCE_TABLE = re.compile(r"\s*\[\[\s*source\s*\]\]")
NO_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini"})
"""Files of a folder that are no documents: hidden ones, Office's lock files (`~$…`) and Windows' own."""


@dataclass(frozen=True, slots=True)
class Source:
    """What sources.toml says of one file; None where it says nothing. Dates as in `Document`."""

    file: str
    doc_id: str
    title: str | None = None
    issuer: str | None = None
    region: str | None = None
    published: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One document of a folder: its path, what is known of it, the SHA-256 of its bytes (empty where it has none)."""

    path: Path
    source: Source
    sha256: str


def list_sources(folder: Path) -> tuple[Listing, ...]:
    """The documents of `folder` by file name, those that sources.toml names but that are missing included.

    Raises `SourceError` for a folder that does not exist and for a sources.toml that does not hold what it should.
    """
    if not folder.is_dir():
        raise Unreadable(str(folder), "no_folder")
    known = read_sources(folder)
    files = {path.name for path in folder.iterdir() if path.is_file()}
    found = {
        name for name in files if name != NAME and not name.startswith((".", "~")) and name.lower() not in NO_DOCUMENTS
    }
    taken = {source.doc_id for source in known.values()}
    listings = []
    for name in sorted(found | known.keys()):
        source = known.get(name) or Source(name, free_id(name, taken))
        taken.add(source.doc_id)
        path = folder / name
        listings.append(Listing(path, source, hash_file(path)))
    return tuple(listings)


def hash_file(path: Path) -> str:
    """Hex SHA-256 of the file's bytes; empty where it is missing or may not be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return ""  # reading it says why
    return digest.hexdigest()


def read_sources(folder: Path) -> dict[str, Source]:
    """sources.toml by file name; empty where the folder has none. Raises `SourceError` for what it may not hold."""
    path = folder / NAME
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Unreadable(NAME, "toml_syntax", error=error) from error
    rows = _Rows(text)
    tables = content.get("source", [])
    for key in content:
        if key != "source":
            raise Unreadable(NAME, "toml_table", row=rows.of_text(key), value=key)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Unreadable(NAME, "toml_table", row=rows.of_text("source"), value="source")
    sources: dict[str, Source] = {}
    first_row: dict[tuple[str, str], int] = {}
    for number, table in enumerate(tables):
        source = _read_table(table, number, rows)
        for key, value in (("file", source.file), ("id", source.doc_id)):
            row = rows.of_key(number, key)
            if (key, value) in first_row:
                raise Unreadable(NAME, "toml_twice", row=row, key=key, value=f'"{value}"', other=first_row[key, value])
            first_row[key, value] = row
        sources[source.file] = source
    return sources


class _Rows:
    """Line numbers of sources.toml's tables and keys, for its messages."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.tables = [row for row, line in enumerate(self.lines, 1) if SOURCE_TABLE.match(line)]

    def of_text(self, word: str) -> int:
        return next((row for row, line in enumerate(self.lines, 1) if word in line), 1)

    def of_key(self, number: int, key: str) -> int:
        """The line of `key` in table `number` (counted from 0), else that of the table's head."""
        if number >= len(self.tables):
            return self.of_text(key)
        head = self.tables[number]
        end = self.tables[number + 1] - 1 if number + 1 < len(self.tables) else len(self.lines)
        is_key = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        return next((row for row in range(head, end + 1) if is_key.match(self.lines[row - 1])), head)


def _read_table(table: dict[str, object], number: int, rows: _Rows) -> Source:
    """One checked [[source]]."""
    for key, value in table.items():
        row = rows.of_key(number, key)
        if key not in KEYS:
            raise Unreadable(NAME, "toml_key", row=row, value=key, known=", ".join(KEYS))
        if not isinstance(value, str):
            raise Unreadable(NAME, "toml_type", row=row, key=key, value=value)
    values = {key: clean_line(str(value)) or None for key, value in table.items() if key != "file"}
    file = str(table.get("file", ""))
    for key in NEEDED:
        if not str(table.get(key, "")).strip():
            raise Unreadable(NAME, "toml_needs", row=rows.of_key(number, key), key=key)
    if Path(file).name != file or "\\" in file or file == NAME:
        raise Unreadable(NAME, "toml_path", row=rows.of_key(number, "file"), value=f'"{file}"')
    doc_id = str(table["id"])
    if doc_id.split() != [doc_id] or len(doc_id) > LONGEST_ID or not doc_id.isprintable():
        raise Unreadable(NAME, "toml_id", row=rows.of_key(number, "id"), value=f'"{doc_id}"')
    _check_dates(values, number, rows)
    return Source(
        file,
        doc_id,
        values.get("title"),
        values.get("issuer"),
        values.get("region"),
        values.get("published"),
        values.get("period"),
    )


def add_entry(folder: Path, source: Source) -> str:
    """Append a [[source]] to sources.toml and give the text that was appended.

    Raises `SourceError`, before anything is written, for a file that is wrong already or would be with it.
    """
    read_sources(folder)
    path = folder / NAME
    before = path.read_bytes() if path.exists() else b""
    newline = "\r\n" if b"\r\n" in before else "\n"
    lines = [f"{key} = {_quoted(value)}" for key, value in zip(KEYS, astuple(source), strict=True) if value]
    gap = [""] * (bool(before) + bool(before and not before.endswith(b"\n")))
    entry = newline.join([*gap, "[[source]]", *lines, ""])
    _write_checked(path, before + entry.encode("utf-8"))
    return entry


def remove_entry(folder: Path, file: str, entry: str) -> None:
    """Take a file's [[source]] out again: `entry` as it was appended, or, changed since, the lines of its table.

    Raises `SourceError`, before anything is written, where that would touch anything else.
    """
    path = folder / NAME
    known = read_sources(folder)
    if file not in known:
        return
    before = path.read_bytes()
    added = entry.encode("utf-8")
    after = before.replace(added, b"") if entry and before.count(added) == 1 else _without_table(before, file)
    if not after.strip():
        path.unlink()
        return
    try:
        kept = {table["file"] for table in tomllib.loads(after.decode("utf-8-sig")).get("source", [])}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError):
        kept = set()
    if kept != known.keys() - {file}:
        raise Unreadable(NAME, "toml_entry", value=file)
    _write_checked(path, after)


def _without_table(content: bytes, file: str) -> bytes:
    """The content without the lines of the table of `file`; what stands between it and the next table stays."""
    text = content.decode("utf-8-sig")
    files = [table.get("file") for table in tomllib.loads(text)["source"]]
    heads = [*_Rows(text).tables, len(text.splitlines()) + 1]
    lines = text.splitlines(keepends=True)
    at = files.index(file)
    begin, end = heads[at] - 1, heads[at + 1] - 1
    while end > begin and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    mark = content[:3] if content.startswith(b"\xef\xbb\xbf") else b""
    return mark + "".join(lines[:begin] + lines[end:]).encode("utf-8")


def _quoted(value: str) -> str:
    """A text as TOML writes it: JSON's escapes are TOML's, but for one sign that JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_checked(path: Path, content: bytes) -> None:
    """Write sources.toml whole or not at all. Raises `SourceError` for a content that could not be read again."""
    draft = path.with_name(f".{path.name}") / path.name
    draft.parent.mkdir(exist_ok=True)
    try:
        draft.write_bytes(content)
        read_sources(draft.parent)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
        draft.parent.rmdir()


def _check_dates(values: dict[str, str | None], number: int, rows: _Rows) -> None:
    published, period = values.get("published"), values.get("period")
    if published is not None and not is_day(published):
        row = rows.of_key(number, "published")
        raise Unreadable(NAME, "toml_date", row=row, key="published", value=f'"{published}"')
    if period is not None:
        ends = period.split("/")
        if len(ends) > 2 or not all(map(is_day, ends)) or ends != sorted(ends):
            raise Unreadable(NAME, "toml_period", row=rows.of_key(number, "period"), value=f'"{period}"')


def is_day(text: str) -> bool:
    """Whether `text` is a year, a month or a day in ISO form that the calendar has.

    >>> is_day("2020-06"), is_day("2020-13"), is_day("2020年")
    (True, False, False)
    """
    match = DAY.fullmatch(text)
    if match is None:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def free_id(name: str, taken: Collection[str]) -> str:
    """An id for a file without one: its name without the ending, else with it, else numbered."""
    stem = "-".join(Path(name).stem.split()) or "document"
    full = "-".join(name.split())
    candidates = chain((stem, full), (f"{full}-{n}" for n in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)
