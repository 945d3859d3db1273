"""What leans on Streamlit's insides: names in its page and habits that no documentation promises.

After every new version of Streamlit or Plotly, look here first: `css` names elements of their pages (`data-testid`,
`.block-container`, the menu of a chart), `WRAPPED_ROW` is when a table breaks its texts, `spare_collections` answers
what Streamlit does after each run, `run_frame` how it finds pages by itself. Elsewhere the app uses documented calls,
but for app/server.py, which knows that the front end's files lie under /static/ and bear a hash in their names.
"""

from __future__ import annotations

import gc
import runpy
from pathlib import Path
from typing import NoReturn

import streamlit as st

from app.draw.style import Look

WRAPPED_ROW = 66
"""Height of a table's row in pixels from which on Streamlit breaks its texts into lines (four times the font's)."""


@st.cache_resource(show_spinner=False)
def spare_collections(page_name: str) -> None:
    """Take what is loaded for good out of the collections of garbage; to be called at the end of a run.

    Streamlit collects all garbage after every run and walks every object of the libraries for it: 0.1 s, while the
    answer waits to be sent. What the first run of each page has loaded is therefore walked once and never again.
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


def css(look: Look) -> str:
    """The style sheet of Streamlit's and Plotly's own elements: less room, Chinese words, marks that can be clicked."""
    return f"""<style>
.block-container {{padding-left:2rem;padding-right:2rem;max-width:1920px}}
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] {{gap:.6rem}}
[data-testid="stElementToolbar"], [data-testid="stFileUploaderDropzoneInstructions"] {{display:none}}
[data-testid="stFileUploaderDropzone"] button p {{font-size:0}}
[data-testid="stFileUploaderDropzone"] button p::after {{content:"选择文件";font-size:14px}}
.modebar-btn[data-title]::after {{content:"下载图片（1920×1080）"!important}}
.st-key-above {{gap:.6rem;min-height:2.5rem}}
.st-key-filters input {{font-size:14px}}
body:has(.st-key-doc [aria-expanded="true"]) [data-testid="stMultiSelectDropdown"] {{min-width:34rem}}
.st-key-filter_lines_odd > :first-child {{grid-column:span 2}}
.st-key-filter_line {{grid-template-columns:2fr 1.1fr 1.6fr 1.8fr 1.5fr 1.9fr 2.1fr 1.2fr!important}}
[data-testid="stLayoutWrapper"]:has(> .st-key-more_shut) {{display:none}}
.st-key-asof [data-testid="stDateInputField"]::before {{content:"统计截至";font-size:14px;color:{look.muted};
  padding-left:.7rem;align-self:center;white-space:nowrap}}
.st-key-chips button {{min-height:1.9rem;padding:.1rem .7rem}}
[class*="st-key-chart_"] {{position:relative}}
[class*="st-key-chart_"] [class*="_pick"] {{position:absolute;right:0;bottom:0;width:auto}}
[class*="st-key-card_"] {{position:relative;height:100%}}
[class*="st-key-card_"] [data-testid="stElementContainer"]:has([data-testid="stHtml"]) {{flex:1}}
[class*="st-key-card_"] [data-testid="stHtml"] {{height:100%}}
[class*="st-key-card_"] [class*="st-key-open_"] {{position:absolute;inset:0;width:100%;height:100%}}
[class*="st-key-card_"] [data-testid="stButton"] {{height:100%}}
[class*="st-key-card_"] button, [class*="st-key-card_"] button:is(:hover,:focus,:active) {{
  width:100%;height:100%;background:transparent;border:none;color:transparent}}
.js-plotly-plot .nsewdrag {{cursor:pointer}}
[class*="st-key-card_"]:hover {{border-color:{look.primary}}}
[class*="st-key-card_"] button:focus-visible {{outline:2px solid {look.primary}}}
</style>"""
