"""The words on the screen: time limits, states, departments' parts, dates, as every page and every export shows them.

Pure functions and closed lists, without Streamlit and without data. A time limit's word can be read back
(`parse_limit`), since the words themselves stand in the links: `?due=2020年6月底前`.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from etl.schema import RULE_TITLES, Category, Frame, Level, Nature

APP_TITLE = "政策目标数据看板"
UNDATED = "文件未注明时限"
FROM_DATE = "自…起实施"
SHORT_LIMITS = {UNDATED: "未注明", FROM_DATE: "自…起"}
"""Headers of narrow columns; the other limits stand as they are."""
NO_DEPARTMENT = "未注明责任单位"
NATION = "全国"
"""The region of a document of the state's own bodies."""
NO_YEAR, NO_REGION = "未注明年份", "未注明地区"
LEVELS: tuple[Level, ...] = get_args(Level)
COLLECTIVE = "集体称谓"
SOON_DAYS = 90
"""A goal that falls due within so many days after 统计截至 counts as 近期到期."""

CATEGORIES: tuple[Category, ...] = get_args(Category)
RULES: Category = "政策标准"
PAST, SOON, LATER = "文件时限已过（完成情况未录入）", f"近期到期（{SOON_DAYS}天内）", "未到时限"
STATES = (PAST, SOON, LATER, FROM_DATE, UNDATED)
STATE_RULE = (
    "状态只由文件时限与统计截至日推算，不代表完成情况：时限早于统计截至日的为“文件时限已过（完成情况未录入）”；"
    f"自统计截至日起{SOON_DAYS}天内到期的为“近期到期”；更晚的为“未到时限”；“自…起”的不设到期；"
    "文件没有写明时限的单列；政策标准不设状态。"
)
FRAMES: tuple[Frame, ...] = get_args(Frame)
NATURES: tuple[Nature, ...] = get_args(Nature)
FRAME_BASIS = "由标题、引语和相邻段落判断"
FRAME_RULE = (
    f"段落性质{FRAME_BASIS}：回顾已做的工作为“回顾”，部署要做的工作为“部署”，写明适用标准的为“规定”，都不是的为“其他”。"
    "“回顾”段落中的数字属于已发生或现状，不计为目标。"
)
BANDS = {"高（≥0.95）": 0.95, "中（0.8–0.95）": 0.8, "低（<0.8）": 0.0}
"""The bands of 可信度 and where each begins, the highest first."""
CONFIDENCE_NOTE = "机器对判定的把握，不代表已校核"
Part = Literal["任一", "牵头·首列", "配合"]
PARTS: tuple[Part, ...] = get_args(Part)
MEASURED, QUALITATIVE = "含量化或时限要求", "定性"
UNCHECKED_NOTE, CHECKED_NOTE = "机器提取，未经校核", "已校核"
REVIEW_TITLES = {"machine": "机器提取", "checked": CHECKED_NOTE}

_UNTIL = "及以前"
_YEAR, _MONTH, _DAY = (re.compile(p) for p in (r"\d{4}", r"\d{4}-\d{2}", r"\d{4}-\d{2}-\d{2}"))
_LIMIT = re.compile(
    r"(?P<until>到)?(?P<year>\d{4})年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?(?P<tail>底前|前|内)?"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as filters name it. `due` is ISO text as in the table (`2020`, `2020-06`, `2020-06-30`).

    kind: `by` and `in` as in the table · `from` and `none` are whole groups, with `due` "" · `span` is everything that
    falls due in the year or month `due`, whatever its kind · `until` everything that falls due in the year `due` or
    before.
    """

    kind: Literal["by", "in", "from", "none", "span", "until"]
    due: str = ""


def chinese_date(iso: str) -> str:
    """ISO text of any precision in Chinese.

    >>> chinese_date("2020-06"), chinese_date("2019-01-01"), chinese_date("2020")
    ('2020年6月', '2019年1月1日', '2020年')
    """
    parts = [int(part) for part in iso.split("-")]
    return "".join(f"{number}{word}" for number, word in zip(parts, "年月日", strict=False))


def review_word(checked: int, targets: int) -> str:
    """How far people have checked so many targets, as every page, chart and file says it.

    >>> review_word(0, 31), review_word(3, 31), review_word(31, 31)
    ('机器提取，未经校核', '机器提取，31项中已校核3项', '已校核')
    """
    if not checked:
        return UNCHECKED_NOTE
    return CHECKED_NOTE if checked == targets else f"机器提取，{targets:,}项中已校核{checked:,}项"


def limit_word(due: str | None, due_kind: str | None) -> str:
    """How a reader is shown a time limit.

    >>> limit_word("2020-06", "by"), limit_word("2020", "in"), limit_word("2022", "by")
    ('2020年6月底前', '2020年内', '到2022年')
    >>> limit_word("2019-01-01", "from"), limit_word(None, None)
    ('自2019年1月1日起', '文件未注明时限')
    """
    if not due:
        return UNDATED
    day = chinese_date(due)
    if due_kind == "from":
        return f"自{day}起"
    if due_kind == "in":
        return day if _DAY.fullmatch(due) else f"{day}内"
    if _YEAR.fullmatch(due):
        return f"到{day}"
    return f"{day}底前" if _MONTH.fullmatch(due) else f"{day}前"


def span_word(due: str) -> str:
    """The word for all that falls due in a year or month.

    >>> span_word("2020"), span_word("2020-06")
    ('2020年', '2020年6月')
    """
    return chinese_date(due)


def until_word(year: str) -> str:
    """The word for all that falls due in a year or before.

    >>> until_word("2018"), parse_limit("2018年及以前")
    ('2018年及以前', Limit(kind='until', due='2018'))
    """
    return f"{year}年{_UNTIL}"


def limit_among(words: Collection[str], due: str | None, due_kind: str | None) -> str:
    """Under which of the words a time limit falls: its own where it is there, else its year, else `…年及以前`.

    >>> limit_among(["2018年及以前", "2019年"], "2019-06", "by"), limit_among(["2018年及以前"], "2010", "in")
    ('2019年', '2018年及以前')
    """
    word = limit_word(due, due_kind)
    if not due or word in words:
        return word
    if due_kind == "from":
        return FROM_DATE
    year = span_word(due[:4])
    return year if year in words else next((word for word in words if word.endswith(_UNTIL)), year)


def parse_limit(word: str) -> Limit | None:
    """Read a time limit's word back; None where it is none.

    >>> parse_limit("2020年6月底前"), parse_limit("到2022年"), parse_limit("2020年")
    (Limit(kind='by', due='2020-06'), Limit(kind='by', due='2022'), Limit(kind='span', due='2020'))
    >>> parse_limit("自…起实施"), parse_limit("明年")
    (Limit(kind='from', due=''), None)
    """
    if word == UNDATED:
        return Limit("none")
    if word == FROM_DATE:
        return Limit("from")
    if word.endswith(_UNTIL) and _YEAR.fullmatch(word.removesuffix(f"年{_UNTIL}")):
        return Limit("until", word[:4])
    found = _LIMIT.fullmatch(word)
    if found is None:
        return None
    iso = found["year"] + "".join(f"-{int(found[part]):02d}" for part in ("month", "day") if found[part])
    shape = (bool(found["until"]), iso.count("-"), found["tail"])
    kinds: dict[tuple[bool, int, str | None], Limit] = {
        (True, 0, None): Limit("by", iso),
        (False, 1, "底前"): Limit("by", iso),
        (False, 2, "前"): Limit("by", iso),
        (False, 0, "内"): Limit("in", iso),
        (False, 1, "内"): Limit("in", iso),
        (False, 2, None): Limit("in", iso),
        (False, 0, None): Limit("span", iso),
        (False, 1, None): Limit("span", iso),
    }
    return kinds.get(shape)


def last_day(iso: str) -> date:
    """The last day of a year, month or day.

    >>> last_day("2020-06")
    datetime.date(2020, 6, 30)
    """
    parts = [int(part) for part in iso.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def task_word(task_no: str) -> str:
    """How a task is named beside its document: by its number, or by the label that it has in prose.

    >>> task_word("12"), task_word("第1段"), task_word("一/（二）")
    ('第12项', '第1段', '一/（二）')
    """
    return f"第{task_no}项" if task_no.isdecimal() else task_no


def lead_title(bases: Iterable[str | None]) -> str:
    """What a list's first department is called: 牵头单位 only where the text says so.

    >>> lead_title(["first"]), lead_title(["stated"]), lead_title(["first,stated"])
    ('首列单位', '牵头单位（文件明确）', '牵头或首列单位')
    """
    known = {word for basis in bases if basis for word in basis.split(",")}
    if known == {"stated"}:
        return "牵头单位（文件明确）"
    return "牵头或首列单位" if "stated" in known else "首列单位"


def shown_confidence(confidence: float) -> float:
    """A confidence to two places, never rounded up: what is shown lies in the same band, and 1 is 1 alone.

    >>> shown_confidence(0.949), shown_confidence(0.999), shown_confidence(1.0)
    (0.94, 0.99, 1.0)
    """
    return math.floor(round(confidence * 100, 4)) / 100


def band_word(confidence: float) -> str:
    """The band of a confidence.

    >>> band_word(0.95), band_word(0.949), band_word(0.1)
    ('高（≥0.95）', '中（0.8–0.95）', '低（<0.8）')
    """
    return next(word for word, least in BANDS.items() if round(confidence, 6) >= least)


def rule_title(rule: str) -> str:
    """The Chinese name of the rule that claimed a number."""
    return RULE_TITLES.get(rule, rule)
