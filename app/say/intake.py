"""What 文件导入 says: the limits, what a file holds before it is saved, what stands against it, what became of it.

In: rows of the tables as `python -m etl read` gives them, and plain facts. Out: sentences, tables of words, HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from app.say import markup, tabulate
from app.wording import FRAMES, chinese_date, limit_word
from etl.schema import REASON_TITLES, category

OF_A_STORE = "数据来自对象存储，文件导入已关闭：请在生成数据表的机器上导入文件，重新生成并上传。"
OFF = "本看板已关闭文件导入。需要导入时，请管理员去掉服务器上的设置 POLICY_TARGETS_IMPORT=off 后重新启动。"
NO_ROLE = "当前账号没有导入文件的权限。"
READ_ONLY = "数据文件夹不可写入，不能导入。请管理员为运行看板的账户开放该文件夹的写入权限。"
NO_FOLDER = (
    "数据文件夹中没有存放原文件的 sources 文件夹，不能导入：更新数据表时须重读全部原文件，否则会丢失已有数据。"
    "请管理员把原文件放入该文件夹。"
)
STEPS = (
    "选择文件，或粘贴文字、网页源代码。",
    "核对读出的任务、目标和文件信息，有误的先改正。",
    "保存后即可在各页查看；随时可以撤销。",
)
FACTS = {
    "title": ("文件标题", "如：某市2024年重点工作任务清单"),
    "issuer": ("发文机关", "如：某市人民政府办公室"),
    "region": ("地区", "如：山东·济南市"),
    "published": ("发布日期", "如：2024年3月5日"),
    "period": ("时期", "如：2021—2025年"),
}
"""Fact of a source → its title on the form, an example."""
FACTS_NOTE = "留空的，用文件中读到的。改动了日期或时期的，可重新预览，看时限是否随之变化。"
FAULTS = {
    "date": "请写成 2024、2024年3月 或 2024-03-05",
    "period": "请写首尾年份，如 2021—2025年",
    "long": "不能超过300字",
}
MARKS = tabulate.MARK_CLASSES | {"不计为目标": "pt-rest"}
WIDTHS = {"文件": 230, "状态": 70, "任务": 52, "目标": 52}
LOW = 0.8
"""Verdicts below this confidence are worth a look before saving."""
MOST_SHOWN = 200


def limits(most: Mapping[str, int]) -> str:
    """The limits, as they stand under the box for files."""
    return (
        f"可读取 Word、WPS、PDF、OFD、Excel、CSV、网页、Markdown、纯文本和扫描图片。一次最多{most['files']}份，"
        f"每份不超过{most['file']} MB，合计不超过{most['drop']} MB；PDF 不超过{most['pages']:,}页。"
        "含宏、设密码或内含压缩包的文件不接收。"
    )


UNDO_NOTE = "撤销会去掉这次导入的数据；原文件移入隐藏文件夹，不会丢失"


def saving(files: int, others: int) -> str:
    """What is shown while a save runs; `others` are documents that have to be read again with it.

    >>> saving(2, 0), saving(0, 0)
    ('正在读取2份新文件，更新数据表', '正在更新数据表')
    >>> saving(1, 112)
    '正在读取1份新文件，更新数据表；程序更新或原文件改动后须一并重读112份，请稍候'
    """
    said = f"正在读取{files}份新文件，更新数据表" if files else "正在更新数据表"
    return f"{said}；程序更新或原文件改动后须一并重读{others:,}份，请稍候" if others else said


def document_link(title: str, targets: int) -> str:
    """What a link to a document's rows says.

    >>> document_link("某市清单", 12)
    '查看12项目标：《某市清单》'
    """
    return f"查看{targets:,}项目标：《{title}》"


def same_content(title: str) -> str:
    """That a file's content is there already."""
    return f"内容与已有文件《{title}》相同，不再保存。"


def files(pieces: Sequence[tuple[str, str, Mapping[str, Any] | None]]) -> pd.DataFrame:
    """The files at hand: name, state in a word, and the document's facts where it was read."""
    return pd.DataFrame(
        {
            "文件": [name for name, _, _ in pieces],
            "状态": [state for _, state, _ in pieces],
            "任务": [facts["tasks"] if facts else None for _, _, facts in pieces],
            "目标": [facts["targets"] if facts else None for _, _, facts in pieces],
        },
        dtype=object,
    )


def targets(rows: Mapping[str, list[dict[str, Any]]]) -> str:
    """Every target with its exact words marked in their sentence."""
    texts = {task["task_no"]: task["text"] for task in rows["tasks"]}
    lines = [
        (
            escape(str(row["task_no"])),
            escape(row["indicator"]),
            f"<b>{escape(row['shown'])}</b>",
            escape(limit_word(row["due"], row["due_kind"])),
            _kind(row),
            tabulate.marked_sentence(pd.Series(row | {"task_text": texts[row["task_no"]]})),
        )
        for row in rows["targets"][:MOST_SHOWN]
    ]
    heads = {"序号": 56, "指标名称": 130, "目标值": 105, "时限": 105, "目标类别": 88, "所在句（标出原文）": 330}
    return _table("读出的目标", heads, lines)


def _kind(row: Mapping[str, Any]) -> str:
    name = category(row["kind"], row["role"])
    return f"<span class='pt-key {tabulate.MARK_CLASSES[name]}'>{escape(name)}</span>"


def tasks(rows: Mapping[str, list[dict[str, Any]]]) -> str:
    """Every task with each of its numbers marked by where it went."""
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for row in rows["targets"]:
        kind = category(row["kind"], row["role"])
        mark = (row["start"], row["end"], tabulate.MARK_CLASSES[kind], f"{kind}：{row['shown']}")
        spans.setdefault(row["task_no"], []).append(mark)
    for row in rows["ledger"]:
        mark = (row["start"], row["end"], "pt-rest", f"不计为目标：{REASON_TITLES[row['reason']]}")
        spans.setdefault(row["task_no"], []).append(mark)
    lines = [
        (
            escape(str(task["task_no"])),
            markup.marked(task["text"], spans.get(task["task_no"], [])),
            escape(tabulate.joined(task["departments"])),
            escape(task["frame"]),
            str(task["targets"]),
        )
        for task in rows["tasks"][:MOST_SHOWN]
    ]
    heads = {"序号": 56, "任务内容（标出每个数字）": 430, "责任单位": 190, "段落性质": 72, "目标": 50}
    return _table("读出的任务", heads, lines)


def frames(rows: Mapping[str, list[dict[str, Any]]]) -> str:
    """Which paragraphs look back, plan or rule, in the order of the text."""
    lines = [
        (f"<span class='pt-badge pt-outline'>{escape(task['frame'])}</span>", escape(str(task["task_no"])),
         escape(task["section"] or "—"), f"<span class='pt-two'>{escape(task['text'])}</span>")
        for task in rows["tasks"][:MOST_SHOWN]
    ]  # fmt: skip
    return _table("段落性质", {"段落性质": 80, "序号": 56, "所在章节": 160, "段落": 480}, lines)


def frames_title(rows: Mapping[str, list[dict[str, Any]]]) -> str:
    """How many paragraphs of each kind there are.

    >>> frames_title({"tasks": [{"frame": "部署"}, {"frame": "部署"}, {"frame": "回顾"}]})
    '回顾1段 · 部署2段'
    """
    counts = {frame: sum(task["frame"] == frame for task in rows["tasks"]) for frame in FRAMES}
    return " · ".join(f"{frame}{count:,}段" for frame, count in counts.items() if count)


def entries(rows: Mapping[str, list[dict[str, Any]]]) -> pd.DataFrame:
    """The numbers that are no target, as `say.reconciliation.entries` takes them."""
    texts = {task["task_no"]: task["text"] for task in rows["tasks"]}
    return pd.DataFrame(
        [
            row | {"title": REASON_TITLES[row["reason"]], "text": texts[row["task_no"]], "document": ""}
            for row in rows["ledger"][:MOST_SHOWN]
        ]
    )


def sums(rows: Mapping[str, list[dict[str, Any]]]) -> pd.Series:
    """The sum of a file's numbers, as `say.reconciliation.conservation_items` takes it."""
    targets, ledger = len(rows["targets"]), len(rows["ledger"])
    return pd.Series({"numbers": targets + ledger, "tasks": len(rows["tasks"]), "targets": targets, "ledger": ledger})


def hints(facts: Mapping[str, Any], rows: Mapping[str, list[dict[str, Any]]], unknown: Sequence[str]) -> list[str]:
    """What to look at before saving: what was odd in the file, names that are no office, what is missing or unsure."""
    said = [text.removeprefix(f"{facts['file']}：") for text in facts["warnings_zh"]]
    if unknown:
        said.append(f"责任单位栏中有{len(unknown)}个名称不像机构，请核对：{'、'.join(unknown)}")
    bare = sum(not task["departments"] for task in rows["tasks"])
    if bare:
        said.append(f"{bare:,}项任务未注明责任单位")
    unsure = sum(row["confidence"] < LOW for table in ("targets", "ledger") for row in rows[table])
    if unsure:
        said.append(f"{unsure:,}处数字的判定可信度低于{LOW}，保存后可用“可信度”筛选逐条核对")
    scanned = sum(task["ocr"] is not None for task in rows["tasks"])
    if scanned:
        said.append(f"{scanned:,}项任务的文字由机器识别自扫描页，引用前请对照原页")
    missing = [title for name, (title, _) in FACTS.items() if name != "period" and not facts[name]]
    if missing:
        said.append(f"文件没有写明{'、'.join(missing)}，可在上方补填")
    return said


def cut(count: int) -> str:
    """That a table is longer than what is shown of it; "" where it is not."""
    return f"共{count:,}行，此处列出前{MOST_SHOWN}行；保存后可看到全部。" if count > MOST_SHOWN else ""


def batch_title(saved: str, titles: Sequence[str]) -> str:
    """An import in a line.

    >>> batch_title("2026-05-04T09:30:00+08:00", ["甲市清单", "乙市清单"])
    '2026年5月4日 09:30 · 2份：《甲市清单》《乙市清单》'
    """
    named = "".join(f"《{title}》" for title in titles[:3]) + ("等" if len(titles) > 3 else "")
    return f"{chinese_date(saved[:10])} {saved[11:16]} · {len(titles)}份：{named}"


def unread(name: str, reason: str) -> str:
    """A refusal without the file's name where that stands beside it."""
    return reason.removeprefix(f"{name}：")


def _table(name: str, heads: Mapping[str, int], lines: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already; widths are the columns' least ones in pixels."""
    share = "".join(f"<col style='width:{width}px'>" for width in heads.values())
    head = "".join(f"<th scope='col'>{escape(title)}</th>" for title in heads)
    body = "".join(f"<tr>{_cells(heads, line)}</tr>" for line in lines)
    return (
        f"<div class='pt-frame' tabindex='0' role='region' aria-label='{escape(name)}（可滚动）'>"
        f"<table class='pt-table pt-fixed' style='min-width:{sum(heads.values())}px' aria-label='{escape(name)}'>"
        f"<colgroup>{share}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(heads: Mapping[str, int], line: Sequence[str]) -> str:
    """A row's cells, each with its column's title for narrow screens."""
    return "".join(f"<td data-title='{escape(title)}'>{cell}</td>" for title, cell in zip(heads, line, strict=True))
