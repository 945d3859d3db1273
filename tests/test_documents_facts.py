"""Who issued a document and for which region; what a site or a red head adds is no task. All documents are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.documents import read_document
from etl.documents.frame import is_frame, is_site_line
from etl.documents.model import Document
from etl.documents.regions import find_region
from etl.documents.titles import is_dated_title, repeats_title
from etl.lexicon.words import read_table


def read_text(tmp_path: Path, *lines: str) -> Document:
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_document(path)


def texts(document: Document) -> list[str]:
    return [task.text for task in document.tasks]


class TestIssuers:
    @pytest.mark.parametrize(
        ("lines", "issuer"),
        [
            (
                ("云溪市发展改革委", "云溪市财政局文件", "云发改〔2024〕3号", "关于做好养老工作的通知"),
                "云溪市发展改革委、云溪市财政局",
            ),
            (
                ("国家民政局办公厅", "文件国家体育总局办公厅", "国民办〔2024〕3号", "关于做好养老工作的通知"),
                "国家民政局办公厅、国家体育总局办公厅",
            ),
            (("云溪市民政局 云溪市财政局", "关于做好养老工作的通知"), "云溪市民政局、云溪市财政局"),
            (("云溪市民政局云溪市财政局云溪市教育局关于养老工作的通知",), "云溪市民政局、云溪市财政局、云溪市教育局"),
            (("中共云溪市委 云溪市人民政府关于加快养老工作的意见",), "中共云溪市委、云溪市人民政府"),
            (("发布机构：云溪市民政局 发布日期：2024-05-06", "养老工作方案"), "云溪市民政局"),
            (("关于养老工作的通知",), None),
        ],
    )  # fmt: skip
    def test_stand_in_the_head_or_the_title(self, lines: tuple[str, ...], issuer: str | None, tmp_path: Path) -> None:
        document = read_text(tmp_path, *lines, "一、新建养老院5所。", "二、培训护理员300名。")
        assert document.issuer == issuer
        assert texts(document) == ["新建养老院5所。", "培训护理员300名。"]

    def test_several_sign(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path, "关于养老工作的通知", "一、新建养老院5所。", "云溪市民政局", "云溪市财政局", "2024年5月6日"
        )
        assert (document.issuer, document.published) == ("云溪市民政局、云溪市财政局", "2024-05-06")
        assert texts(document) == ["新建养老院5所。"]

    @pytest.mark.parametrize(
        ("lines", "issuer", "region"),
        [
            (("二〇二六年一月十五日在云溪市第十届人民代表大会第五次会议上", "代市长 林某"), "云溪市人民政府", "云溪市"),
            (("——2026年1月27日在海南省第七届人民代表大会第五次会议上", "海南省省长 林某某"), "海南省人民政府", "海南"),
            (("——在云溪县第十八届人民代表大会第四次会议上", "县长 王某"), "云溪县人民政府", "云溪县"),
            (("2026年3月5日在第十四届全国人民代表大会第四次会议上", "国务院总理 李某"), "国务院", "全国"),
        ],
    )  # fmt: skip
    def test_of_a_report_is_the_government(
        self, lines: tuple[str, ...], issuer: str, region: str, tmp_path: Path
    ) -> None:
        document = read_text(tmp_path, "政府工作报告", *lines, "各位代表：", "一、2026年重点工作", "新建学校5所。")
        assert (document.issuer, document.region) == (issuer, region)
        assert texts(document) == ["新建学校5所。"]


class TestTitlesThatDoNotEndLikeOne:
    @pytest.mark.parametrize(
        ("lines", "title", "issuer"),
        [
            (
                ("云溪区支持一人公司发展若干政", "为深入贯彻上级部署，优化发展环境。"),
                "云溪区支持一人公司发展若干政",
                None,
            ),
            (
                (
                    "云溪市民政局关于印发云溪市养老",
                    "各县区民政局：",
                    "现将方案印发给你们，请执行。",
                    "云溪市养老服务方案",
                ),
                "云溪市养老服务方案",
                "云溪市民政局",
            ),
            (("《云溪市养老服务方案》（试行）", "为加快发展，制定本方案。"), "《云溪市养老服务方案》（试行）", None),
        ],
    )
    def test_are_found(self, lines: tuple[str, ...], title: str, issuer: str | None, tmp_path: Path) -> None:
        document = read_text(tmp_path, *lines, "1.新建养老院5所。", "2.培训护理员300名。")
        assert (document.title, document.issuer) == (title, issuer)
        assert texts(document)[-2:] == ["新建养老院5所。", "培训护理员300名。"]

    @pytest.mark.parametrize("line", ["云溪市新建养老院5所", "全市经济稳定增长", "一、关于养老工作"])
    def test_are_not_invented(self, line: str, tmp_path: Path) -> None:
        document = read_text(tmp_path, line, "培训护理员300名，提高护理水平，做好服务保障工作。")
        assert document.title == "plan"


class TestCovers:
    def test_and_what_they_carry_are_no_tasks(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path, "市民政局关于印发养老工作要点的通知", "局属各单位：",
            "现将《云溪市2026年养老工作要点》印发给你们。", "附件：1.指标体系",
            "2.任务清单", "2026年2月26日", "云溪市2026年养老工作要点", "一、新建养老院5所。", "（征求意见稿）",
        )  # fmt: skip
        assert (document.issuer, document.region, document.period) == ("市民政局", "云溪市", "2026")
        assert texts(document) == ["新建养老院5所。"]

    def test_are_signed_in_chinese_numerals(self, tmp_path: Path) -> None:
        document = read_text(tmp_path, "养老事业发展计划", "云溪市人民政府", "二○二六年一月", "一、新建养老院5所。")
        assert (document.issuer, document.published) == ("云溪市人民政府", "2026-01")

    def test_a_databases_lines_state_the_issuer(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path, "【发布单位】云溪市人民政府", "【发布文号】云政发〔2026〕5号", "【发布日期】2026-04-01",
            "【失效日期】---",
            "【文件来源】云溪市人民政府网", "云溪市人才公寓管理办法", "第一条 租金按市场价的70%收取。",
        )  # fmt: skip
        assert (document.title, document.issuer) == ("云溪市人才公寓管理办法（云政发〔2026〕5号）", "云溪市人民政府")
        assert document.published == "2026-04-01"
        assert len(document.tasks) == 1


class TestRegions:
    @pytest.mark.parametrize(
        ("issuer", "title", "number", "text", "region"),
        [
            ("安徽省六安市人民政府", None, None, "", "安徽·六安市"),
            ("青禾县人民政府", None, None, "根据《山西省产业规划》制定。", "山西·青禾县"),
            ("青禾县人民政府", None, None, "河北省云溪市青禾县地处太行山。对接山西省市场。", "河北·云溪市青禾县"),
            ("青禾县人民政府", None, None, "对接山西省、山东省市场。", "青禾县"),
            ("云溪市石桥区水务局", None, None, "", "云溪市石桥区"),
            (None, "云溪市2025年民生实事", None, "", "云溪市"),
            (None, "关于印发浙江省养老规划的通知", None, "", "浙江"),
            ("省人民政府办公厅", None, "黔府办发〔2024〕3号", "", "贵州"),
            ("市人民政府办公室", None, "云政办〔2024〕3号", "", None),
            ("国务院办公厅", None, None, "", "全国"),
            (None, "2024年国务院政府工作报告", None, "", "全国"),
            ("国务院办公厅", "关于山西、安徽省两起事故处理情况的通报", None, "", "全国"),
            ("天津滨海高新区", None, None, "", "天津·滨海高新区"),
            ("中国（上海）自由贸易试验区管理委员会", None, None, "", "上海"),
            ("农业农村部、财政部", None, None, "", "全国"),
            ("教育部办公厅", None, None, "", "全国"),
            ("某市人民政府", None, None, "", None),
            (None, "推进社区养老服务实施方案", None, "", None),
            (None, "园区发展规划", None, "", None),
            (None, "郑州市养老规划", None, "", "河南·郑州市"),
            (None, "石景山区养老规划", None, "", "北京·石景山区"),
            ("朝阳区人民政府", None, None, "", "朝阳区"),
            ("杭州市上城区教育局", None, None, "", "浙江·杭州市上城区"),
            ("胶州市教育局", None, None, "", "山东·胶州市"),
            ("吉林市人民政府", None, None, "", "吉林·吉林市"),
            (None, "第三章 广州市", None, "", "广东·广州市"),
            (None, "鼓楼区养老规划", None, "毗邻南京市玄武区。", "江苏·南京市鼓楼区"),
            ("市政府办公室", "市政府办公室关于印发宿迁市养老规划的通知", None, "", "江苏·宿迁市"),
            ("园区管委会、北京市朝阳区教育局", None, None, "", "北京·朝阳区"),
            ("江苏常州经济开发区管委会", None, None, "", "江苏·常州经济开发区"),
            ("海南藏族自治州人民政府", None, None, "", "青海·海南藏族自治州"),
            (None, None, None, "山东省", None),
        ],
    )
    def test_is_as_the_document_says(
        self, issuer: str | None, title: str | None, number: str | None, text: str, region: str | None
    ) -> None:
        assert find_region(issuer, title, number, [text]) == region

    def test_signs_are_one_provinces_each(self) -> None:
        signs = [sign for _, _, sign in read_table("regions") if sign != "-"]
        assert len(set(signs)) == len(signs) == 31


class TestLinesThatAreNoTasks:
    @pytest.mark.parametrize(
        "line",
        [
            "字号 大 中 小 打印 分享",
            "【字体：大 中 小】 打印 关闭",
            "更新时间：2024-01-02",
            "更新时间: 2026-01-26 11:25:32",
            "2026年01月26日07时41分",
            "时间：2015-06-03 浏览次数：233",
            "索 引 号：11370000/2024-0012",
            "发布日期 2024-03-04",
            "首页 > 政务公开 > 规划计划",
            "当前位置：首页 » 信息公开",
            "打印本页 | 关闭窗口",
            "扫一扫在手机打开当前页",
            "来源：云溪市民政局 发布时间：2024-03-04",
            "联系人：林某，电话：12345678",
            "主办：云溪市人民政府 网站标识码：3700000001",
            "鲁ICP备12345678号",
            "报名表.docx",
            "特此通知。",
            "第二章 重点任务………………12",
            "3 / 12",
            "云溪市教育局2025年3月4日发布",
        ],
    )
    def test_are_a_sites_or_a_letters(self, line: str) -> None:
        assert is_frame(line, opens=False)

    @pytest.mark.parametrize(
        "line",
        [
            "时间：6月至9月",
            "打印设备更新100台",
            "分享经济规模达到20亿元。",
            "大中小企业融通发展，培育100家。",
            "更新2000台设备",
            "首页改版完成3次",
        ],
    )
    def test_are_not_a_sites(self, line: str) -> None:
        assert not is_site_line(line)

    def test_stand_around_the_document(self, tmp_path: Path) -> None:
        document = read_text(
            tmp_path,
            "首页 > 政务公开 > 规划计划",
            "云溪市康养产业行动计划（2024—2026年）",
            "字号 大 中 小 打印 分享",
            "来源：云溪市民政局 发布时间：2024-03-04 10:20",
            "云溪市康养产业提升行动计划（2024—2026年）",
            "到2026年，新建养老院20所。",
            "更新时间：2025-01-02",
            "2025-01-02 10:20",
            "打印本页 关闭窗口",
        )
        assert (document.title, document.published) == ("云溪市康养产业行动计划（2024—2026年）", "2024-03-04")
        assert texts(document) == ["到2026年，新建养老院20所。"]

    @pytest.mark.parametrize(
        ("line", "repeats"),
        [
            ("云溪市康养产业行动计划", True),
            ("云溪市康养产业高质量行动计划（2024—2026年）", True),
            ("云溪市康养产业", True),
            ("云溪市中医药事业行动计划", False),
            ("实施康养产业行动", False),
        ],
    )
    def test_repeat_the_title(self, line: str, *, repeats: bool) -> None:
        assert repeats_title(line, "关于印发《云溪市康养产业行动计划（2024-2026年）》的通知") is repeats

    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("云溪市康养产业行动计划（2024—2026年）", True),
            ("1.制定康养产业行动计划（2024—2026年）", False),
            ("制定康养产业行动计划（2024—2026年），建设养老院。", False),
            ("新建养老院20所（2024—2026年）", False),
        ],
    )
    def test_are_titles_with_years(self, line: str, *, title: bool) -> None:
        assert is_dated_title(line) is title
