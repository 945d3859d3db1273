"""Rows one by one: pages of targets and of tasks, one target in full, the filters' values.

Paging (`limit`, `offset`) holds for 31 rows and for a million. Columns of each:

    target_count, task_count    a number
    target_rows           `ROW_COLUMNS`, sorted by one of `SORTS`
    target_detail         one row: the columns of TARGETS, category, state, document, file, task_text, place, section,
                          frame, ocr
    task_rows             doc_id, document, task_no, section, frame, text, departments, collective, lead, lead_basis,
                          theme, targets, place
    lead_bases            the values of lead_basis
    spelt                 name: the departments that a word of the search spells in pinyin
    offered_days          one row: published (the documents' year), last_due
    options               the values that each list of the filter can have, with `offered_limits`
"""

from __future__ import annotations

import duckdb
import pandas as pd

from app.query.filter_model import Filter
from app.query.spelling import is_spelling
from app.query.sql import BAND, Condition, spelt_offices, state_sql, targets_where, tasks_where
from app.query.tables import count, run
from app.wording import (
    BANDS,
    FROM_DATE,
    LEVELS,
    NATION,
    NO_DEPARTMENT,
    NO_REGION,
    NO_YEAR,
    UNDATED,
    limit_word,
    span_word,
    until_word,
)  # fmt: skip

MOST_OFFERED = 200
"""With more distinct time limits than this, the filter offers years and months."""
ROW_COLUMNS = (
    "target_id", "doc_id", "document", "task_no", "category", "indicator", "shown", "action", "due", "due_kind",
    "state", "lead", "lead_basis", "departments", "theme", "sentence", "quote", "review", "value", "value_max", "unit",
    "op", "change", "per", "base", "region", "issuer", "published", "nature", "confidence",
)  # fmt: skip
SORTS = {
    "文件顺序": "ordinal",
    "时限": "due_date NULLS LAST, ordinal",
    "牵头或首列单位": "lead NULLS LAST, ordinal",
    "任务领域": "theme, ordinal",
    "目标类别": "category, ordinal",
    "可信度（低的在前）": "confidence, ordinal",
    "数值（同单位内）": "unit NULLS LAST, value DESC NULLS LAST, ordinal",
}
"""How the ledger can be sorted. Values are compared within one unit only."""


def target_count(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> int:
    """How many targets the view holds."""
    return count(connection, "target_index", targets_where(chosen))


def target_rows(
    connection: duckdb.DuckDBPyConnection, chosen: Filter, sort: str = "文件顺序", limit: int = 100, offset: int = 0
) -> pd.DataFrame:
    """One page of the ledger, sorted by one of `SORTS`."""
    condition = targets_where(chosen)
    state = state_sql(condition, chosen)
    # the page's row numbers first, from narrow columns; then the wide text of those few rows alone
    return run(
        connection,
        f"""
        WITH page AS (
            SELECT ordinal FROM target_index WHERE {condition.sql}
            ORDER BY {SORTS[sort]} LIMIT {limit:d} OFFSET {offset:d}
        ), wide AS (
            SELECT targets.*, label AS document, {state} AS state
            FROM targets JOIN documents USING (doc_id) WHERE ordinal IN (SELECT ordinal FROM page)
        )
        SELECT {", ".join(ROW_COLUMNS)} FROM wide ORDER BY {SORTS[sort]}""",
        condition.params,
    )


def target_detail(connection: duckdb.DuckDBPyConnection, chosen: Filter, target_id: str) -> pd.DataFrame:
    """Everything known of one target, whatever the filter holds (only its date is used); no row for an unknown id."""
    condition = Condition()
    state, wanted = state_sql(condition, chosen), condition.bind(target_id)
    return run(
        connection,
        f"""
        SELECT targets.*, {state} AS state, label AS document, file, tasks.text AS task_text, tasks.place,
            section, frame, ocr
        FROM (SELECT * FROM targets WHERE target_id = {wanted}) AS targets JOIN documents USING (doc_id)
        LEFT JOIN tasks USING (doc_id, task_no)""",
        condition.params,
    )


def task_count(connection: duckdb.DuckDBPyConnection, chosen: Filter, measured: bool | None = None) -> int:
    """How many tasks the view holds; `measured` True or False for those with or without targets in view."""
    return count(connection, "task_index", _measured(tasks_where(chosen), chosen, measured))


def task_rows(
    connection: duckdb.DuckDBPyConnection,
    chosen: Filter,
    measured: bool | None = None,
    limit: int = 100,
    offset: int = 0,
) -> pd.DataFrame:
    """One page of tasks, qualitative ones too, in the documents' order; `targets` counts all of a task's targets."""
    condition = _measured(tasks_where(chosen), chosen, measured)
    return run(
        connection,
        f"""
        SELECT doc_id, label AS document, task_no, section, frame, text, departments, collective, lead, lead_basis,
            theme, tasks.targets, place
        FROM (
            SELECT * FROM tasks WHERE ordinal IN (
                SELECT ordinal FROM task_index WHERE {condition.sql} ORDER BY ordinal LIMIT {limit:d} OFFSET {offset:d}
            )
        ) AS tasks JOIN documents USING (doc_id) ORDER BY ordinal""",
        condition.params,
    )


def spelt(connection: duckdb.DuckDBPyConnection, word: str) -> pd.DataFrame:
    """The departments that a word spells in pinyin: name. None for a word that is no spelling."""
    if not is_spelling(word):
        return pd.DataFrame({"name": []})
    return run(connection, f"{spelt_offices('$word')} ORDER BY name", {"word": word})


def lead_bases(connection: duckdb.DuckDBPyConnection, chosen: Filter) -> tuple[str | None, ...]:
    """How it is known who leads the tasks in view: the distinct values of lead_basis."""
    condition = tasks_where(chosen)
    rows = run(connection, f"SELECT DISTINCT lead_basis FROM task_index WHERE {condition.sql}", condition.params)
    return tuple(rows["lead_basis"])


def offered_days(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row: `published`, the year of the documents where they agree on one, and `last_due`, the last day due."""
    return run(
        connection,
        """SELECT (SELECT CASE WHEN count(DISTINCT published[:4]) = 1 THEN max(published[:4]) END FROM documents)
               AS published,
               (SELECT max(due_date)::VARCHAR FROM target_index WHERE due_kind <> 'from') AS last_due""",
    )


def options(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """The values that each list of the filter can have in these tables, in the order of display.

    Under a field's name stands every word that a link may hold. Where the filter offers fewer, those stand under
    `offered_` and the name: years and months in place of many time limits, departments by their identity alone.
    """
    dues = run(
        connection,
        """SELECT due, due_kind, max(due_date) AS last FROM target_index GROUP BY ALL
           ORDER BY last DESC NULLS LAST, due_kind""",
    )
    dated = [row for row in dues.to_dict("records") if row["due"] and row["due_kind"] != "from"]
    exact = [limit_word(row["due"], row["due_kind"]) for row in dated]
    named = list(dict.fromkeys(row["due"][:4] for row in dated))
    years = [span_word(year) for year in named]
    months = [span_word(month) for month in dict.fromkeys(row["due"][:7] for row in dated if len(row["due"]) >= 7)]
    apart = [FROM_DATE] if (dues["due_kind"] == "from").any() else []
    apart += [UNDATED] if dues["due"].isna().any() else []
    offered = years + (exact if len(exact) <= MOST_OFFERED else months) + apart
    offices = _column(connection, "SELECT office AS value FROM task_office")
    leads = _column(connection, "SELECT lead AS value FROM task_index")
    called = _column(connection, "SELECT called AS value FROM office_called", "value")
    judged = "(SELECT confidence FROM target_index UNION ALL SELECT confidence FROM ledger_index)"
    bands = set(run(connection, f"SELECT DISTINCT {BAND} AS band FROM {judged}")["band"])
    bare = run(connection, "SELECT count(*) AS n FROM task_index WHERE len(departments) = 0")["n"][0]
    none = (NO_DEPARTMENT,) if bare else ()
    levels = _column(connection, "SELECT level AS value FROM documents")
    return {
        "departments": (*called, *none),
        "offered_departments": (*offices, *none),
        "leads": (*called, *none),
        "offered_leads": (*leads, *none),
        **dict.fromkeys(("supports", "partners"), called),
        **dict.fromkeys(("offered_supports", "offered_partners"), offices),
        "limits": tuple(dict.fromkeys([*years, *exact, *months, *map(until_word, named), *apart])),
        "offered_limits": tuple(dict.fromkeys(offered)),
        "tasks": _column(connection, "SELECT task_no AS value, ordinal FROM tasks", "min(ordinal)"),
        "frames": _column(connection, "SELECT frame AS value FROM task_index", "value"),
        "natures": _column(connection, "SELECT nature AS value FROM target_index", "value"),
        "confidences": tuple(word for word in BANDS if word in bands),
        "themes": _column(connection, "SELECT theme AS value FROM task_theme"),
        "categories": _column(connection, "SELECT category AS value FROM target_index"),
        "units": _column(connection, "SELECT unit AS value FROM target_index"),
        "documents": _column(connection, "SELECT label AS value, position FROM documents", "min(position)"),
        "regions": _regions(connection),
        "levels": tuple(level for level in LEVELS if level in levels),
        "years": _column(connection, "SELECT year AS value FROM documents", f"value = '{NO_YEAR}', value DESC"),
    }  # fmt: skip


def _regions(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Provinces, each with its cities and counties after it; 全国 first, 未注明地区 last."""
    found = _column(connection, f"SELECT coalesce(region, '{NO_REGION}') AS value FROM documents")
    whole = {*found, *(region.split("·")[0] for region in found)}
    return tuple(sorted(whole, key=lambda region: (region == NO_REGION, region != NATION, region)))


def _column(connection: duckdb.DuckDBPyConnection, values: str, order: str = "count(*) DESC, value") -> tuple[str, ...]:
    frame = run(connection, f"SELECT value FROM ({values}) WHERE value IS NOT NULL GROUP BY value ORDER BY {order}")
    return tuple(frame["value"])


def _measured(condition: Condition, chosen: Filter, measured: bool | None) -> Condition:
    """Keep the tasks with (True) or without (False) targets in view."""
    if measured is not None:
        targets = targets_where(chosen.of_any_theme(), prefix="m")
        inside = "IN" if measured else "NOT IN"
        tasks = f"SELECT task FROM target_index WHERE task IS NOT NULL AND {targets.sql}"
        condition.parts.append(f"ordinal {inside} ({tasks})")
        condition.params |= targets.params
    return condition
