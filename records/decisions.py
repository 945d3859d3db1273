"""What people decide on rows: written in one transaction, checked against the tables first, undone, told of.

    confirm   the row is right                                new: nothing
    correct   other values                                    new: value by column, any of fields.EDITABLE
    reject    no target                                       new: {"reason": one of REASON_TITLES}
    promote   an entry of the ledger is a target              new: value by column, see suggest_columns
    add       words marked in a task's text are a target      place: (doc_id, task_no, start, end); new as for promote

A decision is one field of one row: `correct` of three columns gives three, an act on fifty rows fifty or more; those of
one act share `batch` and stand or fall together. `seen` is the last decision on the row (for marked words: on any row
that they take in) that the person saw, from `last_decisions`; 0 where there was none. The tables show a decision after
`records.refresh`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from etl.targets.conservation import NUMERAL
from etl.targets.suggestion import find_sentence, suggest_columns
from records import audit
from records.database import DECISION, now, reading, writing
from records.errors import ConflictError, RefusedError
from records.fields import change_entry, parse, title
from records.log import add_decisions, make_key, read_decisions, with_standing
from records.replay import (
    Applied,
    Decision,
    DecisionKind,
    MachineRow,
    Row,
    Rows,
    apply,
    find_in_force,
    find_standing,
    restore,
)
from records.tables import Loaded, by_id, find_touched, keep_machine_rows, load, read_machine_rows

LONGEST_NAME, LONGEST_WHY = 100, 2000
KIND_TITLES: dict[DecisionKind, str] = {
    "confirm": "确认无误",
    "correct": "修改",
    "reject": "不是目标",
    "promote": "改为目标",
    "add": "补充目标",
    "undo": "撤销",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person wants of one row; `place` stands in for the identifier of words that were marked."""

    kind: DecisionKind
    target_id: str = ""
    new: Mapping[str, Any] = field(default_factory=dict)
    seen: int = 0
    place: tuple[str, str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides, why, as what, and when. Raises RefusedError for no name, or more words than are kept."""

    who: str
    why: str = ""
    role: str = ""
    at: str = field(default_factory=now)

    def __post_init__(self) -> None:
        if not self.who.strip() or len(self.who) > LONGEST_NAME:
            raise RefusedError(
                f"a name of at most {LONGEST_NAME} characters is needed", f"请填写姓名，至多{LONGEST_NAME}字"
            )
        if len(self.why) > LONGEST_WHY:
            raise RefusedError(f"the reason is longer than {LONGEST_WHY} characters", f"说明至多{LONGEST_WHY}字")


class _Scene(NamedTuple):
    """A document while it is decided on: the machine's rows, the decisions in force, and what comes of them."""

    loaded: Loaded
    machine: Rows
    standing: list[Decision]
    before: Applied
    rows: dict[str, MachineRow]
    """What comes of them, by identifier."""


def decide(
    engine: sa.Engine, folder: Path, proposals: Sequence[Proposal], who: str, *, why: str = "", role: str = ""
) -> list[Decision]:
    """Write what a person decided on one or more rows, all or nothing; gives the decisions with their identifiers.

    Raises ConflictError where another decision on one of the rows came since it was `seen`; RefusedError where a value
    cannot be, a row is not there, or the numerals of a task would not be conserved.
    """
    with writing(engine) as connection:
        return decide_within(connection, folder, proposals, Act(who.strip(), why.strip(), role))


def decide_within(connection: sa.Connection, folder: Path, proposals: Sequence[Proposal], act: Act) -> list[Decision]:
    """The same inside a transaction that is open (see `writing`)."""
    unknown = next((own.kind for own in proposals if own.kind not in KIND_TITLES or own.kind == "undo"), None)
    if unknown is not None:
        raise RefusedError(f"{unknown} is no kind of decision on a row", f"没有“{unknown}”这种操作")
    places = [own.place[0] for own in proposals if own.place]
    documents = load(folder, [own.target_id for own in proposals if own.target_id], places)
    scenes = _open_scenes(connection, documents)
    drafts: list[Decision] = []
    _require_seen(connection, {own.target_id: own.seen for own in proposals if own.target_id})
    for proposal in proposals:
        scene, target_id, values = _locate(proposal, scenes)
        _require_seen(connection, dict.fromkeys(values.get("absorbs", ()), proposal.seen))
        drafts += _draft(proposal.kind, target_id, values, scene, act, len(drafts))
    if not drafts:
        raise RefusedError("nothing was changed", "没有任何改动")
    batch = make_key(act.at, act.who, *[draft.key for draft in drafts])
    drafts = [replace(draft, batch=batch) for draft in drafts]
    for scene in scenes.values():
        _require_fit(scene, drafts)
    _keep_rows(connection, scenes, drafts)
    made = add_decisions(connection, drafts)
    _note(connection, made, act)
    return made


def undo(
    engine: sa.Engine, folder: Path, decision_id: int, who: str, *, why: str = "", role: str = "",
    rows: Collection[str] | None = None,
) -> list[Decision]:  # fmt: skip
    """Undo the act to which a decision belongs, on all its rows or on those named; gives the undoing decisions.

    Raises RefusedError where it is undone already, or a later decision builds on it.
    """
    with writing(engine) as connection:
        return undo_within(connection, folder, decision_id, Act(who.strip(), why.strip(), role), rows)


def undo_within(
    connection: sa.Connection, folder: Path, decision_id: int, act: Act, rows: Collection[str] | None = None
) -> list[Decision]:
    """The same inside a transaction that is open (see `writing`)."""
    batch = connection.scalar(sa.select(DECISION.c.batch).where(DECISION.c.id == decision_id))
    if batch is None:
        raise RefusedError(f"there is no decision {decision_id}", f"没有编号为{decision_id}的校核记录")
    undone = [own for own in read_decisions(connection, batch=batch) if rows is None or own.target_id in rows]
    concerned = read_decisions(connection, doc_ids={own.doc_id for own in undone})
    force = {own.id for own in find_in_force(concerned)}
    undone = [own for own in undone if own.id in force]
    if not undone:
        raise RefusedError("it is undone already", "该操作已经撤销")
    scenes = _open_scenes(connection, load(folder, (), {own.doc_id for own in undone}))
    key = make_key(act.at, act.who, "undo", *[own.key for own in undone])
    drafts = [
        Decision(
            0, make_key(key, own.key), act.at, act.who, own.target_id, own.doc_id, own.task_no, "undo", own.field,
            own.new, own.old, act.why, own.id, key, own.sentence, own.quote,
        )
        for own in undone
    ]  # fmt: skip
    made = add_decisions(connection, drafts)
    for scene in scenes.values():
        left = find_standing(read_decisions(connection, doc_ids={scene.loaded.facts["id"]}))
        _refuse_new_pending(scene, apply(scene.machine, left, scene.loaded.facts))
    _note(connection, made, act)
    return made


def history(engine: sa.Engine, target_id: str) -> list[Decision]:
    """All decisions on a row, the oldest first; `stands` tells which are in force."""
    return with_standing(read_decisions(engine, target_ids=[target_id]))


def standing(engine: sa.Engine) -> list[Decision]:
    """The decisions in force, in the order in which they were made."""
    return find_standing(read_decisions(engine))


def last_decisions(engine: sa.Engine, target_ids: Collection[str]) -> dict[str, int]:
    """The last decision on each of these rows, by identifier: what `Proposal.seen` takes; none is left out."""
    query = sa.select(DECISION.c.target_id, sa.func.max(DECISION.c.id).label("last"))
    with reading(engine) as connection:
        rows = connection.execute(query.where(DECISION.c.target_id.in_(target_ids)).group_by(DECISION.c.target_id))
        return {row.target_id: row.last for row in rows}


def suggest(folder: Path, place: tuple[str, str, int, int]) -> Row:
    """What a target at a place (doc_id, task_no, start, end) would say, for a person to complete.

    Raises RefusedError where the place is none.
    """
    doc_id, task_no, start, end = place
    loaded = load(folder, (), [doc_id]).get(doc_id)
    text = _find_task(loaded, task_no)["text"]
    return suggest_columns(text, start, end, loaded.facts if loaded else {})


def _open_scenes(connection: sa.Connection, documents: Mapping[str, Loaded]) -> dict[str, _Scene]:
    scenes = {}
    kept = read_machine_rows(connection, list(documents))
    made = read_decisions(connection, doc_ids=list(documents))
    for doc_id, loaded in documents.items():
        machine = restore(loaded.rows, kept.get(doc_id, {}))
        force = find_standing([own for own in made if own.doc_id == doc_id])
        before = apply(machine, force, loaded.facts)
        scenes[doc_id] = _Scene(loaded, machine, force, before, by_id(before.rows))
    return scenes


def _locate(proposal: Proposal, scenes: Mapping[str, _Scene]) -> tuple[_Scene, str, Row]:
    """The document of a proposal, the row that it is about and its values. Raises RefusedError."""
    if proposal.place is not None:
        scene = scenes.get(proposal.place[0])
        return _mark(scene, proposal.place, proposal.new)
    for scene in scenes.values():
        found = scene.rows.get(proposal.target_id)
        if found is None:
            continue
        if proposal.kind in ("promote", "add"):
            row = found.row
            if found.table == "targets":
                raise RefusedError("it is a target already", "该数字已经是目标，请直接修改")
            return _mark(scene, (row["doc_id"], row["task_no"], row["start"], row["end"]), proposal.new)
        return scene, proposal.target_id, dict(proposal.new)
    raise RefusedError(f"there is no row {proposal.target_id}", "该数字已不在表中，请刷新页面后重试")


def _mark(scene: _Scene | None, place: tuple[str, str, int, int], new: Mapping[str, Any]) -> tuple[_Scene, str, Row]:
    """What words marked in a task's text take in: whole entries of its ledger, at least one."""
    _, task_no, start, end = place
    task = _find_task(scene.loaded if scene else None, task_no)
    text = task["text"]
    if scene is None or not 0 <= start < end <= len(text) or NUMERAL.search(text, start, end) is None:
        raise RefusedError("the marked words hold no numeral", "所选文字中没有数字：目标须含数字，请连同数字一起选取")
    rows = scene.before.rows
    inside = [own for own in rows["ledger"] if own["task_no"] == task_no and own["start"] < end and start < own["end"]]
    taken = next(
        (own for own in rows["targets"] if own["task_no"] == task_no and own["start"] < end and start < own["end"]),
        None,
    )
    if taken is not None:
        raise RefusedError(
            f"the marked words reach into a target, {taken['quote']!r}",
            f"所选文字与已有目标“{taken['quote']}”重叠：请修改该目标，或先将其标为不是目标",
        )
    cut = next((own for own in inside if own["start"] < start or end < own["end"]), None)
    if cut is not None:
        raise RefusedError(
            f"the marked words cut the number {cut['quote']!r}: mark it whole",
            f"所选文字截断了“{cut['quote']}”：请完整选取",
        )
    first = min(inside, key=lambda own: own["start"])
    columns = suggest_columns(text, start, end, scene.loaded.facts)
    columns |= {name: parse(name, value) for name, value in new.items()}
    columns |= {
        "absorbs": [own["mention_id"] for own in sorted(inside, key=lambda own: own["start"])],
        "before": first["start"] - start,
        "after": end - first["end"],
        "sentence": find_sentence(text, start, end),
    }
    return scene, first["mention_id"], columns


def _find_task(loaded: Loaded | None, task_no: str) -> Row:
    task = next((own for own in loaded.rows["tasks"] if own["task_no"] == task_no), None) if loaded else None
    if task is None:
        raise RefusedError(f"there is no task {task_no}", "该任务已不在表中，请刷新页面后重试")
    return task


def _draft(kind: DecisionKind, target_id: str, values: Row, scene: _Scene, act: Act, number: int) -> list[Decision]:
    """The decisions of one proposal: one for each column of a correction that changes, else one."""
    table, row = scene.rows[target_id]
    if kind == "correct" and table == "ledger":
        change_entry(row, values)
    text = _find_task(scene.loaded, row["task_no"])["text"]
    sentence = row.get("sentence") or find_sentence(text, row["start"], row["end"])
    quote = row["quote"]
    changes: list[tuple[str, Any, Any]]
    if kind == "correct":
        changes = [(name, row.get(name), parse(name, value)) for name, value in values.items()]
        changes = [own for own in changes if own[1] != own[2]]
    elif kind == "reject":
        if "reason" not in values:
            raise RefusedError("a reason must be given", "请选择不计为目标的原因")
        changes = [("reason", row.get("reason"), parse("reason", values["reason"]))]
    elif kind == "confirm":
        changes = [("", None, None)]
    else:
        start = row["start"] - values["before"]
        quote = text[start : row["end"] + values["after"]]
        changes = [("", row["reason"], values)]
    return [
        Decision(
            0, make_key(act.at, act.who, target_id, name, number + place), act.at, act.who, target_id, row["doc_id"],
            row["task_no"], kind, name, old, new, act.why, None, "", sentence, quote,
        )
        for place, (name, old, new) in enumerate(changes)
    ]  # fmt: skip


def _require_seen(connection: sa.Connection, seen: Mapping[str, int]) -> None:
    """Raises ConflictError where a row has a decision that the person has not seen."""
    if not seen:
        return
    last = {own.target_id: own for own in read_decisions(connection, target_ids=list(seen))}
    for name, other in last.items():
        if other.id > seen[name]:
            what = KIND_TITLES[other.kind] + (f"“{title(other.field)}”" if other.field else "")
            raise ConflictError(
                f"{other.who} decided on {other.quote!r} at {other.at}: {other.kind} {other.field}".strip(),
                f"“{other.quote}”已由{other.who}于{_local(other.at)}{what}，您看到的不是最新内容：请查看后再决定",
            )


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _require_fit(scene: _Scene, drafts: Sequence[Decision]) -> None:
    doc_id = scene.loaded.facts["id"]
    own = [draft for draft in drafts if draft.doc_id == doc_id]
    _refuse_new_pending(scene, apply(scene.machine, [*scene.standing, *own], scene.loaded.facts))


def _refuse_new_pending(scene: _Scene, after: Applied) -> None:
    """Raises RefusedError where a decision is not applied now that was before, or was just made."""
    known = {own.decision.key for own in scene.before.pending}
    new = next((own for own in after.pending if own.decision.key not in known), None)
    if new is not None:
        raise RefusedError(
            f"{new.decision.kind} on {new.decision.quote!r} does not fit the row: {new.reason}",
            f"“{new.decision.quote}”{KIND_TITLES[new.decision.kind]}无法成立：{new.reason}",
        )


def _keep_rows(connection: sa.Connection, scenes: Mapping[str, _Scene], drafts: Sequence[Decision]) -> None:
    """Keep the machine's rows under decisions, for the undo; those of an earlier decision are kept already."""
    touched = set(find_touched(drafts))
    rows: dict[str, tuple[str, MachineRow | None]] = {}
    for scene in scenes.values():
        rows |= {name: (own.row["doc_id"], own) for name, own in by_id(scene.machine).items() if name in touched}
    keep_machine_rows(connection, rows)


def _note(connection: sa.Connection, made: Sequence[Decision], act: Act) -> None:
    names = list(dict.fromkeys(own.target_id for own in made))
    detail = {"rows": len(names), "first": names[:20], "decisions": len(made)}
    audit.note(connection, act.who, act.role, made[0].kind, made[0].batch, detail)
