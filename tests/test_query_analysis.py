"""What the pages of 分析 count, against pandas on the same tables, for several filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import small_tables
from identities import with_regions

from app import query, say
from app.query import listings, tables
from app.query.filter_model import Filter
from app.wording import FROM_DATE, NO_DEPARTMENT, UNDATED, limit_word
from benchmarks.synthetic import write_tables

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2020, 6, 1)
ALL = Filter(as_of=DAY)
NARROW = [
    pytest.param("", lambda rows: rows["theme"] == rows["theme"], id="everything"),
    pytest.param(
        "dept=省教育厅", lambda rows: rows["departments"].map(lambda names: "省教育厅" in names), id="one department"
    ),
    pytest.param("theme=教师队伍建设", lambda rows: rows["theme"] == "教师队伍建设", id="one theme"),
]  # fmt: skip
Passes = Callable[[pd.DataFrame], pd.Series]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return tables.open_tables(ROOT / "data")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of tables of 100 made-up documents."""
    folder = tmp_path_factory.mktemp("many")
    write_tables(folder, targets=3000, documents=100, seed=1)
    return folder


@pytest.fixture(scope="module", params=["real", "many"])
def both(request: pytest.FixtureRequest, many: Path) -> tuple[duckdb.DuckDBPyConnection, Path]:
    folder = ROOT / "data" if request.param == "real" else many
    return tables.open_tables(folder), folder


def chosen(link: str) -> Filter:
    return Filter.from_query(link)[0].resolved(DAY)


def rows_of(folder: Path, name: str, passes: Passes) -> pd.DataFrame:
    """The rows that pass, chosen by the departments' plain names, which then get their regions."""
    frame = pd.read_parquet(folder / f"{name}.parquet")
    targets = pd.read_parquet(folder / "targets.parquet", columns=["doc_id", "region"])
    return with_regions(frame[passes(frame)] if len(frame) else frame, targets)


@pytest.mark.parametrize(("link", "passes"), NARROW)
def test_department_by_limit_counts_each_target_once(
    both: tuple[duckdb.DuckDBPyConnection, Path], link: str, passes: Passes
) -> None:
    connection, folder = both
    view = chosen(link)
    limits = tuple(dict.fromkeys(query.overview.targets_by_limit(connection, view)["limit"]))
    found = query.departments.limits_of_departments(connection, view, limits)
    rows = rows_of(folder, "targets", passes)
    exact = rows.loc[rows["due"].notna() & (rows["due_kind"] != "from"), ["due", "due_kind"]].drop_duplicates()
    words = []
    early = [limit for limit in limits if limit.endswith("年及以前")]
    for due, kind in zip(rows["due"], rows["due_kind"], strict=True):
        word = UNDATED if pd.isna(due) else limit_word(due, kind)
        if len(exact) > 12 and word != UNDATED:
            word = f"{due[:4]}年" if not early or due[:4] > early[0][:4] else early[0]
        words.append(FROM_DATE if kind == "from" else word)
    names = [list(dict.fromkeys(names)) or [NO_DEPARTMENT] for names in rows["departments"]]
    counted = pd.DataFrame({"department": names, "limit": words}).explode("department").value_counts()
    cells = {(row["department"], row["limit"]): row["targets"] for row in found.to_dict("records")}
    assert cells == counted.to_dict()


@pytest.mark.parametrize(("link", "passes"), NARROW)
def test_offices_hold_their_tasks_and_targets(
    both: tuple[duckdb.DuckDBPyConnection, Path], link: str, passes: Passes
) -> None:
    connection, folder = both
    found = query.departments.offices(connection, chosen(link)).set_index("department")
    tasks, targets = rows_of(folder, "tasks", passes), rows_of(folder, "targets", passes)
    held = tasks["departments"].map(lambda names: list(dict.fromkeys(names)) or [NO_DEPARTMENT])
    assert found["tasks"].to_dict() == held.explode().value_counts().to_dict()
    own = targets["departments"].map(lambda names: list(dict.fromkeys(names)) or [NO_DEPARTMENT])
    assert found.loc[found["targets"] > 0, "targets"].to_dict() == own.explode().value_counts().to_dict()
    assert found.loc[found["leads"] > 0, "leads"].to_dict() == tasks["lead"].value_counts().to_dict()
    named = found[found.index != NO_DEPARTMENT]
    assert (named["leads"] + named["supports"] == named["tasks"]).all()


def test_departments_stand_apart_from_collective_entries(connection: duckdb.DuckDBPyConnection) -> None:
    found = query.departments.departments_apart(connection, ALL)
    groups = list(dict.fromkeys(found["group"]))
    assert groups == ["named", "collective"]
    assert set(found.loc[found["group"] == "collective", "department"]) >= {"各市人民政府", "各县（市、区）人民政府"}
    assert found["targets"].sum() == 93
    assert found["targets"].iloc[0] == 30


def test_drawn_departments_leave_room_for_a_heading(connection: duckdb.DuckDBPyConnection) -> None:
    drawn = query.departments.top_departments(query.departments.departments_apart(connection, ALL))
    headed = drawn[drawn["heading"] != ""]
    assert list(headed["group"]) == ["collective"]
    assert headed["position"].iloc[0] == (drawn["group"] == "named").sum() + 1
    assert drawn["position"].is_unique


def test_a_departments_list_holds_qualitative_tasks_and_its_part(connection: duckdb.DuckDBPyConnection) -> None:
    tasks = pd.read_parquet(ROOT / "data" / "tasks.parquet")
    own = tasks[tasks["departments"].map(lambda names: "省财政厅" in names)]
    found = query.departments.office_tasks(connection, ALL.taking_part("省财政厅"), "省财政厅")
    assert list(found["task_no"]) == list(own["task_no"])
    assert (found["part"] == "首列单位").sum() == (own["lead"] == "省财政厅").sum()
    assert set(found["part"]) == {"首列单位", "配合"}
    assert (found["figures"].map(len) == own["targets"].to_numpy()).all()
    assert any(not figures for figures in found["figures"])


def test_only_a_stated_lead_is_called_lead(many: Path) -> None:
    office = "省教育厅（河北）"
    tasks = rows_of(many, "tasks", lambda rows: rows["doc_id"] == rows["doc_id"])
    stated = tasks[(tasks["lead"] == office) & (tasks["lead_basis"] == "stated")]
    found = query.departments.office_tasks(tables.open_tables(many), ALL.taking_part(office), office, limit=10_000)
    assert len(stated)
    assert (found["part"] == "牵头（文件明确）").sum() == len(stated)


def test_a_department_beside_a_chosen_one_narrows_the_view(connection: duckdb.DuckDBPyConnection) -> None:
    view = chosen("dept=省教育厅").taking_part("省财政厅")
    targets = pd.read_parquet(ROOT / "data" / "targets.parquet")
    both_named = targets["departments"].map(lambda names: {"省教育厅", "省财政厅"} <= set(names))
    assert view.partners == ("省财政厅",)
    assert query.overview.headline(connection, view)["targets"][0] == both_named.sum() > 0
    assert Filter.from_query(view.to_query())[0] == view


@pytest.mark.parametrize(("link", "passes"), NARROW)
def test_dated_undated_and_years_are_all_the_targets(
    both: tuple[duckdb.DuckDBPyConnection, Path], link: str, passes: Passes
) -> None:
    connection, folder = both
    view, rows = chosen(link), rows_of(folder, "targets", passes)
    shape = query.timeline.dated_shape(connection, view).iloc[0]
    undated = query.timeline.undated_by_lead(connection, view)
    assert shape["targets"] + undated["targets"].sum() == len(rows)
    assert shape["starting"] == (rows["due_kind"] == "from").sum()
    by_lead = rows[rows["due"].isna()].groupby(rows["lead"].fillna(NO_DEPARTMENT)).size()
    assert undated.drop_duplicates("lead").set_index("lead")["total"].to_dict() == by_lead.to_dict()
    years = query.timeline.targets_by_year(connection, view)
    dated = rows["due_year"].dropna().astype(int).astype(str) + "年"
    expected = dated.value_counts().to_dict()
    counted = years.drop_duplicates("year").set_index("year")["total"].to_dict()
    assert {year: count for year, count in counted.items() if year not in {UNDATED, FROM_DATE}} == expected
    assert years["targets"].sum() == len(rows)


def test_dated_targets_come_in_order_of_time_and_starts_last(both: tuple[duckdb.DuckDBPyConnection, Path]) -> None:
    found = query.timeline.dated_targets(both[0], ALL, 5000)
    dated, starting = found[~found["is_from"]], found[found["is_from"]]
    assert dated["due_date"].is_monotonic_increasing
    assert list(found.index[found["is_from"]]) == list(range(len(dated), len(found)))
    assert set(starting["band"]) == {FROM_DATE}
    assert (dated["is_past"] == (pd.to_datetime(dated["due_date"]) < pd.Timestamp(DAY))).all()
    first = query.timeline.dated_targets(both[0], ALL, 5)
    assert list(first["target_id"]) == list(found["target_id"].head(5))
    rest = query.timeline.dated_targets(both[0], ALL, 5, 5)
    assert list(rest["target_id"]) == list(found["target_id"].iloc[5:10])


def test_months_hold_what_falls_due(many: Path) -> None:
    rows = pd.read_parquet(many / "targets.parquet")
    due = pd.to_datetime(rows.loc[rows["due_kind"].isin(["by", "in"]), "due_date"])
    found = query.timeline.months(tables.open_tables(many), ALL)
    counted = found.assign(month=pd.to_datetime(found["month"])).groupby("month")["targets"].sum()
    expected = due.dt.to_period("M").dt.to_timestamp().value_counts()
    assert counted.to_dict() == expected.to_dict()


def test_years_by_document_are_those_of_the_fullest_documents(many: Path) -> None:
    rows = pd.read_parquet(many / "targets.parquet")
    most = rows["doc_id"].value_counts().head(6)
    found = query.timeline.targets_by_year(tables.open_tables(many), ALL, by_document=True, most=6)
    assert found["document"].nunique() == 6
    assert sorted(found.groupby("document")["targets"].sum()) == sorted(most)


@pytest.mark.parametrize(("link", "passes"), NARROW)
def test_themes_count_tasks_and_targets(
    both: tuple[duckdb.DuckDBPyConnection, Path], link: str, passes: Passes
) -> None:
    connection, folder = both
    found = query.themes.tasks_by_theme(connection, chosen(link)).set_index("theme")
    tasks, targets = rows_of(folder, "tasks", passes), rows_of(folder, "targets", passes)
    assert found["tasks"].to_dict() == tasks["theme"].value_counts().to_dict()
    measured = tasks["targets"] > 0
    assert found["measured"].sum() == measured.sum()
    assert found["qualitative"].sum() == (~measured).sum()
    pairs = targets[["doc_id", "task_no"]].merge(tasks[["doc_id", "task_no", "theme"]])["theme"].value_counts()
    assert found.loc[found["targets"] > 0, "targets"].to_dict() == pairs.to_dict()


def test_a_theme_without_targets_stays_whatever_is_asked_of_targets(connection: duckdb.DuckDBPyConnection) -> None:
    everything = query.themes.tasks_by_theme(connection, ALL)
    assert (everything["targets"] == 0).any()
    narrowed = query.themes.tasks_by_theme(connection, chosen("type=数量目标"))
    assert set(narrowed["theme"]) == set(everything["theme"])
    assert (narrowed["tasks"] == 0).any()


def test_drawn_and_other_figures_are_all_figures(both: tuple[duckdb.DuckDBPyConnection, Path]) -> None:
    connection, folder = both
    rows = pd.read_parquet(folder / "targets.parquet")
    wanted = set(rows.loc[rows["kind"] != "deadline", "target_id"])
    drawn = query.themes.shared_figures(connection, ALL)
    others = query.themes.other_figures(connection, ALL, tuple(drawn["target_id"]), limit=10_000)
    assert query.themes.figure_count(connection, ALL) == len(wanted)
    assert set(drawn["target_id"]) | set(others["target_id"]) == wanted
    assert not set(drawn["target_id"]) & set(others["target_id"])
    assert len(drawn) <= query.themes.MOST_BARS
    assert others["theme"].is_monotonic_increasing


def test_the_first_document_has_three_pairs_that_share_an_axis(connection: duckdb.DuckDBPyConnection) -> None:
    drawn = query.themes.shared_figures(connection, ALL)
    pairs = [sorted(part["value"]) for _, part in drawn.groupby("group")]
    assert sorted(pairs) == [[10, 40], [10, 50], [150, 300]]


@pytest.mark.parametrize("link", ["q=量子计算", "type=比率目标&theme=信息化与数字资源"])
def test_an_empty_view_gives_empty_frames(connection: duckdb.DuckDBPyConnection, link: str) -> None:
    view = chosen(link)
    assert query.departments.departments_apart(connection, view).empty
    assert query.departments.top_departments(query.departments.departments_apart(connection, view)).empty
    assert query.departments.limits_of_departments(connection, view, ()).empty
    assert query.timeline.dated_targets(connection, view, 40).empty
    assert query.timeline.targets_by_year(connection, view).empty
    assert query.timeline.undated_by_lead(connection, view).empty
    assert query.themes.shared_figures(connection, view).empty
    assert query.departments.office_tasks(connection, view, "省教育厅").empty


def test_targets_of_a_paragraph_of_many_themes_count_under_their_own(tmp_path: Path) -> None:
    own = [row | {"theme": "教育"} if row["unit"] == "公里" else row for row in small_tables.TARGETS]
    connection = tables.open_tables(small_tables.write_tables(tmp_path, targets=own))
    found = query.themes.tasks_by_theme(connection, ALL).set_index("theme")
    assert found["targets"].sum() == len(own)
    assert found.loc[["教育"], ["tasks", "measured", "qualitative", "targets"]].to_numpy().tolist() == [[1, 1, 0, 1]]
    assert found["tasks"].sum() == len(small_tables.TASKS) + 1  # one task stands under two themes
    assert "6项任务共列7次" in say.themes.overlap_note(found.reset_index(), len(small_tables.TASKS))
    for theme, row in found.iterrows():  # what a click on a theme opens
        view = Filter(as_of=ALL.as_of, themes=(str(theme),))
        head = query.overview.headline(connection, view).iloc[0]
        assert (head["tasks"], head["targets"]) == (row["tasks"], row["targets"])
        assert (head["measured_tasks"], head["qualitative_tasks"]) == (row["measured"], row["qualitative"])
        assert listings.target_count(connection, view) == row["targets"]
        for measured, column in ((True, "measured"), (False, "qualitative")):
            assert listings.task_count(connection, view, measured) == row[column]
        assert query.themes.tasks_by_theme(connection, view)["theme"].tolist() == [theme]
    narrowed = query.themes.tasks_by_theme(connection, chosen("unit=公里")).set_index("theme")
    assert narrowed.loc[narrowed["tasks"] > 0, ["tasks", "targets"]].to_dict("index") == {
        "教育": {"tasks": 1, "targets": 1}
    }
    assert "教育" in listings.options(connection)["themes"]
