"""校核 in a browser: the keyboard alone clears a queue; what was decided is there on every page and after a reload."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from browsing import SLOW, settle, visit
from conftest import Serve
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_own(page: Page, address: str) -> None:
    """Open a page of a server that was just started, however long its first page takes on a busy machine."""
    page.goto(address)
    page.wait_for_selector(".st-key-filters", timeout=5 * SLOW)
    settle(page)


def checked(own_tables: Path) -> int:
    return int(pq.read_table(own_tables / "targets.parquet")["review"].to_pylist().count("checked"))


def test_the_keyboard_alone_clears_the_queue_and_undoes(page: Page, serve: Serve, own_tables: Path) -> None:
    open_own(page, serve(own_tables) + "/review")
    box = page.get_by_label("您的姓名")
    box.fill("王工")
    box.press("Enter")
    expect(page.get_by_role("button", name="确认无误")).to_be_visible(timeout=SLOW)
    page.evaluate("document.activeElement.blur()")
    for number in range(1, 6):
        page.keyboard.press("y")
        expect(page.locator(".pt-subject")).to_contain_text(f"31项中已校核{number}项", timeout=SLOW)
    page.keyboard.press("n")
    expect(page.locator(".pt-subject")).to_contain_text("30项中已校核5项", timeout=SLOW)
    page.keyboard.press("u")
    expect(page.locator(".pt-subject")).to_contain_text("31项中已校核5项", timeout=SLOW)
    assert checked(own_tables) == 5
    visit(page, serve(own_tables), "/departments")
    expect(page.locator(".pt-subject")).to_contain_text("31项中已校核5项", timeout=SLOW)


def test_words_marked_with_the_pointer_become_a_target(page: Page, serve: Serve, own_tables: Path) -> None:
    before = pq.read_table(own_tables / "targets.parquet").num_rows
    open_own(page, serve(own_tables) + "/reconciliation?task=21")
    page.get_by_text("校核：补充漏读的目标").click()
    box = page.get_by_label("您的姓名").first
    box.fill("王工")
    box.press("Enter")
    text = page.locator(".pt-select")
    expect(text).to_be_visible(timeout=SLOW)
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
    page.get_by_label("数值", exact=True).fill("3")
    page.get_by_role("button", name="改为目标").click(timeout=SLOW)
    expect(page.locator(".pt-note").first).to_contain_text("已保存", timeout=SLOW)
    settle(page)
    after = pq.read_table(own_tables / "targets.parquet").to_pandas()
    assert len(after) == before + 1
    assert "第三方评价" in set(after["quote"])
