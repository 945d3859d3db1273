"""The filter as a link, the words of time limits, and the search: pure functions, one behaviour a case."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.query.filter_model import FIELDS, LISTS, Filter
from app.query.search import Reading, parse_search
from app.say.searching import read_as
from app.wording import CATEGORIES, PARTS, STATES, Limit, band_word, limit_word, parse_limit, shown_confidence

DAY = date(2026, 1, 31)
FULL = Filter(
    departments=("省教育厅", "省、市、县（市、区）工会"), part="配合", limits=("2020年内", "自…起实施"),
    themes=("教师队伍建设",), categories=("数量目标",), search=">=50所 a&b=c", as_of=date(2020, 6, 30),
    documents=("《甲》+乙",), regions=("山东",), levels=("省",), years=("2020年",),
    units=("%",), states=(STATES[0],), frames=("部署",),
    natures=("约束性",), confidences=("低（<0.8）",), leads=("省财政厅",),
    supports=("省委编办",), partners=("省国资委",), tasks=("一/2",),
)  # fmt: skip


def test_a_link_brings_the_whole_filter_back() -> None:
    assert Filter.from_query(FULL.to_query()) == (FULL, ())
    assert {field.name for field in FIELDS if getattr(FULL, field.name) == getattr(Filter(), field.name)} == set()


WORDS = st.lists(st.text(min_size=1).filter(lambda text: text == text.strip()), max_size=3, unique=True).map(tuple)


@given(
    departments=WORDS, themes=WORDS, documents=WORDS, units=WORDS, tasks=WORDS, part=st.sampled_from(PARTS),
    categories=st.lists(st.sampled_from(CATEGORIES), unique=True).map(tuple), as_of=st.none() | st.dates(),
)  # fmt: skip
def test_any_filter_survives_its_link(**values: object) -> None:
    chosen = Filter(**values)  # type: ignore[arg-type]
    assert Filter.from_query(chosen.to_query()) == (chosen, ())


def test_a_year_is_read_with_and_without_its_sign() -> None:
    assert Filter.from_query("year=2020&year=2021年&year=未注明年份")[0].years == ("2020年", "2021年", "未注明年份")


def test_the_default_view_has_no_parameters() -> None:
    assert Filter().to_query() == ""
    assert Filter().describe() == "全部"
    assert Filter().chips() == ()


def test_a_resolved_filter_writes_its_date_into_the_link() -> None:
    assert unquote(Filter(themes=("教育",)).resolved(DAY).to_query()) == "theme=教育&asof=2026-01-31"
    assert Filter(as_of=date(2020, 1, 1)).resolved(DAY).day() == date(2020, 1, 1)


WRONG = [
    "due=明年", "due=到明年", "type=目标", "part=主办", "asof=2020-13-01", "state=已完成", "asof=去年", "frame=计划",
    "conf=很高", "nature=强制性", "level=乡", "year=去年",
]  # fmt: skip


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_value_is_dropped_and_named(query: str) -> None:
    chosen, problems = Filter.from_query(query)
    assert chosen == Filter()
    assert len(problems) == 1
    assert f"“{query.split('=')[1]}”" in problems[0]


def test_parameters_of_a_page_are_no_concern_of_the_filter() -> None:
    assert Filter.from_query("id=3&list=全部任务&view=slide&page=2") == (Filter(), ())


def test_unknown_values_are_dropped_and_named() -> None:
    kept, problems = Filter(themes=("教育", "不存在"), units=("所",)).keep_known({"themes": ["教育"], "units": ["所"]})
    assert kept == Filter(themes=("教育",), units=("所",))
    assert problems == ("当前数据中没有任务领域“不存在”，已忽略。",)


@pytest.mark.parametrize("field", LISTS)
def test_a_chip_comes_off_alone(field: str) -> None:
    chip = next(chip for chip in FULL.chips() if chip.field == field)
    loosened = FULL.without(chip)
    assert len(getattr(loosened, field)) == len(getattr(FULL, field)) - 1
    assert all(getattr(loosened, other.name) == getattr(FULL, other.name) for other in FIELDS if other.name != field)


def test_every_chip_off_leaves_the_default_view() -> None:
    chosen = FULL
    while chosen.chips():
        chosen = chosen.without(chosen.chips()[0])
    assert chosen == Filter(part="配合")  # a part without a department means nothing, and has no chip
    assert FULL.describe().startswith(
        "文件：《甲》+乙；地区：山东；层级：省；年份：2020年；责任单位：省教育厅、省、市、县（市、区）工会；单位参与方式："
    )


NARROWED = [
    (("2020年",), "2020年6月底前", ("2020年6月底前",)),
    (("2020年6月底前", "到2022年"), "2020年", ("2020年6月底前",)),
    (("2020年",), "2020年", ("2020年",)),
    ((), "2020年", ("2020年",)),
]


@pytest.mark.parametrize(("chosen", "clicked", "wanted"), NARROWED)
def test_a_click_on_a_time_limit_never_widens(chosen: tuple[str, ...], clicked: str, wanted: tuple[str, ...]) -> None:
    assert Filter(limits=chosen).narrowed(limits=(clicked,)).limits == wanted


LIMITS = [
    ("2020", "by", "到2020年", Limit("by", "2020")),
    ("2020-06", "by", "2020年6月底前", Limit("by", "2020-06")),
    ("2020-06-30", "by", "2020年6月30日前", Limit("by", "2020-06-30")),
    ("2020", "in", "2020年内", Limit("in", "2020")),
    ("2020-12", "in", "2020年12月内", Limit("in", "2020-12")),
    ("2020-12-05", "in", "2020年12月5日", Limit("in", "2020-12-05")),
]


@pytest.mark.parametrize(("due", "kind", "word", "limit"), LIMITS, ids=[case[2] for case in LIMITS])
def test_a_time_limit_is_read_back_from_its_word(due: str, kind: str, word: str, limit: Limit) -> None:
    assert limit_word(due, kind) == word
    assert parse_limit(word) == limit


def test_what_is_shown_of_a_confidence_lies_in_its_band() -> None:
    for thousandths in range(1001):
        confidence = float(np.float32(thousandths / 1000))
        assert band_word(shown_confidence(confidence)) == band_word(confidence)
        assert 0 <= thousandths / 1000 - shown_confidence(confidence) < 0.01


@pytest.mark.parametrize("text", ["明年", "到2020年内", "2020", "2020年6月30日内", "20年", "2020年底", ""])
def test_other_words_are_no_time_limit(text: str) -> None:
    assert parse_limit(text) is None


SEARCHES = [
    (">=50所", ">=", (Reading(50, "所"),)),
    ("≥ 50 所", ">=", (Reading(50, "所"),)),
    ("大于50所", ">", (Reading(50, "所"),)),
    ("不少于 五十 所", ">=", (Reading(50, "所"),)),
    ("50 所 以上", ">=", (Reading(50, "所"),)),
    ("一百二十天以内", "<=", (Reading(120, "天"),)),
    ("低于百分之五", "<", (Reading(5, "%"),)),
    ("约50所", "≈", (Reading(50, "所"),)),
    ("不超过50万", "<=", (Reading(500_000, None),)),
    ("＞＝５０所", ">=", (Reading(50, "所"),)),
    ("<=20%", "<=", (Reading(20, "%"),)),
    (">1.5亿元", ">", (Reading(1.5, "亿元"), Reading(150_000_000, "元"))),
    ("=3,000门", "=", (Reading(3000, "门"),)),
    (">=50万", ">=", (Reading(500_000, None),)),
    ("<5千瓦", "<", (Reading(5, "千瓦"), Reading(5000, "瓦"))),
]


@pytest.mark.parametrize(("text", "comparison", "readings"), SEARCHES, ids=[case[0] for case in SEARCHES])
def test_a_number_with_a_comparison_is_read(text: str, comparison: str, readings: tuple[Reading, ...]) -> None:
    (term,) = parse_search(text)
    assert (term.words, term.comparison) == ("", comparison)
    assert [one for one in term.readings if one.unit is None or one.unit[0] not in "十百"] == list(readings)


RANGES = [
    ("50-100所", "50-100所", Reading(50, "所", 100)),
    ("50 — 100 所", "50—100所", Reading(50, "所", 100)),
    ("五十至一百所", "五十至一百所", Reading(50, "所", 100)),
    ("300～500万人", "300~500万人", Reading(3_000_000, "人", 5_000_000)),
    ("5万-10万人", "5万-10万人", Reading(50_000, "人", 100_000)),
]


@pytest.mark.parametrize(("text", "words", "reading"), RANGES, ids=[case[0] for case in RANGES])
def test_a_range_is_read_and_its_words_are_looked_for_too(text: str, words: str, reading: Reading) -> None:
    (term,) = parse_search(text)
    assert (term.words, term.comparison, term.readings[-1]) == (words, "range", reading)


def test_words_stand_apart_from_numbers() -> None:
    assert [term.words for term in parse_search("教师 >= 50 所")] == ["教师", ""]
    assert [term.words for term in parse_search("≥ 50 培训")] == ["", "培训"]
    assert [term.words for term in parse_search(">=50所学校")] == ["", "学校"]
    assert [(term.words, term.readings) for term in parse_search("“大于50所”")] == [("大于50所", ())]


READ_AS = [
    (">=50 所", "≥ 50 所"),
    ("400万人次以上 教师", "≥ 4,000,000 人次；包含“教师”"),
    ("50所", "包含“50所”或= 50 所"),
    ("约200家", "约 200 家（180—220 家）"),
    (">=50", "≥ 50（不限单位）"),
    ("十至二十个", "包含“十至二十个”或10—20 个"),
    ("jyt", "包含“jyt”或单位拼音：省教育厅"),
]


@pytest.mark.parametrize(("text", "said"), READ_AS, ids=[case[0] for case in READ_AS])
def test_a_search_says_how_it_was_read(text: str, said: str) -> None:
    assert read_as(parse_search(text), {"jyt": ["省教育厅"]}) == said


@pytest.mark.parametrize("text", ["教师", "第三方", "三农", "一体化", "大于一切", "2020年6月", ">=", "100%覆盖率50"])
def test_other_words_are_looked_for_as_they_stand(text: str) -> None:
    term = parse_search(text)[0]
    assert term.words == text.lower()
    assert term.comparison == "="


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    assert all(term.words or term.readings for term in parse_search(text))
