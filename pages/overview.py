"""总体情况: one screen for leaders. Counts, a summary, the key figures, and two charts."""

from __future__ import annotations

import streamlit as st

from app import components, data, figures, filters, markup, queries, sentences
from app.components import Behind, Row
from app.figures import Words
from app.filter_model import Filter

chosen = filters.current()
look = components.look()
note = components.source_note(chosen)
head = data.frame(queries.headline, chosen).iloc[0]
limits = data.frame(queries.targets_by_limit, chosen)
leads = data.frame(queries.tasks_by_lead, chosen)
goals = data.frame(queries.quantity_goals, chosen)

st.html(markup.headline(sentences.headline_items(head)))
st.html(markup.lines([sentences.summary(head, leads)], "pt-summary"))

left, right = st.columns([1.15, 1], gap="medium")
with left:
    st.html(markup.lines(["核心数字"], "pt-head"))
    grid = st.grid(2, gap="xsmall")
    for card, rows in goals.groupby("card"):
        with grid, st.container(border=True, key=f"card_{card}"):
            st.html(markup.figure_card(rows, with_document=head["documents"] > 1))
            first = rows.iloc[0]
            view = chosen.narrowed(tasks=(first["task_no"],), categories=("数量目标",))
            components.choose_button(
                f"查看第{first['task_no']}项的数量目标", f"open_{card}", Behind(f"第{first['task_no']}项", view)
            )


def behind_limit(row: Row, series: str) -> Behind:
    view = chosen.narrowed(limits=(row["limit"],))
    return Behind(row["limit"], view)


def behind_lead(row: Row, series: str) -> Behind:
    view: Filter = chosen.narrowed(leads=(row["lead"],))
    return Behind(row["lead"], view, "tasks")


with right:
    title = sentences.limits_title(limits, int(head["targets"]))
    components.show_chart(
        figures.build_limits(limits, Words(title, note), look), limits, key="limits", title=title,
        behind=behind_limit, label=lambda row: str(row["limit"]), pick="按时限查看明细",
    )  # fmt: skip
    title = sentences.leads_title(leads, int(head["tasks"]))
    components.show_chart(
        figures.build_leads(leads, Words(title, note), look), leads, key="leads", title=title,
        behind=behind_lead, label=lambda row: str(row["lead"]), pick="按单位查看明细",
    )  # fmt: skip
