"""The PowerPoint file, opened again: native charts of the queries' numbers, fonts, places, notes, links."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from briefing_decks import (
    ADDRESS,
    CASES,
    DAY,
    EMU,
    case,
    charts,
    connect,
    deck_blob,
    height_needed,
    measure,
    open_deck,
    request_of,
    title,
)  # fmt: skip
from lxml import etree
from pptx.oxml.ns import qn

from app import query, say
from app.briefing import exports
from app.briefing.exports import NothingError, Request
from app.briefing.frames import View
from app.briefing.model import SMALLEST, Table
from app.briefing.native_charts import TOTAL
from app.briefing.parts import PARTS
from app.query import listings
from app.query.filter_model import Filter
from app.wording import UNCHECKED_NOTE

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def xml_parts(name: str, address: str = "") -> dict[str, Any]:
    """Every slide, chart and note of a case's file as XML."""
    with zipfile.ZipFile(io.BytesIO(deck_blob(name, address))) as package:
        wanted = ("ppt/slides/slide", "ppt/charts/chart", "ppt/notesSlides/notesSlide")
        return {
            part: etree.fromstring(package.read(part))
            for part in package.namelist()
            if part.startswith(wanted) and part.endswith(".xml")
        }


@pytest.mark.parametrize("name", ["own", "large"])
def test_every_part_is_there_in_order(name: str) -> None:
    connection, chosen = case(name)
    slides, _palette = exports.make_slides(connection, chosen, request_of(name))
    wanted = set(PARTS) - {"进展"} - ({"对比"} if name == "own" else {"一页纸", "单位任务单"})  # nothing was reported
    assert list(dict.fromkeys(slide.part for slide in slides)) == [part for part in PARTS if part in wanted]
    assert len(open_deck(name).slides) == len(slides)


def test_a_view_without_rows_gives_no_deck_and_says_why() -> None:
    connection, chosen = case("none")
    with pytest.raises(NothingError, match="widen the filter") as caught:
        exports.make_deck(connection, chosen, Request())
    assert "放宽筛选" in caught.value.chinese


def chart_named(name: str, wanted: str) -> Any:
    found = [
        shape.chart
        for slide in open_deck(name).slides
        for shape in slide.shapes
        if shape.has_chart and shape.name == wanted
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("name", ["own", "large"])
def test_chart_of_leads_holds_the_query(name: str) -> None:
    connection, chosen = case(name)
    frame = query.overview.tasks_by_lead(connection, chosen)
    lead = say.departments.lead_name(frame["lead_basis"])
    plot = chart_named(name, f"按{lead}的工作任务").plots[0]
    shown = frame.head(len(plot.categories))
    assert list(plot.categories) == list(shown["lead"])
    assert [list(one.values) for one in plot.series] == [
        list(shown[column]) for column in ("measured", "qualitative", "tasks")
    ]


@pytest.mark.parametrize("name", ["own", "large"])
def test_chart_of_departments_holds_the_query(name: str) -> None:
    connection, chosen = case(name)
    frame = query.departments.departments_apart(connection, chosen)
    plot = chart_named(name, "按责任单位的目标与标准").plots[0]
    shown = frame.head(len(plot.categories))
    assert list(plot.categories) == list(shown["department"])
    assert [list(one.values) for one in plot.series] == [
        list(shown[column]) for column in ("leads", "supports", "targets")
    ]


@pytest.mark.parametrize("name", ["own", "large"])
def test_chart_of_limits_holds_the_query(name: str) -> None:
    connection, chosen = case(name)
    frame = query.overview.targets_by_limit(connection, chosen.goals())
    plot = chart_named(name, "按时限的目标").plots[0]
    found = {
        (category, one.name): int(value)
        for one in list(plot.series)[:-1]
        for category, value in zip(plot.categories, one.values, strict=True)
        if value
    }
    asked = {(row["limit"], row["category"]): row["targets"] for row in frame.to_dict("records")}
    assert found == asked
    assert list(list(plot.series)[-1].values) == list(frame.drop_duplicates("limit")["total"])


@pytest.mark.parametrize("name", ["own", "large"])
def test_charts_of_states_and_themes_hold_the_queries(name: str) -> None:
    connection, chosen = case(name)
    states = query.timeline.targets_by_state(connection, chosen)
    plot = chart_named(name, "按时限状态的目标").plots[0]
    assert dict(zip(plot.categories, plot.series[0].values, strict=True)) == dict(
        zip(states["state"], states["targets"], strict=True)
    )
    themes = query.themes.tasks_by_theme(connection, chosen)
    plot = chart_named(name, "按任务领域的目标与标准").plots[0]
    shown = themes.head(len(plot.categories))
    assert list(plot.series[0].values) == list(shown["targets"])


def test_figures_on_a_shared_axis_are_those_that_share_one() -> None:
    name = "own"
    connection, chosen = case(name)
    drawn = query.themes.shared_figures(connection, chosen)
    groups = {tuple(rows["value"]) for _group, rows in drawn.groupby("group")}
    names = {"、".join(rows["indicator"]) for _group, rows in drawn.groupby("group")}
    found = [
        shape.chart
        for slide in open_deck(name).slides
        for shape in slide.shapes
        if shape.has_chart and shape.name in names
    ]
    assert found
    assert {tuple(chart.plots[0].series[0].values) for chart in found} <= groups


@pytest.mark.parametrize("name", ["own", "large"])
def test_each_chart_has_its_workbook_inside(name: str) -> None:
    for chart in charts(open_deck(name)):
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        rows = list(book["Sheet1"].iter_rows(values_only=True))
        plot = chart.plots[0]
        assert [row[0] for row in rows[1:]] == list(plot.categories)
        stacked = len(list(plot.series)) > 1
        for at, one in enumerate(plot.series, start=1):
            cells = [row[at] for row in rows[1:]]
            if stacked and at == len(list(plot.series)):
                assert rows[0][at] == TOTAL
                assert all(
                    cell == value or str(cell).startswith("=SUM(B")
                    for cell, value in zip(cells, one.values, strict=True)
                )
            else:
                assert rows[0][at] == one.name
                assert cells == list(one.values)


@pytest.mark.parametrize("name", CASES)
def test_every_run_names_its_font_for_latin_and_chinese(name: str) -> None:
    seen = 0
    for part, root in xml_parts(name, ADDRESS).items():
        tags = [f"{A}rPr", f"{A}endParaRPr"] if "charts" not in part else [f"{A}defRPr"]
        for element in root.iter(*tags):
            if element.tag == f"{A}rPr" and element.getparent().tag == f"{A}fld" and "notes" in part:
                continue  # the notes page's own number
            faces = {child.tag: child.get("typeface") for child in element if child.get("typeface")}
            if "notes" in part and not faces:
                continue
            assert faces == dict.fromkeys((f"{A}latin", f"{A}ea", f"{A}cs"), "Microsoft YaHei"), part
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", CASES)
def test_no_type_is_smaller_than_fourteen_points(name: str) -> None:
    for part, root in xml_parts(name, ADDRESS).items():
        sizes = [int(element.get("sz")) for element in root.iter(f"{A}rPr", f"{A}defRPr") if element.get("sz")]
        assert not [size for size in sizes if size < SMALLEST * 100], part
    assert all(
        run.get("sz") for part, root in xml_parts(name).items() if "slides/" in part for run in root.iter(f"{A}rPr")
    )


@pytest.mark.parametrize("name", CASES)
def test_boxes_stand_inside_the_slide_and_texts_inside_their_boxes(name: str) -> None:
    presentation = open_deck(name, ADDRESS)
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    for number, slide in enumerate(presentation.slides, start=1):
        for shape in slide.shapes:
            assert shape.left >= 0, (number, shape.name)
            assert shape.top >= 0, (number, shape.name)
            assert shape.left + shape.width <= presentation.slide_width, (number, shape.name)
            assert shape.top + shape.height <= presentation.slide_height, (number, shape.name)
            if shape.has_text_frame and shape.text_frame.text:
                room = shape.width / EMU
                needed = height_needed(shape.text_frame._txBody, room)
                assert needed <= shape.height / EMU + 1, (number, shape.name, shape.text_frame.text)


@pytest.mark.parametrize("name", CASES)
def test_tables_end_above_the_foot_and_their_cells_hold_their_text(name: str) -> None:
    for number, slide in enumerate(open_deck(name).slides, start=1):
        source = [shape for shape in slide.shapes if shape.name == "来源"]
        for shape in slide.shapes:
            if not shape.has_table:
                continue
            table = shape.table
            assert shape.top + sum(row.height for row in table.rows) <= source[0].top, number
            widths = [column.width / EMU for column in table.columns]
            assert sum(column.width for column in table.columns) <= shape.width + EMU
            for row in table.rows:
                for at, cell in enumerate(row.cells):
                    if cell.is_spanned or not cell.text:
                        continue
                    room = (sum(widths) if cell.is_merge_origin else widths[at]) - 12
                    assert height_needed(cell.text_frame._txBody, room) + 8 <= row.height / EMU + 1, (number, cell.text)


@pytest.mark.parametrize("name", ["own", "large"])
def test_chart_labels_have_room(name: str) -> None:
    for slide in open_deck(name).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                space = shape.chart._chartSpace
                left = space.find(f".//{qn('c:plotArea')}/{qn('c:layout')}//{qn('c:x')}")
                room = float(left.get("val")) * shape.width / EMU
                widest = max(measure(str(category), SMALLEST) for category in shape.chart.plots[0].categories)
                assert widest <= room, shape.name


@pytest.mark.parametrize("name", CASES)
def test_every_slide_says_where_its_numbers_come_from(name: str) -> None:
    connection, chosen = case(name)
    for slide in open_deck(name).slides:
        texts = "".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "统计截至2020年6月30日" in texts
        assert f"筛选：{chosen.describe()}" in texts
        assert UNCHECKED_NOTE in texts
        if len(query.documents.documents_in_view(connection, chosen)):
            assert "来源：" in texts


def test_titles_are_the_pages_sentences() -> None:
    connection, chosen = case("own")
    view = View(connection, chosen)
    titles = [title(slide) for slide in open_deck("own").slides]
    assert say.overview.limits_title(view.limits, int(view.head["goals"])) in titles
    assert say.overview.summary(view.head, view.leads).rstrip("。") in titles
    assert say.timeline.states_title(view.states, DAY) in titles
    assert say.themes.themes_title(view.themes) in titles


@pytest.mark.parametrize("name", ["own", "large"])
def test_no_picture_without_an_address(name: str) -> None:
    kinds = {shape.shape_type for slide in open_deck(name).slides for shape in slide.shapes}
    assert not [kind for kind in kinds if kind is not None and "PICTURE" in str(kind)]
    assert b"http://example" not in deck_blob(name)


def test_with_an_address_every_slide_links_to_the_view() -> None:
    connection, chosen = case("own")
    wanted = exports.view_address(ADDRESS, chosen)
    assert wanted == f"{ADDRESS}/?asof=2020-06-30"
    for slide in open_deck("own", ADDRESS).slides:
        pictures = [shape for shape in slide.shapes if "PICTURE" in str(shape.shape_type)]
        assert [shape.name for shape in pictures] == ["二维码"]
        assert pictures[0].click_action.hyperlink.address == wanted
        runs = [
            run for shape in slide.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs for run in p.runs
        ]
        assert [run.hyperlink.address for run in runs if run.hyperlink.address] == [wanted]
    assert connection is not None


def test_notes_hold_the_quotes() -> None:
    connection, chosen = case("own")
    rows = listings.target_rows(connection, chosen)
    notes = [slide.notes_slide.notes_text_frame.text for slide in open_deck("own").slides if slide.has_notes_slide]
    assert len(notes) == len(open_deck("own").slides)
    whole = "\n".join(notes)
    assert not [quote for quote in rows["quote"] if quote not in whole]
    assert not [sentence for sentence in rows["sentence"] if sentence not in whole]


def test_list_runs_on_with_its_head() -> None:
    pages = [slide for slide in open_deck("large").slides if title(slide).startswith("目标清单")]
    assert len(pages) == 2
    heads, listed = set(), 0
    for slide in pages:
        table = next(shape.table for shape in slide.shapes if shape.has_table)
        heads.add(tuple(cell.text for cell in table.rows[0].cells))
        listed += sum(1 for row in list(table.rows)[1:] if not row.cells[0].is_merge_origin)
    assert len(heads) == 1
    assert f"1,000项目标与标准，列前{listed}项，其余见工作簿" in title(pages[0])


def test_departments_with_one_task_share_slides() -> None:
    connection, chosen = case("own")
    offices = query.departments.offices(connection, chosen)
    alone = list(offices.loc[offices["tasks"] == 1, "department"])
    shared = [slide for slide in open_deck("own").slides if "个单位各有1项工作任务" in title(slide)]
    assert title(shared[0]).startswith(f"{len(alone)}个单位")
    assert len(shared) < len(alone)
    headings = [
        row.cells[0].text
        for slide in shared
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        if row.cells[0].is_merge_origin
    ]
    listed = [text for text in headings if not text.endswith("（续）")]
    assert listed == alone[: len(listed)]
    assert len(shared) == 2
    assert f"列前{len(listed)}项，其余见工作簿" in title(shared[0])


def test_sheet_of_a_chosen_department_lists_its_tasks() -> None:
    connection = connect("own")
    name = str(query.departments.offices(connection, Filter().resolved(DAY))["department"][1])
    chosen = Filter(departments=(name,)).resolved(DAY)
    slides, _palette = exports.make_slides(connection, chosen, Request(("单位任务单",)))
    rows = [row for slide in slides for block in slide.blocks if isinstance(block, Table) for row in block.rows[1:]]
    tasks = listings.task_rows(connection, chosen)
    assert len(rows) > 3
    assert [row.cells[0].text for row in rows] == list(tasks["task_no"])[: len(rows)]
    assert [row.cells[1].text for row in rows] == list(tasks["text"])[: len(rows)]
    assert f"列前{len(rows)}项，其余见工作簿" in slides[0].title


@pytest.mark.parametrize("name", ["own", "one", "page"])
def test_same_request_gives_the_same_bytes(name: str) -> None:
    connection, chosen = case(name)
    wanted = request_of(name, ADDRESS)
    assert exports.make_deck(connection, chosen, wanted) == exports.make_deck(connection, chosen, wanted)
    assert exports.make_deck(connection, chosen, wanted) == deck_blob(name, ADDRESS)


def test_no_file_of_the_package_carries_a_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(deck_blob("own"))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2020-06-30T00:00:00Z") == 2


def test_text_of_a_document_cannot_break_the_file() -> None:
    from app.briefing.model import Box, Paragraph, Text
    from app.briefing.office_xml import Ink, text_shape
    from app.briefing.palette import Palette

    ink = Ink(Palette(), 1.0, lambda address: address)
    text = Text(Box(0, 0, 100, 20), (Paragraph('a<b>&"c"\x0b\x00d\ufffe'),), "x")
    assert "".join(map(str, etree.fromstring(text_shape(text, 2, ink)).itertext())) == 'a<b>&"c"d'
