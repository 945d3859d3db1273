"""The extractor against the corpus: every case of `tests/corpus/*.toml`, one test a case, every field compared.

Texts are folded as a document reader folds them before they reach the extractor. The cases were written for this
project, in the language of plans, task lists, work reports and livelihood lists; no sentence comes from a published
document or from a labelled set. One file holds one phenomenon:

    [[case]]
    text = "到2025年，建设50所左右高水平中职学校。"
    target = [{quote = "50所左右", value = 50, unit = "所", op = "≈", action = "建设", indicator = "高水平中职学校",
               due = "2025", due_kind = "by"}]
    ledger = {date = ["到2025年"]}

`target` is in text order and holds every target of the text, `ledger` every other mention by reason: together they
cover each numeral once. What a row leaves out has the value of `DEFAULTS`, and `shown` that of `quote`. A case may
carry `year` (publication), `title`, `period`, `due_text` (完成时限 cell), and `xfail` with the reason of a known gap.

Conventions where the contract leaves a choice:
- `quote` takes the markers beside the number with it (`增长5%左右`, `达到90%`, `控制在5%以内`, `每人100元`), and a
  bound word across other words (`至少建设一个`, `不超过投资额的30%`); a change word is left out where a noun parts
  them (`新增床位500张` → `500张`). A frequency runs from its 每 (`每季度通报一次`).
- `shown` is number, unit and one bound word, also a shared one (`增长5%左右` → `5%左右`); a Chinese digit that stands
  alone is written as an Arabic one (`至少建设一个` → `至少1个`), of two bound words the first stays.
- `action` is the verb of the number's own clause, without 到, 至 or 在 after a whole word (`提高到` → `提高`, but
  `降至`); joined verbs stay joined (`新建和改造`); null where the clause has only a bound word (`不低于`).
  Siblings of a list share it.
- The action is no part of the indicator. A deadline without a subject is named by the verb's object, one with a
  subject by the whole clause.
- A ledger entry is compared by its numerals and its reason; how far its words reach is free.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from etl.documents.model import Document, Task
from etl.lexicon.folding import fold
from etl.targets.model import Entry, Target
from etl.targets.reading import read_task
from etl.tools.learning.cover import Label, numerals, place_labels

CORPUS = Path(__file__).parent / "corpus"

DEFAULTS: dict[str, Any] = {
    "kind": "quantity",
    "role": "goal",
    "action": None,
    "indicator": None,
    "base": None,
    "value": None,
    "value_max": None,
    "unit": None,
    "op": "=",
    "change": "level",
    "per": None,
    "due": None,
    "due_kind": None,
    "due_source": None,
}
CASE_KEYS = {"text", "target", "ledger", "year", "title", "period", "due_text", "xfail"}
REASONS = {"name", "ordinal", "reference", "date", "fact", "condition", "per", "idiom"}
FIELDS = ("quote", *DEFAULTS, "shown")
TEXT_FIELDS = {"quote", "shown", "indicator", "base", "per", "action"}


def full_row(target: dict[str, Any]) -> dict[str, Any]:
    """Fill what a corpus row leaves out; a deadline has no op and no change."""
    row = {**DEFAULTS, **target}
    if row["kind"] == "deadline":
        row["op"] = row["change"] = None
        row["per"] = target.get("per")
    if row["due"] is not None and row["due_source"] is None:
        row["due_source"] = "sentence"
    row.setdefault("shown", row["quote"])
    return {field: fold(row[field]) if field in TEXT_FIELDS and row[field] else row[field] for field in FIELDS}


def load_cases() -> list[Any]:
    """Every case as a pytest parameter; its id is file and text."""
    params = []
    for path in sorted(CORPUS.glob("*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            params.append(pytest.param(case, id=f"{path.stem}: {case['text']}", marks=marks))
    return params


CASES = load_cases()


def labels_of(case: dict[str, Any]) -> list[Label]:
    """All labels of a case: its targets' quotes, then its ledger's."""
    targets = [Label(t["quote"]) for t in case.get("target", [])]
    return targets + [Label(q, reason == "per") for reason, quotes in case.get("ledger", {}).items() for q in quotes]


@pytest.mark.parametrize("case", [pytest.param(p.values[0], id=p.id) for p in CASES])
def test_label(case: dict[str, Any]) -> None:
    """A case is well formed: known fields and reasons, and each numeral of its text under exactly one label."""
    assert set(case) <= CASE_KEYS
    assert set(case.get("ledger", {})) <= REASONS
    for target in case.get("target", []):
        assert set(target) <= {"quote", "shown", *DEFAULTS}
        assert target["indicator"]
        assert (target.get("value") is None) == (target.get("kind") == "deadline")
        assert (target.get("due") is None) == (target.get("due_kind") is None)
        assert (target.get("op") == "range") == ("value_max" in target)
    labels = labels_of(case)
    whole = Task("1", case["text"], due_text=case.get("due_text", "")).whole
    placed = place_labels(whole, labels)
    assert placed is not None, f"labels {[label.quote for label in labels]} do not share out {numerals(whole)}"
    starts = [min(spots) for spots in placed[: len(case.get("target", []))]]
    assert starts == sorted(starts), "targets are not in text order"


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    """Targets agree in every field, in text order; ledger entries agree in numerals and reason."""
    task = Task(task_no="1", text=fold(case["text"]), due_text=case.get("due_text", ""))
    document = Document(
        doc_id="corpus",
        file="corpus.txt",
        title=case.get("title", ""),
        issuer=None,
        region=None,
        published=str(case["year"]) if "year" in case else None,
        period=case.get("period"),
        tasks=(task,),
        sha256="",
    )
    reading = read_task(task, document)
    mentions: list[Target | Entry] = [*reading.targets, *reading.ledger]
    for mention in mentions:
        assert mention.quote == task.whole[mention.start : mention.end]
    found = [{f: getattr(t, f) for f in FIELDS} for t in sorted(reading.targets, key=lambda t: t.anchor)]
    assert found == [full_row(t) for t in case.get("target", [])]
    entries = sorted((e.reason, "".join(task.whole[i] for i in e.numerals)) for e in reading.ledger)
    assert entries == sorted((r, numerals(fold(q))) for r, quotes in case.get("ledger", {}).items() for q in quotes)


def test_corpus_is_broad() -> None:
    """At least 300 cases over at least 15 phenomena, and no text twice."""
    texts = [p.values[0]["text"] for p in CASES]
    assert len(texts) >= 300
    assert len(list(CORPUS.glob("*.toml"))) >= 15
    assert len(texts) == len(set(texts))
