"""Rules between figures: read from data, examined for many orgs at once, shown where they are broken."""

from datetime import date

import pytest

from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger import checks, codes

YEAR = Period.parse("2016")
RULE = """
- code: aid.check_money
  title: 救助金额不少于人次的一百倍
  formula: aid.money - aid.payments * 100
  must: ">= 0"
  why: 每人次不少于一百元
  source: 测试
"""


@pytest.fixture
def rule(tmp_path, monkeypatch):
    """The rule above, until the end of the test; with `more` lines."""
    monkeypatch.setattr(checks, "CHECKS", {})
    monkeypatch.setattr(codes, "NAMED", dict(codes.NAMED))

    def define(more: str = "") -> None:
        file = tmp_path / "checks.yaml"
        file.write_text(RULE + more)
        checks.define(file)

    yield define
    codes.figure.cache_clear()


def test_a_rule_is_broken_where_its_difference_is_not_what_it_must_be(county, rule):
    rule()
    one, two = county.people("王一", "李二")
    county.pay(county.east1, one, "90", date(2016, 1, 28))
    county.pay(county.west1, two, "100", date(2016, 2, 1))
    found = {each.org: each for each in checks.examine([county.root, county.east, county.west], YEAR)}
    assert {org: (each.value, each.holds) for org, each in found.items()} == {
        county.root: (-10, False),
        county.east: (-10, False),
        county.west: (0, True),
    }
    assert [each.check.should for each in checks.broken(county.east, YEAR)] == ["不应小于零"]
    assert checks.broken(county.west, YEAR) == []
    assert checks.examine([county.root], YEAR, areas=["bargaining"]) == []


def test_a_rule_says_nothing_where_its_ledger_is_not_kept(county, rule):
    rule("  when: aid.goods\n")
    (one,) = county.people("王一")
    county.pay(county.east1, one, "90", date(2016, 1, 28))
    assert checks.examine([county.east], YEAR) == []


def test_the_rules_of_an_area_that_is_not_installed_are_left_out(county, rule):
    rule("  when: absent.measure\n")
    assert checks.examine([county.root], YEAR) == []


@pytest.mark.parametrize(("was", "is_"), [('">= 0"', '"> 0"'), ("  why:", "  wie:")])
def test_a_rule_written_wrongly_is_told_by_its_number(rule, monkeypatch, was, is_):
    monkeypatch.setattr(f"{__name__}.RULE", RULE.replace(was, is_))
    with pytest.raises(LiuyouError, match="第 1 项"):
        rule()
