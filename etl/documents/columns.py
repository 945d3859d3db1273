"""The header row of a task table: which column holds the number, the task, the departments, the time limit.

Words and their roles stand in `etl/lexicon/tables/headers.tsv`. A header may be garbled by a text layer (`?任部?`): an
unknown sign stands for any one character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.documents.blocks import Row
from etl.documents.headings import read_marker
from etl.lexicon.folding import squeeze
from etl.lexicon.words import read_table

NOTES = re.compile(r"[（(【〔\[][^）)】〕\]]*[）)】〕\]]|[:：*]")
UNKNOWN = frozenset("?？□■\ufffd")
OUTER = re.compile(r"^[\d〇一二三四五六七八九十]+年度?|^本年度?")
LONGEST = 24
LONGEST_WITH_NOTES = 80
"""Longest text of a header cell, without and with its notes in brackets."""

BESIDE = frozenset({"number", "departments", "lead", "support", "due"})
"""Roles of which a task table has at least one beside the task."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The roles of a table's columns, left to right; None for a column that holds nothing of a task."""

    roles: tuple[str | None, ...]

    def of(self, *roles: str) -> tuple[int, ...]:
        """The columns that have one of `roles`, left to right."""
        return tuple(column for column, role in enumerate(self.roles) if role in roles)


@lru_cache(maxsize=4096)
def role_of(header: str) -> str | None:
    """The role that a header cell gives its column, None for an unknown one.

    >>> role_of("责任单位（排第一位的为牵头单位）"), role_of("2024年重点任务"), role_of("?任部?"), role_of("备注")
    ('departments', 'text', 'departments', 'aside')
    """
    if len(header) > LONGEST_WITH_NOTES:
        return None
    text = squeeze(NOTES.sub("", header)) or squeeze(header)
    if not 0 < len(text) <= LONGEST:
        return None
    words = _roles()
    if text in words:
        return words[text]
    if not UNKNOWN.isdisjoint(text):
        return _garbled(text)
    text = OUTER.sub("", text)
    for matches in (str.endswith, str.startswith):
        for word, role in words.items():
            if len(word) > 2 and role != "aside" and matches(text, word):
                return role
    return words.get(text)


def find_columns(row: Row, below: Row | None = None) -> tuple[Columns, int] | None:
    """The columns that `row` heads and how many rows the header has (2 where `below` names parts of merged cells)."""
    roles = tuple(role_of(cell.text) for cell in row.cells)
    if not _is_header(row, roles):
        return None
    if below is not None and len(below.cells) == len(row.cells):
        under = tuple(role_of(cell.text) for cell in below.cells)
        new = [c for c, cell in enumerate(below.cells) if cell.text and cell.origin != row.cells[c].origin]
        markers = [read_marker(below.cells[column].text) for column in new]  # 一、2025年工作任务 is no header
        is_section = any(marker is not None and marker.kind.startswith("chinese") for marker in markers)
        if new and not is_section and all(under[column] is not None for column in new):
            return Columns(tuple(low or high for low, high in zip(under, roles, strict=True))), 2
    return Columns(roles), 1


def _is_header(row: Row, roles: tuple[str | None, ...]) -> bool:
    by_origin = {cell.origin: role for cell, role in zip(row.cells, roles, strict=True) if cell.text}
    found = {role for role in by_origin.values() if role}
    named = sum(role is not None for role in by_origin.values())
    is_task = "text" in found or ("goal" in found and bool(found & {"departments", "lead"}))
    return is_task and bool(found & BESIDE) and named >= 2 and named * 2 >= len(by_origin)


@cache
def _roles() -> dict[str, str]:
    """Header word → role, longest word first."""
    rows = sorted(read_table("headers"), key=lambda row: -len(row[0]))
    return {row[0]: row[1] for row in rows}


def _garbled(text: str) -> str | None:
    """The role of a header whose unknown signs each hide one character; at least half of it must be legible."""
    if sum(sign in UNKNOWN for sign in text) * 2 > len(text):
        return None
    alike = (
        role
        for word, role in _roles().items()
        if len(word) == len(text) and all(sign in (own, *UNKNOWN) for sign, own in zip(text, word, strict=True))
    )
    return next(alike, None)
