"""The chart and the shaded table of 责任单位. Every mark's `customdata` holds the frame's row number and the series."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from app.draw.figures import Series, Words, bars
from app.draw.style import BAR_HEIGHT, NOTE_SIZE, Look
from app.say.departments import OFFICE, TOTAL
from app.wording import NO_DEPARTMENT

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def shade(table: pd.DataFrame, look: Look) -> Styler:
    """The matrix with each number's cell shaded by its size; zeros are left blank."""
    numbers: list[Hashable] = [name for name in table.columns if name not in {OFFICE, TOTAL}]
    inner = table.iloc[1:][numbers]
    most = max(int(inner.to_numpy().max()) if inner.size else 0, 1)

    def colours(column: pd.Series) -> list[str]:
        # the root, since one large number would otherwise leave all others pale
        return [
            f"background-color: {look.shade((value / most) ** 0.5)}; color: {look.text}" if value and row else ""
            for row, value in enumerate(column)
        ]

    return table.style.apply(colours, subset=numbers).format(
        lambda value: f"{value:,}" if value else "", subset=[*numbers, TOTAL]
    )


def build_departments(frame: pd.DataFrame, words: Words, look: Look, lead_name: str) -> go.Figure:
    """Targets by department, offices first, collective entries apart. Frame: query.departments.top_departments."""
    pair = [Series(lead_name, look.lead, "leads"), Series("配合", look.support, "supports")]
    figure = bars(frame, "department", pair, words, look, total="targets")
    headed = frame[frame["heading"] != ""]
    if len(headed):
        last = int(frame["position"].max())
        figure.layout.yaxis.range = [last + 0.55, -0.55]
        figure.layout.height += (last + 1 - len(frame)) * BAR_HEIGHT
    none = frame[frame["department"] == NO_DEPARTMENT]
    if len(none):
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
