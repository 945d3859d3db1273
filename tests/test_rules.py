"""The rules of etl/tables/rules.toml against the examples that each carries: `yes` it claims, `no` it leaves alone.

An example is one sentence with the number in ⟦⟧. It is read whole, by the extractor itself, as a task of a plan of
2024, or of an ordinance where the rule asks for one.
"""

from __future__ import annotations

import pytest

from etl.model import Document, Entry, SourceError, Target, Task
from etl.rules import RULES, Rule, _read_rule
from etl.targets import read_task

LEFT, RIGHT = "⟦", "⟧"
LAST = RULES[-1]


def claimed_by(example: str, legal: bool) -> str:
    """The name of the rule that claims the number in ⟦⟧."""
    title = "某市管理办法" if legal else "某市工作方案"
    document = Document("rules", "rules", title, None, None, "2024", None, (), "")
    begin, end = example.index(LEFT), example.index(RIGHT) - len(LEFT)
    reading = read_task(Task("1", example.replace(LEFT, "").replace(RIGHT, "")), document)
    rows: list[Target | Entry] = [*reading.targets, *reading.ledger]
    within = [row for row in rows if begin <= row.anchor < end]
    assert len(within) == 1, f"{[row.quote for row in within]} stand in the brackets, not one number"
    return within[0].rule


def examples(kind: str) -> list[object]:
    """Every example of a kind as a pytest parameter, with its rule."""
    return [
        pytest.param(rule, example, id=f"{rule.verdict.rule}: {example}")
        for rule in RULES
        for example in getattr(rule, kind)
    ]


@pytest.mark.parametrize(("rule", "example"), examples("yes"))
def test_claims(rule: Rule, example: str) -> None:
    """A rule claims the examples that it says it claims; none before it does."""
    assert claimed_by(example, "legal" in rule.flags) == rule.verdict.rule


@pytest.mark.parametrize(("rule", "example"), examples("no"))
def test_leaves_alone(rule: Rule, example: str) -> None:
    """A rule leaves its near misses alone."""
    assert claimed_by(example, "legal" in rule.flags) != rule.verdict.rule


@pytest.mark.parametrize("rule", RULES, ids=[rule.verdict.rule for rule in RULES])
def test_has_examples(rule: Rule) -> None:
    """Every rule has an example of each kind, so each is reached; the number stands in brackets once."""
    assert rule.yes
    assert rule.no
    assert all(example.count(LEFT) == example.count(RIGHT) == 1 for example in (*rule.yes, *rule.no))


def test_names_are_unique() -> None:
    names = [rule.verdict.rule for rule in RULES]
    assert len(names) == len(set(names))


def test_last_rule_claims_whatever_is_left() -> None:
    conditions = (LAST.classes, LAST.units, LAST.flags, LAST.never, LAST.not_after, LAST.left, LAST.right, LAST.clause)
    assert not any(conditions)


def test_unknown_flag_is_refused() -> None:
    with pytest.raises(SourceError, match="rule 'odd': sunny is no flag"):
        _read_rule({"name": "odd", "role": "goal", "flags": ["sunny"]}, (), {})


@pytest.mark.parametrize("verdict", [{}, {"role": "goal", "reason": "fact"}], ids=["neither", "both"])
def test_rule_has_one_verdict(verdict: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="give it either a reason or a role"):
        _read_rule({"name": "odd", **verdict}, (), {})
