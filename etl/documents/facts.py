"""What a document says of itself: title, number, issuer, date, period; and which paragraphs are then no tasks.

In: the paragraphs in order. Out: `Facts` and the body. Only what stands in the text is taken: nothing is concluded from
a file's name or from knowledge of the world; who issued it is told by `issuers`, for which region by `regions`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.documents.blocks import Paragraph
from etl.documents.dates import SPAN, YEAR, arabic_dates, date_of_line, iso_date
from etl.documents.frame import ISSUED_LINE, OPENING_LINES, annex_number, is_frame, is_site_line, opens_annexes
from etl.documents.headings import MARKS, read_marker, read_section_title
from etl.documents.issuers import (
    issuers_of_title,
    join_issuers,
    read_letterhead,
    read_organ,
    read_report_issuer,
    read_signers,
)  # fmt: skip
from etl.documents.titles import DOCUMENT_NUMBER, HEAD, LONGEST_LINE, is_dated_title, read_title, repeats_title
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, read_table, words_by_class

TAIL = 15
"""How many paragraphs at the end are looked at for a date."""

WORDS, SAID, SITE = class_patterns("document_words"), words_by_class("document_words"), class_patterns("site_lines")
SITE_DATE = re.compile(rf"(?:{SITE['issued']}|(?<![\u4e00-\u9fff]){SITE['dated']})[:：]?")
CARRIED_NAME = re.compile("《([^《》]{4,60}(?:〈[^〉]*〉[^《》]*)?)》")
UNDER_TITLE = re.compile(rf"^[（(].{{2,60}}[)）]$|^[—-]{{1,2}}.{{4,60}}|^\d{{4}}年.{{4,50}}{WORDS['held']}$")
YEAR_OF_WORK = re.compile(rf"{WORDS['year_work']}{YEAR.pattern}(?=.*{WORDS['work']})")


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
        annex = annex_number(text) if annexes else 0
        if repeats or is_frame(text, opens=opens) or (annex and annex == annexes + 1):
            taken.add(index)
        if opens and index in taken:
            titles += CARRIED_NAME.findall(text)[:1]
            carried = carried or next(iter(CARRIED_NAME.findall(text)), None)
        annexes = 1 if opens_annexes(text) else annex if index in taken else 0
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
    title = arabic_dates(squeeze(title))
    if (span := SPAN.search(title)) and span[1] <= span[2]:
        return f"{span[1]}/{span[2]}"
    for written in SAID["five_years"]:  # 第十四个五年规划
        title = title.replace(written, "五")
    for words, first, last in read_table("five_year_plans"):
        if words in title:
            return f"{first}/{last}"
    end = max((title.rfind(word) + len(word) for word in SAID["list"] if word in title), default=0)
    if any(word in title[end:] for word in SAID["afterwards"]):
        return None
    years = [found[1] for found in YEAR.finditer(title, 0, end) if found[0] != found[1]] or YEAR_OF_WORK.findall(title)
    return years[-1] if years else None


def _read_number(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The document number on a line of its own, at the head."""
    for index, paragraph in enumerate(paragraphs[:HEAD]):
        text = paragraph.text.replace(" ", "")
        match = DOCUMENT_NUMBER.search(text)
        if match and len(text) - len(match[0]) <= 12 and MARKS.isdisjoint(text):
            taken.add(index)
            return match[0]
    return None


def _read_head_date(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The date in a line or bracket under the title; else in a line that a site adds."""
    by_site = None
    for index, paragraph in enumerate(paragraphs):
        text = squeeze(paragraph.text)
        under = UNDER_TITLE.match(arabic_dates(text)) and not SPAN.search(text) and not text.endswith("。")
        added = SITE_DATE.search(paragraph.text) if is_site_line(paragraph.text) else None
        if added:
            taken.add(index)
            by_site = by_site or iso_date(paragraph.text[added.end() :])
            continue
        date = iso_date(paragraph.text) if under else date_of_line(text)
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
        date = date_of_line(text)
        signers = read_signers(texts, index) if date else []
        if signers:
            taken.update((*signers, index))
            return join_issuers(paragraphs[at].text.replace(" ", "、") for at in signers), date, index + 1
    published = None
    for index in range(max(len(texts) - TAIL, 0), len(texts)):
        issued = ISSUED_LINE.fullmatch(texts[index])
        date = iso_date(issued[1]) if issued else date_of_line(texts[index])
        if date:
            taken.add(index)
            published = published or date
    return None, published, 0
