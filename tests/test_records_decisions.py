"""Decisions: each kind survives rebuilds, the tables show them without one, two people, undo, many rows at once."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from records_scenes import TEXTS, Scene

import records
from etl.schema import TABLES
from etl.targets.build import build
from etl.targets.parquet import TableWriter
from records import tables
from records.decisions import history, last_decisions
from records.pending import find_pending, settle

Row = dict[str, Any]
KINDS: list[tuple[str, str, Row]] = [
    ("confirm", "12个以上", {}),
    ("correct", "12个以上", {"value": 15, "op": "=", "departments": ["某局", "省财政厅"], "due": "2026-06"}),
    ("correct", "3家", {"reason": "condition"}),
    ("reject", "300人次", {"reason": "condition"}),
    ("reject", "每季度至少通报一次", {"reason": "fact"}),
    ("promote", "3家", {"indicator": "龙头企业"}),
    ("add", "第三方", {"indicator": "第三方", "value": 3}),
]


def read_kind(scene: Scene, kind: str, quote: str) -> Row:
    row = scene.row(quote)
    if kind == "confirm":
        assert row["review"] == "checked"
    elif kind == "reject":
        assert (row["table"], row["rule"]) == ("ledger", "person")
    elif kind in ("promote", "add"):
        assert (row["table"], row["rule"], row["review"]) == ("targets", "person", "checked")
    return row


@pytest.mark.parametrize(("kind", "quote", "new"), KINDS, ids=[f"{kind} {quote}" for kind, quote, _ in KINDS])
def test_a_decision_outlives_rebuilds_and_the_tables_are_the_same_without_one(
    scene: Scene, kind: str, quote: str, new: Row
) -> None:
    plain = scene.bytes()
    before = scene.row(quote)["id"]
    made = scene.add(quote, new) if kind == "add" else scene.decide(kind, quote, new)
    decided = scene.bytes()
    assert decided != plain
    assert read_kind(scene, kind, quote)["id"] == before
    assert scene.faults() == []
    scene.build(fresh=False)
    assert scene.bytes() == decided
    scene.build()
    assert scene.bytes() == decided
    scene.write("added", ["到2030年，建成码头5座。"])  # sorts before the first document
    scene.build()
    assert read_kind(scene, kind, quote)["id"] == before
    scene.write("plan", TEXTS[::-1])
    scene.build()
    assert read_kind(scene, kind, quote)["id"] == before
    assert scene.pending() == []
    assert scene.faults() == []
    scene.write("plan", TEXTS)
    (scene.sources / "added.csv").unlink()
    records.undo(scene.engine, scene.out, made[0].id, "张三")
    scene.build()
    assert scene.bytes() == plain


def test_what_follows_from_a_change_follows(scene: Scene) -> None:
    scene.decide(
        "correct", "12个以上",
        {"value": 15, "op": "=", "departments": ["某局", "省财政厅"], "due": "2026-06", "action": "培训",
         "theme": "新的"},
    )  # fmt: skip
    row = scene.row("12个以上")
    assert (row["value"], row["shown"], row["unit"]) == (15, "15个", "个")
    assert (row["due_date"], row["due_year"], row["due_kind"]) == (date(2026, 6, 30), 2026, "by")
    assert (row["lead"], row["lead_basis"]) == ("某局", "first")
    assert row["departments_written"] == ["某局", "省财政厅"]
    assert (row["action_class"], row["theme"], row["theme_word"]) == ("培育培训", "新的", None)


def test_the_words_of_the_text_stay_where_they_say_the_corrected_figure(scene: Scene) -> None:
    scene.decide("correct", "12个以上", {"value": 13})
    assert scene.row("12个以上")["shown"] == "13个以上"
    scene.decide("correct", "12个以上", {"value": 12}, seen=10)
    assert scene.row("12个以上")["shown"] == "12个以上"


def test_words_that_take_in_several_entries_become_one_target(scene: Scene) -> None:
    rejected = scene.decide("reject", "2000户", {"reason": "fact"})
    whole = {"value": 2000, "unit": "户", "indicator": "带动农户"}
    made = scene.add("3家龙头企业，带动农户2000户", whole, seen=rejected[0].id)
    row = scene.row("3家龙头企业，带动农户2000户")
    assert (row["value"], row["table"]) == (2000, "targets")
    assert scene.faults() == []
    scene.build()
    assert scene.row("3家龙头企业，带动农户2000户") == row
    records.undo(scene.engine, scene.out, made[0].id, "李四")
    records.refresh(scene.out, scene.engine)
    assert {scene.row("3家")["table"], scene.row("2000户")["table"]} == {"ledger"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("健全", "没有数字"),
        ("培训乡村教师300人次", "重叠"),
        ("第三", "截断"),
    ],
)
def test_words_that_hold_no_number_of_their_own_are_refused(scene: Scene, words: str, said: str) -> None:
    with pytest.raises(records.RefusedError) as refused:
        scene.add(words, {"value": 3})
    assert said in refused.value.chinese


@pytest.mark.parametrize(
    ("kind", "quote", "new", "said"),
    [
        ("correct", "12个以上", {"op": "≥"}, "界限"),
        ("correct", "12个以上", {"value": "许多"}, "数字"),
        ("correct", "12个以上", {"value": None}, "数值"),
        ("correct", "12个以上", {"op": "range"}, "数值上限"),
        ("correct", "12个以上", {"due": "2025-02-30"}, "时限"),
        ("correct", "12个以上", {"indicator": " "}, "不能为空"),
        ("correct", "12个以上", {"target_id": "0" * 12}, "不可修改"),
        ("correct", "12个以上", {"lead": "某局"}, "首位单位"),
        ("correct", "12个以上", {"value": 12}, "没有任何改动"),
        ("correct", "2024年6月底前", {"value": 3}, "时限任务"),
        ("correct", "3家", {"value": 3}, "目标"),
        ("reject", "12个以上", {}, "原因"),
        ("reject", "12个以上", {"reason": "because"}, "不能是"),
        ("promote", "12个以上", {}, "已经是目标"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    scene: Scene, kind: str, quote: str, new: Row, said: str
) -> None:
    plain = scene.bytes()
    with pytest.raises(records.RefusedError) as refused:
        scene.decide(kind, quote, new)
    assert said in refused.value.chinese
    assert records.standing(scene.engine) == []
    assert scene.bytes() == plain


def test_a_changed_sentence_leaves_its_decision_pending_with_both_readings(scene: Scene) -> None:
    made = scene.decide("correct", "12个以上", {"indicator": "市级实训中心（新建）"})
    scene.write("plan", [TEXTS[0].replace("市级", "市县级").replace("12", "20"), *TEXTS[1:]])
    scene.build()
    assert scene.row("20个以上")["review"] == "machine"
    (waiting,) = find_pending(scene.engine, scene.out)
    assert (waiting.decision.id, waiting.cause) == (made[0].id, "gone")
    assert waiting.was is not None
    assert waiting.now is not None
    assert (waiting.was["quote"], waiting.now["quote"]) == ("12个以上", "20个以上")
    settle(scene.engine, scene.out, made[0].id, "李四", to=scene.row("20个以上")["id"])
    records.refresh(scene.out, scene.engine)
    assert scene.row("20个以上")["indicator"] == "市级实训中心（新建）"
    assert scene.pending() == []
    decided = scene.bytes()
    scene.build()
    assert scene.bytes() == decided


def test_a_pending_decision_can_be_dropped_and_one_of_a_document_that_is_gone_waits(scene: Scene) -> None:
    scene.write("other", ["新建公园7个。"])
    scene.build()
    made = scene.decide("confirm", "7个")
    (scene.sources / "other.csv").unlink()
    scene.build()
    assert [own["nearest"] for own in scene.pending()] == [None]
    assert find_pending(scene.engine, scene.out)[0].was is not None
    settle(scene.engine, scene.out, made[0].id, "李四", to=None)
    records.refresh(scene.out, scene.engine)
    assert "decisions" not in scene.metadata()


def test_the_second_of_two_people_on_a_row_is_told(scene: Scene) -> None:
    first = scene.decide("correct", "12个以上", {"value": 15}, who="张三")
    with pytest.raises(records.ConflictError) as conflict:
        scene.decide("correct", "12个以上", {"value": 16}, who="李四")
    assert "张三" in conflict.value.chinese
    assert "数值" in conflict.value.chinese
    seen = last_decisions(scene.engine, [first[0].target_id])[first[0].target_id]
    scene.decide("correct", "12个以上", {"value": 16}, seen=seen, who="李四")
    assert scene.row("12个以上")["value"] == 16
    assert [own.who for own in history(scene.engine, first[0].target_id)] == ["张三", "李四"]


def test_many_rows_are_decided_in_one_act_and_undone_in_one_or_one_by_one(scene: Scene) -> None:
    plain = scene.bytes()
    ids = [scene.row(quote)["id"] for quote in ("12个以上", "达到80%左右", "300人次")]
    wanted = [records.Proposal("correct", name, {"departments": ["省教育厅"], "due": "2027"}) for name in ids]
    made = records.decide(scene.engine, scene.out, wanted, "张三")
    assert (len(made), len({own.batch for own in made})) == (6, 1)
    records.undo(scene.engine, scene.out, made[0].id, "张三", rows=ids[:1])
    records.refresh(scene.out, scene.engine, ids)
    assert [scene.row(quote)["due"] for quote in ("12个以上", "300人次")] == ["2025", "2027"]
    records.undo(scene.engine, scene.out, made[0].id, "张三")
    records.refresh(scene.out, scene.engine, ids)
    assert scene.bytes() == plain
    with pytest.raises(records.RefusedError, match="undone already"):
        records.undo(scene.engine, scene.out, made[0].id, "张三")


def test_one_bad_row_among_many_stops_the_whole_act(scene: Scene) -> None:
    ids = [scene.row(quote)["id"] for quote in ("12个以上", "2024年6月底前")]
    with pytest.raises(records.RefusedError):
        records.decide(
            scene.engine, scene.out, [records.Proposal("correct", name, {"value": 9}) for name in ids], "张三"
        )
    assert records.standing(scene.engine) == []


def test_an_undo_can_be_undone(scene: Scene) -> None:
    made = scene.decide("correct", "12个以上", {"value": 15})
    undone = records.undo(scene.engine, scene.out, made[0].id, "张三")
    records.undo(scene.engine, scene.out, undone[0].id, "张三")
    records.refresh(scene.out, scene.engine)
    assert scene.row("12个以上")["value"] == 15


def test_a_decision_that_another_builds_on_is_not_undone_below_it(scene: Scene) -> None:
    made = scene.decide("promote", "3家", {"indicator": "龙头企业"})
    later = scene.decide("correct", "3家", {"value": 4}, seen=made[-1].id)
    with pytest.raises(records.RefusedError):
        records.undo(scene.engine, scene.out, made[0].id, "张三")
    records.undo(scene.engine, scene.out, later[0].id, "张三")
    records.undo(scene.engine, scene.out, made[0].id, "张三")


def test_a_document_that_cannot_be_read_keeps_its_rows_under_later_decisions(scene: Scene) -> None:
    scene.write("other", ["新建公园7个。"])
    scene.build()
    scene.decide("reject", "12个以上", {"reason": "fact"})
    name = scene.row("达到80%左右")["id"]
    records.decide(
        scene.engine, scene.out, [records.Proposal("reject", name, {"reason": "fact"})], "张三"
    )  # no refresh
    assert not records.is_fresh(scene.out, scene.engine)
    (scene.sources / "plan.csv").write_bytes(b"\xff\xfe\x00")
    scene.build()
    assert records.is_fresh(scene.out, scene.engine)
    assert {scene.row("12个以上")["table"], scene.row("达到80%左右")["table"]} == {"ledger"}


def test_a_decision_whose_refresh_was_stopped_is_taken_in_by_the_next(scene: Scene) -> None:
    scene.write("other", ["新建公园7个。"])
    scene.build()
    name = scene.row("12个以上")["id"]
    records.decide(scene.engine, scene.out, [records.Proposal("correct", name, {"value": 15})], "张三")
    assert not records.is_fresh(scene.out, scene.engine)
    scene.decide("confirm", "7个")
    assert records.is_fresh(scene.out, scene.engine)
    assert scene.row("12个以上")["value"] == 15
    decided = scene.bytes()
    scene.build()
    assert scene.bytes() == decided


def test_what_is_decided_while_a_build_runs_is_in_its_tables(scene: Scene) -> None:
    replay = tables.open_replay(scene.out)
    if replay is None:  # SQLite: nothing was recorded yet
        scene.decide("confirm", "300人次")
        replay = tables.open_replay(scene.out)
    assert replay is not None
    name = scene.row("12个以上")["id"]
    records.decide(scene.engine, scene.out, [records.Proposal("correct", name, {"value": 15})], "张三")
    build(scene.sources, scene.out, decider=replay)
    replay.finish(scene.out)
    assert scene.row("12个以上")["value"] == 15


def test_a_refresh_waits_for_a_build_and_gives_up_after_its_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BUSY_SECONDS", 0.1)
    with TableWriter(scene.out), pytest.raises(records.BusyError):
        records.refresh(scene.out, scene.engine)


def test_tables_without_a_database_are_as_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    data = Path(__file__).resolve().parent.parent / "data"
    shutil.copytree(data, tmp_path / "data", ignore=shutil.ignore_patterns("records*"))
    assert tables.open_replay(tmp_path / "data") is None
    before = {table: (tmp_path / "data" / f"{table}.parquet").read_bytes() for table in TABLES}
    records.refresh(tmp_path / "data", records.open_database(tmp_path / "data"))
    assert {table: (tmp_path / "data" / f"{table}.parquet").read_bytes() for table in TABLES} == before
    Scene(tmp_path, tmp_path / "data").close()
