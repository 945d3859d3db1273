"""Damage of any kind: a file is read, or refused by name; nothing else comes out of a reader."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_documents_bad import ENDINGS, add_part, write_good

from etl.documents import Unreadable, read_document


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("good")
    files = {}
    for ending in ENDINGS:
        path = folder / f"good{ending}"
        write_good(path)
        files[ending] = path.read_bytes()
    return files


SHARES = st.integers(0, 9999)
"""Places within a file in ten thousandths: its length may differ between runs."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ending=st.sampled_from(ENDINGS),
    edits=st.lists(st.tuples(SHARES, st.integers(0, 40), st.binary(max_size=40)), min_size=1, max_size=8),
)
def test_any_damage_is_read_or_refused(
    ending: str, edits: list[tuple[int, int, bytes]], good_files: dict[str, bytes], tmp_path: Path
) -> None:
    damaged = bytearray(good_files[ending])
    for share, length, new in edits:
        start = share * len(damaged) // 10_000
        damaged[start : start + length] = new
    path = tmp_path / f"damaged{ending}"
    path.write_bytes(bytes(damaged))
    check_read_or_refused(path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ending=st.sampled_from([".docx", ".xlsx", ".ofd"]), place=SHARES, share=SHARES, length=st.integers(0, 200),
    new=st.binary(max_size=30),
)  # fmt: skip
def test_any_damage_within_a_part_is_read_or_refused(
    ending: str, place: int, share: int, length: int, new: bytes, good_files: dict[str, bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"damaged{ending}"
    path.write_bytes(good_files[ending])
    with zipfile.ZipFile(path) as archive:
        parts = sorted(name for name in archive.namelist() if name.endswith((".xml", ".rels")))
        part = parts[place * len(parts) // 10_000]
        content = bytearray(archive.read(part))
    start = share * len(content) // 10_000
    content[start : start + length] = new
    add_part(path, part, bytes(content), replaced=True)
    check_read_or_refused(path)


def check_read_or_refused(path: Path) -> None:
    """Nothing but a document with tasks, or an error that names the file."""
    try:
        document = read_document(path)
    except Unreadable as error:
        assert str(error).startswith(f"{path.name}: ")  # noqa: PT017
    else:
        assert document.tasks
