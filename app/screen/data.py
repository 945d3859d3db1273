"""The data behind the pages, kept for all sessions: one DuckDB connection, the frame of each query by its filter.

`frame(query.overview.headline, chosen)` runs a query of app/query once for each filter and state of the tables,
`made(figures.build_limits, limits, words, look)` draws a figure once. The tables lie in data/, or where the
environment variable TARGETS_DATA says: a folder, plain or partitioned, a targets.parquet, or the address of an object
store, of which a copy is kept here (app/query/remote.py). A rebuilt table is noticed at the next run of a page, one of
an object store within seconds: the files' inode, size and time of change belong to every result's key.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import streamlit as st

from app.query import listings, remote, tables
from app.query.tables import HalfBuiltError, TablesError
from app.screen.shared import Shelf
from etl.schema import POINTER

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "TARGETS_DATA"
FORMER_DATA_VARIABLE = "POLICY_TARGETS_DATA"
ADDRESS_VARIABLE = "POLICY_TARGETS_URL"
IMPORT_VARIABLE = "POLICY_TARGETS_IMPORT"
PATIENCE = 3.0
"""Seconds for which a run waits for a build to put the rest of its files in place."""
_UNUSABLE = "数据无法使用"
Given = ParamSpec("Given")
Made = TypeVar("Made")
Marks = tuple[tuple[str, int, int, int], ...]
_OPENED, _FRAMES, _MADE = Shelf(2), Shelf(600), Shelf(600)


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


def check_tables() -> Marks:
    """Open the tables, and give their state; or tell the reader what is wrong and how to mend it, and stop the page.

    A build puts its files in place one after another: a run that comes between them waits.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            path = folder()
            seen = tables.fingerprint(path)
            _open(path, seen)
        except TablesError as error:
            if isinstance(error, HalfBuiltError) and time.monotonic() < until:
                time.sleep(0.05)
                continue
            st.error(str(error), title=_UNUSABLE)
            st.stop()
        if is_copy() and _copy_of(place()).trouble:
            st.warning(f"数据地址 {place()} 暂时无法读取，以下为此前取得的数据。请管理员检查网络和访问凭据。")
        return seen


def draw_again_if_rebuilt(seen: Marks) -> None:
    """Run the page again where the tables are no longer those that it began with: nobody is to see half of each."""
    if tables.fingerprint(folder()) != seen:
        st.rerun()


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
    """What a query gives, from what is kept where the same was asked before."""
    path = folder()
    marks = tables.fingerprint(path)
    key: Hashable = (f"{query.__module__}.{query.__qualname__}", path, marks, args, tuple(sorted(kwargs.items())))
    try:
        hash(key)
    except TypeError:  # reports and the like, by what they hold
        key = repr(key)
    return _FRAMES.get(key, lambda: query(_open(path, marks), *args, **kwargs))


def made(build: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Made:
    """What a function of app/say or app/draw makes of frames and words, from what is kept: figures, tables, HTML.

    The function's name and all that it is given are the key, so that its result must depend on nothing else.
    """
    given = pickle.dumps((build.__module__, build.__qualname__, args, kwargs))
    return _MADE.get(hashlib.sha256(given).digest(), lambda: build(*args, **kwargs))


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


def _open(path: Path, marks: Marks) -> duckdb.DuckDBPyConnection:
    """One connection for each state of the tables; the state before is kept for runs that still use it."""
    return _OPENED.get((path, marks), lambda: tables.open_tables(path))
