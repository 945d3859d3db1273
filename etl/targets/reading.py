"""From a task to its targets and its ledger: the stage that completes what mentions and the judge found.

In: a `Task`, its `Document` and its frame. Out: a `TaskReading`, with every mention once. All numbers of a task are
judged together; then the sentence is the unit: dates are handed to the numbers that they govern, words that a list
shares are handed to its members, and only a sentence without a goal of its own makes deadline rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from etl.documents.model import Document, Task
from etl.judging.cells import CellDue, read_due_cell
from etl.judging.context import (
    Setting,
    is_attributive,
    is_base_date,
    list_year,
    read_setting,
    read_times,
    turn,
)
from etl.judging.deadlines import Deadline, find_deadlines, sort_deadline
from etl.judging.features import describe_number, describe_sentence, describe_task
from etl.judging.frames import TaskFrame, frame_of_sentence, read_frames
from etl.judging.governing import Due, find_dues, govern
from etl.judging.judge import Judge, Judgement, load_judge
from etl.judging.readings import Number, is_listed, is_part, read_numbers
from etl.lexicon.folding import for_matching
from etl.lexing.mentions import find_mentions
from etl.lexing.model import Mention
from etl.lexing.sentences import DUTY_BRACKET, Sentence, find_sentences
from etl.naming.actions import Governed, find_action
from etl.naming.deliverables import name_dated, name_deliverable
from etl.naming.grants import is_granted
from etl.naming.indicators import find_phrases
from etl.naming.slots import Phrase, Slot
from etl.schema import Frame
from etl.targets.cell_rows import falls_due, read_cell
from etl.targets.model import Entry, Target, TaskReading
from etl.targets.table_reading import read_table_row
from etl.targets.writer import Dated, Writer

_TO_COME = re.compile(r"[今明]年|下一步|下半年|年内|年底前|将|拟|计划|到20\d\d年")
"""Words of a time to come: below the heading of a review too, the judge is asked about such a sentence."""

REVIEWED = 0.97
"""How sure it is that a number below the heading of a review is no target."""
_APART = re.compile("[；：（）]")
_ENDS = re.compile("[前底末]$|[到至]|[前底末](?=之|以)")
_SEEN_FROM_NOW = re.compile("[今明去]年|[次翌]年|下一?年")


class Scene(NamedTuple):
    """A sentence with what the judge is asked about: its numbers, what is past in it, its own frame."""

    sentence: Sentence
    setting: Setting
    past: list[bool]
    numbers: list[Number]
    frame: Frame

    def asked(self) -> list[Number]:
        """The numbers that no shape decides."""
        return [number for number in self.numbers if number.rule is None or number.rule.reason is None]

    def without_facts(self) -> Scene:
        """The same where no shape says that a number is a fact."""
        shown = [n._replace(rule=None) if n.rule and n.rule.reason == "fact" else n for n in self.numbers]
        return self._replace(numbers=shown)


def read_task(
    task: Task, document: Document, frame: TaskFrame | None = None, judge: Judge | None = None, *, facts: bool = True
) -> TaskReading:
    """Every mention of the task's text once: as a target, or in the ledger with its reason.

    `frame` is the task's among its document's (see frames.py; None: read from the task alone), `judge` holds the
    weights (None: the shipped ones). Without `facts` the judge alone says that a number is one. Rows of indicator
    tables have a reader of their own.
    """
    if task.row is not None:
        return read_table_row(task, document, partial(read_task, document=document, judge=judge))
    frame = frame or read_frames(replace(document, tasks=(task,)))[0]
    judge = judge or load_judge()
    scenes = [scene if facts else scene.without_facts() for scene in read_scenes(task, document, frame)]
    judgements = judge_scenes(scenes, task, document, frame, judge)
    cell = read_due_cell(task.due_text, list_year(document) or frame.year) if task.due_text else None
    elsewhere = _due_elsewhere(cell, document, frame, scenes[0].setting.year if scenes else None)
    targets: list[Target] = []
    ledger: list[Entry] = []
    opening = Dated()
    for place, scene in enumerate(scenes):
        writer = Writer(scene.sentence, task, opening if opening.due else elsewhere)
        if all(mention.sort == "word" for mention in scene.sentence.mentions):
            ledger += [writer.write_entry(mention, None, None) for mention in scene.sentence.mentions]
            continue
        if frame.year is not None and not _SEEN_FROM_NOW.search(scene.sentence.text):  # 8月底前, under 2026年工作安排
            scene = scene._replace(setting=replace(scene.setting, year=frame.year))  # noqa: PLW2901
        dues = find_dues(scene.sentence, scene.setting)
        if dues:
            opening = _opening(scene, dues) if not place else Dated()
        own_targets, own_ledger = _read_scene(scene, dues, judgements, writer, judge)
        targets += own_targets
        ledger += own_ledger
    due = cell if not targets and falls_due(cell, task, document, frame) else None
    own_targets, own_ledger = read_cell(task, due, judge)
    return TaskReading((*targets, *own_targets), (*ledger, *own_ledger))


def read_scenes(task: Task, document: Document, frame: TaskFrame) -> Iterator[Scene]:
    """The sentences of a task that hold mentions, with their numbers, in order."""
    text = for_matching(task.text)
    setting = read_setting(document, task)
    document_past = setting.past
    for sentence in find_sentences(text, find_mentions(text)):
        setting = turn(setting, sentence, document_past)
        own = frame_of_sentence(frame, sentence.tokens)
        frame = frame._replace(frame=own)
        if all(mention.sort == "word" for mention in sentence.mentions):
            yield Scene(sentence, setting, [], [], own)
            continue
        times = read_times(sentence, setting)
        yield Scene(sentence, setting, times.past, read_numbers(sentence, setting, times), own)


def judge_scenes(
    scenes: list[Scene], task: Task, document: Document, frame: TaskFrame, judge: Judge
) -> dict[int, Judgement]:
    """The judgement of every number of a task that no shape decides, by where its mention starts."""
    asked = [(scene, number) for scene in scenes for number in scene.asked()]
    if not asked:
        return {}
    shared = describe_task(task, document)
    judged = judge.judge(shared, [describe_in(scene, number, frame) for scene, number in asked])
    return {
        number.mention.start: _in_review(judgement) if _is_reviewed(scene, frame) else judgement
        for (scene, number), judgement in zip(asked, judged, strict=True)
    }


def _is_reviewed(scene: Scene, frame: TaskFrame) -> bool:
    """Whether a heading says that a sentence looks back, and no word of the sentence tells of what is to come."""
    if frame.source != "heading" or not frame.frame == scene.frame == "回顾":
        return False
    return _TO_COME.search(scene.sentence.text) is None


def _in_review(judgement: Judgement) -> Judgement:
    """What a heading's review leaves of a judgement: no number there is a target, also one that is worded like a goal.

    No labelled number under such a heading is one.
    """
    if judgement.role is None:
        return judgement
    against = tuple(f"-{thing[1:]}" for thing in judgement.evidence if thing.startswith("+"))
    return Judgement(None, "fact", REVIEWED, ("+段落性质：回顾", *against))


def describe_in(scene: Scene, number: Number, frame: TaskFrame) -> tuple[tuple[str, ...], list[str]]:
    """The features of a number's sentence, and its own."""
    own = describe_number(scene.sentence, number.mention, number.binding, number.place, frame, scene.frame)
    return describe_sentence(scene.sentence.tokens), own


def _opening(scene: Scene, dues: list[Due]) -> Dated:
    """The date that opens an item (`到2027年，…。培育5家以上…`): it governs the item's following sentences too."""
    first = dues[0]
    opens = len(dues) == 1 and not scene.sentence.text[: first.at - scene.sentence.start].strip()
    return Dated(first.due, first.kind, "section") if opens and first.kind != "from" else Dated()


def _read_scene(
    scene: Scene, dues: list[Due], judgements: dict[int, Judgement], writer: Writer, judge: Judge
) -> tuple[list[Target], list[Entry]]:
    """The rows of a sentence that holds numbers or dates, each list in the order of the text."""
    sentence, numbers = scene.sentence, scene.numbers
    by_start = {number.mention.start: number for number in numbers}
    goals = [number for number in numbers if _role(number, judgements)]
    writer.bases = frozenset(start for start, number in by_start.items() if _is_base(number, judgements))
    targets = []
    if goals:
        phrases = _find_phrases(sentence, numbers, judgements)
        governed = govern(sentence, dues, [number.mention for number in goals])
        actions = _find_actions(sentence, goals, phrases)
        for number, due, action in zip(goals, governed, actions, strict=True):
            start = number.mention.start
            targets.append(writer.write_number(number, judgements[start], due, phrases[start], action))
    aims = [number.mention for number in goals if judgements[number.mention.start].role == "goal"]
    mentions = [number.mention for number in goals]
    deadlines = find_deadlines(sentence, scene.setting, dues, aims, mentions, scene.past)
    if scene.frame == "回顾":  # the end of a year is a plan's of which it tells; `剩余11月底前完成` is still to come
        told = scene.setting.published
        deadlines = [
            deadline
            for deadline in deadlines
            if (deadline.date.month or deadline.date.kind == "in") and deadline.due.due >= told[: len(deadline.due.due)]
        ]
    facts = [number.mention for number in numbers if _reason(number, judgements) == "fact"]
    deadlines = [deadline for deadline in deadlines if not _tells(sentence, deadline.mention, facts)]
    named = [(deadline, *_name_deadline(sentence.text, deadline)) for deadline in deadlines]
    deadlines = [deadline for deadline, indicator, _ in named if indicator]
    for deadline, indicator, action in named:
        of_all = judge.shares.get("deadline", 1.0)
        share = judge.shares.get(sort_deadline(deadline.due.due, deadline.due.kind), of_all)
        if indicator:
            targets.append(writer.write_deadline(deadline, indicator, action, share))
    taken = {mention.start for mention in mentions} | {deadline.mention.start for deadline in deadlines}
    ledger = [
        writer.write_entry(m, by_start.get(m.start), judgements.get(m.start))
        for m in sentence.mentions
        if m.start not in taken
    ]
    return sorted(targets, key=lambda target: target.anchor) if deadlines else targets, ledger


_DUTY_AT_END = re.compile(rf"{DUTY_BRACKET}[。；]?$")


def _name_deadline(text: str, deadline: Deadline) -> tuple[str, str | None]:
    """What falls due at a date of a sentence; in the bracket that says who does it by when, what the sentence says."""
    bracket = _DUTY_AT_END.search(text) if "（" in text else None
    if bracket and bracket.start() < deadline.at:
        return name_deliverable(text[: bracket.start()])
    left, right = text[deadline.low : deadline.at], text[deadline.end : deadline.high]
    return name_dated(text[: deadline.at], left, right)


def _tells(sentence: Sentence, mention: Mention, facts: list[Mention]) -> bool:
    """Whether a date without 前, 底 or 到 is that of a reported number after it: `1—2月，运送旅客544万人次`."""
    text = sentence.text[mention.start - sentence.start : mention.end - sentence.start]
    if mention.date is None or _ENDS.search(text):
        return False
    between = (
        sentence.text[mention.end - sentence.start : fact.start - sentence.start]
        for fact in facts
        if fact.start >= mention.end
    )
    return any(_APART.search(words) is None for words in between)


def _role(number: Number, judgements: dict[int, Judgement]) -> str | None:
    """The role of a number that is a target, None of another."""
    judgement = judgements.get(number.mention.start)
    return judgement.role if judgement else None


def _reason(number: Number, judgements: dict[int, Judgement]) -> str | None:
    """The ledger reason of a number that is no target, None of another."""
    judgement = judgements.get(number.mention.start)
    return judgement.reason if judgement else number.rule.reason if number.rule else None


def _is_base(number: Number, judgements: dict[int, Judgement]) -> bool:
    """Whether a number is the base of another one's `per`."""
    return _reason(number, judgements) == "per"


def _find_phrases(sentence: Sentence, numbers: list[Number], judgements: dict[int, Judgement]) -> dict[int, Phrase]:
    """What each number counts, by where its mention starts."""
    found = find_phrases(_masked(sentence), [_slot(sentence, number, judgements) for number in numbers])
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
    """The sentence with list heads, dates and departments in brackets as stops of its phrases; offsets stay."""
    text, parts, low = sentence.text, [], 0
    for mention in sentence.mentions:
        if mention.sort == "date" or mention.found == "list head":
            start, end = mention.start - sentence.start, mention.end - sentence.start
            parts += [text[low:start], _stop(sentence, mention) * (end - start)]
            low = end
    masked = "".join([*parts, text[low:]]) if parts else text
    return _OFFICES.sub(lambda found: "。" * len(found[0]), masked) if "（" in masked else masked


_OFFICES = re.compile("（(?:责任|牵头)[^（）]*）|(?<=[。；])（[^（）]*(?:负责|牵头|配合)[^（）]*）")


def _stop(sentence: Sentence, mention: Mention) -> str:
    """What stands for each sign of a date or list head: a full stop, a bar, or a space for a date of no weight."""
    if mention.sort == "word":
        return "。"
    none = mention.date and mention.date.kind is None
    return " " if none or is_base_date(sentence, mention) or is_attributive(sentence, mention) else "｜"


def _slot(sentence: Sentence, number: Number, judgements: dict[int, Judgement]) -> Slot:
    """A number as the search for phrases needs it, with offsets in its sentence."""
    mention, binding, effect = number.mention, number.binding, number.effect
    is_rule, benefit = _role(number, judgements) == "rule", "benefit" in number.place.flags
    return Slot(
        binding.start,
        mention.start - sentence.start,
        mention.end - sentence.start,
        mention.unit,
        mention.unit_class,
        benefit=is_rule and is_granted(sentence.text, mention.unit_class, benefit),
        quota=effect == "quota",
        condition=_reason(number, judgements) == "condition",
        old_value=effect == "old value",
        inside=effect == "inside" or _reason(number, judgements) in ("name", "ordinal"),
        per_span=binding.per_span,
        reached=binding.verb is not None,
    )


def _due_elsewhere(cell: CellDue | None, document: Document, frame: TaskFrame, year: int | None) -> Dated:
    """The date of the 完成时限 cell, else the year that the section states, else the end of the title's period."""
    if cell is not None:
        return Dated(cell.due, cell.kind, "column")
    if frame.year is not None:
        is_far = year is not None and frame.year > year + 1  # the end of a period, not the year to come
        return Dated(str(frame.year), "by" if is_far else "in", "section")
    if document.period:
        return Dated(document.period.split("/")[-1], "by" if "/" in document.period else "in", "document")
    return Dated()


def explain(text: str, year: int | None) -> list[tuple[str, str, Target | Entry]]:
    """Each mention of a text with the rule that claimed it and the row it became, in order."""
    published = None if year is None else str(year)
    document = Document("show", "", "", None, None, published, None, (), "")
    reading = read_task(Task("1", text), document)
    rows: list[Target | Entry] = [*reading.targets, *reading.ledger]
    return [(row.quote, row.rule, row) for row in sorted(rows, key=lambda row: row.anchor)]
