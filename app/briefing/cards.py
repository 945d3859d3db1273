"""Cards and tiles: the key figures noun first in the text's own words, the counts of the headline strip, sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from app.briefing.model import SMALLEST, Block, Box, Panel, Paragraph, Text
from app.draw.text_fit import height, line_height, shortened, width, wrap
from app.wording import limit_word, task_word

GAP, PAD = 16.0, 12.0
SIZES = ((28, 18), (24, 16))
"""Of a figure and of its noun: the first where the cards then need no more slides."""
NUMBER_SIZES = (34, 30, 26, 22, 18, 16, 14)
POINT_SIZES = (22, 20, 18, 16, 14)


def draw_tiles(
    items: Sequence[tuple[str, int, str, str]], place: Box, most_lines: int = 3
) -> tuple[list[Block], float]:
    """The headline strip and its height. An item: title, number, unit, remark of so many lines (say.overview.tiles)."""
    wide = (place.w - GAP * (len(items) - 1)) / len(items)
    room = wide - 2 * PAD
    size = min(_number_size(f"{number:,}", unit, room) for _title, number, unit, _remark in items)
    remarks = [shortened(remark, room, SMALLEST, most_lines) for *_rest, remark in items]
    high = (
        max(height(title, room, SMALLEST) for title, *_rest in items)
        + line_height(size)
        + max(height(text, room, SMALLEST) for text in remarks)
        + 16
    )
    blocks: list[Block] = []
    for at, ((title, number, unit, _remark), remark) in enumerate(zip(items, remarks, strict=True)):
        box = Box(place.x + at * (wide + GAP), place.y, wide, high)
        paragraphs = (
            Paragraph(title, SMALLEST, "muted"),
            Paragraph(f"{number:,}", size, "accent1", bold=True, tail=unit),
            *([Paragraph(remark, SMALLEST, "muted")] if remark else []),
        )
        blocks.append(Panel(box, "panel"))
        blocks.append(Text(Box(box.x + PAD, box.y + 8, room, box.h - 16), paragraphs, title))
    return blocks, high


def _number_size(number: str, unit: str, room: float) -> int:
    """The largest size at which a number and its unit stand on one line."""
    tail = width(f" {unit}", SMALLEST)
    return next((size for size in NUMBER_SIZES if width(number, size) + tail <= room), NUMBER_SIZES[-1])


def draw_points(sentences: Sequence[str], place: Box) -> list[Block]:
    """Sentences one below the other, each behind a small square, as large as they fit."""
    indent = 24.0
    for size in POINT_SIZES:
        heights = [height(text, place.w - indent, size) for text in sentences]
        gap = min(17.0, (place.h - sum(heights)) / max(1, len(sentences) - 1)) if len(sentences) > 1 else 0.0
        if (sum(heights) <= place.h and gap >= 8) or size == POINT_SIZES[-1]:
            break
    blocks: list[Block] = []
    y = place.y
    for text, high in zip(sentences, heights, strict=True):
        if y + high > place.bottom + 0.5:
            break
        blocks.append(Panel(Box(place.x + 2, y + line_height(size) / 2 - 4, 8, 8), "accent1", "要点标记"))
        blocks.append(Text(Box(place.x + indent, y, place.w - indent, high), (Paragraph(text, size),), "要点"))
        y += high + gap
    return blocks


@dataclass(frozen=True, slots=True)
class _Line:
    """One figure of a card: the noun's lines, what is small below it, the figure, and the height of all."""

    noun: str
    noun_size: int
    by: str
    figure: str
    figure_size: int
    figure_width: float
    high: float


def draw_cards(goals: pd.DataFrame, place: Box, *, with_document: bool) -> list[list[Block]]:
    """The frame of query.overview.key_figures as cards in two columns, over as many slides as they need."""
    rows = goals.to_dict("records")
    made = [_draw_cards(rows, place, sizes, with_document=with_document) for sizes in SIZES]
    return min(made, key=len)


def _draw_cards(
    rows: list[dict[Any, Any]], place: Box, sizes: tuple[int, int], *, with_document: bool
) -> list[list[Block]]:
    wide = (place.w - GAP) / 2
    cards: list[tuple[str, list[_Line]]] = []
    for _card, group in groupby(rows, key=lambda row: row["card"]):
        part = list(group)
        first = part[0]
        source = task_word(first["task_no"]) + (f" · {first['lead']}" if first["lead"] else "")
        source += f" · {first['document']}" if with_document else ""
        lines = [_line(goal, wide - 2 * PAD, *sizes) for goal in part]
        cards += [(shortened(source, wide - 2 * PAD, SMALLEST), some) for some in _chunks(lines, place.h)]
    columns = _columns([_card_height(lines) for _source, lines in cards], place.h)
    slides: list[list[Block]] = []
    for number, column in enumerate(columns):
        if number % 2 == 0:
            slides.append([])
        y = place.y
        for at in column:
            source, lines = cards[at]
            box = Box(place.x + (number % 2) * (wide + GAP), y, wide, _card_height(lines))
            slides[-1] += _draw_card(source, lines, box)
            y = box.bottom + GAP
    return slides


def _line(goal: dict[Any, Any], room: float, largest: int, noun_size: int) -> _Line:
    parts = [f"每{goal['per']}"] if goal["per"] else []
    if goal["due"]:
        parts.append(limit_word(goal["due"], goal["due_kind"]))
    size = next((size for size in (largest, 24, 20, 16) if width(goal["shown"], size) <= room * 0.5), SMALLEST)
    figure = shortened(goal["shown"], room * 0.5, size)
    wide = width(figure, size) + 4
    noun_room = room - wide - 8
    by = shortened(" · ".join(parts), noun_room, SMALLEST)
    noun = shortened(goal["indicator"], noun_room, noun_size, 4)
    high = len(wrap(noun, noun_room, noun_size)) * line_height(noun_size) + (line_height(SMALLEST) if by else 0)
    return _Line(noun, noun_size, by, figure, size, wide, max(high, line_height(size)))


def _chunks(lines: list[_Line], most: float) -> list[list[_Line]]:
    """A card's figures, as several cards where one would be higher than the slide's room."""
    chunks: list[list[_Line]] = [[]]
    for line in lines:
        if chunks[-1] and _card_height([*chunks[-1], line]) > most:
            chunks.append([])
        chunks[-1].append(line)
    return chunks


def _card_height(lines: list[_Line]) -> float:
    return sum(line.high for line in lines) + 6 * (len(lines) - 1) + line_height(SMALLEST) + 4 + 2 * PAD - 4


def _columns(heights: list[float], most: float) -> list[list[int]]:
    """Cards in order into as few columns as they need, and those as evenly filled as it goes."""
    needed = _fill(heights, most)
    even = len(needed) + len(needed) % 2
    for high in sorted({sum(heights[at:to]) + GAP * (to - at - 1) for at in range(len(heights))
                        for to in range(at + 1, len(heights) + 1)}):  # fmt: skip
        if max(heights) <= high <= most and len(filled := _fill(heights, high)) <= even:
            return filled
    return needed


def _fill(heights: list[float], most: float) -> list[list[int]]:
    columns: list[list[int]] = [[]]
    used = 0.0
    for at, high in enumerate(heights):
        if columns[-1] and used + high > most:
            columns.append([])
            used = 0.0
        columns[-1].append(at)
        used += high + GAP
    return columns


def _draw_card(source: str, lines: list[_Line], box: Box) -> list[Block]:
    room = box.w - 2 * PAD
    blocks: list[Block] = [Panel(box, "panel"), Panel(Box(box.x, box.y, 4, box.h), "accent1", "色条")]
    y = box.y + PAD - 2
    for line in lines:
        left = room - line.figure_width - 8
        noun = [Paragraph(line.noun, line.noun_size)] + ([Paragraph(line.by, SMALLEST, "muted")] if line.by else [])
        blocks.append(Text(Box(box.x + PAD, y, left, line.high), tuple(noun), "指标", anchor="middle"))
        figure = Paragraph(line.figure, line.figure_size, "accent1", bold=True, align="right")
        place = Box(box.right - PAD - line.figure_width, y, line.figure_width, line.high)
        blocks.append(Text(place, (figure,), "目标值", anchor="middle"))
        y += line.high + 6
    foot = Box(box.x + PAD, box.bottom - PAD - line_height(SMALLEST) + 4, room, line_height(SMALLEST))
    blocks.append(Text(foot, (Paragraph(source, SMALLEST, "muted"),), "出处"))
    return blocks
