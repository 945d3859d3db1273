"""Many readers at once: `python -m benchmarks.load` prints how long a filter takes, by number of sessions.

Each session is a client that speaks the browser's own protocol (Streamlit's messages over a websocket): it opens a
page, finds the filter 任务领域 in what it is sent, and chooses another value once a second, or as soon as the last
answer is whole; the readers begin at moments of their own (`--at-once`: all in the same, and stay in step). A press is
answered when the run has ended well and the page's head names the chosen theme. Printed for each number of sessions:
presses, their median and 95th percentile in ms, that percentile against one session's, the servers' processor time a
press (opening the page and drawing it again belong to it), errors, and the servers' memory a session at the end of the
first and of the last quarter. Half-way through the last round the tables are written anew beside the dashboard: every
session must go on. With `--processes` several servers share the folder of the tables, and each session stays with one
of them, as a balancer with sticky sessions would have it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow.parquet as pq
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.serving import Server, dashboard_command, running

ROOT = Path(__file__).resolve().parent.parent
FILTER = "theme"
SESSIONS, SECONDS = (1, 10, 50), 120.0
EVERY = 1.0
"""Seconds from one choice of a reader to the next."""
LONGEST = 64 * 1024 * 1024
PATIENCE = 120.0
"""Seconds after which an answer counts as an error."""


@dataclass(slots=True)
class Figures:
    """What the sessions of one round have seen: seconds of each press, and what went wrong."""

    presses: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Session:
    """One reader with the page open."""

    def __init__(self, socket: ClientConnection, figures: Figures) -> None:
        self._socket, self._figures = socket, figures
        self._widget = ""
        self._page = ""
        self.drawn: list[str] = []
        """The HTML and the components' data of the last run."""

    async def open(self, query: str, page: str = "") -> None:
        """Ask for a page by its address and wait until it is whole."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        await self._socket.send(message.SerializeToString())
        await self._answer("")

    async def press(self, theme: str, query: str) -> None:
        """Choose a theme, and note how long its page takes."""
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_script_hash = self._page
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._widget
        state.string_array_value.data.append(theme)
        begun = time.perf_counter()
        await self._socket.send(message.SerializeToString())
        if await self._answer(theme):
            self._figures.presses.append(time.perf_counter() - begun)

    async def _answer(self, wanted: str) -> bool:
        """Take in messages until the run has ended; whether it said what was wanted and met no exception."""
        said, failed = not wanted, False
        while True:
            try:
                received = await asyncio.wait_for(self._socket.recv(), PATIENCE)
            except TimeoutError:
                self._figures.errors.append("no answer")
                return False
            message = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.drawn.clear()
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "delta":
                element = message.delta.new_element
                said = said or wanted in element.html.body
                failed = self._note(element) or failed
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break  # else the tables have changed, and the page is drawn again
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY or not said:
            self._figures.errors.append(f"the run ended with {message.script_finished}; the theme was shown: {said}")
            failed = True
        return not failed

    def _note(self, element: Any) -> bool:
        """Keep what was drawn and take the filter's identifier out of it; whether it is an exception."""
        self.drawn += [text for text in (element.html.body, element.bidi_component.json) if text]
        if element.WhichOneof("type") == "multiselect" and element.multiselect.id.endswith(f"-{FILTER}"):
            self._widget = element.multiselect.id
        if element.WhichOneof("type") == "exception":
            self._figures.errors.append(element.exception.message[:200])
            return True
        return False


async def _read(
    address: str, page: str, themes: Sequence[str], number: int, until: float, later: float, figures: Figures
) -> None:
    """One session from its beginning, so many seconds from now, to its end."""
    host = urlsplit(address)
    query = "asof=2020-06-30"
    try:
        async with connect(
            f"ws://{host.netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=LONGEST,  # type: ignore[list-item]
            origin=address,  # type: ignore[arg-type]
        ) as socket:  # fmt: skip
            session = Session(socket, figures)
            await session.open(query, page)
            turn = number
            await asyncio.sleep(later)
            while time.perf_counter() < until:
                begun = time.perf_counter()
                turn += 1
                await session.press(themes[turn % len(themes)], query)
                await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - begun)))
    except (OSError, asyncio.IncompleteReadError) as error:
        figures.errors.append(repr(error)[:200])


async def measure_round(
    servers: Sequence[Server], themes: Sequence[str], sessions: int, seconds: float, rebuild: Any, page: str = "",
    *, at_once: bool = False,
) -> tuple[Figures, list[float]]:  # fmt: skip
    """So many sessions for so long; and the servers' memory, in MB, after each quarter of the time."""
    figures, memory, chance = Figures(), list[float](), random.Random(sessions)
    until = time.perf_counter() + seconds
    readers = [
        asyncio.create_task(_read(servers[number % len(servers)].address, page, themes, number, until, later, figures))
        for number in range(sessions)
        for later in [0.0 if at_once else chance.uniform(0, EVERY)]
    ]
    for quarter in range(4):
        await asyncio.sleep(max(0.0, until - time.perf_counter() - seconds * (3 - quarter) / 4))
        memory.append(_memory(servers))
        if quarter == 1 and rebuild is not None:
            rebuild()
    await asyncio.gather(*readers)
    return figures, memory


def _memory(servers: Sequence[Server]) -> float:
    return sum((server.memory() or (0.0, 0.0))[0] for server in servers)


def _percentile(values: Sequence[float], share: float) -> float:
    return statistics.quantiles(values, n=100)[round(share * 100) - 1] if len(values) > 1 else sum(values)


def measure(
    data: Path, sessions: Sequence[int], seconds: float, processes: int, page: str, *, at_once: bool = False
) -> None:
    """Print a line for each number of sessions."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        tables = Path(folder, "data")
        tables.mkdir()
        for path in data.glob("*.parquet"):
            shutil.copy(path, tables)
        themes = sorted(set(pq.read_table(tables / "targets.parquet", columns=["theme"])["theme"].to_pylist()))

        def rebuild() -> None:
            for path in tables.glob("*.parquet"):  # as a build does: whole new files over the old ones
                fresh = path.with_suffix(".new")
                shutil.copyfile(path, fresh)
                fresh.replace(path)

        servers = [
            stack.enter_context(running(dashboard_command(tables), Path(folder, f"log{number}")))
            for number in range(processes)
        ]
        asyncio.run(measure_round(servers, themes, processes, 5.0, None, page))  # what is loaded once
        print(f"{processes} servers on {os.cpu_count()} processors, {seconds:.0f} s a round")
        print(
            "sessions  presses  a second  p50 ms  p95 ms  p95 x  processor ms a press  load  errors  MB"
            "  MB a session, first and last quarter"
        )
        base, alone = _memory(servers), 0.0
        for count in sessions:
            used = sum(server.processor_seconds() for server in servers)
            figures, memory = asyncio.run(
                measure_round(
                    servers, themes, count, seconds, rebuild if count == sessions[-1] else None, page, at_once=at_once
                )
            )
            used = sum(server.processor_seconds() for server in servers) - used
            high = _percentile(figures.presses, 0.95) * 1000
            alone = alone or high
            print(
                f"{count:8}  {len(figures.presses):7}  {len(figures.presses) / seconds:8.1f}"
                f"  {statistics.median(figures.presses or [0]) * 1000:6.0f}  {high:6.0f}  {high / (alone or 1):5.1f}"
                f"  {used * 1000 / max(1, len(figures.presses)):20.0f}  {os.getloadavg()[0]:4.1f}"
                f"  {len(figures.errors):6}  {memory[-1]:4.0f}"
                f"  {(memory[0] - base) / count:6.1f} {(memory[-1] - base) / count:6.1f}",
                flush=True,
            )
            for error in sorted(set(figures.errors))[:5]:
                print(f"          {error}")


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description="Time filters under many readers.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="folder of the tables (default: data)")
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS, help="numbers of readers")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a round (default: 120)")
    parser.add_argument("--processes", type=int, default=1, help="servers that share the readers (default: 1)")
    parser.add_argument(
        "--page", default="", help="address of the page that they read, as `themes` (default: 总体情况)"
    )
    parser.add_argument("--at-once", action="store_true", help="all readers choose in the same moments")
    given = parser.parse_args()
    measure(given.data, given.sessions, given.seconds, given.processes, given.page, at_once=given.at_once)


if __name__ == "__main__":
    main()
