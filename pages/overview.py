"""总体情况: one screen for leaders. Counts, a summary, the key figures, and two charts."""

from __future__ import annotations

import streamlit as st

from app import query, say
from app.draw import figures
from app.draw.figures import Words
from app.say import markup
from app.screen import components, data, documents, drilldown, filters
from app.screen.drilldown import Behind, Row

CHART_HEIGHT, CHIPS_HEIGHT = 372, 38
MOST_LEADS = 10

chosen = filters.current()
look = components.look()
height = CHART_HEIGHT - (CHIPS_HEIGHT if filters.has_chips() else 0)
limits = data.frame(query.overview.targets_by_limit, chosen)
targets = int(limits["targets"].sum())
components.stop_if_empty(chosen, targets)
note = components.source_note(chosen)


def limit_rows(row: Row, series: str) -> Behind:
    """The targets of one time limit, and of one category where a part of the bar was clicked."""
    categories = (series,) if series else chosen.categories
    return Behind(row["limit"], chosen.narrowed(limits=(row["limit"],), categories=categories))


def lead_rows(row: Row, series: str) -> Behind:
    """The tasks of one first department, with or without targets where a part of the bar was clicked."""
    return Behind(row["lead"], chosen.narrowed(leads=(row["lead"],)), drilldown.TASKS[series])


of_documents = st.container(gap="xsmall")
top = st.container(gap="xsmall")
left, right = st.columns(2, gap="medium")
with left:  # first, although it stands below: what a reader waits for after a click
    title = say.overview.limits_title(limits, targets)
    components.show_chart(
        figures.build_limits(limits, Words(title, note), look, height), limits, key="limits", title=title,
        behind=limit_rows, label=lambda row: str(row["limit"]), pick="按时限查看",
    )  # fmt: skip
head = data.frame(query.overview.headline, chosen).iloc[0]
leads = data.frame(query.overview.tasks_by_lead, chosen)
with right:
    title = say.overview.leads_title(leads, int(head["tasks"]), MOST_LEADS)
    components.show_chart(
        figures.build_leads(leads.head(MOST_LEADS), Words(title, note), look, height), leads, key="leads",
        title=title, behind=lead_rows, label=lambda row: str(row["lead"]), pick="按单位查看",
    )  # fmt: skip
with top:
    st.html(markup.headline(say.overview.headline_items(head)))
    st.html(markup.lines([say.overview.summary(head, leads)], "pt-summary"))
    goals = data.frame(query.overview.quantity_goals, chosen)
    components.show_cards(goals, chosen, with_document=head["documents"] > 1)
if head["documents"] > 1:
    with of_documents:
        documents.show_documents(chosen)
