"""The database: versions, backups, one writer at a time; what is written stays, a killed process leaves whole acts."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from records_scenes import TEXTS, Scene

import records
from records import audit, database
from records.log import read_decisions

ROOT = Path(__file__).resolve().parent.parent
NEXT = '''"""A later schema, for a test."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("report", sa.Column("later", sa.Text))
'''
WRITER = """
import itertools, sys
from pathlib import Path
import records
out, name = Path(sys.argv[1]), sys.argv[2]
engine = records.open_database(out)
last = 0
for number in itertools.count(1):
    changes = {"value": number, "indicator": f"第{number}次"}
    made = records.decide(engine, out, [records.Proposal("correct", name, changes, last)], "张三")
    last = made[-1].id
    print(number, flush=True)
"""


def test_the_migrations_make_the_tables_that_the_code_knows(scene: Scene) -> None:
    with scene.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), database.METADATA) == []
        assert database.read_version(connection) == database.VERSION


@pytest.mark.parametrize("table", ["decision", "report", "audit"])
@pytest.mark.parametrize("change", ["UPDATE {} SET who = 'x'", "DELETE FROM {}"])
def test_what_was_written_is_never_changed(scene: Scene, table: str, change: str) -> None:
    scene.decide("confirm", "12个以上")
    target = scene.row("12个以上")
    progress = records.Progress("2024-01-31", "省教育厅", value=3, unit="个")
    records.report(scene.engine, target, progress, "张三")
    with pytest.raises(records.DatabaseError, match="append-only"), database.writing(scene.engine) as connection:
        connection.execute(sa.text(change.format(table)))
    assert [own.action for own in audit.entries(scene.engine)] == ["report", "confirm"]


def test_the_log_is_kept_with_the_act_or_not_at_all(scene: Scene) -> None:
    audit.note(scene.engine, "张三", "管理员", "sign in", "", {"from": "here"})
    with contextlib.suppress(ZeroDivisionError), database.writing(scene.engine) as connection:
        audit.note(connection, "张三", "", "lost", "", {})
        raise ZeroDivisionError
    (entry,) = audit.entries(scene.engine)
    assert (entry.who, entry.role, entry.action, entry.detail) == ("张三", "管理员", "sign in", {"from": "here"})


def test_a_killed_process_leaves_whole_acts(scene: Scene) -> None:
    name = scene.row("12个以上")["id"]
    records.open_database(scene.out)
    command = [sys.executable, "-c", WRITER, str(scene.out), name]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        time.sleep(0.013)
        writer.send_signal(signal.SIGKILL)
        printed = [int(line) for line in writer.stdout]
    made = read_decisions(scene.engine)
    acts: dict[str, list[str]] = {}
    for own in made:
        acts.setdefault(own.batch, []).append(own.field)
    assert len(acts) >= max([5, *printed])
    assert all(sorted(fields) == ["indicator", "value"] for fields in acts.values())
    assert len(acts) == len(audit.entries(scene.engine, 10_000))
    records.refresh(scene.out, scene.engine)
    assert scene.row("12个以上")["value"] == len(acts)
    scene.decide("confirm", "12个以上", seen=made[-1].id)


def test_of_two_sessions_on_one_row_one_is_told_and_nothing_is_lost(scene: Scene) -> None:
    name = scene.row("12个以上")["id"]
    records.open_database(scene.out)
    told: list[str] = []
    start = threading.Barrier(4)

    def decide(who: str) -> None:
        start.wait()
        try:
            records.decide(scene.engine, scene.out, [records.Proposal("correct", name, {"value": 20})], who)
        except records.ConflictError as conflict:
            told.append(conflict.chinese)

    sessions = [threading.Thread(target=decide, args=[f"第{number}人"]) for number in range(4)]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join()
    assert len(read_decisions(scene.engine)) == 1
    assert len(told) == 3


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrations with one more version."""
    migrations = tmp_path_factory.mktemp("later") / "migrations"
    shutil.copytree(database.MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "0002_later.py").write_text(NEXT, encoding="utf-8")
    return migrations


def set_later(monkeypatch: pytest.MonkeyPatch, migrations: Path) -> None:
    monkeypatch.setattr(database, "MIGRATIONS", migrations)
    monkeypatch.setattr(database, "VERSION", "0002")


def test_an_older_database_is_upgraded_after_a_copy_beside_it(
    scene: Scene, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.decide("confirm", "12个以上")
    is_file = scene.engine.dialect.name == "sqlite"
    scene.close()
    set_later(monkeypatch, later)
    if not is_file:
        with pytest.raises(records.DatabaseError, match="pg_dump") as refused:
            records.open_database(scene.out)
        assert "备份" in refused.value.chinese
        records.open_database(scene.out, upgrade=True)
    assert len(read_decisions(scene.engine)) == 1
    assert "later" in {column["name"] for column in sa.inspect(scene.engine).get_columns("report")}
    copies = list(scene.out.glob("records.0001-*.sqlite"))
    assert len(copies) == is_file
    for copy in copies:
        with closing(sqlite3.connect(copy)) as old:
            assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
            assert old.execute("SELECT count(*) FROM decision").fetchall() == [(1,)]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    scene: Scene, later: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.decide("confirm", "12个以上")
    scene.close()
    broken = f'{NEXT}    op.execute("SELECT nonsense FROM nowhere")\n'  # noqa: S608
    (later / "versions" / "0002_later.py").write_text(broken, encoding="utf-8")
    with monkeypatch.context() as patch:
        set_later(patch, later)
        with pytest.raises(records.DatabaseError, match="cannot be used"):
            records.open_database(scene.out, upgrade=True)
    assert len(read_decisions(scene.engine)) == 1
    assert "later" not in {column["name"] for column in sa.inspect(scene.engine).get_columns("report")}


def test_a_newer_database_is_refused_and_left_alone(scene: Scene, later: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.close()
    with monkeypatch.context() as patch:
        set_later(patch, later)
        records.open_database(scene.out, upgrade=True)
        scene.close()
    with pytest.raises(records.DatabaseError, match="newer program") as refused:
        records.open_database(scene.out, upgrade=True)
    assert "新版" in refused.value.chinese


@pytest.mark.parametrize(
    ("address", "said"),
    [("nonsense", "no database address"), ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
     ("imaginary://x/y", "cannot be used")],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_told_without_its_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(records.DatabaseError, match=said) as refused:
        records.open_database(folder)
    assert "secret" not in f"{refused.value}{refused.value.chinese}"


def test_a_file_that_is_no_database_is_told_and_left_alone(folder: Path) -> None:
    (folder / database.FILE).write_bytes(b"no database, but long enough to look like something" * 40)
    with pytest.raises(records.DatabaseError, match="cannot be used"):
        records.open_database(folder)
    assert (folder / database.FILE).read_bytes().startswith(b"no database")


def test_a_database_in_a_folder_without_writing_is_read_and_never_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit.note(records.open_database(folder), "张三", "校核", "confirm", "a", {})
    records.open_database(folder).dispose()
    database._engines.clear()
    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)  # root may write everywhere
    engine = records.find_database(folder)
    assert engine is not None
    assert [entry.who for entry in audit.entries(engine)] == ["张三"]
    with pytest.raises(records.RecordsError) as refused:
        audit.note(engine, "李四", "校核", "confirm", "a", {})
    assert "无法使用" in refused.value.chinese
    assert sorted(path.name for path in folder.iterdir()) == before
    engine.dispose()
    database._engines.clear()


def test_sqlite_writes_ahead_and_checks_what_refers_to_what(folder: Path) -> None:
    scene = Scene(folder, folder)
    with scene.engine.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
    assert asked == ["wal", 1]
    scene.close()


def test_the_command_line_builds_with_decisions_and_tells_of_a_database_that_cannot_be_used(folder: Path) -> None:
    scene = Scene(folder / "sources", folder / "data")
    scene.sources.mkdir()
    scene.write("plan", TEXTS)
    command = [sys.executable, "-m", "etl", "build", str(scene.sources), "--out", str(scene.out)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    assert (
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True, env=environment, text=True).returncode == 0
    )
    scene.decide("correct", "12个以上", {"value": 15})
    decided = scene.bytes()
    scene.close()
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, env=environment, text=True)
    assert (done.returncode, scene.bytes()) == (0, decided)
    environment["DATABASE_URL"] = "nonsense"
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, env=environment, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert scene.bytes() == decided
