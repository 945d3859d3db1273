"""What 数据说明 shows: sources, definitions, accuracy, the data dictionary, versions. Pure; frames and texts."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from typing import Any

import pandas as pd

from app.wording import BANDS, chinese_date
from etl.schema import REASON_TITLES, TABLES

UNKNOWN = "未注明"
CHINESE = re.compile("[\u4e00-\u9fff]")
TABLE_TITLES = {"目标": "targets", "任务": "tasks", "数字核对": "ledger"}
PACKAGES = ("streamlit", "plotly", "pandas", "pyarrow", "duckdb")
DEFINITIONS: list[tuple[str, str, str]] = [
    ("目标", "文件要求责任单位实现的结果：数量目标、比率目标、时限任务", ""),
    ("数量目标", "要达到的数量，例如“50所左右”。按文件原词显示，不同单位不相加", ""),
    ("比率目标", "要达到的比例、倍数、增速，例如“70%以上”", ""),
    ("时限任务", "有时限而没有数量或比率目标的交付事项", ""),
    ("政策标准", "政策每次执行时适用的标准（上限、比例、频次），不是待完成的目标，不设状态", ""),
    ("含量化或时限要求", "含有至少一项目标或标准的任务；其余为定性任务", ""),
    ("牵头（文件明确）", "文件写明牵头的单位", ""),
    ("首列单位", "名单中列在首位、文件未写明牵头的单位；首列不等于牵头", ""),
    ("配合", "名单中的其余单位", ""),
    ("责任单位数", "按规范名称和地区去重；“各市人民政府”等集体称谓单列，不计入具名单位", ""),
    ("单位的地区", "数据含两个及以上地区时，单位名称后注明地区，如“省教育厅（山东）”；中央和国家机关不注", ""),
    ("层级", "文件适用的地区是国家、省、市还是县；由发文机关和标题判断，判断不出的为未知", ""),
    ("年份", "文件的发布年份；没有写明的，取时期的首年或标题中的年份", ""),
    ("分工条数", "一项目标有几个责任单位就有几条分工；目标总数按目标去重，不由各单位相加", ""),
    ("统计截至", "推算时限状态的日期，不选则为今天", ""),
    ("数字核对", "数字总数 = 目标与标准 + 不计为目标的数字（" + "、".join(REASON_TITLES.values()) + "）", ""),
    ("可信度", "机器对每处判定的把握（0—1），分为" + "、".join(BANDS) + "；不代表已经人工校核", ""),
    ("段落性质", "文件段落是回顾、部署、规定还是其他，由标题、引语和相邻段落判断", ""),
    ("指标属性", "文件写明的约束性或预期性；没有写明的不填", ""),
    ("指标表", "表头写明指标和目标值（或年份）的表格：每行一项任务，目标栏计为目标，基期、现状栏列为现状", ""),
    ("机器提取", "由程序从原文读出，未经人工核对；人工核对后为“已校核”", ""),
]
ACCURACY_NOTE = (
    "提取准确率：提取出的目标中正确的比例；完整率：标注的目标中被提取出的比例；综合（F1）：两者的调和平均；"
    "整行全对：一行的各个字段都与标注一致；字段准确率：在正确找到的目标（样本数）上，该字段与标注一致的比例；责任单位括号内为名单数。"
)
CROSS_VALIDATED = "cross-validated by document"
VALIDATIONS = {CROSS_VALIDATED: "交叉验证（按文件划分）", "own": "自测（编写时用过）"}
CROSS_NOTE = "交叉验证按文件划分：每份文件都由从未见过它的模型评分，没有一份文件的标注参与过对它自己的判定。"
BANDS_NOTE = "可信度与实际的对照：在标注文件上，可信度落在各区间的行中，判定与标注一致的有多少。"
_FIELDS = {
    "role": "性质", "kind": "指标类型", "value": "数值", "unit": "单位", "op": "界限", "change": "水平或变化",
    "per": "重复基准", "due": "时限", "due_kind": "时限类型", "due_source": "时限来源", "indicator": "指标名称",
    "action": "动作", "base": "比率基数", "theme": "任务领域", "departments": "责任单位", "lead": "首位单位",
    "lead_basis": "首位依据", "shown": "目标值", "quote": "原文", "value_max": "数值上限", "action_class": "动作类别",
}  # fmt: skip


def sources(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents with Chinese headers; what a file does not say is 未注明. Frame: query.documents.documents."""
    return pd.DataFrame(
        {
            "文件": documents["title"],
            "发文机关": documents["issuer"].fillna(UNKNOWN),
            "地区": documents["region"].fillna(UNKNOWN),
            "发布日期": documents["published"].map(lambda day: chinese_date(day) if day else UNKNOWN),
            "时期": documents["period"].fillna(UNKNOWN),
            "任务数": documents["tasks"],
            "目标数": documents["targets"],
            "文件名": documents["file"],
            "内容指纹": documents["sha256"].str[:12],
        }
    )


def remarks(documents: pd.DataFrame, unreadable: pd.DataFrame) -> list[str]:
    """What was odd in a file, and which files could not be read. Frames: query.documents.documents, unreadable."""
    odd = [str(text) for warnings in documents["warnings"] for text in warnings]
    failed = zip(unreadable["file"], unreadable["reason"], strict=True)
    return odd + [f"未能读取 {file}：{reason.removeprefix(f'{file}：')}" for file, reason in failed]


def accuracy(measured: dict[str, Any]) -> pd.DataFrame:
    """data/accuracy.json as a table: a row a labelled set, those of whole documents first, a column a measure.

    What a set does not say is None.
    """
    sets = _titled(measured)
    apart = any("whole" in labelled for labelled in sets.values())
    several = len({labelled.get("validation") for labelled in sets.values()}) > 1
    measures = {title: _measures(one, apart=apart, several=several) for title, one in sets.items()}
    return _table_of_sets(measures)


def field_accuracy(measured: dict[str, Any]) -> pd.DataFrame:
    """The same sets with how often each field is right, and of how many rows that is said."""
    return _table_of_sets({title: _fields(labelled) for title, labelled in _titled(measured).items()})


def _table_of_sets(cells: dict[str, dict[str, str]]) -> pd.DataFrame:
    """A row a set; its columns in the order in which the sets name them."""
    names = dict.fromkeys(name for own in cells.values() for name in own)
    rows = [[title, *(own.get(name) for name in names)] for title, own in cells.items()]
    return pd.DataFrame(rows, columns=["标注集", *names], dtype=object)  # None stays None


def accuracy_notes(measured: dict[str, Any]) -> list[str]:
    """What the measures mean, and how the scored documents were kept from the model, where they were."""
    crossed = any(labelled.get("validation") == CROSS_VALIDATED for labelled in measured.get("sets", []))
    return [ACCURACY_NOTE, *([CROSS_NOTE] if crossed else [])]


def confidence_tables(measured: dict[str, Any]) -> list[tuple[str, pd.DataFrame]]:
    """How often verdicts were right, by band of confidence: a title and a table for the targets of a set, its ledger.

    Of all sets pooled, where they were; else of each. Columns: 可信度区间, 行数, 确为目标 or 确不为目标.
    Empty where none was measured.
    """
    made = []
    titled = _titled(measured)
    pooled = {title: labelled for title, labelled in titled.items() if labelled.get("kind") == "pooled"}
    for title, labelled in (pooled or titled).items():
        for key, heading, right in (("bands", "目标与标准", "确为目标"), ("reliability", "不计为目标", "确不为目标")):
            if labelled.get(key):
                made.append((f"{title}：{heading}", _bands(labelled[key], right)))
    return made


def _titled(measured: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The sets by a title of their own, those of whole documents first.

    One set is scored twice, within whole documents and task by task: its name then says which of the two.
    """
    sets = sorted(measured.get("sets", []), key=lambda labelled: not labelled.get("whole"))
    shown = _name_in_chinese(dict.fromkeys(str(labelled["name"]) for labelled in sets))
    times = Counter(str(labelled["name"]) for labelled in sets)
    titled: dict[str, dict[str, Any]] = {}
    for labelled in sets:
        name = str(labelled["name"])
        title = shown[name] if times[name] == 1 else f"{shown[name]} · {_scope(labelled)}"
        again = sum(other.partition("#")[0].rstrip() == title for other in titled)
        titled[f"{title} #{again + 1}" if again else title] = labelled
    return titled


def _name_in_chinese(names: Iterable[str]) -> dict[str, str]:
    """Each name as it is shown; one that is only a file's, without a Chinese sign, is 给定标注集 with a number."""
    names = list(names)
    foreign = [name for name in names if not CHINESE.search(name)]
    return {name: f"给定标注集{foreign.index(name) + 1}" if name in foreign else name for name in names}


def _scope(labelled: dict[str, Any]) -> str:
    """What the extractor read at a time when it was scored."""
    return "整份文件" if labelled.get("whole") else "单独任务"


def _measures(labelled: dict[str, Any], *, apart: bool, several: bool) -> dict[str, str]:
    """One set's measures by title.

    `apart`: say whether whole documents were read, or single tasks; `several`: say how it was kept from the model.
    """
    found, row, departments = labelled.get("found", {}), labelled.get("row", {}), labelled.get("departments")
    cells = {"读取范围": _scope(labelled)} if apart else {}
    if several and labelled.get("validation") in VALIDATIONS:
        cells["测法"] = VALIDATIONS[labelled["validation"]]
    cells |= {
        "文件数": _count(labelled.get("documents")),
        "标注目标数": _count(labelled.get("targets")),
        "提取准确率": _percent(found.get("precision")),
        "完整率": _percent(found.get("recall")),
        "综合（F1）": _percent(found.get("f1")),
        "整行全对（F1）": _percent(row.get("f1")),
    }
    if departments:
        cells["责任单位"] = f"{_percent(departments['accuracy'])}（{departments['n']:,}）"
    return cells


def _fields(labelled: dict[str, Any]) -> dict[str, str]:
    """One set's fields by title, behind the number of rows whose fields were compared."""
    fields = {name: field for name, field in labelled.get("fields", {}).items() if field}
    cells = {"样本数": f"{max(field['n'] for field in fields.values()):,}"} if fields else {}
    return cells | {_FIELDS.get(name, name): _percent(field["accuracy"]) for name, field in fields.items()}


def _bands(bands: list[dict[str, Any]], right: str) -> pd.DataFrame:
    """Bands of confidence, the surest first."""
    ordered = sorted(bands, key=lambda band: -float(band["from"]))
    return pd.DataFrame(
        {
            "可信度区间": [f"{band['from']:.2f}—{band['to']:.2f}" for band in ordered],
            "行数": [f"{band['rows']:,}" for band in ordered],
            right: [_share(band) for band in ordered],
        }
    )


def _share(band: dict[str, Any]) -> str:
    """How many of a band were right: `180（97.3%）`."""
    share = _percent(band.get("precision"))
    return f"{band['right']:,}（{share}）" if "right" in band else share


def dictionary(table: str) -> pd.DataFrame:
    """The data dictionary of `targets`, `tasks` or `ledger`, from the schema itself."""
    return pd.DataFrame(
        [
            {
                "中文名": column.title,
                "列名": column.name,
                "含义": column.meaning,
                "单位": column.unit or None,
                "取值": "、".join(column.allowed) or None,
                "可空": "可空" if column.nullable else "必填",
                "类型": str(column.type),
            }
            for column in TABLES[table]
        ]
    )


def versions(built: datetime | None) -> list[tuple[str, str, str]]:
    """What this runs on, and when the tables' files were written (`built`; None where there are none)."""
    rows = [("数据表写入时间", f"{built:%Y-%m-%d %H:%M}" if built else UNKNOWN, "文件时间")]
    rows.append(("Python", platform.python_version(), ""))
    return rows + [(name, version(name), "") for name in PACKAGES]


def _count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f}%"
