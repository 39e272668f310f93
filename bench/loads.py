"""A workbook of many payments, and bare tables for the same rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from bench.baselines import Connection
from bench.generate import DAYS, START, identity, name

HEADER = (
    "所属工会",
    "姓名",
    "身份证号",
    "联系电话",
    "项目",
    "发放形式",
    "对象类别",
    "资金来源",
    "金额",
    "发放日期",
    "备注",
)
PROGRAMMES = ("送温暖", "金秋助学", "生日慰问", "住院慰问", "集中慰问")
FORMS, CATEGORIES, FUNDS = ("集中慰问", "走访慰问"), ("相对困难", "意外致困", ""), ("工会经费", "财政补助")
TABLES = ("people_person", "aid_payment", "journal_line", "ledger_entry")


def workbook(path: Path, rows: int, orgs: Sequence[str], known: int, seed: int) -> Path:
    """Payments of invented people, half of them in the register (numbers below `known`), half new with each seed."""
    dice = random.Random(seed)
    with Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("救助发放")
        sheet.write_row(0, 0, HEADER)
        for number in range(rows):
            new = known + seed * rows + number // 2
            who = dice.randrange(known) if number % 2 else new
            day = START + timedelta(days=dice.randrange(DAYS))
            sheet.write_row(number + 1, 0, _row(who, day, dice.choice(orgs), dice))
    return path


def _row(who: int, day: date, org: str, dice: random.Random) -> list[Any]:
    words = [dice.choice(texts) for texts in (PROGRAMMES, FORMS, CATEGORIES, FUNDS)]
    return [org, name(who), identity(who), f"138{who % 10**8:08}", *words, dice.randrange(200, 3000), day, ""]


def tops(db: Connection, tables: Sequence[str] = TABLES) -> dict[str, int]:
    """The highest id of each table, to tell later what is new."""
    return {table: _one(db, f"SELECT coalesce(max(id), 0) FROM {table}") for table in tables}


def new_rows(db: Connection, since: dict[str, int]) -> dict[str, bytes]:
    """What was written after `since`, as COPY gives it."""
    found = {}
    for table, last in since.items():
        with db.cursor().copy(f"COPY (SELECT * FROM {table} WHERE id > {last}) TO STDOUT") as copy:
            found[table] = b"".join(bytes(block) for block in copy)
    return found


def make_bare(db: Connection, tables: Sequence[str] = TABLES) -> None:
    """Tables of the same columns and indexes, and nothing else: no guards, no keys to other tables."""
    for table in tables:
        db.execute(f"DROP TABLE IF EXISTS bare_{table}")
        db.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")


def copy_bare(db: Connection, rows: dict[str, bytes]) -> None:
    with db.transaction():
        for table, content in rows.items():
            with db.cursor().copy(f"COPY bare_{table} FROM STDIN") as copy:
                copy.write(content)


def count(db: Connection, table: str) -> int:
    return _one(db, f"SELECT count(*) FROM {table}")


def _one(db: Connection, query: str) -> int:
    row = db.execute(query).fetchone()
    assert row
    return int(row[0])
