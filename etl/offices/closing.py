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
    labels,
    looks_like_due,
    looks_like_offices,
    names_all_of_a_kind,
    names_an_office,
    sort_clause,
    sort_clauses,
    who_does,
)
from etl.offices.layout import LEAD
from etl.offices.names import PHRASES

BRACKETS = {"）": "（", ")": "(", "】": "【", "]": "[", "〕": "〔"}
OPENING = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
ALIKE = str.maketrans("（）", "()")
"""Full-width brackets are closed by half-width ones and the other way about, in hurriedly typed lists."""

SENTENCE_END = "。；;！!？?\n"
MOST_LISTS = 8
"""So many closing lists are taken from one text at most."""

_SENTENCES = re.compile(r"[^。\n]+")
_BY_WHOM = re.compile(PHRASES["by"])
_OPENS_ITEM = re.compile(r"(?P<who>[^：:。，；\n]{3,60})(?P<mark>[：:。])(?=\s*\S)")
_DUTY_OPENS = re.compile(PHRASES["task_verb"])
_PLACE = re.compile("[市县区镇乡]$")
_GROUP = re.compile(r"[（(【〔\[](?P<content>[^（(【〔\[）)】〕\]]{3,200})[）)】〕\]]")
_LEADS = re.compile(f"{PHRASES['stands']}.{{0,6}}{PHRASES['first']}.{{0,8}}{LEAD}")
_OPENS = re.compile(r"[（(【〔\[]")


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
    if close < 0 or following[close + 1 :].strip(END_MARKS) or _OPENS.search(following[:close]):
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
    if labels()["any"].match(content):
        return True
    head, *rest = labels()["departments"].split(content, maxsplit=1)
    if rest:
        return sort_clause(head) in ("time", "offices", "duty")
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
    last = None
    for match in labels()["any"].finditer(text, max(len(text) - LONGEST_LIST, 0)):
        before = text[: match.start()].rstrip(" ")
        if (not before or before[-1] in SENTENCE_END) and _runs_to_end(text[match.end() :]):
            last = match.start()
            break
    if last is None:
        return None
    return text[:last].strip(), text[last:].strip(END_MARKS)


def _runs_to_end(rest: str) -> bool:
    """Whether what follows a label is its list up to the end: no sentence comes after."""
    rest = rest.strip(END_MARKS)
    pieces = [piece for piece in re.split(r"[。\n]", rest) if piece.strip()]
    return bool(rest) and all(
        index == 0 or labels()["any"].match(piece.strip()) or looks_like_offices(piece)
        for index, piece in enumerate(pieces)
    )


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
    first, *rest = re.split(r"(?<=。)", content)
    kept = [sentence for sentence in rest if _LEADS.search(sentence) or labels()["any"].match(sentence)]
    kept += [sentence for sentence in rest if sentence not in kept and looks_like_offices(sentence)]
    return "".join([first, *kept])


def _split_due(content: str) -> tuple[str, str]:
    """A closing list → the departments, and the time limit beside them (`完成时限：2025年`, `，2025年底前完成`)."""
    kept: list[str] = []
    due: list[str] = []
    starts = [match.start() for match in labels()["any"].finditer(content)]
    for start, end in zip([0, *starts], [*starts, len(content)], strict=True):
        piece = content[start:end]
        label = labels()["due"].match(piece)
        if label:
            due.append(piece[label.end() :].strip(END_MARKS))
        elif labels()["people"].match(piece):
            kept.append(piece)
        else:
            kept.append(_without_times(piece, due))
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
    for group in _GROUP.finditer(text):
        content, before = group["content"], text[: group.start()].rstrip()
        is_duty = before.endswith(tuple(SENTENCE_END)) and {"duty", "task"} & set(sort_clauses(content))
        if labels()["departments"].match(content) or (is_duty and _is_list(content, before)):
            found = True
            yield content
    if not found and (sentence := _duty_at_end(text)) is not None:
        yield sentence


def _opens_with_office(text: str, opening: re.Match[str]) -> bool:
    """Whether an item begins with the office that it is for: `市教育局：建设学校5所。`."""
    who = opening["who"]
    if opening["mark"] == "。" and not _DUTY_OPENS.match(text[opening.end() :].lstrip()):
        return False
    if sort_clause(who, only_strong=True) not in ("offices", "duty"):
        return False
    return names_all_of_a_kind(who) or (names_an_office(who) and not _PLACE.search(who))


def _duty_at_end(text: str) -> str | None:
    """The last clauses of a text where they say who does what: `由甲局牵头，乙局配合`, `甲局负责编制规划，乙局配合`."""
    sentences = _SENTENCES.findall(text.rstrip(END_MARKS))
    if not sentences or len(sentences[-1]) > LONGEST_LIST // 4:
        return None
    clauses = [clause for clause in re.split("[，,；;]", sentences[-1]) if clause.strip()]
    sorts = [sort_clause(clause, only_strong=True) for clause in clauses]
    first = len(clauses)
    while first and sorts[first - 1] in ("duty", "task", "offices"):
        first -= 1
    while first < len(clauses) and sorts[first] == "offices":
        first += 1
    own = clauses[first:]
    if not own or (first and not _BY_WHOM.match(own[0].strip())) or (not first and len(own) < 2 <= len(sentences)):
        return None
    who = [who_does(clause) or clause for clause in own]
    return "，".join(who) if any(map(names_an_office, who)) else None


def same_words(one: str, other: str) -> bool:
    """Whether two department cells say the same, white space aside."""
    return squeeze(one) == squeeze(other)
