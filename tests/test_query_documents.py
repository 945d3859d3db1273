"""Several documents: their overview against pandas, whose office a department is, and filters of documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sample_rows import make_rows

from app import query
from app.briefing import downloads, exports
from app.query import listings
from app.query.filter_model import Filter
from app.query.offices import offices_called
from app.query.tables import open_tables
from app.wording import NO_REGION, NO_YEAR, PAST, SOON, UNDATED
from benchmarks import synthetic
from etl.schema import METADATA_KEY, arrow_schema

DAY = date(2020, 5, 1)
Row = dict[str, Any]
Made = Callable[..., duckdb.DuckDBPyConnection]


def view(link: str = "") -> Filter:
    return Filter.from_query(link)[0].resolved(DAY)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Tables of documents of one task each, whose department is 省教育厅 and what else is said of it."""

    def make(*sources: Row, offices: tuple[str, ...] = ("省教育厅",)) -> duckdb.DuckDBPyConnection:
        rows: dict[str, list[Row]] = {"targets": [], "tasks": [], "ledger": []}
        about = []
        for number, source in enumerate(sources):
            name = f"doc-{number}"
            for table, found in make_rows(name).items():
                held: Row = {"departments": list(offices), "lead": offices[0]} if table != "ledger" else {}
                held |= {"collective": [False] * len(offices)} if table == "tasks" else {}
                rows[table] += [row | held for row in found]
            facts = {"id": name, "file": name, "title": f"清单{number}", "sha256": "", "tasks": 1, "targets": 1}
            about.append(facts | source)
        for table, found in rows.items():
            packed = pa.Table.from_pylist(found, schema=arrow_schema(table))
            metadata = json.dumps({"sources": about, "unreadable": []}).encode()
            pq.write_table(packed.replace_schema_metadata({METADATA_KEY: metadata}), tmp_path / f"{table}.parquet")
        return open_tables(tmp_path)

    return make


def names(connection: duckdb.DuckDBPyConnection, link: str = "") -> list[str]:
    return list(query.departments.targets_by_department(connection, view(link))["department"])


def test_one_name_of_two_regions_is_two_departments(made: Made) -> None:
    connection = made({"region": "山东"}, {"region": "浙江"})
    assert names(connection) == ["省教育厅（山东）", "省教育厅（浙江）"]
    assert set(listings.target_rows(connection, view())["lead"]) == {"省教育厅（山东）", "省教育厅（浙江）"}
    assert query.overview.headline(connection, view())["departments"][0] == 2
    assert set(query.overview.tasks_by_lead(connection, view())["lead"]) == set(names(connection))


@pytest.mark.parametrize("others", [[], ["山东"], ["全国"], [None]])
def test_in_one_region_a_department_has_its_plain_name(made: Made, others: list[str | None]) -> None:
    connection = made({"region": "山东"}, *({"region": region} for region in others))
    assert names(connection) == ["省教育厅"]
    assert names(connection, "dept=省教育厅（山东）") == ["省教育厅"]


def test_a_national_body_has_no_region(made: Made) -> None:
    national = {"national": ["教育部"]}
    connection = made({"region": "山东"} | national, {"region": "浙江"} | national, offices=("省教育厅", "教育部"))
    assert names(connection) == ["教育部", "省教育厅（山东）", "省教育厅（浙江）"]
    assert query.departments.targets_by_department(connection, view())["targets"][0] == 2


def test_a_plain_name_stands_for_that_of_every_region(made: Made) -> None:
    connection = made({"region": "山东"}, {"region": "浙江"}, {"region": "云南"})
    assert listings.target_count(connection, view("dept=省教育厅")) == 3
    assert listings.target_count(connection, view("dept=省教育厅（山东）")) == 1
    assert listings.target_count(connection, view("lead=省教育厅&with=省教育厅（云南）")) == 1
    assert listings.task_count(connection, view("support=省教育厅")) == 0
    assert offices_called(connection, ("省教育厅", "省财政厅")) == tuple(sorted(names(connection)))
    offered = listings.options(connection)
    assert set(offered["offered_departments"]) == set(names(connection))
    assert {"省教育厅", "省教育厅（山东）"} <= set(offered["departments"])
    assert view("dept=省教育厅").keep_known({"departments": offered["departments"]})[1] == ()
    assert len(exports.views_by_department(connection, view("dept=省教育厅"))) == 3


def test_files_for_machines_keep_the_name_and_those_for_readers_the_department(made: Made) -> None:
    connection = made({"region": "山东"}, {"region": "浙江"})
    assert {row["lead"] for row in json.loads(downloads.json_bytes(connection, view()))} == {"省教育厅"}
    assert "省教育厅（浙江）" in downloads.csv_bytes(connection, view()).decode("utf-8-sig")


def test_a_province_holds_its_cities(made: Made) -> None:
    places = ("山东", "山东·济南市", "浙江", "全国", None)
    levels = ("省", "市", "省", "国家", "未知")
    connection = made(*({"region": place, "level": level} for place, level in zip(places, levels, strict=True)))
    offered = listings.options(connection)
    assert offered["regions"] == ("全国", "山东", "山东·济南市", "浙江", NO_REGION)
    assert offered["levels"] == ("国家", "省", "市", "未知")
    counts = {link: listings.target_count(connection, view(link)) for link in (
        "region=山东", "region=山东·济南市", f"region={NO_REGION}", "level=省", "level=省&region=山东", "level=县",
    )}  # fmt: skip
    assert list(counts.values()) == [2, 1, 1, 2, 1, 0]


def test_a_documents_year_is_of_its_date_then_its_period_then_its_title(made: Made) -> None:
    connection = made(
        {"published": "2021-03", "period": "2020/2025"}, {"period": "2019/2022"}, {"title": "2018年清单"}, {}
    )
    assert list(query.documents.documents(connection)["year"]) == ["2021年", "2019年", "2018年", NO_YEAR]
    assert listings.options(connection)["years"] == ("2021年", "2019年", "2018年", NO_YEAR)
    assert listings.target_count(connection, view("year=2021&year=2018年")) == 2


NARROW = ["", "theme=综合经济", "type=数量目标", "nature=约束性", "dept=省教育厅", "state=" + PAST]


@pytest.mark.parametrize("link", NARROW)
def test_the_overview_equals_an_independent_count(several: Path, link: str) -> None:
    connection = open_tables(several)
    found = query.documents.documents_overview(connection, view(link), 1000).set_index("document")
    rows = listings.target_rows(connection, view(link), limit=10_000)
    tasks = listings.task_rows(connection, view(link), limit=10_000)
    assert found["tasks"].to_dict() == tasks["document"].value_counts().to_dict()
    targets = pd.read_parquet(several / "targets.parquet").set_index("target_id").loc[rows["target_id"]].reset_index()
    targets["document"] = rows["document"]
    goals, days = targets[targets["role"] == "goal"], pd.Timestamp(DAY)
    due = pd.to_datetime(goals["due_date"]).where(goals["due_kind"] != "from")
    counted = {
        "targets": targets, "goals": goals, "rules": targets[targets["role"] == "rule"],
        "binding": targets[targets["nature"] == "约束性"], "past": goals[due < days],
        "soon": goals[(due >= days) & (due <= days + pd.Timedelta(days=90))], "undated": goals[goals["due"].isna()],
        "bare": targets[targets["departments"].str.len() == 0],
    }  # fmt: skip
    for name, part in counted.items():
        assert found.loc[found[name] > 0, name].to_dict() == part["document"].value_counts().to_dict(), name
    means = targets.groupby("document")["confidence"].mean()
    assert found["confidence"].dropna().to_dict() == pytest.approx(means.to_dict(), abs=1e-5)
    assert list(found["goals"]) == sorted(found["goals"], reverse=True)
    assert set(found["documents"]) == {len(found)}


def test_the_overview_agrees_with_the_states_of_all(several: Path) -> None:
    connection = open_tables(several)
    found = query.documents.documents_overview(connection, view(), 1000)
    states = query.timeline.targets_by_state(connection, view()).set_index("state")["targets"]
    assert [found[name].sum() for name in ("past", "soon", "undated")] == [states[PAST], states[SOON], states[UNDATED]]


def test_the_overview_is_cut_and_goes_on_where_it_was_cut(several: Path) -> None:
    connection = open_tables(several)
    whole = query.documents.documents_overview(connection, view(), 1000)
    first = query.documents.documents_overview(connection, view(), 3)
    rest = query.documents.documents_overview(connection, view(), 1000, offset=3)
    assert set(first["documents"]) == {len(whole)}
    pd.testing.assert_frame_equal(pd.concat([first, rest], ignore_index=True), whole)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several")
    synthetic.write_tables(folder, targets=300, documents=12, seed=3)
    return folder
