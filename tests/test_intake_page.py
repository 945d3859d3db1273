"""文件导入 without a browser: what is refused, what is shown before saving, what a save and an undo do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from app_runs import again, open_page, read_tables, texts
from document_writing import write_docx
from streamlit.testing.v1 import AppTest
from test_build import TEXTS, write_folder

from app.screen import people
from app.screen.data import DATA_VARIABLE, IMPORT_VARIABLE
from etl.documents.receiving import MOST_FILES
from etl.documents.sources import read_sources
from etl.targets.build import build
from etl.targets.intake import read_batches
from records import audit, open_database

ROWS = [
    ("序号", "政策内容", "责任部门"),
    ("1", "到2027年，新建公园12个以上。", "市园林局"),
    ("2", "去年新增绿道30公里。", "某某人"),
]
NAME = "公园清单.docx"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of the dashboard under test: one document and its tables."""
    data = tmp_path / "data"
    data.mkdir()
    build(write_folder(data / "sources", plan=TEXTS), data)
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    monkeypatch.delenv(IMPORT_VARIABLE, raising=False)
    return data


@pytest.fixture(scope="module")
def word_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("word") / NAME
    write_docx(path, ["某市2026年公园建设清单", "某市人民政府办公室", "2026年3月2日"], ROWS)
    return path.read_bytes()


def drop(run: AppTest, *files: tuple[str, bytes]) -> AppTest:
    run.file_uploader[0].set_value([(name, content, "") for name, content in files])
    return again(run)


def press(run: AppTest, key: str) -> AppTest:
    run.button(key=key).click()
    return again(run)


def field(run: AppTest, name: str) -> Any:
    return next(box for box in run.text_input if str(box.key).startswith(f"intake_{name}_"))


def html(run: AppTest) -> str:
    return "\n".join(element.proto.body for element in run.get("html"))


def states(run: AppTest) -> dict[str, str]:
    table = read_tables(run)[0]
    return dict(zip(table["文件"], table["状态"], strict=True))


def errors(run: AppTest) -> str:
    return "\n".join(str(one.value) for one in run.error)


@pytest.mark.usefixtures("folder")
def test_the_page_tells_the_limits_and_what_to_do() -> None:
    run = open_page("intake")
    assert not run.exception
    said = texts(run)
    assert f"一次最多{MOST_FILES}份，每份不超过64 MB，合计不超过200 MB；PDF 不超过2,000页" in said
    assert "还没有导入过文件" in said
    assert "1．选择文件" in said


@pytest.mark.usefixtures("folder")
def test_a_switched_off_page_says_so_and_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(IMPORT_VARIABLE, "OFF")
    run = open_page("intake")
    assert "已关闭文件导入" in texts(run)
    assert not run.file_uploader


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_written_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # root may write everywhere
    run = open_page("intake")
    assert "数据文件夹不可写入" in texts(run)
    assert not run.file_uploader


def test_tables_without_their_documents_take_nothing(folder: Path) -> None:
    shutil.rmtree(folder / "sources")
    run = open_page("intake")
    assert "没有存放原文件的 sources 文件夹" in texts(run)
    assert not run.file_uploader


def test_a_file_is_shown_before_it_is_saved(folder: Path, word_file: bytes) -> None:
    run = drop(open_page("intake"), (NAME, word_file))
    assert not run.exception
    assert states(run) == {NAME: "可保存"}
    facts = {name: field(run, name).value for name in ("title", "issuer", "published", "period")}
    assert facts == {
        "title": "某市2026年公园建设清单", "issuer": "某市人民政府办公室", "published": "2026-03-02", "period": "2026",
    }  # fmt: skip
    shown = html(run)
    assert "到2027年，新建公园<mark class='' title='12个以上'>12个以上</mark>。" in shown
    assert "<mark class='pt-rest' title='不计为目标：已发生或现状'>30公里</mark>" in shown
    assert "2项任务中的数字" in shown
    assert "请核对：某某人" in shown
    assert "回顾1段 · 部署1段" in texts(run)
    assert [path.name for path in (folder / "sources").iterdir()] == ["plan.csv"]


@pytest.mark.usefixtures("folder")
def test_bad_files_are_refused_one_by_one_in_chinese(word_file: bytes) -> None:
    run = drop(
        open_page("intake"), ("有宏.docm", word_file), ("清单.pdf.exe", b"MZ"), ("空.docx", b""), (NAME, word_file)
    )
    assert not run.exception
    assert states(run) == {"有宏.docm": "未读取", "清单.pdf.exe": "未读取", "空.docx": "未读取", NAME: "可保存"}
    said = html(run)
    for reason in ("有宏.docm：文件含宏（VBA），不予接收", "清单.pdf.exe：文件名有两个扩展名", "空.docx：文件是空的"):
        assert reason in said
    assert run.button(key="intake_save").label == "保存1份文件"


@pytest.mark.usefixtures("folder")
def test_too_many_files_are_refused_at_once() -> None:
    run = drop(open_page("intake"), *((f"{number}.txt", b"1") for number in range(MOST_FILES + 1)))
    assert f"一次最多导入 {MOST_FILES} 份" in errors(run)
    assert not read_tables(run)


def test_facts_are_corrected_saved_and_undone(folder: Path, word_file: bytes) -> None:
    run = drop(open_page("intake"), (NAME, word_file))
    field(run, "published").set_value("去年")
    run = again(run)
    assert "请写成 2024、2024年3月 或 2024-03-05" in texts(run)
    assert run.button(key="intake_save").disabled
    field(run, "published").set_value("2026年4月")
    field(run, "title").set_value("更正后的清单")
    run = press(again(run), "intake_save")
    assert not run.exception
    assert errors(run) == ""
    source = read_sources(folder / "sources")[NAME]
    assert (source.title, source.published, source.issuer) == ("更正后的清单", "2026-04", "某市人民政府办公室")
    assert "已保存1份文件。" in html(run)
    [link] = run.get("page_link")
    assert link.proto.label == "查看1项目标：《更正后的清单》"
    assert len(run.file_uploader[0].value or []) == 0

    [batch] = read_batches(folder / "sources")
    later = open_page("intake")  # as after a restart
    assert "1份：《更正后的清单》" in html(later)
    later = press(later, f"sure_{batch.batch_id}")
    assert "已撤销，移走1份文件。" in html(later)
    assert [path.name for path in (folder / "sources").iterdir() if path.is_file()] == ["plan.csv"]
    assert "更正后的清单" not in html(open_page("about"))
    assert [entry.action for entry in audit.entries(open_database(folder))] == ["take out", "take in"]


def test_the_same_content_leads_to_what_is_there(folder: Path) -> None:
    run = drop(open_page("intake"), ("换了名字.csv", (folder / "sources" / "plan.csv").read_bytes()))
    assert states(run) == {"换了名字.csv": "已有"}
    assert "内容与已有文件《plan》相同" in html(run)
    assert [link.proto.label for link in run.get("page_link")] == ["查看4项目标：《plan》"]
    assert run.button(key="intake_save").disabled


@pytest.mark.usefixtures("folder")
def test_one_content_under_two_names_is_taken_once(word_file: bytes) -> None:
    run = drop(open_page("intake"), (NAME, word_file), ("另名.docx", word_file))
    assert states(run) == {NAME: "可保存", "另名.docx": "已有"}
    assert run.button(key="intake_save").label == "保存1份文件"


@pytest.mark.usefixtures("folder")
def test_a_changed_date_is_seen_in_the_preview() -> None:
    run = drop(open_page("intake"), ("要点.txt", "1．年底前新建公园3座。（责任单位：市园林局）".encode()))
    field(run, "published").set_value("2031年")
    run = press(again(run), "intake_again")
    assert "2031年" in html(run).split("所在句（标出原文）")[1]


@pytest.mark.usefixtures("folder")
def test_a_pasted_text_is_a_file_too() -> None:
    run = open_page("intake")
    run.text_area(key="intake_text").set_value("某县2026年工作要点\n1．新建公园3座。（责任单位：县住建局）")
    run.button[[one.label for one in run.button].index("读取")].click()
    run = again(run)
    assert not run.exception
    assert states(run) == {"某县2026年工作要点.txt": "可保存"}
    assert "<mark class='' title='3座'>3座</mark>" in html(run)


def test_a_failed_save_says_why_and_keeps_the_files_at_hand(folder: Path, word_file: bytes) -> None:
    run = drop(open_page("intake"), (NAME, word_file))
    (folder / "sources" / "sources.toml").write_text("[[source]\n", "utf-8")
    run = press(run, "intake_save")
    assert not run.exception
    assert "请修正 TOML 语法" in errors(run)
    assert states(run) == {NAME: "可保存"}


@pytest.mark.usefixtures("folder")
def test_without_the_role_nothing_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "may", lambda role: role == "read")
    run = open_page("intake")
    assert "当前账号没有导入文件的权限。" in html(run)
    assert not run.file_uploader
