"""An OpenID Connect provider on a port of this machine, for tests of the sign-in: whoever `person` names signs in.

with provider() as people:
people.person = {"email": "li@edu.example.cn", "name": "李工"}
secrets = people.secrets(dashboard, folder)    the secrets.toml of a dashboard at that address
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET, KEY = "dashboard", "a secret of the tests", b"a key of the tests, long enough for its use"


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Provider:
    """Where it answers, and who signs in next: claims of the identity token."""

    address: str
    person: dict[str, object] = field(default_factory=dict)
    nonces: dict[str, str] = field(default_factory=dict)

    def secrets(self, dashboard: str, folder: Path, roles: str = "") -> Path:
        """Write the secrets.toml of a dashboard at this address into `folder`; its path."""
        path = folder / "secrets.toml"
        path.write_text(
            f'[auth]\nredirect_uri = "{dashboard}/oauth2callback"\ncookie_secret = "{"x" * 40}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.address}/metadata"\n{roles}',
            encoding="utf-8",
        )
        return path

    def metadata(self) -> dict[str, object]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.address,
            **{name: f"{self.address}/{path}" for name, path in ends.items()},
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["HS256"],
        }

    def authorize(self, asked: dict[str, list[str]]) -> str:
        """Where the browser goes next: back to the dashboard, signed in."""
        code = f"code{len(self.nonces)}"
        self.nonces[code] = asked.get("nonce", [""])[0]
        return f"{asked['redirect_uri'][0]}?{urlencode({'code': code, 'state': asked['state'][0]})}"

    def token(self, code: str) -> dict[str, object]:
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600, "sub": "person",
            "nonce": self.nonces[code], **self.person,
        }  # fmt: skip
        parts = [encode(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "one"}, claims)]
        signature = hmac.new(KEY, ".".join(parts).encode(), hashlib.sha256).digest()
        signed = ".".join([*parts, encode(signature)])
        return {"access_token": "none", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


class Answers(BaseHTTPRequestHandler):
    """The provider's addresses."""

    provider: Provider

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(parse_qs(asked.query)))
            self.end_headers()
        elif asked.path == "/keys":
            self._give({"keys": [{"kty": "oct", "kid": "one", "alg": "HS256", "k": encode(KEY)}]})
        else:
            self._give(self.provider.metadata())

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._give(self.provider.token(form["code"][0]))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Say nothing."""

    def _give(self, content: dict[str, object]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Answers.provider = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Answers.provider
    server.shutdown()
    server.server_close()
