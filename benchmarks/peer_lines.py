"""The lines in which benchmarks/peers.py and an engine talk; standard library only, since it runs in every environment.

In comes one JSON object a task: `text`, `year` (of publication, or null) and what else the engine may know of it. Out
goes one a task, in order, with `values` (quote, value and value_max in base units, unit as written) and `dates` (quote,
due), and then one with the engine's `version` (or null) and the `seconds` (of the processor) of each timed turn.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import re
import sys
import time
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Reading = dict[str, list[Row]]
Read = Callable[[Row], Reading]

NO_YEAR = 1900
"""The year that a peer is given where a task's is unknown; a date that falls into it is left out."""

_NUMBER = re.compile(r"[\d.,零〇一二两三四五六七八九十百千万亿半几数多余]+")
_DAY, _MONTH = re.compile("[日号]"), re.compile("[月季旬]|半年")


def serve(load: Callable[[], Read], package: str | None, turns: int) -> None:
    """Answer the tasks on standard input. `load` imports the engine and gives its reading function.

    The first pass makes the answers and warms the engine up; `turns` more are timed, of the reading alone.
    """
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # jionlp greets on standard output
        read = load()
        tasks = [json.loads(line) for line in sys.stdin]
        readings = [read(task) for task in tasks]
        seconds = [_time_turn(read, tasks) for _ in range(turns)]
    version = importlib.metadata.version(package) if package else None
    for answer in (*readings, {"version": version, "seconds": seconds}):
        print(json.dumps(answer, ensure_ascii=False), file=out)


def _time_turn(read: Read, tasks: list[Row]) -> float:
    began = time.process_time()  # every engine has one thread; what else runs on the machine shall not count
    for task in tasks:
        read(task)
    return time.process_time() - began


def find_unit(text: str) -> str | None:
    """What follows the number that a quantity's text starts with: its unit as written, without the magnitude.

    >>> find_unit("1.5亿元"), find_unit("50km"), find_unit("300")
    ('元', 'km', None)
    """
    return _NUMBER.sub("", text, count=1) or None if _NUMBER.match(text) else None


def cut_date(day: str, text: str) -> str:
    """A resolved day (`2020-06-30`), only as precise as the words that it was read from, as labels have it.

    >>> cut_date("2020-06-30", "2020年6月底前"), cut_date("2022-12-31", "2022年底前")
    ('2020-06', '2022')
    """
    return day[:10] if _DAY.search(text) else day[:7] if _MONTH.search(text) else day[:4]
