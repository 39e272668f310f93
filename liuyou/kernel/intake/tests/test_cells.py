from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from liuyou.kernel.base.errors import BadInput
from liuyou.kernel.intake.cells import parser
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.tests.making import identity
from liuyou.kernel.intake.workbooks import CellError

DAY = date(2016, 1, 28)


def parse(kind, value, **about):
    reading = {name: about.pop(name) for name in ("factor", "date1904") if name in about}
    return parser(Column("field", "列", kind, **about), **reading)(value)


def message(kind, value, **about):
    with pytest.raises(BadInput) as caught:
        parse(kind, value, **about)
    return str(caught.value)


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2016, 1, 28, 9, 30, tzinfo=UTC),
        42397,
        42397.0,
        20160128.0,
        "2016年1月28日",
        "2016年1月28号",
        "2016年01月28日",
        "2016.1.28",
        "2016-1-28",
        "2016/1/28",
        "20160128",
        "2016年 1月 28日",
        "２０１６年１月２８日",
        "2016－1－28",
        "2016-01-28 00:00:00",
        "2016/1/28 9:30",
        "二〇一六年一月二十八日",
        "二○一六年一月二十八日",
        "\u200b2016.1.28\xa0",
        "2016.1.28.",
        "2016年1月28",
    ],
)
def test_a_day_is_read_however_it_is_written(value):
    assert parse(Kind.DATE, value) == DAY


@pytest.mark.parametrize(
    ("text", "month", "day"), [("十二月卅一日", 12, 31), ("十月十日", 10, 10), ("二月廿九日", 2, 29)]
)
def test_chinese_numerals_count_tens(text, month, day):
    assert parse(Kind.DATE, "二〇一六年" + text) == date(2016, month, day)


def test_serials_count_from_1904_in_workbooks_that_do():
    assert parse(Kind.DATE, 40935.0, date1904=True) == DAY


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2016年2月30日", "2016年2月30日 没有这一天"),
        ("2015.2.29", "2015年2月29日 没有这一天"),
        ("2016-13-01", "2016年13月1日 没有这一天"),
        ("16.1.28", "年份只有两位"),
        ("16年1月28日", "年份只有两位"),
        ("2016.01", "只写到月"),
        ("2016年1月", "只写到月"),
        (2016.1, "分不清是 1 月还是 10 月"),
        ("2016", "只有年份"),
        (2016.0, "只有年份"),
        (date(1905, 7, 8), "只填了年份"),
        ("1/28/2016", "次序不清"),
        ("1899-12-31", "1899 不在 1900 至 2100 之间"),
        ("2101-1-1", "2101 不在"),
        ("去年春节", "不是日期"),
        (99_999_999.0, "没有这一天"),
        (-5.0, "不是日期"),
        (True, "不是日期"),
        ("2016.1.28-2.3", "一段时间：这一格请只填开始的那一天，如 2016.1.28"),
        ("2016年4月11日至15日", "如 2016年4月11日"),
        ("1月28日", "没有写年份"),
    ],
)
def test_an_uncertain_day_is_refused_with_its_reason(value, words):
    assert words in message(Kind.DATE, value)


@pytest.mark.parametrize(
    "value", ["2016年1月", "2016.01", 2016.01, "2016-1", 201601.0, "2016年1月份", DAY, "2016.1.28"]
)
def test_a_month_is_read_as_its_first_day(value):
    assert parse(Kind.MONTH, value) == date(2016, 1, 1)


def test_the_month_after_december_is_refused():
    assert "没有这个月" in message(Kind.MONTH, "2016-13")


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        ("1,234.50", "1234.50"),
        ("１，２３４.５", "1234.50"),
        ("￥500", "500.00"),
        ("¥500元", "500.00"),
        ("24万", "240000.00"),
        ("24万元", "240000.00"),
        ("1.5千元", "1500.00"),
        ("1.2亿", "120000000.00"),
        ("(500)", "-500.00"),
        ("（500元）", "-500.00"),
        ("人民币500元整", "500.00"),
        (0.1 + 0.2, "0.30"),
        (500, "500.00"),
        ("-3", "-3.00"),
        (-0.0, "0.00"),
        ("0", "0.00"),
        (1234.5600000000001, "1234.56"),
        (".5", "0.50"),
    ],
)
def test_money_is_read_in_yuan_with_two_places(value, yuan):
    assert str(parse(Kind.MONEY, value)) == yuan


@pytest.mark.parametrize("value", ["", "-", "—", "——", "/", "无", "空", "\u3000", "\xa0", "\u200b", None])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEXT and kind is not Kind.BOOLEAN])
def test_signs_of_nothing_are_blank(kind, value):
    assert parse(kind, value, choices={"甲": "a"}) is None


def test_the_unit_of_the_header_applies_unless_the_cell_names_its_own():
    assert parse(Kind.MONEY, 2.4, factor=10_000) == Decimal("24000.00")
    assert parse(Kind.MONEY, "2.4", factor=10_000) == Decimal("24000.00")
    assert parse(Kind.MONEY, "500元", factor=10_000) == Decimal("500.00")
    assert parse(Kind.MONEY, "3万元", factor=1) == Decimal("30000.00")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("约500", "不是确切的金额"),
        ("若干", "不是确切的金额"),
        ("500-600", "不是确切的金额"),
        ("伍佰元", "阿拉伯数字"),
        ("1,23", "千位分隔不对"),
        (1234.567, "小数超过两位"),
        ("500+300", "不是金额"),
        (1e20, "过大"),
        (float("nan"), "过大"),
        (float("inf"), "过大"),
        (DAY, "不是金额"),
        (True, "不是金额"),
        ("-", None),
        ("1.2.3", "不是金额"),
        ("元", "不是金额"),
    ],
)
def test_money_that_is_not_exact_is_refused(value, words):
    if words is None:
        assert parse(Kind.MONEY, value) is None
    else:
        assert words in message(Kind.MONEY, value)


def test_bounds_belong_to_what_is_allowed():
    bounds = {"minimum": Decimal(0), "maximum": Decimal(100)}
    assert parse(Kind.MONEY, 0, **bounds) == 0
    assert parse(Kind.MONEY, 100, **bounds) == 100
    assert "是负数" in message(Kind.MONEY, -0.01, **bounds)
    assert "不能小于 1 元" in message(Kind.MONEY, 0, minimum=Decimal(1))
    assert "不能大于 100" in message(Kind.MONEY, 100.01, **bounds)


def test_what_no_register_can_mean_is_refused_without_bounds_of_its_own():
    assert parse(Kind.MONEY, 10**9) == 10**9
    assert "单位对不对" in message(Kind.MONEY, 10**9 + 1)
    assert "太大" in message(Kind.INTEGER, 10**7 + 1)


@pytest.mark.parametrize("value", [2015.0, "2015", "2015年", "2015级", "2015-2016学年", "2015/16学年", "2015年9月"])
def test_a_school_year_is_the_year_it_begins_in(value):
    assert parse(Kind.YEAR, value) == 2015
    assert "不是年份" in message(Kind.YEAR, "前年")


def test_a_card_number_kept_as_a_number_has_lost_digits():
    assert "末几位已经丢失" in message(Kind.TEXT, 6.222001234567890e18)


@pytest.mark.parametrize(
    ("value", "number"), [("3人", 3), ("12 名", 12), ("３", 3), (1.0, 1), ("1.0", 1), ("1,200", 1200)]
)
def test_counts_lose_their_counting_word(value, number):
    assert parse(Kind.INTEGER, value) == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("10余人", "确切"),
        ("约10", "确切"),
        ("10多", "确切"),
        (1.5, "不是整数"),
        (2**31, "数目过大"),
        ("三", "不是数"),
        (True, "不是数"),
    ],
)
def test_counts_that_are_not_whole_or_exact_are_refused(value, words):
    assert words in message(Kind.INTEGER, value)


def test_identity_numbers_kept_as_text_are_normalised():
    number = identity(7)
    assert parse(Kind.IDENTITY, f" {number[:6]} {number[6:]}\xa0") == number
    assert "校验位不对" in message(Kind.IDENTITY, number[:-1] + ("1" if number[-1] != "1" else "2"))


@pytest.mark.parametrize("value", [3.30727196001020014e17, 330727196001020014])
def test_an_identity_kept_as_a_number_has_lost_its_last_digits(value):
    assert "末几位已经丢失" in message(Kind.IDENTITY, value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (13800001234.0, "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("0579-82345678", "057982345678"),
        ("（0579）82345678", "057982345678"),
        ("82345678", "82345678"),
    ],
)
def test_phones_become_digits(value, number):
    assert parse(Kind.PHONE, value) == number


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1380000123", "现在是 10 位"),
        ("13800001234/13900001234", "只填一个"),
        ("问本人", "以外的字"),
        (13800001234.5, "以外的字"),
    ],
)
def test_phones_that_cannot_be_dialled_are_refused(value, words):
    assert words in message(Kind.PHONE, value)


@pytest.mark.parametrize(
    ("value", "name"),
    [("张 三", "张三"), ("张\u3000三", "张三"), ("阿依古丽 • 买买提", "阿依古丽·买买提"), ("John Smith", "John Smith")],
)
def test_names_lose_the_blanks_that_align_them(value, name):
    assert parse(Kind.NAME, value) == name


@pytest.mark.parametrize(
    ("value", "words"),
    [("王", "2 至 30 个字"), ("张三、李四", "一行填写一人"), ("王2", "不像姓名"), ("名" * 31, "2 至 30")],
)
def test_what_is_no_name_is_refused(value, words):
    assert words in message(Kind.NAME, value)


def test_choices_are_found_by_any_spelling_and_the_nearest_is_suggested():
    choices = {"送温暖": "warm", "大病救助": "illness", "大病": "illness"}
    assert parse(Kind.CHOICE, " 送 温暖", choices=choices) == "warm"
    assert parse(Kind.CHOICE, "大病", choices=choices) == "illness"
    assert "是否应为“送温暖”" in message(Kind.CHOICE, "送温暧", choices=choices)
    assert message(Kind.CHOICE, "x", choices=choices).endswith("可填 送温暖、大病救助")


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("是", True),
        ("√", True),
        (1.0, True),
        ("有", True),
        (True, True),
        ("否", False),
        ("×", False),
        (0.0, False),
        ("无", False),
    ],
)
def test_yes_and_no_have_many_signs(value, truth):
    assert parse(Kind.BOOLEAN, value) is truth


def test_text_keeps_its_punctuation_and_loses_what_is_invisible():
    assert parse(Kind.TEXT, "\u3000家庭：困难（长期）\u200b\x00 ") == "家庭：困难（长期）"
    assert parse(Kind.TEXT, 12.0) == "12"
    assert "超过 5000" in message(Kind.TEXT, "长" * 5001)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_formula_error_is_a_problem_in_every_column(kind):
    assert "公式错误 #REF!" in message(kind, CellError("#REF!"), choices={})


def test_a_credit_code_kept_as_a_number_is_refused():
    assert "丢失" in message(Kind.CREDIT_CODE, 8.1330727e17)
    assert "18 位" in message(Kind.CREDIT_CODE, "81330727")
