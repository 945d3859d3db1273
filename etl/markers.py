"""The words that bind a number: bound, change, base of repetition, base of a ratio.

In: a sentence and one of its numbers. Out: a `Binding`. Adjacent marker words are read as one chain from the number to the
left (`力争达到不少于`); a bound may also stand before the verb (`至少建设一个`) or before a ratio's base
(`不低于…标准的1.6倍`). What a list shares is handed on in targets.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.model import Mention
from etl.phrases import strip_head
from etl.schema import Change, Op
from etl.words import read_table, trie_pattern, words_by_class

_OPS: dict[str, Op] = {marker: op for marker, side, op, _ in read_table("markers") if side == "left"}  # type: ignore[misc]
_INCREASE = [
    "新增加",
    "增长",
    "新增",
    "增加",
    "增设",
    "净增",
    "提高",
    "提升",
    "上升",
    "扩大",
    "增",
    "涨",
    "上浮",
    "扩增",
    "增收",
    "增产",
    "增效",
    "多增",
]
_DECREASE = [
    "下降",
    "减少",
    "降低",
    "压减",
    "缩减",
    "削减",
    "下浮",
    "下调",
    "缩短",
    "压缩",
    "压降",
    "降",
    "减",
    "核减",
    "减排",
    "收窄",
]
_CHANGES: dict[str, Change] = {**dict.fromkeys(_INCREASE, "increase"), **dict.fromkeys(_DECREASE, "decrease")}  # type: ignore[arg-type]
_FILLERS = [
    "均",
    "各",
    "都",
    "分别",
    "总计",
    "共",
    "共计",
    "合计",
    "累计",
    "可",
    "再",
    "年均",
    "为",
    "了",
    "以",
    "要",
    "应",
    "应当",
    "全部",
    "总体",
    "基本",
    "原则上",
    "连续",
    "到",
    "至",
    "在",
]
_REACHES = words_by_class("edges")["reach"]


def _backwards(words: object) -> str:
    return trie_pattern(word[::-1] for word in words)  # type: ignore[attr-defined]


_CHAIN = re.compile(rf"\s?(?:{_backwards([*_OPS, *_CHANGES, *_FILLERS, *_REACHES])}\s?)+")
_FALSE_ENDS = re.compile(
    r"(?:附近|最近|邻近|临近|节约|预约|公约|契约|集约|条约|合约|履约|发达|到达|下达|传达|抵达|直达|超市|高超|知多少|不上|之上|以上|上限的?|为了|作为|成为|认为|行为|罢了|除了|左右|右|前)$"
)
_OP_WORD = re.compile(trie_pattern(_OPS))
_CHANGE_WORD = re.compile(trie_pattern(_CHANGES) + r"(?![速幅率])(?P<to>到|至|为|成)?")
_GAP_OP = re.compile(
    r"至少|不少于|不得少于|不低于|不得低于|不超过|不得超过|不高于|不得高于|最高|最多|最长|最低|原则上不低于|超过|控制在"
)
_FAR_CHANGE = re.compile(r"新增加?|增加(?!值|额)|增设|净增|增挂|扩增|(?P<down>压减|削减|核减|下调|下浮|减少|缩减)")
_PER_UNIT = r"县（市、区）|县（市）|县市区|年|月|周|日|天|季度?|半年|学期|学年|人|生|户|亩|村|校|县|区|市|镇|乡|床|床位|院|社区|街道|乡镇|县区|村居|班|次|项|家|台|辆|套|张|例|件|场|期|批|平方米|公里|吨|度|千瓦|千瓦时|小时|旬|两年|三年"
_MEASURES = r"个|名|位|家|所|座|辆|台|张|条|件|项|例|批|场|期|处|支|部|套|间|只|头|株|艘|栋"
_PER = re.compile(
    rf"(?:每(?:一)?(?P<span>[两二三四五六七八九十百千万\d][^，。；、：每]{{0,2}}?(?:年|月|周|日|天|季度|小时|名|人口|人|户|平方公里|公里|亩)(?:[\u4e00-\u9fff]{{0,3}}?(?=拥有|配|不|建|床|床位|达|有|开展|组织|至少|轮|，)|(?=\D)))"
    rf"|每(?:一)?(?:{_MEASURES})(?P<noun>(?!最高|最多|最低|不|给予|补|奖|按|至少|一次性|发放)(?:[A-Za-z]+|[\u4e00-\u9fff（、）“”])[^，。；：每\d]{{0,14}}?)(?=，|每|至少|不|最高|最多|最低|年|月|奖|补|给予|一次性|发放|建|配|培|打造|资助|总计|按|可|均|要|应|[\d一二两三四五六七八九十百千万])"
    rf"|每(?:一)?(?P<unit>{_PER_UNIT})(?![\u4e00-\u9fff]?都))"
    rf"|(?<![一-龥])各(?P<each>设区的?市|县（市、区）|县市区|区县|县区|市州|县|市|区|镇街?|乡镇|村|街道|社区|学校)(?=每年|至少|不少于|建成|建设|打造|培育|创建|确定|选|新建|完成|组建|设立|开展)"
)
_YEAR_RATE = re.compile(
    r"(?<![\d今去全明每上本当前])年(?:均|培训|接待|服务(?!业)|开展|演出|供气|出栏|育肥|阅读|处理能力|加工能力|接种|(?=[^，；。、度末底初内前份龄代月日均]{1,5}(?:量|人次)))"
)
_ONE_EACH = re.compile(r"一(村|镇|乡镇|乡|县|市|区|校|园|社区|企|院|街道|户)$")
_BASE = re.compile(
    r"(?:控制在|不低于|不少于|不超过|不高于|不得低于|不得超过|最高可?达?到?|按照?|占|达到?|为|相当于|超过|提取|低于|高于|可达到?|完成|实现)+(?P<base>[^，。；]{2,40})的$"
)
_STOPS = re.compile("[，；：。！？\n]")
_FULL_STOPS = re.compile("[；。：！？\n]")


@dataclass(frozen=True, slots=True)
class Binding:
    """How a number binds. `start` is where its own marker words begin; offsets are in the sentence.

    `shared_op` marks a bound that stood before the verb and binds its list; `own_change` tells whether the change was
    said of this number itself; `per_span` is where the words of `per` stand.
    """

    start: int
    op: Op | None
    change: Change | None
    per: str | None
    per_span: tuple[int, int] | None
    base: str | None
    shared_op: bool
    bound_word: str
    verb: str | None


def read_binding(text: str, backwards: str, mention_start: int, mention: Mention, low: int, low_number: int) -> Binding:
    """The binding of the number at `mention_start` in the sentence `text`; `backwards` is the sentence reversed, `low` the
    end of the mention before it, `low_number` that of the number before it.
    """
    chain_start = _chain_start(text, backwards, mention_start, low)
    chain = text[chain_start:mention_start]
    op, bound_word = _op(chain)
    change = (
        None
        if text[max(0, chain_start - 2) : chain_start].endswith(("改造", "完善", "巩固", "优化"))
        else _change(chain, mention.unit_class)
    )
    clause_start = last_stop(backwards, low, mention_start)
    clause = text[clause_start:mention_start]
    start, shared = chain_start, False
    if op is None and mention.op is None and (gap := _gap_op(clause, mention)):
        op, bound_word, start, shared = _OPS[gap[0]], gap[0], clause_start + gap.start(), not clause.endswith("的")
    if change is None and not _CHANGE_WORD.search(chain):
        change = _far_change(text[last_stop(backwards, low_number, mention_start) : chain_start])
    per, per_span = _per(text, backwards, mention_start, low)
    if per_span and per_span[1] == start:  # 调整为每月2070元
        start = _chain_start(text, backwards, per_span[0], min(low, per_span[0]))
        change = change or _change(text[start : per_span[0]], mention.unit_class)
    base = None
    if mention.unit_class == "ratio" and (found := _BASE.search(clause)):
        base = found["base"].removeprefix("其").removeprefix("该")
        if clause.startswith("控制在", found.start()):
            start = clause_start + found.start()
    return Binding(
        start,
        mention.op or op,
        change,
        per,
        per_span,
        base,
        shared,
        bound_word,
        _verb(text[start:mention_start], text[:start]),
    )


_VERB = re.compile(
    r"(?:达到|达成|达|突破|提高|提升|增加|增至|新增|增设|净增|增长|下降|降至|降到|降低|减少|压减|压缩|缩短|控制|稳定|保持|维持|扩大|上升|调整|延长|放宽|收窄|上浮|下浮|下调|增收|缩小|翻|占|升至|减至)"
)
_FAR_VERB = re.compile(r"(新增|净增|增设|增加)[^，；。、]{1,14}$")


def _verb(chain: str, before: str) -> str | None:
    """The verb of reaching or changing beside the number, without 到, 至 or 在: `提高到` → `提高`."""
    words = _VERB.findall(chain)
    if words:
        return words[-1]
    far = _FAR_VERB.search(before)
    return far[1] if far else None


def last_stop(backwards: str, low: int, at: int) -> int:
    """Where the clause that holds `at` begins: after the last stop in `text[low:at]`, else `low`; `backwards` is the text
    reversed, so that one search from the number to the left finds it.
    """
    size = len(backwards)
    found = _STOPS.search(backwards, size - at, size - low)
    return size - found.start() if found else low


def _chain_start(text: str, backwards: str, at: int, low: int) -> int:
    found = _CHAIN.match(backwards, len(text) - at)
    if not found:
        return at
    start = max(low, at - len(found[0]))
    chain = text[start:at]
    if _FALSE_ENDS.search(text[max(low, at - 3) : at]) and not _OP_WORD.search(chain[-4:]):
        return at
    if (
        start
        and chain
        and text[start - 1 : start + 1]
        in ("附近", "节约", "预约", "公约", "发达", "到达", "下达", "直达", "以上", "为了")
    ):
        start += 1
    return start + len(text[start:at]) - len(text[start:at].lstrip(" "))


def _op(chain: str) -> tuple[Op | None, str]:
    words = list(_OP_WORD.finditer(chain))
    if not words:
        return None, ""
    word = words[-1][0]
    if len(words) > 1 and words[0][0] in ("最高", "最长", "最多", "控制在") and _OPS[word] == "<=":
        word = words[0][0] if words[0][0] != "控制在" else word
    return _OPS[word], word


def _change(chain: str, unit_class: str) -> Change | None:
    words = list(_CHANGE_WORD.finditer(chain))
    if not words or (unit_class in ("count", "person") and words[-1][0] in ("提升", "提高", "扩大", "降低", "压缩")):
        return None
    last = words[-1]
    return "level" if last["to"] else _CHANGES[last[0]]


def _far_change(left: str) -> Change | None:
    found = None
    for found in _FAR_CHANGE.finditer(left):
        pass
    if not found or left[found.end() : found.end() + 1] in ("到", "至"):
        return None
    return "decrease" if found["down"] else "increase"


def _gap_op(clause: str, mention: Mention) -> re.Match[str] | None:
    found = None
    for found in _GAP_OP.finditer(clause):
        pass
    if not found:
        return None
    gap = clause[found.end() :]
    if gap.endswith("的") and mention.unit_class == "ratio":
        return found
    if found[0] in ("至少", "不少于", "最多", "最少", "最高", "最长") and "、" not in gap and not strip_head(gap)[0]:
        return found
    if found[0] in ("至少",) and len(gap) <= 12:
        return found
    return None


def _per(text: str, backwards: str, at: int, low: int) -> tuple[str | None, tuple[int, int] | None]:
    """The base that stands before the number in its clause or in a clause of its own before it."""
    stop = _FULL_STOPS.search(backwards, len(text) - at)
    window_start = len(text) - stop.start() if stop else 0
    window = text[window_start:at]
    if "每" not in window and "年" not in window and "各" not in window and "一" not in window:
        return None, None
    found = list(_PER.finditer(window))
    if found:
        last = found[-1]
        first = last
        for earlier in reversed(found[:-1]):
            if earlier.end() >= first.start() - 1:
                first = earlier
            else:
                break
        between = window[last.end() :]
        if window_start + last.end() >= low and between.count("，") <= (1 if between.startswith("，") else 0):
            words = window[first.start() : last.end()]
            return _per_words(words, first), (window_start + first.start(), window_start + last.end())
    if one := _ONE_EACH.search(window):
        return one[1], (window_start + one.start(), at)
    clause = window[window.rfind("，") + 1 :]
    if (rate := _YEAR_RATE.search(clause)) and window_start + len(window) - len(clause) + rate.start() >= low:
        begin = window_start + len(window) - len(clause) + rate.start()
        return "年", (begin, begin + 1)
    return None, None


def _per_words(words: str, first: re.Match[str]) -> str:
    """`每人每年` → `人每年`; `每个设区的市` → `设区的市`."""
    bare = re.sub(rf"^(?:每(?:一)?|各)(?:(?:{_MEASURES})(?=[^每]))?", "", words)
    return bare.strip("、 ")
