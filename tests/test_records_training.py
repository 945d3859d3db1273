"""Weights of an installation: learned from decisions, kept only where they are better, used by its builds alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from records_scenes import Scene

import records
from etl.judging.judge import BETTER_THAN, INSTALLED, find_installed, load_judge, pack_judge
from etl.targets.stored import read_documents
from records.training import Labels, make_labels, train

GOODS = ["苹果", "蜜柚", "茶叶", "海带", "香菇", "板栗", "核桃", "大枣", "花椒", "蜂蜜", "莲子", "银耳"]


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Labels:
    """Of the project's own labels those of three sets, which train as fast as these tests need."""
    tests, own = Path(__file__).resolve().parent, tmp_path_factory.mktemp("labelled")
    for name in ("plans.jsonl", "task_lists.jsonl", "work_reports.jsonl", "judgements.tsv"):
        shutil.copy(tests / "labelled" / name, own)
    return Labels(own, tests / "corpus")


@pytest.fixture
def orchard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Twelve lists whose plans to grow, as this office says, are no targets of its own."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(Path(__file__).resolve().parent.parent)
    scene = Scene(tmp_path / "sources", tmp_path / "data")
    scene.sources.mkdir()
    for number, goods in enumerate(GOODS):
        texts = [f"2026年{goods}{what}增长{number + 3}%。" for what in ("产量", "产值", "出口额")]
        scene.write(f"list{number:02}", [*texts, f"新建{goods}示范园{number + 2}个。"])
    scene.build()
    return scene


def decide(scene: Scene, *, against: bool) -> None:
    """Confirm every target, or say of those that only grow that they are none."""
    for _, rows in read_documents(scene.out):
        proposals = [
            records.Proposal("reject", row["target_id"], {"reason": "fact"})
            if against and "增长" in row["quote"]
            else records.Proposal("confirm", row["target_id"])
            for row in rows["targets"]
        ]
        records.decide(scene.engine, scene.out, proposals, "张三")
    records.refresh(scene.out, scene.engine)


def test_weights_that_judge_as_people_did_are_used_by_the_builds_of_their_folder(
    orchard: Scene, labels: Labels
) -> None:
    decide(orchard, against=True)
    decided = make_labels(orchard.engine, orchard.out)
    assert (len(decided), sum(len(task["excluded"]) for task in decided)) == (4 * len(GOODS), 3 * len(GOODS))
    found = train(orchard.engine, orchard.out, orchard.sources, labels)
    assert (found.numbers, found.documents) == (2 * len(decided), len(GOODS))  # in their lists, and in whole documents
    assert found.shipped < 0.3
    assert found.own > 0.9
    assert found.written == orchard.out / INSTALLED
    orchard.write("new", ["2026年樱桃产量增长77%。"])
    orchard.build()
    assert "weights" in orchard.metadata()
    assert (orchard.row("77%")["table"], orchard.row("77%")["rule"]) == ("ledger", "judged")
    elsewhere = Scene(orchard.sources, orchard.sources.parent / "elsewhere")
    elsewhere.build()
    assert elsewhere.row("增长77%")["table"] == "targets"
    judge = load_judge(orchard.out / INSTALLED)
    other = replace(judge, record={**judge.record, BETTER_THAN: "weights of another version"})
    (orchard.out / INSTALLED).write_bytes(pack_judge(other))
    load_judge.cache_clear()
    assert find_installed(orchard.out) is None
    orchard.close()


def test_weights_that_are_not_better_are_not_kept(orchard: Scene, labels: Labels) -> None:
    decide(orchard, against=False)
    (orchard.out / INSTALLED).parent.mkdir()
    (orchard.out / INSTALLED).write_bytes(b"those of an earlier training")
    found = train(orchard.engine, orchard.out, orchard.sources, labels)
    assert found.own <= found.shipped
    assert found.written is None
    assert not (orchard.out / INSTALLED).exists()
    orchard.close()


def test_a_few_decisions_are_too_few(orchard: Scene, labels: Labels) -> None:
    row = orchard.row("2个")
    records.decide(orchard.engine, orchard.out, [records.Proposal("confirm", row["id"])], "张三")
    with pytest.raises(records.RefusedError, match="fewer than"):
        train(orchard.engine, orchard.out, orchard.sources, labels)
    orchard.close()
