"""Dated deliverables: which dates of a sentence make a row of their own, and what is due then.

In: a sentence, its governing dates, its goals. Out: `Deadline`s. Only a sentence without a quantity or ratio goal has
any; in one whose only numbers are rules, only a date whose own clause names a deliverable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.context import Sentence, Setting
from etl.governing import Due
from etl.model import Mention
from etl.phrases import is_generic, left_phrase, strip_head, trim
from etl.schema import Role


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated deliverable: its date, its indicator and the verb that opens it."""

    due: Due
    role: Role
    indicator: str
    action: str | None


_VALIDITY_LEFT = re.compile(r"(?:期限|有效期|执行|实施|有效|延长|延续|征收|试行|期满|保留)(?:限)?(?:为|延长|延续|自)?$")
_VALIDITY_RIGHT = re.compile(r"^\s?(?:施行|实施|执行|生效|起?施行|依照|按照|止)")
_DEEDS = re.compile(
    r"出台|制定|制订|印发|修订|编制|发布|研究|启动|完成|建成|建设|实现|开展|推进|推动|落实|建立|报送|提交|举办|组织|安排|投用|竣工|验收|开工|达标|形成|基本|明确|公布|备案|确定|整改|办结|覆盖|交付|运行|上线|启用|完工|改造|提升|实行|实施|全面|通车|投产|移交|清零|销号|申报|评选|到位|健全|完善|签订|签约|结束|接入|打造|成立|设立|优化|成为|进入|摸排|上报|开放|利用|延长|施行|试运行|通水|汇总|下达|拨付"
)
_OWN_DEED = re.compile(
    r"[^，。；]{0,10}?(?:出台|制定|制订|印发|研究|修订|编制|建立|完成|发布|启动|建成|成立|公布|上线|开展)"
)
_NO_DEED = re.compile(
    r"^[\s，]?(?:及|和|、|是|为|的|，是|恰逢|正值|版|届|度?经济|经第|重点做好|主要工作|工作(?:要点|安排|任务)|要?做好以下|的?主要(?:目标|任务))"
)
_CONDITIONAL = re.compile(r"[^，。；]{0,40}的(?=，|；|$)")
_CLAUSES = re.compile(r"[，；：]")


def find_deadlines(
    sentence: Sentence,
    setting: Setting,
    dues: list[Due],
    goals: list[Mention],
    numbers: list[Mention],
    past: list[bool],
) -> list[Deadline]:
    """The deadlines of a sentence, in order."""
    if goals:
        return []
    dated = [due for due in dues if due.mention is not None]
    was = {m.start: p for m, p in zip(sentence.mentions, past, strict=True)}
    result = []
    for place, due in enumerate(dated):
        assert due.mention is not None
        following = dated[place + 1].at - sentence.start if place + 1 < len(dated) else len(sentence.text)
        earlier = dated[place - 1].end - sentence.start if place else 0
        left, right = _around(sentence.text, due, earlier, following, sentence.start)
        if _NO_DEED.match(right) or _CONDITIONAL.match(right) or (was[due.mention.start] and due.kind == "in"):
            continue
        role = _role(left, right, due, setting)
        if setting.year and int(due.due[:4]) < setting.year and due.kind != "from" and role == "goal":
            continue
        own = right.lstrip("，、 ").split("，")[0] if right.strip("，、 。") else left
        if numbers and (due.kind == "from" or not _OWN_DEED.match(own)):
            continue
        if not _DEEDS.search(left + right) and role == "goal" and len(left + right) < 6:
            continue
        indicator, action = _deliverable(left, right, sentence.text[: due.at - sentence.start])
        if indicator:
            result.append(Deadline(due, role, indicator, action or _deed(right) or _deed(left)))
    return result


def _around(text: str, due: Due, earlier: int, following: int, offset: int) -> tuple[str, str]:
    """The words of the date's clause before it, and those after it up to the next date."""
    at, end = due.at - offset, due.end - offset
    start = max([earlier, *(m.end() for m in _CLAUSES.finditer(text, earlier, at))])
    right = text[end:following].rstrip("。！？；，：、 \n")
    if following < len(text):  # the next date's own clause begins before it
        cut = max(right.rfind("，"), right.rfind("；"))
        right = right[:cut] if cut > 0 else right
    return text[start:at], right


def _role(left: str, right: str, due: Due, setting: Setting) -> Role:
    assert due.mention is not None and due.mention.date is not None
    if due.mention.date.yearly or setting.legal or _VALIDITY_LEFT.search(left) or _VALIDITY_RIGHT.match(right):
        return "rule"
    words = due.mention.date
    return (
        "rule"
        if words.kind == "from"
        and re.match(r"^\s?[^，。]{0,12}(?:依照|按照|施行|执行|实施)", right)
        and not re.search("开展|启动", right[:6])
        else "goal"
    )


_TERM = re.compile(r"((?:实施|执行|有效|试行)?(?:期限|有效期))(?:为|自|延长|延续)?$")
_PAPER = re.compile(r"(?:相关|有关|配套|专门)?(?:文件|政策|办法|方案|措施|意见|指导意见|实施意见|通知|细则)")


def _deed(right: str) -> str | None:
    clause = right.strip("，").split("，")[0]
    verbs = [found[0] for found in _DEEDS.finditer(clause) if found[0] not in ("基本", "全面", "明确", "规划")]
    return verbs[0] if verbs else None


_LEFT_END = re.compile(
    r"(?:，|、|并|且|确保|力争|务必|要|须|将|应|计划|预计|于|在|请|拟|争取|必须|最迟|原则上|和|至|到|实施期限|执行期限|实施|有效期|期限|延长)+\s?$"
)


def _deliverable(left: str, right: str, before: str) -> tuple[str, str | None]:
    """What is due: the clause after the date with its subject from before it, over short clauses.

    Where neither names a thing (`剩余预计11月底前完成`), the clause before does.
    """
    if term := _TERM.search(left):
        paper = re.match(r"本[^，。自从\d]{1,6}", before)
        clauses = [c for c in re.split(r"[，；：]", before) if c.strip()]
        own = left[: term.start()].strip("，、 ")
        subject = own or (paper[0] if paper else left_phrase(clauses[-2])[0] if len(clauses) > 1 else "")
        return trim(subject + term[1]), None
    own_clause = bool(left.strip())
    left = _LEFT_END.sub("", left.strip())
    right = re.sub(r"^[（(][^（）()]*[）)]", "", right)
    taken: list[str] = []
    for clause in (c for c in re.split(r"[，；]", right) if c.strip(" 、")):
        taken.append(clause)
        if len("".join(taken)) >= 10:
            break
    body = "，".join(taken).strip(" ，、")
    rest, action = strip_head(body)
    subject = left_phrase(left)[0] if left and not left.startswith("请") else ""
    if not rest and (not subject or is_generic(subject)):
        clauses = [c for c in re.split(r"[，；：]", before) if c.strip()]
        earlier = clauses[-2] if len(clauses) > 1 and own_clause else clauses[-1] if clauses else ""
        return trim(re.sub(r"\d.*$", "", left_phrase(earlier)[0] or subject) + body), action
    if action and len(taken) > 1 and _PAPER.fullmatch(rest.split("，")[0]):
        about = "，".join(taken[1:])
        return trim(about + ("的文件" if rest.startswith("文件") else rest.split("，")[0])), action
    if subject and rest:
        return trim(subject + (body if len(subject) < 30 else rest)), action
    if subject:
        return trim(left.strip("，、 ")), action
    if action and len(rest) >= 3 and not re.match("相关|有关|年度|上述|各项|全部", rest):
        return trim(rest), action
    return trim(body), action
