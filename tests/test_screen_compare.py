"""The page 对比 without a browser: several documents, one, nothing left; its chart, its choices and its link."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from app_runs import again, annotation, charts, open_page, read_tables, texts
from compared_tables import DOCUMENTS, write_compared
from streamlit.testing.v1 import AppTest

from app import draw
from app.briefing.frames import View
from app.briefing.model import Frame, Table
from app.briefing.parts import Order, build_slides
from app.draw.compare import axis_word
from app.draw.figures import Words
from app.draw.style import DARK, LIGHT
from app.query.filter_model import Filter
from app.query.indicators import RULE
from app.say.compare import NO_ROWS, PURPOSE
from app.screen import data

GROWTH = "地区生产总值增长（%）"


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_compared(tmp_path_factory.mktemp("compared"))


@pytest.fixture
def several(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(data.DATA_VARIABLE, str(compared))


def open_compare(query: str = "") -> AppTest:
    run = open_page("compare", query)
    assert not run.exception
    return run


@pytest.mark.usefixtures("several")
def test_the_page_shows_the_shared_indicators_and_the_rule() -> None:
    run = open_compare()
    assert RULE in texts(run)
    matrix = read_tables(run)[0]
    assert list(matrix.columns) == ["指标", "甲省", "乙省", "丙省"]
    assert matrix["指标"][0] == GROWTH
    assert matrix["乙省"][0] == "4.5%—5%"
    assert "合并了3种写法" in texts(run)
    chart = charts(run)[0]
    assert annotation(chart, "title") == f"{GROWTH}：3个地区均提出，丙省最高（6%左右），乙省最低（4.5%—5%）"


@pytest.mark.usefixtures("several")
def test_two_years_of_one_document_are_set_side_by_side() -> None:
    run = open_compare()
    assert (run.selectbox(key="old").value, run.selectbox(key="new").value) == (
        "甲省2025年工作要点",
        "甲省2026年工作要点",
    )
    assert "提高1项、降低1项、措辞变化1项、新增1项、取消1项、未变1项" in texts(run)
    assert [len(frame) for frame in read_tables(run)[1:]] == [1] * 5
    run.selectbox(key="new").set_value("乙省2026年工作要点")
    assert "仅乙省提出" in texts(again(run))


@pytest.mark.usefixtures("several")
def test_a_link_holds_the_indicators_the_way_and_the_documents() -> None:
    run = open_compare("ind=造林（亩）&ind=粮食产量（吨）&by=按年份&old=丙省重点任务清单&new=乙省2026年工作要点")
    assert read_tables(run)[0].to_numpy().tolist() == [
        ["造林（亩）", "—", "30万亩"],
        ["粮食产量（吨）", "—", "300万吨"],
    ]
    assert "未提出该指标：2025年（1个年份）" in texts(run)
    assert "仅丙省提出" in texts(run)


@pytest.mark.usefixtures("several")
def test_the_usual_indicators_follow_the_view() -> None:
    one = open_compare("region=丙省")
    assert set(read_tables(one)[0]["指标"]) == {GROWTH, "粮食产量（吨）"}
    assert all(line in texts(one) for line in PURPOSE)


@pytest.mark.usefixtures("several")
def test_indicators_without_a_figure_in_view_are_said_to_have_none() -> None:
    run = open_compare("ind=造林（亩）&doc=丙省重点任务清单&doc=乙省2026年工作要点")
    assert NO_ROWS in texts(run)


def test_one_document_is_told_what_the_page_is_for_and_shows_its_own_figures() -> None:
    run = open_compare()
    assert all(line in texts(run) for line in PURPOSE)
    assert len(read_tables(run)[0]) >= 8
    assert not charts(run)


def test_nothing_left_is_explained() -> None:
    run = open_compare("q=没有这样的词")
    assert "当前筛选下没有数据" in texts(run)
    assert not read_tables(run)


@pytest.mark.parametrize("count", [13, 40])
def test_many_regions_never_make_a_wide_table_or_a_tall_chart(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [
        DOCUMENTS[2] | {"id": f"d{n}", "title": f"第{n}区2026年计划", "region": f"第{n}区"} for n in range(count)
    ]
    rows: list[dict[str, Any]] = [
        {"doc_id": f"d{n}", "indicator": "造林", "unit": "亩", "change": "level", "op": "=", "value": float(n),
         "value_max": None, "shown": f"{n}亩", "target_id": f"{n:012x}"}
        for n in range(count)
    ]  # fmt: skip
    monkeypatch.setenv(data.DATA_VARIABLE, str(write_compared(tmp_path, rows, documents)))
    run = open_compare()
    assert read_tables(run)[0].shape == (count, 2)
    drawn = min(count, draw.compare.MOST_ROWS)
    assert len(charts(run)[0]["data"][0]["y"]) == drawn
    assert (f"另有{count - drawn}处未画出" in texts(run)) == (count > drawn)


def ranked(*rows: tuple[str, float, float, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "low", "high", "op", "shown"])
    return frame.assign(position=range(len(frame)), unit="%")


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_marks_tell_how_a_figure_is_bound(look: Any) -> None:
    frame = ranked(
        ("甲", 6, 6, ">=", "6%以上"), ("乙", 5, 5.5, "range", "5%—5.5%"), ("丙", 5, 5, "≈", "5%左右"),
        ("丁", 4, 4, "<=", "4%以内"), ("戊", 3, 3, "=", "3%"),
    )  # fmt: skip
    figure = draw.compare.build_dots(frame, list(frame["name"]), Words("标题"), look)
    by_name = {trace.name: trace for trace in figure.data if trace.name}
    assert {trace.marker.symbol for trace in by_name.values()} == {
        "circle",
        "circle-open",
        "triangle-right",
        "triangle-left",
    }
    assert list(by_name["区间"].x) == [5, 5.5, None]
    assert by_name["以上（不少于）"].customdata[0][0] == 0
    words = next(trace for trace in figure.data if trace.mode == "text")
    assert [text.strip() for text in words.text] == list(frame["shown"])
    assert list(words.x) == list(frame["high"])
    assert "%" in figure.layout.xaxis.ticktext[0]


@pytest.mark.parametrize(
    "ends", [(5, 5), (0, 0), (4.5, 6), (50_000, 13_000_000), (2.09, 3.42), (-5, 5), (1e12, 1e14), (0.3, 0.9)]
)
def test_the_axis_holds_every_value_between_round_ones(ends: tuple[float, float]) -> None:
    frame = ranked(("甲", ends[1], ends[1], "=", "x"), ("乙", ends[0], ends[0], "=", "y"))
    axis = draw.compare.build_dots(frame, ["甲", "乙"], Words("标题"), LIGHT).layout.xaxis
    assert axis.range[0] <= ends[0] <= ends[1] <= axis.range[1]
    assert 2 <= len(axis.tickvals) <= 9
    assert len(set(axis.ticktext)) == len(axis.ticktext)


def test_an_empty_frame_gives_a_figure_that_says_so() -> None:
    figure = draw.compare.build_dots(ranked(), [], Words("标题"), LIGHT)
    assert any("没有数据" in note.text for note in figure.layout.annotations)


def test_axis_words_are_those_of_the_texts() -> None:
    assert [axis_word(value, unit) for value, unit in ((1.1e6, "人"), (2.5, "%"), (3e8, None))] == [
        "110万人",
        "2.5%",
        "3亿",
    ]


@pytest.mark.usefixtures("several")
def test_the_comparison_is_a_slide() -> None:
    order = Order(Frame(), parts=("对比",))
    slides = build_slides(View(data.connection(), Filter(as_of=date(2026, 6, 1))), order)
    assert [slide.title for slide in slides] == ["3个地区3项指标的目标，按文件原文"]
    table = next(block for block in slides[0].blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0].cells] == ["指标", "甲省", "乙省", "丙省"]
    assert table.rows[1].cells[2].text == "4.5%—5%"
    chosen = Filter(as_of=date(2026, 6, 1))
    asked = build_slides(View(data.connection(), chosen, (table.rows[2].cells[0].text,)), order)
    assert [slide.title for slide in asked] == ["2个地区1项指标的目标，按文件原文"]
    assert not build_slides(View(data.connection(), Filter(as_of=date(2026, 6, 1), search="没有")), order)
