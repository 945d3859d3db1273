"""The governing verb of a number, as the text has it, so that no row claims more than the document.

In: the number's place in its sentence, what its markers and its phrase already found. Out: the verb, or None. The verb
of reaching or changing beside the number comes first (`提高到` → `提高`), then a grant's, then the clause's own; the
verb of a sibling in its list is handed on in sentences.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon.words import roles, trie_pattern
from etl.naming.heads import strip_head

_GRANT_LEFT = re.compile(
    r"(给予|奖励|补助|补贴|资助|享受|处|拨付)(?:最高|不超过|最多|每(?:(?!最[高多]|不超过)[^，。；\d每为]){0,6}|为)*$"
)
_GRANT_RIGHT = re.compile(rf"[^，。；]{{0,10}}?({trie_pattern(roles('grant')['right deed'])})")
_SHARE = re.compile("占(?![比地用])")
_RANK = re.compile(r"(进入|位列|位居|保持|跻身|稳居)(?:在)?(?:全国|全省|全市|全区)?前$")
_RIGHT_DEED = re.compile(rf"[^，。；]{{0,20}}?({trie_pattern(roles('edge')['deed of all'])})")


class Governed(NamedTuple):
    """A number with what is known of its verb; offsets are in the sentence.

    It stands at `number:end`, its marker words begin at `start`, and the words of its base of repetition end at
    `per_end` (0 where it has none). `beside` is the verb among its marker words, `clause` the one that its phrase opens
    with; `ratio` marks a share or rate.
    """

    start: int
    number: int
    end: int
    per_end: int
    beside: str | None
    clause: str | None
    ratio: bool


def find_action(text: str, governed: Governed) -> str | None:
    """The action of a number of the sentence `text`: the nearest verb that governs it, None where none does.

    >>> find_action("给予100万元奖励", Governed(2, 2, 7, 0, None, None, ratio=False))
    '给予'
    """
    start, number, end = governed.start, governed.number, governed.end
    quote = text[max(start, min(governed.per_end, number)) : number]
    return (
        governed.beside
        or ("翻" if text.startswith("翻", number) and number < end else None)
        or _first(_RANK.search(text, max(0, number - 8), number))
        or _first(_GRANT_RIGHT.match(text, end))
        or _first(_GRANT_LEFT.search(text, max(0, start - 14), number))
        or (strip_head(quote)[1] if quote else None)
        or (strip_head(text[governed.per_end : start])[1] if 0 < governed.per_end < start else None)
        or governed.clause
        or (_share_verb(text, start, end) if governed.ratio else None)
    )


def _share_verb(text: str, start: int, end: int) -> str | None:
    """The verb of a share: 占 before it, or what all of its base has or does after it (`100%的村通光纤`)."""
    return "占" if _SHARE.search(text, max(0, start - 20), start) else _first(_RIGHT_DEED.match(text, end))


def _first(found: re.Match[str] | None) -> str | None:
    """The first group of a match."""
    return found[1] if found else None
