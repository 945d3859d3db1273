"""What one file holds, as the tables would have it; nothing is stored. For the command line and for an import."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.documents import Listing, Source
from etl.documents.sources import hash_file
from etl.judging.judge import find_installed
from etl.offices.names import is_office
from etl.schema import TABLES
from etl.targets.build import read_one


def describe(path: Path, known: Mapping[str, str | None], out: Path) -> dict[str, Any]:
    """`facts` of the document as in the tables' metadata, its rows by table, and `unknown`: names that are no office.

    `known` are facts that go before what the file says, as in sources.toml; `out` is the folder of tables, whose own
    weights are used where it has some. A file without rows has facts of its own: fault, reason, reason_zh.
    """
    source = Source(path.name, "preview", **known)
    built = read_one(Listing(path, source, hash_file(path)), find_installed(out))
    if built.tables is None:
        return {"facts": built.facts}
    rows = {table: built.tables[table].to_pylist() for table in TABLES}
    named = dict.fromkeys(name for task in rows["tasks"] for name in task["departments"])
    return {"facts": built.facts, **rows, "unknown": [name for name in named if not is_office(name)]}
