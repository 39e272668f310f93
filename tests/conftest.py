"""What the security tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One county of neighbours a module; what a test writes is taken back after it."""
    from tests.neighbours import neighbours

    with django_db_blocker.unblock(), neighbours(tmp_path_factory.mktemp("home")) as found:
        yield found
