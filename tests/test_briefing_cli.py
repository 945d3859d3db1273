"""`python -m app.briefing`: files, names, exit codes, messages; and an office's own template."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from briefing_decks import ADDRESS, DAY, EMU, ROOT, connect, title
from compared_tables import write_compared
from docx import Document
from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Emu

from app import query
from app.briefing import pictures
from app.briefing.__main__ import main
from app.query.filter_model import Filter

DATA = ["--data", str(ROOT / "data")]
TODAY = date(2020, 6, 30)


def run(tmp_path: Path, *arguments: str) -> tuple[int, list[str]]:
    """The exit code and the names of the files that were written."""
    out = tmp_path / "out"
    code = main(["--out", str(out), *DATA, *arguments], today=TODAY)
    return code, sorted(path.name for path in out.glob("*")) if out.exists() else []


def test_deck_and_workbook_are_the_usual_files(tmp_path: Path) -> None:
    code, names = run(tmp_path)
    assert code == 0
    assert sorted(name.rsplit(".", 1)[1] for name in names) == ["pptx", "xlsx"]
    assert all("统计截至2020-06-30" in name and "机器提取未经校核" in name for name in names)


def test_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        assert run(tmp_path / folder, "--format", "pptx,xlsx,csv", "--as-of", "2021-01-31")[0] == 0
    first, second = (sorted((tmp_path / folder / "out").iterdir()) for folder in ("a", "b"))
    assert [path.name for path in first] == [path.name for path in second]
    assert len(first) == 3
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_word_files_are_those_of_the_view(tmp_path: Path) -> None:
    code, names = run(tmp_path / "a", "--format", "docx")
    assert code == 0
    assert [name.split("_")[0] for name in names] == ["任务分工方案", "呈阅件"]
    code, names = run(tmp_path / "b", "--format", "docx", "--filter", "dept=省教育厅", "--subject", "一季度督办")
    assert [name.split("_")[0] for name in names] == ["单位任务单", "呈阅件"]
    brief = Document(str(tmp_path / "b" / "out" / names[1]))
    assert brief.paragraphs[0].text == "一季度督办情况呈阅件"
    code, names = run(tmp_path / "c", "--format", "docx", "--word", "呈阅件")
    assert [name.split("_")[0] for name in names] == ["呈阅件"]


def test_presets_subject_and_parts_shape_the_deck(tmp_path: Path) -> None:
    slides = {}
    for name in ("一页纸", "会议版", "完整版"):
        arguments = ["--format", "pptx", "--preset", name, "--subject", "一季度督办"]
        code, names = run(tmp_path / name, *arguments)
        assert code == 0
        slides[name] = Presentation(str(tmp_path / name / "out" / names[0])).slides
    assert len(slides["一页纸"]) == 1 < len(slides["会议版"]) <= 8 < len(slides["完整版"])
    assert title(slides["会议版"][0]) == "一季度督办"
    _code, names = run(tmp_path / "usual", "--format", "pptx")
    assert len(Presentation(str(tmp_path / "usual" / "out" / names[0])).slides) == len(slides["会议版"])


def test_indicators_to_compare_are_those_of_the_page(tmp_path: Path, capsys: Any) -> None:
    arguments = ["--data", str(write_compared(tmp_path / "data")), "--format", "pptx", "--parts", "对比"]
    code, names = run(tmp_path, *arguments, "--compare", "造林（亩）")
    assert code == 0
    (slide,) = Presentation(str(tmp_path / "out" / names[0])).slides
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [row.cells[0].text for row in table.rows] == ["指标", "造林（亩）"]
    assert run(tmp_path / "wrong", *arguments, "--compare", "没有的指标") == (2, [])
    assert "没有的指标" in capsys.readouterr().err


def test_an_empty_view_gives_rows_and_no_deck(tmp_path: Path, capsys: Any) -> None:
    code, names = run(tmp_path, "--filter", "q=没有这样的词语", "--format", "pptx,docx,xlsx")
    assert code == 1
    assert [name.rsplit(".", 1)[1] for name in names] == ["xlsx"]
    assert capsys.readouterr().err.count("widen the filter") == 3


def test_day_of_the_filter_holds_and_the_option_overrules_it(tmp_path: Path) -> None:
    assert "统计截至2021-05-01" in run(tmp_path / "a", "--filter", "asof=2021-05-01", "--format", "csv")[1][0]
    arguments = ["--filter", "asof=2021-05-01", "--as-of", "2022-01-01", "--format", "csv"]
    assert "统计截至2022-01-01" in run(tmp_path / "b", *arguments)[1][0]


def test_whole_link_is_taken_as_filter(tmp_path: Path) -> None:
    code, names = run(tmp_path, "--filter", "https://example.org/overview?type=数量目标", "--format", "csv")
    assert code == 0
    assert "数量目标" in names[0]


def test_each_department_gets_its_files(tmp_path: Path) -> None:
    code, names = run(tmp_path, "--per-department", "--format", "csv", "--filter", "theme=产教融合与校企合作")
    chosen = Filter(themes=("产教融合与校企合作",)).resolved(DAY)
    offices = list(query.departments.offices(connect("own"), chosen)["department"])
    assert code == 0
    assert len(names) == len(offices) > 2
    assert not [office for office in offices if not any(office[:10] in name for name in names)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--filter", "dept=省教厅"], "省教厅"),
        (["--filter", "due=明年"], "明年"),
        (["--filter", "省教育厅"], "no parameter"),
        (["--template", "missing.pptx"], "cannot be read"),
        (["--url", "board"], "http"),
        (["--data", "missing"], "python -m etl build"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_be_done_is_said_and_nothing_written(
    arguments: list[str], message: str, tmp_path: Path, capsys: Any
) -> None:
    code, names = run(tmp_path, *arguments)
    assert code == 2
    assert not names
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert message in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "doc"],
        ["--as-of", "2020-13-01"],
        ["--parts", "目录"],
        ["--format", ","],
        ["--preset", "短"],
        ["--word", "函"],
    ],
)
def test_wrong_options_are_usage(arguments: list[str], tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit) as caught:
        run(tmp_path, *arguments)
    assert caught.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_without_a_browser_the_other_files_are_written(tmp_path: Path, capsys: Any) -> None:
    code, names = run(tmp_path, "--format", "png,csv", "--browser", "no-such-browser")
    assert code == 1
    assert [name.rsplit(".", 1)[1] for name in names] == ["csv"]
    assert "no-such-browser" in capsys.readouterr().err


def test_pictures_are_1920_by_1080(tmp_path: Path) -> None:
    try:
        pictures.find_browser()
    except pictures.NoPictureError as error:
        pytest.skip(str(error))
    code, names = run(tmp_path, "--format", "png", "--parts", "封面,要点")
    assert code == 0
    assert [name.rsplit("_", 1)[1] for name in names] == ["封面.png", "要点.png"]
    for path in (tmp_path / "out").iterdir():
        head = path.read_bytes()[:24]
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1920, 1080)


def make_template(wide: int = 9144000, high: int = 5143500) -> bytes:
    """A presentation of one slide with colours and typefaces of its own."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Emu(wide), Emu(high)
    master = presentation.slide_master
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    root: Any = etree.fromstring(theme.blob)
    accent = root.find(f".//{qn('a:accent1')}")
    accent[0].set("val", "7A3E1F")
    for fonts in root.iter(qn("a:majorFont"), qn("a:minorFont")):
        fonts.find(qn("a:ea")).set("typeface", "SimHei")
    theme._blob = etree.tostring(root)
    for layout in (master, *presentation.slide_layouts):
        for shape in layout.placeholders:
            if shape._element.ph.get("type") == "title":
                shape.left, shape.top, shape.width, shape.height = (
                    Emu(side) for side in (500000, 200000, 8100000, 600000)
                )
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = "模板自带"
    sink = io.BytesIO()
    presentation.save(sink)
    return sink.getvalue()


def test_template_gives_master_colours_and_fonts(tmp_path: Path) -> None:
    template = tmp_path / "template.pptx"
    template.write_bytes(make_template())
    code, names = run(tmp_path, "--template", str(template), "--format", "pptx", "--url", ADDRESS)
    assert code == 0
    made: Any = Presentation(str(tmp_path / "out" / names[0]))
    assert (made.slide_width, made.slide_height) == (9144000, 5143500)
    titles = [title(slide) for slide in made.slides]
    assert "模板自带" not in titles
    faces = {
        element.get("typeface") for slide in made.slides for element in slide._element.iter(qn("a:latin"), qn("a:ea"))
    }
    assert faces == {"SimHei"}
    heading = made.slides[1].shapes.title
    assert abs(heading.left - 500000) < EMU
    assert abs(heading.width - 8100000) < EMU
    for slide in made.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= made.slide_width + 1
            assert shape.top + shape.height <= made.slide_height + 1
    schemes = {element.get("val") for slide in made.slides for element in slide._element.iter(qn("a:schemeClr"))}
    assert "accent1" in schemes
    assert not [element for slide in made.slides for element in slide._element.iter(qn("a:srgbClr"))]


@pytest.mark.parametrize(
    ("blob", "message"),
    [(b"not a file", "no PowerPoint file"), (b"", "no PowerPoint file"), (make_template(9144000, 6858000), "16:9")],
    ids=["text", "empty", "4:3"],
)
def test_a_template_that_cannot_be_used_is_explained(blob: bytes, message: str, tmp_path: Path, capsys: Any) -> None:
    template = tmp_path / "template.pptx"
    template.write_bytes(blob)
    code, names = run(tmp_path, "--template", str(template))
    assert (code, names) == (2, [])
    said = capsys.readouterr().err
    assert message in said
    assert "template.pptx" in said


def test_help_names_every_option(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert set(re.findall(r"--[a-z-]+", said)) >= {
        "--out", "--filter", "--as-of", "--format", "--per-department", "--template", "--url", "--data", "--preset",
        "--parts", "--subject", "--compare", "--word",
    }  # fmt: skip
