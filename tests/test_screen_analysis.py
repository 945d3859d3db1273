"""The pages of 分析 without a browser: sentences, tables, charts, and each page's numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from app_runs import ROOT, annotation, charts, open_page, read_tables, texts
from streamlit.testing.v1 import AppTest

from app import draw, query, say
from app.draw.figures import Words
from app.draw.style import DARK, LIGHT
from app.query import tables
from app.query.filter_model import Filter
from app.screen import data
from app.wording import FROM_DATE, NO_DEPARTMENT, PAST, STATE_RULE, STATES, UNDATED
from benchmarks.synthetic import write_tables

DAY = date(2020, 6, 1)
ALL = Filter(as_of=DAY)
WORDS = Words("标题", "来源")
PAGES = ("departments", "timeline", "themes")


# --- sentences


def test_sentences_of_the_first_document() -> None:
    connection = tables.open_tables(ROOT / "data")
    head = query.overview.headline(connection, ALL).iloc[0]
    departments = query.departments.departments_apart(connection, ALL)
    assert say.departments.departments_title(departments, head, "首列单位") == (
        "省教育厅承担31项中的30项（首列单位21项）；93条分工对应31项"
    )
    assert "1个领域没有量化或时限目标" in say.themes.themes_title(query.themes.tasks_by_theme(connection, ALL))
    title = say.themes.shared_title(query.themes.shared_figures(connection, ALL))
    assert title == "单位和对象都相同、可以同轴比较的数值有3组"


def years(**totals: int) -> pd.DataFrame:
    names = {"undated": UNDATED, "starting": FROM_DATE}
    rows = [(None, names.get(name, f"{name[1:]}年"), "数量目标", count, count) for name, count in totals.items()]
    return pd.DataFrame(rows, columns=["document", "year", "category", "targets", "total"])


@pytest.mark.parametrize(
    ("shape", "counts", "title"),
    [
        ((5, 0), {"y2020": 3, "y2022": 2}, "5项目标与标准写明了到期时限，2020年到期的最多（3项）"),
        ((4, 1), {"y2020": 3, "starting": 1}, "3项目标与标准写明了到期时限，均在2020年到期；另有1项自…起实施"),
        ((2, 2), {"starting": 2}, "2项目标与标准自…起实施，没有到期时限"),
        ((0, 0), {"undated": 7}, "当前范围内没有写明时限的目标"),
    ],
)
def test_dated_title(shape: tuple[int, int], counts: dict[str, int], title: str) -> None:
    row = pd.Series({"targets": shape[0], "starting": shape[1]})
    assert say.timeline.dated_title(row, years(**counts)) == title


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        ({"y2020": 11, "y2022": 2, "undated": 16}, "2020年到期11项、2022年到期2项"),
        ({"y2020": 1, "y2021": 2, "y2022": 3, "y2023": 4}, "2023年到期的最多（4项）"),
        ({"undated": 3}, "当前范围内没有写明到期年份的目标"),
    ],
)
def test_years_title(counts: dict[str, int], title: str) -> None:
    assert say.timeline.years_title(years(**counts)) == title


def test_states_are_told_without_a_verdict() -> None:
    states = pd.DataFrame({"state": STATES, "targets": [12, 0, 0, 1, 14]})
    title = say.timeline.states_title(states, date(2026, 11, 23))
    assert title == "统计截至2026年11月23日，27项目标中12项文件时限已过（完成情况未录入）"
    assert PAST in STATES


def test_undated_title_names_the_first_department() -> None:
    undated = pd.DataFrame(
        {"lead": ["甲局", NO_DEPARTMENT], "lead_basis": ["first", None], "targets": [3, 2], "total": [3, 2]}
    )
    assert say.timeline.undated_title(undated, 9) == "9项中5项文件未注明时限；按首列单位，甲局3项"
    assert say.timeline.undated_title(undated.iloc[:0], 9) == "所有目标与标准都有文件时限"


# --- tables


def test_the_matrix_has_distinct_totals_and_blanks_for_zero() -> None:
    connection = tables.open_tables(ROOT / "data")
    limits = query.overview.targets_by_limit(connection, ALL)
    departments = query.departments.departments_apart(connection, ALL)
    cells = query.departments.limits_of_departments(connection, ALL, tuple(dict.fromkeys(limits["limit"])))
    table = say.departments.matrix(departments, cells, limits)
    assert list(table.iloc[0][:2]) == [say.departments.ALL_ROWS, 31]
    assert table.iloc[0, 2:].sum() == 31
    assert (table.iloc[1:, 2:].sum(axis=1) == table["合计"].iloc[1:]).all()
    assert table["合计"].iloc[1:].sum() == 93
    shades = draw.departments.shades(table, LIGHT)
    shown = say.grid.cells(table, "交叉表", shades)
    assert ">0</td>" not in shown
    assert f"background:{LIGHT.shade(1.0)}" in shades.values()
    assert all(style in shown for style in shades.values())


@pytest.mark.parametrize("column", ["2020年内", "未注明", "自…起"])
def test_a_column_leads_back_to_its_limit(column: str) -> None:
    back = {"未注明": UNDATED, "自…起": FROM_DATE}
    assert say.departments.limit_of(column) == back.get(column, column)


def test_the_total_column_is_no_limit() -> None:
    assert say.departments.limit_of("合计") == ""


# --- charts


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of tables of 100 made-up documents."""
    folder = tmp_path_factory.mktemp("many")
    write_tables(folder, targets=3000, documents=100, seed=1)
    return folder


def marks(drawn: Any) -> list[list[Any]]:
    return [mark for trace in drawn.data for mark in (trace.customdata if trace.customdata is not None else [])]


def test_each_lane_line_stands_for_its_target() -> None:
    frame = query.timeline.dated_targets(tables.open_tables(ROOT / "data"), ALL, 40)
    drawn = draw.timeline.build_lanes(frame, WORDS, LIGHT, DAY)
    assert sorted(number for number, _ in marks(drawn)) == list(range(len(frame)))
    texts = [text for trace in drawn.data if trace.mode == "markers+text" for text in trace.text]
    assert any("启动" in text and "《山东省职业教育条例》修订工作" in text for text in texts)
    notes = [note.text for note in drawn.layout.annotations]
    assert any("统计截至 2020年6月1日" in note for note in notes)
    assert any(note.startswith(FROM_DATE) for note in notes)
    lanes = [note.text for note in drawn.layout.annotations if note.text.startswith("<b>") and not note.name]
    assert len(lanes) == len(set(frame["limit"]))


def test_as_of_stands_between_what_is_past_and_what_is_not() -> None:
    frame = query.timeline.dated_targets(tables.open_tables(ROOT / "data"), Filter(as_of=date(2021, 1, 1)), 40)
    drawn = draw.timeline.build_lanes(frame, WORDS, LIGHT, date(2021, 1, 1))
    line = next(shape.y0 for shape in drawn.layout.shapes if shape.type == "line")
    heights: dict[int, float] = {}
    for trace in drawn.data:
        if trace.customdata is not None:
            heights |= {mark[0]: height for mark, height in zip(trace.customdata, trace.y, strict=True)}
    for number, row in enumerate(frame.to_dict("records")):
        assert (heights[number] < line) == (row["is_past"] and not row["is_from"])


def test_many_dates_give_one_mark_a_target(many: Path) -> None:
    frame = query.timeline.dated_targets(tables.open_tables(many), ALL, 2500)
    drawn = draw.timeline.build_axis(frame, WORDS, LIGHT, DAY)
    assert len(frame) > 1000
    assert sorted(number for number, _ in marks(drawn)) == list(range(len(frame)))
    symbols = {symbol for trace in drawn.data for symbol in trace.marker.symbol}
    assert symbols == {"circle", "circle-open", "triangle-right"}


def test_shared_figures_keep_their_values_and_words() -> None:
    frame = query.themes.shared_figures(tables.open_tables(ROOT / "data"), ALL)
    drawn = draw.themes.build_shared(frame, WORDS, LIGHT)
    values = {
        int(mark[0]): value
        for trace in drawn.data if trace.type == "bar"
        for mark, value in zip(trace.customdata, trace.x, strict=True)
    }  # fmt: skip
    assert values == frame["value"].to_dict()
    assert {trace.xaxis for trace in drawn.data} == {"x", "x2", "x3"}
    words = {text.strip() for trace in drawn.data if trace.type == "scatter" for text in trace.text}
    assert words == set(frame["shown"])


def test_a_range_is_drawn_between_its_ends() -> None:
    rows = query.themes.shared_figures(tables.open_tables(ROOT / "data"), ALL)
    pair = rows[rows["group"] == 0].assign(value=[3.0, 10.0], value_max=[5.0, float("nan")])
    bar = draw.themes.build_shared(pair, WORDS, LIGHT).data[0]
    assert [list(bar.base), list(bar.x)] == [[3, 0], [2, 10]]


def test_departments_without_a_name_have_a_bar_of_their_own(many: Path) -> None:
    frame = query.departments.top_departments(query.departments.departments_apart(tables.open_tables(many), ALL))
    drawn = draw.departments.build_departments(frame, WORDS, LIGHT, "牵头·首列")
    row = frame[frame["department"] == NO_DEPARTMENT]
    assert [list(trace.x) for trace in drawn.data if trace.name == NO_DEPARTMENT and trace.type == "bar"] == [
        list(row["targets"])
    ]
    assert sorted({number for number, _ in marks(drawn)}) == list(frame.index)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_an_empty_frame_gives_a_chart_that_says_so(look: Any) -> None:
    connection = tables.open_tables(ROOT / "data")
    nothing = Filter(search="量子计算", as_of=DAY)
    dated = query.timeline.dated_targets(connection, nothing, 40)
    shared = query.themes.shared_figures(connection, nothing)
    panels = query.timeline.targets_by_year(connection, nothing, by_document=True)
    departments = query.departments.top_departments(query.departments.departments_apart(connection, nothing))
    charts = [
        draw.timeline.build_lanes(dated, WORDS, look, DAY),
        draw.timeline.build_axis(dated, WORDS, look, DAY),
        draw.timeline.build_months(query.timeline.months(connection, nothing), WORDS, look, DAY),
        draw.themes.build_shared(shared, WORDS, look),
        draw.timeline.build_year_panels(panels, WORDS, look),
        draw.timeline.build_years(panels, WORDS, look),
        draw.timeline.build_undated(query.timeline.undated_by_lead(connection, nothing), WORDS, look),
        draw.themes.build_themes(query.themes.tasks_by_theme(connection, nothing), WORDS, look),
        draw.departments.build_departments(departments, WORDS, look, "首列单位"),
    ]
    for chart in charts:
        assert "当前筛选下没有数据" in [note.text for note in chart.layout.annotations]


# --- pages


def opened(name: str, link: str = "") -> AppTest:
    test = open_page(name, link)
    assert not test.exception
    return test


def titles(test: AppTest) -> list[str]:
    return [annotation(chart, "title") for chart in charts(test)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_and_every_chart_is_described_by_its_title(name: str) -> None:
    test = opened(name)
    alts = [chart.proto.alt for chart in test.get("plotly_chart")]
    assert alts == titles(test)
    assert all(alts)


def test_the_departments_page_prints_entries_and_targets() -> None:
    test = opened("departments")
    assert "93条分工对应31项" in titles(test)[0]
    matrix, sheet = read_tables(test)
    assert matrix["合计"].iloc[0] == "31"
    assert len(sheet) == 40
    assert set(sheet["参与方式"]) == {"首列单位", "配合"}


def test_choosing_a_department_gives_its_tasks() -> None:
    test = opened("departments")
    box = next(box for box in test.selectbox if box.label == "单位")
    box.set_value("省委组织部").run()
    assert not test.exception
    sheet = read_tables(test)[1]
    assert list(sheet["序号"]) == ["3", "38"]
    assert set(sheet["目标与标准"]) == {"—"}
    assert "省委组织部共2项任务：首列单位2项，配合0项；含量化或时限要求0项，定性2项" in texts(test)


def test_a_filtered_department_is_the_chosen_one() -> None:
    test = opened("departments", "dept=省外办")
    assert "省外办共2项任务" in texts(test)


def test_the_timeline_prints_the_rule_and_keeps_the_undated() -> None:
    test = opened("timeline")
    assert STATE_RULE in [caption.value for caption in test.caption]
    targets = pd.read_parquet(ROOT / "data" / "targets.parquet")
    undated = int(targets["due"].isna().sum())
    assert any(f"31项中{undated}项文件未注明时限" in title for title in titles(test))


def test_the_themes_page_lists_figures_and_qualitative_tasks() -> None:
    test = opened("themes")
    figures, qualitative = read_tables(test)
    assert "400万人次以上" in set(figures["目标值"])
    assert not {"300个左右", "50所左右", "40个"} & set(
        figures["目标值"][figures["指标名称"].str.contains("高水平|双师")]
    )
    assert len(qualitative) == 25
    assert qualitative["任务内容"].str.len().min() > 5


@pytest.mark.parametrize("name", PAGES)
def test_nothing_left_says_what_to_loosen(name: str) -> None:
    test = opened(name, "q=量子计算")
    assert not test.get("plotly_chart")
    assert any("去掉“搜索：量子计算”：31项目标，45项任务" in button.label for button in test.button)


@pytest.mark.parametrize("name", ["departments", "timeline"])
def test_tasks_without_targets_are_told_in_words(name: str) -> None:
    test = opened(name, "dept=省委组织部")
    assert not test.get("plotly_chart")
    assert "均为定性要求" in texts(test)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_on_many_documents(name: str, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data.DATA_VARIABLE, str(many))
    test = opened(name)
    assert test.get("plotly_chart")
    assert not [text for text in titles(test) if "nan" in text.lower() or "None" in text]
