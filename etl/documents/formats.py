"""What a file really is, by its first bytes; and which endings go with it.

A file whose ending says something else is refused with the ending that it should have: reading it anyway would hide
that the sender's program, or a download, went wrong. The endings of old office programs are the exception: web systems
export lists as `.xls` and pages as `.doc` that hold HTML or plain text, and office programs open them without a word.
"""

from __future__ import annotations

import re
from pathlib import Path

from etl.documents.encodings import decode
from etl.documents.limits import check_archive
from etl.documents.notices import Unreadable

HEAD = 4096
LONGEST_SIGN = 4
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = "EncryptedPackage".encode("utf-16-le")
OLE_STREAMS = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))
OLE_LOOKED_AT = 4 * 1024 * 1024
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
WIDE_MARKUP = re.compile(rb"(?:\xff\xfe)?(?:\s\x00)*<\x00(?:!\x00d\x00o\x00c|h\x00t\x00m\x00l)", re.IGNORECASE)
SAVED_PAGE = re.compile(rb"(?im)^(?:mime-version *:|content-type *: *multipart/related|from *: *<saved by)")
OFFICE_XML = re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:(?:spreadsheet|word)|<w:wordDocument")
"""XML of the office programs of 2003, which LibreOffice reads."""

STARTS = (
    (b"PK", "zip"), (OLE, ".ole"), (b"{\\rtf", ".rtf"), *((start, ".png") for start in PICTURES),
    *((start, "archive") for start in ARCHIVES),
)  # fmt: skip
PARTS = (
    ("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.bin", ".xlsb"), ("OFD.xml", ".ofd"), ("content.xml", ".odt"),
)  # fmt: skip

ALIKE = {
    ".htm": ".html", ".shtml": ".html", ".xhtml": ".html", ".docm": ".docx", ".xlsm": ".xlsx", ".tsv": ".csv",
    ".markdown": ".md", ".text": ".txt", ".mhtml": ".mht",
    **dict.fromkeys((".jpg", ".jpeg", ".tif", ".tiff", ".bmp"), ".png"),
}  # fmt: skip
"""Endings that mean the same reader."""

TEXTS = frozenset({".txt", ".csv", ".md"})
LEGACY_TEXTS = frozenset({".doc", ".wps", ".rtf"})
LEGACY_SHEETS = frozenset({".xls", ".et"})
LEGACY = LEGACY_TEXTS | LEGACY_SHEETS
READ = TEXTS | LEGACY | {".html", ".mht", ".docx", ".xlsx", ".pdf", ".ofd", ".png"}

DISGUISED = frozenset({".html", ".mht", ".docx", ".xlsx"})
"""What may stand under the ending of an old office program."""


def find_format(path: Path) -> str:
    """The ending of the reader for a file (`.docx`); raises `Unreadable` for other formats and wrong endings."""
    said = path.suffix.lower()
    said = ALIKE.get(said, said)
    if said not in READ:
        raise Unreadable(path.name, "unsupported", said=path.suffix or "nothing")
    found = _find_content(path)
    if found == ".ole":  # an old Office file of some kind: LibreOffice will tell
        found = said if said in LEGACY else ".doc"
    if said in LEGACY and found in DISGUISED:
        return found
    if said in LEGACY and found is None and is_text(path):
        return ".csv" if said in LEGACY_SHEETS else ".txt"
    fits = found == said or any(said in kinds and found in kinds for kinds in (LEGACY_TEXTS, LEGACY_SHEETS))
    fits = fits or (found is None and (said in TEXTS or said == ".html"))
    if fits:
        return said
    if found is None:
        raise Unreadable(path.name, "not_what_it_says", said=said)
    if found in (".ppt", ".pptx", ".xlsb", ".odt", "archive"):
        raise Unreadable(path.name, "unsupported", said=f"{said} ({found})" if found != said else found)
    raise Unreadable(path.name, "wrong_extension", said=said, found=found, cure=found)


def _find_content(path: Path) -> str | None:
    """The usual ending of what the file holds; None for text without markup, and for bytes that are nothing known."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    found = next((kind for start, kind in STARTS if head.startswith(start)), None)
    if found is None and OFFICE_XML.search(head) and b"<html" not in head.lower():
        return ".ole"
    if found is None and (MARKUP.match(head) or WIDE_MARKUP.match(head)):
        return ".html"
    if found is None and SAVED_PAGE.search(head):
        return ".mht"
    return {"zip": _find_part, ".ole": _find_stream}[found](path) if found in ("zip", ".ole") else found


def is_text(path: Path) -> bool:
    """Whether a file begins with text in an encoding of its own."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for cut in range(LONGEST_SIGN):  # the last character may not be whole
        try:
            return bool(decode(head[: len(head) - cut], path.name).strip())
        except Unreadable:
            continue
    return False


def _find_part(path: Path) -> str:
    """Which Office program wrote a zip archive; raises `Unreadable` for one that is broken or a bomb."""
    names = check_archive(path)
    return next((ending for part, ending in PARTS if part in names), "archive")


def _find_stream(path: Path) -> str:
    """Which old Office program wrote an OLE file, by the names in its directory; raises for one with a password."""
    with path.open("rb") as file:
        content = file.read(OLE_LOOKED_AT)
    if PROTECTED in content:
        raise Unreadable(path.name, "encrypted")
    return next((ending for name, ending in OLE_STREAMS if name.encode("utf-16-le") in content), ".ole")
