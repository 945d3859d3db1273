"""Charts: each a function of one tidy frame of app/queries.py to a `go.Figure`. No Streamlit, no counting, no colours.

Every builder takes `Words` (title sentence, source note) and a `Look`, draws rows in the frame's `position` order, and
stores in each mark's `customdata` the number of the frame's row that it stands for, so that a click leads back to the
row (app/components.py). An empty frame gives a figure that says so. `bars` draws any frame of counts as horizontal
bars; builders of other pages use it too. `picture_config` sets the camera button: 1920×1080, named in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from app.style import BAR_HEIGHT, LABEL_SIZE, NOTE_SIZE, TITLE_SIZE, Look, template
from app.wording import CATEGORIES, MEASURED, QUALITATIVE, STATES

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
    """Targets by time limit, split by category. Frame: queries.targets_by_limit."""
    series = [
        Series(name, look.category[name], "targets", ("category", name))
        for name in CATEGORIES
        if (frame["category"] == name).any()
    ]
    return bars(frame, "limit", series, words, look, total="total", height=height)


def build_leads(frame: pd.DataFrame, words: Words, look: Look, height: int | None = None) -> go.Figure:
    """Tasks by first department, split into 含量化或时限要求 and 定性. Frame: queries.tasks_by_lead."""
    series = [Series(MEASURED, look.lead, "measured"), Series(QUALITATIVE, look.plain, "qualitative")]
    return bars(frame, "lead", series, words, look, total="tasks", height=height)


def build_departments(frame: pd.DataFrame, words: Words, look: Look, lead_name: str) -> go.Figure:
    """Targets by department, led or supported. Frame: queries.targets_by_department."""
    series = [Series(lead_name, look.lead, "leads"), Series("配合", look.support, "supports")]
    return bars(frame, "department", series, words, look, total="targets")


def build_states(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Goals by state at 统计截至. Frame: queries.targets_by_state."""
    one = [Series("目标", look.lead, "targets")]
    return bars(frame, "state", one, words, look, total="targets", label_width=max(map(len, STATES)))


def build_reasons(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Numbers that are no target, by reason. Frame: queries.ledger_by_reason."""
    return bars(frame, "title", [Series("数字", look.plain, "entries")], words, look, total="entries", unit="处")


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
    figure = go.Figure()
    rows = frame.drop_duplicates("position")
    for one in series:
        part = frame if one.rows is None else frame[frame[one.rows[0]] == one.rows[1]]
        part = part[part[one.column] > 0]
        figure.add_bar(
            name=one.name, orientation="h", x=part[one.column], y=part["position"], marker_color=one.colour,
            customdata=[[number, one.name] for number in part.index],
            hovertemplate="%{text}<extra></extra>",
            text=[
                f"{wording}<br>{one.name} {count:,}{unit}"
                for wording, count in zip(part[label], part[one.column], strict=True)
            ],
            textposition="none",
        )  # fmt: skip
    figure.add_scatter(
        x=rows[total], y=rows["position"], text=[f" {count:,}{unit}" for count in rows[total]], mode="text",
        textposition="middle right", hoverinfo="skip", showlegend=False, cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(barmode="stack", showlegend=len(series) > 1)
    figure.update_xaxes(visible=False, range=[0, float(rows[total].max()) * 1.12 + 0.4])
    labels = [wrap(text, label_width) for text in rows[label]]
    figure.update_yaxes(
        tickvals=rows["position"], ticktext=labels, range=[len(rows) - 0.45, -0.55], showgrid=False, ticks="",
        ticklabelstandoff=8, automargin=False,
    )  # fmt: skip
    left = max(width(line) for text in labels for line in text.split("<br>")) * LABEL_SIZE + 14
    finish(figure, words, look, left=int(left), body=len(rows) * BAR_HEIGHT, height=height)
    room = (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) / len(rows)
    return figure.update_traces(width=min(0.66, THICKEST / room), selector={"type": "bar"})


def empty(words: Words, look: Look, height: int | None = None) -> go.Figure:
    """A figure for a frame without rows: it says so."""
    figure = go.Figure()
    figure.add_annotation(
        text="当前筛选下没有数据", x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"color": look.muted}
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return finish(figure, words, look, left=10, body=4 * BAR_HEIGHT, height=height)


def finish(
    figure: go.Figure, words: Words, look: Look, *, left: int, body: int, height: int | None = None, wide: bool = False
) -> go.Figure:
    """Title, source note, margins and height. `left` is what the labels need, `body` the plot's height, in pixels.

    wide: for a chart as wide as the page, whose texts break later.
    """
    times = 1.5 if wide else 1
    title, note = wrap(words.title, int(TITLE_WIDTH * times)), wrap_note(words.note, int(NOTE_WIDTH * times))
    head = (title.count("<br>") + 1) * (TITLE_SIZE + 6) + (32 if figure.layout.showlegend else 10)
    foot = max(2, note.count("<br>") + 1) * _FOOT_LINE + 10
    figure.update_layout(
        template=template(look),
        legend={
            "orientation": "h",
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        margin={"l": left, "r": 40, "t": head, "b": foot, "autoexpand": False},
        height=min(height or 10_000, head + foot + (body * ROOMIEST if height else max(body, 3 * BAR_HEIGHT))),
    )
    # not layout.title, whose first lines are cut where there are several
    figure.add_annotation(
        name="title", text=title, x=0, y=1, xref="paper", yref="paper", xanchor="left", yanchor="top",
        xshift=2 - left, yshift=head, align="left", showarrow=False, font={"size": TITLE_SIZE, "color": look.text},
    )  # fmt: skip
    if note:
        figure.add_annotation(
            name="note", text=note, x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top",
            xshift=2 - left, yshift=-6, align="left", showarrow=False, font={"size": NOTE_SIZE, "color": look.muted},
        )  # fmt: skip
    return figure


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


def width(text: str) -> float:
    """How wide a text is in Chinese characters; Latin letters and digits count 0.58 of one."""
    return sum(0.58 if ord(letter) < 0x2E80 and letter not in "“”…—·" else 1.0 for letter in text)


def wrap_note(text: str, most: int) -> str:
    """A note of parts between `；` in lines of at most `most` Chinese characters, broken between its parts.

    >>> wrap_note("来源：工作任务清单；统计截至2020年6月30日；未经校核", 20)
    '来源：工作任务清单；<br>统计截至2020年6月30日；未经校核'
    """
    lines = [""]
    for part in re.findall("[^；]+；?", text):
        if lines[-1] and width(lines[-1] + part) > most:
            lines.append("")
        lines[-1] += part
    return "<br>".join(wrap(line, most) for line in lines)


def wrap(text: str, most: int) -> str:
    """Break a text into lines of at most `most` Chinese characters, as evenly as it goes.

    >>> wrap("省、市、县（市、区）组织部", 8)
    '省、市、县（市、<br>区）组织部'
    """
    sizes = [width(letter) for letter in text]
    lines = -(-sum(sizes) // most)
    if lines <= 1:
        return text
    room, used, out = sum(sizes) / lines, 0.0, []
    for letter, size in zip(text, sizes, strict=True):
        closes = letter in "，。；、：）”》%项年月日"
        if used + size > most or (used >= room and not closes):
            out.append("<br>")
            used = 0.0
        out.append(letter)
        used += size
    return "".join(out)


__all__ = [
    "LABEL_SIZE", "Series", "Words", "bars", "build_departments", "build_leads", "build_limits", "build_reasons",
    "build_states", "empty", "file_name", "finish", "picture_config", "width", "wrap",
]  # fmt: skip
