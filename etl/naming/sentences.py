"""What the rows of a judged sentence are called: the indicator and the verb of each number, what falls due at a date.

In: a `Judged` sentence. Out: its `Names`. The sentence is the unit here: words that a list shares are handed to its
members.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.deadlines import Deadline
from etl.judging.readings import Number
from etl.judging.scenes import Judged
from etl.lexing.model import Mention
from etl.lexing.sentences import DUTY_BRACKET, is_listed, is_part
from etl.naming.actions import Governed, find_action
from etl.naming.deliverables import name_dated, name_deliverable
from etl.naming.grants import is_granted
from etl.naming.indicators import find_phrases
from etl.naming.plausibility import is_plausible
from etl.naming.slots import Phrase, Slot
from etl.naming.verbs import action_class
from etl.schema import ActionClass


class Name(NamedTuple):
    """What a row is called: its indicator, empty where none is found, and its verb with its class.

    `plausible`: the indicator can be one.
    """

    indicator: str
    plausible: bool
    action: str | None
    action_class: ActionClass


class Names(NamedTuple):
    """The names of the goals and rules of a sentence by where these start, and those of its deadlines in order."""

    numbers: dict[int, Name]
    deadlines: list[Name]


def name_sentence(judged: Judged) -> Names:
    """What the rows of a sentence are called."""
    goals, numbers, sentence = judged.goals, judged.scene.numbers, judged.sentence
    phrases: dict[int, Phrase] = {}
    if goals:
        found = find_phrases(_masked(judged), [_slot(judged, number) for number in numbers])
        phrases = {number.mention.start: phrase for number, phrase in zip(numbers, found, strict=True)}
    named = {
        number.mention.start: _name(phrases[number.mention.start].indicator, action)
        for number, action in zip(goals, _find_actions(judged, phrases), strict=True)
    }
    return Names(named, [_name(*_name_deadline(sentence.text, deadline)) for deadline in judged.deadlines])


def _name(indicator: str, action: str | None) -> Name:
    return Name(indicator, is_plausible(indicator), action, action_class(action))


def _find_actions(judged: Judged, phrases: dict[int, Phrase]) -> list[str | None]:
    """The action of each goal; one without its own takes that of the sibling before it in its list."""
    actions: list[str | None] = []
    goals, text, offset = judged.goals, judged.sentence.text, judged.sentence.start
    for index, number in enumerate(goals):
        mention, binding = number.mention, number.binding
        governed = Governed(
            binding.start,
            mention.start - offset,
            mention.end - offset,
            binding.per_span[1] if binding.per_span else 0,
            binding.verb,
            phrases[mention.start].action,
            ratio=mention.unit_class == "ratio",
        )
        action = find_action(judged.sentence.tokens, governed)
        if action is None and index:
            between = text[goals[index - 1].mention.end - offset : binding.start]
            if is_listed(between) or is_part(between) or not between.strip("、和，"):
                action = actions[-1]
        actions.append(action)
    return actions


def _masked(judged: Judged) -> str:
    """The sentence with list heads, dates and departments in brackets as stops of its phrases; offsets stay."""
    sentence, parts, low = judged.sentence, [], 0
    text = sentence.text
    for mention in sentence.mentions:
        if mention.sort == "date" or mention.found == "list head":
            start, end = mention.start - sentence.start, mention.end - sentence.start
            parts += [text[low:start], _stop(judged, mention) * (end - start)]
            low = end
    masked = "".join([*parts, text[low:]]) if parts else text
    return _OFFICES.sub(lambda found: "。" * len(found[0]), masked) if "（" in masked else masked


_OFFICES = re.compile("（(?:责任|牵头)[^（）]*）|(?<=[。；])（[^（）]*(?:负责|牵头|配合)[^（）]*）")


def _stop(judged: Judged, mention: Mention) -> str:
    """What stands for each sign of a date or list head: a full stop, a bar, or a space for a date of no weight."""
    if mention.sort == "word":
        return "。"
    return " " if mention.start in judged.idle else "｜"


def _slot(judged: Judged, number: Number) -> Slot:
    """A number as the search for phrases needs it, with offsets in its sentence."""
    mention, binding, effect, reason = number.mention, number.binding, number.effect, judged.reason(number)
    is_rule, benefit = judged.role(number) == "rule", "benefit" in number.place.flags
    return Slot(
        binding.start,
        *judged.sentence.place(mention),
        mention.unit,
        mention.unit_class,
        benefit=is_rule and is_granted(judged.sentence.text, mention.unit_class, benefit),
        quota=effect == "quota",
        condition=reason == "condition",
        old_value=effect == "old value",
        inside=effect == "inside" or reason in ("name", "ordinal"),
        per_span=binding.per_span,
        reached=binding.verb is not None,
    )


_DUTY_AT_END = re.compile(rf"{DUTY_BRACKET}[。；]?$")


def _name_deadline(text: str, deadline: Deadline) -> tuple[str, str | None]:
    """What falls due at a date of a sentence; in the bracket that says who does it by when, what the sentence says."""
    bracket = _DUTY_AT_END.search(text) if "（" in text else None
    if bracket and bracket.start() < deadline.at:
        return name_deliverable(text[: bracket.start()])
    left, right = text[deadline.low : deadline.at], text[deadline.end : deadline.high]
    return name_dated(text[: deadline.at], left, right)
