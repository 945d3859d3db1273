"""Times the deck of the project's tables beside as many plain native charts: `python -m benchmarks.briefing`.

Plain: a presentation of python-pptx with one bar chart a slide, of the same categories and values, and nothing else: no
queries, fonts, tables or notes. All are made in turns, so that they meet the same load; the print is the median of the
rounds, of three ways to the deck: with its queries, as the command line makes it; from the frames of those queries, as
the plain charts are made of numbers that are there; and from the slides, as the page does, which shows them before they
are downloaded.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from app.briefing.exports import Request, make_deck, set_slides, write_deck
from app.briefing.frames import View
from app.briefing.model import Bars, Frame
from app.briefing.parts import PRESETS, USUAL_PRESET
from app.query import tables
from app.query.filter_model import Filter

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2020, 6, 30)
WAYS = {
    "deck": "the deck, its queries included",
    "set": "the deck from the queries' frames",
    "written": "the slides written",
}


def plain_deck(charts: list[Bars]) -> bytes:
    """One native chart a slide, as python-pptx makes it."""
    presentation = Presentation()
    for bars in charts:
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = bars.categories
        for one in bars.series:
            data.add_series(one.name, one.values)
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        place = (Inches(0.5), Inches(0.5), Inches(9), Inches(6))
        slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *place, data)
    sink = io.BytesIO()
    presentation.save(sink)
    return sink.getvalue()


def measure(folder: Path, rounds: int, preset: str) -> str:
    """The print: how long each takes, and the ratios."""
    connection = tables.open_tables(folder)
    chosen = Filter().resolved(DAY)
    request = Request(preset=preset)
    view = View(connection, chosen)
    slides = set_slides(view, request, Frame())
    charts = [block for slide in slides for block in slide.blocks if isinstance(block, Bars)]
    if not charts:
        return "the tables hold nothing to draw"
    a_slide_each = [charts[at % len(charts)] for at in range(len(slides))]
    timed = _median_times(
        {
            "charts": lambda: plain_deck(charts),
            "slides": lambda: plain_deck(a_slide_each),
            "deck": lambda: make_deck(connection, chosen, request),
            "set": lambda: write_deck(set_slides(view, request, Frame()), chosen, request),
            "written": lambda: write_deck(slides, chosen, request),
        },
        rounds,
    )
    lines = [
        f"{preset}: deck of {len(slides)} slides with {len(charts)} native charts, median of {rounds} rounds, ms",
        f"{len(slides):3} plain native charts, one a slide {timed['slides']:6.0f}    x  1.00",
        f"{len(charts):3} plain native charts              {timed['charts']:6.0f}",
    ]
    for name, title in WAYS.items():
        lines.append(f"{title:36} {timed[name]:6.0f}    x {timed[name] / timed['slides']:5.2f}")
    return "\n".join(lines)


def _median_times(makers: dict[str, Callable[[], bytes]], rounds: int) -> dict[str, float]:
    """Milliseconds of each maker, the makers in turns; a first round, which loads libraries, is not counted."""
    times: dict[str, list[float]] = {name: [] for name in makers}
    for number in range(rounds + 1):
        for name, make in makers.items():
            start = time.perf_counter()
            make()
            if number:
                times[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(each) for name, each in times.items()}


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.briefing", description="Time the deck.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="folder of the tables (default: data)")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is made (default: 15)")
    parser.add_argument("--preset", choices=PRESETS, default=USUAL_PRESET, help=f"kind of deck ({USUAL_PRESET})")
    given = parser.parse_args()
    print(measure(given.data, given.rounds, given.preset))


if __name__ == "__main__":
    main()
