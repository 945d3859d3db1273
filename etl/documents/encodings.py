"""Bytes of a text file → its characters: UTF-8 and UTF-16 with or without a mark, GB18030, else a guess that is judged.

A file whose bytes make no plausible Chinese text in any of these is refused: wrong characters would become wrong
targets without anyone noticing.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from etl.documents.limits import TEXT_BYTES, check_size
from etl.documents.notices import Unreadable

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNMARKED = ("gb18030", "utf-16-le", "utf-16-be")

ORDINARY = re.compile("[\t\n\r\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2100-\u22ff\u2460-\u25ff\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
"""What policy text is made of."""

PLAUSIBLE = 0.97
"""Least share of ordinary characters in a text that was decoded on a guess."""

SAMPLE = 200_000
"""Characters that the share is taken of."""


def read_text(path: Path) -> str:
    """The characters of a text file, without a byte order mark; raises `Unreadable`."""
    check_size(path, TEXT_BYTES)
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str) -> str:
    """`data` as text; `name` is the file's, for the message of the `Unreadable` that is raised where none fits.

    >>> decode("建设50所学校".encode("gb18030"), "a.txt")
    '建设50所学校'
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark):], encoding, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(data) // 2:
            raise Unreadable(name, "truncated") from error
    else:
        if _share(text) >= PLAUSIBLE:
            return text
    for encoding in UNMARKED:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _share(text) >= PLAUSIBLE:
            return text
    guess = from_bytes(data[:SAMPLE]).best()
    if guess is not None:
        text = data.decode(guess.encoding, errors="replace")
        if _share(text) >= PLAUSIBLE:
            return text
    raise Unreadable(name, "encoding")


def _decode_marked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        code = "truncated" if error.start > len(data) - 4 else "encoding"
        raise Unreadable(name, code) from error
    if not text.strip():
        raise Unreadable(name, "empty")
    return text


def _share(text: str) -> float:
    """Share of ordinary characters, 0..1."""
    sample = text[:SAMPLE]
    return sum(map(len, ORDINARY.findall(sample))) / max(len(sample), 1)
