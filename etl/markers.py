"""The words that bind a number: bound, change, base of repetition, base of a ratio.

In: a sentence and one of its numbers. Out: a `Binding`. Adjacent marker words are read as one chain from the number to
the left (`力争达到不少于`); a bound may also stand before the verb (`至少建设一个`) or before a ratio's base
(`不低于…标准的1.6倍`). What a list shares is handed on in readings.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.model import Mention
from etl.phrases import strip_head
from etl.schema import Change, Op
from etl.words import backwards_pattern, read_table, trie_pattern, words_by_class

_MARKERS = read_table("markers")
_OPS: dict[str, Op] = {marker: op for marker, side, op, _ in _MARKERS if side != "right"}  # type: ignore[misc]
_CHANGE_WORDS, _EDGES, _BASES = words_by_class("changes"), words_by_class("edges"), words_by_class("bases")
_CHANGES: dict[str, Change] = {
    **dict.fromkeys(_CHANGE_WORDS["increase"], "increase"),
    **dict.fromkeys(_CHANGE_WORDS["decrease"], "decrease"),
}
_CHAIN = re.compile(rf"\s?(?:{backwards_pattern([*_OPS, *_CHANGES, *_EDGES['filler'], *_EDGES['reach']])}\s?)+")
_FALSE_ENDS = re.compile(f"{backwards_pattern(_EDGES['false end'])}")
_SPLIT_WORDS = frozenset(_EDGES["split word"])
_OP_WORD = re.compile(trie_pattern(_OPS))
_CHANGE_WORD = re.compile(trie_pattern(_CHANGES) + r"(?![速幅率])(?P<to>到|至|为|成)?")
_GAP_OP = re.compile(trie_pattern(marker for marker, side, _, _ in _MARKERS if side == "far left"))
_BEFORE_VERB = frozenset(["至少", "不少于", "最多", "最高", "最长"])
_FAR_DECREASE = frozenset(["压减", "削减", "核减", "下调", "下浮", "减少", "缩减"])
_FAR_CHANGE = re.compile(r"新增加?|增加(?!值|额)|增设|净增|增挂|扩增|" + "|".join(sorted(_FAR_DECREASE)))
_MEASURE, _UNIT, _EACH = (trie_pattern(_BASES[group]) for group in ("measure", "unit", "each"))
_SPAN = (  # 两月, 千名老人, 百户
    r"[两二三四五六七八九十百千万\d][^，。；、：每]{0,2}?"
    r"(?:人口|(?:名|人|户)(?:常住|失能)?(?:老年?人口?|居民|农民|学生|儿童|职工|群众|婴幼儿|从业人员)?"
    r"|年|月|周|日|天|季度|小时|平方公里|公里|亩|亿?元[^，。；、\d]{2,8}?(?=发明|专利|能耗|用水|拥有))"
)
_NOUN = (  # 设区的市, 企业: up to what the number does to it
    r"(?!最高|最多|最低|不|给予|补|奖|按|至少|一次性|发放)(?:[A-Za-z]+|[\u4e00-\u9fff（、）“”])[^，。；：每\d]{0,14}?"
    r"(?=，|每|至少|不|最高|最多|最低|年|月|奖|补|给予|一次性|发放|建|配|培|打造|资助|总计|按|可|均|要|应"
    r"|[\d一二两三四五六七八九十百千万])"
)
_AFTER_EACH = r"每年|至少|不少于|建成|建设|打造|培育|创建|确定|选|新建|完成|组建|设立|开展"
_PER = re.compile(
    rf"(?:每(?:一)?(?P<span>{_SPAN})|每(?:一)?{_MEASURE}(?P<noun>{_NOUN})"
    rf"|每(?:一)?(?P<unit>{_UNIT})(?![\u4e00-\u9fff]?都)"
    rf"|每(?P<bare>{_MEASURE})(?=\d|最高|不超过|补|奖|给))"
    rf"|(?<![一-龥])各(?P<each>{_EACH})(?={_AFTER_EACH})"
)
_PER_HEAD = re.compile(rf"^(?:每(?:一)?|各)(?:{_MEASURE}(?=[^每]))?")
_YEAR_RATE = re.compile(
    r"(?<![\d今去全明每上本当前])年(?:均|培训|接待|服务(?!业)|开展|演出|供气|出栏|育肥|阅读|处理能力|加工能力|接种"
    r"|(?=[^，；。、度末底初内前份龄代月日均]{1,5}(?:量|人次)))"
)
_ONE_EACH = re.compile(r"一(村|镇|乡镇|乡|县|市|区|校|园|社区|企|院|街道|户)$")
_BASE = re.compile(
    r"(?:控制在|不低于|不少于|不超过|不高于|不得低于|不得超过|最高可?达?到?|按照?|占|达到?|为|相当于|超过|提取|低于|高于"
    r"|可达到?|完成|实现)+(?P<base>[^，。；]{2,40})的$"
)
_STOPS = re.compile("[，；：。！？\n]")
_FULL_STOPS = re.compile("[；。：！？\n]")


class Binding(NamedTuple):
    """How a number binds. `start` is where its own marker words begin; offsets are in the sentence.

    `shared_op` marks a bound that stood before the verb and binds its list; `own_change` tells whether the change was
    said of this number itself; `per_span` is where the words of `per` stand.
    """

    start: int
    op: Op | None
    change: Change | None
    per: str | None
    per_span: tuple[int, int] | None
    base: str | None
    shared_op: bool
    bound_word: str
    verb: str | None


def read_binding(text: str, backwards: str, at: int, mention: Mention, low: int, low_number: int) -> Binding:
    """The binding of the number that stands at `at` in the sentence `text`.

    `backwards` is the sentence reversed, `low` the end of the mention before it, `low_number` that of the number before
    it.
    """
    start = _chain_start(text, backwards, at, low)
    chain = text[start:at]
    op, bound_word = _op(chain)
    improved = text.endswith(("改造", "完善", "巩固", "优化"), 0, start)  # 优化提升: no change of the number
    change = _change(chain, mention.unit_class) if chain and not improved else None
    if change is None and not (chain and _CHANGE_WORD.search(chain)):
        change = _far_change(text[last_stop(backwards, low_number, at) : start])
    clause_start = last_stop(backwards, low, at)
    clause = text[clause_start:at]
    shared = False
    if op is None and mention.op is None and (gap := _gap_op(clause, mention)):
        op, bound_word, start, shared = _OPS[gap[0]], gap[0], clause_start + gap.start(), not clause.endswith("的")
    per, per_span = _per(text, backwards, at, low)
    if per_span and per_span[1] == start:  # 调整为每月2070元
        start = _chain_start(text, backwards, per_span[0], min(low, per_span[0]))
        change = change or _change(text[start : per_span[0]], mention.unit_class)
    base = None
    if mention.unit_class == "ratio" and (found := _BASE.search(clause)):
        base = found["base"].removeprefix("其").removeprefix("该")
        if clause.startswith("控制在", found.start()):
            start = clause_start + found.start()
    verb = _verb(text, start, at)
    return Binding(start, mention.op or op, change, per, per_span, base, shared, bound_word, verb)


_VERB = re.compile(trie_pattern(_CHANGE_WORDS["verb"]))
_FAR_VERB = re.compile(r"(新增|净增|增设|增加)[^，；。、]{1,14}$")


def _verb(text: str, start: int, at: int) -> str | None:
    """The verb of reaching or changing among a number's marker words, without 到, 至 or 在: `提高到` → `提高`.

    Where they hold none, one of adding that stands up to 14 signs before them.
    """
    if start < at and (beside := _last(_VERB, text[start:at])):
        return beside[0]
    far = _FAR_VERB.search(text, max(0, start - 16), start)
    return far[1] if far else None


def last_stop(backwards: str, low: int, at: int) -> int:
    """Where the clause that holds `at` begins: after the last stop in `text[low:at]`, else `low`.

    `backwards` is the text reversed, so that one search from the number to the left finds it.
    """
    size = len(backwards)
    found = _STOPS.search(backwards, size - at, size - low)
    return size - found.start() if found else low


def _chain_start(text: str, backwards: str, at: int, low: int) -> int:
    """Where the chain of marker words that ends at `at` begins; `at` where there is none."""
    size = len(text)
    found = _CHAIN.match(backwards, size - at)
    if not found:
        return at
    start = max(low, at - len(found[0]))
    if _FALSE_ENDS.match(backwards, size - at, size - max(low, at - 3)) and not _OP_WORD.search(text[start:at][-4:]):
        return at
    if start and start < at and text[start - 1 : start + 1] in _SPLIT_WORDS:  # 附近5公里: the chain took 近 alone
        start += 1
    while start < at and text[start] == " ":
        start += 1
    return start


def _op(chain: str) -> tuple[Op | None, str]:
    """The bound that a chain says, and its word: the last one, but of `最高不超过` the first."""
    words = _OP_WORD.findall(chain) if chain else None
    if not words:
        return None, ""
    word = words[-1]
    if len(words) > 1 and words[0] in ("最高", "最长", "最多") and _OPS[word] == "<=":
        word = words[0]
    return _OPS[word], word


def _change(chain: str, unit_class: str) -> Change | None:
    """The change that a chain says; `提高到` is a level, and what is counted is not itself raised (`提升床位`)."""
    words = list(_CHANGE_WORD.finditer(chain))
    if not words:
        return None
    last = words[-1]
    if unit_class in ("count", "person") and last[0] in ("提升", "提高", "扩大", "降低", "压缩"):
        return None
    return "level" if last["to"] else _CHANGES[last[0]]


def _far_change(left: str) -> Change | None:
    """The last verb of change before the chain, in the number's own part of the clause: `新增公办学位5000个`."""
    found = _last(_FAR_CHANGE, left)
    if not found or left.startswith(("到", "至"), found.end()):
        return None
    return "decrease" if found[0] in _FAR_DECREASE else "increase"


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last place where a pattern is found."""
    found = None
    for found in pattern.finditer(text):  # noqa: B007 the last one is wanted
        pass
    return found


def _gap_op(clause: str, mention: Mention) -> re.Match[str] | None:
    """The last bound of the clause, where only a ratio's base or a verb stands between it and the number."""
    found = _last(_GAP_OP, clause)
    if not found:
        return None
    gap = clause[found.end() :]
    across_base = gap.endswith("的") and mention.unit_class == "ratio"
    across_verb = found[0] in _BEFORE_VERB and "、" not in gap and not strip_head(gap)[0]
    return found if across_base or across_verb or (found[0] == "至少" and len(gap) <= 12) else None


_Per = tuple[str | None, tuple[int, int] | None]
"""The words of a base of repetition, and where they stand in the sentence."""


def _per(text: str, backwards: str, at: int, low: int) -> _Per:
    """The base that stands before the number in its clause or in a clause of its own before it."""
    stop = _FULL_STOPS.search(backwards, len(text) - at)
    window_start = len(text) - stop.start() if stop else 0
    window = text[window_start:at]
    if "每" in window or "各" in window:
        found = _per_run(window)
        if found and window_start + found[1] >= low:
            begin, end = found
            between = window[end:]
            if between.count("，") <= (1 if between.startswith("，") else 0):
                return _per_words(window[begin:end]), (window_start + begin, window_start + end)
    if "一" in window and (one := _ONE_EACH.search(window)):
        return one[1], (window_start + one.start(), at)
    if "年" in window:
        clause_start = window_start + window.rfind("，") + 1
        rate = _YEAR_RATE.search(text[clause_start:at])
        if rate and clause_start + rate.start() >= low:
            begin = clause_start + rate.start()
            return "年", (begin, begin + 1)
    return None, None


def _per_run(window: str) -> tuple[int, int] | None:
    """Where the last bases of a window begin and end; `每人每年` is one."""
    found = [(place.start(), place.end()) for place in _PER.finditer(window)]
    if not found:
        return None
    begin, end = found.pop()
    while found and found[-1][1] >= begin - 1:
        begin = found.pop()[0]
    return begin, end


def _per_words(words: str) -> str:
    """`每人每年` → `人每年`; `每个设区的市` → `设区的市`."""
    return _PER_HEAD.sub("", words).strip("、 ")
