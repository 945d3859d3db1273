"""Texts, panels and tables of a slide as DrawingML, with the typeface set for Latin, Chinese and complex scripts.

Places and sizes are points of the model's slide; `Ink.scale` carries them over to a template of another width.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from pptx.oxml.ns import nsdecls

from app.briefing.layout import CELL_SIDE, CELL_TOP
from app.briefing.model import SMALLEST, Box, Cell, Panel, Paragraph, Role, Row, Table, Text
from app.briefing.palette import SCHEME, Palette
from app.draw.text_fit import line_height

EMU = 12700
"""English metric units in a point."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NAMESPACES = nsdecls("a", "p", "r")
TABLE_URI = "http://schemas.openxmlformats.org/drawingml/2006/table"


@dataclass(frozen=True, slots=True)
class Ink:
    """What the XML is written with: the palette, the scale, and what gives the id of a hyperlink's relationship."""

    palette: Palette
    scale: float
    link: Callable[[str], str]

    def emu(self, points: float) -> int:
        """Points of the model in the file's units."""
        return round(points * self.scale * EMU)

    def hundredths(self, points: float) -> int:
        """A type size in hundredths of a point."""
        return round(points * self.scale * 100)


def clean(text: str) -> str:
    """A text that XML can hold, escaped."""
    return escape(_ILLEGAL.sub("", text))


def fill(role: Role) -> str:
    """A solid fill with a colour of the theme."""
    name, changes = SCHEME[role]
    inner = "".join(f'<a:{change} val="{percent * 1000}"/>' for change, percent in changes)
    return f'<a:solidFill><a:schemeClr val="{name}">{inner}</a:schemeClr></a:solidFill>'


def fonts(name: str) -> str:
    """The typeface for Latin, Chinese and complex scripts: with Latin alone, Chinese falls back to any font."""
    face = quoteattr(name)
    return f"<a:latin typeface={face}/><a:ea typeface={face}/><a:cs typeface={face}/>"


def run_properties(tag: str, size: int, ink: Ink, colour: Role | None, *, bold: bool, link: str = "") -> str:
    """`a:rPr`, `a:endParaRPr` or `a:defRPr` of a text."""
    address = f"<a:hlinkClick r:id={quoteattr(ink.link(link))}/>" if link else ""
    return f"<a:{tag} {_style(ink.hundredths(size), colour, ink.palette.font, bold=bold)}{address}</a:{tag}>"


@lru_cache(maxsize=1 << 10)
def _style(hundredths: int, colour: Role | None, font: str, *, bold: bool) -> str:
    """The attributes of a run's properties, and the first of what stands in them."""
    inner = (fill(colour) if colour else "") + fonts(font)
    return f'lang="zh-CN" altLang="en-US" sz="{hundredths}" b="{int(bold)}" dirty="0">{inner}'


def paragraph(one: Paragraph, ink: Ink) -> str:
    """One paragraph, its lines a fixed distance apart. Lines within its text become line breaks."""
    spacing = ink.hundredths(line_height(one.size))
    after = f'<a:spcAft><a:spcPts val="{ink.hundredths(one.after)}"/></a:spcAft>' if one.after else ""
    align = {"left": "l", "center": "ctr", "right": "r"}[one.align]
    shape = f'<a:lnSpc><a:spcPts val="{spacing}"/></a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef>{after}<a:buNone/>'
    properties = f'<a:pPr marL="0" indent="0" algn="{align}">{shape}</a:pPr>'
    style = run_properties("rPr", one.size, ink, one.colour, bold=one.bold, link=one.link)
    if one.field:
        guid = "{5B1C2F64-8D0E-4C57-9F0B-2C6B7A0E51D1}"
        body = f'<a:fld id="{guid}" type="{one.field}">{style}<a:t>{clean(one.text)}</a:t></a:fld>'
    else:
        runs = [f"<a:r>{style}<a:t>{clean(line)}</a:t></a:r>" for line in one.text.split("\n")]
        body = f"<a:br>{style}</a:br>".join(runs)
    if one.tail:
        small = run_properties("rPr", SMALLEST, ink, "text", bold=False)
        body += f"<a:r>{small}<a:t> {clean(one.tail)}</a:t></a:r>"
    end = run_properties("endParaRPr", one.size, ink, one.colour, bold=one.bold)
    return f"<a:p>{properties}{body}{end}</a:p>"


def transform(box: Box, ink: Ink, tag: str = "a") -> str:
    """Where a shape stands."""
    place = f'<a:off x="{ink.emu(box.x)}" y="{ink.emu(box.y)}"/><a:ext cx="{ink.emu(box.w)}" cy="{ink.emu(box.h)}"/>'
    return f"<{tag}:xfrm>{place}</{tag}:xfrm>"


def text_shape(text: Text, number: int, ink: Ink) -> str:
    """A text box, or the placeholder of the layout that the text fills."""
    anchor = {"top": "t", "middle": "ctr", "bottom": "b"}[text.anchor]
    if text.placeholder:
        index = ' idx="1"' if text.placeholder == "subTitle" else ""
        kind = f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{text.placeholder}"{index}/></p:nvPr>'
    else:
        kind = '<p:cNvSpPr txBox="1"/><p:nvPr/>'
    geometry = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    body = (
        f'<a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/></a:bodyPr>'
        "<a:lstStyle/>" + "".join(paragraph(one, ink) for one in text.paragraphs)
    )
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name={quoteattr(text.name)}/>{kind}</p:nvSpPr>'
        f"<p:spPr>{transform(text.box, ink)}{geometry}</p:spPr><p:txBody>{body}</p:txBody></p:sp>"
    )


def panel_shape(panel: Panel, number: int, ink: Ink) -> str:
    """A rectangle without an outline; readers of the screen pass over it."""
    decorative = (
        '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
    name = f'<p:cNvPr id="{number}" name={quoteattr(panel.name)}>{decorative}</p:cNvPr>'
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr>{name}<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr>{transform(panel.box, ink)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill(panel.colour)}'
        "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
    )


def table_frame(table: Table, number: int, ink: Ink) -> str:
    """A native table: the head on the panel's colour, thin lines below the rows."""
    grid = "".join(f'<a:gridCol w="{ink.emu(width)}"/>' for width in table.widths)
    rows = "".join(_table_row(row, len(table.widths), ink, head=at == 0) for at, row in enumerate(table.rows))
    name = f'<p:cNvPr id="{number}" name={quoteattr(table.name)}/>'
    return (
        f"<p:graphicFrame {NAMESPACES}><p:nvGraphicFramePr>{name}<p:cNvGraphicFramePr>"
        '<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
        f'{transform(table.box, ink, "p")}<a:graphic><a:graphicData uri="{TABLE_URI}"><a:tbl>'
        f'<a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{rows}</a:tbl></a:graphicData></a:graphic>'
        "</p:graphicFrame>"
    )


def _table_row(row: Row, columns: int, ink: Ink, *, head: bool) -> str:
    if row.wide:
        rest = (
            f'<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:lstStyle/>{_cell_text(Cell(""), ink)}</a:txBody><a:tcPr/></a:tc>'
        )
        cells = _cell(row.cells[0], ink, head=False, span=columns) + rest * (columns - 1)
    else:
        cells = "".join(_cell(cell, ink, head=head) for cell in row.cells)
    return f'<a:tr h="{ink.emu(row.height)}">{cells}</a:tr>'


def _cell(cell: Cell, ink: Ink, *, head: bool, span: int = 1) -> str:
    wide = f' gridSpan="{span}"' if span > 1 else ""
    none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    thick, role = (1.5, "accent1") if head else (0.75, "line")
    line = f'<a:lnB w="{ink.emu(thick)}">{fill(role)}</a:lnB>'  # type: ignore[arg-type]
    ground = fill("panel") if head or span > 1 else "<a:noFill/>"
    side, top = ink.emu(CELL_SIDE), ink.emu(CELL_TOP)
    return (
        f"<a:tc{wide}><a:txBody><a:bodyPr/><a:lstStyle/>{_cell_text(cell, ink)}</a:txBody>"
        f'<a:tcPr marL="{side}" marR="{side}" marT="{top}" marB="{top}" anchor="ctr">{none}{line}{ground}</a:tcPr>'
        "</a:tc>"
    )


def _cell_text(cell: Cell, ink: Ink) -> str:
    return paragraph(Paragraph(cell.text, SMALLEST, cell.colour, bold=cell.bold), ink)
