"""One office's name: whether it is one, whose level it has, its standard form, and whether it names a single office.

In: a name without white space (`省住建厅`). Out: judgements about it, and its standard form (`省住房城乡建设厅`).
Cutting a list into names is left to `lists`; the words stand in `tables/departments_*.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache

from etl.lexicon.words import class_patterns, read_table, trie_pattern, words_by_class

HAN = "一-鿿"
WORDS = words_by_class("departments_offices")
OFFICES = class_patterns("departments_offices")
SAID = words_by_class("departments_phrases")
PHRASES = class_patterns("departments_phrases")

KIND = OFFICES["kind_of_place"]
MORE = f"(?:[（(](?:{KIND}[、，,]?)+[）)])"
UNIT = f"(?:{KIND}{MORE}?)"
"""A kind of place without a name: 市, 县（市、区）."""

PLACE_SIGNS = "省市区县州盟旗镇乡"
"""With one of these the name of a place ends, and the level of an office."""

SOME = PHRASES["some"]
AND = re.compile("[和与及]")
GOVERNMENTS = WORDS["government"]
"""What governs a place. A named place's government lends its place to no other name: 枣庄市人民政府，文物局."""

BRACKET = r"[（(〔【\[][^（()〔【\[\]】〕）)]*[）)〕】\]]"
INNER = re.compile(BRACKET)
TAIL = re.compile(f"(?:{BRACKET})+$")
"""What stands in brackets behind a name: 市委宣传部（网信办）."""

_ALL_ENDINGS = (*WORDS["strong"], *WORDS["place"], *WORDS["plural_end"])
_WHOLE = frozenset((*WORDS["whole"], *WORDS["party"], *WORDS["central"]))
_PARTY, _CENTRAL = frozenset(WORDS["party"]), frozenset(WORDS["central"])
_PLURAL_ENDINGS, _PLURALS = WORDS["plural_end"], frozenset(WORDS["plural_whole"])
_NATIONAL = (*WORDS["national"], *WORDS["china"])
_OF_A_PLACE = (*WORDS["branch"], *WORDS["own_branch"], *PLACE_SIGNS, "驻")
_FUNCTIONS = frozenset(WORDS["head"])
_FAR = frozenset((*WORDS["central_head"], *(place for place, *_ in read_table("departments_places"))))
_HEAD = trie_pattern(_FUNCTIONS)
_BODY = (
    f"(?:{trie_pattern([*WORDS['whole'], *WORDS['party']])}|{_HEAD}[{HAN}、]{{0,14}}?"
    f"(?:{OFFICES['short_ending']}|{OFFICES['long_ending']}))$"
)
_BARE = re.compile(_BODY)
_FIRST_WORD = re.compile(trie_pattern(_FUNCTIONS | _FAR))
_UNKNOWN = re.compile(f"[{HAN}]{{2,6}}{OFFICES['short_ending']}$")
_JOINED = f"{UNIT}(?:[、和及与]?{UNIT})+|{KIND}{MORE}"
_ONE = f"(?:{OFFICES['committee']}|{OFFICES['level']}|[{PLACE_SIGNS}])"
_LEVEL = re.compile(f"(?P<level>{_JOINED}|{SOME}{UNIT}+|{_ONE}|[{HAN}]{{2,9}}?{_ONE}){_BODY}")
_YOUTH = re.compile(f"{OFFICES['youth']}([{PLACE_SIGNS}])委$")
_KIND_OF_PLACE = re.compile("([省市区县州盟旗])(?!级|直|属|域|场|容|政(?!府|协|务|法|策)|区|块|镇|县|乡|委|长|外|内)")
_SEVERAL_WORDS = re.compile(f"{SOME}|[两二三四多]级|级{OFFICES['government']}$")
_SEVERAL = re.compile(f"(?:{_JOINED})(?:{_BODY}|$)")

_STANDARD = {written: standard for written, standard, when in read_table("departments_standard") if when == "always"}
_SHORT = re.compile(f"{trie_pattern(_STANDARD)}(?!门|员会)")
_VARIANTS = {written: name for written, name, when in read_table("departments_standard") if when == "attested"}
_WIDE = str.maketrans("()", "（）")


@lru_cache(maxsize=1 << 14)
def is_office(name: str) -> bool:
    """Whether a name reads as a whole office or a group of them, by its ending or as a known short name.

    >>> is_office("区水利局"), is_office("县各有关单位"), is_office("持续推进"), is_office("省")
    (True, True, False, False)
    """
    core = TAIL.sub("", name)
    if len(core) < 2:
        return False
    return core in _WHOLE or core in _PLURALS or core.endswith(_ALL_ENDINGS)


@lru_cache(maxsize=1 << 14)
def is_collective(name: str) -> bool:
    """Whether an entry names no single office: 各市人民政府, 有关行业主管部门, 省、市、县（市、区）人大.

    >>> is_collective("区直有关部门"), is_collective("县（市、区）人大"), is_collective("区供销社")
    (True, True, False)
    """
    core = TAIL.sub("", name)
    if _SEVERAL_WORDS.search(core) or core.endswith(_PLURAL_ENDINGS) or core in _PLURALS or is_function(core):
        return True
    return _SEVERAL.match(name) is not None


@lru_cache(maxsize=1 << 14)
def is_national(name: str) -> bool:
    """Whether an office is the state's own, wherever a document names it; not its branch in a place.

    >>> [is_national(name) for name in ("教育部", "国家发展改革委", "市委组织部", "省教育厅", "中国移动南充分公司")]
    [True, True, False, False, False]
    """
    core = TAIL.sub("", name)
    if core in _CENTRAL:
        return not core.endswith("局")
    if not core.startswith(_NATIONAL) and (
        core[-2:] not in WORDS["national_end"] or any(sign in core for sign in "盟旗委")
    ):
        return False
    return not any(word in core for word in _OF_A_PLACE) and not is_collective(core)


def is_function(name: str) -> bool:
    """Whether a name is only what offices are for: 自然资源、水利、林业等部门."""
    return name in _FUNCTIONS


@lru_cache(maxsize=1 << 14)
def read_level(name: str) -> str | None:
    """The level that a name begins with; None where it has none.

    >>> [read_level(name) for name in ("市市场监管局", "海阳市水务局", "省委宣传部（文明办）", "市场监管局")]
    ['市', '海阳市', '省委', None]
    """
    core = TAIL.sub("", name)
    if core in _WHOLE or _BARE.match(core) or core.startswith(WORDS["central_head"]):
        return None
    match = _LEVEL.match(core) or _YOUTH.match(core)
    return match[1] if match is not None else None


def lent_level(name: str) -> str | None:
    """The level that a name lends to the names after it; None where it lends none, as a named place's government.

    >>> lent_level("省科技厅"), lent_level("区水产公司"), lent_level("枣庄市人民政府"), lent_level("区直有关部门")
    ('省', '区', None, None)
    """
    core = TAIL.sub("", name)
    level = read_level(name)
    if level is not None:
        return None if core.endswith(GOVERNMENTS) and len(level) > 1 else level
    if is_collective(core):
        return None
    place = _KIND_OF_PLACE.match(core)
    return place[1] if place is not None and is_office(core) else None


@lru_cache(maxsize=1 << 14)
def carry_level(level: str, name: str) -> str:
    """A name with the level of the names before it, where it has none and takes one; else the name as it is.

    >>> [carry_level("市委", name) for name in ("宣传部", "教育局", "财政厅", "财政部")]
    ['市委宣传部', '市教育局', '财政厅', '财政部']
    """
    core = TAIL.sub("", name)
    if not _takes_level(core):
        return name
    if core[0] in level and _KIND_OF_PLACE.match(core):
        return name  # 市政府国资委 has its level
    if level.endswith("委") and core not in _PARTY:
        level = level.removeprefix(*WORDS["ruling"]).removesuffix("委").removesuffix("党")
    if core.endswith("厅") and not level.endswith(("省", *WORDS["provincial"])):
        return name
    return level + name


def _takes_level(core: str) -> bool:
    """Whether a bare name takes a level: 文物局, 妇联; not 财政部, 青岛海事局, 国网….."""
    if core in _CENTRAL or is_collective(core) or read_level(core) is not None:
        return False
    first = _FIRST_WORD.match(core)
    if first is not None and first[0] in _FAR:
        return False
    return (_BARE.match(core) or _UNKNOWN.match(core)) is not None


@lru_cache(maxsize=1 << 14)
def standard_name(name: str) -> str:
    """A name with its short or slipped office spelled out, at its own level, also in brackets.

    >>> standard_name("市发改委"), standard_name("省人力资源保障厅"), standard_name("市住建局（市人防办）")
    ('市发展改革委', '省人力资源社会保障厅', '市住房城乡建设局（市人防办）')
    """
    return _SHORT.sub(lambda match: _STANDARD[match[0]], name)


def attested_name(name: str, known: AbstractSet[str]) -> str:
    """The other writing of the same office that the document itself has, where it is the standard one; else the name.

    >>> attested_name("市退役军人局", {"市退役军人事务局"}), attested_name("市退役军人局", set())
    ('市退役军人事务局', '市退役军人局')
    """
    wide = name.translate(_WIDE)
    if wide != name and wide in known:
        return wide
    full, short = WORDS["peoples_government"]
    longer = name.removesuffix(short) + full
    if name.endswith(short) and not name.endswith(full) and longer in known:
        return longer
    level = read_level(name) or ""
    body = name[len(level) :]
    if body in _VARIANTS:
        other = level + _VARIANTS[body]
        if other in known:
            return other
    return name
