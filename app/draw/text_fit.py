"""How much room a text takes, so that nothing overflows: widths, line breaks, the largest size that fits.

The widths come from a fixed table and not from the fonts of this machine: the same data then give the same slides
everywhere. The table is wide on purpose: Latin letters, digits and signs as in the wider of two bold faces, a Chinese
one and the one that Linux takes instead of it; everything else one size wide; and the gap that some programs leave
between Chinese and Latin. tests/test_briefing_text.py measures it against the fonts that it finds.

Slides must hold on every machine and are measured in points (`width`, `wrap`, `largest`). A chart is drawn by the
reader's browser and has room beside it: its texts are measured in Chinese characters (`characters`) and broken by the
same rule, but evenly (`even_lines`, `note_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# advance widths of U+0020 to U+007E in thousandths of the size
_ASCII = (
    348, 456, 574, 838, 696, 1002, 872, 325, 457, 457, 523, 838, 380, 415, 380, 387, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1007, 774, 762, 734, 830, 683, 683, 821, 837, 372, 568, 775,
    637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 387, 457, 838, 567, 626, 675,
    716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924,
    645, 652, 582, 712, 365, 712, 838,
)  # fmt: skip
_BETWEEN = 180
_MEETING = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])")
"""Where a program may leave a gap between Chinese and Latin, and how much, in thousandths of the size."""
LEADING = 1.3
"""From line to line, in sizes. Written into every paragraph, since fonts disagree about it."""
_TOKEN = re.compile(r"[A-Za-z0-9.,;%:/+\-_&=?#~']+|\s|.", re.DOTALL)
_NOT_FIRST = set("，。；、：！？）》〉】”’％%·…—;)")
_NOT_LAST = set("（《〈【“‘(")


@lru_cache(maxsize=1 << 14)
def width(text: str, size: float) -> float:
    """How wide a text is on one line, in points."""
    letters = sum(_ASCII[ord(letter) - 32] if " " <= letter <= "~" else 1000 for letter in text)
    return (letters + _BETWEEN * len(_MEETING.findall(text))) * size / 1000


def line_height(size: float) -> float:
    """From one line to the next, in whole points."""
    return float(round(size * LEADING))


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines no wider than `room`: words and numbers whole, no line beginning with a closing mark.

    A word wider than the room is broken where it must be. An empty text is one empty line.

    >>> wrap("建设50所左右高水平中职学校。", 70, 14)
    ['建设50所', '左右高水平', '中职学校。']
    """
    if "\n" not in text and width(text, size) <= room:
        return [text.strip()]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for token in _pieces(paragraph, room, size):
            wide = width(token, size)
            gap = _BETWEEN * size / 1000 if line and _MEETING.search(line[-1] + token[0]) else 0.0
            if line and used + gap + wide > room:
                kept, carried = _break(line, token)
                lines.append(kept)
                line, used, gap = carried, width(carried, size), 0.0
            if line or not token.isspace():
                line += token
                used += gap + wide
        lines.append(line.rstrip())
    return lines


def _pieces(text: str, room: float, size: float) -> list[str]:
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        pieces += list(token) if width(token, size) > room else [token]
    return pieces


def _break(line: str, token: str) -> tuple[str, str]:
    """Where a full line ends: what must not stand first or last takes its neighbour along."""
    carried = ""
    while len(line) > 1 and ((carried or token)[0] in _NOT_FIRST or line[-1] in _NOT_LAST):
        last = _TOKEN.findall(line)[-1]
        if last == line:
            break
        carried = last + carried
        line = line[: -len(last)]
    return line.rstrip(), carried


def height(text: str, room: float, size: float) -> float:
    """How high a text is when broken to `room`."""
    return len(wrap(text, room, size)) * line_height(size)


def largest(text: str, wide: float, high: float, sizes: Sequence[int]) -> tuple[int, str]:
    """The largest of `sizes` (falling) at which a text fits, and the text, shortened where none is small enough."""
    for size in sizes:
        if height(text, wide, size) <= high:
            return size, text
    size = sizes[-1]
    return size, shortened(text, wide, size, max(1, int(high // line_height(size))))


def shortened(text: str, wide: float, size: float, lines: int = 1) -> str:
    """A text cut with … so that it takes no more than so many lines.

    >>> shortened("省、市、县（市、区）人民代表大会", 112, 14)
    '省、市、县（市…'
    """
    broken = wrap(text, wide, size)
    if len(broken) <= lines:
        return text
    kept = "".join(broken[:lines])
    while kept and len(wrap(kept.rstrip("，。；、（“《 ") + "…", wide, size)) > lines:
        kept = kept[:-1]
    return kept.rstrip("，。；、（“《 ") + "…"


# Charts ---------------------------------------------------------------------------------------------------------------


def characters(text: str) -> float:
    """How wide a text is in Chinese characters; Latin letters and digits count 0.58 of one."""
    return sum(0.58 if ord(letter) < 0x2E80 and letter not in "“”…—·" else 1.0 for letter in text)


def note_lines(text: str, most: int) -> str:
    """A note of parts between `；` in lines of at most `most` Chinese characters, broken between its parts.

    >>> note_lines("来源：工作任务清单；统计截至2020年6月30日；未经校核", 20)
    '来源：工作任务清单；<br>统计截至2020年6月30日；未经校核'
    """
    lines = [""]
    for part in re.findall("[^；]+；?", text):
        if lines[-1] and len(wrap(lines[-1] + part, most, 1)) > 1:
            lines.append("")
        lines[-1] += part
    return "<br>".join(even_lines(line, most) for line in lines)


def even_lines(text: str, most: int) -> str:
    """Break a text into lines of at most `most` Chinese characters, as evenly as it goes.

    >>> even_lines("省、市、县（市、区）组织部", 8)
    '省、市、县（市、<br>区）组织部'
    """
    lines = wrap(text, most, 1)
    narrower = (wrap(text, most - step / 2, 1) for step in range(1, most))
    for even in narrower:
        if len(even) > len(lines):
            break
        lines = even
    return "<br>".join(lines)
