"""目标台账: every target or every task of the view, page by page; a row opens its sentence and how it was read."""

from __future__ import annotations

import streamlit as st

from app.query import listings
from app.say import tabulate
from app.say.tabulate import TARGET_TITLES, USUAL
from app.screen import components, data, filters, records, reviewing
from app.wording import MEASURED, QUALITATIVE

PAGE_ROWS = 100
BESIDE_DETAIL = ("task_no", "indicator", "shown", "limit", "lead", "state")
"""Columns beside an open target, where the reader has not chosen any."""
HEADERS = {
    "task_no": "文件顺序", "shown": "数值（同单位内）", "limit": "时限", "lead": "牵头或首列单位", "theme": "任务领域",
    "category": "目标类别", "confidence": "可信度（低的在前）",
}  # fmt: skip
"""The order of listings.SORTS that a column's header asks for."""
chosen = filters.current()
natures = ["nature"] if data.options()["natures"] else []
several = ["document"] if len(data.options()["documents"]) > 1 else []
usual = [*USUAL, "state", *natures, "confidence", "review", *several]


def show_targets() -> None:
    """The table of targets, its downloads, and the chosen target beside it."""
    count = data.frame(listings.target_count, chosen)
    with controls:
        sort = st.selectbox(
            "排序", list(listings.SORTS), key="sort", bind="query-params", label_visibility="collapsed", width=190,
            filter_mode=None, format_func="按{}".format,
        )  # fmt: skip
        with st.popover("显示的列"):
            columns = st.multiselect(
                "显示的列", list(TARGET_TITLES), usual, format_func=TARGET_TITLES.__getitem__, key="columns",
                persist_state="session", select_all=False, placeholder="请选择",
            )  # fmt: skip
        reviewing.show_batch(chosen)
        st.caption(f"共{count:,}项目标与标准")
        offset = records.page_offset(count, PAGE_ROWS, "page")
    if not count:
        components.explain_empty(chosen)
        return
    if not st.query_params.get("id"):
        reviewing.show_said()
    wanted = st.query_params.get("id")
    table, detail = st.columns([1.55, 1], gap="medium") if wanted else (st.container(), None)
    with table:
        rows = data.frame(listings.target_rows, chosen, sort, limit=PAGE_ROWS, offset=offset)
        wide = BESIDE_DETAIL if wanted and set(columns) <= set(usual) <= set(columns) else columns or usual
        names = tuple(name for name in TARGET_TITLES if name in wide)
        shown = tabulate.targets(rows, names)
        titled = dict(zip(names, shown.columns, strict=True))
        sorts = {titled[name]: order for name, order in HEADERS.items() if name in titled}
        records.show_table(shown, rows, "ledger", "目标台账", sorts=sorts, param="id")
    if wanted and detail:
        with detail, st.container(key="detail"):
            records.show_detail(wanted, chosen)


def show_tasks() -> None:
    """The table of tasks, qualitative ones too, and the chosen task's text with its numbers marked."""
    with controls:
        kind = st.segmented_control(
            "任务类型", ["全部", MEASURED, QUALITATIVE], default="全部", required=True, key="kind", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        measured = {MEASURED: True, QUALITATIVE: False}.get(str(kind))
        count = data.frame(listings.task_count, chosen, measured)
        st.caption(f"共{count:,}项工作任务")
        offset = records.page_offset(count, PAGE_ROWS, "page")
    if not count:
        components.explain_empty(chosen)
        return
    table, detail = st.columns([2, 1], gap="medium")
    with table:
        rows = data.frame(listings.task_rows, chosen, measured, limit=PAGE_ROWS, offset=offset)
        number = records.show_table(tabulate.tasks(rows), rows, "tasks", "全部任务")
    with detail:
        if number is None:
            st.caption("点选一行，查看任务全文，其中每个数字标出去向。")
        else:
            records.show_task(rows.iloc[number])


controls = st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls")
with controls:
    listed = st.segmented_control(
        "列表", ["目标", "全部任务"], default="目标", required=True, key="list", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
if listed == "全部任务":
    show_tasks()
else:
    show_targets()
