"""The data behind the pages, cached: one DuckDB connection, and the frame of each query by its filter.

`frame(query.overview.headline, chosen)` runs a query of app/query once for each filter and state of
the tables. They lie in data/, or in the folder named by the environment variable POLICY_TARGETS_DATA. A rebuilt table
is noticed at the next run of a page: the files' inode, size and time of change belong to every cache's key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import streamlit as st

from app.query import listings, tables
from app.query.tables import TablesError

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "POLICY_TARGETS_DATA"
ADDRESS_VARIABLE = "POLICY_TARGETS_URL"
IMPORT_VARIABLE = "POLICY_TARGETS_IMPORT"
_UNUSABLE = "数据无法使用"
Given = ParamSpec("Given")
Made = TypeVar("Made")
Marks = tuple[tuple[str, int, int, int], ...]


def folder() -> Path:
    """Where the tables are."""
    return Path(os.environ.get(DATA_VARIABLE) or ROOT / "data")


def check_tables() -> None:
    """Open the tables, or tell the reader what is wrong with them and how to mend it, and stop the page."""
    try:
        connection()
    except TablesError as error:
        st.error(str(error), title=_UNUSABLE)
        st.stop()


@contextmanager
def telling_damage() -> Iterator[None]:
    """Tell the reader where a query fails over rows that cannot be read; other faults of a query are none of these."""
    try:
        yield
    except duckdb.Error:
        damage = tables.find_damage(folder())
        if damage is None:
            raise
        st.error(str(damage), title=_UNUSABLE)


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
    """Whether a reader may add documents: unless the environment variable POLICY_TARGETS_IMPORT is `off`."""
    return os.environ.get(IMPORT_VARIABLE, "").strip().lower() != "off"


def now() -> str:
    """The time of day on the server, as ISO text."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def built() -> datetime | None:
    """When the file of targets was written, in the server's time zone; None where there is none."""
    path = folder() / "targets.parquet"
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone() if path.is_file() else None


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
