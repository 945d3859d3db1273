"""Slides as SVG, for the page, the 投屏 view and pictures: the same blocks at the same places as in the deck.

Lines are broken by app/draw/text_fit.py, as the layout measured them. Chart geometry is that of
app/briefing/native_charts.py.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import qrcode

from app.briefing.layout import CELL_SIDE
from app.briefing.model import (
    HEIGHT,
    SMALLEST,
    WIDTH,
    Align,
    Bars,
    Box,
    Cell,
    Code,
    Panel,
    Paragraph,
    Role,
    Row,
    Slide,
    Table,
    Text,
)  # fmt: skip
from app.briefing.native_charts import LEGEND, label_room, number_text, thickness, total_room
from app.briefing.office_xml import clean
from app.briefing.palette import Palette
from app.draw.style import FONT_FAMILY
from app.draw.text_fit import line_height, width, wrap

BASELINE = 0.36
"""Of a size: how far below the middle of its line a text's baseline is."""


def slide_svg(slide: Slide, palette: Palette, number: int = 1) -> str:
    """One slide as an SVG picture of 960 × 540, which scales to any size."""
    pen = _Pen(palette)
    body = "".join(pen.block(block, number) for block in slide.blocks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" role="img" aria-label={quoteattr(clean(slide.title))} font-family="{FONT_FAMILY}">'
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="{palette.hex("page")}"/>{body}</svg>'
    )


class _Pen:
    """Draws blocks with the colours of a palette."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette

    def block(self, block: Text | Panel | Bars | Table | Code, number: int) -> str:
        """Any block of a slide."""
        if isinstance(block, Text):
            return self.text(block, number)
        if isinstance(block, Panel):
            return self.rectangle(block.box, block.colour)
        if isinstance(block, Table):
            return self.table(block)
        if isinstance(block, Bars):
            return self.bars(block)
        return self.code(block)

    def rectangle(self, box: Box, colour: Role) -> str:
        """A filled rectangle."""
        place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{max(0.0, box.w):.1f}" height="{box.h:.1f}"'
        return f'<rect {place} fill="{self.palette.hex(colour)}"/>'

    def line(  # noqa: PLR0913 each says one thing of the line
        self, text: str, x: float, middle: float, size: float, colour: Role | None, *,
        bold: bool = False, align: Align = "left", tail: str = "",
    ) -> str:  # fmt: skip
        """One line of text, its middle at a height."""
        anchor = {"left": "start", "center": "middle", "right": "end"}[align]
        weight = ' font-weight="700"' if bold else ""
        small = (
            f'<tspan font-size="{SMALLEST}" font-weight="400" fill="{self.palette.hex("text")}"> {escape(tail)}</tspan>'
        )
        return (
            f'<text x="{x:.1f}" y="{middle + size * BASELINE:.1f}" font-size="{size:g}" text-anchor="{anchor}"{weight} '
            f'fill="{self.palette.hex(colour or "text")}">{clean(text)}{small if tail else ""}</text>'
        )

    def text(self, text: Text, number: int) -> str:
        """A text box: lines from its top, or set against its middle or lower edge."""
        room = text.box.w
        lines: list[tuple[str, Paragraph, bool]] = []
        for one in text.paragraphs:
            broken = wrap(str(number) if one.field else one.text, room, one.size)
            lines += [(line, one, at == len(broken) - 1) for at, line in enumerate(broken)]
        high = sum(line_height(one.size) + (one.after if last else 0) for _line, one, last in lines)
        y = text.box.y + {"top": 0.0, "middle": (text.box.h - high) / 2, "bottom": text.box.h - high}[text.anchor]
        out = []
        for line, one, last in lines:
            step = line_height(one.size)
            x = text.box.x + {"left": 0.0, "center": room / 2, "right": room}[one.align]
            tail = one.tail if last else ""
            out.append(
                self.line(line, x, y + step / 2, one.size, one.colour, bold=one.bold, align=one.align, tail=tail)
            )
            y += step + (one.after if last else 0)
        return "".join(out)

    def table(self, table: Table) -> str:
        """Rows below each other, the head on the panel's colour."""
        out, y = [], table.box.y
        for at, row in enumerate(table.rows):
            box = Box(table.box.x, y, sum(table.widths), row.height)
            if at == 0 or row.wide:
                out.append(self.rectangle(box, "panel"))
            out.append(self.row(row, table.widths, box))
            thick: tuple[float, Role] = (1.5, "accent1") if at == 0 else (0.75, "line")
            out.append(self.rectangle(Box(box.x, box.bottom - thick[0], box.w, thick[0]), thick[1]))
            y += row.height
        return "".join(out)

    def row(self, row: Row, widths: tuple[float, ...], box: Box) -> str:
        """The cells of one row, each set against its middle."""
        places = (box.w,) if row.wide else widths
        out, x = [], box.x
        for cell, wide in zip(row.cells, places, strict=True):
            out.append(self.cell(cell, Box(x, box.y, wide, box.h)))
            x += wide
        return "".join(out)

    def cell(self, cell: Cell, box: Box) -> str:
        """A cell's lines."""
        lines = wrap(cell.text, box.w - 2 * CELL_SIDE, SMALLEST)
        step = line_height(SMALLEST)
        top = box.y + (box.h - step * len(lines)) / 2
        return "".join(
            self.line(line, box.x + CELL_SIDE, top + step * (at + 0.5), SMALLEST, cell.colour, bold=cell.bold)
            for at, line in enumerate(lines)
            if line
        )

    def bars(self, bars: Bars) -> str:
        """A chart: legend, labels, bars with their numbers, totals behind them."""
        stacked = len(bars.series) > 1
        top = bars.box.y + (LEGEND if stacked else 0)
        left = bars.box.x + label_room(bars)
        scale = (bars.box.right - total_room(bars) - left) / max(1, *bars.totals)
        slot = (bars.box.bottom - top) / len(bars.categories)
        thick = thickness(bars)
        out = [self.legend(bars, left)] if stacked else []
        for at, (label, total) in enumerate(zip(bars.categories, bars.totals, strict=True)):
            middle, x = top + slot * (at + 0.5), left
            out.append(self.line(label, left - 8, middle, SMALLEST, "text", align="right"))
            for one in bars.series:
                wide = one.values[at] * scale
                out.append(self.rectangle(Box(x, middle - thick / 2, wide, thick), one.colour))
                number = f"{one.values[at]:,}"
                if stacked and one.values[at] != total and wide >= width(number, SMALLEST) + 6:
                    on = self.palette.on(one.colour)
                    out.append(self.line(number, x + wide / 2, middle, SMALLEST, on, align="center"))
                x += wide
            out.append(self.line(number_text(bars, total), x + 5, middle, SMALLEST, "text"))
        out.append(self.rectangle(Box(left - 0.75, top, 0.75, bars.box.bottom - top), "line"))
        return "".join(out)

    def legend(self, bars: Bars, left: float) -> str:
        """Names and colours of the series above the bars."""
        wide = sum(width(one.name, SMALLEST) + 36 for one in bars.series)
        x = left if left + wide < bars.box.right else bars.box.x
        out = []
        for one in bars.series:
            out.append(self.rectangle(Box(x, bars.box.y + 8, 10, 10), one.colour))
            out.append(self.line(one.name, x + 16, bars.box.y + 13, SMALLEST, "text"))
            x += width(one.name, SMALLEST) + 36
        return "".join(out)

    def code(self, code: Code) -> str:
        """A QR code as squares."""
        made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
        made.add_data(code.address)
        made.make(fit=True)
        grid = made.get_matrix()
        side = code.box.w / len(grid)
        path = "".join(
            f"M{code.box.x + column * side:.2f} {code.box.y + row * side:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z"
            for row, cells in enumerate(grid)
            for column, dark in enumerate(cells)
            if dark
        )
        return f'<path d="{path}" fill="{self.palette.hex("text")}"/>'
