"""An OpenID Connect provider on a port of this machine, for tests of the sign-in: whoever is asked for signs in.

`provider("li@edu.cn", "李工")` runs one; `.secrets(dashboard)` is the secrets.toml of a dashboard at that address.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "dashboard", "a secret of the tests"


@dataclass
class Provider:
    """Where it answers, and who signs in next: claims of the identity token."""

    address: str
    person: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self.nonces: dict[str, str] = {}

    def secrets(self, dashboard: str, folder: Path, roles: str = "") -> Path:
        """Write the secrets.toml of a dashboard at this address into `folder`; its path."""
        path = folder / "secrets.toml"
        path.write_text(
            f'[auth]\nredirect_uri = "{dashboard}/oauth2callback"\ncookie_secret = "{"x" * 40}"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.address}/.well-known/openid-configuration"\n{roles}',
            encoding="utf-8",
        )
        return path

    def application(self) -> Starlette:
        """The provider's five addresses."""

        async def metadata(_request: Request) -> Response:
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return JSONResponse(
                {
                    "issuer": self.address,
                    **{name: f"{self.address}/{path}" for name, path in ends.items()},
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

        async def authorize(request: Request) -> Response:
            asked = request.query_params
            code = f"code{len(self.nonces)}"
            self.nonces[code] = asked.get("nonce", "")
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        async def token(request: Request) -> Response:
            form = await request.form()
            now = int(time.time())
            claims = {
                "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600, "sub": "person",
                "nonce": self.nonces.pop(str(form["code"])), **self.person,
            }  # fmt: skip
            signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
            return JSONResponse({"access_token": "none", "token_type": "Bearer", "expires_in": 600, "id_token": signed})

        async def keys(_request: Request) -> Response:
            return JSONResponse({"keys": [self.key.as_dict(private=False)]})

        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", metadata),
                Route("/authorize", authorize),
                Route("/token", token, methods=["POST"]),
                Route("/keys", keys),
            ]
        )


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """Run a provider until the block ends."""
    port = free_port()
    found = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(found.application(), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    yield found
    server.should_exit = True
    thread.join(timeout=10)
