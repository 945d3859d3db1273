"""What a granted number is of: who is given what, and the share of what that may be taken.

In: a sentence and one of its numbers that a policy grants, with the nouns beside it. Out: the indicator's words.
`对获评项目给予最高80万元的奖补` → 获评项目奖补; `可提取50%以上用于教师劳动报酬` → 提取用于教师劳动报酬的比例.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.phrases import clause_before, left_phrase, trim
from etl.slots import Slot
from etl.words import trie_pattern, words_by_class

_WORDS = words_by_class("grants")
_LEAD = trie_pattern([*_WORDS["giving"], *_WORDS["modest"]])
_NOUN = re.compile(  # a granted thing ends where no noun goes on: 补贴, 奖励资金, 贷款额度
    rf"(?<!/)(?:(?:[^，。；：｜、\d%‰年月天元/（）“”的给予]{{0,12}}(?:“[^”]{{1,12}}”)?)?{trie_pattern(_WORDS['granted'])}"
    rf"|“[^”]{{1,10}}{trie_pattern(_WORDS['token'])}”)"
    r"(?:资金|支持|额度|金额|政策)?"
    rf"(?=[”，。；：、｜（）\s\d]|$|{trie_pattern(_WORDS['after granted'])})"
)
_LEADS = re.compile(rf"(?:{_LEAD}|按|规定|分别|依次|标准|组织|金额|额度|总额|资金|抵扣|年|以|度|将|的|对于?|同一)+$")
_LAST_LEAD = re.compile(rf".*(?:{_LEAD})")
_BARE = frozenset(_WORDS["granted"])
_PARTS, _CLAUSES = re.compile("[；。！？\n]"), re.compile("[，：｜]")
_STOPPED = re.compile("[，；。｜]")
_FOR = re.compile(
    rf"(?<![{''.join(_WORDS['for before'])}])(?:对于?|针对|为|向)(?![{''.join(_WORDS['for after'])}])(?P<whom>[^，；：。｜]{{2,}})"
)
_GIVEN = re.compile(rf"(?:给予|奖励|发放给|支持)(?P<whom>[^，；。｜\d{''.join('“”')}]{{2,14}})$")
_GIVE = re.compile(rf"(?:，|(?<![许认])可(?![信靠])|分别|依次|分档|按|每|单[个家项]|最高|不超过|一次性|(?<![未已])(?:{trie_pattern(_WORDS['handing'])})).*$")
_MARKERS = re.compile(r"(?:的|每年|年度|合计|累计|最高|最多|不超过|不高于|总额)*$")
_VAGUE = re.compile(rf"(?:{trie_pattern(_WORDS['vague'])})的?")
_CONDITION = re.compile(rf"^(?:且|并)?(?:{trie_pattern(_WORDS['vague'])})的?$|^{trie_pattern(_WORDS['aside'])}|(?:后|时)即?$")
_ACTING = re.compile(
    rf"^(?P<who>[^的]{{2,14}}?)(?P<deed>{trie_pattern(_WORDS['acting'])})(?:[^，]*(?:开展|进行|实施|实现|完成|提供))?(?P<what>.*)$"
)
_CHOSEN = re.compile(r"(?:遴选|评选|择优|认定|选取|选出|筛选)(?:出|推出)?(?:不超过)?(?:一批|若干|\d+(?!\d)[个家项名]?)?(?P<whom>[^\d，；。｜][^，；。｜]+)$")
_SUPPORTED = re.compile(r"(?:支持|鼓励|引导|吸引)(?P<whom>[^，；。｜]{2,})$")
_QUALITIES = re.compile(rf"{trie_pattern(_WORDS['quality'])}$")
_ASIDE = re.compile("（[^（）]*）")
_PER_WORDS = re.compile(r"^(?:每|单[个家户项次]?(?!位)|最高|累计|合计|年度|总|分档|分年|其中|首年|依规|同时|且)")
_NO_LABEL = re.compile(rf"{_LEAD}|规定|标准|组织|抵扣|^按|照")
_EACH = re.compile("^(?:每[个家户项名位人]?|单[个家户项])")
_LABELLED = re.compile(
    r"(?:^|[，、；：｜（和及]|按)(?P<name>[^，、；：｜（）\d每单]{2,14}?)(?:为|则|可|最高|不超过|每人|每月|每年|每户)*$"
)
_BASE = re.compile(
    r"(?:按照?其?|根据|占|不超过|不高于|不低于|不少于|最高)+(?P<base>(?!不超过|不高于|最高)[^，；。｜按%‰]{2,40}?)(?:的|给予|最高|不超过|不高于|予以|，)*$"
)
_BEFORE_BASE = re.compile("^.*(?:给予|不超过|不高于|最高|执行)")
_NEAR_BASE = re.compile(r"(?:给予)(?P<base>(?!最高|不超过|不高于)[^，；。｜\d]{2,24}?)(?:的|最高|不超过)*$")
_NO_BASE = re.compile("标准$|方式|原则|级别|规定$|程序")
_QUOTA = re.compile(r"(?P<quota>[^，。；、]{2,8}?)(?:以内|内)(?P<deed>[^，。；]{0,20}?)(?:政策)?(?=[，。；]|$)")
_SHARE_OF = re.compile(r"按照?(?P<base>[^，。；]{2,30})的\s*$")
_DEED = re.compile(
    r"(?:的?比例)?，?"
    r"(?P<deed>(?:抵免|抵扣|抵减|缴纳|征收|返还|计提|提取|列支|计入|上缴|用于|作为|安排)[^，。；]{3,40})"
)
_TAKEN = re.compile(r"(?:可|允许|应)?(提取|拿出|安排|计提|留出)\s*$")
_NAMED_ENDS = ("标准", "额度", "金额", "总额", "上限", "限额")
LONGEST, LONG, SHORT = 32, 20, 4
"""From how many signs on a receiver's name is cut to its head, and how many make a head or a grant speak for itself."""


class _Part(NamedTuple):
    """The part of a sentence that holds a number, up to its full stops: where it begins and ends."""

    text: str
    low: int
    high: int


def is_granted(text: str, unit_class: str, said: bool) -> bool:
    """Whether a number of a rule is granted: `said` is what the words beside it tell; of money and shares, `text` too."""
    if unit_class not in ("money", "ratio", "time"):
        return False
    return said or (unit_class != "time" and _NOUN.search(text) is not None)


def name_grant(text: str, slot: Slot, own: str, counted: str) -> str:
    """Who is given what: `对获评项目给予最高80万元的奖补` → 获评项目奖补; empty where the text names no grant.

    `own` is the noun before the number in its clause, `counted` the one after it. A share says of what it is one
    (`奖补占投资额比例`), a time that it is one (`补贴期限`).
    """
    part = _find_part(text, slot)
    named = own.endswith(_NAMED_ENDS) and len(own) >= SHORT and not _PER_WORDS.match(own)
    if (named or (slot.reached and len(own) >= SHORT)) and not (slot.unit_class == "ratio" and _find_base(part, slot)):
        return own.replace("每年", "")
    what = find_granted(text, slot, part)
    if not what:
        return own or counted
    if slot.unit_class == "ratio" and own.endswith("比例") and len(own) >= SHORT:
        return own if what in own or len(own) > SHORT else trim(what + own)
    whom = _find_receiver(part, slot, what)
    name = _join(whom, what)
    if slot.unit_class == "ratio":
        base = _find_base(part, slot)
        return trim(f"{name}占{base}比例" if base and base not in name else f"{name}比例")
    if slot.unit_class == "time":
        return trim(name if name.endswith(("期限", "时间")) else f"{name}期限")
    return trim(name)


def _find_part(text: str, slot: Slot) -> _Part:
    """The part of a sentence that holds a number."""
    low = max((stop.end() for stop in _PARTS.finditer(text, 0, slot.number)), default=0)
    stop = _PARTS.search(text, slot.end)
    return _Part(text, low, stop.start() if stop else len(text))


def find_granted(text: str, slot: Slot, part: _Part | None = None) -> str:
    """What is given: the grant after the number, else that before it; a bare word takes its fuller form in the part.

    >>> find_granted("给予研发费用补贴，最高补贴30万元。", Slot(13, 13, 17, "元", "money"))
    '研发费用补贴'
    """
    part = part or _find_part(text, slot)
    found = [
        (place.start(), place.end(), noun)
        for place in _NOUN.finditer(text, part.low, part.high)
        if (noun := _clean_noun(place[0]))
    ]
    after = [noun for start, end, noun in found if end > slot.end and not _STOPPED.search(text, slot.end, end)]
    if not after and slot.unit_class == "ratio":
        after = [noun for start, end, noun in found if start >= slot.end and _near(text, slot.end, start)]
    before = [noun for start, end, noun in found if end <= slot.number]
    near = after[0] if after else before[-1] if before else next((noun for *_, noun in found), "")
    if near not in _BARE:
        return near
    fuller = [noun for *_, noun in found if noun != near and noun.endswith(near)]
    return min(fuller, key=len) if fuller else near


def _near(text: str, end: int, start: int) -> bool:
    """Whether at most one comma stands between two places."""
    return len(_STOPPED.findall(text, end, start)) <= 1


def _clean_noun(noun: str) -> str:
    """A grant's noun without what leads it on: `给予最高不超过一次性后补助` → 后补助."""
    lead = _LAST_LEAD.match(noun)
    rest = noun[lead.end() :] if lead else noun
    if not rest or (len(rest) < 2 and rest not in _BARE):
        rest = next((word for word in sorted(_BARE, key=len, reverse=True) if noun.endswith(word)), "")
    return trim(_EACH.sub("", rest).removeprefix("的").removeprefix("度").removeprefix("或"))


def _find_receiver(part: _Part, slot: Slot, what: str) -> str:
    """Who receives: named beside the number in a list of them, by 对, 为, 给, else the subject of a clause before."""
    own = _find_label(part.text[part.low : slot.start])
    if own and own not in what and not _is_lead(own):
        return own
    before = part.text[part.low : slot.start]
    named = [*_FOR.finditer(before)]
    whom = _clean_receiver(named[-1]["whom"], what) if named else ""
    if not whom:
        whom = next(filter(None, (_clean_receiver(clause, what) for clause in _subjects(before))), "")
    given = _GIVEN.search(_MARKERS.sub("", part.text[part.low : slot.number]))
    second = _VAGUE.sub("", _GIVE.sub("", _EACH.sub("", given["whom"]))) if given else ""
    if second and second not in whom and not _NOUN.search(second) and not _is_lead(second):
        unnamed = named and named[-1]["whom"].endswith("的")
        whom = second if unnamed or whom in second else _join(whom, second)
    return whom


def _is_lead(words: str) -> bool:
    """Whether words only lead on to a number, and name nobody."""
    return bool(_PER_WORDS.match(words) or _LEADS.match(words) or _CONDITION.search(words) or _NOUN.match(words + "，"))


def _find_label(before: str) -> str:
    """The name that stands right before a number in a list of them: `博士每人15万元，硕士每人10万元`."""
    found = _LABELLED.search(before)
    if not found or before.endswith(("给予", "为", "的")) or _FOR.match(found["name"]):
        return ""
    return "" if _NO_LABEL.search(found["name"]) else found["name"]


def _subjects(before: str) -> list[str]:
    """What the clauses before a number speak of, the nearest first, without those that only set conditions."""
    result = []
    for clause in reversed(_CLAUSES.split(before)):
        words = _VAGUE.sub("", clause).strip(" 、并")
        if found := _CHOSEN.search(words) or _SUPPORTED.search(words):
            result.append(found["whom"])
        elif not words or _CONDITION.search(words) or _PER_WORDS.match(words):
            continue
        elif (subject := _GIVE.sub("", words)) and not _is_lead(subject):
            result.append(subject)
    return result


def _clean_receiver(words: str, what: str) -> str:
    """A receiver's name: without vague conditions and deeds, its head alone where it is long."""
    given = _GIVE.search(words, 1)
    words = _ASIDE.sub("", words[: given.start()] if given else words).strip(" 、")
    words = _VAGUE.sub("", words).removesuffix("的").removeprefix("于")
    acting = _ACTING.match(words)
    if acting and acting["what"].startswith("的"):
        words = acting["who"] + acting["what"].removeprefix("的")
    elif acting and "的" not in acting["what"].removesuffix("的"):
        who, done = acting["who"], acting["what"].removesuffix("的").removesuffix("活动")
        words = who if len(what) > SHORT or not done or len(done) > 12 else who + done
    modifier, _, head = words.rpartition("的")
    if modifier and ((len(words) > LONG and len(head) > SHORT) or len(words) > LONGEST or _QUALITIES.search(modifier)):
        words = head
    elif len(words) > LONG:
        words = left_phrase(words)[0]
    return trim(words)


def _join(whom: str, what: str) -> str:
    """A receiver and what it is given as one name; what both say is said once."""
    if what in whom:
        return whom
    for size in range(min(len(whom), len(what)) - 1, 1, -1):
        if whom.endswith(what[:size]):
            return whom + what[size:]
    return whom + what


def _find_base(part: _Part, slot: Slot) -> str:
    """What a share is of: `按照项目总投入的30%` → 项目总投入."""
    before = part.text[part.low : slot.number].rstrip()
    found = _BASE.search(before) or _NEAR_BASE.search(before)
    base = _ASIDE.sub("", _BEFORE_BASE.sub("", found["base"])) if found else ""
    return "" if not base or _NO_BASE.search(base) or _NOUN.search(base + "，") else trim(base)


def name_share(text: str, left: str, own: str, after: str) -> str:
    """A share that a policy lets be taken: of what, for what; empty where the text does not say.

    `left` is the number's clause before it, `own` the noun there, `after` what follows the number in `text`.
    """
    if found := _QUOTA.match(after):
        return trim(f"{own}{found['deed']}的{found['quota']}比例")
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
