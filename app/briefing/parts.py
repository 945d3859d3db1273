"""The parts of a briefing, each made into slides from the view's frames: `build_slides` puts them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pandas as pd

from app import sentences
from app.briefing import takeaways
from app.briefing.cards import TILE_HEIGHT, draw_cards, draw_points, draw_tiles
from app.briefing.frames import View
from app.briefing.layout import Setting, foot, make_slide, numbered
from app.briefing.lists import data_slides, dated_slides, office_slides, sheet_slides, target_slides
from app.briefing.model import SMALLEST, Bars, Box, Frame, Panel, Paragraph, Role, Series, Slide, Text
from app.briefing.notes import quotes
from app.briefing.text_fit import height, largest, line_height, shortened, width
from app.filter_model import Filter
from app.wording import CATEGORIES, MEASURED, QUALITATIVE, STATE_RULE, UNCHECKED_NOTE, chinese_date, lead_title
from etl.schema import Category

CATEGORY_COLOURS: dict[Category, Role] = {
    "数量目标": "accent1",
    "时限任务": "accent2",
    "比率目标": "accent3",
    "政策标准": "accent4",
}
"""As on the pages (app/style.py: Look.category)."""
COVER_SIZES = (20, 18, 17, 16)
LEGEND, SLOT, WIDEST_SLOT = 34.0, 21.0, 52.0
"""Height of a chart's legend, and the least and the most room for one bar."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a briefing: its parts, the frame of its slides, the address of the view, the accuracy."""

    parts: tuple[str, ...]
    frame: Frame
    address: str = ""
    accuracy: dict[str, Any] | None = None


def build_slides(connection: duckdb.DuckDBPyConnection, chosen: Filter, order: Order) -> tuple[Slide, ...]:
    """The slides of the wanted parts, in the parts' own order. The filter must be resolved."""
    view = View(connection, chosen)
    setting = Setting(order.frame, view.source_note(), order.address)
    slides: list[Slide] = []
    for part, build in PARTS.items():
        if part in order.parts:
            made = data_slides(view, setting, order.accuracy) if part == "数据说明" else build(view, setting)
            slides += made or [make_slide(part, f"{part}：{takeaways.NOTHING}", [], setting)]
    return tuple(slides)


def cover_slides(view: View, setting: Setting) -> list[Slide]:
    """封面: what it is about, from which documents, until when, and whether people have checked it."""
    frame = setting.frame
    regions = [region for region in view.documents["region"].dropna().unique() if region]
    title = takeaways.cover_title(regions[0] if len(regions) == 1 else None)
    titles = list(view.documents["title"])
    source = "、".join(titles[:3]) + (f"等{len(titles):,}份文件" if len(titles) > 3 else "")
    room = frame.cover_body
    facts = [
        f"来源：{source}" if source else "",
        takeaways.counts(view.head),
        f"统计截至{chinese_date(view.chosen.day().isoformat())}；筛选：{view.chosen.describe()}",
        "" if view.checked else UNCHECKED_NOTE,
    ]
    colour: Role | None = "text" if frame.adorned else None
    lines = [fact for fact in facts if fact]
    alone = [size for size in COVER_SIZES if all(width(line, size) <= room.w for line in lines)]
    fitting = [size for size in COVER_SIZES if sum(height(line, room.w, size) + 8 for line in lines) <= room.h]
    small = (alone or fitting or [COVER_SIZES[-1]])[0]
    paragraphs = tuple(Paragraph(shortened(line, room.w, small, 2), small, colour, after=8) for line in lines)
    size, shown = largest(title, frame.cover_title.w, frame.cover_title.h, (44, 40, 36, 32, 28))
    heading = Text(
        frame.cover_title, (Paragraph(shown, size, colour, bold=True),), "标题", "bottom", placeholder="ctrTitle"
    )
    body = Text(room, paragraphs, "副标题", placeholder="subTitle")
    blocks = [heading, body]
    adornment = [
        Panel(Box(0, 0, 24, 540), "accent1", "色条"),
        Panel(Box(frame.cover_title.x, frame.cover_title.bottom + 14, 96, 4), "accent1", "色条"),
    ]
    code = [block for block in foot(setting) if not isinstance(block, Panel)][-2 if setting.with_code else -1 :]
    shown_blocks = [*(adornment if frame.adorned else []), *blocks, *code]
    return [Slide("封面", title, tuple(shown_blocks), "\n".join(fact for fact in facts if fact), is_cover=True)]


def point_slides(view: View, setting: Setting) -> list[Slide]:
    """要点: the headline strip and the sentences of the other slides."""
    if not view.head["tasks"]:
        return []
    head, body = view.head, setting.body
    title = sentences.summary(head, view.leads)
    points = [sentences.limits_title(view.limits, int(head["targets"]))] if head["targets"] else []
    if head["goals"]:
        points.append(takeaways.states_title(view.states, view.chosen.day().isoformat()))
    if head["targets"]:
        points.append(takeaways.departments_title(view.departments, head))
    points += [sentences.leads_title(view.leads, int(head["tasks"]), len(view.leads))]
    points.append(takeaways.themes_title(view.themes, head))
    lower = Box(body.x, body.y + TILE_HEIGHT + 26, body.w, body.h - TILE_HEIGHT - 26)
    blocks = [*draw_tiles(sentences.headline_items(head), body), *draw_points(points, lower)]
    return [make_slide("要点", title, blocks, setting, quotes(view.targets))]


def core_slides(view: View, setting: Setting) -> list[Slide]:
    """核心数字: the quantity goals in the text's own words, a card a task."""
    if view.goals.empty:
        return []
    title = takeaways.core_title(view.goals, view.head, view.tasks_with_quantities)
    pages = draw_cards(view.goals, setting.body, with_document=view.with_document)
    shown = view.targets[view.targets["target_id"].isin(view.goals["target_id"])]
    return [
        make_slide("核心数字", numbered(title, at + 1, len(pages)), blocks, setting, "" if at else quotes(shown))
        for at, blocks in enumerate(pages)
    ]


def department_slides(view: View, setting: Setting) -> list[Slide]:
    """责任单位: tasks by first department, targets by department, and, where there are many, all of them."""
    if view.leads.empty:
        return []
    leads, head = view.leads, view.head
    most = _bars_in(setting.body.h)
    series = [(MEASURED, "measured", "accent1"), (QUALITATIVE, "qualitative", "accent4")]
    title = sentences.leads_title(leads, int(head["tasks"]), min(most, len(leads)))
    chart = draw_bars(
        leads.head(most), "lead", series, "tasks", setting.body, f"按{lead_title(leads['lead_basis'])}的任务"
    )
    slides = [make_slide("责任单位", title, [chart], setting)]
    if view.departments.empty:
        return slides
    title = takeaways.departments_title(view.departments, head)
    remark = f"{sentences.entries_note(head)}：一项目标有几个责任单位就有几条分工，各单位之和不是目标总数。"
    room = setting.body
    upper = replace(room, h=room.h - line_height(SMALLEST) - 8)
    most = _bars_in(upper.h)
    shown = view.departments.head(most)
    rest = f"（列前{most}个）" if len(view.departments) > most else ""
    both = [(lead_title(leads["lead_basis"]), "leads", "accent1"), ("配合", "supports", "accent5")]
    chart = draw_bars(shown, "department", both, "targets", upper, "按责任单位的目标与标准")
    slides.append(make_slide("责任单位", title + rest, [chart, _remark(remark, room)], setting, quotes(view.targets)))
    if len(view.departments) > most:
        slides += office_slides(view, setting, title)
    return slides


def time_slides(view: View, setting: Setting) -> list[Slide]:
    """时间节点: targets by time limit, goals by state at 统计截至, the list in order of time."""
    if view.limits.empty:
        return []
    title = sentences.limits_title(view.limits, int(view.head["targets"]))
    limits = view.limits.drop_duplicates("limit").set_index("limit")
    series = []
    for category in CATEGORIES:
        part = view.limits[view.limits["category"] == category].set_index("limit")["targets"]
        if len(part):
            limits[category] = part.reindex(limits.index).fillna(0).astype(int)
            series.append((category, category, CATEGORY_COLOURS[category]))
    chart = draw_bars(limits.reset_index(), "limit", series, "total", setting.body, "按时限的目标与标准")
    slides = [make_slide("时间节点", title, [chart], setting)]
    if view.head["goals"]:
        body = setting.body
        high = height(STATE_RULE, body.w, SMALLEST)
        upper = replace(body, h=body.h - high - 12)
        states = draw_bars(view.states, "state", [("目标", "targets", "accent1")], "targets", upper, "按时限状态的目标")
        rule = Text(Box(body.x, body.bottom - high, body.w, high), (Paragraph(STATE_RULE, colour="muted"),), "规则")
        heading = takeaways.states_title(view.states, view.chosen.day().isoformat())
        slides.append(make_slide("时间节点", heading, [states, rule], setting))
    return slides + dated_slides(view, setting)


def theme_slides(view: View, setting: Setting) -> list[Slide]:
    """任务领域: tasks by theme, with and without targets."""
    if view.themes.empty:
        return []
    most = _bars_in(setting.body.h)
    shown = view.themes.head(most)
    title = takeaways.themes_title(view.themes, view.head)
    rest = f"（列前{most}个）" if len(view.themes) > most else ""
    series = [(MEASURED, "measured", "accent1"), (QUALITATIVE, "qualitative", "accent4")]
    chart = draw_bars(shown, "theme", series, "tasks", setting.body, "按任务领域的工作任务")
    return [make_slide("任务领域", title + rest, [chart], setting, quotes(view.targets))]


def _bars_in(high: float) -> int:
    return int((high - LEGEND) // SLOT)


def draw_bars(  # noqa: PLR0913 each says one thing of the chart
    frame: pd.DataFrame,
    label: str,
    series: Sequence[tuple[str, str, str]],
    total: str,
    place: Box,
    name: str,
    *,
    unit: str = "项",
) -> Bars:
    """A chart of a frame's rows: series are (name, column, colour); no higher than its bars need."""
    legend = LEGEND if len(series) > 1 else 0.0
    high = min(place.h, legend + len(frame) * WIDEST_SLOT)
    most = place.w * 0.4
    categories = tuple(
        text if width(text, SMALLEST) <= most else shortened(text, most, SMALLEST) for text in frame[label]
    )
    drawn = tuple(
        Series(title, tuple(int(value) for value in frame[column]), colour)  # type: ignore[arg-type]
        for title, column, colour in series
    )
    totals = tuple(int(value) for value in frame[total])
    return Bars(replace(place, h=high), categories, drawn, totals, name, unit)


def _remark(text: str, room: Box) -> Text:
    high = line_height(SMALLEST)
    return Text(Box(room.x, room.bottom - high, room.w, high), (Paragraph(text, colour="muted"),), "说明")


PARTS: dict[str, Callable[[View, Setting], list[Slide]]] = {
    "封面": cover_slides,
    "要点": point_slides,
    "核心数字": core_slides,
    "责任单位": department_slides,
    "时间节点": time_slides,
    "任务领域": theme_slides,
    "单位任务单": sheet_slides,
    "目标清单": target_slides,
    "数据说明": lambda view, setting: data_slides(view, setting, None),
}
"""Every part in the order of the deck, and what makes its slides."""
USUAL_PARTS = tuple(part for part in PARTS if part != "单位任务单")
"""The parts of a deck for which nothing was chosen; 单位任务单 makes sense once departments are."""
