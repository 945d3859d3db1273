"""Sign-in against a provider that the tests start, and what each role may do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openid_provider import Provider, free_port, provider
from playwright.sync_api import Page, expect

import records
from benchmarks.serving import ROOT, dashboard_command, running
from records import audit

pytestmark = pytest.mark.browser
SLOW = 60_000
ROLES = """
[roles]
read = ["*@edu.example.cn"]
review = ["wang@edu.example.cn"]
import = ["zhao@edu.example.cn"]
manage = ["admin@example.cn"]
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's own data, which these tests change."""
    return Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("own") / "data"))


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory: pytest.TempPathFactory, tables: Path) -> Iterator[tuple[Provider, str]]:
    """A provider, and the address of a dashboard that asks it who its readers are."""
    folder = tmp_path_factory.mktemp("people")
    port = free_port()
    with provider() as people:
        settings = people.secrets(f"http://127.0.0.1:{port}", folder, ROLES)
        command = [*dashboard_command(tables, port), "--secrets", str(settings)]
        with running(command, folder / "log.txt") as server:
            yield people, server.address


def sign_in(page: Page, signing_in: tuple[Provider, str], address: str, path: str = "/") -> None:
    """Open a page as the person with this e-mail address."""
    people, dashboard = signing_in
    people.person = {"email": address, "name": "李工", "email_verified": True}
    page.goto(dashboard)
    page.get_by_role("button", name="登录").click(timeout=SLOW)
    expect(page.get_by_role("button", name="李工")).to_be_visible(timeout=SLOW)
    page.goto(dashboard + path)
    expect(page.get_by_role("button", name="李工")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize(
    ("address", "roles"),
    [("li@edu.example.cn", "读"), ("wang@edu.example.cn", "读、校核"), ("admin@example.cn", "读、校核、导入、管理")],
)
def test_who_signs_in_reads_and_has_his_roles(
    page: Page, signing_in: tuple[Provider, str], address: str, roles: str
) -> None:
    people, dashboard = signing_in
    people.person = {"email": address, "name": "李工", "email_verified": True}
    page.goto(dashboard)
    expect(page.get_by_text("请先登录，再查看看板。")).to_be_visible(timeout=SLOW)
    assert page.locator(".pt-page").count() == 0
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="李工").click(timeout=SLOW)
    expect(page.get_by_text(f"{address} · {roles}", exact=True)).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("请先登录，再查看看板。")).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize(
    "person",
    [{"email": "li@other.example.cn", "email_verified": True}, {"email": "li@edu.example.cn", "email_verified": False}],
)
def test_others_are_told_that_they_may_not(
    page: Page, signing_in: tuple[Provider, str], person: dict[str, object]
) -> None:
    people, dashboard = signing_in
    people.person = person
    page.goto(dashboard)
    page.get_by_role("button", name="登录").click(timeout=SLOW)
    expect(page.get_by_text("没有查看权限，请联系管理员。")).to_be_visible(timeout=SLOW)
    assert page.locator(".pt-page").count() == 0


@pytest.mark.parametrize("address", ["li@edu.example.cn", "wang@edu.example.cn"])
def test_who_may_not_import_finds_no_way_to(page: Page, signing_in: tuple[Provider, str], address: str) -> None:
    sign_in(page, signing_in, address, "/intake")
    expect(page.get_by_text("当前账号没有导入文件的权限。")).to_be_visible(timeout=SLOW)
    assert page.locator("input[type=file]").count() == 0


def test_an_import_and_its_undoing_are_logged_with_who_signed_in(
    page: Page, signing_in: tuple[Provider, str], tables: Path
) -> None:
    address, name = "zhao@edu.example.cn", "plan.txt"
    before = (tables / "targets.parquet").read_bytes()
    sign_in(page, signing_in, address, "/intake")
    text = "云溪市2026年工作要点\n1．到2027年，新建口袋公园120个以上。"
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("button", name="保存1份文件").click(timeout=SLOW)
    batch = page.locator("[class*=st-key-batch_]").filter(has_text="1份：").first
    batch.get_by_role("button", name="撤销").click(timeout=SLOW)
    page.get_by_role("button", name="确认撤销").click()
    expect(batch).to_contain_text("已撤销", timeout=SLOW)
    assert not (tables / "sources" / name).exists()
    assert (tables / "targets.parquet").read_bytes() == before
    last = audit.entries(records.open_database(tables), 2)
    assert [(entry.who, entry.role, entry.action, entry.detail) for entry in last] == [
        (address, "导入", action, {"files": [name]}) for action in ("take out", "take in")
    ]
