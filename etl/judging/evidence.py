"""What a reader is told of a verdict: the features that spoke most, in words that he understands.

In: features (see features.py) with how strongly each spoke for one side. Out: a few short texts (`数字前“力争”`). Which
kinds are told, in which words, and which of them only where nothing better spoke, says `tables/features.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from etl.lexicon.words import read_table

_KINDS = {kind: (title, told) for kind, title, told, _ in read_table("features")}
TITLES = {kind: title for kind, (title, _) in _KINDS.items()}
"""A feature's kind → how a reader is told of it, with a `{}` for each part of its value that is told."""

VALUES = {value: title for value, title, _ in read_table("feature_values")}
"""Words of the code inside a feature's value → those that a reader is told."""

_ABSENT = frozenset({"", "None", "无", "否", "False", "none", "0", "0%", "=", "level", "相当", "其他"})
"""Values that say that there is nothing; they are never told."""

_CUT = ("signs", "heading")


class _Told(NamedTuple):
    """What a reader is told of some features: a title and one value; `strength` is negative where they spoke against.

    `told` is `word` for words and what they say, `signs` for signs of the text, which may be cut anywhere, `heading`
    for signs of a heading, which is one thing, and `rest` for counts, sizes and crossings.
    """

    title: str
    value: str
    told: str
    strength: float

    def say(self) -> str:
        return self.title.format(*_parts(self.title, self.value))


def tell_features(spoken: Iterable[tuple[str, float]], most: int) -> tuple[str, ...]:
    """The things that spoke most for a verdict (`+`), then those against it (`-`), up to `most` of each, in words.

    `spoken` are features in the order of the text, each with how strongly it spoke for the verdict. Those that tell of
    the same thing (`力争` before the number, beside it, at the head of its clause) are added up. Counts and sizes are
    told only where nothing else spoke for it.

    >>> tell_features([("size:3", 2.0), ("left:力争", 0.5), ("verb:None", 3.0), ("frame and op:部署 >=", 0.6)], 3)
    ('+段落性质：部署', '+数字前“力争”')
    >>> tell_features([("left:高水", 0.5), ("left:水平", 0.4), ("near:水平", 0.1), ("unit:%", -0.1)], 3)
    ('+数字前“高水平”', '-单位“%”')
    """
    told: list[_Told] = []
    for one in _join_pairs(spoken):
        same = [other for other in told if _is_same(one, other)]
        told = [other for other in told if other not in same]
        longest = max([one, *same], key=lambda other: len(other.value))
        told.append(longest._replace(strength=one.strength + sum(other.strength for other in same)))
    told.sort(key=lambda one: -abs(one.strength))
    words = [one for one in told if one.told != "rest"]
    spoke_for = [one for one in words if one.strength > 0] or [one for one in told if one.strength > 0]
    against = [one for one in words if one.strength < 0]
    return (*(f"+{one.say()}" for one in spoke_for[:most]), *(f"-{one.say()}" for one in against[:most]))


def _is_same(one: _Told, other: _Told) -> bool:
    within = one.value in other.value or other.value in one.value
    return one.title == other.title and (within or one.told == "heading")


def _join_pairs(spoken: Iterable[tuple[str, float]]) -> list[_Told]:
    """What each feature tells; neighbouring pairs of signs that spoke alike (`高水`, `水平`) are told as one text."""
    joined: list[_Told] = []
    kind_before = ""
    for feature, strength in spoken:
        kind, _, value = feature.partition(":")
        title, told = _KINDS[kind]
        if _ABSENT & {*_parts(title, value)} or (told in _CUT and (len(value) < 2 or not value.isalpha())):
            continue
        before = joined[-1] if joined and kind == kind_before else None
        if before and _continues(before, value, strength):
            joined[-1] = before._replace(value=before.value + value[1], strength=before.strength + strength)
        else:
            value = value if "“" in title else " ".join(VALUES.get(part, part) for part in _parts(title, value))
            joined.append(_Told(title, value, told, strength))
        kind_before = kind
    return joined


def _continues(before: _Told, value: str, strength: float) -> bool:
    """Whether a pair of signs goes on where the signs before it end, and speaks for the same side."""
    goes_on = before.told in _CUT and len(value) == 2 and before.value[-1] == value[0]
    return goes_on and before.strength * strength > 0


def _parts(title: str, value: str) -> list[str]:
    """The parts of a value that its title tells; words of the text are one part."""
    return [value] if "“" in title else value.split(" ")[: title.count("{}")]
