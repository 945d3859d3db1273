"""The words around a number: its governing verb, and the shortest noun phrase that says what it counts.

In: the text of a clause before and after a number. Out: plain strings. A head of adverbs, modals and verbs is taken off
the left (heads.py), reaching and changing words off its end; to the right a phrase runs to the clause's end, over `、`
where no number follows. Where a number has no phrase of its own, the caller gives it its sibling's (indicators.py).
"""

from __future__ import annotations

import re

from etl.lexicon.tokens import Token, Tokens, group_of, read_tokens, signs, words_of
from etl.lexicon.words import cue, markers_before, trie_pattern
from etl.naming.heads import find_rank, strip_adverbs, strip_head
from etl.naming.verbs import FIRM, VERBS, makes

_TAILS, _REGIONS = words_of("edge", "reach", "tail", "tail sign"), words_of("edge", "region")
_LEVELS = words_of("edge", "level") | group_of(markers_before())
_FRAMING, _LATER, _NOUN_ENDS = (words_of("edge", role) for role in ("framing verb", "later verb", "noun end"))
_DONE_FOR = words_of("edge", "verb for", "firm verb")
_RIGHT_STOPS, _DOING = words_of("edge", "right stop"), words_of("edge", "doing")
_GENERIC, _OPEN_VERBS, _SPENDING = (
    words_of("edge", "generic noun"),
    words_of("edge", "open verb"),
    words_of("grant", "spending"),
)
_CLAUSE_ENDS, _LIST_ENDS = signs("，；。：！？\n"), signs("，；。")
BOUND = trie_pattern(["最高", *(row.word for row in markers_before(far=True) if row.word[0] == "不")])
"""A bound that stands before what it binds: 不低于, 最高."""


def left_phrase(left: str, reached: bool = False) -> tuple[str, str | None]:
    """The noun phrase that stands before a number, and its verb; empty where the clause holds none.

    >>> left_phrase("组织退休职工体检")
    ('退休职工体检', '组织')
    >>> left_phrase("垃圾回收利用率达到")
    ('垃圾回收利用率', None)
    """
    text = _without_frame(left)
    if for_whom := _done_for(text):
        whom, rest = for_whom
        rest, verb = strip_head(rest)
        return (whom + rest if rest else whom), verb
    if text.startswith(_FRONTED) and text[1:2] not in ("", "期", "外", "于", "军", "来"):
        text = text[1:]
    if (
        reached and "，" not in text and not read_tokens(text).has(_FRAMING)
    ):  # 接待游客增长15%: the subject keeps its verb
        return trim(strip_adverbs(text)), None
    text, verb = strip_head(text)
    if firm := _firm_inside(read_tokens(text), 1 if makes(verb) else 0):
        if firm.end < len(text) and text[firm.end] not in "或和及与、":
            verb, text = firm.word, text[firm.end :].removeprefix("了")
        elif firm.end == len(text) and firm.start:
            text = _without_tail(text[: firm.start])
    at = text.rfind("、") + 1
    if at and (later := read_tokens(text).starting(_LATER, at)) and later.end < len(text):
        verb, text = later.word, text[later.end :]
    names_region = read_tokens(text).run_from(_REGIONS, 0) == len(text)
    return ("" if names_region else trim(text)), verb


def _firm_inside(tokens: Tokens, low: int) -> Token | None:
    """The last verb inside a phrase that is no part of a noun."""
    found = reversed(tokens.find(FIRM, low))
    return next((firm for firm in found if not tokens.starting(_NOUN_ENDS, firm.end)), None)


def _done_for(text: str) -> tuple[str, str] | None:
    """For whom something is done, and what: `为企业办理…`; None where a text says none."""
    at = len(text) - len(text.lstrip(" \t，并、"))
    if not text.startswith(("对", "为", "向", "给"), at) or text.startswith(("外", "于", "民", "了"), at + 1):
        return None
    tokens = read_tokens(text)
    done = tokens.first(_DONE_FOR, at + 3, tokens.first_of(_LIST_ENDS, at + 1))
    return (text[at + 1 : done.start], text[done.start :]) if done else None


def _without_frame(left: str) -> str:
    """A clause's text without what frames its noun: old values, bases, levels, reaching words at its end."""
    text = left
    if "从" in text or "由" in text:
        text = _FROM.sub("", text)
    if "基础上" in text or "   " in text:
        text = _ON_BASE.sub("", text)
    if rank := find_rank(read_tokens(text), len(text)):
        text = text[: rank.start].removesuffix("力争")
    if (level := find_level(text, 2)) is not None:
        text = text[:level]
    text = _without_tail(text)
    spent = read_tokens(text).ending(_SPENDING, len(text))
    return text[: spent.start] if spent and spent.start else text


def find_level(text: str, low: int = 0) -> int | None:
    """Where the level begins that ends a clause, from a place on: `控制在全国平均水平的`; None where none does."""
    end = len(text.rstrip()) - 1
    level = read_tokens(text).first(_LEVELS, low, end - 2) if text.endswith("的", 0, end + 1) else None
    return level.start if level else None


def _without_tail(text: str) -> str:
    """A clause's text without the reaching words at its end."""
    tokens, at = read_tokens(text), len(text)
    while at and (text[at - 1].isspace() or tokens.ending(_TAILS, at)):
        tail = tokens.ending(_TAILS, at)
        at = tail.start if tail else at - 1
    return text[:at]


_FRONTED = ("为", "对", "向", "把", "将")
_FROM = re.compile(
    rf"(?:从|由)(?:每[^，；。]{{0,10}}|[亩户人生]均|(?:{cue('old value', 'edge')}|[，\s\d年末底]{{2,8}})的?)?\s*$"
)
_ON_BASE = re.compile(r"在[，\s\d年]*的?基础上.*$|(?:比|较|以)\s{3,}")


def right_phrase(right: str, next_number: int | None, whole: bool = False) -> str:
    """The noun phrase that follows a number; `next_number` is where the next number begins in `right`, or None.

    With `whole` the phrase keeps its own verb (`100%的集镇通光纤`).

    >>> right_phrase("高水平中职学校、10所左右高水平高职学校。", 8)
    '高水平中职学校'
    """
    if right.startswith("（") and (aside := _BRACKETED.match(right)):
        right, next_number = right[aside.end() :], None if next_number is None else next_number - aside.end()
        if next_number is not None and next_number < 0:
            return ""
    text = _OPENING.sub("", _to_clause_end(right, next_number))
    if not text or text[0] in "、，；。）为":
        return ""
    tokens = read_tokens(text)
    doing = tokens.first(_DOING, 2, len(text) - 2)
    if doing and len(text) - doing.end <= 20 and not tokens.has(_LIST_ENDS):
        return trim(text[: doing.start] + text[doing.end :])
    if not whole and (stop := _right_stop(tokens)):
        text = text[:stop]
    return "" if _TASKS.sub("", text) in VERBS else trim(text)


def _right_stop(tokens: Tokens) -> int:
    """Where the noun behind a number ends and what is said of it begins; 0 where nothing is."""
    word, level = tokens.first(_RIGHT_STOPS, 2), _IS_NUMBER.search(tokens.text, 2)
    ends = [(word.start, word.end)] if word else []
    start, end = min([*ends, level.span()] if level else ends, default=(0, 0))
    return 0 if "的" in tokens.text[end:] else start


_IS_NUMBER = re.compile(r"为\d")
_BRACKETED = re.compile("（[^（）]*）?")
_OPENING = re.compile(r"^(?:[\s的以及]|上(?![市海山街]))*(?:或多[名个所家])?")
_TASKS = re.compile(r"的?(?:任务|工作)$")


def _to_clause_end(right: str, next_number: int | None) -> str:
    """The text up to the end of its clause; where the next number stands in it, up to the last `、` before that."""
    text = right if next_number is None else right[:next_number]
    stop = read_tokens(text).first_of(_CLAUSE_ENDS, 0)
    if stop < len(text) or next_number is None:
        return text[:stop]
    cut = max(text.rfind("、"), text.rfind("和"), text.rfind("及"), text.rfind("（"))
    if cut < 0:
        return text
    after, _ = strip_head(text[cut + 1 :])
    return text[:cut] if not after or cut == 0 else text[: max(text.find("、"), 0) or cut]


def trim(phrase: str) -> str:
    """The phrase without spaces, dangling brackets, connectives and quotes."""
    phrase = phrase.replace(" ", "").replace("｜", "")
    if "（" in phrase:
        phrase = _ASIDE.sub("", phrase)
    if phrase.startswith(("和美", "和谐", "和平", "和睦")):
        return phrase.rstrip("、，；：—-及和与并的“")
    phrase = phrase.strip("、，；：—-及和与并的").rstrip("“").lstrip("”")
    for opening, closing in ("（）", "“”"):
        surplus = phrase.count(opening) - phrase.count(closing)
        if surplus > 0:
            cut = phrase.rfind(opening)
            phrase = phrase[:cut] + phrase[cut + 1 :] if cut < len(phrase) // 2 else phrase[:cut]
        elif surplus < 0:
            phrase = phrase.replace(closing, "")
    return phrase.strip("、，；：—-及和与")


_ASIDE = re.compile(r"（(?:以下简称|含|包括|不含)[^（）]*）")


def wants_object(phrase: str) -> bool:
    """Whether a phrase ends with a verb that wants an object, and so is no noun: `坚决守住`, `限期淘汰`."""
    return read_tokens(phrase).ending(_OPEN_VERBS, len(phrase)) is not None


def shorten(phrase: str) -> str:
    """A long phrase cut to its head: after 等, or after a 的 that closes a list of modifiers.

    >>> shorten("精通设备检修、责任心很强的青年高技能工匠")
    '青年高技能工匠'
    """
    if len(phrase) <= 16:
        return phrase
    listed = phrase.rfind("等")
    if 4 <= listed <= len(phrase) - 5 and "、" in phrase[:listed] and phrase[listed + 1] != "级":
        return phrase[listed + 1 :].removeprefix("各类")
    modified = phrase.rfind("的")
    if 4 <= modified <= len(phrase) - 5 and "、" in phrase[:modified]:
        return phrase[modified + 1 :]
    return phrase


def is_generic(phrase: str) -> bool:
    """Whether a phrase says nothing without its sibling's head: `面积`, `服务`, `总里程`."""
    return phrase in _GENERIC


def clause_before(text: str) -> str:
    """The noun of the last clause of a text; empty where the clause only leads on (`计划将`).

    >>> clause_before("稳定就业，培训产业工人")
    '产业工人'
    """
    clause = _CLAUSE_SIGNS.split(text)[-1].strip("｜、 ")
    return "" if clause.endswith(("将", "要", "拟", "应")) else left_phrase(clause)[0]


_CLAUSE_SIGNS = re.compile("[，；：。]")
