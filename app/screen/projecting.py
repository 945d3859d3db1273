"""投屏 on the screen: a page's slides over the whole window, one shown at a time; keys and presses move through them.

All slides of the page are in the document. Past the last one slides.js goes on to the next page of filters.SCREENS,
past the first to the end of the one before; the view goes along, and the address names page and slide.
"""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from app import query
from app.briefing import projection
from app.briefing.palette import Palette
from app.briefing.projection import Picture
from app.query.filter_model import Filter
from app.screen import data, filters, language, progress

SLIDE = "n"
"""The link's parameter that names one of several slides, from 1."""
KEYS = "← → 翻页，Esc 退出"
_SCRIPT = Path(__file__).with_name("slides.js").read_text(encoding="utf-8")


def draw(page_name: str, today: date) -> None:
    """Draw the page's slides, the view and the first slide as the link has them."""
    view, _missing = filters.keep_usable(filters.linked()[0])
    slides = data.frame(projection.project, view.resolved(today), page_name, progress.latest())
    before, after = beside(page_name, documents=_documents(view.resolved(today)))
    _lead("before", before, view, projection.MOST_SLIDES)
    _lead("after", after, view, 1)
    st.html(cover(slides, st.query_params.get(SLIDE, "1")))  # behind its links: it is never shown with those before
    st.html(f"<script>{_SCRIPT}</script>", unsafe_allow_javascript=True)


def beside(page_name: str, *, documents: int) -> tuple[str | None, str | None]:
    """The pages before and after a page in the order of the tabs; 对比 is one of them only with several documents.

    From a page that is no tab of SCREENS, having no slides of its own, the first of them follows.

    >>> beside("themes", documents=1), beside("themes", documents=2), beside("", documents=1)
    (('timeline', 'targets'), ('timeline', 'compare'), (None, 'departments'))
    """
    pages = [name for name in filters.SCREENS if name != "compare" or documents > 1 or name == page_name]
    if page_name not in pages:
        return None, pages[0]
    at = pages.index(page_name)
    return (pages[at - 1] if at else None), (pages[at + 1] if at + 1 < len(pages) else None)


def _documents(view: Filter) -> int:
    return int(data.frame(query.documents.sources_in_view, view)["documents"].iloc[0])


def _lead(key: str, page_name: str | None, view: Filter, number: int) -> None:
    """A link to a slide of another page, which slides.js presses; nobody sees it."""
    with st.container(key=f"slides_{key}"):
        if page_name is not None:
            params = [*view.to_params(), ("view", "slide"), (SLIDE, str(number)), *language.params()]
            st.page_link(f"pages/{page_name or 'overview'}.py", label=filters.SCREENS[page_name], query_params=params)


def cover(slides: tuple[Picture, ...], number: str) -> str:
    """HTML that covers the window. `number` is the link's own, and may be anything."""
    at = min(max(int(number) if number.isdecimal() else 1, 1), len(slides))
    pictures = "".join(
        f"<img src='{one.source}' alt='{escape(one.spoken, quote=True)}'{'' if place == at else ' hidden'}>"
        for place, one in enumerate(slides, start=1)
    )
    place = f"<p class='pt-place' aria-hidden='true'>{KEYS}　<b>{at}</b> / {len(slides)}</p>"
    return f"<div class='pt-slides'>{pictures}{place}{_style(Palette())}</div>"


def _style(palette: Palette) -> str:
    return f"""<style>
.pt-slides {{position:fixed;inset:0;z-index:1000000;background:{palette.hex("page")};touch-action:manipulation}}
.pt-slides img {{width:100vw;height:100vh;object-fit:contain;display:block}}
.pt-slides img[hidden] {{display:none}}
.pt-place {{position:absolute;top:.4vh;right:5vw;margin:0;font-size:max(12px,1.3vh);line-height:1.5;pointer-events:none;
  color:{palette.hex("muted")};animation:pt-shown 1ms,pt-away 1s 5s forwards}}
.pt-place b {{font-weight:600;color:{palette.hex("text")}}}
@keyframes pt-shown {{from {{outline-color:transparent}}}}
@keyframes pt-away {{to {{opacity:0}}}}
@media print {{.pt-place {{display:none}}}}
</style>"""
