"""Links with what no link holds: statements, scripts, endless values, wrong types. A page opens and says so."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from app_runs import PAGES, open_page, texts
from small_tables import write_tables

from app.query.filter_model import BY_PARAM

VALUES = {
    "statement": "'; DROP TABLE targets; --",
    "union": "x') OR 1=1 UNION SELECT * FROM read_csv('/etc/passwd') --",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "picture": "![x](http://example.cn/a.png)",
    "long": "长" * 20_000,
    "number": "-1e999",
    "path": "../../etc/passwd\0",
    "template": "{{7*7}}${7*7}%s%n$p0",
    "signs": "\u202e😀\x1b[31m",
}
OTHERS = ("id", "view", "n", "lang", "part", "sort", "indicator", "goals", "tasks", "table", "viewed", "to", "pair")


@pytest.fixture(scope="module")
def small_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(tmp_path_factory.mktemp("small"))


@pytest.fixture(autouse=True)
def small(small_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGETS_DATA", str(small_tables))


def check(page: str, values: list[str]) -> None:
    query = [(name, value) for name in (*BY_PARAM, *OTHERS) for value in values]
    run = open_page(page, urlencode(query))
    assert [error.value for error in run.exception] == []
    assert [error.value for error in run.error] == []
    assert "<script>alert" not in texts(run)
    assert "<img src=x" not in texts(run)
    for one in (*run.caption, *run.info, *run.markdown):
        assert "![x](http" not in str(one.value)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_the_ledger_opens_whatever_its_link_holds(value: str) -> None:
    check("targets", [value])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_all_of_it_at_once(page: str) -> None:
    check(page, [value[:2_000] for value in VALUES.values()])
