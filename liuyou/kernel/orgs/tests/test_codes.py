"""Unified social credit codes of employers and unions. All codes but the well-known sample are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.orgs.codes import check_credit_code, check_union_code, make_credit_code, make_union_code, region_of


@pytest.mark.parametrize(
    "text",
    [
        "91350100M000100Y43",
        " 91350100m000100y43",
        "91350100-M000100Y4-3",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "'91350100M000100Y43",
    ],
)
def test_a_code_is_normalised(text):
    assert check_credit_code(text) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "应为 18 位，现在是 0 位"),
        ("91350100M000100Y4", "应为 18 位，现在是 17 位"),
        ("9135O100M000100Y43", "第 5 位“O”不对：前 8 位都是数字"),
        ("91350100M0O0100Y43", "第 11 位“O”不是代码使用的字符，是否应为 0"),
        ("91350100M000100Y4Z", "第 18 位“Z”不是代码使用的字符，是否应为 2"),
        ("91350100M0?0100Y43", "第 11 位“?”不是代码使用的字符"),
        ("91990100M000100Y43", "第 3、4 位 99"),
        ("91350100M000100Y44", "校验位不对：请核对最后一位（应为 3）"),
    ],
)
def test_the_reason_is_exact(text, reason):
    with pytest.raises(BadInput) as raised:
        check_credit_code(text)
    assert reason in str(raised.value)


def test_a_union_code_starts_with_8_and_1_or_9():
    assert check_union_code("81330102MC12345676") == "81330102MC12345676"
    assert check_union_code(make_union_code("330102", 1, kind="9"))[:2] == "89"
    with pytest.raises(BadInput, match="以 8 开头，现在是 9，可能填成了单位的代码"):
        check_union_code("91350100M000100Y43")
    with pytest.raises(BadInput, match="1 是基层工会，9 是其他工会，现在是 2"):
        check_union_code(make_union_code("330102", 1, kind="2"))


@given(st.integers(0, 999_999), st.sampled_from(["330102", "110105", "540000"]))
def test_made_codes_pass_stdnum_too_and_carry_their_region(serial, region):
    for code in (make_union_code(region, serial), make_credit_code(region, serial)):
        assert uscc.is_valid(code)
        assert check_credit_code(code) == code
        assert region_of(code) == region


def test_made_codes_differ_by_serial_and_the_serial_is_bounded():
    assert len({make_union_code("330102", serial) for serial in range(1000)}) == 1000
    with pytest.raises(ValueError, match="six digits"):
        make_union_code("330102", 1_000_000)
