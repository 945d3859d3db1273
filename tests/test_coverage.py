"""Which case needs a row of the word tables: found by reading without it, in processes that have not read it yet."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_a_row_is_needed_by_a_case_that_is_read_otherwise_without_it(tmp_path: Path) -> None:
    """不少于 binds the number that follows it; no case here holds 不低于."""
    (tmp_path / "own").mkdir()
    (tmp_path / "corpus").mkdir()
    label = {"quote": "不少于12个", "kind": "quantity", "role": "goal", "indicator": "实训中心"}
    task = {"doc": "plan", "task_no": "3", "text": "新建实训中心不少于12个。", "targets": [label], "year": 2021}
    (tmp_path / "own/set.jsonl").write_text(json.dumps(task, ensure_ascii=False) + "\n", "utf-8")
    command = [sys.executable, "-m", "etl.tools.coverage", "--table", "marker"]
    places = ["--own", str(tmp_path / "own"), "--corpus", str(tmp_path / "corpus")]
    run = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True, check=True, timeout=200)
    needed = {row: by for _, row, by in (line.split("\t") for line in run.stdout.splitlines())}
    assert needed["不少于 marker >= far left -"] == "plan 3"
    assert needed["不低于 marker >= far left -"] == "-"
