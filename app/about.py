"""What 数据说明 shows: sources, definitions, accuracy, the data dictionary, versions. Pure; frames and texts."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib.metadata import version
from typing import Any

import pandas as pd

from app.wording import BANDS, chinese_date
from etl.schema import REASON_TITLES, TABLES

UNKNOWN = "未注明"
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
    ("责任单位数", "按规范名称去重；“各市人民政府”等集体称谓单列，不计入具名单位", ""),
    ("分工条数", "一项目标有几个责任单位就有几条分工；目标总数按目标去重，不由各单位相加", ""),
    ("统计截至", "推算时限状态的日期，不选则为今天", ""),
    ("数字核对", "数字总数 = 目标与标准 + 不计为目标的数字（" + "、".join(REASON_TITLES.values()) + "）", ""),
    ("可信度", "机器对每处判定的把握（0—1），分为" + "、".join(BANDS) + "；不代表已经人工校核", ""),
    ("段落性质", "文件段落是回顾、部署、规定还是其他，由标题、引语和相邻段落判断", ""),
    ("指标属性", "文件写明的约束性或预期性；没有写明的不填", ""),
    ("机器提取", "由程序从原文读出，未经人工核对；人工核对后为“已校核”", ""),
]
ACCURACY_NOTE = (
    "提取准确率：提取出的目标中正确的比例；完整率：标注的目标中被提取出的比例；字段准确率：在正确找到的目标上，"
    "该字段与标注一致的比例。括号内为样本数。标注文件不参与规则编写的，列为未见文件。"
)
_FIELDS = {
    "role": "性质", "kind": "指标类型", "value": "数值", "unit": "单位", "op": "界限", "change": "水平或变化",
    "per": "重复基准", "due": "时限", "due_kind": "时限类型", "due_source": "时限来源", "indicator": "指标名称",
    "action": "动作", "base": "比率基数", "theme": "任务领域", "departments": "责任单位", "lead": "首位单位",
    "lead_basis": "首位依据", "shown": "目标值", "quote": "原文", "value_max": "数值上限", "action_class": "动作类别",
}  # fmt: skip


def sources(documents: pd.DataFrame) -> pd.DataFrame:
    """The documents with Chinese headers; what a file does not say is 未注明. Frame: listings.documents."""
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
    """What was odd in a file, and which files could not be read. Frames: listings.documents, listings.unreadable."""
    odd = [str(text) for warnings in documents["warnings"] for text in warnings]
    failed = zip(unreadable["file"], unreadable["reason"], strict=True)
    return odd + [f"未能读取 {file}：{reason.removeprefix(f'{file}：')}" for file, reason in failed]


def accuracy(measured: dict[str, Any]) -> pd.DataFrame:
    """data/accuracy.json as a table: a row a measure, a column a labelled set, `准确率（样本数）` in the cells."""
    columns: dict[str, dict[str, str]] = {}
    for labelled in measured.get("sets", []):
        found = labelled.get("found", {})
        cells = {
            "文件数": str(labelled.get("documents", "—")),
            "标注目标数": str(labelled.get("targets", "—")),
            "提取准确率": _percent(found.get("precision")),
            "完整率": _percent(found.get("recall")),
        }
        for name, field in {**labelled.get("fields", {}), "departments": labelled.get("departments")}.items():
            if field:
                cells[f"字段：{_FIELDS.get(name, name)}"] = f"{_percent(field['accuracy'])}（{field['n']}）"
        columns[str(labelled["name"])] = cells
    frame = pd.DataFrame(columns)
    frame.insert(0, "指标", frame.index)
    return frame.reset_index(drop=True)


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


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f}%"
