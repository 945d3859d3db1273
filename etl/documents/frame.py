"""The frame of an official document: what stands around its text and is no task.

Release notes, lists of annexes, addressees, page numbers, lines that a web site or a legal database adds
(发布时间, 来源, 打印; their words stand in `etl/lexicon/tables/site_lines.tsv`), and the sentence of a cover that only
says that a plan is issued.
"""

from __future__ import annotations

import re
from functools import cache

from etl.documents.dates import DATE_LINE, NUMERIC_DAY, arabic_dates
from etl.documents.headings import STOPS, read_marker
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, words_by_class
from etl.offices.names import HAN

WORDS = class_patterns("document_words")
ANNEX = re.compile(rf"{WORDS['annex']}\s*[\d一二三四五六七八九十]*[:：]?")
ADDRESSEE = re.compile(f"(?=.*{WORDS['addressed']})[^。；！]{{2,250}}[:：]$")
ISSUED_LINE = re.compile(rf".{{2,40}}?(\d{{4}}年\d{{1,2}}月\d{{1,2}}日){WORDS['issue']}")
FRAME_LINE = re.compile(
    rf"[（(]{WORDS['release']}.*[)）]|[（(]{WORDS['draft']}[)）]|{WORDS['hereby']}[。.]?|{WORDS['closing']}[:：].*|目\s*录"
    rf"|{WORDS['urgent']}?{WORDS['paper']}"
    r"|[（(〔\[]?\d{4}[〕\])）]?年?(?:第 ?\d{1,3} ?期|第? ?\d{1,3} ?号)|[（(]?第 ?\d{1,3} ?期[)）]?"
    rf"|{NUMERIC_DAY}(?: *\d{{1,2}}(?:[:：]\d{{2}}){{1,2}}| *\d{{1,2}}[时点]\d{{1,2}}分?)?"
)
"""A note on the paper, the number of minutes or a bulletin (`〔2026〕8号`, `第3期`), a site's day with its hour."""

LEADER_LENGTH = 60
LEADER = re.compile(r"(?:[.…·．]{3,}|\s{3,})\s*\d{1,4}$")
PAGE_NUMBER = re.compile(
    r"[-—–－·~]+ ?\d{1,4} ?[-—–－·~]+"
    r"|第 ?\d{1,4} ?页(?:[,，/ ]*共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}"
)
SPLIT_MARKS = r"[\s|｜/·、，:：+\-【】\[\]（）()]"
CRUMB = re.compile(r"\s*[>＞»›→]+\s*")
LONGEST_SITE_LINE = 200

COVER_SENTENCE = re.compile(
    rf".{{0,280}}{WORDS['issue']}.{{0,60}}{WORDS['follow']}.{{0,40}}"
    rf"|{WORDS['carrying']}.{{4,200}}(?:{WORDS['issue']}|发)给?{WORDS['receiving']}.{{0,20}}"
)
MEETING_OPENING = re.compile(
    rf"(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日[^。；]{{2,60}}{WORDS['convened']}[^,，。；]{{0,60}}{WORDS['gathering']}"
    rf"(?:[,，。]?{WORDS['meeting']}[^；\d]{{2,120}})?[,，。]?(?:现(?:将.{{2,30}})?{WORDS['minutes']})?[:：。]?"
)
"""How minutes begin: `4月7日，县长周某某主持召开县政府常务会议。现纪要如下：`."""

_PARTING = frozenset("。；，")
LONGEST_ANNEX = 60
OPENING_LINES = 8
"""How many paragraphs below the title may be addressees and cover sentences."""


def is_frame(text: str, *, opens: bool) -> bool:
    """Whether a paragraph belongs to the document's frame; `opens` where it is one of the first below the title.

    >>> is_frame("4月7日，县长周某某主持召开县政府第58次常务会议，研究供水工作。现纪要如下：", opens=True)
    True
    >>> is_frame("4月7日，县长周某某主持召开专题会议，研究供水工作，决定新建水厂2座。", opens=True)
    False
    """
    patterns = (FRAME_LINE, PAGE_NUMBER, ISSUED_LINE, DATE_LINE)
    if any(pattern.fullmatch(text) for pattern in patterns) or is_site_line(text):
        return True
    if LEADER.search(text[-LEADER_LENGTH:]):
        return True
    if opens_annexes(text) and len(text) < 200 and STOPS.isdisjoint(text):
        return True
    if not opens or read_marker(text) is not None:
        return False
    whole = arabic_dates(squeeze(text))
    return bool(ADDRESSEE.fullmatch(text) or COVER_SENTENCE.fullmatch(whole) or MEETING_OPENING.fullmatch(whole))


def opens_annexes(text: str) -> bool:
    """Whether a line begins the list of annexes: `附件：1.任务清单`."""
    annex = ANNEX.match(text)
    return annex is not None and annex[0].endswith((":", "："))


def annex_number(text: str) -> int:
    """The number of the second annex or a later one, on its line below the first one's; 0 for other lines."""
    marker = read_marker(text)
    if marker is None or marker.kind != "arabic" or not _PARTING.isdisjoint(text):
        return 0
    return int(marker.label) if 2 <= len(text) - marker.length <= LONGEST_ANNEX else 0


def is_site_line(text: str) -> bool:
    """Whether a web site or a legal database added a line: its labels, the words of its toolbar, the way to the page.

    >>> is_site_line("字号 大 中 小 打印 分享"), is_site_line("更新时间: 2026-01-26 11:25:32")
    (True, True)
    >>> is_site_line("首页 > 政务公开 > 规划计划"), is_site_line("时间：6月至9月")
    (True, False)
    >>> is_site_line(".title{font-size:15px;}"), is_site_line("PM2.5; PM10")
    (True, False)
    """
    if _is_code(text):
        return True
    if len(text) > LONGEST_SITE_LINE:
        return False
    label, control, footer = _site_words()
    words = squeeze(text)
    return bool(label.match(words) or control.fullmatch(words) or footer.search(words) or _is_way(text))


def _is_code(text: str) -> bool:
    """Whether a line is of a page's program, style or markup, saved with its words."""
    written = text.startswith("<") or "{" in text or text.endswith((";", "}", "'"))
    return written and re.search("[a-z]", text) is not None and re.search(f"[{HAN}]", text) is None


def _is_way(text: str) -> bool:
    """Whether a line is the way to a page: `首页 > 政务公开 > 规划计划`."""
    steps = [squeeze(step) for step in CRUMB.split(text)]
    label, _, step = steps[0].replace("：", ":").rpartition(":")
    first = step or label
    return len(steps) > 1 and first in words_by_class("site_lines")["crumb"]


@cache
def _site_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A label with its colon, toolbar words before it aside; a line of toolbar words alone; a footer's words, anywhere.

    All for a line without blanks. The name of a file to be fetched is a footer's too.
    """
    site = class_patterns("site_lines")
    tool = site["control"]
    control = f"(?:{tool}|{SPLIT_MARKS})"
    label = f"(?:{site['label']}|{site['issued']}|{site['organ']})(?:[:：】]|(?={NUMERIC_DAY}))"
    dated = f"{site['dated']}[:：]?{NUMERIC_DAY}"
    footer = rf"{site['footer']}|\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpg|png)$"
    return re.compile(f"{control}*?(?:{label}|{dated})"), re.compile(f"{control}*{tool}{control}*"), re.compile(footer)
