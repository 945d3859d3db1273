"""A document's title: the lines that its file marks as one, else the short lines at its head that end like a title."""

from __future__ import annotations

import re
from functools import cache

from etl.documents.blocks import Paragraph
from etl.documents.dates import DATE_LINE, SPAN, YEAR
from etl.documents.frame import ADDRESSEE, ANNEX, FRAME_LINE, is_site_line
from etl.documents.headings import MARKS, STOPS, read_marker
from etl.documents.regions import PLACE_AT
from etl.lexicon.folding import close_gaps, join_lines, squeeze
from etl.lexicon.words import class_patterns, read_table, trie_pattern, words_by_class

HEAD = 30
"""How many paragraphs are looked at."""

LONGEST_LINE = 60
LEAST_TITLE = 6
MOST_LINES = 4
LONGEST_LETTERHEAD = 32
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12} ?[〔\[（(【]\d{4}[〕\]）)】] ?(?:第? ?\d{1,5} ?号)")
WORDS, SAID = class_patterns("document_words"), words_by_class("document_words")
COVER_ENDS = tuple(f"的{word}" for word in SAID["cover"])
"""A cover that carries another document ends so; the carried one's name may end a line before."""

CARRIES = re.compile(f"{WORDS['about']}.*{WORDS['issue']}")
QUANTITY = re.compile(r"\d(?!\d*年)")
MOST_COVER = 12
"""A plan's title stands so few paragraphs below the first line of the cover that carries it."""

ALIKE = 0.75
"""A line is the title again where the shorter of them has at least this share of the longer one's signs."""

CARRIED = re.compile(f"^.*{WORDS['about']}{WORDS['issue']}|的{WORDS['cover']}$|{SPAN.pattern}")
"""What a cover's title adds to that of the document it carries, and years."""

TITLE_BRACKET = re.compile(rf"[（(][^()（）]*(?:\d{{4}}|稿|{WORDS['draft']})[^()（）]*[)）]")
QUOTES = str.maketrans("", "", '《》〈〉“”"（）()')


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
        if _is_letterhead(squeeze(text)) or (lines == [] and DATE_LINE.fullmatch(squeeze(text))):
            continue
        if len(text) > LONGEST_LINE or text.endswith((*STOPS, "：", ":")) or read_marker(text) is not None:
            break
        lines.append(index)
        title = join_lines(paragraphs[line].text for line in lines)
        below = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        ends_below = squeeze(below).endswith(COVER_ENDS) and len(below) <= LONGEST_LINE
        if ends_below and CARRIES.search(title) and not title.endswith(COVER_ENDS):
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
        if len(text) <= LONGEST_LINE and MARKS.isdisjoint(text) and _ends_as_title(text):
            taken.update((opening, index))
            return close_gaps(text), [opening, index], index + 1
    taken.add(opening)
    return close_gaps(paragraphs[opening].text), [opening], opening + 1


def _may_be_title(paragraphs: list[Paragraph], index: int) -> bool:
    """Whether a line above all others tells what the document is about, though it does not end like a title."""
    text = paragraphs[index].text
    if not LEAST_TITLE <= len(text) <= LONGEST_LINE or not MARKS.isdisjoint(text) or QUANTITY.search(text):
        return False
    if read_marker(text) is not None or index + 1 == len(paragraphs):
        return False
    below = paragraphs[index + 1].text
    says_about = any(word in text for word in (*SAID["about"], *SAID["issue"]))
    return says_about or bool(ADDRESSEE.fullmatch(below) or (PLACE_AT.match(text) and len(below) > len(text)))


def repeats_title(text: str, title: str) -> bool:
    """Whether a line is the title again or a part of it: that of the plan below the cover that carries it.

    >>> repeats_title("某政发〔2023〕2号 某市提升计划", "关于印发《某市提升计划》的通知")
    True
    >>> repeats_title("某市康养产业提升行动计划（2023—2025年）", "某市康养产业提升计划（2023-2025年）")
    True
    """
    text, whole = (squeeze(words.translate(QUOTES)) for words in (DOCUMENT_NUMBER.sub("", text), title))
    if len(text) >= LEAST_TITLE and text in whole:
        return True
    bare = SPAN.sub("", text)
    if len(text) > LONGEST_LINE or not _ends_as_title(bare):
        return False
    one, other = sorted((bare, CARRIED.sub("", whole)), key=len)
    return len(one) >= max(LEAST_TITLE, ALIKE * len(other)) and _is_within(one, other)


def is_dated_title(text: str) -> bool:
    """Whether a line is a plan's title with its years, and no sentence: `云溪市数字乡村计划（2023—2025年）`."""
    if len(text) > LONGEST_LINE or not MARKS.isdisjoint(text) or read_marker(text) is not None:
        return False
    bracket = TITLE_BRACKET.search(text)
    return bracket is not None and bracket.end() == len(text) and bool(SPAN.search(bracket[0])) and _ends_as_title(text)


def _is_within(short: str, long: str) -> bool:
    """Whether the signs of one text stand in another in the same order, others between them."""
    rest = iter(long)
    return all(sign in rest for sign in short)


def _stands_above(text: str) -> bool:
    """Whether a line may stand above a title: 附件2, a document number, what a site adds."""
    patterns = (ANNEX, DOCUMENT_NUMBER, FRAME_LINE)
    return any(pattern.fullmatch(text) for pattern in patterns) or is_site_line(text)


def _is_letterhead(text: str) -> bool:
    """Whether a line is the red head above a title: `云溪市人民政府文件`."""
    return text.endswith(SAID["paper"]) and 4 <= len(text) <= LONGEST_LETTERHEAD


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
