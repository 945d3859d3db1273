"""Where labels are, and the arguments of a command that reads them. Stands on nothing, since `coverage` needs it so."""

from __future__ import annotations

import argparse
from pathlib import Path

OWN, CORPUS = Path("tests/labelled"), Path("tests/corpus")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of a command that reads labels: GOLD.jsonl …, --whole, --own, --corpus."""
    parser.add_argument("gold", nargs="*", type=Path, metavar="GOLD.jsonl", help="further labelled sets")
    parser.add_argument("--whole", type=Path, metavar="FOLDER", help="whole documents in which given labels stand")
    parser.add_argument("--own", type=Path, default=OWN, metavar="DIR", help=f"the project's own sets (default: {OWN})")
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help=f"single cases (default: {CORPUS})")
