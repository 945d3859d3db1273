"""Frames as a reader sees them: Chinese headers, words for codes, one thing a column. Pure, for pages and exports."""

from __future__ import annotations

from typing import Any

import pandas as pd

from app.say import markup
from app.wording import (
    CONFIDENCE_NOTE,
    FRAME_BASIS,
    NO_DEPARTMENT,
    REVIEW_TITLES,
    band_word,
    chinese_date,
    lead_title,
    limit_word,
    rule_title,
    shown_confidence,
    task_word,
)

TARGET_TITLES = {
    "document": "文件", "task_no": "序号", "indicator": "指标名称", "shown": "目标值", "limit": "时限",
    "lead": "牵头或首列单位", "category": "目标类别", "theme": "任务领域", "departments": "责任单位",
    "state": "时限状态", "action": "动作", "sentence": "所在句", "quote": "原文", "value": "数值",
    "value_max": "数值上限", "unit": "计量单位", "op": "界限", "change": "水平或变化", "per": "重复基准",
    "base": "比率基数", "region": "地区", "issuer": "发文机关", "published": "发布日期", "nature": "指标属性",
    "confidence": "可信度", "review": "校核状态", "target_id": "目标编号",
}  # fmt: skip
"""Every column that a table of targets can show, in the order of display."""
USUAL = ("task_no", "indicator", "shown", "limit", "lead", "category", "theme")
OP_WORDS = {">=": "不少于", "<=": "不超过", "≈": "左右", "range": "区间", "=": "等于"}
CHANGE_WORDS = {"level": "水平值", "increase": "增加量", "decrease": "减少量"}
DUE_SOURCES = {
    "sentence": "本句写明", "section": "章节或引语写明的年份", "column": "完成时限栏或指标表的年份栏",
    "document": "文件标题中的时期",
}  # fmt: skip
LEAD_BASES = {"stated": "文件明确牵头", "first": "名单中列首位，文件未写牵头"}
MARK_CLASSES = {"数量目标": "pt-quantity", "时限任务": "pt-limit", "比率目标": "pt-ratio", "政策标准": "pt-rule"}


def targets(rows: pd.DataFrame, columns: tuple[str, ...] = USUAL) -> pd.DataFrame:
    """Rows of listings.target_rows with Chinese headers and words."""
    made = rows.assign(
        limit=[limit_word(due, kind) for due, kind in zip(rows["due"], rows["due_kind"], strict=True)],
        lead=rows["lead"].fillna(NO_DEPARTMENT),
        departments=[joined(names) for names in rows["departments"]],
        review=rows["review"].map(REVIEW_TITLES),
        op=rows["op"].map(OP_WORDS),
        change=rows["change"].map(CHANGE_WORDS),
        confidence=rows["confidence"].map(shown_confidence),
    )
    return made[list(columns)].rename(columns=TARGET_TITLES | {"lead": lead_title(rows["lead_basis"])})


def figure(shown: str, per: str | None) -> str:
    """A figure in the text's words, with what it repeats over.

    >>> figure("500名", "年"), figure("50所", None)
    ('500名（每年）', '50所')
    """
    return f"{shown}（每{per}）" if per else shown


def tasks(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of listings.task_rows with Chinese headers."""
    made = pd.DataFrame(
        {
            "序号": rows["task_no"],
            "任务内容": rows["text"],
            "责任单位": [joined(names) for names in rows["departments"]],
            "任务领域": rows["theme"],
            "段落性质": rows["frame"],
            "目标数": rows["targets"],
            "文件": rows["document"],
        }
    )
    return without_constants(made, "段落性质", "文件")


def without_constants(made: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The table without those of the columns that say the same in every row."""
    return made.drop(columns=[column for column in columns if made[column].nunique() < 2])


def joined(names: Any) -> str:
    """Names with 、 between them; 未注明责任单位 for none."""
    return "、".join(names) or NO_DEPARTMENT


def as_text(value: Any) -> Any:
    """A cell that a spreadsheet takes for text: what begins like a formula gets an apostrophe.

    >>> as_text("=SUM(A1)"), as_text("50所")
    ("'=SUM(A1)", '50所')
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def marked_sentence(detail: pd.Series) -> str:
    """The sentence with the target's exact words marked, as HTML. `detail`: a row of listings.target_detail."""
    sentence, text = detail["sentence"], detail["task_text"] or ""
    at = markup.sentence_place(text, sentence, detail["start"])
    start = detail["start"] - at if at >= 0 else sentence.find(detail["quote"])
    end = detail["end"] - at if at >= 0 else start + len(detail["quote"])
    return markup.marked(sentence, [(start, end, "", detail["quote"])] if start >= 0 else [])


def whereabouts(detail: pd.Series) -> str:
    """Document, task and place in the file."""
    places = [] if detail["place"] is None else list(detail["place"])
    section = [detail["section"]] if detail["section"] else []
    return " · ".join([detail["document"], *section, task_word(detail["task_no"]), *places])


def facts(detail: pd.Series) -> list[tuple[str, str, str]]:
    """How each field of a target was read: title, value, how it is known. Absent fields are left out."""
    quote = f"原文“{detail['quote']}”"
    limit = limit_word(detail["due"], detail["due_kind"])
    offices, sure = list(detail["departments"]), float(detail["confidence"])
    written = [name for name in dict.fromkeys(detail["departments_written"]) if name not in offices]
    rows: list[tuple[str, str | None, str]] = [
        ("目标类别", detail["category"], f"判定规则：{rule_title(detail['rule'])}"),
        ("可信度", f"{shown_confidence(sure):.2f}", f"{band_word(sure)}，{CONFIDENCE_NOTE}"),
        ("判定依据", *_evidence(detail["evidence"])),
        ("段落性质", detail["frame"], FRAME_BASIS),
        ("指标属性", detail["nature"], "文件写明"),
        ("数值", _number(detail), f"由{quote}换算为基本单位"),
        ("界限", OP_WORDS.get(detail["op"]), f"界限词见{quote}" if detail["op"] != "=" else "原文没有界限词"),
        ("水平或变化", CHANGE_WORDS.get(detail["change"]), ""),
        ("重复基准", f"每{detail['per']}" if detail["per"] else None, "本句写明"),
        ("比率基数", detail["base"], "本句写明"),
        ("动作", detail["action"], f"归类：{detail['action_class']}"),
        ("时限", limit, DUE_SOURCES.get(detail["due_source"], "")),
        ("时限状态", detail["state"], "按统计截至日推算，不代表完成情况"),
        (
            "责任单位",
            joined(offices),
            f"原文写作：{'、'.join(written)}" if written else "与原文写法一致" if offices else "",
        ),
        (lead_title([detail["lead_basis"]]), detail["lead"], LEAD_BASES.get(detail["lead_basis"], "")),
        ("任务领域", detail["theme"], f"依据词“{detail['theme_word']}”" if detail["theme_word"] else "无词语相符"),
        ("发布", _published(detail), ""),
        ("校核状态", REVIEW_TITLES[detail["review"]], ""),
        ("目标编号", detail["target_id"], "固定编号，规则调整后不变"),
    ]
    return [(title, value, how) for title, value, how in rows if value]


def _evidence(spoken: Any) -> tuple[str | None, str]:
    """What spoke most for a verdict, and what against it; None for one that no judge made."""
    said = {sign: [name[1:] for name in spoken if name.startswith(sign)] for sign in "+-"}
    against = f"相反的迹象：{'；'.join(said['-'])}" if said["-"] else ""
    return "；".join(said["+"]) or None, against


def _number(detail: pd.Series) -> str | None:
    if pd.isna(detail["value"]):
        return None
    values = [detail["value"], *([] if pd.isna(detail["value_max"]) else [detail["value_max"]])]
    return f"{' — '.join(map(plain_number, values))} {detail['unit'] or ''}".strip()


def plain_number(value: float) -> str:
    """A number with all its digits.

    >>> plain_number(140000000000.0), plain_number(12.5), plain_number(0.85)
    ('140,000,000,000', '12.5', '0.85')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _published(detail: pd.Series) -> str | None:
    parts = [detail["issuer"], detail["region"], chinese_date(detail["published"]) if detail["published"] else None]
    return " · ".join(part for part in parts if part) or None


def mark_classes(marks: pd.DataFrame) -> dict[str, str]:
    """The kinds of marks that a task's text has, by what a reader calls them: those of targets, then 不计为目标."""
    found = {name: kind for name, kind in MARK_CLASSES.items() if (marks["category"] == name).any()}
    return found | ({"不计为目标": "pt-rest"} if marks["category"].isna().any() else {})


def task_facts(task: pd.Series) -> list[tuple[str, str, str]]:
    """What is known of a task beside its text: a row of listings.task_rows."""
    offices = joined(task["departments"])
    rows = [
        ("任务", task_word(task["task_no"]), task["section"] or ""),
        ("责任单位", offices, LEAD_BASES.get(task["lead_basis"], "")),
        ("任务领域", task["theme"], ""),
        ("段落性质", task["frame"], FRAME_BASIS),
        ("目标数", f"{task['targets']}项" if task["targets"] else "0项（定性任务）", ""),
        ("文件位置", "；".join(task["place"]), ""),
    ]
    return [row for row in rows if row[1]]


def spans(marks: pd.DataFrame) -> list[tuple[int, int, str, str]]:
    """Marks of query.reconciliation.task_marks for markup.marked: targets by category, the rest by reason."""
    return [
        (row["start"], row["end"], MARK_CLASSES.get(row["category"], "pt-rest"), f"{row['place']}：{row['shown']}")
        for row in marks.to_dict("records")
    ]
