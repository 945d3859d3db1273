"""汇报材料: choose a kind of deck, see every slide, take the view away as PowerPoint, Word, workbook or CSV."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import query
from app.briefing import exports, papers
from app.briefing.downloads import MOST_CELLS_DOWN
from app.briefing.drawing import slide_svg
from app.briefing.exports import NothingError, Request
from app.briefing.frames import View
from app.briefing.model import Slide
from app.briefing.palette import Palette
from app.briefing.parts import PRESETS, USUAL_PRESET, is_single, parts_of
from app.briefing.template import TemplateError
from app.say import markup
from app.screen import comparing, data, filters, progress, records

PAGE_SLIDES = 12
LONGEST_SUBJECT = 60
chosen = filters.current()
public = data.public_address()


def choose() -> Request:
    """The kind of deck, its subject, parts and template."""
    preset = str(
        st.segmented_control(
            "版式", list(PRESETS), default=USUAL_PRESET, required=True, key="preset", bind="query-params",
            help="一页纸：1页；会议版：不超过8页；完整版：全部内容，各清单最多两页，其余见工作簿",
        )
    )  # fmt: skip
    subject = st.text_input(
        "主题（封面和 Word 标题，可不填）", key="subject", max_chars=LONGEST_SUBJECT, persist_state="session",
        placeholder="例如：一季度重点工作任务",
    )  # fmt: skip
    several = len(data.frame(query.compare.documents, chosen)) > 1
    latest = progress.latest()
    empty = {part for part, is_there in (("对比", several), ("进展", latest)) if not is_there}
    usual = tuple(part for part in parts_of(preset, chosen) if part not in empty)
    parts: tuple[str, ...] | None = None
    if is_single(data.frame(query.overview.headline, chosen).iloc[0]):
        st.caption("当前范围只有一项目标，各版式都合为一页。")
    elif len(usual) > 1:
        picked = st.pills(
            "内容", usual, selection_mode="multi", default=usual, key=f"parts_{preset}_{len(usual)}",
            persist_state="session", wrap=True,
        )  # fmt: skip
        parts = None if len(picked) == len(usual) else tuple(part for part in usual if part in picked)
    compared: tuple[str, ...] = ()
    if "对比" in (usual if parts is None else parts):
        compared = comparing.choose_for_slides(data.frame(query.compare.indicator_options, chosen))
    uploaded = st.file_uploader("本单位模板（.pptx，16:9，可不选）", type="pptx", max_upload_size=50, key="template")
    return Request(
        parts, uploaded.getvalue() if uploaded else None, exports.linkable(public), data.accuracy(), preset,
        subject.strip(), compared, latest,
    )  # fmt: skip


def show_downloads(request: Request, slides: tuple[Slide, ...]) -> None:
    """The files, made at the click; the deck of the slides that are on the screen. Without slides no deck, no Word."""
    connection = data.connection()
    view = View(connection, chosen)
    too_large = int(view.head["targets"]) > MOST_CELLS_DOWN
    offered = [("pptx", "", "下载 PowerPoint", partial(exports.write_deck, slides, chosen, request), not slides)]
    for paper in papers.documents_of(chosen.departments):
        make = partial(exports.make_paper(paper), connection, chosen, request)
        offered.append(("docx", paper, f"下载{paper}（Word）", make, not view.head["tasks"]))
    for ending, title in (("xlsx", "下载工作簿（Excel）"), ("csv", "下载 CSV")):
        make = partial(exports.MAKERS[ending], connection, chosen, request)
        offered.append((ending, "", title, make, ending == "xlsx" and too_large))
    for ending, paper, title, make, disabled in offered:
        st.download_button(
            title, data=make, on_click="ignore", width="stretch", key=f"download_{ending}{paper}",
            file_name=exports.name_export(view, ending, paper), disabled=disabled,
            type="primary" if ending == "pptx" else "secondary", icon=":material/download:",
        )  # fmt: skip
    st.caption(
        "图表可在 PowerPoint、WPS 中右键“编辑数据”；每页备注有原文。Word 按公文格式（GB/T 9704）排版。"
        "工作簿含待责任单位填写的空列，只反映文件要求。"
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
    first = records.page_offset(count, PAGE_SLIDES, "page")
    st.caption(f"共{count}页，与下载的文件逐页相同。")
    grid = st.grid(min(count, 2), gap="small", min_column_width=420)
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
made: tuple[Slide, ...] = ()
try:
    made, colours = _slides(wanted)
    with right:
        show_slides(made, colours)
except NothingError as error:
    with right:
        st.html(markup.lines([error.chinese], "pt-note"))
except TemplateError as error:
    with files:
        st.error(error.chinese, title="模板无法使用")
with files:
    show_downloads(wanted, made)
