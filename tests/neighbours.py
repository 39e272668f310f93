"""A county of neighbours for the security tests: every org's records bear a mark that may be read within reach only.

Records come out of the screens' own forms, so a new register is covered without a line here; `ODD` holds the few cells
whose words a rule of the area decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor, Post
from liuyou.kernel.access.setup import appoint, operator
from liuyou.kernel.accounts.models import User
from liuyou.kernel.actions.parameters import override_parameter
from liuyou.kernel.actions.tree import establish_orgs
from liuyou.kernel.api import hearing, tokens, webhooks
from liuyou.kernel.base.errors import LiuyouError
from liuyou.kernel.base.periods import Period
from liuyou.kernel.catalogue.roles import ROLES, permissions_of
from liuyou.kernel.documents import library, papers
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.driver import enter
from liuyou.kernel.jobs.running import start_task
from liuyou.kernel.orgs.changes import Founding
from liuyou.kernel.parameters.models import ParameterOverride
from liuyou.kernel.people.identity import check_digit
from liuyou.kernel.people.models import Person
from liuyou.kernel.web import attachments
from liuyou.kernel.web.imports import uploads
from liuyou.kernel.web.screens import SCREENS, Entry, Screen
from liuyou.kernel.workflow.declared import Level
from liuyou.kernel.writing.permit import permit
from tests.asked import ask_from_above

SINCE = date(2010, 1, 1)
DAY = date(2016, 1, 28)
BACKEND = "liuyou.kernel.accounts.adapters.ByPassword"
MARKS = {"parent": "骉", "own": "犇", "child": "鱻", "sister": "羴", "niece": "麤"}
"""Where an org stands as seen from the town in the middle → a character that nothing else contains."""
WITHIN = ("own", "child")
HIDDEN = "https://10.9.8.7/hook"
PASSWORD = "Pa55-word-of-tests"  # noqa: S105
HASHED = make_password(PASSWORD)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500015e5f3a2a0000000049454e44ae426082"
)


def target(world: Any, where: str) -> str:
    """A target of the org or of one below it, for the circular; its figure."""
    from liuyou.reports.targets.actions.targets import load_targets
    from liuyou.reports.targets.models import Target

    if not Target.objects.filter(org_id=world.orgs[where]).exists():
        row = {
            "org_id": world.orgs[where],
            "title": MARKS[where],
            "figure": "aid.money",
            "period": "2016",
            "value": "9",
        }
        load_targets([row], actor=world.actor)
    return "aid.money"


ODD: dict[str, Any] = {
    "targets.target.figure": "aid.money",
    "targets.target.value": "100",
    "targets.target.points": "5",
    "*.period": "2016",
    "targets.sheet.make.kinds": None,
    "targets.sheet.make.sectors": None,
    "targets.sheet.make.figure": "aid.money",
    "targets.sheet.make.value": "10",
    "targets.sheet.make.points": "5",
    "targets.group.form.units": None,
    "targets.visit.plan.group": lambda world, where: str(world.records["targets.group", where]),
    "targets.visit.plan.unit": lambda world, where: world.names[BELOW[where]],
    "targets.circular.compose.codes": target,
    "targets.circular.compose.sheet_id": None,
    "targets.keypoint.figure": None,
    "targets.keypoint.value": None,
    "aid.file.category": "深度困难",
    "aid.file.filed_on": date(2022, 3, 1),
    "aid.file.draft.category": "深度困难",
    "aid.application.draft.programme": "临时救助",
    "*.programme": "送温暖",
    "*.scope": "单独",
    "aid.programme.open.name": "送温暖",
    "*.year": 2016,
    "*.first_year": 2016,
    "*.years": 3,
    "*.paid_before": 0,
    "*.in_force_on": DAY,
    "*.fund": "工会经费",
    "*.budget": Decimal(100000),
    "aid.programme.open.cap": Decimal(100000),
    "*.rechecked_on": None,
    "*.offer_id": None,
    "*.renews_id": None,
    "*.women": 1,
    "*.employers": 1,
    "*.income": Decimal(3000),
    "*.sex": None,
    "*.born": None,
    "*.term_years": 5,
    "*.until": None,
    "*.ending": None,
    "officers.selfcheck.submit.quarter": "2016Q1",
    "members.dues.open.month": date(2016, 2, 1),
    "members.transfer.request.name": lambda world, where: world.member("far"),
    "members.release.send.name": lambda world, where: world.member(where),
    "members.release.send.to": lambda world, where: FAR,
    "organising.union.code": None,
    "organising.union.parent": lambda world, where: world.name(where),
    "organising.formation.employers": None,
    "organising.employer.union": None,
    "organising.employer.covered_on": None,
}
"""Cells that a rule of the area decides, or how they are found: ``<form>.<column>`` or ``*.<column>``."""
MOVERS = ("members.transfer.request.identity", "members.release.send.identity")
"""The number of whoever was entered for the cell before."""
FAR = "远处工会"
BELOW = {"parent": "own", "own": "child", "sister": "niece", "child": "team", "niece": "crew"}
"""Who is supervised from where."""


class Neighbours:
    """Two towns under a county, a union in each; `orgs`, `records`, `people`, `papers` … by where the org stands."""

    def __init__(self) -> None:
        self.numbers = count(1)
        self.actor = operator()
        county = Founding(f"{MARKS['parent']}县总工会", "federation", None, SINCE, region="330102")
        own, sister = (Founding(f"{MARKS[each]}镇总工会", "federation", county, SINCE) for each in ("own", "sister"))
        child = Founding(f"{MARKS['child']}厂工会", "primary_union", own, SINCE)
        niece = Founding(f"{MARKS['niece']}厂工会", "primary_union", sister, SINCE)
        far = Founding(FAR, "primary_union", county, SINCE)
        team, crew = (Founding(f"{union.name[0]}车间分会", "branch", union, SINCE) for union in (child, niece))
        found = dict(zip(MARKS, (county, own, child, sister, niece), strict=True))
        found |= {"far": far, "team": team, "crew": crew}
        establish_orgs([county, own, sister, child, niece, far, team, crew], actor=self.actor)
        self.names = {where: each.name for where, each in found.items()}
        self.moving = ""
        self.orgs = {where: each.id for where, each in found.items()}
        appoint(self.actor, self.orgs["parent"], "全权", ["*"], since=SINCE)
        base = {"org": self.orgs["parent"], "since": date(2014, 1, 1), "actor": self.actor, "reason": "民政部门公布"}
        override_parameter("aid.low_income_baseline", 800, **base)
        self.records: dict[tuple[str, str], int] = {}
        self.made: dict[str, dict[str, Any]] = {where: {} for where in MARKS}
        for where in MARKS:
            self._fill(where)
        ask_from_above(self, MARKS, DAY)
        self.clients = {role: self.sign_in(role, list(permissions_of(role)), "own") for role in ROLES}
        self.clients["no post"] = self.sign_in("no post", [], "own")
        self.clients["post ended"] = self.sign_in("post ended", ["*"], "own", ends=timezone.localdate())
        self.clients["everything"] = self.sign_in("everything", ["*"], "own")
        self.clients["nobody"] = Client(raise_request_exception=False)

    # People at their screens

    def sign_in(self, name: str, permissions: list[str], where: str, *, ends: date | None = None) -> Any:
        """A browser in which somebody with a post at the org is signed in; `.user` is who."""
        client: Any = Client(raise_request_exception=False)
        client.user = self.account(name, permissions, where, ends=ends)
        client.force_login(client.user, backend=BACKEND)
        return client

    def account(self, name: str, permissions: list[str], where: str, *, ends: date | None = None) -> User:
        number, now = next(self.numbers), timezone.now()
        with permit("accounts.account.start"):
            actor = Actor.objects.create(name=f"甲{name}")
            user = User(username=f"user{number:03}", actor=actor, org_id=self.orgs[where], created_at=now)
            user.must_change_password, user.password_changed_at = False, now
            user.password = HASHED
            user.save()
        Authenticator.objects.create(user=user, type="totp", data={"secret": "of no use"})
        if permissions:
            post = appoint(actor, self.orgs[where], "干事", permissions, since=SINCE)
            if ends:
                with permit("access.post.end"):
                    Post.objects.filter(pk=post.pk).update(ends=ends)
        return user

    # What every org has

    def _fill(self, where: str) -> None:
        made, org = self.made[where], self.orgs[where]
        for screen in SCREENS.values():
            for entry in list(screen.entries())[:2]:
                above = screen.workflow.steps[entry.step].step.at is Level.PARENT
                if above and where == "parent":
                    continue
                self.records[screen.code, where] = self.record(screen, entry, where)
        self._without_forms(where)
        made["person"] = Person.objects.filter(name__contains=MARKS[where]).order_by("pk")[0].pk
        made["account"] = self.account(f"{MARKS[where]}账号", ["people.read"], where)
        made["post"] = Post.objects.get(actor=made["account"].actor).pk
        made["auditor"] = self.account(f"{MARKS[where]}审计", ["journal.read"], where)
        made["auditor post"] = Post.objects.get(actor=made["auditor"].actor).pk
        made["template"] = library.upload(org, f"{MARKS[where]}简报", _template(), actor=self.actor).pk
        made["paper"] = self._paper(where)
        made["run"] = self.run(where)
        upload = uploads.receive(self._ledger(where), actor=self.actor, org=org, only="aid.payment")
        made["upload"], made["load"] = upload.pk, uploads.commit(upload, actor=self.actor) and upload.load_id
        screen = next(iter(SCREENS.values()))
        record = screen.model._default_manager.get(pk=self.records[screen.code, where])
        image = SimpleUploadedFile(f"{MARKS[where]}.png", PNG, "image/png")
        made["attachment"] = attachments.add_attachment(record, image, actor=self.actor).pk
        ends, common = timezone.localdate() + timedelta(days=30), {"actor": self.actor, "reason": "对接"}
        made["token"] = tokens.give(f"{MARKS[where]}令牌", org, ["aid.read"], ends=ends, **common)[0].pk
        with patch.object(webhooks, "_may_go"):  # a private address: no message to it ever leaves
            made["webhook"] = webhooks.start(f"{MARKS[where]}通知", org, HIDDEN, ["aid.payment.*"], **common)[0].pk
        own = {"since": date(2015, 1, 1), "actor": self.actor, "reason": f"{MARKS[where]}自定"}
        override_parameter("aid.low_income_baseline", 900, org=org, **own)
        made["override"] = ParameterOverride.objects.filter(org_id=org).latest("pk").pk

    def _without_forms(self, where: str) -> None:
        """Records that come of a file, or of two others, and have no form of their own."""
        from liuyou.areas.members.models import Duplicate
        from liuyou.areas.organising.imports.comparison import FILE

        given = {"actor": self.actor, "org": self.orgs[where], "on": timezone.localdate()}
        cells = {column.name: column.default for column in FILE.form.columns}
        difference = enter(FILE, {**cells, "name": f"{MARKS[where]}名册厂", "contact": MARKS[where]}, **given)[0]
        self.records["organising.difference", where] = difference.pk
        self.records["organising.comparison", where] = difference.comparison_id
        register = list(SCREENS["members.member"].entries())[1].register
        cells = {column.name: column.default for column in register.form.columns}
        for identity_ in (identity(next(self.numbers)), None):
            same = {"name": f"孙{MARKS[where]}", "born": date(1980, 1, 1), "since": DAY, "identity": identity_}
            enter(register, cells | same, **given)
        self.records["members.duplicate", where] = Duplicate.objects.filter(org_id=self.orgs[where]).latest("pk").pk

    def run(self, where: str, number: int = 0) -> int:
        title = f"导出{MARKS[where]}{number}"
        return int(start_task("web.export", actor=self.actor, org=self.orgs[where], title=title).pk)

    def _ledger(self, where: str) -> SimpleUploadedFile:
        rows = "姓名,身份证号,救助项目,发放金额,发放日期,资金来源,备注\n"
        rows += f"李{MARKS[where]},{identity(next(self.numbers))},送温暖,20,2016-01-28,工会经费,{MARKS[where]}\n"
        return SimpleUploadedFile(f"{MARKS[where]}.csv", rows.encode(), "text/csv")

    def _paper(self, where: str) -> str:
        asked = {"kind": "简报", "org": self.orgs[where], "period": Period.parse("2016"), "on": date(2017, 1, 5)}
        return papers.write(_template(), actor=self.actor, title=f"{MARKS[where]}简报", **asked).document

    def record(self, screen: Screen, entry: Entry, where: str, **given: Any) -> int:
        """One record entered through the form's own register."""
        values = self.cells(entry, where) | given
        try:
            made = enter(entry.register, values, actor=self.actor, org=self.orgs[where], on=timezone.localdate())
        except LiuyouError as error:
            problems = [str(each) for each in getattr(error, "problems", [])]
            raise LookupError(f"{entry.code}: {error} {problems}; extend ODD in tests/neighbours.py") from error
        return int(made[0].pk)

    def name(self, where: str) -> str:
        return self.names[where]

    def member(self, where: str) -> str:
        """The name of somebody who has just become a member there; `moving` is his or her identity number."""
        screen, mark = SCREENS["members.member"], MARKS.get(where, "远")
        register = list(screen.entries())[1].register
        self.moving = identity(next(self.numbers))
        cells = {column.name: column.default for column in register.form.columns}
        cells |= {"name": f"钱{mark}", "identity": self.moving, "since": DAY}
        enter(register, cells, actor=self.actor, org=self.orgs[where], on=timezone.localdate())
        return str(cells["name"])

    def cells(self, entry: Entry, where: str, word: str = "") -> dict[str, Any]:
        """What somebody would type into each cell, the org's mark in every text."""
        number = next(self.numbers)
        inner = {
            each.name: [{column.name: self._cell(entry, column, where, number, word) for column in each.columns}]
            for each in entry.register.inner
        }
        columns = entry.register.form.columns
        return {each.name: self._cell(entry, each, where, number, word) for each in columns} | inner

    def _cell(self, entry: Entry, column: Column, where: str, number: int, word: str) -> Any:
        for key in (f"{entry.code}.{column.name}", f"*.{column.name}"):
            if key in MOVERS:
                return self.moving
            if key in ODD:
                return ODD[key](self, where) if callable(ODD[key]) else ODD[key]
        linked = self.records.get((f"{entry.code.split('.')[0]}.{column.name}", where))
        if linked and column.kind is Kind.INTEGER:
            return linked
        mark = word or f"{MARKS[where]}{number}"
        match column.kind:
            case Kind.TEXT:
                return mark
            case Kind.NAME:
                return f"张{MARKS[where]}{'甲乙丙丁戊己庚辛壬癸'[number % 10]}"
            case Kind.IDENTITY:
                return identity(number)
            case Kind.ORG:
                return None
            case Kind.DATE:
                return DAY + timedelta(days=365 if column.ahead else 0)
            case Kind.MONTH:
                return DAY.replace(day=1)
            case Kind.YEAR:
                return DAY.year
            case Kind.CHOICE:
                return next(iter((column.choices or {"": ""}).values()))
            case Kind.BOOLEAN:
                return True
            case Kind.INTEGER:
                return int(column.minimum or 1)
            case Kind.MONEY | Kind.DECIMAL:
                return max(column.minimum or Decimal(0), min(Decimal(number), column.maximum or Decimal(10**6)))
            case Kind.PHONE:
                return f"138{number:08}"
        return None


def identity(number: int) -> str:
    first = f"33010219800101{number:03}"
    return first + check_digit(first)


def _template() -> bytes:
    paper = Paper()
    paper.title("{{ 标题 }}")
    paper.body("{{ 单位 }}{{ 时期 }}发放{{ 指标(“aid.money”) }}。")
    return paper.to_bytes()


def _printed(source: Path, target: Path) -> Path:
    """In the place of LibreOffice, which takes seconds: what it would print is no matter here."""
    target.mkdir(parents=True, exist_ok=True)
    made = target / f"{source.stem}.pdf"
    made.write_bytes(b"%PDF-1.7")
    return made


def marks_in(text: str, *allowed: str) -> list[str]:
    """Where the marks found in a page belong, beyond those allowed."""
    return [where for where, mark in MARKS.items() if where not in allowed and mark in text]


def words_of(response: Any) -> str:
    """What a browser would be told, the address it is sent to included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") + response.get("Location", "")


@contextmanager
def neighbours(folder: Path) -> Iterator[Neighbours]:
    """The county in one transaction, its files in `folder`; gone afterwards."""
    kept = {"liuyou.kernel.web.storage.home", "liuyou.kernel.documents.store.home"}
    with transaction.atomic():
        patches = [patch(name, lambda: folder) for name in sorted(kept)]
        patches.append(patch("liuyou.kernel.documents.pdf.to_pdf", _printed))
        patches.append(patch("liuyou.kernel.api.counting.most", lambda: 10**6))
        for each in patches:
            each.start()
        try:
            yield Neighbours()
        finally:
            for each in patches:
                each.stop()
            transaction.set_rollback(True)
            hearing.EAR.forget()


LINK = re.compile(r"""(?:href|action|src|hx-get|hx-post|formaction)=["']([^"']+)["']""")
