"""Rows one by one, as several pages show them: a table and its page buttons, a sentence, one target, a task."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import query, say
from app.query import listings
from app.query.filter_model import Filter
from app.say import markup, tabulate
from app.screen import data, filters, grid, originals, progress, reviewing
from app.wording import shown_confidence, task_word

LEDGER_PAGE, LEDGER_NAME = "pages/targets.py", "targets"


def show_table(shown: pd.DataFrame, rows: pd.DataFrame, key: str, name: str, **given: Any) -> int | None:
    """A table whose rows can be chosen; the number of the chosen row, or None. `rows` are those that `shown` shows."""
    return grid.choose_row(shown, row_ids(rows), key, name, **given)


def row_ids(rows: pd.DataFrame) -> list[str]:
    """What each row is known by: its target, its entry of the ledger, or its document and task."""
    for name in ("target_id", "mention_id"):
        if name in rows:
            return [str(one) for one in rows[name]]
    return [f"{doc_id} {number}" for doc_id, number in zip(rows["doc_id"], rows["task_no"], strict=True)]


def page_offset(count: int, size: int, key: str) -> int:
    """Page buttons where the rows need more than one page; how many rows stand before it. The link holds its number."""
    pages = max(1, -(-count // size))
    others = st.session_state.get(f"{key}_of", count) != count  # other rows than at the run before
    if others or int(st.session_state.get(key) or 1) > pages:
        st.session_state[key] = 1
    st.session_state[f"{key}_of"] = count
    return (int(st.pagination(pages, key=key, bind="query-params")) - 1) * size if pages > 1 else 0


def show_sentence(target_id: str, view: Filter) -> None:
    """The sentence of a target with its exact words marked, and where it stands."""
    detail = data.frame(listings.target_detail, view, target_id)
    if not detail.empty:
        st.html(tabulate.marked_sentence(detail.iloc[0]))
        st.caption(markup.literal(tabulate.whereabouts(detail.iloc[0])))


def show_detail(target_id: str, view: Filter) -> None:
    """One target in full: figure, sentence, how each field was read, the whole task, its permanent link."""
    found = data.frame(listings.target_detail, view, target_id)
    if found.empty:
        st.info(f"当前数据中没有编号为“{markup.literal(target_id)}”的目标。")
        return
    detail = found.iloc[0]
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("关闭", on_click=_forget_target, key="close_detail", type="tertiary", icon=":material/close:")
    st.html(markup.figure(detail["indicator"], detail["shown"]))
    st.html(tabulate.marked_sentence(detail))
    st.caption(markup.literal(tabulate.whereabouts(detail)))
    progress.show_progress(target_id, view)
    reviewing.show_review(target_id)
    st.html(markup.facts(tabulate.facts(detail)))
    if pd.notna(detail["ocr"]):
        _show_scanned_page(detail)
    with st.expander("任务全文"):
        show_marks(detail["doc_id"], detail["task_no"], detail["task_text"] or detail["sentence"])
    st.caption("固定链接")
    params = [("id", target_id), ("asof", view.day().isoformat())]
    st.code(filters.link(LEDGER_NAME, params), language=None, wrap_lines=True)


def _show_scanned_page(detail: pd.Series) -> None:
    """That a target's text was recognised on a scanned page, how surely, and the page itself."""
    st.caption(f"该页是扫描件，文字由机器识别，识别把握 {shown_confidence(detail['ocr']):.2f}，引用前请对照原页。")
    with st.expander("扫描原页"):
        picture = originals.page_picture(data.folder() / "sources", detail["file"], detail["place"][0])
        if picture is None:
            st.info(f"数据文件夹的 sources 中没有“{markup.literal(detail['file'])}”，无法显示原页。")
        else:
            st.image(picture, caption=detail["place"][0], width="stretch")


def show_entries(rows: pd.DataFrame, key: str) -> None:
    """Numbers that are no target, and the chosen one in its task's text. Frame: query.reconciliation.ledger_rows."""
    number = show_table(say.reconciliation.entries(rows), rows, f"{key}_table", "不计为目标的数字")
    if number is None:
        st.caption("点选一行，查看它在任务中的位置。")
    else:
        entry = rows.iloc[number]
        show_marks(entry["doc_id"], entry["task_no"], entry["text"] or entry["quote"])
        st.caption(markup.literal(f"{entry['document']} · {task_word(entry['task_no'])}"))
        reviewing.show_entry_review(str(entry["mention_id"]), key)


def show_task(task: pd.Series, key: str = "task") -> None:
    """A task's text with each of its numbers marked, and who is responsible. key: tells the tasks of one page apart."""
    show_marks(task["doc_id"], task["task_no"], task["text"])
    st.html(markup.facts(tabulate.task_facts(task)))
    reviewing.show_marking(str(task["doc_id"]), str(task["task_no"]), str(task["text"]), key)


def show_marks(doc_id: str, task_no: str, text: str) -> None:
    """A task's text with each number marked by where it went."""
    marks = data.frame(query.reconciliation.task_marks, doc_id, task_no)
    if len(marks):
        st.html(markup.mark_key(tabulate.mark_classes(marks)))
    st.html(markup.marked(text, tabulate.spans(marks)))


def _forget_target() -> None:
    del st.query_params["id"]
