"""Departments as the dashboard names them, for tests that count with pandas: with their region where there are several.

Written apart from app/query/offices.py. It holds for tables of provinces alone, none of whose offices' names says the
place, as those of benchmarks/synthetic.py.
"""

from __future__ import annotations

import pandas as pd


def with_regions(frame: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Targets or tasks with `departments` and `lead` by their identity; `targets` names the documents' regions."""
    regions = targets.dropna(subset="region").groupby("doc_id")["region"].first()
    if regions.nunique() < 2:
        return frame
    places = list(frame["doc_id"].map(regions))
    named = [
        [f"{name}（{place}）" for name in names] for names, place in zip(frame["departments"], places, strict=True)
    ]
    leads = [None if pd.isna(lead) else f"{lead}（{place}）" for lead, place in zip(frame["lead"], places, strict=True)]
    return frame.assign(
        departments=pd.Series(named, index=frame.index, dtype=object),
        lead=pd.Series(leads, index=frame.index, dtype=object),
    )
