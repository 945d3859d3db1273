"""Labelled tasks → examples to learn from: the features of each number with the verdict that its label gives it.

A labelled set is a JSON Lines file of tasks (see etl/tools/accuracy.py). Its tasks are read as rows of a list, laid out
in a file a document, and, where whole documents are given, in these too: as a reader finds them, with headings and
neighbours. Judgements (TSV: text with the number in ⟦⟧, verdict, title) and corpus cases (TOML) are single sentences.
"""

from __future__ import annotations

import csv
import json
import re
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from etl import SourceError
from etl.documents import list_sources, read_document
from etl.documents.model import Document, Task
from etl.judging.features import describe_task
from etl.judging.frames import TaskFrame, read_frames
from etl.judging.scenes import describe_in, read_scenes
from etl.lexicon.folding import fold
from etl.lexing.sentences import read_sentences
from etl.tools.learning.cover import NUMERALS, Label, place_labels, place_loosely

Row = dict[str, Any]
NEEDED = ("doc", "task_no", "text", "targets")
NEEDED_OF_A_TARGET = ("quote", "kind", "role", "indicator")
VERDICTS = ("goal", "rule", "fact", "condition", "name", "date", "idiom", "ordinal", "per")
OWN_NAME = "项目标注集"
JUDGEMENTS = "judgements.tsv"
WHOLE = "whole"
"""The folder of the project's own whole documents, beside the file of their labels."""

_SAME = str.maketrans("，；：（）％！？－—–", ",;:()%!?---")


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled tasks that are scored together; `kind` is `own` for the project's, `given` for any other.

    `documents` are whole documents by id, in which these tasks stand; empty where none were given.
    """

    name: str
    kind: str
    tasks: list[Row]
    documents: Mapping[str, Document]


class Example(NamedTuple):
    """One number: what is said of it, and its right verdict.

    `doc` is its document's id; examples of one `group` share a document, a title or a text. `weight` is how much it
    counts: a number that is read both ways, in a list and in its whole document, counts as one.
    """

    doc: str
    group: str
    features: tuple[str, ...]
    verdict: str
    weight: float


def read_sets(own: Path, given: Sequence[Path], whole: Path | None = None) -> list[LabelledSet]:
    """The project's own sets, and one for each file given; `whole` is a folder of whole documents with sources.toml.

    Raises SourceError where there is none.
    """
    own_tasks = [task for path in sorted(own.glob("*.jsonl")) if path.stem != WHOLE for task in read_labelled(path)]
    sets = [LabelledSet(OWN_NAME, "own", own_tasks, {})] if own_tasks else []
    if (own / WHOLE).exists():
        tasks = read_labelled(own / f"{WHOLE}.jsonl")
        sets.append(LabelledSet(f"{OWN_NAME}（整篇）", "own", tasks, read_documents(own / WHOLE)))
    documents = read_documents(whole) if whole else {}
    sets += [_read_given(path, documents) for path in given]
    if not sets:
        raise SourceError(f"{own}: holds no labelled set (*.jsonl), and none was given")
    return sets


def _read_given(path: Path, documents: Mapping[str, Document]) -> LabelledSet:
    tasks = read_labelled(path)
    named = {task["doc"] for task in tasks}
    return LabelledSet(path.stem, "given", tasks, {name: own for name, own in documents.items() if name in named})


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


def read_documents(folder: Path) -> dict[str, Document]:
    """The documents of a folder by id. Raises SourceError where one cannot be read."""
    documents = (read_document(listing.path, listing.source) for listing in list_sources(folder))
    return {document.doc_id: document for document in documents}


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


def read_laid_out(tasks: Sequence[Row]) -> dict[str, Document]:
    """Labelled tasks as the documents that a reader makes of them, by id."""
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder, "sources")
        lay_out(tasks, sources)
        return read_documents(sources)


def make_examples(sets: Sequence[LabelledSet], corpus: Path, judgements: Path | None = None) -> list[Example]:
    """The examples of labelled sets, in their order; then those of corpus cases and of a table of judgements."""
    groups = group_documents([task for labelled in sets for task in labelled.tasks])
    examples: list[Example] = []
    for labelled in sets:
        rows = {name: _open(document) for name, document in read_laid_out(labelled.tasks).items()}
        wholes = {name: _open(document) for name, document in labelled.documents.items()}
        for task in labelled.tasks:
            name = task["doc"]
            found = _find_places(wholes[name], task) if name in wholes else []
            weight = 0.5 if found else 1.0
            for opened, places in ((rows[name], _find_rows(rows[name], task)), (wholes.get(name), found)):
                if opened is not None:
                    for at in places:
                        examples += _read_examples(task, opened, at, groups[name], weight)
    examples += [example for path in sorted(corpus.glob("*.toml")) for example in _read_corpus(path)]
    return examples + (_read_judgements(judgements) if judgements and judgements.exists() else [])


def group_documents(tasks: Iterable[Row]) -> dict[str, str]:
    """A name for the group of each document: those that share a title or the text of a task are one."""
    parent: dict[str, str] = {}

    def find(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    documents = []
    for task in tasks:
        documents.append(task["doc"])
        own = find(task["doc"])
        for shared in ("title " + squeeze(task.get("doc_title") or task["doc"]), "text " + squeeze(task["text"])):
            parent[find(shared)] = own
            own = find(own)
    return {name: find(name) for name in documents}


def squeeze(text: str) -> str:
    """A text without white space, its signs folded: what is the same to a reader is the same."""
    return re.sub(r"\s+", "", text).translate(_SAME)


class _Opened(NamedTuple):
    """A document with the frames of its paragraphs, and their texts squeezed."""

    document: Document
    frames: tuple[TaskFrame, ...]
    texts: tuple[str, ...]


def _open(document: Document) -> _Opened:
    return _Opened(document, read_frames(document), tuple(squeeze(task.text) for task in document.tasks))


def _find_rows(opened: _Opened, task: Row) -> list[int]:
    """The one row that a laid-out task became."""
    return [at for at, own in enumerate(opened.document.tasks) if own.task_no == str(task["task_no"])][:1]


def _find_places(opened: _Opened, task: Row) -> list[int]:
    """The paragraphs of a whole document that hold a labelled text, or that it holds."""
    wanted = squeeze(task["text"])
    whole = [at for at, text in enumerate(opened.texts) if wanted in text][:1]
    return whole or [at for at, text in enumerate(opened.texts) if len(text) > 7 and text in wanted]


def _read_examples(labelled: Row, opened: _Opened, at: int, group: str, weight: float) -> Iterator[Example]:
    """The numbers of one paragraph that a label covers and no shape decides."""
    task = opened.document.tasks[at]
    verdicts = place_verdicts(labelled, task.text)
    for features, verdict in _describe(task, opened.document, opened.frames[at], verdicts):
        yield Example(labelled["doc"], group, features, verdict, weight)


def _describe(
    task: Task, document: Document, frame: TaskFrame, verdicts: Mapping[int, str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """The features of each number of a task that has a verdict."""
    shared = describe_task(task, document)
    for scene in read_scenes(read_sentences(task.text), task, document, frame):
        for number in scene.asked():
            mention = number.mention
            verdict = next((verdicts[p] for p in range(mention.start, mention.end) if p in verdicts), None)
            if verdict is not None:
                sentence, own = describe_in(scene, number, frame)
                yield tuple(dict.fromkeys([*shared, *sentence, *own])), verdict


def place_verdicts(labelled: Row, text: str) -> dict[int, str]:
    """The verdict of each numeral of `text`, which holds the labelled text or a part of it, numerals in one order."""
    verdicts = find_verdicts(labelled)
    theirs = [at for at, sign in enumerate(labelled["text"]) if sign in NUMERALS]
    ours = [at for at, sign in enumerate(text) if sign in NUMERALS]
    whole, part = squeeze(text), squeeze(labelled["text"])
    if (before := whole.find(part)) >= 0:
        ours = ours[sum(sign in NUMERALS for sign in whole[:before]) :]
    elif (before := part.find(whole)) >= 0:
        theirs = theirs[sum(sign in NUMERALS for sign in part[:before]) :]
    return {own: verdicts[their] for own, their in zip(ours, theirs, strict=False) if their in verdicts}


def find_verdicts(labelled: Row) -> dict[int, str]:
    """The verdict that the labels give each numeral of a labelled text, by offset; an optional target gives none."""
    targets, excluded = labelled["targets"], labelled.get("excluded", [])
    labels = [Label(target["quote"]) for target in targets]
    labels += [Label(entry["quote"], entry["reason"] == "per") for entry in excluded]
    verdicts = [
        None if target.get("optional") else "date" if target["kind"] == "deadline" else target["role"]
        for target in targets
    ] + [entry["reason"] for entry in excluded]
    placed = place_labels(labelled["text"], labels) or place_loosely(labelled["text"], labels)
    found: dict[int, str] = {}
    for verdict, numerals in zip(verdicts, placed, strict=True):
        if verdict is not None:
            found |= dict.fromkeys(numerals, "name" if verdict == "reference" else verdict)
    return found


def _read_corpus(path: Path) -> Iterator[Example]:
    """The numbers of a corpus file's cases."""
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        targets = [
            {"quote": fold(target["quote"]), "kind": target.get("kind", "quantity"), "role": target.get("role", "goal")}
            for target in case.get("target", [])
        ]
        excluded = [
            {"quote": fold(quote), "reason": reason} for reason, own in case.get("ledger", {}).items() for quote in own
        ]
        text = fold(case["text"])
        verdicts = find_verdicts({"text": text, "targets": targets, "excluded": excluded})
        yield from _describe_single("corpus", text, verdicts, case.get("title", ""), case.get("year"))


def _read_judgements(path: Path) -> list[Example]:
    """The numbers of a table of judgements. Raises SourceError for a line that is none."""
    examples: list[Example] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines()[1:], 2):
        marked, verdict, title, section = [*line.split("\t"), "", "", ""][:4]
        if "⟦" not in marked or verdict not in VERDICTS:
            raise SourceError(f"{path}, line {number}: is no text with a number in ⟦⟧ and one of {', '.join(VERDICTS)}")
        text = marked.replace("⟦", "").replace("⟧", "")
        inside = range(marked.index("⟦"), marked.index("⟧") - 1)
        verdicts = {at: verdict for at in inside if text[at] in NUMERALS}
        examples += _describe_single("judgements", text, verdicts, title, 2024, section or None)
    return examples


def _describe_single(
    doc: str, text: str, verdicts: Mapping[int, str], title: str, year: int | None, section: str | None = None
) -> Iterator[Example]:
    """The numbers of a sentence as a document of one task."""
    task = Task("1", text, section=section)
    published = str(year) if year else None
    document = Document("single", "single", title, None, None, published, None, (task,), "")
    for features, verdict in _describe(task, document, read_frames(document)[0], verdicts):
        yield Example(doc, f"corpus {text}", features, verdict, 1.0)


def count_by_set(sets: Sequence[LabelledSet]) -> dict[str, dict[str, int]]:
    """How many documents, tasks and labels each set has, by its name."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for labelled in sets:
        counts[labelled.name] = {
            "documents": len({task["doc"] for task in labelled.tasks}),
            "tasks": len(labelled.tasks),
            "targets": sum(len(task["targets"]) for task in labelled.tasks),
            "others": sum(len(task.get("excluded", [])) for task in labelled.tasks),
        }
    return dict(counts)
