"""The view as Word files for the office: 呈阅件 on one page, 任务分工方案 by department, 单位任务单 of one department.

Each is made of the same frames as the slides. A task stands in 任务分工方案 once, under its first department.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from app import say
from app.briefing import official, takeaways
from app.briefing.frames import View
from app.briefing.official import LINE, SIZE_3, TEXT_HEIGHT, TEXT_WIDTH, ordinal, paragraph, table
from app.draw.text_fit import shortened
from app.query.offices import offices_called
from app.say.progress import value_word
from app.say.tabulate import figure, joined
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
    whose = next(iter(view.chosen.departments), what)
    title, make = {
        BRIEF: (f"{what}情况呈阅件", _brief),
        PLAN: (f"{what}任务分工方案", _plan),
        SHEET: (f"{whose}任务单", _sheet),
    }[name]
    return official.document_bytes(make(view, title), title, view.chosen.day())


def _brief(view: View, title: str) -> list[str]:
    """呈阅件: summary, key figures, what is due, what is past; as many lines as go on one page."""
    figures = int(view.head["quantities"] + view.head["ratios"])
    whole = {
        "core": len(view.matrix) if view.is_compared else figures,
        "soon": view.in_state[SOON],
        "past": view.in_state[PAST],
    }
    soon = view.goals_in(SOON, MOST_LISTED["soon"])
    past = view.goals_in(PAST, MOST_LISTED["past"], latest=True)
    items = {
        "core": _core(view),
        "soon": [_item(row, view) for row in soon.to_dict("records")],
        "past": [_item(row, view) for row in past.to_dict("records")],
    }
    blocks = _brief_blocks(view, title, items, whole)
    while sum(official.height(*block) for block in blocks) > TEXT_HEIGHT - LINE and max(map(len, items.values())) > 1:
        items[max(items, key=lambda name: (len(items[name]), name))].pop()
        blocks = _brief_blocks(view, title, items, whole)
    return [paragraph(*block) for block in blocks]


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
    """Text and style of each paragraph. whole: how many there are of what `items` lists."""
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
    parts = [
        (title, "Title"), (_day_and_review(view), "Note"), ("一、总体情况", "Heading1"), (summary, "Normal"),
    ]  # fmt: skip
    for name, words in titles.items():
        parts.append((words, "Heading1"))
        parts += [(f"{number}．{text}", "Normal") for number, text in enumerate(items[name], start=1)]
    return [*parts, (_sources(view, reports=len(view.reported)), "Source")]


def _reported(view: View) -> str:
    """What is known of the goals whose limit is past."""
    count = int((view.reported["state"] == PAST).sum()) if len(view.reported) else 0
    return f"已报进展{count:,}项，其余完成情况未录入" if count else "完成情况未录入"


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


def _plan(view: View, title: str) -> list[str]:
    """任务分工方案: every task once, under its first department, with the others beside it."""
    head = view.head
    entries = f"{say.sentences.entries_note(head)}。" if head["targets"] else ""
    cut = takeaways.rest(int(head["tasks"]), len(view.tasks))
    blocks = [
        paragraph(title, "Title"), paragraph(_day_and_review(view), "Note"), paragraph("一、总体情况", "Heading1"),
        paragraph(f"{takeaways.counts(head)}{cut}。{entries}每项任务列在其牵头或首列单位之下，各列一次。"),
        paragraph("二、任务分工", "Heading1"),
    ]  # fmt: skip
    held: dict[str, list[dict[Any, Any]]] = defaultdict(list)
    for task in view.tasks.to_dict("records"):
        held[task["lead"] or NO_DEPARTMENT].append(task)
    shown = [lead for lead in view.leads["lead"] if lead in held]
    for number, lead in enumerate(shown, start=1):
        own = held[lead]
        count = f"{len(own):,}项"
        what = count if lead == NO_DEPARTMENT else f"{_lead_word(task['lead_basis'] for task in own)}{count}"
        blocks.append(paragraph(f"（{ordinal(number)}）{lead}（{what}）", "Heading2"))
        blocks.append(_task_table(own, view, "配合单位"))
    return [*blocks, paragraph(_sources(view), "Source")]


def _sheet(view: View, title: str) -> list[str]:
    """单位任务单: the tasks that a department leads or stands first in, then those that it supports.

    Of each department that is chosen, or of all where none is.
    """
    wanted = {*offices_called(view.connection, view.chosen.departments), *view.chosen.departments}
    blocks = [paragraph(title, "Title"), paragraph(_day_and_review(view), "Note")]
    offices = [row for row in view.offices.to_dict("records") if not wanted or row["department"] in wanted]
    for number, office in enumerate(offices, start=1):
        name = office["department"]
        own = view.tasks_of[name]
        led = [task for task in own if task["lead"] == name]
        bases = [task["lead_basis"] for task in led]
        said = takeaways.sheet_title(name, int(office["tasks"]), int(office["leads"]), bases, int(office["targets"]))
        blocks += [paragraph(f"{ordinal(number)}、{name}", "Heading1"), paragraph(f"{said}。")]
        supported = [task for task in own if task["lead"] != name]
        parts = [(f"{_lead_word(bases)}任务", led, "配合单位"), ("配合任务", supported, "其他责任单位")]
        if name == NO_DEPARTMENT:
            parts = [("工作任务", own, "责任单位")]
        for at, (what, rows, others) in enumerate([part for part in parts if part[1]], start=1):
            blocks.append(paragraph(f"（{ordinal(at)}）{what}（{len(rows):,}项）", "Heading2"))
            blocks.append(_task_table(rows, view, others, without=name))
    return [*blocks, paragraph(_sources(view), "Source")]


def _lead_word(bases: Iterable[str | None]) -> str:
    return lead_title(bases).removesuffix("（文件明确）")


def _task_table(rows: Sequence[dict[Any, Any]], view: View, others: str, *, without: str = "") -> str:
    """Tasks with their targets and the other departments. others: the head of the last column."""
    lines = []
    for task in rows:
        found = view.goals_of.get((task["doc_id"], task["task_no"]), [])
        listed = "\n".join(_target(goal) for goal in found) or takeaways.no_goals(task)
        left_out = {without or task["lead"]}
        names = [name for name in task["departments"] if name not in left_out]
        text = f"{task['text']}（{task['document']}）" if view.with_document else task["text"]
        lines.append((str(task["task_no"]), text, listed, joined(names) if names else "—"))
    return table(("序号", "任务内容", "目标与时限", others), WIDTHS, lines)


def _target(goal: dict[Any, Any]) -> str:
    """A target of a task: name, figure in the text's words, limit."""
    told = "" if goal["category"] == "时限任务" else f"：{figure(goal['shown'], goal['per'])}"
    limit = f"（{limit_word(goal['due'], goal['due_kind'])}）" if goal["due"] else ""
    return f"{goal['indicator']}{told}{limit}"


def _day_and_review(view: View) -> str:
    return f"（统计截至{chinese_date(view.chosen.day().isoformat())}；{view.review}）"


def _sources(view: View, *, reports: int = 0) -> str:
    """Where it comes from, and what was chosen. reports: how many goals of the view have one that may be told."""
    titles = list(view.documents["title"])
    more = f"等{len(titles):,}份文件" if len(titles) > MOST_SOURCES else ""
    chosen = "" if view.chosen.describe() == "全部" else f"筛选：{view.chosen.describe()}。"
    only = "除注明已报进展的以外，本件只反映文件要求" if reports else "本件只反映文件要求"
    return f"来源：{'、'.join(titles[:MOST_SOURCES])}{more}。{chosen}{only}，不反映完成情况；{view.review}。"
