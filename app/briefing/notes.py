"""Speaker's notes: the quotes behind a slide, sentence by sentence."""

from __future__ import annotations

from itertools import islice

import pandas as pd

MOST_SENTENCES = 40
"""A note holds no more sentences than these; the list of targets and the workbook hold all."""

SENTENCE = ("doc_id", "document", "task_no", "sentence")


def quotes(rows: pd.DataFrame) -> str:
    """The sentences that the figures stand in, each once, with its task. Frame: listings.target_rows.

    A line is `第13项〔50所左右、10所左右〕建设50所左右高水平中职学校…`.
    """
    if rows.empty:
        return ""
    several = len(set(rows["document"])) > 1
    grouped: dict[tuple[str, ...], list[str]] = {}
    for *where, quote in zip(*(rows[name] for name in (*SENTENCE, "quote")), strict=True):
        grouped.setdefault(tuple(where), []).append(quote)
    lines = [
        f"{f'{document} ' if several else ''}第{number}项〔{'、'.join(quoted)}〕{sentence}"
        for (_doc, document, number, sentence), quoted in islice(grouped.items(), MOST_SENTENCES)
    ]
    rest = len(grouped) - MOST_SENTENCES
    return "\n".join(["原文：", *lines, *([f"另有{rest:,}句，见工作簿“目标”表。"] if rest > 0 else [])])
