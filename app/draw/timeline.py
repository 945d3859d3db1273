"""The charts of 时间节点. Every mark's `customdata` holds the frame's row number and the series, for a click."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.draw.figures import Words, bars, base_layout, by_category, category_keys, empty, finish, top
from app.draw.style import LABEL_SIZE, NOTE_SIZE, Look
from app.draw.text_fit import characters, even_lines
from app.wording import CATEGORIES, FROM_DATE, NO_DEPARTMENT, SHORT_LIMITS, chinese_date, span_word, task_word

MOST_LANES_WIDTH = 38
"""Where a text in a lane breaks, in Chinese characters."""
LINE, GAP, DIVIDER = 19, 9, 26
"""In lanes, in pixels: a line of text, the space round an entry, a dividing line with its words."""
AXIS_HEIGHT = 420
MARKS_A_LINE, MARK_STEP = 60, 14
"""Where each target has a mark: marks in a line, and the height of a line in pixels."""
STARTING = f"{FROM_DATE}：从该日起适用，不设到期"
Part = dict[str, Any]
"""An annotation or a shape of a figure. All are given to the figure at once: adding one by one is slow."""


def build_undated(frame: pd.DataFrame, words: Words, look: Look, most: int = 10) -> go.Figure:
    """Targets without a date by first department and category. Frame: query.timeline.undated_by_lead."""
    return bars(top(frame, "lead", most), "lead", by_category(frame, look), words, look, total="total")


def build_years(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Targets by due year and category. Frame: query.timeline.targets_by_year of all documents together."""
    return bars(frame, "year", by_category(frame, look), words, look, total="total")


def build_lanes(frame: pd.DataFrame, words: Words, look: Look, day: date) -> go.Figure:
    """A lane a time limit, a line a target: verb, name, figure, department. 统计截至 divides them; 自…起 stands apart.

    Frame: query.timeline.dated_targets. A click anywhere in a line chooses its target.
    """
    if frame.empty:
        return empty(words, look)
    at, places = 0.0, list[float]()
    notes, shapes = list[Part](), list[Part]()
    texts = [_lane_text(row, look) for row in frame.to_dict("records")]
    left = int(max(characters(f"{words.say(limit)}00项") for limit in frame["limit"]) * (LABEL_SIZE + 0.5)) + 26
    divided = False
    for number, (is_from, limit) in enumerate(dict.fromkeys(zip(frame["is_from"], frame["limit"], strict=True))):
        lane = frame[(frame["is_from"] == is_from) & (frame["limit"] == limit)]
        if not divided and (is_from or not lane["is_past"].iloc[0]):
            at, divided = _divide(notes, shapes, at, day, words.say, look), True
        if is_from and lane.index[0] == frame.index[frame["is_from"]][0]:
            notes.append(_note(words.say(STARTING), 0, at + DIVIDER / 2, look.muted, NOTE_SIZE, xshift=-left))
            at += DIVIDER
        top = at
        for index in lane.index:
            room = (texts[index].count("<br>") + 1) * LINE + GAP
            places.append(at + room / 2)
            at += room
        if number % 2 == 0:
            band = {"type": "rect", "x0": 0, "x1": 1, "xref": "paper", "y0": top, "y1": at, "layer": "below"}
            shapes.append(band | {"fillcolor": look.panel, "line": {"width": 0}})
        name = f"<b>{escape(words.say(limit))}</b>　{words.say(f'{len(lane):,}项')}"
        notes.append(_note(name, 0, top + (LINE + GAP) / 2, look.text, LABEL_SIZE, xshift=-left))
    if not divided:
        at = _divide(notes, shapes, at, day, words.say, look)
    layout = base_layout(words, look, left=left, body=int(at), height=None, keys=category_keys(frame, look), wide=True)
    layout["annotations"] += notes
    layout |= {
        "shapes": shapes, "hovermode": "y", "hoverdistance": LINE * 2,
        "xaxis": {"visible": False, "range": [0, 1], "fixedrange": True},
        "yaxis": {"visible": False, "range": [at, 0], "fixedrange": True},
    }  # fmt: skip
    return go.Figure(_lane_marks(frame, places, texts, words.say, look), layout)


def _lane_marks(
    frame: pd.DataFrame, places: list[float], texts: list[str], say: Callable[[str], str], look: Look
) -> list[Part]:
    """The lines of text: a mark in the category's colour, the target, and at the right end who is responsible."""
    traces: list[Part] = []
    for name in CATEGORIES:
        rows = [number for number, category in enumerate(frame["category"]) if category == name]
        if rows:
            traces.append(
                {
                    "type": "scatter", "name": name, "mode": "markers+text", "x": [0.012] * len(rows),
                    "y": [places[row] for row in rows], "text": [f"  {texts[row]}" for row in rows],
                    "marker": {"color": look.category[name], "size": 10, "symbol": "square"}, "hoverinfo": "none",
                    "customdata": [[row, name] for row in rows], "textposition": "middle right", "cliponaxis": False,
                }
            )  # fmt: skip
    ends = [
        f"{lead or say(NO_DEPARTMENT)} · {say(task_word(task))}"
        for lead, task in zip(frame["lead"], frame["task_no"], strict=True)
    ]
    office = {
        "type": "scatter", "mode": "text", "x": [0.995] * len(ends), "y": places, "text": ends, "hoverinfo": "skip",
        "textposition": "middle left", "showlegend": False, "textfont": {"size": NOTE_SIZE + 1, "color": look.muted},
    }  # fmt: skip
    return [*traces, office]


def _lane_text(row: dict[Hashable, object], look: Look) -> str:
    """Verb, name and figure of a target; a deadline's figure is its lane."""
    name, action, shown = str(row["indicator"]), row["action"], str(row["shown"])
    verb = "" if action is None or str(action) in name else f"{action}　"
    end = "" if row["category"] == "时限任务" else f"　{shown}"
    lines = even_lines(f"{verb}{name}{end}", MOST_LANES_WIDTH).split("<br>")
    text = "<br>  ".join(escape(line, quote=False) for line in lines)
    if verb:
        text = f"<b>{escape(verb, quote=False)}</b>{text[len(escape(verb, quote=False)) :]}"
    if end and text.endswith(escape(shown, quote=False)):
        figure = escape(shown, quote=False)
        text = f"{text[: len(text) - len(figure)]}<b><span style='color:{look.link}'>{figure}</span></b>"
    return text


def _divide(
    notes: list[Part], shapes: list[Part], at: float, day: date, say: Callable[[str], str], look: Look
) -> float:
    """Draw 统计截至 as a line across; give where the lanes go on."""
    middle = at + DIVIDER / 2
    line = {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": middle, "y1": middle}
    shapes.append(line | {"line": {"color": look.primary, "dash": "dash"}})
    name = say(f" 统计截至 {chinese_date(day.isoformat())} ")
    notes.append(_note(name, 0.5, middle, look.link, NOTE_SIZE, xanchor="center", bgcolor=look.page))
    return at + DIVIDER


def _note(text: str, x: float, y: float, colour: str, size: int, **more: object) -> Part:
    """A text at a height of the plot and a share of its width."""
    place = {"text": text, "x": x, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle"}
    return place | {"showarrow": False, "font": {"size": size, "color": colour}} | more


def build_axis(frame: pd.DataFrame, words: Words, look: Look, day: date) -> go.Figure:
    """One mark a target, in the order of dates, a band a year: filled before 统计截至, open after it; 自…起 apart.

    Frame: query.timeline.dated_targets.
    """
    if frame.empty:
        return empty(words, look)
    at, notes = 0.0, list[Part]()
    left = max(90, int(max(characters(words.say(band)) for band in frame["band"]) * LABEL_SIZE) + 2)
    tops: dict[str, float] = {}
    counts = frame["band"].value_counts()
    for band in dict.fromkeys(frame["band"]):
        if band == FROM_DATE:
            notes.append(_note(words.say(STARTING), 0, at + DIVIDER / 2, look.muted, NOTE_SIZE, xshift=-left))
            at += DIVIDER
        else:
            notes.append(_note(f"{words.say(band)}　", 0, at + MARK_STEP / 2, look.text, LABEL_SIZE, xanchor="right"))
        end = {"xref": "x", "x": min(counts[band], MARKS_A_LINE) + 0.2}
        notes.append(_note(words.say(f"{counts[band]:,}项"), 0, at + MARK_STEP / 2, look.muted, NOTE_SIZE) | end)
        tops[band] = at
        at += -(-counts[band] // MARKS_A_LINE) * MARK_STEP + GAP
    figure = go.Figure(layout={"annotations": notes})
    heights = frame["band"].map(tops) + frame["stack"] // MARKS_A_LINE * MARK_STEP + MARK_STEP / 2
    symbols = ["triangle-right" if begins else "circle" if past else "circle-open" for begins, past in zip(
        frame["is_from"], frame["is_past"], strict=True)]  # fmt: skip
    marks = frame.assign(y=heights, symbol=symbols)
    for name in CATEGORIES:
        part = marks[marks["category"] == name]
        if len(part):
            figure.add_scatter(
                name=name, x=part["stack"] % MARKS_A_LINE + 0.4, y=part["y"], mode="markers",
                marker={
                    "color": look.category[name], "size": 8, "symbol": part["symbol"],
                    "line": {"width": 1.5, "color": look.category[name]},
                },
                customdata=[[number, name] for number in part.index], hovertemplate="%{text}<extra></extra>",
                text=[_mark_text(row, words.say) for row in part.to_dict("records")],
            )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, MARKS_A_LINE + 4])
    figure.update_yaxes(visible=False, range=[at, 0])
    figure.update_layout(hovermode="closest")
    note = f"实心点的时限早于{chinese_date(day.isoformat())}，空心点不早于该日；{words.note}"
    return finish(figure, replace(words, note=note), look, left=left, body=int(at), keys=category_keys(frame, look))


def _mark_text(row: dict[Hashable, object], say: Callable[[str], str]) -> str:
    """What a mark says under the pointer."""
    name = even_lines(f"{row['indicator']} {row['shown']}", 30)
    return f"{name}<br>{say(str(row['limit']))} · {row['lead'] or say(NO_DEPARTMENT)}"


def build_months(frame: pd.DataFrame, words: Words, look: Look, day: date) -> go.Figure:
    """Targets by the month in which they fall due, where marks would be too many. Frame: query.timeline.months."""
    if frame.empty:
        return empty(words, look)
    figure = go.Figure()
    for name in CATEGORIES:
        part = frame[frame["category"] == name]
        figure.add_bar(
            name=name, x=part["month"], y=part["targets"], marker_color=look.category[name], visible=len(part) > 0,
            customdata=[[number, name] for number in part.index], hovertemplate="%{text}<extra></extra>",
            text=[
                f"{words.say(span_word(str(row['month'])[: 4 if row['year_alone'] else 7]))}<br>"
                + words.say(f"{name} {row['targets']:,}项")
                for row in part.to_dict("records")
            ],
            textposition="none",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    return _time_axis(figure, frame, words, look, day)


def _time_axis(figure: go.Figure, frame: pd.DataFrame, words: Words, look: Look, day: date) -> go.Figure:
    """Years below, 统计截至 as a line where it lies within the dates or near them."""
    times = pd.to_datetime(frame["month"])
    ends = [times.min() - pd.Timedelta(days=120), times.max() + pd.Timedelta(days=120)]
    at = pd.Timestamp(day)
    if ends[0] - pd.Timedelta(days=400) < at < ends[1] + pd.Timedelta(days=400):
        ends = [min(ends[0], at - pd.Timedelta(days=60)), max(ends[1], at + pd.Timedelta(days=60))]
        figure.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line={"color": look.primary, "dash": "dash"}
        )
        figure.add_annotation(
            text=words.say(f"统计截至 {chinese_date(day.isoformat())}"), x=at, y=1, yref="paper", yanchor="top",
            xanchor="right" if at > times.median() else "left", showarrow=False, bgcolor=look.page,
            font={"size": NOTE_SIZE, "color": look.link},
        )  # fmt: skip
    step = max(1, (ends[1].year - ends[0].year) // 14 + 1)
    figure.update_xaxes(
        range=ends, dtick=f"M{12 * step}", tick0="2000-01-01", tickformat=words.say("%Y年"), ticks="outside"
    )
    figure.update_yaxes(visible=False)
    figure.update_layout(hovermode="closest")
    finish(figure, words, look, left=20, body=AXIS_HEIGHT, keys=category_keys(frame, look))
    return _lower_note(figure, 28)


def _lower_note(figure: go.Figure, room: int) -> go.Figure:
    """Make room for the labels of a vertical chart, in pixels, above the source note."""
    figure.update_annotations(yshift=-6 - room, selector={"name": "note"})
    return figure.update_layout(margin_b=figure.layout.margin.b + room, height=figure.layout.height + room)


def build_year_panels(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """A panel a document: targets by due year and category. Frame: query.timeline.targets_by_year by document."""
    if frame.empty:
        return empty(words, look)
    names = list(dict.fromkeys(frame["document"]))
    columns = min(3, len(names))
    lines = -(-len(names) // columns)
    figure = make_subplots(rows=lines, cols=columns, shared_yaxes="all", horizontal_spacing=0.03, vertical_spacing=0.3)
    years = frame.sort_values("position")[["position", "year"]].drop_duplicates()
    for number, name in enumerate(names):
        part = frame[frame["document"] == name]
        place = {"row": number // columns + 1, "col": number % columns + 1}
        for category in CATEGORIES:
            rows = part[part["category"] == category]
            if rows.empty:
                continue
            figure.add_bar(
                name=category, x=rows["position"], y=rows["targets"], marker_color=look.category[category],
                customdata=[[index, category] for index in rows.index], hovertemplate="%{text}<extra></extra>",
                text=[
                    f"{words.say(year)}<br>{words.say(f'{category} {n:,}项')}"
                    for year, n in zip(rows["year"], rows["targets"], strict=True)
                ],
                textposition="none", **place,
            )  # fmt: skip
        figure.add_annotation(
            text=even_lines(name, 24), x=0, xref="x domain", xanchor="left", y=1, yref="y domain", yanchor="bottom",
            showarrow=False, font={"size": NOTE_SIZE + 1, "color": look.text}, **place,
        )  # fmt: skip
    figure.update_xaxes(
        tickvals=years["position"], ticktext=[words.say(SHORT_LIMITS.get(year, year)) for year in years["year"]],
        tickfont={"size": NOTE_SIZE - 1}, showgrid=False, tickangle=0 if len(years) <= 6 else -90,
    )  # fmt: skip
    figure.update_yaxes(tickfont={"size": NOTE_SIZE - 1}, tickformat=",d", nticks=4)
    figure.update_layout(barmode="stack")
    figure.update_xaxes(range=[-0.6, len(years) - 0.4])
    figure.for_each_yaxis(lambda axis: axis.update(domain=[0.9 * end for end in axis.domain]))
    finish(figure, words, look, left=40, body=200 * lines, keys=category_keys(frame, look), wide=True)
    return _lower_note(figure, 44)
