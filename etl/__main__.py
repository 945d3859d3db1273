"""The command line of the ETL: `python -m etl build | check | diff | read | show`.

Exit codes. build: 0 all was read, 1 some document was not, be it for the file or for a fault of the extractor (it is
named, the tables are written), 2 nothing was written.
check: 0 sound and fresh, 1 not. diff: 0 same, 1 different, 2 usage. read: 0 read, 1 not. show: 0, 2 usage. Stages are
imported where they are used, so that `check`, which runs at every start, loads no more than it needs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from etl import ContractError, SourceError

if TYPE_CHECKING:
    from etl.targets.build import Summary

FACTS = ("title", "issuer", "region", "published", "period")
SOURCES, OUT = Path("data/sources"), Path("data")
READER_GONE = 141  # what a shell reports of a program that its pipe's reader left


def main(arguments: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _make_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a terminal without Chinese shows `?` for it and fails at nothing
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    return code


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="From policy documents to tables of targets.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("build", help="read the documents of a folder and write the tables")
    _add_folders(command)
    command.add_argument(
        "--workers", "--jobs", type=_parse_count, default=os.cpu_count() or 1, metavar="N",
        help="processes that read a folder of many documents (default: one a processor)",
    )  # fmt: skip
    command.add_argument(
        "--scheduler", metavar="tcp://HOST:PORT", help="let the workers of a Dask cluster read (docs/scale.md)"
    )
    command.add_argument("--fresh", action="store_true", help="read every document, also those that are unchanged")
    command.add_argument(
        "--partitioned", action="store_true", default=None,
        help="write the tables in folders by region and year (default: from a million targets on)",
    )  # fmt: skip
    command.set_defaults(run=_run_build)

    command = commands.add_parser("check", help="whether the tables fit the schema, the texts and the sources")
    _add_folders(command)
    command.set_defaults(run=_run_check)

    command = commands.add_parser("diff", help="targets gained, lost and changed between two builds")
    command.add_argument("old", type=Path, metavar="OLD", help="a folder with a targets.parquet, or such a file")
    command.add_argument("new", type=Path, metavar="NEW", help="another one")
    command.set_defaults(run=_run_diff)

    command = commands.add_parser("read", help="what one file holds, as JSON; nothing is stored")
    command.add_argument("file", type=Path, metavar="FILE", help="the document")
    for fact in FACTS:
        command.add_argument(f"--{fact}", metavar="TEXT", help="goes before what the file says, as in sources.toml")
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="the tables whose own weights are used")
    command.set_defaults(run=_run_read)

    command = commands.add_parser("show", help="how a text is read: its mentions, the rules, the rows")
    command.add_argument("text", metavar="TEXT", help="the text of a task; - reads it from standard input")
    command.add_argument("--year", type=_parse_count, metavar="YEAR", help="the document's year of publication")
    command.set_defaults(run=_run_show)
    return parser


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "sources", type=Path, nargs="?", default=SOURCES, metavar="SOURCES", help=f"the documents (default: {SOURCES})"
    )
    command.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"the tables (default: {OUT})")


def _parse_count(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError(written)
    return number


def _run_build(options: argparse.Namespace) -> int:
    from concurrent.futures.process import BrokenProcessPool

    from etl.targets.build import build
    from etl.targets.cluster import ClusterError
    from etl.targets.parquet import OutputBusyError
    from records.errors import RecordsError
    from records.tables import open_replay

    try:
        replay = open_replay(options.out)
        summary = build(
            options.sources, options.out, workers=options.scheduler or options.workers,
            show_progress=sys.stderr.isatty(), fresh=options.fresh, decider=replay, partitioned=options.partitioned,
        )  # fmt: skip
        if replay is not None:
            replay.finish(options.out)
    except (SourceError, ContractError, OutputBusyError, ClusterError, RecordsError) as error:
        return _refuse(str(error))
    except BrokenProcessPool:
        return _refuse("a process that read documents was ended, perhaps for want of memory: try --workers 1")
    except OSError as error:
        return _refuse(f"the tables cannot be written to {options.out}: {error}")
    except KeyboardInterrupt:
        return _refuse("interrupted; the tables are as they were")
    _print_summary(summary, options.out)
    return 1 if summary.unreadable else 0


def _run_check(options: argparse.Namespace) -> int:
    from etl.tools.check import find_faults

    faults = 0
    for fault in find_faults(options.sources, options.out):
        print(fault)
        faults += 1
    if not faults:
        print(f"the tables in {options.out} fit the schema, the texts and the sources")
    return 1 if faults else 0


def _run_diff(options: argparse.Namespace) -> int:
    from etl.tools.diff import describe, find_difference

    try:
        difference = find_difference(options.old, options.new)
    except SourceError as error:
        return _refuse(str(error))
    for line in describe(difference):
        print(line)
    return 1 if difference.tasks else 0


def _run_read(options: argparse.Namespace) -> int:
    from etl.tools.read import describe

    described = describe(options.file, {fact: getattr(options, fact) or None for fact in FACTS}, options.out)
    json.dump(described, sys.stdout, ensure_ascii=False, default=str)
    print()
    return 0 if "tasks" in described else 1


def _run_show(options: argparse.Namespace) -> int:
    from etl.tools.show import describe

    text = sys.stdin.read().strip() if options.text == "-" else options.text
    for line in describe(text, options.year):
        print(line)
    return 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def _print_summary(summary: Summary, out: Path) -> None:
    """Print what a build has done: tasks, targets by category, ledger by reason; what is to be looked at on stderr."""
    from etl.schema import REASON_TITLES, Category

    for facts in summary.sources.values():
        for warning in facts["warnings"]:
            print(f"warning: {warning}", file=sys.stderr)
    for facts in summary.unreadable:
        kept = "; its rows of the earlier build are kept" if facts["kept"] else ""
        print(f"not read: {facts['reason']}{kept}", file=sys.stderr)
    categories = " · ".join(f"{name} {summary.categories[name]}" for name in get_args(Category))
    reasons = " · ".join(f"{reason} {summary.reasons[reason]}" for reason in REASON_TITLES if summary.reasons[reason])
    warnings = sum(len(facts["warnings"]) for facts in summary.sources.values())
    print(f"documents {len(summary.sources)}, not read {len(summary.unreadable)}, warnings {warnings}")
    print(f"tasks     {summary.total('tasks')}")
    print(f"mentions  {summary.total('mentions')}")
    print(f"targets   {summary.total('targets')}: {categories}")
    print(f"ledger    {summary.reasons.total()}: {reasons or '-'}")
    print(f"written to {out}")


if __name__ == "__main__":
    sys.exit(main())
