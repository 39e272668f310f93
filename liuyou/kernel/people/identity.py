"""Identity documents: what kind a number is, whether it can be true, and what it tells of birth and sex.

Messages never repeat the number: they end up on screens, in error lists and in logs.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from operator import mul
from typing import NamedTuple

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.base.regions import PROVINCES


class IdentityKind(StrEnum):
    """Values are stored; labels are shown."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    FOREIGN_PERMANENT = "foreign_permanent"
    PASSPORT = "passport"

    @property
    def label(self) -> str:
        return _LABELS[self]


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        return "男" if self is Sex.MALE else "女"


class Identity(NamedTuple):
    """`number` is normalised; `born` and `sex` are None where the document does not tell them."""

    kind: IdentityKind
    number: str
    born: date | None = None
    sex: Sex | None = None


_LABELS = {
    IdentityKind.RESIDENT: "居民身份证",
    IdentityKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    IdentityKind.HK_MACAO_PERMIT: "港澳居民来往内地通行证",
    IdentityKind.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdentityKind.FOREIGN_PERMANENT: "外国人永久居留身份证",
    IdentityKind.PASSPORT: "护照",
}
# The first two digits of an 18-digit number: 81, 82, 83 residents of Hong Kong, Macao, Taiwan; 9x foreigners.
_KIND_BY_PREFIX = (
    dict.fromkeys(PROVINCES, IdentityKind.RESIDENT)
    | dict.fromkeys(("81", "82", "83"), IdentityKind.RESIDENCE_PERMIT)
    | dict.fromkeys((f"9{digit}" for digit in range(10)), IdentityKind.FOREIGN_PERMANENT)
)
_OTHERS = [
    (re.compile(r"[HM](?:\d{8}|\d{10})", re.ASCII), IdentityKind.HK_MACAO_PERMIT),
    (re.compile(r"\d{8}|\d{10}[A-Z]?", re.ASCII), IdentityKind.TAIWAN_PERMIT),
    (re.compile(r"[A-Z]{3}\d{12}", re.ASCII), IdentityKind.FOREIGN_PERMANENT),
    (re.compile(r"[A-Z]{1,2}\d{5,8}", re.ASCII), IdentityKind.PASSPORT),
]
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{1,2}", re.ASCII)
_UNWANTED = str.maketrans("", "", "'’‘`\"()-·\u200b\u200c\u200d\u2060\ufeff\u202a\u202c\u202d\u200e")

# GB 11643-1999: weights 2^(17-i) mod 11; the remainder picks the last character. Bytes "0"…"9" are 48…57.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = 48 * sum(_WEIGHTS)
_CHECKS = "10X98765432"


def parse_identity(text: str, *, on: date | None = None) -> Identity:
    """Recognise and check a document number as it stands in a workbook cell.

    BadInput tells what is wrong: length, characters, province (GB/T 2260), date of birth (also later than `on`, if
    given) or check digit (GB 11643-1999). Eight bare digits are taken for a Taiwan permit.
    """
    if _EIGHTEEN(text):  # nearly all of them: no other step before the checks
        return _eighteen(text, on)
    number = _normalised(text)
    if _EIGHTEEN(number):
        return _eighteen(number, on)
    for pattern, kind in _OTHERS:
        if pattern.fullmatch(number):
            return Identity(kind, number)
    raise BadInput(_why_unknown(number))


def check_digit(first_seventeen: str) -> str:
    """The 18th character that belongs to seventeen digits, GB 11643-1999."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, first_seventeen.encode())) - _ZEROS) % 11]


def _eighteen(number: str, on: date | None) -> Identity:
    kind = _KIND_BY_PREFIX.get(number[:2])
    if kind is None:
        raise BadInput(f"行政区划不对：前两位 {number[:2]} 不是任何省、自治区、直辖市的代码")
    try:
        born = date.fromisoformat(number[6:14])
    except ValueError:
        raise BadInput("出生日期不对：第 7 至 14 位不是真实存在的日期，请核对") from None
    if on is not None and born > on:
        raise BadInput(f"出生日期不对：第 7 至 14 位晚于 {on}，请核对")
    expected = check_digit(number[:17])
    if number[17] != expected:
        raise BadInput(_why_check(number, expected))
    return Identity(kind, number, born, Sex.MALE if number[16] in "13579" else Sex.FEMALE)


def _normalised(text: str) -> str:
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if _SCIENTIFIC.fullmatch(number):
        raise BadInput("电子表格把号码存成了数值，后几位已经丢失：请把该列设为“文本”格式后重新填写")
    return number.removesuffix(".0").translate(_UNWANTED)


def _why_check(number: str, expected: str) -> str:
    if number.endswith("000"):
        return "后三位都是 0，很可能是电子表格把号码存成数值后丢失的：请把该列设为“文本”格式后重新填写"
    return f"校验位不对：请核对最后一位（应为 {expected}）"


def _why_unknown(number: str) -> str:
    if not number:
        return "证件号码是空的"
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        return "长度不对：15 位的旧身份证号已停用，请填 18 位号码"
    if len(number) == 18:
        place = next(i for i, c in enumerate(number, 1) if c not in "0123456789")
        last = "，只有最后一位可以是 X" if place < 18 else "或 X"
        return f"第 {place} 位“{number[place - 1]}”不对：应当是数字{last}"
    if re.fullmatch(r"\d+X?", number, re.ASCII):
        return f"长度不对：居民身份证应为 18 位，现在是 {len(number)} 位"
    return "不是认得的证件号码：请核对证件种类和号码"
