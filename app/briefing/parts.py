"""The parts of a briefing, each made into slides from the view's frames: `build_slides` puts them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app import say
from app.briefing import takeaways
from app.briefing.cards import draw_cards, draw_points, draw_tiles
from app.briefing.charts import department_slides, shared_slides, theme_slides, time_slides
from app.briefing.frames import View
from app.briefing.layout import Setting, foot, make_slide, numbered
from app.briefing.lists import data_slides, sheet_slides, target_slides
from app.briefing.model import Box, Frame, Panel, Paragraph, Role, Slide, Text
from app.briefing.takeaways import quotes
from app.draw.text_fit import height, largest, shortened, width
from app.wording import chinese_date

COVER_SIZES = (20, 18, 17, 16)
"""Sizes of the cover's lines."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a briefing: its parts, the frame of its slides, the address of the view."""

    parts: tuple[str, ...]
    frame: Frame
    address: str = ""


def build_slides(view: View, order: Order) -> tuple[Slide, ...]:
    """The slides of the wanted parts, in the parts' own order."""
    setting = Setting(order.frame, view.note_parts(), order.address)
    slides: list[Slide] = []
    nothing = not view.head["tasks"]
    for part, build in PARTS.items():
        if part in order.parts:
            if nothing and part not in {"封面", "数据说明"}:
                if not slides or slides[-1].title != takeaways.NOTHING:  # once, and not for every part
                    slides.append(make_slide(part, takeaways.NOTHING, [], setting))
                continue
            slides += build(view, setting) or [make_slide(part, f"{part}：{takeaways.NOTHING}", [], setting)]
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
        view.review,
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
    corner = [block for block in foot(setting) if not isinstance(block, Panel) and getattr(block, "name", "") != "来源"]
    shown_blocks = [*(adornment if frame.adorned else []), *blocks, *corner]
    return [Slide("封面", title, tuple(shown_blocks), "\n".join(fact for fact in facts if fact), is_cover=True)]


def point_slides(view: View, setting: Setting) -> list[Slide]:
    """要点: the headline strip and the sentences of the other slides."""
    if not view.head["tasks"]:
        return []
    head, body = view.head, setting.body
    title = say.overview.summary(head, view.leads)
    points = [say.overview.limits_title(view.limits, int(head["goals"] or head["targets"]))] if head["targets"] else []
    if head["goals"]:
        points.append(say.timeline.states_title(view.states, view.chosen.day()))
    if head["targets"]:
        lead = say.departments.lead_name(view.leads["lead_basis"])
        points.append(say.departments.departments_title(view.departments, head, lead))
    points += [say.overview.leads_title(view.leads, int(head["tasks"]), len(view.leads))]
    points.append(say.themes.themes_title(view.themes))
    tiles, high = draw_tiles(
        [(t.title, t.number, t.unit, t.remark) for t in say.overview.tiles(head, view.leads)], body
    )
    lower = Box(body.x, body.y + high + 26, body.w, body.h - high - 26)
    blocks = [*tiles, *draw_points(points, lower)]
    return [make_slide("要点", title, blocks, setting, view.quotes)]


def core_slides(view: View, setting: Setting) -> list[Slide]:
    """核心数字: goals with a number in the text's own words, a card a task."""
    if view.goals.empty:
        return []
    title = takeaways.core_title(view.goals, view.head)
    pages = draw_cards(view.goals, setting.body, with_document=view.with_document)
    shown = view.targets[view.targets["target_id"].isin(view.goals["target_id"])]
    return [
        make_slide("核心数字", numbered(title, at + 1, len(pages)), blocks, setting, "" if at else quotes(shown))
        for at, blocks in enumerate(pages)
    ] + shared_slides(view, setting)


PARTS: dict[str, Callable[[View, Setting], list[Slide]]] = {
    "封面": cover_slides,
    "要点": point_slides,
    "核心数字": core_slides,
    "责任单位": department_slides,
    "时间节点": time_slides,
    "任务领域": theme_slides,
    "单位任务单": sheet_slides,
    "目标清单": target_slides,
    "数据说明": data_slides,
}
"""Every part in the order of the deck, and what makes its slides."""
USUAL_PARTS = tuple(part for part in PARTS if part != "单位任务单")
"""The parts of a deck for which nothing was chosen; 单位任务单 makes sense once departments are."""
