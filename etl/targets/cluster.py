"""Documents read by the workers of a Dask cluster: the same stage as in a process of this machine, in the same order.

Optional: the package stands in requirements-cluster.txt. Workers run this project, as it is here, and reach the
documents by the paths that this machine has for them (a shared folder); one thread each, since a reader of PDF serves
one at a time. A worker that ends is replaced by the others: what it was reading is read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from etl.documents import Listing
from etl.targets.earlier import extractor

if TYPE_CHECKING:
    from etl.targets.build import Built

SECONDS = 20
"""How long a scheduler may take to answer, and to have a worker."""
START = "dask worker {address} --nworkers N --nthreads 1 --no-dashboard, in the folder of this project"
AHEAD = 2
"""Batches on their way for each worker, so that results never pile up before they are written."""
Batch = TypeVar("Batch", bound=Sequence[Listing])


class ClusterError(Exception):
    """A cluster that cannot be used: says which and how to mend it."""


def read_on_cluster(
    read: Callable[[Batch, Path | None], list[Built]], batches: Sequence[Batch], weights: Path | None, address: str
) -> Iterator[Built]:
    """The documents of all batches in order, each batch `read` by a worker. Raises ClusterError."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise ClusterError("--scheduler needs Dask: .venv/bin/pip install -r requirements-cluster.txt") from error
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {address}: start one (dask scheduler), or correct it") from error
    with client:
        running: deque[Any] = deque()
        waiting = iter(batches)
        try:
            ahead = AHEAD * _count_workers(client, address)
            while True:
                while len(running) < ahead and (batch := next(waiting, None)) is not None:
                    running.append(client.submit(read, _found_anywhere(batch), weights, pure=False))
                if not running:
                    return
                yield from running.popleft().result()
        except KilledWorker as error:
            raise ClusterError(f"several workers of {address} ended over the same documents: {error}") from error
        except ImportError as error:
            raise ClusterError(f"a worker of {address} cannot run this project ({error}): {_start(address)}") from error


def _count_workers(client: Any, address: str) -> int:
    try:
        client.wait_for_workers(1, timeout=SECONDS)
    except TimeoutError as error:
        raise ClusterError(f"the scheduler {address} has no workers: {_start(address)}") from error
    threads, own = client.nthreads(), extractor()
    if others := [worker for worker, found in client.run(extractor).items() if found != own]:
        raise ClusterError(f"the worker {others[0]} of {address} runs another version of this project: update it")
    if max(threads.values()) > 1:
        raise ClusterError(f"a worker of {address} has several threads: {_start(address)}")
    return len(threads)


def _start(address: str) -> str:
    return f"start them with {START.format(address=address)}"


def _found_anywhere(batch: Sequence[Listing]) -> list[Listing]:
    """The batch with whole paths: a worker stands in another folder."""
    return [replace(listing, path=listing.path.resolve()) for listing in batch]
