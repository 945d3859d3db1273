"""The dashboard's frame: navigation, filters, the page, and the rows behind whatever was clicked.

Start it with `make run` (python -m app.server) or `streamlit run dashboard.py`. Pages are in pages/, one file each.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from app.draw import style
from app.screen import components, data, filters, header, insides, language, people
from app.wording import APP_TITLE

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

ROOT = Path(__file__).resolve().parent
PAGES = {
    "overview": "总体情况",
    "departments": "责任单位",
    "timeline": "时间节点",
    "themes": "任务领域",
    "compare": "对比",
    "targets": "目标台账",
    "progress": "进展",
    "reconciliation": "数字核对",
    "review": "校核",
    "briefing": "汇报材料",
    "intake": "文件导入",
    "about": "数据说明",
}
"""File in pages/ → title, in the order of the tabs."""
FIRST = "overview"


def main() -> None:
    """Draw the frame and the page of this run."""
    language.read()
    # before st.navigation: otherwise the browser is sent to another host for the page's icon
    st.set_page_config(page_title=APP_TITLE, page_icon="📊", layout="wide")
    pages = [
        st.Page(f"pages/{name}.py", title=title, url_path="first" if name == FIRST else name, default=name == FIRST)
        for name, title in PAGES.items()
        if (ROOT / "pages" / f"{name}.py").exists()
    ]
    by_name = st.Page(lambda: None, title=PAGES[FIRST], url_path=FIRST, visibility="hidden")
    page = st.navigation([*pages, by_name], position="top")
    if page is by_name:  # the address of the first page's file, by which the other pages are reached
        st.switch_page(pages[0], query_params={name: st.query_params.get_all(name) for name in st.query_params})
    st.set_page_config(page_title=f"{page.title} · {APP_TITLE}")
    look = components.look()
    st.logo(style.logo(look, language.say()(APP_TITLE)), size="large")
    st.html(insides.css(look) + style.css(look))
    people.admit()
    seen = data.check_tables()
    try:
        with data.telling_damage():
            draw(page, date.today())  # noqa: DTZ011 the reader's own day
    except Exception:
        data.draw_again_if_rebuilt(seen)  # the error may come of it
        raise
    data.draw_again_if_rebuilt(seen)
    language.finish()
    insides.spare_collections(page.url_path)


def draw(page: StreamlitPage, today: date) -> None:
    """The page within its frame, or its slides."""
    if st.query_params.get("view") == "slide":
        from app.screen import projecting  # only now: slides need the libraries of the deck

        projecting.draw(page.url_path, today)
        return
    filters.read(page.url_path, today)
    top = st.container(key="above")
    try:
        with suppress(components.EndOfPageError):
            page.run()
    finally:  # after the page: the browser then draws the chart at once, not the filters again and then the chart
        with top:
            header.draw(page.title, page.url_path, filters.current())
            filters.draw()
    components.open_chosen()


if __name__ == "__main__":  # not in the processes of a build, which take this module for their own main one
    main()
