"""进展 on the screen: the reports on one goal and the form for a new one; how many goals of a view have reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app import query
from app.query.filter_model import Filter
from app.say import grid, markup, progress
from app.screen import data, filters, people, reviewing
from records import RecordsError, evidence, reports
from records.reports import Progress, Report

PAGE = "pages/progress.py"
_SAID = "_progress_said"


def latest() -> dict[str, Report]:
    """The last report on each target that has one."""
    return reviewing.read(reports.latest, {})


def show_count(view: Filter, goals: int) -> None:
    """已报进展 n 项, a link to 进展; nothing where nothing was ever reported."""
    known = latest()
    if not known:
        return
    held = data.frame(query.progress.goals, view, tuple(sorted(known)))
    label = progress.count_word(len(held), goals)
    st.page_link(PAGE, label=label, query_params=filters.link_params(view))


def show_progress(target_id: str, view: Filter) -> None:
    """The reports on one goal, and the form for another; nothing for what is no goal."""
    found = data.frame(query.progress.goals, Filter(as_of=view.as_of), (target_id,))
    if found.empty:
        return
    goal = {str(name): value for name, value in found.iloc[0].items()}
    made: list[Report] = reviewing.read(lambda engine: reports.series(engine, target_id), [])
    title = f"进展（{len(made)}次报告）" if made else f"进展（{progress.NOT_SAID}）"
    with st.expander(title):
        show_said()
        if made:
            st.html(grid.plain(progress.series(made, goal), "进展报告"))
            st.caption(reports.RULE_TEXT)
            _offer_files(made)
        if people.may("review") and people.ask_name(f"progress_{target_id}"):
            _draw_form(goal, len(made), view.day())


def save(goals: Mapping[str, Mapping[str, Any]], made: Sequence[tuple[str, Progress]]) -> None:
    """Add reports: target and progress. What came of it is told at the next run. For callbacks."""
    engine, saved = reviewing.store(), 0
    try:
        for target_id, one in made:
            reports.report(engine, goals[target_id], one, people.who(), role=people.ROLES["review"])
            saved += 1
    except RecordsError as error:
        st.session_state[_SAID] = error.chinese
        return
    st.session_state[_SAID] = f"已保存{saved}条进展报告。"


def show_said() -> None:
    """What came of the last report."""
    if text := st.session_state.pop(_SAID, ""):
        st.html(markup.lines([text], "pt-note"))


def _offer_files(made: Sequence[Report]) -> None:
    """The files that show what the reports say."""
    for name in dict.fromkeys(one.file for one in made if one.file):
        path = evidence.find(data.folder(), name)
        if path is not None:
            st.download_button(
                f"佐证文件：{evidence.shown_name(name)}", data=path.read_bytes, file_name=evidence.shown_name(name),
                key=f"evidence_{name}", on_click="ignore", type="tertiary", icon=":material/attach_file:",
            )  # fmt: skip


def _draw_form(goal: Mapping[str, Any], made: int, day: date) -> None:
    """The form for a report after so many others; as of the day of the view, until another is chosen."""
    target_id = str(goal["target_id"])
    offered = progress.units_offered(goal["shown"], goal["unit"])
    with st.form(f"progress_form_{target_id}_{made}", border=False):
        with st.grid(3, gap="xsmall", min_column_width=150):
            value = st.text_input("完成值", disabled=goal["kind"] == "deadline", placeholder="数字，可不填")
            unit = st.selectbox("单位", offered, filter_mode=None, disabled=goal["kind"] == "deadline")
            as_of = st.date_input("数据截至", value=day, format="YYYY-MM-DD")
            department = st.selectbox("报告单位", [*goal["departments"], "其他"], accept_new_options=True)
            shows = st.text_input("佐证材料", placeholder="文件名称、文号或说明")
            link = st.text_input("佐证链接", placeholder="https://…")
        said = st.text_input("进展情况", placeholder="文字说明，可不填")
        given = None
        if not data.is_copy():  # a file would not stay there
            given = st.file_uploader("佐证文件", max_upload_size=evidence.MOST_BYTES // 1_000_000)
        if not st.form_submit_button("保存报告", type="primary"):
            return
    number = _number(value)
    if as_of is None or (value and number is None):
        st.session_state[_SAID] = "请选择“数据截至”日期。" if as_of is None else f"“完成值”须为数字，不能是“{value}”。"
    else:
        one = Progress(
            as_of=as_of.isoformat(), department=str(department or ""), value=number, unit=str(unit or "") or None,
            said=said, evidence=shows, link=link,
        )  # fmt: skip
        try:
            kept = evidence.keep(data.folder(), given.name, given.getvalue()) if given is not None else ""
        except RecordsError as error:
            st.session_state[_SAID] = error.chinese
        else:
            save({target_id: goal}, [(target_id, replace(one, file=kept))])
    st.rerun()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("，", "")) if text.strip() else None
    except ValueError:
        return None


def judge(filled: pd.DataFrame, view: Filter) -> tuple[dict[str, dict[str, Any]], list[tuple[str, Progress]]]:
    """The goals that a filled workbook names, and what will come of each of its rows."""
    ids = tuple(sorted(set(filled["target_id"])))
    goals = data.frame(query.progress.goals, Filter(as_of=view.as_of), ids)
    judged = progress.read_back(filled, goals, latest())
    return {str(row["target_id"]): {str(k): v for k, v in row.items()} for row in goals.to_dict("records")}, judged
