"""Kinds of decks: how many slides each has, what gives way, what a single target comes down to, what the cover says."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from briefing_decks import DAY, case, charts, connect, deck_blob, open_deck, request_of, title
from small_tables import write_tables

import records
from app import query
from app.briefing import exports, papers
from app.briefing.exports import Request
from app.briefing.frames import View
from app.briefing.layout import Column, cut_pages
from app.briefing.model import Bars, Box, Cell, Slide, Table
from app.briefing.parts import PRESETS, parts_of
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.wording import PAST
from records import reports
from records.reports import Progress

COLUMNS = [Column("甲", 60), Column("乙", 140)]


def make(name: str, preset: str, **wanted: object) -> tuple[Slide, ...]:
    return exports.make_slides(*case(name), Request(preset=preset, **wanted))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["own", "large"])
def test_presets_keep_to_their_slides(name: str) -> None:
    assert len(make(name, "一页纸")) == 1
    meeting = make(name, "会议版")
    assert 5 <= len(meeting) <= 8
    assert len({slide.part for slide in meeting}) == len(meeting)
    whole = make(name, "完整版")
    assert {slide.part for slide in meeting} <= {slide.part for slide in whole}
    assert len(whole) <= 20


@pytest.mark.parametrize("preset", PRESETS)
def test_one_target_is_one_slide(preset: str) -> None:
    connection, chosen = case("one")
    (slide,) = make("one", preset)
    row = View(connection, chosen).targets.iloc[0]
    texts = [paragraph.text for block in slide.blocks if hasattr(block, "paragraphs") for paragraph in block.paragraphs]
    assert slide.title == f"{row['indicator']}：{row['shown']}"
    assert row["shown"] in texts
    assert row["sentence"] in texts
    facts = {
        row.cells[0].text: row.cells[1].text
        for block in slide.blocks
        if isinstance(block, Table)
        for row in block.rows[1:]
    }
    assert facts["首列单位"] == row["lead"]
    assert facts["原文用语"] == row["quote"]
    assert set(facts["配合单位"].split("、")) == set(row["departments"]) - {row["lead"]}


def test_a_task_of_several_targets_is_no_single_target() -> None:
    connection = connect("own")
    chosen = Filter(tasks=("13",)).resolved(DAY)
    slides, _palette = exports.make_slides(connection, chosen, Request())
    assert len(slides) > 1


def test_parts_that_are_asked_for_overrule_the_preset() -> None:
    assert [slide.part for slide in make("own", "会议版", parts=("要点", "数据说明"))] == ["要点", "数据说明"]
    assert [slide.part for slide in make("one", "会议版", parts=("数据说明",))] == ["数据说明"]


def test_a_meeting_of_one_department_reads_its_list() -> None:
    assert "单位任务单" in parts_of("会议版", Filter(departments=("省教育厅",)))
    assert "单位任务单" not in parts_of("会议版", Filter(departments=("省教育厅", "省财政厅")))
    assert "单位任务单" in parts_of("完整版", Filter(departments=("省教育厅", "省财政厅")))
    chosen = Filter(departments=("省教育厅",)).resolved(DAY)
    slides, _palette = exports.make_slides(connect("own"), chosen, Request(preset="会议版"))
    sheets = [slide for slide in slides if slide.part == "单位任务单"]
    assert len(sheets) == 1
    assert "其余见工作簿" in sheets[0].title


@pytest.mark.parametrize("name", ["own", "large"])
def test_no_list_takes_more_than_two_slides(name: str) -> None:
    slides = make(name, "完整版")
    for part in ("目标清单", "核心数字", "对比"):
        assert sum(slide.part == part and "同一坐标轴" not in slide.title for slide in slides) <= 3
    lists = [slide for slide in slides if any(isinstance(block, Table) for block in slide.blocks)]
    for heading in {slide.title.rsplit("（", 1)[0] for slide in lists}:
        assert sum(slide.title.startswith(heading) for slide in lists) <= 2, heading


def test_subject_is_the_covers_title() -> None:
    cover = make("own", "会议版", subject="一季度督办")[0]
    assert (cover.part, cover.title) == ("封面", "一季度督办")
    assert make("own", "会议版")[0].title == "山东政策目标汇报材料"


def test_one_page_holds_the_queries() -> None:
    connection, chosen = case("own")
    (slide,) = make("own", "一页纸")
    leads = query.overview.tasks_by_lead(connection, chosen)
    (chart,) = [block for block in slide.blocks if isinstance(block, Bars)]
    assert list(chart.totals) == list(leads["tasks"].head(len(chart.totals)))
    assert list(chart.categories) == list(leads["lead"].head(len(chart.totals)))
    figures, due = (block for block in slide.blocks if isinstance(block, Table))
    goals = View(connection, chosen).goals
    assert [row.cells[1].text for row in figures.rows[1:]] == list(goals["shown"].head(len(figures.rows) - 1))
    states = query.timeline.targets_by_state(connection, chosen).set_index("state")["targets"]
    assert due.rows[0].cells[1].text == f"近期到期{states['近期到期（90天内）']}项"
    head = query.overview.headline(connection, chosen).iloc[0]
    texts = [p.text for block in slide.blocks if hasattr(block, "paragraphs") for p in block.paragraphs]
    assert {f"{head[name]:,}" for name in ("goals", "past", "soon", "undated_goals")} <= set(texts)
    assert len(charts(open_deck("page"))) == 1


def test_data_are_said_on_one_slide() -> None:
    for name in ("own", "large"):
        assert sum(slide.part == "数据说明" for slide in make(name, "完整版")) == 1


def test_a_view_of_qualitative_tasks_alone_is_no_empty_one(tmp_path: Path) -> None:
    write_tables(tmp_path)
    connection = open_tables(tmp_path)
    tasks = View(connection, Filter().resolved(DAY)).tasks
    plain = tasks.loc[tasks["targets"] == 0, "task_no"]
    assert len(plain)
    chosen = Filter(tasks=(str(plain.iloc[0]),)).resolved(DAY)
    for preset in PRESETS:
        assert exports.make_slides(connection, chosen, Request(preset=preset))[0]


def test_what_was_reported_is_a_slide_and_stands_in_the_brief(own_tables: Path) -> None:
    connection, engine = open_tables(own_tables), records.open_database(own_tables)
    chosen = Filter().resolved(date(2021, 3, 1))
    ids = tuple(View(connection, chosen).targets["target_id"])
    goals = query.progress.goals(connection, chosen, ids)
    past = {str(name): value for name, value in goals[goals["state"] == PAST].iloc[0].items()}
    reports.report(engine, past, Progress(as_of="2021-02-01", said="已印发"), "王工")
    for preset, most in (("会议版", 8), ("完整版", 20)):
        wanted = Request(preset=preset, latest=reports.latest(engine))
        made, _palette = exports.make_slides(connection, chosen, wanted)
        (slide,) = [slide for slide in made if slide.part == "进展"]
        assert slide.title.startswith("已报进展1项")
        assert len(made) <= most
    brief = exports.make_paper(papers.BRIEF)(connection, chosen, wanted)
    said = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(brief)).paragraphs)
    assert "已报进展1项，其余完成情况未录入" in said


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_list_is_cut_after_whole_rows(most: int) -> None:
    lines = [(Cell(str(number)), Cell("文" * (number % 9 + 1) * 8)) for number in range(200)]
    tables, listed = cut_pages(COLUMNS, lines, Box(0, 0, 200, 300), "表", most)
    assert len(tables) == most
    shown = [row.cells[0].text for table in tables for row in table.rows[1:]]
    assert shown == [str(number) for number in range(listed)]
    assert all(sum(row.height for row in table.rows) <= 300 for table in tables)
    _more, one_more = cut_pages(COLUMNS, lines[: listed + 1], Box(0, 0, 200, 300), "表", None)
    assert one_more == listed + 1
    assert len(_more) == most + 1


def test_a_cut_list_does_not_end_with_a_heading() -> None:
    lines = [line for number in range(40) for line in (f"第{number}组", (Cell(str(number)), Cell("一行")))]
    (table,), listed = cut_pages(COLUMNS, lines, Box(0, 0, 200, 300), "表", 1)
    assert not table.rows[-1].wide
    assert listed == sum(not row.wide for row in table.rows[1:])


def test_a_short_list_is_left_whole() -> None:
    lines = [(Cell(str(number)), Cell("一行")) for number in range(3)]
    tables, listed = cut_pages(COLUMNS, lines, Box(0, 0, 200, 300), "表", 2)
    assert (len(tables), listed) == (1, 3)


def test_same_preset_gives_the_same_bytes() -> None:
    assert exports.make_deck(*case("meeting"), request_of("meeting")) == deck_blob("meeting")


def test_titles_of_the_meeting_stand_in_the_file() -> None:
    assert [title(slide) for slide in open_deck("meeting").slides] == [slide.title for slide in make("large", "会议版")]
