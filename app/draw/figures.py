"""Charts that several pages share, and what every chart is made of: `bars`, titles, margins. No counting, no colours.

Every builder takes a tidy frame, `Words` (title sentence, source note) and a `Look`, draws rows in the frame's
`position` order, and stores in each mark's `customdata` the number of the frame's row that it stands for, so that a
click leads back to the row (app/screen/components.py). An empty frame gives a figure that says so. `picture_config`
sets the camera button: 1920×1080, named in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.draw.style import BAR_HEIGHT, LABEL_SIZE, NOTE_SIZE, TITLE_SIZE, Look, template
from app.draw.text_fit import characters, even_lines, note_lines
from app.wording import CATEGORIES, MEASURED, QUALITATIVE

LABEL_WIDTH, TITLE_WIDTH, NOTE_WIDTH = 12, 34, 34
"""Where labels, titles and notes break, in Chinese characters: narrow enough for half of a laptop's screen."""
THICKEST, ROOMIEST = 22, 1.6
"""No bar is thicker than this, in pixels; a given height gives no bar more than so many times its usual room."""
_FOOT_LINE = NOTE_SIZE + 5


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a chart. `title` is its sentence; `note` names source, date and state of checking."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a bar chart: its name in the legend, and the frame's column (of one kind of rows) that it draws."""

    name: str
    colour: str
    column: str
    rows: tuple[str, str] | None = None
    """(column, value) that a row must have to belong here; None where every row does."""


def build_limits(frame: pd.DataFrame, words: Words, look: Look, height: int | None = None) -> go.Figure:
    """Targets by time limit, split by category. Frame: query.overview.targets_by_limit."""
    return bars(frame, "limit", by_category(frame, look), words, look, total="total", height=height)


def build_leads(frame: pd.DataFrame, words: Words, look: Look, height: int | None = None) -> go.Figure:
    """Tasks by first department, split into 含量化或时限要求 and 定性. Frame: query.overview.tasks_by_lead."""
    return bars(frame, "lead", by_measure(look), words, look, total="tasks", height=height)


def build_reasons(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Numbers that are no target, by reason. Frame: query.reconciliation.ledger_by_reason."""
    return bars(
        frame, "title", [Series("数字", look.plain, "entries")], words, look, total="entries", unit="处", label_width=14
    )


def by_measure(look: Look) -> list[Series]:
    """The series of a frame of tasks: those with and those without targets."""
    return [Series(MEASURED, look.lead, "measured"), Series(QUALITATIVE, look.plain, "qualitative")]


def by_category(frame: pd.DataFrame, look: Look) -> list[Series]:
    """The series of a frame with `category` and `targets`: those categories that it holds."""
    return [
        Series(name, look.category[name], "targets", ("category", name))
        for name in CATEGORIES
        if (frame["category"] == name).any()
    ]


def bars(  # noqa: PLR0913 each says one thing of the chart
    frame: pd.DataFrame,
    label: str,
    series: Sequence[Series],
    words: Words,
    look: Look,
    *,
    total: str,
    unit: str = "项",
    height: int | None = None,
    label_width: int = LABEL_WIDTH,
) -> go.Figure:
    """Horizontal stacked bars of counts, one a `position`; the `total` column's number and unit stand at the end.

    Without a `height` in pixels the figure is as high as its bars need; with one it is no higher than that.
    """
    if frame.empty:
        return empty(words, look, height)
    rows = frame.drop_duplicates("position")
    labels = [even_lines(text, label_width) for text in rows[label]]
    left = int(max(characters(line) for text in labels for line in text.split("<br>")) * LABEL_SIZE + 14)
    lines = max(text.count("<br>") + 1 for text in labels)
    body = len(rows) * max(BAR_HEIGHT, lines * (LABEL_SIZE + 5))
    layout = base_layout(words, look, left=left, body=body, height=height, legend=len(series) > 1)
    room = (layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]) / len(rows)
    thickness = min(0.66, THICKEST / room)
    ends = {
        "type": "scatter", "mode": "text", "x": rows[total].tolist(), "y": rows["position"].tolist(),
        "text": [f" {count:,}{unit}" for count in rows[total]], "textposition": "middle right", "hoverinfo": "skip",
        "showlegend": False, "cliponaxis": False,
    }  # fmt: skip
    layout |= {
        "barmode": "stack",
        "xaxis": {"visible": False, "range": [0, float(rows[total].max()) * 1.12 + 0.4]},
        "yaxis": {
            "tickvals": rows["position"].tolist(), "ticktext": labels, "range": [len(rows) - 0.45, -0.55],
            "showgrid": False, "ticks": "", "ticklabelstandoff": 8, "automargin": False,
        },
    }  # fmt: skip
    # made at once from plain data: a figure that is changed step by step takes ten times as long
    return go.Figure([*(_bar(frame, label, one, unit, thickness) for one in series), ends], layout)


def _bar(frame: pd.DataFrame, label: str, one: Series, unit: str, thickness: float) -> dict[str, Any]:
    """One series of bars as Plotly's plain data."""
    part = frame if one.rows is None else frame[frame[one.rows[0]] == one.rows[1]]
    part = part[part[one.column] > 0]
    counts = part[one.column].tolist()
    return {
        "type": "bar", "orientation": "h", "name": one.name, "x": counts, "y": part["position"].tolist(),
        "marker": {"color": one.colour}, "width": thickness, "textposition": "none",
        "customdata": [[number, one.name] for number in part.index.tolist()],
        "text": [f"{name}<br>{one.name} {count:,}{unit}" for name, count in zip(part[label], counts, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def empty(words: Words, look: Look, height: int | None = None) -> go.Figure:
    """A figure for a frame without rows: it says so."""
    layout = base_layout(words, look, left=10, body=4 * BAR_HEIGHT, height=height)
    layout["annotations"].append(
        {
            "text": "当前筛选下没有数据", "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
            "font": {"color": look.muted},
        }
    )  # fmt: skip
    return go.Figure(layout=layout | {"xaxis": {"visible": False}, "yaxis": {"visible": False}})


def finish(
    figure: go.Figure, words: Words, look: Look, *, left: int, body: int, height: int | None = None, wide: bool = False
) -> go.Figure:
    """Give a figure its title, source note, margins and height; annotations that it has stay.

    left: what the labels need, body: the plot's height, both in pixels. wide: for a chart as wide as the page, whose
    texts break later.
    """
    legend = bool(figure.layout.showlegend)
    layout = base_layout(words, look, left=left, body=body, height=height, legend=legend, wide=wide)
    layout["annotations"] += figure.layout.annotations  # the title stays the first: narrow screens know it by that
    figure.layout.annotations = ()  # an update would mix the two lists, place by place
    return figure.update_layout(layout)


def base_layout(
    words: Words, look: Look, *, left: int, body: int, height: int | None, legend: bool = False, wide: bool = False
) -> dict[str, Any]:
    """The layout that every chart shares, as Plotly's plain data."""
    times = 1.5 if wide else 1
    title, note = even_lines(words.title, int(TITLE_WIDTH * times)), note_lines(words.note, int(NOTE_WIDTH * times))
    head = (title.count("<br>") + 1) * (TITLE_SIZE + 6) + (32 if legend else 10)
    foot = max(2, note.count("<br>") + 1) * _FOOT_LINE + 10
    # the title is no layout.title, whose first lines are cut where there are several
    corner = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "yanchor": "top", "xshift": 2 - left,
              "align": "left", "showarrow": False}  # fmt: skip
    texts = [corner | {"name": "title", "text": title, "y": 1, "yshift": head,
                       "font": {"size": TITLE_SIZE, "color": look.text}}]  # fmt: skip
    if note:
        texts.append(corner | {"name": "note", "text": note, "y": 0, "yshift": -6,
                               "font": {"size": NOTE_SIZE, "color": look.muted}})  # fmt: skip
    return {
        "template": template(look),
        "showlegend": legend,
        "legend": {
            "orientation": "h", "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yanchor": "bottom",
            "traceorder": "normal", "itemclick": False, "itemdoubleclick": False,
        },
        "margin": {"l": left, "r": 40, "t": head, "b": foot, "autoexpand": False},
        "height": min(height or 10_000, head + foot + (body * ROOMIEST if height else max(body, 3 * BAR_HEIGHT))),
        "annotations": texts,
    }  # fmt: skip


def picture_config(name: str) -> dict[str, Any]:
    """Plotly's settings: the camera button alone, giving a picture of 1920×1080 called `name`."""
    image = {"format": "png", "filename": file_name(name), "width": 960, "height": 540, "scale": 2}
    return {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": image}


def file_name(text: str) -> str:
    """A text as the name of a file on every system.

    >>> file_name("时限：2020年内/目标?")
    '时限：2020年内_目标_'
    """
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text)[:80]
