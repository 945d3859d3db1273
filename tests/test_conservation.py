"""The conservation check: a whole reading passes, and a reading that loses, doubles or moves a numeral does not."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lexicon import numerals
from etl.targets.conservation import NUMERAL, Claim, assign_numerals, find_reading_breaches
from etl.targets.model import Entry, TaskReading

SPELLED = "0123456789〇零一二两三四五六七八九十百千万亿双半壹贰叁肆伍陆柒捌玖拾佰仟"
FULL_WIDTH, ROMAN = map(chr, range(0xFF10, 0xFF1A)), map(chr, range(0x2160, 0x216C))
ALL_SIGNS = [chr(code) for code in range(0x110000)]

pieces = st.sampled_from(["建设", "50", "所学校", "，", "三", "每", "两月", "2020年", "统一", "Ⅳ", "元 ", "\n"])
texts = st.lists(pieces, max_size=12).map("".join)


def read_runs(text: str) -> list[Entry]:
    """Every run of numerals as a mention of its own, in one sentence: a whole reading, not the extractor's."""
    mentions = []
    for run in re.finditer(f"(?:{NUMERAL.pattern})+", text):
        at, end = run.span()
        span: dict[str, Any] = {"start": at, "end": end, "anchor": at, "numerals": tuple(range(at, end))}
        mentions.append(Entry(quote=run[0], **span, sentence=text, sentence_start=0, reason="fact", rule="run"))
    return mentions


def breaches(text: str, mentions: list[Entry]) -> list[str]:
    return find_reading_breaches(text, TaskReading(ledger=tuple(mentions)))


def test_numerals_are_those_of_the_definition() -> None:
    assert {sign for sign in ALL_SIGNS if NUMERAL.match(sign)} == {*SPELLED, *FULL_WIDTH, *ROMAN}


def test_numerals_are_those_of_the_extractor() -> None:
    assert [sign for sign in ALL_SIGNS if bool(NUMERAL.match(sign)) != bool(numerals.NUMERAL.match(sign))] == []


@given(texts)
def test_a_whole_reading_passes(text: str) -> None:
    assert breaches(text, read_runs(text)) == []


@given(texts, st.data())
def test_a_lost_mention_is_caught(text: str, data: st.DataObject) -> None:
    mentions = read_runs(text)
    if mentions:
        lost = mentions.pop(data.draw(st.integers(0, len(mentions) - 1)))
        assert f"numeral {lost.quote[0]!r} at {lost.start} " in breaches(text, mentions)[0]


@given(texts, st.data())
def test_a_doubled_mention_is_caught(text: str, data: st.DataObject) -> None:
    mentions = read_runs(text)
    if mentions:
        mentions.append(data.draw(st.sampled_from(mentions)))
        assert "is in two mentions" in breaches(text, mentions)[0]


@given(texts, st.data())
def test_a_shortened_mention_is_caught(text: str, data: st.DataObject) -> None:
    mentions = read_runs(text)
    long = [number for number, mention in enumerate(mentions) if len(mention.quote) > 1]
    if long:
        number = data.draw(st.sampled_from(long))
        short = mentions[number]
        mentions[number] = short._replace(quote=short.quote[:-1], end=short.end - 1, numerals=short.numerals[:-1])
        assert breaches(text, mentions)[0].endswith("is in no mention")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quote": "51"}, "quote '51' does not stand at 2:4"),
        ({"start": 2, "end": 99}, "quote '50' does not stand at 2:99"),
        ({"numerals": (2,)}, "names the numerals [2] from 2 on, its span holds [2, 3]"),
        ({"anchor": 3}, "names the numerals [2, 3] from 3 on, its span holds [2, 3]"),
        ({"sentence_start": 1}, "sentence '建设50所。' does not stand at 1"),
        ({"sentence": "建设"}, "mention '50' at 2 reaches out of its sentence '建设'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mention_at_odds_with_the_text_is_caught(change: dict[str, Any], message: str) -> None:
    [mention] = read_runs("建设50所。")
    [breach] = breaches("建设50所。", [mention._replace(**change)])[:1]
    assert message in breach


def test_a_mention_without_a_numeral_is_caught() -> None:
    owned, found = assign_numerals("建设学校", [Claim(2, 4, "学校")])
    assert (owned, found) == ([[]], ["mention '学校' at 2 has no numeral of its own"])


def test_a_quote_may_reach_over_its_own_base() -> None:
    text = "每两月至少通报一次"
    base, target = Claim(0, 3, "每两月", is_base=True), Claim(0, 9, text, repeats=True)
    assert assign_numerals(text, [target, base]) == ([[7], [1]], [])


@pytest.mark.parametrize(
    ("base", "target"),
    [
        (Claim(0, 3, "每两月"), Claim(0, 9, "每两月至少通报一次", repeats=True)),
        (Claim(0, 3, "每两月", is_base=True), Claim(0, 9, "每两月至少通报一次")),
    ],
    ids=["over a mention that is no base", "by a mention that repeats over nothing"],
)
def test_a_quote_may_not_reach_over_another_mention(base: Claim, target: Claim) -> None:
    _, found = assign_numerals("每两月至少通报一次", [target, base])
    assert "numeral '两' at 1" in found[0]
    assert "is in two mentions" in found[0]
