"""Decks for tests: of the project's tables, of 1,000 made-up targets, of none; and what a deck holds, read again."""

from __future__ import annotations

import functools
import io
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from PIL import ImageFont
from pptx import Presentation
from pptx.oxml.ns import qn

from app.briefing import exports
from app.briefing.exports import Request
from app.briefing.parts import PARTS
from app.briefing.workbook import workbook_bytes
from app.query import tables
from app.query.filter_model import Filter
from benchmarks.synthetic import write_tables

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2020, 6, 30)
ADDRESS = "https://example.org/board"
EMU = 12700
FACES = ("NotoSansCJK-Bold.ttc", "NotoSansSC-Bold.otf", "msyhbd.ttc", "PingFang.ttc", "wqy-microhei.ttc")
CASES = ("own", "large", "one", "page", "meeting")
"""Every part of the first document; 1,000 targets whole, on one page and for a meeting; a view of a single target."""


@functools.cache
def connect(which: str) -> duckdb.DuckDBPyConnection:
    """The tables: `own` of the project, `large` of 1,000 synthetic targets in 30 documents."""
    if which == "own":
        return tables.open_tables(ROOT / "data")
    folder = Path(tempfile.mkdtemp())
    write_tables(folder, targets=1000, documents=30, seed=5)
    return tables.open_tables(folder)


def case(name: str) -> tuple[duckdb.DuckDBPyConnection, Filter]:
    """Tables and a view: the whole first document, 1,000 targets, one target, or a filter that nothing passes."""
    chosen = {"none": Filter(search="没有这样的词语"), "one": Filter(tasks=("12",))}.get(name, Filter())
    return connect("large" if name in {"large", "page", "meeting"} else "own"), chosen.resolved(DAY)


@functools.cache
def deck_blob(name: str, address: str = "") -> bytes:
    """The file of a case."""
    return exports.make_deck(*case(name), request_of(name, address))


def request_of(name: str, address: str = "") -> Request:
    """What a case asks for: every part of the first document, else a preset's."""
    presets = {"page": "一页纸", "meeting": "会议版"}
    return Request(tuple(PARTS) if name == "own" else None, public=address, preset=presets.get(name, "完整版"))


@functools.cache
def workbook_blob(name: str) -> bytes:
    """The workbook of a case."""
    return workbook_bytes(*case(name))


def open_deck(name: str, address: str = "") -> Any:
    """The presentation of a case, opened again."""
    return Presentation(io.BytesIO(deck_blob(name, address)))


def charts(presentation: Any) -> list[Any]:
    """Every chart in order."""
    return [shape.chart for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def title(slide: Any) -> str:
    """A slide's title."""
    return str(slide.shapes.title.text_frame.text)


@functools.cache
def find_face() -> str | None:
    """A bold Chinese font of this machine."""
    for name in FACES:
        try:
            ImageFont.truetype(name, 100)
        except OSError:
            continue
        return name
    return None


@functools.cache
def measure(text: str, size: float) -> float:
    """How wide a text is by the font's own metrics; by the table where the machine has no Chinese font."""
    from app.draw.text_fit import width

    face = find_face()
    if face is None:
        return width(text, size)
    index = 2 if face.endswith(".ttc") and "Noto" in face else 0
    return float(ImageFont.truetype(face, 100, index=index).getlength(text)) * size / 100


def lines_needed(text: str, room: float, size: float) -> int:
    """On how many lines a text stands, broken between any two characters but within no word or number."""
    import re

    count = 0
    for paragraph in text.replace("\v", "\n").split("\n"):
        used, count = 0.0, count + 1
        for token in re.findall(r"[A-Za-z0-9.,%/:+-]+|.", paragraph):
            wide = measure(token, size)
            if used and used + wide > room:
                count, used = count + 1, 0.0
            used += wide
    return count


def height_needed(element: Any, room: float) -> float:
    """How high the paragraphs of a text body stand, in points, by the fixed distance of their lines."""
    high = 0.0
    for paragraph in element.findall(qn("a:p")):
        spacing = paragraph.find(f"{qn('a:pPr')}/{qn('a:lnSpc')}/{qn('a:spcPts')}")
        after = paragraph.find(f"{qn('a:pPr')}/{qn('a:spcAft')}/{qn('a:spcPts')}")
        runs = [run for run in paragraph if run.tag in {qn("a:r"), qn("a:br"), qn("a:fld")}]
        sizes = [int(run.find(qn("a:rPr")).get("sz")) / 100 for run in runs]
        text = "".join("\n" if run.tag == qn("a:br") else run.find(qn("a:t")).text or "" for run in runs)
        lines = lines_needed(text, room, max(sizes)) if runs else 1
        high += lines * int(spacing.get("val")) / 100 + (int(after.get("val")) / 100 if after is not None else 0)
    return high
