"""The Word files, opened again: the form of official documents, the queries' rows, a page where it must be one."""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from briefing_decks import DAY, case, connect
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app import query
from app.briefing import exports, papers
from app.briefing.exports import NothingError, Request
from app.briefing.frames import View
from app.briefing.official import STYLES, TEXT_WIDTH
from app.query import listings
from app.query.filter_model import Filter
from app.wording import NO_DEPARTMENT, UNCHECKED_NOTE

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
OFFICE_CHOSEN = Filter(departments=("省教育厅",)).resolved(DAY)
VIEWS = {
    ("own", papers.BRIEF), ("own", papers.PLAN), ("large", papers.BRIEF), ("large", papers.PLAN), ("one", papers.BRIEF),
    ("one", papers.PLAN), ("office", papers.SHEET), ("office", papers.BRIEF),
}  # fmt: skip


def view_of(name: str) -> View:
    return View(connect("own"), OFFICE_CHOSEN) if name == "office" else View(*case(name))


@functools.cache
def blob(name: str, paper: str) -> bytes:
    return papers.paper_bytes(view_of(name), paper)


def opened(name: str, paper: str) -> Any:
    return docx.Document(io.BytesIO(blob(name, paper)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize(("name", "paper"), sorted(VIEWS))
def test_page_and_typefaces_are_those_of_official_documents(name: str, paper: str) -> None:
    document = opened(name, paper)
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert abs((section.page_width - section.left_margin - section.right_margin) - Mm(156)) < Pt(1)
    assert abs((section.page_height - section.top_margin - section.bottom_margin) - Mm(225)) < Pt(1)
    assert abs(TEXT_WIDTH - Mm(156).pt) < 1
    used = {paragraph.style.style_id for paragraph in document.paragraphs}
    for table in document.tables:
        used |= {paragraph.style.style_id for row in table.rows for cell in row.cells for paragraph in cell.paragraphs}
    for identifier, _name, face, size, _line, _more in STYLES:
        fonts = document.styles.element.find(
            f'w:style[@w:styleId="{identifier}"]/w:rPr/w:rFonts', document.styles.element.nsmap
        )
        faces = {side: fonts.get(qn(f"w:{side}")) for side in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert faces == {
            "ascii": "Times New Roman",
            "hAnsi": "Times New Roman",
            "eastAsia": face,
            "cs": "Times New Roman",
        }
        assert document.styles[_name].font.size.pt == size
    assert used <= {style[0] for style in STYLES}
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert not [run.text for run in runs if run.font.name or run.font.size]  # looks come from the styles alone


@pytest.mark.parametrize(("name", "paper"), sorted(VIEWS))
def test_pages_are_numbered_and_heads_repeated(name: str, paper: str) -> None:
    document = opened(name, paper)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (paragraph,) = footer.paragraphs
        assert " PAGE " in paragraph._p.xml
        assert paragraph.text == "— 1 —"
        assert paragraph._p.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


@pytest.mark.parametrize(("name", "paper"), sorted(VIEWS))
def test_source_day_and_state_of_checking_are_said(name: str, paper: str) -> None:
    said = texts(opened(name, paper))
    assert f"（统计截至2020年6月30日；{UNCHECKED_NOTE}）" in said
    assert said[-1].startswith("来源：")
    assert "不反映完成情况" in said[-1]


def test_plan_lists_each_task_once_under_its_first_department() -> None:
    connection, chosen = case("own")
    document = opened("own", papers.PLAN)
    leads = query.overview.tasks_by_lead(connection, chosen)
    headings = [p.text for p in document.paragraphs if p.style.style_id == "Heading2"]
    assert len(headings) == len(document.tables) == len(leads)
    listed = []
    tasks = listings.task_rows(connection, chosen, limit=1000).set_index("task_no")
    for heading, table, row in zip(headings, document.tables, leads.to_dict("records"), strict=True):
        assert row["lead"] in heading
        assert f"{row['tasks']}项" in heading
        for cells in ([cell.text for cell in one.cells] for one in table.rows[1:]):
            listed.append(cells[0])
            task = tasks.loc[cells[0]]
            assert cells[1] == task["text"]
            assert (task["lead"] or NO_DEPARTMENT) == row["lead"]
            others = [name for name in task["departments"] if name != task["lead"]]
            assert cells[3] == ("、".join(others) or "—")
    assert sorted(listed) == sorted(tasks.index)


def test_plan_holds_every_target_in_the_texts_words() -> None:
    connection, chosen = case("own")
    cells = "\n".join(
        cell.text for table in opened("own", papers.PLAN).tables for row in table.rows for cell in row.cells
    )
    for row in listings.target_rows(connection, chosen, limit=1000).to_dict("records"):
        assert row["indicator"] in cells
        assert row["category"] == "时限任务" or row["shown"] in cells


def test_sheet_parts_what_is_led_from_what_is_supported() -> None:
    view = view_of("office")
    document = opened("office", papers.SHEET)
    assert document.paragraphs[0].text == "省教育厅任务单"
    led, supported = document.tables
    tasks = view.tasks
    assert [row.cells[0].text for row in led.rows[1:]] == list(tasks.loc[tasks["lead"] == "省教育厅", "task_no"])
    assert [row.cells[0].text for row in supported.rows[1:]] == list(tasks.loc[tasks["lead"] != "省教育厅", "task_no"])
    assert not [row for row in supported.rows[1:] if "省教育厅" in row.cells[3].text.split("、")]


def test_brief_counts_what_the_queries_count() -> None:
    connection, chosen = case("own")
    said = "\n".join(texts(opened("own", papers.BRIEF)))
    head = query.overview.headline(connection, chosen).iloc[0]
    assert f"近期到期（90天内{head['soon']}项" in said
    assert f"文件时限已过（{head['past']}项；完成情况未录入）" in said
    assert f"工作任务{head['tasks']}项" in said
    assert "400万人次以上" in said


def test_past_goals_are_the_last_ones() -> None:
    connection = connect("own")
    chosen = Filter().resolved(DAY.replace(year=2030))
    view = View(connection, chosen)
    past = view.goals_in("文件时限已过（完成情况未录入）", 3, latest=True)
    asked = "SELECT due_date FROM targets WHERE role = 'goal' AND due_kind <> 'from' AND due_date IS NOT NULL"
    days = [day for (day,) in connection.cursor().execute(asked).fetchall()]
    assert list(past["due_date"].astype(str)) == [str(day) for day in sorted(days, reverse=True)[:3]]


@pytest.mark.parametrize("paper", papers.NAMES)
def test_an_empty_view_gives_no_paper(paper: str) -> None:
    with pytest.raises(NothingError):
        exports.make_paper(paper)(*case("none"), Request())


def test_a_task_whose_targets_are_out_of_view_is_not_called_qualitative() -> None:
    connection = connect("own")
    chosen = Filter(search="征信系统").resolved(DAY)
    view = View(connection, chosen)
    assert view.head["tasks"] == 1
    assert view.head["targets"] == 0
    document = docx.Document(io.BytesIO(papers.paper_bytes(view, papers.PLAN)))
    assert document.tables[0].rows[1].cells[2].text.endswith("项目标与标准不在当前筛选内")


def test_same_view_gives_the_same_bytes_and_no_macro_or_link() -> None:
    assert papers.paper_bytes(view_of("own"), papers.PLAN) == blob("own", papers.PLAN)
    with zipfile.ZipFile(io.BytesIO(blob("own", papers.PLAN))) as package:
        assert not [name for name in package.namelist() if "vba" in name.lower()]
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_subject_is_the_title() -> None:
    made = papers.paper_bytes(view_of("own"), papers.BRIEF, "一季度督办")
    assert docx.Document(io.BytesIO(made)).paragraphs[0].text == "一季度督办情况呈阅件"


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice on this machine; try: apt-get install libreoffice-writer")
@pytest.mark.parametrize("name", ["own", "large", "one", "office"])
def test_brief_is_one_page(name: str, tmp_path: Path) -> None:
    (tmp_path / "brief.docx").write_bytes(blob(name, papers.BRIEF))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "brief.docx")], check=True, capture_output=True, timeout=180)
    with pypdfium2.PdfDocument(str(tmp_path / "brief.pdf")) as drawn:
        assert len(drawn) == 1
