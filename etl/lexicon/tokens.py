"""The words of a text, found in one pass: each stage asks for those that it knows, and reads no signs again.

In: a text. Out: its `Tokens`: every place of every word of a `Group`. A group is what one question asks for: the words
of some roles of the lexicon, or some signs. One rule of overlap: of the words of a group the first counts, of those
that begin there the longest, and the next one begins behind it. A word inside a longer one that hides it is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

import ahocorasick_rs

from etl.lexicon.words import NONE, Word, lexicon

_Hidden = tuple[tuple[str, str], ...]
"""What stands before and behind a word in the longer words that hide it."""


class Token(NamedTuple):
    """A word of a group where it stands in its text, with its role there."""

    start: int
    end: int
    word: str
    role: str


class Group:
    """The words that one question asks for, each with its role; made when a stage is imported."""

    def __init__(self, words: Iterable[tuple[str, str, str]]) -> None:
        """Word, role, and the longer words that hide it, parted by spaces; of a word that comes twice the first."""
        self.rows = tuple(words)
        self.words: dict[str, str] = {}
        self.members: dict[int, tuple[str, str, _Hidden]] = {}
        for word, role, hidden_by in self.rows:
            if word not in self.words:
                hiding = [] if hidden_by == NONE else hidden_by.split()
                sides = tuple((before, after) for before, _, after in (longer.partition(word) for longer in hiding))
                self.words[word] = role
                self.members[_WORDS.setdefault(word, len(_WORDS))] = (word, role, sides)
        _finder.cache_clear()

    def __or__(self, other: Group) -> Group:
        """The words of both."""
        return Group((*self.rows, *other.rows))

    def __contains__(self, word: str) -> bool:
        """Whether a word is one of the group's."""
        return word in self.words


_WORDS: dict[str, int] = {}
"""Every word that is asked for, with its number."""


def words_of(kind: str, *roles: str) -> Group:
    """The group of some roles of a kind of the lexicon, of all where none is named; of a word's roles the first."""
    rows = lexicon(kind)
    return group_of([word for role in roles for word in rows if word.role == role] if roles else rows)


def group_of(words: Iterable[Word]) -> Group:
    """The group of rows of the lexicon."""
    return Group((word.word, word.role, word.hidden_by) for word in words)


def signs(written: str) -> Group:
    """The group of single signs."""
    return Group((sign, sign, NONE) for sign in written)


@cache
def _finder() -> Callable[..., list[tuple[int, int, int]]]:
    """What finds all words of all groups in a text: the number of each, where it begins and ends."""
    return ahocorasick_rs.AhoCorasick(list(_WORDS)).find_matches_as_indexes


class _Found(NamedTuple):
    """The words of a group in a text: those that count in their order, by where they begin and end."""

    counted: list[Token]
    starting: dict[int, list[Token]]
    ending: dict[int, Token]


class Tokens:
    """The words of a text by group. `low` and `high` are where a question looks: a word lies between them whole."""

    __slots__ = ("_found", "_places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._places = _finder()(text, overlapping=True)
        self._found: dict[Group, _Found] = {}

    def find(self, group: Group, low: int = 0, high: int | None = None) -> list[Token]:
        """The words of a group in their order, none overlapping."""
        counted = self._all(group).counted
        if not low and high is None:
            return counted
        return counted[bisect_left(counted, low, key=_start) : _behind_last(counted, high)]

    def has(self, group: Group, low: int = 0, high: int | None = None) -> bool:
        """Whether a word of a group stands there."""
        return self.first(group, low, high) is not None

    def first(self, group: Group, low: int = 0, high: int | None = None) -> Token | None:
        """The first word of a group."""
        counted = self._all(group).counted
        at = bisect_left(counted, low, key=_start)
        return counted[at] if at < len(counted) and (high is None or counted[at].end <= high) else None

    def last(self, group: Group, low: int = 0, high: int | None = None) -> Token | None:
        """The last word of a group."""
        counted = self._all(group).counted
        at = _behind_last(counted, high) - 1
        return counted[at] if at >= 0 and counted[at].start >= low else None

    def first_of(self, group: Group, at: int) -> int:
        """Where the first word of a group begins from a place on; the text's end where there is none."""
        found = self.first(group, at)
        return found.start if found else len(self.text)

    def behind_last(self, group: Group, at: int, low: int = 0) -> int:
        """Where the last word of a group before a place ends; `low` where there is none from there on."""
        found = self.last(group, low, at)
        return found.end if found else low

    def every(self, group: Group) -> Iterable[Token]:
        """The longest word at each place where one begins, overlapping too."""
        return [words[0] for words in self._all(group).starting.values()]

    def starting(self, group: Group, at: int) -> Token | None:
        """The longest word of a group that begins at a place."""
        words = self._all(group).starting.get(at)
        return words[0] if words else None

    def all_starting(self, group: Group, at: int) -> list[Token]:
        """The words of a group that begin at a place, the longest first."""
        return self._all(group).starting.get(at, [])

    def ending(self, group: Group, at: int) -> Token | None:
        """The longest word of a group that ends at a place."""
        return self._all(group).ending.get(at)

    def run_to(self, group: Group, at: int, low: int = 0) -> int:
        """Where the words of a group begin that end at a place, one behind the other; `at` where none does."""
        ending = self._all(group).ending
        while (token := ending.get(at)) and token.start >= low:
            at = token.start
        return at

    def run_from(self, group: Group, at: int) -> int:
        """Where the words of a group end that begin at a place, one behind the other; `at` where none does."""
        starting = self._all(group).starting
        while words := starting.get(at):
            at = words[0].end
        return at

    def _all(self, group: Group) -> _Found:
        found = self._found.get(group)
        if found is None:
            members = group.members
            own = [(*members[number], start, end) for number, start, end in self._places if number in members]
            found = self._found[group] = (
                _sort(
                    Token(start, end, word, role)
                    for word, role, hidden, start, end in own
                    if not (hidden and self._is_hidden(hidden, start, end))
                )
                if own
                else _NOTHING
            )
        return found

    def _is_hidden(self, hidden: _Hidden, start: int, end: int) -> bool:
        return any(self.text.endswith(left, 0, start) and self.text.startswith(right, end) for left, right in hidden)


_NOTHING = _Found([], {}, {})


def _sort(places: Iterable[Token]) -> _Found:
    """The words of a group as they are asked for: of words that overlap the first counts, of two there the longer."""
    counted: list[Token] = []
    starting: dict[int, list[Token]] = {}
    ending: dict[int, Token] = {}
    end = 0
    for token in sorted(places, key=_in_order):
        starting.setdefault(token.start, []).append(token)
        ending.setdefault(token.end, token)
        if token.start >= end:
            counted.append(token)
            end = token.end
    return _Found(counted, starting, ending)


def _in_order(token: Token) -> tuple[int, int]:
    """Words that begin first come first, of those the longest."""
    return token.start, -token.end


_start, _end = itemgetter(0), itemgetter(1)


def _behind_last(counted: list[Token], high: int | None) -> int:
    """The place in a list behind the last word that ends at `high` or before."""
    return len(counted) if high is None else bisect_right(counted, high, key=_end)


@lru_cache(maxsize=1024)
def read_tokens(text: str) -> Tokens:
    """The tokens of a text that is asked about again: a title, a heading, a clause."""
    return Tokens(text)
