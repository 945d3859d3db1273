"""What a build has read so far, kept beside the tables until they are written: a build that was ended goes on from it.

A file a document, named by what its rows are made from (`earlier.made_from`), so that nothing that has changed since is
taken; three Arrow streams, the document's facts as JSON in the first. Whoever holds the lock of the folder
(`parquet.TableWriter`) writes here, and clears it once the tables are there.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.schema import TABLES

FOLDER = ".read"
"""The hidden folder beside the tables."""
_FACTS = b"facts"


class Journal:
    """The documents that were read for the tables in a folder and are not in them yet."""

    def __init__(self, out: Path) -> None:
        self._folder = out / FOLDER

    def holds(self, made: str) -> bool:
        """Was a document made from this read before?"""
        return self._path(made).exists()

    def keep(self, made: str, facts: dict[str, Any], tables: dict[str, pa.Table]) -> None:
        """Keep a document's facts and tables. A disk that is full leaves the document out, which is then read again."""
        path = self._path(made)
        half = path.with_suffix(".half")
        sink = pa.BufferOutputStream()  # one write a document: a column is many small ones
        for number, table in enumerate(TABLES):
            noted = {_FACTS: json.dumps(facts, ensure_ascii=False)} if number == 0 else None
            rows = tables[table].replace_schema_metadata(noted)
            with pa.ipc.new_stream(sink, rows.schema) as stream:
                stream.write_table(rows)
        with contextlib.suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            half.write_bytes(sink.getvalue())
            half.replace(path)

    def take(self, made: str) -> tuple[dict[str, Any], dict[str, pa.Table]] | None:
        """A document's facts and tables; None where the file is damaged."""
        tables: dict[str, pa.Table] = {}
        facts: dict[str, Any] = {}
        try:
            with pa.OSFile(str(self._path(made)), "rb") as source:
                for table in TABLES:
                    with pa.ipc.open_stream(source) as stream:
                        rows = stream.read_all()
                    facts = facts or json.loads((rows.schema.metadata or {}).get(_FACTS, b"{}"))
                    tables[table] = rows.replace_schema_metadata(None)
        except (OSError, pa.ArrowException, ValueError):
            return None
        return (facts, tables) if facts else None

    def clear(self) -> None:
        """Forget everything: the tables are there."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, made: str) -> Path:
        return self._folder / f"{made}.arrow"
