"""责任单位: who carries how much, what falls due when, and every task of a chosen department."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import draw, query, say
from app.query import listings
from app.query.offices import offices_called
from app.say import markup, sentences
from app.screen import components, data, drilldown, filters, progress, records
from app.screen.drilldown import Behind

PAGE_ROWS = 100
chosen = filters.current()
look = components.look()
head = data.frame(query.overview.headline, chosen).iloc[0]
components.stop_if_empty(chosen, int(head["targets"]))
departments = data.frame(query.departments.departments_apart, chosen)
lead_name = say.departments.lead_name(data.frame(listings.lead_bases, chosen))


def show_departments() -> None:
    """Stacked bars of targets by department."""
    drawn = data.made(query.departments.top_departments, departments)
    title = say.departments.departments_title(departments, head, lead_name)
    words = components.chart_words(title, chosen, whole=f"{head['targets']:,}项目标与标准")
    components.show_chart(
        data.made(draw.departments.build_departments, drawn, words, look, lead_name), departments,
        key="departments", title=title,
        behind=partial(drilldown.department, chosen), pick="按单位查看", label=lambda row: str(row["department"]),
    )  # fmt: skip
    st.caption(say.markup.literal(say.departments.departments_note(departments, len(drawn))))
    progress.show_count(chosen, int(head["goals"]))


def show_limits() -> None:
    """Department × time limit as numbers; a cell opens its targets."""
    limits = data.frame(query.overview.targets_by_limit, chosen)
    words = tuple(dict.fromkeys(limits["limit"]))
    cells = data.frame(query.departments.limits_of_departments, chosen, words)
    table = data.made(say.departments.matrix, departments, cells, limits)

    def cell_rows(row: int, column: str) -> Behind:
        name = str(table[say.departments.OFFICE][row])
        office = "" if name == say.departments.ALL_ROWS else name
        return drilldown.cell(chosen, office, say.departments.limit_of(column))

    st.html(markup.heading("责任单位 × 时限的目标与标准（项）", "　点选一格，查看其中的目标"))
    shades = data.made(draw.departments.shades, table, look)
    components.show_matrix(table, shades, key="limits", name="责任单位与时限交叉表", behind=cell_rows)


def show_office() -> None:
    """单位任务单: every task of one department, qualitative ones too, and the chosen task's text."""
    offices = data.frame(query.departments.offices, chosen)
    names = list(offices["department"])
    meant = data.frame(offices_called, chosen.departments)
    wanted = next((name for name in (*meant, *chosen.departments) if name in names), names[0])
    labels = dict(zip(names, map(say.departments.office_label, (row for _, row in offices.iterrows())), strict=True))
    st.html(markup.heading("单位任务单", "　所选单位的全部任务，含定性任务"))
    name = st.selectbox(
        "单位", names, index=names.index(wanted), format_func=labels.__getitem__, key=f"office_{wanted}",
        label_visibility="collapsed", filter_mode="contains", width=420,
    )  # fmt: skip
    view = chosen.taking_part(str(name))
    office = offices[offices["department"] == name].iloc[0]
    measured = data.frame(listings.task_count, view, True)
    st.html(markup.lines([say.departments.office_summary(office, measured, lead_name)], "pt-body"))
    offset = records.page_offset(int(office["tasks"]), PAGE_ROWS, "page")
    rows = data.frame(query.departments.office_tasks, view, str(name), limit=PAGE_ROWS, offset=offset)
    number = records.show_table(data.made(say.departments.office_tasks, rows), rows, "office", f"{name}任务单")
    if number is not None:
        records.show_task(rows.iloc[number])


if head["targets"]:
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        show_departments()
    with right:
        show_limits()
else:
    st.html(markup.lines([sentences.no_targets(int(head["tasks"]))], "pt-note"))
show_office()
