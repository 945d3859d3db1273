"""recognizers-text-suite as one engine of benchmarks/peers.py; runs in its own environment.

Asked are its Chinese models for numbers, ordinals, percentages, ages, currencies, dimensions, temperatures and dates,
the last with 1 January of the year of publication as reference. Where results overlap the longest is kept, so that the
2025 of `2025年` and the 30 of `30万亩` are no numbers of their own. Ordinals and repetitions (`第三`, `每三年`) claim
their words and give nothing. Of what cannot be a value or a date here (a clock time, a day without a month, a unit
without a number) nothing is kept, so that a number inside it still counts.

It claims no units beyond its lists (no 所, 家, 人次), no ranges and no bounds in Chinese, and does not tell a target
from another number or a due date from another date.
"""

from __future__ import annotations

import datetime as dt
import importlib
import re
import sys
from collections.abc import Iterable
from typing import Any

from benchmarks.peer_lines import NO_YEAR, Read, Reading, Row, cut_date, find_unit, serve

_PLAIN_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_DURATION = re.compile(r"PT?([\d.]+)[YMWDHS]")
_NO_DATE = "0001"  # the library's year of a date that it could not resolve
_PERCENTAGE_POINTS = re.compile("个?百分点$")


def load() -> Read:
    """The function that reads one task; making the models takes a moment."""
    culture = importlib.import_module("recognizers_text").Culture.Chinese
    numbers = importlib.import_module("recognizers_number").NumberRecognizer(culture)
    units = importlib.import_module("recognizers_number_with_unit").NumberWithUnitRecognizer(culture)
    dates = importlib.import_module("recognizers_date_time").DateTimeRecognizer(culture).get_datetime_model()
    models = [
        numbers.get_percentage_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
        units.get_age_model(),
        units.get_temperature_model(),
        numbers.get_ordinal_model(),
        numbers.get_number_model(),
    ]

    def read(task: Row) -> Reading:
        text, year = task["text"], task.get("year") or NO_YEAR
        found = [result for model in models for result in model.parse(text)]
        found += dates.parse(text, dt.datetime(year, 1, 1))  # noqa: DTZ001 (the library wants it without a zone)
        return map_results(map(vars, found), year)

    return read


def map_results(results: Iterable[Row], year: int) -> Reading:
    """Results (start, end, text, type_name, resolution) as values and due dates, of overlapping ones the longest."""
    claims = []
    for result in results:
        claim = map_result(result["text"], result["type_name"], result["resolution"] or {}, year)
        if claim is not None:
            claims.append((result["end"] - result["start"], result["start"], claim))
    reading: Reading = {"values": [], "dates": []}
    taken: set[int] = set()
    for length, start, claim in sorted(claims, key=lambda claim: (-claim[0], claim[1])):
        places = range(start, start + length + 1)  # a result's end is its last character
        if taken.isdisjoint(places):
            taken.update(places)
            if claim:
                reading["dates" if "due" in claim else "values"].append(claim)
    return reading


def map_result(text: str, kind: str, resolution: dict[str, Any], year: int) -> Row | None:
    """One result as a value or a due date; {} where it only claims its words, None where it is not to be counted."""
    if kind.startswith("datetimeV2"):
        return _map_date(text, kind.removeprefix("datetimeV2."), resolution["values"], year)
    if kind == "ordinal":
        return {}
    if resolution.get("value") is None:
        return None
    value = float(resolution["value"].rstrip("%"))
    if kind == "percentage":
        points = _PERCENTAGE_POINTS.search(text)
        return _make_value(text, value, points[0] if points else "%")
    if kind == "number":  # labels have 三分之一 as 33.3333 %
        return _make_value(text, 100 * value, "%") if "分之" in text else _make_value(text, value, None)
    return _make_value(text, value, find_unit(text))


def _make_value(text: str, value: float, unit: str | None) -> Row:
    return {"quote": text, "value": value, "value_max": None, "unit": unit}


def _map_date(text: str, kind: str, values: list[dict[str, str]], year: int) -> Row | None:
    if kind == "set":
        return {}
    if kind == "duration":
        number = _DURATION.fullmatch(values[0]["timex"])
        return _make_value(text, float(number[1]), find_unit(text)) if number else None
    due = _find_due(text, values, year) if kind in ("date", "daterange") else None
    return {"quote": text, "due": due} if due else None


def _find_due(text: str, values: list[dict[str, str]], year: int) -> str | None:
    """The last day that a date stands for; of several readings the one in the year of publication."""
    timex = values[-1]["timex"]
    if timex.startswith("XXXX-XX"):
        return None
    if _PLAIN_DATE.fullmatch(timex):
        return timex if int(timex[:4]) != NO_YEAR else None
    days = [day for day in (_find_last_day(text, value) for value in values) if day]
    day = next((day for day in days if day[:4] == str(year)), days[-1] if days else None)
    return cut_date(day, text) if day and int(day[:4]) != NO_YEAR else None


def _find_last_day(text: str, value: dict[str, str]) -> str | None:
    last = value.get("end") or value.get("value", "")
    if not _PLAIN_DATE.fullmatch(last) or last.startswith(_NO_DATE):
        return None
    if "end" not in value:
        return last
    if last.endswith("-01-01") and last[:4] in text:
        return last  # 2024年至2026年 ends at 2026-01-01: the year that the text names is meant
    return str(dt.date.fromisoformat(last) - dt.timedelta(days=1))  # the end is the first day after the range


if __name__ == "__main__":
    serve(load, "recognizers-text-suite", int(sys.argv[1]))
