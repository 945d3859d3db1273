"""The view that a reader has chosen: one immutable `Filter`, which is also a link's query string.

No Streamlit and no data here, so that exports and the command line use the same filter as the pages:

    chosen, problems = Filter.from_query("dept=省教育厅&due=2020年内")
    view = chosen.resolved(today)          # 统计截至: empty means today; every query needs it filled
    view.to_query()                        # 'dept=…&due=…&asof=2026-01-31', for links and exports
    view.describe()                        # '责任单位：省教育厅；时限：2020年内'
    view.narrowed(leads=("省财政厅",))      # what a click on a bar stands for

Every value is the word on the screen (app/wording.py). Values within a field are alternatives, fields must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from app.wording import (
    BANDS,
    CATEGORIES,
    FRAMES,
    LEVELS,
    NATURES,
    NO_DEPARTMENT,
    NO_YEAR,
    PARTS,
    RULES,
    STATES,
    Part,
    chinese_date,
    parse_limit,
)  # fmt: skip

LONGEST_NAMED = 60
"""Characters of a value that cannot be used, in the sentence that says so."""


@dataclass(frozen=True, slots=True)
class Field:
    """How a field of the filter is called: `name` in Python, `param` in links, `title` on the screen."""

    name: str
    param: str
    title: str


FIELDS: tuple[Field, ...] = (
    Field("documents", "doc", "文件"),
    Field("regions", "region", "地区"),
    Field("levels", "level", "层级"),
    Field("years", "year", "年份"),
    Field("departments", "dept", "责任单位"),
    Field("part", "part", "单位参与方式"),
    Field("limits", "due", "时限"),
    Field("themes", "theme", "任务领域"),
    Field("categories", "type", "目标类别"),
    Field("search", "q", "搜索"),
    Field("as_of", "asof", "统计截至"),
    Field("units", "unit", "计量单位"),
    Field("states", "state", "时限状态"),
    Field("frames", "frame", "段落性质"),
    Field("natures", "nature", "指标属性"),
    Field("confidences", "conf", "可信度"),
    Field("leads", "lead", "牵头或首列单位"),
    Field("supports", "support", "配合单位"),
    Field("partners", "with", "参与单位"),
    Field("tasks", "task", "任务序号"),
)
BY_NAME = {field.name: field for field in FIELDS}
BY_PARAM = {field.param: field for field in FIELDS}
LISTS = tuple(field.name for field in FIELDS if field.name not in {"part", "search", "as_of"})
TARGET_ONLY = ("limits", "categories", "units", "states", "natures", "confidences")
"""Fields that say something of a target and nothing of a task."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that a reader can take off again. `value` is None for a field that holds a single value."""

    field: str
    title: str
    label: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown. All fields empty: everything. `as_of` None: today, to be filled in by `resolved`."""

    departments: tuple[str, ...] = ()
    part: Part = "任一"
    limits: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    search: str = ""
    as_of: date | None = None
    documents: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    @classmethod
    def from_query(cls, query: str | Mapping[str, Iterable[str]]) -> tuple[Filter, tuple[str, ...]]:
        """The filter of a link's query, and a sentence in Chinese for each value that cannot be used.

        Parameters that are none of the filter's (a page's own, such as `id`) are passed over in silence. Whether a
        department, theme or unit occurs in the data is not known here: see `keep_known`.

        >>> Filter.from_query("?dept=省教育厅&due=明年&id=3")
        (Filter(departments=('省教育厅',), ...), ('链接中的时限“明年”无法识别，已忽略。',))
        """
        if isinstance(query, str):
            query = parse_qs(query.removeprefix("?"), keep_blank_values=False)
        values: dict[str, Any] = {}
        problems: list[str] = []
        for param, given in query.items():
            field = BY_PARAM.get(param)
            if field is None:
                continue
            kept = []
            for text in dict.fromkeys(given):
                value = _parse_value(field.name, text.strip())
                if value is None:
                    problems.append(f"链接中的{field.title}“{_cut(text)}”无法识别，已忽略。")
                else:
                    kept.append(value)
            if kept:
                values[field.name] = tuple(kept) if field.name in LISTS else kept[-1]
        return cls(**values), tuple(problems)

    def resolved(self, today: date) -> Filter:
        """The same view with 统计截至 filled in."""
        return self if self.as_of is not None else replace(self, as_of=today)

    def day(self) -> date:
        """统计截至; raises ValueError where it was never filled in."""
        if self.as_of is None:
            raise ValueError("the filter has no as-of date: call Filter.resolved(today) before querying")
        return self.as_of

    def to_params(self) -> list[tuple[str, str]]:
        """The filter as query parameters, defaults left out, in a fixed order."""
        params: list[tuple[str, str]] = []
        for field in FIELDS:
            value = getattr(self, field.name)
            if field.name in LISTS:
                params += [(field.param, item) for item in value]
            elif field.name == "as_of" and value is not None:
                params.append((field.param, value.isoformat()))
            elif field.name in {"part", "search"} and value != _DEFAULTS[field.name]:
                params.append((field.param, value))
        return params

    def to_query(self) -> str:
        """The query string of a link, percent-encoded; "" for the default view."""
        return urlencode(self.to_params(), quote_via=quote)

    def keep_known(self, known: Mapping[str, Collection[str]]) -> tuple[Filter, tuple[str, ...]]:
        """Drop list values that are not in `known` (field name → values); a sentence in Chinese for each.

        A field that `known` does not name is left as it is.
        """
        changed: dict[str, tuple[str, ...]] = {}
        problems: list[str] = []
        for name, allowed in known.items():
            values = getattr(self, name)
            missing = [value for value in values if value not in allowed]
            if missing:
                changed[name] = tuple(value for value in values if value in allowed)
                problems += [f"当前数据中没有{BY_NAME[name].title}“{_cut(value)}”，已忽略。" for value in missing]
        return replace(self, **changed), tuple(problems)  # type: ignore[arg-type]

    def narrowed(self, **clicked: tuple[str, ...]) -> Filter:
        """The view behind a bar, cell or card: what is chosen now, and what was clicked as well.

        A second department joins as 牵头或首列单位 or 配合单位 (`leads`, `supports`), so that it does not replace the
        one chosen. A clicked year keeps the months of that year which are chosen already.
        """
        changed = dict(clicked)
        if "limits" in clicked and self.limits:
            inside = tuple(word for word in self.limits if any(_within(word, outer) for outer in clicked["limits"]))
            changed["limits"] = inside or clicked["limits"]
        return replace(self, **changed)  # type: ignore[arg-type]

    def taking_part(self, department: str) -> Filter:
        """The view of what one department takes part in, in any part, beside a department that is chosen already."""
        if department == NO_DEPARTMENT or not self.departments:
            return replace(self, departments=(department,), part="任一")
        return replace(self, partners=(department,))

    def without(self, chip: Chip) -> Filter:
        """The view without one chip."""
        if chip.value is not None:
            rest = tuple(value for value in getattr(self, chip.field) if value != chip.value)
            return replace(self, **{chip.field: rest})  # type: ignore[arg-type]
        return replace(self, **{chip.field: _DEFAULTS[chip.field]})

    def chips(self) -> tuple[Chip, ...]:
        """Everything that differs from the default view, in the fields' order."""
        chips: list[Chip] = []
        for field in FIELDS:
            value = getattr(self, field.name)
            if field.name in LISTS:
                chips += [Chip(field.name, field.title, item, item) for item in value]
            elif field.name == "as_of" and value is not None:
                chips.append(Chip(field.name, field.title, chinese_date(value.isoformat())))
            elif (field.name == "part" and value != _DEFAULTS["part"] and self.departments) or (
                field.name == "search" and value
            ):
                chips.append(Chip(field.name, field.title, value))
        return tuple(chips)

    def describe(self) -> str:
        """The filter in words for slides and exports, without 统计截至; 全部 where nothing is chosen."""
        by_title: dict[str, list[str]] = {}
        for chip in self.chips():
            if chip.field != "as_of":
                by_title.setdefault(chip.title, []).append(chip.label)
        return "；".join(f"{title}：{'、'.join(labels)}" for title, labels in by_title.items()) or "全部"

    def goals(self) -> Filter:
        """The view's goals, without rules (政策标准), which have no state; a view of rules alone stays as it is."""
        wanted = tuple(name for name in self.categories or CATEGORIES if name != RULES)
        return replace(self, categories=wanted or self.categories)

    def of_any_theme(self) -> Filter:
        """The filter by which a task's targets are looked for: a theme takes a task whole, with targets of others."""
        return replace(self, themes=())

    def task_level(self) -> Filter:
        """The filter without what only a target can have (时限, 目标类别, 计量单位, 时限状态, 指标属性, 可信度)."""
        return replace(self, **dict.fromkeys(TARGET_ONLY, ()))  # type: ignore[arg-type]


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Filter)}


def _cut(text: str) -> str:
    """The beginning of a value that a link may have made endless."""
    return text if len(text) <= LONGEST_NAMED else f"{text[:LONGEST_NAMED]}…"


def _parse_value(name: str, text: str) -> Any:
    """The value of a field as a link writes it; None where it cannot be one."""
    if name == "as_of":
        return _parse_day(text)
    closed: dict[str, tuple[str, ...]] = {
        "part": PARTS, "categories": CATEGORIES, "states": STATES, "frames": FRAMES, "natures": NATURES,
        "confidences": tuple(BANDS), "levels": LEVELS,
    }  # fmt: skip
    if name in closed:
        return text if text in closed[name] else None
    if name == "limits":
        return text if parse_limit(text) is not None else None
    if name == "years":
        year = re.fullmatch(r"(\d{4})年?", text)
        return f"{year[1]}年" if year else text if text == NO_YEAR else None
    return text or None


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _within(word: str, outer: str) -> bool:
    """Does everything that falls under one time limit's word fall under the other's too?"""
    inner, whole = parse_limit(word), parse_limit(outer)
    if word == outer or inner is None or whole is None:
        return word == outer
    if whole.kind == "until":
        return inner.kind in {"by", "in", "span", "until"} and inner.due[:4] <= whole.due
    return whole.kind == "span" and inner.kind in {"by", "in", "span"} and inner.due.startswith(whole.due)
