"""The word tables: flat TSV files beside this package's code, loaded once, and matched as one pattern each.

In: a table's name. Out: its rows, or one compiled pattern that finds its longest words first. A new word is one line
with where it was seen (the last column); no code changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from etl.model import SourceError

TABLES = Path(__file__).parent / "tables"


@cache
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `tables/NAME.tsv` below its header; every row has as many cells as the header.

    Raises SourceError with file and line where a row has not.
    """
    path = TABLES / f"{name}.tsv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    width = header.count("\t") + 1
    rows = []
    for number, line in enumerate(lines, start=2):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != width:
            raise SourceError(f"{path.name} line {number}: {len(cells)} cells, not {width}; separate them by tabs")
        rows.append(cells)
    return tuple(rows)


@cache
def words_by_class(name: str) -> dict[str, tuple[str, ...]]:
    """A table of word, class, … as class → its words."""
    classes: dict[str, list[str]] = {}
    for word, group, *_ in read_table(name):
        classes.setdefault(group, []).append(word)
    return {group: tuple(words) for group, words in classes.items()}


@cache
def class_by_word(name: str) -> dict[str, str]:
    """A table of word, class, … as word → its class."""
    return {word: group for word, group, *_ in read_table(name)}


def trie_pattern(words: Iterable[str]) -> str:
    """One pattern that matches the longest of the words, without trying each: shared beginnings are tried once.

    >>> trie_pattern(["人", "人次", "个"])
    '(?:个|人(?:次)?)'
    """
    tree: dict[str, dict] = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _render(tree)


def _render(node: dict[str, dict]) -> str:
    ends = "" in node
    branches = [re.escape(sign) + _render(below) for sign, below in sorted(node.items()) if sign]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else "(?:" + "|".join(branches) + ")"
    if not ends:
        return body
    return (body if body.startswith("(?:") else f"(?:{body})") + "?"
