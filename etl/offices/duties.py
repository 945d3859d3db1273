"""What says who does it: a clause of a list (`市财政局、各县区政府配合`), a sentence of such clauses, a heading's duty.

In: a few words. Out: what they are. Taking a list out of a text is left to `closing`, its offices' names to
`departments`. The endings of offices stand in `etl/lexicon/tables/office_endings.tsv`, the verbs of duty in
`departments_phrases.tsv`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from etl.lexicon.words import class_by_word, opening_verb, words_by_class
from etl.offices.layout import (
    BELOW,
    COUNT,
    FIRST,
    LEAD,
    OFFICE_ROLES,
    TITLES,
    find_labels,
    without_duty,
    without_prefix,
)
from etl.offices.names import AND, INNER, KIND, OFFICES, PHRASES, SAID, SOME, is_collective, is_office, read_level

Sort = Literal["offices", "duty", "task", "time", "note", "other"]

END_MARKS = "。；;，,.． \n"
SEGMENT = re.compile(r"[，,；;。\n]")
SEPARATORS = re.compile(rf"[、，,；;。\s|/]+|{PHRASES['together']}|{PHRASES['and']}")
DATE_WORDS = re.compile(rf"\d+\s*[年月]|{PHRASES['when']}")
(DOES,) = SAID["does"]
LONGEST_ENTRY = 30
LONGEST_LIST = 2000
"""A list of offices is at most so long; what is longer is text."""

_ETC = f"等{SOME}?{PHRASES['body']}?"
_TASK_VERB = re.compile(PHRASES["task_verb"])
_OTHERS = re.compile(rf"(?P<who>.{{2,40}}?)(?:{_ETC}|(?={PHRASES['task_verb']}|{PHRASES['deed']}))")
_JOINS = ("", "、", "和", "与", "及")
_ENTRY_ETC = re.compile(f"{_ETC}$")
_POSITION = re.compile(f"{FIRST}|{BELOW}|{PHRASES['not_listed']}|(?:{PHRASES['same_below']}|等)$")
_LEVEL = re.compile(f"{SOME}?(?:{KIND}|{OFFICES['levels']})$")
_NO_OFFICE = re.compile(rf"[\d“”\"《》%：:！？]|{PHRASES['about_office']}")
_COUNT = re.compile(rf"\s*[（(](?:[^（()）]{{0,6}}{COUNT}[^（()）]{{0,4}}|\d+)[)）]\s*$")
_WORK = re.compile(f"的?(?:{PHRASES['work_kind']}|(?>{PHRASES['work']}))*$")
_ENDINGS = class_by_word("office_endings")
_STRONG, _ANY = words_by_class("office_endings")["strong"], tuple(_ENDINGS)


def looks_like_offices(words: str, *, only_strong: bool = False) -> bool:
    """Whether every entry of a list ends like an office; with `only_strong`, like one that can be nothing else.

    >>> looks_like_offices("省教育厅，各市、县（市、区）人民政府"), looks_like_offices("高职专业（群）")
    (True, False)
    """
    if len(words) > LONGEST_LIST:
        return False
    kinds = [_entry_kind(entry, only_strong=only_strong) for entry in _entries(words)]
    return "office" in kinds and "other" not in kinds


def looks_like_due(words: str) -> bool:
    """Whether a short piece of text is a time limit (`2025年12月底前`, `长期坚持`)."""
    return len(words) <= LONGEST_ENTRY and bool(DATE_WORDS.search(words))


@lru_cache(maxsize=1 << 12)
def sort_clause(clause: str, *, only_strong: bool = False) -> Sort:
    """What a clause of a closing list is: who (`offices`), who does it (`duty`), who does what (`task`), by when.

    >>> [sort_clause(clause) for clause in ("省教育厅、各市", "教育部等部门按职责分工负责", "县水务局组织实施工程")]
    ['offices', 'duty', 'task']
    >>> [sort_clause(clause) for clause in ("年内持续推进", "下同", "含中职学校", "统一标准")]
    ['time', 'note', 'other', 'other']
    """
    words = clause.strip(END_MARKS)
    if not words or _POSITION.match(words):
        return "note"
    if words.startswith(SAID["includes"]):
        return "other"
    bare = without_prefix(words)
    who = without_duty(bare)
    if looks_like_offices(who, only_strong=only_strong):
        return "duty" if who != bare else "offices"
    if looks_like_due(words):
        return "time"
    if who_does(words) is not None:
        return "task"
    return "note" if all(_entry_kind(entry, only_strong=True) == "level" for entry in _entries(who)) else "other"


def who_does(clause: str) -> str | None:
    """Who does what a clause says: its offices with 负责 or 牵头, None where it says nothing of the kind.

    >>> who_does("由市财政局会同市审计局等部门制定细则"), who_does("本办法由市财政局负责解释")
    ('市财政局会同市审计局等部门负责', None)
    """
    bare = without_prefix(clause.strip(END_MARKS))
    if bare.startswith((*SAID["no_task"], "（", "(")) or any(word in bare for word in SAID["no_duty"]):
        return None
    for verb in _TASK_VERB.finditer(bare, 2):
        who = without_duty(bare[: verb.start()].rstrip("：:"))
        if verb.end() + 2 > len(bare) or who[-1:] in _JOINS or not looks_like_offices(who, only_strong=True):
            continue
        if (
            verb[0] in SAID["together"]
            and (others := _OTHERS.match(bare, verb.end()))
            and looks_like_offices(others["who"])
        ):
            who = bare[: others.end()]
        return who + (LEAD if verb[0] == LEAD else DOES)
    return None


def sort_clauses(words: str, *, only_strong: bool = False) -> list[Sort]:
    """What each clause of some words is; brackets within them part none."""
    covered = INNER.sub(lambda inner: "、" * len(inner[0]), words)
    cuts = [-1, *(match.start() for match in SEGMENT.finditer(covered)), len(words)]
    clauses = [words[start + 1 : end] for start, end in pairwise(cuts)]
    return [sort_clause(clause, only_strong=only_strong) for clause in clauses if clause.strip(END_MARKS)]


def names_an_office(words: str) -> bool:
    """Whether one entry of a list is an office by more than a common noun (`省教育厅`; not `单位`, `开发区`).

    >>> names_an_office("市教育局、各县区"), names_an_office("单位"), names_an_office("开发区")
    (True, False, False)
    """
    if opens_with_verb(words):
        return False
    return any(len(entry) > 2 and entry not in _ENDINGS and is_office(entry) for entry in _entries(words))


def names_all_of_a_kind(words: str) -> bool:
    """Whether each entry of a list is all offices of a kind (`各乡镇`, `有关单位`)."""
    entries = _entries(words)
    return bool(entries) and all(entry.startswith(SAID["some"]) and entry.endswith(_STRONG) for entry in entries)


def ends_with_office(words: str) -> bool:
    """Whether words end like an office that can be nothing else."""
    return words.rstrip().endswith(_STRONG)


def opens_with_verb(words: str) -> bool:
    """Whether words begin with the verb of a task: `建设公共服务平台` is no office."""
    return opening_verb().match(words) is not None


def read_heading_duty(words: str, *, numbered: bool) -> str:
    """The list that a heading gives to all items below it, empty for any other heading.

    An office alone is one only in a numbered heading or beside a count of its tasks.

    >>> read_heading_duty("县发改局牵头工作（6项）", numbered=True), read_heading_duty("加强教育工作", numbered=True)
    ('县发改局牵头', '')
    """
    text = words.strip(END_MARKS + "：:")
    counted = _COUNT.search(text)
    text = text[: counted.start()] if counted else text
    if len(text) > LONGEST_ENTRY * 2 or opens_with_verb(text):
        return ""
    for who in dict.fromkeys((_WORK.sub("", text), text)):
        sorts = sort_clauses(who, only_strong=True)
        is_some = names_an_office(without_duty(who)) and _is_some_office(who)
        if sorts and set(sorts) <= {"offices", "duty"} and (is_some or names_all_of_a_kind(who)):
            is_sure = "duty" in sorts or counted is not None or (numbered and who == text)
            return (
                who
                if is_sure or (numbered and any(verb in text for verb in SAID["duty"])) or (numbered and who != text)
                else ""
            )
    return ""


def _is_some_office(who: str) -> bool:
    """Whether the first entry has a level or reads as a whole office: no `地方政府`, `基层党委`."""
    first = next(iter(_entries(without_duty(who))), "")
    return read_level(first) is not None or first.endswith(("部", "厅", "局", "委"))


def _entries(words: str) -> list[str]:
    """The entries of a list without labels' brackets, duties and prefixes."""
    bare = words.strip(END_MARKS)
    for label in reversed(find_labels(bare, OFFICE_ROLES)):
        bare = f"{bare[: label.start()]}、{bare[label.end() :]}"
    found = (_ENTRY_ETC.sub("", without_duty(without_prefix(entry))) for entry in SEPARATORS.split(INNER.sub("", bare)))
    return [who for who in found if who]


def _entry_kind(entry: str, *, only_strong: bool) -> str:
    """What one entry of a list is: an `office`, a `level` (省, 各市) or note that may stand there, or `other`."""
    if _LEVEL.match(entry) or _POSITION.match(entry) or entry.endswith(TITLES):
        return "level"
    if _NO_OFFICE.search(entry) or len(entry) > LONGEST_ENTRY:
        return "other"
    endings = _STRONG if only_strong else _ANY
    if entry.endswith(endings):
        return "office"
    parts = [_ENTRY_ETC.sub("", part) for part in AND.split(entry)]  # 税务总局等部门和各地区
    if only_strong:
        sure = all(part.endswith(endings) or (part.startswith(SAID["some"]) and is_collective(part)) for part in parts)
        return "office" if sure else "other"
    return "office" if all(part and (part.endswith(endings) or is_office(part)) for part in parts) else "other"
