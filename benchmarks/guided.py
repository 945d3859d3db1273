"""Texts that a fuzzer grows towards code not yet reached: `python -m benchmarks.guided [CORPUS] [-max_total_time=60]`.

Needs atheris (`.venv/bin/pip install atheris==3.0.0`; Linux). The text stages are watched branch by branch; an
input's bytes are pieces of fuzz.py (what readers and expressions look at), or, behind an odd first byte, the text
itself. Each is read as a document of plain text: every numeral accounted for, every row by the contract, or refused by
name. Whatever else is raised, or an input that takes longer than `-timeout` (20 seconds), ends the run, and libFuzzer
writes the input down. Inputs that reached something new are kept in CORPUS. All options are libFuzzer's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["etl.documents", "etl.offices", "etl.lexing", "etl.judging", "etl.naming"]):
    from benchmarks.fuzz import PIECES, SLOW_SECONDS
    from etl import SourceError
    from etl.documents import read_document
    from etl.targets.build import build_document

DEFAULTS = {"-timeout": SLOW_SECONDS, "-max_len": 2_000, "-rss_limit_mb": 4_000}
HEAD = "某市2024年工作方案\n1．"
_place = Path(tempfile.mkdtemp(prefix="guided-")) / "text.txt"


def read(content: bytes) -> None:
    """Read one input."""
    kind, rest = content[:1], content[1:]
    text = rest.decode("utf-8", "ignore") if kind and kind[0] % 2 else "".join(PIECES[at % len(PIECES)] for at in rest)
    _place.write_text(HEAD + text, encoding="utf-8")
    try:
        build_document(read_document(_place))
    except SourceError:
        return


def main() -> None:
    """Run libFuzzer."""
    given = sys.argv[1:]
    missing = [f"{name}={value}" for name, value in DEFAULTS.items() if not any(one.startswith(name) for one in given)]
    atheris.Setup([sys.argv[0], *given, *missing], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
