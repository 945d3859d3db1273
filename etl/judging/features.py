"""What speaks for and against a number being a target: features in words that a reader understands.

In: a number where it stands, with what its sentence, paragraph, headings and document say. Out: features as short texts
`kind:value` (`left:力争`, `frame:回顾`), of the task once, of the sentence once, of the number itself. Nothing is
weighed here: `judge` does. What a reader is told of them, `evidence` says. A changed feature
needs new weights (`make train`); a test tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from etl.documents.model import Document, Task
from etl.judging.context import count_tenses, find_tenses
from etl.judging.frames import TaskFrame
from etl.judging.markers import Binding
from etl.judging.rules import Place
from etl.lexicon.tokens import Tokens, read_tokens, words_of
from etl.lexing.model import Mention
from etl.lexing.sentences import CLAUSE, Sentence
from etl.schema import Frame

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DECIMALS = re.compile(r"\d+\.(\d+)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEADING_NUMBER = re.compile("^第?[一二三四五六七八九十百（）]+[、部分章节条]*")
_DIGITS = re.compile(r"\d+")
_VERBS = words_of("verb")
_STEPS = ("0", "1", "2", "3", *["4—5"] * 2, *["6—9"] * 4, *["10—20"] * 11)
LEFT, RIGHT = 24, 24
"""How many characters of the clause to the left and to the right are looked at."""


def describe_task(task: Task, document: Document) -> list[str]:
    """The features that all numbers of a task share: its tenses and figures, its headings, the document's title."""
    return [*_describe_text(task.text), *_describe_headings(task.section or ""), *_describe_title(document.title)]


def _describe_text(text: str) -> Iterator[str]:
    yield from _count_tenses("task", read_tokens(text))
    numbers = [number for number in _NUMBER.findall(text) if not _YEAR.fullmatch(number)]
    decimal = sum("." in number for number in numbers)
    precise = sum(len(number.replace(".", "").rstrip("0")) >= 3 for number in numbers)
    whole = max(len(numbers), 1)
    yield f"task decimals:{_step(decimal)}"
    yield f"task precise:{_step(precise)}"
    yield f"share of decimals:{5 * decimal // whole * 20}%"
    yield f"share of precise:{5 * precise // whole * 20}%"
    yield f"task numbers:{_step(len(numbers))}"
    yield f"task length:{_step(len(text) // 60)}"


def _count_tenses(whose: str, tokens: Tokens) -> Iterator[str]:
    """How many words of the past, of the future and of goals a text holds, and which are more."""
    counts = count_tenses(tokens)
    yield from (f"{whose} {tense}:{_step(counts[tense])}" for tense in ("past", "weak", "future", "goal"))
    past, ahead = counts["past"], counts["future"] + counts["goal"]
    yield f"{whose} tense:{'过去' if past > ahead else '将来' if ahead > past else '相当'}"


@lru_cache(maxsize=256)
def _describe_headings(section: str) -> tuple[str, ...]:
    if not section:
        return ("heading:无",)
    outer, *inner = (_HEADING_NUMBER.sub("", part)[:24] for part in section.split(" > "))
    return (*_pairs("heading", outer), *(feature for part in inner for feature in _pairs("inner heading", part)))


@lru_cache(maxsize=256)
def _describe_title(title: str) -> tuple[str, ...]:
    return tuple(_pairs("title", _DIGITS.sub("0", title)[-14:]))


@lru_cache(maxsize=64)
def describe_sentence(tokens: Tokens) -> tuple[str, ...]:
    """The features that all numbers of a sentence share: its tenses, its first and last words."""
    text = tokens.text
    return (
        *_count_tenses("sentence", tokens),
        *dict.fromkeys(f"word:{word}" for _, word, _ in find_tenses(tokens)),
        *_pairs("first", text[:8]),
        f"opening:{text[:2]}",
        f"opening:{text[:4]}",
        *_pairs("last", text[-6:]),
    )


def describe_number(
    sentence: Sentence, mention: Mention, binding: Binding, place: Place, frame: TaskFrame, own_frame: Frame
) -> list[str]:
    """The features of one number of a sentence; `own_frame` is that sentence's, which may not be its paragraph's."""
    at, end = sentence.place(mention)
    own = sentence.text[at:end]
    features = _describe_figure(own, mention, binding)
    features += [f"place:{flag}" for flag in sorted(place.flags)]
    features += [f"place of a class:{flag} {mention.unit_class}" for flag in sorted(place.flags)]
    features += _describe_frame(mention, binding, place, frame, own_frame, _count_decimals(own))
    features += _describe_around(sentence.tokens, at, end, mention, binding)
    return features


def _describe_figure(own: str, mention: Mention, binding: Binding) -> list[str]:
    op, unit_class = mention.op or binding.op, mention.unit_class
    decimals, digits = _count_decimals(own), _count_digits(own)
    size = len(str(int(mention.value))) if mention.value else 0
    features = [
        f"unit:{mention.unit}",
        f"class:{unit_class}",
        f"op:{op}",
        f"op after:{mention.op}",
        f"op before:{binding.op}",
        f"change:{binding.change}",
        f"per:{'有' if binding.per is not None or mention.per is not None else '无'}",
        f"verb:{binding.verb}",
        f"decimals:{decimals}",
        f"digits:{digits}",
        f"precision:{decimals} {digits} {unit_class}",
        f"range:{'是' if mention.value_max is not None else '否'}",
        f"base:{'有' if binding.base is not None else '无'}",
        f"class and op:{unit_class} {op}",
        f"class and change:{unit_class} {binding.change}",
        f"numerals:{'数字' if own[0].isdecimal() else '汉字'}",
        f"size:{size}",
        f"round:{'是' if mention.value and str(int(mention.value)).rstrip('0') in ('1', '2', '3', '5', '') else '否'}",
    ]
    if binding.per:
        features.append(f"base word:{binding.per[-1:]}")
    if not own[0].isdecimal():
        features.append(f"written:{own[:3]}")
    return features


def _describe_frame(
    mention: Mention, binding: Binding, place: Place, frame: TaskFrame, own: Frame, decimals: int
) -> list[str]:
    return [
        f"frame:{own}",
        f"frame and source:{own} {frame.source}",
        f"frame and class:{own} {mention.unit_class}",
        f"frame and op:{own} {mention.op or binding.op}",
        f"frame and tense:{own} {'past' in place.flags}",
        f"frame and decimals:{own} {decimals}",
        f"frame and grant:{own} {'benefit' in place.flags}",
        f"section year:{'有' if frame.year is not None else '无'}",
    ]


def _describe_around(tokens: Tokens, at: int, end: int, mention: Mention, binding: Binding) -> list[str]:
    """The words around a number: pairs of signs of its clause, the signs beside it, tense words."""
    text, start = tokens.text, binding.start
    clause = tokens.behind_last(CLAUSE, start)
    right = text[end : min(tokens.first_of(CLAUSE, end), end + RIGHT)]
    features = [
        *_pairs("left", text[max(clause, start - LEFT) : start]),
        f"beside:{text[max(0, start - 1) : start]}",
        f"beside:{text[max(0, start - 2) : start]}",
        f"beside:{text[max(0, start - 3) : start]}",
        f"beside:{text[max(0, start - 4) : start]}",
        f"marker:{text[start:at]}",
        f"clause opening:{text[clause : clause + 2]}",
        f"after:{text[end : end + 1]}",
        f"after:{text[end : end + 2]}",
        f"after:{text[end : end + 3]}",
        *_pairs("right", right),
        f"clause end:{right[-2:]}",
        f"distance:{_step(len(right))}",
        f"starts:{mention.unit_class if start == clause else '否'}",
        f"listed:{_step(text.count('、', clause, start))}",
        f"verb after:{_classify_verb(tokens, end)}",
        f"unit and after:{mention.unit}{text[end : end + 1]}",
    ]
    opened = text.rfind("（", 0, start)
    if opened > text.rfind("）", 0, start):
        features.append(f"bracket:{text[opened + 1 : opened + 3]}")
    tenses = [found for found in find_tenses(tokens) if found[0] < at]
    if tenses:
        place, word, tense = tenses[-1]
        features += [f"last tense word:{word}", f"last tense:{tense}"]
        if place >= clause:
            features += [f"clause tense word:{word}", f"clause tense:{tense}"]
    return features


def _classify_verb(tokens: Tokens, at: int) -> str:
    """The class of the verb that stands at a place, after a stop too; `无` where none does."""
    found = tokens.starting(_VERBS, at + tokens.text.startswith(("，", "、"), at))
    return found.role if found else "无"


def _pairs(kind: str, text: str) -> list[str]:
    """A text as pairs of neighbouring signs."""
    return [f"{kind}:{first}{second}" for first, second in pairwise(text)]


def _count_decimals(own: str) -> int:
    found = _DECIMALS.search(own)
    return len(found[1]) if found else 0


def _count_digits(own: str) -> int:
    """How many digits of a figure are not rounded away, up to five: 1287 → 4, 300 → 1, 58.90 → 4."""
    digits = "".join(filter(str.isdecimal, own)).lstrip("0")
    return min(len(digits if "." in own else digits.rstrip("0")), 5)


def _step(count: int) -> str:
    """A count in steps: `0`, `1`, `2`, `3`, `4—5`, `6—9`, `10—20`, `20以上`."""
    return _STEPS[count] if count < len(_STEPS) else "20以上"
