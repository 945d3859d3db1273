"""Four small plans of three provinces, one of them in two years, as tables for the tests of 对比. All is made up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.schema import METADATA_KEY, TABLES, arrow_schema

Row = dict[str, Any]
DOCUMENTS: list[Row] = [
    {"id": "a25", "title": "甲省2025年工作要点", "region": "甲省", "published": "2025-01"},
    {"id": "a26", "title": "甲省2026年工作要点", "region": "甲省", "published": "2026-01"},
    {"id": "b26", "title": "乙省2026年工作要点", "region": "乙省", "published": "2026"},
    {"id": "c26", "title": "丙省重点任务清单", "region": "丙省", "published": "2026-02"},
]


def _row(doc_id: str, indicator: str, shown: str, value: float | None, unit: str, op: str = "=", **more: Any) -> Row:
    number = sum(ord(letter) * (place + 1) for place, letter in enumerate(doc_id + indicator + shown + str(more)))
    return {
        "doc_id": doc_id, "indicator": indicator, "shown": shown, "value": value, "value_max": None, "unit": unit,
        "op": op, "change": "level", "per": None, "target_id": f"{number:012x}",
    } | more  # fmt: skip


UP: Row = {"change": "increase"}
ROWS: list[Row] = [
    _row("a25", "地区生产总值", "5%左右", 5.0, "%", "≈", due="2025", **UP),
    _row("a25", "粮食总产量", "400亿斤", 4e10, "斤"),
    _row("a25", "城镇老旧小区改造", "90个", 90.0, "个"),
    _row("a25", "城镇调查失业率", "5.5%左右", 5.5, "%", "≈"),
    _row("a25", "农村公路", "800公里", 800.0, "公里"),
    _row("a26", "地区生产总值", "5%以上", 5.0, "%", ">=", due="2026", **UP),
    _row(
        "a26", "地区生产总值", "5%以上", 5.0, "%", ">=", due="2026", sentence="再次提出地区生产总值增长5%以上。", **UP
    ),
    _row("a26", "粮食产量", "420亿斤以上", 4.2e10, "斤", ">="),
    _row("a26", "既有老旧小区", "60个", 60.0, "个"),
    _row("a26", "城镇调查失业率", "5.5%左右", 5.5, "%", "≈"),
    _row("a26", "造林", "30万亩", 3e5, "亩"),
    _row("b26", "全省GDP", "4.5%—5%", 4.5, "%", "range", value_max=5.0, due="2026", **UP),
    _row("b26", "地区生产总值", "5%左右", 5.0, "%", "≈", due="2030", per="年", **UP),
    _row("b26", "城镇调查失业率", "5.5%以内", 5.5, "%", "<="),
    _row("c26", "地区生产总值增速", "6%左右", 6.0, "%", "≈", due="2026"),
    _row("c26", "粮食产量", "300万吨", 3e6, "吨"),
    _row("c26", "方面工作", "8个", 8.0, "个"),
]


def write_compared(folder: Path, rows: list[Row] | None = None, documents: list[Row] | None = None) -> Path:
    """Write the tables: a task a document, and the rows above or the given ones as its targets."""
    documents = DOCUMENTS if documents is None else documents
    known = {document["id"]: document for document in documents}
    rows = [row for row in (ROWS if rows is None else rows) if row["doc_id"] in known]
    texts = {
        doc_id: "".join(_sentence(row) for row in rows if row["doc_id"] == doc_id) or "加强协调。" for doc_id in known
    }
    made = {
        "targets": [_target(row, known[row["doc_id"]], texts[row["doc_id"]]) for row in rows],
        "tasks": [_task(doc_id, text, rows) for doc_id, text in texts.items()],
        "ledger": list[Row](),
    }
    usual = {"issuer": None, "period": None, "sha256": "0" * 64, "tasks": 1, "targets": 0, "mentions": 0}
    sources = [
        usual | {"file": f"{document['id']}.txt", "warnings": [], "warnings_zh": [], "numerals": {}} | document
        for document in documents
    ]
    facts = {"build": "0" * 64, "listing": None, "sources": sources, "unreadable": list[Row]()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, of_table in made.items():
        table = pa.Table.from_pylist(of_table, schema=arrow_schema(name))
        table = table.replace_schema_metadata({METADATA_KEY: json.dumps(facts, ensure_ascii=False).encode()})
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def _sentence(row: Row) -> str:
    return str(row.get("sentence") or f"{row['indicator']}{row['shown']}。")


def _target(row: Row, document: Row, text: str) -> Row:
    sentence = _sentence(row)
    start = text.index(sentence) + sentence.index(row["shown"])
    due = row.get("due")
    dated = (
        {"due_date": date(int(due), 12, 31), "due_year": int(due), "due_kind": "in", "due_source": "sentence"}
        if due
        else {}
    )
    return dict.fromkeys(column.name for column in TABLES["targets"]) | {
        "doc_title": document["title"], "region": document["region"], "published": document["published"],
        "task_no": "1", "sentence": sentence, "quote": row["shown"], "start": start, "end": start + len(row["shown"]),
        "kind": "ratio" if row["unit"] == "%" else "quantity", "role": "goal", "action_class": "其他",
        "departments": [], "departments_written": [], "theme": "综合经济", "rule": "judged", "confidence": 1.0,
        "evidence": [], "review": "machine",
    } | row | dated  # fmt: skip


def _task(doc_id: str, text: str, rows: list[Row]) -> Row:
    return {
        "doc_id": doc_id, "task_no": "1", "section": None, "frame": "部署", "text": text, "departments": [],
        "departments_written": [], "collective": [], "lead": None, "lead_basis": None, "theme": "综合经济",
        "theme_word": None, "targets": sum(row["doc_id"] == doc_id for row in rows),
        "place": [f"{doc_id}.txt 第1行"], "ocr": None,
    }  # fmt: skip
