"""Where a sentence stands in time and in law: what its document, its section and its own words say.

In: a document, a task, a sentence. Out: flags and the past or future of each place in the sentence. A work report tells what
was done and what will be done with the same verbs; tense words, years, headings and titles decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.model import Document, Mention, Task

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”’）]?|[。！？\n]")
_LEGAL_TITLE = re.compile(r"办法|条例|规定|细则|规则|准则|决定/命令")
_LEGAL_HEAD = re.compile(r"^\s*第[一二三四五六七八九十百零\d]+条")
_PAST_TITLE = re.compile(r"办结|兑现|执行情况|完成情况|小结|总结|进展|推进情况|进度|落实情况|公报|通报|成效")
_PAST_SECTION = re.compile(r"回顾|工作情况|总结|成效|成绩|取得的|现状|基础|回眸|完成情况|过去")
_FUTURE_SECTION = re.compile(r"目标|今年|安排|任务|打算|展望|思路|计划")
_CUES = re.compile(
    r"(?P<past>(?<!业)已(?!婚|知|有的)|(?<![为解临])(?<!安排)(?<!部署)(?<!提出)(?<!明确)(?<!设定)(?<!制定)(?<!计划)了(?!解|然|如|望)|同比(?:增长|下降|提高|增加|减少|上升|净增)|连续[\d一二三四五六七八九十]+年(?:稳定|保持|居|位居|获|增长|超过|名列|实现|全)|去年|过去[一二三四五两几\d]*年?|[今本]年以来|年来|年以来|(?<!项)(?<!条)目前|现有|迄今|截至目前|截至\d+月|超额完成|取得了|取得[^，。；]{0,16}(?:成绩|战绩|奖|突破|冠军|成效)|高分通过"
    r"|荣获|荣膺|获评(?!为)|为计划的|遭受|受灾|直接经济损失|圆满完成|顺利完成|名列|创历史|历史最好|远超|屡创|均已|全部建成投用|大体完成|均在施工|成功举办|成功创建|预计实现（下同）|发展壮大|突破性进展|大幅提升|居全国第|正式施行|超预期)"
    r"|(?P<weak>累计)"
    r"|(?P<future>将(?!军|来|领|士|近)|力争|争取|确保|计划(?!生育|单列|的|数|外|为|完成率)|预计(?!实现（)|拟(?!任)|(?<![主重需必首紧扼纲摘概])要(?!求|素|点|件|闻|道|么)|目标(?!任务的)|年底前|年内|年末前|今年(?!以来)|新一年|明年|下一步|到“?十[四五六]五”?末|不少于|不低于|须|应当|加快|推进|推动|努力|支持|鼓励|对.{1,20}的，)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a task: its text is `task text[start:end]`, its mentions have offsets into the task's text."""

    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document says of all its sentences. `year` is the year of publication, None where it is not known."""

    year: int | None
    legal: bool
    past: bool
    report: bool


def read_setting(document: Document, task: Task) -> Setting:
    """The setting of a task, from its document's title and date and from its own heading."""
    year = int(document.published[:4]) if document.published and document.published[:4].isdigit() else None
    section = task.section or ""
    past = bool(_PAST_TITLE.search(document.title))
    if section:
        if _PAST_SECTION.search(section):
            past = True
        elif _FUTURE_SECTION.search(section):
            past = False
    legal = bool(_LEGAL_TITLE.search(document.title)) or bool(_LEGAL_HEAD.match(task.text))
    return Setting(year, legal, past, "报告" in document.title or "报道" in document.title)


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
            sentences.append(Sentence(start, end, text[start:end], mentions[first:taken]))
        start = end
    return sentences


LONGEST = 1200
"""Characters after which a sentence is cut before its next mention: no policy writes one so long, and its numbers are
compared with each other, so the time stays linear in the text."""


def _ends(text: str, mentions: tuple[Mention, ...]) -> Iterator[int]:
    """Where sentences end: at a stop outside every mention, and before a mention after LONGEST characters."""
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


_CUE_STARTS = re.compile(
    "[已了同连去过今本年以目现迄截超取荣顺圆名创历屡均大全成发突正累将力争确计预拟要明新下到不须应加推努支鼓对为遭受直远居]"
)


_GOAL_WORDS = re.compile("不少于|不低于|不超过|力争|确保|突破|控制在")
_REVIEW = re.compile(r"^[^，。；]{0,6}过去(?:的)?[一二三四五几\d]年|^(?:一年来|五年来|回顾|去年以来)")
_TURN = re.compile(r"今年(?!以来)|明年|新的一年|今后|未来|下一步|展望|到\d{4}年")


def turn(setting: Setting, sentence_text: str, document_past: bool) -> Setting:
    """The setting of the sentences from here on: a review (`过去一年，…`) lasts until the text turns to what is to come."""
    if _REVIEW.search(sentence_text):
        return replace(setting, past=True)
    if setting.past and not document_past and _TURN.search(sentence_text):
        return replace(setting, past=False)
    return setting


def past_places(sentence: Sentence, setting: Setting) -> list[bool]:
    """For each mention of the sentence, whether what stands there has already happened.

    The last cue before it decides; where there is none, a past cue after it, then the document's own time. A year before
    publication is a past cue, a later one a cue of the future; a base year (`比2015年`) is neither.
    """
    cues: list[tuple[int, bool]] = []
    weak_past = setting.past or setting.report
    for start in _CUE_STARTS.finditer(sentence.text):
        cue = _CUES.match(sentence.text, start.start())
        if cue is None:
            continue
        if cue["past"] or (cue["weak"] and weak_past):
            cues.append((cue.start(), True))
        elif cue["future"]:
            cues.append((cue.start(), False))
    if setting.year is not None:
        for mention in sentence.mentions:
            date = mention.date
            if (
                date is None
                or date.kind == "from"
                or is_base_date(sentence, mention)
                or is_attributive(sentence, mention)
            ):
                continue
            if date.year is not None and (date.year != setting.year or (date.kind == "by" and not date.span)):
                cues.append((mention.start - sentence.start, date.year < setting.year))
            elif date.year is None and date.kind == "by" and not date.span and date.month:
                cues.append((mention.start - sentence.start, False))
    cues.sort()
    has_future = any(not past for _, past in cues)
    has_past = any(past for _, past in cues)
    marked = any(m.op in (">=", "≈") for m in sentence.mentions if m.sort == "number") or bool(
        _GOAL_WORDS.search(sentence.text)
    )
    default = (has_past and not has_future) or (setting.past and not marked)
    places = []
    for mention in sentence.mentions:
        if mention.sort == "word":
            places.append(False)
            continue
        at = mention.start - sentence.start
        before = [past for place, past in cues if place <= at]
        after = [past for place, past in cues if at < place <= at + len(mention.found) + 12]
        places.append(
            before[-1] if before else default or (bool(after) and after[0] and _same_clause(sentence, mention, cues))
        )
    return places


def _same_clause(sentence: Sentence, mention: Mention, cues: list[tuple[int, bool]]) -> bool:
    at = mention.end - sentence.start
    later = [place for place, past in cues if past and place >= at]
    return bool(later) and not re.search(r"[；。]", sentence.text[at : later[0]])


_BASE_LEFT = re.compile(r"(?:比|较|与|以|相比|参照|按照?(?:不高于)?|对照|根据|依据|自|从|为)\s?$")
_BASE_RIGHT = re.compile(
    r"\s?(?:相比|的?基础上?|[^，。；]{0,12}?为?(?:基数|基准|基期)|的?\d|水平|同期|以来|版|收费|的[^，。]{1,8}(?:一年|之年)|是|届|春季|秋季|第|年初)"
)
_ATTRIBUTIVE_LEFT = re.compile(
    r"(?:完成|启动|发布|落实|安排|实施|推进|确定|下达|修订|公布|执行|印发|编制|做好|通过|的|《|》|以|将|申报|开展|组织|确保|保障|实现|国家|省级?|市级?|年度)\s?$"
)


def is_base_date(sentence: Sentence, mention: Mention) -> bool:
    """Whether a date is only compared with, or names another document or edition: it governs nothing."""
    date = mention.date
    if date is None or (date.kind in ("by", "from") and not date.span):
        return False
    if sentence.text[mention.start - sentence.start] in "从自":
        return True
    left = sentence.text[max(0, mention.start - sentence.start - 8) : mention.start - sentence.start]
    right = sentence.text[mention.end - sentence.start : mention.end - sentence.start + 20]
    return bool(_BASE_LEFT.search(left) or _BASE_RIGHT.match(right))


def is_attributive(sentence: Sentence, mention: Mention) -> bool:
    """Whether a bare year only belongs to the noun that follows it: `完成2024年度储备林项目`."""
    date = mention.date
    if date is None:
        return False
    if date.kind == "by" and re.match(
        r"(?:建成|建造|投用|成立|注册|出生|开工)?的(?!目标)", sentence.text[mention.end - sentence.start :]
    ):
        return True  # 2000年以前建成的老旧小区
    if not date.attributive or date.month:
        return False
    left = sentence.text[max(0, mention.start - sentence.start - 4) : mention.start - sentence.start]
    right = sentence.text[mention.end - sentence.start : mention.end - sentence.start + 1]
    return right != "，" and bool(_ATTRIBUTIVE_LEFT.search(left))
