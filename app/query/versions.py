"""Two documents side by side: which are the same document of two years, and what became of each target.

Columns of each:

    versions      older, newer (labels of documents), older_year, newer_year, name (what both are called without their
                  years), position: the newest pair first
    differences   group (one of GROUPS, or SAME), old_id, old_name, old_shown, new_id, new_name, new_shown, position: a
                  target of either document in one row; absent fields are None

Targets of two documents meet where their indicator is the same (app/query/indicators.py), equal figures first; then
where one name is the other with a short word before it (老旧小区, 既有老旧小区). 提高 and 降低 compare the numbers
alone: a lower rate of unemployment is 降低.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from math import isnan
from typing import Any, Literal

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.indicators import Measure, read_measure
from app.query.sql import targets_where
from app.query.tables import run

Group = Literal["新增", "取消", "提高", "降低", "措辞变化", "未变"]
GROUPS: tuple[Group, ...] = ("提高", "降低", "措辞变化", "新增", "取消")
SIDE_BY_SIDE: tuple[tuple[Group, ...], ...] = (("提高", "降低"), ("措辞变化",), ("新增", "取消"))
"""Groups that are shown beside each other."""
SAME: Group = "未变"
SHORTEST_NAME, LONGEST_MORE = 4, 4
"""Characters of a name that another one may hold at its end, and how many may stand before it there."""
_MORE_OF_ANOTHER = re.compile("人均|单位|户均|地均|每")
"""Words before a name that make another indicator of it."""
_YEARS = re.compile(
    r"(?:(?:19|20)\d{2}|二〇[〇一二三四五六七八九]{2})(?:\s*[-—~～至]\s*(?:19|20)?\d{2})?\s*(?:年度?|版)?"
    r"|[〔\[（(]\s*\d*\s*[〕\]）)]|\d{1,2}月(?:\d{1,2}日)?|[“\"]?十[一二三四五六]五[”\"]?|第[一二三四五六七八九十\d]+(?:批|次)"
)
_COLUMNS = ["group", *(f"{side}_{name}" for side in ("old", "new") for name in ("id", "name", "shown"))]
Row = dict[Any, Any]


def family(title: str) -> str:
    """A title without years, dates and numbers: the same for a document of every year.

    >>> family("2025年某省政府工作报告"), family("某省政府工作报告（2026年）")
    ('某省政府工作报告', '某省政府工作报告')
    """
    return re.sub(r"\s|（）|\(\)", "", _YEARS.sub("", title))


def versions(documents: pd.DataFrame) -> pd.DataFrame:
    """The pairs of neighbouring years of one document: same region, same title but for its years.

    documents: of app/query/compare.py.
    """
    kin: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in documents.to_dict("records"):
        kin[row["region"], family(row["title"])].append(row)
    pairs = []
    for (_region, name), members in kin.items():
        members.sort(key=lambda row: row["year"])
        pairs += [(old, new, name) for old, new in pairwise(members) if old["year"] != new["year"] and name]
    pairs.sort(key=lambda pair: (pair[1]["year"], pair[0]["year"]), reverse=True)
    rows = [
        (old["document"], new["document"], old["year"], new["year"], name, place)
        for place, (old, new, name) in enumerate(pairs)
    ]
    return pd.DataFrame(rows, columns=["older", "newer", "older_year", "newer_year", "name", "position"])


def is_version(documents: pd.DataFrame, older: str, newer: str) -> bool:
    """Are two documents (by their labels) one document of two years?"""
    both = documents[documents["document"].isin((older, newer))]
    return len({(row["region"], family(row["title"])) for row in both.to_dict("records")}) == 1


def differences(connection: duckdb.DuckDBPyConnection, chosen: Filter, older: str, newer: str) -> pd.DataFrame:
    """What became of the targets of one document (by its label) in another, among the targets in view."""
    old, new = (_targets(connection, chosen, name) for name in (older, newer))
    rows = [_paired(one, other) for one, other in _pairs(old, new)]
    order = {group: place for place, group in enumerate((*GROUPS, SAME))}
    rows.sort(key=lambda row: order[row[0]])  # within a group in the documents' order
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object).assign(position=range(len(rows)))


def _targets(connection: duckdb.DuckDBPyConnection, chosen: Filter, document: str) -> list[Row]:
    condition = targets_where(chosen)
    wanted = condition.bind(document)
    rows = run(
        connection,
        f"""
        SELECT target_id, indicator, base, kind, unit, change, per, op, value, value_max, shown, due,
            documents.region AS region
        FROM (SELECT * EXCLUDE (region) FROM targets WHERE ordinal IN (
            SELECT ordinal FROM target_index WHERE {condition.sql})) JOIN documents USING (doc_id)
        WHERE label = {wanted} ORDER BY ordinal""",
        condition.params,
    )
    made = [row | {"measure": _measure(row)} for row in rows.to_dict("records")]
    seen: set[tuple[Any, ...]] = set()
    return [row for row in made if not (_said(row) in seen or seen.add(_said(row)))]  # type: ignore[func-returns-value]


def _measure(row: Row) -> Measure:
    """What a target measures; a deadline is of its deliverable, and a name that says nothing stands for itself."""
    unit = "时限" if row["kind"] == "deadline" else row["unit"]
    found = read_measure(row["indicator"], unit, row["change"], row["per"], row["base"], row["region"])
    return found or Measure(row["indicator"], "level", row["per"], unit)


def _said(row: Row) -> tuple[Any, ...]:
    """What a target says: a document that says it twice says it once."""
    return row["measure"], row["shown"], row["due"]


def _pairs(old: list[Row], new: list[Row]) -> list[tuple[Row | None, Row | None]]:
    """Old and new targets that belong together, and the rest of each, in the new document's order, then the old's."""
    partner: dict[str, Row] = {}
    left = {row["target_id"]: row for row in old}
    tests = (
        lambda one, other: one["measure"] == other["measure"] and one["shown"] == other["shown"],
        lambda one, other: one["measure"] == other["measure"],
        _is_named_alike,
    )
    for test in tests:
        for other in new:
            if other["target_id"] in partner:
                continue
            one = next((row for row in left.values() if test(row, other)), None)
            if one is not None:
                partner[other["target_id"]] = left.pop(one["target_id"])
    return [*((partner.get(row["target_id"]), row) for row in new), *((row, None) for row in left.values())]


def _is_named_alike(one: Row, other: Row) -> bool:
    """Is one name the other with a short word before it, and is all else of the two the same?"""
    first, second = one["measure"], other["measure"]
    if (first.change, first.per, first.unit) != (second.change, second.per, second.unit):
        return False
    short, long = sorted((first.name, second.name), key=len)
    more = long.removesuffix(short)
    is_held = len(short) >= SHORTEST_NAME and more != long and len(more) <= LONGEST_MORE
    return is_held and not _MORE_OF_ANOTHER.search(more)


def _paired(one: Row | None, other: Row | None) -> tuple[Any, ...]:
    fields = ("target_id", "indicator", "shown")
    sides = [[None] * len(fields) if row is None else [row[name] for name in fields] for row in (one, other)]
    return (_group(one, other), *sides[0], *sides[1])


def _group(one: Row | None, other: Row | None) -> Group:
    """What became of a target. A range whose ends moved in two directions is neither higher nor lower."""
    if one is None:
        return "新增"
    if other is None:
        return "取消"
    old, new = _ends(one), _ends(other)
    if old is not None and new is not None and old != new:
        if new[0] >= old[0] and new[1] >= old[1]:
            return "提高"
        if new[0] <= old[0] and new[1] <= old[1]:
            return "降低"
        return "措辞变化"
    return SAME if (one["shown"], one["indicator"]) == (other["shown"], other["indicator"]) else "措辞变化"


def _ends(row: Row) -> tuple[float, float] | None:
    """The ends of a figure; None for what has no value."""
    low, high = float(row["value"]), float(row["value_max"])
    return None if isnan(low) else (low, low if isnan(high) else high)
