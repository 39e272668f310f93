"""A county with payments, and offices signed in over the county, each town, and to read only."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.setup import appoint
from liuyou.kernel.accounts.models import User
from liuyou.kernel.documents import library
from liuyou.kernel.documents.layout import Paper
from liuyou.kernel.writing.permit import permit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = (
    "{{ 单位 }}{{ 时期 }}共救助{{ 指标(“aid.people”) }}人，发放{{ 指标(“aid.money”) }}。",
    "其中送温暖{{ 指标(“aid.money[programme=送温暖]”) }}，共{{ 指标(“aid.payments”) }}人次。",
)


def template(*lines: str, head: str = "{{ 文号 }}") -> bytes:
    paper = Paper()
    if head:
        paper.number(head)
    paper.title("{{ 标题 }}")
    for line in lines or TEXT:
        paper.body(line)
    return paper.to_bytes()


def upload(content: bytes, name: str = "公文.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, DOCX)


def text(response: Any) -> str:
    return response.content.decode()  # type: ignore[no-any-return]


class Office:
    """`write` holds documents.* over the county, `read` documents.read; `east` and `west` all over their towns."""

    def __init__(self, county: Any) -> None:
        self.county = county
        one, two = county.people("王一", "李二")
        self.payment = county.pay(county.east1, one, "20000", date(2016, 1, 28))
        county.pay(county.west1, two, "4000", date(2016, 2, 1))
        self.actor, self.write = self.sign_in(county.root, "documents.read", "documents.write", "figures.read")
        _, self.read = self.sign_in(county.root, "documents.read")
        self.east_actor, self.east = self.sign_in(county.east, "documents.read", "documents.write")
        _, self.west = self.sign_in(county.west, "documents.read", "documents.write")
        self.template = library.upload(county.root, "简报", template(), actor=self.actor)
        library.put_in_use(self.template, date(2016, 1, 1), actor=self.actor)
        self.asked = {"template": f"t{self.template.pk}", "year": "2016", "part": "H1", "on": "2016-07-05"}

    def sign_in(self, org: int, *permissions: str) -> tuple[Actor, Client]:
        number = Actor.objects.count()
        with permit("access.actor.start"):
            actor = Actor.objects.create(name=f"干部{number}")
            user = User.objects.create(
                username=f"user{number}",
                actor=actor,
                org_id=org,
                must_change_password=False,
                created_at=timezone.now(),
            )
        appoint(actor, org, "干部", list(permissions), since=self.county.since)
        client = Client()
        client.force_login(user, backend="liuyou.kernel.accounts.adapters.ByPassword")
        return actor, client


@pytest.fixture
def office(county: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.setattr("liuyou.kernel.accounts.gates.policy.second_factor_required", lambda *_: False)
    monkeypatch.setattr("liuyou.kernel.documents.store.home", lambda: tmp_path)
    return Office(county)
