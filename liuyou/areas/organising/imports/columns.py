"""Columns that several organising ledgers share."""

from __future__ import annotations

from decimal import Decimal

from liuyou.areas.organising.rules import kinds
from liuyou.kernel.intake.columns import Column, Kind
from liuyou.kernel.intake.registers import Values

NOTHING = Decimal(0)
ORG = Column(
    "org",
    "所属镇街工会",
    Kind.ORG,
    (
        *("所属工会", "所属镇街", "所属乡镇", "所属乡镇街道", "镇街", "乡镇", "乡镇（街道）", "镇（街道）", "街道"),
        *("所在乡镇", "所在镇街", "属地", "属地镇街", "主管工会", "上级工会", "上级工会名称", "填报单位", "上报单位"),
        *("所属园区", "所在街道", "管辖工会", "归属工会", "乡镇工会", "镇街工会"),
    ),
)
NAME = Column(
    "name",
    "单位名称",
    Kind.TEXT,
    (
        *("企业名称", "用人单位", "用人单位名称", "公司名称", "企业", "单位", "单位全称", "企业全称", "法人单位名称"),
        *("企业（单位）名称", "法人单位", "市场主体名称", "机构名称", "名称", "法人名称", "企业单位名称", "纳税人名称"),
    ),
    required=True,
)
CODE = Column(
    "credit_code",
    "统一社会信用代码",
    Kind.CREDIT_CODE,
    (
        "企业代码",
        "单位代码",
        "法人代码",
        "组织机构代码",
        "代码",
        "单位统一社会信用代码",
        "企业信用代码",
        "纳税人识别号",
    ),
)
CATEGORY = Column(
    "category",
    "单位类别",
    Kind.CHOICE,
    (
        *("企业性质", "单位性质", "经济类型", "登记注册类型", "企业类型", "单位类型", "所有制", "所有制性质"),
        *("企业类别", "经济性质", "注册类型", "单位类别代码", "性质"),
    ),
    choices=kinds.CATEGORY_CHOICES,
)
INDUSTRY = Column(
    "industry",
    "所属行业",
    Kind.CHOICE,
    (
        *("行业", "行业类别", "行业门类", "国民经济行业", "行业名称", "所在行业", "行业分类", "行业代码"),
        *("国民经济行业分类", "主要行业"),
    ),
    choices=kinds.INDUSTRY_CHOICES,
)
SIZE = Column(
    "size",
    "企业规模",
    Kind.CHOICE,
    ("规模", "单位规模", "企业规模类型"),
    choices={**{word: word for word in kinds.SIZES}, "大": "大型", "中": "中型", "小": "小型", "微": "微型"},
)
PARK = Column(
    "park", "园区、商圈", Kind.TEXT, ("园区", "所在园区", "开发区", "工业园区", "商圈", "村（社区）", "村社区", "楼宇")
)
CHAIN = Column("chain", "所属产业链", Kind.TEXT, ("产业链",))
ADDRESS = Column(
    "address",
    "地址",
    Kind.TEXT,
    ("单位地址", "经营地址", "企业地址", "注册地址", "住所", "办公地址", "详细地址", "通讯地址"),
)
CONTACT = Column(
    "contact",
    "联系人",
    Kind.TEXT,
    ("企业联系人", "单位联系人", "联系人姓名", "法定代表人", "法人代表", "负责人", "企业负责人", "单位负责人"),
)
PHONE = Column("phone", "联系电话", Kind.PHONE, ("联系人电话", "单位电话", "企业电话", "负责人电话"), sensitive=True)
RESPONSIBLE = Column(
    "responsible", "一对一责任人", Kind.TEXT, ("责任人", "包保责任人", "建会责任人", "联系领导", "包联干部", "指导员")
)


def heads(*, required: bool) -> tuple[Column, ...]:
    """The numbers of workers by kind."""
    return (
        Column(
            "workers",
            "职工人数",
            Kind.INTEGER,
            (
                *(
                    "职工数",
                    "职工总数",
                    "职工总人数",
                    "员工人数",
                    "员工数",
                    "从业人数",
                    "从业人员",
                    "用工人数",
                    "在职职工数",
                ),
                *("在职职工", "人数", "职工", "员工总数", "企业职工数", "从业人员数", "期末职工数", "在岗职工数"),
            ),
            required=required,
            minimum=NOTHING,
        ),
        Column(
            "women",
            "女职工人数",
            Kind.INTEGER,
            ("女职工数", "女职工", "其中女职工", "其中女", "女性职工", "女员工", "女性", "女"),
            minimum=NOTHING,
        ),
        Column(
            "migrants",
            "农民工人数",
            Kind.INTEGER,
            ("农民工数", "农民工", "其中农民工", "进城务工人员", "外来务工人员", "外来工"),
            minimum=NOTHING,
        ),
        Column(
            "dispatched",
            "劳务派遣工人数",
            Kind.INTEGER,
            ("劳务派遣工", "劳务派遣", "派遣工", "劳务派遣人数", "其中劳务派遣", "派遣人员", "派遣职工"),
            minimum=NOTHING,
        ),
        Column(
            "platform",
            "新就业形态劳动者",
            Kind.INTEGER,
            (
                "新就业形态劳动者人数",
                "新就业形态",
                "新业态人数",
                "新业态从业人员",
                "灵活就业人员",
                "货车司机等",
                "平台从业人员",
            ),
            minimum=NOTHING,
        ),
    )


COUNTED_ON = Column(
    "counted_on",
    "人数统计日期",
    Kind.DATE,
    ("统计日期", "统计时间", "统计时点", "摸底日期", "摸底时间", "截止日期", "数据日期"),
)
NOTE = Column("note", "备注", Kind.TEXT, ("说明", "备注说明"))


def given(values: Values) -> Values:
    """Without the empty cells: the model's own defaults stand there."""
    return {name: value for name, value in values.items() if value is not None}
