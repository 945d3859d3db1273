"""Paragraphs of a plan or a report → tasks: numbered items and paragraphs under their headings.

In: `Paragraph`s of the body, without what `facts` took (title, addressee, signature). Out: `Item`s. A heading gives the
departments of its closing bracket, or of its own words (`县教育局牵头工作`), to the items below it; a line of its own
(`责任单位：…`) gives them to the items since the last such line or heading that have none; a bracket at the end of an
item's last paragraph holds for the whole item.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from etl.documents.blocks import Item, Paragraph
from etl.documents.headings import STOPS, Heading, Marker, Path, rank, read_marker, read_section_title, strip_bullet
from etl.documents.tally import Tally, count_numerals
from etl.lexicon.words import opening_verb, trie_pattern, words_by_class
from etl.offices.closing import Closing, goes_on, read_departments_line, says_only_who, split_closing
from etl.offices.departments import join_duty
from etl.offices.duties import read_heading_duty

RUN_IN = re.compile("[^。；;，,：:！？]{2,30}(?=[。：:]|$)")
"""A heading that stands in its item's first sentence: `（一）加强统筹。建设…`."""

UNITS = words_by_class("units")
DIGIT_AFTER_NUMBER = re.compile(rf"(\d{{1,3}})\.(?=\d)(?!\d{{1,2}}(?:[万亿]|{trie_pattern(UNITS['ratio'])}))")
"""An item's number before a digit; not where the two are rather one decimal."""

LONGEST_HEADING = 45
ALWAYS_HEADINGS = ("part", "chapter", "section", "special")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph taken apart: marker, own words, the departments that close it; `line` where it is only those."""

    paragraph: Paragraph
    marker: Marker | None
    closing: Closing
    line: Closing | None


@dataclass(slots=True)
class Draft:
    """An item with what its heading would give it, the label of its path, and how it came by its departments."""

    item: Item
    fallback: tuple[str, str]
    label: str
    by_line: bool = False


def read_prose(paragraphs: list[Paragraph], *, only_numbered: bool = False, tally: Tally | None = None) -> list[Item]:
    """The tasks of running text; with `only_numbered`, those that have a number or stand under a numbered heading.

    `tally` is given the numerals that are in no item.
    """
    aside = Counter() if tally is None else tally
    pieces: list[Piece] = []
    last = 0
    for paragraph in _mend(paragraphs):
        piece = _take_apart(paragraph, last + 1)
        pieces.append(piece)
        if piece.marker is not None and piece.marker.kind == "arabic":
            last = int(piece.marker.label)
    reader = _Reader(only_numbered=only_numbered)
    was_item = False
    for index, piece in enumerate(pieces):
        count, of_text = count_numerals(piece.paragraph.text), count_numerals(piece.closing.text)
        if piece.line is not None:
            reader.give(piece.line)
            aside["beside"] += count
            continue
        is_heading = _is_heading(pieces, index, follows=pieces[index - 1] if was_item else None)
        was_item = not is_heading
        if is_heading:
            reader.enter(piece)
            words = piece.closing.text
            is_task = _sets_quantity(words) and not read_heading_duty(words, numbered=True)
            if is_task:
                reader.add_heading(piece)
            aside["headings"] += count - of_text if is_task else count
        elif piece.closing.text and not reader.add(piece):
            aside["loose"] += count
        else:
            aside["beside"] += count - of_text
    items = reader.items()
    if any(piece.marker for piece in pieces):
        return items
    return [replace(item, number=str(number)) for number, item in enumerate(items, 1)]


def _mend(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs, those joined again between which a closing list broke off at the end of a page."""
    mended: list[Paragraph] = []
    for paragraph in paragraphs:
        if mended and goes_on(mended[-1].text, paragraph.text):
            mended[-1] = replace(mended[-1], text=mended[-1].text + paragraph.text)
        else:
            mended.append(paragraph)
    return mended


def _take_apart(paragraph: Paragraph, expected: int) -> Piece:
    """`expected` is the number that the next item of a list would have: `5.100个村` is item 5 after item 4."""
    text = strip_bullet(paragraph.text)
    marker = read_marker(text)
    if marker is None and (match := DIGIT_AFTER_NUMBER.match(text)) and int(match[1]) == expected > 1:
        marker = Marker("arabic", match[1], match.end())
    words = text[marker.length :].strip() if marker else text
    return Piece(paragraph, marker, split_closing(words), read_departments_line(text))


def _is_heading(pieces: list[Piece], index: int, follows: Piece | None) -> bool:
    """A short line without a full stop that has something below it; `follows` is the item right before it, if any."""
    piece = pieces[index]
    words, marker = piece.closing.text, piece.marker
    short = len(words) <= LONGEST_HEADING and STOPS.isdisjoint(words)
    if (piece.paragraph.level > 0 and words and short) or (marker and marker.kind in ALWAYS_HEADINGS and short):
        return True
    after = islice(pieces, index + 1, None)
    below = next((other for other in after if other.line is None and other.closing.text), None)
    if marker is None or below is None:
        return below is not None and (_is_title(piece, below) or _is_duty(piece, below))
    run_in = RUN_IN.match(words)
    if run_in is not None and words[run_in.end() :] == "。" and below.marker is not None:  # （一）主要目标。
        return rank(below.marker.kind) > rank(marker.kind)
    if not short or (words and pieces[index + 1].line is not None):
        return False
    if below.marker is not None:
        return below.marker.kind == "special" or rank(below.marker.kind) > rank(marker.kind)
    # The last line of a list without full stops is no heading, though a paragraph follows it.
    return follows is None or follows.marker is None or follows.marker.kind != marker.kind


def _is_title(piece: Piece, below: Piece) -> bool:
    """Whether a line without a number is a section's title: what stands below it is an item or a sentence."""
    if piece.closing.all_departments or read_section_title(piece.closing.text) is None:
        return False
    return below.marker is not None or not STOPS.isdisjoint(below.closing.text)


def _is_duty(piece: Piece, below: Piece) -> bool:
    """Whether a line without a number gives a duty to the items below it: `市教育局牵头任务（3项）`."""
    return below.marker is not None and bool(read_heading_duty(piece.paragraph.text, numbered=False))


def _sets_quantity(words: str) -> bool:
    """Whether a heading is itself a task: a verb with a counted thing (`新建学校5所`); its number must not be lost."""
    counted = _quantity().search(words)
    return counted is not None and opening_verb().search(words, 0, counted.start()) is not None


@cache
def _quantity() -> re.Pattern[str]:
    """A quantity in digits with its unit; a year or a month is none."""
    units = trie_pattern(unit for group, words in UNITS.items() if group != "time" for unit in words)
    return re.compile(rf"(?<![\d.])\d+(?:\.\d+)?[十百千万亿]*[余多]?(?:{units})")


class _Reader:
    """Walks over the pieces with the open headings; `group` is where the items begin that wait for a line."""

    def __init__(self, *, only_numbered: bool) -> None:
        self.only_numbered = only_numbered
        self.drafts: list[Draft] = []
        self.path = Path()
        self.group = 0
        self.closed = False
        self.counts: dict[str, int] = {}

    def items(self) -> list[Item]:
        """The items, those without departments of their own with their heading's."""
        items = []
        given: set[tuple[str, ...]] = set()
        for draft in self.drafts:
            item = replace(draft.item, departments=join_duty(draft.fallback[0], draft.item.departments))
            if not item.due and draft.fallback[1]:  # the first item under a heading holds the heading's time limit
                heading = (*item.section[:2], *draft.fallback)
                item = replace(item, due=draft.fallback[1], due_shared=heading in given)
                given.add(heading)
            items.append(item)
        return items

    def give(self, line: Closing) -> None:
        """Departments on a line of their own."""
        group = self.drafts[self.group :]
        for draft in group:
            item = draft.item
            if not item.departments or draft.by_line:
                departments = "\n".join(filter(None, (item.departments, line.departments)))
                draft.item = replace(item, departments=departments)
                if line.due and not item.due:
                    draft.item = replace(draft.item, due=line.due, due_shared=draft is not group[-1])
                draft.by_line = True
        self.closed = True

    def enter(self, piece: Piece) -> None:
        """A heading."""
        closing, marker = piece.closing, piece.marker
        level = max(piece.paragraph.level, 0)
        kind = marker.kind if marker else ("style" if level else read_section_title(closing.text) or "style")
        label, words = marker.label if marker else "", closing.text.rstrip("。")
        duty = closing.departments or read_heading_duty(words, numbered=marker is not None)
        self.path.enter(Heading(kind, label, words, level, duty, closing.due))
        self.group, self.closed = len(self.drafts), False

    def add_heading(self, piece: Piece) -> None:
        """The heading that was entered last as an item of its own."""
        closing, label = piece.closing, self.path.label
        section, place = self.path.titles[:-1], piece.paragraph.place
        item = Item(label, closing.text, closing.all_departments, closing.due, section, place)
        self.drafts.append(Draft(item, self.path.departments, label))

    def add(self, piece: Piece) -> bool:
        """An item or a paragraph; whether it is one that is wanted."""
        closing, marker = piece.closing, piece.marker
        if self.only_numbered and marker is None and not self.path.label:
            return False
        if self.closed:
            self.group, self.closed = len(self.drafts), False
        if marker is None:
            section, label = self.path.titles, self.path.label
            count = self.counts[label] = self.counts.get(label, 0) + 1
            number = f"{label}第{count}段"
            self._fill_back(label, closing)
        else:
            title = RUN_IN.match(closing.text)
            heading = Heading(marker.kind, marker.label, title[0] if title else "")
            self.path.leave(heading)
            section = self.path.titles
            first = self.drafts[self.group].item.section if self.group < len(self.drafts) else section
            if section[: len(first)] != first:  # another heading's item: it waits for another line
                self.group = len(self.drafts)
            self.path.enter(heading)
            number = label = self.path.label
            self.counts[label] = self.counts.get(label, 0) + 1
        place = piece.paragraph.place
        item = Item(number, closing.text, closing.all_departments, closing.due, section, place)
        self.drafts.append(Draft(item, self.path.departments, label))
        return True

    def _fill_back(self, label: str, closing: Closing) -> None:
        """The list at the end of an item's last paragraph holds for the item's earlier ones too."""
        duty = closing.departments or (closing.inside if says_only_who(closing.text) else "")
        if not duty:
            return
        for draft in reversed(self.drafts[self.group :]):
            if draft.label != label or draft.item.departments:
                return
            draft.item = replace(draft.item, departments=duty)
            if closing.due and not draft.item.due:
                draft.item = replace(draft.item, due=closing.due, due_shared=True)
