"""A small S3 endpoint on a port of this machine, over a folder: what pyarrow's own client asks to read an object.

with object_store(folder) as store: …    store.environ names it for a reader; store.asked: `GET /bucket/key` …
Buckets are the folders in `folder`. It looks at no signature.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Store:
    """Where it answers, what was asked; while `is_away`, it answers nothing but a fault."""

    environ: dict[str, str]
    asked: list[str] = field(default_factory=list)
    is_away: bool = False


class Handler(BaseHTTPRequestHandler):
    """Answers from `folder`, as `store` says."""

    protocol_version = "HTTP/1.1"
    folder: Path
    store: Store

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.store.asked.append(f"{self.command} {unquote(asked.path)}")
        path, query = self.folder / unquote(asked.path).lstrip("/"), parse_qs(asked.query)
        if self.store.is_away:
            self._answer(503, b"<Error><Code>ServiceUnavailable</Code></Error>")
        elif "list-type" in query:
            self._answer(200, listing(path, query.get("prefix", [""])[0], query.get("delimiter", [""])[0]))
        elif path.is_file():
            self._send_file(path)
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET  # noqa: N815

    def _send_file(self, path: Path) -> None:
        content, changed = path.read_bytes(), path.stat().st_mtime
        given = self.headers.get("Range")
        first, last = given.removeprefix("bytes=").split("-") if given else ("0", "")
        part = content[int(first) : int(last) + 1 if last else None]
        head = {"Last-Modified": formatdate(changed, usegmt=True), "ETag": f'"{sha256(content).hexdigest()}"'}
        if given:
            head["Content-Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}"
        self._answer(206 if given else 200, part, head)

    def _answer(self, status: int, body: bytes, head: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(head or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def object_store(folder: Path) -> Iterator[Store]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"folder": folder}))
    store = Store(
        {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
            "AWS_ACCESS_KEY_ID": "reader",
            "AWS_SECRET_ACCESS_KEY": "of the tests",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    )
    server.RequestHandlerClass.store = store  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()


def listing(bucket: Path, prefix: str, delimiter: str) -> bytes:
    """The answer to ListObjectsV2."""
    keys = sorted(path.relative_to(bucket).as_posix() for path in bucket.rglob("*") if path.is_file())
    found, folders = [], set()
    for key in keys:
        if key.startswith(prefix):
            below = key[len(prefix) :]
            if delimiter and delimiter in below:
                folders.add(prefix + below.split(delimiter)[0] + delimiter)
            else:
                size = (bucket / key).stat().st_size
                found.append(
                    f"<Contents><Key>{escape(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
                    f"<ETag>x</ETag><Size>{size}</Size></Contents>"
                )
    found += [f"<CommonPrefixes><Prefix>{escape(name)}</Prefix></CommonPrefixes>" for name in sorted(folders)]
    body = f"<IsTruncated>false</IsTruncated><KeyCount>{len(found)}</KeyCount>{''.join(found)}"
    return f'<?xml version="1.0"?><ListBucketResult>{body}</ListBucketResult>'.encode()
