"""The read-only pages: shut without the key, and in agreement with the ledger with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from liuyou.kernel.base.periods import Period
from liuyou.kernel.documents.papers import write
from liuyou.reports.summaries import HALF_YEAR


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


@pytest.mark.parametrize("address", ["/?period=2016H3", "/?org=无此工会", "/figure/?code=no.such", "/documents/abc/"])
def test_what_is_not_there_is_told_in_words(browser, address):
    response = browser.get(address)
    assert response.status_code == 404
    assert "没有查到" in response.content.decode()


def test_a_paper_shows_its_citations_then_and_now(browser, county):
    period, today = Period.parse("2016H1"), date(2016, 7, 5)
    paper = write(HALF_YEAR.read_bytes(), kind="summary", org=county.root, period=period, on=today, actor=county.actor)
    county.pay(county.east1, county.people("丙三")[0], "500", date(2016, 3, 1), form="集中慰问")
    page = browser.get(f"/documents/{paper.document}/").content.decode()
    assert "签名相符" in page
    assert browser.get("/").status_code == 200
