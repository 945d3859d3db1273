"""The base over which a number repeats: `每人每年`, `单个企业`, `年产`, `每个设区的市`.

In: a sentence's tokens and the place of a number. Out: the words of the base and where they stand.
"""

from __future__ import annotations

import re

from etl.lexicon.tokens import Tokens, words_of
from etl.lexicon.words import markers_before, roles, trie_pattern
from etl.lexing.sentences import CLAUSE, PART

_GRANTS, _BASES = roles("grant"), roles("base")
_GRANTED, _HANDING = trie_pattern(_GRANTS["granted"]), trie_pattern(_GRANTS["handing"])
_EACH_ONE, _YEARLY = words_of("base", "each"), words_of("base", "yearly")
_CAP = trie_pattern([*(row.word for row in markers_before(far=True)), *_BASES["cap"]])
_MEASURE, _UNIT, _EACH, _WHO, _DEED, _RATE, _AMOUNT = (
    trie_pattern(_BASES[group]) for group in ("measure", "unit", "each", "single", "deed", "rate", "amount")
)
_SPAN = (  # 两月, 千名老人, 百户
    r"[两二三四五六七八九十百千万\d][^，。；、：每]{0,2}?"
    rf"(?:人口|[名人户](?:(?!家){trie_pattern(_BASES['people'])})*|{trie_pattern([*_BASES['time'], *_BASES['span']])}"
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
    rf"|(?<![上本同次税全今去跨当一届\d])(?P<yearly>年)度(?={_SUM}{_CAP})"
    rf"|按(?P<by_year>年)度?(?={_HANDING})"
    rf"|(?<![每\d])(?P<people>(?:十?万|千|百)(?:人口?|户))(?=[^，。；、\d]{{0,12}}{_RATE})"
    rf"|(?<![一-龥])各(?P<each>{_EACH})(?={trie_pattern(_BASES['after each'])})"
)

Repeat = tuple[str | None, tuple[int, int] | None]
"""The words of a base of repetition, and where they stand in the sentence."""


def find_repeat(tokens: Tokens, at: int, low: int) -> Repeat:
    """The base that stands before the number in its clause or in a clause of its own before it.

    `low` is where the number before it ends: the base stands behind that, or governs both (`每笔按30%给予最高5万元`).
    """
    text, window_start = tokens.text, tokens.behind_last(PART, at)
    window = text[window_start:at]
    if _MAY_REPEAT.search(window) and (run := _per_run(window)):
        begin, end = window_start + run[0].start(), window_start + run[-1].end()
        between = text[end:at]
        near = between.count("，") <= (1 if between.startswith("，") else 0)
        if (near and end >= low) or (end < low and _GRANTED_TOO.search(between)):
            return _per_words(run, window), (begin, end)
    each = tokens.ending(_EACH_ONE, at)
    if each and each.start > window_start and text[each.start - 1] == "一":
        return each.word, (each.start - 1, at)
    year = _yearly(tokens, max(low, tokens.behind_last(CLAUSE, at)), at)
    return (None, None) if year is None else ("年", (year, year + 1))


_YEAR_RATE = re.compile("年(?=[^，；。、度末底初内前份龄代月日均景]{1,5}(?:量|人次))")


def _yearly(tokens: Tokens, low: int, at: int) -> int | None:
    """Where the 年 of a rate stands: `年产20万吨`, `年处理量20万吨`."""
    word, rate = tokens.first(_YEARLY, low, at), _YEAR_RATE.search(tokens.text, low, at)
    places = [place for place in (word and word.start, rate and rate.start()) if place is not None]
    return next((place for place in sorted(places) if not _OF_A_YEAR.match(tokens.text, place - 1)), None)


_OF_A_YEAR = re.compile(r"[\d今去全明每上本当前]年")


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
