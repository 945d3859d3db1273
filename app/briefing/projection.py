"""投屏: what each page comes down to as slides that fill the screen (`?view=slide` in any page's link).

The slides are those of the deck, so that a screenshot at 1920 × 1080 needs no cropping and carries source and date.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from app import query, say
from app.briefing.charts import draw_bars
from app.briefing.drawing import slide_svg
from app.briefing.frames import View
from app.briefing.layout import Column, Setting, make_slide, numbered, table_pages
from app.briefing.model import Cell, Frame, Slide
from app.briefing.palette import Palette
from app.briefing.parts import Order, build_slides
from app.briefing.people_slides import progress_slides, review_slide
from app.briefing.takeaways import NOTHING
from app.query.compare import By
from app.query.filter_model import Filter
from records.reports import Report

FIRST_COLUMN = {True: 0.2, False: 0.12}
"""The share of a slide's width that the names of a comparison take: of indicators, of regions."""
MOST_SLIDES = 12
"""Of one page."""
PAGES: dict[str, tuple[str, ...]] = {
    "": ("要点", "核心数字"),
    "departments": ("责任单位",),
    "timeline": ("时间节点",),
    "themes": ("任务领域",),
    "targets": ("目标清单",),
    "briefing": ("要点", "核心数字"),
    "intake": ("数据说明",),
    "about": ("数据说明",),
}
"""Page → the parts of the deck that show the same."""
OWN = {"compare": "对比", "progress": "进展", "reconciliation": "数字核对", "review": "校核"}
"""Pages with slides that the deck does not have → their titles."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A slide as a data address of SVG, and what it says, for who cannot see it."""

    source: str
    spoken: str


def project(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, page: str, latest: Mapping[str, Report]
) -> tuple[Picture, ...]:
    """The slides of a page, by its address, at most `MOST_SLIDES`. latest: the last report on each target."""
    slides = page_slides(View(connection, chosen), page, latest)[:MOST_SLIDES]
    return tuple(_draw(slide, number) for number, slide in enumerate(slides, start=1))


def page_slides(view: View, page: str, latest: Mapping[str, Report]) -> tuple[Slide, ...]:
    """What a page comes down to."""
    setting = Setting(Frame(), view.note_parts())
    if page in OWN and not view.head["tasks"]:
        return (make_slide(OWN[page], NOTHING, [], setting),)
    if page == "reconciliation":
        return (reconciliation_slide(view),)
    if page == "compare":
        return comparison_slides(view)
    if page == "progress":
        return tuple(progress_slides(view, latest, setting))
    if page == "review":
        return (review_slide(view, setting),)
    parts = PAGES[page]
    if page == "departments" and view.chosen.departments:  # else the tasks of every department, of hundreds
        parts = (*parts, "单位任务单")
    return build_slides(view, Order(parts, Frame()))


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


def comparison_slides(view: View) -> tuple[Slide, ...]:
    """对比: the indicators of most documents by region, or by document where all are of one region."""
    setting = Setting(Frame(), view.note_parts())
    documents = query.compare.documents(view.connection, view.chosen)
    labels = query.compare.usual_indicators(query.compare.indicator_options(view.connection, view.chosen))
    by: By = "region" if len(set(documents["region"])) > 1 else "document"
    rows = query.compare.comparison(view.connection, view.chosen, labels)
    title = say.compare.matrix_title(labels, rows, by)
    table = say.compare.matrix(rows, labels, query.compare.holders(documents, by), by)
    room = setting.body.w
    first = room * FIRST_COLUMN[table.columns[0] == say.compare.INDICATOR]
    each = (room - first) / max(1, table.shape[1] - 1)
    columns = [Column(str(name), each if place else first) for place, name in enumerate(table.columns)]
    lines = [tuple(Cell(text, bold=not place) for place, text in enumerate(cells)) for cells in table.to_numpy()]
    if not lines:
        return (make_slide("对比", title, [], setting),)
    pages = table_pages(columns, lines, setting.body, "指标对比表")
    return tuple(
        make_slide("对比", numbered(title, number, len(pages)), [page], setting)
        for number, page in enumerate(pages, start=1)
    )


def _draw(slide: Slide, number: int) -> Picture:
    drawn = base64.b64encode(slide_svg(slide, Palette(), number).encode("utf-8")).decode("ascii")
    return Picture(f"data:image/svg+xml;base64,{drawn}", spoken(slide))


def spoken(slide: Slide) -> str:
    """What a slide says, for who cannot see it: its title; the numbers of its charts stand on the page itself."""
    return slide.title if slide.title.startswith(slide.part) else f"{slide.part}：{slide.title}"
