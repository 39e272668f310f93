"""Files that belong to a record: added by whoever may take any of its steps, seen by whoever may read its area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import rights
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.catalogue.catalogue import AREAS
from liuyou.kernel.journal import lines
from liuyou.kernel.journal.models import Record
from liuyou.kernel.orgs import tree
from liuyou.kernel.parameters.values import parameter
from liuyou.kernel.secrecy.files import PIECE
from liuyou.kernel.web import filetypes, storage
from liuyou.kernel.web.models import Attachment
from liuyou.kernel.workflow.declared import Level, Workflow
from liuyou.kernel.writing.permit import permit

NO_RECORD = "没有这条记录，或不在您的管理范围内。"
NO_FILE = "没有这个附件，或不在您的管理范围内。"
MOST = 100
"""Attachments of one record."""


def reads(register: str) -> str:
    """The permission that shows a register's records, and with them their attachments."""
    return f"{register.partition('.')[0]}.read"


def model_of(register: str) -> type[Record]:
    found = (model for area in AREAS.values() for model in area.models if model.register == register)
    model = next(found, None)
    if model is None:
        raise NotFound(NO_RECORD)
    return model


def workflow_of(register: str) -> Workflow:
    found = (workflow for area in AREAS.values() for workflow in area.workflows if workflow.code == register)
    workflow = next(found, None)
    if workflow is None:
        raise NotFound(NO_RECORD)
    return workflow


def record_for(actor: Actor, register: str, number: int) -> Record:
    """The record, if the actor may see it. NotFound otherwise."""
    record = model_of(register)._default_manager.filter(pk=number).first()
    if record is None or not _allowed(actor, record, [(reads(register), False)]):
        raise NotFound(NO_RECORD)
    return record


def may_add(actor: Actor, record: Record) -> bool:
    """Whether any step of the record's workflow is the actor's, here or from above."""
    steps = workflow_of(record.register).steps.values()
    return _allowed(actor, record, [(each.step.needs, each.step.at is Level.PARENT) for each in steps])


def _allowed(actor: Actor, record: Record, needed: list[tuple[str, bool]]) -> bool:
    today = clock.today()
    held, path = rights(actor, today), tree.place(record.org_id, today).path
    return any(held.allow(permission, path, from_above=above) for permission, above in needed)


def standing(record: Record) -> list[Attachment]:
    """The attachments of a record, the newest first."""
    rows = Attachment.objects.filter(register=record.register, record=record.pk, removed_at=None)
    return list(rows.select_related("actor").order_by("-at", "-pk"))


def attachment_for(actor: Actor, number: int) -> tuple[Attachment, Record]:
    found = Attachment.objects.filter(pk=number, removed_at=None).first()
    if found is None:
        raise NotFound(NO_FILE)
    return found, record_for(actor, found.register, found.record)


def add_attachment(record: Record, given: UploadedFile, *, actor: Actor) -> Attachment:
    """Keep a file with a record. BadInput for its size, type or content; NotFound without the right."""
    seen = record_for(actor, record.register, record.pk)
    if not may_add(actor, seen):
        raise NotFound(NO_RECORD)
    name = filetypes.clean_name(given.name or "")
    content = _read(given, name, seen.org_id)
    kind = filetypes.kind_of(content, name)
    filetypes.scan([content], name)
    digest = hashlib.sha256(content).hexdigest()
    there = standing(seen)
    if any(each.sha256 == digest for each in there):
        raise Refused(f"“{name}”已经传过了：这条记录里有内容相同的附件。")
    if len(there) >= MOST:
        raise Refused(f"一条记录最多 {MOST} 个附件：请先移除不需要的。")
    path = storage.keep(storage.FILES, _pieces(content), _place(seen))
    code = f"{seen.register}.attach"
    with permit(code) as stamp:
        found = Attachment.objects.create(
            record=seen.pk,
            register=seen.register,
            org_id=seen.org_id,
            name=name,
            media=kind.media,
            size=len(content),
            sha256=digest,
            path=path,
            at=stamp,
            actor=actor,
        )
        _note(seen, code, actor, stamp, None, {"attachment": name, "sha256": digest})
    return found


def remove_attachment(number: int, *, actor: Actor, reason: str) -> Attachment:
    """Take a file off a record, with a reason. The sealed file stays where it is, for the auditor."""
    if not reason.strip():
        raise Refused("移除附件须写明理由。")
    _, record = attachment_for(actor, number)
    if not may_add(actor, record):
        raise NotFound(NO_FILE)
    code = f"{record.register}.detach"
    with permit(code) as stamp:
        found = Attachment.objects.select_for_update().filter(pk=number, removed_at=None).first()
        if found is None:
            raise NotFound(NO_FILE)
        found.removed_at, found.removed_by, found.reason = stamp, actor, reason.strip()
        found.save(update_fields=["removed_at", "removed_by", "reason"])
        _note(record, code, actor, stamp, {"attachment": found.name}, {"attachment": ""}, reason)
    return found


def content_of(number: int, *, actor: Actor) -> tuple[Attachment, bytes]:
    """The file for downloading, checked against its digests; a line in the journal says who took it."""
    found, record = attachment_for(actor, number)
    content = b"".join(storage.read(storage.FILES, found.path, _place(record)))
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise BadInput(storage.CHANGED)
    code = f"{record.register}.download"
    with permit(code) as stamp:
        _note(record, code, actor, stamp, None, None, found.name)
    return found, content


def _read(given: UploadedFile, name: str, org: int) -> bytes:
    most = int(parameter("attachments.megabytes", org=org, on=clock.today()).value)
    if (given.size or 0) > most << 20:
        raise BadInput(f"“{name}”超过 {most} MB：请压缩图片或分成几个文件再上传。")
    return b"".join(given.chunks())


def _pieces(content: bytes) -> Iterator[bytes]:
    return (content[start : start + PIECE] for start in range(0, len(content), PIECE))


def _place(record: Record) -> str:
    return f"{storage.FILES}.{record.register}.{record.pk}"


def _note(
    record: Record,
    code: str,
    actor: Actor,
    stamp: Any,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    reason: str = "",
) -> None:
    change = (record.register, record.pk, record.org_id, before, after)
    lines.append([change], at=stamp, actor=actor, action=code, reason=reason)
