"""数据说明: where the data come from, what the words mean, how well they were read, and what each column holds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app import query
from app.say import about, grid, markup
from app.screen import data, filters, reviewing
from app.wording import FRAME_RULE, STATE_RULE

filters.current()


def show_confidence(tables: list[tuple[str, pd.DataFrame]]) -> None:
    """How often verdicts were right by confidence, two tables a line."""
    if not tables:
        return
    st.html(markup.lines(["各可信度区间的准确率"], "pt-head"))
    st.caption(about.BANDS_NOTE)
    with st.grid(2, gap="small", min_column_width=260):
        for title, table in tables:
            with st.container(gap="xsmall"):
                st.caption(markup.literal(title))
                st.html(data.made(grid.plain, table, title))


left, right = st.columns([1.25, 1], gap="large")
with left:
    st.html(markup.lines(["来源文件"], "pt-head"))
    st.html(data.made(grid.plain, about.sources(data.frame(query.documents.documents)), "来源文件"))
    for remark in about.remarks(data.frame(query.documents.documents), data.frame(query.documents.unreadable)):
        st.caption(markup.literal(remark))
    st.html(markup.lines(["提取准确率与完整率"], "pt-head"))
    measured = data.accuracy()
    if measured is None:
        st.caption("尚未发布：在标注文件上测得后（make accuracy），结果显示在这里。")
    else:
        st.html(data.made(grid.plain, about.accuracy(measured), "提取准确率与完整率"))
        st.html(data.made(grid.plain, about.field_accuracy(measured), "各字段的准确率"))
        for remark in about.accuracy_notes(measured):
            st.caption(remark)
        show_confidence(about.confidence_tables(measured))
    reviewing.show_gain()
    st.html(markup.lines(["数据字典"], "pt-head"))
    table = st.segmented_control(
        "数据表", list(about.TABLE_TITLES), default="目标", required=True, key="table", label_visibility="collapsed"
    )
    st.html(data.made(grid.plain, data.made(about.dictionary, about.TABLE_TITLES[str(table)]), "数据字典"))
with right:
    st.html(markup.lines(["词语含义"], "pt-head"))
    st.html(markup.facts(about.DEFINITIONS))
    st.html(markup.lines(["时限状态的规则"], "pt-head"))
    st.html(markup.lines([STATE_RULE], "pt-body"))
    st.html(markup.lines(["段落性质的规则"], "pt-head"))
    st.html(markup.lines([FRAME_RULE], "pt-body"))
    st.html(markup.lines(["版本"], "pt-head"))
    st.html(markup.facts(about.versions(data.built())))
