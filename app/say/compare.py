"""The words of 对比: indicators × regions in the texts' own words, what stands beside them, two documents' targets."""

from __future__ import annotations

import pandas as pd

from app.query.compare import By
from app.query.versions import GROUPS, SAME, Group
from app.wording import limit_word

HOLDERS: dict[By, str] = {"region": "地区", "document": "文件", "year": "年份"}
MEASURES = {"region": "个地区", "document": "份文件", "year": "个年份"}
INDICATOR = "指标"
MISSING = "—"
MOST_COLUMNS = 12
"""From so many regions, documents or years on they are the table's rows and the indicators its columns."""
MOST_IN_CELL = 2
"""Values that a cell lists one by one."""
MOST_NAMED: dict[By, int] = {"region": 12, "document": 4, "year": 12}
"""Names that a line gives one by one."""
OLD, NEW = "前一份", "后一份"
MATRIX_NOTE = f"　按文件原文，“{MISSING}”为未提出；点选一格，查看原文"
PAIR_NOTE = "　同一文件的两个年份，或任意两份文件，逐项对照；只比较数值大小和提法，不作评价；点选一行，查看两处原文"
NO_PAIR = "请选择两份不同的文件。"
NO_ROWS = "当前范围内没有所选指标的数值，请另选指标或放宽筛选。"
OPS = {"=": "定值", "≈": "左右", ">=": "以上（不少于）", "<=": "以内（不超过）", "range": "区间"}
"""What the marks of the chart mean."""
PURPOSE = (
    (
        "本页把同一指标在不同地区、不同文件、不同年份的目标放在一起：各地的原文提法并列成表，数值画在同一坐标轴上；"
        "同一文件的两个年份逐项对照，列出新增、取消、提高、降低和措辞变化的目标。"
    ),
    (
        "当前范围内只有一份文件，下表先列出它的指标。再导入一份其他地区的同类文件（如各省政府工作报告、各市任务清单），"
        "或同一文件的另一年份，即可对比。"
    ),
)


def matrix(rows: pd.DataFrame, labels: tuple[str, ...], names: tuple[str, ...], by: By) -> pd.DataFrame:
    """Indicators × regions, documents or years, in the texts' own words; — where there is none.

    rows: of query.compare.comparison. Many regions stand below each other, with the indicators as columns.
    """
    cells = {key: cell_words(part) for key, part in rows.groupby(["label", by], sort=False)}
    if len(names) < MOST_COLUMNS:
        return pd.DataFrame(
            [[title, *(cells.get((title, name), MISSING) for name in names)] for title in labels],
            columns=[INDICATOR, *names],
        )
    having = [name for name in names if any((title, name) in cells for title in labels)]
    return pd.DataFrame(
        [[name, *(cells.get((title, name), MISSING) for title in labels)] for name in having],
        columns=[HOLDERS[by], *labels],
    )


def matrix_title(labels: tuple[str, ...], rows: pd.DataFrame, by: By) -> str:
    """What a slide of `matrix` shows. rows: query.compare.comparison."""
    if rows.empty:
        return "当前范围内没有可以对比的数值"
    count = len(set(rows[by]))
    return f"{count:,}{MEASURES[by]}{len(labels)}项指标的目标，按文件原文"


def cell_words(rows: pd.DataFrame) -> str:
    """All figures of a cell in the texts' words, with their limits where these differ; the ends of many.

    >>> rows = [("5%左右", "2030", "by", 5.0), ("5%", "2026", "in", 5.0)]
    >>> cell_words(pd.DataFrame(rows, columns=["shown", "due", "due_kind", "value"]))
    '5%左右（到2030年） · 5%（2026年内）'
    """
    limits = _limits(rows)
    several = len(set(limits)) > 1
    words = [
        f"{shown}（{due}）" if several and due else shown for shown, due in zip(rows["shown"], limits, strict=True)
    ]
    words = list(dict.fromkeys(words))
    if len(words) <= MOST_IN_CELL:
        return " · ".join(words)
    ordered = list(rows.sort_values("value", kind="stable")["shown"])
    lowest, highest = ordered[0], ordered[-1]
    return f"{lowest} … {highest}（{len(words)}种）"


def cell_targets(rows: pd.DataFrame, table: pd.DataFrame, row: int, column: str, by: By) -> tuple[str, ...]:
    """The targets of one cell of `matrix`; none for a name or for what is missing."""
    head = str(table.columns[0])
    if column == head:
        return ()
    first = str(table[head][row])
    title, name = (first, column) if head == INDICATOR else (column, first)
    return tuple(rows["target_id"][(rows["label"] == title) & (rows[by] == name)])


def row_names(rows: pd.DataFrame, by: By) -> list[str]:
    """What each row of the chart is called: region, document or year, and what tells equal ones apart.

    Its time limit is named where that is not the document's own year.

    rows: of query.compare.ranking.
    """
    parts = [[str(name) for name in rows["name"]]]
    if by == "year":  # one document of a region in most years: its region says it shorter
        of_region = len(rows.drop_duplicates(["name", "region"])) == len(rows.drop_duplicates(["name", "doc_id"]))
        doubled = rows.groupby("name")["doc_id"].transform(lambda ids: len(set(ids)) > 1)
        others = rows["region" if of_region else "document"]
        parts.append([str(other) if twice else "" for other, twice in zip(others, doubled, strict=True)])
    elif by == "region":  # a region's newest document can be older than the others'
        newest = max(rows["year"], default="")
        parts.append(["" if year == newest else str(year) for year in rows["year"]])
    years = [str(year).removesuffix("年") for year in rows["year"]]
    parts.append(
        [limit if due != year else "" for limit, due, year in zip(_limits(rows), rows["due"], years, strict=True)]
    )
    return [" · ".join(filter(None, texts)) for texts in zip(*parts, strict=True)]


def _limits(rows: pd.DataFrame) -> list[str]:
    """The time limit of each figure; "" where it has none."""
    return [limit_word(due, kind) if due else "" for due, kind in zip(rows["due"], rows["due_kind"], strict=True)]


def ranking_title(rows: pd.DataFrame, title: str, by: By, missing: int) -> str:
    """Who has the highest and the lowest figure, in the texts' own words. Rows: query.compare.ranking, not empty."""
    known = len(set(rows["name"]))
    head = f"{known + missing}{MEASURES[by]}中{known}个提出" if missing else f"{known}{MEASURES[by]}均提出"
    if known == 1:
        return f"{title}：仅{rows['name'].iloc[0]}提出（{'、'.join(dict.fromkeys(rows['shown']))}）"
    if rows["low"].min() == rows["high"].max():
        return f"{title}：{head}，数值相同"
    high, low = rows[rows["high"] == rows["high"].max()], rows[rows["low"] == rows["low"].min()]
    return f"{title}：{head}，{_end(high)}最高{_end_words(high)}，{_end(low)}最低{_end_words(low)}"


def _end(rows: pd.DataFrame) -> str:
    """Who stands at an end of a ranking."""
    names = list(dict.fromkeys(rows["name"]))
    return "、".join(names) if len(names) <= 2 else f"{names[0]}等{len(names)}个"


def _end_words(rows: pd.DataFrame) -> str:
    """The figure there in the text's words, where all have the same."""
    words = set(rows["shown"])
    return f"（{words.pop()}）" if len(words) == 1 else ""


def missing_line(names: tuple[str, ...], by: By) -> str:
    """Those without the indicator, by name where they are few; "" for none."""
    if not names:
        return ""
    most = MOST_NAMED[by]
    more = f"等{len(names)}{MEASURES[by]}" if len(names) > most else f"（{len(names)}{MEASURES[by]}）"
    return f"未提出该指标：{'、'.join(names[:most])}{more}"


def left_out_line(names: tuple[str, ...], table: pd.DataFrame, by: By) -> str:
    """How many of those in view have none of the chosen indicators and no row in `matrix`; "" for none."""
    if not names or table.columns[0] == INDICATOR:
        return ""
    return f"另有{len(names):,}{MEASURES[by]}未提出所选的任何指标，不列入表中。"


def beyond_line(older: int, beyond: int) -> str:
    """How many figures are not drawn: those of a region's earlier documents, those beyond the chart; "" for none."""
    parts = [f"图中各地区只取最近一份文件，更早的{older:,}处见上表，或改为按文件、按年份比较"] if older else []
    parts += [f"另有{beyond:,}处未画出，见上表"] if beyond > 0 else []
    return "；".join(parts) + "。" if parts else ""


def wordings_line(option: pd.Series) -> str:
    """Under which names the documents in view hold one indicator. Option: a row of query.compare.indicator_options."""
    count = f"{option['documents']:,}份文件提出，共{option['targets']:,}处"
    names = option["wordings"]
    if len(names) == 1:
        return f"“{option['label']}”：{count}；文件中均写作“{names[0]}”。"
    return f"“{option['label']}”：{count}；合并了{len(names)}种写法：{'、'.join(f'“{name}”' for name in names)}。"


def differences(rows: pd.DataFrame, group: Group, older: str, newer: str) -> pd.DataFrame:
    """One group of query.versions.differences as a reader sees it: old and new words side by side."""
    if group in {"新增", "取消"}:
        side, title = ("new", newer) if group == "新增" else ("old", older)
        shown = pd.DataFrame({INDICATOR: rows[f"{side}_name"], title: rows[f"{side}_shown"]})
        return shown.reset_index(drop=True)
    renamed = rows["old_name"] != rows["new_name"]
    names = rows["new_name"].where(
        ~renamed, rows["new_name"] + f"（{older}写作“" + rows["old_name"].astype(object) + "”）"
    )
    return pd.DataFrame({INDICATOR: names, older: rows["old_shown"], newer: rows["new_shown"]}).reset_index(drop=True)


def group_titles(sides: tuple[str, str], is_version: bool) -> dict[Group, str]:
    """What the groups are called: changes, where the documents are two years of one, else what sets the two apart."""
    if is_version:
        return {group: group for group in (*GROUPS, SAME)}
    old, new = sides
    words = (f"{new}数值较大", f"{new}数值较小", "提法不同", f"仅{new}提出", f"仅{old}提出", "相同")
    return dict(zip((*GROUPS, SAME), words, strict=True))


def difference_title(rows: pd.DataFrame, titles: dict[Group, str]) -> str:
    """How many targets of two documents are in each group. Rows: query.versions.differences."""
    counts = rows["group"].value_counts()
    words = [f"{title}{counts[group]:,}项" for group, title in titles.items() if group in counts]
    return "、".join(words) or "两份文件都没有目标"


def side_names(documents: pd.DataFrame, older: str, newer: str) -> tuple[str, str]:
    """How two documents head their columns: by region or year where that tells them apart, else as first and second.

    documents: query.compare.documents, by their labels.
    """
    for what in ("region", "year"):
        names = str(documents[what][older]), str(documents[what][newer])
        if names[0] != names[1]:
            return names
    return OLD, NEW
