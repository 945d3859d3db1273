"""What a reader chooses on 对比: indicators, what they are compared by, two documents. All of it stands in the link."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.query.compare import By, usual_indicators
from app.say.compare import HOLDERS
from app.screen import data

MOST = 12
"""As many indicators as can be chosen."""
INDICATORS, HOLDER, AXIS, OLDER, NEWER = "ind", "by", "axis", "old", "new"
"""The parameters of the link."""
INTAKE = "pages/intake.py"


def choose_indicators(options: pd.DataFrame) -> tuple[str, ...]:
    """The chosen indicators; until the reader chooses, those of most documents, which follow the view.

    options: query.compare.indicator_options.
    """
    usual = list(usual_indicators(options))
    held = list(st.session_state.get(INDICATORS) or st.query_params.get_all(INDICATORS))
    if held and held == st.session_state.get(f"_{INDICATORS}_usual"):
        st.session_state[INDICATORS] = held = usual
    st.session_state[f"_{INDICATORS}_usual"] = usual
    in_view = options["documents"] > 0
    offered = list(options["label"][in_view])
    others = [name for name in options["label"][~in_view] if name in held]
    return tuple(
        st.multiselect(
            "指标", [*offered, *others], default=usual, key=INDICATORS,
            bind="query-params", placeholder="选择或输入指标名称", select_all=False, filter_mode="contains",
            max_selections=MOST, label_visibility="collapsed",
        )
    )  # fmt: skip


def choose_for_slides(options: pd.DataFrame) -> tuple[str, ...]:
    """The indicators of 对比 on slides; none for those of most documents. options: as above."""
    return tuple(
        st.multiselect(
            "对比的指标", list(options["label"][options["documents"] > 0]), key=f"{INDICATORS}_slides",
            placeholder="各文件共有的指标", select_all=False, filter_mode="contains", max_selections=MOST,
        )
    )  # fmt: skip


def choose_holder(documents: pd.DataFrame) -> By:
    """What the figures are compared by, among regions, documents and years: those that differ in view.

    documents: query.compare.documents.
    """
    by_word = {f"按{title}": by for by, title in HOLDERS.items()}
    useful = [word for word, by in by_word.items() if len(set(documents[by])) > 1] or ["按文件"]
    if len(useful) == 1:
        return by_word[useful[0]]
    if st.session_state.get(HOLDER) not in useful:
        st.session_state.pop(HOLDER, None)
    word = st.segmented_control(
        "比较方式", useful, default=useful[0], key=HOLDER, bind="query-params", label_visibility="collapsed",
        required=True,
    )  # fmt: skip
    return by_word[str(word or useful[0])]


def choose_axis(labels: list[str]) -> str:
    """The indicator of the chart, the first of those in the table until the reader chooses."""
    if st.session_state.get(AXIS) not in labels:
        st.session_state.pop(AXIS, None)
    return str(
        st.selectbox(
            "同轴比较的指标", labels, key=AXIS, bind="query-params", label_visibility="collapsed", width=420,
            filter_mode="contains",
        )
    )  # fmt: skip


def lead_to_intake() -> None:
    """The page on which another document is read, where the dashboard has it."""
    if (data.ROOT / INTAKE).exists():
        st.page_link(INTAKE, label="文件导入", icon=":material/upload_file:")


def choose_pair(titles: list[str], versions: pd.DataFrame) -> tuple[str, str]:
    """The older and the newer document: the newest two years of one document until the reader chooses.

    versions: query.versions.versions, whose pairs a menu offers.
    """
    pairs = {f"{row['name']}：{row['older_year']} → {row['newer_year']}": row for row in versions.to_dict("records")}
    usual = (versions["older"][0], versions["newer"][0]) if len(versions) else (titles[0], titles[1])

    def picked() -> None:
        row = pairs.get(st.session_state["pair_pick"])
        if row is not None:
            st.session_state[OLDER], st.session_state[NEWER] = row["older"], row["newer"]

    sides = []
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for key, label, title in ((OLDER, "前一份文件", usual[0]), (NEWER, "后一份文件", usual[1])):
            if st.session_state.get(key) not in titles:
                st.session_state.pop(key, None)
            sides.append(
                st.selectbox(
                    label, titles, index=titles.index(title), key=key, bind="query-params", filter_mode="contains",
                    width=420,
                )
            )  # fmt: skip
        if pairs:
            st.menu_button("同一文件的两个年份", list(pairs), key="pair_pick", on_click=picked, type="tertiary")
    return str(sides[0]), str(sides[1])
