"""Hardship files: the six steps up to the file, the yearly recheck, exit, return, and corrections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from liuyou.areas.aid import queries, rules, workflows
from liuyou.areas.aid.models import HardshipFile, HouseholdMember
from liuyou.kernel.actions import correcting
from liuyou.kernel.actions.action import action
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.people.register import identity_hash

SEALED_AMOUNTS = ("income", "rigid_costs", "illness_cost")
EDITABLE = (
    "kind",
    "category",
    "cause",
    "second_cause",
    "employer",
    "household_size",
    "special",
    "accident",
    *SEALED_AMOUNTS,
    "detail",
    "bank_card",
)
CORRECTABLE = (*EDITABLE, "filed_on")


@action(workflows.FILE.draft)
def draft_files(rows: Sequence[dict[str, Any]], **_: Any) -> list[HardshipFile]:
    """Begin files. Amounts in 元 a year as numbers; they are sealed here."""
    return [_new(row) for row in rows]


@action(workflows.FILE.enter)
def enter_files(rows: Sequence[dict[str, Any]], on: date, **_: Any) -> list[HardshipFile]:
    """Take over files that exist on paper or in another system: in force since ``filed_on``.

    ``rechecked_on`` is the last recheck, from which the next one is due.
    """
    scheme_of = cache(_scheme)
    made = []
    for given in rows:
        row = dict(given)
        checked = row.pop("rechecked_on", None)
        file = _new(row)
        file.filed_on = file.filed_on or on
        rules.in_scheme(file.category, scheme_of(file.org_id, file.filed_on), file.filed_on)
        if checked:
            rules.after(checked, file.filed_on, "复核")
        file.state_since = checked or file.filed_on
        _begin(file, file.filed_on, "新增")
        made.append(file)
    return made


@action(workflows.FILE.edit, HardshipFile)
def edit_file(file: HardshipFile, *, changes: dict[str, Any], **_: Any) -> None:
    _edit(file, changes, EDITABLE)


@action(workflows.FILE.household, HardshipFile)
def set_household(file: HardshipFile, *, members: Sequence[dict[str, str]], **_: Any) -> None:
    """Replace the members besides the worker: ``relation, name, identity, health, income, occupation``, all text."""
    made = [_member(file, each) for each in members]
    file.members.all().delete()
    HouseholdMember.objects.bulk_create(made)
    file.household_size = len(made) + 1
    _require_one_household(file)


@action(workflows.FILE.submit, HardshipFile)
def submit_file(file: HardshipFile, on: date, **_: Any) -> None:
    if not file.income or not file.category:
        raise Refused("家庭年收入和困难类别都要填写：请点“修改”填好后再提交。")
    rules.in_scheme(file.category, _scheme(file.org_id, on), on)


@action(workflows.FILE.first_check, HardshipFile)
def first_check_file(file: HardshipFile, **_: Any) -> None:
    """初审 by the primary union: one household one file."""
    _require_one_household(file)


@action(workflows.FILE.visit, HardshipFile)
def visit_file(
    file: HardshipFile,
    *,
    visited_on: date,
    application_signed: bool,
    authorised: bool,
    finding: str = "",
    **_: Any,
) -> None:
    """入户: the worker signs the application and the authorisation to check the household's means."""
    rules.signed(application_signed, authorised)
    file.visited_on, file.visit_finding = visited_on, finding


@action(workflows.FILE.check, HardshipFile)
def check_file(
    file: HardshipFile,
    on: date,
    *,
    result: str,
    changes: dict[str, Any] | None = None,
    **_: Any,
) -> None:
    """核对 by the level above with the civil-affairs office; `changes` are what the check found otherwise."""
    if changes:
        _edit(file, changes, EDITABLE)
    rules.agrees(file.category, rules.category(file.means(), queries.lines_of(file.org_id, on)))
    file.checked_on, file.check_result = on, result


@action(workflows.FILE.post, HardshipFile)
def post_file(file: HardshipFile, **_: Any) -> None:
    """公示: `queries.notice_rows` gives all that may be shown."""


@action(workflows.FILE.object, HardshipFile)
def object_to_file(file: HardshipFile, **_: Any) -> None:
    """An objection was raised: back to the check, and the notice begins anew afterwards."""


@action(workflows.FILE.approve, HardshipFile)
def approve_file(file: HardshipFile, on: date, **_: Any) -> None:
    rules.notice_has_run(file.due_on, on)
    _require_one_household(file)
    file.filed_on = on
    _begin(file, on, "新增")


@action(workflows.FILE.supplement, HardshipFile)
def send_back_file(file: HardshipFile, **_: Any) -> None:
    """退回补正: the reason says what is missing."""


@action(workflows.FILE.refuse, HardshipFile)
def refuse_file(file: HardshipFile, **_: Any) -> None:
    """不予建档."""


@action(workflows.FILE.withdraw, HardshipFile)
def withdraw_file(file: HardshipFile, **_: Any) -> None:
    """The worker takes the request back."""


@action(workflows.FILE.recheck, HardshipFile)
def recheck_file(file: HardshipFile, on: date, *, result: str, changes: dict[str, Any] | None = None, **_: Any) -> None:
    """Yearly recheck; another category begins another stretch in force."""
    if changes:
        _edit(file, changes, EDITABLE)
        rules.in_scheme(file.category, _scheme(file.org_id, on), on)
    file.checked_on, file.check_result = on, result
    spell = file.last_spell
    if any(spell[name] != getattr(file, name) for name in ("category", "kind", "cause")):
        _end(file, on, "")
        _begin(file, on, "")


@action(workflows.FILE.lift, HardshipFile)
def lift_file(file: HardshipFile, on: date, **_: Any) -> None:
    """脱困: income a head has come up to the line."""
    _end(file, on, "脱困")


@action(workflows.FILE.relieve, HardshipFile)
def relieve_file(file: HardshipFile, on: date, **_: Any) -> None:
    """解困: helped, and what the exit rule asks is met."""
    _end(file, on, "解困")


@action(workflows.FILE.close, HardshipFile)
def close_file(file: HardshipFile, on: date, *, ground: str, **_: Any) -> None:
    rules.one_of(ground, rules.CLOSED_FOR, "注销原因")
    _end(file, on, ground)


@action(workflows.FILE.fall_back, HardshipFile)
def fall_back_file(file: HardshipFile, on: date, *, category: str, **_: Any) -> None:
    """返困: in force again, counted as 返困档案."""
    rules.in_scheme(category, _scheme(file.org_id, on), on)
    rules.after(on, date.fromisoformat(file.last_spell["until"]), "返困")
    file.category = rules.category_word(category)
    _require_one_household(file)
    _begin(file, on, "返困")


@action(workflows.FILE.correct, HardshipFile)
def correct_file(file: HardshipFile, *, changes: dict[str, Any], **_: Any) -> None:
    """Put right what was mistyped, in the last stretch as well; `filed_on` moves the beginning of the first."""
    _edit(file, changes, CORRECTABLE)
    last = {name: getattr(file, name) for name in ("category", "kind", "cause")}
    spells = [*file.spells[:-1], {**file.last_spell, **last}]
    if "filed_on" in changes:
        if spells[0]["until"]:
            rules.after(date.fromisoformat(spells[0]["until"]), changes["filed_on"], "退出")
        spells[0] = {**spells[0], "since": changes["filed_on"].isoformat()}
    file.spells = spells


@action(workflows.FILE.void, HardshipFile)
def void_file(file: HardshipFile, **_: Any) -> None:
    """Entered by mistake: it was never in force."""


def _new(row: dict[str, Any]) -> HardshipFile:
    rules.one_file(queries.file_state(row["person_id"]))
    values = {name: _sealed(name, value) for name, value in row.items()}
    values["category"] = rules.category_word(values.get("category") or "")
    file = HardshipFile(**values)
    _require_choices(file)
    return file


def _edit(file: HardshipFile, changes: dict[str, Any], allowed: Sequence[str]) -> None:
    correcting.correct(file, {name: _sealed(name, value) for name, value in changes.items()}, allowed)
    file.category = rules.category_word(file.category)
    _require_choices(file)


def _sealed(name: str, value: Any) -> Any:
    return ("" if value is None else str(value)) if name in SEALED_AMOUNTS else value


def _require_choices(file: HardshipFile) -> None:
    rules.one_of(file.kind, rules.KINDS, "档案类型")
    rules.one_of(file.cause, rules.CAUSES, "致困原因")
    if file.second_cause:
        rules.one_of(file.second_cause, rules.CAUSES, "次要致困原因")


def _member(file: HardshipFile, given: dict[str, str]) -> HouseholdMember:
    document = parse_identity(given["identity"]) if given.get("identity") else None
    values = {**given, "identity": document.number if document else ""}
    return HouseholdMember(file=file, identity_hash=identity_hash(document) if document else None, **values)


def _require_one_household(file: HardshipFile) -> None:
    members = {bytes(each.identity_hash): each.name for each in file.members.all() if each.identity_hash}
    own = file.person.identity_hash
    names = members | ({bytes(own): file.person.name} if own else {})
    rules.one_household(sorted(names[each] for each in queries.in_other_files(file, list(names))))


def _scheme(org: int, on: date) -> Sequence[str]:
    found: Sequence[str] = parameter("aid.categories", org=org, on=on).value
    return found


def _begin(file: HardshipFile, day: date, opening: str) -> None:
    spell = {"since": day.isoformat(), "until": "", "opening": opening, "ending": ""}
    file.spells = [*file.spells, spell | {name: getattr(file, name) for name in ("category", "kind", "cause")}]


def _end(file: HardshipFile, day: date, ending: str) -> None:
    rules.after(day, date.fromisoformat(file.last_spell["since"]), "退出")
    file.spells = [*file.spells[:-1], {**file.last_spell, "until": day.isoformat(), "ending": ending}]
