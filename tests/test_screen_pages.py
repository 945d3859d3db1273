"""Every page runs, in every state of the data and the filters, and shows numbers that pandas counts as well."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from app_runs import PAGES, ROOT, again, annotation, charts, counted, open_page, pressed_html, read_tables, texts
from measured import MEASURED
from small_tables import FIRST, TARGETS, write_tables
from streamlit.testing.v1 import AppTest

from app.screen import grid
from benchmarks import synthetic

VIEWS = {
    "everything": "",
    "one row left": "q=400万人次",
    "qualitative tasks only": "task=1&task=3",
    "nothing left": "q=没有这个词&type=政策标准",
    "rules only": "type=政策标准",
    "at another day": "asof=2020-07-01&dept=省财政厅",
}
UNREADABLE = re.compile(r"\b(?:nan|None|NaT|<NA>|null|undefined)\b")


def write_small(folder: Path) -> Path:
    """Tables of two small documents, one of which names no department."""
    return write_tables(folder, unreadable=(("坏文件.docx", "坏文件.docx：文件已加密"),))


@pytest.fixture(scope="module")
def small_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("small"))


@pytest.fixture
def small(small_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dashboard on two small documents."""
    monkeypatch.setenv("TARGETS_DATA", str(small_tables))


@pytest.fixture
def own_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same on tables of the test's own, which it changes."""
    folder = write_small(tmp_path / "tables")
    monkeypatch.setenv("TARGETS_DATA", str(folder))
    return folder


def check(run: AppTest) -> None:
    assert [error.value for error in run.exception] == []
    assert [error.value for error in run.error] == []
    assert UNREADABLE.search(texts(run)) is None
    assert [box.label for box in run.date_input] == ["统计截至"], "no filters"


@pytest.mark.parametrize("query", VIEWS.values(), ids=VIEWS.keys())
@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_on_the_first_document(page: str, query: str) -> None:
    check(open_page(page, query))


@pytest.mark.parametrize(
    "query",
    ["", "dept=未注明责任单位", "doc=样例县2024年工作要点", "q=无", "q=>=30个", "frame=规定&conf=高（≥0.95）"],
)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("small")
def test_a_page_runs_on_two_documents(page: str, query: str) -> None:
    check(open_page(page, query.replace(">", "%3E")))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("broken", ["missing", "torn", "other columns"])
def test_a_page_says_what_is_wrong_with_the_tables(page: str, broken: str, own_small: Path) -> None:
    table = own_small / "targets.parquet"
    if broken == "missing":
        table.unlink()
    elif broken == "torn":
        table.write_bytes(table.read_bytes()[:-200])
    else:
        pd.DataFrame({"doc_id": ["x"]}).to_parquet(table)
    run = open_page(page)
    assert [error.value for error in run.exception] == []
    assert len(run.error) == 1
    assert "targets.parquet" in run.error[0].value
    assert "python -m etl build" in run.error[0].value


def test_a_rebuilt_table_is_shown_without_a_restart(own_small: Path) -> None:
    run = open_page("overview")
    assert counted(run).startswith("工作任务6项")
    for table in ("targets", "tasks", "ledger"):
        shutil.copy(ROOT / "data" / f"{table}.parquet", own_small / f"{table}.parquet")
    assert counted(again(run)).startswith("工作任务45项")


def test_what_a_rebuilt_table_no_longer_has_leaves_the_filter_with_a_note(own_small: Path) -> None:
    run = open_page("overview", "dept=市园林局")
    for table in ("targets", "tasks", "ledger"):
        shutil.copy(ROOT / "data" / f"{table}.parquet", own_small / f"{table}.parquet")
    assert "当前数据中没有责任单位“市园林局”，已忽略。" in texts(again(run))
    assert counted(run).startswith("工作任务45项")
    assert run.session_state["dept"] == []


# 总体情况


def tiles(run: AppTest) -> dict[str, tuple[int, str]]:
    """The leaders' strip: title → number and remark."""
    strip = next(html for html in pressed_html(run) if "pt-tiles" in html)
    found = re.findall(r"pt-name'>([^<]*)</span><span class='pt-number'>(\d+)<.*?pt-remark' title='([^']*)'", strip)
    return {title: (int(number), remark) for title, number, remark in found}


def test_overview_counts_the_first_document() -> None:
    run = open_page("overview", "asof=2020-05-01")
    assert tiles(run) == {
        "目标": (27, "数量16 时限11"), "文件时限已过": (0, "完成情况未录入"), "近期到期": (2, "90天内"),
        "未到时限": (10, "另有1项自…起实施"), "文件未注明时限": (14, ""), "首列单位最多": (21, "省教育厅"),
    }  # fmt: skip
    assert counted(run) == "工作任务45项（含量化或时限要求20，定性25）；政策标准4项"
    assert "责任单位32个（具名22）" in [link.proto.label for link in run.get("page_link")]


def test_overview_lists_key_figures_in_the_words_of_the_text() -> None:
    run = open_page("overview")
    lines = next(html for html in pressed_html(run) if "pt-goals" in html)
    assert re.findall(r"pt-figure'>([^<]+)", lines) == [
        "400万人次以上", "50所左右", "10所左右", "300个左右", "150个左右", "500个左右", "50个", "3000门",
    ]  # fmt: skip
    assert "每年 · 省教育厅 · 第12项" in lines
    assert "更多（共16项）" in [link.proto.label for link in run.get("page_link")]


def test_overview_charts_add_up_to_an_independent_count() -> None:
    targets, tasks = (pd.read_parquet(ROOT / "data" / f"{name}.parquet") for name in ("targets", "tasks"))
    limits, leads = charts(open_page("overview"))
    bars = [trace for trace in limits["data"] if trace["type"] == "bar"]
    assert sum(sum(trace["x"]) for trace in bars) == (targets["role"] == "goal").sum()
    assert {trace["name"] for trace in bars} == {"数量目标", "时限任务"}
    measured, qualitative = (sum(trace["x"]) for trace in leads["data"] if trace["type"] == "bar")
    assert (measured, qualitative) == ((tasks["targets"] > 0).sum(), (tasks["targets"] == 0).sum())


def test_titles_of_charts_are_sentences_and_their_description() -> None:
    run = open_page("overview", "asof=2020-05-01")
    titles = [annotation(chart, "title") for chart in charts(run)]
    assert titles == [
        "27项目标中，2020年内的最多（8项），14项文件未注明时限",
        "按首列单位，省教育厅承担45项工作任务中的26项",
    ]
    assert [chart.proto.alt for chart in run.get("plotly_chart")] == titles
    notes = {annotation(chart, "note") for chart in charts(run)}
    assert notes == {"来源：附件2 山东省工作任务清单；统计截至2020年5月1日；机器提取，未经校核"}


@pytest.mark.usefixtures("small")
def test_a_stated_lead_is_called_so_and_a_first_one_is_not() -> None:
    stated = texts(open_page("overview", "doc=样例市2023年重点工作清单&task=1"))
    assert "按牵头单位（文件明确），市园林局承担1项工作任务中的1项" in stated
    first = texts(open_page("overview", "doc=样例市2023年重点工作清单&task=2"))
    assert "按首列单位，市财政局承担1项工作任务中的1项" in first
    assert "2项工作任务均未注明责任单位" in texts(open_page("overview", "dept=未注明责任单位"))


# Filters


def offered(run: AppTest) -> set[str | None]:
    """Which lists of filters there are, those of 更多筛选 too."""
    next(button for button in run.button if button.label == "更多筛选").click()
    return {widget.key for widget in again(run).multiselect}


def test_a_filter_with_one_value_is_not_shown() -> None:
    keys = offered(open_page("overview"))
    assert {"dept", "due", "theme", "type", "unit", "state", "lead", "support", "task"} <= keys
    assert not {"doc", "region"} & keys


@pytest.mark.usefixtures("small")
def test_documents_and_regions_are_offered_where_there_are_several() -> None:
    assert {"doc", "region"} <= offered(open_page("overview"))


def test_choosing_and_dropping_a_chip_change_the_page() -> None:
    run = open_page("targets")
    assert "共31项目标与标准" in texts(run)
    run.multiselect(key="dept").set_value(["省财政厅"])
    assert "共16项目标与标准" in texts(again(run))
    chip = next(button for button in run.button if button.label == "责任单位：省财政厅")
    chip.click()
    assert "共31项目标与标准" in texts(again(run))


def test_a_page_left_open_over_night_follows_the_day() -> None:
    run = open_page("overview")
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
    run.session_state["_today"] = run.session_state["asof"] = yesterday
    again(run)
    assert run.date_input(key="asof").value == date.today()  # noqa: DTZ011
    assert not [button for button in run.button if button.label.startswith("统计截至")]


def test_other_rows_begin_at_their_first_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synthetic.write_tables(tmp_path, targets=500, documents=10, seed=1)
    monkeypatch.setenv("TARGETS_DATA", str(tmp_path))
    run = open_page("targets", "page=3")
    assert run.session_state["page"] == 3
    run.multiselect(key="type").set_value(["数量目标"])
    assert again(run).session_state["page"] == 1


def test_clearing_everything_leaves_no_filter() -> None:
    run = open_page("targets", "dept=省财政厅&q=教师&due=2020年&asof=2020-01-01&state=未到时限")
    next(button for button in run.button if button.label == "清除全部").click()
    assert "共31项目标与标准" in texts(again(run))
    assert not [button for button in run.button if "：" in button.label]


def test_wrong_values_of_a_link_are_dropped_and_named() -> None:
    run = open_page("targets", "dept=没有的厅&due=明年&type=别的&asof=2020-13-01&part=主办&theme=教师队伍建设")
    said = texts(run)
    for wrong in ("没有的厅", "明年", "别的", "2020-13-01", "主办"):
        assert f"“{wrong}”" in said
    assert run.multiselect(key="dept").value == []
    assert run.multiselect(key="theme").value == ["教师队伍建设"]


def test_nothing_left_says_what_to_loosen() -> None:
    run = open_page("overview", "q=没有这个词&type=政策标准")
    offers = [button.label for button in run.button if button.label.startswith("去掉")]
    assert offers == ["去掉“目标类别：政策标准”：0项目标，0项任务", "去掉“搜索：没有这个词”：4项目标，3项任务"]
    next(button for button in run.button if button.label == offers[1]).click()
    assert counted(again(run)).endswith("政策标准4项")


# Rows behind a mark


@pytest.fixture
def pressing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a component lets press is drawn as Streamlit's buttons, which a test can press: `tiles:4`."""

    def draw_buttons(html: str, key: str, on_press: Callable[[str], None]) -> None:
        for place in re.findall("data-id='([^']+)'", html):
            st.button(f"{key}:{place}", on_click=on_press, args=(place,))

    monkeypatch.setattr(grid, "press", draw_buttons)


@pytest.mark.usefixtures("pressing")
def test_a_tile_opens_its_rows_and_so_does_the_menu_of_a_chart() -> None:
    run = open_page("overview")
    next(button for button in run.button if button.label == "tiles:4").click()
    again(run)
    assert len(read_tables(run)[0]) == 14
    again(run)
    assert len(read_tables(run)) == 0
    run.menu_button(key="limits_pick").set_value("到2022年")
    again(run)
    assert list(read_tables(run)[0]["序号"]) == ["13", "16"]


@pytest.mark.usefixtures("pressing")
def test_a_key_figure_opens_its_sentence() -> None:
    run = open_page("overview", "q=400万人次")
    next(button for button in run.button if button.label.startswith("goals:")).click()
    again(run)
    assert "<mark class='' title='达400万人次以上'>达400万人次以上</mark>" in texts(run)


def test_one_bar_alone_is_a_sentence() -> None:
    run = open_page("overview", "lead=省委组织部")
    assert not charts(run)
    assert "按首列单位，省委组织部承担2项工作任务中的2项" in texts(run)
    next(button for button in run.button if button.label == "查看省委组织部").click()
    again(run)
    assert len(read_tables(run)[0]) == 2


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_what_it_shows(name: str) -> None:
    said = texts(open_page(name, "dept=省财政厅&asof=2020-05-01"))
    shown = "附件2 山东省工作任务清单 · 责任单位：省财政厅 · 统计截至2020年5月1日 · 机器提取，未经校核"
    assert re.search(f"<h1 class='pt-title'>[^<]+</h1><span class='pt-subject' title='{shown}'", said)


# 目标台账


def test_the_ledger_lists_every_target_and_every_task() -> None:
    assert len(read_tables(open_page("targets"))[0]) == 31
    tasks = read_tables(open_page("targets", "list=全部任务"))[0]
    assert len(tasks) == 45
    assert len(read_tables(open_page("targets", "list=全部任务&kind=定性"))[0]) == 25


def test_a_permanent_link_opens_the_marked_sentence() -> None:
    target = pd.read_parquet(ROOT / "data" / "targets.parquet").set_index("shown").loc["400万人次以上"]
    said = texts(open_page("targets", f"id={target['target_id']}"))
    assert "<mark class='' title='达400万人次以上'>达400万人次以上</mark>" in said
    assert f"<td>{target['target_id']}</td>" in said
    assert "4,000,000 人次" in said
    assert "第12项" in said


@pytest.mark.usefixtures("small")
def test_a_target_says_how_sure_it_is_and_what_its_paragraph_is() -> None:
    run = open_page("targets", "q=“30—50个”")
    assert list(read_tables(run)[0]["可信度"]) == ["高 1.00"]
    rate = next(row for row in TARGETS if row["shown"] == "80%以上")
    said = texts(open_page("targets", f"id={rate['target_id']}"))
    assert "可信度</th><td>0.95</td><td class='pt-how'>高（≥0.95），机器对判定的把握，不代表已校核<" in said
    assert "段落性质</th><td>部署</td><td class='pt-how'>由标题、引语和相邻段落判断<" in said
    assert "指标属性" not in said
    park = next(row for row in TARGETS if row["shown"] == "30—50个")
    assert "指标属性</th><td>约束性<" in texts(open_page("targets", f"id={park['target_id']}"))


@pytest.mark.usefixtures("small")
def test_targets_are_filtered_by_confidence_and_by_frame() -> None:
    assert {"frame", "conf"} <= offered(open_page("targets"))
    assert "共1项目标与标准" in texts(open_page("targets", "conf=低（<0.8）".replace("<", "%3C")))
    assert list(read_tables(open_page("targets", "frame=规定"))[0]["目标值"]) == ["最高30万元", "自2023年3月1日起"]


def test_an_unknown_target_is_named() -> None:
    run = open_page("targets", "id=000000000000")
    assert "000000000000" in run.info[0].value


@pytest.mark.usefixtures("small")
def test_several_documents_are_named_in_the_ledger() -> None:
    assert "文件" in read_tables(open_page("targets"))[0].columns


@pytest.mark.usefixtures("small")
def test_the_second_of_two_equal_sentences_is_the_one_that_is_marked() -> None:
    rows = read_tables(open_page("targets", "doc=样例县2024年工作要点&q=30个"))[0]
    assert list(rows["指标名称"]) == ["公园", "公园"]


# 数字核对


def test_numbers_equal_targets_and_the_rest() -> None:
    targets, ledger = (len(pd.read_parquet(ROOT / "data" / f"{name}.parquet")) for name in ("targets", "ledger"))
    run = open_page("reconciliation")
    numbers = [int(number) for number in re.findall(r"pt-term'><div class='pt-number'>([\d,]+)<", texts(run))]
    assert numbers == [targets + ledger, targets, ledger]
    idioms = (pd.read_parquet(ROOT / "data" / "ledger.parquet")["reason"] == "idiom").sum()
    assert len(read_tables(run)[0]) == ledger - idioms
    run.toggle(key="idioms").set_value(True)
    assert len(read_tables(again(run))[0]) == ledger


@pytest.mark.usefixtures("small")
def test_numbers_that_are_no_target_say_how_sure_that_is() -> None:
    entries = read_tables(open_page("reconciliation", "idioms=true"))[0]
    assert dict(zip(entries["原文"], entries["可信度"], strict=True)) == {"到2025年": "中 0.90", "进一步": "高 1.00"}
    run = open_page("reconciliation", "idioms=true&conf=中（0.8–0.95）")
    assert list(read_tables(run)[0]["原文"]) == ["到2025年"]
    assert "可信度的筛选只用于" in texts(run)
    assert "pt-number'>10<" in texts(run)


@pytest.mark.usefixtures("small")
def test_each_number_of_a_task_is_marked_by_where_it_went() -> None:
    said = texts(open_page("reconciliation", "task=1"))
    for words in (
        "pt-rest' title='日期（已作时限或仅指时期）：到2025年'>到2025年",
        ">30—50个</mark>",
        "pt-ratio' title='比率目标：80%以上'",
    ):
        assert words in said


# 数据说明


def test_accuracy_is_shown_where_it_was_measured(own_small: Path) -> None:
    assert "尚未发布" in texts(open_page("about"))
    measured = {
        "command": "make accuracy", "generated_from": "tests/labelled",
        "sets": [
            {
                "name": "未见文件", "kind": "unseen", "documents": 3, "tasks": 40, "targets": 120,
                "found": {"precision": 0.95, "recall": 0.9, "f1": 0.924},
                "fields": {"role": {"accuracy": 0.98, "n": 108}}, "departments": {"accuracy": None, "n": 0},
            }
        ],
    }  # fmt: skip
    (own_small / "accuracy.json").write_text(json.dumps(measured), encoding="utf-8")
    run = open_page("about")
    (found,), (fields,) = (frame.to_dict("records") for frame in read_tables(run) if "标注集" in frame.columns)
    assert found == {
        "标注集": "未见文件", "文件数": "3", "标注目标数": "120", "提取准确率": "95.0%", "完整率": "90.0%",
        "综合（F1）": "92.4%", "整行全对（F1）": "—", "责任单位": "—（0）",
    }  # fmt: skip
    assert fields == {"标注集": "未见文件", "样本数": "108", "性质": "98.0%"}
    assert "各可信度区间的准确率" not in texts(run)


def test_whole_documents_and_bands_of_confidence_are_shown_where_they_were_measured(own_small: Path) -> None:
    (own_small / "accuracy.json").write_text(json.dumps(MEASURED), encoding="utf-8")
    run = open_page("about")
    check(run)
    said = texts(run)
    for words in ("都由从未见过它的模型评分", "各可信度区间的准确率", "整份样例：目标与标准", "整份样例：不计为目标"):
        assert words in said
    shown = read_tables(run)
    assert [list(frame["标注集"]) for frame in shown[1:3]] == [["整份样例", "摘录样例"]] * 2
    assert [frame.columns[-1] for frame in shown[3:5]] == ["确为目标", "确不为目标"]


def test_the_rule_of_the_frames_is_printed() -> None:
    assert "“回顾”段落中的数字属于已发生或现状，不计为目标。" in texts(open_page("about"))


@pytest.mark.usefixtures("small")
def test_sources_and_files_that_could_not_be_read_are_named() -> None:
    run = open_page("about")
    sources = read_tables(run)[0]
    assert list(sources["文件"]) == ["样例市2023年重点工作清单", "样例县2024年工作要点"]
    assert set(sources["发文机关"]) == {"未注明"}
    assert "未能读取 坏文件.docx：文件已加密" in texts(run)
    assert FIRST in {name.removesuffix(".txt") for name in sources["文件名"]}
