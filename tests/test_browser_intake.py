"""文件导入 in a real browser: a Word file is dropped, its title corrected, saved, found on 目标台账, and taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browsing import SLOW, settle, visit
from conftest import Serve
from document_writing import write_docx
from playwright.sync_api import Page, expect
from test_browser_dashboard import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own data, which this test changes."""
    folder = tmp_path_factory.mktemp("import") / "data"
    shutil.copytree(ROOT / "data", folder)
    return folder


def test_a_file_is_dropped_corrected_saved_found_and_undone(
    page: Page, serve: Serve, data: Path, tmp_path: Path
) -> None:
    rows = [("序号", "政策内容", "责任部门"), ("1", "到2027年，新建口袋公园120个以上。", "市园林局")]
    write_docx(tmp_path / "清单.docx", ["云溪市2026年公园建设清单"], rows)
    address = serve(data)
    visit(page, address, "/intake")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "清单.docx")
    save = page.get_by_role("button", name="保存1份文件")
    expect(save).to_be_enabled(timeout=SLOW)
    expect(page.locator(".pt-table mark").first).to_have_text("120个以上")
    title = page.get_by_label("文件标题")
    expect(title).to_have_value("云溪市2026年公园建设清单")
    title.fill("更正后的公园清单")
    title.press("Enter")
    settle(page)
    save.click()
    link = page.get_by_role("link", name="查看1项目标：《更正后的公园清单》")
    expect(link).to_be_visible(timeout=SLOW)
    link.click()
    grid = page.get_by_role("grid", name="目标台账")
    expect(grid.locator("tbody tr")).to_have_count(1, timeout=SLOW)
    expect(grid).to_contain_text("120个以上")

    visit(page, address, "/intake")
    batch = page.locator("[class*=st-key-batch_]")
    expect(batch).to_contain_text("1份：《更正后的公园清单》")
    batch.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="确认撤销").click()
    expect(batch).to_contain_text("已撤销", timeout=SLOW)
    visit(page, address, "/targets")
    expect(grid.locator("tbody tr")).to_have_count(31, timeout=SLOW)
    assert not (data / "sources" / "清单.docx").exists()
    assert (data / "targets.parquet").read_bytes()
