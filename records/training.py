"""Weights of this installation, learned from the project's labels and from what people decided on its documents.

In: the decisions in force, the tables under them and the documents. Out: DATA/weights/judge.npz, which the builds of
that folder use; written only where, on the numbers that people decided on, judges that had not seen their documents are
right more often than the shipped weights. The decided numbers are the ones that people chose to look at, most of them
unsure ones: the shares say which weights are better on those, not how well documents are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from etl import SourceError
from etl.documents import list_sources, read_document
from etl.documents.model import DUE_LABEL, Document
from etl.judging.judge import BETTER_THAN, INSTALLED, ROLES, WEIGHTS, Judge, load_judge, pack_judge
from etl.tools.learning.fitting import find_fold, fit_folds
from etl.tools.learning.labels import JUDGEMENTS, Example, LabelledSet, make_examples, read_sets
from etl.tools.learning.train import make_record
from etl.tools.learning.validation import find_shares
from records.errors import RefusedError
from records.log import read_decisions
from records.replay import Row, Rows, find_standing
from records.tables import load

NAME = "校核记录"
FEWEST = 30
"""With fewer decided numbers a comparison says nothing."""


class Labels(NamedTuple):
    """Where the project's own labels are, and further labelled sets."""

    own: Path
    corpus: Path
    gold: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Of the decided numbers, the shares that the shipped weights and the new ones judge as people did.

    `written` is the file of the new weights, None where they were not better.
    """

    numbers: int
    documents: int
    shipped: float
    own: float
    written: Path | None


def train(engine: sa.Engine, folder: Path, sources: Path, labels: Labels) -> Comparison:
    """Learn, compare, and keep the new weights where they are better; else those of an earlier training are removed.

    Raises RefusedError where there are too few decisions, SourceError for labels that cannot be read.
    """
    tasks = make_labels(engine, folder)
    _require_enough(sum(not own["optional"] for task in tasks for own in task["targets"] + task["excluded"]))
    wanted = {task["doc"] for task in tasks}
    decided = LabelledSet(NAME, "given", tasks, {name: own for name, own in _read(sources) if name in wanted})
    sets = [*read_sets(labels.own, labels.gold), decided]
    examples = make_examples(sets, labels.corpus, labels.own / JUDGEMENTS)
    asked = [example for example in examples if example.doc in wanted]
    _require_enough(sum(example.weight for example in asked))
    folds, judge = fit_folds(examples, make_record(sets, examples), {})
    shipped = load_judge()
    was = _share_right(asked, {example.doc: shipped for example in asked})
    now = _share_right(asked, {example.doc: folds[find_fold(example.group)] for example in asked})
    path = folder / INSTALLED
    if now <= was:
        path.unlink(missing_ok=True)
        return Comparison(len(asked), len(wanted), was, now, None)
    judge = judge.with_shares(find_shares(sets, folds))
    judge = replace(judge, record={**judge.record, BETTER_THAN: sha256(WEIGHTS.read_bytes()).hexdigest()})
    path.parent.mkdir(parents=True, exist_ok=True)
    growing = path.with_suffix(".growing")
    growing.write_bytes(pack_judge(judge))
    growing.replace(path)
    return Comparison(len(asked), len(wanted), was, now, path)


def _require_enough(numbers: float) -> None:
    if numbers < FEWEST:
        raise RefusedError(
            f"fewer than {FEWEST} numbers that the weights judge were decided on: nothing can be compared",
            f"已校核且由权重判定的数字不足{FEWEST}个，无法比较",
        )


def make_labels(engine: sa.Engine, folder: Path) -> list[Row]:
    """The tasks with decided numbers as labelled tasks (see etl/tools/accuracy.py); other numbers give no verdict."""
    standing = find_standing(read_decisions(engine))
    decided = {own.target_id for own in standing}
    tasks = []
    for loaded in load(folder, decided).values():
        tasks += list(_label_document(loaded.facts, loaded.rows, decided))
    return tasks


def _label_document(facts: Mapping[str, Any], rows: Rows, decided: set[str]) -> Iterable[Row]:
    targets, ledger = _by_task(rows["targets"]), _by_task(rows["ledger"])
    for task in rows["tasks"]:
        text = task["text"].split(f"\n{DUE_LABEL}")[0]
        own = [row for row in targets.get(task["task_no"], []) if row["end"] <= len(text)]
        others = [row for row in ledger.get(task["task_no"], []) if row["end"] <= len(text)]
        if not any(name in decided for name in _names(own, others)):
            continue
        verdicts: dict[str, set[object]] = {}
        for row in (*own, *others):
            name = row.get("target_id") or row["mention_id"]
            said = (row.get("role"), row.get("reason")) if name in decided else name
            verdicts.setdefault(row["quote"], set()).add(said)
        labels = [_label(row, sure=row["target_id"] in decided and len(verdicts[row["quote"]]) == 1) for row in own]
        excluded = []
        for row in others:
            if row["reason"] == "per" or (row["mention_id"] in decided and len(verdicts[row["quote"]]) == 1):
                excluded.append({"quote": row["quote"], "reason": row["reason"], "optional": False})
            else:
                labels.append(_label(row, sure=False))
        yield {
            "doc": facts["id"], "task_no": task["task_no"], "text": text, "doc_title": facts["title"],
            "issuer": facts["issuer"], "region": facts["region"], "year": facts["published"], "targets": labels,
            "excluded": excluded, "departments": task["departments"],
        }  # fmt: skip


def _label(row: Row, *, sure: bool) -> Row:
    """A target's label; one that is not sure, a number that nobody decided on, only takes its place in the text."""
    return {
        "quote": row["quote"], "kind": row.get("kind", "quantity"), "role": row.get("role", "goal"),
        "indicator": row.get("indicator", ""), "optional": not sure,
    }  # fmt: skip


def _names(targets: list[Row], ledger: list[Row]) -> list[str]:
    return [row["target_id"] for row in targets] + [row["mention_id"] for row in ledger]


def _by_task(rows: list[Row]) -> dict[str, list[Row]]:
    own: dict[str, list[Row]] = {}
    for row in rows:
        own.setdefault(row["task_no"], []).append(row)
    return own


def _read(sources: Path) -> Iterable[tuple[str, Document]]:
    """The documents that can be read, by id."""
    for listing in list_sources(sources):
        try:
            document = read_document(listing.path, listing.source)
        except SourceError:  # the build tells of it
            continue
        yield document.doc_id, document


def _share_right(examples: Sequence[Example], judges: Mapping[str, Judge]) -> float:
    """The share of numbers that are judged a target, or none, as their labels say."""
    right = 0.0
    for example in examples:
        judge = judges[example.doc]
        is_target = judge.slope * judge.find_odds(example.features) + judge.shift > 0
        right += example.weight * (is_target == (example.verdict in ROLES))
    return right / sum(example.weight for example in examples)
