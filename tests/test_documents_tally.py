"""The numerals of a file add up: those of the tasks' texts and those that stand aside, by kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.documents import read_document
from etl.documents.assemble import build_document
from etl.documents.blocks import Content, Grid, Paragraph, grid_row
from etl.documents.notices import Unreadable
from etl.documents.sources import Source
from etl.documents.tally import count_numerals
from etl.schema import NUMERAL_PLACES
from etl.targets.contract import find_numeral_breaches

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))
LINES = [
    "一、总体要求", "（一）新建学校5所", "1.到2025年，建成公园12个。（责任单位：市第一园林处）", "责任单位：市财政局",
    "培训教师300名。", "2025年3月10日", "附件：1.任务清单", "专栏1 主要指标", "单位：万元", "第三章 保障措施", "约束性",
    "森林覆盖率", "33.5%", "市人民政府办公室",
]  # fmt: skip
HEADS = [
    "序号", "工作任务", "责任单位", "完成时限", "备注", "指标", "单位", "2020年", "2025年", "目标值", "属性", "类别",
    "姓名",
]  # fmt: skip
CELLS = [
    "", "1", "2", "新建学校5所。", "市第一教育局", "2025年6月底前", "33.5", "〔13〕", "万人", "一、经济", "—", "约束性",
    "森林覆盖率（%）", "注：5年累计", "合计", "每千人口床位数（张）", "≥3万亩",
]  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_adds_up_to_the_numerals_of_its_file(path: Path) -> None:
    kept = dict(read_document(path).numerals)
    assert sum(kept.values()) == count_numerals(path.read_text(encoding="utf-8"))
    assert set(kept) <= set(NUMERAL_PLACES)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[list[Paragraph | Grid], int]:
    """Paragraphs and tables without merged cells, and how many numerals they hold."""
    made: list[Paragraph | Grid] = []
    texts: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            texts.append(draw(st.sampled_from(LINES)))
            made.append(Paragraph(texts[-1], f"第{number}段"))
            continue
        width = draw(st.integers(2, 5))
        head = draw(st.lists(st.sampled_from(HEADS), min_size=width, max_size=width))
        cell = st.lists(st.sampled_from(CELLS), min_size=width, max_size=width)
        rows = [head, *draw(st.lists(cell, min_size=1, max_size=4))]
        texts += [text for row in rows for text in row]
        made.append(Grid(tuple(grid_row(at, row, f"表{number}第{at}行") for at, row in enumerate(rows))))
    return made, sum(map(count_numerals, texts))


@given(blocks())
@settings(max_examples=300, deadline=None)
def test_paragraphs_and_tables_add_up(given: tuple[list[Paragraph | Grid], int]) -> None:
    made, total = given
    try:
        document = build_document(Content([*made]), Source("list.docx", "list"), "0" * 64)
    except Unreadable:
        return
    assert sum(count for _, count in document.numerals) == total


def test_a_wrong_count_is_a_breach() -> None:
    tasks = [{"text": "新建学校5所。"}, {"text": "培训教师300名。"}]
    assert find_numeral_breaches({"tasks": 4, "frame": 2}, tasks) == []
    assert find_numeral_breaches({"tasks": 3}, tasks) == ["numerals: the tasks hold 4, the file's count says 3"]
    assert find_numeral_breaches({"tasks": 4, "pages": 1}, tasks) == ["numerals: pages is no place that is known"]


def test_a_line_that_no_row_of_a_table_takes_is_counted_and_said(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("序号\n工作任务\n责任单位\n2020年印发\n1\n新建学校5所。\n市教育局\n", encoding="utf-8")
    document = read_document(path)
    assert dict(document.numerals) == {"tasks": 1, "beside": 1, "loose": 4}
    assert [str(warning) for warning in document.warnings] == [
        "list.txt: numerals in lines that belong to no row of a table, and in repeated headers, left aside: 4"
    ]
