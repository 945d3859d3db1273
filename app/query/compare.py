"""What 对比 lists: indicators that several documents have, and their figures by region, document or year.

What holds for all of them is said in app/query/__init__.py; which indicators are the same, in app/query/indicators.py.
Columns of each:

    indicator_options   label (one an indicator), documents, regions, targets (in view), wordings (tuple of the names
                        that the view's documents use, most first), position
    documents           doc_id, title, document, region, year (of the document), position
    comparison          label, doc_id, document, region, year, task_no, target_id, indicator, shown, value, value_max,
                        op, unit, change, per, due, due_kind, ordinal: each figure of the wanted indicators, in the
                        documents' order; one that a document gives twice for one date stands there once
    ranking             columns of comparison, low, high, name (of its row: region, document or year), position
    holders, without    names of regions, documents or years: those in view · those without an indicator
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import duckdb
import pandas as pd

from app.query.documents import documents_in_view
from app.query.filter_model import Filter
from app.query.indicators import Measure, label, read_measure, wording
from app.query.sql import Condition, targets_where
from app.query.tables import run
from app.wording import NO_REGION, NO_YEAR

By = Literal["region", "document", "year"]
MOST_NAMES = 20_000
"""Names, with unit and kind of number, among which the same are looked for: those of most targets."""
USUAL = 8
"""Indicators that are compared where none is chosen."""
_DOCUMENT = f"label AS document, coalesce(documents.region, '{NO_REGION}') AS region, documents.year AS year"
_KEY = ["indicator", "base", "unit", "change", "per", "region"]


def documents(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """The documents that have a task in view, each with its region and year."""
    found = documents_in_view(connection, chosen).rename(columns={"label": "document"})
    return found.assign(region=found["region"].fillna(NO_REGION))[
        ["doc_id", "title", "document", "region", "year", "position"]
    ]


def indicator_options(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Every indicator of the tables: those of most documents in view first; those without a figure in view last."""
    found: dict[str, _Option] = defaultdict(_Option)
    names = _names(connection, chosen)
    columns = (names[name] for name in ("label", "indicator", "region", "docs", "targets", "first"))
    for title, name, region, docs, targets, first in zip(*columns, strict=True):
        if title is not None:
            found[title].add(name, region, docs, int(targets), int(first))
    rows = [
        (title, len(one.documents), len(one.regions), one.targets, one.wordings(), one.first)
        for title, one in found.items()
    ]
    rows.sort(key=lambda row: (-row[1], -row[3], row[5]))
    made = [(*row[:5], position) for position, row in enumerate(rows)]
    return pd.DataFrame(made, columns=["label", "documents", "regions", "targets", "wordings", "position"])


def usual_indicators(options: pd.DataFrame) -> tuple[str, ...]:
    """The indicators that are compared where none is chosen: those of most documents, first those of several.

    options: of indicator_options.
    """
    in_view = options[options["documents"] > 0]
    shared = in_view[in_view["documents"] > 1]
    return tuple((in_view if shared.empty else shared)["label"].head(USUAL))


def comparison(connection: duckdb.DuckDBPyConnection, chosen: Filter, labels: tuple[str, ...]) -> pd.DataFrame:
    """The figures of these indicators."""
    names = _names(connection, chosen)
    names = names[names["label"].isin(labels)]
    condition = _figures(chosen)
    wanted = condition.bind(sorted(set(names["indicator"])))
    rows = run(
        connection,
        f"""
        SELECT doc_id, {_DOCUMENT}, documents.region AS given, task_no, target_id, indicator, shown, value, value_max,
            op, unit, change, per, base, due, due_kind, ordinal
        FROM (SELECT * EXCLUDE (region, published) FROM targets
              WHERE list_contains({wanted}, indicator) AND ordinal IN (SELECT ordinal FROM target_index
              WHERE {condition.sql})) JOIN documents USING (doc_id)
        ORDER BY ordinal""",
        condition.params,
    )
    known = dict(zip(_keys(names), names["label"], strict=True))
    found = [known.get(key) for key in _keys(rows.rename(columns={"region": "shown_region", "given": "region"}))]
    rows.insert(0, "label", pd.Series(found, index=rows.index, dtype=object))
    rows = rows[rows["label"].notna()].drop(columns=["given", "base"])
    return rows.drop_duplicates(["label", "doc_id", "shown", "due"]).reset_index(drop=True)


def holders(documents: pd.DataFrame, by: By) -> tuple[str, ...]:
    """The regions, documents or years in view: years in time, the others in the documents' order."""
    names = tuple(dict.fromkeys(documents[by]))
    return tuple(sorted(names, key=lambda name: (name == NO_YEAR, name))) if by == "year" else names


def without(rows: pd.DataFrame, documents: pd.DataFrame, by: By) -> tuple[str, ...]:
    """The regions, documents or years in view that have none of these figures (rows of comparison)."""
    having = set(rows[by])
    return tuple(name for name in holders(documents, by) if name not in having)


def ranking(rows: pd.DataFrame, by: By) -> pd.DataFrame:
    """One indicator's figures as the rows of a chart: the highest first, by year in time.

    rows: of comparison, all of one label. A range stands at its middle; equal ones keep the documents' order. Of a
    region only the newest document counts that has the indicator.
    """
    if by == "region":
        newest = rows.sort_values(["year", "ordinal"], kind="stable").groupby("region")["doc_id"].transform("last")
        rows = rows[rows["doc_id"] == newest.reindex(rows.index)]
    high = rows["value_max"].fillna(rows["value"])
    made = rows.assign(low=rows["value"], high=high, name=rows[by], _middle=-(rows["value"] + high) / 2)
    order = ["name", "_middle"] if by == "year" else ["_middle", "ordinal"]
    made = made[made["value"].notna()].sort_values(order, kind="stable").drop(columns="_middle")
    return made.reset_index(drop=True).assign(position=range(len(made)))


@dataclass(slots=True)
class _Option:
    """What the names of one indicator add up to, in view."""

    spelt: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    documents: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    targets: int = 0
    first: int = 1 << 62

    def add(self, name: str, region: str | None, docs: Iterable[str], targets: int, first: int) -> None:
        """Count the figures of one name; `docs` are the documents in view that have one."""
        self.first = min(self.first, first)
        if targets:
            self.spelt[name].update(docs)
            self.documents.update(docs)
            self.regions |= {region} if region else set()
            self.targets += targets

    def wordings(self) -> tuple[str, ...]:
        """The names, those of most documents first."""
        return tuple(sorted(self.spelt, key=lambda name: (-len(self.spelt[name]), name)))


def _figures(chosen: Filter, prefix: str = "p") -> Condition:
    """The view's targets that have a value."""
    condition = targets_where(chosen, prefix)
    condition.parts.append("kind <> 'deadline' AND value IS NOT NULL")
    return condition


def _names(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """How all documents name their figures, each with its indicator's label, and how many of them are in view.

    The label comes from all documents, so that it stays the same whatever the view: it holds the wording that most of
    them use.
    """
    condition = _figures(chosen)
    names = run(
        connection,
        f"""
        WITH figure AS (SELECT ordinal, ordinal IN (SELECT ordinal FROM target_index WHERE {condition.sql}) AS seen
            FROM target_index WHERE kind <> 'deadline' AND value IS NOT NULL)
        SELECT indicator, base, unit, change, per, documents.region AS region, count(*) FILTER (seen) AS targets,
            coalesce(list(DISTINCT doc_id) FILTER (seen), []) AS docs, count(DISTINCT doc_id) AS known,
            min(ordinal) AS first
        FROM (SELECT * EXCLUDE (region) FROM targets) JOIN figure USING (ordinal) JOIN documents USING (doc_id)
        GROUP BY ALL ORDER BY count(*) DESC, first LIMIT {MOST_NAMES:d}""",
        condition.params,
    )
    measures = [_measure(*key) for key in _keys(names)]
    titles = _labels(measures, names)
    found = [None if measure is None else titles[measure] for measure in measures]
    return names.assign(label=pd.Series(found, index=names.index, dtype=object))


def _labels(measures: list[Measure | None], names: pd.DataFrame) -> dict[Measure, str]:
    """Each measure under the wording that most documents use; under its reduced name where another has that label."""
    spelt: dict[Measure, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for measure, name, region, known in zip(measures, names["indicator"], names["region"], names["known"], strict=True):
        if measure is not None:
            spelt[measure][wording(name, region)] += int(known)
    titles: dict[Measure, str] = {}
    taken: set[str] = set()
    for measure, words in spelt.items():
        title = label(measure, max(sorted(words), key=words.__getitem__))
        titles[measure] = title if title not in taken else label(measure, measure.name)
        taken.add(titles[measure])
    return titles


@lru_cache(maxsize=1 << 15)
def _measure(*key: str | None) -> Measure | None:
    """What a figure measures, by its `_KEY`."""
    indicator, base, unit, change, per, region = key
    return read_measure(indicator or "", unit, change, per, base, region)


def _keys(rows: pd.DataFrame) -> Iterator[tuple[str | None, ...]]:
    """What tells the indicators of rows apart."""
    return zip(*(rows[name] for name in _KEY), strict=True)
