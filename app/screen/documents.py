"""The documents of the view, one row each, as 总体情况 opens with them where there are several."""

from __future__ import annotations

import streamlit as st

from app import query, say
from app.query.filter_model import Filter
from app.say import markup
from app.screen import data, filters, grid

MOST_LISTED, ROWS_IN_SIGHT = 200, 6


def show_documents(chosen: Filter) -> None:
    """What each document holds, those with most goals first; a click on a row narrows the view to its document."""
    rows = data.frame(query.documents.documents_overview, chosen, MOST_LISTED)
    if len(rows) < 2:
        return

    def narrow(document: str) -> None:
        filters.set_filter(chosen.narrowed(documents=(document,)))

    shown = say.documents.documents_table(rows)
    st.html(markup.heading(say.documents.documents_title(rows), say.documents.documents_remark(rows, ROWS_IN_SIGHT)))
    with st.container(key="documents", gap=None):
        grid.press_row(shown, list(rows["document"]), "documents_rows", "各份文件", say.documents.WIDTHS, narrow)
