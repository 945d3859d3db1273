"""The running server: it listens on this machine only, finds a free port, and sends its front end compressed."""

from __future__ import annotations

import ast
import gzip
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from conftest import run_apart
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive

from app.server import LOADED_FIRST, StaticGzip
from benchmarks.serving import ROOT, dashboard_command, running


def fetch(url: str, **headers: str) -> tuple[dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def test_no_package_is_left_for_two_readers_to_import_at_once() -> None:
    packages = [
        path.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for room in ("app", "records", "etl")
        for path in (ROOT / room).rglob("__init__.py")
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(path.read_text("utf-8")).body)
    ]
    assert len(packages) > 3
    code = "import sys, importlib; [importlib.import_module(name) for name in sys.argv[1].split()]; print(*sys.modules)"
    command = [sys.executable, "-c", code, " ".join(LOADED_FIRST)]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    assert set(packages) <= set(loaded)


@pytest.fixture(scope="module")
def script(dashboard: str) -> str:
    """Address of the front end's main script."""
    page = fetch(dashboard)[1].decode()
    found = re.search(r'src="\./(static/js/index[^"]+\.js)"', page)
    assert found, page
    return f"{dashboard}/{found[1]}"


def test_scripts_are_sent_compressed_and_whole(script: str) -> None:
    plain_headers, plain = fetch(script)
    headers, body = fetch(script, Accept_Encoding="gzip, deflate, br")
    assert "content-encoding" not in plain_headers
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"] == plain_headers["content-type"]
    assert len(body) < len(plain) / 2
    assert gzip.decompress(body) == plain
    assert fetch(script, Accept_Encoding="gzip")[1] == body  # kept, not made again


def test_a_part_of_a_script_stays_as_it_is(script: str) -> None:
    headers, body = fetch(script, Accept_Encoding="gzip", Range="bytes=0-9")
    assert "content-encoding" not in headers
    assert len(body) == 10


def test_a_path_that_names_no_script_gets_the_start_page_as_ever(dashboard: str) -> None:
    headers, body = fetch(f"{dashboard}/static/js/none.js", Accept_Encoding="gzip")
    assert headers["content-type"].startswith("text/html")
    assert b"<!DOCTYPE html>" in body or b"<!doctype html>" in body


def test_a_second_dashboard_takes_the_next_free_port(tmp_path: Path) -> None:
    usual = dashboard_command(port=None)
    with running(usual, tmp_path / "first.txt") as first, running(usual, tmp_path / "second.txt") as second:
        assert first.address != second.address
        assert first.address.startswith("http://127.0.0.1:")
        assert fetch(f"{second.address}/_stcore/health")[1] == b"ok"


def test_a_folder_without_tables_is_named_with_the_command_to_type(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.server", "--data", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert f"{tmp_path} holds no targets.parquet" in ended.stderr
    assert f"python -m etl build --out {tmp_path}" in ended.stderr


def test_a_script_is_kept_whole_when_the_first_who_asks_for_it_goes_away(tmp_path: Path) -> None:
    content = b"export const one = 1;\n" * 100_000
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "script.js").write_bytes(content)
    kept = StaticGzip(Mount("/static", StaticFiles(directory=tmp_path / "static")))
    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/static/script.js", "root_path": "", "headers": headers}

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def ask(receive: Receive) -> bytes:
        parts: list[bytes] = []

        async def send(message: Message) -> None:
            parts.append(message.get("body", b""))

        await kept({**scope}, receive, send)
        return gzip.decompress(b"".join(parts))

    async def both() -> list[bytes]:
        return [await ask(gone), await ask(gone)]

    assert run_apart(both()) == [content, content]
