"""Ledgers of offers and of agreements as workbooks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from liuyou.areas.bargaining import queries, rules
from liuyou.areas.bargaining.actions import load_agreements, load_offers
from liuyou.areas.bargaining.measures import term
from liuyou.areas.bargaining.models import Agreement, Offer
from liuyou.areas.bargaining.models import Kind as AgreementKind
from liuyou.kernel.base.errors import Refused
from liuyou.kernel.intake.columns import Column, Kind, Sheetform
from liuyou.kernel.intake.registers import Register, Values

KINDS = {
    **dict.fromkeys(("综合", "综合集体合同", "综合性集体合同", "集体合同", "综合性"), "综合"),
    **dict.fromkeys(("工资", "工资专项", "工资集体协议", "工资专项集体合同", "工资协议", "工资集体合同"), "工资"),
    **dict.fromkeys(("女职工", "女职工专项", "女职工专项集体合同", "女职工权益保护专项集体合同"), "女职工"),
    **dict.fromkeys(("女职工特殊权益保护专项集体合同", "女工专项"), "女职工"),
    **dict.fromkeys(("劳动安全卫生", "安全卫生", "劳动安全", "劳动安全卫生专项集体合同", "劳动保护"), "劳动安全卫生"),
}
SCOPES = {
    **dict.fromkeys(("单独", "企业", "单个企业", "单独企业", "单位"), "单独"),
    **dict.fromkeys(("区域性", "区域", "区域集体合同"), "区域性"),
    **dict.fromkeys(("行业性", "行业", "行业集体合同"), "行业性"),
}
OWNERSHIPS = {
    **dict.fromkeys(("非公", "非公企业", "非公有制", "非公有", "民营", "私营", "外资", "港澳台", "个体"), "非公"),
    **dict.fromkeys(("公有", "公有制", "国有", "国有企业", "集体", "国企"), "公有"),
}
REPLIES = {
    **dict.fromkeys(("应约", "接受", "同意", "已应约", "已答复", "同意协商", "是", "接受协商"), "accepted"),
    **dict.fromkeys(("拒绝", "不同意", "拒绝应约", "拒绝协商"), "refused"),
    **dict.fromkeys(("待回应", "未回应", "未答复", "待答复", "未应约", "否", "尚未答复"), "sent"),
}
MODES = {
    **dict.fromkeys(("新签", "首签", "首次签订", "新订", "否"), "新签"),
    **dict.fromkeys(("续签", "续订", "重签", "是"), "续签"),
}
ORG = Column(
    "org",
    "所属工会",
    Kind.ORG,
    ("工会名称", "填报单位", "工会组织", "上报单位", "所属镇街工会", "所属镇街", "所属基层工会", "报送单位"),
)
CREDIT_CODE = Column("credit_code", "统一社会信用代码", Kind.CREDIT_CODE)
KIND = Column(
    "kind",
    "合同类型",
    Kind.CHOICE,
    (
        "合同种类",
        "类型",
        "协商类型",
        "合同性质",
        "专项类别",
        "合同类别",
        "专项类型",
        "协商内容",
        "合同分类",
        "合同名称",
    ),
    choices=KINDS,
)
SCOPE = Column(
    "scope", "协商范围", Kind.CHOICE, ("协商形式", "签订形式", "合同形式", "范围"), choices=SCOPES, default="单独"
)
ENDS = ("失效时间", "失效日期", "届满时间", "合同届满时间", "期满时间", "终止时间", "截止时间", "有效期至")
SENT = ("发出要约日期", "发出要约时间", "要约发出时间", "要约书送达时间", "发要约时间")
NOTE = Column("note", "备注", Kind.TEXT, ("说明",))


def _given(values: Values) -> Values:
    """Without the empty cells: the model's own defaults stand there."""
    return {name: value for name, value in values.items() if value is not None}


def finish_offer(values: Values) -> Values:
    values = _given(values)
    if values.get("reply") == "sent":
        del values["reply"]
    return values


def check_offer(values: Values) -> Iterator[tuple[str, str]]:
    """An answer has its day, and a day its answer."""
    if "reply" in values and "replied_on" not in values:
        yield "replied_on", "写了回应情况而没有答复日期：请补填日期，尚未答复的请填“待回应”。"
    if "replied_on" in values and "reply" not in values:
        yield "reply", "写了答复日期而没有回应情况：请填“应约”或“拒绝”。"
    if "replied_on" in values and values["replied_on"] < values["sent_on"]:
        yield "replied_on", f"答复日期 {values['replied_on']} 早于要约日期 {values['sent_on']}：请核对。"


OFFERS = Register(
    Sheetform(
        "bargaining.offer",
        "要约台账",
        columns=(
            ORG,
            Column(
                "employer",
                "用人单位",
                Kind.TEXT,
                (
                    *(
                        "企业名称",
                        "单位名称",
                        "被要约单位",
                        "受约方",
                        "要约对象",
                        "受要约单位",
                        "被要约企业",
                        "受要约方",
                    ),
                    *("要约企业", "被要约方", "受约企业", "企业（单位）名称", "用人单位名称", "受约单位"),
                ),
                required=True,
            ),
            CREDIT_CODE,
            Column(
                "by",
                "要约方",
                Kind.CHOICE,
                ("发出方", "要约主体"),
                choices={
                    "工会": "工会",
                    "职工方": "工会",
                    "用人单位": "用人单位",
                    "企业": "用人单位",
                    "企业方": "用人单位",
                },
                default="工会",
            ),
            SCOPE,
            Column("kind", "合同类型", KIND.kind, KIND.synonyms, choices=KINDS, default="工资"),
            Column("ownership", "经济类型", Kind.CHOICE, ("企业性质", "所有制", "企业类型"), choices=OWNERSHIPS),
            Column(
                "sent_on",
                "要约日期",
                Kind.DATE,
                ("发出日期", "要约时间", "发出时间", "送达日期", "送达时间", *SENT),
                required=True,
            ),
            Column(
                "reply",
                "回应情况",
                Kind.CHOICE,
                ("答复情况", "回应结果", "是否应约", "应约情况", "答复结果", "企业回应", "回应"),
                choices=REPLIES,
            ),
            Column(
                "replied_on",
                "答复日期",
                Kind.DATE,
                ("回应日期", "答复时间", "应约日期", "回应时间", "应约时间", "企业应约时间"),
            ),
            NOTE,
        ),
        hints=("要约", "协商要约", "要约季", "要约行动"),
    ),
    Offer,
    load_offers,
    key=("employer", "kind", "sent_on"),
    compare=("scope",),
    finish=finish_offer,
    check=check_offer,
)


def finish_agreement(values: Values) -> Values:
    """`renewal` from the word; women of a women's agreement are its workers when no other number is given."""
    values = _given(values)
    values["renewal"] = values.pop("mode", "新签") == "续签"
    if "workers" not in values:
        values["workers"] = values.get("women", 0)
    if values["kind"] == AgreementKind.WOMEN:
        values.setdefault("women", values["workers"])
    return values


def check_agreement(values: Values) -> Iterator[tuple[str, str]]:
    if values["ends_on"] <= values["in_force_on"]:
        yield "ends_on", f"到期日期 {values['ends_on']} 不晚于生效日期 {values['in_force_on']}：请核对。"
    if not values["workers"]:
        yield "workers", "没有覆盖职工数：请填写这份合同覆盖的职工人数。"
    if values.get("women", 0) > values["workers"]:
        yield "women", f"女职工 {values['women']} 人多于职工 {values['workers']} 人：请核对。"


def check_agreements(rows: Sequence[Values]) -> Iterator[tuple[int, str, str]]:
    """Terms too short, too long, or overlapping with others in register or sheet; rows the register holds pass."""
    years = cache(queries.term_years)
    placed = [(i, row) for i, row in enumerate(rows) if row.get("org_id") and row["ends_on"] > row["in_force_on"]]
    terms: dict[queries.Key, list[tuple[date, date]]] = defaultdict(list)
    for key, found in queries.earlier(row for _, row in placed).items():
        terms[key] = [term(each) for each in found]
    for index, row in sorted(placed, key=lambda each: each[1]["in_force_on"]):
        starts, ends = row["in_force_on"], row["ends_on"]
        known = terms[queries.key_of(row)]
        if any(first == starts for first, _ in known):
            continue
        try:
            rules.check_term(starts, ends, *years(row["kind"], row["org_id"], row.get("signed_on", starts)))
            rules.check_no_overlap(starts, ends, known, renewal=row["renewal"])
        except Refused as error:
            yield index, "ends_on", str(error)
        terms[queries.key_of(row)] = sorted([*known, (starts, ends + timedelta(days=1))])


AGREEMENTS = Register(
    Sheetform(
        "bargaining.agreement",
        "集体合同台账",
        columns=(
            ORG,
            Column(
                "employer",
                "用人单位",
                Kind.TEXT,
                (
                    *(
                        "企业名称",
                        "单位名称",
                        "签订单位",
                        "合同名称",
                        "区域（行业）名称",
                        "签约单位",
                        "签订企业",
                        "甲方企业",
                    ),
                    *("企业（单位）名称", "用人单位名称", "签约企业", "甲方", "甲方单位"),
                ),
                required=True,
            ),
            CREDIT_CODE,
            Column("kind", "合同类型", KIND.kind, KIND.synonyms, choices=KINDS, required=True),
            SCOPE,
            Column(
                "mode",
                "签订方式",
                Kind.CHOICE,
                ("续签/新签", "新签/续签", "新签或续签", "签订情况", "是否续签", "续签"),
                choices=MODES,
                default="新签",
            ),
            Column(
                "employers",
                "覆盖企业数",
                Kind.INTEGER,
                ("覆盖企业", "企业数", "覆盖单位数", "覆盖企业家数"),
                minimum=Decimal(1),
                default=1,
            ),
            Column(
                "workers",
                "覆盖职工数",
                Kind.INTEGER,
                ("覆盖职工", "职工数", "覆盖职工人数", "职工人数", "覆盖人数", "职工总数", "涉及职工数"),
                minimum=Decimal(0),
            ),
            Column(
                "women",
                "覆盖女职工数",
                Kind.INTEGER,
                ("女职工数", "覆盖女职工", "女职工人数", "其中女职工", "涉及女职工数"),
                minimum=Decimal(0),
            ),
            Column("signed_on", "签订日期", Kind.DATE, ("签订时间", "签约日期", "签字日期", "签约时间", "续签日期")),
            Column(
                "in_force_on",
                "生效日期",
                Kind.DATE,
                ("生效时间", "起始日期", "合同起始日期", "开始日期", "有效期起", "合同期限起", "有效期自"),
                required=True,
                ahead=True,
            ),
            Column(
                "ends_on",
                "到期日期",
                Kind.DATE,
                ("到期时间", "终止日期", "截止日期", "合同到期日期", "期满日期", "有效期止", "合同期限止", *ENDS),
                required=True,
                ahead=True,
            ),
            NOTE,
        ),
        hints=("集体合同", "工资专项", "专项合同", "工资集体协商", "女职工专项", "三项合同", "续签"),
    ),
    Agreement,
    load_agreements,
    key=("employer", "kind", "in_force_on"),
    compare=("workers", "ends_on"),
    finish=finish_agreement,
    check=check_agreement,
    check_all=check_agreements,
)
