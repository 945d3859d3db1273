"""From text to mentions: every numeral lies in exactly one, and nothing is judged yet.

In: the folded text of a task. Out: `Mention`s in order, each a number expression with its magnitude, unit and right-hand
marker, a date, a reference, an ordinal, or a word or name that merely holds numerals. The longest reading wins; where a
word of the table and a number are equally long, the word does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from etl.dates import DateReading, find_date
from etl.schema import Op, Reason
from etl.numerals import NUMERAL, parse_number
from etl.words import class_by_word, read_table, trie_pattern, words_by_class

Sort = Literal["number", "date", "word"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One number expression: `start:end` covers its numerals, its unit and its right-hand marker.

    For a number: `number_end` is where the number with its magnitude ends, `unit` as written, `per` the base after `/`,
    `op` what the words inside or to the right say, None where they say nothing. For a word: `reason`, with the name of
    what found it in `found`. A number that cannot be read has `value` None.
    """

    sort: Sort
    start: int
    end: int
    found: str
    reason: Reason | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    unit_class: str = ""
    unit_end: int = 0
    per: str | None = None
    op: Op | None = None
    date: DateReading | None = None


_CN = "〇零一二两三四五六七八九十百千万亿"
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_MAGNITUDES = r"(?:[十万亿]|千(?![瓦米克伏卡帕乏焦赫])|百(?!分点|帕))*"  # 10亿千瓦 is 10亿 of 千瓦
_FORMAL = r"[壹贰叁肆伍陆柒捌玖](?:[拾佰仟万亿]+[零壹贰叁肆伍陆柒捌玖]*)+"
_NUMBER = re.compile(
    rf"(?:{_ARABIC}[十百千万亿]+(?=\d))*{_ARABIC}(?P<odd>[多余]?)(?: (?=[十百千万亿]))?{_MAGNITUDES}"
    rf"(?P<odd2>[多余](?!元|种|样|边|数|维|媒|功|晶|金|云|式|层|方|家庭)|来(?=[个家万亿]))?"
    rf"|半(?=个?(?:年|天|月|小时|日|学期))|(?:[〇零一二两三四五六七八九十万亿]|千(?![瓦米克伏卡帕乏焦赫])|百(?!分点|帕))+"
    rf"(?P<odd3>[多余几](?!元|种|样|边|数|维|媒|功|晶|式|方))?[万亿]*|{_FORMAL}"
)
_FRACTION = re.compile(rf"(?P<whole>百|千|万|[{_CN}\d]+)分之(?P<part>{_ARABIC}|[{_CN}]+(?:点[{_CN}]+)?)|百分百|(?P<a>\d+)/(?P<b>\d+)(?![\d万])")
_PER_TENTHOUSAND = re.compile(rf"({_ARABIC})\s?(/\s?10\s?万)")
_RATIO = re.compile(rf"({_ARABIC})\s?[:：]\s?({_ARABIC})(?:\s?[:：]\s?{_ARABIC})*")
_HALF = re.compile(r"(?:一半|过半|半数|大半|多半)(?!岛|导|径|山|程|途|成品)")
_FOLD_OVER = re.compile(r"翻(?:了)?([一两二三四])番")
_TO = re.compile(r" ?(?:—+|-+|～|~|至|到) ?")
_UNIT = re.compile(trie_pattern(class_by_word("units")))
_UNIT_CLASS = class_by_word("units")
_BRACKETED = re.compile(rf"（(?:{_UNIT.pattern})）")
_RIGHT_OPS: dict[str, Op] = {m: op for m, side, op, _ in read_table("markers") if side == "right"}  # type: ignore[misc]
_RIGHT = re.compile(
    trie_pattern(_RIGHT_OPS) + r"(?<!内(?=[部容外涵在需设生蒙河江地网循控科贸销陆镜]))(?<!多(?=[元种样边数维媒功晶]))"
)
_PER_AFTER = re.compile(rf" ?/ ?((?:个|名|位)?(?:{_UNIT.pattern}|[人企校县镇班车件天日户月年]|[^\d\s，。；、：（）/“”]{{1,4}}?(?=给予|奖励|补助|资助|补贴|发放|的|标准|，|；|。|、|）|$))(?:[·./]?(?:年|月|日|天|人|次))?)")
_ORDINAL = re.compile(rf"(?:[{_CN}]+|\d+)(?:[条款项](?:第?(?:[{_CN}]+|\d+)[款项目])*|[号届批期次位名个产方]|大)?")
_HEAD = re.compile(
    rf"（\s?(?:[{_CN}]{{1,3}}|\d{{1,3}})\s?）|[{_CN}]{{1,3}}、|\d{{1,2}}\.(?=\d{{1,2}}月|\d{{4}}年|\d+[万亿]?(?:名|个|家|所|项|人|户|座|处|条|场|套|件)(?!百分))|\d{{1,3}}(?:\.\d{{1,2}}){{1,2}}(?=[\u4e00-\u9fff“])(?!\d*[{_CN}个元亩人年月日天米公平立吨克户家项条所名位次倍])|\d{{1,3}}\s?[.、．](?!\d)|\d{{1,3}}）|[{_CN}]{{1,2}}要(?!素|求)"
)
_COUNTED_POINT = re.compile(r"[一二三四五六七八九十]{1,2}是")
_AFTER_HEAD = re.compile(r"(?:^|[。；;：\s”])\s*（?$")
_REFERENCE = re.compile(
    r"〔\d{4}〕\s?(?:第)?\d+(?:[—、-]\d+)*号|\[\d{4}\]\s?\d+号|(?:附件|附表|附录|表|图|专栏)\s?(?:\d+|[一二三四五六七八九十]+)"
    r"|\d{4}年第\d+号|第\s?\d+号(?:令|公告)?"
)
_CODE = re.compile(r"[A-Za-z0-9.+×*/—-]{0,24}[A-Za-z][A-Za-z0-9.+×*—-]{0,24}(?:级(?!别))?")
_QUOTED = re.compile(r"“[^“”]{1,60}”|《[^《》]{1,80}》|\"[^\"]{1,40}\"")
_SAYS = re.compile(r"[，。；：]|[占比].*%|(?:以上|不少于|不低于|达到?|超过?)")
_ONE_EACH = re.compile(r"一(?!分之)[\u4e00-\u9fff]{1,2}一[\u4e00-\u9fff]{1,2}|两[\u4e00-\u9fff]一[\u4e00-\u9fff]|三[\u4e00-\u9fff]一[\u4e00-\u9fff]|[三四五六](?:个)?[\u4e00-\u9fff][两三四五六](?:个)?[\u4e00-\u9fff](?=[”工行建体机制])")
_BIG = re.compile(rf"[{_CN}\d]{{1,3}}大(?!约|概|致|于|中型|型|力|批|幅|面积|规模|户|专|学|棚|桥|道|米|豆)[\u4e00-\u9fff]{{0,6}}?(?=[，。；：、的和及与”）]|$|[\u4e00-\u9fff])")
_WATER = re.compile(r"[Ⅰ-Ⅻ]+(?:类)?")
_CLASS = re.compile(rf"(?:[Ⅰ-Ⅻ]+|[{_CN}]{{1,2}}|\d)(?:类|级)(?:[甲乙丙]等)?")
_SIZE_CLASS = re.compile(rf"(?:{_ARABIC}|[{_CN}]+)[万亿千百]*(?:{_UNIT.pattern})?级(?=[^，。；、别]{{2,}})(?!以上|及以上|联动|书记|政府|财政|部门)")
_DAY_OF_MONTH = re.compile(r"\d{1,2}日(?:之?前|以前|起|至\d{1,2}日)")
_GRADE = re.compile(r"[一二三](?:级|甲|乙)(?=[^，。；、]{0,8}(?:医院|甲等|乙等|保护|响应|认证|预警|指标))")
_SCHOOL_YEARS = re.compile(rf"(?:\d+|[{_CN}]+)(?:(?:-|—|～|至)(?:\d+|[{_CN}]+))?年级")
_ONE_PER = re.compile(rf"一(?:村|镇|乡镇|乡|县|市|区|校|园|社区|企|院|街道|户)(?=[两二三四五六七八九十\d]+(?:{_UNIT.pattern})|一(?:名|所|个|人|座|处|家))")
_LABELLED = re.compile(r"\d+(?:\.\d+)?(?:版|国道|省道|县道|乡道|号线|号院|号楼|热线|强(?!化|度|制|力)|次列车|路公交)|万元(?=地区|GDP|国内|工业|生产|产值|增加值|单位)")
_ZERO = re.compile(r"零(?![一二三四五六七八九十百千万亿\d])[\u4e00-\u9fff]?")
_STANDARD = re.compile(r"[A-Z]{2,4}(?:/T)?\s?\d+(?:\.\d+)?(?:[-—]\d{4})?")
_STANDARDS = frozenset("GB DB HJ CJ JG TB JT SL NY AQ".split())
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


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every mention of the folded text, in order; none overlap."""
    mentions: list[Mention] = []
    passed = 0
    quoted = [found.span() for found in _QUOTED.finditer(text)] if "“" in text or "《" in text or '"' in text else []
    low = 0
    while numeral := NUMERAL.search(text, low):
        at = numeral.start()
        while passed < len(quoted) and quoted[passed][1] <= at:
            passed += 1
        span = quoted[passed] if passed < len(quoted) and quoted[passed][0] < at else None
        mention = _read(text, at, low, span)
        mentions.append(mention)
        low = max(mention.end, at + 1)
    return tuple(mentions)


_LONG_RUN = re.compile(rf"\d{{20,}}|[{_CN}]{{20,}}")
_PLAIN_UNITS = frozenset(u for u, group in _UNIT_CLASS.items() if group in ("count", "person", "money", "physical") or u == "%")
_PLAIN = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?[万亿]?)(?P<unit>(?>{_UNIT.pattern}))(?P<op>以上|左右|以内|以下)?"
    r"(?=[，。；、]|[\u4e00-\u9fff“](?<![至到多余以之内及上左起版强国省级月日年时点分号线口]))"
)
_BEFORE_PLAIN = re.compile(r"[\u4e00-\u9fff，、）”](?<![第至到前翻每])")


def _read_plain(text: str, at: int) -> Mention | None:
    """The commonest shape at once: an Arabic number with its unit in running text. All else goes the long way."""
    if not text[at].isdecimal() or not at or not _BEFORE_PLAIN.match(text, at - 1):
        return None
    found = _PLAIN.match(text, at)
    value = parse_number(found["number"]) if found else None
    if not found or value is None or found["unit"] not in _PLAIN_UNITS:
        return None
    unit = found["unit"]
    op = _RIGHT_OPS[found["op"]] if found["op"] else None
    return Mention("number", at, found.end(), "number", value=value, unit=unit, unit_class=_UNIT_CLASS[unit],
                   unit_end=found.end("unit"), op=op)


def _read(text: str, at: int, low: int, quoted: tuple[int, int] | None) -> Mention:
    if run := _LONG_RUN.match(text, at):  # no number of a policy is so long: a code, or noise
        return Mention("word", at, run.end(), "long run", reason="name")
    if quoted is None and (plain := _read_plain(text, at)):
        return plain
    if quoted and (name := _read_quoted(text, at, low, quoted)):
        return name
    if reference := _read_reference(text, at, low):
        return reference
    if head := _read_head(text, at, low):
        return head
    if date := find_date(text, at):
        return Mention("date", max(low, date.start), date.end, "date", date=date)
    if (standard := _STANDARD.search(text, max(low, at - 6), at + 14)) and standard.start() < at < standard.end() and standard[0][:2] in _STANDARDS:
        return Mention("word", standard.start(), standard.end(), "standard", reason="reference")
    if at >= 2 and text[at - 2 : at] in ("次月", "每月", "当月") and (day := _DAY_OF_MONTH.match(text, at)):
        return Mention("date", at, day.end(), "day of each month", date=DateReading(at, day.end(), None, None, None, None))
    if code := _read_code(text, at, low):
        return code
    for pattern, reason, found in _FIRST_SHAPES:
        if shape := pattern.match(text, at):
            return Mention("word", at, shape.end(), found, reason=reason)
    word = _read_word(text, at, low)
    number = _read_number(text, at, low)
    if word and (not number or word.end >= number.end):
        return word
    for pattern, reason, found in _SHAPES:
        if (shape := pattern.match(text, at)) and (not number or shape.end() > number.end or found == "big"):
            return Mention("word", at, shape.end(), found, reason=reason)
    return number or Mention("word", at, at + 1, "numeral in a word", reason="idiom")


_FIRST_SHAPES: tuple[tuple[re.Pattern[str], Reason, str], ...] = (
    (_GRADE, "ordinal", "grade"),
    (_SIZE_CLASS, "name", "size class"),
    (_SCHOOL_YEARS, "condition", "school years"),
    (_ONE_PER, "per", "one per"),
    (_LABELLED, "name", "labelled thing"),
)
_SHAPES: tuple[tuple[re.Pattern[str], Reason, str], ...] = (
    (_BIG, "name", "big"),
    (_CIRCLE, "name", "circle"),
    (_ZERO, "name", "zero of a name"),
    (_WATER, "name", "class of water"),
    (_CLASS, "ordinal", "class"),
    (_ONE_EACH, "name", "one each"),
)


def _read_quoted(text: str, at: int, low: int, span: tuple[int, int]) -> Mention | None:
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
        (number := _read_number(inside, n.start(), 0)) is not None
        and number.unit is not None
        and (number.op is not None or number.end == len(inside) or inside[number.end] in "，；）")
        for n in NUMERAL.finditer(inside)
    )


def _read_reference(text: str, at: int, low: int) -> Mention | None:
    for back in (0, 1, 2):
        start = at - back
        if start < low:
            break
        if found := _REFERENCE.match(text, start):
            return Mention("word", start, found.end(), "reference", reason="reference")
    return None


def _read_head(text: str, at: int, low: int) -> Mention | None:
    """List heads (`（一）`, `1.`, `二是`) and ordinals with 第."""
    if at and text[at - 1] == "第" and at - 1 >= low:
        found = _ORDINAL.match(text, at)
        if found and not text.startswith("季度", found.end()):
            article = found[0][-1] in "条款" or "条" in found[0]
            reason: Reason = "reference" if article and not _AFTER_HEAD.search(text[:at - 1]) else "ordinal"
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


def _read_code(text: str, at: int, low: int) -> Mention | None:
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
        number = _NUMBER.match(text, at)
        if number and _UNIT.match(text, number.end()):
            return None
    if start == at:
        number = _NUMBER.match(text, at)
        unit = _UNIT.match(text, number.end()) if number else None
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


def _read_word(text: str, at: int, low: int) -> Mention | None:
    pattern = _WORDS.get(text[at])
    found = pattern.match(text, at) if pattern else None
    if not found:
        return None
    group = found.lastgroup or "p0_0"
    start = at - int(group[1 : group.index("_")])
    if start < low:
        return None
    return Mention("word", start, found.end(), "word", reason=_WORD_REASONS[text[start : found.end()]])


def _read_number(text: str, at: int, low: int) -> Mention | None:
    """The number at `at` with range, unit, base after `/` and right-hand marker."""
    special = _read_special(text, at, low)
    if special:
        return special
    found = _NUMBER.match(text, at)
    if not found:
        return None
    value = parse_number(found[0])
    op: Op | None = ">=" if found["odd"] or found["odd2"] or found["odd3"] else None
    end, unit = _unit(text, found.end())
    if op is None and (unit is None or unit in ("年", "天", "日", "岁")) and text[end : end + 1] in ("多", "余") and text[end : end + 2] not in ("多元", "多种", "多方", "多样", "多层"):
        op = ">="
    high: float | None = None
    if unit and (loose := _LOOSE.fullmatch(found[0])):  # 三五个, 两三家
        value, high, op = parse_number(loose[1]), parse_number(loose[2]), "range"
        if value is not None and high is not None and value < high:
            return _finish(text, at, end, value, high, unit, "range")
        value, high, op = parse_number(found[0]), None, None
    if (second := _second(text, end, found[0], value, unit)) is not None:
        value, high, end, unit2 = second
        unit = unit2 or unit
        op = "range"
    if value is None:
        return Mention("number", at, end, "number", unit=unit, unit_end=end)
    if unit == "成":  # 三成 → 30 %
        value, high, unit = value * 10, high and high * 10, "%"
    return _finish(text, at, end, value, high, unit, op)


def _finish(text: str, at: int, end: int, value: float, high: float | None, unit: str | None, op: Op | None) -> Mention:
    per = None
    unit_end = end
    if unit and (bracket := _BRACKETED.match(text, end)):
        end = bracket.end()
    if unit and (after := _PER_AFTER.match(text, end)):
        per, end = _per_after(after), after.end()
        unit_end = end
    if marker := _RIGHT.match(text, end):
        end = marker.end()
        op = "range" if op == "range" else _RIGHT_OPS[marker[0]]
    unit_class = _UNIT_CLASS.get(unit or "", "physical" if unit else "")
    return Mention("number", at, end, "number", value=value, value_max=high, unit=unit, unit_class=unit_class,
                   unit_end=unit_end, per=per, op=op)


def _per_after(after: re.Match[str]) -> str:
    return re.sub(r"^(?:每|个|名|位)(?=.)|[·./]", "", after[1])


def _unit(text: str, end: int) -> tuple[int, str | None]:
    spaced = end + 1 if text.startswith(" ", end) else end
    found = _UNIT.match(text, spaced)
    if not found:
        return end, None
    return found.end(), found[0]


def _second(
    text: str, end: int, written: str, low_value: float | None, low_unit: str | None
) -> tuple[float, float, int, str | None] | None:
    """The upper end of a range that begins here: values, where it ends and its unit; None where there is none."""
    if low_value is None:
        return None
    between = _TO.match(text, end) or (_LOWER_BOUND.match(text, end) if low_unit else None)
    found = _NUMBER.match(text, between.end()) if between else None
    if not found or not between:
        return None
    high = parse_number(found[0])
    stop, unit = _unit(text, found.end())
    if high is None or (low_unit and unit and unit != low_unit) or (low_unit and not unit):
        return None
    if between[0].endswith(("以上", "以上，", "以上、")):
        upper = re.compile(r"以下|以内|（含）以下").match(text, stop)
        if not upper:
            return None
        stop = upper.end()
    shared = re.search(r"[十百千万亿]+$", found[0])
    if not low_unit and shared and written[-1].isdecimal() and found[0][0].isdecimal():
        plain = parse_number(found[0][: shared.start()])
        if plain is not None and low_value <= plain:
            low_value = parse_number(written + shared[0]) or low_value
    if high <= low_value:
        return None
    if text.startswith("之间", stop):
        stop += 2
    return low_value, high, stop, unit


_LOOSE = re.compile(r"([一二两三四五六七八])([二三四五六七八九])")
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])?(?![立效果就员功品为都本长熟分年套])")
_LOWER_BOUND = re.compile(r"(?:（含）)?以上[，、]?")


def _read_special(text: str, at: int, low: int) -> Mention | None:
    """Fractions, shares, multiples and ratios in their own spellings."""
    if found := _PER_TENTHOUSAND.match(text, at):
        return _finish(text, at, found.end(), parse_number(found[1]) or 0.0, None, found[2].replace(" ", ""), None)
    if found := _FRACTION.match(text, at):
        value, unit = _fraction(found)
        if value is not None:
            return _finish(text, at, found.end(), value, None, unit, None)
    if found := _TENTHS.match(text, at):
        return _finish(text, at, found.end(), (parse_number(found[1]) or 0) * 10 + (parse_number(found[2] or "零") or 0), None, "%", None)
    if found := _RATIO.match(text, at):
        return _ratio(text, at, found)
    for start in (at, at - 1):
        if start >= low and (found := _HALF.match(text, start)):
            half_op: Op | None = ">=" if found[0][0] in "过大多" else None
            return _with_start(_finish(text, at, found.end(), 50, None, "%", half_op), start)
        if start >= low and (found := _FOLD_OVER.match(text, start)):
            return _with_start(_finish(text, at, found.end(), 2 ** (parse_number(found[1]) or 1), None, "倍", None), start)
    return None


def _with_start(mention: Mention, start: int) -> Mention:
    return Mention(mention.sort, start, mention.end, mention.found, value=mention.value, unit=mention.unit,
                   unit_class=mention.unit_class, unit_end=mention.unit_end, op=mention.op)


def _fraction(found: re.Match[str]) -> tuple[float | None, str]:
    if found[0] == "百分百":
        return 100, "%"
    if found["a"]:
        whole, part = float(found["b"]), float(found["a"])
        return (round(part / whole * 100, 4), "%") if whole and part < whole else (None, "%")
    part_value = _decimal(found["part"])
    if part_value is None:
        return None, "%"
    if found["whole"] in ("百", "千"):
        return part_value, "%" if found["whole"] == "百" else "‰"
    whole_value = parse_number(found["whole"])
    return (round(part_value / whole_value * 100, 4) if whole_value else None), "%"


def _decimal(written: str) -> float | None:
    whole, point, tail = written.partition("点")
    number = parse_number(whole)
    if number is None or not point:
        return number
    digits = "".join(f"{parse_number(sign):.0f}" for sign in tail if parse_number(sign) is not None)
    return float(f"{number:.0f}.{digits}")


def _ratio(text: str, at: int, found: re.Match[str]) -> Mention:
    first, second = parse_number(found[1]), parse_number(found[2])
    if found[0].count(":") + found[0].count("：") > 1 or first is None or second is None:
        return Mention("number", at, found.end(), "several ratios", unit_end=found.end())
    if first == 1:
        return _finish(text, at, found.end(), second, None, "1:", None)
    return _finish(text, at, found.end(), first, None, f":{found[2]}", None)


MEASURES = words_by_class("units")
