"""The language of the interface: Chinese, or English where the link says `lang=en`. Documents' words stay as they are.

It belongs to the session, which the link's parameter begins; a reader changes it by a button that loads the page anew.
English is said where the app hands things to Streamlit (`speak`), by the table app/say/english.tsv; charts are given
`say`, since they measure their texts. Nothing of this runs while Chinese is spoken.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.say import english
from app.screen import insides

PARAM, ENGLISH = "lang", "en"
OF_DOCUMENTS = {
    "doc", "dept", "unit", "lead", "support", "with", "task", "ind", "axis", "old", "new", "viewed",
}  # fmt: skip
"""Keys of widgets that offer documents' words."""
COPYING = {"copy": "复制图片", "done": "已复制", "instead": "此处不能复制，已改为下载"}
"""What the button beside a chart's camera is called, and says once it has copied or could not."""
_LANGUAGE, _OPTIONS = "_language", "_options"


def read() -> None:
    """Take the language from the link, or keep that of the session in the link; at the beginning of a run."""
    asked = st.query_params.get(PARAM)
    if _LANGUAGE not in st.session_state:
        st.session_state[_LANGUAGE] = ENGLISH if asked == ENGLISH else ""
    if is_english() and asked != ENGLISH:
        st.query_params[PARAM] = ENGLISH
    st.session_state[_OPTIONS] = {}
    speak()


def is_english() -> bool:
    """Is English spoken in this session?"""
    return st.session_state.get(_LANGUAGE) == ENGLISH


def offered() -> tuple[str, str]:
    """The other language: its name, and its value in the link."""
    return ("中文", "") if is_english() else ("EN", ENGLISH)


def speak() -> None:
    """Say all that this run shows in the session's language; also at the beginning of a fragment."""
    if is_english():
        options: dict[str, str] = st.session_state[_OPTIONS]
        insides.translate_elements(english.to_english, english.html_to_english, _option, options, {"link", "chosen"})


def finish() -> None:
    """At the end of a run: the browser's and Streamlit's own words, and those of what widgets offer."""
    insides.copy_pictures({name: say()(word) for name, word in COPYING.items()})
    if not is_english():
        insides.speak_chinese()
        return
    named: dict[str, str] = st.session_state[_OPTIONS]
    insides.speak_english({chinese: name for chinese, name in named.items() if name != chinese})


def _option(key: str, option: str) -> str:
    return english.document_to_english(option) if key in OF_DOCUMENTS else english.to_english(option)


def say() -> Callable[[str], str]:
    """What charts say their words with."""
    return english.to_english if is_english() else str


def params() -> list[tuple[str, str]]:
    """What a link to this dashboard holds of the language."""
    return [(PARAM, ENGLISH)] if is_english() else []
