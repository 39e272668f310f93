"""How many queries each page asks: no more than `query_counts.json` says, and no more with 30 rows than with 3.

After a change that needs more, or fewer: ``LIUYOU_RECORD=1 pytest tests/test_query_counts.py``, and look at the diff.
"""

from __future__ import annotations

import json
import os
import time
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from liuyou.kernel.accounts.gates import SEEN
from liuyou.kernel.api import counting
from liuyou.kernel.people.register import Named, ensure
from liuyou.kernel.web.screens import SCREENS, Screen
from liuyou.kernel.writing.permit import permit
from tests.neighbours import Neighbours
from tests.routes import addresses, sample

RECORDED = Path(__file__).with_name("query_counts.json")
pytestmark = pytest.mark.django_db
FEW, MANY = 3, 30
LIVELY = ("account", "mfa_", "health", "backup")
"""Pages that ask whatever the machine tells them to; names' beginnings."""


@pytest.fixture(scope="module")
def counts(world: Neighbours) -> dict[str, tuple[int, int]]:
    """Page → queries with few rows and with many, as somebody who may see everything."""
    client = world.sign_in("whole", ["*"], "parent")
    _fill(world, FEW)
    few = _counted(client, world)
    _fill(world, MANY)
    many = _counted(client, world)
    return {page: (few[page], many[page]) for page in few if page in many}


def test_no_page_asks_more_than_recorded(counts: dict[str, tuple[int, int]]) -> None:
    found = {page: many for page, (_, many) in counts.items()}
    if os.environ.get("LIUYOU_RECORD"):
        RECORDED.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    known = json.loads(RECORDED.read_text())
    unknown = sorted(found.keys() - known.keys())
    assert not unknown, f"new pages, record them (see the top of this file): {unknown}"
    more = [f"{page}: {count}, recorded {known[page]}" for page, count in found.items() if count > known[page]]
    assert not more, "\n".join(more)


def test_no_page_asks_more_for_more_rows(counts: dict[str, tuple[int, int]]) -> None:
    growing = [
        f"{page}: {few} with {FEW} rows, {many} with {MANY}" for page, (few, many) in counts.items() if many > few
    ]
    assert not growing, "\n".join(growing)


def _counted(client: Any, world: Neighbours) -> dict[str, int]:
    """Every page that the resolver has and that GET opens; asked twice, the second time counts."""
    found = {}
    for route in sample():
        if route.name.startswith(LIVELY):
            continue
        for kwargs in addresses(route, world, "own"):
            path = reverse(route.name, kwargs=kwargs)
            key = " ".join([f"/{route.path}", *(str(kwargs[name]) for name in ("register", "step") if name in kwargs)])
            response = client.get(path)
            if response.status_code == 200 and not response.streaming:
                _done_this_minute(client)
                with CaptureQueriesContext(connection) as asked:
                    client.get(path)
                found[key] = len(asked)
    return found


def _done_this_minute(client: Any) -> None:
    """What is asked or noted once a minute is not counted: the limit of the API, and that the session is in use."""
    counting.forget()
    counting.most()
    session = client.session
    session[SEEN] = int(time.time())
    session.save()


def _fill(world: Neighbours, rows: int) -> None:
    """So many records of every register in the town; clones of one that was entered, each of a person of its own."""
    with permit("people.person.enter"):
        people = ensure([Named(f"王{number:03}") for number in range(rows)])
    for screen in SCREENS.values():
        first = screen.model._default_manager.filter(pk=world.records.get((screen.code, "own"))).first()
        if first is None:
            continue
        missing = rows - screen.model._default_manager.filter(org_id=first.org_id).count()
        _clone(world, screen, first, people[: max(missing, 0)])
    for number in range(rows - world.made["own"].setdefault("runs", 0)):
        world.run("own", number)
    world.made["own"]["runs"] = rows


def _clone(world: Neighbours, screen: Screen, first: Any, people: list[int]) -> None:
    for number, person in enumerate(people):
        made = copy(first)
        made.pk, made._state = 9_000_000 + next(world.numbers), copy(first._state)
        made._state.adding = True
        month = date(1950 + made.pk % 600 // 12, 1 + made.pk % 12, 1)
        ours = {"person_id": person, "year": 1900 + made.pk % 200, "title": f"第{number}号", "month": month}
        for name, value in ours.items():
            if hasattr(made, name):
                setattr(made, name, value)
        try:
            with transaction.atomic(), permit("tests.clone"):
                made.save(force_insert=True)
        except IntegrityError:
            return  # one of a kind: an org has no second
        except DatabaseError as error:
            raise LookupError(f"{screen.code} cannot be cloned: {error}") from error
