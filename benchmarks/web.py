"""Times the pages in a real browser against a bare Streamlit app: `python -m benchmarks.web [--data DIR]`.

Both servers run on this machine and one browser visits them in turns, so what slows the machine slows both. Three
times, each as p50 and p95 over the runs, and their ratio to the bare app's:

- first view: a browser with an empty cache opens the page, until everything on it is drawn;
- chart: an option of the filter is pressed, until the page's first chart (or table, where it has no chart) shows the
  new choice. Each run chooses another department, so no answer comes from the cache of an earlier one;
- all: the same, until everything on the page shows the new choice.

A chart or page counts as drawn at its last change, not its first.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.serving import BROWSER_ARGUMENTS, ROOT, dashboard_command, find_chromium, running, script_command

HERE = Path(__file__).resolve().parent
PATIENCE = 60_000  # ms
SETTLED = "bench.settled !== null"
BEGIN = "bench.begin()"
UNFILTERED = {"about"}
"""Pages that the filter does not change."""


@dataclass(slots=True)
class Measured:
    """What is visited, and how long each run took, in ms."""

    name: str
    address: str
    box: str
    options: list[str]
    views: list[float] = field(default_factory=list)
    charts: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)

    def view(self, browser: Browser) -> None:
        """Open the page with an empty cache."""
        with _context(browser) as context:
            self.views.append(_open(context, self.address)[1])

    def press_options(self, browser: Browser, runs: range) -> None:
        """Open the page and press one option after the other, each on an unfiltered page."""
        with _context(browser) as context:
            page = _open(context, self.address)[0]
            for run in runs:
                chart, whole = self._press(page, self.options[run % len(self.options)])
                self.charts.append(chart)
                self.pages.append(whole)

    def _press(self, page: Page, option: str) -> tuple[float, float]:
        page.get_by_test_id(self.box).first.click()
        page.keyboard.type(option)
        # where documents of several regions are read, the list says of which one a department is
        page.get_by_role("option", name=re.compile(f"^{re.escape(option)}(?:（|$)")).first.click()
        page.wait_for_function(SETTLED, timeout=PATIENCE)
        chart, whole = page.evaluate("[bench.charted, bench.settled]")
        page.keyboard.press("Escape")
        clear = page.get_by_text("清除全部")
        if clear.count():
            page.evaluate(BEGIN)
            clear.click()
            page.wait_for_function(SETTLED, timeout=PATIENCE)
        return chart, whole


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")


def _open(context: BrowserContext, address: str) -> tuple[Page, float]:
    """Open a page; with it, the ms until it was drawn."""
    page = context.new_page()
    page.add_init_script(path=HERE / "settled.js")
    page.goto(address)
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    return page, page.evaluate("bench.settled")


def page_names() -> list[str]:
    """The pages of the dashboard that show the filter's choice, by their addresses."""
    return sorted({path.stem for path in (ROOT / "pages").glob("*.py")} - UNFILTERED)


def busiest_departments(data: Path, count: int) -> list[str]:
    """The departments with the most targets, the busiest first."""
    lists = pq.read_table(data / "targets.parquet", columns=["departments"])["departments"].to_pylist()
    counts = Counter(name for names in lists for name in names)
    return [name for name, _ in counts.most_common(count)]


def measure(pages: list[str], data: Path, runs: int, views: int) -> tuple[list[Measured], list[str]]:
    """Time the bare app and `pages`; the bare app comes first. With it, notes on the dashboard's server."""
    with tempfile.TemporaryDirectory() as logs, sync_playwright() as tool:
        bare_log, log = Path(logs) / "bare.txt", Path(logs) / "dashboard.txt"
        browser = tool.chromium.launch(executable_path=find_chromium()[0], args=BROWSER_ARGUMENTS)
        bare_app, dashboard = script_command(HERE / "bare.py"), dashboard_command(data)
        with running(bare_app, bare_log) as bare, running(dashboard, log) as server:
            departments = busiest_departments(data, runs)
            rounds = [f"第{number}轮" for number in range(2, 2 + runs)]
            subjects = [Measured("bare", bare.address, "stSelectbox", rounds)]
            for name in pages:
                path = "" if name == "overview" else name
                subjects.append(Measured(name, f"{server.address}/{path}", "stMultiSelect", departments))
            notes = _cold_start(browser, subjects)
            for subject in subjects * views:
                subject.view(browser)
            for batch in range(0, runs, 5):  # in turns, as the machine is not always equally busy
                for subject in subjects:
                    subject.press_options(browser, range(batch, min(batch + 5, runs)))
            memory = server.memory()
        browser.close()
    if memory is not None:
        notes.append(f"memory of the dashboard's server: {memory[0]:.0f} MB at the end, {memory[1]:.0f} MB at most")
    if hasattr(os, "getloadavg"):
        load, cores = os.getloadavg()[1], os.cpu_count()
        notes.append(f"load of the machine: {load:.1f} on {cores} processors; above {cores} the times say little")
    return subjects, notes


def _cold_start(browser: Browser, subjects: list[Measured]) -> list[str]:
    """Visit the bare app and the first page once, right after their servers started, and say how long that took."""
    times = []
    for subject in subjects[:2]:
        with _context(browser) as context:
            times.append(f"{subject.name} {_open(context, subject.address)[1] / 1000:.1f} s")
    return [f"very first view after the server's start: {', '.join(times)}"]


def describe(subjects: list[Measured], notes: list[str]) -> str:
    """The print: a line a page, times in ms, ratios to the bare app's."""
    titles = ("first view p50", "filter: chart p50", "all p50")
    lines = [f"{'ms':<16}" + "".join(f"{title:>18}{'p95':>7}{'x bare':>8}" for title in titles)]
    bare = subjects[0]
    for subject in subjects:
        line = f"{subject.name:<16}"
        for name in ("views", "charts", "pages"):
            times, yardstick = getattr(subject, name), getattr(bare, name)
            p50, p95 = percentile(times, 50), percentile(times, 95)
            line += f"{p50:>18.0f}{p95:>7.0f}{p50 / percentile(yardstick, 50):>8.2f}"
        lines.append(line)
    return "\n".join([*lines, *notes])


def percentile(times: list[float], share: float) -> float:
    """The smallest time that `share` percent of the runs did not exceed.

    >>> percentile([5, 1, 4, 2, 3], 50), percentile([5, 1, 4, 2, 3], 95)
    (3, 5)
    """
    return sorted(times)[max(math.ceil(len(times) * share / 100), 1) - 1]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description="Time the pages in a real browser.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="folder of the tables (default: data)")
    parser.add_argument("--pages", nargs="+", default=page_names(), choices=page_names(), metavar="PAGE")
    parser.add_argument("--runs", type=int, default=30, help="presses of an option a page (default: 30)")
    parser.add_argument("--views", type=int, default=10, help="first views a page (default: 10)")
    given = parser.parse_args()
    if reason := find_chromium()[1]:
        parser.error(reason)
    rows = pq.read_metadata(given.data / "targets.parquet").num_rows
    print(f"{rows} targets, {given.runs} presses, {given.views} first views a page")
    print(describe(*measure(given.pages, given.data, given.runs, given.views)))


if __name__ == "__main__":
    main()
