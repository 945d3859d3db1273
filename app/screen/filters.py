"""The filters as the reader handles them: widgets ↔ link, chips, notes. The pure part is app/query/filter_model.py.

dashboard.py calls `read(page, today)` before the page runs and `draw(page)` after it; a page asks `current()` for the
resolved `Filter`. Every widget is bound to the link (`bind="query-params"`), so its key is the parameter's name and its
options are the words on the screen. Four things of Streamlit's are worked around here:

- The browser draws what has come before it waits for more. Filters that came first would be drawn again before the
  chart: 80 ms later. They come last, into the place kept for them above the page.
- Following a link inside the app changes the page and the link, yet not the widgets that are there already: at each
  change of page the link's parameters are taken over into the widgets' state.
- Such a link's parameters would be *added* to those that widgets are bound to. A link inside the app therefore carries
  its view in one parameter of its own, `to` (see `link_params`).
- Only widgets that the browser holds keep their parameter when the page changes. Those of 更多筛选 that hold a value
  are therefore drawn even where it is shut, and hidden by its style.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import streamlit as st

from app.query import listings
from app.query.filter_model import BY_NAME, FIELDS, LISTS, Chip, Filter
from app.query.search import parse_search
from app.say import markup, searching
from app.screen import data, insides, language
from app.wording import PARTS, STATES, chinese_date, last_day

SCREENS = {
    "": "总体情况",
    "departments": "责任单位",
    "timeline": "时间节点",
    "themes": "任务领域",
    "compare": "对比",
    "targets": "目标台账",
    "progress": "进展",
    "reconciliation": "数字核对",
    "review": "校核",
    "about": "数据说明",
}
"""Pages that have slides of their own to project, in the order of the tabs: address → title."""
OF_DOCUMENTS = ("documents", "regions", "levels", "years")
"""What leads the filters where there are several documents."""
MORE = ("units", "states", "frames", "natures", "confidences", "leads", "supports", "partners")
PARTIAL = ("natures",)
"""What most targets do not have: one value is enough to choose by."""
MOST_TASK_OPTIONS = 500
"""With more tasks than this the box for task numbers takes what is typed and offers no list."""
_VIEW, _PAGE, _NOTES, _TODAY, _OPEN = "_view", "_page", "_notes", "_today", "_more_open"
_TO = "to"


def current() -> Filter:
    """The resolved filter of this run; a page that runs without its frame is run again within it."""
    view = st.session_state.get(_VIEW)
    if not isinstance(view, Filter):
        insides.run_frame(data.ROOT / "dashboard.py")
    return view


def read(page_name: str, today: date) -> None:
    """Keep the view that the link or the widgets hold for the page of this run. Draws nothing."""
    if st.session_state.get("asof") == st.session_state.get(_TODAY, today) != today:
        st.session_state["asof"] = today  # a page that was left open over night follows the day
    st.session_state[_TODAY] = today
    is_linked = st.session_state.get(_PAGE) != page_name or _TO in st.query_params
    asked, wrong = linked() if is_linked else (_held(), ())
    st.session_state[_PAGE] = page_name
    usable, missing = keep_usable(asked)
    if is_linked or missing:  # what is missing was in the link, or in tables that were rebuilt since
        set_filter(usable)
        st.session_state[_NOTES] = (usable, (*wrong, *missing))
    st.session_state[_VIEW] = _held().resolved(today)


def draw() -> None:
    """Draw the filters, chips and notes."""
    known, chosen = data.options(), _held()
    _draw_row(known)
    _draw_more(known)
    _draw_chips(chosen)
    noted, notes = st.session_state.get(_NOTES, (chosen, ()))
    if notes and noted == chosen:
        st.html(markup.lines(["".join(notes)], "pt-note"))


def linked() -> tuple[Filter, tuple[str, ...]]:
    """The view of the link, and what of it can be no view."""
    raw = {name: st.query_params.get_all(name) for name in st.query_params}
    if _TO in raw:
        raw = parse_qs(raw[_TO][-1])
        del st.query_params[_TO]
    return Filter.from_query(raw)


def keep_usable(asked: Filter) -> tuple[Filter, tuple[str, ...]]:
    """The view without what the tables do not have, and a sentence for each of those."""
    known = data.options()
    return asked.keep_known({name: known[name] for name in LISTS if name in known})


def has_chips() -> bool:
    """Are chips drawn above the page in this run?"""
    return bool(_held().chips())


def link_params(view: Filter, *others: tuple[str, str]) -> list[tuple[str, str]]:
    """Query parameters for a link inside the app to this view; `others` are the page's own.

    统计截至 goes along only where the reader has chosen a day.
    """
    day = st.session_state.get("asof")
    params = [(name, value) for name, value in view.to_params() if name != "asof"]
    if day and day != st.session_state[_TODAY]:
        params.append(("asof", day.isoformat()))
    return [(_TO, urlencode(params, quote_via=quote) or "all"), *others]


def link(page_name: str, params: list[tuple[str, str]]) -> str:
    """The address of a page with these parameters, as the reader's browser reaches it; for copying."""
    here, at = st.context.url or "", str(st.session_state.get(_PAGE, ""))
    return page_address(here, at, page_name, [*params, *language.params()])


def page_address(here: str, at: str, page_name: str, params: list[tuple[str, str]]) -> str:
    """The address of a page, from the address `here` at which the reader has the page `at`.

    >>> page_address("http://host:8501", "", "targets", [("q", "50")])
    'http://host:8501/targets?q=50'
    >>> page_address("https://host/board/themes", "themes", "", [])
    'https://host/board/'
    """
    parts = urlsplit(here)
    folder = parts.path.rstrip("/")
    folder = folder.removesuffix(f"/{at}") if at else folder.removesuffix("/overview")
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{page_name}", urlencode(params, quote_via=quote), ""))


def slide_link(page_name: str, view: Filter) -> str:
    """The address of a page as slides without navigation, for a projector."""
    return link(page_name, [*view.to_params(), ("view", "slide")])


def set_filter(chosen: Filter) -> None:
    """Make this the view; only in a callback or before the widgets are drawn."""
    for field in FIELDS:
        value = getattr(chosen, field.name)
        st.session_state[field.param] = list(value) if field.name in LISTS else value
    st.session_state["asof"] = chosen.as_of or st.session_state[_TODAY]


def _held() -> Filter:
    """The view that the widgets hold. A filter that is not drawn, having one value only, holds nothing."""
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = st.session_state.get(field.param)
        if value and not (field.name == "as_of" and value == st.session_state[_TODAY]):
            values[field.name] = tuple(value) if field.name in LISTS else value
    return Filter(**values)


def _draw_row(known: dict[str, tuple[str, ...]]) -> None:
    """One line of filters; two where those of documents lead them, the first of which fills what room is left."""
    leading = [name for name in OF_DOCUMENTS if len(known[name]) > 1]
    columns, key = (-(-(len(leading) + 8) // 2), "filter_lines") if leading else (8, "filter_line")
    if len(leading) % 2:
        key = "filter_lines_odd"
    with (
        st.container(key="filters", gap=None),
        st.grid(columns, wrap=False, min_column_width=80, gap="xsmall", vertical_alignment="center", key=key),
    ):
        for name in leading:
            _choose(name, known[name])
        _choose("departments", _offered(known, "departments"))
        st.selectbox(
            BY_NAME["part"].title, PARTS, key="part", bind="query-params", label_visibility="collapsed",
            disabled=not st.session_state.get("dept"), filter_mode=None,
        )  # fmt: skip
        _choose("limits", _offered(known, "limits"))
        _choose("themes", known["themes"])
        _choose("categories", known["categories"])
        st.text_input(
            "搜索", key="q", bind="query-params", type="search", placeholder="词语、≥50所、sjyt",
            label_visibility="collapsed",
        )  # fmt: skip
        st.date_input(
            "统计截至", value=st.session_state[_TODAY], key="asof", bind="query-params", format="YYYY-MM-DD",
            min_value=date(1980, 1, 1), max_value=date(2100, 12, 31), label_visibility="collapsed",
        )  # fmt: skip
        st.button("更多筛选", key="more", on_click=_toggle_more, width="stretch", icon=":material/tune:")


def _offered(known: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """What a list offers: less than a link may hold where that is much; a value that is held belongs to it."""
    offered = known.get(f"offered_{name}", known[name])
    held = st.session_state.get(BY_NAME[name].param) or ()
    return (*offered, *(value for value in held if value not in offered))


def _choose(name: str, options: tuple[str, ...], label: str = "") -> None:
    """A list of the filter. Not drawn where there is nothing to choose between; its place in the row stays."""
    field = BY_NAME[name]
    if len(options) < (1 if name in PARTIAL else 2):
        if not label:
            st.empty()
        return
    st.multiselect(
        field.title, options, key=field.param, bind="query-params", placeholder=label or f"{field.title}：全部",
        label_visibility="visible" if label else "collapsed", select_all=False, wrap=False, filter_mode="contains",
    )  # fmt: skip


def _draw_more(known: dict[str, tuple[str, ...]]) -> None:
    """The rarer filters and the days offered for 统计截至; shut, only those filters that hold a value, unseen."""
    is_open = st.session_state.get(_OPEN, False)
    held = [name for name in (*MORE, "tasks") if st.session_state.get(BY_NAME[name].param)]
    if not is_open and not held:
        return
    with st.container(key="more_open" if is_open else "more_shut", border=True):
        with st.grid(5, gap="xsmall", min_column_width=220):
            for name in MORE:
                if is_open or name in held:
                    _choose(name, STATES if name == "states" else _offered(known, name), label="全部")
            if is_open or "tasks" in held:
                _choose_tasks(known["tasks"])
        if not is_open:
            return
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("统计截至", width="content")
            for label, day in _offered_days():
                st.button(label, key=f"asof_{label}", on_click=_set_day, args=(day,))


def _choose_tasks(numbers: tuple[str, ...]) -> None:
    """Task numbers, chosen from a list where it is short enough, else typed."""
    offered = numbers if len(numbers) <= MOST_TASK_OPTIONS else ()
    extra = [number for number in st.session_state.get("task") or () if number not in offered]
    st.multiselect(
        BY_NAME["tasks"].title, [*offered, *extra], key="task", bind="query-params", placeholder="全部",
        accept_new_options=True, select_all=False, filter_mode="contains", wrap=False,
    )  # fmt: skip


def _offered_days() -> list[tuple[str, date]]:
    """Today, the end of the documents' year, where they agree on one, and the last day that something falls due."""
    days = data.frame(listings.offered_days).iloc[0]
    offered = [("今天", st.session_state[_TODAY])]
    for title, day in (("文件年末", days["published"]), ("最后时限", days["last_due"])):
        if day:
            offered.append((f"{title} {chinese_date(last_day(day).isoformat())}", last_day(day)))
    return offered


def _set_day(day: date) -> None:
    st.session_state["asof"] = day


def _toggle_more() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


def _draw_chips(chosen: Filter) -> None:
    chips = chosen.chips()
    if not chips:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips", vertical_alignment="center"):
        for number, chip in enumerate(chips):
            st.button(
                f"{chip.title}：{markup.literal(chip.label)}", key=f"chip_{number}_{chip.field}_{chip.label}",
                icon=":material/close:", icon_position="right", on_click=_drop, args=(chosen, chip),
                help="去掉这项筛选",
            )  # fmt: skip
        if chosen.search:
            terms = parse_search(chosen.search)
            spelt = {term.words: list(data.frame(listings.spelt, term.words)["name"]) for term in terms}
            st.caption(f"搜索读作：{markup.literal(searching.read_as(terms, spelt))}", width="content")
        st.button("清除全部", key="clear_all", on_click=set_filter, args=(Filter(),), type="tertiary")


def _drop(chosen: Filter, chip: Chip) -> None:
    set_filter(chosen.without(chip))
