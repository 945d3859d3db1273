"""Responsible departments: lists as files hold them → names, who leads, what is no office."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.documents import list_sources, read_document
from etl.lexicon.words import read_table
from etl.offices.departments import Departments, learn_first_leads, learn_names, parse_departments
from etl.offices.names import standard_name

SLOWEST = 4.0
"""Seconds that 20,000 characters without sense may take; a list of such length takes a hundredth of it."""

SOURCES = Path(__file__).resolve().parent.parent / "data" / "sources"

NAMES = {
    # separators
    "省教育厅、省财政厅，省司法厅；省民政厅": "省教育厅 省财政厅 省司法厅 省民政厅",
    "市教育局 市财政局|市司法局\n市民政局": "市教育局 市财政局 市司法局 市民政局",
    "市教育局,市财政局/市司法局及市民政局以及市审计局": "市教育局 市财政局 市司法局 市民政局 市审计局",
    "1.市教育局 2.市财政局": "市教育局 市财政局",
    "①市教育局②市财政局": "市教育局 市财政局",
    "市教育局市财政局市民政局": "市教育局 市财政局 市民政局",
    "市委市政府": "市委 市政府",
    # 和 and 与 only between whole names
    "市教育局和市财政局": "市教育局 市财政局",
    "市自然资源和规划局与市工业和信息化局": "市自然资源和规划局 市工业和信息化局",
    "省政务服务和数据管理局": "省政务服务和数据管理局",
    "各有关部门和单位": "各有关部门和单位",
    # labels, verbs, notes
    "牵头单位：市教育局；配合单位：市财政局、市民政局": "市教育局 市财政局 市民政局",
    "（责任单位：市教育局、市财政局）": "市教育局 市财政局",
    "部门(单位):县民政局": "县民政局",
    "责任单位 市教育局": "市教育局",
    "由市教育局牵头，会同市财政局等部门负责": "市教育局 市财政局",
    "市教育局牵头市财政局配合": "市教育局 市财政局",
    "市教育局、市财政局按职责分工负责": "市教育局 市财政局",
    "市财政局负责资金保障，市教育局负责组织实施": "市财政局 市教育局",
    "市教育局等，市财政局等15个部门": "市教育局 市财政局",
    "市教育局、市财政局等有关部门按职责分工负责": "市教育局 市财政局 有关部门",
    "区文旅局、区商务局等区直有关部门。": "区文化和旅游局 区商务局 区直有关部门",
    "省高等教育学会": "省高等教育学会",
    "市教育局（长期坚持），市财政局（2025年6月底前完成）": "市教育局 市财政局",
    "税务总局、财政部负责，排在第一位的部门为牵头部门，下同": "税务总局 财政部",
    # what is no office
    "责任单位：市教育局 完成时限：2025年12月": "市教育局",
    "责任领导：李某某 责任单位：市教育局 责任人：王某": "市教育局",
    "市教育局 张某某": "市教育局",
    "市民政局局长张某": "市民政局",
    "市教育局，2025年底前完成": "市教育局",
    "张某（市教育局）": "市教育局",
    "市教育局主办，财政局保障经费": "市教育局 市财政局",
    "市教育局（联系人：张某，电话：12345678）": "市教育局",
    "无": "",
    "2025年12月底前": "",
    "责任单位：": "",
    "加强组织领导": "",
    # brackets that belong to a name
    "市委宣传部（网信办）、市科技局(市外专局)": "市委宣传部（网信办） 市科技局(市外专局)",
    "市发展改革委（市粮食局、市能源局）": "市发展改革委（市粮食局、市能源局）",
    # lines broken inside a name
    "省人力资源\n社会保障厅、省卫生健康\n委": "省人力资源社会保障厅 省卫生健康委",
    "各市、县\n（市、区）人民政府": "各市人民政府 各县（市、区）人民政府",
    "省教育厅及有关\n行业主管部门，各\n市人民政府": "省教育厅 有关行业主管部门 各市人民政府",
    # shared beginnings and heads
    "各市、县（市、区）人民政府": "各市人民政府 各县（市、区）人民政府",
    "各县（市）、区人民政府": "各县（市）人民政府 各区人民政府",
    "各市、县、自治县政府": "各市政府 各县政府 各自治县政府",
    "有关市、县人民政府": "有关市人民政府 有关县人民政府",
    "各区、县": "各区 各县",
    "各市党委和政府": "各市党委 各市政府",
    "各镇、街道办事处": "各镇 各街道办事处",
    "各区县（自治县）政府": "各区县（自治县）政府",
    "市财政局，各区镇": "市财政局 各区镇",
    "济南、青岛、烟台市人民政府": "济南市人民政府 青岛市人民政府 烟台市人民政府",
    "历下区、高新区、槐荫区政府": "历下区政府 高新区 槐荫区政府",
    "教育、卫生健康部门": "教育部门 卫生健康部门",
    # joined levels
    "省、市、县（市、区）人大、政协": "省、市、县（市、区）人大|省、市、县（市、区）政协",
    "市、县卫生健康局": "市、县卫生健康局",
    "市、区有关部门": "市、区有关部门",
    # levels carried on, none invented
    "省教育厅、文物局，民政厅": "省教育厅 省文物局 省民政厅",
    "省委组织部、宣传部、教育厅、团省委、妇联": "省委组织部 省委宣传部 省教育厅 团省委 省妇联",
    "市市场监管局、市政公用局、市场监管局": "市市场监管局 市市政公用局",
    "省教育厅、市财政局、民政局": "省教育厅 市财政局 市民政局",
    "各县（市、区）教育局、财政局": "各县（市、区）教育局 各县（市、区）财政局",
    "财政部、省教育厅、水利部、山东银保监局、青岛海关、国网山东省电力公司": (
        "财政部 省教育厅 水利部 山东银保监局 青岛海关 国网山东省电力公司"
    ),
    "枣庄市人民政府，教育局": "枣庄市人民政府 教育局",
    "住建局、民政局": "住房城乡建设局 民政局",
    # standard names at their own level
    "市发改委、县人社局、省工信厅、区住建局": "市发展改革委 县人力资源社会保障局 省工业和信息化厅 区住房城乡建设局",
    "市卫健委、市医保局、省林草局、市经信局": "市卫生健康委 市医疗保障局 省林业和草原局 市经济和信息化局",
    "省人力资源保障厅": "省人力资源社会保障厅",
    "市发展和改革委员会、市住房和城乡建设局": "市发展改革委 市住房城乡建设局",
    "工信部门": "工信部门",
    "市发改委、市发展改革委": "市发展改革委",
    "市科技局、市数据局，第一个逗号前为牵头单位": "市科技局 市数据局",
    # kinds of office
    "国网江城供电公司、市水务集团、XX集团有限公司": "国网江城供电公司 市水务集团 XX集团有限公司",
    "市中级人民法院、市职业技术学院、市第一医院": "市中级人民法院 市职业技术学院 市第一医院",
    "经济开发区管委会、五星街道\n南湖街道": "经济开发区管委会 五星街道 南湖街道",
}


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    expected = NAMES[text]
    assert parse_departments(text).names == tuple(expected.split("|" if "|" in expected else None))


LEADS = {
    "市教育局、市财政局": ("市教育局", "first"),
    "牵头单位：市教育局；责任单位：市财政局": ("市教育局", "stated"),
    "配合单位：市财政局；牵头单位：市教育局": ("市教育局", "stated"),
    "市财政局、市教育局（牵头）": ("市教育局", "stated"),
    "市教育局牵头，市财政局配合": ("市教育局", "stated"),
    "市财政局配合，由市教育局牵头负责": ("市教育局", "stated"),
    "市教育局为牵头单位，市财政局为责任单位": ("市教育局", "stated"),
    "省发展改革委、科技厅牵头负责，各市人民政府配合": ("省发展改革委", "stated"),
    "市教育局、市财政局，列第一位的为牵头单位": ("市教育局", "stated"),
    "主办单位：市教育局；协办单位：市财政局": ("市教育局", "first"),
    "责任领导：张某 牵头领导：李某 责任单位：市教育局": ("市教育局", "first"),
    "": (None, None),
}


@pytest.mark.parametrize("text", LEADS)
def test_lead(text: str) -> None:
    departments = parse_departments(text)
    assert (departments.lead, departments.lead_basis) == LEADS[text]


COLLECTIVE = [
    "各市人民政府", "各有关医院", "有关行业主管部门", "区直有关部门", "县各有关单位", "省、市、县（市、区）工会",
    "县（市、区）政府", "市直部门", "市、区两级政府", "各地", "市属国有企业", "相关街道",
]  # fmt: skip
SINGLE = [
    "省教育厅", "沙河区政府", "市供销社", "市职业技术学院", "高新区管委会", "苏州工业园区", "市委宣传部（网信办）",
    "人民银行",
]  # fmt: skip


@pytest.mark.parametrize("name", [*COLLECTIVE, *SINGLE])
def test_collective(name: str) -> None:
    assert parse_departments(name).collective == (name in COLLECTIVE,)


WRITTEN = {
    "市发改委、财政局": ("市发改委", "财政局"),
    "各市、县（市、区）人民政府": ("各市、县（市、区）人民政府", "各市、县（市、区）人民政府"),
    "省人力资源\n社会保障厅": ("省人力资源社会保障厅",),
    "牵头单位：市教育局（牵头）": ("市教育局",),
    "济南、青岛市人民政府": ("济南、青岛市人民政府", "青岛市人民政府"),
}


@pytest.mark.parametrize("text", WRITTEN)
def test_written_beside_standard_name(text: str) -> None:
    assert parse_departments(text).written == WRITTEN[text]


def test_other_writing_of_an_office_that_the_document_has() -> None:
    known = learn_names(["市退役军人事务局、市民政局", "各区县人民政府"])
    assert parse_departments("市退役军人局、各区县政府", known).names == ("市退役军人事务局", "各区县人民政府")


def test_other_writing_stays_where_the_document_has_no_other() -> None:
    assert parse_departments("市退役军人局", learn_names(["县退役军人事务局"])).names == ("市退役军人局",)


def test_known_name_joins_a_broken_line() -> None:
    known = learn_names(["江海投控平台"])
    assert parse_departments("江海投控平台 市财政局", known).names == ("江海投控平台", "市财政局")


def test_first_leads_where_the_document_says_so() -> None:
    texts = ["市财政局、市教育局负责，排在首位的为牵头单位，下同", "市民政局、市财政局负责"]
    departments = parse_departments(texts[1], first_leads=learn_first_leads(texts))
    assert (departments.lead, departments.lead_basis) == ("市民政局", "stated")


def test_first_of_one_list_says_nothing_of_others() -> None:
    assert not learn_first_leads(["市财政局、市教育局，排在首位的为牵头单位", "市民政局"])


@pytest.fixture(scope="module")
def first_document() -> dict[str, Departments]:
    """The first document's departments by task number."""
    listing = next(iter(list_sources(SOURCES)))
    document = read_document(listing.path, listing.source)
    known = learn_names(task.departments_text for task in document.tasks)
    return {task.task_no: parse_departments(task.departments_text, known) for task in document.tasks}


def test_first_document_has_32_departments_22_of_them_by_name(first_document: dict[str, Departments]) -> None:
    collective = {
        name: shared
        for departments in first_document.values()
        for name, shared in zip(departments.names, departments.collective, strict=True)
    }
    assert (len(collective), sum(not shared for shared in collective.values())) == (32, 22)


def test_first_document_task_36_has_seven(first_document: dict[str, Departments]) -> None:
    assert len(first_document["36"].names) == 7


def test_first_document_mends_its_slip(first_document: dict[str, Departments]) -> None:
    slip = first_document["39"]
    assert (slip.names[0], slip.written[0]) == ("省人力资源社会保障厅", "省人力资源保障厅")


PIECES = [
    *"省市县区、，；及和与等（）()：\n 各由", "人民政府", "教育局", "发改委", "牵头", "负责", "单位：", "2025年",
    "（牵头）", "张某",
]  # fmt: skip
lists = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=24).map("".join))


@given(lists)
@example("各市、县（市、区）人民政府、县")
@example("）（市教育局（")
def test_any_text_gives_parallel_names_written_as_they_stand(text: str) -> None:
    departments = parse_departments(text)
    squeezed = "".join(text.split())
    assert len(departments.names) == len(departments.written) == len(departments.collective)
    assert all(written and written in squeezed for written in departments.written)
    assert len(set(departments.names)) == len(departments.names)
    assert (departments.lead in departments.names) if departments.names else departments == Departments()


@given(lists)
def test_standard_names_are_their_own_standard(text: str) -> None:
    names = parse_departments(text).names
    assert [standard_name(name) for name in names] == [*names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (")(市教育局", ["市教育局"]),
        ("((市教育局)", ["市教育局"]),
        ("市教育局（高教处", ["市教育局（高教处"]),
        ("、(市教育局)。", ["市教育局"]),
    ],
)
def test_brackets_without_a_partner_fall_away_around_a_name(text: str, names: list[str]) -> None:
    assert list(parse_departments(text).names) == names


@pytest.mark.parametrize("piece", ["（", "和", "及", "等", "市教育局", "各市、", "负责", "（市）", "张某 ", "排在"])
def test_time_grows_with_the_length(piece: str) -> None:
    start = process_time()
    parse_departments(piece * (20_000 // len(piece)))
    assert process_time() - start < SLOWEST


TABLES = [f"departments_{name}" for name in ("labels", "offices", "phrases", "places", "standard")]


@pytest.mark.parametrize("table", TABLES)
def test_tables_hold_every_word_once(table: str) -> None:
    # A word may be of two classes: 公安 begins a name, 司法所 ends one.
    key = 2 if table in ("departments_offices", "departments_phrases") else 1
    rows = [row[:key] for row in read_table(table)]
    assert len(rows) == len(set(rows))


def test_standard_names_form_no_chain() -> None:
    rows = read_table("departments_standard")
    assert not {written for written, *_ in rows} & {standard for _, standard, *_ in rows}
