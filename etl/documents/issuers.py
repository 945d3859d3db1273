"""Who issued a document: its red head, the offices named in its title, its signature, the speaker of a report.

In: the head and tail paragraphs. Out: the issuers as one text, several joined by `、`, and the paragraphs that name
them, which are no tasks. Only names that end like an office count (`etl/lexicon/tables/office_endings.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.documents.blocks import Paragraph
from etl.documents.frame import is_site_line
from etl.documents.headings import MARKS, NUMBER
from etl.documents.regions import PLACE_AT, PLACES
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, words_by_class
from etl.offices.duties import SEPARATORS, looks_like_offices
from etl.offices.names import HAN, OFFICES, PHRASES

LONGEST_ISSUER = 80
MOST_SIGNERS = 12
WORDS, SAID = class_patterns("document_words"), words_by_class("document_words")
(PAPER,), (COUNCIL,), (GOVERNMENT,) = SAID["paper"], SAID["council"], SAID["government"]
ABOUT = re.compile(f"(.{{2,80}}?)(?:{WORDS['about']}|{WORDS['issue']})", re.DOTALL)
NEXT_GOVERNMENT = re.compile(rf"(?<=[委会室])(?={PLACES}{GOVERNMENT})")
"""Where a committee's name ends and its government's begins, without a blank: `中共云溪市委云溪市人民政府`."""

ASSEMBLY = re.compile(rf"在({PLACES})?第{NUMBER}届{WORDS['congress']}")
SPEAKER = re.compile(rf"({COUNCIL}|(?:{PLACES})?)(?:{GOVERNMENT})?代?理?{PHRASES['governor']}[{HAN}]{{2,4}}")
HEAD_OF_OFFICE = re.compile(rf"([{HAN}]{{4,24}}(?:{OFFICES['short_ending']}|院)){PHRASES['title']}[{HAN}]{{2,4}}")
REPORT = re.compile(rf"(?:\d{{4}}年)?({PLACES}){WORDS['report']}")
ORGAN = re.compile(rf"{class_patterns('site_lines')['organ']}[:：】] ?([^ :：]{{4,40}}?)(?= |$|[{HAN}]{{2,6}}[:：])")


def read_letterhead(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The offices of the red head, which stand above the title; the word 文件 may stand below or beside them."""
    lines = [(index, squeeze(paragraph.text)) for index, paragraph in enumerate(paragraphs)]
    lines = [(index, text) for index, text in lines if not is_site_line(text)]
    group = [(index, text) for index, text in lines if _is_head(text)]
    taken.update(index for index, _ in group)
    names = [name for _, text in group for name in _parted(_without_paper(text))]
    return join_issuers(names) or None


def _without_paper(text: str) -> str:
    """A line of the red head without the word 文件."""
    return text.removeprefix(PAPER).removesuffix(PAPER)


def _is_head(text: str) -> bool:
    """Whether a line above the title names offices, 文件 aside."""
    name = _without_paper(text)
    return not name or (len(name) <= LONGEST_ISSUER and looks_like_offices(name, only_strong=True))


def issuers_of_title(lines: list[str]) -> str | None:
    """The offices that a title begins with (`甲局 乙局关于印发…的通知`); `lines` are its lines as they stand.

    >>> issuers_of_title(["云溪市发展改革委 云溪市财政局", "关于印发某方案的通知"])
    '云溪市发展改革委、云溪市财政局'
    >>> issuers_of_title(["云溪市教育局云溪市财政局关于印发某方案的通知"])
    '云溪市教育局、云溪市财政局'
    """
    match = ABOUT.match("\n".join(lines))
    names = _parted(match[1]) if match and (MARKS | {"《"}).isdisjoint(match[1]) else []
    if not names or not all(looks_like_offices(name) for name in names):
        return None
    return join_issuers(names)


def _parted(text: str) -> list[str]:
    """Offices that only blanks part, or the place that each begins with."""
    names = SEPARATORS.split(text.strip())
    place = PLACE_AT.match(names[0])
    if len(names) == 1 and place:
        names = [f"{place[0]}{name}" for name in names[0].split(place[0])[1:]]
    if len(names) > 1 and not all(looks_like_offices(name, only_strong=True) for name in names):
        return ["".join(names)]
    return names


def read_signers(texts: list[str], at: int) -> list[int]:
    """The lines right above line `at`, a date, that name offices and nothing else; top first."""
    first = at
    while first > 0 and at - first < MOST_SIGNERS:
        above = texts[first - 1]
        if not (0 < len(above) <= LONGEST_ISSUER and looks_like_offices(above, only_strong=True)):
            break
        first -= 1
    return list(range(first, at))


def read_report_issuer(title: str | None, paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The government that a work report speaks for, or the office that gives it; the speaker's line is no task."""
    issuer = office = below = None
    for index, paragraph in enumerate(paragraphs):
        text = squeeze(paragraph.text)
        speaker, assembly, head = SPEAKER.fullmatch(text), ASSEMBLY.search(text), HEAD_OF_OFFICE.fullmatch(text)
        if head or (index == below and looks_like_offices(text, only_strong=True)):
            taken.add(index)
            office = head[1] if head else text
        if speaker:
            taken.add(index)
            issuer = issuer or _government(speaker[1])
        elif assembly and len(text) < LONGEST_ISSUER:
            taken.add(index)
            issuer = issuer or _government(assembly[1] or COUNCIL)
            below = index + 1 if assembly[1] else below
    if title is None or not any(word in title for word in SAID["report"]):
        return office
    named = REPORT.match(squeeze(title))
    return _government(named[1]) if named else issuer


def _government(place: str | None) -> str | None:
    """The government of a place; the State Council is its own."""
    return place if not place or place == COUNCIL else f"{place}{GOVERNMENT}"


def read_organ(texts: list[str]) -> str | None:
    """The office that a site's line gives as the document's: `发布机构：云溪市教育局`."""
    found = (match[1] for text in texts if (match := ORGAN.search(text)))
    return next((name for name in found if looks_like_offices(name, only_strong=True)), None)


def join_issuers(names: Iterable[str]) -> str:
    """Several issuers as one text, each once.

    >>> join_issuers(["中共云溪市委云溪市人民政府"])
    '中共云溪市委、云溪市人民政府'
    """
    return "、".join(dict.fromkeys(part for name in names if name for part in NEXT_GOVERNMENT.split(name)))
