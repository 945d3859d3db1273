"""What people have entered, as slides: 进展 (what was reported, what falls due) and 校核 (how far it is)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

import pandas as pd

from app import query
from app.briefing.cards import draw_points, draw_tiles
from app.briefing.charts import draw_bars
from app.briefing.frames import View
from app.briefing.layout import Column, Line, Setting, make_slide
from app.briefing.lists import list_slides, with_rest
from app.briefing.model import SMALLEST, Box, Cell, Paragraph, Role, Slide, Text
from app.briefing.takeaways import NOTHING
from app.draw.text_fit import height
from app.query import review
from app.say import progress as words
from app.wording import NO_DEPARTMENT
from records.reports import RULE_TEXT

SPAN = "90天内"
"""How far ahead the slides of 进展 look."""
MOST_ROWS = 60
"""Of each list; the workbook of the page has every row."""
THINNEST = 26.0
"""The least room for a bar and its label, in points."""
REPORTED = {"指标名称": 256, "目标值": 118, "时限": 118, "最近报告": 152, "数据截至": 122, "与目标值相比": 98}
DUE = {"指标名称": 236, "目标值": 120, "时限": 126, "剩余天数": 74, "最近报告": 142, "出处": 166}
"""Columns of the two lists and their widths in points."""
REMARK = "一项可有几种存疑之处，各条之和不等于待校核的总数。"


def progress_slides(view: View, setting: Setting) -> list[Slide]:
    """进展: the goals that have reports beside what was set, and those due within `SPAN`, by department."""
    slides = reported_slides(view, setting)
    due = query.progress.due_goals(view.connection, view.chosen, words.SPANS[SPAN])
    if due.empty:
        reported = draw_points([words.count_word(len(view.reported), int(view.head["goals"]))], setting.body)
        return [*slides, make_slide("进展", f"自统计截至日起{SPAN}没有到期的目标", reported, setting)]
    table = words.reminders(due, view.latest, view.chosen.day())
    return slides + _due_slides(table, words.reminders_title(due, SPAN), setting)


def _due_slides(table: pd.DataFrame, title: str, setting: Setting) -> list[Slide]:
    """What falls due: a bar a department where there are several, then its rows. table: say.progress.reminders."""
    slides = []
    counts = table["责任单位"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
    named = counts.drop(NO_DEPARTMENT, errors="ignore").rename_axis("office").rename("goals").reset_index()
    if len(named) > 1:
        body = setting.body
        most = int(body.h // THINNEST)
        remark = "一项目标有几个责任单位就在几条中各计一次，各条之和不等于目标总数。"
        remark += f"图中列前{most}个。" if len(named) > most else ""
        remark += f"另有{counts[NO_DEPARTMENT]:,}项未注明责任单位。" if NO_DEPARTMENT in counts else ""
        below = _below(remark, body)
        room = replace(body, h=below.box.y - 12 - body.y)
        series: list[tuple[str, str, Role]] = [("到期目标", "goals", "accent1")]
        chart = draw_bars(named.head(most), "office", series, "goals", room, f"{SPAN}到期的目标")
        slides.append(make_slide("进展", title, [chart, below], setting))
    lines: list[Line] = []
    for office, rows in groupby(table.head(MOST_ROWS).to_dict("records"), lambda row: str(row["责任单位"])):
        whole = int((table["责任单位"] == office).sum())
        lines += [f"{office}（{whole:,}项）", *(_line(row, DUE) for row in rows)]
    return slides + list_slides("进展", with_rest(title, len(table), "行"), _columns(DUE), lines, setting)


def reported_slides(view: View, setting: Setting) -> list[Slide]:
    """What was reported beside what was set; none where nothing was."""
    goals = view.reported
    if goals.empty:
        return []
    lines = [_line(row, REPORTED) for row in words.reported(goals.head(MOST_ROWS), view.latest).to_dict("records")]
    title = with_rest(words.count_word(len(goals), int(view.head["goals"])), len(goals))
    return list_slides("进展", title, _columns(REPORTED), lines, setting, below=_below(RULE_TEXT, setting.body))


def _columns(widths: Mapping[str, int]) -> list[Column]:
    return [Column(name, float(wide)) for name, wide in widths.items()]


def _line(row: Mapping[Any, Any], columns: Mapping[str, int]) -> Line:
    """A row of a table of app/say/progress.py; what is set stands out."""
    return tuple(
        Cell(str(row[name]), "accent1" if name == "目标值" else "text", bold=name == "目标值") for name in columns
    )


def _below(text: str, body: Box) -> Text:
    """A remark at the foot of a slide's room."""
    high = height(text, body.w, SMALLEST)
    return Text(Box(body.x, body.bottom - high, body.w, high), (Paragraph(text, colour="muted"),), "说明")


def review_slide(view: View, setting: Setting) -> Slide:
    """校核: how many targets people have checked, and what makes the others doubtful."""
    targets, checked = int(view.head["targets"]), int(view.head["checked"])
    if not targets:
        return make_slide("校核", NOTHING, [], setting)
    body = setting.body
    counts = [("目标与标准", targets, "项", ""), ("已校核", checked, "项", ""), ("待校核", targets - checked, "项", "")]
    tiles, high = draw_tiles(counts, body)
    title = f"{targets:,}项目标与标准中，已校核{checked:,}项，待校核{targets - checked:,}项"
    doubts = review.doubts(view.connection, view.chosen)
    doubts = doubts[doubts["waiting"] > 0]
    if doubts.empty:
        return make_slide("校核", title, tiles, setting)
    remark = _below(REMARK, body)
    lower = Box(body.x, body.y + high + 24, body.w, remark.box.y - 12 - body.y - high - 24)
    chart = draw_bars(doubts, "doubt", [("待校核", "waiting", "accent1")], "waiting", lower, "待校核的存疑之处")
    return make_slide("校核", title, [*tiles, chart, remark], setting)
