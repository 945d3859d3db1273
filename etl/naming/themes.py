"""A document's domain, then each task's and each target's policy theme within it, by the words of `tables/themes.tsv`.

In: title and task texts for the domain, one task's text for its theme; a target's name and sentence for its own. Out:
the theme's name and the word that decided, or `未分类` and None. The domain comes first, because words of vocational
education (教师, 实训, 培训) would capture the tasks of other documents. A word counts once a text, by its weight times
its length, and twice where it stands in the opening words; the theme with the most is the task's. A word of weight 0
only hides the shorter ones inside it (人民政府: 民政). A paragraph of a work report holds targets of many themes, so
that a target has its own: what its name says, else its clause, else its sentence, and only where none of these has a
telling word, its task's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from etl.lexicon.words import read_table, trie_pattern
from etl.schema import UNCLASSIFIED

VOCATIONAL, GENERAL = "职业教育", "综合"
OPENING = 24
"""Characters at the start of a task in which a word says most of what the task is about."""
TELLING = 2
"""The weight from which on a word tells the theme of a single target."""
CLAUSE_ENDS = "，；：。、"
FEWEST_TASKS = 2
"""Tasks with words of vocational education that a document needs at least: one alone says nothing of the document."""


def choose_domain(title: str, texts: Sequence[str]) -> str:
    """The domain of a document: `职业教育` where its title says so or most of its tasks use words of it, else `综合`.

    >>> choose_domain("某省职业教育创新发展行动计划", []), choose_domain("政府工作报告", ["新建中职学校3所。"])
    ('职业教育', '综合')
    """
    pattern = _domain_markers()
    if pattern.search(title):
        return VOCATIONAL
    hits = sum(pattern.search(text) is not None for text in texts)
    return VOCATIONAL if hits >= FEWEST_TASKS and 2 * hits > len(texts) else GENERAL


@lru_cache(maxsize=1 << 10)
def find_theme(text: str, domain: str) -> tuple[str, str | None]:
    """The theme of a task's text within a domain, and the word that decided.

    >>> find_theme("新建高标准农田30万亩，粮食产量稳定在80亿斤以上。", GENERAL)
    ('农业农村', '高标准农田')
    """
    pattern, words = _domain_words(domain)
    scores: dict[str, int] = {}
    best: dict[str, tuple[int, str]] = {}
    seen = set()
    for match in pattern.finditer(text):
        word = match[0]
        if word in seen:
            continue
        seen.add(word)
        theme, weight = words[word]
        if not weight:  # 人民政府 hides 民政
            continue
        score = weight * len(word) * (2 if match.start() < OPENING else 1)
        scores[theme] = scores.get(theme, 0) + score
        if theme not in best or score > best[theme][0]:
            best[theme] = (score, word)
    if not scores:
        return UNCLASSIFIED, None
    theme = max(scores, key=scores.__getitem__)
    return theme, best[theme][1]


def find_target_theme(
    indicator: str, sentence: str, place: tuple[int, int], task: tuple[str, str | None], domain: str
) -> tuple[str, str | None]:
    """The theme of one target, and the word that decided; `place` is where its words stand in its sentence.

    A word of weight 1 (城市, 补贴) tells nothing of a target that its task does not say better: it decides only where
    the task has no theme.

    >>> find_target_theme("老旧小区", "改造农村公路50公里、老旧小区8个。", (14, 16), ("交通运输", "农村公路"), GENERAL)
    ('城乡建设与住房', '老旧小区')
    """
    faint: tuple[str, str | None] = (UNCLASSIFIED, None)
    for text in (indicator, _clause_around(sentence, place), sentence):
        theme, word = find_theme(text, domain)
        if word is None:
            continue
        if _domain_words(domain)[1][word][1] >= TELLING:
            return theme, word
        faint = faint if faint[1] else (theme, word)
    return task if task[1] else faint


def _clause_around(sentence: str, place: tuple[int, int]) -> str:
    """The part of a sentence between its commas that holds a place."""
    start, end = place
    before = max(sentence.rfind(mark, 0, start) for mark in CLAUSE_ENDS) + 1
    after = [at for at in (sentence.find(mark, end) for mark in CLAUSE_ENDS) if at >= 0]
    return sentence[before : min(after, default=len(sentence))]


@cache
def _domain_markers() -> re.Pattern[str]:
    """Words that only documents on vocational education use throughout."""
    return re.compile(trie_pattern(word for word, domain in read_table("theme_domains") if domain == VOCATIONAL))


@cache
def _domain_words(domain: str) -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """One pattern of a domain's words, longest first, and each word's theme and weight."""
    words = {word: (theme, int(weight)) for of, theme, word, weight in read_table("themes") if of == domain}
    return re.compile(trie_pattern(words)), words
