"""校核: the queue of what nobody has checked, the least certain first; what waits for a second look; the records."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from app.query import listings, review
from app.query.review import DOUBTS, MOST_WAITING
from app.say import grid, markup, reviewing, tabulate
from app.screen import components, data, filters, people
from app.screen import reviewing as screen
from app.screen.records import show_marks
from records import audit, exchange, pending

PARTS = ("待校核", "待复核", "校核记录")
chosen = filters.current()
screen.require_store()
screen.bring_up_to_date()


def show_queue() -> None:
    """One row at a time, with its sentence and its form; every step has a key."""
    queue = list(data.frame(review.waiting, chosen, doubt)["target_id"])
    screen.show_said(shortcut=True)
    if not queue:
        st.html(markup.lines(["所选范围内没有待校核的目标。"], "pt-note"))
        return
    at = st.session_state.get(screen.AT)
    number = queue.index(at) if at in queue else min(st.session_state.get("review_number", 0), len(queue) - 1)
    st.session_state["review_number"] = number
    st.session_state[screen.AT] = target_id = queue[number]

    def go(step: int) -> None:
        st.session_state[screen.AT] = queue[(number + step) % len(queue)]

    detail = data.frame(listings.target_detail, chosen, target_id).iloc[0]
    left, right = st.columns([1, 1.2], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(reviewing.queue_place(number + 1, len(queue), MOST_WAITING), width="content")
            st.button("上一项", on_click=go, args=(-1,), type="tertiary", shortcut="K", key="before")
            st.button("下一项", on_click=go, args=(1,), type="tertiary", shortcut="J", key="after")
        st.html(markup.figure(detail["indicator"], detail["shown"]))
        st.html(tabulate.marked_sentence(detail))
        st.caption(markup.literal(tabulate.whereabouts(detail)))
        st.html(markup.facts(tabulate.facts(detail)))
        with st.expander("任务全文"):
            show_marks(detail["doc_id"], detail["task_no"], detail["task_text"] or detail["sentence"])
    with right:
        if may:
            screen.show_form(target_id, shortcuts=True)
        else:
            st.html(markup.lines([needs], "pt-note"))


def show_pending() -> None:
    """待复核: decisions whose text has changed, with both readings."""
    nothing: list[pending.Waiting] = []
    waiting = screen.read(lambda engine: pending.find_pending(engine, data.folder()), nothing)
    screen.show_said()
    if not waiting:
        st.html(markup.lines(["没有待复核的校核：所有决定都已用于现在的文件。"], "pt-note"))
        return
    st.caption("下列校核所依据的文字已改变或不再存在，没有自动沿用。请比较两次的读法，再决定沿用或放弃。")
    for one in waiting:
        with st.container(border=True):
            st.html(markup.lines([f"{reviewing.told(one.decision)}。{one.reason}"], "pt-body"))
            st.html(
                markup.facts(
                    [("当时的原文", one.decision.sentence, ""), ("当时的读法", reviewing.reading(one.was), ""),
                     ("现在的读法", reviewing.reading(one.now), "")]
                )
            )  # fmt: skip
            if not may:
                continue
            with st.container(horizontal=True, gap="small"):
                to = str(one.now.get("target_id") or one.now.get("mention_id")) if one.now else None
                if to:
                    st.button(
                        "沿用到现在的内容", key=f"take_{one.decision.id}", on_click=screen.settle,
                        args=(one.decision.id, to),
                    )  # fmt: skip
                st.button(
                    "放弃这项校核", key=f"drop_{one.decision.id}", on_click=screen.settle, args=(one.decision.id, None),
                    type="tertiary",
                )  # fmt: skip


def show_records() -> None:
    """What review has gained, all decisions as a file, who did what."""
    nothing: list[audit.Entry] = []
    entries = screen.read(lambda engine: audit.entries(engine, 200), nothing)
    if not entries:
        st.html(markup.lines(["还没有校核记录。"], "pt-note"))
        return
    screen.show_gain()
    screen.show_said()
    if people.may("manage"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.download_button(
                "导出全部校核记录（CSV）", data=export_all, file_name="校核记录.csv", on_click="ignore", mime="text/csv"
            )
            given = st.file_uploader(
                "导入校核记录", type="csv", key="decisions_file", label_visibility="collapsed", width=360
            )
            if given is not None and people.who():
                st.button("导入所选文件", on_click=screen.take_in, args=(given.name, given.getvalue()))
    st.html(markup.heading("操作记录", "　只增不改"))
    st.html(grid.plain(reviewing.audit_lines(entries), "操作记录"))


def export_all() -> bytes:
    """All decisions as a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.csv"
        exchange.export_csv(screen.store(), path)
        return path.read_bytes()


needs = "登录的账号没有校核权限。" if not people.may("review") else "请先在上方填写您的姓名，再校核。"
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="controls"):
    part = st.segmented_control(
        "内容", PARTS, default=PARTS[0], required=True, key="part_of_review", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    if part == PARTS[0]:
        doubt = str(
            st.selectbox(
                "先看", list(DOUBTS), key="doubt", bind="query-params", label_visibility="collapsed", width=190,
                filter_mode=None,
            )
        )  # fmt: skip
    may = screen.may_review()
    if part == PARTS[0] and may:
        st.caption("按键：Y 确认 · N 不是目标 · J 下一项 · K 上一项 · U 撤销", width="content")
if part == PARTS[0]:
    components.stop_if_empty(chosen, data.frame(listings.target_count, chosen))
    show_queue()
elif part == PARTS[1]:
    show_pending()
else:
    show_records()
