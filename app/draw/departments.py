"""The chart and the shaded table of 责任单位. Every mark's `customdata` holds the frame's row number and the series."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from app.draw.figures import Series, Words, bars
from app.draw.style import NOTE_SIZE, Look
from app.say.departments import OFFICE, TOTAL
from app.wording import NO_DEPARTMENT


def shades(table: pd.DataFrame, look: Look) -> dict[tuple[int, str], str]:
    """The matrix's colours: (row, column) → CSS, each number's cell shaded by its size, the totals left plain."""
    numbers = [str(name) for name in table.columns if name not in {OFFICE, TOTAL}]
    inner = table.iloc[1:][numbers]
    most = max(int(inner.to_numpy().max()) if inner.size else 0, 1)
    # the root, since one large number would otherwise leave all others pale
    return {
        (row, column): f"background:{look.shade((value / most) ** 0.5)}"
        for column in numbers
        for row, value in enumerate(table[column])
        if value and row
    }


def build_departments(frame: pd.DataFrame, words: Words, look: Look, lead_name: str) -> go.Figure:
    """Targets by department, offices first, collective entries apart. Frame: query.departments.top_departments."""
    bare = frame["targets"].where(frame["department"] == NO_DEPARTMENT, 0)
    series = [Series(lead_name, look.lead, "leads"), Series("配合", look.support, "supports")]
    if bare.any():
        series.append(Series(NO_DEPARTMENT, look.plain, "bare"))
    figure = bars(frame.assign(bare=bare), "department", series, words, look, total="targets")
    headed = frame[frame["heading"] != ""]
    left = figure.layout.annotations[0].xshift  # as the title
    for row in headed.to_dict("records"):
        figure.add_annotation(
            text=words.say(row["heading"]), x=0, xref="paper", xanchor="left", xshift=left, y=row["position"] - 1,
            yanchor="middle", showarrow=False, font={"size": NOTE_SIZE, "color": look.muted},
        )  # fmt: skip
    return figure
