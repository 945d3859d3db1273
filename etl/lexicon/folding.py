"""Text as every later stage sees it: folded, without invisible marks, with broken lines joined.

Raw text of a file comes in; text whose characters are final goes out. Spans exist only after this module, so it alone
may drop characters. `fold` replaces one character by one and never moves an offset; `clean` also drops what nobody
sees and tidies white space; `join_lines` mends the hard line breaks of a text layer. Nothing here judges meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from etl.lexicon.words import read_table

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Every full-width ASCII form and its half-width one, by code point."""

KEPT_WIDE = "！，：；？（）．"
"""Full-width forms that are Chinese punctuation and stay; `．` and `：` are folded between digits only."""

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\U000e0000-\U000e01ef]"
)
"""Control characters, soft hyphens, zero-width marks, direction marks and variation selectors."""

BLANK = "[^\\S\n]"
"""Any white space but the line feed, within a pattern."""

BLANKS = re.compile(f"{BLANK}+")
BREAKS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
LINE_ENDS = re.compile(" ?\n[ \n]*")
CIRCLE_ZERO = re.compile(r"(?<=[〇零一二三四五六七八九○])[○◯](?=[〇零一二三四五六七八九○◯年])")
"""A circle typed for the Chinese zero: 二○二五年."""

BETWEEN_DIGITS = re.compile(r"(?<=[0-9０-９])[．：](?=[0-9０-９])")
WIDE = "\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
WIDE_GAP = re.compile(f"(?<=[{WIDE}“”‘’…—]) | (?=[{WIDE}“”‘’…—])")
CHINESE_SIGNS = str.maketrans(";:()!?〜~–－﹣∶﹪\u3000\xa0", "；：（）！？～～—--:%  ")
"""The sign that the patterns know for each that is typed in its stead."""

KEPT_BY_PATTERNS = "，；：（）！？～"
PATTERN_SIGNS = {wide: half for wide, half in FULL_WIDTH.items() if chr(wide) not in KEPT_BY_PATTERNS} | CHINESE_SIGNS
LONE_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
"""A comma that does not group the digits of a number (`1,200`)."""

LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def fold(text: str) -> str:
    """Full-width digits, letters and signs, Kangxi radicals and odd blanks, one character to one.

    Chinese punctuation (`，。；：（）`) stays; `．` and `：` between digits become `.` and `:`,
    and a circle between Chinese digits `〇`.

    >>> fold("２０２０年６月，达到３．５％（Ａ类）")
    '2020年6月，达到3.5%（A类）'
    """
    text = CIRCLE_ZERO.sub("〇", text.translate(_folds()))
    return BETWEEN_DIGITS.sub(lambda match: "." if match[0] == "．" else ":", text)


def for_matching(text: str) -> str:
    """The text as the patterns of the stages read it, one character to one: `,;:()` in their Chinese forms.

    The stored text keeps what an office typed. A comma inside a grouped number stays; a ratio's `∶` becomes `:`.

    >>> for_matching("５０%，其中１,２００户;")
    '50%，其中1,200户；'
    """
    text = text.translate(PATTERN_SIGNS)
    return LONE_COMMA.sub("，", text) if "," in text else text


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    r"""Folded text without invisible marks: runs of blanks are one space, runs of line breaks one `\n`, ends trimmed.

    >>> clean("　　建设\u200b５０ 所\r\n\r\n　　学校 ")
    '建设50 所\n学校'
    """
    text = INVISIBLE.sub("", BREAKS.sub("\n", text))
    return LINE_ENDS.sub("\n", BLANKS.sub(" ", fold(text))).strip()


def clean_line(text: str) -> str:
    r"""`clean`, with line breaks mended: for a heading, a title or another text that is one line.

    >>> clean_line("山东省\n工作任务清单")
    '山东省工作任务清单'
    """
    return join_lines(clean(text).split("\n"))


def close_gaps(text: str) -> str:
    """A clean text without the blanks that a text layer puts beside Chinese characters; between Latin words they stay.

    >>> close_gaps("到 2025 年，建设 open source 社区")
    '到2025年，建设open source社区'
    """
    return WIDE_GAP.sub("", text)


def join_lines(lines: Iterable[str]) -> str:
    """The pieces of one paragraph in one line: a space between Latin words only.

    >>> join_lines(["建设50所左右高水平", "中职学校，支持 open", "source 社区"])
    '建设50所左右高水平中职学校，支持 open source 社区'
    """
    pieces: list[str] = []
    last = ""
    for line in filter(None, map(str.strip, lines)):
        if (last in LATIN or last in ",;") and last and line[0] in LATIN:
            pieces.append(" ")
        pieces.append(line)
        last = line[-1]
    return "".join(pieces)


def squeeze(text: str) -> str:
    """Text without any white space, for comparing two readings of the same words."""
    return "".join(text.split())


@lru_cache(maxsize=1)
def _folds() -> dict[int, int | str]:
    """Code point → its one-character replacement."""
    folds: dict[int, int | str] = {wide: half for wide, half in FULL_WIDTH.items() if chr(wide) not in KEPT_WIDE}
    # Radicals and compatibility ideographs look like the plain character, and a text layer is full of them.
    for start, end in ((0x2F00, 0x2FE0), (0xF900, 0xFB00), (0x2F800, 0x2FA20)):
        for code in range(start, end):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                folds[code] = plain
    folds.update((ord(radical), character) for radical, character in read_table("radicals"))
    folds.update(dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "))
    folds.update(dict.fromkeys((0x2010, 0x2011), "-"))
    return folds
