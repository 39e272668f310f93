"""Region codes: what covers what."""

import pytest

from liuyou.kernel.base.regions import covers, prefix, region_name


@pytest.mark.parametrize(
    ("region", "digits"), [("000000", ""), ("330000", "33"), ("330100", "3301"), ("330102", "330102")]
)
def test_the_zeros_at_the_end_do_not_count(region, digits):
    assert prefix(region) == digits


@pytest.mark.parametrize(
    ("area", "region", "inside"),
    [
        ("000000", "330102", True),
        ("330000", "330102", True),
        ("330100", "330102", True),
        ("330102", "330102", True),
        ("330102", "330100", False),
        ("330100", "330000", False),
        ("310000", "330102", False),
        ("460000", "460100", True),
    ],
)
def test_an_area_covers_what_lies_in_it(area, region, inside):
    assert covers(area, region) is inside


def test_regions_are_named():
    assert [region_name(code) for code in ("000000", "330000", "330102")] == ["全国", "浙江省", "浙江省 330102"]
