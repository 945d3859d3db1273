"""The responsible departments of a task, by their standard names, from the text beside it or in its closing bracket.

In: a list as the file holds it (`省科技厅、民政厅牵头`). Out: `Departments`: every name in document order at its own
level (`省民政厅`), the name as written beside it, whether it names a single office, and who leads; empty where the list
names none. Cutting the list is done by `lists`; one name is judged by `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from etl.offices.layout import LABEL, squeeze, states_first_leads
from etl.offices.lists import Piece, cut_pieces
from etl.offices.names import (
    AND,
    GOVERNMENTS,
    HAN,
    OFFICES,
    PLACE_SIGNS,
    SAID,
    SOME,
    UNIT,
    WORDS,
    attested_name,
    carry_level,
    is_collective,
    is_function,
    is_office,
    lent_level,
    standard_name,
)

_LIST_SIGNS = frozenset(("", "、", "和", "与", "及", "，", ","))
_EACH = re.compile(f"(?P<some>{SOME})(?P<unit>{UNIT}+)(?P<head>.*)")
_MORE_UNITS = re.compile(f"(?P<unit>{UNIT}+)(?P<head>(?:{OFFICES['government']})?)")
_PLACE_HEAD = re.compile(f"[{HAN}]{{1,6}}?(?P<kind>[{PLACE_SIGNS}])(?P<head>{OFFICES['peoples_government']})$")
_SHARED_HEADS = frozenset(GOVERNMENTS).difference(WORDS["own_head"])


@dataclass(frozen=True, slots=True)
class Departments:
    """The responsible departments of a task; the three tuples run in parallel. `lead` is None where there are none."""

    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    collective: tuple[bool, ...] = ()
    lead: str | None = None
    lead_basis: str | None = None


def parse_departments(text: str, known: Iterable[str] = (), *, first_leads: bool = False) -> Departments:
    """Every responsible department of a list; `known` are the names that the document's lists hold (`learn_names`).

    `first_leads` where the document states that the first of each list leads (`learn_first_leads`).

    >>> parse_departments("省文化和旅游厅牵头，省教育厅、文物局按职责分工负责")
    Departments(names=('省文化和旅游厅', '省教育厅', '省文物局'), written=('省文化和旅游厅', '省教育厅', '文物局'), \
collective=(False, False, False), lead='省文化和旅游厅', lead_basis='stated')
    """
    return _parse(text, known if isinstance(known, frozenset) else frozenset(known), first_leads)


def join_duty(above: str, own: str) -> str:
    r"""A task's own list, after that of its heading where it only names who takes part; else the heading's alone.

    >>> join_duty("甲局牵头", "配合单位：乙局"), join_duty("甲局牵头", "乙局"), join_duty("甲局牵头", "")
    ('甲局牵头\n配合单位：乙局', '乙局', '甲局牵头')
    """
    return f"{above}\n{own}" if above and _only_takes_part(own) else own or above


def _only_takes_part(own: str) -> bool:
    """Whether a list is of those that take part: all its labels say so, or its closing verb."""
    labels = [match["word"] or match["bare"] for match in LABEL.finditer(own)]
    if labels:
        return LABEL.match(own) is not None and all(label.startswith(SAID["helping"]) for label in labels)
    return own.endswith(SAID["helping"]) and not any(sign in own for sign in "，,；;。:：")


def learn_names(texts: Iterable[str]) -> frozenset[str]:
    """The standard names that a document's lists hold, for completing and joining other names in it.

    >>> sorted(learn_names(["市退役军人事务局、市民政局", "各区县政府"]))
    ['各区县政府', '市民政局', '市退役军人事务局']
    """
    return frozenset(name for text in set(texts) for name in parse_departments(text).names)


def learn_first_leads(texts: Iterable[str]) -> bool:
    """Whether one of a document's lists states that the first of each list leads: 排在第一位的部门为牵头部门，下同."""
    return any(states_first_leads(text) for text in set(texts))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One department on its way to its standard name: `written` is as the file has it, without white space."""

    name: str
    written: str
    lead: bool


@lru_cache(maxsize=1 << 10)
def _parse(text: str, known: frozenset[str], first_leads: bool) -> Departments:
    is_unsure = (
        AND.search(text) is not None or squeeze(text) != text
    )  # only there do other lists tell where a name ends
    entries: dict[str, _Entry] = {}
    for entry in _read_entries(text, known if is_unsure else frozenset()):
        name = attested_name(entry.name, known)
        before = entries.get(name)
        # A list may name an office twice, as leading and as responsible: it is one department.
        entries[name] = entry if before is None else _Entry(name, before.written, before.lead or entry.lead)
    if not entries:
        return Departments()
    stated = next((name for name, entry in entries.items() if entry.lead), next(iter(entries)) if first_leads else None)
    return Departments(
        names=tuple(entries),
        written=tuple(entry.written for entry in entries.values()),
        collective=tuple(is_collective(name) for name in entries),
        lead=stated or next(iter(entries)),
        lead_basis="first" if stated is None else "stated",
    )


@lru_cache(maxsize=1 << 14)
def _read_entries(text: str, known: frozenset[str]) -> tuple[_Entry, ...]:
    """The departments of a list at their own level and by their standard names, as far as the list itself tells."""
    return tuple(_carry_levels(_spell_out(text, cut_pieces(text, known))))


def _carry_levels(entries: Iterable[_Entry]) -> Iterator[_Entry]:
    """Standard names; those without a level get that of the names before: 省教育厅、文物局 → 省文物局."""
    level: str | None = None
    for entry in entries:
        name = entry.name if level is None else carry_level(level, entry.name)
        level = lent_level(name) or level
        yield _Entry(standard_name(name), entry.written, entry.lead)


def _spell_out(source: str, pieces: Sequence[Piece]) -> Iterator[_Entry]:
    """Each name in full where a list shares its beginning (各) or its head (人民政府)."""
    position = 0
    while position < len(pieces):
        run = (
            _each_run(source, pieces, position)
            or _places_run(source, pieces, position)
            or _functions_run(source, pieces, position)
        )
        if run:
            yield from run
            position += len(run)
        else:
            piece = pieces[position]
            if len(piece.text) > 1:
                yield _Entry(piece.text, piece.text, piece.lead)
            position += 1


def _each_run(source: str, pieces: Sequence[Piece], first: int) -> list[_Entry]:
    """各市、县（市、区）人民政府 → 各市人民政府, 各县（市、区）人民政府; 各区、县 → 各区, 各县. Else empty."""
    each = _EACH.fullmatch(pieces[first].text)
    if each is None:
        return []
    units, heads = [each["unit"]], [each["head"]]
    for piece in _joined_to(source, pieces, first):
        more = _MORE_UNITS.fullmatch(piece.text)
        if more is not None:
            units.append(more["unit"])
            heads.append(more["head"])
        elif piece.text in GOVERNMENTS and heads[-1]:  # 各市党委和政府
            units.append(units[-1])
            heads.append(piece.text)
        else:
            break
    entries: list[_Entry] = []
    for offset, unit in enumerate(units):
        giver = next((later for later in range(offset, len(heads)) if heads[later]), offset)
        # 街道办事处 keeps its head to itself: 各镇、街道办事处 → 各镇, 各街道办事处.
        head = heads[giver] if giver == offset or heads[giver] in _SHARED_HEADS else ""
        piece = pieces[first + offset]
        end = pieces[first + giver].end if head else piece.end
        written = squeeze(source[pieces[first].start : end])
        entries.append(_Entry(each["some"] + unit + head, written, piece.lead))
    return entries


def _places_run(source: str, pieces: Sequence[Piece], first: int) -> list[_Entry]:
    """济南、青岛、烟台市人民政府 → 济南市人民政府, 青岛市人民政府, 烟台市人民政府. Else empty."""
    run = [pieces[first]]
    for piece in _joined_to(source, pieces, first):
        if _PLACE_HEAD.match(run[-1].text):
            break
        run.append(piece)
    last = _PLACE_HEAD.match(run[-1].text)
    if last is None or len(run) == 1 or not all(_is_place(piece.text, last["kind"]) for piece in run[:-1]):
        return []
    entries = []
    for piece in run[:-1]:
        if piece.text.endswith(WORDS["zone"]):  # 高新区 has a 管委会, no 人民政府
            entries.append(_Entry(piece.text, piece.text, piece.lead))
            continue
        kind = "" if piece.text.endswith(last["kind"]) else last["kind"]
        entries.append(_Entry(piece.text + kind + last["head"], squeeze(source[piece.start : run[-1].end]), piece.lead))
    return [*entries, _Entry(run[-1].text, run[-1].text, run[-1].lead)]


def _is_place(name: str, kind: str) -> bool:
    """Whether a piece is a bare place in a list whose last one has a head: 青岛, 历下区, 高新区; not an office."""
    if _EACH.match(name) or not 2 <= len(name) <= 5:
        return False
    return name.endswith(kind) or not is_office(name)


def _functions_run(source: str, pieces: Sequence[Piece], first: int) -> list[_Entry]:
    """教育、卫生健康部门 → 教育部门, 卫生健康部门. Else empty."""
    run: list[Piece] = []
    for piece in [pieces[first], *_joined_to(source, pieces, first)]:
        body = next(filter(piece.text.endswith, SAID["body"]), "")
        if run and body and is_function(piece.text.removesuffix(body)):
            shared = [_Entry(f"{p.text}{body}", squeeze(source[p.start : piece.end]), p.lead) for p in run]
            return [*shared, _Entry(piece.text, piece.text, piece.lead)]
        if not is_function(piece.text):
            break
        run.append(piece)
    return []


def _joined_to(source: str, pieces: Sequence[Piece], first: int) -> Iterator[Piece]:
    """The pieces after the first as long as no more than a list's own sign stands between them."""
    for before, piece in pairwise(pieces[first:]):
        if squeeze(source[before.end : piece.start]) not in _LIST_SIGNS:
            return
        yield piece
