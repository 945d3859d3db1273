"""jionlp as one engine of benchmarks/peers.py; runs in its own environment.

Asked are its extractors of money and of time, with the year of publication as time base. An amount of money or a length
of time is a value with its unit; a point or span of time is a due date: its end, or for `…起` its start, as precise as
its words. Repetitions (`每月`), seasons, times of day and
days without a month give nothing. Its log is switched off: it writes a traceback for each
string that it tries in vain, which would be most of its time.

It claims no quantities but money and time (no 所, no %), and does not tell a target from another number or a due date
from another date.
"""

from __future__ import annotations

import importlib
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

from benchmarks.peer_lines import NO_YEAR, Read, Reading, Row, cut_date, serve

_CALENDAR = re.compile(r"[年月旬]|季度|^\d{4}$")
_FROM = re.compile("起$|^[从自][^至到]*$")
_NUMERAL = "\\d一二两三四五六七八九十百千万半"
_WRITTEN_UNIT = re.compile(f"[{_NUMERAL}]([^{_NUMERAL}]+?)(?:以[上下内]|内|左右)?$")


def load() -> Read:
    """The function that reads one task."""
    jionlp = importlib.import_module("jionlp")
    logging.disable(logging.CRITICAL)

    def read(task: Row) -> Reading:
        text, year = task["text"], task.get("year") or NO_YEAR
        return map_results([*jionlp.ner.extract_money(text), *jionlp.ner.extract_time(text, time_base={"year": year})])

    return read


def map_results(results: Iterable[Row]) -> Reading:
    """Results (text, type, detail) as values and due dates."""
    reading: Reading = {"values": [], "dates": []}
    for result in results:
        text, detail = result["text"], result["detail"]
        if result["type"] == "money":
            numbers = detail["num"] if isinstance(detail["num"], list) else [detail["num"]]
            reading["values"].append(_make_value(text, [float(number) for number in numbers], detail["case"]))
        elif result["type"] == "time_delta":
            reading["values"] += _map_length(text, detail["time"])
        elif result["type"] in ("time_point", "time_span"):
            due = _find_due(text, detail["time"])
            reading["dates"] += [{"quote": text, "due": due}] if due else []
    return reading


def _map_length(text: str, time: Any) -> list[Row]:
    """A length of time of one unit (`{"hour": 2.0}`), or a range of two; nothing for `1年6个月`."""
    ends = [end for end in (time if isinstance(time, list) else [time]) if "infinite" not in end]
    unit = _WRITTEN_UNIT.search(text)
    if any(len(end) != 1 for end in ends):
        return []
    return [_make_value(text, [number for end in ends for number in end.values()], unit[1] if unit else None)]


def _make_value(text: str, numbers: list[float], unit: str | None) -> Row:
    return {"quote": text, "value": numbers[0], "value_max": numbers[1] if len(numbers) > 1 else None, "unit": unit}


def _find_due(text: str, ends: list[str]) -> str | None:
    start, end = ends
    day = start if _FROM.search(text) or end == "inf" else end
    if day.endswith("inf") or day.startswith(str(NO_YEAR)) or not _CALENDAR.search(text):
        return None
    return cut_date(day, text)


if __name__ == "__main__":
    serve(load, "jionlp", int(sys.argv[1]))
