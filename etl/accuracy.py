"""The published accuracy: labelled tasks laid out as documents, read by a real build, and scored.

    python -m etl.accuracy [GOLD.jsonl ...]

scores the project's own labelled set (tests/labelled/*.jsonl, one task a line: doc, doc_title, issuer, region, year,
genre, task_no, text, departments_text, departments, targets) and each file given, prints the figures and which rows
were gained and lost since the last run, and writes data/accuracy.json, which the dashboard shows. What became of each
label is kept in build/accuracy for the next run. Exit codes: 0 scored, 2 a set or a folder cannot be used.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from etl.build import build
from etl.model import ContractError, SourceError
from etl.parquet import read_documents
from etl.scoring import FIELDS, Outcome, Row, Score, score_targets

OWN = Path("tests/labelled")
OWN_NAME = "项目标注集"
PUBLISHED = Path("data/accuracy.json")
RUNS = Path("build/accuracy")
NEEDED = ("doc", "task_no", "text", "targets")
NEEDED_OF_A_TARGET = ("quote", "kind", "role", "indicator")


@dataclasses.dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled tasks that are scored together; `kind` is `own` for the project's, `given` for any other."""

    name: str
    kind: str
    tasks: list[Row]


def main(arguments: list[str] | None = None) -> int:
    """Score, print and publish; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.accuracy", description="Score the extractor.")
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD.jsonl", help="further labelled sets")
    parser.add_argument("--own", type=Path, default=OWN, metavar="DIR", help=f"the project's own set (default: {OWN})")
    parser.add_argument("--out", type=Path, default=PUBLISHED, metavar="FILE", help=f"default: {PUBLISHED}")
    parser.add_argument("--runs", type=Path, default=RUNS, metavar="DIR", help=f"the last run's rows (default: {RUNS})")
    options = parser.parse_args(arguments)
    published = []
    try:
        for labelled in read_sets(options.own, options.gold):
            tables = build_tables(labelled.tasks)
            score = score_targets(labelled.tasks, *tables)
            published.append(describe_set(labelled, score, *tables))
            changes = report_changes(options.runs / f"{labelled.name}.json", score.outcomes)
            for line in (*report(published[-1]), *changes):
                print(line)
        command = " ".join(["python -m etl.accuracy", *(path.name for path in options.gold)])
        write_json(options.out, {"command": command, "sets": published})
    except (SourceError, ContractError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def read_sets(own: Path, given: Sequence[Path]) -> list[LabelledSet]:
    """The project's own files as one set, and one set for each file given. Raises SourceError where there is none."""
    own_tasks = [task for path in sorted(own.glob("*.jsonl")) for task in read_labelled(path)]
    sets = [LabelledSet(OWN_NAME, "own", own_tasks)] if own_tasks else []
    sets += [LabelledSet(path.stem, "given", read_labelled(path)) for path in given]
    if not sets:
        raise SourceError(f"{own}: holds no labelled set (*.jsonl), and none was given")
    return sets


def read_labelled(path: Path) -> list[Row]:
    """The labelled tasks of a file, one a line. Raises SourceError for a line that is none, by its number."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    tasks = []
    for number, line in enumerate(lines, 1):
        try:
            task = json.loads(line)
            missing = [key for key in NEEDED if key not in task]
            missing += [key for target in task.get("targets", []) for key in NEEDED_OF_A_TARGET if key not in target]
        except (json.JSONDecodeError, TypeError, AttributeError) as error:
            raise SourceError(f"{path}, line {number}: is no labelled task: {error}") from error
        if missing:
            raise SourceError(f"{path}, line {number}: the labelled task lacks {', '.join(missing)}")
        tasks.append(task)
    return tasks


def build_tables(tasks: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Lay the tasks out as a folder of documents and build its tables: rows of targets, rows of tasks."""
    with tempfile.TemporaryDirectory() as folder:
        sources, out = Path(folder, "sources"), Path(folder, "out")
        lay_out(tasks, sources)
        build(sources, out)
        documents = [rows for _, rows in read_documents(out)]
    return [row for rows in documents for row in rows["targets"]], [row for rows in documents for row in rows["tasks"]]


def lay_out(tasks: Sequence[Row], sources: Path) -> None:
    """Write one CSV task table a document and a sources.toml into a new folder."""
    sources.mkdir()
    documents: dict[str, list[Row]] = {}
    for task in tasks:
        documents.setdefault(task["doc"], []).append(task)
    with (sources / "sources.toml").open("w", encoding="utf-8") as listing:
        for number, (doc_id, own) in enumerate(documents.items(), 1):
            facts = {"file": f"{number:04}.csv", "id": doc_id, "title": own[0].get("doc_title")}
            facts |= {"issuer": own[0].get("issuer"), "region": own[0].get("region"), "published": own[0].get("year")}
            listing.write("[[source]]\n")
            known = {key: json.dumps(str(value), ensure_ascii=False) for key, value in facts.items() if value}
            listing.writelines(f"{key} = {value}\n" for key, value in known.items())  # a JSON string is a TOML one
            with (sources / f"{number:04}.csv").open("w", encoding="utf-8", newline="") as table:
                rows = csv.writer(table)
                rows.writerow(["序号", "政策内容", "责任部门"])
                rows.writerows([task["task_no"], task["text"], _find_departments_cell(task)] for task in own)


def _find_departments_cell(task: Row) -> str:
    """What stands beside the task; nothing where the text itself closes with it: `…（责任单位：省教育厅）`."""
    beside: str = task.get("departments_text") or ""
    first = beside.partition("\n")[0]
    return "" if first and f"（{first}" in task["text"] else beside


def describe_set(labelled: LabelledSet, score: Score, targets: list[Row], tasks: list[Row]) -> dict[str, Any]:
    """One set's part of accuracy.json: its size, the shares found and right, each field with its sample, each genre."""
    genres: dict[str, list[Row]] = {}
    for task in labelled.tasks:
        genres.setdefault(task.get("genre") or "unknown", []).append(task)
    scores = {genre: score_targets(own, targets, tasks) for genre, own in sorted(genres.items())}
    return {
        "name": labelled.name,
        "kind": labelled.kind,
        **_describe_size(labelled.tasks, score),
        **_describe_shares(score),
        "fields": {name: _describe_field(score.field_right[name], score.matched) for name in FIELDS},
        "departments": _describe_field(score.departments_right, score.department_tasks),
        "genres": {
            genre: _describe_size(genres[genre], part) | _describe_shares(part) for genre, part in scores.items()
        },
    }


def _describe_size(tasks: Sequence[Row], score: Score) -> dict[str, int]:
    return {"documents": len({task["doc"] for task in tasks}), "tasks": len(tasks), "targets": score.labelled}


def _describe_shares(score: Score) -> dict[str, Any]:
    """`found`, and `row` with every field right: 提取准确率 (precision) and 完整率 (recall)."""
    return {
        what: {
            "right": hits,
            "precision": _divide(hits, score.predicted),
            "recall": _divide(hits, score.labelled),
            "f1": _divide(2 * hits, score.predicted + score.labelled),
        }
        for what, hits in (("found", score.matched), ("row", score.right))
    }


def _describe_field(right: int, of: int) -> dict[str, float | int | None]:
    """A field's accuracy and its sample's size."""
    return {"accuracy": _divide(right, of), "n": of}


def _divide(right: int, of: int) -> float | None:
    """A share to four places; None where there is nothing to take it of."""
    return round(right / of, 4) if of else None


def report(described: dict[str, Any]) -> Iterator[str]:
    """Yield a set's figures for a terminal."""
    yield f"{described['name']} ({described['kind']}): {_name_size(described)}"
    for what in ("found", "row"):
        yield f"  {what:12} {_name_share(described[what])}"
    for name, counts in (described["fields"] | {"departments": described["departments"]}).items():
        if counts["n"]:
            yield f"  {name:12} {counts['accuracy']:.4f}  (of {counts['n']})"
    for genre, part in described["genres"].items():
        row_f1 = _name_number(part["row"]["f1"])
        yield f"  {genre}: {_name_size(part)}, found {_name_share(part['found'])}, row F1 {row_f1}"


def _name_size(described: dict[str, Any]) -> str:
    return " · ".join(f"{described[size]} {size}" for size in ("documents", "tasks", "targets"))


def _name_share(share: dict[str, Any]) -> str:
    f1, precision, recall = (_name_number(share[name]) for name in ("f1", "precision", "recall"))
    return f"F1 {f1} (precision {precision}, recall {recall})"


def _name_number(share: float | None) -> str:
    return "-" if share is None else f"{share:.4f}"


def report_changes(path: Path, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what was gained (+), lost (-) and otherwise changed (~) since the run in `path`; keep this one there."""
    now = _group_outcomes(outcomes)
    if path.exists():
        last = _group_outcomes(Outcome(*fields) for fields in json.loads(path.read_text("utf-8")))
        for place in last | now:
            for old, new in zip_longest(last.get(place, []), now.get(place, []), fillvalue="none"):
                if old != new:
                    yield f"  {_mark(old, new)} {' '.join(place)}: {old} → {new}"
    else:
        yield "  no last run to compare with"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, [dataclasses.astuple(outcome) for outcome in outcomes])


def _group_outcomes(outcomes: Iterable[Outcome]) -> dict[tuple[str, str, str], list[str]]:
    """What became of each quote of each task, in words, in the order of the labels."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for outcome in outcomes:
        words = " ".join((outcome.result, *outcome.fields))
        groups.setdefault((outcome.doc_id, outcome.task_no, outcome.quote), []).append(words)
    return groups


def _mark(old: str, new: str) -> str:
    good = {"right": 2, "extra": 0}  # no row at all is better than one that the document does not set
    difference = good.get(new, 1) - good.get(old, 1)
    return "+" if difference > 0 else "-" if difference < 0 else "~"


def write_json(path: Path, content: Any) -> None:
    """Write JSON for people and machines, replacing the old file at once. Raises SourceError where it cannot."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
        draft.replace(path)
    except OSError as error:
        raise SourceError(f"{path}: cannot be written: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
