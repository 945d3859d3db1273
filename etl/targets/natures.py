"""Whether a document calls an indicator binding (约束性) or expected (预期性), by words right beside it.

In: a sentence, the places of a number in it, the headings above. Out: a `Nature`, or None where nothing is said.
"""

from __future__ import annotations

import re

from etl.schema import Nature

_WORD = "(约束性|预期性)"
_AFTER = re.compile(
    rf"[^，。；、（(]{{0,6}}(?:[（(][^（）()]{{0,6}}{_WORD}[^（）()]{{0,6}}[)）]|，?(?:作为|列为|属于?|为|是){_WORD})"
)
_BEFORE = re.compile(rf"{_WORD}(?:指标|目标)?(?:[:：]|为|是|有|包括|分别)")
_BESIDE = re.compile(rf"{_WORD}(?:指标|目标)[^，。；]{{0,24}}$")
_HEADING = re.compile(_WORD)


def find_nature(sentence: str, start: int, end: int, section: str | None = None) -> Nature | None:
    """What stands right after a number, before it in its clause or list, or in the last heading.

    >>> find_nature("森林覆盖率达到24.1%（约束性）。", 7, 12), find_nature("约束性指标：耕地1万亩，林地2万亩。", 13, 16)
    ('约束性', '约束性')
    >>> find_nature("森林覆盖率达到24.1%。", 7, 12) is None
    True
    """
    if found := _AFTER.match(sentence, end):
        return _as_nature(found[1] or found[2])
    if "性" in sentence[:start]:
        leads = _BEFORE.findall(sentence, 0, start)
        beside = _BESIDE.search(sentence[:start])
        if leads or beside:
            return _as_nature(beside[1] if beside else leads[-1])
    said = set(_HEADING.findall((section or "").rpartition(" > ")[2]))
    return _as_nature(said.pop()) if len(said) == 1 else None


def _as_nature(word: str) -> Nature:
    return "约束性" if word == "约束性" else "预期性"
