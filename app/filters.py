"""The filters as the reader handles them: widgets ↔ link, chips, notes. The pure part is app/filter_model.py.

`show(page, today)` is called once, by dashboard.py, before the page runs; a page asks `current()` for the resolved
`Filter`. Every widget is bound to the link (`bind="query-params"`), so its key is the parameter's name and its options
are the words on the screen. A link that is followed inside the app changes the page and the parameters, yet not the
widgets that are there already: at each change of page the parameters are therefore taken over into the widgets' state.
"""

from __future__ import annotations

import runpy
from datetime import date
from typing import Any

import streamlit as st

from app import data, listings
from app.filter_model import BY_NAME, FIELDS, LISTS, Chip, Filter
from app.wording import PARTS, STATES, chinese_date, last_day

_VIEW, _PAGE, _NOTES = "_view", "_page", "_notes"
MOST_TASK_OPTIONS = 500
"""With more tasks than this the box for task numbers takes what is typed and offers no list."""


def current() -> Filter:
    """The resolved filter of this run.

    A server whose first reader asks for a page by its address finds pages/ by itself and runs that page alone, without
    its frame. The frame is then run here, and draws the page within it; from then on it is run first, as it should be.
    """
    view = st.session_state.get(_VIEW)
    if not isinstance(view, Filter):
        runpy.run_path(str(data.ROOT / "dashboard.py"))
        st.stop()
    return view


def show(page_name: str, today: date) -> None:
    """Draw the filters, chips and notes, and keep the view for the page."""
    known = data.options()
    if st.session_state.get(_PAGE) != page_name:
        _adopt_link(known)
        st.session_state[_PAGE] = page_name
    _draw_row(known, today)
    chosen = _read()
    st.session_state[_VIEW] = chosen.resolved(today)
    _draw_chips(chosen)
    noted, notes = st.session_state.get(_NOTES, (chosen, ()))
    if notes and noted == chosen:
        st.info("\n\n".join(notes))


def set_filter(chosen: Filter) -> None:
    """Make this the view; only in a callback, since widgets cannot be changed once drawn."""
    for field in FIELDS:
        value = getattr(chosen, field.name)
        st.session_state[field.param] = list(value) if field.name in LISTS else value


def _adopt_link(known: dict[str, tuple[str, ...]]) -> None:
    """Put the link's values into the widgets' state; say which of them cannot be used."""
    raw = {name: st.query_params.get_all(name) for name in st.query_params}
    asked, wrong = Filter.from_query(raw)
    usable, missing = asked.keep_known({name: known[name] for name in LISTS if name != "states"})
    set_filter(usable)
    st.session_state[_NOTES] = (usable, (*wrong, *missing))


def _read() -> Filter:
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = st.session_state.get(field.param)
        if value:
            values[field.name] = tuple(value) if field.name in LISTS else value
    return Filter(**values)


def _draw_row(known: dict[str, tuple[str, ...]], today: date) -> None:
    with st.container(key="filters"):
        cells = st.columns([2, 1.1, 1.6, 1.8, 1.5, 1.9, 2.2, 1.1], gap="xsmall", vertical_alignment="center")
        with cells[0]:
            _choose("departments", known["departments"])
        with cells[1]:
            st.selectbox(
                BY_NAME["part"].title, PARTS, key="part", bind="query-params", label_visibility="collapsed",
                disabled=not st.session_state.get("dept"), filter_mode=None,
            )  # fmt: skip
        with cells[2]:
            extra = [word for word in st.session_state.get("due") or () if word not in known["offered_limits"]]
            _choose("limits", (*known["offered_limits"], *extra))
        with cells[3]:
            _choose("themes", known["themes"])
        with cells[4]:
            _choose("categories", known["categories"])
        with cells[5]:
            st.text_input(
                "搜索", key="q", bind="query-params", type="search", placeholder="词语或 >=50所",
                label_visibility="collapsed",
            )  # fmt: skip
        with cells[6]:
            _draw_date(today)
        with cells[7], st.popover("更多筛选", width="stretch", key="more"):
            _draw_more(known)


def _choose(name: str, options: tuple[str, ...], label: str = "") -> None:
    """A list of the filter. Not drawn where there is nothing to choose between."""
    field = BY_NAME[name]
    if len(options) < 2:
        return
    st.multiselect(
        field.title, options, key=field.param, bind="query-params", placeholder=label or f"{field.title}：全部",
        label_visibility="visible" if label else "collapsed", select_all=False, wrap=False, filter_mode="contains",
    )  # fmt: skip


def _draw_date(today: date) -> None:
    chosen = st.session_state.get("asof")
    shown = chinese_date((chosen or today).isoformat())
    with st.popover(f"统计截至 {shown}", width="stretch", key="asof_box"):
        st.caption("按这一天推算目标的时限状态。不选则为今天。")
        st.date_input("统计截至", value=None, key="asof", bind="query-params", format="YYYY-MM-DD")
        for label, day in _offered_days():
            st.button(label, key=f"asof_{day}", on_click=_set_day, args=(day,), width="stretch", type="tertiary")
        st.button("今天", key="asof_today", on_click=_set_day, args=(None,), width="stretch", type="tertiary")


def _offered_days() -> list[tuple[str, date]]:
    """The end of the documents' years, where they agree, and the last date that falls due."""
    days = data.frame(listings.offered_days)
    offered = []
    if days["published"][0]:
        day = last_day(days["published"][0])
        offered.append((f"文件年末（{chinese_date(day.isoformat())}）", day))
    if days["last_due"][0]:
        day = last_day(days["last_due"][0])
        offered.append((f"最后时限（{chinese_date(day.isoformat())}）", day))
    return offered


def _set_day(day: date | None) -> None:
    st.session_state["asof"] = day


def _draw_more(known: dict[str, tuple[str, ...]]) -> None:
    for name in ("documents", "regions", "units", "states", "leads", "supports"):
        _choose(name, STATES if name == "states" else known[name], label="全部")
    tasks = known["tasks"] if len(known["tasks"]) <= MOST_TASK_OPTIONS else ()
    extra = [number for number in st.session_state.get("task") or () if number not in tasks]
    st.multiselect(
        BY_NAME["tasks"].title, [*tasks, *extra], key="task", bind="query-params", placeholder="全部",
        accept_new_options=True, select_all=False, filter_mode="contains",
    )  # fmt: skip


def _draw_chips(chosen: Filter) -> None:
    chips = chosen.chips()
    if not chips:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips", vertical_alignment="center"):
        for number, chip in enumerate(chips):
            st.button(
                f"{chip.title}：{chip.label}", key=f"chip_{number}_{chip.field}_{chip.label}", icon=":material/close:",
                icon_position="right", on_click=_drop, args=(chosen, chip), help="去掉这项筛选",
            )  # fmt: skip
        st.button("清除全部", key="clear_all", on_click=set_filter, args=(Filter(),), type="tertiary")


def _drop(chosen: Filter, chip: Chip) -> None:
    set_filter(chosen.without(chip))
