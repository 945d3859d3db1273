"""汇报材料: choose the parts, see every slide, take the view away as PowerPoint, workbook or CSV."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.briefing import exports
from app.briefing.downloads import MOST_CELLS_DOWN
from app.briefing.drawing import slide_svg
from app.briefing.exports import Request
from app.briefing.frames import View
from app.briefing.model import Slide
from app.briefing.palette import Palette
from app.briefing.parts import PARTS
from app.briefing.template import TemplateError
from app.say import markup
from app.screen import data, filters, records

PAGE_SLIDES = 12
TITLES = {"pptx": "下载 PowerPoint", "xlsx": "下载工作簿（Excel）", "csv": "下载 CSV"}
chosen = filters.current()
public = data.public_address()


def choose() -> Request:
    """The parts and the template."""
    parts = st.pills(
        "内容", list(PARTS), selection_mode="multi", default=list(exports.usual_parts(chosen)),
        key=f"parts_{bool(chosen.departments)}", persist_state="session", wrap=True,
    )  # fmt: skip
    uploaded = st.file_uploader("本单位模板（.pptx，16:9，可不选）", type="pptx", max_upload_size=50, key="template")
    return Request(
        tuple(part for part in PARTS if part in parts), uploaded.getvalue() if uploaded else None,
        exports.linkable(public), data.accuracy(),
    )  # fmt: skip


def show_downloads(request: Request, slides: tuple[Slide, ...]) -> None:
    """The files, made at the click; the deck of the slides that are on the screen."""
    connection = data.connection()
    view = View(connection, chosen)
    too_large = int(view.head["targets"]) > MOST_CELLS_DOWN
    makers = {ending: partial(make, connection, chosen, request) for ending, make in exports.MAKERS.items()}
    makers["pptx"] = partial(exports.write_deck, slides, chosen, request)
    for ending, title in TITLES.items():
        st.download_button(
            title, data=makers[ending], on_click="ignore",
            file_name=exports.name_export(view, ending), width="stretch", key=f"download_{ending}",
            type="primary" if ending == "pptx" else "secondary", icon=":material/download:",
            disabled=(ending == "pptx" and not request.parts) or (ending == "xlsx" and too_large),
        )  # fmt: skip
    st.caption(
        "图表可在 PowerPoint、WPS 中右键“编辑数据”；每页备注有原文。工作簿含待责任单位填写的空列，只反映文件要求。"
    )


def show_screens() -> None:
    """Links to the pages as one slide each, for a projector."""
    st.html(markup.heading("投屏", "（16:9 全屏，无导航；任何页面的链接加 view=slide 也可）"))
    with st.container(horizontal=True, gap="small"):
        for name, title in filters.SCREENS.items():
            st.link_button(title, filters.slide_link(name, chosen), type="tertiary")


def show_slides(slides: tuple[Slide, ...], palette: Palette) -> None:
    """Every slide as it will be, some at a time."""
    count = len(slides)
    first = records.page_offset(count, PAGE_SLIDES, "page") if count else 0
    st.caption(f"共{count}页，与下载的文件逐页相同。" if count else "请至少选择一项内容。")
    grid = st.grid(2, gap="small", min_column_width=420)
    for at, slide in enumerate(slides[first : first + PAGE_SLIDES], start=first + 1):
        with grid, st.container(border=True, gap=None):
            st.image(slide_svg(slide, palette, at), width="stretch", alt=f"第{at}页：{slide.title}")


def _slides(request: Request) -> tuple[tuple[Slide, ...], Palette]:
    """The slides from the cache; those in a template's frame are made anew."""
    if request.template is None:
        return data.frame(exports.make_slides, chosen, request)
    return exports.make_slides(data.connection(), chosen, request)


left, right = st.columns([1, 2.6], gap="large")
with left:
    wanted = choose()
    files = st.container()
    if public and not wanted.public:
        st.warning("公开地址（POLICY_TARGETS_URL）不是以 http:// 或 https:// 开头的网址，幻灯片上不附链接。")
    show_screens()
try:
    made, colours = _slides(wanted)
    with right:
        show_slides(made, colours)
    with files:
        show_downloads(wanted, made)
except TemplateError as error:
    with files:
        st.error(error.chinese, title="模板无法使用")
