"""What a paragraph is: a look back, a plan, a rule; by headings, openings, wording and the document's run.

The documents are invented, places too.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.documents import read_document
from etl.documents.model import Document, Task
from etl.judging.frame_evidence import FRAMES, read_heading, score_title
from etl.judging.frames import TaskFrame, frame_of_sentence, read_frames
from etl.lexicon.tokens import Tokens
from etl.schema import Frame
from etl.targets.rows import make_rows

REPORT = "云溪市政府工作报告"


def document(title: str, *tasks: Task, published: str | None = "2026-01-20") -> Document:
    return Document("d", "d.txt", title, None, None, published, None, tasks, "")


def under(section: str | None, *texts: str) -> list[Task]:
    """Paragraphs of prose below a heading."""
    label = section[0] if section else ""
    return [Task(f"{label}第{number}段", text, section=section) for number, text in enumerate(texts, 1)]


def frames(title: str, *tasks: Task, published: str | None = "2026-01-20") -> list[str]:
    return [found.frame for found in read_frames(document(title, *tasks, published=published))]


def only(title: str, text: str, published: str | None = "2026-01-20") -> TaskFrame:
    """The frame of a task without neighbours, as a table lays it out."""
    (found,) = read_frames(document(title, Task("1", text), published=published))
    return found


def test_frames_are_those_of_the_contract() -> None:
    assert get_args(Frame) == FRAMES


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "frame", "year"),
        [
            ("“十四五”时期工作回顾", "回顾", None),
            ("一、2025年工作回顾", "回顾", None),
            ("一、2018年预算执行情况", "回顾", None),
            ("（二）存在的问题", "回顾", None),
            ("2026年重点工作", "部署", 2026),
            ("三、2027年预算草案", "部署", 2027),
            ("二、2026年收支预算总体情况", "部署", 2026),
            ("（一）支出预算", "部署", None),
            ("四、“三公”经费预算", "部署", None),
            ("（五）落实人大决议情况", "回顾", None),
            ("三、2025年收支决算", "回顾", None),
            ("（一）一般公共预算", None, None),
            ("一、部门职责", "其他", None),
            ("二、今年工作安排", "部署", 2026),
            ("二、“十五五”时期主要目标任务", "部署", 2030),
            ("三、奋力推动“十五五”开好局、扎实做好重点工作", "部署", None),
            ("二、“十五五”时期主要目标和2026年重点工作", "部署", None),
            ("第五章 法律责任", "规定", None),
            ("三、奖补标准", "规定", None),
            ("一、2025年工作回顾和2026年工作安排", None, None),
            ("（一）聚力发展产业", None, None),
        ],
    )
    def test_say_a_frame_and_a_year(self, heading: str, frame: str | None, year: int | None) -> None:
        said = read_heading(heading, 2026)
        assert said.year == year
        assert (FRAMES[said.score.index(max(said.score))] if any(said.score) else None) == frame

    def test_hold_for_the_headings_below_them(self) -> None:
        tasks = [
            *under("一、2025年工作回顾 > （一）产业", "加快建设，新增企业30家。", "推动外贸稳规模，出口增长近三成。"),
            *under("二、2026年重点工作 > （一）产业", "累计建成厂房50万平方米。", "智能建造取得新进展，覆盖20个县。"),
        ]  # fmt: skip
        assert frames("云溪市工作情况", *tasks) == ["回顾", "回顾", "部署", "部署"]

    def test_that_are_vague_do_not_turn_those_above_them(self) -> None:
        tasks = under("二、主要目标 > （一）绿色发展取得决定性进展", "新建污水处理厂3座，完善管网。")
        assert frames("云溪市工作情况", *tasks) == ["部署"]

    def test_of_the_inside_may_turn(self) -> None:
        tasks = [
            *under("一、总体情况 > （一）2025年预算执行情况", "一般公共预算收入230万元，完成预算的92%。"),
            *under("一、总体情况 > （二）2026年预算草案", "一般公共服务支出安排870万元，增长8.8%。"),
        ]
        assert frames("云溪县2025年预算执行情况和2026年预算草案的报告", *tasks) == ["回顾", "部署"]


class TestBudgets:
    @pytest.mark.parametrize(
        ("title", "frame"),
        [
            ("云溪县民政局2026年部门预算", "部署"),
            ("云溪县2026年预算草案", "部署"),
            ("云溪县2025年上半年预算执行情况", "回顾"),
            ("云溪县2025年财政决算报告", "回顾"),
        ],
    )
    def test_are_plans_by_their_title_where_they_do_not_tell_of_execution(self, title: str, frame: str) -> None:
        assert frames(title, *under("二、支出", "教育支出9.9亿元。农林水支出4.1亿元。")) == [frame]

    def test_look_back_on_the_year_that_is_over(self) -> None:
        tasks = [
            *under("一、2025年预算执行情况 > （一）一般公共预算", "教育支出8亿元，卫生健康支出4亿元。"),
            *under("一、2025年预算执行情况 > （二）落实人大决议情况", "发放稳岗补贴800万元，改造老旧小区20个。"),
            *under("二、2026年预算草案 > （一）一般公共预算", "教育支出8.3亿元，卫生健康支出4.1亿元。"),
            *under("三、2026年财政重点工作", "统筹资金4000万元，支持园区建设。"),
        ]
        title = "关于云溪县2025年预算执行情况和2026年预算草案的报告"
        assert frames(title, *tasks) == ["回顾", "回顾", "部署", "部署"]


class TestReviews:
    def test_below_a_heading_hold_no_target(self) -> None:
        tasks = under(
            "一、2025年预算执行情况 > （二）支持发展",
            "发放稳岗补贴800万元，支持企业200户，新建幼儿园5所。",
            "今年，将新建幼儿园6所。",
        )
        rows = make_rows(document("云溪县2025年预算执行情况和2026年预算草案的报告", *tasks))
        assert [(row["quote"], row["due"]) for row in rows.targets] == [("6所", "2026")]
        assert {entry["quote"]: entry["reason"] for entry in rows.ledger}["5所"] == "fact"


class TestReports:
    REVIEW = (
        "过去一年，全市上下迎难而上，各项事业取得新成效。",
        "加快建设交通网络，改造农村公路310公里。",
        "推动绿色转型，单位能耗下降3.2%。",
    )
    PLAN = (
        "今年是“十五五”开局之年。做好今年工作，要坚持稳中求进。",
        "建设智慧工厂20家，新增就业3万人。",
        "完善医疗体系，县级医院服务能力取得新突破。",
    )

    def test_turn_where_they_say_so(self) -> None:
        assert frames(REPORT, *under(None, *self.REVIEW, *self.PLAN)) == ["回顾"] * 3 + ["部署"] * 3

    def test_do_not_turn_for_one_paragraph_that_sounds_otherwise(self) -> None:
        odd = "大力培育新产业。加强职业培训。完善养老服务。支持民营企业。"
        found = read_frames(document(REPORT, *under(None, *self.REVIEW, odd, self.REVIEW[2], *self.PLAN)))
        assert [task.frame for task in found[:5]] == ["回顾"] * 5
        assert found[3].source == "run"

    def test_may_turn_twice(self) -> None:
        tasks = [
            *under("一、2025年工作回顾", *self.REVIEW),
            *under("二、2026年工作安排", *self.PLAN),
            *under("三、“十四五”时期发展成就", "五年来，累计新增就业15.6万人。"),
            *under("四、“十五五”时期主要目标", "生产总值年均增长5%左右。"),
        ]
        assert frames(REPORT, *tasks) == ["回顾"] * 3 + ["部署"] * 3 + ["回顾", "部署"]

    def test_titles_without_numbers_are_headings(self, tmp_path: Path) -> None:
        path = tmp_path / "report.txt"
        lines = (
            "云溪市政府工作报告", "——2026年1月20日在云溪市第九届人民代表大会第六次会议上", "各位代表：",
            "“十四五”时期工作回顾", "新能源总装机达到804万千瓦、增长2.4倍。建成海外仓8个。",
            "2026年重点工作", "新增创新平台30个。",
        )  # fmt: skip
        path.write_text("\n".join(lines), encoding="utf-8")
        read = read_document(path)
        assert [task.section for task in read.tasks[-2:]] == ["“十四五”时期工作回顾", "2026年重点工作"]
        assert [(found.frame, found.year) for found in read_frames(read)[-2:]] == [("回顾", None), ("部署", 2026)]


class TestAlone:
    @pytest.mark.parametrize(
        ("title", "text", "frame"),
        [
            (REPORT, "一般公共预算收入372.35亿元、增长3.1%，进出口总额居全省第二，获批国家物流枢纽。", "回顾"),
            (REPORT, "我们坚持生态优先，完成造林12.46万亩，空气优良率升至91.7%。", "回顾"),
            (REPORT, "力争地区生产总值增长5%左右，城镇新增就业5万人以上。", "部署"),
            (REPORT, "实施强县工程，建设标准厂房30万平方米。完善农村路网。让更多群众受益。", "部署"),
            (REPORT, "到2030年，产业体系基本形成，服务业占比达到55%。", "部署"),
            ("云溪市2026年重点工作任务清单", "新建停车位500个", "部署"),
            ("云溪市国民经济和社会发展统计公报", "全年粮食产量21.4万吨", "回顾"),
            ("云溪市支持数字产业的若干措施", "对入驻园区的企业，给予最高50万元补贴。", "规定"),
            ("云溪市养犬管理办法", "第九条 每户饲养数量不得超过2只。", "规定"),
            ("附件", "序号说明", "其他"),
        ],
    )
    def test_a_row_is_read_by_title_and_words(self, title: str, text: str, frame: str) -> None:
        assert only(title, text).frame == frame

    def test_rows_of_a_list_do_not_bind_each_other(self) -> None:
        rows = [
            Task("3", "去年全市新增企业1287户，增长8.25%，居全省前列。"),
            Task("7", "今年要新建公园10个，完善健身设施。"),
            Task("9", "一年来，累计发放贷款37.62亿元，惠及农户5.4万户。"),
        ]
        assert frames(REPORT, *rows) == ["回顾", "部署", "回顾"]

    def test_without_a_year_no_year_is_evidence(self) -> None:
        assert only("实施方案", "2019年建成泵站3座。", published=None).frame == "部署"

    @pytest.mark.parametrize(
        ("task", "source"),
        [
            (Task("一第1段", "新建公园10个。", section="一、2026年重点工作"), "heading"),
            (Task("1", "今年工作的总体要求是：稳字当头。"), "lead-in"),
            (Task("1", "努力让更多群众受益，力争新增就业5万人左右。"), "sentence"),
        ],
    )
    def test_what_decided_is_told(self, task: Task, source: str) -> None:
        (found,) = read_frames(document("云溪市有关工作", task))
        assert (found.frame, found.source) == ("部署", source)


class TestYears:
    def years(self, *tasks: Task, title: str = REPORT) -> list[int | None]:
        return [found.year for found in read_frames(document(title, *tasks))]

    def test_a_lead_in_holds_for_its_section(self) -> None:
        tasks = under(
            "二、目标和任务",
            "“十五五”时期经济社会发展的主要目标是：经济实力明显增强。",
            "常住人口城镇化率达到70%。",
            "今年是“十五五”开局之年，主要预期目标是：生产总值增长5%左右。",
            "新增就业5万人以上。",
        )
        assert self.years(*tasks) == [2030, 2030, 2026, 2026]

    def test_in_a_report_the_year_goes_on_under_headings_that_state_none(self) -> None:
        tasks = [
            *under("二、2026年工作总体部署", "要坚持稳中求进。", "主要预期目标是：就业稳定。"),
            *under("三、促进产业升级", "新建智能车间60个。"),
            *under("四、“十五五”时期重点任务", "建成枢纽机场。"),
        ]
        assert self.years(*tasks) == [2026, 2026, 2026, 2030]

    def test_elsewhere_it_ends_with_its_section(self) -> None:
        tasks = [
            *under("一、2026年主要目标", "新建智能车间60个。"),
            *under("二、保障措施", "健全工作机制，加强督导。"),
        ]
        assert self.years(*tasks, title="云溪市产业升级工作方案") == [2026, None]

    def test_expected_targets_of_a_report_are_the_years(self) -> None:
        assert self.years(*under(None, "经济社会发展主要预期目标为：生产总值增长5%左右。")) == [2026]

    def test_a_look_back_has_none(self) -> None:
        assert self.years(*under("一、2025年工作回顾", "全年新增就业5.3万人。")) == [None]


class TestSentences:
    FRAME = TaskFrame("部署", "heading", 2026)

    @pytest.mark.parametrize(
        ("sentence", "frame"),
        [
            ("过去一年，国防动员扎实推进。", "回顾"),
            ("各位代表！五年来，我们新建学校31所。", "回顾"),
            ("新的一年，要继续做好双拥工作。", "部署"),
            ("新建学校5所。", "部署"),
        ],
    )
    def test_may_turn_within_a_paragraph(self, sentence: str, frame: str) -> None:
        assert frame_of_sentence(self.FRAME, Tokens(sentence)) == frame

    def test_a_review_turns_to_the_plan(self) -> None:
        frame = TaskFrame("回顾", "run", None)
        assert frame_of_sentence(frame, Tokens("下一步，将新建泵站12座。")) == "部署"
        assert frame_of_sentence(frame, Tokens("今年以来，新建泵站12座。")) == "回顾"


def test_titles_of_rules_outweigh_what_they_carry() -> None:
    assert score_title("云溪市促进数字产业发展若干政策")[2] >= 4
    assert score_title("云溪市政府工作报告")[2] < 0


@given(
    st.lists(st.tuples(st.text("过去一年今年要，。了5％万企业第条到2030\n", max_size=30), st.booleans()), max_size=12)
)
def test_every_task_has_one_frame_and_the_same_again(pieces: list[tuple[str, bool]]) -> None:
    tasks = [Task(str(n), text, section="一、回顾" if low else None) for n, (text, low) in enumerate(pieces)]
    found = read_frames(document(REPORT, *tasks))
    assert len(found) == len(tasks)
    assert found == read_frames(document(REPORT, *tasks))
    assert all(task.year is None for task in found if task.frame != "部署")
