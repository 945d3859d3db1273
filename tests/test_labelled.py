"""The project's own labelled sets are consistent: what `make accuracy` scores against is itself checked.

`tests/labelled/*.jsonl` holds one task a line, in invented documents of five genres (plans, task lists, work reports,
livelihood lists, indicator tables). It was labelled by the contract of a target before the extractor read it; after the
first comparison a dozen labels that broke the contract were mended, so it is not an unseen set. Fields: id, doc,
task_no, doc_title, issuer, region, year, genre, text, departments_text, departments, targets[quote, kind, role, value,
value_max, unit, op, change, per, indicator, base, due, due_kind, due_source], excluded[quote, reason].

`tests/labelled/whole` holds invented documents as a folder of sources, with headings and reviews, and whole.jsonl
every paragraph of theirs that holds a numeral and is no heading: the same fields, and `frame`, what the paragraph does
(回顾 tells of what was done, 部署 sets what is to be done, 规定 grants or requires, 其他 neither). A target there may
have its date from its section (`section`). `text` is the paragraph without its number and its closing departments, as
the readers give it.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from etl.documents import fold, read_folder
from etl.documents.model import Document
from etl.lexicon.numerals import NUMERAL, parse_number
from etl.schema import Change, DueKind, DueSource, Kind, Op, Reason, Role
from etl.tools.learning.cover import Label, place_labels

LABELLED = Path(__file__).parent / "labelled"
WHOLE = LABELLED / "whole"
GENRES = {"plan", "task_list", "work_report", "civil_livelihood_list", "indicator_table"}
WHOLE_GENRES = {
    *("work_report", "budget_report", "development_report", "regulation", "support_policy", "plan", "news"),
    *("communique", "task_list"),
}
LONGEST_HEADING = 30
FRAMES = {"回顾", "部署", "规定", "其他"}
ALLOWED: dict[str, tuple[Any, ...]] = {
    "kind": get_args(Kind),
    "role": get_args(Role),
    "op": (*get_args(Op), None),
    "change": (*get_args(Change), None),
    "due_kind": (*get_args(DueKind), None),
    "due_source": (*get_args(DueSource), "section", None),
}
TARGET_KEYS = {*ALLOWED, "quote", "value", "value_max", "unit", "per", "indicator", "base", "due"}
TASK_KEYS = {
    "id",
    "doc",
    "task_no",
    "doc_title",
    "issuer",
    "region",
    "year",
    "genre",
    "text",
    "departments_text",
    "departments",
    "targets",
    "excluded",
}
RATIO_UNITS = {"%", "‰", "倍", "个百分点", "1:", ":1", "/10万"}
LARGE = "(?:[十百万亿]|千(?![瓦伏米]))"
NUMBER = re.compile(rf"\d[\d,]*(?:\.\d+)?{LARGE}*(?:\d+[十百千])?|(?:[〇零一二两三四五六七八九双半]|{LARGE})+")
SHARE = re.compile(f"({NUMBER.pattern})分之({NUMBER.pattern})")


def read_labels(path: Path) -> list[dict[str, Any]]:
    """The labelled tasks of a file, one a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


OWN_FILES = [path for path in sorted(LABELLED.glob("*.jsonl")) if path.stem != "whole"]
TASKS = [task for path in OWN_FILES for task in read_labels(path)]
PARAGRAPHS = read_labels(LABELLED / "whole.jsonl")
SOURCES = {source["id"]: source for source in tomllib.loads((WHOLE / "sources.toml").read_text("utf-8"))["source"]}


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    """The whole documents by their ids, as the readers give them."""
    read = [document for _, document in read_folder(WHOLE) if isinstance(document, Document)]
    return {document.doc_id: document for document in read}


def readings(quote: str) -> set[float]:
    """Every value in base units that a quote's numbers can stand for, to five significant digits."""
    values = [parse_number(written) for written in NUMBER.findall(quote)]
    known = [value for value in values if value is not None]
    magnitudes = [10**power for power in (2, 3, 4, 8, 12)]
    shared = [value * m for value in known for m in magnitudes if any(other >= m for other in known)]  # 3—5万 → 30000
    shares = [100 * (parse_number(part) or 0) / (parse_number(whole) or 1) for whole, part in SHARE.findall(quote)]
    tenths = [10 * value + part for value in known for part in (0, *known)] if "成" in quote else []  # 六成五 → 65
    folds = [2.0**value for value in known] if "番" in quote else []
    halves = [50.0] if "半" in quote else []
    return {float(f"{value:.5g}") for value in [*known, *shared, *shares, *tenths, *folds, *halves]}


@pytest.mark.parametrize("task", [*TASKS, *PARAGRAPHS], ids=lambda task: task["id"])
def test_labels_share_out_the_numerals(task: dict[str, Any]) -> None:
    labels = [Label(t["quote"]) for t in task["targets"]]
    labels += [Label(e["quote"], e["reason"] == "per") for e in task["excluded"]]
    for label in labels:
        assert label.quote in task["text"]
        assert NUMERAL.search(label.quote)
    assert place_labels(task["text"], labels) is not None


@pytest.mark.parametrize("task", [*TASKS, *PARAGRAPHS], ids=lambda task: task["id"])
def test_labels_have_allowed_values(task: dict[str, Any]) -> None:
    assert set(task) - {"frame"} == TASK_KEYS
    assert task["genre"] in (WHOLE_GENRES if "frame" in task else GENRES)
    assert task.get("frame", "其他") in FRAMES
    assert all(e["reason"] in get_args(Reason) for e in task["excluded"])
    assert bool(task["departments"]) == bool(task["departments_text"])
    for target in task["targets"]:
        assert set(target) == TARGET_KEYS
        assert {field for field, values in ALLOWED.items() if target[field] not in values} == set()
        assert target["indicator"]
        assert (target["kind"] == "ratio") >= (target["unit"] in RATIO_UNITS)
        assert (target["value"] is None) == (target["kind"] == "deadline")
        assert (target["op"] == "range") == (target["value_max"] is not None)
        assert (target["op"] is None) == (target["change"] is None) == (target["kind"] == "deadline")
        assert len({target[field] is None for field in ("due", "due_kind", "due_source")}) == 1
        if target["due"] is not None:
            date.fromisoformat(target["due"] + "-01-01"[len(target["due"]) - 4 :])


@pytest.mark.parametrize("task", [*TASKS, *PARAGRAPHS], ids=lambda task: task["id"])
def test_values_stand_in_their_quotes(task: dict[str, Any]) -> None:
    bases = [e["quote"] for e in task["excluded"] if e["reason"] == "per"]
    for target in task["targets"]:
        quote = target["quote"]
        for base in bases:
            quote = quote.replace(base, "", 1)
        for field in ("value", "value_max"):
            if target[field] is not None:
                assert float(f"{target[field]:.5g}") in readings(quote), f"{target[field]} is not in {quote}"
        assert ("/10万" in quote) == (target["unit"] == "/10万")
        assert ("以上" in quote and "以下" in quote) <= (target["op"] == "range")
        if target["unit"] is not None and target["unit"] not in RATIO_UNITS:
            assert target["unit"] in quote


def test_labelled_set_is_broad() -> None:
    """At least 120 tasks of 25 documents, every genre, no task twice."""
    assert len(TASKS) >= 120
    assert len({task["doc"] for task in TASKS}) >= 25
    assert {task["genre"] for task in TASKS} == GENRES
    assert len({task["region"] for task in TASKS}) >= 20
    assert len({task["id"] for task in TASKS}) == len({task["text"] for task in TASKS}) == len(TASKS)


def test_whole_documents_are_broad() -> None:
    """At least 200 paragraphs with 1,200 numbers, of every genre and frame."""
    targets = sum(len(paragraph["targets"]) for paragraph in PARAGRAPHS)
    facts = sum(entry["reason"] == "fact" for paragraph in PARAGRAPHS for entry in paragraph["excluded"])
    assert len(PARAGRAPHS) >= 200
    assert targets >= 350
    assert targets + facts >= 1200
    assert facts >= 700
    assert {paragraph["genre"] for paragraph in PARAGRAPHS} == WHOLE_GENRES
    assert {paragraph["frame"] for paragraph in PARAGRAPHS} == FRAMES


@pytest.mark.parametrize("doc", SOURCES)
def test_whole_documents_hold_their_paragraphs(doc: str, documents: dict[str, Document]) -> None:
    """Each labelled text is a task of its document, and each task with a numeral is labelled or a heading."""
    source, own = SOURCES[doc], [paragraph for paragraph in PARAGRAPHS if paragraph["doc"] == doc]
    tasks = {task.text for task in documents[doc].tasks}
    texts = [fold(paragraph["text"]) for paragraph in own]
    assert set(texts) <= tasks
    assert len(set(texts)) == len(texts)
    assert all(len(text) <= LONGEST_HEADING for text in tasks - set(texts) if NUMERAL.search(text))
    for paragraph in own:
        assert (paragraph["doc_title"], paragraph["issuer"]) == (source["title"], source["issuer"])
        assert (paragraph["region"], str(paragraph["year"])) == (source["region"], source["published"][:4])


def test_every_whole_document_is_labelled() -> None:
    assert {paragraph["doc"] for paragraph in PARAGRAPHS} == set(SOURCES)
    assert {source["file"] for source in SOURCES.values()} == {path.name for path in WHOLE.glob("*.txt")}
