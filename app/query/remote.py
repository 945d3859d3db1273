"""The tables of an object store (`s3://bucket/folder`, `gs://…`, `abfs://…`), copied to this machine once a change.

In: an address and the environment, whose usual variables name credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_REGION, AWS_ENDPOINT_URL, GOOGLE_APPLICATION_CREDENTIALS, AZURE_STORAGE_ACCOUNT …); the file systems are pyarrow's
own. Out: a folder of this machine that `tables` opens as any other. Every query then reads this machine's disk, a build
that is being uploaded is never seen in half, and a store that is away for a while does not take the pages with it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock
from pyarrow import fs

from app.query.tables import ACCURACY, TablesError
from etl.schema import METADATA_KEY, POINTER, TABLES

LOOK_SECONDS = 10.0
"""How often an address is asked whether its files have changed."""
MARKS = ".copied"
"""The file in a copy that says of which state of the address it is."""
FILES = (POINTER, *(f"{table}.parquet" for table in TABLES), ACCURACY)
_PARTS = re.compile("|parts-[0-9a-f]{12}")
Marks = dict[str, tuple[int, int]]
"""Size and time of change (nanoseconds) of each of FILES that is there."""


def is_remote(given: str) -> bool:
    """Is this the address of an object store, and no folder of this machine?"""
    return "://" in given


class Copy:
    """The copy of one address. `folder` may be asked by several threads at the same time."""

    def __init__(self, address: str, environ: Mapping[str, str], parent: Path | None = None) -> None:
        self._address, self._environ = address.rstrip("/"), environ
        name = f"policy-targets-{sha256(address.encode()).hexdigest()[:12]}"
        self._folder = (parent or Path(tempfile.gettempdir())) / name
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._is_whole = False
        self.trouble = ""
        """Why the last look failed, in Chinese; "" where it did not."""

    def folder(self, now: float) -> Path:
        """Where the copy is, brought up to date where the last look was LOOK_SECONDS before `now` (seconds).

        Raises TablesError where there is no copy yet and none can be made.
        """
        if self._lock.acquire(blocking=not self._is_whole):  # while one looks, others take the copy as it is
            try:
                if now - self._looked >= LOOK_SECONDS:
                    self._renew()
                    self._looked = now
            finally:
                self._lock.release()
        if not self._is_whole:
            raise TablesError(self.trouble)
        return self._folder

    def _renew(self) -> None:
        try:
            self._copy()
            self._is_whole, self.trouble = True, ""
        except (OSError, pa.ArrowException, ValueError) as error:
            self.trouble = _describe(self._address, error)

    def _copy(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid") and self._folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{self._folder} belongs to another user of this machine")
        store, path = _open_store(self._address, self._environ)
        with FileLock(self._folder / ".lock"):  # several servers of this machine share the copy
            marks = _look(store, path)
            noted = self._folder / MARKS
            if noted.exists() and json.loads(noted.read_text(encoding="utf-8")) == _as_json(marks):
                return
            coming = self._folder / ".coming"
            shutil.rmtree(coming, ignore_errors=True)
            coming.mkdir()
            for name in marks:
                _fetch(store, f"{path}/{name}", coming / name)
            parts = _parts_of(coming)
            if parts:
                _fetch(store, f"{path}/{parts}", coming / parts)
            if _look(store, path) != marks or not (parts or _is_of_one_build(coming)):
                raise OSError("the tables are being written there")
            self._move(coming, parts)
            noted.write_text(json.dumps(_as_json(marks)), encoding="utf-8")

    def _move(self, coming: Path, parts: str) -> None:
        """Put what has come over the copy; where it is partitioned, its parts before the pointer to them."""
        before = _parts_of(self._folder)
        if parts and parts != before:
            shutil.rmtree(self._folder / parts, ignore_errors=True)
            (coming / parts).replace(self._folder / parts)
        for name in FILES if parts else FILES[::-1]:  # the pointer says which of the two are read
            if (coming / name).exists():
                (coming / name).replace(self._folder / name)
            else:
                (self._folder / name).unlink(missing_ok=True)
        if before and before != parts:
            shutil.rmtree(self._folder / before, ignore_errors=True)
        shutil.rmtree(coming, ignore_errors=True)


def _open_store(address: str, environ: Mapping[str, str]) -> tuple[fs.FileSystem, str]:
    """The file system of an address, and the path in it."""
    scheme, _, path = address.partition("://")
    if scheme != "s3" or "?" in path:
        found: tuple[fs.FileSystem, str] = fs.FileSystem.from_uri(address)
        return found
    protocol, _, host = (environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL") or "").rpartition("://")
    region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION")
    if not region:
        region = "us-east-1" if host else fs.resolve_s3_region(path.split("/")[0])
    store = fs.S3FileSystem(
        region=region, endpoint_override=host.rstrip("/") or None, scheme=protocol or None, connect_timeout=5,
        request_timeout=60, retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=2),
    )  # fmt: skip
    return store, path


def _look(store: fs.FileSystem, path: str) -> Marks:
    """The state of an address. Raises FileNotFoundError where no tables are."""
    found = store.get_file_info([f"{path}/{name}" for name in FILES])
    marks = {
        name: (info.size, info.mtime_ns or 0)
        for name, info in zip(FILES, found, strict=True)
        if info.type == fs.FileType.File
    }
    if POINTER not in marks and not all(f"{table}.parquet" in marks for table in TABLES):
        raise FileNotFoundError(f"no tables in {path}")
    return marks


def _fetch(store: fs.FileSystem, source: str, to: Path) -> None:
    fs.copy_files(source, str(to), source_filesystem=store, destination_filesystem=fs.LocalFileSystem())


def _parts_of(folder: Path) -> str:
    """The folder that the pointer names; "" where the tables are three files."""
    path = folder / POINTER
    parts = str(json.loads(path.read_text(encoding="utf-8"))["parts"]) if path.exists() else ""
    if not _PARTS.fullmatch(parts):  # what comes from elsewhere names no other folder of this machine
        raise ValueError(f"{POINTER} names {parts!r}")
    return parts


def _is_of_one_build(folder: Path) -> bool:
    metadata = [pq.read_schema(folder / f"{table}.parquet").metadata or {} for table in TABLES]
    return len({json.loads(own.get(METADATA_KEY, b"{}")).get("build") for own in metadata}) == 1


def _as_json(marks: Marks) -> dict[str, list[int]]:
    return {name: list(mark) for name, mark in marks.items()}


def _describe(address: str, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"数据地址 {address} 中没有数据表。请核对 TARGETS_DATA，或将 python -m etl build 的结果上传到该地址。"
    return (
        f"数据地址 {address} 无法读取。请检查网络、访问凭据（AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 等环境变量）"
        f"和服务地址（AWS_ENDPOINT_URL），修正后刷新页面。"
    )
