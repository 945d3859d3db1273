"""What a number is: a goal, a rule of the policy, or no target and why not.

In: one number of a sentence as a `Place` (what stands around it, and what the sentence says of its time). Out: its
`Verdict`. The rules are one ordered list, `tables/rules.toml`, each with its own examples; the first that claims a
number decides. Due dates and indicators are none of this module's business.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from etl.model import Mention, SourceError
from etl.schema import Reason, Role
from etl.words import TABLES, class_by_word, trie_pattern

Flag = Literal[
    "past", "legal", "permissive", "benefit", "yearly_base", "base", "chinese", "bare", "bound", "right_bound",
    "bracketed", "changing", "unread", "adjacent",
]  # fmt: skip
"""What can be said of a number's place.

`past`: it has happened. `legal`: an ordinance. `permissive`: 可, 允许. `benefit`: a grant, a fine, a reduction.
`base`: it repeats over a base, `yearly_base`: over a time. `chinese`: written in Chinese numerals. `bare`: without a
unit but with a marker. `bound`: at least or at most, `right_bound`: said to its right. `bracketed`: alone in brackets.
`changing`: the size of a change. `unread`: no value. `adjacent`: directly after another mention.
"""


class Place(NamedTuple):
    """A number where it stands: its clause's text before and after it, the clause with it in ⟦⟧, and flags."""

    mention: Mention
    left: str
    right: str
    clause: str
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule's name with a ledger reason, or with a role; exactly one of the two is set."""

    rule: str
    reason: Reason | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to ask; what is empty or None holds always."""

    verdict: Verdict
    classes: frozenset[str]
    units: frozenset[str]
    flags: frozenset[str]
    never: frozenset[str]
    not_after: tuple[str, ...]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
    clause: re.Pattern[str] | None
    yes: tuple[str, ...]
    no: tuple[str, ...]

    def may_claim(self, unit_class: str, unit: str | None, flags: frozenset[Flag]) -> bool:
        """Whether the conditions hold that look at no text."""
        return (
            (not self.classes or unit_class in self.classes)
            and (not self.units or unit in self.units)
            and self.flags <= flags
            and not self.never & flags
        )


BESIDE_A_MEASURE = ("投资", "投入", "服务", "落户", "新落户")
"""Verbs that may stand before a size that only qualifies: `投资500万元以上的项目`."""


def read_rules() -> tuple[Rule, ...]:
    """The rules of `tables/rules.toml`, in order; SourceError names a rule whose flags or verdict are none."""
    table = tomllib.loads((TABLES / "rules.toml").read_text(encoding="utf-8"))
    verbs = tuple(verb for verb in class_by_word("verbs") if verb not in BESIDE_A_MEASURE)
    words = {"WHO": table["who"], "VERBS": trie_pattern(class_by_word("verbs"))}
    return tuple(_read_rule(entry, verbs, words) for entry in table["rule"])


def _read_rule(entry: dict[str, Any], verbs: tuple[str, ...], words: dict[str, str]) -> Rule:
    """One record of the table as a rule; `words` are the patterns for {WHO} and {VERBS}."""
    name, flags, never = entry["name"], frozenset(entry.get("flags", ())), frozenset(entry.get("never", ()))
    if unknown := (flags | never) - set(get_args(Flag)):
        raise SourceError(f"rules.toml, rule {name!r}: {', '.join(sorted(unknown))} is no flag; see etl/rules.py")
    if ("reason" in entry) == ("role" in entry):
        raise SourceError(f"rules.toml, rule {name!r}: give it either a reason or a role")
    return Rule(
        Verdict(name, reason=entry.get("reason"), role=entry.get("role")),
        frozenset(entry.get("classes", ())),
        frozenset(entry.get("units", ())),
        flags,
        never,
        _not_after(entry.get("not_after", ()), verbs),
        _pattern(f"(?:{entry['left']})$" if "left" in entry else None, words),
        _pattern(entry.get("right"), words),
        _pattern(entry.get("clause"), words),
        tuple(entry.get("yes", ())),
        tuple(entry.get("no", ())),
    )


def _not_after(words: Iterable[str], verbs: tuple[str, ...]) -> tuple[str, ...]:
    """The endings of a `not_after`, with VERBS spelled out."""
    return tuple(verb for word in words for verb in (verbs if word == "VERBS" else (word,)))


def _pattern(written: str | None, words: dict[str, str]) -> re.Pattern[str] | None:
    """A pattern of the table, with {WHO} and {VERBS} spelled out."""
    if written is None:
        return None
    for name, pattern in words.items():
        written = written.replace(f"{{{name}}}", pattern)
    return re.compile(written)


RULES = read_rules()


def judge_number(place: Place) -> Verdict:
    """The verdict of the first rule that claims the number; the last rule claims whatever is left."""
    mention, left, right, clause, flags = place
    for rule in _rules_for(mention.unit_class or "none", mention.unit, flags):
        if (  # in one place and the cheapest first: this is asked a dozen times for every number
            (rule.right is None or rule.right.match(right))
            and (rule.left is None or rule.left.search(left))
            and (rule.clause is None or rule.clause.search(clause))
            and not (rule.not_after and left.endswith(rule.not_after))
        ):
            return rule.verdict
    return RULES[-1].verdict


@lru_cache(maxsize=4096)
def _rules_for(unit_class: str, unit: str | None, flags: frozenset[Flag]) -> tuple[Rule, ...]:
    """The rules left to ask for such a number, in order: few of them, and the same for many numbers."""
    return tuple(rule for rule in RULES if rule.may_claim(unit_class, unit, flags))
