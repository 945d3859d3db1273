"""The words around a number: its governing verb, and the shortest noun phrase that says what it counts.

In: the text of a clause before and after a number. Out: plain strings. A phrase is made by a small grammar over word
tables: a head of adverbs, modals and verbs is taken off the left, reaching and changing words off its end; to the right
a phrase runs to the clause's end, over `、` where no number follows. Where a number has no phrase of its own, the caller
gives it its sibling's (targets.py).
"""

from __future__ import annotations

import re

from etl.schema import ActionClass
from etl.words import class_by_word, trie_pattern, words_by_class

_VERBS: dict[str, ActionClass] = class_by_word("verbs")  # type: ignore[assignment]
_VERB = trie_pattern(_VERBS)
_EDGE = words_by_class("edges")
_ADVERB = trie_pattern(_EDGE["adverb"])
_REACH = trie_pattern(_EDGE["reach"])
_FIRM = trie_pattern(_EDGE["firm verb"])
_GENERIC = frozenset(_EDGE["generic noun"])

_PLACE = r"(?:在|于)[^，；。、]{1,24}?(?:内|上|中|下|期间|方面|领域|沿线|周边|附近|地区|基础上|前|里)"
_HEAD = re.compile(rf"(?:\s|[，、：；。—”]|{_ADVERB}|{_PLACE}|其中|(?:并|且|和|及|与|以及|同时|再|还|也|又)(?!购|网|行|联|轨|列|谐|平))")
_VERB_CHAIN = re.compile(rf"{_VERB}(?:(?:、|和|与|及|或|并)?{_VERB})*(?!率|者|方|商|员|期|费|品|点|量|额|度|性|型|力|户|人员|资金|面积|里程|规模|总)")
_MODAL = re.compile(
    r"(?:(?<![主重需必首紧扼纲摘概])要(?!求|素|点|件|闻|道|地|约)(?:在)?|力争|争取|确保|务必|预计|拟|应当|计划(?=完成|新|建|竣|投|改|实施|开|培|发|安排|引)|将(?!军|来|士)|须|需(?!求|要))"
)
_TAIL = re.compile(rf"(?:\s|{_REACH}|各|均|都|共|共计|合计|总计|累计|分别|为|约|数|总数达?|达|到|至|在|于|的|以|按照?|每年|每|人均(?<!^人均)|是|有|“)+$")
_RIGHT_STOP = re.compile(
    r"(?:进行|予以|给予|用于|纳入|并(?!购|网|联|轨)|达到|达|增长|提高|提升到|下降|完成(?!率)|全部|全面(?!完成)|基本|实现|接受|参加|享受|得到|开展(?!情况)|投入使用|建成|验收|覆盖|为\d|占|力争|确保|以上|左右|主体完工|已|将|由|可|均|都|要|比例|方式|自主|全覆盖|补短板)"
)
_CLAUSE_END = re.compile(r"[，；。：！？\n]|$")


def strip_head(text: str) -> tuple[str, str | None]:
    """A clause's text without its leading adverbs, modals, places and verbs, and the last verb taken off.

    >>> strip_head("全市新建成乡镇卫生院、敬老院")
    ('乡镇卫生院、敬老院', '新建成')
    """
    verb: str | None = None
    modal = None
    for modal in _MODAL.finditer(text):
        pass
    if modal and modal.end() < len(text):
        text = text[modal.end() :]
    while text:
        head, chain = _HEAD.match(text), _VERB_CHAIN.match(text)
        if head and (not chain or chain.end() <= head.end()):
            text = text[head.end() :]
            continue
        if chain and (chain.end() < len(text) or verb is None):
            rest = text[chain.end() :]
            if rest and not _splits_a_noun(chain[0], rest):
                verb, text = chain[0], rest.removeprefix("了")
                continue
            if not rest:
                return "", chain[0]
        break
    return text, verb


def _splits_a_noun(verb: str, rest: str) -> bool:
    """Whether what looks like a verb begins a noun: `服务人次`, `投资总额`, `改造任务`."""
    return rest in _GENERIC or rest in ("任务", "工程", "项目", "总任务") and verb in _VERBS


def left_phrase(left: str) -> tuple[str, str | None]:
    """The noun phrase that stands before a number, and its verb; empty where the clause holds none.

    >>> left_phrase("组织外来务工者体检")
    ('外来务工者体检', '组织')
    >>> left_phrase("秸秆综合利用率达到")
    ('秸秆综合利用率', None)
    """
    text = _ON_BASE.sub("", _FROM.sub("", left))
    while (tail := _TAIL.search(text)) and tail.start() >= 0 and tail[0]:
        text = text[: tail.start()]
    for_whom = _FOR.match(text)
    if for_whom:
        rest, verb = strip_head(for_whom["rest"])
        return (for_whom["whom"] + rest if rest else for_whom["whom"]), verb
    text, verb = strip_head(text)
    firm = None
    for firm in _FIRM_INSIDE.finditer(text):
        pass
    if firm and firm.end() < len(text):
        verb, text = firm[0], text[firm.end() :]
    elif firm and firm.end() == len(text) and firm.start():
        text = text[: firm.start()]
    return trim(text), verb


_FOR = re.compile(r"(?:\s|，|并|、)*(?:对|为|向|给)(?!外|于|民|了)(?P<whom>[^，；。]{2,40}?)(?P<rest>(?:实施|进行|开展|提供|发放|给予|安装|配备|新增|办理|完成|组织|举办).*)$")
_FIRM_INSIDE = re.compile(rf"(?:{_FIRM})(?:了)?(?![率者方商员期费量额度数])")
_FROM = re.compile(r"(?:从|由)(?:每[^，；。]{0,10}|(?:目前|原来|现行|现有|上年|去年|当前|[，\d年末底]{2,8})的?)?$")
_ON_BASE = re.compile(r"在[，\d年]*的?基础上.*$")


def right_phrase(right: str, next_number: int | None) -> str:
    """The noun phrase that follows a number; `next_number` is where the next number begins in `right`, or None.

    >>> right_phrase("高水平中职学校、10所左右高水平高职学校。", 8)
    '高水平中职学校'
    """
    text = right[: next_number] if next_number is not None else right
    end = _CLAUSE_END.search(text)
    stop = end.start() if end else len(text)
    closed = stop < len(text) or next_number is None
    text = text[:stop]
    if not closed:  # the next number stands in the same clause: the phrase ends at the last 、 before it
        cut = max(text.rfind("、"), text.rfind("和"), text.rfind("及"), text.rfind("（"))
        if cut >= 0:
            after, _ = strip_head(text[cut + 1 :])
            text = text[:cut] if not after or cut == 0 else text[: max(text.find("、"), 0) or cut]
    text = text.lstrip(" 的以及上")
    if not text or text[0] in "、，；。）":
        return ""
    if doing := re.match(r"(?P<who>[^，；。]{2,30}?)(?:进行|实行|实施|开展)(?P<what>[^，；。]{2,20})$", text):
        return trim(doing["who"] + doing["what"])
    inner = _RIGHT_STOP.search(text, 2)
    if inner and "的" not in text[inner.end() :]:
        text = text[: inner.start()]
    bare = re.sub(r"(?:的)?(?:任务|工作)$", "", text)
    return "" if bare in _VERBS else trim(text)


def trim(phrase: str) -> str:
    """The phrase without spaces, dangling brackets, connectives and quotes."""
    phrase = phrase.replace(" ", "").strip("、，；：—-及和与并的“")
    for opening, closing in ("（）", "“”"):
        if phrase.count(opening) > phrase.count(closing):
            cut = phrase.rfind(opening)
            phrase = phrase[:cut] + phrase[cut + 1 :] if cut < len(phrase) // 2 else phrase[:cut]
        elif phrase.count(closing) > phrase.count(opening):
            phrase = phrase.replace(closing, "")
    return phrase.strip("、，；：—-及和与")


def is_generic(phrase: str) -> bool:
    """Whether a phrase says nothing without its sibling's head: `面积`, `服务`, `总里程`."""
    return phrase in _GENERIC


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


def first_verb(text: str) -> str | None:
    """The verb that a clause opens with, after adverbs and modals."""
    rest, verb = strip_head(text)
    return verb


def share_tail(parts: list[str]) -> list[str]:
    """Names of a list that share the head of the last one, each with that head.

    >>> share_tail(["一产", "二产", "三产增加值"])
    ['一产增加值', '二产增加值', '三产增加值']
    >>> share_tail(["花生种植", "收获机械化率"])
    ['花生种植机械化率', '花生收获机械化率']
    """
    last = parts[-1]
    tail = _shared_tail(parts)
    if not tail:
        return parts
    bare = last[: len(last) - len(tail)]
    done = [part if part.endswith(tail[-2:]) else part + tail for part in parts[:-1]]
    if len(parts) == 2 and bare and len(parts[0]) >= len(bare) + 2 and parts[0][-len(bare):] != bare and len(bare) <= 2:
        last = parts[0][: -len(bare)] + last
    return [*done, last]


_HEADS = re.compile(
    r"(?:(?:工业|农业|服务业)?增加值|[^、，]{0,3}率|比重|比例|占比|收入|支出|产值|总量|产量|面积|投资|消费|浓度|强度|人数|数量|总额|贷款|标准|水平|规模|里程|学校|企业|床位|基地|中心|公里|能耗|排放量?)$"
)


def _shared_tail(parts: list[str]) -> str:
    head = _HEADS.search(parts[-1])
    if not head or any(_HEADS.search(part) for part in parts[:-1]):
        return ""
    width = max(len(part) for part in parts[:-1])
    return parts[-1][min(head.start(), width) if head.start() else width :] if len(parts[-1]) > width else head[0]
