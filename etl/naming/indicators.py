"""The indicator and the action of each number of a sentence, with what a list shares handed on.

In: the sentence and its numbers in order. Out: one `Phrase` a number. A number that is followed by a noun counts it
(`50所高水平中职学校`); one that ends its clause is the measure of the noun before it (`垃圾回收利用率达到38%`). A head
or subject that several numbers share is restored for each (pairs.py); what is granted has its own words (grants.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon.words import markers, role_of, roles, trie_pattern
from etl.naming.grants import name_grant, name_share
from etl.naming.pairs import find_bound, find_paired, restore_heads
from etl.naming.phrases import (
    clause_before,
    find_level,
    is_generic,
    left_phrase,
    right_phrase,
    shorten,
    trim,
    wants_object,
)
from etl.naming.plausibility import is_plausible
from etl.naming.slots import Phrase, Slot
from etl.naming.verbs import is_kept, makes

_NOTES = re.compile(
    r"(?<=[\u4e00-\u9fff%）”])(?:\[\d{1,3}\]|〔\d{1,2}〕(?=[，。；、：）”]|$)|[①-⑳](?=[，。；、：）”]|$))"
)
"""The marks of footnotes: they stand behind a word that they are no part of."""

_EDGE, _GRANTS = roles("edge"), roles("grant")
_LASTING = re.compile(f"{trie_pattern(_EDGE['lasting'])}$")
_BODIES = frozenset(_EDGE["body noun"])
_CHANGE = re.compile(trie_pattern(roles("change")["verb"]))
_ON_AVERAGE = re.compile("[户人亩村]均$")
"""What is raised for each: 农民人均增收2000元."""
_SERIES = re.compile(r"[、和及与或]")
_SIGNS = re.compile(r"[，；。：、]")
_CLAUSES = re.compile("[，；：。｜]")
_MEASURED = re.compile(f"(?:{trie_pattern(_EDGE['measured noun'])}|率)$")
_INVESTMENT = re.compile("总?投资$")
_LOOK_AHEAD = re.compile(r"(?:[^。；]*?)的(?P<noun>[^，。；、的]{2,20})(?=[，。；]|$)")
_MUST = trie_pattern(_EDGE["must"])
_FROM_THEN = re.compile(rf"(?P<whose>[^，；。]*?)(?:{_MUST})?(?:(?:在|自|从|于)[^，；。]*)?$")
_TO_DO = re.compile(
    rf"，?(?:{_MUST}|{trie_pattern(_EDGE['manner'])}|予以|向[^，；。]{{2,12}}?(?=[提公报备办]))*"
    r"(?P<deed>[^，；。、（]{2,18})(?=[，；。、（]|$)"
)
_COMPLETED = re.compile("^完成(?=..)|(?<=..)并.*$")
LONG_SUBJECT = 20
_VAGUE = re.compile(rf"^{trie_pattern(_GRANTS['vague'])}的?")
_PROVIDED = re.compile(
    rf"(?:为|给|向|对于?)(?P<whom>[^，；。]{{2,30}}){trie_pattern(_GRANTS['providing'])}"
    rf"(?:{trie_pattern([*_GRANTS['modest'], *(row.word for row in markers() if row.role == '<=')])})*$"
)
_SPENDING = _GRANTS["spending"]
_LABEL = re.compile(r"(?:^|[。；\s.、])(?P<name>[^，；。：、]{3,24})：(?:[^。：]*)$")
_NO_LABEL = re.compile(trie_pattern(_EDGE["no heading"]))
_RATIO_NOUNS = ("率", *_EDGE["ratio noun"])
_SIZES = role_of("size")
"""What a second number measures of the thing that the first one counts."""


class _Around(NamedTuple):
    """The words around a number: `left` before it in its clause, `after` behind it.

    The text before it is its own from `low` on, its clause begins at `bound`. `series`: it stands in the clause of the
    number before. `following` is how far behind it the next number begins, None where there is none.
    """

    low: int
    bound: int
    left: str
    after: str
    series: bool
    following: int | None


def find_phrases(text: str, slots: list[Slot]) -> list[Phrase]:
    """The phrases of the numbers of a sentence; `slots` are all its numbers, targets or not, in order.

    >>> find_phrases("改造60座二类公厕。", [Slot(2, 2, 5, "座", "count"), Slot(5, 5, 7, "类", "count")])[0]
    Phrase(indicator='二类公厕', action='改造', kept='')
    """
    text = _NOTES.sub(lambda mark: " " * len(mark[0]), text)
    together = find_paired(text, slots) if len(slots) > 1 else {}
    phrases: list[Phrase] = []
    for index in range(len(slots)):
        previous = phrases[-1] if phrases else None
        phrases.append(together[index] if index in together else _find_phrase(text, slots, index, previous))
    restored = restore_heads(text, slots, phrases) if len(slots) > 1 else phrases
    return [Phrase(_with_verb(phrase), phrase.action) for phrase in restored]


def _with_verb(phrase: Phrase) -> str:
    """An indicator behind the verb that says what is counted: `新改建农村公路`, `淘汰落后产能`."""
    indicator, kept = phrase.indicator, phrase.kept
    return kept + indicator if kept and not indicator.startswith(kept[:2]) and kept not in indicator else indicator


def _find_phrase(text: str, slots: list[Slot], index: int, previous: Phrase | None) -> Phrase:
    """The phrase of one number; `previous` is that of the number before it."""
    if previous and slots[index - 1].old_value:
        return previous
    slot, around = slots[index], _look_around(text, slots, index)
    ratio, after = slot.unit_class == "ratio", around.after
    own, verb = _find_own(text, slot, around.left)
    counted = "" if around.following == 0 else right_phrase(after, around.following, ratio)
    if previous and around.series and counted and own == previous.indicator:
        own = ""  # the noun of the number before: 100%行政村通公交、100%自然村…
    if ratio and (slot.benefit or slot.quota) and (share := name_share(text, around.left, own, after)):
        return Phrase(share, verb)
    verb_or_shared = previous.action if verb is None and previous and around.series else verb
    deed = _timed_deed(text, slot, around.left) if slot.unit_class == "time" else ""
    if deed and slot.unit == "个工作日":
        return Phrase(deed, verb_or_shared)
    if slot.benefit and (grant := name_grant(text, slot, own)):
        return Phrase(_first_plausible(grant, own, counted), verb_or_shared)
    if deed:
        return Phrase(deed, verb_or_shared)
    indicator = _choose(slot, around, own, counted, verb)
    indicator = shorten(_complete(indicator, text, slots, index, around, previous))
    if slot.unit_class == "time" and (lasting := _LASTING.search(indicator) or _LASTING.search(around.left)):
        indicator = indicator.removesuffix(lasting[0]) + lasting[0] + "期限"
    if not is_plausible(indicator):
        sibling = _from_sibling(slot, slots[index - 1], previous) if previous else ""
        indicator = _first_plausible(indicator, counted, own, sibling, _from_earlier(text[: around.bound]))
    kept = verb if verb and slot.unit_class != "ratio" and is_kept(verb) else ""
    return Phrase(indicator, verb_or_shared, kept)


def _find_own(text: str, slot: Slot, left: str) -> tuple[str, str | None]:
    """The noun before a number in its clause, and the verb there."""
    ratio = slot.unit_class == "ratio"
    own, verb = left_phrase(left, slot.reached and ratio)
    if slot.reached and not ratio and verb and own in _BODIES and not makes(verb):
        own, verb = verb + own, None  # 培训机构达到30家
    if (each := _ON_AVERAGE.search(left)) and (change := _CHANGE.match(text, slot.start)):
        own = left_phrase(left[: each.start()])[0] + each[0] + change[0]
    if not own and slot.unit_class == "money" and verb and verb.endswith("投资"):
        own = "投资"
    return own, verb


def _first_plausible(indicator: str, *others: str) -> str:
    """An indicator, or where it is none the first of the others that can be one; itself where none can."""
    return next((phrase for phrase in (indicator, *others) if is_plausible(phrase)), indicator)


def _timed_deed(text: str, slot: Slot, left: str) -> str:
    """What must be done within a time, empty where none is said: `自受理之日起5日内办结手续` → 办结手续期限."""
    from_then = _FROM_THEN.match(left)
    if not from_then or not text.endswith("内", 0, slot.end):
        return ""
    found = _TO_DO.match(text, slot.end)
    whose = trim(from_then["whose"]).removesuffix("责令限期")
    if len(whose) > LONG_SUBJECT or whose.endswith(("起", "后", "之日")):
        whose = ""
    return f"{whose}{trim(_COMPLETED.sub('', found['deed']))}期限" if found else ""


def _look_around(text: str, slots: list[Slot], index: int) -> _Around:
    """The words around a number; a short base of repetition (`每县`) right before it is no part of its phrase."""
    slot, low = slots[index], _low(text, slots, index)
    bound = find_bound(text, low, slot.start)
    left = text[bound : slot.start]
    series = bound == low and index > 0 and bool(_SERIES.search(left) or not left.strip())
    if slot.per_span:
        begin, end = slot.per_span
        if bound <= begin and end <= slot.start and 2 <= end - begin <= 3:
            left = text[bound:begin] + text[end : slot.start]
    return _Around(low, bound, left, text[slot.end :], series, _following(text, slots, index))


def _low(text: str, slots: list[Slot], index: int) -> int:
    """Where the text before a number begins to be its own: after the number before it.

    A condition inside its noun does not count (`新签约亿元以上项目不少于60个`).
    """
    while index:
        before = slots[index - 1]
        if not (before.condition or before.inside) or _SIGNS.search(text, before.end, slots[index].start):
            return before.end
        index -= 1
    return 0


def _following(text: str, slots: list[Slot], index: int) -> int | None:
    """How far after a number the next one of its own standing begins, None where there is none.

    A number inside its noun does not count (`5座220千伏变电站`, `60座二类公厕`).
    """
    end = slots[index].end
    for later in slots[index + 1 :]:
        inside = later.inside or later.condition or later.number == end
        if not inside or _SIGNS.search(text, end, later.start):
            return max(later.start - end, 0)
    return None


def _choose(slot: Slot, around: _Around, own: str, counted: str, verb: str | None) -> str:
    """The noun that a number is of: that before it (`own`), that after it (`counted`), or both."""
    if slot.unit_class == "ratio" or slot.unit is None:
        return _choose_ratio(around.left, own, verb) or counted
    if not own or not counted or wants_object(own):
        return counted or own
    kind = slot.unit_class
    if kind == "money" and len(own) <= 8 and verb is None and around.left.rstrip().endswith(_SPENDING):
        return own + counted
    if kind == "time" and (whom := _PROVIDED.search(around.left)):
        return trim(_VAGUE.sub("", whom["whom"]) + counted)
    measured = kind in ("money", "time") and not around.after.startswith("的")
    if measured or (kind == "physical" and (verb is None or len(own) >= 3)):
        return own
    return own + counted if len(counted) <= 2 and verb and not own.endswith(counted) else counted


def _choose_ratio(left: str, own: str, verb: str | None) -> str:
    """The noun before a ratio; what a share is of becomes a proportion (`总任务的70%` → 总任务比例)."""
    if own and left.rstrip().endswith("的") and not own.endswith(_RATIO_NOUNS) and find_level(left) is None:
        return own + ("完成比例" if verb == "完成" else "比例")
    return own


def _complete(
    indicator: str, text: str, slots: list[Slot], index: int, around: _Around, previous: Phrase | None
) -> str:
    """An indicator that says nothing by itself, with what the heading, the clauses before or the sibling tell."""
    generic = is_generic(indicator) or indicator == "任务"
    label = _label(text, slots[index].start) if "：" in text else ""
    if label and (not indicator or label.endswith(indicator) or (generic and label.endswith(indicator[-2:]))):
        indicator = label
    elif not indicator and not around.series and around.low < around.bound:
        indicator = clause_before(text[around.low : around.bound - 1])
    if not indicator:
        sibling = _from_sibling(slots[index], slots[index - 1], previous) if previous else ""
        return sibling or _ahead(around.after) or _from_earlier(text[: around.bound])
    if is_generic(indicator) or len(indicator) == 1:
        beside = around.series and previous is not None
        return _with_head(indicator, previous, text[: around.bound], beside)
    return indicator


def _label(text: str, at: int) -> str:
    """The heading that a list of dated steps hangs on: `社区书屋：4月底前建成3家；8月底前建成5家`."""
    found = _LABEL.search(text[:at])
    return left_phrase(found["name"])[0] if found and not _NO_LABEL.search(found["name"]) else ""


def _from_earlier(before: str) -> str:
    """The noun of the nearest clause before that has one, where nothing nearer says what is counted."""
    for clause in reversed(_CLAUSES.split(before)):
        if found := left_phrase(clause.strip("、 "))[0]:
            return found
    return ""


def _from_sibling(slot: Slot, before: Slot, previous: Phrase) -> str:
    """The phrase of the number before, with what this one measures of it: `鱼塘120口、86万平方米` → 鱼塘面积."""
    size = _SIZES.get(slot.unit or "", "") if slot.unit_class != before.unit_class or slot.unit == "户" else ""
    return previous.indicator if previous.indicator.endswith(size) else previous.indicator + size


def _with_head(indicator: str, previous: Phrase | None, before: str, beside: bool) -> str:
    """A generic noun after the head that it belongs to: that of the number before, else of the clause before.

    `beside`: the number before stands in the same clause; what else is measured is of its head: after
    `果园面积60万亩、` a 产值 is 果园产值.
    """
    head = _INVESTMENT.sub("", previous.indicator) if previous else ""
    if beside and (bare := _MEASURED.sub("", head)) != head and len(bare) > 1 and _MEASURED.search(indicator):
        return bare + indicator
    if head and (is_generic(head) or _MEASURED.search(head)):
        return indicator
    head = head or clause_before(before[:-1])
    return indicator if indicator in head else head + indicator


def _ahead(after: str) -> str:
    """The noun that long modifiers put off: `12个以上、设施齐全、管理规范的示范园区`."""
    found = _LOOK_AHEAD.match(after.lstrip("、，"))
    return trim(found["noun"]) if found else ""
