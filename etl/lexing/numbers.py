"""Numbers as policy text writes them: value, range, unit, base after `/` and the marker to the right.

In: the tokens of a folded text and the place of a numeral. Out: a `Mention` of sort number, or None where no number
stands there. Units come from the table `units.tsv`, longest first; longer words hide some (`部门` hides 部). A physical
unit keeps its `/`, a counted thing after it is `per`.
"""

from __future__ import annotations

import re
from typing import cast

from etl.lexicon.numerals import parse_number
from etl.lexicon.tokens import Group, Token, Tokens, group_of, words_of
from etl.lexicon.words import cue_pattern, markers_behind, read_table, role_patterns, trie_pattern
from etl.lexing.model import Mention
from etl.schema import Op

CHINESE = "〇零一二两三四五六七八九十百千万亿"
ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SHARES = {"all": 100.0, "half": 50.0, "halved": 50.0, "over half": 50.0}
_WORD, _GRANT = role_patterns("number"), role_patterns("grant")
_VAGUE, _BETWEEN, _SHARE_WORDS = (
    words_of("number", "vague"),
    words_of("number", "between"),
    words_of("number", *_SHARES),
)
UNITS = Group((unit, group, hidden) for unit, group, hidden in read_table("units"))
_UNIT_CLASS = UNITS.words
_RIGHT = group_of(markers_behind())
UNIT = trie_pattern(_UNIT_CLASS)
_TIMES = [unit for unit, group in _UNIT_CLASS.items() if group == "time"]
_TIME = trie_pattern(_TIMES)
_MAGNITUDE = cue_pattern(  # 10亿千瓦 is 10亿 of 千瓦
    (sign, " ".join(unit for unit in _UNIT_CLASS if unit.startswith(sign)) or "-") for sign in "十百千万亿"
)
_ODD = cue_pattern((row.word, row.hidden_by) for row in markers_behind() if row.word in "多余")
_FORMAL = r"[壹贰叁肆伍陆柒捌玖](?:[拾佰仟万亿]+[零壹贰叁肆伍陆柒捌玖]*)+"
_SPOKEN = (  # 零点五, 六十点八; but 三点半 and 两点一线 are none
    r"[〇零一二两三四五六七八九十百千万]+点[〇零一二三四五六七八九]+(?=[百千万亿个倍元吨亩公平立米岁])[百千万亿]*"
)
NUMBER = re.compile(
    rf"(?:{ARABIC}[十百千万亿]+(?=\d))*{ARABIC}(?P<odd>[多余]?)(?: (?=[十百千万亿]))?{_MAGNITUDE}*"
    rf"(?P<odd2>{_ODD}|来(?=[个家万亿]))?"
    rf"|{_SPOKEN}|半(?={_TIME}|月)|(?:[〇零一二两三四五六七八九]|{_MAGNITUDE})+(?P<odd3>{_ODD}|几)?[万亿]*|{_FORMAL}"
)
_FRACTION = re.compile(
    rf"(?P<whole>[{CHINESE}\d]+)分之(?P<part>{ARABIC}|[{CHINESE}]+(?:点[{CHINESE}]+)?)"
    r"|(?P<a>\d+)/(?P<b>\d+)(?![\d万])"
)
_PER_TENTHOUSAND = re.compile(rf"({ARABIC})\s?(/\s?10\s?万)")
_RATIO = re.compile(rf"({ARABIC})\s?[:：]\s?({ARABIC})(?:\s?[:：]\s?{ARABIC})*")
_AND_A_HALF = re.compile(  # 两个半月, 一年半; but 两个半年 are one year
    rf"(?P<n>{ARABIC}|[{CHINESE}]+)"
    rf"(?:个半(?P<of>{trie_pattern(unit[1:] for unit in _UNIT_CLASS if unit[0] == '个' != unit)})"
    rf"|(?P<unit>{_TIME})半(?!{_TIME}|[月载]))"
)
_FOLD_OVER = re.compile(r"翻(?:了)?([一两二三四])番")
_TO = re.compile(r" ?(?:—+|-+|～|~|至|到) ?")
_END_OF_THING = f"{_GRANT['handing']}|{_GRANT['grant']}|{_WORD['end of base']}"
_THING = rf"[^\d\s，。；、：（）/“”]{{1,4}}?(?={_END_OF_THING}|[的，；。、）]|$)"
_PER_AFTER = re.compile(
    rf" ?/ ?((?:个|名|位)?(?:{UNIT}|[人企校县镇班车件天日户月年]|{_THING})"
    r"(?:[·./]?(?:年|月|日|天(?!然)|人|次))?)"
)


def find_unit(tokens: Tokens, at: int) -> Token | None:
    """The longest unit that begins at a place; none where a longer word hides it (`六部门`, `3方面`)."""
    return tokens.starting(UNITS, at)


def read_number(tokens: Tokens, at: int, low: int) -> Mention | None:
    """The number at `at` with range, unit, base after `/` and right-hand marker; it begins not before `low`."""
    text = tokens.text
    if _MAY_BE_SPECIAL.match(text, at) and (special := _read_special(tokens, at, low)):
        return special
    found = NUMBER.match(text, at)
    if not found:
        return None
    value = parse_number(found[0])
    end, unit = _unit(tokens, found.end())
    if not unit and _NEXT_AMOUNT.match(text, end):
        unit = _unit_of_list(tokens, at, end, found[0])
    if loose := _read_loose(tokens, at, end, found[0], unit):
        return loose
    op: Op | None = ">=" if found["odd"] or found["odd2"] or found["odd3"] else None
    if at > low and text[at] in "十百千万亿" and tokens.starting(_VAGUE, at - 1):  # 数千名, 上百家, but not 总数千余
        return _finish(tokens, at, end, value or 0, None, unit, ">=")._replace(start=at - 1)
    if value is None:
        return Mention("number", at, end, "number", unit=unit)
    high: float | None = None
    if second := _second(tokens, end, found[0], value, unit):
        value, high, end, unit2 = second
        unit, op = unit2 or unit, "range"
    if unit == "成":  # 三成 → 30 %
        value, high, unit = value * 10, high and high * 10, "%"
    return _finish(tokens, at, end, value, high, unit, op)


def _unit_of_list(tokens: Tokens, at: int, end: int, written: str) -> str | None:
    """The unit that closes a list: of `50万、30万、10万元` each is of 元, of `20.9、36.2、54%` each is a share.

    Numbers without a magnitude that open their clause, or look like a year, are list heads and dates.
    """
    text, whole = tokens.text, written[-1] in "万亿"
    if not whole and (not _BEFORE_LIST.match(text, at - 1) or _is_year(written)):
        return None
    while following := _NEXT_AMOUNT.match(text, end):
        end, unit = _unit(tokens, following.end())
        if unit:
            group = _UNIT_CLASS[unit]
            shared = group in ("money", "person", "physical") or (not whole and (group == "ratio" or unit == "个月"))
            return unit if shared and (not whole or following[0][-1] in "万亿") else None
    return None


_NEXT_AMOUNT = re.compile(rf"(?:[、和与]|以?及){ARABIC}[十百千万亿]*")
_BEFORE_LIST = re.compile(r"[\u4e00-\u9fff、]")


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isdecimal() and written.startswith(("19", "20"))


def _read_loose(tokens: Tokens, at: int, end: int, written: str, unit: str | None) -> Mention | None:
    """Two digits side by side, a range: `三五个`, `两三百家`, `三四十`, `十七八个`."""
    loose = _LOOSE.fullmatch(written)
    if not loose or not (unit or loose["by"]):
        return None
    first, last = (parse_number((loose["tens"] or "") + loose[part] + loose["by"]) or 0 for part in ("a", "b"))
    return _finish(tokens, at, end, first, last, unit, "range") if first < last else None


def _finish(
    tokens: Tokens, at: int, end: int, value: float, high: float | None, unit: str | None, op: Op | None
) -> Mention:
    """A number with what follows it: a unit's bracket (`套（间）`), the base after `/`, the marker to the right."""
    text, per = tokens.text, None
    if unit and text.startswith("（", end) and (inside := find_unit(tokens, end + 1)):
        end = inside.end + 1 if text.startswith("）", inside.end) else end
    if unit and (after := _PER_AFTER.match(text, end)):
        per, end = _per_after(after), after.end()
    if marker := tokens.starting(_RIGHT, end):
        end = marker.end
        op = "range" if op == "range" else cast("Op", marker.role)
    unit_class = _UNIT_CLASS.get(unit or "", "physical" if unit else "")
    return Mention(
        "number", at, end, "number", value=value, value_max=high, unit=unit, unit_class=unit_class, per=per, op=op
    )


def _per_after(after: re.Match[str]) -> str:
    """The base after `/` without measure words: `/个·年` → 年, `/每人次` → 人次."""
    base = after[1].translate(_NO_DOTS)
    return base[1:] if len(base) > 1 and base[0] in "每个名位" else base


_NO_DOTS = str.maketrans("", "", "·./")


def _unit(tokens: Tokens, end: int) -> tuple[int, str | None]:
    """Where the unit after a number ends, and the unit; the number's own end and None where there is none."""
    found = find_unit(tokens, end + tokens.text.startswith(" ", end))
    return (found.end, found.word) if found else (end, None)


def _second(
    tokens: Tokens, end: int, written: str, low_value: float, low_unit: str | None
) -> tuple[float, float, int, str | None] | None:
    """The upper end of a range that begins here: values, where it ends and its unit; None where there is none."""
    text = tokens.text
    lower = tokens.starting(_RIGHT, end) if low_unit else None
    if lower and lower.role == ">=":  # 2000元以上2万元以下
        begin = lower.end + text.startswith(("，", "、"), lower.end)
    elif to := _TO.match(text, end):
        lower, begin = None, to.end()
    else:
        return None
    found = NUMBER.match(text, begin)
    high = parse_number(found[0]) if found else None
    if not found or high is None:
        return None
    stop, unit = _unit(tokens, found.end())
    upper = tokens.starting(_RIGHT, stop) if lower else None
    if (low_unit and unit != low_unit) or (lower and not (upper and upper.role == "<=")):
        return None
    if not low_unit:
        low_value = _with_magnitude(written, low_value, found[0])
    if high <= low_value:
        return None
    end_word = upper or tokens.starting(_BETWEEN, stop)
    return low_value, high, end_word.end if end_word else stop, unit


def _with_magnitude(written: str, value: float, upper: str) -> float:
    """The lower end of `3—5万`: it shares the magnitude of the upper one, unless it would be the greater."""
    digits = upper.rstrip("十百千万亿")
    if digits == upper or not written[-1].isdecimal() or not upper[0].isdecimal():
        return value
    plain = parse_number(digits)
    return parse_number(written + upper[len(digits) :]) or value if plain is not None and value <= plain else value


_LOOSE = re.compile(
    r"(?P<tens>[二三四五六七八九]?十)?(?P<a>[一二两三四五六七八])(?P<b>[二三四五六七八九])(?P<by>[十百千万亿]*)"
)
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])?(?!年)")


def _read_special(tokens: Tokens, at: int, low: int) -> Mention | None:
    """Fractions, shares, multiples and ratios in their own spellings."""
    text = tokens.text
    if found := _PER_TENTHOUSAND.match(text, at):
        return _finish(tokens, at, found.end(), parse_number(found[1]) or 0.0, None, found[2].replace(" ", ""), None)
    if found := _FRACTION.match(text, at):
        value, unit = _fraction(found)
        if value is not None:
            return _finish(tokens, at, found.end(), value, None, unit, None)
    if (found := _TENTHS.match(text, at)) and tokens.starting(UNITS, found.end(1)):  # no 一成立
        tenths = (parse_number(found[1]) or 0.0) * 10 + (parse_number(found[2] or "零") or 0.0)
        return _finish(tokens, at, found.end(), tenths, None, "%", None)
    if found := _RATIO.match(text, at):
        return _ratio(tokens, at, found)
    for start in (at, at - 1, at - 2):
        if start >= low and (mention := _read_multiple(tokens, at, start)):
            return mention
    return None


_MAY_BE_SPECIAL = re.compile(rf"半|{ARABIC}\s?[/:：]|[{CHINESE}\d.]{{1,12}}(?:分[之百]|[成半番]|(?:{_TIME}|个)半)")
"""What every such spelling begins with, at its first numeral."""


def _read_multiple(tokens: Tokens, at: int, start: int) -> Mention | None:
    """A share in one word or a doubling that begins at `start`, its first numeral at `at`: `过半`, `减半`, `翻两番`."""
    text = tokens.text
    if start == at and (found := _AND_A_HALF.match(text, at)):
        unit = "个" + found["of"] if found["of"] else found["unit"]
        return _finish(tokens, at, found.end(), (parse_number(found["n"]) or 0.0) + 0.5, None, unit, None)
    if share := tokens.starting(_SHARE_WORDS, start):
        op: Op | None = ">=" if share.role == "over half" else None
        read = _finish(tokens, at, share.end, _SHARES[share.role], None, "%", op)
        return read._replace(start=start, per=None, found="halved" if share.role == "halved" else read.found)
    if found := _FOLD_OVER.match(text, start):
        times = 2.0 ** (parse_number(found[1]) or 1)
        return _finish(tokens, at, found.end(), times, None, "倍", None)._replace(start=start, per=None)
    return None


def _fraction(found: re.Match[str]) -> tuple[float | None, str]:
    """Value and unit of a share: `百分之三十` → 30 %, `千分之五` → 5 ‰, `三分之一`, `1/3` → 33.3333 %."""
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


def _ratio(tokens: Tokens, at: int, found: re.Match[str]) -> Mention:
    """`1:350` → 350 `1:`, `18:1` → 18 `:1`; three parts and more (`15:28:57`) cannot be read."""
    first, second = parse_number(found[1]), parse_number(found[2])
    if found[0].count(":") + found[0].count("：") > 1 or first is None or second is None:
        return Mention("number", at, found.end(), "several ratios")
    if first == 1:
        return _finish(tokens, at, found.end(), second, None, "1:", None)
    return _finish(tokens, at, found.end(), first, None, f":{found[2]}", None)
