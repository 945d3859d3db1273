"""The view as a workbook (.xlsx) to compute with: 目标, 任务, 数字核对, 说明. Pure: `(connection, Filter) -> bytes`.

Cells hold what the page shows (app/say/tabulate.py), numbers as numbers apart from their units, dates as dates.
Text is written as text, whatever it begins with, so that no cell of a document becomes a formula. Same tables and
filter give the same bytes: the file's properties are dated by 统计截至.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pandas as pd
from xlsxwriter import Workbook

from app import query, say
from app.briefing.downloads import MOST_CELLS_DOWN
from app.briefing.frames import View
from app.briefing.palette import FONT
from app.draw.style import LIGHT
from app.query import listings
from app.query.filter_model import Filter
from app.query.sql import targets_where
from app.query.tables import run
from app.say import about, markup, sentences, tabulate
from app.say.tabulate import TARGET_TITLES
from app.wording import FRAME_RULE, STATE_RULE, chinese_date, lead_title, rule_title, shown_confidence
from etl.schema import TABLES

LONGEST_TEXT = 32_767
"""Characters of a cell that Excel can hold."""
ALL_ROWS = 2**62
IN_MEMORY = 20_000
"""With more rows than these the sheets are written row by row to the disk and not kept in memory."""
TO_FILL = ("进展情况", "完成值", "佐证材料", "责任人", "数据截至")
ONLY_ASKED = "本表只反映文件要求，不反映完成情况。"
FILL_NOTE = f"“{TO_FILL[0]}”至“{TO_FILL[-1]}”各列由责任单位填写。"
WIDTHS = {
    "文件": 28, "序号": 8, "指标名称": 36, "目标值": 16, "时限": 16, "时限日期": 12, "目标类别": 10, "任务领域": 20,
    "责任单位": 36, "所在句": 60, "原文": 18, "任务内容": 70, "文件位置": 30, "所在章节": 24, "去向": 22,
    "判定规则": 16, "进展情况": 24, "佐证材料": 24,
}  # fmt: skip
"""Of columns, in characters; others are as wide as their head needs."""


class TooLargeError(Exception):
    """The view has more rows than a sheet can hold. `chinese` is for the page."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows:,} rows are more than a workbook can hold; narrow the filter or use csv")
        self.chinese = f"共{rows:,}行，超过工作簿一张表的上限。请缩小筛选范围，或在目标台账下载 CSV、Parquet。"


def workbook_bytes(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, accuracy: dict[str, Any] | None = None
) -> bytes:
    """The workbook. `accuracy`: data/accuracy.json where it is there. Raises TooLargeError."""
    view = View(connection, chosen)
    rows = max(int(view.head["targets"]), int(view.head["tasks"]), int(view.sums["numbers"]))
    if rows > MOST_CELLS_DOWN:
        raise TooLargeError(rows)
    sink = io.BytesIO()
    book = Workbook(
        sink,
        {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "constant_memory": rows > IN_MEMORY, "default_date_format": "yyyy-mm-dd",
        },
    )  # fmt: skip
    day = chosen.day()
    book.set_properties({"title": "政策目标", "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    writer = _Writer(book, view.source_note())
    writer.sheet("目标", target_table(connection, chosen), ONLY_ASKED + FILL_NOTE, to_fill=TO_FILL, frozen="目标值")
    writer.sheet("任务", task_table(connection, chosen), "含定性任务；“目标数”为该任务所含目标与标准的全部项数。")
    writer.sheet(
        "数字核对",
        mention_table(connection, chosen),
        f"{say.reconciliation.equation(view.sums)}。{say.reconciliation.CONSERVATION}",
    )
    writer.remarks("说明", remarks(view, accuracy))
    book.close()
    return sink.getvalue()


def reminders_bytes(table: pd.DataFrame, title: str, chosen: Filter) -> bytes:
    """督办提醒 as a workbook of one sheet. table: app/say/progress.reminders."""
    sink = io.BytesIO()
    book = Workbook(sink, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    day = chosen.day()
    book.set_properties({"title": "督办提醒", "created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    note = f"统计截至{chinese_date(day.isoformat())}；筛选：{chosen.describe()}"
    _Writer(book, note).sheet("督办提醒", table, title, frozen="目标值")
    book.close()
    return sink.getvalue()


def target_table(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Every target with all columns of 目标台账, and the day of its time limit as a date."""
    rows = listings.target_rows(connection, chosen, limit=ALL_ROWS)
    table = tabulate.targets(rows, tuple(TARGET_TITLES))
    condition = targets_where(chosen)
    days = run(
        connection, f"SELECT target_id, due_date FROM targets WHERE {condition.sql} ORDER BY ordinal", condition.params
    )
    found = dict(zip(days["target_id"], days["due_date"], strict=True))
    table.insert(list(table.columns).index("时限") + 1, "时限日期", [found[name] for name in rows["target_id"]])
    return table.rename(columns={"时限状态": f"时限状态（统计截至{chosen.day().isoformat()}）"})


def task_table(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Every task with its place in its file."""
    rows = listings.task_rows(connection, chosen, limit=ALL_ROWS)
    return pd.DataFrame(
        {
            "文件": rows["document"],
            "序号": rows["task_no"],
            "所在章节": rows["section"],
            "段落性质": rows["frame"],
            "任务内容": rows["text"],
            lead_title(rows["lead_basis"]): rows["lead"],
            "责任单位": [tabulate.joined(names) for names in rows["departments"]],
            "任务领域": rows["theme"],
            "目标数": rows["targets"],
            "文件位置": ["；".join(place) for place in rows["place"]],
        }
    )


def mention_table(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> pd.DataFrame:
    """Every number of the tasks in view and where it went."""
    rows = query.reconciliation.mention_rows(connection, chosen)
    titles = {
        "document": "文件", "task_no": "序号", "quote": "原文", "place": "去向", "sentence": "所在句",
        "rule": "判定规则", "confidence": "可信度", "id": "编号",
    }  # fmt: skip
    rows = rows.assign(
        sentence=[markup.sentence_around(*place) for place in zip(rows["text"], rows["start"], strict=True)],
        rule=rows["rule"].map(rule_title),
        confidence=rows["confidence"].map(shown_confidence),
    )
    return rows[list(titles)].rename(columns=titles)


def remarks(view: View, accuracy: dict[str, Any] | None) -> list[tuple[str, pd.DataFrame]]:
    """The tables of 说明, each with its heading."""
    facts = [
        ("统计截至", chinese_date(view.chosen.day().isoformat())),
        ("筛选", view.chosen.describe()),
        ("校核状态", view.review),
        ("工作任务", f"{view.head['tasks']:,}项"),
        ("目标与标准", f"{view.head['targets']:,}项"),
        ("分工", sentences.entries_note(view.head)),
        ("目标表", ONLY_ASKED + FILL_NOTE),
        ("时限状态", STATE_RULE),
        ("段落性质", FRAME_RULE),
    ]
    definitions = [(name, meaning) for name, meaning, _how in about.DEFINITIONS]
    made = [
        ("本工作簿", pd.DataFrame(facts, columns=["项目", "说明"])),
        ("来源文件", about.sources(view.documents)),
        ("术语", pd.DataFrame(definitions, columns=["项目", "说明"])),
    ]
    if accuracy:
        made.append(("提取准确率", about.accuracy(accuracy)))
        made += [(f"可信度：{title}", table) for title, table in about.confidence_tables(accuracy)]
    sheets = {name: title for title, name in about.TABLE_TITLES.items()}
    made += [(f"数据字典：{sheets[table]}", about.dictionary(table)) for table in TABLES]
    return made


class _Writer:
    """Writes frames to sheets of one workbook."""

    def __init__(self, book: Workbook, note: str) -> None:
        self.book = book
        self.note = note
        base = {"font_name": FONT, "font_size": 10, "valign": "top"}
        edge = {"border": 1, "border_color": LIGHT.line}
        self.plain = book.add_format(base | edge | {"text_wrap": True})
        self.number = book.add_format(base | edge | {"num_format": "#,##0.##########"})
        self.day = book.add_format(base | edge | {"num_format": "yyyy-mm-dd", "align": "left"})
        head = base | edge | {"bold": True, "valign": "vcenter", "text_wrap": True}
        self.head = book.add_format(head | {"bg_color": LIGHT.panel})
        self.asked = book.add_format(head | {"bg_color": LIGHT.mark})
        self.title = book.add_format(base | {"bold": True, "font_size": 12})
        self.muted = book.add_format(base | {"font_color": LIGHT.muted})

    def sheet(
        self, name: str, table: pd.DataFrame, remark: str, *, to_fill: Sequence[str] = (), frozen: str = "序号"
    ) -> None:
        """A sheet: two remarks, the head, a row a record; columns to be filled in stand behind the others."""
        sheet = self._open(name)
        sheet.write_string(0, 0, remark, self.title)
        sheet.write_string(1, 0, self.note, self.muted)
        columns = [*table.columns, *to_fill]
        for at, title in enumerate(columns):
            sheet.set_column(at, at, WIDTHS.get(title, max(10, 2 * len(title) + 3)))
        sheet.set_row(2, 30)
        for at, title in enumerate(columns):
            sheet.write_string(2, at, title, self.asked if title in to_fill else self.head)
        values = [table[title].tolist() for title in table.columns]
        for row in range(len(table)):
            for at, column in enumerate(values):
                self.cell(sheet, row + 3, at, column[row])
            for at in range(len(values), len(columns)):
                sheet.write_blank(row + 3, at, None, self.day if columns[at] == "数据截至" else self.plain)
        last = max(3, len(table) + 2)
        sheet.autofilter(2, 0, last, len(columns) - 1)
        if "数据截至" in to_fill:
            self._ask_for_days(sheet, columns.index("数据截至"), last)
        sheet.freeze_panes(3, list(table.columns).index(frozen) + 1)
        sheet.repeat_rows(2)
        if "所在句" in columns:  # a page holds a dozen columns that can be read; the others are for the screen
            sheet.print_area(0, 0, last, columns.index("所在句"))

    def remarks(self, name: str, tables: list[tuple[str, pd.DataFrame]]) -> None:
        """A sheet of several small tables below each other."""
        sheet = self._open(name)
        for at, width in enumerate((24, 40, 50, 14, 40, 14, 14, 30, 16)):
            sheet.set_column(at, at, width)
        row = 0
        for title, table in tables:
            sheet.write_string(row, 0, title, self.title)
            for at, head in enumerate(table.columns):
                sheet.write_string(row + 1, at, str(head), self.head)
            for number, values in enumerate(table.itertuples(index=False), start=row + 2):
                for at, value in enumerate(values):
                    self.cell(sheet, number, at, value)
            row += len(table) + 3

    def cell(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """One value as what it is: number, date, text, or nothing."""
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            sheet.write_blank(row, column, None, self.plain)
        elif isinstance(value, str):
            sheet.write_string(row, column, value[: LONGEST_TEXT - 1] + "…" if len(value) > LONGEST_TEXT else value,
                               self.plain)  # fmt: skip
        elif isinstance(value, date):  # also pandas' own, which is a date with a time
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self.day)  # noqa: DTZ001
        else:
            sheet.write_number(row, column, float(value), self.number)

    def _open(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def _ask_for_days(self, sheet: Any, column: int, last: int) -> None:
        sheet.data_validation(
            3, column, last, column,
            {
                "validate": "date", "criteria": ">=", "value": date(1980, 1, 1), "ignore_blank": True,
                "error_title": "日期", "error_message": "请填写日期，例如 2020-06-30。",
            },
        )  # fmt: skip


__all__ = [
    "TO_FILL",
    "TooLargeError",
    "mention_table",
    "reminders_bytes",
    "target_table",
    "task_table",
    "workbook_bytes",
]
