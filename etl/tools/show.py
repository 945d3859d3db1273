"""How one text is read, for a terminal: each mention, the rule that claimed it, and the row that it became."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from etl.schema import REASON_TITLES, TARGETS, category
from etl.targets.model import Entry, Target
from etl.targets.reading import explain

SHOWN = (
    "indicator", "shown", "value", "value_max", "unit", "op", "change", "per", "base", "action", "action_class", "due",
    "due_kind", "due_source",
)  # fmt: skip
TITLES = {column.name: column.title for column in TARGETS}
NAME_WIDTH, TITLE_WIDTH = 14, 12


def describe(text: str, year: int | None) -> Iterator[str]:
    """Yield the lines that explain how `text` is read as one task of a document published in `year`.

    Of each mention they name the rule or the judge, how sure the verdict is, and what spoke for and against it.
    """
    rows = sorted((row for _, _, row in explain(text, year)), key=lambda row: row.start)
    yield text
    for number, row in enumerate(rows, 1):
        yield ""
        yield f"{number}. {row.quote}"
        lines = _describe_target(row) if isinstance(row, Target) else _describe_entry(row)
        yield from (f"   {line}" for line in lines)
    targets = sum(isinstance(row, Target) for row in rows)
    yield ""
    yield f"mentions {len(rows)} = targets {targets} + ledger {len(rows) - targets}"


def _describe_target(row: Target) -> Iterator[str]:
    yield f"rule {row.rule} → target: {category(row.kind, row.role)} ({row.kind}, {row.role})"
    yield _say_sure(row)
    for name in SHOWN:
        value = getattr(row, name)
        if value is not None:
            written = f"{value:.15g}" if isinstance(value, float) else str(value)
            yield f"  {pad(name, NAME_WIDTH)}{pad(TITLES[name], TITLE_WIDTH)}{written}"


def _describe_entry(row: Entry) -> Iterator[str]:
    yield f"rule {row.rule} → ledger: {row.reason} ({REASON_TITLES[row.reason]})"
    yield _say_sure(row)


def _say_sure(row: Target | Entry) -> str:
    """How sure the verdict is, and what spoke most for it (+) and against it (-)."""
    return "; ".join([f"confidence {row.confidence:.2f}", *row.evidence])


def pad(text: str, width: int) -> str:
    """The text filled up to a width in terminal columns, of which a Chinese character takes two.

    >>> pad("数值", 6) + "|"
    '数值  |'
    """
    columns = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * (width - columns)
