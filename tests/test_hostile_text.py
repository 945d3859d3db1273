"""A document full of markup, formulas and control signs: every page and every file shows it as the text that it is."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from app_runs import PAGES, open_page
from browsing import hearing, settle
from lxml import etree, html
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from app.briefing.__main__ import main as brief
from etl.targets.build import build

HARM = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>**粗**$$x^2$$[链](javascript:alert(3)):red[红]"
    '=HYPERLINK("http://e.cn","x"){{7*7}}\u202e😀\u200f'
)
TITLE = f"{HARM[:-3]}方案"
LINES = [
    f"到2025年，新建公园12个以上{HARM}。责任单位：市园林局",
    "@SUM(A1) 2025年底前，新增“<b>1</b>”类学位500个，`码`覆盖率达到95%以上&lt;&amp;。责任单位：市教育局",
    f"=1+1 建设{'超' * 300}50所。责任单位：市<b>教育局、市园林局",
    "+A1 到2025年，培训\x00\x01\x1b[31m\x7f教师300名\u2028。责任单位：市教育局",
    "-2+3 | a | b | 新建桥3座 ~~删~~ # 标题 > 引。责任单位：市交通局",
]
UNSAFE_SHEET = re.compile(rb"<f[ >]|hyperlink", re.IGNORECASE)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
RENDERED = """() => [
    ...document.querySelectorAll('img[src="x"], .katex, a[href^="javascript"], [class*="ColoredText"]'),
    ...[...document.querySelectorAll('script')].filter(one => one.textContent.startsWith('alert')),
    ...[...document.querySelectorAll('strong, b, del, code')].filter(one => /^[粗1删码教]/.test(one.textContent)
        && !one.closest('.pt-place')),
].map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of one document whose texts, title and issuer mean harm."""
    folder = tmp_path_factory.mktemp("hostile")
    sources = folder / "sources"
    sources.mkdir()
    tasks = [f"{number}．{line}" for number, line in enumerate(LINES, 1)]
    (sources / "a.txt").write_text("\n".join(["某市2024年工作要点", *tasks]), encoding="utf-8")
    facts = {
        "file": "a.txt",
        "id": "a'<b>",
        "title": TITLE,
        "issuer": "<b>某</b>$$z$$市政府",
        "published": "2024",
    }
    said = "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    (sources / "sources.toml").write_text(f"[[source]]\n{said}\n", encoding="utf-8")
    build(sources, folder)
    return folder


def markup_of(run: AppTest) -> Iterator[str]:
    """All HTML of a page's own elements and components."""
    for element in run.get("html"):
        yield element.proto.body
    for element in run.get("bidi_component"):
        given = json.loads(element.proto.json)
        if "html" in given:
            yield given["html"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_it_as_text(page: str, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGETS_DATA", str(hostile))
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    for written in markup_of(run):
        tree = html.fromstring(f"<div>{written}</div>")
        assert tree.xpath("//img[@src='x'] | //script[starts-with(., 'alert')] | //a[starts-with(@href, 'java')]") == []
    spoken = [*run.caption, *run.markdown, *run.error, *run.info, *run.warning]
    for text in [str(one.value) for one in spoken] + [str(one.label) for one in run.button]:
        assert re.search(r"(?<!\\)(?:\*\*粗|\$\$x|\[链|\[红)", text) is None, text


@pytest.mark.browser
def test_nothing_of_it_is_rendered_in_a_browser(page: Page, serve: object, hostile: Path) -> None:
    address = serve(hostile)  # type: ignore[operator]
    with hearing(page, dialog=lambda _dialog: pytest.fail("a script of the document ran")):
        for name in ("targets", f"review?doc={quote(TITLE)}"):
            page.goto(f"{address}/{name}")
            page.get_by_text("onerror=alert(1)").first.wait_for(state="attached", timeout=60_000)
            settle(page)
            assert page.evaluate(RENDERED) == []


def test_no_file_holds_a_formula_a_link_or_a_control_sign(hostile: Path, tmp_path: Path) -> None:
    assert brief(["--data", str(hostile), "--out", str(tmp_path), "--format", "pptx,docx,xlsx,csv"]) == 0
    made = sorted(tmp_path.iterdir())
    assert {path.suffix for path in made} == {".pptx", ".docx", ".xlsx", ".csv"}
    for path in made:
        if path.suffix == ".csv":
            cells = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
            assert any("HYPERLINK" in cell for cell in cells)
            assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell)] == []
            continue
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(content)
                    assert CONTROL.search(content) is None, name
                    assert b'Target="javascript' not in content, name
                if path.suffix == ".xlsx" and name.startswith("xl/worksheets/sheet"):
                    assert UNSAFE_SHEET.findall(content) == [], name
