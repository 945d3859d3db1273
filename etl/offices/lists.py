"""A list of departments → the names in it as written, with their place in the source and who is stated to lead.

In: the raw text beside a task or in its closing bracket. Out: `Piece`s in order; verbs, notes, people and sentences
have fallen away. The layout is read by `layout`; shared heads, levels and standard names are left to
`departments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from etl.lexicon.words import trie_pattern
from etl.offices.layout import (
    EDGES,
    LEAD,
    NOTE,
    PERSON,
    PREFIX,
    TITLES,
    Layout,
    find_duty,
    lay_out,
    squeeze,
    without_duty,
    without_prefix,
)
from etl.offices.names import (
    AND,
    GOVERNMENTS,
    HAN,
    INNER,
    OFFICES,
    PHRASES,
    PLACE_SIGNS,
    SAID,
    SOME,
    WORDS,
    is_function,
    is_office,
    read_level,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One name as written: `source[start:end]` is `text` with its white space; `lead` where 牵头 is stated of it."""

    start: int
    end: int
    text: str
    lead: bool = False


_LONGEST = 40
"""Characters of the longest name; what is longer is prose."""

_PROSE = 400
"""Characters of an item without any sign of a list that is no list."""

_KINDS = frozenset(PLACE_SIGNS) - {"省"}
"""A kind of place alone is the rest of 各区、县."""

_NO_NAMES = frozenset(SAID["no_name"])
_VERB = re.compile(f"{PHRASES['how']}?{PHRASES['between']}|{PHRASES['together']}")
_OFFICER = re.compile(f"(?P<office>.{{3,}}?)副?{trie_pattern(TITLES)}[{HAN}*×XxＸ]{{0,4}}$")
_OFFICE_FIRST = re.compile(
    f"(?P<office>.{{2,10}}?(?:{OFFICES['short_ending']}|{OFFICES['government']}))(?=(?!{PHRASES['no_deed']}$).{{2,}}$)"
)
"""An office and what it does: 财政局保障经费."""

_UNKNOWN_NAME = re.compile(rf"[{HAN}A-Za-z（）()·-]{{2,12}}$")
_NEVER_FIRST, _NEVER_LAST = EDGES + "）)", EDGES + "（("
_ENDS_IN_BRACKETS = re.compile("[^〔〕]〔[^〔〕]+〕$")

_ETC = re.compile(
    f"(?<![高中初平同均优相何不上下此对])(?!{PHRASES['no_etc']})等(?:{PHRASES['body']}[和与及](?={SOME}))?"
)
_ETC_NOTHING = re.compile(
    rf"(?:\d+|[一二两三四五六七八九十百多数几]+)?[个家]?{PHRASES['etc']}?"
    rf"(?:[、和及与]?[（(]?{PHRASES['body']}[）)]?)?$"
)
_AND = re.compile("(?<![涉普波触顾兼不])(?:以?及)(?![时格])其?")
_RUN_ON = re.compile("(?<=[局厅委办部院府心司团校社联会])(?=[省市区县州盟旗各])")
_GOES_ON = (*SAID["duty"], *SAID["goes_on"], *"（(）)等及和与按")
_PLACE_END = tuple(f"{PLACE_SIGNS}道）)")


def cut_pieces(source: str, known: AbstractSet[str] = frozenset()) -> tuple[Piece, ...]:
    """The names of a list as written, in order; `known` are names that the document's other lists hold.

    >>> [(piece.text, piece.lead) for piece in cut_pieces("由市教育局牵头，市财政局等部门配合")]
    [('市教育局', True), ('市财政局', False)]
    """
    layout = lay_out(source)
    pieces: list[Piece] = []
    for clause in layout.clauses:
        # A closing 牵头 is stated of all that stand before it in its clause, since the last such word.
        waiting = len(pieces)
        for item in clause.items:
            for start, end in _join_lines(layout.text, item, known):
                for found in _refine(layout, start, end, known):
                    if isinstance(found, Piece):
                        pieces.append(replace(found, lead=clause.lead or found.end in layout.leads))
                        continue
                    if found == "lead":
                        pieces[waiting:] = [replace(piece, lead=True) for piece in pieces[waiting:]]
                    waiting = len(pieces)
    if layout.first_leads and pieces:
        pieces[0] = replace(pieces[0], lead=True)
    return tuple(pieces)


def _join_lines(text: str, spans: tuple[tuple[int, int], ...], known: AbstractSet[str]) -> Iterator[tuple[int, int]]:
    """An item's spans, those joined again that a broken line cut inside a name."""
    held = spans[0]
    for span in spans[1:]:
        long = held[1] - held[0] > _PROSE
        if long or _is_gap(squeeze(text[slice(*held)]), text[slice(*span)], known):
            yield held
            held = span
        else:
            held = (held[0], span[1])
    yield held


def _is_gap(left: str, right: str, known: AbstractSet[str]) -> bool:
    """Whether white space between two pieces parts two names, and is no broken line within one."""
    if right.startswith(_GOES_ON) or (left.endswith(_PLACE_END) and right.startswith(GOVERNMENTS)):
        return False
    if left in known or is_office(left) or left.endswith("等") or find_duty(left) or NOTE.search(left):
        return True
    return PERSON.match(left) is not None and is_office(right)


def _refine(layout: Layout, start: int, end: int, known: AbstractSet[str]) -> Iterator[Piece | str]:
    """The names of one item, each a `Piece`, and `lead` or `part` where a verb closes the names before it."""
    text = layout.text
    waiting: list[tuple[int, int] | str] = [(start, end)] if end - start <= _PROSE else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
            continue
        start, end, verb = _strip_verbs(text, *part)
        if verb:
            waiting.append(verb)
        if start == end:
            continue
        cut = _first_cut(text[start:end], known)
        if cut is not None:
            left, right, word = cut
            waiting += [(start + right, end), *([word] if word else []), (start, start + left)]
            continue
        name = squeeze(text[start:end])
        officer = _OFFICER.match(name) or (None if is_office(name) else _OFFICE_FIRST.match(name))
        if officer is not None and is_office(officer["office"]):
            end, name = start + _reach(text[start:end], len(officer["office"])), officer["office"]
        if _is_name(name):
            yield Piece(start, end, name)


def _strip_verbs(text: str, start: int, end: int) -> tuple[int, int, str]:
    """A span without 由, 牵头, 负责 and the like, and which of `lead` and `part` its verbs say."""
    start, end = _trim(text, start, end)
    verb = ""
    while match := find_duty(text[start:end]):
        verb = "lead" if LEAD in match[0] else verb or "part"
        start, end = _trim(text, start, start + match.start())
    prefix = PREFIX.match(text, start, end)
    if prefix is not None:
        start, end = _trim(text, prefix.end(), end)
    return start, end, verb


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without decoration, a bracket around all of it, and brackets that have no partner."""
    while start < end:
        inner = text[start:end]
        spare = sum((sign in "（(") - (sign in "）)") for sign in inner)
        if inner[0] in _NEVER_FIRST or (spare > 0 and inner[0] in "（("):
            start += 1
        elif (inner[-1] in _NEVER_LAST and not _ENDS_IN_BRACKETS.search(inner)) or (spare < 0 and inner[-1] in "）)"):
            end -= 1
        elif INNER.fullmatch(inner):
            start, end = start + 1, end - 1
        else:
            break
    return start, end


def _reach(text: str, count: int) -> int:
    """The offset behind the first `count` characters that are no white space."""
    for offset, sign in enumerate(text):
        if count == 0:
            return offset
        count -= not sign.isspace()
    return len(text)


def _first_cut(text: str, known: AbstractSet[str]) -> tuple[int, int, str] | None:
    """Where an item holds more than one name: end of the left part, start of the right part, and a verb between."""
    verb = _VERB.search(text)
    if verb is not None and verb.start():
        word = "lead" if LEAD in verb[0] else "" if verb[0] in SAID["together"] else "part"
        if _starts_name(squeeze(text[verb.end() :])):
            return verb.start(), verb.end(), word
        if is_office(squeeze(text[: verb.start()])):  # 市财政局负责资金保障
            return verb.start(), len(text), word
    etc = _ETC.search(text)
    if etc is not None:
        rest = squeeze(text[etc.end() :]).strip("、")
        more = not _ETC_NOTHING.match(rest) and (is_office(rest) or _ETC.search(rest))
        return etc.start(), etc.end() if more else len(text), ""
    both = _AND.search(text)
    if both is not None:
        return both.start(), both.end(), ""
    return _cut_pair(text, known)


def _cut_pair(text: str, known: AbstractSet[str]) -> tuple[int, int, str] | None:
    """Where 和 stands between two whole names, or two names follow each other without a sign (市教育局市财政局)."""
    for match in AND.finditer(text):
        left, right = squeeze(text[: match.start()]), squeeze(text[match.end() :])
        if _is_whole(left, known) and _is_whole(right, known):
            return match.start(), match.end(), ""
    for match in _RUN_ON.finditer(text):
        left, right = text[: match.start()], text[match.start() :]
        starts = right.startswith("各") or read_level(right) is not None
        alone = left in WORDS["committee"] and not right.endswith(GOVERNMENTS)  # 市委市直机关工委 is one
        if starts and not alone and is_office(left) and is_office(right):
            return match.start(), match.start(), ""
    return None


def _is_whole(name: str, known: AbstractSet[str]) -> bool:
    """Whether one side of 和 is a name of its own; 工业 in 工业和信息化厅 is none."""
    return name in known or (is_office(name) and name not in _NO_NAMES)


def _starts_name(text: str) -> bool:
    """Whether what follows a verb is a further name, and no object of the verb."""
    return is_office(without_duty(_ETC.split(without_prefix(text))[0]))


def _is_name(name: str) -> bool:
    """Whether a piece names an office: no time limit, note, person or sentence."""
    if name in _KINDS:
        return True
    if not 2 <= len(name) <= _LONGEST or name.isascii() or name in _NO_NAMES or name.endswith(TITLES):
        return False
    if is_function(name) or (is_office(name) and (read_level(name) is not None or not NOTE.search(name))):
        return True
    if NOTE.search(name) or PERSON.match(name) or name.startswith(SAID["sentence"]):
        return False
    return _UNKNOWN_NAME.match(name) is not None
