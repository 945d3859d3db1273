"""The data behind the pages, kept for all sessions: one DuckDB connection, the frame of each query by its filter.

`frame(query.overview.headline, chosen)` runs a query of app/query once for each filter and state of the tables,
`made(figures.build_limits, limits, words, look)` draws a figure once. The tables lie in data/, or in the folder named
by the environment variable POLICY_TARGETS_DATA. A rebuilt table is noticed at the next run of a page: the files' inode,
size and time of change belong to every result's key.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections.abc import Callable, Hashable
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import duckdb
import streamlit as st

from app.query import listings, tables
from app.query.tables import HalfBuiltError, TablesError
from app.screen.shared import Shelf

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "POLICY_TARGETS_DATA"
ADDRESS_VARIABLE = "POLICY_TARGETS_URL"
IMPORT_VARIABLE = "POLICY_TARGETS_IMPORT"
PATIENCE = 3.0
"""Seconds for which a run waits for a build to put the rest of its files in place."""
Given = ParamSpec("Given")
Made = TypeVar("Made")
Marks = tuple[tuple[str, int, int, int], ...]
_OPENED, _FRAMES, _MADE = Shelf(2), Shelf(600), Shelf(600)


def folder() -> Path:
    """Where the tables are."""
    return Path(os.environ.get(DATA_VARIABLE) or ROOT / "data")


def check_tables() -> Marks:
    """Open the tables, and give their state; or tell the reader what is wrong with them, and stop the page.

    A build puts its files in place one after another: a run that comes between them waits.
    """
    until = time.monotonic() + PATIENCE
    while True:
        seen = tables.fingerprint(folder())
        try:
            _open(folder(), seen)
        except TablesError as error:
            if isinstance(error, HalfBuiltError) and time.monotonic() < until:
                time.sleep(0.05)
                continue
            st.error(str(error), title="数据无法使用")
            st.stop()
        return seen


def draw_again_if_rebuilt(seen: Marks) -> None:
    """Run the page again where the tables are no longer those that it began with: nobody is to see half of each."""
    if tables.fingerprint(folder()) != seen:
        st.rerun()


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
    """Whether a reader may add documents: unless the environment variable POLICY_TARGETS_IMPORT is `off`."""
    return os.environ.get(IMPORT_VARIABLE, "").strip().lower() != "off"


def now() -> str:
    """The time of day on the server, as ISO text."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def built() -> datetime | None:
    """When the file of targets was written, in the server's time zone; None where there is none."""
    path = folder() / "targets.parquet"
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone() if path.is_file() else None


def _open(path: Path, marks: Marks) -> duckdb.DuckDBPyConnection:
    """One connection for each state of the tables; the state before is kept for runs that still use it."""
    return _OPENED.get((path, marks), lambda: tables.open_tables(path))
