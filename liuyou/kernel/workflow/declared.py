"""Workflows as data: states, and the steps between them with right, level, questions and time limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """Where in the tree a step is taken."""

    HERE = "here"
    """By whoever holds the right over the record's org."""
    PARENT = "parent"
    """Only by an org above the record's org: nobody approves for himself."""


HERE, PARENT = Level.HERE, Level.PARENT


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `move`: ``"draft -> submitted"``, ``"a|b -> c"``, ``"-> draft"`` (a new record), ``"a|b ->"`` (stay).

    `limit` names the parameter of the time limit that starts with the new state; `ask` the inputs that must be given.
    """

    move: str
    title: str
    needs: str
    at: Level = HERE
    ask: tuple[str, ...] = ()
    limit: str = ""
    internal: bool = False
    """Taken only by other actions, in whose right it stands; never offered as a next step."""

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(part.strip() for part in self.move.split("->")[0].split("|") if part.strip())

    @property
    def target(self) -> str:
        """The state afterwards; empty when it stays."""
        return self.move.split("->")[1].strip()


@dataclass(frozen=True, slots=True)
class BoundStep:
    """A step with the workflow it belongs to; its code is the string in permissions, journal and API."""

    workflow: Workflow
    name: str
    step: Step

    @property
    def code(self) -> str:
        return f"{self.workflow.code}.{self.name}"


class Workflow:
    """``APPLICATION = Workflow("aid.application", "救助申请", {"draft": "草稿", …}, submit=Step(…), …)``"""

    def __init__(self, code: str, title: str, states: Mapping[str, str], **steps: Step) -> None:
        self.code, self.title, self.states = code, title, dict(states)
        self.steps = {name: BoundStep(self, name, step) for name, step in steps.items()}
        for name, step in steps.items():
            unknown = (step.sources | ({step.target} - {""})) - set(self.states)
            if unknown:
                raise ValueError(f"{code}.{name}: unknown state {sorted(unknown)}")

    def __getattr__(self, name: str) -> BoundStep:
        try:
            return self.__dict__["steps"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def next_steps(self, state: str) -> list[BoundStep]:
        return [bound for bound in self.steps.values() if state in bound.step.sources and not bound.step.internal]
