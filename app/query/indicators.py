"""Which indicators are the same, across the wordings of several documents: `read_measure` is the whole rule.

A name is reduced to what is measured (全省地区生产总值, GDP and 生产总值增速 are one), and stands beside what kind of
number it is: a level, a growth or a fall, over which period, in which unit. Two figures are of the same indicator where
all of these agree: 地区生产总值 that grows by 5% and 地区生产总值 that reaches 10万亿元 are two. The words are in
`indicator_words.tsv`:

    ahead, behind   taken off the front or the end of a name: 全省, 今年 · 全年, 目标; so is the document's own region
    growth, fall    taken off the end, since the kind of number says it: 增速, 涨幅 · 降幅; `as` 每年 for yearly means
    part            another wording of the same thing, wherever it stands: GDP, 规上
    same            another wording of the whole name: 粮食总产量 = 粮食产量
    empty           names that say nothing of what is measured

Pure, no data access.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from etl.schema import Change

SHORTEST = 2
"""Characters that a name keeps at least, whatever is taken off it."""
RATIOS = {"%", "‰", "个百分点", "百分点", "倍"}
RULE = (
    "同一指标：去掉“全省”“我市”“今年”等限定、本地区名称和“增速”“涨幅”等尾词，把简称和通称归为一个名称后，"
    "名称、数值性质（水平、增长、下降，当年或年均）和单位都相同的，视为同一指标；单位不同的分列，不放在同一坐标轴上。"
)
_WIDTHS = str.maketrans("（）％＆＋／", "()%&+/")
_SIGNS = re.compile(r"[\s“”\"'‘’《》]")
_SHARE = re.compile(r"(?P<of>.+?)占(?P<base>.*?)的?(?:比重|比例|比率|比)")
_PLACE = re.compile(r"(?<=..)(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区|特别行政区)$")


@dataclass(frozen=True, slots=True)
class Measure:
    """What two figures must agree in to be of one indicator. `per` None: not repeated. `unit` None: a bare number."""

    name: str
    change: Change
    per: str | None
    unit: str | None


def read_measure(
    indicator: str,
    unit: str | None,
    change: str | None,
    per: str | None = None,
    base: str | None = None,
    region: str | None = None,
) -> Measure | None:
    """What a figure measures; None where its name says nothing of it. `region`: the document's own.

    >>> read_measure("全省GDP增速", "%", "level")
    Measure(name='地区生产总值', change='increase', per=None, unit='%')
    >>> read_measure("地区生产总值", "元", "level").name, read_measure("方面工作", "个", "level")
    ('地区生产总值', None)
    """
    spelt, words = _strip(indicator, region)
    name = _reduce(spelt)
    if base and (share := re.fullmatch("(.+?)占?(?:比重|比例|占比)", name)) and "占" not in name:
        name = f"{share[1]}占{_reduce(base)}比重"
    name = _words("same").get(name, name)
    if name in _words("empty"):
        return None
    found: Change = "increase" if change == "increase" else "decrease" if change == "decrease" else "level"
    for kind, yearly in words:
        found = "increase" if kind == "growth" else "decrease"
        per = per or yearly or None
    if "新增" in name:
        found = "increase"
    return Measure(name, found, _period(per, indicator, found), unit)


def wording(indicator: str, region: str | None = None) -> str:
    """How a document names an indicator, without what says nothing of it: the words that a reader is shown.

    >>> wording("全市GDP增速"), wording("山东省粮食总产量", "山东")
    ('GDP', '粮食总产量')
    """
    return _strip(indicator, region)[0]


def label(measure: Measure, name: str) -> str:
    """A measure as readers are shown it, under one of its names; two measures of one name differ in what follows it.

    >>> label(Measure("地区生产总值", "increase", "年", "%"), "GDP")
    'GDP年均增长（%）'
    """
    ratio = measure.unit in RATIOS
    kind = ""
    if measure.change == "decrease":
        kind = "下降" if ratio else "减少"
    elif measure.change == "increase" and "新增" not in name:
        kind = "增长" if ratio else "增加"
    yearly = ratio and bool(kind) and measure.per == "年"
    per = f"，每{measure.per}" if measure.per and not yearly else ""
    return f"{name}{'年均' if yearly else ''}{kind}（{measure.unit or '无单位'}{per}）"


def _period(per: str | None, indicator: str, change: Change) -> str | None:
    """Over what a figure repeats: 每年 and 年 are one; a level whose name says 年均 is no repetition."""
    if per is None or (change == "level" and "年均" in indicator):
        return None
    return per.removeprefix("每")


@lru_cache(maxsize=1 << 15)
def _strip(indicator: str, region: str | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A name without the words ahead and behind it, and those of a change that stood at its end: kind, period."""
    name = "".join(indicator.split()).removesuffix("的")
    ahead, behind = _edges(region)
    found: list[tuple[str, str]] = []
    while True:
        folded = name.translate(_WIDTHS)  # one character to one: the name itself keeps its signs
        if cut := ahead.match(folded):
            rest = name[cut.end() :]
        elif cut := behind.search(folded):
            rest = name[: cut.start()].removesuffix("的")
        else:
            break
        if len(rest) < SHORTEST:
            break
        found += [(kind, _words(kind)[cut[0]]) for kind in ("growth", "fall") if cut[0] in _words(kind)]
        name = rest
    return name, tuple(found)


@lru_cache(maxsize=1 << 15)
def _reduce(name: str) -> str:
    """A name with the short forms in it spelt out, shares in one form."""
    name = _SIGNS.sub("", name.translate(_WIDTHS))
    parts = _words("part")
    known = _alternatives(parts)
    while (spelt := known.sub(lambda found: parts[found[0]], name)) != name:
        name = spelt
    share = _SHARE.fullmatch(name)
    if share and share["base"]:
        return f"{share['of']}占{share['base']}比重"
    return name


@cache
def _edges(region: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is taken off the front and the end of a name."""
    ahead = set(_words("ahead"))
    if region:
        bare = _PLACE.sub("", region)
        ahead |= {region, bare, *(f"{bare}{end}" for end in ("省", "市", "自治区"))}
    behind = [*_words("behind"), *_words("growth"), *_words("fall")]
    return _alternatives(ahead), re.compile(f"(?:{_alternatives(behind).pattern})$")


def _alternatives(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for many words, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))))


@cache
def _words(kind: str) -> dict[str, str]:
    """The table's words of one kind, with what each stands for."""
    return _table()[kind]


@cache
def _table() -> dict[str, dict[str, str]]:
    lines = Path(__file__).with_name("indicator_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for line in lines:
        kind, word, stands_for = line.split("\t")
        table[kind][word] = stands_for
    return table
