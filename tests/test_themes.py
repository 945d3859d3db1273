"""Domain and theme of tasks: the first document's 45 tasks, own sentences of general work, the word table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.documents import list_sources, read_document
from etl.documents.model import Document
from etl.lexicon.words import read_table
from etl.naming.themes import GENERAL, VOCATIONAL, choose_domain, find_target_theme, find_theme
from etl.schema import UNCLASSIFIED

SOURCES = Path(__file__).resolve().parent.parent / "data" / "sources"

FIRST_DOCUMENT = {
    "组织领导与督导评价": "2 3 21 43 44",
    "现代职教体系建设": "1 4 5 9 11",
    "办学体制与办学自主权": "6 23",
    "经费投入与办学条件": "7 8 13",
    "专业建设与教学标准": "10 14 15 16 17",
    "职业培训与证书制度": "12 19 20",
    "信息化与数字资源": "18",
    "产教融合与校企合作": "22 24 25 26 27",
    "教师队伍建设": "28 29 30 31 32 33",
    "技术技能人才待遇与激励": "36 37 38 39",
    "对外开放与国际合作": "34 35",
    "教育科研与宣传文化": "40 41 42 45",
}
THEME_OF_TASK = {number: theme for theme, numbers in FIRST_DOCUMENT.items() for number in numbers.split()}


@pytest.fixture(scope="module")
def first_document() -> Document:
    listing = next(iter(list_sources(SOURCES)))
    return read_document(listing.path, listing.source)


@pytest.fixture(scope="module")
def task_texts(first_document: Document) -> dict[str, str]:
    return {task.task_no: task.text for task in first_document.tasks}


def test_first_document_is_of_vocational_education(first_document: Document) -> None:
    # Its title, 山东省工作任务清单, does not say so: its tasks do.
    assert choose_domain(first_document.title, [task.text for task in first_document.tasks]) == VOCATIONAL


@pytest.mark.parametrize("number", list(THEME_OF_TASK))
def test_first_document_theme_of_task(number: str, task_texts: dict[str, str]) -> None:
    theme, word = find_theme(task_texts[number], VOCATIONAL)
    assert theme == THEME_OF_TASK[number]
    assert word is not None
    assert word in task_texts[number]


GENERAL_WORK = {
    "地区生产总值增长5.5%左右，规模以上工业增加值增长7%，固定资产投资增长6%以上。": "综合经济",
    "全社会研发经费投入增长10%以上，新认定高新技术企业300家，技术合同成交额突破80亿元。": "科技创新",
    "实施技改项目200个，新增专精特新企业50家，建成智能工厂12家。": "工业与信息化",
    "新建高标准农田25万亩，粮食总产稳定在60亿斤以上。": "农业农村",
    "PM2.5平均浓度降至32微克/立方米，优良天数比率达到85%。": "生态环境",
    "开工抽水蓄能电站2座，新增风电光伏装机150万千瓦。": "资源能源与水利",
    "改造老旧小区180个，加装电梯90部，新增停车泊位6000个。": "城乡建设与住房",
    "新改建农村公路400公里，开通定制公交12条。": "交通运输",
    "新建改扩建幼儿园18所，新增学位9000个。": "教育",
    "城镇新增就业4.2万人，开展职业技能培训3万人次，失业人员再就业9000人。": "就业与社会保障",
    "建成县级区域医疗中心2个，为适龄妇女免费开展两癌筛查5万人次。": "卫生健康",
    "新建社区养老服务站40个，完成困难家庭适老化改造800户。": "民政与养老托育",
    "举办马拉松等体育赛事20场，新建城市书房15家，接待游客增长12%。": "文化体育旅游",
    "制造业贷款余额增长15%以上，新增上市企业3家。": "财政金融",
    "推出“高效办成一件事”20项，政务服务事项网办率达到95%。": "营商环境与数字政府",
    "外贸进出口增长6%，实际使用外资2亿美元，开行中欧班列100列。": "对外开放与商贸",
    "生产安全事故起数下降10%，新建小型消防站6座。": "安全应急与社会治理",
    "新增高效节水灌溉面积3万亩。": "农业农村",
    "实施村道公路安全生命防护工程90公里，自然村通硬化路120个。": "交通运输",
    "建设输水工程2项。": "资源能源与水利",
    "培育开源社区4个。": "工业与信息化",
    "农村生活污水治理率达到70%。": "生态环境",
    "新建社区卫生服务中心5个。": "卫生健康",
    "制定地方性法规5部，推动国有企业改革，行政复议案件按期办结。": "法治与改革",
}


@pytest.mark.parametrize("text", GENERAL_WORK)
def test_general_theme(text: str) -> None:
    assert find_theme(text, GENERAL)[0] == GENERAL_WORK[text]


def test_the_word_that_decided_is_given() -> None:
    assert find_theme("新建高标准农田25万亩。", GENERAL) == ("农业农村", "高标准农田")


def test_the_opening_says_what_a_task_is_about() -> None:
    text = "推进农村公路建设，新改建三百公里，沿线同步绿化美化，带动乡村旅游和民宿发展。"
    assert find_theme(text, GENERAL)[0] == "交通运输"


@pytest.mark.parametrize("text", ["", "2025年。", "按有关规定执行。"])
def test_no_word_no_theme(text: str) -> None:
    assert find_theme(text, GENERAL) == (UNCLASSIFIED, None)


def test_the_same_words_mean_another_theme_in_another_domain() -> None:
    text = "建设产教融合实训基地20个。"
    assert find_theme(text, VOCATIONAL)[0] == "产教融合与校企合作"
    assert find_theme(text, GENERAL)[0] != "产教融合与校企合作"


REPORT = "改造农村公路60公里，新建幼儿园3所、停车位800个，帮助35户居民，新增企业设施20处。"
OWN_THEMES = {
    ("幼儿园", "3所"): "教育",  # its name
    ("某指标", "800个"): "城乡建设与住房",  # its clause, between 、 and ，
    ("某指标", "60公里"): "交通运输",
    ("某指标", "35户"): "交通运输",  # its sentence, whose first words say most
    ("企业", "20处"): "交通运输",  # 企业 alone tells nothing, so that its sentence decides
}


@pytest.mark.parametrize("case", OWN_THEMES, ids="".join)
def test_a_target_of_a_paragraph_of_many_themes_has_its_own(case: tuple[str, str]) -> None:
    indicator, quote = case
    place = (REPORT.index(quote), REPORT.index(quote) + len(quote))
    theme, word = find_target_theme(indicator, REPORT, place, ("农业农村", "乡村"), GENERAL)
    assert theme == OWN_THEMES[case]
    assert word is not None
    assert word in indicator + REPORT


def test_a_target_without_a_telling_word_is_of_its_tasks_theme() -> None:
    faint = ("各城市新增20处。", (6, 9))
    assert find_target_theme("各城市", *faint, ("卫生健康", "医院"), GENERAL) == ("卫生健康", "医院")
    assert find_target_theme("各城市", *faint, (UNCLASSIFIED, None), GENERAL) == ("城乡建设与住房", "城市")
    assert find_target_theme("某物", "新增20处。", (2, 5), (UNCLASSIFIED, None), GENERAL) == (UNCLASSIFIED, None)


def test_the_first_documents_targets_are_of_their_tasks_themes() -> None:
    targets = pd.read_parquet(SOURCES.parent / "targets.parquet", columns=["task_no", "theme"])
    found = {(str(number), str(theme)) for number, theme in zip(targets["task_no"], targets["theme"], strict=True)}
    assert found <= set(THEME_OF_TASK.items())


DOMAINS = {
    ("某市职业教育创新发展三年行动方案", ()): VOCATIONAL,
    ("政府工作报告", ("新增中职学位2000个。", "新建公园3个。", "新增床位100张。")): GENERAL,
    ("重点任务分工", ("深化产教融合。", "建设高职专业群5个。", "加强组织领导。")): VOCATIONAL,
    ("重点任务分工", ("深化产教融合。",)): GENERAL,
    ("", ()): GENERAL,
}


@pytest.mark.parametrize("case", DOMAINS, ids=lambda case: case[0] + "|" + "".join(case[1]))
def test_domain(case: tuple[str, tuple[str, ...]]) -> None:
    assert choose_domain(*case) == DOMAINS[case]


@given(st.text(), st.sampled_from([VOCATIONAL, GENERAL]))
def test_any_text_gives_a_theme_of_its_domain(text: str, domain: str) -> None:
    theme, word = find_theme(text, domain)
    themes = {row[1] for row in read_table("themes") if row[0] == domain}
    assert (theme in themes and word in text) if word else (theme, word) == (UNCLASSIFIED, None)


def test_table_holds_every_word_once_in_its_domain() -> None:
    assert [key for key, times in Counter((row[0], row[2]) for row in read_table("themes")).items() if times > 1] == []


def test_table_has_its_twelve_and_eighteen_themes() -> None:
    counts = Counter(domain for domain, _ in {row[:2] for row in read_table("themes")})
    assert counts == {VOCATIONAL: 12, GENERAL: 18}


def test_table_has_weights_from_0_to_3_and_says_where_words_were_seen() -> None:
    assert all(weight in {"0", "1", "2", "3"} for _, _, _, weight in read_table("themes"))


@pytest.mark.parametrize("text", ["各县（市、区）人民政府要落实责任。", "报市政府同意后执行。"])
def test_words_inside_the_name_of_a_government_decide_nothing(text: str) -> None:
    assert find_theme(text, GENERAL) == (UNCLASSIFIED, None)
