"""Whether an indicator can be what a number is of: a noun phrase that a reader understands, not a piece cut out.

In: an indicator as the phrases are made. Out: yes or no. What makes one implausible stands in
the lexicon: how a piece begins or ends, with the longer words that hide it, and what says nothing alone.
Nothing is mended here.
"""

from __future__ import annotations

import re

from etl.lexicon.words import cue_pattern, lexicon, roles, trie_pattern

LONGEST = 40
_ROWS, _EDGES = lexicon("implausible"), roles("edge")
_ALONE = frozenset(row.word for row in _ROWS if row.role == "alone")
_OPENING = re.compile(cue_pattern((row.word, row.hidden_by) for row in _ROWS if row.role == "opening"))
_CLOSING = re.compile(cue_pattern((row.word, row.hidden_by) for row in _ROWS if row.role == "closing") + "$")
_NO_NOUNS = ("adverb", "reach", "tail", "filler", "open verb")
_EMPTY = re.compile(f"(?:{trie_pattern(word for group in _NO_NOUNS for word in _EDGES[group])})+")
_SIGNS = re.compile(r"[，；。：！？｜]|^[、）”]|^\d[\d.]*(?:[%‰]|.?$)|^0[个项家名]")
_PAIRED, _PAIRS = re.compile("[“”（）《》]"), (("“", "”"), ("（", "）"), ("《", "》"))


def is_plausible(indicator: str) -> bool:
    """Whether a phrase can stand as an indicator.

    >>> is_plausible("高水平中职学校"), is_plausible("为达标"), is_plausible("市企业"), is_plausible("可继续免征")
    (True, False, False, False)
    """
    if not 2 <= len(indicator) <= LONGEST or indicator in _ALONE:
        return False
    if _SIGNS.search(indicator) or (_PAIRED.search(indicator) and not _is_closed(indicator)):
        return False
    return not (_OPENING.match(indicator) or _CLOSING.search(indicator) or _EMPTY.fullmatch(indicator))


def _is_closed(phrase: str) -> bool:
    """Whether each opening sign has its closing one."""
    return all(phrase.count(one) == phrase.count(other) for one, other in _PAIRS)
