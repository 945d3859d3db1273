"""What can be wrong with a record: one family of exceptions, each said in English and, as `chinese`, for the screen."""

from __future__ import annotations


class RecordsError(Exception):
    """Something that cannot be recorded or read; `chinese` says it to a reader of the dashboard."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.chinese = chinese


class DatabaseError(RecordsError):
    """The database cannot be opened, or its schema is not this version's."""


class RefusedError(RecordsError):
    """A decision or report that does not fit: an unknown value, a row that is not there, numerals not conserved."""


class ConflictError(RecordsError):
    """Someone else has decided on the row since the person looked at it; nothing was written."""


class BusyError(RecordsError):
    """The tables are being written by a build; what was decided is kept, and they take it in when that ends."""


class UnitError(RecordsError):
    """A report in another unit than its target's."""
