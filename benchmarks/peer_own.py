"""This project's extractor as one engine of benchmarks/peers.py: a task's quantity and ratio targets, and due dates."""

from __future__ import annotations

import sys

from benchmarks.peer_lines import Read, Reading, Row, serve
from etl.documents.facts import period_of
from etl.documents.model import Document, Task
from etl.lexicon.folding import clean
from etl.targets.model import TaskReading
from etl.targets.reading import read_task


def load() -> Read:
    """The function that reads one task."""
    return lambda task: map_reading(read_task(*make_task(task)))


def make_task(row: Row) -> tuple[Task, Document]:
    """A labelled task as its reader would give it, with what its document says of itself."""
    title, year = row.get("doc_title") or "", row.get("year")
    published = str(year) if year else None
    document = Document(
        "peers", "", title, row.get("issuer"), row.get("region"), published, period_of(title), tasks=(), sha256=""
    )
    return Task(str(row["task_no"]), clean(row["text"]), row.get("departments_text") or ""), document


def map_reading(reading: TaskReading) -> Reading:
    """Targets with a number as values; the due dates that the task's own text states, each once."""
    dues = {target.due: target.quote for target in reading.targets if target.due and target.due_source == "sentence"}
    return {
        "values": [
            {"quote": target.quote, "value": target.value, "value_max": target.value_max, "unit": target.unit}
            for target in reading.targets
            if target.kind != "deadline"
        ],
        "dates": [{"quote": quote, "due": due} for due, quote in dues.items()],
    }


if __name__ == "__main__":
    serve(load, None, int(sys.argv[1]))
