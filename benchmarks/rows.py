"""How 总体情况 grows with the number of rows: what `python -m benchmarks.scaling --rows N …` prints.

The rows are those of data/, repeated over made-up documents whose number grows with the square root of the rows, each
with identifiers, task numbers and a date of its own. The page is run without a browser in a process of its own, in
which it has run on data/ before, so that no time is for loading libraries: once as it opens (tables opened, indexed,
queried, drawn), then with a department chosen. Beside the seconds of the clock stand those of the processors.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.schema import TABLES, arrow_schema
from etl.targets.parquet import TableWriter

ROOT = Path(__file__).resolve().parent.parent
REGIONS = ("山东", "江苏", "浙江", "广东", "河南", "河北", "湖南", "湖北", "安徽", "福建")
YEARS = range(2016, 2026)
MB = 1e6
FIGURES = ("opened s", "opened CPU s", "filtered s", "filtered CPU s", "memory MB", "highest MB")
PROGRAM = """
import json, sys
from pathlib import Path
from benchmarks.rows import measure_page
print(json.dumps(measure_page(Path(sys.argv[1]))))
"""


def write_rows(out: Path, rows: int) -> int:
    """Write tables with so many targets; the number of documents."""
    real = {table: pq.read_table(ROOT / "data" / f"{table}.parquet").cast(arrow_schema(table)) for table in TABLES}
    documents = max(1, math.isqrt(rows))
    sources = []
    with TableWriter(out) as writer:
        for number in range(documents):
            wanted = rows * (number + 1) // documents - rows * number // documents
            about = {
                "doc_id": f"made-{number:05}",
                "doc_title": f"重点工作任务清单（模拟第{number + 1}号）",
                "issuer": None,
                "region": REGIONS[number % len(REGIONS)],
                "published": str(YEARS[number // len(REGIONS) % len(YEARS)]),
            }
            made = _repeat(real, about, number, wanted)
            writer.write(made)
            counts = {table: own.num_rows for table, own in made.items()}
            sources.append(
                {
                    "id": about["doc_id"], "file": f"{about['doc_id']}.txt", "title": about["doc_title"],
                    "issuer": None, "region": about["region"], "level": "省", "national": [],
                    "published": about["published"], "period": None, "sha256": "0" * 64, "tasks": counts["tasks"],
                    "targets": counts["targets"], "mentions": counts["targets"] + counts["ledger"], "warnings": [],
                    "warnings_zh": [],
                }
            )  # fmt: skip
        writer.commit({"listing": None, "sources": sources, "unreadable": []})
    return documents


def _repeat(real: dict[str, pa.Table], about: dict[str, Any], number: int, targets: int) -> dict[str, pa.Table]:
    """The real rows over and over, until there are so many targets; tasks keep theirs, but in the last time round."""
    times = -(-targets // real["targets"].num_rows)
    made = {}
    for table, rows in real.items():
        whole = pa.concat_tables([rows] * times)
        round_of = [at // rows.num_rows for at in range(whole.num_rows)]
        own: dict[str, Any] = {
            name: pa.array([value] * whole.num_rows, pa.string())
            for name, value in about.items()
            if name in rows.column_names
        }
        numbers = zip(rows["doc_id"].to_pylist() * times, whole["task_no"].to_pylist(), round_of, strict=True)
        own["task_no"] = pa.array([f"{doc}-{task}-{turn}" for doc, task, turn in numbers], pa.string())
        for identifier in {"target_id", "mention_id"} & set(rows.column_names):
            sign = "a" if identifier == "target_id" else "b"
            own[identifier] = pa.array([f"{sign}{number:05x}{at:06x}" for at in range(whole.num_rows)], pa.string())
        for name, column in own.items():
            whole = whole.set_column(whole.column_names.index(name), arrow_schema(table).field(name), column)
        made[table] = whole.slice(0, targets) if table == "targets" else whole
    return made


def measure_page(folder: Path) -> dict[str, float]:
    """`FIGURES` of the page over the tables in a folder, in this process."""
    from streamlit.testing.v1 import AppTest

    os.environ["TARGETS_DATA"] = str(ROOT / "data")
    AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600).run()
    os.environ["TARGETS_DATA"] = str(folder)
    begun = _clocks()
    page = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=3_000).run()
    opened = _clocks()
    box = page.multiselect(key="dept")
    box.set_value([box.options[0]])
    page.run()
    filtered = _clocks()
    if page.exception or page.error:
        raise SystemExit(f"the page did not run: {page.exception or page.error}")
    sizes = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    now, highest = (int(sizes[name].split()[0]) * 1024 / MB for name in ("VmRSS", "VmHWM"))
    (first, first_work), (then, then_work) = (
        (after[0] - before[0], after[1] - before[1]) for before, after in ((begun, opened), (opened, filtered))
    )
    return dict(zip(FIGURES, (first, first_work, then, then_work, now, highest), strict=True))


def _clocks() -> tuple[float, float]:
    """Seconds of the clock, and of all processors together in this process: a loaded machine changes only the first."""
    return time.perf_counter(), time.process_time()


def measure(sizes: Sequence[int], folder: Path) -> None:
    """Print a line a size; behind each figure its exponent of growth from the size before."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{'rows':>10}  documents  on disk MB  layout     " + "".join(f"{name:>16}" for name in FIGURES))
    before: tuple[int, dict[str, float]] | None = None
    for size in sizes:
        out = folder / f"rows{size}"
        documents = write_rows(out, size)
        files = [path for path in out.rglob("*") if path.is_file()]
        layout = "three files" if (out / "targets.parquet").exists() else "partitioned"
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(out)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise SystemExit(ran.stderr[-2_000:])
        found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
        shown = []
        for name, value in found.items():
            power = math.log(value / before[1][name]) / math.log(size / before[0]) if before else None
            shown.append(f"{value:10.{2 if name.endswith(' s') else 0}f}{'' if power is None else f' ^{power:.2f}':>6}")
        on_disk = sum(path.stat().st_size for path in files) / MB
        print(f"{size:10,}  {documents:9,}  {on_disk:10.1f}  {layout}    {''.join(shown)}", flush=True)
        before = size, found
