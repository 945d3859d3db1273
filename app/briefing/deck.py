"""Slides as a PowerPoint file: native charts and tables, texts, notes; a QR code is the only picture.

Same slides and date give the same bytes: the package's files and properties are dated by 统计截至 or not at all.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import qrcode
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.slide import NotesSlidePart

from app.briefing.model import Bars, Code, Panel, Paragraph, Slide, Table, Text
from app.briefing.native_charts import add_chart
from app.briefing.office_xml import NAMESPACES, Ink, panel_shape, paragraph, table_frame, text_shape
from app.briefing.template import Base

ZIP_DATE = (0, 1 << 5 | 1)
"""Midnight and 1 January 1980, as zip files write a time and a day."""
NOTE_SIZE = 14


def deck_bytes(slides: Sequence[Slide], base: Base, day: date, title: str) -> bytes:
    """The file. `day` is 统计截至, which dates it; `base` (of template.open_base) is used up."""
    presentation = base.presentation
    cover, plain = _placeholders(base.cover), _placeholders(base.plain)
    for number, slide in enumerate(slides, start=1):
        _add_slide(base, slide, number, day, cover if slide.is_cover else plain)
    _add_notes(presentation, slides, Ink(base.palette, base.scale, str))
    properties = presentation.core_properties
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.created = properties.modified = moment
    properties.revision, properties.language = 1, "zh-CN"
    sink = io.BytesIO()
    presentation.save(sink)
    return dated(sink.getvalue())


def dated(package: bytes) -> bytes:
    """A zip package whose files all carry the same fixed date, written over the clock's in both lists of the format."""
    fixed = struct.pack("<HH", *ZIP_DATE)
    made = bytearray(package)
    with zipfile.ZipFile(io.BytesIO(package)) as read:
        entries, at = read.infolist(), read.start_dir
    for entry in entries:
        made[entry.header_offset + 10 : entry.header_offset + 14] = fixed
        made[at + 12 : at + 16] = fixed
        at += 46 + sum(struct.unpack_from("<HHH", made, at + 28))  # name, extra field, remark
    return bytes(made)


def _placeholders(layout: Any) -> set[str]:
    """The kinds of placeholders that a layout has."""
    return {shape._element.ph.get("type") for shape in layout.placeholders}  # noqa: SLF001


def _add_slide(base: Base, slide: Slide, number: int, day: date, kinds: set[str]) -> None:
    made = base.presentation.slides.add_slide(base.cover if slide.is_cover else base.plain)
    shapes = made.shapes._spTree  # noqa: SLF001 shapes are written as XML, which has no call in python-pptx
    for holder in list(made.placeholders):
        shapes.remove(holder._element)  # noqa: SLF001
    ink = Ink(base.palette, base.scale, lambda address: _link(made, address))
    for at, block in enumerate(slide.blocks, start=2):
        if isinstance(block, Text):
            shapes.append(parse_xml(text_shape(_placed(_numbered(block, number), kinds), at, ink)))
        elif isinstance(block, Panel):
            shapes.append(parse_xml(panel_shape(block, at, ink)))
        elif isinstance(block, Table):
            shapes.append(parse_xml(table_frame(block, at, ink)))
        elif isinstance(block, Bars):
            frame = add_chart(made, block, ink, day)
            _describe(frame, at, block.name, _spoken(block))
        else:
            _add_code(made, block, ink, at)


def _placed(text: Text, kinds: set[str]) -> Text:
    """A text fills a placeholder only where the layout has it; a cover without one takes the plain title."""
    if text.placeholder in (None, *kinds):
        return text
    kind = "title" if text.placeholder == "ctrTitle" and "title" in kinds else None
    return Text(text.box, text.paragraphs, text.name, text.anchor, kind)  # type: ignore[arg-type]


def _numbered(text: Text, number: int) -> Text:
    """The slide's number as it stands in the file, for readers that do not work it out."""
    if not any(one.field for one in text.paragraphs):
        return text
    first = text.paragraphs[0]
    again = Paragraph(str(number), first.size, first.colour, align=first.align, field=first.field)
    return Text(text.box, (again,), text.name, text.anchor)


def _link(made: Any, address: str) -> str:
    return str(made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))


def _spoken(bars: Bars) -> str:
    """A chart in words, for who cannot see it."""
    parts = [f"{name}{total:,}{bars.unit}" for name, total in zip(bars.categories, bars.totals, strict=True)]
    return f"{bars.name}：" + "，".join(parts)


def _describe(frame: Any, number: int, name: str, spoken: str) -> None:
    about = frame._element.find(f".//{qn('p:cNvPr')}")  # noqa: SLF001
    about.set("id", str(number))
    about.set("name", name)
    about.set("descr", spoken)


def code_picture(address: str) -> bytes:
    """A QR code as PNG."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, box_size=6, border=2)
    code.add_data(address)
    code.make(fit=True)
    sink = io.BytesIO()
    code.make_image().save(sink, "PNG")
    return sink.getvalue()


def _add_code(made: Any, code: Code, ink: Ink, number: int) -> None:
    box = code.box
    picture = made.shapes.add_picture(
        io.BytesIO(code_picture(code.address)), *(ink.emu(side) for side in (box.x, box.y, box.w, box.h))
    )
    _describe(picture, number, "二维码", "打开同一视图的二维码")
    picture.click_action.hyperlink.address = code.address


def _add_notes(presentation: Any, slides: Sequence[Slide], ink: Ink) -> None:
    """Give the slides their notes: the first by python-pptx, the others, three times as fast, as copies of it."""
    pattern = None
    for number, (made, slide) in enumerate(zip(presentation.slides, slides, strict=True), start=1):
        if not slide.notes:
            continue
        if pattern is None:
            notes = made.notes_slide
            pattern = deepcopy(notes._element)  # noqa: SLF001
            master = presentation.part.notes_master_part
        else:
            name = PackURI(f"/ppt/notesSlides/notesSlide{number}.xml")
            part = NotesSlidePart(name, CONTENT_TYPE.PML_NOTES_SLIDE, made.part.package, deepcopy(pattern))
            part.relate_to(master, RELATIONSHIP_TYPE.NOTES_MASTER)
            part.relate_to(made.part, RELATIONSHIP_TYPE.SLIDE)
            made.part.relate_to(part, RELATIONSHIP_TYPE.NOTES_SLIDE)
            notes = part.notes_slide
        body = notes.notes_text_frame._txBody  # noqa: SLF001
        for old in body.findall(qn("a:p")):
            body.remove(old)
        lines = "".join(paragraph(Paragraph(line, NOTE_SIZE, None), ink) for line in slide.notes.split("\n"))
        body.extend(parse_xml(f"<p:txBody {NAMESPACES}>{lines}</p:txBody>"))
