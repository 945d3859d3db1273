"""进展 in words: what was reported on a goal beside what was set, what falls due, and a filled workbook read back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from app.say.tabulate import plain_number
from app.wording import NO_DEPARTMENT, chinese_date, limit_word, task_word
from records.errors import RecordsError
from records.evidence import shown_name
from records.fields import write_figure
from records.reports import Progress, Report, convert, reached

FACTOR = r"[\d.]\s*([十百千万亿]+)"
SPANS = {"7天内": 7, "30天内": 30, "90天内": 90}
"""How far ahead 督办提醒 looks."""
ID = "目标编号"
WIDTHS = {"出处": 240, "最近报告": 150, "报告单位（录入人）": 240, "佐证材料": 150}
"""Of columns in pixels."""
NOT_SAID = "完成情况未录入"
NOTHING = "当前范围内还没有进展报告。在目标台账点开一项目标，或下载工作簿填好后读回，即可录入。"
HOW_TO_RETURN = (
    "在“下载”中取得工作簿（Excel），由责任单位在“目标”表的黄色格中填写，再在此读回。"
    "先预览，确认后保存；已有的报告不会被覆盖。"
)
HOW_LISTED = "一项目标有几个责任单位就列几行；点选一行，查看原句"
NO_ROLE = "当前账号没有录入进展的权限。"
SAVABLE, KNOWN = "可保存", "已有相同报告"


def count_word(reported: int, goals: int) -> str:
    """How many goals have a report."""
    return f"已报进展{reported:,}项（共{goals:,}项目标）"


def value_word(value: float, unit: str | None) -> str:
    """A reported value in its unit.

    >>> value_word(3_500_000, "人次"), value_word(62.5, "%")
    ('350万人次', '62.5%')
    """
    return write_figure(value, None, unit, None)


def units_offered(shown: str, unit: str | None) -> list[str]:
    """The units in which a report on a goal may be written: as the text writes it, and the plain one.

    >>> units_offered("400万人次以上", "人次"), units_offered("50所左右", "所"), units_offered("70%以上", "%")
    (['万人次', '人次'], ['所'], ['%'])
    >>> units_offered("5000万千瓦", "千瓦"), units_offered("6千千瓦", "千瓦"), units_offered("800千瓦", "千瓦")
    (['万千瓦', '千瓦'], ['千千瓦', '千瓦'], ['千瓦'])
    """
    plain = unit or ""
    before_unit = f"{FACTOR}{re.escape(plain)}" if plain in shown else FACTOR  # 万千瓦: 万 and 千瓦
    factor = re.search(before_unit, shown)
    return list(dict.fromkeys([*([factor[1] + plain] if factor else []), plain]))


def told(report: Report, goal: Mapping[Any, Any]) -> tuple[str, str, str, str, str]:
    """One report as a row: as of, what, whether it reaches, what shows it, who entered it when."""
    at = datetime.fromisoformat(report.at).astimezone().strftime("%Y-%m-%d %H:%M")
    what = value_word(report.value, report.unit) if report.value is not None else ""
    shows = "；".join(part for part in (report.evidence, report.link, shown_name(report.file)) if part)
    return (
        chinese_date(report.as_of),
        "；".join(part for part in (what, report.said) if part),
        reached(goal, report.value),
        shows or "—",
        f"{report.department or '—'}（{report.who}，{at}）",
    )


def series(reports: Sequence[Report], goal: Mapping[str, Any]) -> pd.DataFrame:
    """All reports on a goal, the latest first."""
    columns = ["数据截至", "进展", "与目标值相比", "佐证材料", "报告单位（录入人）"]
    return pd.DataFrame([told(one, goal) for one in reversed(reports)], columns=columns)


def reported(goals: pd.DataFrame, latest: Mapping[str, Report]) -> pd.DataFrame:
    """Goals with their last report: set value, reported value, as of, whether it reaches."""
    rows = []
    for goal in goals.to_dict("records"):
        as_of, what, verdict, shows, by = told(latest[str(goal["target_id"])], goal)
        limit = limit_word(goal["due"], goal["due_kind"])
        rows.append((goal["indicator"], goal["shown"], what, as_of, verdict, limit, by, shows))
    columns = ["指标名称", "目标值", "最近报告", "数据截至", "与目标值相比", "时限", "报告单位（录入人）", "佐证材料"]
    return pd.DataFrame(rows, columns=columns)


def reminders(goals: pd.DataFrame, latest: Mapping[str, Report], today: date) -> pd.DataFrame:
    """督办提醒: a row a goal and department, by department and day, with the last report."""
    rows = []
    for goal in goals.to_dict("records"):
        report = latest.get(str(goal["target_id"]))
        said = NOT_SAID if report is None else f"{told(report, goal)[1]}（截至{chinese_date(report.as_of)}）"
        left = (pd.Timestamp(goal["due_date"]).date() - today).days
        rows += [
            (office, goal["indicator"], goal["shown"], limit_word(goal["due"], goal["due_kind"]), left, said,
             f"{goal['document']} {task_word(goal['task_no'])}", goal["target_id"])
            for office in (list(goal["departments"]) or [NO_DEPARTMENT])
        ]  # fmt: skip
    columns = ["责任单位", "指标名称", "目标值", "时限", "剩余天数", "最近报告", "出处", ID]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["责任单位", "剩余天数"], kind="stable").reset_index(drop=True)


def reminders_title(goals: pd.DataFrame, span: str) -> str:
    """How many goals fall due, and of how many departments."""
    offices = {name for names in goals["departments"] for name in names}
    whose = f"涉及{len(offices):,}个责任单位" if offices else "均未注明责任单位"
    return f"{span}到期{len(goals):,}项目标，{whose}"


def read_back(filled: pd.DataFrame, goals: pd.DataFrame, latest: Mapping[str, Report]) -> list[tuple[str, Progress]]:
    """Each row of a filled workbook with what will come of it: SAVABLE, KNOWN, or why it cannot be saved.

    filled: app/briefing/returned.py; goals: query.progress.goals of its identifiers.
    """
    known = {str(goal["target_id"]): {str(k): v for k, v in goal.items()} for goal in goals.to_dict("records")}
    found = []
    for row in filled.to_dict("records"):
        goal = known.get(row["target_id"])
        progress = Progress(
            as_of=row["as_of"], department=row["department"], said=row["said"], evidence=row["evidence"]
        )
        if goal is None:
            found.append(("当前数据中没有这个目标，或为政策标准（不报告进展）", progress))
            continue
        progress = replace(progress, value=row["value"], unit=row["unit"])
        found.append((_judge(goal, progress, latest.get(row["target_id"])), progress))
    return found


def _judge(goal: Mapping[str, Any], progress: Progress, last: Report | None) -> str:
    if not progress.as_of:
        return "缺“数据截至”日期"
    if progress.value is None and not progress.said:
        return "缺“完成值”或“进展情况”"
    value = progress.value
    if value is not None:
        offered = units_offered(goal["shown"], goal["unit"])
        if progress.unit is None and len(offered) > 1:
            return f"“完成值”须写明单位，例如 {plain_number(value)}{offered[0]}"
        try:
            value = convert(goal, value, goal["unit"] if progress.unit is None else progress.unit)
        except RecordsError as error:
            return error.chinese
    same = last is not None and (last.value, last.said, last.as_of) == (value, progress.said, progress.as_of)
    return KNOWN if same else SAVABLE


def preview(filled: pd.DataFrame, judged: Sequence[tuple[str, Progress]]) -> pd.DataFrame:
    """What a filled workbook would add."""
    return pd.DataFrame(
        {
            "行": filled["line"],
            "指标名称": filled["indicator"],
            "完成值": [
                "" if row["value"] is None else value_word(row["value"], row["unit"])
                for row in filled.to_dict("records")
            ],
            "进展情况": filled["said"],
            "数据截至": filled["as_of"],
            "报告单位": filled["department"],
            "结果": [verdict for verdict, _ in judged],
        }
    )


def preview_title(judged: Sequence[tuple[str, Progress]]) -> str:
    """How many rows can be saved."""
    good = sum(verdict == SAVABLE for verdict, _ in judged)
    return f"读到{len(judged):,}行填报，可保存{good:,}行" + ("" if good == len(judged) else "，其余见“结果”")
