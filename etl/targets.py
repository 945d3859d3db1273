"""From a task to its targets and its ledger: the stage that completes what mentions and rules found.

In: a `Task` and its `Document`. Out: a `TaskReading`, with every mention once. The sentence is the unit: all its numbers
are judged first, then dates are handed to the numbers that they govern, words that a list shares are handed to its
members, and only a sentence without a goal of its own makes deadline rows.
"""

from __future__ import annotations

import re
from typing import Any

from etl.actions import Governed, find_action
from etl.context import Sentence, Setting, find_sentences, is_attributive, is_base_date, past_places, read_setting, turn
from etl.dates import find_date
from etl.deadlines import Deadline, find_deadlines
from etl.governing import Due, find_dues, govern
from etl.indicators import Phrase, Slot, find_phrases
from etl.mentions import find_mentions
from etl.model import Document, Entry, Mention, Target, Task, TaskReading
from etl.numerals import NUMERAL, NUMERALS, for_matching, parse_number
from etl.phrases import action_class
from etl.readings import Number, is_listed, read_numbers
from etl.rules import Verdict
from etl.schema import Change, DueKind, DueSource, Kind, Op

_QUOTA_AFTER = re.compile(r"([^，。；、\d]{2,8}?)(?:以内|内)")
_RANK = re.compile(r"(?:进入|位列|位居|居|列|保持|跻身)?(?:在)?(?:全国|全省|全市|全区|全县)?(?:第)?前(?:列)?$")
_NEAR_INSIDE = re.compile(r"[^，；。、\d]{1,8}(?:以内|内(?!容|部|外))")


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
    numbers = read_numbers(sentence, setting, past)
    goals = [n for n in numbers if n.verdict.role is not None]
    writer.bases = frozenset(n.mention.start for n in numbers if n.verdict.reason == "per")
    dues = find_dues(sentence, setting)
    governed = govern(sentence, dues, [n.mention for n in goals])
    slots = [_slot(sentence, n) for n in numbers]
    phrases = (
        dict(zip((n.mention.start for n in numbers), find_phrases(_masked(sentence), slots), strict=True))
        if goals
        else {}
    )
    deadlines = find_deadlines(
        sentence,
        setting,
        dues,
        [n.mention for n in goals if n.verdict.role == "goal"],
        [n.mention for n in goals],
        past,
    )
    actions = _find_actions(sentence, goals, phrases)
    targets = [
        writer.number(n, due, phrases[n.mention.start], action)
        for n, due, action in zip(goals, governed, actions, strict=True)
    ]
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
        binding, at = number.binding, mention.start - offset
        per_end = binding.per_span[1] if binding.per_span else 0
        clause, ratio = phrases[mention.start].action, mention.unit_class == "ratio"
        governed = Governed(binding.start, at, mention.end - offset, per_end, binding.verb, clause, ratio)
        action = find_action(text, governed)
        if action is None and index:
            between = text[goals[index - 1].mention.end - offset : number.binding.start]
            if is_listed(between) or re.match(r"[，（；]\s?(?:其中|含)", between) or not between.strip("、和，"):
                action = actions[-1]
        actions.append(action)
    return actions


def _masked(sentence: Sentence) -> str:
    """The sentence with list heads and dates as stops, so that no phrase reaches over them; offsets stay."""
    text = sentence.text
    for mention in sentence.mentions:
        if mention.sort == "date" or mention.found == "list head":
            start, end = mention.start - sentence.start, mention.end - sentence.start
            stop = "。" if mention.sort == "word" else "，"
            if mention.date and (
                mention.date.kind is None or is_base_date(sentence, mention) or is_attributive(sentence, mention)
            ):
                stop = " "
            text = text[:start] + stop * (end - start) + text[end:]
    return text


def _slot(sentence: Sentence, number: Number) -> Slot:
    mention = number.mention
    benefit = (
        number.verdict.role == "rule" and "benefit" in number.flags and mention.unit_class in ("money", "ratio", "time")
    )
    return Slot(
        number.binding.start,
        mention.start - sentence.start,
        mention.end - sentence.start,
        mention.unit,
        mention.unit_class,
        benefit,
        quota=number.verdict.rule == "within a quota",
        condition=number.verdict.reason == "condition",
        old_value=number.verdict.rule == "from the old value",
        inside=number.verdict.rule == "measure of a kind",
        per_span=number.binding.per_span,
    )


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

    def _common(self, mention: Mention, start: int, end: int) -> dict[str, Any]:
        text = self.task.text
        while start < mention.start and text[start] in " 、，":
            start += 1
        numerals = tuple([place for place in range(mention.start, mention.end) if text[place] in NUMERALS])
        return {
            "quote": text[start:end],
            "start": start,
            "end": end,
            "anchor": numerals[0],
            "numerals": numerals,
            "sentence": text[self.sentence.start : self.sentence.end],
            "sentence_start": self.sentence.start,
        }

    def entry(self, mention: Mention, verdict: Verdict | None) -> Entry:
        reason = verdict.reason if verdict else mention.reason or "date"
        return Entry(
            **self._common(mention, mention.start, mention.end),
            reason=reason or "date",
            rule=verdict.rule if verdict else mention.found,
        )

    def number(self, number: Number, due: Due | None, phrase: Phrase, action: str | None) -> Target:
        mention, binding = number.mention, number.binding
        kind: Kind = (
            "ratio"
            if mention.unit_class == "ratio" or (mention.unit or "").startswith((":", "/", "1:"))
            else "quantity"
        )
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
            **self._common(mention, start, end),
            shown=self._shown(number),
            kind=kind,
            role=number.verdict.role or "goal",
            action=action,
            action_class=action_class(action),
            indicator=value_text or self._fallback(),
            base=binding.base or self._quota(number),
            value=mention.value,
            value_max=mention.value_max,
            unit=unit,
            op=op,
            change=self._change(number),
            per=mention.per or binding.per,
            due=due_text,
            due_kind=due_kind,
            due_source=source,
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
        return not any(
            at < m.end - self.sentence.start and m.end <= mention.start and m.start - self.sentence.start >= at
            for m in self.sentence.mentions
        )

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
        if (
            binding.op is None
            and _NEAR_INSIDE.match(self.sentence.text, mention.end - self.sentence.start)
            and "控制在" in self.sentence.text[: mention.start - self.sentence.start]
        ):
            return "<="
        return binding.op or "="

    def _change(self, number: Number) -> Change:
        return number.binding.change or "level"

    def _shown(self, number: Number) -> str:
        mention, binding = number.mention, number.binding
        written = self.task.text[mention.start : mention.end]
        unit = mention.unit or ""
        if (
            unit
            and not written[0].isdecimal()
            and mention.value is not None
            and mention.value <= 10
            and written.startswith(tuple("一二两三四五六七八九十"))
            and (mention.unit_class != "ratio" or unit == "倍")
        ):
            head = written[: max(written.find(unit), 0)]
            if parse_number(head) == mention.value:
                written = f"{mention.value:g}" + written[len(head) :]
        if number.verdict.rule == "rank":
            return "前" + written
        if (
            mention.op is None
            and binding.bound_word
            and not (binding.bound_word.startswith("控制") and written.endswith("内"))
        ):
            return binding.bound_word + written.replace(" ", "")
        return written.replace(" ", "")

    def _due(self, due: Due | None, role: str | None) -> _Dated:
        if due:
            return due.due, due.kind, "sentence"
        if role == "goal":
            return self.elsewhere
        return None, None, None

    def deadline(self, deadline: Deadline) -> Target:
        mention = deadline.mention
        return Target(
            **self._common(mention, mention.start, mention.end),
            shown=self.task.text[mention.start : mention.end],
            kind="deadline",
            role=deadline.role,
            action=deadline.action,
            action_class=action_class(deadline.action),
            indicator=deadline.indicator or self._fallback(),
            base=None,
            value=None,
            value_max=None,
            unit=None,
            op=None,
            change=None,
            per="年" if deadline.date.yearly else None,
            due=deadline.due.due,
            due_kind=deadline.due.kind,
            due_source="sentence",
            rule="deadline",
        )
