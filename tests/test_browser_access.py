"""For every reader: screen readers (axe-core), Chinese labels, a phone, paper, the keyboard, rows that stay chosen.

tests/axe.min.js is axe-core 4.14.1 as its npm package has it, by Deque Systems under the Mozilla Public License 2.0.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import SLOW, look, settle, visit
from playwright.sync_api import Page, expect
from test_browser_dashboard import NAMES, SIZES, parameters, walk

AXE = Path(__file__).with_name("axe.min.js")
KNOWN: dict[str, str] = {}
"""Rule of axe → why its findings stay: only what lies inside Streamlit's own elements."""
pytestmark = pytest.mark.browser


def test_no_page_of_a_laptop_has_faults_for_eyes_or_screen_readers_and_all_speak_chinese(
    page: Page, dashboard: str
) -> None:
    look(page, *SIZES["laptop"])
    for name in walk(page, dashboard):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations']}).then(all => all.violations"
            ".filter(one => ['serious', 'critical'].includes(one.impact))"
            ".map(one => [one.id, one.nodes.map(node => node.html.slice(0, 120))]))"
        )
        assert (name, [one for one in found if one[0] not in KNOWN]) == (name, [])
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        english = english_labels(page)
        for _ in range(10):  # a label is put into Chinese a moment after it appears
            if english:
                page.wait_for_timeout(300)
                english = english_labels(page)
        assert (name, english) == (name, set())


def english_labels(page: Page) -> set[str]:
    labels = page.evaluate(
        "() => ['aria-label', 'alt', 'placeholder'].flatMap(name =>"
        " [...document.querySelectorAll(`[${name}]`)].map(one => one.getAttribute(name)))"
    )
    words = {word for label in labels for word in re.findall(r"[A-Za-z]{3,}", label)}
    return words - NAMES - {"sjyt"}


@pytest.mark.parametrize("name", ["overview", "targets", "departments", "timeline"])
def test_a_phone_shows_labels_whole_and_rows_as_cards(name: str, page: Page, dashboard: str) -> None:
    look(page, 390, 844)
    visit(page, dashboard, "/" if name == "overview" else f"/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for label in ("责任单位", "任务领域"):
        box = page.get_by_test_id("stMultiSelect").filter(has_text=label).bounding_box()
        assert box
        assert box["width"] > 150
    if name == "targets":
        cell = page.get_by_role("grid").locator("tbody td").nth(1)
        assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"指标名称"'
    if name == "timeline":
        expect(page.locator(".st-key-chart_lanes")).to_be_hidden()
        assert page.get_by_role("grid", name="按时限排列的目标").locator("tbody tr").count() > 10


def test_a_row_stays_chosen_when_the_order_changes_and_headers_open_nothing(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets?q=高水平")
    grid = page.get_by_role("grid", name="目标台账")
    grid.locator("thead").get_by_text("指标名称").click()
    grid.get_by_role("button", name="目标值").click()
    expect(grid.locator("th[aria-sort]")).to_contain_text("目标值", timeout=SLOW)
    assert "id=" not in page.url
    figures = grid.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert figures == ["300个左右", "150个左右", "50所左右", "10所左右"]
    row = grid.locator("tbody tr", has_text="50所左右")
    row.click()
    expect(page.locator(".pt-figure.pt-large")).to_have_text("50所左右", timeout=SLOW)
    settle(page)
    expect(grid).to_have_count(1, timeout=SLOW)  # not while the wide table gives way to the narrow one
    grid.get_by_role("button", name="序号").click()
    expect(grid.locator("th[aria-sort]")).to_contain_text("序号", timeout=SLOW)
    expect(grid.locator("tr[aria-selected=true]")).to_contain_text("50所左右")
    expect(page.locator(".pt-figure.pt-large")).to_have_text("50所左右")


def test_the_interface_changes_its_language_and_keeps_the_view(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets?type=数量目标")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page).to_have_title("Register · Policy Targets", timeout=SLOW)
    expect(page.locator(".st-key-type")).to_contain_text("Quantity target", timeout=SLOW)
    expect(page.locator(".st-key-part [data-english]")).to_have_attribute("data-english", "Any part")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert parameters(page) == {"type": ["数量目标"], "lang": ["en"]}
    page.get_by_role("link", name="Themes").click()
    expect(page).to_have_title("Themes · Policy Targets", timeout=SLOW)
    settle(page)
    assert parameters(page) == {"type": ["数量目标"], "lang": ["en"]}
    page.get_by_role("button", name="中文", exact=True).click()
    expect(page).to_have_title("任务领域 · 政策目标数据看板", timeout=SLOW)
    settle(page)
    assert parameters(page) == {"type": ["数量目标"]}


def test_the_keyboard_walks_through_a_table_and_opens_a_row(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets")
    rows = page.get_by_role("grid", name="目标台账").locator("tbody tr")
    rows.first.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "Home", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(rows.nth(1)).to_have_attribute("aria-selected", "true", timeout=SLOW)
    expect(rows).to_have_count(31)  # the table before is gone
    assert rows.evaluate_all("rows => rows.filter(row => row.tabIndex === 0).length") == 1


def test_paper_has_every_row_and_no_controls(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets")
    page.emulate_media(media="print")
    expect(page.locator(".st-key-filters")).to_be_hidden()
    expect(page.locator(".st-key-controls")).to_be_hidden()
    frame = page.locator(".pt-frame")
    assert frame.locator("tbody tr").count() == 31
    assert frame.evaluate("frame => frame.scrollHeight - frame.clientHeight") <= 1
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => getComputedStyle(main).overflow") == "visible"
