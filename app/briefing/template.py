"""The presentation that slides are put into: the default one, or an office's own template (.pptx).

A template supplies master, layouts, colours and fonts; its own slides are taken out. It must be 16:9 (width to height
within 2 %) and have a layout with a title.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.oxml.ns import qn
from pptx.util import Emu

from app.briefing.model import HEIGHT, WIDTH, Box, Frame
from app.briefing.office_xml import EMU
from app.briefing.palette import FONT, Palette, theme_colours
from app.draw.style import LIGHT

_THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
LOWEST_TITLE = 190.0
"""A title that ends lower than this on a template's slides is moved to the default place at the top."""


class TemplateError(Exception):
    """A template cannot be used. `chinese` is for the page, the text itself (English) for the command line."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.chinese = chinese


@dataclass(frozen=True, slots=True)
class Base:
    """An open presentation without slides, its two layouts, and what the slides must know of it."""

    presentation: Any
    cover: Any
    plain: Any
    palette: Palette
    frame: Frame
    scale: float


def open_base(template: bytes | None) -> Base:
    """The default presentation, or a template's. Raises TemplateError."""
    return _default() if template is None else _from_template(template)


def open_look(template: bytes | None) -> tuple[Palette, Frame]:
    """What slides must know of the presentation that they will be put into. Raises TemplateError."""
    if template is None:
        return Palette(), Frame()
    base = open_base(template)
    return base.palette, base.frame


def _default() -> Base:
    presentation = Presentation(io.BytesIO(_default_file()))
    cover, plain = presentation.slide_layouts
    return Base(presentation, cover, plain, Palette(), Frame(), 1.0)


@cache
def _default_file() -> bytes:
    """The default presentation of python-pptx, 16:9, with the dashboard's colours and nothing but the two layouts."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(round(WIDTH * EMU)), Emu(round(HEIGHT * EMU))
    master = presentation.slide_master
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype == _THEME)
    theme._blob = _own_theme(theme.blob)  # noqa: SLF001 python-pptx offers no call for a theme
    layouts = {layout.name: layout for layout in presentation.slide_layouts}
    cover, plain = layouts["Title Slide"], layouts["Title Only"]
    for layout in list(presentation.slide_layouts):
        if layout not in (cover, plain):
            presentation.slide_layouts.remove(layout)
    cover.name, plain.name = "封面", "标题和内容"
    frame = Frame()
    places = {"ctrTitle": frame.cover_title, "subTitle": frame.cover_body, "title": frame.title, "body": frame.body}
    for holder in (master, cover, plain):
        for shape in list(holder.placeholders):
            kind = shape._element.ph.get("type", "body")  # noqa: SLF001
            if kind in places:
                box = places[kind]
                shape.left, shape.top, shape.width, shape.height = (
                    Emu(round(side * EMU)) for side in (box.x, box.y, box.w, box.h)
                )
            else:  # date, foot and number: the slides bring their own
                shape._element.getparent().remove(shape._element)  # noqa: SLF001
    sink = io.BytesIO()
    presentation.save(sink)
    return sink.getvalue()


def _own_theme(blob: bytes) -> bytes:
    """The default theme with the dashboard's colours and a Chinese typeface."""
    root = etree.fromstring(blob)
    root.set("name", "政策目标")
    for name, colour in theme_colours(LIGHT).items():
        element = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        if element is not None:
            for old in list(element):
                element.remove(old)
            etree.SubElement(element, qn("a:srgbClr")).set("val", colour)
    for fonts in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        for child in list(fonts):
            if child.tag in {qn("a:latin"), qn("a:ea"), qn("a:cs")} or child.get("script") == "Hans":
                child.set("typeface", FONT)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _from_template(blob: bytes) -> Base:
    try:
        presentation = Presentation(io.BytesIO(blob))
        wide, high = presentation.slide_width, presentation.slide_height
        layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            "the template is no PowerPoint file (.pptx); save it from PowerPoint or WPS as .pptx",
            "模板不是可用的 PowerPoint 文件（.pptx）。请在 PowerPoint 或 WPS 中另存为 .pptx 后再上传。",
        ) from error
    if not wide or not high or abs(wide / high / (WIDTH / HEIGHT) - 1) > 0.02:
        raise TemplateError(
            "the template is not 16:9; set its slide size to 16:9 (Design, Slide Size) and save it again",
            "模板不是16:9。请在“设计—幻灯片大小”中改为宽屏（16:9）后再上传。",
        )
    plain = _layout(layouts, ("titleOnly", "obj", "tx"), "title")
    cover = _layout(layouts, ("title",), "ctrTitle") or plain
    if plain is None or cover is None:
        raise TemplateError(
            "the template has no layout with a title; add one in the slide master",
            "模板没有带标题的版式。请在幻灯片母版中添加后再上传。",
        )
    slides = presentation.slides._sldIdLst  # noqa: SLF001 python-pptx offers no call to take a slide out
    for slide in list(slides):
        presentation.part.drop_rel(slide.rId)
        slides.remove(slide)
    scale = wide / (WIDTH * EMU)
    return Base(presentation, cover, plain, _palette(plain), _frame(plain, cover, scale), scale)


def _layout(layouts: list[Any], kinds: tuple[str, ...], placeholder: str) -> Any:
    """The first layout of one of these kinds, else one with such a placeholder and the fewest others."""
    for kind in kinds:
        for layout in layouts:
            if layout._element.get("type") == kind and _place(layout, placeholder) is not None:  # noqa: SLF001
                return layout
    able = [layout for layout in layouts if _place(layout, placeholder) is not None]
    return min(able, key=lambda layout: len(layout.placeholders), default=None)


def _place(layout: Any, kind: str) -> Any:
    """The placeholder of a kind; what it does not say itself it takes from the master."""
    return next((shape for shape in layout.placeholders if shape._element.ph.get("type") == kind), None)  # noqa: SLF001


def _box(layout: Any, kind: str, scale: float) -> Box | None:
    shape = _place(layout, kind)
    if shape is None or shape.width is None or shape.left is None:
        return None
    return Box(*(side / EMU / scale for side in (shape.left, shape.top, shape.width, shape.height)))


def _frame(plain: Any, cover: Any, scale: float) -> Frame:
    """Where a template has its titles, as far as slides of this kind can stand there."""
    default = Frame()
    title = _box(plain, "title", scale)
    if title is None or not _usable(title, 30) or title.bottom > LOWEST_TITLE or title.w < WIDTH / 2:
        title = default.title
    top = max(title.bottom + 10, 60)
    body = replace(default.body, y=top, h=default.body.bottom - top)
    big, small = _box(cover, "ctrTitle", scale), _box(cover, "subTitle", scale)
    if big is None or small is None or not (_usable(big, 40) and _usable(small, 80)):
        big, small = default.cover_title, default.cover_body
    return Frame(title=title, body=body, cover_title=big, cover_body=small, adorned=False)


def _usable(box: Box, least: float) -> bool:
    """Does a title's box lie on the slide, and is it large enough for its text?"""
    inside = box.x >= 0 and box.y >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT
    return inside and box.w >= WIDTH / 3 and box.h >= least


def _palette(layout: Any) -> Palette:
    master = layout.slide_master
    theme = next((rel.target_part for rel in master.part.rels.values() if rel.reltype == _THEME), None)
    colours = theme_colours(LIGHT)
    if theme is None:
        return Palette()
    root = etree.fromstring(theme.blob)
    for name in colours:
        element = root.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        if element is not None and len(element):
            colours[name] = (element[0].get("lastClr") or element[0].get("val") or colours[name]).upper()
    mapping = master._element.find(qn("p:clrMap"))  # noqa: SLF001
    if mapping is not None:
        turned = {"dk1": mapping.get("tx1"), "lt1": mapping.get("bg1"), "lt2": mapping.get("bg2")}
        colours = {name: colours.get(turned.get(name) or name, colour) for name, colour in colours.items()}
    minor = root.find(f".//{qn('a:minorFont')}")
    written = minor.find(qn("a:ea")) if minor is not None else None
    hans = [font.get("typeface") for font in (minor if minor is not None else []) if font.get("script") == "Hans"]
    names = [written.get("typeface") if written is not None else "", *hans]
    return Palette(colours, next((name for name in names if name), FONT))
