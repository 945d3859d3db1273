"""Who may import what, where things stand, and what no file of the project may hold; read from the files themselves."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    "dashboard.py", "pages", "data", "etl", "tests", "requirements.txt", "app", "records", "benchmarks", "docs",
    "deploy", "README.md",
    "Makefile", "pyproject.toml", "requirements-dev.txt", "requirements-ocr.txt", "requirements-cluster.txt",
    ".ci", ".gitignore", ".streamlit",
}  # fmt: skip
LONGEST_MODULE, LONGEST_TEST_MODULE = 400, 500  # lines; tests also list their cases
ROOMS = {
    "query": set[str](),
    "say": {"query"},
    "draw": {"say"},
    "briefing": {"query", "say", "draw"},
    "screen": {"query", "say", "draw", "briefing"},
}
"""Each room of app/ and the rooms that it may import; all may import app/wording.py, which imports none."""
OWNERS = {
    "streamlit": ("dashboard.py", "pages/", "app/screen/", "app/server.py"),
    "plotly": ("app/draw/", "app/screen/components.py"),
    "duckdb": ("app/query/", "app/briefing/", "app/screen/data.py"),
    "pyarrow": ("app/query/", "app/briefing/"),
    "pptx": ("app/briefing/",),
    "xlsxwriter": ("app/briefing/",),
}
"""Of app/ and pages/, who alone may import a library."""
HANDED_OVER = {"etl.documents", "etl.targets", "etl.SourceError"}
"""What of the ETL an import needs."""
INSIDES = "app/screen/insides.py"
WITH_A_CLOCK = {"dashboard.py", "app/screen/data.py", "app/server.py", "records/database.py"}
"""What reads the day, the files' times or the environment for all others."""
NETWORK = {"requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp", "socket", "ftplib", "smtplib"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
# What belongs to one machine or one registry. Written so that this file does not hold what it looks for.
FOREIGN = re.compile(
    r"""
      (?<![\w.])/(?:work|home|root|Users)/[\w.]
    | [A-Z]:\\\\?Users
    | \.\./share[d]
    | (?:^|[\s"'(])share[d]/\w
    | pypi\.or[g] | pythonhoste[d] | npmjs\.co[m] | registry\.\w+\.\w | ://mirrors?\.
    | --(?:extra-)?index-ur[l] | --find-link[s]
    | fonts\.g(?:oogleapis|static)\.co[m] | jsdelivr\.ne[t] | unpkg\.co[m] | cdnjs\.co[m]
    """,
    re.MULTILINE | re.VERBOSE,
)


def tracked() -> list[str]:
    """Paths of the project's files: what git holds, or, in an unpacked archive, what lies there."""
    if shutil.which("git"):
        command = ["git", "-c", "core.quotePath=off", "ls-files", "-co", "--exclude-standard"]
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
        if listing:
            return sorted(path for path in listing.splitlines() if (ROOT / path).is_file())
    skipped = {".venv", "__pycache__", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "build"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not skipped & set(path.parts))


FILES = tracked()
PACKAGES = ("etl/", "records/", "app/", "pages/", "dashboard.py")
MODULES = [path for path in FILES if path.endswith(".py") and path.startswith(PACKAGES)]
ETL = [path for path in MODULES if path.startswith("etl/")]
APP = [path for path in MODULES if path.startswith("app/")]
RECORDS = [path for path in MODULES if path.startswith("records/")]
PAGES = [path for path in MODULES if path.startswith("pages/")]
COMMANDS = ("__main__.py",)
STAGES_AND_QUERIES = [path for path in MODULES if path not in WITH_A_CLOCK and not path.endswith(COMMANDS)]
TREES: dict[str, ast.Module] = {}


def tree(path: str) -> ast.Module:
    if path not in TREES:
        TREES[path] = ast.parse((ROOT / path).read_text(encoding="utf-8"), path)
    return TREES[path]


def imports(path: str) -> set[str]:
    """Every module that a file imports, with its packages: `from app import sql` gives app and app.sql."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.removesuffix(".py").split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *([node.module] if node.module else [])])
            found.update([module, *(f"{module}.{name.name}" for name in node.names)])
    return {".".join(name.split(".")[:depth]) for name in found for depth in range(1, name.count(".") + 2)}


def asks_for(path: str) -> set[str]:
    """Dotted names that a file uses, without their first package: `datetime.date.today` gives date.today."""
    dotted = {ast.unparse(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    return {".".join(name.split(".")[-2:]) for name in dotted} | imports(path)


def test_the_project_has_code_to_check() -> None:
    assert len(ETL) > 3
    assert len(APP) > 3
    assert PAGES
    assert "dashboard.py" in MODULES


@pytest.mark.parametrize("path", ETL)
def test_etl_knows_nothing_of_the_dashboard(path: str) -> None:
    assert not imports(path) & {"app", "pages", "dashboard", "streamlit", "plotly"}


@pytest.mark.parametrize("path", [path for path in ETL if path != "etl/__main__.py"])
def test_what_people_decide_reaches_the_etl_through_its_command_line_alone(path: str) -> None:
    assert "records" not in imports(path)


@pytest.mark.parametrize("path", RECORDS)
def test_records_know_the_tables_and_nothing_of_the_dashboard(path: str) -> None:
    found = imports(path)
    assert not found & {"app", "pages", "dashboard", "streamlit", "plotly"}
    allowed = {"etl.schema", "etl.targets", "etl.SourceError", "etl.ContractError"}
    allowed |= {"etl.tools", "etl.judging", "etl.documents"} if path == "records/training.py" else set()
    allowed |= {"etl.tools"} if path == "records/__main__.py" else set()
    assert {name for name in found if name.startswith("etl.") and name.count(".") == 1} <= allowed


@pytest.mark.parametrize("path", APP)
def test_a_room_imports_only_the_rooms_below_it(path: str) -> None:
    room = path.split("/")[1]
    found = {name.split(".")[1] for name in imports(path) if name.startswith("app.")}
    assert found - {room, "wording"} <= ROOMS.get(room, set())
    assert not imports(path) & {"pages", "dashboard"}


@pytest.mark.parametrize("path", [*APP, *PAGES])
def test_the_dashboard_knows_the_contract_and_its_search_box_how_numbers_are_written(path: str) -> None:
    """The parquet files and etl/schema.py are the bridge; the words of numbers are kept in one place for both.

    One module hands files over to the ETL; one asks it whether a name can be an indicator's.
    """
    further = {
        "app/query/search.py": {"etl.lexicon"}, "app/screen/intake.py": HANDED_OVER,
        "app/query/review.py": {"etl.naming"},
    }  # fmt: skip
    allowed = {"etl.schema"} | further.get(path, set())
    assert {name for name in imports(path) if name.startswith("etl.") and name.count(".") == 1} <= allowed


def test_the_rooms_are_those_that_are_named_and_have_one_direction() -> None:
    assert {path.split("/")[1] for path in APP if path.count("/") > 1} == set(ROOMS)
    for number, (room, below) in enumerate(ROOMS.items()):
        assert below <= set(list(ROOMS)[:number]), room


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_comes_in_and_goes_out_and_who_may_import_it(room: str) -> None:
    said = ast.get_docstring(tree(f"app/{room}/__init__.py")) or ""
    heads = ("In:", "Out:", "May import:", "Imported by:")
    assert [head for head in heads if head not in said] == []
    allowed = re.sub(r"\s+", " ", said.split("May import:")[1].split(". Imported by:")[0])
    named = {other for other in ROOMS if re.search(rf"\b{other}\b", allowed)}
    assert named == ROOMS[room] or "every other room" in allowed


@pytest.mark.parametrize("path", [path for path in MODULES if path not in {*ETL, *RECORDS}])
def test_a_library_stands_in_its_room(path: str) -> None:
    assert {library for library in OWNERS if library in imports(path) and not path.startswith(OWNERS[library])} == set()


@pytest.mark.parametrize("path", [path for path in MODULES if path not in {*ETL, INSIDES}])
def test_names_from_inside_streamlit_stand_in_one_module(path: str) -> None:
    inside = re.compile(
        r"data-testid|\.block-container|\.modebar|js-plotly|\.st-key-|streamlit\.(?:runtime|web|proto)\b"
    )
    assert not inside.search((ROOT / path).read_text(encoding="utf-8"))


STAGES = ("lexicon", "offices", "documents", "lexing", "judging", "naming", "targets", "tools")
"""The packages of etl/: each may import itself and those before it."""


@pytest.mark.parametrize("room", STAGES)
def test_a_room_imports_itself_and_those_before_it(room: str) -> None:
    allowed = {f"etl.{name}" for name in STAGES[: STAGES.index(room) + 1]} | {"etl.schema"}
    modules = [path for path in ETL if path.startswith(f"etl/{room}/")]
    assert modules
    for path in modules:
        used = {name for name in imports(path) if name.startswith("etl.") and name.count(".") == 1}
        assert used - {"etl.SourceError", "etl.ContractError"} <= allowed, path


def test_etl_has_rooms_and_a_contract_and_nothing_beside_them() -> None:
    assert {path.split("/")[1] for path in ETL} == {*STAGES, "schema.py", "__init__.py", "__main__.py"}


def test_the_contract_stands_on_nothing() -> None:
    assert not imports("etl/schema.py") & {"etl", "app", "pages"}


@pytest.mark.parametrize("path", [path for path in MODULES if path != "app/server.py"])
def test_nothing_fetches_from_a_network(path: str) -> None:
    assert not imports(path) & NETWORK


@pytest.mark.parametrize("path", STAGES_AND_QUERIES)
def test_time_place_and_chance_come_in_as_arguments(path: str) -> None:
    clock = {"datetime.now", "datetime.today", "date.today", "time.time"}
    assert not asks_for(path) & (clock | {"os.environ", "os.getenv", "random", "secrets"})


@pytest.mark.parametrize("path", [path for path in MODULES if path not in {*ETL, "app/draw/style.py"}])
def test_colours_stand_in_the_style_module_alone(path: str) -> None:
    colour = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\b|\brgba?\(")
    values = [node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
    assert not [text for text in values if isinstance(text, str) and colour.search(text)]


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".py")])
def test_modules_are_short_and_named_for_what_they_hold(path: str) -> None:
    longest = LONGEST_TEST_MODULE if path.startswith("tests/") else LONGEST_MODULE
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= longest
    assert not VAGUE_NAMES & set(Path(path).stem.split("_"))


def test_the_top_level_is_fixed() -> None:
    found = {path.split("/")[0] for path in FILES}
    assert found - TOP_LEVEL == set()
    assert len([name for name in found if not name.startswith(".")]) <= 17


def text_files() -> list[str]:
    """The project's own texts; a source document says what it says."""
    endings = (".parquet", ".png", ".xlsx", ".docx", ".pdf", ".pptx")
    return [path for path in FILES if not path.startswith("data/sources/") and not path.endswith(endings)]


@pytest.mark.parametrize("path", text_files())
def test_no_file_names_a_machine_or_a_registry(path: str) -> None:
    try:
        text = (ROOT / path).read_bytes().decode("utf-8")
    except UnicodeDecodeError:  # a document in another encoding, kept to test the readers
        return
    assert [text[max(0, hit.start() - 20) : hit.end() + 20] for hit in FOREIGN.finditer(text)] == []


@pytest.mark.parametrize(
    "parts",
    ["open('/ho|me/ann/x.csv')", "see ../shar|ed/spec", "-r shar|ed/x", "--index-|url x", "https://pyp|i.org/simple"],
)
def test_the_search_for_machines_and_registries_finds(parts: str) -> None:
    assert FOREIGN.search(parts.replace("|", ""))
