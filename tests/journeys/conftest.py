"""One server, one browser and one county a session; every journey begins on the same day."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browsing import CHROMIUM, Person, Stage, has_chromium, launch
from tests.journeys.cast import DAY
from tests.journeys.serving import Served, served

Enter = Callable[..., Person]


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    if not has_chromium():
        words = f"no Chromium at {CHROMIUM}: install the package chromium, or say where it is with LIUYOU_CHROMIUM"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture(scope="package")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The county served from a database of its own, so that what is committed meets no other test."""
    with ExitStack() as stack:
        if running := os.environ.get("LIUYOU_JOURNEYS_AT"):  # while writing journeys: HOME:PORT of one that runs
            home, _, port = running.partition(":")
            yield Served(Path(home), int(port))
            return
        home = tmp_path_factory.mktemp("journeys")
        (home / "today").write_text(DAY)
        yield stack.enter_context(served(home, _free_port(), "--county"))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.fixture(scope="package")
def stage(browser: Any, server: Served) -> Stage:
    return Stage(browser, server)


@pytest.fixture
def enter(stage: Stage, server: Served) -> Iterator[Callable[..., Person]]:
    """`enter("jiceng")`: the person signed in at his or her workbench, until the test ends."""
    server.move_to(DAY)
    with ExitStack() as people:

        def one(username: str, **how: Any) -> Person:
            coming: AbstractContextManager[Person] = stage.person(username, **how)
            return people.enter_context(coming)

        yield one
    server.move_to(DAY)
