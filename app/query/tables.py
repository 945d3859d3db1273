"""Open the tables for queries: one DuckDB connection over the parquet files. app/screen/data.py keeps it.

`open_tables(folder)` gives a connection that holds

- `targets_file`, `tasks_file`, `ledger`: views on the parquet files with the columns of etl/schema.py and `ordinal`,
  the row's place in its file (documents and tasks in order); that of targets also has `category`, the word of
  etl.schema.Category.
- `targets`, `tasks`: the same with `departments` and `lead` by their identity (app/query/offices.py).
- `office_name`: doc_id, name (as in the file), office (its identity). `office_called`: office, called: each word that a
  filter may hold for it.
- `target_index`, `task_index`, `ledger_index`: the columns that are counted and filtered by, in memory, without the
  texts: same names and values, `ordinal` as above, and in the first and the last `task`, the ordinal of the row's task.
  Words are enumerations that sort as the words do.
- `target_office`, `task_office`: a row for each department of a target or task: ordinal, office, led, collective (of
  tasks). What has two departments stands there twice: count distinct ordinals.
- `task_theme`: a row for each theme of a task, its own and those of its targets: ordinal, theme.
- `unreadable`: file and reason (in Chinese) of documents that the last build could not read.
- `documents`: one row a document of the tables' metadata, in their order: doc_id, label (the title, made unique),
  title, issuer, region, published, period, file, sha256, level (of etl.schema.Level), year (`2026年`: that of its
  title, else of its date, else of its period, else 未注明年份), tasks, targets, warnings (list), position, numerals
  (map: place of etl.schema.NUMERAL_PLACES → count).

Use a cursor of it for each query (`run` does): cursors may run in different threads at the same time.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from app.query import spelling
from app.query.offices import call_offices
from app.query.sql import Condition
from app.wording import NO_YEAR
from etl.schema import METADATA_KEY, TABLES, arrow_schema

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_CATEGORY = """CASE WHEN role = 'rule' THEN '政策标准' WHEN kind = 'quantity' THEN '数量目标'
    WHEN kind = 'ratio' THEN '比率目标' ELSE '时限任务' END AS category"""
_MEND = "请重新生成：python -m etl build"
_INDEX = Path(__file__).with_name("index.sql")
_DOCUMENT_TEXTS = ("title", "issuer", "region", "published", "period", "file", "sha256", "level", "year")
_DOCUMENTS = pa.schema(
    [(name, pa.string()) for name in ("doc_id", "label", *_DOCUMENT_TEXTS)]
    + [("tasks", pa.int32()), ("targets", pa.int32()), ("warnings", pa.list_(pa.string())), ("position", pa.int32())]
    + [("numerals", pa.map_(pa.string(), pa.int32()))]
)


class TablesError(Exception):
    """The tables cannot be used. The text is Chinese, for the page, and says which file and how to mend it."""


def fingerprint(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What changes when a table is rebuilt: each file's inode, size and time of change; zeros for a missing file."""
    marks = []
    for table in TABLES:
        path = folder / f"{table}.parquet"
        found = path.stat() if path.is_file() else None
        marks.append((table, found.st_ino, found.st_size, found.st_mtime_ns) if found else (table, 0, 0, 0))
    return tuple(marks)


def open_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the views above. Raises TablesError where a file is missing, broken or of another schema."""
    facts = {table: _checked_facts(folder / f"{table}.parquet", table) for table in TABLES}
    try:
        return _open(folder, facts["targets"])
    except duckdb.Error as error:
        damage = find_damage(folder)
        if damage is None:
            raise
        raise damage from error


def find_damage(folder: Path) -> TablesError | None:
    """Which table's rows cannot be read, though its schema can; asked only where a query has failed."""
    for table in TABLES:
        path = folder / f"{table}.parquet"
        try:
            pq.read_table(path).validate(full=True)
        except (OSError, ValueError, pa.ArrowException):
            return TablesError(f"数据表 {path.name} 已损坏，无法读取。{_MEND}")
    return None


def _open(folder: Path, built: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The connection; `built` is what the targets' metadata say of the build."""
    connection = duckdb.connect(config=_CONFIG)
    for table in TABLES:
        path = str(folder / f"{table}.parquet").replace("'", "''")
        extra = f", {_CATEGORY}" if table == "targets" else ""
        name = table if table == "ledger" else f"{table}_file"
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * RENAME (file_row_number AS ordinal){extra} "
            f"FROM read_parquet('{path}', file_row_number = TRUE)"
        )
    sources = built["sources"]
    _create_documents(connection, sources)
    _create_views(connection, sources)
    connection.execute(_INDEX.read_text(encoding="utf-8"))
    spelling.register(connection)
    connection.execute("CREATE TABLE unreadable (file VARCHAR, reason VARCHAR)")
    for failed in built.get("unreadable", []):
        connection.execute("INSERT INTO unreadable VALUES (?, ?)", [failed["file"], failed["reason_zh"]])
    return connection


def read_accuracy(folder: Path) -> dict[str, Any] | None:
    """The published accuracy (accuracy.json beside the tables); None where it was not measured or cannot be read."""
    try:
        found = json.loads((folder / "accuracy.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if _is_accuracy(found) else None


def _is_accuracy(found: Any) -> bool:
    """Whether something that was read as JSON has the parts of etl/tools/accuracy.py, in their types."""
    if not isinstance(found, dict) or not isinstance(found.get("sets"), list):
        return False
    for labelled in found["sets"]:
        if not isinstance(labelled, dict) or not isinstance(labelled.get("name"), str):
            return False
        scores = [labelled.get("found") or {}, labelled.get("row") or {}, labelled.get("fields") or {}]
        if not all(isinstance(score, dict) for score in scores):
            return False
        fields = [field for field in (*scores[2].values(), labelled.get("departments")) if field]
        bands = [band for key in ("bands", "reliability") for band in labelled.get(key) or []]
        asked: list[tuple[Any, tuple[str, ...]]] = [(field, ("accuracy", "n")) for field in fields]
        asked += [(band, ("from", "to", "rows")) for band in bands]
        if not all(isinstance(one, dict) and all(_is_share(one.get(key)) for key in keys) for one, keys in asked):
            return False
        if not all(_is_share(share) for score in scores[:2] for share in score.values()):
            return False
    return True


def _is_share(value: Any) -> bool:
    """Whether it is a number, or None where there was nothing to measure."""
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def run(connection: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None) -> pd.DataFrame:
    """The rows of a query, on a cursor of its own; absent text is None, an absent number NaN."""
    columns = connection.cursor().execute(sql, params or {}).fetchnumpy()
    return pd.DataFrame({name: _column(values) for name, values in columns.items()}, copy=False)


def count(connection: duckdb.DuckDBPyConnection, table: str, condition: Condition, what: str = "*") -> int:
    """How many rows, or values of an expression, pass a condition."""
    sql = f"SELECT count({what}) AS n FROM {table} WHERE {condition.sql}"
    return int(run(connection, sql, condition.params)["n"][0])


def _column(given: np.ndarray[Any, Any] | pd.Categorical[Any]) -> pd.Series[Any]:
    """A column as DuckDB gives it; its own `df()` takes twice the time and leaves NaN among texts."""
    absent = np.ma.getmaskarray(given) if isinstance(given, np.ma.MaskedArray) else np.zeros(len(given), dtype=bool)
    values = np.ma.getdata(np.asarray(given))
    kind = values.dtype.kind
    if kind == "O" or (kind == "b" and absent.any()):
        values = values.astype(object)
        values[absent | pd.isna(values)] = None
    elif absent.any():
        values = values.astype(float) if kind in "iuf" else values.copy()
        values[absent] = np.array("NaT" if kind in "mM" else "NaN", dtype=values.dtype)
    return pd.Series(values, dtype=values.dtype, copy=False)


def _checked_facts(path: Path, table: str) -> dict[str, Any]:
    """What a file's metadata say of the build (see etl/targets/build.py), once its schema is known to be right."""
    if not path.is_file():
        raise TablesError(f"找不到数据表 {path.name}（目录 {path.parent.name}）。{_MEND}")
    try:
        schema = pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise TablesError(f"数据表 {path.name} 已损坏，无法读取。{_MEND}") from error
    for column in arrow_schema(table):
        if column.name not in schema.names:
            raise TablesError(f"数据表 {path.name} 缺少“{column.name}”列，与当前版本不符。{_MEND}")
        if schema.field(column.name).type != column.type:
            found = schema.field(column.name).type
            raise TablesError(f"数据表 {path.name} 的“{column.name}”列类型为 {found}，应为 {column.type}。{_MEND}")
    try:
        facts = dict(json.loads((schema.metadata or {})[METADATA_KEY]))
        facts["sources"]
    except (KeyError, ValueError, TypeError) as error:
        raise TablesError(f"数据表 {path.name} 没有文件来源信息。{_MEND}") from error
    return facts


def _year(source: dict[str, Any]) -> str:
    """The year of a document: the one that its title names, else in which it was published or its period begins."""
    named = re.search(r"(?<!\d)(?:19|20)\d\d(?=年)", source["title"])
    year = (named[0] if named else source.get("published") or source.get("period") or "")[:4]
    return f"{year}年" if year else NO_YEAR


def _create_views(connection: duckdb.DuckDBPyConnection, sources: list[dict[str, Any]]) -> None:
    """`targets` and `tasks`; where no department bears its region they are the files' own rows."""
    documents = [
        {"doc_id": source["id"], "region": source.get("region"), "national": source.get("national", ())}
        for source in sources
    ]
    if not call_offices(connection, documents):
        for table in ("targets", "tasks"):
            connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {table}_file")
        return
    connection.execute(
        """CREATE TABLE document_offices AS
           SELECT doc_id, map(list(name ORDER BY name), list(office ORDER BY name)) AS offices
           FROM office_name GROUP BY doc_id"""
    )
    for table in ("targets", "tasks"):
        connection.execute(
            f"""CREATE VIEW {table} AS SELECT {table}_file.* REPLACE (
                list_transform(departments, lambda name: coalesce(offices[name], name)) AS departments,
                coalesce(offices[lead], lead) AS lead)
            FROM {table}_file LEFT JOIN document_offices USING (doc_id)"""
        )


def _create_documents(connection: duckdb.DuckDBPyConnection, sources: list[dict[str, Any]]) -> None:
    titles = Counter(source["title"] for source in sources)
    rows = [
        {
            "doc_id": source["id"],
            "label": source["title"] if titles[source["title"]] == 1 else f"{source['title']}（{source['id']}）",
            **{name: source.get(name) for name in (*_DOCUMENT_TEXTS, "tasks", "targets")},
            "level": source.get("level", "未知"),
            "year": _year(source),
            "warnings": list(source.get("warnings_zh", [])),
            "position": position,
            "numerals": list(source.get("numerals", {}).items()),
        }
        for position, source in enumerate(sources)
    ]
    connection.register("sources", pa.Table.from_pylist(rows, schema=_DOCUMENTS))
    connection.execute("CREATE TABLE documents AS SELECT * FROM sources ORDER BY position")
    connection.unregister("sources")
