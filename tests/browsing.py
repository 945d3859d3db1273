"""How the browser tests open a page of the dashboard and know that it is all there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

SLOW = 30_000
"""Milliseconds that something may take on a busy machine."""

STILL = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  if (!window.changes) {
    window.changes = new MutationObserver(() => (window.changed = performance.now()));
    window.changes.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    window.changed = performance.now();
  }
  if (app?.dataset.testScriptState !== "notRunning" || document.querySelector("[data-testid=stSkeleton]")) return false;
  const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")];
  return charts.every((chart) => chart.querySelector(".main-svg")) && performance.now() - window.changed > 500;
}"""
"""Whether the script has run, every chart is drawn, and nothing has changed for a moment."""


def visit(page: Page, address: str, path: str = "/") -> None:
    """Open a page with its filters and wait until it is still."""
    page.goto(address + quote(path, safe="/?&=%"))
    page.wait_for_selector(".st-key-filters", timeout=SLOW)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script has run and the browser has drawn."""
    page.wait_for_function(STILL, timeout=SLOW)


def look(page: Page, width: int, height: int, scheme: Any = "light") -> None:
    """Make the window another screen: its size, and whether it is dark."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)


@contextlib.contextmanager
def hearing(page: Page, **hearers: Callable[[Any], object]) -> Iterator[None]:
    """While the block runs, tell what happens in the page: `hearing(page, pageerror=errors.append)`."""
    for event, hearer in hearers.items():
        page.on(event, hearer)  # type: ignore[call-overload]
    try:
        yield
    finally:
        for event, hearer in hearers.items():
            page.remove_listener(event, hearer)
