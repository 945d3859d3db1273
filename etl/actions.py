"""The governing verb of a number, as the text has it, so that no row claims more than the document.

In: the number's place in its sentence, what its markers and its phrase already found. Out: the verb, or None. The verb
of reaching or changing beside the number comes first (`提高到` → `提高`), then a grant's, then the clause's own, then
that of the sibling whose list it stands in.
"""

from __future__ import annotations

import re

from etl.phrases import strip_head

_GRANT_LEFT = re.compile(r"(给予|奖励|补助|补贴|资助|享受|处|拨付)(?:最高|不超过|最多|每[^，。；\d]{0,6}|为)*$")
_GRANT_RIGHT = re.compile(r"[^，。；]{0,10}?(给予|予以|提取|抵免|抵扣|配备|配建|收取|征收)")
_RANK = re.compile(r"(进入|位列|位居|保持|跻身|稳居)(?:在)?(?:全国|全省|全市|全区)?前$")
_RIGHT_DEED = re.compile(r"[^，。；]{0,20}?(建成|建立|设立|实现|达到|完成|配备|开展|通过|纳入|接入|设有|覆盖|具备)")


def find_action(
    text: str, start: int, number: int, end: int, beside: str | None, clause: str | None, ratio: bool, per_end: int
) -> str | None:
    """The action of the number at `number:end` in the sentence `text`; its marker words begin at `start`.

    The words of its base of repetition end at `per_end`. `beside` is the verb among its marker words, `clause` the verb that its phrase opens with.
    """
    if beside:
        return beside
    if text[number:end].startswith("翻"):
        return "翻"
    quote = text[max(start, min(per_end, number)) : number]
    if ranked := _RANK.search(text[max(0, number - 8) : number]):
        return ranked[1]
    left = text[max(0, start - 14) : number]
    if granted := _GRANT_RIGHT.match(text, end):
        return granted[1]
    if granted := _GRANT_LEFT.search(left):
        return granted[1]
    if quote and (verb := strip_head(quote)[1]):
        return verb
    if clause:
        return clause
    if ratio and "占" in text[max(0, start - 20) : start]:
        return "占"
    if ratio and (deed := _RIGHT_DEED.match(text, end)):
        return deed[1]
    return None
