"""Papers of a member: the registration form, and the letter that goes along with a transfer."""

from __future__ import annotations

from collections.abc import Iterator

from liuyou.areas.members import rules
from liuyou.areas.members.models import Member
from liuyou.kernel.base.masking import mask_identity
from liuyou.kernel.web.screens import Paper, Part


def _form(member: Member) -> Iterator[str | Part]:
    facts = (
        ("姓名", member.person.name),
        ("性别", member.sex or "—"),
        ("出生日期", str(member.born or "—")),
        ("证件号码", mask_identity(member.person.identity) if member.person.identity else "—"),
        ("民族", member.ethnicity or "—"),
        ("学历", member.education or "—"),
        ("政治面貌", member.political or "—"),
        ("工作单位", member.employer or "—"),
        ("职务或工种", member.position or "—"),
        ("入会日期", str(member.since)),
        ("工会意见", member.opinion or "—"),
    )
    yield Part("", (), facts)


def _letter(member: Member) -> Iterator[str | Part]:
    days = f"{member.since:%Y年%-m月%-d日}在我会登记会籍，自{member.until:%Y年%-m月%-d日}起转出"
    yield f"兹有会员{member.person.name}，{days}，请予接收。"


MEMBER = (
    Paper("form", "工会会员登记表", _form, ("applied", "active", "retained", "left")),
    Paper("letter", "会员关系介绍信", _letter, ("left",), when=lambda member: member.why == rules.MOVED_OUT),
)
