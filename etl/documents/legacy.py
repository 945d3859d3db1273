"""Reader of .doc, .wps, .rtf, .xls and .et files: LibreOffice turns them into .docx or .xlsx, which are then read.

LibreOffice runs without a window, in a profile of its own that is removed afterwards, and is ended when it takes too
long. Where it, or the part of it that reads the format (Writer, Calc), is not installed, the error says what to do.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from etl.documents.blocks import Content
from etl.documents.excel import read_excel
from etl.documents.formats import LEGACY_SHEETS
from etl.documents.limits import CONVERT_SECONDS
from etl.documents.notices import Unreadable
from etl.documents.word import read_word

PROGRAMS = ("soffice", "libreoffice")
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice", r"C:\Program Files\LibreOffice\program\soffice.exe",
)  # fmt: skip
"""Where its installers put it outside the search path."""

LIBRARY = re.compile(r"lo\.(?:so|dylib|dll)$")
"""The names of LibreOffice's own libraries end so (`libsclo.so`)."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of LibreOffice that reads a kind of file: its name, its package, its library, and what it writes."""

    name: str
    package: str
    library: str
    ending: str

    def facts(self, path: Path) -> dict[str, str]:
        """What the notices about it say of a file."""
        return {"said": path.suffix, "part": self.name, "package": self.package, "cure": self.ending}


WRITER = Part("Writer", "libreoffice-writer", "swlo", ".docx")
CALC = Part("Calc", "libreoffice-calc", "sclo", ".xlsx")


def find_converter() -> str | None:
    """The path of LibreOffice's program, None where it is not installed."""
    on_path = (shutil.which(program) for program in PROGRAMS)
    return next(filter(None, on_path), None) or next((place for place in PLACES if Path(place).is_file()), None)


def read_legacy(path: Path, converter: str | None = None, seconds: float = CONVERT_SECONDS) -> Content:
    """The blocks of an old Office file; `converter` is LibreOffice's program, looked for where None is given."""
    converter = converter or find_converter()
    part, reader = (CALC, read_excel) if path.suffix.lower() in LEGACY_SHEETS else (WRITER, read_word)
    if converter is None:
        raise Unreadable(path.name, "no_converter", **part.facts(path))
    with tempfile.TemporaryDirectory(prefix="convert-", ignore_cleanup_errors=True) as folder:
        given = Path(folder) / f"given{path.suffix.lower()}"
        shutil.copyfile(path, given)
        if not _convert(converter, given, part.ending[1:], seconds):
            raise Unreadable(path.name, "convert_timeout", seconds=f"{seconds:g}", **part.facts(path))
        made = given.with_suffix(part.ending)
        if not made.is_file() or made.stat().st_size == 0:
            raise Unreadable(path.name, "no_part" if lacks(converter, part) else "not_converted", **part.facts(path))
        try:
            return reader(made)
        except Unreadable as error:  # it names the copy
            raise Unreadable(path.name, error.code, **error.values) from error


def lacks(converter: str, part: Part) -> bool:
    """Whether the folder of LibreOffice's program holds its libraries, but not that of a part."""
    program = Path(converter).resolve().parent
    folders = [folder for folder in (program, program.parent / "Frameworks") if folder.is_dir()]
    libraries = [path.name for folder in folders for path in folder.iterdir() if LIBRARY.search(path.name)]
    return bool(libraries) and not any(part.library in name for name in libraries)


def _convert(converter: str, given: Path, ending: str, seconds: float) -> bool:
    """Runs LibreOffice over `given`; it and its children are ended after `seconds`, and False is returned."""
    profile = (given.parent / "profile").as_uri()
    command = [
        converter, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to",
        ending, "--outdir", str(given.parent), str(given),
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603  # a fixed program, and a copy under a name of ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=os.name == "posix"
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            return False
    return True
