"""The interface in English: a Chinese text that is about to be shown → the same in English, by one table of phrases.

    to_english("31项目标中，27项文件未注明时限")        '27 of 31 targets have no deadline stated'
    html_to_english("<td data-title='时限'>2020年内</td>")

english.tsv holds a Chinese phrase and its English one a line. A Chinese phrase has places for other texts:

    {1}   any text, translated in its turn     {1#}  a number     {1=}  a document's own words
    {1~}  the same without a comma             {1m}  a month      {1!}  the same, which the table must know

`*` behind the sign: it may be absent. English names the same places, and `{1?target:targets}` the word that a number
needs. English phrases begin with a small letter, but for names; the first of a text is made a capital.

A run of text is looked up whole. Where the table does not have it, its parts are: each for itself between · and ends of
lines, else only if the table knows all of them; `词：…` if it knows the word, or the word is a file. What no row fits
stays as it is, and so does what stands between “ and ”. In HTML the words of documents are left alone by their place:
DOCUMENT_CLASSES, DOCUMENT_COLUMNS, and the cells of a matrix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import pairwise
from pathlib import Path

TABLE = Path(__file__).with_name("english.tsv")
DOCUMENT_CLASSES = {"pt-noun", "pt-figure", "pt-text"}
"""Of app/say/markup.py: elements that hold a document's words."""
INTERFACE_CLASSES = {"pt-by"}
"""Elements within those which do not."""
COUNTED_CLASS = "pt-unit"
"""The element of a counting word behind a number, which English does not need."""
DOCUMENT_COLUMNS = {
    "任务内容", "所在句", "原文", "指标名称", "目标值", "目标与标准", "文件", "文件名", "发文机关", "责任单位",
    "计量单位", "牵头或首列单位", "首列单位", "牵头单位（文件明确）", "动作", "比率基数", "序号", "时期", "内容指纹",
    "文件位置", "出处", "取值", "列名", "类型", "目标编号", "所在句（标出原文）", "任务内容（标出每个数字）",
    "所在章节", "段落", "当时的原文", "当时的读法", "现在的读法", "人员", "操作编号",
}  # fmt: skip
"""Columns of tables and names of facts whose values are a document's words, or identities."""
SURE_LENGTH = 12
"""A phrase of so many characters is the interface's own even among a document's words."""
LONGEST_RUN, DEEPEST = 1500, 8
"""A longer run is a document's text; phrases within phrases, at most so many."""
BLANKS = " \u3000\u00a0\n"
CHINESE = re.compile("[\u4e00-\u9fff]")
_SLOT = re.compile(r"\{(\d)([#m=!~]?)(\*?)\}")
_PLACE = re.compile(r"\{(\d)(?:\?([^:}]*):([^}]*))?\}")
_NUMBER = r"[\d,]+(?:\.\d+)?%?"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_APART = {" · ", "\n"}
"""What divides a run into parts that are translated each for itself."""
_CLAUSES = {"。": ". ", "；": "; ", " + ": " + ", " · ": " · ", "\n": "\n"}
"""What divides it into parts of which the table must know every one; then what it is tried for piece by piece."""
_LISTS = {"，": ", ", "、": ", ", " ": ", "}
_OURS = ("未注明", "全部（")
_STARTS = {"，": ", ", "；": "; ", "：": ": ", "、": ", "}
_COUNTED = re.compile(rf"(.+?) ?({_NUMBER})")
_FILE = re.compile(r"[^：；]+\.\w{2,5}")
_TAG = re.compile(r"<[^>]*>")
_ATTRIBUTE = re.compile(r"""\b(title|aria-label|alt|data-title)=(?:'([^']*)'|"([^"]*)")""")
_CSS_TEXT = re.compile('content:"([^"]*)"')
_CLASS = re.compile(r"""\bclass=(?:'([^']*)'|"([^"]*)"|([\w-]+))""")
_COLUMN = re.compile(r"""\bdata-title='([^']*)'""")


@dataclass(frozen=True, slots=True)
class Row:
    """A phrase with places for other texts."""

    chinese: str
    english: str
    pattern: re.Pattern[str]
    kinds: dict[str, str]
    """Of each place: `#`, `m`, `=`, `~`, `!`, or "" for any text."""
    literal: str
    """The longest part that a run must hold to match at all."""


def _read() -> tuple[dict[str, str], tuple[Row, ...]]:
    """The table: phrases that stand alone, and those with places, of which the one with most words is tried first."""
    phrases, rows = dict[str, str](), list[Row]()
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        chinese, english = line.split("\t")
        if _SLOT.search(chinese):
            rows.append(_row(chinese, english))
        else:
            phrases[chinese] = english
    rows.sort(key=lambda row: -len(_SLOT.sub("", row.chinese)))
    return phrases, tuple(rows)


def _row(chinese: str, english: str) -> Row:
    """A place but for the last ends at the first words that follow it: the search never goes back and takes no time."""
    literals, places = _SLOT.split(chinese)[::4], list(_SLOT.finditer(chinese))
    pattern, kinds, waiting = re.escape(literals[0]), dict[str, str](), ""
    for place, literal in zip(places, literals[1:], strict=True):
        name, kind, absent = place.groups()
        kinds[name] = kind
        some = {"": ".", "=": "[^；]"}.get(kind, "[^；，。、]")
        wanted = {"#": _NUMBER, "m": r"\d{1,2}"}.get(kind, f"{some}{'*' if absent else '+'}?")
        waiting += f"(?P<p{name}>{wanted})"
        if literal and place is not places[-1]:
            pattern += f"(?>{waiting}{re.escape(literal)})"
            waiting = ""
        elif literal:
            waiting += re.escape(literal)
    return Row(chinese, english, re.compile(pattern + waiting, re.DOTALL), kinds, max(literals, key=len))


PHRASES, ROWS = _read()
_INDEX: dict[str, list[int]] = {}
"""The first two characters of what a row must find → the rows, so that a run tries few of them."""
for _place, _row_there in enumerate(ROWS):
    _INDEX.setdefault(_row_there.literal[:2], []).append(_place)


@lru_cache(maxsize=1 << 14)
def to_english(text: str) -> str:
    """A text as it stands on the screen, in English; as it is where the table knows nothing of it.

    >>> to_english("统计截至2020年6月30日"), to_english("省教育厅 · 第3项"), to_english("推进产教融合。")
    ('As of 30 June 2020', '省教育厅 · Item 3', '推进产教融合。')
    """
    made = _say(text, 0, first=True)
    return text if made is None else made


def document_to_english(text: str) -> str:
    """Where a document's words stand: only what says that there are none, and what can be nothing but our own words."""
    words = text.strip(BLANKS)
    ours = words in PHRASES and (len(words) >= SURE_LENGTH or words.removeprefix("文件").startswith(_OURS))
    return to_english(text) if ours else text


@lru_cache(maxsize=64)
def html_to_english(html: str) -> str:
    """HTML of app/say: its texts and what its attributes say, but for the words of documents."""
    if html.startswith(("<style", "<script")):
        return _CSS_TEXT.sub(lambda found: f'content:"{to_english(found[1])}"', html)
    made, at, reader = list[str](), 0, _Reader()
    for tag in _TAG.finditer(html):
        made += [reader.read_text(html[at : tag.start()]), reader.read_tag(tag[0])]
        at = tag.end()
    return "".join([*made, reader.read_text(html[at:])])


class _Reader:
    """Goes through HTML and knows whose words it reads: a document's, or the interface's."""

    def __init__(self) -> None:
        self.open: list[tuple[str, Callable[[str], str]]] = []
        self.matrix, self.fact = False, ""

    def _say(self) -> Callable[[str], str]:
        return self.open[-1][1] if self.open else to_english

    def read_text(self, text: str) -> str:
        if not CHINESE.search(text):
            return text
        plain = unescape(text)
        if self.open and self.open[-1][0] == "th":
            self.fact = plain
        said = self._say()(plain)
        if said == plain:
            return text
        return f"{' ' if said.startswith('(') else ''}{escape(said, quote=False)}"

    def read_tag(self, tag: str) -> str:
        name = re.match(r"</?(\w+)", tag)
        if name is None or name[1] in {"br", "col", "img"}:
            return self._attributes(tag, to_english)
        if tag.startswith("</"):
            if self.open:
                self.open.pop()
            return tag
        self.open.append((name[1], self._speaker(name[1], tag)))
        return self._attributes(tag, _mark_title if name[1] == "mark" else self._say())

    def _speaker(self, name: str, tag: str) -> Callable[[str], str]:
        found = _CLASS.search(tag)
        classes = set((found[1] or found[2] or found[3] or "").split()) if found else set()
        self.matrix = "pt-matrix" in classes if "pt-frame" in classes else self.matrix
        if classes & DOCUMENT_CLASSES or (self.matrix and (name == "td" or "scope='row'" in tag)):
            return document_to_english
        if classes & INTERFACE_CLASSES:
            return to_english
        if COUNTED_CLASS in classes:
            return lambda _: ""
        column = _COLUMN.search(tag)
        if name == "td" and "pt-how" not in classes:
            return document_to_english if (column[1] if column else self.fact) in DOCUMENT_COLUMNS else to_english
        return self._say()

    def _attributes(self, tag: str, say: Callable[[str], str]) -> str:
        if not CHINESE.search(tag):
            return tag

        def said(found: re.Match[str]) -> str:
            words = unescape(found[2] if found[2] is not None else found[3])
            speaker = to_english if found[1] == "data-title" else say
            return f"{found[1]}='{escape(speaker(words))}'"

        return _ATTRIBUTE.sub(said, tag)


def _mark_title(text: str) -> str:
    """What a mark in a document's text says: our words, then the document's."""
    ours, sign, shown = text.rpartition("：")
    return f"{to_english(ours)}: {shown}" if sign else text


def _say(text: str, depth: int, *, first: bool) -> str | None:
    """A run in English; None where the table knows nothing of it. first: it begins a text or a sentence."""
    body = text.strip(BLANKS)
    if not CHINESE.search(body) or depth > DEEPEST:
        return None
    if (sign := _STARTS.get(body[0])) is not None:  # a part that a sentence adds to another
        rest = _say(body[1:], depth + 1, first=False)
        return None if rest is None else sign + rest
    made = PHRASES.get(body)
    if made is not None:
        made = _begin(made, first)
    elif len(body) <= LONGEST_RUN:
        made = _fit(body, depth, first)
    if made is None:
        made = _clauses(body, depth, first)
    if made is None and len(body) <= LONGEST_RUN:
        made = _labelled(body, depth, first) or _bracketed(body, depth, first) or _listed(body, depth, first)
    if made is None:
        return None
    start = text[: len(text) - len(text.lstrip(BLANKS))]
    return f"{start}{made}{text[len(text.rstrip(BLANKS)) :]}".replace("\u3000", " ")


def _fit(body: str, depth: int, first: bool) -> str | None:
    """A run that one of the rows with places fits."""
    apart = " · " in body
    starts = {*body, *map("".join, pairwise(body))}
    for place in sorted(place for start in starts if start in _INDEX for place in _INDEX[start]):
        row = ROWS[place]
        if (not apart or " · " in row.chinese) and row.literal in body and (found := row.pattern.fullmatch(body)):
            made = _fill(row, found, depth, first)
            if made is not None:
                return made
    return None


def _fill(row: Row, found: re.Match[str], depth: int, first: bool) -> str | None:
    values = {
        name: found[f"p{name}"].strip(BLANKS) if kind != "=" else found[f"p{name}"] for name, kind in row.kinds.items()
    }

    def place(at: re.Match[str]) -> str:
        value, kind = values[at[1]], row.kinds[at[1]]
        if at[2] is not None:
            return at[2] if value == "1" else at[3]
        if kind == "m":
            return _MONTHS[int(value) - 1] if 0 < int(value) <= len(_MONTHS) else value
        said = None if kind in {"#", "="} else _say(value, depth + 1, first=first and at.start() == 0)
        words = _bracket(value if said is None else said)
        return f" {words}" if words.startswith("(") and row.english[: at.start()][-1:].strip() else words

    if any(kind == "!" and _say(values[name], depth + 1, first=False) is None for name, kind in row.kinds.items()):
        return None
    return _begin(_PLACE.sub(place, row.english), first and not row.english.startswith("{"))


def _begin(english: str, first: bool) -> str:
    return english[:1].upper() + english[1:] if first else english


def _bracket(words: str) -> str:
    """What follows other words in brackets, in brackets as English has them."""
    return f" ({words[1:-1]})" if words[:1] in {"（", "("} and words[-1:] in {"）", ")"} else words


def _split(body: str, marks: Sequence[str]) -> tuple[list[str], list[str]]:
    """The parts between marks that stand in no quotation and no brackets, and the marks after them."""
    parts, found, at, depth, place = list[str](), list[str](), 0, 0, 0
    while place < len(body):
        depth += (body[place] in "“（") - (body[place] in "”）")
        mark = next((one for one in marks if body.startswith(one, place)), "") if depth <= 0 else ""
        if mark:
            parts.append(body[at:place])
            found.append(mark)
            at = place + len(mark)
        place += len(mark) or 1
    return [*parts, body[at:]], found


def _clauses(body: str, depth: int, first: bool) -> str | None:
    """The parts of a run between the strongest signs that it has: those that stand apart, else the ends of clauses."""
    parts, marks = _split(body, tuple(_APART))
    apart = bool(marks)
    if not apart:
        parts, marks = _split(body, tuple(_CLAUSES))
    if not marks:
        return None
    said, begins = list[str | None](), first
    for part, mark in zip(parts, [*marks, ""], strict=True):
        one = _say(part, depth + 1, first=begins)
        if one is None and not apart and CHINESE.search(part):
            return None
        said.append(one)
        begins = apart or mark == "。"
    if all(one is None for one in said):
        return None
    return "".join(
        (part if one is None else one) + _CLAUSES.get(mark, "")
        for part, one, mark in zip(parts, said, [*marks, ""], strict=True)
    ).strip()


def _labelled(body: str, depth: int, first: bool) -> str | None:
    label, sign, rest = body.partition("：")
    if not sign:
        return None
    if _FILE.fullmatch(label):
        said = _say(rest, depth + 1, first=False)
        return None if said is None else f"{label}: {said}"
    phrase = PHRASES.get(label)
    return None if phrase is None else f"{_begin(phrase, first)}: {_say(rest, depth + 1, first=False) or rest}"


def _bracketed(body: str, depth: int, first: bool) -> str | None:
    at = body.find("（")
    if at < 0 or not body.endswith("）"):
        return None
    inside = _say(body[at + 1 : -1], depth + 1, first=False)
    if inside is None:
        return None
    head = body[:at]
    return f"{_say(head, depth + 1, first=first) or head} ({inside})"


def _listed(body: str, depth: int, first: bool) -> str | None:
    """Parts between the same signs, each of which the table knows (one may hold the sign); or a count, `数量16`."""
    for mark, english in _LISTS.items():
        parts, at, said = _split(body, (mark,))[0], 0, list[str]()
        while at < len(parts) > 1:
            begins = first and not said
            longer = next((end for end in (at + 3, at + 2) if mark.join(parts[at:end]) in PHRASES), at + 1)
            if longer > at + 1:
                one: str | None = _begin(PHRASES[mark.join(parts[at:longer])], begins)
            elif CHINESE.search(parts[at]):
                one = _say(parts[at], depth + 1, first=begins)
            else:
                one = parts[at]
            if one is None:
                break
            said.append(one)
            at = longer
        if said and at >= len(parts):
            return english.join(said)
        if any(part in PHRASES and part.startswith(_OURS) for part in parts):  # among names of documents
            return mark.join(PHRASES[part] if part.startswith(_OURS) and part in PHRASES else part for part in parts)
    counted = _COUNTED.fullmatch(body)
    phrase = PHRASES.get(counted[1].strip()) if counted else None
    return f"{_begin(phrase, first)} {counted[2]}" if counted and phrase is not None else None
