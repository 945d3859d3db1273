"""A PostgreSQL server of the tests' own: its programs found, started on a free port of this machine, stopped again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

USERS = ("postgres", "nobody")
"""Whom a server runs as where the tests run as root, which PostgreSQL refuses."""

START_SECONDS = 60


def find_reason_against() -> str:
    """Why no server can be started here; "" where one can."""
    missing = [name for name in ("initdb", "postgres") if shutil.which(name) is None]
    if missing:
        return f"PostgreSQL's programs are not installed: {', '.join(missing)}"
    if not hasattr(os, "geteuid"):
        return "PostgreSQL is started on Unix alone"
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or _find_user() is None):
        return "PostgreSQL does not run as root, and there is no other user here to run it as"
    return ""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The address of a fresh server, without a database's name.

    Its data lie in a folder of their own: pytest's is closed to the user that the server runs as.
    """
    with tempfile.TemporaryDirectory(prefix="records-", ignore_cleanup_errors=True) as folder:
        prefix: list[str] = []
        if os.geteuid() == 0:
            user = _find_user()
            assert user is not None
            os.chown(folder, *user)
            as_user = [f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups", "--pdeathsig=QUIT"]
            prefix = ["setpriv", *as_user]  # it ends with the tests, even where these are killed
        data, port = Path(folder, "data"), _find_port()
        make = [*prefix, "initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, cwd=folder, check=True, capture_output=True, timeout=120)
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"]
        command = [*prefix, "postgres", "-D", str(data), "-p", str(port)]
        command += [part for option in options for part in ("-c", option)]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                address = f"postgresql://tester@127.0.0.1:{port}"
                _wait_for(address, server)
                yield address
            finally:
                server.send_signal(signal.SIGQUIT)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(f"{address}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.05)
        else:
            return


def _find_user() -> tuple[int, int] | None:
    import pwd  # there on Unix alone

    for name in USERS:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user.pw_uid, user.pw_gid
    return None


def _find_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
