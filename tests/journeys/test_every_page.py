"""Every page that GET opens, at a desk and on a phone: nothing wider than the screen, nothing broken, fit for all."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browsing import DESK, PHONE, Person, Stage
from tests.journeys.serving import Served

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
GRAVE = ("serious", "critical")
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  const told = n => n.html.slice(0, 160) + ' ' + (n.any[0] ? n.any[0].message : n.failureSummary);
  return found.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(told)}));
}"""
WIDER = """() => {
  const most = document.documentElement.clientWidth + 1;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > most && e.clientWidth)
    .slice(-3).map(e => e.tagName + '.' + e.className);
}"""


def test_every_page_is_fit_for_all_and_no_wider_than_the_screen(stage: Stage, server: Served) -> None:
    server.as_it_is()
    pages: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, address, username in server.pages():
        pages[username].append((name, address))
    assert sum(map(len, pages.values())) > 100
    wrong: list[str] = []
    for username, theirs in pages.items():
        with stage.person(username, bypass_csp=True) as person:
            for name, address in theirs:
                wrong += [f"{name} {address} ({username}): {each}" for each in _faults(person, address)]
    assert not wrong, "\n".join(wrong)


def _faults(person: Person, address: str) -> list[str]:
    page = person.page
    page.set_viewport_size(DESK)
    response = person.page.goto(person.served.address + address)
    if response is None or response.status != 200:
        return [f"answers {response.status if response else 'nothing'}"]
    page.add_script_tag(path=AXE)
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if wider := page.evaluate(WIDER):
            found.append(f"{size['width']}: wider than the screen: {wider}")
        found += [f"{size['width']}: {each}" for each in _grave(page.evaluate(RUN))]
    return found


def _grave(violations: list[dict[str, Any]]) -> list[str]:
    return [f"{each['id']} ({each['impact']}): {each['nodes']}" for each in violations if each["impact"] in GRAVE]


@pytest.mark.parametrize("look", ["dark", "large"])
def test_the_usual_pages_are_fit_in_the_dark_and_in_large_type(stage: Stage, server: Served, look: str) -> None:
    server.as_it_is()
    usual = {"home", "records-aid.payment", "record-aid.payment", "record-new-aid.payment", "figure-children", "paper"}
    wrong: list[str] = []
    with stage.person("quzong", bypass_csp=True) as person:
        name, value = ("theme", "dark") if look == "dark" else ("size", "large")
        person.context.add_cookies([{"name": name, "value": value, "url": server.address}])
        for page, address, _ in server.pages():
            if page in usual:
                wrong += [f"{page} {address}: {each}" for each in _faults(person, address)]
    assert not wrong, "\n".join(wrong)
