"""The header of an indicator table: which column holds the name, the unit, the values with their years, the rest.

In: rows of a table. Out: `Heads`, one `Head` a column, or None where no row is such a header. Words and their roles
stand in `etl/lexicon/tables/indicator_headers.tsv`; those of offices and time limits are the ones of task tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple, get_args

from etl.documents.blocks import Row
from etl.documents.columns import NOTES, role_of
from etl.documents.dates import SPAN, YEAR
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, read_table, words_by_class
from etl.offices.duties import looks_like_offices
from etl.schema import Nature

WORDS, SAID = class_patterns("document_words"), words_by_class("document_words")
BARE_VALUE = re.compile(r"[-—–/]|[^\u4e00-\u9fff]{0,3}\d[\d.,]*\W{0,2}[^\d，。；、]{0,8}")
PART_OF_YEAR = re.compile(
    rf"(?:第?[一二三四1-4]{WORDS['quarter']}|{WORDS['half']}|\d{{1,2}}月份?)[末底]?{WORDS['part_of_year']}*"
)
PLAN_WORDS = re.compile(f"[“”\"'‘’]|{WORDS['plan']}")
OFFICES = frozenset({"departments", "lead", "support"})
VALUES = frozenset({"base", "target", "total"})
NATURES = frozenset(get_args(Nature))
LONGEST = 24
"""Longest text of a header cell, without its notes in brackets and its years."""

LONGEST_HEAD = 60
TALLEST = 3
LOOKED_AT = 200
LONGEST_VALUE, LONGEST_TASK = 24, 30
"""A value is at most so long in most rows; longer texts in a task column are tasks of their own."""

MOST_SHORT = 0.7
MOST_BARE = 0.9
MOST_KNOWN = 0.5
"""At least this share of a header's cells is known."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a column is: a role of `CellRole`, or `category`, `lead`, `support`, `departments`; its header, its year."""

    role: str
    words: str = ""
    year: str = ""
    guessed: bool = False


class Horizon(NamedTuple):
    """The years that tell a base from a target: of the period that the title states, and of publication.

    `looks_back` where the table's or the document's title says that it tells of what was reached.
    """

    first: int | None = None
    last: int | None = None
    published: int | None = None
    looks_back: bool = False


class _Told(NamedTuple):
    """What one header cell says: its role (None: none known) and its year or span of years."""

    role: str | None
    year: str


def find_heads(rows: Sequence[Row], at: int, horizon: Horizon) -> tuple[tuple[Head, ...], int] | None:
    """The columns that the header beginning at row `at` names, and how many rows it has; None where it is none."""
    if not _can_head(rows[at]):
        return None
    found = None
    for height in range(1, min(TALLEST, len(rows) - at) + 1):
        if height > 1 and not _goes_on(rows[at + height - 2], rows[at + height - 1]):
            break
        heads = _heads([_texts(rows[at : at + height], column) for column in range(len(rows[at].cells))])
        if heads is not None:
            found = heads, height
    if found is None:
        return None
    heads, height = found
    body = [row for row in rows[at + height : at + height + LOOKED_AT] if len(row.cells) == len(heads)]
    heads = _told_by_body(_settle(heads, horizon), body)
    return (heads, height) if _is_firm(heads, body) and _fits(heads, body) else None


def _can_head(row: Row) -> bool:
    """Whether most cells of a row say what stands below them, and none is itself a value."""
    texts = [cell.text for cell in row.filled]
    if len(texts) < 2 or any(len(text) > LONGEST_HEAD or _holds_value(text) for text in texts):
        return False
    known = sum(_tell(text).role is not None for text in texts)
    return known > 1 and known >= MOST_KNOWN * len(texts)


def _holds_value(text: str) -> bool:
    """Whether a cell holds digits that are no year of a header."""
    if squeeze(text) in NATURES:
        return True
    rest = YEAR.sub("", SPAN.sub("", NOTES.sub("", text)))
    return any(sign.isdigit() for sign in rest) and PART_OF_YEAR.fullmatch(squeeze(rest)) is None


@lru_cache(maxsize=4096)
def _tell(header: str) -> _Told:
    """What a header cell says.

    >>> _tell("2025年目标值（%）"), _tell("“十四五”末"), _tell("2020年"), _tell("责任单位")
    (_Told(role='target', year='2025'), _Told(role='year', year='2025'), _Told(role='year', year='2020'), \
_Told(role='departments', year=''))
    """
    if len(header) > LONGEST_HEAD:
        return _Told(None, "")
    text = squeeze(NOTES.sub("", header)) or squeeze(header)
    year, text = _take_year(text)
    if not year:
        year, _ = _take_year(squeeze(header))
    if len(text) > LONGEST:
        return _Told(None, "")
    if year and not text:
        return _Told("year", year)
    if PART_OF_YEAR.fullmatch(text):
        return _Told("target", year)
    role = _find_role(text)
    if role is None and year and (note := NOTES.search(squeeze(header))):  # 2020年（实际）
        role = _words().get(note[0].strip("（）()【】〔〕[]"))
    return _Told(role or ("year" if year else None), year)


def _find_role(text: str) -> str | None:
    """The role of a header without its notes and years: by the whole, else by how it ends or begins."""
    words = _words()
    if text in words:
        return words[text]
    other = role_of(text)
    if other in OFFICES | {"number", "due"}:
        return other
    for matches in (str.endswith, str.startswith):
        word = next((word for word in words if len(word) > 1 and matches(text, word)), None)
        if word is not None:
            return None if words[word] == "unit" else words[word]
    return None


def is_head(text: str) -> bool:
    """Whether a text can be a header cell of an indicator table."""
    return len(text) <= LONGEST_HEAD and _tell(text).role is not None


def _take_year(text: str) -> tuple[str, str]:
    """The year or span that a header states, and its other words: `2025年目标` → `2025`, `目标`."""
    if span := SPAN.search(text):
        return f"{span[1]}/{span[2]}", PLAN_WORDS.sub("", text.replace(span[0], ""))
    if year := YEAR.search(text):
        return year[1], PLAN_WORDS.sub("", text.replace(year[0], ""))
    for words, first, last in read_table("five_year_plans"):
        if words in text:
            whole = any(word in text for word in SAID["span"])
            return f"{first}/{last}" if whole else last, PLAN_WORDS.sub("", text.replace(words, ""))
    return "", text


@cache
def _words() -> dict[str, str]:
    """Header word → role, longest word first."""
    rows = sorted(read_table("indicator_headers"), key=lambda row: -len(row[0]))
    return {row[0]: row[1] for row in rows}


def _texts(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    """The header's texts above a column, from the top, a merged cell once; a blank right of a group takes its words."""
    texts: dict[tuple[int, int], str] = {}
    for depth, row in enumerate(rows):
        if column >= len(row.cells):
            continue
        cell = row.cells[column]
        if cell.text:
            texts[cell.origin] = cell.line
        elif depth + 1 < len(rows) and column and rows[depth + 1].cells[column].text:
            left = next((other for other in reversed(row.cells[:column]) if other.text), None)
            if left is not None and _tell(left.text).role in VALUES | {"year", "goal"}:
                texts[left.origin] = left.line
    return tuple(texts.values())


def _goes_on(above: Row, below: Row) -> bool:
    """Whether `below` is another row of the header that `above` belongs to."""
    if len(above.cells) != len(below.cells):
        return False
    new = [cell for cell, upper in zip(below.cells, above.cells, strict=True) if cell.text and cell != upper]
    told = [_tell(cell.text) for cell in new]
    has_values = any(one.role in VALUES | {"year"} for one in told)
    return has_values and all(one.role is not None for one in told)


def _heads(columns: list[tuple[str, ...]]) -> tuple[Head, ...] | None:
    """One head a column, None where they make no indicator table."""
    heads: list[Head] = []
    for texts in columns:
        told = [_tell(text) for text in texts]
        roles = [one.role for one in told if one.role not in (None, "year")]
        year = next((one.year for one in reversed(told) if one.year), "")
        role = roles[-1] if roles else "year" if year else None
        if role in ("goal", "category") and any(other in VALUES for other in roles):
            role = next(other for other in roles if other in VALUES)
        heads.append(Head(role or "other", " ".join(texts), year))
    if len({head.words for head in heads if head.words}) < 2:
        return None
    return _named(heads)


def _named(heads: list[Head]) -> tuple[Head, ...] | None:
    """The heads with one column of names, the others of its kind made categories or values."""
    roles = [head.role for head in heads]
    values = [place for place, role in enumerate(roles) if role in VALUES | {"year"}]
    names = [place for place, role in enumerate(roles) if role == "name"]
    goals = [place for place, role in enumerate(roles) if role == "goal"]
    if not names:
        names = [place for place, role in enumerate(roles) if role == "weak"] or (goals[:1] if values else [])
    elif not values:
        values = goals
    if not names or not values:
        return None
    for place, head in enumerate(heads):
        if place in names:
            role = "name" if place == names[-1] else "category"
        elif head.role in ("name", "weak", "goal"):
            role = "category" if place < names[-1] else "target" if head.role == "goal" else "other"
        else:
            role = head.role
        heads[place] = replace(head, role=role)
    return tuple(heads) if any(head.role in VALUES | {"year"} for head in heads) else None


def _settle(heads: tuple[Head, ...], horizon: Horizon) -> tuple[Head, ...]:
    """Columns that are only headed by a year as bases and targets."""
    bare = {int(head.year[:4]) for head in heads if head.role == "year" and "/" not in head.year}
    bases = {head.year for head in heads if head.role == "base"}
    made = []
    for head in heads:
        if horizon.looks_back and head.role in (*VALUES, "year"):
            made.append(replace(head, role="base", guessed=True))
        elif head.role != "year":
            made.append(head)
        elif "/" in head.year:
            made.append(replace(head, role="total", guessed=True))
        else:
            is_base = _is_base(int(head.year), bare, horizon, has_base=bool(bases))
            made.append(replace(head, role="base" if is_base else "target", guessed=True))
    if not any(head.role == "target" for head in made) and any(head.guessed and head.role == "base" for head in made):
        made = [replace(head, role="base") if head.role == "total" else head for head in made]  # growth of what was
    return tuple(made)


def _is_base(year: int, years: set[int], horizon: Horizon, *, has_base: bool) -> bool:
    """Whether a bare year is that of the base: before the plan begins; else the first of several years."""
    if horizon.first is not None:
        opens = year == horizon.first and len(years) == 2 and max(years) == horizon.last and max(years) - year > 2
        return year < horizon.first or (opens and not has_base)
    if horizon.published is not None and min(years) < horizon.published:
        return year < horizon.published
    return len(years) > 1 and year == min(years) and not has_base


def _told_by_body(heads: tuple[Head, ...], body: Sequence[Row]) -> tuple[Head, ...]:
    """Columns whose cells say more than their header: only 约束性 and 预期性, or offices under 单位."""
    made = list(heads)
    for column, head in enumerate(heads):
        texts = {squeeze(row.cells[column].text) for row in body} - {""}
        if texts and head.role in ("other", "category") and all(is_nature(text) for text in texts):
            made[column] = replace(head, role="nature")
        elif head.role == "unit" and texts and all(looks_like_offices(text, only_strong=True) for text in texts):
            made[column] = replace(head, role="departments")
    return tuple(made)


def is_nature(text: str) -> bool:
    """Whether a cell says only that an indicator is binding or expected."""
    return text in NATURES or any(text == f"{nature}{noun}" for nature in NATURES for noun in SAID["indicator"])


def looks_back(title: str) -> bool:
    """Whether a table's or a document's title says that it tells of what was reached."""
    return any(word in title for word in SAID["reached"])


def _is_firm(heads: tuple[Head, ...], body: Sequence[Row]) -> bool:
    """Whether the header cannot be that of a list of tasks or projects: it says 指标, or names units or values."""
    roles = [head.role for head in heads]
    if any(head.role == "name" and _tells_name(head.words) for head in heads) or {"unit", "nature"} & set(roles):
        return True
    if any(role_of(head.words) == "text" for head in heads):
        return sum(role in VALUES for role in roles) > 1 and not OFFICES & set(roles)
    cells = [row.cells[c].text for c, head in enumerate(heads) if head.role in VALUES for row in body]
    filled = [text for text in cells if text]
    return bool(filled) and sum(BARE_VALUE.fullmatch(text) is not None for text in filled) >= MOST_BARE * len(filled)


def _tells_name(words: str) -> bool:
    return any(_tell(text).role == "name" for text in words.split(" "))


def _fits(heads: tuple[Head, ...], body: Sequence[Row]) -> bool:
    """Whether the cells below are what the heads say: short values, and no tasks of their own beside them."""
    values = [len(row.cells[c].text) for c, head in enumerate(heads) if head.role in VALUES for row in body]
    if sum(length <= LONGEST_VALUE for length in values) < MOST_SHORT * len(values):
        return False
    for column, head in enumerate(heads):
        if head.role in ("category", "name", "other") and role_of(head.words) == "text":
            lengths = [len(row.cells[column].text) for row in body if row.cells[column].text]
            if sum(lengths) > LONGEST_TASK * len(lengths):
                return False
    return True
