"""Footnotes and raised signs in every format; sentences that a page broke; pages with two columns of text."""

from __future__ import annotations

from pathlib import Path

import document_writing as writing
import docx
import pytest
from reportlab.pdfbase import pdfmetrics

from etl.documents import read_document
from etl.documents.model import Document
from etl.targets.rows import make_rows


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


def read_lines(tmp_path: Path, *lines: str) -> Document:
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_document(path)


class TestMarks:
    def test_are_no_part_of_an_indicator_and_no_target(self, tmp_path: Path) -> None:
        document = read_lines(
            tmp_path, "1.新建养老院120个①，改造敬老院35所[1]，培训护理员3000名〔2〕。", "2.床位占比达到65%以上。",
            "①指床位50张以上的养老院。",
            "[1]含公办敬老院5所。",
        )  # fmt: skip
        rows = make_rows(document)
        assert [(row["indicator"], row["value"]) for row in rows.targets] == [
            ("养老院", 120), ("敬老院", 35), ("护理员", 3000), ("床位占比", 65),
        ]  # fmt: skip
        assert [(entry["quote"], entry["reason"]) for entry in rows.ledger] == [
            ("[1]", "reference"), ("〔2〕", "reference"),
        ]  # fmt: skip

    def test_items_with_circled_numbers_are_no_footnotes(self, tmp_path: Path) -> None:
        document = read_lines(
            tmp_path, "一、任务：①新建养老院5所；②改造敬老院3所。", "①培训护理员30名。", "②筹资2亿元。"
        )
        assert len(document.tasks) == 3


class TestRaisedSigns:
    def test_of_a_page(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.html"
        path.write_text(
            '<html><head><meta charset="utf-8"></head><body><p>1.新建公园50个<sup>1</sup>，绿地30万m<sup>2</sup>。</p>'
            "<p>2.人均绿地15平方米<sup><a href='#a'>[2]</a></sup>以上。</p></body></html>",
            encoding="utf-8",
        )
        assert texts(read_document(path)) == ["新建公园50个，绿地30万m²。", "人均绿地15平方米以上。"]

    def test_of_a_word_file(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.docx"
        document = docx.Document()
        paragraph = document.add_paragraph("1.新建公园50个")
        for words, raised in (("3", True), ("，绿地30万m", False), ("2", True), ("。", False)):
            paragraph.add_run(words).font.superscript = raised
        document.save(str(path))
        assert texts(read_document(path)) == ["新建公园50个，绿地30万m²。"]

    @pytest.mark.parametrize("ending", [".pdf", ".ofd"])
    def test_of_a_finished_page_and_the_notes_at_its_foot(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"plan{ending}"
        writer = writing.PdfWriter(path)
        x = writing.LEFT + 24
        for words, size, lift in (
            ("1.新建公园50个", 12, 0), ("3", 7, 5), ("，绿地30万m", 12, 0), ("2", 7, 5), ("，占比65%", 12, 0),
            ("[4]", 7, 5),
            ("。", 12, 0),
        ):  # fmt: skip
            writer.canvas.setFont(writing.FONT, size)
            writer.canvas.drawString(x, writer.y + lift, words)
            x += pdfmetrics.stringWidth(words, writing.FONT, size)
        writer.canvas.setFont(writing.FONT, writing.SIZE)
        writer.y -= writing.LEADING
        for number in range(2, 6):
            writer.paragraph(
                f"{number}.到2027年，全市新建社区养老服务站120个，改造提升乡镇敬老院35所，培训护理员3000名。"
            )
        writer.canvas.setFont(writing.FONT, 8)
        writer.canvas.drawString(writing.LEFT, 100, "3 含改建公园20个。")
        writer.canvas.drawString(writing.LEFT, 88, "4 占比不含民办机构200家。")
        writer.save()
        read = texts(read_document(path))
        assert read[0] == "新建公园50个，绿地30万m²，占比65%。"
        assert len(read) == 5


class TestBrokenSentences:
    LONG = (
        "1.到2027年，全市新建社区养老服务站120个，改造提升乡镇敬老院35所，新增护理型床位4500张"
        "（其中公办机构不少于1500张），占比达到65%以上。"
    )

    @pytest.mark.parametrize("width", [28, 30, 34, 38, 40])
    @pytest.mark.parametrize("between", [(), ("", "— 3 —", ""), ("- 3 -",), ("", "3", ""), ("第 3 页 共 9 页",)])
    def test_go_on_over_widths_and_page_numbers(self, width: int, between: tuple[str, ...], tmp_path: Path) -> None:
        pieces: list[str] = []
        for text in (self.LONG, "2." + self.LONG[2:], "3." + self.LONG[2:]):
            pieces += [text[at : at + width] for at in range(0, len(text), width)]
        half = len(pieces) // 2
        document = read_lines(tmp_path, *pieces[:half], *between, *pieces[half:])
        assert texts(document) == [self.LONG[2:]] * 3

    def test_go_on_over_a_page_in_a_text_with_free_lines(self, tmp_path: Path) -> None:
        document = read_lines(
            tmp_path, "云溪市养老方案", "1.新建养老院120个，改造", "", "— 3 —", "", "敬老院35所。（责任单位：市民",
            "- 4 -", "政局）", "2.筹资。"
        )  # fmt: skip
        assert [(task.text, task.departments_text) for task in document.tasks] == [
            ("新建养老院120个，改造敬老院35所。", "责任单位：市民政局"), ("筹资。", ""),
        ]  # fmt: skip

    def test_end_with_their_stop_over_a_page(self, tmp_path: Path) -> None:
        document = read_lines(tmp_path, "1.新建养老院120个。", "", "— 3 —", "", "培训护理员300名。", "2.筹资。")
        assert texts(document) == ["新建养老院120个。", "培训护理员300名。", "筹资。"]


class TestTwoColumns:
    ITEMS = (
        "1.到2027年，全市新建社区养老服务站120个，改造提升乡镇敬老院35所，培训护理员3000名，护理型床位占比达到65%。",
        "2.每千名老人拥有床位40张，新增护理型床位4500张，其中公办机构1500张；建成县级失能照护中心6所。",
        "3.发展老年助餐，新增老年食堂80个，覆盖85%以上的城市社区。",
        "4.对新建养老机构按每张床位5000元的标准给予一次性建设补贴，对运营满一年的按每人每月200元给予补贴。",
    )
    LAST = "本方案自印发之日起施行，由市民政局负责解释，有效期三年，各县区可以结合实际制定具体的实施办法并报备案。"

    def test_are_read_one_after_the_other(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.pdf"
        writer = writing.PdfWriter(path)
        writer.title("云溪市养老服务方案")
        width = (writing.WIDTH - 2 * writing.LEFT - 24) / 2
        lines = [line for item in self.ITEMS for line in writing.wrap("\u3000\u3000" + item, width)]
        half = (len(lines) + 1) // 2
        for number, line in enumerate(lines):
            column, row = divmod(number, half)
            indent = writing.SIZE * (len(line) - len(line.lstrip("\u3000")))
            writer.canvas.drawString(
                writing.LEFT + column * (width + 24) + indent,
                writer.y - row * writing.LEADING - 3 * column,
                line.lstrip("\u3000"),
            )
        writer.y -= half * writing.LEADING + 20
        writer.paragraph(self.LAST)
        writer.save()
        assert texts(read_document(path)) == [*(item[2:] for item in self.ITEMS), self.LAST]
