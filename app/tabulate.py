"""Frames as a reader sees them: Chinese headers, words for codes, one column for one thing. Pure, for pages and exports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from app import markup
from app.wording import NO_DEPARTMENT, REVIEW_TITLES, limit_word

TARGET_TITLES = {
    "task_no": "序号", "indicator": "指标名称", "shown": "目标值", "limit": "时限", "lead": "牵头或首列单位",
    "departments": "责任单位", "category": "目标类别", "theme": "任务领域", "state": "时限状态", "action": "动作",
    "per": "重复基准", "sentence": "所在句", "quote": "原文", "document": "文件", "region": "地区",
    "issuer": "发文机关", "published": "发布日期", "value": "数值", "value_max": "数值上限", "unit": "单位", "op": "界限",
    "change": "水平或变化", "base": "比率基数", "review": "校核状态", "target_id": "目标编号",
}  # fmt: skip
"""Every column that a table of targets can show, in the order of display."""
USUAL = ("task_no", "indicator", "shown", "limit", "lead", "category", "theme")


def targets(rows: pd.DataFrame, columns: tuple[str, ...] = USUAL) -> pd.DataFrame:
    """Rows of listings.target_rows with Chinese headers and words."""
    made = rows.assign(
        limit=[limit_word(due, kind) for due, kind in zip(rows["due"], rows["due_kind"], strict=True)],
        lead=rows["lead"].fillna(NO_DEPARTMENT),
        departments=[joined(names) for names in rows["departments"]],
        review=rows["review"].map(REVIEW_TITLES),
    )
    return made[list(columns)].rename(columns=TARGET_TITLES)


def tasks(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of listings.task_rows with Chinese headers."""
    made = pd.DataFrame(
        {
            "序号": rows["task_no"],
            "任务内容": rows["text"],
            "责任单位": [joined(names) for names in rows["departments"]],
            "任务领域": rows["theme"],
            "目标数": rows["targets"],
            "文件": rows["document"],
        }
    )
    return made.drop(columns="文件") if made["文件"].nunique() < 2 else made


def joined(names: Any) -> str:
    """Names with 、 between them; 未注明责任单位 for none."""
    return "、".join(names) or NO_DEPARTMENT


def marked_sentence(detail: pd.Series) -> str:
    """The sentence with the target's exact words marked, as HTML. `detail`: a row of listings.target_detail."""
    sentence, text = detail["sentence"], detail["task_text"] or ""
    at = markup.sentence_place(text, sentence, detail["start"])
    start = detail["start"] - at if at >= 0 else sentence.find(detail["quote"])
    end = detail["end"] - at if at >= 0 else start + len(detail["quote"])
    return markup.marked(sentence, [(start, end, "", detail["quote"])] if start >= 0 else [])


def whereabouts(detail: pd.Series) -> str:
    """Document, task and place in the file."""
    place = "；".join(detail["place"]) if detail["place"] is not None else ""
    return f"{detail['document']} · 第{detail['task_no']}项" + (f" · {place}" if place else "")
