"""One file or a folder of files → `Document`s.

What the formats' libraries say of a file (a font without a box, an unknown extension of a sheet) is for their authors:
their warnings and log records never reach the terminal. What the reader of a document must know is a notice.
"""

from __future__ import annotations

import logging
import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from etl import SourceError
from etl.documents.assemble import build_document
from etl.documents.blocks import Content
from etl.documents.formats import LEGACY, find_format
from etl.documents.limits import check_size
from etl.documents.model import Document
from etl.documents.notices import Unreadable
from etl.documents.sources import Listing, Source, hash_file, list_sources

READERS = {
    ".txt": ("plain", "read_plain"), ".csv": ("tabular", "read_csv"), ".xlsx": ("excel", "read_excel"),
    ".docx": ("word", "read_word"), ".pdf": ("pdf", "read_pdf"), ".png": ("pdf", "read_picture"),
    ".html": ("web", "read_web"), ".md": ("markdown", "read_markdown"), ".mht": ("web", "read_saved_page"),
    ".ofd": ("ofd", "read_ofd"),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".xls", ".et"), ("legacy", "read_legacy")),
}  # fmt: skip
"""Ending → module and function of its reader; imported when first needed, since the formats' libraries are large."""

DAMAGED = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, EOFError, SyntaxError,
    RuntimeError, struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What the formats' libraries raise over damaged files, beside the errors of their own: they do not say so anywhere."""

for _library in ("pdfminer", "pdfplumber", "pypdfium2", "openpyxl", "docx"):
    logging.getLogger(_library).addHandler(logging.NullHandler())  # without it, Python prints what nobody handles


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
    if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(path.parent.resolve()):
        raise Unreadable(path.name, "link")
    if not path.is_file():
        raise Unreadable(path.name, "missing")
    try:
        check_size(path)
        content = _read_content(path)
    except OSError as error:
        raise Unreadable(path.name, "unopened", error=error.strerror or error) from error
    return build_document(content, source, hash_file(path))


def _read_content(path: Path) -> Content:
    kind, said = find_format(path), path.suffix.lower()
    module, function = READERS[kind]
    reader = getattr(import_module(f"etl.documents.{module}"), function)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            content: Content = reader(path)
        except DAMAGED as error:
            raise Unreadable(path.name, "truncated") from error
    if said in LEGACY and kind not in LEGACY:
        content.warn("read_as", said=said, found=kind)
    return content
