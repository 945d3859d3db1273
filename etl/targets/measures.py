"""The value in a cell of an indicator table → number, unit and bound, as the contract wants them.

In: a cell's words, folded for matching, and the units that its row and column name. Out: a `Measure`, or None where
the cell holds more or less than one value (a date, a sentence, no number). A unit that stands apart from its number is
put beside it and the two are read as in a text, so that magnitudes and bases are the same everywhere.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.markers import read_binding
from etl.lexicon.numerals import NUMERALS
from etl.lexicon.tokens import Tokens
from etl.lexicon.words import class_by_word, markers_behind, trie_pattern
from etl.lexing.mentions import find_mentions
from etl.lexing.model import Mention
from etl.schema import Change, Op

_BRACKETS = re.compile(r"^\s*(?P<open>[〔\[【（])(?P<inside>.+?)[〕\]】）]\s*(?P<unit>[%‰]?)\s*$")
_NOTE = re.compile(r"\s*(?:[*#※★]+|[①-⑳]|（?(?:累计|年均)）?)\s*$")
_SIGNS: dict[str, Op] = {">=": ">=", "<=": "<=", "≥": ">=", "≤": "<=", "≧": ">=", "≦": "<=", "⩾": ">=", "⩽": "<=",
                         ">": ">=", "<": "<=", "≈": "≈", "=": "=", "±": "≈"}  # fmt: skip
_SIGN = re.compile("^(?:" + "|".join(re.escape(sign) for sign in _SIGNS) + r")\s*")
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = re.compile(rf"-?{_FIGURES}(?:\s?[-—–~～至]+\s?{_FIGURES})?(?:\s?[万亿百千])*(?![\d:])")
_AFTER = trie_pattern(row.word for row in markers_behind())
_BARE_AFTER = re.compile(rf"\s*(?:{_AFTER})?\s*$")
_MAGNITUDE = re.compile(r"(万亿|千万|百万|十万|亿|万)(?=[^\d/])")
_MAGNITUDES = {"十万": 1e5, "百万": 1e6, "千万": 1e7, "万亿": 1e12, "亿": 1e8, "万": 1e4}
_RATIOS = frozenset(unit for unit, group in class_by_word("units").items() if group == "ratio") | {"%", "‰"}
_LEAD_IN = "为"
MOST_WORDS = 14
"""A cell with more words than this around its number is a sentence."""


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
    core, start, cumulative = words, 0, "累计" in words
    if found := _BRACKETS.match(words):
        core, start, cumulative = found["inside"], found.start("inside"), found["open"] != "（" or cumulative
        units = (found["unit"], *units) if found["unit"] else units
    core = _NOTE.sub("", core)
    start += len(core) - len(core.lstrip())
    core = core.strip()
    if not core or re.search("[。；！？]", core):
        return None
    sign = _SIGN.match(core)
    body = core[sign.end() :] if sign else core
    number = _NUMBER.search(body)
    unit = "%" if is_rate else units[0] if units else ""
    bare = number is not None and _BARE_AFTER.match(body, number.end()) is not None
    put = unit if bare else ""
    place = number.end() if number is not None else 0
    probe = _LEAD_IN + body[:place] + put + body[place:]
    read = find_mentions(probe)
    value = read[0].value if len(read) == 1 and read[0].sort == "number" else None
    if value is None:
        return _read_plain(words, core, start, number, unit, sign, cumulative=cumulative) if bare and number else None
    mention = read[0]
    if len(probe) - (mention.end - mention.start) - len(_LEAD_IN) > MOST_WORDS:
        return None
    binding = read_binding(Tokens(probe), mention.start, mention, 0, 0)
    op = mention.op or (_SIGNS[sign[0].strip()] if sign else None) or binding.op or "="
    shown = probe[mention.start : mention.end].replace(" ", "")
    bound = sign[0].strip() if sign else binding.bound_word
    if bound and mention.op is None:
        shown = bound + shown
    return Measure(
        start, start + len(core), value, mention.value_max, mention.unit, mention.per or binding.per,
        "range" if mention.value_max is not None else op, binding.change, binding.verb, shown, _is_ratio(mention),
        cumulative, words, max(binding.start - len(_LEAD_IN), 0),
    )  # fmt: skip


def _is_ratio(mention: Mention) -> bool:
    return mention.unit_class == "ratio" or (mention.unit or "").startswith((":", "/", "1:"))


def _read_plain(
    words: str, core: str, start: int, number: re.Match[str], unit: str, sign: re.Match[str] | None, *, cumulative: bool
) -> Measure | None:
    """A value whose unit no table knows: the unit as written, its magnitude multiplied out."""
    figures = [float(figure.replace(",", "")) for figure in re.findall(_FIGURES, number[0])]
    if not figures or sum(sign in NUMERALS for sign in core) != sum(sign in NUMERALS for sign in number[0]):
        return None
    if re.search("[万亿百千]", number[0]):
        return None
    magnitude = _MAGNITUDE.match(unit)
    factor = _MAGNITUDES[magnitude[1]] if magnitude else 1.0
    measure = unit[magnitude.end() :] if magnitude else unit
    measure, _, base = measure.partition("/")
    low, high = figures[0] * factor, figures[1] * factor if len(figures) > 1 else None
    if number[0].startswith("-") and high is None:
        low = -low
    op: Op = _SIGNS[sign[0].strip()] if sign else "="
    return Measure(
        start, start + len(core), low, high, measure or None, base or None, "range" if high is not None else op, None,
        None, core + unit, measure in _RATIOS, cumulative, words,
    )  # fmt: skip
