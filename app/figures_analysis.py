"""Charts of 责任单位 and 任务领域: functions of one tidy frame of app/queries_analysis.py, as in app/figures.py.

Every mark's `customdata` holds the frame's row number and the series, so that a click leads back to the row.
"""

from __future__ import annotations

from html import escape

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app import figures, series
from app.figures import LABEL_SIZE, Series, Words, bars, empty, finish, width, wrap
from app.style import BAR_HEIGHT, NOTE_SIZE, Look
from app.wording import MEASURED, NO_DEPARTMENT, QUALITATIVE

SHARED_LABEL = 17
"""Where the labels of figures on a shared axis break, in Chinese characters."""


def build_departments(frame: pd.DataFrame, words: Words, look: Look, lead_name: str) -> go.Figure:
    """Targets by department, offices first, collective entries apart. Frame: queries_analysis.top_departments."""
    figure = figures.build_departments(frame, words, look, lead_name)
    headed = frame[frame["heading"] != ""]
    if headed.empty:
        return figure
    last = int(frame["position"].max())
    figure.update_yaxes(range=[last + 0.55, -0.55])
    figure.layout.height += (last + 1 - len(frame)) * BAR_HEIGHT
    none = frame[frame["department"] == NO_DEPARTMENT]
    figure.add_bar(
        orientation="h", x=none["targets"], y=none["position"], marker_color=look.plain, showlegend=False,
        customdata=[[number, ""] for number in none.index], hovertemplate="%{text}<extra></extra>",
        text=[f"{NO_DEPARTMENT}<br>{count:,}项" for count in none["targets"]], textposition="none", width=0.66,
    )  # fmt: skip
    left = figure.layout.margin.l
    for row in headed.to_dict("records"):
        figure.add_annotation(
            text=row["heading"], x=0, xref="paper", xanchor="left", xshift=2 - left, y=row["position"] - 1,
            yanchor="middle", showarrow=False, font={"size": NOTE_SIZE, "color": look.muted},
        )  # fmt: skip
    return figure


def build_themes(frame: pd.DataFrame, words: Words, look: Look, most: int = 32) -> go.Figure:
    """Tasks by theme, 含量化或时限要求 and 定性, with the number of targets. Frame: queries_analysis.tasks_by_theme."""
    pair = [Series(MEASURED, look.lead, "measured"), Series(QUALITATIVE, look.plain, "qualitative")]
    figure = bars(frame.head(most), "theme", pair, words, look, total="tasks")
    ends = [
        f" {tasks:,}项任务 · {targets:,}项目标与标准" if targets else f" {tasks:,}项任务"
        for tasks, targets in zip(frame["tasks"].head(most), frame["targets"].head(most), strict=True)
    ]
    figure.update_traces(text=ends, selector={"mode": "text"})
    return figure.update_xaxes(range=[0, float(frame["tasks"].max()) * 1.75 + 0.4]) if len(frame) else figure


def build_shared(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Figures that share an axis, a block a group, each on its own scale and in the text's words.

    Frame: rows of queries_analysis.figures with a group, cut by queries_analysis.drawn_groups.
    """
    if frame.empty:
        return empty(words, look)
    groups = list(dict.fromkeys(frame["group"]))
    labels = {
        index: wrap(label, SHARED_LABEL)
        for group in groups
        for index, label in zip(
            frame.index[frame["group"] == group], series.row_labels(frame[frame["group"] == group]), strict=True
        )
    }
    room = max(BAR_HEIGHT, max(label.count("<br>") + 1 for label in labels.values()) * 17 + 8)
    sizes = [int((frame["group"] == group).sum()) + 1 for group in groups]
    figure = make_subplots(rows=len(groups), cols=1, row_heights=sizes, vertical_spacing=0)
    left = int(max(width(line) for label in labels.values() for line in label.split("<br>")) * LABEL_SIZE) + 14
    for number, group in enumerate(groups, 1):
        part = frame[frame["group"] == group]
        _shared_block(figure, part, [labels[index] for index in part.index], number, left, look)
    figure.update_layout(barmode="stack", showlegend=False)
    finish(figure, words, look, left=left, body=sum(sizes) * room)
    return figure.update_traces(width=min(0.66, figures.THICKEST / room), selector={"type": "bar"})


def _shared_block(figure: go.Figure, part: pd.DataFrame, labels: list[str], number: int, left: int, look: Look) -> None:
    """One group's bars: up to the value, or for a range from its lower to its upper end."""
    place = {"row": number, "col": 1}
    tops = part["value_max"].fillna(part["value"])
    start = part["value"].where(part["value_max"].notna(), 0.0)
    rows = list(range(len(part)))
    figure.add_bar(
        orientation="h", base=start, x=tops - start, y=rows, marker_color=look.lead, textposition="none",
        customdata=[[index, ""] for index in part.index], hovertemplate="%{text}<extra></extra>",
        text=[wrap(f"{row['indicator']} {row['shown']}", 30) for row in part.to_dict("records")], **place,
    )  # fmt: skip
    figure.add_scatter(
        x=tops, y=rows, text=[f" {shown}" for shown in part["shown"]], mode="text", textposition="middle right",
        hoverinfo="skip", cliponaxis=False, **place,
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, float(tops.max()) * 1.3 or 1.0], **place)
    figure.update_yaxes(
        tickvals=rows, ticktext=labels, range=[len(rows) - 0.5, -1.5], showgrid=False, ticks="", ticklabelstandoff=8,
        automargin=False, **place,
    )  # fmt: skip
    figure.add_annotation(
        text=f"<b>{escape(wrap(series.group_label(part), 40), quote=False)}</b>", x=0, xref="paper", xanchor="left",
        xshift=2 - left, y=-0.95, yref=f"y{number if number > 1 else ''}", showarrow=False,
        font={"size": NOTE_SIZE + 1, "color": look.muted},
    )  # fmt: skip


__all__ = ["build_departments", "build_shared", "build_themes"]
