"""待复核: decisions whose text changed or whose row they do not fit any more, each with both readings.

What a build or a refresh could not apply stands in the tables' metadata (see records/tables.py). A person settles it:
takes it over to the row of now, or drops it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from etl.targets.parquet import read_metadata
from records.database import MACHINE_ROW, reading, writing
from records.decisions import Act, Proposal, decide_within, undo_within
from records.errors import RefusedError
from records.fields import EDITABLE
from records.log import read_decisions
from records.replay import Cause, Decision, Row, find_standing
from records.tables import by_id, load


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that waits: `was` is the machine's row under it, `now` the row most like it; either can be None.

    `reason` says in Chinese why it was not applied.
    """

    decision: Decision
    cause: Cause
    reason: str
    was: Row | None
    now: Row | None


def find_pending(engine: sa.Engine, folder: Path) -> list[Waiting]:
    """All decisions that wait, the oldest first; one settled since the tables were written is left out."""
    listed = read_metadata(folder).get("decisions", {}).get("pending", [])
    if not listed:
        return []
    standing = {own.id: own for own in find_standing(read_decisions(engine))}
    listed = [own for own in listed if own["decision"] in standing]
    query = sa.select(MACHINE_ROW.c.target_id, MACHINE_ROW.c.row)
    with reading(engine) as connection:
        wanted = MACHINE_ROW.c.target_id.in_([own["target_id"] for own in listed])
        was = {kept.target_id: kept.row for kept in connection.execute(query.where(wanted))}
    near = {own["nearest"] for own in listed if own["nearest"]}
    rows = {name: row for own in load(folder, near).values() for name, row in by_id(own.rows).items()}
    return [
        Waiting(
            standing[own["decision"]],
            own["cause"],
            own["reason"],
            was.get(own["target_id"]),
            rows[own["nearest"]].row if own["nearest"] in rows else None,
        )
        for own in listed
    ]


def settle(
    engine: sa.Engine, folder: Path, decision_id: int, who: str, *, to: str | None, why: str = "", role: str = ""
) -> list[Decision]:
    """Take what one act decided on a row over to the row `to`, or drop it (None); gives the decisions made.

    Raises RefusedError where it does not fit that row, or is settled already.
    """
    act = Act(who.strip(), why.strip(), role)
    with writing(engine) as connection:
        standing = find_standing(read_decisions(connection))
        decision = next((own for own in standing if own.id == decision_id), None)
        if decision is None:
            raise RefusedError("it is settled already", "该项已经处理")
        batch = [own for own in standing if (own.batch, own.target_id) == (decision.batch, decision.target_id)]
        undone = undo_within(connection, folder, decision_id, act, [decision.target_id])
        if to is None:
            return undone
        last = max((own.id for own in read_decisions(connection, target_ids=[to])), default=0)
        found = next((by_id(own.rows).get(to) for own in load(folder, [to]).values()), None)
        proposal = _move(batch, to, last, is_target=found is not None and found.table == "targets")
        return [*undone, *decide_within(connection, folder, [proposal], act)]


def _move(batch: list[Decision], to: str, seen: int, *, is_target: bool) -> Proposal:
    """The same of another row; what was to become a target and is one now is corrected."""
    kind = batch[0].kind
    if kind in ("promote", "add"):
        values = {name: value for name, value in batch[0].new.items() if name in EDITABLE}
        return Proposal("correct" if is_target else "promote", to, values, seen)
    return Proposal(kind, to, {own.field: own.new for own in batch if own.field}, seen)
