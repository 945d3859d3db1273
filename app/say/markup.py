"""HTML for what Streamlit has no element for: the leaders' strip, key figures, a sentence with its words marked.

Pure strings; every text of a document is escaped. Classes are styled by app/draw/style.py's `css`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from app.say.overview import Tile
from app.wording import limit_word, task_word

_MARKDOWN = re.compile(r"[\\`*_~$\[\]<]|:(?=[A-Za-z])|^(?:[#>|+=-]|\d+(?=[.)]))")


def literal(text: str) -> str:
    r"""A text of a document or a link for where Streamlit reads Markdown (captions, labels, errors): shown as written.

    >>> literal("**粗** $x$ ![图](http://e.cn)"), literal("- 甲"), literal("2．乙-丙")
    ('\\*\\*粗\\*\\* \\$x\\$ !\\[图\\](http://e.cn)', '\\- 甲', '2．乙-丙')
    """
    line = " ".join(text.split("\n"))
    return _MARKDOWN.sub(lambda sign: f"{sign[0]}\\" if sign[0].isdigit() else f"\\{sign[0]}", line)


def tiles(tiles: Iterable[Tile], name: str) -> str:
    """The leaders' strip of counts, each a button whose `data-id` is its place."""
    buttons = "".join(
        f"<button type='button' class='pt-tile' data-id='{place}'><span class='pt-name'>{escape(tile.title)}</span>"
        f"<span class='pt-number'>{tile.number:,}<span class='pt-unit'>{escape(tile.unit)}</span></span>"
        f"<span class='pt-remark' title='{escape(tile.remark)}'>{escape(tile.remark)}</span></button>"
        for place, tile in enumerate(tiles)
    )
    return f"<div class='pt-tiles' role='group' aria-label='{escape(name)}'>{buttons}</div>"


def key_figures(goals: Iterable[Mapping[Hashable, Any]], name: str, *, with_document: bool, columns: int) -> str:
    """核心数字: a line a goal, each a button whose `data-id` is that of its target."""
    lines = "".join(
        f"<button type='button' class='pt-press' data-id='{escape(goal['target_id'])}'>"
        f"{_key_figure(goal, with_document=with_document)}</button>"
        for goal in goals
    )
    return f"<div class='pt-goals' style='--columns:{columns}' role='group' aria-label='{escape(name)}'>{lines}</div>"


def _key_figure(goal: Mapping[Hashable, Any], *, with_document: bool) -> str:
    """One goal in a line: the noun, its figure in the text's words, and below what it repeats over, when, whose."""
    parts = [f"每{goal['per']}"] if goal["per"] else []
    parts += [limit_word(str(goal["due"]), str(goal["due_kind"]))] if goal["due"] else []
    parts += [name for name in (goal["nature"], goal["lead"]) if name]
    parts.append(str(goal["document"]) if with_document else task_word(str(goal["task_no"])))
    return (
        f"<span class='pt-goal'><span class='pt-noun'>{escape(goal['indicator'])}"
        f"<span class='pt-by'>{escape(' · '.join(parts))}</span></span>"
        f"<span class='pt-figure'>{escape(goal['shown'])}</span></span>"
    )


def marked(text: str, spans: Iterable[tuple[int, int, str, str]]) -> str:
    """A text with marked spans that do not overlap: start, end, class, explanation."""
    out, at = [], 0
    for start, end, kind, title in sorted(spans):
        if start < at or end <= start:
            continue
        out.append(escape(text[at:start]))
        out.append(f"<mark class='{escape(kind)}' title='{escape(title)}'>{escape(text[start:end])}</mark>")
        at = end
    return "<div class='pt-text'>" + "".join([*out, escape(text[at:])]) + "</div>"


def sentence_place(text: str, sentence: str, start: int) -> int:
    """Where in a task's text the sentence begins that holds the character at `start`; -1 where it does not occur.

    >>> sentence_place("建10所。建10所。", "建10所。", 6)
    5
    """
    at = text.find(sentence)
    while at != -1 and not at <= start < at + len(sentence):
        at = text.find(sentence, at + 1)
    return at


def sentence_around(text: str, at: int) -> str:
    """The sentence of a task's text that holds the character at `at`.

    >>> sentence_around("甲。乙建10所；丙。丁", 4)
    '乙建10所；丙。'
    """
    start = max(text.rfind(mark, 0, at) for mark in "。！？") + 1
    ends = [end for end in (text.find(mark, at) for mark in "。！？") if end >= 0]
    return text[start : min(ends) + 1 if ends else len(text)]


def equation(items: Sequence[tuple[str, int, str]], remark: str) -> str:
    """A sum of places in large figures: sign, number, what it counts; and a remark beside it.

    The counting word keeps the number apart from a name that begins with one: 49处45项任务中的数字.
    """
    cells = "".join(
        f"<div class='pt-sign'>{escape(sign)}</div><div class='pt-term'>"
        f"<div class='pt-number'>{number:,}<span class='pt-unit'>处</span></div>"
        f"<div class='pt-name'>{escape(name)}</div></div>"
        for sign, number, name in items
    )
    return f"<div class='pt-equation'>{cells}<div class='pt-remark pt-wide'>{escape(remark)}</div></div>"


def mark_key(classes: dict[str, str]) -> str:
    """What the marks of a task's text mean: name → class."""
    keys = "".join(f"<span class='pt-key {kind}'>{escape(name)}</span>" for name, kind in classes.items())
    return f"<div>{keys}</div>"


def figure(indicator: str, shown: str) -> str:
    """One target's noun and figure, large."""
    return (
        f"<div class='pt-goal'><span class='pt-noun pt-large'>{escape(indicator)}</span>"
        f"<span class='pt-figure pt-large'>{escape(shown)}</span></div>"
    )


def facts(rows: Sequence[tuple[str, str, str]]) -> str:
    """A list of facts: name, value, how it is known ("" for none)."""
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th><td>{escape(value)}</td><td class='pt-how'>{escape(how)}</td></tr>"
        for name, value, how in rows
    )
    return f"<table class='pt-facts'><tbody>{body}</tbody></table>"


def page_head(title: str, subject: str) -> str:
    """A page's title and what it shows, on one line; where it is cut, the whole is under the pointer."""
    return (
        f"<div class='pt-page'><h1 class='pt-title'>{escape(title)}</h1>"
        f"<span class='pt-subject' title='{escape(subject)}'>{escape(subject)}</span></div>"
    )


def heading(text: str, remark: str = "") -> str:
    """A heading within a page, with a small remark behind it."""
    return f"<p class='pt-head'>{escape(text)}<span class='pt-small'>{escape(remark)}</span></p>"


def lines(items: Iterable[str], css_class: str) -> str:
    """Paragraphs of one class."""
    return "".join(f"<p class='{css_class}'>{escape(item)}</p>" for item in items)
