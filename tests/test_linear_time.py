"""The time that a text takes grows as its length does: what an expression may run back over, n and 4n long."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.documents import issuers
from etl.documents.markdown import read_markdown
from etl.documents.model import Document, Task
from etl.lexicon.folding import fold, for_matching
from etl.lexing.mentions import find_mentions
from etl.lexing.sentences import LONGEST, LONGEST_BARE
from etl.offices import duties
from etl.offices.closing import says_only_who, split_closing
from etl.targets.reading import read_task

DOCUMENT = Document("any", "any", "某市工作方案", None, None, "2024", None, (), "")
GROWN = 4
MOST = 9
"""Time of the four times longer text by that of the shorter: 4 where it is linear, 16 where it is quadratic."""

NOISE = 0.05
"""Seconds that a loaded machine adds."""


def is_linear(run: Callable[[str], object], begin: str, piece: str, end: str, length: int) -> bool:
    """Whether the time of this process grows as the text of repeated pieces does; asked twice where it seems not to."""

    def time_of(times: int) -> float:
        text = begin + fold(piece) * (length * times // len(piece)) + end
        begun = time.process_time()
        run(text)
        return time.process_time() - begun

    return any(time_of(GROWN) < MOST * time_of(1) + NOISE for _ in range(2))


def read(text: str) -> None:
    read_task(Task("1", text), DOCUMENT)


@pytest.mark.parametrize(
    "piece",
    ["1", "1.", "12345 ", "1%", "（1", "“1”", "《甲》1", "第1条", "十", "万亿", "Ⅲ类", "A1", "1—", "1:", "1，234", "0.",
     "2025年，", "到2025年6月底前", "责任单位：市教育局，1", "7万吨", "、1所", "1+", "新增1", "其中：1", "每1万人"],
)  # fmt: skip
def test_numerals_without_end(piece: str) -> None:
    assert is_linear(lambda text: find_mentions(for_matching(text)), "", piece, "", 4_000)


@pytest.mark.parametrize("piece", ["第1条", "《甲》1", "万亿", "2025年，", "1%"])
def test_numerals_without_end_judged(piece: str) -> None:
    """Numbers of a sentence are compared with each other: it shows only in one longer than sentences can be."""
    assert is_linear(read, "", piece, "", LONGEST)


@pytest.mark.parametrize(
    "piece", ["”", "（", "，", "建设", "市教育局、", "责任单位：", "学", "的", "》《", "为", "每", "...", "\u202e"]
)
def test_words_without_end_around_one_number(piece: str) -> None:
    """The sentence has no stop: what stands around its number is looked at as far as a sentence may reach."""
    assert is_linear(read, "到2025年底前", piece, "建设50所学校", 2 * LONGEST_BARE)


@pytest.mark.parametrize(
    ("run", "begin", "piece", "end", "pieces"),
    [
        (split_closing, "由市教育局", "按职责分工负责", "十%", 2),
        (says_only_who, "市教育局", "分别", "推动", 1_000),
        (says_only_who, "市教育局", "做好", "推动", 1_000),
        (duties._WORK.search, "", "其他任务清单", "其", 6),
        (issuers.NEXT_GOVERNMENT.search, "市委", "市区别县", "", 5),
        (issuers.SPEAKER.search, "", "市区别县", "", 5),
    ],
)
def test_what_can_be_taken_apart_in_many_ways(
    run: Callable[[str], object], begin: str, piece: str, end: str, pieces: int
) -> None:
    """按职责分工负责 is one way of working, or two; 任务清单 one word, or two: they are not tried in all ways."""
    assert is_linear(run, begin, piece, end, pieces * len(piece))


@pytest.mark.parametrize("piece", ["\t", "[", "![", "[^", "<!--", "<a", "*a ", "**", "|", "|-", "- ", "# #", "`"])
def test_marks_of_markdown_that_never_close(tmp_path: Path, piece: str) -> None:
    def run(text: str) -> None:
        path = tmp_path / "plan.md"
        path.write_text(text, encoding="utf-8")
        read_markdown(path)

    assert is_linear(run, "某市2024年工作方案\n", piece, "\n1．建设50所学校。", 16_000)
