"""Pictures of charts in a real browser, downloaded and copied: 1920×1080, with room at every edge."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browsing import SLOW, look, settle
from compared_tables import write_compared
from conftest import Serve
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from app.draw.figures import PAD

pytestmark = pytest.mark.browser
VIEW = "asof=2020-06-30&dept=省财政厅"
EDGE = 2 * PAD
"""Room at the edges of a picture, in its own pixels."""
PAGES = ("", "departments", "timeline", "themes", "reconciliation", "compare")
CLIPBOARD = """async () => {
  const [held] = await navigator.clipboard.read();
  const bytes = new Uint8Array(await (await held.getType("image/png")).arrayBuffer());
  return [held.types, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))];
}"""


@pytest.fixture(scope="module")
def compared(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a dashboard on several documents."""
    return serve(write_compared(tmp_path_factory.mktemp("compared")))


def open_charts(page: Page, address: str) -> list[Locator]:
    """Open a page; gives its charts that are shown."""
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=5 * SLOW)
    settle(page)
    return [plot for plot in page.locator(".js-plotly-plot").all() if plot.is_visible()]


def download(page: Page, plot: Locator) -> tuple[str, Image.Image]:
    """What the camera gives: the file's name and the picture."""
    plot.hover()
    with page.expect_download(timeout=SLOW) as started:
        plot.locator(".modebar-btn").first.click()
    data = Path(started.value.path()).read_bytes()
    return started.value.suggested_filename, Image.open(io.BytesIO(data)).convert("RGB")


def ink(picture: Image.Image) -> np.ndarray[Any, Any]:
    """Where a picture differs from its ground, the colour of its corner."""
    pixels = np.asarray(picture).astype(np.int16)
    differs: np.ndarray[Any, Any] = np.abs(pixels - pixels[0, -1]).sum(axis=2, dtype=np.int16) > 30
    return differs


@pytest.mark.parametrize(("scheme", "paths"), [("light", PAGES), ("dark", ("", "compare"))], ids=["light", "dark"])
def test_no_ink_stands_near_an_edge_of_a_picture(
    scheme: Any, paths: Sequence[str], page: Page, dashboard: str, compared: str
) -> None:
    look(page, 1366, 768, scheme)
    for path in paths:
        address = f"{compared}/compare?asof=2026-06-01" if path == "compare" else f"{dashboard}/{path}?{VIEW}"
        charts = open_charts(page, address)
        assert charts, path
        for number, plot in enumerate(charts):
            name, picture = download(page, plot)
            assert picture.size == (1920, 1080), name
            assert any("\u4e00" <= letter <= "\u9fff" for letter in name)
            assert (sum(picture.getpixel((1919, 0))) < 200) == (scheme == "dark"), name  # type: ignore[arg-type]
            drawn = ink(picture)
            assert drawn[EDGE:200, EDGE:900].any(), name  # the title
            assert drawn[-120:-EDGE, EDGE:900].any(), name  # source, date and state of checking
            for edge in (drawn[:EDGE], drawn[-EDGE:], drawn[:, :EDGE], drawn[:, -EDGE:]):
                assert not edge.any(), name
            if folder := os.environ.get("KEEP_PICTURES"):
                picture.save(Path(folder) / f"{path or 'overview'}_{number}_{scheme}.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_beside_the_camera_copies_the_very_picture(scheme: Any, page: Page, dashboard: str) -> None:
    look(page, 1366, 768, scheme)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for plot in open_charts(page, dashboard):
        page.evaluate("navigator.clipboard.writeText('')")
        camera = plot.locator(".modebar-btn").first
        camera.focus()
        page.keyboard.press("Tab")  # by keyboard: it stands behind the camera
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "复制图片"
        button = plot.locator(".pt-copy")
        expect(button.locator("xpath=ancestor::*[contains(@class, 'modebar ')]")).to_have_css("opacity", "1")
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-label", "已复制", timeout=SLOW)
        types, data = page.evaluate(CLIPBOARD)
        copied = Image.open(io.BytesIO(base64.b64decode(data)))
        assert types == ["image/png"]
        assert copied.size == (1920, 1080)
        expect(button).to_have_attribute("aria-label", "复制图片", timeout=SLOW)
        assert np.array_equal(np.asarray(copied.convert("RGB")), np.asarray(download(page, plot)[1]))


def test_the_button_is_there_after_each_change_of_the_chart(page: Page, dashboard: str) -> None:
    open_charts(page, f"{dashboard}/departments")
    page.locator(".st-key-departments_pick button").click()
    page.get_by_role("menuitem", name="省财政厅", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=SLOW)
    settle(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden(timeout=SLOW)
    page.get_by_role("link", name="任务领域", exact=True).click()
    page.locator(".st-key-chart_themes .main-svg").first.wait_for(timeout=SLOW)
    settle(page)
    for plot in page.locator(".js-plotly-plot").all():
        expect(plot.locator(".pt-copy")).to_have_count(1)


def test_where_a_browser_has_no_clipboard_the_picture_is_downloaded_and_that_is_said(
    page: Page, dashboard: str
) -> None:
    (plot, *_) = open_charts(page, f"{dashboard}/?lang=en")
    page.evaluate("() => void Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    plot.hover()
    button = plot.locator(".pt-copy")
    expect(button).to_have_attribute("aria-label", "Copy picture")
    with page.expect_download(timeout=SLOW) as started:
        button.click()
    assert Image.open(io.BytesIO(Path(started.value.path()).read_bytes())).size == (1920, 1080)
    expect(button).to_have_attribute("aria-label", "Cannot copy here; downloaded instead")
