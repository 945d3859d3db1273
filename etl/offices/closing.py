"""Who is responsible, where a task's text says it: the closing bracket or line is taken out of the text as written.

`split_closing` is for the end of a task. What a clause of such a list is says `duties`; which office each entry is
belongs to the departments stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.lexicon.folding import squeeze
from etl.offices.duties import (
    END_MARKS,
    LONGEST_ENTRY,
    LONGEST_LIST,
    SEGMENT,
    looks_like_due,
    looks_like_offices,
    names_all_of_a_kind,
    names_an_office,
    sort_clause,
    sort_clauses,
    who_does,
)
from etl.offices.layout import FIRST_LEADS, LIST_ROLES, OFFICE_ROLES, ROLES, find_labels, label_at
from etl.offices.names import INNER, PLACE_SIGNS, SAID

BRACKETS = {"）": "（", ")": "(", "】": "【", "]": "[", "〕": "〔"}
OPENING = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
ALIKE = str.maketrans("（）", "()")
"""Full-width brackets are closed by half-width ones and the other way about, in hurriedly typed lists."""

SENTENCE_END = "。；;！!？?\n"
LONGEST_INSIDE = 200
"""Characters of the longest list within a text."""

MOST_LISTS = 8
"""So many closing lists are taken from one text at most."""

_SENTENCES = re.compile(r"[^。\n]+")
_OPENS_ITEM = re.compile(r"(?P<who>[^：:。，；\n]{3,60})(?P<mark>[：:。])(?=\s*\S)")


@dataclass(frozen=True, slots=True)
class Closing:
    """A task's text without its closing list, the list as written (labels kept, brackets not), a time limit in it.

    `inside` are the lists and sentences of duty that stay in the text: labelled ones in its middle, an office that
    opens it (`市教育局：…`), a last sentence that says who does what.
    """

    text: str
    departments: str = ""
    due: str = ""
    inside: str = ""

    @property
    def all_departments(self) -> str:
        """The lists in the middle and at the end, in order."""
        return "\n".join(filter(None, (self.inside, self.departments)))


def split_closing(text: str) -> Closing:
    """Takes the responsible departments from the end of a task's text; those in its middle are only copied.

    >>> split_closing("建设50所学校。（牵头单位：市教育局；配合单位：市财政局）")
    Closing(text='建设50所学校。', departments='牵头单位：市教育局；配合单位：市财政局', due='', inside='')
    >>> split_closing("修订一批标准（试行）。").departments
    ''
    """
    found: list[str] = []
    dues: list[str] = []
    while len(found) < MOST_LISTS and len(dues) < MOST_LISTS:
        cut = _cut_bracket(text) or _cut_lines(text) or _cut_sentence(text)
        if cut is None:
            break
        text, content = cut
        departments, due = _split_due(_without_notes(content))
        found[:0] = [departments] if departments else []
        dues[:0] = [due] if due else []
    inside = [words for words in _lists_inside(text, alone=not found) if words not in found]
    return Closing(text, "\n".join(found), "\n".join(dues), "\n".join(inside))


def read_departments_line(text: str) -> Closing | None:
    """A paragraph that is nothing but a list of departments (`责任单位：…`, `（责任单位：…）`); None for any other.

    >>> read_departments_line("责任单位：市教育局、市财政局。")
    Closing(text='', departments='责任单位：市教育局、市财政局', due='', inside='')
    """
    closing = split_closing(text)
    return closing if not closing.text.strip(END_MARKS) and (closing.departments or closing.due) else None


def says_only_who(text: str) -> bool:
    """Whether all of a text says who does what.

    >>> says_only_who("甲区水务局负责编制规划，区直有关部门配合。"), says_only_who("改造泵站，由甲区水务局负责。")
    (True, False)
    """
    sorts = sort_clauses(text, only_strong=True)
    return "task" in sorts and set(sorts) <= {"duty", "task", "offices", "time"}


def goes_on(text: str, following: str) -> bool:
    """Whether a closing list breaks off at a text's end and goes on in the paragraph that follows.

    >>> goes_on("建设50所学校。（责任单位：市教育局、市财", "政局）"), goes_on("建设50所学校（含", "中职）")
    (True, False)
    """
    opened = next(
        (at for at in range(len(text) - 1, max(len(text) - LONGEST_LIST, 0) - 1, -1) if text[at] in OPENING), -1
    )
    if opened < 0 or any(sign in BRACKETS for sign in text[opened:]):
        return False
    close = next((at for at, sign in enumerate(following[:LONGEST_LIST]) if sign in BRACKETS), -1)
    if close < 0 or following[close + 1 :].strip(END_MARKS) or any(sign in OPENING for sign in following[:close]):
        return False
    return _is_list(text[opened + 1 :] + following[:close], text[:opened].rstrip())


def _cut_bracket(text: str) -> tuple[str, str] | None:
    """Text before and content of a closing bracket that lists departments; the full stop after it stays."""
    body = text.rstrip(END_MARKS)
    if not body or body[-1] not in BRACKETS:
        return None
    start = _opening(body)
    if start is None:
        return None
    content, before, after = body[start + 1 : -1].strip(), body[:start].rstrip(), text[len(body) :].strip()
    if not _is_list(content, before):
        return None
    if before.endswith(tuple(SENTENCE_END)):
        after = ""
    return (before + after).strip(), content


def _is_list(content: str, before: str) -> bool:
    """Whether a bracket lists departments: by its label, else every clause of it says who, how or by when."""
    if label_at(content, LIST_ROLES):
        return True
    if labels := find_labels(content, OFFICE_ROLES):
        return sort_clause(content[: labels[0].start()]) in ("time", "offices", "duty")
    if len(content) > LONGEST_LIST:
        return False
    sorts = sort_clauses(content)
    if "other" in sorts or not {"offices", "duty", "task"} & set(sorts):
        return False
    if {"duty", "task"} & set(sorts) or not before or before.endswith(tuple(SENTENCE_END)):
        return True
    return "other" not in sort_clauses(content, only_strong=True) and names_an_office(content)


def _opening(body: str) -> int | None:
    """Where the bracket that closes `body` opens."""
    close = body[-1].translate(ALIKE)
    opens = BRACKETS[body[-1]].translate(ALIKE)
    depth = 0
    for index in range(len(body) - 1, max(len(body) - LONGEST_LIST, 0) - 1, -1):
        sign = body[index].translate(ALIKE)
        if sign == close:
            depth += 1
        elif sign == opens:
            depth -= 1
            if depth == 0:
                return index
    return None


def _cut_lines(text: str) -> tuple[str, str] | None:
    """Text before and content of closing words that begin with a label, after a full stop or on a line of their own."""
    for label in find_labels(text, LIST_ROLES, max(len(text) - LONGEST_LIST, 0)):
        before = text[: label.start()].rstrip(" ")
        if (not before or before[-1] in SENTENCE_END) and _runs_to_end(text[label.end() :]):
            return before.strip(), text[label.start() :].strip(END_MARKS)
    return None


def _runs_to_end(rest: str) -> bool:
    """Whether what follows a label is its list up to the end: no sentence comes after."""
    pieces = [piece.strip() for piece in _SENTENCES.findall(rest.strip(END_MARKS)) if piece.strip()]
    return bool(pieces) and all(label_at(piece, LIST_ROLES) or looks_like_offices(piece) for piece in pieces[1:])


def _cut_sentence(text: str) -> tuple[str, str] | None:
    """Text before and words of a last sentence that says no more than who does it: `由甲局牵头，乙局配合。`."""
    sentences = list(_SENTENCES.finditer(text))
    if not sentences or len(sentences[-1][0]) > LONGEST_LIST // 4:
        return None
    last = sentences[-1]
    sorts = sort_clauses(last[0], only_strong=True)
    if not set(sorts) <= {"offices", "duty", "time"} or "duty" not in sorts or not names_an_office(last[0]):
        return None
    return text[: last.start()].strip(), last[0].strip(END_MARKS)


def _without_notes(content: str) -> str:
    """A list without the sentences after it that name no office: `具体任务均涉及有关县区，下同`."""
    first, *rest = content.split("。")
    kept = [one for one in rest if FIRST_LEADS.search(one) or label_at(one, LIST_ROLES) or looks_like_offices(one)]
    return "。".join([first, *kept])


def _split_due(content: str) -> tuple[str, str]:
    """A closing list → the departments, and the time limit beside them (`完成时限：2025年`, `，2025年底前完成`)."""
    kept: list[str] = []
    due: list[str] = []
    labels = find_labels(content, LIST_ROLES)
    starts = [*(label.start() for label in labels), len(content)]
    kept.append(_without_times(content[: starts[0]], due))
    for label, end in zip(labels, starts[1:], strict=True):
        match ROLES[label["word"]]:
            case "due":
                due.append(content[label.end() : end].strip(END_MARKS))
            case "people":
                kept.append(content[label.start() : end])
            case _:
                kept.append(_without_times(content[label.start() : end], due))
    return "".join(kept).strip(END_MARKS), "；".join(filter(None, due))


def _without_times(piece: str, due: list[str]) -> str:
    """A piece of a list without its clauses that say by when; those join `due`."""
    kept, start = [], 0
    for end in [*(match.end() for match in SEGMENT.finditer(piece)), len(piece)]:
        clause = piece[start:end]
        bare = clause.strip(END_MARKS)
        if bare and len(bare) <= LONGEST_ENTRY and looks_like_due(bare) and sort_clause(bare) == "time":
            due.append(bare)
        else:
            kept.append(clause)
        start = end
    return "".join(kept)


def _lists_inside(text: str, *, alone: bool) -> Iterator[str]:
    """What says who is responsible and stays in the text, in order: its opening, lists in its middle.

    Where nothing else does and no list was `found` at its end, its last sentence does (`由甲局牵头建立机制`).
    """
    found = not alone
    opening = _OPENS_ITEM.match(text)
    if opening is not None and _opens_with_office(text, opening):
        found = True
        yield opening["who"]
    for group in INNER.finditer(text):
        content, before = group[0][1:-1], text[: group.start()].rstrip()
        if not 3 <= len(content) <= LONGEST_INSIDE:
            continue
        is_duty = before.endswith(tuple(SENTENCE_END)) and {"duty", "task"} & set(sort_clauses(content))
        if label_at(content, OFFICE_ROLES) or (is_duty and _is_list(content, before)):
            found = True
            yield content
    if not found and (sentence := _duty_at_end(text)) is not None:
        yield sentence


def _opens_with_office(text: str, opening: re.Match[str]) -> bool:
    """Whether an item begins with the office that it is for: `市教育局：建设学校5所。`."""
    who = opening["who"]
    if opening["mark"] == "。" and not text[opening.end() :].lstrip().startswith(SAID["task_verb"]):
        return False
    if sort_clause(who, only_strong=True) not in ("offices", "duty"):
        return False
    return names_all_of_a_kind(who) or (names_an_office(who) and not who.endswith(tuple(PLACE_SIGNS)))


def _duty_at_end(text: str) -> str | None:
    """The last clauses of a text where they say who does what: `由甲局牵头，乙局配合`, `甲局负责编制规划，乙局配合`."""
    sentences = _SENTENCES.findall(text.rstrip(END_MARKS))
    if not sentences or len(sentences[-1]) > LONGEST_LIST // 4:
        return None
    clauses = [clause for clause in SEGMENT.split(sentences[-1]) if clause.strip()]
    sorts = [sort_clause(clause, only_strong=True) for clause in clauses]
    first = len(clauses)
    while first and sorts[first - 1] in ("duty", "task", "offices"):
        first -= 1
    while first < len(clauses) and sorts[first] == "offices":
        first += 1
    own = clauses[first:]
    if (
        not own
        or (first and not own[0].strip().startswith(SAID["by"]))
        or (not first and len(own) < 2 <= len(sentences))
    ):
        return None
    who = [who_does(clause) or clause for clause in own]
    return "，".join(who) if any(map(names_an_office, who)) else None


def same_words(one: str, other: str) -> bool:
    """Whether two department cells say the same, white space aside."""
    return squeeze(one) == squeeze(other)
