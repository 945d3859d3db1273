"""The whole view on one slide: 一页纸 for many targets, a slide of facts for the only one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app import say
from app.briefing.cards import draw_tiles
from app.briefing.charts import SLOT, draw_bars, draw_head
from app.briefing.frames import View
from app.briefing.layout import CELL_SIDE, Column, Line, Setting, cut_pages, make_slide
from app.briefing.lists import matrix_rows
from app.briefing.model import SMALLEST, Block, Box, Cell, Panel, Paragraph, Slide, Table, Text
from app.draw.text_fit import height, largest, line_height, shortened, width
from app.say.tabulate import joined
from app.wording import NO_DEPARTMENT, PAST, SOON, lead_title, limit_word, task_word

GAP, HEAD, TILES_GAP = 20.0, 24.0, 12.0
LEFT, WIDE = 0.56, 0.62
"""The share of the width that the key figures take, and those of several regions side by side."""
REMARKED = (PAST, SOON)
"""States whose tiles keep their remark; the others' would not go on one line."""
MOST_ROWS, MOST_DUE, MOST_LEADS = 12, 4, 6
FIGURE_SIZES = (72, 60, 48, 40, 32, 26, 22)
SENTENCE_SIZES = (20, 18, 16, 14)


def page_slides(view: View, setting: Setting) -> list[Slide]:
    """一页纸: the counts, the key figures, what falls due next, who carries most."""
    if not view.head["tasks"]:
        return []
    body = setting.body
    counts = say.overview.tiles(view.head, view.leads)
    short = [
        (tile.title, tile.number, tile.unit, tile.remark if tile.opens in REMARKED or tile is counts[-1] else "")
        for tile in counts
    ]
    tiles, high = draw_tiles(short, body, 1) if view.head["goals"] else ([], -TILES_GAP)  # rules alone have no states
    lower = Box(body.x, body.y + high + TILES_GAP, body.w, body.h - high - TILES_GAP)
    wide = body.w * (WIDE if view.with_document else LEFT)
    right = replace(lower, x=body.x + wide + GAP, w=body.w - wide - GAP)
    due = _due(view, right)
    if due:
        right = replace(right, y=due.box.bottom + TILES_GAP, h=lower.bottom - due.box.bottom - TILES_GAP)
    leads = _leads(view, right)
    left = _figures(view, replace(lower, w=wide if due or leads else body.w))
    blocks = [*tiles, left, *([due] if due else []), *leads]
    return [make_slide("一页纸", say.overview.summary(view.head, view.leads), blocks, setting, view.quotes)]


def _figures(view: View, place: Box) -> Table:
    """The figures: side by side for a few regions or documents, else the key ones; the tasks where there is none."""
    known = int(view.head["quantities"] + view.head["ratios"])
    if view.is_compared:
        columns, lines = matrix_rows(view.matrix, place.w)
    elif view.goals.empty:
        columns = [Column("序号", 60), Column(f"工作任务（共{view.head['tasks']:,}项）", place.w - 60)]
        rows = ((str(row["task_no"]), row["text"]) for row in view.tasks.head(MOST_ROWS).to_dict("records"))
        lines = [(Cell(number, "muted"), Cell(_short(text, columns[1], 2))) for number, text in rows]
    else:
        last = Column("文件", 150) if view.with_document else Column("时限", 118)
        columns = [Column(f"核心数字（共{known:,}项）", place.w - 126 - last.width), Column("目标值", 126), last]
        lines = [_figure_line(goal, columns, view) for goal in view.goals.to_dict("records")]
    return _table("核心数字", columns, lines, place)


def _figure_line(goal: dict[Any, Any], columns: Sequence[Column], view: View) -> tuple[Cell, ...]:
    """Name, figure, and its document among several, else its limit or what it repeats over."""
    limit = limit_word(goal["due"], goal["due_kind"]) if goal["due"] else ""
    when = " ".join(filter(None, [f"每{goal['per']}" if goal["per"] else "", limit]))
    last = view.short_names[goal["document"]] if view.with_document else when
    cells = [Cell(goal["indicator"]), Cell(goal["shown"], "accent1", bold=True), Cell(last, "muted")]
    return tuple(replace(cell, text=_short(cell.text, column)) for cell, column in zip(cells, columns, strict=True))


def _due(view: View, place: Box) -> Table | None:
    """What falls due next, or else what is past."""
    state, rows = view.next_due
    if not state:
        return None
    count = view.in_state[state]
    title = "近期到期" if state == SOON else state
    shown = rows.head(MOST_DUE).to_dict("records")
    more = f"，列前{len(shown)}项" if len(shown) < count else ""
    first = max(width(str(row["limit"]), SMALLEST) for row in shown) + 2 * CELL_SIDE + 2
    columns = [Column("时限", first), Column(f"{title}{count:,}项{more}", place.w - first)]
    lines: list[Line] = []
    for row in shown:
        figure = "" if row["category"] == "时限任务" else row["shown"]
        region = f"{view.short_names[row['document']]}：" if view.with_document else ""
        what = _short(f"{region}{row['indicator']}", columns[1], used=width(f" {figure}", SMALLEST))
        lines.append((Cell(row["limit"], "muted"), Cell(f"{what} {figure}".strip())))
    return _table("到期", columns, lines, place)


def _leads(view: View, place: Box) -> list[Block]:
    """Who is named first for most tasks, as a chart."""
    most = min(int((place.h - HEAD) // SLOT), MOST_LEADS)
    if len(view.leads) < 2 or most < 2:
        return []
    shown = view.leads.head(most)
    more = f"，列前{len(shown)}个" if len(shown) < len(view.leads) else ""
    title = f"按{say.departments.lead_name(view.leads['lead_basis'])}的工作任务（项{more}）"
    room = replace(place, y=place.y + HEAD, h=min(place.h - HEAD, len(shown) * SLOT * 1.2))
    chart = draw_bars(shown, "lead", [("工作任务", "tasks", "accent1")], "tasks", room, title)
    return [draw_head(title, replace(place, h=HEAD)), chart]


def _table(name: str, columns: Sequence[Column], lines: Sequence[Line], place: Box) -> Table:
    """The first rows, as many as there is room for."""
    return cut_pages(columns, lines, place, name, 1)[0][0]


def _short(text: str, column: Column, lines: int = 1, *, used: float = 0.0) -> str:
    return shortened(text, column.width - 2 * CELL_SIDE - used, SMALLEST, lines)


def target_slides(view: View, setting: Setting) -> list[Slide]:
    """The view's only target: its figure, what else the text says of it, the sentence."""
    row, body = view.targets.iloc[0].to_dict(), setting.body
    half = Box(body.x, body.y, body.w * 0.4, body.h * 0.64)
    room = Box(half.x + 20, half.y + 12, half.w - 40, half.h - 24)
    alone = [size for size in FIGURE_SIZES if width(str(row["shown"]), size) <= room.w]
    size, figure = largest(str(row["shown"]), room.w, room.h - 40, alone or FIGURE_SIZES[-2:])
    limit = limit_word(row["due"], row["due_kind"])
    per = f"，每{row['per']}" if row["per"] else ""
    blocks: list[Block] = [
        Panel(half, "panel"),
        Panel(Box(half.x, half.y, 4, half.h), "accent1", "色条"),
        Text(
            room,
            (
                Paragraph(figure, size, "accent1", bold=True, after=8),
                Paragraph(f"{row['category']}{per} · {limit}", 16),
            ),
            "目标值",
            anchor="middle",
        ),
    ]
    names = [name for name in row["departments"] if name != row["lead"]]
    facts = [
        ("指标名称", row["indicator"]),
        ("动作", row["action"] or ""),
        (lead_title([row["lead_basis"]]).removesuffix("（文件明确）"), row["lead"] or NO_DEPARTMENT),
        ("配合单位", joined(names) if names else ""),
        ("任务领域", row["theme"]),
        ("时限状态", row["state"] if row["due"] and row["state"] else ""),
        ("原文用语", row["quote"]),
        ("出处", f"{row['document']} {task_word(str(row['task_no']))}"),
    ]
    right = Box(half.right + GAP, body.y, body.w - half.w - GAP, half.h)
    columns = [Column("项目", 96), Column("内容", right.w - 96)]
    lines: list[Line] = [(Cell(name, "muted"), Cell(_short(str(text), columns[1], 2))) for name, text in facts if text]
    blocks.append(_table("要素", columns, lines, right))
    lower = Box(body.x, half.bottom + GAP, body.w, body.bottom - half.bottom - GAP)
    blocks += _sentence(str(row["sentence"]), lower)
    title = f"{row['indicator']}：{row['shown']}"
    return [make_slide("目标清单", title, blocks, setting, view.quotes)]


def _sentence(text: str, place: Box) -> list[Block]:
    """The sentence, as large as it goes."""
    high = line_height(SMALLEST)
    room = replace(place, y=place.y + high + 4, h=place.h - high - 4)
    size = next((size for size in SENTENCE_SIZES if height(text, room.w, size) <= room.h), SENTENCE_SIZES[-1])
    shown = shortened(text, room.w, size, int(room.h // line_height(size)))
    return [
        Text(replace(place, h=high), (Paragraph("原句", colour="muted"),), "原句标题"),
        Text(room, (Paragraph(shown, size),), "原句"),
    ]
