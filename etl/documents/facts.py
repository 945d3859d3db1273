"""What a document says of itself: title, number, issuer, date, period; and which paragraphs are then no tasks.

In: the paragraphs in order. Out: `Facts` and the body. Only what stands in the text is taken: nothing is concluded from
a file's name or from knowledge of the world, apart from the provinces' short names (`etl/tables/regions.tsv`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.documents.blocks import Paragraph
from etl.documents.folding import join_lines, squeeze
from etl.documents.headings import read_marker
from etl.documents.offices import looks_like_offices
from etl.documents.sources import is_day
from etl.words import read_table, trie_pattern

HEAD, TAIL = 30, 15
"""How many paragraphs at the beginning and at the end are looked at."""

LONGEST_TITLE = 60
LEAST_TITLE = 6
LONGEST_ISSUER = 40
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12} ?[〔\[（(【]\d{4}[〕\]）)】] ?(?:第? ?\d{1,5} ?号)")
ANNEX = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*[:：]?")
ANNEX_LINE = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*[:：]")
ADDRESSEE = re.compile("(?:各|有关|市|县|区|部|委|局|厅|办|府|位|构|司|校).{0,200}[:：]$")
ISSUED_LINE = re.compile(r".{2,40}?(\d{4}年\d{1,2}月\d{1,2}日)印发")
RELEASE_NOTE = re.compile(
    r"[（(](?:此件|本件|此文|联系人|内部|主动公开|依申请公开|不予公开).*[)）]"
    r"|(?:抄送|主题词|公开方式|信息公开选项)[:：].*|目\s*录|(?:加快|特急|加急)?文件"
)
LEADER_LENGTH = 60
LEADER = re.compile(r"(?:[.…·．]{3,}|\s{3,})\s*\d{1,4}$")
PAGE_NUMBER = re.compile(
    r"[-—–－·~]+ ?\d{1,4} ?[-—–－·~]+"
    r"|第 ?\d{1,4} ?页(?:[,，/ ]*共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}"
)
LETTERHEAD = re.compile(r"(.{2,30}?)文件$")
DATE = re.compile(r"(?<!\d)(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
DATE_LINE = re.compile(r"[（(]?(\d{4}年\d{1,2}月(?:\d{1,2}日)?)[)）]?")
CHINESE_DATE = re.compile(
    "([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
DIGITS = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
UNDER_TITLE = re.compile(r"^[（(].{2,60}[)）]$|^[—-]{1,2}.{4,60}")
CARRIES = re.compile("关于.*(?:印发|转发|批转|发布|公布)(?!.*的(?:通知|公告|通告|函|决定)$)")
COVER_END = re.compile("的(?:通知|公告|通告|函|决定)$")
"""A cover that carries another document ends so; the carried one's name may end a line before."""

TITLE_BRACKET = re.compile(r"[（(][^()（）]*(?:\d{4}|稿|试行)[^()（）]*[)）]")
ABOUT = re.compile("^(?:中共)?(.{2,30}?)关于")
SPAN = re.compile(r"(?<!\d)(\d{4})年?\s*(?:[—–―~～－-]{1,2}|至|到)\s*(\d{4})年")
YEAR_OF_LIST = re.compile(r"(?<!\d)(\d{4})年度?(?=.*(?:要点|计划|清单|分工|分解|任务|安排|实事|目标|方案))")
LOOKS_BACK = re.compile("情况|报道|总结|报告|进展|解读|回顾|办结|通报")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document states; None for what it does not. `published` and `period` as in `Document`."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    published: str | None = None


def read_facts(paragraphs: list[Paragraph]) -> tuple[Facts, list[Paragraph]]:
    """The facts of a document and the paragraphs that are left as its body."""
    taken: set[int] = set()
    title, end = _read_title(paragraphs, taken)
    number = _read_number(paragraphs, taken)
    letterhead = _read_letterhead(paragraphs[:end], taken)
    signature, signed = _read_signature(paragraphs, taken)
    dated = _read_head_date(paragraphs[:HEAD], taken)
    for index, paragraph in enumerate(paragraphs):
        repeats = title is not None and index >= end and _repeats_title(paragraph.text, title)
        if repeats or _is_frame(paragraph.text, may_address=end <= index < end + 4):
            taken.add(index)
    about = ABOUT.match(title) if title else None
    issuer = letterhead or (about[1] if about and looks_like_offices(about[1]) else None) or signature
    body = [paragraph for index, paragraph in enumerate(paragraphs) if index not in taken]
    return Facts(title, number, issuer, signed or dated), body


def _repeats_title(text: str, title: str) -> bool:
    """Whether a line is the title again: that of the plan below the cover that carries it."""
    text = squeeze(text)
    return len(text) >= LEAST_TITLE and text in squeeze(title)


def _is_frame(text: str, *, may_address: bool) -> bool:
    """Whether a paragraph belongs to the document's frame: a release note, contents, annexes, an addressee."""
    if (
        RELEASE_NOTE.fullmatch(text)
        or LEADER.search(text[-LEADER_LENGTH:])
        or PAGE_NUMBER.fullmatch(text)
        or ISSUED_LINE.fullmatch(text)
    ):
        return True
    if ANNEX_LINE.match(text) and len(text) < 200 and not re.search("[。；]", text):
        return True
    return may_address and bool(ADDRESSEE.fullmatch(text)) and read_marker(text) is None


def period_of(title: str) -> str | None:
    """The period that a title states: `2020/2023`, `2025`, a five-year plan's years; None where it states none.

    >>> period_of("行动计划（2026—2028年）"), period_of("2024年重点工作任务清单"), period_of("2026年政府工作报告")
    ('2026/2028', '2024', None)
    """
    title = squeeze(title)
    span = SPAN.search(title)
    if span and span[1] <= span[2]:
        return f"{span[1]}/{span[2]}"
    for words, first, last, _ in read_table("five_year_plans"):
        if words in title:
            return f"{first}/{last}"
    year = YEAR_OF_LIST.search(title)
    return year[1] if year and not LOOKS_BACK.search(title) else None


def region_of(*texts: str | None) -> str | None:
    """The province that a title or an issuer begins with, by its short name.

    >>> region_of(None, "山东省教育厅关于印发方案的通知")
    '山东'
    """
    for text in texts:
        match = _regions().match(re.sub(r"^\d{4}年度?|^中共", "", text)) if text else None
        if match:
            return next(short for name, short, _ in read_table("regions") if name == match[0])
    return None


def iso_date(text: str) -> str | None:
    """The first date of a text in ISO form, as precise as it is written: `2020`, `2020-06`, `2020-06-30`.

    >>> iso_date("二〇二五年三月十日"), iso_date("2025年3月"), iso_date("三月")
    ('2025-03-10', '2025-03', None)
    """
    match = DATE.search(CHINESE_DATE.sub(_arabic_date, text))
    if match is None:
        return None
    date = "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
    return date if is_day(date) else None


def _arabic_date(match: re.Match[str]) -> str:
    year = "".join(DIGITS[sign] for sign in match[1])
    return f"{year}年{_small(match[2])}月{_small(match[3])}日"


def _small(words: str) -> int:
    """A Chinese number below 100.

    >>> _small("十"), _small("二十一")
    (10, 21)
    """
    tens, ten, ones = words.rpartition("十")
    return (int(DIGITS[tens]) if tens else 1) * 10 * bool(ten) + (int(DIGITS[ones]) if ones else 0)


def _read_title(paragraphs: list[Paragraph], taken: set[int]) -> tuple[str | None, int]:
    """The title and the index after it: lines marked as title, else the short lines up to one that ends like one."""
    marked = [index for index, paragraph in enumerate(paragraphs[:HEAD]) if paragraph.level == -1]
    if marked:
        taken.update(marked)
        return join_lines(paragraphs[index].text.replace("\n", "") for index in marked), marked[-1] + 1
    lines: list[int] = []
    for index, paragraph in enumerate(paragraphs[:HEAD]):
        text = paragraph.text
        if ANNEX.fullmatch(text) or DOCUMENT_NUMBER.fullmatch(text) or RELEASE_NOTE.fullmatch(text):
            taken.add(index)
            lines = []
            continue
        if LETTERHEAD.fullmatch(squeeze(text)) or (lines == [] and DATE_LINE.fullmatch(squeeze(text))):
            continue
        if len(text) > LONGEST_TITLE or re.search("[。；！]$|[:：]$", text) or read_marker(text) is not None:
            break
        lines.append(index)
        title = join_lines(paragraphs[line].text for line in lines)
        below = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        if CARRIES.search(title) and COVER_END.search(squeeze(below)) and len(below) <= LONGEST_TITLE:
            continue  # 关于印发某某计划 / （2024—2026年）的通知
        if _ends_as_title(title) and len(title) <= 2 * LONGEST_TITLE:
            taken.update(lines)
            after = index + 1
            if after < len(paragraphs) and _belongs_to_title(paragraphs[after].text):
                taken.add(after)
                title, after = title + paragraphs[after].text, after + 1
            return title, after
        if len(lines) == 4:
            break
    return None, 0


def _belongs_to_title(text: str) -> bool:
    """Whether the line below a title is its bracket: a period, `征求意见稿`, `试行`; a date of issue is none."""
    return (
        len(text) <= LONGEST_TITLE
        and bool(TITLE_BRACKET.fullmatch(text))
        and (not DATE.search(text) or bool(SPAN.search(text)))
    )


def _ends_as_title(text: str) -> bool:
    return bool(_genres().search(squeeze(text)))


@cache
def _genres() -> re.Pattern[str]:
    words = trie_pattern(word for word, *_ in read_table("genres"))
    return re.compile(rf"{words}(?:[（(][^()（）]*[)）])*$")


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(trie_pattern(name for name, *_ in read_table("regions")))


def _read_number(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The document number on a line of its own, at the head."""
    for index, paragraph in enumerate(paragraphs[:HEAD]):
        text = paragraph.text.replace(" ", "")
        match = DOCUMENT_NUMBER.search(text)
        if match and len(text) - len(match[0]) <= 12 and not re.search("[。，；]", text):
            taken.add(index)
            return match[0]
    return None


def _read_letterhead(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    for index, paragraph in enumerate(paragraphs[:HEAD]):
        match = LETTERHEAD.fullmatch(squeeze(paragraph.text))
        if match:
            taken.add(index)
            return match[1] if looks_like_offices(match[1]) else None
    return None


def _read_head_date(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The date in a line or bracket under the title."""
    for index, paragraph in enumerate(paragraphs):
        text = squeeze(paragraph.text)
        under = UNDER_TITLE.match(text) and not SPAN.search(text) and not text.endswith("。")
        if under and iso_date(text):
            taken.add(index)
            return iso_date(text)
        if _date_of_line(text):
            taken.add(index)
            return _date_of_line(text)
        if len(text) > LONGEST_TITLE * 2:
            return None
    return None


def _read_signature(paragraphs: list[Paragraph], taken: set[int]) -> tuple[str | None, str | None]:
    """Issuer and date: a line of an office above a line of a date, anywhere; else 印发 or a date at the end."""
    texts = [squeeze(paragraph.text) for paragraph in paragraphs]
    for index, text in enumerate(texts):
        above = texts[index - 1] if index else ""
        if not _date_of_line(text):
            continue
        if 0 < len(above) <= LONGEST_ISSUER and looks_like_offices(above, only_strong=True):
            taken.update((index - 1, index))
            return above, _date_of_line(text)
    published = None
    for index in range(max(len(texts) - TAIL, 0), len(texts)):
        issued = ISSUED_LINE.fullmatch(texts[index])
        date = iso_date(issued[1]) if issued else _date_of_line(texts[index])
        if date:
            taken.add(index)
            published = published or date
    return None, published


def _date_of_line(text: str) -> str | None:
    """The date of a line that is nothing else, in ISO form."""
    return iso_date(text) if DATE_LINE.fullmatch(text) or CHINESE_DATE.fullmatch(text) else None
