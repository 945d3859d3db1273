"""What leans on Streamlit's insides: names in its page and habits that no documentation promises.

After every new version of Streamlit or Plotly, look here first: `css` names elements of their pages (`data-testid`,
`.block-container`, the menu of a chart), chinese.js knows their English words, pictures.js how Plotly offers a picture
and where its buttons stand, slides.js that a hidden link can be pressed, `run_frame` how Streamlit finds pages by
itself; `translate_elements` reads each message on its way to the browser and knows its fields, english.js where widgets
show their options. Elsewhere the app uses documented calls, but for app/server.py, which knows that the front end's
files lie under /static/ and bear a hash in their names.
"""

from __future__ import annotations

import gc
import json
import runpy
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.draw.style import Look

_CHINESE, _ENGLISH, _PICTURES = (
    Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("chinese", "english", "pictures")
)
_SAID = ("label", "default_tab_label", "help", "placeholder", "title", "alt", "caption", "text")
"""Fields of Streamlit's messages that hold words of the page; `body` is HTML in one of them."""
_ENGLISH_LOOKS = """<style>
body .pt-matrix thead th {white-space:normal!important;min-width:4.6rem}
body .pt-table th, body .pt-table td {overflow-wrap:break-word}
body .pt-table .pt-short {white-space:normal!important}
body .pt-table:not(.pt-fixed) .pt-two {-webkit-line-clamp:none}
body .pt-table :is(th,td) {padding-left:.35rem;padding-right:.35rem}
body .pt-fixed th {font-size:13px}
body .st-key-documents .pt-fixed th {font-size:11px;padding-left:.15rem;padding-right:.15rem}
[data-testid="stSelectbox"] [data-english] {position:relative}
[data-testid="stSelectbox"] [data-english] input {color:transparent!important;
  -webkit-text-fill-color:transparent!important}
[data-testid="stSelectbox"] [data-english]::before {content:attr(data-english);position:absolute;left:.75rem;right:2rem;
  top:50%;transform:translateY(-50%);pointer-events:none;font-size:14px;white-space:nowrap;overflow:hidden;
  text-overflow:ellipsis}
</style>"""
Say = Callable[[str], str]


@st.cache_resource(show_spinner=False)
def spare_collections(page_name: str) -> None:
    """Take what is loaded for good out of the collections of garbage; to be called at the end of a run.

    A collection of all garbage walks every object of the libraries: 0.1 s, in which no reader's run goes on. What the
    first run of each page has loaded is therefore walked once and never again.
    """
    del page_name
    gc.collect()
    gc.freeze()


def run_frame(script: Path) -> NoReturn:
    """Run dashboard.py, with the page inside it, where a page runs alone; then end the run.

    A server whose first reader asks for a page by its address finds pages/ by itself and runs that page without its
    frame. From then on the frame is run first, as it should be.
    """
    runpy.run_path(str(script), run_name="__main__")
    st.stop()


def speak_chinese() -> None:
    """Say in Chinese what Streamlit's own elements say to screen readers, and that the page is Chinese."""
    with st.container(key="chinese"):
        st.html(f"<script>{_CHINESE}</script>", unsafe_allow_javascript=True)


def speak_english(words: dict[str, str]) -> None:
    """Show the options of widgets in English (Chinese → English), and say that the page is English."""
    with st.container(key="chinese"):
        st.html(f"{_ENGLISH_LOOKS}<script>{_told(_ENGLISH, words)}</script>", unsafe_allow_javascript=True)


def copy_pictures(words: dict[str, str]) -> None:
    """Put a button beside each chart's camera that copies the picture; words: its name, and what came of it."""
    with st.container(key="pictures"):
        st.html(f"<script>{_told(_PICTURES, words)}</script>", unsafe_allow_javascript=True)


def _told(script: str, words: dict[str, str]) -> str:
    """A script with the words that it needs."""
    return script.replace("WORDS", json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"), 1)


def translate_elements(
    say: Say, say_html: Say, say_option: Callable[[str, str], str], words: dict[str, str], kept: Collection[str] = ()
) -> None:
    """From now on in this run, put all that goes to the browser into another language.

    Options of widgets travel as they are, since the browser sends them back: what they are called goes into `words`.
    say_option: from a widget's key and an option to its name. kept: names in a component's data that are no words.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    plain = type(context).enqueue

    def enqueue(message: Any) -> None:
        for element in _parts(message):
            _translate(element, say, say_html, kept)
            for option in _options(element):
                words[option] = say_option(element.id.rpartition("-")[2], option)
        plain(context, message)

    context.enqueue = enqueue  # type: ignore[method-assign, assignment]  # of this run's context alone


def _parts(message: Any) -> list[Any]:
    """What of a message is shown: an element, the head of a block, the pages, the browser's tab."""
    kind = message.WhichOneof("type")
    if kind == "delta":
        change = message.delta.WhichOneof("type")
        if change == "new_transient":
            holders = list(message.delta.new_transient.elements)
        else:
            holders = [getattr(message.delta, change)] if change in {"new_element", "add_block"} else []
        named = [(holder, holder.WhichOneof("type")) for holder in holders]
        found = [getattr(holder, name) for holder, name in named if name]
        return [part for one in found for part in (one.imgs if one.DESCRIPTOR.name == "ImageList" else [one])]
    if kind == "navigation":
        return list(message.navigation.app_pages)
    return [message.page_config_changed] if kind == "page_config_changed" else []


def _translate(element: Any, say: Say, say_html: Say, kept: Collection[str]) -> None:
    """One element's words in another language."""
    name, fields = element.DESCRIPTOR.name, element.DESCRIPTOR.fields_by_name
    for field in ("page_name",) if name == "AppPage" else _SAID:
        if field in fields and (text := getattr(element, field)) and isinstance(text, str):
            setattr(element, field, say(text))
    if "body" in fields:
        element.body = say_html(element.body) if name == "Html" else say(element.body)
    if name == "BidiComponent" and element.WhichOneof("data") == "json":
        given = {
            key: value if key in kept or not isinstance(value, str) else (say_html if "<" in value else say)(value)
            for key, value in json.loads(element.json).items()
        }
        element.json = json.dumps(given, ensure_ascii=False)


def _options(element: Any) -> list[str]:
    """What a widget offers."""
    if "options" not in element.DESCRIPTOR.fields_by_name:
        return []
    return [option if isinstance(option, str) else option.content for option in element.options]


def css(look: Look) -> str:
    """The style sheet of Streamlit's and Plotly's own elements: less room, Chinese words, marks that can be clicked."""
    return f"""<style>
.block-container {{padding-left:2rem;padding-right:2rem;max-width:1920px}}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{gap:.6rem}}
[data-testid="stElementToolbar"], [data-testid="stFileUploaderDropzoneInstructions"],
[data-testid="InputInstructions"] {{display:none}}
[data-testid="stFileUploaderDropzone"] button p {{font-size:0}}
[data-testid="stFileUploaderDropzone"] button p::after {{content:"选择文件";font-size:14px}}
.modebar-btn[data-title]::after {{content:"下载图片（1920×1080）"!important}}
.modebar-btn.pt-copy[data-title]::after {{content:attr(data-title)!important}}
.modebar-btn.pt-said::before, .modebar-btn.pt-said::after {{display:block!important;opacity:1!important}}
.modebar-btn:is(:hover,:focus-visible) path {{fill:{look.text}!important}}
.modebar:is(:focus-within,:has(.pt-said)) {{opacity:1!important}}
.modebar-group {{animation:pt-buttons 1ms}}
@keyframes pt-buttons {{from {{outline-color:transparent}}}}
.pt-status {{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
.st-key-above {{gap:.6rem;min-height:2.5rem}}
.st-key-filters input {{font-size:14px}}
body:has(.st-key-doc [aria-expanded="true"]) [data-testid="stMultiSelectDropdown"] {{min-width:34rem}}
.st-key-filter_lines_odd > :first-child {{grid-column:span 2}}
.st-key-filter_line {{grid-template-columns:2fr 1.1fr 1.6fr 1.8fr 1.5fr 1.9fr 2.1fr 1.2fr!important}}
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-more_shut,.st-key-chinese,.st-key-pictures)),
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-slides_"]) {{display:none}}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] :is(p,li) {{color:{look.muted};opacity:1}}
.st-key-asof [data-testid="stDateInputField"]::before {{content:"统计截至";font-size:14px;color:{look.muted};
  padding-left:.7rem;align-self:center;white-space:nowrap}}
.st-key-chips button {{min-height:1.9rem;padding:.1rem .7rem}}
[class*="st-key-chart_"] {{position:relative;margin:-8px 0 0 -14px}}
[class*="st-key-chart_"] [class*="_pick"] {{position:absolute;right:0;bottom:0;width:auto}}
[data-testid="stMainBlockContainer"] {{padding-top:3.6rem}}
.st-key-header {{gap:.4rem;min-height:2.2rem}}
.st-key-header button, .st-key-header a {{min-height:2rem;padding:.2rem .5rem}}
.st-key-documents .pt-frame {{max-height:max(200px,calc(100vh - 47rem))}}
.st-key-documents .pt-table td, .st-key-documents .pt-table th {{padding:.22rem .4rem;font-size:13px;line-height:1.35}}
.st-key-documents .pt-table th {{white-space:normal}}
.st-key-documents .pt-two {{-webkit-line-clamp:1}}
.st-key-key_figures a {{padding:0}}
.st-key-counts button {{min-height:1.8rem;padding:.1rem .8rem}}
.js-plotly-plot .nsewdrag {{cursor:pointer}}
.st-key-only_narrow {{display:none}}
@media (max-width:1150px) {{
[class*="st-key-filter_line"] {{grid-template-columns:repeat(4,minmax(0,1fr))!important;overflow:visible}}
}}
@media (max-width:640px) {{
.block-container {{padding-left:1rem;padding-right:1rem}}
[class*="st-key-filter_line"] {{grid-template-columns:repeat(2,minmax(0,1fr))!important}}
[data-testid="stGridCell"]:has(.st-key-asof), [data-testid="stGridCell"]:has(.st-key-more) {{grid-column:span 2}}
[class*="st-key-chart_"] {{margin:0}}
.st-key-only_narrow {{display:flex}}
.st-key-chart_lanes {{display:none}}
[class*="st-key-chart_"] .annotation[data-index="0"] {{display:none}}
[class*="st-key-chart_"] [class*="_pick"] {{position:static}}
[data-testid="stColumn"]:has(.st-key-detail) {{order:-1}}
}}
{_PRINT}
</style>"""


_PRINT = """@media print {
html, body, #root, [data-testid="stApp"], [data-testid="stAppViewContainer"], [data-testid="stMain"],
.block-container {
  display:block!important;position:static!important;height:auto!important;max-height:none!important;
  overflow:visible!important;background:none!important}
.block-container {padding:0!important;zoom:.75}
[data-testid="stHorizontalBlock"] {display:block!important}
[data-testid="stColumn"] {width:100%!important;flex:none!important;margin-bottom:1rem}
.st-key-above {min-height:0!important}
.st-key-chips [data-testid="stIconMaterial"] {display:none}
.st-key-only_narrow {display:flex!important}
[class*="st-key-chart_"], .pt-tile, .pt-press {break-inside:avoid}
:is(.st-key-chart_axis,.st-key-chart_months) {zoom:.8}
header, [data-testid="stHeader"], [data-testid="stToolbar"], .st-key-filters, .st-key-more_open, .st-key-clear_all,
.st-key-header button,
.st-key-controls, .st-key-chart_lanes, .st-key-close_detail, [class*="st-key-open_"], [class*="_pick"], .modebar,
[data-testid="stButtonGroup"], [data-testid="stSelectbox"], [data-testid="stPagination"], [data-testid="stToggle"],
[data-testid="stDownloadButton"], [data-testid="stFileUploader"], [data-testid="stLinkButton"],
[data-testid="stPageLink"], [data-testid="stCheckbox"] {display:none!important}
}"""
"""On paper: no controls, columns below each other, all in the flow of pages; a chart keeps the screen's width."""
