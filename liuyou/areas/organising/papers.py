"""Papers of founding a union and of its legal personality: requests and replies, results, seals, registration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liuyou.areas.organising.models.formation import Formation
from liuyou.areas.organising.models.unions import Union
from liuyou.areas.organising.queries import unions as queries
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Paper, Part


def _day(value: date | None) -> str:
    return f"{value:%Y年%-m月%-d日}" if value else "　　年　月　日"


def _above(record: Formation) -> str:
    return tree.names([record.org_id]).get(record.org_id, "")


def _employers(record: Formation) -> str:
    names = queries.employer_names(record.employers)
    return "、".join(names[number] for number in record.employers if number in names) or record.name


def _group(record: Formation) -> Part:
    rows = [(each["name"], each["role"], each["post"] or "—") for each in record.group]
    return Part("筹备组成员", ("姓名", "代表", "单位职务"), rows)


def _request(record: Formation) -> Iterator[str | Part]:
    yield f"{_above(record)}："
    workers = f"现有职工 {record.workers} 人，" if record.workers else ""
    yield (
        f"{_employers(record)}{workers}职工有建立工会的意愿。根据《中华人民共和国工会法》和《中国工会章程》，"
        f"拟以{record.get_form_display()}的形式建立{record.name}，并成立筹备组。妥否，请批示。"
    )
    yield _group(record)
    yield "附件：1. 筹备组成员表　2. 营业执照（登记证）复印件"


def _reply(record: Formation) -> Iterator[str | Part]:
    yield f"{_employers(record)}："
    yield (
        f"你单位{_day(record.applied_on)}关于建立工会的请示收悉。经研究，同意筹建{record.name}，"
        "同意筹备组人员组成。请发展会员，做好筹备，会前将大会方案报我会批复。"
    )
    if record.state == "preparing" and record.due_on:
        yield f"请于 {_day(record.due_on)}前召开第一次会员（代表）大会。"
    yield _group(record)
    yield f"文号：{record.prepared_no}　批复日期：{_day(record.prepared_on)}"


def _seats(record: Formation) -> str:
    audit = f"、经费审查委员会委员 {record.audit_seats} 人" if record.audit_seats else ""
    return f"工会委员会委员 {record.seats} 人{audit}"


def _congress_request(record: Formation) -> Iterator[str | Part]:
    yield f"{_above(record)}："
    yield (
        f"{record.name}筹备组已发展会员 {record.members} 人，其中女会员 {record.women} 人。"
        f"拟于{_day(record.planned_on)}召开第一次{record.congress_kind}，选举产生{_seats(record)}。妥否，请批示。"
    )


def _congress_reply(record: Formation) -> Iterator[str | Part]:
    yield f"{record.name}筹备组："
    yield (
        f"{_day(record.congress_applied_on)}的请示收悉。同意召开第一次{record.congress_kind}，同意选举{_seats(record)}。"
        "请依照选举条例组织选举，并在会后将选举结果报我会批复。"
    )
    yield f"文号：{record.congress_no}　批复日期：{_day(record.congress_approved_on)}"


def _elected(record: Formation) -> Part:
    audit = f"{record.audit_committee} 人，主任 {record.audit_head or '—'}" if record.audit_committee else ""
    facts = (
        ("大会", f"{_day(record.congress_on)}第一次{record.congress_kind}"),
        ("应到、实到", f"应到 {record.entitled} 人，实到 {record.present} 人"),
        ("工会委员会", f"{record.committee} 人，最低当选票 {record.lowest_votes} 票，任期 {record.term_years} 年"),
        ("主席、副主席", f"{record.chair}{'、' + record.vice_chair if record.vice_chair else ''}"),
        ("经费审查委员会", audit),
        ("女职工组织", f"{record.women_body} {record.women_head}".strip()),
    )
    return Part("选举结果", (), [each for each in facts if each[1]])


def _result_request(record: Formation) -> Iterator[str | Part]:
    yield f"{_above(record)}："
    yield f"{record.name}已召开第一次{record.congress_kind}，选举结果如下，现予报告，请批复。"
    yield _elected(record)


def _result_reply(record: Formation) -> Iterator[str | Part]:
    yield f"{record.name}："
    yield (
        f"{_day(record.reported_on)}的选举结果请示收悉。经研究，同意成立{record.name}，同意选举结果，"
        f"任期 {record.term_years} 年。"
    )
    yield _elected(record)
    yield f"文号：{record.approved_no}　批复日期：{_day(record.approved_on)}　成立日期：{_day(record.founded_on)}"


def _seals(record: Union) -> Iterator[str | Part]:
    yield "公安机关（印章刻制单位）："
    yield (
        f"{record.name}经上级工会批准（{record.approval_no or '批复附后'}）于{_day(record.founded_on)}成立，"
        "现前往办理公章、财务专用章和法定代表人名章的刻制备案手续，请予接洽。"
    )


def _registration(record: Union) -> Iterator[str | Part]:
    facts = (
        ("工会名称", record.name),
        ("建会形式", record.get_form_display()),
        ("所属领域", record.sector or "—"),
        ("成立日期", _day(record.founded_on)),
        ("批复文号", record.approval_no or "—"),
        ("法定代表人", record.representative or "—"),
        ("统一社会信用代码", record.code or "（登记时赋码）"),
        ("证书有效期止", _day(record.valid_until)),
    )
    yield Part("", (), facts)
    yield "附件：上级工会关于成立的批复、选举结果批复（写明文号和任期），法定代表人和经办人身份证明。"


HEAD = ("单位（盖章）",)
_AFTER_CONGRESS = ("congress_approved", "elected", "reported", "approved")
FORMATION = (
    Paper("request", "关于建立工会的请示", _request, ("applied", "preparing"), ("筹备组负责人", "单位（盖章）")),
    Paper("reply", "关于同意筹建工会的批复", _reply, ("preparing", "congress_applied", *_AFTER_CONGRESS), HEAD),
    Paper(
        "congress_request",
        "关于召开第一次会员（代表）大会的请示",
        _congress_request,
        ("congress_applied", *_AFTER_CONGRESS),
        ("筹备组负责人",),
    ),
    Paper("congress_reply", "关于同意召开第一次会员（代表）大会的批复", _congress_reply, _AFTER_CONGRESS, HEAD),
    Paper(
        "result_request",
        "关于选举结果的请示",
        _result_request,
        ("elected", "reported", "approved"),
        ("大会主持人", "监票人"),
    ),
    Paper("result_reply", "关于成立工会和选举结果的批复", _result_reply, ("approved",), HEAD),
)
UNION = (
    Paper("seals", "刻章介绍信", _seals, ("standing",), HEAD),
    Paper("registration", "工会法人资格登记申请表", _registration, ("standing",), ("经办人", "法定代表人", *HEAD)),
)
