"""The language of numbers beyond single cases: numerals survive a round trip, hostile lines are read in linear time.

The numerals are spelled here by a writer of the tests' own, so that reader and writer cannot share a mistake.
"""

from __future__ import annotations

import time

import pytest

from etl.documents.model import Document, Task
from etl.lexicon.numerals import parse_number
from etl.targets.conservation import find_reading_breaches
from etl.targets.model import TaskReading
from etl.targets.reading import read_task

DIGITS = "零一二三四五六七八九"
SMALL = ((1000, "千"), (100, "百"), (10, "十"))
LARGE = ((10**8, "亿"), (10**4, "万"))
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def spell(number: int) -> str:
    """Write a whole number below a million million as it is read aloud.

    >>> [spell(n) for n in (0, 10, 12, 105, 1200, 20030, 100000001)]
    ['零', '十', '十二', '一百零五', '一千二百', '二万零三十', '一亿零一']
    """
    if number == 0:
        return "零"
    written, gap = "", False
    for value, sign in LARGE:
        part, number = divmod(number, value)
        if part:
            written += ("零" if gap and written else "") + _spell_small(part) + sign
        gap = bool(written) and number < value // 10
    if number:
        written += ("零" if gap else "") + _spell_small(number)
    return written.removeprefix("一") if written.startswith("一十") else written


def _spell_small(number: int) -> str:
    written, gap = "", False
    for value, sign in SMALL:
        digit, number = divmod(number, value)
        if digit:
            written += ("零" if gap else "") + DIGITS[digit] + sign
        gap = bool(written) and not digit
    return written + ("零" if gap and number else "") + (DIGITS[number] if number else "")


POWERS = {10**n + d for n in range(12) for d in (0, 1)}
SPREAD = sorted({*range(2000), *(123_456_789 * n % 10**12 for n in range(2000)), *POWERS})


def test_chinese_numerals_round_trip() -> None:
    assert {n: parse_number(spell(n)) for n in SPREAD} == {n: n for n in SPREAD}


def test_financial_numerals_round_trip() -> None:
    assert {n: parse_number(spell(n).translate(FINANCIAL)) for n in range(1, 3000)} == {n: n for n in range(1, 3000)}


def test_digit_by_digit_years_round_trip() -> None:
    written = {year: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year)) for year in range(1900, 2101)}
    assert {year: parse_number(text) for year, text in written.items()} == {year: year for year in written}


def test_colloquial_two_round_trips() -> None:
    tops = {200: "两百", 2000: "两千", 20000: "两万", 2200: "两千二百", 25000: "两万五千", 2 * 10**8: "两亿"}
    assert {n: parse_number(text) for n, text in tops.items()} == {n: n for n in tops}


@pytest.mark.parametrize(
    ("sign", "factor"),
    [
        ("", 1),
        ("百", 100),
        ("千", 10**3),
        ("万", 10**4),
        ("亿", 10**8),
        ("百万", 10**6),
        ("千万", 10**7),
        ("万亿", 10**12),
    ],
)
def test_arabic_numbers_keep_their_magnitude(sign: str, factor: int) -> None:
    thousandths = [n * 37 for n in range(1, 2000)]
    read = {n: parse_number(f"{n // 1000}.{n % 1000:03}{sign}") for n in thousandths}
    assert read == {n: pytest.approx(n * factor / 1000, rel=1e-12) for n in thousandths}


def test_grouped_numbers_round_trip() -> None:
    assert {n: parse_number(f"{n:,}") for n in SPREAD} == {n: n for n in SPREAD}


def test_mixed_magnitudes_round_trip() -> None:
    read = {(m, k): parse_number(f"{m}万{k}千") for m in range(1, 120, 7) for k in range(1, 10)}
    assert read == {(m, k): 10000 * m + 1000 * k for m, k in read}


def read(text: str) -> TaskReading:
    """Read one task of a document without date or period."""
    task = Task(task_no="1", text=text)
    document = Document(
        doc_id="hostile",
        file="hostile.txt",
        title="",
        issuer=None,
        region=None,
        published="2024",
        period=None,
        tasks=(task,),
        sha256="",
    )
    return read_task(task, document)


def seconds(text: str) -> float:
    """Processor time of one reading."""
    start = time.process_time()
    read(text)
    return time.process_time() - start


PLAIN = {
    "digits": "1",
    "full-width digits": "１",
    "opening brackets": "（",
    "closing brackets": "）",
    "bracket pairs": "（）",
    "opening quotes": "“",
    "closing quotes": "”",
    "quoted numerals": "“一”",
    "一": "一",
    "十": "十",
    "万": "万",
    "半": "半",
    "spaces": " ",
    "commas": "，",
    "每": "每",
    "分别": "分别",
    "至少": "至少",
    "不超过": "不超过",
    "提高到": "提高到",
    "percent signs": "%",
    "colons": "1:",
    "年": "年",
    "letters": "建",
    "其中": "其中",
}
"""Repeated, these hold few mentions or none."""

DENSE = {
    "digits with commas": "1,",
    "digits with points": "1.",
    "dashes between digits": "1—",
    "square brackets": "〔2",
    "enumeration commas": "一、",
    "每 with a number": "每1",
    "从 with a number": "从1",
    "fractions": "一分之",
    "slashes": "1/",
    "month marks": "1月",
    "lines": "\n1",
    "sentence of targets": "新建学校3所、",
    "sentence of rates": "产值增长5%以上，",
    "sentence of dates": "到2025年新建3所，",
    "sentences": "到2025年，新建学校3所、医院2家，覆盖率达到90%以上。",
    "sentence of rules": "对每家企业按投资额的30%给予最高200万元补贴；",
    "sentence of pairs": "甲、乙分别达到1%、2%，",
}
"""Repeated, these are mentions throughout."""


def assert_linear(unit: str, size: int) -> None:
    """Four times the text may take eight times as long (quadratic work takes sixteen), beyond half a second.

    Twice if need be, since other work shares the machine.
    """
    count = size // len(unit.encode())
    took = seconds(unit * count)
    limit = 8 * seconds(unit * (count // 4)) + 0.5
    assert took <= limit or seconds(unit * count) <= limit


@pytest.mark.parametrize("unit", PLAIN.values(), ids=PLAIN)
def test_a_long_run_of_one_thing_is_read_in_linear_time(unit: str) -> None:
    assert_linear(unit, 250_000)


@pytest.mark.parametrize("unit", DENSE.values(), ids=DENSE)
def test_line_of_mentions_is_read_in_linear_time(unit: str) -> None:
    assert_linear(unit, 8_000)


@pytest.mark.parametrize("unit", (PLAIN | DENSE).values(), ids=PLAIN | DENSE)
def test_hostile_line_is_conserved(unit: str) -> None:
    text = unit * 500 + "，建成学校3所。"
    assert find_reading_breaches(text, read(text)) == []
