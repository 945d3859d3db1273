"""Decisions as the database holds them: read in the order in which they were made, added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from records.database import DECISION, reading
from records.replay import Decision, find_standing


def read_decisions(
    place: sa.Engine | sa.Connection,
    *,
    doc_ids: Collection[str] | None = None,
    target_ids: Collection[str] | None = None,
    batch: str | None = None,
    bare: bool = False,
) -> list[Decision]:
    """Decisions in their order, all or those on some documents, on some targets, of one act.

    `bare`: without what they say (old, new, sentence), which makes most of the work where only who stands is asked.
    """
    if isinstance(place, sa.Engine):
        with reading(place) as connection:
            return read_decisions(connection, doc_ids=doc_ids, target_ids=target_ids, batch=batch, bare=bare)
    left_out = {"old": sa.null(), "new": sa.null(), "sentence": sa.literal("")} if bare else {}
    query = sa.select(*[left_out[c.name].label(c.name) if c.name in left_out else c for c in DECISION.c])
    query = query.order_by(DECISION.c.id)
    if doc_ids is not None:
        query = query.where(DECISION.c.doc_id.in_(doc_ids))
    if target_ids is not None:
        query = query.where(DECISION.c.target_id.in_(target_ids))
    if batch is not None:
        query = query.where(DECISION.c.batch == batch)
    return [Decision(**row) for row in place.execute(query).mappings()]


def with_standing(decisions: list[Decision]) -> list[Decision]:
    """The same decisions, each telling whether it is in force; all on their targets must be among them."""
    standing = {decision.id for decision in find_standing(decisions)}
    return [replace(own, stands=own.kind != "undo" and own.id in standing) for own in decisions]


def add_decisions(connection: sa.Connection, drafts: Sequence[Decision]) -> list[Decision]:
    """Write decisions in their order; gives them with the identifiers that the database gave them."""
    if not drafts:
        return []
    drafts = [replace(draft, old=_plain(draft.old), new=_plain(draft.new)) for draft in drafts]
    names = [column.name for column in DECISION.c if column.name != "id"]
    adding = DECISION.insert().returning(DECISION.c.id, sort_by_parameter_order=True)
    made = connection.scalars(adding, [{name: getattr(draft, name) for name in names} for draft in drafts])
    return [replace(draft, id=number) for draft, number in zip(drafts, made, strict=True)]


def _plain(value: Any) -> Any:
    """A value as every database gives it back: SQLite keeps no `12.0`."""
    if isinstance(value, dict):
        return {name: _plain(own) for name, own in value.items()}
    return int(value) if isinstance(value, float) and value.is_integer() else value


def make_key(*parts: object) -> str:
    """What names a decision, or an act, wherever it is copied to."""
    return sha256("\n".join(map(repr, parts)).encode()).hexdigest()[:24]
