"""A document's title: the lines that its file marks as one, else the short lines at its head that end like a title."""

from __future__ import annotations

import re
from functools import cache

from etl.documents.blocks import Paragraph
from etl.documents.frame import ADDRESSEE, ANNEX, DATE_LINE, RELEASE_NOTE, is_site_line
from etl.documents.headings import read_marker
from etl.documents.regions import PLACE
from etl.lexicon.folding import close_gaps, join_lines, squeeze
from etl.lexicon.words import class_patterns, read_table, trie_pattern

HEAD = 30
"""How many paragraphs are looked at."""

LONGEST_LINE = 60
LEAST_TITLE = 6
MOST_LINES = 4
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12} ?[〔\[（(【]\d{4}[〕\]）)】] ?(?:第? ?\d{1,5} ?号)")
WORDS = class_patterns("document_words")
LETTERHEAD = re.compile(r"(.{2,30}?)文件$")
COVER_END = re.compile(f"的{WORDS['cover']}$")
"""A cover that carries another document ends so; the carried one's name may end a line before."""

CARRIES = re.compile(f"关于.*{WORDS['issue']}(?!.*{COVER_END.pattern})")

SENTENCE_SIGN = re.compile("[，。；！：]")
ABOUT = re.compile("关于|印发")
QUANTITY = re.compile(r"\d(?!\d*年)")
MOST_COVER = 12
"""A plan's title stands so few paragraphs below the first line of the cover that carries it."""

ALIKE = 0.75
"""A line is the title again where the shorter of them has at least this share of the longer one's signs."""

CARRIED = re.compile(f"^.*关于{WORDS['issue']}|{COVER_END.pattern}")
"""What a cover's title adds to that of the document it carries."""

TITLE_SPAN = re.compile(r"\d{4}年?[—–―~～－至到-]+\d{4}年")
TITLE_BRACKET = re.compile(r"[（(][^()（）]*(?:\d{4}|稿|试行)[^()（）]*[)）]")
SPAN = re.compile(r"(?<!\d)(\d{4})年?\s*(?:[—–―~～－-]{1,2}|至|到)\s*(\d{4})年")
YEAR = re.compile(r"(?<!\d)\d{4}年")
QUOTES = re.compile('[《》〈〉“”"（）()\\s]')


def read_title(paragraphs: list[Paragraph], start: int, taken: set[int]) -> tuple[str | None, list[int], int]:
    """The title at or after paragraph `start`, its lines and the index after it; the lines are added to `taken`."""
    head = range(start, min(start + HEAD, len(paragraphs)))
    marked = [index for index in head if paragraphs[index].level == -1]
    if marked:
        taken.update(marked)
        return join_lines(paragraphs[index].text.replace("\n", "") for index in marked), marked, marked[-1] + 1
    lines: list[int] = []
    for index in head:
        text = paragraphs[index].text
        if _stands_above(text):
            taken.add(index)
            lines = []
            continue
        if LETTERHEAD.fullmatch(squeeze(text)) or (lines == [] and DATE_LINE.fullmatch(squeeze(text))):
            continue
        if len(text) > LONGEST_LINE or re.search("[。；！]$|[:：]$", text) or read_marker(text) is not None:
            break
        lines.append(index)
        title = join_lines(paragraphs[line].text for line in lines)
        below = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        if CARRIES.search(title) and COVER_END.search(squeeze(below)) and len(below) <= LONGEST_LINE:
            continue  # 关于印发某某计划 / （2024—2026年）的通知
        if _ends_as_title(title) and len(title) <= 2 * LONGEST_LINE:
            taken.update(lines)
            if _belongs_to_title(below):
                taken.add(index + 1)
                title, index = title + below, index + 1  # noqa: PLW2901  # the bracket below is passed over
            return close_gaps(title), lines, index + 1
        if len(lines) == MOST_LINES:
            break
    return _read_late_title(paragraphs, start, taken)


def _read_late_title(paragraphs: list[Paragraph], start: int, taken: set[int]) -> tuple[str | None, list[int], int]:
    """The title of a document whose first line does not end like one: that of the plan below it, else that line."""
    opening = next((index for index in range(start, min(start + HEAD, len(paragraphs))) if index not in taken), None)
    if opening is None or not _may_be_title(paragraphs, opening):
        return None, [], start
    for index in range(opening + 1, min(opening + MOST_COVER, len(paragraphs))):
        text = paragraphs[index].text
        if read_marker(text) is not None:
            break
        if len(text) <= LONGEST_LINE and not SENTENCE_SIGN.search(text) and _ends_as_title(text):
            taken.update((opening, index))
            return close_gaps(text), [opening, index], index + 1
    taken.add(opening)
    return close_gaps(paragraphs[opening].text), [opening], opening + 1


def _may_be_title(paragraphs: list[Paragraph], index: int) -> bool:
    """Whether a line above all others tells what the document is about, though it does not end like a title."""
    text = paragraphs[index].text
    if not LEAST_TITLE <= len(text) <= LONGEST_LINE or SENTENCE_SIGN.search(text) or QUANTITY.search(text):
        return False
    if read_marker(text) is not None or index + 1 == len(paragraphs):
        return False
    below = paragraphs[index + 1].text
    return bool(ABOUT.search(text) or ADDRESSEE.fullmatch(below) or (re.match(PLACE, text) and len(below) > len(text)))


def repeats_title(text: str, title: str) -> bool:
    """Whether a line is the title again or a part of it: that of the plan below the cover that carries it.

    >>> repeats_title("某政发〔2023〕2号 某市提升计划", "关于印发《某市提升计划》的通知")
    True
    >>> repeats_title("某市康养产业提升行动计划（2023—2025年）", "某市康养产业提升计划（2023-2025年）")
    True
    """
    text = QUOTES.sub("", DOCUMENT_NUMBER.sub("", text))
    whole = QUOTES.sub("", title)
    if len(text) >= LEAST_TITLE and text in whole:
        return True
    if len(text) > LONGEST_LINE or not _ends_as_title(TITLE_SPAN.sub("", text)):
        return False
    carried = CARRIED.sub("", TITLE_SPAN.sub("", whole))
    one, other = sorted((TITLE_SPAN.sub("", text), carried), key=len)
    return len(one) >= max(LEAST_TITLE, ALIKE * len(other)) and _is_within(one, other)


def is_dated_title(text: str) -> bool:
    """Whether a line is a plan's title with its years, and no sentence: `云溪市数字乡村计划（2023—2025年）`."""
    if len(text) > LONGEST_LINE or re.search("[，。；！：]", text) or read_marker(text) is not None:
        return False
    bracket = TITLE_BRACKET.search(text)
    return bracket is not None and bracket.end() == len(text) and bool(SPAN.search(bracket[0])) and _ends_as_title(text)


def _is_within(short: str, long: str) -> bool:
    """Whether the signs of one text stand in another in the same order, others between them."""
    rest = iter(long)
    return all(sign in rest for sign in short)


def _stands_above(text: str) -> bool:
    """Whether a line may stand above a title: 附件2, a document number, what a site adds."""
    patterns = (ANNEX, DOCUMENT_NUMBER, RELEASE_NOTE)
    return any(pattern.fullmatch(text) for pattern in patterns) or is_site_line(text)


def _belongs_to_title(text: str) -> bool:
    """Whether the line below a title is its bracket: a period, `征求意见稿`, `试行`; a date of issue is none."""
    if len(text) > LONGEST_LINE or not TITLE_BRACKET.fullmatch(text):
        return False
    return not YEAR.search(text) or bool(SPAN.search(text))


def _ends_as_title(text: str) -> bool:
    return bool(_genres().search(squeeze(text)))


@cache
def _genres() -> re.Pattern[str]:
    words = trie_pattern(word for word, *_ in read_table("genres"))
    return re.compile(rf"(?:{words}|(?<!代)表)》?(?:[（(][^()（）]*[)）])*$")
