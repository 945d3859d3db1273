"""Charts and their sentences: marks lead back to their rows, texts fit, nothing is cut, empty frames say so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from small_tables import write_tables

from app import query, say
from app.draw import figures
from app.draw.figures import Words
from app.draw.style import LIGHT, LOOKS, Look
from app.draw.text_fit import characters, even_lines
from app.query import listings
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.say import sentences
from app.wording import review_word

VIEW = Filter(as_of=date(2024, 1, 1))
WORDS = Words("标题", "来源：样例；统计截至2024年1月1日")


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    connection = open_tables(write_tables(tmp_path_factory.mktemp("tables")))
    return {
        "limits": query.overview.targets_by_limit(connection, VIEW),
        "leads": query.overview.tasks_by_lead(connection, VIEW),
        "reasons": query.reconciliation.ledger_by_reason(connection, VIEW),
    }


def draw(name: str, frame: pd.DataFrame, look: Look = LIGHT) -> go.Figure:
    build = {
        "limits": figures.build_limits, "leads": figures.build_leads,
        "reasons": figures.build_reasons,
    }[name]  # fmt: skip
    return build(frame, WORDS, look)


BUILDERS = ["limits", "leads", "reasons"]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("name", BUILDERS)
def test_a_mark_leads_back_to_its_row(name: str, look: Look, frames: dict[str, pd.DataFrame]) -> None:
    frame = frames[name]
    figure = draw(name, frame, look)
    column = {"limits": "targets", "reasons": "entries"}
    marks, places = 0, []
    for trace in figure.data:
        if trace.type != "bar":
            continue
        for (number, series), count, place in zip(trace.customdata, trace.x, trace.y, strict=True):
            row = frame.loc[number]
            measured = {"含量化或时限要求": "measured", "定性": "qualitative"}.get(series)
            assert count == row[measured or column[name]]
            places.append((row["position"], place))
            marks += 1
    assert marks > 0
    assert [place for _position, place in sorted(places)] == sorted(place for _position, place in places)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_chart_says_what_it_is_of_and_no_empty_bar_is_drawn(name: str, frames: dict[str, pd.DataFrame]) -> None:
    figure = draw(name, frames[name])
    texts = {one.name: one.text for one in figure.layout.annotations}
    assert texts["title"] == "<b>标题</b>"
    assert texts["note"].replace("<br>", "") == WORDS.note
    assert all(count > 0 for trace in figure.data if trace.type == "bar" for count in trace.x)


@pytest.mark.parametrize("name", BUILDERS)
def test_an_empty_frame_gives_a_figure_that_says_so(name: str, frames: dict[str, pd.DataFrame]) -> None:
    figure = draw(name, frames[name].iloc[:0])
    assert "当前筛选下没有数据" in [one.text for one in figure.layout.annotations]


def test_a_figure_is_no_higher_than_it_may_be_and_no_higher_than_its_bars_need(frames: dict[str, pd.DataFrame]) -> None:
    one = figures.build_leads(frames["leads"].head(1), WORDS, LIGHT, 400)
    all_of_them = figures.build_leads(frames["leads"], WORDS, LIGHT, 200)
    assert one.layout.height < 200
    assert all_of_them.layout.height == 200


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("name", BUILDERS)
def test_a_chart_begins_with_a_bold_title_a_grey_subtitle_and_its_key(
    name: str, look: Look, frames: dict[str, pd.DataFrame]
) -> None:
    words = Words("标题", "来源：样例", "单位：项 · 共9项")
    build = {"limits": figures.build_limits, "leads": figures.build_leads, "reasons": figures.build_reasons}[name]
    figure = build(frames[name], words, look)
    texts = {one.name: one for one in figure.layout.annotations}
    assert texts["title"].text == "<b>标题</b>"
    assert texts["subtitle"].font.color == look.muted
    series = [trace.name for trace in figure.data if trace.type == "bar"]
    key = texts["key"].text if len(series) > 1 else "".join(series)
    assert all(one in key for one in series)
    assert figure.layout.showlegend is False
    heads = [one for one in figure.layout.annotations if one.name != "note"]
    assert [one.yshift for one in heads] == sorted((one.yshift for one in heads), reverse=True)
    assert len({figure.layout.margin.l + one.xshift for one in figure.layout.annotations}) == 1
    assert figure.layout.margin.l + heads[0].xshift == figures.PAD  # 24 pixels of a picture, which is doubled


def test_what_names_nothing_is_always_drawn_below_a_line() -> None:
    rows = [(f"{number}局", "first", 30 - number) for number in range(14)] + [("未注明责任单位", None, 40)]
    frame = pd.DataFrame(rows, columns=["lead", "lead_basis", "tasks"])
    frame = frame.assign(measured=frame["tasks"], qualitative=0, position=range(len(frame)))
    figure = figures.build_leads(frame, WORDS, LIGHT)
    labels = list(figure.layout.yaxis.ticktext)
    assert labels == [*(f"{number}局" for number in range(figures.MOST_BARS)), "未注明责任单位"]
    (line,) = figure.layout.shapes
    above, below = figure.layout.yaxis.tickvals[-2:]
    assert above + 0.4 < line.y0 < below - 0.4
    marks = {number for trace in figure.data if trace.type == "bar" for number, _series in trace.customdata}
    assert marks == {*range(figures.MOST_BARS), 14}


@pytest.mark.parametrize(
    "text", ["省、市、县（市、区）组织部", "山东省", "A" * 60, "，" * 40, "2020年6月底前及以后各年"]
)
@pytest.mark.parametrize("most", [6, 12, 34])
def test_wrapped_lines_fit_and_hold_every_letter(text: str, most: int) -> None:
    lines = even_lines(text, most).split("<br>")
    assert "".join(lines) == text
    assert all(characters(line) <= most for line in lines)


@pytest.mark.parametrize(("height", "drawn"), [(300, 540), (540, 540), (541, 549), (1000.5, 1008)])
def test_the_picture_is_named_after_the_chart_and_made_for_a_slide(height: float, drawn: int) -> None:
    image = figures.picture_config("按首列单位：省教育厅/26项?", height)["toImageButtonOptions"]
    assert image["filename"] == "按首列单位：省教育厅_26项_"
    assert image["height"] == drawn  # as high as the chart, if that is higher
    assert (int(image["width"] * image["scale"]), int(image["height"] * image["scale"])) == (1920, 1080)


@pytest.mark.parametrize("bars", [3, 12, 30, 45])
def test_room_is_left_round_a_picture_however_high_the_chart(bars: int) -> None:
    rows = [(f"{number}局", bars - number, 0, number) for number in range(bars)]
    frame = pd.DataFrame(rows, columns=["theme", "measured", "qualitative", "position"])
    frame = frame.assign(tasks=frame["measured"])
    figure = figures.bars(frame, "theme", figures.by_measure(LIGHT), WORDS, LIGHT, total="tasks")
    scale = figures.picture_config("甲", figure.layout.height)["toImageButtonOptions"]["scale"]
    title = next(one for one in figure.layout.annotations if one.name == "title")
    assert (figure.layout.margin.l + title.xshift) * scale >= 24
    assert (figure.layout.margin.t - title.yshift) * scale >= 24


# Sentences


def leads(*rows: tuple[str, str | None, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lead", "lead_basis", "tasks", "targets"])


FIRST, STATED = "首列单位", "牵头单位（文件明确）"
LEADS = [
    (
        leads(("甲局", "first", 3, 5), ("乙局", "first", 1, 0)),
        f"按{FIRST}，甲局承担4项工作任务中的3项",
        f"按{FIRST}，甲局5项",
    ),
    (
        leads(("甲局", "first", 2, 2), ("乙局", "first", 2, 2)),
        f"按{FIRST}，甲局、乙局各承担4项工作任务中的2项",
        f"按{FIRST}，甲局、乙局各2项",
    ),
    (leads(("甲局", "stated", 4, 1)), f"按{STATED}，甲局承担4项工作任务中的4项", f"按{STATED}，甲局1项"),
    (
        leads(("甲局", "stated", 3, 1), ("乙局", "first", 1, 0)),
        "按牵头或首列单位，甲局承担4项工作任务中的3项",
        "按牵头或首列单位，甲局1项",
    ),
    (leads(("未注明责任单位", None, 4, 2)), "4项工作任务均未注明责任单位", "文件未注明责任单位"),
    (
        leads(("未注明责任单位", None, 3, 2), ("甲局", "first", 1, 1)),
        f"按{FIRST}，甲局承担4项工作任务中的1项",
        f"按{FIRST}，甲局1项",
    ),
]


@pytest.mark.parametrize(("frame", "title", "most"), LEADS, ids=[case[1] for case in LEADS])
def test_who_stands_first_is_named_as_the_text_does(frame: pd.DataFrame, title: str, most: str) -> None:
    assert say.overview.leads_title(frame, 4, 10) == title
    assert say.overview.most_targets(frame) == most


def test_a_chart_that_leaves_departments_out_says_so() -> None:
    many = leads(*[(f"{number}局", "first", 20 - number, 1) for number in range(12)])
    assert say.overview.leads_title(many, 174, 10).endswith("（共12个，列前10个）")


def limits(*rows: tuple[str, int]) -> pd.DataFrame:
    rows_of = [{"limit": limit, "total": total, "category": "政策标准"} for limit, total in rows]
    return pd.DataFrame(rows_of, columns=["limit", "total", "category"])


LIMITS = [
    (
        limits(("2020年内", 8), ("到2022年", 2), ("文件未注明时限", 16)),
        "26项目标与标准中，2020年内的最多（8项），16项文件未注明时限",
    ),
    (limits(("2020年内", 26)), "26项目标与标准中，2020年内的最多（26项），均有文件时限"),
    (limits(("自…起实施", 2), ("文件未注明时限", 24)), "26项目标与标准中，24项文件未注明时限"),
    (limits(), "按时限的目标"),
]


@pytest.mark.parametrize(("frame", "title"), LIMITS, ids=[case[1] for case in LIMITS])
def test_the_time_limits_are_summed_up(frame: pd.DataFrame, title: str) -> None:
    assert say.overview.limits_title(frame, 26) == title


HEADS = [
    ((31, 27, 14, 4), "27项目标中，14项文件未注明时限；按首列单位，甲局5项。"),
    ((5, 5, 0, 0), "5项目标均有文件时限；按首列单位，甲局5项。"),
    ((4, 0, 0, 4), "4项均为政策标准；按首列单位，甲局5项。"),
    ((0, 0, 0, 0), "当前范围内4项工作任务均为定性要求，没有量化或时限目标。"),
]


@pytest.mark.parametrize(("head", "wanted"), HEADS, ids=[case[1] for case in HEADS])
def test_the_summary_says_what_holds(head: tuple[int, ...], wanted: str) -> None:
    counts = pd.Series([*head, 4], index=["targets", "goals", "undated_goals", "rules", "tasks"])
    assert say.overview.summary(counts, leads(("甲局", "first", 4, 5))) == wanted


@pytest.mark.parametrize(
    ("titles", "review", "wanted"),
    [
        (["甲"], review_word(0, 9), "来源：甲；统计截至2024年1月1日；机器提取，未经校核"),
        (["甲", "乙"], review_word(9, 9), "来源：甲等2份文件；统计截至2024年1月1日；已校核"),
        ([], review_word(0, 0), "统计截至2024年1月1日"),
    ],
)
def test_the_note_names_source_date_and_checking(titles: list[str], review: str, wanted: str) -> None:
    assert sentences.source_note("".join(titles[:1]), len(titles), VIEW, review) == wanted


def test_the_tiles_count_goals_alone_and_each_once(tmp_path: Path) -> None:
    connection = open_tables(write_tables(tmp_path))
    head = query.overview.headline(connection, VIEW).iloc[0]
    tiles = say.overview.tiles(head, query.overview.tasks_by_lead(connection, VIEW))
    goals, *states, most = tiles
    assert goals.number == head["goals"] > 0
    assert sum(tile.number for tile in states) + head["starting"] == goals.number
    shown = listings.target_rows(connection, VIEW.goals().narrowed(leads=(most.opens,)))
    assert most.number == len(shown)


def test_a_view_without_departments_says_so_in_its_tile(tmp_path: Path) -> None:
    connection = open_tables(write_tables(tmp_path))
    bare = VIEW.narrowed(departments=("未注明责任单位",))
    head = query.overview.headline(connection, bare).iloc[0]
    last = say.overview.tiles(head, query.overview.tasks_by_lead(connection, bare))[-1]
    assert (last.title, last.number) == ("未注明责任单位", head["goals"])
