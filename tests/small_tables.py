"""Two small documents as tables, written by hand for the dashboard's tests: one with departments, one without any.

The first holds what single documents seldom have together: a stated lead, a range, a ratio, a rule, a date to the day,
an open start, equal figures of different units, and a sentence that stands twice. The words are made up for the tests.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.schema import METADATA_KEY, TABLES, arrow_schema

Row = dict[str, Any]
FIRST, SECOND = "plan-2023", "notes-2024"
SOURCES: list[Row] = [
    {
        "id": FIRST,
        "title": "样例市2023年重点工作清单",
        "region": None,
        "published": "2023-02",
        "numerals": {"tasks": 26, "headings": 4},
    },
    {
        "id": SECOND,
        "title": "样例县2024年工作要点",
        "region": "样例县",
        "published": "2024",
        "numerals": {"tasks": 4, "tables": 9},
    },
]
TEXTS = {
    (FIRST, "1"): "到2025年，新建公园30—50个。改造管网30公里，覆盖率达到80%以上。",
    (FIRST, "2"): "给予每个项目最高30万元补贴，自2023年3月1日起施行。",
    (FIRST, "3"): "2023年6月30日前出台实施办法。",
    (FIRST, "4"): "加强统筹协调，进一步完善机制。",
    (SECOND, "一"): "建设公园30个。建设公园30个。",
    (SECOND, "二"): "营造良好氛围。",
}
OFFICES = {
    (FIRST, "1"): (["市园林局", "市财政局", "各区人民政府"], "stated", "城乡建设与住房"),
    (FIRST, "2"): (["市财政局", "市园林局"], "first", "财政金融"),
    (FIRST, "3"): (["市司法局"], "first", "法治与改革"),
    (FIRST, "4"): (["市园林局", "市司法局"], "first", "法治与改革"),
    (SECOND, "一"): ([], None, "城乡建设与住房"),
    (SECOND, "二"): ([], None, "未分类"),
}
FRAMES = {(FIRST, "2"): "规定", (SECOND, "二"): "其他"}
COLLECTIVE = {"各区人民政府"}


def _target(key: tuple[str, str], quote: str, kind: str, role: str, **given: Any) -> Row:
    text, (offices, basis, theme) = TEXTS[key], OFFICES[key]
    source = next(source for source in SOURCES if source["id"] == key[0])
    start = given.pop("start", text.find(quote))
    begin = text.rfind("。", 0, start) + 1
    row = dict.fromkeys(column.name for column in TABLES["targets"])
    return row | {
        "target_id": f"{abs(hash_of(key, start)):012x}", "doc_id": key[0], "doc_title": source["title"],
        "region": source["region"], "published": source["published"], "task_no": key[1],
        "sentence": text[begin : text.find("。", start) + 1], "quote": quote, "start": start, "end": start + len(quote),
        "shown": quote, "kind": kind, "role": role, "action_class": "其他", "departments": offices,
        "departments_written": offices, "lead": offices[0] if offices else None, "lead_basis": basis, "theme": theme,
        "rule": "judged", "confidence": 1.0, "evidence": [], "review": "machine",
    } | given  # fmt: skip


def hash_of(key: tuple[str, str], start: int) -> int:
    """A number that tells the targets apart; the real identifiers are the build's business."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate("".join(key))) * 1000 + start


def _number(value: float, unit: str, op: str = "=", **given: Any) -> Row:
    return {"value": value, "unit": unit, "op": op, "change": "level"} | given


def _due(due: str, day: date, kind: str) -> Row:
    year = None if kind == "from" else day.year
    return {"due": due, "due_date": day, "due_year": year, "due_kind": kind, "due_source": "sentence"}


BY_2025, MARCH = _due("2025", date(2025, 12, 31), "by"), _due("2023-03-01", date(2023, 3, 1), "from")
JUNE = _due("2023-06-30", date(2023, 6, 30), "by")
TARGETS: list[Row] = [
    _target((FIRST, "1"), "30—50个", "quantity", "goal", indicator="公园", action="新建", nature="约束性", **BY_2025)
    | _number(30, "个", "range", value_max=50.0),
    _target((FIRST, "1"), "30公里", "quantity", "goal", indicator="管网", action="改造") | _number(30, "公里"),
    _target((FIRST, "1"), "80%以上", "ratio", "goal", indicator="覆盖率", confidence=0.95) | _number(80, "%", ">="),
    _target((FIRST, "2"), "最高30万元", "quantity", "rule", indicator="项目补贴", per="项目")
    | _number(300_000, "元", "<="),
    _target((FIRST, "2"), "自2023年3月1日起", "deadline", "goal", indicator="补贴", **MARCH),
    _target((FIRST, "3"), "2023年6月30日前", "deadline", "goal", indicator="实施办法", action="出台", **JUNE),
    _target((SECOND, "一"), "30个", "quantity", "goal", indicator="公园", start=4, review="checked")
    | _number(30, "个"),
    _target((SECOND, "一"), "30个", "quantity", "goal", indicator="公园", start=12, confidence=0.62)
    | _number(30, "个"),
]
TASKS: list[Row] = [
    {
        "doc_id": key[0], "task_no": key[1], "section": None, "frame": FRAMES.get(key, "部署"),
        "text": text, "departments": OFFICES[key][0],
        "departments_written": OFFICES[key][0], "collective": [name in COLLECTIVE for name in OFFICES[key][0]],
        "lead": OFFICES[key][0][0] if OFFICES[key][0] else None, "lead_basis": OFFICES[key][1],
        "theme": OFFICES[key][2], "theme_word": None, "place": [f"{key[0]}.txt 第1行"],
        "ocr": None,
        "targets": sum(row["doc_id"] == key[0] and row["task_no"] == key[1] for row in TARGETS),
    }
    for key, text in TEXTS.items()
]  # fmt: skip
LEDGER: list[Row] = [
    {"mention_id": f"{number:012x}", "doc_id": FIRST, "task_no": task, "quote": quote, "start": start,
     "end": start + len(quote), "reason": reason, "rule": reason, "confidence": confidence,
     "evidence": []}
    for number, (task, quote, start, reason, confidence) in enumerate(
        [("1", "到2025年", 0, "date", 0.9), ("4", "进一步", 7, "idiom", 1.0)]
    )
]  # fmt: skip


def write_tables(
    folder: Path, *, targets: list[Row] | None = None, unreadable: tuple[tuple[str, str], ...] = ()
) -> Path:
    """Write the three tables with their metadata; `targets` replaces those above."""
    rows = {"targets": TARGETS if targets is None else targets, "tasks": TASKS, "ledger": LEDGER}
    facts: dict[str, Any] = {
        "build": "0" * 64, "listing": None,
        "sources": [
            {
                "file": f"{source['id']}.txt", "issuer": None, "period": None, "sha256": "0" * 64, "tasks": 0,
                "targets": 0, "mentions": 0, "warnings": [], "warnings_zh": [],
            } | source
            for source in SOURCES
        ],
        "unreadable": [
            {"file": file, "reason": reason, "reason_zh": reason, "sha256": "0" * 64, "kept": False}
            for file, reason in unreadable
        ],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in rows.items():
        table = pa.Table.from_pylist(made, schema=arrow_schema(name))
        table = table.replace_schema_metadata({METADATA_KEY: json.dumps(facts, ensure_ascii=False).encode()})
        pq.write_table(table, folder / f"{name}.parquet")
    return folder
