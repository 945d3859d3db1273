"""A small invented data/accuracy.json: one set of extracts, one of whole documents with bands of confidence."""

from __future__ import annotations

from typing import Any

MEASURED: dict[str, Any] = {
    "command": "python -m etl.tools.accuracy",
    "sets": [
        {
            "name": "摘录样例", "kind": "own", "validation": "own", "documents": 2, "tasks": 5, "targets": 20,
            "found": {"right": 18, "precision": 0.9, "recall": 0.9, "f1": 0.9},
            "row": {"right": 15, "precision": 0.75, "recall": 0.75, "f1": 0.75},
            "fields": {"role": {"accuracy": 1.0, "n": 18}, "due": {"accuracy": None, "n": 0}},
            "departments": {"accuracy": 1.0, "n": 5},
        },
        {
            "name": "整份样例", "kind": "given", "whole": True, "validation": "cross-validated by document",
            "documents": 4, "tasks": 90, "targets": 300,
            "found": {"right": 240, "precision": 0.8, "recall": 0.8, "f1": 0.8},
            "row": {"right": 180, "precision": 0.6, "recall": 0.6, "f1": 0.6},
            "fields": {"op": {"accuracy": 0.95, "n": 240}},
            "bands": [
                {"from": 0.5, "to": 0.8, "rows": 60, "right": 36, "precision": 0.6},
                {"from": 0.95, "to": 1.0, "rows": 1200, "right": 1164, "precision": 0.97},
                {"from": 0.8, "to": 0.95, "rows": 0, "right": 0, "precision": None},
            ],
            "reliability": [{"from": 0.95, "to": 1.0, "rows": 900, "precision": 0.99}],
        },
    ],
}  # fmt: skip
