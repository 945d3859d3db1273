"""A number expression, unjudged: a named tuple, since it is made by the hundred thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from etl.lexing.dates import DateReading
    from etl.schema import Op, Reason

Sort = Literal["number", "date", "word"]
"""What a mention is before anything is judged."""


class Mention(NamedTuple):
    """One number expression: `start:end` covers its numerals, its unit and its right-hand marker.

    For a number: `unit` as written with its class in units.tsv, `per` the base after `/`, `op` what the words inside or
    to the right say, None where they say nothing. For a word: `reason`, with the name of what found it in `found`. A
    number that cannot be read has `value` None.
    """

    sort: Sort
    start: int
    end: int
    found: str
    reason: Reason | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    unit_class: str = ""
    per: str | None = None
    op: Op | None = None
    date: DateReading | None = None

    @property
    def is_ratio(self) -> bool:
        """Whether a number is a share, a multiple or a ratio, and no quantity."""
        return self.unit_class == "ratio" or (self.unit or "").startswith((":", "/", "1:"))
