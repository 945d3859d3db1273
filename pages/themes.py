"""任务领域: tasks by theme, figures that share an axis, every other figure in the text's words, qualitative tasks."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import draw, query, say
from app.query import listings
from app.say import markup
from app.screen import components, data, drilldown, filters, records

PAGE_ROWS = 100
chosen = filters.current()
look = components.look()
themes = data.frame(query.themes.tasks_by_theme, chosen)
components.stop_if_empty(chosen, int(themes["targets"].sum()))


def show_themes() -> None:
    """Tasks by theme, 含量化或时限要求 and 定性."""
    title = say.themes.themes_title(themes)
    components.show_chart(
        data.made(draw.themes.build_themes, themes, components.chart_words(title, chosen), look),
        themes, key="themes", title=title,
        behind=partial(drilldown.theme, chosen), label=lambda row: str(row["theme"]), pick="按领域查看",
    )  # fmt: skip
    components.show_note(say.themes.overlap_note(themes, data.frame(listings.task_count, chosen)))


def show_shared() -> None:
    """Pairs and series whose unit and kind of thing agree."""
    title = say.themes.shared_title(drawn)
    if figures > query.themes.MOST_FIGURES:
        st.caption(f"只在排在前面的{query.themes.MOST_FIGURES:,}个数值中查找可比的数值；用筛选缩小范围可查其余。")
    if drawn.empty:
        st.html(markup.heading("同轴比较", f"　{title}"))
        return
    components.show_chart(
        data.made(draw.themes.build_shared, drawn, components.chart_words(title, chosen, unit=""), look),
        drawn, key="shared", title=title,
        behind=partial(drilldown.target, chosen), pick="按指标查看",
        label=lambda row: f"{row['indicator']} {row['shown']}",
    )  # fmt: skip


def show_figures() -> None:
    """Every other figure, one by one, in the text's words."""
    count = figures - len(drawn)
    remark = "　单位或对象不同的不画在同一坐标轴上，按原文列出"
    st.html(markup.heading(f"其余数值{count:,}项", remark if count else ""))
    if not count:
        return
    offset = records.page_offset(count, PAGE_ROWS, "page")
    ids = tuple(drawn["target_id"])
    others = data.frame(query.themes.other_figures, chosen, ids, limit=PAGE_ROWS, offset=offset)
    number = records.show_table(say.themes.figure_list(others), others, "figures", "其余数值")
    if number is not None:
        records.show_sentence(str(others.iloc[number]["target_id"]), chosen)


def show_qualitative() -> None:
    """The tasks without a target in view, with their text."""
    count = data.frame(listings.task_count, chosen, False)
    st.html(markup.heading(f"定性任务{count:,}项", "　没有量化或时限要求，点选一行查看全文" if count else ""))
    if not count:
        return
    offset = records.page_offset(count, PAGE_ROWS, "tasks_page")
    tasks = data.frame(listings.task_rows, chosen, False, limit=PAGE_ROWS, offset=offset)
    number = records.show_table(say.themes.qualitative(tasks), tasks, "qualitative", "定性任务")
    if number is not None:
        records.show_task(tasks.iloc[number])


left, right = st.columns(2, gap="medium")
with left:
    show_themes()
figures = data.frame(query.themes.figure_count, chosen)
drawn = data.frame(query.themes.shared_figures, chosen)
with right:
    show_shared()
show_figures()
show_qualitative()
