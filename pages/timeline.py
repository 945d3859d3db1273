"""时间节点: what falls due when. Lanes of text where dates are few, an axis of time where many; the undated too."""

from __future__ import annotations

import streamlit as st

from app import components, data, figures, figures_time, filters, markup, queries, queries_analysis
from app import sentences_analysis as sentences
from app import tabulate_analysis as tabulate
from app.components import Behind, Row
from app.figures import Words
from app.wording import STATE_RULE, UNDATED, span_word

MOST_LANES, MOST_LINES, MOST_MARKS, MOST_LISTED = 12, 40, 2500, 100
LIST_HEIGHT = 620
chosen = filters.current()
look = components.look()
head = data.frame(queries.headline, chosen).iloc[0]
if not head["tasks"]:
    components.explain_empty(chosen)
    st.stop()
note = components.source_note(chosen)
shape = data.frame(queries_analysis.dated_shape, chosen).iloc[0]
years = data.frame(queries_analysis.targets_by_year, chosen)


def target_row(row: Row, series: str) -> Behind:
    """The one target of a line or mark."""
    del series
    return Behind(f"{row['indicator']} {row['shown']}", chosen, target=str(row["target_id"]))


def mark_rows(row: Row, series: str) -> Behind:
    """The one target of a mark; from the box, all of its year or month."""
    if series:
        return target_row(row, series)
    return Behind(str(row["band"]), chosen.narrowed(limits=(str(row["band"]),)))


def month_rows(row: Row, series: str) -> Behind:
    """The targets that fall due in one month, of one category where a part of the bar was clicked."""
    month = span_word(str(row["month"])[:7])
    return Behind(month, chosen.narrowed(limits=(month,), categories=(series,) if series else chosen.categories))


def limit_rows(row: Row, series: str) -> Behind:
    """The targets of one year, of 自…起 or without a date; of one document where panels show several."""
    view = chosen.narrowed(limits=(str(row["year"]),), categories=(series,) if series else chosen.categories)
    if row["document"]:
        return Behind(f"{row['document']} · {row['year']}", view.narrowed(documents=(str(row["document"]),)))
    return Behind(str(row["year"]), view)


def undated_rows(row: Row, series: str) -> Behind:
    """One first department's targets without a date."""
    view = chosen.narrowed(leads=(str(row["lead"]),), categories=(series,) if series else chosen.categories)
    return Behind(f"{row['lead']} · {UNDATED}", view.narrowed(limits=(UNDATED,)))


def state_rows(row: Row, series: str) -> Behind:
    """The goals of one state."""
    del series
    return Behind(str(row["state"]), chosen.narrowed(states=(str(row["state"]),)))


def show_dated() -> None:
    """Lanes, marks or months, by how many targets have a date."""
    words = Words(sentences.dated_title(shape, years), note)
    if not shape["targets"]:
        st.html(markup.heading(words.title))
        return
    if shape["targets"] <= MOST_LINES and shape["limits"] <= MOST_LANES:
        dated = data.frame(queries_analysis.dated_targets, chosen, MOST_LINES)
        components.show_chart(
            figures_time.build_lanes(dated, words, look, chosen.day()), dated, key="lanes", title=words.title,
            behind=target_row, label=lambda row: f"{row['limit']} {row['indicator']}", pick="按目标查看",
        )  # fmt: skip
        return
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        if shape["targets"] <= MOST_MARKS:
            dated = data.frame(queries_analysis.dated_targets, chosen, MOST_MARKS)
            components.show_chart(
                figures_time.build_axis(dated, words, look, chosen.day()), dated, key="axis", title=words.title,
                behind=mark_rows, label=lambda row: str(row["band"]), pick="按时段查看",
            )  # fmt: skip
        else:
            months = data.frame(queries_analysis.months, chosen)
            components.show_chart(
                figures_time.build_months(months, words, look, chosen.day()), months, key="months",
                title=words.title, behind=month_rows, label=lambda row: span_word(str(row["month"])[:7]),
                pick="按月份查看",
            )  # fmt: skip
            st.caption("只写到年份的时限计在当年12月。")
    with right:
        show_list()


def show_list() -> None:
    """The dated targets in order of time, page by page; a chosen one shows its sentence."""
    offset = (components.page_number(int(shape["targets"]), MOST_LISTED, "page") - 1) * MOST_LISTED
    rows = data.frame(queries_analysis.dated_targets, chosen, MOST_LISTED, offset)
    number = components.show_table(tabulate.dated(rows), "dated", "按时限排列的目标", LIST_HEIGHT)
    if number is not None:
        components.show_sentence(str(rows.iloc[number]["target_id"]), chosen)


def show_undated() -> None:
    """What has no date, by first department: a group of its own."""
    undated = data.frame(queries_analysis.undated_by_lead, chosen)
    title = sentences.undated_title(undated, int(head["targets"]))
    if undated.empty:
        st.html(markup.heading(title))
        return
    components.show_chart(
        figures_time.build_undated(undated, Words(title, note), look), undated, key="undated", title=title,
        behind=undated_rows, label=lambda row: str(row["lead"]), pick="按单位查看",
    )  # fmt: skip


def show_states() -> None:
    """What lies before and after 统计截至, and the rule."""
    states = data.frame(queries.targets_by_state, chosen)
    title = sentences.states_title(states, chosen.day())
    components.show_chart(
        figures.build_states(states, Words(title, note), look), states, key="states", title=title,
        behind=state_rows, label=lambda row: str(row["state"]), pick="按状态查看",
    )  # fmt: skip
    st.caption(STATE_RULE)


def show_years() -> None:
    """Counts by due year and category; a panel a document where there are several."""
    if head["documents"] > 1:
        panels = data.frame(queries_analysis.targets_by_year, chosen, by_document=True)
        words = Words(sentences.panels_title(panels, int(head["documents"])), note)
        figure = figures_time.build_year_panels(panels, words, look)
    else:
        panels = years
        words = Words(sentences.years_title(years), note)
        figure = figures_time.build_years(years, words, look)
    components.show_chart(
        figure, panels, key="years", title=words.title, behind=limit_rows, pick="按年份查看",
        label=lambda row: f"{row['document']} {row['year']}" if row["document"] else str(row["year"]),
    )  # fmt: skip


if not head["targets"]:
    st.html(markup.lines([sentences.no_targets(int(head["tasks"]))], "pt-note"))
    st.stop()
show_dated()
left, right = st.columns(2, gap="medium")
with left:
    show_undated()
    if head["documents"] == 1:
        show_years()
with right:
    show_states()
if head["documents"] > 1:
    show_years()
