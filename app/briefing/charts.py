"""The parts of a briefing that are charts: 责任单位, 时间节点, 任务领域, and the figures that share an axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from app import say
from app.briefing.frames import View
from app.briefing.layout import Setting, make_slide, numbered
from app.briefing.lists import dated_slides, office_slides
from app.briefing.model import SMALLEST, Bars, Block, Box, Paragraph, Role, Series, Slide, Text
from app.briefing.takeaways import quotes
from app.draw.text_fit import height, line_height, shortened, width
from app.wording import CATEGORIES, MEASURED, QUALITATIVE, STATE_RULE
from etl.schema import Category

CATEGORY_COLOURS: dict[Category, Role] = {
    "数量目标": "accent1",
    "时限任务": "accent2",
    "比率目标": "accent3",
    "政策标准": "accent4",
}
"""As on the pages (app/draw/style.py: Look.category)."""
LEGEND, SLOT, WIDEST_SLOT = 34.0, 21.0, 52.0
"""Height of a chart's legend, and the least and the most room for one bar."""
SHARED_SLOT, SHARED_GAP, GAP = 42.0, 20.0, 24.0
TASK_SERIES: list[tuple[str, str, Role]] = [(MEASURED, "measured", "accent1"), (QUALITATIVE, "qualitative", "accent4")]


def department_slides(view: View, setting: Setting) -> Iterator[Slide]:
    """责任单位: tasks by first department, targets by department, and, where there are many, all of them."""
    if view.leads.empty:
        return
    leads, head = view.leads, view.head
    lead = say.departments.lead_name(leads["lead_basis"])
    most = _bars_in(setting.body.h)
    if len(leads) > 1:  # one bar compares nothing; its sentence stands among the points
        title = say.overview.leads_title(leads, int(head["tasks"]), min(most, len(leads)))
        chart = draw_bars(leads.head(most), "lead", TASK_SERIES, "tasks", setting.body, f"按{lead}的工作任务")
        yield make_slide("责任单位", title, [chart], setting)
    if len(view.departments) < 2:
        return
    title = say.departments.departments_title(view.departments, head, lead)
    room = setting.body
    upper = replace(room, h=room.h - line_height(SMALLEST) - 8)
    most = _bars_in(upper.h)
    more = len(view.departments) > most
    remark = "一项目标有几个责任单位就在几条中各计一次，各条之和不等于目标总数。"
    remark += f"图中列前{most}个，更多见下页。" if more else ""
    series: list[tuple[str, str, Role]] = [(lead, "leads", "accent1"), ("配合", "supports", "accent5")]
    chart = draw_bars(view.departments.head(most), "department", series, "targets", upper, "按责任单位的目标与标准")
    yield make_slide("责任单位", title, [chart, _remark(remark, room)], setting, view.quotes)
    if more:
        yield from office_slides(view, setting, title)


def time_slides(view: View, setting: Setting) -> Iterator[Slide]:
    """时间节点: targets by time limit, goals by state at 统计截至, the list in order of time."""
    if view.limits.empty:
        return
    title = say.overview.limits_title(view.limits, int(view.head["goals"] or view.head["targets"]))
    limits = view.limits.drop_duplicates("limit").set_index("limit")
    series: list[tuple[str, str, Role]] = []
    for category in CATEGORIES:
        part = view.limits[view.limits["category"] == category].set_index("limit")["targets"]
        if len(part):
            limits[category] = part.reindex(limits.index).fillna(0).astype(int)
            series.append((category, category, CATEGORY_COLOURS[category]))
    limits = limits.reset_index()
    most = _bars_in(setting.body.h) + 2  # years are short words, which can stand closer
    pages = [limits.iloc[at : at + most] for at in range(0, len(limits), most)]
    if len(limits) == 1 or len(pages) > (setting.most or len(pages)):  # one bar compares nothing, a part is misread
        pages = []
    for at, page in enumerate(pages, start=1):
        chart = draw_bars(page, "limit", series, "total", setting.body, "按时限的目标")
        yield make_slide("时间节点", numbered(title, at, len(pages)), [chart], setting)
    if (view.states["targets"] > 0).sum() > 1:
        body = setting.body
        high = height(STATE_RULE, body.w, SMALLEST)
        upper = replace(body, h=body.h - high - 12)
        states = draw_bars(view.states, "state", [("目标", "targets", "accent1")], "targets", upper, "按时限状态的目标")
        rule = Text(Box(body.x, body.bottom - high, body.w, high), (Paragraph(STATE_RULE, colour="muted"),), "规则")
        heading = say.timeline.states_title(view.states, view.chosen.day())
        yield make_slide("时间节点", heading, [states, rule], setting)
    yield from dated_slides(view, setting)


def theme_slides(view: View, setting: Setting) -> list[Slide]:
    """任务领域: targets and tasks by theme, side by side."""
    if len(view.themes) < 2:
        return []
    body = setting.body
    most = _bars_in(body.h)
    shown = view.themes.head(most)
    high = min(body.h, LEGEND + len(shown) * WIDEST_SLOT)
    half = (body.w - GAP) / 2
    left = Box(body.x, body.y + LEGEND, half, high - LEGEND)
    right = Box(body.x + half + GAP, body.y, half, high)
    blocks: list[Block] = [
        draw_head("目标与标准", Box(left.x, body.y, half, LEGEND)),
        draw_bars(shown, "theme", [("目标与标准", "targets", "accent2")], "targets", left, "按任务领域的目标与标准"),
        draw_bars(shown, "theme", TASK_SERIES, "tasks", right, "按任务领域的工作任务"),
    ]
    title = say.themes.themes_title(view.themes)
    rest = f"（列前{most}个）" if len(view.themes) > most else ""
    return [make_slide("任务领域", title + rest, blocks, setting, view.quotes)]


def shared_slides(view: View, setting: Setting) -> list[Slide]:
    """The figures that truly share an axis, a chart a group; only those whose words differ in nothing but the number.

    Such a group's bars can bear the text's own words (`300个左右`) and still follow when the data are edited.
    """
    drawn = view.shared
    groups = []
    for _number, rows in drawn.groupby("group", sort=False):
        suffix = _suffix(rows)
        if suffix is not None and len(rows) > 1:
            groups.append((rows, suffix))
    place, kept = setting.body, []
    blocks: list[Block] = []
    y = place.y
    labels = max((width(text, SMALLEST) for rows, _unit in groups for text in rows["indicator"]), default=0.0)
    labels = min(labels, place.w * 0.5)
    for rows, suffix in groups:
        high = len(rows) * SHARED_SLOT
        if y + LEGEND + high > place.bottom:
            break
        blocks.append(draw_head(say.themes.group_label(rows), Box(place.x, y, place.w, LEGEND)))
        y += LEGEND
        box = Box(place.x, y, place.w, high)
        names = tuple(shortened(text, labels, SMALLEST) for text in rows["indicator"])
        values = tuple(int(value) for value in rows["value"])
        kinds = (Series("数值", values, "accent1"),)
        blocks.append(
            Bars(box, names, kinds, values, "、".join(rows["indicator"]), suffix, thousands=False, labels=labels + 16)
        )
        kept.append(rows)
        y += high + SHARED_GAP
    if not blocks:
        return []
    title = say.themes.shared_title(pd.concat(kept))
    title += "；各组刻度不同，组间长短不可比" if len(kept) > 1 else ""
    return [make_slide("核心数字", title, blocks, setting, quotes(pd.concat(kept)))]


def _suffix(rows: pd.DataFrame) -> str | None:
    """What follows the number in every figure of a group; None where the figures are not such."""
    ends = set()
    for shown, value, top in zip(rows["shown"], rows["value"], rows["value_max"], strict=True):
        number = f"{value:.0f}"
        if value != int(value) or not pd.isna(top) or not str(shown).startswith(number):
            return None
        ends.add(str(shown)[len(number) :])
    end = ends.pop()
    return end if not ends and not end[:1].isdigit() and end[:1] not in {"万", "亿", "千", "百", "."} else None


def _bars_in(high: float) -> int:
    return int((high - LEGEND) // SLOT)


def draw_bars(
    frame: pd.DataFrame,
    label: str,
    series: Sequence[tuple[str, str, Role]],
    total: str,
    place: Box,
    name: str,
    *,
    unit: str = "项",
) -> Bars:
    """A chart of a frame's rows: series are (name, column, colour); no higher than its bars need."""
    legend = LEGEND if len(series) > 1 else 0.0
    high = min(place.h, legend + len(frame) * WIDEST_SLOT)
    most = place.w * 0.42
    categories = tuple(shortened(text, most, SMALLEST) for text in frame[label])
    drawn = tuple(
        Series(title, tuple(int(value) for value in frame[column]), colour) for title, column, colour in series
    )
    totals = tuple(int(value) for value in frame[total])
    return Bars(replace(place, h=high), categories, drawn, totals, name, unit)


def draw_head(text: str, place: Box) -> Text:
    """The bold line over a chart or a table."""
    return Text(place, (Paragraph(text, SMALLEST, bold=True),), text, anchor="middle")


def _remark(text: str, room: Box) -> Text:
    high = line_height(SMALLEST)
    return Text(Box(room.x, room.bottom - high, room.w, high), (Paragraph(text, colour="muted"),), "说明")
