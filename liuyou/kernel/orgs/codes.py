"""Unified social credit codes (统一社会信用代码, GB 32100-2015) of employers and of unions."""

from __future__ import annotations

import unicodedata

from stdnum.cn import uscc

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.regions import PROVINCES

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
UNION_AUTHORITY = "8"
UNION_KINDS = {"1": "基层工会", "9": "其他工会"}
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def check_credit_code(text: str) -> str:
    """The code without blanks, half width, upper case; BadInput says which character or digit is wrong."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper().lstrip("'’")
    if len(code) != 18:
        raise BadInput(f"长度不对：统一社会信用代码应为 18 位，现在是 {len(code)} 位")
    for place, character in enumerate(code, 1):
        _check_character(place, character)
    if region_of(code)[:2] not in PROVINCES and region_of(code) != "100000":
        raise BadInput(f"行政区划不对：第 3、4 位 {code[2:4]} 不是任何省、自治区、直辖市的代码")
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        raise BadInput(f"校验位不对：请核对最后一位（应为 {expected}）")
    return code


def check_union_code(text: str) -> str:
    """As `check_credit_code`; besides, a union's code starts with 8 and 1 (基层工会) or 9 (其他工会)."""
    code = check_credit_code(text)
    if code[0] != UNION_AUTHORITY:
        raise BadInput(f"不是工会的代码：工会的统一社会信用代码以 8 开头，现在是 {code[0]}，可能填成了单位的代码")
    if code[1] not in UNION_KINDS:
        raise BadInput(f"第 2 位不对：1 是基层工会，9 是其他工会，现在是 {code[1]}")
    return code


def region_of(code: str) -> str:
    """The six-digit region in which the body is registered."""
    return code[2:8]


def make_union_code(region: str, serial: int, *, kind: str = "1") -> str:
    """A code that passes every check, for demonstration data and tests only. `serial` is below 1,000,000."""
    return make_credit_code(region, serial, head=UNION_AUTHORITY + kind, letters="MC")


def make_credit_code(region: str, serial: int, *, head: str = "91", letters: str = "MA") -> str:
    """A code that passes every check, for demonstration data and tests only. `serial` is below 1,000,000."""
    if not 0 <= serial < 1_000_000:
        raise ValueError(f"serial {serial} does not fit six digits")
    subject = f"{letters}{serial:06}"
    body = head + region + subject + _subject_check(subject)
    return body + uscc.calc_check_digit(body)


def _check_character(place: int, character: str) -> None:
    if place <= 8 and character not in "0123456789":
        raise BadInput(f"第 {place} 位“{character}”不对：前 8 位都是数字")
    if character not in ALPHABET:
        hint = f"，是否应为 {_LOOKALIKES[character]}" if character in _LOOKALIKES else ""
        raise BadInput(f"第 {place} 位“{character}”不是代码使用的字符{hint}")


def _subject_check(subject: str) -> str:
    """Ninth character of the organisation code, GB 11714-1997: weights 3 7 9 10 5 8 4 2, letters count from 10."""
    total = sum(int(c, 36) * weight for c, weight in zip(subject, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X"[(11 - total % 11) % 11]
