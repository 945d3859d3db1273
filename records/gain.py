"""What review is worth: of the rows that people looked at, how many they changed, by how sure the machine was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from records.database import reading
from records.log import read_decisions
from records.replay import find_standing
from records.tables import read_machine_rows


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of one band of confidence: looked at, and changed by what was decided."""

    band: str
    reviewed: int
    changed: int

    @property
    def share(self) -> float | None:
        """The share of reviewed rows that were changed; None where none was reviewed."""
        return self.changed / self.reviewed if self.reviewed else None


def measure_gain(engine: sa.Engine, bands: Mapping[str, float]) -> list[Band]:
    """Counts by band; `bands` tells where each begins, the highest first (as app/wording.py has them).

    A row counts once, under the machine's confidence in it: as changed where any decision in force is more than a
    confirmation.
    """
    changed: dict[str, bool] = {}
    with reading(engine) as connection:
        for own in find_standing(read_decisions(connection)):
            changed[own.target_id] = changed.get(own.target_id, False) or own.kind != "confirm"
        kept = {name: row for rows in read_machine_rows(connection).values() for name, row in rows.items()}
    counts = {band: [0, 0] for band in bands}
    for target_id, is_changed in changed.items():
        if target_id in kept:
            sure = np.float32(kept[target_id].row["confidence"])  # as the tables compare it
            band = next(band for band, least in bands.items() if sure >= np.float32(least))
            counts[band][0] += 1
            counts[band][1] += is_changed
    return [Band(band, reviewed, altered) for band, (reviewed, altered) in counts.items()]
