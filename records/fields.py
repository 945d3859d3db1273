"""What a person may change of a row, whether a new value can be, and what follows from it in the other columns.

In: a row of the targets table or of the ledger and the new values by column. Out: the whole row as it then is, marked
as checked. Closed sets come from etl/schema.py; names (departments, themes) may be any.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from etl.schema import LEDGER, TARGETS
from etl.targets.contract import DUE, find_row_breaches
from etl.targets.suggestion import classify_action, due_columns, reads_as
from records.errors import RefusedError

Row = dict[str, Any]
_Parser = Callable[[str, Any], Any]

RULE = "person"
"""The `rule` of a row that stands where it does because a person said so."""

NAMES = ("indicator", "shown", "theme", "action", "base", "per", "unit", "lead")
NUMBERS = ("value", "value_max")
CLOSED = ("kind", "role", "nature", "op", "change", "due_kind", "due_source", "action_class", "lead_basis")
EDITABLE: tuple[str, ...] = (*CLOSED, *NUMBERS, *NAMES, "due", "departments")
"""The columns of a target that a person can judge, and so can change. Of an entry of the ledger it is `reason`."""

LONGEST = 200
_COLUMNS = {column.name: column for column in (*TARGETS, *LEDGER)}
_BY_COUNT = ("value", "value_max", "unit", "op", "change")


def title(field: str) -> str:
    """The Chinese title of a column."""
    return _COLUMNS[field].title if field in _COLUMNS else field


def change_target(row: Row, changes: Mapping[str, Any]) -> Row:
    """A row of the targets table with new values and what follows from them, checked. Raises RefusedError."""
    values = {field: parse(field, value) for field, value in changes.items()}
    changed = {**row, **values}
    _follow_kind(changed, values)
    _follow_figure(changed, values)
    if "action" in values and "action_class" not in values:
        changed["action_class"] = classify_action(changed["action"])
    if "theme" in values and values["theme"] != row["theme"]:
        changed["theme_word"] = None
    if changed["role"] == "rule" and "nature" not in values:
        changed["nature"] = None
    _follow_due(changed, values)
    _follow_departments(row, changed, values)
    changed["review"] = "checked"
    breaches = list(find_row_breaches("targets", changed))
    if breaches:
        raise RefusedError(f"the row would not fit the tables: {breaches[0]}", f"修改后的各项互相矛盾：{breaches[0]}")
    return changed


def change_entry(row: Row, changes: Mapping[str, Any]) -> Row:
    """An entry of the ledger with the reason that a person gives. Raises RefusedError."""
    if set(changes) - {"reason"}:
        raise RefusedError(
            "an entry of the ledger has only a reason to change; promote it to a target first",
            "这个数字目前不是目标，只能修改不计为目标的原因；请先将其改为目标",
        )
    return {**row, "reason": parse("reason", changes["reason"]), "rule": RULE} if changes else row


def parse(field: str, value: Any) -> Any:
    """A new value as the column holds it; nothing written is None. Raises RefusedError."""
    if field not in (*EDITABLE, "reason"):
        raise RefusedError(f"{field} is no column that a person changes", f"“{title(field)}”不可修改")
    value = (value.strip() or None) if isinstance(value, str) else value
    if value is None and field != "departments":
        if not _COLUMNS[field].nullable:
            raise RefusedError(f"{field} must not be empty", f"“{title(field)}”不能为空")
        return None
    parser: _Parser = _PARSERS.get(field, _parse_text)
    return parser(field, value)


def _parse_text(field: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST or "\n" in value:
        raise RefusedError(
            f"{field} must be one line of at most {LONGEST} characters",
            f"“{title(field)}”须为一行文字，至多{LONGEST}字",
        )
    return value


def _parse_closed(field: str, value: Any) -> str:
    allowed = _COLUMNS[field].allowed
    if value not in allowed:
        raise RefusedError(
            f"{field} is {value!r}, allowed are {', '.join(allowed)}",
            f"“{title(field)}”不能是“{value}”，可选：{'、'.join(allowed)}",
        )
    return str(value)


def _parse_number(field: str, value: Any) -> float:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RefusedError(f"{field} must be a number, not {value!r}", f"“{title(field)}”须为数字，不能是“{value}”")
    return number


def _parse_due(field: str, value: Any) -> str:
    due = str(value)
    if DUE.fullmatch(due) is None or not _is_day(due):
        raise RefusedError(
            f"{field} must be a date such as 2025, 2025-06 or 2025-06-30, not {due!r}",
            f"“{title(field)}”须写成 2025、2025-06 或 2025-06-30 这样的日期，不能是“{due}”",
        )
    return due


def _is_day(due: str) -> bool:
    try:
        due_columns(due, "by")
        due_columns(due, "from")
    except ValueError:
        return False
    return True


def _parse_departments(_field: str, value: Any) -> list[str]:
    names = [str(name).strip() for name in value or ()]
    if isinstance(value, str) or not all(0 < len(name) <= LONGEST and "\n" not in name for name in names):
        raise RefusedError("departments must be a list of names", "“责任单位”须为单位名称的列表，名称不能为空")
    return list(dict.fromkeys(names))


_PARSERS: dict[str, _Parser] = {
    **dict.fromkeys((*CLOSED, "reason"), _parse_closed),
    **dict.fromkeys(NUMBERS, _parse_number),
    "due": _parse_due,
    "departments": _parse_departments,
}


def _follow_kind(row: Row, values: Row) -> None:
    """A deadline has no figures; what is counted has them, without a bound word unless one is given."""
    if row["kind"] == "deadline":
        given = next((name for name in _BY_COUNT if values.get(name) is not None), None)
        if given is not None:
            raise RefusedError(f"a deadline has no {given}", f"时限任务没有“{title(given)}”：请先修改“指标类型”")
        row.update(dict.fromkeys(_BY_COUNT))
        if "kind" in values and "shown" not in values:
            row["shown"] = row["quote"]
        return
    if row["value"] is None:
        raise RefusedError("a quantity or a ratio must have a value", "数量目标和比率目标须填写“数值”")
    row["change"] = row["change"] or "level"
    if values.get("value_max") is not None and "op" not in values:
        row["op"] = "range"
    if row["op"] is None or (row["op"] == "range" and "value_max" in values and row["value_max"] is None):
        row["op"] = "="
    if row["op"] != "range":
        row["value_max"] = None
    elif row["value_max"] is None or row["value_max"] < row["value"]:
        raise RefusedError(
            "a range must have an upper value, not below the lower", "区间须有“数值上限”，且不小于“数值”"
        )


def _follow_figure(row: Row, values: Row) -> None:
    """What is shown says the figure: the words shown so far or the quote where they do, else the figure written out."""
    if "shown" in values or row["kind"] == "deadline" or not {*_BY_COUNT, "kind"} & set(values):
        return
    figure = (row["value"], row["value_max"], row["unit"], row["op"])
    said = next((words for words in (row["shown"], row["quote"]) if reads_as(words, *figure)), None)
    row["shown"] = said or write_figure(*figure)


def write_figure(value: float, value_max: float | None, unit: str | None, op: str | None) -> str:
    """A figure in words.

    >>> write_figure(4_000_000, None, "人次", ">="), write_figure(30, 50, "个", "range")
    ('400万人次以上', '30—50个')
    """
    number = _write_number(value) + (f"—{_write_number(value_max)}" if value_max is not None else "")
    return number + (unit or "") + {">=": "以上", "<=": "以内", "≈": "左右"}.get(op or "", "")


def _write_number(value: float) -> str:
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= size and round(value / size, 4) * size == value:
            return f"{value / size:.10g}{word}"
    return f"{value:.15g}"


def _follow_due(row: Row, values: Row) -> None:
    if not {"due", "due_kind", "due_source"} & set(values):
        return
    if row["due"] is None:
        row.update(due_kind=None, due_source=None)
    else:
        row["due_kind"] = row["due_kind"] or "by"
        row["due_source"] = row["due_source"] or ("sentence" if row["due"][:4] in row["sentence"] else "document")
    row.update(due_columns(row["due"], row["due_kind"]))


def _follow_departments(before: Row, row: Row, values: Row) -> None:
    if "departments" in values:
        written = dict(zip(before["departments"], before["departments_written"], strict=True))
        row["departments_written"] = [written.get(name, name) for name in row["departments"]]
    names = row["departments"]
    if not {"departments", "lead", "lead_basis"} & set(values):
        return
    if values.get("lead") is not None and values["lead"] not in names:
        raise RefusedError("the lead must be one of the departments", "“首位单位”须是责任单位之一")
    if not names:
        row.update(lead=None, lead_basis=None)
        return
    if "lead" in values and "lead_basis" not in values:
        row["lead_basis"] = "stated" if row["lead"] is not None else "first"
    if row["lead"] not in names or row["lead_basis"] in (None, "first"):
        row.update(lead=names[0], lead_basis="first")
