"""Numerals that count nothing: names, titles, references, ordinals, codes and words of the table.

In: the folded text and the place of a numeral. Out: a `Mention` of sort word with its ledger reason, or None. The tables
hold single words (`words.tsv`); the shapes here are kinds of words without end (`三大行动`, `15分钟生活圈`, `一村一品`).
"""

from __future__ import annotations

import re

from etl.dates import find_date
from etl.model import Mention
from etl.numbers import ARABIC, CHINESE, NUMBER, UNIT, read_number
from etl.numerals import NUMERAL
from etl.schema import Reason
from etl.words import class_by_word, trie_pattern

_ORDINAL = re.compile(
    rf"(?:[{CHINESE}]+|\d+)(?:[条款项](?:第?(?:[{CHINESE}]+|\d+)[款项目])*|[号届批期次位名个产方]|大)?"
)
_HEAD = re.compile(
    rf"（\s?(?:[{CHINESE}]{{1,3}}|\d{{1,3}})\s?）|[{CHINESE}]{{1,3}}、|\d{{1,2}}\.(?=\d{{1,2}}月|\d{{4}}年|\d+[万亿]?(?:名|个|家|所|项|人|户|座|处|条|场|套|件)(?!百分))|\d{{1,3}}(?:\.\d{{1,2}}){{1,2}}(?=[\u4e00-\u9fff“])(?!\d*[{CHINESE}个元亩人年月日天米公平立吨克户家项条所名位次倍])|\d{{1,3}}\s?[.、．](?!\d)|\d{{1,3}}）|[{CHINESE}]{{1,2}}要(?!素|求)"
)
_COUNTED_POINT = re.compile(r"[一二三四五六七八九十]{1,2}是")
_AFTER_HEAD = re.compile(r"(?:^|[。；;：\s”])\s*（?$")
_REFERENCE = re.compile(
    r"〔\d{4}〕\s?(?:第)?\d+(?:[—、-]\d+)*号|\[\d{4}\]\s?\d+号|(?:附件|附表|附录|表|图|专栏)\s?(?:\d+|[一二三四五六七八九十]+)"
    r"|\d{4}年第\d+号|第\s?\d+号(?:令|公告)?"
)
_CODE = re.compile(r"[A-Za-z0-9.+×*/—-]{0,24}[A-Za-z][A-Za-z0-9.+×*—-]{0,24}(?:级(?!别))?")
QUOTED = re.compile(r"“[^“”]{1,60}”|《[^《》]{1,80}》|\"[^\"]{1,40}\"")
_SAYS = re.compile(r"[，。；：]|[占比].*%|(?:以上|不少于|不低于|达到?|超过?)")
_ONE_EACH = re.compile(
    r"一(?!分之)[\u4e00-\u9fff]{1,2}一[\u4e00-\u9fff]{1,2}|两[\u4e00-\u9fff]一[\u4e00-\u9fff]|三[\u4e00-\u9fff]一[\u4e00-\u9fff]|[三四五六](?:个)?[\u4e00-\u9fff][两三四五六](?:个)?[\u4e00-\u9fff](?=[”工行建体机制])"
)
_BIG = re.compile(
    rf"[{CHINESE}\d]{{1,3}}大(?!约|概|致|于|中型|型|力|批|幅|面积|规模|户|专|学|棚|桥|道|米|豆)[\u4e00-\u9fff]{{0,6}}?(?=[，。；：、的和及与”）]|$|[\u4e00-\u9fff])"
)
_WATER = re.compile(r"[Ⅰ-Ⅻ]+(?:类)?")
_CLASS = re.compile(rf"(?:[Ⅰ-Ⅻ]+|[{CHINESE}]{{1,2}}|\d)(?:类|级)(?:[甲乙丙]等)?")
_SIZE_CLASS = re.compile(
    rf"(?:{ARABIC}|[{CHINESE}]+)[万亿千百]*(?:{UNIT.pattern})?级(?=[^，。；、别]{{2,}})(?!以上|及以上|联动|书记|政府|财政|部门)"
)
_GRADE = re.compile(r"[一二三](?:级|甲|乙)(?=[^，。；、]{0,8}(?:医院|甲等|乙等|保护|响应|认证|预警|指标))")
_SCHOOL_YEARS = re.compile(rf"(?:\d+|[{CHINESE}]+)(?:(?:-|—|～|至)(?:\d+|[{CHINESE}]+))?年级")
_ONE_PER = re.compile(
    rf"一(?:村|镇|乡镇|乡|县|市|区|校|园|社区|企|院|街道|户)(?=[两二三四五六七八九十\d]+(?:{UNIT.pattern})|一(?:名|所|个|人|座|处|家))"
)
_LABELLED = re.compile(
    r"\d+(?:\.\d+)?(?:版|国道|省道|县道|乡道|号线|号院|号楼|热线|强(?!化|度|制|力)|次列车|路公交)|万元(?=地区|GDP|国内|工业|生产|产值|增加值|单位)"
)
_ZERO = re.compile(r"零(?![一二三四五六七八九十百千万亿\d])[\u4e00-\u9fff]?")
STANDARD = re.compile(r"[A-Z]{2,4}(?:/T)?\s?\d+(?:\.\d+)?(?:[-—]\d{4})?")
STANDARDS = frozenset(["GB", "DB", "HJ", "CJ", "JG", "TB", "JT", "SL", "NY", "AQ"])
_CIRCLE = re.compile(r"(?:\d+|[一二三四五六七八九十]+)(?:分钟|小时|公里|千米|刻钟)[\u4e00-\u9fff]{0,10}?圈")
_WORD_REASONS: dict[str, Reason] = class_by_word("words")  # type: ignore[assignment]


def _words_at_numerals() -> dict[str, re.Pattern[str]]:
    """For each numeral, the words whose first numeral it is: longest first, told by what stands before it.

    A word is looked for only where a numeral was met, so that text without numerals costs nothing.
    """
    by_sign: dict[str, dict[str, list[str]]] = {}
    for word in _WORD_REASONS:
        first = NUMERAL.search(word)
        if first:
            by_sign.setdefault(first[0], {}).setdefault(word[: first.start()], []).append(word[first.start() :])
    patterns = {}
    for sign, by_prefix in by_sign.items():
        parts = []
        for number, (prefix, rests) in enumerate(sorted(by_prefix.items(), key=lambda item: -len(item[0]))):
            behind = f"(?<={re.escape(prefix)})" if prefix else ""
            parts.append(f"(?P<p{len(prefix)}_{number}>{behind}{trie_pattern(rests)})")
        patterns[sign] = re.compile("|".join(parts))
    return patterns


_WORDS = _words_at_numerals()
FIRST_SHAPES: tuple[tuple[re.Pattern[str], Reason, str], ...] = (
    (_GRADE, "ordinal", "grade"),
    (_SIZE_CLASS, "name", "size class"),
    (_SCHOOL_YEARS, "condition", "school years"),
    (_ONE_PER, "per", "one per"),
    (_LABELLED, "name", "labelled thing"),
)
SHAPES: tuple[tuple[re.Pattern[str], Reason, str], ...] = (
    (_BIG, "name", "big"),
    (_CIRCLE, "name", "circle"),
    (_ZERO, "name", "zero of a name"),
    (_WATER, "name", "class of water"),
    (_CLASS, "ordinal", "class"),
    (_ONE_EACH, "name", "one each"),
)


def read_quoted(text: str, at: int, low: int, span: tuple[int, int]) -> Mention | None:
    """A title or a short quoted name, whole; a quoted sentence that itself sets numbers is read inside."""
    start, end = span
    inside = text[start + 1 : end - 1]
    if text[start] == "《":
        return Mention("word", max(low, start), end, "title", reason="name")
    if find := find_date(text, at):
        if find.start <= start and find.end >= end - 1:  # “十四五”末
            return Mention("date", max(low, find.start), max(find.end, end), "date", date=find)
    if _SAYS.search(inside) and _quantified(inside):
        return None
    return Mention("word", max(low, start), end, "quoted name", reason="name")


def _quantified(inside: str) -> bool:
    """Whether a quoted passage sets a number itself: a measured number that ends a clause, or several words of length."""
    return any(
        (number := read_number(inside, n.start(), 0)) is not None
        and number.unit is not None
        and (number.op is not None or number.end == len(inside) or inside[number.end] in "，；）")
        for n in NUMERAL.finditer(inside)
    )


def read_reference(text: str, at: int, low: int) -> Mention | None:
    for back in (0, 1, 2):
        start = at - back
        if start < low:
            break
        if found := _REFERENCE.match(text, start):
            return Mention("word", start, found.end(), "reference", reason="reference")
    return None


def read_head(text: str, at: int, low: int) -> Mention | None:
    """List heads (`（一）`, `1.`, `二是`) and ordinals with 第."""
    if at and text[at - 1] == "第" and at - 1 >= low:
        found = _ORDINAL.match(text, at)
        if found and not text.startswith("季度", found.end()):
            article = found[0][-1] in "条款" or "条" in found[0]
            reason: Reason = "reference" if article and not _AFTER_HEAD.search(text[: at - 1]) else "ordinal"
            return Mention("word", at - 1, found.end(), "ordinal", reason=reason)
    if at and (counted := _COUNTED_POINT.match(text, at)) and text[at - 1] in "，；。：; \n":
        return Mention("word", at, counted.end(), "list head", reason="ordinal")
    start = at - 1 if at and text[at - 1] == "（" and at - 1 >= low else at
    if at == 0 and (point := _COUNTED_POINT.match(text)):
        return Mention("word", 0, point.end(), "list head", reason="ordinal")
    found = _HEAD.match(text, start)
    if found and (start < at or _AFTER_HEAD.search(text[max(0, at - 4) : at])):
        return Mention("word", start, found.end(), "list head", reason="ordinal")
    return None


def read_code(text: str, at: int, low: int) -> Mention | None:
    """Letters that hold numerals (`PM2.5`, `5G`, `1+X`, `C3-05-01`), but not a number with a Latin unit (`197km`)."""
    start = at
    while start > low and (text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in ".+-×")):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    found = _CODE.match(text, start)
    if not found or found.end() <= at:
        return _read_plus(text, at)
    if start < at and text[start:at].isalpha() and at - start >= 2 and text[start:at] != "PM":  # OPC100家
        number = NUMBER.match(text, at)
        if number and UNIT.match(text, number.end()):
            return None
    if start == at:
        number = NUMBER.match(text, at)
        unit = UNIT.match(text, number.end()) if number else None
        if unit and unit.end() >= found.end() - (found[0][-1] in "./-—"):
            return None
        if number and number.end() >= found.end():
            return None
    end = found.end()
    while text[end - 1] in ".—-/*":
        end -= 1
    return Mention("word", start, end, "code", reason="name") if end > at else None


_PLUS = re.compile(r"\d+(?:\s?[+＋×]\s?[\dA-Za-zNnXx]+)+(?:小时)?")


def _read_plus(text: str, at: int) -> Mention | None:
    found = _PLUS.match(text, at)
    return Mention("word", at, found.end(), "code", reason="name") if found else None


def read_word(text: str, at: int, low: int) -> Mention | None:
    pattern = _WORDS.get(text[at])
    found = pattern.match(text, at) if pattern else None
    if not found:
        return None
    group = found.lastgroup or "p0_0"
    start = at - int(group[1 : group.index("_")])
    if start < low:
        return None
    return Mention("word", start, found.end(), "word", reason=_WORD_REASONS[text[start : found.end()]])
