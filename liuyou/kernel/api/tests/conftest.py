"""Programs with tokens at the doors of the API, in the small county."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from liuyou.kernel.base import clock


class Program(Client):
    """A client that sends a token, and takes and gives JSON."""

    def __init__(self, text: str) -> None:
        super().__init__(headers={"Authorization": f"Bearer {text}"})
        self.text = text

    def send(self, path: str, content: Any, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.post(path, content, content_type="application/json", headers=named)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    from liuyou.kernel.api import counting
    from liuyou.kernel.api.hearing import EAR

    counting.forget()
    EAR.forget()


@pytest.fixture
def program(county: Any) -> Any:
    """``program(org, "aid.read", …)``: a client with a token given by the county's actor."""
    from liuyou.kernel.api import tokens

    def give(org: int, *permissions: str, name: str = "财务软件") -> Program:
        ends = clock.today() + timedelta(days=30)
        token, text = tokens.give(name, org, permissions, ends=ends, actor=county.actor)
        made = Program(text)
        made.token = token  # type: ignore[attr-defined]
        return made

    return give


@pytest.fixture
def payment(county: Any) -> Any:
    """One payment in the first union of the east town."""
    person = county.people("王小明")[0]
    return county.pay(county.east1, person, "500", date(2016, 1, 28), note="春节")
