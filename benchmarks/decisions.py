"""What 10,000 decisions cost a build, and a decision its reader: `python -m benchmarks.decisions [DECISIONS] [TURNS]`.

A folder of documents made from the project's corpus is built without decisions and with so many (corrections,
confirmations, rejections, promotions, spread over all rows), in turn; printed are the medians and their ratio, and how
long one decision and its refresh of the tables take then. Nothing is kept.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

import records
from benchmarks.extraction import make_text
from etl.targets.build import build
from etl.targets.stored import read_documents
from records.database import URL_VARIABLE
from records.tables import open_replay

CHARACTERS_A_DECISION = 60
"""How long the text is for each decision: most targets are decided on."""

TASKS_A_DOCUMENT = 120


def main() -> None:
    """Print the times."""
    wanted, turns = (int(given) for given in [*sys.argv[1:], *["10000", "3"][len(sys.argv) - 1 :]])
    os.environ.pop(URL_VARIABLE, None)
    with tempfile.TemporaryDirectory() as folder:
        sources, out = Path(folder, "sources"), Path(folder, "data")
        write_sources(sources, wanted * CHARACTERS_A_DECISION)
        build(sources, out)
        engine = records.open_database(out)
        made = decide(engine, out, wanted)
        plain, decided = [], []
        for _ in range(turns):
            plain.append(measure(lambda: build(sources, Path(folder, "plain"), fresh=True)))
            decided.append(measure(lambda: build_decided(sources, out)))
        ratio = statistics.median(decided) / statistics.median(plain)
        print(f"build without decisions       {statistics.median(plain):6.2f} s")
        print(f"build with {made:6,} decisions    {statistics.median(decided):6.2f} s, {ratio:.2f} times as long")
        target_id, seen = records.standing(engine)[0].target_id, records.standing(engine)[-1].id
        proposal = records.Proposal("correct", target_id, {"indicator": "另一名称"}, seen)
        spent = measure(lambda: records.decide(engine, out, [proposal], "张三"))
        print(f"one more decision             {spent:6.2f} s")
        spent = measure(lambda: records.refresh(out, engine, [target_id]))
        print(f"and the tables under it       {spent:6.2f} s")
        engine.dispose()


def write_sources(sources: Path, characters: int) -> None:
    """Task lists as text files."""
    sources.mkdir()
    tasks = make_text(characters)
    for at in range(0, len(tasks), TASKS_A_DOCUMENT):
        lines = (f"{number}. {task}" for number, task in enumerate(tasks[at : at + TASKS_A_DOCUMENT], 1))
        (sources / f"{at:06}.txt").write_text("\n".join(lines), encoding="utf-8")


def decide(engine: sa.Engine, out: Path, wanted: int) -> int:
    """Decide on rows of every document, in one act a document; the number of decisions."""
    documents = list(read_documents(out))
    share = wanted / sum(len(rows["targets"]) + len(rows["ledger"]) / 8 for _, rows in documents)
    made = 0
    for _, rows in documents:
        count = round(len(rows["targets"]) * share)
        proposals = [
            [
                records.Proposal("correct", row["target_id"], {"indicator": f"{row['indicator'][:40]}（校）"}),
                records.Proposal("confirm", row["target_id"]),
                records.Proposal("reject", row["target_id"], {"reason": "fact"}),
            ][at % 3]
            for at, row in enumerate(rows["targets"][:count])
        ]
        facts = [row for row in rows["ledger"] if row["reason"] == "fact"][: round(len(rows["ledger"]) / 8 * share)]
        with contextlib.suppress(records.RefusedError):  # a document whose promoted numbers do not stand alone
            made += len(
                records.decide(
                    engine, out, proposals + [records.Proposal("promote", row["mention_id"]) for row in facts], "张三"
                )
            )
            continue
        made += len(records.decide(engine, out, proposals, "张三")) if proposals else 0
    return made


def build_decided(sources: Path, out: Path) -> None:
    """A build as the command line makes it, every document read again."""
    replay = open_replay(out)
    build(sources, out, fresh=True, decider=replay)
    if replay is not None:
        replay.finish(out)


def measure(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
