"""汇报材料 and 投屏 in a real browser: what is downloaded, what a screenshot holds, how slides are moved."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np
import openpyxl
import pytest
from briefing_decks import ROOT
from browsing import SLOW, settle
from conftest import Serve
from PIL import Image
from playwright.sync_api import Error, Page, expect
from pptx import Presentation

import dashboard as frame
from app import query
from app.query import tables
from app.query.filter_model import Filter

pytestmark = pytest.mark.browser
SLIDE = ".pt-slides img:not([hidden])"
VIEW = "asof=2020-06-30&dept=省财政厅"


def visit(page: Page, address: str, path: str) -> None:
    page.goto(address + quote(path, safe="/?&=%"))


def download(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download(timeout=SLOW) as started:
        page.get_by_role("button", name=name).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def counts() -> Any:
    chosen, _problems = Filter.from_query(VIEW)
    return query.overview.headline(tables.open_tables(ROOT / "data"), chosen).iloc[0]


def test_files_of_the_page_hold_the_view(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, dashboard, f"/briefing?{VIEW}")
    expect(page.get_by_role("button", name="下载 PowerPoint")).to_be_visible(timeout=SLOW)
    settle(page)
    head = counts()
    deck = download(page, "下载 PowerPoint", tmp_path)
    assert deck.name == f"政策目标汇报_省财政厅_{head['targets']}项_统计截至2020-06-30_机器提取未经校核.pptx"
    slides = list(Presentation(str(deck)).slides)
    texts = "".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)
    assert "筛选：责任单位：省财政厅" in texts
    book = openpyxl.load_workbook(download(page, "下载工作簿", tmp_path))
    assert book["目标"].max_row - 3 == head["targets"]
    csv = download(page, "下载 CSV", tmp_path).read_bytes().decode("utf-8-sig")
    assert csv.count("\r\n") == head["targets"] + 1
    expect(page.get_by_text(f"共{len(slides)}页")).to_be_visible()


def test_each_slide_is_shown_and_parts_can_be_left_out(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/briefing?asof=2020-06-30")
    pictures = page.locator("[data-testid=stImage] img")
    expect(pictures.nth(3)).to_be_visible(timeout=SLOW)
    settle(page)
    assert pictures.first.evaluate("image => image.naturalWidth / image.naturalHeight") == pytest.approx(16 / 9, 0.01)
    for part in ("核心数字", "责任单位", "时间节点", "任务领域", "数据说明"):
        page.get_by_role("button", name=part, exact=True).first.click()
        settle(page)
    expect(page.get_by_text("共2页")).to_be_visible(timeout=SLOW)
    expect(pictures).to_have_count(2)


def test_a_template_that_cannot_be_used_is_explained(page: Page, dashboard: str, tmp_path: Path) -> None:
    wrong = tmp_path / "模板.pptx"
    wrong.write_bytes(b"no presentation")
    visit(page, dashboard, "/briefing")
    expect(page.get_by_role("button", name="下载 PowerPoint")).to_be_visible(timeout=SLOW)
    page.locator("input[type=file]").set_input_files(str(wrong))
    expect(page.get_by_text("模板无法使用")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("另存为 .pptx")).to_be_visible()


def ink(picture: Image.Image) -> np.ndarray[Any, Any]:
    """Where a picture differs from its ground, the colour of its first pixel in the upper right."""
    pixels = np.asarray(picture.convert("RGB")).astype(np.int16)
    differs: np.ndarray[Any, Any] = np.abs(pixels - pixels[0, -1]).sum(axis=2, dtype=np.int16) > 60
    return differs


def test_slide_view_fills_the_screen_and_needs_no_cropping(page: Page, dashboard: str) -> None:
    for name in ("", *list(frame.PAGES)[1:]):
        visit(page, dashboard, f"/{name}?view=slide&{VIEW}")
        slide = page.locator(SLIDE)
        expect(slide).to_be_visible(timeout=SLOW)
        settle(page)
        assert slide.bounding_box() == {"x": 0, "y": 0, "width": 1920, "height": 1080}, name
        assert slide.get_attribute("alt"), name
        drawn = ink(Image.open(io.BytesIO(page.screenshot())))
        assert drawn[:90].any() or drawn[200:700].any(), name  # the title
        assert drawn[985:1075, 90:1400].any(), name  # the foot: source and date
        assert not drawn[:, -40:].any(), name  # nothing is cut at the right
        assert not drawn[-6:, 60:].any(), name
        for x, y in ((300, 30), (1800, 20), (960, 1060)):  # no navigation, no filter, no button over it
            assert page.evaluate(f"document.elementFromPoint({x}, {y}).tagName") == "IMG", name


def test_link_of_the_projector_keeps_the_view(page: Page, serve: Serve, dashboard: str) -> None:
    visit(page, dashboard, f"/briefing?{VIEW}")
    link = page.get_by_test_id("stMain").get_by_role("link", name="时间节点", exact=True)
    expect(link).to_be_visible(timeout=SLOW)
    address = link.get_attribute("href") or ""
    assert "view=slide" in address
    assert quote("省财政厅") in address
    page.goto(address)
    expect(page.locator(SLIDE)).to_be_visible(timeout=SLOW)
    assert serve is not None


NAMED = """() => {
    const shown = document.querySelector(".pt-place").textContent.split("　")[1];
    return shown.split(" / ")[0] === new URLSearchParams(location.search).get("n");
}"""


def at(page: Page) -> tuple[str, list[str], str]:
    """Which page and slide the address names, and which slide of how many is shown, as soon as they are the same."""
    with suppress(Error):  # the assertion tells more
        page.wait_for_function(NAMED, timeout=SLOW)
    parts = urlsplit(page.url)
    return parts.path, parse_qs(parts.query).get("n", []), page.locator(".pt-place").inner_text().split("　")[1]


def open_slides(page: Page, dashboard: str, path: str) -> int:
    """Open slides; gives how many the page has."""
    visit(page, dashboard, path)
    expect(page.locator(SLIDE)).to_be_visible(timeout=SLOW)
    settle(page)
    return page.locator(".pt-slides img").count()


def test_arrows_move_through_the_slides_and_on_to_the_pages_beside(page: Page, dashboard: str) -> None:
    count = open_slides(page, dashboard, f"/timeline?view=slide&{VIEW}")
    assert count > 2
    page.evaluate("window.isTheSame = true")
    first = page.locator(SLIDE).get_attribute("alt")
    page.keyboard.press("ArrowRight")
    assert at(page) == ("/timeline", ["2"], f"2 / {count}")
    expect(page.locator(SLIDE)).to_have_count(1)
    assert page.locator(SLIDE).get_attribute("alt") != first
    for key, place in (("End", count), ("Home", 1), ("PageDown", 2), ("PageUp", 1), (" ", 2), ("End", count)):
        page.keyboard.press(key)
        assert at(page) == ("/timeline", [str(place)], f"{place} / {count}")
    page.keyboard.press("ArrowRight")
    expect(page.locator(SLIDE)).to_have_attribute("alt", re.compile("^任务领域："), timeout=SLOW)
    page.wait_for_url("**/themes?*n=1*", timeout=SLOW)
    settle(page)
    assert at(page)[:2] == ("/themes", ["1"])
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".pt-place")).to_contain_text(f"{count} / {count}", timeout=SLOW)
    page.wait_for_function("count => new URLSearchParams(location.search).get('n') === String(count)", arg=count)
    assert at(page) == ("/timeline", [str(count)], f"{count} / {count}")
    assert page.evaluate("window.isTheSame") is True  # nothing was loaded anew
    assert parse_qs(urlsplit(page.url).query)["dept"] == ["省财政厅"]


def test_presses_at_the_sides_move_and_escape_leaves_to_the_page_with_its_view(page: Page, dashboard: str) -> None:
    count = open_slides(page, dashboard, f"/targets?view=slide&n=99&{VIEW}")
    assert at(page) == ("/targets", [str(count)], f"{count} / {count}")
    for x, place in ((100, count - 1), (960, count - 1), (1800, count)):
        page.mouse.click(x, 500)
        assert at(page)[2] == f"{place} / {count}"
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chips")).to_contain_text("责任单位：省财政厅", timeout=SLOW)
    left = parse_qs(urlsplit(page.url).query)
    assert (urlsplit(page.url).path, left["dept"], left["asof"]) == ("/targets", ["省财政厅"], ["2020-06-30"])
    assert not {"view", "n"} & set(left)


def test_the_hint_of_keys_goes_away_and_is_not_printed(page: Page, dashboard: str) -> None:
    open_slides(page, dashboard, "/targets?view=slide")
    hint = page.locator(".pt-place")
    expect(hint).to_have_css("opacity", "0", timeout=10_000)
    page.keyboard.press("ArrowRight")
    expect(hint).to_have_css("opacity", "1")
    page.emulate_media(media="print")
    expect(hint).to_be_hidden()


def test_every_page_leads_to_its_slides(page: Page, dashboard: str) -> None:
    for name in ("review", "intake", "progress"):
        visit(page, dashboard, f"/{name}?{VIEW}")
        link = page.get_by_role("link", name="投屏")
        expect(link).to_be_visible(timeout=SLOW)
        address = urlsplit(link.get_attribute("href") or "")
        assert (address.path, parse_qs(address.query)["view"]) == (f"/{name}", ["slide"])
