"""A department's identity: its name, and its region where the tables hold several (`省教育厅（山东）`).

`name_in_region` is the rule, `call_offices` applies it to every department of the tables and keeps what each is called:
the plain name stands for that name in every region, so that a link made with one region's tables works with many, and
the other way round. Regions are those of etl/documents/regions.py: `全国`, `山东`, `山东·济南市`.
"""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from app.wording import NATION

_OF_PROVINCE = re.compile("省|自治区|团省委")
_OF_CITY = re.compile("市|州|盟|地区|地委|团市委")
_CITY = re.compile("[^·]{1,8}?(?:市|自治州|盟|地区)")
_PARTS = re.compile("省|市|自治州|自治县|盟|地区|区|县|旗|·")
_SHORTEST = 2
"""Characters of a place's own name by which an office can be known to be its: 济南 of 济南市; 兴 of 兴县 is none."""


def name_in_region(name: str, region: str | None) -> str:
    """A department by its name and the region whose office it is; `region` None where it is no region's.

    A province's or a city's office keeps its own region in the document of a smaller place; a name that says its place
    stands as it is. Collective names have a region: 各级党委 of two provinces are two.

    >>> name_in_region("省教育厅", "山东"), name_in_region("省教育厅", "山东·济南市"), name_in_region("教育部", "全国")
    ('省教育厅（山东）', '省教育厅（山东）', '教育部')
    >>> name_in_region("市教育局", "江苏·南京市建邺区"), name_in_region("区教育局", "江苏·南京市建邺区")
    ('市教育局（江苏·南京市）', '区教育局（江苏·南京市建邺区）')
    >>> name_in_region("山东海事局", "山东"), name_in_region("甲局", None)
    ('山东海事局', '甲局')
    """
    if region is None or region == NATION:
        return name
    if any(len(part) >= _SHORTEST and part in name for part in _PARTS.split(region)):
        return name
    province, _, place = region.partition("·")
    city = _CITY.match(place)
    if _OF_PROVINCE.match(name) or (_OF_CITY.match(name) and place.endswith("区") and not city):
        return f"{name}（{province}）"  # 市教委 in 海淀区 is 北京's
    if _OF_CITY.match(name) and city:
        return f"{name}（{province}·{city[0]}）"
    return f"{name}（{region}）"


def call_offices(connection: duckdb.DuckDBPyConnection, documents: list[dict[str, Any]]) -> bool:
    """Make `office_name` and `office_called` (see app/query/tables.py); whether any department bears its region.

    documents: doc_id, region and national (names) of each; the views `targets_file` and `tasks_file` are there.
    """
    rows = connection.execute(
        """SELECT DISTINCT doc_id, unnest(departments) AS name FROM tasks_file
           UNION SELECT DISTINCT doc_id, unnest(departments) FROM targets_file
           UNION SELECT DISTINCT doc_id, lead FROM tasks_file WHERE lead IS NOT NULL
           UNION SELECT DISTINCT doc_id, lead FROM targets_file WHERE lead IS NOT NULL ORDER BY doc_id, name"""
    ).fetchall()
    about = {document["doc_id"]: document for document in documents}
    several = len({document["region"] for document in documents} - {None, NATION}) > 1
    full: dict[tuple[str, str | None], str] = {}
    places = []
    for doc_id, name in rows:
        document = about.get(doc_id, {"region": None, "national": ()})
        place = name, None if name in document["national"] else document["region"]
        if place not in full:
            full[place] = name_in_region(*place)
        places.append(place)
    offices = [full[place] if several else place[0] for place in places]
    names = {"doc_id": [doc for doc, _ in rows], "name": [name for _, name in rows], "office": offices}
    pairs = sorted(
        {(office if several else name, word) for (name, _), office in full.items() for word in (name, office)}
    )
    words = {"office": [office for office, _ in pairs], "called": [word for _, word in pairs]}
    for table, columns in (("office_name", names), ("office_called", words)):
        connection.register("made", pa.table({name: pa.array(found, pa.string()) for name, found in columns.items()}))
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM made")
        connection.unregister("made")
    return several


def offices_called(connection: duckdb.DuckDBPyConnection, words: tuple[str, ...]) -> tuple[str, ...]:
    """The departments that words of a filter stand for: `省教育厅` for that of every region."""
    found: pd.DataFrame = (
        connection.cursor()
        .execute("SELECT DISTINCT office FROM office_called WHERE list_contains($words, called) ORDER BY office",
                 {"words": list(words)}).df()
    )  # fmt: skip
    return tuple(found["office"])
