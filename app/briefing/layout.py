"""From blocks to a whole slide: title, foot, page number, code; rows of a table over as many slides as they need."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.briefing.model import SMALLEST, Block, Box, Cell, Code, Frame, Panel, Paragraph, Role, Row, Slide, Table, Text
from app.draw.text_fit import height, largest, line_height, shortened, wrap

ONE_LINE, SEVERAL_LINES = (28, 26, 24, 22), (25, 24, 22, 20)
"""Sizes of a title: on one line where it goes, else on as many as the room has."""
CODE_SIDE, CODE_LONGEST = 58.0, 700
"""Side of the QR code in points; a longer address gives a code too fine for a projector, and the link alone."""
NUMBER_WIDTH, LINK_WIDTH = 44.0, 64.0
MOST_EVEN = 12
"""Lists of more pages than these are filled page by page, and not evenly."""
CELL_SIDE, CELL_TOP = 6.0, 4.0
"""Margins within a table's cell."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for every slide: the frame, the foot's parts, the address of the same view ("" for none).

    most: slides of one list at most, None for as many as it needs. subject: what the cover is called, "" for what the
    documents are of.
    """

    frame: Frame
    note: tuple[str, ...]
    address: str = ""
    most: int | None = None
    subject: str = ""

    @property
    def body(self) -> Box:
        """The room for a part's own blocks."""
        body = self.frame.body
        return replace(body, h=body.h - 20) if self.with_code else body

    @property
    def with_code(self) -> bool:
        """Does a QR code stand in the corner?"""
        return 0 < len(self.address) <= CODE_LONGEST


def make_slide(part: str, title: str, blocks: Sequence[Block], setting: Setting, notes: str = "") -> Slide:
    """A slide with its title, foot and page number around the part's blocks."""
    frame = setting.frame
    title = title.rstrip("。")
    size, text = fit_title(title, frame.title)
    colour: Role | None = "text" if frame.adorned else None
    heading = Text(
        frame.title, (Paragraph(text, size, colour, bold=True),), "标题", anchor="middle", placeholder="title"
    )
    bar = [Panel(Box(0, frame.title.y + 12, 10, frame.title.h - 24), "accent1", "色条")] if frame.adorned else []
    whole = notes if text == title else f"{title}\n{notes}"
    return Slide(part, title, (*bar, heading, *blocks, *foot(setting)), _with_note(whole, setting))


def fit_title(title: str, room: Box) -> tuple[int, str]:
    """The size of a title in its room, and its text, shortened where nothing else helps."""
    for size in ONE_LINE:
        if height(title, room.w, size) == line_height(size):
            return size, title
    return largest(title, room.w, room.h, SEVERAL_LINES)


def foot(setting: Setting) -> list[Block]:
    """The line with source, date and filter; page number, link and QR code in the corner."""
    place = setting.frame.foot
    code = CODE_SIDE + 12 if setting.with_code else 0.0
    side = LINK_WIDTH if setting.address else NUMBER_WIDTH
    corner = Box(place.right - code - side, place.y, side, place.h)
    room = Box(place.x, place.y, place.w - code - side - 12, place.h)
    number = Paragraph("1", colour="muted", align="right", field="slidenum")
    blocks: list[Block] = [
        Panel(Box(place.x, place.y - 7, place.w - code, 1), "line", "分隔线"),
        Text(room, (Paragraph(fit_note(setting.note, room.w, 2), colour="muted"),), "来源"),
        Text(replace(corner, h=line_height(SMALLEST)), (number,), "页码"),
    ]
    if setting.address:
        lower = replace(corner, y=corner.y + line_height(SMALLEST), h=line_height(SMALLEST))
        link = Paragraph("在线查看", colour="accent1", align="right", link=setting.address)
        blocks.append(Text(lower, (link,), "链接"))
    if setting.with_code:
        blocks.append(
            Code(Box(place.right - CODE_SIDE, place.bottom - CODE_SIDE, CODE_SIDE, CODE_SIDE), setting.address)
        )
    return blocks


def fit_note(parts: Sequence[str], room: float, lines: int) -> str:
    """The foot's text on so many lines: the longest part is shortened again and again, the others stand whole.

    >>> fit_note(("来源：一份题目很长的文件", "统计截至2020年", "机器提取"), 160, 2)
    '来源：一份题目…；统计截至2020年；机器提取'
    """
    kept = list(parts)
    while len(wrap("；".join(kept), room, SMALLEST)) > lines:
        at = max(range(len(kept)), key=lambda number: len(kept[number]))
        if len(kept[at]) < 4:
            break
        kept[at] = kept[at].rstrip("…")[:-1] + "…"
    return "；".join(kept)


def _with_note(notes: str, setting: Setting) -> str:
    """The speaker's notes end with the foot's text in full, and the address."""
    ends = ["；".join(setting.note), *([setting.address] if setting.address else [])]
    return "\n".join([*([notes] if notes else []), *ends])


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head and its width in points."""

    title: str
    width: float


Line = tuple[Cell, ...] | str
"""A row's cells, or a heading that reaches over all columns."""


def table_pages(columns: Sequence[Column], lines: Sequence[Line], place: Box, name: str) -> list[Table]:
    """Rows as tables of the room's height at most, each with the head; a heading is repeated where its rows run on.

    A row too high for a page is itself carried on, line by line. The pages are filled evenly.
    """
    widths = tuple(column.width for column in columns)
    head = _row(tuple(Cell(column.title, bold=True) for column in columns), widths)
    most = place.h - head.height
    again = line_height(SMALLEST) + 2 * CELL_TOP if any(isinstance(line, str) for line in lines) else 0.0
    rows = [row for line in lines for row in _fitting(line, widths, most - again)]
    pages = _paged(rows, widths, most)
    room = most
    while 1 < len(pages) <= MOST_EVEN and room > most / 2:
        room -= line_height(SMALLEST)
        tighter = _paged(rows, widths, room)
        if len(tighter) > len(pages) or any(sum(row.height for row in page) > most for page in tighter):
            break
        pages = tighter
    tables = []
    for page in pages:
        high = head.height + sum(row.height for row in page)
        tables.append(Table(replace(place, h=high), widths, (head, *page), name))
    return tables


def cut_pages(
    columns: Sequence[Column], lines: Sequence[Line], place: Box, name: str, most: int | None
) -> tuple[list[Table], int]:
    """As many rows as go on so many pages, as table_pages sets them, and how many these are, headings left out."""

    def pages_of(some: Sequence[Line]) -> int:
        return len(table_pages(columns, some, place, name))

    kept = list(lines)
    if most is not None:
        del kept[most * int(place.h // (line_height(SMALLEST) + 2 * CELL_TOP)) :]  # no row is lower than one line
        kept = kept[: bisect_right(range(1, len(kept) + 1), most, key=lambda count: pages_of(kept[:count])) or 1]
        while len(kept) > 1 and isinstance(kept[-1], str):
            kept.pop()
    tables = table_pages(columns, kept, place, name)
    return tables[:most], sum(not isinstance(line, str) for line in kept)


def _paged(rows: Sequence[Row], widths: Sequence[float], room: float) -> list[list[Row]]:
    """Rows in order on pages of a height; a heading never stands last, and comes again where its rows run on."""
    pages: list[list[Row]] = [[]]
    heading, used = "", 0.0
    for at, row in enumerate(rows):
        follows = rows[at + 1].height if row.wide and at + 1 < len(rows) else 0.0
        if pages[-1] and used + row.height + follows > room:
            pages.append([])
            used = 0.0
            if heading and not row.wide:
                pages[-1].append(_wide(f"{heading}（续）", widths))
                used = pages[-1][0].height
        if row.wide:
            heading = row.cells[0].text
        pages[-1].append(row)
        used += row.height
    return pages


def _fitting(line: Line, widths: Sequence[float], room: float) -> list[Row]:
    """A line as one row, or as several where it is higher than a page."""
    if isinstance(line, str):
        return [_wide(line, widths)]
    row = _row(line, widths)
    if row.height <= room:
        return [row]
    most = int((room - 2 * CELL_TOP) // line_height(SMALLEST))
    broken = [wrap(cell.text, wide - 2 * CELL_SIDE, SMALLEST) for cell, wide in zip(line, widths, strict=True)]
    rows = []
    for at in range(0, max(len(lines) for lines in broken), most):
        texts = ["".join(lines[at : at + most]) for lines in broken]
        cells = tuple(replace(cell, text=text) for cell, text in zip(line, texts, strict=True))
        rows.append(_row(cells, widths))
    return rows


def _row(cells: tuple[Cell, ...], widths: Sequence[float]) -> Row:
    high = max(height(cell.text, wide - 2 * CELL_SIDE, SMALLEST) for cell, wide in zip(cells, widths, strict=True))
    return Row(cells, high + 2 * CELL_TOP)


def _wide(text: str, widths: Sequence[float]) -> Row:
    room = sum(widths) - 2 * CELL_SIDE
    short = shortened(text, room, SMALLEST)
    return Row((Cell(short, bold=True, colour="accent1"),), line_height(SMALLEST) + 2 * CELL_TOP, wide=True)


def side_by_side(
    columns: Sequence[Column], lines: Sequence[Line], place: Box, name: str, gap: float
) -> list[list[Table]]:
    """Rows as two tables beside each other on each page, those of the last page evenly filled."""
    half = replace(place, w=(place.w - gap) / 2)
    right = replace(half, x=half.right + gap)
    tables = table_pages(columns, lines, half, name)
    full = (len(tables) - 1) // 2 * 2
    done = sum(len(table.rows) - 1 for table in tables[:full])
    rest = lines[done:]
    pages = [
        [tables[at], replace(tables[at + 1], box=replace(tables[at + 1].box, x=right.x))] for at in range(0, full, 2)
    ]
    cut = -(-len(rest) // 2)
    last = [
        table_pages(columns, part, room, name)[0] for part, room in ((rest[:cut], half), (rest[cut:], right)) if part
    ]
    return [*pages, last]


def numbered(title: str, number: int, count: int) -> str:
    """A title with its page among several.

    >>> numbered("目标清单", 2, 3), numbered("目标清单", 1, 1)
    ('目标清单（2/3）', '目标清单')
    """
    return title if count == 1 else f"{title}（{number}/{count}）"
