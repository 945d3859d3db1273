"""The command line: `python -m app.briefing --out DIR` writes the view as slides, Word, workbook, CSV or pictures.

Exit codes: 0 everything was written · 1 some file could not be made (it is named; the others are written) · 2 nothing
was written: usage, filter, tables, template.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import records
from app import query
from app.briefing import exports, papers, pictures
from app.briefing.drawing import slide_svg
from app.briefing.exports import NothingError, Request
from app.briefing.frames import View
from app.briefing.parts import PARTS, PRESETS, USUAL_PRESET
from app.briefing.template import TemplateError, open_base
from app.briefing.workbook import TooLargeError
from app.query import listings, tables
from app.query.filter_model import LISTS, Filter
from records import reports
from records.reports import Report

FORMATS = ("pptx", "docx", "xlsx", "csv", "png")


class UsageError(Exception):
    """What was asked for cannot be done; the text says why and how to mend it."""


def main(arguments: list[str] | None = None, today: date | None = None) -> int:
    """Write the files and give the exit code. `today` is 统计截至 where neither the filter nor --as-of names a day."""
    for stream in (sys.stdout, sys.stderr):  # a terminal without Chinese shows `?` for it and fails at nothing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = _make_parser().parse_args(arguments)
    try:
        return _run(given, today or date.today())  # noqa: DTZ011 the reader's own day
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m app.briefing", description="Write the dashboard's view as files.",
        epilog="Same tables, options and date give the same bytes, but for png, which a browser draws.",
    )  # fmt: skip
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="DIR", help="folder for the files; made where it is missing")
    add("--filter", default="", metavar="QUERY", help="the query string of the dashboard's link, or the whole link")
    add(
        "--as-of", type=_parse_day, metavar="DATE", help="统计截至, e.g. 2020-06-30 (default: the filter's, else today)"
    )
    add("--format", type=_parse_formats, default=("pptx", "xlsx"), metavar="LIST",
        help=f"of {','.join(FORMATS)} (default: pptx,xlsx)")  # fmt: skip
    add("--preset", choices=PRESETS, default=USUAL_PRESET, metavar="NAME",
        help=f"kind of the deck, of {','.join(PRESETS)} (default: {USUAL_PRESET})")  # fmt: skip
    add("--parts", type=_parse_parts, metavar="LIST",
        help=f"parts of the deck in place of the preset's, of {','.join(PARTS)}")  # fmt: skip
    add("--subject", default="", metavar="TEXT", help="what the cover and the Word files are called")
    add("--compare", type=_parse_names, default=(), metavar="LIST",
        help="indicators of 对比, as the page names them (default: those of most documents)")  # fmt: skip
    add("--word", type=_parse_papers, metavar="LIST",
        help=f"which Word files, of {','.join(papers.NAMES)} (default: {'、'.join(papers.documents_of(()))}; "
             f"of a single department {'、'.join(papers.documents_of('1'))})")  # fmt: skip
    add("--per-department", action="store_true", help="the files once for each responsible department of the view")
    add("--template", type=Path, metavar="FILE", help="a .pptx whose master, colours and fonts are used")
    add("--url", default="", help="public address of the dashboard, for the link and QR code on each slide")
    add("--data", type=Path, default=Path("data"), metavar="DIR", help="folder of the tables (default: data)")
    add("--browser", metavar="PATH", help="the Chromium that draws png (default: the one found on this machine)")
    return parser


def _parse_day(written: str) -> date:
    return date.fromisoformat(written)


def _parse_formats(written: str) -> tuple[str, ...]:
    return _parse_list(written, FORMATS)


def _parse_parts(written: str) -> tuple[str, ...]:
    return _parse_list(written, tuple(PARTS))


def _parse_papers(written: str) -> tuple[str, ...]:
    return _parse_list(written, papers.NAMES)


def _parse_names(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in re.split("[,，]", written) if name.strip()))


def _parse_list(written: str, known: tuple[str, ...]) -> tuple[str, ...]:
    names = _parse_names(written)
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise argparse.ArgumentTypeError(f"{' '.join(wrong) or 'nothing'} is none of {','.join(known)}")
    return names


def _run(given: argparse.Namespace, today: date) -> int:
    try:
        connection = tables.open_tables(given.data)
    except tables.TablesError as error:
        raise UsageError(
            f"the tables in {given.data} cannot be used ({error}); make them: python -m etl build"
        ) from None
    chosen = _read_filter(given, connection, today)
    request = Request(
        given.parts, _read_template(given.template), _read_address(given.url), tables.read_accuracy(given.data),
        given.preset, given.subject.strip(), _read_indicators(given.compare, connection, chosen),
        _read_reports(given.data),
    )  # fmt: skip
    views = exports.views_by_department(connection, chosen) if given.per_department else [chosen]
    try:
        given.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the folder {given.out} cannot be made: {error.strerror}") from None
    failed = 0
    for one in views:
        for ending in given.format:
            for paper in given.word or papers.documents_of(one.departments) if ending == "docx" else ("",):
                failed += _write(connection, one, request, ending, given, paper)
    return 1 if failed else 0


def _write(
    connection: Any, chosen: Filter, request: Request, ending: str, given: argparse.Namespace, paper: str
) -> int:
    """Write one view in one format and say so; how many files could not be made. paper: which Word file."""
    view = View(connection, chosen)
    name = exports.name_export(view, ending, paper)
    try:
        for path, blob in _files(view, request, ending, given, name, paper):
            path.write_bytes(blob)
            print(path)
    except (TooLargeError, NothingError, pictures.NoPictureError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.out / name} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _files(
    view: View, request: Request, ending: str, given: argparse.Namespace, name: str, paper: str
) -> Iterator[tuple[Path, bytes]]:
    if ending != "png":
        make = exports.make_paper(paper) if paper else exports.MAKERS[ending]
        yield given.out / name, make(view.connection, view.chosen, request)
        return
    browser = pictures.find_browser(given.browser)
    slides, palette = exports.make_slides(view.connection, view.chosen, request)
    for number, slide in enumerate(slides, start=1):
        path = given.out / name.replace(".png", f"_{number:02d}_{slide.part}.png")
        yield path, pictures.picture_bytes(slide_svg(slide, palette, number), browser)


def _read_filter(given: argparse.Namespace, connection: Any, today: date) -> Filter:
    """The view that was asked for. A value that the data do not have is an error: a weekly job must not widen."""
    query = given.filter.split("?", 1)[-1] if "?" in given.filter else given.filter
    asked, wrong = Filter.from_query(query)
    known = {name: values for name, values in listings.options(connection).items() if name in LISTS}
    usable, missing = asked.keep_known(known)
    if wrong or missing:
        raise UsageError(
            "--filter holds what the data do not have: " + "".join((*wrong, *missing)).replace("，已忽略", "")
        )
    if query and asked == Filter():
        raise UsageError(f"--filter {given.filter!r} holds no parameter of the dashboard's link, e.g. dept=省教育厅")
    return Filter(
        **{name: getattr(usable, name) for name in usable.__slots__} | {"as_of": given.as_of or usable.as_of or today}
    )


def _read_indicators(names: tuple[str, ...], connection: Any, chosen: Filter) -> tuple[str, ...]:
    """The indicators to compare. One that no document has is an error, as a value of the filter is."""
    if names:
        known = set(query.compare.indicator_options(connection, chosen)["label"])
        wrong = [name for name in names if name not in known]
        if wrong:
            raise UsageError(f"--compare holds what the data do not have: {'、'.join(wrong)}")
    return names


def _read_reports(folder: Path) -> dict[str, Report]:
    """The last report on each target that has one."""
    try:
        engine = records.find_database(folder)
        return {} if engine is None else reports.latest(engine)
    except records.RecordsError as error:
        raise UsageError(f"the reports cannot be read: {error}") from None


def _read_template(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        blob = path.read_bytes()
        open_base(blob)
    except OSError as error:
        raise UsageError(f"the template {path} cannot be read: {error.strerror}") from None
    except TemplateError as error:
        raise UsageError(f"{path}: {error}") from None
    return blob


def _read_address(text: str) -> str:
    if text and not exports.is_public_address(text):
        raise UsageError(f"--url {text!r} is no address that begins with http:// or https://")
    return text


if __name__ == "__main__":
    sys.exit(main())
