"""Text before it is a task's text: folding, joined lines, encodings; task lists and prose in .txt files, CSV tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.documents import Unreadable, clean, fold, read_document
from etl.documents.encodings import decode
from etl.documents.model import Document, Task
from etl.lexicon.folding import close_gaps, join_lines

FIRST = Path(__file__).resolve().parent.parent / "data" / "sources" / "附件2 山东省工作任务清单.txt"
TABLE = "序号,政策内容,责任部门\n1,建设50所学校。,省教育厅\n2,培训300名教师。,省教育厅、省财政厅\n"


def read_text(tmp_path: Path, text: str, ending: str = ".txt") -> Document:
    path = tmp_path / f"document{ending}"
    path.write_bytes(text.encode())
    return read_document(path)


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


class TestFolding:
    @pytest.mark.parametrize(
        ("raw", "folded"),
        [
            ("２０２０年６月", "2020年6月"),
            ("达到３．５％", "达到3.5%"),
            ("１：３５０", "1:350"),
            ("ＰＭ２．５", "PM2.5"),
            ("１＋Ｘ证书", "1+X证书"),
            ("２万元／项", "2万元/项"),
            ("１０－１５天", "10-15天"),
            ("３～５所", "3~5所"),
            ("⼯作⼈员⻓期", "工作人员长期"),
            ("不低于", "不低于"),
            ("二○二五年", "二〇二五年"),
            ("甲\u00a0乙\u3000丙", "甲 乙 丙"),
            ("A\u2011B", "A-B"),
        ],
    )
    def test_folds_one_character_to_one(self, raw: str, folded: str) -> None:
        assert fold(raw) == folded
        assert len(folded) == len(raw)

    @pytest.mark.parametrize(
        "text", ["，。；：！？（）“”《》、", "第一．二", "责任单位：市教育局", "○○学校", "400万人次"]
    )
    def test_keeps_chinese_punctuation(self, text: str) -> None:
        assert fold(text) == text

    @given(st.text())
    def test_never_moves_an_offset(self, text: str) -> None:
        assert len(fold(text)) == len(text)
        assert fold(fold(text)) == fold(text)

    @given(st.text())
    def test_cleaning_is_finished_at_once(self, text: str) -> None:
        assert clean(clean(text)) == clean(text)

    @pytest.mark.parametrize(
        ("raw", "cleaned"),
        [
            ("建\u00ad设\u200b50\ufeff所", "建设50所"),
            ("\u202a50\u202c所", "50所"),
            ("　　建设  50 所 ", "建设 50 所"),
            ("第一段。\r\n\r\n　　第二段。", "第一段。\n第二段。"),
            ("甲\x0b乙\x0c丙", "甲\n乙\n丙"),
        ],
    )
    def test_cleaning_drops_what_nobody_sees(self, raw: str, cleaned: str) -> None:
        assert clean(raw) == cleaned

    @pytest.mark.parametrize(
        ("lines", "joined"),
        [
            (["职业", "教育"], "职业教育"),
            (["建设5", "0所"], "建设50所"),
            (["支持open", "source社区"], "支持open source社区"),
            (["培训OPC", "100家"], "培训OPC100家"),
        ],
    )
    def test_joining_puts_a_blank_between_latin_words_only(self, lines: list[str], joined: str) -> None:
        assert join_lines(lines) == joined

    def test_gaps_beside_chinese_characters_are_closed(self) -> None:
        assert close_gaps("到 2025 年 ， 建设 5 G 基站 open source") == "到2025年，建设5 G基站open source"


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
    )
    def test_reads(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_bytes(TABLE.encode(encoding))
        assert texts(read_document(path)) == ["建设50所学校。", "培训300名教师。"]

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-16"])
    def test_the_first_document_in_another_encoding_is_the_same(self, encoding: str, tmp_path: Path) -> None:
        path = tmp_path / FIRST.name
        path.write_bytes(FIRST.read_text(encoding="utf-8").encode(encoding))
        assert read_document(path).tasks == read_document(FIRST).tasks

    @pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 100, b"\xff\xfe\x00"])
    def test_refuses_bytes_that_are_no_text(self, data: bytes) -> None:
        with pytest.raises(Unreadable):
            decode(data, "list.txt")


class TestPastedTables:
    @pytest.mark.parametrize("separator", [" ", "  ", " | ", "|", "\t"])
    def test_have_cells_parted_by_blanks_or_bars(self, separator: str, tmp_path: Path) -> None:
        rows = [
            ("序号", "项目名称", "建设内容", "责任单位", "完成时限"),
            ("1", "云溪大桥", "建成主桥1.2公里", "市交通运输局", "2026年10月"),
            ("2", "滨河公园", "完成绿化30万平方米", "市城市管理局", "2026年6月"),
        ]
        document = read_text(tmp_path, "\n".join(separator.join(row) for row in rows))
        assert [(task.text, task.departments_text, task.due_text) for task in document.tasks] == [
            ("建成主桥1.2公里", "市交通运输局", "2026年10月"),
            ("完成绿化30万平方米", "市城市管理局", "2026年6月"),
        ]


class TestFirstDocument:
    @pytest.fixture(scope="class")
    def tasks(self) -> tuple[Task, ...]:
        return read_document(FIRST).tasks

    def test_has_45_tasks_in_order(self, tasks: tuple[Task, ...]) -> None:
        assert [task.task_no for task in tasks] == [str(number) for number in range(1, 46)]

    def test_the_four_repeated_ones_keep_both_places(self, tasks: tuple[Task, ...]) -> None:
        assert [len(task.place) for task in tasks] == [2] * 4 + [1] * 41
        assert tasks[1].place == (f"{FIRST.name} 第12行", f"{FIRST.name} 第206行")

    def test_says_so(self) -> None:
        (warning,) = read_document(FIRST).warnings
        assert warning == f"{FIRST.name}: 4 tasks stand in the file twice and were merged"
        assert warning.zh == f"{FIRST.name}：有 4 项任务在文件中重复出现，已合并"  # type: ignore[attr-defined]

    def test_its_cells_are_the_files_own(self, tasks: tuple[Task, ...]) -> None:
        raw = FIRST.read_text(encoding="utf-8")
        for task in tasks:
            assert f"\n\t{task.text}\n" in raw
            assert f"\n\t{task.departments_text}" in raw

    def test_the_text_layer_alone_gives_its_four_tasks(self, tasks: tuple[Task, ...], tmp_path: Path) -> None:
        raw = FIRST.read_text(encoding="utf-8")
        layer = read_text(tmp_path, raw[raw.index(" 附件2") :])
        assert [(t.task_no, t.text, t.departments_text) for t in layer.tasks] == [
            (t.task_no, t.text, t.departments_text) for t in tasks[:4]
        ]


HEADER = "序号 工作任务 责任单位"
LAYOUTS = {
    "cells on one line": "序号\t工作任务\t责任单位\n1\t建设50所学校。\t省教育厅\n2\t培训300名教师。\t省财政厅\n",
    "cells below each other": (
        "\t序号\n\t工作任务\n\t责任单位\n\n\t1\n\t建设50所学校。\n\t省教育厅\n\n\t2\n\t培训300名教师。\n\t省财政厅\n"
    ),
    "text layer": f"{HEADER}\n1\n建设50\n所学校。\n省教\n育厅\n2 培训300名\n教师。\n省财政厅\n",
    "text layer with page numbers": (
        f"{HEADER}\n1\n建设50所学校。\n省教育厅\n— 1 —\n{HEADER}\n2\n培训300名教师。\n省财政厅\n第2页 共2页\n"
    ),
    "bars": "序号|工作任务|责任单位\n1\t建设50所学校。\t省教育厅\n2\t培训300名教师。\t省财政厅\n",
}
WRAPPED = """\
　　一、目标
　　到2025年，全市建设标准化学校
50所，培训教师3000名，新增学位2
万个，普惠率达到90%以上。
　　推进职业教育改革，建设实训基
地20个，服务企业1000家。
"""


class TestTextLayouts:
    @pytest.mark.parametrize("name", LAYOUTS)
    def test_reads_the_task_table(self, name: str, tmp_path: Path) -> None:
        tasks = read_text(tmp_path, LAYOUTS[name]).tasks
        assert [(t.task_no, t.text, t.departments_text) for t in tasks] == [
            ("1", "建设50所学校。", "省教育厅"),
            ("2", "培训300名教师。", "省财政厅"),
        ]

    def test_a_text_layer_knows_offices_by_their_look(self, tmp_path: Path) -> None:
        text = (
            "序号 工作任务 责任单位 完成时限\n1\n建立目标责任制\n省教育厅、各市、县（市、\n区）人民政府\n2025年底前\n"
        )
        (task,) = read_text(tmp_path, text).tasks
        assert (task.text, task.departments_text, task.due_text) == (
            "建立目标责任制", "省教育厅、各市、县（市、区）人民政府", "2025年底前",
        )  # fmt: skip

    def test_hard_wrapped_prose_is_joined(self, tmp_path: Path) -> None:
        assert texts(read_text(tmp_path, WRAPPED)) == [
            "到2025年，全市建设标准化学校50所，培训教师3000名，新增学位2万个，普惠率达到90%以上。",
            "推进职业教育改革，建设实训基地20个，服务企业1000家。",
        ]

    def test_free_lines_are_paragraphs(self, tmp_path: Path) -> None:
        assert texts(read_text(tmp_path, "建设50所学校\n培训300名教师，其中乡村教师不少于100名\n")) == [
            "建设50所学校",
            "培训300名教师，其中乡村教师不少于100名",
        ]

    def test_free_lines_broken_within_a_sentence_are_joined(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.txt"
        lines = (
            "1.到2026年底，全县建成充电", "桩2000个，新增停车位1.2", "万个。",
            "2.巩固（含", "改造）校舍，", "新建学校3所。",
        )  # fmt: skip
        path.write_text("\n".join(lines), encoding="utf-8")
        assert [task.text for task in read_document(path).tasks] == [
            "到2026年底，全县建成充电桩2000个，新增停车位1.2万个。",
            "巩固（含改造）校舍，新建学校3所。",
        ]

    def test_lines_without_numbers_get_running_ones(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, "建设50所学校。\n培训300名教师。\n")
        assert [task.task_no for task in document.tasks] == ["1", "2"]


class TestCsv:
    @pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
    def test_finds_the_separator(self, separator: str, tmp_path: Path) -> None:
        assert texts(read_text(tmp_path, TABLE.replace(",", separator), ".csv")) == [
            "建设50所学校。",
            "培训300名教师。",
        ]

    def test_numbers_stay_as_they_are(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path, "序号,政策内容,责任部门\nh086,建设50所。,甲局\nh087,1.培训300名。,乙局\n", ".csv"
        )
        assert [(t.task_no, t.text) for t in document.tasks] == [("h086", "建设50所。"), ("h087", "1.培训300名。")]

    def test_lines_of_a_cell_stay_lines(self, tmp_path: Path) -> None:
        (task,) = read_text(
            tmp_path, '序号,政策内容,责任部门\n1,"建设50所。\n培训300名。","甲局\n乙局"\n', ".csv"
        ).tasks
        assert (task.text, task.departments_text) == ("建设50所。\n培训300名。", "甲局\n乙局")

    @pytest.mark.parametrize(
        ("cell", "text", "departments"),
        [
            ("建设50所（牵头单位：教育厅）。", "建设50所。", "牵头单位：教育厅"),
            ("建设50所。（市教育局、市财政局负责）", "建设50所。", "市教育局、市财政局负责"),
            ("建设50所。(市教育局)", "建设50所。", "市教育局"),
            ("修订标准（试行）。", "修订标准（试行）。", ""),
            (
                "给予补贴。（责任单位：甲局）支持30家企业。（责任单位：乙局）",
                "给予补贴。（责任单位：甲局）支持30家企业。",
                "责任单位：甲局\n责任单位：乙局",
            ),
        ],
    )
    def test_an_empty_department_cell_is_filled_from_the_closing_bracket(
        self, cell: str, text: str, departments: str, tmp_path: Path
    ) -> None:
        (task,) = read_text(tmp_path, f"序号,政策内容,责任部门\n1,{cell},\n", ".csv").tasks
        assert (task.text, task.departments_text) == (text, departments)

    def test_a_filled_department_cell_comes_first(self, tmp_path: Path) -> None:
        (task,) = read_text(tmp_path, "序号,政策内容,责任部门\n1,建设50所。（配合单位：乙局）,甲局\n", ".csv").tasks
        assert (task.text, task.departments_text) == ("建设50所。", "甲局\n配合单位：乙局")

    def test_a_bracket_in_the_middle_adds_nothing_to_a_filled_cell(self, tmp_path: Path) -> None:
        text = "序号,政策内容,责任部门\n1,补贴。（责任单位：乙局）支持30家。,甲局\n"
        (task,) = read_text(tmp_path, text, ".csv").tasks
        assert (task.text, task.departments_text) == ("补贴。（责任单位：乙局）支持30家。", "甲局")

    def test_lines_above_the_header_are_no_tasks(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, "某市2024年重点任务清单,,\n,,单位：个\n" + TABLE, ".csv")
        assert (document.title, document.period, len(document.tasks)) == ("某市2024年重点任务清单", "2024", 2)

    def test_quotation_marks_within_words_are_kept(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path, '序号,政策内容,责任部门\n1,建设"双高"学校50所。,甲局\n2,"培训"名师"300名。",乙局\n', ".csv"
        )
        assert texts(document)[0] == '建设"双高"学校50所。'
        assert "quotation marks that CSV does not allow" in document.warnings[0]

    def test_a_repeated_number_gets_a_suffix(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, TABLE + "1,举办3次比赛。,甲局\n", ".csv")
        assert [task.task_no for task in document.tasks] == ["1", "2", "1-2"]
        assert "tasks that repeat a number of the list, given a suffix: 1" in document.warnings[0]

    def test_equal_words_under_other_numbers_are_two_tasks(self, tmp_path: Path) -> None:
        assert len(read_text(tmp_path, TABLE + "3,建设50所学校。,省教育厅\n", ".csv").tasks) == 3

    def test_a_repeat_with_other_departments_is_not_merged(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, TABLE + "1,建设50所学校。,省财政厅\n", ".csv")
        assert [task.departments_text for task in document.tasks] == ["省教育厅", "省教育厅、省财政厅", "省财政厅"]

    @given(
        rows=st.lists(
            st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))), max_size=8
        )
    )
    def test_any_cells_are_read_or_refused(
        self, rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.mktemp("any") / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("序号", "政策内容", "责任部门"), *((n, *row) for n, row in enumerate(rows))])
        try:
            document = read_document(path)
        except Unreadable as error:
            assert error.code in ("no_tasks", "no_header", "encoding", "empty")  # noqa: PT017
        else:
            numbers = [task.task_no for task in document.tasks]
            assert len(set(numbers)) == len(numbers)
            assert all(task.text == clean(task.text) for task in document.tasks)
