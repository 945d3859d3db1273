"""数字核对: every number of the documents and where it went: targets + the rest = all, before the reader's eyes."""

from __future__ import annotations

import streamlit as st

from app import query, say
from app.draw import figures
from app.query import listings
from app.say import markup
from app.screen import components, data, filters, records
from app.screen.drilldown import Behind, Row
from app.wording import task_word
from etl.schema import REASON_TITLES

PAGE_ROWS = 100
MOST_TASKS = 1000
chosen = filters.current()
scope = chosen.task_level()
look = components.look()
sums = data.frame(query.reconciliation.conservation, scope).iloc[0]
reasons = data.frame(query.reconciliation.ledger_by_reason, scope)


def choose_reasons() -> tuple[str, ...]:
    """The reasons to list: idioms only where the reader asks for them."""
    idioms = int(reasons.loc[reasons["reason"] == "idiom", "entries"].sum())
    present = [reason for reason, count in zip(reasons["reason"], reasons["entries"], strict=True) if count]
    offered = [REASON_TITLES[reason] for reason in present if reason != "idiom"]
    with st.container(horizontal=True, vertical_alignment="center"):
        picked = st.pills(
            "原因", offered, selection_mode="multi", key="reason", bind="query-params", label_visibility="collapsed"
        )
        with_idioms = st.toggle(
            f"含不计数的词语（{idioms:,}处）", key="idioms", bind="query-params", disabled=not idioms
        )
    wanted = set(picked or offered) | ({REASON_TITLES["idiom"]} if with_idioms else set())
    return tuple(reason for reason in present if REASON_TITLES[reason] in wanted)


def reason_rows(row: Row, series: str) -> Behind:
    """The entries of one reason."""
    del series
    return Behind(f"{row['title']}：{row['entries']:,}处", scope, "entries", (str(row["reason"]),))


def show_entries() -> None:
    """The entries that are no target, with their sentence; a chosen one is shown in its task."""
    wanted = choose_reasons()
    count = data.frame(query.reconciliation.ledger_count, chosen, wanted)
    if not count:
        st.caption("所选范围内没有这类数字。")
        return
    offset = records.page_offset(count, PAGE_ROWS, "page")
    rows = data.frame(query.reconciliation.ledger_rows, chosen, wanted, limit=PAGE_ROWS, offset=offset)
    records.show_entries(rows, "entries")


def show_task_viewer() -> None:
    """One task's text, each number marked by where it went."""
    tasks = data.frame(listings.task_rows, scope, limit=MOST_TASKS)
    labels = [f"{task_word(number)}　{text[:28]}" for number, text in zip(tasks["task_no"], tasks["text"], strict=True)]
    picked = st.selectbox(
        "任务", range(len(tasks)), format_func=labels.__getitem__, key="viewed", label_visibility="collapsed"
    )
    records.show_task(tasks.iloc[int(picked or 0)])


if not sums["tasks"]:
    components.explain_empty(chosen)
    components.end_page()
st.html(markup.equation(say.reconciliation.conservation_items(sums), say.reconciliation.CONSERVATION))
whole = say.reconciliation.file_numerals(data.frame(query.reconciliation.file_numerals, scope))
if whole:
    st.caption(whole)
if chosen != scope:
    st.caption(
        "时限、目标类别、单位、时限状态、指标属性的筛选在本页不起作用：核对以整项任务为范围；"
        "可信度的筛选只用于“不计为目标的数字”清单。"
    )
left, right = st.columns([1, 1.3], gap="large")
with left:
    title = say.reconciliation.reasons_title(reasons)
    shown = reasons[reasons["entries"] > 0].reset_index(drop=True).assign(position=lambda frame: frame.index)
    components.show_chart(
        data.made(figures.build_reasons, shown, components.chart_words(title, scope, unit="处"), look), shown,
        key="reasons", title=title, behind=reason_rows, label=lambda row: str(row["title"]), pick="按原因查看",
    )  # fmt: skip
    st.html(markup.lines(["逐项任务核对"], "pt-head"))
    show_task_viewer()
with right:
    st.html(markup.lines(["不计为目标的数字及其原因"], "pt-head"))
    show_entries()
