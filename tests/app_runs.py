"""Runs of the dashboard without a browser, for the pages' tests: `open_page("targets", "dept=省财政厅")`.

Streamlit's test runner starts a page's own file, not dashboard.py, and keeps no link up to date; `again` makes it start
with the frame at every run, as a server does.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pandas as pd
from lxml.html import fromstring
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)
"""Each run of a page looks through all packages that are installed, which a server does once: most of a run's time."""


def open_page(page: str, query: str = "") -> AppTest:
    """A first run of a page by its address."""
    run = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, values in parse_qs(query).items():
        run.query_params[name] = values
    if page != "overview":  # which dashboard.py opens by itself
        run.switch_page(f"pages/{page}.py")
    return run.run()


def again(run: AppTest) -> AppTest:
    """The next run, after widgets were changed."""
    del run.session_state["_view"]
    return run.run()


def texts(run: AppTest) -> str:
    """Everything that the page says in its own HTML, captions and labels."""
    html = [
        element.proto.body for element in run.get("html") if not element.proto.body.startswith(("<style>", "<script>"))
    ]
    captions = [str(caption.value) for caption in run.caption]
    labels = [str(button.label) for button in run.button]
    return "\n".join([*html, *captions, *labels])


def read_tables(run: AppTest) -> list[pd.DataFrame]:
    """The tables of the page as they are read, every cell as text: those that can be chosen from, then the others."""
    made = [html for html in pressed_html(run) if "<table" in html]
    html = [element.proto.body for element in run.get("html") if "<table class='pt-table" in element.proto.body]
    return [_read_table(one) for one in [*made, *html]]


def pressed_html(run: AppTest) -> list[str]:
    """The HTML of the components of the page whose parts can be pressed."""
    given = [json.loads(element.proto.json) for element in run.get("bidi_component")]
    return [one["html"] for one in given if "html" in one]


def _read_table(html: str) -> pd.DataFrame:
    lines = [
        ["".join(map(str, cell.itertext())) for cell in line.iterchildren("th", "td")]
        for line in fromstring(html).iter("tr")
    ]
    return pd.DataFrame(lines[1:], columns=lines[0])


def charts(run: AppTest) -> list[dict[str, Any]]:
    """The charts of the page as Plotly's JSON, number arrays decoded."""
    return [_decoded(json.loads(chart.proto.spec)) for chart in run.get("plotly_chart")]


def _decoded(value: Any) -> Any:
    if isinstance(value, dict) and "bdata" in value:
        return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"]).tolist()
    if isinstance(value, dict):
        return {name: _decoded(one) for name, one in value.items()}
    return [_decoded(one) for one in value] if isinstance(value, list) else value


def annotation(chart: dict[str, Any], name: str) -> str:
    """The text of a named annotation of a chart, its lines joined and nothing bold."""
    texts = (str(one["text"]) for one in chart["layout"]["annotations"] if one.get("name") == name)
    return re.sub("</?b>|<br>", "", next(texts))


def counted(run: AppTest) -> str:
    """The words of the smaller counts under the leaders' strip."""
    pills: Any = next(one for one in run.get("button_group") if one.key == "counts")
    return "；".join(pills.options)
