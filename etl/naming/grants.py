"""What a granted number is of: who is given what, and the share of what that may be taken.

In: a sentence and one of its numbers that a policy grants, with the nouns beside it. Out: the indicator's words.
`对获评项目给予最高80万元的奖补` → 获评项目奖补; `按照设备投入的30%给予补助` → 补助占设备投入比例;
`可提取50%以上用于教师劳动报酬` → 提取用于教师劳动报酬的比例. Who receives it is found in receivers.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl.lexicon.words import roles, trie_pattern
from etl.naming.phrases import BOUND, clause_before, trim
from etl.naming.receivers import SHORT, find_receiver, is_share_out, join_names, without_each
from etl.naming.slots import Slot

_WORDS = roles("grant")
_NOUN = re.compile(  # a granted thing ends where no noun goes on: 补贴, 奖励资金, 贷款额度
    r"(?<!/)(?:(?:[^，。；：｜、\d%‰年月天元/（）“”的给予]{0,12}(?:“[^”]{1,12}”)?)?"
    rf"{trie_pattern(_WORDS['granted'])}|“[^”]{{1,10}}{trie_pattern(_WORDS['token'])}”)"
    rf"(?:{trie_pattern(_WORDS['granted end'])})?"
    rf"(?=[”，。；：、｜（）\s\d]|$|{trie_pattern(_WORDS['after granted'])})"
)
_LAST_LEAD = re.compile(rf".*{trie_pattern([*_WORDS['giving'], *_WORDS['modest']])}")
_BARE = frozenset(_WORDS["granted"])
_LONGEST_FIRST = sorted(_BARE, key=len, reverse=True)
_GRANTING = re.compile(rf"(?P<what>{trie_pattern(_WORDS['grant'])})(?P<whom>[^，。；：｜\d]{{2,14}})$")
_PARTS, _STOPS = re.compile("[；。！？\n]"), re.compile("[，；。｜]")
_SAID = _WORDS["said"]
"""With what a noun ends that says what a number is of without its grant."""
_OWN_TERM = re.compile(rf"(?:(?!{trie_pattern(_WORDS['granted'])}).){{2,}}{trie_pattern(_WORDS['own term'])}")
_SUPPORT = re.compile("(?<=[补奖资][贴助励补])支持$")
_COUNTER = re.compile("[1-9][个家名项户人所件]")
_ASIDE = re.compile("（[^（）]*）")
_MARKED = rf"(?:{trie_pattern(_WORDS['taken of'])}其?|{BOUND})+"
_BASE = re.compile(rf"{_MARKED}(?P<base>(?!{BOUND})[^，；。｜按%‰]{{2,40}}?)(?:的|给予|予以|{BOUND}|，)*$")
_NEAR_BASE = re.compile(rf"给予(?P<base>(?!{BOUND})[^，；。｜\d]{{2,24}}?)(?:的|{BOUND})*$")
_BEFORE_BASE = re.compile(f"^.*(?:给予|{BOUND}|执行)")
_NO_BASE = re.compile(f"{trie_pattern(_WORDS['no base at end'])}$|{trie_pattern(_WORDS['no base'])}")
_QUOTA = re.compile(r"(?P<quota>[^，。；、]{2,8}?)(?:以内|内)(?P<deed>[^，。；]{0,20}?)(?:政策)?(?=[，。；]|$)")
_SHARE_OF = re.compile(r"按照?(?P<base>[^，。；]{2,30})的\s*$")
_DEED = re.compile(
    r"(?:的?比例)?，?"
    rf"(?P<deed>{trie_pattern(_WORDS['share deed'])}[^，。；]{{3,40}})"
)
_TAKEN = re.compile(rf"(?:可|允许|应)?({trie_pattern(_WORDS['taken'])})\s*$")


class _Part(NamedTuple):
    """The part of a sentence that holds a number, up to its full stops: where it begins and ends in `text`."""

    text: str
    low: int
    high: int


def is_granted(text: str, unit_class: str, said: bool) -> bool:
    """Whether a rule's number is granted, by the words beside it (`said`), of money and shares also by its sentence."""
    if unit_class not in ("money", "ratio", "time"):
        return False
    return said or (unit_class != "time" and _NOUN.search(text) is not None)


def name_grant(text: str, slot: Slot, own: str) -> str:
    """Who is given what: `对获评项目给予最高80万元的奖补` → 获评项目奖补; empty where no grant is named.

    `own` is the noun before the number in its clause. A share says of what it is one (`奖补占投资额比例`), a time
    that it is one (`补贴期限`).
    """
    part, ratio = _find_part(text, slot), slot.unit_class == "ratio"
    base = _find_base(part, slot) if ratio else ""
    said = slot.reached or (own.endswith(_SAID) and (ratio or own[:-2] not in _BARE) and not is_share_out(own))
    if said and len(own) >= SHORT and not base:
        return own.replace("每年", "")
    if slot.unit_class == "time" and _OWN_TERM.fullmatch(own):
        return own
    what = find_granted(text, slot)
    if not what:
        given = _GRANTING.search(text, part.low, slot.number)  # 补助荒地农户3000元
        return trim(given["whom"] + given["what"]) if given else ""
    if ratio and own.endswith("比例") and len(own) >= SHORT:
        return own if len(own) > SHORT else trim(join_names(what, own))
    whom = find_receiver(text[part.low : slot.start], text[part.low : slot.number], what)
    name = join_names(whom, what)
    if ratio:
        return trim(f"{name}占{base}比例" if base and base not in name else f"{name}比例")
    return trim(f"{name}期限" if slot.unit_class == "time" and not name.endswith(("期限", "时间")) else name)


def find_granted(text: str, slot: Slot) -> str:
    """What is given: the grant after the number, else that before it; a bare word takes its fuller form nearby.

    >>> find_granted("给予研发费用补贴，最高补贴30万元。", Slot(13, 13, 17, "元", "money"))
    '研发费用补贴'
    """
    part = _find_part(text, slot)
    found = [*_find_nouns(part, slot)]
    after = [noun for _, end, noun in found if end > slot.end and not _STOPS.search(text, slot.end, end)]
    if not after and slot.unit_class == "ratio":  # 按实际投入的5%，给予…补助
        after = [noun for at, _, noun in found if at >= slot.end and len(_STOPS.findall(text, slot.end, at)) == 1]
    before = [noun for _, end, noun in found if end <= slot.number]
    near = after[0] if after else before[-1] if before else next((noun for *_, noun in found), "")
    bare = near.removesuffix("金额").removesuffix("额度")
    if bare not in _BARE:
        return near
    fuller = [noun for *_, noun in found if noun not in (near, bare) and noun.endswith(bare)]
    return min(fuller, key=len) if fuller else near


def _find_nouns(part: _Part, slot: Slot) -> Iterator[tuple[int, int, str]]:
    """The granted things of a part, with where each begins and ends; of `8.5折优惠` the unit is the number's."""
    for place in _NOUN.finditer(part.text, part.low, part.high):
        start = slot.end if slot.number <= place.start() < slot.end else place.start()
        noun = part.text[start : place.end()]
        if noun := _clean_noun(noun[1:] if _COUNTER.match(part.text, start - 1) else noun):
            yield start, place.end(), noun


def _find_part(text: str, slot: Slot) -> _Part:
    """The part of a sentence that holds a number."""
    low = max((stop.end() for stop in _PARTS.finditer(text, 0, slot.number)), default=0)
    stop = _PARTS.search(text, slot.end)
    return _Part(text, low, stop.start() if stop else len(text))


def _clean_noun(noun: str) -> str:
    """A grant's noun without what leads on to it: `享受一次性创业补贴` → 创业补贴."""
    lead = _LAST_LEAD.match(noun)
    rest = noun[lead.end() :] if lead else noun
    if len(rest) < 2 and rest not in _BARE:
        rest = next((word for word in _LONGEST_FIRST if noun.endswith(word)), "")
    rest = _SUPPORT.sub("", rest)
    if rest[1:] in _BARE:
        rest = rest.removeprefix("以")  # 予以补助
    return trim(without_each(rest).removeprefix("的").removeprefix("度").removeprefix("或"))


def _find_base(part: _Part, slot: Slot) -> str:
    """What a share is of: `按照项目总投入的30%` → 项目总投入."""
    before = part.text[part.low : slot.number].rstrip()
    found = _BASE.search(before) or _NEAR_BASE.search(before)
    base = _ASIDE.sub("", _BEFORE_BASE.sub("", found["base"])) if found else ""
    if not base or base in _WORDS["modest"] or _NO_BASE.search(base) or _NOUN.search(base + "，"):
        return ""
    return trim(base)


def name_share(text: str, left: str, own: str, after: str) -> str:
    """A share that a policy lets be taken: of what, for what; empty where the text does not say.

    `left` is the number's clause before it, `own` the noun there, `after` what follows the number in `text`.
    """
    if found := _QUOTA.match(after):
        return trim(f"{own}{found['deed']}的{found['quota'].removeprefix('的')}比例")
    deed = _DEED.match(after)
    if not deed:
        return ""
    what = deed["deed"].replace("该", "")
    if base := _SHARE_OF.search(left):
        return f"按{base['base']}{what}的比例"
    if taken := _TAKEN.search(left):
        subject = clause_before(text[: max(text.find(left) - 1, 0)])
        return trim(f"{subject[subject.rfind('的') + 1 :]}{taken[1]}{what}的比例")
    return ""
