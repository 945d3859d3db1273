"""Blocks of one file → its `Document`: tasks in order, numbered without doubles, repeats merged with both places."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from etl.documents.blocks import Content, Grid, Item, Paragraph
from etl.documents.facts import period_of, read_facts, region_of
from etl.documents.limits import CHARACTERS, ROWS, check_count
from etl.documents.model import Document, Task
from etl.documents.notices import Unreadable, say
from etl.documents.prose import read_prose
from etl.documents.sources import Source
from etl.documents.task_rows import find_preface, read_grid
from etl.lexicon.folding import squeeze

WORD = re.compile(r"\w")
NUMERAL = re.compile("[0-9〇一二三四五六七八九十百千万亿]")


def build_document(content: Content, source: Source, sha256: str) -> Document:
    """What sources.toml says goes before what the file says. Raises `Unreadable` for a file without any task."""
    name = source.file
    warnings: list[str] = [say(name, code, **values) for code, values in content.warnings]
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph) and block.text]
    items, other = _read_tables(content, paragraphs, name)
    facts, body = read_facts(paragraphs, source.title or content.title)
    prose = read_prose(body)
    if items:
        prose = _beside_table(prose, read_prose(body, only_numbered=True), items, name, warnings)
    if other and items:
        warnings.append(say(name, "other_tables", count=other))
    items = [item for item in items + prose if WORD.search(item.text)]
    if not items:
        raise Unreadable(name, "no_header" if other else "no_tasks")
    check_count(name, "too_many_characters", sum(len(item.text) for item in items), CHARACTERS)
    tasks = _merge(items, name, warnings)
    title = source.title or content.title or _title(facts.title, facts.number) or Path(name).stem
    issuer = source.issuer or facts.issuer
    return Document(
        doc_id=source.doc_id,
        file=name,
        title=title,
        issuer=issuer,
        region=source.region or region_of(issuer, title),
        published=source.published or facts.published or content.published,
        period=source.period or period_of(title),
        tasks=tasks,
        sha256=sha256,
        warnings=tuple(warnings),
    )


def _title(title: str | None, number: str | None) -> str | None:
    """The file's own title with its document number."""
    if title is None or number is None or number in title:
        return title
    return f"{title}（{number}）"


def _read_tables(content: Content, paragraphs: list[Paragraph], name: str) -> tuple[list[Item], int]:
    """The items of all task tables, and how many tables were none; a table's own title joins the paragraphs."""
    items: list[Item] = []
    other = 0
    for block in content.blocks:
        if not isinstance(block, Grid):
            continue
        check_count(name, "too_many_rows", len(block.rows), ROWS)
        read = read_grid(block)
        if read is None:
            other += 1
            continue
        place = block.rows[0].place if block.rows else ""
        paragraphs += [Paragraph(line, place) for line in find_preface(block)] if not items else []
        items += read
    return items, other


def _beside_table(
    prose: list[Item], numbered: list[Item], table: list[Item], name: str, warnings: list[str]
) -> list[Item]:
    """Of the prose around a task table, the numbered items that it does not repeat; what is left aside is counted."""
    known = {squeeze(item.text) for item in table}
    kept = [item for item in numbered if squeeze(item.text) not in known]
    known |= {squeeze(item.text) for item in kept}
    loose = sum(bool(NUMERAL.search(item.text)) and squeeze(item.text) not in known for item in prose)
    if loose:
        warnings.append(say(name, "loose_text", count=loose))
    return kept


def _merge(items: list[Item], name: str, warnings: list[str]) -> tuple[Task, ...]:
    """Tasks with numbers of their own; an item that repeats another's number, text and departments adds its place."""
    tasks: list[Task] = []
    seen: dict[tuple[str, str], int] = {}
    taken: set[str] = set()
    counts: dict[str, int] = {}
    merged = renumbered = 0
    for running, item in enumerate(items, 1):
        place = f"{name} {item.place}".strip()
        key = (item.number, squeeze(item.text))
        earlier = seen.get(key)
        if earlier is not None and _agree(tasks[earlier], item):
            tasks[earlier] = _joined(tasks[earlier], item, place)
            merged += 1
            continue
        number = item.number or str(running)
        if number in taken:
            renumbered += bool(item.number)
            number = _suffixed(number, taken, counts)
        taken.add(number)
        seen.setdefault(key, len(tasks))
        section = " > ".join(item.section) or None
        task = Task(number, item.text, item.departments, item.due, section, (place,))
        tasks.append(replace(task, due_shared=item.due_shared))
    if merged:
        warnings.append(say(name, "merged", count=merged))
    if renumbered:
        warnings.append(say(name, "renumbered", count=renumbered))
    return tuple(tasks)


def _suffixed(number: str, taken: set[str], counts: dict[str, int]) -> str:
    """A number that is taken, with the next suffix that makes one that is not: `3-2`."""
    while True:
        counts[number] = counts.get(number, 1) + 1
        suffixed = f"{number}-{counts[number]}"
        if suffixed not in taken:
            return suffixed


def _agree(task: Task, item: Item) -> bool:
    """Whether a repeat says nothing else of departments and time limit."""
    pairs = ((task.departments_text, item.departments), (task.due_text, item.due))
    return all(not one or not other or squeeze(one) == squeeze(other) for one, other in pairs)


def _joined(task: Task, item: Item, place: str) -> Task:
    return replace(
        task,
        departments_text=task.departments_text or item.departments,
        due_text=task.due_text or item.due,
        place=(*task.place, place),
    )
