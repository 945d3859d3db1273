"""The word tables of the extraction are tidy, and a table's pattern finds the longest of its words.

The tables of other stages are tested beside their stages; here stand those that turn sentences into rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import SourceError
from etl.judging.rules import RULES
from etl.lexicon.numerals import NUMERAL
from etl.lexicon.words import (
    TABLES,
    Word,
    class_by_word,
    cue_pattern,
    lexicon,
    read_table,
    roles,
    trie_pattern,
    words_by_class,
)
from etl.lexing.names import FIRST_SHAPES, SHAPES
from etl.schema import RULE_TITLES, ActionClass, Frame, Op, Reason
from etl.targets.writer import JUDGED
from etl.tools.coverage import KINDS

HEADERS = {
    "document_words": ("word", "class"),
    "feature_values": ("value", "title", "kind"),
    "features": ("kind", "title", "told", "example"),
    "indicator_headers": ("word", "role"),
    "indicator_names": ("word", "class", "hidden_by"),
    "lexicon": Word._fields,
    "rule_titles": ("rule", "title"),
    "units": ("unit", "class", "hidden_by"),
    "words": ("word", "reason"),
}
CLASSES = {
    "indicator_headers": {
        "base",
        "category",
        "goal",
        "name",
        "nature",
        "number",
        "other",
        "target",
        "total",
        "unit",
        "weak",
    },
    "indicator_names": {
        "added",
        "alone",
        "aside",
        "base",
        "cumulative",
        "numbered",
        "owning",
        "owning apart",
        "part",
        "tail",
        "yearly",
    },
    "units": {"count", "money", "person", "physical", "ratio", "time"},
    "words": set(get_args(Reason)),
}
ROLES = {
    "base": {
        "after each", "after most", "amount", "before base", "before verb", "cap", "deed", "each", "hours", "measure",
        "noun end", "people", "rate", "share", "share verb", "single", "span", "time", "total", "unit", "whole",
        "yearly",
    },
    "change": {
        "decrease", "far decrease", "far increase", "improving", "increase", "limiting", "negation", "of quality",
        "respectively", "verb",
    },
    "cue": {
        "address", "after base date", "aim", "base number", "before base date", "before its noun", "built before",
        "cover", "front", "future", "future section", "goal", "held on", "legal title", "of a year", "past",
        "past section", "past title", "permit", "plan done", "plan time", "report title", "review", "to come", "turn",
        "weak past", "won", "work report",
    },
    "date": {
        "before", "before clock", "from", "half year", "last year", "months", "next year", "of a month", "of a plan",
        "out of", "plan of years", "quarter", "reported", "season", "since", "this year", "to", "to come", "within",
        "yearly",
    },
    "due": {
        "before date", "beginning", "duty", "end before a deed", "end of year", "exam", "going by", "going on",
        "in force", "list", "next year", "no deed", "paper", "term", "this year", "this year in a cell", "vague",
        "validity", "within year",
    },
    "edge": {
        "adverb", "body noun", "deed of all", "divided verb", "doing", "false end", "filler", "firm after manner",
        "firm verb", "framing verb", "generic noun", "joined verb", "joint", "joint before noun", "kept noun",
        "kept verb", "lasting", "later verb", "leading verb", "level", "light verb", "loose manner", "loose noun end",
        "making verb", "manner", "measured noun", "modal", "modal before verb", "must", "no heading", "noun end",
        "old value", "open verb", "own verb", "place end", "ranking", "ranking sign", "ratio noun", "reach", "region",
        "right stop", "shared head", "split word", "tail", "tail sign", "total noun", "verb for", "work",
    },
    "frame": {*get_args(Frame), "-"},
    "grant": {
        "acting", "after granted", "anybody", "apart", "aside", "at most", "choosing", "doing", "giving", "grant",
        "granted", "granted end", "granting", "handing", "handing to", "left deed", "may", "modest", "no base",
        "no base at end", "no deed", "no label", "no name", "own term", "per", "providing", "quality", "right deed",
        "said", "share deed", "some", "spending", "sum", "supporting", "taken", "taken of", "term", "token", "vague",
    },
    "implausible": {"alone", "closing", "opening"},
    "marker": set(get_args(Op)),
    "name": {
        "after a level", "after project", "before project", "big without a name", "capacity", "elected",
        "every session", "exhibit", "graded", "hotline", "issued", "nation", "numbered", "offices",
        "per ten thousand yuan", "picture", "plenum", "project", "raised", "ranked", "return", "school year",
        "sets a number", "sized", "voltage", "way to go",
    },
    "nature": {"calling", "goals", "opening"},
    "number": {"all", "between", "end of base", "half", "halved", "of which", "over half", "vague"},
    "size": {"人数", "户数", "里程", "面积"},
    "verb": set(get_args(ActionClass)),
}  # fmt: skip
SIDES = {"marker": {"far left", "left", "right"}, "frame": {"title", "heading", "lead", "annual", "text"}}
LEXICON = [Word._make(row) for row in read_table("lexicon")]


@pytest.mark.parametrize("table", HEADERS)
def test_header(table: str) -> None:
    header = (TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[0]
    assert tuple(header.split("\t")) == HEADERS[table]


@pytest.mark.parametrize("table", HEADERS)
def test_cells(table: str) -> None:
    """No cell is empty or has spaces around it."""
    assert [row for row in read_table(table) if not all(cell and cell == cell.strip() for cell in row)] == []


@pytest.mark.parametrize("table", HEADERS)
def test_rows_are_unique(table: str) -> None:
    width = {"lexicon": 4, "document_words": 2, "indicator_names": 2}.get(table, 1)
    keys = [row[:width] for row in read_table(table)]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


@pytest.mark.parametrize("table", CLASSES)
def test_classes_are_known(table: str) -> None:
    assert set(words_by_class(table)) <= CLASSES[table]


@pytest.mark.parametrize("kind", ROLES)
def test_roles_and_sides_are_known(kind: str) -> None:
    assert set(roles(kind)) <= ROLES[kind]
    assert {word.side for word in lexicon(kind)} <= SIDES.get(kind, {"-"})


def test_the_lexicon_has_no_other_kinds() -> None:
    assert {word.kind for word in LEXICON} == set(ROLES) == set(KINDS)


def test_the_roles_of_a_word_stand_together() -> None:
    assert [row[:4] for row in LEXICON] == sorted(row[:4] for row in LEXICON)


def test_weights_are_those_of_frames() -> None:
    for word in LEXICON:
        if word.kind == "frame":
            assert -9 <= int(word.weight) <= 9, word
            assert (word.role == "-") <= (word.weight == "0"), word
        else:
            assert word.weight == "-", word


def test_an_operator_a_verb_and_a_hidden_word_are_one_thing() -> None:
    """Where a kind gives each word one role, no word has two."""
    for kind in ("marker", "verb", "implausible"):
        keys = [(word.word, word.side, word.role if kind == "implausible" else "") for word in lexicon(kind)]
        assert sorted({key for key in keys if keys.count(key) > 1}) == [], kind


def test_words_hold_numerals() -> None:
    """A word of words.tsv is found from its first numeral."""
    assert [word for word in class_by_word("words") if not NUMERAL.search(word)] == []


def test_units_are_many() -> None:
    assert len(read_table("units")) >= 250


def test_words_are_hidden_by_longer_words() -> None:
    """What hides a word holds it, with signs on one side only."""
    odd = []
    for word in LEXICON:
        for longer in word.hidden_by.split():
            left, found, right = longer.partition(word.word)
            if longer != "-" and not (found and bool(left) != bool(right)):
                odd.append((word.word, longer))
    assert odd == []


def test_wrong_width_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("etl.lexicon.words.TABLES", tmp_path)
    (tmp_path / "odd.tsv").write_text("word\tclass\tseen\n个\tcount\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"odd.tsv line 2: 2 cells, not 3"):
        read_table("odd")


SIGNS = "人次个.万(|"
WORDS = st.lists(st.text(SIGNS, min_size=1, max_size=4), min_size=1, max_size=12)


@given(WORDS, st.text(SIGNS, max_size=12))
def test_pattern_finds_the_longest_word(words: list[str], text: str) -> None:
    """At every place of a text the pattern matches the longest word that stands there, or nothing."""
    pattern = re.compile(trie_pattern(words))
    for at in range(len(text) + 1):
        found = pattern.match(text, at)
        standing = [word for word in words if text.startswith(word, at)]
        assert (found[0] if found else None) == max(standing, key=len, default=None)


@given(st.lists(st.text(SIGNS, min_size=1, max_size=2), max_size=4), st.booleans(), st.text(f"{SIGNS}要", max_size=12))
def test_hidden_words_are_not_found(signs: list[str], before: bool, text: str) -> None:
    """A cue is found where it stands, unless a longer word that hides it stands there."""
    longer = [f"{sign}要" if before else f"要{sign}" for sign in signs]
    pattern = re.compile(cue_pattern([("要", " ".join(longer) or "-")]))
    for at, sign in enumerate(text):
        around = [text[:at].endswith(side) if before else text.startswith(side, at + 1) for side in signs]
        assert bool(pattern.match(text, at)) == (sign == "要" and not any(around))


def test_every_rule_and_every_reader_of_names_has_a_chinese_title() -> None:
    rooms = TABLES.parents[1] / "lexing"
    source = "".join((rooms / name).read_text("utf-8") for name in ("names.py", "mentions.py", "numbers.py"))
    readers = set(re.findall(r'"([a-z ]+)", reason=', source)) | {shape.name for shape in (*SHAPES, *FIRST_SHAPES)}
    rules = {rule.name for rule in RULES if rule.reason} | {"date", "deadline", "number", JUDGED}
    assert rules | readers <= set(RULE_TITLES)
    assert all(re.search("[\u4e00-\u9fff]", title) for title in RULE_TITLES.values())
