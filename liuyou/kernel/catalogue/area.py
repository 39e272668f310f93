"""An area's declaration: the page to read first. Menu, permissions, registers and figures come from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liuyou.kernel.journal.models import Record
from liuyou.kernel.workflow.declared import Workflow

if TYPE_CHECKING:
    from liuyou.kernel.intake.registers import Register


@dataclass(frozen=True, slots=True)
class Area:
    """``AREA = Area("aid", "帮扶服务", …)`` in the area's `area.py`.

    `registers()` gives the ledgers it takes in as workbooks; `permissions` maps code to Chinese name. Named figures
    stand in `figures.yaml` beside `area.py`.
    """

    code: str
    title: str
    models: Sequence[type[Record]] = ()
    workflows: Sequence[Workflow] = ()
    registers: Callable[[], Sequence[Register]] = tuple
    permissions: dict[str, str] = field(default_factory=dict)
