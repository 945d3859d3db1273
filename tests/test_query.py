"""Every number on the screen against the same number computed with pandas straight from the parquet files.

The first document's figures are also written out, as a reader of the document counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from identities import with_regions
from small_tables import FIRST, SECOND, TARGETS, write_tables

from app import query
from app.query import listings
from app.query.filter_model import Filter
from app.query.tables import open_tables, run
from app.wording import FROM_DATE, LATER, NO_DEPARTMENT, PAST, SOON, UNDATED
from benchmarks import synthetic
from etl.schema import category

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2020, 5, 1)
Rows = Callable[[pd.DataFrame], Any]


class Tables:
    """One set of tables, as a connection for the queries and as frames for the independent count."""

    def __init__(self, folder: Path) -> None:
        self.connection = open_tables(folder)
        self.targets = pd.read_parquet(folder / "targets.parquet")
        self.tasks = pd.read_parquet(folder / "tasks.parquet")
        self.ledger = pd.read_parquet(folder / "ledger.parquet")
        self.targets["category"] = [
            category(kind, role) for kind, role in zip(self.targets["kind"], self.targets["role"], strict=True)
        ]
        self.targets, self.tasks = (with_regions(frame, self.targets) for frame in (self.targets, self.tasks))


@pytest.fixture(scope="module")
def real() -> Tables:
    return Tables(ROOT / "data")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return Tables(write_tables(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Some 3,000 targets of 100 made-up documents."""
    folder = tmp_path_factory.mktemp("large")
    synthetic.write_tables(folder, targets=3000, documents=100, seed=1)
    return Tables(folder)


@pytest.fixture(params=["real", "small", "large"])
def tables(request: pytest.FixtureRequest) -> Tables:
    made = request.getfixturevalue(request.param)
    assert isinstance(made, Tables)
    return made


def view(link: str = "", day: date = DAY) -> Filter:
    chosen, problems = Filter.from_query(link)
    assert not problems
    return chosen.resolved(day)


def first(frame: pd.DataFrame) -> dict[str, int]:
    assert len(frame) == 1
    return {str(name): int(number) for name, number in frame.iloc[0].items()}


def _columns(frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return frame["doc_id"], frame["task_no"]


def keys(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(*_columns(frame), strict=True))


# Headline


def test_headline_of_the_first_document(real: Tables) -> None:
    head = first(query.overview.headline(real.connection, view()))
    assert (head["tasks"], head["measured_tasks"], head["qualitative_tasks"]) == (45, 20, 25)
    assert (head["quantities"], head["ratios"], head["deadlines"], head["rules"]) == (16, 0, 11, 4)
    assert (head["departments"], head["named_departments"]) == (32, 22)
    assert (head["targets"], head["goals"], head["undated_goals"], head["entries"]) == (31, 27, 14, 93)


def test_headline_equals_an_independent_count(tables: Tables) -> None:
    head = first(query.overview.headline(tables.connection, view()))
    counted = tables.targets["category"].value_counts()
    goals = tables.targets[tables.targets["role"] == "goal"]
    dated = pd.to_datetime(goals.loc[goals["due_kind"] != "from", "due_date"])
    day = pd.Timestamp(DAY)
    soon = day + pd.Timedelta(days=90)
    offices = tables.tasks.explode(["departments", "collective"]).dropna(subset="departments")
    named = offices[~offices["collective"].astype(bool)]
    measured = len(keys(tables.targets))
    assert head == {
        "tasks": len(tables.tasks), "measured_tasks": measured, "qualitative_tasks": len(tables.tasks) - measured,
        "documents": tables.tasks["doc_id"].nunique(), "targets": len(tables.targets), "goals": len(goals),
        "quantities": counted.get("数量目标", 0), "ratios": counted.get("比率目标", 0),
        "deadlines": counted.get("时限任务", 0), "rules": counted.get("政策标准", 0),
        "undated_goals": int(goals["due_date"].isna().sum()),
        "starting": int((goals["due_kind"] == "from").sum()),
        "past": int((dated < day).sum()), "soon": int(dated.between(day, soon).sum()),
        "later": int((dated > soon).sum()),
        "departments": offices["departments"].nunique(), "named_departments": named["departments"].nunique(),
        "entries": int(tables.targets["departments"].str.len().sum()),
        "assigned": int((tables.targets["departments"].str.len() > 0).sum()),
        "checked": int((tables.targets["review"] == "checked").sum()),
    }  # fmt: skip


# Filters

FILTERS: list[tuple[str, Rows]] = [
    ("dept=省财政厅", lambda t: t["departments"].map(lambda names: "省财政厅" in names)),
    ("dept=省财政厅&part=配合", lambda t: t["departments"].map(lambda n: "省财政厅" in n) & (t["lead"] != "省财政厅")),
    ("dept=省教育厅&part=牵头·首列", lambda t: t["lead"] == "省教育厅"),
    (
        "lead=省教育厅&dept=省财政厅",
        lambda t: (t["lead"] == "省教育厅") & t["departments"].map(lambda n: "省财政厅" in n),
    ),
    ("due=2020年", lambda t: t["due"].str.startswith("2020").fillna(False).astype(bool) & (t["due_kind"] != "from")),
    ("due=2020年内", lambda t: (t["due"] == "2020") & (t["due_kind"] == "in")),
    ("due=2020年6月底前", lambda t: (t["due"] == "2020-06") & (t["due_kind"] == "by")),
    ("due=自…起实施&due=文件未注明时限", lambda t: (t["due_kind"] == "from") | t["due"].isna()),
    ("type=政策标准", lambda t: t["category"] == "政策标准"),
    ("unit=所&unit=门", lambda t: t["unit"].isin(["所", "门"])),
    ("theme=教师队伍建设", lambda t: t["theme"] == "教师队伍建设"),
    ("task=18&task=33", lambda t: t["task_no"].isin(["18", "33"])),
    ("q=>=50所", lambda t: (t["value"] >= 50) & (t["unit"] == "所")),
    ("q=>= 五十 所", lambda t: (t["value"] >= 50) & (t["unit"] == "所")),
    ("q=40-60所以内", lambda t: t["value"].between(40, 60) & (t["unit"] == "所")),
    ("q=约95个", lambda t: t["value"].between(85.5, 104.5) & (t["unit"] == "个")),
    ("q=sczt", lambda t: t["departments"].map(lambda names: "省财政厅" in names)),
    ("q=renlizi", lambda t: t["departments"].map(lambda names: "省人力资源社会保障厅" in names)),
    ("q=<50所", lambda t: (t["value"] < 50) & (t["unit"] == "所")),
    ("q=400万人次", lambda t: (t["value"] == 4_000_000) & (t["unit"] == "人次")),
    ("q=教师 >=10个", lambda t: t["sentence"].str.contains("教师") & (t["value"] >= 10) & (t["unit"] == "个")),
    ("q=１０个", lambda t: ((t["value"] == 10) & (t["unit"] == "个")) | t["sentence"].str.contains("10个")),
]


@pytest.mark.parametrize(("link", "wanted"), FILTERS, ids=[link for link, _ in FILTERS])
def test_a_filter_keeps_what_pandas_keeps(real: Tables, link: str, wanted: Rows) -> None:
    chosen = view(link.replace(">", "%3E").replace("<", "%3C"))
    kept = real.targets[wanted(real.targets).astype(bool)]
    found = listings.target_rows(real.connection, chosen)
    assert list(found["task_no"]) == list(kept["task_no"])
    assert list(found["quote"]) == list(kept["quote"])
    assert listings.target_count(real.connection, chosen) == len(kept)
    assert 0 < len(kept) < len(real.targets)


STATES = [
    ("2020-05-01", {PAST: 0, SOON: 2, LATER: 10, FROM_DATE: 1, UNDATED: 14}),
    ("2020-06-30", {PAST: 0, SOON: 2, LATER: 10, FROM_DATE: 1, UNDATED: 14}),
    ("2020-07-01", {PAST: 2, SOON: 0, LATER: 10, FROM_DATE: 1, UNDATED: 14}),
    ("2020-10-02", {PAST: 2, SOON: 8, LATER: 2, FROM_DATE: 1, UNDATED: 14}),
    ("2023-01-01", {PAST: 12, SOON: 0, LATER: 0, FROM_DATE: 1, UNDATED: 14}),
]


@pytest.mark.parametrize(("day", "wanted"), STATES, ids=[day for day, _ in STATES])
def test_states_follow_the_date_alone_and_leave_rules_out(real: Tables, day: str, wanted: dict[str, int]) -> None:
    chosen = view(day=date.fromisoformat(day))
    states = query.timeline.targets_by_state(real.connection, chosen)
    assert dict(zip(states["state"], states["targets"], strict=True)) == wanted
    for state, count in wanted.items():
        assert listings.target_count(real.connection, chosen.narrowed(states=(state,))) == count


def test_a_range_is_found_by_any_of_its_values(small: Tables) -> None:
    found = {
        link: listings.target_count(small.connection, view(f"q={link}"))
        for link in ("40个", ">=50个", "<=30个", ">50个", "=50个")
    }
    assert found == {"40个": 1, ">=50个": 1, "<=30个": 3, ">50个": 0, "=50个": 1}


def test_undated_and_open_starts_are_years_of_nothing(small: Tables) -> None:
    assert listings.target_count(small.connection, view("due=2023年")) == 1  # the day of June, not the start in March


@pytest.mark.parametrize("link", ["dept=未注明责任单位", "lead=未注明责任单位"])
def test_a_document_without_departments_is_a_group(small: Tables, link: str) -> None:
    rows = listings.target_rows(small.connection, view(link))
    assert set(rows["doc_id"]) == {SECOND}
    assert listings.task_count(small.connection, view(link)) == 2


def test_documents_and_regions_narrow_targets_and_tasks(small: Tables) -> None:
    for link in ("doc=样例县2024年工作要点", "region=样例县"):
        assert listings.target_count(small.connection, view(link)) == 2
        assert listings.task_count(small.connection, view(link)) == 2
        assert set(query.documents.documents_in_view(small.connection, view(link))["doc_id"]) == {SECOND}


@pytest.mark.parametrize(("link", "documents"), [("", 2), ("doc=样例县2024年工作要点", 1), ("q=量子计算", 0)])
def test_the_sources_of_a_view(small: Tables, link: str, documents: int) -> None:
    sources = query.documents.sources_in_view(small.connection, view(link)).iloc[0]
    titles = list(query.documents.documents_in_view(small.connection, view(link))["title"])
    assert (sources["documents"], sources["title"]) == (documents, next(iter(titles), None))
    assert len(titles) == documents
    assert sources["checked"] <= min(1, sources["targets"])  # one target of several is


def test_a_view_counts_its_targets_and_those_that_are_checked(tmp_path: Path) -> None:
    path = write_tables(tmp_path) / "targets.parquet"
    table = pq.read_table(path)
    at = table.column_names.index("review")
    pq.write_table(table.set_column(at, table.schema.field(at), [["checked"] * len(table)]), path)
    connection = open_tables(tmp_path)
    for link, wanted in (("", len(table)), ("q=量子计算", 0)):
        sources = query.documents.sources_in_view(connection, view(link)).iloc[0]
        assert (sources["targets"], sources["checked"]) == (wanted, wanted)


def test_what_is_known_of_who_leads(tables: Tables) -> None:
    known = tables.tasks["lead_basis"].dropna()
    assert {basis for basis in listings.lead_bases(tables.connection, view()) if basis} == set(known)


def test_words_find_tasks_and_targets_where_they_stand(real: Tables) -> None:
    texts = real.tasks[real.tasks["text"].str.contains("技工学校")]
    assert len(texts) > 0
    assert listings.task_count(real.connection, view("q=技工学校")) == len(texts)
    assert listings.target_count(real.connection, view("q=技工学校")) == 0


def test_what_only_targets_have_leaves_the_tasks_that_have_it(real: Tables) -> None:
    rules = keys(real.targets[real.targets["category"] == "政策标准"])
    head = first(query.overview.headline(real.connection, view("type=政策标准")))
    assert (head["tasks"], head["measured_tasks"], head["qualitative_tasks"]) == (len(rules), len(rules), 0)


def test_a_quote_in_the_search_is_no_sql(real: Tables) -> None:
    for text in ("'", '"', "%%", "_", "\\", "$p0", "); DROP TABLE documents; --"):
        assert listings.target_count(real.connection, Filter(search=text).resolved(DAY)) == 0


# Counts


def test_time_limits_of_the_first_document(real: Tables) -> None:
    frame = query.overview.targets_by_limit(real.connection, view()).drop_duplicates("limit")
    assert list(zip(frame["limit"], frame["total"], strict=True)) == [
        ("2020年6月底前", 3), ("2020年内", 8), ("到2022年", 2), (FROM_DATE, 2), (UNDATED, 16)
    ]  # fmt: skip


def test_time_limits_count_every_target_once(tables: Tables) -> None:
    frame = query.overview.targets_by_limit(tables.connection, view())
    assert frame["targets"].sum() == len(tables.targets)
    assert frame.drop_duplicates("limit")["total"].sum() == len(tables.targets)
    dated = tables.targets[tables.targets["due_year"].notna()]
    by_year: dict[int, int] = {}
    first = 0
    for limit, total in frame.drop_duplicates("limit")[["limit", "total"]].itertuples(index=False):
        if limit not in {FROM_DATE, UNDATED}:
            year = int(limit.removeprefix("到")[:4])
            by_year[year] = by_year.get(year, 0) + int(total)
            first = max(first, year) if limit.endswith("年及以前") else first
    assert by_year == dated["due_year"].astype(int).clip(lower=first).value_counts().to_dict()


def test_many_time_limits_become_years(large: Tables) -> None:
    frame = query.overview.targets_by_limit(large.connection, view())
    words = list(dict.fromkeys(frame["limit"]))
    assert words[-2:] == [FROM_DATE, UNDATED]
    assert words[:-2] == sorted(words[:-2])
    assert len(words[:-2]) == query.overview.MOST_LIMITS
    assert words[0].endswith("年及以前")
    assert all(word.endswith("年") and len(word) == 5 for word in words[1:-2])


def test_every_bar_of_time_limits_is_the_filter_of_its_name(tables: Tables) -> None:
    frame = query.overview.targets_by_limit(tables.connection, view())
    for limit, kind, count in frame[["limit", "category", "targets"]].itertuples(index=False):
        behind = view().narrowed(limits=(limit,), categories=(kind,))
        assert listings.target_count(tables.connection, behind) == count


def test_tasks_by_lead_are_a_partition_of_the_tasks(tables: Tables) -> None:
    frame = query.overview.tasks_by_lead(tables.connection, view())
    wanted = tables.tasks["lead"].fillna(NO_DEPARTMENT).value_counts()
    assert dict(zip(frame["lead"], frame["tasks"], strict=True)) == wanted.to_dict()
    assert list(frame["measured"] + frame["qualitative"]) == list(frame["tasks"])
    measured = keys(tables.targets)
    with_targets = tables.tasks[[key in measured for key in zip(*_columns(tables.tasks), strict=True)]]
    counted = with_targets["lead"].fillna(NO_DEPARTMENT).value_counts()
    assert {lead: n for lead, n in zip(frame["lead"], frame["measured"], strict=True) if n} == counted.to_dict()
    assert frame["targets"].sum() == len(tables.targets)


def test_a_bar_of_leads_is_the_filter_of_its_name(tables: Tables) -> None:
    bars = query.overview.tasks_by_lead(tables.connection, view()).to_dict("records")
    for row in [*bars[:12], *bars[12:][-12:]]:
        behind = view().narrowed(leads=(row["lead"],))
        assert listings.task_count(tables.connection, behind) == row["tasks"]
        assert listings.task_count(tables.connection, behind, True) == row["measured"]
        assert listings.task_count(tables.connection, behind, False) == row["qualitative"]


def test_departments_overlap_and_are_counted_as_such(tables: Tables) -> None:
    frame = query.departments.targets_by_department(tables.connection, view())
    entries = tables.targets[["departments", "lead"]].explode("departments").dropna(subset="departments")
    wanted = entries["departments"].value_counts().to_dict()
    without = int((tables.targets["departments"].str.len() == 0).sum())
    if without:
        wanted[NO_DEPARTMENT] = without
    assert dict(zip(frame["department"], frame["targets"], strict=True)) == wanted
    leads = entries[entries["departments"] == entries["lead"]]["lead"].value_counts().to_dict()
    assert {name: n for name, n in zip(frame["department"], frame["leads"], strict=True) if n} == leads
    assert frame["targets"].sum() - without == first(query.overview.headline(tables.connection, view()))["entries"]


def test_collective_names_are_told_apart(real: Tables) -> None:
    frame = query.departments.targets_by_department(real.connection, view()).set_index("department")
    assert bool(frame.loc["各市人民政府", "collective"])
    assert not bool(frame.loc["省教育厅", "collective"])


def test_key_figures_of_the_first_document(real: Tables) -> None:
    figures = query.overview.key_figures(real.connection, view())
    assert list(figures["task_no"]) == ["12", "13", "13", "15", "15", "16", "18", "18"]
    assert list(figures["card"]) == [0, 1, 1, 2, 2, 3, 4, 4]
    assert figures["shown"][0] == "400万人次以上"


def test_key_figures_are_goals_with_numbers_and_documents_take_turns(tables: Tables) -> None:
    wanted = tables.targets[tables.targets["category"].isin(["数量目标", "比率目标"])]
    every = query.overview.key_figures(tables.connection, view(), most=10_000)
    assert set(every["target_id"]) == set(wanted["target_id"])
    several = wanted["doc_id"].nunique()
    few = query.overview.key_figures(tables.connection, view(), most=several)
    assert set(few["doc_id"]) == set(wanted["doc_id"])
    binding = wanted[wanted["nature"] == "约束性"].drop_duplicates("doc_id")
    assert set(binding["doc_id"]) <= set(few.loc[few["nature"] == "约束性", "doc_id"])


# Unit safety


def test_counts_do_not_depend_on_any_value_or_unit(tmp_path: Path) -> None:
    """No query adds values: with every figure changed, and every unit another, all counts stay what they are."""
    changed = [
        row | ({"value": row["value"] * 1000 + 7, "unit": f"别的{number}"} if row["value"] is not None else {})
        for number, row in enumerate(TARGETS)
    ]
    before = open_tables(write_tables(tmp_path / "before"))
    after = open_tables(write_tables(tmp_path / "after", targets=changed))
    asked = [
        query.overview.headline, query.overview.targets_by_limit, query.timeline.targets_by_state,
        query.overview.tasks_by_lead, query.departments.targets_by_department, query.overview.key_figures,
        query.reconciliation.conservation, query.reconciliation.ledger_by_reason,
    ]  # fmt: skip
    for counted in asked:
        pd.testing.assert_frame_equal(counted(before, view()), counted(after, view()))


def test_figures_stay_in_the_words_of_the_text(tables: Tables) -> None:
    for frame in (
        query.overview.key_figures(tables.connection, view()),
        listings.target_rows(tables.connection, view()),
    ):
        assert set(frame["shown"]) <= set(tables.targets["shown"])


def test_sorting_by_value_stays_within_a_unit(tables: Tables) -> None:
    rows = listings.target_rows(tables.connection, view(), "数值（同单位内）", limit=5000)
    units = [unit for unit in rows["unit"] if unit is not None]
    assert units == sorted(units)
    for _unit, part in rows.dropna(subset="unit").groupby("unit"):
        assert part["value"].is_monotonic_decreasing


def test_equal_figures_of_other_units_do_not_meet(small: Tables) -> None:
    rows = listings.target_rows(small.connection, view("q=%3E=30公里"))
    assert list(rows["shown"]) == ["30公里"]


def test_a_target_is_listed_once_however_many_departments_it_has(tables: Tables) -> None:
    offices = tuple(listings.options(tables.connection)["departments"])
    rows = listings.target_rows(tables.connection, Filter(departments=offices).resolved(DAY), limit=10_000)
    assert len(rows) == len(tables.targets)


# Numbers and where they went


def test_numbers_are_targets_and_ledger(tables: Tables) -> None:
    sums = first(query.reconciliation.conservation(tables.connection, view()))
    assert sums == {
        "numbers": len(tables.targets) + len(tables.ledger), "targets": len(tables.targets),
        "ledger": len(tables.ledger), "tasks": len(tables.tasks),
    }  # fmt: skip
    reasons = query.reconciliation.ledger_by_reason(tables.connection, view())
    assert {row.reason: row.entries for row in reasons.itertuples() if row.entries} == (
        tables.ledger["reason"].value_counts().to_dict()
    )


def test_numbers_of_one_department_are_those_of_its_tasks(real: Tables) -> None:
    mine = real.tasks[real.tasks["departments"].map(lambda names: "省财政厅" in names)]
    sums = first(query.reconciliation.conservation(real.connection, view("dept=省财政厅&type=政策标准")))
    assert sums["tasks"] == len(mine)
    assert sums["targets"] == mine["targets"].sum()
    inside = keys(mine)
    assert sums["ledger"] == sum(key in inside for key in zip(*_columns(real.ledger), strict=True))


def test_marks_of_a_task_cover_its_numbers_in_order(tables: Tables) -> None:
    task = tables.tasks.sort_values("targets").iloc[-1]
    marks = query.reconciliation.task_marks(tables.connection, task["doc_id"], task["task_no"])
    assert list(marks["start"]) == sorted(marks["start"])
    assert (marks["category"].notna()).sum() == task["targets"]
    assert marks["place"].notna().all()


def test_pages_of_the_ledger_follow_one_another_without_gap(large: Tables) -> None:
    pages = [listings.target_rows(large.connection, view(), "时限", limit=100, offset=n) for n in (0, 100, 200)]
    whole = listings.target_rows(large.connection, view(), "时限", limit=300)
    assert list(pd.concat(pages)["target_id"]) == list(whole["target_id"])


def test_detail_is_one_target_with_its_whole_task(small: Tables) -> None:
    wanted = TARGETS[0]
    detail = listings.target_detail(small.connection, view(), wanted["target_id"]).iloc[0]
    assert detail["quote"] == "30—50个"
    assert detail["task_text"][detail["start"] : detail["end"]] == "30—50个"
    assert (detail["doc_id"], detail["document"]) == (FIRST, "样例市2023年重点工作清单")
    assert listings.target_detail(small.connection, view(), "no such").empty


def test_options_name_every_value_of_the_tables(tables: Tables) -> None:
    offered = listings.options(tables.connection)
    assert set(offered["themes"]) == set(tables.tasks["theme"])
    assert set(offered["units"]) == set(tables.targets["unit"].dropna())
    assert set(offered["offered_departments"]) - {NO_DEPARTMENT} == set(tables.tasks["departments"].explode().dropna())
    assert set(offered["limits"]) >= set(query.overview.targets_by_limit(tables.connection, view())["limit"])


def test_the_dates_offered_are_the_documents_year_and_the_last_limit(real: Tables, small: Tables) -> None:
    assert listings.offered_days(real.connection).iloc[0].to_dict() == {"published": "2020", "last_due": "2022-12-31"}
    assert listings.offered_days(small.connection).iloc[0].to_dict() == {"published": None, "last_due": "2025-12-31"}


def test_a_query_without_a_date_says_what_is_missing(real: Tables) -> None:
    with pytest.raises(ValueError, match="resolved"):
        query.timeline.targets_by_state(real.connection, Filter())


def test_queries_can_run_at_the_same_time(real: Tables) -> None:
    assert isinstance(real.connection, duckdb.DuckDBPyConnection)
    one, two = real.connection.cursor(), real.connection.cursor()
    one.execute("SELECT count(*) FROM targets")
    two.execute("SELECT count(*) FROM tasks")
    assert (one.fetchall(), two.fetchall()) == ([(31,)], [(45,)])


def test_what_is_absent_is_none_among_texts_and_nan_among_numbers() -> None:
    frame = run(
        duckdb.connect(),
        """SELECT text::ENUM ('甲') AS word, * FROM (
               VALUES ('甲', 1, 1.5, true, DATE '2020-06-30', ['乙']), (NULL, NULL, NULL, NULL, NULL, NULL)
           ) AS t (text, count, share, checked, day, names)""",
    )
    first, second = frame.to_dict("records")
    assert first["names"] == ["乙"]
    assert (first["word"], first["day"].isoformat()[:10], first["checked"]) == ("甲", "2020-06-30", True)
    assert all(second[name] is None for name in ("word", "text", "checked", "names"))
    assert all(pd.isna(second[name]) for name in ("count", "share", "day"))
    whole = run(duckdb.connect(), "SELECT 1 AS count, true AS checked, NULL::VARCHAR AS text WHERE false")
    assert [*map(str, whole.dtypes)] == ["int32", "bool", "object"]
