"""The indicator and the action of each number of a sentence, with what a list shares handed on.

In: the sentence and its numbers in order. Out: one `Phrase` a number. A number that is followed by a noun counts it
(`50所高水平中职学校`); one that ends its clause is the measure of the noun before it (`秸秆综合利用率达到86%`). A head
or subject that several numbers share is restored for each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.phrases import is_generic, left_phrase, right_phrase, share_tail, shorten, trim


class Slot(NamedTuple):
    """A number's place in its sentence: its chain of marker words begins at `start`, its unit and markers end at `end`."""

    start: int
    number: int
    end: int
    unit: str | None
    unit_class: str
    benefit: bool = False
    quota: bool = False
    condition: bool = False
    old_value: bool = False
    inside: bool = False
    per_span: tuple[int, int] | None = None
    reached: bool = False


class Phrase(NamedTuple):
    """What a number counts, and the verb that governs it (None where there is none)."""

    indicator: str
    action: str | None


_MEASURED = re.compile("(?:面积|投资|产值|收入|里程|总量|规模|率|比重|比例)$")
_BOUND = re.compile(r"[，；。：！？｜]|“(?![^”]*”)|(?<!县)（(?=其中|含|不)(?![^）]*）)")
_SERIES = re.compile(r"[、和及与或]")
_PREFIXED = re.compile(r"^(?P<kind>[^、，的]{1,6}?(?:级|类|型|性|制|款|等))(?P<head>[^、，]{2,})$")
_BARE_KIND = re.compile(r"^[^、，]{1,6}(?:级|类|型|性|制|款|等)$")
_LOOK_AHEAD = re.compile(r"^(?:[^。；]*?)的(?P<noun>[^，。；、的]{2,20})(?=[，。；]|$)")
_WHOM = re.compile(r"(?:对于?|给予?|为|向)(?P<whom>[^，。；]{2,60}?)(?:，|给予|按|一次性|发放|提供|实行|予以|享受|可)")
_OF = re.compile(r"^(?:的)?(?P<noun>[^，。；\d]{1,30}?)(?=[，。；、]|和|并|$)")
_BENEFIT = re.compile(r"(?:补贴|补助|奖励|奖补|奖金|资助|津贴|贴息|补偿|救助|贷款|支持|券|罚款|抵免|保费)")
_AREA = {
    "亩": "面积",
    "平方米": "面积",
    "公顷": "面积",
    "平方公里": "面积",
    "公里": "里程",
    "km": "里程",
    "千米": "里程",
    "户": "户数",
    "人": "人数",
}


def find_phrases(text: str, slots: list[Slot]) -> list[Phrase]:
    """The phrases of the numbers of a sentence; `slots` are all its numbers, targets or not, in order."""
    phrases: list[Phrase] = []
    together = _find_paired(text, slots)
    for index, slot in enumerate(slots):
        if index in together:
            phrases.append(together[index])
            continue
        previous = phrases[-1] if phrases else None
        phrases.append(_find_phrase(text, slots, index, previous))
    return _restore_heads(text, slots, phrases)


def _find_phrase(text: str, slots: list[Slot], index: int, previous: Phrase | None) -> Phrase:
    slot = slots[index]
    low = _low(text, slots, index)
    if index and slots[index - 1].old_value and previous:
        return previous
    bound = max((m.end() for m in _BOUND.finditer(text, low, slot.start)), default=low)
    left = text[bound : slot.start]
    series = bound == low and index > 0 and bool(_SERIES.search(left) or not left.strip())
    following = _following(text, slots, index)
    if (
        slot.per_span
        and bound <= slot.per_span[0]
        and slot.per_span[1] <= slot.start
        and 2 <= slot.per_span[1] - slot.per_span[0] <= 3
    ):
        left = text[bound : slot.per_span[0]] + text[slot.per_span[1] : slot.start]
    after = text[slot.end :]
    own, verb = left_phrase(left, slot.reached and slot.unit_class == "ratio")
    if not own and slot.unit_class == "money" and verb and verb.endswith("投资"):
        own = "投资"
    counted = right_phrase(after, following, slot.unit_class == "ratio") if following is None or following > 0 else ""
    if slot.unit_class == "ratio" and (slot.benefit or slot.quota) and (share := _share(text, left, own, after)):
        return Phrase(share, verb)
    if slot.benefit:
        return Phrase(
            _benefit(text, slot, own, counted, after), verb or (previous.action if previous and series else None)
        )
    indicator = _choose(text, slot, left, own, counted, verb)
    label = _label(text, slot.start) if not indicator or is_generic(indicator) or indicator in ("任务",) else ""
    if label and (not indicator or indicator in label or label.endswith(indicator[-2:])):
        indicator = label
    elif not indicator and not series and low < bound:
        indicator = _from_clause_before(text, low, bound)
    if not indicator:
        indicator = _from_sibling(slot, slots[index - 1] if index else None, previous) or _ahead(after, following) or _from_earlier(text, bound)
    elif is_generic(indicator) or len(indicator) == 1:
        indicator = _with_head(indicator, previous, text, low, bound)
    if verb is None and series and previous:
        verb = previous.action
    return Phrase(shorten(indicator), verb)


def _following(text: str, slots: list[Slot], index: int) -> int | None:
    """How far after a number the next one of its own standing begins; a number inside its noun (`5座220千伏变电站`) is none."""
    end = slots[index].end
    for later in slots[index + 1 :]:
        if not (later.inside or later.condition) or re.search(r"[，；。：、]", text[end : later.start]):
            return later.start - end
    return None


def _low(text: str, slots: list[Slot], index: int) -> int:
    """Where the text before a number begins to be its own: after the last number, but not after a condition inside its noun
    (`新落户亿元以上项目不少于100个`).
    """
    while index:
        before = slots[index - 1]
        if not before.condition or re.search(r"[，；。：、]", text[before.end : slots[index].start]):
            return before.end
        index -= 1
    return 0


def _choose(text: str, slot: Slot, left: str, own: str, counted: str, verb: str | None) -> str:
    if slot.unit_class == "ratio" or slot.unit is None:
        if (
            left.rstrip().endswith("的")
            and own
            and not own.endswith(("率", "比例", "比重", "占比", "标准", "额度", "数量"))
            and not _LEVEL.search(left)
        ):
            return own + "完成比例" if verb == "完成" else own + "比例"
        return own or counted
    if (
        slot.unit_class == "money"
        and own
        and counted
        and len(own) <= 8
        and verb is None
        and left.rstrip().endswith(_SPENDING)
    ):
        return own + counted
    if slot.unit_class in ("money", "time") and own and not text[slot.end :].startswith("的"):
        return own
    if slot.unit_class == "physical" and own and (not counted or verb is None or len(own) >= 3):
        return own
    if own and counted and len(counted) <= 2 and verb and not own.endswith(counted):
        return own + counted
    return counted or own


_LEVEL = re.compile(r"(?:控制在|不低于|不高于|不少于|不超过|达到)[^，；]{2,30}的\s*$")
_SPENDING = ("安排", "投入", "筹集", "拨付", "发放", "设立", "争取", "下达", "筹措")
_LABEL = re.compile(r"(?:^|[。；\s.、])(?P<name>[^，；。：、]{3,24})：(?:[^。：]*)$")


def _label(text: str, at: int) -> str:
    """The heading that a list of dated steps hangs on: `阳光家园：3月底前新建成2家；6月底前新建成2家`."""
    found = _LABEL.search(text[:at])
    return (
        left_phrase(found["name"])[0] if found and not re.search("目标|任务|指标|方面|要求|标准", found["name"]) else ""
    )


def _from_clause_before(text: str, low: int, bound: int) -> str:
    """The noun of the clause before, where the number's own clause has none (`面向全市高校毕业生，提供5000个`)."""
    clause = re.split("[，；：。]", text[low : bound - 1])[-1].strip("｜、 ")
    return "" if clause.endswith(("将", "要", "拟", "应")) else left_phrase(clause)[0]


def _from_earlier(text: str, bound: int) -> str:
    """The noun of the nearest clause before that has one, where nothing nearer says what is counted."""
    for clause in reversed(re.split("[，；：。｜]", text[:bound])):
        if found := left_phrase(clause.strip("、 "))[0]:
            return found
    return ""


def _from_sibling(slot: Slot, before: Slot | None, previous: Phrase | None) -> str:
    """The phrase of the number before, with what this one measures of it: `塘堰333个、466万平方米` → 塘堰面积."""
    if previous is None or before is None:
        return ""
    tail = _AREA.get(slot.unit or "", "") if slot.unit_class != before.unit_class or slot.unit == "户" else ""
    return previous.indicator if not tail or previous.indicator.endswith(tail) else previous.indicator + tail


def _with_head(indicator: str, previous: Phrase | None, text: str, low: int, bound: int) -> str:
    head = re.sub("(?:总)?投资$", "", previous.indicator) if previous else ""
    if head and (is_generic(head) or _MEASURED.search(head)):
        return indicator
    if not head:
        head = _from_clause_before(text, 0, bound) if bound else ""
    return (
        indicator
        if indicator in head or (head.endswith(indicator) and head == indicator)
        else (head + indicator if head else indicator)
    )


def _ahead(after: str, following: int | None) -> str:
    """The noun that long modifiers put off: `20个以上、功能完善、特色鲜明的标杆社区`."""
    found = _LOOK_AHEAD.match(after.lstrip("、，"))
    return trim(found["noun"]) if found else ""


def _benefit(text: str, slot: Slot, own: str, counted: str, after: str) -> str:
    """Who is given what: `对入选项目给予最高100万元的资助` → 入选项目资助."""
    if own.endswith(("标准", "额度", "金额", "上限", "限额")):
        return own
    what = _granted(after, text[: slot.start])
    whom = _AMOUNT.sub("", _receiver(text[: slot.start], own))
    if slot.unit_class == "time" and what:
        what += "期限"
    elif slot.unit_class == "ratio" and what:
        what += "比例"
    if not what:
        return own or counted or whom
    if len(whom) > 12:
        whom = whom[whom.rfind("的") + 1 :] if "的" in whom[:-1] else ("" if len(what) >= 5 else whom)
    for grant in (what.removesuffix("期限"), what.removesuffix("比例")):
        if grant and whom.endswith(grant):
            return trim(whom + what[len(grant) :])
    return trim(whom + what if what not in whom else whom)


_AMOUNT = re.compile(r"(?:每[^，。；\d]{1,4})?\d[\d.]*[万亿]?元(?:的)?")
_QUOTA = re.compile(r"(?P<quota>[^，。；、]{2,8}?)(?:以内|内)(?P<deed>[^，。；]{0,20}?)(?:政策)?(?=[，。；]|$)")
_SHARE_OF = re.compile(r"按照?(?P<base>[^，。；]{2,30})的\s*$")
_DEED = re.compile(
    r"(?:的?比例)?，?(?P<deed>(?:抵免|抵扣|抵减|缴纳|征收|返还|计提|提取|列支|计入|上缴|用于|作为|安排)[^，。；]{3,40})"
)


def _share(text: str, left: str, own: str, after: str) -> str:
    """A share that a policy lets be taken: of what, for what (`可提取50%以上用于教师劳动报酬`)."""
    if found := _QUOTA.match(after):
        return trim(f"{own}{found['deed']}的{found['quota']}比例")
    deed = _DEED.match(after)
    if not deed:
        return ""
    what = deed["deed"].replace("该", "")
    if base := _SHARE_OF.search(left):
        return f"按{base['base']}{what}的比例"
    if taken := re.search(r"(?:可|允许|应)?(提取|拿出|安排|计提|留出)\s*$", left):
        subject = _from_clause_before(text, 0, text.find(left) if left else 0) if left else ""
        return trim(f"{subject[subject.rfind('的') + 1 :]}{taken[1]}{what}的比例")
    return ""


_GRANTED = re.compile(
    r"^(?:的)?(?:[^，。；]{0,6}?(?:标准|比例|额度))?(?:，)?(?:[^，。；]{0,12}?(?:给予|予以|实行|享受|发放|进行|作为))?(?:一次性)?(?P<noun>[^，。；\d]{0,28}?(?:补贴|补助|奖励|奖补|奖金|资助|津贴|贴息|补偿|救助|贷款|支持|券包?|罚款|抵免|保费|[助奖]学金|[救慰抚补][^，。；]{0,3}金))"
)


def _granted(after: str, before: str) -> str:
    if found := _GRANTED.match(after):
        return trim(found["noun"].removeprefix("一次性"))
    noun = _OF.match(after) if after.startswith("的") else None
    if noun and len(noun["noun"]) >= 2:
        return trim(noun["noun"])
    later = _BENEFIT.search(re.split("[；。]", after)[0])
    earlier = list(_BENEFIT.finditer(before[-40:]))
    return later[0] if later else earlier[-1][0] if earlier else ""


def _receiver(before: str, own: str) -> str:
    """Who receives: named by 对, 为, 给, else the subject of the clause before."""
    sentence = before[before.rfind("；") + 1 :]
    named = list(_WHOM.finditer(sentence))
    if named:
        return trim(re.sub(r"的$", "", named[-1]["whom"]))
    clauses = [clause for clause in re.split(r"[，：。]", sentence) if clause.strip(" ，")]
    if not clauses:
        return ""
    subject = clauses[-2] if len(clauses) > 1 else clauses[-1]
    subject = re.sub(r"(?:可|每|给予|按|享受|获得|一次性).*$", "", subject)
    return left_phrase(subject)[0] if subject else (own if len(own) <= 12 else "")


def _find_paired(text: str, slots: list[Slot]) -> dict[int, Phrase]:
    """`一产、二产、三产增加值分别增长5%、5%、5%`: as many names before 分别 as numbers after it."""
    done: dict[int, Phrase] = {}
    for place in re.finditer("分别|依次", text):
        numbers = [i for i, slot in enumerate(slots) if slot.number >= place.start()]
        group = []
        for i in numbers:
            if group and re.search(r"[；。]|[\u4e00-\u9fff]{5}", text[slots[group[-1]].end : slots[i].start]):
                break
            group.append(i)
        low = max((slot.end for slot in slots if slot.end <= place.start()), default=0)
        bound = max((m.end() for m in _BOUND.finditer(text, low, place.start())), default=low)
        clause = text[bound : place.start()]
        if not clause.strip("的") and bound > low:
            clause = text[low : bound - 1].strip("｜、，和 ")
            clause = clause[max(clause.rfind(sign) for sign in "，；：。｜") + 1 :]
        own, verb = left_phrase(clause)
        parts = [part for part in re.split(r"、|和|及|与", own) if part]
        if len(parts) == 1 and len(group) == 2 and own.startswith("城乡"):
            parts = [("城市" if "低保" in own else "城镇") + own[2:], "农村" + own[2:]]
        if len(group) >= 2 and len(parts) == len(group):
            for i, name in zip(group, share_tail(parts), strict=True):
                grant = _granted(text[slots[i].end :], text[: slots[i].start]) if slots[i].benefit else ""
                done[i] = Phrase(trim(name if grant in name else name + grant), verb)
    return done


def _restore_heads(text: str, slots: list[Slot], phrases: list[Phrase]) -> list[Phrase]:
    """`10个国家级、40个省级…培训基地`: a bare kind takes the head of the next one."""
    result = list(phrases)
    for index in range(len(result) - 2, -1, -1):
        own, following = result[index], result[index + 1]
        between = text[slots[index].end : slots[index + 1].start]
        if _BARE_KIND.match(own.indicator) and between.rstrip().endswith(("、", "和", "及")):
            shared = _PREFIXED.match(following.indicator)
            if shared:
                result[index] = Phrase(own.indicator + shared["head"], own.action)
    return result
