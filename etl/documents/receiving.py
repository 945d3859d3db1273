"""Files that a reader hands in: a safe name, and what is refused before anything reads them.

In: a name and bytes that nobody vouches for. Out: `Received`, whose name can stand in the sources' folder of any
system, or `Unreadable`, which says in both languages what is wrong and how to mend it. Nothing is executed or unpacked
here; the readers hold their own limits (`limits`) once the file is read. A pasted text or page is a file as well.
"""

from __future__ import annotations

import hashlib
import re
import stat
import tempfile
import unicodedata
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from etl.documents.formats import ALIKE, MARKUP, OLE, READ, find_format
from etl.documents.limits import FILE_BYTES, MB, PAGES, check_size
from etl.documents.notices import Unreadable
from etl.documents.sources import is_day
from etl.lexicon.folding import clean_line

MOST_FILES = 20
"""Most files that are taken in at once."""

DROP_BYTES = 200 * MB
"""Most bytes of all files that are taken in at once."""

LONGEST_NAME, LONGEST_NAME_BYTES = 100, 200
"""A file's name in characters and in UTF-8; file systems hold 255 bytes."""

MACRO_ENDINGS = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xla", ".pptm"})
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
MACRO_TYPE = b"macroEnabled"
CONTENT_TYPES = "[Content_Types].xml"
TYPES_HEAD = 1 << 20
PROGRAMS = frozenset({
    ".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".msi", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".ps1",
    ".sh", ".py", ".jar", ".dll", ".lnk", ".url", ".reg", ".app",
})  # fmt: skip
PACKED = frozenset({".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".iso", ".cab"})
ENDINGS = READ | ALIKE.keys() | MACRO_ENDINGS | PROGRAMS | PACKED | {".ppt", ".pptx", ".odt", ".ods"}
"""What is an ending wherever it stands in a name; `.5` of `第2.5稿` is none."""

NO_SIGNS = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
"""What Windows allows in no name; path separators are refused, not mended."""

RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
PASTED = "粘贴的文字"
PASTED_HEAD = 8_192
"""So many characters of a pasted text are searched for its name."""

LONGEST_FACT = 300
DAY_WRITTEN = re.compile(r"(\d{4})年?(?:[-./]?(\d{1,2})月?(?:[-./]?(\d{1,2})[日号]?)?)?")
PERIOD_SIGN = r"[—–―~～至到]+|/|(?<=\d{4})-(?=\d{4})"
FactFault = Literal["date", "period", "long"]


@dataclass(frozen=True, slots=True)
class Received:
    """A file that may be read: its safe name, its bytes and their SHA-256."""

    name: str
    content: bytes
    sha256: str


def receive(name: str, content: bytes) -> Received:
    """A file as it may be read. Raises `Unreadable` for a name, a kind or a content that is not taken in."""
    safe = safe_name(name)
    with tempfile.TemporaryDirectory(prefix="policy-targets-") as folder:  # for its owner alone
        path = Path(folder) / safe
        path.write_bytes(content)
        check_size(path)
        _check_macros(path, content)
        find_format(path)
        if content.startswith(b"PK"):
            _check_parts(path)
    return Received(safe, content, hashlib.sha256(content).hexdigest())


def check_drop(sizes: Collection[int]) -> None:
    """Raises `Unreadable` for more files, or more bytes, than are taken in at once."""
    if len(sizes) > MOST_FILES:
        raise Unreadable(f"{len(sizes)}份文件", "too_many_files", most=MOST_FILES)
    if sum(sizes) > DROP_BYTES:
        raise Unreadable(f"{len(sizes)}份文件", "drop_too_large", size=f"{sum(sizes) / MB:,.0f}", most=DROP_BYTES // MB)


def paste(text: str) -> tuple[str, bytes]:
    r"""A pasted text, or the source of a web page, as a file: its name and its bytes.

    The name is the text's first line, or the page's title. Raises `Unreadable` where nothing was pasted.

    >>> paste("某市2024年工作要点\n一、建设3座公园。")[0]
    '某市2024年工作要点.txt'
    """
    if not text.strip():
        raise Unreadable(PASTED, "empty")
    is_page = MARKUP.match(text[:PASTED_HEAD].encode("utf-8", "ignore")) is not None
    head = text.lstrip()[:PASTED_HEAD]
    found = re.search(r"(?is)<title[^>]*>(.*?)</title>", head) if is_page else re.match(".*", head)
    said = re.sub(r"[/\\.]|\s+|&\w+;", " ", found[1 if is_page else 0]) if found else ""
    stem = "".join(sign for sign in said if unicodedata.category(sign)[0] != "C").strip()[:40].strip()
    # the mark at its beginning tells the encoding, whatever the page says of itself
    return f"{stem or PASTED}{'.html' if is_page else '.txt'}", text.encode("utf-8-sig", "replace")


def safe_name(name: str) -> str:
    r"""A file's name as any system can hold it. Raises `Unreadable` for one with a path, or with two endings.

    >>> safe_name(" ..工作清单?.docx"), safe_name("con.txt"), safe_name("清单\u202e.docx")
    ('工作清单_.docx', '_con.txt', '清单.docx')
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign)[0] != "C")
    shown = plain[:LONGEST_NAME] or "?"
    if re.search(r"[/\\\x00-\x1f\x7f]|^[A-Za-z]:", name) or name in {".", ".."}:
        raise Unreadable(shown, "bad_name")
    plain = " ".join(plain.translate(NO_SIGNS).split()).lstrip(" .~").rstrip(" .")
    endings = [ending.lower() for ending in Path(plain).suffixes]
    if len(endings) > 1 and endings[-2] in ENDINGS:
        raise Unreadable(shown, "two_endings", value="".join(endings[-2:]))
    stem, ending = Path(plain).stem.strip(), Path(plain).suffix
    if stem.split(".")[0].strip().lower() in RESERVED:
        stem = f"_{stem}"
    while len(stem) + len(ending) > LONGEST_NAME or len(f"{stem}{ending}".encode()) > LONGEST_NAME_BYTES:
        if not stem:
            raise Unreadable(shown, "bad_name")
        stem = stem[:-1].rstrip(" .")
    if not stem or not ending:
        raise Unreadable(shown, "no_ending")
    return f"{stem}{ending}"


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, numbered where the folder has it already; letters' case makes no difference.

    >>> free_name("清单.docx", {"清单.DOCX"}), free_name("清单.docx", set())
    ('清单（2）.docx', '清单.docx')
    """
    known = {one.casefold() for one in taken}
    stem, ending = Path(name).stem, Path(name).suffix
    candidates = (f"{stem}（{number}）{ending}" if number > 1 else name for number in range(1, len(known) + 2))
    return next(candidate for candidate in candidates if candidate.casefold() not in known)


def check_facts(given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, FactFault]]:
    """Facts as sources.toml has them, from what a person wrote; and which of them cannot be meant.

    Dates may stand in the Chinese way, a period with any dash. An empty fact is left to the file.

    >>> check_facts({"published": "2024年3月5日", "period": "2021—2025年", "title": "甲市清单"})[0]
    {'published': '2024-03-05', 'period': '2021/2025', 'title': '甲市清单'}
    >>> check_facts({"published": "去年", "period": "2025-2021"})[1]
    {'published': 'date', 'period': 'period'}
    """
    facts: dict[str, str] = {}
    faults: dict[str, FactFault] = {}
    for name, written in given.items():
        value = clean_line(written).strip()
        if name in {"published", "period"}:
            ends = [_iso_day(end) for end in (re.split(PERIOD_SIGN, value) if name == "period" else [value])]
            if value and (len(ends) > 2 or not all(map(is_day, ends)) or ends != sorted(ends)):
                faults[name] = "date" if name == "published" else "period"
            value = "/".join(ends)
        elif len(value) > LONGEST_FACT:
            faults[name] = "long"
        facts[name] = value
    return facts, faults


def _iso_day(written: str) -> str:
    """`2024年3月5日`, `2024.3` or `2024/3/5` in ISO form; what is no date as it is."""
    found = DAY_WRITTEN.fullmatch(written.strip())
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else written.strip()


def _check_macros(path: Path, content: bytes) -> None:
    """Macros are code: a file that holds some is refused under whatever ending it comes."""
    if path.suffix.lower() in MACRO_ENDINGS or (content.startswith(OLE) and MACRO_STREAM in content):
        raise Unreadable(path.name, "macros")


def _check_parts(path: Path) -> None:
    """Raises `Unreadable` where an Office file holds macros, an archive, a link or a path that leaves it.

    That it unpacks to too much has been asked before (`check_archive`).
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        names = [part.filename.replace("\\", "/") for part in parts]
        if any(name.lower().endswith(MACRO_PARTS) for name in names) or _says_macros(archive):
            raise Unreadable(path.name, "macros")
    for part, name in zip(parts, names, strict=True):
        if name.startswith("/") or ".." in PurePosixPath(name).parts or stat.S_ISLNK(part.external_attr >> 16):
            raise Unreadable(path.name, "odd_parts")
        if PurePosixPath(name).suffix.lower() in PACKED:
            raise Unreadable(path.name, "nested_archive", value=PurePosixPath(name).name)


def _says_macros(archive: zipfile.ZipFile) -> bool:
    """Whether an Office file calls itself one with macros."""
    if CONTENT_TYPES not in archive.namelist():
        return False
    try:
        with archive.open(CONTENT_TYPES) as types:
            return MACRO_TYPE in types.read(TYPES_HEAD)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return False  # it is damaged: the reader says so


def shown_limits() -> dict[str, int]:
    """The limits that a reader is told: files and megabytes at once, megabytes of one file, pages of a PDF."""
    return {"files": MOST_FILES, "file": FILE_BYTES // MB, "drop": DROP_BYTES // MB, "pages": PAGES}
