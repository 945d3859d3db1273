"""What the browser tests share: one dashboard server and one Chromium a test process.

A test marked `browser` gets pytest-playwright's `page`; `dashboard` is the address of the running dashboard. Where no
Chromium starts, such tests are skipped and say why. `serve` starts further dashboards, on tables of the test's own:

    @pytest.mark.browser
    def test_title(page, dashboard):
        page.goto(dashboard)
"""

from __future__ import annotations

import contextlib
import functools
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import prepare
import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSER_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_SECONDS = 60
Serve = Callable[[Path | None], str]


@functools.cache
def find_chromium() -> tuple[str, str]:
    """Path of a Chromium that starts, the machine's or else the test tool's own; or, second, why there is none."""
    if not prepare.can_drive(ROOT):
        return "", f"the browser's driver does not start; try: {prepare.apt_line([prepare.DRIVER_LIBRARY])}"
    path = prepare.find_browser()
    if path is None:
        with sync_playwright() as tool:
            path = tool.chromium.executable_path
    if Path(path).exists():
        return path, ""
    return "", f"no Chromium on this machine; try: {prepare.apt_line(['chromium'])}; or set CHROMIUM"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test where there is no browser, before any fixture looks for one."""
    if item.get_closest_marker("browser"):
        reason = find_chromium()[1]
        if reason:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium()[0], "args": BROWSER_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A projector's screen and a Chinese reader's browser."""
    return {**browser_context_args, "viewport": {"width": 1920, "height": 1080}, "locale": "zh-CN"}


@contextlib.contextmanager
def running_server(log: Path, data: Path | None = None, port: int | None = 0) -> Iterator[str]:
    """Serve the dashboard until the block ends; yields the address.

    `data` is the folder of the tables, None the project's; `port` 0 is any free one, None the usual or the next.
    """
    command = [sys.executable, "-m", "app.server"]
    command += [] if data is None else ["--data", str(data)]
    command += [] if port is None else ["--port", str(port)]
    with log.open("w+", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            address = _wait_until_ready(server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the server prints, once its health check answers."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        words = log.read_text(encoding="utf-8").split()
        address = next((word for word in words if word.startswith("http://127.0.0.1:")), None)
        if address is not None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
                return address
        time.sleep(0.05)
    raise AssertionError(f"the dashboard did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve(folder)` gives the address of a dashboard on the tables in `folder`; None means the project's own tables.

    The server is kept until the test process ends, and the same folder gets the same server again.
    """
    running: dict[Path | None, str] = {}
    with contextlib.ExitStack() as stack:

        def start(data: Path | None) -> str:
            if data not in running:
                log = tmp_path_factory.mktemp("server") / "log.txt"
                running[data] = stack.enter_context(running_server(log, data))
            return running[data]

        yield start


@pytest.fixture(scope="session")
def dashboard(serve: Serve) -> str:
    """Address of the dashboard on the project's own tables."""
    return serve(None)
