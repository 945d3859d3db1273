"""The words that bind a number: bound, change, base of a ratio; over what it repeats, repeats.py says.

In: a sentence and one of its numbers. Out: a `Binding`. Adjacent marker words are read as one chain from the number to
the left (`力争达到不少于`); a bound may also stand before the verb (`至少建设一个`) or before a ratio's base
(`不低于…标准的1.6倍`). What a list shares is handed on in readings.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.repeats import find_repeat
from etl.lexicon.tokens import Group, Token, Tokens, group_of, signs, words_of
from etl.lexicon.words import markers_before
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE
from etl.schema import Change, Op

_OPS, _BOUNDS = group_of(markers_before()), group_of(markers_before(far=True))
_LIMITS = group_of(row for row in markers_before(far=True) if row.word.startswith("不"))
_CHANGES = words_of("change", "increase", "decrease")
_FAR_CHANGES, _FAR_INCREASES = words_of("change", "far increase", "far decrease"), words_of("change", "far increase")
_OF_QUALITY, _IMPROVING = words_of("change", "of quality"), words_of("change", "improving")
_VERBS = words_of("change", "verb")
_CHAIN = _OPS | words_of("change", "increase", "decrease") | words_of("edge", "filler", "reach")
_FALSE_ENDS, _SPLIT_WORDS = words_of("edge", "false end"), words_of("edge", "split word")
_AFTER_MOST, _BEFORE_VERB = words_of("base", "after most"), words_of("base", "before verb")
_DOING = words_of("verb") | words_of("edge", "adverb", "manner", "loose manner", "region")
"""Of what may stand between a bound and its number: `至少建设一个`."""

_WHOLE, _SHARE = words_of("base", "whole"), words_of("base", "share")
_OPENS_BASE, _LIMITS_WHOLE = _OPS | words_of("base", "before base") | _SHARE, _LIMITS | _SHARE
_MEMBER = signs("，。；、")
"""What ends a member of a list."""


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


def read_binding(tokens: Tokens, at: int, mention: Mention, low: int, low_number: int) -> Binding:
    """The binding of the number that stands at `at` in a sentence.

    `low` is the end of the mention before it, `low_number` that of the number before it.
    """
    text = tokens.text
    start = _chain_start(tokens, at, low)
    op, bound_word = _op(tokens, start, at)
    change = _change(tokens, start, at, mention)
    if mention.found == "halved":
        change = "decrease"
    elif change is None and not _last_change(tokens, start, at):
        of_noun = text.startswith("的", low_number)  # 新增营收超亿元的企业10家
        begin = tokens.behind_last(CLAUSE, at, 0 if of_noun else low_number)
        change = _far_change(tokens, begin, start, at, mention.unit_class)
    begin = tokens.behind_last(CLAUSE, at, low)
    per, per_span = find_repeat(tokens, at, low_number)
    shared = False
    gap_end = per_span[0] if per_span and per_span[1] == at else at  # 最高每月5000元
    if op is None and mention.op is None and (far := _far_bound(tokens, begin, gap_end, mention)):
        op, bound_word, start, shared = far.role, far.word, far.start, not text.endswith("的", begin, at)  # type: ignore[assignment]
    if per_span and per_span[1] == start:  # 调整为每月2070元
        start = _chain_start(tokens, per_span[0], min(low, per_span[0]))
        change = change or _change(tokens, start, per_span[0], mention)
    base = None
    if mention.unit_class == "ratio" and (
        opener := _base_opener(tokens, begin, at) or _base_opener(tokens, begin, start)
    ):
        base, opens = opener
        if opens.word == "控制在":
            start = opens.start
    return Binding(start, mention.op or op, change, per, per_span, base, shared, bound_word, _verb(tokens, start, at))


def _verb(tokens: Tokens, start: int, at: int) -> str | None:
    """The verb of reaching or changing among a number's marker words, without 到, 至 or 在: `提高到` → `提高`.

    Where they hold none, the verb of adding that stands before them in their list's member.
    """
    beside = tokens.last(_VERBS, start, at)
    far = beside or tokens.first(_FAR_INCREASES, tokens.behind_last(_MEMBER, start), start - 1)
    return far.word if far else None


def _chain_start(tokens: Tokens, at: int, low: int) -> int:
    """Where the chain of marker words that ends at `at` begins; `at` where there is none."""
    text, start, end = tokens.text, at, at
    while (token := tokens.ending(_CHAIN, end - text.endswith(" ", 0, end))) and token.start >= low:
        start = end = token.start
    if (
        (false := tokens.ending(_FALSE_ENDS, at))
        and false.start >= low
        and not tokens.has(_OPS, max(start, at - 4), at)
    ):
        return at
    split = tokens.ending(_SPLIT_WORDS, start + 1)
    if split and start < at and split.start == start - 1:  # 附近5公里: the chain took 近 alone
        start += 1
    return start


def _op(tokens: Tokens, start: int, at: int) -> tuple[Op | None, str]:
    """The bound that a chain says, and its word: the last one, but of `最高不超过` the first."""
    words = tokens.find(_OPS, start, at)
    if not words:
        return None, ""
    own = words[0] if words[0].role == words[-1].role else words[-1]
    return own.role, own.word  # type: ignore[return-value]


def _last_change(tokens: Tokens, start: int, at: int) -> Token | None:
    """The last word of change of a chain; that of a rate (`增速`) is none."""
    return next((t for t in reversed(tokens.find(_CHANGES, start, at)) if not _names_rate(tokens, t, "速幅率")), None)


def _names_rate(tokens: Tokens, token: Token, signs: str) -> bool:
    return tokens.text.startswith(tuple(signs), token.end)


def _change(tokens: Tokens, start: int, at: int, mention: Mention) -> Change | None:
    """The change that a chain says; `提高到` is a level, and what is counted is not itself raised (`提升床位`)."""
    last = _last_change(tokens, start, at)
    if not last or tokens.ending(_IMPROVING, start):  # 优化提升: no change of the number
        return None
    counted = mention.unit_class in ("count", "person") and mention.unit != "分"  # 提高3分
    if counted and last.word in _OF_QUALITY:
        return None
    to = last.end < at and tokens.text[last.end] in "到至为成"
    return "level" if to else last.role  # type: ignore[return-value]


def _far_change(tokens: Tokens, low: int, start: int, at: int, unit_class: str) -> Change | None:
    """The last verb of change before the chain, in the number's own part of the clause: `新增公办学位5000个`.

    What is lowered is no count (`降低收费标准50个`), and the number it is lowered to is a level (`降低成本至50元`).
    """
    words = tokens.find(_FAR_CHANGES, low, start)
    found = next((token for token in reversed(words) if not _names_rate(tokens, token, "值额期幅速")), None)
    if not found or tokens.text.startswith(("到", "至"), found.end, start):
        return None
    if found.role == "far increase":
        return "increase"
    reached = start < at and tokens.text[at - 1] in "到至为在达"
    if found.word in _OF_QUALITY and (unit_class in ("count", "person", "time") or reached):
        return None
    return "decrease"


def _far_bound(tokens: Tokens, low: int, at: int, mention: Mention) -> Token | None:
    """The last bound of the clause, where only a ratio's base or a verb stands between it and the number."""
    found = tokens.last(_BOUNDS, low, at)
    if not found:
        return None
    gap = tokens.text[found.end : at]
    of_whole = _ends_whole(tokens, found.end, at) and not _LISTS.search(gap) and found.word != "最低"  # not 最低工资
    across_base = mention.unit_class == "ratio" and (gap.endswith("的") or of_whole)
    across_verb = found.word in _BEFORE_VERB and tokens.run_to(_DOING, at, found.end) == found.end
    most = found.word.startswith("最") and gap and tokens.run_to(_AFTER_MOST, at, found.end) == found.end
    return found if across_base or across_verb or most or (found.word == "至少" and len(gap) <= 12) else None


_LISTS = re.compile(r"[、\d]")


def _ends_whole(tokens: Tokens, low: int, at: int) -> bool:
    """Whether what a share is of ends at a place: `不超过合同总额20%`."""
    whole = tokens.ending(_WHOLE, at)
    return whole is not None and whole.start >= low


def _base_opener(tokens: Tokens, low: int, end: int) -> tuple[str, Token] | None:
    """The base that a ratio is of where it ends at a place, and the word before it: `不低于标准的1.6倍`."""
    if tokens.text.endswith("的", low, end):
        found, end = _opener(tokens, _OPENS_BASE, low, end - 1), end - 1
    elif _ends_whole(tokens, low, end):
        found = _opener(tokens, _LIMITS_WHOLE, low, end)
    else:
        return None
    if not found:
        return None
    begin = tokens.behind_last(_LIMITS, end - 2, found[1])
    return tokens.text[begin:end].removeprefix("其").removeprefix("该"), found[0]


def _opener(tokens: Tokens, group: Group, low: int, end: int) -> tuple[Token, int] | None:
    """The first word of a group that opens what ends at a place, and where the run of words ends that it begins."""
    first = tokens.first(group, low, end - 2)
    if not first:
        return None
    begin = first.end
    while (token := tokens.starting(group, begin)) and token.end <= end - 2:
        begin = token.end
    return first, begin
