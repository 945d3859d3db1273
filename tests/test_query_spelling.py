"""Departments by their pinyin: initials and syllables, and what is neither."""

from __future__ import annotations

import pytest

from app.query.spelling import is_spelling, spells

SPELT = [
    ("省教育厅", "sjyt", True),
    ("省教育厅", "jyt", True),
    ("省教育厅", "jiaoyuting", True),
    ("省教育厅", "jiaoyut", True),
    ("省教育厅", "iaoyu", False),
    ("省教育厅", "jiao", False),
    ("省教育厅", "yjt", False),
    ("重庆市发展改革委", "cqs", True),
    ("省科技厅（外国专家局）", "wgzjj", True),
]


@pytest.mark.parametrize(("name", "word", "wanted"), SPELT, ids=[f"{case[0]} {case[1]}" for case in SPELT])
def test_a_name_is_spelt_by_initials_or_by_whole_syllables(name: str, word: str, wanted: bool) -> None:
    assert spells(name, word) is wanted


@pytest.mark.parametrize(("word", "wanted"), [("jyt", True), ("j", False), ("5g", False), ("教育", False), ("", False)])
def test_only_letters_are_a_spelling(word: str, wanted: bool) -> None:
    assert is_spelling(word) is wanted
