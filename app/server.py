"""Serves dashboard.py, on the loopback address: `python -m app.server [--port N] [--address A] [--data PLACE] …`.

Streamlit sends its own scripts and styles (9 MB) uncompressed, since compressing them at each request would cost more
than it saves. Their names hold a hash of their content, so here each is compressed once and then kept.
`streamlit run dashboard.py` serves the same dashboard without this.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import importlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl.schema import POINTER

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "dashboard.py"
DATA_VARIABLE = "TARGETS_DATA"
"""Environment variable that says where the tables are, if not in data/; app/screen/data.py reads it."""
GZIP_LEVEL = 6  # 9 takes twice the time for 1 % less
KEPT_TYPES = ("text/javascript", "application/javascript", "text/css")


class StaticGzip:
    """ASGI middleware: the front end's scripts and styles compressed, each at its first request and never again."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressed: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from what was kept where it is there."""
        if not self._applies(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.compressed:
            start, body = await self._response(scope)
            headers = Headers(raw=start["headers"])
            # a path that names no file is answered with the start page, which must not be kept
            kept = headers.get("content-type", "").startswith(KEPT_TYPES) and "content-encoding" not in headers
            if start["status"] != 200 or not kept:
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            packed = await asyncio.to_thread(gzip.compress, body, GZIP_LEVEL, mtime=0)
            changed = MutableHeaders(raw=start["headers"])
            changed["Content-Encoding"] = "gzip"
            changed["Content-Length"] = str(len(packed))
            changed.add_vary_header("Accept-Encoding")
            self.compressed[path] = ({**start, "headers": changed.raw}, packed)
        start, packed = self.compressed[path]
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": packed})

    @staticmethod
    def _applies(scope: Scope) -> bool:
        """Whole files of /static/ that shrink, for a browser that takes gzip."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        headers = Headers(scope=scope)
        return (
            scope["path"].startswith("/static/")
            and scope["path"].endswith((".js", ".css"))
            and "gzip" in headers.get("accept-encoding", "")
            and "range" not in headers
            and "if-none-match" not in headers
        )

    async def _response(self, scope: Scope) -> tuple[Message, bytes]:
        """The application's own answer: its start message and its whole body.

        It is made for all who ask later too, so that it must not end where the one who asked first has gone away.
        """
        start: Message = {}
        parts: list[bytes] = []
        asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            for message in asked:
                return message
            await asyncio.Event().wait()  # the answer ends first
            raise AssertionError

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app(scope, receive, keep)
        return start, b"".join(parts)


LOADED_FIRST = ("app.screen.components", "app.screen.intake")
"""What imports all packages whose `__init__` imports their modules: rooms of app/, records, etl.documents."""


@asynccontextmanager
async def _announce(_app: st.App) -> AsyncIterator[None]:
    """Load the modules that pages share, then print the address: before it is printed no reader is answered.

    Readers' pages run in threads. Where one of them imports a package while another is importing a module of it, Python
    gives the one a module that is not whole yet; nothing is left for them to import in such a way.
    """
    for name in LOADED_FIRST:
        importlib.import_module(name)
    address, port = st.get_option("server.address"), st.get_option("server.port")
    print(f"Dashboard: http://{address}:{port}  (Ctrl+C stops it)", flush=True)
    yield


app = st.App(SCRIPT, lifespan=_announce, middleware=[Middleware(StaticGzip)])


def _find_folder(parser: argparse.ArgumentParser, folder: Path) -> str:
    if not any((folder / name).is_file() for name in ("targets.parquet", POINTER)):
        parser.error(f"{folder} holds no targets.parquet; make it with: python -m etl build --out {folder}")
    return str(folder.resolve())


def main() -> None:
    """Start the server and stay until it is stopped. Where the usual port is taken, the next free one is used."""
    parser = argparse.ArgumentParser(prog="python -m app.server", description="Serve the dashboard on this machine.")
    parser.add_argument("--port", type=int, help="port; 0 takes any free one (default: 8501, or the next free one)")
    parser.add_argument(
        "--address",
        help="where it listens (default: 127.0.0.1, this machine alone); elsewhere, without sign-in, for reading only",
    )
    parser.add_argument(
        "--data", metavar="PLACE", help="folder of the tables, or their address: s3://bucket/folder (default: data)"
    )
    parser.add_argument(
        "--secrets", type=Path, help="who may sign in and do what (default: .streamlit/secrets.toml, where it is there)"
    )
    given = parser.parse_args()
    if given.data is not None:
        os.environ[DATA_VARIABLE] = given.data if "://" in given.data else _find_folder(parser, Path(given.data))
    # Streamlit looks for .streamlit/ beside the script named here, and puts that folder on the import path
    sys.argv = [str(SCRIPT)]
    config: dict[str, object] = {"logger.hideWelcomeMessage": True}
    if given.port is not None:
        config["server.port"] = given.port
    if given.address is not None:
        config["server.address"] = given.address
    if given.secrets is not None:
        if not given.secrets.is_file():
            parser.error(f"{given.secrets} is not there; README says what stands in it")
        config["secrets.files"] = [str(given.secrets.resolve())]
    app.run(config=config)


if __name__ == "__main__":
    main()
