"""The head of a clause: the adverbs, modals, places and verbs before what it speaks of.

In: a clause's text. Out: what is left of it, and the verb. Each word's role is in the lexicon, kind `edge`.
"""

from __future__ import annotations

import re

from etl.lexicon.tokens import Token, Tokens, read_tokens, signs, words_of
from etl.naming.verbs import VERBS, makes

_ADVERBS, _JOINTS, _MODALS = (
    words_of("edge", "adverb"),
    words_of("edge", "joint", "joint before noun"),
    words_of("edge", "modal", "modal before verb"),
)
_MANNERS, _HOW = words_of("edge", "manner", "loose manner"), words_of("edge", "manner", "loose manner", "adverb")
_REGIONS, _PLACE_ENDS = words_of("edge", "region"), words_of("edge", "place end")
_KEPT_NOUNS, _NOUN_ENDS = words_of("edge", "kept noun"), words_of("edge", "noun end", "loose noun end")
_AFTER_MANNER = words_of("edge", "firm verb", "firm after manner")
_LIGHT, _JOINED = words_of("edge", "light verb"), words_of("edge", "joined verb")
_LEADING, _DIVIDED = words_of("edge", "leading verb"), words_of("edge", "divided verb")
_RANKING = words_of("edge", "ranking")
_GENERIC, _WORK = words_of("edge", "generic noun"), words_of("edge", "work")
_STOPS = signs("，；。、")
_SHAPES = re.compile(
    r"[\s①-⑳，、：；。—”]|每(?:个|名|家)?(?:人|生|户|年|月|季度|周|天|日|村|县|校|亩|床)|每[个名家位所]|于\s{3,}"
)
"""What else may stand in a head: stops, a base of repetition, a date of no weight."""

_AND = ("、", "和", "与", "及", "或", "并")


def strip_head(text: str) -> tuple[str, str | None]:
    """A clause's text without its leading adverbs, modals, places and verbs, and the verb that was taken off.

    A region stays where no verb follows it (`全市公路通车里程`); a light verb keeps its object whole (`完成造林绿化`).

    >>> strip_head("全市新建成街道文化站、健身馆"), strip_head("全市公路通车里程")
    (('街道文化站、健身馆', '新建成'), ('全市公路通车里程', None))
    """
    tokens = read_tokens(text)
    low, last, region = _behind_modal(tokens), "", ""
    verb: str | None = None
    leading: str | None = None
    joined = False
    while low < len(text) and not _keeps_object(last, tokens, low):
        if not region and (place := tokens.starting(_REGIONS, low)):
            region, low = place.word, place.end
            continue
        head, chain = _head_end(tokens, low), _chain_end(tokens, low)
        if head > low and chain <= head:
            word = text[low:head]
            leading = word if word in VERBS else leading
            low, joined = head, word in _LEADING
            continue
        if chain == low:
            break
        own = text[low:chain]
        rest = chain + text.startswith("了", chain)
        ends_made = makes(last) and not tokens.starting(_JOINED, low)
        if rest == len(text):
            keeps = last in _LIGHT or ends_made
            return (text[low:], verb) if keeps else ("", verb + own if verb and joined else own)
        if _splits_a_noun(own, text[rest:]) or (verb is not None and _is_verbs(tokens, low)):
            break
        if joined and ends_made:  # 新建培训基地, but 新建改建公路
            break
        last = own
        verb = own if verb is None or verb in _LIGHT else verb + own if joined else verb
        low, joined = rest, True
    if verb is None:
        return region + text[low:], leading
    return text[low:], leading + verb if joined and leading and leading in _LEADING else verb


def strip_adverbs(text: str) -> str:
    """A clause's text without its leading adverbs, places and connectives; verbs and regions stay."""
    tokens, low = read_tokens(text), 0
    while (head := _head_end(tokens, low)) > low and text[low:head] not in VERBS:
        low = head
    return text[low:]


def find_rank(tokens: Tokens, at: int) -> Token | None:
    """The verb that leads on to a place in a list which stands at `at`: `进入全国前10`."""
    counted = tokens.text.endswith(("前", "第"), 0, at)
    region = tokens.ending(_REGIONS, at - counted)
    end = region.start if region else at - counted
    found = tokens.ending(_RANKING, end - tokens.text.endswith("在", 0, end))
    return found if found and (counted or len(found.word) > 1) else None


def _behind_modal(tokens: Tokens) -> int:
    """Where the last modal of a clause ends (`力争`, `要`, `计划`); 0 where none is followed by words."""
    for modal in reversed(tokens.find(_MODALS)):
        if modal.role == "modal" or tokens.starting(VERBS, modal.end):
            return 0 if modal.end == len(tokens.text) else modal.end + tokens.text.startswith("在", modal.end)
    return 0


def _head_end(tokens: Tokens, at: int) -> int:
    """Where the adverb, manner, place or connective ends that begins at a place; `at` where none does.

    重点行业 is a noun, though 重点 is an adverb.
    """
    if tokens.starting(_KEPT_NOUNS, at):
        return at
    if shape := _SHAPES.match(tokens.text, at):
        return shape.end()
    if (manner := _manner_end(tokens, at)) > at:
        return manner
    adverb = tokens.starting(_ADVERBS, at) or _joint(tokens, at)
    if not adverb and tokens.text.startswith(("在", "于"), at):
        adverb = tokens.first(_PLACE_ENDS, at + 2, tokens.first_of(_STOPS, at))
    return adverb.end if adverb else at


def _joint(tokens: Tokens, at: int) -> Token | None:
    """The connective that begins at a place; 把 before a verb is none."""
    joint = tokens.starting(_JOINTS, at)
    alone = joint is not None and joint.role == "joint before noun" and tokens.starting(VERBS, joint.end)
    return None if alone else joint


def _manner_end(tokens: Tokens, at: int) -> int:
    """Where a manner ends: `大力建设学校`; what also begins a noun only before a firm verb: 新建, but 高标准农田."""
    manner = tokens.starting(_MANNERS, at)
    if not manner:
        return at
    end = behind = _behind_of(tokens, manner.end)
    if manner.role == "manner":
        while _verb_end(tokens, behind) == behind:
            how = tokens.starting(_HOW, behind)
            if not how:
                return at
            behind = _behind_of(tokens, how.end)
        return end
    firm = tokens.starting(_AFTER_MANNER, end)
    return end if firm and not tokens.text.startswith("的", firm.end) else at


def _behind_of(tokens: Tokens, at: int) -> int:
    return at + tokens.text.startswith("地", at)


def _verb_end(tokens: Tokens, at: int) -> int:
    """Where the verb ends that begins at a place; `at` where what looks like one is a noun: 改造面积, 服务业."""
    return next((verb.end for verb in tokens.all_starting(VERBS, at) if not tokens.starting(_NOUN_ENDS, verb.end)), at)


def _chain_end(tokens: Tokens, at: int) -> int:
    """The same of several verbs that 和, 、 and the like join."""
    end = _verb_end(tokens, at)
    while end > at and tokens.text.startswith(_AND, end) and (further := _verb_end(tokens, end + 1)) > end + 1:
        end = further
    return end


def _is_verbs(tokens: Tokens, low: int) -> bool:
    """Whether nothing but verbs follows."""
    return low < tokens.run_from(VERBS, low) == len(tokens.text)


def _keeps_object(verb: str, tokens: Tokens, low: int) -> bool:
    """Whether a light verb has been taken off and what is left is its object, not verbs alone."""
    return verb in _LIGHT and not _is_verbs(tokens, low)


def _splits_a_noun(verb: str, rest: str) -> bool:
    """Whether what looks like a verb begins a noun: `服务人次`, `投资总额`, `改造任务`."""
    return rest in _WORK or (verb in _DIVIDED and rest in _GENERIC)
