"""What several pages draw alike: a chart whose marks open the rows behind them, counts, cards, the end of a page.

A chart and its menu do the same: both choose a row of the chart's frame. The page says with `behind` which rows that
row stands for and with `label` what it is called; they then open over the page, with a link to 目标台账 that holds the
same view. Drawn by `open_chosen()`, which dashboard.py calls once after the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app import query
from app.draw import figures
from app.draw.figures import TITLE_WIDTH, Words
from app.draw.style import LIGHT, LOOKS, Look
from app.query import listings
from app.query.filter_model import Filter
from app.say import markup, sentences, tabulate
from app.say.overview import Tile
from app.screen import data, filters, grid, language
from app.screen.drilldown import Behind, Row
from app.screen.records import LEDGER_PAGE, show_entries, show_sentence, show_table, show_task
from app.wording import MEASURED, QUALITATIVE, review_word

_CHOSEN = "_chosen"
BEHIND = "behind_rows"
"""Key of the table over the page."""
MOST_SHOWN = 200


def look() -> Look:
    """The colours that fit the reader's browser."""
    return LOOKS.get(st.context.theme.type or "light", LIGHT)


def chart_words(title: str, chosen: Filter, *, unit: str = "项", whole: str = "", width: int = TITLE_WIDTH) -> Words:
    """The text of a chart of this view: its sentence; unit, whole and filter; source, date and state of checking."""
    sources = data.frame(query.documents.sources_in_view, chosen).iloc[0]
    review = review_word(int(sources["checked"]), int(sources["targets"]))
    note = sentences.source_note(sources["title"], sources["documents"], chosen, review, filtered=False)
    return Words(title, note, sentences.chart_subtitle(unit, whole, chosen), width, language.say())


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

    Bars of one row alone compare nothing: the sentence stands in their place, and a button opens the rows.

    frame: the chart's frame, whose row numbers stand in the marks' customdata. behind: from a row and the name of the
    clicked series ("" from the menu) to the rows behind. label: what the menu calls a row; equal labels are one entry.
    """
    turn = st.session_state.setdefault(f"{key}_turn", 0)
    chart, box = f"{key}_chart_{turn}", f"{key}_pick"
    rows: dict[str, Row] = {}
    for row in frame.to_dict("records"):
        rows.setdefault(label(row), row)

    if len(rows) == 1 and any(trace.type == "bar" for trace in figure.data):
        with st.container(gap=None, key=f"chart_{key}"):
            st.html(markup.lines([title], "pt-head"))
            ((name, row),) = rows.items()
            st.button(f"查看{name}", key=f"{key}_alone", on_click=_choose, args=(behind(row, ""),), type="tertiary")
        return

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
        st.html(markup.lines([title], "pt-head pt-narrow"))
        st.plotly_chart(
            figure, key=chart, on_select=clicked, selection_mode="points", theme=None, alt=title,
            config=figures.picture_config(language.say()(title), figure.layout.height),
        )  # fmt: skip
        if rows:
            st.menu_button(pick, list(rows), key=box, on_click=picked, type="tertiary")


def show_counts(counts: dict[str, Behind], *, key: str, name: str) -> None:
    """A row of counts, each a button that opens the rows behind it."""

    def pressed() -> None:
        if wanted := st.session_state[key]:
            _choose(counts[wanted])
        st.session_state[key] = None

    st.pills(name, list(counts), key=key, on_change=pressed, label_visibility="collapsed", width="content", wrap=True)


def show_matrix(
    shown: pd.DataFrame,
    shades: dict[tuple[int, str], str],
    *,
    key: str,
    name: str,
    behind: Callable[[int, str], Behind | None],
) -> None:
    """Draw a table of numbers or short texts; a click on a cell opens the rows behind it.

    shades: colours of cells. behind: from the row's number and the column's title to the rows behind; None where there
    are none.
    """

    def chosen(row: int, column: str) -> None:
        if (rows := behind(row, column)) is not None:
            _choose(rows)

    grid.choose_cell(shown, shades, f"{key}_matrix", name, chosen)


def show_tiles(tiles: list[Tile], behind: Callable[[Tile], Behind]) -> None:
    """The leaders' strip of counts; each is a button that opens the rows behind it."""
    grid.press(markup.tiles(tiles, "目标概况"), "tiles", lambda place: _choose(behind(tiles[int(place)])))


def show_key_figures(goals: pd.DataFrame, chosen: Filter, *, known: int, with_document: bool, columns: int) -> None:
    """核心数字: a line a goal of query.overview.key_figures, each a button for its sentence; `known` goals in all."""
    order = f"（{'各文件轮流取，' if with_document else ''}约束性、可信度不低者在前）"
    with st.container(gap=None, key="key_figures"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(markup.heading("核心数字", order if known > len(goals) else ""), width="content")
            params = filters.link_params(chosen.narrowed(categories=("数量目标", "比率目标")))
            st.page_link(LEDGER_PAGE, label=f"更多（共{known:,}项）", query_params=params)
        names = dict(zip(goals["target_id"], goals["indicator"], strict=True))
        lines = markup.key_figures(goals.to_dict("records"), "核心数字", with_document=with_document, columns=columns)
        grid.press(lines, "goals", lambda target: _choose(Behind(str(names[target]), chosen, targets=(target,))))


def show_goals(
    shown: pd.DataFrame, targets: Sequence[str], widths: dict[str, int], view: Filter, *, key: str, name: str
) -> None:
    """Draw a table of one row a target (`targets`: which); a press on a row opens the target's sentence."""
    grid.press_row(shown, targets, key, name, widths, lambda target: _choose(Behind(name, view, targets=(target,))))


def show_note(text: str) -> None:
    """A small line below something; none for an empty text."""
    if text:
        st.caption(markup.literal(text))


def open_chosen() -> None:
    """Show the rows that were chosen in this run, if any, over the page."""
    chosen: Behind | None = st.session_state.pop(_CHOSEN, None)
    if chosen is not None:
        st.dialog(markup.literal(chosen.title), width="large")(_show_behind)(chosen)


def _choose(rows: Behind) -> None:
    grid.forget(BEHIND)
    st.session_state[_CHOSEN] = rows


def _show_behind(behind: Behind) -> None:
    language.speak()
    view = behind.view
    for target in behind.targets:
        show_sentence(target, view)
        params = filters.link_params(view, ("id", target))
        st.page_link(LEDGER_PAGE, label="在目标台账中查看", icon=":material/open_in_new:", query_params=params)
    if behind.targets:
        return
    if behind.rows == "entries":
        show_entries(data.frame(query.reconciliation.ledger_rows, view, behind.reasons, limit=MOST_SHOWN), "behind")
        return
    if behind.rows == "targets":
        count = data.frame(listings.target_count, view)
        rows = data.frame(listings.target_rows, view, limit=MOST_SHOWN)
        params = filters.link_params(view)
        number = show_table(tabulate.targets(rows), rows, BEHIND, "目标列表") if count else None
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
        number = show_table(tabulate.tasks(rows), rows, BEHIND, "任务列表") if count else None
        if number is not None:
            show_task(rows.iloc[number], BEHIND)
    shown = f"，此处列出前{MOST_SHOWN}项" if count > MOST_SHOWN else ""
    st.caption(f"共{count}项{shown}。" + ("点选一行，查看原文。" if number is None and count else ""))
    st.page_link(LEDGER_PAGE, label="在目标台账中查看", icon=":material/open_in_new:", query_params=params)


class EndOfPageError(Exception):
    """The page has nothing more to draw. Raised by `end_page` and caught by dashboard.py, which draws the rest."""


def end_page() -> NoReturn:
    """End the page here. (`st.stop()` would end the frame as well, and the filters are drawn after the page.)"""
    raise EndOfPageError


def stop_if_empty(view: Filter, targets: int) -> None:
    """End the page where the view holds no task, and say so; a view with targets has tasks and is not asked."""
    if not targets and not data.frame(query.overview.headline, view).iloc[0]["tasks"]:
        explain_empty(view)
        end_page()


def explain_empty(view: Filter) -> None:
    """Say that nothing is left, and how much each loosened filter would give."""
    st.html(markup.lines(["当前筛选下没有数据。去掉下列任一条件可看到："], "pt-note"))
    for number, chip in enumerate(chip for chip in view.chips() if chip.field != "as_of"):
        looser = view.without(chip)
        count = data.frame(listings.target_count, looser)
        tasks = data.frame(listings.task_count, looser)
        label = markup.literal(chip.label)
        st.button(
            f"去掉“{chip.title}：{label}”：{count}项目标，{tasks}项任务", key=f"loosen_{number}", type="tertiary",
            on_click=filters.set_filter, args=(looser,), icon=":material/close:",
        )  # fmt: skip
    st.button("清除全部筛选", on_click=filters.set_filter, args=(Filter(),), key="loosen_all")
