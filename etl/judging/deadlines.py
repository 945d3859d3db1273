"""Dated deliverables: which dates of a sentence make a row of their own, and what is due then.

In: a sentence, its governing dates, its goals. Out: `Deadline`s. Only a sentence without a quantity or ratio goal has
any; in one whose only numbers are rules, only a date whose own clause names a deliverable.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.judging.context import Setting
from etl.judging.governing import Due
from etl.lexicon.words import roles, trie_pattern
from etl.lexing.dates import DateReading
from etl.lexing.model import Mention
from etl.lexing.sentences import DUTY_BRACKET, Sentence
from etl.naming.phrases import is_generic, left_phrase, strip_head, trim
from etl.offices.duties import ends_with_office
from etl.schema import Role


class Deadline(NamedTuple):
    """A dated deliverable: its date, its indicator and the verb that opens it."""

    due: Due
    mention: Mention
    date: DateReading
    role: Role
    indicator: str
    action: str | None


def name_deliverable(text: str) -> tuple[str, str | None]:
    """What a task without a date in its text is to deliver, and its verb: the first clauses of its first sentence.

    >>> name_deliverable("制定乡村建设实施方案。抓好落实。")
    ('乡村建设实施方案', '制定')
    """
    first = next((sentence for sentence in _SENTENCES.split(text) if sentence.strip()), "")
    first = _LEADS_IN.sub("", first.strip()) or first
    indicator, action = _deliverable("", first, "")
    return indicator, action or _deed(first)


def sort_deadline(due: str, kind: str) -> str:
    """The sort of a deadline, by which it is measured how often one is right: how it binds, how precise it is.

    >>> sort_deadline("2025-06", "by")
    'deadline by month'
    """
    return f"deadline {kind} {('year', 'month', 'day')[due.count('-')]}"


class _Dated(NamedTuple):
    """A date of a sentence with the words of its clause before it and those after it, up to the next date."""

    due: Due
    mention: Mention
    date: DateReading
    left: str
    right: str


_VERBS, _DUE = roles("verb"), roles("due")
_TERMS, _IN_FORCE, _EXAM = (trie_pattern(_DUE[role]) for role in ("term", "in force", "exam"))
_VALIDITY = trie_pattern([*_DUE["validity"], *_DUE["term"]])
_DELIVERING = [*_VERBS["出台制定"], *_VERBS["研究谋划"], *_VERBS["启动推进"], *_VERBS["建成完成"]]
_OWN_DEED = re.compile(rf"[^，。；]{{0,10}}?{trie_pattern(_DELIVERING)}")
_DEEDS = re.compile(trie_pattern(_DELIVERING))
_HELD = re.compile(rf"{trie_pattern(_VERBS['开展举办'])}[^，。；]{{2,}}")
_NO_DEED = re.compile(
    rf"[\s，]?(?:[及和、是的版届]|为(?![^，。；]{{0,12}}{_EXAM})|[度起要]?(?:公开)?{trie_pattern(_DUE['no deed'])})"
)
_LISTS = re.compile(rf"{trie_pattern(_DUE['list'])}+[是为]?$")
_VALIDITY_LEFT = re.compile(rf"{_VALIDITY}+[限为自]*$")
_VALIDITY_RIGHT = re.compile(rf"\s?起?(?:{_IN_FORCE}|止)")
_VALID_FROM = re.compile(rf"(?!.{{0,4}}{trie_pattern(_DUE['beginning'])})[^，。]{{0,13}}{_IN_FORCE}")
_CONDITIONAL = re.compile(r"[^，。；]{0,40}的(?=，|；|$)")
_TITLE_END = re.compile(r"关于.+的[^，。；的]{1,4}\s?$")
_DUTY_AT_END = re.compile(rf"{DUTY_BRACKET}[。；]?$")
_SENTENCES = re.compile(r"[。！？；\n]")
_LEADS_IN = re.compile(rf"(?:[（(]?\d{{1,2}}[)）.．、]|[①-⑳])?\s?(?:{trie_pattern(_DUE['going by'])}[^，。；]*，)?")
"""What stands before the deed of a task: its number, what it goes by."""

_CLAUSES = re.compile(r"[，；：]")


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
    result = []
    for dated in _find_dated(sentence, dues):
        role = _role(dated, setting)
        if not _is_deadline(dated, sentence, role, setting, bool(numbers), was[dated.mention.start]):
            continue
        before = sentence.text[: dated.due.at - sentence.start]
        bracket = _DUTY_AT_END.search(sentence.text)
        if bracket is not None and bracket.start() < len(before):
            indicator, action = name_deliverable(sentence.text[: bracket.start()])
        else:
            indicator, action = _deliverable(dated.left, dated.right, before)
        if indicator:
            action = action or _deed(dated.right) or _deed(dated.left)
            result.append(Deadline(dated.due, dated.mention, dated.date, role, indicator, action))
    return result


def _find_dated(sentence: Sentence, dues: list[Due]) -> list[_Dated]:
    """The dates that are written as dates, with the words around them."""
    found = []
    written = [(due, due.mention, due.mention.date) for due in dues if due.mention and due.mention.date]
    for place, (due, mention, date) in enumerate(written):
        following = written[place + 1][0].at - sentence.start if place + 1 < len(written) else len(sentence.text)
        earlier = written[place - 1][0].end - sentence.start if place else 0
        left, right = _around(sentence.text, due, earlier, following, sentence.start)
        found.append(_Dated(due, mention, date, left, right))
    return found


def _around(text: str, due: Due, earlier: int, following: int, offset: int) -> tuple[str, str]:
    """The words of the date's clause before it, and those after it up to the next date."""
    at, end = due.at - offset, due.end - offset
    start = max([earlier, *(m.end() for m in _CLAUSES.finditer(text, earlier, at))])
    right = text[end:following].rstrip("。！？；，：、 \n")
    if following < len(text):  # the next date's own clause begins before it
        cut = max(right.rfind("，"), right.rfind("；"))
        right = right[:cut] if cut > 0 else right
    return text[start:at], right


def _names_period(dated: _Dated, sentence: Sentence) -> bool:
    """Whether a date only says of which years a text is: `“十五五”时期`, `行动计划（2023—2025年）`."""
    own = sentence.text[dated.mention.start - sentence.start : dated.mention.end - sentence.start]
    in_title = dated.date.span and not dated.date.month and dated.left.endswith("（") and dated.right.startswith("）")
    return in_title or (own.startswith(("“", "十")) and own.endswith(("时期", "期间")))


def _is_deadline(
    dated: _Dated, sentence: Sentence, role: Role, setting: Setting, has_numbers: bool, past: bool
) -> bool:
    """Whether something falls due at a date: it names a deed, is no condition, and is still to come."""
    due, left, right = dated.due, dated.left, dated.right
    if _names_period(dated, sentence):
        return False
    if _LISTS.search(right) and sentence.text.rstrip().endswith("："):
        return False
    if _NO_DEED.match(right) or _CONDITIONAL.match(right) or (past and due.kind == "in"):
        return False
    own = right.lstrip("，、 ").split("，")[0] if right.strip("，、 。") else left
    if has_numbers and (due.kind == "from" or not (_OWN_DEED.match(own) or _HELD.match(own))):
        return False
    if role != "goal":
        return True
    over = bool(setting.year) and int(due.due[:4]) < (setting.year or 0) and due.kind != "from"
    is_day = due.kind == "in" and due.due.count("-") == 2
    told = is_day and (due.due <= setting.published or (not right and _signs(left)))
    return not over and not told and (len(left + right) >= 6 or bool(_DEEDS.search(left + right)))


def _signs(left: str) -> bool:
    """Whether a day stands behind who signs a paper, or behind its title."""
    return ends_with_office(left) or _TITLE_END.search(left) is not None


def _role(dated: _Dated, setting: Setting) -> Role:
    """A rule where the date is of every year, or says how long something is valid."""
    left, right = dated.left, dated.right
    if dated.date.yearly or setting.legal or _VALIDITY_LEFT.search(left) or _VALIDITY_RIGHT.match(right):
        return "rule"
    return "rule" if dated.date.kind == "from" and _VALID_FROM.match(right) else "goal"


def _deed(right: str) -> str | None:
    """The first verb of the clause that names a deed."""
    clause = right.strip("，").split("，")[0]
    found = _DEEDS.search(clause)
    return found[0] if found else None


_TERM = re.compile(rf"({_VALIDITY}*{_TERMS})(?:[为自]|{_VALIDITY})*$")
_THIS_PAPER = re.compile(r"本[^，。自从\d]{1,6}")
_VAGUE = re.compile(trie_pattern(_DUE["vague"]))
_PAPER = re.compile(rf"(?:{_VAGUE.pattern})?{trie_pattern(_DUE['paper'])}")
_LEFT_END = re.compile(rf"(?>[，、并且要须将应于在请拟和至到]|{trie_pattern(_DUE['before date'])}|{_VALIDITY})+\s?$")
_BRACKETED = re.compile(r"^[（(][^（）()]*[）)]")
_IS = re.compile(r"^\s?为")
_FROM_NUMBER = re.compile(r"\d.*$")


def _deliverable(left: str, right: str, before: str) -> tuple[str, str | None]:
    """What is due, and its verb: the clause after the date with its subject from before it, over short clauses.

    Where neither names a thing (`其余工程预计10月底前完工`), the clause before does.
    """
    if term := _TERM.search(left):
        return _validity(term, left, before), None
    own_clause = bool(left.strip())
    left = _LEFT_END.sub("", left.strip())
    taken = _take_clauses(_IS.sub("", _BRACKETED.sub("", right)))
    body = "，".join(taken).strip(" ，、")
    rest, action = strip_head(body)
    subject = left_phrase(left)[0] if left and not left.startswith("请") else ""
    if not rest and (not subject or is_generic(subject)):
        clauses = _named_clauses(before)
        earlier = clauses[-2] if len(clauses) > 1 and own_clause else clauses[-1] if clauses else ""
        return trim(_FROM_NUMBER.sub("", left_phrase(earlier)[0] or subject) + body), action
    paper = rest.split("，")[0]
    if action and len(taken) > 1 and _PAPER.fullmatch(paper):
        return trim("，".join(taken[1:]) + ("的文件" if rest.startswith("文件") else paper)), action
    if subject:
        return trim(subject + (body if len(subject) < 30 else rest) if rest else left.strip("，、 ")), action
    named = action and len(rest) >= 3 and not _VAGUE.match(rest)
    return trim(rest if named else body), action


def _validity(term: re.Match[str], left: str, before: str) -> str:
    """What a stated end of validity is of: the words before it, this paper, or the clause before."""
    own = left[: term.start()].strip("，、 ")
    paper = _THIS_PAPER.match(before)
    clauses = _named_clauses(before)
    subject = own or (paper[0] if paper else left_phrase(clauses[-2])[0] if len(clauses) > 1 else "")
    return trim(subject + term[1])


def _named_clauses(text: str) -> list[str]:
    """The clauses of a text that hold words."""
    return [clause for clause in _CLAUSES.split(text) if clause.strip()]


def _take_clauses(right: str) -> list[str]:
    """The first clauses of what follows a date, until eight signs are taken."""
    taken: list[str] = []
    for clause in _PARTS.split(right):
        if clause.strip(" 、"):
            taken.append(clause)
            if sum(map(len, taken)) >= 8:
                break
    return taken


_PARTS = re.compile("[，；]")
