"""From a workbook to records: dry run first, everything or nothing, and never the same rows twice."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import Max

from liuyou.kernel.access.models import Actor
from liuyou.kernel.access.reach import require
from liuyou.kernel.base import clock
from liuyou.kernel.base.errors import BadInput, Problem, Refused
from liuyou.kernel.base.masking import mask_identity, mask_name
from liuyou.kernel.intake import remembered, undoing
from liuyou.kernel.intake.belonging import owners, titled
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.headers import Match, recognise
from liuyou.kernel.intake.layout import without_table
from liuyou.kernel.intake.models import Load, Undone
from liuyou.kernel.intake.registers import Register, Values
from liuyou.kernel.intake.results import DryRun, Layovers, Loaded, Progress, Reading
from liuyou.kernel.intake.rows import Row, read_rows
from liuyou.kernel.intake.workbooks import Sheet, open_workbook
from liuyou.kernel.journal import lines
from liuyou.kernel.people import register as people
from liuyou.kernel.people.identity import parse_identity
from liuyou.kernel.writing.permit import permit

PERMISSION = "intake.load"
TRIES = 5
IDENTITY_IN_NAME = re.compile(r"\d{15}(?:\d{2}[\dXx])?")
Seen = dict[bytes, tuple[str, int]]
"""Key of a row → sheet and row where it was met first in the file."""


class Overtaken(Exception):
    """Another file came in after this one was checked."""


def dry_run(
    path: Path,
    registers: Mapping[str, Register],
    *,
    org: int,
    on: date,
    only: str | None = None,
    progress: Progress | None = None,
    layovers: Layovers | None = None,
) -> DryRun:
    """Read and check a file against the registers and the database. Writes nothing.

    BadInput when the file as a whole cannot be read; problems of single cells are in the result.
    """
    workbook = open_workbook(path)
    result = DryRun(workbook, [], [], list(workbook.notes))
    result.last_load = _last_load()
    if layovers is None:
        same_file = Load.objects.filter(sha256=workbook.sha256, org_id=org, register=only or "", undone=None)
        result.loaded_before = same_file.first()
    if result.loaded_before:
        return result
    forms = [each.form for each in registers.values() if only in (None, each.code)]
    idle: list[Problem] = []
    seen: Seen = {}
    for number, sheet in enumerate(workbook.sheets, 1):
        if progress:
            progress(f"读取 {sheet.name}", number, len(workbook.sheets))
        said = layovers(sheet) if layovers else None
        if why := without_table(sheet) or ("您选择了不读" if said and not said.register else ""):
            idle.append(Problem(why, sheet.name))
            continue
        those = [registers[said.register].form] if said and said.register in registers else forms
        match = recognise(sheet, those, said)
        if isinstance(match, Problem):
            result.problems.append(match)
            continue
        result.readings.append(_read(sheet, match, registers[match.form.code], org, on, seen))
    if result.readings:
        result.notes += [f"{each}，没有读取" for each in idle]
    else:
        result.problems += [replace(each, message=f"{each.message}：请核对是不是选错了文件") for each in idle]
    result.problems += [problem for reading in result.readings for problem in reading.problems]
    result.notes += [note for reading in result.readings for note in reading.notes]
    if not workbook.sheets:
        result.problems.append(Problem("工作簿里没有可读的工作表：请确认选对了文件。"))
    if not result.problems:
        result.content = _content(result, org)
        result.loaded_before = Load.objects.filter(content=result.content, undone=None).first()
    return result


def load(
    path: Path,
    registers: Mapping[str, Register],
    *,
    actor: Actor,
    org: int,
    on: date,
    only: str | None = None,
    progress: Progress | None = None,
    layovers: Layovers | None = None,
) -> Loaded:
    """Take in one file whole. BadInput with every problem when anything is wrong; then nothing is written."""
    require(actor, PERMISSION, org, clock.today())
    for _ in range(TRIES):
        found = dry_run(path, registers, org=org, on=on, only=only, progress=progress, layovers=layovers)
        try:
            return _take(found, path, actor, org, on, only or "", progress)
        except Overtaken:
            continue
    raise Refused(f"{path.name}：导入期间一直有其他文件在导入，请稍后再试。")


def _take(found: DryRun, path: Path, actor: Actor, org: int, on: date, only: str, progress: Progress | None) -> Loaded:
    if found.loaded_before:
        when = found.loaded_before.at
        note = (
            f"这份文件已于 {when:%Y-%m-%d %H:%M} 导入过（当时文件名 {found.loaded_before.file_name}），未作任何改动。"
        )
        return Loaded(path.name, {}, 0, [note], again=True)
    if found.problems:
        raise BadInput(f"{path.name}：{len(found.problems)} 处需要修改，未导入任何内容。", found.problems)
    made = _write(found, actor, org, on, only, progress)
    known = sum(reading.known for reading in found.readings)
    return Loaded(path.name, made, known, found.notes, again=not sum(made.values()))


def _last_load() -> int:
    """Rises with every load and with every one that is taken back."""
    return sum(model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in (Load, Undone))


def _write(found: DryRun, actor: Actor, org: int, on: date, only: str, progress: Progress | None) -> dict[str, int]:
    made: Counter[str] = Counter()
    with permit("intake.file.load") as stamp:
        undoing.alone()
        if _last_load() != found.last_load:
            raise Overtaken
        for number, reading in enumerate(found.readings, 1):
            if progress:
                progress(f"写入 {reading.sheet}", number, len(found.readings))
            values = _with_people(reading, actor, stamp)
            if values:
                made[reading.register.form.title] += len(reading.register.load(values, actor=actor, on=on))
        if sum(made.values()):
            entry = Load.objects.create(
                at=stamp,
                actor=actor,
                org_id=org,
                file_name=IDENTITY_IN_NAME.sub(lambda number: mask_identity(number[0]), found.workbook.path.name),
                register=only,
                sha256=found.workbook.sha256,
                content=found.content,
                counts=dict(made),
                round=undoing.round_of(found.workbook.sha256, found.content),
            )
            after = {"file": entry.file_name, "counts": dict(made)}
            changes = [("intake.load", entry.pk, org, None, after)]
            lines.append(changes, at=stamp, actor=actor, action="intake.file.load")
            remembered.remember(entry.pk, (each for reading in found.readings for each in reading.digests))
    return dict(made)


def _content(found: DryRun, org: int) -> str:
    """Digest of the rows as understood, whatever program saved them; for the org they are loaded for."""
    digest = hashlib.sha256(str(org).encode())
    for reading in found.readings:
        digest.update(reading.register.code.encode())
        for row in reading.rows:
            digest.update(repr(sorted(row.values.items())).encode())
    return digest.hexdigest()


def _read(sheet: Sheet, match: Match, register: Register, org: int, on: date, seen: Seen) -> Reading:
    parsed = read_rows(sheet, match)
    reading = Reading(sheet.name, register, match, parsed.rows, list(parsed.problems))
    reading.notes += [str(warning) for warning in parsed.warnings]
    _check_days(reading, on)
    reading.notes += [f"工作表“{sheet.name}”：{note}" for note in match.notes]
    _resolve_orgs(reading, org, on)
    _check_rows(reading)
    if register.person:
        _resolve_people(reading)
    _against_register(reading, seen)
    reading.problems.sort(key=lambda problem: (problem.row or 0, problem.column_number or 0))
    return reading


def _problem(reading: Reading, row: Row, name: str, message: str) -> None:
    column = next((each for each in reading.register.form.columns if each.name == name), None)
    title = column.title if column else ""
    number = next((each.position + 1 for each in reading.match.columns if each.column.name == name), None)
    reading.problems.append(Problem(message, reading.sheet, row.number, title, number))


def _org_column(register: Register) -> Column | None:
    return next((each for each in register.form.columns if each.kind is Kind.ORG and each.name == "org"), None)


def _resolve_orgs(reading: Reading, org: int, on: date) -> None:
    """`org_id` of every row: the union named, else the one in the title, else the one that loads."""
    column = _org_column(reading.register)
    names = {row.values["org"] for row in reading.rows if row.values.get("org")} if column else set()
    found = owners(names, org, on)
    reading.notes += found.notes
    if column and names and not found.ids and (doubt := _no_org_column(reading)):
        reading.problems.append(doubt)
        return
    whole = titled(reading.match.title_lines, org, on) if column and not names else None
    if whole and whole[1] != org:
        reading.notes.append(f"工作表“{reading.sheet}”：按标题归到“{whole[0]}”名下")
    for row in reading.rows:
        name = row.values.pop("org", None)
        if name is None and names:
            _problem(reading, row, "org", "没有填写，而其他行填了：请补填所属工会；与上一行相同的，也请照写。")
        elif name in found.wrong:
            _problem(reading, row, "org", found.wrong[name])
        else:
            row.values["org_id"] = found.ids[name] if name else whole[1] if whole else org


def _no_org_column(reading: Reading) -> Problem | None:
    """A column that only resembles 所属工会 and holds no union at all, such as 体检单位."""
    mapped = next((each for each in reading.match.columns if each.column.name == "org" and not each.sure), None)
    if mapped is None:
        return None
    title = mapped.column.title
    message = f"这一列像是“{title}”，但里面没有一个是登记过的工会：如果是“{title}”，请写工会全称；不是的，请改个列名"
    return Problem(message, reading.sheet, reading.match.header_row, mapped.header, mapped.position + 1)


def _check_days(reading: Reading, on: date) -> None:
    """What has happened has happened by today; only deadlines and ends lie ahead."""
    days = [each for each in reading.register.form.columns if each.kind is Kind.DATE and not each.ahead]
    for row in reading.rows:
        for column in days:
            if (day := row.values.get(column.name)) and day > on:
                _problem(reading, row, column.name, f"{day} 还没有到：请核对年份。")


def _check_rows(reading: Reading) -> None:
    register = reading.register
    if register.finish:
        reading.rows = [Row(row.number, register.finish(row.values)) for row in reading.rows]
    for row in reading.rows:
        for name, message in register.check(row.values) if register.check else ():
            _problem(reading, row, name, message)
    rows = [row.values for row in reading.rows]
    for index, name, message in register.check_all(rows) if register.check_all else ():
        _problem(reading, reading.rows[index], name, message)


def _resolve_people(reading: Reading) -> None:
    """`person_id` for people already in the register; `who` (to be added on writing) for the others."""
    name, identity, phone = reading.register.person or ("", "", "")
    documents = {text: parse_identity(text) for text in {row.values.get(identity) for row in reading.rows} if text}
    hashes = {text: people.identity_hash(document) for text, document in documents.items()}
    known = people.known(hashes.values())
    seen: dict[str, tuple[str, int]] = {}
    for row in reading.rows:
        text = row.values.pop(identity, None)
        who = people.Named(row.values.pop(name), documents.get(text), row.values.pop(phone, None) or "")
        there = known.get(hashes[text]) if text else None
        earlier = seen.setdefault(text, (who.name, row.number)) if text else None
        if there and there[1] != who.name:
            _problem(
                reading,
                row,
                name,
                f"这个证件号码已登记为“{mask_name(there[1])}”，本行是“{who.name}”：请核对姓名和号码。",
            )
        elif earlier and earlier[0] != who.name:
            _problem(reading, row, name, f"与第 {earlier[1]} 行证件号码相同而姓名不同：请核对。")
        row.values["person_id"] = there[0] if there else None
        row.values["who"] = who


def _against_register(reading: Reading, seen: Seen) -> None:
    """Rows twice in the file are a problem; rows taken in before are passed over, or in conflict with the register."""
    register, rows = reading.register, reading.rows
    stored = (register.existing or partial(_existing, register))([row.values for row in rows])
    digests = [remembered.digests(row.values, register) for row in rows]
    taken = remembered.taken(key for key, _ in digests)
    reading.rows = []
    for row, there, (key, whole) in zip(rows, stored, digests, strict=True):
        if key in seen:
            _problem(reading, row, "", _twice(reading, *seen[key]))
        seen.setdefault(key, (reading.sheet, row.number))
        if there is None and key not in taken:
            reading.rows.append(row)
            reading.digests.append((key, whole))
            continue
        reading.known += 1
        for name, value in zip(register.compare, there or (), strict=False):
            if taken.get(key) != whole and _plain(row.values.get(name)) != value:
                message = f"已登记的是 {value}，本次是 {row.values.get(name)}：如登记有误，请办理更正，不要重复导入。"
                _problem(reading, row, name, message)
    if reading.known:
        reading.notes.append(f"工作表“{reading.sheet}”有 {reading.known} 行已登记过，跳过。")


def _twice(reading: Reading, sheet: str, row: int) -> str:
    where = f"第 {row} 行" if sheet == reading.sheet else f"工作表“{sheet}”第 {row} 行"
    return f"与{where}重复：同一事项只登记一次，请删去一行；同名的两个人，请填写身份证号。"


def _plain(value: Any) -> Any:
    """As the database gives it back: an empty text and nothing are the same."""
    return "" if value is None else value


def _existing(register: Register, rows: Sequence[Values]) -> list[tuple[Any, ...] | None]:
    """Compared values of the records that these rows are, by org and key; voided records do not count."""
    orgs = {row["org_id"] for row in rows if "org_id" in row}
    found = register.model._default_manager.filter(org_id__in=orgs).exclude(state="void")
    if register.person:
        found = found.filter(person_id__in={row["person_id"] for row in rows} - {None})
    names = ("org_id", *register.key)
    there = {
        tuple(map(_plain, each[: len(names)])): tuple(map(_plain, each[len(names) :]))
        for each in found.values_list(*names, *register.compare)
    }
    return [there.get(tuple(_plain(row.get(name)) for name in names)) for row in rows]


def _with_people(reading: Reading, actor: Actor, stamp: datetime) -> list[Values]:
    """The rows as the action takes them; people who are new are added first, with a line in the journal."""
    rows = [dict(row.values) for row in reading.rows]
    new = [row for row in rows if "who" in row and row["person_id"] is None]
    entered: list[int] = []
    try:
        for row, number in zip(new, people.ensure([row["who"] for row in new], entered), strict=True):
            row["person_id"] = number
    except Refused as error:
        raise BadInput(str(error)) from error
    names = {row["person_id"]: {"name": row["who"].name} for row in new}
    added = (("people.person", number, None, None, names[number]) for number in entered)
    lines.append(added, at=stamp, actor=actor, action="people.person.enter")
    for row in rows:
        row.pop("who", None)
    return rows


def enter(register: Register, values: Values, *, actor: Actor, org: int, on: date) -> Sequence[Any]:
    """Take in one row typed into a form, by the same checks as a workbook's. The records made.

    `values`: one typed value a column. BadInput names each field by its title; Refused when it is there already. The
    register's own action asks for the right; nothing is written unless all of it is.
    """
    columns = {column.name: values.get(column.name, column.default) for column in register.form.columns}
    inner = {each.name: values[each.name] for each in register.inner if each.name in values}
    row = Row(1, {**columns, **register.form.constants, **inner})
    reading = Reading("", register, Match(register.form, 1, 1, (), {}), [row])
    with permit(f"{register.code}.enter") as stamp:
        _check_days(reading, on)
        _resolve_orgs(reading, org, on)
        _check_rows(reading)
        remembered.wait_for_turn((each.values for each in reading.rows), register)
        if register.person:
            _resolve_people(reading)
        if not reading.problems:
            _against_register(reading, {})
        if reading.problems:
            raise BadInput("还有几处需要修改：", [replace(each, row=None) for each in reading.problems])
        if not reading.rows:
            raise Refused("这件事已经登记过了：同一人、同一事项、同一天只登记一次；如登记有误，请在原记录上办理更正。")
        return register.load(_with_people(reading, actor, stamp), actor=actor, on=on)
