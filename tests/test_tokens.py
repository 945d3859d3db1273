"""Tokens find what a search for each word finds, in one pass."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lexicon.tokens import Group, Tokens, signs, words_of
from etl.lexicon.words import NONE, roles, trie_pattern

STATES = Group([("要", "must", "主要 要求"), ("建", "make", NONE), ("新建", "make anew", NONE), ("建成", "made", NONE)])
STOPS = signs("，。")
WORDS = ["甲", "甲乙", "乙丙", "丙", "甲乙丙丁", "丁"]
GROUP = Group((word, word, NONE) for word in WORDS)
TEXTS = st.text("甲乙丙丁，", max_size=30)


def told(text: str) -> list[tuple[str, str]]:
    return [(token.word, token.role) for token in Tokens(text).find(STATES)]


def test_the_first_word_counts_of_two_there_the_longest() -> None:
    assert told("新建成") == [("新建", "make anew")]
    assert told("建成建") == [("建成", "made"), ("建", "make")]


@pytest.mark.parametrize(
    ("text", "words"), [("要建", ["要", "建"]), ("主要任务", []), ("要求", []), ("主要要建", ["要", "建"])]
)
def test_a_longer_word_hides_one(text: str, words: list[str]) -> None:
    assert [word for word, _ in told(text)] == words


def test_a_word_with_two_roles_has_the_first() -> None:
    twice = Group([("建", "one", NONE), ("建", "other", NONE)])
    assert [token.role for token in Tokens("建").find(twice)] == ["one"]


def test_a_window_holds_whole_words() -> None:
    tokens = Tokens("新建，建成。")
    assert [token.word for token in tokens.find(STATES, 1)] == ["建成"]
    assert tokens.first(STATES, 0, 1) is None
    assert tokens.last(STATES, 0, 4) == (0, 2, "新建", "make anew")
    assert not tokens.has(STATES, 3, 4)


def test_stops_bound_a_clause() -> None:
    tokens = Tokens("一，二三。四")
    assert (tokens.behind_last(STOPS, 3), tokens.first_of(STOPS, 3)) == (2, 4)
    assert (tokens.behind_last(STOPS, 1, low=1), tokens.first_of(STOPS, 5)) == (1, 6)


def test_a_run_is_of_words_that_stand_together() -> None:
    tokens = Tokens("甲乙丙，丁丙甲")
    assert tokens.run_to(GROUP, 7) == 4
    assert tokens.run_to(GROUP, 7, 5) == 5
    assert tokens.run_to(GROUP, 4) == 4


def test_the_words_of_a_kind_are_those_of_its_roles() -> None:
    group = words_of("change", "increase", "decrease")
    assert set(group.words) == {*roles("change")["increase"], *roles("change")["decrease"]}


@given(TEXTS)
def test_words_are_those_of_a_pattern(text: str) -> None:
    pattern = re.compile(trie_pattern(WORDS))
    assert [token[:2] for token in Tokens(text).find(GROUP)] == [found.span() for found in pattern.finditer(text)]


@given(TEXTS, st.integers(0, 30))
def test_the_longest_word_begins_and_ends_at_a_place(text: str, at: int) -> None:
    begins = max((word for word in WORDS if text.startswith(word, at)), key=len, default=None)
    ends = max((word for word in WORDS if at <= len(text) and text.endswith(word, 0, at)), key=len, default=None)
    tokens = Tokens(text)
    starting, ending = tokens.starting(GROUP, at), tokens.ending(GROUP, at)
    assert (starting.word if starting else None) == begins
    assert (ending.word if ending else None) == ends


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_first_and_last_are_those_of_the_words_found(text: str, low: int, high: int) -> None:
    tokens = Tokens(text)
    found = [token for token in tokens.find(GROUP) if low <= token.start and token.end <= high]
    assert tokens.find(GROUP, low, high) == found
    assert tokens.first(GROUP, low, high) == (found[0] if found else None)
    assert tokens.last(GROUP, low, high) == (found[-1] if found else None)
