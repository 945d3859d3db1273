"""From text to mentions: every numeral lies in exactly one, and nothing is judged yet.

In: the folded text of a task. Out: `Mention`s in order, each a number expression with its magnitude, unit and
right-hand marker, a date, a reference, an ordinal, or a word or name that merely holds numerals. At each numeral the
readers are asked in their order and the first that knows it takes it; of a word of the table, a number and the shape of
a name the longest is taken, and of two equally long the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from etl.lexicon.numerals import NUMERAL, NUMERALS
from etl.lexicon.tokens import Tokens, words_of
from etl.lexing.dates import DateReading, find_date
from etl.lexing.model import Mention
from etl.lexing.names import (
    FIRST_SHAPES,
    QUOTED,
    SHAPES,
    find_shapes,
    names_a_noun,
    read_code,
    read_head,
    read_project_size,
    read_quoted,
    read_reference,
    read_standard,
    read_word,
)
from etl.lexing.numbers import CHINESE, NUMBER, read_number

_LONG_RUN = re.compile(rf"\d{{20,}}|[{CHINESE}]{{20,}}")
_MONTHLY = words_of("date", "of a month")
_ENDS_DAY = words_of("date", "before", "from")
_DAY_OF_MONTH = re.compile(r"\d{1,2}日(?:至\d{1,2}日)?")


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every mention of the folded text, in order; none overlap."""
    if not NUMERAL.search(text):
        return ()
    mentions: list[Mention] = []
    passed = 0
    quoted = [found.span() for found in QUOTED.finditer(text)] if "“" in text or "《" in text or '"' in text else []
    low, tokens = 0, Tokens(text)
    while numeral := NUMERAL.search(text, low):
        at = numeral.start()
        while passed < len(quoted) and quoted[passed][1] <= at:
            passed += 1
        span = quoted[passed] if passed < len(quoted) and quoted[passed][0] < at else None
        mention = _read(tokens, at, low, span)
        mentions.append(mention)
        low = max(mention.end, at + 1)
    return tuple(mentions)


def _read(tokens: Tokens, at: int, low: int, quoted: tuple[int, int] | None) -> Mention:
    """The mention of the numeral at `at`; it begins not before `low`. `quoted` is the quotation that holds it."""
    text = tokens.text
    if text[at + 19 : at + 20] in NUMERALS and (
        run := _LONG_RUN.match(text, at)
    ):  # no number of a policy is so long: a code, or noise
        return Mention("word", at, run.end(), "long run", reason="name")
    if quoted and (name := read_quoted(tokens, at, low, quoted)):
        return name
    for reader in _READERS:
        if mention := reader(tokens, at, low):
            return mention
    return Mention("word", at, at + 1, "numeral in a word", reason="idiom")


def _read_date(tokens: Tokens, at: int, low: int) -> Mention | None:
    """A date with its leading words."""
    date = find_date(tokens, at)
    return Mention("date", max(low, date.start), date.end, "date", date=date) if date else None


def _read_day_of_month(tokens: Tokens, at: int, _low: int) -> Mention | None:
    """A day of every month (`每月15日前`): a date that never falls due."""
    day = _DAY_OF_MONTH.match(tokens.text, at)
    if not day or not tokens.ending(_MONTHLY, at):
        return None
    ends = tokens.starting(_ENDS_DAY, day.end())
    if not ends and "至" not in day[0]:
        return None
    end = ends.end if ends else day.end()
    return Mention("date", at, end, "day of each month", date=DateReading(at, end, None, None, None, None))


def _read_first_shape(tokens: Tokens, at: int, _low: int) -> Mention | None:
    """A shape that comes before words and numbers: a grade, a size class, `一村` before a number."""
    return next(find_shapes(FIRST_SHAPES, tokens, at), None)


def _read_longest(tokens: Tokens, at: int, low: int) -> Mention | None:
    """A word of the table, the shape of a name, or a number, whichever is longest."""
    word = read_word(tokens, at, low)
    if word and word.start < at and not _goes_on(tokens.text, at, word.end):  # 统一分类 is no 一分
        return word
    number = read_number(tokens, at, low)
    if word and (not number or word.end >= number.end):
        return word
    for name in find_shapes(SHAPES, tokens, at):
        if not number or name.end > number.end or name.found == "big":
            return name
    if number and names_a_noun(tokens, number):
        return Mention("word", number.start, number.end, "numeral before a noun", reason="name")
    return number


def _goes_on(text: str, at: int, end: int) -> bool:
    """Whether the run of numerals that begins at `at` reaches beyond `end`."""
    run = NUMBER.match(text, at)
    return run is not None and run.end() > end


_READERS: tuple[Callable[[Tokens, int, int], Mention | None], ...] = (
    read_reference,
    read_head,
    _read_date,
    read_standard,
    _read_day_of_month,
    read_code,
    read_project_size,
    _read_first_shape,
    _read_longest,
)
