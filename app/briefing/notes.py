"""Speaker's notes: the quotes behind a slide, sentence by sentence."""

from __future__ import annotations

import pandas as pd

MOST_SENTENCES = 40
"""A note holds no more sentences than these; the list of targets and the workbook hold all."""


def quotes(rows: pd.DataFrame) -> str:
    """The sentences that the figures stand in, each once, with its task. Frame: listings.target_rows.

    A line is `第13项〔50所左右、10所左右〕建设50所左右高水平中职学校…`.
    """
    if rows.empty:
        return ""
    several = len(set(rows["document"])) > 1
    lines = []
    grouped = list(rows.groupby(["doc_id", "task_no", "sentence"], sort=False))
    for (_doc, number, sentence), part in grouped[:MOST_SENTENCES]:
        named = f"{part['document'].iloc[0]} " if several else ""
        lines.append(f"{named}第{number}项〔{'、'.join(part['quote'])}〕{sentence}")
    rest = len(grouped) - MOST_SENTENCES
    return "\n".join(["原文：", *lines, *([f"另有{rest:,}句，见工作簿“目标”表。"] if rest > 0 else [])])
