"""进展: what falls due, by department; what was reported, beside what was set; a filled workbook read back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import query
from app.briefing import calendar, returned, workbook
from app.query import listings
from app.say import grid, markup
from app.say import progress as words
from app.say.progress import SAVABLE, SPANS
from app.screen import components, data, filters, people, progress, reviewing
from records import reports

PARTS = ("督办提醒", "已报进展", "读回填报")
MOST_ROWS = 500
chosen = filters.current()
reviewing.require_store()


def show_reminders() -> None:
    """What falls due, by department, as a table, a workbook and a calendar file."""
    goals = data.frame(query.progress.due_goals, chosen, SPANS[span])
    if goals.empty:
        st.html(markup.lines([f"自统计截至日起{span}没有到期的目标。"], "pt-note"))
        return
    table = words.reminders(goals, progress.latest(), chosen.day())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.html(markup.heading(words.reminders_title(goals, span), f"　{words.HOW_LISTED}"), width="content")
        st.download_button(
            "工作簿", data=partial(workbook.reminders_bytes, table, words.reminders_title(goals, span), chosen),
            file_name=f"督办提醒_{span}_统计截至{chosen.day().isoformat()}.xlsx", on_click="ignore", type="tertiary",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            "日历文件（.ics）", data=partial(calendar.calendar_bytes, goals, chosen.day()), on_click="ignore",
            file_name=f"督办提醒_{span}_统计截至{chosen.day().isoformat()}.ics", mime="text/calendar", type="tertiary",
            icon=":material/event:",
        )  # fmt: skip
    listed = table.head(MOST_ROWS)
    components.show_goals(
        listed.drop(columns=words.ID), list(listed[words.ID]), words.WIDTHS, chosen, key="reminders", name="督办提醒"
    )
    if len(table) > MOST_ROWS:
        st.caption(f"此处列出前{MOST_ROWS}行，全部{len(table):,}行见工作簿。")


def show_reported() -> None:
    """The goals that have reports, each beside its set value."""
    known = progress.latest()
    goals = data.frame(query.progress.goals, chosen, tuple(sorted(known)))
    if goals.empty:
        st.html(markup.lines([words.NOTHING], "pt-note"))
        return
    total = int(data.frame(query.overview.headline, chosen)["goals"].iloc[0])
    st.html(markup.heading(words.count_word(len(goals), total)))
    listed = goals.head(MOST_ROWS)
    components.show_goals(
        words.reported(listed, known), list(listed["target_id"]), words.WIDTHS, chosen, key="reported", name="已报进展"
    )
    st.caption(reports.RULE_TEXT)


def show_return() -> None:
    """A filled workbook: what of it can be saved, and the button that does."""
    st.caption(words.HOW_TO_RETURN)
    progress.show_said()
    if not people.may("review"):
        st.html(markup.lines([words.NO_ROLE], "pt-note"))
        return
    named = people.ask_name()
    given = st.file_uploader("填好的工作簿", type="xlsx", key="filled", label_visibility="collapsed")
    if given is None:
        return
    try:
        filled = returned.read_filled(given.name, given.getvalue())
    except returned.NotOursError as error:
        st.error(markup.literal(error.chinese))
        return
    if filled.empty:
        st.html(markup.lines([f"{given.name} 中没有填写任何一行。"], "pt-note"))
        return
    goals, judged = progress.judge(filled, chosen)
    st.html(markup.heading(words.preview_title(judged)))
    good = [
        (target, one) for target, (verdict, one) in zip(filled["target_id"], judged, strict=True) if verdict == SAVABLE
    ]
    st.button(
        f"保存{len(good):,}条报告", on_click=progress.save, args=(goals, good), type="primary", key="save_filled",
        disabled=not (good and named), help=None if named else "请先填写您的姓名",
    )  # fmt: skip
    st.html(grid.plain(words.preview(filled, judged), "填报预览"))


with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
    part = st.segmented_control(
        "内容", PARTS, default=PARTS[0], required=True, key="part_of_progress", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    if part == PARTS[0]:
        span = str(
            st.segmented_control(
                "时段", list(SPANS), default="90天内", required=True, key="span", bind="query-params",
                label_visibility="collapsed",
            )
        )  # fmt: skip
components.stop_if_empty(chosen, data.frame(listings.target_count, chosen))
if part == PARTS[0]:
    show_reminders()
elif part == PARTS[1]:
    show_reported()
else:
    show_return()
