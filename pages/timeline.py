"""时间节点: what falls due when. Lanes of text where dates are few, an axis of time where many; the undated too."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import draw, query, say
from app.say import markup, sentences
from app.screen import components, data, drilldown, filters, progress, records
from app.wording import STATE_RULE

MOST_LANES, MOST_LINES, MOST_MARKS, MOST_LISTED = 12, 40, 600, 100
chosen = filters.current()
look = components.look()
shape = data.frame(query.timeline.dated_shape, chosen).iloc[0]
components.stop_if_empty(chosen, int(shape["targets"]))
years = data.frame(query.timeline.targets_by_year, chosen)


def show_dated() -> None:
    """Lanes, marks or months, by how many targets have a date."""
    words = components.chart_words(say.timeline.dated_title(shape, years), chosen)
    if not shape["targets"]:
        st.html(markup.heading(words.title))
        return
    if in_lanes:
        dated = data.frame(query.timeline.dated_targets, chosen, MOST_LINES)
        components.show_chart(
            data.made(draw.timeline.build_lanes, dated, words, look, chosen.day()), dated,
            key="lanes", title=words.title,
            behind=partial(drilldown.target, chosen), pick="按目标查看",
            label=lambda row: f"{row['limit']} {row['indicator']}",
        )  # fmt: skip
        with st.container(key="only_narrow"):  # lanes of text need a wide window
            st.html(markup.heading(words.title))
            show_list()
        return
    if shape["targets"] <= MOST_MARKS:
        dated = data.frame(query.timeline.dated_targets, chosen, MOST_MARKS)
        components.show_chart(
            data.made(draw.timeline.build_axis, dated, words, look, chosen.day()), dated,
            key="axis", title=words.title,
            behind=partial(drilldown.mark, chosen), label=lambda row: str(row["band"]), pick="按时段查看",
        )  # fmt: skip
        return
    months = data.frame(query.timeline.months, chosen)
    components.show_chart(
        data.made(draw.timeline.build_months, months, words, look, chosen.day()), months,
        key="months", title=words.title,
        behind=partial(drilldown.month, chosen), pick="按月份查看", label=drilldown.month_word,
    )  # fmt: skip
    st.caption("只写到年份的时限计在当年12月。")


def show_list() -> None:
    """The dated targets in order of time, page by page; a chosen one shows its sentence."""
    offset = records.page_offset(int(shape["targets"]), MOST_LISTED, "page")
    rows = data.frame(query.timeline.dated_targets, chosen, MOST_LISTED, offset)
    number = records.show_table(say.timeline.dated(rows), rows, "dated", "按时限排列的目标")
    if number is not None:
        records.show_sentence(str(rows.iloc[number]["target_id"]), chosen)


def show_undated() -> None:
    """What has no date, by first department: a group of its own."""
    undated = data.frame(query.timeline.undated_by_lead, chosen)
    title = say.timeline.undated_title(undated, int(head["targets"]))
    if undated.empty:
        st.html(markup.heading(title))
        return
    components.show_chart(
        data.made(draw.timeline.build_undated, undated, components.chart_words(title, chosen), look),
        undated, key="undated", title=title,
        behind=partial(drilldown.undated, chosen), label=lambda row: str(row["lead"]), pick="按单位查看",
    )  # fmt: skip


def show_states() -> None:
    """What lies before and after 统计截至, a button a state, and the rule."""
    states = data.frame(query.timeline.targets_by_state, chosen)
    st.html(markup.heading(say.timeline.states_title(states, chosen.day())))
    components.show_counts(
        {f"{row['state']} {row['targets']:,}项": drilldown.state(chosen, row, "") for row in states.to_dict("records")},
        key="states", name="时限状态",
    )  # fmt: skip
    st.caption(STATE_RULE)
    progress.show_count(chosen, int(head["goals"]))


def show_years() -> None:
    """Counts by due year and category; a panel a document where there are several."""
    if head["documents"] > 1:
        panels = data.frame(query.timeline.targets_by_year, chosen, by_document=True)
        words = components.chart_words(say.timeline.panels_title(panels, int(head["documents"])), chosen)
        figure = data.made(draw.timeline.build_year_panels, panels, words, look)
    else:
        panels = years
        words = components.chart_words(say.timeline.years_title(years), chosen)
        figure = data.made(draw.timeline.build_years, years, words, look)
    components.show_chart(
        figure, panels, key="years", title=words.title, behind=partial(drilldown.year, chosen), pick="按年份查看",
        label=lambda row: f"{row['document']} {row['year']}" if row["document"] else str(row["year"]),
    )  # fmt: skip


in_lanes = shape["targets"] <= MOST_LINES and shape["limits"] <= MOST_LANES
above = st.container() if in_lanes else None
left, right = st.columns(2, gap="medium")
with above or left:  # first of all: what a reader waits for after a click
    if not years.empty:
        show_dated()
head = data.frame(query.overview.headline, chosen).iloc[0]
if not head["targets"]:
    st.html(markup.lines([sentences.no_targets(int(head["tasks"]))], "pt-note"))
    components.end_page()
with left:
    show_undated()
    if head["documents"] == 1:
        show_years()
with right:
    if not in_lanes:
        show_list()
    show_states()
if head["documents"] > 1:
    show_years()
