"""One small document's rows of the three tables, whole and conserved, for tests of what stores and compares them."""

from datetime import date
from typing import Any

Row = dict[str, Any]

TEXT = "到2022年，建设高水平中职学校50所左右。"


def make_rows(doc_id: str = "sample", **changes: Any) -> dict[str, list[Row]]:
    """A document of one task with one target and one ledger entry; `changes` are made to the target's columns."""
    number = sum(doc_id.encode())
    task = {
        "doc_id": doc_id,
        "task_no": "1",
        "section": None,
        "frame": "部署",
        "text": TEXT,
        "departments": ["省教育厅"],
        "departments_written": ["省教育厅"],
        "collective": [False],
        "lead": "省教育厅",
        "lead_basis": "first",
        "theme": "经费投入与办学条件",
        "theme_word": "高水平中职学校",
        "targets": 1,
        "place": [f"{doc_id}.txt 第1行"],
        "ocr": None,
    }
    shared = ("doc_id", "task_no", "departments", "departments_written", "lead", "lead_basis", "theme", "theme_word")
    target = {name: task[name] for name in shared} | {
        "target_id": f"{number:011x}a",
        "doc_title": "样例",
        "issuer": None,
        "region": None,
        "published": "2020",
        "sentence": TEXT,
        "quote": "50所左右",
        "start": 16,
        "end": 21,
        "shown": "50所左右",
        "kind": "quantity",
        "role": "goal",
        "nature": None,
        "action": "建设",
        "action_class": "建成完成",
        "indicator": "高水平中职学校",
        "base": None,
        "value": 50.0,
        "value_max": None,
        "unit": "所",
        "op": "≈",
        "change": "level",
        "per": None,
        "due": "2022",
        "due_date": date(2022, 12, 31),
        "due_year": 2022,
        "due_kind": "by",
        "due_source": "sentence",
        "rule": "quantity",
        "confidence": 0.875,
        "evidence": ["+数字前“力争”", "-段落性质：回顾"],
        "review": "machine",
    }
    entry = {
        "mention_id": f"{number:011x}b",
        "doc_id": doc_id,
        "task_no": "1",
        "quote": "到2022年",
        "start": 0,
        "end": 6,
        "reason": "date",
        "rule": "date",
        "confidence": 1.0,
        "evidence": [],
    }
    return {"targets": [target | changes], "tasks": [task], "ledger": [entry]}
