"""What the benchmarks and the browser tests share: a Chromium that starts, and a Streamlit server that answers."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / ".ci"))  # prepare.py stands there since it runs before anything else can
import prepare  # noqa: E402

BROWSER_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_SECONDS = 60
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


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


class NotStartedError(Exception):
    """The server ended or did not answer in time; the text holds what it printed."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address and process id."""

    address: str
    process: int

    def memory(self) -> tuple[float, float] | None:
        """Resident memory now and at its highest, in MB; None where the system does not tell."""
        status = Path(f"/proc/{self.process}/status")
        if not status.exists():
            return None
        sizes = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB", status.read_text(encoding="utf-8"), re.MULTILINE))
        return int(sizes["VmRSS"]) / 1000, int(sizes["VmHWM"]) / 1000

    def processor_seconds(self) -> float:
        """Processor time that it has used so far, in seconds; 0 where the system does not tell."""
        status = Path(f"/proc/{self.process}/stat")
        if not status.exists():
            return 0.0
        fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()  # the name before may hold anything
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def dashboard_command(data: Path | None = None, port: int | None = 0) -> list[str]:
    """The command that serves the dashboard.

    `data` is the folder of the tables, None the project's; `port` 0 is any free one, None the usual or the next.
    """
    command = [sys.executable, "-m", "app.server"]
    command += [] if data is None else ["--data", str(data)]
    return command + ([] if port is None else ["--port", str(port)])


def script_command(script: Path) -> list[str]:
    """The command that serves a Streamlit script as Streamlit itself does."""
    return [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", "0", "--server.headless", "true"]


@contextlib.contextmanager
def running(command: list[str], log: Path) -> Iterator[Server]:
    """Run a server until the block ends; what it prints goes to `log`. Raises NotStartedError."""
    with log.open("w+", encoding="utf-8") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            yield Server(_wait_until_ready(server, log), server.pid)
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
        found = ADDRESS.search(log.read_text(encoding="utf-8"))
        if found:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{found[0]}/_stcore/health", timeout=5).close()
                return found[0]
        time.sleep(0.05)
    raise NotStartedError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
