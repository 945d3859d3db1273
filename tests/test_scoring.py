"""The scorer: what matches, what a field's figure counts, and what is extra."""

from typing import Any

import pytest

from etl.tools.scoring import FIELDS, Score, agrees, score_targets

GOAL = {
    "quote": "50所左右",
    "kind": "quantity",
    "role": "goal",
    "value": 50.0,
    "value_max": None,
    "unit": "所",
    "op": "≈",
    "change": "level",
    "per": None,
    "indicator": "高水平中职学校",
    "due": "2022",
    "due_kind": "by",
    "due_source": "sentence",
}
DEADLINE = GOAL | {"kind": "deadline", "quote": "2020年6月底前", "due": "2020-06", "value": None, "unit": None}


def score(labels: list[dict[str, Any]], rows: list[dict[str, Any]], **task: Any) -> Score:
    labelled = {"doc": "d", "task_no": "1", "departments": [], "targets": labels} | task
    rows = [{"doc_id": "d", "task_no": "1"} | row for row in rows]
    beside = {"doc_id": "d", "task_no": "1", "departments": ["省教育厅", "市发展改革委"]}
    return score_targets([labelled], rows, [beside])


def results(found: Score) -> list[str]:
    return [" ".join((outcome.result, *outcome.fields)) for outcome in found.outcomes]


def test_an_equal_row_is_right_in_every_field() -> None:
    found = score([GOAL], [GOAL])
    assert (found.labelled, found.predicted, found.matched, found.right) == (1, 1, 1, 1)
    assert found.field_right == dict.fromkeys(FIELDS, 1)


@pytest.mark.parametrize(
    ("change", "result"),
    [
        ({"op": "="}, "wrong op"),
        ({"role": "rule", "per": "设区的市"}, "wrong role,per"),
        ({"indicator": "学校"}, "wrong indicator"),
        ({"indicator": "中职学校"}, "right"),
        ({"value": 50.0001}, "right"),
        ({"rule": "another", "base": "投资额"}, "right"),
    ],
    ids=str,
)
def test_a_found_row_is_wrong_where_a_field_differs(change: dict[str, Any], result: str) -> None:
    assert results(score([GOAL], [GOAL | change])) == [result.replace(",", " ")]


@pytest.mark.parametrize(
    "change", [{"value": 51.0}, {"value_max": 60.0}, {"unit": "个"}, {"unit": None}, {"kind": "ratio"}], ids=str
)
def test_a_row_of_another_key_is_missed_and_extra(change: dict[str, Any]) -> None:
    assert results(score([GOAL], [GOAL | change])) == ["missed", "extra"]


def test_a_deadline_matches_by_its_date_alone() -> None:
    assert results(score([DEADLINE], [DEADLINE | {"op": "=", "change": None, "per": "年"}])) == ["right"]
    assert results(score([DEADLINE], [DEADLINE | {"due": "2020"}])) == ["missed", "extra"]


def test_the_more_alike_row_is_matched() -> None:
    other = GOAL | {"indicator": "高水平高职学校专业群", "quote": "另有50所", "op": "="}
    assert results(score([GOAL], [other, GOAL])) == ["right", "extra"]


def test_each_row_is_matched_once() -> None:
    assert results(score([GOAL, GOAL], [GOAL])) == ["right", "missed"]


def test_another_reading_is_right_too() -> None:
    label = GOAL | {"alt": {"op": "=", "unit": "个"}}
    assert results(score([label], [GOAL | {"op": "="}])) == ["right"]
    assert results(score([label], [GOAL | {"unit": "个"}])) == ["right"]


def test_an_optional_label_counts_neither_way() -> None:
    optional = GOAL | {"optional": True}
    for rows in ([], [GOAL]):
        found = score([optional], rows)
        assert (found.labelled, found.predicted, found.outcomes) == (0, 0, [])


def test_a_sure_label_is_matched_before_an_optional_one() -> None:
    assert results(score([GOAL | {"optional": True}, GOAL | {"op": "="}], [GOAL])) == ["wrong op"]


@pytest.mark.parametrize(("source", "right"), [("document", True), ("column", True), ("sentence", False)])
def test_a_date_from_outside_the_text_is_not_held_against_a_row(source: str, right: bool) -> None:
    label = GOAL | {"due": None, "due_kind": None}
    assert agrees("due", label, GOAL | {"due_source": source}) is right


def test_rows_of_a_task_without_a_label_are_extra_in_a_labelled_document() -> None:
    rows = [{"doc_id": "d", "task_no": "9"} | GOAL, {"doc_id": "other", "task_no": "1"} | GOAL]
    found = score_targets([{"doc": "d", "task_no": "1", "targets": []}], rows, [])
    assert [(outcome.task_no, outcome.result) for outcome in found.outcomes] == [("9", "extra")]


@pytest.mark.parametrize(
    ("departments", "right"),
    [
        (["省教育厅", "市发展改革委"], 1),
        (["省教育厅", "市发改委"], 1),
        (["市发展改革委", "省教育厅"], 0),
        (["省教育厅"], 0),
    ],
    ids=str,
)
def test_departments_are_right_as_a_whole_and_in_order(departments: list[str], right: int) -> None:
    found = score([], [], departments=departments)
    assert (found.departments_right, found.department_tasks) == (right, 1)


def test_a_task_that_names_no_department_is_not_counted() -> None:
    assert score([], []).department_tasks == 0
