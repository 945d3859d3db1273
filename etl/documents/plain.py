"""Reader of .txt files: a task table laid out by tabs and line breaks, a PDF's copied text layer, or prose."""

from __future__ import annotations

from pathlib import Path

from etl.documents.blocks import Content, Grid
from etl.documents.encodings import read_text
from etl.documents.frame import PAGE_NUMBER
from etl.documents.indicator_lines import split_tables
from etl.documents.limits import CHARACTERS, check_count
from etl.documents.line_paragraphs import Line
from etl.documents.lines import read_lines
from etl.documents.tally import count_numerals, set_aside
from etl.lexicon.folding import BREAKS, clean


def read_plain(path: Path) -> Content:
    """The blocks of a text file; raises `Unreadable` for one that is empty, too large or in no known encoding."""
    text = read_text(path)
    check_count(path.name, "too_many_characters", len(text), CHARACTERS)
    texts = BREAKS.split(text)
    lines = [Line(line, f"第{number}行") for number, line in enumerate(texts, 1)]
    content = Content()
    for part in split_tables(lines):
        content.blocks += [part] if isinstance(part, Grid) else read_lines(part)
    content.aside["margins"] = sum(count_numerals(line) for line in map(clean, texts) if PAGE_NUMBER.fullmatch(line))
    set_aside(content, map(clean, texts))
    return content
