"""The governing verbs: which words are some, their classes, and what they do with what follows them."""

from __future__ import annotations

from functools import lru_cache

from etl.lexicon.tokens import read_tokens, words_of
from etl.schema import ActionClass

VERBS, FIRM = words_of("verb"), words_of("edge", "firm verb")
"""All verbs; those that are no part of a noun also in its midst."""

_MAKING, _KEPT = words_of("edge", "making verb"), words_of("edge", "kept verb")


def is_verb(words: str) -> bool:
    """Whether words are one of the listed verbs."""
    return words in VERBS


def makes(verb: str | None) -> bool:
    """Whether a verb says that something is made, and what follows it is what: 新建, 打造."""
    return verb is not None and verb in _MAKING


def is_kept(verb: str) -> bool:
    """Whether a verb says what is counted: what is newly made in several ways, what goes, what is opened.

    >>> [is_kept(verb) for verb in ("新改建", "淘汰", "新建")]
    [True, True, False]
    """
    return (verb.startswith("新") and len(verb) > 2) or verb in _KEPT


@lru_cache(maxsize=1024)
def action_class(verb: str | None) -> ActionClass:
    """The class of a governing verb: its first listed part decides, 其他 where none is listed.

    >>> action_class("修订开发"), action_class(None)
    ('出台制定', '其他')
    """
    if verb is None:
        return "其他"
    found = verb if verb in VERBS else (part.word if (part := read_tokens(verb).first(VERBS)) else None)
    return VERBS.words[found] if found else "其他"  # type: ignore[return-value]
