"""The words around a number: its governing verb, and the shortest noun phrase that says what it counts.

In: the text of a clause before and after a number. Out: plain strings. A phrase is made by a small grammar over word
tables: a head of adverbs, modals and verbs is taken off the left, reaching and changing words off its end; to the
right a phrase runs to the clause's end, over `、` where no number follows. Where a number has no phrase of its own, the
caller gives it its sibling's (indicators.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.lexicon.words import backwards_pattern, cue, markers, role_of, roles, trie_pattern
from etl.schema import ActionClass

_VERBS: dict[str, ActionClass] = role_of("verb")  # type: ignore[assignment]
_VERB = trie_pattern(_VERBS)
_EDGE = roles("edge")
_ADVERB = trie_pattern(_EDGE["adverb"])
_FIRM = trie_pattern(_EDGE["firm verb"])
_REGION = trie_pattern(_EDGE["region"])
_LIGHT = frozenset(_EDGE["light verb"])
_KEPT = frozenset(_EDGE["kept verb"])
_MAKING, _JOINED = frozenset(_EDGE["making verb"]), re.compile(trie_pattern(_EDGE["joined verb"]))
_GENERIC = frozenset(_EDGE["generic noun"])

_PER_HEAD = r"(?:每(?:个|名|家)?(?:人|生|户|年|月|季度|周|天|日|村|县|校|亩|床))"
_PLACE = r"(?:在|于)[^，；。、]{1,24}?(?:内|上|中|下|期间|方面|领域|沿线|周边|附近|地区|基础上|前|里)"
_JOIN = r"(?:并|且|和|及|与|以及|同时|再|还|也|又)(?!购|网|行|联|轨|列|谐|平|生|利用|教|就业|美|睦)"
_NOT_A_VERB = (  # 改造面积, 服务业: what begins like a verb and is a noun
    rf"(?![率者方商员期费品点量额度性型力户不]|会(?![议计展员客])|业(?!务)|区(?!域|块|级)|总[^投]"
    rf"|{cue('noun end', 'edge')})"
)
_MANNERS = trie_pattern([*_EDGE["manner"], *_EDGE["loose manner"]])
_MANNER = (  # 大力建设学校; what also begins a noun only before a verb that is none: 高标准打造, but 高标准农田
    rf"{trie_pattern(_EDGE['manner'])}地?(?=(?:{_MANNERS}地?|{_ADVERB})*{_VERB}{_NOT_A_VERB})"
    rf"|{trie_pattern(_EDGE['loose manner'])}地?(?=(?:{_FIRM}|建设(?!项目|用地))(?!的))"
)
_HEAD = re.compile(  # 重点行业 is a noun, though 重点 is an adverb
    rf"(?!{trie_pattern(_EDGE['kept noun'])})"
    rf"(?:[\s①-⑳]|{_PER_HEAD}|每(?:个|名|家|位|所)|[，、：；。—”]|{_MANNER}|{_ADVERB}|{_PLACE}|于\s{{3,}}|其中|把(?![手握控关]|{_VERB})|{_JOIN})"
)
_VERB_CHAIN = re.compile(rf"{_VERB}{_NOT_A_VERB}(?:(?:、|和|与|及|或|并){_VERB}{_NOT_A_VERB})*")
_VERBS_ONLY = re.compile(rf"{_VERB}(?:{_VERB})*$")
_MODAL = re.compile(rf"{cue('modal', 'edge')}在?|计划(?={_VERB})")
_TAIL = re.compile(  # of a text reversed
    r"(?:\s|均人(?!$)|拟(?![模虚比])|还(?![归返偿退奉])"
    rf"|{backwards_pattern([*_EDGE['reach'], *_EDGE['tail'], *_EDGE['tail sign']])})+"
)
_RIGHT_STOP = re.compile(rf"{cue('right stop', 'edge')}|为\d")
BOUND = trie_pattern(["最高", *(row.word for row in markers() if row.side == "far left" and row.word[0] == "不")])
"""A bound that stands before what it binds: 不低于, 最高."""

_CLAUSE_END = re.compile(r"[，；。：！？\n]|$")


def strip_head(text: str) -> tuple[str, str | None]:
    """A clause's text without its leading adverbs, modals, places and verbs, and the verb that was taken off.

    A region stays where no verb follows it (`全市公路通车里程`); a light verb keeps its object whole (`完成造林绿化`).

    >>> strip_head("全市新建成街道文化站、健身馆"), strip_head("全市公路通车里程")
    (('街道文化站、健身馆', '新建成'), ('全市公路通车里程', None))
    """
    text = _after_modal(text)
    verb: str | None = None
    leading: str | None = None
    last = ""
    region, joined = "", False
    while text and not _keeps_object(last, text):
        if not region and (place := _AT_REGION.match(text)):
            region, text = place[0], text[place.end() :]
            continue
        head, chain = _HEAD.match(text), _VERB_CHAIN.match(text)
        if head and (not chain or chain.end() <= head.end()):
            leading = head[0] if head[0] in _VERBS else leading
            text, joined = text[head.end() :], head[0] in _SUPPORTS
            continue
        if not chain:
            break
        rest = text[chain.end() :].removeprefix("了")
        if not rest:
            keeps = last in _LIGHT or (last in _MAKING and not _JOINED.match(text))
            return (text, verb) if keeps else ("", verb + chain[0] if verb and joined else chain[0])
        if _splits_a_noun(chain[0], rest) or (verb is not None and _VERBS_ONLY.match(text)):
            break
        if joined and last in _MAKING and not _JOINED.match(text):  # 新建培训基地, but 新建改建公路
            break
        last = chain[0]
        verb = chain[0] if verb is None or verb in _LIGHT else verb + chain[0] if joined else verb
        text, joined = rest, True
    if verb is None:
        return region + text, leading
    return text, leading + verb if joined and leading and leading in _SUPPORTS else verb


def _after_modal(text: str) -> str:
    """What follows the last modal of a clause (`力争`, `要`, `计划`); all of it where none is followed by words."""
    modal = None
    for modal in _MODAL.finditer(text):  # noqa: B007 the last one is wanted
        pass
    return text[modal.end() :] if modal and modal.end() < len(text) else text


def _keeps_object(verb: str, text: str) -> bool:
    """Whether a light verb has been taken off and what is left is its object, not verbs alone."""
    return verb in _LIGHT and verb not in ("推动", "推进", "实现") and not _VERBS_ONLY.match(text)


_SUPPORTS = frozenset(["支持", "鼓励", "引导", "推动"])
_AT_REGION = re.compile(_REGION)


def _splits_a_noun(verb: str, rest: str) -> bool:
    """Whether what looks like a verb begins a noun: `服务人次`, `投资总额`, `改造任务`."""
    if rest in ("任务", "工程", "项目", "总任务"):
        return True
    return verb in ("服务", "投资", "培训", "参加", "带动", "投入") and rest in _GENERIC


def left_phrase(left: str, reached: bool = False) -> tuple[str, str | None]:
    """The noun phrase that stands before a number, and its verb; empty where the clause holds none.

    >>> left_phrase("组织退休职工体检")
    ('退休职工体检', '组织')
    >>> left_phrase("垃圾回收利用率达到")
    ('垃圾回收利用率', None)
    """
    text = _without_frame(left)
    if text[:1] in _BEFORE_FOR and (for_whom := _FOR.match(text)):
        rest, verb = strip_head(for_whom["rest"])
        return (for_whom["whom"] + rest if rest else for_whom["whom"]), verb
    if text.startswith(_FRONTED) and text[1:2] not in ("", "期", "外", "于", "军", "来"):
        text = text[1:]
    if reached and not _ONLY_FRAMED.match(text):  # 接待游客增长15%: the subject keeps its verb
        return trim(strip_adverbs(text)), None
    text, verb = strip_head(text)
    firm = None
    for firm in _FIRM_INSIDE.finditer(text, 1 if verb in _MAKING else 0):  # noqa: B007 the last one is wanted
        pass
    if firm and firm.end() < len(text) and text[firm.end()] not in "或和及与、":
        verb, text = firm[0], text[firm.end() :]
    elif firm and firm.end() == len(text) and firm.start():
        text = _without_tail(text[: firm.start()])
    later = _LATER_DEED.search(text)
    if later and later.end() < len(text):
        verb, text = later["verb"], text[later.end() :]
    return ("" if _REGION_ONLY.fullmatch(text) else trim(text)), verb


def _without_frame(left: str) -> str:
    """A clause's text without what frames its noun: old values, bases, levels, reaching words at its end."""
    text = left
    if "从" in text or "由" in text:
        text = _FROM.sub("", text)
    if "基础上" in text or "   " in text:
        text = _ON_BASE.sub("", text)
    if _RANKING.search(text):
        text = _RANKED.sub("", text)
    if text.rstrip().endswith("的") and (level := _LEVEL_OF.search(text)) and level.start() >= 2:
        text = text[: level.start()]
    text = _without_tail(text)
    spent = _SPENT.search(text) if text.endswith(_SPENDING) else None
    return text[: spent.start()] if spent and spent.start() else text


def _without_tail(text: str) -> str:
    """A clause's text without the reaching words at its end."""
    tail = _TAIL.match(text[::-1])
    return text[: len(text) - tail.end()] if tail else text


_FOR = re.compile(
    r"(?:\s|，|并|、)*(?:对|为|向|给)(?!外|于|民|了)(?P<whom>[^，；。]{2,40}?)"
    rf"(?P<rest>(?:进行|给予|新增|办理|完成|举办|{_FIRM}).*)$"
)
_BEFORE_FOR = frozenset(["对", "为", "向", "给", "，", "并", "、", " ", "\t"])
_FRONTED = ("为", "对", "向", "把", "将")
_FIRM_INSIDE = re.compile(rf"(?!(?<=[党团会层济作])组织){_FIRM}(?:了)?(?![率者方商员期费量额度数区业]|标准)")
_LATER_DEED = re.compile(rf"、(?P<verb>{trie_pattern(_EDGE['later verb'])})(?=[^、]*$)")
_REGION_ONLY = re.compile(rf"(?:{_REGION})+")
_FROM = re.compile(
    r"(?:从|由)(?:每[^，；。]{0,10}|[亩户人生]均|(?:目前|原来|现行|现有|上年|去年|当前|[，\s\d年末底]{2,8})的?)?\s*$"
)
_ON_BASE = re.compile(r"在[，\s\d年]*的?基础上.*$|(?:比|较|以)\s{3,}")
_ONLY_FRAMED = re.compile(r".*?(?:实现|确保|力争|完成|推动|使|要|促进|达成|做到|，)")
_LEVEL_OF = re.compile(r"(?:控制在|稳定在|保持在|不?低于|不?高于|不?少于|不得?超过|达到|为|相当于)[^，；]{2,30}的\s*$")
_RANKING = re.compile("进入|保持|位居|位列|跻身|稳居")
_RANKED = re.compile(rf"(?:力争)?(?:{_RANKING.pattern})(?:在)?(?:全国|全省|全市|全区)?(?:前|第)?$")
_SPENDING = roles("grant")["spending"]
_SPENT = re.compile(rf"{trie_pattern(_SPENDING)}(?<!(?:研发|经费|资金|资本)投入)$")


def strip_adverbs(text: str) -> str:
    """A clause's text without its leading adverbs, places and connectives; verbs and regions stay."""
    while (head := _HEAD.match(text)) and head[0] not in _VERBS:
        text = text[head.end() :]
    return text


def right_phrase(right: str, next_number: int | None, whole: bool = False) -> str:
    """The noun phrase that follows a number; `next_number` is where the next number begins in `right`, or None.

    With `whole` the phrase keeps its own verb (`100%的集镇通光纤`).

    >>> right_phrase("高水平中职学校、10所左右高水平高职学校。", 8)
    '高水平中职学校'
    """
    if right.startswith("（") and (aside := _BRACKETED.match(right)):
        right, next_number = right[aside.end() :], None if next_number is None else next_number - aside.end()
        if next_number is not None and next_number < 0:
            return ""
    text = _OPENING.sub("", _to_clause_end(right, next_number))
    if text.startswith(("或多名", "或多个", "或多所", "或多家")):
        text = text[3:]
    if not text or text[0] in "、，；。）为":
        return ""
    if doing := _DOING.match(text):
        return trim(doing["who"] + doing["what"])
    inner = _RIGHT_STOP.search(text, 2)
    if inner and not whole and "的" not in text[inner.end() :]:
        text = text[: inner.start()]
    return "" if _TASKS.sub("", text) in _VERBS else trim(text)


_BRACKETED = re.compile("（[^（）]*）?")
_OPENING = re.compile(r"^(?:[\s的以及]|上(?![市海山街]))*")
_DOING = re.compile(r"(?P<who>[^，；。]{2,30}?)(?:进行|实行|实施|开展)(?P<what>[^，；。]{2,20})$")
_TASKS = re.compile(r"的?(?:任务|工作)$")


def _to_clause_end(right: str, next_number: int | None) -> str:
    """The text up to the end of its clause; where the next number stands in it, up to the last `、` before that."""
    text = right if next_number is None else right[:next_number]
    end = _CLAUSE_END.search(text)
    stop = end.start() if end else len(text)
    if stop < len(text) or next_number is None:
        return text[:stop]
    cut = max(text.rfind("、"), text.rfind("和"), text.rfind("及"), text.rfind("（"))
    if cut < 0:
        return text
    after, _ = strip_head(text[cut + 1 :])
    return text[:cut] if not after or cut == 0 else text[: max(text.find("、"), 0) or cut]


def trim(phrase: str) -> str:
    """The phrase without spaces, dangling brackets, connectives and quotes."""
    phrase = phrase.replace(" ", "").replace("｜", "")
    if "（" in phrase:
        phrase = _ASIDE.sub("", phrase)
    if phrase.startswith(("和美", "和谐", "和平", "和睦")):
        return phrase.rstrip("、，；：—-及和与并的“")
    phrase = phrase.strip("、，；：—-及和与并的").rstrip("“").lstrip("”")
    for opening, closing in ("（）", "“”"):
        surplus = phrase.count(opening) - phrase.count(closing)
        if surplus > 0:
            cut = phrase.rfind(opening)
            phrase = phrase[:cut] + phrase[cut + 1 :] if cut < len(phrase) // 2 else phrase[:cut]
        elif surplus < 0:
            phrase = phrase.replace(closing, "")
    return phrase.strip("、，；：—-及和与")


_ASIDE = re.compile(r"（(?:以下简称|含|包括|不含)[^（）]*）")


def wants_object(phrase: str) -> bool:
    """Whether a phrase ends with a verb that wants an object, and so is no noun: `坚决守住`, `限期淘汰`."""
    return _WANTING.search(phrase) is not None


_WANTING = re.compile(rf"{trie_pattern(_EDGE['open verb'])}$")


def shorten(phrase: str) -> str:
    """A long phrase cut to its head: after 等, or after a 的 that closes a list of modifiers.

    >>> shorten("精通设备检修、责任心很强的青年高技能工匠")
    '青年高技能工匠'
    """
    if len(phrase) <= 16:
        return phrase
    listed = phrase.rfind("等")
    if 4 <= listed <= len(phrase) - 5 and "、" in phrase[:listed] and phrase[listed + 1] != "级":
        return phrase[listed + 1 :].removeprefix("各类")
    modified = phrase.rfind("的")
    if 4 <= modified <= len(phrase) - 5 and "、" in phrase[:modified]:
        return phrase[modified + 1 :]
    return phrase


def is_generic(phrase: str) -> bool:
    """Whether a phrase says nothing without its sibling's head: `面积`, `服务`, `总里程`."""
    return phrase in _GENERIC


def makes(verb: str) -> bool:
    """Whether a verb says that something is made, and what follows it is what: 新建, 打造."""
    return verb in _MAKING


def is_kept(verb: str) -> bool:
    """Whether a verb says what is counted: what is newly made in several ways, what goes, what is opened.

    >>> [is_kept(verb) for verb in ("新改建", "淘汰", "新建")]
    [True, True, False]
    """
    return (verb.startswith("新") and len(verb) > 2) or verb in _KEPT


def is_verb(words: str) -> bool:
    """Whether words are one of the listed verbs."""
    return words in _VERBS


@lru_cache(maxsize=1024)
def action_class(verb: str | None) -> ActionClass:
    """The class of a governing verb: its last listed part decides, 其他 where none is listed.

    >>> action_class("修订开发"), action_class(None)
    ('出台制定', '其他')
    """
    if verb is None:
        return "其他"
    if verb in _VERBS:
        return _VERBS[verb]
    parts = re.findall(_VERB, verb)
    return _VERBS[parts[0]] if parts else "其他"


def clause_before(text: str) -> str:
    """The noun of the last clause of a text; empty where the clause only leads on (`计划将`).

    >>> clause_before("稳定就业，培训产业工人")
    '产业工人'
    """
    clause = _CLAUSE_SIGNS.split(text)[-1].strip("｜、 ")
    return "" if clause.endswith(("将", "要", "拟", "应")) else left_phrase(clause)[0]


_CLAUSE_SIGNS = re.compile("[，；：。]")
