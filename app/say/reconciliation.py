"""The sum on 数字核对 in words, and the table of numbers that are no target."""

from __future__ import annotations

import pandas as pd

from app.say import markup, tabulate
from app.wording import (
    rule_title,
    shown_confidence,
)

CONSERVATION = (
    "文件中每一处数字（含中文数字）恰好归入一处：或为目标与标准，或列入下表并写明原因。"
    "生成数据时逐项任务核对，有一处对不上，该文件的数据就不写出。"
)


FILE_NUMERALS = "只有任务文字中的数字逐处核对；其余各类只计数，不作任务。"


def conservation_items(sums: pd.Series) -> list[tuple[str, int, str]]:
    """The sum on 数字核对: sign, number, what it counts. Frame: query.reconciliation.conservation."""
    return [
        ("", int(sums["numbers"]), f"{sums['tasks']:,}项任务中的数字"),
        ("=", int(sums["targets"]), "目标与标准"),
        ("+", int(sums["ledger"]), "不计为目标（均列明原因）"),
    ]


def equation(sums: pd.Series) -> str:
    """The same sum as a line of text.

    >>> equation(pd.Series({"numbers": 49, "tasks": 45, "targets": 31, "ledger": 18}))
    '45项任务中的数字49处 = 目标与标准31处 + 不计为目标（均列明原因）18处'
    """
    return " ".join(f"{sign} {name}{number:,}处".strip() for sign, number, name in conservation_items(sums))


def file_numerals(kept: pd.DataFrame) -> str:
    """Where the files' numerals are kept, as a sum in words; "" where the tables do not say. Frame: file_numerals."""
    if kept.empty:
        return ""
    parts = [f"{title}{count:,}" for title, count in zip(kept["title"], kept["numerals"], strict=True)]
    return f"文件全文共读出{int(kept['numerals'].sum()):,}个数字字符：{' + '.join(parts)}。{FILE_NUMERALS}"


def reasons_title(reasons: pd.DataFrame) -> str:
    """The sentence over the numbers that are no target. Frame: query.reconciliation.ledger_by_reason."""
    total = int(reasons["entries"].sum())
    if not total:
        return "所有数字都计为目标"
    first = reasons.sort_values("entries", ascending=False, kind="stable").iloc[0]
    return f"{total:,}处数字不计为目标，其中{first['title']}最多（{first['entries']:,}处）"


def entries(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of query.reconciliation.ledger_rows with Chinese headers and the sentence that each number stands in."""
    made = pd.DataFrame(
        {
            "序号": rows["task_no"],
            "原文": rows["quote"],
            "去向": rows["title"],
            "可信度": rows["confidence"].map(shown_confidence),
            "所在句": [
                markup.sentence_around(text or quote, start)
                for text, quote, start in zip(rows["text"], rows["quote"], rows["start"], strict=True)
            ],
            "判定规则": rows["rule"].map(rule_title),
            "文件": rows["document"],
        }
    )
    return tabulate.without_constants(made, "文件")
