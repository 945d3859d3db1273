"""Prepares a machine: the environment in .venv, the tables, and for the tests a browser and a Chinese font.

    python3 .ci/prepare.py run     the environment, and tables that fit their sources
    python3 .ci/prepare.py test    the environment with the test tools, a browser, a Chinese font
    python3 .ci/prepare.py check   the environment with the test tools only

Standard library only, since it runs before anything is installed, and in the words of Python 3.6, so that an older
Python gets a sentence and no syntax error. Installs into .venv beside the Makefile and nowhere else, except that root
on Debian or Ubuntu also gets missing system packages by apt; everybody else is told the line to type.

A stamp in .venv says what is installed there: which Python, and the hashes of the requirement files. It is taken away
before anything changes and written last, so an environment whose making was interrupted has none and is made anew.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[bytes]]
    """Starts a program and waits for it, as subprocess.run does."""

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
PURPOSES = {
    "run": ["requirements.txt"],
    "check": ["requirements.txt", "requirements-dev.txt"],
    "test": ["requirements.txt", "requirements-dev.txt"],
}
CONVERTERS = ["soffice", "libreoffice"]
CONVERTER_PACKAGES = ["libreoffice-writer-nogui", "libreoffice-writer"]
"""LibreOffice's writer without a window, which not every release has, or with one."""
OPTIONAL = [
    ("requirements-ocr.txt", "onnxruntime, rapidocr", "scans"),
    ("requirements-cluster.txt", "distributed", "clusters"),
]
"""Requirement files beside the usual ones: what shows that each is installed, and whose tests need it."""
DRIVER_LIBRARY = "libatomic1"
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FONT_DIRS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"]
FONT_MARKS = ["cjk", "wqy", "sourcehan", "droidsansfallback", "uming", "ukai", "msyh", "simsun", "simhei"]
BUILT_WITH_LOSSES = 1
"""Exit code of `python -m etl build` when some file could not be read but the tables were written."""


class MachineError(Exception):
    """The machine cannot be made ready; the text says why and what to do."""


def say(text: str) -> None:
    """Print one line for the person at the terminal, at once."""
    print(text, file=sys.stderr, flush=True)


# The environment ------------------------------------------------------------------------------------------------------


def venv_python(root: Path) -> Path:
    """The environment's own interpreter."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def base_python() -> str:
    """The interpreter that environments are made with: the system's, also when this one runs inside .venv."""
    return getattr(sys, "_base_executable", None) or sys.executable


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted_lines(root: Path, requirements: "list[str]") -> "list[str]":
    """What the stamp of a whole environment says: the Python it belongs to, then one line a requirement file."""
    python = f"python {sys.version_info[0]}.{sys.version_info[1]} {sys.base_prefix}"
    return [python] + [f"{name} {digest(root / name)}" for name in requirements]


def stamp_lines(root: Path) -> "list[str]":
    """The lines of the environment's stamp; empty where the environment is missing or was never finished."""
    stamp = root / ".venv" / "complete"
    if not stamp.is_file() or not venv_python(root).exists():
        return []
    return stamp.read_text(encoding="utf-8").splitlines()


def make_environment(root: Path, requirements: "list[str]", run: "Run" = subprocess.run) -> bool:
    """Make .venv hold `requirements`; True where something was done."""
    wanted, found = wanted_lines(root, requirements), stamp_lines(root)
    if set(wanted) <= set(found):
        return False
    venv, stamp, began = root / ".venv", root / ".venv" / "complete", time.monotonic()
    if stamp.exists():
        stamp.unlink()
    if wanted[0] not in found:  # missing, half made, or another Python's
        say(f"Making the environment in .venv with {base_python()} ...")
        require_venv(run)
        if run([base_python(), "-m", "venv", "--clear", str(venv)]).returncode:
            raise MachineError(f"{base_python()} -m venv failed: its message above says why.")
    say(f"Installing {' and '.join(requirements)} into .venv (a minute or so) ...")
    install = [str(venv_python(root)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    for name in requirements:
        install += ["-r", str(root / name)]
    if run([*install, "--only-binary", ":all:"], stdin=subprocess.DEVNULL).returncode:
        raise MachineError(
            "The packages could not be installed: pip's message above says why. Without a connection to a package "
            "index, or behind a proxy, set pip's own configuration (pip config set global.index-url ...); where a "
            f"package has no ready-made file for this Python ({sys.version_info[0]}.{sys.version_info[1]}), use "
            "another one: make PYTHON=python3.12 run. Then run the same command again."
        )
    part = stamp.with_name("complete.part")
    part.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    part.replace(stamp)
    say(f"Environment ready after {time.monotonic() - began:.0f} s.")
    return True


def require_venv(run: "Run") -> None:
    """Debian and Ubuntu keep venv's installer in a package of its own; get it, or say how."""
    ask = [base_python(), "-c", "import venv, ensurepip"]
    if run(ask, stderr=subprocess.DEVNULL).returncode == 0:
        return
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    apt_install([package], run)
    if run(ask, stderr=subprocess.DEVNULL).returncode:
        raise MachineError(f"Python's venv is missing here. Type: {apt_line([package])}")


# System packages ------------------------------------------------------------------------------------------------------


def apt_line(packages: "list[str]") -> str:
    """The line that a person types to install `packages` on Debian or Ubuntu."""
    return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def is_root() -> bool:
    """Whether system packages can be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(packages: "list[str]", run: "Run" = subprocess.run) -> bool:
    """Install `packages` by apt, one by one, as root on Debian and Ubuntu; elsewhere do nothing. True if all are in."""
    if not is_root() or shutil.which("apt-get") is None:
        return False
    say("Installing by apt: {} ...".format(" ".join(packages)))
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", NEEDRESTART_SUSPEND="1")
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {"env": env, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    run([*apt, "update"], **quiet)
    codes = [run([*apt, "install", "--no-install-recommends", name], **quiet).returncode for name in packages]
    return not any(codes)


def find_browser(run: "Run" = subprocess.run) -> "str | None":
    """A Chromium or Chrome that starts: $CHROMIUM if set, else the first on the path; None where there is none."""
    for name in [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else BROWSERS:
        path = shutil.which(name)
        if path is None:
            continue
        if os.name == "nt":  # asked for its version, Chrome for Windows opens a window
            return path
        # Ubuntu's chromium-browser may be a stub that only says how to get a snap
        ended = run([path, "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if ended.returncode == 0:
            return path
    return None


def has_chinese_font(run: "Run" = subprocess.run) -> bool:
    """Whether this machine can draw Chinese. macOS and Windows always can."""
    if not sys.platform.startswith("linux"):
        return True
    if shutil.which("fc-list"):
        return bool(run(["fc-list", ":lang=zh", "file"], stdout=subprocess.PIPE).stdout.strip())
    folders = [Path(name).expanduser() for name in FONT_DIRS]
    names = [path.name.lower().replace("-", "") for folder in folders for path in folder.rglob("*.[to]t[fc]")]
    return any(mark in name for mark in FONT_MARKS for name in names)


def get_font(run: "Run" = subprocess.run) -> None:
    """A Chinese font for a browser on this machine; where it cannot be had, the line to type."""
    if not has_chinese_font(run) and not apt_install(["fonts-noto-cjk"], run):
        say(f"No Chinese font was found; a browser here would show boxes. Type: {apt_line(['fonts-noto-cjk'])}")


def can_drive(root: Path, run: "Run" = subprocess.run) -> bool:
    """Whether the test tool's own driver starts: it needs a library that a minimal Debian lacks."""
    asked = [str(venv_python(root)), "-m", "playwright", "--version"]
    return run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def get_browser(root: Path, run: "Run" = subprocess.run) -> None:
    """A browser for the browser tests. Without one they are skipped with the reason, so nothing here is fatal."""
    if not can_drive(root, run) and not (apt_install([DRIVER_LIBRARY], run) and can_drive(root, run)):
        say(f"The browser tests will be skipped: their driver does not start. Type: {apt_line([DRIVER_LIBRARY])}")
    if find_browser(run) is not None or (apt_install(["chromium"], run) and find_browser(run) is not None):
        return
    # Ubuntu has Chromium as a snap only, which does not start in a container; the test tool brings its own
    own = [str(venv_python(root)), "-m", "playwright", "install"]
    if is_root() and shutil.which("apt-get") and run([*own, "--with-deps", "chromium"]).returncode == 0:
        return
    say("No Chromium was found: the browser tests will be skipped. Type: " + apt_line(["chromium"]))
    say("or, where apt has none (Ubuntu): " + " ".join([*own, "chromium"]))


def get_converter(run: "Run" = subprocess.run) -> None:
    """LibreOffice for the tests of old Word files. Without it these are skipped, so nothing here is fatal."""
    if any(map(shutil.which, CONVERTERS)) or any(apt_install([package], run) for package in CONVERTER_PACKAGES):
        return
    say(f"The tests of old Word files will be skipped. Type: {apt_line(CONVERTER_PACKAGES[-1:])}")


def get_optional(root: Path, run: "Run" = subprocess.run) -> None:
    """The packages that are not needed to run, for their tests. Without them these are skipped: nothing is fatal."""
    for requirements, modules, tests in OPTIONAL:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if run([str(venv_python(root)), "-c", "import " + modules], **quiet).returncode == 0:
            continue
        pip = [str(venv_python(root)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        if run([*pip, "--only-binary", ":all:", "-r", str(root / requirements)], stdin=subprocess.DEVNULL).returncode:
            say(f"The tests of {tests} will be skipped: {requirements} could not be installed; pip's message says why.")


# The tables -----------------------------------------------------------------------------------------------------------


def content_hash(root: Path) -> str:
    """One hash over all that decides whether the tables fit: the sources, the tables and the stages that make them."""
    total = hashlib.sha256()
    for folder in (root / "data", root / "etl"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(root).as_posix()} {digest(path)}\n".encode())
    return total.hexdigest()


def fit_tables(root: Path, run: "Run" = subprocess.run) -> None:
    """Build the tables where `python -m etl check` says that they do not fit their sources.

    The hash of what was last found fitting is kept in .venv, so that the next start need not load a library to know.
    """
    known = root / ".venv" / "tables"
    if known.is_file() and known.read_text(encoding="utf-8") == content_hash(root):
        return
    if not tables_fit(root, run):
        say("The tables do not fit their sources; building them ...")
        code = run([str(venv_python(root)), "-m", "etl", "build"], cwd=str(root)).returncode
        # a build that could not read some file names it and ends with 1; so does one that broke down
        if code not in (0, BUILT_WITH_LOSSES) or not tables_fit(root, run):
            raise MachineError("The tables could not be built: the message above says why.")
    known.write_text(content_hash(root), encoding="utf-8")


def tables_fit(root: Path, run: "Run") -> bool:
    """Whether the tables are sound and made from the sources as they are now."""
    check = [str(venv_python(root)), "-m", "etl", "check"]
    return run(check, cwd=str(root), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


# Together -------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def alone(root: Path) -> "Iterator[None]":
    """Hold back a second `make` in the same folder until the first has prepared it. Windows has no such lock."""
    try:
        import fcntl  # Windows has none
    except ImportError:
        yield
        return
    with (root / "requirements.txt").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(purpose: str, root: Path = ROOT) -> None:
    """Make this machine ready for `purpose`; raises MachineError with the reason where that cannot be done."""
    if sys.version_info < OLDEST_PYTHON:
        newer = [name for name in (f"python3.{minor}" for minor in range(30, 10, -1)) if shutil.which(name)]
        advice = f"Type: make PYTHON={newer[0]} {purpose}" if newer else "Install a newer one first."
        version = ".".join(str(part) for part in sys.version_info[:3])
        oldest = ".".join(str(part) for part in OLDEST_PYTHON)
        raise MachineError(f"Python {oldest} or newer is needed, and {sys.executable} is {version}. {advice}")
    with alone(root):
        made = make_environment(root, PURPOSES[purpose])
        if made or purpose == "test":
            get_font()
        if purpose == "test":
            get_browser(root)
            get_optional(root)
            get_converter()
        if purpose == "run":
            fit_tables(root)


def main(arguments: "list[str]") -> int:
    """Exit code: 0 ready · 1 not ready, with the reason on stderr · 2 wrong usage · 130 interrupted."""
    if len(arguments) != 1 or arguments[0] not in PURPOSES:
        say(__doc__)
        return 2
    try:
        prepare(arguments[0])
    except MachineError as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("Interrupted; the same command goes on where this one stopped.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
