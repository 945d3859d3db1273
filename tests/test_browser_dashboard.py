"""The dashboard in a real browser: links, clicks, two sizes of screen, light and dark, keyboard, nothing foreign."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from browsing import SLOW, hearing, look, settle, visit
from conftest import Serve
from playwright.sync_api import Page, expect
from small_tables import write_tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
SIZES = {"projector": (1920, 1080), "laptop": (1366, 768)}
NAMES = {
    "CSV", "Excel", "Parquet", "JSON", "PowerPoint", "WPS", "pptx", "view", "slide",
    "Word", "PDF", "OFD", "Markdown", "Python", "streamlit", "plotly", "pandas", "pyarrow", "duckdb",
}  # fmt: skip
"""Names that are Latin in Chinese texts too."""
HIDDEN = "[data-testid=stIconMaterial], [data-testid=stFileUploader] section p, table[aria-label=数据字典], script"
"""Icons are letters of an icon typeface; the uploader's own words are drawn over by the style sheet; the dictionary
names the columns of the files."""
pytestmark = pytest.mark.browser


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def expect_parameters(page: Page, expected: dict[str, list[str]]) -> None:
    """Wait for the address: it is written after the page that it describes."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == expected, timeout=SLOW)


def bar(page: Page, chart: str, number: int) -> None:
    """Click the middle of a chart's bar."""
    box = page.locator(f".st-key-chart_{chart} .bars .point path").nth(number).bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def choose(page: Page, key: str, words: str) -> None:
    page.locator(f".st-key-{key} input").click()
    page.get_by_role("option", name=words, exact=True).click()
    page.keyboard.press("Escape")


# Links


def test_a_filter_goes_into_the_link_and_comes_back_from_it(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    choose(page, "dept", "省财政厅")
    expect(page.locator(".st-key-chips")).to_contain_text("责任单位：省财政厅", timeout=SLOW)
    settle(page)
    expect_parameters(page, {"dept": ["省财政厅"]})
    before = page.locator(".st-key-tiles").inner_text()
    page.reload()
    settle(page)
    assert page.locator(".st-key-tiles").inner_text() == before
    expect_parameters(page, {"dept": ["省财政厅"]})


def test_every_filter_stays_when_the_page_changes(page: Page, dashboard: str) -> None:
    query = {"dept": ["省教育厅"], "part": ["牵头·首列"], "due": ["2020年"], "q": ["教育"], "asof": ["2020-05-01"],
             "state": ["未到时限"], "lead": ["省教育厅"]}  # fmt: skip
    visit(page, dashboard, "/?" + "&".join(f"{name}={value[0]}" for name, value in query.items()))
    chips = page.locator(".st-key-chips").inner_text()
    page.get_by_text("目标台账", exact=True).click()
    page.wait_for_url("**/targets?**", timeout=SLOW)
    settle(page)
    expect_parameters(page, query)
    assert page.locator(".st-key-chips").inner_text() == chips


def test_going_back_brings_the_view_before(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    choose(page, "type", "政策标准")
    expect(page.locator(".st-key-chips")).to_contain_text("政策标准", timeout=SLOW)
    page.locator(".st-key-clear_all button").click()
    expect(page.locator(".st-key-chips")).to_have_count(0, timeout=SLOW)
    settle(page)
    expect_parameters(page, {})


def test_wrong_values_are_dropped_from_the_link_with_a_note(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/?dept=没有的厅&due=明年&theme=教师队伍建设")
    expect(page.locator(".pt-note")).to_contain_text("“没有的厅”")
    expect_parameters(page, {"theme": ["教师队伍建设"]})


def test_with_nothing_left_the_filters_stay_and_one_can_be_dropped(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/?dept=省国资委&q=不存在的词")
    expect(page.get_by_test_id("stMultiSelect").first).to_contain_text("省国资委")
    page.get_by_role("button", name="去掉“搜索：不存在的词”").click()
    expect(page.locator(".st-key-counts")).to_contain_text("工作任务2项")
    expect_parameters(page, {"dept": ["省国资委"]})


def test_a_permanent_link_opens_the_marked_sentence(page: Page, dashboard: str) -> None:
    target = pd.read_parquet(ROOT / "data" / "targets.parquet").set_index("shown").loc["400万人次以上"]
    visit(page, dashboard, f"/targets?id={target['target_id']}")
    expect(page.locator(".pt-text mark").first).to_have_text("达400万人次以上")
    expect(page.locator("[data-testid=stCode]").last).to_contain_text(f"/targets?id={target['target_id']}&asof=")


def test_a_server_may_first_be_asked_for_any_page(page: Page, serve: Serve, tmp_path: Path) -> None:
    """Of the first page itself test_several_processes asks it, without a browser."""
    visit(page, serve(write_tables(tmp_path / "tables")), "/targets")
    expect(page.locator(".st-key-filters")).to_be_visible()
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)


def test_the_first_page_answers_by_its_files_name_as_the_others_do(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/overview?q=50所")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".st-key-counts")).to_contain_text("工作任务2项")
    expect_parameters(page, {"q": ["50所"]})


# Rows behind a mark


def test_a_click_on_a_bar_opens_its_rows_and_the_ledger_with_that_filter(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/?dept=省财政厅")
    for _ in range(2):  # the same bar opens again after it was closed
        bar(page, "limits", 0)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible(timeout=SLOW)
        expect(dialog.get_by_role("grid")).to_be_visible(timeout=SLOW)
        title = dialog.locator("h1, h2, h3, [data-testid=stMarkdownContainer]").first.inner_text()
        settle(page)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
    bar(page, "limits", 0)
    page.get_by_text("在目标台账中查看").click()
    page.wait_for_url("**/targets**", timeout=SLOW)
    settle(page)
    found = parameters(page)
    assert found["dept"] == ["省财政厅"]
    assert found["due"] == [title]
    assert set(found) == {"dept", "due", "type"}


def test_a_key_figure_opens_its_sentence(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    page.get_by_role("button", name="年培训量").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".pt-text mark")).to_have_text("达400万人次以上", timeout=SLOW)


def test_a_row_of_the_ledger_opens_its_sentence(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets?q=400万人次")
    page.get_by_role("grid").locator("tbody tr").first.click()
    expect(page.locator(".pt-text mark").first).to_have_text("达400万人次以上", timeout=SLOW)
    settle(page)
    assert len(parameters(page)["id"][0]) == 12
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".pt-text mark")).to_have_count(0, timeout=SLOW)


def test_the_page_is_named_and_its_link_opens_the_same_view(page: Page, dashboard: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, dashboard, "/themes?dept=省财政厅&asof=2020-05-01")
    assert page.title() == "任务领域 · 政策目标数据看板"
    assert page.locator("h1").inner_text() == "任务领域"
    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(copied)[:3] == ("http", urlsplit(dashboard).netloc, "/themes")
    assert parse_qs(urlsplit(copied).query) == {"dept": ["省财政厅"], "asof": ["2020-05-01"]}


# Downloads and pictures


def test_the_ledger_is_downloaded_as_the_view_shows_it(page: Page, dashboard: str) -> None:
    visit(page, dashboard, "/targets?dept=省财政厅&asof=2020-05-01")
    page.get_by_text("下载", exact=True).click()
    with page.expect_download(timeout=SLOW) as waiting:
        page.get_by_role("button", name="CSV").click()
    assert waiting.value.suggested_filename == "目标台账_省财政厅_16项_统计截至2020-05-01_机器提取未经校核.csv"
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 16
    assert rows[0]["指标名称"] == "高水平中职学校"
    assert rows[0]["目标值"] == "50所左右"
    assert "时限状态（统计截至2020-05-01）" in rows[0]


def test_the_camera_gives_a_picture_for_a_slide(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    page.locator(".st-key-chart_leads .js-plotly-plot").hover()
    with page.expect_download(timeout=SLOW) as waiting:
        page.locator(".st-key-chart_leads .modebar-btn").first.click()
    assert waiting.value.suggested_filename == "按首列单位，省教育厅承担45项工作任务中的26项.png"
    data = Path(waiting.value.path()).read_bytes()
    assert struct.unpack(">II", data[16:24]) == (1920, 1080)


# Looks


@pytest.fixture
def screen(page: Page, request: pytest.FixtureRequest) -> Page:
    """A page of the size and colour scheme asked for."""
    size, scheme = request.param
    look(page, *SIZES[size], scheme)
    return page


def english_words(page: Page) -> set[str]:
    """Latin words of a page; what Streamlit writes and cannot be told otherwise is hidden, or only in tooltips."""
    page.evaluate("hidden => document.querySelectorAll(hidden).forEach(one => one.remove())", HIDDEN)
    text = page.locator("[data-testid=stMain]").inner_text()
    return set(re.findall(r"\b[A-Za-z]{3,}\b", re.sub(r"https?://\S+|[\w.]+\.(?:txt|parquet)", "", text))) - NAMES


SCREENS = [("projector", "light"), ("laptop", "dark")]
"""In test_browser_access a laptop in light."""


@pytest.mark.parametrize("screen", SCREENS, indirect=True, ids=["-".join(one) for one in SCREENS])
def test_nothing_is_cut_faint_wrong_english_or_from_elsewhere(screen: Page, dashboard: str) -> None:
    for _name in walk(screen, dashboard):
        pass


def walk(page: Page, dashboard: str) -> Iterator[str]:
    """Open every page, and give its name once nothing is found that is cut, faint, wrong, English or from elsewhere."""
    asked: list[str] = []
    errors: list[str] = []
    looks = (ROOT / "tests" / "looks.js").read_text(encoding="utf-8")
    with hearing(
        page,
        request=lambda request: asked.append(request.url),
        console=lambda message: errors.append(message.text) if message.type == "error" else None,
        pageerror=lambda error: errors.append(str(error)),
    ):
        for name in PAGES:
            errors.clear()
            visit(page, dashboard, "/" if name == "overview" else f"/{name}")
            seen = page.evaluate_handle(looks)
            assert (name, seen.evaluate("looks => looks.cut()")) == (name, [])
            assert (name, seen.evaluate("looks => looks.faint()")) == (name, [])
            # a page's own address gives Streamlit two 404s: it looks for its server below that address first
            assert [text for text in errors if "404" not in text] == []
            assert len(errors) <= (0 if name == "overview" else 2)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= page.viewport_size["width"], name  # type: ignore[index]
            yield name
            assert (name, english_words(page)) == (name, set())
    host = urlsplit(dashboard).netloc
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {host}


def test_the_leaders_page_needs_no_scrolling(page: Page, dashboard: str) -> None:
    for query in ("", "?q=400万人次", "?type=政策标准"):
        visit(page, dashboard, f"/{query}")
        for size, sides in SIZES.items():
            look(page, *sides)
            settle(page)
            main = page.locator("[data-testid=stMain]")
            assert main.evaluate("main => main.scrollHeight - main.clientHeight") <= 0, (query, size)


@pytest.mark.parametrize("screen", [("laptop", "dark")], indirect=True)
def test_dark_is_dark_in_charts_as_well(screen: Page, dashboard: str) -> None:
    visit(screen, dashboard)
    colours = screen.evaluate(
        "() => [getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor,"
        " document.querySelector('.js-plotly-plot .main-svg').style.backgroundColor]"
    )
    assert colours == ["rgb(17, 24, 35)", "rgb(17, 24, 35)"]


def test_the_keyboard_reaches_every_control(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    reached: set[str] = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        name = page.evaluate("e => (e = document.activeElement, e.getAttribute('aria-label') || e.innerText)")
        reached.add(re.sub(r"\s+", "", str(name)))
    said = " ".join(reached)
    for words in ("责任单位", "时限", "任务领域", "目标类别", "搜索", "统计截至", "更多筛选", "目标27项",
                  "年培训量", "按时限查看", "按单位查看", "目标台账", "投屏", "下载"):  # fmt: skip
        assert words in said, words
