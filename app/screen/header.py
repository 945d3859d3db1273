"""The head of every page: its title, what it shows, until when and how far checked; its link, its slides, its files."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from app import query
from app.briefing import downloads
from app.query.filter_model import Filter
from app.say import markup, sentences
from app.screen import data, filters, language, people, progress
from app.wording import review_word
from records.reports import Report

FILES = {
    "pptx": "PowerPoint（可编辑图表）",
    "docx": "呈阅件（Word，一页）",
    "xlsx": "工作簿（Excel）",
    "csv": "CSV（Excel 可直接打开）",
    "parquet": "Parquet",
    "json": "JSON",
}

_STYLE = """
button {font:inherit;font-size:14px;color:var(--st-text-color);background:transparent;border:none;cursor:pointer;
  min-height:2rem;padding:.2rem .5rem;border-radius:.5rem;white-space:nowrap}
button:hover {color:var(--st-primary-color)}
button:focus-visible {outline:2px solid var(--st-primary-color)}"""
_switch = st.components.v2.component(
    "switch_language",
    html="<button type='button'></button>",
    css=_STYLE,
    js="""
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.name;
  button.lang = data.chosen || "zh-CN";
  button.onclick = () => { // the address holds the view as it is now
    const address = new URL(window.location);
    if (data.chosen) address.searchParams.set("lang", data.chosen);
    else address.searchParams.delete("lang");
    window.location.assign(address);
  };
}""",
)
_copy = st.components.v2.component(
    "copy_link",
    html="<button type='button'></button>",
    css=_STYLE,
    js="""
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data.link);
    } catch { // without https a browser has no clipboard: the older way
      const box = document.createElement("textarea");
      box.value = data.link;
      document.body.appendChild(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.label; }, 2000);
  };
}""",
)


def draw(title: str, page_name: str, view: Filter) -> None:
    """Draw the head of a page. `page_name`: its address; `view`: the resolved filter of this run."""
    sources = data.frame(query.documents.sources_in_view, view).iloc[0]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="header"):
        st.html(markup.page_head(title, sentences.subject(sources, view)), width="stretch")
        _copy(
            key="copy_link", width="content", height="content",
            data={"link": filters.link(page_name, view.to_params()), "label": "复制链接", "done": "已复制"},
        )  # fmt: skip
        other, chosen = language.offered()
        _switch(key="switch_language", width="content", height="content", data={"name": other, "chosen": chosen})
        st.link_button("投屏", filters.slide_link(page_name, view), type="tertiary", icon=":material/slideshow:")
        _draw_files(view, review_word(int(sources["checked"]), int(sources["targets"])))
        people.draw()


def _draw_files(view: Filter, review: str) -> None:
    """The view as files, each made at its click. `review`: app.wording.review_word."""
    opened = st.popover("下载", type="tertiary", icon=":material/download:", key="files", on_change="rerun")
    if not opened.open:
        return
    head = data.frame(query.overview.headline, view).iloc[0]
    targets = int(head["targets"])
    latest = progress.latest()
    refused = {"xlsx": targets > downloads.MOST_CELLS_DOWN, "pptx": not head["tasks"], "docx": not head["tasks"]}
    with opened:
        for ending, name in FILES.items():
            st.download_button(
                name, data=partial(_make, ending, view, latest), key=f"file_{ending}", on_click="ignore",
                width="stretch", file_name=downloads.name_file(view, targets, ending, review),
                disabled=refused.get(ending, False),
            )  # fmt: skip
        st.caption("文件按当前筛选生成，写明来源和统计截至。PowerPoint 为会议版，其他版式见汇报材料。")
        if refused["pptx"]:
            st.caption("当前筛选下没有可以展示的内容，不生成 PowerPoint 和 Word。")


def _make(ending: str, view: Filter, latest: dict[str, Report]) -> Any:
    """A file of the view, as 汇报材料 makes it where nothing is chosen. latest: the last report on each target."""
    from app.briefing import exports, papers
    from app.briefing.parts import USUAL_PRESET

    address = exports.linkable(data.public_address())
    request = exports.Request(None, None, address, data.accuracy(), USUAL_PRESET, latest=latest)
    make = exports.make_paper(papers.BRIEF) if ending == "docx" else exports.MAKERS[ending]
    return make(data.connection(), view, request)
