"""One file or a folder of files → `Document`s."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from etl.documents.assemble import build_document
from etl.documents.blocks import Content
from etl.documents.excel import read_excel
from etl.documents.formats import find_format
from etl.documents.legacy import read_legacy
from etl.documents.limits import check_size
from etl.documents.notices import Unreadable
from etl.documents.pdf import read_pdf
from etl.documents.plain import read_plain
from etl.documents.sources import Listing, Source, hash_file, list_sources
from etl.documents.tabular import read_csv
from etl.documents.web import read_web
from etl.documents.word import read_word
from etl.model import Document, SourceError

READERS: dict[str, Callable[[Path], Content]] = {
    ".txt": read_plain, ".csv": read_csv, ".xlsx": read_excel, ".docx": read_word, ".pdf": read_pdf, ".html": read_web,
    **dict.fromkeys((".doc", ".wps", ".rtf", ".xls", ".et"), read_legacy),
}  # fmt: skip


def read_folder(folder: Path) -> Iterator[tuple[str, Document | SourceError]]:
    """Each document of `folder` by file name: its name, then the document or the error that says why it has none.

    One document at a time is in memory. Raises `SourceError` at once for a folder or sources.toml that cannot be used.
    """
    return (read_listing(listing) for listing in list_sources(folder))


def read_listing(listing: Listing) -> tuple[str, Document | SourceError]:
    """One document of a folder, or the error."""
    try:
        return listing.source.file, read_document(listing.path, listing.source)
    except SourceError as error:
        return listing.source.file, error


def read_document(path: Path, source: Source | None = None) -> Document:
    """The document in one file; `source` is what sources.toml says. Raises `SourceError` for what cannot be read."""
    source = source or Source(path.name, path.stem)
    if not path.is_file():
        raise Unreadable(path.name, "missing")
    try:
        check_size(path)
        content = READERS[find_format(path)](path)
        return build_document(content, source, hash_file(path))
    except OSError as error:
        raise Unreadable(path.name, "unopened", error=error.strerror or error) from error
