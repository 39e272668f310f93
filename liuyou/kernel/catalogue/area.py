"""An area's declaration: the page to read first. Menu, permissions, registers and figures come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from liuyou.kernel.journal.models import Record
from liuyou.kernel.workflow.declared import Workflow

if TYPE_CHECKING:
    from liuyou.kernel.intake.registers import Register
    from liuyou.kernel.web.screens import Screen


@dataclass(frozen=True, slots=True)
class Area:
    """``AREA = Area("aid", "帮扶服务", …)`` in the area's `area.py`.

    `registers()` gives the ledgers it takes in as workbooks; `permissions` maps code to Chinese name, and `roles` a
    role's code to those of them that it has. `screens()` gives what its registers look like in the browser, `section`
    the menu entry they stand under and `order` where there; `search(text, actor, on, limit)` adds to the search box
    (`kernel.search.hits`).
    Named figures stand in `figures.yaml` beside `area.py`, rules between figures in `checks.yaml`; `answers` maps a
    question that other areas ask (`catalogue.answers`) to the function that knows.
    """

    code: str
    title: str
    models: Sequence[type[Record]] = ()
    workflows: Sequence[Workflow] = ()
    registers: Callable[[], Sequence[Register]] = tuple
    permissions: dict[str, str] = field(default_factory=dict)
    roles: Mapping[str, Sequence[str]] = field(default_factory=dict)
    section: str = ""
    order: int = 20
    screens: Callable[[], Sequence[Screen]] = tuple
    search: Callable[..., Sequence[Any]] | None = None
    answers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
