"""进展: a filled workbook read back, what falls due, the calendar file, reports beside the set values."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from app_runs import open_page, read_tables, texts
from icalendar import Calendar
from openpyxl import load_workbook

import records
from app import query
from app.briefing.calendar import calendar_bytes
from app.briefing.returned import NotOursError, read_filled
from app.briefing.workbook import TO_FILL, reminders_bytes, workbook_bytes
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.say import progress
from records import evidence, reports
from records.reports import Progress

TODAY = date(2020, 5, 1)
VIEW = Filter(as_of=TODAY)
TRAINED = "9eefdff9d134"  # 年培训量 400万人次以上
FILLED: dict[str, tuple[object, ...]] = {
    "年培训量": ("", "350万人次", "统计表", "省教育厅", date(2020, 4, 30)),
    "高水平中职学校": ("已遴选", 46, "", "", "2020年4月30日"),
    "高水平高职学校": ("", "46个", "", "", "2020-04-30"),
    "在线开放精品课程": ("正在评审", None, "", "", "2020-04-30"),
    "职业教育专业教学资源库": ("", 20, "", "", ""),
}


def filled_workbook(own_tables: Path) -> bytes:
    """The workbook of the whole view, filled in as departments would."""
    book = load_workbook(io.BytesIO(workbook_bytes(open_tables(own_tables), VIEW)))
    sheet = book["目标"]
    head = [cell.value for cell in sheet[3]]
    for row in sheet.iter_rows(min_row=4):
        for title, value in zip(TO_FILL, FILLED.get(str(row[head.index("指标名称")].value), ()), strict=False):
            row[head.index(title)].value = value  # type: ignore[assignment]
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def goals(own_tables: Path, *ids: str) -> dict[str, dict[str, object]]:
    frame = query.progress.goals(open_tables(own_tables), VIEW, ids)
    return {
        str(row["target_id"]): {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    }


def test_a_filled_workbook_comes_back_row_by_row(own_tables: Path) -> None:
    filled = read_filled("进展.xlsx", filled_workbook(own_tables))
    assert set(filled["indicator"]) == set(FILLED)
    first = tuple(filled.iloc[0][["value", "unit", "department", "as_of"]])
    assert first == (350, "万人次", "省教育厅", "2020-04-30")
    found = query.progress.goals(open_tables(own_tables), VIEW, tuple(filled["target_id"]))
    judged = dict(zip(filled["indicator"], progress.read_back(filled, found, {}), strict=True))
    assert judged["年培训量"][0] == progress.SAVABLE
    assert judged["高水平中职学校"][0] == progress.SAVABLE
    assert "目标的单位是“所”，报告的单位是“个”" in judged["高水平高职学校"][0]
    assert judged["在线开放精品课程"][0] == progress.SAVABLE
    assert judged["职业教育专业教学资源库"][0] == "缺“数据截至”日期"


def test_a_number_without_its_unit_is_not_guessed_where_the_text_counts_in_ten_thousands(own_tables: Path) -> None:
    filled = read_filled("进展.xlsx", filled_workbook(own_tables)).head(1).assign(value=350.0, unit=None)
    found = query.progress.goals(open_tables(own_tables), VIEW, (TRAINED,))
    [(verdict, _)] = progress.read_back(filled, found, {})
    assert verdict == "“完成值”须写明单位，例如 350万人次"


def test_the_same_report_is_not_made_twice(own_tables: Path) -> None:
    engine = records.open_database(own_tables)
    one = Progress(as_of="2020-04-30", department="省教育厅", value=350, unit="万人次", evidence="统计表")
    reports.report(engine, goals(own_tables, TRAINED)[TRAINED], one, "王工")
    filled = read_filled("进展.xlsx", filled_workbook(own_tables)).head(1)
    found = query.progress.goals(open_tables(own_tables), VIEW, (TRAINED,))
    assert progress.read_back(filled, found, reports.latest(engine))[0][0] == progress.KNOWN


@pytest.mark.parametrize(
    ("content", "reason"), [(b"no workbook", "不是可读的 xlsx 文件"), (b"", "不是可读的 xlsx 文件")]
)
def test_what_is_no_workbook_is_refused_in_chinese(content: bytes, reason: str) -> None:
    with pytest.raises(NotOursError) as refused:
        read_filled("错.xlsx", content)
    assert f"错.xlsx：{reason}" in refused.value.chinese


def test_another_workbook_is_refused_by_what_it_lacks(own_tables: Path) -> None:
    table = progress.reminders(query.progress.due_goals(open_tables(own_tables), VIEW, 90), {}, TODAY)
    with pytest.raises(NotOursError) as refused:
        read_filled("提醒.xlsx", reminders_bytes(table, "督办提醒", VIEW))
    assert "没有“目标”表" in refused.value.chinese


def test_the_reminders_are_printed_on_a4(own_tables: Path) -> None:
    due = query.progress.due_goals(open_tables(own_tables), VIEW, 90)
    table = progress.reminders(due, {}, TODAY)
    title = progress.reminders_title(due, "90天内")
    [sheet] = load_workbook(io.BytesIO(reminders_bytes(table, title, VIEW))).worksheets
    assert (sheet["A1"].value, sheet.max_row) == (title, len(table) + 3)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.print_title_rows, sheet.protection.sheet) == ("$3:$3", False)


@pytest.mark.parametrize("days", progress.SPANS.values())
def test_what_falls_due_is_what_the_dates_say(own_tables: Path, days: int) -> None:
    connection = open_tables(own_tables)
    due = query.progress.due_goals(connection, VIEW, days)
    every = connection.sql("SELECT * FROM targets WHERE role = 'goal' AND due_kind <> 'from'").df()
    left = (every["due_date"].dt.date - TODAY).map(lambda span: span.days)
    assert set(due["target_id"]) == set(every["target_id"][(left >= 0) & (left <= days)])
    table = progress.reminders(due, {}, TODAY)
    assert len(table) == sum(max(len(names), 1) for names in due["departments"])
    assert set(table["最近报告"]) <= {progress.NOT_SAID}
    assert set(table[progress.ID]) == set(due["target_id"])


def test_the_calendar_has_an_entry_a_goal_on_its_day(own_tables: Path) -> None:
    due = query.progress.due_goals(open_tables(own_tables), VIEW, 90)
    content = calendar_bytes(due, TODAY)
    assert content == calendar_bytes(due, TODAY)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert [str(event["uid"]).partition("@")[0] for event in events] == list(due["target_id"])
    days = [str(event["dtstart"].to_ical(), "ascii") for event in events]  # type: ignore[arg-type]
    assert days == list(due["due_date"].dt.strftime("%Y%m%d"))
    assert all(len(event.walk("VALARM")) == 2 for event in events)


def test_reports_stand_beside_what_was_set(own_tables: Path) -> None:
    engine = records.open_database(own_tables)
    goal = goals(own_tables, TRAINED)[TRAINED]
    for value, day in ((300, "2020-03-31"), (410, "2020-04-30")):
        reports.report(engine, goal, Progress(as_of=day, value=value, unit="万人次", evidence="统计表"), "王工")
    run = open_page("progress", "part_of_progress=已报进展&asof=2020-05-01")
    assert [error.value for error in run.exception] == []
    row = read_tables(run)[0].iloc[0]
    assert (row["指标名称"], row["目标值"], row["最近报告"], row["数据截至"], row["与目标值相比"]) == (
        "年培训量", "400万人次以上", "410万人次", "2020年4月30日", "已达到",
    )  # fmt: skip
    assert reports.RULE_TEXT in texts(run)
    for page in ("overview", "departments", "timeline"):
        labels = [link.proto.label for link in open_page(page, "asof=2020-05-01").get("page_link")]
        assert "已报进展1项（共27项目标）" in labels, page
    detail = open_page("targets", f"id={TRAINED}&asof=2020-05-01")
    assert "进展（2次报告）" in [box.label for box in detail.expander]


@pytest.mark.usefixtures("own_tables")
def test_without_a_report_the_words_stay() -> None:
    run = open_page("progress", "part_of_progress=已报进展")
    assert progress.NOTHING in texts(run)
    detail = open_page("targets", f"id={TRAINED}")
    assert f"进展（{progress.NOT_SAID}）" in [box.label for box in detail.expander]
    assert not any("已报进展" in str(link.proto.label) for link in open_page("overview").get("page_link"))


def test_a_file_as_evidence_is_kept_once_and_found_again(own_tables: Path) -> None:
    kept = [evidence.keep(own_tables, "../统计 表.pdf", b"one"), evidence.keep(own_tables, "../统计 表.pdf", b"one")]
    assert len(set(kept)) == 1
    found = evidence.find(own_tables, kept[0])
    assert found is not None
    assert (found.read_bytes(), found.parent) == (b"one", own_tables / "evidence")
    assert evidence.shown_name(kept[0]) == "_统计_表.pdf"
    assert [evidence.find(own_tables, name) for name in ("../targets.parquet", "0123456789ab_nothing", "")] == [
        None
    ] * 3
    with pytest.raises(records.RefusedError, match="empty"):
        evidence.keep(own_tables, "空.pdf", b"")
