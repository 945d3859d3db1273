"""投屏: what each page comes down to as slides that fill the screen (`?view=slide` in any page's link).

The slides are those of the deck, so that a screenshot at 1920 × 1080 needs no cropping and carries source and date.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

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
from app.briefing.people_slides import progress_slides, review_slide
from app.query.filter_model import Filter
from records.reports import Report

MOST_SLIDES = 12
"""Of one page."""
PAGES: dict[str, tuple[str, ...]] = {
    "": ("要点", "核心数字"),
    "departments": ("责任单位", "单位任务单"),
    "timeline": ("时间节点",),
    "themes": ("任务领域",),
    "compare": ("对比",),
    "targets": ("目标清单",),
    "briefing": ("一页纸",),
    "intake": ("数据说明",),
    "about": ("数据说明",),
}
"""Page → the parts of the deck that show the same; 进展, 数字核对 and 校核 have slides of their own."""
OWN = {"progress": "进展", "reconciliation": "数字核对", "review": "校核"}
"""Their titles."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A slide as a data address of SVG, and what it says, for who cannot see it."""

    source: str
    spoken: str


def project(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, page: str, latest: Mapping[str, Report]
) -> tuple[Picture, ...]:
    """The slides of a page, by its address, at most `MOST_SLIDES`. latest: the last report on each target."""
    slides = page_slides(View(connection, chosen, latest=latest), page)[:MOST_SLIDES]
    return tuple(_draw(slide, number) for number, slide in enumerate(slides, start=1))


def page_slides(view: View, page: str) -> tuple[Slide, ...]:
    """What a page comes down to."""
    setting = Setting(Frame(), view.note_parts(), most=2)
    parts = PAGES.get(page, (OWN.get(page, ""),))
    if not view.head["tasks"]:
        slides: tuple[Slide, ...] = ()
    elif page == "reconciliation":
        slides = (reconciliation_slide(view),)
    elif page == "progress":
        slides = tuple(progress_slides(view, setting))
    elif page == "review":
        slides = (review_slide(view, setting),)
    else:  # the tasks of every department would be hundreds
        wanted = tuple(part for part in parts if part != "单位任务单" or view.chosen.departments)
        slides = build_slides(view, Order(Frame(), parts=wanted))
    return slides or (make_slide(parts[0], takeaways.NOTHING, [], setting),)


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


def _draw(slide: Slide, number: int) -> Picture:
    drawn = base64.b64encode(slide_svg(slide, Palette(), number).encode("utf-8")).decode("ascii")
    return Picture(f"data:image/svg+xml;base64,{drawn}", spoken(slide))


def spoken(slide: Slide) -> str:
    """What a slide says, for who cannot see it: its title; the numbers of its charts stand on the page itself."""
    return slide.title if slide.title.startswith(slide.part) else f"{slide.part}：{slide.title}"
