"""The pages about figures: they agree with the ledger, with one another, and with what each person may see."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from liuyou.areas.aid.actions import correct_payment, void_payment
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.base.periods import Period
from liuyou.kernel.journal.models import Line
from liuyou.kernel.ledger import codes
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.orgs import tree
from liuyou.reports.figures import exports
from liuyou.reports.figures.tests.conftest import signed_in

HALF = Period.parse("2016H1")
CODES = [
    "aid.money",
    "aid.people",
    "aid.money_per_person",
    "aid.payments[programme=送温暖]",
    "aid.money / last_year(aid.money)",
]
LINK = re.compile(r'<a class="figure-(?:link|page)" href="([^"#]+)">([^<]+)</a>')


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def links(text):
    return [(unescape(address), shown) for address, shown in LINK.findall(text)]


def test_the_table_agrees_with_the_ledger_in_every_cell(officer, paid):
    text = page(officer, "/figure/?code=aid.money&code=aid.people&rows=children&columns=months&period=2016H1")
    shown = [number for _, number in links(text)]
    for code in ("aid.money", "aid.people"):
        figure = codes.figure(code)
        orgs = [*(each.org_id for each in tree.children(paid.root, HALF.end)), paid.root]
        cells = [Cell(figure, org, period) for org in orgs for period in (*HALF.months(), HALF)]
        answers = ask(cells)
        wanted = [tabular(answers[cell].value, figure.unit) for cell in cells]
        assert [number for number in wanted if number in shown] == wanted
    assert "24,900.00" in shown  # the whole county: 20000 + 500 + 4000 + 300 + 100
    assert "100.00" in shown  # what the county itself has paid


@pytest.mark.parametrize("code", CODES)
def test_every_number_of_a_table_leads_to_records_that_come_to_it(officer, code):
    text = page(officer, f"/figure/?code={code}&rows=children&period=2016H1&compare=last".replace("+", "%2B"))
    found = links(text)
    assert len(found) >= 6
    for address, shown in found:
        behind = page(officer, address)
        assert "不一致" not in behind
        assert "不等于" not in behind
        assert f">{shown}<" in behind or "/changes/" in address


def test_totals_of_distinct_people_are_not_added_up(officer):
    text = page(officer, "/figure/?code=aid.people&rows=children&period=2016H1")
    assert [number for _, number in links(text)] == ["1", "2", "3"]  # 王一 was helped in both towns
    assert "只计一次" in text


def test_a_ratio_shows_each_of_its_terms_with_its_own_list(officer):
    text = page(officer, "/figure/records/?code=aid.money_per_person&period=2016H1")
    assert "甲 ÷ 乙" in text
    assert text.count("与指标一致") == 3  # both terms, and the foot of the list
    second = page(officer, "/figure/records/?code=aid.money_per_person&period=2016H1&term=1")
    assert all(name in second for name in ("王一", "李二", "赵三"))


def test_a_list_of_people_has_no_repeats(officer):
    text = page(officer, "/figure/records/?code=aid.people&period=2016H1")
    assert text.count("王一") == 1
    assert "合计 3 人" in text


def test_a_record_that_was_voided_or_moved_to_another_day_stands_once_or_not_at_all(officer, paid):
    void_payment(paid.payments[2].pk, actor=paid.actor, reason="重复登记")
    correct_payment(paid.payments[0].pk, actor=paid.actor, reason="日期有误", changes={"paid_on": date(2016, 1, 29)})
    text = page(officer, "/figure/records/?code=aid.money&period=2016H1")
    assert "4,000.00" not in text
    assert text.count("20,000.00") == 1
    assert "2016-01-29" in text
    assert "2016-01-28" not in text


def test_whoever_may_not_see_the_records_sees_numbers_only(leader):
    for address in ("records", "changes", "panel"):
        text = page(leader, f"/figure/{address}/?code=aid.money&period=2016H1")
        assert "24,900.00" in text
        assert not any(name in text for name in ("王一", "李二", "赵三"))
    assert "查阅权限" in page(leader, "/figure/records/?code=aid.money&period=2016H1")
    assert leader.post("/figure/records/export/?code=aid.money&period=2016H1").status_code == 404


def test_orgs_out_of_reach_are_as_if_absent(easterner, paid):
    for address in (
        "/figures/?",
        "/figure/?code=aid.money&",
        "/figure/records/?code=aid.money&",
        "/figure/panel/?code=aid.money&",
    ):
        for org in (paid.root, paid.west, paid.west1, 99999):
            assert easterner.get(f"{address}org={org}").status_code == 404
            assert easterner.get(f"{address}org={paid.east}&at={org}").status_code == 404
    assert "20,500.00" in page(easterner, f"/figure/records/?code=aid.money&period=2016H1&org={paid.east}")


def test_without_the_right_there_are_no_figures(paid):
    nobody = signed_in("nobody", paid.root, ["people.read"])
    for address in (
        "/figures/",
        "/figure/?code=aid.money",
        "/figure/records/?code=aid.money",
        "/figure/panel/?code=aid.money",
        "/cockpit/",
    ):
        assert nobody.get(address).status_code == 404


def test_a_pinned_link_stays_the_same_after_later_changes(officer, paid):
    address = officer.get("/figure/?code=aid.money&rows=children&period=2016H1&pin=1")["Location"]
    before = links(page(officer, address))
    assert "as_of=" in address
    county_total = before[-1][1]
    paid.pay(paid.west2, paid.people("钱四")[0], "999", date(2016, 4, 1))
    assert links(page(officer, address)) == before
    now = links(page(officer, "/figure/?code=aid.money&rows=children&period=2016H1"))
    assert (county_total, now[-1][1]) == ("24,900.00", "25,899.00")
    assert "钱四" not in page(officer, before[-1][0])


def test_dimensions_filters_and_sorting(officer):
    text = page(officer, "/figure/?code=aid.money&rows=programme&period=2016H1&sort=-total")
    assert [number for _, number in links(text)] == ["24,400.00", "500.00", "24,900.00"]
    narrowed = page(officer, "/figure/?code=aid.money&where=programme%3D金秋助学&period=2016H1")
    assert [number for _, number in links(narrowed)] == ["500.00"]
    assert "指标(&quot;aid.money[programme=金秋助学]&quot;)" in narrowed


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("code=no.such", 404),
        ("code=aid.money&period=2016H3", 400),
        ("code=aid.money&where=programme", 400),
        ("code=aid.money&where=no_such%3D1", 409),
        ("code=aid.money&rows=no_such", 400),
        ("code=aid.money&rows=children&columns=programme&as_of=soon", 400),
        ("code=aid.money&rows=programme&columns=programme", 400),
        ("code=aid.money&columns=months&period=2016-01-02..2016-03-04", 400),
        ("code=aid.money" + "%2B1" * 300, 400),
        ("code=" + "&code=".join(f"aid.money*{number}" for number in range(13)), 400),
        ("code=aid.money&org=abc", 404),
        ("code=aid.money&at=1%27", 404),
    ],
)
def test_what_cannot_be_asked_is_told_in_words(officer, query, status):
    assert "没有" in page(officer, f"/figure/?{query}", status) or status != 404


def test_the_catalogue_is_found_by_words_and_by_pinyin(officer):
    everything = page(officer, "/figures/?period=2016H1")
    assert "24,900.00" in everything
    assert "700.00" in everything
    assert "{{ 指标(&quot;aid.people&quot;) }}人" in everything
    for text in ("救助金额", "jzje", "jiuzhujine", "aid.money"):
        found = page(officer, f"/figures/?q={text}&period=2016H1")
        assert ">救助金额<" in found
        assert ">有效集体合同<" not in found
    assert "没有找到指标" in page(officer, "/figures/?q=没有这样的指标")


def test_an_export_holds_numbers_and_says_who_took_it(officer, paid):
    response = officer.post("/figure/export/?code=aid.money&rows=children&period=2016H1", {"form": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert 24900 in cells
    assert "2016年上半年" in cells
    assert any("officer" in str(value) for value in cells)
    line = Line.objects.get(action="figures.figure.export")
    assert (line.actor, line.org_id, line.after["codes"]) == (officer.user.actor, paid.root, ["aid.money"])
    assert officer.get("/figure/export/?code=aid.money").status_code == 405
    plain = officer.post("/figure/export/?code=aid.money&rows=children&period=2016H1", {"form": "csv"})
    assert "24900" in plain.content.decode("utf-8-sig")


def test_text_that_a_spreadsheet_would_run_is_made_harmless():
    assert exports.harmless("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert exports.harmless("@x") == "'@x"
    assert exports.harmless("东镇") == "东镇"
    sheet = exports.Sheet("t", [("指标", "=1+1")], ["+a"], [[("=cmd|x", ""), (Decimal("-5"), "元")]])
    found = openpyxl.load_workbook(io.BytesIO(exports.xlsx(sheet, "t").content)).active
    assert all(cell.data_type != "f" for row in found.iter_rows() for cell in row)
    assert "\r\n'=cmd|x,-5\r\n" in exports.as_csv(sheet, "t").content.decode("utf-8-sig")


def test_the_list_of_records_is_exported_with_its_sum(officer):
    response = officer.post("/figure/records/export/?code=aid.money&period=2016H1")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    last = [cell.value for cell in list(sheet.iter_rows())[-1]]
    assert last[0] == "合计"
    assert last[5] == 24900
    assert Line.objects.filter(action="figures.figure.export", after__form="xlsx").count() == 1


def test_the_panel_is_a_part_for_htmx_and_a_page_without(officer):
    address = "/figure/panel/?code=aid.people&period=2016H1"
    part = officer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "polyline" in part
    assert "只计一次" in part
    assert "<html" in page(officer, address)


def test_records_of_an_org_that_now_belongs_elsewhere_keep_value_and_lose_names(easterner, paid):
    from liuyou.kernel.actions.tree import move_org

    move_org(paid.east1, paid.west, on=date(2017, 1, 1), actor=paid.actor, reason="区划调整")
    text = page(easterner, f"/figure/records/?code=aid.money&period=2016H1&org={paid.east}")
    assert "20,500.00" in text
    assert "与指标一致" in text
    assert "王一" not in text


def test_query_counts_do_not_grow_with_rows(officer, paid, django_assert_max_num_queries):
    for number in range(30):
        paid.pay(paid.west2, paid.people(f"人{number}")[0], "10", date(2016, 5, 1))
    officer.get("/figures/")
    for address, most in (
        ("/figure/?code=aid.money&rows=children&columns=months&period=2016H1", 26),
        ("/figure/records/?code=aid.money&period=2016H1", 24),
        ("/figure/changes/?code=aid.money&period=2016H1", 30),
        ("/figures/?period=2016H1", 36),
    ):
        with django_assert_max_num_queries(most):
            page(officer, address)


def test_what_the_org_has_recorded_itself_has_its_own_row_and_list(officer):
    found = links(page(officer, "/figure/?code=aid.money&rows=children&period=2016H1&compare=last"))
    own = next(address for address, _ in found if "own=1" in address)
    text = page(officer, own)
    assert "合计 1 行" in text
    assert "与指标一致" in text
    assert "赵三" in text
    assert "分不出本级" in page(officer, "/figure/records/?code=aid.people&own=1&period=2016H1", 400)


def test_a_table_by_a_dimension_that_is_filtered_too_leads_to_the_right_records(officer):
    where = "where=programme%3D送温暖|金秋助学"
    text = page(officer, f"/figure/?code=aid.money&rows=programme&period=2016H1&{where}")
    shown = {number: address for address, number in links(text)}
    assert list(shown) == ["24,400.00", "500.00", "24,900.00"]
    for number, address in shown.items():
        assert f">{number}<" in page(officer, address)


def test_a_table_shown_again_asks_the_ledger_only_when_something_was_posted(
    officer, paid, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/figure/?code=aid.money&org={paid.root}&period=2016&rows=children&columns=months"
    assert "24,900.00" in officer.get(address).content.decode()
    with CaptureQueriesContext(connection) as asked:
        assert "24,900.00" in officer.get(address).content.decode()
    assert not [each for each in asked if "width_bucket" in each["sql"]]
    [new] = paid.people("孙四")
    paid.pay(paid.west1, new, "100", date(2016, 5, 5))
    assert "25,000.00" in officer.get(address).content.decode()


def test_the_rules_between_figures_are_shown_the_broken_first(paid, officer):
    """Two unions of the east have no employers on record of their own kind; nothing is said where none are kept."""
    from liuyou.areas.organising.actions import employers, unions

    day = date(2015, 3, 1)
    unions.load_unions(
        [{"name": "东一厂工会", "org_id": paid.east1, "form": "单独", "founded_on": day}], actor=paid.actor
    )
    whole = page(officer, "/figure/checks/?period=2016")
    assert "0 条不相符" not in whole
    assert "全部相符" in whole
    employers.register_employers([{"org_id": paid.east, "name": "东二厂", "starts_on": day}], actor=paid.actor)
    whole = page(officer, "/figure/checks/?period=2016")
    assert "1 条不相符" in whole
    first = whole.index("单独建会单位不少于单独建会的工会")
    assert first < whole.index("期末工会等于期初加新建减终止")
    assert "-1" in whole
    only = page(officer, "/figure/checks/?period=2016&broken=1")
    assert "单独建会单位不少于单独建会的工会" in only
    assert "期末工会等于期初加新建减终止" not in only
