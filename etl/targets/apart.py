"""A command of the ETL in a process of its own, which is ended where it takes too long: nothing hangs with it.

The system holds the process and all that it starts to a time of the processors, so that it ends also where whoever
waited for it was killed, and to a limit of memory where one is given. Only Linux does that for a process that runs
already; elsewhere there is no such limit.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEP_SECONDS = 0.2
Waiting = Callable[[float], None]
"""Called while the process runs, with the seconds since it began. What it raises ends the process."""


READ_MEMORY = 4 * 1024**3
"""Most bytes of memory that reading one file may take; the largest documents take a tenth."""


LONGER_SECONDS = 60
"""How much later than whoever waits for a process the system ends it."""


def run_apart(
    arguments: Sequence[str], seconds: float, waiting: Waiting = lambda _: None, memory: int | None = None
) -> tuple[int, str, str]:
    """Run `python -m etl ARGUMENTS` in at most `memory` bytes: its exit code, what it printed, its messages.

    Raises TimeoutError. A process that wants more memory gets a MemoryError, or is ended by the library that asked.
    """
    begun = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  # this program itself, no shell
        [sys.executable, "-X", "utf8", "-m", "etl", *arguments], cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace",
        start_new_session=True,
    )  # fmt: skip
    try:
        _limit(process.pid, seconds, memory)
        while True:
            try:
                printed, said = process.communicate(timeout=STEP_SECONDS)
            except subprocess.TimeoutExpired:
                waited = time.monotonic() - begun
                if waited > seconds:
                    raise TimeoutError from None
                waiting(waited)
            else:
                return process.returncode, printed, said
    finally:
        _end(process)


def _limit(pid: int, seconds: float, memory: int | None) -> None:
    """Hold a process, and all that it starts from now on, to so many seconds on all processors, and so many bytes."""
    if sys.platform == "linux":
        import resource

        limits = {resource.RLIMIT_CPU: (math.ceil(seconds) + LONGER_SECONDS) * (os.cpu_count() or 1)}
        if memory is not None:
            limits[resource.RLIMIT_DATA] = memory
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            for limit, most in limits.items():
                hardest = resource.prlimit(pid, limit)[1]
                allowed = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
                resource.prlimit(pid, limit, (allowed, hardest))


def _end(process: subprocess.Popen[str]) -> None:
    """End a process that still runs, with all that it has started."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
