"""校核 in a browser: the keyboard alone clears a queue; what was decided is there on every page and after a reload."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from app_runs import ROOT
from browsing import SLOW, settle, visit
from conftest import Serve
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's tables, which these tests change."""
    folder = tmp_path_factory.mktemp("own")
    for path in (ROOT / "data").glob("*.parquet"):
        shutil.copy(path, folder)
    return folder


def open_own(page: Page, address: str) -> None:
    """Open a page of a server that was just started, however long its first page takes on a busy machine."""
    page.goto(address)
    page.wait_for_selector(".st-key-filters", timeout=5 * SLOW)
    settle(page)


def counted(tables: Path) -> tuple[int, int]:
    """How many targets there are, and how many of them are checked."""
    reviews = pq.read_table(tables / "targets.parquet")["review"].to_pylist()
    return len(reviews), reviews.count("checked")


def test_the_keyboard_alone_clears_the_queue_and_undoes(page: Page, serve: Serve, tables: Path) -> None:
    every, before = counted(tables)
    open_own(page, serve(tables) + "/review")
    box = page.get_by_label("您的姓名")
    box.fill("王工")
    box.press("Enter")
    expect(page.get_by_role("button", name="确认无误")).to_be_visible(timeout=SLOW)
    page.evaluate("document.activeElement.blur()")
    for number in range(1, 6):
        page.keyboard.press("y")
        expect(page.locator(".pt-subject")).to_contain_text(f"{every}项中已校核{before + number}项", timeout=SLOW)
    page.keyboard.press("n")
    expect(page.locator(".pt-subject")).to_contain_text(f"{every - 1}项中已校核{before + 5}项", timeout=SLOW)
    page.keyboard.press("u")
    expect(page.locator(".pt-subject")).to_contain_text(f"{every}项中已校核{before + 5}项", timeout=SLOW)
    assert counted(tables) == (every, before + 5)
    visit(page, serve(tables), "/departments")
    expect(page.locator(".pt-subject")).to_contain_text(f"{every}项中已校核{before + 5}项", timeout=SLOW)


def test_words_marked_with_the_pointer_become_a_target(page: Page, serve: Serve, tables: Path) -> None:
    before = counted(tables)[0]
    open_own(page, serve(tables) + "/reconciliation?task=21")
    page.get_by_text("校核：补充漏读的目标").click()
    box = page.get_by_label("您的姓名").first
    box.fill("王工")
    box.press("Enter")
    text = page.locator(".pt-select")
    expect(text).to_be_visible(timeout=SLOW)
    settle(page)
    text.evaluate(
        """box => {
          const at = box.textContent.indexOf("第三方评价");
          const range = document.createRange();
          range.setStart(box.firstChild, at);
          range.setEnd(box.firstChild, at + 5);
          const selection = document.getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
          box.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }"""
    )
    expect(page.locator("mark[title='第三方评价']").first).to_be_visible(timeout=SLOW)
    settle(page)
    page.get_by_label("数值", exact=True).fill("3")
    page.get_by_role("button", name="改为目标").click(timeout=SLOW)
    expect(page.locator(".pt-note").first).to_contain_text("已保存", timeout=SLOW)
    settle(page)
    after = pq.read_table(tables / "targets.parquet").to_pandas()
    assert len(after) == before + 1
    assert "第三方评价" in set(after["quote"])
