"""The documents of the view, one row each, as 总体情况 opens with them where there are several."""

from __future__ import annotations

import streamlit as st

from app import query, say
from app.query.filter_model import Filter
from app.say import markup
from app.screen import data, filters

MOST_LISTED, ROWS_IN_SIGHT = 1000, 8
ROW_HEIGHT = 35


def show_documents(chosen: Filter) -> None:
    """What each document holds, those with most goals first; a click on a row narrows the view to its document."""
    rows = data.frame(query.documents.documents_overview, chosen, MOST_LISTED)
    if len(rows) < 2:
        return
    turn = st.session_state.setdefault("documents_turn", 0)
    table = f"documents_table_{turn}"

    def clicked() -> None:
        selection = st.session_state[table]["selection"]
        numbers = [*selection["rows"], *(row for row, _column in selection["cells"])]
        if numbers:
            st.session_state["documents_turn"] += 1  # a new table: nothing is chosen in it
            filters.set_filter(chosen.narrowed(documents=(str(rows["document"][int(numbers[0])]),)))

    shown = say.documents.documents_table(rows)
    narrow = {title: st.column_config.NumberColumn(width=76, format="localized") for title in shown.columns[3:]}
    st.html(markup.heading(say.documents.documents_title(rows), say.documents.documents_remark(rows, ROWS_IN_SIGHT)))
    st.dataframe(
        shown, hide_index=True, key=table, on_select=clicked, selection_mode=["single-row", "single-cell"],
        alt="各份文件", placeholder="—",
        height="content" if len(rows) <= ROWS_IN_SIGHT else ROW_HEIGHT * (ROWS_IN_SIGHT + 1) + 2,
        column_config=narrow
        | {
            say.documents.NAME: st.column_config.Column(width=270),
            "地区": st.column_config.Column(width=150),
            "层级": st.column_config.Column(width=55),
            "年份": st.column_config.Column(width=75),
            "平均可信度": st.column_config.NumberColumn(width=85, format="%.2f"),
        },
    )  # fmt: skip
