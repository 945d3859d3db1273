"""Reader of .txt files: a task table laid out by tabs and line breaks, a PDF's copied text layer, or prose."""

from __future__ import annotations

from pathlib import Path

from etl.documents.blocks import Content, Grid
from etl.documents.encodings import read_text
from etl.documents.indicator_lines import split_tables
from etl.documents.limits import CHARACTERS, check_count
from etl.documents.lines import Line, read_lines
from etl.lexicon.folding import BREAKS


def read_plain(path: Path) -> Content:
    """The blocks of a text file; raises `Unreadable` for one that is empty, too large or in no known encoding."""
    text = read_text(path)
    check_count(path.name, "too_many_characters", len(text), CHARACTERS)
    lines = [Line(line, f"第{number}行") for number, line in enumerate(BREAKS.split(text), 1)]
    content = Content()
    for part in split_tables(lines):
        content.blocks += [part] if isinstance(part, Grid) else read_lines(part)
    return content
