"""The read-only pages: shut without the key, and in agreement with the ledger with it."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.documents.papers import write
from liuyou.kernel.ledger import codes


@pytest.fixture
def browser(county, monkeypatch):
    monkeypatch.setenv("LIUYOU_WEB_KEY", "sesame")
    one, two = county.people("王一", "李二")
    county.pay(county.east1, one, "20000", date(2016, 1, 28))
    county.pay(county.west1, two, "4000", date(2016, 2, 1))
    client = Client()
    assert client.get("/?key=sesame").status_code == 302
    return client


@pytest.mark.parametrize("address", ["/", "/figure/?code=aid.money", "/documents/abc/", "/?key=wrong"])
def test_without_the_key_nothing_is_shown(county, monkeypatch, address):
    monkeypatch.setenv("LIUYOU_WEB_KEY", "sesame")
    assert Client().get(address).status_code == 403
    monkeypatch.delenv("LIUYOU_WEB_KEY")
    assert Client().get(address).status_code == 403


def test_the_home_page_shows_figures_in_few_queries(browser, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        page = browser.get(f"/?org={county.root}&period=2016H1").content.decode()
    assert "24,000.00" in page
    assert "2016年上半年" in page


def test_a_figure_shows_its_children_and_records_with_names_masked(browser, county):
    page = browser.get(f"/figure/?org={county.root}&period=2016H1&code=aid.people").content.decode()
    assert "东镇总工会" in page
    assert "王*" in page
    assert "王一" not in page
    by = browser.get(f"/figure/?org={county.root}&period=2016H1&code=aid.money&by=programme").content.decode()
    assert "送温暖" in by


@pytest.mark.parametrize(
    "address",
    [
        "/?period=2016H3",
        "/?period=1000-01-01",
        "/?org=无此工会",
        "/?org=²",
        "/figure/?code=no.such",
        "/figure/?code=aid.money&where=programme",
        "/figure/?code=aid.money&where=no_such=1",
        "/figure/?code=" + "aid.money" + "%2B1" * 300,
        "/figure/?code=" + "last_year(" * 5000 + "aid.money" + ")" * 5000,
        "/documents/abc/",
    ],
)
def test_what_is_not_there_is_told_in_words(browser, address):
    response = browser.get(address)
    assert response.status_code == 404
    assert "没有查到" in response.content.decode()


@pytest.mark.parametrize("address", ["/?org=%00", "/documents/%00/", "/figure/?code=%00", "/?a=1&%00=1", "/?key=%00"])
def test_an_address_with_a_zero_byte_is_refused(browser, address):
    assert browser.get(address).status_code == 400


def test_a_key_of_other_letters_does_not_open(county, monkeypatch):
    monkeypatch.setenv("LIUYOU_WEB_KEY", "sesame")
    client = Client()
    assert client.get("/?key=中").status_code == 403
    client.cookies["liuyou_key"] = "é"
    assert client.get("/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/?period=9999",
        "/?period=1001",
        "/?all=1",
        "/?org=99999999999999999999",
        "/figure/?period=9999&code=aid.files",
        "/figure/?code=" + "%2B".join("1" * 250),
        "/figure/?code=" + "last_year(" * 40 + "aid.money" + ")" * 40,
    ],
)
def test_the_edges_of_what_can_be_asked_are_no_fault(browser, address):
    assert browser.get(address).status_code in {200, 404}


def test_the_home_page_stands_after_the_root_was_renamed(browser, county):
    from liuyou.kernel.actions.tree import rename_org

    rename_org(county.root, "新名县总工会", on=date(2016, 3, 1), actor=county.actor, reason="更名")
    assert "新名县总工会" in browser.get("/?period=2016H1").content.decode()


def test_a_filter_narrows_every_term_of_a_formula(browser, county):
    county.pay(county.east1, county.people("丙三")[0], "500", date(2016, 3, 1), programme="金秋助学")
    asked = {"org": county.root, "period": "2016H1", "code": "aid.money / distinct(aid.payments)"}
    page = browser.get("/figure/", asked | {"by": "programme"}).content.decode()
    link = next(each for each in re.findall(r'href="\?([^"]*)"', page) if quote("programme=金秋助学", safe="") in each)
    narrowed = browser.get("/figure/?" + link.replace("&amp;", "&")).content.decode()
    assert re.search(r'class="hero">500', narrowed)
    assert "丙*" in narrowed
    assert "王*" not in narrowed
    deeper = browser.get("/figure/", asked | {"where": ["programme=金秋助学", "form=现金"]}).content.decode()
    assert "，form=现金" in deeper


@pytest.fixture
def paper(browser, county):
    sheet = Paper()
    sheet.body("共救助{{ 指标(“aid.people”) }}人，发放{{ 指标(“aid.money”) }}。")
    given = {"kind": "summary", "org": county.root, "period": Period.parse("2016H1"), "on": date(2016, 7, 5)}
    return write(sheet.to_bytes(), actor=county.actor, **given)


def test_a_paper_shows_its_citations_then_and_now(browser, county, paper):
    county.pay(county.east1, county.people("丙三")[0], "500", date(2016, 3, 1), form="集中慰问")
    page = browser.get(f"/documents/{paper.document}/").content.decode()
    assert "签名相符" in page
    assert ("2.4万元" in page, page.count("已变化")) == (True, 2)
    assert browser.get("/").status_code == 200


def test_a_paper_is_shown_after_its_named_figure_has_gone(browser, paper, monkeypatch):
    monkeypatch.delitem(codes.NAMED, "aid.people")
    codes.figure.cache_clear()
    page = browser.get(f"/documents/{paper.document}/").content.decode()
    monkeypatch.undo()
    codes.figure.cache_clear()
    assert ("2.4万元" in page, page.count("已变化")) == (True, 0)
    assert quote("distinct(aid.payments)", safe="") in page
