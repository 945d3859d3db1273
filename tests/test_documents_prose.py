"""Plans and reports: headings, items, who is responsible for them, and what the document states of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.documents import read_document
from etl.documents.blocks import Item, Paragraph
from etl.documents.dates import iso_date
from etl.documents.facts import period_of
from etl.documents.headings import read_marker
from etl.documents.model import Document
from etl.documents.prose import read_prose
from etl.documents.regions import find_region
from etl.offices.closing import read_departments_line, split_closing
from etl.offices.duties import looks_like_offices


def read_items(*lines: str) -> list[Item]:
    return read_prose([Paragraph(line, f"第{number}行") for number, line in enumerate(lines, 1)])


def read_text(tmp_path: Path, *lines: str) -> Document:
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_document(path)


class TestMarkers:
    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("一、主要任务", "一"),
            ("十二、保障", "十二"),
            ("一、2023年回顾", "一"),
            ("（三）提高质量", "（三）"),
            ("(三)提高质量", "(三)"),
            ("1.建设学校", "1"),
            ("12．建设学校", "12"),
            ("3、建设学校", "3"),
            ("2.2020年6月底前完成", "2"),
            ("（4）建设学校", "（4）"),
            ("5）建设学校", "5）"),
            ("⑥建设学校", "⑥"),
            ("第三章 总则", "第三章"),
            ("第十五条 建设学校", "第十五条"),
            ("1.2 建设学校", "1.2"),
            ("专栏3 重大工程", "专栏3"),
        ],
    )
    def test_is_read(self, text: str, label: str) -> None:
        marker = read_marker(text)
        assert marker is not None
        assert marker.label == label

    @pytest.mark.parametrize(
        "text",
        ["1.5万人参加培训", "2020年建设学校", "3.5%的增长", "一是建设学校", "第三方评价", "十个项目", "（含村级）建设"],
    )
    def test_is_not_seen_where_there_is_none(self, text: str) -> None:
        assert read_marker(text) is None


class TestItems:
    def test_have_the_path_of_their_headings(self) -> None:
        items = read_items(
            "一、目标",
            "（一）教育",
            "1.建设50所学校。",
            "2.培训300名教师。",
            "（二）卫生",
            "3.新增床位。",
            "二、保障",
            "筹资2亿元。",
        )
        assert [(item.number, item.section) for item in items] == [
            ("一（一）1", ("一、目标", "（一）教育")),
            ("一（一）2", ("一、目标", "（一）教育")),
            ("一（二）3", ("一、目标", "（二）卫生")),
            ("二第1段", ("二、保障",)),
        ]

    def test_run_in_headings_stay_in_the_text_and_head_what_follows(self) -> None:
        items = read_items("（一）发展目标。到2025年建成50所。", "1.建设学校10所。", "2.改造校舍。")
        assert [(item.text, item.section) for item in items] == [
            ("发展目标。到2025年建成50所。", ()),
            ("建设学校10所。", ("（一）发展目标",)),
            ("改造校舍。", ("（一）发展目标",)),
        ]

    def test_a_list_without_full_stops_is_a_list_of_items(self) -> None:
        items = read_items("一、实事", "1.建设50所学校", "2.培训300名教师", "各部门要抓好落实。")
        assert [item.text for item in items] == ["建设50所学校", "培训300名教师", "各部门要抓好落实。"]

    def test_paragraphs_under_a_heading_are_counted(self) -> None:
        assert [item.number for item in read_items("一、任务", "建设。", "培训。")] == ["一第1段", "一第2段"]

    def test_heading_styles_without_numbers_make_the_path(self) -> None:
        paragraphs = [
            Paragraph("主要任务", "第1段", 1), Paragraph("教育", "第2段", 2), Paragraph("建设50所。", "第3段"),
            Paragraph("卫生", "第4段", 2), Paragraph("新增床位。", "第5段"), Paragraph("保障", "第6段", 1),
            Paragraph("筹资。", "第7段"),
        ]  # fmt: skip
        assert [item.section for item in read_prose(paragraphs)] == [
            ("主要任务", "教育"), ("主要任务", "卫生"), ("保障",),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("lines", "departments"),
        [
            (
                ("1.建设。（责任单位：甲局）", "2.培训。（牵头单位：乙局；配合单位：丙局）"),
                ["责任单位：甲局", "牵头单位：乙局；配合单位：丙局"],
            ),
            (("1.建设。", "责任单位：甲局", "2.培训。", "（责任单位：乙局）"), ["责任单位：甲局", "责任单位：乙局"]),
            (("1.建设。", "牵头单位：甲局", "配合单位：乙局", "2.培训。"), ["牵头单位：甲局\n配合单位：乙局", ""]),
            (("（一）教育", "建设。", "培训。（责任单位：甲局）"), ["责任单位：甲局"] * 2),
            (
                ("（一）教育（责任单位：甲局）", "1.建设。", "2.培训。（责任单位：乙局）"),
                ["责任单位：甲局", "责任单位：乙局"],
            ),
            (("（一）教育", "建设。", "（二）卫生", "新增。", "责任单位：乙局"), ["", "责任单位：乙局"]),
            (("一、教育（责任单位：甲局）", "建设。", "二、卫生", "新增。"), ["责任单位：甲局", ""]),
        ],
        ids=["brackets", "lines", "two lines", "last paragraph", "heading", "next heading", "heading ends"],
    )
    def test_have_the_departments_that_the_text_gives_them(
        self, lines: tuple[str, ...], departments: list[str]
    ) -> None:
        assert [item.departments for item in read_items(*lines)] == departments

    def test_a_number_before_a_digit_is_known_by_its_turn(self) -> None:
        items = read_items(
            "1.建设学校。", "2.100个村通水。", "3.6月底前完成。", "4.2025年建成。", "5.5万人参加。", "2.5亿元到位。"
        )
        assert [(item.number, item.text) for item in items] == [
            ("1", "建设学校。"),
            ("2", "100个村通水。"),
            ("3", "6月底前完成。"),
            ("4", "2025年建成。"),
            ("4第2段", "5.5万人参加。"),
            ("4第3段", "2.5亿元到位。"),
        ]

    @pytest.mark.parametrize(
        ("title", "is_heading"),
        [
            ("“十四五”时期工作回顾", True),
            ("2026年重点工作", True),
            ("2026年县十件民生实事", True),
            ("主要目标", True),
            ("推进2026年度建设", False),
            ("落实主要目标", False),
            ("云溪县有关部门要抓好今年各项重点工作任务", False),
            ("2026年重点工作，全面展开", False),
        ],
    )
    def test_titles_of_sections_need_no_number(self, title: str, is_heading: bool) -> None:
        items = read_items(title, "建设50所学校。")
        assert [item.section for item in items] == ([(title,)] if is_heading else [(), ()])

    def test_titles_without_numbers_stand_above_or_within_numbered_headings(self) -> None:
        items = read_items(
            "2025年工作回顾", "一、教育", "建成学校。",
            "2026年重点工作", "一、教育", "主要目标", "建设学校。", "二、卫生", "新增床位。",
        )  # fmt: skip
        assert [item.section for item in items] == [
            ("2025年工作回顾", "一、教育"),
            ("2026年重点工作", "一、教育", "主要目标"),
            ("2026年重点工作", "二、卫生"),
        ]

    def test_a_list_of_contents_has_no_titles(self) -> None:
        assert [item.text for item in read_items("2025年工作回顾", "2026年重点工作", "建设学校。")] == [
            "2025年工作回顾",
            "建设学校。",
        ]

    def test_a_heading_with_a_quantity_is_a_task_too(self) -> None:
        items = read_items(
            "一、任务", "（一）新建学校5所", "落实用地。（责任单位：甲局）", "（二）2026年安排", "筹资。"
        )
        assert [(item.number, item.text, item.departments) for item in items] == [
            ("一（一）", "新建学校5所", "责任单位：甲局"),
            ("一（一）第1段", "落实用地。", "责任单位：甲局"),
            ("一（二）第1段", "筹资。", ""),
        ]

    def test_a_heading_may_end_with_a_full_stop_above_its_items(self) -> None:
        items = read_items("（一）主要目标。", "1.新增就业3万人。", "（二）加强保障。", "2.筹资。", "（三）抓好落实。")
        assert [(item.text, item.section) for item in items] == [
            ("新增就业3万人。", ("（一）主要目标",)),
            ("筹资。", ("（二）加强保障",)),
            ("抓好落实。", ()),
        ]

    def test_a_box_stands_in_its_section(self) -> None:
        items = read_items(
            "一、产业", "（一）工业", "发展。", "（二）农业", "专栏1 重大工程", "（一）灌区", "建设灌区2处。",
            "（三）商贸", "培育。", "二、保障", "筹资。",
        )  # fmt: skip
        assert [item.section for item in items] == [
            ("一、产业", "（一）工业"),
            ("一、产业", "（二）农业", "专栏1 重大工程", "（一）灌区"),
            ("一、产业", "（三）商贸"),
            ("二、保障",),
        ]

    def test_a_bullet_is_no_part_of_the_text(self) -> None:
        assert [item.text for item in read_items("●建设50所学校。", "- 培训300名教师。")] == [
            "建设50所学校。",
            "培训300名教师。",
        ]

    @given(st.lists(st.text(alphabet="一二三、（）1.2。；：责任单位市教育局年建设50所 ", min_size=1), max_size=12))
    def test_any_lines_keep_their_digits(self, lines: list[str]) -> None:
        for item in read_items(*[line.strip() for line in lines]):
            assert item.text == item.text.strip() != ""


class TestClosingLists:
    @pytest.mark.parametrize(
        ("text", "left", "departments", "due"),
        [
            ("建设50所。（责任单位：市教育局）", "建设50所。", "责任单位：市教育局", ""),
            ("建设50所（责任单位：市教育局）。", "建设50所。", "责任单位：市教育局", ""),
            ("建设50所。（市教育局牵头，市财政局配合）", "建设50所。", "市教育局牵头，市财政局配合", ""),
            (
                "建设50所。（省工业和信息化厅、省教育厅按职责分工负责）",
                "建设50所。",
                "省工业和信息化厅、省教育厅按职责分工负责",
                "",
            ),
            (
                "建设50所。（市委编办、市住房城乡建设局，各区政府）",
                "建设50所。",
                "市委编办、市住房城乡建设局，各区政府",
                "",
            ),
            ("建设50所。【牵头单位：市教育局】", "建设50所。", "牵头单位：市教育局", ""),
            ("建设50所。责任单位：市教育局、市财政局。", "建设50所。", "责任单位：市教育局、市财政局", ""),
            ("建设50所。\n牵头单位：甲局\n配合单位：乙局", "建设50所。", "牵头单位：甲局\n配合单位：乙局", ""),
            ("建设50所。（责任单位：甲局；完成时限：2025年6月底前）", "建设50所。", "责任单位：甲局", "2025年6月底前"),
            ("建设50所。（责任单位：甲局，2025年12月底前完成）", "建设50所。", "责任单位：甲局", "2025年12月底前完成"),
            ("建设50所。（责任单位：甲局）（完成时限：长期）", "建设50所。", "责任单位：甲局", "长期"),
            ("建设50所。（责任单位：市委组织部（人才办））", "建设50所。", "责任单位：市委组织部（人才办）", ""),
        ],
    )
    def test_leave_the_text(self, text: str, left: str, departments: str, due: str) -> None:
        closing = split_closing(text)
        assert (closing.text, closing.departments, closing.due) == (left, departments, due)

    @pytest.mark.parametrize(
        "text",
        [
            "修订标准（试行）。",
            "建设高职专业（群）。",
            "印发管理办法（鲁政发〔2020〕7号）。",
            "增加床位240万张（含公建80万张）",
            "覆盖各市、县（市、区）。",
            "建设服务体系（县级中心、乡镇站点）。",
            "由市教育局作为责任单位推进。",
            "明确责任单位：各县要在6月底前完成。市教育局每月通报。",
        ],
    )
    def test_other_closings_stay(self, text: str) -> None:
        closing = split_closing(text)
        assert (closing.text, closing.departments, closing.due) == (text, "", "")

    @pytest.mark.parametrize(
        "text", ["责任单位：甲局", "（牵头单位：甲局；配合单位：乙局）", "牵头单位：甲局；责任单位：乙局。"]
    )
    def test_a_line_of_departments_is_known(self, text: str) -> None:
        assert read_departments_line(text) is not None

    @pytest.mark.parametrize(
        ("words", "are"),
        [
            ("省教育厅、省发展改革委，各市人民政府", True),
            ("省、市、县（市、区）人大、政协、组织部、统战部、工会、团委、妇联", True),
            ("省教育厅、省农业农村厅等", True),
            ("市工业和信息化局及有关行业主管部门", True),
            ("各市、县（市、区）人民政府", True),
            ("建设50所学校", False),
            ("探索建立机制", False),
            ("省", False),
            ("2020年教育局", False),
        ],
    )
    def test_offices_are_known_by_their_endings(self, words: str, are: bool) -> None:
        assert looks_like_offices(words) is are

    @given(st.text(alphabet="（）()【】责任单位：；，。、市教育局负牵头2025年底前\n "))
    def test_any_text_is_split_without_loss_of_what_stays(self, text: str) -> None:
        closing = split_closing(text)
        assert all(sign in text for sign in closing.text)
        assert len(closing.text) <= len(text)


class TestFacts:
    def test_cover_and_plan(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path,
            "浙江省某市人民政府文件",
            "某政发〔2023〕15号",
            "浙江省某市人民政府关于印发某市数字乡村",
            "建设行动方案（2023—2025年）的通知",
            "各县（市、区）人民政府，市直各部门：",
            "现将方案印发给你们，请遵照执行。",
            "浙江省某市人民政府",
            "2023年5月6日",
            "（此件公开发布）",
            "某市数字乡村建设行动方案",
            "（2023—2025年）",
            "一、目标",
            "到2025年建成50个示范村。",
            "浙江省某市人民政府办公室2023年5月8日印发",
        )
        assert (
            document.title
            == "浙江省某市人民政府关于印发某市数字乡村建设行动方案（2023—2025年）的通知（某政发〔2023〕15号）"
        )
        assert (document.issuer, document.region) == ("浙江省某市人民政府", "浙江")
        assert (document.published, document.period) == ("2023-05-06", "2023/2025")
        assert [task.text for task in document.tasks] == ["到2025年建成50个示范村。"]

    def test_lines_that_a_site_adds_are_no_tasks(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path,
            "关于印发《某市教育局2024年工作要点》的通知",
            "发布时间：2024-03-28 09:33 信息来源：某市教育局 阅读次数：1200 字体：【大 中 小】",
            "各县区教育局(社会事业局),各直属学校:",
            "某市教育局2024年工作要点",
            "一、重点工作",
            "1.建设50所学校。(责任科室:规划科)",
        )
        assert [(task.text, task.departments_text) for task in document.tasks] == [
            ("建设50所学校。", "责任科室:规划科")
        ]
        assert (document.published, document.period) == ("2024-03-28", "2024")

    def test_a_cover_without_a_title_has_that_of_its_plan(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path,
            "各市（州）人民政府：",
            "经研究同意，现将《某省物流发展方案》印发给你们，请认真贯彻实施。",
            "四川省发展和改革委员会",
            "2022年10月18日",
            "四川省物流发展实施方案",
            "（一）完善设施。建设50个枢纽。〔责任单位：省交通运输厅。具体任务均涉及有关市（州），不再列出，下同。〕",
        )
        (task,) = document.tasks
        assert (document.title, document.issuer) == ("四川省物流发展实施方案", "四川省发展和改革委员会")
        assert (task.text, task.departments_text) == ("完善设施。建设50个枢纽。", "责任单位：省交通运输厅")

    def test_a_document_that_states_nothing_has_its_file_name_for_title(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, "到2025年建成50个示范村。")
        assert (document.title, document.doc_id) == ("plan", "plan")
        assert (document.issuer, document.region, document.published, document.period) == (None, None, None, None)

    @pytest.mark.parametrize(
        ("title", "period"),
        [
            ("行动计划（2020—2023年）", "2020/2023"),
            ("行动计划（2020-2023年）", "2020/2023"),
            ("2020年至2023年工作方案", "2020/2023"),
            ("“十四五”教育发展规划", "2021/2025"),
            ("2024年重点工作任务清单", "2024"),
            ("2024年度民生实事", "2024"),
            ("2024年政府工作报告", None),
            ("2024年民生实事办结情况", None),
            ("关于促进职业教育的意见", None),
            ("行动计划（2023—2020年）", None),
        ],
    )
    def test_period_is_the_titles(self, title: str, period: str | None) -> None:
        assert period_of(title) == period

    @pytest.mark.parametrize(
        ("text", "date"),
        [
            ("2025年3月10日", "2025-03-10"),
            ("2025年3月", "2025-03"),
            ("2025年", "2025"),
            ("二〇二五年十二月三十一日", "2025-12-31"),
            ("二〇二〇年一月十日", "2020-01-10"),
            ("2025年13月1日", None),
            ("三月十日", None),
        ],
    )
    def test_dates_in_iso_form(self, text: str, date: str | None) -> None:
        assert iso_date(text) == date

    @pytest.mark.parametrize(
        ("text", "region"),
        [
            ("山东省教育厅", "山东"),
            ("内蒙古自治区人民政府", "内蒙古"),
            ("2024年北京市政府工作报告", "北京"),
            ("某市人民政府", None),
        ],
    )
    def test_region_is_the_province_named_first(self, text: str, region: str | None) -> None:
        assert find_region(None, text, None, []) == region
