"""The database of what people decide and report: SQLite beside the tables, or the PostgreSQL that DATABASE_URL names.

In: the folder of the tables. Out: an Engine on a database of this version's schema. A fresh one is made; an older one
is upgraded, SQLite after a copy beside it, PostgreSQL only by `python -m records upgrade`, since its backup is for its
administrator to make; a newer one is refused. The clock and the environment are read here for the whole package.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import sqlalchemy as sa
from sqlalchemy import event

from records.errors import DatabaseError

FILE = "records.sqlite"
URL_VARIABLE = "DATABASE_URL"
MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "0001"
"""The newest revision in migrations/versions: the schema that this code reads and writes."""

WAIT_SECONDS = 20
_ADVISORY_KEY = 7_204_119
"""PostgreSQL: whoever writes holds this lock, so that what is looked at before a write still holds with it."""

METADATA = sa.MetaData()
_JSON = sa.JSON(none_as_null=True)
DECISION = sa.Table(
    "decision",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(32), nullable=False, unique=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("target_id", sa.String(12), nullable=False, index=True),
    sa.Column("doc_id", sa.Text, nullable=False, index=True),
    sa.Column("task_no", sa.Text, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("field", sa.String(40), nullable=False),
    sa.Column("old", _JSON),
    sa.Column("new", _JSON),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("undoes", sa.Integer, sa.ForeignKey("decision.id"), index=True),
    sa.Column("batch", sa.String(32), nullable=False, index=True),
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
)
MACHINE_ROW = sa.Table(
    "machine_row",
    METADATA,
    sa.Column("target_id", sa.String(12), primary_key=True),
    sa.Column("doc_id", sa.Text, nullable=False, index=True),
    sa.Column("in_table", sa.String(10), nullable=False),
    sa.Column("row", _JSON, nullable=False),
    sa.Column("current", sa.Boolean, nullable=False),
)
REPORT = sa.Table(
    "report",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("target_id", sa.String(12), nullable=False, index=True),
    sa.Column("doc_id", sa.Text, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("as_of", sa.String(10), nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("unit", sa.Text),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
)
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", _JSON, nullable=False),
)

_engines: dict[str, sa.Engine] = {}
_opening = threading.Lock()


def now() -> str:
    """This moment in UTC, as the tables hold it: ISO text that sorts by time."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def find_database(folder: Path) -> sa.Engine | None:
    """The database that belongs to the tables in `folder`; None where nothing was ever recorded there."""
    if not os.environ.get(URL_VARIABLE) and not (folder / FILE).exists():
        return None
    return open_database(folder)


def open_database(folder: Path, *, upgrade: bool = False) -> sa.Engine:
    """The database that belongs to the tables in `folder`, made where there is none.

    `upgrade`: an older PostgreSQL schema is upgraded too. Raises DatabaseError.
    """
    url = find_url(folder)
    key = url.render_as_string(hide_password=False)
    with _opening:
        engine = _engines.get(key)
        if (
            engine is not None
            and url.database
            and url.get_backend_name() == "sqlite"
            and not Path(url.database).exists()
        ):
            engine.dispose()
            engine = None
        if engine is None:
            engine = _engines[key] = _open(url, upgrade=upgrade)
        return engine


def find_url(folder: Path) -> sa.URL:
    """Where the database is: DATABASE_URL, else the SQLite file in `folder`. Raises DatabaseError where it is none."""
    given = os.environ.get(URL_VARIABLE, "").strip()
    if not given:
        return sa.URL.create("sqlite", database=str((folder / FILE).resolve()))
    try:
        url = sa.make_url(given)
    except sa.exc.ArgumentError as error:
        raise DatabaseError(
            f"{URL_VARIABLE} is no database address: write postgresql://USER:PASSWORD@HOST:PORT/NAME, or unset it",
            f"环境变量 {URL_VARIABLE} 不是数据库地址：请写成 postgresql://用户:密码@主机:端口/库名，或取消设置",
        ) from error
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection to read from. Raises DatabaseError where the database fails."""
    with _telling(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that writes: nobody else writes meanwhile; all of it is kept or, on an exception, none of it.

    Raises DatabaseError where the database fails.
    """
    with _telling(engine.url), engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_KEY)))
        yield connection


def read_version(connection: sa.Connection) -> str | None:
    """The revision of a database's schema; None where it holds none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def _open(url: sa.URL, *, upgrade: bool) -> sa.Engine:
    with ExitStack() as undone, _telling(url):
        engine = _make_engine(url)
        undone.callback(engine.dispose)
        with engine.connect() as connection:
            version = read_version(connection)
        if version != VERSION:
            _migrate(engine, url, upgrade=upgrade)
        undone.pop_all()
    return engine


@contextmanager
def _telling(url: sa.URL) -> Iterator[None]:
    """What the database's own errors come to: one DatabaseError that names it, without its password."""
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, sa.exc.NoSuchModuleError, ImportError) as error:
        fixed = "immutable" in url.query
        shown = unquote(str(url.database).removeprefix("file:")) if fixed else url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        raise DatabaseError(
            f"the database {shown} cannot be used: {reason}",
            f"数据库 {shown} 无法使用：{reason}。请检查该地址、权限和磁盘空间；未完成的操作没有写入",
        ) from error


def _make_engine(url: sa.URL) -> sa.Engine:
    fixed = _is_fixed(url)
    engine = sa.create_engine(
        _as_fixed(url) if fixed else url, json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
        **({"poolclass": sa.NullPool} if fixed else {"pool_pre_ping": True}),
    )  # fmt: skip
    if engine.dialect.name == "sqlite":
        if not fixed:
            event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_fixed(url: sa.URL) -> bool:
    """Whether a SQLite file lies in a folder where nothing can be written, so that nobody is writing to it either."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return False
    path = Path(url.database)
    return path.exists() and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()


def _as_fixed(url: sa.URL) -> sa.URL:
    """The address of such a file: SQLite then makes no files beside it, and refuses every write."""
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    return sa.URL.create("sqlite", database=f"file:{quote(str(url.database))}", query=query)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: _begin_sqlite does
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={WAIT_SECONDS * 1000}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """A transaction that will write takes its lock at once: what it reads first cannot be overtaken."""
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN DEFERRED"
    )


def _migrate(engine: sa.Engine, url: sa.URL, *, upgrade: bool) -> None:
    """Bring the schema to VERSION, in one transaction that no other process shares."""
    from alembic import command
    from alembic.config import Config

    with writing(engine) as connection:
        version = read_version(connection)
        if version == VERSION:  # another process has done it meanwhile
            return
        if version is not None and version > VERSION:
            raise DatabaseError(
                f"the database has schema {version}, this program knows up to {VERSION}: use the newer program",
                f"数据库的结构版本为 {version}，本程序只认识到 {VERSION}：请改用新版程序，数据未作任何改动",
            )
        if version is not None and engine.dialect.name == "sqlite":
            _copy_beside(Path(str(url.database)), version)
        elif version is not None and not upgrade:
            raise DatabaseError(
                f"the database has schema {version}, this program needs {VERSION}: "
                "make a backup (pg_dump), then run: python -m records upgrade",
                f"数据库的结构版本为 {version}，本程序需要 {VERSION}：请管理员先备份（pg_dump），"
                "再运行 python -m records upgrade",
            )
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, VERSION)


def _copy_beside(path: Path, version: str) -> Path:
    """A whole copy of a SQLite database before its upgrade, beside it: records.0001-20260101T080000.sqlite."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    copy = path.with_name(f"{path.stem}.{version}-{stamp}{path.suffix}")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    return copy
