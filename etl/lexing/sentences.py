"""The sentences of a text, each with its mentions and its tokens: what all later stages read.

In: a folded text with its mentions. Out: `Sentence`s. A sentence ends at `。！？` or a line break, never inside a
mention; one that does not end is cut, so that the time of what reads it stays linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.lexicon.folding import for_matching
from etl.lexicon.tokens import Tokens, signs
from etl.lexicon.words import role_patterns, roles, trie_pattern
from etl.lexing.mentions import find_mentions
from etl.lexing.model import Mention

DUTY_BRACKET = rf"（(?=[^（）\n]*\d)[^（）\n]*{trie_pattern(roles('due')['duty'])}[^（）\n]*）"
"""A bracket behind a sentence that says who does it by when: it speaks of that sentence."""

LONGEST = 1200
"""Characters after which a sentence is cut before its next mention: no policy writes one so long, and its numbers are
compared with each other, so the time stays linear in the text."""

LONGEST_BARE = 10 * LONGEST
"""Characters after which a sentence is cut wherever it stands, but within no mention: each of its numbers looks at what
stands around it, up to the sentence's end."""

_SENTENCE = re.compile(rf"[^。！？\n]{{1,{LONGEST_BARE}}}(?:[。！？]?[”’）]?(?:(?<=。){DUTY_BRACKET})?)|[。！？\n]")
CLAUSE, PART = signs("，；：。！？\n"), signs("；：。！？\n")
"""What ends a clause, and what ends the part of a sentence that a word may speak for."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a task: its text is `task text[start:end]`, its mentions have offsets into the task's text."""

    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]
    tokens: Tokens

    def place(self, mention: Mention) -> tuple[int, int]:
        """Where one of its mentions stands in its text."""
        return mention.start - self.start, mention.end - self.start


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of a task's text that hold mentions, in order.

    >>> [sentence.text for sentence in read_sentences("一是规划。建设50所学校。抓好落实。")]
    ['一是规划。', '建设50所学校。']
    """
    folded = for_matching(text)
    return find_sentences(folded, find_mentions(folded))


def find_sentences(text: str, mentions: tuple[Mention, ...]) -> list[Sentence]:
    """The sentences of a folded text that hold mentions; a sentence ends at `。！？` or a line break.

    A stop inside a mention does not end one, and a list head (`1.`) begins one.
    """
    sentences: list[Sentence] = []
    start = taken = 0
    for end in _ends(text, mentions):
        first = taken
        while taken < len(mentions) and mentions[taken].start < end:
            taken += 1
        if taken > first:
            own = text[start:end]
            sentences.append(Sentence(start, end, own, mentions[first:taken], Tokens(own)))
        start = end
    return sentences


def _ends(text: str, mentions: tuple[Mention, ...]) -> Iterator[int]:
    """Where sentences end: at a stop outside every mention, before a mention after LONGEST, else after LONGEST_BARE."""
    start = place = 0
    for found in _SENTENCE.finditer(text):
        end = found.end()
        while place < len(mentions) and mentions[place].end <= end:
            if mentions[place].start - start > LONGEST:
                start = mentions[place].start
                yield start
            place += 1
        if place < len(mentions) and mentions[place].start < end:
            continue
        start = end
        yield end
    if start < len(text):
        yield len(text)


_LIST_SIGN = re.compile("、|和|及|与|或")
_CLAUSE_SIGN = re.compile("[，；。：]")
_OF_WHICH = re.compile(rf"[，（；]\s?{role_patterns('number')['of which']}")


def is_listed(between: str) -> bool:
    """Whether the words between two numbers make them members of one list.

    >>> is_listed("门课程、"), is_listed("个，培训")
    (True, False)
    """
    return _LIST_SIGN.search(between) is not None and _CLAUSE_SIGN.search(between) is None


def is_part(between: str) -> bool:
    """Whether the words between two numbers make the second a part of the first: `，其中`."""
    return _OF_WHICH.match(between) is not None
