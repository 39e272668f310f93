"""Identity documents, with python-stdnum as an independent judge of resident numbers. All persons are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.people.identity import Identity, IdentityKind, Sex, check_digit, parse_identity

SAMPLE = "11010519491231002X"
BIRTHS = st.dates(date(1930, 1, 1), date(2015, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        SAMPLE.lower(),
        f" {SAMPLE} ",
        f"'{SAMPLE}",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u202d" + SAMPLE,
    ],
)
def test_a_resident_number_is_normalised_and_tells_birth_and_sex(text):
    assert parse_identity(text) == Identity(IdentityKind.RESIDENT, SAMPLE, date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("81000019900101001", IdentityKind.RESIDENCE_PERMIT, None),
        ("83000019900101001", IdentityKind.RESIDENCE_PERMIT, None),
        ("93384019900101001", IdentityKind.FOREIGN_PERMANENT, None),
        ("usa330190010112", IdentityKind.FOREIGN_PERMANENT, "USA330190010112"),
        ("H12345678", IdentityKind.HK_MACAO_PERMIT, "H12345678"),
        ("m1234567801", IdentityKind.HK_MACAO_PERMIT, "M1234567801"),
        ("12345678", IdentityKind.TAIWAN_PERMIT, "12345678"),
        ("0012345601(B)", IdentityKind.TAIWAN_PERMIT, "0012345601B"),
        ("E12345678", IdentityKind.PASSPORT, "E12345678"),
        ("EA1234567", IdentityKind.PASSPORT, "EA1234567"),
    ],
)
def test_other_documents_are_recognised(text, kind, number):
    text = text if number else text + check_digit(text)
    found = parse_identity(text)
    assert (found.kind, found.number) == (kind, number or text)
    assert (found.born == date(1990, 1, 1)) is (number is None)


def wrong(first_seventeen: str) -> str:
    """The number with its last character off by one."""
    right = check_digit(first_seventeen)
    return first_seventeen + ("0" if right == "X" else "9" if right == "8" else "8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "证件号码是空的"),
        ("1101051949123100", "应为 18 位，现在是 16 位"),
        ("1101051949123100212", "应为 18 位，现在是 19 位"),
        ("110105491231002", "15 位的旧身份证号已停用"),
        ("1101051949123100XX", "第 17 位“X”不对：应当是数字，只有最后一位可以是 X"),
        ("11010519491231002A", "第 18 位“A”不对：应当是数字或 X"),
        ("110I05194912310021", "第 4 位“I”不对"),
        ("70010519491231002X", "行政区划不对：前两位 70"),
        ("00010519491231002X", "行政区划不对：前两位 00"),
        ("110105194902290021", "出生日期不对"),
        ("110105194913010021", "出生日期不对"),
        ("110105000001010021", "出生日期不对"),
        ("110105194912310021", "校验位不对：请核对最后一位（应为 X）"),
        ("3.30102E+17", "后几位已经丢失"),
        ("3.30102e17", "后几位已经丢失"),
        ("330102199001011000", "后三位都是 0"),
        ("张三", "不是认得的证件号码"),
    ],
)
def test_the_reason_is_exact(text, reason):
    with pytest.raises(BadInput) as raised:
        parse_identity(text)
    assert reason in str(raised.value)


def test_a_birth_in_the_future_is_refused_only_when_the_day_is_given():
    number = "33010220300101001" + check_digit("33010220300101001")
    assert parse_identity(number).born == date(2030, 1, 1)
    assert parse_identity(number, on=date(2030, 1, 1)).number == number
    with pytest.raises(BadInput, match="晚于 2029-12-31"):
        parse_identity(number, on=date(2029, 12, 31))


def test_no_message_repeats_the_number():
    for text in (wrong("33010219900101123"), "33010219900230123X", "3301021990010112"):
        with pytest.raises(BadInput) as raised:
            parse_identity(text)
        assert text not in str(raised.value)
        assert text[6:14] not in str(raised.value)


@given(BIRTHS, st.integers(0, 999))
def test_stdnum_agrees_on_what_is_right(born, serial):
    body = f"110105{born:%Y%m%d}{serial:03}"
    number = body + ric.calc_check_digit(body + "0")
    assert ric.is_valid(number)
    found = parse_identity(number)
    assert (found.born, found.sex) == (born, Sex.MALE if serial % 2 else Sex.FEMALE)


@given(BIRTHS, st.integers(0, 999), st.sampled_from("0123456789X"))
def test_stdnum_agrees_on_the_last_character(born, serial, last):
    number = f"110105{born:%Y%m%d}{serial:03}{last}"
    try:
        ours = parse_identity(number).number == number
    except BadInput:
        ours = False
    assert ours is ric.is_valid(number)
