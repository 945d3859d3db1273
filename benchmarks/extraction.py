"""How fast the extraction reads, beside one compiled `re` pass over the same text.

    python -m benchmarks.extraction [CHARACTERS]

The text is made from the project's corpus (tests/corpus), its sentences shuffled and their numbers varied, cut into
tasks of some 300 characters. The floor is one `re` alternation of number, unit and date. Prints characters per second
of both, the ratio of their times (the median of five turns, each way in turn), where the extraction's time goes, and
the peak of memory with one document and with many.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
import tomllib
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from etl.documents.model import Document, Task
from etl.judging import readings
from etl.lexicon.folding import fold
from etl.lexicon.words import class_by_word
from etl.targets import reading

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
UNITS = "|".join(sorted(map(re.escape, class_by_word("units")), key=len, reverse=True))
FLOOR = re.compile(
    r"(?:到|至|自|从|截至)?(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日|[上中下]旬|底)?(?:以?前|底前|起)?(?<=[年月日旬底前起])"
    rf"|(?:至少|不低于|不少于|不超过|超过|达到?|约|近)?(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[一二两三四五六七八九十百千万亿]+)[十百千万亿]*(?:{UNITS})?(?:以上|以内|左右|以下)?"
    r"|第[一二三四五六七八九十\d]+|百分之[一二三四五六七八九十百]+"
)
DOCUMENT = Document("bench", "bench", "某市工作方案", None, None, "2024", None, (), "")


def make_text(characters: int, seed: int = 7) -> list[str]:
    """Tasks of some 300 characters with at least so many characters in all; the same seed gives the same tasks."""
    chance = random.Random(seed)
    sentences = [
        fold(case["text"])
        for path in sorted(CORPUS.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]
    tasks, size = [], 0
    while size < characters:
        task = ""
        while len(task) < 300:
            task += re.sub(
                r"(?<![\d.,])[1-9]\d?(?![\d.,年月日])", lambda _: str(chance.randint(1, 99)), chance.choice(sentences)
            )
        tasks.append(task)
        size += len(task)
    return tasks


def read_all(tasks: list[str]) -> int:
    """Read every task; the number of mentions."""
    count = 0
    for number, text in enumerate(tasks):
        read = reading.read_task(Task(str(number), text), DOCUMENT)
        count += len(read.targets) + len(read.ledger)
    return count


def scan_floor(tasks: list[str]) -> int:
    """One pass of the floor's pattern; the number of hits."""
    return sum(1 for text in tasks for _ in FLOOR.finditer(text))


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(tasks: list[str], turns: int = 5) -> tuple[float, float, float]:
    """Median seconds of the extraction and of the floor, and the median of their ratios turn by turn."""
    pairs = [(timed(lambda: read_all(tasks)), timed(lambda: scan_floor(tasks))) for _ in range(turns)]
    own, floor = (statistics.median(side) for side in zip(*pairs, strict=True))
    return own, floor, statistics.median(a / b for a, b in pairs)


STAGES: dict[str, tuple[object, str]] = {
    "mentions": (reading, "find_mentions"),
    "past and future": (reading, "past_places"),
    "frames": (reading, "read_frames"),
    "bindings": (readings, "read_binding"),
    "features and judge": (reading, "judge_scenes"),
    "due dates": (reading, "find_dues"),
    "deadlines": (reading, "find_deadlines"),
    "indicators": (reading, "find_phrases"),
}


def shares(tasks: list[str]) -> Iterator[tuple[str, float]]:
    """The share of each stage in the whole, measured by clocks around its calls."""
    spent = dict.fromkeys(STAGES, 0.0)

    def clocked(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*arguments: object) -> object:
            start = time.perf_counter()
            try:
                return work(*arguments)
            finally:
                spent[name] += time.perf_counter() - start

        return wrapper

    originals = {name: getattr(module, attribute) for name, (module, attribute) in STAGES.items()}
    for name, (module, attribute) in STAGES.items():
        setattr(module, attribute, clocked(name, originals[name]))
    whole = timed(lambda: read_all(tasks))
    for name, (module, attribute) in STAGES.items():
        setattr(module, attribute, originals[name])
    yield from ((name, part / whole) for name, part in spent.items())
    yield "rows and the rest", 1 - sum(spent.values()) / whole


def peak_memory(tasks: list[str], times: int) -> float:
    """Peak of newly allocated MiB while the tasks are read `times` over, keeping nothing."""
    tracemalloc.start()
    for _ in range(times):
        read_all(tasks)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main(characters: int) -> None:
    """Make the text, measure, and print."""
    tasks = make_text(characters)
    size = sum(map(len, tasks))
    read_all(tasks[:200])
    own, floor, ratio = measure(tasks)
    print(f"text: {size:,} characters in {len(tasks):,} tasks, {read_all(tasks):,} mentions")
    print(f"extraction: {size / own:,.0f} characters/s")
    print(f"floor (one re pass): {size / floor:,.0f} characters/s")
    print(f"ratio of times: {ratio:.1f} x the floor")
    print("where the time goes: " + ", ".join(f"{name} {share:.0%}" for name, share in shares(tasks)))
    once, often = (peak_memory(tasks[:100], times) for times in (1, 10))
    print(f"peak memory: {once:.1f} MiB for 100 tasks, {often:.1f} MiB for ten times as many")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
