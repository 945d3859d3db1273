"""The value in a cell of an indicator table → number, unit and bound, as the contract wants them.

In: a cell's words, folded for matching, and the units that its row and column name. Out: a `Measure`, or None where
the cell holds more or less than one value (a date, a sentence, no number). A unit that stands apart from its number is
put beside it and the two are read as in a text, so that magnitudes and bases are the same everywhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.markers import read_binding
from etl.lexicon.numerals import NUMERALS, parse_number
from etl.lexicon.tokens import Tokens
from etl.lexicon.words import class_by_word, class_patterns, markers_behind, trie_pattern
from etl.lexing.mentions import find_mentions
from etl.lexing.model import Mention
from etl.schema import Change, Op
from etl.targets.row_names import LEAD_IN, words_of_names

_WORD, _CUMULATIVE = class_patterns("indicator_names"), words_of_names("cumulative")
_BRACKETS = re.compile(r"^\s*(?P<open>[〔\[【（])(?P<inside>.+?)[〕\]】）]\s*(?P<unit>[%‰]?)\s*$")
_NOTE = re.compile(rf"\s*(?:[*#※★]+|[①-⑳]|（?(?:{_WORD['cumulative']}|{_WORD['yearly']})）?)\s*$")
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = re.compile(
    rf"-?(?P<low>{_FIGURES})(?:\s?[-—–~～至]+\s?(?P<high>{_FIGURES}))?(?P<by>(?:\s?[万亿百千])*)(?![\d:])"
)
_BARE_AFTER = re.compile(rf"\s*(?:{trie_pattern(row.word for row in markers_behind())})?\s*$")
_MAGNITUDE = re.compile(r"[十百千万亿]+(?=[^\d/])")
_UNIT_CLASS = class_by_word("units")
MOST_WORDS = 15
"""A cell with more words than this around its number, the lead-in too, is a sentence."""


class Measure(NamedTuple):
    """A value: `start:end` is its span in the cell, `shown` the figure for a reader, `words` the whole cell.

    `around` is how many signs stand before it that are no marker words.
    """

    start: int
    end: int
    value: float
    value_max: float | None
    unit: str | None
    per: str | None
    op: Op
    change: Change | None
    verb: str | None
    shown: str
    is_ratio: bool
    cumulative: bool
    words: str
    around: int = 0


def read_measure(words: str, units: tuple[str, ...], *, is_rate: bool = False) -> Measure | None:
    """The one value of a cell; `units` go with a number without its own, the nearest first; `is_rate`: in percent.

    >>> read_measure("≥3万亩", ())[:6], read_measure("〔13.5〕", ("%",))[:5], read_measure("120以上", ("万人",)).op
    ((0, 4, 30000.0, None, '亩', None), (1, 5, 13.5, None, '%'), '>=')
    """
    core, start, cumulative = words, 0, Tokens(words).has(_CUMULATIVE)
    if found := _BRACKETS.match(words):
        core, start, cumulative = found["inside"], found.start("inside"), found["open"] != "（" or cumulative
        units = (found["unit"], *units) if found["unit"] else units
    core = _NOTE.sub("", core)
    start += len(core) - len(core.lstrip())
    core = core.strip()
    if not core or not _STOPS.isdisjoint(core):
        return None
    number = _NUMBER.search(core)
    unit = "%" if is_rate else units[0] if units else ""
    bare = number is not None and _BARE_AFTER.match(core, number.end()) is not None
    place = number.end() if number else 0
    probe = LEAD_IN + core[:place] + (unit if bare else "") + core[place:]
    read = find_mentions(probe)
    mention = read[0] if len(read) == 1 and read[0].sort == "number" else None
    if mention is None or mention.value is None:
        mention = _read_plain(core, number, unit) if bare and number else None
    if mention is None or mention.value is None or len(probe) - (mention.end - mention.start) > MOST_WORDS:
        return None
    binding = read_binding(Tokens(probe), mention.start, mention, 0, 0)
    shown = probe[mention.start : mention.end].replace(" ", "")
    if binding.bound_word and mention.op is None:
        shown = binding.bound_word + shown
    return Measure(
        start, start + len(core), mention.value, mention.value_max, mention.unit, mention.per or binding.per,
        "range" if mention.value_max is not None else mention.op or binding.op or "=", binding.change, binding.verb,
        shown, mention.is_ratio, cumulative, words, max(binding.start - len(LEAD_IN), 0),
    )  # fmt: skip


_STOPS = frozenset("。；！？")


def _read_plain(core: str, number: re.Match[str], unit: str) -> Mention | None:
    """A number whose unit no table knows: the unit as written, its magnitude multiplied out."""
    if number["by"] or sum(sign in NUMERALS for sign in core) != sum(sign in NUMERALS for sign in number[0]):
        return None
    magnitude = _MAGNITUDE.match(unit)
    factor = parse_number(magnitude[0]) or 1.0 if magnitude else 1.0
    measure, _, base = unit[magnitude.end() if magnitude else 0 :].partition("/")
    low, high = (float(number[part].replace(",", "")) * factor if number[part] else None for part in ("low", "high"))
    return Mention(
        "number", len(LEAD_IN) + number.start(), len(LEAD_IN) + number.end() + len(unit), "number",
        value=-low if low and high is None and number[0].startswith("-") else low, value_max=high,
        unit=measure or None, unit_class=_UNIT_CLASS.get(measure, ""), per=base or None,
    )  # fmt: skip
