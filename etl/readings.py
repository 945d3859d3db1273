"""The numbers of a sentence, each with how it binds and what it is, and what a list of them shares.

In: a sentence with its mentions and its setting. Out: `Number`s. Bounds, changes and bases that a leading word gives a
whole list are handed on here, before dates and indicators are looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.context import Sentence, Setting
from etl.markers import Binding, last_stop, read_binding
from etl.model import Mention
from etl.rules import Flag, Place, Verdict, judge_number

_STOP = re.compile(r"[；。！？\n]")
_BENEFIT = re.compile(
    r"补贴|补助|奖励|奖补|奖金|资助|津贴|贴息|减免|抵免|抵扣|抵减|罚款|给予|返还|报销|免收|减征|购房|提取|封顶|定补|补偿金|救助金|扶持资金|资金扶持|券包|担保费|保费|补足|让利"
)
_GOAL_MONEY = re.compile(
    r"(?:安排|投入|投资(?!额)|筹集|发放|争取|拨付|下达|完成|兑现|累计|总投资|募集|资金总额|规模)[^，；。]{0,30}$"
)
_GRANTING = re.compile(r"按|每|给予|奖励|最高|补助|补贴|资助")
_PERMISSIVE = re.compile(
    r"(?<![许认])可(?!持续|再生|靠|视|能|比|支配|循环|降解|信|控|追溯|燃|移动|回收|行|复制|推广|用于建|容|[^，。；]{0,3}率)|允许|不再|原则上不"
)
_YEARLY = re.compile(r"年$|月$|季度$|周$|日$|天$|旬$|学期$|学年$|小时$|^年|半年")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence with its binding and its verdict."""

    mention: Mention
    binding: Binding
    verdict: Verdict
    flags: frozenset[Flag]


def read_numbers(sentence: Sentence, setting: Setting, past: list[bool]) -> list[Number]:
    backwards = sentence.text[::-1]
    numbers: list[Number] = []
    low = low_number = 0
    for mention, is_past in zip(sentence.mentions, past, strict=True):
        at = mention.start - sentence.start
        if mention.sort == "number":
            binding = _inherit(
                read_binding(sentence.text, backwards, at, mention, low, low_number), numbers, sentence, mention
            )
            place = _place(sentence, backwards, setting, mention, binding, is_past, low)
            numbers.append(
                Number(
                    mention,
                    binding,
                    _same_verdict(judge_number(place), numbers, sentence, mention, binding),
                    place.flags,
                )
            )
            low_number = mention.end - sentence.start
        low = mention.end - sentence.start
    return _share_last_bound(numbers, sentence)


def _share_last_bound(numbers: list[Number], sentence: Sentence) -> list[Number]:
    """Under 分别 the last number's marker binds all: `分别增长4.5%、5.5%左右`, both `≈`."""
    place = sentence.text.find("分别")
    if place < 0:
        return numbers
    result = list(numbers)
    for index in range(len(result) - 2, -1, -1):
        own, following = result[index], result[index + 1]
        between = sentence.text[own.mention.end - sentence.start : following.mention.start - sentence.start]
        last_op = following.mention.op or (following.binding.op if numbers[index + 1].binding.op is None else None)
        if (
            own.mention.start - sentence.start > place
            and last_op
            and not own.mention.op
            and own.binding.op is None
            and between.strip() in ("、", "和", "及", "，")
        ):
            result[index] = replace(own, binding=replace(own.binding, op=last_op))
    return result


def _inherit(binding: Binding, before: list[Number], sentence: Sentence, mention: Mention) -> Binding:
    """What a list shares: the bound before its verb, the verb of change, a bound under 分别."""
    if not before:
        return binding
    last = before[-1]
    between = sentence.text[last.mention.end - sentence.start : binding.start]
    listed = is_listed(between)
    part = bool(re.match(r"[，（；]\s?(?:其中|含)", between)) and "；" not in between[1:]
    apart = "分别" in sentence.text[: last.mention.start - sentence.start] and (listed or not between.strip("、 ，和"))
    own_verb = bool(re.search(r"改造|建设|打造|开展|完成|建成|实现|优化|培训|培养|举办", between))
    if (
        binding.op is None
        and last.binding.op
        and mention.op is None
        and ((last.binding.shared_op and listed) or (apart and last.mention.op is None))
    ):
        binding = replace(
            binding, op=last.binding.op, bound_word=last.binding.bound_word, shared_op=last.binding.shared_op
        )
    reached = bool(re.search(r"达到?|[到至为]$", sentence.text[binding.start : mention.start - sentence.start]))
    if binding.change is None and last.binding.change in ("increase", "decrease") and not own_verb and not reached:
        same = (mention.unit_class == "ratio") == (last.mention.unit_class == "ratio")
        if same and (
            listed
            or part
            or (
                before[-1].binding.change
                and re.match(r"[、，]\s?[^，。；]{0,8}$", between)
                and "其中" in sentence.text[: mention.start - sentence.start]
            )
        ):
            binding = replace(binding, change=last.binding.change)
    if (
        binding.per is None
        and last.binding.per
        and ((listed and mention.unit_class == last.mention.unit_class) or last.verdict.rule == "from the old value")
    ):
        binding = replace(binding, per=last.binding.per)
    return binding


def is_listed(between: str) -> bool:
    return bool(re.search("、|和|及|与|或", between)) and not re.search("[，；。：]", between)


def _same_verdict(
    verdict: Verdict, before: list[Number], sentence: Sentence, mention: Mention, binding: Binding
) -> Verdict:
    """In a list of amounts of one kind, what the first is, all are: `奖励30万元、10万元`, `一个集群、两条链和三个平台`."""
    if not before:
        return verdict
    last = before[-1]
    if (
        last.verdict.rule in ("count of a heading", "count in brackets")
        and "）" not in sentence.text[last.mention.end - sentence.start : mention.start - sentence.start]
    ):
        return last.verdict
    if last.verdict.role is None:
        return verdict
    between = sentence.text[last.mention.end - sentence.start : binding.start]
    if not is_listed(between) or last.mention.unit_class != mention.unit_class:
        return verdict
    bare = len(between.strip(" ")) <= 2
    if verdict.rule in ("one of a kind", "a few, named") or (bare and verdict.role is not None):
        return last.verdict
    return verdict


def _place(
    sentence: Sentence, backwards: str, setting: Setting, mention: Mention, binding: Binding, past: bool, low: int
) -> Place:
    text = sentence.text
    at, end = mention.start - sentence.start, mention.end - sentence.start
    left = text[max(last_stop(backwards, 0, at), at - 60) : at]
    stop = _STOP.search(text, end, end + 60)
    right = text[end : stop.start() if stop else end + 60]
    comma = right.find("，")
    clause = left + "⟦" + text[at:end] + "⟧" + (right if comma < 0 else right[:comma])
    flags: set[Flag] = set()
    if past:
        flags.add("past")
    if setting.legal:
        flags.add("legal")
    before = text[max(text.rfind("。", 0, at), text.rfind("；", 0, at)) + 1 : at]
    benefit_zone = before[-50:] + right
    spent = mention.unit_class == "money" and _GOAL_MONEY.search(left) and not _GRANTING.search(left)
    if not spent and _BENEFIT.search(benefit_zone):
        flags.add("benefit")
    if _PERMISSIVE.search(left):
        flags.add("permissive")
    if binding.per:
        flags.add("base")
        if _YEARLY.search(binding.per):
            flags.add("yearly_base")
            if binding.per in ("年", "月", "季度", "半年", "周", "日", "天"):
                flags.discard("base")
    written = text[at:end]
    if not written[0].isdecimal():
        flags.add("chinese")
    if binding.change in ("increase", "decrease"):
        flags.add("changing")
    if binding.op in (">=", "<="):
        flags.add("bound")
    if mention.op in (">=", "<="):
        flags.add("right_bound")
    if mention.value is None:
        flags.add("unread")
    if low and at == low and text[at - 1 : at] not in "，；。：":
        flags.add("adjacent")
    if left.endswith("（") and right.startswith("）"):
        flags.add("bracketed")
    if (mention.unit is None and (binding.op or binding.start < at or (mention.value or 0) >= 10000)) or _index(left):
        flags.add("bare")
    return Place(mention, left, right, clause, frozenset(flags))


def _index(left: str) -> bool:
    return bool(re.search(r"指数[^，；]{0,8}$", left))
