"""Numbered headings and items: the markers of Chinese official writing, and the path of headings that is open.

`一、` `（一）` `1.` `（1）` `①` `第一章` `第三条`, in the order of GB/T 9704 (layout of official documents). A marker
closes the open headings of its own rank and below; a heading style of the file (Word, HTML) ranks by its level among
other styles. A line without a number is a heading where it is the title of a section (`2026年重点工作`), which ends
with a heading word of the lexicon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from etl.lexicon.words import class_patterns, lexicon, opening_verb, trie_pattern

WORDS = class_patterns("document_words")
CHINESE = "[〇零一二三四五六七八九十百]+"
NUMBER = rf"(?:{CHINESE}|\d+)"
MARKERS = {
    "part": rf"第{NUMBER}{WORDS['part']}[ :：、]*",
    "chapter": rf"第{NUMBER}章[ :：、]*",
    "section": rf"第{NUMBER}节[ :：、]*",
    "article": rf"第{NUMBER}条(?:之{CHINESE})?[ :：、]*",
    "special": rf"{WORDS['box']} ?{NUMBER}[ :：、]*",
    "chinese": rf"{CHINESE}(?:、|[.．](?!\d))",
    "chinese_brackets": rf"[（(]{CHINESE}[)）][、.．]?",
    "decimal": r"\d{1,2}(?:\.\d{1,2}){1,3}[ 、]+",
    "arabic": r"\d{1,3}(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年|\d{1,2}月))",  # 2.2020年，3.6月底前
    "arabic_brackets": r"[（(]\d{1,3}[)）][、.．]?|\d{1,3}[)）]",
    "circled": "[①-⑳㉑-㉟⑴-⒇]",
}
MARKER = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in MARKERS.items()))
RANKS: dict[str, float] = {kind: place for place, kind in enumerate(MARKERS)}
RANKS["decimal"] = RANKS["arabic"] + 0.5  # 1.2 stands below 1, but is looked for first
SPACED = ("part", "chapter", "section", "article", "special", "decimal")
JOINTS = {"chinese": "、", "arabic": "."} | dict.fromkeys(SPACED, " ")
UNNUMBERED = ("style", "part title", "title")
CLOSED_BY_UNNUMBERED = {
    "part title": ("part title", "title", "special"), "title": ("title", "special"), "special": ("title", "special"),
}  # fmt: skip
FIRST = frozenset(["（一）", "(一)", "1", "（1）", "(1)", "1）", "1)", "①"])
LONGEST_TITLE, SHORT_TITLE = 30, 12
FIRM = 6
"""A heading word of this weight makes a short line a title without more."""

STOPS = frozenset("。；;！!？?")
"""They end a sentence; a title or heading has none."""

MARKS = STOPS | frozenset("，,：:")
"""They stand in a sentence as well."""

TITLE_STOPS = MARKS | frozenset("）)》")
TIME_OPENS = re.compile(
    rf"(?:19|20)\d\d年|[“\"]?十[一二三四五六]五[”\"]?|{WORDS['time']}|{WORDS['half']}|[一二三五几]{WORDS['since']}"
)
BULLET = re.compile("^(?:[●○■□◆◇▲△▶►•·\uf06c\uf0b7\uf0d8\uf075] ?|[-–—] (?=\\S))")
BARE = " \t\n、.．:："
"""What a marker ends with beside its words."""


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker that a paragraph begins with: its kind, its words without the stop (`（一）`, `1`), its length."""

    kind: str
    label: str
    length: int


@dataclass(frozen=True, slots=True)
class Heading:
    """An open heading: the kind of its marker (`style` without one), its label, words and style's level (0 without).

    `departments` and `due` are what its closing bracket gives to the items below it.
    """

    kind: str
    label: str
    title: str
    level: int = 0
    departments: str = ""
    due: str = ""

    @property
    def written(self) -> str:
        """Label and words as they stood: `一、主要任务`."""
        joint = JOINTS.get(self.kind, "") if self.title else ""
        return self.label + joint + self.title


def read_marker(text: str) -> Marker | None:
    """The marker at the beginning of a paragraph, if it has one.

    >>> read_marker("（一）加强统筹")
    Marker(kind='chinese_brackets', label='（一）', length=3)
    >>> read_marker("1.5万人参加") is None
    True
    """
    match = MARKER.match(text)
    return Marker(str(match.lastgroup), match[0].rstrip(BARE), match.end()) if match else None


def strip_bullet(text: str) -> str:
    """A paragraph without the dot or dash that begins it.

    >>> strip_bullet("●建设50所学校")
    '建设50所学校'
    """
    return BULLET.sub("", text)


def read_section_title(text: str) -> str | None:
    """The kind of heading that a line without a number is: `part title` with a time of its own, `title`, None for none.

    >>> read_section_title("“十四五”时期工作回顾"), read_section_title("主要目标"), read_section_title("落实主要目标")
    ('part title', 'title', None)
    """
    if not 3 < len(text) <= LONGEST_TITLE or not TITLE_STOPS.isdisjoint(text):
        return None
    end = _title_words().search(text)
    if end is None:
        return None
    if TIME_OPENS.match(text):
        return "part title"
    return "title" if len(text) <= SHORT_TITLE and end["firm"] and not opening_verb().match(text) else None


@cache
def _title_words() -> re.Pattern[str]:
    """The words that a section's title ends with (group `firm` for those)."""
    words = [(row.word, int(row.weight)) for row in lexicon("frame") if row.side == "heading"]
    firm = trie_pattern(word for word, weight in words if weight >= FIRM)
    other = trie_pattern(word for word, weight in words if 0 < weight < FIRM)
    return re.compile(f"(?:(?P<firm>{firm})|{other})$")


class Path:
    """The headings that are open at a place of the document, outermost first."""

    def __init__(self) -> None:
        self.open: list[Heading] = []

    def enter(self, heading: Heading) -> None:
        """Opens a heading and closes those that it ends."""
        self.leave(heading)
        self.open.append(heading)

    def leave(self, heading: Heading) -> None:
        """Closes the headings that a new one of this kind and level would end."""
        begin = self._box(heading)
        depth = next((depth for depth, other in enumerate(self.open) if depth >= begin and _ends(other, heading)), None)
        if depth is not None:
            del self.open[depth:]

    def _box(self, heading: Heading) -> int:
        """Where the open box (专栏) begins that a first item opens its own list in; 0 for any other heading."""
        if heading.label not in FIRST:
            return 0
        box = next((depth for depth, other in enumerate(self.open) if other.kind == "special"), 0)
        return box if any(other.kind == heading.kind for other in self.open[:box]) else 0

    @property
    def titles(self) -> tuple[str, ...]:
        """The open headings as they stood in the file."""
        return tuple(heading.written for heading in self.open)

    @property
    def label(self) -> str:
        """The labels of the open headings run together: `二（一）`."""
        labels: list[str] = []
        for heading in self.open:
            if heading.kind == "decimal":  # 1.2 repeats the 1 above it
                labels = [label for label in labels if not heading.label.startswith(f"{label}.")]
            labels.append(heading.label)
        return "".join(labels)

    @property
    def departments(self) -> tuple[str, str]:
        """Departments and time limit of the innermost open heading that names any."""
        for heading in reversed(self.open):
            if heading.departments or heading.due:
                return heading.departments, heading.due
        return "", ""


def rank(kind: str) -> float:
    """The place of a kind of marker in the norm's order, 0 the highest."""
    return RANKS.get(kind, len(RANKS))


def _ends(other: Heading, new: Heading) -> bool:
    """Whether opening `new` closes `other`."""
    if other.level and new.level:
        return other.level >= new.level
    if new.kind == "style":
        return True
    if new.kind in CLOSED_BY_UNNUMBERED:
        return other.kind in CLOSED_BY_UNNUMBERED[new.kind]
    if other.kind == "special":  # a box stands inside its section, and numbers its own items
        return rank(new.kind) <= RANKS["chinese"]
    if other.kind in UNNUMBERED:
        return False
    return rank(other.kind) >= rank(new.kind)
