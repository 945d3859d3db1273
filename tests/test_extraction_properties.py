"""What holds for every text, sense or nonsense: nothing raises, every numeral is in one mention, quotes are the text.

The texts are made of the signs that the extraction looks at: digits, Chinese numerals, units, markers, dates, stops,
quotes and brackets, letters. Most are no Chinese; the extractor must stand them all the same.
"""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.documents.model import Document, Task
from etl.lexicon.folding import fold, for_matching
from etl.lexicon.numerals import NUMERALS
from etl.lexing.mentions import find_mentions
from etl.schema import Kind, Reason, Role
from etl.targets.conservation import find_reading_breaches
from etl.targets.model import TaskReading
from etl.targets.reading import read_task

LEXICON = """
    到 至 从 由 自 提高 第 前 每 各 一 两 三 十 百 千 万 亿 半 双 零 〇 壹 拾 Ⅲ 50 3 1.5 1,200 0.5 ５０
    2025年 2020—2025年 6月底前 3月 5日 季度 上半年 起 以来 % ％ 百分之 分之 ‰ 倍 成 番 翻
    个 家 所 名 人 人次 元 万元 亿元 亩 平方米 公里 千瓦 微克 年 月 天 岁 个工作日
    以上 以内 左右 以下 内 多 余 过半 一半 不低于 不超过 至少 最高 控制在 达到 约 近 超 了 已 将 力争 累计 分别 其中
    “ ” 《 》 " ' （ ） ( ) [ ] 〔2020〕 号 条 级 类 大 行动 工程 ， 。 ； 、 ： ！ ？ , ; : / - — ～ . × +
    A 5G PM2.5 GB c X 的 补贴 给予 奖励 按 可 占 投资额 企业 项目 学校 老人 建设 新增 增长 下降 率 全市
    今年 年底 十四五 附件 任务 一、 （一） 1. ①
"""
WORDS = (*LEXICON.split(), " ", "\n", "\u3000")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
TITLES = st.sampled_from(["", "某市工作方案", "某市管理办法", "某市重点工作完成情况", "2024年政府工作报告"])
YEARS = st.sampled_from([None, "2024", "2019-05"])
SECTIONS = st.sampled_from([None, "工作回顾", "目标任务"])


def read(text: str, title: str = "", published: str | None = None, section: str | None = None) -> TaskReading:
    """Read a text as the one task of a document."""
    document = Document("any", "any", title, None, None, published, None, (), "")
    return read_task(Task("1", fold(text), section=section), document)


@settings(max_examples=500, deadline=None)
@given(TEXTS, TITLES, YEARS, SECTIONS)
def test_every_numeral_is_in_one_mention(text: str, title: str, published: str | None, section: str | None) -> None:
    """Quotes stand where they say, inside their sentences, and together hold each numeral once."""
    assert find_reading_breaches(fold(text), read(text, title, published, section)) == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("".join(WORDS)), max_size=60))
def test_any_signs(text: str) -> None:
    """Single signs in any order: the same holds."""
    assert find_reading_breaches(fold(text), read(text, "某市工作方案", "2024")) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    """Any Unicode at all: the same holds."""
    assert find_reading_breaches(fold(text), read(text)) == []


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_mentions_are_in_order_and_apart(text: str) -> None:
    """Mentions follow each other without touching the same sign, and each numeral lies in one."""
    matched = for_matching(fold(text))
    mentions = find_mentions(matched)
    assert all(before.end <= after.start for before, after in pairwise(mentions))
    covered = {at for mention in mentions for at in range(mention.start, mention.end)}
    assert [at for at, sign in enumerate(matched) if sign in NUMERALS and at not in covered] == []


@settings(max_examples=200, deadline=None)
@given(TEXTS, TITLES, YEARS)
def test_rows_keep_the_contract(text: str, title: str, published: str | None) -> None:
    """Rows have known kinds, roles and reasons; a deadline has no figure, a range has two in order."""
    reading = read(text, title, published)
    for target in reading.targets:
        assert target.kind in get_args(Kind)
        assert target.role in get_args(Role)
        assert target.indicator
        assert target.shown
        assert (target.value is None) == (target.kind == "deadline")
        assert (target.due is None) == (target.due_kind is None) == (target.due_source is None)
        if target.value_max is not None:
            assert target.op == "range"
            assert target.value is not None
            assert target.value < target.value_max
    assert {entry.reason for entry in reading.ledger} <= set(get_args(Reason))


@settings(max_examples=100, deadline=None)
@given(TEXTS, TITLES, YEARS)
def test_same_text_gives_same_rows(text: str, title: str, published: str | None) -> None:
    assert read(text, title, published) == read(text, title, published)
