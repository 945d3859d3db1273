"""Labelled sets read by judges that have not seen them: the rows of each document, by the judge of its fold.

In: `LabelledSet`s and one judge a fold. Out: rows of targets and tasks, as a build makes them, ready to be scored. A
set with whole documents is read in these: a row belongs to the labelled paragraph that holds its sentence, and rows of
sentences that no label holds are left out, since nobody has judged them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from etl.judge import Judge
from etl.learning.fitting import find_fold
from etl.learning.labels import LabelledSet, Row, group_documents, read_laid_out, squeeze
from etl.rows import make_rows
from etl.scoring import Score, score_targets


def score_sets(sets: Sequence[LabelledSet], folds: Sequence[Judge]) -> Iterator[tuple[LabelledSet, bool, list[Row], Score]]:
    """Yield each set with whether it was read inside whole documents, its rows and its score; a set may come twice."""
    groups = group_documents([task for labelled in sets for task in labelled.tasks])
    judges = {doc: folds[find_fold(group)] for doc, group in groups.items()}
    for labelled in sets:
        if labelled.documents:
            tasks = [task for task in labelled.tasks if task["doc"] in labelled.documents]
            rows = [row for doc in labelled.documents for row in _read_whole(labelled, doc, judges[doc])]
            yield labelled, True, rows, score_targets([task | {"departments": []} for task in tasks], rows, [])
        targets, paragraphs = read_rows(labelled, judges)
        yield labelled, False, targets, score_targets(labelled.tasks, targets, paragraphs)


def read_rows(labelled: LabelledSet, judges: dict[str, Judge]) -> tuple[list[Row], list[Row]]:
    """The rows of targets and of tasks of a set's tasks, laid out as lists, each document by its own judge."""
    made = [make_rows(document, judges[doc]) for doc, document in read_laid_out(labelled.tasks).items()]
    return [row for rows in made for row in rows.targets], [row for rows in made for row in rows.tasks]


def _read_whole(labelled: LabelledSet, doc: str, judge: Judge) -> Iterator[Row]:
    """The targets of a whole document, under the number of the labelled paragraph that holds their sentence."""
    paragraphs = [(squeeze(task["text"]), task["task_no"]) for task in labelled.tasks if task["doc"] == doc]
    for row in make_rows(labelled.documents[doc], judge).targets:
        sentence = squeeze(row["sentence"])
        number = next((number for text, number in paragraphs if _holds(text, sentence)), None)
        if number is not None:
            yield row | {"task_no": number}


def _holds(text: str, sentence: str) -> bool:
    """Whether a paragraph holds a sentence, or its ends where the reader joined lines inside it."""
    return sentence in text or (len(sentence) > 40 and sentence[:40] in text and sentence[-20:] in text)


def find_shares(sets: Sequence[LabelledSet], folds: Sequence[Judge]) -> dict[str, float]:
    """How many of the rows that no judge decides are right: `deadline`."""
    results = Counter(
        outcome.result == "extra"
        for _, _, _, score in score_sets(sets, folds)
        for outcome in score.outcomes
        if outcome.kind == "deadline"
    )
    return {"deadline": round(results[False] / max(results.total(), 1), 4)}
