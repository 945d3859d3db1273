"""The judge and its weights: they are those of the committed labels, they learn from labels, and they explain.

What the judge says of single texts is in the corpus; how often it is right on documents that it has not seen, `make
accuracy` prints.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from etl import SourceError
from etl.documents.model import Document, Task
from etl.judging.evidence import TITLES, VALUES, read_feature, tell
from etl.judging.judge import ROLES, WEIGHTS, Judge, load_judge, pack_judge, read_judge
from etl.targets.reading import read_task
from etl.targets.writer import UNSURE
from etl.tools.learning.arguments import CORPUS, OWN
from etl.tools.learning.fitting import find_fold, fit_folds
from etl.tools.learning.labels import JUDGEMENTS, Example, LabelledSet, make_examples, read_sets
from etl.tools.learning.train import digest, digest_own, main

SETS = read_sets(OWN, [])
MOST_BYTES = 2 * 2**20


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """All examples of the project's own labels."""
    return make_examples(SETS, CORPUS, OWN / JUDGEMENTS)


def test_weights_are_those_of_the_committed_labels() -> None:
    """A changed label needs `make train`."""
    known = {labelled["name"]: labelled["sha256"] for labelled in load_judge().record["sets"]}
    assert {labelled.name: digest(labelled.tasks) for labelled in SETS}.items() <= known.items()


def test_weights_are_those_of_the_features(examples: list[Example]) -> None:
    """A changed feature, corpus case or reading needs `make train`."""
    assert load_judge().record["own"] == digest_own(SETS, examples)


def test_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size <= MOST_BYTES


def test_every_feature_has_a_name_in_chinese(examples: list[Example]) -> None:
    features = {feature for example in examples for feature in example.features}
    assert {feature.partition(":")[0] for feature in features} == set(TITLES)
    assert not set(VALUES) & set(VALUES.values())


@pytest.fixture(scope="module")
def folds(examples: list[Example]) -> list[Judge]:
    """One judge a fold, which has not seen the fold's documents."""
    return fit_folds(examples, {}, {}, whole=False)[0]


def find_found_f1(examples: list[Example], judges: list[Judge]) -> float:
    """How well unseen examples are told to be targets: each by the judge of its fold."""
    hits = found = wanted = 0
    for example in examples:
        [judgement] = judges[find_fold(example.group)].judge([], [((), example.features)])
        is_found, is_wanted = judgement.role is not None, example.verdict in ROLES
        hits += is_found and is_wanted
        found += is_found
        wanted += is_wanted
    return 2 * hits / max(found + wanted, 1)


def test_a_judge_learns_from_labels_and_not_from_shuffled_ones(examples: list[Example], folds: list[Judge]) -> None:
    """On documents that it has not seen. Shuffled labels take long to fit: a quarter of them shows as much."""
    assert find_found_f1(examples, folds) > 0.88
    some = examples[::4]
    verdicts = [example.verdict for example in some]
    random.Random(1).shuffle(verdicts)
    shuffled = [example._replace(verdict=verdict) for example, verdict in zip(some, verdicts, strict=True)]
    confused, _ = fit_folds(shuffled, {}, {}, whole=False)
    assert find_found_f1(some, confused) < 0.78
    learned, _ = fit_folds(some, {}, {}, whole=False)
    assert find_found_f1(some, learned) > 0.8


def test_confidence_says_how_often_it_is_right(examples: list[Example], folds: list[Judge]) -> None:
    """Of unseen rows with a confidence of at least .95, at least 96 of 100 are targets; below .05, at most 5."""
    chances = []
    for example in examples:
        [judgement] = folds[find_fold(example.group)].judge([], [((), example.features)])
        chances.append(judgement.confidence if judgement.role else 1 - judgement.confidence)
    is_target = np.array([example.verdict in ROLES for example in examples])
    chance = np.array(chances)
    assert is_target[chance >= 0.95].mean() >= 0.96
    assert is_target[chance <= 0.05].mean() <= 0.05


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        assert main(["--own", str(_few(tmp_path)), "--out", str(tmp_path / name)]) == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert pack_judge(read_judge(written[0])) == written[0]


def _few(folder: Path) -> Path:
    """A folder with one of the own sets."""
    own = folder / "own"
    own.mkdir(exist_ok=True)
    (own / "plans.jsonl").write_bytes((OWN / "plans.jsonl").read_bytes())
    return own


def test_training_without_labels_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--own", str(tmp_path), "--out", str(tmp_path / "weights")]) == 2
    assert "holds no labelled set" in capsys.readouterr().err
    assert not (tmp_path / "weights").exists()


@pytest.mark.parametrize("content", [b"", b"PK", b"no weights"], ids=["empty", "cut off", "text"])
def test_a_broken_weights_file_is_named(content: bytes) -> None:
    with pytest.raises(SourceError, match=r"judge\.npz: is no weights file"):
        read_judge(content)


def test_a_verdict_names_what_spoke_for_and_against_it() -> None:
    judge = Judge(
        ("left:力争", "frame:回顾", "unit:个"),
        np.array([[2, -1], [-3, 1], [0, 0]], dtype=np.float32),
        np.zeros(2, dtype=np.float32),
        ("goal", "fact"),
        1.0,
        0.0,
        {},
        {},
    )
    hopeful, settled = judge.judge(["unit:个"], [((), ["left:力争"]), (["left:力争"], ["frame:回顾", "left:全新"])])
    assert (hopeful.role, hopeful.reason, hopeful.evidence) == ("goal", None, ("+数字前“力争”",))
    assert (settled.role, settled.reason) == (None, "fact")
    assert settled.evidence == ("+段落性质：回顾", "-数字前“力争”")
    assert settled.confidence == pytest.approx(1 / (1 + np.exp(-1)), rel=1e-3)


@pytest.mark.parametrize(
    ("spoken", "told"),
    [
        ([("task precise:0", 3.0), ("round:是", 2.0), ("verb:新建", 0.5)], ("+动词“新建”",)),
        ([("size:3", -0.4), ("heading:无", 3.0), ("verb:None", 2.0), ("op:None", 1.0), ("change:level", 1.0)], ()),
        ([("round:是", 0.5), ("size:3", -0.4)], ("+整数：是",)),
        (
            [("left:力争", 0.5), ("beside:争", 0.3), ("beside:力争", 0.2), ("unit:家", 0.6)],
            ("+数字前“力争”", "+单位“家”"),
        ),
        ([("frame:部署", -0.5), ("frame and class:部署 ratio", 0.8)], ("+段落性质：部署",)),
        ([("left:镇新", 0.5), ("left:新增", 0.6), ("left:增，", 0.9)], ("+数字前“镇新增”",)),
        ([("heading:工作", 0.5), ("heading:作回", 0.6), ("heading:年工", -0.2)], ("+章节“工作回”",)),
        (
            [("word:今年", 1.0), ("unit:家", 0.9), ("verb:新建", 0.8), ("op:>=", 0.7)],
            ("+本句“今年”", "+单位“家”", "+动词“新建”"),
        ),
    ],
    ids=["words before counts", "what is absent", "only counts", "one word", "both sides", "pairs", "heading", "most"],
)
def test_a_reader_is_told_words(spoken: list[tuple[str, float]], told: tuple[str, ...]) -> None:
    things = [(read_feature(feature), strength) for feature, strength in spoken]
    assert tell([(thing, strength) for thing, strength in things if thing is not None], 3) == told


def test_own_sets_hold_reviews_and_plans() -> None:
    """Lists alone do not teach what a review is."""
    whole = next(labelled for labelled in SETS if labelled.documents)
    assert isinstance(whole, LabelledSet)
    assert {task["frame"] for task in whole.tasks} == {"回顾", "部署", "规定", "其他"}


def test_a_deadline_is_as_sure_as_its_sort_was_right() -> None:
    """A sort that was not measured has the share of all deadlines."""
    task = Task("1", "6月底前出台实施方案。2025年启动立法调研。")
    document = Document("a", "a", "某市工作方案", None, None, "2025", None, (task,), "")
    judge = load_judge().with_shares({"deadline": 0.5, "deadline by month": 0.75})
    targets = read_task(task, document, judge=judge).targets
    assert [(target.due, target.confidence) for target in targets] == [("2025-06", 0.75), ("2025", 0.5)]


@pytest.mark.parametrize(("text", "sure"), [("力争达到90%以上。", False), ("力争绿化覆盖率达到90%以上。", True)])
def test_what_has_no_name_goes_first_to_people(text: str, sure: bool) -> None:
    """A number of which no noun says what it counts is never sure."""
    task = Task("1", text)
    [target] = read_task(task, Document("a", "a", "某市工作方案", None, None, None, None, (task,), "")).targets
    assert (target.confidence > UNSURE) is sure
