"""The governing verb of a number, as the text has it, so that no row claims more than the document.

In: the number's place in its sentence, what its markers and its phrase already found. Out: the verb, or None. The verb
of reaching or changing beside the number comes first (`提高到` → `提高`), then a grant's, then the clause's own; the
verb of a sibling in its list is handed on in sentences.py.
"""

from __future__ import annotations

from typing import NamedTuple

from etl.lexicon.tokens import Group, Token, Tokens, signs, words_of
from etl.lexing.sentences import CLAUSE
from etl.naming.heads import find_rank, strip_head

_GIVING, _GIVEN = words_of("grant", "left deed"), words_of("grant", "right deed")
_AT_MOST, _SHARE, _DEED_OF_ALL = (
    words_of("grant", "at most"),
    words_of("base", "share verb"),
    words_of("edge", "deed of all"),
)
_ENDS = signs("，。；")


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


def find_action(tokens: Tokens, governed: Governed) -> str | None:
    """The action of a number of a sentence: the nearest verb that governs it, None where none does.

    >>> find_action(Tokens("给予100万元奖励"), Governed(2, 2, 7, 0, None, None, ratio=False))
    '给予'
    """
    text, start, number, end = tokens.text, governed.start, governed.number, governed.end
    quote = text[max(start, min(governed.per_end, number)) : number]
    return (
        governed.beside
        or ("翻" if text.startswith("翻", number) and number < end else None)
        or _word(find_rank(tokens, number))
        or _word(_soon(tokens, _GIVEN, end, 10))
        or _word(_giving(tokens, number))
        or (strip_head(quote)[1] if quote else None)
        or (strip_head(text[governed.per_end : start])[1] if 0 < governed.per_end < start else None)
        or governed.clause
        or (_share_verb(tokens, start, end) if governed.ratio else None)
    )


def _giving(tokens: Tokens, at: int) -> Token | None:
    """The verb of giving before a number, with no words between but a bound and a base: `补助每人最高500元`."""
    found = tokens.last(_GIVING, tokens.behind_last(CLAUSE, at), at)
    between = tokens.run_to(_AT_MOST, at)
    if not found or between <= found.end:
        return found
    gap = tokens.text[tokens.run_from(_AT_MOST, found.end) : between]
    return found if gap.startswith("每") and len(gap) <= 7 and not any(map(str.isdecimal, gap)) else None


def _share_verb(tokens: Tokens, start: int, end: int) -> str | None:
    """The verb of a share: 占 before it, or what all of its base has or does after it (`100%的村通光纤`)."""
    if tokens.has(_SHARE, tokens.behind_last(CLAUSE, start), start):
        return "占"
    return _word(_soon(tokens, _DEED_OF_ALL, end, 20))


def _soon(tokens: Tokens, group: Group, at: int, most: int) -> Token | None:
    """The first word of a group in the rest of the clause, up to so many signs on."""
    found = tokens.first(group, at, tokens.first_of(_ENDS, at))
    return found if found and found.start <= at + most else None


def _word(found: Token | None) -> str | None:
    return found.word if found else None
