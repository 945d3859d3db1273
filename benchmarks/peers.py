"""The extractor beside two libraries that read Chinese numbers and dates, on the same labelled text in one run.

    python -m benchmarks.peers --install              the peers, each into an environment of its own (build/peers)
    python -m benchmarks.peers [GOLD.jsonl ...]       the comparison, on tests/labelled/*.jsonl or on the files given

Every engine gets each task's text as labelled and the year of publication, in a process of its own, and is scored by
etl.tools.scoring. What a peer is asked, how its output is mapped and what it does not claim stands in
benchmarks/peer_*.py; where the mapping leaves a choice, it is made in the peer's favour.

    values        numbers in base units (ranges with both ends), against the quantity and ratio targets of each task
    value + unit  the same with the unit as written
    money         the same, of amounts of money alone: what both peers claim to read
    due dates     the different dates that a task's text sets for its targets, as precise as labelled
    false targets values reported that no label counts as a target: facts, conditions, names, ordinals, misreadings
    characters/s  of the reading alone, without start and imports, by processor time; the median of the turns

No peer claims to tell a target from other numbers: their recall says what they read, their precision and false targets
what is left to do for whoever builds on them. A peer that is not installed or that stops is named, and the run goes on.
Exit codes: 0 compared, 1 a peer could not be installed or the extractor itself stopped, 2 a labelled file is no such.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import SourceError
from etl.tools.learning.arguments import OWN
from etl.tools.learning.labels import read_labelled
from etl.tools.scoring import Row, Score, score_targets

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ROOT / "build" / "peers"
REQUIREMENTS = Path(__file__).resolve().parent / "peers_requirements"
PATIENCE = 1800
"""Seconds after which an engine is given up."""

MONEY = frozenset({"元", "美元", "港元", "欧元", "日元"})
GIVEN = ("task_no", "text", "year", "doc_title", "issuer", "region", "departments_text")
"""What an engine is told of a task; never its labels."""

COMPARED = {
    "values": ("value", "value_max"),
    "value + unit": ("value", "value_max", "unit"),
    "money": ("value", "value_max", "unit"),
    "due dates": ("due",),
}
"""What must agree in each column of the table."""


class EngineError(Exception):
    """An engine that gives no result; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One side of the comparison: its package, its module in benchmarks/, and its environment (None for our own)."""

    name: str
    module: str
    environment: str | None = None

    @property
    def python(self) -> Path:
        """The interpreter that runs it."""
        if self.environment is None:
            return Path(sys.executable)
        return ENVIRONMENTS / self.environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    @property
    def requirements(self) -> Path:
        """The pinned list of what its environment holds."""
        return REQUIREMENTS / f"{self.environment}.txt"

    @property
    def stamp(self) -> Path:
        """The copy of `requirements` that is written when all of it is installed."""
        return ENVIRONMENTS / str(self.environment) / "complete"

    def is_installed(self) -> bool:
        """Whether its environment is whole and of the present list."""
        return self.environment is None or (
            self.python.exists() and self.stamp.exists() and self.stamp.read_bytes() == self.requirements.read_bytes()
        )


ENGINES = (
    Engine("this project", "peer_own"),
    Engine("recognizers-text-suite", "peer_recognizers", "recognizers"),
    Engine("jionlp", "peer_jionlp", "jionlp"),
)


def main(arguments: list[str] | None = None) -> int:
    """Install the peers, or compare and print the table; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="Compare the extractor with peers.")
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD.jsonl", help=f"default: {OWN}/*.jsonl")
    parser.add_argument("--install", action="store_true", help="install the peers, then stop")
    parser.add_argument("--turns", type=int, default=3, metavar="N", help="timed turns of each engine (default: 3)")
    options = parser.parse_args(arguments)
    if options.turns < 1:
        parser.error("--turns must be at least 1")
    if options.install:
        return install()
    try:
        tasks = read_tasks(options.gold)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    lines, code = [], 0
    for engine in ENGINES:
        try:
            lines.append(compare(engine, tasks, options.turns))
        except EngineError as error:
            print(f"{engine.name}: {error}", file=sys.stderr)
            code = 1 if engine.environment is None else code
    print(describe_text(tasks, options.turns))
    for line in format_table(lines):
        print(line)
    return code


def install() -> int:
    """Make each peer's environment; gives the exit code."""
    for engine in ENGINES:
        if engine.is_installed():
            continue
        environment = ENVIRONMENTS / str(engine.environment)
        print(f"Installing {engine.name} into {environment.relative_to(ROOT)} ...", file=sys.stderr)
        make = [sys.executable, "-m", "venv", "--clear", str(environment)]
        fill = [str(engine.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        for command in (make, [*fill, "-r", str(engine.requirements)]):
            if subprocess.run(command, check=False).returncode:
                print(f"{engine.name}: could not be installed; the message above says why", file=sys.stderr)
                return 1
        engine.stamp.write_bytes(engine.requirements.read_bytes())
    return 0


def read_tasks(gold: Sequence[Path]) -> list[Row]:
    """The labelled tasks of the files, or of the project's own set. Raises SourceError for a file that is none."""
    tasks = [task for path in gold or sorted(OWN.glob("*.jsonl")) for task in read_labelled(path)]
    if not tasks:
        raise SourceError(f"{OWN}: holds no labelled tasks (*.jsonl); name a file, or start in the project's folder")
    return [task | {"task_no": str(number)} for number, task in enumerate(tasks, 1)]  # one place a task, for the scorer


def compare(engine: Engine, tasks: Sequence[Row], turns: int) -> list[str]:
    """An engine's line of the table. Raises EngineError where it gives no result."""
    readings, version, seconds = run(engine, tasks, turns)
    scores = [score_view(view, tasks, readings) for view in COMPARED]
    figures = [format_share(score) for score in scores]
    false_targets = scores[0].predicted - scores[0].matched
    speed = sum(len(task["text"]) for task in tasks) / statistics.median(seconds)
    return [" ".join(filter(None, (engine.name, version))), *figures, f"{false_targets:,}", f"{speed:,.0f}"]


def run(engine: Engine, tasks: Sequence[Row], turns: int) -> tuple[list[Row], str | None, list[float]]:
    """An engine's reading of each task, its version, and the seconds of each turn."""
    if not engine.is_installed():
        raise EngineError("is not installed; type: python -m benchmarks.peers --install")
    told = "".join(json.dumps({key: task.get(key) for key in GIVEN}, ensure_ascii=False) + "\n" for task in tasks)
    command = [str(engine.python), "-X", "utf8", "-m", f"benchmarks.{engine.module}", str(turns)]
    try:
        done = subprocess.run(
            command, input=told, capture_output=True, encoding="utf-8", cwd=ROOT, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"gave no result within {PATIENCE} seconds") from error
    if done.returncode:
        raise EngineError(f"stopped: {(done.stderr.strip().splitlines() or ['without a message'])[-1]}")
    *readings, measured = map(json.loads, done.stdout.splitlines())
    return readings, measured["version"], measured["seconds"]


def score_view(view: str, tasks: Sequence[Row], readings: Sequence[Row]) -> Score:
    """Score one view of the readings; both sides are cut down to what the view compares."""
    labelled = [task | {"targets": cut_labels(view, task["targets"]), "departments": []} for task in tasks]
    found = []
    for task, reading in zip(tasks, readings, strict=True):
        place = {"doc_id": task["doc"], "task_no": task["task_no"]}
        found += [place | row for row in cut_rows(view, reading["dates" if view == "due dates" else "values"])]
    return score_targets(labelled, found, [])


def cut_labels(view: str, labels: Iterable[Row]) -> list[Row]:
    """Labels as a view compares them, other right readings (`alt`) included; a due date once a task."""
    if view != "due dates":
        numbers = [label for label in labels if label["kind"] != "deadline"]
        return cut_rows(view, numbers)
    dated: dict[str, Row] = {}
    for label in sorted((label for label in labels if label.get("due")), key=lambda label: bool(label.get("optional"))):
        dated.setdefault(label["due"], label)  # a date of a sure label is sure, and that of an optional one optional
    return cut_rows(view, dated.values())


def cut_rows(view: str, rows: Iterable[Row]) -> list[Row]:
    """Rows with the fields that a view compares, in the words of etl.tools.scoring."""
    kept = COMPARED[view]
    kind = {"kind": "deadline" if view == "due dates" else "quantity"}
    return [
        {key: row.get(key) for key in (*kept, "quote", "optional")} | kind | _cut_alternatives(row, kept)
        for row in rows
        if view != "money" or row.get("unit") in MONEY
    ]


def _cut_alternatives(row: Row, kept: Sequence[str]) -> dict[str, Any]:
    return {"alt": {key: value for key, value in (row.get("alt") or {}).items() if key in kept}}


def format_share(score: Score) -> str:
    """Precision, recall and F1 as the table has them; a dash where there is nothing to divide by."""
    parts = (
        (score.matched, score.predicted),
        (score.matched, score.labelled),
        (2 * score.matched, score.predicted + score.labelled),
    )
    return " ".join(f"{hits / of:5.3f}" if of else "    –" for hits, of in parts)


def describe_text(tasks: Sequence[Row], turns: int) -> str:
    """What was read: its size, and how much is labelled in it."""
    labelled = ", ".join(f"{score_view(view, tasks, [_NOTHING] * len(tasks)).labelled} {view}" for view in COMPARED)
    size = sum(len(task["text"]) for task in tasks)
    return f"{_count(len(tasks), 'task')}, {size:,} characters; labelled: {labelled}; {_count(turns, 'timed turn')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_NOTHING: Row = {"values": [], "dates": []}


def format_table(lines: Sequence[Sequence[str]]) -> list[str]:
    """The aligned table: names to the left, figures to the right, under two lines of heads."""
    shares = "    P     R    F1"
    heads = [
        ["", *(view.center(len(shares)) for view in COMPARED), "false", "characters"],
        ["", *[shares] * len(COMPARED), "targets", "/s"],
    ]
    rows: list[Sequence[str]] = [*heads, *lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads[0]))]
    aligned = (
        [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        for row in rows
    )
    return ["  ".join(row).rstrip() for row in aligned]


if __name__ == "__main__":
    sys.exit(main())
