"""The chart of 对比: one indicator's figures on one axis. Every mark's `customdata` holds the frame's row number."""

from __future__ import annotations

from math import floor, log10
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.draw.figures import Key, Words, base_layout, empty
from app.draw.style import BAR_HEIGHT, LABEL_SIZE, NOTE_SIZE, Look
from app.draw.text_fit import characters, shortened
from app.say.compare import OPS

MOST_ROWS = 34
LONGEST_NAME = 26
"""Where a row's name is cut, in Chinese characters."""
SYMBOLS = {"=": "circle", "≈": "circle-open", ">=": "triangle-right", "<=": "triangle-left", "range": "circle"}
SIGNS = {"=": "●", "≈": "○", ">=": "▶", "<=": "◀", "range": "●─●"}
"""What stands for each mark in the key."""
TICKS_ROOM = 26
"""Between the plot and the note below it, for the values of the axis, in pixels."""
GAP = "\u00a0" * 5
"""Between a mark and its words; plain blanks would be taken off."""
_STEPS = (1, 2, 2.5, 5, 10)
_LARGE = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
Part = dict[str, Any]


def build_dots(frame: pd.DataFrame, names: list[str], words: Words, look: Look) -> go.Figure:
    """One row a region, document or year: a mark at its value, a segment for a range, the text's own words beside it.

    frame: query.compare.ranking, of one indicator and unit; names: what its rows are called. Beyond MOST_ROWS none is
    drawn.
    """
    frame, names = frame.head(MOST_ROWS), names[:MOST_ROWS]
    if frame.empty:
        return empty(words, look)
    unit = frame["unit"].iloc[0]
    names = [words.say(name) for name in names]
    labels = [shortened(name, LONGEST_NAME, 1) for name in names]
    left = int(max(characters(name) for name in labels) * LABEL_SIZE + 18)
    found = frame["op"].fillna("=")
    keys = [Key(meaning, look.lead, SIGNS[op]) for op, meaning in OPS.items() if (found == op).any()]
    layout = base_layout(words, look, left=left, body=len(frame) * BAR_HEIGHT, height=None, keys=keys, wide=True)
    ticks, span = _ticks(float(frame["low"].min()), float(frame["high"].max()))
    longest = max(characters(shown) for shown in frame["shown"])
    layout |= {
        "xaxis": {
            "tickvals": ticks, "ticktext": [axis_word(tick, unit) for tick in ticks], "range": span, "side": "bottom",
            "showgrid": True, "tickfont": {"size": NOTE_SIZE, "color": look.muted}, "automargin": False,
            "domain": [0, 1], "fixedrange": True,
        },
        "yaxis": {
            "tickvals": list(range(len(frame))), "ticktext": labels, "range": [len(frame) - 0.4, -0.6],
            "showgrid": False, "ticks": "", "ticklabelstandoff": 8, "automargin": False, "fixedrange": True,
        },
        "hovermode": "closest",
    }  # fmt: skip
    margin = layout["margin"]
    layout["margin"] = margin | {"b": margin["b"] + TICKS_ROOM, "r": int(longest * LABEL_SIZE) + 36}
    layout["height"] += TICKS_ROOM
    for text in layout["annotations"]:
        if text["name"] == "note":
            text["yshift"] -= TICKS_ROOM
    return go.Figure([*_marks(frame, names, look), _words(frame)], layout)


def axis_word(value: float, unit: str | None) -> str:
    """A value of the axis in the words of the texts: 20万人, 1.5万亿元, 5%.

    >>> axis_word(200_000, "人"), axis_word(1.5e12, "元"), axis_word(5.5, "%"), axis_word(0, "元")
    ('20万人', '1.5万亿元', '5.5%', '0元')
    """
    for size, word in _LARGE:
        if abs(value) >= size:
            return f"{value / size:,.10g}{word}{unit or ''}"
    return f"{value:,.10g}{unit or ''}"


def _ticks(low: float, high: float) -> tuple[list[float], list[float]]:
    """Round values over the axis, and its ends. It begins at 0 unless the values lie close together far from it."""
    start = 0.0 if low >= 0 and (high - low) > 0.6 * high else low
    width = (high - start) or abs(high) or 1.0
    rough = width / 5
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in _STEPS if times * power >= rough)
    first = floor(start / step + 1e-9) if start else 0
    if start == low and low > 0 and first * step > low - step * 0.2:
        first = max(0, first - 1)
    count = 1
    while (first + count) * step < high + step * 0.1:
        count += 1
    ticks = [round((first + place) * step, 10) for place in range(count + 1)]
    return ticks, [ticks[0] - step * 0.15, ticks[-1]]


def _marks(frame: pd.DataFrame, names: list[str], look: Look) -> list[Part]:
    """A mark for each figure, for a range one at each end and a line between; its shape tells how a figure is bound."""
    traces, colour = list[Part](), {"color": look.lead}
    for op, meaning in OPS.items():
        rows = frame[frame["op"].fillna("=") == op]
        if rows.empty:
            continue
        is_range = op == "range"
        ends = zip(rows.index, rows["low"], rows["high"], strict=True)
        # a gap after each range, so that the next one is not joined to it
        points = [(place, x) for place, low, high in ends for x in ((low, high, None) if is_range else (low,))]
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers" if is_range else "markers", "name": meaning,
                "x": [x for _place, x in points], "y": [int(frame["position"][place]) for place, _x in points],
                "marker": {"symbol": SYMBOLS[op], "size": 13, "color": look.lead, "line": {"width": 2.5} | colour},
                "line": {"width": 5} | colour,
                "customdata": [[int(place), meaning] for place, _x in points],
                "text": [f"{names[frame['position'][place]]}<br>{frame['shown'][place]}" for place, _x in points],
                "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
            }
        )  # fmt: skip
    return traces


def _words(frame: pd.DataFrame) -> Part:
    """Each figure in the text's own words, beside its mark."""
    return {
        "type": "scatter", "mode": "text", "x": frame["high"].tolist(), "y": frame["position"].tolist(),
        "text": [f"{GAP}{shown}" for shown in frame["shown"]], "textposition": "middle right",
        "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
    }  # fmt: skip
