"""The plain data that travels between the stages, and the one error they raise.

documents → `Document` of `Task`s → mentions → verdicts → targets → rows. Every class is frozen: a stage returns
something new and changes nothing that it was given.
"""

from __future__ import annotations

from dataclasses import dataclass


class SourceError(Exception):
    """A file, table or contract that cannot be used: names the file, the place in it, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task as its file holds it.

    `text` is folded (full width to half, one character to one) and free of invisible characters; every span is an
    offset into it. `departments_text` is what stands beside it; columns come labelled as prose has them
    (`牵头单位：…；配合单位：…`). `due_text` is a 完成时限 cell. `place` has one entry for each place in the file.
    """

    task_no: str
    text: str
    departments_text: str = ""
    due_text: str = ""
    section: str | None = None
    place: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One policy file: what sources.toml or the file itself says of it, and its tasks in order.

    `published` and `period` are ISO text as precise as known (`2020`, `2020-03`; `2020/2023`). `warnings` are sentences
    about what was odd in the file. `sha256` is of the file's bytes.
    """

    doc_id: str
    file: str
    title: str
    issuer: str | None
    region: str | None
    published: str | None
    period: str | None
    tasks: tuple[Task, ...]
    sha256: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Departments:
    """The responsible departments of a task; the three tuples run in parallel. `lead` is None where there are none."""

    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    collective: tuple[bool, ...] = ()
    lead: str | None = None
    lead_basis: str | None = None
