"""The three tables under what people decided: while a build writes them, and after a decision without a build.

In: a folder of tables and the database that belongs to it. Out: rows as decided, written as a build writes them, byte
for byte. The tables' metadata then holds `decisions`: `documents` (by id: `state`, a digest of the decisions in force
on it, and `applied`, their number by kind) and `pending` (those that were not applied: decision, target_id, doc_id,
task_no, cause, reason, nearest: the row of now that is most like its own, or null). Without decisions in force nothing
is added.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from etl.schema import POINTER, TABLES
from etl.targets.build import Built
from etl.targets.parquet import OutputBusyError, TableWriter, pack_rows, read_metadata
from etl.targets.partitions import open_dataset
from etl.targets.stored import StoredRows
from records.database import MACHINE_ROW, find_database, reading, writing
from records.errors import BusyError, DatabaseError
from records.log import read_decisions
from records.replay import IDS, Decision, MachineRow, Row, Rows, apply, find_nearest, find_standing, restore

BUSY_SECONDS = 30.0
"""How long a refresh waits for a build, or another refresh, to end."""

_MANY = 500


class Loaded(NamedTuple):
    """A document as the tables hold it: its facts in their metadata, its rows by table."""

    facts: Row
    rows: Rows


class Replay:
    """What a build asks for each document: the decisions on it, applied. `finish` when the tables are written."""

    def __init__(self, engine: sa.Engine, doc_ids: Collection[str] | None = None) -> None:
        """`doc_ids`: the documents of which it will be asked; None: all."""
        self._engine = engine
        with reading(engine) as connection:
            self._standing = find_standing(read_decisions(connection, bare=True))
            made = find_standing(read_decisions(connection, doc_ids=doc_ids))
            self._machine = read_machine_rows(connection, doc_ids)
        self._of = _by_document(made)
        self._made: dict[str, tuple[str, MachineRow | None]] = {}
        self._documents: dict[str, Row] = {}
        self._pending: list[Row] = []
        self._seen: set[str] = set()

    def decide(self, built: Built, *, kept: bool) -> Built:
        """A document's rows under its decisions; `kept`: they are an earlier build's, which had some applied."""
        doc_id = built.facts["id"]
        self._seen.add(doc_id)
        decisions, machine = self._of.get(doc_id, []), self._machine.get(doc_id, {})
        if built.tables is None or not (decisions or machine):
            return built
        rows: Rows = {table: own.to_pylist() for table, own in built.tables.items()}
        if kept:
            rows = restore(rows, machine)
        else:
            found = by_id(rows)
            names = dict.fromkeys([*machine, *find_touched(decisions)])
            self._made.update({name: (doc_id, found.get(name)) for name in names})
        result = apply(rows, decisions, built.facts)
        if decisions:
            applied = dict(sorted(Counter(own.kind for own in result.applied).items()))
            self._documents[doc_id] = {"state": find_state(decisions), "applied": applied}
        for decision, cause, reason in result.pending:
            self._pending.append(_describe(decision, cause, reason, find_nearest(decision, rows)))
        return _pack(built, result.rows)

    def leave(self, doc_id: str, before: Mapping[str, Any]) -> None:
        """Take a document's counts and pending decisions from the metadata of tables in which its rows stay."""
        self._seen.add(doc_id)
        if doc_id in before.get("documents", {}):
            self._documents[doc_id] = before["documents"][doc_id]
        self._pending += [own for own in before.get("pending", []) if own["doc_id"] == doc_id]

    def metadata(self) -> dict[str, Any]:
        """What the tables' metadata says of the decisions."""
        if not self._standing:
            return {}
        gone = "该文件已不在数据中"
        missing = [_describe(own, "gone", gone, None) for own in self._standing if own.doc_id not in self._seen]
        pending = sorted([*self._pending, *missing], key=lambda own: own["decision"])
        return {"decisions": {"documents": self._documents, "pending": pending}}

    def finish(self, folder: Path) -> None:
        """Keep the machine's rows of this build under the decisions; take in what was decided while it ran."""
        with writing(self._engine) as connection:
            standing = find_standing(read_decisions(connection))
            known = {decision.id for decision in self._standing}
            late = set(find_touched(own for own in standing if own.id not in known)) - set(self._made)
            made = {name: row for own in load(folder, late).values() for name, row in by_id(own.rows).items()}
            taken = {name: (made[name].row["doc_id"], made[name]) for name in late if name in made}
            keep_machine_rows(connection, self._made | taken)
        if not is_fresh(folder, self._engine):
            refresh(folder, self._engine, ())


def open_replay(folder: Path) -> Replay | None:
    """What a build of `folder` asks for decisions; None where nothing was ever recorded. Raises DatabaseError."""
    engine = find_database(folder)
    return None if engine is None else Replay(engine)


def refresh(folder: Path, engine: sa.Engine, target_ids: Collection[str] | None = None) -> None:
    """Bring the tables up to the decisions in force, without a build: the documents of these targets, None: of all.

    Other documents whose decisions the tables do not hold yet are brought up too. The files are as a build with the
    same decisions writes them. Raises BusyError where a build runs for longer than BUSY_SECONDS: the decision is
    kept, and the tables take it in when that build ends.
    """
    with _wait_for(folder) as writer:
        metadata, stored = read_metadata(folder), StoredRows(folder)
        renewed = {facts["id"] for facts in metadata["sources"]}
        if target_ids is not None:
            renewed = _find_documents(engine, folder, target_ids) | _find_stale(metadata, engine)
        before = metadata.pop("decisions", {})
        replay = Replay(engine, renewed)
        for facts in metadata["sources"]:
            own = stored.of(facts["id"])
            if facts["id"] in renewed:
                built = replay.decide(Built(facts, own), kept=True)
                facts.update(built.facts)
                own = built.tables or own
            else:
                replay.leave(facts["id"], before)
            writer.write(own)
        metadata.pop("build")
        writer.commit(metadata | replay.metadata(), partitioned=(folder / POINTER).exists())


def is_fresh(folder: Path, engine: sa.Engine) -> bool:
    """Whether the tables hold the decisions in force: not after a decision whose refresh was stopped."""
    return not _find_stale(read_metadata(folder), engine)


def _find_stale(metadata: Mapping[str, Any], engine: sa.Engine) -> set[str]:
    """The documents of which the tables, with this metadata, do not hold the decisions in force."""
    held = metadata.get("decisions", {}).get("documents", {})
    force = _by_document(find_standing(read_decisions(engine, bare=True)))
    wanted = {doc_id: find_state(own) for doc_id, own in force.items()}
    documents = {facts["id"] for facts in metadata["sources"]}
    return {own for own in documents if held.get(own, {}).get("state") != wanted.get(own)}


def load(folder: Path, target_ids: Collection[str], doc_ids: Collection[str] = ()) -> dict[str, Loaded]:
    """The documents that hold rows with these identifiers, and those named, by id.

    Raises DatabaseError where the tables cannot be read.
    """
    try:
        return _load(folder, target_ids, doc_ids)
    except (OSError, pa.ArrowException) as error:
        raise DatabaseError(
            f"the tables in {folder} cannot be read: {error}", f"{folder} 中的数据表无法读取，请重新生成：{error}"
        ) from error


def _load(folder: Path, target_ids: Collection[str], doc_ids: Collection[str]) -> dict[str, Loaded]:
    wanted = {*doc_ids, *find_documents(folder, target_ids)}
    documents = {
        facts["id"]: Loaded(facts, {table: [] for table in TABLES})
        for facts in read_metadata(folder)["sources"]
        if facts["id"] in wanted
    }
    if documents:
        stored = StoredRows(folder)
        for doc_id, loaded in documents.items():
            loaded.rows.update({table: rows.to_pylist() for table, rows in stored.of(doc_id).items()})
    return documents


def find_documents(folder: Path, target_ids: Collection[str]) -> set[str]:
    """The documents that hold rows with these identifiers."""
    found: set[str] = set()
    for table, name in IDS.items() if target_ids else ():
        rows = open_dataset(folder, table).to_table(["doc_id"], filter=pc.field(name).isin(list(target_ids)))
        found.update(rows["doc_id"].to_pylist())
    return found


def find_touched(decisions: Iterable[Decision]) -> list[str]:
    """The identifiers of all rows that decisions move or change."""
    touched: dict[str, None] = {}
    for decision in decisions:
        touched[decision.target_id] = None
        if decision.kind in ("promote", "add"):
            touched.update(dict.fromkeys(decision.new["absorbs"]))
    return list(touched)


def _by_document(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    own: dict[str, list[Decision]] = {}
    for decision in decisions:
        own.setdefault(decision.doc_id, []).append(decision)
    return own


def find_state(standing: Iterable[Decision]) -> str:
    """A digest of the decisions in force."""
    return sha256("\n".join(decision.key for decision in standing).encode()).hexdigest()[:12]


def by_id(rows: Rows) -> dict[str, MachineRow]:
    """A document's targets and entries by identifier, with the table that holds them."""
    return {row[name]: MachineRow(table, row) for table, name in IDS.items() for row in rows[table]}


def read_machine_rows(place: sa.Connection, doc_ids: Collection[str] | None = None) -> dict[str, dict[str, MachineRow]]:
    """The machine's rows that are kept, of documents as they are now, by document and identifier."""
    query = sa.select(MACHINE_ROW).where(MACHINE_ROW.c.current)
    if doc_ids is not None:
        query = query.where(MACHINE_ROW.c.doc_id.in_(doc_ids))
    kept: dict[str, dict[str, MachineRow]] = {}
    for own in place.execute(query.order_by(MACHINE_ROW.c.target_id)).mappings():
        row = dict(own["row"])
        if row.get("due_date"):
            row["due_date"] = date.fromisoformat(row["due_date"])
        kept.setdefault(own["doc_id"], {})[own["target_id"]] = MachineRow(own["in_table"], row)
    return kept


def keep_machine_rows(connection: sa.Connection, rows: Mapping[str, tuple[str, MachineRow | None]]) -> None:
    """Keep the machine's rows under decisions, by identifier with their document; None: the row is no more.

    The last row of one that is gone stays, as what a pending decision was made on.
    """
    names = list(rows)
    known: set[str] = set()
    for at in range(0, len(names), _MANY):
        part = names[at : at + _MANY]
        known.update(connection.scalars(sa.select(MACHINE_ROW.c.target_id).where(MACHINE_ROW.c.target_id.in_(part))))
    gone = [name for name in names if rows[name][1] is None and name in known]
    there = [(name, doc_id, made) for name, (doc_id, made) in rows.items() if made is not None]
    values = [
        {
            "name": name,
            "target_id": name,
            "doc_id": doc_id,
            "in_table": made.table,
            "row": _plain(made.row),
            "current": True,
        }
        for name, doc_id, made in there
    ]
    renew = MACHINE_ROW.update().where(MACHINE_ROW.c.target_id == sa.bindparam("name"))
    if gone:
        connection.execute(renew.values(current=False), [{"name": name} for name in gone])
    if old := [value for value in values if value["target_id"] in known]:
        connection.execute(
            renew.values({name: sa.bindparam(name) for name in ("doc_id", "in_table", "row", "current")}), old
        )
    if new := [value for value in values if value["target_id"] not in known]:
        connection.execute(MACHINE_ROW.insert(), [{k: v for k, v in value.items() if k != "name"} for value in new])


def _plain(row: Row) -> Row:
    """A row that JSON can hold."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _pack(built: Built, rows: Rows) -> Built:
    facts = built.facts | {
        "targets": len(rows["targets"]),
        "mentions": len(rows["targets"]) + len(rows["ledger"]),
    }
    return replace(built, facts=facts, tables={table: pack_rows(table, rows[table]) for table in TABLES})


def _describe(decision: Decision, cause: str, reason: str, nearest: str | None) -> Row:
    return {
        "decision": decision.id, "target_id": decision.target_id, "doc_id": decision.doc_id,
        "task_no": decision.task_no, "cause": cause, "reason": reason, "nearest": nearest,
    }  # fmt: skip


def _find_documents(engine: sa.Engine, folder: Path, target_ids: Collection[str]) -> set[str]:
    """The documents of these identifiers, as the tables hold them and as they were when decided on."""
    found = find_documents(folder, target_ids)
    with reading(engine) as connection:
        found.update(
            connection.scalars(sa.select(MACHINE_ROW.c.doc_id).where(MACHINE_ROW.c.target_id.in_(list(target_ids))))
        )
    return found


@contextmanager
def _wait_for(folder: Path) -> Iterator[TableWriter]:
    """The writer of a folder, as soon as no other holds it. Raises BusyError after BUSY_SECONDS."""
    until = time.monotonic() + BUSY_SECONDS
    with ExitStack() as stack:
        while True:
            try:
                writer = stack.enter_context(TableWriter(folder))
                break
            except OutputBusyError as error:
                if time.monotonic() > until:
                    raise BusyError(
                        f"the decisions are kept; the tables show them later: {error}",
                        "您的决定已经保存；数据正在重新生成，完成后自动显示",
                    ) from error
                time.sleep(0.05)
        yield writer
