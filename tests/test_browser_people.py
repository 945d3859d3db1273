"""Sign-in against a provider that the tests start, and what each role may do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openid_provider import Provider, free_port, provider
from playwright.sync_api import Page, expect

from benchmarks.serving import ROOT, dashboard_command, running

pytestmark = pytest.mark.browser
SLOW = 60_000
ROLES = """
[roles]
read = ["*@edu.example.cn"]
review = ["wang@edu.example.cn"]
manage = ["admin@example.cn"]
"""


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Provider, str]]:
    """A provider, and the address of a dashboard that asks it who its readers are."""
    folder = tmp_path_factory.mktemp("people")
    port = free_port()
    with provider() as people:
        settings = people.secrets(f"http://127.0.0.1:{port}", folder, ROLES)
        command = [*dashboard_command(ROOT / "data", port), "--secrets", str(settings)]
        with running(command, folder / "log.txt") as server:
            yield people, server.address


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
