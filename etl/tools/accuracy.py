"""The published accuracy: labelled tasks read by judges that have not seen their documents, and scored.

    python -m etl.tools.accuracy [--whole FOLDER] [GOLD.jsonl ...]

scores the project's own labelled sets (tests/labelled) and each file given (one task a line: doc, doc_title, issuer,
region, year, genre, task_no, text, departments_text, departments, targets, excluded). Every set is cross-validated by
document: five judges are fitted, each without a fifth of the documents, and a document is read by the one that has not
seen it. Sets whose documents lie in FOLDER (with a sources.toml) are scored inside these too, and first. Prints the
figures, set by set and pooled, and which rows were gained and lost since the last run, and writes data/accuracy.json,
which the dashboard shows. What became of each label is kept in build/accuracy for the next run. Exit codes: 0 scored,
2 a set or a folder cannot be used.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from etl import ContractError, SourceError
from etl.tools.learning.arguments import add_arguments
from etl.tools.learning.fitting import fit_folds
from etl.tools.learning.labels import JUDGEMENTS, make_examples, read_sets
from etl.tools.learning.validation import Scored, pool, score_sets
from etl.tools.scoring import FIELDS, Outcome, Row, Score, score_targets

PUBLISHED = Path("data/accuracy.json")
RUNS = Path("build/accuracy")
BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Between these the rows are counted by their confidence."""


def main(arguments: list[str] | None = None) -> int:
    """Score, print and publish; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.tools.accuracy", description="Score the extractor.")
    add_arguments(parser)
    parser.add_argument("--out", type=Path, default=PUBLISHED, metavar="FILE", help=f"default: {PUBLISHED}")
    parser.add_argument("--runs", type=Path, default=RUNS, metavar="DIR", help=f"the last run's rows (default: {RUNS})")
    options = parser.parse_args(arguments)
    published = []
    try:
        sets = read_sets(options.own, options.gold, options.whole)
        examples = make_examples(sets, options.corpus, options.own / JUDGEMENTS)
        folds, _ = fit_folds(examples, {}, {}, whole=False)
        scores = sorted(score_sets(sets, folds), key=lambda scored: not scored.whole)
        for scored in (*scores, pool(scores)):
            published.append(describe_set(scored))
            changes = report_changes(options.runs / f"{_name_run(scored)}.json", scored.score.outcomes)
            for line in (*report(published[-1]), *changes):
                print(line)
        names = [path.name for path in options.gold]
        command = " ".join(["python -m etl.tools.accuracy", *(["--whole FOLDER"] if options.whole else []), *names])
        write_json(options.out, {"command": command, "sets": published})
    except (SourceError, ContractError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _name_run(scored: Scored) -> str:
    return f"{scored.name} whole" if scored.whole else scored.name


def describe_set(scored: Scored) -> dict[str, Any]:
    """One set's part of accuracy.json: its size, the shares found and right, each field with its sample, each genre.

    `bands` are the rows by confidence, with how many are right, which is to be a target; `reliability` are the ledger's
    entries, which are right where they are none.
    """
    genres: dict[str, list[Row]] = {}
    for task in scored.tasks:
        genres.setdefault(task.get("genre") or "unknown", []).append(task)
    scores = {genre: score_targets(own, scored.targets, scored.paragraphs) for genre, own in sorted(genres.items())}
    score = scored.score
    return {
        "name": scored.name,
        "kind": scored.kind,
        "whole": scored.whole,
        "validation": "cross-validated by document",
        **_describe_size(scored.tasks, score),
        **_describe_shares(score),
        "fields": {name: _describe_field(score.field_right[name], score.matched) for name in FIELDS},
        "departments": _describe_field(score.departments_right, score.department_tasks),
        "bands": list(_describe_bands(_judge_rows(score.outcomes))),
        "reliability": list(_describe_bands([(entry.confidence, entry.is_right) for entry in scored.entries])),
        "genres": {
            genre: _describe_size(genres[genre], part) | _describe_shares(part) for genre, part in scores.items()
        },
    }


def _judge_rows(outcomes: Sequence[Outcome]) -> list[tuple[float, bool]]:
    """The confidence of each row, with whether it is a target."""
    return [(outcome.confidence, outcome.result != "extra") for outcome in outcomes if outcome.confidence is not None]


def _describe_bands(verdicts: Sequence[tuple[float, bool]]) -> Iterator[dict[str, float | int | None]]:
    """Verdicts by their confidence, the surest band first, and how many of each are right."""
    for low, high in reversed([*pairwise(BANDS)]):
        own = [hit for confidence, hit in verdicts if low <= confidence < high or (high == 1.0 == confidence)]
        if own:
            share = _divide(sum(own), len(own))
            yield {"from": low, "to": high, "rows": len(own), "right": sum(own), "precision": share}


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
    whole = ", inside whole documents" if described["whole"] else ""
    yield f"{described['name']} ({described['kind']}{whole}): {_name_size(described)}"
    for what in ("found", "row"):
        yield f"  {what:12} {_name_share(described[what])}"
    for name, counts in (described["fields"] | {"departments": described["departments"]}).items():
        if counts["n"]:
            yield f"  {name:12} {counts['accuracy']:.4f}  (of {counts['n']})"
    for key, what, right in (("bands", "rows", "targets"), ("reliability", "entries", "none")):
        for band in described[key]:
            span = f"{band['from']:.2f}—{band['to']:.2f}"
            yield f"  confidence {span}: {band['rows']} {what}, {band['precision']:.4f} are {right}"
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
