"""A Word file in the form of official documents (GB/T 9704—2012): page, typefaces, headings, tables, page numbers.

A4 with a text area of 156 × 225 mm, 22 lines of size 3 (16 points) a page; title in 小标宋 of size 2, body in 仿宋,
headings in 黑体 and 楷体, page numbers in 宋体 of size 4 between dashes, outside. Blocks are XML strings
(`paragraph`, `table`); `document_bytes` makes the file of them. Same blocks and date give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from app.briefing.deck import dated
from app.briefing.office_xml import clean
from app.draw.text_fit import wrap

MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26, "footer_distance": 25}
"""Of the page, in millimetres: 天头 37, 订口 28; what is left is the text area."""
TEXT_WIDTH, TEXT_HEIGHT = 442.0, 637.0
"""The text area in points."""
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4 = 22.0, 16.0, 14.0, 12.0
"""Chinese type sizes in points."""
LINE, TITLE_LINE, NOTE_LINE, TABLE_LINE = 28.9, 35.0, 24.0, 18.0
"""From line to line in points, written into every style: 22 lines fill the text area."""
SONG, FANG, HEI, KAI, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "Times New Roman"
OTHERWISE = {SONG: "华文中宋", FANG: "仿宋", KAI: "楷体", HEI: "SimHei", "宋体": "SimSun"}
"""What a machine takes that lacks a typeface (w:altName)."""
STYLES = (
    ("Normal", "Normal", FANG, SIZE_3, LINE, '<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>'),
    ("Title", "Title", SONG, SIZE_2, TITLE_LINE, '<w:jc w:val="center"/>'),
    ("Heading1", "heading 1", HEI, SIZE_3, LINE, '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    ("Heading2", "heading 2", KAI, SIZE_3, LINE, '<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    ("Note", "Note", KAI, SIZE_4, NOTE_LINE, '<w:jc w:val="center"/>'),
    ("Source", "Source", FANG, SIZE_SMALL_4, TABLE_LINE, '<w:jc w:val="left"/>'),
    ("Cell", "Cell", FANG, SIZE_SMALL_4, TABLE_LINE, '<w:jc w:val="left"/>'),
    ("CellHead", "Cell Head", HEI, SIZE_SMALL_4, TABLE_LINE, '<w:jc w:val="center"/>'),
    ("Footer", "footer", "宋体", SIZE_4, TABLE_LINE, ""),
)
"""Identifier, name, typeface, size, distance of lines, further properties of the paragraph."""
_W = nsdecls("w")
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_ORDINALS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """A number of a heading in Chinese; from 1,000 on in digits.

    >>> ordinal(1), ordinal(10), ordinal(21), ordinal(105), ordinal(110)
    ('一', '十', '二十一', '一百零五', '一百一十')
    """
    if number > 999:
        return f"{number:,}"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_ORDINALS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _ORDINALS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_ORDINALS[ones] if ones else "")


def paragraph(text: str, style: str = "Normal") -> str:
    """A paragraph in one of STYLES: Title, Heading1 (一、), Heading2 (（一）), Normal, Note, Source."""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{clean(line)}</w:t></w:r>' for line in text.split("\n")
    )
    return f'<w:p {_W}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def height(text: str, style: str) -> float:
    """How high a paragraph stands on the page, in points."""
    size, line, form = next((size, line, form) for name, _, _, size, line, form in STYLES if name == style)
    indented = f"　　{text}" if "firstLineChars" in form else text
    return line * len(wrap(indented, TEXT_WIDTH, size))


def table(titles: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> str:
    """A native table whose head comes again on every page and whose rows are not broken. Widths: millimetres."""
    twips = [round(wide / 25.4 * 1440) for wide in widths]
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in twips)
    head = "".join(_cell(text, wide, "CellHead") for text, wide in zip(titles, twips, strict=True))
    lines = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for row in rows:
        cells = "".join(_cell(text, wide, "Cell") for text, wide in zip(row, twips, strict=True))
        lines.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    layout = (
        f'<w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{_EDGES}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    return f"<w:tbl {_W}>{layout}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def document_bytes(blocks: Sequence[str], title: str, day: date) -> bytes:
    """The file. `day` is 统计截至, which dates it."""
    made: Any = Document()
    _set_styles(made)
    _set_page(made)
    content = made.element.body
    for old in content.findall(qn("w:p")):
        content.remove(old)
    place = content.find(qn("w:sectPr"))
    for block in blocks:
        place.addprevious(parse_xml(block))
    properties = made.core_properties
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    properties.title, properties.author, properties.last_modified_by, properties.comments = title, "", "", ""
    properties.created = properties.modified = moment
    properties.revision, properties.language = 1, "zh-CN"
    sink = io.BytesIO()
    made.save(sink)
    return dated(sink.getvalue())


def _cell(text: str, wide: int, style: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>{paragraph(text, style)}</w:tc>'


def _fonts(name: str, size: float) -> str:
    faces = f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{name}" w:cs="{LATIN}"/>'
    return f'<w:rPr>{faces}<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/></w:rPr>'


def _set_styles(made: Any) -> None:
    """Our styles in place of python-docx's own, and what stands in for typefaces that a machine lacks."""
    styles = made.styles.element
    for old in list(styles):
        styles.remove(old)
    for identifier, name, face, size, line, more in STYLES:
        level = f'<w:outlineLvl w:val="{int(identifier[-1]) - 1}"/>' if identifier.startswith("Heading") else ""
        kept = "<w:keepNext/>" if level else ""
        spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line * 20:.0f}" w:lineRule="exact"/>'
        first = ' w:default="1"' if identifier == "Normal" else ""
        based = "" if identifier == "Normal" else '<w:basedOn w:val="Normal"/>'
        plain = "" if "w:ind" in more else '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
        ind, _sep, jc = more.partition("<w:jc")
        order = f"{kept}{spacing}{plain}{ind}{_sep}{jc}{level}"
        styles.append(
            parse_xml(
                f'<w:style {_W} w:type="paragraph"{first} w:styleId="{identifier}"><w:name w:val="{name}"/>{based}'
                f"<w:qFormat/><w:pPr>{order}</w:pPr>{_fonts(face, size)}</w:style>"
            )
        )
    fonts = next(part for part in made.part.package.iter_parts() if str(part.partname).endswith("fontTable.xml"))
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in OTHERWISE.items()
    )
    fonts._blob = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?><w:fonts {_W}>{listed}</w:fonts>".encode()  # noqa: SLF001 the part has no other way in


def _set_page(made: Any) -> None:
    """A4, the margins, and the page number outside, between dashes."""
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, wide in MARGINS.items():
        setattr(section, name, Mm(wide))
    made.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        place = footer.paragraphs[0]._p  # noqa: SLF001 the field has no call in python-docx
        fields = "".join(
            f"<w:r>{part}</w:r>"
            for part in (
                "<w:t>— </w:t>".replace("<w:t>", '<w:t xml:space="preserve">'), '<w:fldChar w:fldCharType="begin"/>',
                '<w:instrText xml:space="preserve"> PAGE </w:instrText>', '<w:fldChar w:fldCharType="separate"/>',
                "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>',
                '<w:t xml:space="preserve"> —</w:t>',
            )
        )  # fmt: skip
        indent = f'<w:ind w:{side}Chars="100" w:{side}="280" w:firstLineChars="0" w:firstLine="0"/>'
        place.getparent().replace(
            place,
            parse_xml(
                f'<w:p {_W}><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{side}"/></w:pPr>{fields}</w:p>'
            ),
        )
