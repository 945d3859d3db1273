"""Numerals of Chinese policy text: what a numeral is, and the number that a run of numerals and magnitudes spells.

In: text as folding.py's `for_matching` gives it. Out: numbers in base units, exact to the sixth decimal, always floats.
Nothing here decides what a number means. A library was weighed (cn2an): it rewrites whole texts (`第三方` → `第3方`),
refuses `3万5千` and `2千多`, and loses offsets, so the conversion of a matched run is our own; the tests take numbers
there and back.
"""

from __future__ import annotations

import re

NUMERAL = re.compile("[0-9０-９〇零一二两三四五六七八九十百千万亿双半壹贰叁肆伍陆柒捌玖拾佰仟Ⅰ-Ⅻ]")
"""A numeral as targets.md defines it, with no exceptions: conservation counts these characters."""
NUMERALS = frozenset(chr(code) for code in range(0x10000) if NUMERAL.match(chr(code)))
"""The same as a set, for single characters."""

_DIGITS = {
    sign: value
    for value, signs in enumerate(("〇零", "一壹", "二两贰双", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for sign in signs
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
GREATEST = 10**18
"""No number of a policy is greater: it counts a computer's deeds (`3百亿亿次/秒`) or is noise."""
_ARABIC = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)([十百千万亿]*)")


def parse_number(written: str) -> float | None:
    """The number that a run spells; `多`, `余`, `来`, `几` inside it are passed over.

    None where it spells none, or one above `GREATEST`, which no policy means and no column holds.

    >>> [parse_number(w) for w in ("400万", "3万5千", "1.2亿", "2千多", "一千二百", "二〇二五", "百", "三万五", "半")]
    [4000000.0, 35000.0, 120000000.0, 2000.0, 1200.0, 2025.0, 100.0, 35000.0, 0.5]
    >>> parse_number("六十点八"), parse_number("零点五"), parse_number("9千亿亿亿")
    (60.8, 0.5, None)
    """
    if written.isdecimal() and len(written) < 16:  # the commonest, at once; longer ones are not exact
        return float(written)
    written = written.translate(_NOISE)
    if not written:
        return None
    if written[0].isdecimal():
        return _parse_arabic(written)
    if written in ("半", "一半"):
        return 0.5
    if "点" in written:
        return _parse_spoken(written)
    return _parse_chinese(written)


_NOISE = str.maketrans("", "", "多余来几个 ")


def _bounded(number: float) -> float | None:
    """A whole number exactly, any other cut to six decimals (1.45 × 10⁸ is exact); None above `GREATEST`."""
    if number > GREATEST:
        return None
    whole = round(number)
    return float(whole) if abs(number - whole) < 1e-9 * max(1.0, abs(number)) else round(number, 6)


def _parse_spoken(written: str) -> float | None:
    """A number with spoken decimals: `五点三` → 5.3, `一点二亿` → 120000000."""
    whole, _, tail = written.partition("点")
    digits = tail.rstrip("十百千万亿")
    number = parse_number(whole)
    if number is None or not digits or any(sign not in _DIGITS for sign in digits):
        return None
    number += sum(_DIGITS[sign] / 10**place for place, sign in enumerate(digits, start=1))
    return _bounded(number * _multiplied(tail[len(digits) :]))


def _multiplied(magnitudes: str) -> float:
    """What a row of magnitudes multiplies by: `百亿` → 10¹⁰."""
    factor = 1.0
    for sign in magnitudes:
        factor *= _SMALL.get(sign) or _LARGE[sign]
    return factor


def _parse_arabic(written: str) -> float | None:
    """A number in figures with magnitudes, in parts that are added: `3万5千`."""
    total, end = 0.0, 0
    for part in _ARABIC.finditer(written):
        if part.start() != end:
            return None
        total, end = total + float(part[1].replace(",", "")) * _multiplied(part[2]), part.end()
    return _bounded(total) if end == len(written) else None


def _parse_chinese(written: str) -> float | None:
    """A number in Chinese numerals; a digit after a magnitude counts its tenth: `三万五`, `二百三`."""
    if all(sign in _DIGITS for sign in written):  # 二〇二五
        return _bounded(int("".join(str(_DIGITS[sign]) for sign in written)))
    total = section = digit = 0
    last = 1
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 1 if digit == 0 else last  # 零 ends a colloquial tail: 一百零五 is 105
            continue
        if sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            last = _SMALL[sign]
        elif sign in _LARGE:
            if sign == "亿":
                total = (total + section + digit or 1) * _LARGE[sign]
            else:
                total += (section + digit or 1) * _LARGE[sign]
            section, last = 0, _LARGE[sign]
        else:
            return None
        digit = 0
    tail = digit * last // 10 if last > 10 else digit  # 三万五 → 35000, 二百三 → 230
    return _bounded(total + section + tail)
