"""How a list of departments is laid out: its labels, brackets, clauses and items, as spans.

In: the raw text beside a task or in its closing bracket. Out: `Clause`s in order; stretches that hold a time limit or
people are left out. What a single item holds is left to `lists`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from etl.lexicon.words import class_by_word, trie_pattern
from etl.offices.names import BRACKET, HAN, KIND, MORE, PHRASES, SAID, SOME, is_office

ROLES = class_by_word("departments_labels")
OFFICE_ROLES = frozenset({"lead", "part"})
LIST_ROLES = OFFICE_ROLES | {"due", "people"}
_DROPPED = frozenset({"drop", "due", "people"})
"""Labels of what is no department: a time limit, a person. A label `cell` opens a list in a cell only."""

EDGES = " \t\r\n\f\v　“”\"'‘’·•*＊★☆△▲※—–-_《》〈〉<>.．〔〕[]【】"
"""Decoration that may stand around a name."""

PERSON = re.compile(rf"(?<![^、，,；;：:\s]){PHRASES['surname']}[{HAN}×XxＸ*]{{1,2}}$")
NOTE = re.compile(rf"\d+\s*[年月日号]|\d{{4}}|{PHRASES['note']}|{PHRASES['when']}")
(LEAD,) = SAID["lead"]
_VERBS = f"(?>{PHRASES['how']}|{PHRASES['manner']}|{PHRASES['lead_more']}|{PHRASES['part']})"
DUTY = re.compile(
    f"{PHRASES['being']}?(?:(?>{PHRASES['how']}))*"
    f"(?:{PHRASES['how']}|(?:(?>{PHRASES['manner']}))*(?:{LEAD}{PHRASES['leading']}?|{PHRASES['part']})(?:{_VERBS})*)$"
)
"""Who does it how, at the end of a clause: 按职责分工负责, 牵头落实."""

LONGEST_DUTY = 60

TITLES = (*SAID["title"], *SAID["governor"])
PREFIX = re.compile(f"{PHRASES['by']}|{PHRASES['together']}|{PHRASES['and']}|及其?")
"""What stands before a name and is no part of it: 由, 会同, 及."""

ROLE = f"(?:{PHRASES['helping']}|{PHRASES['responsible']})"
FIRST = f"{PHRASES['stands']}[在名于]?{PHRASES['first']}"
BELOW = f"{PHRASES['following']}{PHRASES['below']}?[均都各]"
COUNT = r"\d+\s*[项件条个]"
LABEL = re.compile(
    rf"{PHRASES['qualifier']}*(?P<word>{trie_pattern(ROLES)})(?:{BRACKET}|[）)】\]])?\s*[：:]"
    rf"|(?<![^\s，,；;。、|（(])(?P<bare>{ROLE}{PHRASES['body']})(?=\s|[省市区县州各])"
)
"""A label before a list: 牵头单位：; or without its colon at the start of a cell's line."""

_GROUP = re.compile(
    r"[（(][^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*[）)】\]〕]|[【\[][^【】\[\]]*[】\]]|〔[^〔〕]*〕|[〈<][^〈〉<>]*[〉>]"
)
FIRST_LEADS = re.compile(rf"{FIRST}[^，,；;。）)]{{0,8}}{LEAD}[^，,；;。）)]*")
_BELOW = re.compile(rf"{BELOW}(?:[^。；;〉>（）()]|[（(][^（）()]*[）)])*|{PHRASES['not_listed']}")
"""A note on the lists that follow: 以下均涉及各县区，不再列出."""

_JOINED_LEVEL = re.compile(rf"(?<![{HAN}）)])(?P<some>{SOME})?(?:{KIND}{MORE}?、)+(?={KIND})")
_ROLE_GROUP = re.compile(f"共?{COUNT}|\\d*|{ROLE}(?:{PHRASES['body']})?|[一二三四五六七八九十]+|")
_CLAUSE = re.compile("[，,；;。！…]+")
_ITEM = re.compile(r"[、|｜/／：:①-⑳●■◆▪]+|(?<![0-9A-Za-z.])\d{1,2}[.．)）](?!\d)")
_BLANKS = re.compile(r"\s+")
_KEPT = "\ue000"
"""Stands for a character that parts nothing, in the mask."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The items of one clause, each as the spans between its white space. `lead` where its label says 牵头."""

    items: tuple[tuple[tuple[int, int], ...], ...]
    lead: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A list whose bracketed notes became separators; `text` is as long as the source: offsets agree.

    `leads` are the ends of the names that a bracket calls 牵头; `first_leads` where a note says that the first leads.
    """

    text: str
    clauses: tuple[Clause, ...]
    leads: frozenset[int]
    first_leads: bool


def find_labels(text: str, roles: AbstractSet[str], start: int = 0) -> list[re.Match[str]]:
    """The labels with a colon in a text that have one of these roles."""
    return [match for match in LABEL.finditer(text, start) if match["word"] and ROLES[match["word"]] in roles]


def label_at(text: str, roles: AbstractSet[str]) -> re.Match[str] | None:
    """The label of one of these roles that a text begins with."""
    match = LABEL.match(text)
    return match if match is not None and match["word"] and ROLES[match["word"]] in roles else None


def find_duty(words: str) -> re.Match[str] | None:
    """Who does it how, where words end so: 按职责分工负责."""
    return DUTY.search(words, max(len(words) - LONGEST_DUTY, 0))


def without_duty(words: str) -> str:
    """Words without who does it how at their end."""
    duty = find_duty(words)
    return words if duty is None else words[: duty.start()]


def without_prefix(words: str) -> str:
    """Words without 由, 会同 and the like before them."""
    prefix = PREFIX.match(words)
    return words if prefix is None else words[prefix.end() :]


def squeeze(text: str) -> str:
    """Text without white space."""
    return "".join(text.split())


def states_first_leads(source: str) -> bool:
    """Whether a list says of itself and the lists after it that the first one leads: 排在第一位的为牵头单位，下同."""
    note = FIRST_LEADS.search(source)
    return note is not None and any(word in source[note.start() :] for word in SAID["same_below"])


def lay_out(source: str) -> Layout:
    """The layout of a list.

    >>> layout = lay_out("牵头单位：市数据局（2025年底），责任单位：市委宣传部（网信办）、市科技局")
    >>> for clause in layout.clauses:
    ...     print(clause.lead, [layout.text[start:end] for item in clause.items for start, end in item])
    True ['市数据局']
    False ['市委宣传部（网信办）', '市科技局']
    """
    first = FIRST_LEADS.search(source)
    if first is not None:
        start, end = first.span()
        if source[:start].endswith(("（", "(")) and source[end:].startswith(("）", ")")):
            start, end = start - 1, end + 1
        source = source[:start] + "；" * (end - start) + source[end:]
    source = _BELOW.sub(lambda note: "；" * len(note[0]), source)
    text, mask, leads = _open_groups(source)
    clauses = []
    for lead, start, end in _sections(text):
        for clause in _split(_CLAUSE, mask, start, end):
            items = (tuple(_split(_BLANKS, mask, *item)) for item in _split(_ITEM, mask, *clause))
            clauses.append(Clause(tuple(filter(None, items)), lead))
    return Layout(text, tuple(clauses), leads, first is not None)


def _open_groups(source: str) -> tuple[str, str, frozenset[int]]:
    """The text with its bracketed lists opened and bracketed notes turned into separators, its mask, and `leads`.

    In the mask the brackets that belong to a name are covered as well, and so are joined levels (省、市、县人大).
    """
    labels = [match.span() for match in LABEL.finditer(source)]
    text, mask = list(source), list(source)
    leads = set()
    position = 0
    while (group := _GROUP.search(source, position)) is not None:
        start, end = group.span()
        position = end
        if any(a <= start and end <= b for a, b in labels):
            continue
        whole = not source[:start].strip(EDGES) and not source[end:].strip(EDGES + "。")
        content = squeeze(source[start + 1 : end - 1])
        person = PERSON.search(source, max(0, start - 3), start)
        if person is not None and is_office(content) and not is_office(person[0]):
            whole = True  # 张某（市教育局）
        role = _judge_group(content, whole=whole)
        if role == "list":
            position = start + 1
            text[start] = text[end - 1] = mask[start] = mask[end - 1] = "；"
        elif role == "name":
            mask[start:end] = _KEPT * (end - start)
        else:
            text[start:end] = mask[start:end] = "、" * (end - start)
            if role == "lead":
                leads.add(start)
    opened = "".join(text)
    for joined in _JOINED_LEVEL.finditer(opened):
        if joined["some"]:  # 各市、县人民政府 is two entries
            continue
        mask[slice(*joined.span())] = _KEPT * len(joined[0])
    return opened, "".join(mask), frozenset(leads)


def _judge_group(content: str, *, whole: bool) -> str:
    """What a bracket holds: `list`, `lead` (the name before it leads), `note`, or a part of the `name` before it."""
    labels = {ROLES.get(match["word"], "part") for match in LABEL.finditer(content)}
    if labels:
        return "note" if labels <= _DROPPED else "list"
    before, lead, _ = content.partition(LEAD)
    if lead and len(content) <= 8 and not is_office(before):
        return "lead"
    if _ROLE_GROUP.fullmatch(content) or content.startswith(SAID["includes"]):
        return "note"
    if PERSON.match(content) and not is_office(content):
        return "note"
    if whole or lead or find_duty(content):
        return "list"
    return "note" if NOTE.search(content) else "name"


def _sections(text: str) -> Iterator[tuple[bool, int, int]]:
    """Each labelled stretch: whether its label says 牵头, start, end."""
    role, start = "part", 0
    for match in LABEL.finditer(text):
        yield from _section(text, role, start, match.start())
        role, start = ROLES.get(match["word"] or match["bare"], "part"), match.end()
    yield from _section(text, role, start, len(text))


def _section(text: str, role: str, start: int, end: int) -> Iterator[tuple[bool, int, int]]:
    if role in _DROPPED:  # a time limit or people: up to the next full stop only
        start = next((at + 1 for at in range(start, end) if text[at] in "；;。\n"), end)
    if start < end:
        yield role == "lead", start, end


def _split(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between the pattern's matches that are not empty."""
    for match in pattern.finditer(text, start, end):
        if start < match.start():
            yield start, match.start()
        start = match.end()
    if start < end:
        yield start, end
