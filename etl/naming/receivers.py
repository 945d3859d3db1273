"""Who a grant goes to, or what for: the words that tell one grant from another.

In: the part of a sentence before a granted number, and what is granted. Out: the receiver's name, without conditions
that say nothing (`符合条件的`). It is named beside the number in a list (`博士每人15万元、硕士10万元`), by 对, 为, 给
(`对首次上榜的企业给予…`), else it is the subject of a clause before (`支持社区开办食堂，给予…`).
"""

from __future__ import annotations

import re

from etl.lexicon.words import cue, markers, markers_before, markers_behind, roles, trie_pattern
from etl.naming.phrases import left_phrase, trim

_WORDS = roles("grant")
_LEAD = trie_pattern([*_WORDS["giving"], *_WORDS["modest"]])
_VAGUE = re.compile(rf"{trie_pattern(_WORDS['vague'])}的?")
_PER = trie_pattern(_WORDS["per"])
_FRONT = cue("front")
_FOR = re.compile(rf"{_FRONT}(?P<whom>[^，；：。｜]{{2,}})")
_PART_END = re.compile(  # where a clause goes over from the receiver to the gift
    rf"(?:，|{cue('may', 'grant')}|(?<![未已]){trie_pattern([*_WORDS['handing'], *_WORDS['apart']])}"
    rf"(?!{trie_pattern(_WORDS['granted'])}的[^，最不])).*$"  # but 获评予以支持的项目 is a receiver
)
_SECOND = re.compile(rf"{trie_pattern(_WORDS['handing to'])}(?P<whom>[^，；。｜\d“”]{{2,14}})$")
_AT_MOST = trie_pattern(row.word for row in markers() if row.role == "<=")
_MARKERS = re.compile(rf"(?:的|{trie_pattern([*_WORDS['modest'], *roles('base')['total']])}|{_AT_MOST})*$")
_CHOSEN = re.compile(
    rf"{trie_pattern(_WORDS['choosing'])}出?(?>{_AT_MOST})?+(?:{trie_pattern(_WORDS['some'])}|\d+(?!\d)[个家项名]?)?"
    rf"(?P<whom>(?!{_AT_MOST})[^\d，；。｜][^，；。｜]+)$"
)
_SUPPORTED = re.compile(rf"{trie_pattern(_WORDS['supporting'])}(?P<whom>[^，；。｜]{{2,}})$")
_ACTING = re.compile(
    rf"^(?P<who>[^的]{{2,14}}?){trie_pattern(_WORDS['acting'])}(?!{trie_pattern(_WORDS['no deed'])})"
    rf"(?:[^，]*{trie_pattern(_WORDS['doing'])})?(?P<what>.*)$"
)
_BEHIND = trie_pattern(row.word for row in markers_behind())
_LEFT = trie_pattern(row.word for row in markers_before())
_ANYBODY = frozenset(_WORDS["anybody"])
_ALSO_DOES = re.compile("^(?:或|和|及|、)..")
_QUALITY = re.compile(rf"{trie_pattern(_WORDS['quality'])}$|[性力]强、|\d[^的]*{_BEHIND}|[满达过超]\d")
_CONDITION = re.compile(rf"^(?:且|并)?{_VAGUE.pattern}$|^{trie_pattern(_WORDS['aside'])}|(?:后|时)即?$")
_THRESHOLD = re.compile(rf"\d[万亿]?[^\d，；。的]{{1,3}}{_BEHIND}$|(?:[达满超]|{_LEFT})\d[^，的]{{0,6}}$")
"""What names nobody: 全年登记产品达10个以上, 每年遴选不超过10个."""
_ALSO = re.compile(r"(?:且|并(?![购网联轨]))(?![^，]*\d、\d)[^，]*?(?=的[^的]*$|$)")
"""What else a receiver must do or be: 首次上榜并正常运营的企业."""
_GRADE, _UP_TO_GRADE = re.compile("[国省市区县部家]{1,2}级$"), re.compile("^.*(?:级(?:及?以上)?的?|的)")
_NO_NAME = re.compile(
    rf"^{_PER}|^(?:连续)?[一二两三四五六七八九十]+(?:年|个月)|^(?:{_LEAD}|{trie_pattern(_WORDS['no name'])})+$"
)
_NO_LABEL = re.compile(rf"{_LEAD}|^按|{trie_pattern(_WORDS['no label'])}")
_LABEL = re.compile(
    rf"(?:(?:^|[，、；：｜（和及])(?:符合[^，]{{0,4}}条件的按)?|按)(?P<name>[^，、；：｜（）\d每单]{{2,14}}?)(?:[为则可]|{_AT_MOST}|每[人月年户])*$"
)
_EACH = re.compile(f"^(?:每(?:{trie_pattern([*roles('base')['unit'], *roles('base')['measure']])})?|单[个家户项])")
_CLAUSES, _ASIDE = re.compile("[，：｜]"), re.compile("（[^（）]*）")
TELLING, LONGEST, LONG, SHORT = 40, 32, 20, 4
"""From how many signs on a receiver is cut to its head, and how many make a head or a grant speak for itself."""


def find_receiver(before: str, up_to_number: str, what: str) -> str:
    """Who receives `what`; empty where the text does not say.

    `before` is the text before the number's marker words, `up_to_number` that before the number itself.

    >>> find_receiver("对成效显著的社区食堂，给予运营单位", "对成效显著的社区食堂，给予运营单位最高", "补助")
    '社区食堂运营单位'
    """
    label = _LABEL.search(before)
    named = [*_FOR.finditer(before)]
    whom = _clean(named[-1]["whom"], what) if named else ""
    if label and _is_label(label["name"], before) and label["name"] not in what:
        graded = _GRADE.fullmatch(label["name"])  # 对新获批的省级以上平台，按国家级300万元、省级100万元
        return label["name"] + _UP_TO_GRADE.sub("", whom) if graded else label["name"]
    if not whom:
        whom = next(filter(None, (_clean(clause, what) for clause in _find_subjects(before, what))), "")
    second = _find_second(up_to_number, what)
    if not second or second in whom:
        return whom
    unnamed = bool(named) and named[-1]["whom"].endswith("的")  # 对完成改造的，给予每个社区…
    return second if unnamed or whom in second else join_names(whom, second)


def is_share_out(own: str) -> bool:
    """Whether the noun before a number only says that it is for each one, or at most: `单个企业`, `最高补贴金额`."""
    return re.match(_PER, own) is not None


def without_each(words: str) -> str:
    """Words without the base of repetition that opens them: `每家企业补贴` → 企业补贴."""
    return _EACH.sub("", words)


def join_names(first: str, second: str) -> str:
    """Two names as one; what both say is said once.

    >>> join_names("算力服务", "服务补贴"), join_names("社区", "补贴")
    ('算力服务补贴', '社区补贴')
    """
    if second in first:
        return first
    for size in range(min(len(first), len(second)), 1, -1):
        if first.endswith(second[:size]):
            return first + second[size:]
    return first + second


def _is_label(name: str, before: str) -> bool:
    """Whether a name right before a number is that of a member of a list, and not what leads on to the number."""
    if before.endswith(("给予", "为", "的")) or _FOR.match(name) or _NO_LABEL.search(name):
        return False
    return not _names_nobody(name)


def _names_nobody(words: str) -> bool:
    """Whether words only lead on to a number or set a condition."""
    return bool(_NO_NAME.match(words) or _CONDITION.search(words) or _THRESHOLD.search(words))


def _find_subjects(before: str, what: str) -> list[str]:
    """What the clauses before a number speak of, the nearest first, without those that only set conditions."""
    result = []
    for clause in reversed(_CLAUSES.split(before)):
        words = _VAGUE.sub("", clause).strip(" 、并")
        if found := _CHOSEN.search(words) or _SUPPORTED.search(words):
            result.append(found["whom"])
        elif words and not _names_nobody(words):
            subject = _PART_END.sub("", words)
            if subject and subject != what and not _names_nobody(subject):
                result.append(subject)
    return result


def _find_second(up_to_number: str, what: str) -> str:
    """The receiver that the verb of giving names: `给予运营单位最高80万元` → 运营单位."""
    found = _SECOND.search(_MARKERS.sub("", up_to_number))
    if not found:
        return ""
    words = _VAGUE.sub("", _PART_END.sub("", without_each(found["whom"])))
    return "" if not words or words.endswith(what) or _names_nobody(words) else words


def _clean(words: str, what: str) -> str:
    """A receiver's name: without vague conditions and deeds, its head alone where it is long."""
    given = _PART_END.search(words, 1)
    words = _ALSO.sub("", _ASIDE.sub("", words[: given.start()] if given else words)).strip(" 、")
    modifier, _, head = words.rpartition("的")
    if len(head) > 1 and _QUALITY.search(modifier):
        words = head
    words = _VAGUE.sub("", words).removesuffix("的").removeprefix("于")
    if _THRESHOLD.search(words):
        return ""
    acting = _ACTING.match(words)
    if acting and acting["what"].startswith("的"):  # 企业研发的新产品 → 企业新产品
        words = acting["who"] + acting["what"].removeprefix("的")
    elif acting and "的" not in acting["what"]:
        done = _ALSO_DOES.sub("", acting["what"].removesuffix("活动"))
        if len(what) > SHORT or (len(done) > 12 and acting["who"] not in _ANYBODY):
            words = acting["who"]
        else:
            words = done if len(done) > 12 else acting["who"] + done
    modifier, _, head = words.rpartition("的")
    if modifier and head in _ANYBODY and len(words) <= TELLING:
        return trim(words)  # 企业 alone tells no grant from another
    if modifier and (len(words) > LONGEST or (len(words) > LONG and len(head) > SHORT)):
        words = head
    elif len(words) > LONG:
        words = left_phrase(words)[0]
    return trim(words)
