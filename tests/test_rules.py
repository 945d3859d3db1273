"""The shapes of etl/lexicon/tables/rules.toml against their examples: `yes` it claims, `no` it leaves alone.

An example is one sentence with the number in ⟦⟧. It is read whole, as a task of a plan of 2024.
"""

from __future__ import annotations

import pytest

from etl import SourceError
from etl.documents.model import Document, Task
from etl.judging.frames import read_frames
from etl.judging.rules import RULES, Rule, _read_rule
from etl.judging.scenes import read_scenes
from etl.lexing.sentences import read_sentences

LEFT, RIGHT = "⟦", "⟧"


def claimed_by(example: str) -> str | None:
    """The name of the rule that claims the number in ⟦⟧."""
    task = Task("1", example.replace(LEFT, "").replace(RIGHT, ""))
    document = Document("rules", "rules", "某市工作方案", None, None, "2024", None, (task,), "")
    begin, end = example.index(LEFT), example.index(RIGHT) - len(LEFT)
    scenes = read_scenes(read_sentences(task.text), task, document, read_frames(document)[0])
    within = [n for scene in scenes for n in scene.numbers if begin <= n.mention.start < end]
    assert len(within) == 1, f"{[n.mention for n in within]} stand in the brackets, not one number"
    return within[0].rule.name if within[0].rule else None


def examples(kind: str) -> list[object]:
    """Every example of a kind as a pytest parameter, with its rule."""
    return [
        pytest.param(rule, example, id=f"{rule.name}: {example}") for rule in RULES for example in getattr(rule, kind)
    ]


@pytest.mark.parametrize(("rule", "example"), examples("yes"))
def test_claims(rule: Rule, example: str) -> None:
    """A rule claims the examples that it says it claims; none before it does."""
    assert claimed_by(example) == rule.name


@pytest.mark.parametrize(("rule", "example"), examples("no"))
def test_leaves_alone(rule: Rule, example: str) -> None:
    """A rule leaves its near misses alone."""
    assert claimed_by(example) != rule.name


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_has_examples(rule: Rule) -> None:
    """Every rule has an example of each kind, so each is reached; the number stands in brackets once."""
    assert rule.yes
    assert rule.no
    assert all(example.count(LEFT) == example.count(RIGHT) == 1 for example in (*rule.yes, *rule.no))


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))


def test_unknown_flag_is_refused() -> None:
    with pytest.raises(SourceError, match="rule 'odd': sunny is no flag"):
        _read_rule({"name": "odd", "reason": "fact", "flags": ["sunny"]})


@pytest.mark.parametrize("entry", [{}, {"effect": "loud"}], ids=["neither reason nor effect", "unknown effect"])
def test_rule_decides_or_has_an_effect(entry: dict[str, str]) -> None:
    with pytest.raises(SourceError, match="give it a reason, or an effect"):
        _read_rule({"name": "odd", **entry})
