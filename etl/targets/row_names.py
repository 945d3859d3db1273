"""The name of an indicator table's row → what it says beside the indicator: unit, base of repetition, change, verb.

In: the words of a name cell, folded for matching, and the categories above it. Out: a `RowName`. Only what stands at
the name's edges is taken off; what is left is the indicator.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.documents.headings import read_marker
from etl.lexicon.words import read_table, role_of, roles, trie_pattern
from etl.lexing.mentions import find_mentions
from etl.schema import Change

_CHANGES = roles("change")
_CHANGE: dict[str, Change] = {
    **dict.fromkeys(_CHANGES["increase"], "increase"),
    **dict.fromkeys(_CHANGES["decrease"], "decrease"),
}
_CHANGE_AT_END = re.compile(rf"(?<=.)(?:{trie_pattern(word for word in _CHANGE if len(word) > 1)})$")
_NEW = re.compile("新增加?|净增")
_VERB = re.compile(trie_pattern(v for v, group in role_of("verb").items() if group in ("建成完成", "培育培训")))
_ALONE = frozenset(word for word, *_ in read_table("indicator_names"))
_BRACKET = re.compile(r"[（(\[〔【]([^（()）\[\]〔〕【】]{1,16})[)）\]〕】]$")
_NO_UNIT = re.compile(r"累计|年均|约束性|预期性|现价|可比价|当年价|不变价|较?上?年?[≥≤<>]?")
_PIECES = re.compile("[，、；/]?(?:累计|年均|[≥≤<>]|约束性|预期性)[，、；]?|[，、；]")
_MARKS = re.compile(r"^(?:指标\s?\d{1,2}[：:.、]?|[*#▲△★☆※●○·•]|其中[：:]?|#)+\s*|[*#▲△★☆※]+$|[①-⑳]$")
_PER = re.compile(
    r"每(?P<per>[一两二三四五六七八九十百千万亿\d]+(?:名|个|户|位|家|所)?"
    r"(?:常住人口|户籍人口|劳动年龄人口|人口|老年人口?|老人|居民|儿童|学生|劳动力|从业人员|就业人员|职工|企业|人|平方公里|公里|亩)?"
    r"|[^\d，、（）]{1,8}?(?=拥有|配备|占有|平均))"
)
_OWNS = re.compile("(?:中?的?拥有|平均拥有|中?的|占有|配备)")
_YEARLY = re.compile("^年均(?!可)|年均$")
_TAIL = re.compile("(?:累计|年均)$")


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
    per, per_span = None, (0, 0)
    if found := _PER.match(text):
        at = words.find(found[0])
        per, per_span = found["per"], (at, at + len(found[0]))
        rest = text[found.end() :]
        text = rest[owns.end() :] if (owns := _OWNS.match(rest)) and len(rest) > owns.end() else rest or text
    yearly = _YEARLY.search(text) is not None
    change: Change | None = None
    verb = None
    text = _TAIL.sub("", text)
    if ended := _CHANGE_AT_END.search(text):
        change, verb = _CHANGE[ended[0]], ended[0]
        text = _TAIL.sub("", text[: ended.start()]).rstrip("的")
    elif _NEW.search(text):
        change = "increase"
    if verb is None and (led := _VERB.match(text)) and len(led[0]) > 1 and len(text) - led.end() > 2:
        verb = led[0]
    if text in _ALONE and above:
        text = _strip_marks(_take_unit(above[-1])[0]) + text
    is_level = bool(unit) and not unit.startswith(("%", "‰", "个百分点")) and not text.endswith("率")
    return RowName(text.strip(), unit, bracket, per, per_span, change, verb, yearly, is_level)


def _strip_marks(text: str) -> str:
    """A name without its number, the signs that mark it and 其中."""
    text = _MARKS.sub("", text.strip())
    marker = read_marker(text)
    text = text[marker.length :] if marker is not None and len(text) > marker.length else text
    return _MARKS.sub("", text).strip()


def _take_unit(words: str) -> tuple[str, str, str]:
    """A name without the brackets that end it, the unit in them, and those brackets as they stand."""
    text, unit = words.rstrip(), ""
    whole = text
    while found := _BRACKET.search(text):
        inside = found[1].strip()
        own = _PIECES.sub("", inside)
        if own and not is_unit(own) and not _NO_UNIT.fullmatch(own):
            break
        unit = own if own and is_unit(own) else unit
        text = text[: found.start()].rstrip()
    if not unit and text.endswith(("%", "‰")) and len(text) > 1:
        return text[:-1], text[-1], whole[len(text) - 1 :]
    return text or whole, unit, whole[len(text) :] if text else ""


def is_unit(words: str) -> bool:
    """Whether some words are a unit, with its magnitude and its base: `万吨标准煤`, `件/万人`.

    >>> is_unit("万人"), is_unit("件/万人"), is_unit("%"), is_unit("助理")
    (True, True, True, False)
    """
    read = find_mentions(f"达到5{words}")
    return (
        len(read) == 1 and read[0].sort == "number" and read[0].end == len(words) + 3
        and (read[0].unit is not None or read[0].per is not None)
    )  # fmt: skip
