"""What falls due at a date: the deliverable that a task or a clause names, and the verb that opens it.

In: a task's text, or the words around a date. Out: the indicator and the action of a deadline; empty where nothing is
named.
"""

from __future__ import annotations

import re

from etl.lexicon.words import roles, trie_pattern
from etl.naming.heads import strip_head
from etl.naming.phrases import is_generic, left_phrase, trim

_VERBS, _DUE = roles("verb"), roles("due")
_VALIDITY = trie_pattern([*_DUE["validity"], *_DUE["term"]])
_DEEDS = re.compile(
    trie_pattern(verb for group in ("出台制定", "研究谋划", "启动推进", "建成完成") for verb in _VERBS[group])
)
_SENTENCES = re.compile(r"[。！？；\n]")
_LEADS_IN = re.compile(rf"(?:[（(]?\d{{1,2}}[)）.．、]|[①-⑳])?\s?(?:{trie_pattern(_DUE['going by'])}[^，。；]*，)?")
"""What stands before the deed of a task: its number, what it goes by."""

_CLAUSES, _PARTS = re.compile(r"[，；：]"), re.compile("[，；]")


def name_deliverable(text: str) -> tuple[str, str | None]:
    """What a task without a date in its text is to deliver, and its verb: the first clauses of its first sentence.

    >>> name_deliverable("制定乡村建设实施方案。抓好落实。")
    ('乡村建设实施方案', '制定')
    """
    first = next((sentence for sentence in _SENTENCES.split(text) if sentence.strip()), "")
    first = _LEADS_IN.sub("", first.strip()) or first
    indicator, action = _deliverable("", first, "")
    return indicator, action or _deed(first)


def name_dated(before: str, left: str, right: str) -> tuple[str, str | None]:
    """What falls due at a date in its sentence, and its verb.

    `before` is the sentence before the date, of it `left` its own clause, `right` the words behind it.

    >>> name_dated("", "", "出台养老服务条例")
    ('养老服务条例', '出台')
    """
    indicator, action = _deliverable(left, right, before)
    return indicator, action or _deed(right) or _deed(left)


def _deed(right: str) -> str | None:
    """The first verb of the clause that names a deed."""
    clause = right.strip("，").split("，")[0]
    found = _DEEDS.search(clause)
    return found[0] if found else None


_TERM = re.compile(rf"({_VALIDITY}*{trie_pattern(_DUE['term'])})(?:[为自]|{_VALIDITY})*$")
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
