"""责任单位: who carries how much, what falls due when, and every task of a chosen department."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import components, data, drilldown, figures_analysis, filters, listings, markup, queries, queries_analysis
from app import sentences_analysis as sentences
from app import tabulate_analysis as tabulate
from app.components import Behind
from app.figures import Words

PAGE_ROWS = 100
TABLE_HEIGHT = 770
chosen = filters.current()
look = components.look()
head = data.frame(queries.headline, chosen).iloc[0]
components.stop_if_empty(chosen, int(head["targets"]))
departments = data.frame(queries_analysis.departments_apart, chosen)
lead_name = sentences.lead_name(data.frame(listings.lead_bases, chosen))


def show_departments() -> None:
    """Stacked bars of targets by department."""
    drawn = queries_analysis.top_departments(departments)
    title = sentences.departments_title(departments, head, lead_name)
    components.show_chart(
        figures_analysis.build_departments(drawn, Words(title, components.source_note(chosen)), look, lead_name),
        departments, key="departments", title=title, behind=partial(drilldown.department, chosen), pick="按单位查看",
        label=lambda row: str(row["department"]),
    )  # fmt: skip
    st.caption(sentences.departments_note(departments, len(drawn)))


def show_limits() -> None:
    """Department × time limit as numbers; a cell opens its targets."""
    limits = data.frame(queries.targets_by_limit, chosen)
    cells = data.frame(queries_analysis.limits_of_departments, chosen, tuple(dict.fromkeys(limits["limit"])))
    table = tabulate.matrix(departments, cells, limits)

    def cell_rows(row: int, column: str) -> Behind:
        name = str(table[tabulate.OFFICE][row])
        office = "" if name == tabulate.ALL_ROWS else name
        return drilldown.cell(chosen, office, tabulate.limit_of(column))

    st.html(markup.heading("责任单位 × 时限的目标与标准（项）", "　点选一格，查看其中的目标"))
    components.show_matrix(
        tabulate.shade(table, look), key="limits", name="责任单位与时限交叉表", behind=cell_rows,
        height=TABLE_HEIGHT if len(table) > 20 else "content",
    )  # fmt: skip


def show_office() -> None:
    """单位任务单: every task of one department, qualitative ones too, and the chosen task's text."""
    offices = data.frame(queries_analysis.offices, chosen)
    names = list(offices["department"])
    wanted = next((name for name in chosen.departments if name in names), names[0])
    labels = dict(zip(names, map(sentences.office_label, (row for _, row in offices.iterrows())), strict=True))
    st.html(markup.heading("单位任务单", "　所选单位的全部任务，含定性任务"))
    name = st.selectbox(
        "单位", names, index=names.index(wanted), format_func=labels.__getitem__, key=f"office_{wanted}",
        label_visibility="collapsed", filter_mode="contains", width=420,
    )  # fmt: skip
    view = chosen.taking_part(str(name))
    office = offices[offices["department"] == name].iloc[0]
    measured = data.frame(listings.task_count, view, True)
    st.html(markup.lines([sentences.office_summary(office, measured, lead_name)], "pt-body"))
    offset = (components.page_number(int(office["tasks"]), PAGE_ROWS, "page") - 1) * PAGE_ROWS
    rows = data.frame(queries_analysis.office_tasks, view, str(name), limit=PAGE_ROWS, offset=offset)
    number = components.show_table(tabulate.office_tasks(rows), "office", f"{name}任务单", 620, wrapped=True)
    if number is not None:
        components.show_task(rows.iloc[number])


if head["targets"]:
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        show_departments()
    with right:
        show_limits()
else:
    st.html(markup.lines([sentences.no_targets(int(head["tasks"]))], "pt-note"))
show_office()
