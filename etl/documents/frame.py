"""The frame of an official document: what stands around its text and is no task.

Release notes, lists of annexes, addressees, page numbers, lines that a web site or a legal database adds
(发布时间, 来源), and the sentence of a cover that only says that a plan is issued.
"""

from __future__ import annotations

import re

from etl.documents.headings import read_marker
from etl.lexicon.folding import squeeze

ANNEX = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*[:：]?")
ANNEX_LINE = re.compile(r"附(?:件|表|录)\s*[\d一二三四五六七八九十]*[:：]")
ADDRESSEE = re.compile("(?=.*(?:各|有关|政府|单位|部门|机关|[局委厅办]))[^。；！]{2,250}[:：]$")
ISSUED_LINE = re.compile(r".{2,40}?(\d{4}年\d{1,2}月\d{1,2}日)印发")
RELEASE_NOTE = re.compile(
    r"[（(](?:此件|本件|此文|联系人|内部|主动公开|依申请公开|不予公开).*[)）]"
    r"|(?:抄送|主题词|公开方式|信息公开选项)[:：].*|目\s*录|(?:加快|特急|加急)?文件"
)
LEADER_LENGTH = 60
LEADER = re.compile(r"(?:[.…·．]{3,}|\s{3,})\s*\d{1,4}$")
PAGE_NUMBER = re.compile(
    r"[-—–－·~]+ ?\d{1,4} ?[-—–－·~]+"
    r"|第 ?\d{1,4} ?页(?:[,，/ ]*共 ?\d{1,4} ?页)?|\d{1,4} ?/ ?\d{1,4}"
)
DATE_LINE = re.compile(r"[（(]?(\d{4}年\d{1,2}月(?:\d{1,2}日)?)[)）]?")
SITE_LINE = re.compile(
    r"(?:发布(?:时间|日期|机构|单位)|发文(?:日期|机关|字号)|成文日期|公布日期|公开(?:日期|方式)|生成日期|(?:信息|文章|稿件)?来源|"
    r"(?:浏览|阅读|点击)(?:次数|量|数)?|字体|字号|索引号|文号|有效性|时效性|主题分类|编辑|作者|发布(?:人|者)|体裁|法宝引证码)"
    r" ?[:：】].*"
)
"""Lines of a site's or database's own."""

COVER_SENTENCE = re.compile(
    r"(?:.{0,80}(?:同意|研究|审议|通过|批准)[,，])?现?将?.{0,200}(?:印发|转发|下发|发布|公布|发给).{0,60}(?:贯彻|执行|落实|实施|遵照|参照).{0,40}"
)
OPENING_LINES = 8
"""How many paragraphs below the title may be addressees and cover sentences."""


def is_frame(text: str, *, opens: bool) -> bool:
    """Whether a paragraph belongs to the document's frame; `opens` where it is one of the first below the title."""
    patterns = (RELEASE_NOTE, PAGE_NUMBER, ISSUED_LINE, SITE_LINE, DATE_LINE)
    if any(pattern.fullmatch(text) for pattern in patterns) or SITE_LINE.fullmatch(text.lstrip("【")):
        return True
    if LEADER.search(text[-LEADER_LENGTH:]):
        return True
    if ANNEX_LINE.match(text) and len(text) < 200 and not re.search("[。；]", text):
        return True
    if not opens or read_marker(text) is not None:
        return False
    return bool(ADDRESSEE.fullmatch(text) or COVER_SENTENCE.fullmatch(squeeze(text)))
