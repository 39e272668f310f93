"""The declaration is complete: every step has its action, every right and input its Chinese words."""

import re

import pytest

from liuyou.areas.aid import workflows
from liuyou.areas.aid.area import AREA
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import ACTIONS, INPUT_TITLES
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.ledger.codes import NAMED, figure
from liuyou.kernel.ledger.measures import REGISTRY
from liuyou.kernel.parameters.definitions import parameter
from liuyou.kernel.workflow.declared import PARENT

STEPS = [bound for workflow in workflows.ALL for bound in workflow.steps.values()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("bound", STEPS, ids=lambda bound: bound.code)
def test_every_step_has_an_action_a_declared_right_and_chinese_words(bound):
    assert bound.code in ACTIONS
    assert bound.step.needs in AREA.permissions
    assert all(CHINESE.search(INPUT_TITLES.get(name, "")) for name in bound.step.ask)
    if bound.step.limit:
        assert parameter(bound.step.limit).title


def test_what_is_put_right_or_made_void_asks_for_a_reason():
    assert all("reason" in bound.step.ask for bound in STEPS if bound.name in ("correct", "void", "unpay", "object"))


def test_files_and_applications_are_approved_from_above():
    assert {bound.code for bound in STEPS if bound.step.needs == "aid.approve" and bound.step.at is not PARENT} == set()


def test_models_and_workflows_are_the_same_registers():
    assert [model.register for model in AREA.models] == [workflow.code for workflow in AREA.workflows]


def test_every_figure_can_be_worked_out():
    codes = [code for code in (*REGISTRY.measures, *NAMED) if code.startswith("aid.")]
    assert len(codes) > 25
    assert all(figure(code).unit for code in codes)


def test_a_correction_names_what_may_be_corrected(county):
    (person,) = county.people("王一")
    from datetime import date

    payment = county.pay(county.east1, person, "1", date(2022, 1, 1))
    with pytest.raises(Refused, match="“状态”不能用更正修改：可以更正的是金额"):
        correcting.correct(payment, {"state": "void"}, ("amount",))
    with pytest.raises(Refused, match="没有写明"):
        correcting.correct(payment, {}, ("amount",))
