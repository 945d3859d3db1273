"""Makes tables of any size, by the contract of etl/schema.py: `python -m benchmarks.synthetic OUT --targets N`.

The documents are invented and say so in their titles; what they are for is size. Tasks, departments, themes, units,
time limits and figures are spread as in real lists: few departments carry most tasks, about half of the goals have no
date, amounts run over many powers of ten. The texts are built with their spans, so each row fits its sentence and every
numeral is accounted for. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from etl.targets.parquet import TableWriter, pack_rows
from etl.targets.rows import find_due_date

HERE = Path(__file__).resolve().parent
REGIONS = ("山东", "江苏", "浙江", "广东", "河南", "河北", "湖南", "湖北", "安徽", "福建", "江西", "陕西", "云南")
YEARS = range(2016, 2026)
TARGETS_OF_A_TASK = ((0, 45), (1, 30), (2, 14), (3, 7), (5, 4))
SUPPORTERS_OF_A_TASK = ((0, 34), (1, 21), (2, 18), (3, 13), (4, 8), (6, 6))
WITHOUT_DEPARTMENT = 0.04
STATED_LEAD = 0.4
DATED = 0.55
KINDS = (("goal", 68), ("deadline", 17), ("grant", 6), ("share", 5), ("frequency", 4))
FRAMES = (("部署", 70), ("规定", 10), ("回顾", 10), ("其他", 10))
NATURES = ((None, 90), ("约束性", 4), ("预期性", 6))
BOUNDS = (("=", "{}", 60), (">=", "{}以上", 17), (">=", "不少于{}", 4), ("≈", "{}左右", 11), ("<=", "{}以内", 8))
DELIVERABLES = ("实施方案", "管理办法", "评估报告", "工作规范", "考核细则")
OPENINGS = (("进一步", "完善机制，"), ("统一", "工作标准，"), ("", "压实工作责任，"), ("", "加强组织领导，"), ("", ""))
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a goal is about: a line of synthetic_goals.tsv."""

    theme: str
    theme_word: str
    verb: str
    action_class: str
    indicator: str
    unit: str
    low: float
    high: float


@dataclass(slots=True)
class Task:
    """A task as it is being written: its text so far and the rows that stand in it."""

    text: str
    targets: list[Row]
    ledger: list[Row]

    def span(self, words: str) -> Row:
        """Add words to the text and give their place."""
        start = len(self.text)
        self.text += words
        return {"quote": words, "start": start, "end": len(self.text)}


@cache
def read_goals() -> tuple[Goal, ...]:
    """The goals of synthetic_goals.tsv."""
    lines = (HERE / "synthetic_goals.tsv").read_text(encoding="utf-8").splitlines()[1:]
    goals = []
    for line in lines:
        theme, theme_word, verb, action_class, indicator, unit, low, high = line.split("\t")
        goals.append(Goal(theme, theme_word, verb, action_class, indicator, unit, float(low), float(high)))
    return tuple(goals)


@cache
def read_departments() -> tuple[tuple[str, bool], ...]:
    """Names and whether they are collective, the busiest first."""
    lines = (HERE / "synthetic_departments.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple((name, flag == "1") for name, flag in (line.split("\t") for line in lines))


def write_tables(out: Path, *, targets: int, documents: int, seed: int) -> None:
    """Write the three tables of `documents` documents with exactly `targets` targets together into `out`."""
    chance = Random(seed)
    weights = [chance.lognormvariate(0, 0.8) for _ in range(documents)]
    bounds = [round(targets * reached / sum(weights)) for reached in accumulate(weights)]
    sources = []
    with TableWriter(out) as writer:
        for number, (before, after) in enumerate(zip([0, *bounds], bounds, strict=False)):
            rows, source = make_document(number, after - before, Random(f"{seed} {number}"))
            writer.write({table: pack_rows(table, of_table) for table, of_table in rows.items()})
            sources.append(source)
        writer.commit({"listing": None, "sources": sources, "unreadable": []})


def make_document(number: int, targets: int, chance: Random) -> tuple[dict[str, list[Row]], Row]:
    """One document with `targets` targets: its rows by table, and its entry in the metadata."""
    region, year = chance.choice(REGIONS), chance.choice(YEARS)
    about: Row = {
        "doc_id": f"synthetic-{number:05}",
        "doc_title": f"{region}省{year}年重点工作任务清单（模拟第{number + 1}号）",
        "issuer": f"{region}省人民政府办公厅" if chance.random() < 0.8 else None,
        "region": region,
        "published": f"{year}-{chance.randint(1, 4):02}",
    }
    rows: dict[str, list[Row]] = {"targets": [], "tasks": [], "ledger": []}
    while len(rows["targets"]) < targets or not rows["tasks"]:
        wanted = min(_pick(chance, TARGETS_OF_A_TASK), targets - len(rows["targets"]))
        _add_task(rows, about, wanted, chance)
    _name_rows(rows, about["doc_id"])
    _judge_rows(rows, Random(f"{about['doc_id']} judged"))
    counts: Row = {"tasks": len(rows["tasks"]), "targets": len(rows["targets"])}
    source: Row = {
        "id": about["doc_id"], "file": f"{about['doc_id']}.txt", "title": about["doc_title"], "period": None,
        "issuer": about["issuer"], "region": region, "level": "省", "national": [],
        "published": about["published"], "sha256": "0" * 64,
        **counts, "mentions": len(rows["targets"]) + len(rows["ledger"]), "warnings": [], "warnings_zh": [],
    }  # fmt: skip
    return rows, source


def _add_task(rows: dict[str, list[Row]], about: Row, wanted: int, chance: Random) -> None:
    goal = chance.choice(read_goals())
    alike = [other for other in read_goals() if other.theme == goal.theme and other != goal]
    series = [goal, *chance.sample(alike, len(alike))]
    task = Task("", [], [])
    idiom, opening = chance.choice(OPENINGS)
    if idiom:
        task.ledger.append(task.span(idiom) | {"reason": "idiom", "rule": "synthetic"})
    task.text += opening + f"抓好{goal.theme_word}工作。"
    for number in range(wanted):
        _add_sentence(task, about, series[number % len(series)], chance)
    place = {"doc_id": about["doc_id"], "task_no": str(len(rows["tasks"]) + 1)}
    offices, collective = _departments(chance)
    shared = {**place, **offices, "theme": goal.theme, "theme_word": goal.theme_word}
    rows["targets"] += [{**about, **shared, **target} for target in task.targets]
    rows["ledger"] += [{**place, **entry} for entry in task.ledger]
    rows["tasks"].append(
        {
            **shared, "section": None, "text": task.text, "collective": collective, "targets": len(task.targets),
            "place": [f"{about['doc_id']}.txt 第{len(rows['tasks']) + 1}行"],
        }
    )  # fmt: skip


def _add_sentence(task: Task, about: Row, goal: Goal, chance: Random) -> None:
    """One sentence with one target: a dated or undated goal, a dated deliverable, or a standard of the policy."""
    begins, kind = len(task.text), _pick(chance, KINDS)
    due: Row = dict.fromkeys(("due", "due_date", "due_year", "due_kind", "due_source"))
    empty = dict.fromkeys(("base", "value", "value_max", "unit", "op", "change", "per"))
    target = {**empty, "role": "goal", "action": goal.verb, "action_class": goal.action_class, "rule": "synthetic"}
    if kind == "deadline":
        due, at = _due(task, int(about["published"][:4]), chance)
        deliverable = f"{goal.theme_word}{chance.choice(DELIVERABLES)}"
        task.text += f"，制定{deliverable}。"
        target |= at | {"kind": "deadline", "shown": at["quote"], "indicator": f"制定{deliverable}"}
        target |= {"action": "制定", "action_class": "出台制定"}
    elif kind == "goal":
        if chance.random() < DATED:
            due, at = _due(task, int(about["published"][:4]), chance)
            task.ledger.append(at | {"reason": "date", "rule": "synthetic"})
            task.text += "，"
        task.text += f"{goal.verb}{goal.indicator}"
        target |= _figure(task, goal, chance) | {"indicator": goal.indicator}
        task.text += "。"
    else:
        target |= _standard(task, kind, chance) | {"role": "rule"}
    sentence = task.text[begins:]
    task.targets.append({**target, **due, "sentence": sentence, "review": "machine"})


def _due(task: Task, year: int, chance: Random) -> tuple[Row, Row]:
    """A time limit at the end of the text: the columns it fills, and where its words stand."""
    year += _pick(chance, ((0, 55), (1, 15), (2, 10), (3, 12), (5, 8)))
    month = chance.randint(3, 12)
    due, due_kind, words = chance.choices(
        [
            (f"{year}", "by", f"到{year}年"), (f"{year}", "by", f"{year}年底前"), (f"{year}", "in", f"{year}年"),
            (f"{year}-{month:02}", "by", f"{year}年{month}月底前"), (f"{year}-01-01", "from", f"自{year}年1月1日起"),
        ],
        weights=[30, 25, 25, 17, 3],
    )[0]  # fmt: skip
    day: date = find_due_date(due, due_kind)
    due_year = None if due_kind == "from" else day.year
    columns = {"due": due, "due_date": day, "due_year": due_year, "due_kind": due_kind, "due_source": "sentence"}
    return columns, task.span(words)


def _figure(task: Task, goal: Goal, chance: Random) -> Row:
    """A figure at the end of the text: spread evenly over the powers of ten between low and high, two digits kept."""
    number = math.exp(chance.uniform(math.log(goal.low), math.log(goal.high)))
    step = 10.0 ** max(math.floor(math.log10(number)) - 1, 0)
    value = round(number / step) * step
    op, form, _ = chance.choices(BOUNDS, weights=[weight for *_, weight in BOUNDS])[0]
    words = form.format(_written(value) + goal.unit)
    change = "increase" if goal.verb == "新增" or goal.indicator.endswith("增长率") else "level"
    kind = "ratio" if goal.unit == "%" else "quantity"
    shape = {"kind": kind, "value": value, "unit": goal.unit, "op": op, "change": change, "shown": words}
    return task.span(words) | shape


def _written(value: float) -> str:
    """A number as such texts write it: `4000`, `3.5万`, `12亿`."""
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if value >= size:
            return f"{value / size:.10g}{word}"
    return f"{value:.10g}"


def _standard(task: Task, kind: str, chance: Random) -> Row:
    """A standard that the policy sets each time it is applied."""
    found: Row
    if kind == "grant":
        amount = chance.choice((1, 2, 5, 10, 20, 50, 100, 300))
        task.text += "对符合条件的单位给予"
        at = task.span(f"最高{amount}万元")
        task.text += "补助。"
        found = {"kind": "quantity", "value": amount * 1e4, "unit": "元", "op": "<=", "indicator": "补助"}
    elif kind == "share":
        share = chance.choice((5, 10, 15, 20, 30, 50))
        task.text += "可按投资额的"
        at = task.span(f"{share}%")
        task.text += "给予奖补。"
        found = {"kind": "ratio", "value": share, "unit": "%", "op": "=", "indicator": "奖补", "base": "投资额"}
    else:
        times = chance.choice((1, 2, 4, 6, 12))
        task.text += "每年"
        at = task.span(f"至少{times}次")
        task.text += "通报工作进展。"
        found = {"kind": "quantity", "value": times, "unit": "次", "op": ">=", "indicator": "通报工作进展", "per": "年"}
    action = "通报" if kind == "frequency" else "给予"
    shared = {"action": action, "action_class": "其他", "change": "level", "shown": at["quote"]}
    return {**at, **shared, **found, "value": float(found["value"])}


def _departments(chance: Random) -> tuple[Row, list[bool]]:
    """The responsible departments of a task; the n-th busiest has 1/n of the busiest one's share."""
    if chance.random() < WITHOUT_DEPARTMENT:
        return {"departments": [], "departments_written": [], "lead": None, "lead_basis": None}, []
    all_of_them = read_departments()
    ranks = range(1, len(all_of_them) + 1)
    drawn = chance.choices(all_of_them, weights=[1 / rank for rank in ranks], k=1 + _pick(chance, SUPPORTERS_OF_A_TASK))
    offices = sorted(dict.fromkeys(drawn), key=lambda office: office[1])  # collective ones stand last
    names = [name for name, _ in offices]
    basis = "stated" if chance.random() < STATED_LEAD else "first"
    columns = {"departments": names, "departments_written": names, "lead": names[0], "lead_basis": basis}
    return columns, [collective for _, collective in offices]


def _name_rows(rows: dict[str, list[Row]], doc_id: str) -> None:
    """Give every mention of a document its identifier."""
    for table, column in (("targets", "target_id"), ("ledger", "mention_id")):
        for number, row in enumerate(rows[table]):
            row[column] = sha256(f"{doc_id} {table} {number}".encode()).hexdigest()[:12]


def _judge_rows(rows: dict[str, list[Row]], chance: Random) -> None:
    """Give tasks their frame and mentions their confidence: most near 1, a few down to 0.4."""
    for row in rows["tasks"]:
        row["frame"] = _pick(chance, FRAMES)
    for row in rows["targets"]:
        row["nature"] = _pick(chance, NATURES) if row["role"] == "goal" else None
    for row in (*rows["targets"], *rows["ledger"]):
        row["confidence"] = round(1 - 0.6 * chance.random() ** 5, 3)
        row["evidence"] = ["+左侧“力争”", "+段落性质：部署", "-小数位数：2"]


def _pick(chance: Random, choices: tuple[tuple[Any, int], ...]) -> Any:
    return chance.choices([value for value, _ in choices], weights=[weight for _, weight in choices])[0]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description="Make tables of any size.")
    parser.add_argument("out", type=Path, help="folder to write the three tables into")
    parser.add_argument("--targets", type=int, default=1_000_000)
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_tables(given.out, targets=given.targets, documents=given.documents, seed=given.seed)


if __name__ == "__main__":
    main()
