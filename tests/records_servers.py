"""A PostgreSQL server of the tests' own: its programs found, started on a free port of this machine, stopped again."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

USERS = ("postgres", "nobody")
"""Whom a server runs as where the tests run as root, which PostgreSQL refuses."""


def find_reason_against() -> str:
    """Why no server can be started here; "" where one can."""
    missing = [name for name in ("initdb", "pg_ctl", "postgres") if shutil.which(name) is None]
    if missing:
        return f"PostgreSQL's programs are not installed: {', '.join(missing)}"
    if not hasattr(os, "geteuid"):
        return "PostgreSQL is started on Unix alone"
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or _find_user() is None):
        return "PostgreSQL does not run as root, and there is no other user here to run it as"
    return ""


@contextlib.contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server whose data are in `folder`, without a database's name."""
    prefix: list[str] = []
    if os.geteuid() == 0:
        user = _find_user()
        assert user is not None
        os.chown(folder, *user)
        for above in (folder, *folder.parents):
            if above.owner() == "root" and above.stat().st_mode & 0o001 == 0:
                above.chmod(above.stat().st_mode | 0o011)
        prefix = ["setpriv", f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups"]
    data = folder / "data"
    port = _find_port()
    run([*prefix, "initdb", "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"], folder)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    run([*prefix, "pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"], folder)
    try:
        yield f"postgresql://tester@127.0.0.1:{port}"
    finally:
        run([*prefix, "pg_ctl", "-D", str(data), "-m", "immediate", "stop"], folder)


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


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
