"""Which labelled task, corpus case or document needs each row of the word tables; whether its own case needs a word.

    python -m etl.tools.coverage [--whole FOLDER] [--texts FOLDER] [--table NAME ...] [GOLD.jsonl ...]
    python -m etl.tools.coverage --cases

A row is needed where some text that holds its word is read otherwise without it: another target, reason, frame, due
date, indicator; how sure and why may differ. Texts are the project's own labels (tests/labelled, tests/corpus), each
set given, its whole documents, and the unlabelled documents of `--texts`. Prints a line a row: table, row, the case
that needs it, or `-`. Rows are left out together where that changes nothing, so of two words that do one thing one is
needed. A word is in force as soon as the stages are imported: each trial is a process of its own.

`--cases` reads the sentence that stands beside each word of the lexicon with and without it, and prints the rows that
change nothing there. Exit codes: 0, 1 such a row, 2 a set or a folder cannot be used.
"""

from __future__ import annotations

import argparse
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl import SourceError
from etl.lexicon.words import NONE, leave_out, read_table
from etl.tools.learning.arguments import add_arguments

if TYPE_CHECKING:
    from etl.documents.model import Document
    from etl.targets.model import TaskReading

KINDS = (
    "base",
    "change",
    "cue",
    "date",
    "due",
    "edge",
    "grant",
    "implausible",
    "marker",
    "name",
    "nature",
    "number",
    "size",
    "verb",
    "frame",
)
"""The kinds of words in the lexicon."""

TABLES = (*KINDS, "units", "words")
PART = " ▸ "
"""What stands between the title, the heading and the sentence of a case."""

NO_SURER = 0.01
"""A confidence that moves by no more than this is the same: another training moves it too."""

CHUNK = 2000
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

Row = tuple[str, tuple[str, ...]]
"""A table's name, and the cells of a row."""


def main(arguments: list[str] | None = None) -> int:
    """Try every row and print; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m etl.tools.coverage", description="What needs each word.")
    add_arguments(parser)
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="further documents, without labels")
    parser.add_argument(
        "--table", nargs="*", choices=TABLES, default=TABLES, metavar="NAME", help="of these tables and kinds"
    )
    parser.add_argument("--cases", action="store_true", help="only whether each word's own case needs it")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes (default: 2)")
    options = parser.parse_args(arguments)
    fork = get_context("fork")
    if options.cases:
        with fork.Pool(options.workers, maxtasksperchild=1) as pool:
            return _print_idle(pool)
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
    for (_, cells), needed_by in cover_table(table, right, pool):
        print(f"{table}\t{' '.join(cells[:5])}\t{needed_by or '-'}", flush=True)


def _print_idle(pool: Pool) -> int:
    """Print the lexicon's rows that their own case does not need; gives the exit code."""
    wanted: dict[Row, list[str]] = {
        ("lexicon", cells): [cells[-1]] for cells in read_table("lexicon") if cells[-1] != NONE
    }
    idle = [row for row, cases in needing(wanted, pool) if not cases]
    for _, cells in idle:
        print("\t".join(cells))
    return 1 if idle else 0


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


def read_all(numbers: Sequence[int], left_out: Sequence[Row] = ()) -> list[int]:
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
    return repr(_unsure(read_task(task, document, TaskFrame(*frame))))


def _unsure(reading: TaskReading) -> list[Any]:
    """The rows of a reading without how sure they are and why."""
    rows: list[Any] = [*reading.targets, *reading.ledger]
    return [row._replace(confidence=1.0, evidence=()) for row in rows]


def cover_table(table: str, right: Sequence[int], pool: Pool) -> Iterator[tuple[Row, str | None]]:
    """Yield each row of a table, or of a kind of the lexicon, with a case that needs it, None where there is none."""
    unneeded: list[Row] = []
    rows: list[Row]
    if table in KINDS:
        rows = [("lexicon", cells) for cells in read_table("lexicon") if cells[1] == table]
    else:
        rows = [(table, cells) for cells in read_table(table)]
    queue = [rows[at : at + TOGETHER] for at in range(0, len(rows), TOGETHER)]
    while queue:
        own, *queue = queue
        words = {cells[0] for _, cells in own}
        numbers = [at for at, case in enumerate(_CASES) if case.whole == (table == "frame") and _holds(case, words)]
        left_out = [*unneeded, *own]
        found = pool.apply(read_all, (numbers, left_out)) if numbers else []
        changed = [number for number, new in zip(numbers, found, strict=True) if new != right[number]]
        if changed and len(own) > 1:
            half = len(own) // 2
            queue[:0] = [own[:half], own[half:]]
            continue
        unneeded += [] if changed else own
        yield from ((row, _CASES[changed[0]].name if changed else None) for row in own)


class Read(NamedTuple):
    """How a sentence is read: its frame and its rows, and how sure each row is."""

    rows: str
    sure: tuple[float, ...]

    def differs(self, other: Read | None) -> bool:
        """Whether another reading has other rows, or the same but with another confidence."""
        if other is None or self.rows != other.rows:
            return True
        return any(abs(one - two) > NO_SURER for one, two in zip(self.sure, other.sure, strict=True))


def read_sentence(case: str) -> Read:
    """How a lexicon's case is read.

    >>> read_sentence("新建学校50所。").differs(read_sentence("甲市政府工作报告 ▸ 2020年工作回顾 ▸ 新建学校50所。"))
    True
    """
    from etl.documents.model import Document, Task
    from etl.judging.frames import read_frames
    from etl.targets.reading import read_task

    *about, text = case.split(PART)
    title, section = ["", "", *about][-2:] if len(about) < 2 else about
    task = Task("1", text, section=section or None)
    document = Document("case", "", title, None, None, "2021", None, (task,), "")
    (frame,) = read_frames(document)
    reading = read_task(task, document, frame)
    said = repr([frame.frame, frame.year, *_unsure(reading)])
    return Read(said, tuple(row.confidence for rows in (reading.targets, reading.ledger) for row in rows))


def read_sentences(cases: Sequence[str], left_out: Sequence[Row] = ()) -> list[Read] | None:
    """The same of several cases, without some rows; None where the stages do not work without."""
    leave_out(left_out)
    try:
        return [read_sentence(case) for case in cases]
    except (KeyError, ValueError, IndexError, re.error):
        return None


def _all_read(read: list[Read] | None) -> list[Read]:
    """What was read with every row in force, which must work."""
    if read is None:
        raise SourceError("the stages do not work with the lexicon as it is")
    return read


def part(wanted: dict[Row, list[str]]) -> list[list[Row]]:
    """The rows in groups that can be left out together: no case of one holds a word of another.

    No group holds all words of a role, without which the stages do not work.
    """
    sizes = Counter(row[1][1:3] for row in wanted)
    groups: list[tuple[list[Row], set[str], str, Counter[tuple[str, ...]]]] = []
    for row, cases in wanted.items():
        word, role, text = row[1][0], row[1][1:3], "\n".join(cases)
        for at, (rows, words, texts, roles) in enumerate(groups):
            apart = word not in texts and not any(other in text for other in words)
            if apart and roles[role] + 1 < sizes[role]:
                rows.append(row)
                words.add(word)
                roles[role] += 1
                groups[at] = (rows, words, texts + text, roles)
                break
        else:
            groups.append(([row], {word}, text, Counter([role])))
    return [rows for rows, *_ in groups]


def needing(wanted: dict[Row, list[str]], pool: Pool) -> Iterator[tuple[Row, list[str]]]:
    """Yield each row with those of its cases that are read otherwise without it."""
    every = sorted({case for cases in wanted.values() for case in cases})
    chunks = [every[at : at + CHUNK] for at in range(0, len(every), CHUNK)]
    right = dict(zip(every, chain.from_iterable(map(_all_read, pool.imap(read_sentences, chunks))), strict=True))
    groups = part(wanted)
    while groups:
        tasks = [([case for row in rows for case in wanted[row]], rows) for rows in groups]
        again: list[list[Row]] = []
        for (cases, rows), found in zip(tasks, pool.starmap(read_sentences, tasks, chunksize=1), strict=True):
            if found is None and len(rows) > 1:  # together they are all the words of a role
                again += [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
                continue
            new = dict(zip(cases, found or repeat(None), strict=False))
            yield from ((row, [case for case in wanted[row] if right[case].differs(new[case])]) for row in rows)
        groups = again


def _holds(case: Case, words: set[str]) -> bool:
    """Whether a case holds one of the words; one that is no plain text (a shape) may be in any."""
    return any(word in case.text or not word.isalnum() for word in words)


if __name__ == "__main__":
    sys.exit(main())
