"""What runs of several readers share: results made once, however many ask, and never changed under another's hands."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import plotly.graph_objects as go
import pytest
from app_runs import charts, open_page

from app.draw.figures import Words
from app.draw.style import DARK, LIGHT, Look
from app.screen import data
from app.screen.shared import Shelf

MADE: list[str] = []


def build(frame: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """A builder that notes what it draws."""
    MADE.append(f"{words.title} {look.name} {frame['n'].sum()}")
    return go.Figure()


def test_many_who_ask_at_once_get_what_was_made_once() -> None:
    shelf, made = Shelf(5), []
    together = threading.Barrier(8)

    def make() -> pd.DataFrame:
        made.append(1)
        time.sleep(0.2)
        return pd.DataFrame({"n": [1, 2]})

    def ask(_number: int) -> pd.DataFrame:
        together.wait()
        return shelf.get("key", make)

    with ThreadPoolExecutor(8) as readers:
        given = list(readers.map(ask, range(8)))
    assert len(made) == 1
    assert all(list(frame["n"]) == [1, 2] for frame in given)


def test_what_one_reader_writes_into_a_frame_no_other_sees() -> None:
    shelf = Shelf(5)
    first = shelf.get("key", lambda: pd.DataFrame({"n": [1, 2], "words": ["甲", "乙"]}))
    first.loc[0, "n"] = 9
    first["words"] = "丙"
    first["more"] = 1
    first.attrs["seen"] = True
    second = shelf.get("key", pd.DataFrame)
    assert second.to_dict("list") == {"n": [1, 2], "words": ["甲", "乙"]}


def test_what_failed_is_told_to_all_who_wait_and_made_again_for_the_next() -> None:
    shelf, begun, go_on = Shelf(5), threading.Event(), threading.Event()

    def fail() -> int:
        begun.set()
        go_on.wait(10)
        raise ValueError("no table")

    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(shelf.get, "key", fail)
        begun.wait(10)
        second = readers.submit(shelf.get, "key", lambda: 1)
        time.sleep(0.1)
        go_on.set()
        for one in (first, second):
            with pytest.raises(ValueError, match="no table"):
                one.result(10)
    assert shelf.get("key", lambda: 2) == 2


def test_what_was_asked_for_longest_ago_leaves_first() -> None:
    shelf = Shelf(2)
    for key in ("a", "b", "a", "c"):
        shelf.get(key, lambda key=key: key)  # type: ignore[misc]
    assert len(shelf) == 2
    assert [shelf.get(key, lambda: "new") for key in ("a", "c", "b")] == ["a", "c", "new"]


def test_a_figure_is_drawn_once_for_what_it_is_made_of() -> None:
    MADE.clear()
    frame = pd.DataFrame({"n": [1, 2]})
    first = data.made(build, frame, Words("标题"), LIGHT)
    assert data.made(build, frame.copy(), Words("标题"), LIGHT) is first
    data.made(build, frame, Words("别的标题"), LIGHT)
    data.made(build, frame, Words("标题"), DARK)
    data.made(build, frame.assign(n=[1, 3]), Words("标题"), LIGHT)
    assert MADE == ["标题 light 3", "别的标题 light 3", "标题 dark 3", "标题 light 4"]


def test_two_readers_of_one_view_see_the_same_and_another_view_is_another() -> None:
    query = "asof=2020-05-01&theme=教师队伍"
    first, second, other = open_page("overview", query), open_page("overview", query), open_page("overview")
    assert charts(first)
    assert charts(first) == charts(second)
    assert charts(first) != charts(other)
