"""Charts that several pages share, and what every chart is made of: `bars`, titles, margins. No counting, no colours.

Every builder takes a tidy frame, `Words` (title sentence, source note) and a `Look`, draws rows in the frame's
`position` order, and stores in each mark's `customdata` the number of the frame's row that it stands for, so that a
click leads back to the row (app/screen/components.py). An empty frame gives a figure that says so. `picture_config`
sets the camera button: 1920×1080, named in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from app.draw.style import BAR_HEIGHT, LABEL_SIZE, NOTE_SIZE, TITLE_SIZE, Look, template
from app.draw.text_fit import characters, even_lines, note_lines, shortened
from app.wording import CATEGORIES, MEASURED, NO_DEPARTMENT, QUALITATIVE, UNDATED

LABEL_WIDTH, TITLE_WIDTH, THIRD = 12, 32, 22
"""Where labels and titles break, in Chinese characters: narrow enough for half of a laptop's screen, or a third."""
APART = 0.35
"""Room for the line above bars that name nothing, in bars."""
NOT_NAMED = (UNDATED, NO_DEPARTMENT)
MOST_BARS = 10
TOO_LONG = 8
"""A bar that names nothing and is longer than so many times the longest named one is cut short, and says so."""
ONE_LINE, HEAD_AND_FOOT = 15, 170
"""Where a label of one line is cut, in Chinese characters; what a chart needs beside its bars, in pixels."""
WIDE, HIGH = 1920, 1080
"""A picture's size. It is drawn at half of it and doubled; a higher chart at its own height, lest its lines overlap."""
PAD, STILL_TO_COME = 12, 70
"""Room round a chart, in pixels: 24 of its picture; and what is added to a chart's height once that is reckoned."""
THICKEST, ROOMIEST = 22, 1.6
"""No bar is thicker than this, in pixels; a given height gives no bar more than so many times its usual room."""
_FOOT_LINE = NOTE_SIZE + 5


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a chart, which breaks after `width` Chinese characters of the title's size.

    `title` is what it says; `note` names source, date and state of checking; `subtitle` unit, whole and filter. `say`
    puts the interface's words of a chart, these and its own, into the reader's language, before they are measured.
    """

    title: str
    note: str = ""
    subtitle: str = ""
    width: int = TITLE_WIDTH
    say: Callable[[str], str] = str


class Key(NamedTuple):
    """What a mark of a chart means: its name, its colour, and the sign that stands for it."""

    name: str
    colour: str
    sign: str = "■"


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
    return bars(top(frame, "lead", MOST_BARS), "lead", by_measure(look), words, look, total="tasks", height=height)


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


def category_keys(frame: pd.DataFrame, look: Look) -> list[Key]:
    """The key of a chart by category: those that the frame holds."""
    return [Key(one.name, one.colour) for one in by_category(frame, look)]


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
    frame = frame.assign(place=_places(frame, label), drawn=_drawn(frame, label, total))
    rows = frame.drop_duplicates("position")
    names = [words.say(text) for text in rows[label]]
    labels = [even_lines(text, label_width) for text in names]
    lines = max(text.count("<br>") + 1 for text in labels)
    if height and len(rows) * lines * (LABEL_SIZE + 5) > height - HEAD_AND_FOOT:  # no room for labels of two lines
        labels, lines = [shortened(text, ONE_LINE, 1) for text in names], 1
    left = int(max(characters(line) for text in labels for line in text.split("<br>")) * LABEL_SIZE + 14)
    last = float(rows["place"].max())
    body = int((last + 1) * max(BAR_HEIGHT, lines * (LABEL_SIZE + 5)))
    keys = [Key(one.name, one.colour) for one in series]
    layout = base_layout(words, look, left=left, body=body, height=height, keys=keys)
    room = (layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]) / (last + 1)
    thickness = min(0.66, THICKEST / room)
    ends = {
        "type": "scatter", "mode": "text", "x": (rows[total] * rows["drawn"]).tolist(), "y": rows["place"].tolist(),
        "text": [
            words.say(f" {count:,}{unit}" + ("（截短）" if share < 1 else ""))
            for count, share in zip(rows[total], rows["drawn"], strict=True)
        ],
        "textposition": "middle right", "hoverinfo": "skip",
        "showlegend": False, "cliponaxis": False,
    }  # fmt: skip
    stretch = 1.5 if (rows["drawn"] < 1).any() else 1.12
    layout |= {
        "barmode": "stack",
        "xaxis": {"visible": False, "range": [0, float((rows[total] * rows["drawn"]).max()) * stretch + 0.4]},
        "yaxis": {
            "tickvals": rows["place"].tolist(), "ticktext": labels, "range": [last + 0.55, -0.55],
            "showgrid": False, "ticks": "", "ticklabelstandoff": 8, "automargin": False,
        },
    }  # fmt: skip
    apart = rows.loc[rows["place"] != rows["position"], "place"]
    if len(apart) and len(apart) < len(rows):
        middle = float(apart.min()) - 0.5 - APART / 2
        line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": middle, "y1": middle}
        layout["shapes"] = [line | {"line": {"color": look.line}}]
    # made at once from plain data: a figure that is changed step by step takes ten times as long
    return go.Figure([*(_bar(frame, label, one, unit, thickness, words.say) for one in series), ends], layout)


def _places(frame: pd.DataFrame, label: str) -> pd.Series:
    """Where each row's bar stands: its position, and below a dividing line what names nothing (未注明…)."""
    return frame["position"] + frame[label].isin(NOT_NAMED) * APART


def _drawn(frame: pd.DataFrame, label: str, total: str) -> pd.Series:
    """Which share of its length a bar has: all, but for one that names nothing and would make all others invisible."""
    bare = frame[label].isin(NOT_NAMED)
    named, most = frame.loc[~bare, total].max(), frame[total].where(bare, 0)
    shares: pd.Series = (1.2 * named / most).where(most > TOO_LONG * named, 1.0)
    return shares


def top(frame: pd.DataFrame, label: str, most: int) -> pd.DataFrame:
    """The first `most` positions, and behind them what names nothing (未注明…), which is always drawn."""
    named = frame[~frame[label].isin(NOT_NAMED)]
    first = named[named["position"].isin(named["position"].drop_duplicates().head(most))]
    rest = frame[frame[label].isin(NOT_NAMED)]
    kept = pd.concat([first, rest])
    places = {position: number for number, position in enumerate(kept["position"].drop_duplicates())}
    return kept.assign(position=kept["position"].map(places))


def _bar(
    frame: pd.DataFrame, label: str, one: Series, unit: str, thickness: float, say: Callable[[str], str]
) -> dict[str, Any]:
    """One series of bars as Plotly's plain data."""
    part = frame if one.rows is None else frame[frame[one.rows[0]] == one.rows[1]]
    part = part[part[one.column] > 0]
    counts = part[one.column].tolist()
    hatched = {"pattern": {"shape": ["/" if share < 1 else "" for share in part["drawn"]]}}
    return {
        "type": "bar", "orientation": "h", "name": one.name, "x": (part[one.column] * part["drawn"]).tolist(),
        "y": part["place"].tolist(),
        "marker": {"color": one.colour} | (hatched if (part["drawn"] < 1).any() else {}),
        "width": thickness, "textposition": "none",
        "customdata": [[number, one.name] for number in part.index.tolist()],
        "text": [
            f"{say(name)}<br>{say(f'{one.name} {count:,}{unit}')}"
            for name, count in zip(part[label], counts, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def empty(words: Words, look: Look, height: int | None = None) -> go.Figure:
    """A figure for a frame without rows: it says so."""
    layout = base_layout(words, look, left=10, body=4 * BAR_HEIGHT, height=height)
    layout["annotations"].append(
        {
            "text": words.say("当前筛选下没有数据"),
            "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False,
            "font": {"color": look.muted},
        }
    )  # fmt: skip
    return go.Figure(layout=layout | {"xaxis": {"visible": False}, "yaxis": {"visible": False}})


def finish(
    figure: go.Figure,
    words: Words,
    look: Look,
    *,
    left: int,
    body: int,
    keys: Sequence[Key] = (),
    wide: bool = False,
) -> go.Figure:
    """Give a figure its title, source note, margins and height; annotations that it has stay.

    left: what the labels need, body: the plot's height, both in pixels. wide: for a chart as wide as the page, whose
    texts break later.
    """
    layout = base_layout(words, look, left=left, body=body, height=None, keys=keys, wide=wide)
    layout["annotations"] += figure.layout.annotations  # the title stays the first: narrow screens know it by that
    figure.layout.annotations = ()  # an update would mix the two lists, place by place
    return figure.update_layout(layout)


def base_layout(
    words: Words,
    look: Look,
    *,
    left: int,
    body: int,
    height: int | None,
    keys: Sequence[Key] = (),
    wide: bool = False,
) -> dict[str, Any]:
    """The layout that every chart shares, as Plotly's plain data: title, subtitle and key above, the note below.

    keys: what the marks mean; one alone needs no key. Texts are annotations, since Plotly's own title is
    cut where it has several lines and its legend runs into it; they begin `PAD` from the left edge, in a chart that is
    higher than a picture a little more.
    """
    width = int(words.width * (1.5 if wide else 1))
    title = even_lines(words.say(words.title), width)
    small = int(width * TITLE_SIZE / (NOTE_SIZE + 1))
    subtitle = even_lines(words.say(words.subtitle), small) if words.subtitle else ""
    note = note_lines(words.say(words.note), int(width * 1.15))
    keys = [one._replace(name=words.say(one.name)) for one in keys]
    shown = keys if len(keys) > 1 else ()
    marks = [f"<span style='color:{one.colour}'>{one.sign}</span> {escape(one.name)}" for one in shown]
    key = "　".join(marks)
    if characters("".join(one.name for one in keys)) + 3 * len(keys) > width * 1.25:
        key = "<br>".join(["　".join(marks[: len(marks) // 2]), "　".join(marks[len(marks) // 2 :])])
    corner = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "yanchor": "top", "xshift": -left,
              "align": "left", "showarrow": False}  # fmt: skip
    texts: list[dict[str, Any]] = []
    at = 0
    for name, text, size, colour in (
        ("title", f"<b>{title}</b>", TITLE_SIZE, look.text),
        ("subtitle", subtitle, NOTE_SIZE + 1, look.muted),
        ("key", key, NOTE_SIZE + 1, look.text),
    ):
        if text:
            texts.append(corner | {"name": name, "text": text, "y": 1, "yshift": -at,
                                   "font": {"size": size, "color": colour}})  # fmt: skip
            at += (text.count("<br>") + 1) * (size + 6) + 4
    head = at + 6
    for drawn in texts:
        drawn["yshift"] += head
    if note:
        texts.append(corner | {"name": "note", "text": note, "y": 0, "yshift": -6,
                               "font": {"size": NOTE_SIZE, "color": look.muted}})  # fmt: skip
    foot = max(2, note.count("<br>") + 1) * _FOOT_LINE + 8
    whole = head + foot + 2 * PAD + (body * ROOMIEST if height else max(body, 3 * BAR_HEIGHT))
    whole = min(height or 10_000, whole)
    pad = max(PAD, ceil((whole + STILL_TO_COME) * 2 * PAD / HIGH))
    return {
        "template": template(look),
        "showlegend": False,
        "margin": {"l": left + pad, "r": 40, "t": head + pad, "b": foot + pad, "autoexpand": False},
        "height": whole + 2 * (pad - PAD),
        "annotations": texts,
    }  # fmt: skip


def picture_config(name: str, height: float) -> dict[str, Any]:
    """Plotly's settings for a chart of this height: the camera, its picture called `name`, none of Plotly's notices.

    The button beside it, which copies the picture, is not Plotly's (app/screen/insides.py).
    """
    drawn = max(HIGH // 2, -(-ceil(height) // 9) * 9)
    scale = HIGH / drawn + 1e-6  # a hair more, since parts of pixels are cut off
    size = {"width": drawn * WIDE // HIGH, "height": drawn, "scale": scale}
    image = {"format": "png", "filename": file_name(name)} | size
    return {
        "displaylogo": False, "displayNotifier": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": image,
    }  # fmt: skip


def file_name(text: str) -> str:
    """A text as the name of a file on every system.

    >>> file_name("时限：2020年内/目标?")
    '时限：2020年内_目标_'
    """
    return re.sub(r'[\\/:*?"<>|\s]+', "_", text)[:80]
