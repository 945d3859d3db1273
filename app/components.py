"""What several pages draw alike: a chart whose marks open the rows behind them, the rows, one target, links, downloads.

A chart and its menu do the same: both choose a row of the chart's frame. The page says with `narrow` which view
that row stands for and with `label` what it is called; the rows then open over the page, with a link to 目标台账 that
holds the same view. Drawn by `open_chosen()`, which dashboard.py calls once after the page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NoReturn

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app import data, figures, filters, listings, markup, queries, sentences, tabulate
from app.filter_model import LISTS, Filter
from app.style import LIGHT, LOOKS, Look
from app.wording import MEASURED, QUALITATIVE

_CHOSEN = "_chosen"
LEDGER_PAGE, LEDGER_NAME = "pages/targets.py", "targets"
MOST_SHOWN = 200
TASKS: dict[str, Literal["tasks", "measured", "qualitative"]] = {
    "": "tasks",
    MEASURED: "measured",
    QUALITATIVE: "qualitative",
}
"""Which tasks stand behind a series of a chart of tasks."""
COLUMN_WIDTHS = {
    "文件": st.column_config.Column(width=200),
    "序号": st.column_config.Column(width=60),
    "指标名称": st.column_config.Column(width=330),
    "目标值": st.column_config.Column(width=150),
    "时限": st.column_config.Column(width=130),
    "任务内容": st.column_config.Column(width=520),
    "目标与标准": st.column_config.Column(width=340),
    "责任单位": st.column_config.Column(width=260),
    "所在句": st.column_config.Column(width=500),
    "可信度": st.column_config.NumberColumn(width=70, format="%.2f"),
}
"""Of tables, in pixels: wide enough for most texts; a chosen row shows the rest."""
WRAPPED_ROW = 66
"""Height of a table's row in pixels from which on Streamlit breaks its texts into lines (four times the font's)."""
Row = dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a mark: a title and a view; `rows` says which of its rows to list."""

    title: str
    view: Filter
    rows: Literal["targets", "tasks", "measured", "qualitative", "entries"] = "targets"
    reasons: tuple[str, ...] = ()
    """For `entries`, those of the ledger: which reasons."""
    target: str = ""
    """The one target that a mark stands for: its sentence is shown at once."""


def look() -> Look:
    """The colours that fit the reader's browser."""
    return LOOKS.get(st.context.theme.type or "light", LIGHT)


def source_note(chosen: Filter) -> str:
    """The line that goes under every chart of this view."""
    sources = data.frame(listings.sources_in_view, chosen).iloc[0]
    return sentences.source_note(sources["title"], sources["documents"], chosen, checked=bool(sources["checked"]))


def show_chart(
    figure: go.Figure,
    frame: pd.DataFrame,
    *,
    key: str,
    title: str,
    behind: Callable[[Row, str], Behind],
    label: Callable[[Row], str],
    pick: str,
) -> None:
    """Draw a chart; a click on a mark or a choice in the menu `pick` opens the rows behind it.

    frame: the chart's frame, whose row numbers stand in the marks' customdata. behind: from a row and the name of the
    clicked series ("" from the menu) to the rows behind. label: what the menu calls a row; equal labels are one entry.
    """
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    chart, box = f"{key}_chart_{turn}", f"{key}_pick"
    rows: dict[str, Row] = {}
    for row in frame.to_dict("records"):
        rows.setdefault(label(row), row)

    def clicked() -> None:
        points = st.session_state[chart]["selection"]["points"]
        if points:
            number, series = points[0]["customdata"]
            _choose(behind(frame.loc[int(number)].to_dict(), str(series)))
            st.session_state[f"{key}_turn"] += 1  # a new chart: the same mark can be clicked again

    def picked() -> None:
        wanted = st.session_state[box]
        if wanted in rows:
            _choose(behind(rows[wanted], ""))

    with st.container(gap=None, key=f"chart_{key}"):
        st.plotly_chart(
            figure, key=chart, on_select=clicked, selection_mode="points", theme=None, alt=title,
            config=figures.picture_config(title),
        )  # fmt: skip
        if rows:
            st.menu_button(pick, list(rows), key=box, on_click=picked, type="tertiary")


def show_counts(counts: dict[str, Behind], *, key: str, name: str) -> None:
    """A row of counts, each a button that opens the rows behind it."""

    def pressed() -> None:
        if wanted := st.session_state[key]:
            _choose(counts[wanted])
        st.session_state[key] = None

    st.pills(name, list(counts), key=key, on_change=pressed, label_visibility="collapsed")


def show_matrix(shown: Any, *, key: str, name: str, behind: Callable[[int, str], Behind], height: Any) -> None:
    """Draw a table of numbers; a click on a cell opens the rows behind it.

    shown: a frame or a pandas Styler. behind: from the row's number and the column's title to the rows behind.
    """
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    table = f"{key}_matrix_{turn}"

    def clicked() -> None:
        cells = st.session_state[table]["selection"]["cells"]
        if cells:
            row, column = cells[0]
            _choose(behind(int(row), str(column)))
            st.session_state[f"{key}_turn"] += 1  # a new table: the same cell can be clicked again

    numbers = getattr(shown, "data", shown)
    names = list(numbers.columns)
    longest = max((figures.width(str(text)) for text in numbers[names[0]]), default=0)
    widths = {column: st.column_config.Column(width=62) for column in names[1:]} if len(names) > 10 else {}
    pinned = {names[0]: st.column_config.Column(pinned=True, width=min(260, int(longest * 14) + 24))}
    st.dataframe(
        shown, hide_index=True, key=table, on_select=clicked, selection_mode="single-cell", alt=name, height=height,
        placeholder="", column_config=pinned | widths,
    )  # fmt: skip


def show_cards(goals: pd.DataFrame, chosen: Filter, *, with_document: bool) -> None:
    """核心数字: a card for each task of queries.quantity_goals; each card is a button for the rows behind it."""
    if goals.empty:
        return
    fitting = markup.cards_in_view(goals)
    known = data.frame(queries.tasks_with_quantities, chosen)
    remark = f"（共{known:,}项任务有数量目标，此处列目标数最多的{fitting}项）" if known > fitting else ""
    st.html(markup.heading("核心数字", remark))
    grid = st.grid(4, gap="xsmall", min_column_width=280)
    for card, rows in enumerate(markup.card_frames(goals)[:fitting]):
        first = rows.iloc[0]
        with grid, st.container(border=True, key=f"card_{card}", gap=None, height="stretch"):
            st.html(markup.figure_card(rows, with_document=with_document))
            view = chosen.narrowed(tasks=(first["task_no"],), categories=("数量目标",))
            if with_document:
                view = view.narrowed(documents=(first["document"],))
            name = f"第{first['task_no']}项的数量目标"
            st.button(f"查看{name}", key=f"open_{card}", on_click=_choose, args=(Behind(name, view),))


def project(page_name: str, today: date) -> None:
    """投屏: the page's main figures as one slide over the whole window, the view as the link has it."""
    from app.briefing import projection

    asked, _wrong = Filter.from_query({name: st.query_params.get_all(name) for name in st.query_params})
    known = data.options()
    view, _missing = asked.keep_known({name: known[name] for name in LISTS if name in known})
    number = st.query_params.get(projection.SLIDE, "1")
    st.html(data.frame(projection.project, view.resolved(today), page_name, number))


def open_chosen() -> None:
    """Show the rows that were chosen in this run, if any, over the page."""
    chosen: Behind | None = st.session_state.pop(_CHOSEN, None)
    if chosen is not None:
        st.dialog(chosen.title, width="large")(_show_behind)(chosen)


def _choose(rows: Behind) -> None:
    st.session_state[_CHOSEN] = rows


def _show_behind(behind: Behind) -> None:
    view = behind.view
    if behind.target:
        show_sentence(behind.target, view)
        params = filters.link_params(view, ("id", behind.target))
        st.page_link(LEDGER_PAGE, label="在目标台账中查看", icon=":material/open_in_new:", query_params=params)
        return
    if behind.rows == "entries":
        show_entries(data.frame(listings.ledger_rows, view, behind.reasons, limit=MOST_SHOWN), "behind")
        return
    if behind.rows == "targets":
        count = data.frame(listings.target_count, view)
        rows = data.frame(listings.target_rows, view, limit=MOST_SHOWN)
        params = filters.link_params(view)
        number = show_table(tabulate.targets(rows), "behind", "目标列表") if count else None
        if count == 1:
            number = 0
        if number is not None:
            show_sentence(str(rows.iloc[number]["target_id"]), view)
    else:
        measured = {"tasks": None, "measured": True, "qualitative": False}[behind.rows]
        count = data.frame(listings.task_count, view, measured)
        rows = data.frame(listings.task_rows, view, measured, limit=MOST_SHOWN)
        kind = {"measured": [("kind", MEASURED)], "qualitative": [("kind", QUALITATIVE)]}.get(behind.rows, [])
        params = filters.link_params(view, ("list", "全部任务"), *kind)
        number = show_table(tabulate.tasks(rows), "behind", "任务列表") if count else None
        if number is not None:
            show_task(rows.iloc[number])
    shown = f"，此处列出前{MOST_SHOWN}项" if count > MOST_SHOWN else ""
    st.caption(f"共{count}项{shown}。" + ("点选一行，查看原文。" if number is None and count else ""))
    st.page_link(LEDGER_PAGE, label="在目标台账中查看", icon=":material/open_in_new:", query_params=params)


def show_table(shown: pd.DataFrame, key: str, name: str, height: int = 420, *, wrapped: bool = False) -> int | None:
    """A table whose rows can be chosen by a click anywhere in them; the number of the chosen row, or None.

    wrapped: rows are high enough for three lines of text.
    """
    room = WRAPPED_ROW if wrapped else 35
    event = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode=["single-row", "single-cell"], key=f"{key}_table",
        alt=name, placeholder="—", height="content" if len(shown) < height // room else height,
        row_height=room if wrapped else None,
        column_config=COLUMN_WIDTHS,
    )  # fmt: skip
    selection = event["selection"]
    numbers = [*selection["rows"], *(row for row, _column in selection["cells"])]
    return int(numbers[0]) if numbers and numbers[0] < len(shown) else None


def page_number(count: int, size: int, key: str) -> int:
    """Page buttons where the rows need more than one page; the page's number, from 1. The link holds it."""
    pages = max(1, -(-count // size))
    others = st.session_state.get(f"{key}_of", count) != count  # other rows than at the run before
    if others or int(st.session_state.get(key) or 1) > pages:
        st.session_state[key] = 1
    st.session_state[f"{key}_of"] = count
    if pages == 1:
        return 1
    return int(st.pagination(pages, key=key, bind="query-params"))


def show_sentence(target_id: str, view: Filter) -> None:
    """The sentence of a target with its exact words marked, and where it stands."""
    detail = data.frame(listings.target_detail, view, target_id)
    if not detail.empty:
        st.html(tabulate.marked_sentence(detail.iloc[0]))
        st.caption(tabulate.whereabouts(detail.iloc[0]))


def show_detail(target_id: str, view: Filter) -> None:
    """One target in full: figure, sentence, how each field was read, the whole task, its permanent link."""
    found = data.frame(listings.target_detail, view, target_id)
    if found.empty:
        st.info(f"当前数据中没有编号为“{target_id}”的目标。")
        return
    detail = found.iloc[0]
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("关闭", on_click=_forget_target, key="close_detail", type="tertiary", icon=":material/close:")
    st.html(markup.figure(detail["indicator"], detail["shown"]))
    st.html(tabulate.marked_sentence(detail))
    st.caption(tabulate.whereabouts(detail))
    st.html(markup.facts(tabulate.facts(detail)))
    with st.expander("任务全文"):
        show_marks(detail["doc_id"], detail["task_no"], detail["task_text"] or detail["sentence"])
    st.caption("固定链接")
    params = [("id", target_id), ("asof", view.day().isoformat())]
    st.code(filters.link(LEDGER_NAME, params), language=None, wrap_lines=True)


def show_entries(rows: pd.DataFrame, key: str) -> None:
    """Numbers that are no target, and the chosen one in its task's text. Frame: listings.ledger_rows."""
    number = show_table(tabulate.entries(rows), key, "不计为目标的数字", height=520)
    if number is None:
        st.caption("点选一行，查看它在任务中的位置。")
    else:
        entry = rows.iloc[number]
        show_marks(entry["doc_id"], entry["task_no"], entry["text"] or entry["quote"])
        st.caption(f"{entry['document']} · 第{entry['task_no']}项")


def show_task(task: pd.Series) -> None:
    """A task's text with each of its numbers marked, and who is responsible."""
    show_marks(task["doc_id"], task["task_no"], task["text"])
    st.html(markup.facts(tabulate.task_facts(task)))


def show_marks(doc_id: str, task_no: str, text: str) -> None:
    """A task's text with each number marked by where it went."""
    marks = data.frame(listings.task_marks, doc_id, task_no)
    if len(marks):
        st.html(markup.mark_key(tabulate.mark_classes(marks)))
    st.html(markup.marked(text, tabulate.spans(marks)))


class EndOfPageError(Exception):
    """The page has nothing more to draw. Raised by `end_page` and caught by dashboard.py, which draws the rest."""


def end_page() -> NoReturn:
    """End the page here. (`st.stop()` would end the frame as well, and the filters are drawn after the page.)"""
    raise EndOfPageError


def stop_if_empty(view: Filter, targets: int) -> None:
    """End the page where the view holds no task, and say so; a view with targets has tasks and is not asked."""
    if not targets and not data.frame(queries.headline, view).iloc[0]["tasks"]:
        explain_empty(view)
        end_page()


def explain_empty(view: Filter) -> None:
    """Say that nothing is left, and how much each loosened filter would give."""
    st.html(markup.lines(["当前筛选下没有数据。去掉下列任一条件可看到："], "pt-note"))
    for number, chip in enumerate(chip for chip in view.chips() if chip.field != "as_of"):
        looser = view.without(chip)
        count = data.frame(listings.target_count, looser)
        tasks = data.frame(listings.task_count, looser)
        st.button(
            f"去掉“{chip.title}：{chip.label}”：{count}项目标，{tasks}项任务", key=f"loosen_{number}", type="tertiary",
            on_click=filters.set_filter, args=(looser,), icon=":material/close:",
        )  # fmt: skip
    st.button("清除全部筛选", on_click=filters.set_filter, args=(Filter(),), key="loosen_all")


def _forget_target() -> None:
    del st.query_params["id"]
    st.session_state.pop("ledger_table", None)


__all__ = [
    "TASKS",
    "Behind",
    "EndOfPageError",
    "Row",
    "end_page",
    "explain_empty",
    "look",
    "open_chosen",
    "page_number",
    "project",
    "show_cards",
    "show_chart",
    "show_detail",
    "show_marks",
    "show_matrix",
    "show_sentence",
    "show_table",
    "show_task",
    "source_note",
    "stop_if_empty",
]  # fmt: skip
