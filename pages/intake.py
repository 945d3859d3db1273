"""文件导入: hand in files or a text, look at what was read, correct the facts, save; and take it back."""

from __future__ import annotations

import streamlit as st

from app.say import intake as words
from app.say import markup
from app.screen import components, data, filters, intake, people, reviewing

filters.current()
if not data.may_import():
    st.html(markup.lines([words.OF_A_STORE if data.is_copy() else words.OFF], "pt-note"))
    components.end_page()
if not people.may("import"):
    st.html(markup.lines([words.NO_ROLE], "pt-note"))
    components.end_page()
reviewing.require_store()  # an import that could not be noted is none
if not intake.sources().is_dir():
    st.html(markup.lines([words.NO_FOLDER], "pt-note"))
    components.end_page()
if not intake.may_write():
    st.html(markup.lines([words.READ_ONLY], "pt-note"))
    components.end_page()

left, right = st.columns([1, 1.9], gap="large")
with left:
    intake.show_note()
    files, text = st.tabs(["上传文件", "粘贴文字"])
    with files:
        intake.take_files()
        if not intake.pieces():
            st.caption(words.limits(intake.shown_limits()))
    with text:
        intake.take_text()
    chosen = None
    if intake.pieces():
        intake.offer_save()
        chosen = intake.choose()
        intake.show_batches()
with right:
    if chosen is None:
        st.html(markup.heading("如何导入"))
        st.html(markup.lines([f"{number}．{step}" for number, step in enumerate(words.STEPS, 1)], "pt-body"))
        intake.show_batches()
    else:
        intake.show_piece(*chosen)
