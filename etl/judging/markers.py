"""The words that bind a number: bound, change, base of repetition, base of a ratio.

In: a sentence and one of its numbers. Out: a `Binding`. Adjacent marker words are read as one chain from the number to
the left (`力争达到不少于`); a bound may also stand before the verb (`至少建设一个`) or before a ratio's base
(`不低于…标准的1.6倍`). What a list shares is handed on in readings.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon.words import backwards_pattern, cue, lexicon, roles, trie_pattern
from etl.lexing.model import Mention
from etl.naming.phrases import strip_head
from etl.schema import Change, Op

_MARKERS = lexicon("marker")
_OPS: dict[str, Op] = {row.word: row.role for row in _MARKERS if row.side != "right"}  # type: ignore[misc]
_GRANTS = roles("grant")
_GRANTED, _HANDING = trie_pattern(_GRANTS["granted"]), trie_pattern(_GRANTS["handing"])
_CHANGE_WORDS, _EDGES, _BASES = roles("change"), roles("edge"), roles("base")
_CHANGES: dict[str, Change] = {
    **dict.fromkeys(_CHANGE_WORDS["increase"], "increase"),
    **dict.fromkeys(_CHANGE_WORDS["decrease"], "decrease"),
}
_CHAIN = re.compile(rf"\s?(?:{backwards_pattern([*_OPS, *_CHANGES, *_EDGES['filler'], *_EDGES['reach']])}\s?)+")
_FALSE_ENDS = re.compile(f"{backwards_pattern(_EDGES['false end'])}")
_SPLIT_WORDS = frozenset(_EDGES["split word"])
_OP_WORD = re.compile(trie_pattern(_OPS))
_CHANGE_WORD = re.compile(trie_pattern(_CHANGES) + r"(?![速幅率])(?P<to>到|至|为|成)?")
_BOUNDS = [row.word for row in _MARKERS if row.side == "far left"]
_GAP_OP = re.compile(trie_pattern(_BOUNDS))
_AFTER_MOST = re.compile(rf"{trie_pattern(_BASES['after most'])}+")
_FAR_DECREASE = frozenset(_CHANGE_WORDS["far decrease"])
_FAR_CHANGE = re.compile(rf"{trie_pattern([*_CHANGE_WORDS['far increase'], *_FAR_DECREASE])}(?![值额期幅速])")
_BEFORE_VERB = frozenset(_BASES["before verb"])
_OF_QUALITY, _IMPROVING = frozenset(_CHANGE_WORDS["of quality"]), tuple(_CHANGE_WORDS["improving"])
_REACHED = re.compile(r"(?:到|至|为|在|达)$")
_MEASURE, _UNIT, _EACH, _WHO, _DEED, _RATE, _AMOUNT = (
    trie_pattern(_BASES[group]) for group in ("measure", "unit", "each", "single", "deed", "rate", "amount")
)
_SPAN = (  # 两月, 千名老人, 百户
    r"[两二三四五六七八九十百千万\d][^，。；、：每]{0,2}?"
    rf"(?:人口|[名人户](?:(?!家){trie_pattern(_BASES['people'])})*|{trie_pattern(_BASES['span'])}"
    rf"|亿?元[^，。；、\d]{{2,8}}?(?={_RATE}))"
)
_NOUN = (  # 设区的市, 企业: up to what the number does to it
    rf"(?!{_AMOUNT}|每)(?:[A-Za-z]+|[\u4e00-\u9fff（、）“”])[^，。；：每\d]{{0,14}}?"
    rf"(?=，|{trie_pattern(_BASES['noun end'])}|[\d一二两三四五六七八九十百千万])"
)
_SUM = rf"(?:[A-Z\u4e00-\u9fff]{{0,4}}{_GRANTED})?{trie_pattern(_BASES['total'])}*"
_PER = re.compile(
    rf"(?:每一?(?P<span>{_SPAN})|每{_DEED}[一1]{_MEASURE}(?P<done>{_NOUN})|每一?{_MEASURE}(?P<noun>{_NOUN})"
    rf"|每一?(?P<unit>{_UNIT})(?![\u4e00-\u9fff]?都)|每(?P<bare>{_MEASURE})(?=[\d每]|{_AMOUNT})"
    rf"|每(?P<order>单)(?![位元个项独])|每(?P<place>{_EACH})(?=[\d每]|{_AMOUNT}|{trie_pattern(_BASES['after each'])}))"
    rf"|(?<![名清订菜保简账接派])单(?:[个家户场笔件一项次]?(?P<single>{_WHO})"
    rf"|[个家一](?P<single_noun>{_NOUN})|(?P<single_unit>[个户家项次笔人场件](?![目冠位])))"
    rf"|(?<![上本同次税全今去跨当一届\d])(?P<yearly>年)度(?={_SUM}{trie_pattern([*_BOUNDS, *_BASES['cap']])})"
    rf"|按(?P<by_year>年)度?(?={_HANDING})"
    rf"|(?<![每\d])(?P<people>(?:十?万|千|百)(?:人口?|户))(?=[^，。；、\d]{{0,12}}{_RATE})"
    rf"|(?<![一-龥])各(?P<each>{_EACH})(?={trie_pattern(_BASES['after each'])})"
)
_YEAR_RATE = re.compile(
    rf"(?<![\d今去全明每上本当前])(?:{cue('yearly', 'base')}"
    r"|年(?=[^，；。、度末底初内前份龄代月日均景]{1,5}(?:量|人次)))"
)
_ONE_EACH = re.compile(rf"一({_EACH})$")
_WHOLE = trie_pattern(_BASES["whole"])
_LIMIT = trie_pattern(word for word in _BOUNDS if word.startswith("不"))
_BASE = re.compile(
    rf"{trie_pattern([*_OPS, *_BASES['before base'], *_BASES['share']])}+(?P<base>[^，。；]{{2,40}})的$"
    rf"|(?:{_LIMIT}|{trie_pattern(_BASES['share'])})+(?P<whole>[^，。；]{{0,20}}{_WHOLE})$"
)
_LIMITED = re.compile(rf".*{_LIMIT}(?=[^，。；]{{2}})")
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
    improved = text.endswith(_IMPROVING, 0, start)  # 优化提升: no change of the number
    change = _change(chain, mention) if chain and not improved else None
    if mention.found == "halved":
        change = "decrease"
    elif change is None and not (chain and _CHANGE_WORD.search(chain)):
        of_noun = text.startswith("的", low_number)  # 新增营收超亿元的企业10家
        left = text[last_stop(backwards, 0 if of_noun else low_number, at) : start]
        change = _far_change(left, chain, mention.unit_class)
    clause_start = last_stop(backwards, low, at)
    clause = text[clause_start:at]
    shared = False
    if op is None and mention.op is None and (gap := _gap_op(clause, mention)):
        op, bound_word, start, shared = _OPS[gap[0]], gap[0], clause_start + gap.start(), not clause.endswith("的")
    per, per_span = _per(text, backwards, at, low_number)
    if per_span and per_span[1] == start:  # 调整为每月2070元
        start = _chain_start(text, backwards, per_span[0], min(low, per_span[0]))
        change = change or _change(text[start : per_span[0]], mention)
    base = None
    if mention.unit_class == "ratio" and (found := _BASE.search(clause) or _BASE.search(text[clause_start:start])):
        base = _LIMITED.sub("", found["base"] or found["whole"]).removeprefix("其").removeprefix("该")
        if clause.startswith("控制在", found.start()):
            start = clause_start + found.start()
    verb = _verb(text, start, at)
    return Binding(start, mention.op or op, change, per, per_span, base, shared, bound_word, verb)


_VERB = re.compile(trie_pattern(_CHANGE_WORDS["verb"]))
_FAR_VERB = re.compile(rf"({trie_pattern(_CHANGE_WORDS['far increase'])})[^，；。、]{{1,14}}$")


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
    word = words[0] if _OPS[words[0]] == _OPS[words[-1]] else words[-1]
    return _OPS[word], word


def _change(chain: str, mention: Mention) -> Change | None:
    """The change that a chain says; `提高到` is a level, and what is counted is not itself raised (`提升床位`)."""
    words = list(_CHANGE_WORD.finditer(chain))
    if not words:
        return None
    last = words[-1]
    counted = mention.unit_class in ("count", "person") and mention.unit != "分"  # 提高3分
    if counted and last[0] in _OF_QUALITY:
        return None
    return "level" if last["to"] else _CHANGES[last[0]]


def _far_change(left: str, chain: str, unit_class: str) -> Change | None:
    """The last verb of change before the chain, in the number's own part of the clause: `新增公办学位5000个`.

    What is lowered is no count (`降低收费标准50个`), and the number it is lowered to is a level (`降低成本至50元`).
    """
    found = _last(_FAR_CHANGE, left)
    if not found or left.startswith(("到", "至"), found.end()):
        return None
    if found[0] not in _FAR_DECREASE:
        return "increase"
    if found[0] in _OF_QUALITY and (unit_class in ("count", "person", "time") or _REACHED.search(chain)):
        return None
    return "decrease"


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last place where a pattern is found."""
    found = None
    for found in pattern.finditer(text):  # noqa: B007 the last one is wanted
        pass
    return found


_OF_WHOLE = re.compile(rf"^[^，。；、\d]{{0,20}}{_WHOLE}$")


def _gap_op(clause: str, mention: Mention) -> re.Match[str] | None:
    """The last bound of the clause, where only a ratio's base or a verb stands between it and the number."""
    found = _last(_GAP_OP, clause)
    if not found:
        return None
    gap = clause[found.end() :]
    whole = found[0] != "最低" and _OF_WHOLE.search(gap) is not None  # not 最低工资
    across_base = mention.unit_class == "ratio" and (gap.endswith("的") or whole)
    across_verb = found[0] in _BEFORE_VERB and "、" not in gap and not strip_head(gap)[0]
    across_verb = across_verb or (found[0].startswith("最") and _AFTER_MOST.fullmatch(gap) is not None)
    return found if across_base or across_verb or (found[0] == "至少" and len(gap) <= 12) else None


_Per = tuple[str | None, tuple[int, int] | None]
"""The words of a base of repetition, and where they stand in the sentence."""


def _per(text: str, backwards: str, at: int, low: int) -> _Per:
    """The base that stands before the number in its clause or in a clause of its own before it.

    `low` is where the number before it ends: the base stands behind that, or governs both (`每笔按30%给予最高5万元`).
    """
    stop = _FULL_STOPS.search(backwards, len(text) - at)
    window_start = len(text) - stop.start() if stop else 0
    window = text[window_start:at]
    if _MAY_REPEAT.search(window) and (run := _per_run(window)):
        begin, end = window_start + run[0].start(), window_start + run[-1].end()
        between = text[end:at]
        near = between.count("，") <= (1 if between.startswith("，") else 0)
        if (near and end >= low) or (end < low and _GRANTED_TOO.search(between)):
            return _per_words(run, window), (begin, end)
    if "一" in window and (one := _ONE_EACH.search(window)):
        return one[1], (window_start + one.start(), at)
    if "年" in window:
        clause_start = window_start + window.rfind("，") + 1
        rate = _YEAR_RATE.search(text[clause_start:at])
        if rate and clause_start + rate.start() >= low:
            begin = clause_start + rate.start()
            return "年", (begin, begin + 1)
    return None, None


_MAY_REPEAT = re.compile("[每各单]|年度|按年|[万千百][人户]")
_GRANTED_TOO = re.compile(  # 每笔按合同额30%|给予最高5万元
    rf"^[^，。；\d]*\d[\d.]*%{trie_pattern(_GRANTS['after granted'])}*，?"
    rf"(?:{_HANDING}|{_GRANTED})[^，。；、\d]{{0,6}}$"
)


def _per_run(window: str) -> list[re.Match[str]]:
    """The last bases of a window that stand together; `每人每年` is one."""
    found = list(_PER.finditer(window))
    run = found[-1:]
    for earlier in reversed(found[:-1]):
        if window[earlier.end() : run[0].start()] not in ("", "、", " "):
            break
        run.insert(0, earlier)
    return run


_YEARLY_FOR = re.compile(r"每年(?:为|给|对|给予|向|支持)$")
_ALONE = re.compile(r"的(?P<noun>[\u4e00-\u9fff]{2,6})，$")


def _per_words(run: list[re.Match[str]], window: str) -> str:
    """`每人每年` → `人每年`; `每个设区的市` → `设区的市`; of `获奖的项目，每个` the noun before it.

    `每年为每家企业` is `企业每年`.
    """
    first = run[0]
    own = first[first.lastgroup or 0]
    if first.lastgroup == "bare" and (named := _ALONE.search(window, 0, first.start())):
        own = named["noun"]
    words = (own + window[first.end() : run[-1].end()]).strip("、 ")
    return words + "每年" if _YEARLY_FOR.search(window, 0, first.start()) else words
