"""Whether a document calls an indicator binding (约束性) or expected (预期性), by words right beside it.

In: the tokens of a sentence, the places of a number in it, the headings above. Out: a `Nature`, or None where nothing
is said.
"""

from __future__ import annotations

import re
from typing import cast, get_args

from etl.lexicon.tokens import Group, Token, Tokens, read_tokens, signs, words_of
from etl.lexicon.words import NONE
from etl.schema import Nature

_NATURES = Group((nature, nature, NONE) for nature in get_args(Nature))
_CALLING, _OPENING, _GOALS = (words_of("nature", role) for role in ("calling", "opening", "goals"))
_STOP = signs("，。；、")
_TO_WORD = re.compile(r"[^，。；、（(]{0,6}(?P<bracket>[（(][^（）()]{0,6})?，?")
_NOUN = re.compile(r"[^，。；、\d]{2}")


def find_nature(tokens: Tokens, start: int, end: int, section: str | None = None) -> Nature | None:
    """What stands right after a number, before it in its clause or list, or in the last heading.

    >>> find_nature(Tokens("森林覆盖率达到24.1%（约束性）。"), 7, 12)
    '约束性'
    >>> find_nature(Tokens("约束性指标：耕地1万亩，林地2万亩。"), 13, 16)
    '约束性'
    >>> find_nature(Tokens("森林覆盖率达到24.1%。"), 7, 12) is None
    True
    """
    if found := _behind(tokens, end) or _before(tokens, start):
        return cast("Nature", found.word)
    said = {token.word for token in read_tokens((section or "").rpartition(" > ")[2]).find(_NATURES)}
    return cast("Nature", said.pop()) if len(said) == 1 else None


def _behind(tokens: Tokens, end: int) -> Token | None:
    """The word behind a number: in a bracket, or where the number is called so (`，属于约束性指标`)."""
    word = tokens.first(_NATURES, end)
    if not word:
        return None
    calling = tokens.ending(_CALLING, word.start)
    between = _TO_WORD.fullmatch(tokens.text, end, calling.start if calling else word.start)
    return word if between and (calling or between["bracket"]) else None


def _before(tokens: Tokens, start: int) -> Token | None:
    """The last word before a number that opens a list (`约束性指标：`), or that stands in the number's own part."""
    for word in reversed(tokens.find(_NATURES, 0, start)):
        goals = tokens.starting(_GOALS, word.end)
        behind = goals.end if goals else word.end
        opening = tokens.starting(_OPENING, behind)
        opens = tokens.text[behind] in ":：" or (opening and _NOUN.match(tokens.text, opening.end, start))
        if opens or (goals and 3 <= start - behind <= 24 and not tokens.has(_STOP, behind, start)):
            return word
    return None
