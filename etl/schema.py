"""The contract of the three tables: the only bridge between the ETL and the dashboard.

Each table is a list of `Column`s: name, Arrow type, Chinese title, unit, allowed values, meaning and whether it may be
null. The Arrow schemas, the data dictionary of the app and of the workbook, and the checks of `python -m etl check` are
all made from these lists; a column is described here and nowhere else. This module imports nothing of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pyarrow as pa

Kind = Literal["quantity", "ratio", "deadline"]
Role = Literal["goal", "rule"]
Op = Literal[">=", "<=", "≈", "range", "="]
Change = Literal["level", "increase", "decrease"]
DueKind = Literal["by", "in", "from"]
DueSource = Literal["sentence", "section", "column", "document"]
ActionClass = Literal["研究谋划", "启动推进", "出台制定", "建成完成", "培育培训", "开展举办", "其他"]
LeadBasis = Literal["stated", "first"]
Reason = Literal["name", "ordinal", "reference", "date", "fact", "condition", "per", "idiom"]
Review = Literal["machine", "checked"]
Frame = Literal["回顾", "部署", "规定", "其他"]
Nature = Literal["约束性", "预期性"]
Level = Literal["国家", "省", "市", "县", "未知"]
Category = Literal["数量目标", "比率目标", "时限任务", "政策标准"]

UNCLASSIFIED = "未分类"
METADATA_KEY = b"policy_targets"
"""Key of the tables' Parquet metadata: JSON with `sources`, one object a document (see etl/targets/build.py)."""

POINTER = "tables.json"
"""The file of a folder whose tables are partitioned. JSON: `parts`, the folder beside it that holds a folder a table,
in it `region=…/year=…` of the documents (as in an address: %E5…) with Parquet files; `print`, a hash of these; and
`metadata`, as METADATA_KEY holds it elsewhere.

It is put in place last, and goes before targets.parquet and its like. The files hold the columns of TABLES (region in
the path) and ORDINAL, by which the rows stand as they would in one file.
"""
ORDINAL = "ordinal"
PARTITIONS = ("region", "year")

REASON_TITLES: dict[Reason, str] = {
    "name": "名称的一部分",
    "ordinal": "序号、等级",
    "reference": "文号、条款",
    "date": "日期（已作时限或仅指时期）",
    "fact": "已发生或现状",
    "condition": "对象条件",
    "per": "计算基数",
    "idiom": "不计数的词语",
}


NUMERAL_PLACES: dict[str, str] = {
    "tasks": "任务文字",
    "beside": "序号、责任单位、完成时限",
    "headings": "标题、表头、类别",
    "frame": "文件标题、文号、日期等",
    "repeats": "重复出现的任务",
    "loose": "任务清单以外的文字",
    "columns": "任务清单的其他栏",
    "tables": "不是任务或指标的表格",
    "notes": "表注、脚注",
    "margins": "页眉、页脚、页码",
}
"""Where a file's numerals are kept, and what a reader is shown for it; only those of `tasks` are read further."""


def _read_rule_titles() -> dict[str, str]:
    table = Path(__file__).parent / "lexicon" / "tables" / "rule_titles.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


RULE_TITLES = _read_rule_titles()
"""What a reader is shown for the column `rule`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `type` is an Arrow type, `allowed` the closed set of its values, where it has one."""

    name: str
    type: pa.DataType
    title: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    nullable: bool = False


TEXT, COUNT, NUMBER, SHARE, DAY = pa.string(), pa.int32(), pa.float64(), pa.float32(), pa.date32()
TEXTS, FLAGS = pa.list_(pa.string()), pa.list_(pa.bool_())

DOC_ID = Column("doc_id", TEXT, "文件编号", "文件的固定编号")
TASK_NO = Column("task_no", TEXT, "任务序号", "文件中的序号；叙述文件为标题路径加条目号。文件内不重复")
DEPARTMENTS = Column("departments", TEXTS, "责任单位", "全部责任单位的规范名称，按文件顺序；文件未注明时为空")
DEPARTMENTS_WRITTEN = Column("departments_written", TEXTS, "责任单位原文", "与规范名称逐一对应的原文写法")
LEAD = Column("lead", TEXT, "首位单位", "排在首位的责任单位；是否牵头见“首位依据”", nullable=True)
LEAD_BASIS = Column(
    "lead_basis", TEXT, "首位依据", "stated：文件明确牵头；first：仅列首位", allowed=get_args(LeadBasis), nullable=True
)
THEME = Column("theme", TEXT, "任务领域", "政策主题：目标按自身的名称和语句，任务按全文；无词语相符时为“未分类”")
THEME_WORD = Column("theme_word", TEXT, "领域依据词", "文本中决定任务领域的词语", nullable=True)
QUOTE = Column("quote", TEXT, "原文", "该数字及其标记词在文件中的原样文字")
START = Column("start", COUNT, "起始字符", "原文在任务文本中的起始位置（含）", unit="字符")
END = Column("end", COUNT, "结束字符", "原文在任务文本中的结束位置（不含）", unit="字符")
RULE = Column("rule", TEXT, "判定规则", "作出判定的规则名称")
EVIDENCE = Column(
    "evidence", TEXTS, "判定依据", "最支持（+）与最不支持（-）这一判定的词语和特征，各至多三条；由词表直接判定时为空"
)
CONFIDENCE = Column("confidence", SHARE, "可信度", "机器对这一判定的把握，0—1，越接近1越有把握；不代表已经人工校核")

TARGETS: tuple[Column, ...] = (
    Column("target_id", TEXT, "目标编号", "由文件、句子和位置算出的12位固定编号"),
    DOC_ID,
    Column("doc_title", TEXT, "文件名称", "文件标题"),
    Column("issuer", TEXT, "发文机关", "发布文件的机关", nullable=True),
    Column("region", TEXT, "地区", "文件适用的地区：全国、省份简称，或省份简称·市县", nullable=True),
    Column("published", TEXT, "发布日期", "发布日期，按已知精度（年、年月或年月日）", nullable=True),
    TASK_NO,
    Column("sentence", TEXT, "所在句", "数字所在的完整句子"),
    QUOTE,
    START,
    END,
    Column("shown", TEXT, "目标值", "按文件原词显示的数值、单位与界限词"),
    Column("kind", TEXT, "指标类型", "quantity：数量；ratio：比率；deadline：时限", allowed=get_args(Kind)),
    Column("role", TEXT, "性质", "goal：要求达到的结果；rule：政策每次执行时适用的标准", allowed=get_args(Role)),
    Column("nature", TEXT, "指标属性", "文件写明的约束性或预期性", allowed=get_args(Nature), nullable=True),
    Column("action", TEXT, "动作", "支配该目标的动词，按文件原词", nullable=True),
    Column("action_class", TEXT, "动作类别", "动词归类", allowed=get_args(ActionClass)),
    Column("indicator", TEXT, "指标名称", "计数或衡量的对象，不看原句也能明白"),
    Column("base", TEXT, "比率基数", "比率所依据的量，文件写明时填写", nullable=True),
    Column("value", NUMBER, "数值", "基本单位下的数值（万、亿已乘开）；时限任务为空", unit="见“单位”", nullable=True),
    Column("value_max", NUMBER, "数值上限", "区间的上限；不是区间时为空", unit="见“单位”", nullable=True),
    Column("unit", TEXT, "单位", "量词或计量单位，按文件原词；时限、指数和纯数为空", nullable=True),
    Column(
        "op",
        TEXT,
        "界限",
        ">=：不少于；<=：不超过；≈：左右；range：区间；=：无界限词",
        allowed=get_args(Op),
        nullable=True,
    ),
    Column(
        "change",
        TEXT,
        "水平或变化",
        "level：水平值；increase：增加量；decrease：减少量",
        allowed=get_args(Change),
        nullable=True,
    ),
    Column("per", TEXT, "重复基准", "数值按何者重复计算（每年、每个设区的市等）", nullable=True),
    Column("due", TEXT, "时限", "完成时限，按文件精度（年、年月或年月日）", nullable=True),
    Column("due_date", DAY, "时限日期", "时限的最后一日；自…起的为第一日", nullable=True),
    Column("due_year", COUNT, "时限年份", "时限所在年份；自…起的为空", unit="年", nullable=True),
    Column(
        "due_kind",
        TEXT,
        "时限类型",
        "by：到该时为止；in：在该时之内；from：自该时起",
        allowed=get_args(DueKind),
        nullable=True,
    ),
    Column(
        "due_source",
        TEXT,
        "时限来源",
        "sentence：本句；section：章节或引语写明的年份；column：完成时限栏或指标表的年份栏；document：文件标题中的时期",
        allowed=get_args(DueSource),
        nullable=True,
    ),
    DEPARTMENTS,
    DEPARTMENTS_WRITTEN,
    LEAD,
    LEAD_BASIS,
    THEME,
    THEME_WORD,
    RULE,
    CONFIDENCE,
    EVIDENCE,
    Column("review", TEXT, "校核状态", "machine：机器提取；checked：已校核", allowed=get_args(Review)),
)

TASKS: tuple[Column, ...] = (
    DOC_ID,
    TASK_NO,
    Column("section", TEXT, "所在章节", "任务所在的标题路径", nullable=True),
    Column("frame", TEXT, "段落性质", "段落是回顾已做的、部署要做的、规定适用的，还是其他", allowed=get_args(Frame)),
    Column("text", TEXT, "任务内容", "任务全文；旁有完成时限栏的，末行为该栏原文"),
    DEPARTMENTS,
    DEPARTMENTS_WRITTEN,
    Column("collective", FLAGS, "集体称谓", "与责任单位逐一对应：是否未指明具体单位（如各市人民政府）"),
    LEAD,
    LEAD_BASIS,
    THEME,
    THEME_WORD,
    Column("targets", COUNT, "目标数", "该任务所含目标的项数", unit="项"),
    Column("place", TEXTS, "文件位置", "文件名与页或行，每处出现各一条"),
    Column("ocr", SHARE, "识别把握", "扫描页文字识别的把握，0—1；不是扫描页时为空", nullable=True),
)

LEDGER: tuple[Column, ...] = (
    Column("mention_id", TEXT, "数字编号", "与目标编号同样算法的12位固定编号"),
    DOC_ID,
    TASK_NO,
    QUOTE,
    START,
    END,
    Column("reason", TEXT, "不计为目标的原因", "见“数字核对”页说明", allowed=get_args(Reason)),
    RULE,
    CONFIDENCE,
    EVIDENCE,
)

TABLES: dict[str, tuple[Column, ...]] = {"targets": TARGETS, "tasks": TASKS, "ledger": LEDGER}


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of `targets`, `tasks` or `ledger`, in the columns' fixed order."""
    return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in TABLES[table]])


def category(kind: str, role: str) -> Category:
    """What a reader is shown: one category a target.

    >>> category("ratio", "goal"), category("ratio", "rule")
    ('比率目标', '政策标准')
    """
    if role == "rule":
        return "政策标准"
    by_kind: dict[str, Category] = {"quantity": "数量目标", "ratio": "比率目标", "deadline": "时限任务"}
    return by_kind[kind]
