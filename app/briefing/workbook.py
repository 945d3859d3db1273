"""The view as a workbook (.xlsx): 目标 to print and to fill in, 目标明细 to compute with, 任务, 数字核对, 说明.

Pure: `(connection, Filter) -> bytes`. Cells hold what the page shows (app/say/tabulate.py), numbers as numbers apart
from their units, dates as dates. The filled columns of 目标 are read back by `returned`, by their titles. Same tables
and filter give the same bytes: the file's properties are dated by 统计截至.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from app import query, say
from app.briefing.downloads import MOST_CELLS_DOWN
from app.briefing.frames import View
from app.briefing.sheets import Asked, Layout, Sheets
from app.query import listings
from app.query.filter_model import Filter
from app.query.sql import targets_where
from app.query.tables import run
from app.say import about, markup, sentences, tabulate
from app.say.progress import units_offered
from app.wording import FRAME_RULE, RULES, STATE_RULE, chinese_date, lead_title, rule_title, shown_confidence
from etl.schema import TABLES

ALL_ROWS = 2**62
IN_MEMORY = 20_000
"""With more rows than these the sheets are written row by row to the disk and not kept in memory."""
SHEET, ID, NAME = "目标", "目标编号", "指标名称"
TO_FILL = ("进展情况", "完成值", "佐证材料", "责任人", "数据截至")
"""What departments fill in. A filled workbook is read back by these titles, so they stay as they are."""
UNIT = "填报单位"
"""The column that says in which unit 完成值 is written; it stands beside it and cannot be changed."""
_SAID, _VALUE, _EVIDENCE, _BY, _AS_OF = TO_FILL
ONLY_ASKED = "本表只反映文件要求，不反映完成情况。"
FILL_NOTE = (
    f"黄色格由责任单位填写：“{_VALUE}”只填数字，单位见“{UNIT}”。"
    f"灰色格不填：时限任务没有数值，只填“{_SAID}”等项；政策标准不报告进展。"
)
LOCK_NOTE = "只有黄色格可以填写；可以筛选、调整列宽和行高。保护没有密码，在“审阅”中可以撤销。"
NOT_A_NUMBER = f"这里只填数字，单位见“{UNIT}”；文字请写入“{_SAID}”。"
DETAIL_NOTE = f"每项一行，可筛选、计算，与“{SHEET}”表按“{ID}”对应。打印到“所在句”一列，其余各列供在屏幕上查看。"
TASK_NOTE = "含定性任务；“目标数”为该任务所含目标与标准的全部项数。"
READING = ("task_no", "action", "indicator", "shown", "limit", "departments")
"""The columns of 目标 that a reader needs on paper; the document stands before them where there are several."""
FORM_LAYOUT = Layout(
    {
        "文件": 10.5, "序号": 6.5, "动作": 5.5, NAME: 20, "目标值": 10, "时限": 9.5, "责任单位": 16, _SAID: 12,
        _VALUE: 8, UNIT: 7.5, _EVIDENCE: 9, _BY: 7, _AS_OF: 10, ID: 9,
    },
    frozen="目标值", one_line=ID,
)  # fmt: skip
DETAIL = (
    "target_id",
    "task_no",
    "indicator",
    "value",
    "value_max",
    "unit",
    "op",
    "change",
    "per",
    "base",
    "category",
    "theme",
    "nature",
    "confidence",
    "review",
    "quote",
    "sentence",
    "document",
    "action",
    "shown",
    "limit",
    "state",
    "lead",
    "departments",
    "region",
    "issuer",
    "published",
)
"""The columns of 目标明细: every one of 目标台账. What follows the sentence is not printed."""
DETAIL_LAYOUT = Layout(
    {
        ID: 12, "序号": 6.5, NAME: 18, "时限日期": 10.5, "数值": 11, "数值上限": 8, "计量单位": 7, "界限": 6,
        "水平或变化": 7, "重复基准": 6, "比率基数": 8, "目标类别": 8, "任务领域": 9, "指标属性": 7, "可信度": 6.5,
        "校核状态": 7, "原文": 10, "所在句": 36, "文件": 24, "目标值": 16, "时限": 16, "时限状态": 20, "首列单位": 16,
        "牵头单位": 16, "牵头或首列单位": 16, "责任单位": 36, "发文机关": 18,
    },
    frozen=NAME, printed="所在句", one_line=ID,
)  # fmt: skip
TASK_LAYOUT = Layout(
    {
        "文件": 12, "序号": 6.5, "所在章节": 14, "段落性质": 7, "任务内容": 52, "责任单位": 22, "任务领域": 11,
        "目标数": 7, "文件位置": 14,
    },
)  # fmt: skip
MENTION_LAYOUT = Layout(
    {"文件": 12, "序号": 6.5, "原文": 14, "去向": 18, "所在句": 54, "判定规则": 14, "可信度": 7, "编号": 11},
    one_line="编号",
)
REMINDER_LAYOUT = Layout(
    {
        "责任单位": 17, NAME: 28, "目标值": 13, "时限": 12, "剩余天数": 8, "最近报告": 20, "出处": 18, ID: 11,
    },
    frozen="目标值", one_line=ID,
)  # fmt: skip
REMARK_WIDTHS = (15, 15, 25, 11, 14, 11, 11, 12, 11, 11, 11, 11)
"""Of 说明: the names, the dictionary's columns, and a column for each labelled set."""


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
    made = Sheets("政策目标", view.source_note(), chosen.day(), sparing=rows > IN_MEMORY)
    targets = listings.target_rows(connection, chosen, limit=ALL_ROWS)
    form, asked = form_table(targets)
    made.table(SHEET, form, ONLY_ASKED + FILL_NOTE, FORM_LAYOUT, asked)
    made.table("目标明细", target_table(connection, chosen, targets), ONLY_ASKED + DETAIL_NOTE, DETAIL_LAYOUT)
    made.table("任务", task_table(connection, chosen), TASK_NOTE, TASK_LAYOUT)
    checked = f"{say.reconciliation.equation(view.sums)}。{say.reconciliation.CONSERVATION}"
    made.table("数字核对", mention_table(connection, chosen), checked, MENTION_LAYOUT)
    made.tables("说明", remarks(view, accuracy), REMARK_WIDTHS)
    return made.close()


def reminders_bytes(table: pd.DataFrame, title: str, chosen: Filter) -> bytes:
    """督办提醒 as a workbook of one sheet. table: app/say/progress.reminders."""
    note = f"统计截至{chinese_date(chosen.day().isoformat())}；筛选：{chosen.describe()}"
    made = Sheets("督办提醒", note, chosen.day())
    made.table("督办提醒", table, title, REMINDER_LAYOUT)
    return made.close()


def form_table(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Asked]]:
    """Every target as a reader needs it on paper, with the columns to be filled in; and which of their cells may be.

    rows: listings.target_rows.
    """
    several = ("document",) if len(set(rows["document"])) > 1 else ()
    units = [units_offered(figure, unit)[0] for figure, unit in zip(rows["shown"], rows["unit"], strict=True)]
    reported = (rows["category"] != RULES).tolist()
    measured = (~rows["category"].isin([RULES, "时限任务"])).tolist()
    figures = [tabulate.figure(figure, per) for figure, per in zip(rows["shown"], rows["per"], strict=True)]
    table = tabulate.targets(rows, (*several, *READING)).assign(目标值=figures)
    table[[_SAID, _VALUE]] = None
    table[UNIT] = [unit if one else None for unit, one in zip(units, measured, strict=True)]
    table[[_EVIDENCE, _BY, _AS_OF]] = None
    asked = {
        _SAID: Asked(reported),
        _VALUE: Asked(measured, "number", f"只填数字，单位见“{UNIT}”。灰色格不填。", NOT_A_NUMBER),
        UNIT: Asked(measured, "given"),
        _EVIDENCE: Asked(reported),
        _BY: Asked(reported),
        _AS_OF: Asked(reported, "day", "填写日期，例如 2020-06-30。", "请填写日期，例如 2020-06-30。"),
    }
    return table.assign(**{ID: rows["target_id"]}), asked


def target_table(connection: duckdb.DuckDBPyConnection, chosen: Filter, rows: pd.DataFrame) -> pd.DataFrame:
    """Every target with all columns of 目标台账, and the day of its time limit as a date. rows: those of the view."""
    table = tabulate.targets(rows, DETAIL)
    condition = targets_where(chosen)
    days = run(
        connection, f"SELECT target_id, due_date FROM targets WHERE {condition.sql} ORDER BY ordinal", condition.params
    )
    found = dict(zip(days["target_id"], days["due_date"], strict=True))
    table.insert(list(table.columns).index(NAME) + 1, "时限日期", [found[name] for name in rows["target_id"]])
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
        ("目标表", ONLY_ASKED + FILL_NOTE + LOCK_NOTE),
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
        made += [("提取准确率", about.accuracy(accuracy)), ("字段准确率", about.field_accuracy(accuracy))]
        made += [(f"可信度：{title}", table) for title, table in about.confidence_tables(accuracy)]
    sheets = {name: title for title, name in about.TABLE_TITLES.items()}
    made += [(f"数据字典：{sheets[table]}", about.dictionary(table)) for table in TABLES]
    return made


__all__ = [
    "ID",
    "NAME",
    "SHEET",
    "TO_FILL",
    "UNIT",
    "TooLargeError",
    "form_table",
    "mention_table",
    "reminders_bytes",
    "target_table",
    "task_table",
    "workbook_bytes",
]
