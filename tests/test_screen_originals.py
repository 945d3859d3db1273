"""A row of a scanned page says so, and shows the page it was read from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from app_runs import open_page, texts
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from small_tables import TARGETS, TASKS, write_tables

from app.screen.originals import page_picture

FIRST = TARGETS[0]


def picture(color: str = "white") -> Image.Image:
    return Image.new("RGB", (300, 400), color)


def size(found: bytes | None) -> tuple[int, int]:
    assert found is not None
    return Image.open(io.BytesIO(found)).size


def test_a_page_of_a_pdf_and_of_a_picture(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(200, 300))
    for text in ("one", "two"):
        canvas.drawString(20, 200, text)
        canvas.showPage()
    canvas.save()
    picture().save(tmp_path / "b.tif", save_all=True, append_images=[picture("red")])
    assert size(page_picture(tmp_path, "a.pdf", "a.pdf 第2页")) == (300, 450)
    red = page_picture(tmp_path, "b.tif", "b.tif 第2页")
    assert red is not None
    assert Image.open(io.BytesIO(red)).convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("file", "place"),
    [("b.png", "b.png 第2页"), ("b.png", "b.png 第1行"), ("no.pdf", "no.pdf 第1页"), ("bad.pdf", "bad.pdf 第1页")],
)
def test_no_page_is_no_picture(file: str, place: str, tmp_path: Path) -> None:
    picture().save(tmp_path / "b.png")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 cut")
    assert page_picture(tmp_path, file, place) is None


def test_only_files_of_the_folder_are_shown(tmp_path: Path) -> None:
    picture().save(tmp_path / "secret.png")
    (tmp_path / "sources").mkdir()
    assert page_picture(tmp_path / "sources", "../secret.png", "../secret.png 第1页") is None


def test_the_detail_of_a_scanned_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = next(row for row in TASKS if (row["doc_id"], row["task_no"]) == (FIRST["doc_id"], FIRST["task_no"]))
    monkeypatch.setitem(task, "ocr", 0.934)
    monkeypatch.setitem(task, "place", ["scan.png 第1页"])
    monkeypatch.setenv("TARGETS_DATA", str(write_tables(tmp_path)))
    run = open_page("targets", f"id={FIRST['target_id']}")
    assert "识别把握 0.93" in texts(run)
    assert any("无法显示原页" in info.value for info in run.info)


def test_the_detail_of_other_rows_says_nothing_of_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARGETS_DATA", str(write_tables(tmp_path)))
    assert "扫描" not in texts(open_page("targets", f"id={FIRST['target_id']}"))
