"""A task's sentences with all that is decided of them: what each number is, how sure that is, which date governs it.

In: the sentences of a `Task` that hold mentions, its `Document`, its frame. Out: `Judged` sentences. All numbers of a
task are judged together; dates are handed to the numbers that they govern, and only a sentence without a goal of its
own has dates of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from etl.documents.model import Document, Task
from etl.judging.context import Setting, is_idle, read_setting, read_times, turn
from etl.judging.deadlines import Deadline, find_deadlines
from etl.judging.features import describe_number, describe_sentence, describe_task
from etl.judging.frames import TaskFrame, frame_of_sentence
from etl.judging.governing import Due, find_dues, govern
from etl.judging.judge import Judge, Judgement
from etl.judging.readings import Number, read_numbers
from etl.lexicon.tokens import words_of
from etl.lexing.model import Mention
from etl.lexing.sentences import Sentence
from etl.schema import Frame

_TO_COME, _TO_YEAR = words_of("cue", "to come"), re.compile(r"到20\d\d年")
"""Words of a time to come: below the heading of a review too, the judge is asked about such a sentence."""

REVIEWED = 0.97
"""How sure it is that a number below the heading of a review is no target."""
_APART = re.compile("[；：（）]")
_ENDS = re.compile("[前底末]$|[到至]|[前底末](?=之|以)")
_SEEN_FROM_NOW = words_of("date", "next year", "this year", "last year")


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


class Judged(NamedTuple):
    """A sentence with what is decided of it.

    `judgements` are those of the task's numbers by where their mentions start, `dues` all dates of the sentence,
    `governed` the due dates of its goals and rules by where these start, `deadlines` the dates that are rows; `idle`
    is where the dates start that govern nothing.
    """

    scene: Scene
    judgements: dict[int, Judgement]
    dues: list[Due]
    governed: dict[int, Due | None]
    deadlines: list[Deadline]
    idle: frozenset[int]

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.scene.sentence

    @property
    def goals(self) -> list[Number]:
        """The numbers that are goals or rules, in order."""
        return [number for number in self.scene.numbers if self.role(number)]

    def role(self, number: Number) -> str | None:
        """The role of a number that is a target, None of another."""
        judgement = self.judgements.get(number.mention.start)
        return judgement.role if judgement else None

    def reason(self, number: Number) -> str | None:
        """The ledger reason of a number that is no target, None of another."""
        judgement = self.judgements.get(number.mention.start)
        return judgement.reason if judgement else number.rule.reason if number.rule else None


def judge_sentences(
    sentences: list[Sentence], task: Task, document: Document, frame: TaskFrame, judge: Judge, *, facts: bool = True
) -> list[Judged]:
    """The sentences of a task, judged; without `facts` the judge alone says that a number is one."""
    scenes = [scene if facts else scene.without_facts() for scene in read_scenes(sentences, task, document, frame)]
    judgements = judge_scenes(scenes, task, document, frame, judge)
    return [_judge_dates(scene, frame, judgements) for scene in scenes]


def _judge_dates(scene: Scene, frame: TaskFrame, judgements: dict[int, Judgement]) -> Judged:
    """What the dates of a sentence govern, and which of them are rows."""
    sentence, setting = scene.sentence, scene.setting
    judged = Judged(scene, judgements, [], {}, [], frozenset())
    if all(mention.sort == "word" for mention in sentence.mentions):
        return judged
    if frame.year is not None and not sentence.tokens.has(_SEEN_FROM_NOW):  # 8月底前, under 2026年工作安排
        setting = replace(setting, year=frame.year)
    dues = find_dues(sentence, setting)
    goals = judged.goals
    mentions = [number.mention for number in goals]
    governed = dict(zip((mention.start for mention in mentions), govern(sentence, dues, mentions), strict=True))
    aims = [number.mention for number in goals if judged.role(number) == "goal"]
    deadlines = find_deadlines(sentence, setting, dues, aims, mentions, scene.past)
    if scene.frame == "回顾":
        by_its_words = frame.source == "sentence" and frame.frame == scene.frame
        deadlines = [deadline for deadline in deadlines if _is_to_come(deadline, scene, by_its_words=by_its_words)]
    reported = [number.mention for number in scene.numbers if judged.reason(number) == "fact"]
    deadlines = [deadline for deadline in deadlines if not _tells(sentence, deadline.mention, reported)]
    idle = frozenset(mention.start for mention in sentence.mentions if is_idle(sentence, mention))
    return judged._replace(dues=dues, governed=governed, deadlines=deadlines, idle=idle)


def _is_to_come(deadline: Deadline, scene: Scene, *, by_its_words: bool) -> bool:
    """Whether what falls due is still to come in a look back: `剩余11月底前完成`; the end of a year is a plan's there.

    A look back that only the words of a paragraph tell of (`by_its_words`) may be none.
    """
    due, told, sentence = deadline.due.due, scene.setting.published, scene.sentence
    said = by_its_words or deadline.role == "rule" or sentence.tokens.has(_TO_COME)
    ends = _ENDS.search(sentence.text, deadline.at, deadline.end) is not None
    return (
        (said or ends) and (deadline.date.month is not None or deadline.date.kind == "in") and due >= told[: len(due)]
    )


def read_scenes(sentences: list[Sentence], task: Task, document: Document, frame: TaskFrame) -> Iterator[Scene]:
    """The sentences of a task with their numbers, in order."""
    setting = read_setting(document, task)
    document_past = setting.past
    for sentence in sentences:
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
    return not scene.sentence.tokens.has(_TO_COME) and _TO_YEAR.search(scene.sentence.text) is None


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
