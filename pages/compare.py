"""对比: one indicator in several regions, documents or years, in the texts' words; two documents target by target."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from app import draw, query, say
from app.query.indicators import RULE
from app.query.versions import Group
from app.say import markup
from app.screen import comparing, components, data, drilldown, filters
from app.screen.drilldown import Behind

chosen = filters.current()
look = components.look()
documents = data.frame(query.compare.documents, chosen)
options = data.frame(query.compare.indicator_options, chosen)
components.stop_if_empty(chosen, int(options["targets"].sum()))


def show_matrix() -> None:
    """Indicators × regions, documents or years; a cell opens its sentences."""
    table = say.compare.matrix(rows, labels, query.compare.holders(documents, by), by)

    def cell(row: int, column: str) -> Behind | None:
        ids = say.compare.cell_targets(rows, table, row, column, by)
        return drilldown.several(chosen, " · ".join((str(table.iloc[row, 0]), column)), ids)

    st.html(markup.heading(f"指标 × {say.compare.HOLDERS[by]}", say.compare.MATRIX_NOTE))
    components.show_matrix(table, {}, key="comparison", name="指标对比表", behind=cell)
    components.show_note(say.compare.left_out_line(query.compare.without(rows, documents, by), table, by))


def show_dots() -> None:
    """One indicator's figures on one axis, and what its name stands for."""
    having = [label for label in labels if (rows["label"] == label).any()]
    label = comparing.choose_axis(having)
    of_one = rows[rows["label"] == label]
    ranked = query.compare.ranking(of_one, by)
    missing = query.compare.without(of_one, documents, by)
    title = say.compare.ranking_title(ranked, label, by, len(missing))
    names = say.compare.row_names(ranked, by)
    words = components.chart_words(title, chosen, unit=str(ranked["unit"].iloc[0] or ""))
    figure = data.made(draw.compare.build_dots, ranked, names, words, look)
    components.show_chart(
        figure, ranked, key="dots", title=title, behind=partial(drilldown.target, chosen), pick="按行查看",
        label=lambda row: f"{names[row['position']]} {row['shown']}",
    )  # fmt: skip
    components.show_note(say.compare.beyond_line(len(of_one) - len(ranked), len(ranked) - draw.compare.MOST_ROWS))
    components.show_note(say.compare.missing_line(missing, by))
    components.show_note(say.compare.wordings_line(options[options["label"] == label].iloc[0]))


def show_versions() -> None:
    """What became of each target of one document in another."""
    st.html(markup.heading("两份文件对比", say.compare.PAIR_NOTE))
    older, newer = comparing.choose_pair(list(documents["document"]), query.versions.versions(documents))
    if older == newer:
        st.caption(say.compare.NO_PAIR)
        return
    found = data.frame(query.versions.differences, chosen, older, newer)
    sides = say.compare.side_names(documents.set_index("document"), older, newer)
    titles = say.compare.group_titles(sides, query.versions.is_version(documents, older, newer))
    st.html(markup.lines([say.compare.difference_title(found, titles)], "pt-body"))
    for groups in query.versions.SIDE_BY_SIDE:
        for place, group in zip(st.columns(len(groups), gap="medium"), groups, strict=True):
            with place:
                show_group(group, titles[group], found[found["group"] == group], sides)


def show_group(group: Group, title: str, part: pd.DataFrame, sides: tuple[str, str]) -> None:
    """One group of differences, the words of both side by side; a cell opens the sentences of both."""
    st.html(markup.heading(f"{title}：{len(part):,}项"))
    if part.empty:
        return
    table = say.compare.differences(part, group, *sides)

    def both(row: int, column: str) -> Behind | None:
        del column
        ids = part.iloc[row][["old_id", "new_id"]].dropna()
        return drilldown.several(chosen, str(table.iloc[row, 0]), tuple(ids))

    components.show_matrix(table, {}, key=f"group_{query.versions.GROUPS.index(group)}", name=title, behind=both)


if len(documents) < 2:
    st.html(markup.lines(say.compare.PURPOSE, "pt-note"))
    comparing.lead_to_intake()
left, right = st.columns([4, 1], vertical_alignment="center")
with left:
    labels = comparing.choose_indicators(options)
with right:
    by = comparing.choose_holder(documents)
components.show_note(RULE)
rows = data.frame(query.compare.comparison, chosen, labels)
if rows.empty:
    st.html(markup.lines([say.compare.NO_ROWS], "pt-note"))
else:
    show_matrix()
    if len(documents) > 1:
        show_dots()
if len(documents) > 1:
    show_versions()
