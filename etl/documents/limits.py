"""Every limit of the document readers, in one place, and the guards that hold them.

The numbers are far above what an office publishes (the longest five-year plans have about 100,000 characters on 200
pages) and far below what makes a machine with 2 GB of memory swap.
"""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from etl.documents.notices import Unreadable

MB = 1024 * 1024

FILE_BYTES = 64 * MB
"""Largest file that is opened."""

TEXT_BYTES = 16 * MB
"""Largest .txt, .csv or .html file: plain text of this size is no policy document."""

SAVED_PAGE_BYTES = 32 * MB
"""Largest page that was saved in one file with its pictures (.mht)."""

UNPACKED_BYTES = 400 * MB
"""Largest size of an Office file (a zip archive) when unpacked, by its own directory."""

UNPACKED_RATIO = 200
"""Most that one part of an Office file may grow when unpacked; ordinary ones grow 5 to 30 times."""

RATIO_FROM_BYTES = 8 * MB
"""Parts that unpack to less than this are not judged by their ratio."""

PARTS = 10_000
"""Most parts (files inside) of an Office file."""

PAGES = 2_000
"""Most pages of a PDF."""

ROWS = 20_000
"""Most rows of a sheet or of a table, empty ones counted."""

COLUMNS = 200
"""Most columns of a sheet that are looked at."""

MERGED_CELLS = 1_000_000
"""Most cells that the merged ranges of a sheet cover."""

BLANK_ROWS = 500
"""So many empty rows in a row end a sheet."""

CHARACTERS = 5_000_000
"""Most characters of one document."""

CELL_CHARACTERS = 100_000
"""Most characters of one cell of a table."""

TABLE_DEPTH = 10
"""Deepest nesting of tables and of HTML elements' tables that is followed."""

PDF_GLYPHS = 100_000
"""Most characters of one PDF page that are looked at."""

PICTURE_POINTS = 60_000_000
"""Most points of a scanned page: A3 at 400 dots an inch has half as many."""

PDF_RULES = 4_000
"""A PDF page with more drawn lines is a drawing: its text is read without looking for tables."""

MARKUP_HEAD = 1 << 16
"""So many bytes of a part are searched for a document type: it can only stand before the first element."""

DOCTYPE_WIDE = "<!DOCTYPE".encode("utf-16-le")

CONVERT_SECONDS = 120
"""Longest time that LibreOffice may take for one legacy file."""


def check_size(path: Path, most: int = FILE_BYTES) -> None:
    """Raises `Unreadable` for a file that is empty or larger than `most` bytes."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(path.name, "empty")
    if size > most:
        raise Unreadable(path.name, "too_large", size=f"{size / MB:.1f}", most=most // MB)


def check_count(name: str, code: str, count: int, most: int) -> None:
    """Raises `Unreadable` with the notice `code` where `count` (pages, rows, characters) is above `most`."""
    if count > most:
        raise Unreadable(name, code, count=f"{count:,}", most=f"{most:,}")


def check_markup(path: Path) -> None:
    """Raises `Unreadable` where a part of an Office file declares XML entities; ordinary ones declare nothing."""
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                try:
                    with archive.open(part) as file:
                        head = file.read(MARKUP_HEAD)
                except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError) as error:
                    raise Unreadable(path.name, "truncated") from error
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head or DOCTYPE_WIDE in head:
                    raise Unreadable(path.name, "external_entity")


def check_archive(path: Path) -> tuple[str, ...]:
    """The names of an Office file's parts; raises `Unreadable` for a broken archive or one that would unpack too large.

    Only the archive's directory is read; zipfile itself stops reading a part at the size that the directory states.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise Unreadable(path.name, "truncated") from error
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(path.name, "encrypted")
    check_count(path.name, "too_many_parts", len(parts), PARTS)
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(RATIO_FROM_BYTES, UNPACKED_RATIO * max(part.compress_size, 1)) for part in parts)
    if unpacked > UNPACKED_BYTES or swollen:
        raise Unreadable(path.name, "zip_bomb", size=f"{unpacked / MB:,.0f}")
    return tuple(part.filename for part in parts)
