"""Names in Latin letters: the surnames that are misread, compound ones, and what people type."""

from __future__ import annotations

import pytest

from liuyou.kernel.base.pinyin import SURNAMES, org_name, person_name, typed


@pytest.mark.parametrize(
    ("name", "initials", "pinyin"),
    [
        ("张三", "zs", "zhangsan"),
        ("单雄信", "sxx", "shanxiongxin"),
        ("曾国强", "zgq", "zengguoqiang"),
        ("仇英", "qy", "qiuying"),
        ("解晓东", "xxd", "xiexiaodong"),
        ("查良镛", "zly", "zhaliangyong"),
        ("盖叫天", "gjt", "gejiaotian"),
        ("朴一生", "pys", "piaoyisheng"),
        ("区志强", "ozq", "ouzhiqiang"),
        ("任重", "rz", "renzhong"),
        ("华罗庚", "hlg", "hualuogeng"),
        ("缪昌文", "mcw", "miaochangwen"),
        ("翟天", "zt", "zhaitian"),
        ("覃辉", "qh", "qinhui"),
        ("尉迟恭", "ycg", "yuchigong"),
        ("万俟卨", "mqx", "moqixie"),
        ("欧阳修", "oyx", "ouyangxiu"),
        ("吕布", "lb", "lvbu"),
        ("卜算", "bs", "busuan"),
        ("阿卜杜拉·买买提", "abdlmmt", "abodulamaimaiti"),
        ("Anna Li", "al", "annali"),
        (" 张 三 ", "zs", "zhangsan"),
        ("", "", ""),
    ],
)
def test_names_of_people(name: str, initials: str, pinyin: str) -> None:
    assert person_name(name) == (initials, pinyin)


def test_a_surname_is_read_so_in_front_only() -> None:
    assert person_name("张单").pinyin == "zhangdan"
    assert person_name("张解放").pinyin == "zhangjiefang"


@pytest.mark.parametrize(
    ("name", "initials", "pinyin"),
    [
        ("重庆银行工会", "cqyhgh", "chongqingyinhanggonghui"),
        ("单位工会", "dwgh", "danweigonghui"),
        ("第14镇总工会", "d14zzgh", "di14zhenzonggonghui"),
    ],
)
def test_names_of_orgs_are_read_as_words(name: str, initials: str, pinyin: str) -> None:
    assert org_name(name) == (initials, pinyin)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ZS", "zs"), ("Zhang San", "zhangsan"), ("Lü Bu", "lvbu"), ("xi'an", "xian"), ("张三", ""), ("a%", ""), ("", "")],
)
def test_what_is_typed(text: str, plain: str) -> None:
    assert typed(text) == plain


def test_columns_hold_small_letters_and_digits_only() -> None:
    whole = "".join(chr(number) for number in range(0x4E00, 0x9FA6)) + "ÄßéЖ①２〇"
    found = org_name(whole)
    assert found.pinyin.isascii()
    assert found.pinyin.isalnum()
    assert found.pinyin == found.pinyin.lower()
    assert all(reading.isascii() for readings in SURNAMES.values() for reading in readings)
