"""The charts of 任务领域. Every mark's `customdata` holds the frame's row number and the series, for a click."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app import say
from app.draw import figures
from app.draw.figures import Words, bars, base_layout, by_measure, empty
from app.draw.style import BAR_HEIGHT, LABEL_SIZE, NOTE_SIZE, Look
from app.draw.text_fit import characters, even_lines

SHARED_LABEL = 17
"""Where the labels of figures on a shared axis break, in Chinese characters."""


def build_themes(frame: pd.DataFrame, words: Words, look: Look, most: int = 32) -> go.Figure:
    """Tasks by theme, 含量化或时限要求 and 定性, with the number of targets. Frame: query.themes.tasks_by_theme."""
    figure = bars(frame.head(most), "theme", by_measure(look), words, look, total="tasks")
    ends = [
        words.say(f" {tasks:,}项任务 · {targets:,}项目标与标准" if targets else f" {tasks:,}项任务")
        for tasks, targets in zip(frame["tasks"].head(most), frame["targets"].head(most), strict=True)
    ]
    if len(frame):
        figure.data[-1].text = ends
        figure.layout.xaxis.range = [0, float(frame["tasks"].max()) * 1.75 + 0.4]
    return figure


def build_shared(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Figures that share an axis, a block a group, each on its own scale and in the text's words.

    Frame: query.themes.shared_figures.
    """
    if frame.empty:
        return empty(words, look)
    groups = list(dict.fromkeys(frame["group"]))
    labels = {
        index: even_lines(label, SHARED_LABEL)
        for group in groups
        for index, label in zip(
            frame.index[frame["group"] == group],
            say.themes.row_labels(frame[frame["group"] == group], words.say),
            strict=True,
        )
    }
    room = max(BAR_HEIGHT, max(label.count("<br>") + 1 for label in labels.values()) * 17 + 8)
    sizes = [int((frame["group"] == group).sum()) + 1 for group in groups]
    left = int(max(characters(line) for label in labels.values() for line in label.split("<br>")) * LABEL_SIZE) + 14
    layout = base_layout(words, look, left=left, body=sum(sizes) * room, height=None) | {"barmode": "stack"}
    traces, top = list[dict[str, Any]](), 1.0
    for number, (group, size) in enumerate(zip(groups, sizes, strict=True), 1):
        part = frame[frame["group"] == group]
        axes = "" if number == 1 else str(number)
        traces += _shared_traces(part, axes, min(0.66, figures.THICKEST / room), look)
        bottom = max(0.0, top - size / sum(sizes))
        layout |= _shared_axes(part, [labels[index] for index in part.index], axes, (bottom, top))
        heading = escape(even_lines(words.say(say.themes.group_label(part)), 40), quote=False)
        layout["annotations"].append(
            {
                "text": f"<b>{heading}</b>", "x": 0, "xref": "paper",
                "xanchor": "left", "xshift": -left, "y": -0.95, "yref": f"y{axes}", "showarrow": False,
                "font": {"size": NOTE_SIZE + 1, "color": look.muted},
            }
        )  # fmt: skip
        top = bottom
    return go.Figure(traces, layout)


def _shared_traces(part: pd.DataFrame, axes: str, thickness: float, look: Look) -> list[dict[str, Any]]:
    """One group's bars, up to the value, for a range between its ends; the text's words beside them."""
    tops = part["value_max"].fillna(part["value"]).astype(float)
    start = part["value"].where(part["value_max"].notna(), 0.0).astype(float)
    place = {"xaxis": f"x{axes}", "yaxis": f"y{axes}", "y": list(range(len(part)))}
    bar = {
        "type": "bar", "orientation": "h", "base": start.tolist(), "x": (tops - start).tolist(), "width": thickness,
        "marker": {"color": look.lead}, "textposition": "none", "hovertemplate": "%{text}<extra></extra>",
        "customdata": [[index, ""] for index in part.index.tolist()],
        "text": [even_lines(f"{row['indicator']} {row['shown']}", 30) for row in part.to_dict("records")],
    }  # fmt: skip
    ends = {
        "type": "scatter", "mode": "text", "x": tops.tolist(), "text": [f" {shown}" for shown in part["shown"]],
        "textposition": "middle right", "hoverinfo": "skip", "cliponaxis": False,
    }  # fmt: skip
    return [place | bar, place | ends]


def _shared_axes(
    part: pd.DataFrame, labels: list[str], axes: str, domain: tuple[float, float]
) -> dict[str, dict[str, Any]]:
    """One group's own scale, in its part of the figure's height; the group's name has a line above the bars."""
    top = float(part["value_max"].fillna(part["value"]).max())
    rows = {
        "domain": list(domain), "anchor": f"x{axes}", "tickvals": list(range(len(part))), "ticktext": labels,
        "range": [len(part) - 0.5, -1.5], "showgrid": False, "ticks": "", "ticklabelstandoff": 8, "automargin": False,
    }  # fmt: skip
    return {
        f"xaxis{axes}": {"visible": False, "range": [0, top * 1.3 or 1.0], "anchor": f"y{axes}"},
        f"yaxis{axes}": rows,
    }
