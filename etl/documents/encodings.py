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
UNMARKED = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")

ORDINARY = re.compile(
    "[\t\n\f\r\x20-\x7e\u00a0-\u00ff\u2000-\u206f\u2100-\u22ff\u2460-\u25ff\u2e80-\u303f\u4e00-\u9fff\uff00-\uffef]+"
)
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
            return _decode_marked(data[len(mark) :], encoding, name)
    for encoding in UNMARKED:
        text = _decode_plausibly(data, encoding)
        if text is not None:
            return text
    if _is_cut(data):
        raise Unreadable(name, "truncated")
    guess = from_bytes(data[:SAMPLE]).best()
    text = _decode_plausibly(data, guess.encoding) if guess is not None else None
    if text is None:
        raise Unreadable(name, "encoding")
    return text


def _decode_plausibly(data: bytes, encoding: str) -> str | None:
    """The text in this encoding, None where it does not decode or makes no sense."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _share(text) >= PLAUSIBLE else None


def _is_cut(data: bytes) -> bool:
    """Whether the bytes are UTF-8 that ends within a character."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data" and error.start > len(data) // 2
    return False


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
