"""What is said and drawn where documents, departments and time limits are many, or name no department."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from app import draw, query, say
from app.draw.figures import Words
from app.draw.style import LIGHT
from app.say import markup, sentences
from app.wording import NO_DEPARTMENT, task_word


def apart(**targets: int) -> pd.DataFrame:
    """A frame of departments_apart; names that begin with 各 are collective."""
    groups = [
        "none" if name == NO_DEPARTMENT else "collective" if name.startswith("各") else "named" for name in targets
    ]
    frame = pd.DataFrame({"department": list(targets), "targets": list(targets.values()), "group": groups})
    return frame.assign(
        leads=0,
        supports=frame["targets"].where(frame["group"] != "none", 0),
        collective=False,
        position=range(len(frame)),
    )


def test_the_entries_belong_to_the_targets_that_name_a_department() -> None:
    assert sentences.entries_note(pd.Series({"entries": 93, "assigned": 31, "targets": 689})) == "93条分工对应31项"


def test_every_bar_has_its_label_where_only_the_unnamed_stand_apart() -> None:
    drawn = query.departments.top_departments(apart(甲局=3, 未注明责任单位=2))
    figure = draw.departments.build_departments(drawn, Words("目标"), LIGHT, "首列单位")
    filled = {place for trace in figure.data if trace.type == "bar" for place in trace.y}
    assert filled == set(figure.layout.yaxis.tickvals)
    assert len(filled) == 2


def test_a_bar_that_would_dwarf_all_others_is_cut_short_and_says_so() -> None:
    drawn = query.departments.top_departments(apart(甲局=3, 乙局=2, 未注明责任单位=2707))
    figure = draw.departments.build_departments(drawn, Words("目标"), LIGHT, "首列单位")
    lengths = {trace.name: list(trace.x) for trace in figure.data if trace.type == "bar"}
    assert lengths[NO_DEPARTMENT] == [pytest.approx(3.6)]
    assert [text.strip() for text in figure.data[-1].text] == ["3项", "2项", "2,707项（截短）"]
    alone = query.departments.top_departments(apart(未注明责任单位=5))
    assert list(alone["department"]) == [NO_DEPARTMENT]


def test_the_departments_that_are_not_drawn_are_counted() -> None:
    departments = apart(**{f"第{number}局": 200 - number for number in range(60)})
    drawn = query.departments.top_departments(departments)
    assert len(drawn) == query.departments.MOST_DEPARTMENTS
    assert "图中列出18个" in say.departments.departments_note(departments, len(drawn))


def test_departments_that_carry_as_much_are_named_together() -> None:
    head = pd.Series({"targets": 60, "entries": 180, "assigned": 60})
    title = say.departments.departments_title(apart(甲局=30, 乙局=30, 丙局=2), head, "首列单位")
    assert title == "甲局、乙局各承担60项中的30项；180条分工对应60项"
    assert say.departments.departments_title(apart(甲局=30), head, "首列单位").startswith(
        "甲局承担60项中的30项（首列单位0项）"
    )


def test_the_sum_of_numbers_keeps_its_numbers_apart() -> None:
    sums = pd.Series({"numbers": 49, "tasks": 45, "targets": 31, "ledger": 18})
    assert "4945" not in say.reconciliation.equation(sums).replace(" ", "")
    assert say.reconciliation.equation(sums).startswith("45项任务中的数字49处 = 目标与标准31处")
    shown = re.sub("<[^>]*>", "", markup.equation(say.reconciliation.conservation_items(sums), ""))
    assert shown == "49处45项任务中的数字=31处目标与标准+18处不计为目标（均列明原因）"


@pytest.mark.parametrize(("number", "word"), [("7", "第7项"), ("第1段", "第1段"), ("一/第7段", "一/第7段")])
def test_a_task_is_named_as_its_document_counts(number: str, word: str) -> None:
    assert task_word(number) == word


def overview(documents: int, listed: int) -> pd.DataFrame:
    counts = dict.fromkeys(("tasks", "goals", "rules", "binding", "soon", "past", "undated", "bare"), 1)
    rows = [
        {"document": f"清单{number}", "region": "山东", "level": "省", "year": "2020年", "confidence": 0.999, **counts}
        for number in range(listed)
    ]
    return pd.DataFrame(rows).assign(documents=documents)


def test_the_rest_of_many_documents_is_stated() -> None:
    assert say.documents.documents_title(overview(112, 112)) == "共112份文件，清单0的目标最多（1项）"
    assert "滚动可见其余" in say.documents.documents_remark(overview(112, 112), 8)
    assert "至第1,000份" in say.documents.documents_remark(overview(3000, 1000), 8)
    assert say.documents.documents_remark(overview(6, 6), 8) == "　点选一行，只看这份文件"


def test_the_table_of_documents_leaves_out_a_level_that_all_have() -> None:
    shown = say.documents.documents_table(overview(2, 2))
    assert "层级" not in shown.columns
    assert shown["平均可信度"].tolist() == [0.99, 0.99]
