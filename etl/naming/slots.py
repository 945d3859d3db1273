"""A number's place in its sentence, as the search for its phrase sees it, and the phrase that the search finds."""

from __future__ import annotations

from typing import NamedTuple


class Slot(NamedTuple):
    """A number in its sentence: its marker words begin at `start`, itself at `number`, all of it ends at `end`.

    `benefit`: it is granted. `quota`: a share within a quota. `condition`: it qualifies what follows. `old_value`: the
    next number replaces it. `inside`: it stands inside a noun (`220千伏变电站`, `二类公厕`). `per_span`: where the
    words of its base stand. `reached`: a verb of reaching or changing stands beside it.
    """

    start: int
    number: int
    end: int
    unit: str | None
    unit_class: str
    benefit: bool = False
    quota: bool = False
    condition: bool = False
    old_value: bool = False
    inside: bool = False
    per_span: tuple[int, int] | None = None
    reached: bool = False


class Phrase(NamedTuple):
    """What a number counts, and the verb that governs it (None where there is none).

    `kept` is that verb where it says what is counted (`新改建`): it opens the indicator, but not that of a sibling.
    """

    indicator: str
    action: str | None
    kept: str = ""
