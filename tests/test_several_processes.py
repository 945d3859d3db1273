"""Two servers on one folder: both show a rebuild, and the balancer of docs/deployment.md keeps a reader with one."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from small_tables import write_tables
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.load import LONGEST
from benchmarks.serving import Server, dashboard_command, running

ROOT = Path(__file__).resolve().parent.parent
COUNTED = re.compile(r"pt-number'>(\d+)<")
NGINX = shutil.which("nginx")
READERS = 6
"""Without the balancer's care all of them would meet their own process in one of 64 cases."""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return write_tables(tmp_path / "tables")


@pytest.fixture
def servers(tables: Path, tmp_path: Path) -> Iterator[list[Server]]:
    with ExitStack() as stack:
        yield [stack.enter_context(running(dashboard_command(tables), tmp_path / f"log{n}")) for n in range(2)]


def open_socket(address: str, cookie: str = "") -> ClientConnection:
    return connect(
        address.replace("http", "ws") + "/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=LONGEST,
        origin=Origin(address), additional_headers={"Cookie": cookie} if cookie else None,
    )  # fmt: skip


def draw(reader: ClientConnection) -> tuple[str, list[str]]:
    """Have 总体情况 drawn: the session's identifier, and the counts of the strip."""
    message = BackMsg()
    message.rerun_script.query_string = "asof=2020-06-30"
    reader.send(message.SerializeToString())
    session, drawn = "", ""
    while True:
        received = reader.recv(60)
        assert isinstance(received, bytes)
        answer = ForwardMsg.FromString(received)
        kind = answer.WhichOneof("type")
        if kind == "new_session":
            session, drawn = answer.new_session.initialize.session_id, ""
        elif kind == "delta":
            assert answer.delta.new_element.WhichOneof("type") != "exception"
            drawn += answer.delta.new_element.bidi_component.json
        elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return session, COUNTED.findall(drawn)


def test_both_show_the_tables_that_one_build_has_written(servers: list[Server], tables: Path) -> None:
    with open_socket(servers[0].address) as one, open_socket(servers[1].address) as other:
        before = draw(one)[1]
        assert draw(other)[1] == before
        for name in ("targets", "tasks", "ledger"):
            shutil.copyfile(ROOT / "data" / f"{name}.parquet", tables / "new")
            (tables / "new").replace(tables / f"{name}.parquet")
        after = draw(one)[1]
        assert draw(other)[1] == after
    assert len(before) == len(after) > 0
    assert before != after


@pytest.mark.skipif(NGINX is None or os.geteuid() != 0, reason="needs nginx, and the right to start it")
def test_the_balancer_of_the_docs_keeps_a_reader_with_one_process(servers: list[Server], tmp_path: Path) -> None:
    with balancing(servers, tmp_path) as address:
        for _ in range(READERS):
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as answer:
                cookies = SimpleCookie("; ".join(answer.headers.get_all("Set-Cookie")))
            cookie = "; ".join(f"{name}={one.value}" for name, one in cookies.items())
            with open_socket(address, cookie) as reader:
                session = draw(reader)[0]
                assert hand_in(address, session, cookie, cookies["_streamlit_xsrf"].value) == 204


def hand_in(address: str, session: str, cookie: str, token: str) -> int:
    """Send a file as a browser does, by a request of its own; the answer's status: 400 from another process."""
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\ntext\r\n--x--\r\n'
    request = urllib.request.Request(
        f"{address}/_stcore/upload_file/{session}/a-file", body, method="PUT",
        headers={"Content-Type": "multipart/form-data; boundary=x", "Cookie": cookie, "X-Xsrftoken": token},
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@contextmanager
def balancing(servers: list[Server], folder: Path) -> Iterator[str]:
    """Nginx as docs/deployment.md has it, before these servers and on a port of its own."""
    found = re.search(r"```nginx\n(.*?)```", (ROOT / "docs" / "deployment.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    changed = found[1].replace("listen 80;", f"listen 127.0.0.1:{port};")
    for usual, server in zip((8501, 8502), servers, strict=True):
        changed = changed.replace(f"127.0.0.1:{usual}", server.address.removeprefix("http://"))
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/nginx.pid; events {{}} http {{ access_log off; {changed} }}", encoding="utf-8"
    )
    log = folder / "nginx.log"
    with log.open("w") as output:
        assert NGINX is not None
        nginx = subprocess.Popen([NGINX, "-c", str(config), "-e", str(log)], stderr=output)
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and nginx.poll() is None:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            assert nginx.poll() is None, log.read_text("utf-8")
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()
            nginx.wait(10)
