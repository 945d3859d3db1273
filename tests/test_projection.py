"""投屏 without a browser: which slides a page has, in what order the pages follow, what people entered as slides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from app_runs import ROOT
from briefing_decks import connect
from lxml.html import fromstring

import dashboard
import records
from app import query
from app.briefing import people_slides, projection
from app.briefing.frames import View
from app.briefing.model import HEIGHT, Bars, Slide, Table, Text
from app.briefing.projection import MOST_SLIDES, Picture
from app.query import review
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.screen import filters, projecting
from records import reports
from records.reports import Progress

DAY = date(2020, 5, 1)
VIEW = Filter(as_of=DAY)
TRAINED = "9eefdff9d134"  # 年培训量 400万人次以上
ADDRESSES = ["" if name == dashboard.FIRST else name for name in dashboard.PAGES]
WITHOUT_OWN = {"briefing", "intake"}
"""Pages that show what others show."""


def slides(page: str, chosen: Filter = VIEW) -> tuple[Slide, ...]:
    return projection.page_slides(View(open_tables(ROOT / "data"), chosen), page)


def tables(found: tuple[Slide, ...]) -> list[list[list[str]]]:
    """The tables of slides, a list of rows each."""
    blocks = [block for slide in found for block in slide.blocks if isinstance(block, Table)]
    return [[[cell.text for cell in row.cells] for row in block.rows] for block in blocks]


def test_the_pages_follow_each_other_as_their_tabs_do() -> None:
    titles = dict(zip(ADDRESSES, dashboard.PAGES.values(), strict=True))
    own = {name: title for name, title in titles.items() if name not in WITHOUT_OWN}
    assert list(filters.SCREENS.items()) == list(own.items())


@pytest.mark.parametrize("documents", [1, 2])
def test_one_goes_through_all_pages_and_back_and_compares_only_what_is_several(documents: int) -> None:
    forth = list[str]()
    at: str | None = ""
    while at is not None:
        forth.append(at)
        at = projecting.beside(at, documents=documents)[1]
    assert forth == [name for name in filters.SCREENS if name != "compare" or documents > 1]
    back = [projecting.beside(name, documents=documents)[0] for name in forth]
    assert back == [None, *forth[:-1]]
    assert projecting.beside("compare", documents=1) == ("themes", "targets")  # which a link may name all the same
    for name in WITHOUT_OWN:
        assert projecting.beside(name, documents=documents) == (None, "")


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_has_slides_and_says_so_where_nothing_is_left(name: str) -> None:
    assert slides(name)
    nothing = slides(name, Filter(as_of=DAY, search="没有这样的词语"))
    assert nothing
    if name not in {"intake", "about"}:  # these tell of the data, and of the filter, all the same
        assert all("没有" in slide.title for slide in nothing)


def test_no_page_has_more_slides_than_a_meeting_bears() -> None:
    chosen = Filter(departments=("省教育厅",), as_of=DAY)
    whole = projection.page_slides(View(connect("large"), VIEW), "departments")
    assert len(projection.project(connect("large"), VIEW, "departments", {})) == min(len(whole), MOST_SLIDES)
    many = projection.page_slides(View(connect("own"), chosen), "departments")
    assert 1 < len(projection.project(connect("own"), chosen, "departments", {})) == min(len(many), MOST_SLIDES)


def test_a_departments_own_tasks_are_shown_once_it_is_chosen() -> None:
    assert "单位任务单" not in {slide.part for slide in slides("departments")}
    assert "单位任务单" in {slide.part for slide in slides("departments", VIEW.narrowed(departments=("省教育厅",)))}


def test_what_falls_due_is_listed_by_department_and_each_goal_under_all_of_its_departments() -> None:
    found = slides("progress")
    due = query.progress.due_goals(open_tables(ROOT / "data"), VIEW, 90)
    held = {(office, row["indicator"]) for row in due.to_dict("records") for office in row["departments"]}
    assert held
    office, listed = "", set()
    for row in (row for table in tables(found) for row in table[1:]):
        if len(row) == 1:
            office = row[0].removesuffix("（续）").rpartition("（")[0]
        else:
            listed.add((office, row[0]))
            assert row[4] == "完成情况未录入"
    assert listed == held
    chart = next(block for block in found[0].blocks if isinstance(block, Bars))
    assert dict(zip(chart.categories, chart.totals, strict=True)) == {
        office: sum(office == one for one, _goal in held) for office in {one for one, _goal in held}
    }
    assert found[0].title.startswith(f"90天内到期{len(due)}项目标")


def test_where_nothing_falls_due_the_slide_says_so() -> None:
    (slide,) = slides("progress", Filter(as_of=date(2026, 1, 1)))
    assert slide.title == "自统计截至日起90天内没有到期的目标"


def test_what_was_reported_stands_beside_what_was_set(own_tables: Path) -> None:
    engine = records.open_database(own_tables)
    connection = open_tables(own_tables)
    goal = query.progress.goals(connection, VIEW, (TRAINED,)).iloc[0]
    one = Progress(as_of="2020-04-30", value=410, unit="万人次", evidence="统计表")
    reports.report(engine, {str(name): value for name, value in goal.items()}, one, "王工")
    found = projection.page_slides(View(connection, VIEW, latest=reports.latest(engine)), "progress")
    assert found[0].title == "已报进展1项（共27项目标）"
    row = tables(found[:1])[0][1]
    assert row == ["年培训量", "400万人次以上", "文件未注明时限", "410万人次", "2020年4月30日", "已达到"]
    texts = [one.text for block in found[0].blocks if isinstance(block, Text) for one in block.paragraphs]
    assert reports.RULE_TEXT in texts


@pytest.mark.parametrize("which", ["own", "large"])
def test_what_people_entered_fits_its_slides(which: str) -> None:
    view = View(connect(which), Filter(as_of=date(2025, 10, 15) if which == "large" else DAY))
    for page in ("progress", "review"):
        for slide in projection.page_slides(view, page):
            foot = next(block.box.y for block in slide.blocks if getattr(block, "name", "") == "分隔线")
            for block in slide.blocks:
                if isinstance(block, Bars | Table):
                    assert block.box.bottom <= foot
                assert block.box.bottom <= HEIGHT


def test_doubts_are_counted_as_the_queue_lists_them() -> None:
    connection = open_tables(ROOT / "data")
    counted = review.doubts(connection, VIEW)
    assert list(counted["waiting"]) == sorted(counted["waiting"], reverse=True)
    expected = {name: len(review.waiting(connection, VIEW, name)) for name in review.DOUBTS if name != "全部未校核"}
    assert dict(zip(counted["doubt"], counted["waiting"], strict=True)) == expected
    (slide,) = slides("review")
    chart = next(block for block in slide.blocks if isinstance(block, Bars))
    assert dict(zip(chart.categories, chart.totals, strict=True)) == {n: c for n, c in expected.items() if c}
    assert people_slides.REMARK in [p.text for b in slide.blocks if isinstance(b, Text) for p in b.paragraphs]


@pytest.mark.parametrize(("number", "at"), [("1", 1), ("2", 2), ("12", 3), ("0", 1), ("", 1), ("-1", 1), ("二", 1)])
def test_one_slide_is_shown_whatever_the_link_asks_and_each_has_its_words(number: str, at: int) -> None:
    pictures = tuple(Picture(f"data:,{place}", f"要点：“{place}'") for place in (1, 2, 3))
    page = fromstring(projecting.cover(pictures, number))
    found = list(page.iter("img"))
    assert [one.get("hidden") is None for one in found] == [place == at for place in (1, 2, 3)]
    assert [one.get("alt") for one in found] == [one.spoken for one in pictures]
    (hint,) = page.iter("p")
    assert "".join(map(str, hint.itertext())).endswith(f"{at} / 3")
