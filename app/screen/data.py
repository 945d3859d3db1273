"""The data behind the pages, cached: one DuckDB connection, and the frame of each query by its filter.

`frame(query.overview.headline, chosen)` runs a query of app/query once for each filter and state of
the tables. They lie in data/, or where the environment variable TARGETS_DATA says: a folder, plain or partitioned, a
targets.parquet, or the address of an object store, of which a copy is kept here (app/query/remote.py). A rebuilt table
is noticed at the next run of a page, one of an object store within seconds: the files' inode, size and time of change
belong to every cache's key.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import streamlit as st

from app.query import listings, remote, tables
from app.query.tables import TablesError
from etl.schema import POINTER

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "TARGETS_DATA"
FORMER_DATA_VARIABLE = "POLICY_TARGETS_DATA"
ADDRESS_VARIABLE = "POLICY_TARGETS_URL"
IMPORT_VARIABLE = "POLICY_TARGETS_IMPORT"
Given = ParamSpec("Given")
Made = TypeVar("Made")
Marks = tuple[tuple[str, int, int, int], ...]


def place() -> str:
    """The folder or the address of the tables, as it was given."""
    return os.environ.get(DATA_VARIABLE) or os.environ.get(FORMER_DATA_VARIABLE) or str(ROOT / "data")


def folder() -> Path:
    """The folder of this machine that holds the tables. Raises TablesError where an address cannot be reached."""
    given = place()
    if is_copy():
        return _copy_of(given).folder(time.monotonic())
    path = Path(given)
    return path.parent if path.suffix == ".parquet" and path.is_file() else path


def is_copy() -> bool:
    """Are the tables those of an object store? What is put into their folder here would then not stay."""
    return remote.is_remote(place())


def keeps_records() -> bool:
    """Can what people decide be kept: beside the tables, or in the database that DATABASE_URL names?"""
    from records.database import URL_VARIABLE  # only where it is asked: it loads the database's libraries

    return not is_copy() or bool(os.environ.get(URL_VARIABLE))


def check_tables() -> None:
    """Open the tables, or tell the reader what is wrong with them and how to mend it, and stop the page."""
    try:
        connection()
    except TablesError as error:
        st.error(str(error), title="数据无法使用")
        st.stop()
    if is_copy() and _copy_of(place()).trouble:
        st.warning(f"数据地址 {place()} 暂时无法读取，以下为此前取得的数据。请管理员检查网络和访问凭据。")


def connection() -> duckdb.DuckDBPyConnection:
    """The connection to the tables as they are now. Raises TablesError."""
    return _open(folder(), tables.fingerprint(folder()))


def frame(
    query: Callable[Concatenate[duckdb.DuckDBPyConnection, Given], Made], /, *args: Given.args, **kwargs: Given.kwargs
) -> Made:
    """What a query gives, from the cache where the same was asked before."""
    marks = tables.fingerprint(folder())
    name = f"{query.__module__}.{query.__qualname__}"
    key = repr((str(folder()), args, sorted(kwargs.items())))
    return _cached(name, key, marks, query, args, kwargs)  # type: ignore[no-any-return]


def options() -> dict[str, tuple[str, ...]]:
    """The values that each list of the filter can have (see listings.options)."""
    return frame(listings.options)


def accuracy() -> dict[str, Any] | None:
    """The published accuracy; None where there is none."""
    return tables.read_accuracy(folder())


def public_address() -> str:
    """The address at which others reach this dashboard, for links and QR codes on slides; "" where none is set.

    It comes from the environment variable POLICY_TARGETS_URL.
    """
    return os.environ.get(ADDRESS_VARIABLE, "").strip()


def may_import() -> bool:
    """Whether a reader may add documents: unless the environment variable POLICY_TARGETS_IMPORT is `off`.

    Nor to an object store, where a build elsewhere writes the tables.
    """
    return not is_copy() and os.environ.get(IMPORT_VARIABLE, "").strip().lower() != "off"


def now() -> str:
    """The time of day on the server, as ISO text."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def built() -> datetime | None:
    """When the tables were written, in the server's time zone; None where there is none."""
    for path in (folder() / POINTER, folder() / "targets.parquet"):
        if path.is_file():
            return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return None


@st.cache_resource(show_spinner=False)
def _copy_of(address: str) -> remote.Copy:
    return remote.Copy(address, os.environ)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: Path, marks: Marks) -> duckdb.DuckDBPyConnection:
    """One connection for each state of the tables; the state before is kept for runs that still use it."""
    del marks
    return tables.open_tables(path)


@st.cache_data(max_entries=600, show_spinner=False)
def _cached(name: str, key: str, marks: Marks, _query: Any, _args: Any, _kwargs: Any) -> Any:
    """Name, arguments and the tables' state are the key: what a query gives depends on nothing else."""
    del name, key
    return _query(_open(folder(), marks), *_args, **_kwargs)
