"""Long lists as slides: targets, targets in order of time, departments, the tasks of each department, the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from app import say
from app.briefing import takeaways
from app.briefing.frames import View
from app.briefing.layout import CELL_SIDE, Column, Line, Setting, cut_pages, make_slide, numbered, side_by_side
from app.briefing.model import SMALLEST, Cell, Slide, Text
from app.briefing.takeaways import quotes
from app.draw.text_fit import shortened, width
from app.query.offices import offices_called
from app.say import about
from app.say.tabulate import figure
from app.wording import NO_DEPARTMENT, STATE_RULE, UNDATED, chinese_date, lead_title, limit_word

GAP = 16.0
MOST_LISTED = 40
"""Lists stand on a few slides; the workbook has every row."""
MOST_SOURCES = 4
"""Documents that 数据说明 names, and lines of each of its cells."""
FIRST_COLUMN = {True: 0.2, False: 0.12}
"""The share of a slide's width that the names of a comparison take: of indicators, of regions."""
EXPLAINED = ("政策标准", "首列单位", "分工条数", "机器提取")
"""The terms that a reader of slides may stumble over; the workbook has all."""
NUMBER_ROOM = (48.0, 132.0)
"""The narrowest and the widest column of task numbers."""


def target_slides(view: View, setting: Setting) -> list[Slide]:
    """目标清单: the first targets in the documents' order, a heading a document where there are several."""
    rows = view.targets.head(MOST_LISTED)

    def title(listed: int) -> str:
        return takeaways.list_title(int(view.head["targets"]), listed)

    number = _number_room(rows)
    lead = lead_title(rows["lead_basis"])
    columns = [
        Column("序号", number), Column("动作", 84), Column("指标名称", 310 - number), Column("目标值", 132),
        Column("时限", 132), Column(lead, 126), Column("类别", 80),
    ]  # fmt: skip
    lines: list[Line] = []
    document = None
    for row in rows.to_dict("records"):
        if view.with_document and row["document"] != document:
            document = row["document"]
            lines.append(str(document))
        limit = limit_word(row["due"], row["due_kind"])
        lines.append(
            (
                Cell(str(row["task_no"]), "muted"), Cell(row["action"] or ""), Cell(row["indicator"]),
                Cell(figure(row["shown"], row["per"]), "accent1", bold=True),
                Cell(limit, "muted" if limit == UNDATED else "text"),
                Cell(row["lead"] or NO_DEPARTMENT), Cell(row["category"]),
            )
        )  # fmt: skip
    return list_slides("目标清单", title, columns, lines, setting, view.quotes)


def dated_slides(view: View, setting: Setting) -> list[Slide]:
    """The targets that have a date, under a heading for each time limit."""
    rows = view.dated.head(MOST_LISTED)
    whole = say.timeline.dated_title(view.dated_shape, view.years)

    def title(listed: int) -> str:
        return whole + takeaways.rest(int(view.dated_shape["targets"]), listed)

    number = _number_room(rows)
    columns = [
        Column("序号", number), Column("动作", 100), Column("指标名称", 394 - number), Column("目标值", 132),
        Column(lead_title(view.leads["lead_basis"]), 158), Column("类别", 80),
    ]  # fmt: skip
    lines: list[Line] = []
    limit = None
    for row in rows.to_dict("records"):
        if row["limit"] != limit:
            limit = row["limit"]
            lines.append(f"{limit}（{int((view.dated['limit'] == limit).sum()):,}项）")
        figure = "" if row["category"] == "时限任务" else row["shown"]  # its date stands in the heading
        lines.append(
            (
                Cell(str(row["task_no"]), "muted"), Cell(row["action"] or ""), Cell(row["indicator"]),
                Cell(figure, "accent1", bold=True), Cell(row["lead"] or NO_DEPARTMENT), Cell(row["category"]),
            )
        )  # fmt: skip
    return list_slides("时间节点", title, columns, lines, setting, "")


def office_slides(view: View, setting: Setting, title: str) -> list[Slide]:
    """Every department with its targets, led and supported, in two tables beside each other."""
    rows = view.departments
    leads = lead_title(view.leads["lead_basis"])
    columns = [Column("责任单位", 224), Column(leads, 76), Column("配合", 56), Column("合计", 68)]
    if width(leads, SMALLEST) > 64:
        columns[0], columns[1] = Column("责任单位", 180), Column(leads, 120)
    lines: list[Line] = [
        (
            Cell(row["department"]), Cell(f"{row['leads']:,}"), Cell(f"{row['supports']:,}"),
            Cell(f"{row['targets']:,}", "accent1", bold=True),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    pages = side_by_side(columns, lines, setting.body, "责任单位", GAP)[: setting.most]
    title += takeaways.rest(len(lines), sum(len(table.rows) - 1 for page in pages for table in page), "个")
    return [make_slide("责任单位", numbered(title, at + 1, len(pages)), page, setting) for at, page in enumerate(pages)]


def sheet_slides(view: View, setting: Setting) -> list[Slide]:
    """单位任务单: a department's tasks, qualitative ones too; departments with one task share their slides."""
    wanted = offices_called(view.connection, view.chosen.departments)
    number = _number_room(view.tasks)
    columns = [
        Column("序号", number), Column("任务内容", 540 - number), Column("分工", 78), Column("目标与标准", 246),
    ]  # fmt: skip
    slides: list[Slide] = []
    shared: list[Line] = []
    for office in view.offices.to_dict("records"):
        name = office["department"]
        if wanted and name not in wanted:
            continue
        own = view.tasks_of[name]
        lines: list[Line] = [_task_line(task, name, view) for task in own]
        if len(lines) == 1:
            shared += [name, *lines]
            continue
        bases = [task["lead_basis"] for task in own if task["lead"] == name]
        heading = takeaways.sheet_title(name, office["tasks"], office["leads"], bases, office["targets"])
        found = view.targets[[name in names for names in view.targets["departments"]]]
        slides += list_slides(
            "单位任务单", with_rest(heading, int(office["tasks"])), columns, lines, setting, quotes(found)
        )
    if shared:
        count = len(shared) // 2
        heading = f"{count:,}个单位各有1项工作任务"
        slides += list_slides("单位任务单", with_rest(heading, count), columns, shared, setting, "")
    return slides


def with_rest(heading: str, count: int, unit: str = "项") -> Callable[[int], str]:
    """The title of a list, which says where its other rows are."""
    return lambda listed: heading + takeaways.rest(count, listed, unit)


def _task_line(task: dict[Any, Any], name: str, view: View) -> Line:
    found = view.goals_of.get((task["doc_id"], task["task_no"]), [])
    listed = [f"{goal['indicator']}：{figure(goal['shown'], goal['per'])}" for goal in found]
    part = "" if name == NO_DEPARTMENT else "配合" if task["lead"] != name else lead_title([task["lead_basis"]])
    text = f"{task['text']}（{task['document']}）" if view.with_document else task["text"]
    return (
        Cell(str(task["task_no"]), "muted"), Cell(text), Cell(part.removesuffix("（文件明确）")),
        Cell("\n".join(listed) or takeaways.no_goals(task), "accent1" if listed else "muted"),
    )  # fmt: skip


def compare_slides(view: View, setting: Setting) -> list[Slide]:
    """对比: indicators by region, or by document where all are of one region, in the texts' own words."""
    if view.matrix.empty:
        return []
    columns, lines = matrix_rows(view.matrix, setting.body.w)
    title = say.compare.matrix_title(view.indicators, view.compared, view.by)
    unit = "项" if view.matrix.columns[0] == say.compare.INDICATOR else say.compare.MEASURES[view.by]
    return list_slides("对比", with_rest(title, len(lines), unit), columns, lines, setting, "")


def matrix_rows(table: pd.DataFrame, room: float) -> tuple[list[Column], list[Line]]:
    """A comparison (say.compare.matrix) as columns and rows of a table so wide."""
    first = room * FIRST_COLUMN[table.columns[0] == say.compare.INDICATOR]
    each = (room - first) / max(1, table.shape[1] - 1)
    columns = [Column(str(name), each if place else first) for place, name in enumerate(table.columns)]
    return columns, [
        tuple(Cell(text, bold=not place) for place, text in enumerate(cells)) for cells in table.to_numpy()
    ]


def data_slides(view: View, setting: Setting) -> list[Slide]:
    """数据说明, on one slide: sources, the date, the check of numbers, what the words of states mean."""
    sums = view.sums
    terms = [
        f"{number:,}处为{name}" if sign else f"{name}{number:,}处"
        for sign, number, name in say.reconciliation.conservation_items(sums)
    ]
    sources = [
        "，".join([str(row["title"]), *([str(row["issuer"])] if row["issuer"] else []), *_published(row)])
        for row in view.documents.head(MOST_SOURCES).to_dict("records")
    ]
    if len(view.documents) > len(sources):
        sources[-1] = f"等{len(view.documents):,}份文件（全部见工作簿）"
    facts = [
        ("来源文件", "\n".join(sources)),
        ("统计截至", f"{chinese_date(view.chosen.day().isoformat())}；筛选：{view.chosen.describe()}"),
        ("校核状态", view.review),
        ("数字核对", f"{'，'.join(terms)}。{say.reconciliation.CONSERVATION}"),
        ("时限状态", STATE_RULE),
        *[(name, f"{meaning}。") for name, meaning, _how in about.DEFINITIONS if name in EXPLAINED],
    ]
    columns = [Column("项目", 150), Column("说明", 714)]
    room = columns[1].width - 2 * CELL_SIDE
    lines: list[Line] = [
        (Cell(name, bold=True), Cell(shortened(text, room, SMALLEST, MOST_SOURCES))) for name, text in facts if text
    ]
    tables, _listed = cut_pages(columns, lines, setting.body, "数据说明", 1)
    return [make_slide("数据说明", f"数据说明：{terms[0]}，逐处核对", tables, setting)]


def _published(row: dict[Any, Any]) -> list[str]:
    return [chinese_date(row["published"])] if row["published"] else []


def _number_room(rows: pd.DataFrame) -> float:
    widest = max((width(str(number), SMALLEST) for number in rows["task_no"]), default=0.0) + 14
    return min(max(NUMBER_ROOM[0], widest), NUMBER_ROOM[1])


def list_slides(
    part: str,
    title: Callable[[int], str],
    columns: Sequence[Column],
    lines: Sequence[Line],
    setting: Setting,
    notes: str = "",
    below: Text | None = None,
) -> list[Slide]:
    """A list as slides. title: from how many of its rows they hold; below: a remark at the foot of each."""
    if not lines:
        return []
    body = setting.body
    room = replace(body, h=below.box.y - 12 - body.y) if below else body
    tables, listed = cut_pages(columns, lines, room, part, setting.most)
    heading, rest = title(listed), [below] if below else []
    return [
        make_slide(part, numbered(heading, at + 1, len(tables)), [table, *rest], setting, notes if at == 0 else "")
        for at, table in enumerate(tables)
    ]
