"""Which case needs a row of the word tables: found by reading without it, in processes that have not read it yet."""

import json
import subprocess
import sys
from pathlib import Path

from etl.lexicon.words import NONE, lexicon
from etl.tools.coverage import KINDS

ROOT = Path(__file__).resolve().parent.parent


def test_a_row_is_needed_by_a_case_that_is_read_otherwise_without_it(tmp_path: Path) -> None:
    """至少 binds the number that follows it; no case here holds 最多."""
    (tmp_path / "own").mkdir()
    (tmp_path / "corpus").mkdir()
    label = {"quote": "至少12个", "kind": "quantity", "role": "goal", "indicator": "实训中心"}
    task = {"doc": "plan", "task_no": "3", "text": "新建实训中心至少12个。", "targets": [label], "year": 2021}
    (tmp_path / "own/set.jsonl").write_text(json.dumps(task, ensure_ascii=False) + "\n", "utf-8")
    command = [sys.executable, "-m", "etl.tools.coverage", "--table", "marker"]
    places = ["--own", str(tmp_path / "own"), "--corpus", str(tmp_path / "corpus")]
    run = subprocess.run([*command, *places], cwd=ROOT, capture_output=True, text=True, check=True, timeout=200)
    needed = {row: by for _, row, by in (line.split("\t") for line in run.stdout.splitlines())}
    assert needed["至少 marker >= far left -"] == "plan 3"
    assert needed["最多 marker <= far left -"] == "-"


def test_each_word_of_the_lexicon_changes_how_its_own_case_is_read() -> None:
    command = [sys.executable, "-m", "etl.tools.coverage", "--cases"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)
    assert run.stdout == ""
    assert run.returncode == 0, run.stderr


def test_a_word_that_its_case_does_not_need_is_named() -> None:
    """In a lexicon of its own: `至少` binds nothing where no number follows it."""
    (row,) = [word for word in lexicon("marker") if word.word == "至少" and word.side == "far left"]
    script = (
        "from multiprocessing import get_context\n"
        "from etl.tools.coverage import needing\n"
        f"row = ('lexicon', {tuple(row)!r})\n"
        "with get_context('fork').Pool(1, maxtasksperchild=1) as pool:\n"
        "    print(list(needing({row: ['至少新建学校50所。', '新建学校。']}, pool))[0][1])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['至少新建学校50所。']"


def test_each_case_holds_its_word() -> None:
    words = [word for kind in KINDS for word in lexicon(kind)]
    assert [word for word in words if word.case != NONE and word.word not in word.case] == []


def test_hardly_a_word_is_without_a_case() -> None:
    """What long texts alone need: no sentence of our own has shown it yet."""
    words = [word for kind in KINDS for word in lexicon(kind)]
    assert sum(word.case == NONE for word in words) <= 20
