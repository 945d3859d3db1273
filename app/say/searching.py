"""How the search box was read, in Chinese: `≥ 50 所；包含“教师”`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.query.search import NEAR, Reading, Term
from app.say.tabulate import plain_number

_SIGNS = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "=": "= ", "range": "", "≈": "约 "}
MOST_OFFICES = 3


def read_as(terms: Sequence[Term], spelt: Mapping[str, Sequence[str]]) -> str:
    """What each part of a search asks for. `spelt`: word → the departments that it spells in pinyin."""
    return "；".join(_read_term(term, spelt.get(term.words, ())) for term in terms)


def _read_term(term: Term, offices: Sequence[str]) -> str:
    numbers = [_number(term, reading) for reading in term.readings[-1:]]
    words = [f"包含“{term.words}”"] if term.words else []
    rest = f"等{len(offices):,}个单位" if len(offices) > MOST_OFFICES else ""
    named = ["单位拼音：" + "、".join(offices[:MOST_OFFICES]) + rest] if offices else []
    return "或".join([*words, *named, *numbers])


def _number(term: Term, reading: Reading) -> str:
    """A number with its sign and unit; the last reading, in base units, says most.

    >>> _number(Term("", "≈"), Reading(50, "所")), _number(Term("", "range"), Reading(50, "所", 100))
    ('约 50 所（45—55 所）', '50—100 所')
    """
    unit = f" {reading.unit}" if reading.unit else ""
    least, most = reading.value, reading.most
    said = _SIGNS[term.comparison] + plain_number(least) + (f"—{plain_number(most)}" if most is not None else "") + unit
    if term.comparison == "≈":
        said += f"（{plain_number(least * (1 - NEAR))}—{plain_number(least * (1 + NEAR))}{unit}）"
    return said if unit else f"{said}（不限单位）"
