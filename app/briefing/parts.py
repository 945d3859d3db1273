"""The parts of a briefing, each made into slides from the view's frames; the presets, which say what a deck holds.

`build_slides` puts a deck together: of a view's only target one slide, whatever the preset; nothing of an empty view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from app import say
from app.briefing import single, takeaways
from app.briefing.cards import draw_cards, draw_points, draw_tiles
from app.briefing.charts import department_slides, shared_slides, theme_slides, time_slides
from app.briefing.frames import View
from app.briefing.layout import Setting, foot, make_slide, numbered
from app.briefing.lists import compare_slides, data_slides, sheet_slides, target_slides
from app.briefing.model import Box, Frame, Panel, Paragraph, Role, Slide, Text
from app.briefing.people_slides import reported_slides
from app.briefing.takeaways import quotes
from app.draw.text_fit import height, largest, shortened, width
from app.query.filter_model import Filter
from app.wording import chinese_date

COVER_SIZES = (20, 18, 17, 16)
"""Sizes of the cover's lines."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of deck: its parts in order, the most slides of one list, of one part and of all (None: no limit).

    `giving_way`: parts that are left out first where there would be more slides than that.
    """

    parts: tuple[str, ...]
    of_list: int
    of_part: int | None = None
    most: int | None = None
    giving_way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted of a briefing: preset, parts (None: the preset's), frame, address of the view, subject."""

    frame: Frame
    preset: str = "完整版"
    parts: tuple[str, ...] | None = None
    address: str = ""
    subject: str = ""


def parts_of(preset: str, chosen: Filter) -> tuple[str, ...]:
    """The parts of a preset's deck of this view: 单位任务单 where it is of one department, or of all that are chosen.

    >>> parts_of("一页纸", Filter())
    ('一页纸',)
    """
    kind, offices = PRESETS[preset], len(chosen.departments)
    with_sheets = offices == 1 or (offices > 1 and kind.of_part is None)
    return tuple(part for part in kind.parts if part != "单位任务单" or with_sheets)


def is_single(head: pd.Series) -> bool:
    """Is a view a single target, which is one slide in every deck? `head`: the row of query.overview.headline."""
    return bool(head["targets"] == head["tasks"] == 1)


def build_slides(view: View, order: Order) -> tuple[Slide, ...]:
    """The slides of the wanted parts, in the parts' own order; none where the view holds nothing of them."""
    preset = PRESETS[order.preset]
    setting = Setting(order.frame, view.note_parts(), order.address, preset.of_list, order.subject)
    if not view.head["tasks"]:
        return ()
    if order.parts is None and is_single(view.head):
        return tuple(single.target_slides(view, setting))
    wanted = parts_of(order.preset, view.chosen) if order.parts is None else order.parts
    slides: list[Slide] = []
    for part, build in PARTS.items():
        if part in wanted:
            slides += islice(build(view, setting), preset.of_part)  # what is not wanted is not asked for
    for part in preset.giving_way:
        if preset.most is not None and len(slides) > preset.most:
            slides = [slide for slide in slides if slide.part != part]
    return tuple(slides[: preset.most])


def cover_slides(view: View, setting: Setting) -> list[Slide]:
    """封面: what it is about, from which documents, until when, and whether people have checked it."""
    frame = setting.frame
    title = setting.subject or takeaways.cover_title(view.region)
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


def core_slides(view: View, setting: Setting) -> Iterator[Slide]:
    """核心数字: goals with a number in the text's own words, a card a task; as many as the slides have room for."""
    goals = view.goals
    while len(goals):
        pages = draw_cards(goals, setting.body, with_document=view.with_document)
        if len(pages) <= (setting.most or len(pages)):
            break
        goals = goals.head(len(goals) - 1)
    if goals.empty:
        return
    title = takeaways.core_title(goals, view.head)
    shown = view.targets[view.targets["target_id"].isin(goals["target_id"])]
    for at, blocks in enumerate(pages):
        yield make_slide("核心数字", numbered(title, at + 1, len(pages)), blocks, setting, "" if at else quotes(shown))
    yield from shared_slides(view, setting)


PARTS: dict[str, Callable[[View, Setting], Iterable[Slide]]] = {
    "一页纸": single.page_slides,
    "封面": cover_slides,
    "要点": point_slides,
    "核心数字": core_slides,
    "责任单位": department_slides,
    "时间节点": time_slides,
    "任务领域": theme_slides,
    "对比": compare_slides,
    "进展": reported_slides,
    "单位任务单": sheet_slides,
    "目标清单": target_slides,
    "数据说明": data_slides,
}
"""Every part in the order of the deck, and what makes its slides."""
PRESETS: dict[str, Preset] = {
    "一页纸": Preset(("一页纸",), 1, 1, 1),
    "会议版": Preset(
        ("封面", "要点", "核心数字", "责任单位", "时间节点", "任务领域", "对比", "进展", "单位任务单", "数据说明"),
        1, 1, 8, ("任务领域", "责任单位"),
    ),
    "完整版": Preset(tuple(part for part in PARTS if part != "一页纸"), 2),
}  # fmt: skip
"""The kinds of decks: one slide, what a meeting can sit through, everything."""
USUAL_PRESET = "会议版"
