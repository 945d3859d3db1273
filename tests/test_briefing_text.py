"""How texts are measured and broken, against the metrics of a font of this machine."""

from __future__ import annotations

import pytest
from briefing_decks import find_face, measure

from app.briefing.layout import Column, Line, fit_note, fit_title, numbered, table_pages
from app.briefing.model import SMALLEST, Box, Cell
from app.briefing.palette import Palette
from app.draw.text_fit import height, largest, line_height, shortened, width, wrap

SENTENCE = "到2022年，建设50所左右高水平中职学校、10所左右高水平高职学校（“双高”），年培训量达400万人次以上。"


@pytest.mark.skipif(find_face() is None, reason="no Chinese font on this machine to measure against")
@pytest.mark.parametrize("text", [SENTENCE, "0123456789%", "GDP、PM2.5、5G、1+X", "…—·（）《》“”", "≥50≤20‰℃"])
def test_the_table_of_widths_is_no_narrower_than_a_bold_chinese_font(text: str) -> None:
    assert width(text, 20) >= measure(text, 20) - 0.01


@pytest.mark.parametrize("room", [30, 70, 140, 300, 2000])
def test_lines_keep_the_text_and_the_room(room: float) -> None:
    lines = wrap(SENTENCE, room, 14)
    assert "".join(lines) == SENTENCE
    assert not [line for line in lines if width(line, 14) > room + 14 and len(line) > 2]


@pytest.mark.parametrize("room", [70, 98, 140])
def test_no_line_begins_with_a_closing_mark_or_splits_a_number(room: float) -> None:
    lines = wrap(SENTENCE, room, 14)
    assert not [line for line in lines if line[0] in "，。；、：）”"]
    assert not [line for line in lines if line[-1] in "（“"]
    assert "2022" in "|".join(lines)
    assert "400" in "|".join(lines)


def test_line_breaks_of_the_text_stay() -> None:
    assert wrap("甲\n乙丙", 100, 14) == ["甲", "乙丙"]
    assert wrap("", 100, 14) == [""]
    assert height("甲\n乙", 100, 14) == 2 * line_height(14)


def test_the_largest_size_that_fits_is_taken() -> None:
    assert largest("四个汉字", 80, 30, (20, 16))[0] == 20
    assert largest("五个汉字呢", 80, 30, (20, 16))[0] == 16
    assert largest("很长的一段文字", 33, 21, (16,)) == (16, "很…")


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_shortened_text_takes_its_lines_and_says_that_it_is_cut(lines: int) -> None:
    cut = shortened(SENTENCE, 120, 14, lines)
    assert cut.endswith("…")
    assert len(wrap(cut, 120, 14)) <= lines
    assert shortened("短", 120, 14, lines) == "短"


def test_a_title_stands_on_one_line_where_it_can() -> None:
    room = Box(0, 0, 864, 66)
    assert fit_title("短标题", room) == (28, "短标题")
    size, text = fit_title("字" * 36, room)
    assert (size, text) == (24, "字" * 36)
    size, text = fit_title("字" * 300, room)
    assert text.endswith("…")
    assert height(text, room.w, size) <= room.h


def test_the_foot_shortens_what_is_long_and_keeps_the_rest() -> None:
    parts = ("来源：" + "长" * 90, "统计截至2020年6月30日", "筛选：" + "筛" * 200, "机器提取，未经校核")
    note = fit_note(parts, 800, 2)
    assert len(wrap(note, 800, SMALLEST)) <= 2
    assert "统计截至2020年6月30日" in note
    assert note.endswith("机器提取，未经校核")
    assert note.startswith("来源：长长")


def row(text: str) -> tuple[Cell, ...]:
    return Cell("1"), Cell(text)


COLUMNS = [Column("序号", 50), Column("内容", 300)]


def test_rows_run_on_with_their_head_and_heading() -> None:
    lines: list[Line] = ["甲局", *[row("内容") for _ in range(30)]]
    pages = table_pages(COLUMNS, lines, Box(0, 0, 350, 200), "表")
    assert len(pages) > 4
    for page in pages:
        assert [cell.text for cell in page.rows[0].cells] == ["序号", "内容"]
        assert sum(one.height for one in page.rows) <= 200
    assert pages[0].rows[1].cells[0].text == "甲局"
    assert {page.rows[1].cells[0].text for page in pages[1:]} == {"甲局（续）"}
    assert sum(not one.wide for page in pages for one in page.rows[1:]) == 30


def test_pages_are_filled_evenly() -> None:
    pages = table_pages(COLUMNS, [row("内容") for _ in range(13)], Box(0, 0, 350, 26 * 13), "表")
    assert [len(page.rows) - 1 for page in pages] in ([7, 6], [6, 7])


def test_a_heading_never_stands_last() -> None:
    lines: list[Line] = [item for number in range(12) for item in (f"第{number}局", row("内容"))]
    for page in table_pages(COLUMNS, lines, Box(0, 0, 350, 180), "表"):
        assert not page.rows[-1].wide


def test_a_row_higher_than_a_page_is_carried_on_whole() -> None:
    text = "很长的任务内容。" * 120
    pages = table_pages(COLUMNS, [row(text)], Box(0, 0, 350, 200), "表")
    assert len(pages) > 3
    assert "".join(one.cells[1].text for page in pages for one in page.rows[1:]) == text
    assert all(sum(one.height for one in page.rows) <= 200 for page in pages)


def test_numbers_of_pages_stand_in_titles() -> None:
    assert numbered("清单", 2, 3) == "清单（2/3）"


def test_text_on_a_colour_can_be_read() -> None:
    palette = Palette()
    assert palette.on("accent1") == "page"
    assert palette.on("accent4") == "text"
    assert palette.on("accent5") == "text"
