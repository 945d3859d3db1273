"""Which label covers which numeral of a text: the conservation rule, applied to labels.

In: a text and its labels (quote, is it a ledger entry of reason `per`). Out: for each label the set of numeral
offsets that it claims, or None where no assignment exists. Labels carry no offsets, so a quote that stands twice in
the text is placed by search: every numeral must be claimed exactly once. A target's quote may reach over a numeral
only where a `per` label claims it (`每两月组织一次`).
"""

from __future__ import annotations

from dataclasses import dataclass

NUMERALS = frozenset(
    "0123456789０１２３４５６７８９〇零一二两三四五六七八九十百千万亿双半壹贰叁肆伍陆柒捌玖拾佰仟ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
)


MOST_STEPS = 20_000
"""After so many tries a text counts as one whose labels cannot share it out."""


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled mention: its exact words, and whether the ledger holds it as the base of another (`per`)."""

    quote: str
    is_per: bool = False


def numerals(text: str) -> str:
    """Keep the numerals of a text, in order.

    >>> numerals("到2025年建成双塔一座")
    '2025双一'
    """
    return "".join(c for c in text if c in NUMERALS)


def place_labels(text: str, labels: list[Label]) -> list[frozenset[int]] | None:
    """Find the numeral offsets that each label claims, in the labels' order; None where they cannot share the text out.

    >>> place_labels("每两月检查一次", [Label("每两月检查一次"), Label("每两月", True)])
    [frozenset({5}), frozenset({1})]
    >>> place_labels("新建3所、改建3所", [Label("3所")]) is None
    True
    """
    places = [i for i, c in enumerate(text) if c in NUMERALS]
    spots = [_occurrences(text, label.quote) for label in labels]
    search = _Search(text, labels, places, spots)
    if not search.claim(frozenset(range(len(labels)))):
        return None
    return [frozenset(p for p, n in search.owner.items() if n == label) for label in range(len(labels))]


class _Search:
    """Who claims which numeral; tries are undone where they lead nowhere."""

    def __init__(self, text: str, labels: list[Label], places: list[int], spots: list[list[range]]) -> None:
        self.text, self.labels, self.places, self.spots = text, labels, places, spots
        self.owner: dict[int, int] = {}
        self.steps = 0

    def claim(self, todo: frozenset[int]) -> bool:
        """Give the first unclaimed numeral to some label of `todo`, then the rest; undo and try the next if stuck."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            return False
        free = next((p for p in self.places if p not in self.owner), None)
        if free is None:
            return not todo
        tried: set[Label] = set()  # equal labels are interchangeable
        for n in sorted(todo, key=lambda n: (not self.labels[n].is_per, -len(self.labels[n].quote))):
            if self.labels[n] not in tried and self._try(n, free, todo - {n}):
                return True
            tried.add(self.labels[n])
        return False

    def _try(self, number: int, free: int, rest: frozenset[int]) -> bool:
        """Give a label one of its spots that holds the numeral `free`, then the rest."""
        for spot in self.spots[number]:
            inside = [p for p in spot if self.text[p] in NUMERALS]
            mine = [p for p in inside if p not in self.owner]
            if free not in mine or any(not self.labels[self.owner[p]].is_per for p in inside if p in self.owner):
                continue
            self.owner.update(dict.fromkeys(mine, number))
            if self.claim(rest):
                return True
            for p in mine:
                del self.owner[p]
        return False


def _occurrences(text: str, quote: str) -> list[range]:
    """Every span of the text that reads as the quote."""
    found, at = [], text.find(quote)
    while quote and at >= 0:
        found.append(range(at, at + len(quote)))
        at = text.find(quote, at + 1)
    return found


def place_loosely(text: str, labels: list[Label]) -> list[frozenset[int]]:
    """Numerals for the labels of a text that they do not share out: the rarest and longest quotes first, each once.

    >>> place_loosely("新建3所、改建3所", [Label("改建3所")])
    [frozenset({7})]
    """
    spots = [_occurrences(text, label.quote) for label in labels]
    taken: set[int] = set()
    placed: list[frozenset[int]] = [frozenset()] * len(labels)
    for number in sorted(range(len(labels)), key=lambda n: (len(spots[n]), -len(labels[n].quote))):
        for spot in spots[number]:
            own = frozenset(place for place in spot if text[place] in NUMERALS)
            if own and not own & taken:
                placed[number] = own
                taken |= own
                break
    return placed
