"""Names of offices by their pinyin: `sjyt`, `jyt` and `jiaoyuting` stand for 省教育厅.

Read when a reader first types Latin letters, not before: the dictionary of pinyin takes a while to load.
"""

from __future__ import annotations

from functools import cache

import duckdb

FUNCTION = "spelt"
"""In SQL: does a word of Latin letters spell a name or a part of it?"""
LEAST_INITIALS, LEAST_SPELLING = 2, 5
"""Letters that a word needs to be taken for initials, and for whole syllables."""


def is_spelling(word: str) -> bool:
    """Can a word be initials? It is of Latin letters only, and of more than one."""
    return len(word) >= LEAST_INITIALS and word.isascii() and word.isalpha()


def spells(name: str, word: str) -> bool:
    """Does a word in small letters spell a name, or some of its characters in a row?

    >>> [spells("省教育厅", word) for word in ("sjyt", "jyt", "jiaoyuting", "jiao", "ting", "czt")]
    [True, True, True, False, False, False]
    """
    syllables = _syllables(name)
    if word in "".join(syllable[0] for syllable in syllables):
        return True
    if len(word) < LEAST_SPELLING:
        return False
    tails = ("".join(syllables[start:]) for start in range(len(syllables)))
    return any(tail.startswith(word) for tail in tails)


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `FUNCTION` known to the queries of a connection."""
    connection.create_function(FUNCTION, spells, ["VARCHAR", "VARCHAR"], "BOOLEAN")


@cache
def _syllables(name: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(syllable.lower() for syllable in lazy_pinyin(name, errors="ignore") if syllable)
