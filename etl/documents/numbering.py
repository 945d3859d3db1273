"""The numbers that Word draws itself before a paragraph (`一、`, `（1）`, `第3条`): they are not in its text.

In: the document's numbering and styles parts. `Numbering.label` counts on and is called once a paragraph, in order.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHINESE_FORMATS = frozenset({
    "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting",
    "ideographDigital", "chineseLegalSimplified", "ideographLegalTraditional", "japaneseDigitalTenThousand",
})  # fmt: skip
DIGITS = "〇一二三四五六七八九"
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LEVELS = 9


@dataclass(slots=True)
class _Level:
    start: int
    format: str
    text: str


class Numbering:
    """Counters of a document's automatic lists."""

    def __init__(self, numbering: etree._Element | None) -> None:
        self.lists: dict[str, tuple[str, dict[int, _Level]]] = {}
        self.counts: dict[tuple[str, int], int] = {}
        if numbering is not None:
            self._read(numbering)

    def label(self, number_id: str, level: int) -> str:
        """The next number of a list at a level, as drawn; empty for bullets and unknown lists."""
        if number_id not in self.lists or not 0 <= level < LEVELS:
            return ""
        key, levels = self.lists[number_id]
        here = levels.get(level)
        if here is None:
            return ""
        self.counts[key, level] = self.counts.get((key, level), here.start - 1) + 1
        for deeper in range(level + 1, LEVELS):
            self.counts.pop((key, deeper), None)
        if here.format in ("bullet", "none"):
            return ""
        text = here.text
        for upper in range(level + 1):
            if f"%{upper + 1}" in text and upper in levels:
                count = self.counts.get((key, upper), levels[upper].start)
                text = text.replace(f"%{upper + 1}", write_number(count, levels[upper].format))
        return text.strip()

    def _read(self, numbering: etree._Element) -> None:
        abstract = {str(part.get(f"{W}abstractNumId")): part for part in numbering.iterfind(f"{W}abstractNum")}
        for number in numbering.iterfind(f"{W}num"):
            number_id = str(number.get(f"{W}numId"))
            pointer = number.find(f"{W}abstractNumId")
            shared = abstract.get(str(pointer.get(f"{W}val"))) if pointer is not None else None
            levels = _levels(shared) if shared is not None else {}
            overrides = number.findall(f"{W}lvlOverride")
            for override in overrides:
                _override(levels, override)
            # Lists that share an abstract list count on together, unless one overrides a start.
            key = number_id if overrides or pointer is None else f"abstract {pointer.get(f'{W}val')}"
            self.lists[number_id] = (key, levels)


def write_number(count: int, form: str) -> str:
    """A count in one of Word's number formats.

    >>> write_number(12, "chineseCounting"), write_number(3, "decimalEnclosedCircle"), write_number(4, "upperRoman")
    ('十二', '③', 'IV')
    """
    if form in CHINESE_FORMATS:
        return _chinese(count)
    if form.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(ord("①") + count - 1)
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("upperLetter", "lowerLetter") and count >= 1:
        letter = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if form == "upperLetter" else letter.lower()
    return str(count)


def _chinese(count: int) -> str:
    """A count below 1000 in Chinese."""
    if not 0 < count < 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    words = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def _roman(count: int) -> str:
    words = ""
    for value, sign in ROMAN:
        while count >= value:
            words, count = words + sign, count - value
    return words


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {
        int(level.get(f"{W}ilvl", "0")): _Level(
            int(_value(level, "start", "1")), _value(level, "numFmt", "decimal"), _value(level, "lvlText", "")
        )
        for level in abstract.iterfind(f"{W}lvl")
    }


def _override(levels: dict[int, _Level], override: etree._Element) -> None:
    place = int(override.get(f"{W}ilvl", "0"))
    whole = override.find(f"{W}lvl")
    if whole is not None:
        levels[place] = _Level(
            int(_value(whole, "start", "1")), _value(whole, "numFmt", "decimal"), _value(whole, "lvlText", "")
        )
    start = override.find(f"{W}startOverride")
    if start is not None and place in levels:
        levels[place] = _Level(int(start.get(f"{W}val", "1")), levels[place].format, levels[place].text)


def _value(parent: etree._Element, name: str, default: str) -> str:
    child = parent.find(f"{W}{name}")
    return str(child.get(f"{W}val", default)) if child is not None else default
