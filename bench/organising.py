"""Members and employers: a large import, likeness of names, the organising table, a township that moves."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from bench import generate, loads, people
from bench.generate import Size, identity, name, server, use

MEMBERS, KNOWN, EMPLOYERS, FIRMS, AUTHORITIES = 100_000, 500_000, 8_000, 20_000, 50_000
TODAY, THEN = date(2024, 6, 28), date(2024, 3, 31)
HEADER = ("所属工会", "姓名", "身份证号码", "联系电话", "入会日期", "用工形式", "是否农民工", "学历")
TABLES = ("people_person", "members_member", "journal_line", "ledger_entry")


@contextmanager
def scratch(size: Size) -> Iterator[str]:
    """A copy of the database with half a million people that may be written to."""
    whole = people.ready(size, size.of(KNOWN))
    copy = f"{whole}_members"
    generate.make_database(copy, whole)
    use(copy)
    try:
        yield copy
    finally:
        use(size.database)
        generate.drop_database(copy)


def workbook(path: Path, rows: int, orgs: Sequence[str], known: int, seed: int) -> Path:
    """A book of members: half of them are people in the register already, others with each seed; half are new."""
    dice = random.Random(seed)
    there = random.Random(0).sample(range(known), 3 * (rows // 2))[seed::3]
    with Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("会员花名册")
        sheet.write_row(0, 0, HEADER)
        for number in range(rows):
            who = there[number // 2] if number % 2 and number // 2 < len(there) else known + seed * rows + number
            day = date(2012, 1, 1) + timedelta(days=dice.randrange(4_000))
            words = [dice.choice(each) for each in (("合同制", "劳务派遣"), ("是", "否"), ("高中", "大专", "本科"))]
            org = orgs[dice.randrange(len(orgs))]
            sheet.write_row(number + 1, 0, [org, name(who), identity(who), f"138{who % 10**8:08}", day, *words])
    return path


def read_and_copy(db: Any, path: Path, rows: dict[str, bytes]) -> float:
    """Seconds: the workbook read by calamine, and COPY of the very rows that were written into bare tables."""
    from python_calamine import CalamineWorkbook

    began = time.perf_counter()
    read = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    loads.copy_bare(db, rows)
    assert len(read) > 1
    return time.perf_counter() - began


def imports(size: Size, load: Any) -> Iterator[tuple[float, float]]:
    """Seconds of our import and of the baseline, three times on workbooks of their own."""
    from liuyou.kernel.orgs.models import Place

    rows = size.of(MEMBERS)
    orgs = list(Place.objects.filter(kind="branch").values_list("name", flat=True))
    with tempfile.TemporaryDirectory() as folder, server(load.database) as db:
        loads.make_bare(db, TABLES)
        for seed in range(3):
            known = size.of(KNOWN)
            path = workbook(Path(folder) / f"{seed}.xlsx", rows, orgs, known, seed)
            before = loads.tops(db, TABLES)
            began = time.perf_counter()
            made = load(path)
            ours = time.perf_counter() - began
            assert sum(made.made.values()) > 0.9 * rows, made
            yield ours, read_and_copy(db, path, loads.new_rows(db, before))


def firms(count: int, seed: int) -> list[Any]:
    """Names as a register has them, over thirty towns; the same number gives nearly the same name with each seed."""
    from liuyou.areas.organising.rules.matching import Firm

    dice = random.Random(seed)
    lines = ("机械", "化工", "食品", "建材", "包装", "物流", "纺织", "电子", "印务", "家具")
    found = []
    for number in range(count):
        mixed = number * 2_654_435_761 % 2**32
        stem = "".join(chr(0x4E00 + (mixed >> shift) % 3_000) for shift in (0, 7, 13, 18))
        if dice.random() < 0.5:  # one character is written otherwise
            stem = stem[:-1] + chr(0x4E00 + dice.randrange(3_000))
        word = dice.choice(("有限公司", "有限责任公司", "股份有限公司"))
        found.append(Firm(f"示例县{stem}{lines[number % 10]}{word}", "", number % 30 + 1))
    return found


def bare_match(ours: Sequence[Any], theirs: Sequence[Any]) -> int:
    """What is measured against: rapidfuzz over each town, nothing else; how many are alike."""
    import numpy
    from rapidfuzz import fuzz, process

    found = 0
    for town in {each.town for each in ours}:
        left = [each.name for each in theirs if each.town == town]
        right = [each.name for each in ours if each.town == town]
        scores = process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=80, dtype=numpy.float32, workers=-1)
        found += int(numpy.count_nonzero(scores))
    return found


def employers(size: Size, actor: Any) -> None:
    """Employers of every town, two in three with a union, by the action itself."""
    from liuyou.areas.organising.actions.employers import register_employers
    from liuyou.areas.organising.rules import kinds
    from liuyou.kernel.orgs.models import Place

    towns = list(Place.objects.filter(kind="federation").exclude(parent=None).values_list("org_id", flat=True))
    unions = {
        town: list(Place.objects.filter(kind="primary_union", parent_id=town).values_list("org_id", flat=True))
        for town in towns
    }
    dice = random.Random(11)
    rows = []
    for number in range(size.of(EMPLOYERS)):
        town = towns[number % len(towns)]
        row = {
            "org_id": town,
            "name": f"第{number}号企业",
            "category": dice.choice(("私营企业", "国有企业", "其他有限责任公司")),
            "industry": dice.choice(list(kinds.INDUSTRIES.values())),
            "workers": dice.randrange(8, 300),
            "women": 3,
            "starts_on": date(2020, 1, 1),
        }
        if number % 3:
            row |= {"coverage": "单独", "union": dice.choice(unions[town]), "covered_on": date(2022, 5, 1)}
        rows.append(row)
    register_employers(rows, actor=actor, on=TODAY)


TABLE = """
WITH scope AS MATERIALIZED (
    SELECT top.org_id AS root, below.org_id FROM orgs_place top JOIN orgs_place below ON below.path <@ top.path
    WHERE top.org_id = ANY(%(orgs)s) AND top.superseded_at IS NULL AND below.superseded_at IS NULL
      AND top.valid_from <= %(on)s AND %(on)s < top.valid_to AND below.valid_from <= %(on)s AND %(on)s < below.valid_to)
SELECT e.account_id, s.root, sum(e.value), sum(e.value) FILTER (WHERE e.day >= %(since)s)
FROM ledger_entry e JOIN scope s ON s.org_id = e.org_id
WHERE e.account_id = ANY(%(accounts)s) AND e.day <= %(on)s GROUP BY 1, 2
"""


def bare_table(db: Any, orgs: Sequence[int], on: date) -> list[tuple[Any, ...]]:
    """The folds of every account of the two areas for the county and its towns; adding them up is left out."""
    accounts = "SELECT id FROM ledger_account WHERE measure LIKE 'organising.%' OR measure LIKE 'members.%'"
    wanted = [row[0] for row in db.execute(accounts)]
    given = {"orgs": list(orgs), "on": on, "since": date(on.year, 1, 1), "accounts": wanted}
    return list(db.execute(TABLE, given).fetchall())
