"""The numbers of a sentence, each with how it binds and where it stands, and what a list of them shares.

In: a sentence with its mentions and its setting. Out: `Number`s, not yet judged but for what shapes decide. Bounds,
changes and bases that a leading word gives a whole list are handed on here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.context import Setting, Times
from etl.judging.markers import Binding, read_binding
from etl.judging.rules import Effect, Flag, Place, Rule, find_rule
from etl.lexicon.tokens import signs, words_of
from etl.lexicon.words import markers_before, markers_behind, roles, trie_pattern
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE, Sentence, is_listed, is_part

_BENEFIT, _GRANTING = words_of("grant", "grant", "term"), words_of("grant", "grant", "granting")
_GOAL_MONEY = words_of("grant", "spending", "sum")
_PERMITS = words_of("cue", "permit")
_PERMITTED_RATE = re.compile(r"可[^，。；]{0,3}率")
_TIMES = roles("base")["time"]
_YEARLY = re.compile(rf"{trie_pattern([*_TIMES, *roles('base')['hours']])}$|^年")
_INDEX = re.compile(r"指数[^，；]{0,8}$")
_OWN_VERB = re.compile(trie_pattern(roles("edge")["own verb"]))
_REACHING = re.compile(r"达到?|[到至为占]$")
_TOTAL_AT_END = re.compile(rf"(?:{trie_pattern(roles('edge')['total noun'])}|占[^，。；、]{{0,12}})$")
RIGHT_WORDS = frozenset(row.word for row in markers_behind())
"""The words of bounds that stand behind a number: 以上, 左右."""

_RIGHT_WORD = re.compile(f"{trie_pattern(RIGHT_WORDS)}$")
_LEADING = tuple(row.word for row in markers_before(far=True))
_SHORT_CLAUSE = re.compile(r"[、，]\s?[^，。；]{0,8}$")
SENTENCE_PART = signs("；。！？\n")
WIDEST = 60
"""How many signs of a clause before and behind a number its rules look at, so that their time stays linear."""


class Number(NamedTuple):
    """A number of a sentence with its binding, where it stands, and the rule whose shape it has (None: none)."""

    mention: Mention
    binding: Binding
    place: Place
    rule: Rule | None

    @property
    def effect(self) -> Effect:
        """How the words around it are to be read."""
        return self.rule.effect if self.rule else ""


class _Scene(NamedTuple):
    """What the numbers of a sentence share: the sentence, whether it looks ahead, from where on it is over, the law."""

    sentence: Sentence
    ahead: bool
    over: int | None
    legal: bool

    def between(self, last: Mention, following: Mention) -> str:
        """The words between two mentions."""
        return self.sentence.text[last.end - self.sentence.start : following.start - self.sentence.start]


def read_numbers(sentence: Sentence, setting: Setting, times: Times) -> list[Number]:
    """The numbers of a sentence in order."""
    offset = sentence.start
    scene = _Scene(sentence, times.ahead, times.over, setting.legal)
    numbers: list[Number] = []
    low = low_number = 0
    for mention, is_past in zip(sentence.mentions, times.past, strict=True):
        if mention.sort == "number":
            binding = read_binding(sentence.tokens, mention.start - offset, mention, low, low_number)
            if numbers:
                binding = _inherit(binding, numbers[-1], scene, mention)
            place = _place(scene, mention, binding, is_past, low)
            numbers.append(Number(mention, binding, place, find_rule(place)))
            low_number = mention.end - offset
        low = mention.end - offset
    return _share_last_bound(numbers, scene) if "分别" in sentence.text else numbers


def _share_last_bound(numbers: list[Number], scene: _Scene) -> list[Number]:
    """Under 分别 the last number's marker binds all: `分别增长4.5%、5.5%左右`, both `≈`."""
    place = scene.sentence.start + scene.sentence.text.find("分别")
    result = list(numbers)
    for index in range(len(result) - 2, -1, -1):
        own, following = result[index], result[index + 1]
        last_op = following.mention.op or (following.binding.op if numbers[index + 1].binding.op is None else None)
        if last_op is None or own.mention.start <= place or own.mention.op or own.binding.op:
            continue
        if scene.between(own.mention, following.mention).strip() in ("、", "和", "及", "，"):
            at, end = scene.sentence.place(following.mention)
            word = _RIGHT_WORD.search(scene.sentence.text, at, end)
            shared = word[0] if word else following.binding.bound_word
            result[index] = own._replace(binding=own.binding._replace(op=last_op, bound_word=shared))
    return result


def _inherit(binding: Binding, last: Number, scene: _Scene, mention: Mention) -> Binding:
    """What a list shares: the bound before its verb, the verb of change, the base of repetition."""
    between = scene.sentence.text[last.mention.end - scene.sentence.start : binding.start]
    listed = is_listed(between)
    if _takes_bound(binding, last, scene, mention, between):
        binding = binding._replace(
            op=last.binding.op, bound_word=last.binding.bound_word, shared_op=last.binding.shared_op
        )
    if _takes_change(binding, last, scene, mention, between):
        binding = binding._replace(change=last.binding.change, verb=binding.verb or last.binding.verb)
    if binding.per is None and last.binding.per:
        same_list = listed and mention.unit_class == last.mention.unit_class
        if same_list or last.effect == "old value":
            binding = binding._replace(per=last.binding.per)
    return binding


def _takes_bound(binding: Binding, last: Number, scene: _Scene, mention: Mention, between: str) -> bool:
    """Whether the bound of the number before binds this one too: said before the list's verb, or under 分别."""
    if binding.op is not None or mention.op is not None or not last.binding.op:
        return False
    listed = is_listed(between)
    if (last.binding.shared_op and listed) or _leads_list(last, mention, between):
        return True
    if last.mention.op is not None or "分别" not in scene.sentence.text[: scene.sentence.place(last.mention)[0]]:
        return False
    return listed or not between.strip("、 ，和")


def _leads_list(last: Number, mention: Mention, between: str) -> bool:
    """Whether a bound that stands before the first amount of a list binds all: `最高5000元、1万元`."""
    if last.mention.op is not None or not last.binding.bound_word.startswith(_LEADING):
        return False
    money = mention.unit_class == last.mention.unit_class == "money"
    return not between.strip("、 和及或") or (money and is_listed(between) and not _OWN_VERB.search(between))


def _takes_change(binding: Binding, last: Number, scene: _Scene, mention: Mention, between: str) -> bool:
    """Whether the change said of the number before is said of this one too."""
    if binding.change is not None or last.binding.change not in ("increase", "decrease"):
        return False
    if (mention.unit_class == "ratio") != (last.mention.unit_class == "ratio") or _OWN_VERB.search(between):
        return False
    text, (at, _) = scene.sentence.text, scene.sentence.place(mention)
    if _REACHING.search(text[binding.start : at]) or _TOTAL_AT_END.search(between.rstrip("，、 ")):
        return False
    if is_listed(between) or (is_part(between) and "；" not in between[1:]):
        return True
    return bool(_SHORT_CLAUSE.match(between)) and "其中" in text[:at]


def _place(scene: _Scene, mention: Mention, binding: Binding, past: bool, low: int) -> Place:
    """Where a number stands, for the rules; `low` is where the mention before it ends in the sentence."""
    text, tokens, (at, end) = scene.sentence.text, scene.sentence.tokens, scene.sentence.place(mention)
    clause = tokens.behind_last(CLAUSE, at)
    left = text[max(clause, at - WIDEST) : at]
    right = text[end : min(tokens.first_of(SENTENCE_PART, end), end + WIDEST)]
    flags = _flags_around(scene, mention, clause, at, end)
    if past:
        flags.append("past")
    if not text[at].isdecimal():
        flags.append("chinese")
    if low and at == low and text[at - 1] not in "，；。：":
        flags.append("adjacent")
    marked = binding.op or binding.start < at or (mention.value or 0) >= 10000
    if (mention.unit is None and marked) or ("指数" in left and _INDEX.search(left)):
        flags.append("bare")
    if left.endswith("（") and right.startswith("）"):
        flags.append("bracketed")
    return Place(mention, left, right, frozenset(flags + _flags_of(mention, binding)))


def _flags_around(scene: _Scene, mention: Mention, clause: int, at: int, end: int) -> list[Flag]:
    """What the sentence and the words around a number say: time, law, permission, grants."""
    tokens = scene.sentence.tokens
    flags: list[Flag] = []
    if scene.ahead:
        flags.append("ahead")
    if scene.over is not None and scene.over < at:
        flags.append("over")
    if scene.legal:
        flags.append("legal")
    if any(not _PERMITTED_RATE.match(tokens.text, permit.start) for permit in tokens.find(_PERMITS, clause, at)):
        flags.append("permissive")
    spent = mention.unit_class == "money" and tokens.has(_GOAL_MONEY, clause, at)
    if not spent or tokens.has(_GRANTING, clause, at):
        part, behind = tokens.behind_last(SENTENCE_PART, at), tokens.first_of(SENTENCE_PART, end)
        if tokens.has(_BENEFIT, part, at) or tokens.has(_BENEFIT, end, behind):
            flags.append("benefit")
    return flags


def _flags_of(mention: Mention, binding: Binding) -> list[Flag]:
    """What the number's own words say: bounds, change, base."""
    flags: list[Flag] = []
    if binding.per:
        if _YEARLY.search(binding.per):
            flags.append("yearly_base")
        if binding.per not in _TIMES:
            flags.append("base")
    if binding.change in ("increase", "decrease"):
        flags.append("changing")
    if binding.op in (">=", "<="):
        flags.append("bound")
    if mention.op in (">=", "<="):
        flags.append("right_bound")
    if mention.value is None:
        flags.append("unread")
    return flags
