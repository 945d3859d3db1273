"""Which files a view gives, with their names: deck, Word, workbook, CSV, pictures of the slides. Pure.

Names hold what was chosen, 统计截至, and whether people have checked it. The bytes of .pptx, .docx, .xlsx and .csv
depend on the tables, the request and nothing else; those of .png also on the browser and the fonts that draw them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import duckdb

from app.briefing import downloads, papers
from app.briefing.deck import deck_bytes
from app.briefing.frames import View
from app.briefing.model import Frame, Slide
from app.briefing.palette import Palette
from app.briefing.parts import Order, build_slides
from app.briefing.template import Base, open_base, open_look
from app.briefing.workbook import workbook_bytes
from app.query.filter_model import Filter
from app.query.offices import offices_called
from app.wording import NO_DEPARTMENT
from records.reports import Report


class NothingError(Exception):
    """The view holds nothing that a deck or a document could show. `chinese` is for the page."""

    def __init__(self) -> None:
        super().__init__("the view holds nothing to show; widen the filter or name other parts")
        self.chinese = "当前筛选下没有可以展示的内容，不生成汇报材料。请放宽筛选，或另选内容。"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a view.

    parts: of the deck; None for those of the preset (parts.PRESETS). template: a .pptx file's bytes. public: the
    dashboard's address ("" for none). accuracy: data/accuracy.json where it is there. subject: what the cover and the
    documents are called ("" for what they are of). compared: the indicators of 对比 (empty: those of most documents).
    latest: the last report on each target that has one.
    """

    parts: tuple[str, ...] | None = None
    template: bytes | None = None
    public: str = ""
    accuracy: dict[str, Any] | None = None
    preset: str = "完整版"
    subject: str = ""
    compared: tuple[str, ...] = ()
    latest: Mapping[str, Report] = field(default_factory=dict)


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
    """The slides and the colours that they are drawn with. Raises template.TemplateError, NothingError."""
    palette, frame = open_look(request.template)
    return set_slides(_view(connection, chosen, request), request, frame), palette


def set_slides(view: View, request: Request, frame: Frame) -> tuple[Slide, ...]:
    """The slides of a view, whose frames are asked for as far as they are not there yet. Raises NothingError."""
    order = Order(frame, request.preset, request.parts, view_address(request.public, view.chosen), request.subject)
    slides = build_slides(view, order)
    if not slides:
        raise NothingError
    return slides


def write_deck(slides: tuple[Slide, ...], chosen: Filter, request: Request) -> bytes:
    """Slides that make_slides has made of the same view and request, as a PowerPoint file."""
    return _written(slides, chosen, open_base(request.template))


def make_deck(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> bytes:
    """The view as a PowerPoint file. Raises template.TemplateError, NothingError."""
    base = open_base(request.template)
    return _written(set_slides(_view(connection, chosen, request), request, base.frame), chosen, base)


def make_workbook(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> bytes:
    """The view as a workbook. Raises workbook.TooLargeError."""
    return workbook_bytes(connection, chosen, request.accuracy)


def make_paper(name: str) -> Maker:
    """What makes one of the Word files of `papers.documents_of`. Raises NothingError."""

    def make(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> bytes:
        view = _view(connection, chosen, request)
        if not view.head["tasks"]:
            raise NothingError
        return papers.paper_bytes(view, name, request.subject)

    return make


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
"""File ending → what makes the file; of Word files there are several (make_paper)."""


def name_export(view: View, ending: str, paper: str = "") -> str:
    """The name of a view's file; `paper`: which of the Word files."""
    return downloads.name_file(view.chosen, int(view.head["targets"]), ending, view.review, paper)


def views_by_department(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> list[Filter]:
    """The view once for each department that has a task in it; a department chosen already stays alone."""
    names = [str(name) for name in View(connection, chosen).offices["department"]]
    meant = {*offices_called(connection, chosen.departments), *chosen.departments}
    wanted = [name for name in names if not chosen.departments or name in meant]
    return [replace(chosen, departments=(name,)) for name in wanted if name != NO_DEPARTMENT or len(wanted) > 1]


def _view(connection: duckdb.DuckDBPyConnection, chosen: Filter, request: Request) -> View:
    return View(connection, chosen, request.compared, request.latest)


def _written(slides: tuple[Slide, ...], chosen: Filter, base: Base) -> bytes:
    return deck_bytes(slides, base, chosen.day(), slides[0].title)
