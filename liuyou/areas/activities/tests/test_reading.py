"""Every mistake in a definition is named with file, line, type, part, what is wrong and what to do."""

from decimal import Decimal

import pytest

from liuyou.areas.activities import reading
from liuyou.areas.activities.definitions import clean_values, particulars, quantities, sentence
from liuyou.kernel.base.errors import BadInput

GOOD = """\
group: 文体
types:
  - code: tug_of_war
    title: 拔河比赛
    description: 每年一次。
    hints: [拔河]
    fields:
      - {name: teams, title: 队数, kind: integer, required: true, maximum: 500}
      - {name: money, title: 奖金, kind: money, synonyms: [奖金总额]}
      - {name: level, title: 级别, kind: choice, choices: {县级: [县], 镇级: [镇, 乡镇]}}
      - {name: drawn_on, title: 抽签日期, kind: date}
      - {name: indoor, title: 室内, kind: boolean}
    measures:
      - {name: teams, title: 拔河队数, unit: 队, dims: [level, indoor]}
      - {name: prizes, title: 拔河奖金, unit: 元, value: money}
      - {name: events, title: 拔河场次, unit: 场}
    wording: 举办{subject}{events}场，{teams}队参加，奖金{money}
"""


def good():
    (definition,) = reading.read(GOOD)
    return definition


def test_a_good_definition_gives_columns_and_measures():
    definition = good()
    assert [column.title for column in definition.columns] == [
        *("日期", "结束日期", "名称", "地点", "合作单位"),
        *("队数", "奖金", "级别", "抽签日期", "室内"),
        *("所属工会", "备注"),
    ]
    assert [(count.measure.code, count.value) for count in definition.counts] == [
        ("activities.tug_of_war.teams", "teams"),
        ("activities.tug_of_war.prizes", "money"),
        ("activities.tug_of_war.events", ""),
    ]
    assert definition.measure("teams").dims == {"level": "级别", "indoor": "室内"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hints: [拔河]", "hints: [拔河", r"t\.yaml 第 7 行：不是正确的 YAML.*请检查缩进"),
        ("    title: 拔河比赛", "    title: 甲\n    title: 乙", r"第 3 行：不是正确的 YAML（同一个名称写了两次）"),
        ("types:", "kinds:", r"t\.yaml：文件应写成“group: 分组名”和“types:”"),
        ("    title: 拔河比赛\n", "", r"t\.yaml 第 3 行 类型“tug_of_war”：缺少 title：请补上"),
        ("    title: 拔河比赛", "    title:", r"第 3 行 类型“tug_of_war”：title 应是一段文字"),
        ("description:", "descripton:", "不认得 descripton：是否应为 description"),
        ("code: tug_of_war", "code: 拔河", "类型“拔河”：code 只能用小写英文字母"),
        ("code: tug_of_war", "code: type", "代码 type 系统已用"),
        ("    hints:", "    version: 第二版\n    hints:", "version 应是 1、2、3"),
        ("hints: [拔河]", "hints: 拔河", "hints 应是一列"),
        ("{name: drawn_on, title: 抽签日期, kind: date}", "抽签日期", r"第 3 行 .*字段“第 4 个”：应写成“名称: 内容”"),
        ("drawn_on, title: 抽签日期, kind: date", "drawn_on, kind: date", r"第 11 行 .*字段“drawn_on”：缺少 title"),
        ("name: drawn_on", "name: teams", r"第 8 行 类型“tug_of_war” 字段“teams”：名称写了两次"),
        ("title: 抽签日期", "title: 奖金总额", r"第 11 行 .*字段“drawn_on”：列名“奖金总额”字段“money”已经用了"),
        ("title: 抽签日期", "title: 日期", r"字段“drawn_on”：列名“日期”字段“held_on”已经用了"),
        ("name: drawn_on", "name: 抽签", "字段“抽签”：name 只能用小写"),
        ("name: drawn_on", "name: held_on", "字段“held_on”：这个名称系统已用"),
        ("name: drawn_on", "name: person", "字段“person”：这个名称系统已用"),
        ("kind: date", "kind: dat", "种类“dat”不认得，是否应为 date：可用的是 text、integer、money、date、choice"),
        ("name: drawn_on", "name: place", "只能是文字：请把 kind 写成 text"),
        ("synonyms: [奖金总额]", "synonyms: 奖金总额", "synonyms 应是一列文字"),
        ("required: true", "required: 是", "required 只能是 true 或 false"),
        (", choices: {县级: [县], 镇级: [镇, 乡镇]}", "", "缺少可选的值：请写成 choices"),
        ("镇级: [镇, 乡镇]", "镇级: [县]", "“县”既指“县级”又指“镇级”"),
        ("kind: date", "kind: date, choices: {甲: []}", "只有 kind 为 choice 的字段才有 choices"),
        ("kind: date", "kind: date, maximum: 3", "只有整数和金额才有上下限"),
        ("maximum: 500", "maximum: 五百", "上下限应是数字"),
        ("maximum: 500", "minimum: 9, maximum: 5", "下限 9 大于上限 5"),
        ("value: money", "value: prize", r"第 15 行 .* 计量项“prizes”：没有字段“prize”：value 可写 teams、money、1"),
        ("value: money", "value: level", "字段“level”不是整数或金额，不能相加"),
        ("name: prizes", "name: teams", "计量项“teams”：名称写了两次"),
        ("name: prizes", "name: 奖金", "计量项“奖金”：name 只能用小写"),
        ("title: 拔河奖金, ", "", "计量项“prizes”：缺少 title"),
        ("[level, indoor]", "[levle]", "分项“levle”不是字段：dims 可写 level、indoor、subject、place、partners"),
        ("[level, indoor]", "[money]", "分项“money”是数字或日期"),
        ("[level, indoor]", "{level: 级别}", r"dims 应是一列字段名：请写成 \[level\]"),
        ("{teams}队", "{team}队", "wording：没有“team”：花括号里可写 teams、money"),
        ("{teams}队", "{teams队", "wording：(没有|花括号不成对)"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(old, new, message):
    assert GOOD.count(old) >= 1
    with pytest.raises(BadInput, match=message) as caught:
        reading.read(GOOD.replace(old, new, 1), "t.yaml")
    assert len(caught.value.problems) == 1


def test_all_mistakes_are_told_at_once():
    with pytest.raises(BadInput) as caught:
        reading.read(GOOD.replace("kind: date", "kind: day").replace("value: money", "value: prize"))
    assert len(caught.value.problems) == 2


def test_no_measure_is_a_mistake():
    head, _, tail = GOOD.partition("    measures:\n")
    text = f"{head}    measures: []\n    wording: 拔河\n"
    with pytest.raises(BadInput, match="没有计量项：至少写一个"):
        reading.read(text)
    assert tail


def test_one_code_stands_for_one_type(tmp_path):
    with pytest.raises(BadInput, match="类型“tug_of_war”写了两次"):
        reading.read(GOOD + GOOD.partition("types:\n")[2])
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "b.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(BadInput, match="类型“tug_of_war”第 1 版在几个文件中都有"):
        reading.read_folder(tmp_path)


def test_a_measure_keeps_its_unit_through_versions():
    (later,) = reading.read(GOOD.replace("unit: 队", "unit: 支"))
    with pytest.raises(BadInput, match="计量项“teams”：单位原来是“队”，不能改成“支”：请另起一个计量项"):
        reading.agrees(later, [good()])


@pytest.mark.parametrize(
    ("given", "kept", "message"),
    [
        ({"teams": 4}, {"teams": 4}, ""),
        ({"teams": "4", "money": "1,200.5"}, {"teams": 4, "money": "1200.50"}, ""),
        ({"teams": 4, "money": Decimal("0.10")}, {"teams": 4, "money": "0.10"}, ""),
        ({"teams": 500, "level": "乡镇", "indoor": "否"}, {"teams": 500, "level": "镇级", "indoor": False}, ""),
        ({"teams": 4, "drawn_on": "2016年5月1日"}, {"teams": 4, "drawn_on": "2016-05-01"}, ""),
        ({"teams": 501}, None, "501 太大：不能大于 500"),
        ({"teams": -1}, None, "-1 是负数"),
        ({"teams": "近十"}, None, "不是确切的数"),
        ({"teams": 4, "level": "省级"}, None, "不在可填的范围内"),
        ({"teams": True}, None, "不是数"),
        ({}, None, "没有填写：这是必填项"),
        ({"teams": 4, "colour": "红"}, None, "“拔河比赛”没有“colour”这一项：可填的是队数（teams）"),
    ],
)
def test_values_are_kept_typed_or_refused(given, kept, message):
    found, wrong = clean_values(good(), given)
    if message:
        assert [message in text for _, text in wrong] == [True]
    else:
        assert (found, wrong) == (kept, [])
        assert clean_values(good(), found) == (kept, []), "what is kept reads back as itself"


def test_a_record_is_told_in_words():
    values = {"teams": 4, "money": "12000.00", "level": "县级", "indoor": True}
    assert particulars(good(), values) == "级别 县级、室内 是"
    assert quantities(good(), values) == "队数 4、奖金 1.2万元"
    values |= {"subject": "五一赛", "events": 1}
    assert sentence(good(), values) == "举办五一赛1场，4队参加，奖金1.2万元"
    assert sentence(good(), values | {"events": None}) == "4队参加，奖金1.2万元"
