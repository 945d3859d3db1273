"""Which files a view gives, with their names: deck, workbook, CSV, pictures of the slides. Pure; nothing is written.

Names hold what was chosen, 统计截至, and whether people have checked it. The bytes of .pptx, .xlsx and .csv depend on
the tables, the request and nothing else; those of .png also on the browser and the fonts that draw them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import duckdb

from app.briefing import downloads
from app.briefing.deck import deck_bytes
from app.briefing.frames import View
from app.briefing.model import Frame, Slide
from app.briefing.palette import Palette
from app.briefing.parts import PARTS, USUAL_PARTS, Order, build_slides
from app.briefing.template import Base, open_base, open_look
from app.briefing.workbook import workbook_bytes
from app.query.filter_model import Filter
from app.query.offices import offices_called
from app.wording import NO_DEPARTMENT


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a view: parts of the deck, a template's bytes, the dashboard's public address ("" for none).

    `accuracy` is data/accuracy.json where it is there.
    """

    parts: tuple[str, ...] = USUAL_PARTS
    template: bytes | None = None
    public: str = ""
    accuracy: dict[str, Any] | None = None


def usual_parts(chosen: Filter) -> tuple[str, ...]:
    """The parts of a deck where the reader names none: 单位任务单 too, once departments are chosen."""
    return tuple(PARTS) if chosen.departments else USUAL_PARTS


def view_address(public: str, chosen: Filter) -> str:
    """The link that opens the same view, with 统计截至; "" without a public address.

    >>> view_address("https://example.org/board/", Filter())
    'https://example.org/board/'
    """
    if not public:
        return ""
    query = chosen.to_query()
    return f"{public.rstrip('/')}/" + (f"?{query}" if query else "")


def is_public_address(text: str) -> bool:
    """Can slides link to it?

    >>> is_public_address("https://example.org/board"), is_public_address("example"), is_public_address("http://a b")
    (True, False, False)
    """
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(sign.isspace() for sign in text)


def linkable(address: str) -> str:
    """The address where slides can link to it, else ""."""
    return address if is_public_address(address) else ""


def make_slides(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request
) -> tuple[tuple[Slide, ...], Palette]:
    """The slides and the colours that they are drawn with. Raises template.TemplateError."""
    palette, frame = open_look(request.template)
    return set_slides(View(connection, chosen), request, frame), palette


def set_slides(view: View, request: Request, frame: Frame) -> tuple[Slide, ...]:
    """The slides of a view, whose frames are asked for as far as they are not there yet."""
    order = Order(request.parts, frame, view_address(request.public, view.chosen))
    return build_slides(view, order)


def write_deck(slides: tuple[Slide, ...], chosen: Filter, request: Request) -> bytes:
    """Slides that make_slides has made of the same view and request, as a PowerPoint file."""
    return _written(slides, chosen, open_base(request.template))


def make_deck(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> bytes:
    """The view as a PowerPoint file. Raises template.TemplateError."""
    base = open_base(request.template)
    return _written(set_slides(View(connection, chosen), request, base.frame), chosen, base)


def make_workbook(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> bytes:
    """The view as a workbook. Raises workbook.TooLargeError."""
    return workbook_bytes(connection, chosen, request.accuracy)


def make_rows(write: Callable[[duckdb.DuckDBPyConnection, Filter], bytes]) -> Maker:
    """A file of the view's targets alone, to which a request for slides adds nothing."""
    return lambda connection, chosen, _request: write(connection, chosen)


Maker = Callable[[duckdb.DuckDBPyConnection, Filter, Request], bytes]
MAKERS: dict[str, Maker] = {
    "pptx": make_deck,
    "xlsx": make_workbook,
    "csv": make_rows(downloads.csv_bytes),
    "parquet": make_rows(downloads.parquet_bytes),
    "json": make_rows(downloads.json_bytes),
}
"""File ending → what makes the file."""


def name_export(view: View, ending: str) -> str:
    """The name of a view's file."""
    return downloads.name_file(view.chosen, int(view.head["targets"]), ending, view.review)


def views_by_department(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> list[Filter]:
    """The view once for each department that has a task in it; a department chosen already stays alone."""
    names = [str(name) for name in View(connection, chosen).offices["department"]]
    meant = {*offices_called(connection, chosen.departments), *chosen.departments}
    wanted = [name for name in names if not chosen.departments or name in meant]
    return [replace(chosen, departments=(name,)) for name in wanted if name != NO_DEPARTMENT or len(wanted) > 1]


def _written(slides: tuple[Slide, ...], chosen: Filter, base: Base) -> bytes:
    return deck_bytes(slides, base, chosen.day(), slides[0].title if slides else "")
