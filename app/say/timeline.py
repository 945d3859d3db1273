"""The sentences over the charts of 时间节点, and the table of dated targets."""

from __future__ import annotations

from datetime import date

import pandas as pd

from app.say import tabulate
from app.wording import FROM_DATE, NO_DEPARTMENT, PAST, SOON, UNDATED, chinese_date, lead_title


def dated_title(shape: pd.Series, years: pd.DataFrame) -> str:
    """How many targets have a date, and when most fall due. Frames: a row of dated_shape, targets_by_year."""
    if not shape["targets"]:
        return "当前范围内没有写明时限的目标"
    due = int(shape["targets"] - shape["starting"])
    if not due:
        return f"{shape['starting']:,}项目标与标准自…起实施，没有到期时限"
    starting = f"；另有{shape['starting']:,}项自…起实施" if shape["starting"] else ""
    dated = years[~years["year"].isin([FROM_DATE, UNDATED])].drop_duplicates("year")
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    when = f"{first['year']}到期的最多（{first['total']:,}项）" if len(dated) > 1 else f"均在{first['year']}到期"
    return f"{due:,}项目标与标准写明了到期时限，{when}{starting}"


def undated_title(undated: pd.DataFrame, targets: int) -> str:
    """How many of the view's targets have no date, and whose most of them are. Frame: undated_by_lead."""
    total = int(undated["targets"].sum())
    if not total:
        return "所有目标与标准都有文件时限"
    named = undated[undated["lead"] != NO_DEPARTMENT]
    if named.empty:
        return f"{targets:,}项中{total:,}项文件未注明时限，也未注明责任单位"
    first = named.iloc[0]
    most = f"按{lead_title(named['lead_basis'])}，{first['lead']}{first['total']:,}项"
    return f"{targets:,}项中{total:,}项文件未注明时限；{most}"


def states_title(states: pd.DataFrame, day: date) -> str:
    """Goals by what 统计截至 makes of their date. Frame: query.timeline.targets_by_state."""
    found = dict(zip(states["state"], states["targets"], strict=True))
    total = sum(found.values())
    if not total:
        return "当前范围内没有需要实现的目标"
    soon = f"，近期到期{found[SOON]:,}项" if found[SOON] else ""
    past = f"{total:,}项目标中{found[PAST]:,}项文件时限已过（完成情况未录入）"
    return f"统计截至{chinese_date(day.isoformat())}，{past}{soon}"


def years_title(years: pd.DataFrame) -> str:
    """In which year most targets fall due. Frame: targets_by_year of all documents together."""
    totals = years.drop_duplicates("year")
    dated = totals[~totals["year"].isin([FROM_DATE, UNDATED])]
    if dated.empty:
        return "当前范围内没有写明到期年份的目标"
    if len(dated) <= 3:
        return "、".join(f"{row['year']}到期{row['total']:,}项" for row in dated.to_dict("records"))
    first = dated.sort_values("total", ascending=False, kind="stable").iloc[0]
    return f"{first['year']}到期的最多（{first['total']:,}项）"


def panels_title(panels: pd.DataFrame, documents: int) -> str:
    """That documents are compared, and how many of them are drawn. Frame: targets_by_year by document."""
    drawn = panels["document"].nunique()
    rest = f"，此处为目标最多的{drawn}份" if drawn < documents else ""
    return f"{documents:,}份文件各年到期的目标与标准{rest}"


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """Targets beside the axis of time. Frame: query.timeline.dated_targets."""
    made = pd.DataFrame(
        {
            "时限": rows["limit"],
            "指标名称": rows["indicator"],
            "目标值": rows["shown"],
            "单位": rows["lead"].fillna(NO_DEPARTMENT),
            "文件": rows["document"],
        }
    )
    return tabulate.without_constants(made, "文件")
