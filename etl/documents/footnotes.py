"""Footnotes: their marks are taken out of a text, so that no `[1]` or raised `2` is read as a number of it.

A mark stands behind a word: a raised number, `[1]`, `〔1〕`, or `①` before a stop. Signs at the beginning of a clause
(`①建设…；②培训…`) number its items and stay. A raised 2 behind a Latin unit is its square: `m²`.
"""

from __future__ import annotations

import re

POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED = re.compile(r"[\[〔【（(]?\d{1,3}[\]〕】）)]?|[①-⑳*＊※†]")
"""What is a footnote's mark where it is raised."""

BEHIND = r"(?<=[\w%％”》）)\u4e00-\u9fff])"
MARK = re.compile(rf"{BEHIND}(?:\[\d{{1,2}}\]|〔\d{{1,2}}〕|[①-⑳](?=[，。；、：！？）)\n]|$))")
NOTE = re.compile(r"(\[\d{1,2}\]|〔\d{1,2}〕|[①-⑳])")
"""What a footnote itself begins with."""


def read_raised(before: str, raised: str) -> str:
    """What is read for raised signs behind a text: nothing for a footnote's mark, a power for that of a unit or a ten.

    >>> read_raised("35所", "1"), read_raised("30 km", "2"), read_raised("10", "4"), read_raised("第1", "st")
    ('', '²', '⁴', 'st')
    """
    if not RAISED.fullmatch(raised.strip()):
        return raised
    if raised.isdecimal() and before and ((before[-1].isascii() and before[-1].isalpha()) or before[-2:] == "10"):
        return raised.translate(POWERS)
    return ""


def drop_marks(text: str) -> str:
    """A task's text without the marks of footnotes.

    >>> drop_marks("新建养老院35所[1]，床位占比65%①；①培训护理员。")
    '新建养老院35所，床位占比65%；①培训护理员。'
    """
    return MARK.sub("", text)


def find_notes(texts: list[str]) -> set[int]:
    """Which paragraphs are footnotes: they begin with a mark that stands behind a word in a paragraph above."""
    marks: set[str] = set()
    notes: set[int] = set()
    for index, text in enumerate(texts):
        opening = NOTE.match(text)
        if opening and opening[1] in marks:
            notes.add(index)
        marks.update(MARK.findall(text))
    return notes
