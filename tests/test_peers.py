"""The comparison with peers: how their results are mapped, what each view compares, and the table.

The results are written by hand in the peers' own shapes, so neither peer has to be installed.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import peer_jionlp, peer_own, peer_recognizers, peers
from benchmarks.peer_lines import Reading, Row, cut_date, find_unit, serve
from etl import SourceError

YEAR = 2024


def value(quote: str, number: float, unit: str | None, most: float | None = None) -> Row:
    return {"quote": quote, "value": number, "value_max": most, "unit": unit}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("30万亩", "亩"),
        ("3个百分点", "个百分点"),
        ("二十多公里", "公里"),
        ("1,200平方米", "平方米"),
        ("35", None),
        ("亩", None),
    ],
)
def test_a_unit_is_what_follows_the_number(text: str, unit: str | None) -> None:
    assert find_unit(text) == unit


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2025年12月31日前", "2025-12-31"),
        ("年底前", "2025"),
        ("12月底前", "2025-12"),
        ("上半年", "2025-12"),
        ("四季度", "2025-12"),
    ],
)
def test_a_date_is_as_precise_as_its_words(text: str, due: str) -> None:
    assert cut_date("2025-12-31 23:59:59", text) == due


# recognizers-text-suite ----------------------------------------------------------------------------------------------


def moments(*values: dict[str, str]) -> dict[str, Any]:
    return {"values": list(values)}


@pytest.mark.parametrize(
    ("text", "kind", "resolution", "row"),
    [
        ("400万", "number", {"value": "4000000"}, value("400万", 4_000_000, None)),
        ("三分之一", "number", {"value": "0.333333333333333"}, value("三分之一", 33.3333333333333, "%")),
        ("百分之三十", "percentage", {"value": "30%"}, value("百分之三十", 30, "%")),
        ("3个百分点", "percentage", {"value": "3%"}, value("3个百分点", 3, "个百分点")),
        ("1.5亿元", "currency", {"value": "150000000", "unit": "Chinese yuan"}, value("1.5亿元", 150_000_000, "元")),
        ("30万亩", "dimension", {"value": "300000", "unit": "Mu"}, value("30万亩", 300_000, "亩")),
        ("80周岁", "age", {"value": "80", "unit": "Year"}, value("80周岁", 80, "周岁")),
        ("45分钟", "datetimeV2.duration", moments({"timex": "PT45M", "value": "2700"}), value("45分钟", 45, "分钟")),
        ("立方米", "dimension", {"value": None, "unit": "Cubic meter"}, None),
        ("第三", "ordinal", {"value": "3"}, {}),
        ("每三年", "datetimeV2.set", moments({"timex": "P3Y", "value": "not resolved"}), {}),
        ("1:35", "datetimeV2.time", moments({"timex": "T01:35", "value": "01:35:00"}), None),
        ("15日", "datetimeV2.date", moments({"timex": "XXXX-XX-15", "value": "2024-01-15"}), None),
        ("冬季", "datetimeV2.daterange", moments({"timex": "", "value": "not resolved"}), None),
        ("前期", "datetimeV2.daterange", moments({"timex": "()", "start": "0001-01-01", "end": "0001-01-01"}), None),
    ],
)
def test_recognizers_results_as_values(text: str, kind: str, resolution: dict[str, Any], row: Row | None) -> None:
    found = peer_recognizers.map_result(text, kind, resolution, YEAR)
    assert found == (row and row | ({"value": pytest.approx(row["value"])} if "value" in row else {}))


@pytest.mark.parametrize(
    ("text", "kind", "values", "due"),
    [
        ("2025年", "daterange", [{"timex": "2025", "start": "2025-01-01", "end": "2026-01-01"}], "2025"),
        ("2020年6月", "daterange", [{"timex": "2020-06", "start": "2020-06-01", "end": "2020-07-01"}], "2020-06"),
        ("2023年10月1日", "date", [{"timex": "2023-10-01", "value": "2023-10-01"}], "2023-10-01"),
        (
            "9月30日前",
            "date",
            [{"timex": "XXXX-09-30", "value": "2023-09-30"}, {"timex": "XXXX-09-30", "value": "2024-09-30"}],
            "2024-09-30",
        ),
        (
            "9月",
            "daterange",
            [
                {"timex": "XXXX-09", "start": "2023-09-01", "end": "2023-10-01"},
                {"timex": "XXXX-09", "start": "2024-09-01", "end": "2024-10-01"},
            ],
            "2024-09",
        ),
        (
            "第三季度",
            "daterange",
            [{"timex": "(2024-07-01,2024-10-01,P3M)", "start": "2024-07-01", "end": "2024-10-01"}],
            "2024-09",
        ),
        (
            "2024年至2026年",
            "daterange",
            [{"timex": "(2024-01-01,2026-01-01,P2Y)", "start": "2024-01-01", "end": "2026-01-01"}],
            "2026",
        ),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_recognizers_results_as_due_dates(text: str, kind: str, values: list[dict[str, str]], due: str) -> None:
    found = peer_recognizers.map_result(text, f"datetimeV2.{kind}", moments(*values), YEAR)
    assert found == {"quote": text, "due": due}


def test_of_overlapping_results_the_longest_is_kept() -> None:
    text = "到2025年建成30万亩，第三方"
    results = [
        make_result(text, "2025", "number", {"value": "2025"}),
        make_result(text, "30万", "number", {"value": "300000"}),
        make_result(text, "三", "number", {"value": "3"}),
        make_result(text, "第三", "ordinal", {"value": "3"}),
        make_result(text, "30万亩", "dimension", {"value": "300000", "unit": "Mu"}),
        make_result(text, "2025年", "datetimeV2.daterange", moments({"timex": "2025", "end": "2026-01-01"})),
    ]
    assert peer_recognizers.map_results(results, YEAR) == {
        "values": [value("30万亩", 300_000, "亩")],
        "dates": [{"quote": "2025年", "due": "2025"}],
    }


def test_a_result_that_cannot_count_leaves_its_number_free() -> None:
    text = "15日内办结"
    results = [
        make_result(text, "15日", "datetimeV2.date", moments({"timex": "XXXX-XX-15", "value": "2024-01-15"})),
        make_result(text, "15", "number", {"value": "15"}),
    ]
    assert peer_recognizers.map_results(results, YEAR) == {"values": [value("15", 15, None)], "dates": []}


def make_result(text: str, words: str, kind: str, resolution: dict[str, Any]) -> Row:
    start = text.index(words)
    return {"start": start, "end": start + len(words) - 1, "text": words, "type_name": kind, "resolution": resolution}


# jionlp --------------------------------------------------------------------------------------------------------------


def read_jionlp(text: str, kind: str, detail: Row) -> Reading:
    return peer_jionlp.map_results([{"text": text, "type": kind, "offset": [0, len(text)], "detail": detail}])


@pytest.mark.parametrize(
    ("text", "kind", "detail", "row"),
    [
        ("约2亿元", "money", {"num": "200000000.00", "case": "元"}, value("约2亿元", 2e8, "元")),
        ("500-1000元", "money", {"num": ["500.00", "1000.00"], "case": "元"}, value("500-1000元", 500, "元", 1000)),
        ("3000美元", "money", {"num": "3000.00", "case": "美元"}, value("3000美元", 3000, "美元")),
        ("7个工作日", "time_delta", {"time": {"workday": 7.0}}, value("7个工作日", 7, "个工作日")),
        ("两年以上", "time_delta", {"time": [{"year": 2.0}, {"infinite": True}]}, value("两年以上", 2, "年")),
        ("2—3年", "time_delta", {"time": [{"year": 2.0}, {"year": 3.0}]}, value("2—3年", 2, "年", 3)),
    ],
)
def test_jionlp_results_as_values(text: str, kind: str, detail: Row, row: Row) -> None:
    assert read_jionlp(text, kind, detail) == {"values": [row], "dates": []}


@pytest.mark.parametrize(
    ("text", "time", "due"),
    [
        ("2025年", ["2025-01-01 00:00:00", "2025-12-31 23:59:59"], "2025"),
        ("2020年6月底前", ["-inf", "2020-06-30 23:59:59"], "2020-06"),
        ("8月31日前", ["-inf", "2024-08-31 23:59:59"], "2024-08-31"),
        ("2023年10月1日起", ["2023-10-01 00:00:00", "inf"], "2023-10-01"),
        ("从2021年", ["2021-01-01 00:00:00", "2022-12-31 23:59:59"], "2021"),
        ("2024年至2026年", ["2024-01-01 00:00:00", "2026-12-31 23:59:59"], "2026"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_jionlp_results_as_due_dates(text: str, time: list[str], due: str) -> None:
    assert read_jionlp(text, "time_span", {"time": time}) == {"values": [], "dates": [{"quote": text, "due": due}]}


@pytest.mark.parametrize(
    ("text", "kind", "time"),
    [
        ("每月", "time_period", {"delta": {"month": 1}, "point": None}),
        ("1年6个月", "time_delta", {"year": 1.0, "month": 6.0}),
        ("夜间", "time_point", ["2024-01-01 20:00:00", "2024-12-31 23:59:59"]),
        ("15日", "time_point", ["2024-01-15 00:00:00", "2024-12-15 23:59:59"]),
        ("冬季", "time_span", ["2023-12-01 00:00:00", "2024-02-29 23:59:59"]),
        ("今年", "time_span", ["1900-01-01 00:00:00", "1900-12-31 23:59:59"]),  # a task without a year
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_jionlp_results_that_say_nothing_here(text: str, kind: str, time: Any) -> None:
    assert read_jionlp(text, kind, {"time": time}) == {"values": [], "dates": []}


# The comparison ------------------------------------------------------------------------------------------------------

GOAL: Row = {"kind": "quantity", "role": "goal", "indicator": "", "due": "2025"}
TASK: Row = {
    "doc": "sample",
    "task_no": "1",
    "text": "到2025年建成学校50所，投入2亿元。2024年已建成30所。",
    "year": YEAR,
    "targets": [GOAL | value("50所", 50, "所"), GOAL | value("2亿元", 2e8, "元")],
}


def count(view: str, task: Row, reading: Reading) -> tuple[int, int, int]:
    score = peers.score_view(view, [task], [reading])
    return score.matched, score.predicted, score.labelled


PEER: Reading = {
    "values": [value("50", 50, None), value("2亿元", 2e8, "元"), value("30", 30, None)],
    "dates": [{"quote": "2025年", "due": "2025"}, {"quote": "2024年", "due": "2024"}],
}


@pytest.mark.parametrize(
    ("view", "counts"),
    [("values", (2, 3, 2)), ("value + unit", (1, 3, 2)), ("money", (1, 1, 1)), ("due dates", (1, 2, 1))],
)
def test_a_view_compares_its_own_fields_only(view: str, counts: tuple[int, int, int]) -> None:
    assert count(view, TASK, PEER) == counts


def test_an_optional_label_is_counted_neither_way() -> None:
    task = TASK | {"targets": [TASK["targets"][0], TASK["targets"][1] | {"optional": True, "due": "2026"}]}
    assert count("values", task, PEER) == (1, 2, 1)
    assert count("due dates", task, {"values": [], "dates": [{"quote": "2026年", "due": "2026"}]}) == (0, 0, 1)


def test_the_other_right_reading_of_a_label_counts() -> None:
    task = TASK | {"targets": [TASK["targets"][0] | {"alt": {"due": "2024", "role": "rule"}}]}
    assert count("due dates", task, {"values": [], "dates": [{"quote": "2024年", "due": "2024"}]}) == (1, 1, 1)


def test_the_extractor_answers_like_a_peer(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(TASK, ensure_ascii=False) + "\n"))
    serve(peer_own.load, None, turns=2)
    reading, measured = map(json.loads, capsys.readouterr().out.splitlines())
    assert count("value + unit", TASK, reading) == (2, 2, 2)
    assert count("due dates", TASK, reading) == (1, 1, 1)
    assert measured["version"] is None
    assert len(measured["seconds"]) == 2


def test_what_an_engine_prints_stays_out_of_its_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def load_loudly() -> Any:
        print("welcome")
        return lambda _: {"values": [], "dates": []}

    monkeypatch.setattr(sys, "stdin", io.StringIO('{"text": "一"}\n'))
    serve(load_loudly, None, turns=1)
    assert next(map(json.loads, capsys.readouterr().out.splitlines())) == {"values": [], "dates": []}


def test_a_missing_peer_is_named_and_the_run_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "ENVIRONMENTS", tmp_path)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(TASK, ensure_ascii=False) + "\n", "utf-8")
    assert peers.main(["--turns", "1", str(gold)]) == 0
    printed = capsys.readouterr()
    assert "jionlp: is not installed; type: python -m benchmarks.peers --install" in printed.err
    size, *heads, own = printed.out.splitlines()
    assert size == "1 task, 32 characters; labelled: 2 values, 2 value + unit, 1 money, 1 due dates; 1 timed turn"
    assert len(heads) == 2
    assert own.split()[:5] == ["this", "project", "1.000", "1.000", "1.000"]


def test_an_engine_that_stops_is_told_with_its_last_words() -> None:
    with pytest.raises(peers.EngineError, match=r"stopped: .*No module named benchmarks\.peer_unknown"):
        peers.run(peers.Engine("unknown", "peer_unknown"), [TASK], turns=1)


def test_a_file_that_is_no_labelled_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert peers.main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_a_folder_without_labelled_tasks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match="holds no labelled tasks"):
        peers.read_tasks([])


@pytest.mark.parametrize("engine", peers.ENGINES[1:], ids=lambda engine: engine.name)
def test_every_package_of_a_peer_is_pinned(engine: peers.Engine) -> None:
    lines = engine.requirements.read_text("utf-8").splitlines()
    assert engine.name in {line.partition("==")[0] for line in lines}
    assert all(line.partition("==")[2] for line in lines)


def test_the_table_is_aligned() -> None:
    lines = [
        ["this project", *["0.900 0.800 0.847"] * 4, "3", "100,000"],
        ["peer 1.0", *["    –     –     –"] * 4, "1,204", "9"],
    ]
    table = peers.format_table(lines)
    assert {len(line) for line in table[1:]} == {len(table[1])}
    assert [line.split()[-1] for line in table] == ["characters", "/s", "100,000", "9"]
