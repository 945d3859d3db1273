"""Who issued a document: its red head, the offices named in its title, its signature, the speaker of a report.

In: the head and tail paragraphs. Out: the issuers as one text, several joined by `、`, and the paragraphs that name
them, which are no tasks. Only names that end like an office count (`etl/lexicon/tables/office_endings.tsv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.documents.blocks import Paragraph
from etl.documents.frame import is_site_line
from etl.documents.regions import PLACE, PLACES
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns
from etl.offices.duties import looks_like_offices
from etl.offices.names import OFFICES, PHRASES

LONGEST_ISSUER = 80
MOST_SIGNERS = 12
LETTERHEAD_WORD = re.compile("^文件|文件$")
ABOUT = re.compile(f"^(.{{2,80}}?)(?:关于|{class_patterns('document_words')['issue']})", re.DOTALL)
NEXT_GOVERNMENT = re.compile(rf"(?<=[委会室])(?={PLACES}人民政府)")
"""Where a committee's name ends and its government's begins, without a blank: `中共云溪市委云溪市人民政府`."""

NOT_WITHOUT = re.compile("[，。；：《》]")
ASSEMBLY = re.compile(rf"在({PLACES})第[一二三四五六七八九十百\d]+届人民代表大会")
NATIONAL_ASSEMBLY = re.compile("在第[一二三四五六七八九十百]+届全国人民代表大会")
SPEAKER = re.compile(rf"({PLACES})?(?:人民政府)?(?:代理?)?{PHRASES['governor']}[\u4e00-\u9fff]{{2,4}}")
HEAD_OF_OFFICE = re.compile(
    rf"([\u4e00-\u9fff]{{4,24}}(?:{OFFICES['short_ending']}|院)){PHRASES['title']}[\u4e00-\u9fff]{{2,4}}"
)
PREMIER = re.compile("国务院总理[\u4e00-\u9fff]{2,4}")
ORGAN = re.compile(
    rf"{class_patterns('site_lines')['organ']}[:：】] ?([^ :：]{{4,40}}?)(?= |$|[\u4e00-\u9fff]{{2,6}}[:：])"
)


def read_letterhead(paragraphs: list[Paragraph], taken: set[int]) -> str | None:
    """The offices of the red head, which stand above the title; the word 文件 may stand below or beside them."""
    lines = [(index, squeeze(paragraph.text)) for index, paragraph in enumerate(paragraphs)]
    lines = [(index, text) for index, text in lines if not is_site_line(text)]
    group = [(index, text) for index, text in lines if _is_head(text)]
    taken.update(index for index, _ in group)
    names = [name for _, text in group for name in _parted(LETTERHEAD_WORD.sub("", text))]
    return join_issuers(names) or None


def _is_head(text: str) -> bool:
    """Whether a line above the title names offices, 文件 aside."""
    name = LETTERHEAD_WORD.sub("", text)
    return not name or (len(name) <= LONGEST_ISSUER and looks_like_offices(name, only_strong=True))


def issuers_of_title(lines: list[str]) -> str | None:
    """The offices that a title begins with (`甲局 乙局关于印发…的通知`); `lines` are its lines as they stand.

    >>> issuers_of_title(["云溪市发展改革委 云溪市财政局", "关于印发某方案的通知"])
    '云溪市发展改革委、云溪市财政局'
    >>> issuers_of_title(["云溪市教育局云溪市财政局关于印发某方案的通知"])
    '云溪市教育局、云溪市财政局'
    """
    match = ABOUT.match("\n".join(lines))
    names = _parted(match[1]) if match and not NOT_WITHOUT.search(match[1]) else []
    if not names or not all(looks_like_offices(name) for name in names):
        return None
    return join_issuers(names)


def _parted(text: str) -> list[str]:
    """Offices that only blanks part, or the place that each begins with."""
    names = re.split(r"[\s、]+", text.strip())
    place = re.match(PLACE, names[0])
    if len(names) == 1 and place:
        names = re.split(f"(?<=.)(?={re.escape(place[0])})", names[0])
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
        if PREMIER.fullmatch(text) or (NATIONAL_ASSEMBLY.search(text) and len(text) < LONGEST_ISSUER):
            taken.add(index)
            issuer = issuer or "国务院"
        elif speaker:
            taken.add(index)
            issuer = issuer or (f"{speaker[1]}人民政府" if speaker[1] else None)
        elif assembly and len(text) < LONGEST_ISSUER:
            taken.add(index)
            issuer = issuer or f"{assembly[1]}人民政府"
            below = index + 1
    if title is None or "政府工作报告" not in title:
        return office
    named = re.match(rf"(?:\d{{4}}年)?({PLACES})(?:人民)?(?:政府)工作报告", squeeze(title))
    return f"{named[1]}人民政府" if named else issuer


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
