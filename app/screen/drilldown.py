"""What stands behind a mark of the charts of 分析: `(view, row of the chart's frame, clicked series) -> Behind`.

The series is "" where the reader used the chart's menu instead of the mark. Pages bind the view with `partial`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Literal

from app.query.filter_model import Filter
from app.wording import MEASURED, NO_DEPARTMENT, QUALITATIVE, UNDATED, limit_word, span_word

TASKS: dict[str, Literal["tasks", "measured", "qualitative"]] = {
    "": "tasks",
    MEASURED: "measured",
    QUALITATIVE: "qualitative",
}
"""Which tasks stand behind a series of a chart of tasks."""
Row = dict[Hashable, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a mark: a title and a view; `rows` says which of its rows to list."""

    title: str
    view: Filter
    rows: Literal["targets", "tasks", "measured", "qualitative", "entries"] = "targets"
    reasons: tuple[str, ...] = ()
    """For `entries`, those of the ledger: which reasons."""
    targets: tuple[str, ...] = ()
    """The targets of a mark or cell that is no number of a filter: their sentences are shown at once."""


def department(view: Filter, row: Row, series: str) -> Behind:
    """The targets of one department; its own part where that part of the bar was clicked."""
    name = str(row["department"])
    if series and name != NO_DEPARTMENT:
        field = "supports" if series == "配合" else "leads"
        return Behind(f"{name} · {series}", view.narrowed(**{field: (name,)}))
    return Behind(name, view.taking_part(name))


def cell(view: Filter, office: str, limit: str) -> Behind:
    """The targets of one department ("" for all) within one time limit ("" for all)."""
    within = view.taking_part(office) if office else view
    title = " · ".join(word for word in (office or "全部责任单位", limit) if word)
    return Behind(title, within.narrowed(limits=(limit,)) if limit else within)


def target(view: Filter, row: Row, series: str) -> Behind:
    """The one target of a line, mark or bar."""
    del series
    return Behind(f"{row['indicator']} {row['shown']}", view, targets=(str(row["target_id"]),))


def several(view: Filter, title: str, targets: tuple[str, ...]) -> Behind | None:
    """The targets of a cell that is no number of a filter; None for an empty one."""
    return Behind(title, view, targets=targets) if targets else None


def mark(view: Filter, row: Row, series: str) -> Behind:
    """The one target of a mark; from the menu, all of its year or month."""
    if series:
        return target(view, row, series)
    return Behind(str(row["band"]), view.narrowed(limits=(str(row["band"]),)))


def month(view: Filter, row: Row, series: str) -> Behind:
    """The targets that fall due in one month, or in a year without a month."""
    return Behind(month_word(row), _of_category(view, series).narrowed(limits=month_limits(row)))


def month_word(row: Row) -> str:
    """What a row of query.timeline.months is called."""
    day = str(row["month"])
    return f"{span_word(day[:4])}（未写月份）" if row["year_alone"] else span_word(day[:7])


def month_limits(row: Row) -> tuple[str, ...]:
    """The time limits that a row of query.timeline.months counts."""
    day = str(row["month"])
    if not row["year_alone"]:
        return (span_word(day[:7]),)
    return (limit_word(day[:4], "by"), limit_word(day[:4], "in"))


def year(view: Filter, row: Row, series: str) -> Behind:
    """The targets of one year, of 自…起 or without a date; of one document where panels show several."""
    within, word = _of_category(view, series).narrowed(limits=(str(row["year"]),)), str(row["year"])
    if not row["document"]:
        return Behind(word, within)
    return Behind(f"{row['document']} · {word}", within.narrowed(documents=(str(row["document"]),)))


def undated(view: Filter, row: Row, series: str) -> Behind:
    """One first department's targets without a date."""
    within = _of_category(view, series).narrowed(leads=(str(row["lead"]),), limits=(UNDATED,))
    return Behind(f"{row['lead']} · {UNDATED}", within)


def state(view: Filter, row: Row, series: str) -> Behind:
    """The goals of one state."""
    del series
    return Behind(str(row["state"]), view.narrowed(states=(str(row["state"]),)))


def theme(view: Filter, row: Row, series: str) -> Behind:
    """The tasks of one theme, with or without targets where a part of the bar was clicked."""
    return Behind(str(row["theme"]), view.narrowed(themes=(str(row["theme"]),)), TASKS[series])


def _of_category(view: Filter, series: str) -> Filter:
    """The view within the category of the part that was clicked."""
    return view.narrowed(categories=(series,)) if series else view
