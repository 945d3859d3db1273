"""Labelled sets read by judges that have not seen them, and scored.

In: `LabelledSet`s and one judge a fold; each document is read by the judge of its own fold, from file to rows. Out:
`Scored` sets. A set with whole documents is read in these too: a row belongs to the labelled paragraph that holds its
sentence, and rows of sentences that no label holds are left out, since nobody has judged them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.documents.model import Document
from etl.judging.judge import ROLES, Judge
from etl.targets.rows import make_rows
from etl.tools.learning.fitting import find_fold
from etl.tools.learning.labels import LabelledSet, Row, group_documents, place_verdicts, read_laid_out, squeeze
from etl.tools.scoring import Place, Score, score_targets

POOLED = "全部标注集合计"
ASSUMED = 10
"""How many rows the share of all counts for in the share of each sort of deadline."""


class Entry(NamedTuple):
    """A number of the ledger in a labelled task: how sure it was, and whether the label too says that it is none."""

    place: Place
    confidence: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """A set with what was read of it; `whole` where that was inside whole documents.

    `targets` and `paragraphs` are rows of targets and of tasks; of a whole document they have the labels' task numbers.
    `entries` are the ledger's numbers that a label judges.
    """

    name: str
    kind: str
    whole: bool
    tasks: list[Row]
    targets: list[Row]
    paragraphs: list[Row]
    entries: list[Entry]
    score: Score


class _Read(NamedTuple):
    """What a judge read of labelled tasks, as in `Scored`."""

    targets: list[Row]
    paragraphs: list[Row]
    entries: list[Entry]


def score_sets(sets: Sequence[LabelledSet], folds: Sequence[Judge]) -> Iterator[Scored]:
    """Yield each set laid out as lists, scored, and where it has whole documents before that inside these."""
    groups = group_documents([task for labelled in sets for task in labelled.tasks])
    judges = {doc: folds[find_fold(group)] for doc, group in groups.items()}
    for labelled in sets:
        if labelled.documents:
            tasks = [task | {"departments": []} for task in labelled.tasks if task["doc"] in labelled.documents]
            yield _score(labelled, tasks, _read_whole(labelled, judges), whole=True)
        yield _score(labelled, labelled.tasks, _read_laid_out(labelled.tasks, judges), whole=False)


def pool(scores: Sequence[Scored]) -> Scored:
    """All sets as one, each labelled task once: inside its whole document, where that was read, else laid out."""
    tasks: list[Row] = []
    targets: list[Row] = []
    entries: list[Entry] = []
    seen: set[Place] = set()
    for scored in sorted(scores, key=lambda scored: not scored.whole):
        fresh = [task for task in scored.tasks if (task["doc"], str(task["task_no"])) not in seen]
        places = {(task["doc"], str(task["task_no"])) for task in fresh}
        tasks += fresh
        targets += [row for row in scored.targets if (row["doc_id"], str(row["task_no"])) in places]
        entries += [entry for entry in scored.entries if entry.place in places]
        seen |= places
    laid_out = [scored for scored in scores if not scored.whole]
    paragraphs = [row for scored in laid_out for row in scored.paragraphs]
    score = score_targets(tasks, targets, [])
    score.department_tasks = sum(scored.score.department_tasks for scored in laid_out)
    score.departments_right = sum(scored.score.departments_right for scored in laid_out)
    return Scored(POOLED, "pooled", False, tasks, targets, paragraphs, entries, score)


def find_shares(sets: Sequence[LabelledSet], folds: Sequence[Judge]) -> dict[str, float]:
    """How many of the rows that no judge decides are right: `deadline`, and each sort of these (see deadlines.py).

    A sort's share is drawn towards that of all, as if `ASSUMED` more rows of it had been seen: few prove little.
    """
    found = [
        (outcome.sort, outcome.result != "extra")
        for scored in score_sets(sets, folds)
        for outcome in scored.score.outcomes
        if outcome.kind == "deadline"
    ]
    of_all = sum(is_right for _, is_right in found) / max(len(found), 1)
    shares = {"deadline": round(of_all, 4)}
    for sort in sorted({sort for sort, _ in found if sort}):
        right = [is_right for own, is_right in found if own == sort]
        shares[sort] = round((sum(right) + ASSUMED * of_all) / (len(right) + ASSUMED), 4)
    return shares


def _score(labelled: LabelledSet, tasks: list[Row], read: _Read, *, whole: bool) -> Scored:
    score = score_targets(tasks, read.targets, read.paragraphs)
    return Scored(labelled.name, labelled.kind, whole, tasks, *read, score)


def _read_laid_out(tasks: Sequence[Row], judges: Mapping[str, Judge]) -> _Read:
    """Labelled tasks that are laid out as lists."""
    read = _Read([], [], [])
    for doc, document in read_laid_out(tasks).items():
        rows = make_rows(document, judges[doc])
        labels = {str(task["task_no"]): task for task in tasks if task["doc"] == doc}
        read.targets.extend(rows.targets)
        read.paragraphs.extend(rows.tasks)
        read.entries.extend(_check_ledger(document, rows.ledger, labels))
    return read


def _read_whole(labelled: LabelledSet, judges: Mapping[str, Judge]) -> _Read:
    """Whole documents: rows go by the number of the labelled paragraph that holds their sentence."""
    read = _Read([], [], [])
    for doc, document in labelled.documents.items():
        paragraphs = [(squeeze(task["text"]), task) for task in labelled.tasks if task["doc"] == doc]
        rows = make_rows(document, judges[doc])
        for row in rows.targets:
            sentence = squeeze(row["sentence"])
            label = next((task for text, task in paragraphs if _holds(text, sentence)), None)
            if label is not None:
                read.targets.append(row | {"task_no": label["task_no"]})
        squeezed = [(own.task_no, squeeze(own.text)) for own in document.tasks]
        labels = {number: task for number, own in squeezed for text, task in paragraphs if _holds(text, own)}
        read.entries.extend(_check_ledger(document, rows.ledger, labels))
    return read


def _check_ledger(document: Document, ledger: Iterable[Row], labels: Mapping[str, Row]) -> Iterator[Entry]:
    """The entries whose number a label judges; `labels` go by the number of the document's task with the same text."""
    texts = {task.task_no: task.text for task in document.tasks}
    verdicts = {number: place_verdicts(label, texts[number]) for number, label in labels.items()}
    for row in ledger:
        placed = verdicts.get(row["task_no"], {})
        verdict = next((placed[at] for at in range(row["start"], row["end"]) if at in placed), None)
        if verdict is not None:
            label = labels[row["task_no"]]
            yield Entry((label["doc"], str(label["task_no"])), row["confidence"], verdict not in ROLES)


def _holds(text: str, sentence: str) -> bool:
    """Whether a paragraph holds a sentence, or its ends where the reader joined lines inside it."""
    return sentence in text or (len(sentence) > 40 and sentence[:40] in text and sentence[-20:] in text)
