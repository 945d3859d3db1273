"""What the members of a list share: names that pair off with numbers, and the head of a bare kind.

In: a sentence and its numbers, or the names of a list. Out: phrases or names, each with the head that was said once.
"""

from __future__ import annotations

import re

from etl.lexicon.words import roles, trie_pattern
from etl.naming.grants import find_granted
from etl.naming.phrases import left_phrase, trim
from etl.naming.slots import Phrase, Slot
from etl.naming.verbs import is_verb

_STOPS = "，；。：！？｜"
_BOUND = re.compile(
    rf"[{_STOPS}“（](?:(?<![“（])"
    r"|(?<=“)(?![^”]*”)"  # a quotation that goes on behind the number
    r"|(?<=（)(?<!县（)(?=其中|含|不)(?![^）]*）))"
)
_TOGETHER = re.compile(trie_pattern(roles("change")["respectively"]))
_APART = re.compile(r"[；。]|[\u4e00-\u9fff]{5}")
_JOINS = re.compile(r"、|和|及|与")
_LAST_CLAUSE = re.compile(r"[，；：。｜]")
_PREFIXED = re.compile(r"(?P<kind>[^、，的]{1,6}?(?:级|类|型|性|制|款|等))(?P<head>[^、，]{2,})$")
_BARE_KIND = re.compile(r"[^、，]{1,6}(?:级|类|型|性|制|款|等)$")


def find_bound(text: str, low: int, at: int) -> int:
    """Where the words begin that belong to what stands at `at`: after the last stop from `low` on, else at `low`.

    A quotation or bracket that holds the place is a stop too.
    """
    window = text[low:at]
    if "“" in window or "（" in window:
        return max((stop.end() for stop in _BOUND.finditer(text, low, at)), default=low)
    return low + 1 + max([window.rfind(stop) for stop in _STOPS])


def find_paired(text: str, slots: list[Slot]) -> dict[int, Phrase]:
    """The phrases of the numbers after 分别, by their places in `slots`: as many names before it as numbers after it.

    `一产、二产、三产增加值分别增长5%、5%、5%` names three; where the counts differ none is named.
    """
    done: dict[int, Phrase] = {}
    for place in _TOGETHER.finditer(text):
        group = _group_after(text, slots, place.end())
        own, verb = left_phrase(_clause_before(text, slots, place.start()))
        names = _names(own, len(group))
        if len(group) < 2 or len(names) != len(group):
            continue
        for index, name in zip(group, share_tail(names), strict=True):
            slot = slots[index]
            grant = find_granted(text, slot) if slot.benefit else ""
            named = grant in name or name.endswith(("比例", *roles("grant")["said"]))
            done[index] = Phrase(trim(name if named else name + grant), verb)
    return done


def _group_after(text: str, slots: list[Slot], at: int) -> list[int]:
    """The numbers that stand together after a place, by their places in `slots`."""
    group: list[int] = []
    for index, slot in enumerate(slots):
        if slot.number < at:
            continue
        if group:
            last = slots[group[-1]]
            if slot.unit_class != last.unit_class or _APART.search(text[last.end : slot.start]):
                break
        group.append(index)
    return group


def _clause_before(text: str, slots: list[Slot], at: int) -> str:
    """The clause that ends at a place, or the one before where it holds no word."""
    low = max((slot.end for slot in slots if slot.end <= at and not slot.inside and not slot.condition), default=0)
    bound = find_bound(text, low, at)
    clause = text[bound:at]
    if clause.strip("的") or bound <= low:
        return clause
    return _LAST_CLAUSE.split(text[low : bound - 1].strip("｜、，和 "))[-1]


def _names(own: str, count: int) -> list[str]:
    """The names of a list; 城乡 before two numbers names town and country."""
    names = [name for name in _JOINS.split(own) if name]
    if len(names) == count > 1 and (members := _grades(names) or _kinds(names)):
        return members
    if len(names) == 1 and count == 2 and own.startswith("城乡"):
        return [("城市" if "低保" in own else "城镇") + own[2:], "农村" + own[2:]]
    return names


_GRADE = re.compile(r"(?P<lead>.*?)(?P<grade>[一二三四五六七八九十]|\d+(?:%|[万亿]元?)?|[A-Z])$")
_LAST_GRADE = re.compile(r"(?P<grade>[一二三四五六七八九十]|\d+(?:%|[万亿]元?)?|[A-Z])(?P<tail>\D*)$")


def _grades(names: list[str]) -> list[str]:
    """`省级一、二、三等奖` → one name a grade, each with what is said once before the first and after the last."""
    first, last = _GRADE.match(names[0]), _LAST_GRADE.match(names[-1])
    if not first or not last or not all(_LAST_GRADE.match(name) for name in names[1:]):
        return []
    grades = [first["grade"], *names[1:-1], last["grade"]]
    return [first["lead"] + grade + last["tail"] for grade in grades]


def _kinds(names: list[str]) -> list[str]:
    """`新获评的省级、市级研学基地` → one name a kind, each with the head of the last."""
    shared = _PREFIXED.match(names[-1])
    if not shared or "的" in shared["kind"] or not all(_BARE_KIND.search(name) for name in names[:-1]):
        return []
    return [*(name + shared["head"] for name in names[:-1]), names[-1]]


def restore_heads(text: str, slots: list[Slot], phrases: list[Phrase]) -> list[Phrase]:
    """`10个国家级、40个省级…培训基地`: a bare kind takes the head of the next one."""
    result = list(phrases)
    for index in range(len(result) - 2, -1, -1):
        own, following = result[index], result[index + 1]
        between = text[slots[index].end : slots[index + 1].start].rstrip()
        if between.endswith(("、", "和", "及")) and _BARE_KIND.match(own.indicator):
            shared = _PREFIXED.match(following.indicator)
            if shared:
                result[index] = own._replace(indicator=own.indicator + shared["head"])
    return result


def share_tail(parts: list[str]) -> list[str]:
    """Names of a list that share the head of the last one, each with that head.

    >>> share_tail(["一产", "二产", "三产增加值"])
    ['一产增加值', '二产增加值', '三产增加值']
    >>> share_tail(["水稻栽植", "收割机械化率"])
    ['水稻栽植机械化率', '水稻收割机械化率']
    """
    last = parts[-1]
    tail = _shared_tail(parts)
    if not tail:
        return parts
    bare = last[:1] if tail.startswith("级") else _MANY.sub("", last[: len(last) - len(tail)])
    last = bare + tail
    done = [part if part.endswith(tail[-2:]) else part + tail for part in parts[:-1]]
    first = parts[0]
    done_to = first[-len(bare) :]  # 水稻栽植、收割机械化率: what is done to the same thing
    if len(parts) == 2 and 0 < len(bare) <= 2 <= len(first) - len(bare) and is_verb(done_to) and done_to != bare:
        last = first[: -len(bare)] + last
    return [*done, last]


_MANY = re.compile(r"^[两三四五六七八九十]大|[两三四五六七八九十]大$")
_LEVELS, _OF_ONE_SIGN = re.compile("^[两三四五]级"), frozenset("省市州县区乡镇村男女老中小")
_HEADS = re.compile(  # 轮训率, 机械化率
    rf"(?:{trie_pattern(roles('edge')['shared head'])}|(?:[^、，]{{2}}化|[^、，]{{2}})率)$"
)


def _shared_tail(parts: list[str]) -> str:
    """The head of the last name, where the others have none of their own."""
    head = _HEADS.search(parts[-1])
    if not head or any(_HEADS.search(part) for part in parts[:-1]):
        return ""
    width = max(len(part) for part in parts[:-1])
    if width == 1:  # 男、女职工参保率; 县、乡两级…办理率; 村、社区党员轮训率
        return _LEVELS.sub("级", parts[-1][1 if parts[-1][0] in _OF_ONE_SIGN else 2 :])
    start = head.start() if not 2 <= head.start() - width <= 8 else width  # 天然气产量; but 蔬菜播种面积
    tail = parts[-1][start or width :] if len(parts[-1]) > width else head[0]
    return _MANY.sub("", tail)  # 绿色食品三大产业产值 → 产业产值
