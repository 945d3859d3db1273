"""投屏: what each page comes down to as one slide that fills the screen (`?view=slide` in any page's link).

The slide is that of the deck, so that a screenshot at 1920 × 1080 needs no cropping and carries source and date.
"""

from __future__ import annotations

import base64
from html import escape

import duckdb

from app import query, say
from app.briefing import takeaways
from app.briefing.charts import draw_bars
from app.briefing.drawing import slide_svg
from app.briefing.frames import View
from app.briefing.layout import Setting, make_slide
from app.briefing.model import Frame, Slide
from app.briefing.palette import Palette
from app.briefing.parts import Order, build_slides
from app.query.filter_model import Filter

SLIDE = "n"
"""The link's parameter that names one of several slides, from 1."""
PAGES: dict[str, tuple[str, ...]] = {
    "": ("要点", "核心数字"),
    "overview": ("要点", "核心数字"),
    "departments": ("责任单位", "单位任务单"),
    "timeline": ("时间节点",),
    "themes": ("任务领域",),
    "compare": ("对比",),
    "targets": ("目标清单",),
    "briefing": ("要点", "核心数字"),
}
"""Page → the parts of the deck that show the same; 数字核对 has a slide of its own, others 数据说明."""


def project(connection: duckdb.DuckDBPyConnection, chosen: Filter, page: str, number: str = "1") -> str:
    """The page as HTML that covers the window. `number` is the link's own, and may be anything."""
    if page == "reconciliation":
        slides: tuple[Slide, ...] = (reconciliation_slide(View(connection, chosen)),)
    else:
        view, parts = View(connection, chosen), PAGES.get(page, ("数据说明",))
        slides = build_slides(view, Order(Frame(), parts=parts)) or (nothing_slide(view, parts[0]),)
    at = min(max(int(number) if number.isdecimal() else 1, 1), len(slides))
    return fill_window(slides[at - 1], Palette(), at)


def reconciliation_slide(view: View) -> Slide:
    """数字核对: the numbers that are no target, by reason."""
    setting = Setting(Frame(), view.note_parts())
    reasons = query.reconciliation.ledger_by_reason(view.connection, view.chosen)
    shown = reasons[reasons["entries"] > 0]
    title = say.reconciliation.reasons_title(reasons)
    if shown.empty:
        return make_slide("数字核对", title, [], setting)
    chart = draw_bars(
        shown, "title", [("数字", "entries", "accent4")], "entries", setting.body, "按原因的数字", unit="处"
    )
    return make_slide("数字核对", title, [chart], setting)


def nothing_slide(view: View, part: str) -> Slide:
    """That the view holds nothing of a part."""
    return make_slide(part, takeaways.NOTHING, [], Setting(Frame(), view.note_parts()))


def fill_window(slide: Slide, palette: Palette, number: int) -> str:
    """A slide over everything else, as large as the window has it."""
    picture = base64.b64encode(slide_svg(slide, palette, number).encode("utf-8")).decode("ascii")
    cover = f"position:fixed;inset:0;z-index:1000000;background:{palette.hex('page')}"
    size = "width:100vw;height:100vh;object-fit:contain;display:block"
    source = f"data:image/svg+xml;base64,{picture}"
    return f"<div style='{cover}'><img src='{source}' alt='{escape(spoken(slide), quote=True)}' style='{size}'></div>"


def spoken(slide: Slide) -> str:
    """What a slide says, for who cannot see it: its title; the numbers of its charts stand on the page itself."""
    return f"{slide.part}：{slide.title}"
