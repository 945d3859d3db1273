"""From a task to its targets and its ledger: the stage that completes what mentions and rules found.

In: a `Task` and its `Document`. Out: a `TaskReading`, with every mention once. The sentence is the unit: all numbers
are judged first, then dates are handed to the numbers that they govern, words that a list shares are handed to its
members, and only a sentence without a goal of its own makes deadline rows.
"""

from __future__ import annotations

import re

from etl.actions import Governed, find_action
from etl.context import Sentence, Setting, find_sentences, is_attributive, is_base_date, past_places, read_setting, turn
from etl.dates import find_date
from etl.deadlines import find_deadlines
from etl.governing import find_dues, govern
from etl.grants import is_granted
from etl.indicators import find_phrases
from etl.mentions import find_mentions
from etl.model import Document, Entry, Mention, Target, Task, TaskReading
from etl.numerals import NUMERAL, for_matching
from etl.readings import Number, is_listed, is_part, read_numbers
from etl.slots import Phrase, Slot
from etl.writer import Dated, Writer

_THIS_YEAR = re.compile("年底|年内|当年|全年")


def read_task(task: Task, document: Document) -> TaskReading:
    """Every mention of the task's text once: as a target, or in the ledger with its reason."""
    text = for_matching(task.text)
    setting = read_setting(document, task)
    targets: list[Target] = []
    ledger: list[Entry] = []
    elsewhere = _due_elsewhere(task, document, setting.year)
    document_past = setting.past
    for sentence in find_sentences(text, find_mentions(text)):
        setting = turn(setting, sentence.text, document_past)
        writer = Writer(sentence, task, elsewhere)
        if all(mention.sort == "word" for mention in sentence.mentions):
            ledger += [writer.write_entry(mention, None) for mention in sentence.mentions]
        else:
            own_targets, own_ledger = _read_sentence(sentence, setting, writer)
            targets += own_targets
            ledger += own_ledger
    return TaskReading(tuple(targets), tuple(ledger))


def _read_sentence(sentence: Sentence, setting: Setting, writer: Writer) -> tuple[list[Target], list[Entry]]:
    """The rows of a sentence that holds numbers or dates, each list in the order of the text."""
    past = past_places(sentence, setting)
    numbers = read_numbers(sentence, setting, past)
    goals = [number for number in numbers if number.verdict.role is not None]
    writer.bases = frozenset([n.mention.start for n in numbers if n.verdict.reason == "per"])
    dues = find_dues(sentence, setting)
    verdicts = {number.mention.start: number.verdict for number in numbers}
    targets = []
    if goals:
        phrases = _find_phrases(sentence, numbers)
        governed = govern(sentence, dues, [number.mention for number in goals])
        actions = _find_actions(sentence, goals, phrases)
        for number, due, action in zip(goals, governed, actions, strict=True):
            targets.append(writer.write_number(number, due, phrases[number.mention.start], action))
    aims = [number.mention for number in goals if number.verdict.role == "goal"]
    deadlines = find_deadlines(sentence, setting, dues, aims, [number.mention for number in goals], past)
    targets += [writer.write_deadline(deadline) for deadline in deadlines]
    taken = {number.mention.start for number in goals} | {deadline.mention.start for deadline in deadlines}
    ledger = [writer.write_entry(m, verdicts.get(m.start)) for m in sentence.mentions if m.start not in taken]
    return sorted(targets, key=lambda target: target.anchor) if deadlines else targets, ledger


def _find_phrases(sentence: Sentence, numbers: list[Number]) -> dict[int, Phrase]:
    """What each number counts, by where its mention starts."""
    found = find_phrases(_masked(sentence), [_slot(sentence, number) for number in numbers])
    return {number.mention.start: phrase for number, phrase in zip(numbers, found, strict=True)}


def _find_actions(sentence: Sentence, goals: list[Number], phrases: dict[int, Phrase]) -> list[str | None]:
    """The action of each goal; one without its own takes that of the sibling before it in its list."""
    actions: list[str | None] = []
    text, offset = sentence.text, sentence.start
    for index, number in enumerate(goals):
        mention, binding = number.mention, number.binding
        governed = Governed(
            binding.start,
            mention.start - offset,
            mention.end - offset,
            binding.per_span[1] if binding.per_span else 0,
            binding.verb,
            phrases[mention.start].action,
            ratio=mention.unit_class == "ratio",
        )
        action = find_action(text, governed)
        if action is None and index:
            between = text[goals[index - 1].mention.end - offset : binding.start]
            if is_listed(between) or is_part(between) or not between.strip("、和，"):
                action = actions[-1]
        actions.append(action)
    return actions


def _masked(sentence: Sentence) -> str:
    """The sentence with list heads and dates as stops, so that no phrase reaches over them; offsets stay."""
    text, parts, low = sentence.text, [], 0
    for mention in sentence.mentions:
        if mention.sort == "date" or mention.found == "list head":
            start, end = mention.start - sentence.start, mention.end - sentence.start
            parts += [text[low:start], _stop(sentence, mention) * (end - start)]
            low = end
    return "".join([*parts, text[low:]]) if parts else text


def _stop(sentence: Sentence, mention: Mention) -> str:
    """What stands for each sign of a date or list head: a full stop, a bar, or a space for a date of no weight."""
    if mention.sort == "word":
        return "。"
    none = mention.date and mention.date.kind is None
    return " " if none or is_base_date(sentence, mention) or is_attributive(sentence, mention) else "｜"


def _slot(sentence: Sentence, number: Number) -> Slot:
    """A number as the search for phrases needs it, with offsets in its sentence."""
    mention, binding, verdict = number.mention, number.binding, number.verdict
    return Slot(
        binding.start,
        mention.start - sentence.start,
        mention.end - sentence.start,
        mention.unit,
        mention.unit_class,
        benefit=verdict.role == "rule" and is_granted(sentence.text, mention.unit_class, "benefit" in number.flags),
        quota=verdict.rule == "within a quota",
        condition=verdict.reason == "condition",
        old_value=verdict.rule == "from the old value",
        inside=verdict.rule == "measure of a kind" or verdict.reason in ("name", "ordinal"),
        per_span=binding.per_span,
        reached=binding.verb is not None,
    )


def _due_elsewhere(task: Task, document: Document, year: int | None) -> Dated:
    """The date of the 完成时限 cell, else the end of the period in the document's title."""
    cell = for_matching(task.due_text)
    for numeral in NUMERAL.finditer(cell):
        date = find_date(cell, numeral.start())
        due = date.due(year) if date else None
        if date and due:
            return Dated(due, date.kind, "column")
    if year and _THIS_YEAR.search(cell):
        return Dated(str(year), "by", "column")
    if document.period:
        return Dated(document.period.split("/")[-1], "by", "document")
    return Dated()


def explain(text: str, year: int | None) -> list[tuple[str, str, Target | Entry]]:
    """Each mention of a text with the rule that claimed it and the row it became, in order."""
    published = None if year is None else str(year)
    document = Document("show", "", "", None, None, published, None, (), "")
    reading = read_task(Task("1", text), document)
    rows: list[Target | Entry] = [*reading.targets, *reading.ledger]
    return [(row.quote, row.rule, row) for row in sorted(rows, key=lambda row: row.anchor)]
