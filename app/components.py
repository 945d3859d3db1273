"""What several pages draw alike: a chart whose marks open the rows behind them, the rows, one target, links, downloads.

A chart and its select box do the same: both choose a row of the chart's frame. The page says with `narrow` which view
that row stands for and with `label` what it is called; the rows then open over the page, with a link to 目标台账 that
holds the same view. Drawn by `open_chosen()`, which dashboard.py calls once after the page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app import data, figures, listings, markup, queries, sentences, tabulate
from app.filter_model import Filter
from app.style import LIGHT, LOOKS, Look
from app.wording import MEASURED, QUALITATIVE

_CHOSEN = "_chosen"
LEDGER_PAGE = "pages/targets.py"
MOST_SHOWN = 200
TASKS: dict[str, Literal["tasks", "measured", "qualitative"]] = {
    "": "tasks",
    MEASURED: "measured",
    QUALITATIVE: "qualitative",
}
"""Which tasks stand behind a series of a chart of tasks."""
Row = dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a mark: a title and a view; `rows` says which of its rows to list."""

    title: str
    view: Filter
    rows: Literal["targets", "tasks", "measured", "qualitative"] = "targets"


def look() -> Look:
    """The colours that fit the reader's browser."""
    return LOOKS.get(st.context.theme.type or "light", LIGHT)


def source_note(chosen: Filter) -> str:
    """The line that goes under every chart of this view."""
    head = data.frame(queries.headline, chosen).iloc[0]
    checked = bool(head["targets"]) and head["checked"] == head["targets"]
    return sentences.source_note(data.frame(listings.documents_in_view, chosen), chosen, checked=checked)


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
    """Draw a chart; a click on a mark or a choice in the box `pick` opens the rows behind it.

    frame: the chart's frame, whose row numbers stand in the marks' customdata. behind: from a row and the name of the
    clicked series ("" from the box) to the rows behind. label: what the box calls a row; equal labels are one entry.
    """
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    chart, box = f"{key}_chart_{turn}", f"{key}_pick"

    def clicked() -> None:
        points = st.session_state[chart]["selection"]["points"]
        if points:
            number, series = points[0]["customdata"]
            _choose(behind(frame.loc[int(number)].to_dict(), str(series)))
            st.session_state[f"{key}_turn"] += 1  # a new chart: the same mark can be clicked again

    def picked() -> None:
        wanted = st.session_state[box]
        row = next((row for row in frame.to_dict("records") if label(row) == wanted), None)
        if row is not None:
            _choose(behind(row, ""))
        st.session_state[box] = None

    with st.container(gap=None, key=f"chart_{key}"):
        st.plotly_chart(
            figure, key=chart, on_select=clicked, selection_mode="points", theme=None, alt=title,
            config=figures.picture_config(title),
        )  # fmt: skip
        if len(frame):
            labels = list(dict.fromkeys(label(row) for row in frame.to_dict("records")))
            st.selectbox(
                pick, labels, index=None, key=box, on_change=picked, placeholder=pick, label_visibility="collapsed",
                filter_mode="contains", width=170,
            )  # fmt: skip


def show_cards(goals: pd.DataFrame, chosen: Filter, *, with_document: bool) -> None:
    """核心数字: a card for each task of queries.quantity_goals; each card is a button for the rows behind it."""
    if goals.empty:
        return
    st.html(markup.lines(["核心数字"], "pt-head"))
    grid = st.grid(4, gap="xsmall", min_column_width=280)
    for card in range(int(goals["card"].max()) + 1):
        rows = goals[goals["card"] == card]
        first = rows.iloc[0]
        with grid, st.container(border=True, key=f"card_{card}", gap=None, height="stretch"):
            st.html(markup.figure_card(rows, with_document=with_document))
            view = chosen.narrowed(tasks=(first["task_no"],), categories=("数量目标",))
            if with_document:
                view = view.narrowed(documents=(first["document"],))
            name = f"第{first['task_no']}项的数量目标"
            st.button(f"查看{name}", key=f"open_{card}", on_click=_choose, args=(Behind(name, view),))


def open_chosen() -> None:
    """Show the rows that were chosen in this run, if any, over the page."""
    chosen: Behind | None = st.session_state.pop(_CHOSEN, None)
    if chosen is not None:
        st.dialog(chosen.title, width="large")(_show_behind)(chosen)


def _choose(rows: Behind) -> None:
    st.session_state[_CHOSEN] = rows


def _show_behind(behind: Behind) -> None:
    if behind.rows == "targets":
        count = data.frame(listings.target_count, behind.view)
        rows = data.frame(listings.target_rows, behind.view, limit=MOST_SHOWN)
        show_targets(rows, behind.view, key="behind")
        params = behind.view.to_params()
    else:
        measured = {"tasks": None, "measured": True, "qualitative": False}[behind.rows]
        count = data.frame(listings.task_count, behind.view, measured)
        rows = data.frame(listings.task_rows, behind.view, measured, limit=MOST_SHOWN)
        show_tasks(rows)
        params = [*behind.view.to_params(), ("list", "全部任务")]
    shown = f"，此处列出前{MOST_SHOWN}项" if count > MOST_SHOWN else ""
    st.caption(f"共{count}项{shown}。")
    st.page_link(LEDGER_PAGE, label="在目标台账中查看", icon=":material/open_in_new:", query_params=params)


def show_targets(rows: pd.DataFrame, view: Filter, key: str) -> None:
    """A table of targets; choosing a row shows its sentence below."""
    shown = tabulate.targets(rows)
    event = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode="single-row", key=f"{key}_rows", alt="目标列表",
        placeholder="—", height=min(420, 38 + 35 * max(len(shown), 1)),
    )  # fmt: skip
    if event["selection"]["rows"]:
        show_sentence(rows.iloc[event["selection"]["rows"][0]]["target_id"], view)
    else:
        st.caption("点选一行，查看原句。")


def show_tasks(rows: pd.DataFrame) -> None:
    """A table of tasks with their text."""
    st.dataframe(tabulate.tasks(rows), hide_index=True, alt="任务列表", placeholder="—", row_height=60)


def show_sentence(target_id: str, view: Filter) -> None:
    """The sentence of a target with its exact words marked, and where it stands."""
    detail = data.frame(listings.target_detail, view, target_id)
    if not detail.empty:
        st.html(tabulate.marked_sentence(detail.iloc[0]))
        st.caption(tabulate.whereabouts(detail.iloc[0]))


__all__ = ["Behind", "Row", "choose_button", "look", "markup", "open_chosen", "show_chart", "show_sentence"]
