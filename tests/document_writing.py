"""The tests' writers: task tables and prose as .txt, .md, .csv, .xlsx, .docx, .html, .mht, .pdf and .ofd files.

PDF files are drawn with reportlab in its STSong-Light font, which every PDF reader maps to Unicode by itself: no font
file is needed.
"""

from __future__ import annotations

import csv
import html
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from openpyxl.utils import get_column_letter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from etl.documents.model import Task

FONT, SIZE, LEADING = "STSong-Light", 12, 18
WIDTH, HEIGHT = A4
TOP, BOTTOM, LEFT = 80.0, 80.0, 70.0
PADDING = 4.0
HEADER = ("序号", "政策内容", "责任部门")
COLUMNS = (36.0, 274.0, 146.0)
"""Widths of the PDF table's columns in points."""

Rows = Sequence[Sequence[str]]


def table_rows(tasks: Iterable[Task]) -> list[list[str]]:
    """Tasks as the rows of a table under `HEADER`."""
    return [[task.task_no, task.text, task.departments_text] for task in tasks]


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path: Path, rows: Rows, merged: Sequence[str] = ()) -> None:
    """One sheet; `merged` are ranges such as `A1:C1`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    sheet.column_dimensions[get_column_letter(2)].width = 60
    book.save(path)


def write_docx(path: Path, above: Sequence[str], rows: Rows) -> None:
    """Paragraphs, then one table whose first row is marked as the header of each page."""
    document = docx.Document()
    for text in above:
        document.add_paragraph(text)
    fill_table(document.add_table(rows=len(rows), cols=len(rows[0])), rows)
    document.add_paragraph()  # as Word ends every document: LibreOffice loses a table that comes last
    document.save(str(path))


def fill_table(table: Table, rows: Rows) -> None:
    """Writes the cells; a line break in a cell is a new paragraph of it."""
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            first, *more = text.split("\n")
            cell.text = first
            for line in more:
                cell.add_paragraph(line)


def write_html(path: Path, title: str, rows: Rows) -> None:
    """A saved page with its site around the table."""
    cells = ("".join(f"<td><p>{html.escape(text)}</p></td>" for text in row) for row in rows)
    body = "\n".join(f"<tr>\n{row}\n</tr>" for row in cells)
    path.write_text(
        f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}-某某网站</title><script>var count = 100;</script></head>
<body><div class="nav"><ul><li><a href="#">首页</a></li><li><a href="#">政务公开2020年</a></li></ul></div>
<div class="article"><h1>{title}</h1>
<table border="1"><tbody>
{body}
</tbody></table></div>
<div class="footer">版权所有 备案号：鲁ICP备05000001号 共3000次访问</div></body></html>""",
        encoding="utf-8",
    )


def write_prose(path: Path, above: Sequence[str], tasks: Iterable[Task]) -> None:
    """Numbered items with their departments in the closing bracket."""
    items = (f"{task.task_no}．{task.text}（责任单位：{task.departments_text}）" for task in tasks)
    path.write_text("\n".join([*above, *items]) + "\n", encoding="utf-8")


def write_mht(path: Path, title: str, rows: Rows) -> None:
    """The same page as a browser saves it in one file, with a picture."""
    page = path.with_suffix(".html")
    write_html(page, title, rows)
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by a browser>"
    message["Subject"] = title
    message.attach(MIMEText(page.read_text(encoding="utf-8"), "html", "utf-8"))
    message.attach(MIMEImage(b"GIF89a", "gif"))
    path.write_bytes(message.as_bytes())
    page.unlink()


def write_markdown(path: Path, title: str, rows: Rows) -> None:
    """A heading and a table between bars; a line break in a cell is `<br>`."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    path.write_text("\n".join([f"# {title}", "", *lines, ""]), encoding="utf-8")


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD_POINTS = 72 / 25.4


class OfdCanvas:
    """Draws on the pages of an .ofd file as reportlab's canvas does: points from the lower left corner."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: list[list[str]] = [[]]
        self.font, self.size = FONT, float(SIZE)

    def setFont(self, font: str, size: float) -> None:  # noqa: N802  # reportlab's names
        self.font, self.size = font, size

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        if not text:
            return
        left, top = x / OFD_POINTS, (HEIGHT - y) / OFD_POINTS
        steps = [pdfmetrics.stringWidth(sign, self.font, self.size) / OFD_POINTS for sign in text[:-1]]
        self.pages[-1].append(
            f'<ofd:TextObject ID="{len(self.pages[-1]) + 10}" Font="1" Size="{self.size / OFD_POINTS:.4f}" '
            f'Boundary="{left:.4f} {top - self.size / OFD_POINTS:.4f} 100 10">'
            f'<ofd:TextCode X="0" Y="{self.size / OFD_POINTS:.4f}" DeltaX="{_deltas(steps)}">{html.escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def drawCentredString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        self.drawString(x - pdfmetrics.stringWidth(text, self.font, self.size) / 2, y, text)

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        left, top = x / OFD_POINTS, (HEIGHT - y - height) / OFD_POINTS
        across, down = width / OFD_POINTS, height / OFD_POINTS
        self.pages[-1].append(
            f'<ofd:PathObject ID="{len(self.pages[-1]) + 10}" Boundary="{left:.4f} {top:.4f} {across:.4f} {down:.4f}">'
            f"<ofd:AbbreviatedData>M 0 0 L {across:.4f} 0 L {across:.4f} {down:.4f} L 0 {down:.4f} C"
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def showPage(self) -> None:  # noqa: N802
        self.pages.append([])

    def save(self) -> None:
        size = f"{WIDTH / OFD_POINTS:.2f} {HEIGHT / OFD_POINTS:.2f}"
        pages = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(self.pages)))
        parts = {
            "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
            "</ofd:OFD>",
            "Doc_0/Document.xml": f"<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 {size}"
            f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        }
        for number, items in enumerate(self.pages):
            parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
                f"<ofd:Page {OFD}><ofd:Content><ofd:Layer>{''.join(items)}</ofd:Layer></ofd:Content></ofd:Page>"
            )
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)


def _deltas(steps: list[float]) -> str:
    """Steps as OFD writes them: equal ones in a row as a group."""
    groups = [(step, len(list(run))) for step, run in groupby(f"{step:.4f}" for step in steps)]
    return " ".join(f"g {count} {step}" if count > 1 else step for step, count in groups)


@dataclass(slots=True)
class PdfWriter:
    """Draws lines of text down the pages, with a page header and a page number on each; an .ofd file as well."""

    path: Path
    page_header: str = "某市工作文件汇编"
    leading: float = LEADING
    y: float = HEIGHT - TOP
    page: int = 0
    widths: Sequence[float] = COLUMNS
    canvas: Any = field(init=False)
    """reportlab's canvas, or an `OfdCanvas`."""

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        is_ofd = self.path.suffix == ".ofd"
        self.canvas = OfdCanvas(self.path) if is_ofd else Canvas(str(self.path), pagesize=A4, invariant=1)
        self._begin()

    def save(self) -> None:
        self.canvas.save()

    def next_page(self) -> None:
        self.canvas.showPage()
        self._begin()

    def _begin(self) -> None:
        self.page += 1
        self.y = HEIGHT - TOP
        self.canvas.setFont(FONT, 9)
        self.canvas.drawString(LEFT, HEIGHT - 40, self.page_header)
        self.canvas.drawCentredString(WIDTH / 2, 40, f"— {self.page} —")
        self.canvas.setFont(FONT, SIZE)

    def title(self, text: str) -> None:
        self.canvas.setFont(FONT, 20)
        self.canvas.drawCentredString(WIDTH / 2, self.y, text)
        self.canvas.setFont(FONT, SIZE)
        self.y -= 36

    def paragraph(self, text: str, *, indent: int = 2) -> None:
        """Justified by breaking anywhere, as Chinese text is; the first line indented by so many characters."""
        for line in wrap("\u3000" * indent + text, WIDTH - 2 * LEFT):
            if self.y < BOTTOM:
                self.next_page()
            shown = line.lstrip("\u3000")
            self.canvas.drawString(LEFT + SIZE * (len(line) - len(shown)), self.y, shown)
            self.y -= self.leading

    def table(self, rows: Rows, *, ruled: bool, middle: bool = False, widths: Sequence[float] = COLUMNS) -> None:
        """A table under its header, which each page repeats; a row that does not fit goes on on the next page."""
        self.widths = widths
        self._row(rows[0], ruled=ruled, middle=middle)
        for row in rows[1:]:
            rest = [list(wrap(text, width - 2 * PADDING)) for text, width in zip(row, widths, strict=True)]
            while any(rest):
                room = int((self.y - BOTTOM - 2 * PADDING) // LEADING)
                tallest = max(map(len, rest))
                if room < min(2, tallest):
                    self.next_page()
                    self._row(rows[0], ruled=ruled, middle=middle)
                    continue
                self._draw([lines[:room] for lines in rest], ruled=ruled, middle=middle)
                rest = [lines[room:] for lines in rest]

    def _row(self, row: Sequence[str], *, ruled: bool, middle: bool) -> None:
        self._draw([[text] for text in row], ruled=ruled, middle=middle)

    def _draw(self, cells: Sequence[Sequence[str]], *, ruled: bool, middle: bool) -> None:
        height = max(map(len, cells)) * LEADING + 2 * PADDING
        x = LEFT
        for lines, width in zip(cells, self.widths, strict=True):
            if ruled:
                self.canvas.rect(x, self.y - height, width, height)
            above = (height - 2 * PADDING - len(lines) * LEADING) / 2 if middle else 0.0
            for number, line in enumerate(lines):
                self.canvas.drawString(x + PADDING, self.y - PADDING - above - number * LEADING - SIZE, line)
            x += width
        self.y -= height


def wrap(text: str, width: float) -> Iterator[str]:
    """The lines of a text; no line begins with a closing mark, one of which may hang over the edge."""
    line = ""
    for sign in text:
        hangs = sign in "，。、；：）”！？" and pdfmetrics.stringWidth(line, FONT, SIZE) <= width
        if pdfmetrics.stringWidth(line + sign, FONT, SIZE) > width and not hangs:
            yield line
            line = ""
        line += sign
    if line:
        yield line


def write_pdf(path: Path, above: Sequence[str], rows: Rows, *, ruled: bool, middle: bool = False) -> None:
    """Lines and a table."""
    writer = PdfWriter(path)
    for text in above:
        writer.paragraph(text, indent=0)
    writer.table(rows, ruled=ruled, middle=middle)
    writer.save()
