"""总体情况: one screen for leaders. Goals and their states, the key figures, when they fall due and who leads."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import query, say
from app.draw import figures
from app.draw.figures import MOST_BARS, THIRD
from app.say import markup, sentences
from app.say.overview import Tile
from app.screen import components, data, documents, drilldown, filters, progress
from app.screen.drilldown import Behind, Row
from app.wording import RULES, STATES

CHART_HEIGHT, LOW = 430, 385
MOST_FIGURES = {1: 8, 2: 12}
"""Lines of 核心数字, by its columns; a low window shows six of twelve (app/draw/style.py)."""
CHARTS = ("按时限", "按单位")

chosen = filters.current()
look = components.look()
limits = data.frame(query.overview.goals_by_limit, chosen)
targets = int(limits["targets"].sum())
components.stop_if_empty(chosen, targets)
several = data.frame(query.documents.sources_in_view, chosen)["documents"].iloc[0] > 1
height = LOW if several else CHART_HEIGHT


def limit_rows(row: Row, series: str) -> Behind:
    """The goals of one time limit, and of one category where a part of the bar was clicked."""
    categories = (series,) if series else tuple(dict.fromkeys(limits["category"]))
    return Behind(row["limit"], chosen.narrowed(limits=(row["limit"],), categories=categories))


def lead_rows(row: Row, series: str) -> Behind:
    """The tasks of one first department, with or without targets where a part of the bar was clicked."""
    return Behind(row["lead"], chosen.narrowed(leads=(row["lead"],)), drilldown.TASKS[series])


def tile_rows(tile: Tile) -> Behind:
    """The goals that a tile counts."""
    goals = chosen.goals()
    if not tile.opens:
        return Behind(tile.title, goals)
    if tile.opens in STATES:
        return Behind(tile.opens, goals.narrowed(states=(tile.opens,)))
    return Behind(tile.opens, goals.narrowed(leads=(tile.opens,)))


def show_counts(head: pd.Series) -> None:
    """The smaller counts: tasks, rules, departments."""
    words = say.overview.counts(head)
    rules = Behind(RULES, chosen.narrowed(categories=(RULES,)))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        components.show_counts(
            {words["tasks"]: Behind("工作任务", chosen, "tasks"), words["targets"]: rules},
            key="counts", name="任务与标准",
        )  # fmt: skip
        progress.show_count(chosen, int(head["goals"]))
        st.page_link("pages/departments.py", label=say.overview.offices(head), query_params=filters.link_params(chosen))


def show_limits() -> None:
    """Goals by time limit and category."""
    title = data.made(say.overview.limits_title, limits, targets)
    words = components.chart_words(title, chosen, whole=f"{targets:,}项", width=THIRD)
    components.show_chart(
        data.made(figures.build_limits, limits, words, look, height), limits, key="limits", title=title,
        behind=limit_rows, label=lambda row: str(row["limit"]), pick="按时限查看",
    )  # fmt: skip


def show_leads() -> None:
    """Tasks by first department."""
    leads = data.frame(query.overview.tasks_by_lead, chosen)
    tasks = int(leads["tasks"].sum())
    title = data.made(say.overview.leads_title, leads, tasks, MOST_BARS)
    words = components.chart_words(title, chosen, whole=f"{tasks:,}项工作任务", width=THIRD)
    components.show_chart(
        data.made(figures.build_leads, leads, words, look, height), leads, key="leads", title=title, behind=lead_rows,
        label=lambda row: str(row["lead"]), pick="按单位查看",
    )  # fmt: skip


def show_figures(columns: int) -> None:
    """核心数字, in so many columns."""
    head = data.frame(query.overview.headline, chosen).iloc[0]
    known = int(head["quantities"] + head["ratios"])
    if known:
        shown = data.frame(query.overview.key_figures, chosen, MOST_FIGURES[columns])
        components.show_key_figures(shown, chosen, known=known, with_document=several, columns=columns)


def show_chart() -> None:
    """By time limit, or, where there is no room for both, by first department."""
    if not targets:
        tasks = data.frame(query.overview.headline, chosen)["tasks"].iloc[0]
        st.html(markup.lines([sentences.no_targets(int(tasks))], "pt-note"))
    elif not several or CHARTS[0] == st.segmented_control(
        "图表", CHARTS, default=CHARTS[0], required=True, key="chart", bind="query-params", label_visibility="collapsed"
    ):
        show_limits()
    else:
        show_leads()


top = st.container(gap="xsmall")
if several:
    left, right = st.columns([1.75, 1], gap="medium")
    with right:  # first, although it stands second: what a reader waits for after a click
        show_chart()
    with left:
        documents.show_documents(chosen)
        show_figures(2)
else:
    left, middle, right = st.columns([1.1, 1, 1], gap="medium")
    with middle:
        show_chart()
    with right:
        show_leads()
    with left:
        show_figures(1)
with top:
    counted = data.frame(query.overview.headline, chosen).iloc[0]
    tiles = data.made(say.overview.tiles, counted, data.frame(query.overview.tasks_by_lead, chosen))
    components.show_tiles(tiles, tile_rows)
    show_counts(counted)
