"""Scanned pages are read by text recognition, table and prose alike, and every row says so.

The recognition is an optional install (requirements-ocr.txt); these tests are skipped without it. The pages and what
spoils them are those of benchmarks/scans.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from benchmarks.scans import font_file, make_page, spoil
from etl.documents import Unreadable, read_document
from etl.targets.rows import make_rows

pytest.importorskip("rapidocr", reason="requirements-ocr.txt is not installed")
pytestmark = pytest.mark.skipif("CJK" not in font_file(), reason="no Chinese font to draw a page with")


def test_a_spoiled_page_of_prose_and_a_ruled_table(tmp_path: Path) -> None:
    """Turned by half a degree, blurred, spotted, stamped: each task of prose and table is there as written."""
    tasks, table, picture = make_page(7)
    path = tmp_path / "scan.jpg"
    spoil(picture, 6).save(path, quality=90, dpi=(200, 200))
    document = read_document(path)
    texts = {task.text for task in document.tasks}
    assert {text.split(".", 1)[1] for text in tasks} <= texts
    assert {text for _, text, _ in table} <= texts
    offices = {task.text: task.departments_text for task in document.tasks}
    assert [offices[text] for _, text, _ in table] == [written for *_, written in table]


def test_every_row_of_a_scan_says_how_surely_it_was_recognised(tmp_path: Path) -> None:
    _, _, picture = make_page(2)
    path = tmp_path / "scan.pdf"
    spoil(picture, 3).save(path, resolution=200)
    document = read_document(path)
    sure = {task.ocr for task in document.tasks}
    assert all(one is not None and 0.9 < one < 1 for one in sure)
    rows = make_rows(document)
    assert {row["ocr"] for row in rows.tasks} == sure
    assert rows.targets
    for row in [*rows.targets, *rows.ledger]:
        assert row["evidence"][-1].startswith("-扫描识别：")
        assert row["confidence"] <= max(one or 0 for one in sure)


def test_a_page_without_text_among_others_is_recognised(tmp_path: Path) -> None:
    """Two pictures of pages in one .tif: the second goes on with the first's table."""
    pictures = [make_page(number)[2].crop((0, 0, 1654, 640)) for number in (1, 4)]
    path = tmp_path / "scan.tif"
    pictures[0].save(path, save_all=True, append_images=pictures[1:])
    places = {place for task in read_document(path).tasks for place in task.place}
    assert places == {"scan.tif 第1页", "scan.tif 第2页"}


def test_an_empty_picture_holds_no_task(tmp_path: Path) -> None:
    path = tmp_path / "blank.png"
    Image.new("RGB", (600, 800), "white").save(path)
    with pytest.raises(Unreadable) as refused:
        read_document(path)
    assert refused.value.code == "no_tasks"


def test_a_broken_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    Image.new("RGB", (600, 800), "white").save(path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(Unreadable) as refused:
        read_document(path)
    assert refused.value.code == "truncated"


def test_a_picture_of_too_many_points_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.documents.scans.PICTURE_POINTS", 1000)
    path = tmp_path / "huge.png"
    Image.new("RGB", (60, 80), "white").save(path)
    with pytest.raises(Unreadable) as refused:
        read_document(path)
    assert refused.value.code == "too_many_points"
