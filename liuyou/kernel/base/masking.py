"""Hides the middle of sensitive values for screens and public notices: what is left tells two people apart, no more."""

from __future__ import annotations

import re

COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳上官司马司徒司空诸葛东方皇甫尉迟公孙慕容令狐宇文长孙夏侯轩辕端木百里东郭南宫"
        "闻人呼延赫连澹台公冶濮阳淳于单于太叔申屠仲孙钟离鲜于闾丘西门第五独孤拓跋完颜",
    )
)
SHORT_IDENTITY = 15  # below this, three and four left standing would tell too much


def mask_identity(number: str) -> str:
    """330***********1234; documents shorter than 15 characters keep the last two only."""
    number = _compact(number)
    return _hide(number, 3, 4) if len(number) >= SHORT_IDENTITY else _hide(number, 0, 2)


def mask_phone(number: str) -> str:
    """138****1234; shorter numbers keep the last two digits only."""
    number = _compact(number)
    return _hide(number, 3, 4) if len(number) >= 11 else _hide(number, 0, 2)


def mask_bank_card(number: str) -> str:
    """Only the last four digits remain, and only of a number longer than eight."""
    number = _compact(number)
    return _hide(number, 0, 4 if len(number) > 8 else 0)


def mask_name(name: str) -> str:
    """张*, 欧阳*: the surname and one star, so that the length of the given name is not told either."""
    name = name.strip()
    surname = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    return surname and f"{surname}*"


def _compact(text: str) -> str:
    return "".join(text.split())


def _hide(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
