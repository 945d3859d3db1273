"""The command line of the records: `python -m records export | import | pending | history | audit | train | upgrade`.

Exit codes: 0 done, 1 decisions are pending (`pending`), 2 nothing was done: usage, a file or the database.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path

from etl import SourceError
from etl.tools.learning.arguments import add_arguments
from records import audit, exchange
from records.database import find_database, open_database
from records.decisions import history
from records.errors import RecordsError
from records.pending import find_pending
from records.replay import Decision
from records.tables import refresh

DATA, SOURCES = Path("data"), Path("data/sources")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _make_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code: int = options.run(options)
    except (RecordsError, SourceError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return code


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m records", description="What people decided and reported beside the machine's reading."
    )
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help=f"the tables (default: {DATA})")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("export", help="write all decisions to a CSV file")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.set_defaults(run=_run_export)
    command = commands.add_parser("import", help="take in the decisions of such a file; known ones are left alone")
    command.add_argument("file", type=Path, metavar="FILE.csv")
    command.add_argument("--who", default=None, metavar="NAME", help="who takes them in (default: the user's name)")
    command.set_defaults(run=_run_import)
    command = commands.add_parser("pending", help="decisions that the last build could not apply, with both readings")
    command.set_defaults(run=_run_pending)
    command = commands.add_parser("history", help="all decisions on one row")
    command.add_argument("target", metavar="TARGET_ID")
    command.set_defaults(run=_run_history)
    command = commands.add_parser("audit", help="who did what, the newest first")
    command.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (default: 100)")
    command.set_defaults(run=_run_audit)
    command = commands.add_parser("train", help="weights of this installation from labels and decisions, if better")
    add_arguments(command)
    command.add_argument("--sources", type=Path, default=SOURCES, metavar="DIR", help=f"default: {SOURCES}")
    command.set_defaults(run=_run_train)
    command = commands.add_parser(
        "upgrade", help="bring a PostgreSQL database to this version's schema, after a backup"
    )
    command.set_defaults(run=_run_upgrade)
    return parser


def _run_export(options: argparse.Namespace) -> int:
    count = exchange.export_csv(open_database(options.data), options.file)
    print(f"{count} decisions written to {options.file}")
    return 0


def _run_import(options: argparse.Namespace) -> int:
    engine = open_database(options.data)
    taken = exchange.import_csv(engine, options.data, options.file, options.who or getpass.getuser())
    refresh(options.data, engine)
    print(f"{taken.added} decisions taken in, {taken.known} known before; the tables show them")
    return 0


def _run_pending(options: argparse.Namespace) -> int:
    engine = find_database(options.data)
    waiting = find_pending(engine, options.data) if engine else []
    for own in waiting:
        print(f"{_describe(own.decision)}\n  not applied: {own.cause}, {own.reason}")
        for title, row in (("was", own.was), ("now", own.now)):
            said = f"{row['quote']} in {row.get('sentence') or row.get('reason')}" if row else "-"
            print(f"  {title}: {said}")
    print(f"{len(waiting)} pending")
    return 1 if waiting else 0


def _run_history(options: argparse.Namespace) -> int:
    engine = find_database(options.data)
    for own in history(engine, options.target) if engine else []:
        print(f"{_describe(own)}{'' if own.stands or own.kind == 'undo' else ' (undone)'}")
    return 0


def _run_audit(options: argparse.Namespace) -> int:
    engine = find_database(options.data)
    for own in audit.entries(engine, options.limit) if engine else []:
        print(f"{own.at} {own.who} {own.role or '-'} {own.action} {own.subject} {json.dumps(own.detail)}")
    return 0


def _run_train(options: argparse.Namespace) -> int:
    from records.training import Labels, train

    engine = find_database(options.data)
    if engine is None:
        print(f"{options.data}: nothing was decided there yet", file=sys.stderr)
        return 2
    found = train(engine, options.data, options.sources, Labels(options.own, options.corpus, options.gold))
    print(f"{found.numbers} decided numbers of {found.documents} documents, judged as people did:")
    print(f"  shipped weights                  {found.shipped:.3f}")
    print(f"  weights with these decisions     {found.own:.3f} (each document by weights that have not seen it)")
    if found.written is None:
        print("not better: the shipped weights stay in use")
    else:
        print(f"better: written to {found.written}, used by every build of {options.data} from now on")
    return 0


def _run_upgrade(options: argparse.Namespace) -> int:
    open_database(options.data, upgrade=True)
    print("the database has this version's schema")
    return 0


def _describe(decision: Decision) -> str:
    change = f" {decision.field}: {_say(decision.old)} → {_say(decision.new)}" if decision.field else ""
    why = f" ({decision.why})" if decision.why else ""
    return f"{decision.id} {decision.at[:19]} {decision.who} {decision.kind} {decision.quote!r}{change}{why}"


def _say(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
