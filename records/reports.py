"""进展: what departments report on a target, a series that is only added to; and whether a value reaches the target.

A report is a value in the target's unit, or words, as of a day, with what shows it: text, link, name of a file. A value
in another magnitude of the unit (万人次 for 人次) is converted as a text's would be; any other unit is refused. Nothing
is reached by guessing: where RULE_TEXT does not decide, the answer is 无法判定.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa

from etl.targets.measures import read_measure
from records import audit
from records.database import REPORT, now, reading, writing
from records.errors import RefusedError, UnitError
from records.fields import LONGEST

Reached = Literal["已达到", "未达到", "无法判定"]
TOLERANCE = 0.05
"""How far from `…左右` a value may lie, as a share of it, to reach it."""

RULE_TEXT = (
    "按文件的界限词判定：不少于、以上，报告值不低于目标值即“已达到”；不超过、以内，报告值不高于目标值即“已达到”；"
    f"左右，与目标值相差不超过{TOLERANCE:.0%}即“已达到”，相差更多为“无法判定”；区间，落在区间内即“已达到”，"
    "低于下限为“未达到”，高于上限为“无法判定”；无界限词的数量、增加量和减少量，报告值不低于目标值即“已达到”；"
    "无界限词的比率水平值，原文写明达到、提高到的，不低于即“已达到”，写明降到、控制的，不高于即“已达到”，"
    "未写明方向的，相等即“已达到”，否则“无法判定”。时限任务、政策标准和只报文字的，为“无法判定”。"
)

_UP = re.compile("达|提高|提升|上升|增长|增至|增加|扩大|不低于|突破|超过")
_DOWN = re.compile("降|减少|压减|控制|下降|缩小|不高于")
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `value` is in `unit`, the target's; `said` are words where no value tells it. `at` is UTC."""

    id: int
    at: str
    who: str
    target_id: str
    doc_id: str
    department: str
    as_of: str
    value: float | None
    unit: str | None
    said: str
    evidence: str
    link: str
    file: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What a person enters: a value with the unit in which it is written, or words; and what shows it."""

    as_of: str
    department: str = ""
    value: float | None = None
    unit: str | None = None
    said: str = ""
    evidence: str = ""
    link: str = ""
    file: str = ""


def report(engine: sa.Engine, target: Mapping[str, Any], progress: Progress, who: str, *, role: str = "") -> Report:
    """Add a report on a target (its row of the targets table). Raises UnitError, RefusedError."""
    value = convert(target, progress.value, progress.unit) if progress.value is not None else None
    _require_whole(progress, who)
    made = Report(
        0, now(), who.strip(), target["target_id"], target["doc_id"], progress.department.strip(), progress.as_of,
        value, target["unit"] if value is not None else None, progress.said.strip(), progress.evidence.strip(),
        progress.link.strip(), progress.file.strip(),
    )  # fmt: skip
    values = {name: content for name, content in asdict(made).items() if name != "id"}
    with writing(engine) as connection:
        made_id = connection.scalar(REPORT.insert().values(values).returning(REPORT.c.id))
        audit.note(connection, who, role, "report", target["target_id"], {"report": made_id})
    return Report(**{**asdict(made), "id": made_id})


def convert(target: Mapping[str, Any], value: float, unit: str | None) -> float:
    """A reported value in the target's unit. Raises UnitError where it is in another one.

    >>> convert({"kind": "quantity", "unit": "人次", "shown": "400万人次"}, 3.5, "万人次")
    35000.0
    """
    wanted, given = target["unit"] or "", (unit or "").strip()
    if target["kind"] == "deadline":
        raise UnitError("a deadline has no value to report; say it in words", "时限任务没有数值，请用文字报告进展")
    if not math.isfinite(value):
        raise UnitError("the value is no number", "报告值须为数字")
    if given == wanted:
        return float(value)
    read = read_measure(f"{value:.15g}{given}", ())
    if read is None or read.value_max is not None or (read.unit or "") != wanted:
        raise UnitError(
            f"the target is in {wanted or 'no unit'}, the report in {given or 'no unit'}",
            f"目标的单位是“{wanted or '无'}”，报告的单位是“{given or '无'}”，两者不能比较：请按目标的单位填报",
        )
    return read.value


def reached(target: Mapping[str, Any], value: float | None) -> Reached:
    """Whether a reported value, in the target's unit, reaches it, by RULE_TEXT."""
    goal, top, op = target["value"], target["value_max"], target["op"]
    if value is None or goal is None or target["role"] == "rule" or target["kind"] == "deadline":
        return "无法判定"
    if op == "≈":
        return "已达到" if abs(value - goal) <= TOLERANCE * abs(goal) else "无法判定"
    if op == "range":
        return "未达到" if value < goal else "已达到" if value <= top else "无法判定"
    at_most = op == "<="
    if op == "=" and target["kind"] == "ratio" and target["change"] == "level":
        if value == goal:
            return "已达到"
        words = target["quote"] + (target["action"] or "")
        up, down = _UP.search(words) is not None, _DOWN.search(words) is not None
        if up == down:
            return "无法判定"
        at_most = down
    return "已达到" if (value <= goal if at_most else value >= goal) else "未达到"


def series(engine: sa.Engine, target_id: str) -> list[Report]:
    """All reports on a target, by the day of which they tell, later ones of one day last."""
    return _read(engine, REPORT.c.target_id == target_id)


def latest(engine: sa.Engine) -> dict[str, Report]:
    """The last report on each target that has one: of the latest day, the last that was made."""
    return {own.target_id: own for own in _read(engine)}


def _read(engine: sa.Engine, *conditions: sa.ColumnElement[bool]) -> list[Report]:
    query = sa.select(REPORT).where(*conditions).order_by(REPORT.c.as_of, REPORT.c.id)
    with reading(engine) as connection:
        return [Report(**row) for row in connection.execute(query).mappings()]


def _require_whole(progress: Progress, who: str) -> None:
    """Raises RefusedError for a report without name, day or content, or with a link that is none."""
    if not who.strip() or len(who) > 100:
        raise RefusedError("a name of at most 100 characters is needed", "请填写姓名，至多100字")
    try:
        date.fromisoformat(progress.as_of)
    except ValueError as error:
        raise RefusedError("as_of must be a day: 2025-06-30", "“截至日期”须写成 2025-06-30 这样的日期") from error
    if progress.value is None and not progress.said.strip():
        raise RefusedError("a value or words are needed", "请填写报告值或进展说明")
    if max(len(progress.said), len(progress.evidence)) > LONGEST_TEXT:
        raise RefusedError(f"texts have at most {LONGEST_TEXT} characters", f"文字至多{LONGEST_TEXT}字")
    if max(len(progress.department), len(progress.file)) > LONGEST or len(progress.link) > LONGEST_TEXT:
        raise RefusedError("department, file or link is too long", "单位、文件名或链接过长")
    if progress.link.strip() and not re.match("https?://", progress.link.strip()):
        raise RefusedError("a link begins with https://", "链接须以 http:// 或 https:// 开头")
