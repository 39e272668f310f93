"""A workbook on its way in: received, checked without writing anything, committed by the intake's own driver."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require, rights
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, NotFound, Refused
from liuyou.kernel.catalogue import catalogue
from liuyou.kernel.intake import driver
from liuyou.kernel.intake.mapping import Layover, headings, signature
from liuyou.kernel.intake.models import Load
from liuyou.kernel.intake.results import Layovers, Loaded, Progress
from liuyou.kernel.intake.workbooks import Limits, Sheet
from liuyou.kernel.journal import lines
from liuyou.kernel.orgs import tree
from liuyou.kernel.web import filetypes, storage
from liuyou.kernel.web.imports import findings
from liuyou.kernel.web.models import Mapping as Kept
from liuyou.kernel.web.models import Stage, Upload
from liuyou.kernel.writing.permit import permit

KEEP = timedelta(days=14)
REGISTER = "intake.upload"
NO_UPLOAD = "没有这份文件：它可能已被删除，或不是您上传的。"
NO_RIGHT = "没有导入：您没有登记这种台账的权限，或表中有的工会不在您的管理范围内。请核对所属工会，或请上级导入。"


def upload_for(actor: Actor, number: int) -> Upload:
    """One's own upload, as long as one may load for its org. NotFound otherwise."""
    found = Upload.objects.select_related("run", "load").filter(pk=number, actor=actor).first()
    if found is None:
        raise NotFound(NO_UPLOAD)
    today = clock.today()
    if not rights(actor, today).allow(driver.PERMISSION, tree.place(found.org_id, today).path):
        raise NotFound(NO_UPLOAD)
    return found


def receive(given: UploadedFile, *, actor: Actor, org: int, only: str = "") -> Upload:
    """Keep a workbook sealed until it is taken in or thrown away. BadInput for its size, name or content."""
    require(actor, driver.PERMISSION, org, clock.today())
    kept = _kept(given)
    with permit("intake.upload.receive") as stamp:
        found = Upload.objects.create(org_id=org, actor=actor, at=stamp, only=only, **kept)
        change = (REGISTER, found.pk, org, None, {"file": found.name, "size": found.size})
        lines.append([change], at=stamp, actor=actor, action="intake.upload.receive")
    return found


def receive_mended(upload: Upload, given: UploadedFile, *, actor: Actor) -> None:
    """The file again, put right: what was said of its sheets stays."""
    kept, old = _kept(given), upload.path
    with permit("intake.upload.mend") as stamp:
        _set(upload, **kept, at=stamp, stage=Stage.NEW, found="", run=None)
        change = (REGISTER, upload.pk, upload.org_id, None, {"file": upload.name, "size": upload.size})
        lines.append([change], at=stamp, actor=actor, action="intake.upload.mend")
        transaction.on_commit(lambda: _drop_file(old))


def discard(upload: Upload, *, actor: Actor) -> None:
    """Throw the file away; what was taken in from it stays."""
    with permit("intake.upload.discard") as stamp:
        change = (REGISTER, upload.pk, upload.org_id, {"file": upload.name}, {"file": ""})
        lines.append([change], at=stamp, actor=actor, action="intake.upload.discard")
        path = upload.path
        upload.delete()
        transaction.on_commit(lambda: _drop_file(path))


def _kept(given: UploadedFile) -> dict[str, Any]:
    name, most = filetypes.clean_name(given.name or ""), Limits().file_bytes
    if filetypes.extension_of(name) not in filetypes.TABLES:
        raise BadInput(f"“{name}”不是表格：请上传 .xlsx、.xls、.et 或 .csv。")
    if (given.size or 0) > most:
        raise BadInput(f"“{name}”超过 {most >> 20} MB：请删除图片或拆成几个文件后上传。")
    if not given.size:
        raise BadInput(f"“{name}”是空的：请核对后重新上传。")
    filetypes.scan(given.chunks(), name)
    digest = hashlib.sha256()
    for piece in given.chunks():
        digest.update(piece)
    path = storage.keep(storage.UPLOADS, given.chunks(), storage.UPLOADS)
    return {"name": name, "size": given.size, "sha256": digest.hexdigest(), "path": path}


def _drop_file(path: str) -> None:
    if not Upload.objects.filter(path=path).exists():
        storage.drop(storage.UPLOADS, path)


def opened(upload: Upload) -> AbstractContextManager[Path]:
    """The workbook in the clear under its own name, for as long as it is read."""
    return storage.opened(storage.UPLOADS, upload.path, storage.UPLOADS, upload.name)


def layovers_of(upload: Upload) -> Layovers | None:
    """What a person said of each sheet: now, or of one with the same headers in this org before."""
    now = {sheet: Layover.of_json(kept) for sheet, kept in upload.layovers.items()}
    before = {each.signature: each for each in Kept.objects.filter(org_id=upload.org_id)}
    if not now and not before:
        return None

    def said(sheet: Sheet) -> Layover | None:
        if sheet.name in now:
            return now[sheet.name]
        for row, depth, labels in headings(sheet) if before else ():
            if kept := before.get(signature(labels)):
                columns = {int(position): name for position, name in kept.mapping.items()}
                return Layover(kept.register, row, depth, columns)
        return None

    return said


def check(upload: Upload, progress: Progress | None = None) -> None:
    """Read the file as far as writing would, and keep what was found. Writes nothing else."""
    registers, said = catalogue.registers(), layovers_of(upload)
    only = upload.only if upload.only in registers else None
    with opened(upload) as path:
        try:
            found = driver.dry_run(
                path, registers, org=upload.org_id, on=clock.today(), only=only, progress=progress, layovers=said
            )
            told = findings.of_dry_run(found, registers, said)
        except BadInput as error:
            told = {"error": str(error)}
    with permit("intake.upload.check"):
        _set(upload, found=json.dumps(told, ensure_ascii=False), stage=Stage.CHECKED)


def commit(upload: Upload, *, actor: Actor, progress: Progress | None = None) -> Loaded:
    """Take the file in, whole. BadInput with every problem, NotFound where a right is missing: nothing is written."""
    if upload.stage == Stage.LOADED:
        raise Refused("这份文件已经导入过了。")
    registers, said = catalogue.registers(), layovers_of(upload)
    only = upload.only if upload.only in registers else None
    with opened(upload) as path, permit("intake.upload.commit"):
        if Upload.objects.select_for_update().get(pk=upload.pk).stage == Stage.LOADED:  # by a second click
            raise Refused("这份文件已经导入过了。")
        try:
            done = driver.load(
                path,
                registers,
                actor=actor,
                org=upload.org_id,
                on=clock.today(),
                only=only,
                progress=progress,
                layovers=said,
            )
        except NotFound:
            raise NotFound(NO_RIGHT) from None
        entry = None if done.again else Load.objects.filter(org_id=upload.org_id).order_by("-pk").first()
        told = found_of(upload) | {"done": {"made": dict(done.made), "known": done.known, "notes": list(done.notes)}}
        _set(upload, stage=Stage.LOADED, load=entry, found=json.dumps(told, ensure_ascii=False))
    return done


def found_of(upload: Upload) -> dict[str, Any]:
    """What the check has found; see `findings`."""
    found: dict[str, Any] = json.loads(upload.found) if upload.found else {}
    return found


def say(upload: Upload, layovers: Mapping[str, Layover], signatures: Mapping[str, str], *, actor: Actor) -> None:
    """How sheets are to be read; it is remembered for the org by their headers. `signatures`: sheet → its headers'."""
    with permit("intake.mapping.set") as stamp:
        kept = {sheet: layover.as_json() for sheet, layover in layovers.items()}
        _set(upload, layovers={**upload.layovers, **kept}, stage=Stage.NEW, run=None)
        for sheet, layover in layovers.items():
            if layover.register and signatures.get(sheet):
                _remember(upload.org_id, layover, signatures[sheet], actor, stamp)


def _remember(org: int, layover: Layover, headers: str, actor: Actor, stamp: Any) -> None:
    before = Kept.objects.filter(org_id=org, signature=headers).first()
    old = {"register": before.register, "columns": before.mapping} if before else None
    columns = {str(position): name for position, name in layover.columns.items()}
    values = {"register": layover.register, "mapping": columns, "actor": actor, "at": stamp}
    kept, _ = Kept.objects.update_or_create(org_id=org, signature=headers, defaults=values)
    change = ("intake.mapping", kept.pk, org, old, {"register": layover.register, "columns": columns})
    lines.append([change], at=stamp, actor=actor, action="intake.mapping.set")


def purge() -> int:
    """Let go of files that were neither taken in nor thrown away, and of those taken in long ago; how many."""
    with permit("intake.upload.purge"):
        gone, _ = Upload.objects.filter(at__lt=timezone.now() - KEEP).delete()
    storage.sweep(storage.UPLOADS, set(Upload.objects.values_list("path", flat=True)))
    return gone


def _set(upload: Upload, **values: Any) -> None:
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(values))
