"""What opens something when it is pressed: HTML of app/say with clicks and keys, as a component.

Many buttons in one element: the browser draws a strip of counts in the time of one button of Streamlit's.

What was chosen is kept by its own identifier, not by its place, so that sorting, paging and filters leave it alone.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from app.say import grid
from app.screen import data

_SCRIPT = Path(__file__).with_name("grid.js").read_text(encoding="utf-8")
_mount = st.components.v2.component("policy_targets_grid", js=_SCRIPT, isolate_styles=False)
_marking = st.components.v2.component(
    "policy_targets_marking",
    html="<div class='pt-text pt-select' tabindex='0'></div>",
    isolate_styles=False,
    js="""
export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".pt-select");
  if (box.textContent !== data.text) box.textContent = data.text;
  box.onmouseup = () => {
    const selection = document.getSelection();
    if (selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return;
    const range = selection.getRangeAt(0);
    const before = document.createRange();
    before.setStart(box, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length; // characters, not halves of them
    setTriggerValue("marked", { start, end: start + [...range.toString()].length });
  };
}""",
)


def choose_row(
    shown: pd.DataFrame,
    ids: Sequence[str],
    key: str,
    name: str,
    *,
    sorts: dict[str, str] | None = None,
    param: str = "",
    widths: dict[str, int] | None = None,
) -> int | None:
    """Draw a table whose rows can be chosen; the number of the row that is, or None where it is not in the table.

    A chosen row that is pressed again is let go. ids: one for each row, which is its identity. sorts: the header of a
    column → the order of rows that it asks for, a value of the select box with the key `sort`. param: the parameter of
    the link that holds the choice; without one the session holds it. widths: of columns in pixels.
    """
    place: MutableMapping[Any, Any] = st.query_params if param else st.session_state
    slot = param or f"{key}_chosen"

    def pick() -> None:
        wanted = st.session_state[key]["chosen"]
        if wanted == place.pop(slot, None):
            return
        place[slot] = wanted

    def reorder() -> None:
        st.session_state["sort"] = st.session_state[key]["sort"]

    chosen = place.get(slot)
    order = st.session_state.get("sort", "") if sorts else ""
    html = data.made(grid.rows, shown, name, ids, sorts, order, widths)
    _mount(key=key, data={"html": html, "chosen": chosen}, on_chosen_change=pick, on_sort_change=reorder)
    return list(ids).index(str(chosen)) if chosen in ids else None


def press_row(
    shown: pd.DataFrame,
    ids: Sequence[str],
    key: str,
    name: str,
    widths: dict[str, int],
    on_press: Callable[[str], None],
) -> None:
    """Draw a table whose rows do something; at every press the row's identity is handed on.

    widths: of columns in pixels.
    """
    press(data.made(grid.rows, shown, name, ids, widths=widths), key, on_press)


def press(html: str, key: str, on_press: Callable[[str], None]) -> None:
    """Draw HTML of app/say/markup.py whose elements with a `data-id` do something; it is handed on at every press."""

    def pick() -> None:
        if wanted := st.session_state[key]["chosen"]:
            on_press(str(wanted))

    _mount(key=key, data={"html": html, "chosen": None}, on_chosen_change=pick)


def mark_words(text: str, key: str) -> tuple[int, int] | None:
    """Draw a text in which words can be marked with the pointer; where they begin and end, at the run that marks them.

    Places are counted in characters, as Python counts them.
    """
    made = _marking(key=key, data={"text": text}, on_marked_change=lambda: None)
    marked = made.get("marked")
    return (int(marked["start"]), int(marked["end"])) if marked else None


def forget(key: str) -> None:
    """Nothing is chosen in this table any more."""
    st.session_state.pop(f"{key}_chosen", None)


def keep_chosen(key: str, ids: Sequence[str], usual: str) -> None:
    """Choose the row `usual` where none of the table's rows is chosen; before it is drawn."""
    if st.session_state.get(f"{key}_chosen") not in ids:
        st.session_state[f"{key}_chosen"] = usual


def choose_cell(
    shown: pd.DataFrame,
    shades: dict[tuple[int, str], str],
    key: str,
    name: str,
    on_choice: Callable[[int, str], None],
) -> None:
    """Draw a table of numbers; at every press a cell is handed on as its row's number and its column's title."""

    def pick(cell: str) -> None:
        row, column = (int(part) for part in cell.split(":"))
        on_choice(row, str(shown.columns[column]))

    press(data.made(grid.cells, shown, name, shades), key, pick)
