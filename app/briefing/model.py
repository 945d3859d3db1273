"""A slide as plain data, drawn alike by app/briefing/deck.py (PowerPoint) and app/briefing/drawing.py (SVG).

All places and sizes are points on a slide of 960 × 540 (16:9). Colours are roles, resolved by app/briefing/palette.py;
None takes what the template gives. Text sizes are never below `SMALLEST`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

WIDTH, HEIGHT = 960.0, 540.0
SMALLEST = 14
"""The smallest type on a slide, in points."""

Role = Literal["text", "muted", "page", "panel", "line", "accent1", "accent2", "accent3", "accent4", "accent5"]
Align = Literal["left", "center", "right"]
Anchor = Literal["top", "middle", "bottom"]
Placeholder = Literal["title", "ctrTitle", "subTitle"]


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the slide: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.h


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one size and colour. `after` is the space below it; `link` opens an address; `tail` follows it, small."""

    text: str
    size: int = SMALLEST
    colour: Role | None = "text"
    bold: bool = False
    align: Align = "left"
    after: float = 0.0
    link: str = ""
    tail: str = ""
    field: Literal["", "slidenum"] = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text box, without inner margins. Its paragraphs fit: whoever makes one has measured them."""

    box: Box
    paragraphs: tuple[Paragraph, ...]
    name: str
    anchor: Anchor = "top"
    placeholder: Placeholder | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """A coloured rectangle behind texts, or a line where it is thin."""

    box: Box
    colour: Role
    name: str = "底纹"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: its values stand in the order of the categories."""

    name: str
    values: tuple[int, ...]
    colour: Role


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars of counts, stacked where there are several series; the totals stand at the bars' ends.

    `totals` are those of the query, which need not be the sums of what is drawn; with one series they are its values.
    """

    box: Box
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    totals: tuple[int, ...]
    name: str
    unit: str = "项"
    thousands: bool = True
    """Are thousands set apart? Not where the numbers stand as the text writes them."""
    labels: float = 0.0
    """Width of the categories' labels, so that several charts below each other begin alike; 0 for what they need."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    colour: Role = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table and its height. With `wide`, its first cell reaches over all columns: a heading among rows."""

    cells: tuple[Cell, ...]
    height: float
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the head comes first among the rows. The widths sum to the box's, the heights to no more than its."""

    box: Box
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    name: str
    size: int = SMALLEST


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of an address; the only picture that a slide may hold."""

    box: Box
    address: str


Block = Text | Panel | Bars | Table | Code


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. `part` is the part of the briefing that it belongs to; `notes` are the speaker's."""

    part: str
    title: str
    blocks: tuple[Block, ...]
    notes: str = ""
    is_cover: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where things go on a slide: the default, or as a template has it (app/briefing/template.py)."""

    title: Box = field(default_factory=lambda: Box(48, 22, 864, 66))
    body: Box = field(default_factory=lambda: Box(48, 102, 864, 380))
    foot: Box = field(default_factory=lambda: Box(48, 496, 864, 36))
    cover_title: Box = field(default_factory=lambda: Box(72, 132, 816, 96))
    cover_body: Box = field(default_factory=lambda: Box(72, 262, 816, 190))
    adorned: bool = True
    """Are the default's own bars and lines drawn? A template brings its own."""
