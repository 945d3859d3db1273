"""Days and years as documents write them: `2025年3月10日`, `2025-03-10`, `二〇二五年三月十日`, `2021—2025年`.

In: a text. Out: dates in ISO form, expressions that find years and spans of years. What a date is of, others say.
"""

from __future__ import annotations

import re

from etl.documents.sources import is_day
from etl.lexicon.numerals import parse_number

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:年度?)?")
SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)年?\s*[-—―–~～－至到]{1,2}\s*((?:19|20)\d\d)(?!\d)(?:年度?)?")
DATE_LINE = re.compile(r"[（(]?(\d{4}年\d{1,2}月(?:\d{1,2}日)?)[)）]?")
NUMERIC_DAY = r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_DATE = re.compile(r"(?<!\d)(\d{4})(?:年(?:(\d{1,2})月(?:(\d{1,2})日)?)?|[-/](\d{1,2})[-/](\d{1,2})(?!\d))")
_CHINESE = re.compile("[〇零○一二三四五六七八九]{4}(?=年)|[一二三四五六七八九十]{1,3}(?=[月日])")


def arabic_dates(text: str) -> str:
    """A text whose years, months and days stand in digits.

    >>> arabic_dates("二○二五年三月十日，三年行动")
    '2025年3月10日，三年行动'
    """
    return _CHINESE.sub(lambda found: str(int(parse_number(found[0].replace("○", "〇")) or 0)), text)


def iso_date(text: str) -> str | None:
    """The first date of a text in ISO form, as precise as it is written: `2020`, `2020-06`, `2020-06-30`.

    >>> iso_date("二〇二五年三月十日"), iso_date("2025年3月"), iso_date("三月")
    ('2025-03-10', '2025-03', None)
    """
    found = _DATE.search(arabic_dates(text))
    date = "-".join(part.zfill(2) for part in found.groups() if part) if found is not None else ""
    return date if is_day(date) else None


def date_of_line(text: str) -> str | None:
    """The date of a line that is nothing else, in ISO form."""
    return iso_date(text) if DATE_LINE.fullmatch(arabic_dates(text)) else None
