"""What is said of a file that cannot be read, or was read with something odd: English for the CLI, Chinese for the app.

The words stand in `etl/lexicon/tables/notices.tsv` (code, cause and cure in both languages); `{…}` in them is filled by
name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Self

from etl import SourceError
from etl.lexicon.words import read_table


class Notice(str):  # noqa: SLOT000  # a str may have no filled slots
    """One sentence in English that carries its Chinese wording in `zh`."""

    zh: str

    def __new__(cls, english: str, chinese: str) -> Self:
        """A notice in both languages."""
        notice = super().__new__(cls, english)
        notice.zh = chinese
        return notice

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str declares one argument
        return str(self), self.zh


class Unreadable(SourceError):
    """A file that cannot be read: `str()` is the English message (file: cause; cure), `zh` the Chinese one."""

    def __init__(self, file: str, code: str, **values: object) -> None:
        self.file, self.code, self.values = file, code, values
        notice = say(file, code, **values)
        self.zh = notice.zh
        super().__init__(str(notice))

    def __reduce__(self) -> tuple[object, ...]:
        return _unreadable, (self.file, self.code, self.values)


def say(file: str, code: str, **values: object) -> Notice:
    """The notice `code` about `file`; `values` fill its words' braces."""
    cause, cure, cause_zh, cure_zh = _notices()[code]
    english = "; ".join(filter(None, (cause, cure))).format_map(values)
    chinese = "；".join(filter(None, (cause_zh, cure_zh))).format_map(values)
    return Notice(f"{file}: {english}", f"{file}：{chinese}")


@lru_cache(maxsize=1)
def _notices() -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in read_table("notices")}


def _unreadable(file: str, code: str, values: dict[str, object]) -> Unreadable:
    """Builds the error again in another process (exceptions pickle by their arguments)."""
    return Unreadable(file, code, **values)
