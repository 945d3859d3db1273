"""The ground that the rest stands on: requirement files, the environment, system packages, make's targets.

The environments here are real: made by venv and pip from a package that the test packs itself, so no network is used.
"""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Sequence
from importlib.metadata import packages_distributions, version
from pathlib import Path

import prepare
import pytest

ROOT = Path(__file__).resolve().parent.parent
OPTIONAL = ("ocr", "cluster")
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][\w.]*)(?: ; [\w.'\"<>=!() ]+)?")


def pins(name: str) -> dict[str, str]:
    """Package → version of a requirement file; a line of any other form gives an assertion that shows it."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        pin = PINNED.fullmatch(line)
        assert pin, line
        found[pin["name"]] = pin["version"]
    return found


def direct(names: Sequence[str]) -> set[str]:
    return {re.split(r"[<>=!~\[ ;]", name, maxsplit=1)[0] for name in names}


# Requirement files


def test_every_package_that_running_needs_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert direct(project["project"]["dependencies"]) <= set(pins("requirements.txt"))


def test_every_test_tool_is_pinned_and_stays_out_of_the_running_dashboard() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = direct(project["dependency-groups"]["dev"])
    assert tools <= set(pins("requirements-dev.txt"))
    assert not tools & set(pins("requirements.txt"))


def test_the_requirement_files_agree() -> None:
    running = pins("requirements.txt")
    for name in ("requirements-dev.txt", *(f"requirements-{group}.txt" for group in OPTIONAL)):
        others = pins(name)
        assert running | others == others | running


@pytest.mark.parametrize("group", OPTIONAL)
def test_what_is_optional_is_pinned_in_a_file_of_its_own(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = direct(project["dependency-groups"][group])
    assert packages <= set(pins(f"requirements-{group}.txt"))
    assert not packages & set(pins("requirements.txt"))


def test_streamlit_is_as_new_as_its_features_need() -> None:
    assert tuple(int(part) for part in pins("requirements.txt")["streamlit"].split(".")[:2]) >= (1, 67)


def test_the_installed_packages_are_the_pinned_ones() -> None:
    wanted = pins("requirements.txt") | pins("requirements-dev.txt")
    for name in ("streamlit", "pandas", "pyarrow", "duckdb", "plotly", "python-pptx", "pytest", "ruff", "mypy"):
        assert version(name) == wanted[name]


TRAINING = ("etl/tools/learning",)


@pytest.mark.parametrize(
    ("folders", "section"),
    [
        (("etl", "records", "app", "pages"), ("project", "dependencies")),
        (("tests", "benchmarks", *TRAINING), ("dependency-groups", "dev")),
    ],
)
def test_each_imported_package_is_asked_for_by_name(folders: tuple[str, ...], section: tuple[str, str]) -> None:
    """A package that only came along with another one may leave with it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = direct([*project["project"]["dependencies"], *project[section[0]][section[1]]])
    owners = packages_distributions()
    asked |= direct([package for group in (*OPTIONAL, "fuzz") for package in project["dependency-groups"][group]])
    files = [path for name in folders for path in (ROOT / name).rglob("*.py")] + [ROOT / "dashboard.py"]
    if "etl" in folders:  # what only trains the judge is no part of what reads
        files = [path for path in files if not any(path.is_relative_to(ROOT / name) for name in TRAINING)]
    imported = {name.split(".")[0] for path in files for name in imported_names(path)}
    needed = {re.sub(r"[._]", "-", owner.lower()) for name in imported & owners.keys() for owner in owners[name]}
    assert needed - asked == set()


def imported_names(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}


# The environment


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with prepare.py and a requirement file of one small package, `pebble` 1.0."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/prepare.py").write_bytes((ROOT / ".ci/prepare.py").read_bytes())
    require(tmp_path, "1.0")
    return tmp_path


def require(root: Path, version: str) -> None:
    """Pack `pebble` of this version and make it the only requirement."""
    wheel = root / f"pebble-{version}-py3-none-any.whl"
    info = f"pebble-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("pebble.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: pebble\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"pebble.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    (root / "requirements.txt").write_text(f"{wheel}\n", encoding="utf-8")


def installed(root: Path) -> str:
    """The version of `pebble` in the environment; empty where there is none."""
    asked = [str(prepare.venv_python(root)), "-c", "import pebble; print(pebble.VERSION)"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def test_an_environment_follows_its_python_its_requirement_files_and_its_purpose(project: Path) -> None:
    """One made by `make run` is whole for `make run` and not yet for `make test`."""
    (project / ".venv/bin").mkdir(parents=True)
    prepare.venv_python(project).touch()
    wanted = "\n".join(prepare.wanted_lines(project, ["requirements.txt"]))
    (project / ".venv/complete").write_text(wanted.replace("python 3.", "python 2."), encoding="utf-8")
    left_over = project / ".venv/left-over"
    left_over.touch()
    assert prepare.make_environment(project, ["requirements.txt"])
    assert not left_over.exists()
    assert installed(project) == "1.0"
    assert not prepare.make_environment(project, ["requirements.txt"])
    left_over.touch()
    require(project, "2.0")
    assert prepare.make_environment(project, ["requirements.txt"])
    assert installed(project) == "2.0"
    (project / "requirements-dev.txt").write_text("", encoding="utf-8")
    assert not prepare.make_environment(project, prepare.PURPOSES["run"])
    assert prepare.make_environment(project, prepare.PURPOSES["test"])
    assert not prepare.make_environment(project, prepare.PURPOSES["run"])
    assert not prepare.make_environment(project, prepare.PURPOSES["test"])
    assert left_over.exists()  # it was not made anew


@pytest.mark.skipif(os.name == "nt", reason="named pipes and process groups are POSIX")
def test_a_killed_or_failed_installation_is_not_taken_for_an_environment(project: Path) -> None:
    whole = (project / "requirements.txt").read_text(encoding="utf-8")
    os.mkfifo(project / "never.txt")  # pip waits for ever to read it
    (project / "requirements.txt").write_text(f"{whole}-r {project / 'never.txt'}\n", encoding="utf-8")
    command = [sys.executable, ".ci/prepare.py", "run"]
    making = subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert making.stderr is not None
    for line in making.stderr:
        if line.startswith("Installing requirements.txt"):
            break
    time.sleep(0.5)
    os.killpg(making.pid, signal.SIGKILL)
    making.wait()
    making.stderr.close()
    assert prepare.venv_python(project).exists()
    assert prepare.stamp_lines(project) == []
    left_over = project / ".venv/left-over"
    left_over.touch()
    (project / "requirements.txt").write_text(whole, encoding="utf-8")
    (project / "pebble-1.0-py3-none-any.whl").rename(project / "elsewhere.whl")
    with pytest.raises(prepare.MachineError, match=r"could not be installed.*run the same command again"):
        prepare.make_environment(project, ["requirements.txt"])
    assert not left_over.exists()
    assert prepare.stamp_lines(project) == []
    (project / "elsewhere.whl").rename(project / "pebble-1.0-py3-none-any.whl")
    assert prepare.make_environment(project, ["requirements.txt"])
    assert installed(project) == "1.0"


def test_a_stamp_without_an_interpreter_counts_for_nothing(project: Path) -> None:
    (project / ".venv").mkdir()
    (project / ".venv/complete").write_text("\n".join(prepare.wanted_lines(project, ["requirements.txt"])))
    assert prepare.stamp_lines(project) == []


def test_an_older_python_gets_a_sentence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "OLDEST_PYTHON", (3, 99))
    with pytest.raises(prepare.MachineError, match=r"Python 3\.99 or newer is needed"):
        prepare.prepare("run", project)
    assert not (project / ".venv").exists()


def test_prepare_can_be_read_by_an_older_python() -> None:
    ast.parse((ROOT / ".ci/prepare.py").read_text(encoding="utf-8"), feature_version=(3, 6))


# System packages


class Programs:
    """Stands in for the starting of programs: notes each, and ends it with the code that `codes` gives its words."""

    def __init__(self, **codes: int) -> None:
        self.codes = codes
        self.started: list[list[str]] = []
        self.environments: list[dict[str, str]] = []

    def __call__(self, command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        self.started.append(command)
        env = options.get("env")
        if isinstance(env, dict):
            self.environments.append(env)
        code = next((code for word, code in self.codes.items() if word in command), 0)
        return subprocess.CompletedProcess(command, code, stdout=b"")


def test_root_gets_system_packages_after_an_update_and_without_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "is_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    programs = Programs()
    assert prepare.apt_install(["fonts-noto-cjk", "chromium"], programs)
    assert [next(word for word in command if word in {"update", "install"}) for command in programs.started] == [
        "update", "install", "install",
    ]  # fmt: skip
    assert all("-y" in command for command in programs.started)
    assert all("--no-install-recommends" in command for command in programs.started[1:])
    assert {env["DEBIAN_FRONTEND"] for env in programs.environments} == {"noninteractive"}


def test_others_install_nothing_and_are_told_the_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "is_root", lambda: False)
    monkeypatch.setattr(prepare, "find_browser", lambda _run: None)
    monkeypatch.setattr(prepare, "can_drive", lambda _root, _run: False)
    monkeypatch.setattr(prepare, "has_chinese_font", lambda _run: False)
    programs = Programs()
    prepare.get_font(programs)
    prepare.get_browser(ROOT, programs)
    assert programs.started == []
    told = capsys.readouterr().err
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends fonts-noto-cjk" in told
    assert told.count("browser tests will be skipped") == 2
    assert "--no-install-recommends libatomic1" in told
    assert "--no-install-recommends chromium" in told


def test_missing_venv_is_named_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "is_root", lambda: False)
    package = f"python3.{sys.version_info.minor}-venv"
    with pytest.raises(prepare.MachineError, match=rf"venv is missing.*install .* {package}"):
        prepare.require_venv(Programs(**{"import venv, ensurepip": 1}))


def test_a_browser_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "chromium"
    stub.write_text("#!/bin/sh\necho install the snap\nexit 1\n")
    stub.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(stub))
    assert prepare.find_browser() is None
    stub.write_text("#!/bin/sh\necho Chromium 156\n")
    assert prepare.find_browser() == str(stub)


# The tables


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with a source, a stage and an environment's folder, as far as freshness looks at them."""
    for path in ("data/sources/清单.txt", "etl/targets/build.py", "etl/__pycache__/build.pyc", ".venv/complete"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path, encoding="utf-8")
    return tmp_path


def commands(programs: Programs) -> list[str]:
    return [command[-1] for command in programs.started]


def test_fitting_tables_are_checked_once_and_then_known(corpus: Path) -> None:
    programs = Programs()
    prepare.fit_tables(corpus, programs)
    prepare.fit_tables(corpus, programs)
    assert commands(programs) == ["check"]


@pytest.mark.parametrize(
    "path", ["data/sources/清单.txt", "data/sources/new.txt", "etl/targets/build.py", "data/targets.parquet"]
)
def test_a_change_is_checked_again(corpus: Path, path: str) -> None:
    prepare.fit_tables(corpus, Programs())
    (corpus / path).write_text("changed", encoding="utf-8")
    programs = Programs()
    prepare.fit_tables(corpus, programs)
    assert commands(programs) == ["check"]


def test_a_new_time_or_a_compiled_module_is_no_change(corpus: Path) -> None:
    prepare.fit_tables(corpus, Programs())
    os.utime(corpus / "data/sources/清单.txt", (0, 0))
    (corpus / "etl/__pycache__/build.pyc").write_text("compiled anew")
    programs = Programs()
    prepare.fit_tables(corpus, programs)
    assert commands(programs) == []


class Etl(Programs):
    """`python -m etl`: check says no until a build has ended with 0 or 1; `fits_after` False is one that broke down."""

    def __init__(self, build: int, *, fits_after: bool = True) -> None:
        super().__init__(check=1, build=build)
        self.fits_after = fits_after

    def __call__(self, command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        ended = super().__call__(command, **options)
        if command[-1] == "build" and ended.returncode in {0, 1} and self.fits_after:
            self.codes["check"] = 0
        return ended


@pytest.mark.parametrize("code", [0, 1])
def test_tables_that_do_not_fit_are_built_and_an_unreadable_file_stops_nothing(corpus: Path, code: int) -> None:
    programs = Etl(build=code)
    prepare.fit_tables(corpus, programs)
    prepare.fit_tables(corpus, programs)
    assert commands(programs) == ["check", "build", "check"]


@pytest.mark.parametrize("programs", [Etl(2), Etl(-9), Etl(130), Etl(1, fits_after=False)])
def test_a_build_that_wrote_nothing_stops(corpus: Path, programs: Etl) -> None:
    with pytest.raises(prepare.MachineError, match="could not be built"):
        prepare.fit_tables(corpus, programs)
    assert not (corpus / ".venv/tables").exists()


# make and the machine that runs the tests


def make(*words: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("target", "last"), [("run", "app.server"), ("test", "pytest"), ("check", "mypy")])
def test_each_target_prepares_first(target: str, last: str) -> None:
    lines = make("-n", target).stdout.splitlines()
    assert f".ci/prepare.py {target}" in lines[-2 if target != "check" else -3]
    assert last in lines[-1]


def test_make_without_a_python_says_what_to_install() -> None:
    ended = make("PYTHON=no-such-python", "run")
    assert ended.returncode
    assert "install Python 3.11 or newer" in ended.stderr


@pytest.mark.parametrize(("check", "test", "code"), [(0, 0, 0), (2, 0, 2), (0, 2, 2)])
def test_the_other_machine_runs_every_test_whatever_lint_says(tmp_path: Path, check: int, test: int, code: int) -> None:
    """With a `make` that notes its target and ends as told, in place of the real one."""
    fake = tmp_path / "make"
    fake.write_text(f'#!/bin/sh\necho "$2"\n[ "$2" = check ] && exit {check}\nexit {test}\n')
    fake.chmod(0o755)
    env = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ended = subprocess.run([ROOT / ".ci/run"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert ended.stdout.split() == ["check", "test"]
    assert ended.returncode == code
