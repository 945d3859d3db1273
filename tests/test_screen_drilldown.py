"""From a mark to its rows: the view behind a mark of 分析 holds exactly as many targets or tasks as the mark counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from app import query, say
from app.query import listings, tables
from app.query.filter_model import Filter
from app.screen import drilldown
from app.screen.drilldown import Behind, Row

DATA = Path(__file__).resolve().parent.parent / "data"
VIEWS = ["", "dept=省财政厅", "dept=省财政厅&part=配合", "due=2020年", "type=数量目标", "theme=教师队伍建设", "q=职业"]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return tables.open_tables(DATA)


def chosen(link: str) -> Filter:
    return Filter.from_query(link)[0].resolved(date(2020, 6, 1))


def behind(connection: duckdb.DuckDBPyConnection, found: Behind) -> int:
    """How many rows a mark opens."""
    if found.rows == "targets":
        return listings.target_count(connection, found.view)
    measured = {"tasks": None, "measured": True, "qualitative": False}[found.rows]
    return listings.task_count(connection, found.view, measured)


def check(
    connection: duckdb.DuckDBPyConnection,
    view: Filter,
    frame: pd.DataFrame,
    opens: Callable[[Filter, Row, str], Behind],
    series: Callable[[Row], dict[str, str]],
) -> None:
    """`series` names the clicked series and the column that each of them draws."""
    for row in frame.to_dict("records"):
        for name, column in series(row).items():
            assert behind(connection, opens(view, row, name)) == row[column], (row, name)


@pytest.mark.parametrize("link", VIEWS)
def test_departments(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    frame = query.departments.departments_apart(connection, chosen(link))
    parts = {"": "targets", "首列单位": "leads", "配合": "supports"}
    check(connection, chosen(link), frame, drilldown.department, lambda _row: parts)


@pytest.mark.parametrize("link", VIEWS)
def test_cells_of_the_matrix(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    limits = query.overview.targets_by_limit(connection, view)
    cells = query.departments.limits_of_departments(connection, view, tuple(dict.fromkeys(limits["limit"])))
    table = say.departments.matrix(query.departments.departments_apart(connection, view), cells, limits)
    for row in table.to_dict("records"):
        office = "" if row["责任单位"] == say.departments.ALL_ROWS else str(row["责任单位"])
        for column in table.columns[1:]:
            if row[column]:
                found = drilldown.cell(view, office, say.departments.limit_of(column))
                assert behind(connection, found) == row[column], (office, column)


@pytest.mark.parametrize("link", VIEWS)
@pytest.mark.parametrize("by_document", [False, True])
def test_years(connection: duckdb.DuckDBPyConnection, link: str, by_document: bool) -> None:
    view = chosen(link)
    frame = query.timeline.targets_by_year(connection, view, by_document=by_document)
    check(connection, view, frame, drilldown.year, lambda row: {"": "total", str(row["category"]): "targets"})


@pytest.mark.parametrize("link", VIEWS)
def test_undated(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    frame = query.timeline.undated_by_lead(connection, view)
    check(connection, view, frame, drilldown.undated, lambda row: {"": "total", str(row["category"]): "targets"})


@pytest.mark.parametrize("link", VIEWS)
def test_months(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    frame = query.timeline.months(connection, view)
    assert frame["year_alone"].any() or frame.empty
    check(connection, view, frame, drilldown.month, lambda row: {str(row["category"]): "targets"})


@pytest.mark.parametrize("link", VIEWS)
def test_states(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    frame = query.timeline.targets_by_state(connection, view)
    check(connection, view, frame, drilldown.state, lambda _row: {"": "targets"})


@pytest.mark.parametrize("link", VIEWS)
def test_themes(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    frame = query.themes.tasks_by_theme(connection, view)
    parts: dict[str, str] = {"": "tasks", "含量化或时限要求": "measured", "定性": "qualitative"}
    check(connection, view, frame, drilldown.theme, lambda _row: parts)


@pytest.mark.parametrize("link", VIEWS)
def test_a_line_opens_one_target_and_its_band_all_of_it(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    frame = query.timeline.dated_targets(connection, view, 1000)
    for row in frame.to_dict("records"):
        one: Any = drilldown.mark(view, row, str(row["category"]))
        assert one.targets == (row["target_id"],)
        assert behind(connection, drilldown.mark(view, row, "")) == (frame["band"] == row["band"]).sum()
