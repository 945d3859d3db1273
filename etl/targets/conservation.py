"""Conservation: every numeral of a task's text lies in exactly one mention, and every mention gives exactly one row.

What comes in is a task's text and the rows made from it, as the extractor hands them over or as the tables hold them.
What goes out is the list of breaches in words, empty where all is well. Numerals are counted here from the text alone,
with a definition of their own, so that an extractor that overlooks one cannot hide it. Linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.targets.model import Entry, Target, TaskReading

NUMERAL = re.compile("[0-9\uff10-\uff19〇零一二两三四五六七八九十百千万亿双半壹贰叁肆伍陆柒捌玖拾佰仟\u2160-\u216b]")
"""One numeral: a character that may count something. No exceptions: `统一`, `零售` and `PM2.5` hold numerals."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One row's hold on the text: its span, and whether it may share it.

    `repeats`: a target with a `per`, whose quote may reach over the mention of its own base (`每两月至少一次` over
    `每两月`). `is_base`: the ledger entry of such a base.
    """

    start: int
    end: int
    quote: str
    repeats: bool = False
    is_base: bool = False


def find_reading_breaches(text: str, reading: TaskReading) -> list[str]:
    """Breaches of one task's reading: those of its spans, then of the numerals and sentences that its mentions name."""
    mentions: list[Target | Entry] = [*reading.targets, *reading.ledger]
    claims = [claim_target(row.start, row.end, row.quote, row.per) for row in reading.targets]
    claims += [claim_entry(row.start, row.end, row.quote, row.reason) for row in reading.ledger]
    owned, breaches = assign_numerals(text, claims)
    if breaches:
        return breaches
    for mention, numerals in zip(mentions, owned, strict=True):
        breaches += _find_mention_breaches(text, mention, numerals)
    return breaches


def claim_target(start: int, end: int, quote: str, per: str | None) -> Claim:
    """The claim of a row of the targets table."""
    return Claim(start, end, quote, repeats=per is not None)


def claim_entry(start: int, end: int, quote: str, reason: str) -> Claim:
    """The claim of a row of the ledger."""
    return Claim(start, end, quote, is_base=reason == "per")


def assign_numerals(text: str, claims: Sequence[Claim]) -> tuple[list[list[int]], list[str]]:
    """The offsets of the numerals that each claim owns (in the claims' order), and the breaches in words.

    >>> base, target = Claim(0, 3, "每两月", is_base=True), Claim(0, 7, "每两月至少一次", repeats=True)
    >>> assign_numerals("每两月至少一次", [target, base])
    ([[5], [1]], [])
    """
    numerals = [match.start() for match in NUMERAL.finditer(text)]
    owner: dict[int, int] = {}
    owned: list[list[int]] = [[] for _ in claims]
    breaches = []
    for number in _bases_first(claims):
        claim = claims[number]
        if not 0 <= claim.start < claim.end <= len(text) or text[claim.start : claim.end] != claim.quote:
            breaches.append(f"quote {claim.quote!r} does not stand at {claim.start}:{claim.end}")
            continue
        for at in numerals[bisect_left(numerals, claim.start) : bisect_left(numerals, claim.end)]:
            other = owner.setdefault(at, number)
            if other == number:
                owned[number].append(at)
            elif not (claim.repeats and claims[other].is_base):
                breaches.append(f"{_point(text, at)} is in two mentions, {claims[other].quote!r} and {claim.quote!r}")
        if not owned[number]:
            breaches.append(f"mention {claim.quote!r} at {claim.start} has no numeral of its own")
    breaches += [f"{_point(text, at)} is in no mention" for at in numerals if at not in owner]
    return owned, breaches


def _bases_first(claims: Sequence[Claim]) -> Iterable[int]:
    """The claims' numbers, bases of repeated numbers first: a numeral inside one is theirs alone."""
    return sorted(range(len(claims)), key=lambda number: not claims[number].is_base)


def _find_mention_breaches(text: str, mention: Target | Entry, numerals: list[int]) -> Iterable[str]:
    """Where a mention's own account of its numerals and its sentence differs from the text."""
    if list(mention.numerals) != numerals or mention.anchor != numerals[0]:
        yield (
            f"mention {mention.quote!r} names the numerals {list(mention.numerals)} from {mention.anchor} on, "
            f"its span holds {numerals}"
        )
    sentence_end = mention.sentence_start + len(mention.sentence)
    if text[mention.sentence_start : sentence_end] != mention.sentence or mention.sentence_start < 0:
        yield f"sentence {mention.sentence[:20]!r} does not stand at {mention.sentence_start}"
    elif not mention.sentence_start <= mention.start < mention.end <= sentence_end:
        yield f"mention {mention.quote!r} at {mention.start} reaches out of its sentence {mention.sentence[:20]!r}"


def _point(text: str, at: int) -> str:
    """A numeral with its place and what stands around it."""
    return f"numeral {text[at]!r} at {at} ({text[max(at - 8, 0) : at + 9]!r})"
