"""What a document says of itself: title, number, issuer, date, period; and which paragraphs are then no tasks.

In: the paragraphs in order. Out: `Facts` and the body. Only what stands in the text is taken: nothing is concluded from
a file's name or from knowledge of the world; who issued it is told by `issuers`, for which region by `regions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.documents.blocks import Paragraph
from etl.documents.frame import ANNEX_LINE, DATE_LINE, ISSUED_LINE, NEXT_ANNEX, OPENING_LINES, is_frame, is_site_line
from etl.documents.headings import read_marker, read_section_title
from etl.documents.issuers import (
    issuers_of_title,
    join_issuers,
    read_letterhead,
    read_organ,
    read_report_issuer,
    read_signers,
)  # fmt: skip
from etl.documents.sources import is_day
from etl.documents.titles import (
    DOCUMENT_NUMBER,
    HEAD,
    LONGEST_LINE,
    SPAN,
    is_dated_title,
    read_title,
    repeats_title,
)  # fmt: skip
from etl.lexicon.folding import squeeze
from etl.lexicon.numerals import parse_number
from etl.lexicon.words import class_patterns, read_table

TAIL = 15
"""How many paragraphs at the end are looked at for a date."""

DATE = re.compile(r"(?<!\d)(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
ISO_DAY = re.compile(r"(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
WORDS = class_patterns("document_words")
SITE_DATE = re.compile(rf"(?:{class_patterns('site_lines')['issued']}|(?<![\u4e00-\u9fff])(?:时间|日期))[:：]?")
CHINESE_DATE = re.compile(
    "([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?"
)
CARRIED_NAME = re.compile("《([^《》]{4,60}(?:〈[^〉]*〉[^《》]*)?)》")
UNDER_TITLE = re.compile(r"^[（(].{2,60}[)）]$|^[—-]{1,2}.{4,60}|^[〇零○一二三四五六七八九\d]{4}年.{4,50}会议上$")
YEAR_OF_LIST = re.compile(rf"(?<!\d)(\d{{4}})年度?(?=.*{WORDS['list']})")
YEAR_OF_WORK = re.compile(rf"{WORDS['year_work']}(\d{{4}})年度?(?=.*工作)")
AFTER_LIST_WORD = re.compile(f".*{WORDS['list']}")
BARE_SPAN = re.compile(r"[（(](\d{4})[—―–~～-]{1,2}(\d{4})[)）]")
CHINESE_YEAR = re.compile("[〇零○一二三四五六七八九]{4}(?=年)")
FIVE_YEARS = re.compile("第(十[一二三四五六])个五年")
LOOKS_BACK = re.compile(WORDS["afterwards"])


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document states; None for what it does not. `published` as in `Document`.

    `carried` is the name of the plan that the document's cover sentence carries.
    """

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    published: str | None = None
    carried: str | None = None


def read_facts(paragraphs: list[Paragraph], known: str | None = None) -> tuple[Facts, list[Paragraph]]:
    """The facts of a document and the paragraphs that are left as its body; `known` is a title from elsewhere."""
    taken: set[int] = set()
    title, lines, end = read_title(paragraphs, 0, taken)
    signature, signed, after = _read_signature(paragraphs, taken)
    if title is None and after:  # a cover without a title: that of what it carries
        title, lines, _ = read_title(paragraphs, after, taken)
    number = _read_number(paragraphs, taken)
    letterhead = read_letterhead(paragraphs[: min(HEAD, end)], taken)
    speaks = read_report_issuer(title, paragraphs[: end + OPENING_LINES], taken)
    dated = _read_head_date(paragraphs[:HEAD], taken)
    titles = [text for text in (title, known) if text is not None]
    first = next((index for index, p in enumerate(paragraphs) if read_marker(p.text) is not None), len(paragraphs))
    annexes = 0
    carried = None
    for index, paragraph in enumerate(paragraphs):
        text = paragraph.text
        opens = index < min(end + OPENING_LINES, first)
        repeats = any(repeats_title(text, other) for other in titles)
        heads = index >= end and read_section_title(text) == "part title"  # 2025年工作计划
        repeats = (repeats and not heads) or is_dated_title(text)
        annex = NEXT_ANNEX.fullmatch(text)
        if repeats or is_frame(text, opens=opens) or (annex and int(annex[1]) == annexes + 1):
            taken.add(index)
        if opens and index in taken:
            titles += CARRIED_NAME.findall(text)[:1]
            carried = carried or next(iter(CARRIED_NAME.findall(text)), None)
        annexes = 1 if ANNEX_LINE.match(text) else int(annex[1]) if annex and index in taken else 0
    about = issuers_of_title([paragraphs[index].text for index in lines])
    organ = read_organ([paragraph.text for paragraph in paragraphs[:HEAD]])
    issuer = letterhead or about or signature or speaks or organ
    body = [paragraph for index, paragraph in enumerate(paragraphs) if index not in taken]
    return Facts(title, number, issuer, signed or dated, carried), body


def period_of(title: str) -> str | None:
    """The period that a title states: `2020/2023`, `2025`, a five-year plan's years; None where it states none.

    >>> period_of("行动计划（2026—2028年）"), period_of("2024年重点工作任务清单"), period_of("2026年政府工作报告")
    ('2026/2028', '2024', None)
    >>> period_of("第十四个五年规划和2035年远景目标纲要"), period_of("2025年政府工作报告任务清单")
    ('2021/2025', '2025')
    >>> period_of("关于做好2026年防汛工作的通知"), period_of("关于做好2025年决算工作的通知")
    ('2026', None)
    """
    title = CHINESE_YEAR.sub(lambda year: str(int(parse_number(year[0].replace("○", "〇")) or 0)), squeeze(title))
    title = FIVE_YEARS.sub(r"\1五", title)
    span = SPAN.search(title) or BARE_SPAN.search(title)
    if span and span[1] <= span[2]:
        return f"{span[1]}/{span[2]}"
    for words, first, last in read_table("five_year_plans"):
        if words in title:
            return f"{first}/{last}"
    years = YEAR_OF_LIST.findall(title) or YEAR_OF_WORK.findall(title)
    if LOOKS_BACK.search(AFTER_LIST_WORD.sub("", title)):
        return None
    return years[-1] if years else None


def iso_date(text: str) -> str | None:
    """The first date of a text in ISO form, as precise as it is written: `2020`, `2020-06`, `2020-06-30`.

    >>> iso_date("二〇二五年三月十日"), iso_date("2025年3月"), iso_date("三月")
    ('2025-03-10', '2025-03', None)
    """
    match = DATE.search(ISO_DAY.sub(r"\1年\2月\3日", CHINESE_DATE.sub(_arabic_date, text)))
    if match is None:
        return None
    date = "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
    return date if is_day(date) else None


def _arabic_date(match: re.Match[str]) -> str:
    year, month, day = (int(parse_number(part) or 0) for part in match.groups("0"))
    return f"{year}年{month}月" + (f"{day}日" if day else "")


def _read_number(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The document number on a line of its own, at the head."""
    for index, paragraph in enumerate(paragraphs[:HEAD]):
        text = paragraph.text.replace(" ", "")
        match = DOCUMENT_NUMBER.search(text)
        if match and len(text) - len(match[0]) <= 12 and not re.search("[。，；]", text):
            taken.add(index)
            return match[0]
    return None


def _read_head_date(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The date in a line or bracket under the title; else in a line that a site adds."""
    by_site = None
    for index, paragraph in enumerate(paragraphs):
        text = squeeze(paragraph.text)
        under = UNDER_TITLE.match(text) and not SPAN.search(text) and not text.endswith("。")
        added = SITE_DATE.search(paragraph.text) if is_site_line(paragraph.text) else None
        if added:
            taken.add(index)
            by_site = by_site or iso_date(paragraph.text[added.end() :])
            continue
        date = iso_date(paragraph.text) if under else _date_of_line(text)
        if date:
            taken.add(index)
            return date
        if len(text) > LONGEST_LINE * 2:
            break
    return by_site


def _read_signature(paragraphs: list[Paragraph], taken: set[int]) -> tuple[str | None, str | None, int]:
    """Issuers, date and the index after them: offices above a date, anywhere; else 印发 or a date at the end."""
    texts = [squeeze(paragraph.text) for paragraph in paragraphs]
    for index, text in enumerate(texts):
        date = _date_of_line(text)
        signers = read_signers(texts, index) if date else []
        if signers:
            taken.update((*signers, index))
            return join_issuers(paragraphs[at].text.replace(" ", "、") for at in signers), date, index + 1
    published = None
    for index in range(max(len(texts) - TAIL, 0), len(texts)):
        issued = ISSUED_LINE.fullmatch(texts[index])
        date = iso_date(issued[1]) if issued else _date_of_line(texts[index])
        if date:
            taken.add(index)
            published = published or date
    return None, published, 0


def _date_of_line(text: str) -> str | None:
    """The date of a line that is nothing else, in ISO form."""
    return iso_date(text) if DATE_LINE.fullmatch(text) or CHINESE_DATE.fullmatch(text) else None
