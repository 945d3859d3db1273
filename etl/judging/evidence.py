"""What a reader is told of a verdict: the features that spoke most, in words that he understands.

In: features (see features.py) with how strongly each spoke for one side. Out: a few short texts (`数字前“力争”`). Which
kinds are told, in which words, and which of them only where nothing better spoke, says `tables/features.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
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


class Thing(NamedTuple):
    """What one feature tells: a title and one value.

    `told` is `word` for words and what they say, `signs` for signs of the text, which may be cut anywhere, `heading`
    for signs of a heading, which is one thing, and `rest` for counts, sizes and crossings.
    """

    kind: str
    title: str
    value: str
    told: str


_Told = tuple[Thing, str, float]
"""A thing, its value with what was joined to it, and how strongly it spoke, negative where against."""


def read_feature(feature: str) -> Thing | None:
    """What a feature tells; None where it says that there is nothing, or is no words."""
    kind, _, value = feature.partition(":")
    title, told = _KINDS[kind]
    parts = _parts(title, value)
    if not _ABSENT.isdisjoint(parts) or (told in _CUT and (len(value) < 2 or not value.isalpha())):
        return None
    return Thing(kind, title, value if "“" in title else " ".join(VALUES.get(part, part) for part in parts), told)


def tell(spoken: Iterable[tuple[Thing, float]], most: int) -> tuple[str, ...]:
    """The things that spoke most for a verdict (`+`), then those against it (`-`), up to `most` of each, in words.

    `spoken` are in the order of the text, each with how strongly it spoke for the verdict. Those that tell of
    the same thing (`力争` before the number, beside it, at the head of its clause) are added up. Counts and sizes are
    told only where nothing else spoke for it.

    >>> spoken = {"size:3": 2.0, "left:力争": 0.5, "frame and op:部署 >=": 0.6}
    >>> tell([(read_feature(feature), strength) for feature, strength in spoken.items()], 3)
    ('+段落性质：部署', '+数字前“力争”')
    >>> spoken = {"left:高水": 0.5, "left:水平": 0.4, "beside:水平": 0.1, "unit:%": -0.1}
    >>> tell([(read_feature(feature), strength) for feature, strength in spoken.items()], 3)
    ('+数字前“高水平”', '-单位“%”')
    """
    things: dict[str, list[_Told]] = {}
    for one in _join_pairs(spoken):
        own = things.setdefault(one[0].title, [])
        own[:] = [*(other for other in own if not _is_same(one, other)), _add_up(one, own)] if own else [one]
    told = sorted((one for own in things.values() for one in own), key=lambda one: -abs(one[2]))
    words = [one for one in told if one[0].told != "rest"]
    spoke_for = [one for one in words if one[2] > 0] or [one for one in told if one[2] > 0]
    against = [one for one in words if one[2] < 0]
    return (
        *(f"+{_say(one[0].title, one[1])}" for one in spoke_for[:most]),
        *(f"-{_say(one[0].title, one[1])}" for one in against[:most]),
    )


def _is_same(one: _Told, other: _Told) -> bool:
    """Whether two things of one title are one, said twice or in part."""
    return one[0].told == "heading" or one[1] in other[1] or other[1] in one[1]


def _add_up(one: _Told, own: list[_Told]) -> _Told:
    """A thing and those of its title that are the same: the longest value, all strength together."""
    alike = [one, *(other for other in own if _is_same(one, other))]
    thing, value, _ = max(alike, key=lambda told: len(told[1]))
    return thing, value, sum(told[2] for told in alike)


def _join_pairs(spoken: Iterable[tuple[Thing, float]]) -> list[_Told]:
    """What each feature tells; neighbouring pairs of signs that spoke alike (`高水`, `水平`) are told as one text."""
    joined: list[_Told] = []
    for thing, strength in spoken:
        if joined and thing.told in _CUT and len(thing.value) == 2:
            before, value, sum_before = joined[-1]
            if before.kind == thing.kind and value[-1] == thing.value[0] and sum_before * strength > 0:
                joined[-1] = (before, value + thing.value[1], sum_before + strength)
                continue
        joined.append((thing, thing.value, strength))
    return joined


@lru_cache(maxsize=1 << 12)
def _say(title: str, value: str) -> str:
    return title.format(*_parts(title, value))


def _parts(title: str, value: str) -> list[str]:
    """The parts of a value that its title tells; words of the text are one part."""
    return [value] if "“" in title else value.split(" ")[: title.count("{}")]
