"""The rows of a sentence: `Target`s and `Entry`s with their quotes, figures and units as the contract wants them.

In: a sentence and its task; then one judged number, deadline or mention at a time with all that was found of it. Out:
its row. Nothing is judged here: what a number is, what it counts and when it falls due comes in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.documents.model import Task
from etl.judging.deadlines import Deadline
from etl.judging.governing import Due
from etl.judging.judge import Judgement
from etl.judging.readings import RIGHT_WORDS, Number
from etl.lexicon.numerals import parse_number
from etl.lexicon.tokens import group_of, words_of
from etl.lexicon.words import markers_behind
from etl.lexing.model import Mention
from etl.lexing.sentences import Sentence
from etl.naming.sentences import Name
from etl.schema import Change, DueKind, DueSource, Nature, Op, Role
from etl.targets.model import Entry, Span, Target, make_span
from etl.targets.natures import find_nature

_RANKING = words_of("edge", "ranking", "ranking sign", "region")
_LIMITING, _INSIDE = words_of("change", "limiting"), group_of(row for row in markers_behind() if row.role == "<=")
_NEAR = re.compile(r"[^，；。、\d]{1,8}")
_FIGURES = re.compile(r"[\d.,]+[十百千万亿]*")
UNSURE = 0.5
"""What the confidence of a row is at most whose indicator can be none: people are asked about it first."""

_SMALL = tuple("一二两三四五六七八九十")
JUDGED = "judged"
"""What stands for the rule of a row that the judge decided."""


class Dated(NamedTuple):
    """A due date from outside the sentence: ISO text, how it binds, where it stands; all None where there is none."""

    due: str | None = None
    kind: DueKind | None = None
    source: DueSource | None = None


class Writer:
    """Writes a sentence's rows; holds what they share.

    `elsewhere` is the date that a goal takes where its sentence has none, `bases` are the places of the numbers that
    are the base of another one's `per`: a quote may reach over them.
    """

    def __init__(self, sentence: Sentence, task: Task, elsewhere: Dated) -> None:
        self.text, self.tokens = sentence.text, sentence.tokens
        self.offset, self.mentions = sentence.start, sentence.mentions
        self.task_text, self.elsewhere, self.section = task.text, elsewhere, task.section
        self.written = task.text[sentence.start : sentence.end]
        self.bases: frozenset[int] = frozenset()

    def write_entry(self, mention: Mention, number: Number | None, judgement: Judgement | None) -> Entry:
        """The ledger's row of a mention; a number comes with its judgement."""
        span = self._span(mention, mention.start)
        if number and number.rule and number.rule.reason:
            return Entry(**span, reason=number.rule.reason, rule=number.rule.name)
        if judgement:
            return Entry(
                **span,
                reason=judgement.reason or "fact",
                rule=JUDGED,
                confidence=judgement.confidence,
                evidence=judgement.evidence,
            )
        return Entry(**span, reason=mention.reason or "date", rule=mention.found)

    def write_number(self, number: Number, judgement: Judgement, due: Due | None, name: Name) -> Target:
        """The target that a number is."""
        mention, binding, role = number.mention, number.binding, judgement.role or "goal"
        rank = number.effect == "rank"
        dated = Dated(due.due, due.kind, "sentence") if due else self._undated(role)
        sure = judgement.confidence if name.plausible else min(judgement.confidence, UNSURE)
        return Target(
            **self._span(mention, self._quote_start(number)),
            shown=self._shown(number),
            kind="ratio" if mention.is_ratio else "quantity",
            role=role,
            action=name.action,
            action_class=name.action_class,
            indicator=name.indicator or self._fallback(),
            base=binding.base or self._quota(number),
            value=mention.value,
            value_max=mention.value_max,
            unit=mention.unit or ("位" if rank else None),
            op="<=" if rank and mention.value_max is None else self._op(number),
            change=_change(number, role),
            per=mention.per or binding.per,
            due=dated.due,
            due_kind=dated.kind,
            due_source=dated.source,
            rule=JUDGED,
            confidence=sure,
            evidence=judgement.evidence,
            nature=self._nature(mention) if role == "goal" else None,
        )

    def write_deadline(self, deadline: Deadline, name: Name, confidence: float) -> Target:
        """The target that a dated deliverable is."""
        mention = deadline.mention
        return Target(
            **self._span(mention, mention.start),
            shown=self.task_text[mention.start : mention.end],
            kind="deadline",
            role=deadline.role,
            action=name.action,
            action_class=name.action_class,
            indicator=name.indicator,
            per="年" if deadline.date.yearly else None,
            due=deadline.due.due,
            due_kind=deadline.due.kind,
            due_source="sentence",
            rule="deadline",
            confidence=confidence,
        )

    def _span(self, mention: Mention, start: int) -> Span:
        """The shared fields of a row whose quote begins at `start` and ends with its mention."""
        text, end = self.task_text, mention.end
        while start < mention.start and text[start] in " 、，":
            start += 1
        return make_span(text, start, end, (self.written, self.offset), mention.start)

    def _quote_start(self, number: Number) -> int:
        """Where a number's quote begins: at its marker words, of a rank at its verb, of a frequency at its 每.

        It does not begin before the end of another mention, unless that one is a base of repetition.
        """
        mention, binding, effect = number.mention, number.binding, number.effect
        start = binding.start
        if effect == "rank":
            place = self.tokens.run_to(_RANKING, mention.start - self.offset)
            start = place if place + self.offset < mention.start else start
        elif effect == "frequency" and binding.per_span and self._clear(binding.per_span[1], mention):
            start = min(start, binding.per_span[0])
        start += self.offset
        if start == mention.start:
            return start
        for other in self.mentions:
            if start < other.end <= mention.start and other.reason != "per" and other.start not in self.bases:
                start = other.end
        return start

    def _nature(self, mention: Mention) -> Nature | None:
        return find_nature(self.tokens, mention.start - self.offset, mention.end - self.offset, self.section)

    def _clear(self, at: int, mention: Mention) -> bool:
        """Whether no other mention stands between a place in the sentence and a mention."""
        at += self.offset
        return not any(at <= other.start and at < other.end <= mention.start for other in self.mentions)

    def _quota(self, number: Number) -> str | None:
        """`20%编制员额内`: the quota that a share is taken of."""
        if number.effect != "quota":
            return None
        end = number.mention.end - self.offset
        inside = self.tokens.first(_INSIDE, end)
        return self.text[end : inside.start] if inside else None

    def _fallback(self) -> str:
        """What a row is called where no phrase was found: the beginning of its sentence."""
        return self.text.strip(" 。；，")[:40]

    def _op(self, number: Number) -> Op:
        """How a number binds: by its own words, those before it, or by 内 after a noun (`控制在2%水平以内`)."""
        mention, binding = number.mention, number.binding
        if mention.op or binding.op:
            return mention.op or binding.op or "="
        if number.effect == "quota":
            return "<="
        at, end = mention.start - self.offset, mention.end - self.offset
        inside = self.tokens.has(_LIMITING, 0, at) and self.tokens.first(_INSIDE, end)
        return "<=" if inside and _NEAR.fullmatch(self.text, end, inside.start) else "="

    def _shown(self, number: Number) -> str:
        """The figure for a reader: number as written, unit and one bound word; a small Chinese number in digits."""
        mention, bound_word = number.mention, number.binding.bound_word
        written = self.task_text[mention.start : mention.end]
        if written.startswith(_SMALL):
            written = _in_digits(written, mention)
        if number.effect == "rank":
            return "前" + written
        written = written.replace(" ", "")
        if mention.unit and _FIGURES.fullmatch(written):  # 50万、30万元: the unit is said once
            written += mention.unit
        if bound_word in RIGHT_WORDS:
            return written + bound_word  # 分别增长6%、7%左右
        return bound_word + written if bound_word and mention.op is None else written

    def _undated(self, role: Role) -> Dated:
        """The due date of a number whose sentence has none."""
        return self.elsewhere if role == "goal" else Dated()


def _in_digits(written: str, mention: Mention) -> str:
    """A number of one Chinese digit and its unit in digits: `一个` → `1个`; `三成` and others stay."""
    unit, value = mention.unit, mention.value
    if not unit or value is None or value > 10 or (mention.unit_class == "ratio" and unit != "倍"):
        return written
    head = written[: max(written.find(unit), 0)]
    return f"{value:g}" + written[len(head) :] if parse_number(head) == value else written


def _change(number: Number, role: Role) -> Change:
    """The size of a change, or a level; `新增床位每张补助3000元` is a level, since what grows is the beds."""
    granted = role == "rule" and number.mention.unit_class == "money" and not number.binding.verb
    return "level" if granted else number.binding.change or "level"
