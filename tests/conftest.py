"""What the browser tests share: one dashboard server and one Chromium a test process, and in it one window.

A test marked `browser` gets `page`; `dashboard` is the address of the running dashboard. Where no Chromium starts, such
tests are skipped and say why. `serve` starts further dashboards, on tables of the test's own:

    @pytest.mark.browser
    def test_title(page, dashboard):
        page.goto(dashboard)
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
import records_servers
from playwright.sync_api import Browser, BrowserContext, Error, Page
from records_scenes import TEXTS, Scene

from app.screen.data import DATA_VARIABLE
from benchmarks.serving import BROWSER_ARGUMENTS, ROOT, dashboard_command, find_chromium, running
from etl.schema import TABLES
from etl.targets.build import build

JUST_RUN = "--js-flags=--no-maglev --no-turbofan"
"""No compiling of what runs often: the pages of a test are soon gone."""

Serve = Callable[[Path | None], str]
Result = TypeVar("Result")


def run_apart(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """The coroutine's result, from a thread of its own: the browser tests' event loop runs in that of the tests."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser, before any fixture looks for one."""
    if item.get_closest_marker("browser"):
        reason = find_chromium()[1]
        if reason:
            pytest.skip(reason)


@pytest.hookimpl(trylast=True)  # after pytest has put together what shares a fixture
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come first: one process runs them in a row, with one browser, while others take of the rest."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    arguments = [*BROWSER_ARGUMENTS, JUST_RUN]
    return {**browser_type_launch_args, "executable_path": find_chromium()[0], "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A projector's screen and a Chinese reader's browser."""
    return {**browser_context_args, "viewport": {"width": 1920, "height": 1080}, "locale": "zh-CN"}


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """What the one window keeps its cookies in."""
    made = browser.new_context(**browser_context_args)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """The one window, empty and as a new one is; of another size or dark where a test makes it so.

    It is not a new one: to read the dashboard's programs takes most of the time of a first page, and a window that was
    used has read them.
    """
    shown = context.pages[0] if context.pages else context.new_page()
    shown.set_viewport_size(browser_context_args["viewport"])
    shown.emulate_media(media="null", color_scheme="light")
    yield shown
    try:
        if shown.url.startswith("http"):
            shown.wait_for_function("() => (localStorage.clear(), sessionStorage.clear(), true)")
        shown.mouse.move(0, 0)
        shown.goto("about:blank")
    except Error:  # nothing here waits for ever: it has crashed, or what a failed test began is not at its end
        shown.close()
    context.clear_cookies()
    context.clear_permissions()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve(folder)` gives the address of a dashboard on the tables in `folder`; None means the project's own tables.

    The server is kept until the test process ends, and the same folder gets the same server again.
    """
    addresses: dict[Path | None, str] = {}
    with contextlib.ExitStack() as stack:

        def start(data: Path | None) -> str:
            if data not in addresses:
                log = tmp_path_factory.mktemp("server") / "log.txt"
                addresses[data] = stack.enter_context(running(dashboard_command(data), log)).address
            return addresses[data]

        yield start


@pytest.fixture
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project's tables in a folder of the test's own, which the pages show and may change."""
    for table in TABLES:
        shutil.copy(ROOT / "data" / f"{table}.parquet", tmp_path / f"{table}.parquet")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture(scope="session")
def dashboard(serve: Serve) -> str:
    """Address of the dashboard on the project's own tables."""
    return serve(None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server; a test is skipped, and says why, where none can be started."""
    reason = records_servers.find_reason_against()
    if reason:
        pytest.skip(reason)
    with records_servers.running() as address:
        yield address


_databases = itertools.count()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A folder of one small document and its tables, which nobody changes."""
    folder = tmp_path_factory.mktemp("scene")
    made = Scene(folder / "sources", folder / "data")
    made.sources.mkdir()
    made.write("plan", TEXTS)
    build(made.sources, made.out)
    return made


@pytest.fixture(params=["sqlite", "postgres"])
def scene(
    request: pytest.FixtureRequest, built: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    """A folder of one small document, its tables, and an empty database: once on SQLite, once on PostgreSQL."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if request.param == "postgres":
        server: str = request.getfixturevalue("postgres")
        name = f"records_{next(_databases)}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        monkeypatch.setenv("DATABASE_URL", f"{server}/{name}")
    made = Scene(tmp_path / "sources", tmp_path / "data")
    shutil.copytree(built.sources, made.sources)
    shutil.copytree(built.out, made.out)
    yield made
    made.close()
