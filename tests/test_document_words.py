"""Each word of `document_words.tsv` does what its class says: a text with it is read otherwise than with another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.documents.blocks import Grid, Paragraph, grid_row
from etl.documents.facts import period_of, read_facts
from etl.documents.frame import is_frame
from etl.documents.headings import read_marker, read_section_title
from etl.documents.indicator_columns import Horizon, find_heads, is_nature
from etl.documents.indicator_lines import find_tables
from etl.documents.indicator_rows import goes_on_noting, read_indicators
from etl.documents.issuers import issuers_of_title, join_issuers
from etl.documents.line_paragraphs import Line
from etl.documents.regions import find_region, read_level
from etl.documents.titles import repeats_title
from etl.lexicon.words import read_table


def table(*rows: str) -> Grid:
    """A table of rows whose cells blanks part."""
    return Grid(tuple(grid_row(at, row.split(), "") for at, row in enumerate(rows)))


def lines(*texts: str) -> list[Paragraph]:
    return [Paragraph(text, "") for text in texts]


def heads(header: str) -> object:
    return find_heads(table(header).rows, 0, Horizon())


def items(last_row: str, caption: str = "") -> object:
    return read_indicators(table("指标 单位 2020年 2025年", "学校 所 40 50", last_row), Horizon(), caption)


SHOWS: dict[str, Callable[[str], object]] = {
    "addressed": lambda word: is_frame(f"{word}甲乙丙：", opens=True),
    "afterwards": lambda word: period_of(f"2025年重点任务{word}"),
    "closing": lambda word: is_frame(f"{word}：甲乙丙", opens=False),
    "about": lambda word: issuers_of_title([f"云溪市教育局{word}方案的通知"]),
    "annex": lambda word: is_frame(f"{word}：甲", opens=False),
    "box": lambda word: read_marker(f"{word}3 甲"),
    "carrying": lambda word: is_frame(f"{word}甲乙丙丁印发你们。", opens=True),
    "congress": lambda word: read_facts(lines("政府工作报告", f"在云溪市第三届{word}上")),
    "convened": lambda word: is_frame(f"4月7日，县长周某某{word}专题会议。", opens=True),
    "council": lambda word: read_facts(lines("政府工作报告", f"{word}总理李某某")),
    "cover": lambda word: repeats_title("数字乡村建设方案", f"云溪市关于印发数字乡村建设五年方案的{word}"),
    "draft": lambda word: is_frame(f"（{word}）", opens=False),
    "follow": lambda word: is_frame(f"印发方案，请{word}。", opens=True),
    "five_years": lambda word: period_of(f"第十四{word}规划纲要"),
    "gathering": lambda word: is_frame(f"4月7日，县长周某某主持召开专题{word}。", opens=True),
    "government": lambda word: join_issuers([f"中共云溪市委云溪市{word}"]),
    "half": lambda word: heads(f"指标 {word}目标"),
    "header": lambda word: find_tables([Line(f"{word}  单位  2025年", ""), Line("学校  所  50", "")]),
    "hereby": lambda word: is_frame(f"{word}。", opens=False),
    "held": lambda word: read_facts(lines("政府工作报告", f"二〇二五年一月十日在云溪市第三次{word}")),
    "indicator": lambda word: is_nature(f"约束性{word}"),
    "issue": lambda word: issuers_of_title([f"云溪市教育局{word}方案"]),
    "list": lambda word: period_of(f"云溪市2024年{word}"),
    "meeting": lambda word: is_frame(f"4月7日，县长周某某主持召开专题会议，{word}供水。现纪要如下：", opens=True),
    "minutes": lambda word: is_frame(f"4月7日，县长周某某主持召开会议。现{word}：", opens=True),
    "not_the_province": lambda word: find_region(None, f"山东{word}方案", None, []),
    "note": lambda word: goes_on_noting("2.为预计数。", f"{word}：1.为累计数。"),
    "paper": lambda word: is_frame(word, opens=False),
    "part": lambda word: read_marker(f"第二{word} 甲"),
    "part_of_year": lambda word: heads(f"指标 三季度{word}"),
    "plan": lambda word: heads(f"指标 2025年{word}"),
    "prefecture": lambda word: read_level(f"云溪{word}"),
    "quarter": lambda word: heads(f"指标 三{word}目标"),
    "reached": lambda word: items("医院 所 4 5", f"主要指标{word}"),
    "receiving": lambda word: is_frame(f"现将甲乙丙丁印发{word}。", opens=True),
    "region": lambda word: find_region(f"云溪{word}人民政府", None, None, []),
    "release": lambda word: is_frame(f"（{word}）", opens=False),
    "since": lambda word: read_section_title(f"五{word}主要目标"),
    "report": lambda word: read_facts(lines(f"云溪市{word}", "在云溪市第三届人民代表大会上")),
    "span": lambda word: heads(f"指标 “十四五”{word}"),
    "state": lambda word: find_region(None, f"{word}方案", None, []),
    "time": lambda word: read_section_title(f"{word}主要目标"),
    "total": lambda word: items(f"{word} 所 4 5"),
    "urgent": lambda word: is_frame(f"{word}文件", opens=False),
    "work": lambda word: period_of(f"关于做好2026年防汛{word}的通知"),
    "year_work": lambda word: period_of(f"关于{word}2026年防汛工作的通知"),
    "zone": lambda word: find_region(f"常州{word}管委会", None, None, []),
}


@pytest.mark.parametrize(("word", "group"), read_table("document_words"))
def test_is_needed(word: str, group: str) -> None:
    assert SHOWS[group](word) != SHOWS[group]("某些")
