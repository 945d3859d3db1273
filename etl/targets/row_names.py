"""The name of an indicator table's row → what it says beside the indicator: unit, base of repetition, change, verb.

In: the words of a name cell, folded for matching, and the categories above it. Out: a `RowName`. Only what stands at
the name's edges is taken off; what is left is the indicator.
"""

from __future__ import annotations

import re
from typing import NamedTuple, cast

from etl.documents.headings import read_marker
from etl.lexicon.tokens import Group, Tokens, group_of, read_tokens, words_of
from etl.lexicon.words import class_by_word, class_patterns, lexicon, read_table
from etl.lexing.mentions import find_mentions
from etl.schema import Change


def words_of_names(group: str) -> Group:
    """The words of a class of `indicator_names.tsv`."""
    return Group((word, role, hidden) for word, role, hidden in read_table("indicator_names") if role == group)


_CHANGES = group_of(row for row in lexicon("change") if row.role in ("increase", "decrease") and len(row.word) > 1)
_VERBS = words_of("verb", "建成完成", "培育培训")
_ALONE, _ADDED, _ASIDE, _TAIL = map(words_of_names, ("alone", "added", "aside", "tail"))
_YEARLY, _BASE, _OWNING, _OWNING_APART = map(words_of_names, ("yearly", "base", "owning", "owning apart"))
_WORD, _UNIT_CLASS = class_patterns("indicator_names"), class_by_word("units")
_BRACKET = re.compile(r"[（(\[〔【]([^（()）\[\]〔〕【】]{1,16})[)）\]〕】]$")
_MARKS = re.compile(
    rf"^(?:{_WORD['numbered']}\s?\d{{1,2}}[：:.、]?|[*#▲△★☆※●○·•]|{_WORD['part']}[：:]?)+\s*|[*#▲△★☆※]+$|[①-⑳]$"
)
_SIGNS = str.maketrans("", "", "，、；≥≤<>")
_COUNT = re.compile(r"每[一两二三四五六七八九十百千万亿\d]+[名个户位家所]?")
_EACH = re.compile(r"每[^\d，、（）]{1,8}")
_RATE = tuple("率比重度")
"""What a rate's name ends with."""
LEAD_IN = "为"
"""Read before a cell or a unit, so that its first number is not taken for the number of an item."""


class RowName(NamedTuple):
    """What a name says. `bracket` is the unit's bracket as it ends the name, `per_span` where the base stands.

    `is_level` tells that the unit is no share, so that a yearly growth of it is told in percent.
    """

    indicator: str
    unit: str = ""
    bracket: str = ""
    per: str | None = None
    per_span: tuple[int, int] = (0, 0)
    change: Change | None = None
    verb: str | None = None
    yearly: bool = False
    is_level: bool = False


def read_row_name(words: str, above: tuple[str, ...]) -> RowName:
    """What a name says; `above` are its categories, the nearest last.

    >>> read_row_name("单位GDP能源消耗降低（%）", ()).indicator, read_row_name("每千人口拥有执业医师数（人）", ())[:4]
    ('单位GDP能源消耗', ('执业医师数', '人', '（人）', '千人口'))
    >>> read_row_name("增加值（亿元）", ("数字经济核心产业",)).indicator
    '数字经济核心产业增加值'
    """
    text, unit, bracket = _take_unit(words)
    text = _strip_marks(text)
    tokens, high = read_tokens(text), len(text)
    base = _base(tokens)
    per, at = text[1:base], words.find(text[:base]) if base else 0
    owning = tokens.starting(_OWNING, base) if base else None
    low = owning.end if owning and owning.end < high else base if base < high else 0
    yearly = any((tokens.starting(_YEARLY, low), tokens.ending(_YEARLY, high)))
    change: Change | None = None
    verb = None
    high = tokens.run_to(_TAIL, high, low)
    if (ended := tokens.ending(_CHANGES, high)) and ended.start > low:
        change, verb = cast("Change", ended.role), ended.word
        high = tokens.run_to(_TAIL, ended.start, low)
    elif tokens.has(_ADDED, low, high):
        change = "increase"
    text = text[low:high].rstrip("的")
    led = tokens.starting(_VERBS, low)
    if not verb and led and len(led.word) > 1 and high - led.end > 2 and not text.endswith(_RATE):
        verb = led.word
    if text in _ALONE and above:
        text = _strip_marks(_take_unit(above[-1])[0]) + text
    is_level = bool(unit) and _UNIT_CLASS.get(unit) != "ratio" and not text.endswith("率")
    return RowName(text.strip(), unit, bracket, per or None, (at, at + base), change, verb, yearly, is_level)


def _base(tokens: Tokens) -> int:
    """Where the base of repetition ends that begins a name (`每千名老人拥有床位`); 0 where none does."""
    text = tokens.text
    if counted := _COUNT.match(text):
        people = tokens.starting(_BASE, counted.end())
        return people.end if people else counted.end()
    owning = tokens.first(_OWNING_APART, 2)
    return owning.start if owning and _EACH.fullmatch(text, 0, owning.start) else 0


def _strip_marks(text: str) -> str:
    """A name without its number, the signs that mark it and 其中."""
    text = _MARKS.sub("", text.strip())
    marker = read_marker(text)
    text = text[marker.length :] if marker is not None and len(text) > marker.length else text
    return _MARKS.sub("", text).strip()


def _take_unit(words: str) -> tuple[str, str, str]:
    """A name without the brackets that end it, the unit in them, and those brackets as they stand.

    >>> _take_unit("地区生产总值（亿元，现价）"), _take_unit("学校（含分校）")
    (('地区生产总值', '亿元', '（亿元，现价）'), ('学校（含分校）', '', ''))
    """
    text, unit = words.rstrip(), ""
    whole = text
    while found := _BRACKET.search(text):
        inside = found[1].strip().translate(_SIGNS)
        if (own := _without_words(inside).strip("/")) and not is_unit(own):
            break
        unit = own or unit
        text = text[: found.start()].rstrip()
    if not unit and text.endswith(("%", "‰")) and len(text) > 1:
        return text[:-1], text[-1], whole[len(text) - 1 :]
    return text or whole, unit, whole[len(text) :] if text else ""


def _without_words(text: str) -> str:
    """The words of a bracket without those that are no part of a unit: `亿元年均` → 亿元."""
    for token in reversed(Tokens(text).find(_ASIDE)):
        text = text[: token.start] + text[token.end :]
    return text


def is_unit(words: str) -> bool:
    """Whether some words are a unit, with its magnitude and its base: `万吨标准煤`, `件/万人`.

    >>> is_unit("万人"), is_unit("件/万人"), is_unit("%"), is_unit("助理")
    (True, True, True, False)
    """
    read = find_mentions(f"{LEAD_IN}5{words}")
    return (
        len(read) == 1 and read[0].sort == "number" and read[0].end == len(words) + 2
        and (read[0].unit is not None or read[0].per is not None)
    )  # fmt: skip
