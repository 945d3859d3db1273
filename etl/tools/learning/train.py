"""Weights from labels: `make train [GOLD="set.jsonl …"] [WHOLE=folder]`.

    python -m etl.tools.learning.train [--whole FOLDER] [GOLD.jsonl ...]

learns from the project's own labels (tests/labelled, tests/corpus) and from each set given, and writes
etl/judging/weights/judge.npz. FOLDER holds whole documents, with a sources.toml, in which given labels stand. The same
labels give the same bytes. The weights carry a record: of each set its name, its size and the SHA-256 of its labels,
and that of the features of the own ones. Exit codes: 0 written, 2 a set or a folder cannot be used.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from etl import ContractError, SourceError
from etl.judging.judge import WEIGHTS, Judge, pack_judge
from etl.tools.learning.arguments import add_arguments
from etl.tools.learning.fitting import fit_folds
from etl.tools.learning.labels import (
    JUDGEMENTS,
    Example,
    LabelledSet,
    count_by_set,
    make_examples,
    read_sets,
)
from etl.tools.learning.validation import find_shares


def main(arguments: list[str] | None = None) -> int:
    """Learn and write; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.tools.learning.train", description="Make the judge's weights.")
    add_arguments(parser)
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE", help=f"default: {WEIGHTS}")
    options = parser.parse_args(arguments)
    try:
        sets = read_sets(options.own, options.gold, options.whole)
        judge, examples = train(sets, options.corpus, options.own / JUDGEMENTS)
    except (SourceError, ContractError) as error:
        print(error, file=sys.stderr)
        return 2
    options.out.parent.mkdir(parents=True, exist_ok=True)
    content = pack_judge(judge)
    options.out.write_bytes(content)
    documents = len({example.doc for example in examples})
    print(f"{len(examples)} examples of {documents} documents, {len(judge.features)} features")
    print(f"written to {options.out}: {len(content):,} bytes, SHA-256 {sha256(content).hexdigest()[:12]}")
    return 0


def train(sets: Sequence[LabelledSet], corpus: Path, judgements: Path) -> tuple[Judge, list[Example]]:
    """A judge of all labels, with its record, and the examples that it was made of."""
    examples = make_examples(sets, corpus, judgements)
    folds, judge = fit_folds(examples, make_record(sets, examples), {})
    return judge.with_shares(find_shares(sets, folds)), examples


def make_record(sets: Sequence[LabelledSet], examples: Sequence[Example]) -> dict[str, Any]:
    """What weights are made of: each set's name, size and digest, and the digest of the own sets' features."""
    counts = count_by_set(sets)
    return {
        "sets": [{"name": own.name, "kind": own.kind, **counts[own.name], "sha256": digest(own.tasks)} for own in sets],
        "examples": len(examples),
        "own": digest_own(sets, examples),
    }


def digest_own(sets: Sequence[LabelledSet], examples: Sequence[Example]) -> str:
    """The SHA-256 of what the project's own labels come to: their features and verdicts. A test makes it again."""
    given = {task["doc"] for labelled in sets if labelled.kind != "own" for task in labelled.tasks}
    return digest([(e.doc, e.features, e.verdict) for e in examples if e.doc not in given])


def digest(content: Any) -> str:
    """The SHA-256 of something that JSON can hold."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
