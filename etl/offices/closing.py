"""Who is responsible, where a task's text says it: the closing bracket or line is taken out of the text as written.

`split_closing` is for the end of a task; `looks_like_offices` says whether some words are a list of offices at all, by
the endings in `etl/lexicon/tables/office_endings.tsv`. Which office each entry is belongs to the departments stage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.lexicon.folding import squeeze
from etl.lexicon.words import read_table, trie_pattern, words_by_class

BRACKETS = {"）": "（", ")": "(", "】": "【", "]": "[", "〕": "〔"}
OPENING = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
ALIKE = str.maketrans("（）", "()")
"""Full-width brackets are closed by half-width ones and the other way about, in hurriedly typed lists."""

END_MARKS = "。；;，,.． \n"
SENTENCE_END = "。；;！!？?\n"
DATE_WORDS = re.compile(r"\d+\s*(?:年|月)|年底|月底|长期|持续|全年|按时|季度")
SEGMENT = re.compile(r"[，,；;。\n]")
SEPARATORS = re.compile(r"[、，,；;。\s|/]+")
DUTY = re.compile(
    r"(?:等(?:有关|相关)?(?:部门|单位)?)?(?:按照?(?:各自)?职责分工|按职能|依职责|分别|分工|共同|牵头|配合|协同)*"
    r"(?:负责|牵头|配合|参与|参加|落实|承办|协办|主办)$"
)
ETC = re.compile(r"等+$")
NOTE = re.compile(r"^(?:列|排)在?(?:第一位|首位|最前).*|^下同$|^等$|^排名第一.*")
INNER = re.compile(r"[（(][^（()）]*[)）]")
LEVEL = re.compile(r"^(?:各)?(?:有关|相关)?(?:省|市|县|区|州|盟|旗|乡|镇|街道|自治区|市县|市区|旗县)$")
NO_OFFICE = re.compile(r"[\d“”\"《》%：:！？]")
LONGEST_ENTRY = 30
LONGEST_LIST = 2000
"""A list of offices is at most so long; what is longer is text."""

MOST_LISTS = 8
"""So many closing lists are taken from one text at most."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A task's text without its closing list, the list as written (labels kept, brackets not), a time limit in it.

    `inside` are the labelled lists that stand in the middle of the text and stay there.
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
        cut = _cut_bracket(text) or _cut_lines(text)
        if cut is None:
            break
        text, content = cut
        departments, due = _split_due(_without_notes(content))
        found[:0] = [departments] if departments else []
        dues[:0] = [due] if due else []
    inside = [match for match in _labelled_inside(text) if match not in found]
    return Closing(text, "\n".join(found), "\n".join(dues), "\n".join(inside))


def read_departments_line(text: str) -> Closing | None:
    """A paragraph that is nothing but a list of departments (`责任单位：…`, `（责任单位：…）`); None for any other.

    >>> read_departments_line("责任单位：市教育局、市财政局。")
    Closing(text='', departments='责任单位：市教育局、市财政局', due='', inside='')
    """
    closing = split_closing(text)
    return closing if not closing.text.strip(END_MARKS) and (closing.departments or closing.due) else None


def looks_like_offices(words: str, *, only_strong: bool = False) -> bool:
    """Whether every entry of a list ends like an office; with `only_strong`, like one that can be nothing else.

    >>> looks_like_offices("省教育厅，各市、县（市、区）人民政府"), looks_like_offices("高职专业（群）")
    (True, False)
    """
    if len(words) > LONGEST_LIST:
        return False
    endings = _endings()["strong" if only_strong else "any"]
    named = False
    for entry in SEPARATORS.split(INNER.sub("", _labels()["departments"].sub("、", words.strip(END_MARKS)))):
        kind = _entry_kind(entry, endings)
        if kind == "other":
            return False
        named = named or kind == "office"
    return named


def _entry_kind(entry: str, endings: re.Pattern[str]) -> str:
    """What one entry of a list is: an `office`, a `level` (省, 各市) or note that may stand there, or `other`."""
    entry = ETC.sub("", DUTY.sub("", entry))
    if not entry or NOTE.search(entry) or LEVEL.match(entry):
        return "level"
    if NO_OFFICE.search(entry) or len(entry) > LONGEST_ENTRY:
        return "other"
    return "office" if endings.search(entry) else "other"


def looks_like_due(words: str) -> bool:
    """Whether a short piece of text is a time limit (`2025年12月底前`, `长期坚持`)."""
    return len(words) <= LONGEST_ENTRY and bool(DATE_WORDS.search(words))


@cache
def _endings() -> dict[str, re.Pattern[str]]:
    classes = words_by_class("office_endings")
    return {
        "strong": re.compile(trie_pattern(classes["strong"]) + "$"),
        "any": re.compile(trie_pattern(row[0] for row in read_table("office_endings")) + "$"),
    }


@cache
def _labels() -> dict[str, re.Pattern[str]]:
    """Patterns of a label with its colon: any, those of departments, those of a time limit."""
    classes = words_by_class("labels")
    due = trie_pattern(classes["due"])
    offices = trie_pattern(word for role, words in classes.items() if role != "due" for word in words)
    return {
        "any": re.compile(f"(?:{offices}|{due})(?:{INNER.pattern})?[:：]"),
        "due": re.compile(f"(?:{due})[:：]"),
        "departments": re.compile(f"(?:{offices})(?:{INNER.pattern})?[:：]"),
    }


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
    labelled = _labels()["any"].match(content)
    if labelled:
        return True
    head, *rest = _labels()["departments"].split(content, maxsplit=1)
    if rest and (looks_like_due(head) or looks_like_offices(head)):
        return True
    if rest:
        return False
    is_duty = any(DUTY.search(part) for part in SEGMENT.split(content.strip(END_MARKS)))
    ended = not before or before.endswith(tuple(SENTENCE_END))
    return looks_like_offices(content, only_strong=not (is_duty or ended))


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
    for match in _labels()["any"].finditer(text, max(len(text) - LONGEST_LIST, 0)):
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
        index == 0 or _labels()["any"].match(piece.strip()) or looks_like_offices(piece)
        for index, piece in enumerate(pieces)
    )


def _without_notes(content: str) -> str:
    """A list without the sentences after it that name no office: `具体任务均涉及有关县区，下同`."""
    first, *rest = re.split(r"(?<=。)", content)
    kept = [sentence for sentence in rest if _labels()["any"].match(sentence) or looks_like_offices(sentence)]
    return "".join([first, *kept])


def _split_due(content: str) -> tuple[str, str]:
    """A closing list → the departments, and the time limit beside them (`完成时限：2025年`, `，2025年底前完成`)."""
    kept: list[str] = []
    due: list[str] = []
    starts = [match.start() for match in _labels()["any"].finditer(content)]
    pieces = [content[start:end] for start, end in zip([0, *starts], [*starts, len(content)], strict=True)]
    for piece in pieces:
        label = _labels()["due"].match(piece)
        if label:
            due.append(piece[label.end() :].strip(END_MARKS))
            continue
        while (cut := max(piece.rfind(mark, 0, len(piece.rstrip(END_MARKS))) for mark in "，,；;。")) > 0:
            tail = piece[cut + 1 :].strip(END_MARKS)
            if not (looks_like_due(tail) and re.search(r"\d", tail)):
                break
            due.insert(0, tail)
            piece = piece[: cut + 1]  # noqa: PLW2901  # 责任单位：市教育局；2025年底前完成
        if piece is pieces[0] and not _labels()["any"].match(piece) and looks_like_due(piece) and len(pieces) > 1:
            due.insert(0, piece.strip(END_MARKS))
            continue
        kept.append(piece)
    return "".join(kept).strip(END_MARKS), "；".join(filter(None, due))


def _labelled_inside(text: str) -> list[str]:
    """The contents of labelled brackets in the middle of a text, in order."""
    found = []
    for match in _labels()["departments"].finditer(text):
        if match.start() and text[match.start() - 1] in OPENING:
            end = text.find(OPENING[text[match.start() - 1]], match.end(), match.end() + LONGEST_LIST)
            if end > 0:
                found.append(text[match.start() : end])
    return found


def same_words(one: str, other: str) -> bool:
    """Whether two department cells say the same, white space aside."""
    return squeeze(one) == squeeze(other)
