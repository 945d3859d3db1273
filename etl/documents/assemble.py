"""Blocks of one file → its `Document`: tasks in order, numbered without doubles, repeats merged with both places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

from etl.documents.blocks import Block, Content, Grid, Item, Paragraph
from etl.documents.facts import period_of, read_facts
from etl.documents.footnotes import find_notes
from etl.documents.headings import rank, read_marker
from etl.documents.indicator_columns import Horizon, looks_back
from etl.documents.indicator_lines import lift_tables
from etl.documents.indicator_rows import (
    HEADER,
    TABLE_UNIT,
    find_indicator_preface,
    goes_on_noting,
    is_indicator_table,
    read_caption,
    read_indicators,
)  # fmt: skip
from etl.documents.limits import CHARACTERS, ROWS, check_count
from etl.documents.model import Document, Task
from etl.documents.notices import Notice, Unreadable, say
from etl.documents.prose import read_prose
from etl.documents.regions import find_region, normal_region
from etl.documents.sources import Source
from etl.documents.tally import (
    Tally,
    count_grid,
    count_items,
    count_numerals,
    tally_indicators,
    tally_task_table,
)  # fmt: skip
from etl.documents.task_rows import NOTE, find_preface, read_grid
from etl.lexicon.folding import squeeze
from etl.lexicon.numerals import NUMERALS
from etl.schema import NUMERAL_PLACES


def build_document(content: Content, source: Source, sha256: str) -> Document:
    """What sources.toml says goes before what the file says. Raises `Unreadable` for a file without any task."""
    name = source.file
    warnings: list[str] = [say(name, code, **values) for code, values in content.warnings]
    content.blocks = lift_tables(content.blocks)
    paragraphs = [block for block in content.blocks if isinstance(block, Paragraph) and block.text]
    tally: Tally = Counter(content.aside)
    items, other = _read_tables(content, paragraphs, name, tally)
    facts, body = read_facts(paragraphs, source.title or content.title)
    tally["frame"] = _count(paragraphs) - _count(body)
    footnotes = find_notes([paragraph.text for paragraph in body])
    tally["notes"] += _count([body[index] for index in footnotes])
    body = [paragraph for index, paragraph in enumerate(body) if index not in footnotes]
    title = source.title or content.title or _title(facts.title, facts.number) or Path(name).stem
    period = source.period or period_of(title) or (period_of(facts.carried) if facts.carried else None)
    published = source.published or facts.published or content.published
    horizon = _horizon(title, period, published)
    indicators, captions, notes = _read_indicators(content.blocks, body, horizon, tally)
    body = known = [paragraph for paragraph in body if id(paragraph) not in notes]
    body = [
        paragraph for paragraph in body if id(paragraph) not in captions and not TABLE_UNIT.fullmatch(paragraph.text)
    ]
    tally["headings"] += _count(known) - _count(body)
    prose = read_prose(body, tally=None if items else tally)
    indicators = _numbered(indicators, alone=not items and not prose)
    if items:
        prose = _beside_table(prose, read_prose(body, only_numbered=True, tally=tally), items, tally, warnings, name)
    items = [item for item in [*items, *prose, *indicators] if any(map(str.isalnum, item.text))]
    warnings += _say_aside(tally, name, other if items else 0)
    if not items:
        raise Unreadable(name, "no_header" if other else "no_tasks")
    check_count(name, "too_many_characters", sum(len(item.text) for item in items), CHARACTERS)
    tasks = _merge(items, content.scanned, name, warnings)
    tally["tasks"] = sum(count_numerals(task.text) for task in tasks)
    tally["repeats"] += count_items(items) - tally["tasks"]
    issuer = source.issuer or facts.issuer
    return Document(
        doc_id=source.doc_id,
        file=name,
        title=title,
        issuer=issuer,
        region=normal_region(source.region)
        if source.region
        else find_region(issuer, title, facts.number, _texts(content), facts.carried),
        published=published,
        period=period,
        tasks=tasks,
        sha256=sha256,
        warnings=tuple(warnings),
        numerals=tuple((place, tally[place]) for place in NUMERAL_PLACES if tally[place]),
    )


def _texts(content: Content) -> Iterator[str]:
    """All that the file says, in order."""
    for block in content.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row.cells)


def _count(paragraphs: list[Paragraph]) -> int:
    return sum(count_numerals(paragraph.text) for paragraph in paragraphs)


def _say_aside(tally: Tally, name: str, tables: int) -> Iterator[Notice]:
    """A notice for each kind of numerals that could have been tasks; `tables` of no known kind are counted."""
    if tables:
        yield say(name, "other_tables", count=tables, numerals=tally["tables"])
    for place, code in (("columns", "aside_columns"), ("notes", "aside_notes")):
        if tally[place]:
            yield say(name, code, numerals=tally[place])


def _title(title: str | None, number: str | None) -> str | None:
    """The file's own title with its document number."""
    if title is None or number is None or number in title:
        return title
    return f"{title}（{number}）"


def _read_tables(content: Content, paragraphs: list[Paragraph], name: str, tally: Tally) -> tuple[list[Item], int]:
    """The items of all task tables, and how many tables were none; a table's own title joins the paragraphs."""
    items: list[Item] = []
    other = 0
    for block in content.blocks:
        if not isinstance(block, Grid):
            continue
        check_count(name, "too_many_rows", len(block.rows), ROWS)
        if is_indicator_table(block):
            above = [Paragraph(line, block.rows[0].place) for line in find_indicator_preface(block)]
            if items or paragraphs:
                tally["headings"] += _count(above)
            else:
                paragraphs += above
            continue
        read = read_grid(block)
        if read is None:
            other += 1
            tally["tables"] += count_grid(block)
            continue
        place = block.rows[0].place if block.rows else ""
        tally.update(tally_task_table(block, read, with_preface=bool(items)))
        paragraphs += [Paragraph(line, place) for line in find_preface(block)] if not items else []
        items += read
    return items, other


def _horizon(title: str, period: str | None, published: str | None) -> Horizon:
    """The years of a document that tell the base column of a table from the target column."""
    years = [int(year) for year in period.split("/")] if period else [None]
    return Horizon(years[0], years[-1], int(published[:4]) if published else None, looks_back(title))


def _read_indicators(
    blocks: list[Block], body: list[Paragraph], horizon: Horizon, tally: Tally
) -> tuple[list[Item], set[int], set[int]]:
    """The items of all indicator tables, and which paragraphs of the body are only their captions, and their notes."""
    items: list[Item] = []
    notes: list[Paragraph] = []
    captions: set[int] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid) or not is_indicator_table(block):
            continue
        above = _above(blocks, index, body)
        caption, unit = read_caption([paragraph.text for paragraph in above])
        found = read_indicators(block, horizon, caption, unit)
        assert found is not None  # noqa: S101  # is_indicator_table has asked
        items += found.items
        tally.update(tally_indicators(block, found.items, found.notes, found.preface))
        below = next((other for other in blocks[index + 1 :] if isinstance(other, Paragraph)), None)
        captions |= {id(p) for p in above if p.text == caption and not _heads_prose(p, below)}
        notes += _notes_below(blocks[index + 1 :])
    tally["notes"] += _count([paragraph for paragraph in body if id(paragraph) in {id(note) for note in notes}])
    return items, captions, {id(note) for note in notes}


def _above(blocks: list[Block], index: int, body: list[Paragraph]) -> list[Paragraph]:
    """The paragraphs of the body that stand right above a table, those within it (above its header) last."""
    known = {id(paragraph) for paragraph in body}
    above = list(takewhile(lambda block: isinstance(block, Paragraph), reversed(blocks[max(index - 3, 0) : index])))
    outside = [other for other in reversed(above) if isinstance(other, Paragraph) and id(other) in known]
    grid, whole = blocks[index], {id(block) for block in blocks}
    place = grid.rows[0].place if isinstance(grid, Grid) else ""
    return outside + [other for other in body if id(other) not in whole and other.place == place]


def _notes_below(blocks: list[Block]) -> list[Paragraph]:
    """The notes that stand right below a table: `注：1.…`, and the lines that go on counting."""
    notes: list[Paragraph] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            break
        if not (block.text.startswith("注") and NOTE.match(block.text)) and not (
            notes and goes_on_noting(block.text, notes[-1].text)
        ):
            break
        notes.append(block)
    return notes


def _numbered(items: list[Item], *, alone: bool) -> list[Item]:
    """The rows of indicator tables with numbers: their own where the file holds nothing else, and none twice."""
    rows = [item.number for item in items if item.number != HEADER]
    own = alone and all(rows) and len(set(rows)) == len(rows)
    headers = running = 0
    numbered = []
    for item in items:
        if item.number == HEADER:
            headers += 1
            number = HEADER if headers == 1 else f"{HEADER}{headers}"
        else:
            running += 1
            number = item.number if own else f"指标{running}"
        numbered.append(replace(item, number=number))
    return numbered


def _heads_prose(caption: Paragraph, below: Paragraph | None) -> bool:
    """Whether a table's caption is also the heading of the text that follows the table."""
    marker = read_marker(caption.text)
    if marker is None or marker.kind == "special" or below is None:
        return caption.level > 0
    under = read_marker(below.text)
    return under is None or rank(under.kind) > rank(marker.kind)


def _beside_table(
    prose: list[Item], numbered: list[Item], table: list[Item], tally: Tally, warnings: list[str], name: str
) -> list[Item]:
    """Of the prose around a task table, the numbered items that it does not repeat; what is left aside is counted."""
    known = {squeeze(item.text) for item in table}
    kept = [item for item in numbered if squeeze(item.text) not in known]
    tally["repeats"] += count_items(numbered) - count_items(kept)
    known |= {squeeze(item.text) for item in kept}
    loose = sum(not NUMERALS.isdisjoint(item.text) and squeeze(item.text) not in known for item in prose)
    if loose:
        warnings.append(say(name, "loose_text", count=loose, numerals=tally["loose"]))
    return kept


def _merge(items: list[Item], scanned: dict[str, float], name: str, warnings: list[str]) -> tuple[Task, ...]:
    """Tasks with numbers of their own; an item that repeats another's number, text and departments adds its place."""
    tasks: list[Task] = []
    seen: dict[tuple[str, str], int] = {}
    taken: set[str] = set()
    counts: dict[str, int] = {}
    merged = renumbered = 0
    for running, item in enumerate(items, 1):
        place = f"{name} {item.place}".strip()
        key = (item.number, squeeze(item.text) + squeeze("".join(item.section) if item.row else ""))
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
        sure = scanned.get(item.place)
        task = Task(number, item.text, item.departments, item.due, section, (place,), sure, item.row)
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
