"""Which value of a parameter holds: region, day, certainty, overrides; and the shipped data."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.parameters.definitions import Override, definitions, resolve, resolve_among
from liuyou.kernel.parameters.loading import Parameter, ParameterValue, load, typed
from liuyou.kernel.workflow.deadlines import Unit


def value(amount, region="000000", begins=date(2010, 1, 1), confidence="high", **more):
    return ParameterValue(amount, region, begins, "某办法", confidence, **more)


DAYS = Parameter(
    "some.days",
    "某期限",
    "日历日",
    "",
    (
        value(20),
        value(30, begins=date(2020, 1, 1)),
        value(31, begins=date(2020, 1, 1), confidence="low"),
        value(10, "330000", unit="工作日"),
        value(7, "330100", date(2018, 1, 1), valid_to=date(2019, 12, 31)),
    ),
)


@pytest.mark.parametrize(
    ("region", "on", "expected", "unit"),
    [
        ("310000", date(2010, 1, 1), 20, "日历日"),
        ("310000", date(2019, 12, 31), 20, "日历日"),
        ("310000", date(2020, 1, 1), 30, "日历日"),
        ("330000", date(2021, 1, 1), 10, "工作日"),
        ("330702", date(2018, 6, 1), 10, "工作日"),
        ("330102", date(2017, 12, 31), 10, "工作日"),
        ("330102", date(2018, 1, 1), 7, "日历日"),
        ("330102", date(2019, 12, 31), 7, "日历日"),
        ("330102", date(2020, 1, 1), 10, "工作日"),
    ],
)
def test_region_then_date_then_certainty_decide(region, on, expected, unit):
    found = resolve_among(DAYS, region=region, on=on)
    assert (found.value, found.unit) == (expected, unit)


def test_every_candidate_says_why():
    reasons = {
        c.origin.value: (c.applies, c.reason)
        for c in resolve_among(DAYS, region="310000", on=date(2020, 1, 1)).candidates
    }
    assert reasons == {
        30: (True, "采用"),
        31: (True, "可用，但另一来源更可靠"),
        20: (True, "可用，但 2020-01-01 起有更新的规定"),
        10: (False, "不适用：只用于浙江省"),
        7: (False, "不适用：只用于浙江省 330100"),
    }
    later = {c.origin.value: c.reason for c in resolve_among(DAYS, region="330102", on=date(2017, 1, 1)).candidates}
    assert later[7] == "不适用：2018-01-01 起才有效"
    assert later[20] == "可用，但浙江省有更具体的规定"


def test_the_nearest_override_that_holds_wins_and_keeps_the_unit():
    ended = Override("some.days", 3, date(2015, 1, 1), "试点", valid_to=date(2015, 12, 31), org_name="某镇总工会")
    other = Override("other.days", 1, date(2015, 1, 1), "无关")
    county = Override("some.days", 8, date(2015, 1, 1), "县里更严", source="县工发〔2015〕3号", org_name="某县总工会")
    city = Override("some.days", 9, date(2015, 1, 1), "市里规定", org_name="某市总工会")
    found = resolve_among(DAYS, region="330000", on=date(2021, 1, 1), overrides=[ended, other, county, city])
    assert (found.value, found.unit, found.chosen) == (8, "工作日", county)
    assert found.why == "某期限为 8 工作日：某县总工会规定，2015-01-01 起有效；理由：县里更严；依据：县工发〔2015〕3号"
    reasons = [c.reason for c in found.candidates]
    assert reasons[:3] == ["不适用：2015-12-31 后已失效", "采用", "可用，但某县总工会另有规定"]
    assert reasons[-1] == "可用，但某县总工会另有规定"


def test_nothing_that_applies_is_a_refusal_with_a_way_out():
    with pytest.raises(Refused, match="“某期限”在浙江省、2009-12-31 没有可用的值：请在参数中补入"):
        resolve_among(DAYS, region="330000", on=date(2009, 12, 31))


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(NotFound, match=r"是否指 aid\.notice_days"):
        resolve("aid.notice_day", region="330000", on=date(2020, 1, 1))


@pytest.mark.parametrize("region", ["", "33", "33010X", "3301022"])
def test_a_region_has_six_digits(region):
    with pytest.raises(BadInput, match="六位数字"):
        resolve("aid.notice_days", region=region, on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("name", "region", "on", "expected", "unit"),
    [
        ("bargaining.reply_days", "330102", date(2016, 5, 1), 10, "工作日"),
        ("bargaining.reply_days", "310104", date(2016, 5, 1), 15, "日历日"),
        ("bargaining.reply_days", "370203", date(2016, 12, 31), 20, "日历日"),
        ("bargaining.reply_days", "370203", date(2017, 1, 1), 10, "日历日"),
        ("bargaining.submission_days.wage", "420100", date(2016, 5, 1), 7, "日历日"),
        ("bargaining.approval", "330102", date(2016, 5, 1), {"share": Fraction(1, 2), "strict": True}, "比例"),
        ("bargaining.approval", "310104", date(2016, 5, 1), {"share": Fraction(1, 2), "strict": False}, "比例"),
        ("aid.multiplier.edge", "330102", date(2019, 12, 31), Decimal("1.5"), "倍"),
        ("aid.multiplier.relative", "330102", date(2020, 1, 1), 2, "倍"),
        ("aid.illness_share", "370200", date(2021, 1, 1), Decimal("0.8"), "比例"),
        ("members.dues_rate", "330102", date(2016, 1, 1), Decimal("0.005"), "比例"),
        ("organising.women_committee_members", "310104", date(2020, 1, 1), 25, "人"),
        ("organising.women_committee_members", "330102", date(2020, 1, 1), 10, "人"),
    ],
)
def test_shipped_values(name, region, on, expected, unit):
    found = resolve(name, region=region, on=on)
    assert (found.value, found.unit) == (expected, unit)


@pytest.mark.parametrize("name", ["aid.multiplier.edge", "aid.multiplier.low", "aid.multiplier.accident"])
def test_the_scheme_of_2014_ended_with_2019(name):
    with pytest.raises(Refused):
        resolve(name, region="330102", on=date(2020, 1, 1))


def test_committee_sizes_rise_and_the_last_step_is_open():
    for size in definitions()["organising.committee_size"].values:
        limits = [step["upto"] for step in size.value]
        assert limits[-1] is None
        assert limits[:-1] == sorted(limits[:-1])
        assert all(step["min"] <= step["max"] for step in size.value)


def test_time_limits_are_counted_in_known_units():
    limits = [p for name, p in definitions().items() if "_days" in name or "_months" in name]
    units = {entry.unit or p.unit for p in limits for entry in p.values}
    assert units <= {unit.value for unit in Unit}


AREAS_OF_PARAMETERS = {
    *("accounts", "aid", "api", "attachments", "backups"),
    *("bargaining", "members", "officers", "organising"),
    *("returns", "standards", "targets"),
}


def test_every_shipped_parameter_is_named_by_its_file_and_explained():
    for name, parameter in definitions().items():
        assert name.split(".")[0] in AREAS_OF_PARAMETERS
        assert parameter.title
        assert parameter.description


def test_values_become_what_python_counts_with():
    given = {"a": 0.1, "b": "2/3", "c": [1, "文字", None], "d": True}
    assert typed(given) == {"a": Decimal("0.1"), "b": Fraction(2, 3), "c": [1, "文字", None], "d": True}


GOOD = '{value: 1, region: "000000", valid_from: 2010-01-01, source: 某办法, confidence: high}'


def a_file(value: str = GOOD, more: str = "") -> str:
    return f"x.y:\n  title: 某\n  unit: 天\n  description: 某\n{more}  values:\n    - {value}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x.y:\n  title: 某\n  unit: 天\n  values: []\n", "bad.yaml 第 2 行：x.y 缺少 description"),
        ("x.y: {title: 某, unit: 天, description: 某, values: []}\n", "第 1 行：x.y 的 values 至少要有一个值"),
        (a_file(more="  value: 1\n"), "第 2 行：x.y 有不认得的 value"),
        (a_file(GOOD.replace("high", "sure")), "第 6 行：x.y 的 confidence 应为"),
        (a_file(GOOD.replace("2010-01-01", "2010")), "第 6 行：x.y 的 valid_from"),
        (a_file(GOOD.replace("source: 某办法, ", "")), "第 6 行：x.y 的值 缺少 source"),
        (a_file(GOOD.replace('"000000"', "330000")), "带引号的六位代码"),
        ("x.y: {title: 某, title: 某}\n", "第 1 行：不是正确的 YAML：同一个名称写了两次"),
        ("x.y: [\n", "不是正确的 YAML"),
        ("- 1\n", "应当是“名称: 内容”的列表"),
        ("x.y: 1\n", "x.y 应当是“名称: 内容”的列表"),
    ],
)
def test_a_bad_file_is_refused_by_file_and_line(tmp_path, text, reason):
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        load(tmp_path)
    assert reason in str(raised.value)
    assert "bad.yaml" in str(raised.value)
    assert raised.value.problems
