"""Reader of .md files: headings, tables between bars, and prose without the marks of its emphasis and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from etl.documents.blocks import Block, Content, Grid, Paragraph, grid_row
from etl.documents.encodings import read_text
from etl.documents.limits import CHARACTERS, ROWS, check_count
from etl.documents.line_paragraphs import Line
from etl.documents.lines import read_lines
from etl.lexicon.folding import BREAKS, clean, clean_line

HEADING = re.compile(r" {0,3}(#{1,6})[ \t]++(.*)$")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
RULE = re.compile(r"\s*+\|?(?:\s*+:?-++:?\s*+\|)+(?:\s*+:?-++:?\s*)?$")
NO_TEXT = re.compile(r" {0,3}(?:```|~~~|(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$)")
"""A line that parts or fences what stands around it."""

OPENING = re.compile(r"^(?: {0,3}> ?)*(\s*+)(?:[*+-][ \t]++(?:\[[ xX]\] )?)?")
"""The marks of quotes and lists that a line begins with; its indent stays."""

SPAN = "{0,2000}"
"""Characters that marks may stand apart: what opens and never closes costs no more."""

IMAGE, COMMENT, NOTE = rf"!\[[^\]]{SPAN}\]\([^)]{SPAN}\)", rf"<!--.{SPAN}?-->", rf"\[\^[^\]]{SPAN}\]"
MARKS = (
    (re.compile(rf"{IMAGE}|{COMMENT}|{NOTE}|</?(?!br\b)[a-zA-Z][^>]{SPAN}>"), ""),
    (re.compile(rf"\[([^\]]{SPAN})\]\([^)]{SPAN}\)"), r"\1"),
    (re.compile(r"(?i)<br ?/?>"), "\n"),
    (re.compile(rf"(\*\*|__|~~|`)(.{SPAN}?.)\1"), r"\2"),
    (re.compile(rf"(?<![\w*])([*_])(?=\S)(.{SPAN}?.)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])"), r"\1"),
)  # fmt: skip
"""What is written in a text for its look alone, and what is left of it."""


def read_markdown(path: Path) -> Content:
    """The blocks of a Markdown file; raises `Unreadable` as for plain text."""
    text = read_text(path)
    check_count(path.name, "too_many_characters", len(text), CHARACTERS)
    return Content(list(_blocks(BREAKS.split(text), path.name)))


def _is_row(line: str) -> bool:
    """Whether a line is one of a table: between bars."""
    bare = line.strip()
    return len(bare) > 1 and bare[0] == bare[-1] == "|"


def _blocks(lines: list[str], name: str) -> Iterator[Block]:
    prose: list[Line] = []
    index = _after_front_matter(lines)
    while index < len(lines):
        line = lines[index]
        place = f"第{index + 1}行"
        below = lines[index + 1] if index + 1 < len(lines) else ""
        heading = HEADING.match(line)
        underlined = UNDERLINE.match(below) if line.strip() and not _is_row(line) else None
        if heading or underlined:
            yield from read_lines(prose)
            prose = []
            level = len(heading[1]) if heading else (1 if "=" in below else 2)
            yield from _heading(heading[2].rstrip(" \t#") if heading else line, place, level)
            index += 1 if heading else 2
        elif _is_row(line) and RULE.match(below):
            yield from read_lines(prose)
            prose = []
            end = next((at for at in range(index, len(lines)) if not _is_row(lines[at])), len(lines))
            check_count(name, "too_many_rows", end - index, ROWS)
            yield _table(lines, index, end)
            index = end
        else:
            if not NO_TEXT.match(line):
                prose.append(Line(_plain(OPENING.sub(r"\1", line)), place))
            index += 1
    yield from read_lines(prose)


def _heading(text: str, place: str, level: int) -> Iterator[Block]:
    """A heading; the first rank of a file is its title."""
    words = clean_line(_plain(text))
    if words:
        yield Paragraph(words, place, -1 if level == 1 else level - 1)


def _table(lines: list[str], start: int, end: int) -> Grid:
    r"""The rows between bars without the rule below their header; `\|` stands for a bar."""
    rows = [
        grid_row(
            at + 1, [clean(_plain(cell)) for cell in re.split(r"(?<!\\)\|", lines[at].strip()[1:-1])], f"第{at + 1}行"
        )
        for at in range(start, end)
        if at != start + 1
    ]
    width = max(len(row.cells) for row in rows)
    return Grid(
        tuple(
            grid_row(n, [*(cell.text for cell in row.cells), *[""] * (width - len(row.cells))], row.place)
            for n, row in enumerate(rows)
        )
    )


def _plain(text: str) -> str:
    for pattern, left in MARKS:
        text = pattern.sub(left, text)
    return text


def _after_front_matter(lines: list[str]) -> int:
    """The line after what a site's generator reads (`title: …` between two lines of dashes)."""
    if not lines or lines[0].strip() != "---":
        return 0
    return next((at + 1 for at in range(1, len(lines)) if lines[at].strip() == "---"), 0)
