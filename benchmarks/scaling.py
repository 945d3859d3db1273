"""How a build grows with the number of documents and processes: `python -m benchmarks.scaling`.

Writes folders of invented task lists (the texts of `benchmarks.synthetic`, whose targets are known), 10² to 10⁴ of them
where nothing else is asked for, and builds each with `python -m etl build --jobs N` in a process of its own. Prints
seconds, documents a second, the build's highest memory, the exponent of growth from each size to the next, the share of
the known targets that were found, and whether the tables are the same for any number of processes. Then the same folder
once more, unchanged, and once more after the build was killed half-way. With `--rows` the dashboard is measured
instead, over tables of so many targets (`benchmarks.rows`).
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random

import pyarrow.parquet as pq

from benchmarks import rows
from benchmarks.synthetic import make_document
from etl.schema import TABLES
from etl.targets.journal import FOLDER

ROOT = Path(__file__).resolve().parent.parent
SIZES = (100, 1_000, 10_000)
TARGETS_A_DOCUMENT = 8
HEAD = ("序号", "政策内容", "责任部门")
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Run:
    """One build: seconds, the highest memory of its largest process and of all together, and its tables' hash."""

    seconds: float
    largest: float
    together: float
    print_of_rows: str


def write_sources(folder: Path, documents: int, seed: int = 1) -> Counter[tuple[str, str]]:
    """Write so many task lists; the targets that they hold, as (document's id, figure in its own words)."""
    folder.mkdir(parents=True)
    known: Counter[tuple[str, str]] = Counter()
    for number in range(documents):
        rows, source = make_document(number, TARGETS_A_DOCUMENT, Random(f"{seed} {number}"))
        with (folder / f"{source['id']}.csv").open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(HEAD)
            for task in rows["tasks"]:
                lines.writerow([task["task_no"], task["text"], "、".join(task["departments"])])
        known.update((f"{source['id']}.csv", row["shown"]) for row in rows["targets"])
    return known


def build(sources: Path, out: Path, jobs: int, *, kill_after: int = 0) -> Run:
    """Build a folder in a process of its own; with `kill_after` kill it once so many documents are read."""
    command = [sys.executable, "-m", "etl", "build", str(sources), "--out", str(out), "--jobs", str(jobs)]
    begun = time.perf_counter()
    process = subprocess.Popen(  # this program itself, no shell
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    largest = together = 0.0
    while process.poll() is None:
        held = [_memory(pid) for pid in _family(process.pid)]
        largest, together = max([largest, *held]), max(together, sum(held))
        if kill_after and len(list((out / FOLDER).glob("*.arrow"))) >= kill_after:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.1)
    seconds = time.perf_counter() - begun
    if process.returncode and not kill_after:
        raise SystemExit(f"the build of {sources} ended with {process.returncode}")
    return Run(seconds, largest, together, "" if kill_after else _print_rows(out))


def _family(pid: int) -> list[int]:
    """A process and those that it started, at any depth."""
    found = [pid]
    for at in found:
        children = Path(f"/proc/{at}/task/{at}/children")
        if children.exists():
            found += [int(child) for child in children.read_text().split()]
    return found


def _memory(pid: int) -> float:
    """What a process holds now, in MB; 0 where the system does not say or it has ended."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0.0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def _print_rows(out: Path) -> str:
    digest = sha256()
    for table in TABLES:
        digest.update((out / f"{table}.parquet").read_bytes())
    return digest.hexdigest()


def found_share(out: Path, known: Counter[tuple[str, str]]) -> float:
    """The share of the known targets that the tables hold, by document and words."""
    table = pq.read_table(out / "targets.parquet", columns=["doc_id", "shown"])
    read = Counter(zip(table["doc_id"].to_pylist(), table["shown"].to_pylist(), strict=True))
    wanted = Counter({(Path(file).stem, shown): count for (file, shown), count in known.items()})
    return (read & wanted).total() / wanted.total()


def measure(sizes: Sequence[int], jobs: Sequence[int], folder: Path) -> None:
    """Print a line a size and number of processes, then the unchanged and the killed build of the largest size."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; {TARGETS_A_DOCUMENT} targets a document")
    print("documents  jobs  seconds  a second  largest MB  together MB  exponent  targets found  same tables")
    before: dict[int, tuple[int, float]] = {}
    for size in sizes:
        sources = folder / f"sources{size}"
        known = write_sources(sources, size)
        prints = set()
        for number in jobs:
            run = build(sources, folder / f"out{size}_{number}", number)
            prints.add(run.print_of_rows)
            last = before.get(number)
            growth = f"{math.log(run.seconds / last[1]) / math.log(size / last[0]):8.2f}" if last else " " * 8
            before[number] = (size, run.seconds)
            share = found_share(folder / f"out{size}_{number}", known)
            print(
                f"{size:9,}  {number:4}  {run.seconds:7.1f}  {size / run.seconds:8.0f}  {run.largest:10.0f}"
                f"  {run.together:11.0f}  {growth}  {share:13.1%}  {'yes' if len(prints) == 1 else 'NO'}",
                flush=True,
            )
    size, number = sizes[-1], jobs[-1]
    sources, out = folder / f"sources{size}", folder / f"out{size}_{number}"
    again = build(sources, out, number)
    print(f"{size:,} unchanged: {again.seconds:.1f} s, {again.largest:.0f} MB")
    killed = build(sources, folder / "killed", number, kill_after=size // 2)
    rest = build(sources, folder / "killed", number)
    same = "the same tables" if rest.print_of_rows == again.print_of_rows else "OTHER TABLES"
    print(f"{size:,} killed half-way after {killed.seconds:.1f} s, gone on with: {rest.seconds:.1f} s, {same}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description="Time builds of many documents.")
    parser.add_argument("--documents", type=int, nargs="+", default=SIZES, help="sizes of the folders")
    parser.add_argument("--jobs", type=int, nargs="+", default=sorted({1, 2, os.cpu_count() or 1}), help="processes")
    parser.add_argument("--rows", type=int, nargs="+", help="numbers of targets: measure the dashboard over them")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.rows:
            rows.measure(given.rows, Path(folder))
            return
        measure(given.documents, given.jobs, Path(folder))


if __name__ == "__main__":
    main()
