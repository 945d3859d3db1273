"""Files that show what a report says: kept beside the tables under a name of their own, as they were handed in.

A file's name holds the beginning of its content's hash, so that nothing is overwritten and the same file is kept once.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from records.errors import RefusedError

FOLDER = "evidence"
MOST_BYTES = 20_000_000
_NAME = re.compile(r"[0-9a-f]{12}_[^\\/]+")


def keep(folder: Path, name: str, content: bytes) -> str:
    """Keep a file beside the tables in `folder`; the name under which `find` gives it. Raises RefusedError."""
    if not 0 < len(content) <= MOST_BYTES:
        size = MOST_BYTES // 1_000_000
        raise RefusedError(f"{name}: empty, or above {size} MB", f"{name}：文件为空，或超过{size}MB")
    plain = re.sub(r"[^\w.\-（）()]+", "_", name, flags=re.UNICODE).lstrip(".")[-80:] or "file"
    kept = f"{hashlib.sha256(content).hexdigest()[:12]}_{plain}"
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    if not (place / kept).exists():
        (place / f".{kept}").write_bytes(content)
        (place / f".{kept}").replace(place / kept)
    return kept


def find(folder: Path, kept: str) -> Path | None:
    """A kept file; None where it is not there any more, or the name is none of ours."""
    path = folder / FOLDER / kept
    return path if _NAME.fullmatch(kept) and path.is_file() and not path.is_symlink() else None


def shown_name(kept: str) -> str:
    """A kept file's name as it was handed in.

    >>> shown_name("0123456789ab_统计表.pdf")
    '统计表.pdf'
    """
    return kept[13:] if _NAME.fullmatch(kept) else kept
