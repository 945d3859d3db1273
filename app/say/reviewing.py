"""校核 in words: a row as a form that a person corrects and back, what was decided, what reviewing has gained."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from app.say.tabulate import CHANGE_WORDS, OP_WORDS, plain_number
from app.wording import CATEGORIES, NATURES, RULES, chinese_date
from etl.schema import REASON_TITLES, TARGETS, category
from records import Decision
from records.audit import Entry
from records.decisions import KIND_TITLES
from records.gain import Band

NONE = "（无）"
DUE_WORDS = {"by": "到该时为止", "in": "在该时之内", "from": "自该时起"}
_TITLES = {column.name: column.title for column in TARGETS} | {"category": "目标类别", "reason": "不计为目标的原因"}
_KINDS = {"数量目标": "quantity", "比率目标": "ratio", "时限任务": "deadline"}
TEXTS = ("indicator", "value", "value_max", "unit", "action", "base", "per", "due")
"""Fields that are typed."""
CHOICES: dict[str, dict[str, str]] = {
    "category": {name: name for name in CATEGORIES},
    "op": OP_WORDS,
    "change": CHANGE_WORDS,
    "due_kind": DUE_WORDS,
    "nature": {name: name for name in NATURES},
}
"""Fields with a closed set of values → their words; a category stands for kind and role."""
OPEN = ("theme", "lead")
"""Fields with a list that a new value may be added to."""
ORDER = (
    "category", "indicator", "value", "value_max", "unit", "op", "change", "per", "base", "action", "due", "due_kind",
    "departments", "lead", "theme", "nature",
)  # fmt: skip
"""The form's fields in their order."""
HINTS = {"due": "如 2025、2025-06、2025-06-30", "value": "基本单位下的数，如 4000000", "value_max": "区间才填"}
UNNAMED = "未署名"
TO_MARK = "在上面的文字中选取，或在此输入"
CONFIRM, CORRECT, REJECT, PROMOTE = (KIND_TITLES[kind] for kind in ("confirm", "correct", "reject", "promote"))
_ACTIONS: dict[str, str] = {
    **{str(kind): title for kind, title in KIND_TITLES.items()},
    "import": "导入校核记录",
    "report": "报告进展",
    "take in": "导入文件",
    "take out": "撤销导入",
}
_DETAILS = {"rows": "项数", "first": "目标编号", "decisions": "记录数", "report": "报告编号", "files": "文件"}
REASONS = {title: reason for reason, title in REASON_TITLES.items() if reason != "idiom"}
"""Why a number is no target, in the words of the screen → the ledger's."""


def title(field: str) -> str:
    """What a field is called."""
    return _TITLES.get(field, field)


def form_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the form's fields hold for a row: text, a list for the departments, NONE for an absent choice."""
    filled: dict[str, Any] = {"category": category(row["kind"], row["role"]), "departments": list(row["departments"])}
    for field in ORDER:
        if field not in filled:
            filled[field] = _written(row[field]) if field in TEXTS else _present(row[field]) or NONE
    return filled


def changes(row: Mapping[str, Any], filled: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a form changes, with their new values as the records take them.

    >>> row = {name: None for name in ORDER} | {"kind": "quantity", "role": "goal", "departments": [], "theme": "教育"}
    >>> changes(row | {"value": 50.0}, form_of(row | {"value": 50.0}) | {"value": "60", "category": "政策标准"})
    {'role': 'rule', 'value': '60'}
    """
    before = form_of(row)
    found: dict[str, Any] = {}
    for field in ORDER:
        value = filled[field]
        if value == before[field]:
            continue
        if field == "category":
            found |= {"role": "rule"} if value == RULES else {"role": "goal", "kind": _KINDS[value]}
        elif field in TEXTS:
            found[field] = str(value or "").strip() or None
        else:
            found[field] = None if value in (NONE, None) else list(value) if field == "departments" else value
    return {name: value for name, value in found.items() if row.get(name) != value}


def told(decision: Decision) -> str:
    """One decision of a row's history."""
    at = datetime.fromisoformat(decision.at).astimezone()
    parts = [at.strftime("%Y-%m-%d %H:%M"), decision.who, KIND_TITLES[decision.kind]]
    if decision.field and decision.kind != "undo":
        parts[-1] += f"“{title(decision.field)}”：{value_word(decision.old)} → {value_word(decision.new)}"
    elif decision.field:
        parts[-1] += f"对“{title(decision.field)}”的改动"
    if decision.why:
        parts.append(decision.why)
    if not decision.stands and decision.kind != "undo":
        parts.append("已撤销")
    return " · ".join(parts)


def value_word(value: Any) -> str:
    """A value of a decision as a reader sees it.

    >>> value_word(None), value_word(50.0), value_word(["甲局", "乙局"]), value_word(">=")
    ('无', '50', '甲局、乙局', '不少于')
    """
    if value is None or value == []:
        return "无"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return plain_number(value)
    words: dict[str, str] = (
        OP_WORDS | CHANGE_WORDS | DUE_WORDS | dict(REASON_TITLES) | {"goal": "目标", "rule": "政策标准"}
    )
    return words.get(str(value), str(value))


def queue_place(number: int, waiting: int, most: int) -> str:
    """Where the reader stands in the queue."""
    return f"待校核第{number:,}项，共{waiting:,}项" + ("（只列可信度最低的这些）" if waiting >= most else "")


def done(kind: str, name: str) -> str:
    """What was just decided."""
    return f"已保存：{kind}“{name}”。"


def not_at_once(targets: int, most: int) -> str:
    """Why the view's rows cannot be changed at once."""
    return f"当前筛选超过{most}项，请先缩小范围。" if targets else "当前筛选下没有目标。"


def not_once(words: str, times: int) -> str:
    """Why typed words mark no place of a text."""
    return f"任务文字中{'没有' if not times else f'有{times}处'}“{words}”，请输入只出现一次的连续文字。"


def gains(bands: Iterable[Band]) -> pd.DataFrame:
    """校核 by band of confidence: how many rows were looked at, how many of them were changed."""
    rows = [
        (band.band, band.reviewed, band.changed, "—" if band.share is None else f"{1 - band.share:.0%}")
        for band in bands
    ]
    return pd.DataFrame(rows, columns=["可信度分段", "已校核", "其中有改动", "机器读对的比例"])


def audit_lines(entries: Iterable[Entry]) -> pd.DataFrame:
    """The log of who did what, the newest first."""
    rows = [
        (
            datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M:%S"), one.who, one.role or "—",
            _ACTIONS.get(one.action, one.action), one.subject,
            "；".join(f"{_DETAILS.get(name, name)}：{value_word(value)}" for name, value in one.detail.items()),
        )
        for one in entries
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["时间", "人员", "身份", "操作", "操作编号", "内容"])


def reading(row: Mapping[str, Any] | None) -> str:
    """A machine's row in a line: what it counts, its figure, when."""
    if row is None:
        return "（无对应内容）"
    if "indicator" not in row:
        return f"“{row['quote']}”，不计为目标：{REASON_TITLES[row['reason']]}"
    due = f"，{chinese_date(row['due'])}" if row["due"] else ""
    return f"{row['indicator']}：{row['shown']}{due}。{row['sentence']}"


def _written(value: Any) -> str:
    value = _present(value)
    return plain_number(value).replace(",", "") if isinstance(value, float) else value or ""


def _present(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
