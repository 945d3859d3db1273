"""Shapes that decide surely what a number is, or how its words are to be read; all else is judged (judge.py).

In: one number of a sentence as a `Place` (what stands around it, and what the sentence says of its time). Out: the
`Rule` that claims it, or None. The rules are one ordered list, `tables/rules.toml`, each with its own examples.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

from etl import SourceError
from etl.lexicon.words import TABLES
from etl.lexing.model import Mention
from etl.schema import Reason

Flag = Literal[
    "past", "over", "ahead", "legal", "permissive", "benefit", "yearly_base", "base", "chinese", "bare", "bound",
    "right_bound", "bracketed", "changing", "unread", "adjacent",
]  # fmt: skip
"""What can be said of a number's place.

`past`: it has happened. `ahead`: its sentence speaks of what is to come; `over`: it does not, and tells of a year that
is over. `legal`: an ordinance. `permissive`: 可, 允许. `benefit`: a grant, a fine, a reduction.
`base`: it repeats over a base, `yearly_base`: over a time. `chinese`: written in Chinese numerals. `bare`: without a
unit but with a marker. `bound`: at least or at most, `right_bound`: said to its right. `bracketed`: alone in brackets.
`changing`: the size of a change. `unread`: no value. `adjacent`: directly after another mention.
"""


class Place(NamedTuple):
    """A number where it stands: its clause's text before and after it, and flags."""

    mention: Mention
    left: str
    right: str
    flags: frozenset[Flag]


Effect = Literal["", "old value", "inside", "rank", "frequency", "quota"]
"""How a shape has the words around a number read; see rules.toml."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to ask: its name, the reason that it decides (None: the number is judged), its effect.

    A condition that is empty or None holds always.
    """

    name: str
    reason: Reason | None
    effect: Effect
    classes: frozenset[str]
    units: frozenset[str]
    flags: frozenset[str]
    never: frozenset[str]
    left: re.Pattern[str] | None
    right: re.Pattern[str] | None
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


def read_rules() -> tuple[Rule, ...]:
    """The rules of `tables/rules.toml`, in order; SourceError names a rule whose flags or effect are none."""
    table = tomllib.loads((TABLES / "rules.toml").read_text(encoding="utf-8"))
    return tuple(_read_rule(entry) for entry in table["rule"])


def _read_rule(entry: dict[str, Any]) -> Rule:
    """One record of the table as a rule."""
    name, flags, never = entry["name"], frozenset(entry.get("flags", ())), frozenset(entry.get("never", ()))
    if unknown := (flags | never) - set(get_args(Flag)):
        raise SourceError(
            f"rules.toml, rule {name!r}: {', '.join(sorted(unknown))} is no flag; see etl/judging/rules.py"
        )
    reason, effect = entry.get("reason"), entry.get("effect", "")
    if effect not in get_args(Effect) or (reason is None and not effect):
        raise SourceError(f"rules.toml, rule {name!r}: give it a reason, or an effect of those in etl/judging/rules.py")
    return Rule(
        name,
        reason,
        effect,
        frozenset(entry.get("classes", ())),
        frozenset(entry.get("units", ())),
        flags,
        never,
        re.compile(f"(?:{entry['left']})$") if "left" in entry else None,
        re.compile(entry["right"]) if "right" in entry else None,
        tuple(entry.get("yes", ())),
        tuple(entry.get("no", ())),
    )


RULES = read_rules()


def find_rule(place: Place) -> Rule | None:
    """The first rule that claims the number, None where none does."""
    mention, left, right, flags = place
    for rule in _rules_for(mention.unit_class or "none", mention.unit, flags):
        if (rule.right is None or rule.right.match(right)) and (rule.left is None or rule.left.search(left)):
            return rule
    return None


@lru_cache(maxsize=4096)
def _rules_for(unit_class: str, unit: str | None, flags: frozenset[Flag]) -> tuple[Rule, ...]:
    """The rules left to ask for such a number, in order: few of them, and the same for many numbers."""
    return tuple(rule for rule in RULES if rule.may_claim(unit_class, unit, flags))
