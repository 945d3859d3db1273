"""What one reader's run has made and those of others need not make again, kept for all sessions of this process.

Unlike `st.cache_data` it hands out what it holds and no copy made of bytes, and looks a key up without digesting it: a
page asks for some twenty results in a run, and with many readers that was a tenth of the server's time. Results are
therefore not to be changed; a frame comes as a shallow copy, which pandas copies as soon as somebody writes into it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import TypeVar

import pandas as pd

Made = TypeVar("Made")


class Shelf:
    """The last so many results by their keys; each is made once, even where many ask for it at the same time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Future[object]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under the key, or what `make` gives; whoever else asks meanwhile waits for it.

        Where `make` raises, so it does for all who wait, and nothing is kept.
        """
        with self._lock:
            kept = self._kept.get(key)
            if mine := kept is None:
                kept = self._kept[key] = Future()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            else:
                self._kept.move_to_end(key)
        if mine:
            try:
                kept.set_result(make())
            except BaseException as error:  # noqa: BLE001 all who wait are told, and `result` raises it here too
                with self._lock:
                    self._kept.pop(key, None)
                kept.set_exception(error)
        made = kept.result()
        return made.copy(deep=False) if isinstance(made, pd.DataFrame) else made  # type: ignore[return-value]
