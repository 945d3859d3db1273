"""Documents as offices send them, in every format: what each states of itself, and all its targets.

All are invented, places and offices too. A row is indicator, value, unit, op, due and departments. What a single reader
or a single sentence does is tested elsewhere; here whole small documents must come through with nothing lost or added.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import document_writing as writing
import docx
import pytest

from etl.documents import read_document
from etl.targets.rows import make_rows

Row = tuple[str, float, str | None, str, str | None, tuple[str, ...]]
NOBODY: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """One document: how it is written, its facts (title, issuer, region, published), its targets in order."""

    file: str
    write: Callable[[Path], object]
    facts: tuple[str | None, str | None, str | None, str | None]
    rows: tuple[Row, ...]


def lines(*texts: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    """Plain text, one line each."""
    return lambda path: path.write_bytes("\n".join(texts).encode(encoding))


def broken(*texts: str, width: int = 34) -> Callable[[Path], object]:
    """Plain text as it is copied from a page of this width; `—` alone stands for a page number between blank lines."""
    pieces: list[str] = []
    for text in texts:
        pieces += [text[at : at + width] for at in range(0, len(text), width)]
    middle = len(pieces) // 2
    return lines(*pieces[:middle], "", "— 3 —", "", *pieces[middle:])


def word(*texts: str, rows: writing.Rows = ()) -> Callable[[Path], object]:
    """Paragraphs, those that begin with `# ` in a heading style, then a table where there are rows."""

    def write(path: Path) -> None:
        document = docx.Document()
        for text in texts:
            document.add_paragraph(text.removeprefix("# "), style="Heading 1" if text.startswith("# ") else None)
        if rows:
            writing.fill_table(document.add_table(rows=len(rows), cols=len(rows[0])), rows)
            document.add_paragraph()
        document.save(str(path))

    return write


def page(title: str, *texts: str) -> Callable[[Path], object]:
    """A site's page around paragraphs; a text that begins with `# ` is a heading."""
    blocks = "".join(
        f"<h2>{html.escape(text[2:])}</h2>" if text.startswith("# ") else f"<p>{html.escape(text)}</p>"
        for text in texts
    )
    content = (
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body><div class="nav">首页 政务公开</div>'
        f"<div>首页 &gt; 政务公开 &gt; 工作动态</div><h1>{title}</h1><div>发布时间：2026-02-03 来源：市政府办</div>"
        f"<div>字号 <a>大</a> <a>中</a> <a>小</a> <a>打印</a> <a>分享</a></div>{blocks}"
        "<p>更新时间：2026-02-05 10:20</p><div>上一篇：某报告</div></body></html>"
    )
    return lines(content)


def drawn(title: str, *texts: str, head: tuple[str, ...] = ()) -> Callable[[Path], object]:
    """Pages of a PDF or OFD file: lines above the title, the title, paragraphs."""

    def write(path: Path) -> None:
        writer = writing.PdfWriter(path)
        for text in head:
            writer.paragraph(text, indent=0)
        writer.title(title)
        for text in texts:
            writer.paragraph(text)
        writer.save()

    return write


def table(*rows: tuple[str, ...], title: str = "") -> Callable[[Path], object]:
    """A table in the format of the file's ending."""

    def write(path: Path) -> None:
        if path.suffix in (".pdf", ".ofd"):
            writing.write_pdf(path, [title], rows, ruled=True)
        elif path.suffix == ".xlsx":
            writing.write_xlsx(
                path, [(title, *[""] * (len(rows[0]) - 1)), *rows], merged=(f"A1:{'ABCDEFG'[len(rows[0]) - 1]}1",)
            )
        elif path.suffix == ".mht":
            writing.write_mht(path, title, rows)
        elif path.suffix == ".md":
            writing.write_markdown(path, title, rows)
        elif path.suffix == ".xls":
            writing.write_html(path, title, rows)
        else:
            writing.write_csv(path, rows, "gb18030")

    return write


LAYOUTS = [
    Layout(
        "任务清单.txt",
        lines(
            "附件1", "云溪市2026年民政重点工作任务清单", "序号\t工作任务\t责任单位",
            "1\t新建社区养老服务站30个，改造敬老院12所。\t市民政局、市财政局",
            "2\t2026年6月底前培训护理员500名。\t市民政局",
        ),
        ("云溪市2026年民政重点工作任务清单", None, "云溪市", None),
        (
            ("社区养老服务站", 30, "个", "=", "2026", ("市民政局", "市财政局")),
            ("敬老院", 12, "所", "=", "2026", ("市民政局", "市财政局")),
            ("护理员", 500, "名", "=", "2026-06", ("市民政局",)),
        ),
    ),
    Layout(
        "分解表.csv",
        table(
            ("序号", "工作任务", "牵头单位", "配合单位", "完成时限"),
            ("1", "新建标准化幼儿园15所", "市教育局", "市财政局", "2026年8月底前"),
            ("2", "新增公办学位3600个以上", "市教育局", "各县区人民政府", "2026年9月底前"),
        ),
        ("分解表", None, None, None),
        (
            ("标准化幼儿园", 15, "所", "=", "2026-08", ("市教育局", "市财政局")),
            ("公办学位", 3600, "个", ">=", "2026-09", ("市教育局", "各县区人民政府")),
        ),
    ),
    Layout(
        "分工表.xlsx",
        table(
            ("序号", "工作任务", "牵头单位", "配合单位"),
            ("一、基础设施", "", "", ""),
            ("1", "新改建农村公路260公里。", "市交通运输局", "市财政局"),
            ("2", "完成投资18亿元以上。", "市交通运输局", "市发展改革委"),
            title="青禾市2026年交通重点工作分工表",
        ),
        ("青禾市2026年交通重点工作分工表", None, "青禾市", None),
        (
            ("农村公路", 260, "公里", "=", "2026", ("市交通运输局", "市财政局")),
            ("投资", 1.8e9, "元", ">=", "2026", ("市交通运输局", "市发展改革委")),
        ),
    ),
    Layout(
        "工作要点.docx",
        word(
            "青禾县人民政府办公室关于印发青禾县2026年绿化工作要点的通知", "青政办发〔2026〕4号",
            "各乡镇人民政府，县政府各部门：", "现将工作要点印发给你们，请认真贯彻执行。", "青禾县人民政府办公室",
            "2026年3月2日",
            "青禾县2026年绿化工作要点", "# 一、重点任务",
            "（一）完成造林2.6万亩，森林抚育5万亩。（责任单位：县林业局）",
            "（二）森林覆盖率提高到41.5%。（牵头单位：县林业局；配合单位：县自然资源局）",
        ),
        ("青禾县人民政府办公室关于印发青禾县2026年绿化工作要点的通知（青政办发〔2026〕4号）", "青禾县人民政府办公室",
        "青禾县", "2026-03-02"),
        (
            ("造林", 26000, "亩", "=", "2026", ("县林业局",)),
            ("森林抚育", 50000, "亩", "=", "2026", ("县林业局",)),
            ("森林覆盖率", 41.5, "%", "=", "2026", ("县林业局", "县自然资源局")),
        ),
    ),
    Layout(
        "实施意见.docx",
        word(
            "河北省云溪市人民政府关于加快发展冰雪产业的实施意见", "一、总体目标",
            "到2028年，建成滑雪场12家，冰雪产业总规模达到60亿元以上。", "二、保障措施", "强化要素保障。",
            "附件：重点任务分工表",
            rows=(("序号", "重点任务", "责任单位"), ("1", "培育冰雪装备企业20家。", "市工业和信息化局"),
                  ("2", "到2027年，开展冰雪活动100场次。", "市体育局、市文化和旅游局")),
        ),
        ("河北省云溪市人民政府关于加快发展冰雪产业的实施意见", "河北省云溪市人民政府", "河北", None),
        (
            ("冰雪装备企业", 20, "家", "=", None, ("市工业和信息化局",)),
            ("冰雪活动", 100, "场次", "=", "2027", ("市体育局", "市文化和旅游局")),
            ("滑雪场", 12, "家", "=", "2028", NOBODY),
            ("冰雪产业总规模", 6e9, "元", ">=", "2028", NOBODY),
        ),
    ),
    Layout(
        "规划.pdf",
        drawn(
            "云溪市“十五五”水利发展规划", "一、主要目标",
            "到2030年，全市供水保障率达到95%以上，农田灌溉水有效利用系数提高到0.62，新增高效节水灌溉面积20万亩。",
            "二、重点任务", "（一）实施灌区改造。改造中型灌区8处，新建小型水库3座，完成河道治理150公里。",
            "（二）深化水权改革，培育水权交易机构2家。",
        ),
        ("云溪市“十五五”水利发展规划", None, "云溪市", None),
        (
            ("全市供水保障率", 95, "%", ">=", "2030", NOBODY),
            ("农田灌溉水有效利用系数", 0.62, None, "=", "2030", NOBODY),
            ("高效节水灌溉面积", 200000, "亩", "=", "2030", NOBODY),
            ("中型灌区", 8, "处", "=", "2030", NOBODY),
            ("小型水库", 3, "座", "=", "2030", NOBODY),
            ("河道治理", 150, "公里", "=", "2030", NOBODY),
            ("水权交易机构", 2, "家", "=", "2030", NOBODY),
        ),
    ),
    Layout(
        "任务分解表.pdf",
        table(
            ("序号", "工作任务", "责任部门"),
            ("1", "新建乡镇卫生院5所，改造村卫生室120个，培训全科医生80名。", "市卫生健康委、市财政局"),
            ("2", "家庭医生签约率达到75%以上。", "市卫生健康委"),
            title="云溪市2026年卫生健康工作任务分解表",
        ),
        ("云溪市2026年卫生健康工作任务分解表", None, "云溪市", None),
        (
            ("乡镇卫生院", 5, "所", "=", "2026", ("市卫生健康委", "市财政局")),
            ("村卫生室", 120, "个", "=", "2026", ("市卫生健康委", "市财政局")),
            ("全科医生", 80, "名", "=", "2026", ("市卫生健康委", "市财政局")),
            ("家庭医生签约率", 75, "%", ">=", "2026", ("市卫生健康委",)),
        ),
    ),
    Layout(
        "政府工作报告.html",
        page(
            "政府工作报告", "——2026年1月20日在云溪市第十八届人民代表大会第五次会议上", "云溪市市长 林某某",
            "各位代表：",
            "# 一、2025年工作回顾", "过去一年，全市新建学校17所，城镇新增就业3.26万人，公路通车里程达到1287公里。",
            "# 二、2026年重点工作", "今年发展主要预期目标是：地区生产总值增长6%左右，城镇新增就业3万人以上。",
            "建设智慧工厂20家。",
        ),
        ("政府工作报告", "云溪市人民政府", "云溪市", "2026-01-20"),
        (
            ("地区生产总值", 6, "%", "≈", "2026", NOBODY),
            ("城镇新增就业", 30000, "人", ">=", "2026", NOBODY),
            ("智慧工厂", 20, "家", "=", "2026", NOBODY),
        ),
    ),
    Layout(
        "民生实事.html",
        page(
            "云溪市2026年十件民生实事", "一、老旧小区改造", "改造老旧小区60个。（责任单位：市住房城乡建设局）",
            "二、停车设施",
            "新增停车位5000个。（责任单位：市城市管理局）",
        ),
        ("云溪市2026年十件民生实事", None, "云溪市", "2026-02-03"),
        (
            ("老旧小区", 60, "个", "=", "2026", ("市住房城乡建设局",)),
            ("停车位", 5000, "个", "=", "2026", ("市城市管理局",)),
        ),
    ),
    Layout(
        "行动方案.md",
        lines(
            "# 云溪市**数字经济**行动方案", "", "## 一、主要目标", "",
            "到2027年，数字经济核心产业增加值占比达到**12%**以上。", "",
            "## 二、重点任务", "", "- 建设5G基站2000个。（责任单位：市通信发展办公室）",
            "- 培育数字工厂50家。（责任单位：市工业和信息化局）",
        ),
        ("云溪市数字经济行动方案", None, "云溪市", None),
        (
            ("数字经济核心产业增加值占比", 12, "%", ">=", "2027", NOBODY),
            ("5G基站", 2000, "个", "=", None, ("市通信发展办公室",)),
            ("数字工厂", 50, "家", "=", None, ("市工业和信息化局",)),
        ),
    ),
    Layout(
        "台账.mht",
        table(
            ("序号", "重点工作", "责任单位", "完成时限"), ("1", "新建高标准农田10万亩", "市农业农村局", "2026年12月底"),
            title="云溪市2026年农业重点工作台账",
        ),
        ("云溪市2026年农业重点工作台账", None, "云溪市", None),
        (("高标准农田", 100000, "亩", "=", "2026-12", ("市农业农村局",)),),
    ),
    Layout(
        "通知.ofd",
        drawn(
            "关于做好稳就业工作的通知", "各县（区）人民政府：",
            "一、2026年底前，募集就业见习岗位3000个。（市人力资源社会保障局牵头）",
            "二、就业见习补贴标准提高到每人每月1500元。", "云溪市人力资源和社会保障局", "云溪市财政局", "2026年4月8日",
            head=("云溪市人力资源和社会保障局", "云溪市财政局文件", "云人社发〔2026〕11号"),
        ),
        ("关于做好稳就业工作的通知（云人社发〔2026〕11号）", "云溪市人力资源和社会保障局、云溪市财政局", "云溪市",
        "2026-04-08"),
        (
            ("就业见习岗位", 3000, "个", "=", "2026", ("市人力资源社会保障局",)),
            ("就业见习补贴标准", 1500, "元", "=", None, NOBODY),
        ),
    ),
    Layout(
        "分工.ofd",
        table(
            ("序号", "工作任务", "责任部门"), ("1", "建成污水处理厂3座，新增日处理能力5万吨。", "市生态环境局"),
            ("2", "改造雨污管网86公里。", "市住房城乡建设局、各区人民政府"), title="云溪市2026年治水任务分工",
        ),
        ("云溪市2026年治水任务分工", None, "云溪市", None),
        (
            ("污水处理厂", 3, "座", "=", "2026", ("市生态环境局",)),
            ("日处理能力", 50000, "吨", "=", "2026", ("市生态环境局",)),
            ("雨污管网", 86, "公里", "=", "2026", ("市住房城乡建设局", "各区人民政府")),
        ),
    ),
    Layout(
        "责任书.txt",
        lines(
            "云溪市2026年安全生产目标责任书", "甲方：云溪市人民政府", "乙方：青禾区人民政府", "一、工作目标",
            "1.生产安全事故起数下降10%以上。", "2.重大隐患整改率达到100%。", "二、考核奖惩",
            "完成目标的，给予通报表扬。",
        ),
        ("云溪市2026年安全生产目标责任书", None, "云溪市", None),
        (
            ("生产安全事故起数", 10, "%", ">=", "2026", NOBODY),
            ("重大隐患整改率", 100, "%", "=", "2026", NOBODY),
        ),
    ),
    Layout(
        "纪要.txt",
        lines(
            "云溪市人民政府专题会议纪要", "〔2026〕8号", "时间：2026年5月12日上午",
            "会议研究了供热工作，议定以下事项：",
            "一、2026年10月底前，改造供热管网45公里。（责任单位：市城市管理局）",
            "二、筹措改造资金8000万元。（责任单位：市财政局）",
        ),
        ("云溪市人民政府专题会议纪要（〔2026〕8号）", None, "云溪市", "2026-05-12"),
        (
            ("供热管网", 45, "公里", "=", "2026-10", ("市城市管理局",)),
            ("改造资金", 8e7, "元", "=", None, ("市财政局",)),
        ),
    ),
    Layout(
        "预算.txt",
        lines(
            "关于青禾县2025年预算执行情况和2026年预算草案的报告",
            "——2026年1月12日在青禾县第十八届人民代表大会第五次会议上",
            "青禾县财政局局长 王某某", "各位代表：", "一、2025年预算执行情况", "（一）一般公共预算执行情况",
            "全县收入完成126430万元，为预算的102.3%，增长5.4%。", "二、2026年预算草案", "（一）支出预算",
            "1.教育支出安排9.9亿元，增长3.1%。", "2.卫生健康支出安排3.4亿元。",
        ),
        ("关于青禾县2025年预算执行情况和2026年预算草案的报告", "青禾县财政局", "青禾县", "2026-01-12"),
        (
            ("教育支出", 9.9e8, "元", "=", "2026", NOBODY),
            ("教育支出", 3.1, "%", "=", "2026", NOBODY),
            ("卫生健康支出", 3.4e8, "元", "=", "2026", NOBODY),
        ),
    ),
    Layout(
        "导出.xls",
        table(
            ("序号", "工作任务", "责任部门"), ("1", "新建公共充电桩1200个。", "市发展改革委"),
            title="云溪市2026年新能源重点任务表",
        ),
        ("云溪市2026年新能源重点任务表", None, "云溪市", None),
        (("公共充电桩", 1200, "个", "=", "2026", ("市发展改革委",)),),
    ),
    Layout(
        "复制.txt",
        broken(
            "云溪市养老服务行动方案",
            "为深入贯彻落实上级决策部署，加快推进全市养老服务高质量发展，更好满足老年人多层次多样化养老服务需求，结合我市实际，制定本方案。",
            "1.完善设施网络。到2027年，全市新建社区养老服务站120个，改造提升乡镇敬老院35所，护理型床位占比达到65%以上。（责任单位：市民政局、市财政局，各县区人民政府）",
            "2.加强人才培养。到2027年，培训养老护理员3000人次，持证上岗率达到90%。（责任单位：市人力资源社会保障局）",
        ),
        ("云溪市养老服务行动方案", None, "云溪市", None),
        (
            ("社区养老服务站", 120, "个", "=", "2027", ("市民政局", "市财政局", "各县区人民政府")),
            ("乡镇敬老院", 35, "所", "=", "2027", ("市民政局", "市财政局", "各县区人民政府")),
            ("护理型床位占比", 65, "%", ">=", "2027", ("市民政局", "市财政局", "各县区人民政府")),
            ("养老护理员", 3000, "人次", "=", "2027", ("市人力资源社会保障局",)),
            ("持证上岗率", 90, "%", "=", "2027", ("市人力资源社会保障局",)),
        ),
    ),
    Layout(
        "措施.pdf",
        drawn(
            "青禾市促进冰雪消费若干措施", "一、对新建滑雪场给予最高200万元补助。", "二、发放冰雪消费券1000万元。",
        ),
        ("青禾市促进冰雪消费若干措施", None, "青禾市", None),
        (
            ("新建滑雪场补助", 2e6, "元", "<=", None, NOBODY),
            ("冰雪消费券", 1e7, "元", "=", None, NOBODY),
        ),
    ),
    Layout(
        "办法.doc",
        lines(
            "青禾市托育机构补助办法", "第一条 对新建托育机构，每个托位补助5000元。",
            "第二条 对示范托育机构给予一次性奖励10万元。",
            encoding="gb18030",
        ),
        ("青禾市托育机构补助办法", None, "青禾市", None),
        (
            ("新建托育机构托位补助", 5000, "元", "=", None, NOBODY),
            ("示范托育机构奖励", 1e5, "元", "=", None, NOBODY),
        ),
    ),
    Layout(
        "脚注.html",
        lines(
            '<html><head><meta charset="utf-8"></head><body><h1>云溪市绿化方案</h1>'
            "<p>一、到2027年，新建口袋公园50个<sup>[1]</sup>，新增绿地30万m<sup>2</sup>。</p>"
            "<p>二、人均公园绿地面积达到15平方米<sup><a href='#n2'>2</a></sup>以上。</p></body></html>",
        ),
        ("云溪市绿化方案", None, "云溪市", None),
        (
            ("口袋公园", 50, "个", "=", "2027", NOBODY),
            ("绿地", 300000, "m²", "=", "2027", NOBODY),
            ("人均公园绿地面积", 15, "平方米", ">=", None, NOBODY),
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_comes_through_whole(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / layout.file
    layout.write(path)
    document = read_document(path)
    assert (document.title, document.issuer, document.region, document.published) == layout.facts
    made = make_rows(document)
    order = {task.task_no: place for place, task in enumerate(document.tasks)}
    rows = sorted(made.targets, key=lambda row: (order[row["task_no"]], row["start"]))
    assert [
        (row["indicator"], row["value"], row["unit"], row["op"], row["due"], tuple(row["departments"])) for row in rows
    ] == list(layout.rows)


def test_every_format_has_a_layout() -> None:
    assert len(LAYOUTS) >= 20
    endings = {".txt", ".csv", ".xlsx", ".docx", ".pdf", ".ofd", ".html", ".mht", ".md", ".xls", ".doc"}
    assert {Path(layout.file).suffix for layout in LAYOUTS} == endings
