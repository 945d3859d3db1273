"""Slides as pictures of 1920 × 1080, taken by a Chromium that is on this machine. For the command line only."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from app.briefing.model import HEIGHT, WIDTH

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PIXELS = (1920, 1080)
SECONDS = 60


class NoPictureError(Exception):
    """No picture could be taken; the text says why."""


def find_browser(given: str | None = None) -> str:
    """Path of a Chromium. Raises NoPictureError where there is none."""
    for name in [given] if given else BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    raise NoPictureError(
        f"no browser {given!r}"
        if given
        else "png needs Chromium, Chrome or Edge on this machine; name it: --browser PATH"
    )


def picture_bytes(svg: str, browser: str) -> bytes:
    """A slide's SVG as PNG. Raises NoPictureError."""
    zoomed = svg.replace(f'width="{WIDTH:g}" height="{HEIGHT:g}"', f'width="{PIXELS[0]}" height="{PIXELS[1]}"', 1)
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "slide.html"), Path(folder, "slide.png")
        style = "<style>html,body{margin:0;overflow:hidden}svg{display:block}</style>"
        page.write_text(f'<!doctype html><meta charset="utf-8">{style}{zoomed}', encoding="utf-8")
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={Path(folder, 'profile')}", f"--window-size={PIXELS[0]},{PIXELS[1]}",
            "--force-device-scale-factor=1", f"--screenshot={picture}", page.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 no shell
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoPictureError(f"{browser} took no picture: {error}") from error
        if not picture.is_file():
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise NoPictureError(f"{browser} took no picture: {' '.join(last) or f'exit code {done.returncode}'}")
        return picture.read_bytes()
