"""The words: flat TSV files beside this package's code, loaded once, and matched as one pattern for many.

In: a kind of word, or a table's name. Out: rows, or one pattern that finds its longest words first. What a word of
policy language does stands in `lexicon.tsv`, its roles side by side; units, set words, themes, offices and the words of
forms have tables of their own. A new word is one line; no code changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from etl import SourceError

TABLES = Path(__file__).parent / "tables"
NONE = "-"
"""A cell with nothing in it."""


class Word(NamedTuple):
    """A row of `lexicon.tsv`: one role of one word.

    `kind` says who reads it: `frame` and `cue` (does a text look back or ahead), `marker`, `change` and `base` (how a
    number binds), `due` (what falls due, what is valid), `verb`, `edge` and `implausible` (where a phrase begins and
    ends), `grant` (who is given what), `name` (which numerals count nothing), `nature` (what calls an indicator
    binding), `number` (what makes one vague, where 半 is no half), `size` (what a
    second number measures of the thing that the first one counts), `date` (what stands beside one).
    `role` is a class of that kind, for a marker its operator. `side` is where a marker stands, or the place of a
    frame's word. `hidden_by` are longer words in which it is no such word. `case` is a sentence that is read otherwise
    without it, after its document's title and its heading, if they matter: `title ▸ heading ▸ sentence`.
    """

    word: str
    kind: str
    role: str
    side: str
    weight: str
    hidden_by: str
    case: str


_LEFT_OUT: set[tuple[str, tuple[str, ...]]] = set()


def leave_out(rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Read the tables without these rows (table, row) from now on; to be said before the stages are imported."""
    _LEFT_OUT.update(rows)
    for reader in (
        read_table,
        lexicon,
        markers,
        markers_before,
        markers_behind,
        roles,
        role_of,
        words_by_class,
        class_by_word,
    ):
        reader.cache_clear()


@cache
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `tables/NAME.tsv` below its header; every row has as many cells as the header.

    Raises SourceError with file and line where a row has not.
    """
    path = TABLES / f"{name}.tsv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    width = header.count("\t") + 1
    rows = []
    for number, line in enumerate(lines, start=2):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != width:
            raise SourceError(f"{path.name} line {number}: {len(cells)} cells, not {width}; separate them by tabs")
        if (name, cells) not in _LEFT_OUT:
            rows.append(cells)
    return tuple(rows)


@cache
def lexicon(kind: str) -> tuple[Word, ...]:
    """The words of one kind."""
    return tuple(word for word in map(Word._make, read_table("lexicon")) if word.kind == kind)


@cache
def roles(kind: str) -> dict[str, tuple[str, ...]]:
    """Each role of one kind with its words."""
    found: dict[str, list[str]] = {}
    for word in lexicon(kind):
        found.setdefault(word.role, []).append(word.word)
    return {role: tuple(words) for role, words in found.items()}


@cache
def role_of(kind: str) -> dict[str, str]:
    """The words of a kind that gives each one role, with that role."""
    return {word.word: word.role for word in lexicon(kind)}


_TURNED = {">=": "<=", "<=": ">="}
_COMPARES = re.compile(".?[于过出破超]")
"""A marker that compares: 低于, 超过, 突破."""


@cache
def markers() -> tuple[Word, ...]:
    """The words that bind a number; what compares also behind each negation, which turns it: 低于, 不低于, 不应低于."""
    own = lexicon("marker")
    comparing = [word for word in own if word.side != "right" and _COMPARES.fullmatch(word.word)]
    turned = [
        word._replace(word=negation + word.word, role=_TURNED[word.role], side="far left")
        for negation in roles("change")["negation"]
        for word in comparing
    ]
    return (*own, *turned)


@cache
def markers_before(*, far: bool = False) -> tuple[Word, ...]:
    """The markers that stand before their number: 约, 不低于; with `far` those alone that a word may part from it."""
    return tuple(word for word in markers() if word.side == "far left" or (not far and word.side != "right"))


@cache
def markers_behind() -> tuple[Word, ...]:
    """The markers that stand behind their number: 以上, 左右."""
    return tuple(word for word in lexicon("marker") if word.side == "right")


@cache
def words_by_class(name: str) -> dict[str, tuple[str, ...]]:
    """A table of word, class, … as class → its words."""
    classes: dict[str, list[str]] = {}
    for word, group, *_ in read_table(name):
        classes.setdefault(group, []).append(word)
    return {group: tuple(words) for group, words in classes.items()}


@cache
def class_patterns(name: str) -> dict[str, str]:
    """The same as class → the pattern of its words."""
    return {group: f"(?:{trie_pattern(words)})" for group, words in words_by_class(name).items()}


@cache
def class_by_word(name: str) -> dict[str, str]:
    """A table of word, class, … as word → its class."""
    return {word: group for word, group, *_ in read_table(name)}


_Tree = dict[str, "_Tree"]


def trie_pattern(words: Iterable[str]) -> str:
    """One pattern that matches the longest of the words, without trying each: shared beginnings are tried once.

    >>> trie_pattern(["人", "人次", "个"])
    '(?:个|人(?:次)?)'
    """
    tree: _Tree = {}
    for word in words:
        node = tree
        for sign in word:
            node = node.setdefault(sign, {})
        node[""] = {}
    return _render(tree)


def _render(node: _Tree) -> str:
    """A node of the tree with all below it; what may also end here is optional."""
    ends = "" in node
    branches = [re.escape(sign) + _render(below) for sign, below in sorted(node.items()) if sign]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not ends else "(?:" + "|".join(branches) + ")"
    if not ends:
        return body
    return (body if body.startswith("(?:") else f"(?:{body})") + "?"


@cache
def role_patterns(kind: str) -> dict[str, str]:
    """Each role of one kind with its pattern: its words, but not inside the longer words that hide them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word in lexicon(kind):
        found.setdefault(word.role, []).append((word.word, word.hidden_by))
    return {role: cue_pattern(words) for role, words in found.items()}


def cue(role: str, kind: str = "cue") -> str:
    """The pattern of one role of a kind."""
    return role_patterns(kind)[role]


def cue_pattern(words: Iterable[tuple[str, str]]) -> str:
    """One pattern for words that longer words hide; each comes with those, parted by spaces, or `-` where none does.

    >>> bool(re.search(cue_pattern([("要", "主要 要求")]), "主要任务")), cue_pattern([("要", "主要 要求")])
    (False, '(?:(?<!主)要(?!求))')
    """
    open_words, hidden = [], []
    for word, hiding in words:
        if hiding == NONE:
            open_words.append(word)
            continue
        sides = [longer.partition(word)[::2] for longer in hiding.split()]
        before = "".join(f"(?<!{re.escape(left)})" for left, _ in sides if left)
        after = trie_pattern(right for _, right in sides if right)
        hidden.append(f"{before}{re.escape(word)}" + (f"(?!{after})" if after else ""))
    return "(?:" + "|".join([*hidden, *([trie_pattern(open_words)] if open_words else [])]) + ")"


@cache
def opening_verb() -> re.Pattern[str]:
    """A verb, for the beginning of a text: 推进, 新建."""
    return re.compile(trie_pattern(role_of("verb")))
