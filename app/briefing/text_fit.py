"""How much room a text takes, so that nothing overflows: widths, line breaks, the largest size that fits.

The widths come from a fixed table and not from the fonts of this machine: the same data then give the same slides
everywhere. The table holds the advance widths of a bold Chinese face (Latin letters, digits and signs in thousandths of
the size, everything else one size wide), which are those of the usual Chinese fonts or somewhat more;
tests/test_briefing_text.py measures them against the fonts that it finds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# advance widths of U+0020 to U+007E in thousandths of the size
_ASCII = (
    227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370, 325, 390, 590, 590, 590, 590, 590, 590, 590,
    590, 590, 590, 325, 325, 590, 590, 590, 514, 1007, 641, 681, 656, 714, 615, 585, 717, 757, 330, 568, 686, 578, 878,
    749, 770, 667, 770, 682, 624, 625, 748, 619, 915, 627, 580, 613, 378, 392, 378, 590, 567, 626, 591, 644, 527, 644,
    581, 372, 597, 640, 304, 306, 604, 315, 964, 641, 626, 644, 644, 436, 495, 421, 637, 576, 863, 562, 574, 511, 378,
    296, 378, 590,
)  # fmt: skip
LEADING = 1.3
"""From line to line, in sizes. Written into every paragraph, since fonts disagree about it."""
_TOKEN = re.compile(r"[A-Za-z0-9.,%:/+\-_&=?#~]+|\s|.", re.DOTALL)
_NOT_FIRST = set("，。；、：！？）》〉】”’％%·…—")
_NOT_LAST = set("（《〈【“‘")


def width(text: str, size: float) -> float:
    """How wide a text is on one line, in points."""
    return sum(_ASCII[ord(letter) - 32] if " " <= letter <= "~" else 1000 for letter in text) * size / 1000


def line_height(size: float) -> float:
    """From one line to the next, in whole points."""
    return float(round(size * LEADING))


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines no wider than `room`: words and numbers whole, no line beginning with a closing mark.

    A word wider than the room is broken where it must be. An empty text is one empty line.

    >>> wrap("建设50所左右高水平中职学校。", 70, 14)
    ['建设50所', '左右高水平', '中职学校。']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for token in _pieces(paragraph, room, size):
            wide = width(token, size)
            if line and used + wide > room:
                kept, carried = _break(line, token)
                lines.append(kept)
                line, used = carried, width(carried, size)
            if line or not token.isspace():
                line += token
                used += wide
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
