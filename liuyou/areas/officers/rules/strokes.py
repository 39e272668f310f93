"""Names in the order of the strokes of the surname (姓氏笔画为序), as ballots show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liuyou.kernel.base.errors import Refused

_TABLE = {
    2: "丁卜刁",
    3: "于万马上",
    4: "王方尹文毛孔牛车尤元韦仇计公巴邓",
    5: "田石史白叶卢冯龙申左皮甘包宁司艾古兰边付冉东令",
    6: "刘朱任许吕孙江汤乔伍安庄向毕成米关齐祁邢阮邬华闫曲池",
    7: "李吴何宋杨张陈苏沈汪余杜邱邹邵肖严辛时谷岑连冷应陆佟麦劳芦花来",
    8: "林罗周郑金孟武欧岳郎苗易季单庞郁宗尚明范茅房屈",
    9: "胡赵侯段姚施洪姜柯俞祝费钟柳贺娄荣闻郝项胥骆饶柏宫封查南相皇",
    10: "徐高郭唐袁夏秦莫陶钱顾桂殷翁倪耿涂贾聂凌席班敖柴晏谈党晋浦诸栾容",
    11: "黄梁曹崔龚康常章盛梅戚阎符麻鹿商屠萧隋尉寇",
    12: "彭曾董谢韩蒋程傅葛童温游焦喻景舒覃裘强鲁储",
    13: "鲍詹蓝雷路褚赖蒙靳解虞鄢廉楼甄简",
    14: "谭廖熊管裴翟蔡臧缪蔺",
    15: "潘樊黎滕颜德墨",
    16: "薛穆霍冀燕",
    17: "戴魏鞠",
    18: "瞿",
}
STROKES = {character: count for count, characters in _TABLE.items() for character in characters}
"""Strokes of the commonest surnames as they are written today (the first character of compound ones)."""


def by_strokes(candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """In order; equal ones stay as they were typed. A surname not in the table needs its strokes typed."""
    unknown = [row["name"] for row in candidates if not _strokes(row)]
    if unknown:
        raise Refused(f"不知道“{'、'.join(unknown)}”的姓氏有几画，排不出姓氏笔画顺序：请在“姓氏笔画”中填写笔画数。")
    return sorted(candidates, key=_strokes)


def _strokes(row: Mapping[str, Any]) -> int:
    return int(row.get("strokes") or STROKES.get(row["name"][0], 0))
