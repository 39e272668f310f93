"""Papers of one aid record, printed from its page. A notice shows masked people only; incomes are in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from liuyou.areas.aid.models import Application, Batch, HardshipFile, Payment
from liuyou.kernel.base.masking import mask_identity, mask_name
from liuyou.kernel.base.numbers import tabular
from liuyou.kernel.people.models import Person
from liuyou.kernel.web.screens import Paper, Part

NOTICE = "以上情况如有异议，请在公示期内向本工会反映，本工会将予核实并保密。"


def _money(amount: Decimal | None) -> str:
    return f"{tabular(amount, '元')} 元" if amount is not None else "—"


def _until(record: Application | HardshipFile) -> str:
    return f"公示期至 {record.due_on:%Y年%-m月%-d日}。" if record.due_on else ""


def _application_notice(record: Application) -> Iterator[str | Part]:
    yield "经本人申请、入户核实，拟对下列职工给予救助，现予公示。"
    row = (mask_name(record.person.name), record.category or "—", record.programme, _money(record.requested))
    yield Part("", ("姓名", "类别", "项目", "申请金额"), [row])
    yield _until(record) + NOTICE


def _approval_slip(record: Application) -> Iterator[str | Part]:
    facts = (
        ("申请人", record.person.name),
        ("证件号码", mask_identity(record.person.identity) if record.person.identity else "—"),
        ("对象类别", record.category or "—"),
        ("救助项目", record.programme),
        ("资金来源", record.fund or "—"),
        ("申请金额", _money(record.requested)),
        ("批准金额", _money(record.amount)),
        ("审批意见", record.opinion or "—"),
        ("凭证号", record.voucher or "—"),
    )
    yield Part("", (), facts)


def _file_notice(record: HardshipFile) -> Iterator[str | Part]:
    yield "经本人申请、入户调查和经济状况核对，拟为下列职工建立困难职工档案，现予公示。"
    row = (mask_name(record.person.name), record.employer or "—", record.category, record.cause)
    yield Part("", ("姓名", "工作单位", "困难类别", "主要致困原因"), [row])
    yield _until(record) + NOTICE


def _names(record: Batch) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=[row["person_id"] for row in record.rows]).values_list("pk", "name"))


def _batch_notice(record: Batch) -> Iterator[str | Part]:
    yield f"“{record.title}”拟发放名单如下，现予公示。"
    names = _names(record)
    rows = [
        (number, mask_name(names.get(row["person_id"], "")), row.get("category") or record.category or "—")
        for number, row in enumerate(record.rows, 1)
    ]
    yield Part("", ("序号", "姓名", "类别"), rows)
    yield NOTICE


def _receipts(record: Batch) -> Iterator[str | Part]:
    names = _names(record)
    rows = [
        (
            number,
            names.get(row["person_id"], ""),
            _money(Decimal(row.get("amount", 0))),
            row.get("goods", "") or "—",
            "",
        )
        for number, row in enumerate(record.rows, 1)
    ]
    yield f"{record.title}　{record.programme}　{record.paid_on:%Y年%-m月%-d日}"
    yield Part("", ("序号", "姓名", "金额", "实物", "领取人签字"), rows)
    yield f"共 {record.count} 人，合计 {_money(record.total)}。"


def _receipt(record: Payment) -> Iterator[str | Part]:
    facts = (
        ("领取人", record.person.name),
        ("项目", record.programme),
        ("金额", _money(record.amount)),
        ("实物", record.goods or "—"),
        ("发放日期", f"{record.paid_on:%Y年%-m月%-d日}"),
        ("领取人签字", ""),
    )
    yield Part("", (), facts)


PAYMENT = (Paper("receipt", "领取单", _receipt, ("paid",)),)
FILE = (Paper("notice", "建档公示", _file_notice, ("to_post", "on_notice"), ("单位（盖章）",)),)
APPLICATION = (
    Paper("notice", "救助公示", _application_notice, ("verified", "on_notice"), ("单位（盖章）",)),
    Paper("approval", "救助审批表", _approval_slip, ("on_notice", "approved", "paid")),
)
BATCH = (
    Paper("notice", "发放公示", _batch_notice, ("draft", "submitted", "approved"), ("单位（盖章）",)),
    Paper("receipts", "发放签领表", _receipts, ("approved", "paid")),
)
