"""Which labelled task, corpus case or document needs each row of the word tables.

    python -m etl.tools.coverage [--whole FOLDER] [--texts FOLDER] [--table NAME ...] [GOLD.jsonl ...]

A row is needed where some text that holds its word is read otherwise without it: another target, reason, frame, due
date, indicator; how sure and why may differ. Texts are the project's own labels (tests/labelled, tests/corpus), each
set given, its whole documents, and the unlabelled documents of `--texts`. Prints a line a row: table, row, the case
that needs it, or `-`. Rows are left out together where that changes nothing, so of two words that do one thing one is
needed. A word is in force as soon as the stages are imported: each trial is a process of its own. Exit codes: 0, 2 a
set or a folder cannot be used.
"""

from __future__ import annotations

import argparse
import pickle
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl import SourceError
from etl.lexicon.words import leave_out, read_table
from etl.tools.learning.arguments import add_arguments

if TYPE_CHECKING:
    from etl.documents.model import Document

TABLES = (
    "bases", "changes", "cues", "edges", "fronts", "grants", "implausible", "markers", "units", "verbs",
    "words", "frames",
)  # fmt: skip
TOGETHER = 8
"""So many rows are left out at once to begin with."""


class Case(NamedTuple):
    """A task or a whole document: its name, what words are looked for in, and it pickled (the parent opens none)."""

    name: str
    text: str
    whole: bool
    content: bytes


_CASES: list[Case] = []
"""All cases, which every process of the pool has from the start."""

Row = tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    """Try every row and print; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.tools.coverage", description="What needs each word.")
    add_arguments(parser)
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="further documents, without labels")
    parser.add_argument("--table", nargs="*", choices=TABLES, default=TABLES, metavar="NAME", help="of these tables")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (default: 2)")
    options = parser.parse_args(arguments)
    fork = get_context("fork")
    try:
        with fork.Pool(1) as pool:
            _CASES.extend(
                pool.apply(read_cases, (options.own, options.corpus, options.gold, options.whole, options.texts))
            )
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    with fork.Pool(options.workers, maxtasksperchild=1) as pool, ThreadPoolExecutor(options.workers) as threads:
        right = pool.apply(read_all, (range(len(_CASES)),))
        list(threads.map(lambda table: _print_table(table, right, pool), options.table))
    return 0


def _print_table(table: str, right: Sequence[int], pool: Pool) -> None:
    for row, needed_by in cover_table(table, right, pool):
        print(f"{table}\t{' '.join(row)}\t{needed_by or '-'}", flush=True)


def read_cases(own: Path, corpus: Path, gold: Sequence[Path], whole: Path | None, texts: Path | None) -> list[Case]:
    """Every task, and every document as a whole. Raises SourceError where a set or a folder cannot be used."""
    import tomllib

    from etl.documents.model import Document, Task
    from etl.lexicon.folding import fold
    from etl.tools.learning.labels import read_documents, read_laid_out, read_sets

    documents = []
    for labelled in read_sets(own, gold, whole):
        documents += [*labelled.documents.values(), *read_laid_out(labelled.tasks).values()]
    documents += read_documents(texts).values() if texts else []
    for path in sorted(corpus.glob("*.toml")):
        for at, case in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], 1):
            year = str(case["year"]) if "year" in case else None
            task = Task(str(at), fold(case["text"]), due_text=case.get("due_text", ""), section=case.get("section"))
            documents.append(Document(path.stem, path.stem, case.get("title", ""), None, None, year, None, (task,), ""))
    return list(_open(documents))


def _open(documents: Sequence[Document]) -> Iterator[Case]:
    from dataclasses import replace

    from etl.judging.frames import read_frames

    for document in documents:
        about = f"{document.title} "
        whole = about + "\n".join(f"{task.section or ''} {task.text}" for task in document.tasks)
        yield Case(document.doc_id, whole, whole=True, content=pickle.dumps((document, None, None)))
        for task, frame in zip(document.tasks, read_frames(document), strict=True):
            text = f"{about}{task.section or ''} {task.text}"
            content = pickle.dumps((replace(document, tasks=()), task, tuple(frame)))
            yield Case(f"{document.doc_id} {task.task_no}", text, whole=False, content=content)


def read_all(numbers: Sequence[int], left_out: Sequence[tuple[str, Row]] = ()) -> list[int]:
    """A digest of how each case is read without some rows; a whole document is read for its frames alone.

    Zeros where the stages do without no row of a class.
    """
    leave_out(left_out)
    try:
        return [hash(_read(_CASES[number])) for number in numbers]
    except (KeyError, ValueError, IndexError, re.error):
        return [0] * len(numbers)


def _read(case: Case) -> str:
    from etl.judging.frames import TaskFrame, read_frames
    from etl.targets.reading import read_task

    document, task, frame = pickle.loads(case.content)  # noqa: S301  # made above
    if task is None:
        return repr(read_frames(document))
    reading = read_task(task, document, TaskFrame(*frame))
    rows: list[Any] = [*reading.targets, *reading.ledger]
    return repr([row._replace(confidence=1.0, evidence=()) for row in rows])


def cover_table(table: str, right: Sequence[int], pool: Pool) -> Iterator[tuple[Row, str | None]]:
    """Yield each row of a table with the name of a case that needs it, None where there is none."""
    unneeded: list[tuple[str, Row]] = []
    rows = read_table(table)
    queue = [rows[at : at + TOGETHER] for at in range(0, len(rows), TOGETHER)]
    while queue:
        own, *queue = queue
        words = {row[0] for row in own}
        numbers = [at for at, case in enumerate(_CASES) if case.whole == (table == "frames") and _holds(case, words)]
        left_out = [*unneeded, *((table, row) for row in own)]
        found = pool.apply(read_all, (numbers, left_out)) if numbers else []
        changed = [number for number, new in zip(numbers, found, strict=True) if new != right[number]]
        if changed and len(own) > 1:
            half = len(own) // 2
            queue[:0] = [own[:half], own[half:]]
            continue
        unneeded += [] if changed else [(table, row) for row in own]
        yield from ((row, _CASES[changed[0]].name if changed else None) for row in own)


def _holds(case: Case, words: set[str]) -> bool:
    """Whether a case holds one of the words; one that is no plain text (a shape) may be in any."""
    return any(word in case.text or not word.isalnum() for word in words)


if __name__ == "__main__":
    sys.exit(main())
