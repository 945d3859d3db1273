"""Numbers as policy text writes them: value, range, unit, base after `/` and the marker to the right.

In: the folded text and the place of a numeral. Out: a `Mention` of sort number, or None where no number stands there.
Units come from the table `units.tsv`, longest first; longer words hide some (`部门` hides 部). A physical unit keeps
its `/`, a counted thing after it is `per`.
"""

from __future__ import annotations

import re

from etl.lexicon.numerals import parse_number
from etl.lexicon.words import class_by_word, cue_pattern, markers_behind, read_table, role_patterns, roles, trie_pattern
from etl.lexing.model import Mention
from etl.schema import Op

CHINESE = "〇零一二两三四五六七八九十百千万亿"
ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_WORD, _GRANT = role_patterns("number"), role_patterns("grant")
_UNIT_CLASS = class_by_word("units")
UNIT = re.compile(trie_pattern(_UNIT_CLASS))
_TIMES = [unit for unit, group in _UNIT_CLASS.items() if group == "time"]
_TIME = trie_pattern(_TIMES)
_MAGNITUDE = cue_pattern(  # 10亿千瓦 is 10亿 of 千瓦
    (sign, " ".join(unit for unit in _UNIT_CLASS if unit.startswith(sign)) or "-") for sign in "十百千万亿"
)
_RIGHT_ROWS = markers_behind()
_RIGHT_OPS: dict[str, Op] = {word.word: word.role for word in _RIGHT_ROWS}  # type: ignore[misc]
_MORE = re.compile(cue_pattern((row.word, row.hidden_by) for row in _RIGHT_ROWS if row.word in "多余"))
_FORMAL = r"[壹贰叁肆伍陆柒捌玖](?:[拾佰仟万亿]+[零壹贰叁肆伍陆柒捌玖]*)+"
_SPOKEN = (  # 零点五, 六十点八; but 三点半 and 两点一线 are none
    r"[〇零一二两三四五六七八九十百千万]+点[〇零一二三四五六七八九]+(?=[百千万亿个倍元吨亩公平立米岁])[百千万亿]*"
)
NUMBER = re.compile(
    rf"(?:{ARABIC}[十百千万亿]+(?=\d))*{ARABIC}(?P<odd>[多余]?)(?: (?=[十百千万亿]))?{_MAGNITUDE}*"
    rf"(?P<odd2>{_MORE.pattern}|来(?=[个家万亿]))?"
    rf"|{_SPOKEN}|半(?={_TIME}|月)|(?:[〇零一二两三四五六七八九]|{_MAGNITUDE})+(?P<odd3>{_MORE.pattern}|几)?[万亿]*|{_FORMAL}"
)
_FRACTION = re.compile(
    rf"(?P<whole>百|千|万|[{CHINESE}\d]+)分之(?P<part>{ARABIC}|[{CHINESE}]+(?:点[{CHINESE}]+)?)|百分百"
    r"|(?P<a>\d+)/(?P<b>\d+)(?![\d万])"
)
_PER_TENTHOUSAND = re.compile(rf"({ARABIC})\s?(/\s?10\s?万)")
_RATIO = re.compile(rf"({ARABIC})\s?[:：]\s?({ARABIC})(?:\s?[:：]\s?{ARABIC})*")
_HALF = re.compile(rf"半数|(?:一|(?P<more>过))(?!{_WORD['no half']})半")
_HALVED = re.compile(rf"(?!{_WORD['no half']})半(?!{_TIME}|[个月])")  # 减半征收
_AND_A_HALF = re.compile(  # 两个半月, 一年半; but 两个半年 are one year
    rf"(?P<n>{ARABIC}|[{CHINESE}]+)"
    rf"(?:个半(?!年)(?P<of>{trie_pattern(unit[1:] for unit in _TIMES if unit[0] == '个')}|百分点)"
    rf"|(?P<unit>{_TIME})半(?!{_TIME}|[月载]))"
)
_FOLD_OVER = re.compile(r"翻(?:了)?([一两二三四])番")
_TO = re.compile(r" ?(?:—+|-+|～|~|至|到) ?")
_UNITS_BY_SIGN = {
    sign: re.compile(trie_pattern(unit for unit in _UNIT_CLASS if unit.startswith(sign)))
    for sign in {unit[0] for unit in _UNIT_CLASS}
}
_HIDING = {unit: re.compile(trie_pattern(longer.split())) for unit, _, longer in read_table("units") if longer != "-"}
_BRACKETED = re.compile(rf"（(?:{UNIT.pattern})）")
_RIGHT = re.compile(cue_pattern((word.word, word.hidden_by) for word in _RIGHT_ROWS))
_THING = rf"[^\d\s，。；、：（）/“”]{{1,4}}?(?={_GRANT['handing']}|{_GRANT['grant']}|标准|[的，；。、）]|$)"
_PER_AFTER = re.compile(
    rf" ?/ ?((?:个|名|位)?(?:{UNIT.pattern}|[人企校县镇班车件天日户月年]|{_THING})"
    r"(?:[·./]?(?:年|月|日|天(?!然)|人|次))?)"
)
_PLAIN_UNITS = frozenset(
    u for u, group in _UNIT_CLASS.items() if group in ("count", "person", "money", "physical") or u == "%"
) - {"千伏", "kV", "类", "届"}  # these may begin a name: 10千伏线路
_PLAIN = re.compile(r"\d+(?:\.\d+)?[万亿]?")
BEFORE_PROJECT = frozenset(roles("name")["before project"])
_OPENS_RIGHT = "".join(sorted({word[0] for word in _RIGHT_OPS}))
_AFTER_PLAIN = re.compile(
    rf"(?P<op>{_RIGHT.pattern})?"
    rf"(?=[，。；、]|[\u4e00-\u9fff“](?<![至到级版强国省月日年时点分号线口起{_OPENS_RIGHT}]))"
)
_BEFORE_PLAIN = re.compile(r"[\u4e00-\u9fff，、）”](?<![第至到前翻每])")


def match_unit(text: str, at: int) -> re.Match[str] | None:
    """The longest unit at a place, unless a longer word hides it (`六部门`, `3方面`); without trying every unit."""
    pattern = _UNITS_BY_SIGN.get(text[at : at + 1])
    found = pattern.match(text, at) if pattern else None
    hiding = _HIDING.get(found[0]) if found else None
    return None if hiding and hiding.match(text, at) else found


def read_plain(text: str, at: int) -> Mention | None:
    """The commonest shape at once: an Arabic number with its unit in running text. All else goes the long way."""
    if not text[at].isdecimal() or not at or not _BEFORE_PLAIN.match(text, at - 1):
        return None
    if text[at - 1] == "、" or text[at - 2 : at] in BEFORE_PROJECT:  # may be the size of a named project
        return None
    number = _PLAIN.match(text, at)
    found = match_unit(text, number.end()) if number else None
    if not number or not found or found[0] not in _PLAIN_UNITS:
        return None
    after = _AFTER_PLAIN.match(text, found.end())
    if not after:
        return None
    unit, op = found[0], _RIGHT_OPS[after["op"]] if after["op"] else None
    value = parse_number(number[0])
    return Mention("number", at, after.end(), "number", value=value, unit=unit, unit_class=_UNIT_CLASS[unit], op=op)


def read_number(text: str, at: int, low: int) -> Mention | None:
    """The number at `at` with range, unit, base after `/` and right-hand marker; it begins not before `low`."""
    if _MAY_BE_SPECIAL.match(text, at) and (special := _read_special(text, at, low)):
        return special
    found = NUMBER.match(text, at)
    if not found:
        return None
    value = parse_number(found[0])
    end, unit = _unit(text, found.end())
    if not unit and _NEXT_AMOUNT.match(text, end):
        unit = _unit_of_list(text, at, end, found[0])
    if loose := _read_loose(text, at, end, found[0], unit):
        return loose
    odd = found["odd"] or found["odd2"] or found["odd3"]
    op: Op | None = ">=" if odd or _is_more(text, end, unit) else None
    if at > low and _is_vague(text, at):  # 上百家, 数千名
        return _finish(text, at, end, value or 0, None, unit, ">=")._replace(start=at - 1)
    if value is None:
        return Mention("number", at, end, "number", unit=unit)
    high: float | None = None
    if second := _second(text, end, found[0], value, unit):
        value, high, end, unit2 = second
        unit, op = unit2 or unit, "range"
    if unit == "成":  # 三成 → 30 %
        value, high, unit = value * 10, high and high * 10, "%"
    return _finish(text, at, end, value, high, unit, op)


def _is_vague(text: str, at: int) -> bool:
    """Whether 数, 几 or 上 before a magnitude makes it a lower bound: `数千名`, `上百家`, but not `总数千余`."""
    return text[at] in "十百千万亿" and _VAGUE.match(text, at - 1) is not None


_VAGUE = re.compile(_WORD["vague"])


def _unit_of_list(text: str, at: int, end: int, written: str) -> str | None:
    """The unit that closes a list: of `50万、30万、10万元` each is of 元, of `20.9、36.2、54%` each is a share.

    Numbers without a magnitude that open their clause, or look like a year, are list heads and dates.
    """
    whole = written[-1] in "万亿"
    if not whole and (not _BEFORE_LIST.match(text, at - 1) or _YEAR.fullmatch(written)):
        return None
    while following := _NEXT_AMOUNT.match(text, end):
        end, unit = _unit(text, following.end())
        if unit:
            group = _UNIT_CLASS[unit]
            shared = group in ("money", "person", "physical") or (not whole and (group == "ratio" or unit == "个月"))
            return unit if shared and (not whole or following[0][-1] in "万亿") else None
    return None


_NEXT_AMOUNT = re.compile(rf"(?:、|和|及|与|以及){ARABIC}[十百千万亿]*")
_BEFORE_LIST = re.compile(r"[\u4e00-\u9fff、]")
_YEAR = re.compile(r"(?:19|20)\d\d")


def _read_loose(text: str, at: int, end: int, written: str, unit: str | None) -> Mention | None:
    """Two digits side by side, a range: `三五个`, `两三百家`, `三四十`, `十七八个`."""
    loose = _LOOSE.fullmatch(written)
    if not loose or not (unit or loose["by"]):
        return None
    first, last = (parse_number((loose["tens"] or "") + loose[part] + loose["by"]) or 0 for part in ("a", "b"))
    return _finish(text, at, end, first, last, unit, "range") if first < last else None


def _is_more(text: str, end: int, unit: str | None) -> bool:
    """Whether 多 or 余 after a bare number or a time makes it a lower bound: `20年多`, but not `多元`."""
    return unit in (None, "年", "天", "日", "岁") and _MORE.match(text, end) is not None


def _finish(text: str, at: int, end: int, value: float, high: float | None, unit: str | None, op: Op | None) -> Mention:
    """A number with what follows it: a unit's bracket (`套（间）`), the base after `/`, the marker to the right."""
    per = None
    if unit and (bracket := _BRACKETED.match(text, end)):
        end = bracket.end()
    if unit and (after := _PER_AFTER.match(text, end)):
        per, end = _per_after(after), after.end()
    if marker := _RIGHT.match(text, end):
        end = marker.end()
        op = "range" if op == "range" else _RIGHT_OPS[marker[0]]
    unit_class = _UNIT_CLASS.get(unit or "", "physical" if unit else "")
    return Mention(
        "number", at, end, "number", value=value, value_max=high, unit=unit, unit_class=unit_class, per=per, op=op
    )


_PER_DRESS = re.compile(r"^(?:每|个|名|位)(?=.)|[·./]")


def _per_after(after: re.Match[str]) -> str:
    """The base after `/` without measure words: `/个·年` → 年, `/每人次` → 人次."""
    return _PER_DRESS.sub("", after[1])


def _unit(text: str, end: int) -> tuple[int, str | None]:
    """Where the unit after a number ends, and the unit; the number's own end and None where there is none."""
    spaced = end + 1 if text.startswith(" ", end) else end
    found = match_unit(text, spaced)
    return (found.end(), found[0]) if found else (end, None)


def _second(
    text: str, end: int, written: str, low_value: float, low_unit: str | None
) -> tuple[float, float, int, str | None] | None:
    """The upper end of a range that begins here: values, where it ends and its unit; None where there is none."""
    between = _TO.match(text, end) or (_LOWER_BOUND.match(text, end) if low_unit else None)
    found = NUMBER.match(text, between.end()) if between else None
    if not found or not between:
        return None
    high = parse_number(found[0])
    stop, unit = _unit(text, found.end())
    if high is None or (low_unit and unit != low_unit):
        return None
    if between.re is _LOWER_BOUND:  # 2000元以上2万元以下
        upper = _UPPER_BOUND.match(text, stop)
        if not upper:
            return None
        stop = upper.end()
    if not low_unit:
        low_value = _with_magnitude(written, low_value, found[0])
    if high <= low_value:
        return None
    return low_value, high, stop + 2 if text.startswith("之间", stop) else stop, unit


def _with_magnitude(written: str, value: float, upper: str) -> float:
    """The lower end of `3—5万`: it shares the magnitude of the upper one, unless it would be the greater."""
    shared = _MAGNITUDE_END.search(upper)
    if not shared or not written[-1].isdecimal() or not upper[0].isdecimal():
        return value
    plain = parse_number(upper[: shared.start()])
    return parse_number(written + shared[0]) or value if plain is not None and value <= plain else value


_LOOSE = re.compile(
    r"(?P<tens>[二三四五六七八九]?十)?(?P<a>[一二两三四五六七八])(?P<b>[二三四五六七八九])(?P<by>[十百千万亿]*)"
)
_TENTHS = re.compile(rf"([一二三四五六七八九])(?!{_HIDING['成'].pattern})成([一二三四五六七八九])?(?!年)")
_LOWER_BOUND = re.compile(rf"{trie_pattern(word for word, op in _RIGHT_OPS.items() if op == '>=')}[，、]?")
_UPPER_BOUND = re.compile(trie_pattern(word for word, op in _RIGHT_OPS.items() if op == "<="))
_MAGNITUDE_END = re.compile(r"[十百千万亿]+$")


def _read_special(text: str, at: int, low: int) -> Mention | None:
    """Fractions, shares, multiples and ratios in their own spellings."""
    if found := _PER_TENTHOUSAND.match(text, at):
        return _finish(text, at, found.end(), parse_number(found[1]) or 0.0, None, found[2].replace(" ", ""), None)
    if found := _FRACTION.match(text, at):
        value, unit = _fraction(found)
        if value is not None:
            return _finish(text, at, found.end(), value, None, unit, None)
    if found := _TENTHS.match(text, at):
        tenths = (parse_number(found[1]) or 0.0) * 10 + (parse_number(found[2] or "零") or 0.0)
        return _finish(text, at, found.end(), tenths, None, "%", None)
    if found := _RATIO.match(text, at):
        return _ratio(text, at, found)
    for start in (at, at - 1, at - 2):
        if start >= low and (mention := _read_multiple(text, at, start)):
            return mention
    return None


_MAY_BE_SPECIAL = re.compile(
    rf"半|{ARABIC}\s?[/:：]|[{CHINESE}\d.]{{1,12}}(?:分之|分百|成|半|番|个半|年半|天半|小时半)"
)
"""What every such spelling begins with, at its first numeral."""


def _read_multiple(text: str, at: int, start: int) -> Mention | None:
    """A half or a doubling that begins at `start`, with its first numeral at `at`: `过半`, `减半`, `翻两番`."""
    if start == at and (found := _AND_A_HALF.match(text, at)):
        unit = "个" + found["of"] if found["of"] else found["unit"]
        return _finish(text, at, found.end(), (parse_number(found["n"]) or 0.0) + 0.5, None, unit, None)
    if start == at - 1 and text[start] in "减折" and (halved := _HALVED.match(text, at)):
        return _finish(text, at, halved.end(), 50.0, None, "%", None)._replace(start=start, found="halved")
    if found := _HALF.match(text, start):
        op: Op | None = ">=" if found["more"] else None
        return _finish(text, at, found.end(), 50.0, None, "%", op)._replace(start=start, per=None)
    if found := _FOLD_OVER.match(text, start):
        times = 2.0 ** (parse_number(found[1]) or 1)
        return _finish(text, at, found.end(), times, None, "倍", None)._replace(start=start, per=None)
    return None


def _fraction(found: re.Match[str]) -> tuple[float | None, str]:
    """Value and unit of a share: `百分之三十` → 30 %, `千分之五` → 5 ‰, `三分之一`, `1/3` → 33.3333 %."""
    if found[0] == "百分百":
        return 100.0, "%"
    if found["a"]:
        whole, part = float(found["b"]), float(found["a"])
        return (round(part / whole * 100, 4), "%") if whole and part < whole else (None, "%")
    part_value = parse_number(found["part"])
    if part_value is None:
        return None, "%"
    if found["whole"] in ("百", "千"):
        return part_value, "%" if found["whole"] == "百" else "‰"
    whole_value = parse_number(found["whole"])
    return (round(part_value / whole_value * 100, 4) if whole_value else None), "%"


def _ratio(text: str, at: int, found: re.Match[str]) -> Mention:
    """`1:350` → 350 `1:`, `18:1` → 18 `:1`; three parts and more (`15:28:57`) cannot be read."""
    first, second = parse_number(found[1]), parse_number(found[2])
    if found[0].count(":") + found[0].count("：") > 1 or first is None or second is None:
        return Mention("number", at, found.end(), "several ratios")
    if first == 1:
        return _finish(text, at, found.end(), second, None, "1:", None)
    return _finish(text, at, found.end(), first, None, f":{found[2]}", None)
