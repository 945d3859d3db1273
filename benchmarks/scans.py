"""How well scanned pages are read: ten pages are drawn, spoiled as scanners and copiers do, and read again.

    python -m benchmarks.scans

Each page holds a title, numbered tasks and a ruled table of tasks, with figures of its own. Page by page it is turned
further, blurred, spotted, pressed as JPEG and stamped. Prints for each page: seconds, the share of its characters that
are right, figures that are right of those on it, and rows that are equal (indicator, value, unit, bound, due) to those
of the same list read as text. Needs requirements-ocr.txt and a Chinese font.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from etl.documents import Source, read_document
from etl.documents.model import Document
from etl.targets.rows import make_rows

WIDTH, HEIGHT = 1654, 2339
"""A4 at 200 dots an inch."""

LEFT, RIGHT, TYPE, LEADING = 190, 1464, 36, 62
EDGES = (190, 300, 1050, 1464)
TITLE = "云溪市教育事业发展工作任务清单"
SENTENCES = (
    "到{year}年，新建改建公办幼儿园{a}所，新增学位{b}个，普惠率达到{p}%以上。",
    "每年培训骨干教师{b}人次，选派{a}名校长到省内名校跟岗学习。",
    "{year}年底前建成市级实训基地{a}个，投入资金{d}亿元。",
    "义务教育大班额比例控制在{q}%以内，学生近视率下降{q}个百分点。",
    "支持{a}所中职学校与企业共建产业学院，每所补助{b}万元。",
    "力争{year}年主要劳动年龄人口平均受教育年限提高到{d}年。",
)
OFFICES = ("市教育局、市财政局", "市人力资源社会保障局", "市教育局，各县区人民政府")


def make_page(number: int) -> tuple[list[str], list[tuple[str, str, str]], Image.Image]:
    """A page's numbered tasks, its table of tasks, and its picture as it was drawn; `number` chooses the figures."""
    chance = random.Random(number)

    def sentence(at: int) -> str:
        return SENTENCES[at % len(SENTENCES)].format(
            year=chance.randint(2024, 2030), a=chance.randint(3, 98), b=chance.randint(110, 9900),
            p=chance.randint(60, 98), q=chance.randint(2, 9), d=chance.randint(11, 159) / 10,
        )  # fmt: skip

    tasks = [f"{at + 1}.{sentence(number + at)}" for at in range(4)]
    table = [(str(at), sentence(number + at + 2), OFFICES[at % 3]) for at in range(1, 5)]
    return tasks, table, _draw(tasks, table)


def _draw(tasks: list[str], table: list[tuple[str, str, str]]) -> Image.Image:
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.truetype(font_file(), TYPE)
    pen.text((WIDTH / 2, 180), TITLE, fill=0, font=ImageFont.truetype(font_file(), 48), anchor="mm")
    y = 280
    for task in tasks:
        y = _write(pen, font, "　　" + task, LEFT, RIGHT, y) + 10
    y += 30
    for row in [("序号", "工作任务", "责任单位"), *table]:
        ends = [
            _write(pen, font, cell, left + 14, right - 14, y + 8)
            for cell, left, right in zip(row, EDGES, EDGES[1:], strict=False)
        ]
        pen.line((EDGES[0], y, EDGES[-1], y), fill=0, width=3)
        for edge in EDGES:
            pen.line((edge, y, edge, max(ends) + 8), fill=0, width=3)
        y = max(ends) + 8
        pen.line((EDGES[0], y, EDGES[-1], y), fill=0, width=3)
    return picture


def _write(pen: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, text: str, left: int, right: int, y: int) -> int:
    """Write a text in lines between two edges; gives where the next line would stand."""
    line = ""
    for sign in text:
        if left + pen.textlength(line + sign, font) > right:
            pen.text((left, y), line, fill=0, font=font)
            line, y = "", y + LEADING
        line += sign
    pen.text((left, y), line, fill=0, font=font)
    return y + LEADING


def font_file() -> str:
    """A Chinese font of this machine as fontconfig names it; another font, or nothing, where there is none."""
    program = shutil.which("fc-match")
    if program is None:
        return ""
    command = [program, "-f", "%{file}", "Noto Serif CJK SC:lang=zh-cn"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def spoil(picture: Image.Image, degree: int) -> Image.Image:
    """A page as a worse and worse scanner gives it; `degree` from 0 (hardly) to 9 (badly)."""
    turned = picture.rotate((degree - 4) * 0.25, fillcolor=255, resample=Image.Resampling.BICUBIC)
    turned = turned.filter(ImageFilter.GaussianBlur(0.12 * degree))
    noise = np.random.default_rng(degree).normal(0, 4 * degree, (HEIGHT, WIDTH))
    grey = np.clip((np.asarray(turned, dtype=float) - 255) * (1 - 0.05 * degree) + 250 - 2 * degree + noise, 0, 255)
    page = Image.fromarray(grey.astype("uint8")).convert("RGB")
    if degree >= 5:
        ImageDraw.Draw(page).ellipse((1000, 1600, 1350, 1950), outline=(210, 60, 60), width=9)
    pressed = io.BytesIO()
    page.save(pressed, "JPEG", quality=90 - 7 * degree, dpi=(200, 200))
    return Image.open(pressed)


def _rows(document: Document) -> Counter[tuple[object, ...]]:
    rows = make_rows(document).targets
    return Counter((r["indicator"], r["value"], r["unit"], r["op"], r["due"]) for r in rows)


def main() -> int:
    """Draw, spoil, read, print; gives the exit code."""
    print("page  seconds  characters  figures    rows")
    sums = [0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            tasks, table, picture = make_page(number)
            text = [TITLE, *tasks, "序号\t工作任务\t责任单位", *("\t".join(row) for row in table)]
            plain, scan = Path(folder) / "page.txt", Path(folder) / f"{number}.jpg"
            plain.write_text("\n".join(text), "utf-8")
            spoil(picture, number).save(scan, quality=95, dpi=(200, 200))
            right = read_document(plain, Source(plain.name, "page"))
            begun = time.perf_counter()
            read = read_document(scan, Source(scan.name, "page"))
            seconds = time.perf_counter() - begun
            wanted, found = ("".join(task.text for task in document.tasks) for document in (right, read))
            alike = SequenceMatcher(None, wanted, found, autojunk=False).ratio()
            figures, seen = (Counter(re.findall(r"\d+(?:\.\d+)?", text)) for text in (wanted, found))
            rows, rows_seen = _rows(right), _rows(read)
            counts = [(figures & seen).total(), figures.total(), (rows & rows_seen).total(), rows.total()]
            sums = [one + other for one, other in zip(sums, counts, strict=True)]
            shares = f"{counts[0]:3} of {counts[1]:2}  {counts[2]:2} of {counts[3]:2}"
            print(f"{number:4}  {seconds:7.1f}  {alike:10.3f}  {shares}")
    print(f"together: figures {sums[0]} of {sums[1]}, rows {sums[2]} of {sums[3]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
