"""From a task to its targets and its ledger: the stage that completes what mentions and rules found.

In: a `Task` and its `Document`. Out: a `TaskReading`, with every mention once. The sentence is the unit: all its numbers
are judged first, then dates are handed to the numbers that they govern, words that a list shares are handed to its
members, and only a sentence without a goal of its own makes deadline rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.dates import find_date
from etl.actions import find_action
from etl.context import Sentence, Setting, find_sentences, is_attributive, is_base_date, past_places, read_setting, turn
from etl.deadlines import find_deadlines
from etl.governing import Due, find_dues, govern
from etl.indicators import Phrase, Slot, find_phrases
from etl.markers import Binding, last_stop, read_binding
from etl.mentions import Mention, find_mentions
from etl.model import Document, Entry, Target, Task, TaskReading
from etl.numerals import NUMERAL, NUMERALS, for_matching, parse_number
from etl.phrases import action_class
from etl.rules import Flag, Place, Verdict, judge_number
from etl.schema import Change, DueKind, DueSource, Kind, Op

_STOP = re.compile(r"[；。！？\n]")
_BENEFIT = re.compile(
    r"补贴|补助|奖励|奖补|奖金|资助|津贴|贴息|减免|抵免|抵扣|抵减|罚款|给予|返还|报销|免收|减征|购房|提取|封顶|定补|补偿金|救助金|扶持资金|资金扶持|券包|担保费|保费|补足|让利"
)
_GOAL_MONEY = re.compile(r"(?:安排|投入|投资(?!额)|筹集|发放|争取|拨付|下达|完成|兑现|累计|总投资|募集|资金总额|规模)[^，；。]{0,30}$")
_GRANTING = re.compile(r"按|每|给予|奖励|最高|补助|补贴|资助")
_PERMISSIVE = re.compile(r"(?<![许认])可(?!持续|再生|靠|视|能|比|支配|循环|降解|信|控|追溯|燃|移动|回收|行|复制|推广|用于建|容|[^，。；]{0,3}率)|允许|不再|原则上不")
_YEARLY = re.compile(r"年$|月$|季度$|周$|日$|天$|旬$|学期$|学年$|小时$|^年|半年")
_QUOTA_AFTER = re.compile(r"([^，。；、\d]{2,8}?)(?:以内|内)")
_RANK = re.compile(r"(?:进入|位列|位居|居|列|保持|跻身)?(?:在)?(?:全国|全省|全市|全区|全县)?(?:第)?前(?:列)?$")
_NEAR_INSIDE = re.compile(r"[^，；。、\d]{1,8}(?:以内|内(?!容|部|外))")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a sentence with its binding and its verdict."""

    mention: Mention
    binding: Binding
    verdict: Verdict
    flags: frozenset[Flag]


def read_task(task: Task, document: Document) -> TaskReading:
    """Every mention of the task's text once: as a target, or in the ledger with its reason."""
    text = for_matching(task.text)
    setting = read_setting(document, task)
    targets: list[Target] = []
    ledger: list[Entry] = []
    elsewhere = _due_elsewhere(task, document)
    document_past = setting.past
    for sentence in find_sentences(text, find_mentions(text)):
        setting = turn(setting, sentence.text, document_past)
        own_targets, own_ledger = _read_sentence(sentence, setting, _Writer(sentence, task, elsewhere))
        targets += own_targets
        ledger += own_ledger
    return TaskReading(tuple(targets), tuple(ledger))


def _read_sentence(sentence: Sentence, setting: Setting, writer: _Writer) -> tuple[list[Target], list[Entry]]:
    if all(mention.sort == "word" for mention in sentence.mentions):
        return [], [writer.entry(mention, None) for mention in sentence.mentions]
    past = past_places(sentence, setting)
    numbers = _read_numbers(sentence, setting, past)
    goals = [n for n in numbers if n.verdict.role is not None]
    writer.bases = frozenset(n.mention.start for n in numbers if n.verdict.reason == "per")
    dues = find_dues(sentence, setting)
    governed = govern(sentence, dues, [n.mention for n in goals])
    slots = [_slot(sentence, n) for n in numbers]
    phrases = dict(zip((n.mention.start for n in numbers), find_phrases(_masked(sentence), slots), strict=True)) if goals else {}
    deadlines = find_deadlines(sentence, setting, dues, [n.mention for n in goals if n.verdict.role == "goal"],
                               [n.mention for n in goals], past)
    actions = _find_actions(sentence, goals, phrases)
    targets = [writer.number(n, due, phrases[n.mention.start], action) for n, due, action in zip(goals, governed, actions, strict=True)]
    targets += [writer.deadline(d) for d in deadlines]
    taken = {n.mention.start for n in goals} | {d.due.at for d in deadlines}
    by_start = {n.mention.start: n.verdict for n in numbers}
    ledger = [writer.entry(m, by_start.get(m.start)) for m in sentence.mentions if m.start not in taken]
    return sorted(targets, key=lambda t: t.anchor), ledger


def _find_actions(sentence: Sentence, goals: list[Number], phrases: dict[int, Phrase]) -> list[str | None]:
    """The action of each goal; one without its own takes that of the sibling before it in its list."""
    actions: list[str | None] = []
    text, offset = sentence.text, sentence.start
    for index, number in enumerate(goals):
        mention = number.mention
        action = find_action(text, number.binding.start, mention.start - offset, mention.end - offset, number.binding.verb,
                             phrases[mention.start].action, mention.unit_class == "ratio", (number.binding.per_span or (0, 0))[1])
        if action is None and index:
            between = text[goals[index - 1].mention.end - offset : number.binding.start]
            if _is_listed(between) or re.match(r"[，（；]\s?(?:其中|含)", between) or not between.strip("、和，"):
                action = actions[-1]
        actions.append(action)
    return actions


def _read_numbers(sentence: Sentence, setting: Setting, past: list[bool]) -> list[Number]:
    backwards = sentence.text[::-1]
    numbers: list[Number] = []
    low = low_number = 0
    for mention, is_past in zip(sentence.mentions, past, strict=True):
        at = mention.start - sentence.start
        if mention.sort == "number":
            binding = _inherit(read_binding(sentence.text, backwards, at, mention, low, low_number), numbers, sentence, mention)
            place = _place(sentence, backwards, setting, mention, binding, is_past, low)
            numbers.append(Number(mention, binding, _same_verdict(judge_number(place), numbers, sentence, mention, binding), place.flags))
            low_number = mention.end - sentence.start
        low = mention.end - sentence.start
    return _share_last_bound(numbers, sentence)


def _share_last_bound(numbers: list[Number], sentence: Sentence) -> list[Number]:
    """Under 分别 the last number's marker binds all: `分别增长4.5%、5.5%左右`, both `≈`."""
    place = sentence.text.find("分别")
    if place < 0:
        return numbers
    result = list(numbers)
    for index in range(len(result) - 2, -1, -1):
        own, following = result[index], result[index + 1]
        between = sentence.text[own.mention.end - sentence.start : following.mention.start - sentence.start]
        last_op = following.mention.op or (following.binding.op if numbers[index + 1].binding.op is None else None)
        if own.mention.start - sentence.start > place and last_op and not own.mention.op and own.binding.op is None and between.strip() in ("、", "和", "及", "，"):
            result[index] = replace(own, binding=replace(own.binding, op=last_op))
    return result


def _inherit(binding: Binding, before: list[Number], sentence: Sentence, mention: Mention) -> Binding:
    """What a list shares: the bound before its verb, the verb of change, a bound under 分别."""
    if not before:
        return binding
    last = before[-1]
    between = sentence.text[last.mention.end - sentence.start : binding.start]
    listed = _is_listed(between)
    part = bool(re.match(r"[，（；]\s?(?:其中|含)", between)) and "；" not in between[1:]
    apart = "分别" in sentence.text[: last.mention.start - sentence.start] and (listed or not between.strip("、 ，和"))
    own_verb = bool(re.search(r"改造|建设|打造|开展|完成|建成|实现|优化|培训|培养|举办", between))
    if binding.op is None and last.binding.op and mention.op is None and (last.binding.shared_op and listed or apart and last.mention.op is None):
        binding = replace(binding, op=last.binding.op, bound_word=last.binding.bound_word, shared_op=last.binding.shared_op)
    reached = bool(re.search(r"达到?|[到至为]$", sentence.text[binding.start : mention.start - sentence.start]))
    if binding.change is None and last.binding.change in ("increase", "decrease") and not own_verb and not reached:
        same = (mention.unit_class == "ratio") == (last.mention.unit_class == "ratio")
        if same and (listed or part or (before[-1].binding.change and re.match(r"[、，]\s?[^，。；]{0,8}$", between) and "其中" in sentence.text[: mention.start - sentence.start])):
            binding = replace(binding, change=last.binding.change)
    if binding.per is None and last.binding.per and (listed and mention.unit_class == last.mention.unit_class or last.verdict.rule == "from the old value"):
        binding = replace(binding, per=last.binding.per)
    return binding


def _is_listed(between: str) -> bool:
    return bool(re.search("、|和|及|与|或", between)) and not re.search("[，；。：]", between)


def _same_verdict(verdict: Verdict, before: list[Number], sentence: Sentence, mention: Mention, binding: Binding) -> Verdict:
    """In a list of amounts of one kind, what the first is, all are: `奖励30万元、10万元`, `一个集群、两条链和三个平台`."""
    if not before:
        return verdict
    last = before[-1]
    if last.verdict.rule in ("count of a heading", "count in brackets") and "）" not in sentence.text[last.mention.end - sentence.start : mention.start - sentence.start]:
        return last.verdict
    if last.verdict.role is None:
        return verdict
    between = sentence.text[last.mention.end - sentence.start : binding.start]
    if not _is_listed(between) or last.mention.unit_class != mention.unit_class:
        return verdict
    bare = len(between.strip(" ")) <= 2
    if verdict.rule in ("one of a kind", "a few, named") or (bare and verdict.role is not None):
        return last.verdict
    return verdict


def _place(
    sentence: Sentence, backwards: str, setting: Setting, mention: Mention, binding: Binding, past: bool, low: int
) -> Place:
    text = sentence.text
    at, end = mention.start - sentence.start, mention.end - sentence.start
    left = text[max(last_stop(backwards, 0, at), at - 60) : at]
    stop = _STOP.search(text, end, end + 60)
    right = text[end : stop.start() if stop else end + 60]
    comma = right.find("，")
    clause = left + "⟦" + text[at:end] + "⟧" + (right if comma < 0 else right[:comma])
    flags: set[Flag] = set()
    if past:
        flags.add("past")
    if setting.legal:
        flags.add("legal")
    before = text[max(text.rfind("。", 0, at), text.rfind("；", 0, at)) + 1 : at]
    benefit_zone = before[-50:] + right
    spent = mention.unit_class == "money" and _GOAL_MONEY.search(left) and not _GRANTING.search(left)
    if not spent and _BENEFIT.search(benefit_zone):
        flags.add("benefit")
    if _PERMISSIVE.search(left):
        flags.add("permissive")
    if binding.per:
        flags.add("base")
        if _YEARLY.search(binding.per):
            flags.add("yearly_base")
            if binding.per in ("年", "月", "季度", "半年", "周", "日", "天"):
                flags.discard("base")
    written = text[at:end]
    if not written[0].isdecimal():
        flags.add("chinese")
    if binding.change in ("increase", "decrease"):
        flags.add("changing")
    if binding.op in (">=", "<="):
        flags.add("bound")
    if mention.op in (">=", "<="):
        flags.add("right_bound")
    if mention.value is None:
        flags.add("unread")
    if low and at == low and text[at - 1 : at] not in "，；。：":
        flags.add("adjacent")
    if left.endswith("（") and right.startswith("）"):
        flags.add("bracketed")
    if mention.unit is None and (binding.op or binding.start < at or (mention.value or 0) >= 10000) or _index(left):
        flags.add("bare")
    return Place(mention, left, right, clause, frozenset(flags))


def _index(left: str) -> bool:
    return bool(re.search(r"指数[^，；]{0,8}$", left))


def _masked(sentence: Sentence) -> str:
    """The sentence with list heads and dates as stops, so that no phrase reaches over them; offsets stay."""
    text = sentence.text
    for mention in sentence.mentions:
        if mention.sort == "date" or mention.found == "list head":
            start, end = mention.start - sentence.start, mention.end - sentence.start
            stop = "。" if mention.sort == "word" else "，"
            if mention.date and (mention.date.kind is None or is_base_date(sentence, mention) or is_attributive(sentence, mention)):
                stop = " "
            text = text[:start] + stop * (end - start) + text[end:]
    return text


def _slot(sentence: Sentence, number: Number) -> Slot:
    mention = number.mention
    benefit = number.verdict.role == "rule" and "benefit" in number.flags and mention.unit_class in ("money", "ratio", "time")
    return Slot(number.binding.start, mention.start - sentence.start, mention.end - sentence.start, mention.unit, mention.unit_class,
                benefit, quota=number.verdict.rule == "within a quota", condition=number.verdict.reason == "condition", old_value=number.verdict.rule == "from the old value",
                inside=number.verdict.rule == "measure of a kind", per_span=number.binding.per_span)


_Dated = tuple[str | None, DueKind | None, DueSource | None]


def _due_elsewhere(task: Task, document: Document) -> _Dated:
    """The date of the 完成时限 cell, else the end of the period in the document's title."""
    year = _year(document)
    cell = for_matching(task.due_text)
    for numeral in NUMERAL.finditer(cell):
        date = find_date(cell, numeral.start())
        due = date.due(year) if date else None
        if date and due:
            return due, date.kind, "column"
    if year and re.search("年底|年内|当年|全年", cell):
        return str(year), "by", "column"
    if document.period:
        return document.period.split("/")[-1], "by", "document"
    return None, None, None


def _year(document: Document) -> int | None:
    published = document.published or ""
    return int(published[:4]) if published[:4].isdigit() else None


def explain(text: str, year: int | None) -> list[tuple[str, str, Target | Entry]]:
    """Each mention of a text with the rule that claimed it and the row it became, in order."""
    published = None if year is None else str(year)
    document = Document("show", "", "", None, None, published, None, (), "")
    reading = read_task(Task("1", text), document)
    rows = sorted((*reading.targets, *reading.ledger), key=lambda row: row.anchor)
    return [(row.quote, row.rule, row) for row in rows]


class _Writer:
    """Writes a sentence's rows; holds what they share."""

    def __init__(self, sentence: Sentence, task: Task, elsewhere: _Dated) -> None:
        self.sentence, self.task, self.elsewhere = sentence, task, elsewhere
        self.bases: frozenset[int] = frozenset()

    def _common(self, mention: Mention, start: int, end: int) -> dict:
        text = self.task.text
        while start < mention.start and text[start] in " 、，":
            start += 1
        numerals = tuple([place for place in range(mention.start, mention.end) if text[place] in NUMERALS])
        return {"quote": text[start:end], "start": start, "end": end, "anchor": numerals[0], "numerals": numerals,
                "sentence": text[self.sentence.start : self.sentence.end], "sentence_start": self.sentence.start}

    def entry(self, mention: Mention, verdict: Verdict | None) -> Entry:
        reason = verdict.reason if verdict else mention.reason or "date"
        return Entry(**self._common(mention, mention.start, mention.end), reason=reason or "date", rule=verdict.rule if verdict else mention.found)

    def number(self, number: Number, due: Due | None, phrase: Phrase, action: str | None) -> Target:
        mention, binding = number.mention, number.binding
        kind: Kind = "ratio" if mention.unit_class == "ratio" or (mention.unit or "").startswith((":", "/", "1:")) else "quantity"
        op = self._op(number)
        unit, value_text = mention.unit, phrase.indicator
        start = self.sentence.start + binding.start
        if number.verdict.rule == "rank":
            op, unit = "<=", unit or "位"
            if place := _RANK.search(self.sentence.text[: mention.start - self.sentence.start]):
                start = self.sentence.start + place.start()
        elif number.verdict.rule == "frequency" and binding.per_span and self._clear(binding.per_span[1], mention):
            start = min(start, self.sentence.start + binding.per_span[0])
        start, end = self._within(start, mention), mention.end
        due_text, due_kind, source = self._due(due, number.verdict.role)
        return Target(
            **self._common(mention, start, end), shown=self._shown(number), kind=kind, role=number.verdict.role or "goal",
            action=action, action_class=action_class(action),
            indicator=value_text or self._fallback(), base=binding.base or self._quota(number),
            value=mention.value, value_max=mention.value_max, unit=unit, op=op,
            change=self._change(number), per=mention.per or binding.per, due=due_text, due_kind=due_kind, due_source=source,
            rule=number.verdict.rule,
        )

    def _quota(self, number: Number) -> str | None:
        """`20%编制员额内`: the quota that a share is taken of."""
        if number.verdict.rule != "within a quota":
            return None
        found = _QUOTA_AFTER.match(self.sentence.text, number.mention.end - self.sentence.start)
        return found[1] if found else None

    def _within(self, start: int, mention: Mention) -> int:
        """The start of a quote, not before the end of another mention, unless that one is a base of repetition."""
        for other in self.sentence.mentions:
            if start < other.end <= mention.start and other.reason != "per" and other.start not in self.bases:
                start = other.end
        return start

    def _clear(self, at: int, mention: Mention) -> bool:
        """Whether no other mention stands between a place in the sentence and a mention."""
        return not any(at < m.end - self.sentence.start and m.end <= mention.start and m.start - self.sentence.start >= at for m in self.sentence.mentions)

    def _fallback(self) -> str:
        return self.sentence.text.strip(" 。；，")[:40]

    def _op(self, number: Number) -> Op:
        mention, binding = number.mention, number.binding
        if mention.op == "range":
            return "range"
        if mention.op:
            return "≈" if mention.op == "≈" else mention.op
        if binding.op is None and number.verdict.rule == "within a quota":
            return "<="
        if binding.op is None and _NEAR_INSIDE.match(self.sentence.text, mention.end - self.sentence.start) and "控制在" in self.sentence.text[: mention.start - self.sentence.start]:
            return "<="
        return binding.op or "="

    def _change(self, number: Number) -> Change:
        return number.binding.change or "level"

    def _shown(self, number: Number) -> str:
        mention, binding = number.mention, number.binding
        written = self.task.text[mention.start : mention.end]
        unit = mention.unit or ""
        if unit and not written[0].isdecimal() and mention.value is not None and mention.value <= 10 and written.startswith(tuple("一二两三四五六七八九十")) and (mention.unit_class != "ratio" or unit == "倍"):
            head = written[: max(written.find(unit), 0)]
            if parse_number(head) == mention.value:
                written = f"{mention.value:g}" + written[len(head) :]
        if number.verdict.rule == "rank":
            return "前" + written
        if mention.op is None and binding.bound_word and not (binding.bound_word.startswith("控制") and written.endswith("内")):
            return binding.bound_word + written.replace(" ", "")
        return written.replace(" ", "")

    def _due(self, due: Due | None, role: str | None) -> _Dated:
        if due:
            return due.due, due.kind, "sentence"
        if role == "goal":
            return self.elsewhere
        return None, None, None

    def deadline(self, deadline) -> Target:
        mention = deadline.due.mention
        return Target(
            **self._common(mention, mention.start, mention.end), shown=self.task.text[mention.start : mention.end], kind="deadline", role=deadline.role,
            action=deadline.action, action_class=action_class(deadline.action), indicator=deadline.indicator or self._fallback(), base=None, value=None, value_max=None,
            unit=None, op=None, change=None, per="年" if mention.date.yearly else None, due=deadline.due.due, due_kind=deadline.due.kind,
            due_source="sentence", rule="deadline",
        )
