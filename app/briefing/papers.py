"""The view as Word files for the office: 呈阅件 on one page, 任务分工方案 by department, 单位任务单 of one department.

Each is made of the same frames as the slides. A task stands in 任务分工方案 once, under its first department.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from app import say
from app.briefing import official, takeaways
from app.briefing.frames import View
from app.briefing.official import (
    LINE,
    NOTE_LINE,
    SIZE_2,
    SIZE_3,
    SIZE_SMALL_4,
    TABLE_LINE,
    TEXT_HEIGHT,
    TEXT_WIDTH,
    TITLE_LINE,
    body,
    heading,
    note,
    ordinal,
    source,
    table,
)
from app.draw.text_fit import shortened, wrap
from app.query.offices import offices_called
from app.say.progress import value_word
from app.say.tabulate import joined
from app.wording import NO_DEPARTMENT, PAST, SOON, SOON_DAYS, chinese_date, lead_title, limit_word

BRIEF, PLAN, SHEET = NAMES = ("呈阅件", "任务分工方案", "单位任务单")
WIDTHS = (14.0, 66.0, 44.0, 32.0)
"""Of a table of tasks, in millimetres: number, text, targets, other departments."""
MOST_LISTED = {"core": 7, "soon": 5, "past": 5}
"""Lines of each list of 呈阅件, where its page has room for them."""
MOST_SOURCES = 2


def documents_of(departments: Sequence[str]) -> tuple[str, ...]:
    """Which files a view gives: 单位任务单 where one department is chosen, else 任务分工方案.

    >>> documents_of(["省教育厅"]), documents_of([])
    (('呈阅件', '单位任务单'), ('呈阅件', '任务分工方案'))
    """
    return (BRIEF, SHEET if len(departments) == 1 else PLAN)


def paper_bytes(view: View, name: str, subject: str = "") -> bytes:
    """One of the three files. `subject`: what it is about, "" for the documents' region."""
    what = subject or f"{view.region or ''}政策目标"
    title = {BRIEF: f"{what}情况呈阅件", PLAN: f"{what}任务分工方案", SHEET: f"{view.chosen.departments[0]}任务单"
             if view.chosen.departments else f"{what}任务单"}[name]  # fmt: skip
    make = {BRIEF: _brief, PLAN: _plan, SHEET: _sheet}[name]
    return official.document_bytes(make(view, title), title, view.chosen.day())


def _brief(view: View, title: str) -> list[str]:
    """呈阅件: summary, key figures, what is due, what is past; as many lines as go on one page."""
    counts = view.states.set_index("state")["targets"]
    figures = int(view.head["quantities"] + view.head["ratios"])
    whole = {
        "core": len(view.matrix) if view.is_compared else figures,
        "soon": int(counts[SOON]),
        "past": int(counts[PAST]),
    }
    soon = view.goals_in(SOON, MOST_LISTED["soon"])
    past = view.goals_in(PAST, MOST_LISTED["past"], latest=True)
    items = {
        "core": _core(view),
        "soon": [_item(row, view) for row in soon.to_dict("records")],
        "past": [_item(row, view) for row in past.to_dict("records")],
    }
    blocks = _brief_blocks(view, title, items, whole)
    while _high(blocks) > TEXT_HEIGHT - LINE and max(map(len, items.values())) > 1:
        items[max(items, key=lambda name: (len(items[name]), name))].pop()
        blocks = _brief_blocks(view, title, items, whole)
    makers = {"title": lambda text: heading(text, 0), "head": lambda text: heading(text, 1), "note": note, "body": body,
              "source": source}  # fmt: skip
    return [makers[kind](text) for kind, text in blocks]


def _core(view: View) -> list[str]:
    """The key figures; of a few documents or regions the same indicator side by side."""
    if not view.is_compared:
        return [_item(goal, view) for goal in view.goals.head(MOST_LISTED["core"]).to_dict("records")]
    lines = []
    for row in view.matrix.head(MOST_LISTED["core"]).to_dict("records"):
        name, *cells = row.items()
        told = "，".join(f"{holder}{words}" for holder, words in cells if words != say.compare.MISSING)
        lines.append(shortened(f"{name[1]}：{told}", TEXT_WIDTH - 3 * SIZE_3, SIZE_3, 3))
    return lines


def _brief_blocks(view: View, title: str, items: dict[str, list[str]], whole: dict[str, int]) -> list[tuple[str, str]]:
    """Kind and text of each paragraph. whole: how many there are of what `items` lists."""
    head = view.head
    said = {
        name: f"{count:,}项" + (f"，列前{len(items[name]):,}项" if len(items[name]) < count else "")
        for name, count in whole.items()
    }
    kinds = "指标对比" if view.is_compared else f"{'和'.join(takeaways.kinds(head))}目标" if whole["core"] else ""
    titles = {
        "core": f"二、核心数字（{kinds}{said['core']}）",
        "soon": f"三、近期到期（{SOON_DAYS}天内{said['soon']}）",
        "past": f"四、文件时限已过（{said['past']}；{_reported(view)}）",
    }
    summary = f"{takeaways.counts(head)}。{say.overview.summary(head, view.leads)}"
    parts = [("title", title), ("note", _day_and_review(view)), ("head", "一、总体情况"), ("body", summary)]
    for name, words in titles.items():
        parts += [("head", words), *_numbered(items[name])]
    return [*parts, ("source", _sources(view))]


def _reported(view: View) -> str:
    """What is known of the goals whose limit is past."""
    count = int((view.reported["state"] == PAST).sum()) if len(view.reported) else 0
    return f"已报进展{count:,}项，其余完成情况未录入" if count else "完成情况未录入"


def _numbered(items: Sequence[str]) -> list[tuple[str, str]]:
    return [("body", f"{number}．{text}") for number, text in enumerate(items, start=1)]


def _item(row: dict[Any, Any], view: View) -> str:
    """A goal on at most two lines: name and figure, limit and first department, and its document among several."""
    figure = "" if row.get("category") == "时限任务" else str(row["shown"])
    per = f"每{row['per']}" if row.get("per") else ""
    limit = limit_word(row["due"], row["due_kind"]) if row["due"] else ""
    by = [per, limit, row["lead"] or "", view.short_names[row["document"]] if view.with_document else ""]
    if report := view.latest.get(row["target_id"]):
        value = "" if report.value is None else value_word(report.value, report.unit)
        by.append(f"截至{chinese_date(report.as_of)}已报{value or report.said}")
    told = f"（{'，'.join(part for part in by if part)}）" if any(by) else ""
    room = TEXT_WIDTH - 3 * SIZE_3
    return shortened(f"{row['indicator']}{figure}{told}", room, SIZE_3, 2)


def _high(blocks: Sequence[tuple[str, str]]) -> float:
    """How high paragraphs stand on the page, in points."""
    lines = {"title": (SIZE_2, TITLE_LINE), "note": (14.0, NOTE_LINE), "source": (SIZE_SMALL_4, TABLE_LINE)}
    high = 0.0
    for kind, text in blocks:
        size, line = lines.get(kind, (SIZE_3, LINE))
        indented = f"　　{text}" if kind in {"body", "head"} else text
        high += line * len(wrap(indented, TEXT_WIDTH, size))
    return high


def _plan(view: View, title: str) -> list[str]:
    """任务分工方案: every task once, under its first department, with the others beside it."""
    tasks = view.tasks
    head = view.head
    entries = f"{say.sentences.entries_note(head)}。" if head["targets"] else ""
    cut = takeaways.rest(int(head["tasks"]), len(tasks))
    blocks = [
        heading(title, 0), note(_day_and_review(view)), heading("一、总体情况", 1),
        body(f"{takeaways.counts(head)}{cut}。{entries}每项任务列在其牵头或首列单位之下，各列一次。"),
        heading("二、任务分工", 1),
    ]  # fmt: skip
    number = 0
    held = dict(list(tasks.groupby(tasks["lead"].fillna(NO_DEPARTMENT), sort=False)))
    for row in view.leads.to_dict("records"):
        own = held.get(row["lead"])
        if own is None:
            continue
        number += 1
        bases = lead_title(own["lead_basis"]).removesuffix("（文件明确）")
        what = f"{len(own):,}项" if row["lead"] == NO_DEPARTMENT else f"{bases}{len(own):,}项"
        blocks.append(heading(f"（{ordinal(number)}）{row['lead']}（{what}）", 2))
        blocks.append(_task_table(own, view, "配合单位"))
    return [*blocks, source(_sources(view))]


def _sheet(view: View, title: str) -> list[str]:
    """单位任务单: the tasks that a department leads or stands first in, then those that it supports.

    Of each department that is chosen, or of all where none is.
    """
    wanted = {*offices_called(view.connection, view.chosen.departments), *view.chosen.departments}
    blocks = [heading(title, 0), note(_day_and_review(view))]
    number = 0
    for office in view.offices.to_dict("records"):
        name = office["department"]
        if wanted and name not in wanted:
            continue
        own = view.tasks[[name in names or (name == NO_DEPARTMENT and not len(names))
                          for names in view.tasks["departments"]]]  # fmt: skip
        led = own[own["lead"] == name]
        number += 1
        bases = pd.Series(led["lead_basis"])
        said = takeaways.sheet_title(name, int(office["tasks"]), int(office["leads"]), bases, int(office["targets"]))
        blocks += [heading(f"{ordinal(number)}、{name}", 1), body(f"{said}。")]
        first = lead_title(bases).removesuffix("（文件明确）")
        parts = ((f"{first}任务", led, "配合单位"), ("配合任务", own.drop(led.index), "其他责任单位"))
        if name == NO_DEPARTMENT:
            parts = (("工作任务", own, "责任单位"),)  # type: ignore[assignment]
        shown = [part for part in parts if len(part[1])]
        for at, (what, rows, others) in enumerate(shown, start=1):
            blocks.append(heading(f"（{ordinal(at)}）{what}（{len(rows):,}项）", 2))
            blocks.append(_task_table(rows, view, others, without=name))
    return [*blocks, source(_sources(view))]


def _task_table(rows: pd.DataFrame, view: View, others: str, *, without: str = "") -> str:
    """Tasks with their targets and the other departments. others: the head of the last column."""
    lines = []
    for task in rows.to_dict("records"):
        found = view.goals_of.get((task["doc_id"], task["task_no"]), [])
        listed = "\n".join(_target(goal) for goal in found) or takeaways.no_goals(task)
        left_out = {without or task["lead"]}
        names = [name for name in task["departments"] if name not in left_out]
        text = f"{task['text']}（{task['document']}）" if view.with_document else task["text"]
        lines.append((str(task["task_no"]), text, listed, joined(names) if names else "—"))
    return table(("序号", "任务内容", "目标与时限", others), WIDTHS, lines)


def _target(goal: dict[Any, Any]) -> str:
    """A target of a task: name, figure in the text's words, limit."""
    figure = "" if goal["category"] == "时限任务" else f"：{goal['shown']}"
    per = f"（每{goal['per']}）" if goal["per"] else ""
    limit = f"（{limit_word(goal['due'], goal['due_kind'])}）" if goal["due"] else ""
    return f"{goal['indicator']}{figure}{per}{limit}"


def _day_and_review(view: View) -> str:
    return f"（统计截至{chinese_date(view.chosen.day().isoformat())}；{view.review}）"


def _sources(view: View) -> str:
    """Where it comes from, and what was chosen."""
    titles = list(view.documents["title"])
    more = f"等{len(titles):,}份文件" if len(titles) > MOST_SOURCES else ""
    chosen = "" if view.chosen.describe() == "全部" else f"筛选：{view.chosen.describe()}。"
    return (
        f"来源：{'、'.join(titles[:MOST_SOURCES])}{more}。{chosen}本件只反映文件要求，不反映完成情况；{view.review}。"
    )
