"""Tables as HTML: real rows and cells, which a browser prints, a reader hears and a keyboard walks through.

    rows(made, "目标台账", ids)       a row is chosen as a whole; its `data-id` says which
    cells(made, "交叉表", shades)     a cell is chosen; `data-id` is its row and column, 2:5
    plain(made, "来源文件")           nothing is chosen

`made` has Chinese headers (app/say/tabulate.py). A text of more than two lines is cut with … and is whole in its
`title`; what a column of states, natures, confidences or reviews says stands in a badge. Looks: app/draw/style.py;
clicks and keys: app/screen/grid.js. Absent cells show —.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from app.say.tabulate import MARK_CLASSES, TARGET_TITLES
from app.wording import (
    CONFIDENCE_NOTE,
    FROM_DATE,
    LATER,
    NATURES,
    PAST,
    REVIEW_TITLES,
    SOON,
    UNDATED,
    band_word,
)

WIDTHS = {
    "任务内容": 380, "所在句": 340, "含义": 300, "目标与标准": 250, "责任单位": 220, "指标名称": 200, "文件名": 170,
    "时限状态": 150, "目标编号": 132, "文件": 130, "判定规则": 130, "发文机关": 130, "任务领域": 124, "去向": 124,
    "时限": 116, "目标值": 112, "单位": 112, "牵头或首列单位": 112, "首列单位": 112, "牵头单位（文件明确）": 112,
    "原文": 112, "目标类别": 92, "指标属性": 84, "可信度": 84, "校核状态": 84, "段落性质": 84, "序号": 80, "目标数": 76,
}  # fmt: skip
"""Least width of a column in pixels; a wide window gives each its share of the rest."""
MATRIX_TEXT = 24
"""A longer text in a cell of a matrix says in its title what it is, in characters."""
OTHER_WIDTH, LINE_HEIGHT_WIDTH = 110, 15
_SHORT = re.compile(r"[A-Za-z0-9_.,%（）—]{1,16}|[\u4e00-\u9fff]{1,2}")
"""Width of other columns; how wide one Chinese character is, with a little room."""
_WARM, _STRONG, _PLAIN, _QUIET = "pt-warm", "pt-strong", "pt-outline", "pt-quiet"
BADGES: dict[str, dict[str, str]] = {
    TARGET_TITLES["state"]: {PAST: _WARM, SOON: _STRONG, LATER: _PLAIN, FROM_DATE: _PLAIN, UNDATED: _QUIET},
    TARGET_TITLES["nature"]: dict(zip(NATURES, (_STRONG, _PLAIN), strict=True)),
    TARGET_TITLES["review"]: dict(zip(REVIEW_TITLES.values(), (_QUIET, _STRONG), strict=True)),
}
"""Column → word → class of its badge."""
_BANDS = {"高": _PLAIN, "中": _QUIET, "低": _WARM}
CONFIDENCE, CATEGORY = TARGET_TITLES["confidence"], TARGET_TITLES["category"]


def rows(
    made: pd.DataFrame,
    name: str,
    ids: Sequence[str],
    sorts: Mapping[str, str] | None = None,
    sorted_by: str = "",
    widths: Mapping[str, int] | None = None,
) -> str:
    """A table whose rows can be chosen.

    ids: one for each row. sorts: column → the order that its header asks for. widths: of columns, where WIDTHS do not
    fit, in pixels.
    """
    head = "".join(_head(made[column], (sorts or {}).get(column, ""), sorted_by) for column in made.columns)
    body = "".join(
        f"<tr data-id='{escape(row_id)}'>{line}</tr>" for row_id, line in zip(ids, _lines(made), strict=True)
    )
    return _table(made, name, head, body, "grid", widths or {})


def cells(made: pd.DataFrame, name: str, shades: Mapping[tuple[int, str], str]) -> str:
    """A table of numbers or short texts, whose first column names the row; `shades` gives cells their colours (CSS)."""
    first, *numbers = made.columns
    body = []
    for at, record in enumerate(made.to_dict("records")):
        line = "".join(
            _cell(record[column], f"{at}:{number}", shades.get((at, column), ""))
            for number, column in enumerate(numbers, start=1)
        )
        body.append(f"<tr><th scope='row' class='pt-first'>{escape(str(record[first]))}</th>{line}</tr>")
    head = f"<th scope='col' class='pt-first'>{escape(first)}</th>"
    kinds = ["pt-num" if is_numeric_dtype(made[column]) else "" for column in numbers]
    head += "".join(
        f"<th scope='col' class='{kind}'>{escape(column)}</th>" for column, kind in zip(numbers, kinds, strict=True)
    )
    return (
        f"<div class='pt-frame pt-matrix'><table class='pt-table' role='grid' aria-label='{escape(name)}'>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(value: Any, place: str, style: str) -> str:
    """A cell that can be chosen; one of nothing (0, —) cannot."""
    if isinstance(value, str):
        return "<td>—</td>" if value in {"", "—"} else f"<td data-id='{place}'>{_text(value, MATRIX_TEXT)}</td>"
    if not value:
        return "<td class='pt-num'></td>"
    return f"<td class='pt-num' data-id='{place}' style='{escape(style)}'>{value:,}</td>"


def plain(made: pd.DataFrame, name: str) -> str:
    """A table to be read only."""
    head = "".join(_head(made[column], "", "") for column in made.columns)
    return _table(made, name, head, "".join(f"<tr>{line}</tr>" for line in _lines(made)), "table")


def _table(
    made: pd.DataFrame, name: str, head: str, body: str, role: str, given: Mapping[str, int] = MappingProxyType({})
) -> str:
    if role == "grid":  # its rows are reached by the keyboard
        widths = [given.get(column, WIDTHS.get(column, OTHER_WIDTH)) for column in made.columns]
        share = "".join(f"<col style='width:{width}px'>" for width in widths)
        opening = f"<div class='pt-frame'><table class='pt-table pt-fixed' style='min-width:{sum(widths)}px'"
    else:
        share = ""
        reach = f"tabindex='0' role='region' aria-label='{escape(name)}（可滚动）'"
        opening = f"<div class='pt-frame' {reach}><table class='pt-table'"
    return (
        f"{opening} role='{role}' aria-label='{escape(name)}'>{share and f'<colgroup>{share}</colgroup>'}"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(values: pd.Series, order: str, sorted_by: str) -> str:
    column = str(values.name)
    if not order:
        kind = " class='pt-num'" if column != CONFIDENCE and is_numeric_dtype(values) else ""
        return f"<th scope='col'{kind}>{escape(column)}</th>"
    state = " aria-sort='ascending'" if order == sorted_by else ""
    return (
        f"<th scope='col'{state}><button type='button' data-sort='{escape(order)}' title='按{escape(order)}排序'>"
        f"{escape(column)}</button></th>"
    )


def _lines(made: pd.DataFrame) -> list[str]:
    """The cells of each row."""
    writers = [
        (column, _writer(column), column != CONFIDENCE and is_numeric_dtype(made[column])) for column in made.columns
    ]
    return [
        "".join(
            f"<td data-title='{escape(column)}'{_cell_class(value, number=number)}>{write(value)}</td>"
            for (column, write, number), value in zip(writers, values, strict=True)
        )
        for values in made.itertuples(index=False, name=None)
    ]


def _cell_class(value: Any, *, number: bool) -> str:
    """A number stands at the right; a figure or name of few signs is kept on one line."""
    if number:
        return " class=pt-num"
    return " class=pt-short" if isinstance(value, str) and _SHORT.fullmatch(value) else ""


def _writer(column: str) -> Callable[[Any], str]:
    """How a column's values are written."""
    if column == CONFIDENCE:
        return _confidence
    if column == CATEGORY:
        return lambda word: f"<span class='pt-key {MARK_CLASSES[word]}'>{escape(word)}</span>"
    if column in BADGES:
        classes = BADGES[column]
        return lambda word: _badge(word, classes.get(word, _PLAIN)) if word else "—"
    most = 2 * max(WIDTHS.get(column, OTHER_WIDTH) // LINE_HEIGHT_WIDTH - 1, 2)
    return lambda value: _text(value, most)


def _text(value: Any, most: int) -> str:
    """A text or number; one that may need more than two lines says in its title what it is."""
    if value is None or value != value:  # noqa: PLR0124 an absent number is not equal to itself
        return "—"
    if not isinstance(value, str):
        return f"{value:,}"
    if len(value) <= most:
        return escape(value)
    return f"<div class='pt-two' title='{escape(value)}'>{escape(value)}</div>"


def _badge(word: str, kind: str, title: str = "") -> str:
    told = f" title='{escape(title)}'" if title else ""
    return f"<span class='pt-badge {kind}'{told}>{escape(word)}</span>"


def _confidence(value: float) -> str:
    """高 0.97, with what the band means in the title."""
    if value != value:  # noqa: PLR0124 absent
        return "—"
    band = band_word(value)
    return _badge(f"{band[0]} {value:.2f}", _BANDS[band[0]], f"{band}，{CONFIDENCE_NOTE}")
