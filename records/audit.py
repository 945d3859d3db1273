"""The append-only log of who did what: added to and read here, never changed; the database itself refuses that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from records.database import AUDIT, now, reading, writing


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `role` is what the person was allowed as, `action` a short word, `subject` what it was done to."""

    id: int
    at: str
    who: str
    role: str
    action: str
    subject: str
    detail: dict[str, Any]


def note(
    place: sa.Engine | sa.Connection, who: str, role: str, action: str, subject: str, detail: dict[str, Any]
) -> None:
    """Add an entry: in a transaction of its own (Engine), or in the one that is open (Connection)."""
    if isinstance(place, sa.Engine):
        with writing(place) as connection:
            note(connection, who, role, action, subject, detail)
        return
    place.execute(AUDIT.insert().values(at=now(), who=who, role=role, action=action, subject=subject, detail=detail))


def entries(engine: sa.Engine, limit: int = 200) -> list[Entry]:
    """The last entries, the newest first."""
    with reading(engine) as connection:
        rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit))
        return [Entry(**row) for row in rows.mappings()]
