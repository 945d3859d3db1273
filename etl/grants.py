"""What a granted number is of: who is given what, and the share of what that may be taken.

In: a sentence and one of its numbers that a policy grants, with the nouns beside it. Out: the indicator's words.
`对获评项目给予最高80万元的奖补` → 获评项目奖补; `可提取50%以上用于教师劳动报酬` → 提取用于教师劳动报酬的比例.
"""

from __future__ import annotations

import re

from etl.phrases import clause_before, left_phrase, trim
from etl.words import trie_pattern, words_by_class

_WORDS = words_by_class("grants")
_GRANT = trie_pattern([*_WORDS["grant"], *(word for word in _WORDS["help"] if word != "券包")])
_GRANTS = re.compile(_GRANT)
_GRANTED = re.compile(
    r"(?:的)?(?:[^，。；]{0,6}?(?:标准|比例|额度))?(?:，)?"
    r"(?:[^，。；]{0,12}?(?:给予|予以|实行|享受|发放|进行|作为))?(?:一次性)?"
    rf"(?P<noun>[^，。；\d]{{0,28}}?(?:{trie_pattern([*_WORDS['grant'], *_WORDS['help']])}"
    r"|[助奖]学金|[救慰抚补][^，。；]{0,3}金))"
)
_OF = re.compile(r"(?:的)?(?P<noun>[^，。；\d]{1,30}?)(?=[，。；、]|和|并|$)")
_WHOM = re.compile(r"(?:对于?|给予?|为|向)(?P<whom>[^，。；]{2,60}?)(?:，|给予|按|一次性|发放|提供|实行|予以|享受|可)")
_SUBJECT_END = re.compile(r"(?:可|每|给予|按|享受|获得|一次性).*$")
_CLAUSES, _PARTS = re.compile("[，：。]"), re.compile("[；。]")
_AMOUNT = re.compile(r"(?:每[^，。；\d]{1,4})?\d[\d.]*[万亿]?元(?:的)?")
_QUOTA = re.compile(r"(?P<quota>[^，。；、]{2,8}?)(?:以内|内)(?P<deed>[^，。；]{0,20}?)(?:政策)?(?=[，。；]|$)")
_SHARE_OF = re.compile(r"按照?(?P<base>[^，。；]{2,30})的\s*$")
_DEED = re.compile(
    r"(?:的?比例)?，?"
    r"(?P<deed>(?:抵免|抵扣|抵减|缴纳|征收|返还|计提|提取|列支|计入|上缴|用于|作为|安排)[^，。；]{3,40})"
)
_TAKEN = re.compile(r"(?:可|允许|应)?(提取|拿出|安排|计提|留出)\s*$")


def name_grant(before: str, after: str, unit_class: str, own: str, counted: str) -> str:
    """Who is given what: `对获评项目给予最高80万元的奖补` → 获评项目奖补.

    `before` and `after` are the sentence around the number, `own` the noun before it in its clause, `counted` the one
    after it. A share is named 比例, a time 期限.
    """
    if own.endswith(("标准", "额度", "金额", "上限", "限额")):
        return own
    what = find_granted(after, before)
    whom = _AMOUNT.sub("", _receiver(before, own))
    if not what:
        return own or counted or whom
    what += {"time": "期限", "ratio": "比例"}.get(unit_class, "")
    if len(whom) > 12:
        whom = whom[whom.rfind("的") + 1 :] if "的" in whom[:-1] else ("" if len(what) >= 5 else whom)
    for grant in (what.removesuffix("期限"), what.removesuffix("比例")):
        if grant and whom.endswith(grant):
            return trim(whom + what[len(grant) :])
    return trim(whom + what if what not in whom else whom)


def find_granted(after: str, before: str) -> str:
    """What is given: the grant after the number, else the noun that 的 joins to it, else a grant before it.

    >>> find_granted("的资金支持。", "给予最高"), find_granted("。", "奖励")
    ('资金支持', '奖励')
    """
    if found := _GRANTED.match(after):
        return trim(found["noun"].removeprefix("一次性"))
    noun = _OF.match(after) if after.startswith("的") else None
    if noun and len(noun["noun"]) >= 2:
        return trim(noun["noun"])
    later = _GRANTS.search(_PARTS.split(after, 1)[0])
    earlier = _GRANTS.findall(before[-40:])
    return later[0] if later else earlier[-1] if earlier else ""


def _receiver(before: str, own: str) -> str:
    """Who receives: named by 对, 为, 给, else the subject of the clause before."""
    sentence = before[before.rfind("；") + 1 :]
    named = _WHOM.findall(sentence)
    if named:
        return trim(named[-1].removesuffix("的"))
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause.strip(" ，")]
    if not clauses:
        return ""
    subject = _SUBJECT_END.sub("", clauses[-2] if len(clauses) > 1 else clauses[-1])
    return left_phrase(subject)[0] if subject else (own if len(own) <= 12 else "")


def name_share(text: str, left: str, own: str, after: str) -> str:
    """A share that a policy lets be taken: of what, for what; empty where the text does not say.

    `left` is the number's clause before it, `own` the noun there, `after` what follows the number in `text`.
    """
    if found := _QUOTA.match(after):
        return trim(f"{own}{found['deed']}的{found['quota']}比例")
    deed = _DEED.match(after)
    if not deed:
        return ""
    what = deed["deed"].replace("该", "")
    if base := _SHARE_OF.search(left):
        return f"按{base['base']}{what}的比例"
    if taken := _TAKEN.search(left):
        subject = clause_before(text[: max(text.find(left) - 1, 0)])
        return trim(f"{subject[subject.rfind('的') + 1 :]}{taken[1]}{what}的比例")
    return ""
