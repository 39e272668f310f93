"""Random trees, records, corrections, reorganisations and periods: figures, rows and history always agree.

A naive model in plain Python is the oracle: it keeps every record and the tree of every day, and counts by looping.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from liuyou.areas.aid.actions import correct_payment, return_payment, void_payment
from liuyou.kernel.actions import tree as reorganise
from liuyou.kernel.base.errors import NotFound, Refused
from liuyou.kernel.base.periods import Period
from liuyou.kernel.ledger.codes import figure
from liuyou.kernel.ledger.figures import Cell, ask
from liuyou.kernel.ledger.measures import REGISTRY, STOCK, Measure
from liuyou.kernel.ledger.reconcile import reconcile
from liuyou.kernel.ledger.rows import behind, explain
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.writing.permit import moment

PERIODS = [Period.parse(code) for code in ("2015", "2016-02", "2016Q1", "2016H1", "2016", "2016-01-20..2016-05-05")]
PROGRAMMES = ("送温暖", "金秋助学")
HELD = Measure("test.held", "在帮", "人", STOCK, {"programme": "项目"})
CODES = [
    "aid.money",
    "aid.payments[programme=送温暖]",
    "distinct(aid.payments)",
    "distinct(aid.payments[programme=金秋助学])",
    "test.held",
    "distinct(test.held[programme=送温暖])",
    "aid.money[programme=送温暖] / aid.money",
    "aid.money / distinct(aid.payments) - last_year(aid.money) * 2",
    "opening(test.held)",
    "test.held - opening(test.held)",
]
DAYS = st.dates(date(2015, 6, 1), date(2016, 12, 31))


@dataclass
class Model:
    """The oracle: records by id, and the parent of every org from each day on which the tree changed."""

    records: dict[int, dict] = field(default_factory=dict)
    trees: dict[date, dict[int, int | None]] = field(default_factory=dict)

    def tree(self, day: date) -> dict[int, int | None]:
        return self.trees[max(each for each in self.trees if each <= day)]

    def change(self, on: date, moved: dict[int, int]) -> None:
        self.trees.setdefault(on, dict(self.tree(on)))
        for day in self.trees:
            if day >= on:
                self.trees[day].update(moved)

    def below(self, org: int, day: date) -> set[int]:
        tree, found = self.tree(day), set()
        for each in tree:
            step: int | None = each
            while step is not None and step != org:
                step = tree[step]
            if step == org:
                found.add(each)
        return found

    def entries(self, record: dict):
        """(measure, programme, day, person, value) of one record."""
        if record["state"] == "void":
            return
        days = [(1, record["paid_on"])] + ([(-1, record["back"])] if record["back"] else [])
        for sign, day in days:
            for measure, value in (("aid.payments", 1), ("aid.money", record["amount"])):
                yield measure, record["programme"], day, record["person"], sign * value
        if not record["back"] or record["back"] > record["paid_on"]:
            for sign, day in days:
                yield "test.held", record["programme"], day, record["person"], sign

    def leaf(
        self, measure: str, programme: str | None, distinct: bool, org: int, period: Period, last: date | None = None
    ) -> Decimal:
        """`last`: the last day that counts, where that is not the period's; the tree is still that of its end."""
        orgs = self.below(org, period.end)
        chosen = [
            (person, number, Decimal(value))
            for number, record in self.records.items()
            if record["org"] in orgs
            for code, name, day, person, value in self.entries(record)
            if code == measure and programme in (None, name) and day <= (last or period.end)
            if measure == "test.held" or day >= period.start
        ]
        if not distinct:
            return sum((value for _, _, value in chosen), Decimal(0))
        net: dict[tuple[int, int], Decimal] = {}
        for person, number, value in chosen:
            net[person, number] = net.get((person, number), Decimal(0)) + value
        return Decimal(len({person for (person, _), value in net.items() if value > 0}))

    def value(self, code: str, org: int, period: Period) -> Decimal | None:
        def leaf(measure, programme=None, distinct=False, at=period, last=None):
            return self.leaf(measure, programme, distinct, org, at, last)

        if code in CODES[8:]:
            opening = leaf("test.held", last=period.start - timedelta(days=1))
            return opening if code == CODES[8] else leaf("test.held") - opening

        if code == CODES[6]:
            return leaf("aid.money", "送温暖") / leaf("aid.money") if leaf("aid.money") else None
        if code == CODES[7]:
            people = leaf("aid.payments", None, True)
            last = leaf("aid.money", at=period.last_year()) * 2
            return leaf("aid.money") / people - last if people else None
        programme = code.split("=")[1].split("]")[0] if "=" in code else None
        measure = code.removeprefix("distinct(").split("[")[0].rstrip(")")
        return leaf(measure, programme, code.startswith("distinct"))


@pytest.fixture
def _held(monkeypatch):
    """A stock beside the payments' own measures: whoever was paid is held until the money comes back."""
    plain = REGISTRY.entries["aid.payment"]

    def entries(payment):
        yield from plain(payment)
        if payment.state != "void":
            until = payment.returned_on if payment.state == "returned" else None
            span = HELD.span(
                1, since=payment.paid_on, until=until, person=payment.person_id, programme=payment.programme
            )
            yield from span

    monkeypatch.setitem(REGISTRY.measures, HELD.code, HELD)
    monkeypatch.setitem(REGISTRY.entries, "aid.payment", entries)


class World:
    """The real system and the oracle, moved together."""

    def __init__(self, county) -> None:
        self.county, self.model = county, Model()
        root, east, west = county.root, county.east, county.west
        self.model.trees[date(2000, 1, 1)] = {
            root: None,
            east: root,
            west: root,
            county.east1: east,
            county.east2: east,
            county.west1: west,
            county.west2: west,
        }
        self.people = county.people("甲一", "乙二", "丙三")
        self.payments: list = []
        self.past: list = []

    def step(self, data) -> None:
        orgs = list(self.model.tree(date(2016, 12, 31)))
        choice = data.draw(st.sampled_from(["pay"] * 5 + ["amend", "back", "void", "move", "merge", "split", "look"]))
        getattr(self, f"do_{choice}")(data, orgs)

    def do_pay(self, data, orgs) -> None:
        org, person = data.draw(st.sampled_from(orgs)), data.draw(st.sampled_from(self.people))
        programme, day = data.draw(st.sampled_from(PROGRAMMES)), data.draw(DAYS)
        amount = data.draw(st.integers(1, 9))
        payment = self.county.pay(org, person, str(amount), day, programme=programme)
        self.payments.append(payment)
        facts = {"org": org, "person": person, "programme": programme, "paid_on": day, "amount": amount}
        self.model.records[payment.pk] = facts | {"back": None, "state": "paid"}

    def _pick(self, data, *states):
        chosen = [each for each in self.payments if self.model.records[each.pk]["state"] in states]
        return data.draw(st.sampled_from(chosen)) if chosen else None

    def do_amend(self, data, orgs) -> None:
        payment = self._pick(data, "paid", "returned")
        if payment:
            amount, person = data.draw(st.integers(1, 9)), data.draw(st.sampled_from(self.people))
            changes = {"amount": Decimal(amount), "person_id": person}
            correct_payment(payment, changes=changes, actor=self.county.actor, reason="更正")
            self.model.records[payment.pk] |= {"amount": amount, "person": person}

    def do_back(self, data, orgs) -> None:
        payment = self._pick(data, "paid")
        if payment:
            day = payment.paid_on + timedelta(days=data.draw(st.integers(0, 120)))
            return_payment(payment, returned_on=day, actor=self.county.actor, reason="退回")
            self.model.records[payment.pk] |= {"back": day, "state": "returned"}

    def do_void(self, data, orgs) -> None:
        payment = self._pick(data, "paid", "returned")
        if payment:
            void_payment(payment, actor=self.county.actor, reason="重复")
            self.model.records[payment.pk]["state"] = "void"

    def do_move(self, data, orgs) -> None:
        org, parent = data.draw(st.sampled_from(orgs)), data.draw(st.sampled_from(orgs))
        on = data.draw(DAYS)
        self._reorganise(on, {org: parent}, reorganise.move_org, org, parent)

    def do_merge(self, data, orgs) -> None:
        org, into = data.draw(st.sampled_from(orgs)), data.draw(st.sampled_from(orgs))
        on = data.draw(DAYS)
        children = {each: into for each, parent in self.model.tree(on).items() if parent == org}
        self._reorganise(on, children | {org: into}, reorganise.merge_org, org, into)

    def _reorganise(self, on, moved, action, *args) -> None:
        try:
            with transaction.atomic():
                action(*args, on=on, actor=self.county.actor, reason="调整")
        except (Refused, NotFound):
            return
        self.model.change(on, moved)

    def do_split(self, data, orgs) -> None:
        org, on = data.draw(st.sampled_from(orgs)), data.draw(DAYS)
        children = [each for each, parent in self.model.tree(on).items() if parent == org]
        taken = data.draw(st.lists(st.sampled_from(children), unique=True)) if children else []
        new = Founding("分设工会", "primary_union", None, on)
        try:
            with transaction.atomic():
                actor = self.county.actor
                [made] = reorganise.split_org(org, [(new, taken)], on=on, actor=actor, reason="分设")
        except (Refused, NotFound):
            return
        parent = self.model.tree(on)[org]
        self.model.change(on, {made: parent} | dict.fromkeys(taken, made))

    def do_look(self, data, orgs) -> None:
        self.past.append((moment(), copy.deepcopy(self.model)))


def same(left, right) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) < Decimal("1e-15")


@pytest.mark.usefixtures("_held")
@settings(
    max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(data=st.data())
def test_figures_rows_and_history_agree(county, data):
    with transaction.atomic():
        _check_one_world(World(county), data)
        transaction.set_rollback(True)


def _check_one_world(world: World, data) -> None:
    for _ in range(data.draw(st.integers(5, 25))):
        world.step(data)
    figures = [figure(code) for code in CODES]
    orgs = list(world.model.tree(date(2016, 12, 31)))
    for when, model in [(None, world.model), *world.past]:
        known = [org for org in orgs if org in model.tree(date(2016, 12, 31))]
        cells = [Cell(each, org, period) for each in figures for org in known for period in PERIODS]
        answers = ask(cells, as_of=when)
        for cell in cells:
            expected = model.value(cell.figure.code, cell.org, cell.period) if _stands(model, cell) else None
            if _stands(model, cell):
                assert same(answers[cell].value, expected), (cell, when)
    for cell in data.draw(st.lists(st.sampled_from(cells), min_size=3, max_size=6)):
        _check_rows(cell, answers[cell].value, world.past[-1][0] if world.past else None, world)
    assert reconcile() == []


def _stands(model: Model, cell: Cell) -> bool:
    return cell.org in model.tree(cell.period.end)


def _check_rows(cell: Cell, value, when, world: World) -> None:
    """The rows, folded by hand, are the figure; the differences between two moments are the change."""
    parts = behind(cell.figure, cell.org, cell.period, as_of=when)
    by_leaf = iter([part.value for part in parts])
    assert same(_fold(cell.figure.formula, by_leaf), value)
    if when is None:
        return
    now = [part.value for part in behind(cell.figure, cell.org, cell.period)]
    for part, after, (leaf, differences) in zip(
        parts, now, explain(cell.figure, cell.org, cell.period, before=when), strict=True
    ):
        if not leaf.distinct:
            assert part.value + sum(each.value for each in differences) == after


def _fold(formula, leaves):
    from liuyou.kernel.ledger.codes import Leaf, Number

    if isinstance(formula, Leaf):
        return next(leaves)
    if isinstance(formula, Number):
        return formula.value
    left, right = _fold(formula.left, leaves), _fold(formula.right, leaves)
    if left is None or right is None or (formula.sign == "/" and not right):
        return None
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[formula.sign]
