"""The contract of the rows: a whole document passes, each kind of breach is named."""

from datetime import date
from typing import Any

import pytest
from sample_rows import TEXT, Row, make_rows

from etl.targets.contract import find_document_breaches


def breaches(rows: dict[str, list[Row]]) -> list[str]:
    return find_document_breaches(rows["targets"], rows["tasks"], rows["ledger"])


def test_a_whole_document_passes() -> None:
    assert breaches(make_rows()) == []


DEADLINE = {"kind": "deadline", "value": None, "unit": None, "op": None, "change": None}
FROM = {"due": "2019", "due_date": date(2019, 1, 1), "due_kind": "from", "due_year": None}
NO_DUE = {"due": None, "due_date": None, "due_kind": None, "due_source": None, "due_year": None}
TWO = {"departments": ["省财政厅", "省教育厅"], "departments_written": ["省财政厅", "教育厅"], "lead_basis": "stated"}


SURE = {"confidence": 0.0, "nature": "预期性", "due_source": "section"}


@pytest.mark.parametrize("changes", [DEADLINE, FROM, NO_DUE, TWO, SURE, {"op": "range", "value_max": 60.0}], ids=str)
def test_a_row_of_every_shape_passes(changes: dict[str, Any]) -> None:
    assert breaches(make_rows(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shown": None}, "shown must not be null"),
        ({"departments": None}, "departments must not be null"),
        ({"kind": "count"}, "kind is 'count', allowed are deadline, quantity, ratio"),
        ({"review": "seen"}, "review is 'seen'"),
        ({"nature": "约束"}, "nature is '约束', allowed are 约束性, 预期性"),
        ({"confidence": None}, "confidence must not be null"),
        ({"confidence": 1.01}, "confidence must be from 0 to 1"),
        ({"confidence": -0.01}, "confidence must be from 0 to 1"),
        ({"confidence": float("nan")}, "confidence must be from 0 to 1"),
        ({"target_id": "00000000000G"}, "target_id must be 12 hex digits"),
        ({"sentence": "另一句。"}, "quote must stand in sentence"),
        (DEADLINE | {"value": 0.0}, "a deadline has no value"),
        ({"op": None}, "any other kind has value, op and change"),
        ({"value_max": 60.0}, "value_max goes with op range only"),
        ({"op": "range"}, "value_max goes with op range only"),
        ({"due": None}, "due, due_date, due_kind and due_source go together"),
        ({"due_year": None}, "due_year is null for from"),
        ({"due": "2022年"}, "due, due_date"),
        (FROM | {"due_year": 2019}, "due_year is null for from"),
        ({"departments_written": []}, "must run in parallel"),
        ({"lead": "省财政厅"}, "lead must be one of departments"),
        ({"lead_basis": None}, "lead must be one of departments"),
        ({"departments": ["省财政厅"], "lead_basis": "stated"}, "lead must be one of departments"),
        (TWO | {"lead_basis": "first"}, "lead must be one of departments, the first for lead_basis first"),
    ],
    ids=str,
)
def test_a_breach_of_a_target_is_named(changes: dict[str, Any], message: str) -> None:
    [breach] = breaches(make_rows(**changes))
    assert breach.startswith("targets, document sample task 1 '50所左右': ")
    assert message in breach


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        ("tasks", {"frame": None}, "frame must not be null"),
        ("tasks", {"frame": "计划"}, "frame is '计划', allowed are 其他, 回顾, 规定, 部署"),
        ("ledger", {"confidence": 2.0}, "confidence must be from 0 to 1"),
    ],
    ids=str,
)
def test_a_breach_of_another_row_is_named(table: str, changes: dict[str, Any], message: str) -> None:
    rows = make_rows()
    rows[table][0] |= changes
    [breach] = breaches(rows)
    assert breach.startswith(f"{table}, document sample task 1")
    assert breach.endswith(message)


def test_a_wrong_count_of_targets_is_named() -> None:
    rows = make_rows()
    rows["tasks"][0]["targets"] = 2
    assert breaches(rows) == ["tasks, document sample task 1: counts 2 targets, the targets table holds 1"]


def test_a_repeated_identifier_is_named() -> None:
    rows = make_rows()
    rows["ledger"][0]["mention_id"] = rows["targets"][0]["target_id"]
    assert breaches(rows) == [f"identifier {rows['targets'][0]['target_id']} occurs 2 times"]


def test_a_repeated_task_number_is_named() -> None:
    rows = make_rows()
    rows["tasks"].append(rows["tasks"][0] | {"text": "无数字。", "targets": 0})
    assert "task number 1 occurs 2 times" in breaches(rows)


@pytest.mark.parametrize("table", ["targets", "ledger"])
def test_a_row_without_its_task_is_named(table: str) -> None:
    rows = make_rows()
    rows[table][0]["task_no"] = "2"
    assert any(breach.startswith(f"{table}, ") and "no such task" in breach for breach in breaches(rows))


def test_conservation_is_recomputed_from_the_text() -> None:
    rows = make_rows()
    rows["tasks"][0]["text"] = TEXT + "再建一所。"
    numeral = f"numeral '一' at {len(TEXT) + 2} ('50所左右。再建一所。')"
    assert breaches(rows) == [f"conservation, document sample task 1: {numeral} is in no mention"]
