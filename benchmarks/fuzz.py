"""Damages files and sentences at random and looks for a crash, a hang, or rows that break the contract.

    python -m benchmarks.fuzz [--seconds N] [--seed S] [--keep DIR]

Small task lists of every format (tests/document_writing.py) are cut, flipped, repeated and filled with what readers and
expressions trip over, Office files inside their parts as well; every third input is a text of such pieces on one line,
of up to 100,000 characters. Each is read and made into rows in a process of its own. A file may be read or refused by
name (`Unreadable`); all else, and more than 20 seconds of the process's own time, is a finding: it is printed, the
input is written to DIR (default: a new temporary folder), and the exit code is 1. Same seed, same inputs in the same
order.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import signal
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from benchmarks.readers import load_writing, make_rows
from etl import SourceError
from etl.documents import read_document
from etl.targets.build import build_document

SLOW_SECONDS = 20
WAITED = 20
"""So many times as long is waited for a process that other processes keep from working."""

SEED_CHARACTERS = 1_500
LONGEST_TEXT, LONG_SHARE = 100_000, 0.02
WHOLE_SHARE = 0.8
"""Share of damaged texts whose characters are whole; the others are refused for their encoding."""

TEXTS = frozenset({".txt", ".csv", ".html", ".mht", ".md"})
LEXICON = """
    1 12 2025 2025年 2025年6月底前 到2025年 3月5日 50% 1.5 1,200 0. 万 亿 万亿 十 百 千 一 零 半 Ⅲ Ⅳ类 十四五 第
    第1条 一、 （一） ① 1． （ ） ( ) [ ] 〔 〕 “ ” 《 》 ' " 、 ， ； ： 。 . , ; : / - — ～ × + % ‰ 约 达到 不低于
    以上 左右 每 每年 比 较 新增 增长 完成 建设 个 所 名 人次 万元 亿元 个百分点 翻一番 其中 和 及 的 为 将 已
    市教育局 、市财政局 市教育局牵头 责任单位： （责任单位：市教育局） 按职责分工负责 7万吨 项目 小时 圈 = @ $$
    \\frac{1}{2} <b> </table> <!-- &amp; ]]> | ** ` # >
"""
PIECES = (*LEXICON.split(), *" \u3000\t\n\r\u202e\u200b\u0301\0\x1b\ufeff\ufffd😀")
"""What the readers and the expressions of the text stages look at, beside what breaks markup and terminals."""

DAMAGE = (b"\0", b"\xff" * 4, b"<", b">", b"&#0;", b"<!DOCTYPE a [", b"PK\x01\x02", b"endobj", b"9" * 11, b"-1", b"%")


class Case(NamedTuple):
    """One input: the name of its file, its bytes, and what it was made from."""

    name: str
    content: bytes
    made_from: str


def make_cases(seeds: dict[str, Path], seed: int) -> Iterator[Case]:
    """Inputs without end."""
    chance = random.Random(seed)
    goods = [(kind, path.suffix, path.read_bytes()) for kind, path in seeds.items()]
    while True:
        yield Case("text.txt", make_text(chance).encode("utf-8"), "text on one line")
        for _ in range(2):
            kind, ending, good = chance.choice(goods)
            inside = zipfile.is_zipfile(io.BytesIO(good)) and chance.random() < 0.7
            content = damage_part(good, chance) if inside else damage(good, chance)
            if ending in TEXTS and chance.random() < WHOLE_SHARE:
                content = content.decode("utf-8", "ignore").encode("utf-8")
            yield Case(f"file{ending}", content, kind)


def make_text(chance: random.Random) -> str:
    """A task of pieces in any order, some of them repeated very often."""
    parts, most = ["某市2024年工作方案\n1．"], LONGEST_TEXT if chance.random() < LONG_SHARE else LONGEST_TEXT // 20
    for _ in range(chance.randint(1, 12)):
        group = "".join(chance.choices(PIECES, k=chance.randint(1, 4))).replace("\n", " ")
        times = chance.choice((1, 1, 2, 5, 50, most))
        parts.append(group * min(times, most // (12 * len(group))))
    return "".join(parts)


def damage(good: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them cut out, flipped, repeated, or replaced."""
    content = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(content) + 1), chance.choice((1, 2, 16, 300, 5_000))
        match chance.randrange(6):
            case 0:
                del content[at:]
            case 1:
                del content[at : at + length]
            case 2 if at < len(content):
                content[at] ^= 1 << chance.randrange(8)
            case 3:
                content[at:at] = content[at : at + length] * chance.choice((1, 2, 40))
            case 4:
                content[at : at + chance.randint(0, 20)] = chance.choice(DAMAGE)
            case _:
                content[at:at] = (chance.choice(PIECES) * chance.choice((1, 3, 300))).encode("utf-8")
    return bytes(content)


def damage_part(good: bytes, chance: random.Random) -> bytes:
    """An Office file of which one part is damaged, or missing; the archive itself is whole."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    if chance.random() < 0.05:
        del parts[name]
    else:
        parts[name] = damage(parts[name], chance)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def read_cases(cases: Connection) -> None:
    """Read what comes; answer how it went: `read`, the code of a refusal, or `! ` and what was raised."""
    with tempfile.TemporaryDirectory() as folder:
        while True:
            name, content = cases.recv()
            path = Path(folder) / name
            path.write_bytes(content)
            limit_time()
            try:
                build_document(read_document(path))
            except SourceError as error:
                cases.send(getattr(error, "code", "refused"))
            except Exception:  # noqa: BLE001  # this is what is looked for
                cases.send("! " + traceback.format_exc())
            else:
                cases.send("read")


def limit_time() -> None:
    """Let the system end this process after so many seconds of its own from now on."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SLOW_SECONDS, resource.RLIM_INFINITY))


def write_seeds(folder: Path) -> dict[str, Path]:
    """Small lists in every format that is read without LibreOffice, by their kind."""
    writing = load_writing()
    rows, title = make_rows(SEED_CHARACTERS, writing.HEADER), "某市工作任务清单"
    writers: dict[str, Callable[[Path], object]] = {
        "table.txt": lambda path: path.write_text("\n".join(map("\t".join, rows)), encoding="utf-8"),
        "prose.txt": lambda path: path.write_text("\n".join(map("．".join, rows)), encoding="utf-8"),
        "list.csv": lambda path: writing.write_csv(path, rows),
        "list.xlsx": lambda path: writing.write_xlsx(path, rows),
        "list.docx": lambda path: writing.write_docx(path, [title], rows),
        "list.html": lambda path: writing.write_html(path, title, rows),
        "saved.mht": lambda path: writing.write_mht(path, title, rows),
        "list.md": lambda path: writing.write_markdown(path, title, rows),
        "ruled.pdf": lambda path: writing.write_pdf(path, [title], rows, ruled=True),
        "unruled.pdf": lambda path: writing.write_pdf(path, [title], rows, ruled=False),
        "list.ofd": lambda path: writing.write_pdf(path, [title], rows, ruled=True),
    }
    for name, write in writers.items():
        write(folder / name)
    return {name: folder / name for name in writers}


class Reader:
    """The process that reads; started again after it was ended."""

    def __init__(self) -> None:
        self.here, there = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=read_cases, args=(there,), daemon=True)
        self.process.start()
        there.close()

    def read(self, case: Case) -> str:
        """How reading went; `! …` is a finding."""
        self.here.send((case.name, case.content))
        try:
            if self.here.poll(WAITED * SLOW_SECONDS):
                said: str = self.here.recv()
                return said
            self.process.kill()
        except EOFError:
            pass
        self.process.join()
        slow = self.process.exitcode in (-signal.SIGKILL, -getattr(signal, "SIGXCPU", 0))
        return f"! took longer than {SLOW_SECONDS} seconds" if slow else f"! ended with {self.process.exitcode}"


def main() -> int:
    """Read damaged inputs until the time is over; 1 where there were findings."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description="Read damaged files and texts.")
    parser.add_argument("--seconds", type=int, default=60, help="how long (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="which inputs (default: 1)")
    parser.add_argument("--keep", type=Path, help="folder for inputs that are findings")
    given = parser.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    keep.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    found = 0
    with tempfile.TemporaryDirectory() as folder:
        cases = make_cases(write_seeds(Path(folder)), given.seed)
        reader, until = Reader(), time.monotonic() + given.seconds
        for number, case in enumerate(cases):
            if time.monotonic() > until:
                break
            said = reader.read(case)
            counts[said if not said.startswith("!") else "finding"] += 1
            if said.startswith("!"):
                found += 1
                (keep / f"{given.seed}-{number}-{case.name}").write_bytes(case.content)
                print(f"input {number} ({case.made_from}): {said[2:].strip()}", flush=True)
            if not reader.process.is_alive():
                reader = Reader()
    print(
        f"seed {given.seed}: {counts.total()} inputs; " + ", ".join(f"{what} {n}" for what, n in counts.most_common())
    )
    if found:
        print(f"{found} findings; their inputs are in {keep}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
