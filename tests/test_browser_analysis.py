"""The pages of 分析 in a real browser: clicks on bars, cells, lines and marks, other screens, a quiet console."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browsing import hearing, look, settle
from conftest import Serve
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from benchmarks.synthetic import write_tables

ROOT = Path(__file__).resolve().parent.parent
SLOW = 60_000
PAGES = ("departments", "timeline", "themes")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def many(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a dashboard on 3,000 targets of 100 made-up documents."""
    folder = tmp_path_factory.mktemp("many")
    write_tables(folder, targets=3000, documents=100, seed=1)
    return serve(folder)


def visit(page: Page, address: str) -> None:
    """Open a page and wait until the script has run and every chart is drawn."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stPlotlyChart], .pt-note", timeout=SLOW)
    settle(page)


def click_middle(page: Page, mark: Locator) -> None:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def dialog(page: Page) -> Locator:
    found = page.get_by_role("dialog")
    expect(found).to_be_visible(timeout=SLOW)
    return found


def targets() -> pd.DataFrame:
    return pd.read_parquet(ROOT / "data" / "targets.parquet")


def test_a_click_on_a_bar_opens_the_departments_own_part(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/departments")
    click_middle(page, page.locator(".st-key-chart_departments .bars .point path").first)
    shown = dialog(page)
    expect(shown).to_contain_text("省教育厅 · 首列单位")
    led = int((targets()["lead"] == "省教育厅").sum())
    expect(shown).to_contain_text(f"共{led}项")


def test_the_menu_opens_what_a_bar_stands_for(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/departments")
    page.locator(".st-key-departments_pick button").click()
    page.get_by_role("menuitem", name="省财政厅", exact=True).click()
    held = int(targets()["departments"].map(lambda names: "省财政厅" in names).sum())
    expect(dialog(page)).to_contain_text(f"共{held}项", timeout=SLOW)


def test_a_click_on_a_cell_opens_its_targets(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/departments")
    page.get_by_role("grid", name="责任单位与时限交叉表").locator("tbody tr").nth(1).locator("td").first.click()
    shown = dialog(page)
    expect(shown).to_contain_text("省教育厅")
    held = int(targets()["departments"].map(lambda names: "省教育厅" in names).sum())
    expect(shown).to_contain_text(f"共{held}项", timeout=SLOW)


def test_a_count_of_a_state_opens_its_goals_and_can_be_pressed_again(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/timeline")
    count = page.get_by_role("radio", name=re.compile("^文件未注明时限 [0-9]+项"))
    number = re.findall(r"(\d+)项", count.inner_text())[0]
    for _ in range(2):
        expect(count).not_to_be_checked()
        count.click()
        expect(dialog(page)).to_contain_text(f"共{number}项", timeout=SLOW)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_click_anywhere_in_a_line_opens_its_target(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/timeline")
    for share in (0.05, 0.6, 0.95):
        mark = page.locator(".st-key-chart_lanes .scatterlayer .point").first
        plot = page.locator(".st-key-chart_lanes .nsewdrag").first.bounding_box()
        spot = mark.bounding_box()
        assert plot
        assert spot
        page.mouse.move(plot["x"] + plot["width"] * share, spot["y"] + spot["height"] / 2)
        page.mouse.click(plot["x"] + plot["width"] * share, spot["y"] + spot["height"] / 2)
        shown = dialog(page)
        expect(shown.locator("mark")).to_be_visible(timeout=SLOW)
        expect(shown).to_contain_text("在目标台账中查看")
        page.keyboard.press("Escape")
        expect(shown).to_have_count(0)
        settle(page)


def test_a_bar_on_a_shared_axis_opens_its_sentence(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/themes")
    click_middle(page, page.locator(".st-key-chart_shared .bars .point path").first)
    expect(dialog(page).locator("mark")).to_contain_text("50所左右", timeout=SLOW)


def test_a_theme_opens_its_tasks_and_the_ledger_shows_the_same(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/themes")
    page.locator(".st-key-themes_pick button").click()
    page.get_by_role("menuitem", name="技术技能人才待遇与激励", exact=True).click()
    tasks = pd.read_parquet(ROOT / "data" / "tasks.parquet")
    count = int((tasks["theme"] == "技术技能人才待遇与激励").sum())
    expect(dialog(page)).to_contain_text(f"共{count}项", timeout=SLOW)
    dialog(page).get_by_text("在目标台账中查看").click()
    expect(page.get_by_text(f"共{count}项工作任务")).to_be_visible(timeout=SLOW)


def test_each_target_has_a_mark_where_dates_are_many(page: Page, many: str) -> None:
    visit(page, f"{many}/timeline?due=2024年&due=2025年")
    marks = page.locator(".st-key-chart_axis .scatterlayer .point")
    assert marks.count() > 50
    click_middle(page, marks.nth(30))
    expect(dialog(page).locator("mark")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_laptop_shows_many_targets_without_errors(page: Page, many: str, scheme: Any) -> None:
    look(page, 1366, 768, scheme)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Streamlit asks for two addresses beneath a page's own before it asks at the root
        if message.type == "error" and not re.search(r"_stcore/(health|host-config)", message.location["url"]):
            errors.append(message.text)

    with hearing(page, console=note, pageerror=lambda error: errors.append(str(error))):
        for name in PAGES:
            visit(page, f"{many}/{name}")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            assert page.get_by_test_id("stException").count() == 0, name
    assert not errors
