"""What the layout tests write their documents with: one writer a kind of file, each gives a function of a path."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import document_writing as writing
import docx
import openpyxl

Row = tuple[str, float | None, str | None, str | None, str | None, tuple[str, ...]]
"""Indicator, value, unit, op (all three None for a deadline), due, departments."""

Table = Sequence[Sequence[str | int]]
Cells = tuple[int, int, int, int]
"""Cells that are merged: row and column of the first, row and column of the last."""

NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One document: how it is written, its facts (title, issuer, region, published), its targets in order.

    `gap` says what is still read otherwise, where something is.
    """

    file: str
    write: Callable[[Path], object]
    facts: tuple[str | None, str | None, str | None, str | None]
    rows: tuple[Row, ...]
    gap: str = ""


def lines(*texts: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    """Plain text, one line each."""
    return lambda path: path.write_bytes("\n".join(texts).encode(encoding))


def broken(*texts: str, width: int = 34) -> Callable[[Path], object]:
    """Plain text as it is copied from a page of this width; `—` alone stands for a page number between blank lines."""
    pieces: list[str] = []
    for text in texts:
        pieces += [text[at : at + width] for at in range(0, len(text), width)]
    middle = len(pieces) // 2
    return lines(*pieces[:middle], "", "— 3 —", "", *pieces[middle:])


def word(*texts: str, rows: writing.Rows = (), merged: Sequence[Cells] = ()) -> Callable[[Path], object]:
    """Paragraphs, those that begin with `# ` in a heading style, then a table where there are rows."""

    def write(path: Path) -> None:
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text.removeprefix("# "), style="Heading 1" if text.startswith("# ") else None)
        if rows:
            grid = document.add_table(rows=len(rows), cols=len(rows[0]))
            writing.fill_table(grid, rows)
            for top, left, bottom, right in merged:
                text = grid.cell(top, left).text
                grid.cell(top, left).merge(grid.cell(bottom, right)).text = text
            document.add_paragraph()
        document.save(str(path))

    return write


def page(title: str, *texts: str) -> Callable[[Path], object]:
    """A site's page around paragraphs; a text that begins with `# ` is a heading."""
    blocks = "".join(
        f"<h2>{html.escape(text[2:])}</h2>" if text.startswith("# ") else f"<p>{html.escape(text)}</p>"
        for text in texts
    )
    content = (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="nav">首页 政务公开</div>'
        f"<div>首页 &gt; 政务公开 &gt; 工作动态</div><h1>{title}</h1><div>发布时间：2026-02-03 来源：市政府办</div>"
        f"<div>字号 <a>大</a> <a>中</a> <a>小</a> <a>打印</a> <a>分享</a></div>{blocks}"
        "<p>更新时间：2026-02-05 10:20</p><div>上一篇：某报告</div></body></html>"
    )
    return lines(content)


def drawn(title: str, *texts: str, head: tuple[str, ...] = ()) -> Callable[[Path], object]:
    """Pages of a PDF or OFD file: lines above the title, the title, paragraphs."""

    def write(path: Path) -> None:
        writer = writing.PdfWriter(path)
        for text in head:
            writer.paragraph(text, indent=0)
        writer.title(title)
        for text in texts:
            writer.paragraph(text)
        writer.save()

    return write


def table(*rows: tuple[str, ...], title: str = "") -> Callable[[Path], object]:
    """A table in the format of the file's ending."""

    def write(path: Path) -> None:
        if path.suffix in (".pdf", ".ofd"):
            writing.write_pdf(path, [title], rows, ruled=True)
        elif path.suffix == ".xlsx":
            writing.write_xlsx(
                path, [(title, *[""] * (len(rows[0]) - 1)), *rows], merged=(f"A1:{'ABCDEFG'[len(rows[0]) - 1]}1",)
            )
        elif path.suffix == ".mht":
            writing.write_mht(path, title, rows)
        elif path.suffix == ".md":
            writing.write_markdown(path, title, rows)
        elif path.suffix == ".xls":
            writing.write_html(path, title, rows)
        else:
            writing.write_csv(path, rows, "gb18030")

    return write


def mail(title: str, *texts: str) -> Callable[[Path], object]:
    """Paragraphs of a page as a browser saves it in one file."""

    def write(path: Path) -> None:
        body = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
        content = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
        message = MIMEMultipart("related", type="text/html")
        message["Subject"] = title
        message.attach(MIMEText(content, "html", "utf-8"))
        path.write_bytes(message.as_bytes())

    return write


def columns(title: str, left: Sequence[str], right: Sequence[str]) -> Callable[[Path], object]:
    """A PDF page whose text runs down two columns below the title."""

    def write(path: Path) -> None:
        writer = writing.PdfWriter(path)
        writer.title(title)
        top, gap = writer.y, 30.0
        width = (writing.WIDTH - 2 * writing.LEFT - gap) / 2
        for edge, texts in ((writing.LEFT, left), (writing.LEFT + width + gap, right)):
            writer.y = top
            for text in texts:
                for line in writing.wrap("\u3000\u3000" + text, width):
                    shown = line.lstrip("\u3000")
                    writer.canvas.drawString(edge + writing.SIZE * (len(line) - len(shown)), writer.y, shown)
                    writer.y -= writer.leading
        writer.save()

    return write


def workbook(*sheets: tuple[str, Table, Sequence[str]], hidden: str = "") -> Callable[[Path], object]:
    """Sheets by name, rows and merged ranges; one of them hidden."""

    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        del book["Sheet"]
        for name, rows, merged in sheets:
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
            for cells in merged:
                sheet.merge_cells(cells)
            sheet.sheet_state = "hidden" if name == hidden else "visible"
        book.save(path)

    return write
