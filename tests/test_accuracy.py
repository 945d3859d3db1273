"""`python -m etl.tools.accuracy`: a labelled set through a real build to published figures, and what changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl import SourceError
from etl.tools.accuracy import main
from etl.tools.learning.labels import lay_out, read_labelled

TARGET: dict[str, Any] = {
    "quote": "12个以上",
    "kind": "quantity",
    "role": "goal",
    "value": 12,
    "value_max": None,
    "unit": "个",
    "op": ">=",
    "change": "level",
    "per": None,
    "indicator": "市级实训中心",
    "due": "2025",
    "due_kind": "by",
}
TASK: dict[str, Any] = {
    "doc": "plan",
    "doc_title": "职业教育提质计划",
    "issuer": "",
    "region": "某省",
    "year": 2021,
    "genre": "plan",
    "task_no": "3",
    "text": "到2025年，新建市级实训中心12个以上。",
    "departments_text": "省教育厅、省财政厅",
    "departments": ["省教育厅", "省财政厅"],
    "targets": [TARGET],
}


def write_set(folder: Path, *tasks: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "set.jsonl"
    path.write_text("".join(json.dumps(task, ensure_ascii=False) + "\n" for task in tasks), "utf-8")
    return path


def run(tmp_path: Path, *gold: Path) -> int:
    places = {"--own": tmp_path / "own", "--out": tmp_path / "accuracy.json", "--runs": tmp_path / "runs"}
    return main([*map(str, gold), *(str(part) for option in places.items() for part in option)])


def test_a_set_is_read_by_a_real_build_and_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_set(tmp_path / "own", TASK)
    assert run(tmp_path) == 0
    published = json.loads((tmp_path / "accuracy.json").read_text("utf-8"))
    found, pooled = published["sets"]
    assert (pooled["name"], pooled["kind"], pooled["found"]) == ("全部标注集合计", "pooled", found["found"])
    assert published["command"] == "python -m etl.tools.accuracy"
    assert (found["name"], found["kind"]) == ("项目标注集", "own")
    sizes = {"documents": 1, "tasks": 1, "targets": 1}
    shares = {"right": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found.items() >= (sizes | {"departments": {"accuracy": 1.0, "n": 1}}).items()
    assert found["found"] == found["row"] == shares
    assert found["fields"]["indicator"] == {"accuracy": 1.0, "n": 1}
    assert found["genres"] == {"plan": sizes | {"found": shares, "row": shares}}
    assert "项目标注集 (own): 1 documents · 1 tasks · 1 targets" in capsys.readouterr().out


def test_a_field_without_a_sample_has_no_figure(tmp_path: Path) -> None:
    write_set(tmp_path / "own", TASK | {"targets": [], "text": "完善制度。", "departments": []})
    run(tmp_path)
    found, _ = json.loads((tmp_path / "accuracy.json").read_text("utf-8"))["sets"]
    assert found["departments"] == found["fields"]["op"] == {"accuracy": None, "n": 0}
    assert found["found"] == {"right": 0, "precision": None, "recall": None, "f1": None}


def test_entries_of_the_ledger_are_counted_by_how_sure_they_are(tmp_path: Path) -> None:
    text = f"目前，全市已建成实训中心3个。{TASK['text']}"
    write_set(tmp_path / "own", TASK | {"text": text, "excluded": [{"quote": "3个", "reason": "fact"}]})
    run(tmp_path)
    found, _ = json.loads((tmp_path / "accuracy.json").read_text("utf-8"))["sets"]
    assert [(band["rows"], band["right"]) for band in found["reliability"]] == [(1, 1)]


def test_a_given_set_is_published_without_its_path(tmp_path: Path) -> None:
    gold = write_set(tmp_path / "elsewhere", TASK)
    assert run(tmp_path, gold) == 0
    published = (tmp_path / "accuracy.json").read_text("utf-8")
    assert json.loads(published)["command"] == "python -m etl.tools.accuracy set.jsonl"
    assert json.loads(published)["sets"][0]["kind"] == "given"
    assert str(tmp_path) not in published


def test_gained_and_lost_rows_are_printed_against_the_last_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = TASK | {"targets": [TARGET | {"op": "="}]}
    printed = []
    for task in (TASK, wrong, wrong, TASK):
        write_set(tmp_path / "own", task)
        run(tmp_path)
        lines = capsys.readouterr().out.splitlines()
        printed.append([line for line in lines[: len(lines) // 2] if "12个以上" in line or "last run" in line])
    assert printed == [
        ["  no last run to compare with"],
        ["  - plan 3 12个以上: right → wrong op"],
        [],
        ["  + plan 3 12个以上: wrong op → right"],
    ]


def test_departments_that_close_the_text_are_not_written_beside_it_too(tmp_path: Path) -> None:
    closing = TASK | {"text": "新建实训中心12个（省教育厅、省财政厅）。"}
    lay_out([TASK, closing], tmp_path / "sources")
    rows = (tmp_path / "sources" / "0001.csv").read_text("utf-8").splitlines()
    assert [row.rpartition(",")[2] for row in rows] == ["责任部门", "省教育厅、省财政厅", ""]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: is no labelled task"),
        ("[1]", "line 2: is no labelled task"),
        ('{"doc": "a", "text": "", "targets": []}', "line 2: the labelled task lacks task_no"),
        ('{"doc": "a", "task_no": "1", "text": "", "targets": [{"kind": "ratio"}]}', "lacks quote, role, indicator"),
    ],
    ids=str,
)
def test_a_line_that_is_no_labelled_task_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = write_set(tmp_path, TASK)
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(SourceError, match=message):
        read_labelled(path)


def test_without_any_set_nothing_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path) == 2
    assert not (tmp_path / "accuracy.json").exists()
    assert "holds no labelled set" in capsys.readouterr().err
