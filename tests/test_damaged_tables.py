"""Tables, accuracy and records that are damaged: each page says it once and how to mend it, each command in English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from app_runs import PAGES, open_page, texts
from small_tables import write_tables
from test_build import TEXTS, write_folder

from app.briefing.__main__ import main as brief
from etl.__main__ import main as etl
from etl.schema import TABLES
from records.__main__ import main as records

MEND = "python -m etl build"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_tables(tmp_path / "tables")
    monkeypatch.setenv("TARGETS_DATA", str(folder))
    return folder


def damage(path: Path, kind: str) -> None:
    """Leave nothing, noise, or a whole footer over rows that are noise."""
    content = path.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    noise = {
        "empty": b"",
        "noise": b"\xff" * len(content),
        "rows": content[:4] + b"\xff" * (len(content) - footer - 4) + content[-footer:],
        "text": b"doc_id,text\n",
    }
    path.write_bytes(noise[kind])


@pytest.mark.parametrize("kind", ["empty", "noise", "rows", "text"])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("page", ["overview", "targets", "reconciliation"])
def test_a_page_names_the_damaged_table_and_the_mend(page: str, table: str, kind: str, small: Path) -> None:
    damage(small / f"{table}.parquet", kind)
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    if kind == "rows" and table == "ledger" and not run.error:
        return  # this page reads nothing of it that is damaged
    assert len(run.error) == 1
    assert f"{table}.parquet" in run.error[0].value
    assert MEND in run.error[0].value


@pytest.mark.parametrize("page", PAGES)
def test_rows_that_are_noise_below_a_whole_footer_are_no_fault_of_a_page(page: str, small: Path) -> None:
    for table in TABLES:
        damage(small / f"{table}.parquet", "rows")
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    assert MEND in "".join(error.value for error in run.error)


@pytest.mark.parametrize("kind", ["empty", "noise", "rows"])
@pytest.mark.parametrize("table", TABLES)
def test_commands_name_the_damaged_table(
    table: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources, out = write_folder(tmp_path / "sources", plan=TEXTS), tmp_path / "out"
    assert etl(["build", str(sources), "--out", str(out)]) == 0
    damage(out / f"{table}.parquet", kind)
    capsys.readouterr()
    assert etl(["check", str(sources), "--out", str(out)]) == 1
    assert f"{table}.parquet" in capsys.readouterr().out
    if table == "targets":
        assert etl(["diff", str(out), str(out)]) == 2
        assert "targets.parquet" in capsys.readouterr().err
    assert brief(["--out", str(tmp_path / "files"), "--data", str(out), "--format", "csv"]) == 2
    assert f"{table}.parquet" in capsys.readouterr().err
    assert etl(["build", str(sources), "--out", str(out)]) == 0, "the mend"
    assert etl(["check", str(sources), "--out", str(out)]) == 0


@pytest.mark.parametrize("written", ["", "[]", "{}", "nonsense", '{"sets": 3}', '{"sets": {}}', "\0\0", "null"])
@pytest.mark.parametrize("page", ["about", "overview"])
def test_an_accuracy_that_is_none_is_not_shown(page: str, written: str, small: Path) -> None:
    (small / "accuracy.json").write_text(written, encoding="utf-8")
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    assert [error.value for error in run.error] == []
    assert "统计截至" in texts(run)


def test_an_accuracy_with_one_wrong_part_is_not_shown(small: Path) -> None:
    accuracy = json.loads((Path(__file__).parents[1] / "data" / "accuracy.json").read_text(encoding="utf-8"))
    for name in accuracy:
        (small / "accuracy.json").write_text(json.dumps({**accuracy, name: "x"}), encoding="utf-8")
        run = open_page("about")
        assert [error.value for error in run.exception] == [], name


@pytest.mark.parametrize("written", [b"noise" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
@pytest.mark.parametrize("page", PAGES)
def test_damaged_records_are_named_where_they_are_needed(page: str, written: bytes, small: Path) -> None:
    (small / "records.sqlite").write_bytes(written)
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    if page in ("review", "progress", "intake"):
        assert "records.sqlite" in "".join(error.value for error in run.error)


def test_a_command_names_damaged_records(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small / "records.sqlite").write_bytes(b"noise" * 1000)
    assert records(["--data", str(small), "audit"]) != 0
    assert "records.sqlite" in capsys.readouterr().err
