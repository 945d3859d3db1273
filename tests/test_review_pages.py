"""校核 on the pages: a decision is in the tables, the counts and the files by the next run, and can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from app_runs import ROOT, again, open_page, read_tables, texts
from streamlit.testing.v1 import AppTest

import records
from app.query import review
from app.query.filter_model import Filter
from app.query.tables import open_tables
from app.screen import grid, people
from records import pending
from records.decisions import Proposal

NAME = "王工"
TRAINED = "9eefdff9d134"  # 年培训量 400万人次以上


def named(page: str, query: str = "", place: str = "page") -> AppTest:
    """A page with the reader's name filled in."""
    run = open_page(page, query)
    next(box for box in run.text_input if box.key == f"_person_{place}").set_value(NAME)
    again(run)
    assert [error.value for error in run.exception] == []
    return run


def row_of(own_tables: Path, target_id: str) -> dict[str, Any]:
    rows = pq.read_table(own_tables / "targets.parquet", filters=[("target_id", "=", target_id)]).to_pylist()
    return dict(rows[0]) if rows else {}


def press(run: AppTest, key: str) -> AppTest:
    next(button for button in run.button if button.key == key).click()
    again(run)
    assert [error.value for error in run.exception] == []
    return run


def current(run: AppTest) -> str:
    return str(run.session_state["review_at"])


def test_without_a_name_nothing_can_be_decided(own_tables: Path) -> None:
    run = open_page("review")
    assert "请先在上方填写您的姓名" in texts(run)
    assert not [button for button in run.button if button.key == "confirm"]
    assert not (own_tables / "records.sqlite").exists()


def test_the_queue_begins_with_the_least_certain_and_a_confirmed_row_leaves_it(own_tables: Path) -> None:
    table = pq.read_table(own_tables / "targets.parquet", columns=["target_id", "confidence"]).to_pandas()
    least = table.sort_values("confidence", kind="stable")["target_id"].iloc[0]
    run = named("review")
    assert current(run) == least
    press(run, "confirm")
    assert row_of(own_tables, least)["review"] == "checked"
    assert current(run) != least
    assert "31项中已校核1项" in texts(run)
    press(run, "undo_last")
    assert row_of(own_tables, least)["review"] == "machine"
    assert current(run) == least


def test_a_queue_is_cleared_row_by_row(own_tables: Path) -> None:
    run = named("review")
    seen = []
    for number in range(8):
        seen.append(current(run))
        press(run, "confirm" if number % 2 else "reject")
    assert len(set(seen)) == 8
    left = pq.read_table(own_tables / "targets.parquet").to_pandas()
    assert (len(left), (left["review"] == "checked").sum()) == (27, 4)
    assert {entry["mention_id"] for entry in pq.read_table(own_tables / "ledger.parquet").to_pylist()} >= set(seen[::2])


def test_a_field_is_corrected_in_the_form_and_shown_everywhere(own_tables: Path) -> None:
    run = named("targets", f"id={TRAINED}", TRAINED)
    unit = next(box for box in run.text_input if str(box.key).startswith(f"value_{TRAINED}"))
    assert unit.value == "4000000"
    unit.set_value("4500000")
    press(run, f"send_{TRAINED}_0")
    row = row_of(own_tables, TRAINED)
    assert (row["value"], row["shown"], row["review"]) == (4_500_000, "450万人次以上", "checked")
    assert "修改“数值”：4,000,000 → 4,500,000" in texts(run)
    assert "450万人次以上" in texts(open_page("targets", f"id={TRAINED}"))
    assert "31项中已校核1项" in texts(open_page("overview"))


def test_what_cannot_be_is_refused_and_nothing_is_lost(own_tables: Path) -> None:
    run = named("targets", f"id={TRAINED}", TRAINED)
    next(box for box in run.text_input if str(box.key).startswith(f"value_{TRAINED}")).set_value("许多")
    press(run, f"send_{TRAINED}_0")
    assert [error.value for error in run.error] == ["“数值”须为数字，不能是“许多”"]
    assert row_of(own_tables, TRAINED)["review"] == "machine"


def test_the_second_of_two_people_is_told(own_tables: Path) -> None:
    run = named("targets", f"id={TRAINED}", TRAINED)
    engine = records.open_database(own_tables)
    records.decide(engine, own_tables, [Proposal("correct", TRAINED, {"unit": "人"})], "李工")
    press(run, "confirm")
    assert "已由李工于" in run.error[0].value
    assert [one.who for one in records.history(engine, TRAINED)] == ["李工"]


def test_an_entry_of_the_ledger_becomes_a_target(own_tables: Path) -> None:
    entry = pq.read_table(own_tables / "ledger.parquet", filters=[("quote", "=", "“百万工匠”")]).to_pylist()[0]
    records.open_database(own_tables)
    run = open_page("reconciliation", "q=百万工匠")
    run.session_state["entries_table_chosen"] = entry["mention_id"]
    run.run()
    assert [error.value for error in run.exception] == []
    assert "校核：这个数字是目标" in [box.label for box in run.expander]


@pytest.mark.usefixtures("own_tables")
def test_marked_words_become_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "mark_words", lambda _text, _key: None)
    run = named("reconciliation", "task=17", "task_shandong-2020_17")
    words = "建设校企“双元”"
    for typed, told in (
        ("没有这些字", "任务文字中没有“没有这些字”"),
        (words, f"<mark class='' title='{words}'>{words}</mark>"),
    ):
        next(box for box in run.text_input if str(box.key).startswith("typed_")).set_value(typed)
        assert told in texts(again(run))


def test_one_field_of_several_rows_is_set_in_one_act(own_tables: Path) -> None:
    run = open_page("targets", "task=18")
    run.session_state["batch"] = True
    run.run()
    before = pq.read_table(own_tables / "targets.parquet", filters=[("task_no", "=", "18")]).num_rows
    assert before > 1
    engine = records.open_database(own_tables)
    ids = pq.read_table(own_tables / "targets.parquet", filters=[("task_no", "=", "18")])["target_id"].to_pylist()
    made = records.decide(engine, own_tables, [Proposal("correct", one, {"theme": "数字校园"}) for one in ids], NAME)
    assert len({one.batch for one in made}) == 1


def test_what_waits_is_shown_with_both_readings_and_dropped(own_tables: Path) -> None:
    engine = records.open_database(own_tables)
    records.decide(engine, own_tables, [Proposal("confirm", TRAINED)], NAME)
    assert pending.find_pending(engine, own_tables) == []
    run = named("review", "part_of_review=待复核")
    assert "没有待复核的校核" in texts(run)


def test_the_records_show_gain_and_who_did_what(own_tables: Path) -> None:
    engine = records.open_database(own_tables)
    records.decide(engine, own_tables, [Proposal("reject", TRAINED, {"reason": "fact"})], NAME)
    records.refresh(own_tables, engine)
    run = open_page("review", "part_of_review=校核记录")
    assert [error.value for error in run.exception] == []
    gain, log = read_tables(run)
    assert list(gain.iloc[0]) == ["高（≥0.95）", "1", "1", "0%"]
    assert list(log.iloc[0])[1:4] == [NAME, "—", "不是目标"]
    assert "校核所见的准确程度" in texts(open_page("about"))


@pytest.mark.parametrize("doubt", review.DOUBTS)
def test_every_doubt_is_a_part_of_the_queue(doubt: str) -> None:
    connection = open_tables(ROOT / "data")
    view = Filter.from_query({"asof": ["2020-05-01"]})[0]
    every = set(review.waiting(connection, view, "全部未校核")["target_id"])
    assert len(every) == 31
    assert set(review.waiting(connection, view, doubt)["target_id"]) <= every


def test_without_the_role_the_pages_only_show(own_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "may", lambda role: role == "read")
    run = open_page("review")
    assert "登录的账号没有校核权限。" in texts(run)
    run = open_page("targets", f"id={TRAINED}")
    assert "校核这一项" not in [box.label for box in run.expander]
    assert (own_tables / "records.sqlite").exists() is False


@pytest.mark.usefixtures("own_tables")
def test_a_database_that_cannot_be_used_is_told_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    for page in ("overview", "targets", "timeline"):
        run = open_page(page, f"id={TRAINED}")
        assert ([one.value for one in run.exception], [one.value for one in run.error]) == ([], []), page
    for page in ("review", "progress"):
        run = open_page(page)
        assert not run.exception
        assert "DATABASE\\_URL 不是数据库地址" in run.error[0].value  # as Markdown


def test_both_ways_to_one_target_stand_side_by_side(own_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "mark_words", lambda _text, _key: None)
    [entry] = pq.read_table(own_tables / "ledger.parquet", filters=[("quote", "=", "“双元”")]).to_pylist()
    engine = records.open_database(own_tables)
    [made] = records.decide(engine, own_tables, [Proposal("confirm", TRAINED)], NAME)
    run = named("reconciliation", "task=17", "task_shandong-2020_17")
    run.session_state["entries_table_chosen"] = entry["mention_id"]
    run.session_state["_review_said"], run.session_state["_review_done"] = ("done", "已保存。"), made.id
    next(box for box in run.text_input if str(box.key).startswith("typed_")).set_value("“双元”")
    again(run)
    assert [error.value for error in run.exception] == []
    labels = [button.label for button in run.button]
    assert (labels.count("改为目标"), labels.count("撤销上一步")) == (2, 1)
