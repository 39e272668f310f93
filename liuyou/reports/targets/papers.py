"""Papers of one record: the letter of responsibility with both signatures, the circular, the key points of a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from liuyou.kernel.base import clock
from liuyou.kernel.orgs import tree
from liuyou.kernel.web.screens import Paper, Part
from liuyou.reports.targets.actions.circulars import row_of
from liuyou.reports.targets.models import Circular, Keypoint, Letter, Visit
from liuyou.reports.targets.workflows import KEYPOINT


def day(value: date | None) -> str:
    return f"{value:%Y年%-m月%-d日}" if value else "　　年　　月　　日"


def _letter(letter: Letter) -> Iterator[str | Part]:
    """What both sides sign: targets as they stood when it was issued, duties, who signs."""
    names = tree.names([letter.org_id, letter.issuer_id], clock.today())
    yield f"为落实{letter.year}年工会工作目标，{names[letter.issuer_id]}与{names[letter.org_id]}签订本责任书。"
    if letter.items:
        rows = [
            (number, item["title"], item["amount"], item["points"] or "—", item["basis"] or "—")
            for number, item in enumerate(letter.items, 1)
        ]
        yield Part("一、工作目标", ("序号", "目标", "目标数", "分值", "文件依据"), rows)
    if letter.duties:
        title = "二、责任事项" if letter.items else "一、责任事项"
        yield Part(title, (), [(str(number), line) for number, line in enumerate(letter.duties, 1)])
    yield Part(
        "",
        ("", "下达单位", "责任单位"),
        (
            ("单位", names[letter.issuer_id], names[letter.org_id]),
            ("签字人", letter.signed_by_above or "", letter.signed_by or ""),
            ("日期", day(letter.issued_on), day(letter.signed_on)),
        ),
    )


def _assessed(letter: Letter) -> Iterator[str | Part]:
    last = letter.outcome[-1]
    yield f"截至{day(date.fromisoformat(last['on']))}，各项目标完成情况如下，考核结果：{last['result']}。"
    rows = [(row["title"], row["amount"], row["done_amount"], row["percent"]) for row in last["rows"]]
    yield Part("目标完成情况", ("目标", "目标数", "完成", "完成率"), rows)


def _circular(circular: Circular) -> Iterator[str | Part]:
    yield from (line for line in circular.text.splitlines() if line.strip())
    for item in circular.copies[-1]["items"]:
        rows = [row_of(row, item["unit"]) for row in item["lines"]]
        yield Part(item["title"], ("名次", "单位", "目标", "完成", "完成率"), rows)
    yield f"数据截至{day(circular.until)}。"


def _keypoints(keypoint: Keypoint) -> Iterator[str | Part]:
    """All key points of the org's year, whichever of them it is opened from."""
    rows = Keypoint.objects.filter(org_id=keypoint.org_id, year=keypoint.year).exclude(state="void")
    told = [
        (
            each.number,
            each.title + ("（接续上年）" if each.carried_from_id else ""),
            " ".join(filter(None, (each.amount, each.deliverable))),
            each.owner,
            f"{each.finish_by:%-m月%-d日}" if each.finish_by.year == each.year else day(each.finish_by),
            KEYPOINT.states[each.state],
        )
        for each in rows.order_by("number")
    ]
    name = tree.names([keypoint.org_id], clock.today())[keypoint.org_id]
    yield f"{name}{keypoint.year}年工作要点共{len(told)}项，责任到人，按期完成。"
    yield Part("", ("序号", "工作要点", "目标和成果", "责任人（部门）", "完成期限", "进度"), told)


def _notice(visit: Visit) -> Iterator[str | Part]:
    names = tree.names([visit.org_id, visit.unit_id], clock.today())
    yield f"{names[visit.unit_id]}："
    yield f"{visit.group.name}于{day(visit.visited_on)}对你单位进行了督查。{visit.opinion}"
    if visit.findings:
        rows = [
            (number, each["problem"], each["advice"] or "—", each["owner"] or "—", each["due_on"] or "—")
            for number, each in enumerate(visit.findings, 1)
        ]
        yield Part("发现的问题和整改要求", ("序号", "问题", "整改建议", "责任人", "整改期限"), rows)
        yield "请边查边改、逐项落实，并按期登记整改结果。"


SIDES = ("下达单位（盖章、签字）", "责任单位（盖章、签字）")
LETTER = (
    Paper("letter", "目标责任书", _letter, ("draft", "issued", "signed", "assessed"), SIDES),
    Paper("assessment", "目标考核通知", _assessed, ("assessed",), ("考核单位（盖章）",)),
)
CIRCULAR = (Paper("circular", "通报", _circular, ("draft", "issued"), ()),)
KEYPOINTS = (Paper("keypoints", "年度工作要点", _keypoints, (), ()),)
VISIT = (Paper("notice", "督查反馈意见", _notice, ("done", "closed"), ("督查组长",)),)
