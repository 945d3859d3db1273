"""Dated deliverables: which dates of a sentence make a row of their own.

In: a sentence, its governing dates, its goals. Out: `Deadline`s; what is due then, `etl.naming.deliverables` says. Only
a sentence without a quantity or ratio goal has any; in one whose only numbers are rules, only a date whose own clause
names a deliverable.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.context import Setting
from etl.judging.governing import Due
from etl.lexicon.tokens import Tokens, words_of
from etl.lexing.dates import DateReading
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE, Sentence
from etl.offices.duties import ends_with_office
from etl.schema import Role

_DELIVERING = words_of("verb", "出台制定", "研究谋划", "启动推进", "建成完成")
_HOLDING, _VERBS = words_of("verb", "开展举办"), words_of("verb")
_HEADS = _VERBS | words_of("edge", "adverb", "manner", "modal")
_BEFORE_DATE, _TO_COME = words_of("due", "before date"), words_of("cue", "future")
_VALIDITY, _IN_FORCE = words_of("due", "validity", "term"), words_of("due", "in force")
_NO_DEED, _EXAM = words_of("due", "no deed"), words_of("due", "exam")
_LISTS, _BEGINNING = words_of("due", "list"), words_of("due", "beginning")
_TITLE_END = re.compile(r"关于.+的[^，。；的]{1,4}\s?$")


class Deadline(NamedTuple):
    """A date at which something falls due, and the words around it.

    `low:at` are the words of its clause before it, `end:high` those behind it, up to the clause of the next date.
    `valid`: it says how long something is valid, or when it comes into force.
    """

    due: Due
    mention: Mention
    date: DateReading
    role: Role
    low: int
    at: int
    end: int
    high: int
    valid: bool = False


def sort_deadline(due: str, kind: str) -> str:
    """The sort of a deadline, by which it is measured how often one is right: how it binds, how precise it is.

    >>> sort_deadline("2025-06", "by")
    'deadline by month'
    """
    return f"deadline {kind} {('year', 'month', 'day')[due.count('-')]}"


def find_deadlines(
    sentence: Sentence,
    setting: Setting,
    dues: list[Due],
    goals: list[Mention],
    numbers: list[Mention],
    past: list[bool],
) -> list[Deadline]:
    """The deadlines of a sentence, in order.

    `goals` are its numbers that are goals, `numbers` those that are goals or rules; `past` has one entry for each of
    its mentions.
    """
    if goals or not dues:
        return []
    was = {m.start: p for m, p in zip(sentence.mentions, past, strict=True)}
    return [
        dated
        for dated in _find_dated(sentence, dues, setting)
        if _is_deadline(dated, sentence, setting, bool(numbers), was[dated.mention.start])
    ]


def _find_dated(sentence: Sentence, dues: list[Due], setting: Setting) -> list[Deadline]:
    """The dates that are written as dates, with the words around them."""
    text, tokens, found = sentence.text, sentence.tokens, []
    written = [(due, due.mention, due.mention.date) for due in dues if due.mention and due.mention.date]
    earlier = 0
    for place, (due, mention, date) in enumerate(written):
        at, end = due.at - sentence.start, due.end - sentence.start
        last = place + 1 == len(written)
        following = len(text) if last else written[place + 1][0].at - sentence.start
        right = text[end:following].rstrip("。！？；，：、 \n")
        if not last:  # the next date's own clause begins before it
            cut = max(right.rfind("，"), right.rfind("；"))
            right = right[:cut] if cut > 0 else right
        low = tokens.behind_last(CLAUSE, at, earlier)
        dated = Deadline(due, mention, date, "goal", low, at, end, end + len(right))
        valid = _says_validity(dated, tokens)
        is_rule = date.yearly or setting.legal or valid
        found.append(dated._replace(role="rule" if is_rule else "goal", valid=valid))
        earlier = end
    return found


def _names_period(dated: Deadline, text: str) -> bool:
    """Whether a date only says of which years a text is: `“十五五”时期`, `行动计划（2023—2025年）`."""
    own = text[dated.at : dated.end]
    bracketed = text.endswith("（", dated.low, dated.at) and text.startswith("）", dated.end)
    in_title = dated.date.span and not dated.date.month and bracketed
    return in_title or (own.startswith(("“", "十")) and own.endswith(("时期", "期间")))


def _is_deadline(dated: Deadline, sentence: Sentence, setting: Setting, has_numbers: bool, past: bool) -> bool:
    """Whether something falls due at a date: it names a deed, is no condition, and is still to come."""
    due, text, tokens, end, high = dated.due, sentence.text, sentence.tokens, dated.end, dated.high
    conditional = text.endswith("的", end, min(tokens.first_of(CLAUSE, end), high))
    told = conditional or (past and due.kind == "in") or _names_period(dated, text) or _names_no_deed(tokens, end, high)
    of_rule = has_numbers and (due.kind == "from" or not _has_own_deed(dated, tokens))
    if told or of_rule or _leads_on(dated, tokens):
        return False
    if dated.valid or not _can_be_due(dated, tokens):
        return dated.valid
    if dated.role != "goal":
        return True
    over = bool(setting.year) and int(due.due[:4]) < (setting.year or 0)
    is_day = due.kind == "in" and due.due.count("-") == 2
    told = is_day and (due.due <= setting.published or (high == end and _signs(text[dated.low : dated.at])))
    long = dated.at - dated.low + high - end >= 6
    has_deed = long or tokens.has(_DELIVERING, dated.low, dated.at) or tokens.has(_DELIVERING, end, high)
    return has_deed and not over and not told and not _is_attached(dated, tokens)


def _leads_on(dated: Deadline, tokens: Tokens) -> bool:
    """Whether a clause only leads on to a list: `2025年工作重点是：`, `到2025年，力争实现：`."""
    text, end, high = tokens.text, dated.end, dated.high
    if not text.rstrip().endswith("："):
        return False
    listed = tokens.ending(_LISTS, high - text.endswith(("是", "为"), end, high)) is not None
    return listed or end < high == tokens.run_from(_HEADS, end + text.startswith("，", end))


def _is_attached(dated: Deadline, tokens: Tokens) -> bool:
    """Whether a date belongs to the noun behind it, the object of what stands before it: `制定2030年前碳达峰方案`.

    A further year of a list does, and what 了 or 对 stands before.
    """
    text, at = tokens.text, dated.at
    if tokens.starting(_VERBS, dated.end + text.startswith((" ", "，"), dated.end)):
        return False
    before = tokens.ending(_VERBS, at)
    listed = len(dated.due.due) == 4 and text.endswith(("和", "及", "与"), dated.low, at)
    return (
        listed or text.endswith(("了", "对"), dated.low, at) or (before is not None and before.word not in _BEFORE_DATE)
    )


def _can_be_due(dated: Deadline, tokens: Tokens) -> bool:
    """Whether words beside a date say that something shall be done; a bare day (`3月5日召开`) must be said to come.

    What begins at a date needs a verb behind it, and what is already done is not due.
    """
    text, low, end, high = tokens.text, dated.low, dated.end, dated.high
    if not _WORDS.search(text, low, dated.at) and not _WORDS.search(text, end, high):
        return False
    if text.startswith("已", end) or (dated.due.kind == "from" and not tokens.has(_VERBS, end, high)):
        return False
    is_day = dated.due.kind == "in" and dated.due.due.count("-") == 2
    return not is_day or tokens.has(_TO_COME, low, dated.at) or tokens.has(_TO_COME, end, high)


_WORDS = re.compile("[\u4e00-\u9fff]{2}")


def _names_no_deed(tokens: Tokens, at: int, high: int) -> bool:
    """Whether the words behind a date go on with it or with what it is of: `2025年和`, `6月底前公布的`."""
    text = tokens.text
    at += text.startswith((" ", "，"), at, high)
    if text.startswith(("及", "和", "、", "是", "的", "版", "届"), at, high):
        return True
    if text.startswith("为", at, high):
        return not tokens.has(_EXAM, at + 1, min(tokens.first_of(CLAUSE, at), high))
    at += text.startswith(("度", "起", "要"), at)
    return tokens.starting(_NO_DEED, at + 2 * text.startswith("公开", at)) is not None


def _has_own_deed(dated: Deadline, tokens: Tokens) -> bool:
    """Whether the date's own clause, the one behind it where there are words, names a deed."""
    text, at, high = tokens.text, dated.end, dated.high
    while at < high and text[at] in "，、 ":
        at += 1
    if at == high:
        at, high = dated.low, dated.at
    high = min(tokens.first_of(CLAUSE, at), high)
    held = tokens.starting(_HOLDING, at)
    return tokens.has(_DELIVERING, at, high) or (held is not None and held.end + 2 <= high)


def _signs(left: str) -> bool:
    """Whether a day stands behind who signs a paper, or behind its title."""
    return ends_with_office(left) or _TITLE_END.search(left) is not None


def _says_validity(dated: Deadline, tokens: Tokens) -> bool:
    """Whether a date says how long something is valid, or when it comes into force."""
    text, at, end = tokens.text, dated.at, dated.end
    while not (valid := tokens.ending(_VALIDITY, at)) and text.endswith(("限", "为", "自"), dated.low, at):
        at -= 1
    behind = end + text.startswith(" ", end)
    behind += text.startswith("起", behind)
    ends = text.startswith("止", behind) or tokens.starting(_IN_FORCE, behind)
    if ends or (valid and valid.start >= dated.low):
        return True
    begins = dated.date.kind == "from" and tokens.first(_IN_FORCE, end, tokens.first_of(CLAUSE, end))
    return bool(begins) and not tokens.has(_BEGINNING, end, begins.start if begins else end)
