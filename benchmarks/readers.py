"""How fast each reader reads, and how much memory it takes.

    python -m benchmarks.readers [PAGES ...]

Writes one task list of varied sentences (see `benchmarks.extraction`) in every format, as long as so many PDF pages (50
and 500 where none are given), and reads each in a process of its own. Prints tasks, seconds, pages a second, and the
megabytes that the process grew by at its peak. A page is one of the ruled PDF's: about 700 characters.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.extraction import make_text
from etl.documents import read_document
from etl.documents.legacy import find_converter
from etl.documents.reading import READERS
from etl.lexicon.folding import clean_line

ROOT = Path(__file__).parent.parent
PAGE_CHARACTERS = 700
PAGES = (50, 500)
OFFICES = ("市教育局", "市财政局、市教育局", "市人力资源社会保障局，各县（市、区）人民政府")
MB = 1024 * 1024


def load_writing() -> Any:
    """The tests' writers of every format."""
    spec = importlib.util.spec_from_file_location("document_writing", ROOT / "tests" / "document_writing.py")
    if spec is None or spec.loader is None:
        raise SystemExit("the writers in tests/document_writing.py are missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def make_rows(characters: int, header: Sequence[str]) -> list[Sequence[str]]:
    """A task list with at least so many characters under its header."""
    tasks = [clean_line(text) for text in make_text(characters)]
    return [header, *((str(n), text, OFFICES[n % len(OFFICES)]) for n, text in enumerate(tasks, 1))]


def write_all(folder: Path, characters: int) -> dict[str, Path]:
    """The list in every format by the format's name; old Word only where LibreOffice is installed."""
    writing = load_writing()
    rows = make_rows(characters, writing.HEADER)
    above = ["某市工作任务清单"]
    writers: dict[str, tuple[str, Callable[[Path], object]]] = {
        "txt, table": ("table.txt", lambda path: path.write_text("\n".join(map("\t".join, rows)), encoding="utf-8")),
        "txt, prose": (
            "prose.txt",
            lambda path: path.write_text("\n".join(f"{n}．{t}（{o}）" for n, t, o in rows[1:]), encoding="utf-8"),
        ),
        "csv": ("list.csv", lambda path: writing.write_csv(path, rows)),
        "xlsx": ("list.xlsx", lambda path: writing.write_xlsx(path, rows)),
        "docx": ("list.docx", lambda path: writing.write_docx(path, above, rows)),
        "html": ("list.html", lambda path: writing.write_html(path, above[0], rows)),
        "pdf, ruled": ("ruled.pdf", lambda path: writing.write_pdf(path, above, rows, ruled=True)),
        "pdf, unruled": ("unruled.pdf", lambda path: writing.write_pdf(path, above, rows, ruled=False)),
    }
    files = {}
    for name, (file, write) in writers.items():
        files[name] = folder / file
        write(files[name])
    converter = find_converter()
    if converter is not None:
        files["doc, by LibreOffice"] = files["docx"].with_suffix(".doc")
        subprocess.run(
            [converter, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "doc",
             "--outdir", str(folder), str(files["docx"])],
            check=True, capture_output=True,
        )  # fmt: skip
    return files


def read_one(path: Path) -> dict[str, float]:
    """Tasks, seconds and peak growth in bytes of reading one file; its reader is imported first."""
    module, _ = READERS[path.suffix]
    importlib.import_module(f"etl.documents.{module}")
    before = read_peak()
    begun = time.perf_counter()
    tasks = len(read_document(path).tasks)
    return {"tasks": tasks, "seconds": time.perf_counter() - begun, "bytes": read_peak() - before}


def read_peak() -> int:
    """The most bytes that this process has held in memory."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts the parent's peak in getrusage
        return next(int(line.split()[1]) * 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def measure(path: Path) -> dict[str, float]:
    """`read_one` in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.readers", "--one", str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    import pypdfium2

    print(f"{'format':20} {'pages':>6} {'tasks':>6} {'file MB':>8} {'seconds':>8} {'pages/s':>8} {'peak MB':>8}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            files = write_all(Path(folder), size * PAGE_CHARACTERS)
            with pypdfium2.PdfDocument(files["pdf, ruled"]) as document:
                pages = len(document)
            for name, path in files.items():
                read = measure(path)
                print(
                    f"{name:20} {pages:6} {read['tasks']:6.0f} {path.stat().st_size / MB:8.2f} {read['seconds']:8.2f}"
                    f" {pages / read['seconds']:8.0f} {read['bytes'] / MB:8.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(read_one(Path(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or PAGES)
