"""Whatever is decided in whatever order: tables stay whole, a build makes the same, undoing all gives them back."""

import random
from pathlib import Path
from typing import Any

import pytest
from records_scenes import Scene

import records
from etl.targets.stored import read_documents

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, Any]
CHANGES: list[Row] = [
    {"value": 7.5}, {"unit": "个"}, {"op": ">="}, {"op": "range", "value_max": 1e9}, {"kind": "deadline"},
    {"kind": "quantity", "value": 3}, {"due": "2030-02"}, {"due": "2031", "due_kind": "from"}, {"due": None},
    {"departments": ["甲局", "乙局"]}, {"departments": []}, {"lead": "乙局"}, {"role": "rule"}, {"per": None},
    {"per": "年"}, {"nature": "约束性"},
]  # fmt: skip
SEEN = 10**9


def propose(chance: random.Random, doc_id: str, rows: dict[str, list[Row]]) -> records.Proposal:
    target, entry = chance.choice(rows["targets"]), chance.choice(rows["ledger"])
    kind: Any = chance.choice(["confirm", "correct", "correct", "reject", "promote", "add"])
    if kind == "add":
        start, end = max(0, entry["start"] - chance.randint(0, 9)), entry["end"] + chance.randint(0, 9)
        return records.Proposal(kind, new={"value": 7}, seen=SEEN, place=(doc_id, entry["task_no"], start, end))
    if kind == "promote":
        return records.Proposal(kind, entry["mention_id"], {"indicator": "某项"}, SEEN)
    new = {"confirm": {}, "correct": chance.choice(CHANGES), "reject": {"reason": chance.choice(["fact", "per"])}}
    return records.Proposal(kind, target["target_id"], new[kind], SEEN)


@pytest.mark.parametrize("seed", [1, 2])
def test_any_decisions_leave_whole_tables_and_can_all_be_undone(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    scene = Scene(ROOT / "data" / "sources", tmp_path / "data")
    scene.build()
    plain = scene.bytes()
    chance = random.Random(seed)
    made = refused = 0
    while made < 40:
        ((doc_id, rows),) = read_documents(scene.out)
        standing = records.standing(scene.engine)
        try:
            if standing and chance.random() < 0.2:
                own = records.undo(scene.engine, scene.out, chance.choice(standing).id, "李四")
            else:
                own = records.decide(scene.engine, scene.out, [propose(chance, doc_id, rows)], "张三")
        except records.RefusedError:
            refused += 1
            continue
        made += 1
        records.refresh(scene.out, scene.engine, [one.target_id for one in own])
    assert refused < 40
    assert scene.faults() == []
    decided = scene.bytes()
    scene.build(fresh=False)
    assert scene.bytes() == decided
    scene.build()
    assert scene.bytes() == decided
    while standing := records.standing(scene.engine):
        records.undo(scene.engine, scene.out, standing[-1].id, "李四")
    records.refresh(scene.out, scene.engine)
    assert scene.bytes() == plain
    scene.close()
